"""
Courses whose prerequisites nobody can ever fulfil, most often because they run in a circle with no way in.

## Why it matters

Nobody can book any of these courses, so every rule that rests on them can never be met. A circle that can be
entered somewhere, for instance by an alternative under `any`, is no fault.

## Fails

```yaml
courses:
  working-together: {title: Working Together, requires: {completed: refresher}, source: strategy §1}  # <- here
  refresher: {title: Refresher, requires: {completed: working-together}, source: strategy §2}
```

## Passes

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
  working-together:
    title: Working Together
    requires: {any: [{completed: awareness}, {completed: refresher}]}
    source: strategy §1
  refresher: {title: Refresher, requires: {completed: working-together}, source: strategy §2}
```

## Fix

Take out the prerequisite that points the wrong way, or offer another way in: `any: […, {completed: another-course}]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from competency.attainability import Attainable
from competency.diagnostics import PATH, Diagnostic, Related, Rule, Severity
from competency.lint._reach import parts_with_paths, selector_of
from competency.lint.draft import Draft
from competency.periods import FOREVER
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Evidenced,
    Hours,
    LevelAttained,
    Requirement,
    StandardMet,
    joined,
)

RULE = Rule("CF104", "prerequisite-cycle", Severity.ERROR, __doc__ or "")


@frozen
class _Block:
    """What keeps a course shut: another course that is shut itself, or (None) a requirement that nothing fulfils."""

    course: str | None
    path: PATH


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each circle and each dead end; courses that are shut only because of these are left out."""
    found = draft.attainable
    blocks: dict[str, _Block] = {}
    for course in draft.framework.courses:
        if course.id not in found.courses and course.requires is not None:
            block = next(_blocks(draft, found, course.requires, draft.path(course, "requires")), None)
            if block is not None:
                blocks[course.id] = block
    seen: set[str] = set()
    for start in blocks:
        trail: dict[str, None] = {}
        at: str | None = start
        while at is not None and at in blocks and at not in seen:
            seen.add(at)
            trail[at] = None
            at = blocks[at].course
        if at is not None and at in trail:
            way = list(trail)
            yield _circle(draft, way[way.index(at) :], blocks)
        elif at is None:
            last = list(trail)[-1]
            yield Diagnostic(
                RULE,
                draft.span(blocks[last].path),
                f"nobody can ever enter {draft.named(last)}: no course on offer fulfils what it requires",
                "name a course that is on offer, or take this prerequisite out",
            )


def _circle(draft: Draft, way: list[str], blocks: dict[str, _Block]) -> Diagnostic:
    start = min(way, key=lambda course: draft.name(course))
    way = way[way.index(start) :] + way[: way.index(start)]
    if len(way) == 1:
        said = f"{draft.named(start)} requires itself"
    else:
        said = joined([f"'{one}' requires '{other}'" for one, other in zip(way, [*way[1:], start], strict=True)], "and")
    return Diagnostic(
        RULE,
        draft.span(blocks[start].path),
        f"nobody can ever enter {draft.named(start)}: {said}",
        "take one of these prerequisites out, or offer another way in under 'any'",
        tuple(Related(draft.span(blocks[course].path), f"'{course}' is in the circle too") for course in way[1:]),
    )


def _blocks(draft: Draft, found: Attainable, requirement: Requirement, path: PATH) -> Iterator[_Block]:
    """What in a requirement that nobody can fulfil is to blame, in reading order."""
    if found.wait(requirement) < FOREVER:
        return
    framework = draft.framework
    definition: Requirement | None = None
    match requirement:
        case Completed() | Hours():
            selector, key = selector_of(requirement)
            selected = framework.selected(selector, possibly=True)
            shut = [course for course in selected if course not in found.courses]
            yield from (_Block(course, (*path, key)) for course in shut)
            if not shut:
                yield _Block(None, (*path, key))
        case AllOf() | AnyOf() | AtLeast():
            for part, place in parts_with_paths(requirement, path):
                yield from _blocks(draft, found, part, place)
        case LevelAttained(identifier):
            level = framework.level(identifier)
            definition = level.requires if level else None
        case Evidenced(identifier):
            evidence = framework.evidence_of(identifier)
            definition = evidence.requires if evidence else None
        case StandardMet(identifier):
            standard = framework.standard(identifier)
            definition = standard.require if standard else None
    if definition is not None:
        # the place stays that of the course: there the way in is shut, and there a reader looks first
        yield from (_Block(block.course, path) for block in _blocks(draft, found, definition, path))
