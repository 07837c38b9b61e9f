"""Two frameworks to their correspondences: of all evidence for a pair the one that counts, with its reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from attrs import evolve

from competency import ids
from competency.correspondences import Correspondence, Correspondences, Residue
from competency.equivalence.atlas import COVERED, KINDS, RANK, SAME, SAYS, Atlas, atlas_of
from competency.equivalence.comparison import Finding, compared, finding_of
from competency.equivalence.extents import Extent
from competency.explanation import Explanation
from competency.loading import bundled_files, load
from competency.model import (
    Course,
    Framework,
    Kind,
    Level,
    Outcome,
    Relation,
    kind_of,
)

UNKNOWN: Final = 0.1
"""The confidence of a pair that no document relates: few of all pairs correspond."""

_CAPPED: Final = 0.9
_OUTDONE: Final = 0.5


def map_frameworks(
    subject: Framework, object: Framework, *, pivots: Sequence[Framework] | None = None
) -> Correspondences:
    """The correspondences of levels, groups, outcomes and courses that declared alignments support.

    `pivots` are the frameworks that both may be aligned with; None stands for those at hand (see `references`).

    `map_frameworks(b, a)` is the inverse of `map_frameworks(a, b)`. Of several lines of evidence for a pair the
    strongest counts, but what one of the two documents declares itself comes before all that is derived. Across kinds
    nothing is `exact`; no item is `exact` or `close` to two of a kind. `none` is among the rows where there is evidence
    against a match; a pair without a row is unknown (see `why`).

    >>> from competency.loading import load
    >>> row = why(map_frameworks(load("kirklees"), load("durham")), "level-3", "group-4")
    >>> str(row.relation), row.because[0].rule
    ('narrow', 'working_together_2010:group-4')

    Raises:
        ValueError: two different frameworks have the same id, so that their items can't be told apart.
    """
    if pivots is None:
        pivots = references(subject, object)
    given = {subject.id: subject}
    for other in (object, *pivots):
        if given.setdefault(other.id, other) != other:
            raise ValueError(f"two different frameworks have the id {other.id!r}")
    first, second = sorted((subject, object), key=lambda framework: framework.id)
    others = [given[name] for name in sorted(given) if name not in (subject.id, object.id)]
    rows = _rows(first, second, atlas_of((first, second), others))
    if first is not subject:
        rows = [row.inverse for row in rows]
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


def _rows(subject: Framework, object: Framework, atlas: Atlas) -> list[Correspondence]:
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for ground in (*atlas.pivots, subject.id, object.id):  # of equal findings the one by a pivot is kept: it says more
        sides = [
            [(item, extent) for item in _mapped(framework) for extent in atlas.extents(item, ground)]
            for framework in (subject, object)
        ]
        for (one, left), (two, right) in _candidates(sides[0], sides[1], atlas):
            finding = compared(left, right, (one, two), atlas)
            if finding is not None:
                found[one, two].append(finding)
    chosen = {pair: _chosen(pair, findings, atlas) for pair, findings in found.items()}
    chosen = _one_to_one(chosen, atlas)
    rows = {pair: _correspondence(pair, finding, atlas) for pair, finding in chosen.items()}
    return _with_residue(rows, atlas)


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


def _one_to_one(chosen: Mapping[tuple[str, str], Finding], atlas: Atlas) -> dict[tuple[str, str], Finding]:
    """At most one `exact` or `close` for each item and kind of the other side; the weaker become `related`."""
    taken: dict[tuple[str, Kind], str] = {}
    result = dict(chosen)
    order = sorted(
        (pair for pair, finding in chosen.items() if finding.relation in SAME),
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


def _correspondence(pair: tuple[str, str], finding: Finding, atlas: Atlas) -> Correspondence:
    one, two = (f"{atlas.items[item].title} ({item})" for item in pair)
    basis = f": {finding.basis}" if finding.basis else ""
    steps = tuple(Explanation(step.claim, step.rule, step.source) for step in finding.steps)
    sources = tuple(dict.fromkeys(source for step in finding.steps for source in step.source))
    headline = Explanation(f"{one} {SAYS[finding.relation]} {two}{basis}", finding.rule, sources, because=steps)
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


def _members(item: str, atlas: Atlas) -> tuple[str, ...]:
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


def _with_residue(rows: Mapping[tuple[str, str], Correspondence], atlas: Atlas) -> list[Correspondence]:
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
        if row.relation in COVERED:
            covered[one].add(two)
        if row.relation.inverse in COVERED:
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
