"""What a requirement means: the interval evaluator agrees with the reference, day by day, and keeps its laws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference import NO, PERHAPS, YES, Reference
from strategies import PERIODS, Draw, frameworks, records

from competency import notation
from competency import requirements as dsl
from competency.evaluation import Evaluator, explained
from competency.history import History
from competency.model import Framework, Record
from competency.periods import EVER, FOREVER
from competency.requirements import Requirement
from competency.values import Value

pytestmark = pytest.mark.no_cover  # thousands of cases: what they run is covered elsewhere, and faster without

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def evaluator(framework: Framework, record: Record, seen: date) -> Evaluator:
    return Evaluator(History(framework, record, seen.toordinal()))


def value(framework: Framework, record: Record, requirement: Requirement, day: date) -> int:
    """What the library says of a requirement on a day, with the events up to it."""
    held = evaluator(framework, record, day).held(requirement)
    return YES if day.toordinal() in held.sure else PERHAPS if day.toordinal() in held.possible else NO


# --- random frameworks, records and requirements ---------------------------------------------------------


@st.composite
def cases(draw: Draw) -> tuple[Framework, Record, list[Requirement]]:
    """A framework, a record under it, and every requirement that the framework holds."""
    framework = draw(frameworks())
    held = [course.requires for course in framework.courses]
    held += [standard.require for standard in framework.standards]
    held += [level.requires for level in framework.levels]
    held += [dsl.OutcomeAchieved(outcome.id) for outcome in framework.outcomes]
    held += [dsl.Member(group.id) for group in framework.groups]
    held += [dsl.StandardMet(standard.id) for standard in framework.standards]
    return framework, draw(records(framework)), [each for each in held if each is not None]


def boundaries(framework: Framework, record: Record, asked: Sequence[Requirement], seen: date) -> list[date]:
    """The days next to which answers change, as the library says, or might, a period after the record's own days."""
    found = {event.on.toordinal() for event in record.events}
    found |= {period.after_ordinal(day) for period in PERIODS for day in found}
    one = evaluator(framework, record, seen)
    for requirement in asked:
        for interval in (*one.held(requirement).sure, *one.held(requirement).possible):
            found.update(interval)
    near = {day + step for day in found if EVER + 9 < day < FOREVER - 99999 for step in (-1, 0, 1)}
    return [date.fromordinal(day) for day in sorted(near)]


@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(cases(), st.data())
def test_intervals_agree_with_the_reference_on_every_day_where_something_changes(
    case: tuple[Framework, Record, list[Requirement]], data: st.DataObject
) -> None:
    framework, record, asked = case
    seen = max((event.on for event in record.events), default=date(2011, 4, 1))
    if data.draw(st.booleans()) and record.events:
        seen = data.draw(st.sampled_from([event.on for event in record.events]))
    about = data.draw(st.sampled_from([None, *(course.id for course in framework.courses)]))
    one, right = evaluator(framework, record, seen), Reference(framework, record, seen)
    one = one if about is None else one.regarding(about)
    near = boundaries(framework, record, asked, seen)
    days = data.draw(st.randoms(use_true_random=False)).sample(near, min(len(near), 40))
    for requirement in asked:
        held, own = one.held(requirement), one.in_own_cycle.held(requirement)
        for day in days:
            at = day.toordinal()
            assert (at in held.sure) + (at in held.possible) == right.holds(requirement, day, about), (
                requirement,
                day,
            )
            expected = right.holds(requirement, day, about, own_cycle=True)
            assert (at in own.sure) + (at in own.possible) == expected, (requirement, day)


@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(cases(), st.data())
def test_doing_more_never_ends_what_holds(
    case: tuple[Framework, Record, list[Requirement]], data: st.DataObject
) -> None:
    framework, record, asked = case
    kept = data.draw(st.lists(st.booleans(), min_size=len(record.events), max_size=len(record.events)))
    some = [event for event, keep in zip(record.events, kept, strict=True) if keep]
    last = date(2040, 1, 1)
    less, more = evaluator(framework, evolve(record, events=tuple(some)), last), evaluator(framework, record, last)
    for requirement in asked:
        before, after = less.held(requirement), more.held(requirement)
        assert not before.sure - after.sure, requirement
        assert not before.possible - after.possible, requirement
        assert not after.sure - after.possible, requirement


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_events_and_of_keys_is_irrelevant(
    case: tuple[Framework, Record, list[Requirement]], random: object
) -> None:
    framework, record, asked = case
    events = list(record.events)
    random.shuffle(events)  # type: ignore[attr-defined]
    events = [evolve(event, index=index) for index, event in enumerate(events)]
    last = date(2040, 1, 1)
    one = evaluator(framework, record, last)
    other = evaluator(framework, evolve(record, events=tuple(events)), last)
    turned = notation.framework(reversed_keys(notation.framework_data(framework)))
    third = evaluator(turned, record, last)
    for requirement in asked:
        assert one.held(requirement) == other.held(requirement) == third.held(requirement)


def reversed_keys(value: Value) -> Value:
    """The same value with the keys of every mapping in the other order."""
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(cases(), st.data())
def test_what_is_recorded_later_changes_no_earlier_answer(
    case: tuple[Framework, Record, list[Requirement]], data: st.DataObject
) -> None:
    framework, record, asked = case
    seen = data.draw(st.sampled_from([event.on for event in record.events] or [date(2011, 4, 1)]))
    known = evolve(record, events=tuple(event for event in record.events if event.on <= seen))
    for requirement in asked:
        one = evaluator(framework, record, seen).held(requirement)
        assert one == evaluator(framework, known, seen).held(requirement)


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(cases())
def test_every_explanation_says_how_it_stands_and_names_events_of_the_record(
    case: tuple[Framework, Record, list[Requirement]],
) -> None:
    framework, record, asked = case
    seen = max((event.on for event in record.events), default=date(2011, 4, 1))
    one = evaluator(framework, record, seen)
    for requirement in asked:
        answer = one.answer(requirement)
        told = explained(answer, seen.toordinal(), one.history)
        word = (
            "met"
            if seen.toordinal() in answer.held.sure
            else "unknown"
            if seen.toordinal() in answer.held.possible
            else "not met"
        )
        assert told.claim.startswith(f"{word}: ")
        for _, each in told.walk():
            assert all(record.events[index].on <= seen for index in each.events)


# --- the forms, one by one -------------------------------------------------------------------------------

FRAMEWORK: dict[str, Value] = {
    "format": "framework/1",
    "id": "example",
    "title": "Example",
    "publisher": "Board",
    "language": "en-GB",
    "sources": {"strategy": {"title": "Strategy"}},
    "levels": [
        {"id": "level-1", "title": "Level 1", "requires": {"completed": "awareness"}},
        {"id": "level-2", "title": "Level 2"},
    ],
    "facts": {
        "lead": {"title": "Leads"},
        "started": {"title": "Started", "type": "date"},
        "hours-worked": {"title": "Hours", "type": "one-of", "values": ["full-time", "part-time"]},
    },
    "groups": {
        "staff": {"title": "Staff"},
        "leaders": {"title": "Leaders", "when": {"fact": "lead"}},
        "team": {"title": "Team", "part_of": "staff"},
        "experts": {"title": "Experts", "extends": ["staff"]},
    },
    "outcomes": {
        "recognise": {"statement": "Recognises"},
        "respond": {"statement": "Responds"},
    },
    "evidence": {
        "approval": {"title": "Approval", "per": "course"},
        "portfolio": {"title": "Portfolio", "develops": ["recognise"], "requires": {"completed": "awareness"}},
        "supervision": {"title": "Supervision"},
        "certificate": {"title": "Certificate", "per": "course"},
    },
    "courses": {
        "awareness": {
            "title": "Awareness",
            "modes": ["e-learning", "face-to-face"],
            "minutes": 180,
            "level": "level-1",
        },
        "refresher": {"title": "Refresher", "modes": ["e-learning"], "tags": ["refresher"]},
        "full": {"title": "Full", "includes": ["awareness"], "develops": ["recognise"], "grants": ["certificate"]},
        "open": {"title": "Open", "develops": "unstated"},
    },
    "standards": {
        "attested": {"title": "Attested", "every": "1 year"},
        "computed": {"title": "Computed", "require": {"completed": "awareness"}},
    },
}
EXAMPLE = notation.framework(FRAMEWORK)


def on(requirement: Value, day: str, *events: dict[str, Value], **more: Value) -> int:
    """What the library says of a requirement on a day, under the example framework; the reference agrees."""
    data = {"id": "p", "framework": "example", "subject": "practitioner", "events": list(events), **more}
    record = notation.record(cast(Value, data))
    asked = dsl.parse(requirement)
    found = value(EXAMPLE, record, asked, date.fromisoformat(day))
    assert found == Reference(EXAMPLE, record, date.fromisoformat(day)).holds(asked, date.fromisoformat(day))
    return found


def done(course: str, day: str, **more: Value) -> dict[str, Value]:
    return {"completed": course, "date": day, **more}


def held(evidence: str, day: str, **more: Value) -> dict[str, Value]:
    return {"evidence": evidence, "date": day, **more}


def test_a_completion_counts_from_its_own_day_on() -> None:
    event = done("awareness", "2011-04-01")
    assert on({"completed": "awareness"}, "2011-03-31", event) == NO
    assert on({"completed": "awareness"}, "2011-04-01", event) == YES
    assert on({"completed": "awareness"}, "2099-01-01", event) == YES


def test_a_recurrence_ends_a_calendar_period_later() -> None:
    asked: Value = {"completed": "awareness", "every": "1 year"}
    leap = done("awareness", "2012-02-29")
    assert [on(asked, day, leap) for day in ("2013-02-27", "2013-02-28")] == [YES, NO]


def test_a_refresher_counts_from_the_first_completion_on_and_after_a_lapse() -> None:
    asked: Value = {"completed": "awareness", "every": "1 year", "refreshed_by": ["refresher"]}
    early, late = done("refresher", "2010-06-01"), done("refresher", "2013-06-01")
    first = done("awareness", "2011-01-01")
    assert on(asked, "2010-07-01", early) == NO
    assert on(asked, "2012-06-01", early, first, late) == NO
    assert on(asked, "2013-06-01", early, first, late) == YES


def test_a_refresher_on_the_day_of_the_first_completion_counts_beside_it() -> None:
    asked: Value = {"completed": "awareness", "times": 2, "every": "1 year", "refreshed_by": ["refresher"]}
    same_day, day_before = done("refresher", "2011-01-01"), done("refresher", "2010-12-31")
    first = done("awareness", "2011-01-01")
    assert on(asked, "2011-02-01", first, same_day) == YES
    assert on(asked, "2011-02-01", first, day_before) == NO


def test_a_refresher_counts_in_any_mode_and_on_any_day() -> None:
    asked: Value = {
        "completed": "awareness",
        "mode": ["face-to-face"],
        "to": "2011-12-31",
        "every": "1 year",
        "refreshed_by": ["refresher"],
    }
    rows = done("awareness", "2011-06-01", mode="face-to-face"), done("refresher", "2012-05-01", mode="e-learning")
    assert on(asked, "2013-04-30", *rows) == YES
    assert on(asked, "2013-05-01", *rows) == NO


@pytest.mark.parametrize(
    ("cycle", "last"),
    [("calendar-year", "2012-12-31"), ("financial-year", "2013-03-31"), ("academic-year", "2012-08-31")],
)
def test_each_cycle_counts_until_the_end_of_the_next(cycle: str, last: str) -> None:
    asked: Value = {"completed": "awareness", "each": cycle}
    event = done("awareness", "2011-05-01")
    assert on(asked, last, event) == YES
    assert on(asked, str(date.fromisoformat(last) + timedelta(days=1)), event) == NO


def test_two_courses_on_one_day_are_two_and_equal_rows_are_one() -> None:
    asked: Value = {"completed": ["awareness", "refresher"], "times": 2}
    assert on(asked, "2011-04-01", done("awareness", "2011-04-01"), done("refresher", "2011-04-01")) == YES
    assert on(asked, "2011-04-01", done("awareness", "2011-04-01"), done("awareness", "2011-04-01")) == NO


def test_one_completion_counts_once_where_both_it_and_what_it_includes_are_selected() -> None:
    asked: Value = {"completed": ["full", "awareness"], "times": 2}
    assert on(asked, "2011-04-01", done("full", "2011-04-01")) == NO
    assert on({"completed": "awareness"}, "2011-04-01", done("full", "2011-04-01")) == YES


def test_inside_binds_the_span_from_the_first_to_the_last() -> None:
    asked: Value = {"completed": ["awareness", "refresher"], "times": 2, "inside": "4 weeks"}
    first = done("awareness", "2011-04-01")
    assert on(asked, "2011-05-01", first, done("refresher", "2011-04-28")) == YES
    assert on(asked, "2011-05-01", first, done("refresher", "2011-04-29")) == NO
    assert on(asked, "2011-04-27", first, done("refresher", "2011-04-28")) == NO


def test_two_on_one_day_lie_within_any_span_also_one_that_is_not_stated() -> None:
    asked: Value = {"completed": ["awareness", "refresher"], "times": 2, "inside": "unstated"}
    first = done("awareness", "2011-04-01")
    assert on(asked, "2011-05-01", first, done("refresher", "2011-04-01")) == YES
    assert on(asked, "2011-05-01", first, done("refresher", "2011-04-02")) == PERHAPS


def test_an_event_without_mode_takes_the_only_mode_of_the_course_else_counts_possibly() -> None:
    asked: Value = {"completed": ["awareness", "refresher"], "mode": ["e-learning"]}
    assert on(asked, "2011-04-01", done("refresher", "2011-04-01")) == YES
    assert on(asked, "2011-04-01", done("awareness", "2011-04-01")) == PERHAPS
    assert on(asked, "2011-04-01", done("awareness", "2011-04-01", mode="face-to-face")) == NO


def test_rows_of_one_day_are_one_completion_in_each_of_their_modes_with_the_larger_minutes() -> None:
    rows = (
        done("awareness", "2011-04-01", mode="face-to-face", minutes=60),
        done("awareness", "2011-04-01", mode="e-learning", minutes=120),
    )
    for mode in ("face-to-face", "e-learning"):
        assert on({"completed": "awareness", "mode": [mode]}, "2011-04-01", *rows) == YES
    assert on({"hours": 2, "of": "awareness"}, "2011-04-01", *rows) == YES
    assert on({"hours": 2.5, "of": "awareness"}, "2011-04-01", *rows) == NO


def test_a_second_row_that_names_a_mode_leaves_open_what_the_first_left_open() -> None:
    rows = done("awareness", "2011-04-01"), done("awareness", "2011-04-01", mode="e-learning")
    assert on({"completed": "awareness", "mode": ["face-to-face"]}, "2011-04-01", *rows) == PERHAPS


def test_hours_come_from_the_event_else_from_the_course_else_are_unknown() -> None:
    asked: Value = {"hours": 3, "of": ["awareness", "refresher"], "every": "1 year"}
    assert on(asked, "2011-04-01") == NO
    assert on(asked, "2011-04-01", done("awareness", "2011-04-01")) == YES
    assert on(asked, "2011-04-01", done("awareness", "2011-04-01", minutes=179)) == NO
    assert on(asked, "2011-04-01", done("refresher", "2011-04-01")) == PERHAPS
    assert on(asked, "2012-04-01", done("awareness", "2011-04-01")) == NO


def test_evidence_counts_for_the_course_it_is_about() -> None:
    record = notation.record(
        {
            "id": "p",
            "framework": "example",
            "subject": "practitioner",
            "events": [
                held("approval", "2011-04-01", about="full"),
                held("approval", "2012-04-01"),
                held("approval", "2013-04-01", about="awareness"),
            ],
        }
    )
    one = evaluator(EXAMPLE, record, date(2014, 1, 1)).regarding("awareness").held(dsl.Evidenced("approval"))
    assert one.sure.first == date(2013, 4, 1).toordinal()
    assert one.possible.first == date(2012, 4, 1).toordinal()


def test_evidence_from_different_people_needs_their_names() -> None:
    asked: Value = {"evidence": "supervision", "times": 2, "different": "by"}
    first = held("supervision", "2011-04-01", by="m-1")
    assert on(asked, "2011-05-01", first, held("supervision", "2011-04-02", by="m-1")) == NO
    assert on(asked, "2011-05-01", first, held("supervision", "2011-04-02")) == PERHAPS
    assert on(asked, "2011-05-01", first, held("supervision", "2011-04-02", by="m-2")) == YES


def test_evidence_counts_only_if_its_own_requirement_held_on_its_day() -> None:
    rows = held("portfolio", "2011-04-01"), done("awareness", "2011-04-02")
    assert on({"evidence": "portfolio"}, "2011-05-01", *rows) == NO
    assert on({"evidence": "portfolio"}, "2011-05-01", *rows, held("portfolio", "2011-04-02")) == YES
    assert on({"outcome": "recognise"}, "2011-05-01", *rows, held("portfolio", "2011-04-02")) == YES


def test_a_course_grants_evidence_about_itself() -> None:
    record = notation.record(
        {"id": "p", "framework": "example", "subject": "practitioner", "events": [done("full", "2011-04-01")]}
    )
    one = evaluator(EXAMPLE, record, date(2011, 4, 1))
    assert one.regarding("full").held(dsl.Evidenced("certificate")).sure
    assert not one.regarding("awareness").held(dsl.Evidenced("certificate")).possible


def test_a_level_without_a_rule_is_unknown_and_one_with_a_rule_is_attained_by_it() -> None:
    assert on({"level": "level-2"}, "2011-04-01", done("awareness", "2011-04-01")) == PERHAPS
    assert on({"level": "level-1"}, "2011-04-01", done("awareness", "2011-04-01")) == YES
    assert on({"level": "level-1"}, "2011-04-01") == NO


def test_an_outcome_is_achieved_by_a_course_by_assessment_or_possibly_where_the_document_is_silent() -> None:
    assert on({"outcome": "recognise"}, "2011-04-01", done("full", "2011-04-01")) == YES
    assert on({"outcome": "respond"}, "2011-04-01", {"outcome": "respond", "date": "2011-04-01"}) == YES
    assert on({"outcome": "respond"}, "2011-04-01", done("open", "2011-04-01")) == PERHAPS
    assert on({"outcome": "respond"}, "2011-04-01", done("full", "2011-04-01")) == NO


def test_what_another_framework_defines_is_unknown_here() -> None:
    for head in ("level", "outcome", "standard", "fact"):
        assert on({head: "other:x"}, "2011-04-01") == PERHAPS
    assert on({"completed": "other:x"}, "2011-04-01", done("other:x", "2011-04-01")) == YES
    assert on({"evidence": "other:x"}, "2011-04-01", held("other:x", "2011-04-01")) == YES
    assert on({"member": "other:x"}, "2011-04-01", groups=[{"group": "other:x"}]) == YES


def test_an_attested_standard_holds_from_its_event_on_for_its_period() -> None:
    event: dict[str, Value] = {"standard": "attested", "date": "2011-04-01"}
    days = ("2011-03-31", "2011-04-01", "2012-03-31", "2012-04-01")
    assert [on({"standard": "attested"}, day, event) for day in days] == [NO, YES, YES, NO]
    assert on({"standard": "computed"}, "2011-04-01", done("awareness", "2011-04-01")) == YES


def test_a_member_of_a_part_belongs_to_the_whole_and_one_of_an_extending_group_does_not() -> None:
    assert on({"member": "staff"}, "2011-04-01", groups=[{"group": "team"}]) == YES
    assert on({"member": "staff"}, "2011-04-01", groups=[{"group": "experts"}]) == NO
    assert on({"member": "leaders"}, "2011-04-01") == PERHAPS
    assert on({"member": "leaders"}, "2011-04-01", facts={"lead": True}) == YES
    assert on({"member": "staff"}, "2011-04-02", groups=[{"group": "staff", "to": "2011-04-01"}]) == NO


def test_a_fact_is_what_the_record_says_on_that_day() -> None:
    rows: Value = [
        {"value": "full-time", "to": "2011-12-31"},
        {"value": "part-time", "from": "2011-12-31", "to": "2012-06-30"},
    ]
    facts: Value = {"hours-worked": rows}
    asked: Value = {"fact": "hours-worked", "is": "full-time"}
    days = ("2011-12-30", "2011-12-31", "2012-07-01")
    assert [on(asked, day, facts=facts) for day in days] == [YES, NO, PERHAPS]
    assert [on({"fact": "hours-worked"}, day, facts=facts) for day in days] == [YES, YES, PERHAPS]
    assert on({"fact": "lead"}, "2011-04-01", facts={"lead": "false"}) == NO
    assert on({"judged": "is able", "fact": "lead"}, "2011-04-01", facts={"lead": "yes"}) == YES
    assert on({"judged": "is able", "fact": "lead"}, "2011-04-01") == PERHAPS


def test_experience_is_time_since_a_dated_fact() -> None:
    asked: Value = {"experience": "2 years", "in": "started"}
    facts: Value = {"started": "2011-04-01"}
    assert [on(asked, day, facts=facts) for day in ("2013-03-31", "2013-04-01")] == [NO, YES]
    assert on(asked, "2013-04-01") == PERHAPS
    silent: Value = {"experience": "unstated", "in": "started"}
    assert [on(silent, day, facts=facts) for day in ("2011-03-31", "2011-04-01")] == [NO, PERHAPS]


def test_unstated_recurrence_is_not_met_before_a_completion_and_unknown_after_its_day() -> None:
    event = done("awareness", "2011-04-01")
    for asked in ({"completed": "awareness", "every": "unstated"}, {"completed": "awareness", "each": "unstated"}):
        found = [on(cast(Value, asked), day, event) for day in ("2011-03-31", "2011-04-01", "2011-04-02")]
        assert found == [NO, YES, PERHAPS]


def test_an_unstated_selector_selects_every_course_possibly() -> None:
    assert on({"completed": ["awareness", "unstated"]}, "2011-04-01") == NO
    assert on({"completed": ["awareness", "unstated"]}, "2011-04-01", done("refresher", "2011-04-01")) == PERHAPS
    assert on({"completed": ["awareness", "unstated"]}, "2011-04-01", done("awareness", "2011-04-01")) == YES


def test_combinations_are_and_or_and_so_many_of() -> None:
    parts: Value = [{"completed": "awareness"}, {"completed": "refresher"}, "unstated"]
    event = done("awareness", "2011-04-01")
    assert on({"all": parts}, "2011-04-01", event) == NO
    assert on({"any": parts}, "2011-04-01", event) == YES
    assert on({"at_least": 2, "of": parts}, "2011-04-01", event) == PERHAPS
    assert on("unstated", "2011-04-01") == PERHAPS


def test_an_explanation_names_what_counted_and_what_did_not() -> None:
    record = notation.record(
        {
            "id": "p",
            "framework": "example",
            "subject": "practitioner",
            "events": [
                done("awareness", "2011-04-01", mode="e-learning"),
                done("awareness", "2011-06-01", mode="e-learning"),
            ],
        }
    )
    one = evaluator(EXAMPLE, record, date(2011, 7, 1))

    def claim(requirement: Value, *, month: int = 7) -> str:
        return explained(one.answer(dsl.parse(requirement)), date(2011, month, 1).toordinal(), one.history).claim

    assert "last on 1 June 2011, Awareness; 2 in all" in claim({"completed": "awareness"})
    assert "last on 1 April 2011, Awareness" in claim({"completed": "awareness"}, month=5)
    assert "not counted: Awareness on 1 June 2011, e-learning" in claim(
        {"completed": "awareness", "mode": ["face-to-face"]}
    )
    assert claim({"completed": "awareness", "to": "2011-03-31"}).endswith(
        "not counted: Awareness on 1 June 2011, not on a day that counts"
    )
    assert "not counted" in claim({"hours": 1, "of": "awareness", "mode": ["face-to-face"]})
    assert "as far as the record says" in claim({"completed": "awareness", "mode": ["unstated"]})
    assert claim({"fact": "lead"}).endswith("the record does not say")
    assert claim({"completed": "full"}).startswith("not met: ")
