"""
Two `exact` rows cross on two ladders: the lower level of one framework is the higher one of the other.

## Why it matters

The levels of a framework are in order. If Level 1 here is the second rung there, and Level 2 here the first, then one
of the two rows is wrong, or one of the ladders is.

## Fails

```yaml
format: mapping/1
id: kirklees-bedfordshire
subject: kirklees
object: bedfordshire
correspondences:
  - {subject: 'kirklees:level-1', relation: exact, object: 'bedfordshire:level-2'}
  - {subject: 'kirklees:level-2', relation: exact, object: 'bedfordshire:level-1'}  # <- here
```

## Passes

```yaml
format: mapping/1
id: kirklees-bedfordshire
subject: kirklees
object: bedfordshire
correspondences:
  - {subject: 'kirklees:level-1', relation: exact, object: 'bedfordshire:level-1'}
  - {subject: 'kirklees:level-2', relation: exact, object: 'bedfordshire:level-2'}
```

## Fix

Correct one of the rows. What is only partly the same is `close` or `related`, and those may cross.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.mappings.draft import MappingDraft, Row
from competency.model import Relation

RULE = Rule("CF604", "equals-cross", Severity.WARNING, __doc__ or "")


def check(draft: MappingDraft) -> Iterator[Diagnostic]:
    """One finding for each row that a row about a lower level of the subject reaches over."""
    rungs = draft.rungs
    placed = [
        (rungs[one], rungs[two], row)
        for row, one, two in draft.equals()
        if row.relation is Relation.EXACT and one in rungs and two in rungs
    ]
    highest: tuple[int, Row] | None = None  # of all rows about lower levels
    level: list[tuple[int, Row]] = []  # rows about the level at hand
    at = -1
    for here, there, row in sorted(placed, key=lambda place: (place[0], place[1], place[2].index)):
        if here != at:
            highest = max([*level, *([highest] if highest else [])], key=lambda held: held[0], default=None)
            at, level = here, []
        level.append((there, row))
        if highest is not None and highest[0] > there:
            yield Diagnostic(
                RULE,
                draft.span(row),
                f"{row.told} are exact, and this row crosses the one of {highest[1].told}",
                "correct one of the two; what is only partly the same is close or related",
                (Related(draft.span(highest[1]), "it crosses this row"),),
            )
