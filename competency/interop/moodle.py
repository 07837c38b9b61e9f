"""Competency frameworks of Moodle as CSV (its admin tool lpimportcsv): one tree of rows, read by position; and back.

Written so that Moodle's importer makes of each row what is meant: what it would shorten, strip or drop without a word
is changed here and told. See `docs/formats/moodle.md` for what goes where.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen

from competency import ids
from competency.errors import InvalidOption
from competency.interop._identity import identifier
from competency.interop._limits import harmless
from competency.interop._moodle_html import paragraphs
from competency.interop._moodle_reading import read
from competency.interop._moodle_terms import COLUMNS, FORMAT, LONGEST, SECTIONS
from competency.interop.losses import Fate, Loss, Losses
from competency.model import AnyItem, Course, Evidence, Fact, Framework, Group, Level, Outcome, Standard
from competency.notation import item_data
from competency.requirements import Unstated, plain

TITLE: Final = "Moodle competency framework (CSV of the admin tool lpimportcsv)"
SUFFIX: Final = ".csv"
BINARY: Final = False
LOSES: Final[tuple[str, ...]] = (
    "groups, facts and standards: who needs what, by when, and how often again",
    "requirements, with AND, OR and refreshers: courses that come first are cross-referenced, in no direction",
    "modes, providers, minutes, days and audiences of courses; alignments; tags",
)

__all__ = ["BINARY", "FORMAT", "LOSES", "SUFFIX", "TITLE", "dump", "read"]

_SCALE: Final = "Not yet competent,Competent"
_TAXONOMIES: Final = "domain,competency,competency,competency"
"""What Moodle calls the rows of each depth."""

_NUMERIC: Final = re.compile(r"[0-9]+(e[0-9]+)?")
"""Texts that PHP compares as numbers, by which `1e1` is `10`, and of which it takes `0` for nothing."""

_HELD: Final = frozenset("title statement description source note reading level develops part_of".split())
"""Keys of items that have a place; `requires` of a course has half a one."""


@frozen
class _Row:
    """One competency, still under our own ids."""

    parent: str
    item: AnyItem
    related: tuple[str, ...] = ()


def dump(framework: Framework, *, scale: str = _SCALE) -> tuple[str, Losses]:
    """The framework as CSV for Moodle's importer, with what of it has no place there.

    `scale` are the values on which competencies are rated, worst first; the last is proficient.

    Raises:
        InvalidOption: the scale has less than two values.
    """
    values = [value.strip() for value in scale.split(",") if value.strip()]
    if len(values) < 2:
        raise InvalidOption(FORMAT, "scale", "name two values or more, between commas, the worst first")
    names = {item.id: _id_number(framework.id, item.id) for item in framework}
    rows = list(_rows(framework))
    used = [section for section, kind in SECTIONS.items() if any(isinstance(row.item, kind) for row in rows)]
    cells = [[*COLUMNS], _framework_cells(framework, values)]
    for section in used:
        cells.append(_cells("", f"{framework.id}:{section}", section.capitalize(), ""))
        for row in rows:
            if isinstance(row.item, SECTIONS[section]):
                parent = names.get(row.parent, f"{framework.id}:{section}")
                related = ",".join(names[other] for other in row.related if other in names)
                cells.append(_cells(parent, names[row.item.id], _short(row.item.title), _said(row.item), related))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([harmless(cell) for cell in row] for row in cells)
    losses = tuple(_lost(framework, names))
    return out.getvalue(), Losses(len(names) - len({loss.item for loss in losses} & names.keys()), losses)


def _framework_cells(framework: Framework, values: list[str]) -> list[str]:
    # Moodle finds the scale by its values, and puts its own id in place of this one
    levels: list[dict[str, object]] = [{"scaleid": "1"}, {"id": len(values), "scaledefault": 1, "proficient": 1}]
    said = [
        *_more([("title", framework.title)] if _short(framework.title) != framework.title else []),
        *_more([("publisher", framework.publisher), ("language", framework.language)]),
        *((f"source-{source.id}", source.title) for source in framework.sources),
        *_more([("description", framework.description), ("note", framework.note), ("reading", framework.reading)]),
    ]
    cells = _cells("", framework.id, _short(framework.title), paragraphs(said))
    cells[5:7] = [",".join(values), json.dumps(levels, separators=(",", ":"))]
    cells[8:12] = ["", "", "", ""]
    cells[12:14] = ["1", _TAXONOMIES]
    return cells


def _cells(parent: str, name: str, short: str, description: str, related: str = "") -> list[str]:
    return [parent, name, short, description, "1", "", "", "", "0", "null", related, "", "", ""]


def _id_number(framework: str, item: str) -> str:
    """The ID number of an item: its id, unless Moodle would shorten it, or take it for a number or for nothing."""
    if len(item) > LONGEST:
        return f"{item[:60]}-{identifier(framework, item)}"
    return ids.qualified(framework, item) if _NUMERIC.fullmatch(item) else item


def _short(title: str) -> str:
    """The title as a short name that Moodle leaves as it is: not too long, and with look-alikes of tags and escapes."""
    short = " ".join(title.replace("<", "‹").replace("\\", "\N{SET MINUS}").split()) or "–"
    if len(short) > LONGEST:
        short = f"{short[: LONGEST - 1].rpartition(' ')[0] or short[: LONGEST - 1]}…"
    return f"{short}." if short == "0" else short


def _said(item: AnyItem) -> str:
    """What the format has no columns for, as the description."""
    title = [("title", item.title)] if _short(item.title) != item.title else []
    statement = [("statement", item.statement)] if isinstance(item, Outcome) else []
    return paragraphs(
        [
            *_more(title),
            *statement,
            *_more([("description", item.description)]),
            *(("source", source) for source in item.source),
            *_more([("note", item.note), ("reading", item.reading)]),
        ]
    )


def _more(said: list[tuple[str, str | None]] | list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, text in said if text)


def _rows(framework: Framework) -> Iterator[_Row]:
    """The items that become competencies, parents first."""
    for level in framework.levels:
        yield _Row("", level)
    parts: dict[str | None, list[Outcome]] = {}
    for outcome in framework.outcomes:
        parts.setdefault(outcome.part_of, []).append(outcome)
    todo = [*reversed(parts.get(None, []))]
    while todo:
        outcome = todo.pop()
        yield _Row(outcome.part_of or "", outcome, _ids([outcome.level]))
        todo += reversed(parts.get(outcome.id, []))
    for evidence in framework.evidence:
        yield _Row("", evidence, evidence.develops)
    for course in framework.courses:
        yield _Row("", course, _ids([*course.levels, *course.develops, *_before(framework, course)]))


def _ids(named: list[str | Unstated | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in named if isinstance(name, str)))


def _before(framework: Framework, course: Course) -> tuple[str, ...]:
    """The courses that a course asks for, by name, wherever its requirement does; by id."""
    named = mentioned(item_data(course).get("requires"))
    return tuple(sorted(name for name in named if name != course.id and framework.course(name) is not None))


def mentioned(value: object) -> frozenset[str]:
    """All texts in a value: of a printed requirement, the ids that it names among them."""
    found: set[str] = set()
    todo = [value]
    while todo:
        match todo.pop():
            case dict() as pairs:
                todo += pairs.values()
            case list() as values:
                todo += values
            case str() as text:
                found.add(text)
    return frozenset(found)


_NO_PLACE: Final[Mapping[type, str]] = {
    Group: "Moodle has cohorts for groups, and no place for them in a framework",
    Fact: "Moodle has no place for what a record may state",
    Standard: "Moodle has no rules of who needs what, by when",
}


def _lost(framework: Framework, names: Mapping[str, str]) -> Iterator[Loss]:
    own = [("valid", framework.starts or framework.ends), ("tags", framework.tags), ("aligned", framework.aligned)]
    gone = ", ".join([name for name, value in own if value] + ["notice, and of sources all but their titles"])
    yield Loss(framework.id, Fate.APPROXIMATED, f"its row has no place for {gone}")
    for item in framework:
        if type(item) in _NO_PLACE:
            yield Loss(item.id, Fate.DROPPED, _NO_PLACE[type(item)])
            continue
        data = item_data(item)
        gone = ", ".join(
            key for key in data if key not in _HELD and not (key == "requires" and isinstance(item, Course))
        )
        if gone:
            yield Loss(item.id, Fate.APPROXIMATED, f"its row has no place for {gone}")
        if isinstance(item, Course) and item.requires is not None:
            if _before(framework, item):
                yield Loss(item.id, Fate.APPROXIMATED, "courses that come first are cross-referenced, in no direction")
            else:
                yield Loss(item.id, Fate.APPROXIMATED, "its row has no place for requires")
        if any(plain(value) == "unstated" for value in _open(item)):
            yield Loss(item.id, Fate.APPROXIMATED, "a cross-reference can't be unstated")
        if names[item.id] != item.id:
            yield Loss(item.id, Fate.APPROXIMATED, f"its ID number is {names[item.id]}")
        if _short(item.title) != item.title:
            yield Loss(item.id, Fate.APPROXIMATED, "its short name differs from its title, which the description has")


def _open(item: AnyItem) -> tuple[str | Unstated | None, ...]:
    match item:
        case Outcome():
            return (item.level,)
        case Course():
            return (*item.levels, *item.develops)
        case Level() | Evidence() | _:
            return ()
