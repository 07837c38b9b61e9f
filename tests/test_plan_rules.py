"""What a plan keeps to and what it is asked for: each fine point of pathways by itself."""

from __future__ import annotations

from datetime import date

import pytest
from test_pathways import ask, rules, taken

from competency.answers import Pathway
from competency.errors import InvalidDate, UnknownItem


def days(found: Pathway) -> list[date]:
    return [step.on for step in found.steps]


# --- what binds a plan ------------------------------------------------------------------------------------


def test_courses_may_be_taken_on_one_day_and_days_count_to_the_last_step() -> None:
    text = """
        courses:
          first: {title: First, source: strategy}
          second: {title: Second, requires: {completed: first}, from: 2012-02-11, source: strategy}
        standards: {goal: {title: Both, require: {all: [{completed: first}, {completed: second}]}, source: strategy}}
    """
    found = ask(text)
    assert (taken(found), found.cost.days) == (["first", "2012-02-11", "second"], 10)
    assert ask(text.replace("from: 2012-02-11, ", "")).cost.days == 0
    assert all(step.on is not None for step in found.steps)


def test_what_lapsed_is_taken_again_and_what_stands_is_not() -> None:
    text = """
        courses: {first: {title: First, source: strategy}}
        standards: {goal: {title: Fresh, require: {completed: first, every: 1 year}, source: strategy}}
    """
    assert taken(ask(text, "events: [{completed: first, date: 2011-02-01}]")) == ["first"]
    stands = ask(text, "events: [{completed: first, date: 2011-02-02}]")
    assert taken(stands) == []
    assert [(row.item, row.until) for row in stands.already] == [
        ("example:goal", date(2012, 2, 2)),
        ("example:first", date(2012, 2, 2)),
    ]


def test_a_step_is_judged_by_what_comes_before_it_and_not_by_what_comes_later_on_the_day() -> None:
    text = """
        evidence: {agreed: {title: Agreed, per: course, source: strategy}}
        courses:
          first: {title: First, source: strategy}
          second: {title: Second, requires: {evidence: agreed}, source: strategy}
        standards:
          order: {title: First before Second, before: second, require: {completed: first}, source: strategy}  # <- here
          goal: {title: Second is taken, require: {completed: second}, source: strategy}
    """
    assert sorted(taken(ask(text))[:2]) == ["agreed", "first"]
    assert taken(ask(text))[2] == "second"
    assert ask(text).steps[-1].about is None
    assert {step.about for step in ask(text).steps} == {None, "example:second"}


def test_a_before_rule_that_should_be_kept_binds_no_plan() -> None:
    text = """
        courses: {first: {title: First, source: strategy}, second: {title: Second, source: strategy}}
        standards:
          order: {title: Order, strength: should, before: second, require: {completed: first}, source: strategy}
          goal: {title: Second is taken, require: {completed: second}, source: strategy}
    """
    assert taken(ask(text)) == ["second"]
    assert taken(ask(text.replace("strength: should, ", ""))) == ["first", "second"]


def test_a_before_rule_binds_on_the_days_on_which_it_applies() -> None:
    text = """
        groups: {group-1: {title: Group 1, source: strategy}}
        courses:
          first: {title: First, source: strategy}
          second: {title: Second, from: 2012-03-01, source: strategy}
        standards:
          order: {title: Order, for: [group-1], before: second, require: {completed: first}, source: strategy}
          goal: {title: Second is taken, require: {completed: second}, source: strategy}
    """
    assert taken(ask(text, "groups: [{group: group-1, from: 2012-03-01}]")) == ["first", "2012-03-01", "second"]
    assert taken(ask(text, "groups: [{group: group-1, from: 2012-03-02}]")) == ["2012-03-01", "second"]
    assert taken(ask(text, "groups: [{group: group-1, to: 2012-02-29}]")) == ["2012-03-01", "second"]


def test_the_days_of_a_course_bind_plans_and_never_completions() -> None:
    text = """
        courses: {first: {title: First, to: 2012-01-31, source: strategy}}  # <- here
        standards: {goal: {title: First is taken, require: {completed: first}, source: strategy}}
    """
    assert not ask(text).feasible
    late = ask(text, "events: [{completed: first, date: 2012-02-01}]")
    assert (late.feasible, late.steps) == (True, ())


def test_evidence_is_free_and_can_be_had_on_any_day_on_which_what_it_requires_holds() -> None:
    text = """
        courses: {first: {title: First, from: 2012-03-01, source: strategy}}
        evidence: {signed: {title: Signed off, requires: {completed: first}, source: strategy}}
        standards: {goal: {title: Signed off, require: {evidence: signed}, source: strategy}}
    """
    found = ask(text)
    assert taken(found) == ["2012-03-01", "first", "signed"]
    assert (found.cost.courses, found.cost.days) == (1, 29)
    assert taken(ask(text, goal="signed")) == taken(found)


def test_a_course_for_which_only_evidence_is_missing_is_not_ready() -> None:
    text = """
        evidence: {agreed: {title: Agreed, per: course, source: strategy}}
        courses:
          first: {title: First, source: strategy}
          second: {title: Second, requires: {evidence: agreed}, source: strategy}
          third: {title: Third, requires: {completed: second}, source: strategy}
        standards: {goal: {title: Second is taken, require: {completed: second}, source: strategy}}
    """
    assert ask(text).ready == ("example:first",)
    agreed = ask(text, "events: [{evidence: agreed, about: second, date: 2012-01-01}]")
    assert agreed.ready == ("example:first", "example:second")


def test_memberships_and_facts_that_begin_or_end_later_count_from_that_day() -> None:
    text = """
        groups: {group-1: {title: Group 1, source: strategy}}
        facts: {lead: {title: Leads, source: strategy}}
        courses: {first: {title: First, for: [group-1], requires: {fact: lead}, source: strategy}}
        standards: {goal: {title: First is taken, require: {completed: first}, source: strategy}}
    """
    person = "{groups: [{group: group-1, from: 2012-03-01}], facts: {lead: [{value: yes, from: 2012-04-01}]}}"
    assert taken(ask(text, person)) == ["2012-04-01", "first"]
    over = "{groups: [{group: group-1, to: 2012-03-31}], facts: {lead: [{value: yes, from: 2012-04-01}]}}"
    assert not ask(text, over).feasible


def test_what_was_done_after_the_day_is_not_seen() -> None:
    text = """
        courses: {first: {title: First, source: strategy}}
        standards: {goal: {title: First is taken, require: {completed: first}, source: strategy}}
    """
    assert taken(ask(text, "events: [{completed: first, date: 2012-02-02}]")) == ["first"]


# --- goals ------------------------------------------------------------------------------------------------


def test_a_level_without_a_rule_is_met_by_a_course_of_it_that_was_completed() -> None:
    text = """
        levels: [{id: level-1, title: Level 1, source: strategy}]
        courses: {first: {title: First, level: level-1, source: strategy}}
    """
    found = ask(text, "events: [{completed: first, date: 2011-01-01}]", goal="level-1")
    assert (found.assumed, found.steps) == (True, ())
    assert taken(ask(text, goal="level-1")) == ["first"]


def test_without_a_goal_only_what_must_be_done_and_applies_is_asked() -> None:
    text = """
        groups: {group-1: {title: Group 1, source: strategy}}
        courses: {a: {title: A, source: strategy}, b: {title: B, source: strategy}, c: {title: C, source: strategy}}
        standards:
          must: {title: Must, require: {completed: a}, source: strategy}
          should: {title: Should, strength: should, require: {completed: b}, source: strategy}
          others: {title: Others, for: [group-1], require: {completed: c}, source: strategy}
          attested: {title: Attested, source: strategy}
          later: {title: Later, from: 2012-06-01, require: {completed: c}, source: strategy}
    """
    assert taken(ask(text, goal=None)) == ["a"]


RESPONSE = """
    courses: {incident: {title: Incident, source: strategy}, review: {title: Review, source: strategy}}
    standards:
      reviewed:
        title: Each incident is reviewed
        after: incident
        opens: 1 month
        within: 3 months
        require: {completed: review}
        source: strategy
"""


def test_a_response_asks_of_each_event_what_is_not_done_yet_from_the_day_on_which_it_opens() -> None:
    assert taken(ask(RESPONSE, goal=None)) == []
    open_ = ask(RESPONSE, "events: [{completed: incident, date: 2012-01-20}]", goal=None)
    assert taken(open_) == ["2012-02-20", "review"]
    assert open_.steps[-1].by == date(2012, 4, 19)
    early = "events: [{completed: incident, date: 2012-01-20}, {completed: review, date: 2012-01-31}]"
    assert taken(ask(RESPONSE, early, goal=None)) == ["2012-02-20", "review"]
    answered = "events: [{completed: incident, date: 2011-12-20}, {completed: review, date: 2012-01-20}]"
    assert taken(ask(RESPONSE, answered, goal=None)) == []
    late = ask(RESPONSE, "events: [{completed: incident, date: 2011-06-01}]", goal="reviewed")
    assert (taken(late), late.steps[0].by) == (["review"], date(2011, 8, 31))
    assert late.steps[0].otherwise == "'Each incident is reviewed' stays overdue"


def test_one_step_may_answer_several_events() -> None:
    two = "events: [{completed: incident, date: 2011-12-01}, {completed: incident, date: 2012-01-10}]"
    found = ask(RESPONSE, two, goal=None)
    assert taken(found) == ["2012-02-10", "review"]
    assert found.steps[-1].by == date(2012, 2, 29)


def test_an_order_that_was_broken_is_made_good_once_and_for_all() -> None:
    text = """
        courses: {first: {title: First, source: strategy}, second: {title: Second, source: strategy}}
        standards:
          order: {title: Order, before: second, require: {completed: first, every: 1 year}, source: strategy}
    """
    broken = ask(text, "events: [{completed: second, date: 2012-01-10}]", goal=None)
    assert taken(broken) == ["first"]
    assert broken.steps[0].otherwise == "'Order' stays broken"
    repaired = "events: [{completed: second, date: 2010-01-10}, {completed: first, date: 2010-02-01}]"
    assert taken(ask(text, repaired, goal=None)) == []


def test_a_group_may_be_joined_on_a_day_and_its_deadlines_count_from_then() -> None:
    text = """
        groups: {group-4: {title: Group 4, source: strategy}}
        courses:
          first: {title: First, source: strategy}
          second: {title: Second, for: [group-4], requires: {completed: first}, source: strategy}
        standards:
          s-4:
            title: Second is taken
            for: [group-4]
            require: {completed: second}
            due: {within: 3 months, of: joining}
            source: strategy
    """
    found = ask(text, goal="group-4=2012-05-01")
    assert found.goal == ("example:group-4",)
    assert taken(found) == ["first", "2012-05-01", "second"]
    assert found.steps[-1].by == date(2012, 7, 31)
    assert ask(text, goal="group-4").steps[-1].by == date(2012, 4, 30)


def test_what_lapses_before_a_group_is_joined_is_taken_again_then() -> None:
    text = """
        groups: {group-4: {title: Group 4, source: strategy}}
        courses: {first: {title: First, source: strategy}}
        standards: {s-4: {title: Fresh, for: [group-4], require: {completed: first, every: 1 year}, source: strategy}}
    """
    done = "events: [{completed: first, date: 2011-04-01}]"
    assert taken(ask(text, done, goal="group-4")) == []
    assert "first" in taken(ask(text, done, goal="group-4=2012-05-01"))


def test_a_day_is_for_groups_only_and_must_be_one() -> None:
    text = "courses: {first: {title: First, source: strategy}}\ngroups: {group-1: {title: Group 1, source: strategy}}"
    with pytest.raises(UnknownItem, match="no group 'first'"):
        ask(text, goal="first=2012-05-01")
    with pytest.raises(InvalidDate):
        ask(text, goal="group-1=may")


def test_several_goals_of_several_kinds_hold_together() -> None:
    text = """
        levels: [{id: level-1, title: Level 1, requires: {completed: first}, source: strategy}]
        outcomes: {able: {statement: Is able, source: strategy}}
        courses:
          first: {title: First, source: strategy}
          second: {title: Second, develops: [able], source: strategy}
          both: {title: Both, includes: [first], develops: [able], source: strategy}
    """
    assert taken(ask(text, goal=("level-1", "able"))) == ["both"]


# --- why --------------------------------------------------------------------------------------------------

CHAIN = """
    levels: [{id: level-2, title: Level 2, requires: {completed: second}, source: strategy}]
    courses:
      first: {title: First, source: strategy}
      second: {title: Second, requires: {completed: first}, source: strategy}
    standards:
      goal:
        title: Second is taken
        require: {completed: second}
        due: {within: 3 months, of: appointed}
        source: strategy
"""


def test_a_step_says_what_can_not_be_had_without_it_and_from_when_something_is_overdue() -> None:
    found = ask(CHAIN, "facts: {appointed: 2012-01-15}")
    assert [step.otherwise for step in found.steps] == [
        "Second can't be booked and 'Second is taken' is overdue from 15 April 2012",
        "'Second is taken' is overdue from 15 April 2012",
    ]
    assert ask(CHAIN, goal="level-2").steps[-1].otherwise == "Level 2 is not reached"
    late = ask(CHAIN, "facts: {appointed: 2011-01-15}", goal=None)
    assert late.steps[-1].otherwise == "'Second is taken' stays overdue"


def test_waiting_has_nothing_at_stake() -> None:
    found = ask(CHAIN.replace("title: First,", "title: First, from: 2012-03-01,"))
    assert (found.steps[0].wait_until, found.steps[0].otherwise) == (date(2012, 3, 1), None)


def spared(found: Pathway) -> dict[str, str]:
    return {row.item.partition(":")[2]: row.why for row in found.unneeded}


def test_what_is_not_needed_is_told_with_its_reason() -> None:
    text = """
        levels:
          - {id: level-1, title: Level 1, requires: {completed: [short, long]}, source: strategy}
        groups: {group-1: {title: Group 1, source: strategy}}
        courses:
          short: {title: Short, minutes: 60, source: strategy}
          long: {title: Long, minutes: 90, requires: {completed: before-long}, source: strategy}
          before-long: {title: Before long, source: strategy}
          extra: {title: Extra, level: level-1, source: strategy}
          recommended: {title: Recommended, for: [group-1], source: strategy}
          closed: {title: Closed, level: level-1, to: 2011-12-31, source: strategy}
          unrelated: {title: Unrelated, source: strategy}
    """
    found = ask(text, "groups: [{group: group-1}]", goal="level-1")
    assert taken(found) == ["short"]
    assert spared(found) == {
        "long": "Short of the plan meets 'Level 1'",
        "before-long": "only Long asks for it, and the plan does without that",
        "extra": "a course of Level 1, but nothing asked for here needs it",
        "recommended": "meant for Group 1, but nothing asked for here needs it",
    }


def test_a_refresher_that_is_not_due_yet_is_not_needed_until_then() -> None:
    text = """
        courses: {first: {title: First, source: strategy}, again: {title: Again, source: strategy}}
        standards:
          goal: {title: Fresh, require: {completed: first, every: 3 years, refreshed_by: [again]}, source: strategy}
    """
    found = ask(text, "events: [{completed: first, date: 2011-01-10}]")
    assert spared(found) == {"again": "'Fresh' is met without it until 10 January 2014"}


# --- why not ----------------------------------------------------------------------------------------------


def changes(found: Pathway) -> list[list[str]]:
    return [[change.message for change in relaxation.changes] for relaxation in found.relaxations]


def test_a_course_for_others_is_a_conflict_that_joining_their_group_would_end() -> None:
    text = """
        groups: {group-4: {title: Group 4, source: strategy}}
        courses: {first: {title: First, for: [group-4], source: strategy}}  # <- here
        standards: {goal: {title: First is taken, require: {completed: first}, source: strategy}}
    """
    found = ask(text)
    assert rules(found) == ["goal", "first"]
    assert changes(found) == [["this person belongs to Group 4"]]
    assert found.relaxations[0].cost.courses == 1


def test_a_closed_prerequisite_may_be_opened_or_dropped() -> None:
    text = """
        courses:
          first: {title: First, to: 2011-12-31, source: strategy §1}  # <- here
          second: {title: Second, requires: {completed: first}, source: strategy §2}
        standards: {goal: {title: Second is taken, require: {completed: second}, source: strategy §3}}
    """
    found = ask(text)
    assert rules(found) == ["goal", "second", "first"]
    assert changes(found) == [
        ["'Second' no longer asks to have completed First"],
        ["'First' is on offer at all times"],
    ]
    assert [relaxation.cost.courses for relaxation in found.relaxations] == [1, 2]


def test_of_two_ways_that_are_closed_both_are_named_and_either_may_be_opened() -> None:
    text = """
        courses:
          first: {title: First, to: 2011-12-31, source: strategy}
          second: {title: Second, to: 2011-12-31, source: strategy}
        standards: {goal: {title: One is taken, require: {completed: [first, second]}, source: strategy}}
    """
    found = ask(text)
    assert rules(found) == ["goal", "first", "second"]
    assert changes(found) == [["'First' is on offer at all times"], ["'Second' is on offer at all times"]]


def test_where_no_single_change_helps_two_do() -> None:
    text = """
        facts: {lead: {title: Leads, source: strategy}}
        courses: {first: {title: First, requires: {fact: lead}, to: 2011-12-31, source: strategy}}
        standards: {goal: {title: First is taken, require: {completed: first}, source: strategy}}
    """
    found = ask(text)
    assert len(found.conflict) == 2
    assert all(len(change) == 2 for change in changes(found))
    assert changes(found)


def test_what_the_record_does_not_show_is_named_and_would_help() -> None:
    text = """
        facts: {lead: {title: Leads, source: strategy §9}}
        standards: {goal: {title: Leads, require: {all: [{fact: lead}, {completed: first}]}, source: strategy}}
        courses: {first: {title: First, source: strategy}}
    """
    found = ask(text)
    assert rules(found) == ["goal", "lead"]
    assert found.conflict[1].source == ("strategy §9",)
    assert found.relaxations[0].cost.courses == 1


def test_a_mode_that_is_not_on_offer_is_named() -> None:
    text = """
        courses: {first: {title: First, modes: [e-learning], source: strategy}}
        standards: {goal: {title: In person, require: {completed: first, mode: [face-to-face]}, source: strategy}}
    """
    found = ask(text)
    assert [row.message for row in found.conflict][1] == "'First' is not on offer in the mode face-to-face"
    assert changes(found) == [["'First' is on offer in the mode face-to-face"]]


def test_a_before_rule_may_be_what_stands_in_the_way() -> None:
    text = """
        courses: {first: {title: First, to: 2011-12-31, source: strategy}, second: {title: Second, source: strategy}}
        standards:
          order: {title: Order, before: second, require: {completed: first}, source: strategy}
          goal: {title: Second is taken, require: {completed: second}, source: strategy}
    """
    found = ask(text)
    assert rules(found) == ["goal", "order", "first"]
    assert ["'Order' no longer has to hold before Second"] in changes(found)


def test_of_several_goals_only_those_that_conflict_are_named() -> None:
    text = """
        facts: {lead: {title: Leads, source: strategy}, deputy: {title: Deputises, source: strategy}}
        courses: {first: {title: First, source: strategy}}
        standards:
          leads: {title: Leads, require: {fact: lead}, source: strategy}
          deputises: {title: Deputises, require: {fact: deputy}, source: strategy}
          taken: {title: First is taken, require: {completed: first}, source: strategy}
    """
    person = "facts: {lead: [{value: yes, to: 2012-06-30}], deputy: [{value: yes, from: 2012-07-01}]}"
    found = ask(text, person, goal=("leads", "taken", "deputises"))
    assert rules(found) == ["leads", "deputises"]
    assert found.relaxations
