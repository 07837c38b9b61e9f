"""Rules of sense: one file a rule; the file's docstring is the rule's page.

Each module of this folder has `RULE`, a :class:`~competency.diagnostics.Rule` whose page is the module's own
docstring, and `check(draft)`, which yields the findings on one framework. A rule is added by adding a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from attrs import frozen

from competency import allowances
from competency.diagnostics import Diagnostic, Rule, in_order
from competency.lint.draft import Draft


class _Module(Protocol):
    RULE: Rule
    check: Callable[[Draft], Iterator[Diagnostic]]


@frozen
class Check:
    """A rule with the function that finds its faults."""

    rule: Rule
    findings: Callable[[Draft], Iterator[Diagnostic]]


@cache
def checks() -> tuple[Check, ...]:
    """All rules of sense, in the order of their files."""
    names = sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py") if file.stem not in ("draft",))
    modules = [cast(_Module, import_module(f"{__name__}.{name}")) for name in names]
    return tuple(Check(module.RULE, module.check) for module in modules)


def findings(draft: Draft) -> tuple[Diagnostic, ...]:
    """What the rules of sense find in one framework, before any allowance."""
    return tuple(diagnostic for check in checks() for diagnostic in check.findings(draft))


def examined(draft: Draft) -> tuple[Diagnostic, ...]:
    """What the rules of sense find, less what comments allow, with the faults of such comments; in order.

    Of what is inherited only that is told which building on it has brought about.
    """
    rules = [check.rule for check in checks()]
    return in_order(allowances.settled(draft.written, _own(draft, findings(draft)), rules))


def _own(draft: Draft, found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    if draft.whole is None or draft.foundation is None:
        return found
    before = {(finding.rule, finding.span) for finding in findings(draft.foundation)}
    return tuple(draft.whole.relocated(finding for finding in found if (finding.rule, finding.span) not in before))
