"""Graphs and pictures of frameworks, each loaded by a tool of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from strategies import frameworks

from competency import interop
from competency.interop import cytoscape, dot, graphml, mermaid, node_link
from competency.interop.losses import Fate
from competency.loading import load
from competency.model import Course, Framework, Group, Level
from competency.typed_graph import graph

BOARDS = ("bedfordshire", "durham", "kirklees", "north_lincs", "solihull")

_MERMAID = """
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";
const folder = process.env.NODE_PATH;
const {JSDOM} = createRequire(folder + "/")("jsdom");
const dom = new JSDOM("");
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const {default: mermaid} = await import(pathToFileURL(folder + "/mermaid/dist/mermaid.core.mjs"));
let text = "";
for await (const chunk of process.stdin) text += chunk;
for (const each of JSON.parse(text)) await mermaid.parse(each);
"""

_CYTOSCAPE = """
import {createRequire} from "node:module";
const cytoscape = createRequire(process.env.NODE_PATH + "/")("cytoscape");
let text = "";
for await (const chunk of process.stdin) text += chunk;
const loaded = cytoscape({headless: true, elements: JSON.parse(text).elements});
console.log(JSON.stringify({
  nodes: loaded.nodes().map(node => node.id()),
  edges: loaded.edges().map(edge => [edge.source().id(), edge.target().id(), edge.data("kind")]),
}));
"""


def node(script: str, text: str, *packages: str) -> subprocess.CompletedProcess[str]:
    """Runs a script of Node on a text; NODE_PATH is the folder of its packages."""
    folder = os.environ.get("NODE_PATH", "")
    if shutil.which("node") is None or not folder:
        pytest.skip("Node is not at hand, or NODE_PATH names no folder of its packages")
    for package in packages:
        if not (Path(folder) / package).is_dir():
            pytest.skip(f"the npm package {package} is not at hand")
    command = ["node", "--input-type=module", "-e", script]
    return subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False)


def edges_of(framework: Framework) -> list[tuple[str, str, str]]:
    return sorted((source, target, data["kind"]) for source, target, data in graph(framework).edges(data=True))


@pytest.mark.parametrize("board", BOARDS)
def test_networkx_reads_graphml(board: str, tmp_path: Path) -> None:
    framework = load(board)
    file = tmp_path / "a.graphml"
    file.write_text(graphml.dump(framework)[0], encoding="utf-8")
    read = nx.read_graphml(file)
    assert set(read.nodes) == set(graph(framework).nodes)
    assert sorted((source, target, data["kind"]) for source, target, data in read.edges(data=True)) == edges_of(
        framework
    )
    assert read.nodes[f"{board}:{framework.courses[0].id}"]["title"] == framework.courses[0].title


@settings(max_examples=30)
@given(frameworks())
def test_networkx_reads_node_link(framework: Framework) -> None:
    read = nx.node_link_graph(json.loads(node_link.dump(framework)[0]), edges="edges")
    woven = graph(framework)
    assert [sorted((name, str(said)) for name, said in one.nodes(data=True)) for one in (read, woven)] == [
        sorted((name, str(said)) for name, said in woven.nodes(data=True))
    ] * 2
    ends = [
        sorted((source, target, str(data)) for source, target, data in one.edges(data=True)) for one in (read, woven)
    ]
    assert ends[0] == ends[1]


@settings(max_examples=30)
@given(frameworks())
def test_networkx_reads_cytoscape(framework: Framework) -> None:
    read = nx.cytoscape_graph(json.loads(cytoscape.dump(framework)[0]))
    woven = graph(framework)
    assert set(read.nodes) == set(woven.nodes)
    assert sorted((source, target, data["kind"]) for source, target, data in read.edges(data=True)) == edges_of(
        framework
    )
    for name, said in woven.nodes(data=True):
        expected = {("locators" if key == "source" else key): value for key, value in said.items()}
        assert expected.items() <= read.nodes[name].items()


@pytest.mark.parametrize("board", BOARDS)
def test_cytoscape_itself_loads_it(board: str) -> None:
    framework = load(board)
    done = node(_CYTOSCAPE, cytoscape.dump(framework)[0], "cytoscape")
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout)
    assert set(loaded["nodes"]) == set(graph(framework).nodes)
    assert sorted(map(tuple, loaded["edges"])) == edges_of(framework)


def test_mermaid_itself_parses_all_boards() -> None:
    done = node(_MERMAID, json.dumps([mermaid.dump(load(board))[0] for board in BOARDS]), "mermaid", "jsdom")
    assert done.returncode == 0, done.stderr


def test_mermaid_would_refuse_what_is_broken() -> None:
    assert node(_MERMAID, json.dumps(["flowchart LR\n  a -->"]), "mermaid", "jsdom").returncode != 0


@pytest.mark.parametrize("board", BOARDS)
def test_graphviz_draws_dot(board: str) -> None:
    if shutil.which("dot") is None:
        pytest.skip("Graphviz is not installed")
    framework = load(board)
    text, _ = dot.dump(framework)
    done = subprocess.run(["dot", "-Tsvg"], input=text.encode("utf-8"), capture_output=True, check=False)
    assert done.returncode == 0
    assert not done.stderr
    assert done.stdout.decode("utf-8").count('<g id="node') >= len(framework.courses) + len(framework.groups)


@pytest.mark.parametrize("board", BOARDS)
def test_pydot_reads_dot(board: str) -> None:
    pydot = pytest.importorskip("pydot", reason="pydot is not installed")
    framework = load(board)
    (read,) = pydot.graph_from_dot_data(dot.dump(framework)[0])
    assert read.get_subgraph_list()


@pytest.mark.parametrize("name", ["cytoscape", "dot", "graphml", "mermaid", "node-link"])
@settings(max_examples=20)
@given(framework=frameworks())
def test_every_item_is_kept_or_told_and_bytes_are_the_same(name: str, framework: Framework) -> None:
    form = interop.exporter(name)
    text, losses = form.dump(framework)
    assert (text, losses) == form.dump(framework)
    told = [loss.item for loss in losses.losses]
    assert len(set(told)) == len(told)
    assert losses.kept + len(told) == sum(1 for _ in framework)


def test_pictures_drop_what_they_do_not_show() -> None:
    framework = load("kirklees")
    dropped = {loss.item for loss in mermaid.dump(framework)[1].of(Fate.DROPPED)}
    assert dropped >= {item.id for item in (*framework.outcomes, *framework.evidence, *framework.facts)}
    assert not dropped & {item.id for item in framework if isinstance(item, Level | Group | Course)}
