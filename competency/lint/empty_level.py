"""
A level that no course, outcome or group belongs to, and that doesn't say what it requires.

## Why it matters

Such a level is only a name. Most often the items that belong to it name another level by mistake.

## Fails

```yaml
levels:
  - {id: level-1, title: Level 1, source: strategy §1}
  - {id: level-2, title: Level 2, source: strategy §1}  # <- here
courses:
  awareness: {title: Awareness, level: level-1, source: strategy §2}
```

## Passes

```yaml
levels:
  - {id: level-1, title: Level 1, source: strategy §1}
  - {id: level-2, title: Level 2, source: strategy §1}
courses:
  awareness: {title: Awareness, level: level-1, source: strategy §2}
  neglect: {title: Neglect, level: level-2, source: strategy §2}
```

## Fix

Write `level:` into the courses, outcomes or groups that belong to the level, or take the level out.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint._levels import at_levels
from competency.lint.draft import Draft
from competency.requirements import Unstated

RULE = Rule("CF110", "empty-level", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Levels that nothing names as its own. One that states a requirement is not empty: it says what it is."""
    peopled = at_levels(draft.framework)
    for level in draft.framework.levels:
        silent = level.requires is None or isinstance(level.requires, Unstated)
        if silent and level.id not in peopled:
            yield Diagnostic(
                RULE,
                draft.name(level),
                f"the level {draft.named(level)} is empty: no course, outcome or group is at it",
                f"write 'level: {level.id}' into the items that belong to it, or take the level out",
            )
