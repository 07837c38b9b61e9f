"""CTDL and CTDL-ASN (Credential Engine) as JSON-LD: outcomes, courses, what they ask for, and how often it is renewed.

Outcomes are competencies, levels a progression model, groups concepts, courses courses with a condition profile for
what is asked of those who book. A standard on practitioners is a certificate of completion: it is held while the
standard is met, `requires` what the standard requires, and has a `renewalFrequency`. Prefixes are written out, so
that nothing is fetched to read the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from attrs import frozen

from competency import notation
from competency.interop._asked import asked
from competency.interop._identity import identifier, uri
from competency.interop.losses import Fate, Loss, Losses
from competency.model import (
    AnyItem,
    Audience,
    Course,
    Framework,
    Group,
    Item,
    Level,
    Outcome,
    Relation,
    Standard,
    Subject,
)
from competency.periods import Period
from competency.requirements import AllOf, AnyOf, Completed, LevelAttained, OutcomeAchieved, Requirement, Unstated
from competency.sentences import sentences
from competency.values import Value

FORMAT: Final = "ctdl"
TITLE: Final = "CTDL and CTDL-ASN (JSON-LD)"
SUFFIX: Final = ".jsonld"
BINARY: Final = False
LOSES: Final = (
    "facts, pieces of evidence, and standards on others than practitioners",
    "deadlines, and conditions under which a standard applies; they are told as sentences",
    "providers and modes of courses, but for e-learning and face to face",
)

Data = dict[str, Value]

_CONTEXT: Final[Data] = {
    "asn": "http://purl.org/ASN/schema/core/",
    "ceasn": "https://purl.org/ctdlasn/terms/",
    "ceterms": "https://purl.org/ctdl/terms/",
    "deliveryType": "https://purl.org/ctdl/vocabs/deliveryType/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
_ALIGNMENTS: Final = {
    Relation.EXACT: "ceasn:exactAlignment",
    Relation.CLOSE: "ceasn:majorAlignment",
    Relation.BROAD: "ceasn:broadAlignment",
    Relation.NARROW: "ceasn:narrowAlignment",
    Relation.RELATED: "ceasn:minorAlignment",
}
_DELIVERY: Final = {
    "e-learning": ("deliveryType:OnlineOnly", "Online Only"),
    "face-to-face": ("deliveryType:InPerson", "In-Person Only"),
}
_TOLD: Final = {
    Outcome: frozenset("title statement description note reading source tags level part_of aligned".split()),
    Level: frozenset("title description note reading source".split()),
    Group: frozenset("title description note reading source part_of examples".split()),
    Course: frozenset("title description level minutes for develops tags from to".split()),
    Standard: frozenset("title description for tags from to".split()),
}
_IN_WORDS: Final = frozenset(
    "requires require when unless ideally due before after within opens strength source note reading".split()
)


def dump(framework: Framework, *, on: date | None = None) -> tuple[str, Losses]:
    """The framework as a graph in JSON-LD, with what the vocabularies have no terms for.

    `on` is the day of the last change, None: left out.

    >>> from competency.loading import load
    >>> text, _ = dump(load("kirklees"))
    >>> text.count('"ceterms:renewalFrequency"') > 0
    True
    """
    graph = _Graph(framework)
    nodes: list[Value] = [_kept(node) for node in graph.nodes(on)]
    document: Data = {"@context": _CONTEXT, "@graph": nodes}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n", _losses(framework)


@frozen
class _Graph:
    """A framework on its way into a graph."""

    framework: Framework

    def nodes(self, on: date | None) -> Iterator[Data]:
        framework = self.framework
        yield self._head(on)
        children: dict[str, list[str]] = {}
        for outcome in framework.outcomes:
            if _parent(outcome):
                children.setdefault(_parent(outcome) or "", []).append(outcome.id)
        for outcome in framework.outcomes:
            yield self._outcome(outcome, children.get(outcome.id, []))
        if framework.levels:
            yield from self._ladder()
        if framework.groups:
            yield from self._groups()
        said: dict[str, list[str]] = {}
        for sentence in sentences(framework):
            said.setdefault(sentence.id, []).append(sentence.sentence)
        for course in framework.courses:
            yield self._course(course, said.get(f"{framework.id}:{course.id}", []))
        for standard in framework.standards:
            if _is_certificate(standard):
                yield self._standard(standard, said.get(f"{framework.id}:{standard.id}", []))

    # --- small parts ------------------------------------------------------------------------------------

    def _said(self, text: str | None) -> Value:
        return None if not text else {self.framework.language: text}

    def _listed(self, texts: Iterable[str]) -> Value:
        held: list[Value] = [*dict.fromkeys(texts)]
        return {self.framework.language: held} if held else None

    def _ref(self, item: str) -> Value:
        return {"@id": uri(self.framework.id, item)}

    def _refs(self, items: Iterable[str | Unstated]) -> Value:
        return [self._ref(item) for item in dict.fromkeys(items) if not isinstance(item, Unstated)]

    def _named(self, item: str, type: str) -> Data:
        return {"@id": uri(self.framework.id, item), "@type": type, "ceterms:ctid": _ctid(self.framework.id, item)}

    def _alignment(self, item: str) -> Value:
        known = self.framework.items.get(item)
        return _kept(
            {
                "@type": "ceterms:CredentialAlignmentObject",
                "ceterms:framework": {"@id": uri(self.framework.id)},
                "ceterms:targetNode": self._ref(item),
                "ceterms:targetNodeName": self._said(known.title if known else item),
            }
        )

    def _alignments(self, items: Iterable[str | Unstated]) -> Value:
        return [self._alignment(item) for item in dict.fromkeys(items) if not isinstance(item, Unstated)]

    # --- nodes ------------------------------------------------------------------------------------------

    def _head(self, on: date | None) -> Data:
        framework = self.framework
        top = [outcome.id for outcome in framework.outcomes if _parent(outcome) is None]
        return {
            "@id": uri(framework.id),
            "@type": "ceasn:CompetencyFramework",
            "ceterms:ctid": _ctid(framework.id),
            "ceasn:name": self._said(framework.title),
            "ceasn:publisherName": self._said(framework.publisher),
            "ceasn:description": self._said(framework.description),
            "ceasn:inLanguage": [framework.language],
            "ceasn:dateValidFrom": _day(framework.starts),
            "ceasn:dateValidUntil": _day(framework.ends),
            "ceasn:dateModified": _day(on),
            "ceasn:conceptKeyword": self._listed(framework.tags),
            "ceasn:source": [{"@id": source.url} for source in framework.sources if source.url],
            "ceasn:hasTopChild": self._refs(top),
        }

    def _outcome(self, outcome: Outcome, children: list[str]) -> Data:
        parent = _parent(outcome)
        whole: Value = {"@id": uri(self.framework.id)}
        comments = [text for text in (outcome.description, outcome.reading, outcome.note, _sources(outcome)) if text]
        level = outcome.level if isinstance(outcome.level, str) else None
        node: Data = {
            **self._named(outcome.id, "ceasn:Competency"),
            "ceasn:codedNotation": outcome.id,
            "ceasn:competencyText": self._said(outcome.statement),
            "ceasn:competencyLabel": self._said(outcome.title) if outcome.title != outcome.statement else None,
            "ceasn:comment": self._listed(comments),
            "ceasn:conceptKeyword": self._listed(outcome.tags),
            "ceasn:isPartOf": whole,
            "ceasn:isTopChildOf": whole if parent is None else None,
            "ceasn:isChildOf": self._refs([parent]) if parent else None,
            "ceasn:hasChild": self._refs(children),
            "asn:hasProgressionLevel": self._refs([level]) if level else None,
        }
        for alignment in outcome.aligned:
            term = _ALIGNMENTS.get(alignment.relation)
            if term is not None:
                held = node.setdefault(term, [])
                assert isinstance(held, list)
                held.append(self._ref(alignment.target))
        return node

    def _ladder(self) -> Iterator[Data]:
        levels = [level.id for level in self.framework.levels]
        model = f"{uri(self.framework.id)}#levels"
        yield {
            "@id": model,
            "@type": "asn:ProgressionModel",
            "ceterms:ctid": _ctid(self.framework.id, "#levels"),
            "ceasn:name": {"en": f"Levels of {self.framework.title}"},
            "skos:hasTopConcept": self._refs(levels),
        }
        for index, level in enumerate(self.framework.levels):
            yield {
                **self._named(level.id, "asn:ProgressionLevel"),
                "skos:prefLabel": self._said(level.title),
                "skos:definition": self._said(level.description),
                "skos:note": self._listed(text for text in (level.reading, level.note, _sources(level)) if text),
                "skos:notation": level.id,
                "ceasn:inProgressionModel": {"@id": model},
                "skos:topConceptOf": {"@id": model},
                "ceterms:precedes": self._refs(levels[index + 1 : index + 2]),
            }

    def _groups(self) -> Iterator[Data]:
        scheme = f"{uri(self.framework.id)}#groups"
        top = [group.id for group in self.framework.groups if _parent(group) is None]
        yield {
            "@id": scheme,
            "@type": "skos:ConceptScheme",
            "ceterms:ctid": _ctid(self.framework.id, "#groups"),
            "ceasn:name": {"en": f"Target groups of {self.framework.title}"},
            "skos:hasTopConcept": self._refs(top),
        }
        for group in self.framework.groups:
            parent = _parent(group)
            yield {
                **self._named(group.id, "skos:Concept"),
                "skos:prefLabel": self._said(group.title),
                "skos:altLabel": self._listed(group.examples),
                "skos:definition": self._said(group.description),
                "skos:note": self._listed(text for text in (group.reading, group.note, _sources(group)) if text),
                "skos:notation": group.id,
                "skos:inScheme": {"@id": scheme},
                "skos:topConceptOf": {"@id": scheme} if parent is None else None,
                "skos:broader": self._refs([parent]) if parent else None,
            }

    def _course(self, course: Course, said: list[str]) -> Data:
        modes = [mode.mode for mode in course.modes if not isinstance(mode.mode, Unstated)]
        delivery: list[Value] = [
            {
                "@type": "ceterms:CredentialAlignmentObject",
                "ceterms:targetNode": {"@id": _DELIVERY[mode][0]},
                "ceterms:targetNodeName": {"en": _DELIVERY[mode][1]},
            }
            for mode in dict.fromkeys(modes)
            if mode in _DELIVERY
        ]
        minutes = course.minutes if isinstance(course.minutes, int) else None
        return {
            **self._named(course.id, "ceterms:Course"),
            "ceterms:name": self._said(course.title),
            "ceterms:description": self._said(course.description),
            "ceterms:codedNotation": course.id,
            "ceterms:keyword": self._listed(course.tags),
            "ceterms:inLanguage": [self.framework.language],
            "ceterms:audienceLevelType": self._alignments(course.levels),
            "ceterms:audienceType": self._alignments(_groups_of(course.audience)),
            "ceterms:deliveryType": delivery,
            "ceterms:estimatedDuration": [
                {"@type": "ceterms:DurationProfile", "ceterms:exactDuration": f"PT{minutes}M"}
            ]
            if minutes
            else None,
            "ceterms:teaches": self._refs(course.develops),
            "ceterms:dateEffective": _day(course.starts),
            "ceterms:expirationDate": _day(course.ends),
            "ceterms:requires": None if course.requires is None else [self._profile(course.requires, said)],
        }

    def _standard(self, standard: Standard, said: list[str]) -> Data:
        counting = getattr(standard.require, "counting", None)
        every = getattr(counting, "every", None)
        again = getattr(counting, "refreshed_by", ())
        renewing = [*asked(standard.require), *(choice for choice in again if isinstance(choice, str))]
        renewal: list[Value] = [self._targets(renewing, ["To renew it, any one of these is taken again."])]
        return {
            **self._named(standard.id, "ceterms:CertificateOfCompletion"),
            "ceterms:name": self._said(standard.title),
            "ceterms:description": self._said(standard.description or " ".join(said)),
            "ceterms:keyword": self._listed(standard.tags),
            "ceterms:inLanguage": [self.framework.language],
            "ceterms:audienceType": self._alignments(_groups_of(standard.audience)),
            "ceterms:dateEffective": _day(standard.starts),
            "ceterms:expirationDate": _day(standard.ends),
            "ceterms:requires": None if standard.require is None else [self._profile(standard.require, said)],
            "ceterms:renewalFrequency": _duration(every) if isinstance(every, Period) else None,
            "ceterms:renewal": renewal if isinstance(every, Period) else None,
        }

    # --- conditions -------------------------------------------------------------------------------------

    def _profile(self, requirement: Requirement, said: list[str]) -> Data:
        """A condition profile: all of its targets, and one of its alternatives; the whole rule as its description."""
        match requirement:
            case AllOf(parts):
                simple = [part for part in parts if _is_simple(part)]
                profile = self._targets([item for part in simple for item in asked(part)], said)
                others = [self._profile(part, []) for part in parts if not _is_simple(part)]
                if len(others) == 1:  # several would be alternatives to each other: then only the description tells
                    profile |= others[0]
                return profile | self._targets([], said)
            case AnyOf(parts):
                alternatives: list[Value] = [self._profile(part, []) for part in parts]
                return {**self._targets([], said), "ceterms:alternativeCondition": alternatives}
            case Completed(selector=choices) if len(choices) > 1:
                named = [choice for choice in choices if isinstance(choice, str)]
                either: list[Value] = [self._targets([choice], []) for choice in named]
                return _kept({**self._targets([], said), "ceterms:alternativeCondition": either})
            case _:
                return self._targets([*asked(requirement)] if _is_simple(requirement) else [], said)

    def _targets(self, items: Iterable[str], said: list[str]) -> Data:
        known = [(item, self.framework.items.get(item)) for item in dict.fromkeys(items)]
        return _kept(
            {
                "@type": "ceterms:ConditionProfile",
                "ceterms:description": {"en": " ".join(said)} if said else None,
                "ceterms:targetLearningOpportunity": self._refs(item for item, of in known if isinstance(of, Course)),
                "ceterms:targetCompetency": self._alignments(
                    item for item, of in known if isinstance(of, Outcome | Level)
                ),
            }
        )


def _is_simple(requirement: Requirement) -> bool:
    """Whether naming what it asks for says it: all that is named is asked for."""
    match requirement:
        case Completed(selector=(str(),)) | LevelAttained() | OutcomeAchieved():
            return True
        case AllOf(parts):
            return all(_is_simple(part) for part in parts)
        case _:
            return False


def _sources(item: Item) -> str | None:
    return f"Source: {'; '.join(item.source)}" if item.source else None


def _is_certificate(standard: Standard) -> bool:
    return standard.subject is Subject.PRACTITIONER and standard.require is not None


def _groups_of(audience: tuple[Audience, ...]) -> Iterator[str | Unstated]:
    return (entry.group for entry in audience)


def _parent(item: Outcome | Group) -> str | None:
    return item.part_of if item.part_of is not None and ":" not in item.part_of else None


def _day(day: date | Unstated | None) -> str | None:
    return day.isoformat() if isinstance(day, date) else None


def _duration(period: Period) -> str:
    """A period as an ISO 8601 duration, which CTDL asks for.

    >>> _duration(Period(months=36)), _duration(Period(months=18)), _duration(Period(days=28))
    ('P3Y', 'P1Y6M', 'P28D')
    """
    years, months = divmod(period.months, 12)
    return "P" + "".join(f"{n}{unit}" for n, unit in ((years, "Y"), (months, "M"), (period.days, "D")) if n)


def _ctid(*parts: str) -> str:
    """A CTID: they are UUIDs of version 4, so the digit of the version is changed; the others are as good as random."""
    name = identifier(*parts)
    return f"ce-{name[:14]}4{name[15:]}"


def _kept(node: Data) -> Data:
    return {key: value for key, value in node.items() if value is not None and value != []}


def _losses(framework: Framework) -> Losses:
    lost: list[Loss] = []
    for item in framework:
        lost += _lost(item)
    head = notation.framework_data(framework)
    gone = [key for key in ("notice", "note", "reading", "source", "aligned") if key in head]
    if gone:
        lost.append(Loss(framework.id, Fate.DROPPED, f"CTDL has no term for its {', '.join(gone)}"))
    touched = {loss.item for loss in lost}
    return Losses(sum(item.id not in touched for item in framework), tuple(lost))


def _lost(item: AnyItem) -> Iterator[Loss]:
    told = _TOLD.get(type(item))
    if told is None or (isinstance(item, Standard) and not _is_certificate(item)):
        yield Loss(item.id, Fate.DROPPED, "CTDL has no class for it")
        return
    keys = [key for key in notation.item_data(item) if key not in told]
    spoken = isinstance(item, Course | Standard)
    words = [key for key in keys if spoken and key in _IN_WORDS and key not in ("source", "note", "reading")]
    gone = [key for key in keys if key not in words]
    if words:
        yield Loss(item.id, Fate.APPROXIMATED, f"as conditions, with the rule in words: {', '.join(words)}")
    if gone:
        yield Loss(item.id, Fate.DROPPED, f"CTDL has no term for its {', '.join(gone)}")
    for alignment in item.aligned if isinstance(item, Outcome) else ():
        if alignment.relation is Relation.NONE:
            yield Loss(item.id, Fate.DROPPED, f"CTDL can't say that it is not equivalent to {alignment.target}")
