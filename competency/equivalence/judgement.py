"""From evidence to a judgement on every pair that may correspond: a relation, and a score for it.

What documents declare decides where they declare anything. Else, for what is for an audience (levels, groups, and the
courses of a framework without levels), the audiences decide as sets; for outcomes and courses the texts, with what they
are about and what they are made of. The weights are set by hand, in round numbers, each of the sign that its evidence
has; what a score is worth is measured apart (`calibration`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import log
from typing import Final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from competency.equivalence.audiences import Meeting, meeting
from competency.equivalence.comparison import Finding
from competency.equivalence.profiles import Profile
from competency.equivalence.signals import Signals
from competency.equivalence.texts import Matrix
from competency.model import Kind, Relation

CANDIDATES: Final = 3
"""How many of the likeliest of the other side are considered for each outcome or course."""


@frozen
class Cuts:
    """The scores from which on two items are said to correspond, set by hand.

    Between `related` and `texts`, two texts are at most related.
    """

    audiences: float = 0.3
    words: float = 0.0
    texts: float = 0.0
    related: float = -0.7


OF_FIELD: Final = Cuts(texts=-1.0, related=-1.0)
"""The same where both frameworks are of the field of the facets, of which all texts speak alike."""


_LONG: Final = 8  # telling words
BESIDE: Final = 0.3
"""How much the score of two audiences adds to that of what is declared about the two."""

OUTRIGHT_FROM: Final = 0.5
"""Below this an audience is only hinted at, and items of two kinds are at most related: a stage is no audience."""

OF_COVERAGE, OF_BEFORE = 2.5, 0.5
"""What it adds to the score of two texts that all that either is made of is covered by the other, and to that of two
courses that what has to come before them is alike."""

OF_KIND, OF_COURSE = 0.3, 1.0
"""What it adds that two items for an audience are of one kind, and takes off that one of them is a course."""

_OPEN: Final = -1.5  # of an audience of which nothing is told but its words
_FAR: Final = 1e-6


@frozen
class Judgement:
    """What the evidence says about one pair, and which sort of it decides.

    `raw` is the score that the two correspond, `likely` that the relation is the right one, both as log-odds that only
    calibration turns into probabilities. `without` is what would be said without the declared alignments.
    """

    relation: Relation
    raw: float
    likely: float
    by: str
    finding: Finding | None = None
    meeting: Meeting | None = None
    without: Judgement | None = None
    notes: tuple[str, ...] = ()


DECLARED, FACETS, APART, TEXTS = "declared", "facets", "apart", "texts"
"""What can decide: `apart` where facets tell two audiences apart, or tell nothing of one of them."""

_LIKELY: Final[Mapping[Relation, float]] = {
    Relation.EXACT: 2.0,
    Relation.CLOSE: 0.6,
    Relation.BROAD: -0.4,
    Relation.NARROW: -0.4,
    Relation.RELATED: 0.0,
    Relation.NONE: 1.0,
}
"""How likely a computed relation is the right one, if the two correspond at all; set by hand."""


def judged(
    left: Profile,
    right: Profile,
    found: Signals,
    findings: Mapping[tuple[int, int], Finding],
    *,
    cuts: Cuts = Cuts(),
    every: bool = True,
    without: Collection[str] = (),
) -> dict[tuple[int, int], Judgement]:
    """A judgement on each pair of places that is worth one: declared, an audience's, or among the likeliest.

    Without `every`, only those that correspond have to be there. `without` leaves out sorts of evidence.
    """
    result: dict[tuple[int, int], Judgement] = {}
    for kind in (Kind.OUTCOME, Kind.COURSE) if TEXTS not in without else ():
        result |= _of_texts(left, right, found, kind, cuts, every=every)
    if FACETS not in without:
        result |= _of_audiences(left, right, found, cuts)
    for pair, finding in findings.items():
        result[pair] = _with_declared(finding, result.get(pair))
    return result


def _with_declared(finding: Finding, computed: Judgement | None) -> Judgement:
    """A declared relation decides; one that leaves it open whether there is any only adds to what else is known."""
    sure = min(max(finding.confidence, 0.01), 0.99)
    sign = -1 if finding.relation is Relation.NONE else 1
    raw = sign * log(sure / (1 - sure))
    if finding.open and computed is not None and computed.meeting is not None:
        return evolve(computed, raw=computed.raw + 0.5 * raw, finding=finding)
    if computed is not None and computed.meeting is not None:
        raw += BESIDE * min(max(computed.raw, -2.0), 2.0)
    likely = min(max(finding.relation_confidence, 0.01), 0.99)
    return Judgement(finding.relation, raw, log(likely / (1 - likely)), DECLARED, finding=finding, without=computed)


# --- audiences -------------------------------------------------------------------------------------------


def bears_audience(profile: Profile) -> NDArray[np.intp]:
    """The places of what is for an audience: levels and groups, and courses where the framework has no levels."""
    kinds = {Kind.LEVEL, Kind.GROUP} | (set() if Kind.LEVEL in profile.kinds else {Kind.COURSE})
    return np.flatnonzero([kind in kinds for kind in profile.kinds])


def _of_audiences(left: Profile, right: Profile, found: Signals, cuts: Cuts) -> dict[tuple[int, int], Judgement]:
    result: dict[tuple[int, int], Judgement] = {}
    rows, columns = bears_audience(left), bears_audience(right)
    for one in rows.tolist():
        for other in columns.tolist():
            kinds = left.kinds[one], right.kinds[other]
            if kinds == (Kind.COURSE, Kind.COURSE):
                continue  # two courses are compared by what they teach
            told = meeting(left.audiences[one], right.audiences[other])
            themed = _is_themed(left, one) or _is_themed(right, other)
            result[one, other] = _of_audience(told, found, (one, other), cuts, kinds, themed=themed)
    return result


def _is_themed(profile: Profile, at: int) -> bool:
    """Whether the item is about a special subject: no step of a ladder, whoever it is for."""
    return profile.kinds[at] is not Kind.LEVEL and profile.themed[at]


def _of_audience(
    told: Meeting | None,
    found: Signals,
    pair: tuple[int, int],
    cuts: Cuts,
    kinds: tuple[Kind, Kind],
    *,
    themed: bool,
) -> Judgement:
    words = 1.5 * float(found.alike[pair]) + _kinship(*kinds)
    if told is None:
        raw = _OPEN + words + 2.5 * max(float(found.stands_out[pair]), 0.0)
        relation = Relation.RELATED if raw >= cuts.words else Relation.NONE
        return Judgement(relation, raw, _LIKELY[relation], APART)
    raw = _OPEN + told.raw + words
    relation = told.relation
    hinted = told.told < OUTRIGHT_FROM and kinds[0] is not kinds[1]
    if themed:
        raw -= 2.0
    if (themed or hinted) and relation is not Relation.NONE:
        relation = Relation.RELATED
    if relation is Relation.NONE:
        return Judgement(relation, min(raw, -0.5), _LIKELY[relation], APART, meeting=told)
    if raw < cuts.audiences:
        relation = Relation.NONE
    clear = 2 * abs(min(told.subject, told.object) - 0.5) if relation is not Relation.RELATED else 0.0
    return Judgement(relation, raw, _LIKELY[relation] + clear, FACETS, meeting=told)


def _kinship(one: Kind, other: Kind) -> float:
    """What the kinds add: of an item's equals on the other side, the one of its own kind comes first, a course last."""
    return OF_KIND if one is other else -OF_COURSE if Kind.COURSE in (one, other) else 0.0


# --- texts -----------------------------------------------------------------------------------------------


def _of_texts(
    left: Profile, right: Profile, found: Signals, kind: Kind, cuts: Cuts, *, every: bool
) -> dict[tuple[int, int], Judgement]:
    rows, columns = (np.flatnonzero([k is kind for k in side.kinds]) for side in (left, right))
    if not len(rows) or not len(columns):
        return {}
    grid = np.ix_(rows, columns)
    told = all(any(side.themes) or any(side.topics) for side in (left, right))
    score_of = _taught if told and kind is Kind.COURSE else _said
    raw = score_of(left, right, found, grid)
    result: dict[tuple[int, int], Judgement] = {}
    wanted = _best(raw, CANDIDATES, cuts.related) if every else raw >= min(cuts.related, cuts.texts)
    partners = _paired(raw, cuts.texts)
    for x, y in zip(*(axis.tolist() for axis in np.nonzero(wanted)), strict=True):
        one, other = int(rows[x]), int(columns[y])
        score = float(raw[x, y])
        relation, notes = _relation(left, right, found, (one, other), score, cuts, paired=partners.get(x) == y)
        result[one, other] = Judgement(relation, score, _LIKELY[relation], TEXTS, notes=notes)
    return result


Grid = tuple[NDArray[np.intp], ...]


def _particular(found: Signals, grid: Grid) -> tuple[Matrix, Matrix, Matrix]:
    """A pair's context, how much it stands out, and how far it is behind the best of either item."""
    context, out = found.context[grid], found.stands_out[grid]
    behind = np.maximum(out.max(axis=1, keepdims=True) - out, 0) + np.maximum(out.max(axis=0, keepdims=True) - out, 0)
    return context, out, behind


def _taught(left: Profile, right: Profile, found: Signals, grid: Grid) -> Matrix:
    """The scores of courses: by their texts, what they are about, and whom they are for."""
    context, out, behind = _particular(found, grid)
    rows, columns = grid[0].ravel(), grid[1].ravel()
    themes = _shared([left.themes[at] for at in rows], [right.themes[at] for at in columns])
    topics = _shared([left.topics[at] for at in rows], [right.topics[at] for at in columns])
    people = _shared([left.told[at] for at in rows], [right.told[at] for at in columns])
    themed = np.array([bool(left.themes[at]) for at in rows]), np.array([bool(right.themes[at]) for at in columns])
    clash = (themed[0][:, None] | themed[1][None, :]) & (themes == 0)
    score: Matrix = (
        -2.8 + 2.7 * context + 2.5 * out - 2.2 * behind + 3.0 * themes + 1.8 * topics + 0.8 * people - 0.6 * clash
    ).astype(np.float32)
    return score + _of_parts(found, grid)


def _said(left: Profile, right: Profile, found: Signals, grid: Grid) -> Matrix:
    """The scores of statements: by their texts alone. Long ones are alike in other words, labels only in the same."""
    context, out, behind = _particular(found, grid)
    rows, columns = grid[0].ravel(), grid[1].ravel()
    sides = ((left, rows), (right, columns))
    typical = [float(np.median([len(side.texts.words[at]) for at in places])) for side, places in sides]
    long = min(*typical, _LONG) / _LONG
    number: dict[str, int] = {}
    wholes = [
        np.array([number.setdefault(side.texts.wholes[at], len(number)) for at in places]) for side, places in sides
    ]
    same = wholes[0][:, None] == wholes[1][None, :]
    unlike = _different_tags(left, right, rows, columns)
    score: Matrix = (
        -6.5 + 4.5 * context + 2.5 * out - 2.0 * behind + 1.0 * same + 3.2 * long + 3.5 * long * context - 2.0 * unlike
    ).astype(np.float32)
    return score + _of_parts(found, grid)


def _of_parts(found: Signals, grid: Grid) -> Matrix:
    """What it adds that members cover each other, and that what has to come before is alike."""
    both = np.minimum(np.nan_to_num(found.covers[grid]), np.nan_to_num(found.covered[grid]))
    parts: Matrix = np.float32(OF_COVERAGE) * both + np.float32(OF_BEFORE) * found.before[grid]
    return parts


def _different_tags(left: Profile, right: Profile, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Matrix:
    """1 where both items bear tags that both frameworks use, and none is the same."""
    sides = [[frozenset(side.items[at].tags) for at in places] for side, places in ((left, rows), (right, columns))]
    common = sorted(frozenset().union(*sides[0]) & frozenset().union(*sides[1]))
    bears = [_table([[float(tag in tags) for tag in common] for tags in side], len(common)) for side in sides]
    some = [side.sum(axis=1) > 0 for side in bears]
    different: Matrix = (some[0][:, None] & some[1][None, :] & (bears[0] @ bears[1].T == 0)).astype(np.float32)
    return different


def _shared(rows: Sequence[Mapping[str, float]], columns: Sequence[Mapping[str, float]]) -> Matrix:
    """For each pair how much of what is told is the same, from 0 to 1 (weighted Jaccard); 0 where nothing is told."""
    points = sorted({point for side in (rows, columns) for told in side for point in told})
    one, other = (
        _table([[told.get(point, 0.0) for point in points] for told in side], len(points)) for side in (rows, columns)
    )
    both, either = np.zeros((len(rows), len(columns)), np.float32), np.full((len(rows), len(columns)), _FAR, np.float32)
    for at in range(len(points)):
        both += np.minimum(one[:, at, None], other[None, :, at])
        either += np.maximum(one[:, at, None], other[None, :, at])
    return both / either


def _table(rows: Sequence[Sequence[float]], width: int) -> Matrix:
    return np.array(rows, dtype=np.float32).reshape(len(rows), width)


def _best(raw: Matrix, amount: int, related: float) -> NDArray[np.bool_]:
    """The likeliest of each row and of each column, and all that correspond."""
    wanted = raw >= related
    for axis in (0, 1):
        kept = min(amount, raw.shape[axis])
        least = np.take(np.partition(raw, raw.shape[axis] - kept, axis=axis), [raw.shape[axis] - kept], axis=axis)
        wanted |= raw >= least
    return wanted


def _paired(raw: Matrix, least: float) -> dict[int, int]:
    """Each row's partner where pairs are formed one to one, the likeliest first; none that scores less."""
    rows, columns = np.nonzero(raw >= least)
    order = np.lexsort((columns, rows, -raw[rows, columns]))
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if row not in partner and column not in taken:
            partner[row] = column
            taken.add(column)
    return partner


def _relation(
    left: Profile,
    right: Profile,
    found: Signals,
    pair: tuple[int, int],
    raw: float,
    cuts: Cuts,
    *,
    paired: bool,
) -> tuple[Relation, tuple[str, ...]]:
    """The relation of two texts that a score of `raw` was given, by what covers what."""
    if raw < min(cuts.related, cuts.texts):
        return Relation.NONE, ()
    covers, covered = float(found.covers[pair]), float(found.covered[pair])
    if covers == covers and covered == covered and raw >= cuts.texts:  # neither is nan: both are made of something
        if covers >= 0.7 > 0.4 >= covered:
            return Relation.BROAD, (f"{_most(covers)} the one is made of is in the other, which has more",)
        if covered >= 0.7 > 0.4 >= covers:
            return Relation.NARROW, (f"{_most(covered)} the other is made of is in the one, which has more",)
    if not paired:
        return Relation.RELATED, ()
    if left.texts.wholes[pair[0]] == right.texts.wholes[pair[1]]:
        return Relation.EXACT, ()
    return Relation.CLOSE, ()


def _most(share: float) -> str:
    return "All that" if share >= 1 else "Most of what"
