"""From evidence to judgements: which sort decides, that pairs are one to one, and what each weight's sign is."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_cases import course, drawn_frameworks, framework, group, level, outcome
from numpy.typing import NDArray

from competency.equivalence.atlas import atlas_of
from competency.equivalence.comparison import Finding
from competency.equivalence.declared import declared
from competency.equivalence.facets import bundled_facets
from competency.equivalence.judgement import (
    CANDIDATES,
    DECLARED,
    FACETS,
    TEXTS,
    Cuts,
    Judgement,
    bears_audience,
    judged,
)
from competency.equivalence.profiles import Profile, profile
from competency.equivalence.signals import Signals, signals
from competency.equivalence.texts import Reader
from competency.model import Framework, Group, Kind, Outcome, Relation

EXACT, CLOSE, BROAD, NARROW, RELATED, NONE = Relation
USUAL = Cuts()
ALL = Cuts(texts=-1e9, related=-1e9)
Judged = dict[tuple[str, str], Judgement]


def read(one: Framework, other: Framework, *, in_field: bool = True) -> tuple[Profile, Profile]:
    facets = bundled_facets() if in_field else None
    reader = Reader(None if facets is None else facets.synonyms)
    return profile(one, reader, facets), profile(other, reader, facets)


def judge(
    one: Framework,
    other: Framework,
    *,
    cuts: Cuts = USUAL,
    without: tuple[str, ...] = (),
    in_field: bool = True,
) -> Judged:
    left, right = read(one, other, in_field=in_field)
    said = declared(one, other, atlas_of((one, other), ())) if DECLARED not in without else {}
    findings = {(left.place[x], right.place[y]): finding for (x, y), finding in said.items()}
    found = judged(left, right, signals(left, right), findings, cuts=cuts, without=without)
    return {(left.ids[x], right.ids[y]): judgement for (x, y), judgement in found.items()}


# --- which sort of evidence decides ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "left_out", [(), (DECLARED,), (FACETS,), (TEXTS,), (DECLARED, TEXTS), (DECLARED, FACETS, TEXTS)]
)
@settings(max_examples=8)
@given(drawn_frameworks("a", "b"), drawn_frameworks("b", "a"))
def test_what_is_left_out_decides_nothing(left_out: tuple[str, ...], one: Framework, other: Framework) -> None:
    found = judge(one, other, without=left_out)
    kinds = {f"{side.id}:{item.id}": type(item) for side in (one, other) for item in side}
    if DECLARED in left_out:
        assert all(judgement.finding is None for judgement in found.values())
    if FACETS in left_out:
        assert all(judgement.meeting is None for judgement in found.values())
    if TEXTS in left_out:
        assert all(judgement.by != TEXTS for judgement in found.values())
        assert not any(kinds[x] is kinds[y] is Outcome and j.by != DECLARED for (x, y), j in found.items())
    if len(left_out) == 3:
        assert not found


@settings(max_examples=25)
@given(drawn_frameworks("a", "b"), drawn_frameworks("b"))
def test_what_is_declared_decides_and_what_else_would_be_said_is_kept(one: Framework, other: Framework) -> None:
    with_it, without_it = judge(one, other), judge(one, other, without=(DECLARED,))
    said = declared(one, other, atlas_of((one, other), ()))
    assert with_it.keys() == without_it.keys() | said.keys()
    for pair, finding in said.items():
        found = with_it[pair]
        assert found.finding == finding
        if found.by == DECLARED:
            assert found.relation is finding.relation
            assert found.without == without_it.get(pair)
        else:
            assert finding.open
            assert found.relation is without_it[pair].relation
    for pair in with_it.keys() - said.keys():
        assert with_it[pair] == without_it[pair]


@pytest.mark.parametrize("relation", Relation)
def test_declared_none_speaks_against_and_all_else_for_a_pair(relation: Relation) -> None:
    finding = Finding(relation, 0.9, 0.8, "", None, ())
    left, right = read(framework("a", outcome("o", "Listens")), framework("b", outcome("p", "Writes")))
    found = judged(left, right, signals(left, right), {(0, 0): finding})[0, 0]
    assert (found.raw < 0) is (relation is NONE)
    surer = judged(left, right, signals(left, right), {(0, 0): evolve(finding, confidence=0.95)})[0, 0]
    assert (surer.raw < found.raw) is (relation is NONE)


def test_only_courses_of_a_framework_without_levels_are_for_an_audience() -> None:
    items = group("g", "Teachers"), outcome("o", "Listens"), course("c", "Course")
    for levels, expected in (((level("l", "Level"),), {Kind.LEVEL, Kind.GROUP}), ((), {Kind.GROUP, Kind.COURSE})):
        one, _ = read(framework("a", *levels, *items), framework("b"))
        assert {one.kinds[at] for at in bears_audience(one)} == expected


def test_two_courses_are_compared_by_what_they_teach_and_not_by_whom_they_are_for() -> None:
    one = framework("a", course("c", "Senior managers: auditing"))
    other = framework("b", course("d", "Senior managers: swimming"))
    assert {judgement.by for judgement in judge(one, other).values()} == {TEXTS}


def test_what_is_about_a_special_subject_is_no_step_of_a_ladder() -> None:
    one = framework("a", group("g", "Named and designated professionals"))
    plainly = judge(one, framework("b", course("c", "Named and designated professionals")))["a:g", "b:c"]
    special = judge(one, framework("b", course("c", "Named and designated professionals: neglect")))["a:g", "b:c"]
    assert plainly.relation is CLOSE
    assert special.relation in (RELATED, NONE)
    assert special.raw < plainly.raw


# --- texts: candidates and pairs -------------------------------------------------------------------------


def bare(identifier: str, amount: int) -> Framework:
    return framework(identifier, *(outcome(f"o{at}", f"Statement {at}") for at in range(amount)))


def by_hand(context: NDArray[np.float32], cuts: Cuts = USUAL) -> dict[tuple[int, int], Judgement]:
    """The judgements where the likeness of statements is what is given."""
    left, right = read(bare("a", context.shape[0]), bare("b", context.shape[1]), in_field=False)
    unknown = np.full_like(context, np.nan)
    return judged(
        left, right, Signals(context, context, context, unknown, unknown, np.zeros_like(context)), {}, cuts=cuts
    )


@st.composite
def contexts(draw: st.DrawFn) -> NDArray[np.float32]:
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    numbers = draw(st.lists(st.integers(0, 20), min_size=rows * columns, max_size=rows * columns))
    return (np.array(numbers) / 10).astype(np.float32).reshape(rows, columns)


@settings(max_examples=60)
@given(contexts())
def test_equals_are_paired_one_to_one_and_none_is_passed_over_for_a_less_likely_one(
    context: NDArray[np.float32],
) -> None:
    cuts = Cuts(texts=0.0, related=-0.7)
    found = by_hand(context, cuts)
    equals = [pair for pair, judgement in found.items() if judgement.relation in (EXACT, CLOSE)]
    for side in (0, 1):
        assert len({pair[side] for pair in equals}) == len(equals)
    for pair, judgement in found.items():
        if judgement.raw >= cuts.texts and pair not in equals:
            assert judgement.relation is RELATED
            rivals = [found[other] for other in equals if pair[0] == other[0] or pair[1] == other[1]]
            assert any(rival.raw >= judgement.raw for rival in rivals)


@settings(max_examples=60)
@given(contexts())
def test_the_likeliest_of_every_row_and_column_are_judged(context: NDArray[np.float32]) -> None:
    found = by_hand(context)
    everything = by_hand(context, ALL)
    assert len(everything) == context.size
    for pair, judgement in everything.items():
        for side in (0, 1):
            better = [
                other for other in everything if other[side] == pair[side] and everything[other].raw > judgement.raw
            ]
            if len(better) < CANDIDATES:
                assert pair in found
        if judgement.raw >= USUAL.related:
            assert pair in found


@settings(max_examples=60)
@given(contexts(), st.floats(-3, 3), st.floats(0, 3))
def test_a_higher_cut_never_makes_a_match(context: NDArray[np.float32], cut: float, more: float) -> None:
    low, high = (
        by_hand(context, Cuts(texts=cut, related=cut)),
        by_hand(context, Cuts(texts=cut + more, related=cut + more)),
    )
    matches = [{pair for pair, each in found.items() if each.relation is not NONE} for found in (low, high)]
    assert matches[1] <= matches[0]
    for found, at in ((low, cut), (high, cut + more)):
        assert all((each.relation is NONE) is bool(np.float32(each.raw) < np.float32(at)) for each in found.values())


@settings(max_examples=60)
@given(contexts())
def test_the_more_alike_of_two_pairs_of_one_item_is_likelier(context: NDArray[np.float32]) -> None:
    found = by_hand(context, ALL)
    for one, other in found:
        for column in range(context.shape[1]):
            if (
                context[one, column] > context[one, other]
                and (context[:, [other, column]] <= context[one, column]).all()
            ):
                assert found[one, column].raw >= found[one, other].raw


# --- texts: relations ------------------------------------------------------------------------------------

LONG = "Recognises the signs of every kind of abuse and responds to them without delay, whoever tells of them"
OTHER = "Writes minutes of meetings in plain words and sends them to all who took part before the week is over"


def of_statements(one: str, other: str, *, in_field: bool = False) -> Judgement:
    rest = outcome("z", OTHER)
    return judge(framework("a", outcome("o", one), rest), framework("b", outcome("p", other), rest), in_field=in_field)[
        "a:o", "b:p"
    ]


def test_the_same_words_are_exact_and_nearly_the_same_are_close() -> None:
    assert of_statements(LONG, LONG).relation is EXACT
    assert of_statements(LONG, LONG.upper()).relation is EXACT
    near = of_statements(LONG, LONG.replace("every kind of", "all kinds of"))
    assert near.relation is CLOSE
    assert near.raw < of_statements(LONG, LONG).raw


def test_other_words_do_not_correspond() -> None:
    assert of_statements(LONG, "Cooks soup for forty people in the large kitchen, on Sundays too").relation is NONE


def taught(identifier: str, *statements: str) -> Framework:
    outcomes = [outcome(f"o{at}", statement) for at, statement in enumerate(statements)]
    return framework(
        identifier, *outcomes, course("c", "Safeguarding children", develops=tuple(x.id for x in outcomes))
    )


SHARED = ("Recognises signs of abuse and neglect", "Makes a good referral", "Shares information with others")
MORE = (
    "Chairs conferences",
    "Writes reports for court",
    "Supervises practitioners",
    "Audits case files",
    "Interviews witnesses",
)


@pytest.mark.parametrize("in_field", [True, False])
def test_what_lies_in_the_other_which_has_more_is_narrower(in_field: bool) -> None:
    one, other = taught("a", *SHARED), taught("b", *SHARED, *MORE)
    found = judge(one, other, in_field=in_field)["a:c", "b:c"]
    assert found.relation is BROAD
    assert found.notes == ("All that the one is made of is in the other, which has more",)
    turned = judge(evolve(other, id="a"), evolve(one, id="b"), in_field=in_field)["a:c", "b:c"]
    assert turned.relation is NARROW


def test_the_reason_says_whether_all_or_only_most_of_it_lies_there() -> None:
    one, other = taught("a", *SHARED, "Swims"), taught("b", *SHARED, *MORE)
    found = judge(one, other)["a:c", "b:c"]
    assert found.relation is BROAD
    assert found.notes == ("Most of what the one is made of is in the other, which has more",)


def test_tags_that_both_use_keep_apart_what_bears_different_ones() -> None:
    def tagged(identifier: str, tag: str) -> Framework:
        return framework(
            identifier, evolve(outcome("o", LONG), tags=(tag,)), evolve(outcome("z", OTHER), tags=("x", "y"))
        )

    same = judge(tagged("a", "x"), tagged("b", "x"), in_field=False)["a:o", "b:o"]
    different = judge(tagged("a", "x"), tagged("b", "y"), in_field=False)["a:o", "b:o"]
    unknown = judge(tagged("a", "x"), tagged("b", "q"), in_field=False)["a:o", "b:o"]
    assert different.raw < same.raw
    assert unknown.raw == pytest.approx(same.raw, abs=1e-5)  # a tag that the other never uses tells nothing


def test_courses_on_the_same_subject_are_likelier_than_on_another() -> None:
    one = framework("a", course("c", "Neglect: an introduction"), course("e", "Court work"))
    other = framework("b", course("d", "Child neglect for beginners"), course("f", "Online safety"))
    found = judge(one, other)
    assert found["a:c", "b:d"].raw > found["a:c", "b:f"].raw


# --- in no field -----------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(drawn_frameworks("a"), drawn_frameworks("b"))
def test_in_no_field_nothing_is_decided_by_whom_an_item_is_for(one: Framework, other: Framework) -> None:
    assert all(found.meeting is None for found in judge(one, other, in_field=False).values())


@settings(max_examples=25)
@given(drawn_frameworks("a"), drawn_frameworks("b"))
def test_judgements_from_the_other_side_are_the_inverse(one: Framework, other: Framework) -> None:
    there, back = judge(one, other), judge(other, one)
    assert there.keys() >= {(y, x) for (x, y), found in back.items() if found.relation is not NONE}
    for (x, y), found in there.items():
        if (y, x) in back and isinstance(one.items.get(x.partition(":")[2]), Group):
            assert back[y, x].relation is found.relation.inverse
            assert back[y, x].raw == pytest.approx(found.raw, abs=1e-4)
