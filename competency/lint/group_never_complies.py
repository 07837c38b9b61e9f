"""
A standard that must be met reaches a group that can never meet it, since no course that satisfies it is open to them.

## Why it matters

Every member will be overdue, and may not even book what would help.

## Fails

```yaml
groups:
  group-1: {title: Group 1, source: strategy §1}
  group-2: {title: Group 2, source: strategy §1}
courses:
  neglect: {title: Neglect, for: [group-2], source: strategy §2}
standards:
  take-neglect:
    title: Neglect is taken
    for: [group-1, group-2]  # <- here
    require: {completed: neglect}
    source: strategy §3
```

## Passes

```yaml
groups:
  group-1: {title: Group 1, source: strategy §1}
  group-2: {title: Group 2, source: strategy §1}
courses:
  neglect: {title: Neglect, for: [group-1, group-2], source: strategy §2}
standards:
  take-neglect:
    title: Neglect is taken
    for: [group-1, group-2]
    require: {completed: neglect}
    source: strategy §3
```

## Fix

Open the course to the group (`for`), add an alternative that is open to them, or take the group out of the standard.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint._places import entry
from competency.lint._reach import holders
from competency.lint.draft import Draft
from competency.model import Course, Framework, Standard, Strength, Subject
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Hours,
    LevelAttained,
    Requirement,
    StandardMet,
    Unstated,
    joined,
)

RULE = Rule("CF103", "group-never-complies", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each group that a standard names, with the groups it reaches through that one.

    Somebody is taken to be in that group, its wholes and its parts only. Exemptions and conditions that the group
    can't fulfil leave nothing to find; prerequisites are other rules' business.
    """
    framework = draft.framework
    if not any(course.audience for course in framework.courses):
        return
    reached: dict[str, list[str]] = {}
    for group in framework.groups:
        for above in framework.reached_by(group.id):
            reached.setdefault(above, []).append(group.id)
    holding = holders(framework)
    opened = {group.id: _open_to(framework, group.id, holding) for group in framework.groups}
    for standard in framework.standards:
        if standard.require is None or not _binds(standard):
            continue
        for index, audience in enumerate(standard.audience):
            if isinstance(audience.group, Unstated):
                continue
            shut = [
                group
                for group in reached.get(audience.group, ())
                if _may(framework, standard.when, opened[group])
                and not _may(framework, standard.require, opened[group])
                and (standard.unless is None or not _may(framework, standard.unless, opened[group]))
            ]
            if shut:
                names = joined([draft.named(group) for group in shut], "and")
                yield Diagnostic(
                    RULE,
                    draft.span(entry(draft, draft.path(standard, "for"), index)),
                    f"members of {names} can never meet {draft.named(standard)}: no course that satisfies it is "
                    "open to them",
                    "name the group under 'for' of such a course, or take it out of this standard",
                )


def _binds(standard: Standard) -> bool:
    return standard.strength is Strength.MUST and standard.subject is Subject.PRACTITIONER


def _open_to(framework: Framework, group: str, holding: dict[str, tuple[Course, ...]]) -> frozenset[str]:
    """The courses that members of the group may attend, or have in a larger one that they may attend."""
    own = framework.reached_by(group) | {part.id for part in framework.groups if group in framework.wholes_of(part.id)}

    def admits(course: Course) -> bool:
        if not course.audience:
            return True
        return any(_is_one(framework, one.group, own) for one in course.audience)

    admitted = {course.id for course in framework.courses if admits(course)}
    return frozenset(course for course, wider in holding.items() if any(one.id in admitted for one in wider))


def _is_one(framework: Framework, group: str | Unstated, own: frozenset[str]) -> bool:
    """Whether members are, or for all that the document says may be, in the group: so where a rule makes members."""
    if isinstance(group, Unstated) or group in own:
        return True
    declared = framework.group(group)
    return declared is None or declared.when is not None


def _may(framework: Framework, requirement: Requirement | None, opened: frozenset[str]) -> bool:
    """Whether the requirement can hold for those to whom only these courses of the framework are open.

    A selector without any course is the fault of the standard, not of the group.
    """
    match requirement:
        case Completed(selector) | Hours(_, selector):
            selected = framework.selected(selector, possibly=True)
            return not selected or any(one in opened or framework.course(one) is None for one in selected)
        case AllOf(parts):
            return all(_may(framework, part, opened) for part in parts)
        case AnyOf(parts):
            return any(_may(framework, part, opened) for part in parts)
        case AtLeast(number, parts):
            return sum(_may(framework, part, opened) for part in parts) >= number
        case LevelAttained(identifier):
            level = framework.level(identifier)
            return level is None or _may(framework, level.requires, opened)
        case StandardMet(identifier):
            standard = framework.standard(identifier)
            return standard is None or _may(framework, standard.require, opened)
        case _:
            return True
