"""The search for plans is exact: on small frameworks it agrees with trying everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import permutations

from attrs import evolve, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import FIRST_DAY, Draw, chance, few, pick, some_of

from competency.answers import ORDER, Pathway, pathway
from competency.model import (
    Course,
    Event,
    EventKind,
    Evidence,
    Framework,
    Level,
    Mode,
    Outcome,
    Precedence,
    Record,
    Source,
    Standard,
    Stated,
    Subject,
    Trigger,
)
from competency.periods import Period
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Choice,
    Completed,
    Counting,
    Evidenced,
    Experience,
    LevelAttained,
    OutcomeAchieved,
    Query,
    Requirement,
    Selector,
)

ON = FIRST_DAY
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
ORDERS = tuple(permutations(ORDER))
MODES = ("e-learning", "face-to-face")
COURSES = ("c-1", "c-2", "c-3", "c-4", "c-5", "c-6")
LEVELS = ("level-1", "level-2")
OUTCOMES = ("outcome-1", "outcome-2")
EVIDENCE = ("evidence-1", "evidence-2")


# --- random frameworks of a few courses ------------------------------------------------------------------


@frozen
class Known:
    """What a requirement may name."""

    courses: tuple[str, ...]
    levels: tuple[str, ...] = LEVELS
    evidence: tuple[str, ...] = EVIDENCE
    outcomes: tuple[str, ...] = OUTCOMES


def a_selector(draw: Draw, known: Known) -> Selector:
    queries: tuple[Choice, ...] = (
        *(Query(level=level) for level in LEVELS),
        *(Query(develops=outcome) for outcome in OUTCOMES),
    )
    choices: tuple[Choice, ...] = (*known.courses, *known.courses, *queries)
    return few(draw, lambda: pick(draw, choices), least=1)


def a_leaf(draw: Draw, known: Known) -> Requirement:
    forms = ["completed"] * 5 + ["mode", "experience"]
    forms += ["outcome"] if known.outcomes else []
    forms += ["evidence"] if known.evidence else []
    forms += ["level"] if known.levels else []
    match pick(draw, forms):
        case "mode":
            return Completed(a_selector(draw, known), Counting(mode=(pick(draw, MODES),)))
        case "outcome":
            return OutcomeAchieved(pick(draw, known.outcomes))
        case "experience":
            return Experience(pick(draw, (Period(days=1), Period(months=12))), "appointed")
        case "evidence":
            return Evidenced(pick(draw, known.evidence))
        case "level":
            return LevelAttained(pick(draw, known.levels))
        case _:
            return Completed(a_selector(draw, known))


def a_requirement(draw: Draw, known: Known, depth: int = 2) -> Requirement:
    if depth == 0 or chance(draw):
        return a_leaf(draw, known)
    parts = tuple(a_requirement(draw, known, depth - 1) for _ in range(2 + chance(draw)))
    forms: tuple[Requirement, ...] = (AllOf(parts), AnyOf(parts), AtLeast(2, parts))
    return pick(draw, forms)


def perhaps(draw: Draw, known: Known) -> Requirement | None:
    return a_requirement(draw, known) if chance(draw) else None


def a_course(draw: Draw, known: Known, index: int) -> Course:
    starts, ends = sorted(ON + timedelta(days=pick(draw, (-1, 0, 1, 40, 400))) for _ in range(2))
    return Course(
        id=known.courses[index],
        title=f"Course {index}",
        source=("strategy",),
        levels=some_of(draw, LEVELS, 1),
        modes=tuple(Mode(mode) for mode in some_of(draw, MODES)),
        minutes=pick(draw, (None, 30, 60, 180)),
        develops=some_of(draw, OUTCOMES, 1),
        requires=perhaps(draw, known),
        includes=some_of(draw, known.courses[index + 1 :], 1) if chance(draw, 4) else (),
        grants=some_of(draw, EVIDENCE, 1) if chance(draw, 4) else (),
        starts=starts if chance(draw, 4) else None,
        ends=ends if chance(draw, 4) else None,
    )


@st.composite
def cases(draw: Draw, *, most: int = 5) -> tuple[Framework, Record]:
    """A framework in which nothing lapses, with a standard to reach, and somebody who has done a little of it."""
    known = Known(COURSES[: draw(st.integers(1, most))])
    courses = tuple(a_course(draw, known, index) for index in range(len(known.courses)))
    evidence = tuple(
        Evidence(
            id=each,
            title=each,
            source=("strategy",),
            per_course=chance(draw),
            develops=some_of(draw, OUTCOMES, 1) if chance(draw, 4) else (),
            requires=a_requirement(draw, evolve(known, levels=(), evidence=EVIDENCE[:index], outcomes=()))
            if chance(draw)
            else None,
        )
        for index, each in enumerate(EVIDENCE)
    )
    levels = tuple(
        Level(
            id=each, title=each, source=("strategy",), requires=a_requirement(draw, evolve(known, levels=LEVELS[:at]))
        )
        for at, each in enumerate(LEVELS)
    )
    first = Precedence(Trigger((pick(draw, known.courses),)))
    standards = (
        Standard(id="goal", title="The goal", source=("strategy",), require=a_requirement(draw, known)),
        Standard(id="first", title="First", source=("strategy",), require=a_requirement(draw, known), timing=first),
    )
    framework = Framework(
        id="small",
        title="Small",
        publisher="Example Board",
        language="en-GB",
        sources=(Source(id="strategy", title="Strategy"),),
        levels=levels,
        outcomes=tuple(Outcome(id=each, title=each, source=("strategy",), statement=each) for each in OUTCOMES),
        evidence=evidence,
        courses=courses,
        standards=standards if chance(draw, 3) else standards[:1],
    )
    return framework, a_record(draw, known)


def a_record(draw: Draw, known: Known) -> Record:
    done = some_of(draw, known.courses, 1)
    appointed = ON - timedelta(days=pick(draw, (0, 300, 800)))
    return Record(
        id="p-1",
        framework="small",
        subjects=(Subject.PRACTITIONER,),
        facts=(Stated("appointed", str(appointed), None, None),) if chance(draw) else (),
        events=tuple(
            Event(EventKind.COMPLETED, course, ON - timedelta(days=9), mode=pick(draw, (None, *MODES)), index=index)
            for index, course in enumerate(done)
        ),
    )


# --- trying everything -----------------------------------------------------------------------------------

Taken = frozenset[tuple[str, str | None]]
"""What was completed: courses, each in a mode (None: no mode is named)."""


@frozen
class Everything:
    """The meaning of requirements in plain sets, and every way to fulfil one: obviously right, and slow."""

    framework: Framework
    record: Record

    def best(self, goal: Requirement, order: tuple[str, ...]) -> tuple[int, ...] | None:
        """The least cost of reaching the goal, in this order; None where no way reaches it."""
        costs = [dict(zip(ORDER, cost, strict=True)) for cost in self.ways(goal)]
        return min((tuple(cost[key] for key in order) for cost in costs), default=None)

    def ways(self, goal: Requirement) -> Iterator[tuple[int, int, int]]:
        """The (courses, minutes, days) of every way: on each day, take any course that is open, or go on."""
        at_first = frozenset((event.item, self.mode(event.item, event.mode)) for event in self.record.events)
        days = self.days()
        todo: list[tuple[Taken, int, int, int]] = [(at_first, 0, 0, 0)]
        seen = set(todo)
        while todo:
            done, at, courses, minutes = todo.pop()
            day = days[at]
            if self.holds(goal, done, self.pieces(done, day), day, None):
                yield courses, minutes, (day - ON).days
                continue
            following = [(done, at + 1, courses, minutes)] if at + 1 < len(days) else []
            for course in self.framework.courses:
                more = {done | {(course.id, mode)} for mode in self.modes(course)} - {done}
                if more and self.open(course, done, day):
                    taken = course.minutes if isinstance(course.minutes, int) else 0
                    following += [(each, at, courses + 1, minutes + taken) for each in more]
            todo.extend(each for each in following if each not in seen)
            seen.update(following)

    def days(self) -> list[date]:
        """The days on which something may begin to be possible."""
        begins = [course.starts for course in self.framework.courses]
        appointed = [date.fromisoformat(fact.value) for fact in self.record.facts]
        waits = [period.after(day) for day in appointed for period in (Period(days=1), Period(months=12))]
        return sorted({ON, *(day for day in (*begins, *waits) if isinstance(day, date) and day > ON)})

    def mode(self, course: str, mode: str | None) -> str | None:
        """The mode itself; where none is named, that of a course that has only one."""
        known = [each.mode for each in next(item for item in self.framework.courses if item.id == course).modes]
        only = known[0] if len(known) == 1 else None
        return mode if mode is not None else only if isinstance(only, str) else None

    def modes(self, course: Course) -> Iterable[str | None]:
        return [str(mode.mode) for mode in course.modes] or MODES

    def open(self, course: Course, done: Taken, day: date) -> bool:
        """Whether the course may be taken: on offer, with what it requires, and with what must come before it."""
        starts, ends = course.starts or date.min, course.ends or date.max
        assert isinstance(starts, date)
        assert isinstance(ends, date)
        pieces = self.pieces(done, day)
        asked = [course.requires, *self.first(course.id)]
        return starts <= day <= ends and all(
            self.holds(requirement, done, pieces, day, course.id) for requirement in asked if requirement is not None
        )

    def first(self, course: str) -> Iterator[Requirement | None]:
        for standard in self.framework.standards:
            if isinstance(standard.timing, Precedence) and self.whole_of(standard.timing.trigger.selector, course):
                yield standard.require

    def pieces(self, done: Taken, day: date) -> frozenset[tuple[str, str]]:
        """All the evidence that can be had on the day, since it costs nothing."""
        found: set[tuple[str, str]] = set()
        for each in (*self.framework.evidence, *self.framework.evidence):
            for about in [course.id for course in self.framework.courses] if each.per_course else [""]:
                if each.requires is None or self.holds(each.requires, done, frozenset(found), day, about or None):
                    found.add((each.id, about))
        return frozenset(found)

    def whole_of(self, selector: Selector, course: str) -> bool:
        """Whether completing the course completes a selected one."""
        item = next(each for each in self.framework.courses if each.id == course)
        named = course in selector
        asked = [choice for choice in selector if isinstance(choice, Query)]
        matched = any(choice.level in item.levels or choice.develops in item.develops for choice in asked)
        return named or matched or any(self.whole_of(selector, part) for part in item.includes)

    def holds(
        self, requirement: Requirement, done: Taken, pieces: frozenset[tuple[str, str]], day: date, about: str | None
    ) -> bool:
        def one(part: Requirement) -> bool:
            return self.holds(part, done, pieces, day, about)

        match requirement:
            case Completed(selector, counting):
                return any(
                    self.whole_of(selector, course) and (not counting.mode or mode in counting.mode)
                    for course, mode in done
                )
            case Evidenced(evidence):
                known = next(each for each in self.framework.evidence if each.id == evidence)
                wanted = [(evidence, about)] if about is not None and known.per_course else None
                return any(piece in wanted if wanted else piece[0] == evidence for piece in pieces)
            case OutcomeAchieved(outcome):
                developing = {each.id for each in self.framework.evidence if outcome in each.develops}
                by_course = any(self.whole_of((Query(develops=outcome),), course) for course, _ in done)
                return by_course or any(piece in developing and (about in (None, of) or not of) for piece, of in pieces)
            case LevelAttained(level):
                asked = next(each for each in self.framework.levels if each.id == level).requires
                return asked is not None and one(asked)
            case Experience(period, _):
                assert isinstance(period, Period)
                return any(period.after(date.fromisoformat(fact.value)) <= day for fact in self.record.facts)
            case AllOf(parts):
                return all(one(part) for part in parts)
            case AnyOf(parts):
                return any(one(part) for part in parts)
            case AtLeast(number, parts):
                return sum(one(part) for part in parts) >= number
            case _:
                raise AssertionError(requirement)


def cost(found: Pathway, order: tuple[str, ...]) -> tuple[int, ...]:
    every: dict[str, int] = {"courses": found.cost.courses, "minutes": found.cost.minutes, "days": found.cost.days}
    return tuple(every[key] for key in order)


def goal_of(framework: Framework) -> Requirement:
    required = framework.standards[0].require
    assert required is not None
    return required


@settings(max_examples=150, deadline=None, suppress_health_check=QUIET)
@given(case=cases(most=4), order=st.sampled_from(ORDERS))
def test_the_plan_costs_what_the_cheapest_of_all_ways_costs(
    case: tuple[Framework, Record], order: tuple[str, ...]
) -> None:
    """And there is a plan exactly if there is a way."""
    framework, record = case
    found = pathway(framework, record, goal="goal", on=ON, by=order)
    best = Everything(framework, record).best(goal_of(framework), order)
    assert found.feasible == (best is not None)
    if best is not None:
        assert cost(found, order) == best
        assert found.optimal
        assert found.gap == 0
