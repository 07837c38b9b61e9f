"""The whole graph as GraphML, for Gephi, yEd, Cytoscape, networkx and igraph; and back.

GraphML knows only scalars. Lists, and texts that XML can't hold, are written as JSON text under a key whose `desc`
is `JSON`; `parsed` turns these back, other readers see the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from competency.typed_graph import Edge, Graph, Node, assembled, attributes_of, edges_of, nodes_of
from competency.values import Value

FORMAT = "graphml"

_NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
_JSON: Final = "JSON"
_UNWRITABLE: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold, and the carriage return, which every XML reader turns into a line feed."""

_READERS: Final[Mapping[str, Callable[[str], Value]]] = {
    "boolean": lambda text: text == "true",
    "long": int,
    "double": float,
    "string": str,
    _JSON: json.loads,
}


def _encoded(value: Value) -> tuple[str, str]:
    """The type under which a value is written, and its text."""
    match value:
        case bool():
            return "boolean", "true" if value else "false"
        case int():
            return "long", str(value)
        case float():
            return "double", repr(value)
        case str() if not _UNWRITABLE.search(value):
            return "string", value
        case _:
            return _JSON, json.dumps(value, ensure_ascii=bool(_UNWRITABLE.search(str(value))))


class _Keys:
    """GraphML's declared attributes: one for each scope, name and type, in the order of their first use."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str, str], str] = {}

    def data(self, scope: str, attributes: Mapping[str, Value], indent: str) -> Iterator[str]:
        """The `data` elements of one element."""
        for name, value in attributes.items():
            kind, text = _encoded(value)
            key = self._ids.setdefault((scope, name, kind), f"d{len(self._ids)}")
            yield f'{indent}<data key="{key}">{escape(text)}</data>'

    def declarations(self) -> Iterator[str]:
        """The `key` elements of all that was used."""
        for (scope, name, kind), key in self._ids.items():
            start = f'  <key id="{key}" for="{scope}" attr.name={quoteattr(name)}'
            if kind == _JSON:
                yield f'{start} attr.type="string"><desc>{_JSON}</desc></key>'
            else:
                yield f'{start} attr.type="{kind}"/>'


def render(graph: Graph) -> str:
    """The graph as GraphML text. The key of an edge is its attribute `key`, since ids of edges must differ."""
    keys = _Keys()
    body = list(keys.data("graph", attributes_of(graph), "    "))
    for node in nodes_of(graph):
        body += [
            f"    <node id={quoteattr(node.id)}>",
            *keys.data("node", node.attributes, "      "),
            "    </node>",
        ]
    for edge in edges_of(graph):
        body += [
            f"    <edge source={quoteattr(edge.source)} target={quoteattr(edge.target)}>",
            *keys.data("edge", {"key": edge.key, **edge.attributes}, "      "),
            "    </edge>",
        ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<graphml xmlns="{_NAMESPACE}">',
            *keys.declarations(),
            '  <graph edgedefault="directed">',
            *body,
            "  </graph>",
            "</graphml>",
            "",
        ]
    )


def parsed(text: str) -> Graph:
    """The graph that a text of `render` holds: `parsed(render(graph))` equals `graph`.

    Raises:
        xml.etree.ElementTree.ParseError: the text is no XML.
        KeyError: it is no GraphML that `render` has written.
    """
    root = ElementTree.fromstring(text)
    names = {"g": _NAMESPACE}
    readers: dict[str, tuple[str, Callable[[str], Value]]] = {}
    for key in root.iterfind("g:key", names):
        kind = _JSON if key.findtext("g:desc", namespaces=names) == _JSON else key.attrib["attr.type"]
        readers[key.attrib["id"]] = key.attrib["attr.name"], _READERS[kind]

    def attributes(element: ElementTree.Element) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for data in element.iterfind("g:data", names):
            name, read = readers[data.attrib["key"]]
            found[name] = read(data.text or "")
        return found

    def edge(element: ElementTree.Element) -> Edge:
        said = attributes(element)
        key = str(said.pop("key"))
        return Edge(element.attrib["source"], element.attrib["target"], key, said)

    return assembled(
        {name: value for graph in root.iterfind("g:graph", names) for name, value in attributes(graph).items()},
        (Node(node.attrib["id"], attributes(node)) for node in root.iterfind("g:graph/g:node", names)),
        (edge(element) for element in root.iterfind("g:graph/g:edge", names)),
    )
