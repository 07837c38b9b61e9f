"""The figures of an evaluation, against numbers worked out by hand and an implementation that is obviously right."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.cli import main
from competency.correspondences import Correspondence, Correspondences
from competency.equivalence import UNKNOWN
from competency.equivalence.gold import Gold, Judged
from competency.equivalence.reliability import Bin, reliability
from competency.equivalence.scoring import FIGURES, Scores, scored, scored_together
from competency.model import Kind, Relation
from competency.report import scores as report

EXACT, CLOSE, BROAD, NARROW, RELATED, NONE = Relation

KINDS: Final = {
    **{f"a:{item}": Kind.LEVEL for item in "xyz"},
    "a:course": Kind.COURSE,
    **{f"b:{item}": Kind.LEVEL for item in "pqr"},
    "b:course": Kind.COURSE,
}


def gold(*rows: str, subject: str = "a", object: str = "b") -> Gold:
    """A gold of rows such as 'x close p'."""
    told = [row.split() for row in rows]
    judged = tuple(Judged(f"{subject}:{one}", Relation(relation), f"{object}:{two}") for one, relation, two in told)
    kinds = {name.replace("a:", f"{subject}:").replace("b:", f"{object}:"): kind for name, kind in KINDS.items()}
    return Gold(subject, object, judged, kinds)


def found(*rows: str, subject: str = "a", object: str = "b") -> Correspondences:
    """What was found, of rows such as 'x close p 0.9 0.8'."""
    told = [row.split() for row in rows]
    return Correspondences(
        subject,
        object,
        tuple(
            Correspondence(
                subject=f"{subject}:{one}",
                relation=Relation(relation),
                object=f"{object}:{two}",
                confidence=float(sure),
                relation_confidence=float(relation_sure),
            )
            for one, relation, two, sure, relation_sure in told
        ),
    )


def values(scores: Scores) -> dict[str, float | None]:
    return {name: figure.value for name, figure in scores.figures.items()}


FOUND: Final = found(
    "x close p 0.9 0.8",
    "x related q 0.4 0.3",
    "y exact r 0.7 0.6",
    "y related q 0.6 0.5",
    "z none p 0.2 0.1",
)
OPEN: Final = gold("x close p", "x none q", "y broad q", "y none r", "z none p")


# --- by hand ---------------------------------------------------------------------------------------------


def test_the_figures_of_an_open_gold_are_those_worked_out_by_hand() -> None:
    scores = scored(FOUND, OPEN)
    assert (scores.found, scores.wrong, scores.missed, scores.same_on_none) == (2, 2, 0, 1)
    assert (scores.rows, scores.matches, scores.subjects, scores.ranked) == (5, 2, 3, 2)
    assert values(scores) == {
        "precision": 0.5,
        "recall": 1.0,
        "f1": 0.6667,
        "hits_at_1": 0.5,  # of x the first is p; of y it is r
        "mrr": 0.75,
        "hits_at_1_judged": 0.5,
        "mrr_judged": 0.75,
        "macro_f1": 0.5,  # close 1, broad 0, none 2 * 1 / (3 + 1)
        "brier": 0.172,  # (0.01 + 0.16 + 0.49 + 0.16 + 0.04) / 5
        "brier_skill": 0.2833,  # 1 - 0.172 / (0.4 * 0.6)
        "ece": 0.36,  # (0.1 + 0.4 + 0.7 + 0.4 + 0.2) / 5
    }
    assert {(kind.relation, kind.count, kind.precision, kind.recall, kind.f1) for kind in scores.relations} == {
        (CLOSE, 1, 1.0, 1.0, 1.0),
        (BROAD, 1, None, 0.0, 0.0),
        (NONE, 3, 1.0, 0.3333, 0.5),
    }
    assert scores.confusion[BROAD][RELATED] == 1
    assert scores.confusion[NONE][EXACT] == 1
    assert sum(count for row in scores.confusion.values() for count in row.values()) == 5


def test_an_open_gold_judges_its_own_rows_only() -> None:
    scores = scored(FOUND, gold("x close p", "z none p"))
    assert (scores.found, scores.wrong, scores.missed) == (1, 0, 0)
    assert values(scores)["precision"] == 1.0


def test_without_a_row_of_none_every_other_pair_of_its_kinds_is_none() -> None:
    scores = scored(FOUND, gold("x related p", "y related q"))
    assert (scores.found, scores.wrong, scores.missed, scores.rows) == (2, 2, 0, 5)
    assert scores.same_on_none == 1
    assert values(scores)["precision"] == 0.5
    assert values(scores)["macro_f1"] is None  # it calls every match related


def test_a_closed_gold_says_nothing_of_other_kinds() -> None:
    rows = ["x close p 0.9 0.8", "x close course 0.8 0.7", "course exact course 0.9 0.8"]
    scores = scored(found(*rows), gold("x narrow p"))
    assert (scores.found, scores.wrong) == (1, 0)


def test_where_only_what_is_the_same_is_listed_only_exact_and_close_count() -> None:
    scores = scored(FOUND, gold("x exact p", "y exact q"))
    assert (scores.found, scores.wrong, scores.missed) == (1, 1, 1)
    assert values(scores)["f1"] == 0.5
    assert values(scores)["brier"] is values(scores)["brier_skill"] is values(scores)["ece"] is None
    assert scores.reliability == scores.relation_reliability == ()


def test_in_a_typed_closed_gold_a_wrongly_found_pair_counts_against_the_relation_that_it_was_given() -> None:
    scores = scored(found("x broad p 0.9 0.8", "x broad q 0.9 0.8"), gold("x broad p"))
    assert [(kind.relation, kind.precision) for kind in scores.relations] == [(BROAD, 0.5)]
    assert values(scores)["macro_f1"] == 0.6667


def test_any_match_of_an_item_is_a_hit() -> None:
    scores = scored(FOUND, gold("y broad q", "y related r", "z none p"))
    assert values(scores)["hits_at_1"] == values(scores)["mrr"] == 1.0


def test_a_match_that_is_not_ranked_is_worth_nothing_and_none_rows_are_ranked_too() -> None:
    nothing = scored(found(), gold("x close p", "x none q"))
    assert values(nothing)["hits_at_1"] == values(nothing)["mrr"] == 0.0
    assert values(nothing)["precision"] is None
    assert values(nothing)["brier"] == round(((1 - UNKNOWN) ** 2 + UNKNOWN**2) / 2, 4)
    as_none = scored(found("x none q 0.2 0.1", "x none p 0.1 0.1"), gold("x close p", "x none q"))
    assert values(as_none)["mrr"] == 0.5


def test_what_an_open_gold_does_not_judge_is_taken_out_of_the_ranking_of_the_judged() -> None:
    rows = found("x close q 0.9 0.8", "x close p 0.5 0.4", "x none r 0.1 0.1")
    opened = values(scored(rows, gold("x close p", "x none r")))
    assert (opened["hits_at_1"], opened["hits_at_1_judged"]) == (0.0, 1.0)
    assert (opened["mrr"], opened["mrr_judged"]) == (0.5, 1.0)
    closed = values(scored(rows, gold("x close p")))
    assert closed["hits_at_1"] == closed["hits_at_1_judged"] == 0.0


def test_equally_sure_candidates_are_ranked_by_the_relation_and_then_by_id() -> None:
    by_relation = found("x close p 0.5 0.1", "x close q 0.5 0.2")
    assert values(scored(by_relation, gold("x close q", "x none p")))["hits_at_1"] == 1.0
    by_id = found("x close q 0.5 0.2", "x close p 0.5 0.2")
    assert values(scored(by_id, gold("x close q", "x none p")))["hits_at_1"] == 0.0


def test_candidates_of_kinds_that_the_gold_does_not_ask_about_are_not_ranked() -> None:
    rows = found("x close course 0.9 0.9", "x close p 0.5 0.5")
    assert values(scored(rows, gold("x close p", "x none q")))["hits_at_1"] == 1.0


def test_a_gold_without_a_match_has_neither_recall_nor_skill() -> None:
    scores = scored(FOUND, gold("x none p"))
    undefined = {name for name, value in values(scores).items() if value is None}
    ranked = {"hits_at_1", "mrr", "hits_at_1_judged", "mrr_judged"}
    assert undefined == {"recall", "brier_skill", "macro_f1", *ranked}
    assert all(scores.figures[name].low is None for name in undefined)


def test_confidences_fall_into_bins_of_equal_width() -> None:
    bins = reliability([(0.0, False), (0.3, True), (0.3, False), (0.999, True), (1.0, True)])
    assert [(each.low, each.count, each.confidence, each.share) for each in bins if each.count] == [
        (0.0, 1, 0.0, 0.0),
        (0.3, 2, 0.3, 0.5),
        (0.9, 2, 0.9995, 1.0),
    ]
    assert bins[1] == Bin(0.1, 0.2, 0, None, None)


def test_several_pairs_of_frameworks_are_scored_as_one() -> None:
    both = scored_together(
        [(FOUND, OPEN), (found("x none p 0.2 0.1", object="c"), gold("x close p", "y none p", object="c"))]
    )
    assert (both.subject, both.object) == ("a", "b, c")
    assert (both.rows, both.found, both.missed) == (7, 2, 1)
    assert both.subjects == 5  # x and y stand for two items each
    assert values(both)["hits_at_1"] == 0.6667


def test_what_can_not_be_scored_is_refused() -> None:
    with pytest.raises(ValueError, match="not b and a"):
        scored(found(subject="b", object="a"), OPEN)
    with pytest.raises(ValueError, match="open"):
        scored_together([(FOUND, OPEN), (found(object="c"), gold("x close p", object="c"))])
    with pytest.raises(ValueError, match="nothing"):
        scored_together([])


# --- intervals -------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_intervals_and_the_order_of_rows_is_irrelevant() -> None:
    turned = Correspondences("a", "b", FOUND.correspondences[::-1])
    other = Gold("a", "b", OPEN.rows[::-1], KINDS)
    assert scored(FOUND, OPEN).figures == scored(turned, other).figures
    assert scored(FOUND, OPEN, seed=1, resamples=5).figures != scored(FOUND, OPEN, seed=2, resamples=5).figures


def test_what_is_right_for_every_item_has_no_width() -> None:
    figure = scored(found("x close p 0.9 0.9", "y close q 0.9 0.9"), gold("x close p", "y close q", "z none p")).figures
    assert (figure["f1"].low, figure["f1"].high) == (1.0, 1.0)
    assert (figure["hits_at_1"].low, figure["hits_at_1"].high) == (1.0, 1.0)


# --- the reference ---------------------------------------------------------------------------------------


def mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


def by_the_book(rows: Correspondences, known: Gold, draws: Mapping[str, int] | None = None) -> dict[str, float | None]:
    """Each figure as its definition says, over the items of the subject as often as they were drawn (each once)."""
    weight = defaultdict(lambda: 1) if draws is None else draws
    found_rows = {(row.subject, row.object): row for row in rows.correspondences}
    truth = {(row.subject, row.object): row.relation for row in known.rows}
    same_only = not known.is_open and set(truth.values()) <= {EXACT, CLOSE}
    if not known.is_open:
        truth |= {pair: NONE for pair in found_rows if pair not in truth}
    sample: list[tuple[Relation, Relation, float]] = []
    for (one, two), relation in truth.items():
        row = found_rows.get((one, two))
        said, sure = (row.relation, row.confidence) if row else (NONE, UNKNOWN)
        sample += [(relation, said, sure)] * weight[one]
    positive = {EXACT, CLOSE} if same_only else set(Relation) - {NONE}
    hit = sum(said in positive and relation is not NONE for relation, said, _ in sample)
    predicted = sum(said in positive for _, said, _ in sample)
    true = sum(relation is not NONE for relation, _, _ in sample)

    ranks: list[float] = []
    judged_ranks: list[float] = []
    for item in sorted({one for (one, _), relation in truth.items() if relation is not NONE}):
        order = sorted(
            (row for row in rows.correspondences if row.subject == item),
            key=lambda row: (-row.confidence, -row.relation_confidence, row.object),
        )
        places = [place for place, row in enumerate(order, 1) if truth.get((item, row.object), NONE) is not NONE]
        ranks += [1 / min(places) if places else 0.0] * weight[item]
        judged = [row for row in order if not known.is_open or (item, row.object) in truth]
        places = [place for place, row in enumerate(judged, 1) if truth.get((item, row.object), NONE) is not NONE]
        judged_ranks += [1 / min(places) if places else 0.0] * weight[item]

    f1s = []
    for relation in set(Relation) - (set() if known.is_open else {NONE}):
        actual = [pair for pair in sample if pair[0] is relation]
        claimed = [pair for pair in sample if pair[1] is relation]
        if actual:
            right = sum(pair[1] is relation for pair in actual)
            precision, recall = (right / len(claimed) if claimed else 0.0), right / len(actual)
            f1s.append(2 * precision * recall / (precision + recall) if right else 0.0)
    typed = any(row.relation not in (NONE, RELATED) for row in known.rows)

    brier = mean([(sure - (relation is not NONE)) ** 2 for relation, _, sure in sample])
    share = true / len(sample) if sample else 0.0
    bins: dict[int, list[float]] = defaultdict(list)
    for relation, _, sure in sample:
        bins[min(int(sure * 20) // 2, 9)].append(sure - (relation is not NONE))
    return {
        "precision": hit / predicted if predicted else None,
        "recall": hit / true if true else None,
        "f1": 2 * hit / (predicted + true) if predicted + true else None,
        "hits_at_1": mean([float(rank == 1) for rank in ranks]),
        "mrr": mean(ranks),
        "hits_at_1_judged": mean([float(rank == 1) for rank in judged_ranks]),
        "mrr_judged": mean(judged_ranks),
        "macro_f1": mean(f1s) if typed else None,
        "brier": None if same_only else brier,
        "brier_skill": None if same_only or brier is None or share in (0, 1) else 1 - brier / (share * (1 - share)),
        "ece": None if same_only or not sample else sum(abs(sum(held)) for held in bins.values()) / len(sample),
    }


sureness = st.integers(0, 20).map(lambda number: number / 20)
pairs = st.tuples(st.sampled_from("xyz"), st.sampled_from("pqr"))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Correspondences, Gold]:
    """Some rows found and some rows known."""
    known = draw(st.dictionaries(pairs, st.sampled_from(list(Relation)), min_size=1))
    rows = draw(st.dictionaries(pairs, st.tuples(st.sampled_from(list(Relation)), sureness, sureness)))
    return (
        found(*(f"{one} {said} {two} {sure} {other}" for (one, two), (said, sure, other) in rows.items())),
        gold(*(f"{one} {relation} {two}" for (one, two), relation in known.items())),
    )


@given(cases())
@settings(deadline=None)
def test_every_figure_is_what_its_definition_says(case: tuple[Correspondences, Gold]) -> None:
    rows, known = case
    expected = by_the_book(rows, known)
    for name, value in values(scored(rows, known, resamples=10)).items():
        assert value == (None if expected[name] is None else pytest.approx(expected[name], abs=6e-5)), name


@given(cases(), st.integers(0, 1000))
@settings(deadline=None, max_examples=40)
def test_every_interval_is_that_of_the_figure_on_items_drawn_again(
    case: tuple[Correspondences, Gold], seed: int
) -> None:
    rows, known = case
    scores = scored(rows, known, seed=seed, resamples=15)
    judged = {row.subject for row in known.rows}
    judged |= set() if known.is_open else {row.subject for row in rows.correspondences}
    items = sorted(judged)
    drawn = np.random.default_rng(seed).multinomial(len(items), np.full(len(items), 1 / len(items)), size=15)
    again = [by_the_book(rows, known, dict(zip(items, draw, strict=True))) for draw in drawn]
    for name in FIGURES:
        figure = scores.figures[name]
        defined = [value for each in again if (value := each[name]) is not None]
        if figure.value is None or not defined:
            assert figure.low is None
            continue
        low, high = np.percentile(defined, (2.5, 97.5))
        assert figure.low == pytest.approx(low, abs=6e-5), name
        assert figure.high == pytest.approx(high, abs=6e-5), name


# --- shown -----------------------------------------------------------------------------------------------


def test_the_text_says_how_the_gold_was_read_and_shows_every_figure() -> None:
    text = report.as_text(scored(FOUND, OPEN), "gold.tsv")
    assert "open gold" in text
    assert "F1                     0.667  " in text
    assert "exact or close though none: 1" in text
    closed = report.as_text(scored(found(), gold("x exact p")), "gold.tsv")
    assert "closed gold" in closed
    assert "only exact and close count" in closed
    assert "Brier skill                -\n" in closed
    untyped = report.as_text(scored(FOUND, gold("x related p")), "gold.tsv")
    assert "relations are not compared" in untyped


def test_the_data_have_every_key_and_null_where_a_figure_is_not_defined() -> None:
    whole = report.as_data(scored(FOUND, OPEN), "gold.tsv")
    empty = report.as_data(scored(found(), gold("x exact p")), "gold.tsv")
    assert whole.keys() == empty.keys()
    assert json.loads(json.dumps(empty))["figures"]["precision"] == {"value": None, "low": None, "high": None}
    assert set(json.loads(json.dumps(whole))["figures"]) == set(FIGURES)


def test_map_evaluates_against_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "gold.tsv"
    row = "durham:group-4\tbroad\tkirklees:level-3\n"
    file.write_text(f"left\trelation\tright\n{row}{row}kirklees:level-1\tnone\tdurham:group-8\nx:y\tclose\tx:z\n")
    assert main(["map", "kirklees", "durham", "--evaluate", str(file)]) == 0
    told = capsys.readouterr()
    assert "rows 1 of other frameworks left out, 2 read the other way round" in told.out
    assert "CF707" in told.err
    assert main(["map", "kirklees", "durham", "--evaluate", str(file), "--format", "json"]) == 0
    told_data = json.loads(capsys.readouterr().out)
    assert told_data["gold"]["mode"] == "open"
    assert told_data["confusion"]["narrow"]["narrow"] == 1
    file.write_text("left\trelation\tright\nkirklees:level-1\tnone\tdurham:group-88\n")
    assert main(["map", "kirklees", "durham", "--evaluate", str(file)]) == 2
    assert "CF704" in capsys.readouterr().err
