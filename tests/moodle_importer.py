"""What Moodle's importer of competency frameworks makes of a CSV file, as its source says: an independent reader.

After `tool_lpimportcsv\\framework_importer` of Moodle 4 (GPL; told here in our own words, no line of it is copied). PHP
reads CSV with a backslash that keeps the quotation mark behind it, takes `""` and `"0"` for false, compares texts that
look like numbers as numbers, and `strip_tags` cuts from `<` on.
"""

from __future__ import annotations

import re

from attrs import define, field

_NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*")


@define
class Competency:
    parent: str
    id_number: str
    short_name: str
    description: str
    related: list[str]
    children: list[Competency] = field(factory=list)


def fgetcsv(text: str) -> list[list[str]]:
    """Rows as PHP's fgetcsv reads them, its escape character included."""
    rows: list[list[str]] = []
    row: list[str] = []
    cell: list[str] = []
    quoted, at = False, 0
    while at < len(text):
        char = text[at]
        if quoted:
            if char == "\\" and text[at + 1 : at + 2] == '"':
                cell.append('\\"')
                at += 1
            elif char == '"' and text[at + 1 : at + 2] == '"':
                cell.append('"')
                at += 1
            elif char == '"':
                quoted = False
            else:
                cell.append(char)
        elif char == '"' and not cell:
            quoted = True
        elif char == ",":
            row.append("".join(cell))
            cell = []
        elif char == "\n":
            rows.append([*row, "".join(cell)])
            row, cell = [], []
        else:
            cell.append(char)
        at += 1
    return [*rows, [*row, "".join(cell)]] if row or cell else rows


def same(one: str, two: str) -> bool:
    """PHP's `==` between texts."""
    if _NUMBER.fullmatch(one) and _NUMBER.fullmatch(two):
        return float(one) == float(two)
    return one == two


def param_text(text: str) -> str:
    """Moodle's PARAM_TEXT, as far as tags go."""
    return re.sub(r"<[^>]*>?", "", text) if "<" in text else text


def shorten(text: str) -> str:
    return text if len(text) <= 100 else text[:97] + "..."


def imported(text: str) -> tuple[Competency, int]:
    """The framework with its tree, and how many rows were never made.

    Raises:
        ValueError: Moodle refuses the file.
    """
    framework: Competency | None = None
    flat: dict[str, Competency] = {}
    body = fgetcsv(text)[1:]
    for cells in body:
        row = [*cells, *[""] * (14 - len(cells))]
        name, short = shorten(param_text(row[1])), shorten(param_text(row[2]))
        made = Competency(param_text(row[0]), name, short, row[3], row[10].split(",") if row[10] else [])
        if row[12] not in ("", "0"):
            framework = made
            assert row[5], "without values there is no scale"
            assert len(row[5].split(",")) > 1
        else:
            flat[row[1]] = made
    if framework is None:
        raise ValueError("no framework")
    made_rows = _add(framework, "", flat)
    return framework, len(body) - 1 - made_rows


def _add(node: Competency, parent: str, flat: dict[str, Competency]) -> int:
    made = 0
    for competency in flat.values():
        if same(competency.parent, parent) and competency.id_number not in ("", "0"):
            if competency.short_name in ("", "0"):
                continue
            node.children.append(competency)
            made += 1 + _add(competency, competency.id_number, flat)
    return made


def every(node: Competency) -> list[Competency]:
    return [found for child in node.children for found in (child, *every(child))]
