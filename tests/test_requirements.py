"""The requirement language as data: print then parse is the identity, whatever the order of keys; and plain English."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Draw, requirements, some_names

from competency import requirements as dsl
from competency.requirements import (
    UNSTATED,
    AllOf,
    Completed,
    Query,
    Requirement,
    in_words,
    joined,
    parse,
    phrase,
    printed,
    selection,
    walk,
)
from competency.values import Value


@st.composite
def any_requirement(draw: Draw) -> Requirement:
    return draw(requirements(some_names(draw), 3))


def turned(value: Value) -> Value:
    """The same value with the keys of every mapping in the other order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_requirement())
def test_print_then_parse_is_the_identity_in_any_order_of_keys(requirement: Requirement) -> None:
    data = printed(requirement)
    assert parse(data) == parse(turned(data)) == requirement
    assert printed(parse(data)) == data


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_requirement())
def test_every_requirement_reads_as_one_line_that_names_what_it_names(requirement: Requirement) -> None:
    said = phrase(requirement)
    assert said
    assert "\n" not in said
    assert "Period(" not in said
    assert "UNSTATED" not in said
    for part in walk(requirement):
        if isinstance(part, Completed):
            assert all(choice in said for choice in part.selector if isinstance(choice, str))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_requirement())
def test_a_walk_visits_each_part_once_in_reading_order(requirement: Requirement) -> None:
    visited = list(walk(requirement))
    assert visited[0] is requirement
    inner = [part for each in dsl.parts_of(requirement) for part in walk(each)]
    assert visited[1:] == inner


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        ({"completed": ["a"]}, {"completed": "a"}),
        ({"completed": "a", "times": 1}, {"completed": "a"}),
        ({"completed": "a", "every": "P3Y"}, {"completed": "a", "every": "3 years"}),
        (
            {"completed": "a", "every": "1 year", "refreshed_by": "b"},
            {"completed": "a", "every": "1 year", "refreshed_by": ["b"]},
        ),
        ({"completed": "a", "mode": "x"}, {"completed": "a", "mode": ["x"]}),
        ({"fact": "f", "is": True}, {"fact": "f", "is": "yes"}),
        ({"fact": "f", "is": ["false", "maybe", 3]}, {"fact": "f", "is": ["no", "maybe", "3"]}),
        ({"evidence": "e", "times": 2, "different": "by"}, {"evidence": "e", "times": 2, "different": "by"}),
        ({"fact": "f", "judged": "is able"}, {"judged": "is able", "fact": "f"}),
        ("unstated", "unstated"),
    ],
)
def test_what_is_written_in_several_ways_has_one_normal_form(value: Value, normal: Value) -> None:
    assert printed(parse(value)) == normal


def test_unstated_may_stand_for_a_course_a_key_a_period_a_day_a_mode_and_a_cycle() -> None:
    value: Value = {
        "completed": ["unstated", {"level": "unstated"}],
        "inside": "unstated",
        "times": 2,
        "each": "unstated",
        "mode": ["unstated"],
        "from": "unstated",
        "to": "2012-01-01",
    }
    requirement = parse(value)
    assert isinstance(requirement, Completed)
    assert requirement.selector == (UNSTATED, Query(level=UNSTATED))
    assert (requirement.counting.each, requirement.counting.inside) == (UNSTATED, UNSTATED)
    assert requirement.counting.ends == date(2012, 1, 1)
    assert repr(UNSTATED) == "UNSTATED"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"completed": "a"}, "have completed a"),
        ({"completed": ["a", "b", {"tag": "t"}]}, "have completed any one of a, b or any course tagged t"),
        ({"completed": "a", "every": "1 year"}, "have completed a in the last year"),
        (
            {"completed": "a", "times": 2, "inside": "4 weeks"},
            "have completed a at least 2 times within 4 weeks from the first to the last",
        ),
        ({"completed": "a", "each": "financial-year"}, "have completed a in each financial year"),
        ({"completed": "a", "mode": ["x", "unstated"]}, "have completed a by x or in a mode that is not stated"),
        (
            {"completed": "a", "from": "2011-04-01", "to": "unstated"},
            "have completed a on or after 1 April 2011 on or before a day that the document does not state",
        ),
        (
            {"completed": "a", "every": "unstated"},
            "have completed a again and again, at an interval that the document does not state",
        ),
        (
            {"completed": "a", "every": "3 years", "refreshed_by": "b"},
            "have completed a in the last 3 years (once completed, b renews it)",
        ),
        ({"evidence": "e", "times": 2, "different": "by"}, "hold e at least 2 times from different people"),
        ({"hours": 1, "of": "a"}, "have at least 1 hour of a"),
        ({"hours": 1.5, "of": "unstated"}, "have at least 1.5 hours of a course that the document does not name"),
        ({"experience": "2 years", "in": "f"}, "have at least 2 years behind them since: f"),
        ({"fact": "f"}, "have on record: f"),
        ({"fact": "f", "is": "yes"}, "have on record: f"),
        ({"fact": "f", "is": "no"}, "have on record that this is not so: f"),
        ({"fact": "f", "is": ["x", "y"]}, "have on record as f: x or y"),
        ({"member": "g"}, "belong to g"),
        ({"level": "l"}, "have attained l"),
        ({"outcome": "o"}, "have achieved the outcome 'o'"),
        ({"standard": "s"}, "meet the standard 's'"),
        ({"judged": "is able", "fact": "f"}, "have a person's judgement, recorded as 'f', that this is so: is able"),
        ("unstated", "do what the document does not state"),
        ({"all": [{"member": "g"}]}, "belong to g"),
        ({"all": [{"member": "g"}, {"level": "l"}]}, "both belong to g and have attained l"),
        ({"any": [{"member": "g"}, {"level": "l"}]}, "either belong to g or have attained l"),
        (
            {"any": [{"member": "g"}, {"all": [{"level": "l"}, {"fact": "f"}]}]},
            "do any one of these: [(a) belong to g; (b) both have attained l and have on record: f]",
        ),
        (
            {"at_least": 1, "of": [{"member": "g"}, {"level": "l"}]},
            "do at least 1 of these 2: (a) belong to g; (b) have attained l",
        ),
        (
            {"completed": {"level": "l", "develops": "o", "provider": "unstated"}},
            "have completed any course at l that develops 'o' of a provider that the document does not name",
        ),
    ],
)
def test_a_requirement_reads_as_plain_english(value: Value, said: str) -> None:
    assert phrase(parse(value)) == said


def test_a_sentence_names_items_by_title() -> None:
    assert (
        phrase(parse({"completed": ["a", {"level": "l"}]}), str.upper)
        == "have completed any one of A or any course at L"
    )
    assert selection(("a",), str.upper) == "A"


def test_small_words() -> None:
    assert joined(("a",), "and") == "a"
    assert joined(("a", "b"), "and") == "a and b"
    assert in_words(date(2012, 12, 31)) == "31 December 2012"
    assert parse({"all": []}) == AllOf(())
