"""Rows joined end to end: each chaining rule, what blocks a chain, and that only the strongest counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from itertools import pairwise, product

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.correspondences import Correspondence, Decided, Decision, Mapping
from competency.equivalence import chained
from competency.equivalence.atlas import atlas_of
from competency.equivalence.chains import GENERAL, Chains, composed, decided_rows, generalised
from competency.equivalence.comparison import compared
from competency.equivalence.extents import STEP
from competency.explanation import Explanation
from competency.model import Alignment, Framework, Outcome, Relation, Source

EXACT, CLOSE, BROAD, NARROW, RELATED, NONE = Relation
A, B = "a:x", "b:y"


def row(
    subject: str,
    relation: Relation,
    object: str,
    confidence: float = 0.9,
    sure: float = 0.8,
    decision: Decision | None = None,
    source: tuple[str, ...] = (),
) -> Correspondence:
    return Correspondence(
        subject=subject,
        relation=relation,
        object=object,
        confidence=confidence,
        relation_confidence=sure,
        decision=decision,
        because=(Explanation("It was read so", source=source),) if source else (),
    )


def path(*relations: Relation) -> list[Correspondence]:
    """A chain from a:x to b:y by way of p:0, q:1, r:2."""
    items = [A, *(f"{name}:{place}" for place, name in enumerate("pqr"[: len(relations) - 1])), B]
    return [row(one, relation, two) for (one, two), relation in zip(pairwise(items), relations, strict=True)]


def between(rows: Iterable[Correspondence], depth: int = 3) -> dict[tuple[str, str], Correspondence]:
    return {(found.subject, found.object): found for found in chained(rows, subject="a", object="b", depth=depth)}


def relation_of(rows: Iterable[Correspondence], depth: int = 3) -> Relation | None:
    found = between(rows, depth).get((A, B))
    return None if found is None or not found.relation_confidence else found.relation


def told(found: Correspondence) -> str:
    return " ".join(explanation.claim for reason in found.because for _, explanation in reason.walk())


# --- each rule -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("relation", [EXACT, BROAD, NARROW])
def test_transitivity_passes_exact_broad_and_narrow_on(relation: Relation) -> None:
    found = between(path(relation, relation, relation))[A, B]
    assert (found.relation, found.because[0].rule) == (relation, "transitivity")


def test_close_passes_itself_on_once_and_is_then_related() -> None:
    assert relation_of(path(CLOSE, CLOSE)) is CLOSE
    found = between(path(CLOSE, CLOSE, CLOSE))[A, B]
    assert found.relation is RELATED
    assert found.because[0].rule == "transitivity, generalisation"
    assert "no longer close" in told(found)


@pytest.mark.parametrize("relation", [BROAD, NARROW, RELATED, NONE])
@pytest.mark.parametrize("turned", [False, True], ids=["exact first", "exact last"])
def test_role_chain_over_exact_keeps_the_relation(relation: Relation, turned: bool) -> None:
    found = between(path(*((relation, EXACT) if turned else (EXACT, relation))))[A, B]
    assert (found.relation, found.because[0].rule) == (relation, "role chain")


@pytest.mark.parametrize("turned", [False, True], ids=["exact first", "exact last"])
def test_role_chain_over_exact_keeps_close(turned: bool) -> None:
    assert relation_of(path(*((CLOSE, EXACT) if turned else (EXACT, CLOSE)))) is CLOSE


@pytest.mark.parametrize("relation", [BROAD, NARROW, RELATED, NONE])
@pytest.mark.parametrize("turned", [False, True], ids=["close first", "close last"])
def test_role_chain_over_close_keeps_the_relation(relation: Relation, turned: bool) -> None:
    assert relation_of(path(*((relation, CLOSE) if turned else (CLOSE, relation)))) is relation


def test_what_is_within_something_three_times_no_more_than_close_is_related_only() -> None:
    assert relation_of(path(CLOSE, CLOSE, CLOSE, BROAD), depth=4) is RELATED
    assert relation_of(path(CLOSE, CLOSE, CLOSE, NONE), depth=4) is None


def test_inversion_reads_a_row_from_its_other_end() -> None:
    there_and_back = [row(A, BROAD, "p:0"), row(B, NARROW, "p:0")]  # a:x lies within p:0, which lies within b:y
    found = between(there_and_back)[A, B]
    assert found.relation is BROAD
    assert [(step.claim, step.rule) for step in found.because[0].because] == [
        ("a:x lies within p:0", None),
        ("p:0 lies within b:y", "inversion"),
    ]


@pytest.mark.parametrize(
    ("strong", "weak"), [(EXACT, CLOSE), (EXACT, RELATED), (CLOSE, RELATED), (BROAD, RELATED), (NARROW, RELATED)]
)
def test_generalisation_weakens_and_never_strengthens(strong: Relation, weak: Relation) -> None:
    given_row = row(A, strong, B)
    weaker = generalised(given_row, weak)
    assert (weaker.relation, weaker.confidence, weaker.relation_confidence) == (weak, 0.9, 0.8)
    assert weaker.because[0].rule == "generalisation"
    with pytest.raises(ValueError, match="doesn't follow"):
        generalised(weaker, strong)


def test_generalisation_to_the_same_relation_is_the_row_itself() -> None:
    assert generalised(row(A, CLOSE, B), CLOSE) == row(A, CLOSE, B)


def test_none_and_related_imply_nothing_weaker_and_nothing_implies_none() -> None:
    assert GENERAL[NONE] == GENERAL[RELATED] == ()
    assert not any(NONE in weaker for weaker in GENERAL.values())


@pytest.mark.parametrize("steps", [(NARROW, BROAD), (NARROW, RELATED), (RELATED, BROAD)])
def test_what_includes_a_part_of_something_overlaps_with_it(steps: tuple[Relation, Relation]) -> None:
    found = between(path(*steps))[A, B]
    assert (found.relation, found.because[0].rule) == (RELATED, "overlap")


@pytest.mark.parametrize("steps", [(BROAD, NONE), (NONE, NARROW)])
def test_what_lies_within_something_apart_is_apart(steps: tuple[Relation, Relation]) -> None:
    found = between(path(*steps))[A, B]
    assert (found.relation, found.because[0].rule) == (NONE, "exclusion")
    assert found.confidence == round((1 - found.relation_confidence) / 2, 3)


@pytest.mark.parametrize(
    "steps",
    [
        (BROAD, NARROW),
        (BROAD, RELATED),
        (RELATED, NARROW),
        (RELATED, RELATED),
        (NARROW, NONE),
        (NONE, BROAD),
        (RELATED, NONE),
        (NONE, NONE),
    ],
)
def test_all_else_is_undetermined(steps: tuple[Relation, Relation]) -> None:
    assert composed(steps) is None
    assert between(path(*steps)) == {}


def test_a_chain_without_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="one step at least"):
        composed([])


def test_brackets_make_no_difference_as_long_as_close_passes_itself_on() -> None:
    def joined(one: Relation | None, two: Relation | None) -> Relation | None:
        return None if one is None or two is None else composed([one, two])

    for first, second, third in product(Relation, repeat=3):
        if (first, second, third).count(CLOSE) <= 2:
            in_one = composed([first, second, third])
            assert in_one is joined(joined(first, second), third)
            assert in_one is joined(first, joined(second, third))


def test_the_inverse_of_a_chain_is_the_chain_of_its_inverses() -> None:
    for steps in product(Relation, repeat=3):
        forth = composed(steps)
        back = composed([step.inverse for step in reversed(steps)])
        assert back is (None if forth is None else forth.inverse)


def test_chains_agree_with_the_sets_that_alignments_are_read_as() -> None:
    def outcome(relation: Relation | None) -> Outcome:
        aligned = () if relation is None else (Alignment(relation, "p:o"),)
        return Outcome(id="o", title="o", statement="o", aligned=aligned)

    def framework(name: str, relation: Relation | None = None) -> Framework:
        sources = (Source(id="s", title="S"),)
        return Framework(
            id=name, title=name, publisher="B", language="en", sources=sources, outcomes=(outcome(relation),)
        )

    for first, second in product(Relation, repeat=2):
        atlas = atlas_of((framework("a", first), framework("b", second)), [framework("p")])
        left, right = atlas.extents("a:o", "p"), atlas.extents("b:o", "p")
        said = [compared(one, two, ("a:o", "b:o"), atlas) for one in left for two in right]
        derived = composed([first, second.inverse])
        surely = {finding.relation for finding in said if finding is not None and finding.confidence > 0.5}
        assert surely == ({derived} if derived else set()), (first, second)


# --- how strong a chain is -------------------------------------------------------------------------------


def test_confidence_is_the_product_with_a_discount_for_each_step() -> None:
    rows = [row(A, EXACT, "p:0", 0.9, 0.8), row("p:0", CLOSE, B, 0.7, 0.6)]
    found = between(rows)[A, B]
    assert found.confidence == round(0.9 * 0.7 * STEP**2, 3)
    assert found.relation_confidence == round(0.8 * 0.6 * STEP**2, 3)
    assert (found.calibrated, found.decision) == (False, None)


def test_a_row_of_the_pair_itself_stands_as_it_is() -> None:
    own = row(A, RELATED, B, 0.3, 0.2, Decision.ACCEPTED)
    assert between([*path(EXACT, EXACT), own])[A, B] == own
    assert between([*path(EXACT, EXACT), own.inverse])[A, B] == own


def test_the_strongest_of_several_chains_counts() -> None:
    weak = [row(A, EXACT, "p:0", sure=0.5), row("p:0", EXACT, B, sure=0.5)]
    strong = [row(A, CLOSE, "q:0", sure=0.9), row("q:0", CLOSE, B, sure=0.9)]
    for rows in ([*weak, *strong], [*strong, *weak]):
        found = between(rows)[A, B]
        assert found.relation is CLOSE
        assert found.because[0].claim == "a:x is close to b:y through q:0"


def test_a_chain_that_contradicts_the_strongest_is_told() -> None:
    rows = [row(A, BROAD, "p:0", sure=0.9), row("p:0", BROAD, B), row(A, NARROW, "q:0"), row("q:0", NARROW, B)]
    found = between(rows)[A, B]
    assert found.relation is BROAD
    assert "Otherwise it would be narrow through q:0; the stronger chain counts" in told(found)


def test_the_path_is_told_with_a_claim_and_the_sources_of_every_step() -> None:
    rows = [row(A, EXACT, "p:0", source=("one §1",)), row(B, NARROW, "p:0", source=("two §2",))]
    headline = between(rows)[A, B].because[0]
    assert headline.claim == "a:x lies within b:y through p:0"
    assert headline.source == ("one §1", "two §2")
    assert [step.source for step in headline.because] == [("one §1",), ("two §2",)]
    assert [step.because[0].claim for step in headline.because] == ["It was read so"] * 2


# --- what blocks -----------------------------------------------------------------------------------------


def test_a_rejected_pair_gets_no_chain_and_says_what_it_would_be() -> None:
    rejected = row(A, EXACT, B, decision=Decision.REJECTED)
    for refusal in (rejected, rejected.inverse):
        found = between([*path(EXACT, CLOSE), refusal])[A, B]
        assert (found.relation, found.decision) == (NONE, Decision.REJECTED)
        assert found.confidence < 0.1 < found.relation_confidence
        assert "Otherwise it would be close through p:0" in told(found)


def test_a_none_row_of_the_pair_stands_against_every_chain() -> None:
    found = between([*path(EXACT, EXACT), row(B, NONE, A, 0.05, 0.9)])[A, B]
    assert (found.relation, found.confidence, found.relation_confidence) == (NONE, 0.05, 0.9)


def test_a_rejected_step_blocks_the_pair_and_says_so() -> None:
    rows = [*path(EXACT, CLOSE), row("p:0", EXACT, A, decision=Decision.REJECTED)]
    found = between(rows)[A, B]
    assert (found.relation, found.relation_confidence) == (NONE, 0.0)
    assert "That it is close through p:0 is not derived, since a:x and p:0 are known not to correspond" in told(found)


def test_a_rejection_blocks_chains_that_lead_through_the_pair_by_another_way() -> None:
    rows = [*path(EXACT, EXACT, EXACT), row(A, NONE, "q:1", 0.05, 0.9)]
    found = between(rows)[A, B]
    assert found.relation is NONE
    assert not any(reason.rule == "transitivity" for reason in found.because)


def test_a_chain_around_the_block_still_counts_and_tells_of_it() -> None:
    rows = [
        *path(EXACT, EXACT),
        row(A, EXACT, "p:0", decision=Decision.REJECTED),
        row(A, CLOSE, "q:0", sure=0.5),
        row("q:0", EXACT, B),
    ]
    found = between(rows)[A, B]
    assert found.relation is CLOSE
    assert "is not derived" in told(found)


def test_a_row_without_confidence_in_its_relation_says_nothing() -> None:
    assert relation_of([*path(EXACT, CLOSE), row(A, NONE, "p:0", 0.1, 0.0)]) is CLOSE
    assert between([row(A, EXACT, B, 0.1, 0.0)]) == {}


def test_of_several_rows_against_a_pair_the_surest_is_shown() -> None:
    assert between([row(A, NONE, B, 0.4, 0.2), row(A, NONE, B, 0.1, 0.9)])[A, B].relation_confidence == 0.9


# --- how far ---------------------------------------------------------------------------------------------


def test_a_chain_has_no_more_rows_than_the_depth() -> None:
    rows = path(EXACT, EXACT, EXACT)
    assert relation_of(rows, depth=2) is None
    assert relation_of(rows, depth=3) is EXACT


def test_no_framework_is_passed_twice() -> None:
    rows = [row(A, EXACT, "p:0"), row("p:0", EXACT, "a:z"), row("a:z", EXACT, "q:0"), row("q:0", EXACT, B)]
    assert set(between(rows, depth=4)) == {("a:z", B)}


def test_a_row_within_one_framework_is_no_link() -> None:
    assert between([row(A, EXACT, "a:z"), row("a:z", EXACT, B)]).keys() == {("a:z", B)}


def test_a_framework_with_itself_and_no_depth_are_refused() -> None:
    with pytest.raises(ValueError, match="itself"):
        chained([], subject="a", object="a")
    with pytest.raises(ValueError, match="at least"):
        chained([], subject="a", object="b", depth=0)


def test_frameworks_that_nothing_connects_have_no_rows() -> None:
    assert chained([row(A, EXACT, "p:0")], subject="a", object="b") == ()


# --- documents -------------------------------------------------------------------------------------------


def decided(relation: Relation, decision: Decision | None, *objects: str) -> Decided:
    return Decided(subject=("a:x",), relation=relation, object=objects or ("p:0",), decision=decision)


def test_only_what_a_person_decided_is_a_link() -> None:
    document = Mapping(
        id="a-p",
        subject="a",
        object="p",
        rows=(
            evolve(
                decided(BROAD, Decision.ACCEPTED),
                by="M. Jones",
                on=date(2012, 5, 1),
                source=("s §1",),
                reasons=("Same",),
            ),
            decided(EXACT, Decision.PROPOSED),
            decided(EXACT, None),
            decided(EXACT, Decision.ACCEPTED, "p:0", "p:1"),
            decided(CLOSE, Decision.REJECTED, "p:2"),
            evolve(decided(NONE, Decision.ACCEPTED, "p:3"), relation_confidence=0.8),
        ),
    )
    found = decided_rows(document)
    assert [(one.object, one.relation, one.confidence, one.relation_confidence) for one in found] == [
        ("p:0", BROAD, 0.99, 0.99),
        ("p:2", NONE, 0.01, 0.99),
        ("p:3", NONE, 0.2, 0.8),
    ]
    assert found[0].because[0].claim == "a-p: a:x lies within p:0, accepted by M. Jones"
    assert found[0].because[0].source == ("s §1",)
    assert [reason.claim for reason in found[0].because[0].because] == ["Same"]
    assert relation_of([*found, row("p:0", BROAD, B)]) is BROAD


# --- laws ------------------------------------------------------------------------------------------------


@st.composite
def sets_of_rows(draw: st.DrawFn) -> list[Correspondence]:
    items = st.sampled_from([f"{framework}:{item}" for framework in "abpq" for item in "xy"])
    ends = st.tuples(items, items).filter(lambda pair: pair[0][0] != pair[1][0])
    relations = st.sampled_from([EXACT, EXACT, EXACT, CLOSE, CLOSE, BROAD, BROAD, NARROW, NARROW, RELATED, NONE])
    drawn = draw(
        st.lists(
            st.tuples(
                ends,
                relations,
                st.floats(0.05, 1).map(lambda value: round(value, 3)),
                st.floats(0.05, 1).map(lambda value: round(value, 3)),
                st.sampled_from([None, None, None, None, Decision.REJECTED]),
            ),
            max_size=12,
        )
    )
    return [row(one, relation, two, likely, sure, said) for (one, two), relation, likely, sure, said in drawn]


def every_chain(rows: Sequence[Correspondence], depth: int) -> Iterable[list[Correspondence]]:
    """Every chain from a to b, the obvious way: each row from either end, one after the other."""
    links = [link for one in rows if one.decision is not Decision.REJECTED for link in (one, one.inverse)]

    def walk(chain: list[Correspondence]) -> Iterable[list[Correspondence]]:
        if chain[-1].object[0] == "b":
            yield chain
            return
        seen = {chain[0].subject[0], *(step.object[0] for step in chain)}
        for link in links:
            if len(chain) < depth and link.subject == chain[-1].object and link.object[0] not in seen:
                yield from walk([*chain, link])

    for link in links:
        if link.subject[0] == "a":
            yield from walk([link])


def is_blocked(chain: Sequence[Correspondence], apart: set[frozenset[str]]) -> bool:
    items = [chain[0].subject, *(step.object for step in chain)]
    relations = [step.relation for step in chain]
    gap = relations.index(NONE) + 1 if NONE in relations else len(items)
    sides = (items[:gap], items[gap:])
    return any(frozenset((one, two)) in apart for side in sides for one in side for two in side if one != two)


def strength(chain: Sequence[Correspondence]) -> float:
    likely = reduce(lambda so_far, step: so_far * step.confidence, chain, 1.0)
    sure = reduce(lambda so_far, step: so_far * step.relation_confidence, chain, 1.0)
    discount = STEP ** len(chain) if len(chain) > 1 else 1.0
    return (sure if composed([step.relation for step in chain]) is NONE else min(sure, likely)) * discount


@settings(max_examples=400, deadline=None)
@given(sets_of_rows(), st.integers(1, 4))
def test_the_rows_are_those_of_trying_every_chain(rows: list[Correspondence], depth: int) -> None:
    against = [one for one in rows if one.relation is NONE or one.decision is Decision.REJECTED]
    apart = {frozenset((one.subject, one.object)) for one in against}
    free: dict[tuple[str, str], list[list[Correspondence]]] = {}
    blocked = set()
    for chain in every_chain(rows, depth):
        pair = (chain[0].subject, chain[-1].object)
        if composed([step.relation for step in chain]) is None:
            continue
        if is_blocked(chain, apart):
            blocked.add(pair)
        else:
            free.setdefault(pair, []).append(chain)
    kept_apart = {tuple(sorted(pair)) for pair in apart if {end[0] for end in pair} == {"a", "b"}}
    found = between(rows, depth)
    assert set(found) == free.keys() | blocked | kept_apart
    for pair, one in found.items():
        if pair in kept_apart:
            assert one.relation is NONE
        elif pair not in free:
            assert (one.relation, one.relation_confidence) == (NONE, 0.0)
        else:
            chains = [chain for chain in free[pair] if len(chain) == 1] or free[pair]
            strongest = max(map(strength, chains))
            best = [chain for chain in chains if strength(chain) >= strongest - 1e-8]
            assert one.relation in {composed([step.relation for step in chain]) for chain in best}
            if len(best[0]) > 1:
                assert one.relation_confidence == pytest.approx(strongest, abs=6e-4)


@settings(max_examples=200, deadline=None)
@given(sets_of_rows(), st.integers(1, 4))
def test_inversion_commutes_with_chaining(rows: list[Correspondence], depth: int) -> None:
    forth = {(one.subject, one.object): one for one in chained(rows, subject="a", object="b", depth=depth)}
    back = {(one.object, one.subject): one.inverse for one in chained(rows, subject="b", object="a", depth=depth)}
    assert forth == back
    turned = between([one.inverse for one in rows], depth)
    assert {pair: (one.relation, one.relation_confidence) for pair, one in turned.items()} == {
        pair: (one.relation, one.relation_confidence) for pair, one in forth.items()
    }


@settings(max_examples=200, deadline=None)
@given(sets_of_rows())
def test_the_order_of_the_rows_makes_no_difference(rows: list[Correspondence]) -> None:
    facts = [
        {pair: (one.relation, one.confidence, one.relation_confidence) for pair, one in between(some).items()}
        for some in (rows, rows[::-1])
    ]
    assert facts[0] == facts[1]


@settings(max_examples=200, deadline=None)
@given(sets_of_rows(), st.integers(1, 3))
def test_more_depth_loses_no_pair_and_no_strength(rows: list[Correspondence], depth: int) -> None:
    short, long = between(rows, depth), between(rows, depth + 1)
    assert short.keys() <= long.keys()
    for pair, one in short.items():
        assert long[pair].relation_confidence >= one.relation_confidence


@settings(max_examples=200, deadline=None)
@given(sets_of_rows())
def test_a_chain_is_never_stronger_than_its_weakest_row(rows: list[Correspondence]) -> None:
    ranks = {EXACT: 3, CLOSE: 2, BROAD: 1, NARROW: 1, RELATED: 0}
    for one in between(rows).values():
        if one in rows or one.inverse in rows or one.relation is NONE:
            continue
        for step in one.because[0].because:
            ends = {step.claim.split()[0], step.claim.split()[-1]}
            its_own = [other for other in rows if {other.subject, other.object} == ends and other.relation is not NONE]
            assert one.relation_confidence <= max(other.relation_confidence for other in its_own)
            assert one.confidence <= max(other.confidence for other in its_own)
            assert ranks[one.relation] <= max(ranks[other.relation] for other in its_own)


def test_a_hub_of_many_frameworks_is_read_once_for_all_pairs() -> None:
    rows = [row(f"f{name}:i{item}", EXACT, f"p:i{item}") for name in range(12) for item in range(5)]
    chains = Chains.of(rows)
    assert all(len(chains.between(f"f{one}", f"f{two}")) == 5 for one in range(12) for two in range(one))
