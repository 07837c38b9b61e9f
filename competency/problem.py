"""A question about plans in numbers: nodes that need so many of other nodes, each with its earliest day.

Compiled once per question, so that the search asks nobody any more. Node 0 is all goals together; the others are items
to get, days to wait for, and choices within choices. What can't be had at all is left out. A node is *derived* once
enough options of each of its needs are; so what rests only on itself never is, and that is what gives plans an order.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import evolve, field, frozen

from competency.periods import FOREVER
from competency.planning import UNTOLD, Aim, Goals, Item, Obligation, Option, Owner, Plan, Planner, Together, Wait
from competency.requirements import Requirement

ROOT = 0
"""The node of all goals together."""


@frozen
class Need:
    """So many of the options, for a node; `asked` are the rules that lead here (none between turns of one item)."""

    number: int
    options: tuple[int, ...]
    mask: int
    owner: Owner
    asked: tuple[str, ...]


@frozen
class Problem:
    """Nodes by number: their items, their needs, the first day that each may have, and what it must come after."""

    planner: Planner
    items: tuple[Item | None, ...]
    needs: tuple[tuple[Need, ...], ...]
    floors: tuple[int, ...]
    windows: Mapping[int, Item]
    """The items whose windows bind nodes: those of items, and of items wanted from a certain day on."""
    turns: Mapping[int, int]
    """For each repetition of an item the node of the turn before it, which has to be on an earlier day."""
    whole: bool
    """Whether all options are among the nodes; if not, what is cheapest among them need not be the best."""

    @cached_property
    def choices(self) -> int:
        """All nodes that are no items."""
        return sum(1 << node for node, item in enumerate(self.items) if item is None)

    @cached_property
    def days(self) -> dict[int, int]:
        """The earliest day of each node if everything may be had, in an order in which they can be derived."""
        return self.derived(-1)

    @cached_property
    def timeless(self) -> bool:
        """Whether nothing has to wait: all that can be had at all can be had on the first day."""
        return all(day == self.planner.on for node, day in self.days.items() if node != ROOT)

    @cached_property
    def must(self) -> tuple[int, ...]:
        """For each node the nodes that each way to it has in common, itself among them."""
        everything = (1 << len(self.items)) - 1
        must = [everything] * len(self.items)
        changed = True
        while changed:
            changed = False
            for node in self.days:
                found = 1 << node
                for need in self.needs[node]:
                    together, common = 0, everything
                    for option in need.options:
                        together |= must[option]
                        common &= must[option]
                    found |= together if need.number == len(need.options) else common
                if found != must[node]:
                    must[node] = found
                    changed = True
        return tuple(must)

    @cached_property
    def _users(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each node the needs that it serves, each as (position in `_numbers`, node that has the need)."""
        users: list[list[tuple[int, int]]] = [[] for _ in self.items]
        position = 0
        for node, needs in enumerate(self.needs):
            for need in needs:
                for option in need.options:
                    users[option].append((position, node))
                position += 1
        return tuple(tuple(each) for each in users)

    @cached_property
    def _numbers(self) -> tuple[int, ...]:
        return tuple(need.number for needs in self.needs for need in needs)

    def derived(
        self, allowed: int, later: Mapping[int, int] | None = None, also: Iterable[tuple[int, int]] = ()
    ) -> dict[int, int]:
        """The earliest day of each node that can be had by allowed ones alone, in an order of derivation.

        `later` binds nodes to a first day of their own; `also` are pairs (node, node that it has to await too).
        """
        unmet = [len(needs) for needs in self.needs]
        left = list(self._numbers)
        awaiting: dict[int, list[int]] = {}
        for node, awaited in also:
            awaiting.setdefault(awaited, []).append(node)
            unmet[node] += 1
        days: dict[int, int] = {}
        heap: list[tuple[int, int]] = []
        for node, count in enumerate(unmet):
            if not count and allowed >> node & 1:
                heapq.heappush(heap, (self._first(node, self.planner.on, days, later), node))
        while heap:
            day, node = heapq.heappop(heap)
            if day >= FOREVER:
                break
            days[node] = day
            ready = []
            for position, user in self._users[node]:
                left[position] -= 1
                if not left[position]:
                    unmet[user] -= 1
                    if not unmet[user]:
                        ready.append(user)
            for user in awaiting.get(node, ()):
                unmet[user] -= 1
                if not unmet[user]:
                    ready.append(user)
            for user in ready:
                if allowed >> user & 1:
                    heapq.heappush(heap, (self._first(user, day, days, later), user))
        return days

    def _first(self, node: int, day: int, days: Mapping[int, int], later: Mapping[int, int] | None) -> int:
        """The first day on which the node can be had once all that it needs is there, on `day`."""
        day = max(day, self.floors[node], later.get(node, 0) if later else 0)
        if node in self.turns:
            day = max(day, days[self.turns[node]] + 1)
        return self.planner.soonest(self.windows[node], day) if node in self.windows else day

    def plan(self, chosen: int, least: tuple[int, ...], *, idle: bool) -> tuple[int, Plan] | None:
        """The plan with these items, and which of them it has; None where they do not reach the goals.

        What serves nothing is left out, unless `idle` and something could rest on it too: only a replay can tell
        whether that makes a difference.
        """
        allowed = chosen | self.choices
        also: list[tuple[int, int]] = []
        later: dict[int, int] = {}
        days = self.derived(allowed)
        if ROOT not in days:
            return None
        used = self._used(days, also, later)
        if later:
            days = self.derived(allowed, later)
            used = self._used(days, also, later)
        for node in bits(chosen & ~_mask(used)) if idle else ():
            for owner in [user for _, user in self._users[node] if user in used]:
                more = self.derived(allowed, later, [*also, (owner, node)])
                if ROOT in more and node in more:
                    days, also = more, [*also, (owner, node)]
                    break
            used = self._used(days, also, later)
        return _mask(used) & ~self.choices, self._told(days, used, also, least)

    def _used(self, days: Mapping[int, int], also: Iterable[tuple[int, int]], later: dict[int, int]) -> set[int]:
        """The nodes that the goals rest on; notes in `later` which items are wanted from a certain day on."""
        rank = {node: index for index, node in enumerate(days)}
        used: set[int] = set()
        todo = [ROOT]
        while todo:
            node = todo.pop()
            if node in used:
                continue
            used.add(node)
            todo.extend(awaited for owner, awaited in also if owner == node)
            for need in self.needs[node]:
                taken = _earliest(need, rank)
                todo.extend(taken)
                if node in self.windows and self.items[node] is None:
                    later[taken[0]] = max(self.floors[node], later.get(taken[0], 0))
        return used

    def _told(
        self, days: Mapping[int, int], used: set[int], also: Iterable[tuple[int, int]], least: tuple[int, ...]
    ) -> Plan:
        rank = {node: index for index, node in enumerate(days)}
        supports: set[tuple[Item, Item]] = set()
        asked: dict[Item, set[tuple[str, ...]]] = {}
        for node in used:
            extra = {awaited for owner, awaited in also if owner == node}
            for need in self.needs[node] if node not in self.windows or self.items[node] is not None else ():
                for option in {*_earliest(need, rank), *(extra & set(need.options))} if need.asked else ():
                    item = self.items[option] or self.windows.get(option)
                    if item is not None:
                        asked.setdefault(item, set()).add(need.asked)
                        if isinstance(need.owner, Item):
                            supports.add((need.owner, item))
        when = {item: days[node] for node in used if (item := self.items[node]) is not None}
        items = _in_order(self.planner, when, supports)
        return Plan(
            items=items,
            days=when,
            supports=frozenset(supports),
            asked={item: tuple(sorted(asked.get(item, ()))) for item in items},
            courses=sum(1 for item in items if item.course),
            minutes=sum(self.planner.minutes(item) for item in items),
            last_day=days[ROOT],
            least=least,
        )


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first.

    >>> list(bits(0b1101))
    [0, 2, 3]
    """
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _mask(nodes: Iterable[int]) -> int:
    return sum(1 << node for node in nodes)


def _earliest(need: Need, rank: Mapping[int, int]) -> list[int]:
    """As many options as are needed, those that can be had first."""
    return sorted((option for option in need.options if option in rank), key=rank.__getitem__)[: need.number]


def _in_order(planner: Planner, days: Mapping[Item, int], supports: set[tuple[Item, Item]]) -> tuple[Item, ...]:
    """Supports before what rests on them, then by day, ladder and file order."""
    resting: dict[Item, list[Item]] = {}
    for owner, item in supports:
        resting.setdefault(owner, []).append(item)
    ordered: dict[Item, None] = {}
    waiting = sorted(days, key=lambda item: (days[item], planner.place(item), item))
    while waiting:
        ready = next(item for item in waiting if all(held in ordered for held in resting.get(item, ())))
        waiting.remove(ready)
        ordered[ready] = None
    return tuple(ordered)


# --- compiling -------------------------------------------------------------------------------------------


def compiled(planner: Planner, goals: Goals) -> Problem:
    """The question whether and how the goals can be reached, in numbers."""
    building = _Building(planner)
    building.node(planner.on if planner.until is None else planner.until)
    for requirement, asked, aim in goals:
        building.ask(ROOT, planner.obligation(requirement, aim, asked))
    building.open_all()
    whole = building.problem()
    return _possible(whole)


def _possible(whole: Problem) -> Problem:
    """The problem without options that can't be had at all, or that rest on what they are an option for."""
    known = _mask(whole.days)
    for barred in ([0] * len(whole.items), None):
        bars = whole.must if barred is None else barred
        needs = tuple(
            tuple(
                _without(need, [o for o in need.options if known >> o & 1 and not bars[o] >> node & 1])
                for need in needs
            )
            for node, needs in enumerate(whole.needs)
        )
        whole = evolve(whole, needs=needs)
    return whole


def _without(need: Need, options: list[int]) -> Need:
    return need if len(options) == len(need.options) else _need(need.number, options, need.owner, need.asked)


def _need(number: int, options: list[int], owner: Owner, asked: tuple[str, ...]) -> Need:
    return Need(number, tuple(options), _mask(options), owner, asked)


@frozen
class _Building:
    """The nodes so far, and the items whose own needs are still to be asked for."""

    planner: Planner
    items: list[Item | None] = field(factory=list)
    needs: list[list[Need]] = field(factory=list)
    floors: list[int] = field(factory=list)
    windows: dict[int, Item] = field(factory=dict)
    turns: dict[int, int] = field(factory=dict)
    known: dict[object, int] = field(factory=dict)
    unopened: list[int] = field(factory=list)
    untold: list[Option] = field(factory=list)

    def problem(self) -> Problem:
        """What was built."""
        needs = tuple(tuple(dict.fromkeys(each)) for each in self.needs)
        return Problem(
            self.planner, tuple(self.items), needs, tuple(self.floors), self.windows, self.turns, not self.untold
        )

    def node(self, floor: int = 0, item: Item | None = None) -> int:
        """A new node."""
        self.items.append(item)
        self.needs.append([])
        self.floors.append(floor)
        return len(self.items) - 1

    def open_all(self) -> None:
        """Asks for what the items need, and the items among that, until none is left."""
        while self.unopened:
            node = self.unopened.pop()
            item = self.windows[node]
            for requirement, rule in self.planner.entry(item):
                self.ask(node, self.planner.obligation(requirement, item, rule))

    def ask(self, node: int, obligation: Obligation) -> None:
        """Gives a node what an obligation needs; where all options are needed, each for itself."""
        options, asked = obligation.options, obligation.asked
        if obligation.number and obligation.number == len(options):
            for option in options:
                if isinstance(option, Item | Wait):
                    self.needs[node].append(_need(1, [self.option(option, obligation)], obligation.owner, asked))
                elif isinstance(option, Together):
                    self.together(node, option, obligation)
                else:
                    self.ask(node, self.planner.obligation(option, obligation.owner, asked))
        elif obligation.number:
            self.untold.extend(option for option in options if option == UNTOLD)
            nodes = [found for option in options if option != UNTOLD for found in self.ways(option, obligation)]
            nodes = list(dict.fromkeys(nodes)) if obligation.number == 1 else nodes
            self.needs[node].append(_need(obligation.number, nodes, obligation.owner, asked))

    def ways(self, option: Option, asking: Obligation) -> list[int]:
        """The nodes that an option stands for: those of a choice within the choice, where one of them is enough."""
        if isinstance(option, Item | Wait):
            return [self.option(option, asking)]
        if isinstance(option, Together):
            node = self.node()
            self.together(node, option, asking)
            return [node]
        inner = self.planner.obligation(option, asking.owner, asking.asked)
        if asking.number == inner.number == 1 and inner.asked == asking.asked:
            return [found for each in inner.options for found in self.ways(each, inner)]
        node = self.node()  # one for each option: of 'two of A, A, B' both A count
        self.ask(node, inner)
        return [node]

    def together(self, node: int, option: Together, asking: Obligation) -> None:
        """Gives a node each of several items as a need."""
        for item in option.items:
            self.needs[node].append(_need(1, [self.option(item, asking)], asking.owner, asking.asked))

    def option(self, option: Item | Wait, asking: Obligation) -> int:
        """The node of an item or a day."""
        if isinstance(option, Wait):
            return self._once(option, option.day)
        node = self._item(option)
        owner = asking.owner
        if not isinstance(owner, Aim) or owner.opened <= self.planner.on:
            return node
        late = self._once((option, owner.opened), owner.opened)
        if late not in self.windows:
            self.windows[late] = option
            self.needs[late].append(_need(1, [node], owner, asking.asked))
        return late

    def _once(self, key: Requirement | Wait | tuple[Item, int], floor: int) -> int:
        if key not in self.known:
            self.known[key] = self.node(floor)
        return self.known[key]

    def _item(self, item: Item) -> int:
        if item not in self.known:
            self.known[item] = node = self.node(item=item)
            self.windows[node] = item
            self.unopened.append(node)
            if item.turn > 1:
                before = self._item(Item(item.course, item.evidence, item.about, item.mode, item.turn - 1))
                self.turns[node] = before
                self.needs[node].append(_need(1, [before], item, ()))
        return self.known[item]
