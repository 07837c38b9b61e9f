"""
Two rows put the person into the same group on the same days.

## Why it matters

Together the rows are one membership without a gap. Usually the first was meant to end, for instance with a break in
service, and then no standard of the group applied in between.

## Fails

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
groups:
  - {group: group-3, from: 2009-04-06}
  - {group: group-3, from: 2011-09-01}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
groups:
  - {group: group-3, from: 2009-04-06, to: 2010-08-31}
  - {group: group-3, from: 2011-09-01}
```

## Fix

End the earlier row on the last day on which it held (`to`), or delete the row that adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.records._rows import overlaps, repair, shared_days
from competency.lint.records.draft import RecordDraft

RULE = Rule("CF404", "overlapping-memberships", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each row that shares days with an earlier row of the same group."""
    for earlier, row in overlaps(draft.memberships):
        yield Diagnostic(
            RULE,
            draft.value_of(row),
            f"{draft.named(row.subject)} is given twice {shared_days(earlier, row)}",
            repair(earlier, row),
            (Related(draft.value_of(earlier), "the same group, on the same days"),),
        )
