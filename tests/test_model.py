"""The documents as values: items by id and kind, what selectors select, what groups reach."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import frameworks

from competency import notation
from competency.correspondences import Correspondence, Residue
from competency.explanation import Explanation
from competency.model import (
    APPOINTED,
    SECTIONS,
    Course,
    Framework,
    Kind,
    Relation,
    kind_of,
)
from competency.requirements import UNSTATED, Query

QUIET = [HealthCheck.too_slow]

EXAMPLE = notation.framework(
    {
        "format": "framework/1",
        "id": "example",
        "title": "Example",
        "publisher": "Board",
        "language": "en-GB",
        "sources": {"strategy": {"title": "Strategy"}},
        "levels": [{"id": "l", "title": "Level"}],
        "facts": {"f": {"title": "Fact"}},
        "groups": {
            "g": {"title": "Group"},
            "h": {"title": "Extends", "extends": ["g"]},
            "p": {"title": "Part", "part_of": "h"},
        },
        "outcomes": {"o": {"statement": "Outcome"}},
        "evidence": {"e": {"title": "Evidence"}},
        "courses": {
            "a": {"title": "A", "level": "l", "tags": ["t"], "develops": ["o"]},
            "b": {"title": "B", "level": "unstated", "modes": [{"mode": "x", "provider": "board"}], "develops": ["o"]},
            "c": {"title": "C", "provider": "unstated", "from": "2011-04-01", "to": "2011-04-30"},
        },
        "standards": {"s": {"title": "Standard"}},
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(frameworks())
def test_every_item_is_found_by_its_id_and_by_its_kind_alone(framework: Framework) -> None:
    finders = {
        Kind.LEVEL: framework.level,
        Kind.FACT: framework.fact,
        Kind.GROUP: framework.group,
        Kind.OUTCOME: framework.outcome,
        Kind.EVIDENCE: framework.evidence_of,
        Kind.COURSE: framework.course,
        Kind.STANDARD: framework.standard,
    }
    for item in framework:
        assert framework.items[item.id] is item
        assert framework.title_of(item.id) == item.title
        for kind, find in finders.items():
            assert (find(item.id) is item) == (kind is kind_of(item))
    assert [kind_of(item) for item in framework] == sorted(
        (kind_of(item) for item in framework), key=list(SECTIONS.values()).index
    )


def test_appointed_is_built_in_and_an_unknown_id_stands_for_itself() -> None:
    assert EXAMPLE.fact("appointed") is APPOINTED
    assert EXAMPLE.title_of("other:x") == "other:x"
    assert EXAMPLE.course("l") is None


@pytest.mark.parametrize(
    ("selector", "surely", "possibly"),
    [
        (("a",), ("a",), ("a",)),
        (("other:x", "a"), ("other:x", "a"), ("other:x", "a")),
        ((Query(level="l"),), ("a",), ("a", "b")),
        ((Query(develops="o"),), ("a", "b"), ("a", "b")),
        ((Query(provider="board"),), ("b",), ("b", "c")),
        ((Query(tag="t"),), ("a",), ("a",)),
        ((Query(level="l", tag="t"),), ("a",), ("a",)),
        ((Query(tag="t", provider=UNSTATED),), (), ("a",)),
        ((UNSTATED,), (), ("a", "b", "c")),
        ((UNSTATED, "c"), ("c",), ("a", "b", "c")),
    ],
)
def test_a_selector_selects_surely_and_possibly(
    selector: tuple[str | Query], surely: tuple[str, ...], possibly: tuple[str, ...]
) -> None:
    assert EXAMPLE.selected(selector) == surely
    assert sorted(EXAMPLE.selected(selector, possibly=True)) == sorted(possibly)


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(frameworks())
def test_what_is_surely_selected_is_possibly_selected(framework: Framework) -> None:
    for level in (*(item.id for item in framework.levels), UNSTATED):
        selector = (Query(level=level),)
        assert set(framework.selected(selector)) <= set(framework.selected(selector, possibly=True))


def test_standards_reach_a_group_through_what_it_extends_and_is_part_of() -> None:
    assert EXAMPLE.reached_by("p") == {"p", "h", "g"}
    assert EXAMPLE.wholes_of("p") == {"p", "h"}
    assert EXAMPLE.wholes_of("h") == {"h"}
    assert EXAMPLE.reached_by("other:x") == EXAMPLE.wholes_of("other:x") == {"other:x"}


def test_courses_that_develop_an_outcome_are_in_the_order_of_the_file() -> None:
    assert EXAMPLE.courses_that_develop("o") == ("a", "b")
    assert EXAMPLE.courses_that_develop("other:o") == ()


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(frameworks())
def test_a_course_is_completed_by_itself_and_by_what_includes_it(framework: Framework) -> None:
    def includes(whole: Course, part: str) -> bool:
        inner = [framework.course(each) for each in whole.includes]
        return whole.id == part or any(includes(each, part) for each in inner if each is not None)

    for part in framework.courses:
        assert framework.completing([part.id]) == {each.id for each in framework.courses if includes(each, part.id)}
    assert framework.completing(["other:x"]) == {"other:x"}


def test_a_course_is_on_offer_from_its_first_to_its_last_day() -> None:
    course = EXAMPLE.course("c")
    assert course is not None
    days = [date(2011, 3, 31), date(2011, 4, 1), date(2011, 4, 30), date(2011, 5, 1)]
    assert [course.on_offer(day) for day in days] == [False, True, True, False]


def test_a_correspondence_read_twice_from_the_other_side_is_itself() -> None:
    for relation in Relation:
        one = Correspondence(
            subject="a:x",
            relation=relation,
            object="b:y",
            confidence=0.5,
            relation_confidence=0.25,
            residue=Residue(("a:z",), ()),
        )
        assert one.inverse.inverse == one
        assert (one.inverse.subject, one.inverse.object) == ("b:y", "a:x")
        assert one.inverse.residue == Residue((), ("a:z",))
    assert Relation.BROAD.inverse is Relation.NARROW
    assert Relation.CLOSE.inverse is Relation.CLOSE


def test_an_explanation_is_walked_in_reading_order_with_depths() -> None:
    tree = Explanation("a", because=(Explanation("b", because=(Explanation("c"),)), Explanation("d")))
    assert [(depth, each.claim) for depth, each in tree.walk()] == [(0, "a"), (1, "b"), (2, "c"), (1, "d")]
