"""
A level that nothing leads to: no course is at it, and what it requires, if anything, can't be fulfilled.

## Why it matters

People are told to reach the level, and no plan can bring anybody there.

## Fails

```yaml
levels:
  - {id: level-1, title: Level 1, source: strategy §1}
  - {id: level-2, title: Level 2, source: strategy §1}  # <- here
groups:
  group-1: {title: Group 1, levels: [level-2], source: strategy §2}
courses:
  awareness: {title: Awareness, level: level-1, source: strategy §3}
standards:
  take-awareness: {title: Awareness is taken, for: [group-1], require: {completed: awareness}, source: strategy §4}
```

## Passes

```yaml
levels:
  - {id: level-1, title: Level 1, source: strategy §1}
  - {id: level-2, title: Level 2, requires: {all: [{level: level-1}, {fact: portfolio}]}, source: strategy §1}
facts:
  portfolio: {title: Keeps a portfolio, source: strategy §1}
groups:
  group-1: {title: Group 1, levels: [level-2], source: strategy §2}
courses:
  awareness: {title: Awareness, level: level-1, source: strategy §3}
standards:
  take-awareness: {title: Awareness is taken, for: [group-1], require: {completed: awareness}, source: strategy §4}
```

## Fix

Say which courses are at the level (`level:`), or how it is attained (`requires`; `requires: unstated` where the
document is silent). A level that nothing at all belongs to is a finding of empty-level instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint._levels import at_levels
from competency.lint.draft import Draft

RULE = Rule("CF101", "level-nothing-leads-to", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Levels that can't be attained: those without `requires` by no course, the others by no reading of it.

    Frameworks without any course or requirement of a level only describe; nothing is asked of their levels.
    """
    framework = draft.framework
    if not framework.courses and all(level.requires is None for level in framework.levels):
        return
    found = draft.attainable
    peopled = at_levels(framework)
    taught = {level for course in framework.courses for level in course.levels}
    for level in framework.levels:
        if level.requires is not None and level.id not in found.levels:
            yield Diagnostic(
                RULE,
                draft.span(draft.path(level, "requires")),
                f"nothing leads to {draft.named(level)}: nobody can ever fulfil what it requires",
                "require something that can be had: a course on offer, evidence, or another level",
            )
        elif level.requires is None and level.id not in taught and level.id in peopled:
            yield Diagnostic(
                RULE,
                draft.name(level),
                f"nothing leads to {draft.named(level)}: no course is at it, and it has no 'requires'",
                "put the courses that lead there at this level, or say under 'requires' how it is attained "
                "('requires: unstated' where the document is silent)",
            )
