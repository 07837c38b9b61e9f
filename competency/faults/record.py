"""Faults of a record that come from the framework that it names, with their pages."""

from __future__ import annotations

from typing import Final

from competency.diagnostics import Rule, Severity

UNSOUND_FRAMEWORK: Final = Rule(
    "CF420",
    "unsound-framework",
    Severity.NOTE,
    """
A record was not looked at for sense, since the framework that it names has faults of its own.

## Why it matters

The ids in the record were looked up. But what a rule means can't be worked out while a reference in the framework
names nothing, so nothing is said of events that come too early, of modes, or of rows that overlap.

## Fails

```yaml
courses:
  awareness: {title: Awareness, requires: {completed: induction}, source: strategy §1}
```

```yaml
format: record/1
id: p-0001
framework: example  # <- here
subject: practitioner
```

## Passes

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
```

```yaml
format: record/1
id: p-0001
framework: example
subject: practitioner
```

## Fix

Run `competency validate` on the framework's file, mend what it finds, and look at the record again.
""",
)

RULES: Final = (UNSOUND_FRAMEWORK,)
