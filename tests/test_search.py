"""The search: wishes for a mode or a provider, circles, turns, and what is proved."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest
from test_pathways import PERSON, framework, taken

from competency import search
from competency.answers import Pathway, pathway
from competency.errors import UnknownOrder
from competency.evaluation import Evaluator
from competency.history import History
from competency.loading import load_record
from competency.model import Framework
from competency.planning import Item, Plan, Planner
from competency.requirements import StandardMet

TODAY = date(2012, 2, 1)


def planner(known: Framework) -> Planner:
    """Somebody who has done nothing yet."""
    record = load_record(dict(PERSON), known)
    return Planner(known, Evaluator(History(known, record, TODAY.toordinal())), TODAY.toordinal())


def found(known: Framework, most: int = 20, order: tuple[str, ...] = ("courses", "minutes", "days")) -> list[Plan]:
    """The first plans of a search for the standard `goal`."""
    goals = ((StandardMet("goal"), ("goal",), None),)
    return list(islice(search.plans(planner(known), goals, order), most))


def asked(text: str, *by: str) -> Pathway:
    known = framework(text)
    return pathway(known, load_record(dict(PERSON), known), goal="goal", on=TODAY, by=by)


EITHER = """
courses:
  one: {title: One, minutes: 60, modes: [face-to-face], provider: board}
  two: {title: Two, minutes: 90, modes: [e-learning], provider: college}
  three: {title: Three, minutes: 90, modes: [face-to-face, {mode: webinar, provider: college}]}
standards:
  goal: {title: The goal, require: {completed: [one, two, three]}}
"""


def test_a_wish_ranks_where_it_stands_in_the_order() -> None:
    assert taken(asked(EITHER, "courses", "minutes", "days", "mode=e-learning")) == ["one"]
    assert taken(asked(EITHER, "courses", "mode=e-learning", "minutes")) == ["two"]
    assert taken(asked(EITHER, "mode=webinar")) == ["three"]
    assert taken(asked(EITHER, "courses", "provider=college", "minutes")) == ["two"]
    assert taken(asked(EITHER, "mode=webinar", "provider=college")) == ["three"]


def test_a_wish_that_costs_nothing_picks_the_mode() -> None:
    text = """
    courses: {one: {title: One, modes: [face-to-face, e-learning]}}
    standards: {goal: {title: The goal, require: {completed: one}}}
    """
    [step] = asked(text, "courses", "minutes", "days", "mode=e-learning").steps
    assert step.mode == "e-learning"
    [step] = asked(text).steps
    assert step.mode is None


def test_a_wish_that_nobody_fulfils_rules_no_plan_out() -> None:
    answer = asked(EITHER, "mode=by-post")
    assert answer.feasible
    assert answer.optimal


def test_the_provider_of_a_mode_goes_before_that_of_its_course() -> None:
    text = """
    courses:
      one: {title: One, provider: college, modes: [{mode: webinar, provider: board}]}
      two: {title: Two, minutes: 600, provider: college}
    standards: {goal: {title: The goal, require: {completed: [one, two]}}}
    """
    assert taken(asked(text, "provider=college")) == ["two"]
    assert taken(asked(text, "provider=board")) == ["one"]


@pytest.mark.parametrize("order", [("mode=",), ("mode",), ("room=12",), ("mode=a", "mode=a")])
def test_an_order_of_something_else_is_refused(order: tuple[str, ...]) -> None:
    with pytest.raises(UnknownOrder, match="mode=MODE"):
        asked(EITHER, *order)


def test_courses_that_may_begin_each_other_have_an_order() -> None:
    known = framework("""
    courses:
      a: {title: A, requires: {any: [{completed: b}, {completed: door}]}}
      b: {title: B, requires: {any: [{completed: a}, {completed: door}]}}
      door: {title: Door}
    standards: {goal: {title: The goal, require: {all: [{completed: a}, {completed: b}]}}}
    """)
    [plan] = found(known)
    assert plan.items[0].course == "door"
    assert plan.courses == 3


def test_courses_that_only_ask_for_each_other_give_no_plan() -> None:
    known = framework("""
    courses:
      a: {title: A, requires: {completed: b}}
      b: {title: B, requires: {completed: a}}
    standards: {goal: {title: The goal, require: {completed: a}}}
    """)
    assert found(known) == []


def test_a_course_does_not_rest_on_its_own_repetition() -> None:
    known = framework("""
    courses:
      b: {title: B}
      c: {title: C, requires: {completed: [b, c], times: 2}}
    standards: {goal: {title: The goal, require: {completed: c}}}
    """)
    [plan] = found(known)
    assert sorted(plan.items) == [Item("b"), Item("b", turn=2), Item("c")]
    assert plan.last_day == TODAY.toordinal() + 1


def test_plans_differ_and_come_in_the_order_of_their_cost() -> None:
    known = framework("""
    courses:
      a: {title: A, minutes: 60}
      b: {title: B, minutes: 30}
      c: {title: C, minutes: 10, requires: {completed: a}}
      d: {title: D, minutes: 500}
    standards:
      goal: {title: The goal, require: {at_least: 2, of: [{completed: a}, {completed: [b, c]}, {completed: d}]}}
    """)
    plans = found(known)
    costs = [(plan.courses, plan.minutes) for plan in plans]
    assert costs == sorted(costs)
    assert costs[:2] == [(2, 70), (2, 90)]
    assert len({frozenset(plan.items) for plan in plans}) == len(plans)
    assert all(plan.least == (plan.courses, plan.minutes, 0) for plan in plans)


def test_beyond_its_limit_the_search_does_not_say_that_a_plan_is_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    many = ", ".join(f"c-{number}: {{title: C, minutes: {number % 3 + 1}}}" for number in range(12))
    wanted = ", ".join(f"{{completed: [c-{number}, c-{(number + 5) % 12}]}}" for number in range(12))
    known = framework(f"courses: {{{many}}}\nstandards: {{goal: {{title: The goal, require: {{all: [{wanted}]}}}}}}")
    proved = next(iter(found(known, 1)))
    assert proved.least == (proved.courses, proved.minutes, 0)
    monkeypatch.setattr(search, "LIMIT", 2)
    monkeypatch.setattr(search, "BEAM", 2)
    plan = next(iter(found(known, 1)))
    assert plan.least < proved.least
    assert plan.courses >= proved.courses


def test_a_piece_of_evidence_today_goes_before_a_wait() -> None:
    """It costs nothing, and saves days."""
    answer = asked("""
    facts: {appointed: {title: Appointed, type: date}}
    evidence: {approval: {title: Approval}}
    courses: {a: {title: A, requires: {any: [{completed: a, from: 2012-06-01}, {evidence: approval}]}}}
    standards: {goal: {title: The goal, require: {completed: a}}}
    """)
    assert taken(answer) == ["approval", "a"]
    assert answer.cost.days == 0


SHORT = "one: {title: A, minutes: 60}, two: {title: B, minutes: 60}, long: {title: C, minutes: 240}"


@pytest.mark.parametrize(
    ("by", "taken_"),
    [("courses", ["long"]), ("minutes", ["one", "two"]), ("days", ["long"])],
)
def test_hours_are_filled_at_the_least_cost(by: str, taken_: list[str]) -> None:
    """By one long course or by short ones, as the order says; not by the longest first."""
    text = f"""
    courses: {{{SHORT}}}
    standards: {{goal: {{title: The goal, require: {{hours: 2, of: [one, two, long], every: 1 year}}}}}}
    """
    answer = asked(text, by)
    assert sorted(taken(answer)) == taken_
    assert answer.optimal


def test_hours_take_the_courses_that_something_else_asks_for() -> None:
    text = f"""
    courses: {{{SHORT}}}
    standards:
      goal:
        title: The goal
        require: {{all: [{{completed: one}}, {{completed: two}}, {{hours: 2, of: [one, two, long], every: 1 year}}]}}
    """
    assert sorted(taken(asked(text))) == ["one", "two"]


def test_hours_by_one_course_again_and_again() -> None:
    text = """
    courses: {one: {title: A, minutes: 60}}
    standards: {goal: {title: The goal, require: {hours: 3, of: one, every: 1 year}}}
    """
    answer = asked(text)
    assert [step.on.day for step in answer.steps if step.course] == [1, 2, 3]
    assert (answer.cost.courses, answer.cost.days, answer.optimal) == (3, 2, True)


def test_more_ways_to_fill_hours_than_are_looked_at_prove_nothing() -> None:
    many = ", ".join(f"c-{number}: {{title: C, minutes: {30 + number}}}" for number in range(20))
    named = ", ".join(f"c-{number}" for number in range(20))
    text = f"""
    courses: {{{many}}}
    standards: {{goal: {{title: The goal, require: {{hours: 2, of: [{named}], every: 1 year}}}}}}
    """
    answer = asked(text)
    assert answer.feasible
    assert not answer.optimal
