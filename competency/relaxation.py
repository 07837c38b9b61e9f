"""What may stand in the way of a plan, one rule or fact at a time; and the situation as it would be without it."""

from __future__ import annotations

from datetime import date
from typing import Protocol, TypeAlias

from attrs import evolve, frozen

from competency import ids
from competency import requirements as dsl
from competency.evaluation import Evaluator
from competency.goals import Goal
from competency.history import History
from competency.model import AnyItem, Course, Evidence, Framework, Level, Membership, Mode, Record, Standard, Stated
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Evidenced,
    Experience,
    FactHolds,
    Hours,
    Judged,
    LevelAttained,
    Member,
    OutcomeAchieved,
    Requirement,
    StandardMet,
    Unstated,
)
from competency.sessions import Calendar
from competency.steps import Cost

Fact: TypeAlias = Member | FactHolds | Judged | Experience
"""A requirement that no course or evidence brings about: the record says so or not."""


@frozen
class Conflict:
    """One of the rules or facts that together leave no plan."""

    rule: str
    source: tuple[str, ...]
    message: str


@frozen
class Relaxation:
    """The fewest changes that would give a plan, verified by planning so, and what that plan costs."""

    changes: tuple[Conflict, ...]
    cost: Cost


@frozen
class Situation:
    """All that a plan depends on."""

    framework: Framework
    record: Record
    goals: tuple[Goal, ...]
    on: date
    calendar: Calendar | None = None

    def told(self, rule: AnyItem, message: str, source: tuple[str, ...] = ()) -> Conflict:
        """One row on an item of the framework; where that has no source, the other one is named."""
        return Conflict(ids.qualified(self.framework.id, rule.id), rule.source or source, message)

    def with_course(self, course: Course) -> Situation:
        """The same with one course written otherwise."""
        courses = tuple(course if each.id == course.id else each for each in self.framework.courses)
        return evolve(self, framework=evolve(self.framework, courses=courses))

    def with_standard(self, standard: Standard) -> Situation:
        """The same with one standard written otherwise."""
        standards = tuple(standard if each.id == standard.id else each for each in self.framework.standards)
        return evolve(self, framework=evolve(self.framework, standards=standards))


class Part(Protocol):
    """One rule or fact that may stand in the way of a plan."""

    def told(self, situation: Situation) -> Conflict:
        """How it stands in the way."""

    def gone(self, situation: Situation) -> Situation:
        """The situation without it."""

    def change(self, situation: Situation) -> Conflict:
        """What would have to change for it to be gone."""


# --- what is asked ---------------------------------------------------------------------------------------


@frozen
class Wanted:
    """A goal by itself."""

    goal: Goal

    def told(self, situation: Situation) -> Conflict:
        """How it stands in the way."""
        rule = situation.framework.items[self.goal.item]
        return situation.told(rule, wish(situation.framework, self.goal.requirement, rule))

    def gone(self, situation: Situation) -> Situation:
        """The situation without it."""
        return evolve(situation, goals=tuple(goal for goal in situation.goals if goal != self.goal))

    def change(self, situation: Situation) -> Conflict:
        """What would have to change for it to be gone."""
        rule = situation.framework.items[self.goal.item]
        return situation.told(rule, f"'{rule.title}' is no goal")


@frozen
class Asked:
    """One of the things that an item asks for: before a course or evidence can be had, for a level or standard."""

    item: str
    part: Requirement

    def told(self, situation: Situation) -> Conflict:
        """How it stands in the way."""
        rule = situation.framework.items[self.item]
        return situation.told(rule, wish(situation.framework, self.part, rule))

    def gone(self, situation: Situation) -> Situation:
        """The situation without it."""
        framework = situation.framework
        match framework.items[self.item]:
            case Course() as course:
                return situation.with_course(evolve(course, requires=self._rest(course.requires)))
            case Evidence() as evidence:
                less = evolve(evidence, requires=self._rest(evidence.requires))
                changed = tuple(less if each is evidence else each for each in framework.evidence)
                return evolve(situation, framework=evolve(framework, evidence=changed))
            case Level() as level:
                lower = evolve(level, requires=self._rest(level.requires) or AllOf(()))
                levels = tuple(lower if each is level else each for each in framework.levels)
                return evolve(situation, framework=evolve(framework, levels=levels))
            case Standard() as standard:
                return situation.with_standard(evolve(standard, require=self._rest(standard.require) or AllOf(())))
            case _:
                return situation

    def _rest(self, requirement: Requirement | None) -> Requirement | None:
        kept = () if requirement is None else tuple(part for part in conjuncts(requirement) if part != self.part)
        return None if not kept else kept[0] if len(kept) == 1 else AllOf(kept)

    def change(self, situation: Situation) -> Conflict:
        """What would have to change for it to be gone."""
        rule = situation.framework.items[self.item]
        wanted = dsl.phrase(self.part, situation.framework.title_of)
        return situation.told(rule, f"'{rule.title}' no longer asks to {wanted}")


@frozen
class Ordered:
    """A `before` standard that asks for something before an item."""

    standard: str
    item: str

    def told(self, situation: Situation) -> Conflict:
        """How it stands in the way."""
        rule = situation.framework.items[self.standard]
        asked = rule.require if isinstance(rule, Standard) else None
        said = wish(situation.framework, asked, rule) if asked is not None else f"'{rule.title}'"
        return situation.told(rule, f"{said}, before {situation.framework.title_of(self.item)}")

    def gone(self, situation: Situation) -> Situation:
        """The situation without it."""
        standard = situation.framework.standard(self.standard)
        return situation if standard is None else situation.with_standard(evolve(standard, timing=None))

    def change(self, situation: Situation) -> Conflict:
        """What would have to change for it to be gone."""
        rule = situation.framework.items[self.standard]
        item = situation.framework.title_of(self.item)
        return situation.told(rule, f"'{rule.title}' no longer has to hold before {item}")


@frozen
class Lapsing:
    """That what an item asks for lapses."""

    item: str
    part: Completed | Evidenced | Hours

    def told(self, situation: Situation) -> Conflict:
        """How it stands in the way."""
        rule = situation.framework.items[self.item]
        return situation.told(rule, f"{wish(situation.framework, self.part, rule)}, which lapses again")

    def gone(self, situation: Situation) -> Situation:
        """The situation without it."""
        if self.part not in self._parts(situation):
            return situation
        for_good = evolve(self.part, counting=evolve(self.part.counting, every=None, each=None, refreshed_by=()))
        changed = Asked(self.item, self.part).gone(situation)
        match changed.framework.items[self.item]:
            case Course() as course:
                return changed.with_course(evolve(course, requires=_and(course.requires, for_good)))
            case Evidence() as evidence:
                lasting = evolve(evidence, requires=_and(evidence.requires, for_good))
                pieces = tuple(lasting if each is evidence else each for each in changed.framework.evidence)
                return evolve(changed, framework=evolve(changed.framework, evidence=pieces))
            case Level() as level:
                higher = evolve(level, requires=_and(level.requires, for_good))
                levels = tuple(higher if each is level else each for each in changed.framework.levels)
                return evolve(changed, framework=evolve(changed.framework, levels=levels))
            case Standard() as standard:
                return changed.with_standard(evolve(standard, require=_and(standard.require, for_good)))
            case _:
                return situation

    def change(self, situation: Situation) -> Conflict:
        """What would have to change for it to be gone."""
        rule = situation.framework.items[self.item]
        return situation.told(rule, f"what '{rule.title}' asks for no longer lapses")

    def _parts(self, situation: Situation) -> tuple[Requirement, ...]:
        item = situation.framework.items[self.item]
        own = item.requires if isinstance(item, Course | Evidence | Level) else None
        asked = item.require if isinstance(item, Standard) else own
        return () if asked is None else conjuncts(asked)


def _and(requirement: Requirement | None, part: Requirement) -> Requirement:
    return part if requirement is None else AllOf((*conjuncts(requirement), part))


# --- what is open to this person --------------------------------------------------------------------------


@frozen
class Meant:
    """Whom a course is for."""

    course: str

    def told(self, situation: Situation) -> Conflict:
        """How it stands in the way."""
        course = _course(situation, self.course)
        groups = [situation.framework.title_of(group) for group in self.groups(situation)]
        if not groups:
            return situation.told(course, f"the document does not say whom '{course.title}' is for")
        day = situation.on.toordinal()
        judge = Evaluator(History(situation.framework, situation.record, day))
        if any(end > day for _, end in judge.audience(course.audience).sure):
            return situation.told(course, f"'{course.title}' is open to this person on some days only")
        said = f"'{course.title}' is for {dsl.joined(tuple(groups), 'and')}"
        return situation.told(course, f"{said}, and the record puts this person in none of these")

    def groups(self, situation: Situation) -> tuple[str, ...]:
        """The groups that may attend."""
        audience = _course(situation, self.course).audience
        return tuple(dict.fromkeys(entry.group for entry in audience if isinstance(entry.group, str)))

    def gone(self, situation: Situation) -> Situation:
        """The situation without it."""
        return situation.with_course(evolve(_course(situation, self.course), audience=()))

    def change(self, situation: Situation) -> Conflict:
        """What would have to change for it to be gone."""
        course = _course(situation, self.course)
        return situation.told(course, f"'{course.title}' is open to everyone")


@frozen
class Offered:
    """When a course is on offer."""

    course: str

    def told(self, situation: Situation) -> Conflict:
        """How it stands in the way."""
        course = _course(situation, self.course)
        if isinstance(course.ends, date) and course.ends >= situation.on:
            message = f"'{course.title}' is on offer until {dsl.in_words(course.ends)} only"
            return situation.told(course, message)
        return situation.told(course, f"'{course.title}' is not on offer from this day on")

    def gone(self, situation: Situation) -> Situation:
        """The situation without it."""
        course = _course(situation, self.course)
        modes = tuple(evolve(mode, starts=None, ends=None) for mode in course.modes)
        return situation.with_course(evolve(course, starts=None, ends=None, modes=modes))

    def change(self, situation: Situation) -> Conflict:
        """What would have to change for it to be gone."""
        course = _course(situation, self.course)
        return situation.told(course, f"'{course.title}' is on offer at all times")


@frozen
class InMode:
    """That a course is not on offer in the mode that counts."""

    course: str
    mode: str

    def told(self, situation: Situation) -> Conflict:
        """How it stands in the way."""
        course = _course(situation, self.course)
        return situation.told(course, f"'{course.title}' is not on offer in the mode {self.mode}")

    def gone(self, situation: Situation) -> Situation:
        """The situation without it."""
        course = _course(situation, self.course)
        return situation.with_course(evolve(course, modes=(*course.modes, Mode(self.mode))))

    def change(self, situation: Situation) -> Conflict:
        """What would have to change for it to be gone."""
        course = _course(situation, self.course)
        return situation.told(course, f"'{course.title}' is on offer in the mode {self.mode}")


@frozen
class Bound:
    """That a course can be had on the days of its sessions only."""

    course: str

    def told(self, situation: Situation) -> Conflict:
        """How it stands in the way."""
        course = _course(situation, self.course)
        rows = () if situation.calendar is None else situation.calendar.of(self.course)
        days = [row.day for row in rows if row.day >= situation.on.toordinal()]
        if not days:
            message = f"no session of '{course.title}' from {dsl.in_words(situation.on)} on has a free place"
            return situation.told(course, message)
        first, last = (dsl.in_words(date.fromordinal(day)) for day in (days[0], days[-1]))
        said = f"no session of '{course.title}' with a free place is before {first}"
        if len(days) == 1:
            return situation.told(course, f"{said}, and none after that day")
        return situation.told(course, f"{said} or after {last}, and none of the {len(days)} between helps")

    def gone(self, situation: Situation) -> Situation:
        """The situation without it."""
        calendar = situation.calendar
        return situation if calendar is None else evolve(situation, calendar=calendar.without(self.course))

    def change(self, situation: Situation) -> Conflict:
        """What would have to change for it to be gone."""
        course = _course(situation, self.course)
        return situation.told(course, f"there is a session of '{course.title}' on the right day")


def _course(situation: Situation, identifier: str) -> Course:
    return next(course for course in situation.framework.courses if course.id == identifier)


# --- what the record says ---------------------------------------------------------------------------------


@frozen
class Silent:
    """That the record does not show what no course or evidence brings about; `rule` asks for it."""

    fact: Fact
    rule: str

    def told(self, situation: Situation) -> Conflict:
        """How it stands in the way."""
        return self._said(situation, "the record does not show this person to")

    def _said(self, situation: Situation, start: str) -> Conflict:
        framework = situation.framework
        asking = framework.items[self.rule]
        named = self.fact.group if isinstance(self.fact, Member) else self.fact.fact
        wanted = dsl.phrase(self.fact, framework.title_of)
        return situation.told(framework.items.get(named, asking), f"{start} {wanted}", asking.source)

    def gone(self, situation: Situation) -> Situation:
        """The situation without it: the record says so from the day asked about on."""
        record = situation.record
        if isinstance(self.fact, Member):
            return joining(situation, self.fact.group)
        match self.fact:
            case FactHolds(fact, values):
                known = situation.framework.fact(fact)
                dated = known is not None and known.type == "date" and not values
                value = values[0] if values else situation.on.isoformat() if dated else "yes"
            case Judged(_, fact):
                value = "yes"
            case Experience(_, fact):
                value = date(1950, 1, 1).isoformat()
        return evolve(situation, record=evolve(record, facts=(*record.facts, Stated(fact, value))))

    def change(self, situation: Situation) -> Conflict:
        """What would have to change for it to be gone."""
        return self._said(situation, "the record shows this person to")


@frozen
class Outside:
    """That this person does not belong to a group."""

    group: str

    def told(self, situation: Situation) -> Conflict:
        """How it stands in the way."""
        group = situation.framework.items[self.group]
        return situation.told(group, f"this person does not belong to {group.title}")

    def gone(self, situation: Situation) -> Situation:
        """The situation without it."""
        return joining(situation, self.group)

    def change(self, situation: Situation) -> Conflict:
        """What would have to change for it to be gone."""
        group = situation.framework.items[self.group]
        return situation.told(group, f"this person belongs to {group.title}")


def joining(situation: Situation, group: str) -> Situation:
    """The situation where the person joins a group on the day asked about."""
    memberships = (*situation.record.memberships, Membership(group, situation.on))
    return evolve(situation, record=evolve(situation.record, memberships=memberships))


# --- words ------------------------------------------------------------------------------------------------


def conjuncts(requirement: Requirement) -> tuple[Requirement, ...]:
    """What a requirement asks for, all of it, one by one."""
    if not isinstance(requirement, AllOf):
        return (requirement,)
    return tuple(inner for part in requirement.parts for inner in conjuncts(part))


def wish(framework: Framework, requirement: Requirement, rule: AnyItem) -> str:
    """What a rule asks for, and that nothing brings it about where that is so."""
    if isinstance(requirement, Unstated):
        return f"'{rule.title}' rests on something that the document does not state"
    wanted = dsl.phrase(requirement, framework.title_of)
    own = requirement in (Completed((rule.id,)), OutcomeAchieved(rule.id), Evidenced(rule.id))
    said = f"the goal is to {wanted}" if own else f"'{rule.title}' asks to {wanted}"
    return said if _has_ways(framework, requirement) else f"{said}, and no course or evidence brings that about"


def _has_ways(framework: Framework, requirement: Requirement) -> bool:
    match requirement:
        case Completed(selector, _) | Hours(_, selector, _):
            return any(framework.course(course) for course in framework.completing(framework.selected(selector)))
        case OutcomeAchieved(outcome):
            developing = any(outcome in evidence.develops for evidence in framework.evidence)
            return developing or bool(framework.courses_that_develop(outcome))
        case Evidenced(evidence):
            return framework.evidence_of(evidence) is not None
        case LevelAttained(identifier):
            level = framework.level(identifier)
            return level is not None and level.requires is not None
        case StandardMet(identifier):
            standard = framework.standard(identifier)
            return standard is not None and standard.require is not None
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return any(_has_ways(framework, part) for part in parts)
        case _:
            return False
