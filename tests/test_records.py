"""The invented people: how the standards that their notes speak of stand, on the days that matter.

Each expectation names the clause that asks for it, so that a change of a board or of the evaluation is noticed where
somebody would feel it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Final

import pytest
from attrs import frozen

from competency import loading
from competency.model import Framework, Record, Strength
from competency.verdicts import Verdict, check

ONE_DAY: Final = timedelta(days=1)
TRACEABILITY: Final = loading.bundled_files()["kirklees"].parent / "traceability.tsv"


@frozen
class Expected:
    """What one standard says of one person on one day, by the clause that it carries."""

    record: str
    on: str
    standard: str
    status: str
    clause: str
    reason: str | None = None
    since: str | None = None
    due: str | None = None

    def __str__(self) -> str:
        return f"{self.record} {self.standard} {self.on}"


PAEDIATRICIAN: Final = "kirklees-lapsed-paediatrician"
MIDWIFE: Final = "kirklees-exempt-midwife"
LIBRARIAN: Final = "kirklees-new-librarian"
ADVISER: Final = "kirklees-adviser-moving"
INVESTIGATOR: Final = "kirklees-section-47-worker"
TEACHER: Final = "bedfordshire-new-teacher"
SOCIAL_WORKER: Final = "bedfordshire-mid-career-social-worker"
ARRIVING: Final = "bedfordshire-adviser-arriving"
NURSE: Final = "durham-overdue-nurse"
MEMBER: Final = "durham-board-member"
VOLUNTEER: Final = "north-lincs-new-volunteer"
FAMILY_WORKER: Final = "north-lincs-family-support-worker"
LEAD: Final = "solihull-lead-practitioner"
NEWCOMER: Final = "solihull-new-nursery-worker"
EXEMPTED: Final = "solihull-exempt-manager"

REFRESH: Final = "refresh-working-together"
YEARLY: Final = "yearly-level-3-course"
SIX_MONTHS: Final = "level-one-within-six-months"
HOURS: Final = "hours-each-year"

EXPECTED: Final = (
    # Working Together of 12 February 2008, three years, nothing since
    Expected(PAEDIATRICIAN, "2010-11-11", REFRESH, "met", "KI-refresher-04"),
    Expected(PAEDIATRICIAN, "2010-11-12", REFRESH, "due-soon", "KI-refresher-04"),
    Expected(PAEDIATRICIAN, "2011-02-11", REFRESH, "due-soon", "KI-refresher-04", due="2011-02-12"),
    Expected(PAEDIATRICIAN, "2011-02-12", REFRESH, "overdue", "KI-refresher-04", "lapsed", due="2011-02-12"),
    Expected(PAEDIATRICIAN, "2012-05-01", REFRESH, "overdue", "KI-refresher-04", "lapsed", since="2011-02-12"),
    Expected(PAEDIATRICIAN, "2012-05-01", "refresh-awareness", "met", "KI-refresher-03", due="2013-07-06"),
    Expected(PAEDIATRICIAN, "2012-05-01", "take-working-together", "met", "KI-course-08", since="2008-02-12"),
    Expected(PAEDIATRICIAN, "2012-05-01", "take-conferences-and-core-groups", "due", "KI-course-09", "never-done"),
    # one Level 3 course in the interim spares the refresher, never Awareness
    Expected(MIDWIFE, "2012-09-22", REFRESH, "met", "KI-exemption-01"),
    Expected(MIDWIFE, "2012-09-23", REFRESH, "met", "KI-exemption-01", due="2014-10-05"),
    Expected(MIDWIFE, "2014-10-05", REFRESH, "overdue", "KI-exemption-01", "lapsed"),
    Expected(MIDWIFE, "2012-04-29", "refresh-awareness", "due-soon", "KI-refresher-03", due="2012-05-14"),
    Expected(MIDWIFE, "2012-04-30", "refresh-awareness", "met", "KI-refresher-03", due="2015-04-30"),
    # nothing done yet, and no deadline is printed
    Expected(LIBRARIAN, "2012-01-09", "take-awareness", "due", "KI-course-01", "never-done", since="2012-01-09"),
    Expected(LIBRARIAN, "2013-12-31", "take-awareness", "due", "KI-course-01", "never-done"),
    Expected(LIBRARIAN, "2012-01-09", "take-own-policies", "due", "KI-course-02", "never-done"),
    Expected(LIBRARIAN, "2012-01-09", "refresh-awareness", "not-applicable", "KI-refresher-01"),
    Expected(LIBRARIAN, "2012-01-09", "take-working-together", "not-applicable", "KI-course-04"),
    Expected(LIBRARIAN, "2012-01-09", "recommended-order", "unknown", "KI-order-01", "unstated"),
    # as groups 3 and 4 while advising staff of those groups, and not after
    Expected(ADVISER, "2012-08-31", "take-role-training", "met", "KI-inherit-02"),
    Expected(ADVISER, "2012-09-01", "take-role-training", "not-applicable", "KI-inherit-02"),
    Expected(ADVISER, "2012-08-31", "take-briefings", "met", "KI-course-14", since="2011-05-17"),
    Expected(ADVISER, "2012-08-31", YEARLY, "due-soon", "KI-inherit-03"),
    Expected(ADVISER, "2012-09-01", YEARLY, "not-applicable", "KI-inherit-03"),
    # a Level 3 course every year
    Expected(INVESTIGATOR, "2011-06-01", YEARLY, "met", "KI-annual_min-01", since="2011-01-19"),
    Expected(INVESTIGATOR, "2013-11-13", YEARLY, "due-soon", "KI-annual_min-01", due="2013-11-14"),
    Expected(INVESTIGATOR, "2013-11-14", YEARLY, "overdue", "KI-annual_min-01", "lapsed"),
    Expected(INVESTIGATOR, "2013-11-14", REFRESH, "met", "KI-refresher-04", due="2015-11-14"),
    Expected(
        INVESTIGATOR, "2009-09-15", "take-role-training", "due", "KI-inherit-01", "never-done", since="2009-09-01"
    ),
    Expected(INVESTIGATOR, "2009-10-07", "take-role-training", "met", "KI-inherit-01"),
    # Level One within six months of 2 November 2009
    Expected(TEACHER, "2010-05-01", SIX_MONTHS, "due", "BD-deadline-01", "never-done", due="2010-05-02"),
    Expected(TEACHER, "2010-05-02", SIX_MONTHS, "overdue", "BD-deadline-01", "never-done", since="2010-05-02"),
    Expected(TEACHER, "2009-12-01", "induction-in-induction-period", "met", "BD-prereq-01", since="2009-11-09"),
    Expected(TEACHER, "2009-12-01", "level-2-for-those-nominated", "due", "BD-course-01", "never-done"),
    # Levels One to Three in order, a change of group, refreshers without an interval
    Expected(SOCIAL_WORKER, "2009-11-05", SIX_MONTHS, "met", "BD-deadline-01", since="2009-11-05"),
    Expected(SOCIAL_WORKER, "2010-03-31", "level-2-for-those-nominated", "met", "BD-course-01"),
    Expected(SOCIAL_WORKER, "2010-04-01", "level-2-for-those-nominated", "not-applicable", "BD-course-01"),
    Expected(SOCIAL_WORKER, "2010-03-31", "level-2-is-refreshed", "unknown", "BD-course-02", "unstated"),
    Expected(SOCIAL_WORKER, "2010-10-01", "level-3-is-refreshed", "unknown", "BD-course-07", "unstated"),
    Expected(SOCIAL_WORKER, "2010-09-14", "role-of-group-c", "met", "BD-outcome-131", since="2010-09-14"),
    # only what was done after moving counts by this record
    Expected(ARRIVING, "2012-10-10", SIX_MONTHS, "due", "BD-deadline-01", "never-done", due="2013-03-03"),
    Expected(ARRIVING, "2013-03-03", SIX_MONTHS, "overdue", "BD-deadline-01", "never-done"),
    Expected(ARRIVING, "2012-10-10", "induction-in-induction-period", "met", "BD-level-01"),
    # three years from the induction of 14 June 2010
    Expected(NURSE, "2010-06-13", "induction-in-six-months", "due", "DU-deadline-01", "never-done", due="2010-10-12"),
    Expected(NURSE, "2010-06-14", "induction-in-six-months", "met", "DU-deadline-01"),
    Expected(NURSE, "2013-06-13", "refresh-every-three-years", "due-soon", "DU-refresher-01", due="2013-06-14"),
    Expected(NURSE, "2013-06-14", "refresh-every-three-years", "overdue", "DU-refresher-01", "lapsed"),
    Expected(NURSE, "2013-07-01", "healthcare-training", "unknown", "DU-refresher-02", "unstated"),
    Expected(NURSE, "2013-07-01", "inter-agency-taken", "met", "DU-exemption-01", since="2011-03-15"),
    Expected(NURSE, "2013-07-01", "common-core", "due", "DU-commoncore-04", "too-few"),
    # members have an induction of their own
    Expected(MEMBER, "2012-05-01", "board-members-inducted", "met", "DU-course-02", since="2011-10-05"),
    Expected(MEMBER, "2012-05-01", "induction-in-six-months", "not-applicable", "DU-deadline-01"),
    Expected(MEMBER, "2015-05-01", "refresh-every-three-years", "not-applicable", "DU-refresher-01"),
    # induction is done, awareness is not, and no deadline is printed
    Expected(VOLUNTEER, "2017-09-10", "induction-and-awareness", "due", "NL-prereq-01", "never-done"),
    Expected(VOLUNTEER, "2018-03-01", "induction-and-awareness", "due", "NL-prereq-01", "too-few"),
    Expected(VOLUNTEER, "2018-03-01", "essential-training-kept-up", "unknown", "NL-refresher-01", "unstated"),
    # six of the nine areas are assessed
    Expected(FAMILY_WORKER, "2017-04-26", "induction-and-awareness", "met", "NL-prereq-01", since="2017-04-26"),
    Expected(FAMILY_WORKER, "2018-03-01", "common-core-for-all", "due", "NL-commoncore-06", "too-few"),
    # three hours in any twelve months: Module 3 of 17 February 2022 is the last
    Expected(LEAD, "2021-09-01", HOURS, "due", "SO-annual_min-01", "too-few", due="2022-09-01"),
    Expected(LEAD, "2022-06-01", HOURS, "met", "SO-annual_min-01", since="2021-10-19", due="2023-02-17"),
    Expected(LEAD, "2023-02-16", HOURS, "due-soon", "SO-annual_min-01", due="2023-02-17"),
    Expected(LEAD, "2023-02-17", HOURS, "overdue", "SO-annual_min-01", "lapsed"),
    Expected(LEAD, "2021-08-31", "child-protection-challenges", "not-applicable", "SO-course-06"),
    Expected(
        LEAD, "2021-09-01", "child-protection-challenges", "due", "SO-inherit-01", "never-done", since="2021-09-01"
    ),
    Expected(LEAD, "2022-02-17", "child-protection-challenges", "met", "SO-course-06"),
    Expected(LEAD, "2022-06-01", "child-protection-leadership", "not-applicable", "SO-inherit-02"),
    Expected(LEAD, "2022-06-01", "early-help-modules", "due", "SO-course-03", "too-few"),
    # at the very beginning
    Expected(NEWCOMER, "2021-09-27", "early-help-modules", "due", "SO-course-03", "never-done", since="2021-09-06"),
    Expected(NEWCOMER, "2021-09-27", HOURS, "not-applicable", "SO-annual_min-01"),
    # practitioner and manager agreed that attending did not fit in 2022
    Expected(EXEMPTED, "2022-03-15", HOURS, "due-soon", "SO-annual_min-01"),
    Expected(EXEMPTED, "2022-03-16", HOURS, "exempt", "SO-exemption-01", since="2022-03-16", due="2023-01-01"),
    Expected(EXEMPTED, "2023-01-01", HOURS, "overdue", "SO-exemption-01", "lapsed", due="2023-01-01"),
)


@cache
def person(identifier: str) -> tuple[Framework, Record]:
    record = loading.load_record(identifier)
    return loading.load(record.framework), record


@cache
def verdicts(identifier: str, on: date) -> dict[str, Verdict]:
    framework, record = person(identifier)
    found = check(framework, record, on=on)
    assert [verdict.standard for verdict in found] == [
        f"{framework.id}:{standard.id}" for standard in framework.standards if standard.subject in record.subjects
    ]
    return {verdict.standard.partition(":")[2]: verdict for verdict in found}


def day(written: str) -> date:
    return date.fromisoformat(written)


@pytest.mark.parametrize("expected", EXPECTED, ids=str)
def test_a_standard_stands_as_the_note_says(expected: Expected) -> None:
    """Status, reason and days of the standard are those that follow from the clause."""
    verdict = verdicts(expected.record, day(expected.on))[expected.standard]
    assert (str(verdict.status), verdict.reason and str(verdict.reason)) == (expected.status, expected.reason)
    if expected.since is not None:
        assert verdict.since == day(expected.since)
    if expected.due is not None:
        assert verdict.due == day(expected.due)


@pytest.mark.parametrize("expected", EXPECTED, ids=str)
def test_the_clause_leads_to_the_standard(expected: Expected) -> None:
    """The clause that an expectation names is carried by that standard, or by an item that the standard names."""
    framework, _ = person(expected.record)
    lines = [line.split("\t") for line in TRACEABILITY.read_text(encoding="utf-8").splitlines()]
    carried = [line[2].split("/")[1:3] for line in lines if line[:2] == [expected.clause, framework.id]]
    standard = repr(framework.standard(expected.standard))
    assert any(item == expected.standard or f"'{item}'" in standard for _, item in carried)


def test_everybody_is_asked_about() -> None:
    """No bundled person is left out."""
    assert {expected.record for expected in EXPECTED} == set(loading.bundled_records())


@pytest.mark.parametrize("identifier", list(loading.bundled_records()))
def test_a_status_began_on_its_first_day(identifier: str) -> None:
    """Asked on `since`, a standard has the same status, and on the day before another one."""
    _, record = person(identifier)
    days = sorted(event.on for event in record.events if event.on is not None) or [date(2012, 5, 1)]
    on = days[len(days) // 2]
    for name, verdict in verdicts(identifier, on).items():
        if verdict.since is not None:
            assert verdicts(identifier, verdict.since)[name].status is verdict.status
            assert verdicts(identifier, verdict.since - ONE_DAY)[name].status is not verdict.status


def test_one_course_puts_the_lapsed_right() -> None:
    """What flips the paediatrician's overdue refresher: Working Together, its refresher, or any course of Level 3."""
    flips = verdicts(PAEDIATRICIAN, day("2012-05-01"))[REFRESH].flips
    offered = {addition.completed for flip in flips for addition in flip.add}
    assert all(len(flip.add) == 1 and flip.makes in ("met", "due-soon") for flip in flips)
    assert {"kirklees:working-together-refresher", "kirklees:neglect", "kirklees:domestic-violence"} <= offered


def test_an_expectation_is_no_obligation() -> None:
    """The yearly Level 3 course is an expectation, so a miss has the strength of a 'should'."""
    verdict = verdicts(INVESTIGATOR, day("2013-11-14"))[YEARLY]
    assert verdict.strength is Strength.SHOULD
    assert verdict.reading is not None
