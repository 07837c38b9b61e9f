"""What the planner can see of a person on a day: equal states have the same plan.

Where all that a goal rests on can be had on the day itself or never, a plan has no days, and it is decided by what
holds on that day and what doesn't; the dates behind it don't matter. Everywhere else the state is the record
itself, as far as it can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import TypeAlias

from attrs import evolve, field, frozen

from competency.evaluation import Answer
from competency.goals import Goal, Question
from competency.history import Held, counted, surely
from competency.model import (
    Audience,
    Course,
    Event,
    EventKind,
    Evidence,
    Framework,
    Group,
    Level,
    Membership,
    Outcome,
    Precedence,
    Record,
    Standard,
    Stated,
    Subject,
)
from competency.periods import FOREVER, NEVER, Days
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
from competency.standing import Status


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


def grounds(framework: Framework, goals: Iterable[Requirement | None], on: date) -> Grounds:
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
    """A state without dates: what is asked, which order is to be kept, and what holds on the day."""

    subjects: tuple[Subject, ...]
    asked: tuple[tuple[Requirement, str, Status | None, bool], ...]
    preceding: tuple[str, ...]
    held: tuple[int, ...]
    more: tuple[int, ...] | None = None
    """What holds and has ever held of the whole framework; told where there is no plan."""


@frozen(cache_hash=True)
class Read:
    """A state told by the record itself: all of it that can be read, in the order in which that matters."""

    subjects: tuple[Subject, ...]
    item: str | None
    facts: tuple[Stated, ...]
    memberships: tuple[Membership, ...]
    events: tuple[Event, ...]


State: TypeAlias = Dateless | Read


def as_read(record: Record) -> Read:
    """The state that a record tells: the same for records that differ in names and notes only."""
    events = sorted(record.events, key=lambda event: (event.on, event.index))
    return Read(
        record.subjects,
        record.item,
        record.facts,
        record.memberships,
        tuple(evolve(event, note=None) if event.note else event for event in events),
    )


@frozen
class States:
    """Tells the states of persons under one framework on one day."""

    framework: Framework
    on: date
    _grounds: dict[tuple[Requirement, ...], Grounds] = field(factory=dict, repr=False)
    _meant: tuple[tuple[Audience, ...], ...] = field(init=False, repr=False)
    """Whom some course is meant for, each group by itself."""

    @_meant.default
    def _each_audience(self) -> tuple[tuple[Audience, ...], ...]:
        return tuple(dict.fromkeys((entry,) for course in self.framework.courses for entry in course.audience))

    def of(self, asked: Question, planner: Planner) -> State:
        """The state of one person: what holds on the day where that is enough, else the record as it reads."""
        return self._dateless(asked, planner) or as_read(asked.record)

    def _dateless(self, asked: Question, planner: Planner) -> Dateless | None:
        """What holds on the day and what doesn't; None where days matter."""
        day = planner.on
        if planner.until is not None or any(goal.aim is not None for goal in asked.goals):
            return None
        if any(event.on == self.on for event in asked.record.events):
            return None
        if any(in_force != Days(((day, FOREVER),)) for in_force in planner.in_force.values()):
            return None
        rests = self._rests_on(asked.goals, planner.precedences)
        if rests.is_dated:
            return None
        held = self._held(rests, planner, _told)
        if held is None:
            return None
        return Dateless(
            asked.record.subjects,
            tuple((goal.requirement, goal.item, goal.late, goal.by is None) for goal in asked.goals),
            tuple(standard.id for standard in planner.precedences),
            held,
        )

    def _held(self, rests: Grounds, planner: Planner, told: Callable[[Answer, int], int]) -> tuple[int, ...] | None:
        """What is told of all that something rests on; None where days matter."""
        day, evaluator = planner.on, planner.evaluator
        regarding = [evaluator.regarding(course) for course in rests.courses] if rests.pieces else []
        answers = [evaluator.answer(leaf) for leaf in (*rests.leaves, *rests.pieces)]
        answers += [about.answer(leaf) for about in regarding for leaf in rests.pieces]
        audiences = [evaluator.audience(audience) for audience in self._meant]
        if any(_is_dated(held, day) for held in (*(answer.held for answer in answers), *audiences)):
            return None
        if any(_is_counted(answer) and day not in answer.held.sure for answer in answers):
            return None
        return (*(told(answer, day) for answer in answers), *(day in meant.sure for meant in audiences))

    # --- where there is no plan --------------------------------------------------------------------------

    def without_plan(self, state: Dateless, asked: Question, planner: Planner) -> State:
        """The state of a person for whom there is no plan, by all that the smallest changes that help depend on.

        These are found by planning as if rules were gone and facts were stated, for which more can be read than for
        a plan: the whole framework, what holds no longer, and groups that the person is in.
        """
        record, history = asked.record, planner.evaluator.history
        if any(isinstance(standard.timing, Precedence) for standard in self.framework.standards):
            return as_read(record)
        if any(evidence.requires is not None and history.pieces(evidence.id) for evidence in self.framework.evidence):
            return as_read(record)  # what did not count might
        open_modes = any(event.kind is EventKind.COMPLETED and event.mode is None for event in record.events)
        if open_modes and self._counts_modes:
            return as_read(record)  # a mode more leaves open which one it was
        if any(_is_dated(surely(days), planner.on) for days in history.joined.values()):
            return as_read(record)
        held = self._held(self._everything, planner, _told_ever)
        if held is None:
            return as_read(record)
        joined = tuple(planner.on in history.joined.get(group.id, NEVER) for group in self.framework.groups)
        return evolve(state, more=(*held, *joined))

    @cached_property
    def _everything(self) -> Grounds:
        framework = self.framework
        return grounds(framework, _all_rules(framework), self.on)

    @cached_property
    def _counts_modes(self) -> bool:
        leaves = (*self._everything.leaves, *self._everything.pieces)
        return any(isinstance(leaf, Completed | Evidenced | Hours) and leaf.counting.mode for leaf in leaves)

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
    """What a plan depends on of an answer: whether it holds on the day, and whether refreshers count already."""
    match answer.requirement:
        case Completed(_, counting) | Evidenced(_, counting) if counting.refreshed_by:
            return 2 * _told_ever(answer, day) + any(hit.sure for hit in answer.hits)
        case _:
            return day in answer.held.sure


def _told_ever(answer: Answer, day: int) -> int:
    """Whether it holds on the day, and whether it would if nothing lapsed."""
    match answer.requirement:
        case Completed(_, counting) | Evidenced(_, counting):
            begun = any(hit.sure for hit in counted(answer.considered, counting))
            return 2 * (day in answer.held.sure) + begun
        case _:
            return day in answer.held.sure


def _all_rules(framework: Framework) -> Iterator[Requirement | None]:
    """Every requirement of a framework that a plan, or a change that helps, may depend on."""
    for item in framework:
        match item:
            case Level(requires=rule) | Evidence(requires=rule) | Group(when=rule):
                yield rule
            case Course(requires=rule, audience=audience):
                yield from (rule, *(entry.when for entry in audience))
            case Standard():
                yield from (item.require, item.when, item.unless, *(entry.when for entry in item.audience))
            case Outcome():
                yield OutcomeAchieved(item.id)
            case _:
                pass
