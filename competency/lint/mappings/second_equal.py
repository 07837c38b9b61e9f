"""
An item is `exact` or `close` to two items of one kind on the other side.

## Why it matters

Two levels of one framework are different things. What is the same as both would make them the same; then at most one is
the equal, and the other is broader, narrower or related.

## Fails

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - {subject: 'kirklees:level-1', relation: close, object: 'durham:group-1'}
  - {subject: 'kirklees:level-1', relation: close, object: 'durham:group-2'}  # <- here
```

## Passes

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - {subject: 'kirklees:level-1', relation: close, object: 'durham:group-1'}
  - {subject: 'kirklees:level-1', relation: related, object: 'durham:group-2'}
```

## Fix

Keep `exact` or `close` for the best of them. If the item only corresponds to all of them together, write one row with a
list: `object: [durham:group-1, durham:group-2]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.mappings.draft import MappingDraft, Row
from competency.model import Kind

RULE = Rule("CF603", "second-equal", Severity.WARNING, __doc__ or "")


def check(draft: MappingDraft) -> Iterator[Diagnostic]:
    """One finding for each row that gives an item, of either side, a second equal of a kind."""
    taken: dict[tuple[str, Kind], tuple[Row, str]] = {}
    for row, one, two in draft.equals():
        for item, other in ((one, two), (two, one)):
            kind = draft.kind(other)
            if kind is None:
                continue
            first, equal = taken.setdefault((item, kind), (row, other))
            if equal != other:
                yield Diagnostic(
                    RULE,
                    draft.span(row),
                    f"{item} has its equal among the {kind}s already: {equal}; it can't be {other} too",
                    "keep the better of the two; the other is broad, narrow or related",
                    (Related(draft.span(first), "the first one"),),
                )
                break
