"""The text of SSSOM files: a header in YAML behind `#`, rows of cells between tabs, or the whole as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from competency import document as documents
from competency.delimited import Cell
from competency.diagnostics import Span
from competency.document import Document
from competency.errors import UnreadableFile
from competency.interop.losses import Fate, Loss
from competency.values import Value

REQUIRED: Final = ("subject_id", "predicate_id", "object_id")

_QUOTED: Final = {mark: re.compile(f'"((?:[^"]|"")*)"(?=[{mark}\r\n]|\\Z)') for mark in "\t,"}
_PLAIN: Final = {mark: re.compile(f"[^{mark}\r\n]*") for mark in "\t,"}
_BREAK: Final = re.compile("\r\n|\n|\r")
_BARE: Final = re.compile(r"^(\s*(?:- )?[A-Za-z_]\w*:\s+|\s*- )([^\s\"'\[{|>].*)$")
_SPECIAL: Final = re.compile(r'["\t\r\n]')
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


@frozen
class Sheet:
    """A SSSOM file as it is written: its metadata, and for every row the cells that are not empty, by slot."""

    file: str
    metadata: Mapping[str, Value]
    slots: Mapping[str, Span]
    rows: tuple[Mapping[str, Cell], ...]
    losses: tuple[Loss, ...] = ()


def sheet(text: str, *, file: str) -> Sheet:
    """The sheet of a file's text; JSON where the text begins with a brace.

    Raises:
        UnreadableFile: it has no rows of mappings.
    """
    return _of_json(text, file) if text.lstrip().startswith("{") else _of_table(text, file)


def _of_table(text: str, file: str) -> Sheet:
    head = 0
    while text.startswith("#", head):
        found = _BREAK.search(text, head)
        head = len(text) if found is None else found.end()
    metadata, losses = _metadata(text[:head], file)
    first = _BREAK.search(text, head)
    mark = "\t" if "\t" in text[head : len(text) if first is None else first.start()] else ","
    rows = _cells(text, head, file, mark)
    names = next(rows, [])
    missing = [slot for slot in REQUIRED if slot not in {cell.text for cell in names}]
    if missing:
        raise UnreadableFile(file, f"is not SSSOM: its table has no column {' and no column '.join(missing)}")
    found_rows = []
    for row in rows:
        if any(cell.text for cell in row):
            found_rows.append({name.text: cell for name, cell in zip(names, row, strict=False) if cell.text})
            losses += [
                Loss(repr(cell.text), Fate.DROPPED, "it stands in no column", cell.span)
                for cell in row[len(names) :]
                if cell.text
            ]
    slots = {cell.text: cell.span for cell in names}
    return Sheet(file, metadata, slots, tuple(found_rows), tuple(losses))


def _cells(text: str, at: int, file: str, mark: str) -> Iterator[list[Cell]]:
    """The rows of a table; a cell in quotes may hold tabs, line breaks and, written twice, quotes."""
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]
    line = sum(start <= at for start in starts) - 1
    row: list[Cell] = []
    while at < len(text):
        while line + 1 < len(starts) and starts[line + 1] <= at:
            line += 1
        found = _QUOTED[mark].match(text, at)
        plain = _PLAIN[mark].match(text, at)
        assert plain is not None
        said = found[1].replace('""', '"') if found else plain[0]
        end = (found or plain).end()
        column = at - starts[line] + 1
        width = max(len(_BREAK.split(text[at:end], maxsplit=1)[0]), 1)
        row.append(Cell(said.strip(), Span(file, line + 1, column, line + 1, column + width)))
        at = end + 1
        if text[end : end + 1] != mark or at == len(text):
            yield row
            row = []
            if text[end : end + 2] == "\r\n":
                at += 1


def _metadata(head: str, file: str) -> tuple[Mapping[str, Value], list[Loss]]:
    """The header's slots. Each `#` is a blank to YAML, so that places stay where they are.

    Headers that are not YAML for want of quotes around a value are common: these are read with the quotes.
    """
    lines = [line.replace("#", " ", 1) for line in _BREAK.split(head)]
    document, found = documents.parse("\n".join(lines), file=file)
    if document is not None and isinstance(document.value, dict) and not found:
        return document.value, []
    if not head.strip():
        return {}, []
    place = found[0].span if found else Span(file, 1, 1, 1, 2)
    lines = [_BARE.sub(lambda match: match[1] + json.dumps(match[2], ensure_ascii=False), line) for line in lines]
    document, _ = documents.parse("\n".join(lines), file=file)
    if document is not None and isinstance(document.value, dict):
        why = "it is not YAML as it is written; read with its values in quotes"
        return document.value, [Loss("header", Fate.APPROXIMATED, why, place)]
    return {}, [Loss("header", Fate.DROPPED, "it is not YAML", place)]


def _of_json(text: str, file: str) -> Sheet:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableFile(file, f"is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from error
    mappings = value.get("mappings")
    if not isinstance(mappings, list) or not all(isinstance(mapping, dict) for mapping in mappings):
        raise UnreadableFile(file, "is not SSSOM: it has no list of mappings")
    places, _ = documents.parse(text, file=file)  # JSON is YAML as a rule; where it is not, the places are not known
    rows = [_row(places or documents.from_value(value, file=file), index, row) for index, row in enumerate(mappings)]
    slots: dict[str, Span] = {}
    for row in rows:
        for slot, cell in row.items():
            slots.setdefault(slot, cell.span)
    metadata = {slot: inside for slot, inside in value.items() if slot != "mappings"}
    context = metadata.pop("@context", None)
    metadata.pop("@type", None)
    if isinstance(context, dict) and "curie_map" not in metadata:
        metadata["curie_map"] = {prefix: iri for prefix, iri in context.items() if isinstance(iri, str)}
    return Sheet(file, metadata, slots, tuple(rows))


def _row(document: Document, index: int, mapping: Mapping[str, Value]) -> dict[str, Cell]:
    return {
        slot: Cell("|".join(map(str, value)) if isinstance(value, list) else str(value), span)
        for slot, value in mapping.items()
        if value not in (None, "", []) and (span := document.span(("mappings", index, slot)))
    }


# --- writing ---------------------------------------------------------------------------------------------


def table(metadata: Mapping[str, Value], slots: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> str:
    """The text of a sheet, metadata and slots in their order; a slot that no row has is left out."""
    rows = list(rows)
    used = [slot for slot in slots if slot in REQUIRED or any(row.get(slot) is not None for row in rows)]
    return head(metadata, used) + body(used, rows)


def head(metadata: Mapping[str, Value], slots: Sequence[str]) -> str:
    """The lines of a sheet above its rows."""
    return "".join(f"{line}\n" for line in (*(f"#{line}" for line in _yaml(metadata)), "\t".join(slots)))


def body(slots: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> str:
    """The lines of the rows, with a cell for each slot."""
    return "".join("\t".join(_cell(row.get(slot)) for slot in slots) + "\n" for row in rows)


def _yaml(value: Mapping[str, Value], indent: str = "") -> Iterator[str]:
    for key, inside in value.items():
        if isinstance(inside, dict):
            yield f"{indent}{key}:"
            yield from _yaml(inside, indent + "  ")
        else:
            yield f"{indent}{key}: {_in_quotes(inside)}"


def _in_quotes(value: Value) -> str:
    # what JSON leaves as it is, YAML may take for a line break
    written = json.dumps(str(value), ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def as_json(value: Mapping[str, Value]) -> str:
    """The value as JSON that is YAML too."""
    written = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", written) + "\n"


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    text = "|".join(map(str, value)) if isinstance(value, list) else str(value)
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text
