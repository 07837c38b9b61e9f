"""What a raw score is worth: the share of pairs with such a score that a reader of the documents calls a match.

A document of calibration holds labelled scores: pairs of items that a person has judged, what the engine made of them
without any curated decision, and the domain that they are from. For two frameworks the curve is fitted on the labels of
all *other* pairs of frameworks, so no figure of a pair rests on what is known of that pair. Outside the domain nothing
is known of what a score is worth; there it only falls into one of three bands.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from math import exp
from pathlib import Path
from typing import Final, Protocol, cast

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from competency.bundled import bundled
from competency.correspondences import Decision
from competency.correspondences import Mapping as Curated
from competency.equivalence.atlas import KINDS
from competency.model import AnyItem, Framework, Group, Kind, Outcome, Relation, kind_of
from competency.values import Value

ENOUGH: Final = 60
"""From so many labels on the curve takes the shape of the data (isotonic); of fewer it is a logistic one (Platt)."""

UNSTATED: Final = 0.1
"""How much a pair weighs that no reader has named, though one of its items is named elsewhere in the same document.

Its label `none` is read from silence, and there are many more of these than of pairs that are judged outright.
"""

BANDS: Final = ((0.05, 0.25), (0.35, 0.65), (0.75, 0.95))
"""Outside the domain: unlikely, open, likely. Inside a band a figure only keeps the order of the scores."""

BETWEEN: Final = (-1.0, 1.0)
"""The scores that separate the bands; a raw score is on the scale of log-odds."""

_LEAST_SLOPE: Final = 0.01
_STEPS: Final = 50
_NEAR: Final = 1e-10
_WIDEST: Final = 30.0
_TAIL: Final = 0.25
_DIGITS: Final = 3


class Scored(Protocol):
    """What the engine makes of a pair by itself."""

    @property
    def relation(self) -> Relation:
        """What it says of the pair."""

    @property
    def raw(self) -> float:
        """Its score for a match, on the scale of log-odds."""

    @property
    def likely(self) -> float:
        """Its score for that relation, if the two match."""

    @property
    def by(self) -> str:
        """The sort of evidence that decides. Scores of one sort can be compared with each other."""


@frozen
class Label:
    """A pair of items whose relation is known, and what the engine makes of it by itself."""

    subject: str
    object: str
    by: str
    raw: float
    likely: float
    relation: Relation
    truth: Relation
    is_stated: bool = True
    """Whether a reader has named the pair; one that is not, though one of its items is, is `none`."""

    @property
    def between(self) -> frozenset[str]:
        """The two frameworks."""
        return frozenset(name.partition(":")[0] for name in (self.subject, self.object))

    @property
    def weight(self) -> float:
        """How much it counts in a fit."""
        return 1.0 if self.is_stated else UNSTATED


@frozen
class Logistic:
    """A logistic curve (Platt 1999)."""

    slope: float
    intercept: float

    def __call__(self, raw: float) -> float:
        return _logistic(self.slope * raw + self.intercept)


@frozen
class Steps:
    """A rising line through the centres of isotonic steps (Oron and Flournoy 2017).

    Beyond the first and the last centre it goes on towards 0 and 1, but no further than a quarter of the way.
    """

    centres: tuple[float, ...]
    heights: tuple[float, ...]

    def __call__(self, raw: float) -> float:
        at = bisect_right(self.centres, raw)
        if at == 0:
            return self.heights[0] * (1 - _TAIL * -_expm1(raw - self.centres[0]))
        if at == len(self.centres):
            return self.heights[-1] + (1 - self.heights[-1]) * _TAIL * -_expm1(self.centres[-1] - raw)
        (left, right), (low, high) = self.centres[at - 1 : at + 1], self.heights[at - 1 : at + 1]
        return low + (high - low) * (raw - left) / (right - left)


def _expm1(value: float) -> float:
    return exp(value) - 1


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-value)) if value >= 0 else exp(value) / (1 + exp(value))


Curve = Logistic | Steps
"""A score to a probability, strictly rising."""


# --- fitting ---------------------------------------------------------------------------------------------

Point = tuple[float, bool, float]
"""A raw score, whether it was right, and its weight."""


def fitted(points: Sequence[Point], expected: Logistic | None = None) -> Curve:
    """The curve for these labels: isotonic where there are enough, else logistic and held near what is `expected`.

    >>> round(fitted([(2.0, True, 1.0), (-2.0, False, 1.0)])(0.0), 2)
    0.5
    """
    return stepped(points) if len(points) >= ENOUGH else logistic(points, expected)


def stepped(points: Sequence[Point]) -> Steps:
    """Isotonic regression by pooling adjacent violators; nothing is certain.

    At either end stands one more point of the mean height, so that a run of labels that are all right comes near 1 only
    as far as its length allows.
    """
    ordered = sorted(points)
    right = sum(weight for _, is_right, weight in ordered if is_right)
    mean = (right + 1) / (sum(weight for _, _, weight in ordered) + 2)
    at_score: dict[float, tuple[float, float]] = {}  # weight, and that of what is right
    for raw, height, weight in [
        (ordered[0][0], mean, 1.0),
        *((raw, float(is_right), weight) for raw, is_right, weight in ordered),
        (ordered[-1][0], mean, 1.0),
    ]:
        held, high = at_score.get(raw, (0.0, 0.0))
        at_score[raw] = (held + weight, high + weight * height)
    blocks: list[tuple[float, float, float]] = []  # weight, mean score, mean height
    for raw, (weight, high) in at_score.items():
        block = (weight, raw, high / weight)
        while blocks and blocks[-1][2] >= block[2]:
            block = _pooled(blocks.pop(), block)
        blocks.append(block)
    return Steps(tuple(centre for _, centre, _ in blocks), tuple(height for _, _, height in blocks))


def _pooled(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float, float]:
    weight = one[0] + other[0]
    first, second = one[0] / weight, other[0] / weight
    return weight, one[1] * first + other[1] * second, one[2] * first + other[2] * second


def logistic(points: Sequence[Point], expected: Logistic | None = None) -> Logistic:
    """The likeliest two parameters, held near those `expected` (the score as it is, if None) by a ridge.

    The targets are Platt's: a little less than 1 and a little more than 0, by how many of each there are. A slope that
    would not rise is made nearly flat.
    """
    right = sum(weight for _, is_right, weight in points if is_right)
    wrong = sum(weight for _, is_right, weight in points if not is_right)
    high, low = (right + 1) / (right + 2), 1 / (wrong + 2)
    fit = _Fit(
        np.array([raw for raw, _, _ in points], dtype=np.float64),
        np.array([high if is_right else low for _, is_right, _ in points], dtype=np.float64),
        np.array([weight for _, _, weight in points], dtype=np.float64),
        expected or Logistic(1.0, 0.0),
        (1.0, 0.1 if expected is None else 1.0),
    )
    curve = fit.best()
    return curve if curve.slope >= _LEAST_SLOPE else fit.best_of_slope(_LEAST_SLOPE)


@frozen(eq=False)
class _Fit:
    """A ridge logistic regression: scores, targets and weights, and what the curve is held near, how firmly."""

    raw: NDArray[np.float64]
    target: NDArray[np.float64]
    weight: NDArray[np.float64]
    expected: Logistic
    firm: tuple[float, float]

    def _loss(self, curve: Logistic) -> float:
        held = self.firm[0] * (curve.slope - self.expected.slope) ** 2
        held += self.firm[1] * (curve.intercept - self.expected.intercept) ** 2
        odds = curve.slope * self.raw + curve.intercept
        return held / 2 + float(self.weight @ (np.logaddexp(0, odds) - self.target * odds))

    def _bend(self, curve: Logistic) -> tuple[float, float, float, float, float]:
        """The first derivatives by slope and intercept, and the second ones: twice by slope, by both, by intercept."""
        height = np.exp(-np.logaddexp(0, -curve.slope * self.raw - curve.intercept))
        gap, bend = self.weight * (height - self.target), self.weight * height * (1 - height)
        return (
            self.firm[0] * (curve.slope - self.expected.slope) + float(gap @ self.raw),
            self.firm[1] * (curve.intercept - self.expected.intercept) + float(gap.sum()),
            self.firm[0] + float(bend @ self.raw**2),
            float(bend @ self.raw),
            self.firm[1] + float(bend.sum()),
        )

    def best(self) -> Logistic:
        """Newton's method; a step that makes things worse is halved."""
        curve = self.expected
        for _ in range(_STEPS):
            by_slope, by_intercept, twice, mixed, once = self._bend(curve)
            area = twice * once - mixed * mixed
            slope, intercept = (
                (once * by_slope - mixed * by_intercept) / area,
                ((twice * by_intercept - mixed * by_slope) / area),
            )
            if abs(slope) + abs(intercept) < _NEAR:
                break
            share, before = 1.0, self._loss(curve)
            while (
                self._loss(tried := Logistic(curve.slope - share * slope, curve.intercept - share * intercept))
                > before + _NEAR
            ):
                share /= 2
                if share < _NEAR:
                    return curve
            curve = tried
        return curve

    def best_of_slope(self, slope: float) -> Logistic:
        """The best intercept for a given slope, by halving the range in which it lies."""
        low, high = -_WIDEST, _WIDEST
        for _ in range(_STEPS):
            middle = (low + high) / 2
            low, high = (low, middle) if self._bend(Logistic(slope, middle))[1] > 0 else (middle, high)
        return Logistic(slope, (low + high) / 2)


# --- a domain --------------------------------------------------------------------------------------------


@frozen
class Domain:
    """What the labels are about, by words: a text speaks of it that holds one of them (`child*`: or begins with it)."""

    id: str
    words: tuple[str, ...]
    share: float
    """The least share of a framework's items whose texts speak of it."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in self.words)
        return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)

    def share_of(self, framework: Framework) -> float:
        """The share of the items that are mapped whose texts speak of the domain; 0 where there are none."""
        told = [self._pattern.search(text) is not None for text in _texts(framework)]
        return sum(told) / len(told) if told else 0.0


def _texts(framework: Framework) -> Iterator[str]:
    for item in framework:
        if kind_of(item) in KINDS:
            yield " ".join(_parts(item))


def _parts(item: AnyItem) -> Iterator[str]:
    yield item.title
    yield item.description or ""
    if isinstance(item, Outcome):
        yield item.statement
    if isinstance(item, Group):
        yield from item.examples


@frozen
class _Curves:
    """What scores are worth by the labels of some pairs of frameworks: by the sort of evidence and by relation."""

    matching: Mapping[str, Curve]
    otherwise: Curve
    """For a sort of evidence that no label has."""
    relation: Mapping[Relation, Curve]

    def worth(self, score: Scored) -> tuple[float, float]:
        """Confidence and relation confidence of a pair with that score."""
        matching = self.matching.get(score.by, self.otherwise)(score.raw)
        if score.relation is Relation.NONE:
            right = 1 - matching
        else:
            right = matching * self.relation[score.relation](score.likely)
        return round(matching, _DIGITS), round(right, _DIGITS)


@frozen
class Calibration:
    """Labelled scores of one domain, and what they say about others."""

    domain: Domain
    method: str
    source: str
    date: str
    """The day of the newest judgement."""
    labels: tuple[Label, ...] = field(repr=False)
    _made: dict[frozenset[str], _Curves] = field(factory=dict, eq=False, repr=False)
    _within: dict[int, tuple[Framework, bool]] = field(factory=dict, init=False, eq=False, repr=False)

    @staticmethod
    def load(path: Path | None = None) -> Calibration:
        """The calibration of a file, or else the bundled one."""
        return _bundled() if path is None else read(json.loads(path.read_text("utf-8")))

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs of frameworks that labels are from, sorted."""
        return tuple(sorted({_sorted_pair(label.between) for label in self.labels}))

    def is_in_domain(self, framework: Framework) -> bool:
        """Whether the framework speaks of the domain at all, by its texts; of each framework that is looked up once."""
        known = self._within.get(id(framework))
        if known is None or known[0] is not framework:
            known = self._within[id(framework)] = (framework, self.domain.share_of(framework) >= self.domain.share)
        return known[1]

    def covers(self, subject: Framework, object: Framework) -> bool:
        """Whether scores of these two frameworks have a known worth: both speak of the domain, and there are labels."""
        return self.has_others(subject.id, object.id) and self.is_in_domain(subject) and self.is_in_domain(object)

    def has_others(self, subject: str, object: str) -> bool:
        """Whether there are labels of other pairs of frameworks than this one."""
        return bool(self._labelled - {frozenset((subject, object))})

    @cached_property
    def _labelled(self) -> frozenset[frozenset[str]]:
        return frozenset(map(frozenset, self.pairs))

    def _curves(self, subject: str, object: str) -> _Curves:
        """The curves for two frameworks: fitted without any label of that pair."""
        between = frozenset((subject, object))
        if between not in self._labelled:
            between = frozenset()
        if between not in self._made:
            kept = [label for label in self.labels if label.between != between]
            if not kept:
                raise ValueError(f"there are no labels but those of {subject} and {object} themselves")
            self._made[between] = _curves(kept)
        return self._made[between]

    def confidence(self, score: Scored, subject: str, object: str) -> float:
        """The probability that a pair with that score corresponds at all, rising with `raw` for one sort of evidence.

        No label of these two frameworks, named by their ids, has a part in it.

        Raises:
            ValueError: there are no labels of other frameworks.
        """
        return self.worth(score, subject, object)[0]

    def relation_confidence(self, score: Scored, subject: str, object: str) -> float:
        """The probability that a pair has the relation that it is said to have; never more than that it matches.

        Raises:
            ValueError: there are no labels of other frameworks.
        """
        return self.worth(score, subject, object)[1]

    def worth(self, score: Scored, subject: str, object: str) -> tuple[float, float]:
        """Confidence and relation confidence of a pair with that score.

        Raises:
            ValueError: there are no labels of other frameworks.
        """
        return self.worth_between(subject, object)(score)

    def worth_between(self, subject: str, object: str) -> Callable[[Scored], tuple[float, float]]:
        """What gives the `worth` of scores of two frameworks.

        Raises:
            ValueError: there are no labels of other frameworks.
        """
        return self._curves(subject, object).worth

    def left_out(self) -> Iterator[tuple[Label, float, float]]:
        """Each label with the two confidences that its pair is given, for which its frameworks' labels are left out."""
        for label in self.labels:
            pair = _sorted_pair(label.between)
            if len(self.pairs) > 1:
                yield label, *self.worth(label, *pair)


def _sorted_pair(between: frozenset[str]) -> tuple[str, str]:
    first, *rest = sorted(between) or [""]
    return first, rest[0] if rest else first


def _curves(labels: Sequence[Label]) -> _Curves:
    """The curves of labels, each of its own ones where they are enough, else drawn to the curve of all."""
    sorts: dict[str, list[Point]] = defaultdict(list)
    relations: dict[Relation, list[Point]] = {relation: [] for relation in Relation if relation is not Relation.NONE}
    for label in labels:
        match = label.truth is not Relation.NONE
        sorts[label.by].append((label.raw, match, label.weight))
        if match and label.relation is not Relation.NONE:
            relations[label.relation].append((label.likely, label.truth is label.relation, label.weight))
    every = logistic([point for points in sorts.values() for point in points])
    right = logistic([point for points in relations.values() for point in points])
    return _Curves(
        {by: fitted(points, every) for by, points in sorts.items()},
        every,
        {relation: fitted(points, right) for relation, points in relations.items()},
    )


def band(raw: float) -> float:
    """Where nothing is known of what a score is worth: a figure in one of three bands that keeps the scores' order.

    >>> band(-3.0), band(0.0), band(3.0)
    (0.077, 0.5, 0.923)
    """
    low, high = BETWEEN
    if raw < low:
        (start, end), share = BANDS[0], exp(raw - low)
    elif raw <= high:
        (start, end), share = BANDS[1], (raw - low) / (high - low)
    else:
        (start, end), share = BANDS[2], 1 - exp(high - raw)
    return round(start + (end - start) * share, _DIGITS)


# --- the document ----------------------------------------------------------------------------------------

_Row = tuple[str, str, str, float, float, str, str, bool]


def as_data(calibration: Calibration) -> dict[str, Value]:
    """The document of a calibration: `read` gives it back."""
    return {
        "format": "calibration/1",
        "id": calibration.domain.id,
        "words": list(calibration.domain.words),
        "share": calibration.domain.share,
        "method": calibration.method,
        "source": calibration.source,
        "date": calibration.date,
        "n": len(calibration.labels),
        "labels": [
            [
                *(label.subject, label.object, label.by, label.raw, label.likely),
                *(label.relation.value, label.truth.value, label.is_stated),
            ]
            for label in calibration.labels
        ],
    }


def read(written: Mapping[str, Value]) -> Calibration:
    """The calibration that a document holds."""
    rows = cast(Sequence[_Row], written["labels"])
    return Calibration(
        Domain(cast(str, written["id"]), tuple(cast(Sequence[str], written["words"])), cast(float, written["share"])),
        cast(str, written["method"]),
        cast(str, written["source"]),
        cast(str, written["date"]),
        tuple(
            Label(subject, object, by, raw, likely, Relation(relation), Relation(truth), stated)
            for subject, object, by, raw, likely, relation, truth, stated in rows
        ),
    )


def labelled(rows: Iterable[tuple[str, str, Scored]], mapping: Curated, kinds: Mapping[str, Kind]) -> Iterator[Label]:
    """The labels that a curated mapping gives to what the engine says of its two frameworks, in order of the ids.

    `rows` are pairs of items with what the engine makes of them, `kinds` the kinds of all items. A pair that is not in
    the mapping is `none` if one of its items is, and another pair of their kinds: who named that item has looked at
    what else it might be. Of other pairs nothing is known. Rows that nobody has decided, and rows of several items,
    label nothing.
    """
    truths = {
        (row.subject[0], row.object[0]): Relation.NONE if row.decision is Decision.REJECTED else row.relation
        for row in mapping.rows
        if len(row.subject) == len(row.object) == 1 and row.decision in (Decision.ACCEPTED, Decision.REJECTED)
    }
    named = {name for pair in truths for name in pair}
    asked = {(kinds[one], kinds[two]) for one, two in truths}
    for subject, object, score in sorted(rows, key=lambda row: row[:2]):
        stated = truths.get((subject, object))
        if stated is not None or ({subject, object} & named and (kinds[subject], kinds[object]) in asked):
            yield Label(
                subject,
                object,
                score.by,
                round(score.raw, _DIGITS),
                round(score.likely, _DIGITS),
                score.relation,
                stated or Relation.NONE,
                stated is not None,
            )


@cache
def _bundled() -> Calibration:
    return Calibration.load(bundled("frameworks", "calibration", "safeguarding.json"))
