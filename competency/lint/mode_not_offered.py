"""
A requirement asks for a mode in which none of the courses that it names is on offer.

A course without `modes` is on offer in every mode. A course that includes one of those named is a completion of it,
so its modes help as well.

## Why it matters

Only completions in that mode count, and nobody can complete the course in it: whoever the rule is for stays overdue.
Often one and the same mode is written in two ways, 'online' here and 'e-learning' there.

## Fails

```yaml
courses:
  awareness: {title: Awareness, modes: [e-learning], source: strategy §1}
standards:
  in-person:
    title: Awareness is taken in person
    require: {completed: awareness, mode: [face-to-face]}  # <- here
    source: strategy §2
```

## Passes

```yaml
courses:
  awareness: {title: Awareness, modes: [e-learning, face-to-face], source: strategy §1}
standards:
  in-person:
    title: Awareness is taken in person
    require: {completed: awareness, mode: [face-to-face]}
    source: strategy §2
```

## Fix

Add the mode to a course's `modes`, or ask for a mode in which one is on offer.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency import ids
from competency.attainability import in_listed_mode
from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.draft import Draft
from competency.model import Course
from competency.requirements import Completed, Counting, Hours, Selector, Unstated, joined

RULE = Rule("CF116", "mode-not-offered", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each requirement whose modes no selected course has."""
    including = _including(draft)
    for asked in draft.requirements:
        match asked.requirement:
            case Completed(selector, counting) | Hours(_, selector, counting) if counting.mode:
                courses = _courses(draft, selector, including)
                if courses and not any(in_listed_mode(course, counting) for course in courses):
                    yield _finding(draft, (*asked.path, "mode"), counting, courses)


def _including(draft: Draft) -> dict[str, list[Course]]:
    found: dict[str, list[Course]] = {}
    for course in draft.framework.courses:
        for included in course.includes:
            found.setdefault(included, []).append(course)
    return found


def _courses(draft: Draft, selector: Selector, including: dict[str, list[Course]]) -> tuple[Course, ...]:
    """Every course that may yield a completion; none where one of them isn't known here."""
    if any(isinstance(choice, Unstated) for choice in selector):
        return ()
    found: dict[str, Course] = {}
    todo = list(draft.framework.selected(selector, possibly=True))
    while todo:
        identifier = todo.pop(0)
        course = draft.framework.course(identifier)
        if course is None:
            return ()
        if identifier not in found:
            found[identifier] = course
            todo.extend(other.id for other in including.get(identifier, ()))
    return tuple(found.values())


def _finding(draft: Draft, path: tuple[str | int, ...], counting: Counting, courses: tuple[Course, ...]) -> Diagnostic:
    wanted = [str(mode) for mode in counting.mode]
    offered = list(dict.fromkeys(str(mode.mode) for course in courses for mode in course.modes))
    meant = ids.nearest(wanted[0], offered)
    single = len(courses) == 1
    which = draft.named(courses[0]) if single else f"none of the {len(courses)} courses that count here"
    asked, only = (joined([f"'{mode}'" for mode in modes], "or") for modes in (wanted, offered))
    return Diagnostic(
        RULE,
        draft.span(path),
        f"{which} {'is not' if single else 'is'} on offer in the mode {asked}, only in {only}",
        f"did you mean '{meant}'?" if meant else f"add '{wanted[0]}' to a course's modes, or ask for '{offered[0]}'",
        tuple(Related(draft.key(draft.path(course, "modes")), f"the modes of '{course.id}'") for course in courses[:3]),
    )
