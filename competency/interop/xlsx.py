"""A framework as a workbook that a coordinator edits, and back: one sheet a kind, one row an item.

See `docs/formats/xlsx.md`. The headings are the keys of the format, and what a heading's comment tells is what its
schema tells; a requirement stands in its cell as it does in YAML. A text is kept from being taken for a formula by
the cell's type and by its format, not by changing it; on the way in a formula is a fault, since what it says is only
in the program that computed it.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from attrs import Factory, define, frozen

from competency import document as documents
from competency.diagnostics import PATH, Diagnostic, Related, Rule, Span, in_order
from competency.errors import CannotRead, DocumentFaults, NotInstalled
from competency.faults import shape, text
from competency.interop import _limits
from competency.interop._xlsx_cells import LONGEST, Content, Written, cell_of, value_of
from competency.interop._xlsx_columns import (
    FRAMEWORK,
    ID,
    SHEETS,
    SOURCES,
    SUBJECT,
    Column,
    columns,
    is_building,
    written_of,
)
from competency.interop.losses import Fate, Loss, Losses
from competency.model import SECTIONS, Framework
from competency.notation import framework_data
from competency.phrases import choice
from competency.schema import faults_of_shape
from competency.values import Value

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.styles import Alignment
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.dimensions import ColumnDimension
    from openpyxl.worksheet.worksheet import Worksheet

FORMAT: Final = "xlsx"
TITLE: Final = "Workbook for a spreadsheet program (Office Open XML)"
SUFFIX: Final = ".xlsx"
BINARY: Final = True
LOSES: Final[tuple[str, ...]] = (
    "comments and layout of the YAML file",
    "what of a framework that builds on another is its own: all items are written as its own",
    f"what of a text is beyond {LONGEST:,} characters, the most that a cell holds",
)

__all__ = ["BINARY", "FORMAT", "LOSES", "SUFFIX", "TITLE", "dump", "read"]

_READ_ME: Final = "read me"
_HOW_TO: Final = (
    "This workbook holds a competency framework: a sheet for each kind of thing, a row for each.",
    "Edit it and save it as .xlsx; then 'competency import FILE.xlsx --from xlsx' checks it and gives YAML.",
    "The headings are the words of the format; point at one to read what it means. A bold red heading must be filled.",
    "Several values stand in one cell on lines of their own (Alt+Enter); ids may also stand with commas between them.",
    "A rule stands in its cell as in YAML, for instance 'completed: awareness' and, on the next line, "
    "'every: 3 years'.",
    "Ids are what items name each other by: to change one, change it everywhere (Find and Replace).",
    "A sheet whose name begins with #, and a column whose heading does, is yours: it is not read. So is this sheet.",
    "Write values, not formulas.",
)
_SUGGESTING: Final[Mapping[tuple[str, str], str]] = {
    ("outcomes", "level"): "levels",
    ("courses", "level"): "levels",
    ("outcomes", "part_of"): "outcomes",
    ("groups", "part_of"): "groups",
}
"""Columns of which one value is usual, with the sheet whose ids are offered there."""

_TEXTS: Final = "@"
_DAYS: Final = "yyyy-mm-dd"
_EARLIEST: Final = 10_000
_LATEST: Final = 2_900_000
"""Numbers that spreadsheets mean by days of 1927 to 9839; what is less may be a year."""

_SPARE_ROWS: Final = 500
_MOST_ROWS: Final = 200_000
_MOST_COLUMNS: Final = 200
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_MODIFIED: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_MIDNIGHT: Final = rb"\g<1>1980-01-01T00:00:00Z"


# --- out ---------------------------------------------------------------------------------------------------


def dump(framework: Framework, *, on: date | None = None) -> tuple[bytes, Losses]:  # noqa: ARG001 - it tells no day
    """The framework as a workbook; the same framework gives the same bytes.

    Law: `read` gives back `notation.framework_data(framework)`, whole, unless a text is longer than a cell can be.

    Raises:
        NotInstalled: openpyxl is missing.
    """
    book = _new_book()
    writing = _Writing(book, framework.id)
    value = framework_data(framework)
    writing.read_me()
    writing.framework(value)
    for sheet in (SOURCES, *SECTIONS):
        writing.items(sheet, list(_rows(sheet, value)))
    losses = list(writing.losses)
    if framework.built_on:
        said = f"it builds on {', '.join(framework.built_on)}, and all items of that are written as its own"
        losses.insert(0, Loss(framework.id, Fate.APPROXIMATED, said))
    cut = {loss.item for loss in writing.losses}
    kept = sum(1 for item in framework if item.id not in cut)
    saved = io.BytesIO()
    book.save(saved)
    return _timeless(saved.getvalue()), Losses(kept, tuple(losses))


def _new_book() -> Workbook:
    try:
        from openpyxl import Workbook as New
    except ImportError as error:
        raise NotInstalled("openpyxl", "xlsx") from error
    book = New()
    book.remove(book.worksheets[0])
    return book


def _rows(sheet: str, value: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    held = value.get(sheet, {})
    if isinstance(held, list):
        yield from (cast("dict[str, Value]", row) for row in held)
    else:
        for name, row in cast("dict[str, Value]", held).items():
            yield {ID: name, **cast("dict[str, Value]", row)}


def _timeless(book: bytes) -> bytes:
    """The workbook with no time of its making in it: neither in what it says of itself nor in its archive."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as given, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            held = given.read(part)
            if part.filename == "docProps/core.xml":
                held = _MODIFIED.sub(_MIDNIGHT, held)
            entry = zipfile.ZipInfo(part.filename, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            made.writestr(entry, held)
    return found.getvalue()


@define
class _Writing:
    """A workbook while it is written."""

    book: Workbook
    framework_id: str
    losses: list[Loss] = Factory(list)

    def read_me(self) -> None:
        sheet = self._sheet(_READ_ME)
        sheet.column_dimensions["A"].width = 110
        for number, line in enumerate(_HOW_TO, 1):
            cell = sheet.cell(number, 1)
            _put(cell, line)

    def framework(self, value: Mapping[str, Value]) -> None:
        sheet = self._sheet(FRAMEWORK)
        sheet.column_dimensions["A"].width = 18
        _shape(sheet.column_dimensions["B"], 90, Written.TEXT)
        valid = cast("Mapping[str, Value]", value.get("valid", {}))
        held = {**value, **{f"valid.{end}": day for end, day in valid.items()}}
        for number, column in enumerate(columns(FRAMEWORK), 1):
            _head(sheet.cell(number, 1), column)
            if column.key in held:
                self._write(sheet.cell(number, 2), held[column.key], column.written, self.framework_id, column.key)
        sheet.freeze_panes = "B1"

    def items(self, section: str, rows: list[dict[str, Value]]) -> None:
        from openpyxl.utils import get_column_letter

        sheet = self._sheet(section)
        used = {key for row in rows for key in row}
        shown = [column for column in columns(section) if column.key in used or not is_building(column.key)]
        for index, column in enumerate(shown, 1):
            _head(sheet.cell(1, index), column)
            letter = get_column_letter(index)
            _shape(sheet.column_dimensions[letter], column.width, column.written)
            self._offer(sheet, section, column, f"{letter}2:{letter}{len(rows) + _SPARE_ROWS}")
        for number, row in enumerate(rows, 2):
            for index, column in enumerate(shown, 1):
                if column.key not in row:
                    continue
                written = written_of(section, column, row.get(SUBJECT))
                item = str(row[ID]) if section != SOURCES else f"source {row[ID]}"
                self._write(sheet.cell(number, index), row.get(column.key), written, item, column.key)
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(shown))}{len(rows) + 1}"

    def _sheet(self, name: str) -> Worksheet:
        return cast("Worksheet", self.book.create_sheet(name))

    def _write(self, cell: Cell | MergedCell, value: Value, written: Written, item: str, key: str) -> None:
        shown: str | int | date | None = cell_of(value, written)
        if isinstance(shown, str) and len(shown) > LONGEST:
            if isinstance(value, str) and shown == value:
                said = f"{key}: its {len(shown):,} characters are cut to the {LONGEST:,} that a cell holds"
                self.losses.append(Loss(item, Fate.APPROXIMATED, said))
                shown = shown[:LONGEST]
            else:
                said = f"{key}: it takes {len(shown):,} characters, and a cell holds {LONGEST:,}"
                self.losses.append(Loss(item, Fate.DROPPED, said))
                shown = None
        if isinstance(shown, str):
            _put(cell, shown)
        elif shown is not None:
            cell.value = shown
            cell.alignment = _wrapped()
            if isinstance(shown, date):
                cell.number_format = _DAYS

    def _offer(self, sheet: Worksheet, section: str, column: Column, cells: str) -> None:
        """A drop-down: of the only words that are right, which it insists on, or of ids, which it only suggests."""
        from openpyxl.worksheet.datavalidation import DataValidation

        ids_of = _SUGGESTING.get((section, column.key))
        if not column.words and ids_of is None:
            return
        words = f'"{",".join(column.words)}"' if column.words else f"={ids_of}!$A$2:$A${_SPARE_ROWS + 1}"
        offer = DataValidation(type="list", formula1=words, allow_blank=True, showErrorMessage=bool(column.words))
        offer.error, offer.errorTitle = f"One of {', '.join(column.words)}", column.key
        offer.add(cells)
        sheet.add_data_validation(offer)


@cache
def _wrapped() -> Alignment:
    from openpyxl.styles import Alignment as New

    return New(wrap_text=True, vertical="top")


def _put(cell: Cell | MergedCell, shown: str) -> None:
    """Writes a text as a text, whatever it begins with."""
    cell.value = shown
    cell.data_type = "s"
    cell.alignment = _wrapped()
    cell.number_format = _TEXTS
    if _limits.harmless(shown) != shown:
        cell.quotePrefix = True  # as if an apostrophe had been typed before it, which is no part of the text


def _shape(column: ColumnDimension, width: int, written: Written) -> None:
    """How a column shows what is typed into its empty cells: as typed, but for numbers and days."""
    column.width = width
    column.alignment = _wrapped()
    if written is not Written.NUMBER:
        column.number_format = _DAYS if written is Written.DAY else _TEXTS


def _head(cell: Cell | MergedCell, column: Column) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    _put(cell, column.key)
    cell.font = Font(bold=True, color="9C0006" if column.required else "1F3864")
    cell.fill = PatternFill("solid", fgColor="E7ECF5")
    told = [column.about, f"Written: {column.written.value}."]
    told += [f"One of: {', '.join(column.words)}."] if column.words else []
    told += [f"In YAML for instance: {column.example}"] if column.example else []
    cell.comment = Comment("\n".join(told), "competency", height=130, width=320)


# --- in ----------------------------------------------------------------------------------------------------


def read(path: str | os.PathLike[str], *, framework_id: str | None = None) -> tuple[dict[str, Value], Losses]:
    """The document of the framework that a workbook holds, with the cell of each of its values.

    `framework_id` stands for the id that is written in it. Columns and sheets whose names begin with `#` are not read,
    and come among the losses.

    Raises:
        NotInstalled: openpyxl is missing.
        UnreadableFile: the file can't be read.
        CannotRead: it is no workbook, is beyond the limits, or has no sheet `framework`.
        DocumentFaults: cells, headings or sheets have faults; all are named, with those of shape.
    """
    file = os.fspath(path)
    reading = _Reading(file)
    for name, rows, epoch in _sheets(file):
        reading.epoch = epoch
        reading.sheet(name, rows)
    if FRAMEWORK not in reading.seen:
        raise CannotRead(
            file,
            f"the workbook has no sheet '{FRAMEWORK}'",
            "start from a workbook that 'competency export REF --to xlsx' writes",
        )
    value = reading.value()
    if framework_id is not None:
        value[ID] = framework_id
    if reading.faults:
        document = documents.from_value(value, file=file, places=reading.places)
        raise DocumentFaults(in_order([*reading.faults, *faults_of_shape(document, expected="framework/1")]))
    kept = sum(len(cast("list[Value] | dict[str, Value]", value.get(section, []))) for section in SECTIONS)
    return value, Losses(kept, tuple(reading.losses), reading.places)


@frozen
class _Cell:
    """A cell that is not empty."""

    row: int
    column: int
    content: Content
    kind: str
    number_format: str


_FORMULA: Final = "f"
_ERROR: Final = "e"

_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    SyntaxError,
    IndexError,
    AttributeError,
    EOFError,
    NotImplementedError,
    OverflowError,
)
"""What openpyxl raises where parts of a workbook are missing, or are not what they are called."""


def _sheets(file: str) -> Iterator[tuple[str, list[list[_Cell]], date]]:
    """The sheets of a workbook with their rows and its day 0, once its parts are known to be harmless."""
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise NotInstalled("openpyxl", "xlsx") from error
    archive = _limits.archive(file)
    try:
        for part in archive.infolist():
            _refuse_entities(file, archive.read(part))
        book = load_workbook(cast("io.BytesIO", archive.fp), read_only=True, data_only=False, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a sheet says of its size need not be true
            rows = list(_filled(file, sheet.iter_rows(max_col=_MOST_COLUMNS)))
            yield sheet.title, rows, book.epoch.date()
    except (InvalidFileException, *_BROKEN) as error:
        said = f"it is no workbook that can be read ({error})"
        raise CannotRead(file, said, "open it in a spreadsheet program and save it as .xlsx") from error


def _refuse_entities(file: str, part: bytes) -> None:
    """Does nothing for a part without a document type: any part could be read as XML, whatever it is called.

    Raises:
        CannotRead: it has one, or is XML that is not written in UTF-8.
    """
    begun = part[:64].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf")
    if begun.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip().startswith(b"<"):
        _limits.refuse_document_type(file, part)


def _filled(file: str, rows: Iterable[tuple[Cell | MergedCell, ...]]) -> Iterator[list[_Cell]]:
    """The rows that have a cell that is not empty, with these cells."""
    number = 0
    for row in rows:
        cells = [
            _Cell(cell.row, cell.column, cast(Content, cell.value), cell.data_type, cell.number_format or "")
            for cell in row
            if cell.value is not None and not (isinstance(cell.value, str) and not cell.value.strip())
        ]
        if not cells:
            continue
        number += 1
        if number > _MOST_ROWS:
            raise CannotRead(file, f"a sheet has more than {_MOST_ROWS:,} filled rows", "split the workbook")
        yield cells


@define
class _Reading:
    """A workbook while it is read: what was found, where, and what is wrong with it."""

    file: str
    epoch: date = date(1899, 12, 30)
    seen: dict[str, str] = Factory(dict)
    sections: dict[str, list[dict[str, Value]]] = Factory(dict)
    own: dict[str, Value] = Factory(dict)
    places: dict[PATH, Span] = Factory(dict)
    faults: list[Diagnostic] = Factory(list)
    losses: list[Loss] = Factory(list)

    def value(self) -> dict[str, Value]:
        """The document, its keys in the order of the format."""
        held = dict(self.own)
        valid: dict[str, Value] = {end: held.pop(f"valid.{end}") for end in ("from", "to") if f"valid.{end}" in held}
        if valid:
            held["valid"] = valid
        for section in (SOURCES, *SECTIONS):
            rows = self.sections.get(section, [])
            if section == "levels":
                named: Value = [*rows]
            else:
                named = {str(row[ID]): {key: item for key, item in row.items() if key != ID} for row in rows}
            if rows or section == SOURCES:
                held[section] = named
        return held

    def sheet(self, title: str, rows: list[list[_Cell]]) -> None:
        """Reads one sheet, if it is one of ours."""
        name = title.strip().lower()
        if name == _READ_ME or not rows:
            if name in SHEETS:
                self.seen[name] = title
            return
        if name.startswith("#"):
            self.losses.append(Loss(f"sheet {title}", Fate.DROPPED, "its name begins with #", self._span(title, 1, 1)))
        elif name not in SHEETS:
            said = f"a framework has no sheet '{title}'"
            fix = f"{choice(name, SHEETS)}; a sheet of remarks is one whose name begins with #"
            self._fault(shape.UNKNOWN_KEY, title, rows[0][0], said, fix)
        elif name in self.seen:
            said = f"the workbook has this sheet twice, as '{self.seen[name]}' and as '{title}'"
            self._fault(text.DUPLICATE_KEY, title, rows[0][0], said, "put all rows into one of the two")
        else:
            self.seen[name] = title
            if name == FRAMEWORK:
                self._framework(title, rows)
            else:
                self._items(name, title, rows)

    def _framework(self, title: str, rows: list[list[_Cell]]) -> None:
        known = {column.key: column for column in columns(FRAMEWORK)}
        self.places[()] = self._span(title, 1, 1)
        given: dict[str, _Cell] = {}
        for cells in rows:
            heads = [cell for cell in cells if cell.column == 1]
            if not heads:
                said = "this row has a value, and no key before it"
                self._fault(shape.MISSING_KEY, title, cells[0], said, "write the key into column A")
                continue
            column = self._column(title, heads[0], known, given)
            for cell in cells:
                if column is not None and cell.column == 2:
                    self._put(self.own, title, cell, column, column.written, self._path(column.key))
                elif column is not None and cell.column > 2:
                    said = "only column B of this sheet is read"
                    self.losses.append(Loss(column.key, Fate.DROPPED, said, self._span(title, cell.row, cell.column)))

    @staticmethod
    def _path(key: str) -> PATH:
        return tuple(key.split("."))

    def _items(self, section: str, title: str, rows: list[list[_Cell]]) -> None:
        self.places[(section,)] = self._span(title, 1, 1)
        known = {column.key: column for column in columns(section)}
        given: dict[str, _Cell] = {}
        heads: dict[int, Column | None] = {}
        for cell in rows[0]:
            heads[cell.column] = self._column(title, cell, known, given)
        items = self.sections.setdefault(section, [])
        first: dict[str, Span] = {}
        for cells in rows[1:]:
            self._item(section, title, cells, heads, items, first)

    def _item(
        self,
        section: str,
        title: str,
        cells: list[_Cell],
        heads: Mapping[int, Column | None],
        items: list[dict[str, Value]],
        first: dict[str, Span],
    ) -> None:
        held: dict[str, Value] = {}
        read = [(cell, heads[cell.column]) for cell in cells if heads.get(cell.column) is not None]
        stray = [cell for cell in cells if cell.column not in heads]
        if stray:
            said = "there is no heading above this cell"
            self._fault(shape.UNKNOWN_KEY, title, stray[0], said, "write the key of the column into row 1, or # before")
        if not read:
            return
        keys = {column.key: cell for cell, column in read if column is not None}
        for key in (ID, SUBJECT):  # the way in which others are written hangs on these
            column = next((column for _, column in read if column is not None and column.key == key), None)
            if column is not None:
                self._put(held, title, keys[key], column, column.written, None)
        name = held.get(ID)
        if not isinstance(name, str):
            if ID not in keys:
                said = "this row has no id"
                self._fault(shape.MISSING_KEY, title, cells[0], said, "write one into the column 'id', in kebab-case")
            return
        place = self._span(title, keys[ID].row, keys[ID].column)
        if section != "levels" and name in first:
            related = (Related(first[name], "first used here"),)
            said = f"the id '{name}' is already used in this sheet"
            fix = "delete one of the two rows, or give one of them another id"
            self._fault(text.DUPLICATE_KEY, title, keys[ID], said, fix, related)
            return
        first.setdefault(name, place)
        path: PATH = (section, len(items) if section == "levels" else name)
        self.places[path] = place
        row: dict[str, Value] = {}
        for cell, column in read:
            if column is not None:
                written = written_of(section, column, held.get(SUBJECT))
                self._put(row, title, cell, column, written, (*path, column.key))
        items.append(row)

    def _column(self, title: str, cell: _Cell, known: Mapping[str, Column], given: dict[str, _Cell]) -> Column | None:
        """The column of a heading; None where it is none of ours, or is there already."""
        key = str(cell.content).strip()
        if key.startswith("#"):
            self.losses.append(
                Loss(
                    f"{title}, {key}",
                    Fate.DROPPED,
                    "its heading begins with #",
                    self._span(title, cell.row, cell.column),
                )
            )
            return None
        found = known.get(key) or known.get(key.lower())
        if found is None:
            said = f"there is no key '{key}' in the sheet '{title}'"
            fix = f"{choice(key, known)}; a heading of remarks is one that begins with #"
            self._fault(shape.UNKNOWN_KEY, title, cell, said, fix)
            return None
        if found.key in given:
            there = given[found.key]
            related = (Related(self._span(title, there.row, there.column), "first used here"),)
            said = f"the key '{found.key}' is already used in this sheet"
            self._fault(text.DUPLICATE_KEY, title, cell, said, "delete one of the two", related)
            return None
        given[found.key] = cell
        return found

    def _put(
        self, held: dict[str, Value], title: str, cell: _Cell, column: Column, written: Written, path: PATH | None
    ) -> None:
        """Adds what a cell says under the key of its column; with a path, its faults and places are told."""
        told = path is not None
        if cell.kind in (_FORMULA, _ERROR):
            what = "a formula" if cell.kind == _FORMULA else f"the error {cell.content}"
            if told or column.key == ID:
                said = f"{what} stands here, where a value is read"
                fix = "replace it by its value (copy, then 'paste values only')"
                self._fault(shape.WRONG_TYPE, title, cell, said, fix)
            return
        content = cell.content
        if written is Written.DAY and isinstance(content, int | float) and _EARLIEST <= content <= _LATEST:
            content = self.epoch + timedelta(days=int(content))  # a day that has lost its form, as in some programs
        read = value_of(content, written, cell.number_format)
        if read.fault is not None:
            if told or column.key == ID:
                self._fault(shape.WRONG_TYPE, title, cell, f"{column.key}: {read.fault}", read.fix, line=read.line)
            return
        held[column.key] = read.value
        if path is not None:
            for inner, line in read.lines.items():
                self.places[(*path, *inner)] = self._span(title, cell.row, cell.column, line)
            self.places[path] = self._span(title, cell.row, cell.column)

    def _fault(
        self,
        rule: Rule,
        title: str,
        cell: _Cell,
        said: str,
        fix: str,
        related: tuple[Related, ...] = (),
        *,
        line: int = 1,
    ) -> None:
        place = self._span(title, cell.row, cell.column, line)
        self.faults.append(Diagnostic(rule, place, said, fix, related))

    def _span(self, title: str, row: int, column: int, line: int = 1) -> Span:
        from openpyxl.utils import get_column_letter

        cell = f"{title}!{get_column_letter(column)}{row}" + (f", line {line}" if line > 1 else "")
        return Span(self.file, row, column, row, column + 1, cell)
