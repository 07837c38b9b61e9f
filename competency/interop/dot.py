"""The picture of a framework in DOT, the language of Graphviz: who needs which course, and what comes first."""

from __future__ import annotations

from typing import Final

from competency.interop._pictured import LOST, lost
from competency.interop.losses import Losses
from competency.model import Framework
from competency.report import dot
from competency.typed_graph import graph

FORMAT: Final = "dot"
TITLE: Final = "DOT (picture, drawn by Graphviz)"
SUFFIX: Final = ".dot"
BINARY: Final = False
LOSES: Final[tuple[str, ...]] = LOST


def dump(framework: Framework) -> tuple[str, Losses]:
    """The picture, with what of the framework it has no room for."""
    losses = tuple(lost(framework))
    return dot.render(graph(framework)), Losses(sum(1 for _ in framework) - len(losses), losses)
