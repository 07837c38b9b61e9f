"""A history that lets off by one rule whom another one does not: looked for, and found by evaluating both.

It is looked for among small histories made of what the two rules speak of themselves: their courses, groups and facts,
and days that lie a period of theirs, or a day less, apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations, islice, product
from typing import Final

from attrs import evolve, field, frozen

from competency import ids
from competency import requirements as dsl
from competency.evaluation import Evaluator
from competency.flips import Addition, flips
from competency.history import History
from competency.model import (
    Deadline,
    Event,
    EventKind,
    FactType,
    Framework,
    Membership,
    Precedence,
    Record,
    Response,
    Standard,
    Stated,
    Strength,
    Subject,
    Trigger,
)
from competency.periods import Cycle, Period
from competency.requirements import Counting, Requirement, Selector
from competency.standing import Standing, Status, standing_of
from competency.verdicts import check


@frozen
class Weaker:
    """A history on which, on that day, the new rule is content and the old one is not; both were evaluated."""

    record: Record
    on: date
    new: Status
    old: Status


_CONTENT: Final = frozenset({Status.MET, Status.DUE_SOON, Status.EXEMPT, Status.NOT_APPLICABLE})
_DISCONTENT: Final = frozenset({Status.OVERDUE, Status.BREACHED})
_RANK: Final = {Strength.MAY: 0, Strength.SHOULD: 1, Strength.MUST: 2}

_NOT_MEANT: Final = Status.NOT_APPLICABLE
"""How a standard stands to whom it is not about."""

HISTORIES: Final = 2_000
"""How many histories are tried before the question is left open: those with just enough in them, then all but one
thing, then small ones, the smallest first."""
_LARGEST: Final = 4
_DAYS: Final = 9
_ALIKE: Final = 2
"""A small history has at most so many events, on one of so many days; of courses between which the two rules make no
difference so many are tried."""
_PEOPLE: Final = 300
_CONTEXTS: Final = 20
_NEEDING: Final = 4
"""Of so many people so many are tried, spread over the whole list; with large histories only the first few."""
_MOST_AT_ONCE: Final = 60
_PAIRED: Final = 16
"""The most that is done in one history; two things are left out together where there are no more than this."""
_FIRST: Final = date(2012, 1, 10)


def is_less(new: Status, old: Status) -> bool:
    """Whether the one status lets off who has the other: content against not, or time left against none."""
    if new in _CONTENT:
        return old in _DISCONTENT or old is Status.DUE
    return new is Status.DUE and old in _DISCONTENT


def stands(framework: Framework, standard: Standard, record: Record, on: date) -> Status:
    """How a standard stands on a day; who is of another kind than it is about, it does not speak to."""
    own = evolve(record, framework=framework.id)
    name = ids.qualified(framework.id, standard.id)
    found = (verdict.status for verdict in check(framework, own, on=on) if verdict.standard == name)
    return next(found, Status.NOT_APPLICABLE)


def counterexample(
    new: Standard, old: Standard, framework: Framework, former: Framework, histories: int
) -> Weaker | None:
    """A history on which the new rule is content and the old one, which has its own framework, is not.

    None: there is none among so many `histories`.
    """
    return _Search(new, old, framework, former, histories).counterexample()


# --- what two rules speak of -----------------------------------------------------------------------------


@frozen
class _Vocabulary:
    """All that two rules speak of, each in its own framework, definitions included."""

    selectors: dict[tuple[int, Selector], tuple[str, ...]] = field(factory=dict)
    modes: dict[str, None] = field(factory=dict)
    minutes: dict[int, None] = field(factory=dict)
    evidence: dict[str, None] = field(factory=dict)
    outcomes: dict[str, None] = field(factory=dict)
    attested: dict[str, None] = field(factory=dict)
    values: dict[str, dict[str, None]] = field(factory=dict)
    dated: dict[str, None] = field(factory=dict)
    groups: dict[str, None] = field(factory=dict)
    periods: dict[Period, None] = field(factory=dict)
    days: dict[date, None] = field(factory=dict)
    times: dict[int, None] = field(factory=dict)
    _read: dict[tuple[int, Requirement], None] = field(factory=dict)

    def read_standard(self, standard: Standard, framework: Framework) -> None:
        """Takes in all that a standard speaks of."""
        if standard.selector:
            self._select(standard.selector, framework)
        for entry in standard.audience:
            if isinstance(entry.group, str):
                self._read_rules(framework.reaching(entry.group), framework)
            self.read(entry.when, framework)
        for bound in (standard.starts, standard.ends):
            self._date(bound)
        if standard.require is None:
            self.attested[standard.id] = None
            self._period(standard.every)
        for requirement in (standard.require, standard.when, standard.unless):
            self.read(requirement, framework)
        match standard.timing:
            case Deadline(within, start):
                self._period(within)
                if isinstance(start, Trigger):
                    self._trigger(start, framework)
                elif isinstance(start, str) and start != "joining":
                    self.dated[start] = None
            case Precedence(trigger):
                self._trigger(trigger, framework)
            case Response(trigger, within, opens):
                self._trigger(trigger, framework)
                self._period(within)
                self._period(opens)

    def read(self, requirement: Requirement | None, framework: Framework) -> None:
        """Takes in all that a requirement speaks of."""
        if requirement is None or (id(framework), requirement) in self._read:
            return
        self._read[id(framework), requirement] = None
        match requirement:
            case dsl.Completed(selector, counting):
                self._select(selector, framework)
                self._count(counting, framework)
            case dsl.Hours(hours, selector, counting):
                self._select(selector, framework)
                self._count(counting, framework)
                self.minutes[round(hours * 60)] = None
                self.minutes[max(1, round(hours * 30))] = None
            case dsl.Evidenced(evidence, counting):
                self._piece(evidence, framework)
                self._count(counting, framework)
            case dsl.Experience(period, fact):
                self.dated[fact] = None
                self._period(period)
            case dsl.FactHolds(fact, values):
                self._fact(fact, values, framework)
            case dsl.Judged(_, fact):
                self._fact(fact, ("yes",), framework)
            case dsl.Member(group):
                self._read_rules(framework.parts_of(group), framework)
            case dsl.LevelAttained(level):
                rung = framework.level(level)
                self.read(rung.requires if rung else None, framework)
            case dsl.OutcomeAchieved(outcome):
                self.outcomes[outcome] = None
                self._select((dsl.Query(develops=outcome),), framework)
                for piece in framework.evidence:
                    if outcome in piece.develops:
                        self._piece(piece.id, framework)
            case dsl.StandardMet(identifier):
                found = framework.standard(identifier)
                if found is not None and found.require is None:
                    self.attested[identifier] = None
                    self._period(found.every)
                self.read(found.require if found else None, framework)
            case _:
                for part in dsl.parts_of(requirement):
                    self.read(part, framework)

    def _read_rules(self, groups: Iterable[str], framework: Framework) -> None:
        for identifier in groups:
            self.groups[identifier] = None
            group = framework.group(identifier)
            self.read(group.when if group else None, framework)

    def _select(self, selector: Selector, framework: Framework) -> None:
        self.selectors[id(framework), selector] = tuple(sorted(framework.selection(selector).sure))

    def _trigger(self, trigger: Trigger, framework: Framework) -> None:
        if trigger.evidence is not None:
            self._piece(trigger.evidence, framework)
        else:
            self._select(trigger.selector, framework)

    def _count(self, counting: Counting, framework: Framework) -> None:
        self.modes.update({mode: None for mode in counting.mode if isinstance(mode, str)})
        self.times[counting.times] = None
        self._period(counting.every)
        self._period(counting.inside)
        if isinstance(counting.each, Cycle):
            first = date(_FIRST.year, counting.each.first_month, 1)
            self.days.update({first - timedelta(days=1): None, first: None})
            self.periods[Period(months=12)] = None
        if counting.refreshed_by:
            self._select(counting.refreshed_by, framework)
        self._date(counting.starts)
        self._date(counting.ends)

    def _piece(self, identifier: str, framework: Framework) -> None:
        self.evidence[identifier] = None
        evidence = framework.evidence_of(identifier)
        self.read(evidence.requires if evidence else None, framework)
        granting = tuple(course.id for course in framework.courses if identifier in course.grants)
        if granting:
            self._select(granting, framework)

    def _fact(self, fact: str, values: tuple[str, ...], framework: Framework) -> None:
        known = framework.fact(fact)
        if known is not None and known.type is FactType.DATE:
            self.dated[fact] = None
            return
        possible = known.values if known is not None and known.type is FactType.ONE_OF else ("yes", "no")
        self.values.setdefault(fact, {}).update(dict.fromkeys((*values, *possible)))

    def _period(self, period: Period | dsl.Unstated | None) -> None:
        if isinstance(period, Period):
            self.periods[period] = None

    def _date(self, day: date | dsl.Unstated | None) -> None:
        if isinstance(day, date):
            self.days.update({day - timedelta(days=1): None, day: None, day + timedelta(days=1): None})


# --- the search ------------------------------------------------------------------------------------------


@frozen
class _Search:
    """Small histories on which two rules are tried."""

    new: Standard
    old: Standard
    framework: Framework
    former: Framework
    histories: int

    def counterexample(self) -> Weaker | None:
        """A history that lets off by the new rule whom the old one does not; the first, and so one of the smallest."""
        for record in islice(self._records(), self.histories):
            found = (self._verified(record, day) for day in self._days_let_off(record))
            verified = next((one for one in found if one is not None), None)
            if verified is not None:
                return self._trimmed(verified)
        return None

    def _days_let_off(self, record: Record) -> list[date]:
        """The days on which the new rule lets off whom the old one does not, the gravest first."""
        asked = self._asked(record, max((event.on for event in record.events), default=date.min))
        seen = asked[-1].toordinal()
        one = self._standing(self.framework, self.new, record, seen)
        statuses = ((day, _NOT_MEANT if one is None else one.status(day.toordinal())) for day in asked)
        mild = [(day, new) for day, new in statuses if any(self._lets_off(new, old) for old in Status)]
        other = self._standing(self.former, self.old, record, seen) if mild else None
        if other is None:
            return []
        both = [(day, new, other.status(day.toordinal())) for day, new in mild]
        let_off = [(day, old) for day, new, old in both if self._lets_off(new, old)]
        return [day for day, old in sorted(let_off, key=lambda each: each[1] not in _DISCONTENT)]

    def _trimmed(self, found: Weaker) -> Weaker:
        """The same example without what it can do without: each fact, group and event is needed."""
        tried = (self._verified(record, found.on) for record in _with_less(found.record))
        smaller = next((one for one in tried if one is not None and one.new is found.new), None)
        return found if smaller is None else self._trimmed(smaller)

    def _lets_off(self, new: Status, old: Status) -> bool:
        milder = _RANK[self.new.strength] < _RANK[self.old.strength]
        return is_less(new, old) or (milder and old not in _CONTENT and new is old and old is not Status.UNKNOWN)

    def _verified(self, record: Record, on: date) -> Weaker | None:
        new = stands(self.framework, self.new, record, on)
        old = stands(self.former, self.old, record, on)
        return Weaker(record, on, new, old) if self._lets_off(new, old) else None

    @staticmethod
    def _standing(framework: Framework, standard: Standard, record: Record, seen: int) -> Standing | None:
        if standard.subject not in record.subjects:
            return None
        own = evolve(record, framework=framework.id)
        return standing_of(standard, Evaluator(History(framework, own, seen)))

    # --- what is tried -----------------------------------------------------------------------------------

    @cached_property
    def _words(self) -> _Vocabulary:
        words = _Vocabulary()
        words.read_standard(self.old, self.former)
        words.read_standard(self.new, self.framework)
        return words

    @cached_property
    def _first(self) -> date:
        """A day on which both rules are in force, if there is one."""
        starts = [rule.starts for rule in (self.new, self.old) if isinstance(rule.starts, date)]
        ends = [rule.ends for rule in (self.new, self.old) if isinstance(rule.ends, date)]
        return min([max([_FIRST, *starts]), *ends])

    @cached_property
    def _courses(self) -> tuple[str, ...]:
        """The courses that the rules speak of: a few of those that they don't tell apart."""
        alike: dict[tuple[bool, ...], list[str]] = {}
        known = dict.fromkeys(course for selected in self._words.selectors.values() for course in selected)
        for course in known:
            marks = tuple(course in selected for selected in self._words.selectors.values())
            alike.setdefault(marks, []).append(course)
        kept = {course for courses in alike.values() for course in courses[:_ALIKE]}
        return tuple(course for course in known if course in kept)

    @property
    def _another_course(self) -> tuple[str, ...]:
        """A course of which the rules don't speak, if there is one."""
        known = {course for selected in self._words.selectors.values() for course in selected}
        return tuple(islice((course.id for course in self.framework.courses if course.id not in known), 1))

    @cached_property
    def _done(self) -> tuple[Event, ...]:
        """What can be done, each on the first day."""
        words, first = self._words, self._first
        modes: list[str | None] = [*words.modes, "another mode"] if words.modes else [None]
        minutes: list[int | None] = [None, *words.minutes]
        done = [
            Event(EventKind.COMPLETED, course, first, mode=mode, minutes=length)
            for course in self._courses
            for mode in modes
            for length in minutes
        ]
        for piece in words.evidence:
            known = (self.framework.evidence_of(piece), self.former.evidence_of(piece))
            per_course = any(evidence is not None and evidence.per_course for evidence in known)
            about: Sequence[str | None] = (*self._courses, *self._another_course) if per_course else (None,)
            people = ("m-1", "m-2") if max(words.times, default=1) > 1 else (None,)
            done += [
                Event(EventKind.EVIDENCE, piece, first, mode=mode, about=course, by=person)
                for course in (about or (None,))
                for mode in modes
                for person in people
            ]
        done += [Event(EventKind.OUTCOME, outcome, first) for outcome in words.outcomes]
        done += [Event(EventKind.STANDARD, standard, first) for standard in words.attested]
        return tuple(done)

    @cached_property
    def _calendar(self) -> tuple[date, ...]:
        """The days on which things are done: the first, those a period later or a day less, and where a rule begins."""
        days = {self._first: None, self._first + timedelta(days=1): None}
        for period in self._words.periods:
            later = period.after(self._first)
            days.update({later - timedelta(days=1): None, later: None, later + timedelta(days=1): None})
        return tuple(sorted(list({**days, **self._words.days})[:_DAYS]))

    def _asked(self, record: Record, last: date) -> list[date]:
        """The days on which a history is looked at: none before its last event, since nothing later is seen then."""
        starts = {event.on for event in record.events} | {self._first}
        days = {*starts, *self._words.days}
        for period in self._words.periods:
            for start in starts:
                later = period.after(start)
                days |= {later, later - timedelta(days=1)}
        return sorted(day for day in days if day >= last)

    def _records(self) -> Iterator[Record]:
        """Histories with few events first; each in every context."""
        yield from self._just_enough()
        yield from self._nearly_all()
        contexts = self._contexts
        share = self.histories // (2 * len(contexts)) + 1
        for size in range(_LARGEST + 1):
            for events in self._histories(size, share):
                for context in contexts:
                    yield evolve(context, events=events)

    def _just_enough(self) -> Iterator[Record]:
        """Histories with just enough in them for the new rule, however much that is: all of it on the first day."""
        first = self._first.toordinal()
        minutes = max(self._words.minutes, default=None)
        for context in self._contexts[:_NEEDING]:
            for start in ((), *((event,) for event in self._done[:_NEEDING])):
                begun = evolve(context, events=start)
                standing = self._standing(self.framework, self.new, begun, first)
                if standing is None:
                    continue
                for flip in flips(standing, self._first, standing.status(first), None)[:_NEEDING]:
                    more = (_event(addition, self._first, minutes) for addition in flip.add)
                    events = [evolve(event, index=index) for index, event in enumerate((*start, *more))]
                    yield evolve(context, events=tuple(events))

    def _nearly_all(self) -> Iterator[Record]:
        """Histories with all that can be done but one thing or two, or one in one mode: all on the first day."""
        done = self._done[:_MOST_AT_ONCE]
        items = list(dict.fromkeys((event.item, None) for event in done))
        modes = list(dict.fromkeys((event.item, event.mode) for event in done if event.mode is not None))
        pairs = list(combinations(items, 2)) if len(items) <= _PAIRED else []
        for left_out in (*((each,) for each in (*items, *modes)), *pairs):
            rest = [event for event in done if not any(_is(event, *each) for each in left_out)]
            for context in self._contexts[:_NEEDING]:
                yield evolve(context, events=tuple(evolve(event, index=index) for index, event in enumerate(rest)))

    def _histories(self, size: int, number: int) -> Iterator[tuple[Event, ...]]:
        """At most so many histories of one size, from all over: things done, on days in order."""
        if size == 0:
            yield ()
            return
        done, calendar = self._done, self._calendar
        total = len(done) ** size * len(calendar) ** size
        step = max(1, total // number) | 1  # odd, so that it doesn't fall into step with the lists
        for place in islice(range(0, total, step), number):
            chosen, rest = [], place
            for _ in range(size):
                rest, day = divmod(rest, len(calendar))
                rest, act = divmod(rest, len(done))
                chosen.append((calendar[day], act))
            rows = sorted(chosen)
            yield tuple(evolve(done[act], on=day, index=index) for index, (day, act) in enumerate(rows))

    @cached_property
    def _contexts(self) -> tuple[Record, ...]:
        """Who it may be that things are done by; those first to whom the old rule surely speaks."""
        meant, others = [], []
        for record in islice(self._people(), _PEOPLE):
            standing = self._standing(self.former, self.old, record, self._first.toordinal())
            assert standing is not None
            if standing.applies.sure:
                meant.append(record)
            elif standing.applies.possible:
                others.append(record)
        found = meant or others
        step = max(1, len(found) // _CONTEXTS)
        return (*found[::step][:_CONTEXTS], *(others[:2] if meant else ())) or tuple(islice(self._people(), 1))

    def _people(self) -> Iterator[Record]:
        """People in no group, in one or in all, with facts of each kind."""
        words = self._words
        groups = list(words.groups)
        memberships = [*((group,) for group in groups), (), *([tuple(groups)] if len(groups) > 1 else [])]
        choices = [[Stated(fact, value) for value in values] for fact, values in words.values.items()]
        dated = [Stated(fact, str(self._first)) for fact in words.dated]
        items: list[str | None] = [None]
        if Subject.COURSE in (self.new.subject, self.old.subject):
            items = [*self._courses, *self._another_course]
        starts = [None, self._first] if isinstance(self.old.timing, Deadline) else [None]
        for item, facts, held, start in product(items, product(*choices), memberships, starts):
            yield Record(
                id="someone",
                framework=self.framework.id,
                subjects=(self.old.subject,),
                item=item,
                facts=(*facts, *dated),
                memberships=tuple(Membership(group, start) for group in held),
            )


def _event(addition: Addition, on: date, minutes: int | None) -> Event:
    item = ids.parts(addition.completed or addition.evidence or "")[1]
    about = None if addition.about is None else ids.parts(addition.about)[1]
    if addition.completed is not None:
        return Event(EventKind.COMPLETED, item, on, mode=addition.mode, minutes=minutes)
    return Event(EventKind.EVIDENCE, item, on, mode=addition.mode, about=about)


def _is(event: Event, item: str, mode: str | None) -> bool:
    """Whether it is that thing, in that mode; None: in whichever."""
    return item == event.item and mode in (None, event.mode)


def _with_less(record: Record) -> Iterator[Record]:
    """The record without one of its events, facts or groups."""
    for index in range(len(record.events)):
        yield evolve(record, events=(*record.events[:index], *record.events[index + 1 :]))
    for index in range(len(record.facts)):
        yield evolve(record, facts=(*record.facts[:index], *record.facts[index + 1 :]))
    for index in range(len(record.memberships)):
        yield evolve(record, memberships=(*record.memberships[:index], *record.memberships[index + 1 :]))
