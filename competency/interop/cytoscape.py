"""The typed graph of a framework as Cytoscape JSON, for Cytoscape (desktop), cytoscape.js and networkx.

Ids of edges are their numbers. A node's `source`, where its item stands, is called `locators` here, since Cytoscape
takes whatever has a source for an edge.
"""

from __future__ import annotations

import json
from typing import Final

from competency.interop.losses import Losses
from competency.model import Framework
from competency.typed_graph import attributes_of, edges_of, graph, nodes_of
from competency.values import Value

FORMAT: Final = "cytoscape"
TITLE: Final = "Cytoscape JSON (typed graph)"
SUFFIX: Final = ".cyjs"
BINARY: Final = False
LOSES: Final[tuple[str, ...]] = ("the order of items, but for the ladder of levels",)


def dump(framework: Framework) -> tuple[str, Losses]:
    """The graph with all that items say; every item is a node."""
    woven = graph(framework)
    nodes: list[Value] = [
        {
            "data": {
                **{("locators" if key == "source" else key): value for key, value in node.attributes.items()},
                "id": node.id,
                "value": node.id,
                "name": node.title,
            }
        }
        for node in nodes_of(woven)
    ]
    edges: list[Value] = [
        {"data": {**edge.attributes, "id": f"e{number}", "source": edge.source, "target": edge.target, "key": edge.key}}
        for number, edge in enumerate(edges_of(woven), start=1)
    ]
    document = {
        "data": [[key, value] for key, value in attributes_of(woven).items()],
        "directed": True,
        "multigraph": True,
        "elements": {"nodes": nodes, "edges": edges},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n", Losses(sum(1 for _ in framework))
