"""What two extents over one framework say about the two items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from competency.equivalence.atlas import Atlas
from competency.equivalence.extents import Extent, Share, Step, described, strength
from competency.model import Kind, Relation

# what a conclusion takes off the confidence, and off the relation's
_FULL: Final = (1.0, 1.0)
_OVERLAP: Final = (1.0, 0.9)  # that two sets overlap says least about how
_PERHAPS: Final = (0.5, 0.5)  # parts of one thing may or may not meet
_APART: Final = (0.9, 0.9)  # groups of one framework are different people, as a rule
_MOST_CLOSE: Final = 2  # close to something close is still close; once more is not


@frozen
class Finding:
    """A relation of two items by one line of evidence. `confidence` is in the claim itself, `none` included."""

    relation: Relation
    confidence: float
    relation_confidence: float
    basis: str
    rule: str | None
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    open: bool = False
    """Whether the documents leave it open that the two have to do with each other at all."""


def finding_of(
    relation: Relation,
    chain: Sequence[Step],
    *,
    steps: Iterable[Step],
    basis: str = "",
    rule: str | None,
    less: tuple[float, float] = _FULL,
) -> Finding:
    """`chain` is the weakest line of all that the claim rests on, `less` what the conclusion itself takes off it."""
    confidence, relation_confidence = strength(chain)
    return Finding(
        relation, confidence * less[0], relation_confidence * less[1], basis, rule, tuple(dict.fromkeys(steps))
    )


def compared(left: Extent, right: Extent, names: tuple[str, str], atlas: Atlas) -> Finding | None:
    """What two extents over one framework say about the items; None where they leave it open.

    Equal sets are the same item, or close where they are unions; a subset is within the other; sets that surely meet
    are related, and so, with half the confidence, are those that may meet; disjoint sets of groups correspond not.
    """
    basis = f"{described(names[0], left)}; {described(names[1], right)}"
    cores = {
        atom: left.holdings[atom].steps + right.holdings[atom].steps
        for atom in sorted(left.holdings.keys() & right.holdings.keys())
        if left.holdings[atom].core and right.holdings[atom].core
    }
    if cores:
        atom = max(cores, key=lambda atom: strength(cores[atom])[1])
        often = sum(step.approximate for step in cores[atom])
        if often > _MOST_CLOSE:
            basis += "; but what is close to something close is no longer close the next time"
        relation = Relation.EXACT if not often else Relation.CLOSE if often <= _MOST_CLOSE else Relation.RELATED
        less = _OVERLAP if relation is Relation.RELATED else _FULL
        return finding_of(relation, cores[atom], steps=cores[atom], basis=basis, rule=atom, less=less)
    met = list(_meetings(left, right, atlas))
    inside, around = _within(left, right, atlas), _within(right, left, atlas)
    if inside or around:
        relation = Relation.CLOSE if inside and around else Relation.BROAD if inside else Relation.NARROW
        lines = [*inside, *around]
        steps = [step for line in lines for step in line]
        return finding_of(relation, min(lines, key=strength), steps=steps, basis=basis, rule=met[0].atom)
    refused = _refused(left, right, atlas) or _refused(right, left, atlas)
    if refused:
        weakest = min(refused, key=strength)
        steps = [step for line in refused for step in line]
        return finding_of(Relation.NONE, weakest, steps=steps, basis=basis, rule=weakest[0].rule)
    if met:
        surely = [meeting for meeting in met if meeting.surely]
        if not surely:
            basis += "; whether these overlap no document says"
        less = _OVERLAP if surely else _PERHAPS
        strongest = max(surely or met, key=lambda meeting: strength(meeting.steps)[1])
        steps = [step for meeting in surely or met for step in meeting.steps]
        finding = finding_of(
            Relation.RELATED, strongest.steps, steps=steps, basis=basis, rule=strongest.atom, less=less
        )
        return evolve(finding, open=not surely)
    atoms = (*left.holdings, *right.holdings)
    groups = all(atlas.kind(atom) is Kind.GROUP for atom in atoms)
    if left.complete and right.complete and groups and not _kin(left, right, atlas):
        steps = [step for extent in (left, right) for _, held in sorted(extent.holdings.items()) for step in held.steps]
        basis += "; these are different groups of people"
        return finding_of(
            Relation.NONE, _weakest(left) + _weakest(right), steps=steps, basis=basis, rule=None, less=_APART
        )
    return None


def _kin(left: Extent, right: Extent, atlas: Atlas) -> bool:
    """Whether some group of the one extends a group of the other: whom it reaches too, may well be there as well."""
    return any(
        two in atlas.reached(one) or one in atlas.reached(two) for one in left.holdings for two in right.holdings
    )


def _weakest(extent: Extent) -> tuple[Step, ...]:
    return min((held.steps for held in extent.proper.values()), key=strength)


@frozen
class Meeting:
    """Where two extents meet: in which pivot item, by which steps, and whether surely."""

    atom: str
    steps: tuple[Step, ...]
    surely: bool


def _meetings(left: Extent, right: Extent, atlas: Atlas) -> Iterator[Meeting]:
    for one, held in sorted(left.holdings.items()):
        for two, other in sorted(right.holdings.items()):
            steps = held.steps + other.steps
            if one == two:
                yield Meeting(one, steps, held.share + other.share >= Share.WHOLE + Share.PART)
            elif two in atlas.wholes(one):
                yield Meeting(one, steps, other.share is Share.WHOLE and held.share >= Share.PART)
            elif one in atlas.wholes(two):
                yield Meeting(two, steps, held.share is Share.WHOLE and other.share >= Share.PART)


_Lines = list[tuple[Step, ...]]


def _within(inner: Extent, outer: Extent, atlas: Atlas) -> _Lines:
    """The lines of the proof that all of one set lies in the other, one for each atom; none where it is not proved."""
    lines: _Lines = []
    for atom, held in sorted(inner.proper.items()):
        around = [
            outer.holdings[whole].steps
            for whole in sorted(atlas.wholes(atom))
            if whole in outer.holdings and outer.holdings[whole].share is Share.WHOLE
        ]
        if not around:
            return []
        lines.append(held.steps + max(around, key=strength))
    return lines if inner.complete else []


def _refused(one: Extent, other: Extent, atlas: Atlas) -> _Lines:
    """The lines of the proof that a document declares them apart; none where none does."""
    lines: _Lines = []
    for atom, held in sorted(other.proper.items()):
        around = [one.apart[whole] for whole in sorted(atlas.wholes(atom)) if whole in one.apart]
        if not around:
            return []
        lines.append(around[0] + held.steps)
    return lines if other.complete else []
