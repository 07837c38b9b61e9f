"""Laws of a whole map: inverse, order, questions, reasons, what may not decide, copies, many at once, other fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_cases import course, drawn_frameworks, framework, group, level, outcome

from competency import ids
from competency.correspondences import Correspondence, Correspondences
from competency.equivalence import map_frameworks, references, why
from competency.equivalence.atlas import KINDS, SAME
from competency.equivalence.facets import bundled_facets
from competency.equivalence.judgement import DECLARED, FACETS, TEXTS
from competency.equivalence.mapping import Mapper, map_every, usual
from competency.explanation import Explanation
from competency.loading import bundled_files, load
from competency.model import Alignment, AnyItem, Framework, Kind, Outcome, Relation, kind_of

EXACT, CLOSE, BROAD, NARROW, RELATED, NONE = Relation
BOARDS = ("bedfordshire", "durham", "kirklees", "north_lincs", "solihull")
PAIRS = tuple(combinations(BOARDS, 2))
of_all_pairs = pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda name: name)


@cache
def board(name: str) -> Framework:
    return load(name)


@cache
def mapped(one: str, other: str) -> Correspondences:
    return map_frameworks(board(one), board(other))


def mapped_items(of: Framework) -> list[AnyItem]:
    return [item for item in of if kind_of(item) in KINDS]


def of_id(item: str) -> AnyItem:
    name, _, identifier = item.partition(":")
    return board(name).items[identifier]


def rows_of(result: Correspondences) -> list[Correspondence]:
    return list(result.correspondences)


def in_short(result: Correspondences) -> list[tuple[str, Relation, str, float, float]]:
    """The rows without their reasons."""
    return [
        (row.subject, row.relation, row.object, row.confidence, row.relation_confidence)
        for row in result.correspondences
    ]


def told(row: Correspondence) -> Iterator[Explanation]:
    for reason in row.because:
        for _, explanation in reason.walk():
            yield explanation


# --- both sides ------------------------------------------------------------------------------------------


def assert_inverse(there: Correspondences, back: Correspondences) -> None:
    assert (there.subject, there.object) == (back.object, back.subject)
    expected = {(row.subject, row.object): row for row in there.correspondences}
    found = {(row.object, row.subject): row.inverse for row in back.correspondences}
    assert found == expected
    assert sorted(map(repr, there.together)) == sorted(repr(one.inverse) for one in back.together)


@of_all_pairs
def test_the_map_back_is_the_inverse_of_the_map(one: str, other: str) -> None:
    assert_inverse(mapped(one, other), mapped(other, one))


@settings(max_examples=25)
@given(drawn_frameworks("a", "b"), drawn_frameworks("b", "a"))
def test_the_map_back_is_the_inverse_whatever_the_frameworks_say(one: Framework, other: Framework) -> None:
    assert_inverse(map_frameworks(one, other, pivots=()), map_frameworks(other, one, pivots=()))


# --- order -----------------------------------------------------------------------------------------------


def turned(one: Framework) -> Framework:
    """The same framework with all that has no order in the file the other way round."""
    return evolve(one, groups=one.groups[::-1], outcomes=one.outcomes[::-1], courses=one.courses[::-1])


@settings(max_examples=25)
@given(drawn_frameworks("a", "b"), drawn_frameworks("b"))
def test_the_order_of_items_in_a_file_makes_no_difference(one: Framework, other: Framework) -> None:
    assert map_frameworks(turned(one), turned(other), pivots=()) == map_frameworks(one, other, pivots=())


def test_the_order_of_items_makes_no_difference_to_boards() -> None:
    assert map_frameworks(turned(board("durham")), turned(board("solihull"))) == mapped("durham", "solihull")


def test_what_was_mapped_before_makes_no_difference() -> None:
    fresh = Mapper(usual().facets, usual().calibration)
    assert map_frameworks(board("durham"), board("solihull"), mapper=fresh) == mapped("durham", "solihull")


def test_rows_stand_by_kind_ladder_and_certainty_and_each_pair_once() -> None:
    result = mapped("kirklees", "durham")
    pairs = [(row.subject, row.object) for row in rows_of(result)]
    assert len(pairs) == len(set(pairs))
    kinds = [KINDS.index(kind_of(of_id(row.subject))) for row in rows_of(result)]
    assert kinds == sorted(kinds)
    subjects = list(dict.fromkeys(row.subject for row in rows_of(result)))
    assert subjects[:4] == [f"kirklees:level-{rung}" for rung in range(1, 5)]
    for subject in subjects:
        certain = [(row.relation is NONE, -row.confidence) for row in rows_of(result) if row.subject == subject]
        assert certain == sorted(certain)


# --- questions -------------------------------------------------------------------------------------------


def test_every_pair_of_items_has_an_answer_with_reasons() -> None:
    result = mapped("kirklees", "durham")
    there = {(row.subject, row.object) for row in rows_of(result)}
    unknown = 0
    for one in mapped_items(board("kirklees")):
        for other in mapped_items(board("durham")):
            row = why(result, one.id, other.id)
            assert (row.subject, row.object) == (f"kirklees:{one.id}", f"durham:{other.id}")
            assert all(explanation.claim for explanation in row.because)
            assert row.because
            unknown += (row.subject, row.object) not in there
            if (row.subject, row.object) not in there:
                assert (row.relation, row.relation_confidence) == (NONE, 0.0)
    assert unknown


def test_a_none_row_says_that_the_two_do_not_correspond() -> None:
    for row in rows_of(mapped("bedfordshire", "kirklees")):
        assert (row.relation is NONE) is ("does not correspond to" in row.because[0].claim)


# --- figures ---------------------------------------------------------------------------------------------


@of_all_pairs
def test_figures_are_probabilities_and_a_relation_is_never_surer_than_that_there_is_one(one: str, other: str) -> None:
    for row in rows_of(mapped(one, other)):
        assert 0 <= row.confidence <= 1
        assert 0 <= row.relation_confidence <= 1
        assert row.relation is NONE or row.relation_confidence <= row.confidence
        assert row.relation is not NONE or row.confidence + row.relation_confidence == pytest.approx(1, abs=0.002)
        assert row.calibrated
        assert row.decision is None


@of_all_pairs
def test_equals_are_of_one_kind_each_and_do_not_cross_on_ladders(one: str, other: str) -> None:
    rungs = {f"{name}:{rung.id}": at for name in (one, other) for at, rung in enumerate(board(name).levels)}
    items = {f"{name}:{item.id}": kind_of(item) for name in (one, other) for item in board(name)}
    equals = [row for row in rows_of(mapped(one, other)) if row.relation in SAME]
    taken = [slot for row in equals for slot in ((row.subject, items[row.object]), (row.object, items[row.subject]))]
    assert len(taken) == len(set(taken))
    assert all(items[row.subject] is items[row.object] for row in equals if row.relation is EXACT)
    ladder = [(rungs[row.subject], rungs[row.object]) for row in equals if row.subject in rungs and row.object in rungs]
    assert all((a - c) * (b - d) >= 0 for a, b in ladder for c, d in ladder)


@of_all_pairs
def test_residue_is_of_what_the_items_are_made_of_on_their_own_side(one: str, other: str) -> None:
    for row in rows_of(mapped(one, other)):
        assert all(member.startswith(f"{one}:") for member in row.residue.subject)
        assert all(member.startswith(f"{other}:") for member in row.residue.object)
        assert row.relation is not NONE or not (row.residue.subject or row.residue.object)


# --- reasons ---------------------------------------------------------------------------------------------

QUOTE = re.compile(r"^'(?P<quote>.+)' in the (?P<part>\w+) of (?P<item>\S+) says: ", re.DOTALL)
STATEMENT = re.compile(r"“(?P<quote>[^”]+)” \((?P<item>[a-z0-9_]+:[a-z0-9-]+)\)")


def parts(item: AnyItem) -> dict[str, str]:
    texts = {"title": item.title, "description": item.description or "", "text": f"{item.title} {item.description}"}
    if isinstance(item, Outcome):
        texts["statement"] = item.statement
    return {**texts, "examples": " | ".join(getattr(item, "examples", ()))}


@of_all_pairs
def test_reasons_quote_words_that_stand_in_the_documents_and_say_where(one: str, other: str) -> None:
    quoted = 0
    for row in rows_of(mapped(one, other)):
        for explanation in told(row):
            hit = QUOTE.match(explanation.claim)
            if hit is not None:
                quoted += 1
                item = of_id(hit["item"])
                assert hit["quote"].casefold() in parts(item)[hit["part"]].casefold(), explanation.claim
                assert bool(explanation.source) is bool(item.source)
            for said in STATEMENT.finditer(explanation.claim):
                item = of_id(said["item"])
                text = item.statement if isinstance(item, Outcome) else item.title
                assert text.startswith(said["quote"].removesuffix("…"))
                assert explanation.source
    assert quoted


def test_a_row_by_audience_quotes_both_sides() -> None:
    one = framework("a", level("l", "Working predominantly with children", "strategy §9"))
    other = framework("b", level("m", "Staff who work predominantly with families"))
    row = why(map_frameworks(one, other, pivots=()), "l", "m")
    assert row.relation is CLOSE
    assert row.because[0].rule == FACETS
    quotes = [explanation for explanation in told(row) if QUOTE.match(explanation.claim)]
    assert [explanation.source for explanation in quotes] == [("a strategy §9",), ("b strategy §4",)]
    assert all("'predominantly'" in explanation.claim for explanation in quotes)


def test_a_row_by_texts_quotes_the_words_that_both_say() -> None:
    said = "Recognises signs of abuse and neglect in children"
    row = why(
        map_frameworks(framework("a", outcome("o", said)), framework("b", outcome("p", said)), pivots=()), "o", "p"
    )
    assert (row.relation, row.because[0].rule) == (EXACT, TEXTS)
    assert "they share 'Recognises', 'signs', 'abuse', 'neglect' and 'children'" in row.because[0].claim


def test_what_would_be_said_without_a_declaration_is_told_where_it_differs() -> None:
    one = framework("a", outcome("o", "Cooks soup"))
    other = evolve(
        framework("b", outcome("p", "Recognises abuse")),
        outcomes=(evolve(outcome("p", "Recognises abuse"), aligned=(Alignment(CLOSE, "a:o"),)),),
    )
    row = why(map_frameworks(one, other, pivots=()), "o", "p")
    assert row.relation is CLOSE
    assert any(reason.claim == "Without what is declared it would be none" for reason in row.because)


# --- what may not decide ---------------------------------------------------------------------------------


@pytest.mark.parametrize("other", ["bedfordshire", "durham", "north_lincs", "solihull"])
def test_numbers_of_levels_never_decide(other: str) -> None:
    kirklees = board("kirklees")
    titles = [rung.title for rung in kirklees.levels]
    assert all(re.fullmatch(r"Level \d", title) for title in titles)
    for order in (titles[::-1], [f"Stage {chr(72 - at)}" for at in range(len(titles))], ["Level 9"] * len(titles)):
        levels = tuple(evolve(rung, title=title) for rung, title in zip(kirklees.levels, order, strict=True))
        again = map_frameworks(evolve(kirklees, levels=levels), board(other))
        assert in_short(again) == in_short(mapped("kirklees", other))


@settings(max_examples=25)
@given(drawn_frameworks("a"), drawn_frameworks("b"), st.permutations(["1", "2", "3", "4", "5"]))
def test_swapped_numbers_in_titles_never_decide(one: Framework, other: Framework, names: list[str]) -> None:
    def numbered(these: Sequence[str]) -> Framework:
        return evolve(
            one,
            levels=tuple(evolve(x, title=f"Level {n}: {x.title}") for x, n in zip(one.levels, these, strict=False)),
            groups=tuple(evolve(x, title=f"Group {n}, {x.title}") for x, n in zip(one.groups, these, strict=False)),
        )

    expected = map_frameworks(numbered("12345"), other, pivots=())
    assert in_short(map_frameworks(numbered(names), other, pivots=())) == in_short(expected)


# --- copies and one's own --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOARDS)
def test_a_copy_under_another_name_has_exactly_the_same_outcomes_and_courses(name: str) -> None:
    original, copy = board(name), renamed(board(name), "copy")
    result = {(row.subject, row.object): row for row in rows_of(map_frameworks(original, copy))}
    for item in (*original.outcomes, *original.courses):
        assert result[f"{name}:{item.id}", f"copy:{item.id}"].relation is EXACT, item.id


def renamed(one: Framework, name: str) -> Framework:
    """The framework under another id, aligned with nothing."""
    return evolve(
        one,
        id=name,
        levels=tuple(evolve(item, aligned=()) for item in one.levels),
        groups=tuple(evolve(item, aligned=()) for item in one.groups),
        outcomes=tuple(evolve(item, aligned=()) for item in one.outcomes),
        courses=tuple(evolve(item, aligned=()) for item in one.courses),
    )


def test_a_copy_has_every_group_and_level_for_the_same_people() -> None:
    for name in BOARDS:
        original, copy = board(name), renamed(board(name), "copy")
        result = map_frameworks(original, copy)
        for item in (*original.levels, *original.groups):
            row = why(result, item.id, item.id)
            if row.because[0].rule == FACETS:
                assert row.relation is not NONE, item.id


# --- sorts of evidence -----------------------------------------------------------------------------------


def rules(result: Correspondences) -> set[str | None]:
    return {row.because[0].rule for row in result.correspondences}


def test_what_is_left_out_is_no_reason() -> None:
    one, other = board("kirklees"), board("durham")
    assert rules(map_frameworks(one, other, without=(DECLARED, TEXTS))) <= {FACETS, TEXTS}
    assert FACETS not in rules(map_frameworks(one, other, without=(FACETS,)))
    assert not rows_of(map_frameworks(one, other, without=(DECLARED, FACETS, TEXTS)))
    declared = map_frameworks(one, other, without=(FACETS, TEXTS))
    assert rows_of(declared)
    assert not rules(declared) & {FACETS, TEXTS}


def test_references_to_national_groups_are_found_without_what_is_declared() -> None:
    names = [*BOARDS, "working_together_2006", "working_together_2010"]
    asked = found = 0
    for name in names:
        wanted = [
            (ids.qualified(name, item.id), alignment.target)
            for item in board(name)
            for alignment in item.aligned
            if alignment.target.startswith("working_together") and alignment.relation is not NONE
        ]
        for reference in sorted({target.partition(":")[0] for _, target in wanted}):
            result = map_frameworks(board(name), board(reference), pivots=(), without=(DECLARED,))
            matches = {(row.subject, row.object) for row in rows_of(result) if row.relation is not NONE}
            here = [pair for pair in wanted if pair[1].startswith(f"{reference}:")]
            asked += len(here)
            found += sum(pair in matches for pair in here)
    assert asked == 29
    assert found >= 27


# --- an embedding ----------------------------------------------------------------------------------------


def by_first_letters(texts: Sequence[str]) -> np.ndarray:
    """A foolish embedding: which letters a text has how often."""
    return np.array([[text.casefold().count(chr(97 + at)) for at in range(26)] for text in texts], dtype=np.float32)


def test_an_embedding_counts_only_where_it_is_given_and_is_asked_once_for_all_texts_of_a_side() -> None:
    one, other = board("kirklees"), board("durham")
    asked: list[int] = []

    def counted(texts: Sequence[str]) -> np.ndarray:
        asked.append(len(texts))
        return by_first_letters(texts)

    with_it = Mapper(usual().facets, usual().calibration, encode=counted)
    result = map_frameworks(one, other, mapper=with_it)
    assert sorted(asked) == sorted(len(mapped_items(side)) for side in (one, other))
    assert in_short(result) != in_short(mapped("kirklees", "durham"))
    assert_inverse(result, map_frameworks(other, one, mapper=with_it))


# --- many frameworks -------------------------------------------------------------------------------------


def matches(result: Correspondences) -> dict[tuple[str, str], Correspondence]:
    return {(row.subject, row.object): row for row in result.correspondences if row.relation is not NONE}


def test_many_at_once_are_each_pair_by_itself() -> None:
    frameworks = [board(name) for name in BOARDS]
    pivots = references(board("kirklees"), board("durham"))
    steps: list[tuple[int, int]] = []
    every = list(map_every(frameworks, pivots=pivots, progress=lambda done, of: steps.append((done, of))))
    assert [(one.subject, one.object) for one in every] == list(PAIRS)
    assert steps == [(at, 10) for at in range(1, 11)]
    for result in every:
        alone = map_frameworks(board(result.subject), board(result.object), pivots=pivots)
        assert all(row.relation is not NONE for row in result.correspondences)
        assert matches(result) == matches(alone)
        assert result.together == alone.together


@settings(max_examples=15)
@given(drawn_frameworks("a", "c"), drawn_frameworks("b"), drawn_frameworks("c", "b"))
def test_many_at_once_are_each_pair_by_itself_whatever_they_say(
    one: Framework, two: Framework, three: Framework
) -> None:
    for result in map_every([three, one, two]):
        ends = {side.id: side for side in (one, two, three)}
        alone = map_frameworks(ends[result.subject], ends[result.object], pivots=())
        assert matches(result) == matches(alone)
        assert result.together == alone.together


def test_of_many_no_two_may_have_one_id() -> None:
    with pytest.raises(ValueError, match="two different frameworks have the id 'a'"):
        list(map_every([framework("a"), framework("a", group("g", "Group"))]))


def test_one_framework_has_no_pairs() -> None:
    assert list(map_every([board("durham")])) == []


# --- other fields and languages --------------------------------------------------------------------------

NO_FIELD = Mapper(None, None)


def test_without_facets_nothing_is_told_of_audiences_and_nothing_is_calibrated() -> None:
    result = map_frameworks(board("kirklees"), board("durham"), mapper=NO_FIELD, without=(DECLARED,))
    assert rows_of(result)
    points = [point.title for point in bundled_facets().points if point.about == "audience"]
    for row in rows_of(result):
        assert not row.calibrated
        for explanation in told(row):
            assert explanation.rule != FACETS
            assert not any(f"is for {title}" in explanation.claim for title in points)


CONTROLS: Mapping[str, Sequence[str]] = {
    "a": ("Passwords are long and stored only as salted hashes", "Backups are restored on trial twice a year"),
    "b": ("Backups are restored on trial each year", "Doors of server rooms are locked"),
}


def test_outside_its_domain_nothing_is_calibrated_and_texts_still_tell() -> None:
    one, other = (
        framework(name, *(outcome(f"o{at}", text) for at, text in enumerate(texts))) for name, texts in CONTROLS.items()
    )
    result = map_frameworks(one, other, pivots=())
    assert not any(row.calibrated for row in rows_of(result))
    assert why(result, "o1", "o0").relation is not NONE
    assert why(result, "o0", "o1").relation is NONE


def test_another_language_is_told_nothing_of_by_facets() -> None:
    one = framework("a", group("g", "Arbeitet in der Verwaltung strategic senior managers"), language="de")
    other = framework("b", group("h", "Strategic and senior managers"))
    assert FACETS not in rules(map_frameworks(one, other, pivots=()))
    assert FACETS in rules(map_frameworks(evolve(one, language="en-GB"), other, pivots=()))


def test_frameworks_of_which_nothing_is_mapped_have_no_rows() -> None:
    empty = map_frameworks(framework("a"), framework("b", course("c", "Neglect")), pivots=())
    assert (empty.correspondences, empty.together) == ((), ())


def test_kinds_are_told_apart_only_between_what_is_for_an_audience() -> None:
    for row in rows_of(mapped("kirklees", "durham")):
        kinds = {kind_of(of_id(row.subject)), kind_of(of_id(row.object))}
        assert Kind.OUTCOME not in kinds or kinds == {Kind.OUTCOME}


def test_all_bundled_frameworks_can_be_mapped_with_each_other() -> None:
    for one, other in combinations(sorted(bundled_files()), 2):
        result = map_frameworks(board(one), board(other), pivots=())
        assert rows_of(result), (one, other)


@pytest.mark.parametrize(("one", "other"), [("kirklees", "durham"), ("north_lincs", "solihull")])
def test_what_is_said_not_to_correspond_is_less_likely_than_not_to(one: str, other: str) -> None:
    rows = map_frameworks(load(one), load(other)).correspondences
    assert all(row.confidence < 0.5 for row in rows if row.relation is Relation.NONE)
