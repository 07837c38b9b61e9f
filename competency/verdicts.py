"""Standard x record x day -> verdict: the status, since when, until when, why, and what would change it."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from attrs import evolve, field, frozen

from competency import ids
from competency import requirements as dsl
from competency.errors import EmptyPeriod, RecordOfAnotherFramework
from competency.evaluation import Evaluator, explained
from competency.explanation import Explanation
from competency.flips import Flip, flips
from competency.history import History
from competency.model import Deadline, Framework, Precedence, Record, Standard, Strength
from competency.periods import EVER, FOREVER
from competency.requirements import in_words
from competency.standing import Obligation, Reason, Standing, Status, standing_of


@frozen
class Run:
    """Days in a row, both included, on which a check of each day answered the same."""

    first: date
    last: date
    status: Status


@frozen(eq=False)
class Verdict:
    """How one standard stands on one day.

    The status is there at once; all else is worked out when it is first asked for, from the same sets of days.
    Verdicts that say the same of the same standard are equal, whatever events they rest on. Ids are qualified.
    `timeline` is there where a period was asked about: the runs of what each day of it answered.
    """

    on: date
    status: Status
    timeline: tuple[Run, ...] | None
    _standing: Standing = field(repr=False)

    @property
    def standard(self) -> str:
        """The qualified id of the standard."""
        return ids.qualified(self._standing.evaluator.history.framework.id, self._standing.standard.id)

    @property
    def title(self) -> str:
        """The title of the standard."""
        return self._standing.standard.title

    @property
    def strength(self) -> Strength:
        """How strongly the standard binds."""
        return self._standing.standard.strength

    @property
    def source(self) -> tuple[str, ...]:
        """Where the standard is written: locators, each a key of the framework's sources and a place."""
        return self._standing.standard.source

    @property
    def reading(self) -> str | None:
        """How an unclear clause was read; None where it is clear."""
        return self._standing.standard.reading

    @cached_property
    def reason(self) -> Reason | None:
        """Why the status is not simply met; None where there is nothing to say."""
        return self._standing.reason(self._day, self.status)

    @cached_property
    def since(self) -> date | None:
        """The first day of the unbroken run of this status, as each day's check answered; None: from ever."""
        return _day(self._standing.since(self._day, self.status))

    @cached_property
    def until(self) -> date | None:
        """The first day of another status if nothing more is recorded; None where there is none."""
        return _day(self._standing.until(self._day, self.status))

    @cached_property
    def due(self) -> date | None:
        """The first day on which it is or will be overdue if nothing more is recorded; None where there is none."""
        return self.since if self.status is Status.OVERDUE else _day(self._standing.next_overdue(self._day))

    @cached_property
    def ideally(self) -> bool | None:
        """Whether what is ideal holds too; None where that is unknown, or the standard names nothing."""
        ideal = self._standing.standard.ideally
        held = ideal and self._standing.evaluator.held(ideal)
        return None if not held or held.only_possible(self._day) else self._day in held.sure

    @cached_property
    def because(self) -> tuple[Explanation, ...]:
        """The reasons, down to the events: indexes into the record's events as written."""
        return _because(self._standing, self._day, self.status)

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """The smallest additions on the day that would make the standard met, or exempt; each verified."""
        return flips(self._standing, self.on, self.status, self.due)

    @property
    def _day(self) -> int:
        return self.on.toordinal()

    @property
    def _told(self) -> tuple[object, ...]:
        """All that is said of the standard, but for the reasons and what follows from them."""
        days = (self.on, self.due, self.since, self.until, self.timeline)
        return (self.standard, self.status, self.reason, self.ideally, *days, self._standing.standard)

    def __eq__(self, other: object) -> bool:
        return self._told == other._told if isinstance(other, Verdict) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.standard, self.on, self.status))


def check(framework: Framework, record: Record, *, on: date) -> tuple[Verdict, ...]:
    """One verdict for each standard of the record's subject, in the order of the file.

    Raises:
        RecordOfAnotherFramework: the record names another framework than this one.
    """
    day = on.toordinal()
    return tuple(Verdict(on, standing.status(day), None, standing) for standing in _standings(framework, record, on))


def timeline(framework: Framework, record: Record, *, since: date, until: date) -> tuple[Verdict, ...]:
    """The verdicts of the last day of a period, each with the runs of what a check on each day of it answers.

    Both days are included. A day's answer sees the events up to that day, as `check` on it does.

    Raises:
        EmptyPeriod: the period ends before it begins.
        RecordOfAnotherFramework: the record names another framework than this one.
    """
    if until < since:
        raise EmptyPeriod(since, until)
    return tuple(
        Verdict(until, standing.status(until.toordinal()), _runs(standing, since, until), standing)
        for standing in _standings(framework, record, until)
    )


def _standings(framework: Framework, record: Record, on: date) -> list[Standing]:
    if record.framework != framework.id:
        raise RecordOfAnotherFramework(record.id, record.framework, framework.id)
    evaluator = Evaluator(History(framework, record, on.toordinal()))
    return [standing_of(standard, evaluator) for standard in framework.standards if standard.subject in record.subjects]


def _runs(standing: Standing, since: date, until: date) -> tuple[Run, ...]:
    return tuple(
        Run(date.fromordinal(first), date.fromordinal(last), status)
        for first, last, status in standing.runs(since.toordinal(), until.toordinal())
    )


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None or not EVER < ordinal < FOREVER else date.fromordinal(ordinal)


# --- why ---------------------------------------------------------------------------------------------------


def _because(case: Standing, day: int, status: Status) -> tuple[Explanation, ...]:
    standard, history = case.standard, case.evaluator.history
    rule = ids.qualified(history.framework.id, standard.id)
    if day not in case.applies.possible:
        return (Explanation("the standard does not apply on this day", rule, standard.source),)
    reasons = [_applies(case, day)]
    if case.obligations is not None:
        reasons.extend(_sourced(told, standard, rule) for told in _events_told(case, day))
        return tuple(reasons)
    if status is Status.EXEMPT and standard.unless is not None:
        reasons.append(_sourced(explained(case.evaluator.answer(standard.unless), day, history), standard, rule))
    reasons.append(_sourced(explained(case.answer, day, history), standard, rule))
    if isinstance(standard.timing, Deadline):
        reasons.append(Explanation(_deadline_told(*case.deadline(day)), rule, standard.source))
    return tuple(reasons)


def _events_told(case: Standing, day: int) -> list[Explanation]:
    """One reason for each event that the standard speaks of, in the order of the record."""
    obligations = [each for each in case.obligations or () if each.event.day <= day]
    if not obligations:
        return [Explanation("no event of the kind that it speaks of has come yet")]
    history = case.evaluator.history
    told = []
    for each in obligations:
        event = f"{history.framework.title_of(each.event.item)} on {in_words(date.fromordinal(each.event.day))}"
        parts = [explained(each.answer, day, history)]
        unless = case.standard.unless
        if unless is not None and day in each.exempt.possible:
            parts.append(explained(case.evaluator.regarding(each.course).answer(unless), day, history))
        claim = f"{event}: {_stands(case, each, day)}"
        told.append(Explanation(claim, events=each.event.events, because=tuple(parts)))
    return told


def _stands(case: Standing, obligation: Obligation, day: int) -> str:
    """How one obligation stands, in words."""
    precedence = isinstance(case.standard.timing, Precedence)
    limit, done = obligation.limit, obligation.done
    by = f" before {_told_day(limit)}" if isinstance(limit, int) and limit < FOREVER else ""
    match case.obligation_status(obligation, day):
        case Status.MET if precedence:
            return f"out of order, made good on {_told_day(done)}" if obligation.is_tardy else "in order"
        case Status.MET:
            return f"done late, on {_told_day(done)}; it was due{by}" if obligation.is_tardy else "done in time"
        case Status.BREACHED:
            return "out of order"
        case Status.UNKNOWN:
            return "not known to be in order" if precedence else "not known to be done"
        case Status.DUE:
            return f"due{by}"
        case Status.OVERDUE:
            return f"not done; it was due{by}"
        case other:
            return other


def _told_day(day: int) -> str:
    return in_words(date.fromordinal(day))


def _applies(case: Standing, day: int) -> Explanation:
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
