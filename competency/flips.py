"""What would change a verdict: the smallest additions to a record, each found by evaluating it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations, combinations_with_replacement, islice, product
from typing import Final, TypeAlias

from attrs import evolve, frozen

from competency import ids
from competency import requirements as dsl
from competency.evaluation import Evaluator
from competency.history import History
from competency.model import Event, EventKind, Framework, Record
from competency.requirements import Completed, Counting, Evidenced, Hours, Requirement, Unstated
from competency.standing import Standing, Status, standing_of


@frozen
class Addition:
    """One thing more in the record: a completion or a piece of evidence, in a mode where it matters."""

    completed: str | None = None
    evidence: str | None = None
    about: str | None = None
    mode: str | None = None
    before: date | None = None


@frozen
class Flip:
    """A smallest addition to the record, and the status that it makes; found by evaluating it."""

    add: tuple[Addition, ...]
    makes: Status


Way: TypeAlias = tuple[Addition, ...]
"""Additions that together may make a requirement hold; none where it holds already."""

_TRIED: Final = 200
"""How many sets of additions are tried; by then the smallest have been."""
_MOST_AT_ONCE: Final = 4
"""How many additions one `hours` may take: beyond that there are too many sets to tell."""


def flips(standing: Standing, on: date, status: Status, due: date | None) -> tuple[Flip, ...]:
    """The smallest additions, made on the day asked about, after which the standard is met, then those that exempt.

    Each addition is by a person of its own. `due` is the day before which they are needed, where it lies ahead.
    """
    if status not in (Status.DUE, Status.OVERDUE, Status.BREACHED, Status.UNKNOWN, Status.DUE_SOON):
        return ()
    asked = _Asked(standing.evaluator.history, on, lasting=status is Status.DUE_SOON)
    standard = standing.standard
    before = due if due is not None and due > on else None
    required = [] if standard.require is None else asked.ways_to_meet(standing, standard.require)
    found = _smallest(asked, standing, required, {Status.MET, Status.DUE_SOON} - {status}, before)
    if standard.unless is not None and status is not Status.DUE_SOON:
        found += _smallest(asked, standing, asked.ways_to_meet(standing, standard.unless), {Status.EXEMPT}, before)
    return tuple(found)


def _smallest(
    asked: _Asked, standing: Standing, ways: Iterable[Way], wanted: set[Status], before: date | None
) -> list[Flip]:
    found: list[Flip] = []
    for way in ways:
        if found and len(way) > len(found[0].add):
            break
        made = asked.status_with(standing, way)
        if way and made in wanted:
            found.append(Flip(tuple(asked.told(addition, before) for addition in way), made))
    return found


@frozen
class _Asked:
    """One record on the day asked about, and what could be added to it then.

    `lasting`: what holds, but ends soon or rests on an earlier cycle, is wanted anew.
    """

    history: History
    on: date
    lasting: bool

    @property
    def framework(self) -> Framework:
        return self.history.framework

    @property
    def record(self) -> Record:
        return self.history.record

    def told(self, addition: Addition, before: date | None) -> Addition:
        """The addition as an answer gives it: with qualified ids, and the day before which it is needed."""
        own = self.framework.id
        return evolve(
            addition,
            completed=addition.completed and ids.qualified(own, addition.completed),
            evidence=addition.evidence and ids.qualified(own, addition.evidence),
            about=addition.about and ids.qualified(own, addition.about),
            before=before,
        )

    def status_with(self, standing: Standing, way: Way) -> Status:
        """The status of the standard with the additions."""
        return standing_of(standing.standard, self._evaluator(way)).status(self.on.toordinal())

    def _evaluator(self, way: Way) -> Evaluator:
        known = max((event.index for event in self.record.events), default=-1) + 1
        events = (
            Event(
                EventKind.EVIDENCE if addition.completed is None else EventKind.COMPLETED,
                addition.completed or addition.evidence or "",
                self.on,
                mode=addition.mode,
                about=addition.about,
                by=f"new person {index}" if addition.completed is None else None,
                index=known + index,
            )
            for index, addition in enumerate(way)
        )
        more = evolve(self.record, events=(*self.record.events, *events))
        return Evaluator(History(self.framework, more, self.on.toordinal()))

    # --- what may make a requirement hold ------------------------------------------------------------------

    def ways_to_meet(self, standing: Standing, requirement: Requirement) -> list[Way]:
        """The ways to make a requirement hold, for every obligation that is still open; the smallest first."""
        if standing.obligations is None:
            return self._sorted(self._ways(requirement, None))
        day = self.on.toordinal()
        courses = {
            each.course: None
            for each in standing.obligations
            if standing.obligation_status(each, day) not in (Status.MET, Status.EXEMPT)
        }
        return self._sorted(self._all([self._ways(requirement, course) for course in courses]))

    def _sorted(self, ways: Iterable[Way]) -> list[Way]:
        """Each way once, the smallest first, else in the order in which they were found."""
        different: dict[tuple[Addition, ...], Way] = {}
        for way in ways:
            different.setdefault(tuple(sorted(way, key=_place)), way)
        return sorted(different.values(), key=len)[:_TRIED]

    def _ways(self, requirement: Requirement, about: str | Unstated | None) -> list[Way]:
        """Sets of additions of which none could be left out; where it holds already, nothing needs to be added."""
        framework = self.framework
        match requirement:
            case Completed(selector, counting) | Hours(_, selector, counting):
                courses = self._courses((*selector, *counting.refreshed_by))
                singles = [Addition(completed=course, mode=mode) for course in courses for mode in _modes(counting)]
                sizes = range(1, (counting.times if isinstance(requirement, Completed) else _MOST_AT_ONCE) + 1)
                sets = (way for size in sizes for way in combinations(singles, size))
                return self._minimal(requirement, about, sets)
            case Evidenced(evidence, counting):
                singles = [Addition(evidence=evidence, mode=mode) for mode in _modes(counting)]
                singles = [self._regarding(addition, about) for addition in singles]
                granting = self._courses(framework.granting(evidence))
                singles += [Addition(completed=course, mode=mode) for course in granting for mode in _modes(counting)]
                sizes = range(1, counting.times + 1)
                sets = (way for size in sizes for way in combinations_with_replacement(singles, size))
                return self._minimal(requirement, about, self._valid(evidence, about, sets))
            case dsl.OutcomeAchieved(outcome):
                courses = self._courses(framework.courses_that_develop(outcome))
                pieces = [item.id for item in framework.evidence if outcome in item.develops]
                return [
                    *((Addition(completed=course),) for course in courses),
                    *(way for piece in pieces for way in self._ways(Evidenced(piece), about)),
                ]
            case dsl.LevelAttained(level):
                found = framework.level(level)
                return self._ways(found.requires, about) if found and found.requires else []
            case dsl.StandardMet(identifier):
                standard = framework.standard(identifier)
                return self._ways(standard.require, about) if standard and standard.require else []
            case dsl.Member(group):
                return [way for rule in framework.rules_joining(group) for way in self._ways_or_none(rule, about)]
            case dsl.AllOf(parts):
                return self._all([self._ways_or_none(part, about) for part in parts])
            case dsl.AnyOf(parts):
                return [way for part in parts for way in self._ways_or_none(part, about)]
            case dsl.AtLeast(number, parts):
                told = [self._ways_or_none(part, about) for part in parts]
                return [way for some in combinations(told, number) for way in self._all(list(some))]
            case _:
                return []

    def _ways_or_none(self, requirement: Requirement, about: str | Unstated | None) -> list[Way]:
        """The ways to a part; none of them adds anything where it holds already."""
        return [()] if self._stands(requirement, about, ()) else self._ways(requirement, about)

    def _stands(self, requirement: Requirement, about: str | Unstated | None, way: Way) -> bool:
        """Whether the requirement holds with the additions, and as long as is wanted."""
        evaluator, day = self._evaluator(way).regarding(about), self.on.toordinal()
        held = evaluator.held(requirement).sure
        if day not in held or not self.lasting:
            return day in held
        ends = held.next_change(day)
        lasts = ends is None or ends > self.framework.notice.after_ordinal(day)
        return lasts and day in evaluator.in_own_cycle.held(requirement).sure

    def _all(self, parts: list[list[Way]]) -> list[Way]:
        """The ways to all of the parts at once; an addition that serves two is one."""
        joined: list[Way] = [()]
        for ways in parts:
            both = (_together(one, other) for one, other in product(joined, ways))
            joined = self._sorted(islice(both, _TRIED * 10))
        return joined if parts else []

    def _minimal(self, requirement: Requirement, about: str | Unstated | None, sets: Iterable[Way]) -> list[Way]:
        """The sets, given the smallest first, that make the requirement hold while no part of them does."""
        found: list[Way] = []
        for way in islice(sets, _TRIED):
            if any(_is_within(less, way) for less in found):
                continue
            if self._stands(requirement, about, way):
                found.append(way)
        return found

    def _valid(self, evidence: str, about: str | Unstated | None, sets: Iterable[Way]) -> Iterator[Way]:
        """The sets, by themselves and with what the evidence requires."""
        known = self.framework.evidence_of(evidence)
        conditions = [] if known is None or known.requires is None else self._ways_or_none(known.requires, about)
        for way in sets:
            yield way
            yield from (_together(way, more) for more in conditions if more)

    def _regarding(self, addition: Addition, about: str | Unstated | None) -> Addition:
        known = self.framework.evidence_of(addition.evidence or "")
        if known is None or not known.per_course or not isinstance(about, str):
            return addition
        return evolve(addition, about=about)

    def _courses(self, selector: dsl.Selector) -> list[str]:
        """The courses on offer whose completion is selected, those that the rule itself names first."""
        framework = self.framework
        named = framework.selected(selector)
        including = sorted(framework.completing(named) - set(named))
        found = (framework.course(identifier) for identifier in (*named, *including))
        return [course.id for course in found if course is not None and course.on_offer(self.on)]


def _modes(counting: Counting) -> list[str | None]:
    """The modes of which an addition has to name one; just None where the mode doesn't matter."""
    return [mode for mode in counting.mode if isinstance(mode, str)] or [None]


def _together(one: Way, other: Way) -> Way:
    """Both ways at once; what serves both is needed once, in the mode that one of them asks for."""
    left, joined = list(one), list(one)
    for addition in other:
        same = next((each for each in left if _serves_both(each, addition)), None)
        if same is None:
            joined.append(addition)
            continue
        left.remove(same)
        joined[joined.index(same)] = addition if same.mode is None else same
    return tuple(joined)


def _serves_both(one: Addition, other: Addition) -> bool:
    return evolve(one, mode=None) == evolve(other, mode=None) and (one.mode is None or other.mode in (None, one.mode))


def _place(addition: Addition) -> tuple[str, str, str, str]:
    return (addition.completed or "", addition.evidence or "", addition.about or "", addition.mode or "")


def _is_within(less: Way, more: Way) -> bool:
    left = list(more)
    for addition in less:
        if addition not in left:
            return False
        left.remove(addition)
    return True
