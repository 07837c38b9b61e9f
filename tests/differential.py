"""Random cases on which the library's verdicts must be those of the reference: a million of them from the command line.

    python tests/differential.py --cases 1000000 --processes 2 [--seed N]

A case is a small framework, a record under it and a day. Days are drawn relative to other days (the same, one off, a
period later and one off that), since uniform days miss every boundary. Times are of three kinds: `short`, where periods
are days and the reference looks at every day of the weeks around; `long`, of months and years with month ends and leap
days; `cycle`, where calendar, financial and academic years turn. In the latter two the reference looks at the days that
the library names, at the days before them, and at days on which something might change.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar, cast

import attrs
import yaml
from attrs import evolve, frozen
from reference import NO, YES, Reference

from competency import notation
from competency.model import (
    Audience,
    Course,
    Deadline,
    Event,
    EventKind,
    Evidence,
    Fact,
    FactType,
    Framework,
    Group,
    Level,
    Membership,
    Mode,
    Outcome,
    Precedence,
    Record,
    Response,
    Source,
    Standard,
    Stated,
    Subject,
    Timing,
    Trigger,
)
from competency.periods import Cycle, Period
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
    Query,
    Requirement,
    Selector,
    StandardMet,
    walk,
)
from competency.values import Value
from competency.verdicts import Verdict, check

T = TypeVar("T")

HORIZON = 21
"""How many days after the day asked about the reference looks at, one by one, where times are short."""
A_DAY = timedelta(days=1)

TAGS, PROVIDERS, MODES, PEOPLE = ("t-1", "t-2"), ("p-1", "p-2"), ("e-learning", "face-to-face"), ("m-1", "m-2")
KINDS = ("full-time", "part-time")

SHORT = tuple(Period(days=days) for days in (1, 2, 3, 5, 7, 10, 14))
LONG = (*(Period(months=months) for months in (1, 2, 3, 6, 12, 36)), Period(days=28), Period(months=1, days=10))
MONTH_ENDS = ("2011-01-29", "2011-01-30", "2011-01-31", "2011-02-28", "2012-02-29", "2011-08-31", "2011-11-30")
TURNS = ("2011-01-01", "2011-04-01", "2011-09-01", "2012-01-01")


# --- drawing ---------------------------------------------------------------------------------------------


@frozen
class Case:
    """A framework, a record under it and a day to ask about; `times` is short, long or cycle."""

    framework: Framework
    record: Record
    on: date
    times: str
    days: tuple[date, ...]
    """The days that were drawn, earliest first: all that the framework and the record name, and some more."""


class Drawn:
    """One random case, drawn from one number. Definitions rest only on what is drawn before them."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)
        self.times = self.pick(("short",) * 16 + ("long", "cycle"))
        self.periods = LONG if self.times == "long" else SHORT
        first = {"long": MONTH_ENDS, "cycle": TURNS}.get(self.times, ("2011-03-25",))
        self.around = [date.fromisoformat(self.pick(first))]
        self.groups: list[Group] = []
        self.levels: list[Level] = []
        self.evidence: list[Evidence] = []
        self.standards: list[Standard] = []
        self.group_ids = [f"group-{number}" for number in range(1, self.upto(2, 3) + 1)]
        self.course_ids = [f"course-{number}" for number in range(1, self.upto(2, 3) + 1)]
        self.evidence_ids = [f"evidence-{number}" for number in range(1, self.upto(1, 2) + 1)]
        self.outcome_ids = [f"outcome-{number}" for number in range(1, 3)]
        self.level_ids = [f"level-{number}" for number in range(1, 3)]
        self.standard_ids = [f"standard-{number}" for number in range(1, self.upto(1, 3) + 1)]

    # what is drawn from

    def upto(self, least: int, most: int) -> int:
        return least + int(self.random.random() * (most - least + 1))

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self.random.random() * len(options))]

    def one_in(self, number: int) -> bool:
        return self.random.random() * number < 1

    def some(self, options: Sequence[T], most: int = 2, least: int = 0) -> tuple[T, ...]:
        """A few different ones of the options."""
        return tuple(self.random.sample(options, min(len(options), self.upto(least, most))))

    def open(self, value: T) -> Any:
        """The value, or now and then the word `unstated`."""
        return UNSTATED if self.one_in(25) else value

    def word(self, value: str) -> str:
        """The id, or now and then the word `unstated` in its place, where the values keep it as a text."""
        return "unstated" if self.one_in(30) else value

    def period(self) -> Any:
        return self.open(self.pick(self.periods))

    def day(self) -> date:
        """A day that is another one, next to it, or a period before or after it or next to that."""
        day = self.pick(self.around)
        if self.one_in(2):
            period = self.pick(self.periods)
            day = plus(day, period) if self.one_in(2) else day - timedelta(days=days_of(period))
        elif self.times == "cycle" and self.one_in(3):
            day = plus(day, Period(months=self.pick((3, 5, 12))))
        day += timedelta(days=self.pick((0, 0, 0, 1, -1)))
        self.around.append(day)
        return day

    def bounds(self, unless: int) -> tuple[Any, Any]:
        """A `from` and a `to`, most often neither."""
        if not self.one_in(unless):
            return None, None
        first, last = sorted((self.day(), self.day()))
        return self.pick(((first, last), (first, None), (None, last), (UNSTATED, last), (first, UNSTATED)))

    # requirements

    def selector(self, most: int = 2) -> Selector:
        return tuple(self.open(self.choice()) for _ in range(self.upto(1, most)))

    def choice(self) -> Choice:
        if not self.one_in(3):
            return self.pick(self.course_ids)
        keys = {"level": self.level_ids, "develops": self.outcome_ids, "provider": PROVIDERS, "tag": TAGS}
        return Query(**{key: self.open(self.pick(keys[key])) for key in self.some(tuple(keys), 2, 1)})

    def counting(self, form: str) -> Counting:
        if self.one_in(4):
            return Counting()
        if self.one_in(3):
            mode = (self.pick(MODES),) if self.one_in(3) else ()
            return Counting(every=self.pick(self.periods) if not mode or self.one_in(2) else None, mode=mode)
        each = self.open(self.pick(tuple(Cycle))) if self.one_in(2 if self.times == "cycle" else 30) else None
        every = self.period() if each is None and not self.one_in(4) else None
        times = 1 if form == "hours" else self.pick((1, 1, 1, 2, 2, 3))
        starts, ends = (None, None) if form == "hours" else self.bounds(8)
        return Counting(
            times=times,
            inside=self.period() if times > 1 and self.one_in(2) else None,
            every=every,
            each=each,
            refreshed_by=self.selector() if every and form != "hours" and self.one_in(3) else (),
            mode=tuple(self.open(mode) for mode in self.some(MODES, 2, 1)) if self.one_in(5) else (),
            starts=starts,
            ends=ends,
            different_people=form == "evidence" and times > 1 and self.one_in(2),
        )

    def leaf(self) -> Requirement:
        form = self.random.random() * 20
        if form < 8:
            return Completed(self.selector(), self.counting("completed"))
        if form < 11 and self.evidence:
            evidence = self.pick(self.evidence).id
            defined = len(self.evidence) == len(self.evidence_ids)  # else it might be what is being defined
            return Evidenced(self.word(evidence) if defined else evidence, self.counting("evidence"))
        if form < 12.5:
            return Hours(self.pick((1, 1.5, 2, 3)), self.selector(), self.counting("hours"))
        if form < 13.5:
            return Experience(self.period(), self.pick(("appointed", "started")))
        if form < 14:
            return FactHolds(self.pick(("kind", "started", "lead")))
        if form < 14.5:
            return FactHolds("kind", self.some((*KINDS, "unstated"), 2, 1))
        if form < 15:
            return FactHolds("lead", self.pick((("yes",), ("no",), ("yes", "no"))))
        if form < 15.5:
            return Judged("is it so", self.pick(("lead", "able")))
        if form < 16.5 and self.groups:
            return Member(self.word(self.pick(self.groups).id))
        if form < 17.5 and self.levels:
            return LevelAttained(self.pick(self.levels).id)
        if form < 18.5 and len(self.evidence) == len(self.evidence_ids):
            return OutcomeAchieved(self.pick(self.outcome_ids))
        if form < 19.5 and self.standards:
            return StandardMet(self.pick(self.standards).id)
        return UNSTATED if self.one_in(2) else Completed((self.pick(self.course_ids),))

    def requirement(self, depth: int = 2) -> Requirement:
        if depth == 0 or not self.one_in(4):
            return self.leaf()
        parts = tuple(self.requirement(depth - 1) for _ in range(self.upto(2, 3)))
        form = self.pick(("all", "any", "at least"))
        return (
            AllOf(parts)
            if form == "all"
            else AnyOf(parts)
            if form == "any"
            else AtLeast(self.upto(1, len(parts)), parts)
        )

    def perhaps(self, one_in: int) -> Requirement | None:
        return self.requirement(1) if self.one_in(one_in) else None

    # items

    def audience(self) -> tuple[Audience, ...]:
        named = [self.open(group.id) for group in self.some(self.groups, 2)]
        return tuple(Audience(group, self.perhaps(4)) for group in named)

    def course(self, index: int) -> Course:
        return Course(
            id=self.course_ids[index],
            title="",
            levels=tuple(self.open(level) for level in self.some(self.level_ids, 1)),
            tags=self.some(TAGS, 1),
            modes=tuple(Mode(self.open(mode), self.open(self.pick(PROVIDERS))) for mode in self.some(MODES, 2)),
            provider=self.open(self.pick((None, *PROVIDERS))),
            minutes=self.open(self.pick((None, 60, 60, 90))),
            develops=tuple(self.open(outcome) for outcome in self.some(self.outcome_ids, 1)),
            includes=tuple(map(self.word, self.some(self.course_ids[index + 1 :], 1))) if self.one_in(3) else (),
            grants=tuple(map(self.word, self.some(self.evidence_ids, 1))) if self.one_in(3) else (),
        )

    def group(self, index: int) -> Group:
        later = self.group_ids[index + 1 :]
        return Group(
            id=self.group_ids[index],
            title="",
            extends=tuple(map(self.word, self.some(later, 1))),
            part_of=self.pick(later) if later and self.one_in(3) else None,
            when=self.perhaps(4),
        )

    def trigger(self) -> Trigger:
        if self.one_in(3):
            return Trigger(evidence=self.word(self.pick(self.evidence_ids)))
        return Trigger(self.selector(1) if self.one_in(2) else (self.pick(self.course_ids),))

    def timing(self) -> Timing:
        form = self.random.random() * 10
        if form < 3:
            return None
        if form < 5:
            of = self.pick(("appointed", "started", "joining", "joining"))
            return Deadline(self.period(), self.open(of) if self.one_in(2) else self.trigger())
        if form < 7:
            return Precedence(self.trigger())
        if form < 9.3:
            within = self.period() if not self.one_in(6) else None
            return Response(self.trigger(), within, self.period() if self.one_in(2) else None)
        return UNSTATED

    def standard(self, index: int) -> Standard:
        """The index-th standard; one in three is a plain rule, on which everything turns."""
        if self.one_in(3):
            mode = (self.pick(MODES),) if self.one_in(6) else ()
            counting = Counting(every=self.pick(self.periods) if not self.one_in(5) else None, mode=mode)
            if self.times == "cycle" and self.one_in(2):
                counting = Counting(each=self.pick(tuple(Cycle)), mode=mode)
            require: Requirement | None = Completed((self.pick(self.course_ids),), counting)
            if self.one_in(3):
                several = evolve(counting, times=2, different_people=self.one_in(2)) if self.one_in(3) else counting
                require = Evidenced(self.pick(self.evidence_ids), several)
            return Standard(id=self.standard_ids[index], title="", require=require, timing=self.timing())
        require = None if self.one_in(8) else self.requirement()
        subject = self.pick((Subject.PRACTITIONER,) * 6 + (Subject.COURSE, Subject.BOARD))
        starts, ends = self.bounds(10)
        return Standard(
            id=self.standard_ids[index],
            title="",
            audience=self.audience() if subject is not Subject.COURSE and self.one_in(3) else (),
            selector=self.selector() if subject is Subject.COURSE and self.one_in(2) else (),
            subject=subject,
            starts=starts,
            ends=ends,
            when=self.perhaps(8),
            unless=self.perhaps(4),
            ideally=self.perhaps(6),
            require=require,
            every=self.period() if require is None and self.one_in(2) else None,
            timing=self.timing(),
        )

    def framework(self) -> Framework:
        courses = tuple(self.course(index) for index in range(len(self.course_ids)))
        for identifier in self.evidence_ids:
            requires = Completed((self.pick(self.course_ids),)) if self.one_in(5) else self.perhaps(5)
            develops = tuple(map(self.word, self.some(self.outcome_ids, 1)))
            self.evidence.append(
                Evidence(id=identifier, title="", per_course=self.one_in(2), develops=develops, requires=requires)
            )
        for index in range(len(self.group_ids)):
            self.groups.append(self.group(index))
        for identifier in self.level_ids:
            self.levels.append(Level(id=identifier, title="", requires=None if self.one_in(4) else self.requirement(1)))
        for index in range(len(self.standard_ids)):
            self.standards.append(self.standard(index))
        notice = self.pick(self.periods if self.one_in(4) else SHORT)
        return Framework(
            id="small",
            title="Small",
            publisher="Board",
            language="en-GB",
            sources=(Source(id="strategy", title="Strategy"),),
            notice=notice,
            levels=tuple(self.levels),
            facts=(
                Fact(id="started", title="", type=FactType.DATE),
                Fact(id="kind", title="", type=FactType.ONE_OF, values=KINDS),
                Fact(id="lead", title="", type=FactType.YES_NO),
                Fact(id="able", title="", type=FactType.YES_NO),
            ),
            groups=tuple(self.groups),
            outcomes=tuple(Outcome(id=outcome, title="", statement="") for outcome in self.outcome_ids),
            evidence=tuple(self.evidence),
            courses=courses,
            standards=tuple(self.standards),
        )

    # the record

    def stay(self) -> tuple[date | None, date | None]:
        first, last = sorted((self.day(), self.day()))
        return self.pick(((None, None), (first, last), (first, None), (None, last)))

    def stated(self) -> Stated:
        fact = self.pick(("appointed", "started", "kind", "lead", "able"))
        value = {"kind": self.pick(KINDS), "lead": self.pick(("yes", "no")), "able": self.pick(("yes", "no"))}.get(fact)
        return Stated(fact, value or str(self.day()), *self.stay())

    def event(self, index: int) -> Event:
        form = self.random.random() * 10
        if form < 6.5:
            item = self.pick(self.course_ids)
            minutes = self.pick((None, None, 30, 60, 120))
            return Event(EventKind.COMPLETED, item, self.day(), self.pick((None, *MODES)), minutes, index=index)
        if form < 9:
            about, by = self.pick((None, *self.course_ids)), self.pick((None, *PEOPLE))
            mode = self.pick((None, None, *MODES))
            return Event(
                EventKind.EVIDENCE, self.pick(self.evidence_ids), self.day(), mode, about=about, by=by, index=index
            )
        if form < 9.5:
            return Event(EventKind.OUTCOME, self.pick(self.outcome_ids), self.day(), index=index)
        return Event(EventKind.STANDARD, self.pick(self.standard_ids), self.day(), index=index)

    def record(self) -> Record:
        facts = tuple(self.stated() for _ in range(self.upto(0, 4)))
        memberships = tuple(Membership(self.pick(self.group_ids), *self.stay()) for _ in range(self.upto(0, 3)))
        events: list[Event] = []
        for index in range(self.pick((0, 2, 3, 4, 5, 6, 7, 8))):
            event = self.event(index)
            if events and self.one_in(6):
                event = evolve(self.pick(events), index=index)
                if self.one_in(2):
                    event = evolve(event, mode=self.pick(MODES)) if self.one_in(2) else evolve(event, minutes=45)
            if events and self.one_in(6):
                event = evolve(event, on=self.pick(events).on)
            events.append(event)
        self.random.shuffle(events)
        return Record(
            id="p-1",
            framework="small",
            subjects=(Subject.PRACTITIONER, Subject.COURSE, Subject.BOARD),
            item=self.pick(self.course_ids),
            facts=facts,
            memberships=memberships,
            events=tuple(evolve(event, index=index) for index, event in enumerate(events)),
        )

    def case(self) -> Case:
        framework, record = self.framework(), self.record()
        on = self.day()
        if record.events and not self.one_in(3):
            on = max(event.on for event in record.events) + timedelta(days=self.pick((0, 0, 1, 2, 4, 7, 11)))
            self.around.append(on)
        return Case(framework, record, on, self.times, tuple(sorted(set(self.around))))


def days_of(period: Period) -> int:
    """At least as many days as the period can have."""
    return period.days + 31 * period.months


def plus(day: date, period: Period) -> date:
    """A day some such time later; whether a month too long spills over doesn't matter here."""
    months = day.month - 1 + period.months
    return date(day.year + months // 12, months % 12 + 1, 1) + timedelta(days=day.day - 1 + period.days)


# --- comparing -------------------------------------------------------------------------------------------


class Compared:
    """One case under both: what the reference says of a standard, day by day, and where the library differs."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.reference = Reference(case.framework, case.record, case.on)
        self.event_days = sorted({event.on for event in case.record.events if event.on <= case.on})
        self.first = case.days[0] - timedelta(days=days_of(case.framework.notice) + 3)
        self.told: dict[tuple[str, date], str] = {}

    def status(self, standard: Standard, day: date) -> str:
        """What `check` must answer on a day up to the one asked about, and what lies ahead after it."""
        key = (standard.id, day)
        if key not in self.told:
            seen = max((on for on in self.event_days if on <= day), default=date.min)
            self.told[key] = self.reference.but(seen=seen).status(standard, day, self.first)
        return self.told[key]

    def plain(self, standard: Standard, day: date) -> str:
        return self.status(standard, day).split()[0]

    def differences(self) -> Iterator[str]:
        """Where the library's verdicts are not those of the reference."""
        verdicts = check(self.case.framework, self.case.record, on=self.case.on)
        for standard, verdict in zip(self.case.framework.standards, verdicts, strict=True):
            yield from self.of(standard, verdict)

    def of(self, standard: Standard, verdict: Verdict) -> Iterator[str]:
        on, (status, *reason) = self.case.on, self.status(standard, self.case.on).split()
        if verdict.status != status:
            yield f"{standard.id}: status is {verdict.status}, should be {status}"
            return
        if status == "met" and (verdict.reason or "") != "".join(reason):
            yield f"{standard.id}: reason is {verdict.reason}, should be {''.join(reason) or None}"
        if standard.ideally is not None:
            ideally = {NO: False, YES: True}.get(self.reference.holds(standard.ideally, on))
            if verdict.ideally != ideally:
                yield f"{standard.id}: ideally is {verdict.ideally}, should be {ideally}"
        yield from self.scanned(standard, verdict) if self.case.times == "short" else self.claimed(standard, verdict)

    def scanned(self, standard: Standard, verdict: Verdict) -> Iterator[str]:
        """Differences in `since`, `until` and `due`, looking at every day around."""
        on = self.case.on
        last = on + HORIZON * A_DAY
        began, ends, due = None, None, None
        day = on
        while day > self.first and began is None:
            day -= A_DAY
            if self.plain(standard, day) != verdict.status:
                began = day + A_DAY
        day = on
        overdue = verdict.status == "overdue"
        while day < last and (ends is None or (due is None and not overdue)):
            day += A_DAY
            status = self.plain(standard, day)
            if ends is None and status != verdict.status:
                ends = day
            if due is None and status == "overdue":
                due = day
        due = began if overdue else due
        if verdict.since != began:
            yield f"{standard.id}: since is {verdict.since}, should be {began}"
        if verdict.until != ends and not (ends is None and self.turns(standard, verdict.until, last)):
            yield f"{standard.id}: until is {verdict.until}, should be {ends}"
        if verdict.due != due and not (due is None and self.turns(standard, verdict.due, last, "overdue")):
            yield f"{standard.id}: due is {verdict.due}, should be {due}"

    def turns(self, standard: Standard, day: date | None, last: date, status: str = "") -> bool:
        """Whether, on a day beyond those that were looked at, the status becomes another one (or that one)."""
        if day is None or day <= last:
            return False
        before, then = self.plain(standard, day - A_DAY), self.plain(standard, day)
        return before != then and status in ("", then)

    def claimed(self, standard: Standard, verdict: Verdict) -> Iterator[str]:
        """Differences in `since`, `until` and `due`, looking at the days that are claimed, and where they might lie."""
        on, now, since, until, due = self.case.on, verdict.status, verdict.since, verdict.until, verdict.due
        turns = [date(on.year + year, month, 1) for year in range(-1, 4) for month in (1, 4, 9)]
        later = [
            plus(day, period) for day in self.case.days for period in (LONG if self.case.times == "long" else SHORT)
        ]
        near = Random(on.toordinal()).sample([*self.case.days, *turns, *later], min(6, len(self.case.days)))
        days = {day + step for day in near for step in (-A_DAY, timedelta(0), A_DAY)}
        back = [day for day in sorted(days, reverse=True) if day < on and (since is None or day >= since)]
        if since is not None:
            back += [since, since - A_DAY]
            if not self.first < since <= on or self.plain(standard, since - A_DAY) == now:
                yield f"{standard.id}: since is {since}, but the day before it is the same"
                return
        for day in back:
            if self.first <= day < on and self.plain(standard, day) != now and (since is None or day >= since):
                yield f"{standard.id}: since is {since}, but {day} is {self.plain(standard, day)}"
                return
        ahead = sorted(
            {day for day in days if day > on} | {day for day in (until, due) if day is not None and day > on}
        )
        ahead = sorted({*ahead, *(day - A_DAY for day in ahead if day - A_DAY > on)})
        for day in ahead:
            status = self.plain(standard, day)
            if until is None or day < until:
                if status != now:
                    yield f"{standard.id}: until is {until}, but {day} is {status}"
                    return
            elif day == until and status == now:
                yield f"{standard.id}: until is {until}, but then it is the same"
                return
            if now != "overdue" and (status == "overdue") != (day == due) and (due is None or day <= due):
                yield f"{standard.id}: due is {due}, but {day} is {status}"
                return
        if now == "overdue" and due != since:
            yield f"{standard.id}: due is {due}, should be {since}"


def differences(case: Case) -> list[str]:
    """Where the library and the reference differ on a case; empty where they agree."""
    return list(Compared(case).differences())


# --- what occurs -----------------------------------------------------------------------------------------


def occurrences(case: Case) -> Counter[str]:
    """What a case tries: forms, options, timings, statuses and reasons."""
    found: Counter[str] = Counter({case.times: 1})
    for standard in case.framework.standards:
        found[type(standard.timing).__name__] += 1
        for part in walk(standard.require) if standard.require is not None else ():
            found[type(part).__name__] += 1
            counting = getattr(part, "counting", None)
            if counting is not None:
                found.update(key for key, value in attrs.asdict(counting, recurse=False).items() if value)
    for verdict in check(case.framework, case.record, on=case.on):
        found.update(f"{key} {getattr(verdict, key)}" for key in ("status", "reason"))
        found.update(key for key in ("since", "until", "due") if getattr(verdict, key) is not None)
    return found


# --- shrinking -------------------------------------------------------------------------------------------


def shrunk(case: Case) -> Case:
    """The same disagreement with as little as possible around it."""
    smaller = True
    while smaller:
        smaller = False
        for other in simpler(case):
            try:
                disagrees = bool(differences(other))
            except (KeyError, AttributeError, ValueError):  # what was taken away is needed
                continue
            if disagrees:
                case, smaller = other, True
                break
    return case


def simpler(case: Case) -> Iterator[Case]:
    """The case with one thing less."""
    for record in _without(case.record, ("events", "memberships", "facts")):
        yield evolve(case, record=record)
    for framework in _without(case.framework, ("standards",)):
        yield evolve(case, framework=framework)
    for name in ("standards", "levels", "evidence", "groups", "courses"):
        items = getattr(case.framework, name)
        for index, item in enumerate(items):
            for other in _plainer(item):
                changed = (*items[:index], other, *items[index + 1 :])
                changes: dict[str, Any] = {name: changed}
                yield evolve(case, framework=evolve(case.framework, **changes))
    for event in case.record.events:
        for other in _plainer(event):
            if other.item == event.item and other.kind == event.kind:
                events = tuple(other if each is event else each for each in case.record.events)
                yield evolve(case, record=evolve(case.record, events=events))


def _without(value: Any, names: Sequence[str]) -> Iterator[Any]:
    for name in names:
        rows = getattr(value, name)
        for index in range(len(rows)):
            yield evolve(value, **{name: (*rows[:index], *rows[index + 1 :])})


def _plainer(value: Any) -> Iterator[Any]:
    """The value with one field as it is where nothing is said, or plainer, or one part of several."""
    if isinstance(value, AllOf | AnyOf | AtLeast):
        yield from value.parts
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        if field.default is not attrs.NOTHING and field.name != "index" and held != field.default:
            yield evolve(value, **{field.name: field.default})
        if isinstance(held, tuple):
            for index, part in enumerate(held):
                if len(held) > 1:
                    yield evolve(value, **{field.name: (*held[:index], *held[index + 1 :])})
                if attrs.has(type(part)):
                    for other in _plainer(part):
                        yield evolve(value, **{field.name: (*held[:index], other, *held[index + 1 :])})
        elif attrs.has(type(held)) and not isinstance(held, Period):
            for other in _plainer(held):
                yield evolve(value, **{field.name: other})


def record_data(record: Record) -> dict[str, Value]:
    """The record in the shape of the format: `notation.record` gives it back, but for the order of facts."""
    facts: dict[str, list[dict[str, Value]]] = {}
    for row in record.facts:
        facts.setdefault(row.fact, []).append(_said({"value": row.value, "from": row.starts, "to": row.ends}))
    groups = [_said({"group": row.group, "from": row.starts, "to": row.ends}) for row in record.memberships]
    events = [
        _said({str(row.kind): row.item, "date": row.on, "mode": row.mode, "minutes": row.minutes})
        | _said({"about": row.about, "by": row.by})
        for row in record.events
    ]
    head = {"format": "record/1", "id": record.id, "framework": record.framework}
    who = {"subject": [str(subject) for subject in record.subjects], "item": record.item}
    return cast(dict[str, Value], {**head, **_said(who), "facts": facts, "groups": groups, "events": events})


def _said(pairs: Mapping[str, object]) -> dict[str, Value]:
    said = {key: str(value) if isinstance(value, date) else value for key, value in pairs.items() if value is not None}
    return cast(dict[str, Value], said)


def told(case: Case) -> str:
    """The case as documents, and where the two differ."""
    documents = [notation.framework_data(case.framework), record_data(case.record)]
    texts = [yaml.safe_dump(document, sort_keys=False, width=120) for document in documents]
    found = [f"on {case.on}, times {case.times}", *differences(case)]
    return "---\n".join([*texts, "".join(f"# {line}\n" for line in found)])


# --- running ---------------------------------------------------------------------------------------------


def first_disagreement(numbers: Sequence[int]) -> int | None:
    """The first of these numbers whose case the two judge differently, or on which either fails."""
    for number in numbers:
        try:
            if differences(Drawn(number).case()):
                return number
        except Exception as problem:
            problem.add_note(f"case {number}")
            raise
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 1 where there is a disagreement, which is told."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    start, size, began, done = options.seed * 10**9, 500, time.monotonic(), 0
    shards = [range(at, min(at + size, start + options.cases)) for at in range(start, start + options.cases, size)]
    with multiprocessing.Pool(options.processes) as pool:
        for shard, found in zip(shards, pool.imap(first_disagreement, shards), strict=True):
            if found is not None:
                pool.terminate()
                print(told(shrunk(Drawn(found).case())))
                print(f"case {found} disagrees, after {done} that agree")
                return 1
            done += len(shard)
            if done % 20_000 < size:
                print(f"{done} cases agree, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{done} cases agree")
    return 0


if __name__ == "__main__":
    sys.exit(main())
