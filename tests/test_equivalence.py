"""What documents declare, and nothing else: composition, sets of pivot items, and what may never be claimed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from competency import notation
from competency.correspondences import Correspondence, Correspondences, Residue
from competency.equivalence import UNKNOWN, map_frameworks, references, why
from competency.equivalence.atlas import DECLARED, atlas_of
from competency.equivalence.calibration import band
from competency.equivalence.comparison import Finding
from competency.equivalence.declared import declared
from competency.equivalence.extents import STEP
from competency.equivalence.judgement import FACETS, TEXTS
from competency.equivalence.mapping import Mapper
from competency.loading import load
from competency.model import (
    Alignment,
    Course,
    Framework,
    Group,
    Kind,
    Level,
    Outcome,
    Relation,
    Source,
    kind_of,
)
from competency.requirements import UNSTATED

EXACT, CLOSE, BROAD, NARROW, RELATED, NONE = Relation
UNDETERMINED = None
NO_FIELD = Mapper(None, None)

Item = Level | Group | Outcome | Course


def aligned(*pairs: tuple[Relation, str]) -> tuple[Alignment, ...]:
    return tuple(Alignment(relation, target) for relation, target in pairs)


def group(
    identifier: str, *pairs: tuple[Relation, str], levels: tuple[str, ...] = (), part_of: str | None = None
) -> Group:
    return Group(
        id=identifier,
        title=identifier.title(),
        aligned=aligned(*pairs),
        levels=levels,
        part_of=part_of,
        source=("strategy §1",),
    )


def level(identifier: str, *pairs: tuple[Relation, str]) -> Level:
    return Level(id=identifier, title=identifier.title(), aligned=aligned(*pairs))


def outcome(identifier: str, *pairs: tuple[Relation, str], at: str | None = None) -> Outcome:
    return Outcome(id=identifier, title=identifier, statement=identifier, aligned=aligned(*pairs), level=at)


def course(
    identifier: str, *pairs: tuple[Relation, str], develops: tuple[str, ...] = (), at: tuple[str, ...] = ()
) -> Course:
    return Course(id=identifier, title=identifier, aligned=aligned(*pairs), develops=develops, levels=at)


def framework(identifier: str, *items: Item) -> Framework:
    return Framework(
        id=identifier,
        title=identifier,
        publisher="Example Board",
        language="en-GB",
        sources=(Source(id="strategy", title="Strategy"),),
        levels=tuple(item for item in items if isinstance(item, Level)),
        groups=tuple(item for item in items if isinstance(item, Group)),
        outcomes=tuple(item for item in items if isinstance(item, Outcome)),
        courses=tuple(item for item in items if isinstance(item, Course)),
    )


def mapped(subject: Framework, object: Framework, *, pivots: Sequence[Framework] | None = None) -> Correspondences:
    """What follows from what documents declare, by no other evidence, in no field of which anything is known."""
    return map_frameworks(subject, object, pivots=pivots, mapper=NO_FIELD, without=(FACETS, TEXTS))


def finding(subject: Framework, object: Framework, *pivots: Framework) -> Finding:
    """What is declared of the first item of either."""
    pair = f"{subject.id}:{next(iter(subject)).id}", f"{object.id}:{next(iter(object)).id}"
    return declared(subject, object, atlas_of((subject, object), pivots))[pair]


def known(result: Correspondences, one: str, two: str) -> Relation | None:
    """The relation of a pair; None where no document relates them."""
    row = why(result, one, two)
    return row.relation if row.relation_confidence else None


def notes(row: Correspondence) -> str:
    return " ".join(explanation.claim for reason in row.because for _, explanation in reason.walk())


# --- chains ----------------------------------------------------------------------------------------------

TABLE = {
    (EXACT, EXACT): EXACT,
    (EXACT, CLOSE): CLOSE,
    (EXACT, BROAD): BROAD,
    (EXACT, NARROW): NARROW,
    (EXACT, RELATED): RELATED,
    (EXACT, NONE): NONE,
    (CLOSE, CLOSE): CLOSE,
    (CLOSE, BROAD): BROAD,
    (CLOSE, NARROW): NARROW,
    (CLOSE, RELATED): RELATED,
    (CLOSE, NONE): NONE,
    (BROAD, BROAD): BROAD,
    (BROAD, NARROW): UNDETERMINED,
    (BROAD, RELATED): UNDETERMINED,
    (BROAD, NONE): NONE,
    (NARROW, BROAD): RELATED,
    (NARROW, NARROW): NARROW,
    (NARROW, RELATED): RELATED,
    (NARROW, NONE): UNDETERMINED,
    (RELATED, BROAD): RELATED,
    (RELATED, NARROW): UNDETERMINED,
    (RELATED, RELATED): UNDETERMINED,
    (RELATED, NONE): UNDETERMINED,
    (NONE, NONE): UNDETERMINED,
}


@pytest.mark.parametrize(("steps", "expected"), TABLE.items(), ids=lambda value: str(value))
@pytest.mark.parametrize("turned", [False, True], ids=["forth", "back"])
def test_two_steps_compose_by_the_table(
    steps: tuple[Relation, Relation], expected: Relation | None, turned: bool
) -> None:
    first, second = steps
    a = framework("a", outcome("x", (first, "p:o")))
    b = framework("b", outcome("y", (second.inverse, "p:o")))
    pivot = framework("p", outcome("o"))
    there, back = mapped(a, b, pivots=[pivot]), mapped(b, a, pivots=[pivot])
    row = why(back, "y", "x").inverse if turned else why(there, "x", "y")
    if expected is None:
        assert row.relation in (RELATED, NONE)
        assert row.confidence < 0.5
    else:
        assert row.relation is expected


def test_being_close_is_passed_on_once() -> None:
    older = framework("older", group("g", (CLOSE, "newer:g")))
    newer = framework("newer", group("g"))
    a = framework("a", group("x", (CLOSE, "older:g")))
    exact, close = framework("b", group("y", (EXACT, "newer:g"))), framework("b", group("y", (CLOSE, "newer:g")))
    assert known(mapped(a, exact, pivots=[older, newer]), "x", "y") is CLOSE
    row = why(mapped(a, close, pivots=[older, newer]), "x", "y")
    assert row.relation is RELATED
    assert "no longer close" in notes(row)


def test_confidence_is_the_product_of_the_steps_with_a_discount_for_each() -> None:
    a, b = framework("a", group("x", (EXACT, "p:g"))), framework("b", group("y", (CLOSE, "p:g")))
    found = finding(a, b, framework("p", group("g")))
    (exact, exact_relation), (close, close_relation) = DECLARED[EXACT], DECLARED[CLOSE]
    assert found.confidence == pytest.approx(exact * close * STEP**2)
    assert found.relation_confidence == pytest.approx(exact_relation * close_relation * STEP**2)


def test_a_declared_pair_has_its_own_confidence_without_discount() -> None:
    found = finding(framework("a", group("x", (EXACT, "b:y"))), framework("b", group("y")))
    assert (found.relation, found.confidence, found.relation_confidence) == (EXACT, *DECLARED[EXACT])


@pytest.mark.parametrize("relation", Relation)
def test_what_no_calibration_covers_is_told_in_bands(relation: Relation) -> None:
    a, b = framework("a", group("x", (relation, "b:y"))), framework("b", group("y"))
    row = why(mapped(a, b, pivots=()), "x", "y")
    sure = DECLARED[relation][0]
    assert row.confidence == round(band(log(sure / (1 - sure)) * (-1 if relation is NONE else 1)), 3)
    assert not row.calibrated


def test_two_pivots_that_are_aligned_with_each_other_connect() -> None:
    older = framework("older", group("c", (NARROW, "newer:four"), (NARROW, "newer:five")))
    newer = framework("newer", group("four"), group("five"), group("six"))
    a = framework("a", group("x", (EXACT, "older:c")))
    b = framework("b", *(group(f"to-{name}", (EXACT, f"newer:{name}")) for name in ("four", "five", "six")))
    result = mapped(a, b, pivots=[older, newer])
    assert known(result, "x", "to-four") is NARROW
    assert known(result, "x", "to-five") is NARROW
    assert known(result, "x", "to-six") is NONE


def test_the_path_through_the_pivot_is_told_with_items_and_sources() -> None:
    a, b = framework("a", group("x", (EXACT, "p:g"))), framework("b", group("y", (BROAD, "p:g")))
    headline = why(mapped(a, b, pivots=[framework("p", group("g"))]), "x", "y").because[0]
    assert headline.claim.startswith("X (a:x) includes Y (b:y): a:x stands for p:g; b:y covers part of p:g")
    assert headline.rule == "p:g"
    assert [(step.claim, step.rule, step.source) for step in headline.because] == [
        ("b:y lies within p:g, as its own document declares", "b:y", ("strategy §1",)),
        ("a:x is the same as p:g, as its own document declares", "a:x", ("strategy §1",)),
    ]


def test_a_reading_is_told_with_the_step_that_rests_on_it() -> None:
    a = framework("a", evolve(group("x", (EXACT, "b:y")), reading="Group X is never defined"))
    row = why(mapped(a, framework("b", group("y")), pivots=()), "x", "y")
    assert "as read: Group X is never defined" in notes(row)


# --- sets of pivot items ---------------------------------------------------------------------------------

PIVOT = framework("p", *(group(f"g{number}") for number in range(1, 7)))


def union(identifier: str, *numbers: int) -> Group:
    return group(identifier, *((NARROW, f"p:g{number}") for number in numbers))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ((4, 5), (4, 5), CLOSE),  # a union that is spelled out is close, not exact
        ((4, 5), (3, 4, 5), BROAD),
        ((3, 4, 5), (4, 5), NARROW),
        ((3, 4), (4, 5), RELATED),
        ((1, 2), (4, 5), NONE),
    ],
)
def test_unions_compare_as_sets(left: tuple[int, ...], right: tuple[int, ...], expected: Relation) -> None:
    result = mapped(framework("a", union("x", *left)), framework("b", union("y", *right)), pivots=[PIVOT])
    assert known(result, "x", "y") is expected


def test_disjoint_groups_are_evidence_against_a_match_but_disjoint_outcomes_are_not() -> None:
    a = framework("a", group("x", (EXACT, "p:g1")), outcome("t", (EXACT, "p:o1")))
    b = framework("b", group("y", (EXACT, "p:g2")), outcome("u", (EXACT, "p:o2")))
    pivot = framework("p", group("g1"), group("g2"), outcome("o1"), outcome("o2"))
    result = mapped(a, b, pivots=[pivot])
    assert known(result, "x", "y") is NONE
    assert why(result, "x", "y").confidence < 0.3
    assert "different groups of people" in notes(why(result, "x", "y"))
    assert known(result, "t", "u") is None


def test_what_may_reach_beyond_the_pivot_is_not_disjoint_from_anything() -> None:
    a, b = framework("a", group("x", (RELATED, "p:g1"))), framework("b", group("y", (EXACT, "p:g2")))
    assert known(mapped(a, b, pivots=[PIVOT]), "x", "y") is None


def test_what_is_touched_beside_a_core_is_related_and_does_not_spoil_the_core() -> None:
    a = framework("a", group("x", (CLOSE, "p:g2"), (RELATED, "p:g1")))
    b = framework("b", *(group(f"y{number}", (EXACT, f"p:g{number}")) for number in (1, 2, 3)), union("z", 2, 3))
    result = mapped(a, b, pivots=[PIVOT])
    assert [known(result, "x", other) for other in ("y1", "y2", "y3", "z")] == [RELATED, CLOSE, NONE, BROAD]


def test_levels_correspond_through_the_groups_that_are_named_for_them() -> None:
    a = framework(
        "a",
        *(level(f"l{number}") for number in (1, 2, 3, 4)),
        group("g2", (EXACT, "p:g2"), levels=("l1", "l2")),
        group("g3", (EXACT, "p:g3"), levels=("l2", "l3")),
        group("g4", (EXACT, "p:g4"), levels=("l3",)),
        group("g5", (EXACT, "p:g5"), levels=("l3", "l4")),
        group("g6", (EXACT, "p:g6"), levels=("l4",)),
    )
    b = framework("b", level("top"), union("c", 4, 5), group("d", (EXACT, "p:g4")), group("e", (EXACT, "p:g3")))
    b = evolve(b, groups=(evolve(b.groups[0], levels=("top",)), *b.groups[1:]))
    result = mapped(a, b, pivots=[PIVOT])
    assert known(result, "l3", "top") is RELATED  # {part of 3, 4, part of 5} and {4, 5}
    assert known(result, "l3", "d") is NARROW
    assert known(result, "l3", "e") is RELATED  # a group that two levels share is related to each
    assert known(result, "l1", "top") is NONE
    assert why(result, "l3", "e").confidence < why(result, "l3", "d").confidence
    assert "only a part of it may belong to each" in notes(why(result, "l3", "e"))


def test_a_level_that_a_group_may_be_named_for_besides_others_is_shared() -> None:
    shared = evolve(group("g", (EXACT, "p:g1")), levels=("l1", UNSTATED))
    a, b = framework("a", level("l1"), shared), framework("b", group("y", (EXACT, "p:g1")))
    assert known(mapped(a, b, pivots=[PIVOT]), "l1", "y") is BROAD


def test_a_level_may_be_aligned_itself() -> None:
    a, b = framework("a", level("l1", (EXACT, "b:l1"))), framework("b", level("l1"), level("l2"))
    result = mapped(a, b, pivots=())
    assert known(result, "l1", "l1") is EXACT
    assert known(result, "l1", "l2") is None


def test_what_lies_within_an_item_by_its_own_document_need_not_be_all_of_it() -> None:
    a = framework("a", group("x", (BROAD, "p:g1")))
    one, two = group("y", (BROAD, "p:g1"), levels=("l",)), group("z", (BROAD, "p:g1"), levels=("l",))
    row = why(mapped(a, framework("b", level("l"), one, two), pivots=[PIVOT]), "x", "l")
    assert row.relation is RELATED
    assert "no document says" in notes(row)


def test_part_of_a_group_lies_within_what_the_whole_is() -> None:
    a = framework("a", group("whole", (NARROW, "p:g4"), (NARROW, "p:g5")), group("part", part_of="whole"))
    b = framework("b", union("y", 4, 5), group("four", (EXACT, "p:g4")), group("six", (EXACT, "p:g6")))
    result = mapped(a, b, pivots=[PIVOT])
    assert known(result, "part", "y") is BROAD
    assert known(result, "part", "six") is NONE
    assert known(result, "part", "four") is RELATED
    assert why(result, "part", "four").confidence < 0.5
    assert "whether these overlap no document says" in notes(why(result, "part", "four"))


def test_a_group_holds_what_its_parts_hold() -> None:
    a = framework("a", group("whole"), group("part", (EXACT, "p:g1"), part_of="whole"))
    b = framework("b", group("one", (EXACT, "p:g1")), group("two", (EXACT, "p:g2")))
    result = mapped(a, b, pivots=[PIVOT])
    assert known(result, "whole", "one") is NARROW
    assert known(result, "whole", "two") is None  # its parts need not be all of it


def test_parts_in_the_pivot_are_not_disjoint_from_their_whole() -> None:
    pivot = framework("p", group("whole"), group("part", part_of="whole"), group("other", part_of="whole"))
    a = framework("a", group("x", (EXACT, "p:whole")), group("half", (BROAD, "p:whole")))
    b = framework("b", group("y", (EXACT, "p:part")), group("z", (RELATED, "p:part")), group("w", (EXACT, "p:other")))
    result = mapped(a, b, pivots=[pivot])
    assert known(result, "x", "y") is NARROW
    assert known(result, "x", "z") is RELATED
    assert why(result, "half", "y").confidence < 0.5  # the half may be the other one
    turned = mapped(evolve(b, id="a"), evolve(a, id="b"), pivots=[pivot])
    assert known(turned, "y", "x") is BROAD
    assert known(turned, "z", "x") is RELATED
    assert known(mapped(framework("a", b.groups[0]), b, pivots=[pivot]), "y", "w") is NONE


def test_declared_none_is_passed_on_to_what_lies_within() -> None:
    a = framework("a", group("x", (NONE, "p:whole")))
    b = framework("b", group("y", (BROAD, "p:whole")), group("z", (NARROW, "p:whole")))
    result = mapped(a, b, pivots=[framework("p", group("whole"))])
    assert known(result, "x", "y") is NONE
    assert known(result, "x", "z") is None


def test_declared_none_is_passed_on_through_two_pivots() -> None:
    newer = framework("newer", group("g"), group("h"))
    older = framework("older", group("g", (EXACT, "newer:h"), (NONE, "newer:g")), group("k", (EXACT, "newer:g")))
    b = framework("b", outcome("t", (BROAD, "newer:g")))
    for x in (outcome("x", (EXACT, "older:g")), outcome("x", (NONE, "older:k"))):
        row = why(mapped(framework("a", x), b, pivots=[older, newer]), "x", "t")
        assert row.relation is NONE
        assert row.relation_confidence > 0.5


def test_the_strongest_of_several_pivots_counts_and_a_contradiction_is_told() -> None:
    p, q = framework("p", group("g"), group("h")), framework("q", group("g"))
    a = framework("a", group("x", (EXACT, "p:g"), (CLOSE, "q:g")))
    b = framework("b", group("y", (CLOSE, "q:g"), (BROAD, "p:g")))
    assert known(mapped(a, b, pivots=[p, q]), "x", "y") is NARROW
    c = framework("b", group("y", (CLOSE, "q:g"), (EXACT, "p:h")))
    row = why(mapped(a, c, pivots=[p, q]), "x", "y")
    assert row.relation is NONE
    assert "Otherwise it would be close" in notes(row)
    d = framework("b", group("y", (NARROW, "q:g"), (BROAD, "p:g")))
    row = why(mapped(a, d, pivots=[p, q]), "x", "y")
    assert "Otherwise it would be broad" in notes(row)


# --- what may never be claimed ---------------------------------------------------------------------------


def test_across_kinds_nothing_is_exact_and_the_reason_is_told() -> None:
    a = framework("a", group("x", (EXACT, "b:l1")), level("l1", (EXACT, "b:c")))
    b = framework("b", level("l1"), course("c"))
    result = mapped(a, b, pivots=())
    assert known(result, "x", "l1") is CLOSE
    assert "A group is no level, so they are close at most" in notes(why(result, "x", "l1"))
    assert known(result, "l1", "c") is CLOSE


def test_two_levels_for_the_same_people_are_close_at_most() -> None:
    a = framework("a", level("l"), group("x", (EXACT, "p:g1"), levels=("l",)))
    b = framework("b", level("m"), group("y", (EXACT, "p:g1"), levels=("m",)))
    result = mapped(a, b, pivots=[PIVOT])
    assert known(result, "x", "y") is EXACT
    assert known(result, "l", "m") is CLOSE
    assert "doesn't make them one" in notes(why(result, "l", "m"))


def test_an_item_has_one_equal_at_most() -> None:
    a = framework("a", group("x", (CLOSE, "b:y"), (EXACT, "b:z")))
    result = mapped(a, framework("b", group("y"), group("z")), pivots=())
    assert known(result, "x", "z") is EXACT
    row = why(result, "x", "y")
    assert row.relation is RELATED
    assert "a:x is closer to b:z" in notes(row)


def test_a_declared_relation_comes_before_a_derived_one_and_the_other_is_told() -> None:
    a = framework("a", group("x", (RELATED, "b:y"), (EXACT, "p:g1")))
    b = framework("b", group("y", (EXACT, "p:g1")))
    row = why(mapped(a, b, pivots=[PIVOT]), "x", "y")
    assert row.relation is RELATED
    assert "Otherwise it would be exact" in notes(row)
    assert "comes before what is derived" in notes(row)


def test_of_two_documents_that_differ_the_more_exact_counts_and_the_other_is_told() -> None:
    a, b = framework("a", group("x", (CLOSE, "b:y"))), framework("b", group("y", (NARROW, "a:x")))
    row = why(mapped(a, b, pivots=()), "x", "y")
    assert row.relation is CLOSE
    assert "b:y includes a:x, as its own document declares; the more exact claim counts" in notes(row)


def test_declared_none_is_a_row() -> None:
    a, b = framework("a", course("x", (NONE, "b:y"))), framework("b", course("y"))
    row = why(mapped(a, b, pivots=()), "x", "y")
    assert (row.relation, row.because[0].rule) == (NONE, "a:x")
    assert row.confidence < UNKNOWN < 0.5


def test_alignments_with_frameworks_that_are_not_given_or_with_other_kinds_tell_nothing() -> None:
    a = framework("a", group("x", (EXACT, "elsewhere:g"), (EXACT, "b:nothing"), (EXACT, "a:z")), group("z"))
    assert mapped(a, framework("b", group("y")), pivots=()).correspondences == ()


def test_two_different_frameworks_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two different frameworks have the id 'a'"):
        mapped(framework("a", group("x")), framework("a", group("y")), pivots=())


def test_in_itself_every_item_is_exactly_itself() -> None:
    kirklees = load("kirklees")
    result = mapped(kirklees, kirklees)
    for item in (*kirklees.levels, *kirklees.groups, *kirklees.courses, *kirklees.outcomes):
        row = why(result, item.id, item.id)
        others = [other for other in result.correspondences if other.subject == row.subject and other is not row]
        assert row.relation is EXACT
        assert all(row.confidence > other.confidence for other in others)


# --- residue and questions -------------------------------------------------------------------------------


def test_residue_names_what_the_other_side_lacks() -> None:
    a = framework(
        "a",
        level("l1", (CLOSE, "b:l1")),
        outcome("o1", (EXACT, "b:o1"), at="l1"),
        outcome("o7", at="l1"),
        course("c1", develops=("o1", "o7"), at=("l1",)),
    )
    b = framework("b", level("l1"), outcome("o1", at="l1"), course("c1", (BROAD, "a:c1"), develops=("o1",), at=("l1",)))
    result = mapped(a, b, pivots=())
    assert why(result, "l1", "l1").residue == Residue(("a:c1", "a:o7"), ())
    assert why(result, "c1", "c1").residue == Residue(("a:o7",), ())
    assert why(result, "o1", "o1").residue == Residue()


def test_residue_leaves_out_kinds_of_which_the_documents_tell_nothing() -> None:
    a = framework("a", level("l1", (CLOSE, "b:l1")), outcome("o1", at="l1"), course("c1", at=("l1",)))
    result = mapped(a, framework("b", level("l1")), pivots=())
    assert why(result, "l1", "l1").residue == Residue()


def test_residue_of_a_group_is_among_its_parts() -> None:
    a = framework("a", group("whole", (NARROW, "b:y")), group("one", part_of="whole"), group("two", part_of="whole"))
    a = evolve(a, groups=(a.groups[0], evolve(a.groups[1], aligned=aligned((CLOSE, "b:y"))), a.groups[2]))
    assert why(mapped(a, framework("b", group("y")), pivots=()), "whole", "y").residue.subject == ("a:two",)


def test_a_pair_that_no_document_relates_is_unknown() -> None:
    result = mapped(framework("a", group("x")), framework("b", group("y")), pivots=())
    row = why(result, "a:x", "b:y")
    assert (row.relation, row.confidence, row.relation_confidence) == (NONE, UNKNOWN, 0.0)
    assert "No document relates a:x and b:y" in notes(row)


def test_pivots_at_hand_are_the_national_frameworks_and_those_aligned_with() -> None:
    bedfordshire = load("bedfordshire")
    a = framework("a", group("x", (EXACT, "durham:group-1"), (EXACT, "unheard_of:g")))
    national = ["working_together_2006", "working_together_2010"]
    assert [pivot.id for pivot in references(a, bedfordshire)] == ["durham", *national]
    assert [pivot.id for pivot in references(load(national[0]), bedfordshire)] == national[1:]


def test_rows_stand_in_the_order_of_kind_ladder_and_certainty() -> None:
    result = mapped(load("kirklees"), load("durham"))
    subjects = list(dict.fromkeys(row.subject for row in result.correspondences))
    assert subjects == [*(f"kirklees:level-{n}" for n in range(1, 5)), *(f"kirklees:group-{n}" for n in range(1, 9))]
    for subject in subjects:
        rows = [(row.relation is NONE, -row.confidence) for row in result.correspondences if row.subject == subject]
        assert rows == sorted(rows)


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("bedfordshire:group-b", "durham:group-3", CLOSE),
        ("bedfordshire:level-2", "kirklees:group-3", CLOSE),
        ("bedfordshire:group-c", "kirklees:group-4", NARROW),
        ("bedfordshire:group-c", "kirklees:group-6", NONE),
        ("kirklees:level-3", "bedfordshire:level-3", RELATED),
        ("kirklees:level-4", "bedfordshire:group-e", NARROW),
        ("kirklees:group-5", "durham:group-5", EXACT),
        ("working_together_2006:group-c", "kirklees:group-5", NARROW),
        ("solihull:module-1", "durham:group-1", None),
    ],
)
def test_boards_meet_in_the_national_groups(one: str, two: str, expected: Relation | None) -> None:
    subject, object_ = (load(name.partition(":")[0]) for name in (one, two))
    assert known(mapped(subject, object_), one, two) is expected


# --- laws over random frameworks -------------------------------------------------------------------------


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Framework, Framework, tuple[Framework, ...]]:
    """Two frameworks and two pivots that declare whatever they like about each other."""
    names = {"a": [], "b": [], "p": [], "q": []}  # type: dict[str, list[tuple[str, Kind]]]
    for listed in names.values():
        for kind in (Kind.LEVEL, Kind.GROUP, Kind.OUTCOME, Kind.COURSE):
            listed += [(f"{kind}-{n}", kind) for n in range(draw(st.integers(0, 3 if kind is Kind.GROUP else 1)))]
    made = []
    for own in names:
        targets = [f"{other}:{item}" for other in names if other != own for item, _ in names[other]]
        some = st.lists(st.tuples(st.sampled_from(Relation), st.sampled_from(targets)), max_size=2, unique=True)
        levels = [item for item, kind in names[own] if kind is Kind.LEVEL]
        groups = [item for item, kind in names[own] if kind is Kind.GROUP]
        items: list[Item] = []
        for item, kind in names[own]:
            pairs = draw(some) if targets else []
            some_levels = tuple(draw(st.lists(st.sampled_from(levels), max_size=1))) if levels else ()
            if kind is Kind.LEVEL:
                items.append(level(item, *pairs))
            elif kind is Kind.OUTCOME:
                items.append(outcome(item, *pairs, at=draw(st.sampled_from([None, *levels]))))
            elif kind is Kind.COURSE:
                items.append(course(item, *pairs, at=some_levels))
            else:
                whole = draw(st.sampled_from([None, *groups[: groups.index(item)]]))
                items.append(group(item, *pairs, levels=some_levels, part_of=whole))
        made.append(framework(own, *items))
    return made[0], made[1], (made[2], made[3])


World = tuple[Framework, Framework, tuple[Framework, ...]]
random_worlds = settings(max_examples=40, deadline=None)


@random_worlds
@given(worlds())
def test_the_map_back_is_the_inverse_of_the_map(world: World) -> None:
    a, b, pivots = world
    there, back = mapped(a, b, pivots=pivots), mapped(b, a, pivots=pivots)
    assert sorted(map(repr, there.correspondences)) == sorted(repr(row.inverse) for row in back.correspondences)


@random_worlds
@given(worlds())
def test_order_of_keys_and_of_pivots_is_irrelevant(world: World) -> None:
    def turned(one: Framework) -> Framework:
        reordered = notation.framework(notation.framework_data(one))
        return evolve(
            reordered,
            groups=reordered.groups[::-1],
            outcomes=reordered.outcomes[::-1],
            courses=reordered.courses[::-1],
        )

    a, b, pivots = world
    again = mapped(turned(a), turned(b), pivots=[turned(pivot) for pivot in reversed(pivots)])
    assert again == mapped(a, b, pivots=pivots)


@random_worlds
@given(worlds())
def test_what_is_composed_is_never_stronger_than_its_weakest_link(world: World) -> None:
    a, b, pivots = world
    atlas = atlas_of((a, b), pivots)
    steps = {
        link.step.claim: (link.relation, link.step.confidence)
        for by_framework in atlas.links.values()
        for links in by_framework.values()
        for link in links
    }
    for found in declared(a, b, atlas).values():
        links = [steps[step.claim] for step in found.steps if step.claim in steps]
        weigh = max if found.relation is RELATED else min  # of several places where they overlap the surest counts
        assert found.confidence <= weigh((confidence for _, confidence in links), default=1.0)
        assert found.relation_confidence <= found.confidence
        if found.relation is EXACT:
            assert {relation for relation, _ in links} == {EXACT}
        if found.relation is CLOSE:
            assert RELATED not in {relation for relation, _ in links}


@random_worlds
@given(worlds())
def test_the_relation_is_never_surer_than_that_there_is_one(world: World) -> None:
    a, b, pivots = world
    for row in mapped(a, b, pivots=pivots).correspondences:
        assert row.relation is NONE or row.relation_confidence <= row.confidence


@random_worlds
@given(worlds())
def test_no_item_has_two_equals_of_a_kind_and_kinds_are_kept_apart(world: World) -> None:
    a, b, pivots = world
    taken: set[tuple[str, Kind]] = set()
    items = atlas_of((a, b), ()).items
    for row in mapped(a, b, pivots=pivots).correspondences:
        kinds = kind_of(items[row.subject]), kind_of(items[row.object])
        if row.relation is EXACT:
            assert kinds[0] is kinds[1]
        if row.relation in (EXACT, CLOSE):
            slots = {(row.subject, kinds[1]), (row.object, kinds[0])}
            assert not slots & taken
            taken |= slots


@random_worlds
@given(worlds())
def test_every_pair_has_an_answer_with_a_reason_and_a_residue_of_its_own_side(world: World) -> None:
    a, b, pivots = world
    result = mapped(a, b, pivots=pivots)
    for one in a:
        for two in b:
            row = why(result, one.id, two.id)
            assert row.because
            assert 0 <= row.relation_confidence <= 1
            assert 0 <= row.confidence <= 1
            assert all(member.startswith("a:") for member in row.residue.subject)
            assert all(member.startswith("b:") for member in row.residue.object)


# --- true statements have only true consequences ---------------------------------------------------------

People = frozenset[str]
FINE = {f"g{number}": frozenset({f"{number}-1", f"{number}-2"}) for number in range(1, 5)}
COARSE = {"c1": FINE["g1"] | FINE["g2"], "c2": FINE["g3"], "c3": FINE["g4"]}


def truly(people: People, others: dict[str, People], where: str) -> list[tuple[Relation, str]]:
    """What is true of these people and of each group of the pivot that they meet."""
    said = []
    for name, members in others.items():
        if people & members:
            relation = (
                EXACT if people == members else BROAD if people < members else NARROW if members < people else RELATED
            )
            said.append((relation, f"{where}:{name}"))
    return said


@st.composite
def boards(draw: st.DrawFn, identifier: str, where: str) -> tuple[Framework, dict[str, People]]:
    """A board with two levels whose groups are declared truly, and who is in each of its items."""
    everyone = sorted(person for members in FINE.values() for person in members)
    truth: dict[str, People] = {}
    shares: dict[str, set[str]] = {"l1": set(), "l2": set()}
    groups = []
    for number in range(draw(st.integers(1, 3))):
        people = frozenset(draw(st.sets(st.sampled_from(everyone), min_size=1)))
        named = draw(st.sampled_from([(), ("l1",), ("l2",), ("l1", "l2")] if len(people) > 1 else [(), ("l1",)]))
        first = set(sorted(people)[: draw(st.integers(1, len(people) - 1))]) if len(named) == 2 else set(people)
        for rung, share in zip(named, (first, set(people) - first), strict=False):
            shares[rung] |= share
        others = COARSE if where == "q" else FINE
        groups.append(group(f"x{number}", *truly(people, others, where), levels=named))
        truth[f"{identifier}:x{number}"] = people
    truth |= {f"{identifier}:{rung}": frozenset(people) for rung, people in shares.items()}
    return framework(identifier, level("l1"), level("l2"), *groups), truth


def pivots_of(names: Iterable[str]) -> list[Framework]:
    coarse = framework("q", *(group(name, *truly(people, FINE, "p")) for name, people in COARSE.items()))
    return [one for one in (coarse, framework("p", *(group(name) for name in FINE))) if one.id in names]


@settings(max_examples=200, deadline=None)
@given(boards("a", "p"), boards("b", "p") | boards("b", "q"))
def test_true_alignments_have_only_true_consequences(
    one: tuple[Framework, dict[str, People]], two: tuple[Framework, dict[str, People]]
) -> None:
    result = mapped(one[0], two[0], pivots=pivots_of("pq"))
    for row in result.correspondences:
        left, right = one[1][row.subject], two[1][row.object]
        story = notes(row)
        if row.relation is EXACT or (row.relation is CLOSE and "one equal at most" not in story):
            assert left == right, story
        elif row.relation is BROAD:
            assert left <= right, story
        elif row.relation is NARROW:
            assert left >= right, story
        elif row.relation is NONE:
            assert not left & right, story
        elif "no document says" not in story:
            assert left & right, story
