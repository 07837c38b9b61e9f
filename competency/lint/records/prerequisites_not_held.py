"""
A course was completed by somebody who could not have booked it: what it requires did not hold on that day.

## Why it matters

The completion counts: what was done was done. But either the record lacks something that was there, such as an earlier
course or an approval, or a place was given against the strategy. What is only not known is not found here.

## Fails

```yaml
format: record/1
id: p-0001
framework: solihull
subject: practitioner
events:
  - {completed: module-7, date: 2021-03-16}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: solihull
subject: practitioner
events:
  - {completed: foundation, date: 2021-01-18}
  - {evidence: manager-approval, date: 2021-02-22, about: module-7}
  - {completed: module-7, date: 2021-03-16}
```

## Fix

Add what is missing to the record. If the course was really taken out of order, allow it with a comment that says why.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.evaluation import Answer
from competency.lint.records.draft import RecordDraft
from competency.model import EventKind
from competency.requirements import AllOf, joined, phrase

RULE = Rule("CF412", "prerequisites-not-held", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each completion on a day on which the course's `requires` surely did not hold."""
    for event in draft.events(EventKind.COMPLETED):
        course = draft.framework.course(event.item)
        if course is None or course.requires is None:
            continue
        answer = draft.evaluator.regarding(course.id).answer(course.requires)
        day = event.on.toordinal()
        if day not in answer.held.possible:
            missing = joined(
                [phrase(part.requirement, draft.framework.title_of) for part in _missing(answer, day)], "and"
            )
            yield Diagnostic(
                RULE,
                draft.of(event),
                f"{draft.told(event)} was taken though what it requires did not hold; it counts all the same. "
                f"One must first {missing}",
                "add what is missing to the record, or allow it with a comment that says why",
            )


def _missing(answer: Answer, day: int) -> tuple[Answer, ...]:
    """Of what is required all together, the parts that surely did not hold."""
    if not isinstance(answer.requirement, AllOf):
        return (answer,)
    return tuple(found for part in answer.parts if day not in part.held.possible for found in _missing(part, day))
