"""Faults of shape: each is found, at its token, in words; valid documents pass without jsonschema being imported."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import jsonschema
import jsonschema_rs
import pytest
import snippets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competency import document as documents
from competency import wording
from competency.bundled import bundled
from competency.diagnostics import PATH, Diagnostic, Rule
from competency.document import Document
from competency.faults import shape
from competency.model import Strength
from competency.periods import Period, parse_date, parse_period
from competency.schema import FORMATS, faults_of_shape, without_sound_items
from competency.values import Value

HERE = Path(__file__).parent
RECORD = "format: record/1\nid: p-0001\nframework: example\nsubject: practitioner\n"
SCENARIO = "format: scenario/1\nid: s-1\nframework: example\non: 2012-05-01\n"
MAPPING = "format: mapping/1\nid: m-1\nsubject: kirklees\nobject: durham\n"


def parsed(text: str) -> Document:
    document, found = documents.parse(text, file="test.yaml")
    assert not found
    assert document is not None
    return document


def faults(text: str, expected: str | None = None) -> tuple[Diagnostic, ...]:
    return faults_of_shape(parsed(text), expected=expected)


def token(text: str, fault: Diagnostic) -> str:
    """The text that a fault points at."""
    span = fault.span
    assert span.line == span.end_line, f"{fault} points at several lines"
    return text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]


def expected_format(rule: Rule) -> str | None:
    return "framework/1" if rule is shape.OTHER_FORMAT else None


# --- pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", shape.RULES, ids=lambda rule: rule.name)
class TestPages:
    def test_what_fails_on_a_page_is_found_on_its_line_and_nothing_else(self, rule: Rule) -> None:
        for snippet in snippets.snippets(rule.page, "Fails"):
            text, _ = snippets.document(snippet)
            found = faults(text, expected_format(rule))
            assert [(fault.rule, fault.span.line) for fault in found] == [
                (rule, line) for line in snippets.marked_lines(text)
            ]

    def test_what_passes_on_a_page_has_no_fault(self, rule: Rule) -> None:
        for snippet in snippets.snippets(rule.page, "Passes"):
            text, _ = snippets.document(snippet)
            assert faults(text, expected_format(rule)) == ()

    def test_a_page_has_all_its_parts(self, rule: Rule) -> None:
        assert list(snippets.sections(rule.page)) == ["Why it matters", "Fails", "Passes", "Fix"]
        assert list(snippets.snippets(rule.page, "Fails"))
        assert list(snippets.snippets(rule.page, "Passes"))
        assert rule.summary.endswith(".")


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in shape.RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in shape.RULES}) == len(shape.RULES)


# --- one fault, one diagnostic, at its token, with its repair ----------------------------------------------

CASES: list[tuple[str, Rule, str, str, str]] = [
    # document, rule, the token at fault, part of the message, part of the fix
    ("courses: {a: {title: A, minuts: 3}}", shape.UNKNOWN_KEY, "minuts", "course 'a' has no key", "'minutes'"),
    ("courses: {a: {title: A, zzz: 3}}", shape.UNKNOWN_KEY, "zzz", "course 'a' has no key", "possible here: aligned"),
    ("curses: {}", shape.UNKNOWN_KEY, "curses", "the framework has no key", "'courses'"),
    ("valid: {form: 2011-04-01}", shape.UNKNOWN_KEY, "form", "'valid' has no key", "'from'"),
    ("standards: {s: {title: S, requires: unstated}}", shape.UNKNOWN_KEY, "requires", "standard 's'", "'require'"),
    ("courses: {a: {level: l}}", shape.MISSING_KEY, "a", "course 'a' has no 'title'", "title: "),
    ("levels: [{id: l}]", shape.MISSING_KEY, "id", "level 'l' has no 'title'", "title: Level 1"),
    ("levels: [{title: L}]", shape.MISSING_KEY, "title", "level 1 has no 'id'", "id: "),
    ("outcomes: {o: {title: O}}", shape.MISSING_KEY, "o", "outcome 'o' has no 'statement'", "statement: "),
    ("facts: {f: {title: F, type: one-of}}", shape.MISSING_KEY, "f", "fact 'f' has no 'values'", "values: "),
    ("standards: {s: {title: S, due: {of: joining}}}", shape.MISSING_KEY, "due", "'due' of", "within: 6 months"),
    ("standards: {s: {title: S, for: [{when: {fact: f}}]}}", shape.MISSING_KEY, "when", "entry 1 of 'for'", "group: "),
    # types
    ("courses: {a: {title: 2011}}", shape.WRONG_TYPE, "2011", "is a number, where text belongs", 'quotes: "2011"'),
    ("courses: {a: {title: true}}", shape.WRONG_TYPE, "true", "is the word true", 'quotes: "true"'),
    ("courses: {a: {title: }}", shape.WRONG_TYPE, "title", "'title' of course 'a' has no value", "write a value"),
    ("courses: {a: }", shape.WRONG_TYPE, "a", "course 'a' has no value, where a mapping", "write a value"),
    ("courses: {a: Awareness}", shape.WRONG_TYPE, "Awareness", "course 'a' is text", "{title: Awareness}"),
    ("courses: [a]", shape.WRONG_TYPE, "[a]", "'courses' is a list, where a mapping belongs", "courses: {"),
    ("levels: {l: {title: L}}", shape.WRONG_TYPE, "{l: {title: L}}", "where a list belongs", "levels: [{id: "),
    ("courses: {a: {title: [A b]}}", shape.WRONG_TYPE, "[A b]", "is a list, where text", "brackets or dash: A b"),
    ("courses: {a: {title: A, minutes: '180'}}", shape.WRONG_TYPE, "'180'", "where a number", "quotes: 180"),
    ("courses: {a: {title: A, minutes: 3 hours}}", shape.WRONG_TYPE, "3 hours", "where a number", "minutes: 180"),
    ("courses: {a: {title: A, minutes: 3.5}}", shape.WRONG_TYPE, "3.5", "a whole number or 'unstated'", "180"),
    ("courses: {a: {title: A, modes: online}}", shape.WRONG_TYPE, "online", "a list or 'unstated'", "[online]"),
    ("courses: {a: {title: A, tags: x}}", shape.WRONG_TYPE, "x", "is text, where a list belongs", "[x]"),
    ("standards: {s: {title: S, due: 6 months}}", shape.WRONG_TYPE, "6 months", "a mapping or 'unstated'", "within:"),
    ("standards: {s: {title: S, for: {group: g}}}", shape.WRONG_TYPE, "{group: g}", "is a mapping", "for: [group-3"),
    # words
    ("standards: {s: {title: S, strength: Must}}", shape.UNKNOWN_WORD, "Must", "must, should or may", "'must'?"),
    ("standards: {s: {title: S, subject: boss}}", shape.UNKNOWN_WORD, "boss", "practitioner, trainer", "write '"),
    ("courses: {a: {title: A, requires: unstatd}}", shape.UNKNOWN_WORD, "unstatd", "is 'unstatd'", "'unstated'?"),
    ("courses: {a: {title: A, modes: unsated}}", shape.UNKNOWN_WORD, "unsated", "is 'unsated'", "'unstated'?"),
    ("evidence: {e: {title: E, per: person}}", shape.UNKNOWN_WORD, "person", "it can be course", "write 'course'"),
    # ids
    ("courses: {Working Together: {title: A}}", shape.MALFORMED_ID, "Working Together", "a key of", "working-together"),
    ("courses: {a: {title: A, level: Level 1}}", shape.MALFORMED_ID, "Level 1", "is no id", "'level-1'"),
    ("id: north-lincs", shape.MALFORMED_ID, "north-lincs", "no framework's id", "'north_lincs'"),
    ("extends: '?'", shape.MALFORMED_ID, "'?'", "no framework's id", "underscores"),
    ("aligned: {exact: [a-b]}", shape.MALFORMED_ID, "a-b", "another framework", "'FRAMEWORK:a-b'"),
    ("aligned: {exact: ['WT 2010: Group 1']}", shape.MALFORMED_ID, "'WT 2010: Group 1'", "another", "wt_2010:group-1"),
    ("standards: {s: {title: S, for: Everyone}}", shape.MALFORMED_ID, "Everyone", "is no id", "'everyone'"),
    # dates, periods, other forms
    ("valid: {to: 31 March 2014}", shape.MALFORMED_DATE, "31 March 2014", "'to' of 'valid'", "'2014-03-31'"),
    ("valid: {to: 3/4/2014}", shape.MALFORMED_DATE, "3/4/2014", "is no date", "YYYY-MM-DD"),
    ("valid: {to: 2014}", shape.MALFORMED_DATE, "2014", "is no date", "YYYY-MM-DD"),
    ("sources: {s: {title: S, published: April 2011}}", shape.MALFORMED_DATE, "April 2011", "no date", "'2011-04'"),
    ("sources: {s: {title: S, published: 2011-13-01}}", shape.NO_SUCH_DAY, "2011-13-01", "no calendar", "exists"),
    ("valid: {to: 2011-02-29}", shape.NO_SUCH_DAY, "2011-02-29", "no calendar has", "2011-02-28"),
    ("valid: {to: 2011-04-31}", shape.NO_SUCH_DAY, "2011-04-31", "no calendar has", "2011-04-30"),
    ("notice: 3y", shape.MALFORMED_PERIOD, "3y", "is no period", "'3 years'"),
    ("notice: soon", shape.MALFORMED_PERIOD, "soon", "is no period", "'P3Y'"),
    ("notice: 3", shape.MALFORMED_PERIOD, "3", "is no period", "'P3Y'"),
    ("language: British English", shape.MALFORMED_TEXT, "British English", "'language' is", "'en-GB'"),
    # bounds
    ("courses: {a: {title: A, minutes: 0}}", shape.OUT_OF_RANGE, "0", "is 0", "at least 1"),
    ("sources: {s: {title: S, published: 20111}}", shape.OUT_OF_RANGE, "20111", "is 20111", "at most 9999"),
    ("title: ''", shape.EMPTY, "''", "'title' is empty", "fill it in"),
    ("standards: {s: {title: S, for: []}}", shape.EMPTY, "[]", "'for' of standard 's' is empty", "for: [group-3"),
    # keys that exclude or need each other
    ("facts: {f: {title: F, values: [a]}}", shape.CLASHING_KEYS, "values", "'type: yes-no'", "'type: one-of'"),
    ("standards: {s: {title: S, before: {tag: x, evidence: e}}}", shape.CLASHING_KEYS, "tag", "'evidence'", "not both"),
    ("standards: {s: {title: S, within: 6 months}}", shape.LONELY_KEY, "within", "beside 'after'", "add 'after'"),
    ("standards: {s: {title: S, due: unstated, opens: 1 day}}", shape.LONELY_KEY, "opens", "'after'", "into 'due'"),
    ("standards: {s: {title: S, after: b, due: unstated}}", shape.TWO_TIMINGS, "due", "'after' and 'due'", "two stand"),
    (
        "standards: {s: {title: S, due: unstated, before: a, after: b}}",
        shape.TWO_TIMINGS,
        "before",
        "two",
        "one timing",
    ),
    (
        "standards: {s: {title: S, every: 3 years, require: {completed: a}}}",
        shape.EVERY_BESIDE_REQUIRE,
        "every",
        "beside its 'require'",
        "every: 3 years}",
    ),
]

REQUIREMENTS: list[tuple[str, Rule, str, str, str]] = [
    ("a", shape.NO_HEAD, "a", "is only 'a'", "{completed: a}"),
    ("l-1", shape.NO_HEAD, "l-1", "is only 'l-1'", "{level: l-1}"),
    ("nothing-known", shape.NO_HEAD, "nothing-known", "is only", "{completed: COURSE}, or 'unstated'"),
    ("[a, l-1]", shape.NO_HEAD, "[a, l-1]", "is a list", "{all: [{completed: a}, {level: l-1}]}"),
    ("[{completed: a}]", shape.NO_HEAD, "[{completed: a}]", "is a list", "{any: […]}"),
    ("{}", shape.NO_HEAD, "{}", "doesn't say what is required", "completed, evidence, hours"),
    ("{every: 3 years}", shape.NO_HEAD, "every", "every only adds to it", "one of completed"),
    ("{times: 2, every: 3 years}", shape.NO_HEAD, "times", "times and every only add to it", "one of completed"),
    ("3", shape.WRONG_TYPE, "3", "where 'unstated' or a mapping belongs", "write a mapping"),
    ("{complete: a}", shape.UNKNOWN_KEY, "complete", "has no form 'complete'", "'completed'?"),
    ("{completed: a, time: 2}", shape.UNKNOWN_KEY, "time", "'completed' has no option 'time'", "'times'?"),
    ("{completed: {levle: l-1}}", shape.UNKNOWN_KEY, "levle", "has no key 'levle'", "'level'?"),
    ("{member: g, not: 3}", shape.UNKNOWN_KEY, "not", "'member' has no option 'not'", "remove it"),
    ("{completed: a, evidence: e}", shape.TWO_HEADS, "evidence", "two heads", "all: [{completed: …}, {evidence: …}]"),
    ("{evidence: e, completed: a}", shape.TWO_HEADS, "completed", "'evidence' and 'completed'", "'any' if one"),
    ("{level: l-1, every: 1 year}", shape.FOREIGN_OPTION, "every", "no option of 'level'", "completed, evidence and"),
    ("{completed: a, of: b}", shape.FOREIGN_OPTION, "of", "no option of 'completed'", "hours and at_least"),
    ("{evidence: e, is: yes}", shape.FOREIGN_OPTION, "is", "no option of 'evidence'", "belongs to fact"),
    ("{completed: a, different: by}", shape.FOREIGN_OPTION, "different", "no option of", "belongs to evidence"),
    ("{completed: a, every: 1 year, each: calendar-year}", shape.EVERY_WITH_EACH, "each", "both", "keep 'every'"),
    ("{completed: a, each: calendar-year, every: 1 year}", shape.EVERY_WITH_EACH, "every", "both", "keep 'every'"),
    ("{completed: a, refreshed_by: a}", shape.LONELY_KEY, "refreshed_by", "beside 'every'", "add 'every'"),
    ("{hours: 3}", shape.MISSING_KEY, "hours", "'hours' lacks its 'of'", "of: COURSE"),
    ("{experience: 2 years}", shape.MISSING_KEY, "experience", "lacks its 'in'", "in: FACT"),
    ("{judged: is confident}", shape.MISSING_KEY, "judged", "lacks its 'fact'", "fact: FACT"),
    ("{at_least: 2}", shape.MISSING_KEY, "at_least", "lacks its 'of'", "of: [REQUIREMENT"),
    ("{hours: 1, of: [a, {levle: b}]}", shape.UNKNOWN_KEY, "levle", "entry 2 of 'of'", "'level'?"),
    ("{hours: 0, of: a}", shape.OUT_OF_RANGE, "0", "is 0", "more than 0"),
    ("{completed: []}", shape.EMPTY, "[]", "'completed' of", "fill it in"),
    ("{completed: a, each: calender-year}", shape.UNKNOWN_WORD, "calender-year", "'each'", "'calendar-year'?"),
    ("{completed: a, every: three years}", shape.MALFORMED_PERIOD, "three years", "no period", "'3 years'"),
    ("{completed: a, every: 3}", shape.MALFORMED_PERIOD, "3", "no period", "'3 years'"),
    ("{completed: a, from: 2011-02-30}", shape.NO_SUCH_DAY, "2011-02-30", "no calendar", "2011-02-28"),
    ("{fact: f, is: 2011-02-30}", shape.NO_SUCH_DAY, "2011-02-30", "no calendar", "2011-02-28"),
    ("{fact: f, is: [2011-02-28, 2011-02-30]}", shape.NO_SUCH_DAY, "2011-02-30", "entry 2 of 'is'", "2011-02-28"),
]
WRAPPINGS = ["{}", "{{all: [unstated, {}]}}", "{{any: [{{at_least: 1, of: [{}]}}]}}"]

ROWS: list[tuple[str, Rule, str, str, str]] = [
    (f"{RECORD}events: [{{date: 2011-01-01}}]", shape.NO_HEAD, "date", "event 1 doesn't say what", "completed, "),
    (f"{RECORD}events: [{{completed: a}}]", shape.MISSING_KEY, "completed", "event 1 has no 'date'", "date: 20"),
    (
        f"{RECORD}events: [{{completed: a, outcome: b, date: 2011-01-01}}]",
        shape.TWO_HEADS,
        "outcome",
        "event 1 is two things at once",
        "two events",
    ),
    (f"{RECORD}events: [{{complet: a, date: 2011-01-01}}]", shape.UNKNOWN_KEY, "complet", "event 1", "'completed'?"),
    (f"{RECORD}events: [awareness]", shape.WRONG_TYPE, "awareness", "event 1 is text", "write a mapping"),
    (f"{RECORD}events: [{{completed: a, date: 2011-02-29}}]", shape.NO_SUCH_DAY, "2011-02-29", "event 1", "02-28"),
    (f"{RECORD}facts: {{appointed: 2011-02-30}}", shape.NO_SUCH_DAY, "2011-02-30", "fact 'appointed'", "02-28"),
    (
        f"{RECORD}facts: {{appointed: [{{value: 2011-02-30}}]}}",
        shape.NO_SUCH_DAY,
        "2011-02-30",
        "'value' of entry 1 of fact 'appointed'",
        "02-28",
    ),
    (f"{RECORD}facts: {{Lead: yes}}", shape.MALFORMED_ID, "Lead", "a key of 'facts'", "'lead'"),
    (f"{RECORD}groups: [group-1]", shape.WRONG_TYPE, "group-1", "membership 1 is text", "{group: group-1}"),
    (f"{RECORD}groups: [{{group: g, until: 2012-01-01}}]", shape.UNKNOWN_KEY, "until", "membership 1", "to"),
    (f"{SCENARIO}record: r\nexpect: {{}}", shape.EMPTY, "{}", "'expect' is empty", "expect: "),
    (f"{SCENARIO}record: r\nexpect: {{s: meet}}", shape.UNKNOWN_WORD, "meet", "expected of 's'", "'met'?"),
    (
        f"{SCENARIO}record: r\nexpect: {{s: {{status: due, due: 2011-02-30}}}}",
        shape.NO_SUCH_DAY,
        "2011-02-30",
        "'due' of what is expected of 's'",
        "02-28",
    ),
    (
        f"{SCENARIO}record: {{events: [{{date: 2011-01-01}}]}}\nexpect: {{s: met}}",
        shape.NO_HEAD,
        "date",
        "event 1 doesn't say what happened",
        "completed, ",
    ),
    (
        f"{SCENARIO}record: {{facts: {{appointed: 2011-02-30}}}}\nexpect: {{s: met}}",
        shape.NO_SUCH_DAY,
        "2011-02-30",
        "fact 'appointed'",
        "02-28",
    ),
    (
        f"{MAPPING}correspondences: [{{subject: 'kirklees:a', relation: exakt, object: 'durham:b'}}]",
        shape.UNKNOWN_WORD,
        "exakt",
        "'relation' of correspondence 1",
        "'exact'?",
    ),
    (
        f"{MAPPING}correspondences: [{{subject: 'kirklees:a', relation: exact, object: b}}]",
        shape.MALFORMED_ID,
        "b",
        "'object' of correspondence 1",
        "'FRAMEWORK:b'",
    ),
    (
        f"{MAPPING}correspondences: [{{subject: 'k:a', relation: exact, object: 'd:b', confidence: 2}}]",
        shape.OUT_OF_RANGE,
        "2",
        "'confidence' of correspondence 1",
        "at most 1",
    ),
]


def assert_only(text: str, rule: Rule, culprit: str, message: str, fix: str) -> None:
    found = faults(text)
    assert [fault.rule.name for fault in found] == [rule.name], [str(fault) for fault in found]
    assert token(text, found[0]) == culprit
    assert message in found[0].message
    assert fix in found[0].fix


@pytest.mark.parametrize(("snippet", "rule", "culprit", "message", "fix"), CASES)
def test_one_fault_is_one_diagnostic_at_its_token(
    snippet: str, rule: Rule, culprit: str, message: str, fix: str
) -> None:
    text, _ = snippets.document(f"{snippet}\n") if not snippet.startswith("id:") else (_whole(snippet), 0)
    assert_only(text, rule, culprit, message, fix)


def _whole(first: str) -> str:
    head = {key: value for key, value in snippets.HEAD.items() if not first.startswith(f"{key}:")}
    return "\n".join([*(f"{key}: {value}" for key, value in head.items()), first])


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize(("requirement", "rule", "culprit", "message", "fix"), REQUIREMENTS)
def test_one_fault_of_a_requirement_is_one_diagnostic_however_deep(
    requirement: str, rule: Rule, culprit: str, message: str, fix: str, wrapping: str
) -> None:
    whole = wrapping.format(requirement)
    text, _ = snippets.document(
        f"levels: [{{id: l-1, title: L}}]\ncourses: {{a: {{title: A}}, b: {{title: B, requires: {whole}}}}}\n"
    )
    assert_only(text, rule, culprit, message, fix)


@pytest.mark.parametrize(
    "place",
    [
        "levels: [{{id: x, title: X, requires: {}}}]",
        "groups: {{x: {{title: X, when: {}}}}}",
        "evidence: {{x: {{title: X, requires: {}}}}}",
        "standards: {{x: {{title: X, require: {}}}}}",
        "standards: {{x: {{title: X, when: {}}}}}",
        "standards: {{x: {{title: X, unless: {}}}}}",
        "standards: {{x: {{title: X, ideally: {}}}}}",
        "standards: {{x: {{title: X, for: [{{group: g, when: {}}}]}}}}",
        "courses: {{x: {{title: X, for: [{{group: g, when: {}}}]}}}}",
    ],
)
def test_a_requirement_is_known_wherever_it_stands(place: str) -> None:
    text, _ = snippets.document(place.format("{completed: a, any: [unstated]}"))
    assert_only(text, shape.TWO_HEADS, "any", "has two heads, 'completed' and 'any'", "all:")


@pytest.mark.parametrize(("text", "rule", "culprit", "message", "fix"), ROWS)
def test_one_fault_of_a_record_scenario_or_mapping_is_one_diagnostic(
    text: str, rule: Rule, culprit: str, message: str, fix: str
) -> None:
    assert_only(text, rule, culprit, message, fix)


def test_all_faults_of_a_document_are_reported_at_once_in_order() -> None:
    text, _ = snippets.document(
        "levels: [{id: Level 1, title: Level 1}]\n"
        "courses:\n"
        "  a: {level: level-1, minuts: 3}\n"
        "standards:\n"
        "  s: {title: S, strength: shall, require: {completed: a, every: 3y, form: 2011-02-30}}\n"
    )
    assert [(fault.rule.name, token(text, fault)) for fault in faults(text)] == [
        ("malformed-id", "Level 1"),
        ("missing-key", "a"),
        ("unknown-key", "minuts"),
        ("unknown-word", "shall"),
        ("malformed-period", "3y"),
        ("unknown-key", "form"),
    ]


def test_two_heads_and_two_timings_show_the_first_place_too() -> None:
    text, _ = snippets.document(
        "standards: {s: {title: S, require: {level: l, any: [unstated]}, due: unstated, after: a}}"
    )
    for fault, first in zip(faults(text), ("level", "due"), strict=True):
        [related] = fault.related
        assert text.split("\n")[related.span.line - 1][related.span.column - 1 :].startswith(first)


def test_a_long_value_is_pointed_at_by_its_key() -> None:
    text, _ = snippets.document("courses:\n  - title: A\n  - title: B\n")
    [fault] = faults(text)
    assert token(text, fault) == "courses"


def test_a_long_entry_of_a_list_is_pointed_at_by_its_first_key() -> None:
    text, _ = snippets.document("tags:\n  - some: key\n    other: key\n")
    [fault] = faults(text)
    assert token(text, fault) == "some"


# --- the format ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rule", "culprit", "fix"),
    [
        ("id: x\ntitle: X\n", shape.MISSING_FORMAT, "id", "'format: framework/1'"),
        ("id: x\nevents: []\n", shape.MISSING_FORMAT, "id", "'format: record/1'"),
        ("id: x\ncorrespondences: []\n", shape.MISSING_FORMAT, "id", "'format: mapping/1'"),
        ("id: x\nexpect: {}\n", shape.MISSING_FORMAT, "id", "'format: scenario/1'"),
        ("id: x\nformt: record/1\n", shape.MISSING_FORMAT, "formt", "'format: record/1'"),
        ("format: framwork/1\n", shape.UNKNOWN_FORMAT, "framwork/1", "'framework/1'?"),
        ("format: excel\n", shape.UNKNOWN_FORMAT, "excel", "'scenario/1' or 'facets/1'"),
        ("format: 1\n", shape.UNKNOWN_FORMAT, "1", "'framework/1', "),
        ("format: [framework/1]\n", shape.UNKNOWN_FORMAT, "[framework/1]", "'framework/1', "),
    ],
)
def test_a_document_without_a_known_format_has_this_one_fault(text: str, rule: Rule, culprit: str, fix: str) -> None:
    assert_only(text, rule, culprit, "", fix)


def test_a_document_that_is_empty_or_no_mapping_has_no_format() -> None:
    for value in ({}, [], "framework/1", None):
        [fault] = faults_of_shape(documents.from_value(cast(Value, value)), expected="record/1")
        assert fault.rule is shape.MISSING_FORMAT
        assert "record/1" in fault.fix


def test_a_document_of_another_format_than_expected_has_this_one_fault() -> None:
    [fault] = faults(f"{RECORD}bla: 3\n", expected="framework/1")
    assert fault.rule is shape.OTHER_FORMAT
    assert faults(RECORD, expected="record/1") == ()


# --- the calendar ----------------------------------------------------------------------------------------


def test_a_date_is_checked_only_where_dates_stand() -> None:
    text, _ = snippets.document("title: 2011-02-30\ncourses: {a: {title: 2011-02-30, tags: [2011-02-30]}}\n")
    assert faults(text) == ()


def test_a_fact_or_course_may_be_called_like_a_key_of_dates() -> None:
    text, _ = snippets.document("courses: {from: {title: 2011-02-30}, facts: {title: 2011-02-30}}\n")
    assert faults(text) == ()


@given(st.from_regex(r"(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]", fullmatch=True))
def test_a_date_passes_exactly_if_the_calendar_has_it(text: str) -> None:
    try:
        parse_date(text)
        exists = True
    except ValueError:
        exists = False
    found = faults(f"{RECORD}events: [{{completed: a, date: {text}}}]\n")
    assert [fault.rule for fault in found] == ([] if exists else [shape.NO_SUCH_DAY])


# --- documents given as a dict -----------------------------------------------------------------------------


def test_what_no_document_can_hold_is_a_fault_of_its_place() -> None:
    value = {
        "format": "framework/1",
        "valid": {"from": date(2011, 4, 1)},
        "tags": [float("nan"), "\ud800"],
        "note": {1: "x"},
        "\ud800": 1,
        "levels": ({"id": "level-1", "title": "Level 1"},),
    }
    found = faults_of_shape(documents.from_value(cast(Value, value)))
    assert {fault.message for fault in found} == {
        "'levels' is an object of Python's type 'tuple', which no document can hold",
        "'from' of 'valid' is an object of Python's type 'date', which no document can hold",
        "entry 1 of 'tags' is a number without an end, which no document can hold",
        "entry 2 of 'tags' is a text with half a character, which no document can hold",
        "'note' has a key that is an object of Python's type 'int', which no document can hold",
        "the framework has a key that is a text with half a character, which no document can hold",
    }
    assert {fault.rule for fault in found} == {shape.WRONG_TYPE}


@pytest.mark.parametrize(
    ("key", "value"),
    [("title", "\ud800"), ("title", float("inf")), ("tags", ("a",)), ("tags", {"a"}), ("note", b"x"), ("note", {1: 2})],
)
def test_a_single_foreign_value_is_the_only_fault(key: str, value: object) -> None:
    head = cast(dict[str, Value], parsed(snippets.document("")[0]).value)
    [fault] = faults_of_shape(documents.from_value(cast(Value, {**head, key: value})))
    assert fault.rule is shape.WRONG_TYPE
    assert f"'{key}' " in fault.message
    assert "which no document can hold" in fault.message


def test_words_of_an_enumeration_are_text() -> None:
    head = cast(dict[str, Value], parsed(snippets.document("")[0]).value)
    standard = {"title": "S", "strength": Strength.SHOULD}
    assert faults_of_shape(documents.from_value(cast(Value, {**head, "standards": {"s": standard}}))) == ()


def test_a_dict_is_read_like_a_text() -> None:
    text = (HERE / "documents" / "example.yaml").read_text(encoding="utf-8")
    assert faults_of_shape(documents.from_value(parsed(text).value)) == ()


# --- two validators, one verdict -----------------------------------------------------------------------------


def schema(form: str) -> dict[str, Value]:
    name = form.partition("/")[0]
    return cast(dict[str, Value], json.loads(bundled("schema", f"{name}.schema.json").read_text(encoding="utf-8")))


def subschemas(value: Value, named: bool = False) -> Iterator[dict[str, Value]]:
    """Every subschema of a schema, itself included; `named`: the keys are names, not keywords."""
    if isinstance(value, list):
        for child in value:
            yield from subschemas(child)
    elif isinstance(value, dict):
        if not named:
            yield value
        for key, child in value.items():
            if named or key not in ("examples", "enum", "const", "required", "dependentRequired"):
                yield from subschemas(child, key in ("properties", "$defs", "dependentSchemas") and not named)


@pytest.mark.parametrize("form", FORMATS)
def test_every_keyword_of_the_schemas_has_words(form: str) -> None:
    silent = {
        *("$schema", "$id", "$comment", "$defs", "$ref", "title", "description", "examples", "default", "format"),
        *("properties", "items", "propertyNames", "allOf", "if", "then", "else", "dependentSchemas"),  # contain others
        *("anyOf", "not"),  # only of requirements and events, which have words of their own
    }
    used = {keyword for sub in subschemas(schema(form)) for keyword in sub}
    assert used - silent - {*wording.WORDED} == set()


@pytest.mark.parametrize("form", FORMATS)
def test_every_pattern_means_the_same_to_both_validators(form: str) -> None:
    """Only what is written alike in the regular expressions of ECMA-262, Rust and Python, and anchored."""
    for sub in subschemas(schema(form)):
        if isinstance(pattern := sub.get("pattern"), str):
            assert re.fullmatch(r"\^[^$]*\$", pattern), pattern
            assert "\\" not in pattern, pattern


PERIOD = jsonschema_rs.Draft202012Validator(cast(dict[str, Value], schema("framework/1")["$defs"])["period"])


@given(st.from_regex(r"(P?[0-9]{0,2}[YMWD ]?){1,3}( ?(year|month|week|day)s?)?", fullmatch=True))
def test_a_period_that_the_schema_accepts_can_be_read(text: str) -> None:
    if PERIOD.is_valid(text):
        parse_period(text)


@given(st.builds(Period, st.integers(0, 999), st.integers(0, 999)))
def test_a_period_that_the_model_prints_is_accepted_by_the_schema(period: Period) -> None:
    assert period == Period() or PERIOD.is_valid(str(period))


EXAMPLES: list[Value] = [
    parsed((HERE / "documents" / name).read_text(encoding="utf-8")).value for name in ("example.yaml", "p-0001.yaml")
] + [
    parsed(
        f"{SCENARIO}record: {{subject: practitioner, events: [{{completed: a, date: 2011-01-01}}]}}\n"
        "expect: {s: met, t: {status: overdue, reason: lapsed, since: 2011-01-01}}\n"
    ).value,
    parsed(
        f"{MAPPING}correspondences:\n"
        "  - {subject: 'kirklees:a', relation: exact, object: ['durham:b', 'durham:c'], confidence: 0.5,\n"
        "     reasons: [x], decision: accepted, by: m-7, date: 2012-01-01, digest: {subject: x, object: y}}\n"
    ).value,
    parsed(
        snippets.document(
            "courses:\n"
            "  a: {title: A, modes: [{mode: e-learning, from: 2011-01-01}], minutes: 3}\n"
            "  b: {title: B, for: [g, {group: h, when: unstated}]}\n"
            "standards:\n"
            "  s:\n"
            "    title: S\n"
            "    require:\n"
            "      all:\n"
            "        - {completed: [a, {level: l}], times: 2, inside: 4 weeks, mode: [x], from: 2011-01-01}\n"
            "        - {evidence: e, each: calendar-year, different: by}\n"
            "        - {at_least: 1, of: [{hours: 3, of: a, every: 1 year}, {experience: 2 years, in: f}]}\n"
            "        - any: [{fact: f, is: [a, b]}, {judged: x, fact: f}, {member: g}, {outcome: o}, {standard: s}]\n"
            "    after: {evidence: e}\n"
            "    opens: 1 day\n"
            "    within: 1 month\n"
        )[0]
    ).value,
]
KEYS = st.sampled_from(
    [
        *("id", "title", "for", "subject", "item", "level", "levels", "type", "value", "values", "extra"),
        *("require", "requires", "when", "completed", "evidence", "hours", "of", "every", "each", "fact", "is", "any"),
        *("all", "at_least", "due", "before", "after", "within", "opens", "date", "from", "to"),
    ]
)
SCALARS: st.SearchStrategy[Value] = (
    st.none()
    | st.booleans()
    | st.integers(-2, 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["unstated", "2011-02-30", "2011-02-28", "3 years", "3 years\n", "a\n", "A b", "a:b", "", "x" * 90]
    )
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=5)
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=4
)


def places(value: Value, path: PATH = ()) -> Iterator[PATH]:
    """The paths of everything inside a value."""
    rows = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for step, child in cast("Iterator[tuple[int | str, Value]]", rows):
        yield (*path, step)
        yield from places(child, (*path, step))


@st.composite
def mutated(draw: st.DrawFn) -> Value:
    """A valid document in which one to three things were dropped, renamed, added, moved or given another value."""
    value = copy.deepcopy(draw(st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(1, 3))):
        known = [path for path in places(value) if path != ("format",)]
        path = draw(st.sampled_from(known))
        holder: Value = value
        for step in path[:-1]:
            holder = holder[step]  # type: ignore[index]
        last = path[-1]
        change = draw(st.sampled_from(["drop", "rename", "replace", "add"]))
        if isinstance(holder, list) and isinstance(last, int):
            if change == "drop":
                del holder[last]
            else:
                holder[last] = draw(VALUES)
        elif isinstance(holder, dict) and isinstance(last, str):
            if change == "drop":
                del holder[last]
            elif change == "rename":
                holder[draw(KEYS)] = holder.pop(last)
            elif change == "add":
                holder[draw(KEYS)] = draw(VALUES)
            else:
                holder[last] = draw(VALUES)
    return value


@pytest.mark.parametrize("form", FORMATS)
def test_both_validators_accept_the_examples(form: str) -> None:
    for value in EXAMPLES:
        if cast(dict[str, Value], value)["format"] == form:
            assert jsonschema_rs.Draft202012Validator(schema(form)).is_valid(value)
            assert jsonschema.Draft202012Validator(schema(form)).is_valid(value)


@given(mutated())
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_a_document_has_faults_exactly_if_the_schema_rejects_it_or_a_date_does_not_exist(value: Value) -> None:
    """Both validators are held together: what jsonschema-rs rejects is always worded from what jsonschema finds."""
    form = str(cast(dict[str, Value], value)["format"])
    text = json.dumps(value, ensure_ascii=False, indent=1)
    document = parsed(text)
    found = faults_of_shape(document)
    accepted = jsonschema_rs.Draft202012Validator(schema(form)).is_valid(document.value)
    assert accepted == all(fault.rule is shape.NO_SUCH_DAY for fault in found)
    for fault in found:
        span = fault.span
        assert 1 <= span.line <= span.end_line <= len(document.lines)
        assert 1 <= span.column <= len(document.line(span.line)) + 1
        assert 1 <= span.end_column <= len(document.line(span.end_line)) + 1
        assert "doesn't have the shape" not in fault.message, "a fault without words of its own"
        for word in ("None", "dict", "True", "False", "[{'", "\n"):
            assert word not in fault.message + fault.fix
    assert len({(fault.rule, fault.span, fault.message) for fault in found}) == len(found)


@given(mutated())
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_sound_items_may_be_left_out_when_faults_are_looked_for(value: Value) -> None:
    assert isinstance(value, dict)
    form = str(value["format"])
    paths = [
        tuple(error.instance_path) for error in jsonschema_rs.Draft202012Validator(schema(form)).iter_errors(value)
    ]
    slow = jsonschema.Draft202012Validator(schema(form))

    def errors(document: Value) -> list[tuple[PATH, str]]:
        return sorted(((tuple(error.absolute_path), error.message) for error in slow.iter_errors(document)), key=str)

    assert errors(without_sound_items(value, paths)) == errors(value)


def test_a_keyword_without_words_still_gives_a_fault_at_its_place() -> None:
    text, _ = snippets.document("tags: [a, a]\n")
    mismatch = wording.Mismatch(("tags",), "uniqueItems", True, ["a", "a"], {}, {}, names=False, beside=None)
    [fault] = wording.diagnostics(parsed(text), [mismatch])
    assert token(text, fault) == "[a, a]"
    assert "'tags' doesn't have the shape" in fault.message


def test_of_many_items_only_those_at_fault_are_looked_at_again() -> None:
    outcomes: dict[str, Value] = {f"o-{number}": {"statement": "Recognises abuse"} for number in range(9)}
    value: dict[str, Value] = {"outcomes": {**outcomes, "o-5": {}}, "courses": 3}
    kept = without_sound_items(value, [("outcomes", "o-5"), ("courses",)])
    assert kept == {"outcomes": {"o-0": outcomes["o-0"], "o-5": {}}, "courses": 3}


# --- cost ------------------------------------------------------------------------------------------------


def imported_after(text: str) -> set[str]:
    """The modules that a fresh interpreter has imported once it has looked for faults in a document."""
    program = (
        "import sys, json\n"
        "from competency import document, schema\n"
        "parsed, _ = document.parse(sys.stdin.read(), file='x')\n"
        "schema.faults_of_shape(parsed)\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=text, capture_output=True, text=True, check=True, cwd=HERE.parent
    )
    return set(json.loads(done.stdout))


def test_a_valid_document_is_checked_without_importing_jsonschema() -> None:
    modules = imported_after((HERE / "documents" / "p-0001.yaml").read_text(encoding="utf-8"))
    assert "jsonschema_rs" in modules
    assert not {"jsonschema", "referencing", "difflib"} & modules


def test_an_invalid_document_is_explained_with_jsonschema() -> None:
    assert "jsonschema" in imported_after(f"{RECORD}events: 3\n")
