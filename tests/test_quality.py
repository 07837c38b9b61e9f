"""How well maps agree with careful readers, by the labels beside the project; skipped where they are not there.

Every figure is of the settings as shipped, without curated mappings; that of a pair with its own labels left out.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from mapping_cases import framework, outcome

from competency import delimited
from competency.equivalence import map_frameworks
from competency.equivalence.gold import load_gold
from competency.equivalence.scoring import Scores, scored, scored_together
from competency.loading import load
from competency.model import Framework

pytestmark = pytest.mark.no_cover  # figures, no laws: what they run is covered by those

SHARED: Final = Path(__file__).parents[2] / "shared"
LABELS: Final = SHARED / "levels-dev.tsv"
CROSSWALK: Final = SHARED / "samples" / "crosswalk"
PAIRS: Final = (("bedfordshire", "durham"), ("north_lincs", "bedfordshire"), ("solihull", "durham"))

with_labels = pytest.mark.skipif(not LABELS.is_file(), reason="the labels lie beside the project, and are not there")
with_crosswalk = pytest.mark.skipif(not CROSSWALK.is_dir(), reason="the crosswalk lies beside the project")


@cache
def on_boards() -> Scores:
    measured = []
    for names in PAIRS:
        one, other = (load(name) for name in names)
        measured.append((map_frameworks(one, other), load_gold(LABELS, one, other)[0]))
    return scored_together(measured)


def figure(scores: Scores, name: str) -> float:
    value = scores.figures[name].value
    assert value is not None
    return value


@with_labels
def test_all_labels_are_scored() -> None:
    assert on_boards().rows == len(LABELS.read_text(encoding="utf-8").splitlines()) - 1


@with_labels
def test_matches_on_boards_are_told_from_what_does_not_correspond() -> None:
    assert figure(on_boards(), "f1") >= 0.90
    assert figure(on_boards(), "hits_at_1") >= 0.88


@with_labels
def test_nothing_that_does_not_correspond_is_called_the_same() -> None:
    assert on_boards().same_on_none == 0


@with_labels
def test_confidence_says_more_than_the_share_of_matches() -> None:
    assert figure(on_boards(), "brier_skill") > 0


def table(file: Path) -> list[dict[str, str]]:
    header, *lines = delimited.rows(file.read_text(encoding="utf-8"), file=str(file), separator=delimited.TAB)
    return [{name.text: cell.text for name, cell in zip(header, line, strict=True)} for line in lines]


def catalogues() -> dict[str, Framework]:
    """The two sides of the crosswalk: every item an outcome, in the place that its parent gives it."""

    def bare(item: str) -> str:
        return item.partition(":")[2].replace(".", "-")

    found = defaultdict(list)
    for line in table(CROSSWALK / "items.tsv"):
        part_of = bare(line["parent"]) if line["parent"] else None
        found[line["framework_id"]].append(outcome(bare(line["item_id"]), line["text"], part_of=part_of))
    return {name: framework(name, *items) for name, items in found.items()}


@with_crosswalk
def test_the_first_of_a_ranking_is_right_on_a_crosswalk_of_another_field() -> None:
    sides = catalogues()
    one, other = sides["csf11"], sides["csf20"]
    gold, odd = load_gold(CROSSWALK / "gold.tsv", one, other)
    assert not [each for each in odd if each.severity == "error"]
    found = map_frameworks(one, other, pivots=())
    assert figure(scored(found, gold), "hits_at_1") >= 0.72
    assert not any(row.calibrated for row in found.correspondences)
