"""What a pathway is to reach: goals by name, a group joined on a day, or all that binds; each with its last day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from types import UnionType
from typing import TypeAlias

from attrs import evolve, field, frozen

from competency import ids
from competency.errors import InvalidDate, UnknownItem
from competency.evaluation import Evaluator
from competency.history import History
from competency.model import (
    Course,
    Evidence,
    Framework,
    Group,
    Level,
    Membership,
    Outcome,
    Precedence,
    Record,
    Response,
    Standard,
    Strength,
    Subject,
)
from competency.periods import EVER, FOREVER
from competency.planning import Aim
from competency.requirements import (
    UNSTATED,
    Completed,
    Evidenced,
    LevelAttained,
    OutcomeAchieved,
    Query,
    Requirement,
    StandardMet,
    Unstated,
)
from competency.standing import Obligation, Standing, Status, standing_of

Named: TypeAlias = Level | Course | Outcome | Evidence | Group | Standard
"""What may be named as a goal."""

_KINDS = ("level", "course", "outcome", "evidence", "group", "standard")


@frozen
class Goal:
    """Something to reach, the item that asks for it, and the last day in time.

    `aim` is there where one event of a `before` or `after` standard asks, that of the day `event`; such a goal, once
    reached, stays so.
    `late` says how the standard stands already where that day is past.
    """

    requirement: Requirement
    item: str
    by: date | None = None
    aim: Aim | None = None
    event: int = EVER
    late: Status | None = None

    def reached(self, evaluator: Evaluator, day: int) -> bool:
        """Whether the goal is reached on that day, as far as the evaluator sees."""
        if self.aim is None:
            return day in evaluator.held(self.requirement).sure
        held = evaluator.regarding(self.aim.regards).since(self.aim.opened).held(self.requirement)
        return held.sure.first_from(max(self.event, self.aim.opened)) <= day


@frozen
class Wish:
    """A goal as it is named: an item, and for a group the day on which it is joined (None: the day asked about)."""

    item: Named
    joined: date | None = None

    @staticmethod
    def of(framework: Framework, text: str) -> Wish:
        """The goal that a text such as `level-3` or `group-4=2012-05-01` names; ids may be qualified.

        Raises:
            InvalidDate: what follows `=` is no day.
            UnknownItem: it names nothing that can be a goal, or a day for what can't be joined.
        """
        identifier, dated, day = text.partition("=")
        item = framework.items.get(identifier.removeprefix(f"{framework.id}:"))
        if dated and not isinstance(item, Group):
            raise UnknownItem(identifier, framework.id, ("group",), _nearest(framework, identifier, Group))
        if not isinstance(item, Named):
            raise UnknownItem(identifier, framework.id, _KINDS, _nearest(framework, identifier, Named))
        return Wish(item, _day(day) if dated else None)


def _nearest(framework: Framework, identifier: str, kinds: type | UnionType) -> str | None:
    return ids.nearest(identifier, [item.id for item in framework if isinstance(item, kinds)])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidDate(text) from error


@frozen
class Question:
    """A person's situation with the goals: the record up to the day, with the groups that are joined.

    `until` is the last day on which a group that is a goal is joined: all goals hold then or later. `assumed` says
    that a goal is a level without a rule, taken to mean one course of it.
    """

    judge: Evaluator = field(repr=False)
    """Answers what of the record holds."""
    goals: tuple[Goal, ...]
    until: int | None = None
    assumed: bool = False

    @property
    def record(self) -> Record:
        """The record up to the day, with the groups that are joined."""
        return self.judge.history.record


def question(framework: Framework, record: Record, wishes: tuple[Wish, ...], on: date) -> Question:
    """The goals that the wishes mean; without any, all that the standards ask of the person on the day."""
    joined = tuple(Membership(wish.item.id, wish.joined or on) for wish in wishes if isinstance(wish.item, Group))
    past = tuple(event for event in record.events if event.on <= on)
    record = evolve(record, memberships=(*record.memberships, *joined), events=past)
    judge = _evaluator(framework, record, on)
    goals: list[Goal] = []
    for wish in wishes:
        goals.extend(_meant(judge, wish, on))
    if not wishes:
        goals.extend(_owed(judge))
    later = [wish.joined.toordinal() for wish in wishes if wish.joined is not None and wish.joined > on]
    assumed = any(isinstance(wish.item, Level) and wish.item.requires is None for wish in wishes)
    return Question(judge, tuple(dict.fromkeys(goals)), max(later, default=None), assumed)


def _meant(judge: Evaluator, wish: Wish, on: date) -> Iterable[Goal]:
    match wish.item:
        case Level(requires=None) as item:
            yield Goal(Completed((Query(level=item.id),)), item.id)
        case Level() as item:
            yield Goal(LevelAttained(item.id), item.id)
        case Course() as item:
            yield Goal(Completed((item.id,)), item.id)
        case Outcome() as item:
            yield Goal(OutcomeAchieved(item.id), item.id)
        case Evidence() as item:
            yield Goal(Evidenced(item.id), item.id)
        case Standard() as item:
            yield from _of_standard(judge, item)
        case Group() as item:
            history = judge.history
            if wish.joined is not None and wish.joined > on:
                judge = _evaluator(history.framework, history.record, wish.joined)
            yield from _owed(judge, history.framework.reached_by(item.id))


def _of_standard(judge: Evaluator, standard: Standard) -> Iterable[Goal]:
    """What a standard asks as a goal: that it holds; a response with events so far, that each of them is answered."""
    day = judge.history.seen
    standing = standing_of(standard, judge)
    if isinstance(standard.timing, Response) and standard.require is not None and standing.obligations:
        yield from _answers(standing, standard.require, day)
    elif standard.require is None or isinstance(standard.timing, Precedence | Response):
        yield Goal(StandardMet(standard.id), standard.id)
    else:
        yield _met(standing, day)


def _met(standing: Standing, day: int) -> Goal:
    """That a standard holds, with its deadline if it has one for this person."""
    status, identifier = standing.status(day), standing.standard.id
    late = status is Status.OVERDUE
    due = standing.since(day, status) if late else standing.next_overdue(day)
    return Goal(StandardMet(identifier), identifier, _day_before(due), late=status if late else None)


def _owed(judge: Evaluator, groups: frozenset[str] | None = None) -> Iterator[Goal]:
    """What the standards of strength must ask that apply on the day, of some groups or all, with their deadlines."""
    day = judge.history.seen
    for standard in judge.history.framework.standards:
        if groups is not None and not any(entry.group in groups for entry in standard.audience):
            continue
        if standard.require is None or standard.strength is not Strength.MUST:
            continue
        standing = standing_of(standard, judge)
        if standard.subject is not Subject.PRACTITIONER or day not in standing.applies.sure:
            continue
        if isinstance(standard.timing, Precedence | Response):
            yield from _answers(standing, standard.require, day)
            continue
        if standing.status(day) is not Status.EXEMPT:
            yield _met(standing, day)


def _answers(standing: Standing, required: Requirement, day: int) -> Iterator[Goal]:
    """One goal for each event that a `before` standard saw out of order, or that an `after` standard has unanswered."""
    for obligation in standing.obligations or ():
        status = standing.obligation_status(obligation, day)
        if obligation.event.day > day or not obligation.sure or status in (Status.MET, Status.EXEMPT):
            continue
        late = status if status in (Status.OVERDUE, Status.BREACHED) else None
        limit = obligation.limit if isinstance(standing.standard.timing, Response) else None
        yield Goal(
            UNSTATED if _is_open(standing.standard) else required,
            standing.standard.id,
            _day_before(limit if isinstance(limit, int) else None),
            Aim(obligation.course, _opened(standing.standard, obligation)),
            obligation.event.day,
            late,
        )


def _is_open(standard: Standard) -> bool:
    """Whether the document leaves open from when on the response counts."""
    return isinstance(standard.timing, Response) and isinstance(standard.timing.opens, Unstated)


def _opened(standard: Standard, obligation: Obligation) -> int:
    """The first day on which what is done counts; what must have come before counts whenever it was done."""
    timing = standard.timing
    if not isinstance(timing, Response) or isinstance(timing.opens, Unstated):
        return EVER
    return obligation.event.day if timing.opens is None else timing.opens.after_ordinal(obligation.event.day)


def _evaluator(framework: Framework, record: Record, on: date) -> Evaluator:
    return Evaluator(History(framework, record, on.toordinal()))


def _day_before(ordinal: int | None) -> date | None:
    return None if ordinal is None or not 1 < ordinal < FOREVER else date.fromordinal(ordinal - 1)
