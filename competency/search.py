"""The search for the cheapest plan: what the goals need, solved exactly, best first.

A state says which nodes of a :class:`~competency.problem.Problem` a plan has and which it has not. Where a need leaves
no choice its options are taken, with all that each way to them has in common; else each option in turn leads to a
state of its own, without those before it, so that no plan is met twice. States are popped by what they cost so far
plus a lower bound on the rest: the first plan popped is the best, and that is the proof.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import count
from math import inf
from typing import TypeAlias

from attrs import evolve, field, frozen

from competency import program
from competency.costs import Costs, costs, is_wish, paid
from competency.periods import FOREVER
from competency.planning import Goals, Item, Obligation, Option, Plan, Planner, Together, Wait
from competency.problem import ROOT, Need, Problem, bits, compiled

LIMIT = 100_000
"""States looked at before the search settles for a plan that is not proved best."""

BEAM = 1_000
"""States kept from then on."""

EFFORT = 15_000
"""States looked at, times nodes of the problem, before HiGHS takes over where it is installed: some 0.03 s."""

Bound: TypeAlias = tuple[int, int, int]
"""What plans cost at least: of all that ranks before the days, the last day, and of what ranks after the days."""


def plans(planner: Planner, goals: Goals, order: tuple[str, ...]) -> Iterator[Plan]:
    """Plans that reach all goals, cheapest first by `order`, which ranks `courses`, `minutes`, `days` and wishes.

    Two plans with the same items are one. What our own search has not found after some `EFFORT` is left to HiGHS, if
    that is installed. If not, after `LIMIT` states the search keeps the most promising ones only, and
    what it finds from then on is no longer known to be the cheapest: `least` stays where it was.
    """
    asked = evolve(planner, wishes=tuple(name for name in order if is_wish(name)))
    problem = compiled(asked, goals)
    return found(problem, costs(problem, order))


def found(problem: Problem, priced: Costs) -> Iterator[Plan]:
    """The plans of a question in numbers, cheapest first."""
    plans = _Search(problem, priced).plans() if ROOT in problem.days else iter(())
    if problem.whole:
        return plans
    nothing = (0,) * len(priced.order)
    return (evolve(plan, least=nothing) for plan in plans)


@frozen
class _State:
    """The nodes that a plan has and has not, and the needs still to be met, each with its options left."""

    taken: int
    barred: int
    needs: tuple[tuple[Need, int, tuple[int, ...]], ...]


@frozen
class _Search:
    """One search: how states follow from each other, and what they cost at least."""

    problem: Problem
    costs: Costs
    _heap: list[tuple[Bound, int, int, _State | Plan]] = field(factory=list, repr=False)
    _count: Iterator[int] = field(factory=count, repr=False)

    def plans(self) -> Iterator[Plan]:
        """The plans, cheapest first."""
        found: set[int] = set()
        floor: Bound | None = None
        self._add(self._settled(1 << ROOT, 0, list(self.problem.needs[ROOT])))
        looked = 0
        effort: float = EFFORT if program.available() else inf
        while self._heap:
            bound, _, _, state = heapq.heappop(self._heap)
            looked += 1
            if looked * len(self.problem.items) > effort:
                effort = inf
                with suppress(program.Unfinished):
                    yield from self._solved(found)
                    return
            if looked == LIMIT:
                floor = bound
            if floor is not None and len(self._heap) > BEAM:
                self._heap[:] = heapq.nsmallest(BEAM // 2, self._heap)
            if isinstance(state, Plan):
                yield evolve(state, least=self.costs.ranked(*(bound if floor is None else floor)))
            elif state.needs:
                self._branch(state)
            else:
                self._finish(state, bound, found)

    def _solved(self, found: set[int]) -> Iterator[Plan]:
        """The plans that HiGHS finds, cheapest first, without those that were found."""
        problem, order = self.problem, self.costs.order
        for chosen, day in program.cheapest(problem, order, found):
            whole = problem.plan(chosen, paid(problem, chosen, day, order), idle=self._idle)
            if whole is not None and whole[0] not in found:
                found.add(whole[0])
                yield whole[1]

    @property
    def _idle(self) -> bool:
        """Whether what serves nothing yet may make a difference once something lapses."""
        return not self.problem.timeless or self.problem.planner.until is not None

    def _finish(self, state: _State, bound: Bound, found: set[int]) -> None:
        """Puts a state without open needs back as the plan that it is; goes on where it rests on itself."""
        problem = self.problem
        chosen = state.taken & ~problem.choices
        whole = problem.plan(chosen, (), idle=self._idle)
        if whole is None:
            self._unwind(state)
            return
        chosen, plan = whole
        if chosen not in found:
            found.add(chosen)
            self._push((bound[0], plan.last_day, bound[2]), state.taken, plan)
        if self._idle:
            self._choose(state, self._open(bits(state.taken), state.taken), 1, state.needs)

    def _unwind(self, state: _State) -> None:
        """Where nodes rest on each other in a circle, one of them needs something from outside of it."""
        derived = self.problem.derived(state.taken | self.problem.choices)
        circle = [node for node in bits(state.taken) if node not in derived]
        inside = state.taken | sum(1 << node for node in derived if not state.taken >> node & 1)
        self._choose(state, self._open(circle, inside), 1, state.needs)

    def _open(self, nodes: Iterator[int] | list[int], inside: int) -> tuple[int, ...]:
        """The options of these nodes' needs that are not taken yet."""
        options = [option for node in nodes for need in self.problem.needs[node] for option in need.options]
        return tuple(dict.fromkeys(option for option in options if not inside >> option & 1))

    def _branch(self, state: _State) -> None:
        """The states that one choice leads to: of the need with the fewest options, each in turn."""
        _, lacking, options = min(state.needs, key=lambda open_: len(open_[2]))
        self._choose(state, options, lacking, state.needs)

    def _choose(
        self,
        state: _State,
        options: tuple[int, ...],
        lacking: int,
        needs: tuple[tuple[Need, int, tuple[int, ...]], ...],
    ) -> None:
        barred = state.barred
        for index, option in enumerate(options):
            if len(options) - index < lacking:
                break
            if barred >> option & 1:
                continue
            following = self._taking(state.taken, barred, [need for need, _, _ in needs], self.problem.must[option])
            self._add(following)
            barred |= 1 << option

    def _taking(self, taken: int, barred: int, needs: list[Need], more: int) -> _State | None:
        """The state with more nodes taken."""
        if more & barred:
            return None
        for node in bits(more & ~taken):
            needs.extend(self.problem.needs[node])
        return self._settled(taken | more, barred, needs)

    def _settled(self, taken: int, barred: int, needs: list[Need]) -> _State | None:
        """The state once every need that leaves no choice is met; None where one can't be met."""
        must = self.problem.must
        while True:
            before, closed = taken, ~taken & ~barred
            still: list[tuple[Need, int, tuple[int, ...]]] = []
            added: list[Need] = []
            for need in needs:
                lacking = need.number - (need.mask & taken).bit_count()
                if lacking <= 0:
                    continue
                options = []
                together, common = 0, -1
                for option in need.options:
                    if closed >> option & 1 and not must[option] & barred:
                        options.append(option)
                        together |= must[option]
                        common &= must[option]
                if len(options) < lacking:
                    return None
                more = (together if len(options) == lacking else common) & ~taken
                if more:
                    for node in bits(more):
                        added.extend(self.problem.needs[node])
                    taken |= more
                    closed = ~taken & ~barred
                still.append((need, lacking, tuple(options)))
            if taken == before:
                return _State(taken, barred, tuple(still))
            needs = [*(need for need, _, _ in still), *added]

    def _add(self, state: _State | None) -> None:
        if state is not None:
            self._push(self._bound(state), state.taken, state)

    def _push(self, bound: Bound, taken: int, state: _State | Plan) -> None:
        heapq.heappush(self._heap, (bound, -taken.bit_count(), next(self._count), state))

    def _bound(self, state: _State) -> Bound:
        """What every plan that follows from the state costs at least.

        Each open need costs at least its cheapest option with all that this option has to have; what one need was
        counted with is free for the next.
        """
        weight, must = self.costs.weight, self.problem.must
        counted = state.taken
        total = weight(counted)
        for _, lacking, options in sorted(state.needs, key=lambda open_: len(open_[2])):
            least = min(weight(must[option] & ~counted) for option in options)
            if lacking > 1:
                single = sorted(self.costs.first[option] for option in options if not counted >> option & 1)
                least = max(least, sum(single[: max(0, lacking - (len(options) - len(single)))]))
            if least:
                total += least
                for option in options:
                    counted |= must[option]
        if self.problem.timeless:
            return (total, max(self.problem.days[ROOT], self.problem.planner.on), 0)
        days = self.problem.days
        last = max(days[node] for node in bits(state.taken))
        return (total, last, sum(self.costs.second[node] for node in bits(state.taken)))


# --- what can be had at all ------------------------------------------------------------------------------


def attainable(planner: Planner, goals: Goals) -> dict[Item, int]:
    """The earliest day of everything that the goals may lead to and that can be had at all.

    Nothing is attainable at first; what rests only on attainable things becomes so, until nothing more does. So
    courses that only ask for each other never do.
    """
    problem = compiled(planner, goals)
    return {item: problem.days[node] for node, item in enumerate(problem.items) if item and node in problem.days}


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
    if isinstance(option, Together):
        return max((days.get(item, FOREVER) for item in option.items), default=FOREVER)
    return day_of_all(planner, planner.obligation(option, asking.owner, asking.asked), days)
