"""Many people: each distinct state is solved once, and everybody's answer is the one that they get alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import FIRST_DAY, Draw, frameworks, records
from test_pathways import PERSON, data, framework, typed
from test_planning import ORDERS, cases

from competency.answers import pathway, wishes_of
from competency.cohorts import Cohort, pathways
from competency.errors import RecordOfAnotherFramework, UnknownItem, UnknownOrder
from competency.loading import bundled_records, load, load_record
from competency.model import Framework, Record
from competency.states import Dateless
from competency.values import Value

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
TODAY = date(2012, 2, 1)
DAYS = (-1200, -400, -366, -365, -1, 0, 1, 30)


# --- everybody's answer is their own ---------------------------------------------------------------------


@st.composite
def shifted(draw: Draw, record: Record) -> Record:
    """The same record with other days: each event, fact and membership earlier or later."""

    def moved(day: date | None) -> date | None:
        return None if day is None else day + timedelta(days=draw(st.sampled_from(DAYS)))

    return evolve(
        record,
        events=tuple(
            evolve(event, on=event.on + timedelta(days=draw(st.sampled_from(DAYS)))) for event in record.events
        ),
        memberships=tuple(evolve(row, starts=moved(row.starts)) for row in record.memberships),
    )


@st.composite
def cohorts(draw: Draw, first: Record) -> list[Record]:
    """Persons who resemble each other: the same deeds on other days, and fewer of them."""
    them = [first]
    for _ in range(draw(st.integers(1, 4))):
        like = draw(st.sampled_from(them))
        kept = tuple(event for event in like.events if draw(st.integers(0, 3)))
        them.append(draw(shifted(evolve(like, events=kept))))
    return [evolve(record, id=f"p-{number}") for number, record in enumerate(them)]


def assert_each_is_answered_alone(
    known: Framework, them: list[Record], goal: str | None, on: date, by: tuple[str, ...] = ("courses",)
) -> None:
    found = list(pathways(known, them, goal=goal, on=on, by=by))
    assert [identifier for identifier, _ in found] == [record.id for record in them]
    for record, (_, answer) in zip(them, found, strict=True):
        assert answer == pathway(known, record, goal=goal, on=on, by=by)


@pytest.mark.no_cover
@settings(max_examples=30, deadline=None, suppress_health_check=QUIET)
@given(drawn=st.data(), order=st.sampled_from(ORDERS))
def test_a_shared_plan_to_a_goal_is_everybodys_own(drawn: st.DataObject, order: tuple[str, ...]) -> None:
    known, first = drawn.draw(cases(most=4))
    assert_each_is_answered_alone(known, drawn.draw(cohorts(first)), "goal", FIRST_DAY, order)


@settings(max_examples=30, deadline=None, suppress_health_check=QUIET)
@given(drawn=st.data())
def test_a_shared_plan_for_all_that_is_asked_is_everybodys_own(drawn: st.DataObject) -> None:
    known = drawn.draw(frameworks())
    first = drawn.draw(records(known))
    on = FIRST_DAY + timedelta(days=drawn.draw(st.sampled_from((-1, 0, 1, 40, 400))))
    assert_each_is_answered_alone(known, drawn.draw(cohorts(first)), None, on)


@pytest.mark.parametrize("board", ["kirklees", "bedfordshire", "north_lincs", "solihull", "durham"])
def test_of_the_example_people_each_gets_the_answer_that_they_get_alone(board: str) -> None:
    known = load(board)
    them = [load_record(name) for name in bundled_records()]
    them = [record for record in them if record.framework == board]
    later = [
        evolve(
            record, id=f"{record.id}-later", events=tuple(evolve(e, on=e.on + timedelta(days=3)) for e in record.events)
        )
        for record in them
    ]
    assert_each_is_answered_alone(known, [*them, *later], None, date(2012, 6, 1))
    assert_each_is_answered_alone(known, [*them, *later], None, date(2012, 6, 1), ("courses", "mode=e-learning"))


# --- what is shared --------------------------------------------------------------------------------------

REFRESHED = """
courses:
  first: {title: First, source: strategy, requires: {completed: basics}}
  basics: {title: Basics, source: strategy}
standards:
  goal: {title: Goal, source: strategy, require: {completed: first, every: 1 year}}
  basics-are-known: {title: Basics are known, source: strategy, require: {completed: basics, every: 3 years}}
"""


def person(known: Framework, text: str = "", name: str = "p-1") -> Record:
    return load_record({**PERSON, "id": name, **cast(dict[str, Value], typed(data(text)))}, known)


def cohort(known: Framework, goal: str | None = None) -> Cohort:
    return Cohort(known, wishes_of(known, goal), TODAY)


def test_persons_for_whom_the_same_holds_share_a_plan_and_keep_their_own_days() -> None:
    known = framework(REFRESHED)
    ann = person(known, "events: [{completed: first, date: 2010-05-02}, {completed: basics, date: 2010-05-01}]", "ann")
    ben = person(known, "events: [{completed: basics, date: 2011-06-01}, {completed: first, date: 2009-06-03}]", "ben")
    asked = cohort(known)
    of_ann, of_ben = (asked.pathway(asked.person(record)) for record in (ann, ben))
    assert asked.solved == 1
    assert [step.course for step in of_ann.steps] == [step.course for step in of_ben.steps] == ["example:first"]
    assert [step.by for step in (*of_ann.steps, *of_ben.steps)] == [date(2011, 5, 1), date(2010, 6, 2)]
    assert [row.until for row in of_ann.already] != [row.until for row in of_ben.already]
    assert of_ann == pathway(known, ann, on=TODAY)
    assert of_ben == pathway(known, ben, on=TODAY)


def test_names_and_notes_make_no_difference_even_where_days_do() -> None:
    known = framework(REFRESHED)
    ann = person(known, f"events: [{{completed: basics, date: {TODAY}, note: by herself}}]", "ann")
    ben = person(known, f"events: [{{completed: basics, date: {TODAY}}}]", "ben")
    asked = cohort(known)
    assert asked.pathway(asked.person(ann)) == asked.pathway(asked.person(ben))
    assert asked.solved == 1


@pytest.mark.parametrize(
    ("rule", "first", "second"),
    [
        (
            "{completed: basics, times: 2}",
            "events: [{completed: basics, date: 2012-01-31}]",
            "events: [{completed: basics, date: 2012-02-01}]",
        ),
        (
            "{completed: basics, every: 3 months, times: 2, inside: 4 weeks}",
            "events: [{completed: basics, date: 2012-01-30}]",
            "events: [{completed: basics, date: 2011-12-01}]",
        ),
        (
            "{all: [{completed: basics}, {experience: 6 months, in: appointed}]}",
            "facts: {appointed: 2012-01-01}",
            "facts: {appointed: 2011-12-01}",
        ),
    ],
)
def test_where_days_matter_persons_with_different_days_are_solved_apart(rule: str, first: str, second: str) -> None:
    known = framework(
        f"""
        courses:
          basics: {{title: Basics, source: strategy}}
        standards:
          goal: {{title: Goal, source: strategy, require: {rule}}}  # <- here
        """
    )
    them = [person(known, first, "ann"), person(known, second, "ben")]
    asked = cohort(known)
    answers = [asked.pathway(asked.person(record)) for record in them]
    assert not any(isinstance(asked.person(record).state, Dateless) for record in them)
    assert answers == [pathway(known, record, on=TODAY) for record in them]
    assert asked.solved == 2


def test_what_was_done_on_the_day_itself_makes_days_matter() -> None:
    """The same again on one day is one completion, so that it is taken the day after."""
    known = framework(REFRESHED)
    done = person(known, f"events: [{{completed: basics, date: {TODAY}}}]")
    assert not isinstance(cohort(known).person(done).state, Dateless)


LOOKING_ALIKE = """
levels:
  - {id: renewed, title: Renewed, source: strategy, requires:
      {completed: whole, every: 1 year, refreshed_by: [refresher]}}
  - {id: chosen, title: Chosen, source: strategy, requires: {completed: [short, long]}}
  - {id: approved, title: Approved, source: strategy, requires: {completed: advanced}}
groups: {staff: {title: Staff, source: strategy}}
evidence: {approval: {title: Approval, per: course, source: strategy}}
courses:
  whole: {title: Whole, minutes: 600, source: strategy}
  refresher: {title: Refresher, minutes: 60, source: strategy}
  short: {title: Short, minutes: 30, for: [staff], source: strategy}
  long: {title: Long, minutes: 300, source: strategy}
  advanced: {title: Advanced, requires: {evidence: approval}, source: strategy}
"""


@pytest.mark.parametrize(
    ("goal", "first", "second"),
    [
        ("renewed", "events: [{completed: whole, date: 2009-01-01}]", ""),
        ("chosen", "groups: [{group: staff}]", ""),
        (
            "approved",
            "events: [{evidence: approval, about: advanced, date: 2011-01-01}]",
            "events: [{evidence: approval, about: long, date: 2011-01-01}]",
        ),
    ],
)
def test_those_who_need_something_else_are_told_apart(goal: str, first: str, second: str) -> None:
    known = framework(LOOKING_ALIKE)
    asked = cohort(known, goal)
    them = [person(known, first), person(known, second)]
    answers = [asked.pathway(asked.person(record)) for record in them]
    assert answers == [pathway(known, record, goal=goal, on=TODAY) for record in them]
    assert answers[0].steps != answers[1].steps


def test_a_course_that_opens_later_makes_days_matter() -> None:
    known = framework(
        """
        courses:
          basics: {title: Basics, source: strategy, from: 2012-03-01}  # <- here
        standards:
          goal: {title: Goal, source: strategy, require: {completed: basics}}
        """
    )
    asked = cohort(known)
    assert not isinstance(asked.person(person(known)).state, Dateless)
    assert asked.pathway(asked.person(person(known))).cost.days == 29


def test_those_without_a_plan_share_what_stands_in_the_way_and_what_would_help() -> None:
    known = framework(
        """
        facts: {is-ready: {title: Is ready}}
        courses:
          basics: {title: Basics, source: strategy}
        standards:
          goal: {title: Goal, source: strategy, require: {all: [{completed: basics}, {fact: is-ready}]}}
        """
    )
    them = [person(known, f"events: [{{completed: basics, date: {day}}}]") for day in ("2010-01-01", "2011-01-01")]
    asked = cohort(known)
    answers = [asked.pathway(asked.person(record)) for record in them]
    assert [answer.feasible for answer in answers] == [False, False]
    assert answers == [pathway(known, record, on=TODAY) for record in them]
    assert asked.solved == 1


def test_what_has_lapsed_tells_those_without_a_plan_apart() -> None:
    """Without the rule that it lapses, the one who has done it would need nothing more."""
    known = framework(
        """
        courses:
          basics: {title: Basics, source: strategy, to: 2011-12-31}
        standards:
          goal: {title: Goal, source: strategy, require: {completed: basics, every: 1 year}}
        """
    )
    them = [person(known, "events: [{completed: basics, date: 2010-01-01}]"), person(known)]
    asked = cohort(known)
    assert [asked.pathway(asked.person(record)) for record in them] == [pathway(known, each, on=TODAY) for each in them]
    assert asked.solved == 2


# --- how they are answered -------------------------------------------------------------------------------


def test_records_are_taken_one_by_one_in_their_order_and_progress_is_told() -> None:
    known = framework(REFRESHED)
    seen: list[str] = []
    told: list[tuple[int, int]] = []

    def arriving() -> Iterator[Record]:
        for name in ("c", "a", "b"):
            seen.append(name)
            yield person(known, "", name)

    answers = pathways(known, arriving(), on=TODAY, progress=lambda done, solved: told.append((done, solved)))
    assert seen == []
    assert next(answers)[0] == "c"
    assert seen == ["c"]
    assert [identifier for identifier, _ in answers] == ["a", "b"]
    assert told == [(1, 1), (2, 1), (3, 1)]


def test_a_question_that_cannot_be_asked_is_refused_before_any_record_is_read() -> None:
    known = framework(REFRESHED)
    with pytest.raises(UnknownItem):
        pathways(known, [], goal="gaol", on=TODAY)
    with pytest.raises(UnknownOrder):
        pathways(known, [], on=TODAY, by=("price",))


def test_a_record_of_another_framework_is_refused_when_its_turn_comes() -> None:
    known = framework(REFRESHED)
    answers = pathways(known, [person(known), evolve(person(known), framework="other")], on=TODAY)
    next(answers)
    with pytest.raises(RecordOfAnotherFramework):
        next(answers)
