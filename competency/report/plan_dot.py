"""A plan as a DOT picture for Graphviz: a column for what is done, next and later, each stage in a shape of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from competency.answers import Pathway
from competency.model import Framework, Record
from competency.report._plan import PlanCard, PlanPicture, Stage, pictured, said
from competency.report.dot import label, quoted

FORMAT = "dot"

_STYLE: Final = (
    "  rankdir=LR; newrank=true; nodesep=0.15; ranksep=0.6; labelloc=t; labeljust=l;",
    '  graph [fontname="Helvetica", fontsize=12, color="#54739c"];',
    '  node [shape=box, style=filled, fillcolor=white, fontname="Helvetica", fontsize=10, margin="0.1,0.06"];',
    '  edge [color="#54739c"];',
)

_SHAPES: Final = {
    Stage.DONE: 'style="filled,rounded", fillcolor="#eceff2", color="#8b949e"',
    Stage.NEXT: 'fillcolor="#e6f6ea", color="#1f6f3a", penwidth=3',
    Stage.LATER: 'style="filled,dashed"',
    Stage.GOAL: 'peripheries=2, fillcolor="#eaf1fb", color="#2d5b94", penwidth=2',
    Stage.REACHED: 'peripheries=2, fillcolor="#eaf1fb", color="#2d5b94"',
    Stage.WAY_OUT: 'shape=tab, fillcolor="#fff8d6", color="#8a6d00"',
    Stage.CLOSED: 'style="filled,diagonals", fillcolor="#fdecea", color="#a4231a", penwidth=2',
}


def render(framework: Framework, record: Record, found: Pathway) -> str:
    """The plan, or why there is none, as a DOT text; `dot -Tpng` draws it."""
    picture = pictured(framework, record, found)
    lines = ["digraph plan {", *_STYLE, f"  label={label([picture.title, *picture.lines, *picture.notes], 100)};"]
    return "\n".join([*lines, *_columns(picture), *_links(picture), "}", ""])


def _columns(picture: PlanPicture) -> Iterator[str]:
    for place, column in enumerate(picture.columns, start=1):
        yield f"  subgraph cluster_{place} {{"
        yield f"    label={label([column.title, *column.lines])};"
        yield "    {"
        yield "      rank=same;"
        # From left to right, Graphviz puts the first of several nodes at the bottom.
        yield from (_node(card) for card in reversed(column.cards))
        yield "    }"
        yield "  }"


def _node(card: PlanCard) -> str:
    shape = f"shape=note, {_SHAPES[card.stage]}" if card.evidence else _SHAPES[card.stage]
    tooltip = quoted("; ".join(card.hover.splitlines()))
    return f"      {card.key} [{shape}, tooltip={tooltip}, label={label(list(said(card)))}];"


def _links(picture: PlanPicture) -> Iterator[str]:
    for source, target in picture.links:
        yield f"  {source} -> {target};"
    for source, target in picture.held_apart():
        yield f"  {source} -> {target} [style=invis];"
