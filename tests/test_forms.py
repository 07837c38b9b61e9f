"""Rules as boards write them, and what items say that bears on answers: on both sides of every boundary."""

from __future__ import annotations

from datetime import date
from typing import Final

from worked_days import framework, holds, record

from competency.verdicts import check

# --- forms that other boards use -------------------------------------------------------------------------------


def test_a_refresher_may_be_a_different_course() -> None:
    holds("""
courses:
  core: {title: Core}
  update: {title: Half-day update}
standards:
  refreshed: {title: Refreshed, require: {completed: core, every: 3 years, refreshed_by: update}}
---
events:
  - {completed: update, date: 2010-06-01}
  - {completed: core, date: 2011-02-28}
  - {completed: update, date: 2014-02-27}
---
2011-02-27 | overdue never-done
2011-02-28 | met
2013-11-27 | met
2013-11-28 | due-soon
2014-02-26 | due-soon
2014-02-27 | met
2017-02-26 | due-soon
2017-02-27 | overdue lapsed
""")


def test_a_prerequisite_may_have_an_age_limit_and_alternatives() -> None:
    """A, and B within 3 years or C."""
    rules = """
courses: {a: {title: A}, b: {title: B}, c: {title: C}, higher: {title: Higher}}
standards:
  ready:
    title: Ready
    before: higher
    require: {all: [{completed: a}, {any: [{completed: b, every: 3 years}, {completed: c}]}]}
---
events:
  - {completed: a, date: 2005-01-10}
"""
    holds(f"""{rules}
  - {{completed: b, date: 2008-05-01}}
  - {{completed: higher, date: 2011-04-30}}
---
2011-04-29 | not-applicable
2011-04-30 | met
2011-05-01 | met
""")
    holds(f"""{rules}
  - {{completed: b, date: 2008-05-01}}
  - {{completed: higher, date: 2011-05-01}}
  - {{completed: c, date: 2011-06-01}}
---
2011-05-01 | breached lapsed
2011-05-31 | breached lapsed
2011-06-01 | met not-in-order
""")
    holds(f"""{rules}
  - {{completed: c, date: 2011-05-01}}
  - {{completed: higher, date: 2011-05-01}}
---
2011-04-30 | not-applicable
2011-05-01 | met
""")


def test_a_higher_course_may_restart_the_clock_of_the_lower_one() -> None:
    holds("""
levels: [{id: level-2, title: Level 2}, {id: level-3, title: Level 3}]
courses:
  lower: {title: Lower, level: level-2}
  higher: {title: Higher, level: level-3}
standards:
  lower-kept: {title: Lower, require: {completed: lower, every: 3 years, refreshed_by: {level: level-3}}}
  higher-kept: {title: Higher, require: {completed: higher, every: 3 years, refreshed_by: {level: level-2}}}
---
events:
  - {completed: lower, date: 2010-03-01}
  - {completed: higher, date: 2012-09-01}
---
2010-02-28 | overdue never-done | overdue never-done
2010-03-01 | met                | overdue never-done
2012-09-01 | met                | met
2013-03-01 | met                | met
2015-08-31 | due-soon           | due-soon
2015-09-01 | overdue lapsed     | overdue lapsed
""")


def test_an_academic_year_runs_from_september_and_leaves_the_next_one_to_renew() -> None:
    holds("""
courses: {update: {title: Update}}
standards:
  yearly: {title: Each academic year, require: {completed: update, each: academic-year}}
---
events:
  - {completed: update, date: 2010-09-01}
  - {completed: update, date: 2012-08-31}
---
2010-08-31 | overdue never-done
2010-09-01 | met
2011-08-31 | met
2011-09-01 | due-soon
2012-08-30 | due-soon
2012-08-31 | met
2012-09-01 | due-soon
2013-08-31 | due-soon
2013-09-01 | overdue lapsed
""")


def test_an_exemption_may_need_evidence_of_limited_age_with_two_signatures() -> None:
    holds("""
courses: {core: {title: Core}}
evidence: {equivalence: {title: Equivalent training signed off}}
standards:
  core-taken:
    title: Core
    require: {completed: core}
    unless: {evidence: equivalence, times: 2, different: by, every: 2 years}
---
events:
  - {evidence: equivalence, date: 2011-01-10, by: m-1}
  - {evidence: equivalence, date: 2011-02-01, by: m-1}
  - {evidence: equivalence, date: 2011-03-01}
  - {evidence: equivalence, date: 2011-05-01, by: m-2}
  - {completed: core, date: 2013-06-01}
---
2011-02-28 | overdue never-done
2011-03-01 | unknown missing-fact
2011-04-30 | unknown missing-fact
2011-05-01 | exempt
2013-01-31 | exempt
2013-02-01 | unknown missing-fact
2013-02-28 | unknown missing-fact
2013-03-01 | overdue never-done
2013-06-01 | met
""")


def test_of_twelve_hours_in_three_years_six_may_have_to_be_face_to_face() -> None:
    holds("""
courses:
  day: {title: A day, minutes: 360, modes: [face-to-face], tags: [safeguarding]}
  module: {title: An online module, minutes: 180, modes: [e-learning], tags: [safeguarding]}
  other: {title: Something else, minutes: 600}
standards:
  hours:
    title: Twelve hours in three years, six of them face to face
    require:
      all:
        - {hours: 12, of: {tag: safeguarding}, every: 3 years}
        - {hours: 6, of: {tag: safeguarding}, every: 3 years, mode: face-to-face}
---
events:
  - {completed: module, date: 2010-01-10}
  - {completed: module, date: 2010-02-10}
  - {completed: module, date: 2010-03-10}
  - {completed: other, date: 2010-04-10}
  - {completed: module, date: 2010-05-10}
  - {completed: module, date: 2010-05-10}
  - {completed: day, date: 2010-06-10, minutes: 359}
  - {completed: day, date: 2011-06-10}
---
2010-05-10 | overdue too-few
2010-06-10 | overdue too-few
2011-06-09 | overdue too-few
2011-06-10 | met
2013-02-09 | met
2013-02-10 | due-soon
2013-05-09 | due-soon
2013-05-10 | overdue lapsed
""")


RETURNS: Final = """
facts: {left: {title: Day of leaving practice, type: date}}
evidence:
  return-after-break: {title: Returned after more than two years, requires: {experience: P2Y1D, in: left}}
courses: {core: {title: Core}}
standards:
  core-again: {title: Core again, after: {evidence: return-after-break}, within: 3 months, require: {completed: core}}
---
"""


def test_a_break_in_service_of_more_than_two_years_starts_anew() -> None:
    """Two years to the day are not more; an earlier completion does not count."""
    left = "facts: {left: [{value: 2008-03-01, from: 2008-03-01}]}\nevents:\n  - {completed: core, date: 2008-01-10}\n"
    holds(f"""{RETURNS}{left}
  - {{evidence: return-after-break, date: 2010-03-01}}
---
2010-03-01 | not-applicable
2012-01-01 | not-applicable
""")
    holds(f"""{RETURNS}{left}
  - {{evidence: return-after-break, date: 2010-03-02}}
  - {{completed: core, date: 2010-06-02}}
---
2010-03-01 | not-applicable
2010-03-02 | due never-done
2010-06-01 | due never-done
2010-06-02 | met late
""")


def test_a_route_may_stop_counting_on_a_date_and_keep_those_who_took_it() -> None:
    text = """
courses: {old: {title: Old}, new: {title: New}}
standards:
  either-route: {title: Either route, require: {any: [{completed: old, to: 2011-03-31}, {completed: new}]}}
---
"""
    holds(f"""{text}events: [{{completed: old, date: 2011-03-31}}]
---
2011-03-30 | overdue never-done
2011-03-31 | met
2020-01-01 | met
""")
    holds(f"""{text}events: [{{completed: old, date: 2011-04-01}}, {{completed: new, date: 2011-05-01}}]
---
2011-04-01 | overdue never-done
2011-04-30 | overdue never-done
2011-05-01 | met
""")


def test_forms_of_two_different_people_may_be_due_within_three_months_after_each_course() -> None:
    holds("""
evidence: {impact-form: {title: Form on the effect on practice, per: course}}
courses:
  neglect: {title: Neglect, tags: [multi-agency]}
  domestic-abuse: {title: Domestic abuse, tags: [multi-agency]}
standards:
  two-forms:
    title: Two people's forms
    after: {tag: multi-agency}
    within: 3 months
    require: {evidence: impact-form, times: 2, different: by}
---
events:
  - {evidence: impact-form, about: neglect, date: 2011-01-01, by: m-1}
  - {completed: neglect, date: 2011-01-31}
  - {evidence: impact-form, about: neglect, date: 2011-02-01, by: p-1}
  - {evidence: impact-form, about: neglect, date: 2011-02-02, by: p-1}
  - {evidence: impact-form, about: domestic-abuse, date: 2011-03-01, by: m-1}
  - {evidence: impact-form, about: neglect, date: 2011-04-29, by: m-1}
  - {completed: domestic-abuse, date: 2011-06-01}
  - {evidence: impact-form, about: domestic-abuse, date: 2011-06-01, by: p-1}
  - {evidence: impact-form, about: domestic-abuse, date: 2011-09-01, by: m-1}
---
2011-01-30 | not-applicable
2011-01-31 | due never-done
2011-02-02 | due too-few
2011-04-28 | due too-few
2011-04-29 | met
2011-05-31 | met
2011-06-01 | due too-few
2011-08-31 | due too-few
2011-09-01 | met late
""")


def test_a_form_that_comes_on_the_first_day_too_late_is_late_and_overdue_before() -> None:
    holds("""
evidence: {form: {title: Form}}
courses: {neglect: {title: Neglect}}
standards: {form-after: {title: Form, after: neglect, within: 3 months, require: {evidence: form}}}
---
events: [{completed: neglect, date: 2011-01-31}, {evidence: form, date: 2011-05-01}]
---
2011-04-29 | due never-done
2011-04-30 | overdue never-done
2011-05-01 | met late
""")


def test_an_audience_may_be_those_above_who_fulfil_a_condition() -> None:
    holds("""
facts: {lead: {title: Leads}}
groups:
  staff: {title: Staff}
  referrers: {title: Those who refer, extends: [staff]}
  leads: {title: Those above who lead, when: {all: [{member: referrers}, {fact: lead}]}}
courses: {basic: {title: Basic}, leading: {title: Leading}}
standards:
  everyone-above: {title: Basic, for: [staff], require: {completed: basic}}
  those-who-lead: {title: Leading, for: [leads], require: {completed: leading}}
---
facts: {lead: [{value: yes, from: 2011-04-01, to: 2011-12-31}, {value: no, from: 2012-01-01}]}
groups: [{group: referrers, from: 2011-01-01, to: 2012-06-30}]
---
2010-12-31 | not-applicable     | not-applicable
2011-01-01 | overdue never-done | unknown missing-fact
2011-03-31 | overdue never-done | unknown missing-fact
2011-04-01 | overdue never-done | overdue never-done
2011-12-31 | overdue never-done | overdue never-done
2012-01-01 | overdue never-done | not-applicable
2012-07-01 | not-applicable     | not-applicable
""")


# --- what items say that bears on answers ------------------------------------------------------------------------


def test_a_course_completes_what_it_includes_and_grants_its_evidence() -> None:
    holds("""
evidence:
  certificate: {title: Certificate}
  approval: {title: Approval, per: course}
courses:
  part: {title: Part, minutes: 60, grants: [certificate]}
  whole: {title: Whole, minutes: 180, includes: [part], grants: [approval]}
  programme: {title: Programme, minutes: 300, includes: [whole]}
standards:
  part-done: {title: Part, require: {completed: part}}
  twice: {title: Twice, require: {completed: [part, whole], times: 2}}
  hours: {title: Hours, require: {hours: 5, of: [part, whole, programme]}}
  certified: {title: Certified, require: {evidence: certificate}}
  approved: {title: Approved, before: whole, require: {evidence: approval}}
---
events:
  - {completed: part, date: 2011-01-10, minutes: 30}
  - {completed: programme, date: 2011-02-01, minutes: 270}
---
2011-01-09 | overdue never-done | overdue never-done | overdue never-done | overdue never-done | not-applicable
2011-01-10 | met                | overdue too-few    | overdue too-few    | met                | not-applicable
2011-02-01 | met                | met                | met                | met                | breached never-done
""")


def test_granted_evidence_is_about_the_course_that_grants_it_and_of_nobody() -> None:
    holds("""
evidence: {approval: {title: Approval, per: course}}
courses: {basic: {title: Basic, grants: [approval]}, other: {title: Other, grants: [approval]}}
standards:
  same: {title: That course, after: basic, require: {evidence: approval}}
  signed: {title: By two, require: {evidence: approval, times: 2, different: by}}
---
events: [{completed: other, date: 2011-01-10}, {completed: basic, date: 2011-02-01}]
---
2011-01-10 | not-applicable | overdue too-few
2011-02-01 | met            | unknown missing-fact
""")


def test_evidence_per_course_counts_for_the_course_that_was_taken() -> None:
    holds("""
evidence: {approval: {title: Approval, per: course}}
courses: {part: {title: Part}, whole: {title: Whole, includes: [part]}}
standards: {approved: {title: Approved, before: part, require: {evidence: approval}}}
---
events:
  - {evidence: approval, about: part, date: 2011-01-10}
  - {completed: whole, date: 2011-02-01}
  - {evidence: approval, about: whole, date: 2011-03-01}
---
2011-01-31 | not-applicable
2011-02-01 | breached never-done
2011-02-28 | breached never-done
2011-03-01 | met not-in-order
""")


def test_evidence_without_about_counts_possibly() -> None:
    holds("""
evidence: {approval: {title: Approval, per: course}, form: {title: Form, per: course}}
courses: {basic: {title: Basic}}
standards:
  approved: {title: Approved, before: basic, require: {evidence: approval}}
  approved-form: {title: Form, before: {evidence: form}, require: {evidence: approval}}
---
events:
  - {evidence: approval, date: 2011-01-10}
  - {completed: basic, date: 2011-02-01}
  - {evidence: form, date: 2011-02-10}
---
2011-01-31 | not-applicable       | not-applicable
2011-02-01 | unknown missing-fact | not-applicable
2011-02-10 | unknown missing-fact | unknown missing-fact
""")


def test_two_pieces_about_no_named_course_are_only_possibly_about_one() -> None:
    """The one is required by the other, and both are per course."""
    holds("""
evidence:
  form: {title: Form, per: course}
  approval: {title: Approval, per: course, requires: {evidence: form}}
standards:
  approved: {title: Approved, require: {evidence: approval}}
---
events:
  - {evidence: form, date: 2011-01-10}
  - {evidence: approval, date: 2011-02-01}
---
2011-01-31 | overdue never-done
2011-02-01 | unknown missing-fact
""")


def test_an_event_that_a_missing_fact_leaves_open_is_unknown_for_that_fact() -> None:
    holds(f"""{RETURNS}events: [{{evidence: return-after-break, date: 2010-03-02}}]
---
2010-03-01 | not-applicable
2010-03-02 | unknown missing-fact
""")


def test_evidence_counts_if_what_it_requires_held_on_its_day() -> None:
    """Judged on the whole record, also where only what came after an event counts."""
    holds("""
evidence:
  observation: {title: Observed, requires: {completed: basic, every: 1 year}}
courses: {basic: {title: Basic}, further: {title: Further}}
standards:
  observed: {title: Observed, require: {evidence: observation}}
  observed-after: {title: Observed, after: further, require: {evidence: observation}}
---
events:
  - {evidence: observation, date: 2010-12-31}
  - {completed: basic, date: 2011-01-01}
  - {completed: further, date: 2011-06-01}
  - {evidence: observation, date: 2011-12-31}
  - {completed: further, date: 2012-01-01}
  - {evidence: observation, date: 2012-01-01}
---
2011-12-30 | overdue never-done | due never-done
2011-12-31 | met                | met
2012-01-01 | met                | due never-done
2013-01-01 | met                | due never-done
""")


def test_groups_by_rule_by_part_and_by_extension_are_reached() -> None:
    holds("""
facts: {chairs: {title: Chairs meetings}}
groups:
  board: {title: Board}
  members: {title: Members, part_of: board}
  chairs-of: {title: Chairs, part_of: members, when: {fact: chairs}}
  advisers: {title: Advisers, extends: [members]}
courses: {basic: {title: Basic}}
standards:
  for-board: {title: Board, for: [board], require: {completed: basic}}
  for-chairs: {title: Chairs, for: [chairs-of], require: {completed: basic}}
  is-member: {title: Member, require: {member: board}}
---
facts:
  chairs: [{value: no}, {value: yes, from: 2011-04-01, to: 2011-04-30}]
groups: [{group: members, from: 2011-01-01, to: 2011-01-31}, {group: advisers, from: 2011-02-01, to: 2011-02-28}]
---
2010-12-31 | not-applicable     | not-applicable     | overdue never-done
2011-01-01 | overdue never-done | not-applicable     | due-soon
2011-01-31 | overdue never-done | not-applicable     | due-soon
2011-02-01 | overdue never-done | not-applicable     | overdue lapsed
2011-03-01 | not-applicable     | not-applicable     | overdue lapsed
2011-04-01 | overdue never-done | overdue never-done | due-soon
2011-05-01 | not-applicable     | not-applicable     | overdue lapsed
""")


def test_one_may_be_in_several_groups_at_once_and_leave_one_of_them() -> None:
    holds("""
groups: {nurses: {title: Nurses}, leads: {title: Leads}, others: {title: Others}}
courses: {basic: {title: Basic}, leading: {title: Leading}}
standards:
  basic-for-both: {title: Basic, for: [nurses, leads], require: {completed: basic}, due: {within: 1 month, of: joining}}
  for-leads: {title: Leading, for: [leads], require: {completed: leading}, due: {within: 1 month, of: joining}}
  for-others: {title: Others, for: [others], require: {completed: leading}}
---
groups:
  - {group: nurses, from: 2011-01-01, to: 2011-03-31}
  - {group: leads, from: 2011-03-01, to: 2011-04-30}
  - {group: leads, from: 2011-06-01}
---
2010-12-31 | not-applicable     | not-applicable     | not-applicable
2011-01-01 | due never-done     | not-applicable     | not-applicable
2011-01-31 | due never-done     | not-applicable     | not-applicable
2011-02-01 | overdue never-done | not-applicable     | not-applicable
2011-03-01 | overdue never-done | due never-done     | not-applicable
2011-04-01 | overdue never-done | overdue never-done | not-applicable
2011-04-30 | overdue never-done | overdue never-done | not-applicable
2011-05-01 | not-applicable     | not-applicable     | not-applicable
2011-06-01 | overdue never-done | overdue never-done | not-applicable
""")


def test_an_entry_of_an_audience_may_have_a_condition_of_its_own() -> None:
    holds("""
facts: {contract: {title: Contract, type: one-of, values: [full-time, bank]}}
groups: {staff: {title: Staff}, board: {title: Board}}
courses: {basic: {title: Basic}}
standards:
  basic-taken:
    title: Basic
    for: [{group: staff, when: {fact: contract, is: full-time}}, {group: board, when: {completed: basic}}]
    require: {completed: basic, every: 1 year}
---
facts: {contract: [{value: full-time, from: 2011-02-01, to: 2011-02-28}, {value: bank, from: 2011-03-01}]}
groups: [{group: staff, from: 2011-01-01, to: 2011-04-30}, {group: board, from: 2011-01-01}]
events: [{completed: basic, date: 2011-04-01}]
---
2011-01-31 | unknown missing-fact
2011-02-01 | overdue never-done
2011-03-01 | not-applicable
2011-04-01 | met
2012-04-01 | overdue lapsed
""")


def test_what_is_ideal_changes_no_status() -> None:
    rules = framework("""
courses: {module: {title: Module, minutes: 180}}
standards:
  hours:
    title: Three to six hours
    require: {hours: 3, of: module, every: 1 year}
    ideally: {hours: 6, of: module, every: 1 year}
""")
    history = record(
        "events: [{completed: module, date: 2011-01-10}, {completed: module, date: 2011-03-01}]",
        rules,
    )
    days = ("2011-01-09", "2011-01-10", "2011-03-01", "2012-01-09", "2012-01-10", "2012-03-01")
    answers = [check(rules, history, on=date.fromisoformat(day))[0] for day in days]
    assert [str(verdict.status) for verdict in answers] == [
        *("overdue", "met", "met", "due-soon", "due-soon", "overdue"),
    ]
    assert [verdict.ideally for verdict in answers] == [False, False, True, True, False, False]


def test_each_counts_by_calendar_and_by_financial_year() -> None:
    holds("""
courses: {update: {title: Update}}
evidence: {appraisal: {title: Appraisal}}
standards:
  calendar: {title: Calendar year, require: {completed: update, each: calendar-year}}
  financial: {title: Financial year, require: {evidence: appraisal, each: financial-year}}
---
events: [{completed: update, date: 2011-12-31}, {evidence: appraisal, date: 2011-04-01}]
---
2011-03-31 | overdue never-done | overdue never-done
2011-04-01 | overdue never-done | met
2011-12-31 | met                | met
2012-01-01 | due-soon           | met
2012-03-31 | due-soon           | met
2012-04-01 | due-soon           | due-soon
2012-12-31 | due-soon           | due-soon
2013-01-01 | overdue lapsed     | due-soon
2013-03-31 | overdue lapsed     | due-soon
2013-04-01 | overdue lapsed     | overdue lapsed
""")


def test_several_completions_may_have_to_lie_inside_a_span() -> None:
    holds("""
evidence: {visit: {title: Visit}}
standards:
  visits: {title: Three visits, require: {evidence: visit, times: 3, inside: 4 weeks}}
  by-two: {title: By two people, require: {evidence: visit, times: 2, inside: 2 weeks, different: by}}
---
events:
  - {evidence: visit, date: 2011-01-01, by: m-1}
  - {evidence: visit, date: 2011-01-15, by: m-2}
  - {evidence: visit, date: 2011-01-29, by: m-2}
  - {evidence: visit, date: 2011-02-11, by: m-1}
  - {evidence: visit, date: 2011-02-11, by: m-1}
---
2011-01-15 | overdue too-few | overdue too-few
2011-01-29 | overdue too-few | overdue too-few
2011-02-10 | overdue too-few | overdue too-few
2011-02-11 | met             | met
""")


def test_a_response_may_open_later_and_one_thing_done_may_answer_several() -> None:
    holds("""
evidence: {review: {title: Review}}
courses: {module: {title: Module}}
standards:
  review-after: {title: Review, after: module, opens: 3 months, within: 4 months, require: {evidence: review}}
---
events:
  - {completed: module, date: 2010-11-30}
  - {completed: module, date: 2010-12-31}
  - {evidence: review, date: 2011-02-27}
  - {evidence: review, date: 2011-03-31}
---
2010-11-29 | not-applicable
2010-11-30 | due never-done
2011-02-27 | due never-done
2011-03-29 | due never-done
2011-03-30 | overdue never-done
2011-03-31 | met late
""")


def test_options_from_and_to_bind_hits_and_not_refreshers() -> None:
    holds("""
courses: {core: {title: Core}, update: {title: Update}}
standards:
  kept:
    title: Kept
    require:
      completed: core
      mode: face-to-face
      from: 2011-01-01
      to: 2011-12-31
      every: 1 year
      refreshed_by: [update, core]
---
events:
  - {completed: core, date: 2010-12-31, mode: face-to-face}
  - {completed: core, date: 2011-01-01, mode: e-learning}
  - {completed: core, date: 2011-12-31, mode: face-to-face}
  - {completed: core, date: 2012-06-01, mode: e-learning}
  - {completed: update, date: 2014-01-01}
---
2010-12-31 | overdue never-done
2011-01-01 | overdue wrong-mode
2011-12-30 | overdue wrong-mode
2011-12-31 | met
2013-05-31 | due-soon
2013-06-01 | overdue lapsed
2014-01-01 | met
""")


def test_what_is_judged_is_unknown_until_somebody_decides() -> None:
    holds("""
facts: {able: {title: Is able}}
standards: {judged-able: {title: Able, require: {judged: is able to lead, fact: able}}}
---
facts: {able: [{value: no, from: 2011-01-01, to: 2011-01-31}, {value: yes, from: 2011-02-01}]}
---
2010-12-31 | unknown judged
2011-01-01 | overdue never-done
2011-02-01 | met
""")


def test_an_attested_standard_may_be_attested_again_and_again_and_be_timed() -> None:
    holds("""
evidence: {visit: {title: Visit}}
standards:
  once: {title: Once}
  yearly: {title: Yearly, every: 1 year, due: unstated}
  soon: {title: Soon, every: 1 year, due: {within: 1 month, of: {evidence: visit}}}
  rests: {title: Rests, require: {all: [{standard: once}, {standard: yearly}]}}
---
events:
  - {evidence: visit, date: 2011-01-31}
  - {standard: once, date: 2011-02-01}
  - {standard: yearly, date: 2011-02-01}
---
2011-01-30 | overdue never-done | due never-done | due never-done | overdue never-done
2011-02-01 | met | met | due never-done | met
2011-02-28 | met | met | overdue never-done | met
2012-01-31 | met | due-soon | overdue never-done | due-soon
2012-02-01 | met | overdue lapsed | overdue never-done | overdue lapsed
""")
    holds("""
courses: {module: {title: Module}}
standards:
  first: {title: First, before: module}
  after-each: {title: After each, after: module, within: 1 week}
---
events:
  - {standard: first, date: 2011-03-01}
  - {standard: after-each, date: 2011-02-01}
  - {completed: module, date: 2011-03-01}
  - {standard: after-each, date: 2011-03-08}
---
2011-02-28 | not-applicable | not-applicable
2011-03-01 | met            | due never-done
2011-03-07 | met            | due never-done
2011-03-08 | met            | met late
""")


def test_unless_is_read_on_the_day_asked_for_the_course_of_each_event() -> None:
    holds("""
evidence: {waiver: {title: Waiver, per: course}}
courses: {basic: {title: Basic}, one: {title: One, tags: [t]}, two: {title: Two, tags: [t]}}
standards:
  first:
    title: Basic first
    before: {tag: t}
    require: {completed: basic}
    unless: {evidence: waiver, every: 1 year}
---
events:
  - {completed: one, date: 2011-01-10}
  - {evidence: waiver, about: one, date: 2011-02-01}
  - {completed: two, date: 2011-03-01}
  - {evidence: waiver, about: two, date: 2011-04-01}
  - {completed: basic, date: 2012-03-01}
---
2011-01-09 | not-applicable
2011-01-10 | breached never-done
2011-02-01 | exempt
2011-03-01 | breached never-done
2011-04-01 | exempt
2012-01-31 | exempt
2012-02-01 | breached never-done
2012-03-01 | met not-in-order
""")


def test_only_events_on_days_on_which_the_standard_applies_ask_for_anything() -> None:
    holds("""
groups: {staff: {title: Staff}}
courses: {basic: {title: Basic}, module: {title: Module}}
standards:
  first: {title: First, for: [staff], before: module, require: {completed: basic}}
  then: {title: Then, for: [staff], after: module, within: 1 month, require: {completed: basic}}
---
groups: [{group: staff, from: 2011-01-01, to: 2011-03-31}, {group: staff, from: 2011-06-01}]
events:
  - {completed: module, date: 2010-12-31}
  - {completed: module, date: 2011-03-31}
---
2010-12-31 | not-applicable      | not-applicable
2011-01-01 | not-applicable      | not-applicable
2011-03-30 | not-applicable      | not-applicable
2011-03-31 | breached never-done | due never-done
2011-04-01 | not-applicable      | not-applicable
2011-06-01 | breached never-done | overdue never-done
""")
