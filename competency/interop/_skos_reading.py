"""Concept schemes to framework documents: see `skos`."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from competency import ids
from competency.errors import CannotRead, InvalidOption, NotInstalled
from competency.interop import _limits
from competency.interop._identity import Names, framework_id, named
from competency.interop.losses import Fate, Loss, Losses
from competency.model import SECTIONS, Kind, Relation
from competency.values import Value

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

Data = dict[str, Value]

MOST_BYTES: Final = 50_000_000
_SYNTAXES: Final = {
    ".ttl": "turtle",
    ".rdf": "xml",
    ".xml": "xml",
    ".jsonld": "json-ld",
    ".json": "json-ld",
    ".nt": "nt",
}
_TERMS: Final = "urn:competency:term:"
_KINDS: Final = {kind.value: kind for kind in SECTIONS.values()}
_MATCHES: Final = {f"{relation.value}Match": relation for relation in Relation if relation is not Relation.NONE}
_DIGITS: Final = re.compile(r"(\d+)")
_LISTS: Final = {"develops": "develops", "includes": "includes", "grants": "grants", "extends": "extends"}


def require_rdflib() -> None:
    """Does nothing where rdflib is there.

    Raises:
        NotInstalled: it is missing.
    """
    if find_spec("rdflib") is None:
        raise NotInstalled("rdflib", "rdf")


def read(
    path: str | os.PathLike[str], *, framework_id: str | None = None, scheme: str = "", language: str = ""
) -> tuple[Data, Losses]:
    """The framework document of a concept scheme, with what of it a framework has no place for.

    `scheme` is the IRI of the scheme, of several in a file; left out: the one with the most concepts. `language` is
    the one whose labels are read, left out: the scheme's, or the one of most labels. Concepts are outcomes, unless
    they are ours and say what they are. The syntax is known by the file's ending: .ttl, .rdf, .xml, .jsonld, .json or
    .nt. Nothing is fetched: JSON-LD that names a context by its address is refused, and XML with a document type.

    Raises:
        NotInstalled: rdflib is missing.
        UnreadableFile: the file can't be opened or read.
        CannotRead: it is no RDF in that syntax, has no concept scheme, or is longer than is read.
        DocumentFaults: it is not UTF-8.
        InvalidOption: there is no such scheme in the file.
    """
    require_rdflib()
    return _Reading(_graph(path), path, scheme, language).result(framework_id)


def _graph(path: str | os.PathLike[str]) -> Graph:
    from rdflib import Dataset, Graph
    from rdflib.exceptions import ParserError
    from rdflib.plugins.parsers.notation3 import BadSyntax

    file = os.fspath(path)
    syntax = _SYNTAXES.get(Path(path).suffix.lower())
    if syntax is None:
        known = ", ".join(_SYNTAXES)
        raise CannotRead(file, f"by its ending it is none of {known}", "rename it by its syntax")
    written = _limits.text(path, most=MOST_BYTES)
    if syntax == "xml":
        _limits.refuse_document_type(file, written.encode())
    if syntax == "json-ld":
        _refuse_remote(file, _limits.json_value(path, most=MOST_BYTES))
    from xml.sax import SAXException

    try:
        if syntax != "json-ld":
            return Graph(bind_namespaces="none").parse(data=written, format=syntax, publicID="urn:competency:file")
        whole = Dataset(default_union=True)
        whole.parse(data=written, format=syntax, publicID="urn:competency:file")
    except (
        BadSyntax,
        ParserError,
        SAXException,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        RecursionError,
    ) as error:
        said = str(error).strip().splitlines()
        told = said[0] if said else type(error).__name__
        raise CannotRead(file, f"it is no RDF ({syntax}): {told}", "check its syntax") from error
    merged = Graph(bind_namespaces="none")
    for subject, predicate, other, _ in whole.quads():
        merged.add((subject, predicate, other))
    return merged


def _refuse_remote(file: str, value: Value) -> None:
    """Does nothing where no context is to be fetched, which a reader of JSON-LD would do by itself."""
    todo: list[Value] = [value]
    while todo:
        held = todo.pop()
        if isinstance(held, list):
            todo += held
        elif isinstance(held, dict):
            contexts = held.get("@context")
            listed = contexts if isinstance(contexts, list) else [contexts]
            for context in listed:
                if isinstance(context, str) or (isinstance(context, dict) and "@import" in context):
                    fix = "write the context into the file, or convert it to Turtle"
                    raise CannotRead(file, f"it names a context that would have to be fetched: {context}", fix)
            todo += held.values()


def _sorted(nodes: Iterable[Node]) -> list[Node]:
    """Nodes in the order of their names: a graph has none."""
    return sorted(nodes, key=str)


class _Reading:
    """One scheme of a graph on its way to a document, noting what is lost."""

    def __init__(self, graph: Graph, path: str | os.PathLike[str], scheme: str, language: str) -> None:
        from rdflib import RDF, URIRef
        from rdflib.namespace import DCTERMS, SKOS

        self.graph, self.file = graph, os.fspath(path)
        self.rdf, self.skos, self.dcterms, self.ref = RDF, SKOS, DCTERMS, URIRef
        self.lost: list[Loss] = []
        self.scheme = self._scheme(scheme)
        self.concepts = sorted(self._members(self.scheme), key=self._order)
        self.language = language or self._most_used()
        names = Names()
        self.names: dict[Node, str] = {}
        for concept in self.concepts:
            own = named(str(concept))
            notation = next(iter(self._words(concept, self.skos.notation)), None)
            last = re.split(r"[/#:]", str(concept))[-1]
            stated = own[1] if own and own[1] else None
            self.names[concept] = stated or names.of(
                notation, None if last.isdigit() else last, self._label(concept), last
            )
        self.kinds = {concept: self._kind(concept) for concept in self.concepts}

    def _lose(self, item: str, fate: Fate, why: str) -> None:
        self.lost.append(Loss(item, fate, why))

    def _scheme(self, wanted: str) -> Node:
        stated = self.graph.subjects(self.rdf.type, self.skos.ConceptScheme)
        schemes = _sorted({*stated, *self.graph.objects(None, self.skos.inScheme)})
        if wanted:
            found = next((one for one in schemes if str(one) == wanted), None)
            if found is None:
                raise InvalidOption("skos", "scheme", f"the file has {', '.join(map(str, schemes)) or 'none'}")
            return found
        if not schemes:
            raise CannotRead(self.file, "it has no skos:ConceptScheme", "export a concept scheme")
        sizes = {one: len(self._members(one)) for one in schemes}
        best = max(schemes, key=lambda one: sizes[one])
        for one in schemes:
            if one != best:
                why = f"another scheme, of {sizes[one]} concepts; read it with --option scheme={one}"
                self._lose(str(one), Fate.DROPPED, why)
        return best

    def _members(self, scheme: Node) -> set[Node]:
        graph, skos = self.graph, self.skos
        held = {*graph.subjects(skos.inScheme, scheme), *graph.subjects(skos.topConceptOf, scheme)}
        held |= set(graph.objects(scheme, skos.hasTopConcept))
        groups = {
            *graph.subjects(self.rdf.type, skos.Collection),
            *graph.subjects(self.rdf.type, skos.OrderedCollection),
        }
        return held - groups

    def _order(self, concept: Node) -> tuple[tuple[tuple[int, str], ...], str]:
        """By the ladder where it stands on one, else by notation, numbers by their size."""
        text = next(iter(self._words(concept, self.skos.notation)), str(concept))
        parts = tuple((int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(text) if part)
        return parts, str(concept)

    def _most_used(self) -> str:
        stated = [str(one) for one in self.graph.objects(self.scheme, self.dcterms.language)]
        used: Counter[str] = Counter()
        for concept in self.concepts:
            used.update(
                getattr(label, "language", None) or "" for label in self.graph.objects(concept, self.skos.prefLabel)
            )
        spoken = sorted((language for language in used if language), key=lambda one: (-used[one], one))
        return next((one for one in stated if one.lower() in map(str.lower, spoken)), spoken[0] if spoken else "")

    def _words(self, subject: Node, predicate: Node) -> list[str]:
        """The texts of a property in the language that is read, or without one; in alphabetical order."""
        from rdflib import Literal

        found = [one for one in self.graph.objects(subject, predicate) if isinstance(one, Literal) and str(one)]
        language = getattr(self, "language", "")
        fitting = [one for one in found if not one.language or one.language.lower() == language.lower()]
        near = [
            one
            for one in found
            if one.language and one.language.split("-")[0].lower() == language.split("-")[0].lower()
        ]
        return sorted(str(one) for one in fitting or near)

    def _label(self, subject: Node) -> str | None:
        from rdflib import Literal

        words = self._words(subject, self.skos.prefLabel)
        if words:
            return words[0]
        others = [
            one for one in self.graph.objects(subject, self.skos.prefLabel) if isinstance(one, Literal) and str(one)
        ]
        return min((str(one) for one in others), default=None)

    def _kind(self, concept: Node) -> Kind:
        stated = [_KINDS[word] for word in self._words(concept, self.dcterms.type) if word in _KINDS]
        return stated[0] if stated and named(str(concept)) else Kind.OUTCOME

    # --- items ------------------------------------------------------------------------------------------

    def _item(self, concept: Node) -> Data | None:
        skos, name, kind = self.skos, self.names[concept], self.kinds[concept]
        label = self._label(concept)
        if label is None:
            self._lose(name, Fate.DROPPED, f"{concept} has no skos:prefLabel")
            return None
        definitions = self._words(concept, skos.definition)
        value: Data = {"title": label}
        if kind is Kind.OUTCOME:
            value = {"title": label, "statement": definitions[0]} if definitions else {"statement": label}
            definitions = definitions[1:]
        told = self._words(concept, self.dcterms.description) or definitions[:1]
        if told:
            value["description"] = told[0]
        readings = self._words(concept, skos.scopeNote)
        if readings:
            value["reading"] = " ".join(readings)
        also = [f"Also: {', '.join(words)}"] if (words := self._words(concept, skos.altLabel)) else []
        examples = self._words(concept, skos.example)
        if kind is Kind.GROUP and examples:
            value["examples"] = [*examples]
            examples = []
        notes = [*self._words(concept, skos.note), *also, *(f"For example: {one}" for one in examples)]
        if notes:
            value["note"] = "\n\n".join(notes)
            if also or examples:
                self._lose(name, Fate.APPROXIMATED, "other labels and examples are in its note")
        tags = [*self._words(concept, self.dcterms.subject), *self._collections(concept)]
        if tags:
            value["tags"] = [*dict.fromkeys(tags)]
        sources: list[Value] = [*self._words(concept, self.dcterms.source)]
        value["source"] = sources if named(str(concept)) and sources else f"skos {concept}"
        self._parent(concept, value)
        self._relations(concept, value)
        return value

    def _collections(self, concept: Node) -> list[str]:
        held = _sorted(self.graph.subjects(self.skos.member, concept))
        labels = [self._label(one) for one in held if not str(one).startswith(f"{self.scheme}#")]
        return [label for label in labels if label]

    def _parent(self, concept: Node, value: Data) -> None:
        graph, skos, kind = self.graph, self.skos, self.kinds[concept]
        broader = {*graph.objects(concept, skos.broader), *graph.subjects(skos.narrower, concept)}
        for parent in _sorted(broader):
            name = self.names.get(parent)
            if name is None or kind is not self.kinds[parent] or kind not in (Kind.OUTCOME, Kind.GROUP):
                self._lose(self.names[concept], Fate.DROPPED, f"no place for its broader {parent}")
            elif value.setdefault("part_of", name) != name:
                why = f"it is part of {value['part_of']} already, and not of {name} too"
                self._lose(self.names[concept], Fate.DROPPED, why)

    def _relations(self, concept: Node, value: Data) -> None:
        graph, name, kind = self.graph, self.names[concept], self.kinds[concept]
        aligned: dict[str, list[str]] = {}
        matches: dict[Node, Relation] = {self.skos[match]: relation for match, relation in _MATCHES.items()}
        matches[self.ref(f"{_TERMS}notEquivalent")] = Relation.NONE
        for predicate, relation in matches.items():
            for target in _sorted(graph.objects(concept, predicate)):
                there = named(str(target))
                if there and there[1]:
                    aligned.setdefault(relation.value, []).append(ids.qualified(there[0], there[1]))
                else:
                    self._lose(name, Fate.DROPPED, f"no place for its {relation} match {target}")
        if aligned:
            value["aligned"] = {relation: [*targets] for relation, targets in aligned.items()}
        related = {*graph.objects(concept, self.skos.related), *graph.subjects(self.skos.related, concept)}
        for target in _sorted(related):
            self._lose(name, Fate.DROPPED, f"no place for its related {self.names.get(target, str(target))}")
        for term, key in _LISTS.items():
            targets = self._targets(concept, self.ref(f"{_TERMS}{term}"))
            if targets:
                value[key] = [*targets]
        levels = self._targets(concept, self.ref(f"{_TERMS}level"))
        if levels and kind is Kind.OUTCOME:
            value["level"] = levels[0]
        elif levels:
            value["levels" if kind is Kind.GROUP else "level"] = [*levels]
        groups = self._targets(concept, self.dcterms.audience)
        if groups and kind in (Kind.COURSE, Kind.STANDARD):
            value["for"] = [*groups]
        rules = self._words_of_any_language(concept, self.ref(f"{_TERMS}rule"))
        if rules or any(True for _ in graph.objects(concept, self.dcterms.requires)):
            self._lose(name, Fate.DROPPED, f"a sentence is no rule: {' '.join(rules) or 'dcterms:requires'}")

    def _words_of_any_language(self, subject: Node, predicate: Node) -> list[str]:
        return sorted(map(str, self.graph.objects(subject, predicate)))

    def _targets(self, concept: Node, predicate: Node) -> list[str]:
        return [
            self.names[target] for target in _sorted(self.graph.objects(concept, predicate)) if target in self.names
        ]

    # --- the result -------------------------------------------------------------------------------------

    def _ladder(self) -> list[Node]:
        """The levels from low to high, by an ordered collection of them; else by notation."""
        from rdflib.collection import Collection

        levels = [concept for concept in self.concepts if self.kinds[concept] is Kind.LEVEL]
        for head in _sorted(self.graph.objects(None, self.skos.memberList)):
            listed = [*Collection(self.graph, head)]
            if set(listed) == set(levels):
                return listed
        return levels

    def result(self, wanted: str | None) -> tuple[Data, Losses]:
        graph, scheme, dcterms = self.graph, self.scheme, self.dcterms
        title = self._label(scheme) or next(iter(self._words(scheme, dcterms.title)), None)
        own = named(str(scheme))
        if title is None:
            title = Path(self.file).stem
            self._lose(str(scheme), Fate.APPROXIMATED, f"the scheme has no label; {title!r} stands for it")
        publishers = self._words(scheme, dcterms.publisher) + self._words(scheme, dcterms.creator)
        if not publishers:
            publishers = sorted(map(str, graph.objects(scheme, dcterms.publisher))) or ["unknown"]
            self._lose(str(scheme), Fate.APPROXIMATED, f"no publisher is named; {publishers[0]!r} stands for it")
        value: Data = {
            "format": "framework/1",
            "id": wanted or (own[0] if own else None) or framework_id(title, str(scheme)),
            "title": title,
            "publisher": publishers[0],
            "language": self.language or "und",
        }
        for key, predicate in (
            ("description", dcterms.description),
            ("note", self.skos.note),
            ("reading", self.skos.scopeNote),
        ):
            words = self._words(scheme, predicate)
            if words:
                value[key] = "\n\n".join(words)
        days: Data = {}
        for key in ("from", "to"):
            for day in graph.objects(scheme, self.ref(f"{_TERMS}{key}")):
                days[key] = str(day)
        if days:
            value["valid"] = days
        value["sources"] = self._sources(title)
        sections: dict[str, list[tuple[str, Data]]] = {}
        section = {kind: name for name, kind in SECTIONS.items()}
        for concept in [*self._ladder(), *(one for one in self.concepts if self.kinds[one] is not Kind.LEVEL)]:
            item = self._item(concept)
            if item is not None:
                sections.setdefault(section[self.kinds[concept]], []).append((self.names[concept], item))
        for name in SECTIONS:
            rows = sections.get(name, [])
            if rows:
                value[name] = [{"id": key, **row} for key, row in rows] if name == "levels" else dict(rows)
        touched = {loss.item for loss in self.lost}
        kept = sum(name not in touched for name in self.names.values())
        return value, Losses(kept, tuple(self.lost))

    def _sources(self, title: str) -> Data:
        words = self._words(self.scheme, self.dcterms.source)
        url = str(self.scheme)
        source: Data = {"title": title, **({"url": url} if "://" in url else {})}
        if words:
            source["description"] = "; ".join(words)
        keys: dict[str, None] = {"skos": None}
        for concept in self.concepts:  # ours name a key first
            if named(str(concept)):
                held = (word.split(" ")[0] for word in self._words(concept, self.dcterms.source))
                keys |= dict.fromkeys(key for key in held if ids.ITEM_ID.match(key))
        return {key: dict(source) for key in keys}
