"""Standards kept over a horizon: by the fewest courses, each as late as it is in time."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Draw, chance, pick, some_of
from test_pathways import replayed
from test_sessions import both, calendar_of

from competency.answers import Pathway, answer_of, pathway
from competency.errors import EmptyPeriod, HorizonOfGoals
from competency.evaluation import Evaluator
from competency.goals import question
from competency.history import History
from competency.horizon import Horizon, Schedule, Unkept
from competency.loading import bundled_records, load, load_record
from competency.model import (
    Course,
    Event,
    EventKind,
    Framework,
    Record,
    Source,
    Standard,
    Strength,
)
from competency.model import Subject as Kind
from competency.periods import Period
from competency.requirements import AllOf, AnyOf, Completed, Counting, Requirement
from competency.sessions import Calendar, Session
from competency.standing import Status, standing_of
from competency.verdicts import timeline

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
ON = date(2012, 2, 1)
ORDER = ("courses", "minutes", "days")
NAMES = ("a", "b", "c")


def kept(known: Framework, record: Record, calendar: Calendar | None, until: date) -> Schedule | Unkept:
    answer = answer_of(known, record, (), ON, calendar)
    return Horizon(answer.planner, question(known, record, (), ON).goals, until.toordinal(), ORDER).schedule()


# --- equal to trying everything --------------------------------------------------------------------------


@frozen
class Tiny:
    """A framework of two or three courses, the days on which each can be had, and how long standards are kept."""

    framework: Framework
    record: Record
    calendar: Calendar
    until: date

    @property
    def slots(self) -> list[tuple[str, int]]:
        return [(row.course, row.day) for row in self.calendar.sessions]


@st.composite
def tiny(draw: Draw, *, every_day: bool) -> Tiny:
    """Few sessions over some weeks; or each day of a few, so that it is as without a calendar."""
    scale = 1 if every_day else 7
    number = 2 if every_day else draw(st.integers(2, 3))
    names = NAMES[:number]
    courses = tuple(
        Course(
            id=name,
            title=name.upper(),
            minutes=pick(draw, (10, 20, None)),
            requires=Completed((pick(draw, names[:place]),)) if place and chance(draw, 3) else None,
            source=("strategy",),
        )
        for place, name in enumerate(names)
    )
    standards = tuple(
        Standard(
            id=f"standard-{place}",
            title=f"Standard {place}",
            require=a_rule(draw, names, scale),
            source=("strategy",),
        )
        for place in range(draw(st.integers(1, 2)))
    )
    known = Framework(
        id="example",
        title="Example",
        publisher="Board",
        language="en-GB",
        sources=(Source(id="strategy", title="Strategy"),),
        courses=courses,
        standards=standards,
    )
    events = tuple(
        Event(EventKind.COMPLETED, name, ON - timedelta(days=draw(st.integers(1, 3 * scale))), index=place)
        for place, name in enumerate(some_of(draw, names, 3))
    )
    record = Record(id="p-1", framework="example", subjects=(Kind.PRACTITIONER,), events=events)
    last = draw(st.integers(2, 4)) if every_day else draw(st.integers(10, 40))
    start = ON.toordinal()
    days = range(start, start + last + 1)
    slots = [(name, day) for name in names for day in days]
    if not every_day:
        slots = draw(st.lists(st.sampled_from(slots), min_size=1, max_size=5, unique=True))
        slots += [(name, start) for name in names if (name, start) not in slots and chance(draw)]
        slots += [(name, days[-1] + 1) for name in names if all(slot[0] != name for slot in slots)]
    rows = tuple(Session(course=name, day=day) for name, day in sorted(slots))
    return Tiny(known, record, Calendar("", rows), date.fromordinal(days[-1]))


def a_rule(draw: Draw, names: tuple[str, ...], scale: int) -> Requirement:
    """Something to be done again and again, maybe by refreshers or in one of two ways, or twice over."""

    def done() -> Completed:
        every = Period(days=max(draw(st.integers(1, 3)) * scale, 2))
        renewing = some_of(draw, names, 2) if chance(draw) else ()
        times = 2 if chance(draw, 6) else 1
        return Completed(some_of(draw, names, 2, least=1), Counting(times=times, every=every, refreshed_by=renewing))

    shape = draw(st.integers(0, 5))
    if shape == 0:
        return AllOf((done(), done()))
    return AnyOf((done(), done())) if shape == 1 else done()


def late_days(case: Tiny, slots: tuple[tuple[str, int], ...]) -> int | None:
    """On how many days a standard is overdue by what was done before the day; None where a course can't be booked.

    It may be overdue to the end: that is told by many more days than any other way has.
    """
    done = sorted(slots, key=lambda slot: (slot[1], case.framework.courses.index(course(case, slot[0]))))
    events = list(case.record.events)
    for name, day in done:
        needed = course(case, name).requires
        seen = Evaluator(History(case.framework, evolve(case.record, events=tuple(events)), day))
        if needed is not None and day not in seen.held(needed).sure:
            return None
        events.append(Event(EventKind.COMPLETED, name, date.fromordinal(day), index=len(events)))
    last = case.until.toordinal()
    turns = sorted({ON.toordinal() - 1, *(day for _, day in done)})
    late = 0
    for turn, following in zip(turns, (*turns[1:], last), strict=True):
        before = tuple(event for event in events if event.on.toordinal() <= turn)
        seen = Evaluator(History(case.framework, evolve(case.record, events=before), last))
        standings = [standing_of(standard, seen) for standard in case.framework.standards]
        days = range(turn + 1, following + 1)
        late += sum(standing.status(day) is Status.OVERDUE for standing in standings for day in days)
    after = Evaluator(History(case.framework, evolve(case.record, events=tuple(events)), last))
    overdue = [one for one in case.framework.standards if standing_of(one, after).status(last) is Status.OVERDUE]
    return None if overdue else late


def course(case: Tiny, name: str) -> Course:
    return next(each for each in case.framework.courses if each.id == name)


def best(case: Tiny, most: int) -> tuple[int, int, int] | None:
    """The least late days, then courses, then minutes, of all ways with so many courses at most."""
    found: list[tuple[int, int, int]] = []
    inside = [slot for slot in case.slots if slot[1] <= case.until.toordinal()]
    for number in range(most + 1):
        for slots in combinations(inside, number):
            late = late_days(case, slots)
            if late is not None:
                minutes = sum(course(case, name).minutes or 0 for name, _ in slots)  # type: ignore[misc]
                found.append((late, number, minutes))
    return min(found, default=None)


@settings(max_examples=12, deadline=None, suppress_health_check=QUIET)
@given(case=tiny(every_day=False))
def test_no_choice_of_sessions_is_better(case: Tiny) -> None:
    agrees(case, most=len(case.slots))


@settings(max_examples=6, deadline=None, suppress_health_check=QUIET)
@given(case=tiny(every_day=True))
def test_no_choice_of_days_is_better(case: Tiny) -> None:
    agrees(case, most=3)


def agrees(case: Tiny, most: int) -> None:
    found = kept(case.framework, case.record, case.calendar, case.until)
    expected = best(case, most)
    if isinstance(found, Unkept):
        assert expected is None
        return
    plan = found.plan
    cost = (found.late, plan.courses, plan.minutes)
    slots = tuple((item.course, plan.days[item]) for item in plan.items)
    assert late_days(case, slots) == found.late
    assert set(slots) <= set(case.slots)
    if found.optimal and (expected is not None or plan.courses <= most):
        assert cost == expected or plan.courses > most


# --- what a plan claims, day by day ----------------------------------------------------------------------


def ask(text: str, person: str = "", *, until: str, rows: str = "") -> Pathway:
    known, record = both(text, person)
    sessions = calendar_of(rows, known) if rows else None
    return pathway(known, record, on=ON, until=date.fromisoformat(until), sessions=sessions)


def steps(found: Pathway) -> list[tuple[str, str]]:
    assert found.feasible
    return [((step.course or step.evidence or "").removeprefix("example:"), str(step.on)) for step in found.steps]


@pytest.mark.parametrize("person", sorted(bundled_records()))
def test_no_must_standard_is_overdue_on_any_day_after_what_was_missed_is_made_good(person: str) -> None:
    record = load_record(person)
    known = load(record.framework)
    on, until = date(2012, 5, 1), date(2019, 5, 1)
    past = evolve(record, events=tuple(event for event in record.events if event.on <= on))
    found = pathway(known, past, on=on, until=until)
    assert found.feasible
    assert all(step.by is None or step.on <= step.by or step.on == on for step in found.steps)
    for verdict in timeline(known, replayed(past, found), since=on, until=until):
        standard = known.standard(verdict.standard.partition(":")[2])
        assert standard is not None
        if standard.strength is Strength.MUST and standard.require is not None:
            assert all(run.status not in (Status.OVERDUE, Status.BREACHED) for run in verdict.timeline or ())


TWO_RULES = """
courses: {first: {title: First}, second: {title: Second}, both: {title: Both}}
standards:
  first-is-fresh:
    {title: First is fresh, require: {completed: first, every: 3 years, refreshed_by: [both]}, source: strategy §1}
  second-is-fresh: {title: Second is fresh, require: {completed: second, every: 2 years, refreshed_by: [both]}}
"""
DONE = "events: [{completed: first, date: 2010-01-01}, {completed: second, date: 2010-06-01}]"


def test_a_refresher_that_serves_two_rules_is_chosen_and_taken_as_late_as_it_is_in_time() -> None:
    found = ask(TWO_RULES, DONE, until="2015-01-01")
    assert steps(found) == [("both", "2012-05-31"), ("both", "2014-05-30")]
    assert found.optimal
    assert found.until == date(2015, 1, 1)
    first = found.steps[0]
    assert first.by == date(2012, 5, 31)
    assert [reason.claim for reason in first.because] == [
        "the standard 'Second is fresh' asks for Both",
        "without it 'Second is fresh' is overdue from 1 June 2012",
        "without it 'First is fresh' is overdue from 1 January 2013",
    ]
    assert (
        first.otherwise
        == "'Second is fresh' is overdue from 1 June 2012 and 'First is fresh' is overdue from 1 January 2013"
    )


def test_what_lasts_beyond_the_horizon_asks_for_nothing() -> None:
    assert steps(ask(TWO_RULES, DONE, until="2012-05-31")) == []
    assert steps(ask(TWO_RULES, DONE, until="2012-06-01")) == [("both", "2012-05-31")]


def test_what_is_overdue_is_done_first_and_its_day_in_time_was_missed() -> None:
    late = "events: [{completed: first, date: 2008-01-01}, {completed: second, date: 2012-01-01}]"
    found = ask(TWO_RULES, late, until="2013-01-01")
    assert steps(found) == [("both", "2012-02-01")]
    assert found.steps[0].by == date(2010, 12, 31)


def test_a_deadline_is_kept_on_its_last_day_and_what_comes_before_it_too() -> None:
    text = """
    courses: {basic: {title: Basic}, further: {title: Further, requires: {completed: basic}}}
    standards:
      joined: {title: Joined, require: {completed: further}, due: {within: 6 months, of: appointed}}
    """
    found = ask(text, "facts: {appointed: 2012-01-10}", until="2013-01-01")
    assert steps(found) == [("basic", "2012-07-09"), ("further", "2012-07-09")]
    assert [step.by for step in found.steps] == [date(2012, 7, 9)] * 2
    assert steps(ask(text, "facts: {appointed: 2012-01-10}", until="2012-07-09")) == []


def test_a_standard_that_binds_later_is_met_by_then() -> None:
    text = """
    groups: {leads: {title: Leads}}
    courses: {leading: {title: Leading}}
    standards: {leads-know: {title: Leads know, for: [leads], require: {completed: leading}}}
    """
    found = ask(text, "groups: [{group: leads, from: 2012-09-01}]", until="2013-01-01")
    assert steps(found) == [("leading", "2012-08-31")]
    known, record = both(text, "")
    joined = pathway(known, record, goal="leads=2012-09-01", on=ON, until=date(2013, 1, 1))
    assert steps(joined) == steps(found)


def test_sessions_are_the_last_ones_in_time() -> None:
    found = ask(
        TWO_RULES, DONE, until="2014-05-01", rows="both,2012-03-01,Leeds\nboth,2012-05-20,Batley\nboth,2012-06-02,"
    )
    assert [(step.course, str(step.on), step.place) for step in found.steps] == [
        ("example:both", "2012-05-20", "Batley")
    ]


def test_where_no_session_is_in_time_the_next_one_mends_it() -> None:
    found = ask(TWO_RULES, DONE, until="2012-12-01", rows="both,2012-07-01\nsecond,2012-08-01")
    assert steps(found) == [("both", "2012-07-01")]
    assert found.steps[0].by == date(2012, 5, 31)


def test_a_standard_that_no_session_keeps_is_told_with_its_sessions() -> None:
    found = ask(TWO_RULES, DONE, until="2012-12-01", rows="both,2013-07-01\nsecond,2012-01-01")
    assert [row.rule for row in found.conflict] == ["example:second-is-fresh", "example:second", "example:both"]
    assert (
        found.conflict[0].message
        == "'Second is fresh' is overdue on 1 June 2012, and nothing up to 1 December 2012 mends that"
    )


def test_what_nobody_can_keep_is_told_as_without_a_horizon() -> None:
    text = (
        "courses: {gone: {title: Gone, to: 2011-01-01}}\nstandards: {kept: {title: Kept, require: {completed: gone}}}"
    )
    known, record = both(text, "")
    assert ask(text, until="2013-01-01").conflict == pathway(known, record, on=ON).conflict


def test_questions_that_make_no_sense_are_refused() -> None:
    known, record = both(TWO_RULES, DONE)
    with pytest.raises(HorizonOfGoals, match="'first' can't be the goal"):
        pathway(known, record, goal="first", on=ON, until=date(2013, 1, 1))
    with pytest.raises(EmptyPeriod):
        pathway(known, record, on=ON, until=date(2012, 1, 31))
