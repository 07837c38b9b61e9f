"""Pathways: what comes next, in order, with days and reasons; or why nothing leads there."""

from __future__ import annotations

from datetime import date
from textwrap import dedent
from typing import cast

import pytest
import yaml
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_planning import ON, ORDERS, Everything, cases, cost, goal_of

from competency.answers import Pathway, pathway
from competency.errors import RecordOfAnotherFramework, UnknownItem, UnknownOrder
from competency.evaluation import Evaluator
from competency.history import History
from competency.ids import parts
from competency.loading import bundled_records, load, load_record
from competency.model import Event, EventKind, Framework, Record
from competency.requirements import Query
from competency.values import Value

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
HEAD: dict[str, Value] = {
    "format": "framework/1",
    "id": "example",
    "title": "Example strategy",
    "publisher": "Example Board",
    "language": "en-GB",
    "sources": {"strategy": {"title": "Example strategy"}},
}
PERSON: dict[str, Value] = {"format": "record/1", "id": "p-1", "framework": "example", "subject": "practitioner"}
TODAY = date(2012, 2, 1)


def data(text: str) -> dict[str, object]:
    """A part of a document as plain values; days stay text, as in the format."""
    return cast(dict[str, object], yaml.load(dedent(text), yaml.BaseLoader)) or {}


def typed(value: object) -> object:
    """The numbers among the texts as numbers."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    return int(value) if isinstance(value, str) and value.isdigit() else value


def framework(text: str) -> Framework:
    return load({**HEAD, **cast(dict[str, Value], typed(data(text)))})


def ask(
    text: str, person: str = "", *, goal: str | tuple[str, ...] | None = "goal", on: date = TODAY, alternatives: int = 0
) -> Pathway:
    """The pathway of a person in a framework, both written as parts of a document."""
    known = framework(text)
    record = load_record({**PERSON, **cast(dict[str, Value], typed(data(person)))}, known)
    return pathway(known, record, goal=goal, on=on, alternatives=alternatives)


def taken(found: Pathway) -> list[str]:
    """What is to be done, in order: ids of courses and evidence, days for waits."""
    return [
        parts(step.course or step.evidence or "")[1] if step.wait_until is None else str(step.wait_until)
        for step in found.steps
    ]


def rules(found: Pathway) -> list[str]:
    return [parts(conflict.rule)[1] for conflict in found.conflict]


def replayed(record: Record, found: Pathway) -> Record:
    """The record as it will be once all steps are taken."""
    done = [step for step in found.steps if step.wait_until is None]
    events = [
        Event(
            EventKind.COMPLETED if step.course else EventKind.EVIDENCE,
            parts(step.course or step.evidence or "")[1],
            step.on,
            mode=step.mode,
            about=parts(step.about)[1] if step.about else None,
            index=len(record.events) + index,
        )
        for index, step in enumerate(done)
    ]
    return evolve(record, events=(*record.events, *events))


def meets(framework: Framework, record: Record, day: date) -> bool:
    history = History(framework, record, day.toordinal())
    return day.toordinal() in Evaluator(history).held(goal_of(framework)).sure


# --- laws on random frameworks ---------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(case=cases(most=4), order=st.sampled_from(ORDERS))
def test_a_replayed_plan_meets_its_goal_and_no_step_can_be_left_out(
    case: tuple[Framework, Record], order: tuple[str, ...]
) -> None:
    known, record = case
    found = pathway(known, record, goal="goal", on=ON, by=order)
    if not found.feasible:
        return
    last = date.fromordinal(ON.toordinal() + found.cost.days)
    after = replayed(record, found)
    assert meets(known, after, last)
    for index, step in enumerate(step for step in found.steps if step.wait_until is None):
        if step.course:
            left = tuple(event for event in after.events if event.index != len(record.events) + index)
            assert not is_bookable_throughout(known, record, left) or not meets(known, evolve(after, events=left), last)


def is_bookable_throughout(known: Framework, record: Record, events: tuple[Event, ...]) -> bool:
    """Whether each new event could be had with only those before it."""
    everything = Everything(known, record)
    for index in range(len(record.events), len(events)):
        event = events[index]
        history = History(known, evolve(record, events=events[:index]), event.on.toordinal())
        course = known.course(event.item) if event.kind is EventKind.COMPLETED else None
        evidence = known.evidence_of(event.item) if course is None else None
        asked = [course.requires, *everything.first(course.id)] if course else [evidence.requires if evidence else None]
        about = course.id if course else event.about
        evaluator = Evaluator(history).regarding(about) if about else Evaluator(history)
        if any(each is not None and event.on.toordinal() not in evaluator.held(each).sure for each in asked):
            return False
    return True


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(case=cases(most=4), order=st.sampled_from(ORDERS))
def test_every_course_follows_what_it_requires(case: tuple[Framework, Record], order: tuple[str, ...]) -> None:
    known, record = case
    found = pathway(known, record, goal="goal", on=ON, by=order)
    assert is_bookable_throughout(known, record, replayed(record, found).events)
    assert list(found.steps) == sorted(found.steps, key=lambda step: step.on)


@settings(max_examples=50, deadline=None, suppress_health_check=QUIET)
@given(case=cases(most=4), order=st.sampled_from(ORDERS), backwards=st.booleans())
def test_the_order_of_the_file_changes_no_cost(
    case: tuple[Framework, Record], order: tuple[str, ...], backwards: bool
) -> None:
    """And the same question has the same answer, whatever was asked before."""
    known, record = case
    turned = evolve(known, courses=known.courses[::-1], evidence=known.evidence[::-1]) if backwards else evolve(known)
    one = pathway(known, record, goal="goal", on=ON, by=order)
    other = pathway(turned, record, goal="goal", on=ON, by=order)
    assert (one.feasible, one.cost) == (other.feasible, other.cost)
    assert backwards or one == other


@settings(max_examples=30, deadline=None, suppress_health_check=QUIET)
@given(case=cases(most=4), order=st.sampled_from(ORDERS))
def test_alternatives_are_distinct_and_never_cheaper(case: tuple[Framework, Record], order: tuple[str, ...]) -> None:
    known, record = case
    found = pathway(known, record, goal="goal", on=ON, by=order, alternatives=3)
    plans = [found, *found.alternatives]
    costs = [cost(plan, order) for plan in plans]
    assert costs == sorted(costs)
    steps = [frozenset((step.course, step.evidence, step.about, step.mode) for step in plan.steps) for plan in plans]
    assert len(set(steps)) == len(plans)


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(case=cases(most=4))
def test_each_course_in_a_conflict_matters(case: tuple[Framework, Record]) -> None:
    """Without what it requires, the goal can be reached or something else stands in the way."""
    known, record = case
    found = pathway(known, record, goal="goal", on=ON)
    assert bool(found.conflict) != found.feasible
    for conflict in found.conflict:
        assert conflict.source
        course = known.course(parts(conflict.rule)[1])
        if course is not None and course.requires is not None:
            free = evolve(course, requires=None, starts=None, ends=None, modes=())
            without = evolve(known, courses=tuple(free if each is course else each for each in known.courses))
            assert pathway(without, record, goal="goal", on=ON).conflict != found.conflict


# --- one law each ----------------------------------------------------------------------------------------

TWO_COURSES = """
    levels:
      - {id: level-1, title: Level 1, source: strategy §1}
    courses:
      first: {title: First, level: level-1, minutes: 60, source: strategy §2}
      second: {title: Second, requires: {completed: first}, source: strategy §3}
    standards:
      goal: {title: Second is taken, require: {completed: second}, source: strategy §4}
"""


def test_a_plan_says_why_each_step_is_there() -> None:
    found = ask(TWO_COURSES)
    assert taken(found) == ["first", "second"]
    first, second = found.steps
    assert [(each.claim, each.rule, each.source) for each in first.because] == [
        ("Second may be booked only after First", "example:second", ("strategy §3",))
    ]
    assert second.because[0].claim == "the standard 'Second is taken' asks for Second"
    assert first.unlocks == ("example:second",)
    assert second.unlocks == ("example:goal",)
    assert found.ready == ("example:first",)


def test_a_goal_already_met_is_a_plan_without_steps() -> None:
    found = ask(TWO_COURSES, "events: [{completed: second, date: 2011-01-01}]")
    assert found.feasible
    assert found.steps == ()
    assert [each.item for each in found.already] == ["example:goal", "example:second"]


def test_a_level_without_a_rule_means_one_course_of_it_and_says_so() -> None:
    found = ask(TWO_COURSES, goal="level-1")
    assert found.assumed
    assert taken(found) == ["first"]
    claim = found.steps[0].because[0].claim
    assert claim == "Level 1 is taken to be reached by First, since no rule for it is stated"


def test_a_course_is_a_goal_by_itself() -> None:
    found = ask(TWO_COURSES, goal="example:second")
    assert taken(found) == ["first", "second"]
    assert found.steps[1].because[0].claim == "Second is the goal itself"


def test_several_goals_share_what_they_need() -> None:
    assert taken(ask(TWO_COURSES, goal=("goal", "first", "level-1"))) == ["first", "second"]


def test_what_must_come_before_is_planned_before() -> None:
    text = """
        courses:
          first: {title: First, source: strategy}
          second: {title: Second, source: strategy}
        standards:
          goal: {title: Second is taken, require: {completed: second}, source: strategy}
          order: {title: First comes first, require: {completed: first}, before: second, source: strategy}  # <- here
    """
    assert taken(ask(text)) == ["first", "second"]
    assert taken(ask(text.replace("before:", "strength: should, before:"))) == ["second"]
    assert taken(ask(text.replace("before:", "unless: {completed: first}, before:"))) == ["first", "second"]
    assert taken(ask(text.replace("before:", "to: 2011-12-31, before:"))) == ["second"]
    assert taken(ask(text.replace("before:", "when: {completed: second}, before:"))) == ["second"]
    assert taken(ask(text.replace("before:", "from: unstated, before:"))) == ["second"]


def test_what_was_done_out_of_order_is_asked_for_without_a_goal() -> None:
    text = """
        evidence: {approval: {title: Approval, source: strategy}}
        courses: {first: {title: First, source: strategy}, second: {title: Second, source: strategy}}
        standards:
          order: {title: First comes first, require: {completed: first}, before: second, source: strategy}
          approved: {title: Approved, require: {completed: first}, before: {evidence: approval}, source: strategy}
          later: {title: Then, require: {completed: second}, after: first, within: 1 year, source: strategy}
    """
    assert taken(ask(text, goal=None)) == []
    assert taken(ask(text, "events: [{completed: second, date: 2012-01-01}]", goal=None)) == ["first"]
    assert taken(ask(text, "events: [{evidence: approval, date: 2012-01-01}]", goal=None)) == ["first"]


def test_a_course_is_planned_for_those_it_is_for() -> None:
    text = """
        groups: {group-1: {title: Group 1, source: strategy}, group-2: {title: Group 2, source: strategy}}
        courses: {first: {title: First, for: [group-1], source: strategy §2}}  # <- here
        standards: {goal: {title: First is taken, require: {completed: first}, source: strategy §1}}
    """
    assert taken(ask(text, "groups: [{group: group-1}]")) == ["first"]
    found = ask(text, "groups: [{group: group-2}]")
    assert rules(found) == ["goal", "first"]
    assert found.conflict[1].source == ("strategy §2",)
    assert found.conflict[1].message == "'First' is for Group 1, and the record puts this person in none of these"
    nobody = ask(text.replace("[group-1]", "unstated"))
    assert nobody.conflict[1].message == "the document does not say whom 'First' is for"
    later = ask(text, "groups: [{group: group-1, from: 2012-05-01}]")
    assert taken(later) == ["2012-05-01", "first"]
    assert later.cost.days == 90


def test_a_course_not_yet_on_offer_is_waited_for_and_one_no_longer_on_offer_is_a_conflict() -> None:
    text = """
        courses: {first: {title: First, from: 2012-05-01, source: strategy}}
        standards: {goal: {title: First is taken, require: {completed: first}, source: strategy}}
    """
    found = ask(text)
    assert taken(found) == ["2012-05-01", "first"]
    assert found.steps[0].because[0].claim == "First can't be had before 1 May 2012"
    closed = ask(text.replace("from: 2012-05-01", "to: 2012-01-31"))
    assert closed.conflict[1].message == "'First' is not on offer from this day on"
    assert not ask(text.replace("from: 2012-05-01", "to: unstated")).feasible


def test_time_is_waited_for() -> None:
    text = """
        courses: {first: {title: First, source: strategy}}
        standards:
          goal:
            title: Experienced
            require: {all: [{experience: 2 years, in: appointed}, {completed: first}]}
            source: strategy
    """
    found = ask(text, "facts: {appointed: 2011-02-01}")
    assert taken(found) == ["first", "2013-02-01"]
    assert found.steps[1].because[0].claim == "time alone does it, on 1 February 2013"
    assert ask(text).conflict[0].message.endswith("and no course or evidence brings that about")


def test_what_lapses_while_waiting_is_done_late_or_taken_again() -> None:
    text = """
        courses: {first: {title: First, source: strategy}}
        standards:
          goal:
            title: Experienced and fresh
            require: {all: [{experience: 2 years, in: appointed}, {completed: first, every: 1 year}]}  # <- here
            source: strategy
    """
    late = ask(text, "facts: {appointed: 2012-01-01}")
    assert taken(late) == ["2014-01-01", "first"]
    again = ask(text, "{facts: {appointed: 2012-01-01}, events: [{completed: first, date: 2012-01-15}]}")
    assert taken(again) == ["2014-01-01", "first"]


def test_several_completions_are_as_many_as_are_missing() -> None:
    text = """
        courses: {first: {title: First, source: strategy}, second: {title: Second, source: strategy}}
        standards: {goal: {title: Twice, require: {completed: [first, second], times: 2}, source: strategy}}
    """
    assert taken(ask(text)) == ["first", "second"]
    one = ask(text.replace("[first, second]", "first"))
    assert taken(one) == ["first", "2012-02-02", "first"]
    assert len(ask(text, "events: [{completed: first, date: 2012-01-01}]").steps) == 1
    again = ask(text.replace("[first, second]", "first"), "events: [{completed: first, date: 2012-02-01}]")
    assert taken(again) == ["2012-02-02", "first"]


def test_a_refresher_counts_once_the_course_was_completed() -> None:
    text = """
        courses:
          first: {title: First, minutes: 60, source: strategy}
          again: {title: Again, minutes: 30, source: strategy}
        standards:
          goal: {title: Fresh, require: {completed: first, every: 1 year, refreshed_by: [again]}, source: strategy}
    """
    assert taken(ask(text)) == ["first"]
    assert taken(ask(text, "events: [{completed: first, date: 2009-01-01}]")) == ["again"]


def test_the_mode_asked_for_is_the_mode_planned() -> None:
    text = """
        courses: {first: {title: First, modes: [e-learning, face-to-face], source: strategy}}
        standards:
          goal:
            title: Face to face
            require: {all: [{completed: first}, {completed: first, mode: [face-to-face]}]}
            source: strategy
    """
    assert [(step.course, step.mode) for step in ask(text).steps] == [("example:first", "face-to-face")]


def test_evidence_is_asked_for_about_its_course_and_not_where_a_course_grants_it() -> None:
    text = """
        evidence: {approval: {title: Manager's approval, per: course, source: strategy}}
        courses: {first: {title: First, requires: {evidence: approval}, source: strategy}}
        standards: {goal: {title: First is taken, require: {completed: first}, source: strategy}}
    """
    found = ask(text)
    assert [(step.evidence, step.about) for step in found.steps] == [
        ("example:approval", "example:first"),
        (None, None),
    ]
    assert found.steps[0].because[0].claim == "First may be booked only after Manager's approval"
    granted = """
        evidence: {certificate: {title: Certificate, requires: {completed: first}, source: strategy}}
        courses: {first: {title: First, grants: [certificate], source: strategy}}
        standards: {goal: {title: Certified, require: {evidence: certificate}, source: strategy}}
    """
    assert taken(ask(granted)) == ["first"]


def test_hours_are_filled_by_one_long_course_or_several_short_ones() -> None:
    text = """
        courses:
          short: {title: Short, minutes: 60, source: strategy}
          long: {title: Long, minutes: 180, source: strategy}
          open: {title: Open, source: strategy}
        standards: {goal: {title: Hours, require: {hours: 3, of: [short, long], every: 1 year}, source: strategy}}
    """
    assert taken(ask(text)) == ["long"]
    assert taken(ask(text.replace("hours: 3", "hours: 4"))) == ["short", "long"]
    assert rules(ask(text.replace("[short, long]", "open"))) == ["goal"]
    begun = "events: [{completed: short, date: 2012-01-01, minutes: 150}]"
    assert taken(ask(text.replace("[short, long]", "short"), begun)) == ["short"]


def test_a_group_is_reached_with_what_is_asked_of_its_members() -> None:
    text = """
        groups:
          group-1: {title: Group 1, source: strategy}
          group-2: {title: Group 2, extends: [group-1], source: strategy}
        courses:
          first: {title: First, for: [group-2], source: strategy}
          second: {title: Second, source: strategy}
        standards:
          for-1: {title: Second is taken, for: [group-1], require: {completed: second}, source: strategy}
          for-2: {title: First is taken, for: [group-2], require: {completed: first}, source: strategy}
          should: {title: Should, for: [group-2], strength: should, require: unstated, source: strategy}
    """
    assert taken(ask(text, goal="group-2")) == ["first", "second"]
    assert taken(ask(text, goal="group-1")) == ["second"]
    assert taken(ask(text, goal=None)) == []


def test_without_a_goal_exempt_people_owe_nothing_and_late_ones_still_do() -> None:
    text = """
        facts: {lead: {title: Leads, source: strategy}}
        courses: {first: {title: First, source: strategy}}
        standards:
          first-taken:
            title: First is taken
            require: {completed: first}
            due: {within: 6 months, of: appointed}
            unless: {fact: lead}
            source: strategy
    """
    late = ask(text, "facts: {appointed: 2010-01-01, lead: no}", goal=None)
    assert taken(late) == ["first"]
    assert late.steps[0].by == date(2010, 6, 30)
    assert taken(ask(text, "facts: {appointed: 2010-01-01, lead: yes}", goal=None)) == []
    in_time = ask(text, "facts: {appointed: 2012-01-01, lead: no}", goal=None)
    assert in_time.steps[0].by == date(2012, 6, 30)


def test_courses_that_only_ask_for_each_other_are_a_conflict_of_both() -> None:
    text = """
        courses:
          first: {title: First, requires: {completed: second}, source: strategy}   # <- here
          second: {title: Second, requires: {completed: first}, source: strategy}  # <- here
        standards: {goal: {title: First is taken, require: {completed: first}, source: strategy}}
    """
    assert rules(ask(text)) == ["goal", "first", "second"]


def test_what_the_document_leaves_open_is_a_conflict_that_says_so() -> None:
    text = "standards: {goal: {title: Open, require: {all: [unstated, {fact: lead}]}, source: strategy}}"
    found = ask("facts: {lead: {title: Leads, source: strategy}}\n" + text)
    assert found.conflict[0].message == "'Open' rests on something that the document does not state"


def test_goals_that_never_stand_on_one_day_are_a_conflict_of_all() -> None:
    text = """
        facts: {lead: {title: Leads, source: strategy}, deputy: {title: Deputises, source: strategy}}
        standards:
          leads: {title: Leads, require: {fact: lead}, source: strategy}
          deputises: {title: Deputises, require: {fact: deputy}, source: strategy}
          both: {title: Both, require: {all: [{fact: lead}, {fact: deputy}]}, source: strategy}
    """
    person = "facts: {lead: [{value: yes, to: 2012-06-30}], deputy: [{value: yes, from: 2012-07-01}]}"
    apart = ask(text, person, goal=("leads", "deputises"))
    assert rules(apart) == ["leads", "deputises"]
    assert apart.conflict[0].message == "'Leads' can be met by itself, but not on the same day as the others"
    one = ask(text, person, goal="both")
    assert one.conflict[0].message == "'Both' asks for things that can each be had, but do not stand on the same day"


def test_questions_that_make_no_sense_are_refused() -> None:
    with pytest.raises(UnknownItem, match="secnd"):
        ask(TWO_COURSES, goal="secnd")
    known = framework(TWO_COURSES)
    record = load_record({**PERSON}, known)
    with pytest.raises(UnknownOrder):
        pathway(known, record, on=TODAY, by=("courses", "courses"))
    with pytest.raises(RecordOfAnotherFramework):
        pathway(known, evolve(record, framework="other"), on=TODAY)


# --- the boards ------------------------------------------------------------------------------------------


def newcomer(group: str) -> tuple[Framework, Record]:
    known = load("kirklees")
    groups: list[Value] = [{"group": group, "from": "2012-01-01"}]
    return known, load_record({**PERSON, "framework": "kirklees", "groups": groups}, known)


def test_a_newcomer_to_kirklees_reaches_level_3_by_three_courses_each_with_its_clause() -> None:
    known, record = newcomer("group-3")
    found = pathway(known, record, goal="level-3", on=TODAY)
    assert taken(found)[:2] == ["awareness", "working-together"]
    assert len(found.steps) == 3
    assert parts(found.steps[2].course or "")[1] in known.selected((Query(level="level-3"),))
    assert [(step.because[0].rule, "strategy §7a" in " ".join(step.because[0].source)) for step in found.steps] == [
        ("kirklees:level-1", True),
        ("kirklees:level-2", True),
        ("kirklees:level-3", True),
    ]
    assert found.steps[0].because[0].claim == "Level 1 needs Awareness of Child Abuse and Neglect"
    assert found.steps[0].because[0].because[0].claim.startswith("Level 2 needs Level 1")


def test_what_a_newcomer_to_kirklees_must_do_is_what_the_row_says() -> None:
    known, record = newcomer("group-3")
    assert set(taken(pathway(known, record, on=TODAY))) == {
        "awareness",
        "own-policies",
        "working-together",
        "conferences-and-core-groups",
    }


def test_level_4_is_for_managers() -> None:
    known, record = newcomer("group-6")
    assert taken(pathway(known, record, goal="level-4", on=TODAY)) == ["managing-allegations"]
    found = pathway(*newcomer("group-1"), goal="level-4", on=TODAY)
    assert rules(found) == ["level-4", "managing-allegations"]


@pytest.mark.parametrize(
    ("person", "on", "expected"),
    [
        ("kirklees-new-librarian", date(2012, 2, 1), ["awareness", "own-policies"]),
        (
            "kirklees-lapsed-paediatrician",
            date(2012, 2, 1),
            ["working-together-refresher", "conferences-and-core-groups"],
        ),
        ("kirklees-exempt-midwife", date(2012, 10, 1), []),
        ("kirklees-section-47-worker", date(2012, 12, 1), []),
        ("kirklees-adviser-moving", date(2012, 6, 1), []),
    ],
)
def test_the_people_of_kirklees_get_what_the_strategy_asks_of_them(person: str, on: date, expected: list[str]) -> None:
    known = load("kirklees")
    assert taken(pathway(known, load_record(person), on=on)) == expected


@pytest.mark.parametrize("person", bundled_records())
@pytest.mark.parametrize("on", [date(2010, 1, 1), date(2012, 2, 29), date(2014, 6, 1)])
def test_every_person_gets_a_proved_plan_or_the_rules_against_one(person: str, on: date) -> None:
    record = load_record(person)
    known = load(record.framework)
    everything = tuple(level.id for level in known.levels)
    for goal in (None, *everything, everything, *(group.id for group in known.groups)):
        found = pathway(known, record, goal=goal, on=on)
        assert found.optimal == found.feasible
        assert bool(found.conflict) != found.feasible
        assert all(conflict.source for conflict in found.conflict)
        assert all(step.because for step in found.steps)
