"""Every kind of subject, on the boards' own standards: practitioners, trainers, courses, agencies, settings, boards."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

import pytest
from worked_days import framework, holds, record, rows_are

import competency
from competency.model import Framework, Record, Subject
from competency.standing import Status
from competency.values import Value
from competency.verdicts import check

BOARDS: Final = ("bedfordshire", "durham", "kirklees", "north_lincs", "solihull")
SUBJECTS: Final = {
    (board, subject): [standard for standard in competency.load(board).standards if standard.subject is subject]
    for board in BOARDS
    for subject in Subject
}


@pytest.mark.parametrize(("board", "subject"), [pair for pair, standards in SUBJECTS.items() if standards])
def test_every_attested_standard_of_a_board_is_met_once_its_subject_attests_it(board: str, subject: Subject) -> None:
    """Every fact is yes and every group joined, so that all standards apply; of courses, those that are selected."""
    rules = competency.load(board)
    attested = [standard.id for standard in SUBJECTS[board, subject] if not standard.require and not standard.timing]
    day = date(2012, 5, 1)
    reached: set[str] = set()
    for item in [course.id for course in rules.courses] if subject is Subject.COURSE else [""]:
        data: dict[str, Value] = {
            **({"item": item} if item else {}),
            "subject": str(subject),
            "facts": {fact.id: True for fact in rules.facts if fact.type == "yes-no"},
            "groups": [{"group": group.id} for group in rules.groups],
            "events": [{"standard": standard, "date": str(day)} for standard in attested],
        }
        head: dict[str, Value] = {"format": "record/1", "id": "p-1", "framework": board}
        history = competency.load_record({**head, **data}, rules)
        before = statuses(rules, history, day - timedelta(days=1))
        after = statuses(rules, history, day)
        assert list(before) == [standard.id for standard in SUBJECTS[board, subject]]
        applying = [standard for standard in attested if after[standard] is not Status.NOT_APPLICABLE]
        assert all(before[standard] in (Status.OVERDUE, Status.UNKNOWN) for standard in applying)
        assert all(after[standard] in (Status.MET, Status.DUE_SOON) for standard in applying)
        reached.update(applying)
    assert reached == set(attested)


def statuses(rules: Framework, history: Record, day: date) -> dict[str, Status]:
    return {verdict.standard.split(":")[1]: verdict.status for verdict in check(rules, history, on=day)}


PROVISION: Final = {
    ("bedfordshire", Subject.PRACTITIONER): """
facts: {appointed: 2010-08-31}
groups: [{group: group-b}]
events: []
---
day | level-one-within-six-months
2011-02-27 | due never-done
2011-02-28 | overdue never-done
""",
    ("bedfordshire", Subject.TRAINER): """
subject: trainer
facts: {pool-trainer: true, level-one-trainer: false}
events:
  - {evidence: observed-by-peers, date: 2011-01-10}
  - {evidence: observed-by-board, date: 2011-03-01}
---
day | pool-trainers-are-observed | level-one-trainers-learn-to-train
2011-02-28 | due too-few | not-applicable
2011-03-01 | met | not-applicable
2012-01-10 | overdue lapsed | not-applicable
""",
    ("bedfordshire", Subject.COURSE): """
subject: course
item: level-one-training
events: [{evidence: board-approval, date: 2010-03-01}]
---
day | single-agency-courses-are-approved | inter-agency-courses-are-reviewed
2010-02-28 | due never-done | not-applicable
2010-03-01 | met | not-applicable
2012-02-29 | due-soon | not-applicable
2012-03-01 | overdue lapsed | not-applicable
""",
    ("bedfordshire", Subject.AGENCY): """
subject: agency
events: [{standard: agencies-report-level-one, date: 2010-03-01}]
---
day | agencies-report-level-one
2010-02-28 | overdue never-done
2010-03-01 | met
2011-03-01 | overdue lapsed
""",
    ("bedfordshire", Subject.BOARD): """
subject: board
events: [{standard: board-validates-courses, date: 2010-03-01}]
---
day | board-validates-courses | board-reviews-single-agency-packages
2009-06-30 | overdue never-done | not-applicable
2009-07-01 | overdue never-done | overdue never-done
2012-02-29 | due-soon | overdue never-done
2012-03-01 | overdue lapsed | overdue never-done
""",
    ("durham", Subject.PRACTITIONER): """
facts: {appointed: 2010-08-31}
groups: [{group: induction}]
events: [{completed: staff-induction, date: 2011-02-28}]
---
day | induction-in-six-months | refresh-every-three-years
2011-02-27 | due never-done | not-applicable
2011-02-28 | met | met
2014-02-28 | met | overdue lapsed
""",
    ("durham", Subject.TRAINER): """
subject: trainer
events: [{standard: trainers-know-safeguarding, date: 2011-03-01}]
---
day | trainers-know-safeguarding | trainers-form-a-pool
2011-02-28 | overdue never-done | overdue never-done
2011-03-01 | met | overdue never-done
""",
    ("durham", Subject.COURSE): """
subject: course
item: inter-agency-training
events: [{outcome: respond-to-concerns, date: 2011-01-10}, {standard: purposes-of-training, date: 2011-01-10}]
---
day | usual-topics | purposes-of-training
2011-01-09 | overdue never-done | overdue never-done
2011-01-10 | overdue too-few | met
""",
    ("durham", Subject.AGENCY): """
subject: agency
facts: {trains-in-teams: [{value: no, to: 2010-12-31}, {value: yes, from: 2011-01-01}], general-practice: false}
---
day | staff-have-the-chance | practices-give-the-chance
2010-12-31 | unknown judged | not-applicable
2011-01-01 | met | not-applicable
""",
    ("durham", Subject.BOARD): """
subject: board
events: [{standard: board-reports-each-year, date: 2011-03-01}, {standard: needs-are-reviewed, date: 2011-03-01}]
---
day | board-reports-each-year | needs-are-reviewed
2011-02-28 | overdue never-done | overdue never-done
2011-03-01 | met | due-soon
2011-03-02 | met | unknown unstated
2012-03-01 | overdue lapsed | unknown unstated
""",
    ("kirklees", Subject.PRACTITIONER): """
facts: {advises-group-3: false, advises-group-4: false}
groups: [{group: group-3}]
events: [{completed: working-together, date: 2010-03-01}, {completed: neglect, date: 2013-02-28}]
---
day | refresh-working-together | take-working-together
2010-02-28 | not-applicable | due never-done
2010-03-01 | met | met
2013-02-27 | due-soon | met
2013-02-28 | met | met
2016-02-28 | overdue lapsed | met
""",
    ("kirklees", Subject.TRAINER): """
subject: trainer
facts: {pool-trainer: true}
events: [{evidence: pool-meeting, date: 2011-01-10}, {evidence: pool-meeting, date: 2011-06-01}]
---
day | pool-trainers-meet
2011-05-31 | due too-few
2011-06-01 | met
2012-01-09 | due-soon
2012-01-10 | overdue lapsed
""",
    ("kirklees", Subject.COURSE): """
subject: course
item: awareness
events: [{standard: e-learning-is-reviewed, date: 2011-03-01}]
---
day | e-learning-is-reviewed | courses-stay-interagency
2011-02-28 | overdue never-done | not-applicable
2011-03-01 | due-soon | not-applicable
2011-03-02 | unknown unstated | not-applicable
""",
    ("kirklees", Subject.AGENCY): """
subject: agency
events: [{standard: agencies-answer-questionnaire, date: 2011-03-01}]
---
day | agencies-answer-questionnaire
2011-02-28 | overdue never-done
2011-03-01 | met
2011-12-01 | due-soon
2012-03-01 | overdue lapsed
""",
    ("kirklees", Subject.BOARD): """
subject: board
events:
  - {evidence: pilot-evaluation, date: 2010-06-01}
  - {standard: strategy-renewal, date: 2011-04-01}
  - {evidence: pilot-evaluation, date: 2011-03-31}
---
day | pilot-of-evaluation | strategy-renewal
2010-03-31 | not-applicable | overdue never-done
2011-03-30 | due too-few | overdue never-done
2011-03-31 | met | overdue never-done
2011-04-01 | not-applicable | met
2014-04-01 | not-applicable | overdue lapsed
""",
    ("north_lincs", Subject.PRACTITIONER): """
events:
  - {completed: disabled-children-awareness, date: 2011-03-01}
  - {evidence: application-form, about: disabled-children-awareness, date: 2011-03-02}
  - {evidence: evaluation-form, about: disabled-children-awareness, date: 2011-03-01}
---
day | application-before-course | feedback-after-course | impact-after-course
2011-02-28 | not-applicable | not-applicable | not-applicable
2011-03-01 | breached never-done | met | unknown unstated
2011-03-02 | met not-in-order | met | unknown unstated
""",
    ("north_lincs", Subject.TRAINER): """
subject: trainer
facts: {works-within-procedures: true, multi-agency-experience: true, with-families-since: 2009-02-28}
events: [{evidence: training-for-trainers, date: 2011-03-01}]
---
day | trainer-safeguarding-experience | trainer-delivery-knowledge | multi-agency-trainers-know-the-area
2011-02-27 | overdue never-done | overdue never-done | unknown judged
2011-02-28 | met | overdue never-done | unknown judged
2011-03-01 | met | met | unknown judged
""",
    ("north_lincs", Subject.COURSE): """
subject: course
item: safeguarding-awareness
events: [{standard: required-topics, date: 2011-03-01}]
---
day | required-topics
2011-02-28 | overdue never-done
2011-03-01 | met
""",
    ("north_lincs", Subject.AGENCY): """
subject: agency
groups: [{group: organisations, from: 2011-01-01}]
events: [{standard: candidates-recorded, date: 2011-03-01}]
---
day | candidates-recorded
2010-12-31 | not-applicable
2011-01-01 | overdue never-done
2011-03-01 | met
""",
    ("north_lincs", Subject.BOARD): """
subject: board
events: [{standard: strategy-written, date: 2009-03-01}, {standard: strategy-reviewed, date: 2011-03-01}]
---
day | strategy-written | strategy-reviewed
2009-02-28 | overdue never-done | overdue never-done
2011-03-01 | met | met
2012-02-29 | due-soon | due-soon
2012-03-01 | overdue lapsed | overdue lapsed
""",
    ("solihull", Subject.PRACTITIONER): """
groups: [{group: gcp2-users}]
events:
  - {evidence: gcp2-use, date: 2023-05-01}
  - {evidence: gcp2-licence, date: 2023-06-01}
---
day | licence-before-gcp2 | gcp2-visits
2023-04-30 | not-applicable | not-applicable
2023-05-01 | breached never-done | due never-done
2023-05-28 | breached never-done | due never-done
2023-05-29 | breached never-done | overdue never-done
2023-06-01 | met not-in-order | overdue never-done
""",
    ("solihull", Subject.TRAINER): """
subject: trainer
events: [{standard: trainers-keep-up-to-date, date: 2023-05-01}]
---
day | trainers-keep-up-to-date
2023-04-30 | overdue never-done
2023-05-01 | due-soon
2023-05-02 | unknown unstated
""",
    ("solihull", Subject.COURSE): """
subject: course
item: module-2
events: [{standard: case-studies-are-real, date: 2023-05-01}]
---
day | case-studies-are-real | modules-are-evaluated
2023-04-30 | overdue never-done | overdue never-done
2023-05-01 | met | overdue never-done
""",
    ("solihull", Subject.AGENCY): """
subject: agency
events: [{standard: agencies-train-in-house, date: 2023-05-01}]
---
day | agencies-train-in-house | staff-have-competencies
2023-04-30 | overdue never-done | overdue never-done
2023-05-01 | met | overdue never-done
""",
    ("solihull", Subject.BOARD): """
subject: board
events: [{outcome: skill-thresholds, date: 2023-04-01}]
---
day | workforce-skills
2023-03-31 | not-applicable
2023-04-01 | overdue too-few
""",
}


@pytest.mark.parametrize(("board", "subject"), PROVISION)
def test_the_standards_of_a_board_are_answered_from_a_record_of_their_subject(board: str, subject: Subject) -> None:
    rules = competency.load(board)
    text, table = re.split(r"^---\n", PROVISION[board, subject], flags=re.MULTILINE)
    rows_are(rules, record(text, rules), table)


def test_every_subject_that_a_board_has_standards_for_has_such_a_record() -> None:
    assert set(PROVISION) == {pair for pair, standards in SUBJECTS.items() if standards}


def test_a_record_may_be_about_several_subjects_and_a_setting_is_one() -> None:
    rules = """
facts: {nursery: {title: Is a nursery}}
courses: {basic: {title: Basic}}
standards:
  of-settings: {title: Setting, subject: setting, when: {fact: nursery}, every: 1 year}
  of-trainers: {title: Trainer, subject: trainer, require: {completed: basic}}
  of-practitioners: {title: Practitioner, require: {completed: basic}}
"""
    holds(f"""{rules}---
subject: setting
facts: {{nursery: [{{value: no, to: 2010-12-31}}, {{value: yes, from: 2011-01-01}}]}}
events: [{{standard: of-settings, date: 2011-03-01}}]
---
day | of-settings
2010-12-31 | not-applicable
2011-02-28 | overdue never-done
2011-03-01 | met
2012-03-01 | overdue lapsed
""")
    known = framework(rules)
    several = record("subject: [practitioner, trainer]", known)
    assert list(statuses(known, several, date(2011, 1, 1))) == ["of-trainers", "of-practitioners"]
