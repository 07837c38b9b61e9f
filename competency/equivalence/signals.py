"""What all evidence but the declared says about every pair of items of two frameworks, as numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from competency.equivalence.profiles import Profile
from competency.equivalence.texts import Matrix, likeness
from competency.model import Kind

OF_WHOLE: Final = 0.4
OF_MEMBERS: Final = 0.3
OF_HEADING: Final = 0.1
"""What it adds to a likeness that the wholes are alike, that the members are, that both or neither have members."""

HUB: Final = 0.5
_NEAREST: Final = 5
"""What is like many is like none in particular: this share of the mean of its five best is taken off."""

COVERED_FROM: Final = 0.35
"""From this likeness on a statement covers another."""


@frozen(eq=False)
class Signals:
    """Matrices over the items of the one framework (rows) and of the other (columns).

    `alike`: the texts, from 0 to 1. `context`: the same with that of their wholes and members. `stands_out`: how much
    a pair's context exceeds what either item has with others of its kind. `covers` and `covered`: the share of a row
    item's members that some member of the column item is like, and the reverse; nan where one has no members.
    """

    alike: Matrix
    context: Matrix
    stands_out: Matrix
    covers: Matrix
    covered: Matrix
    before: Matrix
    """How alike what has to come before is, from 0 to 1; 0 where nothing has to."""


Encoder: TypeAlias = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to vectors, a row for each: an embedding that a user brings."""

ENCODED: Final = 0.25
"""How much an embedding counts in a likeness. On frameworks of one field it tells less than words do."""


def signals(left: Profile, right: Profile, encode: Encoder | None = None) -> Signals:
    """All signals that come from texts and structure."""
    alike = likeness(left.texts, right.texts)
    if encode is not None:
        alike = np.float32(1 - ENCODED) * alike + np.float32(ENCODED) * _nearness(left, right, encode)
    context = alike + np.float32(OF_HEADING) * (left.leaves[:, None] == right.leaves[None, :])
    within = (left.parent >= 0)[:, None] & (right.parent >= 0)[None, :]
    if within.any():
        context += np.float32(OF_WHOLE) * np.where(within, alike[np.ix_(left.parent, right.parent)], 0)
    covers, covered = np.full_like(alike, np.nan), np.full_like(alike, np.nan)
    made = [_Parts.of(side.members) for side in (left, right)]
    if all(made):
        grid = np.ix_(made[0].wholes, made[1].wholes)
        context[grid] += np.float32(OF_MEMBERS) * _both_ways(alike, *made)
        like = (alike >= COVERED_FROM).astype(np.float32)
        covers[grid] = _best_of_parts(like, *made)
        covered[grid] = _best_of_parts(like.T, *made[::-1]).T
    before = np.zeros_like(alike)
    asked = [_Parts.of(side.before) for side in (left, right)]
    if all(asked):
        before[np.ix_(asked[0].wholes, asked[1].wholes)] = _both_ways(alike, *asked)
    out = _standing_out(context, left.kinds, right.kinds)
    return Signals(alike, context, out, covers, covered, before)


def _nearness(left: Profile, right: Profile, encode: Encoder) -> Matrix:
    """The cosine of the vectors of both sides, each side centred, since what all its texts share tells nothing."""
    sides: list[Matrix] = []
    for side in (left, right):
        vectors = np.asarray(encode(side.written), dtype=np.float32)
        centred = vectors - vectors.mean(axis=0)
        lengths = np.sqrt((centred * centred).sum(axis=1, keepdims=True))
        unit: Matrix = (centred / np.maximum(lengths, 1e-9)).astype(np.float32)
        sides.append(unit)
    near: Matrix = np.maximum(sides[0] @ sides[1].T, 0)
    return near


@frozen(eq=False)
class _Parts:
    """The items that are made of others: their places, and the places of their parts one row after the other."""

    wholes: NDArray[np.intp]
    parts: NDArray[np.intp]
    begins: NDArray[np.intp]
    counts: NDArray[np.intp]

    def __bool__(self) -> bool:
        return bool(len(self.wholes))

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> _Parts:
        """Those of all items, given the places of the parts of each."""
        wholes = [at for at, row in enumerate(rows) if row]
        counts = np.array([len(rows[at]) for at in wholes], dtype=np.intp)
        parts = np.array([part for at in wholes for part in rows[at]], dtype=np.intp)
        return cls(np.array(wholes, dtype=np.intp), parts, np.cumsum(counts) - counts, counts)


def _both_ways(alike: Matrix, one: _Parts, other: _Parts) -> Matrix:
    """For each whole of either side, how alike their parts are, each to its best on the other side."""
    both: Matrix = (_best_of_parts(alike, one, other) + _best_of_parts(alike.T, other, one).T) / np.float32(2)
    return both


def _best_of_parts(alike: Matrix, one: _Parts, other: _Parts) -> Matrix:
    """For each whole of either side, the mean over the one's parts of the best likeness to a part of the other."""
    best = np.maximum.reduceat(alike[:, other.parts], other.begins, axis=1)
    total: Matrix = (np.add.reduceat(best[one.parts], one.begins, axis=0) / one.counts[:, None]).astype(np.float32)
    return total


def _standing_out(context: Matrix, left: Sequence[Kind], right: Sequence[Kind]) -> Matrix:
    out = context.copy()
    places = [
        {kind: np.flatnonzero([k is kind for k in side]) for kind in dict.fromkeys(side)} for side in (left, right)
    ]
    for kind, rows in places[0].items():
        columns = places[1].get(kind)
        if columns is None:
            continue
        block = context[np.ix_(rows, columns)]
        of_rows = _mean_of_best(block, axis=1)
        of_columns = _mean_of_best(block, axis=0)
        out[np.ix_(rows, columns)] = block - np.float32(HUB) * (of_rows[:, None] + of_columns[None, :])
    return out


def _mean_of_best(block: Matrix, axis: int) -> Matrix:
    nearest = min(_NEAREST, block.shape[axis])
    best = np.partition(block, block.shape[axis] - nearest, axis=axis)
    chosen = best[:, -nearest:] if axis == 1 else best[-nearest:]
    mean: Matrix = chosen.mean(axis=axis, dtype=np.float32).astype(np.float32)
    return mean
