"""All rules with their pages: of text, shape, reference, sense and allowances."""

from __future__ import annotations

from functools import cache

from competency import ids, lint
from competency.diagnostics import Rule
from competency.faults import allowance, building, gold, mapping, record, reference, sessions, shape, text
from competency.lint import mappings, records


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule there is, by code.

    >>> [rule.name for rule in rules() if rule.code == "CF104"]
    ['prerequisite-cycle']
    """
    senses = [check.rule for module in (lint, records, mappings) for check in module.checks()]
    every = (
        *text.RULES,
        *shape.RULES,
        *reference.RULES,
        *building.RULES,
        *allowance.RULES,
        *record.RULES,
        *mapping.RULES,
        *sessions.RULES,
        *gold.RULES,
        *senses,
    )
    return tuple(sorted(every, key=lambda rule: rule.code))


def find(code_or_name: str) -> Rule | None:
    """The rule of that code or name, however its letters are cased; None where there is none.

    >>> find("cf104") == find("prerequisite-cycle") == None
    False
    """
    word = code_or_name.lower()
    return next((rule for rule in rules() if word in (rule.code.lower(), rule.name)), None)


def nearest(code_or_name: str) -> str | None:
    """The code or name of a rule that was probably meant.

    >>> nearest("prerequisit-cycle")
    'prerequisite-cycle'
    """
    return ids.nearest(code_or_name, [word for rule in rules() for word in (rule.code, rule.name)])
