"""CASE 1.1 and 1.0 (1EdTech Competencies and Academic Standards Exchange): a framework as a CFPackage in JSON.

Every item is a CFItem, with its kind as CFItemType; what stands between items is a CFAssociation. In 1.1, what the
standard has no terms for stands under `competency` in `extensions`, so that a package of ours reads back whole. 1.0
has no extensions: rules, sources and remarks go into `notes` in words, the rest is lost and told.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from attrs import evolve, frozen

from competency import ids, notation
from competency.errors import InvalidOption
from competency.interop._asked import asked
from competency.interop._case_reading import read
from competency.interop._case_terms import (
    ALIGNMENTS,
    CHILD,
    IN_WORDS,
    NO_MATCH,
    OWN,
    PRECEDES,
    RELATED,
    SKILL_LEVEL,
    TYPE_URIS,
    TYPES,
    fingerprint,
)
from competency.interop._identity import identifier, uri
from competency.interop._placed_json import without_collecting
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
    Standard,
    kind_of,
)
from competency.requirements import Requirement, Unstated
from competency.sentences import sentences
from competency.values import Value

FORMAT: Final = "case"
TITLE: Final = "CASE package (1EdTech), version 1.1 or 1.0"
SUFFIX: Final = ".json"
BINARY: Final = False
LOSES: Final = (
    "1.1: nothing to a reader that knows our `extensions`; to any other, what makes a rule a rule: all of, any of, "
    "how often, by when, unless, and how two related items are related",
    "1.0: the same for every reader, and modes, minutes, providers, examples of roles and the types of facts; "
    "rules, sources and readings are told in words only",
)

__all__ = ["BINARY", "FORMAT", "LOSES", "SUFFIX", "TITLE", "dump", "read"]

_VERSIONS: Final = ("1.1", "1.0")
_NEVER: Final = date(1970, 1, 1)

_HELD_BY_CASE: Final = ("title", "statement", "tags", "part_of")
_AS_ASSOCIATIONS: Final = ("level", "levels", "develops", "for", "includes", "grants", "extends", "aligned")
_TOLD_IN_NOTES: Final = ("description", "reading", "note", "source")
_TOLD_AS_RULES: Final = ("requires", "require", "when", "unless", "ideally", "due", "before", "after", "within")
_RULES: Final = (*_TOLD_AS_RULES, "opens", "every", "subject", "strength")


@frozen
class _Edge:
    """An association that is derived from what an item says under a key of ours."""

    type: str
    origin: str
    destination: str
    states: str


def dump(framework: Framework, *, on: date | None = None, version: str = "1.1", base: str = "") -> tuple[str, Losses]:
    """The framework as a CFPackage, with what of it the standard has no place for.

    `on` is the day of the last change that the package states; without it, the first day of the framework, and that
    is told. `base` is the address under which the package will be served (`https://…/ims/case/v1p1`); without one,
    its URIs are our own URNs, which name things and lead nowhere. One object a line, in the order of the framework.

    >>> from competency.loading import load
    >>> text, losses = dump(load("kirklees"), on=date(2011, 4, 1))
    >>> str(losses)
    '94 kept'

    Raises:
        InvalidOption: there is no such version, or `base` is no address.
    """
    if version not in _VERSIONS:
        raise InvalidOption(FORMAT, "version", f"{version!r} is none of {', '.join(_VERSIONS)}")
    if base and not base.startswith(("https://", "http://")):
        raise InvalidOption(FORMAT, "base", f"{base!r} is no address; write https://…/ims/case/v1p1")
    with without_collecting():
        writing = _Writing(framework, on, version, base.rstrip("/"))
        return writing.text(), writing.losses()


class _Writing:
    """One framework on its way into one version of the standard."""

    def __init__(self, framework: Framework, on: date | None, version: str, base: str) -> None:
        self.framework = framework
        self.given = on
        self.extends = version != "1.0"
        self.base = base
        starts = framework.starts
        self.changed = f"{on or (starts if isinstance(starts, date) else _NEVER)}T00:00:00Z"
        self.document = identifier(framework.id)
        self.edges = {item.id: tuple(dict.fromkeys(self._edges(item))) for item in framework}
        self.children: Counter[str | None] = Counter()
        said: dict[str, list[str]] = {}
        for sentence in sentences(framework, tuple(item for item in framework if not isinstance(item, Outcome))):
            said.setdefault(sentence.id, []).append(sentence.sentence)
        self.said = said
        self.identifiers: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.types = {kind: self._type_link(kind) for kind in TYPES}

    # --- names ------------------------------------------------------------------------------------------

    def _identifier(self, item: str) -> str:
        if item not in self.identifiers:
            self.identifiers[item] = identifier(*ids.qualified(self.framework.id, item).split(":", 1))
        return self.identifiers[item]

    def _uri(self, kind: str, name: str, own: str) -> str:
        return f"{self.base}/{kind}/{name}" if self.base else own

    def _item_uri(self, item: str) -> str:
        return self._uri("CFItems", self._identifier(item), uri(self.framework.id, item))

    def _link(self, item: str) -> str:
        """A link to an item of this framework or of another one, as text. Each is written many times."""
        if item not in self.links:
            known = self.framework.items.get(item)
            title = item if known is None or isinstance(known, Outcome) else known.title
            to = self._item_uri(item) if known is not None else uri(self.framework.id, item)
            self.links[item] = _encoded({"title": title, "identifier": self._identifier(item), "uri": to})
        return self.links[item]

    def _document_link(self) -> str:
        return _encoded({"title": self.framework.title, "identifier": self.document, "uri": self._document_uri()})

    def _document_uri(self) -> str:
        return self._uri("CFDocuments", self.document, uri(self.framework.id))

    # --- the package ------------------------------------------------------------------------------------

    def text(self) -> str:
        items = [_encoded(self._item(item)) for item in self.framework]
        associations = [*self._associations()]
        types = [_encoded(self._type(kind)) for kind in dict.fromkeys(map(kind_of, self.framework))]
        return (
            f'{{"CFDocument": {_encoded(self._document())},\n'
            f'"CFItems": {_lines(items)},\n'
            f'"CFAssociations": {_lines(associations)},\n'
            f'"CFDefinitions": {{"CFItemTypes": {_lines(types)}}}}}\n'
        )

    def _document(self) -> dict[str, Value]:
        framework = self.framework
        data = notation.framework_data(_without_items(framework))
        held: dict[str, Value] = {
            "identifier": self.document,
            "uri": self._document_uri(),
            "creator": framework.publisher,
            "title": framework.title,
            "lastChangeDateTime": self.changed,
            "publisher": framework.publisher,
            "description": framework.description,
            "language": framework.language,
            "statusStartDate": _day(framework.starts),
            "statusEndDate": _day(framework.ends),
        }
        notes = self._notes(framework.reading, framework.note)
        if self.extends:
            rest: dict[str, Value] = {"format": data["format"], "id": framework.id}
            rest |= {
                key: data[key]
                for key in ("sources", "note", "reading", "source", "tags", "aligned", "notice")
                if key in data
            }
            valid = _unstated(data.get("valid"))
            if valid:
                rest["valid"] = valid
            rest["associations"] = sum(map(len, self.edges.values()))
            held |= {"caseVersion": "1.1", **self._with_notes(notes, rest)}
        elif notes:
            held["notes"] = notes
        return _kept(held)

    def _item(self, item: AnyItem) -> dict[str, Value]:
        name, kind = self._identifier(item.id), kind_of(item)
        data = notation.item_data(item)
        title = item.statement if isinstance(item, Outcome) else item.title
        dated = item if isinstance(item, Course | Standard) else None
        held: dict[str, Value] = {
            "identifier": name,
            "uri": self._item_uri(item.id),
            "fullStatement": title,
            "abbreviatedStatement": item.title if isinstance(item, Outcome) and item.title != title else None,
            "humanCodingScheme": item.id,
            "CFItemType": TYPES[kind][0],
            "CFItemTypeURI": self.types[kind],
            "language": self.framework.language,
            "conceptKeywords": list(item.tags),
            "educationLevel": self._audience(item),
            "statusStartDate": _day(dated.starts) if dated else None,
            "statusEndDate": _day(dated.ends) if dated else None,
            "lastChangeDateTime": self.changed,
        }
        told = self.said.get(ids.qualified(self.framework.id, item.id), ())
        sources = f"Source: {'; '.join(item.source)}" if item.source and not self.extends else None
        notes = self._notes(item.reading, item.note, item.description, *told, sources)
        if self.extends:
            rest: dict[str, Value] = {"kind": kind.value, "id": item.id}
            rest |= {key: value for key, value in data.items() if key not in _HELD_BY_CASE}
            for key, day in (("from", "statusStartDate"), ("to", "statusEndDate")):
                if held[day] is not None:
                    del rest[key]
            if _part_of(item) and _parent(item) is None:
                rest["part_of"] = _part_of(item)
            held |= self._with_notes(notes, rest)
        elif notes:
            held["notes"] = notes
        return _kept(held)

    def _notes(self, reading: str | None, note: str | None, *more: str | None) -> str:
        paragraphs = [paragraph for paragraph in more if paragraph]
        paragraphs += [IN_WORDS["reading"] + reading] if reading else []
        paragraphs += [IN_WORDS["note"] + note] if note else []
        return "\n\n".join(paragraphs)

    def _with_notes(self, notes: str, rest: dict[str, Value]) -> dict[str, Value]:
        if not notes:
            return {"extensions": {OWN: rest}}
        return {"notes": notes, "extensions": {OWN: {**rest, "notes": fingerprint(notes)}}}

    def _audience(self, item: AnyItem) -> list[Value]:
        """For whom a course or a standard is, in words: the nearest that the standard has is the education level."""
        entries = item.audience if isinstance(item, Course | Standard) else ()
        return [self.framework.title_of(entry.group) for entry in entries if not isinstance(entry.group, Unstated)]

    def _type_link(self, kind: Kind) -> dict[str, Value]:
        name = identifier("kind", kind.value)
        return {
            "title": TYPES[kind][0],
            "identifier": name,
            "uri": self._uri("CFItemTypes", name, TYPE_URIS + kind.value),
        }

    def _type(self, kind: Kind) -> dict[str, Value]:
        return {
            **self.types[kind],
            "description": TYPES[kind][1],
            "hierarchyCode": str(tuple(TYPES).index(kind) + 1),
            "typeCode": kind.value,
            "lastChangeDateTime": self.changed,
        }

    # --- associations -----------------------------------------------------------------------------------

    def _associations(self) -> Iterator[str]:
        document = self._document_link()
        for item in self.framework:
            parent = _parent(item)
            self.children[parent] += 1
            above = document if parent is None else self._link(parent)
            sequence = f'"sequenceNumber": {self.children[parent]}, '
            yield self._association(CHILD, self._link(item.id), above, (item.id, parent or ""), sequence)
        for item in self.framework:
            for edge in self.edges[item.id]:
                if edge.type != NO_MATCH or self.extends:
                    ends = self._link(edge.origin), self._link(edge.destination)
                    states = f'"extensions": {{"{OWN}": {{"states": {_encoded(edge.states)}}}}}, '
                    names = (edge.origin, edge.destination, edge.states)
                    yield self._association(edge.type, *ends, names, states if self.extends else "")

    def _association(self, type: str, origin: str, destination: str, names: tuple[str, ...], more: str) -> str:
        """An association as text, made of its ends as text: there are more of them than of all else."""
        name = identifier(self.framework.id, type, *names)
        own = _encoded(f"{self.base}/CFAssociations/{name}") if self.base else f'"urn:uuid:{name}"'
        return (
            f'{{"identifier": "{name}", "associationType": "{type}", {more}"uri": {own}, '
            f'"originNodeURI": {origin}, "destinationNodeURI": {destination}, '
            f'"lastChangeDateTime": "{self.changed}"}}'
        )

    def _edges(self, item: AnyItem) -> Iterator[_Edge]:
        name = item.id
        for alignment in item.aligned:
            yield _Edge(ALIGNMENTS[alignment.relation], name, alignment.target, f"aligned {alignment.relation}")
        match item:
            case Level():
                yield from self._ladder(item)
                yield from _before(name, item.requires)
            case Group():
                yield from _stated(SKILL_LEVEL, name, item.levels, "levels")
                yield from _stated(RELATED, name, item.extends, "extends")
            case Outcome(level=str(level)):
                yield _Edge(SKILL_LEVEL, name, level, "level")
            case Evidence():
                yield from _stated(RELATED, name, item.develops, "develops")
                yield from _before(name, item.requires)
            case Course():
                yield from _stated(SKILL_LEVEL, name, item.levels, "level")
                yield from _stated(RELATED, name, item.develops, "develops")
                yield from _stated(RELATED, name, (entry.group for entry in item.audience), "for")
                yield from _stated(RELATED, name, item.includes, "includes")
                yield from _stated(RELATED, name, item.grants, "grants")
                yield from _before(name, item.requires)
            case Standard():
                yield from _stated(RELATED, name, (entry.group for entry in item.audience), "for")
                yield from _stated(RELATED, name, asked(item.require), "require")
            case _:
                pass

    def _ladder(self, level: Level) -> Iterator[_Edge]:
        rungs = self.framework.levels
        index = rungs.index(level)
        if index:
            yield _Edge(PRECEDES, rungs[index - 1].id, level.id, "ladder")

    # --- what is lost -----------------------------------------------------------------------------------

    def losses(self) -> Losses:
        lost: list[Loss] = []
        if self.given is None:
            why = f"no day was given for the last change, which CASE asks for; {self.changed[:10]} is stated"
            lost.append(Loss(self.framework.id, Fate.APPROXIMATED, why))
        if not self.extends:
            lost += self._losses_without_extensions()
        touched = {loss.item for loss in lost}
        return Losses(sum(item.id not in touched for item in self.framework), tuple(lost))

    def _losses_without_extensions(self) -> Iterator[Loss]:
        framework = self.framework
        for what, given in (
            ("sources", framework.sources),
            ("notice", "notice" in notation.framework_data(_without_items(framework))),
            ("tags", framework.tags),
            ("aligned", framework.aligned),
            ("source", framework.source),
        ):
            if given:
                yield Loss(framework.id, Fate.DROPPED, f"CASE 1.0 has no place for its {what}")
        for item in framework:
            keys = [key for key in notation.item_data(item) if key not in _HELD_BY_CASE]
            if isinstance(item, Course | Standard):
                held = {"from": _day(item.starts), "to": _day(item.ends)}
                keys = [key for key in keys if held.get(key) is None]
            words = [key for key in keys if key in _TOLD_IN_NOTES or key in _RULES]
            plain = [key for key in keys if key in _AS_ASSOCIATIONS and key not in ("level", "levels")]
            gone = [key for key in keys if key not in (*words, *plain, "level", "levels")]
            if words:
                yield Loss(item.id, Fate.APPROXIMATED, f"told in words only: {', '.join(words)}")
            if plain:
                yield Loss(item.id, Fate.APPROXIMATED, f"as a relation, not what it means: {', '.join(plain)}")
            if gone:
                yield Loss(item.id, Fate.DROPPED, f"CASE 1.0 has no place for: {', '.join(gone)}")
            for edge in self.edges[item.id]:
                if edge.type == NO_MATCH:
                    why = f"CASE 1.0 can't say that it is not equivalent to {edge.destination}"
                    yield Loss(item.id, Fate.DROPPED, why)


_encoded: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def _lines(objects: list[str]) -> str:
    return "[\n" + ",\n".join(objects) + "]" if objects else "[]"


def _kept(pairs: dict[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in pairs.items() if value is not None and value != []}


def _day(day: date | Unstated | None) -> str | None:
    return day.isoformat() if isinstance(day, date) else None


def _unstated(valid: Value) -> dict[str, Value]:
    """Of the days of validity, those that are `unstated`; CASE holds the others."""
    return {key: day for key, day in valid.items() if day == "unstated"} if isinstance(valid, dict) else {}


def _without_items(framework: Framework) -> Framework:
    return evolve(framework, levels=(), facts=(), groups=(), outcomes=(), evidence=(), courses=(), standards=())


def _part_of(item: Item) -> str | None:
    return item.part_of if isinstance(item, Group | Outcome) else None


def _parent(item: Item) -> str | None:
    """The item of this framework that it is part of; one of another framework is no place in this tree."""
    whole = _part_of(item)
    return whole if whole is not None and ":" not in whole else None


def _stated(type: str, origin: str, targets: Iterable[str | Unstated], states: str) -> Iterator[_Edge]:
    for target in targets:
        if not isinstance(target, Unstated):
            yield _Edge(type, origin, target, states)


def _before(name: str, requirement: Requirement | None) -> Iterator[_Edge]:
    for item in asked(requirement):
        yield _Edge(PRECEDES, item, name, "requires")
