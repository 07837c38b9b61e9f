"""Whether what one requirement asks for is asked for by another too: a sound argument on how they are written.

A requirement *implies* another if on every day of every history on which it surely holds, the other surely holds.
The answer yes is a proof, made of small steps that are each right: fewer alternatives, more parts, more times, a
shorter time for which a completion counts, a narrower selector, fewer modes. The answer no says only that these
steps lead nowhere. The two requirements may stand in two frameworks that share their ids (one that builds on the
other): levels, standards, outcomes, groups and selectors are each unfolded in their own.

For two standards, *stronger or equal* means: on no day of any history is the one they are compared with worse. Best
are `met`, `due-soon`, `exempt` and `not-applicable`, then comes `due`, worst are `overdue` and `breached`; `unknown`
is compared with none. (`docs/decisions/building-on.md`)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Final

from attrs import evolve, field, frozen

from competency.model import (
    Audience,
    Course,
    Deadline,
    FactType,
    Framework,
    Precedence,
    Response,
    Standard,
    Strength,
    Trigger,
)
from competency.periods import Cycle, Period
from competency.requirements import (
    UNSTATED,
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Counting,
    Evidenced,
    Experience,
    FactHolds,
    Hours,
    Judged,
    LevelAttained,
    Member,
    OutcomeAchieved,
    Requirement,
    Selector,
    StandardMet,
    Unstated,
)

_TWO_YEARS: Final = Period(months=24)
_ONE_YEAR: Final = Period(months=12)

ANY_VALUE: Final = None
"""A fact that holds with whatever value the record states."""


def is_shorter(one: Period, other: Period) -> bool:
    """Whether one period, begun on whatever day, ends when the other does or earlier.

    >>> is_shorter(Period(months=1), Period(days=31)), is_shorter(Period(days=31), Period(months=1))
    (True, False)
    """
    return (one.months <= other.months and one.days <= other.days) or one.longest_days <= other.shortest_days


@frozen
class Implication:
    """What holds in one framework (`given`), read in another (`asked`)."""

    given: Framework
    asked: Framework
    _known: dict[tuple[Requirement, Requirement], bool] = field(factory=dict, init=False, repr=False, eq=False)

    @cached_property
    def back(self) -> Implication:
        """The same the other way round."""
        return self if self.given is self.asked else Implication(self.asked, self.given)

    def holds(self, given: Requirement, asked: Requirement) -> bool:
        """Whether one requirement of the first framework surely implies one of the second."""
        key = (given, asked)
        if key not in self._known:
            self._known[key] = False  # definitions never run in a circle; should they, nothing is shown by going round
            self._known[key] = self._holds(given, asked)
        return self._known[key]

    def _holds(self, given: Requirement, asked: Requirement) -> bool:
        given, asked = unfolded(given, self.given), unfolded(asked, self.asked)
        match given, asked:
            case Unstated(), _:
                return isinstance(asked, Unstated)
            case _, AllOf(parts):
                return all(self.holds(given, part) for part in parts)
            case AnyOf(parts), _:
                return all(self.holds(part, asked) for part in parts)
            case _:
                return self._leads(given, asked)

    def _leads(self, given: Requirement, asked: Requirement) -> bool:
        """The same where neither can simply be taken apart."""
        if isinstance(given, AllOf | AtLeast) and self._parts_lead(given, asked):
            return True
        if isinstance(asked, AnyOf | AtLeast):
            number = asked.number if isinstance(asked, AtLeast) else 1
            if sum(self.holds(given, part) for part in asked.parts) >= number:
                return True
            alternatives = self._alternatives(given)
            return len(alternatives) > 1 and all(self.holds(part, asked) for part in alternatives)
        return self._leaf(given, asked)

    def _parts_lead(self, given: AllOf | AtLeast, asked: Requirement) -> bool:
        """Whether as many parts as hold at least are enough, whichever they are."""
        held = len(given.parts) if isinstance(given, AllOf) else given.number
        idle = len(given.parts) - held
        if sum(not self.holds(part, asked) for part in given.parts) < held:
            return True  # too few parts are beside the point for all that hold to be among them
        if not isinstance(asked, AtLeast):
            return False
        leads = [[index for index, part in enumerate(asked.parts) if self.holds(one, part)] for one in given.parts]
        return _most_pairs(leads) - idle >= asked.number

    def _alternatives(self, given: Requirement) -> list[Requirement]:
        """A completion of one of several courses, as one requirement for each course."""
        if not isinstance(given, Completed) or given.counting.times > 1 or given.counting.refreshed_by:
            return []
        if UNSTATED in given.selector:
            return []
        return [evolve(given, selector=(course,)) for course in self.given.selected(given.selector)]

    # --- what has no parts -------------------------------------------------------------------------------

    def _leaf(self, given: Requirement, asked: Requirement) -> bool:
        match given, asked:
            case Completed(courses, one), Completed(others, other):
                return self._counts(one, other, others, self._within(courses, others, other))
            case Evidenced(piece, one), Evidenced(another, other):
                return self._counts(one, other, (), piece == another and self.evidence(piece, other))
            case Hours(hours, courses, one), Hours(less, others, other):
                lasts = all(self._is_no_longer(course) for course in self.given.selection(courses).sure)
                within = self._within(courses, others, other) and lasts
                return hours >= less and self._counts(one, other, others, within)
            case Hours(_, courses, one), Completed(others, other):
                return self._counts(one, other, others, self._within(courses, others, other))
            case Completed(courses, _), OutcomeAchieved(outcome):
                return self.given.selection(courses).sure <= self._developing(self.asked, outcome)
            case Evidenced(piece, _), OutcomeAchieved(outcome):
                return self._develops(piece, outcome) and self.evidence(piece, Counting())
            case OutcomeAchieved(outcome), OutcomeAchieved(other):
                pieces = [piece.id for piece in self.given.evidence if outcome in piece.develops]
                return (
                    outcome == other
                    and self._developing(self.given, outcome) <= self._developing(self.asked, outcome)
                    and all(self._develops(piece, outcome) and self.evidence(piece, Counting()) for piece in pieces)
                )
            case Experience(Period() as long, fact), Experience(Period() as short, other):
                return fact == other and is_shorter(short, long)
            case FactHolds() | Judged(), FactHolds() | Judged():
                return given.fact == asked.fact and _is_among(_values(self.given, given), _values(self.asked, asked))
            case Member(group), Member(other):
                return self.groups(self.given.parts_of(group), self.asked.parts_of(other))
            case StandardMet(standard), StandardMet(other):
                return standard == other and self._attested(standard)
            case _:
                return given == asked and isinstance(given, LevelAttained)

    def _within(self, courses: Selector, others: Selector, counting: Counting) -> bool:
        """Whether each completion that the one selects is selected by the other, with the same modes known of it."""
        found = self.given.selection(courses).sure
        same = not counting.mode or all(
            _usual_mode(self.given, each) == _usual_mode(self.asked, each) for each in found
        )
        return same and found <= self.asked.selection(others).sure

    def _is_no_longer(self, identifier: str) -> bool:
        """Whether a completion of the course that says no minutes takes no more of them in the first framework."""
        return _usual_minutes(self.given.course(identifier)) <= _usual_minutes(self.asked.course(identifier))

    def _counts(self, one: Counting, other: Counting, others: Selector, within: bool) -> bool:
        """Whether what is counted under the one is counted, and enough, under the other.

        `others` are the courses that the other selects; `within`: all that the one selects are among them.
        """
        if not within or not _modes_within(one, other) or not _days_within(one, other):
            return False
        if other.different_people and not one.different_people:
            return False
        renewing = self.given.selection(one.refreshed_by)
        unbound = not other.mode and other.starts is None and other.ends is None
        heads = self.asked.selection(others).sure if unbound else frozenset()
        renewed = self.asked.selection(other.refreshed_by).sure | heads
        if one.refreshed_by and not renewing.sure <= renewed:
            return False
        close = other.times == 1 or other.inside is None or _is_no_longer_than(one.inside, other.inside)
        return one.times >= other.times and close and _stands_no_longer(one, other)

    def evidence(self, identifier: str, counting: Counting) -> bool:
        """Whether each piece of evidence that surely counts in the first framework counts in the second."""
        one, other = self.given.evidence_of(identifier), self.asked.evidence_of(identifier)
        if one is None or other is None or one.per_course != other.per_course:
            return False
        for course in self.given.courses:
            if identifier in course.grants:
                there = self.asked.course(course.id)
                if there is None or identifier not in there.grants:
                    return False
                if not self._within((course.id,), (course.id,), counting):
                    return False
        if other.requires is None:
            return True
        return one.requires is not None and self.holds(one.requires, other.requires)

    def _develops(self, piece: str, outcome: str) -> bool:
        there = self.asked.evidence_of(piece)
        return there is not None and outcome in there.develops

    @staticmethod
    def _developing(framework: Framework, outcome: str) -> frozenset[str]:
        return framework.completing(framework.courses_that_develop(outcome))

    def _attested(self, identifier: str) -> bool:
        one, other = self.given.standard(identifier), self.asked.standard(identifier)
        return one is not None and other is not None and self.attested(one, other)

    @staticmethod
    def attested(one: Standard, other: Standard) -> bool:
        """Whether the one, if attested by an event, makes the other attested too."""
        alike = one.id == other.id and one.require is None and other.require is None
        return alike and _stands_no_longer(Counting(every=one.every), Counting(every=other.every))

    # --- people ------------------------------------------------------------------------------------------

    def groups(self, given: Iterable[str], asked: Iterable[str]) -> bool:
        """Whether who surely is in one of these groups of the first framework is in one of those of the second."""
        known = set(asked)
        return all(group in known and self._by_rule(group) for group in given)

    def _by_rule(self, identifier: str) -> bool:
        """Whether who is surely a member by the group's rule is one by its rule in the second framework."""
        one, other = self.given.group(identifier), self.asked.group(identifier)
        if one is None or one.when is None:
            return True
        return other is not None and other.when is not None and self.holds(one.when, other.when)

    def audience(self, given: tuple[Audience, ...], asked: tuple[Audience, ...]) -> bool:
        """Whether whom a standard of the first framework surely speaks to is spoken to by one of the second."""
        return not asked or (bool(given) and all(self._entry(entry, asked) for entry in given))

    def _entry(self, entry: Audience, asked: tuple[Audience, ...]) -> bool:
        if isinstance(entry.group, Unstated):
            return True  # nobody surely
        wide = [other for other in asked if self._is_condition(entry.when, other.when)]
        reached = {each for other in wide if isinstance(other.group, str) for each in self.asked.reaching(other.group)}
        return self.groups(self.given.reaching(entry.group), reached)

    def _is_condition(self, given: Requirement | None, asked: Requirement | None) -> bool:
        """Whether a condition, where there is one, is met whenever the given one is."""
        return asked is None or (given is not None and self.holds(given, asked))

    def applies(self, given: Standard, asked: Standard) -> bool:
        """Whether on each day on which the one standard surely applies, the other surely does."""
        if given.subject is not asked.subject:
            return False
        selected = not asked.selector or (
            bool(given.selector)
            and set(self.given.selected(given.selector)) <= set(self.asked.selected(asked.selector))
        )
        return (
            selected
            and _span_within(given, asked)
            and self._is_condition(given.when, asked.when)
            and self.audience(given.audience, asked.audience)
        )

    # --- standards ---------------------------------------------------------------------------------------

    def required(self, given: Standard, asked: Standard) -> bool:
        """Whether what the one standard requires implies what the other does."""
        if given.require is None or asked.require is None:
            return self.attested(given, asked)
        return self.holds(given.require, asked.require)

    def doubt(self, new: Standard, old: Standard) -> str | None:
        """Why it is not shown that a standard of the first framework is stronger than, or equal to, one of the second.

        None: it is shown.
        """
        if _RANK[new.strength] < _RANK[old.strength]:
            return "it binds less strongly"
        if not self.back.applies(old, new):
            return "it is not seen to apply whenever the other does"
        if not self.required(new, old):
            return "what it requires is not seen to be at least what the other requires"
        if new.unless is not None and (old.unless is None or not self.holds(new.unless, old.unless)):
            return "it is not seen to exempt only whom the other exempts"
        return None if self._in_time(new, old) else "its timing is not seen to be at least as short"

    def _in_time(self, new: Standard, old: Standard) -> bool:
        """Whether there is no day on which the new one leaves time that the old one does not."""
        match new.timing, old.timing:
            case None, None | Deadline() | Unstated():
                return True
            case Deadline(within, start), Deadline(without, other):
                if isinstance(without, Unstated) or isinstance(other, Unstated):
                    return True  # never surely overdue
                same = self._starts(start, other)
                return same and isinstance(within, Period) and is_shorter(within, without)
            case Unstated(), Unstated():
                return self._first_held(new, old)
            case Precedence(trigger), Precedence(other):
                return self._triggers(trigger, other)
            case Response(trigger, within, opens), Response(other, without, opened):
                return (
                    self._triggers(trigger, other)
                    and _opens_no_earlier(opens, opened)
                    and (
                        not isinstance(without, Period) or (isinstance(within, Period) and is_shorter(within, without))
                    )
                )
            case _:
                return False

    def _starts(self, new: str | Trigger | Unstated, old: str | Trigger) -> bool:
        if isinstance(new, Trigger) and isinstance(old, Trigger):
            return self._triggers(new, old)
        return new == old and isinstance(new, str)

    def _triggers(self, new: Trigger, old: Trigger) -> bool:
        """Whether each event that surely triggers the old one surely triggers the new one."""
        if new.evidence is not None or old.evidence is not None:
            return new.evidence == old.evidence and self.back.evidence(str(new.evidence), Counting())
        return self.asked.selection(old.selector).sure <= self.given.selection(new.selector).sure

    def _first_held(self, new: Standard, old: Standard) -> bool:
        """Whether the new one has once been met whenever the old one has."""
        if self.back.required(old, new):
            return True
        one, other = _once(old.require), _once(new.require)
        if one is None or other is None:
            return old.require is None and new.require is None
        return self.back.holds(one, other)


_RANK: Final = {Strength.MAY: 0, Strength.SHOULD: 1, Strength.MUST: 2}


def unfolded(requirement: Requirement, framework: Framework) -> Requirement:
    """What a requirement that names a definition means, as far as it is defined; any other requirement as it is."""
    while True:
        match requirement:
            case LevelAttained(level):
                found = framework.level(level)
                definition = found.requires if found else None
            case StandardMet(standard):
                rule = framework.standard(standard)
                definition = rule.require if rule else None
            case AllOf((single,)) | AnyOf((single,)):
                definition = single
            case AtLeast(number, parts) if number == len(parts):
                return AllOf(parts)
            case AtLeast(1, parts):
                return AnyOf(parts)
            case _:
                return requirement
        if definition is None:
            return requirement
        requirement = definition


def _once(requirement: Requirement | None) -> Requirement | None:
    """The requirement that holds from the first day on which this one holds; None where that is not easily said."""
    match requirement:
        case Completed(_, counting) | Evidenced(_, counting) if counting.times == 1:
            first = evolve(counting, every=None, each=None, refreshed_by=(), inside=None)
            return evolve(requirement, counting=first)
        case OutcomeAchieved():
            return requirement
        case _:
            return None


def _most_pairs(leads: Sequence[Sequence[int]]) -> int:
    """How many rows can each be given a number of their own among those they list."""
    taken: dict[int, int] = {}

    def settle(row: int, tried: set[int]) -> bool:
        for number in leads[row]:
            if number not in tried:
                tried.add(number)
                if number not in taken or settle(taken[number], tried):
                    taken[number] = row
                    return True
        return False

    return sum(settle(row, set()) for row in range(len(leads)))


# --- the options of counting -----------------------------------------------------------------------------


def _modes_within(one: Counting, other: Counting) -> bool:
    if not other.mode:
        return True
    named = {mode for mode in one.mode if isinstance(mode, str)}
    return bool(one.mode) and named <= set(other.mode)


def _days_within(one: Counting, other: Counting) -> bool:
    """Whether the days that surely count under the one count under the other."""
    if UNSTATED in (one.starts, one.ends):
        return True  # none surely
    return _begins_no_earlier(one.starts, other.starts) and _ends_no_later(one.ends, other.ends)


def _begins_no_earlier(one: date | Unstated | None, other: date | Unstated | None) -> bool:
    return other is None or (isinstance(other, date) and isinstance(one, date) and one >= other)


def _ends_no_later(one: date | Unstated | None, other: date | Unstated | None) -> bool:
    return other is None or (isinstance(other, date) and isinstance(one, date) and one <= other)


def _span_within(one: Standard, other: Standard) -> bool:
    """Whether the days on which the one is surely in force are among those of the other."""
    if UNSTATED in (one.starts, one.ends):
        return True  # none surely
    return _begins_no_earlier(one.starts, other.starts) and _ends_no_later(one.ends, other.ends)


def _is_no_longer_than(one: Period | Unstated | None, other: Period | Unstated) -> bool:
    if isinstance(one, Period) and isinstance(other, Period):
        return is_shorter(one, other)
    return one is UNSTATED


def _stands_no_longer(one: Counting, other: Counting) -> bool:
    """Whether a completion surely counts under the one for no longer than under the other."""
    span, limit = one.every or one.each, other.every or other.each
    match span, limit:
        case _, None:
            return True
        case Unstated(), _:
            return isinstance(limit, Unstated)
        case Period(), Period():
            return is_shorter(span, limit)
        case Cycle(), Cycle():
            return span is limit
        case Cycle(), Period():
            return is_shorter(_TWO_YEARS, limit)
        case Period(), Cycle():
            return is_shorter(span, _ONE_YEAR)
        case _:
            return False


def _opens_no_earlier(new: Period | Unstated | None, old: Period | Unstated | None) -> bool:
    if old is None or new == old:
        return not isinstance(new, Unstated) or new == old
    return isinstance(new, Period) and isinstance(old, Period) and is_shorter(old, new)


# --- courses and facts -----------------------------------------------------------------------------------


def _usual_mode(framework: Framework, identifier: str) -> str | Unstated | None:
    course = framework.course(identifier)
    return course.modes[0].mode if course is not None and len(course.modes) == 1 else None


def _usual_minutes(course: Course | None) -> int:
    return course.minutes if course is not None and isinstance(course.minutes, int) else 0


def _values(framework: Framework, requirement: FactHolds | Judged) -> frozenset[str] | None:
    """The values with which it holds; `ANY_VALUE`: with any."""
    if isinstance(requirement, Judged):
        return frozenset(("yes",))
    if requirement.values:
        return frozenset(requirement.values)
    fact = framework.fact(requirement.fact)
    return frozenset(("yes",)) if fact is None or fact.type is FactType.YES_NO else ANY_VALUE


def _is_among(values: frozenset[str] | None, others: frozenset[str] | None) -> bool:
    return others is ANY_VALUE or (values is not ANY_VALUE and values <= others)
