"""
What a lower level asks for stands higher on the ladder.

Looked at is what a level's `requires`, and the `requires` of the courses at a level, can't do without: a level, or
courses all of which are at higher levels.

## Why it matters

`levels` is a ladder, lowest first. If the way to Level 1 leads through Level 2, either the order is wrong or the
prerequisite is, and every pathway sends people up before they may begin.

## Fails

```yaml
levels:
  - {id: level-1, title: Level 1, requires: {completed: {level: level-1}}, source: strategy §1}
  - {id: level-2, title: Level 2, requires: {completed: {level: level-2}}, source: strategy §1}
courses:
  awareness:
    title: Awareness
    level: level-1
    requires: {completed: working-together}  # <- here
    source: strategy §2
  working-together: {title: Working Together, level: level-2, source: strategy §2}
```

## Passes

```yaml
levels:
  - {id: level-1, title: Level 1, requires: {completed: {level: level-1}}, source: strategy §1}
  - {id: level-2, title: Level 2, requires: {completed: {level: level-2}}, source: strategy §1}
courses:
  awareness: {title: Awareness, level: level-1, source: strategy §2}
  working-together:
    title: Working Together
    level: level-2
    requires: {completed: awareness}
    source: strategy §2
```

## Fix

Put the levels in order, lowest first, or correct the prerequisite or the course's `level`.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.draft import Asked, Draft
from competency.model import Course, Framework
from competency.requirements import (
    UNSTATED,
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Hours,
    LevelAttained,
    Requirement,
    Selector,
)

RULE = Rule("CF122", "ladder-contradicted", Severity.WARNING, __doc__ or "")

_NO_RUNG = -1


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each prerequisite that leads above its own level, at its innermost part that does so for sure."""
    levels = draft.framework.levels
    rungs = {level.id: rung for rung, level in enumerate(levels)}
    for asked in draft.requirements:
        if asked.key != "requires" or isinstance(asked.requirement, AllOf) or not _indispensable(draft, asked):
            continue
        own = _own_rung(draft, asked.owner, rungs)
        needed = _rung(draft.framework, asked.requirement, rungs)
        if _NO_RUNG < own < needed:
            higher, lower = levels[needed], levels[own]
            what = "is attained by what" if asked.owner == lower.id else f"has the course '{asked.owner}', which"
            means = "belongs to" if asked.owner == lower.id else "needs what belongs to"
            yield Diagnostic(
                RULE,
                draft.span(asked.path),
                f"{draft.named(lower)} {what} {means} {draft.named(higher)}, higher on the ladder",
                "put the levels in order, lowest first, or correct the prerequisite",
                (
                    Related(draft.name(higher), "the higher level"),
                    Related(draft.name(lower), "the lower level"),
                ),
            )


def _indispensable(draft: Draft, asked: Asked) -> bool:
    """Whether only `all` stands between the item and this part, so that nothing else can be done in its place."""
    top = len(draft.path(asked.owner)) + 1
    return not {"any", "of"} & set(asked.path[top:])


def _own_rung(draft: Draft, owner: str, rungs: dict[str, int]) -> int:
    """The rung of a level itself, and the highest of a course; none where the course's is not stated."""
    if owner in rungs:
        return rungs[owner]
    course = draft.framework.course(owner)
    return _NO_RUNG if course is None or UNSTATED in course.levels else _highest(course, rungs)


def _highest(course: Course, rungs: dict[str, int]) -> int:
    return max((rungs.get(str(level), _NO_RUNG) for level in course.levels), default=_NO_RUNG)


def _rung(framework: Framework, requirement: Requirement, rungs: dict[str, int]) -> int:
    """The lowest rung that one must reach for the requirement; below the ladder where it asks for none."""
    match requirement:
        case LevelAttained(level):
            return rungs.get(level, _NO_RUNG)
        case Completed(selector, _) | Hours(_, selector, _):
            return _lowest(framework, selector, rungs)
        case AllOf(parts):
            return max((_rung(framework, part, rungs) for part in parts), default=_NO_RUNG)
        case AnyOf(parts):
            return min((_rung(framework, part, rungs) for part in parts), default=_NO_RUNG)
        case AtLeast(number, parts) if number <= len(parts):
            return sorted(_rung(framework, part, rungs) for part in parts)[number - 1]
        case _:
            return _NO_RUNG


def _lowest(framework: Framework, selector: Selector, rungs: dict[str, int]) -> int:
    courses = [framework.course(identifier) for identifier in framework.selected(selector, possibly=True)]
    if UNSTATED in selector:
        return _NO_RUNG
    return min(
        (
            _NO_RUNG
            if course is None or UNSTATED in course.levels
            else min((rungs.get(str(level), _NO_RUNG) for level in course.levels), default=_NO_RUNG)
            for course in courses
        ),
        default=_NO_RUNG,
    )
