"""The picture of a framework as a Mermaid flowchart: who needs which course, and what comes first."""

from __future__ import annotations

from typing import Final

from competency.interop._pictured import LOST, lost
from competency.interop.losses import Losses
from competency.model import Framework
from competency.report import mermaid
from competency.typed_graph import graph

FORMAT: Final = "mermaid"
TITLE: Final = "Mermaid flowchart (picture, shown by GitHub and GitLab)"
SUFFIX: Final = ".mmd"
BINARY: Final = False
LOSES: Final[tuple[str, ...]] = LOST


def dump(framework: Framework) -> tuple[str, Losses]:
    """The picture, with what of the framework it has no room for."""
    losses = tuple(lost(framework))
    return mermaid.render(graph(framework)), Losses(sum(1 for _ in framework) - len(losses), losses)
