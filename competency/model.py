"""The documents as values: frameworks with their items, and records.

Every class is frozen; what has an order in a document is a tuple in that order. How a document's values become
these, and back, is `notation`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final, TypeAlias

from attrs import field, frozen

from competency import requirements as dsl
from competency.periods import Period
from competency.requirements import UNSTATED, Requirement, Selector, Unstated

NOTICE: Final = Period(months=3)
"""When 'due soon' begins, unless the framework says otherwise."""


class Kind(StrEnum):
    """What a thing in a framework is."""

    FRAMEWORK = "framework"
    LEVEL = "level"
    GROUP = "group"
    OUTCOME = "outcome"
    COURSE = "course"
    EVIDENCE = "evidence"
    FACT = "fact"
    STANDARD = "standard"
    REQUIREMENT = "requirement"


class Relation(StrEnum):
    """How two items of different frameworks relate, as SKOS reads: `x broad y` says that y is the broader one."""

    EXACT = "exact"
    CLOSE = "close"
    BROAD = "broad"
    NARROW = "narrow"
    RELATED = "related"
    NONE = "none"

    @property
    def inverse(self) -> Relation:
        """The relation read from the other side."""
        return {Relation.BROAD: Relation.NARROW, Relation.NARROW: Relation.BROAD}.get(self, self)


class Subject(StrEnum):
    """Whom or what a standard is about."""

    PRACTITIONER = "practitioner"
    TRAINER = "trainer"
    COURSE = "course"
    AGENCY = "agency"
    SETTING = "setting"
    BOARD = "board"


class Strength(StrEnum):
    """How strongly a standard binds."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


class FactType(StrEnum):
    """What values a fact can take."""

    YES_NO = "yes-no"
    DATE = "date"
    ONE_OF = "one-of"


class EventKind(StrEnum):
    """What an event of a record says has happened."""

    COMPLETED = "completed"
    EVIDENCE = "evidence"
    OUTCOME = "outcome"
    STANDARD = "standard"


@frozen
class Source:
    """A document that a framework was read from."""

    id: str
    title: str
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    description: str | None = None
    note: str | None = None


@frozen
class Alignment:
    """What a document itself declares about an item of another framework."""

    relation: Relation
    target: str


@frozen(kw_only=True)
class Item:
    """What all items have in common. `source` holds locators: a key of the framework's sources, then a place."""

    id: str
    title: str
    description: str | None = None
    source: tuple[str, ...] = ()
    note: str | None = None
    tags: tuple[str, ...] = ()
    aligned: tuple[Alignment, ...] = ()
    reading: str | None = None


@frozen(kw_only=True)
class Level(Item):
    """A rung of the framework's ladder; attained by `requires` (None: the document doesn't say how)."""

    requires: Requirement | None = None


@frozen
class Audience:
    """Members of a group, while `when` holds."""

    group: str | Unstated
    when: Requirement | None = None


@frozen(kw_only=True)
class Group(Item):
    """A target audience. Members of a group that `extends` this one have all its standards too."""

    extends: tuple[str, ...] = ()
    part_of: str | None = None
    levels: tuple[str | Unstated, ...] = ()
    examples: tuple[str, ...] = ()
    when: Requirement | None = None


@frozen(kw_only=True)
class Outcome(Item):
    """What a person can do. `title` is the printed short name, or the statement itself where there is none."""

    statement: str
    level: str | Unstated | None = None
    part_of: str | None = None


@frozen(kw_only=True)
class Evidence(Item):
    """Something recorded that is no course, for instance a manager's approval."""

    per_course: bool = False
    develops: tuple[str, ...] = ()
    requires: Requirement | None = None


@frozen(kw_only=True)
class Fact(Item):
    """What a record may state about its subject."""

    type: FactType = FactType.YES_NO
    values: tuple[str, ...] = ()


@frozen
class Mode:
    """A way in which a course is on offer, from and until certain days (both included)."""

    mode: str | Unstated
    provider: str | Unstated | None = None
    starts: date | Unstated | None = None
    ends: date | Unstated | None = None


@frozen(kw_only=True)
class Course(Item):
    """A course. No `modes` means every mode; no `audience` means that everyone may attend."""

    levels: tuple[str | Unstated, ...] = ()
    modes: tuple[Mode, ...] = ()
    provider: str | Unstated | None = None
    minutes: int | Unstated | None = None
    audience: tuple[Audience, ...] = ()
    develops: tuple[str | Unstated, ...] = ()
    requires: Requirement | None = None
    includes: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()
    starts: date | Unstated | None = None
    ends: date | Unstated | None = None

    def on_offer(self, on: date) -> bool:
        """Whether the course can be taken on that day, as far as the document says."""
        starts, ends = self.starts, self.ends
        return not (isinstance(starts, date) and on < starts) and not (isinstance(ends, date) and on > ends)


@frozen
class Trigger:
    """Events that start or bound an obligation: completions of selected courses, or a piece of evidence."""

    selector: Selector = ()
    evidence: str | None = None


@frozen
class Deadline:
    """Owed within a period of a date fact, of joining, or of the first event of a trigger."""

    within: Period | Unstated
    of: str | Trigger | Unstated


@frozen
class Precedence:
    """Must have held on the day of each such event."""

    trigger: Trigger


@frozen
class Response:
    """Each such event starts an obligation of its own, that opens after `opens` and is due within `within`."""

    trigger: Trigger
    within: Period | Unstated | None = None
    opens: Period | Unstated | None = None


Timing: TypeAlias = Deadline | Precedence | Response | Unstated | None


@frozen(kw_only=True)
class Standard(Item):
    """A rule. `require` None means attested; `every` then says that it is attested again and again.

    `audience` empty means everyone; `selector` names the items that a standard on courses is about.
    """

    audience: tuple[Audience, ...] = ()
    selector: Selector = ()
    subject: Subject = Subject.PRACTITIONER
    strength: Strength = Strength.MUST
    starts: date | Unstated | None = None
    ends: date | Unstated | None = None
    when: Requirement | None = None
    unless: Requirement | None = None
    ideally: Requirement | None = None
    require: Requirement | None = None
    every: Period | Unstated | None = None
    timing: Timing = None


AnyItem: TypeAlias = Level | Group | Outcome | Evidence | Fact | Course | Standard

KINDS: Final[Mapping[type[Item], Kind]] = {
    Level: Kind.LEVEL,
    Group: Kind.GROUP,
    Outcome: Kind.OUTCOME,
    Evidence: Kind.EVIDENCE,
    Fact: Kind.FACT,
    Course: Kind.COURSE,
    Standard: Kind.STANDARD,
}

SECTIONS: Final[Mapping[str, Kind]] = {
    "levels": Kind.LEVEL,
    "facts": Kind.FACT,
    "groups": Kind.GROUP,
    "outcomes": Kind.OUTCOME,
    "evidence": Kind.EVIDENCE,
    "courses": Kind.COURSE,
    "standards": Kind.STANDARD,
}
"""The sections of a framework document that hold items, in the order of the format, and what they hold."""

APPOINTED: Final = Fact(id="appointed", title="Date of appointment", type=FactType.DATE)
"""The fact that every framework has, declared or not."""


def kind_of(item: Item) -> Kind:
    """What the item is."""
    return KINDS[type(item)]


@frozen
class Selection:
    """The courses whose completion counts for a SELECTOR: surely, and possibly (the first lie in the second).

    `anything`: the selector says `unstated`, so any course possibly counts, also one that the framework hasn't.
    """

    sure: frozenset[str]
    possible: frozenset[str]
    anything: bool


@frozen(kw_only=True)
class Framework:
    """A competency framework: one board's strategy, or a national reference."""

    id: str
    title: str
    publisher: str
    language: str
    sources: tuple[Source, ...]
    description: str | None = None
    note: str | None = None
    reading: str | None = None
    source: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    aligned: tuple[Alignment, ...] = ()
    extends: str | None = None
    """The framework that this one builds on; None once it is whole, since then nothing is left to be found there."""
    built_on: tuple[str, ...] = field(default=(), eq=False)
    """The frameworks that it was built on, the nearest first."""
    inherited: Mapping[str, str] = field(factory=dict, eq=False, repr=False)
    """For each item that the nearest of them has too, changed here or not, its qualified id there."""
    starts: date | Unstated | None = None
    ends: date | Unstated | None = None
    notice: Period = NOTICE
    levels: tuple[Level, ...] = ()
    facts: tuple[Fact, ...] = ()
    groups: tuple[Group, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    courses: tuple[Course, ...] = ()
    standards: tuple[Standard, ...] = ()

    def __iter__(self) -> Iterator[AnyItem]:
        """All items: levels, facts, groups, outcomes, evidence, courses, standards, each in file order."""
        yield from self.levels
        yield from self.facts
        yield from self.groups
        yield from self.outcomes
        yield from self.evidence
        yield from self.courses
        yield from self.standards

    @cached_property
    def items(self) -> Mapping[str, AnyItem]:
        """Every item by its id, the fact `appointed` included."""
        return MappingProxyType({APPOINTED.id: APPOINTED} | {item.id: item for item in self})

    def title_of(self, identifier: str) -> str:
        """How a sentence names an item: its title; the id itself where the framework has no such item."""
        item = self.items.get(identifier)
        return item.title if item else identifier

    def level(self, identifier: str) -> Level | None:
        """The level of that id, or None."""
        item = self.items.get(identifier)
        return item if isinstance(item, Level) else None

    def group(self, identifier: str) -> Group | None:
        """The group of that id, or None."""
        item = self.items.get(identifier)
        return item if isinstance(item, Group) else None

    def outcome(self, identifier: str) -> Outcome | None:
        """The outcome of that id, or None."""
        item = self.items.get(identifier)
        return item if isinstance(item, Outcome) else None

    def evidence_of(self, identifier: str) -> Evidence | None:
        """The evidence of that id, or None."""
        item = self.items.get(identifier)
        return item if isinstance(item, Evidence) else None

    def fact(self, identifier: str) -> Fact | None:
        """The fact of that id (`appointed` is built in), or None."""
        item = self.items.get(identifier)
        return item if isinstance(item, Fact) else None

    def course(self, identifier: str) -> Course | None:
        """The course of that id, or None."""
        item = self.items.get(identifier)
        return item if isinstance(item, Course) else None

    def standard(self, identifier: str) -> Standard | None:
        """The standard of that id, or None."""
        item = self.items.get(identifier)
        return item if isinstance(item, Standard) else None

    @cached_property
    def _ancestors(self) -> Mapping[str, frozenset[str]]:
        """For each group, itself and every group whose standards reach it: by `extends` and by `part_of`."""
        parents = {group.id: (*group.extends, *([group.part_of] if group.part_of else [])) for group in self.groups}
        return MappingProxyType({group: _closure(group, parents) for group in parents})

    @cached_property
    def _wholes(self) -> Mapping[str, frozenset[str]]:
        parents = {group.id: (group.part_of,) if group.part_of else () for group in self.groups}
        return MappingProxyType({group: _closure(group, parents) for group in parents})

    def reached_by(self, group: str) -> frozenset[str]:
        """The groups whose standards reach members of `group`: itself, what it extends, what it is part of."""
        return self._ancestors.get(group, frozenset({group}))

    def wholes_of(self, group: str) -> frozenset[str]:
        """The groups that members of `group` belong to: itself and what it is part of, directly or not."""
        return self._wholes.get(group, frozenset({group}))

    @cached_property
    def _reaching(self) -> Mapping[str, tuple[str, ...]]:
        return _turned(self._ancestors)

    @cached_property
    def _parts(self) -> Mapping[str, tuple[str, ...]]:
        return _turned(self._wholes)

    @cached_property
    def reached_by_rule(self) -> Mapping[str, tuple[Requirement, ...]]:
        """The rules by which one belongs to a group that the standards of a group reach, by that group."""
        return self._rules_by(self._ancestors)

    @cached_property
    def _rules_joining(self) -> Mapping[str, tuple[Requirement, ...]]:
        return self._rules_by(self._wholes)

    def _rules_by(self, towards: Mapping[str, frozenset[str]]) -> Mapping[str, tuple[Requirement, ...]]:
        ruled = {group.id: group.when for group in self.groups if group.when is not None}
        turned = _turned({group: towards[group] for group in ruled})
        return {target: tuple(ruled[group] for group in groups) for target, groups in turned.items()}

    def rules_reaching(self, group: str) -> tuple[Requirement, ...]:
        """The rules by which one belongs to a group that the standards of `group` reach."""
        return self.reached_by_rule.get(group, ())

    def rules_joining(self, group: str) -> tuple[Requirement, ...]:
        """The rules by which one belongs to `group` or to a part of it."""
        return self._rules_joining.get(group, ())

    @cached_property
    def standards_for(self) -> Mapping[str | None, frozenset[str]]:
        """The standards for each group, by id; under None those that are not for groups only."""
        found: dict[str | None, set[str]] = {None: set()}
        for standard in self.standards:
            for entry in standard.audience:
                found.setdefault(None if isinstance(entry.group, Unstated) else entry.group, set()).add(standard.id)
            if not standard.audience:
                found[None].add(standard.id)
        return {group: frozenset(standards) for group, standards in found.items()}

    @cached_property
    def _granting(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for course in self.courses:
            for evidence in course.grants:
                found.setdefault(evidence, []).append(course.id)
        return {evidence: tuple(courses) for evidence, courses in found.items()}

    def granting(self, evidence: str) -> tuple[str, ...]:
        """The courses that grant a piece of evidence, in file order."""
        return self._granting.get(evidence, ())

    def reaching(self, group: str) -> tuple[str, ...]:
        """The groups whose members the standards of `group` reach: it, what extends it, its parts; in file order."""
        return self._reaching.get(group, (group,))

    def parts_of(self, group: str) -> tuple[str, ...]:
        """The groups whose members are members of `group`: itself and its parts, directly or not; in file order."""
        return self._parts.get(group, (group,))

    @cached_property
    def _developers(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for course in self.courses:
            for outcome in course.develops:
                if isinstance(outcome, str):
                    found.setdefault(outcome, []).append(course.id)
        return MappingProxyType({outcome: tuple(courses) for outcome, courses in found.items()})

    def courses_that_develop(self, outcome: str) -> tuple[str, ...]:
        """The ids of the courses that develop an outcome, in file order."""
        return self._developers.get(outcome, ())

    @cached_property
    def _completing(self) -> Mapping[str, frozenset[str]]:
        parts = {course.id: course.includes for course in self.courses}
        wholes: dict[str, set[str]] = {}
        for course in parts:
            for part in _closure(course, parts):
                wholes.setdefault(part, set()).add(course)
        return MappingProxyType({course: frozenset(found) for course, found in wholes.items()})

    def completing(self, courses: Iterable[str]) -> frozenset[str]:
        """The courses whose completion is one of these courses' too: these themselves, and those that include them."""
        return frozenset(whole for course in courses for whole in self._completing.get(course, {course}))

    @cached_property
    def _usually(self) -> dict[str, tuple[str | Unstated | None, int | None]]:
        return {
            course.id: (
                course.modes[0].mode if len(course.modes) == 1 else None,
                course.minutes if isinstance(course.minutes, int) else None,
            )
            for course in self.courses
        }

    def usually(self, course: str) -> tuple[str | Unstated | None, int | None]:
        """The only mode that a course is on offer in, and its minutes, as far as the document says."""
        return self._usually.get(course, (None, None))

    @cached_property
    def _selections(self) -> dict[Selector, Selection]:
        return {}

    def selection(self, selector: Selector) -> Selection:
        """The courses whose completion a SELECTOR selects, surely and possibly."""
        found = self._selections.get(selector)
        if found is None:
            possible = self.selected(selector, possibly=True)
            found = self._selections[selector] = Selection(
                self.completing(self.selected(selector)),
                self.completing([*possible, *([UNSTATED.value] if possible else [])]),
                anything=UNSTATED in selector,
            )
        return found

    @cached_property
    def _selected(self) -> dict[tuple[dsl.Choice, bool], tuple[str, ...]]:
        return {}

    def selected(self, selector: Selector, *, possibly: bool = False) -> tuple[str, ...]:
        """The ids of the courses that a SELECTOR selects, in file order.

        With `possibly`, also those that `unstated` in the selector, or in a course, may stand for.
        """
        chosen: dict[str, None] = {}
        for choice in selector:
            key = (choice, possibly)
            if key not in self._selected:
                self._selected[key] = self._chosen(choice, possibly)
            chosen.update(dict.fromkeys(self._selected[key]))
        return tuple(chosen)

    def _chosen(self, choice: dsl.Choice, possibly: bool) -> tuple[str, ...]:
        if isinstance(choice, str):
            return (choice,)
        if isinstance(choice, Unstated):
            return tuple(course.id for course in self.courses) if possibly else ()
        return tuple(course.id for course in self.courses if _matches(course, choice, possibly))


def _closure(start: str, parents: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    reached: set[str] = set()
    todo = [start]
    while todo:
        at = todo.pop()
        if at not in reached:
            reached.add(at)
            todo.extend(parents.get(at, ()))
    return frozenset(reached)


def _turned(towards: Mapping[str, frozenset[str]]) -> Mapping[str, tuple[str, ...]]:
    """The same relation read from the other side, in the order of the keys."""
    found: dict[str, list[str]] = {}
    for key, targets in towards.items():
        for target in targets:
            found.setdefault(target, []).append(key)
    return MappingProxyType({target: tuple(keys) for target, keys in found.items()})


def _matches(course: Course, query: dsl.Query, possibly: bool) -> bool:
    held: Mapping[str, tuple[str | Unstated | None, ...]] = {
        "level": course.levels,
        "develops": course.develops,
        "provider": (course.provider, *(mode.provider for mode in course.modes)),
        "tag": course.tags,
    }
    for key, value in query.keys:
        sure = isinstance(value, str) and value in held[key]
        if not sure and not (possibly and (isinstance(value, Unstated) or UNSTATED in held[key])):
            return False
    return True


# --- records ---------------------------------------------------------------------------------------------


@frozen
class Stated:
    """A value that a record states for a fact, from and until certain days (both included)."""

    fact: str
    value: str
    starts: date | None = None
    ends: date | None = None


@frozen
class Membership:
    """A group that the subject belongs to, from and until certain days (both included)."""

    group: str
    starts: date | None = None
    ends: date | None = None


@frozen
class Event:
    """Something that happened on a day. `index` is its place in the record as written, from 0."""

    kind: EventKind
    item: str
    on: date
    mode: str | None = None
    minutes: int | None = None
    about: str | None = None
    by: str | None = None
    note: str | None = None
    index: int = field(default=0, eq=False)


@frozen(kw_only=True)
class Record:
    """What is known of one practitioner, course, trainer or board under one framework. Append-only."""

    id: str
    framework: str
    subjects: tuple[Subject, ...]
    item: str | None = None
    title: str | None = None
    note: str | None = None
    facts: tuple[Stated, ...] = ()
    memberships: tuple[Membership, ...] = ()
    events: tuple[Event, ...] = ()
