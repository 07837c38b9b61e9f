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


_COVERING: Final = frozenset(relation.inverse for relation in COVERED)


def members(item: str, atlas: Atlas) -> tuple[str, ...]:
    """What an item is made of: a level's groups, outcomes and courses, a group's parts, a course's outcomes."""
    if item not in atlas.members:
        atlas.members[item] = _members(item, atlas)
    return atlas.members[item]


def _members(item: str, atlas: Atlas) -> tuple[str, ...]:
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
        if row.relation in _COVERING:
            covered[row.object].add(row.subject)
    return covered


def with_residue(rows: Sequence[Correspondence], atlas: Atlas) -> list[Correspondence]:
    """Each row with the members of either item that lie in nothing of the other.

    Only kinds of which some item corresponds to another count: of the others nothing is known.
    """
    related = [row for row in rows if row.relation is not Relation.NONE]
    covered = _covers(related)
    told = {kind for row in related if (kind := atlas.kind(row.subject)) is atlas.kind(row.object)}
    counted = cache(lambda item: sorted(member for member in members(item, atlas) if atlas.kind(member) in told))
    of = cache(lambda item: {item, *members(item, atlas)})
    nowhere: set[str] = set()

    def left_over(item: str, other: str) -> tuple[str, ...]:
        there = of(other)
        return tuple(member for member in counted(item) if there.isdisjoint(covered.get(member, nowhere)))

    def told_of(row: Correspondence) -> Correspondence:
        residue = Residue(left_over(row.subject, row.object), left_over(row.object, row.subject))
        return row if row.residue == residue else evolve(row, residue=residue)

    return [row if row.relation is Relation.NONE else told_of(row) for row in rows]


def together(rows: Sequence[Correspondence], atlas: Atlas, subject: str, object: str) -> tuple[Together, ...]:
    """The levels and courses of which the outcomes are covered by two or three of the other side only together.

    `whole broad parts` says that the whole lies in the parts taken together, except for its residue.
    """
    covered = _covers([row for row in rows if row.relation is not Relation.NONE])
    here = _for_side(covered, atlas, subject, object)
    there = (one.inverse for one in _for_side(covered, atlas, object, subject))
    return tuple(sorted((*here, *there), key=lambda one: (one.subject, one.object)))


def _for_side(covered: Mapping[str, set[str]], atlas: Atlas, wholes: str, parts: str) -> Iterator[Together]:
    def of_framework(name: str) -> Iterator[str]:
        framework = atlas.frameworks[name]
        return (ids.qualified(name, item.id) for item in (*framework.levels, *framework.courses))

    within: dict[str, list[str]] = defaultdict(list)  # by item, itself and what it is a member of
    for part in of_framework(parts):
        for member in {part, *members(part, atlas)}:
            within[member].append(part)
    for whole in of_framework(wholes):
        wanted = [member for member in members(whole, atlas) if atlas.kind(member) is Kind.OUTCOME]
        holds: dict[str, set[str]] = defaultdict(set)
        for member in wanted:
            for there in covered.get(member, ()):
                for part in within.get(there, ()):
                    holds[part].add(member)
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
    for part in tuple(chosen):  # the first may hold only what later ones hold too
        if all(any(member in holds[other] for other in chosen if other != part) for member in holds[part]):
            chosen.remove(part)
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
