"""
Something happened before the day on which the person was appointed.

## Why it matters

Most often a year was mistyped, in the event or in the date of appointment, and every deadline and every renewal that
is counted from it is wrong. The event counts all the same: nothing that was done is dropped.

## Fails

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
facts: {appointed: 2010-09-01}
events:
  - {completed: awareness, date: 2001-10-04, mode: e-learning}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
facts: {appointed: 2010-09-01}
events:
  - {completed: awareness, date: 2010-10-04, mode: e-learning}
```

## Fix

Correct the date of the event, or that of the appointment. Training from before the post, for instance with an earlier
employer, is allowed with a comment that says so. Of several dates of appointment the first one is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.records.draft import RecordDraft
from competency.requirements import in_words

RULE = Rule("CF401", "event-before-appointment", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each event that is earlier than the first date of appointment."""
    if draft.appointed is None:
        return
    appointed, place = draft.appointed
    for event in draft.record.events:
        if event.on < appointed:
            yield Diagnostic(
                RULE,
                draft.of(event, "date"),
                f"{draft.told(event)} is earlier than the appointment on {in_words(appointed)}",
                "correct one of the two dates, or allow it with a comment that says where it was done",
                (Related(place, "appointed on this day"),),
            )
