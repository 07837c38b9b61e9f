"""
A decision does not say why it was made, by whom, or when.

## Why it matters

A mapping is worth what its reasons are worth. Somebody at another board who is told that a course does not count will
ask who says so; and without a date nobody knows which edition of a document was read.

## Fails

```yaml
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  - {subject: 'kirklees:level-1', relation: close, object: 'durham:group-1', decision: accepted}  # <- here
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

Add `reasons`, `by` and `date`. A row that nobody has decided yet is `decision: proposed`.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.mappings.draft import MappingDraft
from competency.phrases import listing

RULE = Rule("CF607", "decision-without-grounds", Severity.WARNING, __doc__ or "")


def check(draft: MappingDraft) -> Iterator[Diagnostic]:
    """One finding for each decided row without reasons, author or day."""
    for row in draft.rows:
        if not row.is_decided:
            continue
        held = {"reasons": row.decided.reasons, "by": row.decided.by, "date": row.decided.on}
        missing = [key for key, value in held.items() if not value]
        if missing:
            yield Diagnostic(
                RULE,
                draft.span(row, "decision"),
                f"{row.told} are {row.decided.decision} without {listing(missing, 'and')}",
                f"add {listing(missing, 'and')}, or write 'decision: proposed'",
            )
