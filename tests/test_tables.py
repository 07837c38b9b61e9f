"""The tables that boards publish, as Markdown and as CSV."""

from __future__ import annotations

import csv as stdlib_csv
import io
import re

import pytest
from attrs import evolve
from hypothesis import given, settings
from strategies import frameworks

from competency.errors import InvalidOption
from competency.interop import _tables, csv, markdown
from competency.interop.losses import Fate
from competency.loading import load
from competency.model import Course, Framework

BOARDS = ("bedfordshire", "durham", "kirklees", "north_lincs", "solihull")


def cells(text: str) -> list[list[str]]:
    return list(stdlib_csv.reader(io.StringIO(text)))


def columns(line: str) -> int:
    """How many columns a row of a Markdown table has, an escaped bar being no end of one."""
    return len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) - 1


def test_matrix_says_who_needs_what() -> None:
    head, *rows = cells(csv.dump(load("kirklees"))[0])
    assert head[:4] == ["Level", "Course", "group-1", "group-2"]
    by_course = {row[1]: dict(zip(head, row, strict=False)) for row in rows if len(row) > 2}
    assert by_course["Working Together"]["group-1"] == ""
    assert by_course["Working Together"]["group-3"] == "must; must, every 3 years*"
    assert by_course["Awareness of Child Abuse and Neglect"]["Level"] == "Level 1"
    assert ["* only while a condition of the standard holds, or unless one does"] in rows


@pytest.mark.parametrize("board", BOARDS)
def test_every_standard_of_a_board_is_a_row_of_the_rules(board: str) -> None:
    framework = load(board)
    head, *rows = cells(csv.dump(framework, table="rules")[0])
    assert head[0] == "Rule"
    assert [row[0] for row in rows] == [standard.title for standard in framework.standards]
    assert all(row[2].endswith(".") for row in rows), "each is said in a sentence"


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("table", list(_tables.MAKERS))
def test_rows_are_as_wide_as_their_head(board: str, table: str) -> None:
    made = _tables.MAKERS[table](load(board))
    assert {len(row) for row in made.rows} <= {len(made.head)}


@settings(max_examples=40)
@given(frameworks())
def test_markdown_tables_are_sound_whatever_titles_say(framework: Framework) -> None:
    text, _ = markdown.dump(framework)
    width = 0
    for line in text.splitlines():
        if line.startswith("|"):
            width = width or columns(line)
            assert columns(line) == width, line
        else:
            width = 0
    assert "<" not in text


@settings(max_examples=40)
@given(frameworks())
def test_every_item_has_a_row_or_is_told(framework: Framework) -> None:
    text, losses = markdown.dump(framework)
    assert (text, losses) == markdown.dump(framework)
    told = [loss.item for loss in losses.losses]
    assert len(set(told)) == len(told)
    assert losses.kept + len(told) == sum(1 for _ in framework)
    assert {loss.item for loss in losses.of(Fate.DROPPED)} == {fact.id for fact in framework.facts}


@settings(max_examples=20)
@given(frameworks())
def test_no_cell_of_a_table_is_a_formula(framework: Framework) -> None:
    for table in _tables.MAKERS:
        text, _ = csv.dump(framework, table=table)
        assert not any(cell.startswith(tuple("=+-@\t\r")) for row in cells(text) for cell in row)


def test_title_that_is_a_formula_is_written_as_text() -> None:
    framework = evolve(load("kirklees"), courses=(Course(id="a", title='=HYPERLINK("http://x.invalid")'),))
    assert "'=HYPERLINK" in csv.dump(evolve(framework, standards=(), levels=()), table="courses")[0]


def test_unknown_table_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidOption, match="did you mean 'courses'"):
        csv.dump(load("kirklees"), table="course")


def test_table_without_rows_is_left_out_of_markdown() -> None:
    bare = evolve(load("kirklees"), levels=(), groups=(), outcomes=(), evidence=(), courses=(), standards=())
    assert markdown.dump(bare)[0].count("##") == 0
