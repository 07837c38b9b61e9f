"""What the planner can see of a person on a day: equal situations have the same plan.

Where all that a goal rests on can be had on the day itself or never, a plan has no days, and it is decided by what
holds on that day and what doesn't; the dates behind it don't matter. Everywhere else the situation is the record
itself, as far as it can be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

from attrs import evolve, field, frozen

from competency.evaluation import Answer
from competency.goals import Goal, Question
from competency.history import Held, counted
from competency.model import (
    Audience,
    Course,
    Event,
    Evidence,
    Framework,
    Level,
    Membership,
    Precedence,
    Record,
    Standard,
    Stated,
    Subject,
)
from competency.planning import Planner
from competency.requirements import (
    UNSTATED,
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Evidenced,
    Hours,
    LevelAttained,
    Member,
    OutcomeAchieved,
    Requirement,
    Selector,
    StandardMet,
    Unstated,
)
from competency.standing import Status, standing_of


@frozen
class Grounds:
    """All that a set of goals rests on, through definitions, courses that would do, and what these ask for.

    `leaves` are the requirements that rest on the record itself; the `pieces` too, but these may turn out otherwise
    for each of the `courses`, since evidence may be about one.
    """

    leaves: tuple[Requirement, ...]
    pieces: tuple[Requirement, ...]
    courses: tuple[str, ...]
    is_dated: bool
    """Whether days matter for everybody: something opens only later, or the document leaves open which evidence."""


def grounds(framework: Framework, goals: Iterable[Requirement], on: date) -> Grounds:
    """What the goals rest on, and what may be booked, whatever the record says."""
    found = _Walk(framework, on)
    found.follow([*goals, *(course.requires for course in framework.courses)])
    return Grounds(
        tuple(leaf for leaf in found.leaves if leaf not in found.pieces),
        tuple(found.pieces),
        tuple(found.courses),
        found.is_dated,
    )


class _Walk:
    """The requirements, courses and evidence that are come by, each followed once."""

    def __init__(self, framework: Framework, on: date) -> None:
        self.framework = framework
        self.on = on
        self.is_dated = False
        self.leaves: dict[Requirement, None] = {}
        self.pieces: dict[Requirement, None] = {}
        self.courses: dict[str, Course] = {}
        self._seen: set[Requirement | str] = set()

    def follow(self, requirements: Iterable[Requirement | None]) -> None:
        """Takes down all that the requirements rest on."""
        todo = list(requirements)
        while todo:
            requirement = todo.pop()
            if requirement is not None and requirement not in self._seen:
                self._seen.add(requirement)
                todo.extend(self._inside(requirement))

    def _inside(self, requirement: Requirement) -> Iterable[Requirement | None]:
        framework = self.framework
        match requirement:
            case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
                return parts
            case LevelAttained(identifier):
                level = framework.level(identifier)
                return (level.requires,) if isinstance(level, Level) else ()
            case StandardMet(identifier):
                standard = framework.standard(identifier)
                if isinstance(standard, Standard) and standard.require is not None:
                    return (standard.require,)
            case Completed(selector, counting):
                self.leaves[requirement] = None
                return [*self._taking(selector), *self._taking(counting.refreshed_by)]
            case Hours(_, of):
                self.leaves[requirement] = None
                return self._taking(of)
            case Evidenced(identifier):
                return self._obtaining(requirement, [identifier])
            case OutcomeAchieved(identifier):
                known = [
                    each.id for each in framework.evidence if {identifier, UNSTATED.value} & {*map(str, each.develops)}
                ]
                courses = tuple(framework.courses_that_develop(identifier))
                return [*self._obtaining(requirement, known), *self._taking(courses)]
            case Member(group):
                self.leaves[requirement] = None
                rules = (*framework.rules_joining(group), *framework.rules_joining(UNSTATED.value))
                self.pieces.update(dict.fromkeys([requirement] if rules else []))
                return rules
            case Unstated():
                return ()
            case _:
                pass
        self.leaves[requirement] = None
        return ()

    def _obtaining(self, requirement: Requirement, identifiers: Iterable[str]) -> list[Requirement | None]:
        """Of evidence: what it has to fulfil to count."""
        self.leaves[requirement] = None
        needed: list[Requirement | None] = []
        for identifier in identifiers:
            evidence = self.framework.evidence_of(identifier)
            self.is_dated |= evidence is None
            if isinstance(evidence, Evidence):
                needed.append(evidence.requires)
                if evidence.per_course or evidence.requires is not None:
                    self.pieces[requirement] = None
        return needed

    def _taking(self, selector: Selector) -> list[Requirement | None]:
        """Of the courses that would do: what has to hold before they are booked, and for whom they are."""
        framework = self.framework
        completing = framework.completing(framework.selected(selector, possibly=True))
        needed: list[Requirement | None] = []
        for course in framework.courses:
            if course.id not in completing or course.id in self.courses:
                continue
            self.courses[course.id] = course
            starts = [course.starts, *(mode.starts for mode in course.modes)]
            self.is_dated |= any(isinstance(opens, date) and opens > self.on for opens in starts)
            needed.append(course.requires)
        return needed


# --- what holds on the day -------------------------------------------------------------------------------


@frozen(cache_hash=True)
class Dateless:
    """A situation without dates: what is asked, which order is to be kept, and what holds on the day."""

    subjects: tuple[Subject, ...]
    asked: tuple[tuple[Requirement, str, Status | None, bool], ...]
    preceding: tuple[str, ...]
    held: tuple[int, ...]


@frozen(cache_hash=True)
class Read:
    """A situation told by the record itself: all of it that can be read, in the order in which that matters."""

    subjects: tuple[Subject, ...]
    item: str | None
    facts: tuple[Stated, ...]
    memberships: tuple[Membership, ...]
    events: tuple[Event, ...]


Situation: TypeAlias = Dateless | Read


def as_read(record: Record) -> Read:
    """The situation that a record tells: the same for records that differ in names and notes only."""
    events = sorted(record.events, key=lambda event: (event.on, event.index))
    return Read(
        record.subjects,
        record.item,
        record.facts,
        record.memberships,
        tuple(evolve(event, note=None) if event.note else event for event in events),
    )


@frozen
class Situations:
    """Tells the situations of persons under one framework on one day."""

    framework: Framework
    on: date
    _grounds: dict[tuple[Requirement, ...], Grounds] = field(factory=dict, repr=False)
    _orders: tuple[Standard, ...] = field(init=False, repr=False)
    """The standards that say what comes before what."""
    _meant: tuple[tuple[Audience, ...], ...] = field(init=False, repr=False)
    """Whom some course is meant for, each group by itself."""

    @_meant.default
    def _each_audience(self) -> tuple[tuple[Audience, ...], ...]:
        return tuple(dict.fromkeys((entry,) for course in self.framework.courses for entry in course.audience))

    @_orders.default
    def _each_order(self) -> tuple[Standard, ...]:
        return tuple(standard for standard in self.framework.standards if isinstance(standard.timing, Precedence))

    def of(self, asked: Question, planner: Planner) -> Situation:
        """The situation of one person: what holds on the day where that is enough, else the record as it reads."""
        return self._dateless(asked, planner) or as_read(asked.record)

    def _dateless(self, asked: Question, planner: Planner) -> Dateless | None:
        """What holds on the day and what doesn't; None where days matter."""
        day = planner.on
        if planner.until is not None or any(goal.aim is not None for goal in asked.goals):
            return None
        if any(event.on == self.on for event in asked.record.events):
            return None
        orders = (standing_of(standard, planner.evaluator).applies.sure for standard in self._orders)
        if any(applies.next_change(day) is not None for applies in orders):
            return None
        rests = self._rests_on(asked.goals, planner.precedences)
        if rests.is_dated:
            return None
        evaluator = planner.evaluator
        regarding = [evaluator.regarding(course) for course in rests.courses] if rests.pieces else []
        answers = [evaluator.answer(leaf) for leaf in (*rests.leaves, *rests.pieces)]
        answers += [about.answer(leaf) for about in regarding for leaf in rests.pieces]
        audiences = [evaluator.audience(audience) for audience in self._meant]
        if any(_is_dated(held, day) for held in (*(answer.held for answer in answers), *audiences)):
            return None
        if any(_is_counted(answer) and day not in answer.held.sure for answer in answers):
            return None
        return Dateless(
            asked.record.subjects,
            tuple((goal.requirement, goal.item, goal.late, goal.by is None) for goal in asked.goals),
            tuple(standard.id for standard in planner.precedences),
            (*(_told(answer, day) for answer in answers), *(day in meant.sure for meant in audiences)),
        )

    def _rests_on(self, goals: tuple[Goal, ...], precedences: tuple[Standard, ...]) -> Grounds:
        asked = (
            *(goal.requirement for goal in goals),
            *(standard.require for standard in precedences if standard.require is not None),
        )
        found = self._grounds.get(asked)
        if found is None:
            found = self._grounds[asked] = grounds(self.framework, asked, self.on)
        return found


def _is_dated(held: Held, day: int) -> bool:
    """Whether it holds from some later day on, so that waiting may help."""
    return any(start > day for start, _ in held.sure)


def _is_counted(answer: Answer) -> bool:
    """Whether it takes several completions, whose days matter as long as they are too few."""
    match answer.requirement:
        case Hours():
            return True
        case Completed(_, counting) | Evidenced(_, counting):
            return counting.times > 1 or counting.different_people
        case _:
            return False


def _told(answer: Answer, day: int) -> int:
    """What the planner can see of an answer: whether it holds on the day, and where refreshers count, since when."""
    told = 4 * (day in answer.held.sure)
    match answer.requirement:
        case Completed(_, counting) | Evidenced(_, counting) if counting.refreshed_by:
            begun = any(hit.sure for hit in counted(answer.considered, counting))
            return told + 2 * begun + any(hit.sure for hit in answer.hits)
        case _:
            return told
