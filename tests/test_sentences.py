"""Every rule reads back as one sentence that says all of it, and says it in one way only.

What the bundled frameworks say is kept in tests/golden/; `python tests/build_goldens.py` writes it anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from attrs import evolve
from build_goldens import GOLDEN, explained, path_of
from hypothesis import HealthCheck, given, settings
from strategies import frameworks
from test_requirements import scalars, told
from test_traceability import Clause, clauses, rows, tokens

import competency
from competency.english import in_words, length
from competency.loading import bundled_files
from competency.model import (
    Audience,
    Deadline,
    Framework,
    Kind,
    Precedence,
    Response,
    Standard,
    Strength,
    Subject,
    Timing,
    Trigger,
    kind_of,
)
from competency.notation import item_data
from competency.periods import Period, parse_period
from competency.requirements import (
    UNSTATED,
    AllOf,
    Completed,
    Counting,
    Evidenced,
    FactHolds,
    LevelAttained,
    Query,
    Requirement,
    Unstated,
)
from competency.sentences import sentences, standard_sentence
from competency.values import Value

HINT: Final = "run python tests/build_goldens.py, and read what has changed against the documents"

HEAD: Final = """
format: framework/1
id: example
title: Example strategy
publisher: Example Board
language: en-GB
sources: {strategy: {title: Example strategy}}
levels:
  - {id: level-2, title: Level 2}
facts:
  advises: {title: Advises staff of group 3}
  hired: {title: First day in post, type: date}
groups:
  group-3: {title: Group 3}
  group-4: {title: 'Group 4: enquiries, complex cases', extends: [group-3]}
  group-5: {title: Group 5}
  leads: {title: Leads, part_of: group-5}
outcomes:
  see: {statement: 'Recognises abuse, and acts'}
evidence:
  approval: {title: Manager's approval, per: course}
  licence: {title: Licence}
  visit: {title: Visit to a family}
courses:
  awareness: {title: Awareness}
  neglect: {title: Neglect and abuse, level: level-2}
  refresher: {title: Refresher, level: level-2, tags: [multi-agency]}
standards:
  rule: {title: The rule, """


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            "{for: [group-3], require: {completed: [awareness, neglect], every: 3 years, refreshed_by: refresher}}",
            "Members of Group 3 (and so of “Group 4: enquiries, complex cases”) must have completed any one of "
            "Awareness or “Neglect and abuse” in the last 3 years (after the first time, Refresher renews it too).",
        ),
        (
            "{for: [group-5, {group: group-4, when: {fact: advises}}], require: {completed: awareness}}",
            "Members of Group 5, or of “Group 4: enquiries, complex cases” who have on record “Advises staff of group "
            "3”, must have completed Awareness.",
        ),
        (
            "{for: [{group: group-5, when: {fact: advises}}], strength: should, require: {level: level-2}}",
            "Members of Group 5 who have on record “Advises staff of group 3” should have attained Level 2.",
        ),
        (
            "{for: [unstated], strength: may, require: {hours: 3, of: {tag: multi-agency}, every: 1 year}}",
            "Members of a group that the document does not name may, as they see fit, have at least 3 hours altogether "
            "of any course tagged multi-agency in the last year.",
        ),
        (
            "{require: {completed: awareness}, due: {within: 6 months, of: hired}}",
            "Everyone must have completed Awareness within 6 months of their “First day in post”.",
        ),
        (
            "{require: {completed: awareness, every: 1 year}, due: {within: 1 year, of: joining}}",
            "Everyone must have completed Awareness in the last year, within 1 year of the first day on which this "
            "applies to them.",
        ),
        (
            "{require: {outcome: see}, due: {within: unstated, of: awareness}}",
            "Everyone must have achieved the outcome “Recognises abuse, and acts” within a time that the document does "
            "not state of the first time they complete Awareness.",
        ),
        (
            "{require: {evidence: approval}, before: {level: level-2}}",
            "Everyone must have evidence of “Manager's approval” for the course in question before they complete any "
            "course at Level 2.",
        ),
        (
            "{require: {evidence: approval}, before: {evidence: visit}}",
            "Everyone must have evidence of “Manager's approval” before they gain evidence of “Visit to a family”.",
        ),
        (
            "{require: {evidence: visit, times: 4, inside: 4 weeks}, after: {evidence: licence}, within: 4 weeks,"
            " ideally: {evidence: visit, times: 6}}",
            "Everyone must have evidence of “Visit to a family” at least 4 times within a span of 4 weeks, within 4 "
            "weeks after each time they gain evidence of Licence; ideally they have evidence of “Visit to a family” at "
            "least 6 times.",
        ),
        (
            "{require: {completed: refresher}, after: awareness, opens: 3 months, within: 4 months}",
            "Everyone must have completed Refresher between 3 months and 4 months after each time they complete "
            "Awareness.",
        ),
        (
            "{require: {completed: refresher}, after: awareness, opens: 3 months, within: unstated}",
            "Everyone must have completed Refresher within a time that the document does not state but not sooner than "
            "3 months after each time they complete Awareness.",
        ),
        (
            "{require: {completed: refresher}, after: awareness, opens: 3 months}",
            "Everyone must have completed Refresher not sooner than 3 months after each time they complete Awareness.",
        ),
        (
            "{require: {all: [{completed: awareness}, {evidence: licence}, {fact: advises}]}, due: unstated,"
            " unless: {fact: advises, is: no}}",
            "Everyone must, by a day that the document does not state, meet all of these conditions: [(a) have "
            "completed Awareness; (b) have evidence of Licence; (c) have on record “Advises staff of group 3”], unless "
            "they have on record that “Advises staff of group 3” is not so.",
        ),
        (
            "{from: 2011-04-01, to: 2012-03-31, when: {completed: awareness}, require: {completed: refresher}}",
            "From 1 April 2011 to 31 March 2012, once they have completed Awareness, everyone must have completed "
            "Refresher.",
        ),
        (
            "{to: 2012-03-31, when: {member: leads}, require: unstated}",
            "Until 31 March 2012, while they belong to Leads, everyone must meet “The rule” in a way that the document "
            "does not state.",
        ),
        (
            "{subject: course, for: {level: level-2}, unless: {fact: advises}}",
            "Every course at Level 2 must have this attested: “The rule”, unless it has on record “Advises staff of "
            "group 3”.",
        ),
        (
            "{subject: course, for: [awareness, {tag: multi-agency}], every: 2 years}",
            "Each of Awareness and every course tagged multi-agency must have this attested every 2 years: “The rule”.",
        ),
        (
            "{subject: course, description: On paper; read by a person, every: unstated}",
            "Courses must have this attested at intervals that the document does not state: “The rule” (“On paper; "
            "read by a person”).",
        ),
        (
            "{subject: trainer, for: [group-5], when: {evidence: licence}, require: {all: [{evidence: licence},"
            " {evidence: visit}]}}",
            "Once they have evidence of Licence, trainers belonging to Group 5 must have evidence of both Licence and "
            "“Visit to a family”.",
        ),
        (
            "{subject: agency, for: [{group: group-5, when: {fact: advises}}], strength: should}",
            "Agencies belonging to Group 5 that have on record “Advises staff of group 3” should have this attested: "
            "“The rule”.",
        ),
        (
            "{subject: board, strength: may, unless: {level: level-2}, ideally: {evidence: licence}}",
            "The board may, as it sees fit, have this attested: “The rule”, unless it has attained Level 2; ideally it "
            "has evidence of Licence.",
        ),
        (
            "{subject: board, after: {tag: multi-agency}, within: 1 month}",
            "The board must have this attested: “The rule”, within 1 month after each time it completes any course "
            "tagged multi-agency.",
        ),
        (
            "{subject: setting, require: {judged: Is safe, fact: advises}}",
            "Settings must have this judged to be so: “Is safe” (kept on record as “Advises staff of group 3”).",
        ),
    ],
)
def test_a_standard_reads_as_one_sentence(rule: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(f"{HEAD}{rule.removeprefix('{')}\n", encoding="utf-8")
    framework = competency.load(path)
    assert [said.sentence for said in sentences(framework, framework.standards)] == [sentence]
    assert standard_sentence(framework, framework.standards[0]) == sentence


def test_other_items_with_a_rule_read_as_sentences() -> None:
    """Levels, groups that inherit, are parts or have a condition, evidence, and courses that not everyone may book."""
    document = yaml.safe_load(f"{HEAD}}}")
    document["levels"].append({"id": "level-3", "title": "Level 3", "requires": {"completed": "neglect"}})
    document["groups"]["leads"]["when"] = {"fact": "advises"}
    document["evidence"]["licence"]["requires"] = {"completed": "neglect"}
    document["courses"]["awareness"] |= {"for": ["group-3"], "requires": {"evidence": "approval"}}
    document["courses"]["neglect"] |= {"requires": {"completed": "awareness"}}
    document["courses"]["refresher"] |= {"for": ["leads"]}
    framework = competency.load(document)
    assert [f"{said.id.split(':')[1]} | {said.sentence}" for said in sentences(framework)] == [
        "level-2 | The document does not state how Level 2 is attained.",
        "level-3 | To attain Level 3, people must have completed “Neglect and abuse”.",
        "group-4 | Whatever applies to members of Group 3 applies to members of “Group 4: enquiries, complex cases” "
        "too.",
        "leads | Members of Leads are members of Group 5 too.",
        "leads | People belong to Leads while they have on record “Advises staff of group 3”.",
        "licence | Licence counts only if, on its day, people have completed “Neglect and abuse”.",
        "awareness | Only members of Group 3 (and so of “Group 4: enquiries, complex cases”) may book Awareness, "
        "and to do so they must have evidence of “Manager's approval” for the course in question.",
        "neglect | To book “Neglect and abuse”, people must have completed Awareness.",
        "refresher | Only members of Leads may book Refresher.",
        "rule | Everyone must have this attested: “The rule”.",
    ]


# --- nothing is left out, nothing is told alike --------------------------------------------------------------------


def by_their_ids(framework: Framework) -> Framework:
    """The same framework with every item titled by its id."""
    return evolve(
        framework,
        levels=tuple(evolve(item, title=item.id) for item in framework.levels),
        facts=tuple(evolve(item, title=item.id) for item in framework.facts),
        groups=tuple(evolve(item, title=item.id) for item in framework.groups),
        outcomes=tuple(evolve(item, title=item.id) for item in framework.outcomes),
        evidence=tuple(evolve(item, title=item.id) for item in framework.evidence),
        courses=tuple(evolve(item, title=item.id) for item in framework.courses),
        standards=tuple(evolve(item, title=item.id) for item in framework.standards),
    )


RULES: Final[dict[Kind, list[str]]] = {
    Kind.LEVEL: ["requires"],
    Kind.GROUP: ["extends", "part_of", "when"],
    Kind.EVIDENCE: ["requires"],
    Kind.COURSE: ["for", "requires"],
    Kind.STANDARD: "for from to when require every due before after opens within unless ideally strength".split(),
}
"""For each kind of item that has a sentence, the keys that make its rule."""


def told_of_a_rule(key: str, value: Value, framework: Framework) -> str:
    """How a scalar of a rule has to occur in its sentence."""
    match key, value:
        case ("within" | "opens", str()) if value != "unstated":
            return length(parse_period(value))
        case "times", _:
            return f"at least {value} times"
        case "of", "joining":
            return "the first day on which this applies"
        case "of", "appointed":
            return framework.title_of("appointed")
        case ("fact" | "in", "appointed"):
            return framework.title_of("appointed")
        case _:
            return told(key, value)


@pytest.mark.no_cover
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frameworks())
def test_a_sentence_names_all_that_its_rule_depends_on(drawn: Framework) -> None:
    """Every course, evidence, group, level, fact, outcome and standard; every period, number, day and mode."""
    framework = by_their_ids(drawn)
    for item in framework:
        rule = {key: value for key, value in item_data(item).items() if key in RULES.get(kind_of(item), [])}
        told_of_it = (sentence.sentence for sentence in sentences(framework, (item,)))
        said = " ".join(f"{sentence[:1].lower()}{sentence[1:]}" for sentence in told_of_it)  # as ids are written
        missing = [
            (key, value)
            for key, value in scalars(rule)
            if key not in ("at_least", "is") and told_of_a_rule(key, value, framework) not in said
        ]
        assert missing == [], said


TRIGGERS: Final = (
    Trigger(("awareness",)),
    Trigger(("awareness", Query(tag="multi-agency"))),
    Trigger(evidence="visit"),
)
SPANS: Final = (None, Period(months=3), UNSTATED)


def timings() -> Iterator[Timing]:
    yield from (None, UNSTATED)
    starts: tuple[str | Trigger | Unstated, ...] = ("hired", "joining", UNSTATED, *TRIGGERS)
    for start in starts:
        yield from (Deadline(Period(months=3), start), Deadline(UNSTATED, start))
    yield from map(Precedence, TRIGGERS)
    for trigger, within, opens in product(TRIGGERS, SPANS, SPANS):
        yield Response(trigger, within, opens)


def wanted() -> Iterator[dict[str, Any]]:
    """What a standard may ask for: attested once or again and again, bare, counted, or joined."""
    yield from ({"every": every} for every in SPANS)
    yield {"require": UNSTATED}
    yield {"require": Completed(("awareness",))}
    yield {"require": Completed(("awareness",), Counting(every=Period(months=3)))}
    yield {"require": Evidenced("approval")}
    yield {"require": AllOf((Completed(("awareness",)), LevelAttained("level-2"), FactHolds("advises")))}


CONDITIONS: Final[tuple[Requirement | None, ...]] = (
    None,
    FactHolds("advises"),
    AllOf((Completed(("awareness",)), Completed(("neglect",)), Completed(("refresher",)))),
)


def differing(standards: Iterator[Standard]) -> tuple[int, int]:
    """How many standards there are, and how many sentences they make."""
    framework = competency.load(yaml.safe_load(f"{HEAD}}}"))
    said = [standard_sentence(framework, standard) for standard in standards]
    return len(said), len(set(said))


def test_no_two_demands_share_a_sentence() -> None:
    """What is asked, by when, unless what and ideally what: all together."""
    number, said = differing(
        Standard(id="rule", title="The rule", timing=timing, unless=unless, ideally=ideally, **what)
        for timing, what, unless, ideally in product(timings(), wanted(), CONDITIONS, CONDITIONS)
    )
    assert number == said > 2_000


def test_no_two_audiences_share_a_sentence() -> None:
    """Of whom it is asked, how strongly, from when to when and while what: all together."""
    days = (None, date(2011, 4, 1), UNSTATED)
    three, four, five = (Audience(f"group-{number}") for number in (3, 4, 5))
    audiences = [(), (three,), (five,), (four, five), (five, evolve(four, when=CONDITIONS[1])), (Audience(UNSTATED),)]
    audiences += [tuple(evolve(group, when=when) for group in (four, five)) for when in CONDITIONS[1:]]
    whom: list[dict[str, Any]] = [
        {"subject": subject, "audience": audience}
        for subject, audience in product(Subject, audiences)
        if subject is not Subject.COURSE or not audience
    ]
    whom += [{"subject": Subject.COURSE, "selector": trigger.selector} for trigger in TRIGGERS[:2]]
    number, said = differing(
        Standard(id="rule", title="The rule", starts=starts, ends=ends, when=when, strength=strength, **who)
        for who, strength, starts, ends, when in product(whom, Strength, days, days, CONDITIONS)
    )
    assert number == said > 3_000


# --- the bundled frameworks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("framework", sorted(bundled_files()))
def test_the_bundled_frameworks_say_what_is_kept(framework: str) -> None:
    """What a reader takes for the rule changes only when someone has read the new sentence."""
    assert explained(framework) == path_of(framework).read_text(encoding="utf-8"), HINT


def test_every_kept_file_is_of_a_bundled_framework() -> None:
    assert sorted(GOLDEN.glob("explain-*.txt")) == sorted(map(path_of, bundled_files())), HINT


@pytest.mark.parametrize("framework", sorted(bundled_files()))
def test_every_standard_has_one_sentence(framework: str) -> None:
    told_items = [line.partition("\t") for line in explained(framework).splitlines()]
    standards = {standard.id for standard in competency.load(framework).standards}
    assert sorted(standards) == sorted(item for item, _, _ in told_items if item in standards)
    for _, _, sentence in told_items:
        assert re.fullmatch(r"[A-Z“].*[^.]\.", sentence)
        assert "  " not in sentence
        assert sentence.count("“") == sentence.count("”")
        assert sentence.count("[") == sentence.count("]")


# --- figures -------------------------------------------------------------------------------------------------------

NOT_SAID: Final = {
    ("BD-provision-04", "places"): "no number is printed; a note says so",
    ("SO-practice-01", "weeks"): "the rule takes the longest span, four weeks; the shortest, two, binds nobody",
}
"""The figures of clauses that the sentences of their standards don't say, each with its reason."""

UNITS: Final = {"y": "year", "m": "month", "w": "week", "d": "day"}
KINDS_OF_FIGURE: Final[dict[str, Callable[[str], list[str]]]] = {
    **dict.fromkeys(("revise", "check", "every", "valid", "per"), lambda value: [a_period(value)]),
    **dict.fromkeys(("years", "min_years"), lambda value: [a_period(value, "y")]),
    "months": lambda value: [a_period(value, "m")],
    "weeks": lambda value: [a_period(number, "w") for number in value.split("-")],
    "interval": lambda _: ["at intervals that the document does not state"],
    "hours": lambda value: [rf"at least {number} hours" for number in value.split("-")],
    "visits": lambda value: [rf"at least {number} times" for number in value.split("-")],
    "per_year": lambda value: [rf"at least {value} times in the last year"],
    **dict.fromkeys(("modules", "courses", "min_courses"), lambda value: [a_number(value)]),
    **dict.fromkeys(("n", "min", "any_of", "topics", "parts"), lambda value: [a_list(value)]),
    "by": lambda value: [a_list(value) if "people" in value else a_month(value)],
    "from": lambda value: [a_month(value)],
    "to": lambda value: [a_month(value)],
    "deadline": lambda value: [rf"within .* of .*{value}"],
    "places": lambda value: [value],
}
"""For each key that gives a period, a deadline or a count: patterns of how its figures are said."""


def a_period(value: str, unit: str = "") -> str:
    """`3y`, or `3` with the unit; one year is 'every year' too, and `bi-annual` is two years by the reading."""
    found = re.fullmatch(r"(\d+)([ymwd]?)", "2y" if value == "bi-annual" else value)
    assert found, value
    name = UNITS[found[2] or unit]
    return rf"\b1 {name}\b|\b(?:every|last) {name}\b" if found[1] == "1" else rf"\b{found[1]} {name}s\b"


def a_number(value: str) -> str:
    """How many courses: one is any of those selected."""
    return "any course" if value == "1" else rf"at least {value} times"


def a_list(value: str) -> str:
    """A list of so many: lettered, 'both' and 'either' of two, or parted by semicolons within quotation marks."""
    found = re.match(r"\d+", value)
    assert found, value
    number = int(found[0])
    last, beyond = chr(96 + number), chr(97 + number)
    lettered = rf"\({last}\)(?!.*\({beyond}\))"
    quoted = "“" + "; ".join([r"[^“”;]+"] * number) + "”"
    return "|".join([lettered, quoted, *([r"\b(?:both|either)\b"] if number == 2 else [])])


def a_month(value: str) -> str:
    """`2009-07`."""
    return in_words(date.fromisoformat(f"{value}-01")).removeprefix("1 ")


def sentences_of(clause: Clause) -> list[str]:
    """The sentences of the standards that carry the clause."""
    standards = {
        (row.framework, tokens(row.pointer)[1])
        for row in rows()
        if row.clause == clause.id and tokens(row.pointer)[0] == "standards"
    }
    return [
        sentence
        for framework, standard in sorted(standards)
        for item, _, sentence in (line.partition("\t") for line in explained_once(framework).splitlines())
        if item == standard
    ]


explained_once: Final = cache(explained)


def unsaid(clause: Clause, said: list[str]) -> list[str]:
    """The keys of the clause of which a figure occurs in none of the sentences."""
    return [
        key
        for key, value in clause.numbers.items()
        if key in KINDS_OF_FIGURE
        and not all(any(re.search(figure, one) for one in said) for figure in KINDS_OF_FIGURE[key](value))
    ]


def test_the_figures_of_a_clause_occur_in_the_sentences_of_its_standards() -> None:
    """Each period, deadline and count that is printed can be read off; what can't is listed, with a reason."""
    carried = [(clause, said) for clause in clauses() if (said := sentences_of(clause))]
    assert sum(bool(KINDS_OF_FIGURE.keys() & clause.numbers.keys()) for clause, _ in carried) > 50
    assert {(clause.id, key) for clause, said in carried for key in unsaid(clause, said)} == set(NOT_SAID)
