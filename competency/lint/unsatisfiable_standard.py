"""
A standard asks for a course, and no course on offer can satisfy it.

## Why it matters

Whoever the standard is for will be overdue for ever, and no plan can help.

## Fails

```yaml
courses:
  neglect: {title: Neglect, tags: [themed], source: strategy §1}
standards:
  take-themed:
    title: A themed course is taken
    require: {completed: {tag: theme}}  # <- here
    source: strategy §2
```

## Passes

```yaml
courses:
  neglect: {title: Neglect, tags: [themed], source: strategy §1}
standards:
  take-themed:
    title: A themed course is taken
    require: {completed: {tag: themed}}
    source: strategy §2
```

## Fix

Correct the query, declare the course that is meant, or correct the days (`from`, `to`) on which the course is on
offer, counts, or is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from competency.diagnostics import PATH, Diagnostic, Related, Rule, Severity
from competency.lint._reach import Window, holders, in_force, parts_with_paths, selector_of, windows
from competency.lint.draft import Draft
from competency.periods import EVER
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Evidenced,
    Hours,
    LevelAttained,
    Requirement,
    Unstated,
)

RULE = Rule("CF102", "unsatisfiable-standard", Severity.WARNING, __doc__ or "")


@frozen
class _Gap:
    """A part of a requirement that no course satisfies, and why."""

    path: PATH
    reason: str
    fix: str


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding a standard, at the first part that can't be satisfied.

    Courses that nobody can enter are prerequisite-cycle's, modes that are not offered are unoffered-mode's.
    """
    for standard in draft.framework.standards:
        if standard.require is None:
            continue
        path = draft.path(standard, "require")
        gaps = _gaps(draft, standard.require, path, in_force(draft.framework, standard))
        if gaps:
            first, *others = gaps
            yield Diagnostic(
                RULE,
                draft.span(first.path),
                f"{draft.named(standard)} can never be met: {first.reason}",
                first.fix,
                tuple(Related(draft.span(gap.path), gap.reason) for gap in others),
            )


def _gaps(draft: Draft, requirement: Requirement, path: PATH, asked: Window) -> list[_Gap]:
    """What makes the requirement impossible, in reading order; empty where it is possible."""
    match requirement:
        case Completed() | Hours():
            gap = _gap(draft, requirement, path, asked)
            return [gap] if gap else []
        case AllOf(parts):
            return [
                gap for part, place in parts_with_paths(requirement, path) for gap in _gaps(draft, part, place, asked)
            ]
        case AnyOf(parts) | AtLeast(_, parts):
            needed = requirement.number if isinstance(requirement, AtLeast) else 1
            if needed > len(parts):
                few = f"{needed} of {len(parts)} are asked for"
                return [_Gap((*path, "at_least"), few, f"ask for at most {len(parts)}, or add alternatives")]
            found = [_gaps(draft, part, place, asked) for part, place in parts_with_paths(requirement, path)]
            possible = sum(not gaps for gaps in found)
            return [] if possible >= needed else [gap for gaps in found for gap in gaps]
        case LevelAttained(identifier):
            level = draft.framework.level(identifier)
            inside = _inside(draft, level.requires if level else None, identifier, asked)
        case Evidenced(identifier):
            evidence = draft.framework.evidence_of(identifier)
            inside = _inside(draft, evidence.requires if evidence else None, identifier, asked)
        case _:
            inside = []
    return [_Gap(path, gap.reason, gap.fix) for gap in inside[:1]]


def _inside(draft: Draft, definition: Requirement | None, identifier: str, asked: Window) -> list[_Gap]:
    return [] if definition is None else _gaps(draft, definition, draft.path(identifier, "requires"), asked)


def _gap(draft: Draft, requirement: Completed | Hours, path: PATH, asked: Window) -> _Gap | None:
    framework = draft.framework
    selector, key = selector_of(requirement)
    selected = framework.selected(selector, possibly=True)
    if any(framework.course(course) is None for course in selected):
        return None  # another framework's
    if not selected:
        if any(isinstance(choice, Unstated) for choice in selector):
            return None
        return _Gap((*path, key), "no course is like that", "correct the query, or declare the course that is meant")
    starts, ends = asked
    ever = False
    holding = holders(framework)
    for identifier in selected:
        for course in holding[identifier]:
            for first, last in windows(course, requirement.counting):
                ever = True
                if last >= starts and first <= ends:
                    return None
    named = f"'{selected[0]}' is" if len(selected) == 1 else f"all {len(selected)} courses that it selects are"
    if not ever:
        return _Gap((*path, key), f"{named} on offer on no day that counts", "correct 'from' and 'to'")
    bound = "closed before it begins" if starts > EVER else "on offer on no day on which it is asked for"
    return _Gap((*path, key), f"{named} {bound}", "name a course that is on offer then, or correct 'from' and 'to'")
