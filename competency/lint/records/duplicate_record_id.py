"""
Two records of one run have the same id under the same framework.

## Why it matters

An id stands for one person. Where two files share it, one person's training is either split over both, so that each is
overdue, or two people can't be told apart in any answer. One person under two frameworks may have one id.

## Fails

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
groups:
  - {group: group-3, from: 2009-04-06}
```

```yaml
format: record/1
id: p-0001  # <- here
framework: kirklees
subject: practitioner
groups:
  - {group: group-1, from: 2012-01-09}
```

## Passes

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
groups:
  - {group: group-3, from: 2009-04-06}
```

```yaml
format: record/1
id: p-0002
framework: kirklees
subject: practitioner
```

## Fix

Give one record another id, or put what is known of the person into one file.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.records.draft import RecordDraft

RULE = Rule("CF418", "duplicate-record-id", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for the later of two records."""
    if draft.namesake is not None:
        yield Diagnostic(
            RULE,
            draft.span(("id",)),
            f"the id '{draft.record.id}' is that of another record under {draft.framework.id}",
            "give one of the two another id, or make one record of both",
            (Related(draft.namesake, "first used here"),),
        )
