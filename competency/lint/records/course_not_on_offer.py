"""
A course was completed on a day on which the framework doesn't offer it, or not in that mode.

## Why it matters

The completion counts, since what was done was done. But a course that did not exist yet, or no longer, is usually
another course of a similar name, or the date is wrong.

## Fails

```yaml
format: record/1
id: p-0001
framework: solihull
subject: practitioner
events:
  - {completed: foundation, date: 2021-01-18}
  - {evidence: manager-approval, date: 2021-06-14, about: module-1b}
  - {completed: module-1b, date: 2023-03-01, mode: e-learning}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: solihull
subject: practitioner
events:
  - {completed: foundation, date: 2021-01-18}
  - {evidence: manager-approval, date: 2021-06-14, about: module-1b}
  - {completed: module-1b, date: 2021-07-05, mode: e-learning}
```

## Fix

Correct the date or the course. If the course was held on other days than the framework says, correct its `from` and
`to` there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.records.draft import RecordDraft
from competency.model import Course, Event, EventKind
from competency.requirements import Unstated, in_words

RULE = Rule("CF402", "course-not-on-offer", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each completion on a day outside the dates of its course, or of the mode that it names."""
    for event in draft.events(EventKind.COMPLETED):
        course = draft.framework.course(event.item)
        if course is None:
            continue
        missed = _missed(event.on, course.starts, course.ends)
        what = draft.named(course.id)
        if missed is None and event.mode is not None:
            missed = _missed_mode(event, course)
            what = f"{what} in the mode '{event.mode}'"
        if missed is not None:
            yield Diagnostic(
                RULE,
                draft.of(event, "date"),
                f"{what} {missed}, and this is {in_words(event.on)}; it counts all the same",
                "correct the date or the course; or correct its dates in the framework",
            )


def _missed_mode(event: Event, course: Course) -> str | None:
    """Why it was not on offer in that mode; None where one of the rows for the mode fits, or there is none."""
    missed = [_missed(event.on, row.starts, row.ends) for row in course.modes if row.mode == event.mode]
    return missed[0] if missed and None not in missed else None


def _missed(on: date, starts: date | Unstated | None, ends: date | Unstated | None) -> str | None:
    if isinstance(starts, date) and on < starts:
        return f"is on offer from {in_words(starts)} on"
    if isinstance(ends, date) and on > ends:
        return f"was on offer until {in_words(ends)}"
    return None
