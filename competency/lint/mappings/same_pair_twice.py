"""
Two rows say the same of the same pair.

## Why it matters

Rows about one pair are easily changed apart: whoever corrects one of them overlooks the other. Of several decisions
about a pair only the last counts.

## Fails

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - {subject: 'kirklees:level-1', relation: close, object: 'durham:group-1'}
  - {subject: 'kirklees:level-2', relation: broad, object: 'durham:group-3'}
  - {subject: 'durham:group-1', relation: close, object: 'kirklees:level-1'}  # <- here
```

## Passes

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - {subject: 'kirklees:level-1', relation: close, object: 'durham:group-1'}
  - {subject: 'kirklees:level-2', relation: broad, object: 'durham:group-3'}
```

## Fix

Keep one of the rows, with the reasons of both.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.mappings.draft import MappingDraft

RULE = Rule("CF601", "same-pair-twice", Severity.WARNING, __doc__ or "")


def check(draft: MappingDraft) -> Iterator[Diagnostic]:
    """One finding for each row that says of its pair what an earlier row says."""
    for rows in draft.by_pair.values():
        earlier = {rows[0].relation: rows[0]}
        for row in rows[1:]:
            first = earlier.setdefault(row.relation, row)
            if first is not row:
                yield Diagnostic(
                    RULE,
                    draft.span(row),
                    f"{row.told} are {row.claim} here again",
                    "keep one of the rows, with the reasons of both",
                    (Related(draft.span(first), "the same pair"),),
                )
