"""A framework as an SVG picture, laid out here: no other program is needed, and the same graph gives the same bytes.

Groups stand at the left, then a column for each level, lowest first. Each course names below its title who is asked
for it. Arrows run between the columns and above the cards, never across one. Widths of texts are estimated from
the widest of the usual fonts, so that a text fits its box in the others too.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from attrs import evolve, field, frozen

from competency.report._picture import Card, Column, Demand, Picture, pictures, printable
from competency.typed_graph import Graph

FORMAT = "svg"

# --- how wide a text is ----------------------------------------------------------------------------------

_WIDTHS: Final = {
    character: width
    for characters, width in (
        ("ijlI'| .,", 0.32),
        ("ft:;/()[]-J", 0.40),
        ('rs"*zcv', 0.55),
        ("mwMW@%—", 0.99),
        ("ABCDEFGHKLNOPQRSTUVXYZ&#+<=>~", 0.80),
    )
    for character in characters
}
"""Widths in em, at or above those of DejaVu Sans; any character that is not listed is 0.64 wide."""
_BOLD: Final = 1.13


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """An upper estimate of how wide a text is drawn, in the units of `size`.

    >>> text_width("ill", 10) < text_width("mmm", 10) < text_width("mmm", 10, bold=True)
    True
    """
    total = 0.0
    for character in text:
        if character in _WIDTHS:
            total += _WIDTHS[character]
        elif character < "\u0250":
            total += 0.80 if character.isupper() else 0.64
        else:
            total += 0 if unicodedata.combining(character) else 1.05
    return total * size * (_BOLD if bold else 1)


def wrapped(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """The text in lines that fit the width; a word that is too long for a line is cut.

    >>> wrapped("Working Together refresher", 12, 110)
    ['Working', 'Together', 'refresher']
    """
    lines = [""]
    for word in printable(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
            continue
        lines += _cut(word, size, width, bold=bold)
    return [line for line in lines if line]


def _cut(word: str, size: float, width: float, *, bold: bool) -> Iterator[str]:
    part = ""
    for character in word:
        if part and text_width(part + character, size, bold=bold) > width:
            yield part
            part = ""
        part += character
    yield part


# --- what is drawn ---------------------------------------------------------------------------------------


@frozen
class Label:
    """One line of text; `x` is its left end, `y` its baseline."""

    x: float
    y: float
    text: str
    size: float
    style: str = "text"

    @property
    def bold(self) -> bool:
        """Whether its style draws it bold."""
        return self.style in _BOLD_STYLES

    @property
    def width(self) -> float:
        """The estimate of its width."""
        return text_width(self.text, self.size, bold=self.bold)


_BOLD_STYLES: Final = frozenset({"head", "title", "name"})


@frozen
class Box:
    """A rectangle with what is in it; places are absolute."""

    id: str
    x: float
    y: float
    width: float
    height: float
    style: str
    labels: tuple[Label, ...] = ()
    boxes: tuple[Box, ...] = ()
    hover: str = ""

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    def moved(self, x: float, y: float) -> Box:
        """The same box, so much further right and down."""
        return evolve(
            self,
            x=self.x + x,
            y=self.y + y,
            labels=tuple(evolve(label, x=label.x + x, y=label.y + y) for label in self.labels),
            boxes=tuple(box.moved(x, y) for box in self.boxes),
        )


@frozen
class Line:
    """An arrow along these points, with right angles."""

    points: tuple[tuple[float, float], ...]
    dashed: bool
    hover: str


@frozen
class Layout:
    """Everything of one picture in its place, from (0, 0) to `width` and `height`."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...] = ()
    labels: tuple[Label, ...] = ()


_CARD: Final = 236.0
_PAD: Final = 10.0
_GAP: Final = 12.0
_GUTTER: Final = 64.0
_MARGIN: Final = 24.0
_TRACK: Final = 5.0
_TALL: Final = 860.0
"""Cards of a column go on in a further one beyond this height, or beyond that of a picture twice as wide as high."""


class _Pen:
    """Writes a box from top to bottom, and knows how high it has become."""

    def __init__(self, width: float) -> None:
        self._width = width
        self.bottom = _PAD
        self.labels: list[Label] = []
        self.boxes: list[Box] = []

    def write(self, text: str, size: float, style: str) -> None:
        """The text in as many lines as it needs."""
        for line in wrapped(text, size, self._width - 2 * _PAD, bold=style in _BOLD_STYLES):
            self.bottom += size * 1.3
            self.labels.append(Label(_PAD, self.bottom - size * 0.35, line, size, style))

    def pills(self, demand: Demand) -> None:
        """Who is asked, each name in a frame of its own; a name that is too long ends in an ellipsis."""
        x = _PAD
        height = 17.0
        self.bottom += 3
        for asked in demand.asked:
            name = wrapped(asked.label, 10, self._width - 2 * _PAD - 20)
            text = name[0] if len(name) == 1 else f"{name[0]}…"
            width = text_width(text, 10) + 10
            if x > _PAD and x + width > self._width - _PAD:
                x = _PAD
                self.bottom += height + 3
            label = Label(x + 5, self.bottom + 12, text, 10, "pill-text")
            style = f"pill {demand.strength}{' open' if asked.conditional else ''}"
            hover = "\n".join((f"{asked.name}: {demand.words}", *asked.standards))
            self.boxes.append(Box("", x, self.bottom, width, height, style, (label,), hover=hover))
            x += width + 4
        self.bottom += height

    def box(self, identifier: str, style: str, hover: str = "") -> Box:
        """What was written, as a box at (0, 0)."""
        return Box(
            identifier, 0, 0, self._width, self.bottom + _PAD, style, tuple(self.labels), tuple(self.boxes), hover
        )


def _written(pen: _Pen, lines: Iterable[str], demands: Iterable[Demand]) -> None:
    for line in lines:
        pen.write(line, 11, "quiet")
    for demand in demands:
        pen.bottom += 4
        pen.write(demand.words, 11, "words")
        pen.pills(demand)


def _card(card: Card) -> Box:
    pen = _Pen(_CARD)
    pen.write(card.title, 13, "title")
    _written(pen, card.lines, card.demands)
    return pen.box(card.id, "course", card.hover)


def _group(card: Card) -> Box:
    pen = _Pen(_CARD)
    pen.write(card.name, 11, "name")
    pen.write(card.title, 12, "text")
    _written(pen, card.lines, ())
    return pen.box(card.id, "group", card.hover)


def _head(column: Column, width: float) -> Box:
    pen = _Pen(width)
    pen.write(column.title, 15, "head")
    _written(pen, column.lines, column.demands)
    return pen.box(column.level or "", "level", column.title)


# --- where it stands -------------------------------------------------------------------------------------


def _stacks(boxes: Sequence[Box], limit: float) -> list[list[Box]]:
    """The boxes in stacks no higher than the limit, about equally high, in their order."""
    total = sum(box.height + _GAP for box in boxes)
    target = total / max(1, math.ceil(total / limit))
    stacks: list[list[Box]] = [[]]
    height = 0.0
    for box in boxes:
        if stacks[-1] and height + box.height / 2 > target:
            stacks.append([])
            height = 0.0
        stacks[-1].append(box)
        height += box.height + _GAP
    return stacks


def _stacked(boxes: Iterable[Box], x: float, y: float) -> Iterator[Box]:
    for box in boxes:
        yield box.moved(x, y)
        y += box.height + _GAP


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
    total = sum(box.height + _GAP for boxes in cards for box in boxes)
    limit = max(_TALL, math.sqrt(total * (_CARD + _GUTTER) / 2))
    stacks = [_stacks(boxes, limit) for boxes in cards]
    heads = [
        _head(column, len(stack) * _CARD + (len(stack) - 1) * _GUTTER)
        for column, stack in zip(picture.columns, stacks, strict=True)
    ]
    lane = y + max((head.height for head in heads), default=0)
    top = lane + 2 * _GAP + tracks * _TRACK
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
            for box in _stacked(each, x, top):
                boxes[box.id] = box
                stack_of[box.id] = len(lefts)
            lefts.append(x)
            x += _CARD + _GUTTER
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
        step = number % 5 * _TRACK
        lane = columns.lane + _GAP + number * _TRACK
        before, after = columns.stack_of[arrow.source], columns.stack_of[arrow.target]
        entry = end.y + min(end.height / 2, 20.0)
        into = end.x - _GAP - 6 - step
        if arrow.source in columns.heads:
            out = start.right - _PAD - step
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
    y = _MARGIN
    left = _MARGIN + (_CARD + _GUTTER if picture.groups else 0)
    # The texts above are as wide as the columns, so the columns are measured once before they are placed.
    width = max(_columns(picture, left, 0, tracks).right, left, _MARGIN + 2 * _CARD) + _MARGIN
    for texts, size, style in (
        ((picture.title,), 20, "head"),
        ((picture.subtitle,), 12, "quiet"),
        (picture.wide, 12, "text"),
    ):
        for text in texts:
            for line in wrapped(text, size, width - 2 * _MARGIN, bold=style in _BOLD_STYLES):
                y += size * 1.35
                labels.append(Label(_MARGIN, y - size * 0.35, line, size, style))
    y += _MARGIN
    columns = _columns(picture, left, y, tracks)
    groups = tuple(_stacked((_group(card) for card in picture.groups), _MARGIN, y))
    boxes = (*groups, *columns.others, *columns.boxes.values())
    bottom = max((box.bottom for box in boxes), default=y) + _GAP
    for note in picture.notes:
        for line in wrapped(note, 12, width - 2 * _MARGIN):
            bottom += 16
            labels.append(Label(_MARGIN, bottom, line, 12, "quiet"))
    return Layout(width, bottom + _MARGIN, boxes, tuple(_lines(picture, columns)), tuple(labels))


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


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _label(label: Label) -> str:
    return (
        f'<text x="{_number(label.x)}" y="{_number(label.y)}" font-size="{_number(label.size)}" '
        f'class="{label.style}">{escape(label.text)}</text>'
    )


def _box(box: Box) -> Iterator[str]:
    yield "<g>"
    if box.hover:
        yield f"<title>{escape('; '.join(printable(line) for line in box.hover.splitlines()))}</title>"
    round_corner = 8 if box.style.startswith("pill") else 4
    yield (
        f'<rect x="{_number(box.x)}" y="{_number(box.y)}" width="{_number(box.width)}" '
        f'height="{_number(box.height)}" rx="{round_corner}" class="{box.style}"/>'
    )
    for label in box.labels:
        yield _label(label)
    for inner in box.boxes:
        yield from _box(inner)
    yield "</g>"


def _line(line: Line) -> Iterator[str]:
    (x, y), *others = line.points
    way = f"M{_number(x)} {_number(y)}" + "".join(f"L{_number(a)} {_number(b)}" for a, b in others)
    end_x, end_y = line.points[-1]
    yield f"<g><title>{escape(printable(line.hover))}</title>"
    yield f'<path d="{way}" class="line{" dashed" if line.dashed else ""}"/>'
    back, top, low = (_number(value) for value in (end_x - 7, end_y - 4, end_y + 4))
    yield f'<path d="M{_number(end_x)} {_number(end_y)}L{back} {top}L{back} {low}Z" class="point"/></g>'


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
    size = f"{_number(width)} {_number(height)}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{_number(width)}" '
        f'height="{_number(height)}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(printable("; ".join(picture.title for picture, _, _ in placed)))}</title>',
        f'<desc id="desc">{escape(printable(" ".join(_described(picture) for picture, _, _ in placed)))}</desc>',
        f"<style>\n{_STYLE}\n</style>",
        f'<rect width="{_number(width)}" height="{_number(height)}" class="paper"/>',
    ]
    for picture, place, y in placed:
        lines.append(f'<g id={quoteattr(picture.id)} transform="translate(0 {_number(y)})">')
        for line in place.lines:
            lines += _line(line)
        for box in place.boxes:
            lines += _box(box)
        lines += [_label(label) for label in place.labels]
        lines.append("</g>")
    return "\n".join([*lines, "</svg>", ""])
