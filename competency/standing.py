"""How one standard stands on one history, day by day: the sets of days that a status is read off.

A standard with `before` or `after` is a bundle of obligations, one for each event of its trigger, and shows the worst
of them; any other standard is one obligation that is there while it applies.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from attrs import field, frozen

from competency import requirements as dsl
from competency.evaluation import Answer, Evaluator, in_another_mode
from competency.history import NOT_AT_ALL, SURELY, UNKNOWN, Doubt, Held, History, Hit, bounds, in_mode, surely
from competency.model import Deadline, Precedence, Response, Standard, Trigger
from competency.periods import EVER, FOREVER, Days, Period
from competency.requirements import UNSTATED, Completed, Evidenced, Hours, Requirement, Unstated


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


_WORST_FIRST: Final = (
    Status.BREACHED,
    Status.OVERDUE,
    Status.UNKNOWN,
    Status.DUE,
    Status.DUE_SOON,
    Status.MET,
    Status.EXEMPT,
)


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


@frozen
class Obligation:
    """What one event of a standard's trigger asks for.

    `course` is the one that the event is about (None: about none, `UNSTATED`: it isn't known which). `done` is the
    first day by which it is surely done, `perhaps` the first by which it possibly is (`FOREVER`: never). Done from
    `limit` on, it is late or out of order; `UNSTATED`: the document does not say until when there is time.
    """

    event: Hit
    course: str | Unstated | None
    sure: bool
    answer: Answer
    exempt: Held
    done: int
    perhaps: int
    limit: int | Unstated

    @property
    def is_tardy(self) -> bool:
        """Whether it was surely not done in time."""
        return not isinstance(self.limit, Unstated) and self.perhaps >= self.limit

    def turns(self) -> Iterator[int]:
        """The days on which its status may change."""
        yield from (self.event.day, self.done, self.perhaps)
        if not isinstance(self.limit, Unstated):
            yield self.limit
        for interval in (*self.exempt.sure, *self.exempt.possible):
            yield from interval


def standing_of(standard: Standard, evaluator: Evaluator) -> Standing:
    """How the standard stands on the history that the evaluator sees."""
    if standard.id not in evaluator.history.concerning:
        return Standing(standard, evaluator, NOT_AT_ALL)
    held = evaluator.audience(standard.audience)
    if standard.selector:
        held = held & _selected(standard, evaluator.history)
    if standard.starts is not None or standard.ends is not None:
        held = held & _bounded(standard.starts, None) & _bounded(None, standard.ends)
    if standard.when is not None and held.possible:
        held = held & evaluator.held(standard.when)
    return Standing(standard, evaluator, held)


def _selected(standard: Standard, history: History) -> Held:
    """Whether the course, of whose record this is, is one that the standard selects."""
    framework, item = history.framework, history.record.item
    if item in framework.selected(standard.selector):
        return SURELY
    return UNKNOWN if item in framework.selected(standard.selector, possibly=True) else NOT_AT_ALL


@frozen
class Standing:
    """One standard on one history."""

    standard: Standard
    evaluator: Evaluator
    applies: Held
    """The days on which the standard is meant for this subject."""
    _seen: dict[int, Standing] = field(factory=dict, init=False, repr=False, eq=False)

    @property
    def _history(self) -> History:
        return self.evaluator.history

    @cached_property
    def answer(self) -> Answer:
        """When the requirement holds, with its proof."""
        return self._answered(self.evaluator)

    def _answered(self, evaluator: Evaluator) -> Answer:
        required = self.standard.require
        return evaluator.attestation(self.standard) if required is None else evaluator.answer(required)

    @cached_property
    def settled(self) -> Held:
        """The days on which the requirement holds without what was done in an earlier cycle of `each`."""
        if not self.answer.rests_on_cycles():
            return self.answer.held
        return self._answered(self.evaluator.in_own_cycle).held

    @cached_property
    def exempt(self) -> Held:
        """The days on which the subject is let off."""
        return self.evaluator.held(self.standard.unless) if self.standard.unless else surely(Days())

    # --- obligations that events start -------------------------------------------------------------------

    @cached_property
    def obligations(self) -> tuple[Obligation, ...] | None:
        """Of a standard with `before` or `after`, one obligation for each event that counts; else None."""
        timing = self.standard.timing
        if not isinstance(timing, Precedence | Response):
            return None
        events = (hit for hit in self.evaluator.events(timing.trigger) if hit.day in self.applies.possible)
        return tuple(self._obligation(timing, event) for event in events)

    def _obligation(self, timing: Precedence | Response, event: Hit) -> Obligation:
        course = self._course_of(timing.trigger, event)
        regarding = self.evaluator.regarding(course)
        opens = timing.opens if isinstance(timing, Response) else None
        opened = opens.after_ordinal(event.day) if isinstance(opens, Period) else event.day
        answer = self._answered(regarding.since(opened) if isinstance(timing, Response) else regarding)
        unless = self.standard.unless
        return Obligation(
            event,
            course,
            sure=event.sure and event.day in self.applies.sure,
            answer=answer,
            exempt=surely(Days()) if unless is None else regarding.held(unless),
            done=FOREVER if isinstance(opens, Unstated) else answer.held.sure.first_from(opened),
            perhaps=answer.held.possible.first_from(opened),
            limit=_limit(timing, event.day),
        )

    def _course_of(self, trigger: Trigger, event: Hit) -> str | Unstated | None:
        if trigger.evidence is None:
            return event.item
        evidence = self._history.framework.evidence_of(event.item)
        per_course = evidence is not None and evidence.per_course
        return (event.about or UNSTATED) if per_course else None

    def obligation_status(self, obligation: Obligation, day: int) -> Status:
        """How one obligation stands on a day, its event's own or a later one."""
        if obligation.done <= day:
            return Status.MET
        if day in obligation.exempt.sure:
            return Status.EXEMPT
        open_ = obligation.perhaps <= day or day in obligation.exempt.possible
        if open_ or not obligation.sure or day not in self.applies.sure:
            return Status.UNKNOWN
        if isinstance(self.standard.timing, Precedence):
            return Status.BREACHED
        if isinstance(obligation.limit, Unstated):
            return Status.UNKNOWN
        return Status.DUE if day < obligation.limit else Status.OVERDUE

    def worst(self, day: int) -> Obligation | None:
        """The obligation that decides on a day: the worst, of those done one that was late; None: there is none yet."""

        def badness(obligation: Obligation) -> tuple[int, bool]:
            status = self.obligation_status(obligation, day)
            return (_WORST_FIRST.index(status), not obligation.is_tardy)

        return min((each for each in self.obligations or () if each.event.day <= day), key=badness, default=None)

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
            hits = [hit for hit in self._starting(of) if hit.day <= day]
            sure = [hit.day for hit in hits if hit.sure and hit.day in self.applies.sure]
            return (min((hit.day for hit in hits), default=FOREVER), min(sure, default=FOREVER))
        start = self.applies.sure.first if of == "joining" else self._stated_day(of, day)
        return (EVER, None) if start is None else (start, start)

    def _starting(self, of: Trigger) -> list[Hit]:
        """The events that may start the deadline: those on days on which the standard may apply."""
        return [hit for hit in self.evaluator.events(of) if hit.day in self.applies.possible]

    def _stated_day(self, fact: str, day: int) -> int | None:
        return next((start for start, days in self._history.dates(fact) if day in days), None)

    # --- the status --------------------------------------------------------------------------------------

    def status(self, day: int) -> Status:
        """The status on that day, with all that this history sees."""
        if self.applies is NOT_AT_ALL or day not in self.applies.possible:
            return Status.NOT_APPLICABLE
        timing = self.standard.timing
        if isinstance(timing, Precedence | Response):
            worst = self.worst(day)
            return Status.NOT_APPLICABLE if worst is None else self.obligation_status(worst, day)
        answer = self._answered(self.evaluator)
        held = answer.held
        if day in held.sure:
            return self._met(day, answer)
        if self.standard.unless is not None and day in self.exempt.sure:
            return Status.EXEMPT
        if day not in self.applies.sure or day in held.possible or day in self.exempt.possible:
            return Status.UNKNOWN
        if timing is None:
            return Status.OVERDUE
        if isinstance(timing, Unstated):
            return Status.OVERDUE if self._held_before(day) else Status.DUE
        earliest, latest = self.deadline(day)
        return Status.DUE if day < earliest else Status.OVERDUE if day >= latest else Status.UNKNOWN

    def _met(self, day: int, answer: Answer) -> Status:
        ends = answer.held.sure.next_change(day)
        ending = ends is not None and ends <= self._history.framework.notice.after_ordinal(day)
        unsettled = answer.rests_on_cycles() and day not in self.settled.sure
        return Status.DUE_SOON if ending or unsettled else Status.MET

    def _held_before(self, day: int) -> bool:
        first = self.answer.held.sure.first
        return first is not None and first < day

    def checked(self, day: int) -> Status:
        """The status on that day as a check on it answered: with the events up to it.

        What is recorded later changes no earlier day, but for the distance to the next lapse.
        """
        status = self.status(day)
        if status not in (Status.MET, Status.DUE_SOON) or self.obligations is not None:
            return status
        then = self._with_renewals_until(day)
        return then._met(day, then.answer)

    @cached_property
    def _renewals(self) -> tuple[int, ...]:
        """The days of what was done that may put a lapse off, in order; none where nothing can lapse."""
        if self.obligations is not None or not any(_can_lapse(each.requirement) for each in self.answer.walk()):
            return ()
        return tuple(sorted({hit.day for leaf in self.answer.leaves() for hit in leaf.hits}))

    def _with_renewals_until(self, day: int) -> Standing:
        """The same standing without what was done after that day to put a lapse off."""
        last = max((at for at in self._renewals if at <= day), default=EVER)
        if not self._renewals or last == self._renewals[-1]:
            return self
        if last not in self._seen:
            self._seen[last] = Standing(self.standard, self.evaluator.until(last), self.applies)
        return self._seen[last]

    # --- when it changes ---------------------------------------------------------------------------------

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """Every day on which the status may change, in order: the ends of all intervals, deadlines, and notice."""
        days: set[int] = set()
        for interval in (*self.applies.sure, *self.applies.possible):
            days.update(interval)
        if self.obligations is not None:
            for obligation in self.obligations:
                days.update(obligation.turns())
        elif self.applies.possible:
            days.update(self._ordinary_turns())
        return tuple(sorted(day for day in days if EVER < day < FOREVER))

    def _ordinary_turns(self) -> set[int]:
        days: set[int] = self._notices()
        for held in (self.answer.held, self.settled, self.exempt):
            for interval in held.sure:
                days.update(interval)
            if held.possible is not held.sure:
                for interval in held.possible:
                    days.update(interval)
        timing = self.standard.timing
        if isinstance(timing, Deadline):
            if isinstance(timing.of, Trigger):
                days.update(hit.day for hit in self._starting(timing.of))
            elif isinstance(timing.of, str):
                days.update(end for _, stated in self._history.values(timing.of) for each in stated for end in each)
            for day in (*days, *(end for interval in self.applies.possible for end in interval), EVER):
                days.update(self.deadline(min(day, FOREVER - 1)))
        return days

    def _notices(self) -> set[int]:
        """The first day of notice before each day on which the requirement ceases to hold surely."""
        notice = self._history.framework.notice
        return {max(start, notice.first_reaching(end)) for start, end in self.answer.held.sure if end < FOREVER}

    def until(self, day: int, status: Status) -> int | None:
        """The first later day with another status if nothing more is recorded."""
        return next((turn for turn in self.turns if turn > day and self.status(turn) is not status), None)

    def next_overdue(self, day: int) -> int | None:
        """The first later day that is overdue if nothing more is recorded."""
        return next((turn for turn in self.turns if turn > day and self.status(turn) is Status.OVERDUE), None)

    def since(self, day: int, status: Status) -> int | None:
        """The first day of the unbroken run of `status` up to `day`, as each day was checked; None: from ever."""
        if not self.applies.possible:
            return None
        began = day
        for turn in self._turns_back(day):
            if self.checked(turn) is not status:
                return began
            began = turn
        return None if self.checked(EVER) is status else began

    def _turns_back(self, day: int) -> Iterator[int]:
        """The days up to `day` on which what a check answered may have changed, latest first."""
        if not self._renewals:
            yield from (turn for turn in reversed(self.turns) if turn <= day)
            return
        later = day + 1
        for renewal in (*(at for at in reversed(self._renewals) if at <= day), EVER):
            then = self._with_renewals_until(renewal)
            days = {turn for turn in self.turns if renewal <= turn < later}
            if then is not self:
                days.update(turn for turn in then._notices() if renewal <= turn < later)
            days.add(renewal)
            yield from sorted(days - {EVER}, reverse=True)
            later = renewal

    def runs(self, first: int, last: int) -> tuple[tuple[int, int, Status], ...]:
        """The unbroken runs of what a check answered on each day from `first` to `last`, both included."""
        starts = sorted({first, *(turn for turn in self._turns_back(last) if turn > first)})
        found: list[tuple[int, int, Status]] = []
        for start, following in zip(starts, (*starts[1:], last + 1), strict=True):
            status = self.checked(start)
            if found and found[-1][2] is status:
                start = found.pop()[0]
            found.append((start, following - 1, status))
        return tuple(found)

    # --- why not ------------------------------------------------------------------------------------------

    def reason(self, day: int, status: Status) -> Reason | None:
        """Why the status is not simply met."""
        if self.obligations is not None:
            worst = self.worst(day)
            return None if worst is None else self._obligation_reason(worst, day, status)
        if status in (Status.MET, Status.DUE_SOON, Status.NOT_APPLICABLE, Status.EXEMPT):
            return None
        if status is Status.UNKNOWN:
            return self._doubt(day, self.answer)
        return self._shortfall(day, self.answer)

    def _obligation_reason(self, obligation: Obligation, day: int, status: Status) -> Reason | None:
        if status is Status.MET and obligation.is_tardy:
            return Reason.NOT_IN_ORDER if isinstance(self.standard.timing, Precedence) else Reason.LATE
        if status in (Status.MET, Status.EXEMPT, Status.NOT_APPLICABLE):
            return None
        if status is Status.UNKNOWN:
            return self._doubt(day, obligation.answer, obligation.event)
        return self._shortfall(day, obligation.answer)

    def _shortfall(self, day: int, answer: Answer) -> Reason:
        first = answer.held.sure.first
        if first is not None and first < day:
            return Reason.LAPSED
        leaves = list(answer.leaves())
        if any(hit.day <= day for leaf in leaves for hit in leaf.hits):
            return Reason.TOO_FEW
        if any(hit.day <= day and in_another_mode(leaf, hit) for leaf in leaves for hit in leaf.ignored):
            return Reason.WRONG_MODE
        return Reason.NEVER_DONE

    def _doubt(self, day: int, asked: Answer, event: Hit | None = None) -> Reason:
        """What leaves it open: a person's decision, else the record's silence, else the document's."""
        doubted = [*self._open(asked, day), *self._open_applying(day)]
        if self.standard.unless is not None:
            doubted += self._open(self.evaluator.answer(self.standard.unless), day)
        if event is not None:
            doubted += self._open_applying(event.day)
            doubted += self._open_piece(self.evaluator, event)
        if any(isinstance(leaf.requirement, dsl.Judged) for leaf, _ in doubted):
            return Reason.JUDGED
        silent = any(self._record_is_silent(leaf, at) for leaf, at in doubted)
        unnamed = event is not None and self._is_unnamed(event)
        return Reason.MISSING_FACT if silent or unnamed or self._undated(day) else Reason.UNSTATED

    def _open(self, answer: Answer, day: int) -> Iterator[tuple[Answer, int]]:
        """The rules in an answer that are unknown on that day, and those in what evidence that counts requires."""
        for leaf in answer.leaves():
            if leaf.held.only_possible(day):
                yield leaf, day
                for hit in leaf.hits:
                    yield from self._open_piece(self.evaluator, hit)

    def _open_piece(self, evaluator: Evaluator, hit: Hit) -> Iterator[tuple[Answer, int]]:
        """What leaves it open whether a piece of evidence counts, on its own day."""
        known = self._history.framework.evidence_of(hit.item)
        if not hit.sure and known is not None and known.requires is not None:
            yield from self._open(evaluator.regarding(hit.about).answer(known.requires), hit.day)

    def _open_applying(self, day: int) -> Iterator[tuple[Answer, int]]:
        """What leaves it open whether the standard applies on that day: rules of groups that it may be through only."""
        if day in self.applies.sure:
            return
        evaluator, framework = self.evaluator, self._history.framework
        parts = [] if self.standard.when is None else [self.standard.when]
        for entry in self.standard.audience:
            if isinstance(entry.group, Unstated) or day not in evaluator.reached(entry.group).possible:
                continue
            if day not in evaluator.reached(entry.group).sure:
                parts += framework.rules_reaching(entry.group)
            if entry.when is not None:
                parts.append(entry.when)
        for part in parts:
            yield from self._open(evaluator.answer(part), day)

    def _undated(self, day: int) -> bool:
        """Whether the deadline counts from a fact that the record doesn't state."""
        timing = self.standard.timing
        if not isinstance(timing, Deadline) or not isinstance(timing.of, str) or timing.of == "joining":
            return False
        return self._stated_day(timing.of, day) is None

    def _is_unnamed(self, hit: Hit) -> bool:
        """Whether it is evidence on a course, and the record doesn't say which."""
        known = self._history.framework.evidence_of(hit.item)
        return known is not None and known.per_course and hit.about is None

    def _record_is_silent(self, doubted: Answer, day: int) -> bool:
        """Whether it is the record that leaves something open: a fact, a mode, a course, a person, minutes."""
        match doubted.requirement:
            case dsl.FactHolds(fact) | dsl.Experience(_, fact):
                return all(day not in days for _, days in self._history.values(fact))
            case Completed(_, counting) | Evidenced(_, counting) | Hours(_, _, counting):
                hits = [hit for hit in doubted.hits if hit.day <= day]
                if isinstance(doubted.requirement, Hours) and any(hit.open_minutes for hit in hits):
                    return True
                modes = counting.mode and UNSTATED not in counting.mode
                unmoded = modes and any(in_mode(hit, counting) is Doubt.PERHAPS for hit in hits)
                unsigned = counting.different_people and any(hit.by is None for hit in hits)
                return bool(unmoded or unsigned or any(not hit.sure and self._is_unnamed(hit) for hit in hits))
            case _:
                return False


_MISSING: Final = (EVER, FOREVER)
"""A deadline of which nothing is known."""


def _limit(timing: Precedence | Response, day: int) -> int | Unstated:
    """The first day that is too late for an event of that day."""
    if isinstance(timing, Precedence):
        return day + 1
    within = timing.within
    return within if isinstance(within, Unstated) else FOREVER if within is None else within.after_ordinal(day)


def _bounded(starts: date | Unstated | None, ends: date | Unstated | None) -> Held:
    if isinstance(starts, Unstated) or isinstance(ends, Unstated):
        return UNKNOWN
    return surely(Days.of([bounds(starts, ends)]))


def _can_lapse(requirement: Requirement) -> bool:
    """Whether it may cease to hold by itself: by a period, or as a fact or membership of certain days does."""
    match requirement:
        case Completed(_, counting) | Evidenced(_, counting) | Hours(_, _, counting):
            return counting.every is not None or counting.each is not None
        case dsl.AllOf() | dsl.AnyOf() | dsl.AtLeast() | dsl.LevelAttained() | dsl.OutcomeAchieved():
            return False
        case _:
            return True
