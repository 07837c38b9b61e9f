"""Two frameworks to their correspondences: evidence, judgements, consistency, decisions, reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Final

from attrs import evolve, field, frozen

from competency import correspondences, ids
from competency.correspondences import Correspondence, Correspondences, Decided, Together
from competency.equivalence.atlas import KINDS, Atlas, atlas_of
from competency.equivalence.calibration import Calibration, band
from competency.equivalence.comparison import Finding
from competency.equivalence.coverage import together, with_residue
from competency.equivalence.curation import Curation
from competency.equivalence.declared import declared
from competency.equivalence.facets import Facets, bundled_facets, load_facets
from competency.equivalence.grounds import Rival, Wording, grounds
from competency.equivalence.judgement import DECLARED, FACETS, OF_FIELD, TEXTS, Cuts, Judgement, judged
from competency.equivalence.profiles import Profile, profile
from competency.equivalence.repair import consistent
from competency.equivalence.signals import Encoder, Signals, signals
from competency.equivalence.texts import Reader
from competency.errors import UnknownReference
from competency.explanation import Explanation
from competency.loading import bundled_files, load
from competency.model import Framework, Relation, kind_of

UNKNOWN: Final = 0.1
"""The confidence of a pair that nothing relates: few of all pairs correspond."""

EVIDENCE: Final = (DECLARED, FACETS, TEXTS)
"""The sorts of evidence, in the order in which they count."""

_OPEN, _EVEN = 0.4, 0.499

Place = tuple[int, int]


@frozen
class Mapper:
    """Maps frameworks with the same facets and the same calibration; what it reads of a framework it reads once.

    `facets` None: no words of a field are known. `calibration` None: no confidence is calibrated. `encode` gives a
    vector for each of some texts (see `signals.Encoder`); None, as a rule: texts are compared by their words alone.
    """

    facets: Facets | None
    calibration: Calibration | None
    encode: Encoder | None = None
    _reader: Reader = field(init=False, repr=False, eq=False)
    _profiles: dict[int, tuple[Framework, Profile]] = field(factory=dict, init=False, repr=False, eq=False)
    _wordings: dict[int, Wording] = field(factory=dict, init=False, repr=False, eq=False)

    @_reader.default
    def _new_reader(self) -> Reader:
        return Reader(None if self.facets is None else self.facets.synonyms)

    def profile(self, framework: Framework) -> Profile:
        """What is compared of a framework."""
        known = self._profiles.get(id(framework))
        if known is None or known[0] is not framework:
            known = self._profiles[id(framework)] = (framework, profile(framework, self._reader, self.facets))
        return known[1]

    def wording(self, profile: Profile) -> Wording:
        """What reasons say of its items."""
        known = self._wordings.get(id(profile))
        if known is None or known.profile is not profile:
            known = self._wordings[id(profile)] = Wording(profile, self.facets)
        return known

    def covers(self, subject: Framework, object: Framework) -> bool:
        """Whether it was measured, on others of the same field, what the scores of these two are worth."""
        return self.calibration is not None and self.calibration.covers(subject, object)

    def evidence(
        self,
        subject: Framework,
        object: Framework,
        atlas: Atlas,
        *,
        every: bool = True,
        without: Collection[str] = (),
    ) -> Evidence:
        """All evidence on two frameworks and what it comes to; without `every`, for pairs that correspond only."""
        left, right = self.profile(subject), self.profile(object)
        found = signals(left, right, self.encode)
        said: Mapping[tuple[str, str], Finding] = {} if DECLARED in without else declared(subject, object, atlas)
        findings = {(left.place[one], right.place[other]): finding for (one, other), finding in said.items()}
        cuts = OF_FIELD if left.is_of_field and right.is_of_field else Cuts()
        judgements = judged(left, right, found, findings, cuts=cuts, every=every, without=without)
        calibrated = not without and self.covers(subject, object)
        return Evidence(left, right, found, consistent(left, right, judgements), self, calibrated)


@frozen(eq=False)
class Evidence:
    """What was found out about two frameworks, before any decision."""

    left: Profile
    right: Profile
    found: Signals
    judgements: Mapping[Place, Judgement]
    mapper: Mapper
    calibrated: bool
    """Whether it was measured what such scores are worth; that of some sorts of evidence alone was not."""

    def rows(self, *, every: bool = True) -> list[Correspondence]:
        """A row for each judgement, with its reasons; without `every`, for each pair that corresponds."""
        worth_of = self._worth_of()
        worth = {pair: _agreeing(row.relation, *worth_of(row)) for pair, row in self.judgements.items()}
        likeliest = _likeliest({pair: (worth[pair][0], row.raw) for pair, row in self.judgements.items()})
        wordings = self.mapper.wording(self.left), self.mapper.wording(self.right)
        return [
            self._row(pair, row, worth, likeliest, wordings)
            for pair, row in sorted(self.judgements.items())
            if every or row.relation is not Relation.NONE
        ]

    def bare_rows(self) -> list[Correspondence]:
        """A row for each pair that corresponds, without its reasons."""
        worth_of = self._worth_of()
        return [
            self._bare(pair, row.relation, worth_of(row))
            for pair, row in sorted(self.judgements.items())
            if row.relation is not Relation.NONE
        ]

    def _bare(self, pair: Place, relation: Relation, worth: tuple[float, float]) -> Correspondence:
        """The row of a pair, without its reasons."""
        return Correspondence(
            subject=self.left.ids[pair[0]],
            relation=relation,
            object=self.right.ids[pair[1]],
            confidence=round(worth[0], 3),
            relation_confidence=round(worth[1], 3),
            calibrated=self.calibrated,
        )

    def _row(
        self,
        pair: Place,
        judgement: Judgement,
        worth: Mapping[Place, tuple[float, float]],
        likeliest: Mapping[tuple[int, int], Sequence[Ranked]],
        wordings: tuple[Wording, Wording],
    ) -> Correspondence:
        rivals = [rival for rival in (*likeliest[0, pair[0]], *likeliest[1, pair[1]]) if rival[1] != pair]
        told = None
        if rivals:
            (sure, _), (x, y) = min(rivals)
            rival = f"{self.left.ids[x]} and {self.right.ids[y]}"
            told = Rival(rival, self.judgements[x, y].relation, round(-sure - worth[pair][0], 3))
        because = grounds(*wordings, self.found, pair, judgement, told)
        return evolve(self._bare(pair, judgement.relation, worth[pair]), because=because)

    def _worth_of(self) -> Callable[[Judgement], tuple[float, float]]:
        """What gives the probabilities that two items correspond, and that the relation is the right one."""
        if self.calibrated and self.mapper.calibration is not None:
            return self.mapper.calibration.worth_between(self.left.framework.id, self.right.framework.id)
        return _uncalibrated


def _agreeing(relation: Relation, confidence: float, of_relation: float) -> tuple[float, float]:
    """Both confidences; that in a pair which is said not to correspond is less than even, in the order of the scores.

    A reader's labels are mostly of pairs worth a look; of those that a rule tells apart they make too much.
    """
    if relation is not Relation.NONE or confidence <= _OPEN:
        return confidence, of_relation
    lower = round(_OPEN + (confidence - _OPEN) * (_EVEN - _OPEN) / (1 - _OPEN), 3)
    return lower, round(1 - lower, 3)


def _uncalibrated(judgement: Judgement) -> tuple[float, float]:
    confidence = band(judgement.raw)
    if judgement.relation is Relation.NONE:
        return confidence, 1 - confidence
    return confidence, confidence * band(judgement.likely)


Ranked = tuple[tuple[float, float], Place]
"""A pair after its confidence and its score, both turned, so that the likeliest comes first."""


def _likeliest(sure: Mapping[Place, tuple[float, float]]) -> Mapping[tuple[int, int], Sequence[Ranked]]:
    """For each item, by its side and place, the two likeliest of its pairs, by confidence and then by score."""
    found: dict[tuple[int, int], list[Ranked]] = defaultdict(list)
    for scored in sorted([((-confidence, -raw), pair) for pair, (confidence, raw) in sure.items()]):
        for slot in enumerate(scored[1]):
            if len(found[slot]) < 2:
                found[slot].append(scored)
    return found


@cache
def usual() -> Mapper:
    """The mapper with the facets and the calibration that come with the library."""
    return Mapper(bundled_facets(), Calibration.load())


def mapper_with(facets: str | None) -> Mapper:
    """The mapper with the facets of a file; None or their id stands for the usual ones, the word `none` for no facets.

    Raises:
        UnknownReference: there is no such file.
        UnreadableFile: it is a folder.
        DocumentFaults: it has faults; all are named.
    """
    if facets is None or facets == bundled_facets().id:
        return usual()
    if facets == "none":
        return Mapper(None, None)
    if not Path(facets).exists():
        known = ("none", bundled_facets().id)
        raise UnknownReference(facets, ids.nearest(facets, known), known)
    return Mapper(load_facets(Path(facets)), None)


def map_frameworks(
    subject: Framework,
    object: Framework,
    *,
    pivots: Sequence[Framework] | None = None,
    curated: Sequence[correspondences.Mapping] = (),
    mapper: Mapper | None = None,
    without: Collection[str] = (),
) -> Correspondences:
    """How the levels, groups, outcomes and courses of two frameworks correspond, and why.

    Every pair that any evidence speaks for or against has a row, also where the answer is `none`; about a pair without
    a row nothing is known (see `why`). `pivots` are the frameworks that both may be aligned with; None stands for
    those at hand (see `references`). The decisions of `curated` mappings win over all else. `mapper` None stands for
    the usual one. `without` leaves out sorts of evidence (`EVIDENCE`).

    `map_frameworks(b, a)` is the inverse of `map_frameworks(a, b)`. Of several lines of declared evidence for a pair
    the strongest counts, but what one of the two documents declares itself comes before all that is derived. Across
    kinds nothing is `exact`; no item is `exact` or `close` to two of a kind, and no such pairs cross on two ladders.

    >>> from competency.loading import load
    >>> row = why(map_frameworks(load("kirklees"), load("durham")), "level-3", "group-4")
    >>> str(row.relation), row.because[0].rule
    ('narrow', 'working_together_2010:group-4')

    Raises:
        ValueError: two different frameworks have the same id, so that their items can't be told apart; or `without`
            names what is no sort of evidence.
        UnknownItem: a row of a mapping names an item that its framework does not have.
    """
    unknown = sorted({*without} - {*EVIDENCE})
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no sort of evidence; there are {', '.join(EVIDENCE)}")
    mapper = mapper or usual()
    given = _by_id(subject, object, references(subject, object) if pivots is None else pivots)
    first, second = sorted((subject, object), key=lambda framework: framework.id)
    others = [given[name] for name in sorted(given) if name not in (subject.id, object.id)]
    curation = Curation.of(curated, first, second, frameworks=others)
    atlas = atlas_of((first, second), others, blocked=curation.blocked, given=curation.links)
    computed = mapper.evidence(first, second, atlas, without=without).rows()
    rows = curation.settle(with_residue(computed, atlas))
    joint = [*together(rows, atlas, first.id, second.id), *map(_decided_together, curation.together)]
    if first is not subject:
        rows, joint = tuple(row.inverse for row in rows), [one.inverse for one in joint]
    ordered = _ordered(rows, _places(subject), _places(object))
    warnings = (*_hindrances(subject, object), *curation.warnings)
    return Correspondences(subject.id, object.id, ordered, tuple(joint), warnings)


def _hindrances(subject: Framework, object: Framework) -> Iterator[str]:
    """Why little or nothing can be found between two frameworks, one sentence each."""
    for framework in (subject, object):
        if not any(kind_of(item) in KINDS for item in framework):
            yield f"{framework.id} has no level, group, outcome or course, so nothing can correspond to it"
    spoken = [framework.language.partition("-")[0].lower() for framework in (subject, object)]
    if spoken[0] != spoken[1]:
        yield (
            f"{subject.id} is in {subject.language!r} and {object.id} in {object.language!r}: "
            "of their texts only words that both languages write alike are found alike"
        )


def _by_id(subject: Framework, object: Framework, others: Sequence[Framework]) -> dict[str, Framework]:
    given = {subject.id: subject}
    for other in (object, *others):
        if given.setdefault(other.id, other) != other:
            raise ValueError(f"two different frameworks have the id {other.id!r}")
    return given


def _decided_together(row: Decided) -> Together:
    return Together(
        subject=row.subject,
        relation=row.relation,
        object=row.object,
        decision=row.decision,
        because=tuple(Explanation(reason, "curated", row.source) for reason in row.reasons),
    )


_Places = Mapping[str, tuple[int, int, str]]


def _ordered(rows: Iterable[Correspondence], subject: _Places, object: _Places) -> tuple[Correspondence, ...]:
    """Rows by subject, what corresponds first, the likeliest first."""
    return tuple(
        sorted(
            rows,
            key=lambda row: (subject[row.subject], row.relation is Relation.NONE, -row.confidence, object[row.object]),
        )
    )


def _places(framework: Framework) -> _Places:
    """Where an item stands in a result: by kind, levels by the ladder, all else by id."""
    rungs = {level.id: rung for rung, level in enumerate(framework.levels)}
    return {
        ids.qualified(framework.id, item.id): (KINDS.index(kind_of(item)), rungs.get(item.id, 0), item.id)
        for item in framework
        if kind_of(item) in KINDS
    }


# --- many frameworks -------------------------------------------------------------------------------------


def map_every(
    frameworks: Sequence[Framework],
    *,
    pivots: Sequence[Framework] = (),
    mapper: Mapper | None = None,
    among: Sequence[tuple[str, str]] | None = None,
    reasons: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Correspondences]:
    """The correspondences of every two frameworks, in the order of their ids: only pairs that do correspond.

    `among` names the pairs that are asked for, each in alphabetical order; None stands for all. `progress` is told how
    many of how many are done. Rows are the same as those of `map_frameworks`, with their reasons; without `reasons`
    they say neither why nor what is left over, nor what corresponds only together, which takes half the time.

    Raises:
        ValueError: two different frameworks have the same id.
    """
    mapper = mapper or usual()
    known: dict[str, Framework] = {}
    for framework in (*frameworks, *pivots):
        if known.setdefault(framework.id, framework) != framework:
            raise ValueError(f"two different frameworks have the id {framework.id!r}")
    names = sorted({framework.id for framework in frameworks})
    others = [known[name] for name in sorted({pivot.id for pivot in pivots})]
    asked = tuple(combinations(names, 2)) if among is None else among
    every = atlas_of([known[name] for name in names], others)
    places = {name: _places(known[name]) for name in names}
    for done, (one, other) in enumerate(asked, start=1):
        atlas = every.through([pivot for pivot in every.pivots if pivot not in (one, other)])
        found = mapper.evidence(known[one], known[other], atlas, every=reasons)
        rows = found.rows(every=False) if reasons else found.bare_rows()
        told = with_residue(rows, atlas) if reasons else rows
        joint = together(rows, atlas, one, other) if reasons else ()
        yield Correspondences(one, other, _ordered(told, places[one], places[other]), joint)
        every.forget(one, other)
        if progress is not None:
            progress(done, len(asked))


def raw_rows(subject: Framework, object: Framework) -> Iterator[tuple[str, str, Judgement]]:
    """Each judged pair, without any decision: what calibration is made from."""
    first, second = sorted((subject, object), key=lambda framework: framework.id)
    atlas = atlas_of((first, second), references(first, second))
    found = Mapper(bundled_facets(), None).evidence(first, second, atlas)
    for (one, other), judgement in sorted(found.judgements.items()):
        ends = found.left.ids[one], found.right.ids[other]
        if first is subject:
            yield *ends, judgement
        else:
            yield *ends[::-1], evolve(judgement, relation=judgement.relation.inverse)


# --- questions -------------------------------------------------------------------------------------------


def why(
    result: Correspondences,
    subject_id: str,
    object_id: str,
) -> Correspondence:
    """The correspondence of any pair, `none` included; for a pair without a row, that nothing relates the two.

    Ids may be qualified or not. Such an unknown pair is `none` with no confidence in that relation.
    """
    one, two = ids.qualified(result.subject, subject_id), ids.qualified(result.object, object_id)
    for row in result.correspondences:
        if (row.subject, row.object) == (one, two):
            return row
    best = [row for row in result.correspondences if one == row.subject or two == row.object]
    claim = (
        f"No document relates {one} and {two}, directly or through a framework that both refer to, and neither by "
        "audience nor by text is the one among the likeliest of the other"
    )
    others = sorted(best, key=lambda row: (-row.confidence, row.subject, row.object))[:1]
    told = tuple(
        Explanation(f"{row.subject} {row.relation} {row.object} is likelier, {row.confidence:.2f}", "runner-up")
        for row in others
    )
    return Correspondence(
        subject=one,
        relation=Relation.NONE,
        object=two,
        confidence=UNKNOWN,
        relation_confidence=0.0,
        because=(Explanation(claim), *told),
    )


def references(subject: Framework, object: Framework) -> tuple[Framework, ...]:
    """The pivots at hand for two frameworks: the bundled national ones, and those that either is aligned with."""
    return tuple(pivot for pivot in references_of((subject, object)) if pivot is not subject and pivot is not object)


def references_of(frameworks: Sequence[Framework]) -> tuple[Framework, ...]:
    """The pivots at hand for many frameworks: the national ones, and those that any is aligned with.

    One that is among the frameworks is taken from there, any other is the bundled one of that name.
    """
    files, given = bundled_files(), {framework.id: framework for framework in frameworks}
    national = {name for name, path in files.items() if path.parent.name == "national"}
    named = {
        alignment.target.partition(":")[0]
        for framework in frameworks
        for item in framework
        for alignment in item.aligned
    }
    wanted = national | (named & (set(files) | set(given)))
    return tuple(given[name] if name in given else _bundled(name) for name in sorted(wanted))


@cache
def _bundled(name: str) -> Framework:
    return load(name)
