"""
Two rows say of the same pair what can't both be true.

## Why it matters

`exact` and `broad` of one pair, or one row accepted and another rejected, leave it open what was decided. The last
decision counts, and which one that is depends on the order of the file.

## Fails

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - {subject: 'kirklees:level-1', relation: close, object: 'durham:group-1'}
  - {subject: 'kirklees:level-1', relation: broad, object: 'durham:group-1'}  # <- here
```

## Passes

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - {subject: 'kirklees:level-1', relation: broad, object: 'durham:group-1'}
```

## Fix

Keep the row that is right. A pair that was judged anew needs no trace of the older judgement; a `note` can tell it.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.mappings.draft import MappingDraft

RULE = Rule("CF602", "contradictory-rows", Severity.WARNING, __doc__ or "")


def check(draft: MappingDraft) -> Iterator[Diagnostic]:
    """One finding for each row that says of its pair another thing than the first row about it."""
    for first, *more in draft.by_pair.values():
        for row in more:
            if row.relation is not first.relation:
                yield Diagnostic(
                    RULE,
                    draft.span(row),
                    f"{row.told} are {row.claim} here, and {first.claim} in an earlier row",
                    "keep the row that is right",
                    (Related(draft.span(first), f"{first.claim} here"),),
                )
