"""SKOS (W3C, 2009): a framework as a concept scheme, by rdflib.

Every item is a concept, the ladder an ordered collection, and each kind a collection; alignments are SKOS's own
matches. What SKOS has no term for stands under Dublin Core (`requires`, `source`) or under `urn:competency:term:`,
and rules as English sentences. `_skos_shapes.ttl` says what every file of ours keeps.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from competency import ids, notation
from competency.errors import InvalidOption
from competency.interop._asked import asked
from competency.interop._identity import uri
from competency.interop._skos_reading import read, require_rdflib
from competency.interop.losses import Fate, Loss, Losses
from competency.model import (
    AnyItem,
    Course,
    Evidence,
    Framework,
    Group,
    Item,
    Kind,
    Level,
    Outcome,
    Relation,
    Standard,
    kind_of,
)
from competency.requirements import Unstated
from competency.sentences import sentences

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

FORMAT: Final = "skos"
TITLE: Final = "SKOS concept scheme (RDF)"
SUFFIX: Final = ".ttl"
BINARY: Final = False
LOSES: Final = (
    "rules: how often, by when, all of or any of; they are told as sentences",
    "modes, minutes and providers of courses, types of facts, and for how long something is on offer",
    "that an item is not equivalent to another, to readers that know SKOS only",
)

__all__ = ["BINARY", "FORMAT", "LOSES", "SUFFIX", "TITLE", "dump", "read"]

_SYNTAXES: Final = ("turtle", "xml", "json-ld", "nt")
_TERMS: Final = "urn:competency:term:"
_KINDS: Final = {
    Kind.LEVEL: "Levels",
    Kind.FACT: "Facts",
    Kind.GROUP: "Target groups",
    Kind.OUTCOME: "Outcomes",
    Kind.EVIDENCE: "Evidence",
    Kind.COURSE: "Courses",
    Kind.STANDARD: "Standards",
}
_MATCHES: Final = {
    Relation.EXACT: "exactMatch",
    Relation.CLOSE: "closeMatch",
    Relation.BROAD: "broadMatch",
    Relation.NARROW: "narrowMatch",
    Relation.RELATED: "relatedMatch",
}
_TOLD: Final = frozenset("title statement description source note tags reading part_of examples level levels".split())
_AS_TERMS: Final = frozenset("develops for includes grants extends".split())
_AS_SENTENCES: Final = frozenset(
    "requires require when unless ideally due before after within opens every subject strength".split()
)


def dump(framework: Framework, *, on: date | None = None, syntax: str = "turtle") -> tuple[str, Losses]:
    """The framework as RDF in a syntax: turtle, xml, json-ld or nt; with what SKOS has no term for.

    `on` is the day on which it was issued, None: left out. Triples are written in rdflib's order, which is that of
    their names.

    Raises:
        NotInstalled: rdflib is missing.
        InvalidOption: there is no such syntax.
    """
    if syntax not in _SYNTAXES:
        raise InvalidOption(FORMAT, "syntax", f"{syntax!r} is none of {', '.join(_SYNTAXES)}")
    require_rdflib()
    graph = _Scheme(framework, on).graph
    written = graph.serialize(format=syntax)
    if syntax == "nt":  # in no order of its own
        written = "".join(sorted(written.splitlines(keepends=True)))
    return written.strip("\n") + "\n", _losses(framework)


class _Scheme:
    """A framework on its way into a graph."""

    def __init__(self, framework: Framework, on: date | None) -> None:
        from rdflib import Graph, Literal, Namespace, URIRef
        from rdflib.namespace import DCTERMS, RDF, SKOS, XSD

        self.framework = framework
        self.own = Namespace(_TERMS)
        self.skos, self.dcterms, self.rdf, self.ref, self.literal = SKOS, DCTERMS, RDF, URIRef, Literal
        self.graph: Graph = Graph(bind_namespaces="none")
        self.scheme = URIRef(uri(framework.id))
        for prefix, name in (("skos", str(SKOS)), ("dcterms", str(DCTERMS)), ("term", _TERMS), ("xsd", str(XSD))):
            self.graph.bind(prefix, name)
        self.graph.bind("rdf", str(RDF))
        self.graph.bind("item", f"{uri(framework.id)}:")
        self._head(on)
        for item in framework:
            self._item(item)
        for sentence in sentences(framework):
            self._add(self._of(sentence.id), self.own.rule, Literal(sentence.sentence, lang="en"))
        self._collections()

    def _add(self, *triple: object) -> None:
        self.graph.add(triple)  # type: ignore[arg-type]

    def _of(self, item: str) -> URIRef:
        return self.ref(uri(self.framework.id, item))

    def _say(self, subject: object, predicate: object, *texts: str | None) -> None:
        for text in texts:
            if text:
                self._add(subject, predicate, self.literal(text, lang=self.framework.language))

    def _plain(self, subject: object, predicate: object, *texts: str) -> None:
        for text in texts:
            self._add(subject, predicate, self.literal(text))

    def _head(self, on: date | None) -> None:
        framework, scheme, dcterms, skos = self.framework, self.scheme, self.dcterms, self.skos
        self._add(scheme, self.rdf.type, skos.ConceptScheme)
        self._say(scheme, skos.prefLabel, framework.title)
        self._say(scheme, dcterms.title, framework.title)
        self._plain(scheme, dcterms.publisher, framework.publisher)
        self._plain(scheme, dcterms.language, framework.language)
        self._plain(scheme, dcterms.identifier, framework.id)
        self._say(scheme, dcterms.description, framework.description)
        self._say(scheme, skos.note, framework.note)
        self._say(scheme, skos.scopeNote, framework.reading)
        for source in framework.sources:
            parts = (source.title, source.publisher, source.published, source.url)
            self._plain(scheme, dcterms.source, ", ".join(part for part in parts if part))
        for predicate, day in ((self.own["from"], framework.starts), (self.own.to, framework.ends)):
            if isinstance(day, date):
                self._add(scheme, predicate, self.literal(day))
        if on is not None:
            self._add(scheme, dcterms.issued, self.literal(on))

    def _item(self, item: AnyItem) -> None:
        skos, dcterms, concept = self.skos, self.dcterms, self._of(item.id)
        self._add(concept, self.rdf.type, skos.Concept)
        self._add(concept, skos.inScheme, self.scheme)
        self._plain(concept, skos.notation, item.id)
        self._plain(concept, dcterms.type, kind_of(item).value)
        self._say(concept, skos.prefLabel, item.title)
        if isinstance(item, Outcome) and item.statement != item.title:
            self._say(concept, skos.definition, item.statement)
        self._say(concept, dcterms.description, item.description)
        self._say(concept, skos.scopeNote, item.reading)
        self._say(concept, skos.note, item.note)
        self._plain(concept, dcterms.source, *item.source)
        self._say(concept, dcterms.subject, *item.tags)
        parent = _parent(item)
        if parent is None:
            self._add(concept, skos.topConceptOf, self.scheme)
            self._add(self.scheme, skos.hasTopConcept, concept)
        else:
            self._add(concept, skos.broader, self._of(parent))
        for relation, target in _matches(item):
            predicate: URIRef = self.own.notEquivalent if relation is Relation.NONE else skos[_MATCHES[relation]]
            self._add(concept, predicate, self.ref(uri(self.framework.id, target)))
        if isinstance(item, Group):
            self._say(concept, skos.example, *item.examples)
        for term, target in self._edges(item):
            self._add(concept, term, self._of(target))

    def _edges(self, item: AnyItem) -> Iterator[tuple[object, str]]:
        """What an item says of others, which SKOS has no term for."""
        own = self.own
        levels: tuple[str | Unstated, ...] = ()
        match item:
            case Level() | Evidence():
                yield from ((self.dcterms.requires, asked_for) for asked_for in asked(item.requires))
                yield from ((own.develops, outcome) for outcome in getattr(item, "develops", ()))
            case Group():
                levels = item.levels
                yield from ((own.extends, group) for group in item.extends)
            case Outcome():
                levels = () if item.level is None else (item.level,)
            case Course():
                levels = item.levels
                yield from ((own.develops, one) for one in item.develops if not isinstance(one, Unstated))
                yield from ((own.includes, one) for one in item.includes)
                yield from ((own.grants, one) for one in item.grants)
                yield from ((self.dcterms.requires, asked_for) for asked_for in asked(item.requires))
            case Standard():
                yield from ((self.dcterms.requires, asked_for) for asked_for in asked(item.require))
            case _:
                pass
        if isinstance(item, Course | Standard):
            groups = (entry.group for entry in item.audience)
            yield from ((self.dcterms.audience, group) for group in groups if not isinstance(group, Unstated))
        yield from ((own.level, level) for level in levels if not isinstance(level, Unstated))

    def _collections(self) -> None:
        kinds: dict[Kind, list[str]] = {}
        for item in self.framework:
            kinds.setdefault(kind_of(item), []).append(item.id)
        for kind, members in kinds.items():
            collection = self.ref(f"{uri(self.framework.id)}#{kind.value}s")
            ordered = kind is Kind.LEVEL
            self._add(collection, self.rdf.type, self.skos.OrderedCollection if ordered else self.skos.Collection)
            self._add(collection, self.skos.inScheme, self.scheme)
            self._add(collection, self.skos.prefLabel, self.literal(_KINDS[kind], lang="en"))
            if ordered:
                head = self.ref(f"{uri(self.framework.id)}#ladder-1")
                self._add(collection, self.skos.memberList, head)
                for number, member in enumerate(members, 1):  # named, so that every run writes the same
                    cell = self.ref(f"{uri(self.framework.id)}#ladder-{number}")
                    after = self.ref(f"{uri(self.framework.id)}#ladder-{number + 1}")
                    self._add(cell, self.rdf.first, self._of(member))
                    self._add(cell, self.rdf.rest, self.rdf.nil if number == len(members) else after)
            for member in members:
                self._add(collection, self.skos.member, self._of(member))


def _parent(item: Item) -> str | None:
    whole = item.part_of if isinstance(item, Group | Outcome) else None
    return whole if whole is not None and ":" not in whole else None


def _matches(item: Item) -> Iterator[tuple[Relation, str]]:
    """The alignments that may stand together: an exact match is disjoint from the others (S46), bar the close one."""
    exact = {alignment.target for alignment in item.aligned if alignment.relation is Relation.EXACT}
    for alignment in item.aligned:
        if alignment.target not in exact or alignment.relation in (Relation.EXACT, Relation.CLOSE):
            yield alignment.relation, alignment.target


def _losses(framework: Framework) -> Losses:
    head = notation.framework_data(framework)
    lost = [
        Loss(framework.id, Fate.DROPPED, f"SKOS has no place for its {key}")
        for key in ("notice", "tags", "aligned", "source")
        if key in head
    ]
    for item in framework:
        keys = [key for key in notation.item_data(item) if key not in _TOLD]
        said = [key for key in keys if key in _AS_SENTENCES]
        gone = [key for key in keys if key not in _AS_SENTENCES and key not in _AS_TERMS and key != "aligned"]
        if said:
            lost.append(Loss(item.id, Fate.APPROXIMATED, f"told in a sentence: {', '.join(said)}"))
        if gone:
            lost.append(Loss(item.id, Fate.DROPPED, f"SKOS has no term for its {', '.join(gone)}"))
        kept = set(_matches(item))
        for alignment in item.aligned:
            if (alignment.relation, alignment.target) not in kept:
                why = f"{alignment.relation} {alignment.target}: SKOS allows no other match beside an exact one"
                lost.append(Loss(item.id, Fate.DROPPED, why))
        if ids.parts(getattr(item, "part_of", None) or "")[0] is not None:
            lost.append(Loss(item.id, Fate.DROPPED, "what it is part of is in another framework"))
    touched = {loss.item for loss in lost}
    return Losses(sum(item.id not in touched for item in framework), tuple(lost))
