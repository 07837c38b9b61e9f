"""Framework x record x goal -> pathway: the cheapest plan, in order, with days and reasons; or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Final

from attrs import evolve, frozen

from competency import ids
from competency import requirements as dsl
from competency.conflicts import Blame, Conflict
from competency.errors import RecordOfAnotherFramework, UnknownOrder
from competency.evaluation import Evaluator
from competency.explanation import Explanation
from competency.goals import Goal, Question, Wish, binds, question
from competency.history import History
from competency.model import (
    AnyItem,
    Course,
    Event,
    EventKind,
    Evidence,
    Framework,
    Level,
    Outcome,
    Precedence,
    Record,
    Standard,
)
from competency.periods import EVER, FOREVER
from competency.planning import Goals, Item, Plan, Planner
from competency.requirements import (
    Completed,
    Evidenced,
    LevelAttained,
    OutcomeAchieved,
    Requirement,
    StandardMet,
)
from competency.search import attainable, plans

ORDER = ("courses", "minutes", "days")
"""What a plan costs, most important first, unless the caller says otherwise."""

_CANDIDATES = 500
"""Plans that are replayed before the search gives up; only rules on time can make a found plan fail."""

_HORIZONS = 3
"""Last days for which it is tried to take again what lapses before them."""


@frozen
class Cost:
    """What a plan takes: courses, their minutes as far as stated, and days from the day asked about to the last."""

    courses: int
    minutes: int
    days: int

    def ranked(self, order: Iterable[str]) -> tuple[int, ...]:
        """The three in the order of their weight.

        >>> Cost(courses=2, minutes=90, days=30).ranked(["days", "courses", "minutes"])
        (30, 2, 90)
        """
        every = {"courses": self.courses, "minutes": self.minutes, "days": self.days}
        return tuple(every[name] for name in order)


@frozen(kw_only=True)
class Step:
    """One thing to do on a day: take a course, obtain evidence, or (with neither) wait until `wait_until`.

    `by` is the last day in time for the standard that asks for it; `unlocks` are the courses, levels and goals
    that rest on it.
    """

    course: str | None = None
    evidence: str | None = None
    about: str | None = None
    mode: str | None = None
    on: date
    wait_until: date | None = None
    by: date | None = None
    because: tuple[Explanation, ...] = ()
    unlocks: tuple[str, ...] = ()


@frozen
class Already:
    """Something that is met as things are, and the first day on which it no longer is (None: it stays)."""

    item: str
    until: date | None = None


@frozen(kw_only=True)
class Pathway:
    """The answer to 'what next': a plan, or the smallest set of rules found that rules every plan out.

    `optimal` is said only where it is proved; `gap` tells how much dearer than the best the plan may be, as a share
    of its foremost cost (0 where it is the best, None where there is no plan). `assumed`: the goal is a level
    without a rule, taken to mean one course of that level.
    """

    framework: str
    goal: tuple[str, ...]
    on: date
    feasible: bool
    optimal: bool
    gap: float | None
    assumed: bool
    cost: Cost
    steps: tuple[Step, ...] = ()
    ready: tuple[str, ...] = ()
    already: tuple[Already, ...] = ()
    conflict: tuple[Conflict, ...] = ()
    alternatives: tuple[Pathway, ...] = ()


def pathway(
    framework: Framework,
    record: Record,
    *,
    goal: str | Iterable[str] | None = None,
    on: date,
    by: Iterable[str] = ORDER,
    alternatives: int = 0,
) -> Pathway:
    """The plan that reaches the goals at the least cost, in the order of cost that `by` gives.

    Ids in the answer are qualified. A goal is a level, course, outcome, piece of evidence, group or standard;
    several hold together on the day of the last step. `group-4=2012-05-01` is a group that is joined on that day: from
    then on the membership counts, and the goals hold on that day at the earliest. Without a goal, every `must` standard
    that applies on the day and has a `require` is one, a `before` or `after` standard for each event that it still has
    something to ask of. A goal that can't be reached is an answer too: `feasible` is false and `conflict` says which
    rules stand in the way.

    Raises:
        RecordOfAnotherFramework: the record names another framework than this one.
        InvalidDate: what follows `=` in a goal is no day.
        UnknownItem: a goal is no level, course, outcome, evidence, group or standard of the framework.
        UnknownOrder: `by` names something other than courses, minutes and days, or one of them twice.
    """
    if record.framework != framework.id:
        raise RecordOfAnotherFramework(record.id, record.framework, framework.id)
    order = _order(tuple(by))
    named = (goal,) if isinstance(goal, str) else tuple(goal or ())
    wishes = tuple(Wish.of(framework, text) for text in named)
    asked = question(framework, record, wishes, on)
    planner = _planner(framework, asked, on)
    answer = _Answer(framework, on, planner, wishes, asked)
    found = list(islice(answer.sound(order), 1 + alternatives))
    if not found:
        return answer.infeasible()
    best, *others = [answer.feasible(plan, order) for plan in found]
    return evolve(best, alternatives=tuple(others))


def _order(by: tuple[str, ...]) -> tuple[str, ...]:
    for name in by:
        if name not in ORDER or by.count(name) > 1:
            raise UnknownOrder(",".join(by), ORDER)
    return (*by, *(name for name in ORDER if name not in by))


def _planner(framework: Framework, asked: Question, on: date) -> Planner:
    evaluator = Evaluator(History(framework, asked.record, on.toordinal()))
    preceding = tuple(
        standard
        for standard in framework.standards
        if isinstance(standard.timing, Precedence)
        and binds(standard, evaluator)
        and not (standard.unless is not None and on.toordinal() in evaluator.held(standard.unless).sure)
    )
    return Planner(framework, evaluator, on.toordinal(), preceding, asked.until)


@frozen
class _Answer:
    """One question with its planner: plans are replayed, told with their reasons, or their absence explained."""

    framework: Framework
    on: date
    planner: Planner
    wishes: tuple[Wish, ...]
    asked: Question

    @property
    def record(self) -> Record:
        """The record with the groups that are joined."""
        return self.asked.record

    @property
    def goals(self) -> tuple[Goal, ...]:
        """What is to be reached."""
        return self.asked.goals

    # --- sound plans -------------------------------------------------------------------------------------

    def sound(self, order: tuple[str, ...]) -> Iterable[Plan]:
        """The plans, best first, that stand when they are replayed through the evaluator, without idle steps.

        Where none stands because something lapses on the way, plans that take it again are looked for.
        """
        found: set[frozenset[Item]] = set()
        least, late = None, set()
        for plan in self._candidates(order, self.planner):
            least = plan.least if least is None else least
            lean = self._standing(plan)
            if lean is None:
                late.add(plan.last_day)
            elif frozenset(lean.items) not in found:
                found.add(frozenset(lean.items))
                yield evolve(lean, least=least)
        if not found and least is not None:
            for until in sorted(late)[:_HORIZONS]:
                again = self._candidates(order, evolve(self.planner, until=until))
                standing = next((lean for plan in again if (lean := self._standing(plan)) is not None), None)
                if standing is not None:
                    yield evolve(standing, least=least)
                    return

    def _candidates(self, order: tuple[str, ...], planner: Planner) -> Iterable[Plan]:
        asked = _asked_of(self.goals)
        return (plan for plan in islice(plans(planner, asked, order), _CANDIDATES) if plan.last_day < FOREVER)

    def _standing(self, plan: Plan) -> Plan | None:
        """The plan as early as can be, else as late as can be, without idle steps; None where neither stands."""
        ways = (way for way in (plan, self.planner.delayed(plan)) if self._stands(way))
        return next((self._lean(way) for way in ways), None)

    def _stands(self, plan: Plan) -> bool:
        """Whether the record with the plan's steps meets every goal on the last day, each step bookable in turn."""
        events = list(self.record.events)
        for item in plan.items:
            day = plan.days[item]
            before = self._evaluator(events, day)
            about = before.regarding(item.regards) if item.regards else before
            if any(day not in about.held(requirement).sure for requirement, _ in self.planner.entry(item)):
                return False
            events.append(_event(item, day, len(events)))
        after = self._evaluator(events, plan.last_day)
        return all(goal.reached(after, plan.last_day) for goal in self.goals)

    def _lean(self, plan: Plan) -> Plan:
        """The plan without what turns out idle, such as evidence that a course of the plan grants."""
        for item in plan.items:
            rest = self.planner.without(plan, item)
            if self._stands(rest):
                return self._lean(rest)
        return plan

    def _evaluator(self, events: list[Event], day: int) -> Evaluator:
        return Evaluator(History(self.framework, evolve(self.record, events=tuple(events)), day))

    # --- the answer --------------------------------------------------------------------------------------

    def feasible(self, plan: Plan, order: tuple[str, ...]) -> Pathway:
        """The plan as steps with days, deadlines and reasons."""
        day = self.on.toordinal()
        steps: list[Step] = []
        at = day
        for item in plan.items:
            if plan.days[item] > at:
                steps.append(self._wait(plan, at, plan.days[item]))
                at = plan.days[item]
            steps.append(self._step(plan, item))
        if plan.last_day > at:
            steps.append(self._wait(plan, at, plan.last_day))
        cost = Cost(plan.courses, plan.minutes, plan.last_day - day)
        ranked = cost.ranked(order)
        return self._pathway(
            feasible=True,
            optimal=ranked <= plan.least,
            gap=max(ranked[0] - plan.least[0], 0) / max(ranked[0], 1),
            cost=cost,
            steps=tuple(steps),
        )

    def infeasible(self) -> Pathway:
        """That there is no plan, and why."""
        return self._pathway(feasible=False, optimal=False, gap=None, cost=Cost(0, 0, 0), conflict=self._conflict())

    def _pathway(
        self,
        *,
        feasible: bool,
        optimal: bool,
        gap: float | None,
        cost: Cost,
        steps: tuple[Step, ...] = (),
        conflict: tuple[Conflict, ...] = (),
    ) -> Pathway:
        return Pathway(
            framework=self.framework.id,
            goal=tuple(ids.qualified(self.framework.id, wish.item.id) for wish in self.wishes),
            on=self.on,
            feasible=feasible,
            optimal=optimal,
            gap=gap,
            assumed=self.asked.assumed,
            cost=cost,
            steps=steps,
            ready=self._ready(),
            already=self._already(),
            conflict=conflict,
        )

    def _step(self, plan: Plan, item: Item) -> Step:
        asking = plan.asked.get(item, ())
        last_days = [goal.by for goal in self.goals if goal.by is not None and self._serves(plan, item, goal.item)]
        return Step(
            course=self._qualified(item.course),
            evidence=self._qualified(item.evidence),
            about=self._qualified(item.about),
            mode=item.mode or None,
            on=date.fromordinal(plan.days[item]),
            by=min(last_days, default=None),
            because=tuple(self._asked(item, rules) for rules in asking),
            unlocks=self._unlocks(plan, item),
        )

    def _qualified(self, identifier: str) -> str | None:
        return ids.qualified(self.framework.id, identifier) if identifier else None

    def _wait(self, plan: Plan, at: int, until: int) -> Step:
        """Going on from `until`, and what has to wait so long."""
        waiting = [self.framework.title_of(item.id) for item in plan.items if plan.days[item] == until]
        day = dsl.in_words(date.fromordinal(until))
        claim = (
            f"{dsl.joined(waiting, 'and')} can't be had before {day}" if waiting else f"time alone does it, on {day}"
        )
        return Step(on=date.fromordinal(at), wait_until=date.fromordinal(until), because=(Explanation(claim),))

    def _asked(self, item: Item, rules: tuple[str, ...]) -> Explanation:
        """The rule that asks for the item, and the rules that led to it, outermost last."""
        found: tuple[Explanation, ...] = ()
        for rule, inner in zip(rules, (*rules[1:], item.id), strict=True):
            asking = self.framework.items[rule]
            reading = f" (reading: {asking.reading})" if asking.reading else ""
            claim = f"{_asking(asking, self.framework.title_of(inner), rule == inner)}{reading}"
            found = (Explanation(claim, self._qualified(asking.id), asking.source, because=found),)
        return found[0]

    def _serves(self, plan: Plan, item: Item, goal: str) -> bool:
        if any(goal in rules for rules in plan.asked.get(item, ())):
            return True
        return any(self._serves(plan, owner, goal) for owner, held in sorted(plan.supports) if held == item)

    def _unlocks(self, plan: Plan, item: Item) -> tuple[str, ...]:
        resting = [owner.id for owner, held in sorted(plan.supports) if held == item]
        attained = [
            rule
            for rules in plan.asked.get(item, ())
            for rule in reversed(rules)
            if isinstance(self.framework.items.get(rule), Level | Standard | Outcome) and rule not in resting
        ]
        return tuple(ids.qualified(self.framework.id, unlocked) for unlocked in dict.fromkeys((*resting, *attained)))

    def _ready(self) -> tuple[str, ...]:
        """Each course that may be booked on the day by the record alone."""
        day = self.on.toordinal()
        return tuple(
            ids.qualified(self.framework.id, course.id)
            for course in self.framework.courses
            if day in self.planner.window(Item(course=course.id))
            and all(
                day in self.planner.held(requirement, Item(course=course.id)).sure
                for requirement, _ in self.planner.entry(Item(course=course.id))
            )
        )

    # --- what is met already -----------------------------------------------------------------------------

    def _already(self) -> tuple[Already, ...]:
        """The items that the goals rest on and that hold as things are, outermost first, each once."""
        found: dict[str, Already] = {}
        seen: set[Requirement] = set()
        day = self.on.toordinal()
        for goal in self.goals:
            for item, requirement in self._rested_on(goal.requirement, seen):
                held = self.planner.held(requirement, None)
                if day in held.sure:
                    until = _day(held.sure.next_change(day))
                    found.setdefault(item, Already(ids.qualified(self.framework.id, item), until))
        return tuple(found.values())

    def _rested_on(self, requirement: Requirement, seen: set[Requirement]) -> Iterable[tuple[str, Requirement]]:
        """What the requirement names, in depth, each with the requirement that it meets."""
        if requirement in seen:
            return
        seen.add(requirement)
        match requirement:
            case LevelAttained(identifier) | StandardMet(identifier) | OutcomeAchieved(identifier):
                yield identifier, requirement
            case Evidenced(evidence):
                yield evidence, requirement
            case Completed(selector, counting):
                taken = [hit.item for hit in self.planner.evaluator.answer(requirement).hits]
                for course in taken[-1:] if counting.times == 1 else taken:
                    yield course, requirement
                known = [self.framework.course(course) for course in self.framework.selected(selector)]
                for entry in [course.requires for course in known if course is not None and not taken]:
                    if entry is not None:
                        yield from self._rested_on(entry, seen)
        for part in self._definition(requirement):
            yield from self._rested_on(part, seen)

    def _definition(self, requirement: Requirement) -> tuple[Requirement, ...]:
        match requirement:
            case LevelAttained(identifier):
                level = self.framework.level(identifier)
                return (level.requires,) if level is not None and level.requires is not None else ()
            case StandardMet(identifier):
                standard = self.framework.standard(identifier)
                return (standard.require,) if standard is not None and standard.require is not None else ()
            case _:
                return dsl.parts_of(requirement)

    # --- why there is no plan ----------------------------------------------------------------------------

    def _conflict(self) -> tuple[Conflict, ...]:
        """The rules that leave no plan: those on one goal alone where that is enough, else all goals."""
        asked = _asked_of(self.goals)
        blame = Blame(self.framework, self.planner, attainable(self.planner, asked))
        found = [blame.conflicts(requirement, rules, aim) for requirement, rules, aim in asked]
        alone = sorted((conflicts for conflicts in found if conflicts), key=len)
        if alone:
            return alone[0]
        rules = [self.framework.items[goal.item] for goal in self.goals]
        return tuple(
            Conflict(
                ids.qualified(self.framework.id, rule.id), rule.source, f"'{rule.title}' {_TOGETHER[len(rules) > 1]}"
            )
            for rule in rules
        )


def _asked_of(goals: tuple[Goal, ...]) -> Goals:
    return tuple((goal.requirement, (goal.item,), goal.aim) for goal in goals)


_TOGETHER: Final = {
    True: "can be met by itself, but not on the same day as the others",
    False: "asks for things that can each be had, but do not stand on the same day",
}


def _asking(asking: AnyItem, wanted: str, itself: bool) -> str:
    if itself:
        return f"{wanted} is the goal itself"
    match asking:
        case Standard():
            return f"the standard '{asking.title}' asks for {wanted}"
        case Course():
            return f"{asking.title} may be booked only after {wanted}"
        case Evidence():
            return f"{asking.title} counts only after {wanted}"
        case Outcome():
            return f"the outcome '{asking.title}' is achieved by {wanted}"
        case Level(requires=None):
            return f"{asking.title} is taken to be reached by {wanted}, since no rule for it is stated"
        case _:
            return f"{asking.title} needs {wanted}"


def _event(item: Item, day: int, index: int) -> Event:
    kind = EventKind.COMPLETED if item.course else EventKind.EVIDENCE
    return Event(kind, item.id, date.fromordinal(day), mode=item.mode or None, about=item.about or None, index=index)


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None or not EVER < ordinal < FOREVER else date.fromordinal(ordinal)
