"""The search for the cheapest plan: AND/OR obligations, solved exactly, best first.

Taking an item brings its own entry requirements as further obligations, owned by the item; an item never supports
what it rests on itself, so a plan always has an order. States are popped by what they cost so far plus a lower bound
on the rest, so the first plan popped is the best, and that is the proof.

The questions about the framework and the person are asked through a :class:`~competency.planning.Planner`; nothing
here prints or reads anything.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import count

from attrs import evolve, field, frozen

from competency.periods import FOREVER
from competency.planning import Aim, Goals, Item, Obligation, Option, Owner, Plan, Planner, Wait
from competency.requirements import (
    Requirement,
)

LIMIT = 100_000
"""States looked at before the search settles for a plan that is not proved best."""

BEAM = 1_000
"""States kept from then on."""


@frozen
class _State:
    items: frozenset[Item] = frozenset()
    supports: frozenset[tuple[Item, Item]] = frozenset()
    floors: frozenset[tuple[Item | None, int]] = frozenset()
    asked: frozenset[tuple[Item, tuple[str, ...]]] = field(default=frozenset(), eq=False)
    pending: tuple[Obligation, ...] = ()


def plans(planner: Planner, goals: Goals, order: tuple[str, ...]) -> Iterator[Plan]:
    """Plans that reach all goals, cheapest first by `order`, which ranks `courses`, `minutes` and `days`.

    Two plans with the same items are one. After `LIMIT` states the search keeps the most promising ones only, and
    what it finds from then on is no longer known to be the cheapest: `least` stays where it was.
    """
    search = _Search(planner, order, attainable(planner, goals))
    start = _State(
        floors=frozenset() if planner.until is None else frozenset({(None, planner.until)}),
        pending=tuple(search.obligation(requirement, aim, asked) for requirement, asked, aim in goals),
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


def _foundations(state: _State, item: Item) -> set[Owner]:
    """The item itself and all that it rests on, directly or through others."""
    reached: set[Owner] = set()
    todo = [item]
    while todo:
        at = todo.pop()
        if at not in reached:
            reached.add(at)
            todo.extend(held for owner, held in state.supports if owner == at)
    return reached


def attainable(planner: Planner, goals: Goals) -> dict[Item, int]:
    """The earliest day of everything that the goals may lead to and that can be had at all.

    Nothing is attainable at first; what rests only on attainable things becomes so, until nothing more does. So
    courses that only ask for each other never do.
    """
    entries: dict[Item, tuple[Obligation, ...]] = {}
    todo = [planner.obligation(requirement, aim, asked) for requirement, asked, aim in goals]
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
    _obligations: dict[tuple[Requirement, Owner, tuple[str, ...]], Obligation] = field(factory=dict, repr=False)

    def obligation(self, requirement: Requirement, owner: Owner, asked: tuple[str, ...]) -> Obligation:
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
            return evolve(state, floors=state.floors | {(None if isinstance(owner, Aim) else owner, option.day)})
        if not isinstance(option, Item):
            return evolve(state, pending=(*state.pending, self.obligation(option, owner, obligation.asked)))
        if isinstance(owner, Item) and owner in _foundations(state, option):
            return None
        if isinstance(owner, Aim) and owner.opened > self.planner.on:
            state = evolve(state, floors=state.floors | {(option, owner.opened)})
        asked = state.asked | {(option, obligation.asked)}
        supports = state.supports | {(owner, option)} if isinstance(owner, Item) else state.supports
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
            if isinstance(held.owner, Aim) and held.owner.opened > self.planner.on:
                continue
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
