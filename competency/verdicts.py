"""Standard x record x day -> verdict: the status, since when, until when, why, and what would change it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property

from attrs import evolve, field, frozen

from competency import requirements as dsl
from competency.errors import RecordOfAnotherFramework
from competency.evaluation import Answer, Evaluator, explained
from competency.explanation import Explanation
from competency.history import SURELY, UNKNOWN, Held, History, bounds, surely
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
from competency.periods import EVER, FOREVER, Days, parse_date
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

    `since` is the first day of the unbroken run of this status, `until` the first day of another one and `due` the
    first day on which it is or will be overdue, both if nothing more is recorded; each None where there is none.
    `events` of the explanations are indexes into the record's events as written.
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
    def exempt(self) -> Held:
        """The days on which the subject is let off."""
        return self.evaluator.held(self.standard.unless) if self.standard.unless else surely(Days())

    @cached_property
    def evaluated(self) -> bool:
        """Whether the standard's timing is one that this version evaluates."""
        return not isinstance(self.standard.timing, Precedence | Response)

    # --- the deadline ------------------------------------------------------------------------------------

    def deadline(self, day: int) -> int | None:
        """The first day that is too late, as it stands on that day; `FOREVER`: not yet known, None: missing."""
        timing = self.standard.timing
        if not isinstance(timing, Deadline):
            return EVER
        start = self._start(timing, day)
        if start is None or isinstance(timing.within, Unstated):
            return FOREVER if start == FOREVER else None
        return timing.within.after_ordinal(start)

    def _start(self, timing: Deadline, day: int) -> int | None:
        if isinstance(timing.of, Unstated):
            return None
        if isinstance(timing.of, Trigger):
            days = [at for at in self._trigger_days(timing.of) if at in self.applies.sure]
            return days[0] if days else FOREVER
        if timing.of == "joining":
            return self.applies.sure.first
        for value, stated in self._history.values(timing.of):
            if day in stated:
                return parse_date(value).toordinal()
        return None

    def _trigger_days(self, trigger: Trigger) -> list[int]:
        if trigger.evidence is not None:
            return [piece.day for piece in self._history.pieces(trigger.evidence)]
        return [hit.day for hit in self._history.hits(trigger.selector)]

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
        unsure = day not in self.applies.sure or day in held.possible or day in self.exempt.possible
        deadline = self.deadline(day)
        if unsure or deadline is None:
            return Status.UNKNOWN
        if isinstance(self.standard.timing, Unstated):
            return Status.OVERDUE if self._held_before(day) else Status.DUE
        return Status.DUE if day < deadline else Status.OVERDUE

    def _met(self, day: int) -> Status:
        ends = self.answer.held.sure.next_change(day)
        notice = self._history.framework.notice.after_ordinal(day)
        return Status.DUE_SOON if ends is not None and ends <= notice else Status.MET

    def _held_before(self, day: int) -> bool:
        first = self.answer.held.sure.first
        return first is not None and first < day

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """Every day on which the status may change, in order: the ends of all intervals, deadlines, and notice."""
        days: set[int] = set()
        for held in (self.applies, self.answer.held, self.exempt):
            for interval in (*held.sure, *held.possible):
                days.update(interval)
        days.update(self._notices())
        timing = self.standard.timing
        if isinstance(timing, Deadline) and isinstance(timing.of, str):
            for _, stated in self._history.values(timing.of):
                for interval in stated:
                    days.update(interval)
        for day in (*days, EVER, self._history.seen):
            deadline = self.deadline(min(day, FOREVER - 1))
            if deadline is not None:
                days.add(deadline)
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
        if any(hit.day <= day for answer in answers for hit in answer.ignored):
            return Reason.WRONG_MODE
        return Reason.NEVER_DONE

    def _doubt(self, day: int) -> Reason:
        if not self.evaluated:
            return Reason.NOT_EVALUATED
        open_answers = [answer for answer in _leaves(self.answer) if answer.held.only_possible(day)]
        if any(isinstance(answer.requirement, dsl.Judged) for answer in open_answers):
            return Reason.JUDGED
        asked = [requirement for part in self._conditions() for requirement in dsl.walk(part)]
        asked += [answer.requirement for answer in open_answers]
        if any(self._silent(item, day) for item in asked if isinstance(item, dsl.FactHolds | dsl.Experience)):
            return Reason.MISSING_FACT
        undated = self._stated_deadline and not open_answers and self.deadline(day) is None
        return Reason.MISSING_FACT if undated else Reason.UNSTATED

    @property
    def _stated_deadline(self) -> bool:
        timing = self.standard.timing
        return isinstance(timing, Deadline) and dsl.UNSTATED not in (timing.of, timing.within)

    def _conditions(self) -> list[Requirement]:
        standard = self.standard
        entries = [entry.when for entry in standard.audience]
        return [part for part in (standard.when, standard.unless, *entries) if part is not None]

    def _silent(self, item: dsl.FactHolds | dsl.Experience, day: int) -> bool:
        return all(day not in days for _, days in self._history.values(item.fact))


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
            standard=standard.id,
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
            flips=self._flips(standard, on, status, _day(overdue)),
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

    def _flips(self, standard: Standard, on: date, status: Status, due: date | None) -> tuple[Flip, ...]:
        if status not in (Status.DUE, Status.OVERDUE, Status.UNKNOWN, Status.DUE_SOON) or standard.require is None:
            return ()
        flips = []
        for addition in dict.fromkeys(self._additions(standard.require, on)):
            made = self._status_with(standard, addition, on)
            if made in (Status.MET, Status.DUE_SOON) and made is not status:
                before = due if due is not None and due > on else None
                flips.append(Flip((evolve(addition, before=before),), made))
        return tuple(flips)

    def _status_with(self, standard: Standard, addition: Addition, on: date) -> Status:
        kind = EventKind.COMPLETED if addition.completed is not None else EventKind.EVIDENCE
        item = addition.completed or addition.evidence or ""
        event = Event(kind, item, on, mode=addition.mode, index=len(self.record.events))
        more = evolve(self.record, events=(*self.record.events, event))
        return _Case(standard, Evaluator(History(self.framework, more, on.toordinal()))).status(on.toordinal())

    def _additions(self, requirement: Requirement, on: date) -> list[Addition]:
        framework = self.framework
        match requirement:
            case Completed(selector, counting):
                return [
                    Addition(completed=course.id, mode=mode)
                    for identifier in framework.selected((*selector, *counting.refreshed_by))
                    if (course := framework.course(identifier)) is not None and course.on_offer(on)
                    for mode in _modes(counting)
                ]
            case Evidenced(evidence):
                return [Addition(evidence=evidence)]
            case dsl.OutcomeAchieved(outcome):
                courses = framework.courses_that_develop(outcome)
                pieces = [item.id for item in framework.evidence if outcome in item.develops]
                return [
                    *(Addition(completed=course) for course in courses),
                    *(Addition(evidence=piece) for piece in pieces),
                ]
            case dsl.LevelAttained(level):
                found = framework.level(level)
                return self._additions(found.requires, on) if found and found.requires else []
            case dsl.StandardMet(identifier):
                standard = framework.standard(identifier)
                return self._additions(standard.require, on) if standard and standard.require else []
            case _:
                return [addition for part in dsl.parts_of(requirement) for addition in self._additions(part, on)]


def _bounded(starts: date | Unstated | None, ends: date | Unstated | None) -> Held:
    if isinstance(starts, Unstated) or isinstance(ends, Unstated):
        return UNKNOWN
    return surely(Days.of([bounds(starts, ends)]))


def _modes(counting: dsl.Counting) -> list[str | None]:
    """The modes of which an addition has to name one; just None where the mode doesn't matter."""
    return [mode for mode in counting.mode if isinstance(mode, str)] or [None]


def _because(case: _Case, day: int, status: Status) -> tuple[Explanation, ...]:
    standard, history = case.standard, case.evaluator.history
    if status is Status.NOT_APPLICABLE:
        return (Explanation("the standard does not apply on this day", standard.id, standard.source),)
    reasons = [_applies(case, day)]
    if not case.evaluated:
        reasons.append(
            Explanation("rules on what comes before or after an event are not evaluated by this version", standard.id)
        )
        return tuple(reasons)
    if status is Status.EXEMPT and standard.unless is not None:
        reasons.append(_sourced(explained(case.evaluator.answer(standard.unless), day, history), standard))
    reasons.append(_sourced(explained(case.answer, day, history), standard))
    deadline = case.deadline(day)
    if isinstance(standard.timing, Deadline):
        reasons.append(Explanation(_deadline_told(deadline), standard.id, standard.source))
    return tuple(reasons)


def _applies(case: _Case, day: int) -> Explanation:
    standard, history = case.standard, case.evaluator.history
    titles = history.framework.title_of
    if not standard.audience and standard.when is None:
        return Explanation("it applies to everyone", standard.id, standard.source)
    sure = "it applies" if day in case.applies.sure else "it may apply"
    groups = [
        titles(group)
        for group, days in sorted(history.memberships.items())
        if day in days and any(entry.group in history.framework.reached_by(group) for entry in standard.audience)
    ]
    told = f": {dsl.joined(groups, 'and')}" if groups else ""
    parts = tuple(explained(case.evaluator.answer(part), day, history) for part in case._conditions())
    return Explanation(f"{sure}{told}", standard.id, standard.source, because=parts)


def _sourced(explanation: Explanation, standard: Standard) -> Explanation:
    return evolve(explanation, rule=standard.id, source=standard.source)


def _deadline_told(deadline: int | None) -> str:
    if deadline is None:
        return "the day of the deadline is not known"
    if deadline == FOREVER:
        return "the deadline has not begun"
    return f"the deadline is before {in_words(date.fromordinal(deadline))}"


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None or not EVER < ordinal < FOREVER else date.fromordinal(ordinal)
