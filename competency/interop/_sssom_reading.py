"""SSSOM files to mapping documents: see `sssom`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from attrs import evolve, frozen

from competency import document as documents
from competency import ids
from competency.correspondences import Decided, Decision
from competency.correspondences import Mapping as MappingDocument
from competency.delimited import Cell
from competency.diagnostics import Span
from competency.errors import DocumentFaults, UnreadableFile
from competency.interop import _limits
from competency.interop._sssom_terms import BUILT_IN, BY_HAND, ITEMS, NO_TERM, PREDICATES, PREFIX, SETS, SLOTS
from competency.interop._sssom_text import REQUIRED, Sheet, sheet
from competency.interop.losses import Fate, Loss, Losses
from competency.model import Framework, Relation
from competency.values import Value

_EXACT, _CLOSE, _BROAD, _NARROW, _RELATED, _NONE = Relation
_NO_TERMS: Final = (NO_TERM, "sssom:NoMapping")  # the latter in files of 2022 and before
_PERSONS: Final = ("reviewer_label", "reviewer_id", "author_label", "author_id")
_READ: Final = frozenset((*SLOTS, *_PERSONS, "review_date", "subject_source", "object_source"))
_SET_SLOTS: Final = frozenset(
    "curie_map mapping_set_id mapping_set_title mapping_set_description license subject_source object_source "
    "mapping_tool mapping_tool_version mapping_date comment".split()
)

_RELATIONS: Final = {predicate: relation for relation, predicate in PREDICATES.items() if relation is not _NONE}
_STRONGER: Final = {
    "owl:equivalentClass": _EXACT,
    "owl:equivalentProperty": _EXACT,
    "owl:sameAs": _EXACT,
    "rdfs:subClassOf": _BROAD,
    "rdfs:subPropertyOf": _BROAD,
    "sssom:superClassOf": _NARROW,
    "oboInOwl:hasDbXref": _RELATED,
    "rdfs:seeAlso": _RELATED,
}
"""Predicates of which ours are the nearest weaker ones, by the generalisation rules of SSSOM."""

_REVIEWED: Final = (BY_HAND, "semapv:MappingReview")
_NO_JUSTIFICATION: Final = "is no justification of the semantic mapping vocabulary (semapv)"
_OWN: Final = frozenset("row relation decision by confidence reason source digest_subject digest_object note".split())
"""What of our own part of `other` a mapping document has a place for."""


@frozen
class _Read:
    """A row as it was read, before those that belong together are joined again."""

    decided: Decided
    span: Span
    row: str | None = None


def read(path: str | Path, *, frameworks: Iterable[Framework] = ()) -> tuple[MappingDocument, Losses]:
    """The mapping document of a SSSOM file (TSV or JSON), with what of the file it has no place for.

    Foreign files are read as far as they can be. A file between several frameworks gives the pair with the most rows;
    see `read_each`. With `frameworks`, a row with an item that none of them has is dropped, and told with its place.

    Raises:
        UnreadableFile: the file can't be read, has no rows of mappings, or none that has a justification.
        DocumentFaults: it is not UTF-8.
    """
    file = str(path)
    made, losses = _made(_sheet_of(path), frameworks)
    if not made:
        return MappingDocument(id=_name(Path(file).name), subject="", object=""), Losses(0, losses)
    best, kept = max(made, key=lambda one: len(one[0].rows))
    others = [
        Loss(f"{len(other.rows)} rows", Fate.DROPPED, f"they are between {other.subject} and {other.object}")
        for other, _ in made
        if other is not best
    ]
    return best, Losses(kept, (*losses, *others))


def read_each(path: str | Path, *, frameworks: Iterable[Framework] = ()) -> tuple[tuple[MappingDocument, ...], Losses]:
    """A mapping document for each pair of frameworks in a SSSOM file, in the order of the file; see `read`."""
    made, losses = _made(_sheet_of(path), frameworks)
    return tuple(document for document, _ in made), Losses(sum(kept for _, kept in made), losses)


def _sheet_of(path: str | Path) -> Sheet:
    file = str(path)
    text, faults = documents.decode(_limits.content(path), file=file)
    if text is None:
        raise DocumentFaults(faults)
    return sheet(text, file=file)


def _made(found: Sheet, frameworks: Iterable[Framework]) -> tuple[list[tuple[MappingDocument, int]], tuple[Loss, ...]]:
    """Each mapping document with the number of rows that it keeps whole, and what is lost."""
    reading = _Reading(found, {framework.id: framework for framework in frameworks})
    rows = [row for row in map(reading.row, found.rows) if row is not None]
    if reading.malformed and not rows:
        first = reading.malformed[0]
        raise UnreadableFile(found.file, f"is not SSSOM: line {first.span.line}: {first.text!r} {_NO_JUSTIFICATION}")
    pairs: dict[tuple[str, str], list[_Read]] = {}
    for row in rows:
        pair = (_framework(row.decided.subject[0]), _framework(row.decided.object[0]))
        if pair not in pairs and pair[::-1] in pairs:
            row = evolve(row, decided=row.decided.inverse)
            pair = pair[::-1]
        pairs.setdefault(pair, []).append(row)
    mapping_set = found.metadata
    title, description, note = (
        _text(mapping_set.get(slot)) for slot in ("mapping_set_title", "mapping_set_description", "comment")
    )
    name = _name(_text(mapping_set.get("mapping_set_id")) or Path(found.file).name)
    touched = {loss.span.line for loss in reading.losses if loss.span is not None}
    made = []
    for (one, two), of_pair in pairs.items():
        document = MappingDocument(
            id=name if len(pairs) == 1 else ids.slug(f"{name} {one} {two}"),
            subject=one,
            object=two,
            title=title,
            description=description,
            note=note,
            rows=tuple(_joined(of_pair)),
        )
        made.append((document, sum(row.span.line not in touched for row in of_pair)))
    return made, (*found.losses, *reading.set_losses(), *reading.losses)


def _joined(rows: Iterable[_Read]) -> Iterator[Decided]:
    """The rows in order, those that were one row of several items made one again."""
    groups: dict[object, list[Decided]] = {}
    for index, row in enumerate(rows):
        groups.setdefault(index if row.row is None else row.row, []).append(row.decided)
    for group in groups.values():
        subjects = tuple(dict.fromkeys(item for row in group for item in row.subject))
        objects = tuple(dict.fromkeys(item for row in group for item in row.object))
        yield evolve(group[0], subject=subjects, object=objects)


def _framework(item: str) -> str:
    return item.partition(":")[0]


def _name(identifier: str) -> str:
    """An id made of a mapping set's id or a file's name."""
    if identifier.startswith(SETS):
        return identifier.removeprefix(SETS)
    last = identifier.rstrip("/").rpartition("/")[2]
    return ids.slug(re.sub(r"(\.sssom)?\.(tsv|csv|json)$", "", last)) or "mapping"


def _text(value: Value) -> str | None:
    if isinstance(value, list):
        return " ".join(map(str, value)) or None
    return None if value is None else str(value)


class _Reading:
    """Rows of cells to rows of a mapping document, noting what is lost."""

    def __init__(self, found: Sheet, frameworks: Mapping[str, Framework]) -> None:
        self.sheet = found
        self.frameworks = frameworks
        self.losses: list[Loss] = []
        given = found.metadata.get("curie_map")
        own = {str(prefix): str(iri) for prefix, iri in given.items()} if isinstance(given, dict) else {}
        self.iris = {**own, **BUILT_IN}
        self.unread: Counter[str] = Counter()
        self.malformed: list[Cell] = []

    def set_losses(self) -> Iterator[Loss]:
        """What is lost of the file as a whole: slots of the header, and columns, that have no place with us."""
        top = Span(self.sheet.file, 1, 1, 1, 2)
        for slot in self.sheet.metadata:
            if slot not in _SET_SLOTS:
                yield Loss(slot, Fate.DROPPED, "a mapping document has no place for it", top)
        for slot, count in self.unread.items():
            if not count:
                continue
            why = f"a mapping document has no place for it; {count} value{'s' if count > 1 else ''}"
            yield Loss(slot, Fate.DROPPED, why, self.sheet.slots.get(slot, top))

    def row(self, cells: Mapping[str, Cell]) -> _Read | None:
        """The row, or None where it can't be one, which is noted."""
        missing = next((slot for slot in REQUIRED if slot not in cells), None)
        if missing is not None:
            self._dropped(next(iter(cells.values())), f"it has no {missing}")
            return None
        justified = cells.get("mapping_justification")
        if justified is not None and not self._shortened(justified.text).startswith("semapv:"):
            self.malformed.append(justified)
            self._dropped(justified, f"it {_NO_JUSTIFICATION}")
            return None
        for slot in ("subject_id", "object_id"):
            if self._shortened(cells[slot].text) in _NO_TERMS:
                lonely = cells["object_id" if slot == "subject_id" else "subject_id"]
                self._dropped(lonely, "nothing corresponds to it, and only pairs have a place in a mapping")
                return None
        ends = [self._item(cells[slot]) for slot in ("subject_id", "object_id")]
        if ends[0] is None or ends[1] is None:
            return None
        for slot in cells:
            if slot not in _READ:
                self.unread[slot] += 1
        other = self._other(cells.get("other"))
        stated = self._relation(cells, other)
        if stated is None:
            return None
        relation, decision = stated
        labels = [
            cells[slot].text for slot in ("reviewer_label", "reviewer_id", "author_label", "author_id") if slot in cells
        ]
        comment = cells["comment"].text if "comment" in cells else None
        decided = Decided(
            subject=(ends[0],),
            relation=relation,
            object=(ends[1],),
            confidence=_fraction(next(iter(other.get("confidence", ())), None)),
            relation_confidence=self._confidence(cells.get("confidence")),
            reasons=tuple(other.get("reason", ())) or ((comment,) if comment else ()),
            source=tuple(other.get("source", ())),
            decision=decision,
            by=next(iter(other.get("by", ())), None) or (labels[0].replace("|", ", ") if labels else None),
            on=self._on(cells, decision, own=bool(other)),
            digest_subject=next(iter(other.get("digest_subject", ())), None),
            digest_object=next(iter(other.get("digest_object", ())), None),
            note=next(iter(other.get("note", ())), None),
        )
        return _Read(decided, cells["subject_id"].span, next(iter(other.get("row", ())), None))

    def _dropped(self, cell: Cell, why: str) -> None:
        self.losses.append(Loss(cell.text, Fate.DROPPED, why, cell.span))

    def _approximated(self, cell: Cell, why: str) -> None:
        self.losses.append(Loss(cell.text, Fate.APPROXIMATED, why, cell.span))

    def _shortened(self, identifier: str) -> str:
        """An identifier with one of the standard's own prefixes, where it is written as an IRI."""
        for prefix, iri in BUILT_IN.items():
            if identifier.startswith(iri):
                return f"{prefix}:{identifier.removeprefix(iri)}"
        return identifier

    def _item(self, cell: Cell) -> str | None:
        """The id of an item: ours where the file's prefix stands for one of our frameworks, else as it is written."""
        prefix, _, local = cell.text.partition(":")
        iri = f"{self.iris[prefix]}{local}" if prefix in self.iris else cell.text
        item = iri.removeprefix(ITEMS) if iri.startswith(ITEMS) else cell.text
        framework, _, name = item.partition(":")
        if not self.frameworks:
            if framework and name and (prefix in self.iris or ids.FRAMEWORK_ID.match(framework)):
                return item
            self._dropped(cell, f"the file does not say what the prefix {prefix!r} stands for")
            return None
        if framework not in self.frameworks:
            known = " or ".join(self.frameworks)
            self._dropped(cell, f"it is no item of {known}")
            return None
        if name not in self.frameworks[framework].items:
            near = ids.nearest(name, self.frameworks[framework].items)
            meant = f"; did you mean {framework}:{near}?" if near else ""
            self._dropped(cell, f"{framework} has no item {name!r}{meant}")
            return None
        return item

    def _other(self, cell: Cell | None) -> dict[str, list[str]]:
        """Our own part of the slot `other`; what else is in it is noted as lost."""
        own: dict[str, list[str]] = {}
        if cell is None:
            return own
        for pair in cell.text.split("|"):
            key, _, value = pair.partition("=")
            if key.startswith(f"{PREFIX}."):
                name = key.removeprefix(f"{PREFIX}.")
                own.setdefault(name, []).append(unquote(value))
                self.unread[key] += name not in _OWN
            elif pair:
                self._dropped(evolve(cell, text=pair), "a mapping document has no place for it")
        return own

    def _relation(
        self, cells: Mapping[str, Cell], other: Mapping[str, Sequence[str]]
    ) -> tuple[Relation, Decision | None] | None:
        cell = cells["predicate_id"]
        predicate = self._shortened(cell.text)
        relation = _RELATIONS.get(predicate)
        if relation is None and predicate in _STRONGER:
            relation = _STRONGER[predicate]
            self._approximated(cell, f"read as {relation}, the nearest of our relations that follows from it")
        if relation is None:
            self._dropped(cell, "it is none of our relations, and none follows from it")
            return None
        own = next(iter(other.get("decision", ())), None)
        by_hand = cells.get("mapping_justification")
        decision = Decision(own) if own in list(Decision) else None
        if decision is None and not other and by_hand is not None and self._shortened(by_hand.text) in _REVIEWED:
            decision = Decision.ACCEPTED
        negated = "predicate_modifier" in cells
        if "relation" in other and other["relation"][0] in list(Relation):
            return Relation(other["relation"][0]), decision
        if not negated:
            return relation, decision
        if relation is _RELATED:
            return _NONE, decision
        if decision is None:
            self._approximated(cell, f"that it is not {relation} does not mean that nothing corresponds; read as none")
            return _NONE, None
        return relation, Decision.REJECTED

    def _confidence(self, cell: Cell | None) -> float | None:
        if cell is None:
            return None
        value = _fraction(cell.text)
        if value is None:
            self._dropped(cell, "a confidence is a number from 0 to 1")
        return value

    def _on(self, cells: Mapping[str, Cell], decision: Decision | None, *, own: bool) -> date | None:
        """The day of the decision. In our own files the day of the whole set is that of the export, not of a row."""
        if decision is None:
            return None
        cell = cells.get("review_date") or cells.get("mapping_date")
        said = _text(self.sheet.metadata.get("mapping_date")) if cell is None and not own else None
        if "mapping_date" in self.sheet.slots:
            said = None  # a slot that some row has is not passed on to the others
        if cell is None and said is not None:
            cell = Cell(said, Span(self.sheet.file, 1, 1, 1, 2))
        if cell is None:
            return None
        try:
            return date.fromisoformat(cell.text)
        except ValueError:
            self._dropped(cell, "it is no day of the calendar in the form YYYY-MM-DD")
            return None


def _fraction(text: str | None) -> float | None:
    """A number from 0 to 1, or None."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
