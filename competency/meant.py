"""What a writer probably meant: dates, periods and ids as people write them, put into the form of the format.

Each function returns None rather than guess: `4/5/2011` is two different days to two readers.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final

_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        1,
    )
} | {"a": 1, "an": 1}
_UNITS: Final = {
    "y": "year",
    "yr": "year",
    "year": "year",
    "annum": "year",
    "m": "month",
    "mo": "month",
    "mth": "month",
    "month": "month",
    "w": "week",
    "wk": "week",
    "week": "week",
    "d": "day",
    "day": "day",
}
_ADVERBS: Final = {
    "annual": "1 year",
    "annually": "1 year",
    "yearly": "1 year",
    "biennially": "2 years",
    "triennially": "3 years",
    "monthly": "1 month",
    "weekly": "1 week",
    "fortnight": "2 weeks",
    "year": "1 year",
    "month": "1 month",
    "week": "1 week",
    "day": "1 day",
}
_LETTERS: Final = {"year": "Y", "month": "M", "week": "W", "day": "D"}

_PART: Final = re.compile(r"([0-9]+|[a-z]+)[ -]*([a-z]+)")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})(?:[T ].*)?\Z")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})\Z")
_DAY_IN_WORDS: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ -]([A-Za-z]+)\.?,?[ -]([0-9]{4})\Z")
_MONTH_IN_WORDS: Final = re.compile(r"([A-Za-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})\Z")
_MONTHS: Final = {
    name[:3].lower(): number
    for number, name in enumerate(
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"],
        1,
    )
} | {"dec": 12}


def period(text: str) -> str | None:
    """The period that a text probably means, as the format writes it.

    >>> period("three years"), period("3y"), period("every 18 months"), period("1 year and 6 months"), period("soon")
    ('3 years', '3 years', '18 months', 'P1Y6M', None)
    """
    words = re.sub(r"^(every|each|per|within|p)(?![a-z]) *", "", text.strip().lower().replace(",", " "))
    if words in _ADVERBS:
        return _ADVERBS[words]
    found: dict[str, int] = {}
    for part in re.split(r" and |(?<=[a-z]) +(?=[0-9])|(?<=[a-z])(?=[0-9])", words):
        match = _PART.fullmatch(part.strip())
        unit = match and _UNITS.get(match[2].removesuffix("s") or "s")
        number = match and (int(match[1]) if match[1].isdecimal() else _NUMBERS.get(match[1]))
        if not unit or not number or unit in found or number > 9999:
            return None
        found[unit] = number
    if len(found) == 1:
        [(unit, number)] = found.items()
        return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
    return "P" + "".join(f"{found[unit]}{letter}" for unit, letter in _LETTERS.items() if unit in found)


def day(text: str) -> str | None:
    """The day that a text probably means, as YYYY-MM-DD; None where it has two readings, or none.

    >>> day("1 April 2011"), day("2011/4/1"), day("31/3/2014"), day("April 1st, 2011"), day("4/5/2011")
    ('2011-04-01', '2011-04-01', '2014-03-31', '2011-04-01', None)
    """
    text = text.strip()
    if found := _YEAR_FIRST.match(text):
        return _iso(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.match(text):
        first, second, year = (int(part) for part in found.groups())
        if first == second or second > 12:
            return _iso(year, first, second)
        return _iso(year, second, first) if first > 12 else None
    if found := _DAY_IN_WORDS.match(text):
        return _iso(int(found[3]), _MONTHS.get(found[2][:3].lower(), 0), int(found[1]))
    if found := _MONTH_IN_WORDS.match(text):
        return _iso(int(found[3]), _MONTHS.get(found[1][:3].lower(), 0), int(found[2]))
    return None


def month(text: str) -> str | None:
    """The month that a text probably means, as YYYY-MM.

    >>> month("April 2011"), month("04/2011"), month("2011/4"), month("spring 2011")
    ('2011-04', '2011-04', '2011-04', None)
    """
    first, _, second = re.sub(r"[-/.,\s]+", " ", text.strip()).partition(" ")
    year, named = (first, second) if len(first) == 4 and first.isdecimal() else (second, first)
    number = int(named) if named.isdecimal() and len(named) < 3 else _MONTHS.get(named[:3].lower(), 0)
    if not re.fullmatch(r"[0-9]{4}", year) or not 1 <= number <= 12:
        return None
    return f"{year}-{number:02}"


def last_of_month(text: str) -> str | None:
    """The last day of the month of a date that is too late in it: `2011-02-30` gives `2011-02-28`.

    >>> last_of_month("2011-02-30"), last_of_month("2011-13-01"), last_of_month("2011-04-00")
    ('2011-02-28', None, None)
    """
    year, month, number = (int(part) for part in text.split("-"))
    if not (year and 1 <= month <= 12 and number):
        return None
    return _iso(year, month, calendar.monthrange(year, month)[1])


def _iso(year: int, month: int, number: int) -> str | None:
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None


def identifier(text: str, joint: str = "-") -> str | None:
    """The id that a text can be made into: lower case, with `joint` for all that ids don't have.

    >>> identifier("Working Together (2010)"), identifier("North Lincs", "_"), identifier("???")
    ('working-together-2010', 'north_lincs', None)
    """
    return re.sub(r"[^a-z0-9]+", joint, text.lower()).strip(joint) or None


def reference(text: str) -> str | None:
    """The reference that a text can be made into, its framework kept.

    >>> reference("Group 3"), reference("Working Together 2010: Group 3")
    ('group-3', 'working_together_2010:group-3')
    """
    framework, colon, item = text.partition(":")
    if not colon:
        return identifier(text)
    named, within = identifier(framework, "_"), identifier(item)
    return f"{named}:{within}" if named and within else None
