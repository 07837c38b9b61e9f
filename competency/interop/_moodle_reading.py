"""Competency frameworks of Moodle to framework documents: see `moodle`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import define, field, frozen

from competency import delimited, ids
from competency.delimited import Cell
from competency.diagnostics import PATH, Span
from competency.errors import CannotRead, InvalidOption
from competency.interop import _limits, _moodle_html
from competency.interop._identity import Names
from competency.interop._identity import framework_id as made_framework_id
from competency.interop._moodle_terms import COLUMNS, FORMAT, LONGEST, SECTIONS
from competency.interop.losses import Fate, Loss, Losses
from competency.values import Value

_PARENT, _ID, _SHORT, _DESCRIPTION, _FORMAT, _SCALE, _SCALING, _RULE, _OUTCOME, _CONFIG, _RELATED, _EXPORTED = range(12)
_IS_FRAMEWORK, _TAXONOMY = 12, 13
_JOINED: Final[Mapping[tuple[str, str], str]] = {
    ("outcomes", "levels"): "level",
    ("courses", "levels"): "level",
    ("courses", "outcomes"): "develops",
    ("evidence", "outcomes"): "develops",
}
"""What a cross-reference between a row of one section and one of another means."""


@frozen
class _Row:
    """One row as the importer takes it, with the place of each of its cells."""

    cells: Sequence[Cell]

    def text(self, column: int) -> str:
        return _limits.harmed(self.cells[column].text) if column < len(self.cells) else ""

    def span(self, column: int = _ID) -> Span:
        return self.cells[min(column, len(self.cells) - 1)].span

    @property
    def is_framework(self) -> bool:
        return self.text(_IS_FRAMEWORK) not in ("", "0")  # as PHP reads truth

    @property
    def name(self) -> str:
        return self.text(_ID)[:LONGEST] if len(self.text(_ID)) > LONGEST else self.text(_ID)


@define
class _Tree:
    """The rows that Moodle would make competencies of, by ID number, parents first."""

    framework: _Row
    rows: dict[str, _Row]
    depth: dict[str, int]
    losses: list[Loss]


@define
class _Making:
    """What the document is made of, as far as it is made."""

    own: bool
    sections: dict[str, str]
    names: dict[str, str]
    items: dict[str, dict[str, Value]] = field(factory=dict)
    losses: list[Loss] = field(factory=list)
    places: dict[PATH, Span] = field(factory=dict)


def read(
    path: str | os.PathLike[str],
    *,
    framework_id: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    levels: str | None = None,
) -> tuple[dict[str, Value], Losses]:
    """The framework document that a CSV file of Moodle states, with what of the file it has no place for.

    Rows are taken as Moodle's importer takes them: by position, and those that it would pass over are dropped here too,
    but told, with their place. `levels` is the ID number of the row below which the levels stand, where no depth of the
    file's taxonomy is called `level`; `publisher` and `language` are those that the file doesn't name.

    Raises:
        UnreadableFile: the file can't be opened or read.
        CannotRead: it has less columns than such a file, or no row that is the framework.
        DocumentFaults: it is not UTF-8.
        InvalidOption: there is no row of that ID number.
    """
    file = os.fspath(path)
    tree = _tree(file, _limits.text(path))
    top = tree.framework
    blocks = _blocks(top)
    own = "publisher" in blocks
    identifier = framework_id or (
        top.name if ids.FRAMEWORK_ID.match(top.name) else made_framework_id(top.name, top.text(_SHORT))
    )
    if levels is not None and levels not in tree.rows:
        raise InvalidOption(FORMAT, "levels", f"no row has the ID number {levels!r}")
    sections = dict(_sections(tree, levels))
    making = _Making(own, sections, _names(tree, sections))
    for name in making.names:
        _make(making, tree, name)
    for name in tree.rows:
        if not sections[name] and tree.rows[name].text(_DESCRIPTION):
            why = "it is a heading here, so its description has no place"
            making.losses.append(_dropped(tree.rows[name], why, _DESCRIPTION))
    _relate(making, tree)
    value = _document(making, top, blocks, identifier, publisher, language)
    losses = [*tree.losses, *making.losses]
    touched = {loss.item for loss in losses}
    return value, Losses(sum(name not in touched for name in making.names), tuple(losses), making.places)


# --- rows ------------------------------------------------------------------------------------------------


def _tree(file: str, text: str) -> _Tree:
    head, _, _ = text.partition("\n")
    separator = max((delimited.COMMA, delimited.SEMICOLON, delimited.TAB), key=head.count)
    rows = [_Row(cells) for cells in delimited.rows(text, file=file, separator=separator)]
    most = max((len(row.cells) for row in rows), default=0)
    if most <= _IS_FRAMEWORK:
        raise CannotRead(
            file,
            f"its rows have {most} columns; those of a competency framework have {len(COLUMNS)}, known by their order",
            "export it by 'Site administration, Competencies, Export competency framework'",
        )
    body = [row for row in rows[1:] if any(cell.text for cell in row.cells)]
    frameworks = [row for row in body if row.is_framework]
    if not frameworks:
        raise CannotRead(
            file, "no row has 1 in its 13th column ('Is framework'), so Moodle refuses the file too", "mark one row"
        )
    losses = [_dropped(row, "the last row that is a framework counts") for row in frameworks[:-1]]
    losses += [
        _dropped(row, "quotation marks are not in order", column)
        for row in body
        for column, cell in enumerate(row.cells)
        if not cell.sound
    ]
    flat: dict[str, _Row] = {}
    for row in body:
        if row.is_framework:
            continue
        if row.text(_ID) in ("", "0") or row.text(_SHORT) in ("", "0"):
            losses.append(_dropped(row, "a row without an ID number or a short name is passed over"))
        else:
            if row.name in flat:
                losses.append(_dropped(flat[row.name], "the last row of an ID number counts"))
            flat[row.name] = row
    reached, depth = _reached(flat)
    losses += [_dropped(row, _unreached(row, flat)) for name, row in flat.items() if name not in reached]
    return _Tree(frameworks[-1], reached, depth, losses)


def _dropped(row: _Row, why: str, column: int = _ID) -> Loss:
    return Loss(row.text(_ID) or row.text(_SHORT) or "a row", Fate.DROPPED, why, row.span(column))


def _reached(flat: Mapping[str, _Row]) -> tuple[dict[str, _Row], dict[str, int]]:
    """The rows that hang together from the top, parents first, in the order of the file, each with its depth."""
    children: dict[str, list[str]] = {}
    for name, row in flat.items():
        children.setdefault(row.text(_PARENT), []).append(name)
    reached: dict[str, _Row] = {}
    depth: dict[str, int] = {}
    todo = [(name, 1) for name in reversed(children.get("", []))]
    while todo:
        name, at = todo.pop()
        reached[name], depth[name] = flat[name], at
        todo += [(child, at + 1) for child in reversed(children.get(name, []))]
    return reached, depth


def _unreached(row: _Row, flat: Mapping[str, _Row]) -> str:
    at, seen = row, set()
    while at.text(_PARENT) in flat and at.name not in seen:
        seen.add(at.name)
        at = flat[at.text(_PARENT)]
    if at.name in seen:
        return "it stands in a circle of parents, so Moodle never makes it"
    return f"no row has the ID number {at.text(_PARENT)!r} of its parent, so Moodle never makes it"


# --- items -----------------------------------------------------------------------------------------------


def _sections(tree: _Tree, levels: str | None) -> Iterator[tuple[str, str]]:
    """The section of each row; '' for the heading of one."""
    terms = [term.strip() for term in tree.framework.text(_TAXONOMY).split(",")]
    headings = {f"{tree.framework.name}:{section}": section for section in SECTIONS}
    if levels is not None:
        headings[levels] = "levels"
    found: dict[str, str] = {}
    below: dict[str, str] = {}
    for name, row in tree.rows.items():
        parent = row.text(_PARENT)
        if name in headings:
            found[name], below[name] = "", headings[name]
        else:
            depth = tree.depth[name]
            term = terms[depth - 1] if depth <= len(terms) else ""
            found[name] = "levels" if term == "level" else below.get(parent, "outcomes")
            below[name] = "outcomes" if term == "level" else found[name]
        yield name, found[name]


def _names(tree: _Tree, sections: Mapping[str, str]) -> dict[str, str]:
    """Our id for each row that becomes an item; ID numbers that are such ids already stay as they are."""
    own = {name: name.removeprefix(f"{tree.framework.name}:") for name in tree.rows if sections[name]}
    kept = {name: named for name, named in own.items() if ids.ITEM_ID.match(named)}
    names = Names(("appointed", "everyone", "joining", "unstated", *kept.values()))
    return {
        name: kept[name] if name in kept else names.of(named, tree.rows[name].text(_SHORT))
        for name, named in own.items()
    }


def _blocks(row: _Row) -> dict[str, list[str]]:
    blocks: dict[str, list[str]] = {}
    for name, text in _moodle_html.read(row.text(_DESCRIPTION)):
        blocks.setdefault(name, []).append(text)
    return blocks


def _make(making: _Making, tree: _Tree, name: str) -> None:
    row, section = tree.rows[name], making.sections[name]
    blocks = _blocks(row)
    short, loose = row.text(_SHORT), "\n".join(blocks.get("", []))
    title = blocks.get("title", [short])[0]
    value: dict[str, Value] = {}
    if section == "outcomes":
        statement = blocks["statement"][0] if "statement" in blocks else _statement(short, loose)
        value = {"statement": statement} if statement == title else {"title": title, "statement": statement}
        loose = "" if loose == statement else loose
        parent = row.text(_PARENT)
        if making.sections.get(parent) == "outcomes":
            value["part_of"] = making.names[parent]
        if making.sections.get(parent) == "levels":
            value["level"] = making.names[parent]
    else:
        value = {"title": title}
    description = "\n".join([*blocks.get("description", []), *([loose] if loose and loose != title else [])])
    if description:
        value["description"] = description
    source = blocks.get("source", [] if making.own else [f"moodle {name}"])
    if source:
        value["source"] = source[0] if len(source) == 1 else [*source]
    value |= {key: "\n".join(blocks[key]) for key in ("note", "reading") if key in blocks}
    making.items[name] = value
    _place(making, name, row)
    _untold(making, row)


def _statement(short: str, description: str) -> str:
    """The short name as a statement; where it was cut off, the description that goes on with it."""
    stem = short.removesuffix("...").removesuffix("…").rstrip()
    one = " ".join(description.split())
    return one if len(one) > len(stem) and len(short) > LONGEST // 2 and one.startswith(stem) else short


def _place(making: _Making, name: str, row: _Row) -> None:
    section, named = making.sections[name], making.names[name]
    at: PATH = (section, named)
    if section == "levels":
        at = (section, sum(making.sections[other] == "levels" for other in making.items) - 1)
    making.places[at] = row.span()
    making.places |= {(*at, key): row.span(_SHORT) for key in ("title", "statement")}
    making.places |= {(*at, key): row.span(_DESCRIPTION) for key in ("description", "note", "reading", "source")}
    making.places[(*at, "part_of")] = row.span(_PARENT)
    making.places |= {(*at, key): row.span(_RELATED) for key in ("level", "develops")}


def _untold(making: _Making, row: _Row) -> None:
    if row.text(_RULE):
        making.losses.append(_dropped(row, "its completion rule has no place", _RULE))
    if row.text(_SCALE):
        making.losses.append(_dropped(row, "its rating scale has no place", _SCALE))


def _relate(making: _Making, tree: _Tree) -> None:
    """Cross-references: they have no direction, so their ends' sections say what they mean."""
    untold: set[frozenset[str]] = set()
    for name in making.names:
        row = tree.rows[name]
        for written in row.text(_RELATED).split(","):
            other = written.strip().replace("%2C", ",")
            if not other or making.sections.get(other) == "":
                continue
            if other not in making.names:
                why = f"no row has the ID number {other!r} that it is cross-referenced to"
                making.losses.append(Loss(name, Fate.DROPPED, why, row.span(_RELATED)))
            elif not (_joined(making, name, other) or _joined(making, other, name)):
                pair = frozenset((name, other))
                if pair not in untold:
                    why = f"a cross-reference to {other} says neither what it means nor in which direction"
                    making.losses.append(Loss(name, Fate.DROPPED, why, row.span(_RELATED)))
                untold.add(pair)


def _joined(making: _Making, one: str, two: str) -> bool:
    """Whether a cross-reference from the first to the second has a meaning, which is written into the first."""
    key = _JOINED.get((making.sections[one], making.sections[two]))
    if key is None:
        return False
    value, named = making.items[one], making.names[two]
    if key == "level" and making.sections[one] == "outcomes":
        return value.setdefault("level", named) == named
    held = value.setdefault(key, [])
    assert isinstance(held, list)
    if named not in held:
        held.append(named)
    return True


# --- the document ----------------------------------------------------------------------------------------


def _document(
    making: _Making,
    top: _Row,
    blocks: Mapping[str, list[str]],
    identifier: str,
    publisher: str | None,
    language: str | None,
) -> dict[str, Value]:
    title = blocks.get("title", [top.text(_SHORT) or top.name])[0]
    if "publisher" not in blocks and publisher is None:
        _told(making, top, "the file names no publisher; its title stands in (option publisher)")
    if "language" not in blocks and language is None:
        _told(making, top, "the file names no language; en stands in (option language)")
    if top.text(_SCALE):
        why = f"its rating scale has no place: {top.text(_SCALE)}"
        making.losses.append(Loss(top.name, Fate.DROPPED, why, top.span(_SCALE)))
    description = "\n".join([*blocks.get("description", []), *blocks.get("", [])])
    sources = {
        name.removeprefix("source-"): {"title": texts[0]}
        for name, texts in blocks.items()
        if name.startswith("source-")
    }
    if not making.own:
        sources = {"moodle": {"title": f"{title}, as a competency framework in Moodle (ID number {top.name})"}}
    value: dict[str, Value] = {
        "format": "framework/1",
        "id": identifier,
        "title": title,
        "publisher": publisher or blocks.get("publisher", [title])[0],
        "language": language or blocks.get("language", ["en"])[0],
        **({"description": description} if description else {}),
        **{key: "\n".join(blocks[key]) for key in ("note", "reading") if key in blocks},
        "sources": {key: {**data} for key, data in sources.items()},
    }
    making.places |= {(): top.span(), ("id",): top.span(), ("title",): top.span(_SHORT)}
    making.places |= {(key,): top.span(_DESCRIPTION) for key in ("publisher", "language", "description", "sources")}
    for section in SECTIONS:
        held = {making.names[name]: item for name, item in making.items.items() if making.sections[name] == section}
        if held and section == "levels":
            value["levels"] = [{"id": name, **item} for name, item in held.items()]
        elif held:
            value[section] = {**held}
    return value


def _told(making: _Making, top: _Row, why: str) -> None:
    making.losses.append(Loss(top.name, Fate.APPROXIMATED, why, top.span()))
