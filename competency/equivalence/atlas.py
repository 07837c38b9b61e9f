"""What the documents declare about each other's items, and each item's extent over another framework."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from attrs import evolve, field, frozen

from competency import ids
from competency.equivalence.extents import Extent, Holding, Share, Step, carried
from competency.model import AnyItem, Framework, Group, Kind, Relation, kind_of

KINDS: Final = (Kind.LEVEL, Kind.GROUP, Kind.OUTCOME, Kind.COURSE)
"""The kinds that are mapped, in the order of the result."""

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

_NAMED_FOR: Final = (0.95, 0.9)  # a level is for the groups that the document names for it
_NAMED_FOR_SEVERAL: Final = (0.85, 0.75)  # how much of a group belongs to each of its levels is not said
_PART_OF: Final = (0.97, 0.95)

RANK: Final = (Relation.EXACT, Relation.CLOSE, Relation.BROAD, Relation.NARROW, Relation.RELATED, Relation.NONE)
SAME: Final = frozenset({Relation.EXACT, Relation.CLOSE})
COVERED: Final = frozenset({Relation.EXACT, Relation.CLOSE, Relation.BROAD})
SAYS: Final[Mapping[Relation, str]] = {
    Relation.EXACT: "is the same as",
    Relation.CLOSE: "is close to",
    Relation.BROAD: "lies within",
    Relation.NARROW: "includes",
    Relation.RELATED: "overlaps with",
    Relation.NONE: "does not correspond to",
}


@frozen
class Link:
    """A declared alignment, read from one of its ends."""

    relation: Relation
    other: str
    step: Step


@frozen
class Given:
    """A relation of two items that a person has accepted: as good as declared, and in place of what is declared."""

    subject: str
    relation: Relation
    object: str
    step: Step


@frozen
class Atlas:
    """All that the given frameworks declare about each other's items."""

    frameworks: Mapping[str, Framework]
    pivots: tuple[str, ...]
    items: Mapping[str, AnyItem]
    links: Mapping[str, Mapping[str, tuple[Link, ...]]]
    """By item, then by the framework of the other end; the most exact first."""
    named_for: Mapping[str, tuple[str, ...]]
    """By level, the groups that are named for it."""
    parts: Mapping[str, tuple[str, ...]]
    members: dict[str, tuple[str, ...]] = field(factory=dict, eq=False, repr=False)
    """By item, what it is made of, as far as that was asked (`coverage.members`)."""
    _reached: dict[str, dict[str, Extent | None]] = field(factory=dict, eq=False, repr=False)
    """By framework, then by item, the extent over it, as far as that was asked."""

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

    def reached(self, atom: str) -> frozenset[str]:
        """A group, what it extends and what it is part of; of what is no group, itself."""
        framework, item = self.framework_of(atom), self.items[atom]
        return frozenset(ids.qualified(framework.id, group) for group in framework.reached_by(item.id))

    def _declared(self, item: str, ground: str) -> Extent | None:
        """The extent over the items that it, or the other document, declares it aligned with."""
        links = self.links.get(item, {}).get(ground, ())
        anchored = any(link.relation in COVERED for link in links)
        listed = {  # by itself: several that each say that they lie within it need not be all
            link.other for link in links if link.relation is Relation.NARROW and link.step.rule != link.other
        }
        holdings: dict[str, Holding] = {}
        apart: dict[str, tuple[Step, ...]] = {}
        for link in links:
            if link.other in holdings or link.other in apart:
                continue  # the more exact claim stands already
            whole = link.relation in SAME or link.relation is Relation.NARROW
            if link.relation is Relation.NONE:
                apart[link.other] = (link.step,)
            else:
                holdings[link.other] = Holding(
                    Share.WHOLE if whole else Share.PART,
                    (link.step,),
                    core=link.relation in SAME,
                    fringe=anchored and link.relation is Relation.RELATED,
                )
        return Extent(holdings, anchored or len(listed) > 1, apart) if links else None

    def _reach(self, item: str, ground: str) -> Extent | None:
        """The extent by the item's own alignments, with that framework or else through the strongest pivot."""
        declared = self._declared(item, ground)
        if declared is not None:
            return declared
        own = self.framework_of(item).id
        through = []
        for pivot in self.pivots:
            first = self._declared(item, pivot) if pivot not in (own, ground) else None
            extent = first and carried(first, lambda middle: self._declared(middle, ground))
            if extent:
                through.append(extent)
        if not through:
            return None
        return max(through, key=lambda extent: (extent.complete, sorted(h.order for h in extent.holdings.values())))

    def extent(self, item: str, ground: str) -> Extent | None:
        """The extent by the item's own alignments, or else by those of its whole and of its parts."""
        known = self._reached.setdefault(ground, {})
        if item not in known:
            known[item] = self._reach(item, ground)
            if known[item] is None and self.kind(item) is Kind.GROUP:
                known[item] = carried(self._kin(item), lambda group: self._reach(group, ground))
        return known[item]

    def through(self, pivots: Sequence[str]) -> Atlas:
        """The same with these pivots only; what was worked out so far is kept where they are the same."""
        return self if tuple(pivots) == self.pivots else evolve(self, pivots=tuple(pivots), reached={})

    def forget(self, *frameworks: str) -> None:
        """Keeps no longer what was worked out of extents over these frameworks, unless they are pivots."""
        for framework in frameworks:
            if framework not in self.pivots:
                self._reached.pop(framework, None)

    def _kin(self, item: str) -> Extent:
        """A group as lying within its whole, and as holding its parts."""
        group, own = self.items[item], self.framework_of(item).id
        assert isinstance(group, Group)
        holdings: dict[str, Holding] = {}
        for part in self.parts.get(item, ()):
            claim = f"{part} is part of {item}"
            step = Step(claim, part, self.items[part].source, *_PART_OF)
            holdings[part] = Holding(Share.WHOLE, (step,), fringe=group.part_of is not None)
        if group.part_of is not None:
            whole = ids.qualified(own, group.part_of)
            step = Step(f"{item} is part of {whole}", item, group.source, *_PART_OF)
            holdings[whole] = Holding(Share.PART, (step,))
        return Extent(holdings, group.part_of is not None)

    def _audience(self, item: str) -> Extent | None:
        """A level as the set of the groups that are named for it; None where it is for none."""
        groups = self.named_for.get(item, ())
        holdings: dict[str, Holding] = {}
        for name in groups:
            group = self.items[name]
            assert isinstance(group, Group)
            if len(group.levels) == 1:
                step = Step(f"{name} is named for {item} alone", name, group.source, *_NAMED_FOR, crosses=True)
                holdings[name] = Holding(Share.WHOLE, (step,), core=len(groups) == 1)
            else:
                others = " and ".join(str(level) for level in group.levels if level != self.items[item].id)
                claim = f"{name} is named for {item} and also for {others}, so only a part of it may belong to each"
                step = Step(claim, name, group.source, *_NAMED_FOR_SEVERAL, crosses=True)
                holdings[name] = Holding(Share.PART, (step,))
        return Extent(holdings, True) if holdings else None

    def extents(self, item: str, ground: str) -> Iterator[Extent]:
        """All ways to read the item as a set of items of that framework."""
        own = self.framework_of(item).id == ground
        if own:
            yield Extent({item: Holding(Share.WHOLE, core=True)}, True)
        elif (extent := self.extent(item, ground)) is not None:
            yield extent
        audience = self._audience(item)
        if audience is not None:
            read = audience if own else carried(audience, lambda group: self.extent(group, ground))
            if read is not None:
                yield read


def atlas_of(
    frameworks: Sequence[Framework],
    pivots: Sequence[Framework],
    *,
    blocked: Collection[tuple[str, str]] = (),
    given: Sequence[Given] = (),
) -> Atlas:
    """What these frameworks declare, each alignment at both of its ends; those with other frameworks are left out.

    Alignments of `blocked` pairs, each in alphabetical order, are left out too; those `given` take the place of what
    is declared of the same pair.
    """
    decided = {*blocked, *((min(one.subject, one.object), max(one.subject, one.object)) for one in given)}
    known = {framework.id: framework for framework in (*frameworks, *pivots)}
    items = {
        ids.qualified(framework.id, item.id): item
        for framework in known.values()
        for item in framework
        if kind_of(item) in KINDS
    }
    links: dict[str, dict[str, list[Link]]] = defaultdict(lambda: defaultdict(list))
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
            if target not in items or other == own or (min(name, target), max(name, target)) in decided:
                continue
            step = _stated(name, item, alignment.relation, target, items[target])
            _linked(links, name, alignment.relation, target, step)
    for one in given:
        if one.subject in items and one.object in items:
            _linked(links, one.subject, one.relation, one.object, one.step)
    return Atlas(
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


def _linked(links: dict[str, dict[str, list[Link]]], subject: str, relation: Relation, object: str, step: Step) -> None:
    """Notes the relation at both of its ends."""
    links[subject][object.partition(":")[0]].append(Link(relation, object, step))
    links[object][subject.partition(":")[0]].append(Link(relation.inverse, subject, step))


def _exactness(link: Link) -> tuple[int, str, str]:
    return RANK.index(link.relation), link.step.rule, link.other


def _stated(name: str, item: AnyItem, relation: Relation, target: str, other: AnyItem) -> Step:
    reading = f" (as read: {item.reading})" if item.reading else ""
    confidence, relation_confidence = DECLARED[relation]
    return Step(
        claim=f"{name} {SAYS[relation]} {target}, as its own document declares{reading}",
        rule=name,
        source=item.source,
        confidence=confidence,
        relation_confidence=relation_confidence,
        approximate=relation is Relation.CLOSE,
        crosses=kind_of(item) is not kind_of(other),
    )
