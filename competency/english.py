"""Small words of plain English: names, days, periods and lists, set so that a reader can't mistake where one ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from competency.periods import Period

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SMALL_WORDS: Final = frozenset("a an as at by for from in of on the to with".split())
_ROMAN: Final = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_ONE_WORD: Final = re.compile(r"[\w'&-]+(?::[\w-]+)?\Z")
_QUOTED: Final = re.compile("“[^“”]*”")
_JOINING: Final = re.compile(r"[,;()\[\]]|:(?!\S)|(?<![\w-])(?:and|or)(?![\w-])")


def joined(words: Sequence[str], last: str) -> str:
    """Words as an English list: commas, and `last` before the last one.

    >>> joined(("a", "b", "c"), "or")
    'a, b or c'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def in_words(when: date) -> str:
    """A day as a reader of English writes it.

    >>> in_words(date(2012, 5, 1))
    '1 May 2012'
    """
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def length(period: Period) -> str:
    """A period as a reader of English writes it.

    >>> length(Period(months=36)), length(Period(months=1, days=10))
    ('3 years', '1 month and 10 days')
    """
    parts = [part for part in (Period(months=period.months), Period(days=period.days)) if part != Period()]
    return " and ".join(map(str, parts)) or str(period)


def each(period: Period) -> str:
    """A period as it follows 'every' or 'the last'.

    >>> f"every {each(Period(months=12))}", f"the last {each(Period(days=28))}"
    ('every year', 'the last 4 weeks')
    """
    said = length(period)
    return said if " and " in said else said.removeprefix("1 ")


def quoted(text: str) -> str:
    """The text in quotation marks, on one line; marks within it become single ones.

    >>> quoted("The “new” form")
    '“The ‘new’ form”'
    """
    return f"“{' '.join(text.split()).translate(str.maketrans('“”', '‘’'))}”"


def named(title: str) -> str:
    """A title as it stands where it reads as a name; else in quotation marks.

    A name is a single word, or words that begin with a capital or a digit (small words such as 'of' may not). A
    title with 'and' or 'or', a comma or other marks would be taken for two, or for a part of the sentence.

    >>> named("Working Together"), named("Level 3"), named("kirklees:level-3")
    ('Working Together', 'Level 3', 'kirklees:level-3')
    >>> named("Drugs and alcohol"), named("Neglect, part 2")
    ('“Drugs and alcohol”', '“Neglect, part 2”')
    """
    words = title.split(" ")
    name = len(words) == 1 or (
        all(word[:1].isupper() or word[:1].isdigit() or word in _SMALL_WORDS for word in words)
        and words[-1] not in _SMALL_WORDS
    )
    return title if name and all(map(_ONE_WORD.match, words)) else quoted(title)


def flows(said: str) -> bool:
    """Whether the words can be joined to others by 'and', 'or' or a comma without a doubt about what belongs together.

    >>> flows("have completed “this, and that”"), flows("hold a or b")
    (True, False)
    """
    return not _JOINING.search(_QUOTED.sub("", said))


def lettered(said: Sequence[str], depth: int) -> str:
    """A list with a label before each entry: letters, inside these small Roman numbers, then capitals, then digits.

    >>> lettered(("one", "two"), 0), lettered(("one", "two"), 1)
    ('(a) one; (b) two', '(i) one; (ii) two')
    """
    return "; ".join(f"({_label(index, depth)}) {entry}" for index, entry in enumerate(said))


def _label(index: int, depth: int) -> str:
    match depth % 4:
        case 0:
            return _letters(index)
        case 1:
            return _roman(index + 1)
        case 2:
            return _letters(index).upper()
        case _:
            return str(index + 1)


def _letters(index: int) -> str:
    """a to z, then aa, ab and so on."""
    before, last = divmod(index, 26)
    return f"{_letters(before - 1) if before else ''}{chr(97 + last)}"


def _roman(number: int) -> str:
    said = ""
    for value, sign in _ROMAN:
        while number >= value:
            said += sign
            number -= value
    return said
