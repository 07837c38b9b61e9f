"""A framework as an SVG picture, laid out here: no other program is needed, and the same graph gives the same bytes.

Groups stand at the left, then a column for each level, lowest first. Each course names below its title who is asked
for it. Arrows run between the columns and above the cards, never across one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from attrs import field, frozen

from competency.report._drawing import (
    BOLD_STYLES,
    CARD,
    GAP,
    MARGIN,
    PAD,
    TALL,
    TRACK,
    Box,
    Label,
    Layout,
    Line,
    Pen,
    in_stacks,
    marked_box,
    marked_label,
    marked_line,
    number,
    stacked,
    wrapped,
)
from competency.report._picture import Card, Column, Demand, Picture, pictures, printable
from competency.typed_graph import Graph

FORMAT = "svg"

_GUTTER: Final = 64.0


def _written(pen: Pen, lines: Iterable[str], demands: Iterable[Demand]) -> None:
    for line in lines:
        pen.write(line, 11, "quiet")
    for demand in demands:
        pen.bottom += 4
        pen.write(demand.words, 11, "words")
        pen.frames(
            (
                asked.label,
                f"pill {demand.strength}{' open' if asked.conditional else ''}",
                "\n".join((f"{asked.name}: {demand.words}", *asked.standards)),
            )
            for asked in demand.asked
        )


def _card(card: Card) -> Box:
    pen = Pen(CARD)
    pen.write(card.title, 13, "title")
    _written(pen, card.lines, card.demands)
    return pen.box(card.id, "course", card.hover)


def _group(card: Card) -> Box:
    pen = Pen(CARD)
    pen.write(card.name, 11, "name")
    pen.write(card.title, 12, "text")
    _written(pen, card.lines, ())
    return pen.box(card.id, "group", card.hover)


def _head(column: Column, width: float) -> Box:
    pen = Pen(width)
    pen.write(column.title, 15, "head")
    _written(pen, column.lines, column.demands)
    return pen.box(column.level or "", "level", column.title)


# --- where it stands -------------------------------------------------------------------------------------


@frozen
class _Columns:
    """All columns in their places. `stack_of` says in which stack, counted from the left, a box stands."""

    boxes: dict[str, Box]
    others: tuple[Box, ...]
    stack_of: dict[str, int]
    lefts: tuple[float, ...]
    lane: float
    right: float
    heads: frozenset[str] = field(factory=frozenset)


def _columns(picture: Picture, x: float, y: float, tracks: int) -> _Columns:
    cards = [[_card(card) for card in column.cards] for column in picture.columns]
    total = sum(box.height + GAP for boxes in cards for box in boxes)
    limit = max(TALL, math.sqrt(total * (CARD + _GUTTER) / 2))
    stacks = [in_stacks(boxes, limit) for boxes in cards]
    heads = [
        _head(column, len(stack) * CARD + (len(stack) - 1) * _GUTTER)
        for column, stack in zip(picture.columns, stacks, strict=True)
    ]
    lane = y + max((head.height for head in heads), default=0)
    top = lane + 2 * GAP + tracks * TRACK
    boxes: dict[str, Box] = {}
    others: list[Box] = []
    stack_of: dict[str, int] = {}
    lefts: list[float] = []
    for head, stack in zip(heads, stacks, strict=True):
        placed = head.moved(x, y)
        if head.id:
            boxes[head.id] = placed
            stack_of[head.id] = len(lefts) + len(stack) - 1
        else:
            others.append(placed)
        for each in stack:
            for box in stacked(each, x, top):
                boxes[box.id] = box
                stack_of[box.id] = len(lefts)
            lefts.append(x)
            x += CARD + _GUTTER
    return _Columns(
        boxes, tuple(others), stack_of, tuple(lefts), lane, x - _GUTTER, frozenset(head.id for head in heads)
    )


def _lines(picture: Picture, columns: _Columns) -> Iterator[Line]:
    """The arrows. Those of one source share a track, so that a reader can follow them from where they come.

    An arrow to the next stack stays in the gutter between the two; any other goes up to the lane above the cards.
    """
    sources = list(dict.fromkeys(arrow.source for arrow in picture.arrows))
    titles = {card.id: card.title for column in picture.columns for card in column.cards}
    titles |= {column.level: column.title for column in picture.columns if column.level}
    for arrow in picture.arrows:
        start, end = columns.boxes.get(arrow.source), columns.boxes.get(arrow.target)
        if start is None or end is None:
            continue
        number = sources.index(arrow.source)
        step = number % 5 * TRACK
        lane = columns.lane + GAP + number * TRACK
        before, after = columns.stack_of[arrow.source], columns.stack_of[arrow.target]
        entry = end.y + min(end.height / 2, 20.0)
        into = end.x - GAP - 6 - step
        if arrow.source in columns.heads:
            out = start.right - PAD - step
            points = [(out, start.bottom), (out, lane), (into, lane), (into, entry), (end.x, entry)]
        elif after == before + 1:
            leave = start.y + min(start.height / 2, 20.0)
            points = [(start.right, leave), (into, leave), (into, entry), (end.x, entry)]
        else:
            leave = start.y + min(start.height / 2, 20.0)
            out = start.right + 6 + step
            points = [(start.right, leave), (out, leave), (out, lane), (into, lane), (into, entry), (end.x, entry)]
        either = " (one of several ways)" if arrow.choice else ""
        hover = f"{titles[arrow.source]} comes before {titles[arrow.target]}{either}"
        yield Line(tuple(points), arrow.choice, hover)


def layout(picture: Picture) -> Layout:
    """The picture with everything in its place. No two boxes overlap, and every text fits the box it is in."""
    tracks = len({arrow.source for arrow in picture.arrows})
    width = 0.0
    labels: list[Label] = []
    y = MARGIN
    left = MARGIN + (CARD + _GUTTER if picture.groups else 0)
    # The texts above are as wide as the columns, so the columns are measured once before they are placed.
    width = max(_columns(picture, left, 0, tracks).right, left, MARGIN + 2 * CARD) + MARGIN
    for texts, size, style in (
        ((picture.title,), 20, "head"),
        ((picture.subtitle,), 12, "quiet"),
        (picture.wide, 12, "text"),
    ):
        for text in texts:
            for line in wrapped(text, size, width - 2 * MARGIN, bold=style in BOLD_STYLES):
                y += size * 1.35
                labels.append(Label(MARGIN, y - size * 0.35, line, size, style))
    y += MARGIN
    columns = _columns(picture, left, y, tracks)
    groups = tuple(stacked((_group(card) for card in picture.groups), MARGIN, y))
    boxes = (*groups, *columns.others, *columns.boxes.values())
    bottom = max((box.bottom for box in boxes), default=y) + GAP
    for note in picture.notes:
        for line in wrapped(note, 12, width - 2 * MARGIN):
            bottom += 16
            labels.append(Label(MARGIN, bottom, line, 12, "quiet"))
    return Layout(width, bottom + MARGIN, boxes, tuple(_lines(picture, columns)), tuple(labels))


# --- as text ---------------------------------------------------------------------------------------------

_STYLE: Final = """\
text{font-family:Arial,Helvetica,'Liberation Sans','DejaVu Sans',sans-serif;fill:#1b1f24}
.paper{fill:#ffffff}
.head,.title,.name{font-weight:bold}
.quiet{fill:#57606a}
.words{font-style:italic;fill:#3d444d}
.course{fill:#ffffff;stroke:#6e7781}
.level{fill:#dbe7f5;stroke:#54739c}
.group{fill:#f3f0e6;stroke:#8a7d55}
.pill{stroke:#2f6f44;fill:#cdeed7}
.pill.should{stroke:#8a6100;fill:#fbeebf}
.pill.may{stroke:#6e7781;fill:#f0f2f4}
.open{stroke-dasharray:3 2}
.line{fill:none;stroke:#54739c;stroke-width:1.5}
.dashed{stroke-dasharray:5 4}
.point{fill:#54739c}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}
.paper{fill:#0d1117}
.quiet{fill:#9aa4af}
.words{fill:#c3ccd6}
.course{fill:#161b22;stroke:#8b949e}
.level{fill:#1d2f47;stroke:#7aa2d6}
.group{fill:#2a2618;stroke:#b5a66f}
.pill{stroke:#56b877;fill:#123d22}
.pill.should{stroke:#d6a72b;fill:#423104}
.pill.may{stroke:#8b949e;fill:#262c33}
.line{stroke:#7aa2d6}
.point{fill:#7aa2d6}
}"""


def _described(picture: Picture) -> str:
    """The picture in words, for those who don't see it."""
    courses = sum(len(column.cards) for column in picture.columns)
    columns = "; ".join(f"{column.title}: {len(column.cards)}" for column in picture.columns)
    parts = [f"{len(picture.groups)} groups and {courses} courses in columns ({columns})."]
    parts += [f"{line}." for column in picture.columns for card in column.cards for line in _told(card)]
    return " ".join(parts)


def _told(card: Card) -> Iterator[str]:
    for demand in card.demands:
        yield f"{card.title}: {demand.words}: {', '.join(asked.label for asked in demand.asked)}"


def render(graph: Graph) -> str:
    """The frameworks of the graph as one SVG, one below the other."""
    placed: list[tuple[Picture, Layout, float]] = []
    height = 0.0
    for picture in pictures(graph):
        place = layout(picture)
        placed.append((picture, place, height))
        height += place.height
    width = max((place.width for _, place, _ in placed), default=0.0)
    size = f"{number(width)} {number(height)}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{number(width)}" '
        f'height="{number(height)}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(printable("; ".join(picture.title for picture, _, _ in placed)))}</title>',
        f'<desc id="desc">{escape(printable(" ".join(_described(picture) for picture, _, _ in placed)))}</desc>',
        f"<style>\n{_STYLE}\n</style>",
        f'<rect width="{number(width)}" height="{number(height)}" class="paper"/>',
    ]
    for picture, place, y in placed:
        lines.append(f'<g id={quoteattr(picture.id)} transform="translate(0 {number(y)})">')
        for line in place.lines:
            lines += marked_line(line)
        for box in place.boxes:
            lines += marked_box(box)
        lines += [marked_label(label) for label in place.labels]
        lines.append("</g>")
    return "\n".join([*lines, "</svg>", ""])
