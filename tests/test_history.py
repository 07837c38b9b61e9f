"""A record as it is seen on a day: equal rows are one, later events are not seen, the last value of a fact wins."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Draw, frameworks, records

from competency import notation
from competency.history import Doubt, Held, History, counted, in_mode, surely
from competency.model import EventKind
from competency.periods import ALWAYS, NEVER, Days
from competency.requirements import UNSTATED, Counting
from competency.values import Value

QUIET = [HealthCheck.too_slow]


@st.composite
def histories(draw: Draw) -> History:
    framework = draw(frameworks())
    record = draw(records(framework))
    days = [event.on for event in record.events] or [date(2011, 4, 1)]
    return History(framework, record, draw(st.sampled_from(days)).toordinal())


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(histories())
def test_events_are_seen_up_to_the_day_earliest_first(history: History) -> None:
    assert all(event.on.toordinal() <= history.seen for event in history.events)
    assert all((one.on, one.index) < (other.on, other.index) for one, other in pairwise(history.events))
    unseen = len(history.record.events) - len(history.events)
    assert unseen == sum(event.on.toordinal() > history.seen for event in history.record.events)


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(histories())
def test_each_completion_seen_belongs_to_one_hit_of_its_course_and_day(history: History) -> None:
    hits = history.completions
    assert len({(hit.item, hit.day) for hit in hits}) == len(hits)
    rows = [event for event in history.events if event.kind is EventKind.COMPLETED]
    assert sorted(index for hit in hits for index in hit.events) == sorted(event.index for event in rows)
    for hit in hits:
        for index in hit.events:
            event = history.record.events[index]
            assert (event.item, event.on.toordinal()) == (hit.item, hit.day)


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(histories())
def test_the_values_of_a_fact_never_overlap(history: History) -> None:
    for fact in {row.fact for row in history.record.facts}:
        stated = [days for _, days in history.values(fact)]
        assert all(not one & other for index, one in enumerate(stated) for other in stated[index + 1 :])


FRAMEWORK = notation.framework(
    {
        "format": "framework/1",
        "id": "example",
        "title": "Example",
        "publisher": "Board",
        "language": "en-GB",
        "sources": {"strategy": {"title": "Strategy"}},
        "facts": {"started": {"title": "Started", "type": "date"}},
        "evidence": {"approval": {"title": "Approval", "per": "course"}, "badge": {"title": "Badge"}},
        "courses": {
            "one": {"title": "One", "modes": ["x"], "minutes": 60, "grants": ["approval", "badge"]},
            "two": {"title": "Two", "modes": ["x", "y"], "includes": ["one"]},
            "three": {"title": "Three", "modes": ["unstated"], "minutes": "unstated", "includes": ["two"]},
        },
    }
)


def history(*events: Value, **more: Value) -> History:
    data: dict[str, Value] = {"id": "p", "framework": "example", "subject": "practitioner", "events": list(events)}
    return History(FRAMEWORK, notation.record({**data, **more}), date(2020, 1, 1).toordinal())


def done(course: str, **more: Value) -> Value:
    return {"completed": course, "date": "2011-04-01", **more}


def test_a_row_without_mode_or_minutes_takes_those_of_the_course_if_it_says() -> None:
    (hit,) = history(done("one")).completions
    assert (hit.modes, hit.open_mode, hit.minutes, hit.open_minutes) == (frozenset({"x"}), False, 60, False)
    (hit,) = history(done("two")).completions
    assert (hit.modes, hit.open_mode, hit.minutes, hit.open_minutes) == (frozenset(), True, 0, True)
    (hit,) = history(done("three")).completions
    assert (hit.open_mode, hit.open_minutes) == (True, True)
    (hit,) = history(done("other:course", mode="z", minutes=5)).completions
    assert (hit.modes, hit.open_mode, hit.minutes) == (frozenset({"z"}), False, 5)


def test_rows_of_one_day_are_one_in_each_of_their_modes_with_the_larger_minutes() -> None:
    (hit,) = history(
        done("two", mode="x", minutes=30), done("two", mode="y", minutes=90), done("two", mode="y")
    ).completions
    assert (hit.modes, hit.minutes, hit.open_minutes, hit.events) == (frozenset({"x", "y"}), 90, True, (0, 1, 2))
    (hit,) = history(done("one", minutes=30), done("one")).completions
    assert hit.minutes == 60


def test_a_course_completes_what_it_includes_directly_or_not_and_grants_its_evidence() -> None:
    one = history(done("three"))
    assert [hit.item for hit in one.hits(("one",))] == ["three"]
    assert [(hit.about, hit.by) for hit in one.pieces("approval")] == [("one", None)]
    assert [(hit.about, hit.by) for hit in one.pieces("badge")] == [(None, None)]


def test_evidence_with_the_same_day_about_and_by_is_one_piece() -> None:
    row: dict[str, Value] = {"evidence": "approval", "date": "2011-04-01", "about": "two"}
    pieces = history({**row, "by": "m"}, {**row, "by": "m", "mode": "x"}, {**row, "by": "n"}).pieces("approval")
    assert [(hit.by, hit.events) for hit in pieces] == [("m", (0, 1)), ("n", (2,))]
    assert (pieces[0].modes, pieces[0].open_mode) == (frozenset({"x"}), True)


def test_a_value_that_is_no_day_is_left_out_of_dates() -> None:
    rows: Value = {"started": [{"value": "soon", "to": "2011-03-31"}, {"value": "2011-04-01", "from": "2011-04-01"}]}
    one = history(facts=rows)
    assert [value for value, _ in one.values("started")] == ["soon", "2011-04-01"]
    assert [date.fromordinal(day) for day, _ in one.dates("started")] == [date(2011, 4, 1)]


def test_rows_of_one_group_are_joined() -> None:
    rows: Value = [
        {"group": "g", "to": "2011-03-31"},
        {"group": "g", "from": "2011-04-01", "to": "2011-12-31"},
        {"group": "h"},
    ]
    held = history(groups=rows).memberships
    assert held["g"] == Days.between(None, date(2011, 12, 31))
    assert held["h"] == ALWAYS


def test_what_is_open_counts_possibly_and_what_is_wrong_does_not_count() -> None:
    hits = history(done("two"), done("one")).completions
    asked = Counting(mode=("y",))
    assert [(hit.item, hit.sure) for hit in counted(hits, asked)] == [("two", False)]
    assert [in_mode(hit, asked) for hit in hits] == [Doubt.PERHAPS, Doubt.NO]
    assert [hit.sure for hit in counted(hits, Counting(mode=(UNSTATED,)))] == [False, False]
    assert [hit.sure for hit in counted(hits, Counting(starts=UNSTATED))] == [False, False]
    assert not counted(hits, Counting(starts=date(2011, 4, 2)))
    assert not counted(hits, Counting(ends=date(2011, 3, 31)))


def test_what_surely_holds_holds_possibly() -> None:
    week = Days.between(date(2011, 4, 1), date(2011, 4, 7))
    one, other = surely(week), Held(NEVER, ALWAYS)
    assert one & other == Held(NEVER, week)
    assert one | other == Held(week, ALWAYS)
    assert not one.only_possible(week.intervals[0][0])
    assert other.only_possible(week.intervals[0][0])


def test_a_record_of_nothing_has_no_history() -> None:
    empty = history()
    assert (empty.events, empty.completions, empty.pieces("badge"), empty.values("started")) == ((), (), (), ())
