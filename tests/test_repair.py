"""What may stand together: laws on whatever judgements, however contradictory."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_cases import Item, course, framework, group, level, outcome

from competency.equivalence.judgement import DECLARED, FACETS, TEXTS, Judgement
from competency.equivalence.profiles import Profile, profile
from competency.equivalence.repair import Place, consistent
from competency.equivalence.texts import Reader
from competency.model import Kind, Relation

EXACT, CLOSE, BROAD, NARROW, RELATED, NONE = Relation
SAME = (EXACT, CLOSE)


def board(identifier: str, rungs: int = 3) -> Profile:
    """Levels l0, l1, …, then two groups, two outcomes and two courses."""
    items: list[Item] = [
        *(level(f"l{at}", f"Level {at}") for at in range(rungs)),
        *(group(f"g{at}", "Group") for at in range(2)),
        *(outcome(f"o{at}", "Outcome") for at in range(2)),
        *(course(f"c{at}", "Course") for at in range(2)),
    ]
    return profile(framework(identifier, *items), Reader(), None)


LEFT, RIGHT = board("a"), board("b", rungs=4)

one_judgement = st.builds(
    Judgement,
    st.sampled_from([*SAME, *SAME, *Relation]),
    st.integers(-3, 3).map(float) | st.floats(-3, 3),
    st.floats(-2, 2),
    st.sampled_from([DECLARED, FACETS, TEXTS]),
)
judgements = st.dictionaries(
    st.tuples(st.integers(0, len(LEFT.ids) - 1), st.integers(0, len(RIGHT.ids) - 1)), one_judgement, max_size=24
)
Judged = Mapping[Place, Judgement]


def same(found: Judged) -> dict[Place, Judgement]:
    return {pair: judgement for pair, judgement in found.items() if judgement.relation in SAME}


def slots(pair: Place) -> tuple[tuple[int, int, Kind], tuple[int, int, Kind]]:
    """The two places that equals take: an item, by its side, has room for one of each kind of the other side."""
    return (0, pair[0], RIGHT.kinds[pair[1]]), (1, pair[1], LEFT.kinds[pair[0]])


def is_of_levels(pair: Place) -> bool:
    return LEFT.kinds[pair[0]] is Kind.LEVEL and RIGHT.kinds[pair[1]] is Kind.LEVEL


def cross(one: Place, other: Place) -> bool:
    return (
        is_of_levels(one) and is_of_levels(other) and (one[0] - other[0]) * (one[1] - other[1]) < 0
    )  # levels stand first in a profile, the lowest first


def contradict(one: Place, other: Place) -> bool:
    return one != other and (bool(set(slots(one)) & set(slots(other))) or cross(one, other))


many = settings(max_examples=150)


@many
@given(judgements)
def test_an_item_has_one_equal_at_most_of_a_kind(given_: Judged) -> None:
    taken = [slot for pair in same(consistent(LEFT, RIGHT, given_)) for slot in slots(pair)]
    assert len(taken) == len(set(taken))


@many
@given(judgements)
def test_no_equals_cross_on_two_ladders(given_: Judged) -> None:
    kept = list(same(consistent(LEFT, RIGHT, given_)))
    assert not any(cross(one, other) for one in kept for other in kept)


@many
@given(judgements)
def test_nothing_is_exact_across_kinds(given_: Judged) -> None:
    for (one, other), judgement in consistent(LEFT, RIGHT, given_).items():
        assert judgement.relation is not EXACT or LEFT.kinds[one] is RIGHT.kinds[other]


@many
@given(judgements)
def test_only_equals_give_way_and_then_they_are_related_with_a_reason(given_: Judged) -> None:
    found = consistent(LEFT, RIGHT, given_)
    assert found.keys() == given_.keys()
    for pair, before in given_.items():
        after = found[pair]
        assert after.raw == before.raw
        if after.relation is before.relation:
            assert after == before
        else:
            assert before.relation in SAME
            assert after.relation in (RELATED, CLOSE)
            assert len(after.notes) > len(before.notes)
            assert after.likely <= before.likely


@many
@given(judgements)
def test_none_gives_way_without_need_or_to_a_weaker_one(given_: Judged) -> None:
    found = consistent(LEFT, RIGHT, given_)
    kept = same(found)
    for pair, before in given_.items():
        if before.relation not in SAME or pair in kept:
            continue
        stronger = [kept[other] for other in kept if contradict(pair, other)]
        assert stronger
        if before.by == DECLARED:
            assert any(other.by == DECLARED for other in stronger)
        elif before.by != DECLARED and all(other.by != DECLARED for other in stronger):
            exact = before.relation is EXACT and LEFT.kinds[pair[0]] is RIGHT.kinds[pair[1]]
            assert any(other.relation is EXACT or (not exact and other.raw > before.raw - 0.2) for other in stronger)


@many
@given(judgements)
def test_what_is_consistent_stays_as_it_is(given_: Judged) -> None:
    found = consistent(LEFT, RIGHT, given_)
    assert consistent(LEFT, RIGHT, found) == found


@many
@given(judgements, st.data())
def test_the_order_of_judgements_makes_no_difference(given_: Judged, drawn: st.DataObject) -> None:
    turned = dict(drawn.draw(st.permutations(list(given_.items()))))
    assert consistent(LEFT, RIGHT, turned) == consistent(LEFT, RIGHT, given_)


# --- case by case ----------------------------------------------------------------------------------------


def close(raw: float, by: str = FACETS, relation: Relation = CLOSE) -> Judgement:
    return Judgement(relation, raw, 0.5, by)


def places(pairs: Mapping[str, Judgement]) -> dict[Place, Judgement]:
    """By names such as 'l0 l1'."""
    ends = {name: name.split() for name in pairs}
    return {(LEFT.place[f"a:{one}"], RIGHT.place[f"b:{two}"]): pairs[name] for name, (one, two) in ends.items()}


def relations(**pairs: Judgement) -> dict[str, Relation]:
    named = {name.replace("_", " "): judgement for name, judgement in pairs.items()}
    found = consistent(LEFT, RIGHT, places(named))
    return {
        f"{LEFT.ids[one][2:]}_{RIGHT.ids[other][2:]}": judgement.relation for (one, other), judgement in found.items()
    }


def test_the_likelier_of_two_equals_is_kept() -> None:
    assert relations(g0_g0=close(1.0), g0_g1=close(2.0)) == {"g0_g0": RELATED, "g0_g1": CLOSE}
    assert relations(g0_g0=close(1.0), g1_g0=close(2.0)) == {"g0_g0": RELATED, "g1_g0": CLOSE}


def test_what_is_declared_comes_before_what_is_computed() -> None:
    assert relations(g0_g0=close(0.1, DECLARED), g0_g1=close(9.0)) == {"g0_g0": CLOSE, "g0_g1": RELATED}
    assert relations(l0_l1=close(0.1, DECLARED), l1_l0=close(9.0)) == {"l0_l1": CLOSE, "l1_l0": RELATED}


def test_what_is_exact_comes_before_what_is_close() -> None:
    assert relations(o0_o0=close(0.1, TEXTS, EXACT), o0_o1=close(9.0, TEXTS)) == {"o0_o0": EXACT, "o0_o1": RELATED}


def test_an_item_may_be_close_to_one_of_each_kind() -> None:
    assert set(relations(l0_l0=close(1.0), l0_g0=close(1.0), l0_c0=close(1.0)).values()) == {CLOSE}


def test_of_pairs_that_cross_the_likelier_is_kept_and_what_runs_beside_stays() -> None:
    found = relations(l0_l2=close(2.0), l1_l1=close(1.0), l2_l3=close(1.0))
    assert found == {"l0_l2": CLOSE, "l1_l1": RELATED, "l2_l3": CLOSE}


def test_groups_and_outcomes_have_no_order_to_cross() -> None:
    assert set(relations(g0_g1=close(2.0), g1_g0=close(1.0), o0_o1=close(1.0), o1_o0=close(1.0)).values()) == {CLOSE}


def test_of_equally_likely_ones_the_nearer_on_the_ladder_is_kept() -> None:
    assert relations(l2_l3=close(1.0), l2_l0=close(1.0)) == {"l2_l3": CLOSE, "l2_l0": RELATED}
    assert relations(l0_l0=close(1.0), l0_l3=close(1.0)) == {"l0_l0": CLOSE, "l0_l3": RELATED}


def test_position_never_outweighs_what_is_likelier() -> None:
    assert relations(l2_l3=close(1.0), l2_l0=close(1.5)) == {"l2_l3": RELATED, "l2_l0": CLOSE}


@pytest.mark.parametrize("relation", [BROAD, NARROW, RELATED, NONE])
def test_other_relations_stand_beside_each_other(relation: Relation) -> None:
    found = relations(l0_l1=close(1.0, relation=relation), l1_l0=close(2.0, relation=relation))
    assert set(found.values()) == {relation}


def test_the_reason_names_the_closer_item_or_the_pair_that_is_crossed() -> None:
    found = consistent(LEFT, RIGHT, places({"g0 g0": close(1.0), "g0 g1": close(2.0)}))
    (note,) = found[LEFT.place["a:g0"], RIGHT.place["b:g0"]].notes
    assert note == "a:g0 is closer to b:g1, and an item has one equal at most, so this is related only"
    found = consistent(LEFT, RIGHT, places({"l0 l1": close(1.0), "l1 l0": close(2.0)}))
    (note,) = found[LEFT.place["a:l0"], RIGHT.place["b:l1"]].notes
    assert note == "a:l1 equals b:l0, and the two ladders can't cross, so this is related only"


def test_notes_that_are_there_are_kept() -> None:
    noted = evolve(close(1.0), notes=("As read",))
    found = consistent(LEFT, RIGHT, places({"g0 g0": noted, "g0 g1": close(2.0)}))
    assert found[LEFT.place["a:g0"], RIGHT.place["b:g0"]].notes[0] == "As read"
