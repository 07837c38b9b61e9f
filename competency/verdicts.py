"""Standard x record x day -> verdict: the status, since when, until when, why, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import combinations, islice
from typing import Final

from attrs import evolve, field, frozen

from competency import ids
from competency import requirements as dsl
from competency.errors import RecordOfAnotherFramework
from competency.evaluation import Answer, Evaluator, explained, in_another_mode
from competency.explanation import Explanation
from competency.history import SURELY, UNKNOWN, Doubt, Held, History, Hit, bounds, in_mode, surely
from competency.model import (
    Deadline,
    Event,
    EventKind,
    Framework,
    Precedence,
    Record,
    Response,
    Standard,
    Strength,
    Trigger,
)
from competency.periods import EVER, FOREVER, Days
from competency.requirements import Completed, Evidenced, Requirement, Unstated, in_words


class Status(StrEnum):
    """How a standard stands on a day."""

    MET = "met"
    DUE_SOON = "due-soon"
    DUE = "due"
    OVERDUE = "overdue"
    BREACHED = "breached"
    EXEMPT = "exempt"
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a status is not simply `met`."""

    NEVER_DONE = "never-done"
    LAPSED = "lapsed"
    TOO_FEW = "too-few"
    WRONG_MODE = "wrong-mode"
    NOT_IN_ORDER = "not-in-order"
    LATE = "late"
    MISSING_FACT = "missing-fact"
    JUDGED = "judged"
    UNSTATED = "unstated"
    NOT_EVALUATED = "not-evaluated"


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


@frozen(kw_only=True)
class Verdict:
    """How one standard stands on one day.

    Ids are qualified. `since` is the first day of the unbroken run of this status, `until` the first day of another
    one and `due` the first day on which it is or will be overdue, both if nothing more is recorded; each None where
    there is none. `events` of the explanations are indexes into the record's events as written.
    """

    standard: str
    title: str
    status: Status
    reason: Reason | None
    strength: Strength
    on: date
    due: date | None
    since: date | None
    until: date | None
    ideally: bool | None
    source: tuple[str, ...]
    reading: str | None
    because: tuple[Explanation, ...]
    flips: tuple[Flip, ...] = ()


@frozen
class _Case:
    """One standard on one history: all the sets of days that its status is read off."""

    standard: Standard
    evaluator: Evaluator

    @property
    def _history(self) -> History:
        return self.evaluator.history

    @cached_property
    def applies(self) -> Held:
        """The days on which the standard is meant for this subject."""
        standard = self.standard
        held = self.evaluator.audience(standard.audience)
        if standard.selector:
            held = held & self._selected()
        held = held & _bounded(standard.starts, None) & _bounded(None, standard.ends)
        return held if standard.when is None else held & self.evaluator.held(standard.when)

    def _selected(self) -> Held:
        framework, item = self._history.framework, self._history.record.item
        if item in framework.selected(self.standard.selector):
            return SURELY
        possible = item in framework.selected(self.standard.selector, possibly=True)
        return UNKNOWN if possible else surely(Days())

    @cached_property
    def answer(self) -> Answer:
        """When the requirement holds, with its proof."""
        if self.standard.require is None:
            return self.evaluator.attestation(self.standard)
        return self.evaluator.answer(self.standard.require)

    @cached_property
    def settled(self) -> Held:
        """The days on which the requirement holds without what was done in an earlier cycle of `each`."""
        if self.standard.require is None:
            return self.answer.held
        return self.evaluator.in_own_cycle.held(self.standard.require)

    @cached_property
    def exempt(self) -> Held:
        """The days on which the subject is let off."""
        return self.evaluator.held(self.standard.unless) if self.standard.unless else surely(Days())

    @cached_property
    def evaluated(self) -> bool:
        """Whether the standard's timing is one that this version evaluates."""
        return not isinstance(self.standard.timing, Precedence | Response)

    # --- the deadline ------------------------------------------------------------------------------------

    def deadline(self, day: int) -> tuple[int, int]:
        """The first day that is too late, as it stands on that day: the earliest and the latest that it may be.

        Mostly they are one. `FOREVER`: the trigger has not come yet; `EVER`: it has been owed from ever; apart as far
        as can be: the deadline is missing.
        """
        timing = self.standard.timing
        if not isinstance(timing, Deadline):
            return (EVER, EVER)
        earliest, latest = self._starts(timing.of, day)
        if earliest == FOREVER:
            return (FOREVER, FOREVER)
        if isinstance(timing.within, Unstated) or latest is None:
            return _MISSING
        if earliest == EVER:
            return (EVER, EVER)
        return (timing.within.after_ordinal(earliest), timing.within.after_ordinal(latest))

    def _starts(self, of: str | Trigger | Unstated, day: int) -> tuple[int, int | None]:
        """The earliest and the latest day from which the deadline may count; None: it is missing."""
        if isinstance(of, Unstated):
            return (EVER, None)
        if isinstance(of, Trigger):
            hits = [hit for hit in self._triggering(of) if hit.day in self.applies.possible]
            sure = [hit.day for hit in hits if hit.sure and hit.day in self.applies.sure]
            return (min((hit.day for hit in hits), default=FOREVER), min(sure, default=FOREVER))
        start = self.applies.sure.first if of == "joining" else self._stated_day(of, day)
        return (EVER, None) if start is None else (start, start)

    def _stated_day(self, fact: str, day: int) -> int | None:
        return next((start for start, days in self._history.dates(fact) if day in days), None)

    def _triggering(self, trigger: Trigger) -> tuple[Hit, ...]:
        if trigger.evidence is not None:
            return self.evaluator.pieces(trigger.evidence)
        return self._history.hits(trigger.selector)

    # --- the status --------------------------------------------------------------------------------------

    def status(self, day: int) -> Status:
        """The status on that day, with the events that this history sees."""
        held = self.answer.held
        if day not in self.applies.possible:
            return Status.NOT_APPLICABLE
        if not self.evaluated:
            return Status.UNKNOWN
        if day in held.sure:
            return self._met(day)
        if day in self.exempt.sure:
            return Status.EXEMPT
        if day not in self.applies.sure or day in held.possible or day in self.exempt.possible:
            return Status.UNKNOWN
        if isinstance(self.standard.timing, Unstated):
            return Status.OVERDUE if self._held_before(day) else Status.DUE
        earliest, latest = self.deadline(day)
        return Status.DUE if day < earliest else Status.OVERDUE if day >= latest else Status.UNKNOWN

    def _met(self, day: int) -> Status:
        ends = self.answer.held.sure.next_change(day)
        notice = self._history.framework.notice.after_ordinal(day)
        ending = ends is not None and ends <= notice
        return Status.DUE_SOON if ending or day not in self.settled.sure else Status.MET

    def _held_before(self, day: int) -> bool:
        first = self.answer.held.sure.first
        return first is not None and first < day

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """Every day on which the status may change, in order: the ends of all intervals, deadlines, and notice."""
        days: set[int] = set()
        for held in (self.applies, self.answer.held, self.settled, self.exempt):
            for interval in (*held.sure, *held.possible):
                days.update(interval)
        days.update(self._notices())
        timing = self.standard.timing
        if isinstance(timing, Deadline) and isinstance(timing.of, str):
            for _, stated in self._history.values(timing.of):
                for interval in stated:
                    days.update(interval)
        for day in (*days, EVER, self._history.seen):
            days.update(self.deadline(min(day, FOREVER - 1)))
        return tuple(sorted(day for day in days if EVER < day < FOREVER))

    def _notices(self) -> set[int]:
        """The first day of notice before each day on which the requirement ceases to hold surely."""
        notice = self._history.framework.notice
        first: set[int] = set()
        for start, end in self.answer.held.sure:
            if end < FOREVER:
                day = max(start, end - notice.longest_days - 1)
                while notice.after_ordinal(day) < end:
                    day += 1
                first.add(day)
        return first

    def next_turn(self, day: int, status: Status) -> int | None:
        """The first later day with another status if nothing more is recorded."""
        return next((turn for turn in self.turns if turn > day and self.status(turn) is not status), None)

    def next_overdue(self, day: int) -> int | None:
        """The first later day that is overdue if nothing more is recorded."""
        return next((turn for turn in self.turns if turn > day and self.status(turn) is Status.OVERDUE), None)

    def last_turn(self, day: int, floor: int, status: Status) -> int | None:
        """The first day of the run of `status` that ends on `day`, if it begins after `floor`; else None.

        Where `day` itself has another status, the run is empty and the day after it is given.
        """
        later = day + 1
        for turn in sorted({*(turn for turn in self.turns if floor < turn <= day), floor}, reverse=True):
            if self.status(turn) is not status:
                return later
            later = turn
        return None

    def reason(self, day: int, status: Status) -> Reason | None:
        """Why the status is not simply met."""
        if status in (Status.MET, Status.DUE_SOON, Status.NOT_APPLICABLE, Status.EXEMPT):
            return None
        if status is Status.UNKNOWN:
            return self._doubt(day)
        if self._held_before(day):
            return Reason.LAPSED
        answers = list(_leaves(self.answer))
        if any(hit.day <= day for answer in answers for hit in answer.hits):
            return Reason.TOO_FEW
        if any(hit.day <= day and in_another_mode(answer, hit) for answer in answers for hit in answer.ignored):
            return Reason.WRONG_MODE
        return Reason.NEVER_DONE

    def _doubt(self, day: int) -> Reason:
        if not self.evaluated:
            return Reason.NOT_EVALUATED
        answers = [self.answer, *(self.evaluator.answer(part) for part in (*self._conditions(), *self._rules()))]
        doubted = [leaf for answer in answers for leaf in _leaves(answer) if leaf.held.only_possible(day)]
        if any(isinstance(leaf.requirement, dsl.Judged) for leaf in doubted):
            return Reason.JUDGED
        silent = any(self._record_is_silent(leaf, day) for leaf in doubted)
        return Reason.MISSING_FACT if silent or self._undated(day) else Reason.UNSTATED

    def _undated(self, day: int) -> bool:
        """Whether the deadline counts from a fact that the record doesn't state."""
        timing = self.standard.timing
        if not isinstance(timing, Deadline) or not isinstance(timing.of, str) or timing.of == "joining":
            return False
        return self._stated_day(timing.of, day) is None

    def _conditions(self) -> list[Requirement]:
        standard = self.standard
        entries = [entry.when for entry in standard.audience]
        return [part for part in (standard.when, standard.unless, *entries) if part is not None]

    def _rules(self) -> list[Requirement]:
        """The rules by which one belongs to the groups that the standard is for."""
        framework, meant = self._history.framework, {entry.group for entry in self.standard.audience}
        return [group.when for group in framework.groups if group.when and meant & framework.reached_by(group.id)]

    def _record_is_silent(self, doubted: Answer, day: int) -> bool:
        """Whether it is the record that leaves something open: a fact, a mode, a person, a number of minutes."""
        match doubted.requirement:
            case dsl.FactHolds(fact) | dsl.Experience(_, fact):
                return all(day not in days for _, days in self._history.values(fact))
            case Completed(_, counting) | Evidenced(_, counting) | dsl.Hours(_, _, counting):
                hits = [hit for hit in doubted.hits if hit.day <= day]
                if isinstance(doubted.requirement, dsl.Hours) and any(hit.open_minutes for hit in hits):
                    return True
                modes = counting.mode and dsl.UNSTATED not in counting.mode
                unmoded = modes and any(in_mode(hit, counting) is Doubt.PERHAPS for hit in hits)
                return bool(unmoded or (counting.different_people and any(hit.by is None for hit in hits)))
            case _:
                return False


_MISSING: Final = (EVER, FOREVER)
"""A deadline of which nothing is known."""


def _leaves(answer: Answer) -> list[Answer]:
    return [leaf for part in answer.parts for leaf in _leaves(part)] if answer.parts else [answer]


def check(framework: Framework, record: Record, *, on: date) -> tuple[Verdict, ...]:
    """One verdict for each standard of the record's subject, in the order of the file.

    Raises:
        RecordOfAnotherFramework: the record names another framework than this one.
    """
    if record.framework != framework.id:
        raise RecordOfAnotherFramework(record.id, record.framework, framework.id)
    timeline = _Timeline(framework, record)
    return tuple(
        timeline.verdict(standard, on) for standard in framework.standards if standard.subject in record.subjects
    )


@frozen
class _Timeline:
    """A record day by day: what a check on any day would have seen."""

    framework: Framework
    record: Record
    _evaluators: dict[int, Evaluator] = field(factory=dict, repr=False)

    @cached_property
    def _event_days(self) -> tuple[int, ...]:
        return tuple(sorted({event.on.toordinal() for event in self.record.events}))

    def _case(self, standard: Standard, seen: int) -> _Case:
        """The standard with the events up to `seen`; days between two events share what they see."""
        last = max((day for day in self._event_days if day <= seen), default=EVER)
        if last not in self._evaluators:
            self._evaluators[last] = Evaluator(History(self.framework, self.record, last))
        return _Case(standard, self._evaluators[last])

    def verdict(self, standard: Standard, on: date) -> Verdict:
        """How one standard stands on one day."""
        day = on.toordinal()
        case = self._case(standard, day)
        status = case.status(day)
        since = self._since(standard, day, status)
        until = case.next_turn(day, status)
        overdue = since if status is Status.OVERDUE else case.next_overdue(day)
        ideally = standard.ideally and case.evaluator.held(standard.ideally)
        return Verdict(
            standard=ids.qualified(self.framework.id, standard.id),
            title=standard.title,
            status=status,
            reason=case.reason(day, status),
            strength=standard.strength,
            on=on,
            due=_day(overdue),
            since=_day(since),
            until=_day(until),
            ideally=None if not ideally or ideally.only_possible(day) else day in ideally.sure,
            source=standard.source,
            reading=standard.reading,
            because=_because(case, day, status),
            flips=self._flips(case, on, status, _day(overdue)),
        )

    def _since(self, standard: Standard, day: int, status: Status) -> int | None:
        end = day
        for floor in [*reversed([at for at in self._event_days if at <= day]), EVER]:
            began = self._case(standard, floor).last_turn(end, floor, status)
            if began is not None:
                return began
            end = floor - 1
        return None

    # --- what would change it ----------------------------------------------------------------------------

    def _flips(self, case: _Case, on: date, status: Status, due: date | None) -> tuple[Flip, ...]:
        """The fewest additions that make the standard met: one where one is enough, else two, else three."""
        standard = case.standard
        if status not in (Status.DUE, Status.OVERDUE, Status.UNKNOWN, Status.DUE_SOON) or not case.evaluated:
            return ()
        if standard.require is None:
            return ()
        before = due if due is not None and due > on else None
        possible = tuple(dict.fromkeys(self._additions(standard.require, on)))
        for number in (1, 2, 3):
            flips = []
            for additions in islice(combinations(possible, number), _FLIPS_TRIED):
                made = self._status_with(standard, additions, on)
                if made in (Status.MET, Status.DUE_SOON) and made is not status:
                    told = tuple(self._told(addition, before) for addition in additions)
                    flips.append(Flip(told, made))
            if flips:
                return tuple(flips)
        return ()

    def _told(self, addition: Addition, before: date | None) -> Addition:
        """The addition as an answer gives it: with qualified ids, and the day before which it is needed."""
        framework = self.framework.id
        return evolve(
            addition,
            completed=addition.completed and ids.qualified(framework, addition.completed),
            evidence=addition.evidence and ids.qualified(framework, addition.evidence),
            before=before,
        )

    def _status_with(self, standard: Standard, additions: tuple[Addition, ...], on: date) -> Status:
        """The status that the additions make, each by a person of its own."""
        known = len(self.record.events)
        events = (
            Event(
                EventKind.EVIDENCE if addition.completed is None else EventKind.COMPLETED,
                addition.completed or addition.evidence or "",
                on,
                mode=addition.mode,
                by=f"new person {index}" if addition.completed is None else None,
                index=known + index,
            )
            for index, addition in enumerate(additions)
        )
        more = evolve(self.record, events=(*self.record.events, *events))
        return _Case(standard, Evaluator(History(self.framework, more, on.toordinal()))).status(on.toordinal())

    def _additions(self, requirement: Requirement, on: date) -> list[Addition]:
        framework = self.framework
        match requirement:
            case Completed(selector, counting) | dsl.Hours(_, selector, counting):
                selected = framework.selected((*selector, *counting.refreshed_by))
                return self._courses_to_take(selected, _modes(counting), on)
            case Evidenced(evidence, counting):
                return [Addition(evidence=evidence, mode=mode) for mode in _modes(counting)]
            case dsl.OutcomeAchieved(outcome):
                pieces = [item.id for item in framework.evidence if outcome in item.develops]
                courses = self._courses_to_take(framework.courses_that_develop(outcome), [None], on)
                return [*courses, *(Addition(evidence=piece) for piece in pieces)]
            case dsl.LevelAttained(level):
                found = framework.level(level)
                return self._additions(found.requires, on) if found and found.requires else []
            case dsl.StandardMet(identifier):
                standard = framework.standard(identifier)
                return self._additions(standard.require, on) if standard and standard.require else []
            case _:
                return [addition for part in dsl.parts_of(requirement) for addition in self._additions(part, on)]

    def _courses_to_take(self, courses: Iterable[str], modes: Iterable[str | None], on: date) -> list[Addition]:
        """The courses among these that are on offer, in each of the modes."""
        found = (self.framework.course(identifier) for identifier in courses)
        return [
            Addition(completed=course.id, mode=mode)
            for course in found
            if course is not None and course.on_offer(on)
            for mode in modes
        ]


_FLIPS_TRIED: Final = 200
"""How many sets of additions of one size are tried; singles are rarely so many, pairs and triples may be."""


def _bounded(starts: date | Unstated | None, ends: date | Unstated | None) -> Held:
    if isinstance(starts, Unstated) or isinstance(ends, Unstated):
        return UNKNOWN
    return surely(Days.of([bounds(starts, ends)]))


def _modes(counting: dsl.Counting) -> list[str | None]:
    """The modes of which an addition has to name one; just None where the mode doesn't matter."""
    return [mode for mode in counting.mode if isinstance(mode, str)] or [None]


def _because(case: _Case, day: int, status: Status) -> tuple[Explanation, ...]:
    standard, history = case.standard, case.evaluator.history
    rule = ids.qualified(history.framework.id, standard.id)
    if status is Status.NOT_APPLICABLE:
        return (Explanation("the standard does not apply on this day", rule, standard.source),)
    reasons = [_applies(case, day)]
    if not case.evaluated:
        reasons.append(
            Explanation("rules on what comes before or after an event are not evaluated by this version", rule)
        )
        return tuple(reasons)
    if status is Status.EXEMPT and standard.unless is not None:
        reasons.append(_sourced(explained(case.evaluator.answer(standard.unless), day, history), standard, rule))
    reasons.append(_sourced(explained(case.answer, day, history), standard, rule))
    if isinstance(standard.timing, Deadline):
        reasons.append(Explanation(_deadline_told(*case.deadline(day)), rule, standard.source))
    return tuple(reasons)


def _applies(case: _Case, day: int) -> Explanation:
    standard, history = case.standard, case.evaluator.history
    titles = history.framework.title_of
    rule = ids.qualified(history.framework.id, standard.id)
    if not standard.audience and standard.when is None:
        return Explanation("it applies to everyone", rule, standard.source)
    sure = "it applies" if day in case.applies.sure else "it may apply"
    through = [
        (group, entry)
        for group, days in sorted(history.memberships.items())
        for entry in standard.audience
        if day in days and entry.group in history.framework.reached_by(group)
    ]
    groups = tuple(dict.fromkeys(titles(group) for group, _ in through))
    told = f": {dsl.joined(groups, 'and')}" if groups else ""
    conditions = dict.fromkeys([standard.when, *(entry.when for _, entry in through)])
    parts = tuple(explained(case.evaluator.answer(part), day, history) for part in conditions if part is not None)
    return Explanation(f"{sure}{told}", rule, standard.source, because=parts)


def _sourced(explanation: Explanation, standard: Standard, rule: str) -> Explanation:
    return evolve(explanation, rule=rule, source=standard.source)


def _deadline_told(earliest: int, latest: int) -> str:
    if earliest == FOREVER:
        return "the deadline has not begun"
    if earliest != latest:
        return "the day of the deadline is not known"
    return f"the deadline is before {in_words(date.fromordinal(earliest))}"


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None or not EVER < ordinal < FOREVER else date.fromordinal(ordinal)
