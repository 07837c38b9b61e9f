"""The sheets of a workbook and their columns: the sections of the format and the keys of their items, by its schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Final, cast

from attrs import frozen

from competency.bundled import bundled
from competency.interop._xlsx_cells import Written
from competency.model import SECTIONS
from competency.values import Value

FRAMEWORK: Final = "framework"
SOURCES: Final = "sources"
SHEETS: Final = (FRAMEWORK, SOURCES, *SECTIONS)
ID: Final = "id"
SUBJECT: Final = "subject"
WHOSE: Final = "for"

_KINDS: Final[Mapping[str, str]] = {
    SOURCES: "source",
    "levels": "level",
    "facts": "fact",
    "groups": "group",
    "outcomes": "outcome",
    "evidence": "evidence",
    "courses": "course",
    "standards": "standard",
}

_WRITTEN: Final[Mapping[str, Written]] = {
    **dict.fromkeys(("title", "statement", "description", "note", "reading", "publisher", "provider"), Written.TEXT),
    **dict.fromkeys(("id", "format", "language", "url", "part_of", "extends", "renames", "notice"), Written.WORD),
    **dict.fromkeys(("per", "type", "subject", "strength", "every", "opens", "within"), Written.WORD),
    **dict.fromkeys(("from", "to", "valid.from", "valid.to"), Written.DAY),
    **dict.fromkeys(("tags", "examples", "values"), Written.TEXTS),
    **dict.fromkeys(("levels", "develops", "includes", "grants", "without"), Written.IDS),
    **dict.fromkeys(("modes", "for"), Written.ENTRIES),
    "published": Written.MONTH,
    "minutes": Written.NUMBER,
    "source": Written.TEXT_OR_TEXTS,
}
"""How values are written, by key; all others are structures."""

_WRITTEN_IN: Final[Mapping[tuple[str, str], Written]] = {
    ("groups", "extends"): Written.IDS,
    ("courses", "level"): Written.ID_OR_IDS,
    ("outcomes", "level"): Written.WORD,
}

_WIDE: Final = frozenset({"title", "statement", "description", "reading", "note", "requires", "require", "for"})
_BUILDING: Final = frozenset({"renames", "without"})


@frozen
class Column:
    """A key with how its values are written, and what is told about it. `words` are the only ones that it takes."""

    key: str
    written: Written
    about: str
    example: str
    required: bool
    words: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How wide its column is, in characters."""
        return 44 if self.key in _WIDE else 24 if self.written in _LINED else 16


_LINED: Final = frozenset({Written.TEXTS, Written.TEXT_OR_TEXTS, Written.IDS, Written.ENTRIES, Written.STRUCTURE})


@cache
def columns(sheet: str) -> tuple[Column, ...]:
    """The columns of a sheet in order, the id first; of the sheet `framework` the keys, which stand one a row.

    >>> [column.key for column in columns("evidence")][:5]
    ['id', 'title', 'description', 'per', 'develops']
    """
    if sheet == FRAMEWORK:
        return tuple(_of_framework())
    described = _definition(_KINDS[sheet])
    found = [_column(sheet, key, held, described) for key, held in _mapping(described["properties"]).items()]
    first = [column for column in found if column.key == ID] or [_id(sheet)]
    return (*first, *(column for column in found if column.key != ID))


def written_of(sheet: str, column: Column, subject: Value = None) -> Written:
    """How a value is written: whom a standard on courses is for is a selector, and may be one alone."""
    if sheet == "standards" and column.key == WHOSE and subject == "course":
        return Written.STRUCTURE
    return column.written


def is_building(key: str) -> bool:
    """Whether a key has a sense only in a framework that builds on another."""
    return key in _BUILDING


@cache
def _schema() -> Mapping[str, Value]:
    text = bundled("schema", "framework.schema.json").read_text(encoding="utf-8")
    return cast("Mapping[str, Value]", json.loads(text))


def _mapping(value: Value) -> Mapping[str, Value]:
    return cast("Mapping[str, Value]", value)


def _definition(name: str) -> Mapping[str, Value]:
    return _mapping(_mapping(_schema()["$defs"])[name])


def _of_framework() -> list[Column]:
    found: list[Column] = []
    for key, held in _mapping(_schema()["properties"]).items():
        described = _mapping(held)
        if key == "valid":
            inside = _mapping(described["properties"])
            found += [_column(FRAMEWORK, f"valid.{end}", inside[end], {}) for end in ("from", "to")]
        elif key not in _KINDS:
            found.append(_column(FRAMEWORK, key, held, _schema()))
    return found


def _id(sheet: str) -> Column:
    held = _definition("item-id")
    about = f"The id of the {_KINDS[sheet]}, by which others name it. {held['description']}"
    return Column(ID, Written.WORD, about, "group-3", required=True)


def _column(sheet: str, key: str, held: Value, owner: Mapping[str, Value]) -> Column:
    described = _mapping(held)
    examples = cast("list[Value]", described.get("examples", []))
    words = described.get("enum", [described["const"]] if "const" in described else [])
    needed = key in cast("list[Value]", owner.get("required", [])) or key in ("title", "statement")
    written = _WRITTEN_IN.get((sheet, key)) or _WRITTEN.get(key, Written.STRUCTURE)
    return Column(
        key,
        written,
        str(described["description"]),
        json.dumps(examples[0], ensure_ascii=False) if examples else "",
        required=needed and not (sheet == "outcomes" and key == "title"),
        words=tuple(str(word) for word in cast("list[Value]", words)),
    )
