"""What an item of one framework is worth in another, from what the documents themselves declare.

Evidence is of three sorts: an alignment between the two frameworks; alignments of both with a third one, the pivot,
such as a national reference; and, inside a framework, the groups that a level is named for and the whole that a
group is part of. Each item is read as a set of pivot items (its extent: which it holds wholly, partly, perhaps), and
two extents are compared: equal, one within the other, overlapping, or disjoint, which is evidence against a match.
Nothing is compared by its words, and names and numbers of levels count for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cache
from math import prod
from typing import Final

from attrs import evolve, field, frozen

from competency import ids
from competency.explanation import Explanation
from competency.loading import bundled_files, load
from competency.model import (
    AnyItem,
    Correspondence,
    Correspondences,
    Course,
    Framework,
    Group,
    Kind,
    Level,
    Outcome,
    Relation,
    Residue,
    kind_of,
)

KINDS: Final = (Kind.LEVEL, Kind.GROUP, Kind.OUTCOME, Kind.COURSE)
"""The kinds that are mapped, in the order of the result."""

STEP: Final = 0.95
"""What each step of a chain leaves of the confidence."""

DECLARED: Final[Mapping[Relation, tuple[float, float]]] = {
    Relation.EXACT: (0.97, 0.95),
    Relation.CLOSE: (0.93, 0.85),
    Relation.BROAD: (0.93, 0.85),
    Relation.NARROW: (0.93, 0.85),
    Relation.RELATED: (0.85, 0.75),
    Relation.NONE: (0.95, 0.95),
}
"""Of a declared relation, how sure it is that the two correspond at all (under `none`: that they don't), and that the
relation is the right one. Set by hand, in the order of how exact a claim is; not calibrated."""

UNKNOWN: Final = 0.1
"""The confidence of a pair that no document relates: few of all pairs correspond."""

_NAMED_FOR: Final = (0.95, 0.9)  # a level is for the groups that the document names for it
_NAMED_FOR_SEVERAL: Final = (0.85, 0.75)  # how much of a group belongs to each of its levels is not said
_PART_OF: Final = (0.97, 0.95)
# what a conclusion takes off the confidence, and off the relation's
_FULL: Final = (1.0, 1.0)
_OVERLAP: Final = (1.0, 0.9)  # that two sets overlap says least about how
_PERHAPS: Final = (0.5, 0.5)  # parts of one thing may or may not meet
_UNION: Final = (1.0, 0.9)  # that a whole is no more than the parts listed is a reading
_APART: Final = (0.9, 0.9)  # groups of one framework are different people, as a rule
_CAPPED: Final = 0.9
_OUTDONE: Final = 0.5
_MOST_CLOSE: Final = 2  # close to something close is still close; once more is not

_RANK: Final = (Relation.EXACT, Relation.CLOSE, Relation.BROAD, Relation.NARROW, Relation.RELATED, Relation.NONE)
_SAME: Final = frozenset({Relation.EXACT, Relation.CLOSE})
_COVERED: Final = frozenset({Relation.EXACT, Relation.CLOSE, Relation.BROAD})
_SAYS: Final[Mapping[Relation, str]] = {
    Relation.EXACT: "is the same as",
    Relation.CLOSE: "is close to",
    Relation.BROAD: "lies within",
    Relation.NARROW: "includes",
    Relation.RELATED: "overlaps with",
    Relation.NONE: "does not correspond to",
}


# --- what the documents say ------------------------------------------------------------------------------


@frozen
class _Step:
    """One thing that a document says about two items; `rule` is the item that says it."""

    claim: str
    rule: str
    source: tuple[str, ...]
    confidence: float
    relation_confidence: float
    approximate: bool = False
    crosses: bool = False


@frozen
class _Link:
    """A declared alignment, read from one of its ends."""

    relation: Relation
    other: str
    step: _Step


class _Share(IntEnum):
    """How much of a pivot item an item holds: it may meet it, does meet it, holds all of it."""

    PERHAPS = 1
    PART = 2
    WHOLE = 3


@frozen
class _Holding:
    """A pivot item in an extent. `core`: the item *is* this one; `fringe`: it touches this one beside its core."""

    share: _Share
    steps: tuple[_Step, ...] = ()
    core: bool = False
    fringe: bool = False

    @property
    def order(self) -> tuple[bool, bool, int, float, tuple[str, ...]]:
        """The greater says more, or says it more surely."""
        claims = tuple(step.claim for step in self.steps)
        return self.core, not self.fringe, self.share, _strength(self.steps)[0], claims


@frozen
class _Extent:
    """An item as a set of items of one framework.

    `complete`: the item holds nothing beyond these; `apart`: what it is declared to have nothing to do with.
    """

    holdings: Mapping[str, _Holding]
    complete: bool
    apart: Mapping[str, tuple[_Step, ...]] = field(factory=dict)

    @property
    def proper(self) -> dict[str, _Holding]:
        """The holdings without the fringe."""
        return {atom: holding for atom, holding in self.holdings.items() if not holding.fringe}


def _strength(steps: Sequence[_Step]) -> tuple[float, float]:
    """Confidence and relation confidence of a chain: the product of its steps, times 0.95 for each if chained."""
    chained = STEP ** len(steps) if len(steps) > 1 else 1.0
    return (
        prod(step.confidence for step in steps) * chained,
        prod(step.relation_confidence for step in steps) * chained,
    )


def _better(old: _Holding | None, new: _Holding) -> _Holding:
    return new if old is None or new.order > old.order else old


def _carried(first: _Extent, onward_of: Callable[[str], _Extent | None]) -> _Extent | None:
    """An extent over one framework as an extent over another, given those of its members; None where there is none.

    What is wholly held is held as its members are; of what is partly held it is unknown which members are met,
    unless there is only one to meet.
    """
    holdings: dict[str, _Holding] = {}
    apart: dict[str, tuple[_Step, ...]] = {}
    complete = first.complete
    sole = first.complete and len(first.proper) == 1
    for middle, held in sorted(first.holdings.items()):
        onward = onward_of(middle)
        if onward is None:
            complete = complete and held.fringe
            continue
        complete = complete and (onward.complete or held.fringe)
        inside = onward.complete and len(onward.proper) == 1
        for atom, further in onward.holdings.items():
            if held.share is _Share.WHOLE:
                share = further.share
            elif held.share is _Share.PART and inside and not further.fringe:
                share = _Share.PART
            else:
                share = _Share.PERHAPS
            carried = _Holding(
                share,
                held.steps + further.steps,
                core=held.core and further.core,
                fringe=held.fringe or further.fringe,
            )
            holdings[atom] = _better(holdings.get(atom), carried)
        if sole and not held.fringe:
            apart.update({atom: held.steps + steps for atom, steps in onward.apart.items()})
    for middle, steps in sorted(first.apart.items()):
        beyond = onward_of(middle)
        if beyond is not None:
            whole = {atom: held.steps for atom, held in beyond.holdings.items() if held.share is _Share.WHOLE}
            apart.update({atom: steps + more for atom, more in whole.items() if atom not in apart})
    return _Extent(holdings, complete, apart) if holdings or apart else None


@frozen
class _Atlas:
    """All that the given frameworks declare about each other's items."""

    frameworks: Mapping[str, Framework]
    pivots: tuple[str, ...]
    items: Mapping[str, AnyItem]
    links: Mapping[str, Mapping[str, tuple[_Link, ...]]]
    """By item, then by the framework of the other end; the most exact first."""
    named_for: Mapping[str, tuple[str, ...]]
    """By level, the groups that are named for it."""
    parts: Mapping[str, tuple[str, ...]]
    _reached: dict[tuple[str, str], _Extent | None] = field(factory=dict, eq=False, repr=False)

    def framework_of(self, item: str) -> Framework:
        """The framework that an item belongs to."""
        return self.frameworks[item.partition(":")[0]]

    def kind(self, item: str) -> Kind:
        """What the item is."""
        return kind_of(self.items[item])

    def wholes(self, atom: str) -> frozenset[str]:
        """An item and the groups that it is part of."""
        framework, item = self.framework_of(atom), self.items[atom]
        return frozenset(ids.qualified(framework.id, whole) for whole in framework.wholes_of(item.id))

    def _declared(self, item: str, ground: str) -> _Extent | None:
        """The extent over the items that it, or the other document, declares it aligned with."""
        links = self.links.get(item, {}).get(ground, ())
        anchored = any(link.relation in _COVERED for link in links)
        listed = {link.other for link in links if link.relation is Relation.NARROW}
        holdings: dict[str, _Holding] = {}
        apart: dict[str, tuple[_Step, ...]] = {}
        for link in links:
            if link.other in holdings or link.other in apart:
                continue  # the more exact claim stands already
            whole = link.relation in _SAME or link.relation is Relation.NARROW
            if link.relation is Relation.NONE:
                apart[link.other] = (link.step,)
            else:
                holdings[link.other] = _Holding(
                    _Share.WHOLE if whole else _Share.PART,
                    (link.step,),
                    core=link.relation in _SAME,
                    fringe=anchored and link.relation is Relation.RELATED,
                )
        return _Extent(holdings, anchored or len(listed) > 1, apart) if links else None

    def _reach(self, item: str, ground: str) -> _Extent | None:
        """The extent by the item's own alignments, with that framework or else through the strongest pivot."""
        declared = self._declared(item, ground)
        if declared is not None:
            return declared
        own = self.framework_of(item).id
        through = []
        for pivot in self.pivots:
            first = self._declared(item, pivot) if pivot not in (own, ground) else None
            extent = first and _carried(first, lambda middle: self._declared(middle, ground))
            if extent:
                through.append(extent)
        if not through:
            return None
        return max(through, key=lambda extent: (extent.complete, sorted(h.order for h in extent.holdings.values())))

    def extent(self, item: str, ground: str) -> _Extent | None:
        """The extent by the item's own alignments, or else by those of the groups it is part of or made of."""
        key = (item, ground)
        if key not in self._reached:
            self._reached[key] = self._reach(item, ground)
            if self._reached[key] is None and self.kind(item) is Kind.GROUP:
                self._reached[key] = _carried(self._kin(item), lambda group: self._reach(group, ground))
        return self._reached[key]

    def _kin(self, item: str) -> _Extent:
        """A group as lying within its whole, and as holding its parts."""
        group, own = self.items[item], self.framework_of(item).id
        assert isinstance(group, Group)
        holdings: dict[str, _Holding] = {}
        for part in self.parts.get(item, ()):
            claim = f"{part} is part of {item}"
            step = _Step(claim, part, self.items[part].source, *_PART_OF)
            holdings[part] = _Holding(_Share.WHOLE, (step,), fringe=group.part_of is not None)
        if group.part_of is not None:
            whole = ids.qualified(own, group.part_of)
            step = _Step(f"{item} is part of {whole}", item, group.source, *_PART_OF)
            holdings[whole] = _Holding(_Share.PART, (step,))
        return _Extent(holdings, group.part_of is not None)

    def _audience(self, item: str) -> _Extent | None:
        """A level as the set of the groups that are named for it; None where it is for none."""
        groups = self.named_for.get(item, ())
        holdings: dict[str, _Holding] = {}
        for name in groups:
            group = self.items[name]
            assert isinstance(group, Group)
            if len(group.levels) == 1:
                step = _Step(f"{name} is named for {item} alone", name, group.source, *_NAMED_FOR, crosses=True)
                holdings[name] = _Holding(_Share.WHOLE, (step,), core=len(groups) == 1)
            else:
                others = " and ".join(str(level) for level in group.levels if level != self.items[item].id)
                claim = f"{name} is named for {item} and also for {others}, so only a part of it may belong to each"
                step = _Step(claim, name, group.source, *_NAMED_FOR_SEVERAL, crosses=True)
                holdings[name] = _Holding(_Share.PART, (step,))
        return _Extent(holdings, True) if holdings else None

    def extents(self, item: str, ground: str) -> Iterator[_Extent]:
        """All ways to read the item as a set of items of that framework."""
        own = self.framework_of(item).id == ground
        if own:
            yield _Extent({item: _Holding(_Share.WHOLE, core=True)}, True)
        elif (extent := self.extent(item, ground)) is not None:
            yield extent
        audience = self._audience(item)
        if audience is not None:
            read = audience if own else _carried(audience, lambda group: self.extent(group, ground))
            if read is not None:
                yield read


def _atlas(frameworks: Sequence[Framework], pivots: Sequence[Framework]) -> _Atlas:
    known = {framework.id: framework for framework in (*frameworks, *pivots)}
    items = {
        ids.qualified(framework.id, item.id): item
        for framework in known.values()
        for item in framework
        if kind_of(item) in KINDS
    }
    links: dict[str, dict[str, list[_Link]]] = defaultdict(lambda: defaultdict(list))
    named: dict[str, list[str]] = defaultdict(list)
    parts: dict[str, list[str]] = defaultdict(list)
    for name, item in items.items():
        own = name.partition(":")[0]
        if isinstance(item, Group):
            for level in item.levels:
                if isinstance(level, str):
                    named[ids.qualified(own, level)].append(name)
            if item.part_of is not None:
                parts[ids.qualified(own, item.part_of)].append(name)
        for alignment in item.aligned:
            target = alignment.target
            other = target.partition(":")[0]
            if target not in items or other == own:
                continue
            step = _stated(name, item, alignment.relation, target, items[target])
            links[name][other].append(_Link(alignment.relation, target, step))
            links[target][own].append(_Link(alignment.relation.inverse, name, step))
    return _Atlas(
        frameworks=known,
        pivots=tuple(sorted(pivot.id for pivot in pivots)),
        items=items,
        links={
            name: {other: tuple(sorted(some, key=_exactness)) for other, some in others.items()}
            for name, others in links.items()
        },
        named_for={level: tuple(sorted(groups)) for level, groups in named.items()},
        parts={whole: tuple(sorted(groups)) for whole, groups in parts.items()},
    )


def _exactness(link: _Link) -> tuple[int, str, str]:
    return _RANK.index(link.relation), link.step.rule, link.other


def _stated(name: str, item: AnyItem, relation: Relation, target: str, other: AnyItem) -> _Step:
    reading = f" (as read: {item.reading})" if item.reading else ""
    confidence, relation_confidence = DECLARED[relation]
    return _Step(
        claim=f"{name} {_SAYS[relation]} {target}, as its own document declares{reading}",
        rule=name,
        source=item.source,
        confidence=confidence,
        relation_confidence=relation_confidence,
        approximate=relation is Relation.CLOSE,
        crosses=kind_of(item) is not kind_of(other),
    )


# --- comparing two items ---------------------------------------------------------------------------------


@frozen
class _Finding:
    """A relation of two items by one line of evidence. `confidence` is in the claim itself, `none` included."""

    relation: Relation
    confidence: float
    relation_confidence: float
    basis: str
    rule: str | None
    steps: tuple[_Step, ...]
    notes: tuple[str, ...] = ()
    declared: bool = False


def _finding(
    relation: Relation,
    chain: Sequence[_Step],
    *,
    steps: Iterable[_Step],
    basis: str = "",
    rule: str | None,
    less: tuple[float, float] = _FULL,
) -> _Finding:
    """`chain` is the weakest line of all that the claim rests on, `less` what the conclusion itself takes off it."""
    confidence, relation_confidence = _strength(chain)
    return _Finding(
        relation, confidence * less[0], relation_confidence * less[1], basis, rule, tuple(dict.fromkeys(steps))
    )


def _compared(left: _Extent, right: _Extent, names: tuple[str, str], atlas: _Atlas) -> _Finding | None:
    """What two extents over one framework say about the items; None where they leave it open.

    Equal sets are the same item, or close where they are unions; a subset is within the other; sets that surely meet
    are related, and so, with half the confidence, are those that may meet; disjoint sets of groups correspond not.
    """
    basis = f"{_set(names[0], left)}; {_set(names[1], right)}"
    cores = {
        atom: left.holdings[atom].steps + right.holdings[atom].steps
        for atom in sorted(left.holdings.keys() & right.holdings.keys())
        if left.holdings[atom].core and right.holdings[atom].core
    }
    if cores:
        atom = max(cores, key=lambda atom: _strength(cores[atom])[1])
        often = sum(step.approximate for step in cores[atom])
        if often > _MOST_CLOSE:
            basis += "; but what is close to something close is no longer close the next time"
        relation = Relation.EXACT if not often else Relation.CLOSE if often <= _MOST_CLOSE else Relation.RELATED
        less = _OVERLAP if relation is Relation.RELATED else _FULL
        return _finding(relation, cores[atom], steps=cores[atom], basis=basis, rule=atom, less=less)
    met = list(_meetings(left, right, atlas))
    inside, around = _within(left, right, atlas), _within(right, left, atlas)
    if inside or around:
        relation = Relation.CLOSE if inside and around else Relation.BROAD if inside else Relation.NARROW
        less = _UNION if relation is Relation.CLOSE else _FULL
        steps = [step for meeting in met for step in meeting.steps]
        return _finding(relation, inside or around, steps=steps, basis=basis, rule=met[0].atom, less=less)
    refused = _refused(left, right, atlas) or _refused(right, left, atlas)
    if refused:
        return _finding(Relation.NONE, refused, steps=refused, basis=basis, rule=refused[0].rule)
    if met:
        surely = [meeting for meeting in met if meeting.surely]
        if not surely:
            basis += "; whether these overlap no document says"
        less = _OVERLAP if surely else _PERHAPS
        strongest = max(surely or met, key=lambda meeting: _strength(meeting.steps)[1])
        steps = [step for meeting in surely or met for step in meeting.steps]
        return _finding(Relation.RELATED, strongest.steps, steps=steps, basis=basis, rule=strongest.atom, less=less)
    atoms = (*left.holdings, *right.holdings)
    if left.complete and right.complete and all(atlas.kind(atom) is Kind.GROUP for atom in atoms):
        steps = [step for extent in (left, right) for _, held in sorted(extent.holdings.items()) for step in held.steps]
        basis += "; these are different groups of people"
        return _finding(
            Relation.NONE, _weakest(left) + _weakest(right), steps=steps, basis=basis, rule=None, less=_APART
        )
    return None


def _weakest(extent: _Extent) -> tuple[_Step, ...]:
    return min((held.steps for held in extent.proper.values()), key=_strength)


@frozen
class _Meeting:
    """Where two extents meet: in which pivot item, by which steps, and whether surely."""

    atom: str
    steps: tuple[_Step, ...]
    surely: bool


def _meetings(left: _Extent, right: _Extent, atlas: _Atlas) -> Iterator[_Meeting]:
    for one, held in sorted(left.holdings.items()):
        for two, other in sorted(right.holdings.items()):
            steps = held.steps + other.steps
            if one == two:
                yield _Meeting(one, steps, held.share + other.share >= _Share.WHOLE + _Share.PART)
            elif two in atlas.wholes(one):
                yield _Meeting(one, steps, other.share is _Share.WHOLE and held.share >= _Share.PART)
            elif one in atlas.wholes(two):
                yield _Meeting(two, steps, held.share is _Share.WHOLE and other.share >= _Share.PART)


def _within(inner: _Extent, outer: _Extent, atlas: _Atlas) -> tuple[_Step, ...]:
    """The weakest line of the proof that all of one set lies in the other; empty where it is not proved."""
    lines: list[tuple[_Step, ...]] = []
    for atom, held in sorted(inner.proper.items()):
        around = [
            outer.holdings[whole].steps
            for whole in sorted(atlas.wholes(atom))
            if whole in outer.holdings and outer.holdings[whole].share is _Share.WHOLE
        ]
        if not around:
            return ()
        lines.append(held.steps + max(around, key=_strength))
    return min(lines, key=_strength) if lines and inner.complete else ()


def _refused(one: _Extent, other: _Extent, atlas: _Atlas) -> tuple[_Step, ...]:
    """The weakest line of the proof that a document declares them apart; empty where none does."""
    lines: list[tuple[_Step, ...]] = []
    for atom, held in sorted(other.proper.items()):
        around = [one.apart[whole] for whole in sorted(atlas.wholes(atom)) if whole in one.apart]
        if not around:
            return ()
        lines.append(around[0] + held.steps)
    return min(lines, key=_strength) if lines and other.complete else ()


def _set(name: str, extent: _Extent) -> str:
    """An extent as a sentence: `kirklees:level-3 covers part of working_together_2010:group-3, …:group-4`."""
    if list(extent.holdings) == [name]:
        return f"{name} is itself"
    words = {_Share.WHOLE: "", _Share.PART: "part of ", _Share.PERHAPS: "perhaps some of "}
    core = [atom for atom, held in sorted(extent.holdings.items()) if held.core]
    rest = [f"{words[held.share]}{atom}" for atom, held in sorted(extent.holdings.items()) if not held.core]
    says = [f"stands for {' and '.join(core)}"] if core else []
    if rest:
        says.append(f"{'also touches' if core else 'covers'} {', '.join(rest)}")
    apart = [] if says else [f"is set apart from {', '.join(sorted(extent.apart))}"]
    return f"{name} {' and '.join(says + apart)}{'' if extent.complete or apart else ' and perhaps more'}"


# --- the whole result ------------------------------------------------------------------------------------


def map_frameworks(subject: Framework, object: Framework, *, pivots: Sequence[Framework] = ()) -> Correspondences:
    """The correspondences of levels, groups, outcomes and courses that declared alignments support.

    `map_frameworks(b, a)` is the inverse of `map_frameworks(a, b)`. Of several lines of evidence for a pair the
    strongest counts, but what one of the two documents declares itself comes before all that is derived. Across kinds
    nothing is `exact`; no item is `exact` or `close` to two of a kind. `none` is among the rows where there is evidence
    against a match; a pair without a row is unknown (see `why`).

    >>> from competency.loading import load
    >>> kirklees, durham, national = load("kirklees"), load("durham"), load("working_together_2010")
    >>> row = why(map_frameworks(kirklees, durham, pivots=[national]), "level-3", "group-4")
    >>> str(row.relation), row.because[0].rule
    ('narrow', 'working_together_2010:group-4')

    Raises:
        ValueError: two different frameworks have the same id, so that their items can't be told apart.
    """
    given = {subject.id: subject}
    for other in (object, *pivots):
        if given.setdefault(other.id, other) != other:
            raise ValueError(f"two different frameworks have the id {other.id!r}")
    if object.id < subject.id:
        turned = map_frameworks(object, subject, pivots=pivots)
        rows = [row.inverse for row in turned.correspondences]
    else:
        others = [given[identifier] for identifier in sorted(given) if identifier not in (subject.id, object.id)]
        rows = _rows(subject, object, _atlas((subject, object), others))
    place = _places(subject) | _places(object)
    rows.sort(key=lambda row: (place[row.subject], row.relation is Relation.NONE, -row.confidence, place[row.object]))
    return Correspondences(subject.id, object.id, tuple(rows))


def _places(framework: Framework) -> dict[str, tuple[int, int, str]]:
    """Where an item stands in a result: by kind, levels by the ladder, all else by id."""
    rungs = {level.id: rung for rung, level in enumerate(framework.levels)}
    return {
        ids.qualified(framework.id, item.id): (KINDS.index(kind_of(item)), rungs.get(item.id, 0), item.id)
        for item in framework
        if kind_of(item) in KINDS
    }


def _rows(subject: Framework, object: Framework, atlas: _Atlas) -> list[Correspondence]:
    found: dict[tuple[str, str], list[_Finding]] = defaultdict(list)
    for ground in (*atlas.pivots, subject.id, object.id):  # of equal findings the one by a pivot is kept: it says more
        sides = [
            [(item, extent) for item in _mapped(framework) for extent in atlas.extents(item, ground)]
            for framework in (subject, object)
        ]
        for (one, left), (two, right) in _candidates(sides[0], sides[1], atlas):
            finding = _compared(left, right, (one, two), atlas)
            if finding is not None:
                found[one, two].append(finding)
    chosen = {pair: _chosen(pair, findings, atlas) for pair, findings in found.items()}
    chosen = _one_to_one(chosen, atlas)
    rows = {pair: _correspondence(pair, finding, atlas) for pair, finding in chosen.items()}
    return _with_residue(rows, atlas)


def _mapped(framework: Framework) -> list[str]:
    return [ids.qualified(framework.id, item.id) for item in framework if kind_of(item) in KINDS]


_Read = tuple[str, _Extent]


def _candidates(left: list[_Read], right: list[_Read], atlas: _Atlas) -> Iterator[tuple[_Read, _Read]]:
    """Pairs that may have to do with each other: those that touch a common pivot item, and all pairs of audiences."""

    def touched(extent: _Extent) -> set[str]:
        return {whole for atom in (*extent.holdings, *extent.apart) for whole in atlas.wholes(atom)}

    def is_audience(read: _Read) -> bool:
        return bool(read[1].holdings) and all(atlas.kind(atom) is Kind.GROUP for atom in read[1].holdings)

    by_atom: dict[str, list[int]] = defaultdict(list)
    for index, (_, extent) in enumerate(right):
        for atom in touched(extent):
            by_atom[atom].append(index)
    audiences = {index for index, read in enumerate(right) if is_audience(read)}
    for read in left:
        near = {index for atom in touched(read[1]) for index in by_atom.get(atom, ())}
        for index in sorted(near | audiences if is_audience(read) else near):
            yield read, right[index]


def _chosen(pair: tuple[str, str], findings: list[_Finding], atlas: _Atlas) -> _Finding:
    """The finding that counts, with a note of what speaks against it."""
    one, two = pair
    direct = [link for link in atlas.links.get(one, {}).get(two.partition(":")[0], ()) if link.other == two]
    said_so = [(link.step,) for link in direct]
    derived = sorted(
        (finding for finding in findings if finding.steps not in said_so),
        key=lambda finding: (-round(finding.relation_confidence, 9), -round(finding.confidence, 9)),
    )
    if not direct:
        best, *rest = (_capped(pair, finding, atlas) for finding in derived)
        against = [finding for finding in rest if _contradict(best.relation, finding.relation)]
        return evolve(best, notes=(*best.notes, *_against(against, "the stronger evidence counts")))
    link = direct[0]
    said = _finding(link.relation, (link.step,), steps=(link.step,), rule=link.step.rule)
    said = _capped(pair, evolve(said, declared=True), atlas)
    unlike = [other for other in direct[1:] if other.relation is not link.relation]
    notes = [f"{other.step.claim}; the more exact claim counts" for other in unlike]
    against = [finding for finding in derived[:1] if finding.relation is not said.relation]
    notes += _against(against, "what a document itself declares comes before what is derived")
    return evolve(said, notes=(*said.notes, *notes))


def _contradict(one: Relation, other: Relation) -> bool:
    if Relation.NONE in (one, other):
        return one is not other
    return {one, other} == {Relation.BROAD, Relation.NARROW}


def _against(findings: Iterable[_Finding], verdict: str) -> list[str]:
    return [f"Otherwise it would be {other.relation}: {other.basis}; {verdict}" for other in findings]


def _capped(pair: tuple[str, str], finding: _Finding, atlas: _Atlas) -> _Finding:
    """At most `close` where kinds are crossed, at the ends or on the way."""
    kinds = [atlas.kind(item) for item in pair]
    if finding.relation is not Relation.EXACT:
        return finding
    if kinds[0] is not kinds[1]:
        why = f"A {kinds[0]} is no {kinds[1]}, so they are close at most"
    elif any(step.crosses for step in finding.steps):
        why = f"That two {kinds[0]}s are for the same people doesn't make them one, so they are close at most"
    else:
        return finding
    return evolve(
        finding,
        relation=Relation.CLOSE,
        relation_confidence=finding.relation_confidence * _CAPPED,
        notes=(*finding.notes, why),
    )


def _one_to_one(chosen: Mapping[tuple[str, str], _Finding], atlas: _Atlas) -> dict[tuple[str, str], _Finding]:
    """At most one `exact` or `close` for each item and kind of the other side; the weaker become `related`."""
    taken: dict[tuple[str, Kind], str] = {}
    result = dict(chosen)
    order = sorted(
        (pair for pair, finding in chosen.items() if finding.relation in _SAME),
        key=lambda pair: (not chosen[pair].declared, -chosen[pair].relation_confidence, -chosen[pair].confidence, pair),
    )
    for pair in order:
        slots = [(item, atlas.kind(other)) for item, other in (pair, pair[::-1])]
        rival = next((f"{slot[0]} is closer to {taken[slot]}" for slot in slots if slot in taken), None)
        if rival is None:
            taken |= {slots[0]: pair[1], slots[1]: pair[0]}
        else:
            finding = chosen[pair]
            result[pair] = evolve(
                finding,
                relation=Relation.RELATED,
                relation_confidence=finding.relation_confidence * _OUTDONE,
                notes=(*finding.notes, f"{rival}, and an item has one equal at most, so this is related only"),
            )
    return result


def _correspondence(pair: tuple[str, str], finding: _Finding, atlas: _Atlas) -> Correspondence:
    one, two = (f"{atlas.items[item].title} ({item})" for item in pair)
    basis = f": {finding.basis}" if finding.basis else ""
    steps = tuple(Explanation(step.claim, step.rule, step.source) for step in finding.steps)
    sources = tuple(dict.fromkeys(source for step in finding.steps for source in step.source))
    headline = Explanation(f"{one} {_SAYS[finding.relation]} {two}{basis}", finding.rule, sources, because=steps)
    doubt = (1 - finding.confidence) / 2  # evidence against a match, fading, leaves us with an open question
    return Correspondence(
        subject=pair[0],
        relation=finding.relation,
        object=pair[1],
        confidence=round(doubt if finding.relation is Relation.NONE else finding.confidence, 3),
        relation_confidence=round(min(finding.relation_confidence, finding.confidence), 3),
        because=(headline, *(Explanation(note) for note in finding.notes)),
    )


# --- what is left over -----------------------------------------------------------------------------------


def _members(item: str, atlas: _Atlas) -> tuple[str, ...]:
    """What an item is made of: a level's groups, outcomes and courses, a group's parts, a course's outcomes."""
    framework, value = atlas.framework_of(item), atlas.items[item]
    if isinstance(value, Level):
        inside: list[str] = [outcome.id for outcome in framework.outcomes if outcome.level == value.id]
        inside += [course.id for course in framework.courses if value.id in course.levels]
        return (*atlas.named_for.get(item, ()), *(ids.qualified(framework.id, name) for name in inside))
    if isinstance(value, Course):
        return tuple(ids.qualified(framework.id, name) for name in value.develops if isinstance(name, str))
    if isinstance(value, Outcome):
        return ()
    return atlas.parts.get(item, ())


def _with_residue(rows: Mapping[tuple[str, str], Correspondence], atlas: _Atlas) -> list[Correspondence]:
    """Each row with the members of either item that lie in nothing of the other.

    Only kinds of which some item corresponds to another count: of the others the documents tell nothing.
    """
    covered: dict[str, set[str]] = defaultdict(set)
    told: set[Kind] = set()
    for (one, two), row in rows.items():
        if row.relation is Relation.NONE:
            continue
        if atlas.kind(one) is atlas.kind(two):
            told.add(atlas.kind(one))
        if row.relation in _COVERED:
            covered[one].add(two)
        if row.relation.inverse in _COVERED:
            covered[two].add(one)
    members = cache(lambda item: _members(item, atlas))

    def left_over(item: str, other: str) -> tuple[str, ...]:
        there = {other, *members(other)}
        return tuple(
            sorted(member for member in members(item) if atlas.kind(member) in told and not covered[member] & there)
        )

    return [
        row
        if row.relation is Relation.NONE
        else evolve(row, residue=Residue(left_over(row.subject, row.object), left_over(row.object, row.subject)))
        for row in rows.values()
    ]


# --- questions -------------------------------------------------------------------------------------------


def why(result: Correspondences, subject_id: str, object_id: str) -> Correspondence:
    """The correspondence of any pair, `none` included; for a pair without one, that no document relates the two.

    Ids may be qualified or not. Such an unknown pair is `none` with no confidence in that relation.
    """
    one, two = ids.qualified(result.subject, subject_id), ids.qualified(result.object, object_id)
    for row in result.correspondences:
        if (row.subject, row.object) == (one, two):
            return row
    claim = f"No document relates {one} and {two}, directly or through a framework that both refer to"
    return Correspondence(
        subject=one,
        relation=Relation.NONE,
        object=two,
        confidence=UNKNOWN,
        relation_confidence=0.0,
        because=(Explanation(claim),),
    )


def references(subject: Framework, object: Framework) -> tuple[Framework, ...]:
    """The pivots at hand for two frameworks: the bundled national ones, and those that either is aligned with."""
    files = bundled_files()
    national = {name for name, path in files.items() if path.parent.name == "national"}
    named = {
        alignment.target.partition(":")[0]
        for framework in (subject, object)
        for item in framework
        for alignment in item.aligned
    }
    wanted = (national | (named & set(files))) - {subject.id, object.id}
    return tuple(_bundled(name) for name in sorted(wanted))


@cache
def _bundled(name: str) -> Framework:
    return load(name)


def map_by_references(subject: Framework, object: Framework) -> Correspondences:
    """`map_frameworks` with the pivots that come with the library.

    >>> from competency.loading import load
    >>> result = map_by_references(load("bedfordshire"), load("durham"))
    >>> str(why(result, "level-2", "group-3").relation)
    'close'
    """
    return map_frameworks(subject, object, pivots=references(subject, object))
