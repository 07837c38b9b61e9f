"""A plan for a terminal: a bar for each step over an axis of dates, then what is done, next and later in words.

The drawing is lines of pieces, each with the stage that it shows; `terminal` prints them and gives the colours. It
reads without colours too, since every stage has a sign of its own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Final, TypeAlias

from attrs import frozen

from competency.answers import Pathway
from competency.model import Framework, Record
from competency.report._plan import PlanCard, PlanPicture, Stage, counted, pictured
from competency.report.timeline import NARROWEST, Scale

FORMAT = "timeline"

SIGNS: Final = {
    Stage.DONE: "=",
    Stage.NEXT: ">",
    Stage.LATER: "o",
    Stage.GOAL: "*",
    Stage.REACHED: "+",
    Stage.CLOSED: "X",
    Stage.WAY_OUT: "?",
}
"""The sign of each stage."""

_WORDS: Final = {Stage.GOAL: ("", ""), Stage.REACHED: ("", ""), Stage.CLOSED: ("asked for by", "")}
"""How the arrows to and from a card are told; nothing where the card at the other end tells it."""

_WAIT: Final = "~"
_TIME_LEFT: Final = "."
_LAST_DAY: Final = "!"
_LATE: Final = "X"


@frozen
class Piece:
    """A part of a line, and the stage that it shows, if any."""

    text: str
    stage: Stage | None = None


Line: TypeAlias = tuple[Piece, ...]


def drawn(framework: Framework, record: Record, found: Pathway, *, width: int) -> tuple[Line, ...]:
    """The plan, or why there is none, in lines of at most `width` columns.

    Where the plan or its deadlines take more than a day, bars show the days; then each column of the picture follows in
    words, each step with its deadline, what comes before it and what it leads to.
    """
    width = max(width, NARROWEST)
    picture = pictured(framework, record, found)
    lines: list[Line] = []
    for text in (picture.title, *picture.lines):
        lines += _wrapped(text, 0, width)
    lines += _bars(picture, width)
    for column in picture.columns:
        lines.append(())
        lines += _wrapped(column.title, 0, width)
        for text in column.lines:
            lines += _wrapped(text, 2, width)
        for card in column.cards:
            lines += _card(picture, card, width)
    for note in picture.notes:
        lines += [(), *_wrapped(note, 0, width)]
    return tuple(lines)


def _card(picture: PlanPicture, card: PlanCard, width: int) -> Iterator[Line]:
    sign = SIGNS[card.stage]
    for number, title in enumerate(card.titles):
        first, *others = _wrapped(title, 4, width)
        mark = sign if number == 0 else " "
        yield (Piece(f"  {mark} ", card.stage), Piece(first[0].text.lstrip(), card.stage))
        yield from others
    for text in (*card.lines, *(f"first: {evidence}" for evidence in card.first)):
        yield from _wrapped(text, 6, width)
    if card.deadline:
        yield from _wrapped(card.deadline, 6, width)
    before, after = _WORDS.get(card.stage, ("after", "leads to"))
    for word, cards in ((before, picture.sources(card.key)), (after, picture.targets(card.key))):
        if cards and word:
            yield from _wrapped(f"{word}: {'; '.join(other.title for other in cards)}", 6, width)


def _wrapped(text: str, indent: int, width: int) -> list[Line]:
    """A text whose further lines stand a little right of its first one; ids stay whole."""
    margin = " " * indent
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=margin,
        subsequent_indent=f"{margin}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [(Piece(line),) for line in lines] or [(Piece(margin),)]


# --- the bars --------------------------------------------------------------------------------------------


def _bars(picture: PlanPicture, width: int) -> Iterator[Line]:
    """A bar for all that is done, to do or to wait for, in the order of the columns; none where a day holds it all."""
    steps = [card for card in picture.cards if card.on is not None]
    done = [card for card in picture.cards if card.until is not None]
    end = max((picture.end, *(card.by for card in steps if card.by is not None)))
    if end <= picture.on:
        return
    rows = [
        *((card.title, SIGNS[Stage.DONE], _counting(card, picture.on, end), Stage.DONE) for card in done),
        *(("wait", _WAIT, ((first, last - timedelta(days=1), _WAIT),), None) for first, last in picture.waits),
        *((card.title, _sign(card), _planned(card, picture.on), card.stage) for card in steps),
    ]
    titles = [_clipped(title, width * 2 // 5) for title, *_ in rows]
    margin = max(map(len, titles)) + 1
    scale = Scale.fitting(picture.on, end, width - margin)
    yield ()
    yield (Piece(f"{' ' * margin}{scale.axis()}"),)
    for title, (_, sign, spans, stage) in zip(titles, rows, strict=True):
        pieces = (Piece(text, stage if sign == text[:1] else None) for text in _painted(scale, spans))
        yield (Piece(title.ljust(margin)), *pieces)
    yield ()
    yield from _wrapped(_legend(scale, rows, steps), 0, width)


_Spans: TypeAlias = tuple[tuple[date, date, str], ...]
"""Signs with the first and the last day on which each stands; later ones hide earlier ones."""


def _counting(card: PlanCard, on: date, end: date) -> _Spans:
    last = end if card.until is None else min(card.until - timedelta(days=1), end)
    return ((on, last, SIGNS[Stage.DONE]),) if last >= on else ()


def _planned(card: PlanCard, on: date) -> _Spans:
    """A step on its day, with the time that is left until its last day."""
    day = card.on or on
    left: _Spans = ()
    if card.by is not None and card.by > day:
        left = ((day, card.by, _TIME_LEFT), (card.by, card.by, _LAST_DAY))
    return (*left, (day, day, _sign(card)))


def _sign(card: PlanCard) -> str:
    return _LATE if card.late else SIGNS[card.stage]


def _painted(scale: Scale, spans: _Spans) -> Iterator[str]:
    """The row of signs, like ones together, without what is blank at its end."""
    row = [" "] * scale.signs
    for first, last, sign in spans:
        for place in range(scale.sign(first), scale.sign(last) + max(scale.a_day, 1)):
            row[place] = sign
    return ("".join(signs) for _, signs in groupby("".join(row).rstrip()))


def _legend(scale: Scale, rows: list[tuple[str, str, _Spans, Stage | None]], steps: list[PlanCard]) -> str:
    """The signs that occur, and how many days one stands for."""
    stages = {SIGNS[Stage.NEXT]: "next", SIGNS[Stage.LATER]: "later", _LATE: "late"}
    words = {SIGNS[Stage.DONE]: "counts already", _WAIT: "wait", **stages}
    occurring = {sign for _, sign, *_ in rows}
    told = [f"{sign} {word}" for sign, word in words.items() if sign in occurring]
    if any(card.by is not None and card.on is not None and card.by > card.on for card in steps):
        told += [f"{_TIME_LEFT} time left", f"{_LAST_DAY} last day in time"]
    if scale.a_day > 1:
        return f"{', '.join(told)}; {scale.a_day} signs stand for a day"
    days = -(-scale.days // scale.signs)
    return f"{', '.join(told)}; a sign stands for {counted(days, 'day')}{' at most' if days > 1 else ''}"


def _clipped(title: str, columns: int) -> str:
    """The beginning of a title, with a sign that there is more."""
    title = " ".join(title.split())
    return title if len(title) <= columns else f"{title[: columns - 1].rstrip()}…"
