"""A plan as an SVG picture: what is done, next and later in columns, with arrows to what rests on it.

No other program is needed, and the same plan gives the same bytes. Nothing is told by colour alone: the word stands on
each card, and frames are thick, thin or dashed. Arrows run between the columns and above the cards, never across
one, each source in a track of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from attrs import evolve, frozen

from competency.answers import Pathway
from competency.model import Framework, Record
from competency.report._drawing import (
    BOLD_STYLES,
    CARD,
    GAP,
    MARGIN,
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
from competency.report._picture import printable
from competency.report._plan import PlanCard, PlanColumn, PlanPicture, Stage, pictured

FORMAT = "svg"

_TALL: Final = 1200.0
"""A column goes on in a further one beyond this height."""

_LEAVES: Final = 27.0
_ENTERS: Final = 17.0
"""How far below the upper edge of a card its arrows leave and enter: never at one height, where they would merge."""


# --- cards -----------------------------------------------------------------------------------------------


def _card(card: PlanCard) -> Box:
    pen = Pen(CARD)
    pen.write(f"{card.stage.upper()}{' (evidence)' if card.evidence else ''}", 10, "stage")
    for title in card.titles:
        pen.write(title, 13, "title")
    for line in card.lines:
        pen.write(line, 11, "quiet")
    if card.first:
        pen.frames(
            ((f"first: {evidence}", "pill note", "evidence to obtain first") for evidence in card.first), whole=True
        )
    if card.deadline:
        pen.frames(((card.deadline, "pill late" if card.late else "pill by", ""),), whole=True)
    style = card.stage.value.replace(" ", "-")
    return pen.box(card.key, f"card {style}{' evidence' if card.evidence else ''}", card.hover)


def _head(column: PlanColumn, width: float) -> Box:
    pen = Pen(width)
    pen.write(column.title, 15, "head")
    for line in column.lines:
        pen.write(line, 11, "quiet")
    return pen.box("", "level")


# --- where they stand ------------------------------------------------------------------------------------


@frozen
class _Tracks:
    """Which sources have a track in each gutter (counted by the stack to its left), and in the lane above the cards."""

    gutters: tuple[tuple[str, ...], ...]
    lane: tuple[str, ...]

    @classmethod
    def of(cls, links: Sequence[tuple[str, str]], stack_of: Mapping[str, int], stacks: int) -> _Tracks:
        gutters: list[dict[str, None]] = [{} for _ in range(stacks)]
        lane: dict[str, None] = {}
        for source, target in links:
            gutters[stack_of[target] - 1][source] = None
            if stack_of[target] - stack_of[source] > 1:
                gutters[stack_of[source]][source] = None
                lane[source] = None
        return cls(tuple(map(tuple, gutters)), tuple(lane))

    def width(self, stack: int) -> float:
        """How wide the gutter right of a stack is."""
        return 2 * GAP + 10 + TRACK * len(self.gutters[stack])

    def offset(self, stack: int, source: str) -> float:
        """How far right of a stack the track of a source runs."""
        return GAP + TRACK * self.gutters[stack].index(source)


def layout(picture: PlanPicture) -> Layout:
    """The picture with everything in its place. No two boxes overlap, and no arrow crosses one."""
    parts = [in_stacks([_card(card) for card in column.cards], _TALL) for column in picture.columns]
    flat = [stack for stacks in parts for stack in stacks]
    stack_of = {box.id: index for index, stack in enumerate(flat) for box in stack}
    tracks = _Tracks.of(picture.links, stack_of, len(flat))
    lefts = [MARGIN]
    for index in range(len(flat)):
        lefts.append(lefts[-1] + CARD + tracks.width(index))
    right = lefts[-2] + CARD if flat else 0.0
    width = max(right, MARGIN + 3 * CARD) + MARGIN
    labels, y = _written(((picture.title, 20, "head"), *((line, 12, "quiet") for line in picture.lines)), MARGIN, width)
    y += GAP
    heads: list[Box] = []
    first = 0
    for column, stacks in zip(picture.columns, parts, strict=True):
        last = first + len(stacks) - 1
        heads.append(_head(column, lefts[last] + CARD - lefts[first]).moved(lefts[first], y))
        first = last + 1
    foot = max((head.bottom for head in heads), default=y)
    heads = [evolve(head, height=foot - y) for head in heads]
    lane = foot + GAP
    top = lane + TRACK * len(tracks.lane) + (GAP if tracks.lane else 0)
    boxes = {box.id: box for stack, x in zip(flat, lefts, strict=False) for box in stacked(stack, x, top)}
    bottom = max((box.bottom for box in (*heads, *boxes.values())), default=y) + GAP
    notes, bottom = _written(tuple((note, 12, "quiet") for note in picture.notes), bottom, width)
    lines = tuple(_lines(picture, boxes, stack_of, tracks, lane))
    return Layout(width, bottom + MARGIN, (*heads, *boxes.values()), lines, (*labels, *notes))


def _written(texts: Sequence[tuple[str, float, str]], y: float, width: float) -> tuple[tuple[Label, ...], float]:
    """Texts over the whole width, from a height on, and how far down they go."""
    labels = []
    for text, size, style in texts:
        for line in wrapped(text, size, width - 2 * MARGIN, bold=style in BOLD_STYLES):
            y += size * 1.35
            labels.append(Label(MARGIN, y - size * 0.35, line, size, style))
    return tuple(labels), y


def _lines(
    picture: PlanPicture, boxes: Mapping[str, Box], stack_of: Mapping[str, int], tracks: _Tracks, lane: float
) -> Iterator[Line]:
    """The arrows: to the next stack through the gutter between the two, else up and through the lane."""
    titles = {card.key: card.title for card in picture.cards}
    for source, target in picture.links:
        start, end = boxes[source], boxes[target]
        leave, entry = start.y + _LEAVES, end.y + _ENTERS
        before, after = stack_of[source], stack_of[target] - 1
        into = end.x - tracks.width(after) + tracks.offset(after, source)
        points = [(start.right, leave)]
        if before != after:
            out = start.right + tracks.offset(before, source)
            height = lane + TRACK * tracks.lane.index(source)
            points += [(out, leave), (out, height), (into, height)]
        else:
            points += [(into, leave)]
        points += [(into, entry), (end.x, entry)]
        yield Line(tuple(points), False, f"{titles[source]} comes before {titles[target]}")


# --- as text ---------------------------------------------------------------------------------------------

_STYLE: Final = """\
text{font-family:Arial,Helvetica,'Liberation Sans','DejaVu Sans',sans-serif;fill:#1b1f24}
.paper{fill:#ffffff}
.head,.title,.stage{font-weight:bold}
.quiet{fill:#57606a}
.level{fill:#dbe7f5;stroke:#54739c}
.card{fill:#ffffff;stroke:#3d444d}
.done{fill:#eceff2;stroke:#8b949e}
.next{fill:#e6f6ea;stroke:#1f6f3a;stroke-width:3}
.later{stroke-dasharray:7 4}
.goal,.reached{fill:#eaf1fb;stroke:#2d5b94}
.goal{stroke-width:3}
.in-the-way{fill:#fdecea;stroke:#a4231a;stroke-width:3}
.way-out{fill:#fff8d6;stroke:#8a6d00}
.pill{fill:#ffffff;stroke:#6e7781;stroke-width:1;stroke-dasharray:none}
.evidence,.note{fill:#fff8d6}
.note{stroke:#8a6d00}
.by{stroke:#8a4b00;stroke-width:2}
.late{fill:#fdecea;stroke:#a4231a;stroke-width:3}
.line{fill:none;stroke:#54739c;stroke-width:1.5}
.point{fill:#54739c}
@media screen and (prefers-color-scheme:dark){
text{fill:#e6edf3}
.paper{fill:#0d1117}
.quiet{fill:#9aa4af}
.level{fill:#1d2f47;stroke:#7aa2d6}
.card{fill:#161b22;stroke:#c3ccd6}
.done{fill:#262c33;stroke:#8b949e}
.next{fill:#12301c;stroke:#56b877}
.goal,.reached{fill:#17253a;stroke:#7aa2d6}
.in-the-way,.late{fill:#40150f;stroke:#f28b82}
.way-out{fill:#3a3108;stroke:#d6a72b}
.pill{fill:#161b22;stroke:#8b949e}
.evidence,.note{fill:#3a3108}
.note{stroke:#d6a72b}
.by{stroke:#e0a15a}
.late{fill:#40150f;stroke:#f28b82}
.line{stroke:#7aa2d6}
.point{fill:#7aa2d6}
}"""


def _described(picture: PlanPicture) -> str:
    """The picture in words, for those who don't see it."""
    return " ".join((*(f"{line}." for line in picture.lines), *map(_told, _sentences(picture))))


def _told(parts: tuple[str, ...]) -> str:
    return f"{', '.join(parts)}."


def _sentences(picture: PlanPicture) -> Iterator[tuple[str, ...]]:
    for card in picture.cards:
        said = [f"{card.stage.capitalize()}: {card.title}", *card.lines, *(f"first {each}" for each in card.first)]
        if card.deadline:
            said.append(card.deadline)
        before = [f"'{source.title}'" for source in picture.sources(card.key)]
        if before and card.stage is not Stage.CLOSED:
            said.append(f"after {' and '.join(before)}")
        yield tuple(said)


def render(framework: Framework, record: Record, found: Pathway) -> str:
    """The plan, or why there is none, as one SVG."""
    picture = pictured(framework, record, found)
    place = layout(picture)
    width, height = number(place.width), number(place.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(printable(picture.title))}</title>',
        f'<desc id="desc">{escape(printable(_described(picture)))}</desc>',
        f"<style>\n{_STYLE}\n</style>",
        f'<rect width="{width}" height="{height}" class="paper"/>',
    ]
    for line in place.lines:
        lines += marked_line(line)
    for box in place.boxes:
        lines += marked_box(box)
    lines += [marked_label(label) for label in place.labels]
    return "\n".join([*lines, "</svg>", ""])
