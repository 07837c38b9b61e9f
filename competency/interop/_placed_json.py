"""JSON in which the elements of some lists are wanted with their places: one pass, at the speed of the C decoder."""

from __future__ import annotations

import gc
import json
import os
import re
from bisect import bisect_right
from collections.abc import Container, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Final, NamedTuple, cast

from attrs import frozen

from competency.diagnostics import Span
from competency.errors import CannotRead
from competency.interop import _limits
from competency.values import Value

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_LINE: Final = re.compile("\n")
_FEW_BRACKETS: Final = _limits.DEEPEST - 5
"""What nests deep has more; five levels are the package, its lists, and what wraps it."""


@frozen(slots=False)
class _Text:
    """A text with where its lines begin."""

    file: str
    written: str

    @cached_property
    def _breaks(self) -> list[int]:
        return [found.end() for found in _LINE.finditer(self.written)]

    def span(self, start: int, end: int) -> Span:
        """The place from one index up to another."""
        line, column = self._at(start)
        end_line, end_column = self._at(end)
        return Span(self.file, line, column, end_line, end_column)

    def _at(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._breaks, index)
        return line + 1, index - (self._breaks[line - 1] if line else 0) + 1


class Placed(NamedTuple):
    """A value with its place in the file, which is worked out when it is asked for."""

    value: Value
    text: _Text
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where the value stands."""
        return self.text.span(self.start, self.end)


@frozen
class Members:
    """An object: its members, each with its place, and for each list that was asked for, its elements with theirs."""

    values: dict[str, Placed]
    lists: dict[str, tuple[Placed, ...]]


def members(path: str | os.PathLike[str], *, lists: Container[str], inside: str) -> Members:
    """The members of the object that a JSON file is, or of the one that it wraps alone under the key `inside`.

    A member named in `lists` that is a list is given as its elements. Of a key that is written twice, the last counts.

    Raises:
        UnreadableFile: the file can't be opened or read.
        CannotRead: it is no JSON object, nests too deep, or is longer than is read.
        DocumentFaults: it is not UTF-8.
    """
    reading = _Reading(_Text(os.fspath(path), _limits.text(path)))
    found = reading.whole(lists)
    if inside in found.values and len(found.values) + len(found.lists) == 1:
        found, _ = reading.object(found.values[inside].start, lists)
    return found


@contextmanager
def without_collecting() -> Iterator[None]:
    """Pauses the garbage collector, which would look through all that is read again and again, and find nothing."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


class _Reading:
    def __init__(self, text: _Text) -> None:
        self.text = text
        self.written = text.written
        self.decoder = json.JSONDecoder(parse_constant=_not_finite)

    def whole(self, lists: Container[str]) -> Members:
        """The object that the text is, and nothing after it."""
        found, end = self.object(self.after_space(0), lists)
        at = self.after_space(end)
        if at < len(self.written):
            raise self._wrong(at, "it is no JSON: something stands after the end of the object")
        return found

    def after_space(self, index: int) -> int:
        found = _SPACE.match(self.written, index)
        assert found is not None
        return found.end()

    def object(self, index: int, lists: Container[str]) -> tuple[Members, int]:
        """The object that begins at the index, and where it ends."""
        if self.written[index : index + 1] != "{":
            raise self._wrong(index, "it is no JSON object")
        values: dict[str, Placed] = {}
        elements: dict[str, tuple[Placed, ...]] = {}
        at = self.after_space(index + 1)
        while self.written[at : at + 1] != "}":
            if values or elements:
                at = self._after(",", at)
            key, at = self._value(at)
            if not isinstance(key, str):
                raise self._wrong(at - 1, "a key of an object is text")
            start = self._after(":", self.after_space(at))
            elements.pop(key, None)
            values.pop(key, None)
            if key in lists and self.written[start : start + 1] == "[":
                elements[key], at = self._elements(start)
            else:
                value, at = self._value(start)
                values[key] = Placed(value, self.text, start, at)
            at = self.after_space(at)
        return Members(values, elements), at + 1

    def _elements(self, index: int) -> tuple[tuple[Placed, ...], int]:
        """The elements of the list that begins at the index, and where it ends."""
        found: list[Placed] = []
        at = self.after_space(index + 1)
        while self.written[at : at + 1] != "]":
            if found:
                at = self._after(",", at)
            value, end = self._value(at)
            found.append(Placed(value, self.text, at, end))
            at = self.after_space(end)
        return tuple(found), at + 1

    def _after(self, mark: str, index: int) -> int:
        """Where the next thing begins, after a mark that must stand at the index."""
        if self.written[index : index + 1] != mark:
            raise self._wrong(index, f"it is no JSON: {mark!r} is expected here")
        return self.after_space(index + 1)

    def _value(self, index: int) -> tuple[Value, int]:
        written = self.written
        try:
            value, end = self.decoder.raw_decode(written, index)
            if written.count("{", index, end) + written.count("[", index, end) > _FEW_BRACKETS:
                self._refuse_depth(index, end)
        except RecursionError as error:
            raise self._too_deep(index) from error
        except json.JSONDecodeError as error:
            raise self._wrong(error.pos, f"it is no JSON: {error.msg}") from error
        except ValueError as error:  # NaN, an infinity, or an integer of thousands of digits
            raise self._wrong(index, f"it is no JSON: {error}") from error
        return cast(Value, value), end

    def _refuse_depth(self, start: int, end: int) -> None:
        try:
            _limits.refuse_depth(self.text.file, self.written[start:end], deepest=_FEW_BRACKETS)
        except CannotRead as error:
            raise self._too_deep(start) from error

    def _too_deep(self, index: int) -> CannotRead:
        return self._wrong(index, f"it nests more than {_limits.DEEPEST} levels deep", "flatten it")

    def _wrong(self, index: int, cause: str, fix: str = "save it as JSON") -> CannotRead:
        return CannotRead(self.text.file, cause, fix, self.text.span(index, index + 1))


def _not_finite(word: str) -> Value:
    raise ValueError(f"{word} is no number")
