"""Decisions of people: they win where they stand, keep chains apart, and lapse with the texts they were made on."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from competency.correspondences import Correspondence, Correspondences, Decided, Decision, Mapping
from competency.digests import digest, digest_of_side
from competency.equivalence import map_frameworks, why
from competency.equivalence.atlas import atlas_of
from competency.equivalence.curation import Curation, identifier, proposed, read
from competency.errors import UnknownItem
from competency.explanation import Explanation
from competency.loading import load
from competency.model import Alignment, Course, Framework, Group, Level, Outcome, Relation, Source

EXACT, CLOSE, BROAD, NARROW, RELATED, NONE = Relation
ACCEPTED, REJECTED, PROPOSED = Decision.ACCEPTED, Decision.REJECTED, Decision.PROPOSED


def framework(name: str, *items: Level | Group | Outcome | Course) -> Framework:
    return Framework(
        id=name,
        title=name.upper(),
        publisher="Board",
        language="en-GB",
        sources=(Source(id="s", title="S"),),
        levels=tuple(item for item in items if isinstance(item, Level)),
        groups=tuple(item for item in items if isinstance(item, Group)),
        outcomes=tuple(item for item in items if isinstance(item, Outcome)),
        courses=tuple(item for item in items if isinstance(item, Course)),
    )


def group(name: str, *same: str, **more: object) -> Group:
    aligned = tuple(Alignment(EXACT, target) for target in same)
    return Group(id=name, title=name.upper(), aligned=aligned, **more)  # type: ignore[arg-type]


def level(name: str) -> Level:
    return Level(id=name, title=name.upper())


def ruling(
    one: str | tuple[str, ...], relation: Relation, two: str | tuple[str, ...], decision: Decision, **more: object
) -> Decided:
    sides = [(side,) if isinstance(side, str) else side for side in (one, two)]
    return Decided(subject=sides[0], relation=relation, object=sides[1], decision=decision, **more)  # type: ignore[arg-type]


def mapping(*rows: Decided, name: str = "m") -> Mapping:
    return Mapping(id=name, subject="a", object="b", rows=rows)


def computed(one: str, relation: Relation, two: str, sure: float = 0.8) -> Correspondence:
    said = (Explanation("it was computed"),)
    return Correspondence(
        subject=one, relation=relation, object=two, confidence=sure, relation_confidence=sure, because=said
    )


A = framework("a", level("l1"), level("l2"), group("g1", "p:g1"), group("g2"))
B = framework("b", level("l1"), level("l2"), group("g1", "p:g1"), group("g2"))
P = framework("p", group("g1"), group("g2"))


def settled(rows: list[Correspondence], *decided: Decided) -> dict[tuple[str, str], Correspondence]:
    found = Curation.of([mapping(*decided)], A, B, [P]).settle(rows)
    return {(row.subject, row.object): row for row in found}


# --- what wins -------------------------------------------------------------------------------------------


def test_an_accepted_row_replaces_what_was_computed_and_says_who_when_and_why() -> None:
    row = ruling(
        "a:g1", BROAD, "b:g2", ACCEPTED, reasons=("G2 is wider",), source=("s §1",), by="lead", on=date(2012, 5, 1)
    )
    found = settled([computed("a:g1", RELATED, "b:g2")], row)["a:g1", "b:g2"]
    assert (found.relation, found.decision, found.confidence, found.relation_confidence) == (
        BROAD,
        ACCEPTED,
        0.99,
        0.99,
    )
    assert found.because[0].claim == ("G1 (a:g1) lies within G2 (b:g2), as lead decided on 1 May 2012 (mapping 'm')")
    assert (found.because[0].rule, found.because[0].source) == ("m", ("s §1",))
    assert found.because[0].because[0].claim == "G2 is wider"
    assert found.because[1].claim == "Without this decision it would be related, 0.80: it was computed"


def test_what_the_row_states_of_its_confidence_counts() -> None:
    row = ruling("a:g1", BROAD, "b:g2", ACCEPTED, confidence=0.7, relation_confidence=0.5)
    found = settled([], row)["a:g1", "b:g2"]
    assert (found.confidence, found.relation_confidence) == (0.7, 0.5)


def test_a_rejected_row_is_none_and_so_is_an_accepted_none() -> None:
    for row in (ruling("a:g1", EXACT, "b:g1", REJECTED), ruling("a:g1", NONE, "b:g1", ACCEPTED)):
        found = settled([computed("a:g1", EXACT, "b:g1")], row)["a:g1", "b:g1"]
        assert (found.relation, found.confidence, found.relation_confidence) == (NONE, 0.01, 0.99)
        assert found.decision is row.decision


def test_a_pair_that_nothing_was_computed_of_gets_its_row_too() -> None:
    assert settled([], ruling("a:l1", CLOSE, "b:l2", ACCEPTED))["a:l1", "b:l2"].relation is CLOSE


@pytest.mark.parametrize("decision", [PROPOSED, None])
def test_what_is_not_decided_changes_nothing(decision: Decision | None) -> None:
    row = Decided(subject=("a:g1",), relation=EXACT, object=("b:g1",), decision=decision)
    before = computed("a:g1", RELATED, "b:g1")
    assert settled([before], row) == {("a:g1", "b:g1"): before}


def test_a_mapping_of_b_and_a_serves_a_and_b_by_inversion() -> None:
    row = ruling("b:g2", NARROW, "a:g1", ACCEPTED)
    assert settled([], row)["a:g1", "b:g2"].relation is BROAD
    back = Curation.of([mapping(row)], B, A, [P]).settle([])
    assert [(one.subject, one.relation, one.object) for one in back] == [("b:g2", NARROW, "a:g1")]


def test_settled_rows_read_from_the_other_side_are_the_same_rows() -> None:
    rows = [
        computed("a:g1", EXACT, "b:g1"),
        computed("a:l1", EXACT, "b:l2"),
        computed("a:g2", BROAD, "b:g1"),
        computed("a:g2", CLOSE, "b:g2"),
    ]
    decided = mapping(
        ruling("a:g1", BROAD, "b:g2", ACCEPTED, by="lead"),
        ruling("b:l1", EXACT, "a:l2", ACCEPTED),
        ruling("a:g2", NARROW, "b:g1", ACCEPTED, digest_subject="sha256:0"),
        ruling("a:g2", CLOSE, "b:g2", REJECTED),
    )
    there = Curation.of([decided], A, B, [P]).settle(rows)
    back = Curation.of([decided], B, A, [P]).settle(row.inverse for row in rows)
    assert tuple(row.inverse for row in back) == there
    assert {row.decision for row in there} == {None, PROPOSED, ACCEPTED, REJECTED}


def test_of_several_decisions_about_a_pair_the_last_counts_and_of_several_mappings_the_last() -> None:
    yes, no = ruling("a:g1", EXACT, "b:g1", ACCEPTED), ruling("b:g1", EXACT, "a:g1", REJECTED)
    assert settled([], yes, no)["a:g1", "b:g1"].relation is NONE
    assert settled([], no, yes)["a:g1", "b:g1"].relation is EXACT
    [row] = Curation.of([mapping(yes), mapping(no)], A, B, [P]).settle([])
    assert row.relation is NONE


def test_an_item_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownItem, match="did you mean 'g1'"):
        Curation.of([mapping(ruling("a:g1x", EXACT, "b:g1", ACCEPTED))], A, B, [P])


def test_a_mapping_of_other_frameworks_decides_nothing_and_that_is_told() -> None:
    other = Mapping(id="m", subject="a", object="x", rows=(ruling("a:g1", EXACT, "x:g1", ACCEPTED),))
    curation = Curation.of([other], A, B, [P])
    assert curation.settle([]) == ()
    assert curation.warnings == ("mapping 'm' is about a and x, and decides nothing here",)


def test_rows_about_other_frameworks_are_left_out() -> None:
    row = ruling("x:g1", EXACT, "b:g1", ACCEPTED)
    mixed = ruling(("a:g1", "p:g1"), EXACT, "b:g1", ACCEPTED)
    assert Curation.of([mapping(row, mixed)], A, B, [P]) == Curation.of([], A, B, [P])


# --- what a decision leaves no room for ------------------------------------------------------------------


def test_a_second_equal_of_an_item_that_has_one_by_decision_is_related_only() -> None:
    found = settled([computed("a:g1", EXACT, "b:g1")], ruling("a:g1", CLOSE, "b:g2", ACCEPTED))
    row = found["a:g1", "b:g1"]
    assert (row.relation, row.confidence, row.relation_confidence) == (RELATED, 0.8, 0.4)
    assert row.because[-1].claim.startswith("a:g1 has its equal by decision, b:g2")


def test_an_equal_of_another_kind_stays() -> None:
    found = settled([computed("a:g1", CLOSE, "b:l1")], ruling("a:g1", CLOSE, "b:g2", ACCEPTED))
    assert found["a:g1", "b:l1"].relation is CLOSE


def test_an_equal_that_crosses_a_decided_one_on_two_ladders_is_related_only() -> None:
    found = settled([computed("a:l1", EXACT, "b:l2")], ruling("a:l2", EXACT, "b:l1", ACCEPTED))
    assert found["a:l1", "b:l2"].relation is RELATED
    assert "ladders don't cross" in found["a:l1", "b:l2"].because[-1].claim


# --- chains ----------------------------------------------------------------------------------------------


def known(curation: Curation) -> Relation:
    """What is derived of the two groups g1 through the pivot."""
    atlas = atlas_of([A, B], [P], blocked=curation.blocked, given=curation.links)
    one, two = atlas.extent("a:g1", "p"), atlas.extent("b:g1", "p")
    return EXACT if one and two and one.holdings.keys() & two.holdings.keys() else NONE


def test_a_rejection_of_a_pivot_pair_blocks_what_is_derived_through_it() -> None:
    assert known(Curation.of([], A, B, [P])) is EXACT
    for row in (ruling("a:g1", EXACT, "p:g1", REJECTED), ruling("p:g1", NONE, "a:g1", ACCEPTED)):
        curation = Curation.of([mapping(row)], A, B, [P])
        assert curation.blocked == {("a:g1", "p:g1")}
        assert known(curation) is NONE


def test_an_accepted_pivot_pair_serves_as_a_link_in_place_of_what_is_declared() -> None:
    curation = Curation.of([mapping(ruling("a:g1", BROAD, "p:g2", ACCEPTED, by="lead"))], A, B, [P])
    atlas = atlas_of([A, B], [P], blocked=curation.blocked, given=curation.links)
    assert [(link.relation, link.other) for link in atlas.links["a:g1"]["p"]] == [(EXACT, "p:g1"), (BROAD, "p:g2")]
    assert "as lead decided (mapping 'm')" in atlas.links["p:g2"]["a"][0].step.claim
    narrower = Curation.of([mapping(ruling("a:g1", BROAD, "p:g1", ACCEPTED))], A, B, [P])
    atlas = atlas_of([A, B], [P], blocked=narrower.blocked, given=narrower.links)
    assert [(link.relation, link.other) for link in atlas.links["a:g1"]["p"]] == [(BROAD, "p:g1")]


def test_what_is_only_proposed_is_no_link() -> None:
    assert Curation.of([mapping(ruling("a:g1", EXACT, "p:g2", PROPOSED))], A, B, [P]).links == ()


# --- texts that change -----------------------------------------------------------------------------------


def signed(row: Decided) -> Decided:
    return evolve(row, digest_subject=digest(A, row.subject[0]), digest_object=digest(B, row.object[0]))


def reworded(one: Framework) -> Framework:
    return evolve(one, groups=(evolve(one.groups[0], description="Something else"), *one.groups[1:]))


def test_a_decision_whose_text_has_changed_only_counts_as_proposed_and_says_so() -> None:
    row = signed(ruling("a:g1", EXACT, "b:g1", ACCEPTED, by="lead"))
    before = computed("a:g1", RELATED, "b:g1")
    other = reworded(A)
    curation = Curation.of([mapping(row)], other, B, [P])
    [found] = curation.settle([before])
    assert (found.relation, found.confidence, found.decision) == (RELATED, 0.8, PROPOSED)
    assert found.because[-1].claim == (
        "It was accepted as exact, as lead decided (mapping 'm'), but the text of a:g1 has changed since, "
        "so this only counts as proposed"
    )
    assert curation.warnings == (
        "mapping 'm': the decision on a:g1 and b:g1 is stale: the text of a:g1 has changed since; "
        "it counts as proposed only",
    )
    assert (curation.links, curation.blocked) == ((), frozenset())
    [missing] = curation.settle([])
    assert (missing.relation, missing.confidence, missing.decision) == (NONE, 0.0, PROPOSED)


def test_a_decision_whose_texts_are_the_same_stands() -> None:
    curation = Curation.of([mapping(signed(ruling("a:g1", EXACT, "b:g1", ACCEPTED)))], A, B, [P])
    assert not curation.warnings
    assert curation.settle([])[0].relation is EXACT


def test_a_stale_decision_never_displaces_one_that_stands() -> None:
    stale = evolve(ruling("a:g1", NONE, "b:g1", ACCEPTED), digest_subject="sha256:0")
    fresh = ruling("a:g1", EXACT, "b:g1", ACCEPTED)
    curation = Curation.of([mapping(fresh, stale)], A, B, [P])
    assert curation.settle([])[0].relation is EXACT
    assert not curation.warnings


def test_a_digest_depends_on_words_alone() -> None:
    one = Group(id="g", title="Staff  who\nvisit", examples=("nurse", "midwife"))
    same = Group(id="h", title="Staff who visit", examples=("midwife", "nurse"), source=("s",), note="n", tags=("t",))
    assert digest(framework("a", one), "g") == digest(framework("b", same), "h")
    for other in (
        evolve(one, title="Staff"),
        evolve(one, description="D"),
        evolve(one, reading="R"),
        evolve(one, examples=("nurse",)),
    ):
        assert digest(framework("a", other), "g") != digest(framework("a", one), "g")
    assert digest(A, "a:g1") == digest(A, "g1")


def test_a_level_and_a_course_change_with_what_they_are_made_of() -> None:
    def whole(said: str, reach: str) -> Framework:
        return framework(
            "a",
            level("l"),
            group("g", levels=("l",)),
            Outcome(id="o", title="O", statement=said, level="l"),
            Course(id="c", title=reach, levels=("l",), develops=("o",)),
        )

    before, said, course = whole("Acts", "C"), whole("Speaks", "C"), whole("Acts", "D")
    assert digest(before, "l") != digest(said, "l")
    assert digest(before, "c") != digest(said, "c")
    assert digest(before, "l") != digest(course, "l")
    assert digest(before, "g") == digest(said, "g")


def test_a_side_of_several_items_has_one_digest_whatever_their_order() -> None:
    assert digest_of_side(A, ("a:g1", "a:g2")) == digest_of_side(A, ("a:g2", "a:g1")) != digest_of_side(A, ("a:g1",))
    assert digest_of_side(A, ("a:g1",)) == digest(A, "g1")


# --- rows whose sides are lists, and the way in and out ---------------------------------------------------


def test_accepted_rows_whose_sides_are_lists_are_kept_as_statements_read_from_the_subject() -> None:
    row = ruling(("b:g1", "b:g2"), NARROW, "a:l1", ACCEPTED)
    curation = Curation.of([mapping(row, ruling("a:l1", EXACT, ("b:g1", "b:g2"), REJECTED))], A, B, [P])
    assert curation.together == (row.inverse,)
    assert curation.settle([]) == ()


def test_bundled_stands_for_the_bundled_mappings_between_the_frameworks_at_hand() -> None:
    assert read(["bundled"], [A, B]) == ()
    boards = [load("durham"), load("kirklees")]
    assert [one.id for one in read(["bundled"], boards)] == ["kirklees-durham"]
    assert read(["kirklees-durham"], boards) == read(["bundled"], boards)
    assert identifier("north_lincs", "kirklees") == "north-lincs-kirklees"


def test_what_is_computed_is_a_mapping_that_waits_for_decisions() -> None:
    one, two = load("kirklees"), load("durham")
    found = map_frameworks(one, two)
    drawn = proposed(found, one, two)
    assert (drawn.id, drawn.subject, drawn.object) == ("kirklees-durham", "kirklees", "durham")
    assert [(row.subject[0], row.relation, row.object[0]) for row in drawn.rows] == [
        (row.subject, row.relation, row.object) for row in found.correspondences
    ]
    assert {row.decision for row in drawn.rows} == {PROPOSED}
    assert all(row.reasons and row.digest_subject and row.digest_object for row in drawn.rows)
    curation = Curation.of([drawn], one, two)
    assert curation.settle(found.correspondences) == found.correspondences
    accepted = evolve(drawn, rows=tuple(evolve(row, decision=ACCEPTED) for row in drawn.rows))
    again = {(row.subject, row.object): row for row in Curation.of([accepted], one, two).settle(found.correspondences)}
    assert {pair: row.relation for pair, row in again.items()} == {
        (row.subject, row.object): row.relation for row in found.correspondences
    }


def test_what_is_decided_already_is_written_as_it_was_decided() -> None:
    row = ruling("b:g1", NARROW, "a:g1", ACCEPTED, by="lead", on=date(2012, 5, 1), reasons=("R",))
    joint = ruling(("a:g1", "a:g2"), CLOSE, "b:l1", ACCEPTED)
    curated = [mapping(row, joint)]
    rows = Curation.of(curated, A, B).settle([computed("a:g2", RELATED, "b:g2")])
    drawn = proposed(Correspondences("a", "b", rows), A, B, curated)
    assert [one.decision for one in drawn.rows] == [PROPOSED, ACCEPTED, ACCEPTED]
    assert drawn.rows[1:] == (row.inverse, joint)


def test_why_tells_the_decision() -> None:
    one, two = load("kirklees"), load("durham")
    found = map_frameworks(one, two)
    row = ruling("kirklees:level-1", NONE, "durham:group-1", ACCEPTED, by="lead")
    rows = Curation.of([mapping(row)], one, two).settle(found.correspondences)
    told = why(evolve(found, correspondences=rows), "level-1", "group-1")
    assert "as lead decided" in told.because[0].claim
