"""Rules of sense on mappings: one file a rule; the file's docstring is the rule's page.

Each module of this folder has `RULE` and `check(draft)`, which yields the findings on one mapping document, as the
modules of `competency.lint` do on a framework. Every rule takes time in proportion to the rows, but for sorting them. A
rule is added by adding a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from attrs import frozen

from competency import allowances, lint
from competency.diagnostics import Diagnostic, Rule, in_order
from competency.faults import mapping as faults
from competency.lint.mappings.draft import MappingDraft
from competency.loading import LoadedMapping


class _Module(Protocol):
    RULE: Rule
    check: Callable[[MappingDraft], Iterator[Diagnostic]]


@frozen
class Check:
    """A rule with the function that finds its faults."""

    rule: Rule
    findings: Callable[[MappingDraft], Iterator[Diagnostic]]


@cache
def checks() -> tuple[Check, ...]:
    """All rules of sense on mappings, in the order of their files."""
    names = sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py") if file.stem != "draft")
    modules = [cast(_Module, import_module(f"{__name__}.{name}")) for name in names]
    return tuple(Check(module.RULE, module.check) for module in modules)


def _not_examined(one: LoadedMapping) -> Iterator[Diagnostic]:
    for side, name, framework in (
        ("subject", one.mapping.subject, one.subject),
        ("object", one.mapping.object, one.object),
    ):
        if framework is None:
            yield Diagnostic(
                faults.UNSOUND_END,
                one.document.span((side,)),
                f"{name} has faults of its own, so kinds, ladders and texts were not compared",
                "run 'competency validate' on the framework's file, and mend what it finds",
            )


def findings(draft: MappingDraft) -> tuple[Diagnostic, ...]:
    """What the rules of sense find in one mapping, before any allowance."""
    return tuple(diagnostic for check in checks() for diagnostic in check.findings(draft))


def examined(loaded: Iterable[LoadedMapping]) -> tuple[Diagnostic, ...]:
    """What the rules of sense find in the mappings of one run, less what comments allow; in order.

    The faults of such comments are found too. Mappings that could not be looked at wholly are named.
    """
    found: list[Diagnostic] = []
    for one in loaded:
        found.extend(_not_examined(one))
        rules = (check.rule for module in (checks, lint.checks) for check in module())
        draft = MappingDraft(one.document, one.mapping, one.subject, one.object)
        found.extend(allowances.settled(draft.document, findings(draft), rules))
    return in_order(found)
