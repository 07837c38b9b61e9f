"""The typed graph of a framework as node-link JSON: `networkx.node_link_graph(data, edges="edges")` reads it."""

from __future__ import annotations

from typing import Final

from competency.interop.losses import Losses
from competency.model import Framework
from competency.report import node_link
from competency.typed_graph import graph

FORMAT: Final = "node-link"
TITLE: Final = "Node-link JSON (typed graph, as networkx and D3 read it)"
SUFFIX: Final = ".json"
BINARY: Final = False
LOSES: Final[tuple[str, ...]] = ("the order of items, but for the ladder of levels",)


def dump(framework: Framework) -> tuple[str, Losses]:
    """The graph with all that items say; every item is a node."""
    return node_link.render(graph(framework)), Losses(sum(1 for _ in framework))
