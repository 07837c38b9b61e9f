"""A framework as it is compared: its items with their texts, what each is made of, and what facets tell of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from competency import ids
from competency import requirements as dsl
from competency.equivalence.atlas import KINDS
from competency.equivalence.audiences import Audience, audience
from competency.equivalence.facets import EXAMPLES, HINTED, Facets, Hit, together
from competency.equivalence.texts import Reader, Texts
from competency.model import AnyItem, Course, Framework, Group, Kind, Level, Outcome, kind_of

AUDIENCE, TOPIC, THEME = "audience", "topic", "theme"
"""What facets are about."""

OF_TITLE: Final = 1.0
OF_DESCRIPTION: Final = 0.9
OF_AUDIENCE: Final = 0.8
OF_MEMBER: Final = 0.5
"""How much a hit tells in an item's title, in its description, in the group that it is for, in what it is made of."""


@frozen(eq=False)
class Profile:
    """The items of one framework that are mapped, in the order of the kinds and, within one, of the ladder or the ids.

    All arrays have an entry for each item. `parent` is the place of the item that it is part of, -1 where there is
    none; `members` are the places of what it is made of.
    """

    framework: Framework
    ids: tuple[str, ...]
    items: tuple[AnyItem, ...]
    kinds: tuple[Kind, ...]
    written: tuple[str, ...]
    texts: Texts
    parent: NDArray[np.intp]
    members: tuple[tuple[int, ...], ...]
    before: tuple[tuple[int, ...], ...]
    """The courses that a course asks for before it."""
    hits: tuple[tuple[Hit, ...], ...]
    """What facets tell of each item, its members' hits included, with their weight there."""
    told: tuple[Mapping[str, float], ...]
    """The points of facets on audiences by how strongly they are told; empty where nothing is."""
    audiences: tuple[Audience, ...]
    topics: tuple[Mapping[str, float], ...]
    themes: tuple[Mapping[str, float], ...]
    themed: tuple[bool, ...]
    """Whether an item is about a special subject."""
    place: Mapping[str, int] = field(init=False, repr=False)

    @place.default
    def _place_of_each(self) -> Mapping[str, int]:
        return {identifier: at for at, identifier in enumerate(self.ids)}

    @property
    def is_of_field(self) -> bool:
        """Whether facets tell something of at least half of the items."""
        return 2 * sum(bool(row) for row in self.hits) >= len(self.items) > 0

    @property
    def leaves(self) -> NDArray[np.bool_]:
        """Which items are made of nothing else."""
        return np.array([not row for row in self.members], dtype=bool)


def profile(framework: Framework, reader: Reader, facets: Facets | None) -> Profile:
    """What is compared of a framework; without facets, nothing is told of audiences and topics."""
    items = _in_order(framework)
    place = {item.id: at for at, item in enumerate(items)}
    members = _members(items, place)
    parts = [tuple(_parts(item)) for item in items]
    written = tuple(" . ".join(text for _, text in told) for told in parts)
    hits = _hits(framework, items, place, members, parts, facets)
    told = tuple(_told(row, facets, AUDIENCE) for row in hits)
    names = tuple(ids.qualified(framework.id, item.id) for item in items)
    return Profile(
        framework=framework,
        ids=names,
        items=items,
        kinds=tuple(kind_of(item) for item in items),
        written=written,
        texts=reader.read(written, framework.language),
        parent=_parents(items, place),
        members=members,
        before=tuple(_before(item, place) for item in items),
        hits=tuple(hits),
        told=told,
        audiences=tuple(Audience({}, 0.0) if facets is None else audience(row, facets) for row in told),
        topics=tuple(_told(row, facets, TOPIC) for row in hits),
        themes=tuple(_told(row, facets, THEME) for row in hits),
        themed=tuple(_themed(names, items, members, hits, facets)),
    )


def _in_order(framework: Framework) -> tuple[AnyItem, ...]:
    """What is mapped; the order of what has none in the file is without influence."""
    rungs = {level.id: rung for rung, level in enumerate(framework.levels)}
    mapped = (item for item in framework if kind_of(item) in KINDS)
    return tuple(sorted(mapped, key=lambda item: (KINDS.index(kind_of(item)), rungs.get(item.id, 0), item.id)))


def _parts(item: AnyItem) -> Iterator[tuple[str, str]]:
    """The texts of an item by the key that they stand at: title, statement, description."""
    yield "title", item.title
    if isinstance(item, Outcome) and item.statement != item.title:
        yield "statement", item.statement
    if item.description:
        yield "description", item.description


def _parents(items: Iterable[AnyItem], place: Mapping[str, int]) -> NDArray[np.intp]:
    """What each item is part of: as the document says, or else the one level at which it stands."""

    def parent(item: AnyItem) -> int:
        if isinstance(item, Group | Outcome) and item.part_of is not None:
            return place.get(item.part_of, -1)
        if isinstance(item, Outcome) and isinstance(item.level, str):
            return place.get(item.level, -1)
        if isinstance(item, Course) and len(item.levels) == 1 and isinstance(item.levels[0], str):
            return place.get(item.levels[0], -1)
        return -1

    return np.array([parent(item) for item in items], dtype=np.intp)


def _members(items: tuple[AnyItem, ...], place: Mapping[str, int]) -> tuple[tuple[int, ...], ...]:
    """What each item is made of: a level of outcomes and courses, a course of its outcomes, a whole of its parts."""
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for at, item in enumerate(items):
        if isinstance(item, Group | Outcome) and item.part_of is not None:
            found[place[item.part_of]][at] = None
        if isinstance(item, Outcome) and isinstance(item.level, str):
            found[place[item.level]][at] = None
        if isinstance(item, Course):
            for level in item.levels:
                if isinstance(level, str):
                    found[place[level]][at] = None
            for outcome in item.develops:
                if isinstance(outcome, str):
                    found[at][place[outcome]] = None
    return tuple(tuple(found[at]) for at in range(len(items)))


def _before(item: AnyItem, place: Mapping[str, int]) -> tuple[int, ...]:
    """The courses that a course's own requirement names, in whatever combination."""
    if not isinstance(item, Course) or item.requires is None:
        return ()
    named = (part.selector for part in dsl.walk(item.requires) if isinstance(part, dsl.Completed))
    return tuple(dict.fromkeys(place[one] for selector in named for one in selector if isinstance(one, str)))


# --- what facets tell ------------------------------------------------------------------------------------


def _hits(
    framework: Framework,
    items: tuple[AnyItem, ...],
    place: Mapping[str, int],
    members: tuple[tuple[int, ...], ...],
    parts: list[tuple[tuple[str, str], ...]],
    facets: Facets | None,
) -> list[tuple[Hit, ...]]:
    if facets is None or facets.language.partition("-")[0] != framework.language.partition("-")[0]:
        return [()] * len(items)
    own = [tuple(_own_hits(item, told, framework.id, facets)) for item, told in zip(items, parts, strict=True)]
    asked = _asked_of(framework)
    result = []
    for at, item in enumerate(items):
        borrowed = [
            _weaker(hit, OF_AUDIENCE * share)
            for group, share in _groups_for(framework, item)
            for hit in own[place[group]]
            if facets.by_id[hit.point].about == AUDIENCE
        ]
        for name in asked.get(item.id, ()):
            borrowed += [_weaker(hit, OF_AUDIENCE) for hit in own[place[name]]]
        if isinstance(item, Group) and item.part_of is not None:
            borrowed += [_weaker(hit, OF_MEMBER) for hit in own[place[item.part_of]]]
        if not isinstance(item, Group):
            borrowed += _of_members([own[member] for member in members[at]], len(members[at]))
        result.append((*own[at], *borrowed))
    return result


def _own_hits(item: AnyItem, told: tuple[tuple[str, str], ...], framework: str, facets: Facets) -> Iterator[Hit]:
    name = ids.qualified(framework, item.id)
    for part, text in told:
        for hit in facets.hits(text, name, part):
            yield _weaker(hit, OF_DESCRIPTION if part == "description" else OF_TITLE)
    if isinstance(item, Level | Group):
        yield from facets.of_roles((text for _, text in told), name, "text")
    if isinstance(item, Group):
        yield from facets.of_roles(item.examples, name, EXAMPLES)


def _weaker(hit: Hit, share: float) -> Hit:
    return evolve(hit, weight=hit.weight * share)


def _of_members(rows: list[tuple[Hit, ...]], amount: int) -> Iterator[Hit]:
    """What members tell of the whole: each point by the share of members that tell it, with the strongest quote."""
    best: dict[str, Hit] = {}
    share: dict[str, float] = defaultdict(float)
    for row in rows:
        strongest: dict[str, Hit] = {}
        for hit in row:
            if hit.point not in strongest or hit.weight > strongest[hit.point].weight:
                strongest[hit.point] = hit
        for point, hit in strongest.items():
            share[point] += hit.weight / amount
            if point not in best or hit.weight > best[point].weight:
                best[point] = hit
    for point, hit in best.items():
        yield evolve(hit, weight=OF_MEMBER * share[point] ** 0.5)


def _groups_for(framework: Framework, item: AnyItem) -> Iterator[tuple[str, float]]:
    """The groups that an item is for, each with the share of it: those that a course admits or a level is named for."""
    if isinstance(item, Course):
        yield from ((entry.group, 1.0) for entry in item.audience if isinstance(entry.group, str))
    elif isinstance(item, Level):
        groups = sorted(framework.groups, key=lambda group: group.id)
        yield from ((group.id, 1 / len(group.levels)) for group in groups if item.id in group.levels)


def _asked_of(framework: Framework) -> Mapping[str, tuple[str, ...]]:
    """The courses that are for one group only, by that group: they tell most about whom the group is meant for."""
    found: dict[str, list[str]] = defaultdict(list)
    for course in sorted(framework.courses, key=lambda course: course.id):
        groups = [entry.group for entry in course.audience if isinstance(entry.group, str)]
        if len(groups) == 1:
            found[groups[0]].append(course.id)
    return {group: tuple(courses) for group, courses in found.items()}


def _themed(
    names: Sequence[str],
    items: Sequence[AnyItem],
    members: Sequence[Sequence[int]],
    hits: Sequence[Sequence[Hit]],
    facets: Facets | None,
) -> Iterator[bool]:
    """Whether each item is about a special subject: by its own words, or else by those of half its outcomes."""
    if facets is None:
        yield from (False for _ in names)
        return
    own = [_is_themed(name, item, row, facets) for name, item, row in zip(names, items, hits, strict=True)]
    for at, inside in enumerate(members):
        outcomes = [member for member in inside if isinstance(items[member], Outcome)]
        yield own[at] or (bool(outcomes) and 2 * sum(own[member] for member in outcomes) >= len(outcomes))


def _is_themed(name: str, item: AnyItem, hits: Sequence[Hit], facets: Facets) -> bool:
    """By its own words or tags, a group by its title."""
    own = (hit for hit in hits if hit.item == name and (hit.part == "title" or not isinstance(item, Group)))
    tagged = (hit for tag in item.tags for hit in facets.hits(tag, name, "tags"))
    return any(facets.by_id[hit.point].about == THEME for hit in (*own, *tagged))


def _told(hits: tuple[Hit, ...], facets: Facets | None, about: str) -> Mapping[str, float]:
    """How strongly each point is told; roles count by how many of all examples are there."""
    if facets is None:
        return {}
    weights: dict[str, list[float]] = defaultdict(list)
    roles = [hit for hit in hits if hit.is_role]
    for hit in hits:
        if facets.by_id[hit.point].about == about and not hit.is_role:
            weights[hit.point].append(hit.weight)
    for point in sorted({hit.point for hit in roles}):
        if facets.by_id[point].about == about:
            share = sum(hit.point == point for hit in roles) / len(roles)
            weights[point].append(share * max(hit.weight for hit in roles if hit.point == point))
    return {point: told for point, rows in sorted(weights.items()) if (told := together(rows)) > HINTED / 10}
