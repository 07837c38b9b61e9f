"""What a score is worth: curves that rise, labels that are left out, and no certainty anywhere."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from competency.cli import main
from competency.correspondences import Decided, Decision, Mapping
from competency.equivalence.calibration import (
    BANDS,
    BETWEEN,
    ENOUGH,
    Calibration,
    Domain,
    Label,
    Logistic,
    Point,
    Steps,
    as_data,
    band,
    fitted,
    labelled,
    logistic,
    read,
    stepped,
)
from competency.equivalence.reliability import account
from competency.loading import load
from competency.model import Framework, Group, Kind, Outcome, Relation, Source
from competency.report import scores as report

EXACT, CLOSE, BROAD, NARROW, RELATED, NONE = Relation

DOCS: Final = Path(__file__).parent.parent / "docs"

CHILDREN: Final = Domain("children", ("child*", "abuse"), 0.5)


def label(
    raw: float,
    truth: Relation,
    *,
    said: Relation = CLOSE,
    likely: float = 0.0,
    by: str = "texts",
    between: str = "a b",
    stated: bool = True,
    item: str = "x",
) -> Label:
    one, two = between.split()
    return Label(f"{one}:{item}", f"{two}:{item}", by, raw, likely, said, truth, stated)


def score(raw: float, said: Relation = CLOSE, *, likely: float = 0.0, by: str = "texts") -> Label:
    return label(raw, NONE, said=said, likely=likely, by=by)


def calibration(*labels: Label) -> Calibration:
    return Calibration(CHILDREN, "method", "source", "2026-01-01", labels)


def drawn(amount: int, *, between: str, shift: float = 0.0, seed: int = 1) -> list[Label]:
    """Labels whose score is the log-odds of a match, but for a shift."""
    chance = random.Random(seed)
    result = []
    for number in range(amount):
        raw = chance.uniform(-4, 4)
        match = chance.random() < Logistic(1.0, shift)(raw)
        result.append(label(round(raw, 3), CLOSE if match else NONE, between=between, item=f"i{number}"))
    return result


def framework(identifier: str, *items: Outcome | Group) -> Framework:
    return Framework(
        id=identifier,
        title="Children",
        publisher="Example Board",
        language="en-GB",
        sources=(Source(id="strategy", title="Strategy"),),
        groups=tuple(item for item in items if isinstance(item, Group)),
        outcomes=tuple(item for item in items if isinstance(item, Outcome)),
    )


def outcome(identifier: str, statement: str) -> Outcome:
    return Outcome(id=identifier, title=identifier, statement=statement)


# --- curves ----------------------------------------------------------------------------------------------

points = st.tuples(st.integers(-40, 40).map(lambda tenths: tenths / 10), st.booleans(), st.sampled_from([0.25, 1.0]))


@given(st.lists(points, min_size=1, max_size=90), st.lists(st.floats(-9, 9), min_size=2, max_size=2, unique=True))
def test_every_curve_rises_and_is_never_certain(labels: list[Point], scores: list[float]) -> None:
    low, high = sorted(scores)
    assume(high - low > 1e-6)
    for curve in (stepped(labels), logistic(labels), fitted(labels)):
        assert 0 < curve(low) < 1
        if len({right for _, right, _ in labels}) == 2:
            assert curve(low) < curve(high)


def by_the_book(steps: Sequence[tuple[float, float]]) -> list[float]:
    """Isotonic regression of heights with weights, by its definition: the largest of the least means around each."""

    def mean(some: Sequence[tuple[float, float]]) -> float:
        return sum(height * weight for height, weight in some) / sum(weight for _, weight in some)

    return [
        max(min(mean(steps[start : end + 1]) for end in range(at, len(steps))) for start in range(at + 1))
        for at in range(len(steps))
    ]


@given(st.lists(points, min_size=1, max_size=12, unique_by=lambda point: point[0]))
def test_the_steps_are_those_of_isotonic_regression_with_one_mean_at_either_end(labels: list[Point]) -> None:
    ordered = sorted(labels)
    mean = (sum(weight for _, right, weight in ordered if right) + 1) / (sum(weight for *_, weight in ordered) + 2)
    heights = [(float(right), weight) for _, right, weight in ordered]
    heights[0] = ((mean + heights[0][0] * heights[0][1]) / (1 + heights[0][1]), 1 + heights[0][1])
    heights[-1] = ((mean + heights[-1][0] * heights[-1][1]) / (1 + heights[-1][1]), 1 + heights[-1][1])
    expected = sorted({round(height, 6) for height in by_the_book(heights)})
    assert stepped(labels).heights == pytest.approx(expected, abs=2e-6)


def test_steps_worked_out_by_hand() -> None:
    curve = stepped([(0.0, False, 1.0), (1.0, True, 1.0), (2.0, False, 1.0), (3.0, True, 1.0)])
    # the mean is 1/2; it stands once more at 0 and at 3, and pools with the label there
    assert curve == Steps((0.0, 1.5, 3.0), (0.25, 0.5, 0.75))
    assert curve(0.75) == 0.375
    assert 0.75 < curve(9.0) < 0.75 + 0.25 / 4 + 1e-9


def test_a_logistic_curve_of_balanced_labels_passes_through_one_half_and_its_slope_is_held_near_one() -> None:
    curve = logistic([(2.0, True, 1.0), (-2.0, False, 1.0)])
    assert curve(0.0) == pytest.approx(0.5)
    assert 0.5 < curve.slope < 1.0
    assert logistic([]) == Logistic(1.0, 0.0)


def test_scores_that_run_against_the_labels_still_rise_but_say_nothing() -> None:
    curve = logistic([(raw / 10, raw < 0, 1.0) for raw in range(-40, 40)])
    assert 0.4 < curve(-4) < curve(4) < 0.6


def test_the_shape_of_the_data_is_followed_where_there_are_enough_labels() -> None:
    few = [(number / 10, number % 2 == 0, 1.0) for number in range(ENOUGH - 1)]
    assert isinstance(fitted(few), Logistic)
    assert isinstance(fitted([*few, (9.0, True, 1.0)]), Steps)


def test_scores_that_are_log_odds_are_told_as_what_they_are() -> None:
    known = calibration(*drawn(2000, between="a b"))
    for raw in (-3.0, -1.0, 0.0, 1.0, 3.0):
        assert known.confidence(score(raw), "x", "y") == pytest.approx(Logistic(1.0, 0.0)(raw), abs=0.08)


# --- leaving out -----------------------------------------------------------------------------------------


def test_no_label_of_a_pair_of_frameworks_has_a_part_in_its_own_confidence() -> None:
    others = drawn(200, between="a c")
    one = calibration(*others, *drawn(100, between="a b"))
    other = calibration(*others, *drawn(100, between="b a", shift=3.0))
    assert one.confidence(score(1.0), "a", "b") == other.confidence(score(1.0), "b", "a")
    assert one.confidence(score(1.0), "a", "c") != other.confidence(score(1.0), "a", "c")
    assert one.relation_confidence(score(1.0), "a", "b") == other.relation_confidence(score(1.0), "a", "b")


def test_frameworks_without_labels_share_all_of_them() -> None:
    known = calibration(*drawn(100, between="a b"), *drawn(100, between="a c", seed=2))
    assert known.confidence(score(0.5), "x", "y") == known.confidence(score(0.5), "y", "z")
    assert known.pairs == (("a", "b"), ("a", "c"))


def test_without_labels_of_other_frameworks_nothing_can_be_told() -> None:
    known = calibration(*drawn(100, between="a b"))
    speaks = outcome("o", "Helps children")
    assert known.covers(framework("a", speaks), framework("c", speaks))
    assert not known.covers(framework("a", speaks), framework("b", speaks))
    with pytest.raises(ValueError, match="no labels but those of b and a"):
        known.confidence(score(0.0), "b", "a")


def test_left_out_gives_every_label_the_confidences_of_a_fit_without_its_pair() -> None:
    known = calibration(*drawn(80, between="a b"), *drawn(80, between="a c", seed=2))
    told = list(known.left_out())
    assert [each for each, _, _ in told] == list(known.labels)
    first, confidence, relation_confidence = told[0]
    assert confidence == known.confidence(first, "a", "b")
    assert relation_confidence == known.relation_confidence(first, "b", "a")


HUNDRED: Final = calibration(*drawn(100, between="a b"))

# --- relations -------------------------------------------------------------------------------------------


def test_a_relation_that_is_seldom_right_is_told_so() -> None:
    right = [label(1.0 + number / 100, CLOSE, item=f"c{number}") for number in range(70)]
    wrong = [label(1.0 + number / 100, RELATED, said=BROAD, item=f"b{number}") for number in range(70)]
    known = calibration(*right, *wrong)
    assert known.relation_confidence(score(1.3), "x", "y") > 0.9
    assert known.relation_confidence(score(1.3, BROAD), "x", "y") < 0.1
    assert known.confidence(score(1.3, BROAD), "x", "y") > 0.9


def test_a_relation_is_surer_the_likelier_it_is_said_to_be_and_the_surer_the_match() -> None:
    labels = [
        label(raw, CLOSE if sure else RELATED, likely=likely, item=f"i{raw}{likely}{number}")
        for raw in (1.0, 2.0)
        for likely, sure in ((-1.0, False), (1.0, True))
        for number in range(20)
    ]
    known = calibration(*labels, *drawn(100, between="a c"))
    low, high = (known.relation_confidence(score(2.0, likely=likely), "x", "y") for likely in (-1.0, 1.0))
    assert low < high
    assert known.relation_confidence(score(-2.0, likely=1.0), "x", "y") < high


def test_each_sort_of_evidence_has_a_scale_of_its_own() -> None:
    texts = drawn(200, between="a b", shift=2.0)
    declared = [evolve(each, by="declared") for each in drawn(200, between="a c", shift=-2.0)]
    known = calibration(*texts, *declared)
    assert known.confidence(score(0.0), "x", "y") > 0.7
    assert known.confidence(score(0.0, by="declared"), "x", "y") < 0.3
    assert 0.3 < known.confidence(score(0.0, by="never seen"), "x", "y") < 0.7


def test_a_sort_of_evidence_with_few_labels_is_held_near_the_curve_of_all() -> None:
    known = calibration(*drawn(300, between="a b"), label(0.0, NONE, by="declared"))
    assert known.confidence(score(4.0, by="declared"), "x", "y") > 0.8


@given(st.floats(-6, 6), st.sampled_from(list(Relation)))
def test_a_relation_is_never_surer_than_the_match_and_none_is_what_is_left(raw: float, relation: Relation) -> None:
    known = HUNDRED
    match = known.confidence(score(raw), "x", "y")
    sure = known.relation_confidence(score(raw, relation), "x", "y")
    if relation is NONE:
        assert sure == pytest.approx(1 - match, abs=1.1e-3)
    else:
        assert sure <= match


def test_what_no_reader_has_named_weighs_less() -> None:
    stated = [label(number / 10, CLOSE, item=f"s{number}") for number in range(100)]
    silent = [label(number / 10, NONE, item=f"n{number}") for number in range(100)]
    heavy = calibration(*stated, *silent)
    light = calibration(*stated, *(evolve(each, is_stated=False) for each in silent))
    assert light.confidence(score(5.0), "x", "y") > heavy.confidence(score(5.0), "x", "y")


# --- the domain ------------------------------------------------------------------------------------------


def test_a_framework_is_of_the_domain_where_enough_of_its_items_speak_of_it() -> None:
    known = calibration(*drawn(100, between="a b"))
    half = framework("x", outcome("one", "Recognises abuse"), outcome("two", "Reads logs"))
    less = framework("y", outcome("one", "Recognises abuse"), outcome("two", "Reads"), outcome("three", "Writes"))
    assert known.covers(half, half)
    assert not known.covers(half, less)
    assert not known.covers(less, half)
    assert not known.is_in_domain(framework("empty"))


def test_a_word_with_a_star_stands_for_what_begins_with_it_and_examples_of_groups_are_texts() -> None:
    assert CHILDREN.share_of(framework("x", outcome("one", "Childminding"))) == 1.0
    assert CHILDREN.share_of(framework("x", outcome("one", "A disabuser"))) == 0.0
    group = Group(id="g", title="Group 1", examples=("children's nurse",))
    assert CHILDREN.share_of(framework("x", group)) == 1.0


@given(st.lists(st.floats(-8, 8), min_size=2, max_size=2).map(sorted))
def test_bands_keep_the_order_of_scores_and_lie_apart(scores: list[float]) -> None:
    low, high = scores
    assert band(low) <= band(high)
    for score in scores:
        at = 0 if score < BETWEEN[0] else 1 if score <= BETWEEN[1] else 2
        assert BANDS[at][0] <= band(score) <= BANDS[at][1]


# --- the document ----------------------------------------------------------------------------------------


def test_a_calibration_that_is_written_and_read_is_the_same(tmp_path: Path) -> None:
    known = calibration(*drawn(20, between="a b"), label(0.5, NONE, said=NONE, stated=False))
    assert read(as_data(known)) == known
    file = tmp_path / "children.json"
    file.write_text(json.dumps(as_data(known)))
    assert Calibration.load(file) == known


def curated(*rows: tuple[str, Relation, str, Decision | None]) -> Mapping:
    return Mapping(
        id="a-b",
        subject="a",
        object="b",
        rows=tuple(
            Decided(subject=tuple(one.split()), relation=relation, object=tuple(two.split()), decision=decision)
            for one, relation, two, decision in rows
        ),
    )


def test_labels_are_what_a_person_decided_and_what_was_left_unsaid_of_an_item_that_was_named() -> None:
    kinds = {**{f"a:{item}": Kind.LEVEL for item in "xyz"}, **{f"b:{item}": Kind.GROUP for item in "pqr"}}
    kinds["b:course"] = Kind.COURSE
    decided = curated(
        ("a:x", CLOSE, "b:p", Decision.ACCEPTED),
        ("a:y", BROAD, "b:q", Decision.REJECTED),
        ("a:y", BROAD, "b:r", None),  # nobody has decided, so r is not named
        ("a:x a:z", NARROW, "b:q", Decision.ACCEPTED),  # nothing is said of x or z alone
        ("a:x", NONE, "b:course", Decision.ACCEPTED),
    )
    every = [
        (one, two, score(1.00049, RELATED, likely=0.2, by="facets"))
        for one in ("a:x", "a:y", "a:z")
        for two in ("b:p", "b:q", "b:r", "b:course")
    ]
    labels = list(labelled(every, decided, kinds))
    assert {(each.subject, each.object, each.truth, each.is_stated) for each in labels} == {
        ("a:x", "b:p", CLOSE, True),
        ("a:x", "b:q", NONE, False),
        ("a:x", "b:r", NONE, False),
        ("a:x", "b:course", NONE, True),
        ("a:y", "b:p", NONE, False),
        ("a:y", "b:q", NONE, True),
        ("a:y", "b:r", NONE, False),
        ("a:y", "b:course", NONE, False),
        ("a:z", "b:p", NONE, False),
        ("a:z", "b:q", NONE, False),
        ("a:z", "b:course", NONE, False),
    }
    assert {(each.raw, each.likely, each.relation, each.by) for each in labels} == {(1.0, 0.2, RELATED, "facets")}


def test_pairs_of_kinds_that_no_row_judges_have_no_label() -> None:
    kinds = {"a:x": Kind.LEVEL, "a:c": Kind.COURSE, "b:p": Kind.LEVEL, "b:c": Kind.COURSE}
    decided = curated(("a:x", CLOSE, "b:p", Decision.ACCEPTED), ("a:c", CLOSE, "b:c", Decision.ACCEPTED))
    labels = labelled([("a:x", "b:c", score(0.0)), ("a:c", "b:c", score(0.0))], decided, kinds)
    assert [(each.subject, each.object) for each in labels] == [("a:c", "b:c")]


# --- the account -----------------------------------------------------------------------------------------


def test_the_account_weighs_labels_and_is_that_of_fits_without_their_pairs() -> None:
    known = calibration(*drawn(150, between="a b"), *drawn(150, between="a c", seed=2))
    told = account(known)
    assert (told.labels, told.stated) == (300, 300)
    brier = sum((sure - (each.truth is not NONE)) ** 2 for each, sure, _ in known.left_out()) / 300
    assert told.brier == pytest.approx(brier, abs=1e-4)
    assert told.skill is not None
    assert told.skill > 0.3
    assert sum(each.count for each in told.matching) == 300
    assert told.error < 0.12
    light = calibration(*known.labels, *(evolve(each, is_stated=False) for each in known.labels))
    assert (account(light).labels, account(light).stated) == (600, 300)


def test_labels_of_one_pair_of_frameworks_give_no_account() -> None:
    with pytest.raises(ValueError, match="two pairs"):
        account(calibration(*drawn(20, between="a b")))


def test_labels_that_are_all_matches_have_no_skill() -> None:
    known = calibration(*(label(1.0, CLOSE, between=f"a {other}") for other in "bc"))
    assert account(known).skill is None
    assert "Brier skill -," in report.reliability_text(known, framework("x"), framework("y"))


def test_the_report_says_what_was_left_out_or_why_nothing_is_calibrated() -> None:
    known = calibration(*drawn(100, between="a b"), *drawn(100, between="a c", seed=2))
    speaks = outcome("o", "Helps children")
    text = report.reliability_text(known, framework("b", speaks), framework("a", speaks))
    assert text.startswith("b and a: calibrated\n")
    assert "of these two frameworks 100 labels, which are left out" in text
    assert "none is of these two" in report.reliability_text(known, framework("x", speaks), framework("y", speaks))
    other = report.reliability_text(known, framework("a", speaks), framework("y", outcome("o", "Reads logs")))
    assert "not calibrated" in other
    assert "100% of a, 0% of y; 50% is asked for" in other
    data = report.reliability_data(known, framework("b", speaks), framework("a", speaks))
    assert (data["calibrated"], data["left_out"], data["n"]) == (True, 100, 200)
    assert json.loads(json.dumps(data)) == data


# --- the bundled one -------------------------------------------------------------------------------------


def build_calibration() -> ModuleType:
    """The script that writes the bundled calibration, as a module."""
    spec = importlib.util.spec_from_file_location("build_calibration", DOCS / "build_calibration.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_bundled_calibration_is_what_the_engine_says_of_the_curated_mappings_now() -> None:
    script = build_calibration()
    assert script.FILE.read_text("utf-8") == script.written(script.calibration()), "run docs/build_calibration.py"


def test_boards_are_in_the_domain_and_none_is_judged_by_its_own_labels() -> None:
    known = Calibration.load()
    boards = [load(name) for name in ("bedfordshire", "durham", "kirklees", "north_lincs", "solihull")]
    assert all(known.covers(one, other) for one in boards for other in boards if one is not other)
    assert len(known.pairs) == 10
    told = account(known)
    assert told.skill is not None
    assert told.skill > 0


def test_map_reports_what_its_confidences_are_worth(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "durham", "kirklees", "--report"]) == 0
    assert "durham and kirklees: calibrated" in capsys.readouterr().out
    assert main(["map", "durham", "kirklees", "--report", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["calibrated"] is True
    assert told["left_out"] > 0
    assert len(told["reliability"]) == 10
