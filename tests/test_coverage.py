"""What the other side lacks of an item, and what covers one only together: against trying everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_cases import Item, course, framework, group, level, outcome

from competency.correspondences import Correspondence, Residue, Together
from competency.equivalence.atlas import Atlas, atlas_of
from competency.equivalence.coverage import ENOUGH, MOST, members, together, with_residue
from competency.model import Framework, Relation

EXACT, CLOSE, BROAD, NARROW, RELATED, NONE = Relation


def row(subject: str, relation: Relation, object: str) -> Correspondence:
    return Correspondence(subject=subject, relation=relation, object=object, confidence=0.9, relation_confidence=0.8)


def atlas(*frameworks: Framework) -> Atlas:
    return atlas_of(frameworks, ())


# --- what an item is made of -----------------------------------------------------------------------------


def test_a_level_is_made_of_its_groups_outcomes_and_courses_and_a_course_of_outcomes() -> None:
    one = framework(
        "a",
        level("l", "Level"),
        group("g", "Group", levels=("l",)),
        group("part", "Part", part_of="g"),
        outcome("o", "Listens", at="l"),
        outcome("free", "Writes"),
        course("c", "Course", at=("l",), develops=("o", "free")),
    )
    found = atlas(one)
    assert set(members("a:l", found)) == {"a:g", "a:o", "a:c"}
    assert set(members("a:c", found)) == {"a:o", "a:free"}
    assert set(members("a:g", found)) == {"a:part"}
    assert members("a:o", found) == ()


# --- residue ---------------------------------------------------------------------------------------------

ONE = framework(
    "a",
    level("l", "Level"),
    *(outcome(f"o{at}", f"Outcome {at}", at="l") for at in range(3)),
    course("c", "Course", develops=("o0", "o1", "o2")),
)
OTHER = framework(
    "b",
    level("l", "Level"),
    *(outcome(f"o{at}", f"Outcome {at}", at="l") for at in range(3)),
    course("c", "Course", develops=("o0", "o1")),
)


def residue(*rows: Correspondence) -> Residue:
    (asked, *_) = with_residue(rows, atlas(ONE, OTHER))
    return asked.residue


@pytest.mark.parametrize("relation", [EXACT, CLOSE, BROAD])
def test_what_lies_in_the_other_is_no_residue(relation: Relation) -> None:
    found = residue(row("a:c", RELATED, "b:c"), row("a:o0", relation, "b:o0"))
    assert found.subject == ("a:o1", "a:o2")
    assert found.object == (("b:o0", "b:o1") if relation is BROAD else ("b:o1",))


@pytest.mark.parametrize("relation", [RELATED, NARROW, NONE])
def test_what_only_overlaps_or_holds_more_is_residue(relation: Relation) -> None:
    asked, first = row("a:c", RELATED, "b:c"), row("a:o1", EXACT, "b:o1")
    found = residue(asked, first, row("a:o0", relation, "b:o0"))
    assert "a:o0" in found.subject
    assert ("b:o0" in found.object) is (relation is not NARROW)


def test_residue_stands_on_its_own_side() -> None:
    found = residue(row("a:c", RELATED, "b:c"), row("a:o0", EXACT, "b:o0"), row("a:o1", EXACT, "b:o1"))
    assert found == Residue(("a:o2",), ())


def test_a_member_that_lies_in_the_other_item_itself_is_no_residue() -> None:
    found = residue(row("a:c", RELATED, "b:c"), row("a:o0", BROAD, "b:c"), row("a:o1", EXACT, "b:o1"))
    assert found.subject == ("a:o2",)


def test_a_member_that_lies_elsewhere_is_residue() -> None:
    found = residue(row("a:c", RELATED, "b:c"), row("a:o0", EXACT, "b:o2"), row("a:o1", EXACT, "b:o1"))
    assert found.subject == ("a:o0", "a:o2")  # the other course doesn't teach that one


def test_of_what_does_not_correspond_no_residue_is_told() -> None:
    assert residue(row("a:c", NONE, "b:c"), row("a:o0", EXACT, "b:o0")) == Residue()


def test_kinds_of_which_none_corresponds_are_left_out() -> None:
    assert residue(row("a:c", CLOSE, "b:c")) == Residue()


sides = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(Relation), st.integers(0, 2)), max_size=6)


def slow_residue(pairs: Sequence[tuple[str, Relation, str]], whole: Sequence[str], other: Sequence[str]) -> set[str]:
    """Those of the whole for which no pair says that they lie in one of the other."""
    covering = (EXACT, CLOSE, BROAD)
    return {one for one in whole if not any(x == one and r in covering and y in other for x, r, y in pairs)}


@settings(max_examples=80)
@given(sides)
def test_residue_is_that_of_going_through_all_pairs(pairs: list[tuple[int, Relation, int]]) -> None:
    there = [(f"a:o{x}", relation, f"b:o{y}") for x, relation, y in pairs]
    back = [(y, relation.inverse, x) for x, relation, y in there]
    found = residue(row("a:c", RELATED, "b:c"), *(row(*pair) for pair in there))
    mine, theirs = [f"a:o{at}" for at in range(3)], [f"b:o{at}" for at in range(2)]
    known = any(relation is not NONE for _, relation, _ in there)
    assert set(found.subject) == (slow_residue(there, mine, [*theirs, "b:c"]) if known else set())
    assert set(found.object) == (slow_residue(back, theirs, [*mine, "a:c"]) if known else set())
    assert list(found.subject) == sorted(found.subject)


@settings(max_examples=40)
@given(sides)
def test_residue_from_the_other_side_is_turned(pairs: list[tuple[int, Relation, int]]) -> None:
    rows = [row("a:c", RELATED, "b:c"), *(row(f"a:o{x}", relation, f"b:o{y}") for x, relation, y in pairs)]
    there = with_residue(rows, atlas(ONE, OTHER))
    back = with_residue([one.inverse for one in rows], atlas(OTHER, ONE))
    assert [one.inverse for one in there] == back


# --- only together ---------------------------------------------------------------------------------------


def shelf(identifier: str, holdings: Mapping[str, Sequence[int]], amount: int) -> Framework:
    """Outcomes o0, o1, …, and courses that develop some of them."""
    items: list[Item] = [outcome(f"o{at}", f"Outcome {at}") for at in range(amount)]
    items += [course(name, name, develops=tuple(f"o{at}" for at in held)) for name, held in holdings.items()]
    return framework(identifier, *items)


def same_outcomes(amount: int) -> list[Correspondence]:
    return [row(f"a:o{at}", EXACT, f"b:o{at}") for at in range(amount)]


def found_together(whole: Sequence[int], parts: Mapping[str, Sequence[int]], amount: int) -> Together | None:
    """What covers the course `whole` of a, of the courses of b, where outcomes of one number are the same."""
    one, other = shelf("a", {"whole": whole}, amount), shelf("b", parts, amount)
    joint = [each for each in together(same_outcomes(amount), atlas(one, other), "a", "b") if len(each.subject) == 1]
    assert len(joint) <= 1
    return joint[0] if joint else None


def test_two_courses_together_cover_one_except_what_is_told() -> None:
    found = found_together(range(5), {"x": [0, 1], "y": [2, 3], "z": [0]}, 5)
    assert found is not None
    assert (found.subject, found.relation, found.object) == (("a:whole",), BROAD, ("b:x", "b:y"))
    assert found.residue == Residue(subject=("a:o4",))
    claim = "b:x and b:y together cover a:whole, except Outcome 4 (4 of 5 outcomes)"
    assert found.because[0].claim == claim


def test_what_one_covers_alone_is_not_told_again() -> None:
    assert found_together(range(3), {"x": [0, 1, 2], "y": [0, 1], "z": [2]}, 3) is None


def test_too_little_together_is_not_told() -> None:
    assert found_together(range(6), {"x": [0], "y": [1]}, 6) is None


def test_one_that_the_others_make_needless_is_left_out() -> None:
    found = found_together(range(6), {"x": [0, 1, 2, 3], "y": [0, 1, 4], "z": [2, 3, 5]}, 6)
    assert found is not None
    assert set(found.object) == {"b:y", "b:z"}


def test_from_the_other_side_it_is_the_parts_that_are_covered() -> None:
    one, other = shelf("b", {"whole": range(4)}, 4), shelf("a", {"x": [0, 1], "y": [2, 3]}, 4)
    rows = [each.inverse for each in same_outcomes(4)]
    (found,) = together(
        [evolve(each, subject=f"a:{each.object[2:]}", object=f"b:{each.subject[2:]}") for each in rows],
        atlas(other, one),
        "a",
        "b",
    )
    assert (found.subject, found.relation, found.object) == (("a:x", "a:y"), NARROW, ("b:whole",))


numbers = st.lists(st.integers(0, 5), unique=True, min_size=1, max_size=6)


@settings(max_examples=100)
@given(numbers, st.dictionaries(st.sampled_from("pqrstu"), numbers, max_size=5))
def test_what_is_told_together_is_true_and_needed_and_near_the_best(
    whole: list[int], parts: dict[str, list[int]]
) -> None:
    wanted = set(whole)
    holds = {f"b:{name}": wanted & set(held) for name, held in parts.items()}
    alone = max((len(held) for held in holds.values()), default=0)
    best = max(
        (len(set().union(*(holds[name] for name in some))) for n in (2, 3) for some in combinations(holds, n)),
        default=0,
    )
    found = found_together(whole, parts, 6)
    if found is None:
        assert best < ENOUGH * len(wanted) / (1 - (1 - 1 / MOST) ** MOST) or alone == len(wanted) or alone >= best
        return
    reached = set().union(*(holds[name] for name in found.object))
    assert 2 <= len(found.object) <= MOST
    assert set(found.residue.subject) == {f"a:o{at}" for at in wanted - reached}
    assert len(reached) >= ENOUGH * len(wanted)
    assert alone < len(reached) <= best
    for name in found.object:
        rest = set().union(*(holds[other] for other in found.object if other != name))
        assert rest != reached
