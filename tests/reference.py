"""The meaning of requirements and standards, day by day: slow, and written to be seen to be right.

It follows the text of the format, not the library's intervals: a question about one day is answered by looking at
that day, with Kleene's three values (`and` is the least, `or` the greatest). The library is held to it by random
differential tests. Timings `before` and `after` are not covered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations

from attrs import frozen

from competency.model import (
    Audience,
    Course,
    Deadline,
    EventKind,
    Framework,
    Precedence,
    Record,
    Response,
    Standard,
    Trigger,
)
from competency.periods import Cycle, Period, parse_date
from competency.requirements import (
    UNSTATED,
    AllOf,
    AnyOf,
    AtLeast,
    Choice,
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

NO, PERHAPS, YES = 0, 1, 2
ONE_DAY = timedelta(days=1)


def either(values: Iterable[int]) -> int:
    return max(values, default=NO)


def every(values: Iterable[int]) -> int:
    return min(values, default=YES)


@frozen
class Done:
    """Something done on a day; `modes` and `minutes` hold None where it is not known in which, or how long."""

    item: str
    on: date
    modes: frozenset[str | None] = frozenset()
    minutes: frozenset[int | None] = frozenset()
    about: str | None = None
    by: str | None = None
    certain: int = YES


@frozen(slots=False)
class Reference:
    """One record under its framework, with the events up to and including the day `seen`."""

    framework: Framework
    record: Record
    seen: date

    # --- what was done -----------------------------------------------------------------------------------

    @cached_property
    def completions(self) -> list[Done]:
        rows: dict[tuple[date, str], tuple[set[str | None], set[int | None]]] = {}
        for event in self.record.events:
            if event.kind is EventKind.COMPLETED and event.on <= self.seen:
                course = self.framework.course(event.item)
                modes, minutes = rows.setdefault((event.on, event.item), (set(), set()))
                modes.add(event.mode or only_mode(course))
                minutes.add(event.minutes if event.minutes is not None else usual_minutes(course))
        done = [Done(item, on, frozenset(modes), frozenset(lengths)) for (on, item), (modes, lengths) in rows.items()]
        return sorted(done, key=lambda each: each.on)

    def completed_by(self, course: str) -> set[str]:
        """The course, and all that it includes, directly or not."""
        known = self.framework.course(course)
        return {course}.union(*(self.completed_by(part) for part in known.includes)) if known else {course}

    def selects(self, choice: Choice, identifier: str) -> int:
        if isinstance(choice, str):
            return YES if choice == identifier else NO
        if isinstance(choice, Unstated):
            return PERHAPS
        course = self.framework.course(identifier)
        if course is None:
            return NO
        held = {
            "level": course.levels,
            "develops": course.develops,
            "provider": (course.provider, *(mode.provider for mode in course.modes)),
            "tag": course.tags,
        }
        return every(matches(value, held[key]) for key, value in choice.keys)

    def chosen(self, selector: Selector) -> list[Done]:
        found = []
        for done in self.completions:
            certain = either(
                self.selects(choice, course) for choice in selector for course in self.completed_by(done.item)
            )
            found.append(Done(done.item, done.on, done.modes, done.minutes, certain=certain))
        return [done for done in found if done.certain]

    def obtained(self, identifier: str, about: str | None) -> list[Done]:
        evidence = self.framework.evidence_of(identifier)
        per_course = evidence is not None and evidence.per_course
        rows: dict[tuple[date, str | None, str | None], set[str | None]] = {}
        for event in self.record.events:
            if event.kind is EventKind.EVIDENCE and event.item == identifier and event.on <= self.seen:
                rows.setdefault((event.on, event.about, event.by), set()).add(event.mode)
        for done in self.completions:
            for course in self.framework.courses:
                if identifier in course.grants and course.id in self.completed_by(done.item):
                    rows.setdefault((done.on, course.id if per_course else None, None), set()).update(done.modes)
        found = []
        for (on, of, by), modes in rows.items():
            certain = YES
            if per_course and about is not None and of != about:
                certain = PERHAPS if of is None else NO
            if evidence is not None and evidence.requires is not None:
                certain = min(certain, self.holds(evidence.requires, on, of or about))
            found.append(Done(identifier, on, frozenset(modes), about=of, by=by, certain=certain))
        return [done for done in found if done.certain]

    def named(self, kind: EventKind, identifier: str) -> list[Done]:
        events = [event for event in self.record.events if event.kind is kind and event.item == identifier]
        return [Done(identifier, event.on) for event in events if event.on <= self.seen]

    # --- counting ----------------------------------------------------------------------------------------

    def enough(
        self, done: list[Done], counting: Counting, day: date, *, own_cycle: bool = False, weigh: float | None = None
    ) -> int:
        heads = [(each, min(each.certain, in_mode(each, counting), in_time(each, counting))) for each in done]
        renewing = [(each, each.certain) for each in self.chosen(counting.refreshed_by)]
        for wanted in (YES, PERHAPS):
            hits = [each for each, certain in heads if certain >= wanted]
            if hits:
                first = min(each.on for each in hits)
                also = [each for each, certain in renewing if certain >= wanted and each.on >= first]
                seen = {(each.item, each.on) for each in hits}
                hits += [each for each in also if (each.item, each.on) not in seen]
            hits = [each for each in hits if stands(each.on, counting, day, wanted, own_cycle)]
            if weigh is not None:
                if sum(length(each, wanted) for each in hits) >= weigh * 60:
                    return wanted
            elif any(is_enough(window, counting, wanted) for window in windows(hits, counting, wanted)):
                return wanted
        return NO

    # --- requirements ------------------------------------------------------------------------------------

    def holds(self, requirement: Requirement, day: date, about: str | None = None, *, own_cycle: bool = False) -> int:
        """Whether a requirement holds on a day."""

        def on_day(part: Requirement) -> int:
            return self.holds(part, day, about, own_cycle=own_cycle)

        match requirement:
            case Completed(selector, counting):
                return self.enough(self.chosen(selector), counting, day, own_cycle=own_cycle)
            case Evidenced(evidence, counting):
                return self.enough(self.obtained(evidence, about), counting, day, own_cycle=own_cycle)
            case Hours(hours, of, counting):
                return self.enough(self.chosen(of), counting, day, own_cycle=own_cycle, weigh=hours)
            case Experience(period, fact):
                return self.experience(period, fact, day)
            case FactHolds(fact, values):
                return self.states(fact, values, day)
            case Judged(_, fact):
                return self.states(fact, ("yes",), day)
            case Member(group):
                return self.belongs(group, day, about, own_cycle)
            case LevelAttained(level):
                rung = self.framework.level(level)
                return PERHAPS if rung is None or rung.requires is None else on_day(rung.requires)
            case OutcomeAchieved(outcome):
                return self.achieved(outcome, day, about)
            case StandardMet(standard):
                return self.required(self.framework.standard(standard), day, about, own_cycle=own_cycle)
            case AllOf(parts):
                return every(on_day(part) for part in parts)
            case AnyOf(parts):
                return either(on_day(part) for part in parts)
            case AtLeast(number, parts):
                return either(every(on_day(part) for part in some) for some in combinations(parts, number))
            case Unstated():
                return PERHAPS

    def required(
        self, standard: Standard | None, day: date, about: str | None = None, *, own_cycle: bool = False
    ) -> int:
        if standard is None:
            return PERHAPS
        if standard.require is None:
            return self.enough(self.named(EventKind.STANDARD, standard.id), Counting(every=standard.every), day)
        return self.holds(standard.require, day, about, own_cycle=own_cycle)

    def stated(self, fact: str, day: date) -> str | None:
        rows = [row for row in self.record.facts if row.fact == fact and within(day, row.starts, row.ends)]
        return rows[-1].value if rows else None

    def states(self, fact: str, values: Sequence[str], day: date) -> int:
        value, known = self.stated(fact, day), self.framework.fact(fact)
        if value is None:
            return PERHAPS
        wanted = values or (("yes",) if known is None or known.type == "yes-no" else (value,))
        return YES if value in wanted else NO

    def experience(self, period: Period | Unstated, fact: str, day: date) -> int:
        value = self.stated(fact, day)
        if value is None:
            return PERHAPS
        if isinstance(period, Unstated):
            return PERHAPS if day >= parse_date(value) else NO
        return YES if day >= period.after(parse_date(value)) else NO

    def achieved(self, outcome: str, day: date, about: str | None) -> int:
        if any(done.on <= day for done in self.named(EventKind.OUTCOME, outcome)):
            return YES
        ways = [PERHAPS if self.framework.outcome(outcome) is None else NO]
        for done in self.completions:
            for identifier in self.completed_by(done.item):
                course = self.framework.course(identifier)
                if done.on <= day and course is not None:
                    ways.append(matches(outcome, course.develops))
        for evidence in self.framework.evidence:
            if outcome in evidence.develops:
                ways += [done.certain for done in self.obtained(evidence.id, about) if done.on <= day]
        return either(ways)

    def belongs(self, group: str, day: date, about: str | None = None, own_cycle: bool = False) -> int:
        """Whether the subject is a member of a group, or of one of its parts."""
        rows = self.record.memberships
        if any(row.group == group and within(day, row.starts, row.ends) for row in rows):
            return YES
        ways = [self.belongs(part.id, day, about, own_cycle) for part in self.framework.groups if part.part_of == group]
        known = self.framework.group(group)
        if known is not None and known.when is not None:
            ways.append(self.holds(known.when, day, about, own_cycle=own_cycle))
        return either(ways)

    # --- standards ---------------------------------------------------------------------------------------

    def meant(self, audience: Sequence[Audience], day: date) -> int:
        def reached(group: str) -> int:
            further = [each.id for each in self.framework.groups if group in each.extends or each.part_of == group]
            return either([self.belongs(group, day), *(reached(each) for each in further)])

        ways = []
        for entry in audience:
            group = PERHAPS if isinstance(entry.group, Unstated) else reached(entry.group)
            ways.append(group if entry.when is None else min(group, self.holds(entry.when, day)))
        return either(ways) if audience else YES

    def applies(self, standard: Standard, day: date) -> int:
        parts = [self.meant(standard.audience, day)]
        if standard.selector:
            parts.append(either(self.selects(choice, self.record.item or "") for choice in standard.selector))
        parts.append(in_span(day, standard.starts, standard.ends))
        if standard.when is not None:
            parts.append(self.holds(standard.when, day))
        return every(parts)

    def status(self, standard: Standard, day: date, *, first: date) -> str:
        """The status on a day; days before `first` are taken to be like `first`."""
        applies = self.applies(standard, day)
        if applies == NO:
            return "not-applicable"
        if isinstance(standard.timing, Precedence | Response):
            return "unknown"
        holds = self.required(standard, day)
        if holds == YES:
            return self.met(standard, day)
        exempt = NO if standard.unless is None else self.holds(standard.unless, day)
        if exempt == YES:
            return "exempt"
        if PERHAPS in (applies, holds, exempt):
            return "unknown"
        timing = standard.timing
        if isinstance(timing, Unstated):
            lapsed = any(self.required(standard, each) == YES for each in days(first, day - ONE_DAY))
            return "overdue" if lapsed else "due"
        return self.in_time(standard, timing, day, first) if isinstance(timing, Deadline) else "overdue"

    def met(self, standard: Standard, day: date) -> str:
        ahead = days(day + ONE_DAY, self.framework.notice.after(day))
        ends = any(self.required(standard, each) != YES for each in ahead)
        return "due-soon" if ends or self.required(standard, day, own_cycle=True) != YES else "met"

    def in_time(self, standard: Standard, timing: Deadline, day: date, first: date) -> str:
        soonest: date | None
        latest: date | None
        if isinstance(timing.of, Trigger):
            hits = (
                self.obtained(timing.of.evidence, None)
                if timing.of.evidence is not None
                else self.chosen(timing.of.selector)
            )
            certain = [(hit.on, min(hit.certain, self.applies(standard, hit.on))) for hit in hits]
            soonest = min((on for on, value in certain if value != NO), default=None)
            latest = min((on for on, value in certain if value == YES), default=None)
            if soonest is None:
                return "due"
        else:
            soonest = latest = self.start(standard, timing.of, day, first)
        if soonest is None or isinstance(timing.within, Unstated):
            return "unknown"
        if day < timing.within.after(soonest):
            return "due"
        return "overdue" if latest is not None and day >= timing.within.after(latest) else "unknown"

    def start(self, standard: Standard, of: str | Unstated, day: date, first: date) -> date | None:
        if isinstance(of, Unstated):
            return None
        if of == "joining":
            if self.applies(standard, first) == YES:
                return date.min
            return next((each for each in days(first, day) if self.applies(standard, each) == YES), None)
        value = self.stated(of, day)
        return None if value is None else parse_date(value)


# --- one thing, one day ----------------------------------------------------------------------------------


def days(first: date, last: date) -> Iterable[date]:
    """Every day from the first to the last, both included."""
    return (date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))


def within(day: date, starts: date | None, ends: date | None) -> bool:
    return (starts is None or day >= starts) and (ends is None or day <= ends)


def in_span(day: date, starts: date | Unstated | None, ends: date | Unstated | None) -> int:
    if not within(day, starts if isinstance(starts, date) else None, ends if isinstance(ends, date) else None):
        return NO
    return PERHAPS if UNSTATED in (starts, ends) else YES


def matches(value: object, held: Sequence[object]) -> int:
    """Whether a key of a query holds, when `unstated` on either side may be anything."""
    if value is not UNSTATED and value in held:
        return YES
    return PERHAPS if value is UNSTATED or UNSTATED in held else NO


def only_mode(course: Course | None) -> str | None:
    if course is None or len(course.modes) != 1:
        return None
    mode = course.modes[0].mode
    return mode if isinstance(mode, str) else None


def usual_minutes(course: Course | None) -> int | None:
    return course.minutes if course is not None and isinstance(course.minutes, int) else None


def in_mode(done: Done, counting: Counting) -> int:
    if not counting.mode or done.modes & set(counting.mode):
        return YES
    return PERHAPS if None in done.modes or UNSTATED in counting.mode else NO


def in_time(done: Done, counting: Counting) -> int:
    return in_span(done.on, counting.starts, counting.ends)


def cycle_of(day: date, cycle: Cycle) -> int:
    """The year in which the cycle of that day began."""
    month = {"calendar-year": 1, "financial-year": 4, "academic-year": 9}[cycle]
    return day.year if day.month >= month else day.year - 1


def stands(on: date, counting: Counting, day: date, wanted: int, own_cycle: bool) -> bool:
    """Whether what was done on `on` counts on `day`: surely, or possibly."""
    if day < on:
        return False
    if counting.every is UNSTATED or counting.each is UNSTATED:
        return day == on or wanted == PERHAPS
    if isinstance(counting.every, Period):
        return day < counting.every.after(on)
    if isinstance(counting.each, Cycle):
        return cycle_of(day, counting.each) - cycle_of(on, counting.each) <= (0 if own_cycle else 1)
    return True


def length(done: Done, wanted: int) -> float:
    known = max((minutes for minutes in done.minutes if minutes is not None), default=0)
    return float("inf") if wanted == PERHAPS and None in done.minutes else known


def windows(hits: list[Done], counting: Counting, wanted: int) -> list[list[Done]]:
    """All hits together, or under `inside` those from each one on that lie within the span."""
    inside = counting.inside
    if inside is None or (inside is UNSTATED and wanted == PERHAPS):
        return [hits]
    span = inside if isinstance(inside, Period) else Period(days=1)
    return [[each for each in hits if first.on <= each.on < span.after(first.on)] for first in hits]


def is_enough(hits: list[Done], counting: Counting, wanted: int) -> bool:
    if not counting.different_people:
        return len(hits) >= counting.times
    people = {each.by for each in hits if each.by is not None}
    unnamed = sum(1 for each in hits if each.by is None)
    return len(people) + (unnamed if wanted == PERHAPS else 0) >= counting.times
