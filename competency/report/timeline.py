"""How standards stand over a period, drawn: a bar for each over an axis of dates, and every change in words.

The drawing is lines of pieces, each with the status that it shows; `terminal` prints them and gives the colours. It
reads without colours too, since every status has a sign of its own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Final, Protocol, TypeAlias

from attrs import frozen

from competency.requirements import in_words
from competency.standing import Status
from competency.verdicts import Run

SIGNS: Final = {
    Status.BREACHED: "X",
    Status.OVERDUE: "!",
    Status.UNKNOWN: "?",
    Status.DUE: "-",
    Status.DUE_SOON: "~",
    Status.MET: "=",
    Status.EXEMPT: "o",
    Status.NOT_APPLICABLE: ".",
}
"""The sign of each status, worst first: of the statuses of several days, a bar shows the first of these."""

NARROWEST: Final = 40
"""Columns without which nothing can be drawn; a narrower terminal breaks the lines."""
_MOST_SIGNS_A_DAY: Final = 8
_WORST: Final = {status: place for place, status in enumerate(SIGNS)}


class Timed(Protocol):
    """What is drawn of a verdict: its id, its title, and the runs of status over the whole period."""

    @property
    def standard(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def timeline(self) -> tuple[Run, ...] | None: ...


@frozen
class Piece:
    """A part of a line, and the status that it shows, if any."""

    text: str
    status: Status | None = None


Line: TypeAlias = tuple[Piece, ...]


def drawn(verdicts: Iterable[Timed], *, since: date, until: date, width: int) -> tuple[Line, ...]:
    """The standards over the days from `since` to `until`, both included, in lines of at most `width` columns.

    Each standard has a bar, in which a sign stands for some days (or some signs for a day) and shows the worst status
    of these; what a bar is too coarse for is told below, where every change of every standard stands with its day,
    and those without a change with their status. Standards that apply on none of the days are only counted.
    Verdicts without a timeline are left out.
    """
    told = [(verdict, verdict.timeline) for verdict in verdicts if verdict.timeline]
    shown = [(verdict, runs) for verdict, runs in told if any(run.status in _APPLYING for run in runs)]
    width = max(width, NARROWEST)
    lines: list[Line] = []
    if shown:
        titles = _named([verdict for verdict, _ in shown], width * 2 // 5)
        margin = max(map(len, titles)) + 1
        scale = Scale.fitting(since, until, width - margin)
        lines += _wrapped(f"{in_words(since)} to {in_words(until)}; {scale.told()}", width)
        lines += [(), (Piece(" " * margin + scale.axis()),)]
        for title, (_, runs) in zip(titles, shown, strict=True):
            lines.append((Piece(title.ljust(margin)), *scale.bar(runs)))
        lines += [(), *_flowing(_legend(shown), 0, width, "  ")]
        for verdict, runs in shown:
            if len(runs) > 1:
                lines += [(), *_wrapped(f"{verdict.title} [{verdict.standard}]", width)]
                lines += _flowing(_changes(runs), 2, width, ", ")
        lines += _unchanged(shown, width)
    lines += _aside(len(told) - len(shown), bool(shown), width)
    return tuple(lines)


_APPLYING: Final = frozenset(SIGNS) - {Status.NOT_APPLICABLE}


def _aside(count: int, others: bool, width: int) -> Iterator[Line]:
    if count:
        standards = f"{count} {'other ' if others else ''}{'standard' if count == 1 else 'standards'}"
        if others:
            yield ()
        verb = "applies" if count == 1 else "apply"
        yield from _wrapped(f"{standards} of the framework {verb} on none of these days.", width)


def _wrapped(text: str, width: int) -> Iterator[Line]:
    """A text whose further lines stand below its first one; ids stay whole."""
    lines = textwrap.wrap(text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    return ((Piece(line),) for line in lines)


def _named(verdicts: Sequence[Timed], columns: int) -> list[str]:
    """How each bar is named: by the title, or, where others begin alike, by the id."""
    titles = [_clipped(verdict.title, columns) for verdict in verdicts]
    return [
        _clipped(verdict.standard.rpartition(":")[2], columns) if titles.count(title) > 1 else title
        for verdict, title in zip(verdicts, titles, strict=True)
    ]


def _clipped(title: str, columns: int) -> str:
    """The beginning of a title, with a sign that there is more."""
    title = " ".join(title.split())
    return title if len(title) <= columns else f"{title[: columns - 1].rstrip()}…"


def _words(status: Status) -> str:
    return status.replace("-", " ")


# --- the bars --------------------------------------------------------------------------------------------


@frozen
class Scale:
    """How days are laid on signs: some signs for each day, or, where `a_day` is 0, each sign for some days."""

    since: date
    days: int
    signs: int
    a_day: int

    @classmethod
    def fitting(cls, since: date, until: date, columns: int) -> Scale:
        """The scale that fills the columns as far as that is of use."""
        days = (until - since).days + 1
        a_day = min(columns // days, _MOST_SIGNS_A_DAY)
        return cls(since, days, days * a_day or columns, a_day)

    def told(self) -> str:
        """What a sign stands for."""
        if self.a_day:
            return "each sign stands for a day" if self.a_day == 1 else f"{self.a_day} signs stand for a day"
        fewest, most = self.days // self.signs, -(-self.days // self.signs)
        some = f"{most} days" if fewest == most else f"{fewest} or {most} days"
        return f"each sign stands for {some} and shows the worst status of these"

    def sign(self, day: date) -> int:
        """The first sign that stands for the day, or the one that stands for it and others."""
        offset = day.toordinal() - self.since.toordinal()
        return offset * self.a_day if self.a_day else ((offset + 1) * self.signs - 1) // self.days

    def bar(self, runs: Iterable[Run]) -> Iterator[Piece]:
        """A piece for each row of like signs; each sign shows the worst status of its days."""
        worst = [Status.NOT_APPLICABLE] * self.signs
        for run in runs:
            for place in range(self.sign(run.first), self.sign(run.last) + max(self.a_day, 1)):
                worst[place] = min(worst[place], run.status, key=_WORST.__getitem__)
        for status, places in groupby(worst):
            yield Piece(SIGNS[status] * len(tuple(places)), status)

    # --- the axis ----------------------------------------------------------------------------------------

    def axis(self) -> str:
        """A stroke at the beginning of each year, month or day, whichever are the closest that can be labelled."""
        row = [" "] * self.signs
        for day, label in self._ticks():
            place, text = self.sign(day), f"|{label}"
            text = text if place + len(text) <= self.signs else "|"
            row[place : place + len(text)] = text
        return "".join(row).rstrip()

    def _ticks(self) -> list[tuple[date, str]]:
        for months, days in _STEPS:
            if (months * 31 + days) * self.signs < self.days * 3:
                continue  # closer than any label is long
            ticks = [(day, _label(day, months)) for day in self._beginnings(months, days)]
            if all(self.sign(after) - self.sign(day) >= len(label) + 2 for (day, label), (after, _) in pairwise(ticks)):
                return ticks
        return []

    def _beginnings(self, months: int, days: int) -> Iterator[date]:
        """The days of the period on which a step of so many months or days begins; a step of weeks on a Monday."""
        end = self.since.toordinal() + self.days
        if days:
            start = self.since.toordinal()
            first = start if days < 7 else start + (1 - start) % 7
            yield from map(date.fromordinal, range(first, end, days))
            return
        month = self.since.year * 12 + self.since.month - 1 + (self.since.day > 1)
        for number in range(month + -month % months, date.max.year * 12 + 12, months):
            day = date(number // 12, number % 12 + 1, 1)
            if day.toordinal() >= end:
                return
            yield day


_STEPS: Final = (
    *((0, days) for days in (1, 2, 7, 14)),
    *((months, 0) for months in (1, 3, 6)),
    *((years * 12, 0) for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)),
)
"""How far apart the strokes of an axis may be, in months or in days, closest first."""

_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def _label(day: date, months: int) -> str:
    if not months:
        return f"{day.day} {_MONTHS[day.month - 1]}"
    return str(day.year) if day.month == 1 else _MONTHS[day.month - 1]


# --- in words --------------------------------------------------------------------------------------------


def _legend(shown: Iterable[tuple[Timed, tuple[Run, ...]]]) -> list[Piece]:
    """The signs that occur, best first."""
    occurring = {run.status for _, runs in shown for run in runs}
    order = sorted(occurring, key=lambda status: (status is Status.NOT_APPLICABLE, -_WORST[status]))
    return [Piece(f"{SIGNS[status]} {_words(status)}", status) for status in order]


def _changes(runs: Sequence[Run]) -> list[Piece]:
    first, *later = runs
    changes = (Piece(f"{_words(run.status)} from {in_words(run.first)}", run.status) for run in later)
    return [Piece(f"{_words(first.status)} at first", first.status), *changes]


def _unchanged(shown: Sequence[tuple[Timed, tuple[Run, ...]]], width: int) -> Iterator[Line]:
    """The standards of one status throughout, by their ids, a paragraph for each status; best first."""
    for status in reversed(SIGNS):
        same = [Piece(verdict.standard) for verdict, runs in shown if len(runs) == 1 and runs[0].status is status]
        if same:
            yield ()
            yield (Piece(f"{_words(status)} throughout", status),)
            yield from _flowing(same, 2, width, ", ")


def _flowing(pieces: Sequence[Piece], indent: int, width: int, between: str) -> Iterator[Line]:
    """The pieces one after the other, none of them broken, over as many lines as it takes."""
    line, used = [Piece(" " * indent)], indent
    for place, piece in enumerate(pieces):
        stop = between.rstrip() if place + 1 < len(pieces) else ""
        if place and used + len(between) + len(piece.text) + len(stop) > width:
            yield (*line, Piece(between.rstrip()))
            line, used = [Piece(" " * indent)], indent
        elif place:
            line.append(Piece(between))
            used += len(between)
        line.append(piece)
        used += len(piece.text)
    yield tuple(line)
