"""How often what is said with a confidence is right, by bins of the confidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from attrs import frozen

from competency.equivalence.calibration import Calibration
from competency.model import Relation

BINS: Final = 10
"""Bins of equal width on [0, 1] of a reliability table."""


@frozen
class Bin:
    """The pairs whose confidence lies in [low, high), in the last bin up to 1 itself."""

    low: float
    high: float
    count: int
    confidence: float | None
    """Their mean confidence; None where there are none."""
    share: float | None
    """The share of them that is right."""


def reliability(told: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Confidences and whether they were right, in bins of equal width: how often what is said with 0.8 is right.

    >>> [(each.low, each.count, each.share) for each in reliability([(0.82, True), (0.88, False)]) if each.count]
    [(0.8, 2, 0.5)]
    """
    return weighed((confidence, right, 1.0) for confidence, right in told)


def weighed(told: Iterable[tuple[float, bool, float]]) -> tuple[Bin, ...]:
    """As `reliability`, where some weigh more than others in means and shares; each still counts as one."""
    inside: dict[int, list[tuple[float, bool, float]]] = defaultdict(list)
    for each in told:
        inside[bin_of(each[0])].append(each)
    bins = []
    for number in range(BINS):
        held = inside[number]
        weight = sum(weight for *_, weight in held)
        mean = sum(confidence * weight for confidence, _, weight in held) / weight if held else None
        share = sum(right * weight for _, right, weight in held) / weight if held else None
        bins.append(Bin(number / BINS, (number + 1) / BINS, len(held), mean, share))
    return tuple(bins)


def bin_of(confidence: float) -> int:
    """The number of the bin that a confidence lies in, from 0."""
    return min(int(round(confidence * BINS, 9)), BINS - 1)  # 0.3 * 10 is a little less than 3


@frozen
class Account:
    """How far a calibration keeps its word on its own labels, each judged by a fit without its pair of frameworks."""

    labels: int
    stated: int
    """Of these, pairs that a reader has named; the others are taken as `none` and weigh less."""
    brier: float
    skill: float | None
    """The Brier skill against the share of matches; None where all or none are."""
    error: float
    """The mean distance of confidence and share over the bins, by weight."""
    matching: tuple[Bin, ...]
    """Of `confidence`: right is what matches at all."""
    relation: tuple[Bin, ...]
    """Of `relation_confidence`, of pairs that are said to match: right is the relation."""


def account(calibration: Calibration) -> Account:
    """What the figures of a calibration are worth.

    Raises:
        ValueError: there are labels of one pair of frameworks only, or of none, so that none can be left out.
    """
    told = list(calibration.left_out())
    if not told:
        raise ValueError("a calibration is judged by labels of two pairs of frameworks at least")
    total = sum(label.weight for label, _, _ in told)
    matches = [(confidence, label.truth is not Relation.NONE, label.weight) for label, confidence, _ in told]
    known = sum(weight for _, true, weight in matches if true) / total
    brier = sum(weight * (confidence - true) ** 2 for confidence, true, weight in matches) / total
    gaps: dict[int, float] = defaultdict(float)
    for confidence, true, weight in matches:
        gaps[bin_of(confidence)] += weight * (confidence - true)
    return Account(
        labels=len(told),
        stated=sum(label.is_stated for label, _, _ in told),
        brier=round(brier, 4),
        skill=round(1 - brier / (known * (1 - known)), 4) if 0 < known < 1 else None,
        error=round(sum(abs(gap) for gap in gaps.values()) / total, 4),
        matching=weighed(matches),
        relation=weighed(
            (sure, label.truth is label.relation, label.weight)
            for label, _, sure in told
            if label.relation is not Relation.NONE
        ),
    )
