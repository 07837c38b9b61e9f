"""What stands in a cell of a workbook for a value of the format, and back: see `xlsx`.

Each key has one way of being written (`Written`), that a coordinator can type. What that way would not give back as it
was (a text of blanks, a tag with a line break in it) is written as JSON behind the word `json:`, which any cell may
hold. Law: `value_of(cell_of(value, written), written)` is the value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Final, TypeAlias, cast

from attrs import field, frozen

from competency import document as documents
from competency.diagnostics import PATH
from competency.errors import CannotRead
from competency.interop._limits import refuse_depth
from competency.values import Value

Content: TypeAlias = "str | int | float | bool | date | datetime | time | None"
"""What a cell holds, as a library for workbooks gives it."""

JSON: Final = "json:"

LONGEST: Final = 32_767
"""Characters of a cell, by the limits of Excel; more are cut off without a word by most programs."""


class Written(Enum):
    """How the values of a key are written in a cell."""

    TEXT = "a text, as it is"
    WORD = "one word, date or period; blanks around it don't count"
    MONTH = "a year, a month or a day, such as 2011-04"
    NUMBER = "a whole number, or unstated"
    DAY = "a day as YYYY-MM-DD, or a date of the spreadsheet's"
    IDS = "ids, one a line or with commas between them"
    ID_OR_IDS = "one id, or several, one a line or with commas between them"
    TEXTS = "texts, one a line"
    TEXT_OR_TEXTS = "one text, or several, one a line"
    ENTRIES = "entries, one a line; one with keys in braces, such as {mode: e-learning, provider: board}"
    STRUCTURE = "as in the YAML of the format, such as 'completed: awareness' and, on the next line, 'every: 3 years'"


_EXACT: Final = 10**15
"""Below it, a number of a spreadsheet's, which has 15 digits, is the one that was typed."""

_ALONE: Final = frozenset({"unstated", "everyone"})
"""Words that stand for a whole list."""

_KEY: Final = re.compile(r"[A-Za-z_]+[ \t]*:(\s|\Z)")
_SAFE: Final = re.compile("[\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
_ESCAPED: Final = re.compile("_x[0-9A-Fa-f]{4}_")
_LINE: Final = re.compile(r"\bline ([0-9]+)\b")
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_ -]*[A-Za-z0-9]|[0-9]+ [a-z]+|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_TEXTS: Final = frozenset({"true", "false", "null"})


@frozen
class Read:
    """What a cell says: its value (None: nothing), the lines in it that parts of the value stand on, and a fault."""

    value: Value
    lines: Mapping[PATH, int] = field(factory=dict)
    fault: str | None = None
    fix: str = ""
    line: int = 1


# --- to a cell ---------------------------------------------------------------------------------------------


def cell_of(value: Value, written: Written) -> str | int | date:
    """What a cell holds for a value: a number, a date, or a text, which may be longer than a cell can be."""
    shown = _shown(value, written)
    if isinstance(shown, str) and (
        not _SAFE.fullmatch(shown)
        or _ESCAPED.search(shown)
        or shown.startswith(JSON)
        or value_of(shown, written).value != value
    ):
        return f"{JSON} {json.dumps(value)}".replace("_x", "\\u005fx")
    return shown


def _shown(value: Value, written: Written) -> str | int | date:
    if isinstance(value, int) and not isinstance(value, bool) and written is Written.NUMBER:
        return value
    if isinstance(value, str):
        if written is Written.DAY and re.fullmatch(r"(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}", value):
            return _day(value)
        return value
    if isinstance(value, list):
        return "\n".join(item if isinstance(item, str) else flow(item) for item in value)
    if isinstance(value, dict) and written is Written.STRUCTURE and len(flow(value)) > _WIDE:
        return documents.written(value).rstrip("\n")
    if isinstance(value, dict) and written is Written.STRUCTURE:
        return "\n".join(f"{key}: {flow(item)}" for key, item in value.items())
    return flow(value)


_WIDE: Final = 200
"""Characters of a requirement that are still read more easily on a few lines than in blocks of YAML."""


def _day(text: str) -> str | date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return day if day >= date(1900, 3, 1) else text  # before it, spreadsheets disagree about what day it was


def flow(value: Value) -> str:
    """A value on one line of YAML.

    >>> flow({"group": "group-5", "when": {"fact": "leads: a team"}})
    '{group: group-5, when: {fact: "leads: a team"}}'
    """
    match value:
        case dict():
            return "{" + ", ".join(f"{flow(key)}: {flow(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(flow(item) for item in value) + "]"
        case str() if _PLAIN.fullmatch(value) and value.lower() not in _NO_TEXTS:
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


# --- from a cell -------------------------------------------------------------------------------------------


def value_of(content: Content, written: Written, number_format: str = "") -> Read:
    """What a cell says, of a key that is written in some way; `number_format` is how the cell shows its number."""
    if content is None or (isinstance(content, str) and not content.strip()):
        return Read(None)
    if isinstance(content, time):
        return _fault("a time of day stands here", f"write {written.value}")
    if isinstance(content, date):
        return Read(_date_text(content, written, number_format))
    if isinstance(content, bool):
        content = "true" if content else "false"
    elif isinstance(content, int | float):
        whole = int(content) if abs(content) < _EXACT and content == int(content) else content
        if written is Written.NUMBER:
            return Read(whole)
        content = str(whole)
    text = content.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_\n", "\n")
    return _json(text[len(JSON) :]) if text.startswith(JSON) else _text(text, written)


def _fault(fault: str, fix: str, line: int = 1) -> Read:
    return Read(None, fault=fault, fix=fix, line=line)


def _date_text(day: date, written: Written, number_format: str) -> str:
    if isinstance(day, datetime) and (day.hour or day.minute or day.second):
        return day.isoformat(" ", "minutes")
    if written is Written.MONTH and number_format and "d" not in number_format.lower():
        return f"{day:%Y-%m}"  # 'Apr-11' is what a spreadsheet makes of a typed 2011-04
    return f"{day:%Y-%m-%d}"


def _json(text: str) -> Read:
    try:
        refuse_depth("cell", text)
        return Read(cast(Value, json.loads(text)))
    except (ValueError, CannotRead) as error:
        return _fault(f"what follows '{JSON}' is no JSON: {error}", f"write the value without '{JSON}'")


def _text(text: str, written: Written) -> Read:
    match written:
        case Written.TEXT:
            return Read(text)
        case Written.WORD | Written.MONTH | Written.DAY:
            return Read(text.strip())
        case Written.NUMBER:
            number = text.strip()
            return Read(int(number) if re.fullmatch("[0-9]{1,9}", number) else number)
        case Written.TEXTS | Written.TEXT_OR_TEXTS | Written.IDS | Written.ID_OR_IDS:
            return _listed(text, written)
        case Written.ENTRIES | Written.STRUCTURE:
            return _structure(text, written)


def _listed(text: str, written: Written) -> Read:
    ids = written in (Written.IDS, Written.ID_OR_IDS)
    parts = [part for line in text.split("\n") for part in (line.split(",") if ids else [line])]
    items: list[Value] = [part.strip() for part in parts if part.strip()]
    one = written in (Written.ID_OR_IDS, Written.TEXT_OR_TEXTS) or (ids and items[0] == "unstated")
    return Read(items[0] if len(items) == 1 and one else items)


def _structure(text: str, written: Written) -> Read:
    begun = text.strip()
    if begun.startswith(("- ", "-\n", "[")) or _KEY.match(begun):
        return _yaml(text)
    if begun.startswith("{"):
        whole = _yaml(text)
        if whole.fault is None or "\n" not in begun:
            return _one(whole, written)
    return _entries(text, written)


def _one(whole: Read, written: Written) -> Read:
    """An entry that stands alone, which is still a list of one where entries are asked for."""
    if written is Written.STRUCTURE or whole.fault is not None:
        return whole
    return Read([whole.value], {(0, *path): line for path, line in whole.lines.items()})


def _entries(text: str, written: Written) -> Read:
    items: list[Value] = []
    lines: dict[PATH, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        entry = line.strip()
        if not entry:
            continue
        read = _yaml(entry) if entry.startswith("{") else Read(entry)
        if read.fault is not None:
            return _fault(read.fault, read.fix, number)
        lines |= {(len(items), *path): number for path in (*read.lines, ())}
        items.append(read.value)
    alone = len(items) == 1 and (written is Written.STRUCTURE or items[0] in _ALONE)
    return Read(items[0]) if alone else Read(items, lines)


def _yaml(text: str) -> Read:
    """The value of YAML as it stands in a cell, which need not be a mapping."""
    lines = ["cell:", *(f" {line}" for line in text.split("\n"))]
    document, faults = documents.parse("\n".join(lines), file="cell")
    errors = list(faults)
    if document is None or errors or not isinstance(document.value, dict) or set(document.value) != {"cell"}:
        if errors:
            said = _LINE.sub(lambda found: f"line {int(found[1]) - 1}", errors[0].message)
            return _fault(said, errors[0].fix, max(errors[0].span.line - 1, 1))
        return _fault("this is not one value of YAML", "write 'key: value' on lines that begin in the same column")
    found: dict[PATH, int] = {}
    _lines(document, ("cell",), document.value["cell"], found)
    return Read(document.value["cell"], found)


def _lines(document: documents.Document, path: PATH, value: Value, found: dict[PATH, int]) -> None:
    found[path[1:]] = document.key_span(path).line - 1 if len(path) > 1 else 1
    inside: list[tuple[str | int, Value]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    for key, item in inside:
        _lines(document, (*path, key), item, found)
