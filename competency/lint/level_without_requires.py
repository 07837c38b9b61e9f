"""
A level doesn't say how it is attained.

## Why it matters

Neither the ladder's order nor a course's `level` attains anything, so without `requires` nobody can be said to be at
the level: `check` answers 'unknown', and a pathway to it assumes that one of its courses will do. Where the document
prints no rule this is as it is; it is a note, no fault.

## Fails

```yaml
levels:
  - {id: level-1, title: Level 1, source: strategy §1}  # <- here
courses:
  awareness: {title: Awareness, level: level-1, source: strategy §1}
```

## Passes

```yaml
levels:
  - {id: level-1, title: Level 1, requires: {completed: {level: level-1}}, source: strategy §1}
courses:
  awareness: {title: Awareness, level: level-1, source: strategy §1}
```

## Fix

Write what attains the level in `requires`, and how you read the document in `reading`; where it is truly silent,
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.draft import Draft

RULE = Rule("CF123", "level-without-requires", Severity.NOTE, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One note for each level without `requires`."""
    for level in draft.framework.levels:
        if level.requires is None:
            yield Diagnostic(
                RULE,
                draft.name(level),
                f"nothing says how the level {draft.named(level)} is attained, so nobody can be said to be at it",
                f"write what attains it, for instance requires: {{completed: {{level: {level.id}}}}}",
            )
