"""Words for values and places: how a message quotes a value, what it calls a place, and which token it points at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final

from competency import ids
from competency.diagnostics import PATH, Span
from competency.document import Document
from competency.values import Value

_KINDS: Final = {
    "levels": "level",
    "facts": "fact",
    "groups": "group",
    "outcomes": "outcome",
    "evidence": "evidence",
    "courses": "course",
    "standards": "standard",
    "sources": "source",
}
_ROWS: Final = {
    "events": "event",
    "correspondences": "correspondence",
    "groups": "membership",
    "levels": "level",
    "days": "day",
}


def shown(value: object) -> str:
    """A value as a message quotes it: a text in quotes and cut short, a list or mapping by what it is.

    >>> shown("shuold"), shown(None), shown(True), shown(["a"])
    ("'shuold'", 'nothing', 'true', 'a list')
    """
    if isinstance(value, str):
        line = " ".join(value.split()) if value.strip() else value
        return "an empty text" if not value else f"'{line[:40]}…'" if len(line) > 40 else f"'{line}'"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return type_of(value)


def listing(words: Iterable[str], joint: str) -> str:
    """Words in a row: `listing(["must", "should", "may"], "or")` is `must, should or may`."""
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last


def choice(word: object, words: Iterable[str]) -> str:
    """A fix for a word that is none of these: the nearest, or all of them.

    >>> choice("shuold", ["must", "should"]), choice("7", ["must", "should"])
    ("did you mean 'should'?", "write 'must' or 'should'")
    """
    words = list(words)
    near = nearest(word, words)
    return f"did you mean '{near}'?" if near else f"write {listing([shown(word) for word in words], 'or')}"


def nearest(word: object, words: Iterable[str]) -> str | None:
    """The word of these that `word` is a slip of, capitals aside; None where it is no text, or none is near."""
    return ids.nearest(word.lower(), words) if isinstance(word, str) else None


def type_of(value: object) -> str:
    """What kind of value this is, in a reader's words: `a list`, `text`, `the word true`."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the word {json.dumps(value)}"
    if isinstance(value, int | float):
        return "a number"
    return "text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"


def written(value: Value) -> str | None:
    """A value in YAML's flow style, for a fix; None where it is too long for one.

    >>> written({"within": "6 months", "of": ["a", "b"]}), written("a: b")
    ('{within: 6 months, of: [a, b]}', '"a: b"')
    """
    text = flow(value)
    return text if len(text) <= 80 else None


_READ_AS_OTHER: Final = re.compile(
    r"true|false|null|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:e[-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-f]+|[-+]?\.(?:inf|nan)",
    re.IGNORECASE,
)
_MISREAD: Final = re.compile(r"[-?!&*|>%@`\"'#~\s:=]|.*(?:: |:\Z| #|[,\[\]{}]|\s\Z)")


def _is_misread(text: str) -> bool:
    """Whether YAML would read a text as something else, or not at all, if it stood in flow style without quotes."""
    return bool(_READ_AS_OTHER.fullmatch(text) or _MISREAD.match(text))


def flow(value: Value) -> str:
    """A value in YAML's flow style, however long."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(child) for child in value) + "]"
    if isinstance(value, str) and value and value.isprintable() and not _is_misread(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def at(document: Document, path: PATH) -> Value:
    """The value at a path that exists."""
    value = document.value
    for step in path:
        value = value[step]  # type: ignore[index]  # the path exists
    return value


def name(document: Document, path: PATH) -> str:
    """What stands at a path, as a reader would call it: 'minutes' of course 'awareness', 'to' of 'valid'."""
    owner, used = _owner(document, path)
    rest = path[used:]
    words: list[str] = []
    while rest and len(words) < 2:
        last, rest = rest[-1], rest[:-1]
        words.append(f"'{last}'" if isinstance(last, str) else f"entry {last + 1}")
    return " of ".join(words if used == 0 and words else [*words, owner])


def _owner(document: Document, path: PATH) -> tuple[str, int]:
    """The item or row that a path leads into, and how many steps lead to it."""
    form = str(document.value.get("format", "")).partition("/")[0] if isinstance(document.value, dict) else ""
    inline = 1 if form == "scenario" and path[:1] == ("record",) else 0
    if len(path) < inline + 2:
        return f"the {form or 'document'}", 0
    section, step = path[inline], path[inline + 1]
    if section == "days" and path[2:3] == ("expect",) and len(path) > 3:
        return f"what is expected of '{path[3]}'", 4
    if isinstance(step, int):
        if section not in _ROWS:
            return f"the {form}", 0
        row = at(document, path[: inline + 2])
        identifier = row.get("id") if isinstance(row, dict) and section == "levels" else None
        return f"{_ROWS[str(section)]} {step + 1 if identifier is None else shown(identifier)}", inline + 2
    if section == "expect":
        return f"what is expected of '{step}'", 2
    if section in _KINDS and (form == "framework" or section == "facts"):
        return f"{_KINDS[str(section)]} '{step}'", inline + 2
    return f"the {form}", 0


def token(document: Document, path: PATH) -> Span:
    """One token to point at for a value that may be long: its key, or the first key inside it."""
    span = document.span(path)
    if span.line == span.end_line and at(document, path) is not None:
        return span
    return opening(document, path)


def opening(document: Document, path: PATH) -> Span:
    """The key that leads to a mapping; of one in a list, and of the whole document, its first key."""
    value = at(document, path)
    if path and isinstance(path[-1], str):
        return document.key_span(path)
    if isinstance(value, dict) and value:
        return document.key_span((*path, next(iter(value))))
    return document.span(path)
