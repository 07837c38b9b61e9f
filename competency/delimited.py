"""Text of fields between commas, semicolons or tabs to rows of cells, each with its place in the file.

Between commas, or semicolons, a field in double quotes may hold these, line breaks and, written twice, quotes. Between
tabs a quote is a character like others, but for a field that stands wholly in quotes on one line, as spreadsheets
write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from competency.diagnostics import Span

COMMA: Final = ","
SEMICOLON: Final = ";"
TAB: Final = "\t"

_LINE_BREAK: Final = re.compile("\r\n|\n|\r")
_END: Final = {separator: re.compile(f"[{separator}\r\n]|\\Z") for separator in (COMMA, SEMICOLON, TAB)}
_BLANK: Final = {COMMA: " \t", SEMICOLON: " \t", TAB: " "}
_QUOTED: Final = {
    COMMA: re.compile('"((?:[^"]|"")*)"[ \t]*(?=[,\r\n]|\\Z)'),
    SEMICOLON: re.compile('"((?:[^"]|"")*)"[ \t]*(?=[;\r\n]|\\Z)'),
    TAB: re.compile('"((?:[^"\r\n\t]|"")*)" *(?=[\t\r\n]|\\Z)'),
}


@frozen
class Cell:
    """One field of a row, as it is meant, without blanks around it, and where it stands.

    `sound` is False where a quote opens the field that is not closed, or text follows the one that closes it.
    """

    text: str
    span: Span
    sound: bool = True


def rows(text: str, *, file: str, separator: str = COMMA) -> Iterator[list[Cell]]:
    """The rows of a text in order, each with a cell for every field.

    >>> [[cell.text for cell in row] for row in rows('a,"b, c"', file="")]
    [['a', 'b, c']]
    """
    starts = [0, *(found.end() for found in _LINE_BREAK.finditer(text))]
    row: list[Cell] = []
    at, line = 0, 0
    while at < len(text):
        while line + 1 < len(starts) and starts[line + 1] <= at:
            line += 1
        end, meant, sound = _field(text, at, separator)
        shown = text[at:end]
        blanks = len(shown) - len(shown.lstrip(_BLANK[separator]))
        column = at - starts[line] + blanks + 1
        width = len(_LINE_BREAK.split(shown.strip())[0])
        row.append(Cell(meant.strip(), Span(file, line + 1, column, line + 1, column + max(width, 1)), sound))
        if text[end : end + 1] == separator:
            at = end + 1
            if at < len(text) and text[at] not in "\r\n":
                continue
            row.append(Cell("", Span(file, line + 1, column + width + 1, line + 1, column + width + 2)))
            end = at
        at = _past_break(text, end)
        yield row
        row = []


def _field(text: str, start: int, separator: str) -> tuple[int, str, bool]:
    """The field that begins at a place: where it ends, what it says, and whether its quotes are in order."""
    end = _END[separator].search(text, start)
    plain = len(text) if end is None else end.start()
    opened = start + len(text[start:plain]) - len(text[start:plain].lstrip(_BLANK[separator]))
    if text[opened : opened + 1] != '"':
        return plain, text[start:plain], True
    quoted = _QUOTED[separator].match(text, opened)
    if quoted is None:
        return plain, text[start:plain], separator == TAB
    return quoted.end(), quoted[1].replace('""', '"'), True


def _past_break(text: str, at: int) -> int:
    found = _LINE_BREAK.match(text, at)
    return at if found is None else found.end()
