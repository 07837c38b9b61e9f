"""Frameworks as one typed graph: nodes are qualified ids, edges read as sentences from source to target.

`graph` gives users a `networkx.MultiDiGraph`; the rest of the package reads it through `nodes_of` and `edges_of`,
and puts one together again with `assembled`. All attributes are values of JSON, lists are lists, and what a
document leaves out is left out here. Every node has `kind`; every node but a framework's has `framework` and
`item`, the item being the one that it is, or that it is a requirement of.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from itertools import pairwise
from typing import Final, TypeAlias, assert_never

import networkx as nx
from attrs import evolve, frozen

from competency import ids, notation
from competency import requirements as dsl
from competency.model import (
    APPOINTED,
    Alignment,
    AnyItem,
    Audience,
    Course,
    Deadline,
    Evidence,
    Fact,
    Framework,
    Group,
    Kind,
    Level,
    Outcome,
    Precedence,
    Response,
    Standard,
    Timing,
    Trigger,
    kind_of,
)
from competency.requirements import Requirement, Selector, Unstated, listed
from competency.values import Value

Graph: TypeAlias = "nx.MultiDiGraph[str]"

EXTERNAL: Final = "external"
"""The kind of a node that stands for an item of a framework that was not given."""


class EdgeKind(StrEnum):
    """What an edge says of its source: 'course *develops* outcome'."""

    CONTAINS = "contains"
    """framework, item"""
    PRECEDES = "precedes"
    """level, the next level of the ladder"""
    AT_LEVEL = "at-level"
    """course, outcome or group, level"""
    DEVELOPS = "develops"
    """course or evidence, outcome"""
    INCLUDES = "includes"
    """course, course that a completion of it completes too"""
    GRANTS = "grants"
    """course, evidence"""
    EXTENDS = "extends"
    """group, group whose standards reach it; framework, framework that it builds on"""
    PART_OF = "part-of"
    """group, group; outcome, outcome"""
    FOR = "for"
    """standard, group or course; course, group that may attend; with `when`, the requirement that it hangs on"""
    FOR_WHEN = "for-when"
    """standard or course, the requirement on one of the groups that it is for"""
    REQUIRES = "requires"
    """item, requirement; requirement, what it asks for or a requirement inside it"""
    REFRESHED_BY = "refreshed-by"
    """requirement, course that renews what was completed"""
    WHEN = "when"
    """standard or group, requirement"""
    UNLESS = "unless"
    """standard, requirement"""
    IDEALLY = "ideally"
    """standard, requirement"""
    BEFORE = "before"
    """standard, course or evidence that it must precede"""
    AFTER = "after"
    """standard, course or evidence that starts the obligation"""
    DUE_OF = "due-of"
    """standard, fact, course or evidence from which its time is counted"""
    ALIGNED = "aligned"
    """item, item, as the document declares it in `relation`"""


@frozen
class Node:
    """A node with its attributes, `kind` among them."""

    id: str
    attributes: Mapping[str, Value]

    @property
    def kind(self) -> str:
        """A `model.Kind`, or `EXTERNAL`."""
        return str(self.attributes.get("kind", ""))

    @property
    def title(self) -> str:
        """What a reader calls it: the title, else the text of a requirement, else the id."""
        return str(self.attributes.get("title", self.attributes.get("text", self.id)))


@frozen
class Edge:
    """An edge with its attributes. `key` is the kind, numbered from the second parallel edge of a kind on."""

    source: str
    target: str
    key: str
    attributes: Mapping[str, Value]

    @property
    def kind(self) -> str:
        """An `EdgeKind`."""
        return str(self.attributes.get("kind", ""))


def nodes_of(graph: Graph, *kinds: str) -> Iterator[Node]:
    """The nodes of these kinds in the graph's order; without kinds, all."""
    for identifier, attributes in graph.nodes(data=True):
        if not kinds or attributes.get("kind") in kinds:
            yield Node(identifier, attributes)


def edges_of(graph: Graph, *kinds: str) -> Iterator[Edge]:
    """The edges of these kinds in the graph's order; without kinds, all."""
    for source, target, key, attributes in graph.edges(keys=True, data=True):
        if not kinds or attributes.get("kind") in kinds:
            yield Edge(source, target, str(key), attributes)


def attributes_of(graph: Graph) -> Mapping[str, Value]:
    """What the graph says of itself: `frameworks`, the ids of those given, in that order."""
    attributes: Mapping[str, Value] = graph.graph
    return attributes


def assembled(attributes: Mapping[str, Value], nodes: Iterable[Node], edges: Iterable[Edge]) -> Graph:
    """The graph of these parts; `assembled(attributes_of(g), nodes_of(g), edges_of(g))` equals `g`."""
    with _collector_paused():
        graph: Graph = nx.MultiDiGraph()
        graph.graph.update(attributes)
        graph.add_nodes_from((node.id, dict(node.attributes)) for node in nodes)
        for edge in edges:
            graph.add_edge(edge.source, edge.target, edge.key, **edge.attributes)
    return graph


def graph(framework: Framework, *others: Framework) -> Graph:
    """The graph of one framework, or of several with their alignments. The same frameworks give the same order.

    A selector's query becomes an edge to each course that it surely selects; the requirement keeps the query. An
    item of a framework that is not given is a node of kind `external`. Where a document says `unstated` in place
    of a reference, the item's attribute `unstated` lists the keys where it says so.
    """
    given = {each.id: each for each in (*reversed(others), framework)}
    order = dict.fromkeys(each.id for each in (framework, *others))
    with _collector_paused():
        return _Weaver({identifier: given[identifier] for identifier in order}).woven()


@contextmanager
def _collector_paused() -> Iterator[None]:
    # Nothing built here is garbage before it is handed over, and the collector would walk all of it many times.
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


_REFERENCES: Final = frozenset(
    {"aligned", "extends", "part_of", "level", "levels", "develops", "includes", "grants", "for"}
)
_REQUIREMENTS: Final = frozenset({"requires", "require", "when", "unless", "ideally"})
_LISTS: Final = frozenset({"source", "tags", "examples", "values", "before", "after"})


def _attributes(item: AnyItem) -> dict[str, Value]:
    """What an item says that is no edge."""
    attributes: dict[str, Value] = {}
    unstated: list[Value] = []
    for key, value in notation.item_data(item).items():
        if key in _REFERENCES:
            if any(entry in ("unstated", {"group": "unstated"}) for entry in listed(value)):
                unstated.append(key)
        elif key in _LISTS:
            attributes[key] = listed(value)
        elif key == "modes":
            attributes |= _offers(listed(value))
        elif key == "due" and isinstance(value, dict):
            attributes |= {"due_within": value["within"], "due_of": listed(value["of"])}
        elif key not in _REQUIREMENTS:
            attributes[key] = value
    if isinstance(item, Standard):
        attributes |= {"subject": item.subject.value, "strength": item.strength.value}
        if item.selector:
            attributes["selector"] = listed(dsl.printed_selector(item.selector))
    if isinstance(item, Fact):
        attributes["type"] = item.type.value
    return {"title": item.title, **attributes, **({"unstated": unstated} if unstated else {})}


def _offers(modes: list[Value]) -> dict[str, Value]:
    """The modes by name; as the document has them too, where it says who offers one or when."""
    names: list[Value] = [mode["mode"] if isinstance(mode, dict) else mode for mode in modes]
    return {"modes": names} if names == modes else {"modes": names, "modes_in_detail": modes}


def _framework_attributes(framework: Framework) -> dict[str, Value]:
    """What a framework says of itself that is neither an item nor an edge."""
    head = evolve(framework, levels=(), facts=(), groups=(), outcomes=(), evidence=(), courses=(), standards=())
    attributes: dict[str, Value] = {}
    for key, value in notation.framework_data(head).items():
        if key == "sources" and isinstance(value, dict):
            attributes[key] = [{"id": source, **said} for source, said in value.items() if isinstance(said, dict)]
        elif key == "valid" and isinstance(value, dict):
            attributes |= value
        elif key in _LISTS:
            attributes[key] = listed(value)
        elif key not in {"format", "id", "aligned", "extends"}:
            attributes[key] = value
    return attributes | {"notice": str(framework.notice)}


def _options(requirement: Requirement) -> dict[str, Value]:
    """What a requirement says that is no edge: its form, its options, and the SELECTOR as the document has it."""
    data = dsl.printed(requirement)
    if not isinstance(data, dict):
        return {"form": "unstated"}
    form = dsl.head_of(data)
    options: dict[str, Value] = {"form": form}
    for key, value in data.items():
        if (form, key) in {("completed", "completed"), ("hours", "of")}:
            options["selector"] = listed(value)
        elif key in {"refreshed_by", "mode", "is"}:
            options[key] = listed(value)
        elif key not in {"all", "any", "of", "in"} and (key != form or form in _TELLING):
            options[key] = value
    return options


_TELLING: Final = frozenset({"hours", "experience", "at_least", "judged"})
"""The forms whose head key holds no reference and no parts."""


class _Weaver:
    """Builds one graph: all items of all frameworks first, then what they say of each other."""

    def __init__(self, frameworks: Mapping[str, Framework]) -> None:
        self._frameworks = frameworks
        self._graph: Graph = nx.MultiDiGraph(frameworks=list(frameworks))

    def woven(self) -> Graph:
        for framework in self._frameworks.values():
            self._graph.add_node(framework.id, kind=Kind.FRAMEWORK.value, **_framework_attributes(framework))
            for item in framework:
                self._item(framework, item)
        for framework in self._frameworks.values():
            for foundation in (framework.extends, *framework.built_on[:1]):
                if foundation is not None:
                    self._framework(foundation)
                    self._edge(framework.id, EdgeKind.EXTENDS, foundation)
            self._alignments(framework, framework.id, framework.aligned)
            for lower, upper in pairwise(framework.levels):
                self._link(framework, _id(framework, lower), EdgeKind.PRECEDES, upper.id)
            for item in framework:
                self._relations(framework, item)
        return self._graph

    # --- nodes and edges ---------------------------------------------------------------------------------

    def _item(self, framework: Framework, item: AnyItem) -> None:
        node = _id(framework, item)
        self._graph.add_node(node, kind=kind_of(item).value, framework=framework.id, item=item.id, **_attributes(item))
        self._edge(framework.id, EdgeKind.CONTAINS, node)

    def _framework(self, identifier: str) -> None:
        if identifier not in self._graph:
            self._graph.add_node(identifier, kind=EXTERNAL, framework=identifier)

    def _target(self, framework: Framework, reference: str) -> str:
        """The node that a reference means; made here for the built-in fact and for items that are not given."""
        node = ids.qualified(framework.id, reference)
        if node not in self._graph:
            owner, item = ids.parts(node)
            known = self._frameworks.get(owner or "")
            if known is not None and item == APPOINTED.id:
                self._item(known, APPOINTED)
            else:
                self._graph.add_node(node, kind=EXTERNAL, framework=owner, item=item)
        return node

    def _edge(self, source: str, kind: EdgeKind, target: str, **attributes: Value) -> None:
        said: dict[str, Value] = {"kind": kind.value, **attributes}
        key, number = kind.value, 1
        while self._graph.has_edge(source, target, key):
            if self._graph.edges[source, target, key] == said:
                return
            number += 1
            key = f"{kind.value}-{number}"
        self._graph.add_edge(source, target, key, **said)

    def _link(self, framework: Framework, source: str, kind: EdgeKind, reference: str) -> None:
        self._edge(source, kind, self._target(framework, reference))

    def _links(
        self, framework: Framework, source: str, kind: EdgeKind, references: Iterable[str | Unstated | None]
    ) -> None:
        for reference in references:
            if isinstance(reference, str):
                self._link(framework, source, kind, reference)

    def _alignments(self, framework: Framework, source: str, alignments: Iterable[Alignment]) -> None:
        for alignment in alignments:
            # A framework may be aligned as a whole, with another as a whole: then the target is a framework's id.
            whole = alignment.target in self._frameworks
            target = alignment.target if whole else self._target(framework, alignment.target)
            self._edge(source, EdgeKind.ALIGNED, target, relation=alignment.relation.value)

    # --- what items say ----------------------------------------------------------------------------------

    def _relations(self, framework: Framework, item: AnyItem) -> None:
        node = _id(framework, item)
        match item:
            case Level():
                self._requirement(framework, item, EdgeKind.REQUIRES, item.requires)
            case Group():
                self._links(framework, node, EdgeKind.EXTENDS, item.extends)
                self._links(framework, node, EdgeKind.PART_OF, [item.part_of])
                self._links(framework, node, EdgeKind.AT_LEVEL, item.levels)
                self._requirement(framework, item, EdgeKind.WHEN, item.when)
            case Outcome():
                self._links(framework, node, EdgeKind.AT_LEVEL, [item.level])
                self._links(framework, node, EdgeKind.PART_OF, [item.part_of])
            case Evidence():
                self._links(framework, node, EdgeKind.DEVELOPS, item.develops)
                self._requirement(framework, item, EdgeKind.REQUIRES, item.requires)
            case Course():
                self._links(framework, node, EdgeKind.AT_LEVEL, item.levels)
                self._links(framework, node, EdgeKind.DEVELOPS, item.develops)
                self._links(framework, node, EdgeKind.INCLUDES, item.includes)
                self._links(framework, node, EdgeKind.GRANTS, item.grants)
                self._audience(framework, item, item.audience)
                self._requirement(framework, item, EdgeKind.REQUIRES, item.requires)
            case Standard():
                self._audience(framework, item, item.audience)
                self._links(framework, node, EdgeKind.FOR, framework.selected(item.selector))
                self._timing(framework, node, item.timing)
                self._requirement(framework, item, EdgeKind.WHEN, item.when)
                self._requirement(framework, item, EdgeKind.REQUIRES, item.require)
                self._requirement(framework, item, EdgeKind.UNLESS, item.unless)
                self._requirement(framework, item, EdgeKind.IDEALLY, item.ideally)
            case Fact():
                pass
            case _:
                assert_never(item)
        self._alignments(framework, node, item.aligned)

    def _audience(self, framework: Framework, item: Course | Standard, audience: tuple[Audience, ...]) -> None:
        node = _id(framework, item)
        for index, entry in enumerate(audience):
            if isinstance(entry.group, Unstated):
                continue
            group = self._target(framework, entry.group)
            if entry.when is None:
                self._edge(node, EdgeKind.FOR, group)
            else:
                condition = f"{node}/for/{index}/when"
                self._edge(node, EdgeKind.FOR, group, when=condition)
                self._ask(framework, item, condition, entry.when)
                self._edge(node, EdgeKind.FOR_WHEN, condition, group=group)

    def _timing(self, framework: Framework, node: str, timing: Timing) -> None:
        match timing:
            case Precedence(trigger):
                self._trigger(framework, node, EdgeKind.BEFORE, trigger)
            case Response(trigger):
                self._trigger(framework, node, EdgeKind.AFTER, trigger)
            case Deadline(of=Trigger() as trigger):
                self._trigger(framework, node, EdgeKind.DUE_OF, trigger)
            case Deadline(of=str() as fact) if fact != "joining":
                self._link(framework, node, EdgeKind.DUE_OF, fact)
            case _:
                pass

    def _trigger(self, framework: Framework, node: str, kind: EdgeKind, trigger: Trigger) -> None:
        self._links(framework, node, kind, (*framework.selected(trigger.selector), trigger.evidence))

    # --- requirements ------------------------------------------------------------------------------------

    def _requirement(
        self, framework: Framework, item: AnyItem, kind: EdgeKind, requirement: Requirement | None
    ) -> None:
        if requirement is not None:
            word = "require" if kind is EdgeKind.REQUIRES else kind.value
            owner = _id(framework, item)
            self._ask(framework, item, f"{owner}/{word}", requirement)
            self._edge(owner, kind, f"{owner}/{word}")

    def _ask(self, framework: Framework, item: AnyItem, node: str, requirement: Requirement) -> None:
        """The requirement's node and, below it, those of its parts."""

        def title(reference: str) -> str:
            owner, identifier = ids.parts(reference)
            known = self._frameworks.get(owner or framework.id)
            return known.title_of(identifier) if known else reference

        self._graph.add_node(
            node,
            kind=Kind.REQUIREMENT.value,
            framework=framework.id,
            item=item.id,
            text=dsl.phrase(requirement, title),
            **_options(requirement),
        )
        match requirement:
            case dsl.Completed(selector, counting) | dsl.Hours(of=selector, counting=counting):
                self._links(framework, node, EdgeKind.REQUIRES, framework.selected(selector))
                self._refreshers(framework, node, counting.refreshed_by)
            case dsl.Evidenced(evidence, counting):
                self._link(framework, node, EdgeKind.REQUIRES, evidence)
                self._refreshers(framework, node, counting.refreshed_by)
            case dsl.Experience(fact=reference) | dsl.FactHolds(fact=reference) | dsl.Judged(fact=reference):
                self._link(framework, node, EdgeKind.REQUIRES, reference)
            case dsl.Member(reference) | dsl.LevelAttained(reference):
                self._link(framework, node, EdgeKind.REQUIRES, reference)
            case dsl.OutcomeAchieved(reference) | dsl.StandardMet(reference):
                self._link(framework, node, EdgeKind.REQUIRES, reference)
            case dsl.AllOf(parts) | dsl.AnyOf(parts) | dsl.AtLeast(parts=parts):
                inside = {dsl.AllOf: "all", dsl.AnyOf: "any", dsl.AtLeast: "of"}[type(requirement)]
                for index, part in enumerate(parts):
                    self._ask(framework, item, f"{node}/{inside}/{index}", part)
                    self._edge(node, EdgeKind.REQUIRES, f"{node}/{inside}/{index}")
            case Unstated():
                pass
            case _:
                assert_never(requirement)

    def _refreshers(self, framework: Framework, node: str, selector: Selector) -> None:
        self._links(framework, node, EdgeKind.REFRESHED_BY, framework.selected(selector))


def _id(framework: Framework, item: AnyItem) -> str:
    return ids.qualified(framework.id, item.id)
