"""docs/dsl.md is what the evaluator does: its grammar is the schema's, and every worked date on the page is checked.

An example is a YAML block with a line `---` in it, and the table below it. Above the line stands what it adds to the
example framework: whole sections, and the keys of one standard, `rule`. Below it stands what the record says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from attrs import frozen
from worked_days import added, mapping, record

from competency.model import Strength, Subject
from competency.periods import Cycle
from competency.requirements import HEADS
from competency.standing import Reason, Status
from competency.values import Value
from competency.verdicts import Verdict, check, timeline

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = (ROOT / "docs" / "dsl.md").read_text(encoding="utf-8")
HOLDS: Final = {
    Status.MET: "yes",
    Status.DUE_SOON: "yes",
    Status.UNKNOWN: "possibly",
    Status.OVERDUE: "no",
}
"""A requirement that everyone owes at once is met while it holds, unknown while it possibly does, else overdue."""

_EXAMPLE = re.compile(
    r"^```yaml\n(?P<rule>(?:(?!^```|^---$).*\n)*)^---\n(?P<record>(?:(?!^```).*\n)*)^```\n(?P<table>\n(?:\|.*\n)+)?",
    re.MULTILINE,
)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@frozen
class Example:
    """A snippet of the page: what it adds to the framework, the record, and the rows of the table below."""

    name: str
    additions: dict[str, Value]
    record: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.strip().strip("|").split("|"))


def examples() -> Iterator[Example]:
    for number, found in enumerate(_EXAMPLE.finditer(PAGE), 1):
        heading = _HEADING.findall(PAGE[: found.start()])[-1]
        table = (found["table"] or "").strip().splitlines()
        yield Example(
            f"{number}-{re.sub(r'[^a-z0-9]+', '-', heading.lower()).strip('-')}",
            mapping(found["rule"]),
            found["record"],
            cells(table[0]) if table else (),
            tuple(cells(row) for row in table[2:]),
        )


EXAMPLES: Final = tuple(examples())
[BASE] = re.findall(r"^```yaml\n(format: framework/1\n.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def told(value: object) -> str:
    return "—" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def flips(verdict: Verdict) -> str:
    """The flips as the page writes them: what is added, joined by `+`; one flip after another."""
    said = []
    for flip in verdict.flips:
        additions = [
            " ".join(
                str(word).removeprefix("example:")
                for word in (each.completed or each.evidence, each.mode, each.about and f"about {each.about}")
                if word
            )
            for each in flip.add
        ]
        said.append(" + ".join(additions).replace("about example:", "about "))
    return "; ".join(said) or "—"


def answer(column: str, verdicts: dict[str, Verdict]) -> str:
    """What the evaluator says to one column of a table."""
    if column.strip("`") in verdicts:
        return str(verdicts[column.strip("`")].status)
    rule = verdicts["rule"]
    match column:
        case "holds":
            return HOLDS[rule.status]
        case "flips":
            return flips(rule)
        case _:
            return told(getattr(rule, column))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_worked_date_of_the_page_is_what_the_evaluator_answers(example: Example) -> None:
    rules = added(mapping(BASE), example.additions)
    history = record(example.record, rules)
    if example.columns == ("from", "to", "status"):
        first, last = date.fromisoformat(example.rows[0][0]), date.fromisoformat(example.rows[-1][1])
        [drawn] = timeline(rules, history, since=first, until=last)
        assert tuple((str(run.first), str(run.last), str(run.status)) for run in drawn.timeline or ()) == example.rows
        return
    assert example.rows, "a table of days stands below the example"
    for row in example.rows:
        said = dict(zip(example.columns, row, strict=True))
        verdicts = {
            verdict.standard.removeprefix("example:"): verdict
            for verdict in check(rules, history, on=date.fromisoformat(said["day"]))
        }
        asked = [column for column in example.columns if column not in ("day", "why")]
        found = {column: answer(column, verdicts) for column in asked}
        assert found == {column: said[column] for column in asked}, said["day"]


def test_every_example_has_both_sides_of_a_boundary() -> None:
    for example in EXAMPLES:
        assert len(example.rows) >= 2, example.name
        assert len({row[1:] for row in example.rows}) >= 2, example.name


def test_the_answer_of_the_examples_covers_every_status() -> None:
    answers = {cell for example in EXAMPLES for row in example.rows for cell in row}
    assert {str(status) for status in Status} <= answers


# --- the grammar is the schema's -------------------------------------------------------------------------------

SCHEMA: Final = json.loads((ROOT / "schema" / "framework.schema.json").read_text(encoding="utf-8"))["$defs"]
[GRAMMAR] = re.findall(r"^```ebnf\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
COMMON: Final = {"id", "title", "description", "source", "reading", "note", "tags", "aligned"}
"""What any item may have; it bears on no answer, save a course's `tags`."""

BUILDING: Final = {"renames", "without"}
"""How a framework changes the one that it builds on; nothing of it is left when a rule is evaluated."""


def body(name: str) -> str:
    [found] = re.findall(rf"^{name} +=(.*(?:\n +.*)*)", GRAMMAR, re.MULTILINE)
    return re.sub(r"\(\*.*?\*\)", "", found)


def production(name: str) -> set[str]:
    """The keys that one production of the grammar writes, `key:` each."""
    return set(re.findall(r"\b([a-z_]+):", body(name)))


@pytest.mark.parametrize("head", HEADS)
def test_the_grammar_has_every_form_with_its_options(head: str) -> None:
    [form] = re.findall(rf"^ +\| \{{ ({head}: .*?) \}}$", GRAMMAR, re.MULTILINE)
    keys = set(re.findall(r"\b([a-z_]+):", form))
    if "counting" in form.split():
        keys |= production("counting")
    assert keys == set(SCHEMA[f"requirement-{head}"]["properties"])


@pytest.mark.parametrize("item", ["standard", "course", "group", "evidence", "level", "fact", "outcome"])
def test_the_grammar_has_every_key_of_an_item_that_bears_on_answers(item: str) -> None:
    keys = production(item)
    if "[timing]" in body(item):
        keys |= production("timing") - {"of"}
    assert keys - COMMON == set(SCHEMA[item]["properties"]) - COMMON - BUILDING


def test_the_grammar_has_every_key_of_a_query_a_trigger_and_a_mode() -> None:
    assert production("query") == set(SCHEMA["choice"]["properties"])
    assert production("trigger") | production("query") == set(SCHEMA["trigger"]["properties"])
    assert production("mode") == set(SCHEMA["mode"]["properties"])


def test_the_grammar_has_every_word() -> None:
    words = set(re.findall(r'"([a-z-]+)"', GRAMMAR))
    assert {str(word) for word in (*Cycle, *Subject, *Strength)} <= words
    assert {"unstated", "everyone", "joining", "by", "course", "yes-no", "date", "one-of"} <= words


def test_the_page_names_every_status_and_every_reason() -> None:
    named = set(re.findall(r"`([a-z-]+)`", PAGE))
    assert {str(word) for word in (*Status, *Reason)} <= named
