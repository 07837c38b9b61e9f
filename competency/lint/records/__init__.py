"""Rules of sense on records: one file a rule; the file's docstring is the rule's page.

Each module of this folder has `RULE` and `check(draft)`, which yields the findings on one record, as the modules of
`competency.lint` do on a framework. A rule is added by adding a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from attrs import frozen

from competency import allowances, lint
from competency.diagnostics import Diagnostic, Rule, Span, in_order
from competency.faults import record as faults
from competency.lint.records.draft import RecordDraft
from competency.loading import LoadedRecord


class _Module(Protocol):
    RULE: Rule
    check: Callable[[RecordDraft], Iterator[Diagnostic]]


@frozen
class Check:
    """A rule with the function that finds its faults."""

    rule: Rule
    findings: Callable[[RecordDraft], Iterator[Diagnostic]]


@cache
def checks() -> tuple[Check, ...]:
    """All rules of sense on records, in the order of their files."""
    names = sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py") if file.stem != "draft")
    modules = [cast(_Module, import_module(f"{__name__}.{name}")) for name in names]
    return tuple(Check(module.RULE, module.check) for module in modules)


def _not_examined(one: LoadedRecord) -> Diagnostic:
    return Diagnostic(
        faults.UNSOUND_FRAMEWORK,
        one.document.span(("framework",)),
        f"{one.record.framework} has faults of its own, so only the ids in this record were looked at",
        "run 'competency validate' on the framework's file, and mend what it finds",
    )


def drafts(loaded: Iterable[LoadedRecord]) -> Iterator[RecordDraft]:
    """The records of one run as the rules look at them; those whose framework has faults of its own are left out."""
    seen: dict[tuple[str, str], Span] = {}
    for one in loaded:
        key = (one.record.framework, one.record.id)
        if one.framework is not None:
            yield RecordDraft(one.document, one.record, one.framework, seen.get(key))
        seen.setdefault(key, one.document.span(("id",)))


def findings(draft: RecordDraft) -> tuple[Diagnostic, ...]:
    """What the rules of sense find in one record, before any allowance."""
    return tuple(diagnostic for check in checks() for diagnostic in check.findings(draft))


def examined(loaded: Iterable[LoadedRecord]) -> tuple[Diagnostic, ...]:
    """What the rules of sense find in the records of one run, less what comments allow; in order.

    The faults of such comments are found too: one that names a rule on frameworks is not needed here. Records that
    could not be looked at are named.
    """
    run = tuple(loaded)
    found = [_not_examined(one) for one in run if one.framework is None]
    for draft in drafts(run):
        rules = (check.rule for module in (checks, lint.checks) for check in module())
        found.extend(allowances.settled(draft.document, findings(draft), rules))
    return in_order(found)
