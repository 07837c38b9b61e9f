"""
Rows of one course and one day differ in mode or minutes.

## Why it matters

The rows are one completion, in each of their modes and with the larger number of minutes. Usually one of them is
wrong; and where both are right and the course had two parts, the hours of the smaller part are not counted.

## Fails

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
events:
  - {completed: awareness, date: 2010-10-04, mode: in-house, minutes: 180}
  - {completed: awareness, date: 2010-10-04, mode: e-learning, minutes: 60}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
events:
  - {completed: awareness, date: 2010-10-04, mode: in-house, minutes: 180}
  - {completed: awareness, date: 2010-10-05, mode: e-learning, minutes: 60}
```

## Fix

Correct the row that is wrong. Where the course had two parts on one day, write one row with the minutes of both.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.records._same import grouped, said
from competency.lint.records.draft import RecordDraft
from competency.requirements import joined

RULE = Rule("CF408", "rows-of-one-day-differ", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each row that contradicts all earlier ones of the same day."""
    for same in grouped(draft):
        for place, event in enumerate(same):
            if place == 0 or any(said(draft, other) == said(draft, event) for other in same[:place]):
                continue
            first = same[0]
            keys = [
                key for key in ("mode", "minutes") if _value(said(draft, first), key) != _value(said(draft, event), key)
            ]
            yield Diagnostic(
                RULE,
                draft.of(event),
                f"{draft.told(event)} differs in {joined(keys, 'and')} from an earlier row; "
                f"they are one {draft.what(event)}",
                "correct the wrong row, or write one row with the minutes of both",
                (Related(draft.of(first), "the earlier row"),),
            )


def _value(mode_and_minutes: tuple[str | None, int | None], key: str) -> str | int | None:
    return mode_and_minutes[0 if key == "mode" else 1]
