"""The objects that a JSON file holds one after the other, each with its place: rows of what systems log and export."""

from __future__ import annotations

import json
import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, cast

from attrs import frozen

from competency.diagnostics import Span
from competency.errors import CannotRead
from competency.interop import _limits
from competency.values import Value

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_COLON: Final = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")
_COMMA: Final = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")


@frozen
class Row:
    """One object with its place."""

    value: dict[str, Value]
    span: Span


def rows(path: str | os.PathLike[str], *, under: str) -> tuple[Row, ...]:
    """The objects of a file: of its list, of the list under a key of its object, that object, or one on each line.

    Raises:
        UnreadableFile: the file can't be opened or read.
        CannotRead: it is none of these, nests too deep, or is longer than is read.
        DocumentFaults: it is not UTF-8.
    """
    file = os.fspath(path)
    text = _limits.text(path)
    _limits.refuse_depth(file, text)
    reading = _Rows(file, text)
    first = _after(_SPACE, text, 0)
    if text[first : first + 1] == "[":
        return tuple(reading.listed(first))
    found = tuple(reading.one_by_one(first))
    if len(found) == 1 and isinstance(found[0].value.get(under), list):
        start = reading.list_under(first, under)
        return tuple(reading.listed(start))
    return found


def _after(pattern: re.Pattern[str], text: str, index: int) -> int:
    found = pattern.match(text, index)
    assert found is not None
    return found.end()


class _Rows:
    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.breaks = [found.end() for found in re.finditer("\n", text)]
        self.decoder = json.JSONDecoder(parse_constant=_not_finite)

    def listed(self, start: int) -> Iterator[Row]:
        """The elements of the list that begins at `start`, which is known to be sound as far as it was read."""
        at = _after(_SPACE, self.text, start + 1)
        while self.text[at : at + 1] != "]":
            value, end = self._value(at)
            yield self._row(value, at, end)
            after = _after(_SPACE, self.text, end)
            if self.text[after : after + 1] not in (",", "]"):
                raise self._wrong(after, "',' or ']' is expected after an element")
            at = _after(_COMMA, self.text, end)
        rest = _after(_SPACE, self.text, at + 1)
        if rest < len(self.text) and start == _after(_SPACE, self.text, 0):
            raise self._wrong(rest, "something follows the end of the list")

    def one_by_one(self, at: int) -> Iterator[Row]:
        """Objects with nothing but blanks and line breaks between them."""
        if at == len(self.text):
            raise self._wrong(at, "it is empty")
        while at < len(self.text):
            value, end = self._value(at)
            yield self._row(value, at, end)
            at = _after(_SPACE, self.text, end)

    def list_under(self, first: int, key: str) -> int:
        """Where the list begins that the object at `first` has under a key; of a key written twice, the last."""
        at, found = _after(_SPACE, self.text, first + 1), first
        while self.text[at] != "}":  # the object was read once, so that it is sound
            name, end = self._value(at)
            start = _after(_COLON, self.text, end)
            _, end = self._value(start)
            found = start if name == key else found
            at = _after(_COMMA, self.text, end)
        return found

    def _row(self, value: Value, start: int, end: int) -> Row:
        if not isinstance(value, dict):
            raise self._wrong(start, "an object is expected here")
        return Row(value, self._span(start, end))

    def _value(self, index: int) -> tuple[Value, int]:
        try:
            value, end = self.decoder.raw_decode(self.text, index)
        except json.JSONDecodeError as error:
            raise self._wrong(error.pos, f"it is no JSON: {error.msg}") from error
        except ValueError as error:  # NaN, an infinity, or an integer of thousands of digits
            raise self._wrong(index, f"it is no JSON: {error}") from error
        return cast(Value, value), end

    def _wrong(self, index: int, cause: str) -> CannotRead:
        return CannotRead(self.file, cause, "save it as JSON", self._span(index, index + 1))

    def _span(self, start: int, end: int) -> Span:
        return Span(self.file, *self._at(start), *self._at(end))

    def _at(self, index: int) -> tuple[int, int]:
        line = bisect_right(self.breaks, index)
        return line + 1, index - (self.breaks[line - 1] if line else 0) + 1


def _not_finite(word: str) -> Value:
    raise ValueError(f"{word} is no number")
