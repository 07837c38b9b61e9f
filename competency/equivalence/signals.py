"""What all evidence but the declared says about every pair of items of two frameworks, as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
    heads = [[at for at, row in enumerate(side.members) if row] for side in (left, right)]
    if heads[0] and heads[1]:
        grid = np.ix_(heads[0], heads[1])
        forth = _best_of_members(alike, left, right, heads)
        back = _best_of_members(alike.T, right, left, heads[::-1]).T
        context[grid] += np.float32(OF_MEMBERS / 2) * (forth + back)
        like = (alike >= COVERED_FROM).astype(np.float32)
        covers[grid] = _best_of_members(like, left, right, heads)
        covered[grid] = _best_of_members(like.T, right, left, heads[::-1]).T
    return Signals(alike, context, _standing_out(context, left.kinds, right.kinds), covers, covered)


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


def _best_of_members(alike: Matrix, one: Profile, other: Profile, heads: Sequence[Sequence[int]]) -> Matrix:
    """For each whole of either side, the mean over the one's members of the best likeness to a member of the other."""
    (flat, starts, counts), (columns, begins, _) = (
        _flat(side.members[at] for at in places) for side, places in zip((one, other), heads, strict=True)
    )
    best = np.maximum.reduceat(alike[:, columns], begins, axis=1)
    total: Matrix = (np.add.reduceat(best[flat], starts, axis=0) / counts[:, None]).astype(np.float32)
    return total


def _flat(rows: Iterable[Sequence[int]]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Rows of places one after the other, where each begins, and how long it is."""
    listed = list(rows)
    counts = np.array([len(row) for row in listed], dtype=np.intp)
    return np.concatenate([np.array(row, dtype=np.intp) for row in listed]), np.cumsum(counts) - counts, counts


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
