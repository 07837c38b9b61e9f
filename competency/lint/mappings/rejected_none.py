"""
A row that says `none` was rejected.

## Why it matters

It says that the two do correspond, but not how. Nothing can be done with that, so such a row decides nothing.

## Fails

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - subject: kirklees:level-1
    relation: none
    object: durham:group-1
    reasons: [Both are for all who work with children now and then]
    decision: rejected  # <- here
    by: regional-lead
    date: 2012-05-01
```

## Passes

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - subject: kirklees:level-1
    relation: close
    object: durham:group-1
    reasons: [Both are for all who work with children now and then]
    decision: accepted
    by: regional-lead
    date: 2012-05-01
```

## Fix

Write how the two correspond and accept that; if they don't, accept `none`.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.correspondences import Decision
from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.mappings.draft import MappingDraft
from competency.model import Relation

RULE = Rule("CF609", "rejected-none", Severity.WARNING, __doc__ or "")


def check(draft: MappingDraft) -> Iterator[Diagnostic]:
    """One finding for each rejected row whose relation is none."""
    for row in draft.rows:
        if row.decided.decision is Decision.REJECTED and row.decided.relation is Relation.NONE:
            yield Diagnostic(
                RULE,
                draft.span(row, "decision"),
                f"that {row.told} don't correspond is rejected, and how they do is not said",
                "accept a relation, or accept 'none'",
            )
