"""What readers of foreign files refuse, and how they are opened: by their bytes, whole, and nothing beside them.

Nothing here asks the network, follows a reference in a file to another one, or unfolds what a file abbreviates: JSON
has no entities; XML with a document type is refused unread; an archive is measured before any part of it is unpacked.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

from competency import document as documents
from competency.diagnostics import Span
from competency.errors import CannotRead, DocumentFaults, UnreadableFile
from competency.values import Value

MOST_BYTES: Final = 200_000_000
"""Of any file. A CASE package of 20,000 items with all its associations has some 40 million."""

MOST_UNPACKED: Final = 400_000_000
"""Of all the parts of an archive together."""

MOST_RATIO: Final = 200
"""Times that a part of an archive may be longer than it is packed; sheets of a workbook reach about 30."""

MOST_PARTS: Final = 10_000
"""Files in an archive."""

DEEPEST: Final = 100
"""Levels of nesting, as in our own documents."""

_MARKS: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)

_LEADS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With what a text begins that spreadsheets take for a formula (OWASP, CSV injection)."""


def content(path: str | os.PathLike[str], *, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file.

    Raises:
        UnreadableFile: it can't be opened or read.
        CannotRead: it is longer than `most`.
    """
    file = os.fspath(path)
    try:
        with Path(path).open("rb") as opened:
            found = opened.read(most + 1)
    except OSError as error:
        raise UnreadableFile(file, error.strerror or str(error)) from error
    except ValueError as error:  # a path with a null character in it
        raise UnreadableFile(file, str(error)) from error
    if len(found) > most:
        raise CannotRead(file, f"it has more than the {most:,} bytes that are read", "split it, or export less")
    return found


def text(path: str | os.PathLike[str], *, most: int = MOST_BYTES) -> str:
    """The text of a file in UTF-8, without a byte order mark.

    Raises:
        UnreadableFile: it can't be opened or read.
        CannotRead: it is longer than `most`.
        DocumentFaults: it is not UTF-8.
    """
    file = os.fspath(path)
    decoded, faults = documents.decode(content(path, most=most).removeprefix(b"\xef\xbb\xbf"), file=file)
    if decoded is None:
        raise DocumentFaults(faults)
    return decoded


def json_value(path: str | os.PathLike[str], *, most: int = MOST_BYTES) -> Value:
    """The value of a JSON file. Of a key that is written twice the last value counts, as in most readers of JSON.

    Raises:
        UnreadableFile: it can't be opened or read.
        CannotRead: it is no JSON, nests too deep, or is longer than `most`.
        DocumentFaults: it is not UTF-8.
    """
    file = os.fspath(path)
    decoded = text(path, most=most)
    refuse_depth(file, decoded)
    try:
        found = json.loads(decoded, parse_constant=_not_finite)
    except json.JSONDecodeError as error:
        place = Span(file, error.lineno, error.colno, error.lineno, error.colno + 1)
        raise CannotRead(file, f"it is no JSON: {error.msg}", "save it as JSON", place) from error
    except ValueError as error:  # NaN, an infinity, or an integer of thousands of digits
        raise CannotRead(file, f"it is no JSON: {error}", "write numbers as JSON does") from error
    return cast(Value, found)


def _not_finite(word: str) -> Value:
    raise ValueError(f"{word} is no number")


def refuse_depth(file: str, written: str, *, deepest: int = DEEPEST) -> None:
    """Does nothing where brackets of a JSON text nest at most `deepest` levels.

    Raises:
        CannotRead: they nest deeper.
    """
    depth = 0
    for index, character in _brackets(written):
        if character in "[{":
            depth += 1
            if depth > deepest:
                line = written.count("\n", 0, index) + 1
                column = index - written.rfind("\n", 0, index)
                place = Span(file, line, column, line, column + 1)
                raise CannotRead(file, f"it nests more than {deepest} levels deep", "flatten it", place)
        else:
            depth -= 1


def _brackets(written: str) -> Iterator[tuple[int, str]]:
    """The brackets of a JSON text outside its strings, with their places."""
    for found in _MARKS.finditer(written):
        if found[0][0] != '"':
            yield found.start(), found[0]


def archive(path: str | os.PathLike[str], *, most: int = MOST_BYTES) -> zipfile.ZipFile:
    """The archive that a file is, once it is known to unpack to no more than memory can hold.

    Raises:
        UnreadableFile: it can't be opened or read.
        CannotRead: it is no archive, is encrypted, has too many parts, or parts that unpack to too much.
    """
    file = os.fspath(path)
    held = content(path, most=most)
    try:
        found = zipfile.ZipFile(io.BytesIO(held))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise CannotRead(file, f"it is no zip archive: {error}", "save it again as a workbook (.xlsx)") from error
    parts = found.infolist()
    if len(parts) > MOST_PARTS:
        raise CannotRead(file, f"it has {len(parts):,} parts; {MOST_PARTS:,} at most are read", "save it again")
    for part in parts:
        if part.flag_bits & 1:
            raise CannotRead(file, "it is encrypted", "save it without a password")
        if part.file_size > MOST_RATIO * max(part.compress_size, 1_000):
            raise CannotRead(
                file,
                f"{part.filename} unpacks from {part.compress_size:,} to {part.file_size:,} bytes, as a zip bomb does",
                "save the workbook again with a spreadsheet program",
            )
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise CannotRead(
            file, f"it unpacks to {unpacked:,} bytes; {MOST_UNPACKED:,} at most are read", "split the workbook"
        )
    return found


def refuse_document_type(file: str, written: bytes) -> None:
    """Does nothing where an XML text declares no document type, so that it has no entities to unfold or to fetch.

    Raises:
        CannotRead: it declares one, or is written in UTF-16 or UTF-32, in which it would not be seen.
    """
    if b"\x00" in written[:8] or written[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CannotRead(file, "it is XML in another encoding than UTF-8", "save it as UTF-8")
    if b"<!DOCTYPE" in written or b"<!ENTITY" in written:
        raise CannotRead(file, "it declares a document type, by which XML fetches and unfolds", "delete <!DOCTYPE …>")


def harmless(cell: str) -> str:
    """The text of a cell as a spreadsheet takes it for text: with an apostrophe before what would be a formula.

    >>> harmless("=1+1"), harmless("'=1+1"), harmless("Level 1")
    ("'=1+1", "''=1+1", 'Level 1')
    """
    return f"'{cell}" if _is_formula(cell) else cell


def harmed(cell: str) -> str:
    """The text of which `harmless` made a cell: `harmed(harmless(text)) == text`.

    >>> harmed("'=1+1"), harmed("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet may compute it, or `harmed` would take it for an escaped one."""
    return cell.lstrip("'").lstrip(" ").startswith(_LEADS)
