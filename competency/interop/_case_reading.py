"""CFPackages to framework documents: see `case`."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

from attrs import Factory, define

from competency import ids
from competency.diagnostics import PATH, Span
from competency.errors import CannotRead
from competency.interop import _placed_json as placed_json
from competency.interop._case_terms import (
    CHILD,
    EXACT,
    KINDS_BY_TYPE,
    OWN,
    PRECEDES,
    SKILL_LEVEL,
    fingerprint,
)
from competency.interop._identity import Names, framework_id, identifier, named
from competency.interop._placed_json import Placed
from competency.interop.losses import Fate, Loss, Losses
from competency.model import SECTIONS, Kind
from competency.values import Value

Data = dict[str, Value]

_LISTS: Final = ("CFItems", "CFAssociations", "CFRubrics")
_KINDS: Final = {kind.value: kind for kind in SECTIONS.values()}
_OUR_TYPES: Final[Mapping[str | None, Kind]] = {identifier("kind", kind.value): kind for kind in _KINDS.values()}
_SECTION: Final = {kind: section for section, kind in SECTIONS.items()}

_STATEMENTS: Final = ("fullStatement", "abbreviatedStatement", "alternativeLabel", "humanCodingScheme")
_READ: Final = frozenset(
    "identifier uri fullStatement abbreviatedStatement alternativeLabel humanCodingScheme CFItemType CFItemTypeURI "
    "conceptKeywords notes lastChangeDateTime extensions CFDocumentURI CFItemAssociationURI".split()
)
"""Of an item: what has a place with us, and what only says what the package says anyway."""
_READ_OF_OUR_OWN: Final = _READ | {"language", "educationLevel"}
_DATES: Final = {"from": "statusStartDate", "to": "statusEndDate"}
_TOLD_OF_THE_DOCUMENT: Final = (
    "frameworkType",
    "version",
    "adoptionStatus",
    "subject",
    "educationLevel",
    "lastChangeDateTime",
)
_READ_OF_THE_DOCUMENT: Final = frozenset(
    "identifier uri creator publisher title description language notes statusStartDate statusEndDate extensions "
    "officialSourceURL caseVersion CFPackageURI".split()
)
_OF_THE_DOCUMENT: Final = ("sources", "note", "reading", "source", "tags", "aligned", "notice", "valid")
_OWN_KEYS: Final = ("kind", "id", "notes")


def read(path: str | os.PathLike[str], *, framework_id: str | None = None) -> tuple[Data, Losses]:
    """The framework document of a CFPackage of version 1.0 or 1.1, with what of the package it has no place for.

    Read are also packages that the schemas refuse: wrapped in `CFPackage`, with times without a zone, with null where
    a key should be left out, with keys of a server's own. A package that `dump` wrote in version 1.1 gives the same
    framework again; what was changed in it since counts, except that the relations between items are read off
    `extensions`. `framework_id` None: made of the title.

    Raises:
        UnreadableFile: the file can't be opened or read.
        CannotRead: it is no JSON, has no CFDocument, or is longer than is read.
        DocumentFaults: it is not UTF-8.
    """
    with placed_json.without_collecting():
        return _read(path, framework_id)


def _read(path: str | os.PathLike[str], framework_id: str | None) -> tuple[Data, Losses]:
    package = placed_json.members(path, lists=_LISTS, inside="CFPackage")
    document = package.values.get("CFDocument")
    if document is None or not isinstance(document.value, dict):
        raise CannotRead(os.fspath(path), "it is no CFPackage: it has no CFDocument", "export a CASE package (JSON)")
    reading = _Reading(document, framework_id, Path(path).name)
    for name in _LISTS[:2]:
        if name in package.values and package.values[name].value is not None:
            reading.lose(name, Fate.DROPPED, "it is no list", package.values[name].span)
    reading.take_items(package.lists.get("CFItems", ()))
    reading.take_associations(package.lists.get("CFAssociations", ()))
    for key, held in package.values.items():
        if key not in ("CFDocument", "CFDefinitions", *_LISTS) and held.value:
            reading.lose(key, Fate.DROPPED, "a framework has no place for it", held.span)
    if package.lists.get("CFRubrics"):
        rubrics = package.lists["CFRubrics"]
        reading.lose("CFRubrics", Fate.DROPPED, f"{len(rubrics)} rubrics; a framework has none", rubrics[0].span)
    return reading.result()


@define
class _Node:
    """An item on its way: its value so far, and what is known of it beside."""

    name: str
    kind: Kind
    value: Data
    span: Span
    own: bool
    identifier: str
    sequence: int | None = None
    before: list[str] = Factory(list)
    """The courses that come first, in the order of the file."""


@define
class _Association:
    type: str
    origin: str
    destination: str
    destination_uri: str
    sequence: int | None
    placed: Placed

    @property
    def span(self) -> Span:
        return self.placed.span


class _Reading:
    """A package on its way to a document, noting what is lost."""

    def __init__(self, document: Placed, wanted: str | None, file: str) -> None:
        assert isinstance(document.value, dict)
        self.span = document.span
        self.document = document.value
        self.own = _own(self.document)
        self.file = file
        uri = named(_text(self.document.get("uri")) or "")
        stated = _text(self.own.get("id"))
        self.id = wanted or stated or (uri[0] if uri else None) or framework_id(_text(self.document.get("title")))
        self.nodes: dict[str, _Node] = {}
        self.ids: dict[str, str] = {}
        """The identifier of an item by each identifier and URI that it is known by."""
        self.names: Names | None = None
        self.languages: Counter[str] = Counter()
        self.lost: list[Loss] = []
        self.case = self._free_key()

    def lose(self, item: str, fate: Fate, why: str, span: Span) -> None:
        self.lost.append(Loss(item, fate, why, span))

    def _free_key(self) -> str:
        """The key of `sources` under which the package itself stands."""
        taken = self.own.get("sources")
        held = taken if isinstance(taken, dict) else {}
        return next(
            key for number in range(len(held) + 1) if (key := f"case-{number}" if number else "case") not in held
        )

    # --- items ------------------------------------------------------------------------------------------

    def take_items(self, items: tuple[Placed, ...]) -> None:
        given = [name for held in items if isinstance(held.value, dict) and (name := _stated(held.value))]
        once = {name for name, times in Counter(given).items() if times == 1}
        self.names = Names(taken=("appointed", "everyone", "joining", "unstated", *sorted(once)))
        for held in items:
            if isinstance(held.value, dict):
                self._take(held.value, held.span, once)
            else:
                self.lose("CFItems", Fate.DROPPED, "an item is an object", held.span)

    def _take(self, item: Data, span: Span, once: set[str]) -> None:
        own = _own(item)
        uri = _text(item.get("uri"))
        key = _text(item.get("identifier")) or uri
        words = next((word for name in _STATEMENTS if (word := _text(item.get(name)))), None)
        told = _text(own.get("id")) or _text(item.get("humanCodingScheme")) or key or words or "CFItem"
        if key is None or words is None:
            lacking = "identifier" if key is None else "fullStatement"
            self.lose(told, Fate.DROPPED, f"it has no {lacking}", span)
            return
        if key in self.nodes:
            self.lose(told, Fate.DROPPED, f"its identifier is that of {self.nodes[key].name} too", span)
            return
        kind = _KINDS.get(_text(own.get("kind")) or "") or _kind_by_type(item)
        node = _Node(self._name(item, once), kind, {}, span, bool(own.get("kind")), key)
        self.nodes[key] = node
        self.ids[key.lower()] = key
        if uri:
            self.ids.setdefault(uri, key)
        if not _text(item.get("fullStatement")):
            self.lose(node.name, Fate.APPROXIMATED, "it has no fullStatement; a shorter text stands for it", span)
        language = _text(item.get("language"))
        if language is not None:
            self.languages[language] += 1
        self._state(node, item, own, words)

    def _name(self, item: Data, once: set[str]) -> str:
        assert self.names is not None
        stated = _stated(item)
        if stated in once:
            return stated
        short = next(
            (_text(item.get(key)) for key in ("abbreviatedStatement", "alternativeLabel") if item.get(key)), None
        )
        return self.names.of(
            stated,
            _text(item.get("humanCodingScheme")),
            short,
            _text(item.get("fullStatement")),
        )

    def _state(self, node: _Node, item: Data, own: Data, words: str) -> None:
        """Fills in what the item says of itself."""
        value = node.value
        short = _text(item.get("abbreviatedStatement"))
        if node.kind is Kind.OUTCOME:
            if short and short != words:
                value["title"] = short
            value["statement"] = words
        else:
            value["title"] = words
            if short and short != words:
                self.lose(node.name, Fate.DROPPED, f"only outcomes have a short name beside: {short!r}", node.span)
        value |= {key: held for key, held in own.items() if key not in _OWN_KEYS and key not in value}
        tags = _texts(item.get("conceptKeywords"))
        if not node.own:
            tags += self._tags_of_others(node, item, tags)
            code = _text(item.get("humanCodingScheme"))
            value["source"] = f"{self.case} {f'{code}, ' if code else ''}{node.identifier}"
        if tags:
            value["tags"] = [*dict.fromkeys(tags)]
        self._days(node, item)
        self._notes(node, _text(item.get("notes")), own)
        gone = [key for key, held in item.items() if held and key not in self._known(node)]
        if gone:
            self.lose(node.name, Fate.DROPPED, f"a framework has no place for its {', '.join(gone)}", node.span)

    def _known(self, node: _Node) -> frozenset[str]:
        if node.own:
            return _READ_OF_OUR_OWN | {"statusStartDate", "statusEndDate"}
        dated = {"statusStartDate", "statusEndDate"} if node.kind in (Kind.COURSE, Kind.STANDARD) else set()
        language = {"language"}  # told once, by `_language`, where it is another one
        return _READ | {"educationLevel", "educationalLevel"} | dated | language

    def _tags_of_others(self, node: _Node, item: Data, known: list[Value]) -> list[Value]:
        """What others say of an item and we have only tags for."""
        tags: list[Value] = []
        told = []
        sort = _text(item.get("CFItemType"))
        if sort and node.kind is Kind.OUTCOME and sort.lower() not in KINDS_BY_TYPE:
            tags.append(sort)
            told.append("CFItemType")
        for key in ("educationLevel", "educationalLevel"):  # the latter is a slip of older servers
            levels = [f"education level {level}" for level in _texts(item.get(key))]
            tags += levels
            told += [key] * bool(levels)
        language, whole = _text(item.get("language")), _text(self.document.get("language"))
        if language and whole and language.partition("-")[0] != whole.partition("-")[0]:
            tags.append(f"language {language}")
            told.append("language")
        if told:
            self.lose(node.name, Fate.APPROXIMATED, f"as a tag: {', '.join(told)}", node.span)
        return [tag for tag in tags if tag not in known]

    def _days(self, node: _Node, item: Data) -> None:
        if node.kind not in (Kind.COURSE, Kind.STANDARD):
            return
        for key, field in _DATES.items():
            day = _day(item.get(field))
            if day is not None:
                node.value[key] = day

    def _notes(self, node: _Node, notes: str | None, own: Data) -> None:
        if notes is None or own.get("notes") == fingerprint(notes):
            return
        if node.own:
            why = "notes was changed since it was exported; it is the note now, and what it was made of stays"
            self.lose(node.name, Fate.APPROXIMATED, why, node.span)
        node.value["note"] = notes

    # --- associations -----------------------------------------------------------------------------------

    def take_associations(self, held: tuple[Placed, ...]) -> None:
        others = [one for one in held if not (self.own and _text(_own(one.value).get("states")))]
        associations = [found for one in others if (found := self._association(one)) is not None]
        ours = len(held) - len(others)  # derived from what the items themselves say, which counts
        stated = self.own.get("associations")
        if isinstance(stated, int) and ours < stated:
            why = f"{stated - ours} associations were taken out since it was exported; what items say of them stays"
            self.lose(self.id, Fate.APPROXIMATED, why, self.span)
        before: list[tuple[_Node, _Node, Span]] = []
        for one in associations:
            self._relate(one, before)
        self._order_levels(before)

    def _association(self, held: Placed) -> _Association | None:
        value = held.value
        if not isinstance(value, dict):
            self.lose("CFAssociations", Fate.DROPPED, "an association is an object", held.span)
            return None
        origin, destination = (value.get(key) for key in ("originNodeURI", "destinationNodeURI"))
        sort = _text(value.get("associationType")) or ""
        if not isinstance(origin, dict) or not isinstance(destination, dict) or not sort:
            self.lose(_text(value.get("identifier")) or "CFAssociation", Fate.DROPPED, "it lacks an end", held.span)
            return None
        sequence = value.get("sequenceNumber")
        return _Association(
            type=sort[:1].lower() + sort[1:],
            origin=self._end(origin),
            destination=self._end(destination),
            destination_uri=_text(destination.get("uri")) or "",
            sequence=sequence if isinstance(sequence, int) else None,
            placed=held,
        )

    def _end(self, link: Data) -> str:
        identifier, uri = _text(link.get("identifier")) or "", _text(link.get("uri")) or ""
        return self.ids.get(identifier.lower()) or self.ids.get(uri) or identifier or uri

    def _relate(self, one: _Association, before: list[tuple[_Node, _Node, Span]]) -> None:
        """Takes in an association that is not ours: what it says of its origin, or that there is no place for it."""
        origin, destination = self.nodes.get(one.origin), self.nodes.get(one.destination)
        if origin is None:
            far = "" if destination is None else f" of {destination.name}"
            self.lose(f"{one.type}{far}", Fate.DROPPED, f"its origin {one.origin} is not in the package", one.span)
            return
        if one.type in (CHILD, "isPartOf"):
            self._part(one, origin, destination)
        elif destination is None:
            self._outside(one, origin)
        elif one.type == PRECEDES and Kind.COURSE is origin.kind is destination.kind:
            destination.before.append(origin.name)
        elif one.type == PRECEDES and Kind.LEVEL is origin.kind is destination.kind:
            before.append((origin, destination, one.span))
        elif one.type == SKILL_LEVEL and destination.kind is Kind.LEVEL:
            self._level(one, origin, destination.name)
        else:
            why = f"no place for {one.type} between {origin.kind} and {destination.kind} ({destination.name})"
            self.lose(origin.name, Fate.DROPPED, why, one.span)

    def _part(self, one: _Association, origin: _Node, destination: _Node | None) -> None:
        if destination is None:
            if one.destination.lower() == (_text(self.document.get("identifier")) or "").lower() or (
                one.destination_uri and one.destination_uri == _text(self.document.get("uri"))
            ):
                origin.sequence = one.sequence if origin.sequence is None else origin.sequence
            else:
                why = f"what it is part of is not in the package: {one.destination}"
                self.lose(origin.name, Fate.DROPPED, why, one.span)
        elif destination.kind is Kind.LEVEL and origin.kind in (Kind.OUTCOME, Kind.COURSE):
            self._level(one, origin, destination.name)
        elif origin.kind is not destination.kind or origin.kind not in (Kind.OUTCOME, Kind.GROUP):
            why = f"a {origin.kind} is no part of a {destination.kind} ({destination.name})"
            self.lose(origin.name, Fate.DROPPED, why, one.span)
        elif origin.value.setdefault("part_of", destination.name) != destination.name:
            why = f"it is part of {origin.value['part_of']} already, and not of {destination.name} too"
            self.lose(origin.name, Fate.DROPPED, why, one.span)

    def _level(self, one: _Association, origin: _Node, level: str) -> None:
        if origin.kind in (Kind.COURSE, Kind.GROUP):
            key = "levels" if origin.kind is Kind.GROUP else "level"
            held = origin.value.get(key)
            levels = held if isinstance(held, list) else [held] if isinstance(held, str) else []
            if level not in levels:
                origin.value[key] = [*levels, level]
        elif origin.kind is not Kind.OUTCOME or origin.value.setdefault("level", level) != level:
            self.lose(origin.name, Fate.DROPPED, f"no place for its level {level}", one.span)

    def _outside(self, one: _Association, origin: _Node) -> None:
        """An association with something that is not in the package."""
        there = named(one.destination_uri)
        if one.type != EXACT or there is None or there[1] is None:
            why = f"no place for {one.type} with {one.destination_uri or one.destination}, outside the package"
            self.lose(origin.name, Fate.DROPPED, why, one.span)
            return
        aligned = origin.value.setdefault("aligned", {})
        if isinstance(aligned, dict):
            held = aligned.get("exact")
            exact = held if isinstance(held, list) else [held] if isinstance(held, str) else []
            aligned["exact"] = [*exact, ids.qualified(there[0], there[1])]

    def _order_levels(self, before: list[tuple[_Node, _Node, Span]]) -> None:
        """Puts the levels in the order of the ladder: by their sequence numbers, then by what precedes what."""
        levels = [node for node in self.nodes.values() if node.kind is Kind.LEVEL]
        levels.sort(key=lambda node: (node.sequence is None, node.sequence or 0))
        known = {node.identifier: node for node in levels}
        sorter: TopologicalSorter[str] = TopologicalSorter({node.identifier: () for node in levels})
        for low, high, _ in before:
            sorter.add(high.identifier, low.identifier)
        if before:
            try:
                levels = [known[identifier] for identifier in sorter.static_order()]
            except CycleError:
                for low, high, span in before:
                    self.lose(low.name, Fate.DROPPED, f"that it precedes {high.name}: that runs in a circle", span)
        for node in levels:
            del self.nodes[node.identifier]
        self.nodes = {node.identifier: node for node in levels} | self.nodes

    # --- the result -------------------------------------------------------------------------------------

    def result(self) -> tuple[Data, Losses]:
        places: dict[PATH, Span] = {(): self.span}
        sections: dict[str, list[_Node]] = {section: [] for section in SECTIONS}
        for node in self.nodes.values():
            sections[_SECTION[node.kind]].append(node)
            if node.before and "requires" not in node.value:
                rules: list[Value] = [{"completed": name} for name in dict.fromkeys(node.before)]
                node.value["requires"] = rules[0] if len(rules) == 1 else {"all": rules}
            elif node.before:
                why = f"what it requires is stated already; precedes by {', '.join(node.before)} is not added"
                self.lose(node.name, Fate.DROPPED, why, node.span)
        value = self._head()
        for section, nodes in sections.items():
            if not nodes:
                continue
            if section == "levels":
                value[section] = [{"id": node.name, **node.value} for node in nodes]
                places |= {(section, index): node.span for index, node in enumerate(nodes)}
            else:
                value[section] = {node.name: node.value for node in nodes}
                places |= {(section, node.name): node.span for node in nodes}
        touched = {loss.item for loss in self.lost}
        kept = sum(node.name not in touched for node in self.nodes.values())
        lost = sorted(self.lost, key=lambda loss: (loss.span is not None, loss.span))
        return value, Losses(kept, tuple(lost), places)

    def _head(self) -> Data:
        document = self.document
        head: Data = {
            "format": "framework/1",
            "id": self.id,
            "title": _text(document.get("title")) or self._guessed("title", self.file),
            "publisher": _text(document.get("publisher"))
            or _text(document.get("creator"))
            or self._guessed("creator", "unknown"),
            "language": _text(document.get("language")) or self._language(),
        }
        if _text(document.get("description")):
            head["description"] = document["description"]
        for key in _OF_THE_DOCUMENT:
            if key in self.own:
                head[key] = self.own[key]
        days = {key: day for key, field in _DATES.items() if (day := _day(document.get(field))) is not None}
        stated = head.get("valid")
        if days or isinstance(stated, dict):
            head["valid"] = {**days, **(stated if isinstance(stated, dict) else {})}
        notes = _text(document.get("notes"))
        if notes is not None and self.own.get("notes") != fingerprint(notes):
            head["note"] = notes
            if self.own:
                why = "notes was changed since it was exported; it is the note now"
                self.lose(self.id, Fate.APPROXIMATED, why, self.span)
        sources = head.get("sources")
        held = dict(sources) if isinstance(sources, dict) else {}
        if not self.own or any(not node.own for node in self.nodes.values()):
            held[self.case] = self._source()
        head["sources"] = held
        told = {*_TOLD_OF_THE_DOCUMENT, *_READ_OF_THE_DOCUMENT}
        gone = [key for key, value in document.items() if value and key not in told]
        if gone:
            why = f"a framework has no place for its {', '.join(gone)}"
            self.lose(self.id, Fate.DROPPED, why, self.span)
        return head

    def _source(self) -> Data:
        """The package itself as a source, with what it says of itself and a framework has no place for."""
        document = self.document
        told = [f"{key} {', '.join(words)}" for key in _TOLD_OF_THE_DOCUMENT if (words := _texts_of(document.get(key)))]
        identifier = _text(document.get("identifier"))
        told += [f"identifier {identifier}"] if identifier else []
        source: Data = {"title": _text(document.get("title")) or self.file}
        if _text(document.get("creator")):
            source["publisher"] = document["creator"]
        url = next(
            (url for key in ("officialSourceURL", "uri") if "://" in (url := _text(document.get(key)) or "")), None
        )
        if url is not None and not any(character.isspace() for character in url):
            source["url"] = url
        source["description"] = "; ".join(["CASE package", *told])
        return source

    def _guessed(self, what: str, instead: str) -> str:
        self.lose(self.id, Fate.APPROXIMATED, f"the CFDocument has no {what}; {instead!r} stands for it", self.span)
        return instead

    def _language(self) -> str:
        """The language of most items, where the document names none."""
        return self.languages.most_common(1)[0][0] if self.languages else self._guessed("language", "und")


# --- of values that may be anything -------------------------------------------------------------------------


def _own(value: Value) -> Data:
    """What stands under our key in the extensions of an object."""
    extensions = value.get("extensions") if isinstance(value, dict) else None
    own = extensions.get(OWN) if isinstance(extensions, dict) else None
    return own if isinstance(own, dict) else {}


def _stated(item: Data) -> str | None:
    """The id that an item of ours had with us."""
    own = _text(_own(item).get("id"))
    if own is not None:
        return own if ids.ITEM_ID.match(own) else None
    uri = named(_text(item.get("uri")) or "")
    return uri[1] if uri else None


def _text(value: Value) -> str | None:
    """A text that is not empty; None for anything else."""
    return value if isinstance(value, str) and value else None


def _texts_of(value: Value) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [text for one in listed if (text := _text(one))]


def _texts(value: Value) -> list[Value]:
    return [*_texts_of(value)]


def _day(value: Value) -> str | None:
    """The day of a date or of a time, with a zone or without."""
    text = _text(value)
    return None if text is None else text[:10]


def _kind_by_type(item: Mapping[str, Value]) -> Kind:
    link = item.get("CFItemTypeURI")
    stated = _text(link.get("identifier")) if isinstance(link, dict) else None
    if stated in _OUR_TYPES:
        return _OUR_TYPES[stated]
    return KINDS_BY_TYPE.get((_text(item.get("CFItemType")) or "").lower(), Kind.OUTCOME)
