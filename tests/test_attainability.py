"""What can be reached at all: nothing that a record reaches is out of reach, and no day named is too late."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Draw, frameworks

from competency import attainability, notation
from competency import requirements as dsl
from competency.evaluation import Evaluator
from competency.history import History
from competency.model import Event, EventKind, Framework, Record, Stated, Subject
from competency.periods import FOREVER
from competency.requirements import Counting
from competency.values import Value

START = date(2011, 4, 1)
HEAD: dict[str, Value] = {
    "format": "framework/1",
    "id": "example",
    "title": "Example",
    "publisher": "Board",
    "language": "en-GB",
    "sources": {"strategy": {"title": "Strategy"}},
}


def attainable(**sections: Value) -> attainability.Attainable:
    return attainability.of(notation.framework({**HEAD, **sections}))


def courses(**requires: Value) -> Value:
    """Courses by name, each with its `requires`."""
    return {name: {"title": name, **({} if asked is None else {"requires": asked})} for name, asked in requires.items()}


@st.composite
def attempts(draw: Draw) -> tuple[Framework, Record]:
    """A framework, and a record of what can be reached in it, each thing on or after its first day."""
    framework = draw(frameworks())
    found = attainability.of(framework)
    open_to = [(EventKind.COMPLETED, item, wait) for item, wait in found.courses.items()]
    open_to += [(EventKind.EVIDENCE, item, wait) for item, wait in found.evidence.items()]
    chosen = draw(st.lists(st.sampled_from(open_to), max_size=6)) if open_to else []
    events = tuple(
        Event(kind, item, START + timedelta(days=wait + draw(st.integers(0, 3))), index=index)
        for index, (kind, item, wait) in enumerate(chosen)
    )
    facts = [fact for fact in framework.facts if fact.type != "date"]
    stated = tuple(Stated(fact.id, draw(st.sampled_from(fact.values or ("yes", "no")))) for fact in facts)
    dated = tuple(Stated(fact.id, str(START)) for fact in framework.facts if fact.type == "date")
    return framework, Record(
        id="p",
        framework=framework.id,
        subjects=(Subject.PRACTITIONER,),
        facts=(*stated, *dated, Stated("appointed", str(START))),
        events=events,
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(attempts())
def test_what_a_record_reaches_is_attainable_and_not_earlier(attempt: tuple[Framework, Record]) -> None:
    framework, record = attempt
    found = attainability.of(framework)
    last = max((event.on for event in record.events), default=START)
    evaluator = Evaluator(History(framework, record, last.toordinal()))
    asked = [course.requires for course in framework.courses] + [level.requires for level in framework.levels]
    asked += [standard.require for standard in framework.standards]
    for requirement in asked:
        first = None if requirement is None else evaluator.held(requirement).sure.first
        if requirement is not None and first is not None:
            assert max(0, first - START.toordinal()) >= found.wait(requirement), requirement


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=3), st.integers(1, 6))
def test_so_many_completions_take_as_many_days_as_the_best_of_all_schedules(waits: list[int], times: int) -> None:
    found = attainability.Attainable(
        notation.framework({**HEAD, "courses": courses(**{f"c{index}": None for index in range(len(waits))})}),
        {f"c{index}": wait for index, wait in enumerate(waits)},
        {},
        {},
        {},
    )
    asked = dsl.Completed(tuple(f"c{index}" for index in range(len(waits))), Counting(times=times))
    best = next(day for day in range(100) if sum(max(0, day - wait + 1) for wait in waits) >= times)
    assert found.wait(asked) == best


@given(st.lists(st.sets(st.integers(0, 3), max_size=2), min_size=4, max_size=4))
def test_a_course_is_attainable_if_some_order_of_all_courses_reaches_it(needs: list[set[int]]) -> None:
    asked = {f"c{index}": {"all": [{"completed": f"c{need}"} for need in needed]} for index, needed in enumerate(needs)}
    found = attainable(courses=courses(**{name: None if not value["all"] else value for name, value in asked.items()}))
    taken: set[int] = set()
    for _, index in product(range(4), range(4)):
        if needs[index] <= taken:
            taken.add(index)
    assert set(found.courses) == {f"c{index}" for index in taken}


@pytest.mark.parametrize(
    ("requirement", "wait"),
    [
        ({"completed": "first"}, 0),
        ({"completed": "stuck"}, FOREVER),
        ({"completed": ["stuck", "first"]}, 0),
        ({"completed": "inner"}, 0),
        ({"completed": "other:course"}, 0),
        ({"completed": "unstated"}, 0),
        ({"completed": {"tag": "none"}}, FOREVER),
        ({"completed": "first", "mode": ["y"]}, FOREVER),
        ({"completed": "first", "mode": ["x", "y"]}, 0),
        ({"completed": "first", "mode": ["unstated"]}, 0),
        ({"completed": "first", "times": 3}, 2),
        ({"hours": 3, "of": "stuck"}, FOREVER),
        ({"hours": 3, "of": "first"}, 0),
        ({"evidence": "badge"}, 0),
        ({"evidence": "badge", "times": 2, "different": "by"}, 0),
        ({"evidence": "late"}, FOREVER),
        ({"evidence": "other:badge"}, 0),
        ({"experience": "2 years", "in": "appointed"}, 730),
        ({"experience": "unstated", "in": "appointed"}, 0),
        ({"fact": "any"}, 0),
        ({"member": "any"}, 0),
        ({"judged": "x", "fact": "any"}, 0),
        ("unstated", 0),
        ({"level": "silent"}, 0),
        ({"level": "closed"}, FOREVER),
        ({"level": "other:level"}, 0),
        ({"outcome": "shown"}, 0),
        ({"outcome": "orphan"}, 0),
        ({"outcome": "other:outcome"}, 0),
        ({"standard": "attested"}, 0),
        ({"standard": "far"}, FOREVER),
        ({"standard": "other:standard"}, 0),
        ({"all": [{"completed": "first"}, {"experience": "1 year", "in": "appointed"}]}, 365),
        ({"any": [{"completed": "stuck"}, {"experience": "1 year", "in": "appointed"}]}, 365),
        ({"at_least": 2, "of": [{"completed": "stuck"}, {"fact": "any"}, {"experience": "1 year", "in": "f"}]}, 365),
        ({"at_least": 2, "of": [{"completed": "stuck"}, {"fact": "any"}]}, FOREVER),
    ],
)
def test_the_fewest_days_until_a_requirement_can_hold(requirement: Value, wait: int) -> None:
    found = attainable(
        levels=[
            {"id": "silent", "title": "Silent"},
            {"id": "closed", "title": "Closed", "requires": {"completed": "stuck"}},
        ],
        outcomes={"shown": {"statement": "Shown"}, "orphan": {"statement": "Orphan"}},
        evidence={
            "badge": {"title": "Badge", "develops": ["shown"]},
            "late": {"title": "Late", "requires": {"completed": "stuck"}},
        },
        courses={
            "first": {"title": "First", "modes": ["x"]},
            "stuck": {"title": "Stuck", "requires": {"completed": "stuck"}},
            "inner": {"title": "Inner", "requires": {"completed": "inner"}},
            "outer": {"title": "Outer", "includes": ["inner"]},
        },
        standards={
            "attested": {"title": "Attested"},
            "far": {"title": "Far", "require": {"completed": "stuck"}},
        },
    )
    assert found.wait(dsl.parse(requirement)) == wait


def test_more_can_be_reached_with_fewer_requirements() -> None:
    one = notation.framework({**HEAD, "courses": courses(a={"completed": "b"}, b={"completed": "a"})})
    free = evolve(one, courses=(evolve(one.courses[0], requires=None), *one.courses[1:]))
    assert not attainability.of(one).courses
    assert set(attainability.of(free).courses) == {"a", "b"}
