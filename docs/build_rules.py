"""Writes docs/rules.md from the pages that the rules carry themselves.

python docs/build_rules.py
"""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import Final

from competency.catalogue import rules
from competency.diagnostics import Rule

PAGE: Final = Path(__file__).parent / "rules.md"

FAMILIES: Final = {
    "0": ("Text", "The file can't be read as a document. Nothing else in it is checked before that is mended."),
    "1": ("Sense", "The document can be used, but hardly says what was meant. A comment can allow a single place."),
    "2": ("Shape", "The document says something in a way that its format doesn't know."),
    "3": ("Reference", "An id names nothing, names the wrong thing, or leads in a circle."),
    "4": (
        "Records",
        "The record can be computed with, but hardly says what happened. A comment can allow a single place.",
    ),
    "5": ("Sessions", "A calendar (`pathway --sessions FILE`) can't be read. The examples are whole files."),
    "6": (
        "Mappings",
        "The mapping can be used, but hardly says what was decided. A comment can allow a single place.",
    ),
    "7": ("Gold standards", "A gold standard (`map --evaluate FILE`) can't be read. The examples are whole files."),
}
"""Families of rules by the first digit of their codes."""

HEAD: Final = """\
<!-- Written by docs/build_rules.py from the rules themselves; change those. -->
# The rules

Everything that `competency validate` may find, by code; `competency rules CODE` shows one in the terminal. Codes are
stable for ever. Examples are parts of a framework whose head is left out, or whole records and mappings, and
`# <- here` marks the line at fault; all of them are run as tests.

A comment silences a rule of sense at one place, also in a record or a mapping:
`# competency: allow CF102: nobody is told how`, at the end of the line, or alone on a line for the item or field that
follows. Errors can't be allowed.
"""


def page() -> str:
    """The whole page: a table of the rules in each family, then each rule's own page."""
    families = [(digit, list(members)) for digit, members in groupby(rules(), key=lambda rule: rule.code[2])]
    tables = [_table(digit, members) for digit, members in families]
    pages = [_own_page(rule) for _, members in families for rule in members]
    return "\n".join([HEAD, *tables, *pages])


def _table(digit: str, members: list[Rule]) -> str:
    title, meaning = FAMILIES[digit]
    rows = [f"| [{rule.code}](#{_anchor(rule)}) | {rule.name} | {rule.severity} | {_cell(rule)} |" for rule in members]
    return "\n".join(
        [f"## {title}\n\n{meaning}\n", "| code | rule | | what it finds |", "| --- | --- | --- | --- |", *rows, ""]
    )


def _cell(rule: Rule) -> str:
    return rule.summary.replace("|", "\\|")


def _anchor(rule: Rule) -> str:
    return f"{rule.code}-{rule.name}".lower()


def _own_page(rule: Rule) -> str:
    """The rule's page one heading lower, outside its snippets."""
    pieces = re.split(r"(^```.*?^```)", rule.page.strip(), flags=re.MULTILINE | re.DOTALL)
    lower = [
        piece if piece.startswith("```") else re.sub(r"^(#+ )", r"##\1", piece, flags=re.MULTILINE) for piece in pieces
    ]
    return f"### {rule.code} {rule.name}\n\n{''.join(lower)}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
