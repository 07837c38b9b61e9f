"""HiGHS finds plans of the same cost as our own search; only its absence is told, never guessed around."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from math import inf
from pathlib import Path

import pytest
from catalogues import catalogue, person
from hypothesis import given, settings
from hypothesis import strategies as st
from test_pathways import PERSON, QUIET, framework
from test_planning import ON, ORDERS, cases

from competency import program, search
from competency.costs import ranked
from competency.evaluation import Evaluator
from competency.history import History
from competency.loading import load_record
from competency.model import Framework, Record
from competency.planning import Goals, Plan, Planner
from competency.requirements import StandardMet

pytest.importorskip("highspy", reason="HiGHS is an optional install: pip install 'competency[optimum]'")

GOALS: Goals = ((StandardMet("goal"), ("goal",), None),)
ORDER = ("courses", "minutes", "days")


def planner(known: Framework, record: Record, on: date) -> Planner:
    return Planner(known, Evaluator(History(known, record, on.toordinal())), on.toordinal())


def both(asking: Planner, order: tuple[str, ...], most: int = 1) -> tuple[list[Plan], list[Plan]]:
    """The first plans of our own search, and those of HiGHS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "EFFORT", inf)
        own = list(islice(search.plans(asking, GOALS, order), most))
        patch.setattr(search, "EFFORT", 0)
        return own, list(islice(search.plans(asking, GOALS, order), most))


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(case=cases(most=5), order=st.sampled_from((*ORDERS, ("courses", "mode=e-learning", "minutes", "days"))))
def test_on_small_frameworks_both_cost_the_same(case: tuple[Framework, Record], order: tuple[str, ...]) -> None:
    """With waits, windows, modes and evidence, in every order of cost; and there is a plan for both or for none."""
    known, record = case
    asking = planner(known, record, ON)
    own, solved = both(asking, order)
    assert [ranked(asking, plan, order) for plan in own] == [ranked(asking, plan, order) for plan in solved]
    assert [plan.least for plan in own] == [plan.least for plan in solved]


@settings(max_examples=30, deadline=None, suppress_health_check=QUIET)
@given(case=cases(most=4))
def test_further_plans_differ_and_come_in_the_order_of_their_cost(case: tuple[Framework, Record]) -> None:
    asking = planner(*case, ON)
    _, solved = both(asking, ORDER, most=4)
    costs = [ranked(asking, plan, ORDER) for plan in solved]
    assert costs == sorted(costs)
    assert len({frozenset(plan.items) for plan in solved}) == len(solved)


@pytest.mark.parametrize(("count", "seed"), [*((300, seed) for seed in range(6)), (3000, 0)])
def test_on_large_catalogues_both_cost_the_same(count: int, seed: int) -> None:
    known = catalogue(count, seed)
    [[own], [solved]] = both(planner(known, person(known, seed), ON), ORDER)
    assert (own.courses, own.minutes) == (solved.courses, solved.minutes)
    assert own.least == solved.least == (own.courses, own.minutes, 0)


def circles() -> Iterator[str]:
    """Courses that may begin each other, ever more of them; one door leads in."""
    for size in (2, 3, 5):
        ring = "\n".join(
            f"  c-{at}: {{title: C, requires: {{any: [{{completed: c-{(at + 1) % size}}}, {{completed: door-{at}}}]}}}}"
            for at in range(size)
        )
        doors = "\n".join(f"  door-{at}: {{title: Door, minutes: {60 + at}}}" for at in range(size))
        yield f"courses:\n{ring}\n{doors}\nstandards: {{goal: {{title: The goal, require: {{completed: c-0}}}}}}"


@pytest.mark.parametrize("text", list(circles()))
def test_no_plan_rests_on_itself(text: str) -> None:
    known = framework(text)
    asking = planner(known, load_record(dict(PERSON), known), ON)
    [[own], [solved]] = both(asking, ORDER)
    assert [item.id for item in own.items] == [item.id for item in solved.items] == ["door-0", "c-0"]


def test_a_solver_that_does_not_end_leaves_the_question_to_our_own_search(monkeypatch: pytest.MonkeyPatch) -> None:
    known = catalogue(30, 1)
    asking = planner(known, person(known, 1), ON)
    [best], _ = both(asking, ORDER)
    monkeypatch.setattr(program, "SECONDS", 0.0)
    monkeypatch.setattr(search, "EFFORT", 0)
    assert next(search.plans(asking, GOALS, ORDER)).least == best.least


def test_nothing_is_printed_and_nothing_is_imported_before_it_is_needed() -> None:
    script = """
import sys
from catalogues import catalogue, person
from datetime import date
from competency import search
from competency.answers import pathway
known = catalogue(30, 1)
assert "highspy" not in sys.modules
search.EFFORT = 0
assert pathway(known, person(known, 1), goal="goal", on=date(2012, 2, 1)).optimal
assert "highspy" in sys.modules
"""
    tests = Path(__file__).resolve().parent
    paths = [str(tests.parent), str(tests), *sys.path]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {paths!r}\n{script}"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
