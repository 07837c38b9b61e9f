"""How good correspondences are, measured against a gold standard; every figure with its bootstrap interval.

A pair counts as *predicted* where its relation is not `none` (against a gold that lists only what is the same: where it
is `exact` or `close`). Against an open gold its rows are judged and nothing else; against a closed one also all other
pairs of the kinds that it asks about, which are `none`. `docs/evaluating.md` defines each figure with an example.

Every figure is a function of sums over the items of the subject, so that drawing those items again, with replacement,
gives its interval by weights alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import isnan
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from competency.correspondences import Correspondence, Correspondences
from competency.equivalence.atlas import RANK, SAME
from competency.equivalence.gold import Counting, Gold
from competency.equivalence.mapping import UNKNOWN
from competency.equivalence.reliability import BINS, Bin, bin_of, reliability
from competency.model import Relation

SEED: Final = 20_110_401
RESAMPLES: Final = 1_000

_Floats = NDArray[np.float64]
_CELLS: Final = tuple(product(RANK, RANK))


@frozen
class Figure:
    """A figure with its 95 per cent interval; None where it is not defined, for instance precision of no prediction."""

    value: float | None
    low: float | None
    high: float | None


@frozen
class Kind:
    """How one relation was found; precision is None where it was never predicted."""

    relation: Relation
    count: int
    precision: float | None
    recall: float | None
    f1: float | None


@frozen(kw_only=True)
class Scores:
    """All figures of one comparison."""

    subject: str
    object: str
    is_open: bool
    is_typed: bool
    counting: Counting
    rows: int
    """Pairs that are judged."""
    matches: int
    subjects: int
    """Items of the subject in judged pairs: what is drawn again for the intervals."""
    ranked: int
    """Items of the subject that match something, by the gold."""
    found: int
    """Predicted pairs that the gold has as matches."""
    wrong: int
    """Predicted pairs that it hasn't."""
    missed: int
    same_on_none: int
    """Pairs that are `none`, predicted as `exact` or `close`."""
    figures: Mapping[str, Figure]
    """By name, all of FIGURES."""
    confusion: Mapping[Relation, Mapping[Relation, int]]
    """By the gold's relation, how often each relation was predicted."""
    relations: tuple[Kind, ...]
    """The relations that occur in the gold."""
    reliability: tuple[Bin, ...]
    """Of `confidence`: right is what matches at all. Empty where the gold doesn't tell that."""
    relation_reliability: tuple[Bin, ...]
    """Of `relation_confidence`, of predicted pairs: right is the relation. Empty where the gold tells none apart."""
    left_out: int
    """Rows of other frameworks; 0 where several golds are taken together, which often are parts of one file."""
    inverted: int
    repeated: int
    seed: int
    resamples: int


FIGURES: Final = (
    *("precision", "recall", "f1"),
    *("hits_at_1", "mrr", "hits_at_1_judged", "mrr_judged"),
    *("macro_f1", "brier", "brier_skill", "ece"),
)


@frozen
class _Pair:
    """A judged pair: what is true and what was said."""

    subject: str
    truth: Relation
    said: Relation
    confidence: float
    relation_confidence: float

    def is_predicted(self, counting: Counting) -> bool:
        return self.said in SAME if counting is Counting.SAME else self.said is not Relation.NONE


def scored(found: Correspondences, gold: Gold, *, seed: int = SEED, resamples: int = RESAMPLES) -> Scores:
    """How well the correspondences meet the gold standard, which is of the same two frameworks in the same order.

    An item is ranked by its rows, the surest first: a hit where the first one is any of the item's matches; under
    `hits_at_1_judged` and `mrr_judged`, of the pairs alone that the gold judges. Intervals are percentiles (2.5 and
    97.5) of the figure over resampled items of the subject; the same seed gives the same ones.

    Raises:
        ValueError: the gold is of other frameworks.
    """
    return scored_together([(found, gold)], seed=seed, resamples=resamples)


def scored_together(
    measured: Sequence[tuple[Correspondences, Gold]], *, seed: int = SEED, resamples: int = RESAMPLES
) -> Scores:
    """The figures over several pairs of frameworks taken together, each item and each row weighing the same.

    Raises:
        ValueError: there is none, a gold is of other frameworks, or some golds are open and others closed.
    """
    if not measured:
        raise ValueError("nothing to score")
    first = measured[0][1]
    pairs: list[_Pair] = []
    ranks: dict[str, tuple[float, float]] = {}
    for number, (found, gold) in enumerate(measured):
        if (found.subject, found.object) != (gold.subject, gold.object):
            raise ValueError(f"the gold is of {gold.subject} and {gold.object}, not {found.subject} and {found.object}")
        if (gold.is_open, gold.counting) != (first.is_open, first.counting):
            raise ValueError("golds that are open and golds that are closed can't be scored together")
        scope = f"{number} "  # an item that is compared with two frameworks is drawn for each
        rows = {(row.subject, row.object): row for row in found.correspondences}
        pairs += _judged(rows, gold, scope)
        ranks |= {scope + item: rank for item, rank in _reciprocal_ranks(rows.values(), gold).items()}
    golds = [gold for _, gold in measured]
    typed, counting = any(gold.is_typed for gold in golds), first.counting
    subjects = sorted({pair.subject for pair in pairs} | ranks.keys())
    sums = _sums(pairs, ranks, subjects, counting)
    relations = [relation for relation in RANK if any(pair.truth is relation for pair in pairs)]
    if not first.is_open:
        relations = [relation for relation in relations if relation is not Relation.NONE]
    ask = _Asked(relations, typed, counting)
    total = {name: values.sum(axis=0, keepdims=True) for name, values in sums.items()}
    drawn = _drawn(len(subjects), seed, resamples)
    again = {name: drawn @ values for name, values in sums.items()}
    point, spread = ask.figures(total), ask.figures(again)
    counts = {name: round(float(values.sum())) for name, values in total.items()}
    table = total["confusion"].reshape(len(RANK), len(RANK))
    return Scores(
        subject=", ".join(dict.fromkeys(gold.subject for gold in golds)),
        object=", ".join(dict.fromkeys(gold.object for gold in golds)),
        is_open=first.is_open,
        is_typed=typed,
        counting=counting,
        rows=len(pairs),
        matches=sum(pair.truth is not Relation.NONE for pair in pairs),
        subjects=len(subjects),
        ranked=len(ranks),
        found=counts["found"],
        wrong=counts["wrong"],
        missed=counts["missed"],
        same_on_none=sum(pair.truth is Relation.NONE and pair.said in SAME for pair in pairs),
        figures={name: _figure(point[name], spread[name]) for name in FIGURES},
        confusion={
            truth: {said: round(float(table[row, column])) for column, said in enumerate(RANK)}
            for row, truth in enumerate(RANK)
        },
        relations=tuple(_kind(relation, pairs) for relation in relations),
        reliability=()
        if counting is Counting.SAME
        else reliability((pair.confidence, pair.truth is not Relation.NONE) for pair in pairs),
        relation_reliability=reliability(
            (pair.relation_confidence, pair.truth is pair.said) for pair in pairs if pair.said is not Relation.NONE
        )
        if typed and counting is Counting.ANY
        else (),
        left_out=first.left_out if len(golds) == 1 else 0,
        inverted=sum(gold.inverted for gold in golds),
        repeated=sum(gold.repeated for gold in golds),
        seed=seed,
        resamples=resamples,
    )


# --- what is judged --------------------------------------------------------------------------------------


def _judged(rows: Mapping[tuple[str, str], Correspondence], gold: Gold, scope: str) -> list[_Pair]:
    """The pairs that the gold judges: its rows, and where it is closed all other pairs that have a row."""
    truths = {(row.subject, row.object): row.relation for row in gold.rows}
    if not gold.is_open:
        truths |= {pair: Relation.NONE for pair in sorted(rows.keys() - truths.keys()) if gold.asks(*pair)}
    result = []
    for pair, truth in truths.items():
        row = rows.get(pair)
        said = (Relation.NONE, UNKNOWN, 0.0) if row is None else (row.relation, row.confidence, row.relation_confidence)
        result.append(_Pair(scope + pair[0], truth, *said))
    return result


def _reciprocal_ranks(rows: Iterable[Correspondence], gold: Gold) -> dict[str, tuple[float, float]]:
    """By each item of the subject that has a match, 1 / the place of the first match in its ranking; 0 if not there.

    First among all candidates, then among those that the gold judges.
    """
    truths: dict[str, dict[str, bool]] = defaultdict(dict)
    for judged in gold.rows:
        truths[judged.subject][judged.object] = judged.relation is not Relation.NONE
    candidates: dict[str, list[Correspondence]] = defaultdict(list)
    for row in rows:
        if gold.asks(row.subject, row.object):
            candidates[row.subject].append(row)
    ranks = {}
    for item, known in truths.items():
        if any(known.values()):
            rows_of_item = sorted(
                candidates[item], key=lambda row: (-row.confidence, -row.relation_confidence, row.object)
            )
            ranking = [row.object for row in rows_of_item]
            condensed = [name for name in ranking if name in known] if gold.is_open else ranking
            ranks[item] = _reciprocal(ranking, known), _reciprocal(condensed, known)
    return ranks


def _reciprocal(ranking: Sequence[str], known: Mapping[str, bool]) -> float:
    return next((1 / place for place, name in enumerate(ranking, 1) if known.get(name)), 0.0)


# --- sums, and figures of sums ---------------------------------------------------------------------------


def _sums(
    pairs: Iterable[_Pair], ranks: Mapping[str, tuple[float, float]], subjects: Sequence[str], counting: Counting
) -> dict[str, _Floats]:
    """What the figures are made of, each an array with a row for every item of the subject."""
    place = {subject: row for row, subject in enumerate(subjects)}
    cell = {each: column for column, each in enumerate(_CELLS)}
    single = (
        "found",
        "wrong",
        "missed",
        "pairs",
        "matches",
        "squares",
        "ranked",
        "hits",
        "ranks",
        "judged_hits",
        "judged_ranks",
    )
    sums = {name: np.zeros((len(subjects), 1)) for name in single}
    sums["confusion"] = np.zeros((len(subjects), len(_CELLS)))
    sums["sure"], sums["right"] = np.zeros((len(subjects), BINS)), np.zeros((len(subjects), BINS))
    for pair in pairs:
        at = place[pair.subject]
        true, told = pair.truth is not Relation.NONE, pair.is_predicted(counting)
        sums["found"][at] += true and told
        sums["wrong"][at] += told and not true
        sums["missed"][at] += true and not told
        sums["pairs"][at] += 1
        sums["matches"][at] += true
        sums["squares"][at] += (pair.confidence - true) ** 2
        sums["confusion"][at, cell[pair.truth, pair.said]] += 1
        sums["sure"][at, bin_of(pair.confidence)] += pair.confidence
        sums["right"][at, bin_of(pair.confidence)] += true
    for subject, (rank, judged) in ranks.items():
        at = place[subject]
        sums["ranked"][at] += 1
        sums["hits"][at] += rank == 1
        sums["ranks"][at] += rank
        sums["judged_hits"][at] += judged == 1
        sums["judged_ranks"][at] += judged
    return sums


def _drawn(subjects: int, seed: int, resamples: int) -> _Floats:
    """How often each item was drawn, a row for each resample."""
    even = np.full(subjects, 1 / subjects) if subjects else np.empty(0)
    return np.random.default_rng(seed).multinomial(subjects, even, size=resamples).astype(np.float64)


@frozen
class _Asked:
    """The figures that a gold allows, each computed for many rows of sums at once; nan where it is not defined."""

    relations: Sequence[Relation]
    is_typed: bool
    counting: Counting

    def figures(self, sums: Mapping[str, _Floats]) -> dict[str, _Floats]:
        one = {name: values[:, 0] for name, values in sums.items() if values.shape[1] == 1}
        known = one["matches"] / _positive(one["pairs"])
        brier = one["squares"] / _positive(one["pairs"])
        gap = np.abs(sums["sure"] - sums["right"]).sum(axis=1)
        found, wrong, missed = one["found"], one["wrong"], one["missed"]
        result = {
            "precision": found / _positive(found + wrong),
            "recall": found / _positive(found + missed),
            "f1": 2 * found / _positive(2 * found + wrong + missed),
            "hits_at_1": one["hits"] / _positive(one["ranked"]),
            "mrr": one["ranks"] / _positive(one["ranked"]),
            "hits_at_1_judged": one["judged_hits"] / _positive(one["ranked"]),
            "mrr_judged": one["judged_ranks"] / _positive(one["ranked"]),
            "macro_f1": self._macro(sums["confusion"]),
            "brier": brier,
            "brier_skill": 1 - brier / _positive(known * (1 - known)),
            "ece": gap / _positive(one["pairs"]),
        }
        if self.counting is Counting.SAME:  # such a gold doesn't tell what corresponds in another way
            result |= {name: np.full_like(brier, np.nan) for name in ("brier", "brier_skill", "ece")}
        return result

    def _macro(self, confusion: _Floats) -> _Floats:
        """The mean F1 of the relations that the gold holds; one that a resample lacks doesn't count in it."""
        table = confusion.reshape(-1, len(RANK), len(RANK))
        if not self.is_typed:
            return np.full(len(table), np.nan)
        at = [RANK.index(relation) for relation in self.relations]
        true, said = table.sum(axis=2)[:, at], table.sum(axis=1)[:, at]
        hit = np.stack([table[:, index, index] for index in at], axis=1)
        f1 = np.where(true > 0, 2 * hit / _positive(true + said), 0.0)
        return np.asarray(f1.sum(axis=1) / _positive((true > 0).sum(axis=1).astype(np.float64)), dtype=np.float64)


def _positive(values: _Floats) -> _Floats:
    """The values, nan for 0, so that what is divided by them is undefined and not infinite."""
    return np.where(values > 0, values, np.nan)


def _figure(point: _Floats, spread: _Floats) -> Figure:
    value = float(point[0])
    if isnan(value):
        return Figure(None, None, None)
    defined = spread[~np.isnan(spread)]
    if not len(defined):
        return Figure(_told(value), None, None)
    low, high = np.percentile(defined, (2.5, 97.5))
    return Figure(_told(value), _told(float(low)), _told(float(high)))


def _told(value: float) -> float:
    return round(value, 4) + 0.0  # no minus before zero


def _kind(relation: Relation, pairs: Sequence[_Pair]) -> Kind:
    true = sum(pair.truth is relation for pair in pairs)
    said = sum(pair.said is relation for pair in pairs)
    hit = sum(pair.truth is pair.said is relation for pair in pairs)
    return Kind(
        relation,
        true,
        _told(hit / said) if said else None,
        _told(hit / true),
        _told(2 * hit / (true + said)),
    )
