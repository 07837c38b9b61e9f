"""Calendar periods and sets of days: period arithmetic at month ends, and set algebra against sets of ordinals."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.errors import InvalidDate, InvalidPeriod
from competency.periods import (
    ALWAYS,
    EVER,
    FOREVER,
    NEVER,
    Cycle,
    Days,
    Period,
    covered,
    is_date,
    parse_date,
    parse_period,
)

SMALL = range(40)
BASE = date(2011, 1, 1).toordinal()

intervals = st.lists(st.tuples(st.integers(0, 39), st.integers(0, 40)), max_size=5)
sets = intervals.map(lambda pairs: Days.of([(BASE + start, BASE + end) for start, end in pairs]))


def members(days: Days) -> set[int]:
    return {day for day in SMALL if BASE + day in days}


# --- days ------------------------------------------------------------------------------------------------


@given(intervals)
def test_union_of_intervals_holds_what_lies_in_one_of_them_and_is_in_normal_form(pairs: list[tuple[int, int]]) -> None:
    days = Days.of([(BASE + start, BASE + end) for start, end in pairs])
    assert members(days) == {day for day in SMALL for start, end in pairs if start <= day < end}
    assert all(start < end for start, end in days)
    assert all(end < start for (_, end), (start, _) in zip(days.intervals, days.intervals[1:], strict=False))
    assert bool(days) == bool(members(days))


@given(sets, sets)
def test_algebra_agrees_with_sets_of_ordinals(one: Days, other: Days) -> None:
    everything = set(SMALL)
    assert members(one & other) == members(one) & members(other)
    assert members(one | other) == members(one) | members(other)
    assert members(one - other) == members(one) - members(other)
    assert members(~one) == everything - members(one)


@given(sets, sets)
def test_equal_sets_are_equal_values(one: Days, other: Days) -> None:
    assert (one == other) == (members(one) == members(other))
    assert ~~one == one
    assert one & other == ~(~one | ~other)
    assert one | NEVER == one == one & ALWAYS


@given(st.lists(sets, max_size=4), st.integers(1, 4))
def test_n_fold_cover_holds_what_lies_in_so_many_of_the_sets(some: list[Days], times: int) -> None:
    found = covered(some, times)
    assert members(found) == {day for day in SMALL if sum(day in members(each) for each in some) >= times}
    assert found == Days.of(found.intervals)


@given(sets, st.sampled_from(SMALL))
def test_the_next_change_is_the_first_later_day_of_another_membership(days: Days, day: int) -> None:
    held = members(days)
    later = next((BASE + each for each in range(day + 1, 41) if (each in held) != (day in held)), None)
    assert days.next_change(BASE + day) == later
    assert days.first == (BASE + min(held) if held else None)


def test_what_holds_for_ever_never_changes() -> None:
    assert ALWAYS.next_change(BASE) is None
    assert NEVER.next_change(BASE) is None
    assert ALWAYS.first == EVER
    assert NEVER.first is None
    assert ~ALWAYS == NEVER
    assert ~NEVER == ALWAYS


def test_between_includes_both_days_and_none_means_without_bound() -> None:
    first, last = date(2011, 4, 1), date(2011, 4, 2)
    assert Days.between(first, last).intervals == ((first.toordinal(), last.toordinal() + 1),)
    assert Days.between(None, None) == ALWAYS
    assert Days.between(first, date.max).intervals == ((first.toordinal(), FOREVER),)
    assert not Days.between(last, first)


# --- periods ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2012-02-29", "1 year", "2013-02-28"),
        ("2012-02-29", "4 years", "2016-02-29"),
        ("2011-02-28", "1 year", "2012-02-28"),
        ("2011-01-31", "1 month", "2011-02-28"),
        ("2012-01-31", "1 month", "2012-02-29"),
        ("2011-08-31", "6 months", "2012-02-29"),
        ("2011-12-31", "2 months", "2012-02-29"),
        ("2011-03-31", "3 months", "2011-06-30"),
        ("2011-12-15", "1 month", "2012-01-15"),
        ("2011-02-26", "4 weeks", "2011-03-26"),
        ("2012-02-28", "10 days", "2012-03-09"),
        ("2011-01-31", "P1M1D", "2011-03-01"),
    ],
)
def test_a_day_that_the_month_lacks_becomes_its_last(start: str, period: str, end: str) -> None:
    assert parse_period(period).after(parse_date(start)) == parse_date(end)


months = st.integers(0, 60)
lengths = st.builds(Period, months=months, days=st.integers(0, 60))
days_of_life = st.dates(date(1990, 1, 1), date(2040, 1, 1))


@given(days_of_life, months)
def test_months_are_counted_on_the_calendar(day: date, number: int) -> None:
    later = Period(months=number).after(day)
    assert (later.year - day.year) * 12 + later.month - day.month == number
    assert later.day == min(day.day, calendar.monthrange(later.year, later.month)[1])


@given(days_of_life, days_of_life, lengths)
def test_a_period_keeps_the_order_of_days_and_lasts_between_its_bounds(one: date, other: date, period: Period) -> None:
    first, second = sorted((one, other))
    assert period.after(first) <= period.after(second)
    assert period.shortest_days <= (period.after(one) - one).days <= period.longest_days


@given(lengths.filter(lambda period: period != Period()))
def test_a_printed_period_reads_back(period: Period) -> None:
    assert parse_period(str(period)) == period


@given(st.integers(1, 9999), st.sampled_from(["year", "month", "week", "day"]))
def test_words_and_iso_8601_name_the_same_period(number: int, unit: str) -> None:
    short = parse_period(f"P{number}{unit[0].upper()}")
    assert parse_period(f"{number} {unit}") == parse_period(f"{number} {unit}s") == short
    assert parse_period(str(short)) == short


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "years",
        "0 years",
        "3  years",
        "three years",
        "P",
        "PT1H",
        "P0Y",
        "-1 year",
        "3 years ",
        "P1Y\n",
        "３ years",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InvalidPeriod, match="is not a period"):
        parse_period(text)


def test_past_the_end_of_the_calendar_is_forever() -> None:
    assert Period(months=12).after_ordinal(FOREVER) == FOREVER
    assert Period(months=12).after_ordinal(date(9999, 6, 1).toordinal()) == FOREVER
    assert Period(days=40).after_ordinal(date(9999, 12, 1).toordinal()) == FOREVER


# --- dates and cycles ------------------------------------------------------------------------------------


@given(st.dates())
def test_a_printed_day_reads_back(day: date) -> None:
    assert parse_date(str(day)) == day
    assert is_date(str(day))


@pytest.mark.parametrize(
    "text", ["", "2011-02-29", "2011-2-1", "20110201", "2011-02-01 ", "0000-01-01", "２０１１-02-01"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    assert not is_date(text)
    with pytest.raises(InvalidDate, match="is not a day of the calendar"):
        parse_date(text)


@given(days_of_life, st.sampled_from(Cycle))
def test_a_cycle_is_a_year_from_its_first_month_on(day: date, cycle: Cycle) -> None:
    start, end = cycle.start(day), date.fromordinal(cycle.end(day.toordinal()))
    assert start <= day < end
    assert (start.month, start.day) == (end.month, end.day) == (cycle.first_month, 1)
    assert end.year == start.year + 1
    assert date.fromordinal(cycle.end_of_next(day.toordinal())) == date(end.year + 1, end.month, 1)


@given(
    st.builds(Period, months=st.integers(0, 40), days=st.integers(0, 40)), st.dates(date(2008, 1, 1), date(2013, 1, 1))
)
def test_the_first_day_that_reaches_another_is_the_first(period: Period, day: date) -> None:
    reaching = period.first_reaching(day.toordinal())
    assert period.after_ordinal(reaching) >= day.toordinal()
    assert period == Period() or period.after_ordinal(reaching - 1) < day.toordinal()
