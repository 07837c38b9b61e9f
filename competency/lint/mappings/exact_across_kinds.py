"""
Items of different kinds are `exact`.

## Why it matters

A level is a rung, a group is who stands on it, a course leads there. They may belong together as closely as can be, but
they are no one thing, and what holds of one does not hold of the other.

## Fails

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - {subject: 'kirklees:level-1', relation: exact, object: 'durham:group-1'}  # <- here
```

## Passes

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - {subject: 'kirklees:level-1', relation: close, object: 'durham:group-1'}
```

## Fix

Write `close`, or another relation.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.mappings.draft import MappingDraft
from competency.model import Relation

RULE = Rule("CF605", "exact-across-kinds", Severity.WARNING, __doc__ or "")


def check(draft: MappingDraft) -> Iterator[Diagnostic]:
    """One finding for each row by which two single items of different kinds are exact."""
    for row, one, two in draft.equals():
        kinds = draft.kind(one), draft.kind(two)
        if row.relation is Relation.EXACT and None not in kinds and kinds[0] is not kinds[1]:
            yield Diagnostic(
                RULE,
                draft.span(row),
                f"{one} is a {kinds[0]} and {two} a {kinds[1]}, so they are close at most",
                "write 'relation: close', or another one",
            )
