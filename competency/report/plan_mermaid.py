"""A plan as a Mermaid flowchart, as Markdown on GitHub and GitLab shows it: a box for what is done, next and later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from competency.answers import Pathway
from competency.model import Framework, Record
from competency.report._plan import PlanColumn, PlanPicture, Stage, pictured, said
from competency.report.mermaid import label

FORMAT = "mermaid"

_CLOSE: Final = (
    '%%{init: {"flowchart": {"rankSpacing": 40, "nodeSpacing": 16, "wrappingWidth": 280, '
    '"subGraphTitleMargin": {"bottom": 12}}}}%%'
)
"""Boxes closer together than by default, and wider; the title of a column stands clear of its first card."""

_SHAPES: Final = {
    Stage.DONE: ("([", "])"),
    Stage.NEXT: ("[", "]"),
    Stage.LATER: ("(", ")"),
    Stage.GOAL: ("[[", "]]"),
    Stage.REACHED: ("[[", "]]"),
    Stage.CLOSED: ("{{", "}}"),
    Stage.WAY_OUT: (">", "]"),
}
"""Each stage has a shape of its own beside the word that stands in it."""

_CLASSES: Final = (
    "  classDef done fill:#eceff2,stroke:#8b949e,color:#1b1f24,text-align:left",
    "  classDef next fill:#e6f6ea,stroke:#1f6f3a,stroke-width:3px,color:#1b1f24,text-align:left",
    "  classDef later fill:#ffffff,stroke:#3d444d,stroke-dasharray:7 4,color:#1b1f24,text-align:left",
    "  classDef goal fill:#eaf1fb,stroke:#2d5b94,stroke-width:3px,color:#1b1f24,text-align:left",
    "  classDef reached fill:#eaf1fb,stroke:#2d5b94,color:#1b1f24,text-align:left",
    "  classDef way_out fill:#fff8d6,stroke:#8a6d00,color:#1b1f24,text-align:left",
    "  classDef in_the_way fill:#fdecea,stroke:#a4231a,stroke-width:3px,color:#1b1f24,text-align:left",
    "  classDef column fill:#ffffff,stroke:#54739c,color:#1b1f24",
    "  classDef note fill:#ffffff,stroke:none,color:#1b1f24,text-align:left",
)


def render(framework: Framework, record: Record, found: Pathway) -> str:
    """The plan, or why there is none, as a flowchart."""
    picture = pictured(framework, record, found)
    lines = [_CLOSE, "flowchart LR", f"  about[{label([picture.title, *picture.lines, *picture.notes])}]:::note"]
    for place, column in enumerate(picture.columns, start=1):
        lines += _column(column, f"c{place}")
    lines += _links(picture)
    if picture.columns:
        lines.append(f"  about ~~~ {picture.columns[0].cards[0].key}")
        lines.append(f"  class {','.join(f'c{place + 1}' for place in range(len(picture.columns)))} column")
    return "\n".join([*lines, *_CLASSES, ""])


def _column(column: PlanColumn, name: str) -> Iterator[str]:
    yield f"  subgraph {name} [{label([column.title])}]"
    yield "    direction TB"
    if column.lines:
        # A second line of the box's own title would be drawn across its first card.
        yield f"    {name}_said[{label(['', *column.lines])}]:::note"
    for card in column.cards:
        opening, closing = _SHAPES[card.stage]
        style = card.stage.replace(" ", "_")
        yield f"    {card.key}{opening}{label(list(said(card)))}{closing}:::{style}"
    yield "  end"


def _links(picture: PlanPicture) -> Iterator[str]:
    for source, target in picture.links:
        yield f"  {source} --> {target}"
    for source, target in picture.held_apart():
        yield f"  {source} ~~~ {target}"
