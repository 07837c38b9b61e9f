"""Two audiences as sets of points of facets: whether one lies in the other, and how surely that is told."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Final

from attrs import evolve, field, frozen

from competency.equivalence.facets import Facets
from competency.model import Relation

BESIDE: Final = 0.5
"""What a circumstance is worth beside a duty: who manages is not told by how often he meets children, or by being new.
"""

FAINT: Final = 0.2
"""Below this share of the strongest point, a point is left out."""

COVERED: Final = 0.65
"""From this share on an audience lies in another; two that lie in each other are close."""

TOUCHED: Final = 0.25
"""From this share on two audiences overlap; below it they are different people."""

_FIRM: Final = 0.5
_SPREAD: Final = 0.7
_AS_MUCH: Final = 0.9
_OUTRIGHT: Final = 0.75  # told as strongly, a step is said outright; another told much less strongly is only hinted at


@frozen
class Audience:
    """The points that an item is at, relative to the strongest, and how strongly that one is told (0: not at all)."""

    points: Mapping[str, float]
    told: float
    scale: str | None = None
    """The facet of the strongest point, where that is a scale."""
    narrowed: frozenset[str] = frozenset()
    """Circumstances that narrow a duty down: 'new members of the board' are members, and only some."""
    main: frozenset[str] = field(init=False, repr=False, eq=False)
    """The points told at least half as strongly as the strongest."""
    total: float = field(init=False, repr=False, eq=False)
    """How much is told in all."""

    @main.default
    def _told_firmly(self) -> frozenset[str]:
        return frozenset(point for point, weight in self.points.items() if weight >= _FIRM)

    @total.default
    def _told_in_all(self) -> float:
        return sum(self.points.values())

    def without(self, point: str) -> Audience:
        """The same audience, had nothing been told of one point."""
        return evolve(self, points={other: weight for other, weight in self.points.items() if other != point})


@frozen
class Meeting:
    """How two audiences meet: the share of either that lies in the other, and how surely both are told."""

    subject: float
    object: float
    told: float
    neighbours: bool = False
    """Whether both are steps of one scale, and no step is a main one of both: other people, however near."""
    narrower: int = 0
    """Which of two audiences that are else the same is narrowed down: the subject (1), the object (-1), neither (0)."""

    @property
    def relation(self) -> Relation:
        """What the shares say; `x broad y` where x lies in y."""
        if self.neighbours:
            return Relation.NONE
        if self.subject >= COVERED and self.object >= COVERED:
            return (Relation.CLOSE, Relation.BROAD, Relation.NARROW)[self.narrower]
        if self.subject >= COVERED and self.object >= TOUCHED:
            return Relation.BROAD
        if self.object >= COVERED and self.subject >= TOUCHED:
            return Relation.NARROW
        return Relation.RELATED if max(self.subject, self.object) >= TOUCHED else Relation.NONE

    @property
    def raw(self) -> float:
        """How much this speaks for a correspondence, as log-odds: set by hand, each share can only raise it."""
        return 2.5 * min(self.subject, self.object) + 4.0 * max(self.subject, self.object) * sqrt(self.told)


def audience(told: Mapping[str, float], facets: Facets) -> Audience:
    """The audience that facets tell of an item.

    A point such as 'everyone' stands for all that it covers, unless another is told about as clearly: 'all those who
    chair conferences' are those who chair conferences.
    """
    points = dict(told)
    for point in sorted(told):
        covered = facets.by_id[point].covers
        if covered:
            strength = points.pop(point)
            if max(points.values(), default=0.0) < _FIRM * strength:
                points |= {other: max(points.get(other, 0.0), _SPREAD * strength) for other in covered}
    strongest = max(points.values(), default=0.0)
    if not strongest:
        return Audience({}, 0.0)
    points = {point: weight / strongest for point, weight in points.items()}
    on_scale = {point for point in points if facets.by_id[point].rung is not None}
    circumstances = {point for point in points if facets.is_circumstance(point)}
    step = max((points[point] for point in on_scale), default=0.0)
    if step * strongest >= _OUTRIGHT:
        points |= {point: points[point] * BESIDE for point in on_scale if points[point] < _OUTRIGHT * step}
    role = max((points[point] for point in points.keys() - on_scale), default=0.0)
    duty = max((points[point] for point in points.keys() - circumstances), default=0.0)
    narrowed = frozenset(
        point for point in circumstances - on_scale if duty >= _FIRM and points[point] >= _AS_MUCH * duty
    )
    beside = (on_scale if role >= _FIRM else set()) | (circumstances if duty >= _FIRM else set())
    points = {
        point: weight * BESIDE if point in beside and weight < max(role, duty) else weight
        for point, weight in points.items()
        if point not in narrowed
    }
    strongest_left = max(points.values())
    points = {point: weight / strongest_left for point, weight in points.items()}
    top = min(points, key=lambda point: (-points[point], point))
    return Audience(
        {point: weight for point, weight in sorted(points.items()) if weight >= FAINT},
        strongest,
        None if facets.by_id[top].rung is None else facets.by_id[top].facet,
        narrowed,
    )


def meeting(one: Audience, other: Audience) -> Meeting | None:
    """How two audiences meet; None where of either nothing is told."""
    if not one.points or not other.points:
        return None
    both = 0.0
    for point, weight in one.points.items():
        there = other.points.get(point, 0.0)
        both += weight if weight < there else there
    return Meeting(
        both / one.total,
        both / other.total,
        min(one.told, other.told),
        narrower=bool(one.narrowed - other.narrowed) - bool(other.narrowed - one.narrowed),
        neighbours=one.scale is not None and one.scale == other.scale and not one.main & other.main,
    )
