"""What a writer probably meant: a guess is always of the form asked for, and doubtful cases are not guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency import ids, meant
from competency.errors import InvalidDate
from competency.periods import parse_date, parse_period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("3y", "3 years"),
        ("3yrs", "3 years"),
        ("3-year", "3 years"),
        ("3 Years", "3 years"),
        ("three years", "3 years"),
        ("every 3 years", "3 years"),
        ("each year", "1 year"),
        ("36 month", "36 months"),
        ("18m", "18 months"),
        ("2 years, 6 months", "P2Y6M"),
        ("2 years and 6 months", "P2Y6M"),
        ("2y6m", "P2Y6M"),
        ("p3y", "3 years"),
        ("a week", "1 week"),
        ("annually", "1 year"),
        ("fortnight", "2 weeks"),
        ("soon", None),
        ("0 years", None),
        ("3", None),
        ("years", None),
        ("1.5 years", None),
        ("3 years 2 years", None),
        ("99999 days", None),
        ("", None),
    ],
)
def test_periods_as_people_write_them(text: str, period: str | None) -> None:
    assert meant.period(text) == period


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2011-4-1", "2011-04-01"),
        ("2011/04/01", "2011-04-01"),
        ("2011-04-01T00:00:00", "2011-04-01"),
        ("31.3.2014", "2014-03-31"),
        ("3/31/2014", "2014-03-31"),
        ("4/4/2014", "2014-04-04"),
        ("1 April 2011", "2011-04-01"),
        ("1st of December 2011", "2011-12-01"),
        ("Apr 1, 2011", "2011-04-01"),
        ("4/5/2011", None),
        ("31 February 2011", None),
        ("1 Smarch 2011", None),
        ("next year", None),
        ("2011", None),
    ],
)
def test_days_as_people_write_them(text: str, day: str | None) -> None:
    assert meant.day(text) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [("April 2011", "2011-04"), ("2011 Dec", "2011-12"), ("13/2011", None), ("2011", None), ("", None)],
)
def test_months_as_people_write_them(text: str, month: str | None) -> None:
    assert meant.month(text) == month


@given(st.text(alphabet=list("0123456789 yearsmonthwkdP-./"), max_size=14))
def test_a_guessed_period_is_a_period(text: str) -> None:
    period = meant.period(text)
    if period is not None:
        parse_period(period)


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["%d %B %Y", "%Y/%m/%d", "%B %d, %Y", "%d-%b-%Y"]))
def test_a_guessed_day_is_the_day_that_was_written(day: date, form: str) -> None:
    assert meant.day(day.strftime(form)) == day.isoformat()


@given(st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True))
def test_the_last_of_a_month_is_a_day_of_that_month(text: str) -> None:
    last = meant.last_of_month(text)
    if last is not None:
        assert last[:7] == parse_date(last).isoformat()[:7] == text[:7]
    else:
        with pytest.raises(InvalidDate):
            parse_date(text)


@given(st.text(max_size=20))
def test_a_guessed_id_is_an_id(text: str) -> None:
    item, framework, reference = meant.identifier(text), meant.identifier(text, "_"), meant.reference(text)
    assert item is None or ids.ITEM_ID.match(item)
    assert framework is None or ids.FRAMEWORK_ID.match(framework)
    if reference is not None:
        named, within = ids.parts(reference)
        assert ids.ITEM_ID.match(within)
        assert named is None or ids.FRAMEWORK_ID.match(named)
