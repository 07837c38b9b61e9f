"""How standards stand over a period, drawn in signs and told in words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import groupby

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

import competency
from competency.report.timeline import NARROWEST, SIGNS, drawn
from competency.requirements import in_words
from competency.standing import Status
from competency.verdicts import Run, timeline

SINCE = date(2011, 1, 1)
WORST = tuple(SIGNS)


@frozen
class Standing:
    """What is drawn of a verdict."""

    standard: str
    title: str
    timeline: tuple[Run, ...] | None


def runs(statuses: list[Status], since: date = SINCE) -> tuple[Run, ...]:
    """The runs of one status a day, from the first day on."""
    found, at = [], since
    for status, days in groupby(statuses):
        last = at + timedelta(days=len(list(days)) - 1)
        found.append(Run(at, last, status))
        at = last + timedelta(days=1)
    return tuple(found)


def standing(statuses: list[Status], title: str = "Awareness is taken", standard: str = "board:awareness") -> Standing:
    return Standing(standard, title, runs(statuses))


def text(*standings: Standing, days: int, since: date = SINCE, width: int = 80) -> list[str]:
    """The drawing without colours."""
    until = since + timedelta(days=days - 1)
    lines = drawn(standings, since=since, until=until, width=width)
    return ["".join(piece.text for piece in line) for line in lines]


def bar(lines: list[str], title: str = "Awareness is taken") -> str:
    return next(line for line in lines if line.startswith(f"{title} ")).removeprefix(f"{title} ")


STATUSES = st.lists(
    st.tuples(st.sampled_from(WORST), st.one_of(st.integers(1, 4), st.integers(1, 400))), min_size=1, max_size=12
).map(lambda rows: [status for status, days in rows for _ in range(days)])


def test_a_period_is_a_bar_an_axis_a_legend_and_every_change_in_words() -> None:
    statuses = [Status.DUE] * 100 + [Status.MET] * 500 + [Status.DUE_SOON] * 90 + [Status.OVERDUE] * 40
    others = [Status.NOT_APPLICABLE] * 730
    lines = text(
        standing(statuses),
        standing([Status.UNKNOWN] * 730, "The order is kept", "board:order"),
        standing(others, "Something else", "board:else"),
        days=730,
        width=70,
    )
    assert lines == [
        "1 January 2011 to 30 December 2012; each sign stands for 14 or 15 days",
        "  and shows the worst status of these",
        "",
        "                   |2011 |Apr  |Jul   |Oct  |2012 |Apr   |Jul  |Oct",
        "Awareness is taken -------==================================~~~~~~~!!!",
        "The order is kept  ???????????????????????????????????????????????????",
        "",
        "= met  ~ due soon  - due  ? unknown  ! overdue",
        "",
        "Awareness is taken [board:awareness]",
        "  due at first, met from 11 April 2011, due soon from 23 August 2012,",
        "  overdue from 21 November 2012",
        "",
        "unknown throughout",
        "  board:order",
        "",
        "1 other standard of the framework applies on none of these days.",
    ]


def test_every_status_has_a_sign_of_its_own() -> None:
    assert set(SIGNS) == set(Status)
    assert len(set(SIGNS.values())) == len(Status)
    assert all(len(sign) == 1 and sign.isascii() for sign in SIGNS.values())


@pytest.mark.parametrize("place", [0, 1, 5_000, 10_956, 10_957])
def test_a_single_day_is_seen_in_thirty_years(place: int) -> None:
    statuses = [Status.MET] * 10_958
    statuses[place] = Status.OVERDUE
    lines = text(standing(statuses), days=len(statuses))
    assert bar(lines).count("!") == 1
    assert any(in_words(SINCE + timedelta(days=place)) in line for line in lines) or place == 0


@given(STATUSES, st.integers(40, 150))
def test_each_sign_shows_the_worst_of_its_days_and_each_day_has_a_sign(statuses: list[Status], width: int) -> None:
    if set(statuses) == {Status.NOT_APPLICABLE}:
        statuses = [Status.MET, *statuses]
    lines = drawn([standing(statuses, "A")], since=SINCE, until=SINCE + timedelta(days=len(statuses) - 1), width=width)
    signs = next("".join(piece.text for piece in line[1:]) for line in lines if line and line[0].text == "A ")
    days, room = len(statuses), width - 2
    a_day = min(room // days, 8)
    if a_day:
        assert signs == "".join(SIGNS[status] * a_day for status in statuses)
        return
    slices = [statuses[place * days // room : (place + 1) * days // room] for place in range(room)]
    assert signs == "".join(SIGNS[min(part, key=WORST.index)] for part in slices)


@given(STATUSES, st.integers(40, 150))
def test_every_change_is_told_with_its_day(statuses: list[Status], width: int) -> None:
    told = " ".join(line.strip() for line in text(standing(statuses), days=len(statuses), width=width))
    for run in runs(statuses)[1:]:
        assert f"{run.status.replace('-', ' ')} from {in_words(run.first)}" in told


@given(st.lists(STATUSES, max_size=4), st.integers(40, 150))
def test_no_line_is_wider_than_the_terminal(histories: list[list[Status]], width: int) -> None:
    days = min(map(len, histories), default=1)
    standings = [
        standing(history[:days], "Working Together is refreshed " * number, f"board:rule-{number}")
        for number, history in enumerate(histories, start=1)
    ]
    assert all(len(line) <= width and line == line.rstrip() for line in text(*standings, days=days, width=width))


@given(
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.one_of(st.integers(1, 60), st.integers(1, 1_000), st.integers(1, 60_000)),
    st.integers(40, 150),
)
def test_a_stroke_of_the_axis_stands_over_the_sign_of_its_day(since: date, days: int, width: int) -> None:
    whole = Standing("b:a", "A", (Run(since, since + timedelta(days=days - 1), Status.MET),))
    lines = text(whole, days=days, since=since, width=width)
    axis = next(line for number, line in enumerate(lines) if lines[number + 1].startswith("A ="))[2:]
    signs = len(bar(lines, "A"))
    at = [
        (since + timedelta(days=days * place // signs), since + timedelta(days=-(-days * (place + 1) // signs) - 1))
        for place in range(signs)
    ]
    for stroke in re.finditer(r"\|(\d{1,2} [A-Z][a-z]{2}|\d{4}|[A-Z][a-z]{2}|)", axis):
        first, last = at[stroke.start()]
        covered = [first + timedelta(days=shift) for shift in range((last - first).days + 1)]
        assert any(_is_named(day, stroke[1]) for day in covered), (stroke, first, last)


def _is_named(day: date, label: str) -> bool:
    if not label:
        return True
    if label.isdecimal():
        return (day.month, day.day, str(day.year)) == (1, 1, label)
    return day.strftime("%b") == label if day.day == 1 and " " not in label else f"{day.day} {day:%b}" == label


@pytest.mark.parametrize(
    ("since", "days", "axis"),
    [
        (date(2012, 2, 27), 4, "|27 Feb |28 Feb |29 Feb |1 Mar"),
        (date(2012, 2, 20), 10, "|20 Feb       |22 Feb       |24 Feb       |26 Feb       |28 Feb"),
        (date(2012, 1, 1), 60, "|2 Jan        |16 Jan       |30 Jan       |13 Feb       |"),
        (date(2010, 10, 15), 365, "|Nov  |Dec  |2011 |Feb  |Mar  |Apr  |May  |Jun  |Jul  |Aug  |Sep  |"),
        (date(2008, 1, 1), 2_192, "|2008       |2009       |2010       |2011       |2012       |2013"),
        (date(1950, 6, 1), 36_524, "|1960   |1970  |1980  |1990  |2000  |2010   |2020  |2030  |2040  |"),
    ],
)
def test_an_axis_has_as_many_labels_as_there_is_room_for(since: date, days: int, axis: str) -> None:
    whole = Standing("b:a", "A", (Run(since, since + timedelta(days=days - 1), Status.MET),))
    lines = text(whole, days=days, since=since, width=74)
    assert [line.strip() for line in lines if line.strip().startswith("|")] == [axis]


def test_a_few_days_have_several_signs_each() -> None:
    lines = text(standing([Status.DUE_SOON, Status.DUE_SOON, Status.OVERDUE]), days=3)
    assert lines[0] == "1 January 2011 to 3 January 2011; 8 signs stand for a day"
    assert bar(lines) == "~" * 16 + "!" * 8


def test_one_day_is_a_period_and_so_is_the_whole_calendar() -> None:
    assert bar(text(standing([Status.EXEMPT]), days=1)) == "o" * 8
    ever = (Run(date.min, SINCE, Status.DUE), Run(SINCE + timedelta(days=1), date.max, Status.BREACHED))
    lines = drawn([Standing("b:a", "A", ever)], since=date.min, until=date.max, width=100)
    assert {piece.text[0] for piece in lines[4][1:]} == {"-", "X"}


def test_where_no_label_has_room_the_axis_is_bare() -> None:
    ever = Standing("board:a", "A title that takes all the room there is", (Run(date.min, date.max, Status.DUE),))
    lines = ["".join(piece.text for piece in line) for line in drawn([ever], since=date.min, until=date.max, width=1)]
    assert max(map(len, lines)) == NARROWEST
    assert lines[lines.index("A title that ta… -----------------------") - 1].strip() == ""


def test_titles_that_begin_alike_give_way_to_ids() -> None:
    title = "Awareness of Child Abuse and Neglect is "
    lines = text(
        standing([Status.MET], f"{title} taken", "board:take-awareness"),
        standing([Status.MET], f"{title} refreshed", "board:refresh-awareness"),
        standing([Status.MET], "Working Together is taken by everyone there is", "board:together"),
        days=1,
    )
    assert [line.partition("=")[0].rstrip() for line in lines[3:6]] == [
        "take-awareness",
        "refresh-awareness",
        "Working Together is taken by ev…",
    ]


def test_without_a_standard_that_applies_nothing_is_drawn() -> None:
    apart = [standing([Status.NOT_APPLICABLE] * 9), standing([Status.NOT_APPLICABLE] * 9)]
    assert text(*apart, days=9) == ["2 standards of the framework apply on none of these days."]
    assert text(days=9) == []
    assert text(Standing("b:a", "A", None), days=9) == []


def test_a_real_person_is_drawn_as_the_timeline_answers() -> None:
    framework = competency.load("kirklees")
    record = competency.load_record("kirklees-section-47-worker")
    since, until = date(2008, 1, 1), date(2013, 12, 31)
    found = timeline(framework, record, since=since, until=until)
    lines = ["".join(piece.text for piece in line) for line in drawn(found, since=since, until=until, width=110)]
    yearly = next(line for line in lines if line.startswith("At least one Level 3 course"))
    assert yearly.endswith("..................------=======~~~=======~~=======~~~=======~~~!!")
    assert "  due soon from 14 August 2013, overdue from 14 November 2013" in lines
