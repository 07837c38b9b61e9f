"""Plans by trying everything: small frameworks, every course on every day, and the least cost of all that is found.

Nothing here knows how plans are searched for: what a requirement means is said again in a page, from the text of the
format alone, and what costs least is found by looking at every state in the order of its cost. Only one thing is not
tried out: evidence costs nothing and more never harms, so each day brings all the evidence that can be had on it.

    python tests/brute_force.py --cases 100000 [--first SEED]

compares `competency.pathway` with this on random cases and prints each disagreement, made as small as it gets.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property, partial
from heapq import heappop, heappush
from typing import TypeAlias

from attrs import evolve, field, fields, frozen, has
from plan_cases import MODES, ON, Case, case, shrunk

from competency.answers import Pathway, Step, pathway
from competency.evaluation import Evaluator
from competency.history import History
from competency.ids import parts
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
    Strength,
)
from competency.periods import Period
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
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
    StandardMet,
    walk,
)

TODAY = ON.toordinal()
MOST_STATES = 1_500

Thing: TypeAlias = tuple[str, str, str, int]
"""Something done: the course or evidence, the mode, the course that it is about, and the day ('' where not said)."""
Done: TypeAlias = frozenset[Thing]


class TooManyStates(Exception):
    """A case is too large to try everything."""


# --- what things mean --------------------------------------------------------------------------------------


@frozen(slots=False)
class World:
    """What is so, and what may be done, on a day, by what was done up to it."""

    framework: Framework
    record: Record
    idle: frozenset[str] = frozenset()
    """The courses and evidence that are not tried."""
    _selected: dict[tuple[Selector, str], bool] = field(factory=dict, init=False, repr=False, eq=False)

    def begun(self) -> Done:
        """What the record says was done."""
        return frozenset(self.thing(row.item, row.mode, row.about, row.on.toordinal()) for row in self.record.events)

    def thing(self, item: str, mode: str | None, about: str | None, day: int) -> Thing:
        """Something done; a course that has one mode was done in that."""
        course = self.framework.course(item)
        only = str(course.modes[0].mode) if course is not None and len(course.modes) == 1 else ""
        return (item, mode or only, about or "", day)

    def whole(self, course: str) -> set[str]:
        """The courses that completing one completes."""
        item = self.framework.course(course)
        return {course}.union(*(self.whole(part) for part in item.includes)) if item is not None else {course}

    def selects(self, selector: Selector, course: str) -> bool:
        """Whether completing the course completes one that is selected."""
        if (selector, course) not in self._selected:
            items = [item for item in self.framework.courses if item.id in self.whole(course)]
            self._selected[selector, course] = any(
                choice == item.id
                or (isinstance(choice, Query) and (choice.level in item.levels or choice.develops in item.develops))
                for choice in selector
                for item in items
            )
        return self._selected[selector, course]

    def member(self, group: str | None, day: int) -> bool:
        """Whether the record says that the person belongs to the group on the day."""
        rows = (row for row in self.record.memberships if row.group == group)
        return any((row.starts or date.min) <= date.fromordinal(day) <= (row.ends or date.max) for row in rows)

    def meant(self, audience: tuple[Audience, ...], day: int) -> bool:
        """Whether the person is among those that something is for."""
        return not audience or any(self.member(str(entry.group), day) for entry in audience)

    def pieces(self, evidence: str, done: Done, day: int, about: str) -> Iterator[int]:
        """The days of the evidence that counts: recorded, or granted by a course, and with what it requires."""
        known = self.framework.evidence_of(evidence)
        assert known is not None
        found = {(to, then) for item, _, to, then in done if item == evidence}
        for item, _, _, then in done:
            granting = [each for each in self.framework.courses if each.id in self.whole(item)]
            found |= {(each.id if known.per_course else "", then) for each in granting if evidence in each.grants}
        for to, then in found:
            fits = not known.per_course or not about or to == about
            if then <= day and fits and (known.requires is None or self.holds(known.requires, done, then, to or about)):
                yield then

    def holds(self, rule: Requirement, done: Done, day: int, about: str = "") -> bool:
        """Whether the requirement holds on the day; with evidence about a course where it is asked about one."""
        match rule:
            case Completed(selector, counting):
                good = [(item, on) for item, mode, _, on in done if not counting.mode or mode in counting.mode]
                hits = {(item, on) for item, on in good if on <= day and self.selects(selector, item)}
                if hits and counting.refreshed_by:
                    first = min(on for _, on in hits)
                    again = [(item, on) for item, _, _, on in done if self.selects(counting.refreshed_by, item)]
                    hits |= {(item, on) for item, on in again if first <= on <= day}
                return sum(_current(on, counting, day) for _, on in hits) >= counting.times
            case Evidenced(evidence, counting):
                days = self.pieces(evidence, done, day, about)
                return sum(_current(on, counting, day) for on in days) >= counting.times
            case OutcomeAchieved(outcome):
                taken = any(self.selects((Query(develops=outcome),), item) for item, _, _, on in done if on <= day)
                shown = (item.id for item in self.framework.evidence if outcome in item.develops)
                return taken or any(True for item in shown for _ in self.pieces(item, done, day, about))
            case LevelAttained(identifier):
                level = self.framework.level(identifier)
                return level is not None and level.requires is not None and self.holds(level.requires, done, day, about)
            case StandardMet(identifier):
                found = self.framework.standard(identifier)
                return found is not None and found.require is not None and self.holds(found.require, done, day, about)
            case Member(group):
                return self.member(group, day)
            case Experience(period, _):
                assert isinstance(period, Period)
                return any(period.after(date.fromisoformat(row.value)).toordinal() <= day for row in self.record.facts)
            case AllOf(rules):
                return all(self.holds(each, done, day, about) for each in rules)
            case AnyOf(rules):
                return any(self.holds(each, done, day, about) for each in rules)
            case AtLeast(number, rules):
                return sum(self.holds(each, done, day, about) for each in rules) >= number
            case _:
                raise AssertionError(rule)

    # --- what may be done ----------------------------------------------------------------------------------

    def open(self, thing: Thing, done: Done) -> bool:
        """Whether something may be done on its day by what was done before, `before` rules and all."""
        item, mode, about, day = thing
        course, evidence = self.framework.course(item), self.framework.evidence_of(item)
        asked = [self.in_order(standard, item, day) for standard in self.framework.standards]
        if course is not None:
            asked.append(course.requires)
            listed = [each for each in course.modes if mode in ("", each.mode)]
            bounds = [(course.starts, course.ends)]
            fits = [_within(day, [*bounds, (each.starts, each.ends)]) for each in listed] or [
                not course.modes and _within(day, bounds)
            ]
            if not any(fits) or not self.meant(course.audience, day):
                return False
        elif evidence is not None:
            asked.append(evidence.requires)
        return all(rule is None or self.holds(rule, done, day, item if course else about) for rule in asked)

    def in_order(self, standard: Standard, item: str, day: int) -> Requirement | None:
        """What a `before` rule asks to hold before the item, where it applies."""
        timing = standard.timing
        if not isinstance(timing, Precedence) or not self.applies(standard, day):
            return None
        named = timing.trigger.evidence == item or self.selects(timing.trigger.selector, item)
        return standard.require if named else None

    def applies(self, standard: Standard, day: int) -> bool:
        """Whether a rule that must be kept applies on the day."""
        return standard.strength is Strength.MUST and self.meant(standard.audience, day)

    def booked(self, day: int) -> list[Thing]:
        """Every course in every mode on the day."""
        return [
            self.thing(course.id, mode, None, day)
            for course in self.framework.courses
            if course.id not in self.idle
            for mode in ([str(each.mode) for each in course.modes] or MODES)
        ]

    def with_evidence(self, done: Done, day: int) -> Done:
        """And all the evidence that can be had on the day and was not had yet; it does not lapse here."""
        for item in (each for each in self.framework.evidence if each.id not in self.idle):
            for about in [course.id for course in self.framework.courses] if item.per_course else [""]:
                had = any(each == item.id and to == about for each, _, to, _ in done)
                if not had and self.open((item.id, "", about, day), done):
                    return self.with_evidence(done | {(item.id, "", about, day)}, day)
        return done

    # --- what may help at all ------------------------------------------------------------------------------

    def only_what_helps(self, goals: list[Requirement]) -> World:
        """The same world where courses and evidence are left alone that no rule speaks of, from the goals on."""
        named: set[str] = set()
        todo = [part for goal in goals for part in walk(goal)]
        while todo:
            rule = todo.pop()
            items = [item for item in self._spoken_of(rule) if item.id not in named]
            named.update(item.id for item in items)
            asked = [item.requires for item in items if isinstance(item, Course | Evidence | Level)]
            asked += [item.require for item in items if isinstance(item, Standard)]
            asked += [each.require for each in self.framework.standards if isinstance(each.timing, Precedence)]
            todo += [part for each in asked if each is not None and items for part in walk(each)]
        return evolve(self, idle=frozenset(item.id for item in self.framework if not self.whole(item.id) & named))

    def _spoken_of(self, rule: Requirement) -> list[Course | Evidence | Level | Standard]:
        framework = self.framework
        match rule:
            case Completed(selector, counting):
                chosen = (*selector, *counting.refreshed_by)
                return [item for item in framework.courses if self.selects(chosen, item.id)]
            case OutcomeAchieved(outcome):
                return [
                    *(item for item in framework.courses if self.selects((Query(develops=outcome),), item.id)),
                    *(item for item in framework.evidence if outcome in item.develops),
                ]
            case Evidenced(identifier) | LevelAttained(identifier) | StandardMet(identifier):
                found = framework.items[identifier]
                granting = [item for item in framework.courses if identifier in item.grants]
                return [found, *granting] if isinstance(found, Evidence | Level | Standard) else []
            case _:
                return []

    # --- the least of all ways -----------------------------------------------------------------------------

    @cached_property
    def days(self) -> range:
        """All days from today to the last on which something begins, and three more to do things again on."""
        begins = [course.starts for course in self.framework.courses]
        begins += [row.starts for row in self.record.memberships]
        begins += [mode.starts for course in self.framework.courses for mode in course.modes]
        begins += [date.fromisoformat(row.value) + timedelta(days=3) for row in self.record.facts]
        return range(TODAY, max([TODAY, *(day.toordinal() for day in begins if isinstance(day, date))]) + 4)

    def reach(self, goals: list[Requirement]) -> bool:
        """Whether there is a way at all: more never harms, so each day brings everything that it can."""
        done = self.begun()
        for day in self.days:
            before = None
            while before != done:
                before = done
                done = self.with_evidence(done, day)
                done |= {each for each in self.booked(day) if each not in done and self.open(each, done)}
            if all(self.holds(goal, done, day) for goal in goals):
                return True
        return False

    def least(self, goals: list[Requirement], order: tuple[str, ...]) -> tuple[int, ...] | None:
        """The least cost of all ways, in this order; None where there is none."""
        if not self.reach(goals):
            return None
        return self.only_what_helps(goals)._least(goals, order)

    def _least(self, goals: list[Requirement], order: tuple[str, ...]) -> tuple[int, ...]:
        """The states in the order of what they cost, until one reaches the goals."""
        seen: set[tuple[int, Done]] = set()
        heap = [((0, 0, 0), 0, TODAY, self.with_evidence(self.begun(), TODAY), 0, 0)]
        while heap:
            cost, _, day, done, courses, minutes = heappop(heap)
            if (day, done) in seen:
                continue
            seen.add((day, done))
            if len(seen) > MOST_STATES:
                raise TooManyStates
            if all(self.holds(goal, done, day) for goal in goals):
                return cost
            following = [(day + 1, done, courses, minutes)] if day + 1 in self.days else []
            following += [
                (day, done | {each}, courses + 1, minutes + self.minutes(each[0]))
                for each in self.booked(day)
                if each not in done and self.open(each, done)
            ]
            for then, more, taken, spent in following:
                total = {"courses": taken, "minutes": spent, "days": then - TODAY}
                ranked = (total[order[0]], total[order[1]], total[order[2]])
                state = (then, self.with_evidence(more, then))
                if state not in seen:
                    heappush(heap, (ranked, len(seen) * 100 + len(heap), *state, taken, spent))
        raise AssertionError("a way was found, and then none")

    def minutes(self, course: str) -> int:
        """How long a course takes, 0 where it is not said."""
        known = self.framework.course(course)
        return known.minutes if known is not None and isinstance(known.minutes, int) else 0


def _current(on: int, counting: Counting, day: int) -> bool:
    every = counting.every
    return on <= day and (not isinstance(every, Period) or day < every.after(date.fromordinal(on)).toordinal())


def _within(day: int, bounds: Iterable[tuple[object, object]]) -> bool:
    on = date.fromordinal(day)
    return all(
        (not isinstance(first, date) or first <= on) and (not isinstance(last, date) or on <= last)
        for first, last in bounds
    )


# --- comparing ---------------------------------------------------------------------------------------------


def question(asked: Case) -> tuple[World, list[Requirement]]:
    """The world in which a case is to be reached, and what has to hold there on one day."""
    framework, record = asked.framework, asked.record
    joining = [item for item in framework.groups if item.id in asked.goals]
    record = evolve(record, memberships=(*record.memberships, *(Membership(each.id, ON, None) for each in joining)))
    world = World(framework, record)
    goals: list[Requirement] = []
    for identifier in asked.goals:
        match framework.items[identifier]:
            case Level(requires=None):
                goals.append(Completed((Query(level=identifier),)))
            case Level():
                goals.append(LevelAttained(identifier))
            case Course():
                goals.append(Completed((identifier,)))
            case Outcome():
                goals.append(OutcomeAchieved(identifier))
            case Standard():
                goals.append(StandardMet(identifier))
            case Group():
                goals.extend(_owed(world, lambda rule: any(each.group == identifier for each in rule.audience)))  # noqa: B023
    return world, goals if asked.goals else [*_owed(world, lambda _: True)]


def _owed(world: World, among: Callable[[Standard], bool]) -> Iterator[Requirement]:
    """What is owed today by the rules among some: a `before` rule asks where it was broken."""
    for standard in filter(among, world.framework.standards):
        timing, rule = standard.timing, standard.require
        if rule is None or not world.applies(standard, TODAY):
            continue
        if isinstance(timing, Precedence):
            done = world.begun()
            days = [
                on
                for item, _, _, on in done
                if timing.trigger.evidence == item
                or (world.framework.course(item) and world.selects(timing.trigger.selector, item))
            ]
            if all(world.holds(rule, done, on) for on in days):
                continue
        yield StandardMet(standard.id)


def disagreements(asked: Case) -> list[str]:
    """What a pathway says that is not so, in words; nothing where all is well."""
    try:
        return _disagreements(asked)
    except RecursionError:
        return ["the search goes in circles"]


def _disagreements(asked: Case) -> list[str]:
    world, goals = question(asked)
    least = world.least(goals, asked.order)
    found = pathway(asked.framework, asked.record, goal=asked.goals, on=ON, by=asked.order, alternatives=2)
    told = []
    if found.feasible != (least is not None):
        return [f"feasible is {found.feasible}, and the least cost is {least}"]
    ready = tuple(f"small:{each.id}" for each in asked.framework.courses if _is_ready(world, each.id))
    if found.ready != ready:
        told.append(f"ready is {found.ready}, and {ready} can be booked")
    if least is None:
        return [*told, *_conflict_faults(asked, found)]
    cost = found.cost.ranked(asked.order)
    if cost < least:
        told.append(f"a plan costs {cost}, and nothing less than {least} does")
    if found.optimal and cost != least:
        told.append(f"a plan is said to be best at {cost}, and the best costs {least}")
    if found.optimal != (found.gap == 0) and cost[0] != least[0]:
        told.append(f"optimal is {found.optimal} and the gap is {found.gap}")
    plans = [found, *found.alternatives]
    for plan in plans:
        told += _plan_faults(world, goals, plan)
    costs = [plan.cost.ranked(asked.order) for plan in plans]
    if costs != sorted(costs):
        told.append(f"the alternatives cost {costs}, not in order")
    different = {
        frozenset((step.course, step.evidence, step.about, step.mode, step.on) for step in plan.steps) for plan in plans
    }
    if len(different) < len(plans):
        told.append("two alternatives are the same")
    return told


def _is_ready(world: World, course: str) -> bool:
    """Whether the course may be booked today, by the record alone, and was not taken today."""
    begun = world.begun()
    today = any(item == course and on == TODAY for item, _, _, on in begun)
    return not today and any(each[0] == course and world.open(each, begun) for each in world.booked(TODAY))


def _plan_faults(world: World, goals: list[Requirement], plan: Pathway) -> Iterator[str]:
    """What is wrong with a plan: its steps can't be taken, don't reach the goal, or could be left out."""
    last = max([TODAY, *((step.wait_until or step.on).toordinal() for step in plan.steps)])
    steps = [step for step in plan.steps if step.wait_until is None]
    minutes = sum(world.minutes(parts(step.course)[1]) for step in steps if step.course)
    cost = (sum(1 for step in steps if step.course), minutes, last - TODAY)
    if cost != plan.cost.ranked(("courses", "minutes", "days")):
        yield f"the steps cost {cost}, and the plan says {plan.cost}"
    if [step.on for step in plan.steps] != sorted(step.on for step in plan.steps):
        yield "the steps are not in the order of their days"
    if not _stands(world, goals, steps, last):
        yield f"the steps do not reach the goal: {_in_short(steps)}"
    elif not _is_met(world, goals, steps, last):
        yield f"replayed through the evaluator the goal is not met: {_in_short(steps)}"
    for index in range(len(steps)):
        if _stands(world, goals, [*steps[:index], *steps[index + 1 :]], last):
            yield f"step {index + 1} could be left out: {_in_short(steps)}"


def _in_short(steps: list[Step]) -> str:
    named = [(step.course or step.evidence, step.about, step.mode, (step.on - ON).days) for step in steps]
    return ", ".join(" ".join(str(each) for each in step if each is not None) for step in named)


def _stands(world: World, goals: list[Requirement], steps: list[Step], last: int) -> bool:
    """Whether each step can be taken after those before it, and the goals hold on the last day."""
    done = world.begun()
    for step in steps:
        about = parts(step.about)[1] if step.about else None
        thing = world.thing(parts(step.course or step.evidence or "")[1], step.mode, about, step.on.toordinal())
        if not world.open(thing, done):
            return False
        done |= {thing}
    return all(world.holds(goal, done, last) for goal in goals)


def _is_met(world: World, goals: list[Requirement], steps: list[Step], last: int) -> bool:
    """The same of the goals by the evaluator."""
    events = [
        Event(
            EventKind.COMPLETED if step.course else EventKind.EVIDENCE,
            parts(step.course or step.evidence or "")[1],
            step.on,
            mode=step.mode,
            about=parts(step.about)[1] if step.about else None,
            index=100 + index,
        )
        for index, step in enumerate(steps)
    ]
    after = evolve(world.record, events=(*world.record.events, *events))
    evaluator = Evaluator(History(world.framework, after, last))
    return all(last in evaluator.held(goal).sure for goal in goals)


def _conflict_faults(asked: Case, found: Pathway) -> Iterator[str]:
    """What is wrong with a conflict: with all other rules void there is a way, or with one of its own void none."""
    framework = asked.framework
    named = {parts(conflict.rule)[1] for conflict in found.conflict}
    silent = {level.id for level in framework.levels if level.requires is None}
    rules = {item.id for item in framework if item.id not in silent and not isinstance(item, Group)}
    if not named:
        yield "there is no plan, and nothing is said to be in the way"
    elif _has_way(asked, rules - named):
        yield f"the conflict {sorted(named)} leaves a way"
    facts = {"appointed", *(group.id for group in framework.groups)}
    # A course may be a goal and stand in the way of another one, a `before` rule too: it is named as either.
    # That a level without a rule is wanted is no rule.
    owed = (rule.id for rule in framework.standards if question(asked)[0].applies(rule, TODAY))
    unsaid = silent - named
    wishes = tuple(
        goal for goal in asked.goals or owed if goal not in unsaid and not _stands_in_the_way(framework, goal)
    )
    for rule in sorted(named):
        # That somebody is in a group may bind them too, so the other facts are tried as they are and as they help.
        voids = [{*(rules - named), rule}, {*((rules | facts) - named), rule}]
        questions = [asked, *([evolve(asked, goals=wishes)] if wishes else [])]
        if not any(_has_way(each, void) for each in questions for void in voids):
            yield f"{rule} could be left out of the conflict {sorted(named)}"


def _stands_in_the_way(framework: Framework, identifier: str) -> bool:
    standard = framework.standard(identifier)
    return framework.course(identifier) is not None or (standard is not None and standard.timing is not None)


def _has_way(asked: Case, void: set[str]) -> bool:
    """Whether there is a way where these rules ask for nothing, and these facts are as it helps.

    A course that is void is open to everyone at any time; a group that is void has the person as its member.
    """
    framework, record = asked.framework, asked.record
    courses = tuple(
        evolve(each, requires=None, starts=None, ends=None, audience=(), modes=()) if each.id in void else each
        for each in framework.courses
    )
    evidence = tuple(evolve(each, requires=None) if each.id in void else each for each in framework.evidence)
    levels = tuple(evolve(each, requires=AllOf(())) if each.id in void else each for each in framework.levels)
    standards = tuple(evolve(each, require=AllOf(())) if each.id in void else each for each in framework.standards)
    joined = tuple(Membership(each.id, None, None) for each in framework.groups if each.id in void)
    long_ago = (Stated("appointed", "2000-01-01"),) if "appointed" in void else ()
    goals = tuple(goal for goal in asked.goals if goal not in void)
    if asked.goals and not goals:
        return True
    less = evolve(framework, courses=courses, evidence=evidence, levels=levels, standards=standards)
    more = evolve(record, memberships=(*record.memberships, *joined), facts=(*record.facts, *long_ago))
    world, wanted = question(evolve(asked, framework=less, record=more, goals=goals))
    return world.reach(wanted)


# --- many cases --------------------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Compares on many cases; 1 where there are disagreements."""
    parser = argparse.ArgumentParser(description="Compares pathways with trying everything, on random cases.")
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    parser.add_argument("--most", type=int, default=10, metavar="N", help="stop after so many disagreements")
    chosen = parser.parse_args(arguments)
    large, faulty = 0, 0
    for seed in range(chosen.first, chosen.first + chosen.cases):
        try:
            told = disagreements(case(seed))
        except TooManyStates:
            large += 1
            continue
        if told:
            faulty += 1
            print(f"--- seed {seed}: {told[0]}")
            small = shrunk(case(seed), partial(_is_faulty, told[0][:12]))
            print(in_full(small))
        if faulty >= chosen.most:
            break
    print(f"{chosen.cases} cases, {large} of them too large, {faulty} disagreements")
    return 1 if faulty else 0


def _is_faulty(kind: str, less: Case) -> bool:
    try:
        return any(told.startswith(kind) for told in disagreements(less))
    except TooManyStates:
        return False


def in_full(small: Case) -> str:
    """A case and what is wrong with it, to read."""
    framework, record = small.framework, small.record
    items = [*framework.courses, *framework.evidence, *framework.levels, *framework.standards]
    lines = [f"  goal {small.goals}, by {small.order}", *(f"  {_brief(item)}" for item in items)]
    lines += [f"  {_brief(row)}" for row in (*record.events, *record.facts, *record.memberships)]
    return "\n".join([*lines, *(f"  => {told}" for told in disagreements(small))])


def _brief(value: object) -> str:
    """A value without what it leaves empty."""
    kind = type(value)
    if not has(kind) or isinstance(value, Period):
        return f"({', '.join(map(_brief, value))})" if isinstance(value, tuple) else str(value)
    told = [each for each in fields(kind) if getattr(value, each.name) != each.default]
    kept = [each.name for each in told if each.name not in ("title", "source", "statement", "subjects")]
    return f"{kind.__name__}({', '.join(f'{name}={_brief(getattr(value, name))}' for name in kept)})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
