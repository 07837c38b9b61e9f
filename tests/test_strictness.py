"""Strictness: what is shown to be as strict never lets anybody off; what is called weaker is refuted by an example."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from strategies import (
    MODES,
    PERIODS,
    Draw,
    Names,
    a_choice,
    a_requirement,
    a_timing,
    an_audience,
    chance,
    frameworks,
    pick,
    records,
)

from competency import notation
from competency.counterexamples import Weaker, is_less, stands
from competency.document import parse as read
from competency.evaluation import Evaluator
from competency.history import History
from competency.implication import Implication, is_shorter
from competency.loading import bundled_files, load
from competency.model import (
    Course,
    Deadline,
    Evidence,
    FactType,
    Framework,
    Group,
    Level,
    Record,
    Response,
    Standard,
    Strength,
    Subject,
)
from competency.periods import Cycle, Period
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Counting,
    Evidenced,
    Experience,
    Hours,
    Requirement,
    parse,
)
from competency.standing import standing_of
from competency.strictness import Stronger, Undecided, compare, told
from competency.values import Value

FRAMEWORK = """\
format: framework/1
id: small
title: Small
publisher: Board
language: en-GB
sources: {s: {title: S}}
levels:
  - {id: bronze, title: Bronze, requires: {completed: a}}
  - {id: silver, title: Silver, requires: {all: [{level: bronze}, {completed: b}]}}
  - {id: open, title: Open}
facts:
  lead: {title: Lead}
  qualified: {title: Qualified, type: date}
  contract: {title: Contract, type: one-of, values: [full, part]}
groups:
  staff: {title: Staff}
  managers: {title: Managers, extends: [staff]}
  heads: {title: Heads, part_of: managers}
  leaders: {title: Leaders, when: {fact: lead}}
outcomes: {knows: {statement: Knows}, sees: {statement: Sees}}
evidence:
  card: {title: Card, develops: [knows]}
  approval: {title: Approval, per: course}
courses:
  a: {title: A, tags: [x], develops: [knows], minutes: 60}
  b: {title: B, tags: [x], modes: [e-learning], minutes: 180}
  c: {title: C, level: silver, includes: [a]}
  d: {title: D, level: silver}
standards:
  was: {title: Was, require: {completed: a}}
"""


def value_of(text: str) -> Value:
    document, found = read(text, file="small.yaml")
    assert document is not None
    assert not found
    return document.value


SMALL = load(value_of(FRAMEWORK))  # type: ignore[arg-type]


def with_standard(text: str) -> Standard:
    value = value_of(
        FRAMEWORK.replace("  was: {title: Was, require: {completed: a}}", f"  was: {{title: Was, {text}}}")
    )
    standard = load(value).standard("was")  # type: ignore[arg-type]
    assert standard is not None
    return standard


# --- requirements, one by one ----------------------------------------------------------------------------

IMPLIES = [
    ("{completed: a}", "{completed: [a, b]}"),
    ("{completed: a}", "{completed: {tag: x}}"),
    ("{completed: c}", "{completed: a}"),
    ("{completed: {level: silver}}", "{any: [{completed: c}, {completed: d}]}"),
    ("{any: [{completed: a}, {completed: b}]}", "{completed: {tag: x}}"),
    ("{completed: a, times: 3}", "{completed: a, times: 2}"),
    ("{completed: a, every: 2 years}", "{completed: a, every: 3 years}"),
    ("{completed: a, every: 2 years}", "{completed: a}"),
    ("{completed: a, each: calendar-year}", "{completed: a, every: 2 years}"),
    ("{completed: a, every: 1 year}", "{completed: a, each: financial-year}"),
    ("{completed: a, every: 3 years, refreshed_by: b}", "{completed: a, every: 3 years, refreshed_by: [b, d]}"),
    ("{completed: a, every: 3 years, refreshed_by: b}", "{completed: [a, b], every: 3 years}"),
    ("{completed: a, times: 2, inside: 2 weeks}", "{completed: a, times: 2, inside: 1 month}"),
    ("{completed: a, times: 2, inside: 2 weeks}", "{completed: a, times: 2}"),
    ("{completed: a, mode: [face-to-face]}", "{completed: a, mode: [face-to-face, e-learning]}"),
    ("{completed: a, from: 2012-01-01, to: 2012-06-30}", "{completed: a, from: 2011-01-01, to: 2012-12-31}"),
    ("{evidence: card, times: 2, different: by}", "{evidence: card, times: 2}"),
    ("{evidence: card, every: 1 year}", "{evidence: card}"),
    ("{evidence: card}", "{outcome: knows}"),
    ("{completed: c, every: 1 year}", "{outcome: knows}"),
    ("{hours: 3, of: a, every: 1 year}", "{hours: 2, of: {tag: x}, every: 1 year}"),
    ("{hours: 3, of: a, every: 1 year}", "{completed: a, every: 2 years}"),
    ("{experience: 3 years, in: appointed}", "{experience: 2 years, in: appointed}"),
    ("{fact: contract, is: full}", "{fact: contract}"),
    ("{judged: is able, fact: lead}", "{fact: lead}"),
    ("{member: heads}", "{member: managers}"),
    ("{level: silver}", "{completed: b}"),
    ("{level: silver}", "{level: bronze}"),
    ("{all: [{completed: a}, {completed: b}]}", "{completed: b}"),
    ("{all: [{completed: a}, {completed: b}, {completed: d}]}", "{at_least: 2, of: [{completed: a}, {completed: d}]}"),
    (
        "{at_least: 2, of: [{completed: a}, {completed: b}, {completed: d}]}",
        "{any: [{completed: [a, b]}, {evidence: card}]}",
    ),
    (
        "{at_least: 3, of: [{completed: a}, {completed: b}, {completed: d}, {evidence: card}]}",
        "{at_least: 2, of: [{completed: b}, {completed: d}, {completed: a}]}",
    ),
    ("{standard: was}", "{completed: a}"),
    ("{level: open}", "{level: open}"),
    ("{all: [unstated, {completed: a}]}", "{completed: a}"),
    ("unstated", "unstated"),
]
DOES_NOT_IMPLY = [
    ("{completed: a}", "{completed: c}"),
    ("{completed: [a, unstated]}", "{completed: b}"),
    ("{completed: a, every: 3 years}", "{completed: a, every: 2 years}"),
    ("{completed: a}", "{completed: a, every: 2 years}"),
    ("{completed: a, every: 1 year}", "{completed: a, each: calendar-year, mode: [x]}"),
    ("{completed: a, each: calendar-year}", "{completed: a, every: 1 year}"),
    ("{completed: a, every: 2 years}", "{completed: a, each: calendar-year}"),
    ("{completed: a, each: calendar-year}", "{completed: a, each: financial-year}"),
    ("{completed: a, every: unstated}", "{completed: a, every: 1 year}"),
    ("{completed: a, every: 3 years, refreshed_by: b}", "{completed: a, every: 3 years}"),
    ("{completed: a, every: 3 years, refreshed_by: b}", "{completed: [a, b], every: 3 years, mode: [e-learning]}"),
    ("{completed: a, times: 2}", "{completed: a, times: 2, inside: 1 month}"),
    ("{completed: a}", "{completed: a, mode: [face-to-face]}"),
    ("{evidence: card, times: 2}", "{evidence: card, times: 2, different: by}"),
    ("{outcome: knows}", "{completed: a}"),
    ("{outcome: sees}", "{outcome: knows}"),
    ("{completed: b}", "{outcome: knows}"),
    ("{hours: 2, of: a}", "{hours: 3, of: a}"),
    ("{completed: a}", "{hours: 1, of: a}"),
    ("{experience: 2 years, in: appointed}", "{experience: 3 years, in: appointed}"),
    ("{experience: 3 years, in: qualified}", "{experience: 2 years, in: appointed}"),
    ("{fact: contract}", "{fact: contract, is: full}"),
    ("{fact: lead, is: no}", "{fact: lead}"),
    ("{member: managers}", "{member: heads}"),
    ("{member: managers}", "{member: staff}"),
    ("{member: leaders}", "{member: staff}"),
    ("{level: bronze}", "{level: silver}"),
    ("{any: [{completed: a}, {completed: b}]}", "{completed: a}"),
    ("{at_least: 2, of: [{completed: a}, {completed: b}, {completed: d}]}", "{completed: a}"),
    (
        "{at_least: 2, of: [{completed: a}, {completed: b}, {completed: d}]}",
        "{at_least: 2, of: [{completed: a}, {completed: b}, {evidence: card}]}",
    ),
    (
        "{completed: [a, b], times: 2}",
        "{any: [{completed: a, times: 2}, {completed: b, times: 2}]}",
    ),
    (
        "{completed: a, every: 3 years, mode: [e-learning], refreshed_by: b}",
        "{completed: [a, b], every: 3 years, mode: [e-learning]}",
    ),
    ("{completed: a, from: 2011-01-01}", "{completed: a, from: 2012-01-01}"),
    ("{completed: a, from: 2011-01-01, to: 2012-12-31}", "{completed: a, from: 2011-01-01, to: 2012-06-30}"),
    ("unstated", "{completed: a}"),
    ("{completed: a}", "unstated"),
]


def requirement(text: str) -> Requirement:
    return parse(value_of(f"x: {text}")["x"])  # type: ignore[index, call-overload]


@pytest.mark.parametrize(("given_", "asked"), IMPLIES)
def test_what_asks_for_more_implies_what_asks_for_less(given_: str, asked: str) -> None:
    assert Implication(SMALL, SMALL).holds(requirement(given_), requirement(asked))


@pytest.mark.parametrize(("given_", "asked"), DOES_NOT_IMPLY)
def test_what_asks_for_something_else_implies_nothing(given_: str, asked: str) -> None:
    assert not Implication(SMALL, SMALL).holds(requirement(given_), requirement(asked))


@pytest.mark.parametrize(
    ("one", "other", "shorter"),
    [
        (Period(months=12), Period(days=366), True),
        (Period(months=12), Period(days=365), False),
        (Period(days=365), Period(months=12), True),
        (Period(days=366), Period(months=12), False),
        (Period(months=1), Period(months=1, days=1), True),
        (Period(days=28), Period(months=1), True),
        (Period(days=29), Period(months=1), False),
    ],
)
def test_a_period_is_shorter_if_it_is_on_every_day(one: Period, other: Period, shorter: bool) -> None:
    days = [date(2011, 1, 1) + timedelta(days=number) for number in range(1500)]
    assert is_shorter(one, other) is shorter
    assert all(one.after(day) <= other.after(day) for day in days) is shorter


# --- standards -------------------------------------------------------------------------------------------

STRONGER = [
    ("require: {completed: a}", "require: {completed: a}"),
    ("require: {completed: a, every: 3 years}", "require: {completed: a, every: 2 years}"),
    ("for: [managers], require: {completed: a}", "for: [staff], require: {completed: a}"),
    ("for: [heads], require: {completed: a}", "require: {completed: a}"),
    ("for: [{group: staff, when: {fact: lead}}], require: {completed: a}", "for: [staff], require: {completed: a}"),
    ("when: {completed: c}, require: {completed: b}", "when: {completed: a}, require: {completed: b}"),
    ("require: {completed: a}, unless: {fact: lead}", "require: {completed: a}"),
    ("require: {completed: a}, unless: {completed: a}", "require: {completed: a}, unless: {completed: c}"),
    ("require: {completed: a}, strength: should", "require: {completed: a}"),
    ("from: 2012-01-01, require: {completed: a}", "from: 2011-01-01, require: {completed: a}"),
    ("require: {completed: a}, due: unstated", "require: {completed: a}"),
    (
        "require: {completed: a, every: 3 years}, due: unstated",
        "require: {completed: a, every: 2 years}, due: unstated",
    ),
    (
        "require: {completed: a}, due: {within: 6 months, of: appointed}",
        "require: {completed: a}, due: {within: 12 weeks, of: appointed}",
    ),
    (
        "require: {completed: a}, due: {within: 1 year, of: joining}",
        "require: {completed: a}, due: {within: 1 month, of: joining}",
    ),
    (
        "require: {completed: a}, due: {within: 1 year, of: c}",
        "require: {completed: a}, due: {within: 1 year, of: [c, d]}",
    ),
    ("require: {completed: a}, before: b", "require: {completed: c}, before: [b, d]"),
    (
        "require: {completed: a}, after: b, within: 1 year",
        "require: {completed: a}, after: b, opens: 1 month, within: 6 months",
    ),
    ("every: 2 years", "every: 1 year"),
    ("subject: course, for: {level: silver}", "subject: course"),
]
WEAKER = [
    ("require: {completed: a, every: 2 years}", "require: {completed: a, every: 3 years}"),
    ("require: {completed: a}", "require: {completed: [a, b]}"),
    ("require: {all: [{completed: a}, {completed: b}]}", "require: {completed: b}"),
    ("require: {completed: a, times: 2}", "require: {completed: a}"),
    ("require: {completed: a, times: 2, inside: 2 weeks}", "require: {completed: a, times: 2, inside: 1 month}"),
    ("require: {completed: a, mode: [face-to-face]}", "require: {completed: a}"),
    ("require: {completed: a, every: 1 year}", "require: {completed: a, each: calendar-year}"),
    (
        "require: {completed: a, every: 1 year}",
        "require: {completed: a, every: 1 year, refreshed_by: [b]}",
    ),
    ("require: {hours: 3, of: {tag: x}}", "require: {hours: 2, of: {tag: x}}"),
    ("require: {evidence: card, times: 2, different: by}", "require: {evidence: card, times: 2}"),
    ("require: {experience: 3 years, in: appointed}", "require: {experience: 2 years, in: appointed}"),
    ("require: {level: silver}", "require: {level: bronze}"),
    ("require: {completed: a}", "require: {outcome: knows}"),
    ("for: [staff], require: {completed: a}", "for: [managers], require: {completed: a}"),
    ("require: {completed: a}", "for: [managers], require: {completed: a}"),
    ("for: [staff], require: {completed: a}", "for: [{group: staff, when: {fact: lead}}], require: {completed: a}"),
    ("require: {completed: a}", "require: {completed: a}, unless: {fact: lead}"),
    ("require: {completed: a}", "require: {completed: a}, when: {completed: b}"),
    (
        "require: {completed: a}, unless: {fact: lead}",
        "require: {completed: a}, unless: {any: [{fact: lead}, {completed: b}]}",
    ),
    (
        "require: {completed: a}, due: {within: 1 year, of: appointed}",
        "require: {completed: a}, due: {within: 1 year, of: b}",
    ),
    (
        "require: {completed: a, every: 1 year}, due: unstated",
        "require: {all: [{completed: a, every: 1 year}, {completed: b}]}, due: unstated",
    ),
    (
        "require: {completed: a, times: 2, every: 1 year}, due: unstated",
        "require: {completed: a, times: 2, inside: 1 week, every: 1 year}, due: unstated",
    ),
    ("require: {completed: a}", "require: {completed: a}, strength: should"),
    ("require: {completed: a}", "require: {completed: a}, to: 2012-06-30"),
    ("from: 2011-01-01, require: {completed: a}", "from: 2012-06-01, require: {completed: a}"),
    ("require: {completed: a}", "require: {completed: a}, due: {within: 6 months, of: appointed}"),
    (
        "require: {completed: a}, due: {within: 6 months, of: appointed}",
        "require: {completed: a}, due: {within: 1 year, of: appointed}",
    ),
    (
        "for: [staff], require: {completed: a}, due: {within: 1 month, of: joining}",
        "for: [staff], require: {completed: a}, due: unstated",
    ),
    ("require: {completed: a}, before: [b, d]", "require: {completed: a}, before: b"),
    ("require: {completed: a}, after: b, within: 6 months", "require: {completed: a}, after: b, within: 1 year"),
    (
        "require: {completed: a}, after: b, opens: 1 month, within: 6 months",
        "require: {completed: a}, after: b, within: 6 months",
    ),
    ("require: {completed: a}, before: b", "require: {completed: a}, after: b, within: 1 month"),
    ("require: {evidence: approval}, before: b", "require: {completed: a}"),
    ("subject: course", "subject: course, for: {level: silver}"),
    ("every: 1 year", "every: 2 years"),
    ("require: {completed: a}", "subject: trainer, require: {completed: a}"),
]
UNDECIDED = [
    ("require: {completed: a}", "require: unstated"),
    ("require: {completed: a, every: 3 years}", "require: {completed: a, every: unstated}"),
]


@pytest.mark.parametrize(("old", "new"), STRONGER)
def test_what_is_written_more_strictly_is_shown_to_be_so(old: str, new: str) -> None:
    assert compare(with_standard(new), with_standard(old), SMALL) == Stronger()


@pytest.mark.parametrize(("old", "new"), WEAKER)
def test_what_is_written_less_strictly_is_refuted_by_an_example(old: str, new: str) -> None:
    one, other = with_standard(new), with_standard(old)
    found = compare(one, other, SMALL)
    assert isinstance(found, Weaker)
    assert len(found.record.events) <= 3
    assert stands(evolve(SMALL, standards=(one,)), one, found.record, found.on) is found.new
    assert stands(evolve(SMALL, standards=(other,)), other, found.record, found.on) is found.old
    assert is_less(found.new, found.old) or one.strength is not other.strength


@pytest.mark.parametrize(("old", "new"), UNDECIDED)
def test_what_leaves_open_whether_it_is_as_strict_is_undecided(old: str, new: str) -> None:
    found = compare(with_standard(new), with_standard(old), SMALL)
    assert isinstance(found, Undecided)
    assert found.why.endswith("requires")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "require: {completed: a, every: 2 years}",
            "require: {completed: a, every: 3 years}",
            "someone, who has completed A on 10 January 2012, meets this rule on 10 January 2014, and is overdue by "
            "the one it replaces",
        ),
        (
            "for: [staff], require: {completed: a}",
            "for: [staff], require: {completed: a}, unless: {fact: lead}",
            "someone in Staff with Lead: yes is exempt from this rule on 10 January 2012, and is overdue by the one it "
            "replaces",
        ),
        (
            "require: {completed: a}",
            "require: {completed: a}, strength: should",
            "someone is overdue by both rules on 10 January 2012, of which this one binds less strongly",
        ),
        (
            "require: {evidence: approval}, before: b",
            "require: {evidence: approval}, before: c",
            "someone, who has completed B on 10 January 2012, is not meant by this rule on 10 January 2012, and has "
            "broken the order by the one it replaces",
        ),
        (
            "require: {completed: a}, due: {within: 1 month, of: appointed}",
            "require: {completed: a}, due: {within: 1 year, of: appointed}",
            "someone with “Date of appointment”: 10 January 2012 still has time by this rule on 10 February 2012, and "
            "is overdue by the one it replaces",
        ),
        (
            "subject: course",
            "subject: course, for: {level: silver}",
            "the course A is not meant by this rule on 10 January 2012, and is overdue by the one it replaces",
        ),
    ],
)
def test_an_example_is_told_in_one_sentence(old: str, new: str, sentence: str) -> None:
    found = compare(with_standard(new), with_standard(old), SMALL)
    assert isinstance(found, Weaker)
    assert told(found, SMALL) == sentence


def test_definitions_are_read_each_in_its_own_framework() -> None:
    """The rule stays as it is; what the level asks for does not."""
    rule = with_standard("require: {level: bronze}")
    easier = load(value_of(FRAMEWORK.replace("requires: {completed: a}}", "requires: {completed: [a, d]}}")))  # type: ignore[arg-type]
    assert compare(rule, rule, SMALL, SMALL) == Stronger()
    assert compare(rule, rule, SMALL, easier) == Stronger()
    found = compare(rule, rule, easier, SMALL)
    assert isinstance(found, Weaker)
    assert [event.item for event in found.record.events] == ["d"]


MADE_EASIER = [
    ("require: {hours: 2, of: a}", "minutes: 60", "minutes: 60", "minutes: 120"),
    ("require: {evidence: card}", "title: D,", "title: D,", "title: D, grants: [card],"),
    ("require: {evidence: card}", "title: Card,", "title: Card, requires: {completed: b},", "title: Card,"),
    ("require: {evidence: approval}, before: b", "per: course", "per: course", "note: n"),
    ("require: {outcome: knows}", "title: D,", "title: D,", "title: D, develops: [knows],"),
    ("require: {outcome: sees}", "[knows]}", "[knows]}", "[knows, sees]}"),
    (
        "require: {member: leaders}",
        "when: {fact: lead}",
        "when: {all: [{fact: lead}, {completed: a}]}",
        "when: {fact: lead}",
    ),
    ("for: [leaders], require: {completed: a}", "when: {fact: lead}", "when: {fact: lead}", "when: {completed: b}"),
    ("for: [staff], require: {completed: a}", "extends: [staff]", "extends: [staff]", "note: n"),
    ("require: {member: managers}", "part_of: managers", "note: n", "part_of: managers"),
    ("require: {completed: {tag: x}}", "title: D,", "title: D,", "title: D, tags: [x],"),
    ("require: {completed: a}", "title: D,", "title: D,", "title: D, includes: [a],"),
    ("require: {completed: b}, after: a, within: 1 month", "includes: [a]", "includes: [a]", "note: n"),
    ("require: {completed: b}, before: {evidence: card}", "title: C,", "title: C, grants: [card],", "title: C,"),
]


@pytest.mark.parametrize(("rule", "written", "was", "now"), MADE_EASIER)
def test_what_a_rule_rests_on_makes_it_weaker(rule: str, written: str, was: str, now: str) -> None:
    """The rule reads the same in both; a course, a piece of evidence, a group or a level does not."""
    assert written in FRAMEWORK
    old, new = (load(value_of(FRAMEWORK.replace(written, each))) for each in (was, now))  # type: ignore[arg-type]
    standard = with_standard(rule)
    assert old != new
    assert isinstance(compare(standard, standard, new, old), Weaker)


# --- random pairs ----------------------------------------------------------------------------------------

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def names_of(framework: Framework) -> Names:
    """The ids of a framework, to draw from."""
    return Names(
        levels=tuple(level.id for level in framework.levels),
        facts=(
            ("appointed", FactType.DATE),
            *((fact.id, fact.type) for fact in framework.facts if fact.id != "appointed"),
        ),
        groups=tuple(group.id for group in framework.groups),
        outcomes=tuple(outcome.id for outcome in framework.outcomes),
        evidence=tuple(evidence.id for evidence in framework.evidence),
        courses=tuple(course.id for course in framework.courses),
        standards=(),
    )


def changed(draw: Draw, requirement: Requirement, names: Names) -> Requirement:
    """The requirement with one thing in it made stricter, or milder, or otherwise."""
    match requirement:
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return changed_list(draw, requirement, parts, names)
        case Completed(selector, counting):
            if chance(draw):
                return evolve(requirement, counting=changed_counting(draw, counting, names))
            more = (*selector, a_choice(draw, names)) if chance(draw) else selector[:1]
            return evolve(requirement, selector=more)
        case Evidenced(_, counting):
            return evolve(requirement, counting=evolve(changed_counting(draw, counting, names), refreshed_by=()))
        case Hours(_, selector, counting):
            if chance(draw):
                return evolve(requirement, hours=pick(draw, (1, 3, 6)))
            return evolve(
                requirement,
                of=(*selector, a_choice(draw, names)),
                counting=evolve(counting, every=pick(draw, PERIODS), each=None),
            )
        case Experience():
            return evolve(requirement, period=pick(draw, PERIODS))
        case _:
            other = a_requirement(draw, names, 1)
            return AllOf((requirement, other)) if chance(draw) else AnyOf((requirement, other))


def changed_list(
    draw: Draw, requirement: AllOf | AnyOf | AtLeast, parts: tuple[Requirement, ...], names: Names
) -> Requirement:
    what = pick(draw, ("part", "more", "fewer", "number"))
    if what == "more":
        return evolve(requirement, parts=(*parts, a_requirement(draw, names, 1)))
    if what == "fewer" and len(parts) > 1:
        return evolve(requirement, parts=parts[1:])
    if what == "number" and isinstance(requirement, AtLeast):
        return evolve(requirement, number=max(1, requirement.number + pick(draw, (-1, 1))))
    index = pick(draw, range(len(parts)))
    return evolve(requirement, parts=(*parts[:index], changed(draw, parts[index], names), *parts[index + 1 :]))


def changed_counting(draw: Draw, counting: Counting, names: Names) -> Counting:
    match pick(draw, ("every", "each", "times", "mode", "refreshed_by", "inside", "span", "people")):
        case "every":
            return evolve(counting, every=pick(draw, (*PERIODS, None)), each=None)
        case "each":
            return evolve(counting, each=pick(draw, (*Cycle, None)), every=None, refreshed_by=())
        case "times":
            return evolve(counting, times=max(1, counting.times + pick(draw, (-1, 1))))
        case "mode":
            return evolve(counting, mode=pick(draw, ((), MODES[:1], MODES)))
        case "refreshed_by":
            return evolve(
                counting, refreshed_by=(a_choice(draw, names),), every=counting.every or PERIODS[-1], each=None
            )
        case "inside":
            return evolve(counting, inside=pick(draw, (*PERIODS, None)), times=max(2, counting.times))
        case "people":
            return evolve(counting, different_people=not counting.different_people)
        case _:
            return evolve(
                counting, starts=pick(draw, (None, date(2011, 4, 1))), ends=pick(draw, (None, date(2011, 5, 1)))
            )


def changed_standard(draw: Draw, standard: Standard, names: Names) -> Standard:
    match pick(
        draw, ("require", "require", "require", "timing", "within", "unless", "when", "audience", "span", "same")
    ):
        case "require" if standard.require is not None:
            return evolve(standard, require=changed(draw, standard.require, names))
        case "timing" if standard.require is not None:
            return evolve(standard, timing=pick(draw, (None, a_timing(draw, names))))
        case "within" if isinstance(standard.timing, Deadline | Response):
            return evolve(standard, timing=evolve(standard.timing, within=pick(draw, PERIODS)))
        case "unless":
            return evolve(standard, unless=pick(draw, (None, a_requirement(draw, names, 1))))
        case "when":
            return evolve(standard, when=pick(draw, (None, a_requirement(draw, names, 1))))
        case "audience" if standard.subject is not Subject.COURSE:
            return evolve(standard, audience=pick(draw, ((), an_audience(draw, names))))
        case "span":
            return evolve(standard, starts=None, ends=pick(draw, (None, standard.ends)))
        case _:
            return standard


def days_around(record: Record, more: Iterable[date] = ()) -> list[date]:
    """The days on which something may change: those of the record and a period later, and the days next to them."""
    starts = {event.on for event in record.events} | {date(2011, 4, 1), *more}
    begun = [*(row.starts for row in record.memberships), *(row.starts for row in record.facts)]
    starts |= {day for day in begun if day is not None}
    found = starts | {period.after(day) for period in PERIODS for day in starts}
    return sorted({day + timedelta(days=by) for day in found for by in (-1, 0, 1)})


@st.composite
def requirement_pairs(draw: Draw) -> tuple[Framework, Requirement, Requirement, list[Record]]:
    framework = draw(frameworks())
    names = names_of(framework)
    one = a_requirement(draw, names)
    other = changed(draw, one, names)
    for _ in range(pick(draw, (0, 0, 1))):
        other = changed(draw, other, names)
    pair = (one, other) if chance(draw) else (other, one)
    return framework, *pair, [draw(records(framework)) for _ in range(3)]


@pytest.mark.no_cover
@settings(max_examples=200, deadline=None, suppress_health_check=QUIET)
@given(requirement_pairs())
def test_what_is_implied_holds_on_every_day_on_which_it_must(
    case: tuple[Framework, Requirement, Requirement, list[Record]],
) -> None:
    framework, one, other, people = case
    if not Implication(framework, framework).holds(one, other):
        event("not shown")
        return
    event("shown")
    for record in people:
        for seen in (date(2011, 4, 1), date(2030, 1, 1)):
            evaluator = Evaluator(History(framework, record, seen.toordinal()))
            assert not evaluator.held(one).sure - evaluator.held(other).sure
            for course in framework.courses:
                bound = evaluator.regarding(course.id)
                assert not bound.held(one).sure - bound.held(other).sure


@st.composite
def standard_pairs(draw: Draw) -> tuple[Framework, Standard, Standard, list[Record]]:
    framework = draw(frameworks())
    names = names_of(framework)
    one = pick(draw, framework.standards)
    other = changed_standard(draw, one, names)
    pair = (one, other) if chance(draw) else (other, one)
    people = [draw(records(framework)) for _ in range(3)]
    return (
        framework,
        *pair,
        [evolve(record, subjects=(one.subject,), item=pick(draw, names.courses)) for record in people],
    )


@pytest.mark.no_cover
@settings(max_examples=200, deadline=None, suppress_health_check=QUIET)
@given(standard_pairs())
def test_what_is_shown_to_be_as_strict_lets_nobody_off(
    case: tuple[Framework, Standard, Standard, list[Record]],
) -> None:
    framework, new, old, people = case
    if Implication(framework, framework).doubt(new, old) is not None:
        event("not shown")
        return
    event("shown")
    for record in people:
        for day in days_around(record):
            evaluator = Evaluator(History(framework, record, day.toordinal()))
            one, other = (standing_of(rule, evaluator).status(day.toordinal()) for rule in (new, old))
            assert not is_less(one, other), f"{day}: {one} by the new rule, {other} by the old"


@settings(max_examples=25, deadline=None, suppress_health_check=QUIET)
@given(standard_pairs())
def test_what_is_called_weaker_is_so_by_check_itself(case: tuple[Framework, Standard, Standard, list[Record]]) -> None:
    framework, new, old, _ = case
    found = compare(new, old, framework)
    if isinstance(found, Weaker):
        event("weaker")
        others = tuple(each for each in framework.standards if each.id != new.id)
        one = stands(evolve(framework, standards=(*others, new)), new, found.record, found.on)
        other = stands(evolve(framework, standards=(*others, old)), old, found.record, found.on)
        assert (one, other) == (found.new, found.old)
        assert is_less(one, other)


@pytest.mark.parametrize("name", bundled_files())
def test_every_rule_of_the_boards_is_as_strict_as_itself(name: str) -> None:
    framework = load(name)
    implication = Implication(framework, framework)
    for standard in framework.standards:
        why = implication.doubt(standard, standard)
        assert why is None or "unstated" in str(notation.item_data(standard)), f"{standard.id}: {why}"


# --- two frameworks --------------------------------------------------------------------------------------


def changed_framework(draw: Draw, framework: Framework) -> Framework:
    """The framework with one thing said otherwise that rules rest on; no definition runs in a circle."""
    names = evolve(names_of(framework), levels=(), groups=(), outcomes=(), evidence=())
    rule = a_requirement(draw, names, 1)
    level, group, piece, course = (
        items[0] if items else None
        for items in (framework.levels, framework.groups, framework.evidence, framework.courses)
    )
    match pick(draw, ("level", "group", "member", "evidence", "includes", "grants", "course", "develops", "fact")):
        case "level" if isinstance(level, Level):
            return evolve(framework, levels=(evolve(level, requires=rule), *framework.levels[1:]))
        case "group" if isinstance(group, Group):
            return evolve(framework, groups=(evolve(group, when=rule), *framework.groups[1:]))
        case "member" if isinstance(group, Group):
            return evolve(framework, groups=(evolve(group, extends=(), part_of=None), *framework.groups[1:]))
        case "evidence" if isinstance(piece, Evidence):
            piece = evolve(piece, requires=pick(draw, (None, rule)), per_course=chance(draw))
            return evolve(framework, evidence=(piece, *framework.evidence[1:]))
        case "includes":
            return evolve(framework, courses=tuple(evolve(each, includes=()) for each in framework.courses))
        case "grants":
            return evolve(framework, courses=tuple(evolve(each, grants=()) for each in framework.courses))
        case "course" if isinstance(course, Course):
            course = evolve(course, modes=course.modes[:1], minutes=pick(draw, (None, 30, 180)), tags=())
            return evolve(framework, courses=(course, *framework.courses[1:]))
        case "fact":
            one_of = (fact for fact in framework.facts if fact.type is not FactType.DATE)
            dates = (fact for fact in framework.facts if fact.type is FactType.DATE)
            return evolve(framework, facts=(*(evolve(fact, type=FactType.YES_NO) for fact in one_of), *dates))
        case _:
            return evolve(
                framework, courses=tuple(evolve(each, develops=each.develops[:1]) for each in framework.courses)
            )


@st.composite
def framework_pairs(draw: Draw) -> tuple[Framework, Framework, list[Record]]:
    one = draw(frameworks())
    other = changed_framework(draw, one)
    people = [evolve(draw(records(one)), subjects=tuple(Subject), item=one.courses[0].id) for _ in range(3)]
    return (*((one, other) if chance(draw) else (other, one)), people)


@pytest.mark.no_cover
@settings(max_examples=150, deadline=None, suppress_health_check=QUIET)
@given(framework_pairs())
def test_what_is_shown_between_two_frameworks_holds_in_each_by_its_own_definitions(
    case: tuple[Framework, Framework, list[Record]],
) -> None:
    new, old, people = case
    implication = Implication(new, old)
    pairs = [(one, other) for one, other in zip(new.standards, old.standards, strict=True)]
    for one, other in pairs:
        if implication.doubt(one, other) is not None:
            event("not shown")
            continue
        event("shown")
        for record in people:
            for day in days_around(record)[::2]:
                sides = ((new, one), (old, other))
                stand = [
                    standing_of(rule, Evaluator(History(framework, record, day.toordinal()))).status(day.toordinal())
                    for framework, rule in sides
                ]
                assert not is_less(*stand), f"{one.id} on {day}: {stand}"


# --- the boards' own rules, made milder ------------------------------------------------------------------


def made_milder(standard: Standard) -> Iterable[Standard]:
    """The rule with a part less, a longer period, a later deadline, fewer people, or as a mere recommendation."""
    required, timing = standard.require, standard.timing
    if isinstance(required, AllOf) and len(required.parts) > 1:
        yield evolve(standard, require=evolve(required, parts=required.parts[1:]))
    if isinstance(required, Completed) and isinstance(required.counting.every, Period):
        longer = Period(months=required.counting.every.months + 12, days=required.counting.every.days)
        yield evolve(standard, require=evolve(required, counting=evolve(required.counting, every=longer)))
    if isinstance(timing, Deadline) and isinstance(timing.within, Period):
        yield evolve(standard, timing=evolve(timing, within=Period(months=timing.within.months + 6)))
    if len(standard.audience) > 1:
        yield evolve(standard, audience=standard.audience[1:])
    if standard.strength is Strength.MUST:
        yield evolve(standard, strength=Strength.SHOULD)


@pytest.mark.parametrize("name", bundled_files())
def test_rules_of_the_boards_made_milder_are_refuted(name: str) -> None:
    """But for those that nobody ever surely breaks, since the document is silent."""
    framework = load(name)
    left = []
    for standard in framework.standards:
        for milder in made_milder(standard):
            found = compare(milder, standard, framework)
            assert not isinstance(found, Stronger), standard.id
            if isinstance(found, Undecided):
                left.append(standard)
    assert all("unstated" in str(notation.item_data(standard)) for standard in left)
