"""The tables that a board publishes: who needs what, levels, groups, courses, outcomes, evidence, and every rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from attrs import frozen

from competency import ids
from competency.interop.losses import Fate, Loss
from competency.model import AnyItem, Course, Evidence, Fact, Framework, Group, Level, Outcome, Standard
from competency.notation import item_data
from competency.report._picture import Card, Column, Demand, Picture, pictures
from competency.requirements import UNSTATED, Unstated, plain
from competency.sentences import sentences
from competency.typed_graph import graph


@frozen
class Table:
    """A table with its name and title, what stands above its columns, its rows, and what a reader has to know."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


SHOWN: Final[Mapping[str, tuple[type, frozenset[str]]]] = {
    "levels": (Level, frozenset("title requires source".split())),
    "groups": (Group, frozenset("title extends part_of levels examples source when".split())),
    "courses": (
        Course,
        frozenset("title level modes minutes provider for requires develops includes grants source".split()),
    ),
    "outcomes": (Outcome, frozenset("title statement level part_of source".split())),
    "evidence": (Evidence, frozenset("title per develops requires source".split())),
    "rules": (
        Standard,
        frozenset(
            "title for subject strength from to when require every due before after opens within unless ideally "
            "source reading".split()
        ),
    ),
}
"""For each table but the matrix, the items of its rows, and what of them it shows."""


def tables(framework: Framework) -> tuple[Table, ...]:
    """All tables of a framework that have rows; the matrix of who needs what first."""
    made = (make(framework) for make in MAKERS.values())
    return tuple(table for table in made if table.rows)


def needs(framework: Framework) -> Table:
    """Who needs what: a row for each level and course that is asked for, a column for each group."""
    (picture,) = pictures(graph(framework))
    rows = list(_asked(picture))
    named = dict.fromkeys(group.id for group in framework.groups)
    for _, _, demands in rows:
        named |= dict.fromkeys(asked.name for demand in demands for asked in demand.asked)
    used = {asked.name for _, _, demands in rows for demand in demands for asked in demand.asked}
    groups = [name for name in named if name in used]
    return Table(
        "needs",
        "Who needs what",
        ("Level", "Course", *groups),
        tuple((level, course, *(_cell(demands, group) for group in groups)) for level, course, demands in rows),
        (*picture.wide, *picture.notes),
    )


def _asked(picture: Picture) -> Iterator[tuple[str, str, tuple[Demand, ...]]]:
    for column in picture.columns:
        if column.demands:
            yield column.title, "(any way to reach the level)", column.demands
        yield from ((_level(column), card.title, card.demands) for card in column.cards if _is_asked(card))


def _is_asked(card: Card) -> bool:
    return bool(card.demands)


def _level(column: Column) -> str:
    return column.title if column.level else ""


def _cell(demands: Iterable[Demand], group: str) -> str:
    return "; ".join(
        demand.words + "*" * asked.conditional for demand in demands for asked in demand.asked if asked.name == group
    )


def _levels(framework: Framework) -> Table:
    rules = _rules(framework)
    rows = tuple(
        (
            level.title,
            rules.get(level.id, "No rule says how it is reached."),
            _names(course.title for course in framework.courses if level.id in course.levels),
            str(sum(outcome.level == level.id for outcome in framework.outcomes)),
            _names(level.source),
        )
        for level in framework.levels
    )
    return Table("levels", "Levels, lowest first", ("Level", "Reached", "Courses", "Outcomes", "Source"), rows)


def _groups(framework: Framework) -> Table:
    rules = _rules(framework)
    rows = tuple(
        (
            group.id,
            group.title,
            _names(group.examples),
            _names([*group.extends, *([group.part_of] if group.part_of else [])]),
            _names(_titles(framework, group.levels)),
            rules.get(group.id, ""),
            _names(group.source),
        )
        for group in framework.groups
    )
    head = ("Group", "Who", "For example", "All that is asked of", "Levels", "Belongs to it", "Source")
    return Table("groups", "Groups", head, rows)


def _courses(framework: Framework) -> Table:
    rules = _rules(framework)
    rows = tuple(
        (
            course.title,
            _names(_titles(framework, course.levels)),
            _names(plain_text(mode.mode) for mode in course.modes),
            "" if course.minutes is None else plain_text(course.minutes),
            "" if course.provider is None else plain_text(course.provider),
            _names(plain_text(entry.group) + "*" * (entry.when is not None) for entry in course.audience) or "everyone",
            rules.get(course.id, ""),
            _names(_titles(framework, course.develops)),
            _names(_titles(framework, [*course.includes, *course.grants])),
            _names(course.source),
        )
        for course in framework.courses
    )
    head = ("Course", "Level", "Modes", "Minutes", "Provider", "For", "First", "Develops", "Includes", "Source")
    starred = any(entry.when for course in framework.courses for entry in course.audience)
    return Table("courses", "Courses", head, rows, ("* only while a condition holds",) if starred else ())


def _outcomes(framework: Framework) -> Table:
    rows = tuple(
        (
            outcome.statement,
            outcome.title if outcome.title != outcome.statement else "",
            _names(_titles(framework, [outcome.level])),
            _names(_titles(framework, [outcome.part_of])),
            _names(_titles(framework, framework.courses_that_develop(outcome.id))),
            _names(outcome.source),
        )
        for outcome in framework.outcomes
    )
    head = ("What a person can do", "Name", "Level", "Part of", "Courses that develop it", "Source")
    return Table("outcomes", "Outcomes", head, rows)


def _evidence(framework: Framework) -> Table:
    rules = _rules(framework)
    rows = tuple(
        (
            evidence.title,
            "each course" if evidence.per_course else "",
            _names(_titles(framework, evidence.develops)),
            rules.get(evidence.id, ""),
            _names(evidence.source),
        )
        for evidence in framework.evidence
    )
    return Table("evidence", "Evidence", ("Evidence", "For", "Shows", "First", "Source"), rows)


def _standards(framework: Framework) -> Table:
    rules = _rules(framework)
    rows = tuple(
        (item.title, str(item.strength), rules.get(item.id, ""), _names(item.source), item.reading or "")
        for item in framework.standards
    )
    return Table("rules", "Every rule", ("Rule", "Strength", "In plain English", "Source", "Read as"), rows)


MAKERS: Final[Mapping[str, Callable[[Framework], Table]]] = {
    "needs": needs,
    "levels": _levels,
    "groups": _groups,
    "courses": _courses,
    "outcomes": _outcomes,
    "evidence": _evidence,
    "rules": _standards,
}


def _rules(framework: Framework) -> Mapping[str, str]:
    return {ids.parts(said.id)[1]: said.sentence for said in sentences(framework)}


def _names(names: Iterable[str]) -> str:
    return "; ".join(names)


def plain_text(value: str | int | Unstated) -> str:
    """A value as a word of a table."""
    return str(plain(value)) if isinstance(value, Unstated) else str(value)


def _titles(framework: Framework, items: Iterable[str | Unstated | None]) -> Iterator[str]:
    for item in items:
        if item is not None:
            yield "unstated" if item is UNSTATED else framework.title_of(str(item))


def lost(framework: Framework, shown: Iterable[str]) -> Iterator[Loss]:
    """What the tables of these names do not say of a framework's items."""
    said = {kind: keys for name, (kind, keys) in SHOWN.items() if name in shown}
    for item in framework:
        keys = said.get(type(item))
        if keys is None:
            yield Loss(item.id, Fate.DROPPED, _why(item))
        elif left := ", ".join(key for key in item_data(item) if key not in keys):
            yield Loss(item.id, Fate.APPROXIMATED, f"its row does not show {left}")


def _why(item: AnyItem) -> str:
    return "facts have no table" if isinstance(item, Fact) else "it has no row in this table"
