"""A framework as Markdown tables, for a website or an annex: who needs what, levels, groups, courses, every rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from competency.interop._tables import SHOWN, Table, lost, tables
from competency.interop.losses import Losses
from competency.model import Framework

FORMAT: Final = "markdown"
TITLE: Final = "Markdown tables (who needs what, levels, courses, rules)"
SUFFIX: Final = ".md"
BINARY: Final = False
LOSES: Final[tuple[str, ...]] = (
    "requirements as data: they stand as sentences, which can't be read back",
    "facts, alignments, tags, notes and descriptions of items",
)

_READ_AS_ITS_OWN: Final = re.compile(r"([\\`*_{}\[\]#|~!$])")


def dump(framework: Framework) -> tuple[str, Losses]:
    """The tables as GitHub and GitLab show them, with what of the framework they leave out."""
    dated = [str(day) for day in (framework.starts, framework.ends) if day is not None and str(day) != "UNSTATED"]
    lines = [
        f"# {_escaped(framework.title)}",
        "",
        ", ".join([_escaped(framework.publisher), " to ".join(dated)][: 1 + bool(dated)]),
    ]
    for table in tables(framework):
        lines += ["", *_rendered(table)]
    losses = tuple(lost(framework, SHOWN))
    return "\n".join([*lines, ""]), Losses(sum(1 for _ in framework) - len(losses), losses)


def _rendered(table: Table) -> Iterator[str]:
    yield f"## {_escaped(table.title)}"
    yield ""
    yield _row(table.head)
    yield _row(["---"] * len(table.head), escape=False)
    yield from (_row(row) for row in table.rows)
    for note in table.notes:
        yield ""
        yield _escaped(note)


def _row(cells: tuple[str, ...] | list[str], *, escape: bool = True) -> str:
    return f"| {' | '.join(_escaped(cell) if escape else cell for cell in cells)} |"


def _escaped(text: str) -> str:
    """The text on one line, with what Markdown or HTML would read as its own made plain."""
    plain = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _READ_AS_ITS_OWN.sub(r"\\\1", plain)
