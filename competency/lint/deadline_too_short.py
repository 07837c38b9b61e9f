"""
A deadline ends before what the standard asks for can be had.

## Why it matters

Everybody the standard is for will be overdue through no fault of their own.

## Fails

```yaml
courses:
  advanced: {title: Advanced course, requires: {experience: 2 years, in: appointed}, source: strategy §1}
standards:
  take-advanced:
    title: The advanced course is taken early
    require: {completed: advanced}
    due: {within: 6 months, of: appointed}  # <- here
    source: strategy §2
```

## Passes

```yaml
courses:
  advanced: {title: Advanced course, requires: {experience: 2 years, in: appointed}, source: strategy §1}
standards:
  take-advanced:
    title: The advanced course is taken early
    require: {completed: advanced}
    due: {within: 3 years, of: appointed}
    source: strategy §2
```

## Fix

Lengthen `within` beyond the time that the prerequisites take, or shorten that time.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency import attainability
from competency.attainability import Attainable
from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint._clocks import counting_only, only
from competency.lint.draft import Draft
from competency.model import APPOINTED, Deadline, Response, Standard
from competency.periods import FOREVER, Period

RULE = Rule("CF106", "deadline-too-short", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Deadlines that pass before the standard can first be met, however short the months are.

    Only time that begins with the deadline's own clock counts: who was appointed today may have qualified long ago.
    For those who join, that is the time since appointment.
    """
    clocks: dict[str, Attainable] = {}
    for standard in draft.framework.standards:
        match standard.timing:
            case Deadline(Period() as within, str(start)) if standard.require is not None:
                fact = APPOINTED.id if start == "joining" else start
                wait = _wait(draft, standard, fact, within.longest_days, clocks)
                if wait is not None:
                    yield Diagnostic(
                        RULE,
                        draft.span(draft.path(standard, "due", "within")),
                        f"{draft.named(standard)} is due within {within}, but what it asks for takes "
                        f"at least {wait} days",
                        f"allow more than {wait} days, or ask for what can be had within {within}",
                    )
            case Response(_, Period() as within, Period() as opens) if _not_before(opens, within):
                yield Diagnostic(
                    RULE,
                    draft.span(draft.path(standard, "within")),
                    f"{draft.named(standard)} is due within {within}, but counts only from {opens} on",
                    f"let 'within' be longer than {opens}: both run from the same event",
                )


def _not_before(opens: Period, within: Period) -> bool:
    return opens == within or opens.shortest_days >= within.longest_days


def _wait(draft: Draft, standard: Standard, fact: str, days: int, clocks: dict[str, Attainable]) -> int | None:
    """How many days it takes from the day of the fact on; None where it can be done in fewer than `days`, or never.

    `clocks` keeps, for each fact, what can be reached when only its clock runs.
    """
    assert standard.require is not None
    if draft.framework.fact(fact) is None or not days < draft.attainable.wait(standard.require) < FOREVER:
        return None  # the usual case: no clock at all makes it too short
    if fact not in clocks:
        clocks[fact] = attainability.of(counting_only(draft.framework, fact))
    wait = clocks[fact].wait(only(standard.require, fact))
    return wait if days < wait < FOREVER else None
