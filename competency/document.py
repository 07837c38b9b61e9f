"""YAML text to plain values, with a place for every key and value: `parse`, `decode`, `read`.

YAML is read as YAML 1.2 core. Only null, booleans and numbers written plainly are something other than text, so
that `no`, `on`, `1:30` and `2011-04-01` stay what was typed. What YAML allows beyond plain values (tags, merge keys,
several documents in a file, keys that are not text) is a fault, and so is what no document of people needs (a
hundred levels of nesting, an alias that unfolds to thousands of values): nothing that a file says can exhaust the
reader.

Values and places are built in one pass over the parser's events. Places live beside the value, not in it: each node
(a key, a value) has a number, its rank in the text, and three integer arrays keep where it starts, where it ends,
and, for a list or mapping, the number of the first node after it. Lines and columns are worked out when asked for.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Final, Protocol, cast

import yaml
from attrs import Factory, define, evolve, field, frozen
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from competency.diagnostics import PATH, Diagnostic, Related, Rule, Span, in_order
from competency.errors import UnreadableFile
from competency.faults import text as faults
from competency.ids import nearest
from competency.values import Value

DEEPEST: Final = 100
MOST_ADDED_BY_ALIASES: Final = 1_000
LONGEST_KEY: Final = 256
LONGEST_TEXT: Final = 100_000
MOST_DIGITS: Final = 18
"""The limits. A strategy nests about ten deep and its longest paragraph has some 5,000 characters; 18 digits are
what every reader of JSON holds in 64 bits."""

_SHOWN_CHARACTERS: Final = 20

_LINE_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # as YAML 1.1, and with it the parser, counts lines
NOT_A_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_PROPERTIES: Final = re.compile(r"(?:[&!]\S*\s*(?:#[^\r\n]*\s*)*)+")
_TAG: Final = re.compile(r"![^\s,\[\]{}]*")
_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_MAY_BE_NO_TEXT: Final = frozenset("0123456789-+.~nNtTfF")
_BASES: Final = {"0o": 8, "0x": 16}
_BYTE_ORDER_MARK: Final = "\ufeff"
_TABBED_LINE: Final = re.compile("^ *\t", re.MULTILINE)
_LONG_ESCAPE: Final = re.compile(r"\\U([0-9a-fA-F]{8})")
_TEXT_TAGS: Final = frozenset(("!", "tag:yaml.org,2002:str"))
_DROPPED: Final = "the key of a pair that is left out"
_AWAITED: Final = "the key is what comes next"
_NO_KEY: Final = "no mapping is open"
"""These stand, by identity, for the key of the value that comes next."""


class _Mark(Protocol):
    index: int


class _Event(Protocol):
    """An event of PyYAML's, with the attributes that events of one kind or another have; its class says which."""

    start_mark: _Mark
    end_mark: _Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None


class _Events(Protocol):
    """What is asked of a parser: its events, one after the other."""

    def get_event(self) -> _Event | None: ...

    def dispose(self) -> None: ...


class Parser(Protocol):
    """A class of PyYAML that turns text into events."""

    def __call__(self, text: str, /) -> _Events: ...


PURE_PARSER: Final = cast(Parser, yaml.SafeLoader)
"""PyYAML's parser in Python: ten times slower, the same answers."""

FAST_PARSER: Final = cast(Parser, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
"""PyYAML's binding of libyaml, or the pure parser where PyYAML was built without it."""


@frozen
class Comment:
    """A comment as written, `#` included; `alone` where nothing else stands on its line."""

    line: int
    column: int
    text: str
    alone: bool


@frozen(slots=False, eq=False)
class _Text:
    """A text with its lines."""

    file: str
    content: str

    @cached_property
    def _line_starts(self) -> array[int]:
        return array("Q", [0, *(found.end() for found in _LINE_BREAK.finditer(self.content))])

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(_LINE_BREAK.split(self.content))

    def place(self, index: int) -> tuple[int, int]:
        """The line and the column, from 1, of the character at `index`."""
        line = bisect_right(self._line_starts, index)
        return line, index - self._line_starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        start = min(start, len(self.content))
        return Span(self.file, *self.place(start), *self.place(min(max(start, end), len(self.content))))


@frozen(slots=False, eq=False)
class _Places:
    """Where each node of a text is.

    Node n starts at `starts[n]` and ends before `ends[n]`. If it is a list or a mapping, `after[n]` is the first node
    that is not inside it (0 while it is open). The nodes of a mapping are key, value, key, value, …; those of the
    keys in `dropped`, and their values, are not in the mapping. `targets` says which node an alias stands for.
    """

    text: _Text
    starts: array[int] = Factory(lambda: array("I"))
    ends: array[int] = Factory(lambda: array("I"))
    after: dict[int, int] = Factory(dict)
    targets: dict[int, int] = Factory(dict)
    dropped: set[int] = Factory(set)
    _entries: dict[int, dict[str, tuple[int, int]]] = Factory(dict)
    _items: dict[int, array[int]] = Factory(dict)

    def span(self, node: int) -> Span:
        return self.text.span(self.starts[node], self.ends[node])

    def entries(self, node: int, keys: dict[str, Value]) -> dict[str, tuple[int, int]]:
        """The nodes of key and value for each key of the mapping at `node`."""
        if node not in self._entries:
            # where the syntax broke, the last key may be without a value
            self._entries[node] = dict(zip(keys, self._pairs(node), strict=False))
        return self._entries[node]

    def _pairs(self, node: int) -> Iterator[tuple[int, int]]:
        key = node + 1
        while key < self.after[node]:
            value = self._next(key)
            if key not in self.dropped:
                yield key, value
            key = self._next(value)

    def _next(self, node: int) -> int:
        return self.after.get(node, node + 1)

    def items(self, node: int) -> array[int]:
        """The nodes of the items of the list at `node`."""
        if node not in self._items:
            items = self._items[node] = array("I")
            item = node + 1
            while item < self.after[node]:
                items.append(item)
                item = self._next(item)
        return self._items[node]

    def opening(self, node: int) -> Span:
        """Where a list or mapping begins: its bracket, its first `-` or its first key; of a text, all of it."""
        start = self.starts[node]
        if node not in self.after:
            return self.span(node)
        if self.text.content[start] in "-[{":
            return self.text.span(start, start + 1)
        return self.span(node + 1)


@frozen(slots=False, eq=False)
class Document:
    """A value read from a text, with the place of every key and value in it.

    A place is asked for by path: keys and indexes, outermost first. An alias (`*name`) has its own place; what lies
    inside it has that of the text it repeats.

    >>> document, faults = parse("levels:\\n  - id: level-1\\n", file="a.yaml")
    >>> document.value, str(document.span(("levels", 0, "id")))
    ({'levels': [{'id': 'level-1'}]}, 'a.yaml:2:9')
    """

    file: str
    value: Value
    _places: _Places | None = field(repr=False)
    _origin: Callable[[PATH], tuple[Document, PATH]] | None = field(default=None, repr=False)
    _elsewhere: Mapping[PATH, Span] | None = field(default=None, repr=False)

    def composed(self, value: Value, origin: Callable[[PATH], tuple[Document, PATH]]) -> Document:
        """Another value under this document's name: `origin` says which document each place of it was taken from.

        Lines and comments stay this document's own.
        """
        return evolve(self, value=value, origin=origin)

    def span(self, path: PATH) -> Span:
        """Where the value at `path` is; if nothing is there, the key (or the opening) of what should have held it."""
        if self._origin is not None:
            document, place = self._origin(path)
            return document.span(place)
        if self._places is None:
            return self._told(path)
        key, node, found = self._nodes(self._places, path)
        if found:
            return self._places.span(node)
        return self._places.opening(node) if key is None else self._places.span(key)

    def key_span(self, path: PATH) -> Span:
        """Where the key is that leads to `path`; of an item of a list, and of the root, where the value is."""
        if self._origin is not None:
            document, place = self._origin(path)
            return document.key_span(place)
        if self._places is None:
            return self._told(path)
        key, _, found = self._nodes(self._places, path)
        return self.span(path) if key is None or not found else self._places.span(key)

    def _told(self, path: PATH) -> Span:
        told = self._elsewhere or {}
        held = (path[:length] for length in range(len(path), -1, -1))
        return next((told[outer] for outer in held if outer in told), Span(self.file, 1, 1, 1, 1))

    def _nodes(self, places: _Places, path: PATH) -> tuple[int | None, int, bool]:
        """The nodes of key and value at the end of the path, or of as much of it as exists, and whether all does."""
        key: int | None = None
        node, value = 0, self.value
        for step in path:
            held = places.targets.get(node, node)
            if isinstance(value, dict) and isinstance(step, str) and step in value:
                key, node = places.entries(held, value)[step]
                value = value[step]
            elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
                key, node = None, places.items(held)[step]
                value = value[step]
            else:
                return key, node, False
        return key, node, True

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text, without their ends; of a document made from a value, one empty line."""
        return ("",) if self._places is None else self._places.text.lines

    def line(self, number: int) -> str:
        """The line of that number, from 1, without its end.

        Raises:
            IndexError: the text has no such line.
        """
        if number < 1:
            raise IndexError(number)
        return self.lines[number - 1]

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """All comments, in order.

        Law: outside keys and values, every `#` begins a comment; inside them only that of a block text's first line.
        """
        return () if self._places is None else tuple(_comments(self._places))


def _comments(places: _Places) -> Iterator[Comment]:
    text = places.text
    content = text.content
    position = 0
    for node in range(len(places.starts) + 1):
        if node == len(places.starts):
            start = end = len(content)
        elif node in places.after:
            continue  # only texts can hide a '#'
        else:
            start, end = places.starts[node], places.ends[node]
            if content[start : start + 1] in ("|", ">"):
                found = _LINE_BREAK.search(content, start, end)
                start = found.start() if found else end
        while (position := content.find("#", position, start)) >= 0:
            line, column = text.place(position)
            written = text.lines[line - 1]
            yield Comment(line, column, written[column - 1 :], alone=not written[: column - 1].strip(" \t"))
            position += len(written) - column + 1
        position = max(position, end)


@define
class _Reading:
    """One text while it is read: what is built, and the faults met on the way."""

    text: _Text
    places: _Places
    value: Value = None
    faults: list[Diagnostic] = Factory(list)
    usable: bool = False
    _broken: bool = False
    _known: dict[str, str] = Factory(dict)
    _anchors: dict[str, tuple[int, Value]] = Factory(dict)
    _aliases: list[int] = Factory(list)
    _added: list[int] = Factory(lambda: [0])
    _duplicates: list[tuple[int, dict[str, Value], str, int]] = Factory(list)

    def _fault(self, rule: Rule, message: str, fix: str, *related: Related) -> None:
        """Notes a fault of the node that is read."""
        self.faults.append(Diagnostic(rule, self.places.span(len(self.places.starts) - 1), message, fix, related))

    def _fault_at_start(self, rule: Rule, message: str, fix: str) -> None:
        """Notes a fault of the node that is read, where it would be too long to be pointed at."""
        start = self.places.starts[-1]
        self.faults.append(Diagnostic(rule, self.text.span(start, start + 1), message, fix))

    def read(self, parser: Parser) -> None:
        """Fills value, places and faults.

        Raises:
            yaml.YAMLError, UnicodeEncodeError, ValueError: the parser can't go on.
        """
        events = parser(self.text.content)
        try:
            self._read(events)
        finally:
            events.dispose()
            self._close()

    def _read(self, events: _Events) -> None:  # one long loop: a call for each of a million events would be felt
        next_event = events.get_event
        known = self._known
        starts, ends, after = self.places.starts, self.places.ends, self.places.after
        content = self.text.content
        unusual = "&" in content or "!" in content or len(content) > LONGEST_TEXT  # else: no anchor, tag or long text
        outer: list[tuple[dict[str, Value] | None, list[Value], str, int]] = []
        mapping: dict[str, Value] | None = None
        sequence: list[Value] = []  # the list that is open, where no mapping is; the first one holds the root
        root = sequence
        key = _NO_KEY
        node = -1  # the list or mapping that is open
        last_end = 0
        item: Value
        while True:
            event = next_event()
            assert event is not None
            kind: type = type(event)
            if kind is ScalarEvent:
                written = event.value
                style = event.style
                starts.append(event.start_mark.index)
                last_end = event.end_mark.index
                ends.append(last_end)
                if style:
                    last_end = self._quoted(style, written)
                if unusual:
                    self._unusual(event, last_end)
                if key is _AWAITED and mapping is not None:
                    key = self._key(event) if style or written not in known else known[written]
                    if key in mapping:
                        self._repeated(node, mapping, key)
                        key = _DROPPED
                    continue
                if style or (written and written[0] not in _MAY_BE_NO_TEXT) or (unusual and event.tag in _TEXT_TAGS):
                    item = written
                else:
                    item = self._plain(written)
                if unusual and event.anchor is not None:
                    self._anchors[event.anchor] = (len(starts) - 1, item)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                opened = len(starts)
                starts.append(event.start_mark.index)
                ends.append(event.end_mark.index)
                after[opened] = 0
                item = {} if kind is MappingStartEvent else []
                if event.anchor is not None or event.tag is not None:
                    self._properties(event, event.end_mark.index)
                    if event.anchor is not None:
                        self._anchors[event.anchor] = (opened, item)
                if len(outer) >= DEEPEST:
                    self._too_deep()
                    return
                if key is _AWAITED:
                    self._key_not_text()
                    key = _DROPPED
                    outer.append((mapping, sequence, _DROPPED, node))
                else:
                    outer.append((mapping, sequence, key if mapping is None else _AWAITED, node))
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                if event.end_mark.index > event.start_mark.index:  # a bracket; the end of a block has no width
                    last_end = event.end_mark.index
                ends[node] = last_end
                after[node] = len(starts)
                mapping, sequence, key, node = outer.pop()
                continue
            elif kind is AliasEvent:
                starts.append(event.start_mark.index)
                last_end = event.end_mark.index
                ends.append(last_end)
                item = self._alias(event)
                if key is _AWAITED and mapping is not None:
                    key = self._alias_as_key(item, mapping, node)
                    continue
            elif kind is DocumentStartEvent:
                if starts:
                    self._second_document(event)
                    break
                if content.startswith("%", event.start_mark.index):
                    self.faults.append(_directive(self.text, event.start_mark.index))
                continue
            elif kind is StreamEndEvent:
                break
            else:  # the start of the stream, the end of the document
                continue

            if mapping is None:
                sequence.append(item)
            else:
                if key is not _DROPPED:
                    mapping[key] = item
                key = _AWAITED
            if kind is MappingStartEvent:
                assert isinstance(item, dict)
                mapping, key, node = item, _AWAITED, opened
            elif kind is SequenceStartEvent:
                assert isinstance(item, list)
                mapping, sequence, key, node = None, item, _NO_KEY, opened
        self._finish(root)

    def _repeated(self, owner: int, mapping: dict[str, Value], key: str) -> None:
        """Notes a key that its mapping has already; it is worded when the places of the mapping are known."""
        node = len(self.places.starts) - 1
        self._duplicates.append((owner, mapping, key, node))
        self.places.dropped.add(node)

    def _close(self) -> None:
        """Ends what is still open, and words the keys that are written twice."""
        places = self.places
        for node, end in places.after.items():
            if not end:
                places.after[node] = len(places.starts)
        for node, mapping, key, second in self._duplicates:
            first = places.entries(node, mapping)[key][0]
            line = places.span(first).line
            self.faults.append(
                Diagnostic(
                    faults.DUPLICATE_KEY,
                    places.span(second),
                    f"the key {_shown(key)} is already used in this mapping, on line {line}",
                    "delete one of the two, or give one of them another name",
                    (Related(places.span(first), "first used here"),),
                )
            )

    def _finish(self, root: list[Value]) -> None:
        places = self.places
        self.value = root[0] if root else None
        if not places.starts or (self.value is None and places.starts[0] == places.ends[0]):
            self.faults.append(
                Diagnostic(
                    faults.EMPTY_DOCUMENT,
                    self.text.span(0, 0),
                    "the file has no content",
                    "start it with a line such as 'format: framework/1'; 'competency new' writes a first draft",
                )
            )
        elif not isinstance(self.value, dict):
            kind = "a list" if isinstance(self.value, list) else "a single value"
            self.faults.append(
                Diagnostic(
                    faults.NOT_A_MAPPING,
                    places.opening(0),
                    f"the document is {kind}, not a mapping of keys to values",
                    "start the file with keys, each followed by a colon: 'format: framework/1', then 'id: …'",
                )
            )
        else:
            self.usable = not self._broken

    def _second_document(self, event: _Event) -> None:
        self.faults.append(
            Diagnostic(
                faults.SEVERAL_DOCUMENTS,
                self.text.span(event.start_mark.index, event.end_mark.index),
                "a second document begins here; a file holds one",
                "put each document into a file of its own, or delete this '---'",
            )
        )

    def _quoted(self, style: str, written: str) -> int:
        """Looks at a text that is quoted, or a block; where it ends."""
        start, end = self.places.starts[-1], self.places.ends[-1]
        if style in "|>":  # what the parser counts as part of it goes on to the next key or comment
            end = self.places.ends[-1] = start + len(self.text.content[start:end].rstrip())
        elif style == '"' and (found := _CONTROL.search(written)):
            if "\ud800" <= found[0] <= "\udfff":  # libyaml refuses such an escape, the pure parser does not
                self._broken = True
                self._fault(faults.SYNTAX, _BAD_ESCAPE.message, _BAD_ESCAPE.fix)
                return end
            self._fault(
                faults.CONTROL_CHARACTER,
                f"this text contains the control character U+{ord(found[0]):04X}, written as an escape",
                "delete the escape; nobody can read such a character",
            )
        return end

    def _unusual(self, event: _Event, end: int) -> None:
        """Looks at the anchor, the tag and the length of a text."""
        if event.anchor is not None or event.tag is not None:
            self._properties(event, end)
            if event.anchor is not None:
                self._anchors[event.anchor] = (len(self.places.starts) - 1, event.value)
        if len(event.value) > LONGEST_TEXT:
            self._fault_at_start(
                faults.TEXT_TOO_LONG,
                f"this text has {len(event.value):,} characters; the longest allowed has {LONGEST_TEXT:,}",
                "shorten it, or refer to the source; if it was not meant to be one text, look for a missing quote",
            )

    def _properties(self, event: _Event, end: int) -> None:
        """Lets a node begin after its anchor and tag; a tag is a fault."""
        start = self.places.starts[-1]
        found = _PROPERTIES.match(self.text.content, start, end)
        if found:
            self.places.starts[-1] = found.end()
        if event.tag is None:
            return
        tag = _TAG.search(self.text.content, start, end)
        assert tag is not None
        self.faults.append(
            Diagnostic(
                faults.TAG,
                self.text.span(*tag.span()),
                f"the tag {_shown(tag[0])} is not part of a document; values are text, numbers, lists and mappings",
                "delete the tag; to keep a value as text, put it into quotes",
            )
        )

    def _plain(self, written: str) -> Value:
        """What a plain text stands for in YAML 1.2 core."""
        if written in _WORDS:
            return _WORDS[written]
        if written[0] in "nNtTfF~":
            return written
        if _INTEGER.fullmatch(written):
            digits = len(written.lstrip("+-"))
            if digits <= MOST_DIGITS:
                return int(written, _BASES.get(written[:2], 10))
        elif _DECIMAL.fullmatch(written):
            digits = sum(map(str.isdecimal, written))
            number = float(written)
            if not isfinite(number):
                self._not_finite(written)
                return written
            if digits <= 2 * MOST_DIGITS:
                return number
        elif _NOT_FINITE.fullmatch(written):
            self._not_finite(written)
            return written
        else:
            return written
        self._fault(
            faults.NUMBER_TOO_LONG,
            f"this number has {digits:,} digits; programs that read it would round it or fail",
            "put it into quotes if it is a name or a reference number; else shorten it",
        )
        return written

    def _not_finite(self, written: str) -> None:
        self._fault(
            faults.NOT_A_FINITE_NUMBER,
            f"{_shown(written)} is not a number that can be counted with",
            "write a number, or put it into quotes if text is meant",
        )

    def _key(self, event: _Event) -> str:
        """The text of a key; what is no proper key is a fault."""
        written = event.value
        if len(written) > LONGEST_KEY:
            self._fault_at_start(
                faults.KEY_TOO_LONG,
                f"this key has {len(written):,} characters; the longest allowed has {LONGEST_KEY}",
                "use a short key, and move the text into the value, for instance as 'title' or 'description'",
            )
        elif not event.style and event.tag not in _TEXT_TAGS:
            if written == "<<":
                self._fault(
                    faults.MERGE_KEY,
                    "'<<' (merge) is not part of YAML 1.2 and is not read",
                    "write the keys out here; to say that a group inherits from another, use 'extends'",
                )
                self.places.dropped.add(len(self.places.starts) - 1)
                return _DROPPED
            if _is_text(written):
                self._known[written] = written
            else:
                self._fault(
                    faults.KEY_NOT_TEXT,
                    f"YAML reads the key {_shown(written)} as a number, a yes/no or nothing, not as text"
                    if written
                    else "there is no key before this colon",
                    f'put it into quotes: "{written}"' if written else "write the key before the colon",
                )
        return written

    def _key_not_text(self) -> None:
        self.places.dropped.add(len(self.places.starts) - 1)
        self._fault_at_start(
            faults.KEY_NOT_TEXT,
            "a list or mapping stands here as a key; keys are text",
            "write a text as the key; if '{{name}}' of a template is meant, put it into quotes",
        )

    def _alias_as_key(self, item: Value, mapping: dict[str, Value], owner: int) -> str:
        if isinstance(item, str) and item not in mapping:
            return item
        node = len(self.places.starts) - 1
        if isinstance(item, str):
            self._repeated(owner, mapping, item)
        elif node not in self.places.targets:  # an alias at fault, which is said already
            self.places.dropped.add(node)
        else:
            self._key_not_text()
        return _DROPPED

    def _alias(self, event: _Event) -> Value:
        """What an alias stands for; null where that can't be said."""
        name = event.anchor
        assert name is not None
        places = self.places
        node = len(places.starts) - 1
        if name not in self._anchors:
            self._broken = True
            meant = nearest(name, self._anchors)
            self._fault(
                faults.UNKNOWN_ALIAS,
                f"nothing above is named '&{name}', so '*{name}' repeats nothing",
                f"write '*{meant}'" if meant else "write the value out; put a text that begins with '*' into quotes",
            )
            return None
        target, item = self._anchors[name]
        end = places.after.get(target, target + 1)
        if not end:
            self._broken = True
            self._fault(
                faults.ALIAS_INSIDE_ITSELF,
                f"'*{name}' stands inside '&{name}', the value that it repeats, and would never end",
                "write the value out, or refer to it by its id",
                Related(places.opening(target), f"'&{name}' begins here"),
            )
            return None
        places.targets[node] = target
        total = self._added[-1]
        if total <= MOST_ADDED_BY_ALIASES:
            first, last = bisect_left(self._aliases, target), bisect_left(self._aliases, end)
            total += end - target + self._added[last] - self._added[first]
            self._aliases.append(node)
            self._added.append(total)
            if total > MOST_ADDED_BY_ALIASES:
                self._broken = True
                self._fault(
                    faults.ALIAS_EXPANSION,
                    f"with '*{name}' the aliases of this file repeat {total:,} keys and values; "
                    f"{MOST_ADDED_BY_ALIASES:,} is the most allowed",
                    "write values out, or refer to them by id",
                )
        return item

    def _too_deep(self) -> None:
        self._fault(
            faults.TOO_DEEP,
            f"this is nested more than {DEEPEST} levels deep",
            "close the brackets that are open, or give nested items ids and refer to them",
        )


def _is_text(written: str) -> bool:
    """Whether a plain key is text in YAML 1.2 core."""
    return not (
        written in _WORDS
        or _INTEGER.fullmatch(written)
        or _DECIMAL.fullmatch(written)
        or _NOT_FINITE.fullmatch(written)
    )


def _directive(text: _Text, start: int) -> Diagnostic:
    start = text.content.find("%", start)
    line, _ = text.place(start)
    written = text.lines[line - 1].rstrip()
    return Diagnostic(
        faults.TAG,
        text.span(start, start + len(written)),
        f"the directive {_shown(written)} is not part of a document; YAML 1.2 is what is read",
        "delete the line",
    )


def _shown(written: str) -> str:
    """A text in quotes, shortened to be read in a message."""
    return repr(written if len(written) <= 40 else written[:39] + "…")


def parse(text: str, *, file: str, parser: Parser = FAST_PARSER) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document that a text holds, and the faults of the text, in order.

    The document is None where its value can't be said (the text is not YAML, is empty, is no mapping, …). Beside
    milder faults (a key written twice, a tag, …) it is there, without what is at fault, so that what else is wrong
    can be reported in the same run; it must not be used for anything else.

    >>> parse("levels: [", file="a.yaml")[0] is None
    True
    """
    found: list[Diagnostic] = []
    if text.startswith(_BYTE_ORDER_MARK):
        text = text[1:]
        found.append(_byte_order_mark(file))
    reading = _reading(_Text(file, text))
    if _BYTE_ORDER_MARK in text or not _read(reading, parser):
        found += _control_characters(reading.text)
        # U+FFFD in their place shows what else is wrong, except in the syntax: there it may be what breaks it
        reading = _reading(_Text(file, NOT_A_CHARACTER.sub("\ufffd", text)))
        if not _read(reading, parser):
            reading.faults.append(_escape_beyond_unicode(reading.text))
        elif found:
            reading.faults = [fault for fault in reading.faults if fault.rule is not faults.SYNTAX]
    document = Document(file, reading.value, reading.places) if reading.usable else None
    return document, in_order(found + reading.faults)


def _reading(text: _Text) -> _Reading:
    return _Reading(text, _Places(text))


def _read(reading: _Reading, parser: Parser) -> bool:
    """Reads, with the garbage collector paused (nothing built here is garbage); False where a character stops it."""
    paused = gc.isenabled()
    gc.disable()
    try:
        reading.read(parser)
    except yaml.MarkedYAMLError as error:
        reading.faults.append(_syntax(reading.text, error))
    except (yaml.reader.ReaderError, ValueError, OverflowError):  # the last two: an escape beyond Unicode, a surrogate
        return False
    finally:
        if paused:
            gc.enable()
    return True


def _escape_beyond_unicode(text: _Text) -> Diagnostic:
    """The fault of an escape such as `\\U00110000`, which the pure parser does not word."""
    beyond = (found.span() for found in _LONG_ESCAPE.finditer(text.content) if int(found[1], 16) > sys.maxunicode)
    return Diagnostic(faults.SYNTAX, text.span(*next(beyond, (0, 0))), _BAD_ESCAPE.message, _BAD_ESCAPE.fix)


@frozen
class _Wording:
    """What to say where the parser's own words fit `words`; about the place where it began, if `at_context`."""

    words: str
    message: str
    fix: str
    at_context: bool = False
    began: str | None = None


_BAD_ESCAPE: Final = _Wording(
    r"unknown escape|hexdecimal|hexadecimal|character escape",
    "a backslash in double quotes begins an escape, and this is none",
    "use single quotes, in which a backslash is a backslash, or write it twice",
)
_WORDINGS: Final = (
    _Wording(
        r"quoted scalar: found unexpected (end|document)",
        "the quotation mark opened here is never closed",
        "close it; a mark inside a text is doubled ('it''s'), or the text put into the other kind of quotes",
        at_context=True,
    ),
    _BAD_ESCAPE,
    _Wording(
        r"(an alias|an anchor): ",
        "{begun} at the beginning of a value has a meaning of its own in YAML, and no name follows it",
        "put the text into quotes",
        at_context=True,
    ),
    _Wording(
        r"start any token",
        "a value can't begin with {character}",
        "put the text into quotes",
    ),
    _Wording(
        r"values are not allowed",
        "a colon stands here where no key can be",
        "put a text with ': ' in it into quotes; else check that the line is indented like its neighbours, and "
        "that each key above has its colon with a space after it",
    ),
    _Wording(
        r"could not find expected ':'",
        "this line has no key and colon as its neighbours have",
        "write 'key: value'; if it goes on with the text above, indent it",
        at_context=True,
    ),
    _Wording(
        r"sequence entries are not allowed",
        "a list can't begin on the line of its key",
        "put '- ' on a line of its own, or write the list in brackets: [a, b]",
    ),
    _Wording(
        r"keys are not allowed",
        "a '?' and a space have a meaning of their own in YAML, and can't stand here",
        "put the text into quotes",
    ),
    _Wording(
        r"expected ',' or '([\]}])'",
        "the {brackets} opened in line {line} has no comma or closing bracket before this",
        "add the comma or the bracket; put a text with one of [ ] {{ }} , : in it into quotes",
        began="opened here",
    ),
    _Wording(
        r"node content",
        "a value should stand before this, and there is none",
        "write the value; put a text that begins with {character} into quotes",
    ),
    _Wording(
        r"^first :: ",
        "there is no key before this colon",
        "write the key before it; put a text that begins with a colon into quotes",
    ),
    _Wording(
        r"^first .*block collection: ",
        "this line is among the items of a list, but does not begin with '- ' as they do",
        "begin it with '- ' in their column, or indent it as they are",
        began="the list begins here",
    ),
    _Wording(
        r"^first .*(expected key|block end)",
        "this line is not indented like the keys around it",
        "put it into the column of the key that it belongs beside",
        began="the keys around it begin here",
    ),
    _Wording(
        r"(expected key|block end|'-' indicator)",
        "the value has ended, and here something follows it on the same line",
        "put the whole text into quotes; a quotation mark inside it is doubled ('it''s')",
    ),
    _Wording(
        r"document start",
        "the document has ended before this line",
        "begin all outermost keys in the first column; if it ended with '...', delete that line",
    ),
    _Wording(
        r"block scalar",
        "after '|' or '>' the line must end",
        "begin the text on the next line, indented; if no block is meant, put the text into quotes",
    ),
)

_OTHERWISE: Final = _Wording(
    "",
    "this is not YAML ({problem})",
    "look for a missing quotation mark, bracket or colon, here or on the line before",
)


def _syntax(text: _Text, error: yaml.MarkedYAMLError) -> Diagnostic:
    """The parser's complaint, in words for people who write strategies."""
    mark = cast("_Mark | None", error.problem_mark)
    begun = cast("_Mark | None", error.context_mark)
    index = mark.index if mark else 0
    context = begun.index if begun else index
    content = text.content
    near = content.find("\t", max(index - 1, 0), index + 1)
    if near >= 0:
        others = len(_TABBED_LINE.findall(content))
        also = f"; {others:,} lines begin with one" if others > 1 else ""
        return Diagnostic(
            faults.TAB,
            text.span(near, near + 1),
            f"a tab stands here where YAML allows only spaces{also}",
            "replace each tab with spaces; most editors can do it for the whole file",
        )
    line, column = text.place(min(index, len(content)))
    before = text.lines[line - 1][: column - 1].strip()
    said = f"{'inside' if before else 'first'} {content[index : index + 1]}: {error.context}: {error.problem}"
    if re.search(r"directive|incompatible YAML", said):
        return _directive(text, context)
    if re.search(r"(scanning|parsing) a tag|tag handle", said):
        return Diagnostic(
            faults.TAG,
            text.span(context, context + 1),
            "a '!' at the beginning of a value makes it a tag, which is not part of a document",
            "delete the tag; if a text is meant, put it into quotes",
        )
    wording = next((wording for wording in _WORDINGS if re.search(wording.words, said)), _OTHERWISE)
    start = context if wording.at_context else index
    shown = {
        "character": _shown(content[index : index + 1]) if index < len(content) else "such a character",
        "begun": _shown(content[context : context + 1]),
        "brackets": "mapping in { }" if "}" in str(error.problem).partition(" but ")[0] else "list in [ ]",
        "line": text.place(context)[0],
        "problem": error.problem,
    }
    related: tuple[Related, ...] = ()
    if wording.began and context < start:
        related = (Related(text.span(context, context + 1), wording.began),)
    return Diagnostic(
        faults.SYNTAX,
        text.span(start, start + 1),
        wording.message.format(**shown),
        wording.fix.format(**shown),
        related,
    )


def _byte_order_mark(file: str) -> Diagnostic:
    return Diagnostic(
        faults.BYTE_ORDER_MARK,
        Span(file, 1, 1, 1, 1),
        "the file begins with a byte order mark, three bytes that no editor shows",
        "save the file as 'UTF-8' without BOM ('UTF-8', not 'UTF-8 with BOM')",
    )


def _control_characters(text: _Text) -> Iterator[Diagnostic]:
    """Characters that can't stand in a document: the first few, and how many there are."""
    total = sum(1 for _ in NOT_A_CHARACTER.finditer(text.content))
    for number, found in enumerate(NOT_A_CHARACTER.finditer(text.content), 1):
        more = f"; {total - number:,} more such characters follow" if number == _SHOWN_CHARACTERS < total else ""
        yield Diagnostic(
            faults.CONTROL_CHARACTER,
            text.span(*found.span()),
            f"the character U+{ord(found[0]):04X} can't stand in a document{more}",
            "delete it; as it can't be seen, delete the text around it too, and type that again",
        )
        if number == _SHOWN_CHARACTERS:
            return


def decode(content: bytes, *, file: str) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text that the bytes of a file are in UTF-8, without a byte order mark, and the faults of the bytes.

    >>> decode(b"title: Caf\\xe9", file="a.yaml")[1][0].message
    "byte 10 of the file (0xE9, in Windows-1252 'é') is not UTF-8"
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(content, error.start, file),)
    if text.startswith(_BYTE_ORDER_MARK):
        return text[1:], (_byte_order_mark(file),)
    return text, ()


def _not_utf8(content: bytes, first: int, file: str) -> Diagnostic:
    before = _Text(file, content[:first].decode("utf-8").removeprefix(_BYTE_ORDER_MARK))
    line, column = before.place(len(before.content))
    where = Span(file, line, column, line, column + 1)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        message = "the file is UTF-16 (some programs call it 'Unicode'), not UTF-8"
    else:
        windows = content[first : first + 1].decode("cp1252", "ignore")
        guess = f", in Windows-1252 {windows!r}" if windows else ""
        message = f"byte {first:,} of the file (0x{content[first]:02X}{guess}) is not UTF-8"
    return Diagnostic(faults.NOT_UTF8, where, message, "save the file as UTF-8: 'Save as …', encoding 'UTF-8'")


def content_of(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file.

    Raises:
        UnreadableFile: the file can't be opened or read.
    """
    file = os.fspath(path)
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(file, error.strerror or str(error)) from error
    except ValueError as error:  # a path with a null character in it
        raise UnreadableFile(file, str(error)) from error


def read(path: str | os.PathLike[str]) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """The document that a file holds, and the faults of its text, in order; see `parse`.

    Raises:
        UnreadableFile: the file can't be opened or read.
    """
    file = os.fspath(path)
    content = content_of(path)
    text, found = decode(content, file=file)
    if text is None:
        return None, found
    document, more = parse(text, file=file)
    return document, in_order(found + more)


def written(value: Value) -> str:
    """The value as YAML text, keys in their order; reading it gives the value back."""
    dumped: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return dumped


class _Dumper(yaml.SafeDumper):
    """Writes no aliases, and lists indented below their key."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)


def lines_of(file: str) -> tuple[str, ...]:
    """The lines of a file, whatever faults it has, as spans count them; none where it can't be read."""
    try:
        content = Path(file).read_bytes()
    except (OSError, ValueError):
        return ()
    return _Text(file, content.decode("utf-8", "replace").removeprefix(_BYTE_ORDER_MARK)).lines


def from_value(value: Value, *, file: str = "<document>", places: Mapping[PATH, Span] | None = None) -> Document:
    """A document that was not written as text; every place in it is line 1, column 1.

    `places` tells better ones: a path that it leaves out has the place of the nearest one that holds it.
    """
    return Document(file, value, None, elsewhere=places)
