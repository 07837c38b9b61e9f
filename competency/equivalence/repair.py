"""What may stand together: one equal for an item, none across kinds, no two that cross on ladders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import evolve

from competency.equivalence.atlas import SAME
from competency.equivalence.judgement import DECLARED, Judgement
from competency.equivalence.profiles import Profile
from competency.model import Kind, Relation

_OUTDONE: Final = 0.7
"""What a relation that had to give way loses of its likelihood, as log-odds."""

Place = tuple[int, int]


def consistent(left: Profile, right: Profile, judgements: Mapping[Place, Judgement]) -> dict[Place, Judgement]:
    """The judgements with the weaker of any that contradict each other made `related`, and a note that says why.

    What is declared comes first, then what is likelier. Position in two ladders decides only between equals.
    """
    result = {pair: _capped(left, right, pair, judgement) for pair, judgement in judgements.items()}
    rungs = [_rungs(side) for side in (left, right)]
    taken: dict[tuple[int, int, Kind], int] = {}
    kept: list[Place] = []  # on two ladders; no other pairs can cross
    equals = [pair for pair, judgement in result.items() if judgement.relation in SAME]
    for pair in sorted(equals, key=lambda pair: _order(pair, result[pair], rungs)):
        slots = [(0, pair[0], right.kinds[pair[1]]), (1, pair[1], left.kinds[pair[0]])]
        rivals = [
            f"{(left, right)[side].ids[at]} is closer to {(right, left)[side].ids[taken[side, at, kind]]}"
            for side, at, kind in slots
            if (side, at, kind) in taken
        ]
        on_ladders = pair[0] in rungs[0] and pair[1] in rungs[1]
        crossed = [other for other in kept if _cross(pair, other, rungs)] if on_ladders else []
        if rivals:
            result[pair] = _outdone(result[pair], f"{rivals[0]}, and an item has one equal at most")
        elif crossed:
            one, other = left.ids[crossed[0][0]], right.ids[crossed[0][1]]
            result[pair] = _outdone(result[pair], f"{one} equals {other}, and the two ladders can't cross")
        else:
            taken |= {slots[0]: pair[1], slots[1]: pair[0]}
            if on_ladders:
                kept.append(pair)
    return result


def _capped(left: Profile, right: Profile, pair: Place, judgement: Judgement) -> Judgement:
    kinds = left.kinds[pair[0]], right.kinds[pair[1]]
    if judgement.relation is not Relation.EXACT or kinds[0] is kinds[1]:
        return judgement
    note = f"A {kinds[0]} is no {kinds[1]}, so they are close at most"
    return evolve(judgement, relation=Relation.CLOSE, notes=(*judgement.notes, note))


def _outdone(judgement: Judgement, why: str) -> Judgement:
    note = f"{why}, so this is related only"
    likely = judgement.likely - _OUTDONE
    return evolve(judgement, relation=Relation.RELATED, likely=likely, notes=(*judgement.notes, note))


def _rungs(profile: Profile) -> dict[int, float]:
    """The place of each level on its ladder, from 0 to 1."""
    levels = [at for at, kind in enumerate(profile.kinds) if kind is Kind.LEVEL]
    return {at: rung / max(len(levels) - 1, 1) for rung, at in enumerate(levels)}


def _order(
    pair: Place, judgement: Judgement, rungs: list[dict[int, float]]
) -> tuple[bool, int, float, float, float, Place]:
    apart = abs(rungs[0][pair[0]] - rungs[1][pair[1]]) if pair[0] in rungs[0] and pair[1] in rungs[1] else 0.0
    declared = judgement.by == DECLARED
    exact = 0 if judgement.relation is Relation.EXACT else 1
    strength = judgement.likely if declared else judgement.raw
    return not declared, exact, -round(strength, 1), apart, -judgement.raw, pair


def _cross(one: Place, other: Place, rungs: list[dict[int, float]]) -> bool:
    below = rungs[0][one[0]] - rungs[0][other[0]], rungs[1][one[1]] - rungs[1][other[1]]
    return below[0] * below[1] < 0
