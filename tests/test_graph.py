"""The graph: what its nodes and edges say, that it is complete, and that it is the same every time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from strategies import frameworks

from competency import notation
from competency.document import parse
from competency.model import APPOINTED, Framework, Kind, Outcome
from competency.typed_graph import (
    EXTERNAL,
    Edge,
    EdgeKind,
    Graph,
    Node,
    assembled,
    attributes_of,
    edges_of,
    graph,
    nodes_of,
)
from competency.values import Value

HEAD = "format: framework/1\nid: small\ntitle: Small\npublisher: Board\nlanguage: en-GB\nsources: {s: {title: S}}\n"
ROOT = Path(__file__).parents[1]


def framework(text: str, head: str = HEAD) -> Framework:
    read, findings = parse(head + text, file="small.yaml")
    assert read is not None, findings
    return notation.framework(read.value)


def sentences(woven: Graph, *kinds: EdgeKind) -> list[str]:
    """Edges as sentences, the framework's own prefix left out."""
    return [f"{edge.source} {edge.kind} {edge.target}".replace("small:", "") for edge in edges_of(woven, *kinds)]


def attributes(woven: Graph, identifier: str) -> dict[str, Value]:
    found: dict[str, Value] = woven.nodes[identifier]
    return found


# --- what an item says -----------------------------------------------------------------------------------


def test_every_item_is_a_node_with_its_kind_and_what_it_says() -> None:
    woven = graph(
        framework(
            """
levels: [{id: level-1, title: Level 1, tags: [lowest], reading: As printed}]
outcomes: {o: {statement: Recognises signs of abuse, level: level-1, source: s §1}}
facts: {post: {title: Post, type: one-of, values: [full-time, part-time]}}
"""
        )
    )
    assert attributes(woven, "small:level-1") == {
        "kind": "level",
        "framework": "small",
        "item": "level-1",
        "title": "Level 1",
        "tags": ["lowest"],
        "reading": "As printed",
    }
    assert attributes(woven, "small:o") == {
        "kind": "outcome",
        "framework": "small",
        "item": "o",
        "title": "Recognises signs of abuse",
        "statement": "Recognises signs of abuse",
        "source": ["s §1"],
    }
    assert attributes(woven, "small:post")["type"] == "one-of"
    assert attributes(woven, "small:post")["values"] == ["full-time", "part-time"]


def test_framework_node_has_its_id_and_holds_every_item() -> None:
    woven = graph(
        framework(
            "valid: {from: 2011-04-01, to: unstated}\nnotice: 4 weeks\nsource: s §1\n"
            "levels: [{id: l, title: L}]\ncourses: {c: {title: C}}\n"
        )
    )
    assert attributes(woven, "small") == {
        "kind": "framework",
        "title": "Small",
        "publisher": "Board",
        "language": "en-GB",
        "source": ["s §1"],
        "from": "2011-04-01",
        "to": "unstated",
        "sources": [{"id": "s", "title": "S"}],
        "notice": "4 weeks",
    }
    assert sentences(woven, EdgeKind.CONTAINS) == ["small contains l", "small contains c"]
    assert attributes_of(woven) == {"frameworks": ["small"]}


def test_edges_read_as_sentences() -> None:
    woven = graph(
        framework(
            """
levels: [{id: l-1, title: L1}, {id: l-2, title: L2}, {id: l-3, title: L3}]
groups:
  staff: {title: Staff, levels: [l-1]}
  leads: {title: Leads, extends: [staff], part_of: staff}
outcomes:
  whole: {statement: Protects children, level: l-1}
  part: {statement: Recognises signs, part_of: whole}
evidence: {approval: {title: Approval, develops: [part]}}
courses:
  basic: {title: Basic, level: [l-1, l-2], develops: [part], grants: [approval], for: [staff]}
  long: {title: Long, includes: [basic]}
standards:
  s: {title: S, for: [staff], require: {completed: basic}, before: {evidence: approval}}
  t: {title: T, require: {completed: basic}, after: long, within: 1 year}
  u: {title: U, require: {completed: basic}, due: {within: 1 year, of: appointed}}
  v: {title: V, require: {completed: basic}, due: {within: 1 year, of: joining}}
  w: {title: W, require: {completed: basic}, due: {within: 1 year, of: [basic, long]}}
  x: {title: X, subject: course, for: {level: l-2}}
"""
        )
    )
    assert sentences(woven, *(kind for kind in EdgeKind if kind not in {EdgeKind.CONTAINS, EdgeKind.REQUIRES})) == [
        "l-1 precedes l-2",
        "l-2 precedes l-3",
        "staff at-level l-1",
        "leads extends staff",
        "leads part-of staff",
        "whole at-level l-1",
        "part part-of whole",
        "approval develops part",
        "basic at-level l-1",
        "basic at-level l-2",
        "basic develops part",
        "basic grants approval",
        "basic for staff",
        "long includes basic",
        "s for staff",
        "s before approval",
        "t after long",
        "u due-of appointed",
        "w due-of basic",
        "w due-of long",
        "x for basic",
    ]
    assert attributes(woven, "small:t")["within"] == "1 year"
    assert attributes(woven, "small:u")["due_within"] == "1 year"
    assert attributes(woven, "small:v")["due_of"] == ["joining"]
    assert attributes(woven, "small:x")["selector"] == [{"level": "l-2"}]


def test_key_of_an_edge_is_its_kind_and_parallel_edges_of_a_kind_are_numbered() -> None:
    woven = graph(
        framework(
            "facts: {lead: {title: Leads}}\ngroups: {g: {title: G}}\ncourses: {c: {title: C, develops: [o, o]}}\n"
            "outcomes: {o: {statement: Does}}\n"
            "standards: {s: {title: S, for: [g, {group: g, when: {fact: lead}}], require: {completed: c}}}\n"
        )
    )
    assert [edge.key for edge in edges_of(woven, EdgeKind.FOR)] == ["for", "for-2"]
    assert [edge.key for edge in edges_of(woven, EdgeKind.DEVELOPS)] == ["develops"]


def test_fact_appointed_is_a_node_where_something_asks_for_it_even_if_not_declared() -> None:
    asks = framework("standards: {s: {title: S, require: {experience: 2 years, in: appointed}}}")
    assert attributes(graph(asks), f"small:{APPOINTED.id}")["kind"] == "fact"
    assert f"small:{APPOINTED.id}" not in graph(framework("courses: {c: {title: C}}"))


def test_unstated_in_place_of_a_reference_is_kept_on_the_item() -> None:
    woven = graph(
        framework(
            "courses: {c: {title: C, level: unstated, minutes: unstated}}\n"
            "standards: {s: {title: S, for: unstated, require: unstated}}\n"
        )
    )
    assert attributes(woven, "small:c")["unstated"] == ["level"]
    assert attributes(woven, "small:c")["minutes"] == "unstated"
    assert attributes(woven, "small:s")["unstated"] == ["for"]
    assert attributes(woven, "small:s/require")["form"] == "unstated"


def test_modes_are_names_and_their_details_are_kept_beside_them() -> None:
    woven = graph(
        framework(
            "courses:\n  plain: {title: P, modes: [e-learning]}\n"
            "  dated: {title: D, modes: [e-learning, {mode: face-to-face, from: 2012-01-01}]}\n"
        )
    )
    assert attributes(woven, "small:plain")["modes"] == ["e-learning"]
    assert "modes_in_detail" not in attributes(woven, "small:plain")
    assert attributes(woven, "small:dated")["modes"] == ["e-learning", "face-to-face"]
    assert attributes(woven, "small:dated")["modes_in_detail"] == [
        "e-learning",
        {"mode": "face-to-face", "from": "2012-01-01"},
    ]


# --- what a requirement says -----------------------------------------------------------------------------

EVERY_FORM = """
levels: [{id: l, title: Level, requires: {completed: c}}]
facts: {lead: {title: Leads}, since: {title: In post since, type: date}}
groups: {g: {title: Group, when: {fact: lead}}}
outcomes: {o: {statement: Does}}
evidence: {e: {title: Approval, requires: {completed: c}}}
courses:
  c: {title: Course, level: l, requires: {evidence: e}}
  d: {title: Refresher, level: l}
standards:
  other: {title: Other}
  s:
    title: S
    for: [{group: g, when: {fact: lead}}]
    when: {member: g}
    unless: {level: l}
    ideally: {hours: 6, of: {level: l}, every: 1 year}
    require:
      all:
        - any:
          - {completed: c, every: 3 years, refreshed_by: [d], mode: [e-learning]}
          - {evidence: e, times: 2, different: by}
        - at_least: 2
          of: [{experience: 2 years, in: since}, {outcome: o}, {standard: other}, {judged: Is able, fact: lead}]
"""


def test_requirement_keeps_its_form_its_options_and_its_alternatives() -> None:
    woven = graph(framework(EVERY_FORM))
    own = [node.id for node in nodes_of(woven, Kind.REQUIREMENT) if node.attributes["item"] == "s"]
    assert own == [
        "small:s/for/0/when",
        "small:s/when",
        "small:s/require",
        "small:s/require/all/0",
        "small:s/require/all/0/any/0",
        "small:s/require/all/0/any/1",
        "small:s/require/all/1",
        "small:s/require/all/1/of/0",
        "small:s/require/all/1/of/1",
        "small:s/require/all/1/of/2",
        "small:s/require/all/1/of/3",
        "small:s/unless",
        "small:s/ideally",
    ]
    assert attributes(woven, "small:s/require/all/0/any/0") == {
        "kind": "requirement",
        "framework": "small",
        "item": "s",
        "text": "have completed Course in e-learning mode in the last 3 years "
        "(after the first time, Refresher renews it too)",
        "form": "completed",
        "selector": ["c"],
        "every": "3 years",
        "refreshed_by": ["d"],
        "mode": ["e-learning"],
    }
    assert attributes(woven, "small:s/require/all/0/any/1")["different"] == "by"
    assert attributes(woven, "small:s/require/all/1")["at_least"] == 2
    assert attributes(woven, "small:s/require/all/1/of/0")["experience"] == "2 years"
    assert attributes(woven, "small:s/require/all/1/of/3")["judged"] == "Is able"
    assert attributes(woven, "small:s/ideally")["hours"] == 6
    assert attributes(woven, "small:s/ideally")["selector"] == [{"level": "l"}]


def test_requirement_points_at_all_that_it_asks_for() -> None:
    woven = graph(framework(EVERY_FORM))
    kinds = (EdgeKind.REQUIRES, EdgeKind.REFRESHED_BY, EdgeKind.WHEN, EdgeKind.UNLESS, EdgeKind.IDEALLY)
    assert sorted(sentences(woven, *kinds, EdgeKind.FOR_WHEN)) == sorted(
        [
            "l requires l/require",
            "l/require requires c",
            "g when g/when",
            "g/when requires lead",
            "e requires e/require",
            "e/require requires c",
            "c requires c/require",
            "c/require requires e",
            "s for-when s/for/0/when",
            "s/for/0/when requires lead",
            "s when s/when",
            "s/when requires g",
            "s unless s/unless",
            "s/unless requires l",
            "s ideally s/ideally",
            "s/ideally requires c",
            "s/ideally requires d",
            "s requires s/require",
            "s/require requires s/require/all/0",
            "s/require requires s/require/all/1",
            "s/require/all/0 requires s/require/all/0/any/0",
            "s/require/all/0 requires s/require/all/0/any/1",
            "s/require/all/0/any/0 requires c",
            "s/require/all/0/any/0 refreshed-by d",
            "s/require/all/0/any/1 requires e",
            "s/require/all/1 requires s/require/all/1/of/0",
            "s/require/all/1 requires s/require/all/1/of/1",
            "s/require/all/1 requires s/require/all/1/of/2",
            "s/require/all/1 requires s/require/all/1/of/3",
            "s/require/all/1/of/0 requires since",
            "s/require/all/1/of/1 requires o",
            "s/require/all/1/of/2 requires other",
            "s/require/all/1/of/3 requires lead",
        ]
    )
    (edge,) = edges_of(woven, EdgeKind.FOR)
    assert edge.attributes["when"] == "small:s/for/0/when"


# --- several frameworks ----------------------------------------------------------------------------------

OTHER = HEAD.replace("id: small", "id: other")


def test_item_of_a_framework_that_is_not_given_is_external() -> None:
    one = framework(
        "extends: other\nlevels: [{id: l, title: L, aligned: {exact: [other:l], broad: [other:m]}}]\n"
        "standards: {s: {title: S, require: {level: other:l}}}\n"
    )
    woven = graph(one)
    assert attributes(woven, "other:l") == {"kind": EXTERNAL, "framework": "other", "item": "l"}
    assert attributes(woven, "other") == {"kind": EXTERNAL, "framework": "other"}
    assert attributes(woven, "small:s/require")["text"] == "have attained other:l"
    assert [(edge.target, edge.attributes["relation"]) for edge in edges_of(woven, EdgeKind.ALIGNED)] == [
        ("other:l", "exact"),
        ("other:m", "broad"),
    ]


def test_item_of_a_framework_that_is_given_is_itself() -> None:
    one = framework(
        "extends: other\naligned: {close: [other]}\nlevels: [{id: l, title: L, aligned: {exact: [other:l]}}]\n"
        "standards: {s: {title: S, require: {level: other:l}}}\n"
    )
    woven = graph(one, framework("levels: [{id: l, title: Level Two}]", OTHER))
    assert attributes(woven, "other:l")["kind"] == "level"
    assert attributes(woven, "other")["kind"] == "framework"
    assert attributes(woven, "small:s/require")["text"] == "have attained Level Two"
    assert ("small", "other") in {(edge.source, edge.target) for edge in edges_of(woven, EdgeKind.ALIGNED)}
    assert attributes_of(woven) == {"frameworks": ["small", "other"]}


def test_fact_appointed_of_another_framework_belongs_to_that_one() -> None:
    one = framework("standards: {s: {title: S, require: {experience: 1 year, in: other:appointed}}}")
    assert attributes(graph(one, framework("", OTHER)), "other:appointed")["kind"] == "fact"
    assert attributes(graph(one), "other:appointed")["kind"] == EXTERNAL


# --- laws ------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(frameworks())
def test_every_reference_resolves_and_every_item_is_there(small: Framework) -> None:
    woven = graph(small)
    assert not list(nodes_of(woven, EXTERNAL))
    assert {f"{small.id}:{item.id}" for item in small} <= set(woven)
    assert all(edge.key.startswith(edge.kind) for edge in edges_of(woven))
    assert all(node.kind and node.title for node in nodes_of(woven))


@settings(max_examples=30, deadline=None)
@given(frameworks())
def test_same_framework_gives_the_same_graph_in_the_same_order(small: Framework) -> None:
    first, second = graph(small), graph(notation.framework(notation.framework_data(small)))
    assert list(first.nodes(data=True)) == list(second.nodes(data=True))
    assert list(first.edges(keys=True, data=True)) == list(second.edges(keys=True, data=True))


@settings(max_examples=30, deadline=None)
@given(frameworks())
def test_graph_is_put_together_again_from_its_parts(small: Framework) -> None:
    woven = graph(small)
    again = assembled(attributes_of(woven), nodes_of(woven), edges_of(woven))
    assert nx.utils.graphs_equal(woven, again)


def test_framework_that_is_given_twice_counts_once() -> None:
    small = framework("courses: {c: {title: C}}")
    assert nx.utils.graphs_equal(graph(small), graph(small, small))


def test_node_is_called_by_its_title_else_its_text_else_its_id() -> None:
    assert Node("n", {"title": "T", "text": "t"}).title == "T"
    assert Node("n", {"text": "t"}).title == "t"
    assert Node("n", {}).title == "n"
    assert Edge("a", "b", "k", {}).kind == ""


@pytest.fixture
def _collector_off() -> Iterator[None]:
    running = gc.isenabled()
    gc.disable()
    yield
    if running:
        gc.enable()


@pytest.mark.usefixtures("_collector_off")
def test_collector_that_was_off_stays_off() -> None:
    graph(framework(""))
    assert not gc.isenabled()


def test_twenty_thousand_outcomes_have_as_many_nodes_and_the_collector_runs_again() -> None:
    outcomes = tuple(
        Outcome(id=f"o-{n}", title=f"t {n}", statement=f"s {n}", part_of=f"o-{n // 10}" if n else None)
        for n in range(20_000)
    )
    woven = graph(Framework(id="big", title="Big", publisher="p", language="en", sources=(), outcomes=outcomes))
    assert (woven.number_of_nodes(), woven.number_of_edges()) == (20_001, 39_999)
    assert gc.isenabled()


def test_only_the_graph_module_imports_networkx() -> None:
    importing = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "competency").rglob("*.py"))
        if "import networkx" in path.read_text(encoding="utf-8")
    ]
    assert importing == ["competency/typed_graph.py"]
