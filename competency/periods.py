"""Calendar periods, and sets of days as half-open date intervals.

A set of days is what every requirement of the standards DSL denotes. Days are kept as proleptic Gregorian
ordinals (`date.toordinal`), so that set algebra is integer arithmetic; `FOREVER` and `EVER` stand for 'no end'
and 'no beginning'.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Final

from attrs import frozen

from competency.errors import InvalidDate, InvalidPeriod

EVER: Final = date.min.toordinal()
"""The first day that can be named; a set that starts here has no beginning."""
FOREVER: Final = date.max.toordinal()
"""The end of all half-open intervals without end; the day itself can't be asked about."""

_SHORTEST_MONTH: Final = 28
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_WORDS = re.compile(r"([1-9]\d{0,3}) (year|month|week|day)s?\Z", re.ASCII)
_ISO = re.compile(r"P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?\Z", re.ASCII)


def parse_date(text: str) -> date:
    """The day that an ISO 8601 text names.

    >>> parse_date("2012-02-29")
    datetime.date(2012, 2, 29)

    Raises:
        InvalidDate: the text has another form, or no such day exists (2011-02-29).
    """
    if not _DATE.match(text):
        raise InvalidDate(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidDate(text) from None


def is_date(text: str) -> bool:
    """Whether `parse_date` can read the text.

    >>> is_date("2012-02-29"), is_date("2011-02-29"), is_date("yes")
    (True, False, False)
    """
    try:
        parse_date(text)
    except InvalidDate:
        return False
    return True


@frozen
class Period:
    """A calendar period: so many months, then so many days. It is added to a day, never measured in seconds."""

    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        """The period as the format writes it: the largest unit that fits, or ISO 8601 for a mixed one.

        >>> str(Period(months=36)), str(Period(days=28)), str(Period(months=1, days=10))
        ('3 years', '4 weeks', 'P1M10D')
        """
        if self.months and self.days:
            return f"P{self.months}M{self.days}D"
        for total, size, unit in (
            (self.months, 12, "year"),
            (self.months, 1, "month"),
            (self.days, 7, "week"),
        ):
            if total and total % size == 0:
                return _counted(total // size, unit)
        return _counted(self.days, "day")

    def after(self, day: date) -> date:
        """The day this much later; a day that the month lacks becomes the month's last.

        >>> Period(months=12).after(date(2012, 2, 29))
        datetime.date(2013, 2, 28)
        """
        return date.fromordinal(self.after_ordinal(day.toordinal()))

    def after_ordinal(self, day: int) -> int:
        """The same on ordinals; past the calendar's end it is `FOREVER`."""
        if day >= FOREVER:
            return FOREVER
        if self.months:
            start = date.fromordinal(day)
            year, month = divmod(start.year * 12 + start.month - 1 + self.months, 12)
            if year > date.max.year:
                return FOREVER
            of_month = start.day
            if of_month > _SHORTEST_MONTH:
                of_month = min(of_month, calendar.monthrange(year, month + 1)[1])
            day = date(year, month + 1, of_month).toordinal()
        return min(day + self.days, FOREVER)

    def first_reaching(self, day: int) -> int:
        """The first day, as an ordinal, that with this period added is no earlier than `day`.

        >>> date.fromordinal(Period(months=1).first_reaching(date(2011, 3, 31).toordinal()))
        datetime.date(2011, 3, 1)
        """
        target = max(day - self.days, EVER)
        if not self.months:
            return target
        end = date.fromordinal(target)
        year, month = divmod(end.year * 12 + end.month - 1 - self.months, 12)
        if year < date.min.year:
            return EVER
        if end.day <= calendar.monthrange(year, month + 1)[1]:
            return date(year, month + 1, end.day).toordinal()
        return date(year, month + 1, 1).toordinal() + calendar.monthrange(year, month + 1)[1]

    @property
    def shortest_days(self) -> int:
        """The fewest days that the period can last, for comparing periods of different units."""
        years, months = divmod(self.months, 12)
        return years * 365 + months * 28 + self.days

    @property
    def longest_days(self) -> int:
        """The most days that the period can last."""
        years, months = divmod(self.months, 12)
        return years * 366 + months * 31 + self.days


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def parse_period(text: str) -> Period:
    """The period that a text names.

    >>> parse_period("3 years") == parse_period("P3Y") == Period(months=36)
    True

    Raises:
        InvalidPeriod: the text is no period, or an empty one.
    """
    words = _WORDS.match(text)
    if words:
        number = int(words[1])
        match words[2]:
            case "year":
                return Period(months=12 * number)
            case "month":
                return Period(months=number)
            case "week":
                return Period(days=7 * number)
            case _:
                return Period(days=number)
    iso = _ISO.match(text)
    if not iso:
        raise InvalidPeriod(text)
    years, months, weeks, days = (int(part or 0) for part in iso.groups())
    period = Period(months=12 * years + months, days=7 * weeks + days)
    if period == Period():
        raise InvalidPeriod(text)
    return period


class Cycle(StrEnum):
    """A year that returns on a fixed day: 1 January, 1 April, 1 September."""

    CALENDAR_YEAR = "calendar-year"
    FINANCIAL_YEAR = "financial-year"
    ACADEMIC_YEAR = "academic-year"

    @property
    def first_month(self) -> int:
        """The month on whose first day the cycle begins."""
        return {Cycle.CALENDAR_YEAR: 1, Cycle.FINANCIAL_YEAR: 4, Cycle.ACADEMIC_YEAR: 9}[self]

    def start(self, day: date) -> date:
        """The first day of the cycle that contains `day`."""
        return date(day.year if day.month >= self.first_month else day.year - 1, self.first_month, 1)

    def end_of_next(self, day: int) -> int:
        """The ordinal of the day after the cycle that follows the one of `day`: what is done now counts until then.

        >>> date.fromordinal(Cycle.FINANCIAL_YEAR.end_of_next(date(2012, 5, 1).toordinal()))
        datetime.date(2014, 4, 1)
        """
        return Period(months=24).after_ordinal(self.start(date.fromordinal(day)).toordinal())

    def end(self, day: int) -> int:
        """The ordinal of the day after the cycle that contains `day`.

        >>> date.fromordinal(Cycle.FINANCIAL_YEAR.end(date(2012, 5, 1).toordinal()))
        datetime.date(2013, 4, 1)
        """
        return Period(months=12).after_ordinal(self.start(date.fromordinal(day)).toordinal())


@frozen
class Days:
    """A set of days: a finite union of half-open intervals `[start, end)` of ordinals.

    The intervals are sorted, disjoint and never touch, so that equal sets are equal values.
    """

    intervals: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, intervals: Iterable[tuple[int, int]]) -> Days:
        """The union of intervals in any order; empty ones are dropped, touching ones joined."""
        intervals = tuple(intervals)
        if len(intervals) == 1 and intervals[0][0] < intervals[0][1]:
            return cls(intervals)
        joined: list[tuple[int, int]] = []
        for start, end in sorted([interval for interval in intervals if interval[0] < interval[1]]):
            if joined and start <= joined[-1][1]:
                if end > joined[-1][1]:
                    joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        return cls(tuple(joined))

    @classmethod
    def between(cls, first: date | None, last: date | None) -> Days:
        """The days from `first` to `last`, both included; None means without bound."""
        start = EVER if first is None else first.toordinal()
        end = FOREVER if last is None else min(last.toordinal() + 1, FOREVER)
        return cls.of([(start, end)])

    def __contains__(self, day: int) -> bool:
        for start, end in self.intervals:
            if day < end:
                return start <= day
        return False

    def __bool__(self) -> bool:
        return bool(self.intervals)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self.intervals)

    def __or__(self, other: Days) -> Days:
        if not self.intervals or other.intervals == _ALL_DAYS:
            return other
        if not other.intervals or self.intervals in (_ALL_DAYS, other.intervals):
            return self
        return Days.of((*self.intervals, *other.intervals))

    def __and__(self, other: Days) -> Days:
        if self.intervals == _ALL_DAYS:
            return other
        if other.intervals in (_ALL_DAYS, self.intervals):
            return self
        both: list[tuple[int, int]] = []
        left, right = self.intervals, other.intervals
        i = j = 0
        while i < len(left) and j < len(right):
            start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
            if start < end:
                both.append((start, end))
            if left[i][1] < right[j][1]:
                i += 1
            else:
                j += 1
        return Days(tuple(both))

    def __invert__(self) -> Days:
        """Every day that is not in the set."""
        gaps: list[tuple[int, int]] = []
        at = EVER
        for start, end in self.intervals:
            if at < start:
                gaps.append((at, start))
            at = end
        if at < FOREVER:
            gaps.append((at, FOREVER))
        return Days(tuple(gaps))

    def __sub__(self, other: Days) -> Days:
        return self & ~other

    @property
    def first(self) -> int | None:
        """The first day of the set; None where it is empty."""
        return self.intervals[0][0] if self.intervals else None

    def first_from(self, day: int) -> int:
        """The first day of the set that is no earlier than `day`; `FOREVER` where there is none.

        >>> Days(((1, 5), (8, 9))).first_from(3), Days(((1, 5), (8, 9))).first_from(5)
        (3, 8)
        """
        for start, end in self.intervals:
            if day < end:
                return max(start, day)
        return FOREVER

    def next_change(self, day: int) -> int | None:
        """The first day after `day` on which membership differs from `day`'s; None where it stays for ever."""
        for start, end in self.intervals:
            if day < start:
                return start
            if day < end:
                return end if end < FOREVER else None
        return None


NEVER: Final = Days()
_ALL_DAYS: Final = ((EVER, FOREVER),)
ALWAYS: Final = Days(_ALL_DAYS)


def covered(sets: Iterable[Days], times: int) -> Days:
    """The days that lie in at least `times` of the sets (n-fold cover).

    >>> week = [Days(((1, 5),)), Days(((3, 8),)), Days(((4, 6),))]
    >>> covered(week, 2)
    Days(intervals=((3, 6),))
    """
    if times == 1:
        return Days.of([interval for days in sets for interval in days.intervals])
    steps: dict[int, int] = {}
    for days in sets:
        for start, end in days.intervals:
            steps[start] = steps.get(start, 0) + 1
            steps[end] = steps.get(end, 0) - 1
    inside: list[tuple[int, int]] = []
    depth, opened = 0, EVER
    for day in sorted(steps):
        before, depth = depth, depth + steps[day]
        if before < times <= depth:
            opened = day
        elif depth < times <= before:
            inside.append((opened, day))
    return Days.of(inside)
