"""The whole graph as JSON in networkx's node-link form: `networkx.node_link_graph(data, edges="edges")` reads it."""

from __future__ import annotations

import json
from typing import cast

from competency.typed_graph import Edge, Graph, Node, assembled, attributes_of, edges_of, nodes_of
from competency.values import Value

FORMAT = "json"


def node_link(graph: Graph) -> dict[str, Value]:
    """The graph as values of JSON; `from_node_link` gives an equal graph back.

    >>> from competency.typed_graph import Node, assembled
    >>> node_link(assembled({}, [Node("kirklees:level-1", {"kind": "level"})], []))["nodes"]
    [{'id': 'kirklees:level-1', 'kind': 'level'}]
    """
    return {
        "directed": True,
        "multigraph": True,
        "graph": dict(attributes_of(graph)),
        "nodes": [{"id": node.id, **node.attributes} for node in nodes_of(graph)],
        "edges": [
            {"source": edge.source, "target": edge.target, "key": edge.key, **edge.attributes}
            for edge in edges_of(graph)
        ],
    }


def from_node_link(data: dict[str, Value]) -> Graph:
    """The graph that node-link values describe.

    Raises:
        KeyError: the values are not of that form.
    """
    nodes = cast("list[dict[str, Value]]", data["nodes"])
    edges = cast("list[dict[str, Value]]", data["edges"])
    ends = {"source", "target", "key"}
    return assembled(
        cast("dict[str, Value]", data["graph"]),
        (Node(str(node["id"]), {key: node[key] for key in node if key != "id"}) for node in nodes),
        (
            Edge(
                str(edge["source"]),
                str(edge["target"]),
                str(edge["key"]),
                {key: edge[key] for key in edge if key not in ends},
            )
            for edge in edges
        ),
    )


def render(graph: Graph) -> str:
    """The graph as JSON text."""
    return json.dumps(node_link(graph), ensure_ascii=False, indent=2) + "\n"
