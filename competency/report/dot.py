"""A framework as a DOT picture for Graphviz: levels as columns, each course naming below its title who is asked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from xml.sax.saxutils import escape

from competency.report._picture import Card, Picture, alignments, pictures, printable
from competency.typed_graph import Graph

FORMAT = "dot"

_WIDTH = 34
"""Characters in a line of a box."""

_STYLE = (
    "  rankdir=LR; newrank=true; nodesep=0.15; ranksep=0.6; labeljust=l; ordering=out;",
    '  graph [fontname="Helvetica", fontsize=14, color="#54739c"];',
    '  node [shape=box, style=filled, fillcolor=white, fontname="Helvetica", fontsize=10, margin="0.1,0.06"];',
    '  edge [color="#54739c", fontname="Helvetica", fontsize=9];',
)


def render(graph: Graph) -> str:
    """The frameworks of the graph as a DOT text; `dot -Tpng` draws it."""
    lines = ["digraph competency {", *_STYLE]
    for picture in pictures(graph):
        lines += _picture(picture)
    lines += [
        f"  {quoted(edge.source)} -> {quoted(edge.target)} [style=dotted, dir=none, constraint=false, "
        f"label={quoted(str(edge.attributes['relation']))}];"
        for edge in alignments(graph)
    ]
    return "\n".join([*lines, "}", ""])


def _picture(picture: Picture) -> Iterator[str]:
    yield f"  subgraph {quoted(f'cluster {picture.id}')} {{"
    heading = [picture.title, picture.subtitle, *picture.wide, *picture.notes]
    yield f"    label={label(heading, 100)};"
    if picture.groups:
        yield f"    subgraph {quoted(f'cluster {picture.id} groups')} {{"
        yield '      label="Groups"; color="#8a7d55";'
        for group in picture.groups:
            text = [f"{group.name}: {group.title}", *group.lines]
            yield f'      {quoted(group.id)} [fillcolor="#f3f0e6", tooltip={_tooltip(group)}, label={label(text)}];'
        yield "    }"
    # Graphviz ranks what edges tell it to: an unseen edge keeps each column behind the one before.
    before = [group.id for group in picture.groups]
    for index, column in enumerate(picture.columns):
        head = column.level or f"{picture.id} {index}"
        demands = [f"{demand.words}: {', '.join(asked.label for asked in demand.asked)}" for demand in column.demands]
        said = [column.title, *column.lines, *demands]
        yield f'    {quoted(head)} [fillcolor="#dbe7f5", fontsize=13, label={label(said)}];'
        for earlier in before:
            yield f"    {quoted(earlier)} -> {quoted(head)} [style=invis];"
        for card in column.cards:
            yield f"    {quoted(card.id)} [tooltip={_tooltip(card)}, label={label(_said(card))}];"
        # From left to right, Graphviz puts the first of several targets at the bottom.
        for card in reversed(column.cards):
            yield f"    {quoted(head)} -> {quoted(card.id)} [style=invis];"
        before = [card.id for card in column.cards] or [head]
    for arrow in picture.arrows:
        style = ", style=dashed" if arrow.choice else ""
        yield f"    {quoted(arrow.source)} -> {quoted(arrow.target)} [constraint=false{style}];"
    yield "  }"


def _said(card: Card) -> list[str]:
    demands = [f"{demand.words}: {', '.join(asked.label for asked in demand.asked)}" for demand in card.demands]
    return [card.title, *card.lines, *demands]


def _tooltip(card: Card) -> str:
    return quoted("; ".join(card.hover.splitlines()))


def label(paragraphs: list[str], width: int = _WIDTH) -> str:
    """The paragraphs as an HTML-like label, each line flush left, the first paragraph bold."""
    title, *rest = (textwrap.wrap(printable(text), width) for text in paragraphs)
    lines = [f"<b>{escape(line)}</b>" for line in title] or [" "]
    lines += [escape(line) for paragraph in rest for line in paragraph]
    return "<" + "".join(f'{line}<br align="left"/>' for line in lines) + ">"


def quoted(text: str) -> str:
    """The text as an id or a tooltip. Graphviz reads HTML entities there, so an ampersand is written as one."""
    kept = printable(text).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{kept}"'
