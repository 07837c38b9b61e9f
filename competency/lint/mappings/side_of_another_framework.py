"""
A side of a row stands in a framework that the mapping does not relate, or on the wrong side.

## Why it matters

`subject` and `object` at the head say which frameworks a mapping is about, and which of them its relations are read
from: `x broad y` says that y is the broader one. A row whose sides are exchanged is read as it is written, but hardly
anybody reads it so; one about a third framework is used only where that one is a pivot of the two.

## Fails

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - {subject: 'durham:group-1', relation: broad, object: 'kirklees:level-1'}  # <- here
```

## Passes

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - {subject: 'kirklees:level-1', relation: narrow, object: 'durham:group-1'}
```

## Fix

Exchange the sides, and `broad` for `narrow`; a row about another pair of frameworks belongs into a mapping of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.mappings.draft import MappingDraft
from competency.requirements import joined

RULE = Rule("CF608", "side-of-another-framework", Severity.WARNING, __doc__ or "")


def check(draft: MappingDraft) -> Iterator[Diagnostic]:
    """One finding for each row with an item of another framework than the head says for its side."""
    own = draft.mapping.subject, draft.mapping.object
    for row in draft.rows:
        sides = [{draft.framework(item) for item in side} for side in (row.decided.subject, row.decided.object)]
        if sides == [{own[0]}, {own[1]}]:
            continue
        if sides == [{own[1]}, {own[0]}]:
            message = f"the sides are exchanged: this mapping reads from {own[0]} to {own[1]}"
            fix = f"write 'relation: {row.decided.relation.inverse}' and exchange the two sides"
            place = "subject"
        else:
            place = "subject" if sides[0] != {own[0]} else "object"
            wrong = sorted(sides[place == "object"] - {own[place == "object"]})
            message = f"{joined(wrong, 'and')} is not the {place} of this mapping, {own[place == 'object']} is"
            fix = f"move the row into a mapping of {wrong[0]}, or name an item of {own[place == 'object']}"
        yield Diagnostic(RULE, draft.span(row, place), message, fix)
