"""Random small questions for pathways, from a seed; and smaller ones that still show the same fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import permutations
from random import Random
from typing import TypeVar

from attrs import evolve, frozen

from competency.answers import ORDER
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
    Mode,
    Outcome,
    Precedence,
    Record,
    Source,
    Standard,
    Stated,
    Strength,
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
    Member,
    OutcomeAchieved,
    Query,
    Requirement,
    Selector,
    parts_of,
)

ON = date(2012, 2, 27)
MODES = ("e-learning", "face-to-face")
ORDERS = tuple(permutations(ORDER))
T = TypeVar("T")


@frozen
class Case:
    """One question: a framework, a person, what to reach (nothing: all that is owed), and what counts first."""

    framework: Framework
    record: Record
    goals: tuple[str, ...]
    order: tuple[str, ...]


@frozen
class Names:
    """What a requirement may name."""

    courses: tuple[str, ...]
    levels: tuple[str, ...] = ("level-1", "level-2")
    evidence: tuple[str, ...] = ("approval", "portfolio")
    outcomes: tuple[str, ...] = ("listens", "refers")


def case(seed: int) -> Case:
    """The question of a seed, always the same."""
    return _Dice(Random(seed)).case()


@frozen
class _Dice:
    """Random choices, a few of everything that matters to a plan."""

    random: Random

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, among: Sequence[T]) -> T:
        return self.random.choice(among)

    def some(self, among: Sequence[T], share: float) -> tuple[T, ...]:
        return tuple(each for each in among if self.chance(share))

    def perhaps(self, share: float, make: Callable[[], T]) -> T | None:
        return make() if self.chance(share) else None

    def day(self, first: int, last: int) -> date:
        return ON + timedelta(days=self.random.randint(first, last))

    # --- requirements --------------------------------------------------------------------------------------

    def selector(self, names: Names) -> Selector:
        queries: tuple[Choice, ...] = (
            *(Query(level=level) for level in ("level-1", "level-2")),
            *(Query(develops=outcome) for outcome in ("listens", "refers")),
        )
        choices: list[Choice] = [self.pick(names.courses) for _ in range(self.pick((1, 1, 2)))]
        return tuple(dict.fromkeys([*choices, *self.some(queries, 0.08)]))

    def counting(self, names: Names) -> Counting:
        every = self.perhaps(0.3, lambda: Period(days=self.pick((1, 2, 3, 5))))
        return Counting(
            times=self.pick((1, 1, 1, 1, 2)),
            every=every,
            refreshed_by=self.selector(names) if every and self.chance(0.25) else (),
            mode=(self.pick(MODES),) if self.chance(0.15) else (),
        )

    def leaf(self, names: Names) -> Requirement:
        forms: list[Callable[[], Requirement]] = [lambda: Completed(self.selector(names), self.counting(names))] * 6
        forms += [lambda: Experience(Period(days=self.pick((1, 2, 3))), "appointed")]
        forms += [lambda: Member(self.pick(("group-1", "group-2")))] if self.chance(0.3) else []
        if names.evidence:
            forms += [lambda: Evidenced(self.pick(names.evidence))]
        if names.outcomes:
            forms += [lambda: OutcomeAchieved(self.pick(names.outcomes))]
        if names.levels:
            forms += [lambda: LevelAttained(self.pick(names.levels))]
        return self.pick(forms)()

    def requirement(self, names: Names, depth: int = 2) -> Requirement:
        if depth == 0 or self.chance(0.5):
            return self.leaf(names)
        rules = tuple(self.requirement(names, depth - 1) for _ in range(self.pick((2, 2, 3))))
        forms: tuple[Requirement, ...] = (AllOf(rules), AnyOf(rules), AtLeast(2, rules))
        return self.pick(forms)

    # --- frameworks and people -----------------------------------------------------------------------------

    def audience(self, share: float) -> tuple[Audience, ...]:
        return tuple(Audience(group) for group in self.some(("group-1", "group-2"), share))

    def mode(self, mode: str) -> Mode:
        dated = self.chance(0.1)
        return Mode(mode, starts=self.day(-1, 4) if dated else None, ends=self.day(1, 6) if dated else None)

    def course(self, names: Names, index: int) -> Course:
        return Course(
            id=names.courses[index],
            title=f"Course {names.courses[index]}",
            source=("strategy",),
            levels=self.some(("level-1", "level-2"), 0.25),
            modes=tuple(self.mode(mode) for mode in self.some(MODES, 0.25)),
            minutes=self.pick((None, 30, 60, 180)),
            audience=self.audience(0.08),
            develops=self.some(("listens", "refers"), 0.3),
            requires=self.perhaps(0.4, lambda: self.requirement(names, 1)),
            includes=self.some(names.courses[index + 1 :], 0.08),
            grants=self.some(("approval", "portfolio"), 0.08),
            starts=self.perhaps(0.15, lambda: self.day(-2, 5)),
            ends=self.perhaps(0.15, lambda: self.day(-1, 6)),
        )

    def evidence(self, names: Names) -> Evidence:
        return Evidence(
            id=names.evidence[-1],
            title=names.evidence[-1],
            source=("strategy",),
            per_course=self.chance(0.5),
            develops=self.some(("listens", "refers"), 0.1),
            requires=self.perhaps(
                0.4, lambda: self.requirement(evolve(names, levels=(), evidence=names.evidence[:-1], outcomes=()), 1)
            ),
        )

    def level(self, names: Names, identifier: str) -> Level:
        requires = self.perhaps(0.8, lambda: self.requirement(names, 1))
        return Level(id=identifier, title=identifier, source=("strategy",), requires=requires)

    def first(self, names: Names) -> Standard:
        on_evidence = self.chance(0.15)
        trigger = Trigger(evidence="approval") if on_evidence else Trigger(self.selector(names))
        return Standard(
            id="first",
            title="First things first",
            source=("strategy",),
            audience=self.audience(0.2),
            strength=self.pick((Strength.MUST, Strength.MUST, Strength.MUST, Strength.SHOULD)),
            require=self.requirement(names, 1),
            timing=Precedence(trigger),
        )

    def standard(self, identifier: str, names: Names, audience: tuple[Audience, ...] = ()) -> Standard:
        return Standard(
            id=identifier,
            title=identifier,
            source=("strategy",),
            audience=audience,
            require=self.requirement(names),
        )

    def record(self, names: Names) -> Record:
        past = [(course, self.pick((-9, -4, -3, -2, -1, -1, 0))) for course in self.some(names.courses, 0.35)]
        return Record(
            id="p-1",
            framework="small",
            subjects=(Subject.PRACTITIONER,),
            facts=(Stated("appointed", str(self.day(-3, 2)), None, None),) if self.chance(0.7) else (),
            memberships=tuple(
                Membership(group, self.perhaps(0.5, lambda: self.day(-1, 5)), None)
                for group in self.some(("group-1", "group-2"), 0.35)
            ),
            events=tuple(
                Event(EventKind.COMPLETED, course, ON + timedelta(days=ago), mode=self.pick(MODES), index=index)
                for index, (course, ago) in enumerate(past)
            ),
        )

    def case(self) -> Case:
        names = Names(tuple("abcde"[: self.pick((1, 2, 2, 3, 3, 3, 3, 4, 5))]))
        levels = tuple(
            self.level(evolve(names, levels=names.levels[:at]), each) for at, each in enumerate(names.levels)
        )
        joined = (Audience("group-1"),)
        framework = Framework(
            id="small",
            title="Small",
            publisher="Example Board",
            language="en-GB",
            sources=(Source(id="strategy", title="Strategy"),),
            levels=levels,
            groups=tuple(Group(id=group, title=group, source=("strategy",)) for group in ("group-1", "group-2")),
            outcomes=tuple(
                Outcome(id=each, title=each, source=("strategy",), statement=each) for each in names.outcomes
            ),
            evidence=tuple(self.evidence(evolve(names, evidence=names.evidence[: at + 1])) for at in range(2)),
            courses=tuple(self.course(names, index) for index in range(len(names.courses))),
            standards=(
                self.standard("goal", names),
                *((self.standard("other", names, joined),) if self.chance(0.4) else ()),
                *((self.first(names),) if self.chance(0.35) else ()),
            ),
        )
        named = ["goal"] * 8 + ["level-1", "level-2", "listens", "a", "group-1"]
        goals = tuple(dict.fromkeys(self.pick(named) for _ in range(self.pick((1, 1, 1, 2)))))
        return Case(framework, self.record(names), () if self.chance(0.08) else goals, self.pick(ORDERS))


# --- smaller cases -----------------------------------------------------------------------------------------


def shrunk(large: Case, is_faulty: Callable[[Case], bool]) -> Case:
    """A case from which nothing more can be taken away without the fault going away."""
    smaller = next((each for each in _smaller(large) if is_faulty(each)), None)
    return large if smaller is None else shrunk(smaller, is_faulty)


def _smaller(large: Case) -> Iterator[Case]:
    framework, record = large.framework, large.record
    for name in ("events", "facts", "memberships"):
        yield from (evolve(large, record=_with(record, name, left)) for left in _less(getattr(record, name)))
    yield from (evolve(large, goals=goals) for goals in _less(large.goals) if goals)
    for name in ("standards", "courses", "evidence", "levels", "groups", "outcomes"):
        items = getattr(framework, name)
        for index, item in enumerate(items):
            others = (*items[:index], *items[index + 1 :])
            if not _named(_with(framework, name, others), large, item.id):
                yield evolve(large, framework=_with(framework, name, others))
            for less in _simpler(item):
                changed = (*items[:index], less, *items[index + 1 :])
                yield evolve(large, framework=_with(framework, name, changed))


def _named(framework: Framework, asking: Case, identifier: str) -> bool:
    """Whether anything still speaks of the item."""
    return f"'{identifier}'" in repr(
        (framework.courses, framework.evidence, framework.levels, framework.standards)
    ) or (identifier in asking.goals or f"'{identifier}'" in repr(asking.record))


def _with(item: T, name: str, value: object) -> T:
    """The value with another value for one attribute."""
    change: Callable[..., T] = evolve
    return change(item, **{name: value})


def _less(items: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    return ((*items[:index], *items[index + 1 :]) for index in range(len(items)))


_EMPTY: dict[str, object] = {
    **dict.fromkeys(("modes", "audience", "develops", "includes", "grants", "levels"), ()),
    **dict.fromkeys(("starts", "ends", "minutes")),
    "per_course": False,
}


def _simpler(item: Course | Evidence | Level | Standard | Group | Outcome) -> Iterator[object]:
    for name, empty in _EMPTY.items():
        if getattr(item, name, empty) != empty and not (name == "levels" and isinstance(item, Group)):
            yield _with(item, name, empty)
    for name in ("requires", "require"):
        rule = getattr(item, name, None)
        if rule is not None:
            yield from (_with(item, name, less) for less in _simpler_rules(rule))
            if name == "requires":
                yield _with(item, "requires", None)


def _simpler_rules(rule: Requirement) -> Iterator[Requirement]:
    yield from parts_of(rule)
    match rule:
        case Completed(selector, counting):
            yield from (Completed(left, counting) for left in _less(selector) if left)
            if counting != Counting():
                plain = Counting()
                names = ("times", "every", "refreshed_by", "mode")
                yield from (
                    Completed(selector, _with(counting, name, getattr(plain, name)))
                    for name in names
                    if getattr(counting, name) != getattr(plain, name)
                    and (name != "every" or not counting.refreshed_by)
                )
        case AllOf(rules) | AnyOf(rules):
            for index, part in enumerate(rules):
                yield from (type(rule)((*rules[:index], less, *rules[index + 1 :])) for less in _simpler_rules(part))
        case AtLeast(number, rules):
            for index, part in enumerate(rules):
                yield from (
                    AtLeast(number, (*rules[:index], less, *rules[index + 1 :])) for less in _simpler_rules(part)
                )
        case _:
            return
