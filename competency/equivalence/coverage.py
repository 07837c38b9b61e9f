"""What of an item the other side lacks, and which items cover one only together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from attrs import evolve

from competency import ids
from competency.correspondences import Correspondence, Residue, Together
from competency.equivalence.atlas import COVERED, Atlas
from competency.explanation import Explanation
from competency.model import Course, Kind, Level, Outcome, Relation
from competency.requirements import joined

MOST: Final = 3
"""How many items may cover another together."""

ENOUGH: Final = 0.6
"""The share of what an item is made of that has to be covered before that is worth telling."""


def members(item: str, atlas: Atlas) -> tuple[str, ...]:
    """What an item is made of: a level's groups, outcomes and courses, a group's parts, a course's outcomes."""
    framework, value = atlas.framework_of(item), atlas.items[item]
    if isinstance(value, Level):
        inside = [outcome.id for outcome in framework.outcomes if outcome.level == value.id]
        inside += [course.id for course in framework.courses if value.id in course.levels]
        return (*atlas.named_for.get(item, ()), *(ids.qualified(framework.id, name) for name in inside))
    if isinstance(value, Course):
        return tuple(ids.qualified(framework.id, name) for name in value.develops if isinstance(name, str))
    if isinstance(value, Outcome):
        return ()
    return atlas.parts.get(item, ())


def _covers(rows: Sequence[Correspondence]) -> Mapping[str, set[str]]:
    """For each item, by either side, those of the other that it lies in."""
    covered: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.relation in COVERED:
            covered[row.subject].add(row.object)
        if row.relation.inverse in COVERED:
            covered[row.object].add(row.subject)
    return covered


def with_residue(rows: Sequence[Correspondence], atlas: Atlas) -> list[Correspondence]:
    """Each row with the members of either item that lie in nothing of the other.

    Only kinds of which some item corresponds to another count: of the others nothing is known.
    """
    related = [row for row in rows if row.relation is not Relation.NONE]
    covered = _covers(related)
    told = {atlas.kind(row.subject) for row in related if atlas.kind(row.subject) is atlas.kind(row.object)}
    of = cache(lambda item: members(item, atlas))

    def left_over(item: str, other: str) -> tuple[str, ...]:
        there = {other, *of(other)}
        return tuple(
            sorted(member for member in of(item) if atlas.kind(member) in told and not covered[member] & there)
        )

    return [
        row
        if row.relation is Relation.NONE
        else evolve(row, residue=Residue(left_over(row.subject, row.object), left_over(row.object, row.subject)))
        for row in rows
    ]


def together(rows: Sequence[Correspondence], atlas: Atlas, subject: str, object: str) -> tuple[Together, ...]:
    """The levels and courses of which the outcomes are covered by two or three of the other side only together.

    `whole broad parts` says that the whole lies in the parts taken together, except for its residue.
    """
    covered = _covers([row for row in rows if row.relation is not Relation.NONE])
    here = _for_side(covered, atlas, subject, object)
    there = (one.inverse for one in _for_side(covered, atlas, object, subject))
    return tuple(sorted((*here, *there), key=lambda one: (one.subject, one.object)))


def _for_side(covered: Mapping[str, set[str]], atlas: Atlas, wholes: str, parts: str) -> Iterator[Together]:
    of = cache(lambda item: members(item, atlas))

    def of_framework(name: str) -> list[str]:
        bearing = (Kind.LEVEL, Kind.COURSE)
        return [item for item in atlas.items if item.startswith(f"{name}:") and atlas.kind(item) in bearing]

    for whole in of_framework(wholes):
        wanted = [member for member in of(whole) if atlas.kind(member) is Kind.OUTCOME]
        holds = {
            part: {member for member in wanted if covered.get(member, set()) & {part, *of(part)}}
            for part in of_framework(parts)
        }
        chosen = _chosen(holds, len(wanted))
        if chosen is not None:
            reached = set().union(*(holds[part] for part in chosen))
            yield _told(chosen, whole, tuple(sorted(set(wanted) - reached)), len(wanted), atlas)


def _chosen(holds: Mapping[str, set[str]], amount: int) -> tuple[str, ...] | None:
    """Two or three items that hold enough, each of them needed; the one that adds most comes first."""
    chosen: list[str] = []
    reached: set[str] = set()
    while len(chosen) < MOST:
        best = max(sorted(holds), key=lambda part: len(holds[part] - reached), default=None)
        if best is None or not holds[best] - reached:
            break
        chosen.append(best)
        reached |= holds[best]
    return tuple(chosen) if len(chosen) > 1 and len(reached) >= ENOUGH * amount else None


def _told(chosen: tuple[str, ...], whole: str, missing: tuple[str, ...], amount: int, atlas: Atlas) -> Together:
    less = f", except {joined([atlas.items[name].title for name in missing], 'and')}" if missing else ""
    claim = f"{joined(chosen, 'and')} together cover {whole}{less} ({amount - len(missing)} of {amount} outcomes)"
    return Together(
        subject=(whole,),
        relation=Relation.BROAD,
        object=chosen,
        because=(Explanation(claim, "coverage"),),
        residue=Residue(subject=missing),
    )
