"""Faults of a mapping that come from the frameworks that it names, with their pages."""

from __future__ import annotations

from typing import Final

from competency.diagnostics import Rule, Severity

UNSOUND_END: Final = Rule(
    "CF620",
    "unsound-end",
    Severity.NOTE,
    """
A mapping was only looked at in part, since a framework that it names has faults of its own.

## Why it matters

The ids of the mapping were looked up, and its rows compared with each other. But what kind an item is, where a level
stands on its ladder, and whether a text has changed can't be said of a framework with faults.

## Fails

```yaml
courses:
  awareness: {title: Awareness, requires: {completed: induction}, source: strategy §1}
```

```yaml
format: mapping/1
id: example-durham
subject: example  # <- here
object: durham
```

## Passes

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
```

```yaml
format: mapping/1
id: example-durham
subject: example
object: durham
```

## Fix

Run `competency validate` on the framework's file, mend what it finds, and look at the mapping again.
""",
)

RULES: Final = (UNSOUND_END,)
