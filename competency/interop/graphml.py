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
LOSES: Final[tuple[str, ...]] = ("lists, which GraphML has not: they stand as JSON text",)


def dump(framework: Framework) -> tuple[str, Losses]:
    """The graph as GraphML, with what of the framework it has no place for."""
    return graphml.render(graph(framework)), Losses(sum(1 for _ in framework))
