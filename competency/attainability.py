"""What somebody can reach at all in a framework, starting from nothing, under the kindest reading.

Every fact may be as a rule needs it, every membership may be had, every judgement may turn out well, every outcome
may be assessed directly, and what is unstated, or declared by another framework, may be whatever helps. What is out
of reach even so is out of reach for everybody: this is what several rules of sense ask.
"""

from __future__ import annotations

from collections import deque

from attrs import frozen

from competency.model import Course, Framework
from competency.periods import FOREVER
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Counting,
    Evidenced,
    Experience,
    Hours,
    LevelAttained,
    Requirement,
    Selector,
    StandardMet,
    Unstated,
    walk,
)

Wait = int
"""Days that pass before something can be so, counted from the day on which the dated facts begin; `FOREVER`: never."""


@frozen
class Attainable:
    """The earliest day, counted from 0, on which each course, piece of evidence and definition can be reached.

    What is missing can't be reached by anybody.
    """

    framework: Framework
    courses: dict[str, Wait]
    evidence: dict[str, Wait]
    levels: dict[str, Wait]
    standards: dict[str, Wait]

    def wait(self, requirement: Requirement) -> Wait:
        """The fewest days that must pass before the requirement can hold; `FOREVER` where it never can."""
        match requirement:
            case Completed(selector, counting):
                return self._completions(selector, counting)
            case Evidenced(evidence, counting):
                return self.evidence.get(evidence, FOREVER) if self.framework.evidence_of(evidence) else 0
            case Hours(_, of, counting):
                return self._completions(of, counting)
            case Experience(period, _):
                return 0 if isinstance(period, Unstated) else period.shortest_days
            case LevelAttained(level):
                return self.levels.get(level, FOREVER) if self.framework.level(level) else 0
            case StandardMet(standard):
                return self.standards.get(standard, FOREVER) if self.framework.standard(standard) else 0
            case AllOf(parts):
                return max((self.wait(part) for part in parts), default=0)
            case AnyOf(parts):
                return min((self.wait(part) for part in parts), default=FOREVER)
            case AtLeast(number, parts):
                waits = sorted(self.wait(part) for part in parts)
                return waits[number - 1] if number <= len(waits) else FOREVER
            case _:
                return 0

    def _completions(self, selector: Selector, counting: Counting) -> Wait:
        waits = []
        selected = self.framework.selected(selector, possibly=True)
        for identifier in sorted(self.framework.completing(selected)):
            course = self.framework.course(identifier)
            if course is None:
                waits.append(0)
            elif in_listed_mode(course, counting):
                waits.append(self.courses.get(identifier, FOREVER))
        if not waits and any(isinstance(choice, Unstated) for choice in selector):
            return 0
        return _repeated(waits, counting)


def _repeated(waits: list[Wait], counting: Counting) -> Wait:
    """The day of the last of `times` completions: each course can be completed once on each day from its own on.

    With the first k courses to come free, that is the first day on which their days add up to so many.
    """
    free = sorted(wait for wait in waits if wait < FOREVER)
    last, total = FOREVER, 0
    for number, wait in enumerate(free, 1):
        total += wait
        last = min(last, max(wait, -(-(counting.times + total) // number) - 1))
    return last


def in_listed_mode(course: Course, counting: Counting) -> bool:
    """Whether the course is, or may be, on offer in one of the modes that count. No modes listed: in every mode."""
    if not counting.mode or not course.modes:
        return True
    offered = {mode.mode for mode in course.modes}
    return bool(offered & set(counting.mode)) or any(isinstance(mode, Unstated) for mode in (*offered, *counting.mode))


def of(framework: Framework) -> Attainable:
    """What can be reached in a framework and how soon: the least solution, found by going on from what has improved.

    Courses whose prerequisites run in a circle without a way in stay out, as do definitions that rest on them.
    """
    found = Attainable(framework, {}, {}, {}, {})
    rules: dict[str, tuple[dict[str, Wait], Requirement | None]] = {
        **{course.id: (found.courses, course.requires) for course in framework.courses},
        **{evidence.id: (found.evidence, evidence.requires) for evidence in framework.evidence},
        **{level.id: (found.levels, level.requires) for level in framework.levels},
        **{standard.id: (found.standards, standard.require) for standard in framework.standards},
    }
    resting: dict[str, list[str]] = {}
    for identifier, (_, requirement) in rules.items():
        for support in _supports(framework, requirement):
            resting.setdefault(support, []).append(identifier)
    todo = deque(rules)
    queued = set(rules)
    while todo:
        identifier = todo.popleft()
        queued.remove(identifier)
        waits, requirement = rules[identifier]
        soonest = 0 if requirement is None else found.wait(requirement)
        if soonest < waits.get(identifier, FOREVER):
            waits[identifier] = soonest
            improved = [other for other in resting.get(identifier, ()) if other not in queued]
            queued.update(improved)
            todo.extend(improved)
    return found


def _supports(framework: Framework, requirement: Requirement | None) -> set[str]:
    """The ids of all that the requirement's wait is computed from."""
    supports: set[str] = set()
    for part in walk(requirement) if requirement is not None else ():
        match part:
            case Completed(selector, _) | Hours(_, selector, _):
                supports |= framework.completing(framework.selected(selector, possibly=True))
            case Evidenced(identifier) | LevelAttained(identifier) | StandardMet(identifier):
                supports.add(identifier)
    return supports
