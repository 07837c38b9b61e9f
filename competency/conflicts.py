"""Why there is no plan: the smallest set of rules and facts that leaves none, and the smallest change that gives one.

What may stand in the way is gathered from what asks down to what is closed. Which of it does is found by planning:
a set of parts is a conflict if there is no plan even where all other parts are gone. The smallest one is the smallest
set that has a part in common with each correction, which is a set whose going gives a plan; corrections that are found
on the way are the relaxations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final

from attrs import evolve, field, frozen

from competency.goals import Goal
from competency.model import Course, Evidence, Framework
from competency.periods import FOREVER, Days
from competency.planning import Item, Owner, Planner
from competency.relaxation import (
    Asked,
    Bound,
    InMode,
    Lapsing,
    Meant,
    Offered,
    Ordered,
    Outside,
    Part,
    Relaxation,
    Silent,
    Situation,
    Wanted,
    conjuncts,
)
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Counting,
    Evidenced,
    Experience,
    FactHolds,
    Hours,
    Judged,
    LevelAttained,
    Member,
    OutcomeAchieved,
    Requirement,
    StandardMet,
    walk,
)
from competency.search import day_of_all
from competency.steps import Cost

_TRIALS: Final = 400
"""Plannings after which what was found is taken as it is: still a conflict, but no longer known to be the smallest."""

_PAIRS: Final = 150
"""So many pairs of changes are tried where no single one helps."""

_TOLD: Final = 5
"""Relaxations that are told, the smallest and then the cheapest."""

Solve = Callable[[Situation], Cost | None]
"""What the best plan in a situation costs; None where there is none."""


# --- the smallest conflict --------------------------------------------------------------------------------


@frozen
class Why:
    """A conflict among parts of a situation, and corrections: sets of parts whose going gives a plan.

    `smallest` tells whether no conflict is smaller; a conflict is minimal even so, unless trials ran out.
    """

    conflict: tuple[Part, ...]
    corrections: tuple[tuple[Part, ...], ...]
    smallest: bool


@frozen
class Trials:
    """Which parts may go: asks `solve` at most so often, each set once."""

    situation: Situation
    parts: tuple[Part, ...]
    solve: Solve
    _known: dict[frozenset[Part], Cost | None] = field(factory=dict, repr=False)

    @property
    def are_over(self) -> bool:
        """Whether there were as many as may be."""
        return len(self._known) >= _TRIALS

    def without(self, gone: Iterable[Part]) -> Cost | None:
        """What a plan costs without these parts; None where there is none."""
        key = frozenset(gone)
        if key not in self._known:
            self._known[key] = self.solve(relaxed(self.situation, [part for part in self.parts if part in key]))
        return self._known[key]

    def conflicting(self, parts: Iterable[Part]) -> bool:
        """Whether these parts alone leave no plan."""
        kept = set(parts)
        return self.without(part for part in self.parts if part not in kept) is None

    def why(self) -> Why | None:
        """The smallest conflict; None where there is no plan even without all the parts."""
        if self.conflicting(()):
            return None
        corrections = [frozenset({part}) for part in self.parts if not self.are_over and self.without([part])]
        while not self.are_over:
            hitting = _hitting(corrections, self.parts)
            if self.conflicting(hitting):
                return self._found(hitting, corrections, smallest=True)
            corrections.append(self._correction(hitting))
        return self._found(self._shrunk(), corrections, smallest=False)

    def _found(self, conflict: Iterable[Part], corrections: list[frozenset[Part]], *, smallest: bool) -> Why:
        chosen = set(conflict)
        told = tuple(tuple(part for part in self.parts if part in each) for each in corrections)
        return Why(tuple(part for part in self.parts if part in chosen), told, smallest)

    def _correction(self, kept: frozenset[Part]) -> frozenset[Part]:
        """What has to go where as much as can be is kept beside these parts, which together leave a plan."""
        standing = set(kept)
        for part in self.parts:
            if part not in standing and not self.conflicting({*standing, part}):
                standing.add(part)
        return frozenset(self.parts) - standing

    def _shrunk(self) -> frozenset[Part]:
        """A conflict from which nothing was found that could be left out: halves first, then ever smaller pieces."""
        kept = list(self.parts)
        size, tries = len(kept) // 2, _TRIALS
        while size and tries:
            at = 0
            while at < len(kept) and tries:
                rest, tries = kept[:at] + kept[at + size :], tries - 1
                if self.conflicting(rest):
                    kept = rest
                else:
                    at += size
            size //= 2
        return frozenset(kept)


def relaxed(situation: Situation, gone: Iterable[Part]) -> Situation:
    """The situation without these parts, each as it is in the situation as given."""
    for part in gone:
        situation = part.gone(situation)
    return situation


def _hitting(sets: list[frozenset[Part]], order: tuple[Part, ...]) -> frozenset[Part]:
    """A smallest set of parts that has one in common with each of the sets, the first in order among such."""
    best: frozenset[Part] = frozenset(order)

    def extend(chosen: frozenset[Part]) -> None:
        nonlocal best
        if len(chosen) >= len(best):
            return
        missed = min((each for each in sets if not each & chosen), key=len, default=None)
        if missed is None:
            best = chosen
            return
        for part in order:
            if part in missed:
                extend(chosen | {part})

    extend(frozenset())
    return best


# --- what may stand in the way ----------------------------------------------------------------------------


@frozen
class Closed:
    """Gathers the rules and facts in the way, from the goals down, along what can't be had."""

    framework: Framework
    planner: Planner
    days: Mapping[Item, int]
    """What can be had at all."""
    found: dict[Part, None] = field(factory=dict)
    _seen: set[tuple[Requirement, Owner, str]] = field(factory=set)

    def parts(self, goals: tuple[Goal, ...]) -> tuple[Part, ...]:
        """All of them, in the order in which they lead to each other; none where each goal can be had by itself."""
        for goal in goals:
            if not self._is_closed(goal.requirement, goal.aim, goal.item):
                continue
            if goal.aim is None and _definition(self.framework, goal.requirement) is not None:
                self._visit(goal.requirement, None, goal.item)
            else:
                self._add(Wanted(goal))
                self._visit(goal.requirement, goal.aim, goal.item)
        return tuple(self.found)

    def _add(self, part: Part) -> None:
        self.found[part] = None

    def _is_closed(self, requirement: Requirement, owner: Owner, rule: str) -> bool:
        return day_of_all(self.planner, self.planner.obligation(requirement, owner, (rule,)), self.days) == FOREVER

    def _ask(self, item: str, requirement: Requirement, owner: Owner) -> None:
        for part in conjuncts(requirement):
            if self._is_closed(part, owner, item):
                self._add(Asked(item, part))
                self._visit(part, owner, item)

    def _visit(self, requirement: Requirement, owner: Owner, rule: str) -> None:
        if (requirement, owner, rule) in self._seen:
            return
        self._seen.add((requirement, owner, rule))
        match requirement:
            case LevelAttained(item) | StandardMet(item):
                definition = _definition(self.framework, requirement)
                if definition is not None:
                    self._ask(item, definition, owner)
            case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
                for part in parts:
                    if self._is_closed(part, owner, rule):
                        self._visit(part, owner, rule)
            case Completed(selector, counting) | Hours(_, selector, counting):
                self._courses(self.framework.selected((*selector, *counting.refreshed_by)), counting)
            case OutcomeAchieved(outcome):
                self._courses(self.framework.courses_that_develop(outcome), Counting())
                for evidence in self.framework.evidence:
                    if outcome in evidence.develops:
                        self._item(self._piece(evidence.id, owner))
            case Evidenced(identifier):
                if self.framework.evidence_of(identifier) is not None:
                    self._item(self._piece(identifier, owner))
            case Member() | FactHolds() | Judged() | Experience():
                self._add(Silent(requirement, rule))

    def _piece(self, identifier: str, owner: Owner) -> Item:
        evidence = self.framework.evidence_of(identifier)
        about = owner.regards if owner is not None and evidence is not None and evidence.per_course else ""
        return Item(evidence=identifier, about=about if isinstance(about, str) else "")

    def _courses(self, selected: tuple[str, ...], counting: Counting) -> None:
        completing = self.framework.completing(selected)
        wanted = [mode for mode in counting.mode if isinstance(mode, str)]
        for course in self.framework.courses:
            if course.id in completing and not any(
                Item(course=course.id, mode=mode) in self.days for mode in wanted or _modes(course)
            ):
                self._course(course, wanted)

    def _course(self, course: Course, wanted: list[str]) -> None:
        offered = _modes(course)
        if wanted and course.modes and not set(wanted) & set(offered):
            self._add(InMode(course.id, wanted[0]))
        mode = next((mode for mode in wanted if mode in offered), "")
        ahead = Days(((self.planner.on, FOREVER),))
        if ahead - self.planner.evaluator.audience(course.audience).sure:
            self._add(Meant(course.id))
        if _has_dates(course):
            self._add(Offered(course.id))
        self._item(Item(course=course.id, mode=mode))

    def _item(self, item: Item) -> None:
        for requirement, rules in self.planner.entry(item):
            if rules[-1] == item.id:
                self._ask(item.id, requirement, item)
            elif self._is_closed(requirement, item, rules[-1]):
                if not any(isinstance(part, Ordered) and part.standard == rules[-1] for part in self.found):
                    self._add(Ordered(rules[-1], item.id))
                self._visit(requirement, item, rules[-1])


def _modes(course: Course) -> list[str]:
    return ["", *(row.mode for row in course.modes if isinstance(row.mode, str))]


def _definition(framework: Framework, requirement: Requirement) -> Requirement | None:
    match requirement:
        case LevelAttained(identifier):
            level = framework.level(identifier)
            return None if level is None else level.requires
        case StandardMet(identifier):
            standard = framework.standard(identifier)
            return None if standard is None else standard.require
        case _:
            return None


def in_time(planner: Planner, goals: tuple[Goal, ...]) -> tuple[Part, ...]:
    """What may keep things that can each be had from standing on one day.

    The goals themselves, if several, what must come first, what lapses, and when and for whom courses are open.
    """
    framework = planner.framework
    found: dict[Part, None] = dict.fromkeys(Wanted(goal) for goal in goals) if len(goals) > 1 else {}
    ahead = Days(((planner.on, FOREVER),))
    for item, requirement in _rules(framework, goals):
        known = framework.items[item]
        parts = () if requirement is None else conjuncts(requirement)
        if isinstance(known, Course | Evidence):
            had = Item(course=item) if isinstance(known, Course) else Item(evidence=item)
            found.update(dict.fromkeys(Asked(item, part) for part in parts))
            found.update(
                dict.fromkeys(Ordered(rules[-1], item) for _, rules in planner.entry(had) if rules[-1] != item)
            )
        for part in parts:
            if isinstance(part, Completed | Evidenced | Hours) and (part.counting.every or part.counting.each):
                found[Lapsing(item, part)] = None
        if isinstance(known, Course):
            if _has_dates(known):
                found[Offered(item)] = None
            if ahead - planner.evaluator.audience(known.audience).sure:
                found[Meant(item)] = None
    return tuple(found)


def _has_dates(course: Course) -> bool:
    rows = [(course.starts, course.ends), *((row.starts, row.ends) for row in course.modes)]
    return any(limit is not None for row in rows for limit in row)


def unsaid(framework: Framework, goals: tuple[Goal, ...]) -> tuple[Part, ...]:
    """The facts that the goals rest on by definitions alone."""
    found: dict[Part, None] = {}
    for item, requirement in _rules(framework, goals):
        for part in walk(requirement) if requirement is not None else ():
            if isinstance(part, Member | FactHolds | Judged | Experience):
                found[Silent(part, item)] = None
    return tuple(found)


def _rules(framework: Framework, goals: tuple[Goal, ...]) -> Iterator[tuple[str, Requirement | None]]:
    """All that the goals come down to: levels, standards, courses and evidence, each with what it asks for."""
    todo = [goal.requirement for goal in goals]
    seen: set[str] = set()
    while todo:
        for part in walk(todo.pop(0)):
            for item in _named(framework, part):
                if item not in seen and item in framework.items:
                    seen.add(item)
                    known = framework.items[item]
                    own = known.requires if isinstance(known, Course | Evidence) else None
                    asked = _definition(framework, part) or own
                    yield item, asked
                    todo.extend([] if asked is None else [asked])


def _named(framework: Framework, part: Requirement) -> tuple[str, ...]:
    """The items that one requirement names, by which it may be met."""
    match part:
        case LevelAttained(item) | StandardMet(item) | Evidenced(item):
            return (item,)
        case Completed(selector, counting) | Hours(_, selector, counting):
            return framework.selected((*selector, *counting.refreshed_by))
        case OutcomeAchieved(outcome):
            developing = tuple(evidence.id for evidence in framework.evidence if outcome in evidence.develops)
            return (*framework.courses_that_develop(outcome), *developing)
        case _:
            return ()


# --- the smallest change ----------------------------------------------------------------------------------


def relaxations(trials: Trials, why: Why | None, others: tuple[Part, ...]) -> tuple[Relaxation, ...]:
    """The smallest changes that give a plan, the cheapest first; one rule or fact, or where none does, two.

    `others` are facts that are tried as well. A course for others is opened by joining a group, or else to everyone.
    To drop all that is wanted is no help.
    """
    situation = trials.situation
    groups = {group: part for part in trials.parts if isinstance(part, Meant) for group in part.groups(situation)}
    joining = tuple(Outside(group) for group in groups)
    mentioned = tuple(part for part in trials.parts if part not in groups.values())
    for parts in ((*joining, *mentioned, *others), (*trials.parts, *others)):
        singles = [(part,) for part in parts]
        conflict = {*joining, *others, *(() if why is None else why.conflict)}
        pairs = [pair for pair in combinations(parts, 2) if conflict & set(pair)]
        for changes in (singles, pairs[:_PAIRS]):
            found = [each for each in (_changed(trials, change) for change in changes) if each is not None]
            if found:
                found.sort(key=lambda each: (each.cost.courses, each.cost.minutes, each.cost.days))
                return tuple(found[:_TOLD])
    return ()


def _changed(trials: Trials, parts: tuple[Part, ...]) -> Relaxation | None:
    """The parts gone, if that gives a plan for something that is still wanted."""
    situation = trials.situation
    after = relaxed(situation, parts)
    if not any(_is_wanted(after.framework, goal) for goal in after.goals):
        return None
    cost = trials.without(parts) if set(parts) <= set(trials.parts) else trials.solve(after)
    return None if cost is None else Relaxation(tuple(part.change(situation) for part in parts), cost)


def _is_wanted(framework: Framework, goal: Goal) -> bool:
    """Whether the goal still asks for something."""
    return _definition(framework, goal.requirement) != AllOf(())


def bound(situation: Situation) -> tuple[Part, ...]:
    """The courses that can be had on the days of their sessions only."""
    calendar = situation.calendar
    courses = () if calendar is None else situation.framework.courses
    return tuple(Bound(course.id) for course in courses if calendar is not None and calendar.binds(course.id))


def unscheduled(situation: Situation) -> Situation:
    """The situation where every course can be had on any day."""
    return evolve(situation, calendar=None)
