"""Laws of the standards language that compare two rules or two records.

A stricter rule is never easier; and to fill in what a document or a record leaves open never turns round what is sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import MODES, PEOPLE, Draw, frameworks, records

from competency import requirements as dsl
from competency.evaluation import Evaluator
from competency.history import Held, History
from competency.model import Event, EventKind, Framework, Record, Stated
from competency.periods import Cycle, Period
from competency.requirements import UNSTATED, Choice, Counting, Query, Requirement, Selector, Unstated
from competency.standing import Status, standing_of

T = TypeVar("T")

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
LAST = date(2040, 1, 1)
PERIODS = (Period(days=1), Period(days=10), Period(months=6), Period(months=36))
"""From the shortest on."""


@st.composite
def cases(draw: Draw) -> tuple[Framework, Record, Random]:
    """A framework, a record under it, and chance."""
    framework = draw(frameworks())
    return framework, draw(records(framework)), draw(st.randoms(use_true_random=False))


def asked(framework: Framework) -> list[Requirement]:
    """Every requirement that the framework holds, and one for each of its definitions."""
    found = [course.requires for course in framework.courses]
    found += [standard.require for standard in framework.standards]
    found += [level.requires for level in framework.levels]
    found += [dsl.OutcomeAchieved(outcome.id) for outcome in framework.outcomes]
    found += [dsl.Member(group.id) for group in framework.groups]
    return [each for each in found if each is not None]


def held(framework: Framework, record: Record, requirement: Requirement) -> Held:
    return Evaluator(History(framework, record, LAST.toordinal())).held(requirement)


# --- a stricter rule -------------------------------------------------------------------------------------


def stricter(requirement: Requirement, random: Random) -> Requirement:
    """A requirement that asks for more, or the same where nothing more can be asked."""
    match requirement:
        case dsl.Completed(selector, counting) if len(selector) > 1 and random.random() < 0.3:
            return dsl.Completed(fewer(selector, random), counting)
        case dsl.Completed(_, counting) | dsl.Evidenced(_, counting):
            return evolve(requirement, counting=narrower(counting, random))
        case dsl.Hours(hours, of, counting):
            return dsl.Hours(hours, fewer(of, random), counting) if len(of) > 1 else dsl.Hours(hours + 1, of, counting)
        case dsl.Experience(Period() as length, fact):
            return dsl.Experience(evolve(length, months=length.months + 1), fact)
        case dsl.FactHolds(fact, (_, *rest)) if rest:
            return dsl.FactHolds(fact, tuple(rest))
        case dsl.AllOf(parts):
            return dsl.AllOf((*one_stricter(parts, random), random.choice(parts)))
        case dsl.AnyOf(parts):
            return dsl.AnyOf(fewer(parts, random) if len(parts) > 1 else one_stricter(parts, random))
        case dsl.AtLeast(number, parts) if number < len(parts):
            return dsl.AtLeast(number + 1, parts)
        case dsl.AtLeast(number, parts):
            return dsl.AtLeast(number, one_stricter(parts, random))
        case _:
            return requirement


def one_stricter(parts: tuple[Requirement, ...], random: Random) -> tuple[Requirement, ...]:
    at = random.randrange(len(parts))
    return (*parts[:at], stricter(parts[at], random), *parts[at + 1 :])


def fewer(items: tuple[T, ...], random: Random) -> tuple[T, ...]:
    left_out = random.randrange(len(items))
    return (*items[:left_out], *items[left_out + 1 :])


def narrower(counting: Counting, random: Random) -> Counting:
    """Options by which less counts, for less long, or more is asked for."""
    every = counting.every
    shorter = [each for each in PERIODS if isinstance(every, Period) and each.longest_days <= every.shortest_days]
    changes = [evolve(counting, times=counting.times + 1)]
    if counting.every is None and counting.each is None:
        changes.append(evolve(counting, every=random.choice(PERIODS)))
    if shorter:
        changes.append(evolve(counting, every=random.choice(shorter)))
    if counting.inside is None or counting.inside == PERIODS[-1]:
        changes.append(evolve(counting, inside=random.choice(PERIODS)))
    if counting.refreshed_by:
        changes.append(evolve(counting, refreshed_by=fewer(counting.refreshed_by, random)))
    if not counting.mode:
        changes.append(evolve(counting, mode=(random.choice(MODES),)))
    if len(counting.mode) > 1:
        changes.append(evolve(counting, mode=fewer(counting.mode, random)))
    if counting.starts is None:
        changes.append(evolve(counting, starts=date(2011, 4, 1)))
    if isinstance(counting.ends, date):
        changes.append(evolve(counting, ends=counting.ends - timedelta(days=1)))
    return random.choice(changes)


@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(cases())
def test_a_stricter_requirement_holds_on_no_other_day(case: tuple[Framework, Record, Random]) -> None:
    framework, record, random = case
    for requirement in asked(framework):
        lax, strict = held(framework, record, requirement), held(framework, record, stricter(requirement, random))
        assert not strict.sure - lax.sure, requirement
        assert not strict.possible - lax.possible, requirement


@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(cases())
def test_a_stricter_rule_never_turns_unmet_into_met(case: tuple[Framework, Record, Random]) -> None:
    framework, record, random = case
    evaluator = Evaluator(History(framework, record, LAST.toordinal()))
    for standard in framework.standards:
        if standard.require is not None:
            lax = standing_of(standard, evaluator)
            strict = standing_of(evolve(standard, require=stricter(standard.require, random)), evaluator)
            for turn in {*lax.turns, *strict.turns}:
                for day in (turn - 1, turn):
                    if strict.status(day) in (Status.MET, Status.DUE_SOON):
                        assert lax.status(day) in (Status.MET, Status.DUE_SOON), (standard, date.fromordinal(day))


# --- what was open is filled in --------------------------------------------------------------------------


def stated(requirement: Requirement, framework: Framework, random: Random) -> Requirement:
    """The requirement with something in every place where it has `unstated`."""
    courses = tuple(course.id for course in framework.courses)

    def selector(given: Selector) -> Selector:
        return tuple(choice(each) for each in given)

    def choice(given: Choice) -> Choice:
        if isinstance(given, Unstated):
            return random.choice(courses)
        if not isinstance(given, Query):
            return given
        options = {
            "level": [level.id for level in framework.levels],
            "develops": [outcome.id for outcome in framework.outcomes],
            "provider": [str(course.provider) for course in framework.courses],
            "tag": [tag for course in framework.courses for tag in course.tags],
        }
        found = {key: random.choice(options[key] or ["none"]) for key, value in given.keys if value is UNSTATED}
        return Query(**{**dict(given.keys), **found})

    def counting(given: Counting) -> Counting:
        return evolve(
            given,
            every=or_else(given.every, random.choice(PERIODS)),
            inside=or_else(given.inside, random.choice(PERIODS)),
            each=or_else(given.each, random.choice(list(Cycle))),
            refreshed_by=selector(given.refreshed_by),
            mode=tuple(or_else(mode, random.choice(MODES)) for mode in given.mode),
            starts=or_else(given.starts, date(2011, 4, 1) + timedelta(days=random.randrange(-40, 40))),
            ends=or_else(given.ends, date(2011, 4, 1) + timedelta(days=random.randrange(-40, 40))),
        )

    match requirement:
        case Unstated():
            return dsl.Completed((random.choice(courses),))
        case dsl.Completed(selected, given):
            return dsl.Completed(selector(selected), counting(given))
        case dsl.Evidenced(evidence, given):
            return dsl.Evidenced(evidence, counting(given))
        case dsl.Hours(hours, of, given):
            return dsl.Hours(hours, selector(of), counting(given))
        case dsl.Experience(period, fact):
            return dsl.Experience(or_else(period, random.choice(PERIODS)), fact)
        case dsl.AllOf(parts) | dsl.AnyOf(parts) | dsl.AtLeast(_, parts):
            return evolve(requirement, parts=tuple(stated(part, framework, random) for part in parts))
        case _:
            return requirement


def or_else(given: T | Unstated, instead: T) -> T:
    return instead if isinstance(given, Unstated) else given


def told(record: Record, framework: Framework, random: Random) -> Record:
    """The record with a mode, a person, a course, minutes and facts wherever it says none.

    Rows that are one completion, or one piece of evidence, stay so: they are left as they are.
    """
    rows = Counter((event.kind, event.item, event.on) for event in record.events)

    def filled(event: Event) -> Event:
        if rows[event.kind, event.item, event.on] > 1:
            return event
        completed, evidence = event.kind is EventKind.COMPLETED, event.kind is EventKind.EVIDENCE
        known = framework.evidence_of(event.item)
        course = framework.course(event.item)
        usual = course is not None and len(course.modes) == 1 and not isinstance(course.modes[0].mode, Unstated)
        timed = course is not None and isinstance(course.minutes, int)
        return evolve(
            event,
            mode=event.mode or (random.choice(MODES) if evidence or (completed and not usual) else None),
            minutes=random.randrange(600) if completed and event.minutes is None and not timed else event.minutes,
            by=event.by or (random.choice(PEOPLE) if evidence else None),
            about=event.about
            or (random.choice(framework.courses).id if evidence and known and known.per_course else None),
        )

    return evolve(
        record,
        events=tuple(filled(event) for event in record.events),
        facts=(*facts(framework, random), *record.facts),
    )


def facts(framework: Framework, random: Random) -> Iterator[Stated]:
    """A value for every fact, before the record's own, so that these win on their days."""
    for fact in framework.facts:
        if fact.type == "date":
            yield Stated(fact.id, str(date(2011, 4, 1) + timedelta(days=random.randrange(-400, 40))))
        else:
            yield Stated(fact.id, random.choice(fact.values or ("yes", "no")))


@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(cases(), st.booleans())
def test_what_is_sure_stays_so_when_silence_is_filled_in(case: tuple[Framework, Record, Random], about: bool) -> None:
    framework, record, random = case
    more = told(record, framework, random)
    course = random.choice(framework.courses).id if about else None
    silent = Evaluator(History(framework, record, LAST.toordinal())).regarding(course)
    spoken = Evaluator(History(framework, more, LAST.toordinal())).regarding(course)
    for requirement in asked(framework):
        before, after = silent.held(requirement), spoken.held(stated(requirement, framework, random))
        assert not before.sure - after.sure, requirement
        assert not after.possible - before.possible, requirement
