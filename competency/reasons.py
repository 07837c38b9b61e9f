"""Why each step of a plan is there and what is lost without it; what is met, what may be booked, what is not needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from competency import ids
from competency import requirements as dsl
from competency.evaluation import Evaluator
from competency.explanation import Explanation
from competency.goals import Goal
from competency.history import History
from competency.horizon import Lapse
from competency.model import AnyItem, Course, Event, Evidence, Framework, Level, Outcome, Standard
from competency.periods import EVER, FOREVER
from competency.planning import Item, Owner, Plan, Planner
from competency.requirements import (
    Completed,
    Evidenced,
    Hours,
    LevelAttained,
    OutcomeAchieved,
    Requirement,
    StandardMet,
)
from competency.steps import Already, Stake, Step, Unneeded, late


@frozen
class Spared:
    """A course that one might think needed, why it is not, and what it would renew where that still holds."""

    course: str
    reason: str
    renews: tuple[Requirement, Owner] | None = None


@frozen
class Reasons:
    """One person's situation with the goals, and what may be said of a plan that reaches them."""

    framework: Framework
    planner: Planner
    goals: tuple[Goal, ...]

    # --- the steps ---------------------------------------------------------------------------------------

    def steps(self, plan: Plan) -> tuple[Step, ...]:
        """The plan as steps with days, deadlines and reasons, waits between them."""
        steps: list[Step] = []
        at = self.planner.on
        for item in plan.items:
            if plan.days[item] > at:
                steps.append(self._wait(plan, at, plan.days[item]))
                at = plan.days[item]
            steps.append(self._step(plan, item))
        if plan.last_day > at:
            steps.append(self._wait(plan, at, plan.last_day))
        return tuple(steps)

    def keeping(self, plan: Plan, lapses: Mapping[Item, tuple[Lapse, ...]]) -> tuple[Step, ...]:
        """The steps of a plan that keeps standards over a horizon, each with what lapses without it; no waits."""
        alone = evolve(self, goals=())
        return tuple(self._renewing(alone._step(plan, item), plan, item, lapses) for item in plan.items)

    def _renewing(self, step: Step, plan: Plan, item: Item, lapses: Mapping[Item, tuple[Lapse, ...]]) -> Step:
        prevented = lapses[item]
        told = tuple(
            Explanation(
                f"without it '{asking.title}' {self._overdue(lapse)}", self._qualified(asking.id), asking.source
            )
            for lapse in prevented
            for asking in (self.framework.items[lapse.standard],)
        )
        stakes = tuple(
            Stake(self._qualified(lapse.standard) or "", f"'{self.framework.title_of(lapse.standard)}' is overdue", by)
            for lapse in prevented
            for by in (self._in_time(lapse),)
        )
        by = min((day for each in self._served(plan, item, lapses) if (day := self._in_time(each))), default=None)
        return evolve(step, by=by, because=(*step.because, *told), at_stake=(*step.at_stake, *stakes))

    def _overdue(self, lapse: Lapse) -> str:
        if lapse.day <= self.planner.on:
            return "stays overdue"
        return f"is overdue from {dsl.in_words(date.fromordinal(lapse.day))}"

    def _in_time(self, lapse: Lapse) -> date | None:
        """The last day in time: of a standard that is overdue already, the one that was missed."""
        if lapse.day > self.planner.on:
            return date.fromordinal(lapse.day - 1)
        return next((goal.by for goal in self.goals if goal.item == lapse.standard), None)

    def _served(self, plan: Plan, item: Item, lapses: Mapping[Item, tuple[Lapse, ...]]) -> Iterator[Lapse]:
        """The lapses that an item prevents, by itself or by what rests on it."""
        yield from lapses[item]
        for owner, held in sorted(plan.supports):
            if held == item:
                yield from self._served(plan, owner, lapses)

    def _step(self, plan: Plan, item: Item) -> Step:
        asking = plan.asked.get(item, ())
        last_days = [goal.by for goal in self.serving(plan, item) if goal.by is not None]
        calendar = self.planner.calendar
        session = None if calendar is None else calendar.on(item.course, item.mode, plan.days[item])
        return Step(
            course=self._qualified(item.course),
            evidence=self._qualified(item.evidence),
            about=self._qualified(item.about),
            mode=item.mode or (session.mode if session is not None else "") or None,
            on=date.fromordinal(plan.days[item]),
            by=min(last_days, default=None),
            because=tuple(self._asked(item, rules) for rules in asking),
            unlocks=self._unlocks(plan, item),
            place=None if session is None else session.place,
            at_stake=self._at_stake(plan, item),
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

    def serving(self, plan: Plan, item: Item) -> tuple[Goal, ...]:
        """The goals that an item of the plan serves, by itself or through what rests on it."""
        return tuple(goal for goal in self.goals if self._serves(plan, item, goal.item))

    def _serves(self, plan: Plan, item: Item, goal: str) -> bool:
        if any(goal in rules for rules in plan.asked.get(item, ())):
            return True
        return any(self._serves(plan, owner, goal) for owner, held in sorted(plan.supports) if held == item)

    def _at_stake(self, plan: Plan, left_out: Item) -> tuple[Stake, ...]:
        """What is lost where the rest of the plan is done without one item: what rests on it can't be had either."""
        record = self.planner.evaluator.history.record
        events, lost = list(record.events), []
        for item in plan.items:
            if item == left_out:
                continue
            day = plan.days[item]
            if self.planner.may_be_had(self._after(events, day), item, day):
                events.append(item.done_on(day, len(events)))
            else:
                lost.append(self._unattainable(item))
        after = self._after(events, plan.last_day)
        unreached = [goal for goal in self.goals if not goal.reached(after, plan.last_day)]
        return tuple(dict.fromkeys((*lost, *(self._unreached(goal) for goal in unreached))))

    def _after(self, events: list[Event], day: int) -> Evaluator:
        history = self.planner.evaluator.history
        return Evaluator(History(self.framework, evolve(history.record, events=tuple(events)), day))

    def _unattainable(self, item: Item) -> Stake:
        can = "booked" if item.course else "obtained"
        return Stake(self._qualified(item.id) or "", f"{self.framework.title_of(item.id)} can't be {can}")

    def _unreached(self, goal: Goal) -> Stake:
        title, item = self.framework.title_of(goal.item), self._qualified(goal.item) or ""
        if goal.late is not None:
            return Stake(item, f"'{title}' {late(goal.late)}")
        if goal.by is not None:
            return Stake(item, f"'{title}' is overdue", goal.by)
        standard = self.framework.standard(goal.item) is not None
        return Stake(item, f"'{title}' is not met" if standard else f"{title} is not reached")

    def _unlocks(self, plan: Plan, item: Item) -> tuple[str, ...]:
        resting = [owner.id for owner, held in sorted(plan.supports) if held == item]
        attained = [
            rule
            for rules in plan.asked.get(item, ())
            for rule in reversed(rules)
            if isinstance(self.framework.items.get(rule), Level | Standard | Outcome) and rule not in resting
        ]
        return tuple(ids.qualified(self.framework.id, unlocked) for unlocked in dict.fromkeys((*resting, *attained)))

    def ready(self) -> tuple[str, ...]:
        """Each course that may be booked on the day by the record alone, be it for a session on a later one."""
        day = self.planner.on
        calendar = self.planner.calendar
        bound = (
            [] if calendar is None else [course.id for course in self.framework.courses if calendar.binds(course.id)]
        )
        return tuple(
            ids.qualified(self.framework.id, course.id)
            for course in self.framework.courses
            if (window := self.planner.window(Item(course=course.id)))
            and (course.id in bound or day in window)
            and self.planner.may_be_had(self.planner.evaluator, Item(course=course.id), day)
        )

    # --- what is met already -----------------------------------------------------------------------------

    def already(self) -> tuple[Already, ...]:
        """The items that the goals rest on and that hold as things are, outermost first, each once."""
        found: dict[str, Already] = {}
        seen: set[Requirement] = set()
        day = self.planner.on
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

    # --- what is not needed ------------------------------------------------------------------------------

    def unneeded(self, plan: Plan) -> tuple[Unneeded, ...]:
        """Courses that one might think needed and that could be had, each with the reason why they are not.

        They renew what still holds; another course of the plan does instead; they only lead to such a course; they
        are of the level that is the goal, or for a group of this person, but nothing asked for needs them.
        """
        met = {ids.parts(row.item)[1] for row in self.already()}
        return tuple(self.told(spared) for spared in self.spared(plan) if spared.course not in met)

    def told(self, spared: Spared) -> Unneeded:
        """The course with the reason, and the first day on which what it renews no longer holds."""
        held = None if spared.renews is None else self.planner.held(*spared.renews).sure
        until = None if held is None else _day(held.next_change(self._needed_on))
        return Unneeded(ids.qualified(self.framework.id, spared.course), spared.reason, until)

    def spared(self, plan: Plan) -> tuple[Spared, ...]:
        """The courses that are no part of the plan though one might think them needed, met already or not."""
        taken = {item.course for item in plan.items}
        found: dict[str, Spared] = {}
        for spared in self._spared(taken):
            if (
                spared.course not in taken
                and self.planner.soonest(Item(course=spared.course), self.planner.on) < FOREVER
            ):
                found.setdefault(spared.course, spared)
        return tuple(found[course.id] for course in self.framework.courses if course.id in found)

    @property
    def _needed_on(self) -> int:
        return self.planner.on if self.planner.until is None else self.planner.until

    def _spared(self, taken: set[str]) -> Iterator[Spared]:
        """Courses with reasons, the most telling ones first."""
        asking = tuple(dict.fromkeys(self._all_asking()))
        yield from self._not_yet(asking)
        others: list[str] = []
        for rule, requirement, _ in asking:
            wanted = self._wanted(requirement)
            instead = sorted(self.framework.completing(wanted) & taken, key=self._place)
            if instead:
                titles = dsl.joined(tuple(self.framework.title_of(course) for course in instead), "and")
                for course in wanted:
                    others.append(course)
                    yield Spared(course, f"{titles} of the plan meets '{self.framework.title_of(rule)}'")
        for other in others:
            known = self.framework.course(other)
            for course in self._leading(known) if known is not None and other not in taken else ():
                reason = f"only {self.framework.title_of(other)} asks for it, and the plan does without that"
                yield Spared(course, reason)
        yield from self._of_goal_levels()
        yield from self._for_groups()

    def _not_yet(self, asking: tuple[tuple[str, Requirement, Owner], ...]) -> Iterator[Spared]:
        """The courses that would renew or do again what holds on the day."""
        for rule, requirement, owner in asking:
            if self._needed_on in self.planner.held(requirement, owner).sure:
                reason = f"'{self.framework.title_of(rule)}' is met without it"
                for course in self._wanted(requirement):
                    yield Spared(course, reason, (requirement, owner))

    def _wanted(self, requirement: Requirement) -> tuple[str, ...]:
        match requirement:
            case Completed(selector, counting):
                return tuple(dict.fromkeys(self.framework.selected((*selector, *counting.refreshed_by))))
            case Hours(_, selector, _):
                return self.framework.selected(selector)
            case OutcomeAchieved(outcome):
                return self.framework.courses_that_develop(outcome)
            case _:
                return ()

    def _place(self, course: str) -> tuple[int, int]:
        return self.planner.place(Item(course=course))

    def _all_asking(self) -> Iterator[tuple[str, Requirement, Owner]]:
        """Each requirement that the goals come down to by definitions alone, with the rule that it stands in."""
        todo: list[tuple[str, Requirement, Owner]] = [(goal.item, goal.requirement, goal.aim) for goal in self.goals]
        seen: set[tuple[str, Requirement, Owner]] = set()
        while todo:
            rule, requirement, owner = todo.pop(0)
            if (rule, requirement, owner) in seen:
                continue
            seen.add((rule, requirement, owner))
            yield rule, requirement, owner
            if isinstance(requirement, LevelAttained):
                rule = requirement.level
            elif isinstance(requirement, StandardMet):
                rule = requirement.standard
            todo.extend((rule, part, owner) for part in self._definition(requirement))

    def _leading(self, course: Course) -> Iterator[str]:
        """The courses that a course asks for, by itself."""
        for part in dsl.walk(course.requires) if course.requires is not None else ():
            yield from self._wanted(part)

    def _of_goal_levels(self) -> Iterator[Spared]:
        for goal in self.goals:
            level = self.framework.level(goal.item)
            for course in self.framework.courses if level is not None else ():
                if goal.item in course.levels:
                    reason = f"a course of {self.framework.title_of(goal.item)}, but nothing asked for here needs it"
                    yield Spared(course.id, reason)

    def _for_groups(self) -> Iterator[Spared]:
        """The courses meant for a group that the person is in; what is meant for everyone is not thought needed."""
        for course in self.framework.courses:
            for entry in course.audience:
                if isinstance(entry.group, str) and self._needed_on in self.planner.evaluator.audience((entry,)).sure:
                    reason = f"meant for {self.framework.title_of(entry.group)}, but nothing asked for here needs it"
                    yield Spared(course.id, reason)


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


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None or not EVER < ordinal < FOREVER else date.fromordinal(ordinal)
