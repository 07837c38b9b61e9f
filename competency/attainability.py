"""What somebody can reach at all in a framework, starting from nothing, under the kindest reading.

Every fact may be as a rule needs it, every membership may be had, every judgement may turn out well, and what is
unstated may be whatever helps. What is out of reach even so is out of reach for everybody: this is what several
rules of sense and the search for pathways ask.
"""

from __future__ import annotations

from collections.abc import Callable

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
    OutcomeAchieved,
    Requirement,
    Selector,
    StandardMet,
    Unstated,
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
    outcomes: dict[str, Wait]
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
            case OutcomeAchieved(outcome):
                return self.outcomes.get(outcome, FOREVER) if self.framework.outcome(outcome) else 0
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
    last = FOREVER
    for number, wait in enumerate(free, 1):
        days = -(-(counting.times + sum(free[:number])) // number) - 1
        last = min(last, max(wait, days))
    return last


def in_listed_mode(course: Course, counting: Counting) -> bool:
    """Whether the course is, or may be, on offer in one of the modes that count. No modes listed: in every mode."""
    if not counting.mode or not course.modes:
        return True
    offered = {mode.mode for mode in course.modes}
    return bool(offered & set(counting.mode)) or any(isinstance(mode, Unstated) for mode in (*offered, *counting.mode))


def of(framework: Framework) -> Attainable:
    """What can be reached in a framework and how soon: the least solution, found by rounds until nothing improves.

    Courses whose prerequisites run in a circle without a way in stay out, as do definitions that rest on them.
    """
    found = Attainable(framework, {}, {}, {}, {}, {})
    silent = any(isinstance(develops, Unstated) for course in framework.courses for develops in course.develops)
    definitions: list[tuple[dict[str, Wait], str, Callable[[], Wait]]] = [
        *((found.courses, course.id, _entry(found, course.requires)) for course in framework.courses),
        *((found.evidence, evidence.id, _entry(found, evidence.requires)) for evidence in framework.evidence),
        *((found.levels, level.id, _entry(found, level.requires)) for level in framework.levels),
        *((found.outcomes, outcome.id, _development(found, outcome.id, silent)) for outcome in framework.outcomes),
        *((found.standards, standard.id, _entry(found, standard.require)) for standard in framework.standards),
    ]
    improved = True
    while improved:
        improved = False
        for waits, identifier, wait in definitions:
            soonest = wait()
            if soonest < waits.get(identifier, FOREVER):
                waits[identifier] = soonest
                improved = True
    return found


def _entry(found: Attainable, requirement: Requirement | None) -> Callable[[], Wait]:
    return lambda: 0 if requirement is None else found.wait(requirement)


def _development(found: Attainable, outcome: str, silent: bool) -> Callable[[], Wait]:
    """An outcome is achieved by a course or evidence that develops it; by assessment it can be had at once.

    The kindest reading would make every outcome attainable by assessment, and no rule could ever find one that
    nothing develops; so assessment is left aside here, except where the document says that it is silent.
    """
    framework = found.framework
    evidence = [item.id for item in framework.evidence if outcome in item.develops]
    courses = framework.courses_that_develop(outcome)

    def wait() -> Wait:
        waits = [found.courses.get(course, FOREVER) for course in courses]
        waits += [found.evidence.get(item, FOREVER) for item in evidence]
        return 0 if silent else min(waits, default=FOREVER)

    return wait
