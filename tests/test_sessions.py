"""Sessions of courses: a calendar is read with its faults in their places, and plans keep to its days."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_pathways import PERSON, data, framework, typed

from competency import catalogue
from competency.answers import Pathway, Step, pathway
from competency.cli import main
from competency.diagnostics import Rule
from competency.errors import DocumentFaults, UnreadableFile
from competency.faults import sessions as faults
from competency.faults import text as text_faults
from competency.loading import load_record
from competency.model import Framework, Record
from competency.sessions import COLUMNS, Calendar, Session, load_sessions, read_sessions
from competency.values import Value

TODAY = date(2012, 2, 1)
KNOWN = """
courses:
  awareness: {title: Awareness, modes: [e-learning, face-to-face]}
  neglect: {title: Neglect, modes: [face-to-face]}
  refresher: {title: Refresher}
"""


def read(text: str | bytes) -> tuple[Calendar, list[tuple[str, int, int]]]:
    """The calendar of a text, and its faults: code, line, column."""
    content = text.encode() if isinstance(text, str) else text
    calendar, found = read_sessions(content, framework(KNOWN), file="calendar.csv")
    return calendar, [(each.rule.code, each.span.line, each.span.column) for each in found]


def fault(rule: Rule, line: int, column: int) -> list[tuple[str, int, int]]:
    return [(rule.code, line, column)]


# --- reading ---------------------------------------------------------------------------------------------


def test_every_column_is_read_in_any_order_and_under_any_spelling_of_its_name() -> None:
    calendar, found = read('Free places,place,COURSE,mode,date\n3,"Town Hall, ""A""",awareness,e-learning,2012-05-14\n')
    assert not found
    day = date(2012, 5, 14).toordinal()
    assert calendar.sessions == (
        Session(course="awareness", day=day, place='Town Hall, "A"', mode="e-learning", free=3, line=2),
    )


def test_what_is_left_empty_is_not_known_but_for_the_only_mode_of_a_course() -> None:
    calendar, found = read("course,date,place,mode,free_places\nawareness,2012-05-14,,,\nneglect,2012-05-14,,,\n")
    assert not found
    assert [(row.place, row.mode, row.free) for row in calendar.sessions] == [
        ("", "", None),
        ("", "face-to-face", None),
    ]


def test_empty_lines_blanks_and_line_ends_of_any_kind_do_not_matter() -> None:
    lines = ["course , date", "", " awareness,2012-05-14 ", ",", "example:neglect, 2012-05-15"]
    for end in ("\n", "\r\n", "\r"):
        calendar, found = read(end.join(lines))
        assert not found
        assert [(row.course, row.line) for row in calendar.sessions] == [("awareness", 3), ("neglect", 5)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("course,day\nawareness,2012-05-14\n", [("CF501", 1, 1), ("CF501", 1, 8)]),
        ("course;date\nawareness;2012-05-14\n", [("CF501", 1, 1), ("CF501", 1, 1), ("CF501", 1, 1)]),
        ("course,date,date\n", fault(faults.COLUMNS, 1, 13)),
        ("course,date\nawareness,2012-05-14,x\n", fault(faults.FIELDS, 2, 22)),
        ("course,date,place\nawareness,2012-05-14\n", fault(faults.FIELDS, 2, 11)),
        ("course,date\nawarenes,2012-05-14\n", fault(faults.UNKNOWN_COURSE, 2, 1)),
        ("course,date\nother:awareness,2012-05-14\n", fault(faults.UNKNOWN_COURSE, 2, 1)),
        ("course,date\n,2012-05-14\n", fault(faults.UNKNOWN_COURSE, 2, 1)),
        ("course,date\nawareness, 2011-02-29\n", fault(faults.DATE, 2, 12)),
        ("course,date\nawareness,\n", fault(faults.DATE, 2, 11)),
        ("course,date,free_places\nawareness,2012-05-14,-1\n", fault(faults.FREE_PLACES, 2, 22)),
        ("course,date,free_places\nawareness,2012-05-14,²\n", fault(faults.FREE_PLACES, 2, 22)),
        ("course,date,mode\nawareness,2012-05-14,elearning\n", fault(faults.UNKNOWN_MODE, 2, 22)),
        ("course,date\nawareness,2012-05-14\nawareness,2012-05-14\n", fault(faults.SAME_SESSION, 3, 1)),
        ("", fault(faults.NO_SESSIONS, 1, 1)),
        ("course,date\n\n", fault(faults.NO_SESSIONS, 1, 1)),
        ('course,date,place\nawareness,2012-05-14,"Town Hall\n', fault(faults.OPEN_QUOTE, 2, 22)),
        ('course,date,place\nawareness,2012-05-14,"Town" Hall\n', fault(faults.OPEN_QUOTE, 2, 22)),
        (b"course,date\nawareness,2012-05-14\xe9\n", fault(text_faults.NOT_UTF8, 2, 21)),
        ("\ufeffcourse,date\nawareness,2012-05-14\n", fault(text_faults.BYTE_ORDER_MARK, 1, 1)),
    ],
)
def test_each_fault_is_told_at_its_place(text: str | bytes, expected: list[tuple[str, int, int]]) -> None:
    assert read(text)[1] == expected


def test_all_faults_are_told_together_with_what_was_meant() -> None:
    found = read_sessions(
        b"course,date,mode\nawarenes,2012-13-01,x\nneglect,2012-05-14,face to face\n",
        framework(KNOWN),
        file="calendar.csv",
    )[1]
    assert [str(each.span) for each in found] == ["calendar.csv:2:1", "calendar.csv:2:10", "calendar.csv:3:20"]
    assert [each.fix for each in found[::2]] == ["write 'awareness'", "write 'face-to-face'"]


@pytest.mark.parametrize("rule", faults.RULES, ids=lambda rule: rule.name)
def test_the_pages_of_the_rules_are_true(rule: Rule) -> None:
    fails, passes = re.findall(r"```csv\n(.*?)```", rule.page, re.DOTALL)
    assert {code for code, _, _ in read(fails)[1]} == {rule.code}
    assert read(passes)[1] == []
    assert catalogue.find(rule.code) == rule


def test_a_file_with_faults_is_refused_and_one_that_is_not_there_said_so(tmp_path: Path) -> None:
    file = tmp_path / "calendar.csv"
    file.write_text("course,date\nnone,2012-05-14\n")
    with pytest.raises(DocumentFaults, match=r"calendar\.csv:2:1: CF503"):
        load_sessions(file, framework(KNOWN))
    with pytest.raises(UnreadableFile):
        load_sessions(tmp_path / "none.csv", framework(KNOWN))


@given(st.text(st.sampled_from('course,date\nawareness2012-05-14"; \r\t\\x'), max_size=60))
def test_no_text_exhausts_or_breaks_the_reader_and_every_fault_lies_in_it(text: str) -> None:
    for body in (text, f"course,date,place\n{text}"):
        found = read_sessions(body.encode(), framework(KNOWN), file="calendar.csv")[1]
        lines = re.split("\r\n|\n|\r", body)
        for each in found:
            assert each.span.column <= len(lines[each.span.line - 1]) + 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["awareness", "refresher"]),
            st.dates(),
            st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Z"]), max_size=8),
        ),
        min_size=1,
        unique_by=lambda row: (row[0], row[1], row[2].casefold()),
    )
)
def test_what_is_written_in_quotes_is_read_back(rows: list[tuple[str, date, str]]) -> None:
    quoted = ['{},{},"{}"'.format(course, day, place.replace('"', '""')) for course, day, place in rows]
    calendar, found = read("\n".join(["course,date,place", *quoted]))
    assert not found
    assert [(row.course, row.day, row.place) for row in calendar.sessions] == [
        (course, day.toordinal(), place) for course, day, place in rows
    ]


# --- plans on the days of sessions -----------------------------------------------------------------------


def ask(text: str, rows: str, *, goal: str = "goal", person: str = "", on: date = TODAY) -> Pathway:
    """The pathway of a person where the calendar holds these rows: course, date, place, mode, free places."""
    known, record = both(text, person)
    return pathway(known, record, goal=goal, on=on, sessions=calendar_of(rows, known))


def both(text: str, person: str) -> tuple[Framework, Record]:
    known = framework(text)
    return known, load_record({**PERSON, **cast(dict[str, Value], typed(data(person)))}, known)


def calendar_of(rows: str, known: Framework) -> Calendar:
    lines = [line.strip() for line in rows.strip().splitlines()]
    header = ",".join(COLUMNS[: lines[0].count(",") + 1])
    calendar, found = read_sessions("\n".join([header, *lines]).encode(), known, file="calendar.csv")
    assert not found
    return calendar


def steps(found: Pathway) -> list[tuple[str, str]]:
    assert found.feasible
    return [((step.course or "").removeprefix("example:"), str(step.on)) for step in booked(found)]


def booked(found: Pathway) -> list[Step]:
    return [step for step in found.steps if step.wait_until is None]


TWO = """
courses:
  awareness: {title: Awareness}
  neglect: {title: Neglect, modes: [e-learning, face-to-face], requires: {completed: awareness}}
levels: [{id: goal, title: Goal, requires: {completed: neglect}}]
"""


def test_a_plan_names_the_next_session_with_a_place_after_what_it_requires() -> None:
    found = ask(
        TWO,
        """
        awareness,2012-01-31,Leeds,,9
        awareness,2012-03-01,Leeds,,0
        awareness,2012-03-08,Batley,e-learning,1
        neglect,2012-03-07,Leeds,face-to-face,1
        neglect,2012-04-02,Dewsbury,face-to-face,
        """,
    )
    assert steps(found) == [("awareness", "2012-03-08"), ("neglect", "2012-04-02")]
    assert [(step.place, step.mode) for step in booked(found)] == [
        ("Batley", "e-learning"),
        ("Dewsbury", "face-to-face"),
    ]
    assert found.optimal
    assert found.cost.days == (date(2012, 4, 2) - TODAY).days
    assert found.ready == ("example:awareness",)


def test_a_course_that_the_calendar_does_not_name_can_be_had_on_any_day() -> None:
    found = ask(TWO, "neglect,2012-04-02,Leeds")
    assert steps(found) == [("awareness", "2012-02-01"), ("neglect", "2012-04-02")]
    assert [step.place for step in booked(found)] == [None, "Leeds"]


def test_a_session_counts_in_its_own_mode_only() -> None:
    text = """
    courses: {neglect: {title: Neglect, modes: [e-learning, face-to-face]}}
    levels: [{id: goal, title: Goal, requires: {completed: neglect, mode: [face-to-face]}}]
    """
    rows = "neglect,2012-03-01,,e-learning\nneglect,2012-03-02,,\nneglect,2012-03-05,,face-to-face"
    assert steps(ask(text, rows)) == [("neglect", "2012-03-05")]


def test_a_session_outside_the_days_on_which_its_mode_is_on_offer_is_left_out() -> None:
    text = """
    courses:
      neglect:
        title: Neglect
        from: 2012-02-10
        modes: [{mode: e-learning, to: 2012-03-01}, face-to-face]
    levels: [{id: goal, title: Goal, requires: {completed: neglect}}]
    """
    rows = "neglect,2012-02-09,,face-to-face\nneglect,2012-03-02,,e-learning\nneglect,2012-03-05,,face-to-face"
    assert steps(ask(text, rows)) == [("neglect", "2012-03-05")]


def test_another_course_is_taken_where_its_session_comes_sooner() -> None:
    text = """
    courses: {first: {title: First}, second: {title: Second}}
    levels: [{id: goal, title: Goal, requires: {completed: [first, second]}}]
    """
    assert steps(ask(text, "first,2012-06-01\nsecond,2012-05-01")) == [("second", "2012-05-01")]


LAPSING = """
courses: {short: {title: Short}, long: {title: Long}}
levels: [{id: goal, title: Goal, requires: {all: [{completed: short, every: 2 months}, {completed: long}]}}]
"""


def test_what_would_lapse_before_the_last_session_is_taken_in_a_later_one() -> None:
    found = ask(LAPSING, "short,2012-02-03\nshort,2012-05-10\nlong,2012-06-01")
    assert steps(found) == [("short", "2012-05-10"), ("long", "2012-06-01")]


def test_where_no_session_is_late_enough_the_last_one_waits_for_the_next() -> None:
    found = ask(LAPSING, "short,2012-02-03\nshort,2012-07-01\nlong,2012-06-01")
    assert steps(found) == [("long", "2012-06-01"), ("short", "2012-07-01")]


def test_what_is_held_now_but_lapses_before_the_session_is_taken_again() -> None:
    person = "events: [{completed: short, date: 2012-01-15}]"
    found = ask(LAPSING, "short,2012-02-03\nshort,2012-05-10\nlong,2012-06-01", person=person)
    assert steps(found) == [("short", "2012-05-10"), ("long", "2012-06-01")]


def test_both_are_moved_to_later_sessions_where_they_stand_together_only_then() -> None:
    text = LAPSING.replace("{completed: long}", "{completed: long, every: 2 months}")
    rows = "short,2012-02-03\nlong,2012-06-01\nshort,2012-09-01\nlong,2012-12-01\nlong,2012-10-20"
    assert steps(ask(text, rows)) == [("short", "2012-09-01"), ("long", "2012-10-20")]


def test_no_plan_because_of_the_calendar_says_which_sessions_are_missing() -> None:
    found = ask(TWO, "awareness,2012-05-01\nneglect,2012-04-02\nneglect,2012-01-02")
    assert [(row.rule, row.message) for row in found.conflict] == [
        (
            "example:awareness",
            "no session of 'Awareness' with a free place is before 1 May 2012, and none after that day",
        ),
        (
            "example:neglect",
            "no session of 'Neglect' with a free place is before 2 April 2012, and none after that day",
        ),
    ]
    full = ask(TWO, "neglect,2012-04-02,,,0\nawareness,2012-05-01,,,")
    assert [row.message for row in full.conflict] == [
        "no session of 'Neglect' from 1 February 2012 on has a free place"
    ]


def test_what_no_session_could_mend_is_explained_without_the_calendar() -> None:
    text = TWO.replace("completed: awareness", "completed: awareness, from: 2011-01-01, to: 2011-02-01")
    known, record = both(text, "")
    alone = pathway(known, record, goal="goal", on=TODAY)
    assert not alone.feasible
    assert ask(text, "awareness,2012-05-01").conflict == alone.conflict


# --- the command -----------------------------------------------------------------------------------------


def test_the_command_names_day_and_place_and_keeps_standards_up_to_a_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "calendar.csv"
    file.write_text("course,date,place,mode,free_places\nworking-together-refresher,2012-05-14,Batley,,4\n")
    asking = ["pathway", "kirklees", "kirklees-lapsed-paediatrician", "--on", "2012-05-01"]
    booking = [*asking, "--goal", "refresh-working-together", "--by", "days", "--sessions", str(file)]
    assert main([*booking, "--alternatives", "9", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    steps = [step for plan in (answer, *answer["alternatives"]) for step in plan["steps"]]
    assert ("2012-05-14", "Batley") in [(step["on"], step["place"]) for step in steps]
    assert main([*asking, "--goal", "working-together-refresher", "--sessions", str(file)]) == 0
    assert "multi-agency, 14 May 2012, Batley" in " ".join(capsys.readouterr().out.split())
    assert main([*asking, "--until", "2013-01-01"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "from 1 May 2012 to 1 January 2013" in told
    assert "multi-agency, 1 May 2012, by 11 February 2011 (late)" in told
    assert main([*asking, "--until", "2013-01-01", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["until"] == "2013-01-01"


def test_the_command_refuses_a_calendar_with_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "calendar.csv"
    file.write_text("course,date\nworking-together-refreshr,2012-05-14\n")
    asking = ["pathway", "kirklees", "kirklees-lapsed-paediatrician", "--on", "2012-05-01"]
    assert main([*asking, "--sessions", str(file)]) == 2
    assert f"{file}:2:1: CF503" in capsys.readouterr().err
