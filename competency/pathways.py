"""Framework x record x goal -> pathway: the cheapest plan, in order, with days and reasons; or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from heapq import heappop, heappush
from itertools import chain, islice
from typing import Final

from attrs import evolve, frozen

from competency import ids
from competency import requirements as dsl
from competency.conflicts import Blame, Conflict
from competency.errors import RecordOfAnotherFramework, UnknownOrder
from competency.evaluation import Evaluator
from competency.goals import Goal, Question, Wish, binds, question
from competency.history import History
from competency.model import (
    Course,
    Event,
    Framework,
    Precedence,
    Record,
)
from competency.periods import FOREVER
from competency.planning import Goals, Item, Plan, Planner
from competency.reasons import Reasons
from competency.search import attainable, plans
from competency.sessions import Calendar
from competency.steps import Already as Already
from competency.steps import Cost as Cost
from competency.steps import Step as Step
from competency.steps import Unneeded

ORDER = ("courses", "minutes", "days")
"""What a plan costs, most important first, unless the caller says otherwise."""

_CANDIDATES = 500
"""Plans that are replayed before the search gives up; only rules on time can make a found plan fail."""

_LATER = 50
"""Session days after a plan's last one on which it is tried whether it stands then."""

_HORIZONS = 3
"""Last days for which it is tried to take again what lapses before them."""


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
    unneeded: tuple[Unneeded, ...] = ()


def pathway(
    framework: Framework,
    record: Record,
    *,
    goal: str | Iterable[str] | None = None,
    on: date,
    by: Iterable[str] = ORDER,
    alternatives: int = 0,
    sessions: Calendar | None = None,
) -> Pathway:
    """The plan that reaches the goals at the least cost, in the order of cost that `by` gives.

    Ids in the answer are qualified. A goal is a level, course, outcome, piece of evidence, group or standard;
    several hold together on the day of the last step. `group-4=2012-05-01` is a group that is joined on that day: from
    then on the membership counts, and the goals hold on that day at the earliest. Without a goal, every `must` standard
    that applies on the day and has a `require` is one, a `before` or `after` standard for each event that it still has
    something to ask of. A goal that can't be reached is an answer too: `feasible` is false and `conflict` says which
    rules stand in the way.

    With sessions, a course that they name is planned on the day of one with a free place, and no other day. A course
    that they don't name can be had on any day, as without them.

    Raises:
        RecordOfAnotherFramework: the record names another framework than this one.
        InvalidDate: what follows `=` in a goal is no day.
        UnknownItem: a goal is no level, course, outcome, evidence, group or standard of the framework.
        UnknownOrder: `by` names something other than courses, minutes and days, or one of them twice.
    """
    order = order_of(tuple(by))
    answer = answer_of(framework, record, wishes_of(framework, goal), on, sessions)
    found = list(islice(answer.sound(order), 1 + alternatives))
    if not found:
        return answer.infeasible()
    best, *others = [answer.feasible(plan, order) for plan in found]
    return evolve(best, alternatives=tuple(others))


def wishes_of(framework: Framework, goal: str | Iterable[str] | None) -> tuple[Wish, ...]:
    """The goals as they are named: one, several or none."""
    named = (goal,) if isinstance(goal, str) else tuple(goal or ())
    return tuple(Wish.of(framework, text) for text in named)


def answer_of(
    framework: Framework, record: Record, wishes: tuple[Wish, ...], on: date, sessions: Calendar | None = None
) -> Answer:
    """The question about one record, ready to be answered.

    Raises:
        RecordOfAnotherFramework: the record names another framework than this one.
    """
    if record.framework != framework.id:
        raise RecordOfAnotherFramework(record.id, record.framework, framework.id)
    asked = question(framework, record, wishes, on)
    return Answer(framework, on, _planner(framework, asked, on, sessions), wishes, asked)


def order_of(by: tuple[str, ...]) -> tuple[str, ...]:
    """All that plans are ranked by: what was asked for, then the rest.

    Raises:
        UnknownOrder: something else is named than plans cost, or something twice.
    """
    for name in by:
        if name not in ORDER or by.count(name) > 1:
            raise UnknownOrder(",".join(by), ORDER)
    return (*by, *(name for name in ORDER if name not in by))


def _planner(framework: Framework, asked: Question, on: date, calendar: Calendar | None) -> Planner:
    evaluator = Evaluator(History(framework, asked.record, on.toordinal()))
    preceding = tuple(
        standard
        for standard in framework.standards
        if isinstance(standard.timing, Precedence)
        and binds(standard, evaluator)
        and not (standard.unless is not None and on.toordinal() in evaluator.held(standard.unless).sure)
    )
    return Planner(framework, evaluator, on.toordinal(), preceding, asked.until, calendar=calendar)


@frozen
class Answer:
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

    @property
    def reasons(self) -> Reasons:
        """What may be said of a plan, and of what is met already."""
        return Reasons(self.framework, self.planner, self.goals)

    # --- sound plans -------------------------------------------------------------------------------------

    def sound(self, order: tuple[str, ...]) -> Iterable[Plan]:
        """The plans, best first, that stand when they are replayed through the evaluator, without idle steps.

        Where none stands because something lapses on the way, plans that take it again are looked for.
        """
        found: set[frozenset[Item]] = set()
        least, late = None, set()
        dearer: list[tuple[tuple[int, ...], int, Plan]] = []
        for plan in self._candidates(order, self.planner):
            least = plan.least if least is None else least
            while dearer and dearer[0][0] <= plan.least:
                waiting = heappop(dearer)[2]
                yield evolve(waiting, least=least)
            lean = self._standing(plan)
            if lean is None:
                late.add(plan.last_day)
            elif frozenset(lean.items) not in found:
                found.add(frozenset(lean.items))
                cost = self._cost(lean).ranked(order)
                if cost <= self._cost(plan).ranked(order):
                    yield evolve(lean, least=least)
                else:  # it stands only later than it was found, so that another one may be better
                    heappush(dearer, (cost, len(found), lean))
        for _, _, waiting in sorted(dearer, key=lambda entry: entry[:2]):
            yield evolve(waiting, least=least or ())
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
        later = (self.planner.delayed(evolve(plan, last_day=day)) for day in self._later_days(plan))
        ways = (way for way in chain((plan, self.planner.delayed(plan)), later) if self._stands(way))
        return next((self._lean(way) for way in ways), None)

    def _later_days(self, plan: Plan) -> Iterable[int]:
        """The next session days after the plan's last, on which it may stand where it doesn't on its first days."""
        calendar = self.planner.calendar
        if calendar is None:
            return []
        rows = (row for item in plan.items for row in calendar.of(item.course, item.mode))
        return sorted({row.day for row in rows if row.day > plan.last_day})[:_LATER]

    def _cost(self, plan: Plan) -> Cost:
        return Cost(plan.courses, plan.minutes, plan.last_day - self.on.toordinal())

    def _stands(self, plan: Plan) -> bool:
        """Whether the record with the plan's steps meets every goal on the last day, each step bookable in turn."""
        events = list(self.record.events)
        for item in plan.items:
            day = plan.days[item]
            before = self._evaluator(events, day)
            about = before.regarding(item.regards) if item.regards else before
            if any(day not in about.held(requirement).sure for requirement, _ in self.planner.entry(item)):
                return False
            events.append(item.done_on(day, len(events)))
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
        cost = self._cost(plan)
        ranked = cost.ranked(order)
        return self._pathway(
            feasible=True,
            optimal=ranked <= plan.least,
            gap=max(ranked[0] - plan.least[0], 0) / max(ranked[0], 1),
            cost=cost,
            steps=self.reasons.steps(plan),
            unneeded=self.reasons.unneeded(plan),
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
        unneeded: tuple[Unneeded, ...] = (),
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
            ready=self.reasons.ready(),
            already=self.reasons.already(),
            conflict=conflict,
            unneeded=unneeded,
        )

    # --- why there is no plan ----------------------------------------------------------------------------

    def _conflict(self) -> tuple[Conflict, ...]:
        """The rules that leave no plan: those on one goal alone where that is enough, else all goals."""
        asked = _asked_of(self.goals)
        unbound = self._under(None)
        if self.planner.calendar is not None and unbound.has_plan():
            return self._without_session(self.planner.calendar)
        blame = Blame(self.framework, unbound.planner, attainable(unbound.planner, asked))
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

    def _under(self, calendar: Calendar | None) -> Answer:
        """The same question under another calendar, or none."""
        return evolve(self, planner=evolve(self.planner, calendar=calendar, windows={}))

    def has_plan(self) -> bool:
        """Whether there is one at all."""
        return next(iter(self.sound(ORDER)), None) is not None

    def _without_session(self, calendar: Calendar) -> tuple[Conflict, ...]:
        """The courses whose sessions leave no plan where any day would: none can be left out."""
        bound = [course for course in self.framework.courses if calendar.binds(course.id)]
        for course in tuple(bound):
            fewer = calendar.without(course.id)
            if not self._under(fewer).has_plan():
                calendar = fewer
                bound.remove(course)
        return tuple(
            Conflict(ids.qualified(self.framework.id, course.id), course.source, self._sessions_told(calendar, course))
            for course in bound
        )

    def _sessions_told(self, calendar: Calendar, course: Course) -> str:
        """On which days there is no session of the course."""
        days = [row.day for row in calendar.of(course.id) if row.day >= self.on.toordinal()]
        if not days:
            return f"no session of '{course.title}' from {dsl.in_words(self.on)} on has a free place"
        first, last = (dsl.in_words(date.fromordinal(day)) for day in (days[0], days[-1]))
        said = f"no session of '{course.title}' with a free place is before {first}"
        if len(days) == 1:
            return f"{said}, and none after that day"
        return f"{said} or after {last}, and none of the {len(days)} between helps"


def _asked_of(goals: tuple[Goal, ...]) -> Goals:
    return tuple((goal.requirement, (goal.item,), goal.aim) for goal in goals)


_TOGETHER: Final = {
    True: "can be met by itself, but not on the same day as the others",
    False: "asks for things that can each be had, but do not stand on the same day",
}
