"""A framework as a Mermaid flowchart, as Markdown on GitHub and GitLab shows it: levels as boxes, lowest first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

from competency.report._picture import Column, Demand, Picture, alignments, pictures, printable
from competency.typed_graph import Graph

FORMAT = "mermaid"

_CLOSE = '%%{init: {"flowchart": {"rankSpacing": 16, "nodeSpacing": 16, "wrappingWidth": 280}}}%%'
"""Boxes closer together than by default, and wider: a column of ten then fits a screen."""

_MOST = 7
"""Boxes that stand below each other before a further row of them begins."""

_READ_AS_ITS_OWN = frozenset('"&<>#`*_~[]{}|')


def render(graph: Graph) -> str:
    """The frameworks of the graph as a flowchart. Nodes have short names, since Mermaid reads much into longer ones."""
    drawn = pictures(graph)
    names = _names(drawn)
    lines = [_CLOSE, "flowchart LR"]
    for picture in drawn:
        lines += _picture(picture, names)
    for edge in alignments(graph):
        lines.append(f"  {names[edge.source]} -. {edge.attributes['relation']} .- {names[edge.target]}")
    lines += [
        "  classDef level fill:#dbe7f5,stroke:#54739c,color:#1b1f24",
        "  classDef note fill:#dbe7f5,stroke:none,color:#1b1f24,text-align:left",
        "  classDef all fill:#ffffff,stroke:#54739c,color:#1b1f24",
        "  classDef group fill:#f3f0e6,stroke:#8a7d55,color:#1b1f24,text-align:left",
        "  classDef course fill:#ffffff,stroke:#6e7781,color:#1b1f24,text-align:left",
    ]
    return "\n".join([*lines, ""])


def _names(drawn: tuple[Picture, ...]) -> Mapping[str, str]:
    groups = [group.id for picture in drawn for group in picture.groups]
    courses = [card.id for picture in drawn for column in picture.columns for card in column.cards]
    levels = [column.level for picture in drawn for column in picture.columns if column.level]
    return {
        identifier: f"{letter}{number}"
        for letter, identifiers in (("g", groups), ("c", courses), ("l", levels))
        for number, identifier in enumerate(identifiers, start=1)
    }


def _picture(picture: Picture, names: Mapping[str, str]) -> Iterator[str]:
    yield f"  subgraph {picture.id}_all [{label([f'{picture.title}: {picture.subtitle}'])}]"
    yield "    direction LR"
    boxes = []
    if picture.groups:
        boxes.append(f"{picture.id}_groups")
        yield f'    subgraph {boxes[-1]} ["Groups"]'
        yield "      direction TB"
        for group in picture.groups:
            yield f"      {names[group.id]}[{label([f'{group.name}: {group.title}', *group.lines])}]:::group"
        yield from _stack([names[group.id] for group in picture.groups])
        yield "    end"
    inside = set()
    for index, column in enumerate(picture.columns):
        boxes.append(names[column.level] if column.level else f"{picture.id}_{index}")
        inside |= {(column.level, card.id) for card in column.cards}
        yield from _column(column, boxes[-1], names)
    if picture.wide or picture.notes:
        boxes.append(f"{picture.id}_notes")
        yield f'    subgraph {boxes[-1]} ["Notes"]'
        yield f"      {picture.id}_note[{label(['', *picture.wide, *picture.notes])}]:::note"
        yield "    end"
    for left, right in pairwise(boxes):
        yield f"    {left} ~~~ {right}"
    if boxes:
        yield f"    class {','.join(boxes)} level"
    for arrow in picture.arrows:
        # Mermaid can't draw an arrow from a box to what is in it; the course says in words what it comes after.
        if {arrow.source, arrow.target} <= names.keys() and (arrow.source, arrow.target) not in inside:
            yield f"    {names[arrow.source]} {'-.->' if arrow.choice else '-->'} {names[arrow.target]}"
    yield "  end"
    yield f"  class {picture.id}_all all"


def _column(column: Column, name: str, names: Mapping[str, str]) -> Iterator[str]:
    yield f"    subgraph {name} [{label([column.title])}]"
    yield "      direction TB"
    said = [*column.lines, *map(_demand, column.demands)]
    boxes = [names[card.id] for card in column.cards]
    if said:
        # A second line of the box's own title would be drawn across its first course.
        boxes.insert(0, f"{name}_said")
        yield f"      {boxes[0]}[{label(['', *said])}]:::note"
    for card in column.cards:
        yield f"      {names[card.id]}[{label([card.title, *card.lines, *map(_demand, card.demands)])}]:::course"
    yield from _stack(boxes)
    yield "    end"


def _stack(boxes: list[str]) -> Iterator[str]:
    """Unseen links, without which all boxes of a column would stand side by side."""
    rows = math.ceil(len(boxes) / math.ceil(len(boxes) / _MOST)) if boxes else 0
    for place, (above, below) in enumerate(pairwise(boxes), start=1):
        if place % rows:
            yield f"      {above} ~~~ {below}"


def _demand(demand: Demand) -> str:
    return f"{demand.words}: {', '.join(asked.label for asked in demand.asked)}"


def label(paragraphs: list[str]) -> str:
    """The paragraphs below each other, the first bold; an empty first one leaves all others as they are."""
    first, *rest = (_escaped(text) for text in paragraphs)
    lines = [f"<b>{first}</b>"] if first else []
    return '"' + ("<br>".join([*lines, *rest]) or " ") + '"'


def _escaped(text: str) -> str:
    """The text for a quoted label: all that HTML, Markdown or Mermaid would read as its own, as an entity."""
    # Mermaid breaks the line at a backslash with an n behind it, even where that is an entity: a look-alike stands in.
    kept = printable(text).replace("\\", "\N{SET MINUS}")
    return "".join(f"#{ord(each)};" if each in _READ_AS_ITS_OWN else each for each in kept)
