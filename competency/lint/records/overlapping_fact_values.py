"""
Two rows give a value to the same fact for the same days.

## Why it matters

A fact has one value on a day. Where rows overlap the last one wins, so that the order of the lines decides about a
standard, and nobody who reads the record sees it.

## Fails

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
facts:
  advises-group-3:
    - {value: no, from: 2009-04-06}
    - {value: yes, from: 2010-06-01}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
facts:
  advises-group-3:
    - {value: no, from: 2009-04-06, to: 2010-05-31}
    - {value: yes, from: 2010-06-01}
```

## Fix

End the earlier row on the last day on which its value held.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.records._rows import overlaps, repair, shared_days
from competency.lint.records.draft import RecordDraft

RULE = Rule("CF405", "overlapping-fact-values", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each row that shares days with an earlier row of the same fact."""
    for earlier, row in overlaps(draft.stated):
        differ = f"is both '{earlier.value}' and '{row.value}'" if earlier.value != row.value else "is given twice"
        wins = f"; this row wins, '{row.value}'" if earlier.value != row.value else ""
        yield Diagnostic(
            RULE,
            draft.value_of(row),
            f"{draft.named(row.subject)} {differ} {shared_days(earlier, row)}{wins}",
            repair(earlier, row),
            (Related(draft.value_of(earlier), "the same fact, on the same days"),),
        )
