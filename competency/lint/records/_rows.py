"""Rows that share days: memberships of one group, values of one fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from competency.lint.records.draft import Row
from competency.requirements import in_words


def overlaps(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Each row, with the first earlier one of the same group or fact that shares a day with it.

    A row that ends before it begins has no days.
    """
    earlier: dict[str, list[Row]] = {}
    for row in rows:
        if row.first > row.last:
            continue
        same = earlier.setdefault(row.subject, [])
        shared = next((other for other in same if other.first <= row.last and row.first <= other.last), None)
        if shared is not None:
            yield shared, row
        same.append(row)


def shared_days(one: Row, other: Row) -> str:
    """The days that two rows share, in words."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    if first == last:
        return f"on {in_words(first)}"
    if first == date.min:
        return "always" if last == date.max else f"until {in_words(last)}"
    return f"from {in_words(first)} on" if last == date.max else f"from {in_words(first)} to {in_words(last)}"


def repair(earlier: Row, row: Row) -> str:
    """What to write instead: the earlier row ends on the day before the later one begins, where it began before."""
    if row.starts is not None and earlier.first < row.first:
        return f"end the earlier row with 'to: {row.starts - timedelta(days=1)}', or make one row of the two"
    return "make one row of the two, or correct their days"
