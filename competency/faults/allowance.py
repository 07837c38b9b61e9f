"""Faults of the comments that allow findings, with their pages."""

from __future__ import annotations

from typing import Final

from competency.diagnostics import Rule, Severity

UNUSED_ALLOWANCE: Final = Rule(
    "CF130",
    "unused-allowance",
    Severity.WARNING,
    """
A comment allows a finding that is not there.

## Why it matters

An allowance that nothing needs any more would silently hide the next fault of its kind.

## Fails

```yaml
courses:
  # competency: allow missing-source: the course was agreed by word of mouth  # <- here
  awareness: {title: Awareness, source: strategy §1}
```

## Passes

```yaml
courses:
  # competency: allow missing-source: the course was agreed by word of mouth
  awareness: {title: Awareness}
```

## Fix

Delete the comment. If it is in the wrong place, move it: at the end of a line it is about that line; alone on a line,
about the next item, and inside an item about the item's next field.
""",
)

BAD_ALLOWANCE: Final = Rule(
    "CF131",
    "bad-allowance",
    Severity.WARNING,
    """
A comment meant to allow a finding names no rule that can be allowed, or gives no reason.

## Why it matters

The comment has no effect, and whoever reads it believes that it has. Without a reason nobody can say later whether
the finding may still be ignored. Errors can't be allowed: a document with one can't be computed with.

## Fails

```yaml
courses:
  awareness: {title: Awareness}  # competency: allow missing-source  # <- here
```

## Passes

```yaml
courses:
  awareness: {title: Awareness}  # competency: allow missing-source: agreed by word of mouth
```

## Fix

Write `# competency: allow RULE: reason`, where RULE is the code or the name of a rule of sense.
""",
)

RULES: Final = (UNUSED_ALLOWANCE, BAD_ALLOWANCE)
