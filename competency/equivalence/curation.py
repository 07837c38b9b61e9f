"""What people have decided about two frameworks, and what follows from it for what is computed.

A decision stands as long as the texts it was made on. An accepted row is the answer for its pair, a rejected one makes
the pair `none`; what was only proposed decides nothing, and neither does a decision whose texts have changed since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from competency import correspondences, ids
from competency.correspondences import Correspondence, Correspondences, Decided, Decision, Residue
from competency.digests import digest, digest_of_side
from competency.equivalence.atlas import KINDS, SAME, SAYS, Given
from competency.equivalence.extents import Step
from competency.errors import UnknownItem
from competency.explanation import Explanation
from competency.loading import bundled_mappings, load_mapping
from competency.model import AnyItem, Framework, Kind, Relation, kind_of
from competency.requirements import in_words, joined

__all__ = ["BUNDLED", "Curation", "digest", "proposed", "read"]

BUNDLED: Final = "bundled"
"""The word that stands for all mappings that come with the library."""

SURE: Final = 0.99
"""The confidence of what a person has decided without saying how sure it is."""

_DEMOTED: Final = 0.5  # what is left of the confidence in a relation that a decision about another pair contradicts

_TOLD: Final = 3
"""How many stale decisions of a mapping are named one by one."""

Pair = tuple[str, str]


@frozen
class Ruling:
    """A row about one pair of items, the mapping that it stands in, and the items whose text has changed since."""

    row: Decided
    mapping: str
    stale: tuple[str, ...] = ()

    @property
    def pair(self) -> Pair:
        """The two items."""
        return self.row.subject[0], self.row.object[0]

    @property
    def relation(self) -> Relation:
        """What was decided: `none` where the pair was rejected."""
        return Relation.NONE if self.row.decision is Decision.REJECTED else self.row.relation

    @property
    def said(self) -> str:
        """Who decided, when and where."""
        who = self.row.by or "somebody"
        when = "" if self.row.on is None else f" on {in_words(self.row.on)}"
        return f"as {who} decided{when} (mapping '{self.mapping}')"


@frozen
class Curation:
    """The decisions of some mappings, read for one pair of frameworks.

    `blocked` are the pairs, each in alphabetical order, that no chain may lead through; `links` the accepted relations
    that a chain may lead through like declared ones; `together` the accepted rows whose sides are lists, read from the
    subject; `warnings` say which decisions no longer stand, which are at odds with each other, and which mappings
    are about other frameworks.
    """

    frameworks: Mapping[str, Framework]
    is_turned: bool
    """Whether the subject comes after the object in the alphabet, by which the rulings are ordered."""
    rulings: Mapping[Pair, Ruling]
    blocked: frozenset[Pair] = frozenset()
    links: tuple[Given, ...] = ()
    together: tuple[Decided, ...] = ()
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        mappings: Iterable[correspondences.Mapping],
        subject: Framework,
        object: Framework,
        frameworks: Iterable[Framework] = (),
    ) -> Curation:
        """The decisions of `mappings` as they bear on these two; `frameworks` are the pivots.

        It does not matter which of two frameworks a mapping, or a row of it, calls the subject. Of several decisions
        about a pair the last one counts, and of several mappings the last. Rows about other frameworks are left out, as
        are those about kinds that are not mapped.

        Raises:
            UnknownItem: a row names an item that its framework does not have.
        """
        known = {framework.id: framework for framework in (*frameworks, subject, object)}
        used = tuple(mappings)
        found = sorted(_rulings(used, known), key=lambda ruling: not ruling.stale)  # what stands comes last
        rulings = {ruling.pair: ruling for ruling in found if _is_single(ruling.row)}
        together = [ruling for ruling in found if not _is_single(ruling.row)]
        standing = [ruling for ruling in rulings.values() if not ruling.stale]
        ends = (subject.id, object.id)
        return cls(
            frameworks=known,
            is_turned=subject.id > object.id,
            rulings={
                pair: ruling for pair, ruling in rulings.items() if _frameworks(ruling.row) == tuple(sorted(ends))
            },
            blocked=frozenset(ruling.pair for ruling in standing if ruling.relation is Relation.NONE),
            links=tuple(
                Given(ruling.pair[0], ruling.relation, ruling.pair[1], _step(ruling, known))
                for ruling in standing
                if ruling.relation is not Relation.NONE
            ),
            together=tuple(
                row
                for ruling in together
                for row in (ruling.row, ruling.row.inverse)
                if _frameworks(row) == ends and row.decision is Decision.ACCEPTED and not ruling.stale
            ),
            warnings=(
                *(_idle(mapping) for mapping in used if not _bears(mapping, known)),
                *_at_odds(found),
                *_stale([ruling for ruling in (*rulings.values(), *together) if ruling.stale]),
            ),
        )

    def settle(self, rows: Iterable[Correspondence]) -> tuple[Correspondence, ...]:
        """The rows with what was decided in place of what was computed, decided pairs without a row at the end.

        What contradicts a decision about another pair is `related` at most: a second equal of an item that has one by
        decision, and an equal that crosses a decided one on two ladders. Read from the other side the
        result is the same but for that: both have the same sentences.
        """
        if self.is_turned:
            turned = evolve(self, is_turned=False).settle(row.inverse for row in rows)
            return tuple(row.inverse for row in turned)
        computed = {(row.subject, row.object): row for row in rows}
        equals = (ruling for ruling in self.rulings.values() if not ruling.stale and ruling.relation in SAME)
        fixed = _Fixed.of(equals, self.frameworks)
        settled = [
            self._settled(self.rulings[pair], row) if pair in self.rulings else fixed.demoted(row)
            for pair, row in computed.items()
        ]
        missing = (ruling for pair, ruling in sorted(self.rulings.items()) if pair not in computed)
        return (*settled, *(self._settled(ruling, None) for ruling in missing))

    def _settled(self, ruling: Ruling, computed: Correspondence | None) -> Correspondence:
        row, pair = ruling.row, ruling.pair
        if ruling.stale:
            return _reopened(ruling, computed)
        none = ruling.relation is Relation.NONE
        rejected = row.decision is Decision.REJECTED
        stated = None if rejected else row.confidence
        named = [f"{self._item(end).title} ({end})" for end in pair]
        why = tuple(Explanation(reason, ruling.mapping, row.source) for reason in row.reasons)
        claim = f"{named[0]} {SAYS[ruling.relation]} {named[1]}, {ruling.said}"
        return Correspondence(
            subject=pair[0],
            relation=ruling.relation,
            object=pair[1],
            confidence=round((1 - SURE if none else SURE) if stated is None else stated, 3),
            relation_confidence=_relation_confidence(row),
            decision=row.decision,
            because=(Explanation(claim, ruling.mapping, row.source, because=why), *_otherwise(ruling, computed)),
            residue=Residue() if none or computed is None else computed.residue,
        )

    def _item(self, name: str) -> AnyItem:
        framework, item = ids.parts(name)
        return self.frameworks[framework or ""].items[item]


def _relation_confidence(row: Decided) -> float:
    stated = None if row.decision is Decision.REJECTED else row.relation_confidence
    return round(SURE if stated is None else stated, 3)


def _otherwise(ruling: Ruling, computed: Correspondence | None) -> tuple[Explanation, ...]:
    """What would hold without the decision, where that is something else."""
    if computed is None or computed.relation is ruling.relation:
        return ()
    basis = f": {computed.because[0].claim}" if computed.because else ""
    return (Explanation(f"Without this decision it would be {computed.relation}, {computed.confidence:.2f}{basis}"),)


def _reopened(ruling: Ruling, computed: Correspondence | None) -> Correspondence:
    """What is computed of the pair, with a word on the decision that no longer stands."""
    claim = (
        f"It was {ruling.row.decision} as {ruling.row.relation}, {ruling.said}, but the text of "
        f"{joined(ruling.stale, 'and')} has changed since, so this only counts as proposed"
    )
    note = Explanation(claim, ruling.mapping, ruling.row.source)
    if computed is not None:
        return evolve(computed, decision=Decision.PROPOSED, because=(*computed.because, note))
    return Correspondence(
        subject=ruling.pair[0],
        relation=Relation.NONE,
        object=ruling.pair[1],
        confidence=0.0,
        relation_confidence=0.0,
        decision=Decision.PROPOSED,
        because=(note,),
    )


# --- rows of mappings as rulings -------------------------------------------------------------------------


def _rulings(mappings: Iterable[correspondences.Mapping], known: Mapping[str, Framework]) -> Iterator[Ruling]:
    """The decided rows about known frameworks, each with its ends in alphabetical order."""
    for mapping in mappings:
        for row in mapping.rows:
            if row.decision not in (Decision.ACCEPTED, Decision.REJECTED):
                continue
            if row.decision is Decision.REJECTED and row.relation is Relation.NONE:
                continue  # they do correspond, but nobody said how
            ends = _frameworks(row)
            if ends is None or not {*ends} <= known.keys() or ends[0] == ends[1]:
                continue
            ordered = row if ends[0] < ends[1] else row.inverse
            if all(_kind(end, known) in KINDS for end in (*row.subject, *row.object)):
                yield Ruling(ordered, mapping.id, tuple(changed(ordered, known)))


def changed(row: Decided, frameworks: Mapping[str, Framework]) -> Iterator[str]:
    """The ends of a row whose text is another than when it was decided, as far as it has digests."""
    for side, then in ((row.subject, row.digest_subject), (row.object, row.digest_object)):
        framework = frameworks[side[0].partition(":")[0]]
        if then is not None and digest_of_side(framework, side) != then:
            yield joined(side, "and")


def _frameworks(row: Decided) -> Pair | None:
    """The frameworks of both sides; None where a side has items of several."""
    sides = [{end.partition(":")[0] for end in side} for side in (row.subject, row.object)]
    if any(len(side) != 1 for side in sides):
        return None
    return next(iter(sides[0])), next(iter(sides[1]))


def _is_single(row: Decided) -> bool:
    return len(row.subject) == len(row.object) == 1


def _kind(name: str, known: Mapping[str, Framework]) -> Kind:
    framework, item = ids.parts(name)
    held = known[framework or ""].items
    if item not in held:
        raise UnknownItem(item, framework or "", tuple(kind.value for kind in KINDS), ids.nearest(item, held))
    return kind_of(held[item])


def _step(ruling: Ruling, known: Mapping[str, Framework]) -> Step:
    one, two = ruling.pair
    return Step(
        claim=f"{one} {SAYS[ruling.relation]} {two}, {ruling.said}",
        rule=ruling.mapping,
        source=ruling.row.source,
        confidence=SURE if ruling.row.confidence is None else ruling.row.confidence,
        relation_confidence=_relation_confidence(ruling.row),
        approximate=ruling.relation is Relation.CLOSE,
        crosses=_kind(one, known) is not _kind(two, known),
    )


def _bears(mapping: correspondences.Mapping, known: Mapping[str, Framework]) -> bool:
    return bool(mapping.rows) and {mapping.subject, mapping.object} <= known.keys()


def _idle(mapping: correspondences.Mapping) -> str:
    about = f"is about {mapping.subject} and {mapping.object}" if mapping.rows else "has no row that can be used"
    return f"mapping '{mapping.id}' {about}, and decides nothing here"


def _at_odds(found: Iterable[Ruling]) -> Iterator[str]:
    """The pairs on which one mapping has several decisions that can't all be meant."""
    last: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Decided] = {}
    for ruling in found:
        if ruling.stale:
            continue
        place = (ruling.mapping, ruling.row.subject, ruling.row.object)
        before = last.get(place)
        if before is not None and _contradict(before, ruling.row):
            one, two = _ends(ruling)
            yield (
                f"mapping '{ruling.mapping}' has {before.relation} {before.decision} for {one} and {two}, and then "
                f"{ruling.row.relation} {ruling.row.decision}; the later row counts"
            )
        last[place] = ruling.row


def _contradict(one: Decided, other: Decided) -> bool:
    """Whether two decisions on a pair can't both be meant; to reject one relation and accept another is no fault."""
    if one.decision is other.decision:
        return one.decision is Decision.ACCEPTED and one.relation is not other.relation
    return one.relation is other.relation


def _stale(rulings: Sequence[Ruling]) -> Iterator[str]:
    """Each decision that no longer stands; of a mapping of which many do not, the first ones and their number."""
    of_mapping: dict[str, list[Ruling]] = defaultdict(list)
    for ruling in rulings:
        of_mapping[ruling.mapping].append(ruling)
    for name, stale in of_mapping.items():
        for ruling in stale[:_TOLD]:
            one, two = _ends(ruling)
            yield (
                f"mapping '{name}': the decision on {one} and {two} is stale: the text of "
                f"{joined(ruling.stale, 'and')} has changed since; it counts as proposed only"
            )
        if len(stale) > _TOLD:
            yield f"mapping '{name}': {len(stale) - _TOLD} more decisions are stale; 'competency validate' shows them"


def _ends(ruling: Ruling) -> tuple[str, str]:
    return joined(ruling.row.subject, "and"), joined(ruling.row.object, "and")


# --- what a decision leaves no room for ------------------------------------------------------------------


@frozen
class _Fixed:
    """What was decided to be the same, looked up for the computed rows that it leaves no room for."""

    frameworks: Mapping[str, Framework]
    taken: Mapping[tuple[str, Kind], str]
    """By item and kind of the other side, its equal there."""
    rungs: tuple[tuple[int, int, Pair], ...]
    """The rungs of each pair of levels that are exactly the same."""

    @classmethod
    def of(cls, rulings: Iterable[Ruling], frameworks: Mapping[str, Framework]) -> _Fixed:
        taken: dict[tuple[str, Kind], str] = {}
        rungs: list[tuple[int, int, Pair]] = []
        for ruling in rulings:
            one, two = ruling.pair
            taken |= {(one, _kind(two, frameworks)): two, (two, _kind(one, frameworks)): one}
            places = _rung(one, frameworks), _rung(two, frameworks)
            if ruling.relation is Relation.EXACT and places[0] is not None and places[1] is not None:
                rungs.append((places[0], places[1], ruling.pair))
        return cls(frameworks, taken, tuple(rungs))

    def demoted(self, row: Correspondence) -> Correspondence:
        """The row itself, or as `related` with the decision that it contradicts."""
        why = self._contradiction(row) if row.relation in SAME else None
        if why is None:
            return row
        return evolve(
            row,
            relation=Relation.RELATED,
            relation_confidence=round(row.relation_confidence * _DEMOTED, 3),
            because=(*row.because, Explanation(why)),
        )

    def _contradiction(self, row: Correspondence) -> str | None:
        for item, other in ((row.subject, row.object), (row.object, row.subject)):
            equal = self.taken.get((item, _kind(other, self.frameworks)))
            if equal is not None:
                return (
                    f"{item} has its equal by decision, {equal}, and an item has one at most, so this is related only"
                )
        here, there = _rung(row.subject, self.frameworks), _rung(row.object, self.frameworks)
        if row.relation is Relation.EXACT and here is not None and there is not None:
            for one, two, pair in self.rungs:
                if (here - one) * (there - two) < 0:
                    return f"{pair[0]} is {pair[1]} by decision, and two ladders don't cross, so this is related only"
        return None


def _rung(name: str, frameworks: Mapping[str, Framework]) -> int | None:
    """The place of a level on its ladder; None for all that is no level."""
    framework, item = ids.parts(name)
    levels = frameworks[framework or ""].levels
    return next((rung for rung, level in enumerate(levels) if level.id == item), None)


# --- in and out ------------------------------------------------------------------------------------------


def identifier(subject: str, object: str) -> str:
    """The id of a mapping of these two frameworks, unless it has another: so are the bundled ones named.

    >>> identifier("north_lincs", "kirklees")
    'north-lincs-kirklees'
    """
    return f"{subject}-{object}".replace("_", "-")


def read(names: Iterable[str], frameworks: Sequence[Framework]) -> tuple[correspondences.Mapping, ...]:
    """The mappings of files, bundled ids, and of `bundled`: all bundled ones between two of these frameworks.

    Raises:
        UnknownReference: a name is neither a bundled mapping nor a file.
        UnreadableFile: a file can't be read.
        DocumentFaults: a mapping has faults of text, shape or reference.
    """
    found: list[correspondences.Mapping] = []
    for name in names:
        if name == BUNDLED:
            between = {identifier(one.id, two.id) for one in frameworks for two in frameworks}
            found += [load_mapping(path, frameworks) for held, path in bundled_mappings().items() if held in between]
        else:
            found.append(load_mapping(name, frameworks))
    return tuple(found)


def proposed(
    found: Correspondences,
    subject: Framework,
    object: Framework,
    curated: Iterable[correspondences.Mapping] = (),
) -> correspondences.Mapping:
    """What is computed, as a mapping whose rows wait for a decision; what `curated` decides stands as it is there.

    Each row has its reasons and the digests of both texts, so that a decision about it can be told from an older one.
    """
    curation = Curation.of(curated, subject, object)
    decided = {
        pair: row
        for ruling in curation.rulings.values()
        if not ruling.stale
        for row in (ruling.row, ruling.row.inverse)
        for pair in [(row.subject[0], row.object[0])]
    }
    rows = [decided.get((row.subject, row.object)) or _proposed(row, subject, object) for row in found.correspondences]
    return correspondences.Mapping(
        id=identifier(subject.id, object.id),
        subject=subject.id,
        object=object.id,
        title=f"{subject.title} and {object.title}",
        rows=(*rows, *curation.together),
    )


def _proposed(row: Correspondence, subject: Framework, object: Framework) -> Decided:
    return Decided(
        subject=(row.subject,),
        relation=row.relation,
        object=(row.object,),
        confidence=row.confidence,
        relation_confidence=row.relation_confidence,
        reasons=tuple(because.claim for because in row.because),
        source=row.because[0].source if row.because else (),
        decision=row.decision or Decision.PROPOSED,
        digest_subject=digest(subject, row.subject),
        digest_object=digest(object, row.object),
    )
