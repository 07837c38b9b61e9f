"""What the declared alignments say about each pair of items: of all lines of evidence the one that counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from attrs import evolve

from competency import ids
from competency.equivalence.atlas import KINDS, RANK, Atlas
from competency.equivalence.comparison import Finding, compared, finding_of
from competency.equivalence.extents import Extent
from competency.model import Framework, Kind, Relation, kind_of

_CAPPED = 0.9


def declared(subject: Framework, object: Framework, atlas: Atlas) -> dict[tuple[str, str], Finding]:
    """The finding that counts for each pair that documents relate, directly or through what both refer to."""
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    mapped = [(framework.id, _mapped(framework)) for framework in (subject, object)]
    unlinked = {name for name, items in mapped if atlas.links.keys().isdisjoint(items)}
    for ground in (*atlas.pivots, subject.id, object.id):  # of equal findings the one by a pivot is kept: it says more
        if unlinked - {ground}:
            continue  # an item that nothing is aligned with is no set of items of another framework
        sides = [[(item, extent) for item in items for extent in atlas.extents(item, ground)] for _, items in mapped]
        for (one, left), (two, right) in _candidates(sides[0], sides[1], atlas):
            finding = compared(left, right, (one, two), atlas)
            if finding is not None:
                found[one, two].append(finding)
    return {pair: _chosen(pair, findings, atlas) for pair, findings in found.items()}


def _mapped(framework: Framework) -> list[str]:
    return [ids.qualified(framework.id, item.id) for item in framework if kind_of(item) in KINDS]


_Read = tuple[str, Extent]


def _candidates(left: list[_Read], right: list[_Read], atlas: Atlas) -> Iterator[tuple[_Read, _Read]]:
    """Pairs that may have to do with each other: those that touch a common pivot item, and all pairs of audiences."""

    def touched(extent: Extent) -> set[str]:
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


def _chosen(pair: tuple[str, str], findings: list[Finding], atlas: Atlas) -> Finding:
    """The finding that counts, with a note of what speaks against it."""
    one, two = pair
    direct = [link for link in atlas.links.get(one, {}).get(two.partition(":")[0], ()) if link.other == two]
    said_so = [(link.step,) for link in direct]
    derived = sorted(
        (finding for finding in findings if finding.steps not in said_so),
        key=lambda finding: (
            -round(finding.relation_confidence, 9),
            -round(finding.confidence, 9),
            RANK.index(finding.relation),
            -len(finding.steps),
        ),
    )
    if not direct:
        best, *rest = (_capped(pair, finding, atlas) for finding in derived)
        against = [finding for finding in rest if _contradict(best.relation, finding.relation)]
        return evolve(best, notes=(*best.notes, *_against(against, "the stronger evidence counts")))
    link = direct[0]
    said = finding_of(link.relation, (link.step,), steps=(link.step,), rule=link.step.rule)
    said = _capped(pair, said, atlas)
    unlike = [other for other in direct[1:] if other.relation is not link.relation]
    notes = [f"{other.step.claim}; the more exact claim counts" for other in unlike]
    against = [finding for finding in derived[:1] if finding.relation is not said.relation]
    notes += _against(against, "what a document itself declares comes before what is derived")
    return evolve(said, notes=(*said.notes, *notes))


def _contradict(one: Relation, other: Relation) -> bool:
    if Relation.NONE in (one, other):
        return one is not other
    return {one, other} == {Relation.BROAD, Relation.NARROW}


def _against(findings: Iterable[Finding], verdict: str) -> list[str]:
    return [f"Otherwise it would be {other.relation}: {other.basis}; {verdict}" for other in findings]


def _capped(pair: tuple[str, str], finding: Finding, atlas: Atlas) -> Finding:
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
