"""The same question as a 0/1 program for HiGHS, for what is too large for our own search.

The only module that imports `highspy`, and only when it is called: it is an optional install, `competency[optimum]`.

One column for each node of the :class:`~competency.problem.Problem`, one row for each need. That alone would let
nodes rest on each other in a circle, or be late; where a solution does, a row is added that it breaks and that no plan
breaks: of the items whose lack keeps the goals out of reach one must be there. Costs are kept low one after the other,
each as a row for the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

from attrs import field, frozen

from competency.costs import DAYS, cost_of
from competency.problem import ROOT, Problem, bits

if TYPE_CHECKING:
    import highspy

INSTALL = "pip install 'competency[optimum]'"
"""How the solver is got."""

SECONDS = 60.0
"""How long the solver may think of one question."""

_EXACT = 1e8
"""Sums below this are exact to the solver, whose tolerances are shares."""

_EVIDENCE = "evidence"
"""Ranks last of all, where it ranks: the number of pieces of evidence."""


class Unfinished(Exception):
    """The solver ended without an answer."""


def available() -> bool:
    """Whether HiGHS is installed."""
    return find_spec("highspy") is not None


def cheapest(problem: Problem, order: tuple[str, ...], excluded: Iterable[int] = ()) -> Iterator[tuple[int, int]]:
    """Sets of items that reach the goals, cheapest first, each with the last day; not those given, nor more of them.

    Where something has to wait, more of them may be had if it serves: only then may it be earlier.

    Raises:
        Unfinished: the solver took too long.
    """
    bars = [_bar(problem, chosen) for chosen in excluded]
    while True:
        found = _Program.of(problem, bars).solved(order)
        if found is None:
            return
        yield found
        # Evidence costs nothing, so that idle pieces may be among it: without them it is no other set.
        needed = problem.plan(found[0], (), idle=False)
        bars += [_bar(problem, chosen) for chosen in dict.fromkeys((found[0], needed[0] if needed else found[0]))]


@frozen
class _Bar:
    """A set of items of which one must be left out, unless one of the others comes in."""

    chosen: int
    others: int


def _bar(problem: Problem, chosen: int) -> _Bar:
    if problem.timeless and problem.planner.until is None:
        return _Bar(chosen, 0)
    inside = chosen | problem.choices
    options = sum(1 << o for o in {o for node in bits(inside) for need in problem.needs[node] for o in need.options})
    return _Bar(chosen, options & ~inside)


@frozen
class _Program:
    """One program: its columns stand for the nodes that can be had at all."""

    problem: Problem
    solver: highspy._Highs
    columns: dict[int, int]
    _deadline: list[int] = field(factory=list)
    """The last day allowed; empty: any."""

    @classmethod
    def of(cls, problem: Problem, bars: Iterable[_Bar]) -> _Program:
        """The program with a row for each need and each bar."""
        import highspy

        solver = highspy._Highs()  # the plain class: what is built upon it greets on standard output
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 0.0)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("time_limit", SECONDS)
        columns = {node: column for column, node in enumerate(sorted(problem.days))}
        program = cls(problem, solver, columns)
        for node, column in columns.items():
            solver.addVar(1.0 if node == ROOT else 0.0, 1.0)
            solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        for node in columns:
            for need in problem.needs[node]:
                program._row({**dict.fromkeys(need.options, 1), node: -need.number}, at_least=0)
        for bar in bars:
            row = {**dict.fromkeys(bits(bar.chosen), -1), **dict.fromkeys(bits(bar.others), 1)}
            program._row(row, at_least=1 - bar.chosen.bit_count())
        return program

    def _row(self, row: dict[int, int], at_least: float | None = None, at_most: float | None = None) -> None:
        """Adds a row over nodes; those that can't be had count nothing."""
        known = {self.columns[node]: float(number) for node, number in row.items() if number and node in self.columns}
        infinite = float("inf")
        low, high = -infinite if at_least is None else at_least, infinite if at_most is None else at_most
        self.solver.addRow(low, high, len(known), list(known), list(known.values()))

    def solved(self, order: tuple[str, ...]) -> tuple[int, int] | None:
        """The cheapest set of items in this order, and its last day; None where there is none."""
        best = None
        for names in self._together(order):
            if names == [DAYS]:
                best = self._early(best)
            else:
                prices = self._prices(names)
                best = self._least(prices)
                if best is not None:
                    self._row(prices, at_most=sum(prices[node] for node in bits(best[0])) + 0.5)
            if best is None:
                return None
        return best

    def _together(self, order: tuple[str, ...]) -> list[list[str]]:
        """The costs in turn; those that can be kept low in one sum together, without the days where none can differ.

        Where they can, idle pieces of evidence would make sets that differ in nothing else.
        """
        groups: list[list[str]] = [[]]
        for name in order if self.problem.timeless else (*order, _EVIDENCE):
            if name != DAYS:
                fits = DAYS not in groups[-1] and sum(self._prices([*groups[-1], name]).values()) < _EXACT
                groups = [*groups[:-1], [*groups[-1], name]] if fits else [*groups, [name]]
            elif not self.problem.timeless:
                groups.append([name])
        return [names for names in groups if names]

    def _prices(self, names: list[str]) -> dict[int, int]:
        """What each node adds to a sum in which each cost is worth more than all after it together."""
        prices = dict.fromkeys(self.columns, 0)
        worth = 1
        for name in reversed(names):
            each = {node: self._price(node, name) for node in self.columns}
            prices = {node: price + worth * each[node] for node, price in prices.items()}
            worth *= 1 + sum(each.values())
        return prices

    def _price(self, node: int, name: str) -> int:
        item = self.problem.items[node]
        if item is None:
            return 0
        return int(not item.course) if name == _EVIDENCE else cost_of(self.problem.planner, item, name)

    def _early(self, best: tuple[int, int] | None) -> tuple[int, int] | None:
        """The least last day at the costs kept so far, and from now on the last day allowed."""
        best = self._least({}) if best is None else best
        while best is not None and best[1] > self.problem.days[ROOT]:
            rows = self.solver.getNumRow()
            self._deadline[:] = [best[1] - 1]
            earlier = self._least({})
            if earlier is None:
                self.solver.deleteRows(self.solver.getNumRow() - rows, list(range(rows, self.solver.getNumRow())))
                break
            best = earlier
        if best is not None:
            self._deadline[:] = [best[1]]
        return best

    def _least(self, prices: dict[int, int]) -> tuple[int, int] | None:
        """A set of items that reaches the goals in time, at the least price; None where there is none."""
        import highspy

        for node, column in self.columns.items():
            self.solver.changeColCost(column, float(prices.get(node, 0)))
        while True:
            self.solver.run()
            status = self.solver.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return None
            if status != highspy.HighsModelStatus.kOptimal:
                raise Unfinished(str(status))
            values = self.solver.getSolution().col_value
            taken = sum(1 << node for node, column in self.columns.items() if values[column] > 0.5)
            chosen = taken & ~self.problem.choices
            day = self._reached(chosen)
            if day is not None:
                return chosen, day
            self._row(dict.fromkeys(bits(self._lacking(chosen)), 1), at_least=1)

    def _reached(self, chosen: int) -> int | None:
        """The day on which the items reach the goals; None where they don't, or not in time."""
        day = self.problem.derived(chosen | self.problem.choices).get(ROOT)
        return None if day is None or (self._deadline and day > self._deadline[0]) else day

    def _lacking(self, chosen: int) -> int:
        """Items one of which must be there: all others together do not reach the goals in time."""
        lacking = 0
        known = [node for node in self.columns if self.problem.items[node] is not None and not chosen >> node & 1]
        todo = [known] if known else []
        while todo:
            part = todo.pop()
            more = chosen | sum(1 << node for node in part)
            if self._reached(more) is None:
                chosen = more
            elif len(part) == 1:
                lacking |= 1 << part[0]
            else:
                todo += [part[: len(part) // 2], part[len(part) // 2 :]]
        return lacking
