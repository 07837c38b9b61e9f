"""The cheapest plan, proved: our own search, HiGHS alone, and networkx graph walks that ignore alternatives.

    python benchmarks/bench_pathways.py [COUNT…]

Generated catalogues (fixed seeds; `tests/catalogues.py`) of 30, 300 and 3,000 courses with AND, OR and m-of-n
prerequisites, levels, outcomes and evidence; somebody who has done a fifteenth of them; one goal. Medians over the
questions; all contenders answer one question before the next is asked,
so that a busy machine slows all.

- *search*: the search for the first plan and its proof, once the question is in numbers; HiGHS takes over where it is
  installed and our own search takes long. What takes no part in a plan of the goal takes no part in the search: how
  many courses it saw is shown.
- *asked and compiled*: what the search needs to know: what holds by the record, what may be booked, what is missing.
- *HiGHS alone*: a 0/1 program written from the framework by hand: a column for each course and each choice, courses
  before minutes in one sum; its building is timed too. It knows nothing of days, windows, validity and circles, and
  explains nothing. Its cost must be ours; the exit code is 1 where it isn't.
- *networkx, all* takes every course that the goal names in depth (`nx.descendants`); *networkx, first* the first
  alternative each time (`dfs_preorder_nodes`), n of m as the first one too. How often the goal is not reached so,
  how often it is dearer, and how much dearer (courses, median where dearer).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TypeVar

import networkx as nx
from attrs import field, frozen

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# ruff: noqa: E402 - the checkout is what is measured
from catalogues import catalogue, person

from competency import program, search
from competency.costs import costs
from competency.evaluation import Evaluator
from competency.history import History
from competency.model import Framework, Record
from competency.planning import Goals, Plan, Planner
from competency.problem import ROOT as GOAL
from competency.problem import Problem, compiled
from competency.requirements import (
    AllOf,
    AtLeast,
    Completed,
    Evidenced,
    LevelAttained,
    OutcomeAchieved,
    Requirement,
    StandardMet,
    parts_of,
)

Found = TypeVar("Found")
ON = date(2012, 2, 1)
ORDER = ("courses", "minutes", "days")
GOALS: Goals = ((StandardMet("goal"), ("goal",), None),)
QUESTIONS = {30: 60, 300: 30, 3000: 8}
WALKS = ("networkx, all", "networkx, first")
WANTED = 1.0
"""Milliseconds for the search among up to some 30 courses that matter."""


# --- the others ------------------------------------------------------------------------------------------


def definition(framework: Framework, requirement: Requirement) -> Requirement | None:
    """What a level asks for."""
    level = framework.level(requirement.level) if isinstance(requirement, LevelAttained) else None
    return None if level is None else level.requires


def options(framework: Framework, requirement: Requirement) -> tuple[str, ...]:
    """The courses of which one is enough."""
    if isinstance(requirement, Completed):
        return tuple(framework.selected(requirement.selector))
    return (
        tuple(framework.courses_that_develop(requirement.outcome)) if isinstance(requirement, OutcomeAchieved) else ()
    )


def by_hand(framework: Framework, done: frozenset[str]) -> tuple[int, int]:
    """Courses and minutes of the best plan as HiGHS finds it, from a program written here."""
    import highspy

    solver = highspy._Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    columns: dict[str, int] = {}
    taken: list[str] = []

    def column(price: float) -> int:
        solver.addVar(0.0, 1.0)
        index = int(solver.getNumCol()) - 1
        solver.changeColCost(index, price)
        solver.changeColIntegrality(index, highspy.HighsVarType.kInteger)
        return index

    def row(found: dict[int, float]) -> None:
        solver.addRow(0.0, float("inf"), len(found), list(found), list(found.values()))

    def of_course(identifier: str) -> int:
        if identifier not in columns:
            course = framework.course(identifier)
            assert course is not None
            minutes = course.minutes if isinstance(course.minutes, int) else 0
            columns[identifier] = column(0.0 if identifier in done else 100_000.0 + minutes)
            taken.append(identifier)
            if course.requires is not None and identifier not in done:
                row({columns[identifier]: -1.0, holding(course.requires): 1.0})
        return columns[identifier]

    def holding(requirement: Requirement) -> int:
        index = column(0.0)
        if isinstance(requirement, Evidenced):
            return index
        asked = definition(framework, requirement)
        several = parts_of(requirement) if asked is None else (asked,)
        below = [holding(part) for part in several] or [of_course(each) for each in options(framework, requirement)]
        number = len(below) if isinstance(requirement, AllOf) else 1
        number = requirement.number if isinstance(requirement, AtLeast) else number
        row({index: -float(number), **dict.fromkeys(below, 1.0)})
        return index

    goal = framework.standards[0].require
    assert goal is not None
    solver.changeColBounds(holding(goal), 1.0, 1.0)
    solver.run()
    cost = round(solver.getObjectiveValue())
    return cost // 100_000, cost % 100_000


def walked(framework: Framework, done: frozenset[str], *, first: bool) -> frozenset[str]:
    """The courses that a walk over a graph of prerequisites comes to: all that are named, or the first each time."""
    graph: nx.DiGraph[str] = nx.DiGraph()

    def named(requirement: Requirement) -> Iterable[str]:
        asked = definition(framework, requirement)
        several = parts_of(requirement) if asked is None else (asked,)
        found = options(framework, requirement)
        if first and not isinstance(requirement, AllOf):
            several, found = several[:1], found[:1]
        for part in several:
            yield from named(part)
        yield from found

    goal = framework.standards[0].require
    assert goal is not None
    graph.add_edges_from(("goal", course) for course in named(goal))
    todo = list(graph.successors("goal"))
    seen = set(todo)
    while todo:
        course = framework.course(todo.pop())
        if course is None or course.requires is None or course.id in done:
            continue
        for other in named(course.requires):
            graph.add_edge(course.id, other)
            if other not in seen:
                seen.add(other)
                todo.append(other)
    reached = set(nx.dfs_preorder_nodes(graph, "goal")) if first else nx.descendants(graph, "goal")
    return frozenset(str(node) for node in reached) - done - {"goal"}


def reaches(problem: Problem, courses: frozenset[str]) -> bool:
    """Whether these courses, and evidence, reach the goal."""
    mine = (node for node, item in enumerate(problem.items) if item and (item.evidence or item.course in courses))
    return GOAL in problem.derived(sum(1 << node for node in mine) | problem.choices)


# --- the comparison --------------------------------------------------------------------------------------


def planner(framework: Framework, record: Record) -> Planner:
    """The questions of one person."""
    return Planner(framework, Evaluator(History(framework, record, ON.toordinal())), ON.toordinal())


@frozen
class Question:
    """What one person asks, and what each contender took and found."""

    framework: Framework
    record: Record
    times: dict[str, float] = field(factory=dict)

    @property
    def done(self) -> frozenset[str]:
        """What the person has completed."""
        return frozenset(event.item for event in self.record.events)

    def timed(self, name: str, call: Callable[[], Found]) -> Found:
        """What the call finds; its milliseconds are kept."""
        start = time.perf_counter()
        found = call()
        self.times[name] = (time.perf_counter() - start) * 1000
        return found

    def ours(self) -> Plan:
        """The best plan of the search."""
        asking = planner(self.framework, self.record)
        problem = self.timed("asked and compiled", lambda: compiled(asking, GOALS))
        return self.timed("search", lambda: next(search.found(problem, costs(problem, ORDER))))

    def solved(self) -> tuple[int, int] | None:
        """The best cost as HiGHS finds it, if it is installed."""
        if not program.available():
            return None
        return self.timed("HiGHS alone", lambda: by_hand(self.framework, self.done))

    def walked(self, name: str) -> frozenset[str]:
        """The courses of a walk over a graph."""
        first = name == "networkx, first"
        return self.timed(name, lambda: walked(self.framework, self.done, first=first))


def compared(count: int, questions: int) -> bool:
    """Prints what the contenders took for catalogues of one size; whether all is as it should be."""
    asked = []
    relevant: list[int] = []
    missed = dict.fromkeys(WALKS, 0)
    dearer: dict[str, list[float]] = {name: [] for name in WALKS}
    differing = 0
    for seed in range(questions):
        framework = catalogue(count, seed)
        question = Question(framework, person(framework, seed))
        asked.append(question)
        plan, solved = question.ours(), question.solved()
        differing += plan.least != (plan.courses, plan.minutes, 0) or solved not in (None, (plan.courses, plan.minutes))
        problem = compiled(planner(framework, question.record), GOALS)
        relevant.append(sum(1 for item in problem.items if item is not None and item.course))
        for name in WALKS:
            courses = question.walked(name)
            if not reaches(problem, courses):
                missed[name] += 1
            elif len(courses) > plan.courses:
                dearer[name].append(len(courses) / max(plan.courses, 1))
    times = {name: sorted(question.times[name] for question in asked) for name in asked[0].times}
    middle = {name: statistics.median(each) for name, each in times.items()}
    print(f"\n{count:,} courses, {questions} questions; {statistics.median(relevant):.0f} courses matter")
    for name in ("asked and compiled", "search"):
        most = times[name][questions * 9 // 10]
        print(
            f"  {name:<20}{middle[name]:10.2f} ms   9 of 10 within {most:.2f}; without a proof or dearer: {differing}"
        )
    if "HiGHS alone" in middle:
        ratio = middle["HiGHS alone"] / middle["search"]
        print(f"  {'HiGHS alone':<20}{middle['HiGHS alone']:10.2f} ms   {ratio:.1f} times the search")
    else:
        print(f"  HiGHS alone is left out: {program.INSTALL}")
    for name in WALKS:
        more = f" ({statistics.median(dearer[name]):.1f} times the courses)" if dearer[name] else ""
        told = f"goal not reached {missed[name]}, dearer {len(dearer[name])} of {questions}{more}"
        print(f"  {name:<20}{middle[name]:10.2f} ms   {told}")
    return not differing and (count > 30 or middle["search"] <= WANTED)


def main() -> int:
    """Compares for each size; 1 where a cost differs, or the search takes longer than wanted."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("counts", nargs="*", type=int, default=list(QUESTIONS), metavar="COUNT")
    counts = arguments.parse_args().counts
    good = [compared(count, QUESTIONS.get(count, 10)) for count in counts]
    return int(not all(good))


if __name__ == "__main__":
    raise SystemExit(main())
