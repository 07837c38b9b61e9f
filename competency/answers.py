"""Framework x record x goal -> pathway: the cheapest plan, in order, with days and reasons; or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from heapq import heappop, heappush, merge
from itertools import chain, islice
from typing import Final

from attrs import evolve, frozen

from competency import ids
from competency import requirements as dsl
from competency.conflicts import Closed, Trials, bound, in_time, relaxations, unsaid, unscheduled
from competency.costs import COUNTED, WISHES, is_wish, ranked
from competency.errors import EmptyPeriod, HorizonOfGoals, RecordOfAnotherFramework, UnknownOrder
from competency.evaluation import Evaluator
from competency.goals import Goal, Question, Wish, question
from competency.history import History
from competency.horizon import Horizon, Lapse, Schedule, Unkept
from competency.model import (
    Event,
    Framework,
    Group,
    Precedence,
    Record,
    Strength,
    Subject,
)
from competency.periods import FOREVER
from competency.planning import Goals, Item, Plan, Planner
from competency.reasons import Reasons
from competency.relaxation import Conflict, Part, Relaxation, Situation, Wanted
from competency.requirements import StandardMet
from competency.search import attainable, plans
from competency.sessions import Calendar
from competency.steps import Already as Already
from competency.steps import Cost as Cost
from competency.steps import Step as Step
from competency.steps import Unneeded

ORDER = COUNTED
"""What a plan costs, most important first, unless the caller says otherwise."""

_CANDIDATES = 500
"""Plans that are replayed before the search gives up; only rules on time can make a found plan fail."""

_PROBES = 20
"""The same where it is only asked whether a change would give a plan."""

_FRUITLESS = 50
"""Plans in a row that bring nothing new, once one is found, after which no other is looked for."""

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
    relaxations: tuple[Relaxation, ...] = ()
    until: date | None = None
    """The last day of the horizon over which the standards are kept; None where goals are to be reached."""


def pathway(
    framework: Framework,
    record: Record,
    *,
    goal: str | Iterable[str] | None = None,
    on: date,
    by: Iterable[str] = ORDER,
    alternatives: int = 0,
    sessions: Calendar | None = None,
    until: date | None = None,
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

    With `until`, the plan keeps all `must` standards on every day up to that one, which is included: none is overdue on
    a day on which that could be prevented, by the fewest courses (or minutes, as `by` says; days don't count, and there
    are no alternatives). Each step is as late as it is in time; what is overdue already comes first. No goal but groups
    may be named then.

    Raises:
        EmptyPeriod: `until` lies before `on`.
        HorizonOfGoals: there is an `until`, and a goal other than a group.
        RecordOfAnotherFramework: the record names another framework than this one.
        InvalidDate: what follows `=` in a goal is no day.
        UnknownItem: a goal is no level, course, outcome, evidence, group or standard of the framework.
        UnknownOrder: `by` names something other than courses, minutes and days, or one of them twice.
    """
    order = order_of(tuple(by))
    wishes = wishes_of(framework, goal)
    answer = answer_of(framework, record, wishes, on, sessions)
    if until is not None:
        if any(not isinstance(wish.item, Group) for wish in wishes):
            raise HorizonOfGoals(tuple(wish.item.id for wish in wishes))
        if until < on:
            raise EmptyPeriod(on, until)
        return answer.keeping_all.kept(until, order)
    found = list(islice(answer.sound(order), 1 + alternatives))
    if not found:
        return answer.infeasible()
    # A plan that was found may be made leaner by its replay, and so come before one that was found first.
    found.sort(key=lambda plan: ranked(answer.planner, plan, order))
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
    """All that plans are ranked by: what was asked for, wishes such as `mode=e-learning` among it, then the rest.

    Raises:
        UnknownOrder: something else is named than plans cost, or something twice.
    """
    for name in by:
        if not (name in ORDER or is_wish(name)) or by.count(name) > 1:
            raise UnknownOrder(",".join(by), (*ORDER, *(f"{wish}={wish.upper()}" for wish in WISHES)))
    return (*by, *(name for name in ORDER if name not in by))


def _planner(framework: Framework, asked: Question, on: date, calendar: Calendar | None) -> Planner:
    ordering = tuple(
        standard
        for standard in framework.standards
        if isinstance(standard.timing, Precedence)
        and standard.strength is Strength.MUST
        and standard.subject is Subject.PRACTITIONER
    )
    planner = Planner(framework, asked.judge, on.toordinal(), ordering, asked.until, calendar=calendar)
    return evolve(planner, precedences=tuple(standard for standard in ordering if planner.in_force[standard.id]))


@frozen
class Answer:
    """One question with its planner: plans are replayed, told with their reasons, or their absence explained."""

    framework: Framework
    on: date
    planner: Planner
    wishes: tuple[Wish, ...]
    asked: Question
    most: int = _CANDIDATES
    """So many plans are replayed before the search gives up."""

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
        found: set[tuple[Item, ...]] = set()
        least, late = None, set()
        dearer: list[tuple[tuple[int, ...], int, Plan]] = []
        fruitless = 0
        for plan in self._candidates(order, self.planner):
            fruitless += 1
            if found and fruitless > _FRUITLESS:
                break
            least = plan.least if least is None else least
            while dearer and dearer[0][0] <= plan.least:
                waiting = heappop(dearer)[2]
                yield evolve(waiting, least=least)
            lean = self._standing(plan)
            if lean is None:
                late.add(plan.last_day)
            elif (taken := _taken(lean)) not in found:
                found.add(taken)
                fruitless = 0
                cost = ranked(self.planner, lean, order)
                if cost <= ranked(self.planner, plan, order):
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
        """What may be a plan, best first; items may be had on days on which a `before` rule is not in force."""
        asked = _asked_of(self.goals)
        found = [plans(each, asked, order) for each in planner.variants]
        both = merge(*found, key=lambda plan: ranked(planner, plan, order)) if len(found) > 1 else found[0]
        return (plan for plan in islice(both, self.most) if plan.last_day < FOREVER)

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
            if not self.planner.may_be_had(self._evaluator(events, day), item, day):
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
        paid = ranked(self.planner, plan, order)
        return self._pathway(
            feasible=True,
            optimal=paid <= plan.least,
            gap=max(paid[0] - plan.least[0], 0) / max(paid[0], 1),
            cost=self._cost(plan),
            steps=self.reasons.steps(plan),
            unneeded=self.reasons.unneeded(plan),
        )

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
        relaxations: tuple[Relaxation, ...] = (),
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
            relaxations=relaxations,
        )

    # --- over a horizon ------------------------------------------------------------------------------------

    @property
    def keeping_all(self) -> Answer:
        """The same person, all of whose standards are the goals."""
        every = question(self.framework, self.record, (), self.on)
        return evolve(self, asked=evolve(self.asked, goals=every.goals))

    def kept(self, until: date, order: tuple[str, ...]) -> Pathway:
        """The plan that keeps all standards up to a day, or what can't be kept."""
        found = self._schedule(self.planner.calendar, until, order)
        if isinstance(found, Unkept):
            conflict = self._unkept(found.lapse, until, order)
            unable = self._pathway(feasible=False, optimal=False, gap=None, cost=Cost(0, 0, 0), conflict=conflict)
            return evolve(unable, until=until)
        able = self._pathway(
            feasible=True,
            optimal=found.optimal,
            gap=found.gap,
            cost=self._cost(found.plan),
            steps=self.reasons.keeping(found.plan, found.lapses),
        )
        return evolve(able, until=until)

    def _schedule(self, calendar: Calendar | None, until: date, order: tuple[str, ...]) -> Schedule | Unkept:
        planner = evolve(self.planner, calendar=calendar, windows={})
        return Horizon(planner, self.goals, until.toordinal(), order).schedule()

    def _unkept(self, lapse: Lapse, until: date, order: tuple[str, ...]) -> tuple[Conflict, ...]:
        """The rules or sessions that leave a standard overdue up to the last day."""
        situation, standard = self._situation, self.framework.items[lapse.standard]
        day = dsl.in_words(date.fromordinal(lapse.day))
        rule = situation.told(
            standard, f"'{standard.title}' is overdue on {day}, and nothing up to {dsl.in_words(until)} mends that"
        )
        if not isinstance(self._schedule(None, until, order), Unkept):
            needed = list(bound(situation))
            for part in tuple(needed):
                fewer = part.gone(situation)
                if isinstance(self._schedule(fewer.calendar, until, order), Unkept):
                    situation = fewer
                    needed.remove(part)
            return (rule, *(part.told(situation) for part in needed))
        goal = Goal(StandardMet(standard.id), standard.id)
        alone = evolve(self._situation, goals=(goal,))
        if self._in(alone) is not None:
            return (rule,)
        return evolve(self, asked=evolve(self.asked, goals=(goal,))).infeasible().conflict

    # --- why there is no plan ----------------------------------------------------------------------------

    @property
    def _situation(self) -> Situation:
        return Situation(self.framework, self.record, self.goals, self.on, self.planner.calendar)

    def _in(self, situation: Situation) -> Cost | None:
        """What the best plan in another situation costs; None where none is found among the first ones."""
        judge = Evaluator(History(situation.framework, situation.record, self.on.toordinal()))
        asked = evolve(self.asked, judge=judge, goals=situation.goals)
        planner = _planner(situation.framework, asked, self.on, situation.calendar)
        other = Answer(situation.framework, self.on, planner, self.wishes, asked, _PROBES)
        plan = next(iter(other.sound(ORDER)), None)
        return None if plan is None else other._cost(plan)

    def infeasible(self) -> Pathway:
        """That there is no plan: the smallest conflict, and the smallest changes that would help."""
        situation = self._situation
        others: tuple[Part, ...] = ()
        if situation.calendar is not None and self._in(unscheduled(situation)) is not None:
            parts = bound(situation)
        else:
            planner = evolve(self.planner, calendar=None, windows={})
            closed = Closed(self.framework, planner, attainable(planner, _asked_of(self.goals)))
            situation, parts = unscheduled(situation), closed.parts(self.goals)
        together = not parts
        if together:
            parts, others = in_time(self.planner, self.goals), unsaid(self.framework, self.goals)
        trials = Trials(situation, parts, self._in)
        why = trials.why()
        conflict = () if why is None else why.conflict
        if together or not conflict:
            told = self._apart(situation, conflict)
        else:
            told = tuple(dict.fromkeys(part.told(situation) for part in conflict))
        return self._pathway(
            feasible=False,
            optimal=False,
            gap=None,
            cost=Cost(0, 0, 0),
            conflict=told,
            relaxations=relaxations(trials, why, others),
        )

    def _apart(self, situation: Situation, parts: tuple[Part, ...]) -> tuple[Conflict, ...]:
        """The conflict where each thing can be had, but not all on one day: the goals, then what keeps them apart."""
        goals = [part.goal for part in parts if isinstance(part, Wanted)] or list(self.goals)
        told = [
            situation.told(rule, f"'{rule.title}' {_TOGETHER[len(goals) > 1]}")
            for rule in dict.fromkeys(self.framework.items[goal.item] for goal in goals)
        ]
        told += [part.told(situation) for part in parts if not isinstance(part, Wanted)]
        return tuple(dict.fromkeys(told))


def _taken(plan: Plan) -> tuple[Item, ...]:
    """What the plan brings, whichever of it counts as a repetition: plans in which this is the same are one."""
    return tuple(sorted(evolve(item, turn=1) for item in plan.items))


def _asked_of(goals: tuple[Goal, ...]) -> Goals:
    return tuple((goal.requirement, (goal.item,), goal.aim) for goal in goals)


_TOGETHER: Final = {
    True: "can be met by itself, but not on the same day as the others",
    False: "asks for things that can each be had, but do not stand on the same day",
}
