"""When courses are open, and requirements with their places: shared by several rules of sense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from competency.diagnostics import PATH
from competency.model import Course, Framework, Standard
from competency.periods import EVER, FOREVER
from competency.requirements import (
    AllOf,
    AtLeast,
    Completed,
    Counting,
    Hours,
    Requirement,
    Selector,
    Unstated,
    parts_of,
)

Window = tuple[int, int]
"""The first and the last day, as ordinals, on which a course can be taken; `EVER` and `FOREVER` for no such bound."""


def parts_with_paths(requirement: Requirement, path: PATH) -> Iterator[tuple[Requirement, PATH]]:
    """The requirements directly inside this one, with their places."""
    inside = "all" if isinstance(requirement, AllOf) else "of" if isinstance(requirement, AtLeast) else "any"
    for index, part in enumerate(parts_of(requirement)):
        yield part, (*path, inside, index)


def selector_of(requirement: Completed | Hours) -> tuple[Selector, str]:
    """The courses that count towards the requirement, and the key under which the document names them."""
    return (requirement.selector, "completed") if isinstance(requirement, Completed) else (requirement.of, "of")


def _first(day: date | Unstated | None) -> int:
    return day.toordinal() if isinstance(day, date) else EVER


def _last(day: date | Unstated | None) -> int:
    return day.toordinal() if isinstance(day, date) else FOREVER


def windows(course: Course, counting: Counting) -> Iterator[Window]:
    """When the course can be taken so that it counts, one window for each mode; empty ones are left out.

    Where the course has none of the modes that count, all its modes are looked at: that fault is another rule's.
    """
    asked = [mode for mode in course.modes if mode.mode in counting.mode]
    offered = [(mode.starts, mode.ends) for mode in asked or course.modes] or [(None, None)]
    for starts, ends in offered:
        first = max(_first(course.starts), _first(counting.starts), _first(starts))
        last = min(_last(course.ends), _last(counting.ends), _last(ends))
        if first <= last:
            yield first, last


def in_force(framework: Framework, standard: Standard) -> Window:
    """The days on which a standard can bind anybody: its own, within those of the framework."""
    return (
        max(_first(standard.starts), _first(framework.starts)),
        min(_last(standard.ends), _last(framework.ends)),
    )


def holders(framework: Framework) -> dict[str, tuple[Course, ...]]:
    """For each course, itself and every course that is a completion of it too, directly or not."""
    including: dict[str, list[Course]] = {}
    for course in framework.courses:
        for part in course.includes:
            including.setdefault(part, []).append(course)
    found: dict[str, tuple[Course, ...]] = {}
    for course in framework.courses:
        held = {course.id: course}
        todo = [course]
        while todo:
            for wider in including.get(todo.pop().id, ()):
                if wider.id not in held:
                    held[wider.id] = wider
                    todo.append(wider)
        found[course.id] = tuple(held.values())
    return found
