"""Whom two items are for, as sets of points: shares, steps of a scale, what stands for others, and signs of weights."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from competency.equivalence.audiences import COVERED, FAINT, TOUCHED, Audience, Meeting, audience, meeting
from competency.equivalence.facets import Facets, Point
from competency.equivalence.texts import Synonyms
from competency.model import Relation

EXACT, CLOSE, BROAD, NARROW, RELATED, NONE = Relation


def point(identifier: str, facet: str, rung: int | None = None, covers: tuple[str, ...] = ()) -> Point:
    return Point(identifier, identifier, facet, "audience", covers, rung, (), (), ())


STEPS = ("low", "middle", "high")
DUTIES = ("leads", "advises")
FACETS = Facets(
    id="trial",
    title="Trial",
    language="en",
    version="1",
    points=(
        *(point(name, "contact", rung) for rung, name in enumerate(STEPS)),
        *(point(name, "duty") for name in DUTIES),
        point("new", "duty"),
        point("everyone", "duty", covers=("low", "middle", "new")),
    ),
    synonyms=Synonyms(()),
)


def at(**told: float) -> Audience:
    return audience(told, FACETS)


def met(one: Audience, other: Audience) -> Meeting:
    found = meeting(one, other)
    assert found is not None
    return found


# --- an audience -----------------------------------------------------------------------------------------


def test_points_are_relative_to_the_strongest_and_its_strength_is_kept() -> None:
    found = at(leads=0.4, advises=0.3)
    assert found.points == pytest.approx({"leads": 1.0, "advises": 0.75})
    assert found.told == pytest.approx(0.4)


def test_nothing_told_is_an_audience_of_nobody_known() -> None:
    assert at() == Audience({}, 0.0)
    assert meeting(at(), at(low=1.0)) is None
    assert meeting(at(low=1.0), at()) is None


def test_faint_points_are_left_out() -> None:
    assert set(at(leads=1.0, advises=FAINT * 0.9).points) == {"leads"}


def test_everyone_stands_for_all_that_it_covers() -> None:
    assert set(at(everyone=0.9).points) == {"low", "middle", "new"}


def test_everyone_stands_for_nobody_else_where_another_is_told_as_clearly() -> None:
    assert set(at(everyone=0.9, leads=0.9).points) == {"leads"}  # all those who lead are those who lead
    assert {"low", "middle"} <= set(at(everyone=0.9, leads=0.1).points)


def test_a_duty_weighs_more_than_the_step_of_a_scale_beside_it() -> None:
    assert at(leads=0.8, low=0.6).points["low"] < 0.6 / 0.8
    assert at(leads=0.8, low=0.6).scale is None
    assert at(leads=0.2, low=0.8).points["low"] == 1.0
    assert at(leads=0.2, low=0.8).scale == "contact"


def test_new_members_are_members_and_only_some() -> None:
    new, every = at(leads=1.0, new=1.0), at(leads=1.0)
    assert new.points == every.points
    assert new.narrowed == {"new"}
    assert met(new, every).relation is BROAD
    assert met(every, new).relation is NARROW
    assert met(new, new).relation is CLOSE


# --- how two meet ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (at(leads=1.0), at(leads=0.7), CLOSE),
        (at(leads=1.0), at(leads=1.0, advises=1.0), BROAD),
        (at(leads=1.0, advises=1.0), at(leads=1.0), NARROW),
        (at(leads=1.0), at(advises=1.0), NONE),
        (at(leads=1.0, low=1.0), at(advises=1.0, low=1.0), RELATED),
        (at(low=1.0), at(everyone=1.0), BROAD),
        (at(high=1.0), at(everyone=1.0), NONE),
    ],
)
def test_the_shares_say_which_lies_in_which(one: Audience, other: Audience, expected: Relation) -> None:
    assert met(one, other).relation is expected
    assert met(other, one).relation is expected.inverse


@pytest.mark.parametrize("one", STEPS)
@pytest.mark.parametrize("other", STEPS)
def test_a_neighbour_on_a_scale_is_another_audience(one: str, other: str) -> None:
    found = met(at(**{one: 1.0}), at(**{other: 1.0}))
    assert found.neighbours is (one != other)
    assert found.relation is (NONE if one != other else CLOSE)


def test_neighbours_that_only_touch_are_none_though_their_fringes_overlap() -> None:
    found = met(at(low=1.0, middle=0.45), at(low=0.45, middle=1.0))
    assert min(found.subject, found.object) >= TOUCHED
    assert found.relation is NONE


def test_steps_that_share_a_main_one_are_no_neighbours() -> None:
    found = met(at(low=1.0, middle=0.9), at(middle=1.0))
    assert not found.neighbours
    assert found.relation is NARROW


told = st.dictionaries(
    st.sampled_from([*STEPS, *DUTIES, "new", "everyone"]), st.floats(0.0625, 1.0), min_size=1, max_size=7
)


@given(told, told)
def test_the_meeting_from_the_other_side_is_the_inverse(one: Mapping[str, float], other: Mapping[str, float]) -> None:
    there = meeting(audience(one, FACETS), audience(other, FACETS))
    back = meeting(audience(other, FACETS), audience(one, FACETS))
    assert (there is None) is (back is None)
    if there is not None and back is not None:
        assert (there.subject, there.object) == pytest.approx((back.object, back.subject))
        assert there.relation is back.relation.inverse
        assert there.raw == pytest.approx(back.raw)


@given(told)
def test_an_audience_is_close_to_itself(one: Mapping[str, float]) -> None:
    found = meeting(audience(one, FACETS), audience(one, FACETS))
    assert found is not None
    assert found.subject == found.object == pytest.approx(1.0)
    assert found.relation is CLOSE


@given(told)
def test_of_an_audience_the_strongest_point_is_one_and_none_is_faint(one: Mapping[str, float]) -> None:
    found = audience(one, FACETS)
    assert max(found.points.values()) == pytest.approx(1.0) or found.narrowed
    assert all(FAINT <= weight <= 1 for weight in found.points.values())
    assert "everyone" not in found.points


shares = st.floats(0.0, 1.0)


@given(shares, shares, shares, shares)
def test_more_in_common_and_told_more_surely_never_counts_less(
    subject: float, object: float, told: float, more: float
) -> None:
    one = Meeting(subject, object, told)
    for greater in (
        evolve(one, subject=max(subject, more)),
        evolve(one, object=max(object, more)),
        evolve(one, told=max(told, more)),
    ):
        assert greater.raw >= one.raw


@given(shares, shares, shares)
def test_nothing_in_common_counts_for_nothing(subject: float, object: float, told: float) -> None:
    assert Meeting(0.0, 0.0, told).raw == 0
    assert Meeting(subject, object, told).raw >= 0


@given(shares, shares)
def test_what_lies_in_the_other_is_told_from_what_only_overlaps(subject: float, object: float) -> None:
    relation = Meeting(subject, object, 1.0).relation
    assert (relation is NONE) is (max(subject, object) < TOUCHED)
    assert (relation in (CLOSE, BROAD)) is (subject >= COVERED and object >= TOUCHED)
    assert (relation in (CLOSE, NARROW)) is (object >= COVERED and subject >= TOUCHED)
