"""What the SVG pictures are made of: texts measured and wrapped, boxes, arrows with right angles, and their marks.

Widths of texts are estimated from the widest of the usual fonts, so that a text fits its box in the others too.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

from attrs import evolve, frozen

from competency.report._picture import printable

CARD: Final = 236.0
PAD: Final = 10.0
GAP: Final = 12.0
MARGIN: Final = 24.0
TRACK: Final = 5.0
TALL: Final = 860.0
"""Cards of a column go on in a further one beyond this height, or beyond that of a picture twice as wide as high."""

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
        return self.style in BOLD_STYLES

    @property
    def width(self) -> float:
        """The estimate of its width."""
        return text_width(self.text, self.size, bold=self.bold)


BOLD_STYLES: Final = frozenset({"head", "title", "name", "stage"})


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


class Pen:
    """Writes a box from top to bottom, and knows how high it has become."""

    def __init__(self, width: float) -> None:
        self._width = width
        self.bottom = PAD
        self.labels: list[Label] = []
        self.boxes: list[Box] = []

    def write(self, text: str, size: float, style: str) -> None:
        """The text in as many lines as it needs."""
        for line in wrapped(text, size, self._width - 2 * PAD, bold=style in BOLD_STYLES):
            self.bottom += size * 1.3
            self.labels.append(Label(PAD, self.bottom - size * 0.35, line, size, style))

    def frames(self, texts: Iterable[tuple[str, str, str]], *, whole: bool = False) -> None:
        """Short texts, each in a frame of its own with its style and what is shown when it is pointed at.

        A text that is too long ends in an ellipsis, unless it shall be told `whole`, in as many lines as it needs.
        """
        x = PAD
        height = 17.0
        self.bottom += 3
        for text, style, hover in texts:
            lines = wrapped(text, 10, self._width - 2 * PAD - 20)
            if not whole and len(lines) > 1:
                lines = [f"{lines[0]}…"]
            width = max((text_width(line, 10) for line in lines), default=0) + 10
            if x > PAD and (whole or x + width > self._width - PAD):
                x = PAD
                self.bottom += height + 3
            height = 4 + 13.0 * max(len(lines), 1)
            labels = tuple(
                Label(x + 5, self.bottom + 12 + 13 * row, line, 10, "pill-text") for row, line in enumerate(lines)
            )
            self.boxes.append(Box("", x, self.bottom, width, height, style, labels, hover=hover))
            x += width + 4
        self.bottom += height

    def box(self, identifier: str, style: str, hover: str = "") -> Box:
        """What was written, as a box at (0, 0)."""
        return Box(
            identifier, 0, 0, self._width, self.bottom + PAD, style, tuple(self.labels), tuple(self.boxes), hover
        )


def in_stacks(boxes: Sequence[Box], limit: float) -> list[list[Box]]:
    """The boxes in stacks no higher than the limit, about equally high, in their order."""
    total = sum(box.height + GAP for box in boxes)
    target = total / max(1, math.ceil(total / limit))
    stacks: list[list[Box]] = [[]]
    height = 0.0
    for box in boxes:
        if stacks[-1] and height + box.height / 2 > target:
            stacks.append([])
            height = 0.0
        stacks[-1].append(box)
        height += box.height + GAP
    return stacks


def stacked(boxes: Iterable[Box], x: float, y: float) -> Iterator[Box]:
    for box in boxes:
        yield box.moved(x, y)
        y += box.height + GAP


# --- as text ---------------------------------------------------------------------------------------------


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def marked_label(label: Label) -> str:
    return (
        f'<text x="{number(label.x)}" y="{number(label.y)}" font-size="{number(label.size)}" '
        f'class="{label.style}">{escape(label.text)}</text>'
    )


def marked_box(box: Box) -> Iterator[str]:
    yield "<g>"
    if box.hover:
        yield f"<title>{escape('; '.join(printable(line) for line in box.hover.splitlines()))}</title>"
    round_corner = 8 if box.style.startswith("pill") else 4
    yield (
        f'<rect x="{number(box.x)}" y="{number(box.y)}" width="{number(box.width)}" '
        f'height="{number(box.height)}" rx="{round_corner}" class="{box.style}"/>'
    )
    for label in box.labels:
        yield marked_label(label)
    for inner in box.boxes:
        yield from marked_box(inner)
    yield "</g>"


def marked_line(line: Line) -> Iterator[str]:
    (x, y), *others = line.points
    way = f"M{number(x)} {number(y)}" + "".join(f"L{number(a)} {number(b)}" for a, b in others)
    end_x, end_y = line.points[-1]
    yield f"<g><title>{escape(printable(line.hover))}</title>"
    yield f'<path d="{way}" class="line{" dashed" if line.dashed else ""}"/>'
    back, top, low = (number(value) for value in (end_x - 7, end_y - 4, end_y + 4))
    yield f'<path d="M{number(end_x)} {number(end_y)}L{back} {top}L{back} {low}Z" class="point"/></g>'
