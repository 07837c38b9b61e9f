"""Verdicts: the status of a standard on a day agrees with the reference, and so do since, until and due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference import Reference
from strategies import Draw, frameworks, records

from competency import notation
from competency.errors import RecordOfAnotherFramework
from competency.flips import Addition
from competency.model import (
    Event,
    EventKind,
    Framework,
    Record,
    Standard,
    Subject,
)
from competency.periods import Period, is_date, parse_date
from competency.standing import Reason, Status
from competency.values import Value
from competency.verdicts import Verdict, check, timeline

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
ONE_DAY = timedelta(days=1)
START = date(2011, 4, 1)
"""The first day on which anything happens in the random cases; before it nothing changes."""
HORIZON = 100
"""How far, in days, the reference looks ahead."""

SHORT = {
    Period(months=36): Period(days=20),
    Period(months=12): Period(days=9),
    Period(months=6): Period(days=5),
    Period(months=1): Period(days=3),
    Period(days=28): Period(days=2),
}


# --- random standards over a short time ------------------------------------------------------------------


def near(day: date) -> date:
    """A day of the same few weeks for any day, so that all that happens lies close together."""
    return START + timedelta(days=(day - START).days % 25)


def shortened(data: Value) -> Value:
    """The same document with every period cut down to days, and all days in the same few weeks."""
    if isinstance(data, dict):
        return {key: shortened(value) for key, value in data.items()}
    if isinstance(data, list):
        return [shortened(value) for value in data]
    shorter = {str(period): str(short) for period, short in SHORT.items()}
    if isinstance(data, str) and is_date(data):
        return str(near(parse_date(data)))
    return shorter.get(data, data) if isinstance(data, str) else data


@st.composite
def cases(draw: Draw) -> tuple[Framework, Record, date]:
    """A framework whose periods are short, a record of a few weeks, and a day to ask about."""
    framework = notation.framework(shortened(notation.framework_data(draw(frameworks(most=2)))))
    record = draw(records(framework, most_events=4))

    def near_or_none(day: date | None) -> date | None:
        return None if day is None else near(day)

    facts = tuple(
        evolve(
            row,
            starts=near_or_none(row.starts),
            ends=near_or_none(row.ends),
            value=str(near(parse_date(row.value))) if is_date(row.value) else row.value,
        )
        for row in record.facts
    )
    groups = tuple(
        evolve(row, starts=near_or_none(row.starts), ends=near_or_none(row.ends)) for row in record.memberships
    )
    events = tuple(evolve(event, on=near(event.on)) for event in record.events)
    item = draw(st.sampled_from([course.id for course in framework.courses]))
    record = evolve(record, facts=facts, memberships=groups, events=events, subjects=tuple(Subject), item=item)
    return framework, record, START + timedelta(days=draw(st.integers(0, 50)))


@settings(max_examples=80, deadline=None, suppress_health_check=QUIET)
@given(cases())
def test_status_and_the_days_around_it_agree_with_the_reference(case: tuple[Framework, Record, date]) -> None:
    framework, record, on = case
    for standard, verdict in zip(framework.standards, check(framework, record, on=on), strict=True):
        agrees(framework, record, standard, verdict)


def agrees(framework: Framework, record: Record, standard: Standard, verdict: Verdict) -> None:
    on, first = verdict.on, START - timedelta(days=30)  # longer than any notice
    now = Reference(framework, record, on)

    def status(day: date) -> str:
        return str(now.status(standard, day, first)).split()[0]

    def as_checked_on(day: date) -> str:
        return str(Reference(framework, record, day).status(standard, day, first)).split()[0]

    assert verdict.status == status(on), standard
    began = next((each + ONE_DAY for each in back(on, first) if as_checked_on(each) != verdict.status), None)
    assert verdict.since == began, standard
    ahead = [on + timedelta(days=step) for step in range(1, HORIZON)]
    later = [(day, status(day)) for day in ahead]
    until = next((day for day, then in later if then != verdict.status), None)
    assert verdict.until == until or (until is None and (verdict.until or on) > ahead[-1]), standard
    overdue = next((day for day, then in later if then == "overdue"), None)
    due = began if verdict.status == "overdue" else overdue
    assert verdict.due == due or (due is None and (verdict.due or on) > ahead[-1]), standard


def back(day: date, first: date) -> list[date]:
    """The days before `day`, latest first, down to `first`."""
    return [date.fromordinal(each) for each in range(day.toordinal() - 1, first.toordinal() - 1, -1)]


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(cases())
def test_a_check_is_not_changed_by_what_happens_later_nor_by_the_order_of_rows(
    case: tuple[Framework, Record, date],
) -> None:
    framework, record, on = case
    known = evolve(record, events=tuple(event for event in record.events if event.on <= on))
    verdicts = check(framework, record, on=on)
    for one, other in zip(verdicts, check(framework, known, on=on), strict=True):
        assert one == other
        assert one.flips == other.flips
    turned = evolve(
        record,
        events=tuple(evolve(event, index=index) for index, event in enumerate(reversed(record.events))),
        memberships=tuple(reversed(record.memberships)),
    )
    for one, other in zip(verdicts, check(framework, turned, on=on), strict=True):
        assert one == other
        assert one.flips == other.flips


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(cases(), st.integers(0, 40))
def test_a_timeline_is_what_a_check_on_each_day_answers(case: tuple[Framework, Record, date], length: int) -> None:
    framework, record, first = case
    last = first + timedelta(days=length)
    verdicts = timeline(framework, record, since=first, until=last)
    each_day = [check(framework, record, on=first + timedelta(days=step)) for step in range(length + 1)]
    for index, verdict in enumerate(verdicts):
        told = [run.status for run in verdict.timeline or () for _ in range((run.last - run.first).days + 1)]
        assert told == [day[index].status for day in each_day], framework.standards[index]
        assert evolve(verdict, timeline=None) == each_day[-1][index]


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(cases())
def test_every_flip_makes_the_status_that_it_says_and_no_part_of_it_does(case: tuple[Framework, Record, date]) -> None:
    framework, record, on = case
    for verdict in check(framework, record, on=on):
        for flip in verdict.flips:
            assert flip.makes in (Status.MET, Status.DUE_SOON, Status.EXEMPT)
            assert status_with(framework, record, on, verdict, flip.add) is flip.makes
            for addition in flip.add:
                rest = tuple(other for other in flip.add if other is not addition)
                assert status_with(framework, record, on, verdict, rest) is not flip.makes


def status_with(
    framework: Framework, record: Record, on: date, verdict: Verdict, additions: tuple[Addition, ...]
) -> Status:
    events = tuple(
        Event(
            EventKind.COMPLETED if addition.completed else EventKind.EVIDENCE,
            str(addition.completed or addition.evidence).removeprefix(f"{framework.id}:"),
            on,
            mode=addition.mode,
            about=addition.about and addition.about.removeprefix(f"{framework.id}:"),
            by=None if addition.completed else f"n-{index}",
            index=len(record.events) + index,
        )
        for index, addition in enumerate(additions)
    )
    more = evolve(record, events=(*record.events, *events))
    return next(each for each in check(framework, more, on=on) if each.standard == verdict.standard).status


# --- the statuses, one by one ----------------------------------------------------------------------------

HEAD: dict[str, Value] = {
    "format": "framework/1",
    "id": "example",
    "title": "Example",
    "publisher": "Board",
    "language": "en-GB",
    "sources": {"strategy": {"title": "Strategy"}},
    "facts": {"lead": {"title": "Leads"}, "started": {"title": "Started", "type": "date"}},
    "groups": {
        "staff": {"title": "Staff"},
        "experts": {"title": "Experts", "extends": ["staff"]},
        "whole": {"title": "Whole"},
        "part": {"title": "Part", "part_of": "whole"},
        "leaders": {"title": "Leaders", "when": {"fact": "lead"}},
    },
    "outcomes": {"recognise": {"statement": "Recognises"}},
    "evidence": {"visit": {"title": "Visit", "develops": ["recognise"]}, "talk": {"title": "Talk"}},
    "levels": [{"id": "level-1", "title": "Level 1", "requires": {"completed": "awareness"}}],
    "courses": {
        "awareness": {"title": "Awareness", "minutes": 120, "modes": ["e-learning", "face-to-face"]},
        "neglect": {"title": "Neglect", "minutes": 60, "develops": ["recognise"]},
        "closed": {"title": "Closed", "to": "2009-12-31"},
    },
}


def verdict(standard: dict[str, Value], on: str, *events: dict[str, Value], **record: Value) -> Verdict:
    """The verdict on one standard under the example framework."""
    rule: Value = {"title": "Rule", "source": "strategy §1", **standard}
    framework = notation.framework({**HEAD, "standards": {"rule": rule}})
    data: dict[str, Value] = {"id": "p", "framework": "example", "subject": "practitioner", "events": list(events)}
    (found,) = check(framework, notation.record({**data, **record}), on=date.fromisoformat(on))
    return found


def status(standard: dict[str, Value], on: str, *events: dict[str, Value], **record: Value) -> str:
    return str(verdict(standard, on, *events, **record).status)


def done(course: str, day: str, **more: Value) -> dict[str, Value]:
    return {"completed": course, "date": day, **more}


AWARE: Value = {"completed": "awareness"}
YEARLY: Value = {"completed": "awareness", "every": "1 year"}


def test_without_a_timing_it_is_owed_at_once_and_met_from_the_day_of_completion_on() -> None:
    found = verdict({"require": AWARE}, "2011-04-01")
    assert (found.status, found.reason, found.since, found.due) == (Status.OVERDUE, Reason.NEVER_DONE, None, None)
    found = verdict({"require": AWARE}, "2011-05-01", done("awareness", "2011-04-01"))
    assert (found.status, found.reason, found.since, found.until) == (Status.MET, None, date(2011, 4, 1), None)


def test_due_soon_begins_so_that_the_lapse_is_at_most_the_notice_away() -> None:
    event = done("awareness", "2011-04-01")
    found = verdict({"require": YEARLY}, "2011-12-31", event)
    assert (found.status, found.until, found.due) == (Status.MET, date(2012, 1, 1), date(2012, 4, 1))
    found = verdict({"require": YEARLY}, "2012-01-01", event)
    assert (found.status, found.since, found.until) == (Status.DUE_SOON, date(2012, 1, 1), date(2012, 4, 1))
    found = verdict({"require": YEARLY}, "2012-04-01", event)
    assert (found.status, found.reason, found.due) == (Status.OVERDUE, Reason.LAPSED, date(2012, 4, 1))


def test_in_a_running_cycle_without_a_completion_of_its_own_it_is_due_soon() -> None:
    rule: dict[str, Value] = {"require": {"completed": "awareness", "each": "calendar-year"}}
    event = done("awareness", "2011-11-01")
    assert status(rule, "2011-12-31", event) == "met"
    found = verdict(rule, "2012-01-01", event)
    assert (found.status, found.since, found.until) == (Status.DUE_SOON, date(2012, 1, 1), date(2013, 1, 1))
    assert [flip.makes for flip in found.flips] == [Status.MET]
    assert status(rule, "2012-02-01", event, done("awareness", "2012-02-01")) == "met"
    assert status(rule, "2013-01-01", event) == "overdue"


def test_of_several_times_a_cycle_all_must_be_of_the_running_one() -> None:
    rule: dict[str, Value] = {"require": {"completed": ["awareness", "neglect"], "times": 2, "each": "calendar-year"}}
    events = done("awareness", "2011-11-01"), done("neglect", "2012-02-01")
    assert status(rule, "2012-02-01", *events) == "due-soon"
    assert status(rule, "2012-03-01", *events, done("awareness", "2012-03-01")) == "met"


def test_hours_that_rest_on_an_earlier_cycle_are_due_soon() -> None:
    rule: dict[str, Value] = {"require": {"hours": 2, "of": ["awareness", "neglect"], "each": "financial-year"}}
    events = done("awareness", "2011-05-01"), done("neglect", "2012-05-01")
    assert status(rule, "2012-03-31", *events) == "met"
    assert status(rule, "2012-05-01", *events) == "due-soon"
    assert status(rule, "2012-06-01", *events, done("awareness", "2012-06-01")) == "met"


@pytest.mark.parametrize(
    ("due", "record", "last_day_due"),
    [
        ({"within": "6 months", "of": "appointed"}, {"facts": {"appointed": "2010-08-31"}}, "2011-02-27"),
        ({"within": "6 months", "of": "joining"}, {"groups": [{"group": "staff", "from": "2010-08-31"}]}, "2011-02-27"),
        ({"within": "6 months", "of": "neglect"}, {"events": [done("neglect", "2010-08-31")]}, "2011-02-27"),
        (
            {"within": "6 months", "of": {"evidence": "visit"}},
            {"events": [{"evidence": "visit", "date": "2010-08-31"}]},
            "2011-02-27",
        ),
    ],
)
def test_a_deadline_is_ahead_for_its_period_and_then_overdue(
    due: dict[str, Value], record: dict[str, Value], last_day_due: str
) -> None:
    audience: Value = ["staff"] if due["of"] == "joining" else "everyone"
    rule: dict[str, Value] = {"for": audience, "require": AWARE, "due": due}
    last = date.fromisoformat(last_day_due)
    found = verdict(rule, str(last), **record)
    assert (found.status, found.due, found.until) == (Status.DUE, last + ONE_DAY, last + ONE_DAY)
    found = verdict(rule, str(last + ONE_DAY), **record)
    assert (found.status, found.due, found.since) == (Status.OVERDUE, last + ONE_DAY, last + ONE_DAY)


def test_until_the_trigger_comes_it_is_due_without_a_date() -> None:
    rule: dict[str, Value] = {"require": AWARE, "due": {"within": "6 months", "of": "neglect"}}
    found = verdict(rule, "2011-04-01")
    assert (found.status, found.due) == (Status.DUE, None)
    assert "the deadline has not begun" in [reason.claim for reason in found.because]


def test_only_triggers_on_days_on_which_the_standard_applies_count() -> None:
    rule: dict[str, Value] = {"for": ["staff"], "require": AWARE, "due": {"within": "1 month", "of": "neglect"}}
    member: Value = [{"group": "staff", "from": "2011-01-01"}]
    early, late = done("neglect", "2010-01-01"), done("neglect", "2011-03-01")
    assert verdict(rule, "2011-03-15", early, groups=member).due is None
    assert verdict(rule, "2011-03-15", early, late, groups=member).due == date(2011, 4, 1)


def test_a_trigger_that_only_may_have_come_leaves_the_deadline_unknown_once_it_may_have_passed() -> None:
    rule: dict[str, Value] = {"require": AWARE, "due": {"within": "1 month", "of": ["unstated"]}}
    event = done("neglect", "2011-01-01")
    found = verdict(rule, "2011-01-31", event)
    assert (found.status, found.due) == (Status.DUE, None)
    found = verdict(rule, "2011-02-01", event)
    assert (found.status, found.reason) == (Status.UNKNOWN, Reason.UNSTATED)


def test_a_deadline_whose_day_the_record_does_not_state_is_unknown() -> None:
    rule: dict[str, Value] = {"require": AWARE, "due": {"within": "6 months", "of": "started"}}
    found = verdict(rule, "2011-04-01")
    assert (found.status, found.reason) == (Status.UNKNOWN, Reason.MISSING_FACT)
    assert "the day of the deadline is not known" in [reason.claim for reason in found.because]
    assert status(rule, "2011-04-01", done("awareness", "2011-01-01")) == "met"
    for silent in ({"within": "unstated", "of": "appointed"}, {"within": "1 month", "of": "unstated"}):
        rule = {"require": AWARE, "due": cast(Value, silent)}
        found = verdict(rule, "2011-04-01", facts={"appointed": "2011-01-01"})
        assert (found.status, found.reason) == (Status.UNKNOWN, Reason.UNSTATED)


def test_a_deadline_counted_from_a_fact_without_days_is_unknown() -> None:
    rule: dict[str, Value] = {"require": AWARE, "due": {"within": "6 months", "of": "lead"}}
    assert status(rule, "2011-04-01", facts={"lead": True}) == "unknown"
    rule = {"require": {"experience": "1 year", "in": "lead"}}
    assert status(rule, "2011-04-01", facts={"lead": True}) == "unknown"


def test_before_its_deadline_it_stays_due_whatever_lapses() -> None:
    rule: dict[str, Value] = {"require": YEARLY, "due": {"within": "3 years", "of": "appointed"}}
    facts: Value = {"appointed": "2010-01-01"}
    event = done("awareness", "2010-06-01")
    found = verdict(rule, "2011-06-01", event, facts=facts)
    assert (found.status, found.reason, found.due) == (Status.DUE, Reason.LAPSED, date(2013, 1, 1))


def test_a_fact_with_dated_values_moves_the_deadline() -> None:
    rule: dict[str, Value] = {"require": AWARE, "due": {"within": "1 month", "of": "started"}}
    facts: Value = {
        "started": [
            {"value": "2011-01-01", "to": "2011-05-31"},
            {"value": "2011-06-01", "from": "2011-06-01"},
        ]
    }
    found = verdict(rule, "2011-05-31", facts=facts)
    assert (found.status, found.since, found.until) == (Status.OVERDUE, date(2011, 2, 1), date(2011, 6, 1))
    found = verdict(rule, "2011-06-01", facts=facts)
    assert (found.status, found.due) == (Status.DUE, date(2011, 7, 1))


def test_with_an_unstated_deadline_never_done_is_due_and_lapsed_is_overdue() -> None:
    rule: dict[str, Value] = {"require": YEARLY, "due": "unstated"}
    found = verdict(rule, "2011-04-01")
    assert (found.status, found.due, found.since) == (Status.DUE, None, None)
    found = verdict(rule, "2013-04-01", done("awareness", "2011-04-01"))
    assert (found.status, found.reason, found.since) == (Status.OVERDUE, Reason.LAPSED, date(2012, 4, 1))


def test_a_standard_applies_to_members_of_groups_that_extend_its_group_and_of_parts() -> None:
    def found(group: str, audience: Value) -> str:
        return status({"for": audience, "require": AWARE}, "2011-04-01", groups=[{"group": group}])

    assert found("experts", ["staff"]) == "overdue"
    assert found("staff", ["experts"]) == "not-applicable"
    assert found("part", ["whole"]) == "overdue"
    assert found("whole", ["part"]) == "not-applicable"
    assert found("staff", "unstated") == "unknown"
    assert found("staff", [{"group": "staff", "when": {"fact": "lead"}}]) == "unknown"
    assert found("other:team", ["other:team"]) == "overdue"


def test_membership_by_a_rule_that_the_record_leaves_open_is_a_missing_fact() -> None:
    rule: dict[str, Value] = {"for": ["leaders"], "require": AWARE}
    found = verdict(rule, "2011-04-01")
    assert (found.status, found.reason) == (Status.UNKNOWN, Reason.MISSING_FACT)
    assert status(rule, "2011-04-01", facts={"lead": True}) == "overdue"
    assert status(rule, "2011-04-01", facts={"lead": False}) == "not-applicable"


def test_a_standard_holds_for_its_own_days_only() -> None:
    rule: dict[str, Value] = {"require": AWARE, "from": "2011-04-01", "to": "2011-04-30"}
    days = ("2011-03-31", "2011-04-01", "2011-04-30", "2011-05-01")
    assert [status(rule, day) for day in days] == ["not-applicable", "overdue", "overdue", "not-applicable"]
    assert status({"require": AWARE, "from": "unstated"}, "2011-04-01") == "unknown"
    assert status({"require": AWARE, "to": "unstated"}, "2011-04-01") == "unknown"


def test_when_decides_whether_it_applies_and_unless_exempts_while_not_met() -> None:
    rule: dict[str, Value] = {"require": AWARE, "when": {"fact": "lead"}}
    facts: list[Value] = [{"lead": True}, {"lead": False}, {}]
    assert [status(rule, "2011-04-01", facts=each) for each in facts] == ["overdue", "not-applicable", "unknown"]
    rule = {"require": AWARE, "unless": {"fact": "lead"}}
    assert [status(rule, "2011-04-01", facts=each) for each in facts] == ["exempt", "overdue", "unknown"]
    assert status(rule, "2011-04-01", done("awareness", "2011-01-01"), facts=facts[0]) == "met"
    found = verdict(rule, "2011-04-01", facts=facts[0])
    assert any("Leads" in each.claim for reason in found.because for _, each in reason.walk())


def test_what_is_ideal_is_told_beside_the_status() -> None:
    rule: dict[str, Value] = {"require": AWARE, "ideally": {"completed": "neglect"}}
    assert verdict(rule, "2011-04-01").ideally is False
    assert verdict(rule, "2011-04-01", done("neglect", "2011-04-01")).ideally is True
    assert verdict({"require": AWARE, "ideally": "unstated"}, "2011-04-01").ideally is None
    assert verdict({"require": AWARE}, "2011-04-01").ideally is None


def test_a_rule_on_what_comes_first_is_breached_until_it_is_made_good() -> None:
    rule: dict[str, Value] = {"require": YEARLY, "before": "neglect"}
    first, late = done("neglect", "2011-03-01"), done("awareness", "2011-05-01")
    assert status(rule, "2011-02-28", first) == "not-applicable"
    found = verdict(rule, "2011-04-01", first)
    assert (found.status, found.reason, found.since) == (Status.BREACHED, Reason.NEVER_DONE, date(2011, 3, 1))
    assert [(flip.add[0].completed, flip.makes) for flip in found.flips] == [("example:awareness", Status.MET)]
    for day in ("2011-05-01", "2014-01-01"):
        found = verdict(rule, day, first, late)
        assert (found.status, found.reason, found.since) == (Status.MET, Reason.NOT_IN_ORDER, date(2011, 5, 1))
    assert status(rule, "2014-01-01", done("awareness", "2011-03-01"), first) == "met"
    found = verdict(rule, "2011-03-01", done("awareness", "2010-02-01"), first)
    assert (found.status, found.reason) == (Status.BREACHED, Reason.LAPSED)


def test_each_event_starts_an_obligation_of_its_own_and_the_worst_shows() -> None:
    rule: dict[str, Value] = {
        "require": {"evidence": "talk"}, "after": "neglect", "opens": "1 month", "within": "2 months"
    }  # fmt: skip
    first, second = done("neglect", "2011-01-10"), done("neglect", "2011-06-10")

    def talk(day: str) -> dict[str, Value]:
        return {"evidence": "talk", "date": day}

    found = verdict(rule, "2011-02-09", first, talk("2011-02-09"))
    assert (found.status, found.due, found.until) == (Status.DUE, date(2011, 3, 10), date(2011, 3, 10))
    assert status(rule, "2011-02-10", first, talk("2011-02-10")) == "met"
    found = verdict(rule, "2011-03-10", first)
    assert (found.status, found.reason, found.due) == (Status.OVERDUE, Reason.NEVER_DONE, date(2011, 3, 10))
    found = verdict(rule, "2011-04-01", first, talk("2011-03-10"))
    assert (found.status, found.reason) == (Status.MET, Reason.LATE)
    found = verdict(rule, "2011-06-10", first, talk("2011-03-09"), second)
    assert (found.status, found.reason, found.due) == (Status.DUE, Reason.NEVER_DONE, date(2011, 8, 10))
    assert status(rule, "2011-08-10", first, second, talk("2011-03-09")) == "overdue"
    assert status(rule, "2011-08-10", first, second, talk("2011-07-10")) == "met"


@pytest.mark.parametrize(
    ("require", "events", "reason"),
    [
        (AWARE, [], Reason.NEVER_DONE),
        ({"completed": ["awareness", "neglect"], "times": 2}, [done("awareness", "2011-01-01")], Reason.TOO_FEW),
        (
            {"completed": "awareness", "mode": ["face-to-face"]},
            [done("awareness", "2011-01-01", mode="e-learning")],
            Reason.WRONG_MODE,
        ),
        ({"completed": "awareness", "from": "2011-03-01"}, [done("awareness", "2011-01-01")], Reason.NEVER_DONE),
        (YEARLY, [done("awareness", "2010-01-01")], Reason.LAPSED),
        ({"hours": 3, "of": "neglect", "mode": ["x"]}, [done("neglect", "2011-01-01", mode="y")], Reason.WRONG_MODE),
        ({"fact": "lead", "is": "no"}, [], Reason.MISSING_FACT),
        ({"judged": "is able", "fact": "lead"}, [], Reason.JUDGED),
        ("unstated", [], Reason.UNSTATED),
        ({"level": "level-1"}, [], Reason.NEVER_DONE),
        ({"completed": "awareness", "mode": ["e-learning"]}, [done("awareness", "2011-01-01")], Reason.MISSING_FACT),
        ({"completed": "awareness", "mode": ["unstated"]}, [done("awareness", "2011-01-01")], Reason.UNSTATED),
        ({"hours": 3, "of": "closed"}, [done("closed", "2011-01-01")], Reason.MISSING_FACT),
        (
            {"evidence": "talk", "times": 2, "different": "by"},
            [{"evidence": "talk", "date": "2011-01-01"}, {"evidence": "talk", "date": "2011-01-02"}],
            Reason.MISSING_FACT,
        ),
        ({"member": "leaders"}, [], Reason.MISSING_FACT),
        ({"outcome": "recognise"}, [], Reason.NEVER_DONE),
    ],
)
def test_the_reason_is_the_one_that_fits(require: Value, events: list[dict[str, Value]], reason: Reason) -> None:
    assert verdict({"require": require}, "2011-04-01", *events).reason is reason


def test_an_attested_standard_is_met_from_its_event_on_and_has_no_flips() -> None:
    rule: dict[str, Value] = {"every": "1 year"}
    found = verdict(rule, "2011-04-01")
    assert (found.status, found.reason, found.flips) == (Status.OVERDUE, Reason.NEVER_DONE, ())
    assert status(rule, "2011-04-01", {"standard": "rule", "date": "2011-04-01"}) == "met"


def test_a_standard_about_courses_asks_the_courses_that_it_selects() -> None:
    rule: dict[str, Value] = {"subject": "course", "for": ["awareness", {"develops": "recognise"}]}

    def found(item: str) -> str:
        return status(rule, "2011-04-01", subject="course", item=item)

    assert [found(item) for item in ("awareness", "neglect", "closed")] == ["overdue", "overdue", "not-applicable"]
    silent: dict[str, Value] = {"subject": "course", "for": "unstated"}
    assert status(silent, "2011-04-01", subject="course", item="neglect") == "unknown"


def test_only_standards_of_the_records_subject_are_answered() -> None:
    framework = notation.framework(
        {**HEAD, "standards": {"a": {"title": "A"}, "b": {"title": "B", "subject": "trainer"}}}
    )
    for subjects, expected in ((["trainer"], ["b"]), (["trainer", "practitioner"], ["a", "b"])):
        record = notation.record({"id": "p", "framework": "example", "subject": cast(Value, subjects)})
        found = [each.standard for each in check(framework, record, on=date(2011, 4, 1))]
        assert found == [f"example:{identifier}" for identifier in expected]


def test_a_record_of_another_framework_is_refused() -> None:
    record = notation.record({"id": "p", "framework": "other", "subject": "practitioner"})
    with pytest.raises(RecordOfAnotherFramework, match="is about the framework 'other', not 'example'"):
        check(notation.framework(HEAD), record, on=date(2011, 4, 1))


@pytest.mark.parametrize(
    ("require", "events", "flips"),
    [
        (AWARE, [], [["example:awareness"]]),
        ({"completed": ["neglect", "closed"]}, [], [["example:neglect"]]),
        ({"all": [AWARE, {"evidence": "talk"}]}, [], [["example:awareness", "example:talk"]]),
        ({"outcome": "recognise"}, [], [["example:neglect"], ["example:visit"]]),
        ({"level": "level-1"}, [], [["example:awareness"]]),
        ({"hours": 3, "of": ["awareness", "neglect"]}, [], [["example:awareness", "example:neglect"]]),
        ({"completed": "closed"}, [], []),
        ({"fact": "lead"}, [], []),
        (
            {"evidence": "talk", "times": 2, "different": "by"},
            [{"evidence": "talk", "date": "2011-01-01", "by": "m-1"}],
            [["example:talk"]],
        ),
    ],
)
def test_flips_are_the_smallest_additions(
    require: Value, events: list[dict[str, Value]], flips: list[list[str]]
) -> None:
    found = verdict({"require": require}, "2011-04-01", *events).flips
    assert [[each.completed or each.evidence for each in flip.add] for flip in found] == flips


def test_a_flip_names_the_mode_and_the_day_before_which_it_is_needed() -> None:
    rule: dict[str, Value] = {
        "require": {"completed": "awareness", "mode": ["face-to-face"]},
        "due": {"within": "6 months", "of": "appointed"},
    }
    (flip,) = verdict(rule, "2011-04-01", facts={"appointed": "2011-01-01"}).flips
    assert flip.add == (Addition(completed="example:awareness", mode="face-to-face", before=date(2011, 7, 1)),)


def test_every_reason_given_names_the_rule_and_its_source() -> None:
    rule: dict[str, Value] = {
        "for": ["staff"],
        "require": AWARE,
        "due": {"within": "6 months", "of": "appointed"},
        "reading": "Read so",
    }
    found = verdict(rule, "2011-04-01", facts={"appointed": "2011-01-01"}, groups=[{"group": "staff"}])
    assert found.reading == "Read so"
    assert {(each.rule, each.source) for each in found.because} == {("example:rule", ("strategy §1",))}
    assert [each.claim for each in found.because] == [
        "it applies: Staff",
        "not met: have completed Awareness",
        "the deadline is before 1 July 2011",
    ]
