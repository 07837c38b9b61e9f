"""The search for the cheapest plan: AND/OR obligations, solved exactly, best first.

An obligation says 'choose so many of these options, for this owner'. An option is an item to get (a course or a
piece of evidence), a requirement to fulfil, or a day to wait for. Taking an item brings its own entry requirements
as further obligations, owned by the item; an item never supports what it rests on itself, so a plan always has an
order. States are popped by what they cost so far plus a lower bound on the rest, so the first plan popped is the
best, and that is the proof.

The questions about the framework and the person are asked through a :class:`Planner`; nothing here prints or
reads anything.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import count
from typing import TypeAlias

from attrs import evolve, field, frozen

from competency import requirements as dsl
from competency.evaluation import Evaluator
from competency.history import Held, bounds
from competency.model import Course, Framework, Precedence, Standard, Trigger
from competency.periods import FOREVER, NEVER, Days, covered
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Counting,
    Evidenced,
    Hours,
    LevelAttained,
    OutcomeAchieved,
    Requirement,
    StandardMet,
    Unstated,
)

LIMIT = 100_000
"""States looked at before the search settles for a plan that is not proved best."""

BEAM = 1_000
"""States kept from then on."""


@frozen(order=True, cache_hash=True)
class Item:
    """A course to take, in a mode where it matters, or a piece of evidence to obtain; `turn` counts repetitions."""

    course: str = ""
    evidence: str = ""
    about: str = ""
    mode: str = ""
    turn: int = 1

    @property
    def id(self) -> str:
        """The id of the course or of the evidence."""
        return self.course or self.evidence

    @property
    def regards(self) -> str:
        """The course that evidence `per: course` has to be about to count for this item."""
        return self.course or self.about


@frozen
class Wait:
    """A day, as an ordinal, before which it can't go on."""

    day: int


Option: TypeAlias = Item | Wait | Requirement


@frozen
class Obligation:
    """Choose `number` of the options for `owner` (None: the goal itself). `asked` are the rules that lead here."""

    number: int
    options: tuple[Option, ...]
    owner: Item | None
    asked: tuple[str, ...]


@frozen
class Plan:
    """Items in an order in which they can be got, each with its day (an ordinal), what it rests on, and who asks."""

    items: tuple[Item, ...]
    days: Mapping[Item, int]
    supports: frozenset[tuple[Item, Item]]
    """Pairs (owner, item): the owner rests on the item."""
    asked: Mapping[Item, tuple[tuple[str, ...], ...]]
    courses: int
    minutes: int
    last_day: int
    least: tuple[int, ...]
    """What every plan costs at least, in the order asked for: its own cost, where it was found without a cut."""


@frozen
class _State:
    items: frozenset[Item] = frozenset()
    supports: frozenset[tuple[Item, Item]] = frozenset()
    floors: frozenset[tuple[Item | None, int]] = frozenset()
    asked: frozenset[tuple[Item, tuple[str, ...]]] = field(default=frozenset(), eq=False)
    pending: tuple[Obligation, ...] = ()


@frozen
class Planner:
    """One person's situation on a day: what holds already, what may be booked, and what each thing needs."""

    framework: Framework
    evaluator: Evaluator
    on: int
    precedences: tuple[Standard, ...] = ()
    """The `before` standards of strength must that may apply to the person."""
    until: int | None = None
    """The day on which what holds already is needed, where that is not `on` itself: what lapses before is missing."""
    _windows: dict[Item, Days] = field(factory=dict, repr=False, eq=False)

    # --- what a course needs -----------------------------------------------------------------------------

    def window(self, item: Item) -> Days:
        """The days from `on` on which the item may be had at all: on offer, in its mode, for this audience."""
        ahead = Days(((self._first_day(item), FOREVER),))
        course = self.framework.course(item.course) if item.course else None
        if course is None:
            return ahead
        offered = ahead & _offered(course.starts, course.ends)
        if course.modes:
            modes = [mode for mode in course.modes if item.mode in ("", mode.mode)]
            offered = offered & covered([_offered(mode.starts, mode.ends) for mode in modes], 1)
        return offered & self.evaluator.audience(course.audience).sure

    def _first_day(self, item: Item) -> int:
        """`on`, or the day after where the same was done on that day already: twice on one day is one completion."""
        history = self.evaluator.history
        done = history.completions if item.course else history.pieces(item.evidence)
        again = any(hit.day == self.on and hit.item == item.id and item.about in ("", hit.about) for hit in done)
        return self.on + 1 if again else self.on

    def soonest(self, item: Item, day: int) -> int:
        """The first day from `day` on which the item may be had; `FOREVER` where there is none."""
        if item not in self._windows:
            self._windows[item] = self.window(item)
        return next((max(start, day) for start, end in self._windows[item] if end > day), FOREVER)

    def place(self, item: Item) -> tuple[int, int]:
        """Where the item stands in the framework: by its lowest level, then in file order; evidence first."""
        course = self.framework.course(item.course) if item.course else None
        if course is None:
            return (-1, 0)
        rungs = [index for index, level in enumerate(self.framework.levels) if level.id in course.levels]
        return (min(rungs, default=len(self.framework.levels)), self.framework.courses.index(course))

    def entry(self, item: Item) -> tuple[tuple[Requirement, tuple[str, ...]], ...]:
        """What must hold before the item can be had, each with the rule that says so."""
        if item.evidence:
            evidence = self.framework.evidence_of(item.evidence)
            asked = () if evidence is None or evidence.requires is None else ((evidence.requires, (evidence.id,)),)
            return (*asked, *self._preceding(item))
        course = self.framework.course(item.course)
        needed = () if course is None or course.requires is None else ((course.requires, (course.id,)),)
        return (*needed, *self._preceding(item))

    def _preceding(self, item: Item) -> tuple[tuple[Requirement, tuple[str, ...]], ...]:
        return tuple(
            (standard.require, (standard.id,))
            for standard in self.precedences
            if standard.require is not None
            and isinstance(standard.timing, Precedence)
            and self._triggers(standard.timing.trigger, item)
        )

    def _triggers(self, trigger: Trigger, item: Item) -> bool:
        if item.evidence:
            return trigger.evidence == item.evidence
        selected = self.framework.selected(trigger.selector)
        return item.course in self.framework.completing(selected)

    def minutes(self, item: Item) -> int:
        """How long the item takes; 0 where the document does not say."""
        course = self.framework.course(item.course) if item.course else None
        return course.minutes if course is not None and isinstance(course.minutes, int) else 0

    def without(self, plan: Plan, idle: Item) -> Plan:
        """The plan without one of its items."""
        items = tuple(item for item in plan.items if item != idle)
        return evolve(
            plan,
            items=items,
            supports=frozenset((owner, item) for owner, item in plan.supports if idle not in (owner, item)),
            courses=sum(1 for item in items if item.course),
            minutes=sum(self.minutes(item) for item in items),
        )

    def delayed(self, plan: Plan) -> Plan:
        """The same items, each as late as the last day, its window and what rests on it allow."""
        days = dict(plan.days)
        for item in reversed(plan.items):
            resting = [days[owner] for owner, held in plan.supports if held == item]
            turns = [days[other] - 1 for other in plan.items if other == evolve(item, turn=item.turn + 1)]
            latest = min([plan.last_day, *resting, *turns])
            days[item] = max(min(latest, end - 1) for start, end in self.window(item) if start <= latest)
        return evolve(plan, items=tuple(sorted(plan.items, key=lambda item: days[item])), days=days)

    # --- from requirements to obligations ----------------------------------------------------------------

    def held(self, requirement: Requirement, owner: Item | None) -> Held:
        """When a requirement holds by the record alone; evidence per course counts for the owner only."""
        about = "" if owner is None else owner.regards
        return (self.evaluator.regarding(about) if about else self.evaluator).held(requirement)

    def holds(self, requirement: Requirement, owner: Item | None) -> bool:
        """Whether it holds already, on the day on which it is needed."""
        return (self.on if self.until is None else self.until) in self.held(requirement, owner).sure

    def obligation(self, requirement: Requirement, owner: Item | None, asked: tuple[str, ...]) -> Obligation:
        """The choice that a requirement leaves, as things are; nothing to choose where it holds already."""
        if self.holds(requirement, owner):
            return Obligation(0, (), owner, asked)
        number, options = self._options(requirement, owner)
        later = self._later(requirement, owner)
        if later is not None and number == 1 and not isinstance(requirement, AllOf):
            options = (*options, Wait(later))
        if isinstance(requirement, LevelAttained | StandardMet):
            definition = requirement.level if isinstance(requirement, LevelAttained) else requirement.standard
            asked = asked if asked[-1] == definition else (*asked, definition)
        return Obligation(number, options, owner, asked)

    def _later(self, requirement: Requirement, owner: Item | None) -> int | None:
        """The first later day from which it holds by itself."""
        after = self.on if self.until is None else self.until
        return next((start for start, _ in self.held(requirement, owner).sure if start > after), None)

    def _options(self, requirement: Requirement, owner: Item | None) -> tuple[int, tuple[Option, ...]]:
        framework = self.framework
        match requirement:
            case Completed(selector, counting):
                return self._completions(requirement, selector, counting, owner)
            case Hours():
                return self._hours(requirement)
            case Evidenced(evidence, counting):
                return self._pieces(requirement, evidence, counting, owner)
            case OutcomeAchieved(outcome):
                courses = self._available(framework.courses_that_develop(outcome), Counting())
                pieces = [self._piece(item.id, owner) for item in framework.evidence if outcome in item.develops]
                return 1, (*courses, *pieces)
            case LevelAttained(level):
                found = framework.level(level)
                return (1, (found.requires,)) if found is not None and found.requires is not None else (1, ())
            case StandardMet(identifier):
                standard = framework.standard(identifier)
                return (1, (standard.require,)) if standard is not None and standard.require is not None else (1, ())
            case AllOf(parts):
                missing = self._missing(parts, owner)
                return len(missing), missing
            case AnyOf(parts):
                return 1, parts
            case AtLeast(number, parts):
                missing = self._missing(parts, owner)
                return number - len(parts) + len(missing), missing
            case _:
                return 1, ()

    def _missing(self, parts: tuple[Requirement, ...], owner: Item | None) -> tuple[Requirement, ...]:
        return tuple(part for part in parts if not self.holds(part, owner))

    def _completions(
        self, requirement: Completed, selector: dsl.Selector, counting: Counting, owner: Item | None
    ) -> tuple[int, tuple[Option, ...]]:
        """As many completions as are missing, of the selected courses, or of refreshers once one was completed."""
        missing = self._lacking(requirement, counting, owner)
        items = self._available(self.framework.selected(selector), counting)
        begun = any(hit.sure for hit in self.evaluator.answer(requirement).hits)
        if begun and counting.refreshed_by:
            renewing = self._available(self.framework.selected(counting.refreshed_by), Counting())
            items = (*renewing, *(item for item in items if item not in renewing))
        repeated = [evolve(item, turn=turn) for turn in range(2, missing + 1) for item in items]
        return missing, (*items, *repeated)

    def _pieces(
        self, requirement: Evidenced, evidence: str, counting: Counting, owner: Item | None
    ) -> tuple[int, tuple[Option, ...]]:
        missing = self._lacking(requirement, counting, owner)
        piece = self._piece(evidence, owner)
        return missing, tuple(evolve(piece, turn=turn) for turn in range(1, missing + 1))

    def _piece(self, evidence: str, owner: Item | None) -> Item:
        known = self.framework.evidence_of(evidence)
        per_course = owner is not None and known is not None and known.per_course
        return Item(evidence=evidence, about=owner.regards if owner is not None and per_course else "")

    def _lacking(self, requirement: Completed | Evidenced, counting: Counting, owner: Item | None) -> int:
        """How many more are needed: all of them, less as many as stand already."""
        fewer = (
            number
            for number in range(counting.times - 1, 0, -1)
            if self.holds(evolve(requirement, counting=evolve(counting, times=number)), owner)
        )
        return counting.times - next(fewer, 0)

    def _hours(self, requirement: Hours) -> tuple[int, tuple[Option, ...]]:
        """One course that is long enough for what is missing, or, where none is, as many of the longest as it takes."""
        of, counting = requirement.of, requirement.counting
        items = sorted(self._available(self.framework.selected(of), counting), key=lambda item: -self.minutes(item))
        minutes = range(1, round(requirement.hours * 60) + 1)
        standing = bisect_left(
            minutes, True, key=lambda each: not self.holds(evolve(requirement, hours=each / 60), None)
        )
        needed = len(minutes) - standing
        enough = [item for item in items if self.minutes(item) >= needed]
        if enough:
            return 1, tuple(enough)
        chosen: list[Item] = []
        while items and sum(self.minutes(item) for item in chosen) < needed and self.minutes(items[0]):
            chosen.append(evolve(items[len(chosen) % len(items)], turn=1 + len(chosen) // len(items)))
        return (len(chosen), tuple(chosen)) if chosen else (1, ())

    def _available(self, courses: tuple[str, ...], counting: Counting) -> tuple[Item, ...]:
        """What can be booked at some time and completes one of these courses, in each mode that makes a difference."""
        completing = self.framework.completing(courses)
        offered = [course for course in self.framework.courses if course.id in completing]
        items = (Item(course=course.id, mode=mode) for course in offered for mode in self._modes(course, counting))
        return tuple(item for item in items if self.soonest(item, self.on) < FOREVER)

    def _modes(self, course: Course, counting: Counting) -> list[str]:
        """The modes to choose from, '' for any: those that count, or where any counts, those asked for elsewhere."""
        offered = [mode.mode for mode in course.modes if isinstance(mode.mode, str)]
        if counting.mode:
            wanted = [mode for mode in counting.mode if isinstance(mode, str)]
            return [mode for mode in wanted if not course.modes or mode in offered]
        if len(course.modes) == 1 and offered:
            return offered
        return ["", *(mode for mode in self.modes_asked if not course.modes or mode in offered)]

    @cached_property
    def modes_asked(self) -> tuple[str, ...]:
        """The modes that some requirement of the framework asks for, by name."""
        framework = self.framework
        levels = [level.requires for level in framework.levels]
        entries = [course.requires for course in framework.courses]
        entries += [evidence.requires for evidence in framework.evidence]
        required = [standard.require for standard in framework.standards]
        parts = [part for asked in (*levels, *entries, *required) if asked is not None for part in dsl.walk(asked)]
        counted = [part.counting.mode for part in parts if isinstance(part, Completed | Hours)]
        return tuple(sorted({mode for modes in counted for mode in modes if isinstance(mode, str)}))


def _offered(starts: date | Unstated | None, ends: date | Unstated | None) -> Days:
    """The days on which something is surely on offer; an unstated bound leaves no day sure."""
    if isinstance(starts, Unstated) or isinstance(ends, Unstated):
        return NEVER
    return Days.of([bounds(starts, ends)])


# --- the search ------------------------------------------------------------------------------------------


def plans(
    planner: Planner, goals: tuple[tuple[Requirement, tuple[str, ...]], ...], order: tuple[str, ...]
) -> Iterator[Plan]:
    """Plans that reach all goals, cheapest first by `order`, which ranks `courses`, `minutes` and `days`.

    Two plans with the same items are one. After `LIMIT` states the search keeps the most promising ones only, and
    what it finds from then on is no longer known to be the cheapest: `least` stays where it was.
    """
    search = _Search(planner, order, attainable(planner, goals))
    start = _State(
        floors=frozenset() if planner.until is None else frozenset({(None, planner.until)}),
        pending=tuple(search.obligation(requirement, None, asked) for requirement, asked in goals),
    )
    frontier = _Frontier(search)
    frontier.add(search.settled(start))
    seen: set[_State] = set()
    found: set[frozenset[Item]] = set()
    floor: tuple[int, ...] | None = None
    while frontier.heap:
        bound, _, _, state = heapq.heappop(frontier.heap)
        if state in seen:
            continue
        seen.add(state)
        if len(seen) == LIMIT:
            floor = bound
        if not state.pending:
            if state.items not in found:
                found.add(state.items)
                yield search.plan(state, bound if floor is None else floor)
            continue
        if floor is not None:
            frontier.narrow()
        frontier.add(search.following(state))


def _resolved(state: _State, met: Obligation) -> _State:
    return evolve(state, pending=tuple(held for held in state.pending if held is not met))


def _foundations(state: _State, item: Item) -> set[Item | None]:
    """The item itself and all that it rests on, directly or through others."""
    reached: set[Item | None] = set()
    todo = [item]
    while todo:
        at = todo.pop()
        if at not in reached:
            reached.add(at)
            todo.extend(held for owner, held in state.supports if owner == at)
    return reached


def attainable(planner: Planner, goals: tuple[tuple[Requirement, tuple[str, ...]], ...]) -> dict[Item, int]:
    """The earliest day of everything that the goals may lead to and that can be had at all.

    Nothing is attainable at first; what rests only on attainable things becomes so, until nothing more does. So
    courses that only ask for each other never do.
    """
    entries: dict[Item, tuple[Obligation, ...]] = {}
    todo = [planner.obligation(requirement, None, asked) for requirement, asked in goals]
    while todo:
        asking = todo.pop()
        for option in asking.options:
            if isinstance(option, Item) and option not in entries:
                entries[option] = tuple(
                    planner.obligation(asked, option, rule) for asked, rule in planner.entry(option)
                )
                todo.extend(entries[option])
            elif not isinstance(option, Item | Wait):
                todo.append(planner.obligation(option, asking.owner, asking.asked))
    days: dict[Item, int] = {}
    changed = True
    while changed:
        changed = False
        for item, obligations in entries.items():
            needed = max((day_of_all(planner, asking, days) for asking in obligations), default=planner.on)
            day = planner.soonest(item, needed + item.turn - 1) if needed < FOREVER else FOREVER
            if day < days.get(item, FOREVER):
                days[item] = day
                changed = True
    return days


def day_of_all(planner: Planner, obligation: Obligation, days: Mapping[Item, int]) -> int:
    """The first day on which enough of the options can be had; `FOREVER` where they never can."""
    if obligation.number == 0:
        return planner.on
    each = sorted(day_of(planner, option, obligation, days) for option in obligation.options)
    return each[obligation.number - 1] if len(each) >= obligation.number else FOREVER


def day_of(planner: Planner, option: Option, asking: Obligation, days: Mapping[Item, int]) -> int:
    """The first day on which the option can be had; `FOREVER` where it never can."""
    if isinstance(option, Item):
        return days.get(option, FOREVER)
    if isinstance(option, Wait):
        return option.day
    return day_of_all(planner, planner.obligation(option, asking.owner, asking.asked), days)


@frozen
class _Frontier:
    """The states to look at, cheapest bound first; of equals the one with more decided, then the earlier."""

    search: _Search
    heap: list[tuple[tuple[int, ...], int, int, _State]] = field(factory=list)
    _count: Iterator[int] = field(factory=count)

    def add(self, states: Iterator[_State]) -> None:
        """Puts states where their bounds say."""
        for state in states:
            heapq.heappush(self.heap, (self.search.bound(state), -len(state.items), next(self._count), state))

    def narrow(self) -> None:
        """Keeps the most promising states only."""
        if len(self.heap) > BEAM:
            self.heap[:] = heapq.nsmallest(BEAM // 2, self.heap)


@frozen
class _Search:
    """One search: how states follow from each other, and what they cost at least."""

    planner: Planner
    order: tuple[str, ...]
    attainable: Mapping[Item, int]
    """The earliest day of each item that can be had at all."""
    _obligations: dict[tuple[Requirement, Item | None, tuple[str, ...]], Obligation] = field(factory=dict, repr=False)

    def obligation(self, requirement: Requirement, owner: Item | None, asked: tuple[str, ...]) -> Obligation:
        """The choice that a requirement leaves among what is attainable; a choice of choices is made one."""
        key = (requirement, owner, asked)
        if key not in self._obligations:
            whole = self.planner.obligation(requirement, owner, asked)
            options = [option for option in whole.options if self._day(option, whole) < FOREVER]
            if whole.number == 1:
                options = list(dict.fromkeys(inner for option in options for inner in self._flat(option, whole)))
            self._obligations[key] = evolve(whole, options=tuple(options))
        return self._obligations[key]

    def _day(self, option: Option, asking: Obligation) -> int:
        return day_of(self.planner, option, asking, self.attainable)

    def _flat(self, option: Option, asking: Obligation) -> tuple[Option, ...]:
        """The options that an option stands for, where one of them is all that it asks."""
        if isinstance(option, Item | Wait):
            return (option,)
        inner = self.obligation(option, asking.owner, asking.asked)
        return inner.options if inner.number == 1 and inner.asked == asking.asked else (option,)

    def following(self, state: _State) -> Iterator[_State]:
        """The states that one choice leads to: the first pending obligation, each option in turn.

        The options are taken in their order, and one that was passed over is not taken later for the same
        obligation, so that a choice of two is made once and not in both orders.
        """
        obligation, rest = state.pending[0], state.pending[1:]
        for index, option in enumerate(obligation.options):
            later = obligation.options[index + 1 :]
            if len(later) < obligation.number - 1:
                break
            remaining = (evolve(obligation, number=obligation.number - 1, options=later),)
            taken = self._taken(
                evolve(state, pending=(*rest, *(remaining if obligation.number > 1 else ()))), obligation, option
            )
            if taken is not None:
                yield from self.settled(taken)

    def _taken(self, state: _State, obligation: Obligation, option: Option) -> _State | None:
        owner = obligation.owner
        if isinstance(option, Wait):
            return evolve(state, floors=state.floors | {(owner, option.day)})
        if not isinstance(option, Item):
            return evolve(state, pending=(*state.pending, self.obligation(option, owner, obligation.asked)))
        if owner is not None and (owner in _foundations(state, option)):
            return None
        asked = state.asked | {(option, obligation.asked)}
        supports = state.supports if owner is None else state.supports | {(owner, option)}
        if option in state.items:
            return evolve(state, supports=supports, asked=asked)
        added = tuple(self.obligation(requirement, option, rule) for requirement, rule in self.planner.entry(option))
        return evolve(
            state,
            items=state.items | {option},
            supports=supports,
            asked=asked,
            pending=(*state.pending, *added),
        )

    def settled(self, state: _State) -> Iterator[_State]:
        """The state once every obligation that leaves no choice is met; nothing where one can't be met.

        What still leaves a choice stands in the order of how few options it has.
        """
        while True:
            forced = next((held for held in state.pending if held.number >= len(held.options)), None)
            free = self._free(state) if forced is None else None
            if forced is None and free is None:
                break
            following = self._met(state, *free) if free is not None else self._forced(state, forced)
            if following is None:
                return
            state = following
        ordered = sorted(dict.fromkeys(state.pending), key=lambda held: (len(held.options), repr(held.owner)))
        yield evolve(state, pending=tuple(ordered))

    def _forced(self, state: _State, forced: Obligation | None) -> _State | None:
        """The state with all the options of an obligation that needs them all; None where they are too few."""
        if forced is None or forced.number > len(forced.options):
            return None
        following: _State | None = _resolved(state, forced)
        for option in forced.options if forced.number else ():
            following = self._taken(following, forced, option) if following is not None else None
        return following

    def _free(self, state: _State) -> tuple[Obligation, Item] | None:
        """An obligation and an option of it that costs no more, since it is in the plan with all that it rests on.

        To choose it is never worse than another, unless days matter: it may be later than the other.
        """
        if not self.timeless:
            return None
        busy = {held.owner for held in state.pending}
        for held in state.pending:
            for option in held.options:
                rests_on = _foundations(state, option) if isinstance(option, Item) and option in state.items else None
                if isinstance(option, Item) and rests_on and not rests_on & {*busy, held.owner}:
                    return held, option
        return None

    def _met(self, state: _State, held: Obligation, option: Item) -> _State | None:
        """The state with one option of an obligation chosen for good."""
        left = tuple(other for other in held.options if other != option)
        remaining = (evolve(held, number=held.number - 1, options=left),) if held.number > 1 else ()
        rest = _resolved(state, held)
        return self._taken(evolve(rest, pending=(*rest.pending, *remaining)), held, option)

    @cached_property
    def timeless(self) -> bool:
        """Whether nothing has to wait: all that can be had at all can be had on the first day."""
        return all(day == self.planner.on for day in self.attainable.values())

    def bound(self, state: _State) -> tuple[int, ...]:
        """What every plan that follows from the state costs at least, in the chosen order.

        Obligations with disjoint sets of courses, none of them taken yet, each need as many more as they ask for.
        """
        courses = sum(1 for item in state.items if item.course)
        minutes = sum(self.planner.minutes(item) for item in state.items)
        reserved: set[Item] = set()
        for held in state.pending:
            items = {option for option in held.options if isinstance(option, Item) and option.course}
            if len(items) == len(held.options) and not items & state.items and not items & reserved:
                reserved |= items
                courses += held.number
                minutes += sum(sorted(self.planner.minutes(item) for item in items)[: held.number])
        days = self._days(state) if not state.pending else self.attainable
        last = max((days[item] for item in state.items), default=self.planner.on)
        floor = max((day for owner, day in state.floors if owner is None), default=self.planner.on)
        cost = {"courses": courses, "minutes": minutes, "days": max(last, floor) - self.planner.on}
        return tuple(cost[key] for key in self.order)

    def _days(self, state: _State) -> Mapping[Item, int]:
        """The earliest day of each item, from its window, its waits, its turn and what it rests on."""
        days: dict[Item, int] = {}

        def earliest(item: Item) -> int:
            if item not in days:
                waits = [day for owner, day in state.floors if owner == item]
                rests = [earliest(held) for owner, held in state.supports if owner == item]
                turns = [earliest(evolve(item, turn=item.turn - 1)) + 1] if item.turn > 1 else []
                days[item] = self.planner.soonest(item, max([self.planner.on, *waits, *rests, *turns]))
            return days[item]

        for item in state.items:
            earliest(item)
        return days

    def plan(self, state: _State, least: tuple[int, ...]) -> Plan:
        """The finished state as a plan: supports before what rests on them, then by day, ladder and file order."""
        days = self._days(state)
        ordered: list[Item] = []
        waiting = sorted(state.items, key=lambda item: (days[item], self.planner.place(item), item))
        while waiting:
            ready = next(
                item for item in waiting if all(held in ordered for owner, held in state.supports if owner == item)
            )
            waiting.remove(ready)
            ordered.append(ready)
        asked: dict[Item, tuple[tuple[str, ...], ...]] = {}
        for item, rules in sorted(state.asked):
            asked[item] = (*asked.get(item, ()), rules)
        last = max([*days.values(), *(day for owner, day in state.floors if owner is None)], default=self.planner.on)
        return Plan(
            items=tuple(ordered),
            days=days,
            supports=state.supports,
            asked=asked,
            courses=sum(1 for item in ordered if item.course),
            minutes=sum(self.planner.minutes(item) for item in ordered),
            last_day=last,
            least=least,
        )
