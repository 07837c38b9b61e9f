"""What the pictures of a framework show: columns of courses, who is asked for each, and what comes first.

A picture answers 'who needs which course, what comes first' and leaves the rest to the whole-graph formats. Lines
from every group to every course can't be followed by eye, so each course names the groups that are asked for it,
and lines are kept for what comes before what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, frozen

from competency.model import Kind, Strength, Subject
from competency.requirements import joined
from competency.typed_graph import EXTERNAL, Edge, EdgeKind, Graph, Node, edges_of, nodes_of
from competency.values import Value


@frozen
class Asked:
    """One group that is asked. `conditional`: only while some condition holds; `standards`: the titles of who asks."""

    name: str
    conditional: bool
    standards: tuple[str, ...]

    @property
    def label(self) -> str:
        """The group's id, with a star where the demand hangs on a condition."""
        return self.name + "*" * self.conditional


@frozen
class Demand:
    """In which words something is asked ('must, every 3 years'), and of whom."""

    strength: Strength
    words: str
    asked: tuple[Asked, ...]


@frozen
class Card:
    """A course, or a group with its description. `lines` are short sentences about it."""

    id: str
    name: str
    title: str
    lines: tuple[str, ...] = ()
    demands: tuple[Demand, ...] = ()
    hover: str = ""


@frozen
class Column:
    """Courses that stand together: those of a level, or those at one distance from the start."""

    title: str
    lines: tuple[str, ...] = ()
    demands: tuple[Demand, ...] = ()
    cards: tuple[Card, ...] = ()
    level: str | None = None


@frozen
class Arrow:
    """`source` comes before `target`; with `choice`, it is one of several that may."""

    source: str
    target: str
    choice: bool = False


@frozen
class Picture:
    """One framework: its groups, its courses in columns with the lowest level first, and what comes before what."""

    id: str
    title: str
    subtitle: str
    groups: tuple[Card, ...]
    columns: tuple[Column, ...]
    arrows: tuple[Arrow, ...]
    wide: tuple[str, ...] = ()
    """what is asked of a group, but of so many courses any one that no card says it"""
    notes: tuple[str, ...] = ()
    """how to read the picture, and what it leaves out"""


MANY = 5
"""A standard that offers a choice among more courses than this is told once, not on every card."""

_UNPRINTABLE = re.compile("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


def printable(text: str) -> str:
    """The text on one line, without the characters that no markup can hold.

    >>> printable("Level\\n2\\x00")
    'Level 2'
    """
    return _UNPRINTABLE.sub(" ", text).strip()


def pictures(graph: Graph) -> tuple[Picture, ...]:
    """One picture for each framework of the graph, in its order."""
    view = _View(graph)
    return tuple(view.picture(node) for node in nodes_of(graph, Kind.FRAMEWORK))


def alignments(graph: Graph) -> Iterator[Edge]:
    """The declared alignments between items that the pictures show."""
    shown = {node.id for node in nodes_of(graph, Kind.GROUP, Kind.COURSE)}
    for edge in edges_of(graph, EdgeKind.ALIGNED):
        if {edge.source, edge.target} <= shown:
            yield edge


@frozen
class _Reached:
    """What a requirement asks for in the end, as one of several or not, and how often."""

    node: str
    choice: bool
    words: tuple[str, ...] = ()


class _View:
    """The graph with its edges at hand."""

    def __init__(self, graph: Graph) -> None:
        self._nodes = {node.id: node for node in nodes_of(graph)}
        self._levels = {node.id for node in nodes_of(graph, Kind.LEVEL)}
        self._out: dict[tuple[str, str], list[Edge]] = {}
        self._in: dict[tuple[str, str], list[Edge]] = {}
        for edge in edges_of(graph):
            self._out.setdefault((edge.source, edge.kind), []).append(edge)
            self._in.setdefault((edge.target, edge.kind), []).append(edge)

    def _targets(self, node: str, *kinds: str) -> tuple[str, ...]:
        return tuple(edge.target for kind in kinds for edge in self._out.get((node, kind), ()))

    def _sources(self, node: str, kind: str) -> tuple[str, ...]:
        return tuple(edge.source for edge in self._in.get((node, kind), ()))

    def _name(self, node: str) -> str:
        return self._nodes[node].title

    def picture(self, framework: Node) -> Picture:
        """The picture of one framework."""
        items = [self._nodes[item] for item in self._targets(framework.id, EdgeKind.CONTAINS)]
        levels = [item for item in items if item.kind == Kind.LEVEL]
        courses = [item for item in items if item.kind == Kind.COURSE]
        groups = [item for item in items if item.kind == Kind.GROUP]
        standards = [item for item in items if item.kind == Kind.STANDARD]
        demands, wide, silent = self._demands(standards, [group.id for group in groups])
        arrows = tuple(self._arrows(courses, standards))
        cards = {course.id: self._course(course, levels, demands, arrows) for course in courses}
        columns = self._by_level(levels, courses, cards, demands, arrows) if levels else _by_steps(cards, arrows)
        says = (framework.attributes.get(key) for key in ("publisher", "from", "to"))
        publisher, first, last = ("" if value is None else str(value) for value in says)
        return Picture(
            id=framework.id,
            title=framework.title,
            subtitle=f"{publisher}, {first} to {last}" if first and last else publisher,
            groups=tuple(self._group(group) for group in groups),
            columns=columns,
            arrows=arrows,
            wide=wide,
            notes=tuple(_notes(columns, wide, silent)),
        )

    # --- who is asked ------------------------------------------------------------------------------------

    def _demands(
        self, standards: Iterable[Node], order: list[str]
    ) -> tuple[Mapping[str, tuple[Demand, ...]], tuple[str, ...], int]:
        """For each course and level, who is asked for it and in which words; must first.

        Besides, one line for each standard with a choice among many, and how many standards for people name no
        course and no level at all.
        """
        found: dict[str, dict[tuple[Strength, str], dict[str, Asked]]] = {}
        wide: list[str] = []
        silent = 0
        for standard in standards:
            if standard.attributes["subject"] not in {Subject.PRACTITIONER, Subject.TRAINER}:
                continue
            strength = Strength(str(standard.attributes["strength"]))
            audience = self._audience(standard)
            reached = list(self._reached(standard.id))
            silent += not reached
            many = {each.node for each in reached if each.choice}
            if len(many) > MANY:
                names = ", ".join(asked.label for asked in _in_order(audience, order))
                wide.append(f"{strength}, any of {len(many)} courses: {standard.title} ({names})")
                reached = [each for each in reached if not each.choice]
            for each in reached:
                words = ", ".join((strength.value, *(["one of several"] if each.choice else []), *each.words))
                rows = found.setdefault(each.node, {}).setdefault((strength, words), {})
                for group, asked in audience.items():
                    known = rows.get(group)
                    rows[group] = asked if known is None else _both(known, asked)
        strengths = list(Strength)
        demands = {
            node: tuple(
                Demand(strength, words, _in_order(audience, order))
                for (strength, words), audience in sorted(rows.items(), key=lambda row: strengths.index(row[0][0]))
            )
            for node, rows in found.items()
        }
        return demands, tuple(wide), silent

    def _audience(self, standard: Node) -> dict[str, Asked]:
        """The groups that a standard reaches, those that extend one of its own included."""
        hangs = bool(self._targets(standard.id, EdgeKind.WHEN, EdgeKind.UNLESS))
        named = self._out.get((standard.id, EdgeKind.FOR), ())
        found: dict[str, Asked] = {}
        for edge in named:
            for group in self._extending(edge.target):
                asked = Asked(self._short(group), hangs or "when" in edge.attributes, (standard.title,))
                found[group] = _both(found[group], asked) if group in found else asked
        if "for" in _list(standard, "unstated"):
            found["unstated"] = Asked("unstated", hangs, (standard.title,))
        if not found:
            subject = standard.attributes["subject"]
            everyone = "everyone" if subject == Subject.PRACTITIONER else f"every {subject}"
            found[everyone] = Asked(everyone, hangs, (standard.title,))
        return found

    def _extending(self, group: str) -> list[str]:
        reached: dict[str, None] = {}
        todo = [group]
        while todo:
            at = todo.pop()
            if at not in reached:
                reached[at] = None
                todo.extend(self._sources(at, EdgeKind.EXTENDS))
        return list(reached)

    def _short(self, node: str) -> str:
        return str(self._nodes[node].attributes["item"])

    def _reached(self, node: str, *, choice: bool = False, words: tuple[str, ...] = ()) -> Iterator[_Reached]:
        """The courses and levels that an item's requirement comes down to; through other standards too."""
        todo = [(target, choice, words) for target in reversed(self._targets(node, EdgeKind.REQUIRES))]
        seen = {node}
        while todo:
            at, choice, words = todo.pop()
            item = self._nodes[at]
            if item.kind in {Kind.COURSE, Kind.LEVEL, EXTERNAL}:
                yield _Reached(at, choice, words)
            elif item.kind in {Kind.REQUIREMENT, Kind.STANDARD} and at not in seen:
                seen.add(at)
                below = [target for target in self._targets(at, EdgeKind.REQUIRES) if self._shows(item, target)]
                open_choice = choice or _leaves_a_choice(item, len(below))
                said = (*words, *_how_often(item))
                todo.extend((target, open_choice, said) for target in reversed(below))

    def _shows(self, requirement: Node, target: str) -> bool:
        """Whether a picture can show what is asked for; of an item that is not given, the form tells what it is."""
        form = requirement.attributes.get("form")
        return self._nodes[target].kind != EXTERNAL or form in {"completed", "hours", "level"}

    # --- what comes first --------------------------------------------------------------------------------

    def _arrows(self, courses: Iterable[Node], standards: Iterable[Node]) -> Iterator[Arrow]:
        """From what must come first: prerequisites of courses, and standards that hold before a course."""
        found: dict[tuple[str, str], bool] = {}
        for course in courses:
            for reached in self._reached(course.id):
                key = (reached.node, course.id)
                found[key] = found.get(key, True) and reached.choice
        for standard in standards:
            for target in self._targets(standard.id, EdgeKind.BEFORE):
                for reached in self._reached(standard.id):
                    if self._nodes[target].kind == Kind.COURSE:
                        key = (reached.node, target)
                        found[key] = found.get(key, True) and reached.choice
        for (source, target), choice in found.items():
            if source != target:
                yield Arrow(source, target, choice)

    # --- cards and columns -------------------------------------------------------------------------------

    def _course(
        self,
        course: Node,
        levels: Iterable[Node],
        demands: Mapping[str, tuple[Demand, ...]],
        arrows: Iterable[Arrow],
    ) -> Card:
        lines = []
        modes = [str(mode) for mode in _list(course, "modes")]
        if modes:
            lines.append(", ".join(modes))
        further = self._targets(course.id, EdgeKind.AT_LEVEL)[1:]
        if further:
            lines.append(f"also at {joined([self._name(level) for level in further], 'and')}")
        first = [arrow for arrow in arrows if arrow.target == course.id]
        needed = [self._name(arrow.source) for arrow in first if not arrow.choice]
        either = [self._name(arrow.source) for arrow in first if arrow.choice]
        if needed:
            lines.append(f"after {joined(needed, 'and')}")
        if either:
            lines.append(
                f"after one of {joined(either, 'or')}" if len(either) > 1 else f"after {either[0]}, or otherwise"
            )
        for level in levels:
            for reached in self._reached(level.id):
                if reached.node == course.id:
                    lines.append(("one way to reach " if reached.choice else "needed for ") + level.title)  # noqa: PERF401
        included = [self._name(other) for other in self._targets(course.id, EdgeKind.INCLUDES)]
        if included:
            lines.append(f"includes {joined(included, 'and')}")
        return Card(
            id=course.id,
            name=self._short(course.id),
            title=course.title,
            lines=tuple(lines),
            demands=demands.get(course.id, ()),
            hover=_hover(course),
        )

    def _group(self, group: Node) -> Card:
        lines = []
        extended = [self._short(other) for other in self._targets(group.id, EdgeKind.EXTENDS)]
        if extended:
            lines.append(f"also all that {joined(extended, 'and')} is asked for")
        whole = [self._short(other) for other in self._targets(group.id, EdgeKind.PART_OF)]
        if whole:
            lines.append(f"part of {whole[0]}")
        levels = [self._name(level) for level in self._targets(group.id, EdgeKind.AT_LEVEL)]
        if levels:
            lines.append(joined(levels, "and"))
        return Card(group.id, self._short(group.id), group.title, tuple(lines), hover=_hover(group))

    def _by_level(
        self,
        levels: Iterable[Node],
        courses: Iterable[Node],
        cards: Mapping[str, Card],
        demands: Mapping[str, tuple[Demand, ...]],
        arrows: Iterable[Arrow],
    ) -> tuple[Column, ...]:
        """One column for each level; a course at several levels stands at the first that it names."""
        steps = _steps(cards, arrows)
        home = {course.id: next(iter(self._targets(course.id, EdgeKind.AT_LEVEL)), None) for course in courses}
        known = {level.id for level in levels}
        columns = [
            Column(
                title=level.title,
                lines=(*self._below(level.id), *self._outcomes(level.id)),
                demands=demands.get(level.id, ()),
                cards=tuple(card for card in _sorted(cards, steps) if home[card.id] == level.id),
                level=level.id,
            )
            for level in levels
        ]
        rest = tuple(card for card in _sorted(cards, steps) if home[card.id] not in known)
        return (*columns, Column("No level stated", cards=rest)) if rest else tuple(columns)

    def _below(self, level: str) -> tuple[str, ...]:
        names = [self._name(reached.node) for reached in self._reached(level) if reached.node in self._levels]
        return (f"after {joined(list(dict.fromkeys(names)), 'and')}",) if names else ()

    def _outcomes(self, level: str) -> tuple[str, ...]:
        at = [node for node in self._sources(level, EdgeKind.AT_LEVEL) if self._nodes[node].kind == Kind.OUTCOME]
        return (f"{len(at)} outcome{'s' * (len(at) != 1)}",) if at else ()


def _in_order(audience: Mapping[str, Asked], order: list[str]) -> tuple[Asked, ...]:
    """Those asked in the order of the file's groups; everyone, and groups of other frameworks, last."""
    return tuple(
        audience[group]
        for group in sorted(audience, key=lambda group: order.index(group) if group in order else len(order))
    )


def _notes(columns: Iterable[Column], wide: Iterable[str], silent: int) -> Iterator[str]:
    demands = [demand for column in columns for demand in column.demands]
    demands += [demand for column in columns for card in column.cards for demand in card.demands]
    if any(asked.conditional for demand in demands for asked in demand.asked) or any("*" in line for line in wide):
        yield "* only while a condition of the standard holds, or unless one does"
    if silent:
        standards = "standard that names" if silent == 1 else "standards that name"
        yield f"Left out: {silent} {standards} no course and no level"


def _both(first: Asked, second: Asked) -> Asked:
    """The same group asked twice: without a condition where one of the two has none."""
    return evolve(
        first,
        conditional=first.conditional and second.conditional,
        standards=tuple(dict.fromkeys((*first.standards, *second.standards))),
    )


def _list(node: Node, key: str) -> list[Value]:
    value = node.attributes.get(key)
    return value if isinstance(value, list) else []


def _leaves_a_choice(item: Node, below: int) -> bool:
    match item.attributes.get("form"):
        case "completed" | "hours" | "any":
            return below > 1
        case "at_least":
            number = item.attributes["at_least"]
            return isinstance(number, int) and number < below
        case _:
            return False


def _how_often(item: Node) -> tuple[str, ...]:
    """The options of a requirement that a picture has room for."""
    said = []
    if item.attributes.get("form") == "hours":
        said.append(f"{item.attributes['hours']} hours")
    if "times" in item.attributes:
        said.append(f"{item.attributes['times']} times")
    every, each = item.attributes.get("every"), item.attributes.get("each")
    if "unstated" in (every, each):
        said.append("again and again")
    elif every is not None:
        said.append(f"every {str(every).removeprefix('1 ')}")
    elif each is not None:
        said.append(f"each {str(each).replace('-', ' ')}")
    return tuple(said)


def _hover(node: Node) -> str:
    """What a reader sees on pointing at a card: what there is no room for."""
    said = [node.title, str(node.attributes.get("description", "")), str(node.attributes.get("reading", ""))]
    said.append("; ".join(str(source) for source in _list(node, "source")))
    return "\n".join(line for line in (f"{said[0]} ({node.id})", *said[1:]) if line)


def _steps(cards: Mapping[str, Card], arrows: Iterable[Arrow]) -> dict[str, int]:
    """How many courses come before each at most; a circle is entered at its first course in file order."""
    first: dict[str, list[str]] = {card: [] for card in cards}
    for arrow in arrows:
        if arrow.source in cards and arrow.target in cards:
            first[arrow.target].append(arrow.source)
    steps: dict[str, int] = {}
    left = list(cards)
    step = 0
    while left:
        ready = [card for card in left if all(earlier in steps for earlier in first[card])] or left[:1]
        steps.update(dict.fromkeys(ready, step))
        left = [card for card in left if card not in steps]
        step += 1
    return steps


def _sorted(cards: Mapping[str, Card], steps: Mapping[str, int]) -> list[Card]:
    return sorted(cards.values(), key=lambda card: steps[card.id])


def _by_steps(cards: Mapping[str, Card], arrows: Iterable[Arrow]) -> tuple[Column, ...]:
    """Without levels: what needs nothing first, then what needs that, and so on."""
    steps = _steps(cards, arrows)
    return tuple(
        Column(
            "Nothing first" if step == 0 else f"Step {step + 1}",
            cards=tuple(card for card in cards.values() if steps[card.id] == step),
        )
        for step in sorted(set(steps.values()))
    )
