"""The typed graph of a framework as GraphML, for Gephi, yEd, Cytoscape, networkx and igraph."""

from __future__ import annotations

from typing import Final

from competency.interop.losses import Losses
from competency.model import Framework
from competency.report import graphml
from competency.typed_graph import graph

FORMAT: Final = "graphml"
TITLE: Final = "GraphML (typed graph)"
SUFFIX: Final = ".graphml"
BINARY: Final = False
LOSES: Final[tuple[str, ...]] = (
    "the order of items, but for the ladder of levels",
    "lists, which GraphML has not: they stand as JSON text",
)


def dump(framework: Framework) -> tuple[str, Losses]:
    """The graph with all that items say; every item is a node."""
    return graphml.render(graph(framework)), Losses(sum(1 for _ in framework))
