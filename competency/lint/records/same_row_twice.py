"""
The same thing stands in the record twice for the same day.

## Why it matters

Equal rows are one completion: whoever needs two has one. Lists that were put together from several systems often hold
a row twice; if somebody really took the course twice on a day, the record can't say so.

## Fails

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
events:
  - {completed: awareness, date: 2010-10-04, mode: e-learning}
  - {completed: awareness, date: 2010-10-04, mode: e-learning}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
events:
  - {completed: awareness, date: 2010-10-04, mode: e-learning}
```

## Fix

Delete the row. If the two were on different days, correct the date.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.records._same import grouped, said
from competency.lint.records.draft import RecordDraft

RULE = Rule("CF407", "same-row-twice", Severity.NOTE, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each row that says nothing beyond an earlier one of the same day."""
    for same in grouped(draft):
        for place, event in enumerate(same):
            earlier = next((other for other in same[:place] if said(draft, other) == said(draft, event)), None)
            if earlier is not None:
                yield Diagnostic(
                    RULE,
                    draft.of(event),
                    f"{draft.told(event)} stands here again; {len(same)} rows are one {draft.what(event)}",
                    "delete the row, or correct its date",
                    (Related(draft.of(earlier), "the same"),),
                )
