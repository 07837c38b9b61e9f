"""Faults of reference: every page does as it says, and every finding points at the token and says what to write."""

from __future__ import annotations

import pytest
import snippets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import Draw, frameworks, records

from competency import document as documents
from competency import notation, references
from competency.diagnostics import Diagnostic, Rule, Severity
from competency.document import Document, from_value
from competency.faults import reference as faults
from competency.loading import Shelf, bundled_records
from competency.model import Framework, Kind, Record
from competency.references import Declared
from competency.schema import faults_of_shape

RECORD = "format: record/1\nid: p-0001\nframework: kirklees\nsubject: practitioner\n"
MAPPING = "format: mapping/1\nid: m-1\nsubject: kirklees\nobject: durham\n"


def parsed(text: str) -> Document:
    document, found = documents.parse(text, file="test.yaml")
    assert document is not None
    assert not found
    assert not faults_of_shape(document)
    return document


def found(text: str) -> tuple[Diagnostic, ...]:
    """The faults of reference of a sound document among the bundled ones."""
    document = parsed(text)
    shelf = Shelf({}, None)
    check = {
        "framework/1": references.faults_of_framework,
        "record/1": references.faults_of_record,
        "mapping/1": references.faults_of_mapping,
        "scenario/1": references.faults_of_scenario,
    }[str(document.value["format"])]  # type: ignore[index, call-overload]
    faults_of_ids = tuple(check(document, shelf.declared, shelf.neighbours()))
    if check is not references.faults_of_scenario or not isinstance(document.value, dict):
        return faults_of_ids
    path = bundled_records().get(str(document.value["record"]))
    record = None if path is None else documents.read(path)[0]
    return (*faults_of_ids, *references.faults_of_named_record(document, record, bundled_records()))


def in_framework(snippet: str) -> tuple[Diagnostic, ...]:
    """The faults of a part of a framework, with a head added."""
    text, _ = snippets.document(snippet)
    return found(text)


def told(snippet: str) -> list[tuple[str, str, str]]:
    """Each finding of a part of a framework: its rule, the text it points at, and its message."""
    text, _ = snippets.document(snippet)
    return [(fault.rule.name, token(text, fault), fault.message) for fault in found(text)]


def token(text: str, fault: Diagnostic) -> str:
    """The text that a fault points at."""
    span = fault.span
    assert span.line == span.end_line, f"{fault} points at several lines"
    return text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]


# --- pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", faults.RULES, ids=lambda rule: rule.name)
def test_each_page_fails_at_the_marked_line_and_passes_where_it_says_so(rule: Rule) -> None:
    assert rule.severity is Severity.ERROR
    assert set(snippets.sections(rule.page)) == {"Why it matters", "Fails", "Passes", "Fix"}
    assert rule.summary
    for snippet in snippets.snippets(rule.page, "Fails"):
        text, _ = snippets.document(snippet)
        (line,) = snippets.marked_lines(text)
        assert [(fault.rule.name, fault.span.line) for fault in found(text)] == [(rule.name, line)]
    for snippet in snippets.snippets(rule.page, "Passes"):
        text, _ = snippets.document(snippet)
        assert not found(text)


def test_codes_and_names_are_given_once() -> None:
    assert len({rule.code for rule in faults.RULES}) == len({rule.name for rule in faults.RULES}) == len(faults.RULES)


# --- the finer points ------------------------------------------------------------------------------------


def test_a_slip_is_answered_with_the_nearest_id_of_the_right_kind() -> None:
    (fault,) = in_framework(
        """
groups:
  awareness-staff: {title: Staff, source: strategy §1}
courses:
  awareness: {title: Awareness, source: strategy §1}
  neglect: {title: Neglect, requires: {completed: awarenes}, source: strategy §1}  # <- here
"""
    )
    assert fault.message == "example has no course 'awarenes'"
    assert fault.fix == "did you mean 'awareness'?"


def test_an_item_with_no_near_id_is_to_be_declared() -> None:
    (fault,) = in_framework("courses:\n  neglect: {title: Neglect, grants: [zzz], source: strategy §1}\n")
    assert fault.message == "example has no evidence 'zzz'"
    assert fault.fix == "declare 'zzz' in the framework, or correct the id"


@pytest.mark.parametrize(
    ("place", "belongs"),
    [
        ("groups: {g: {title: G, extends: [c], source: strategy §1}}", "a group"),
        ("groups: {g: {title: G, part_of: c, source: strategy §1}}", "a group"),
        ("groups: {g: {title: G, levels: [c], source: strategy §1}}", "a level"),
        ("groups: {g: {title: G, when: {fact: c}, source: strategy §1}}", "a fact"),
        ("outcomes: {o: {statement: O, level: c, source: strategy §1}}", "a level"),
        ("outcomes: {o: {statement: O, part_of: c, source: strategy §1}}", "an outcome"),
        ("evidence: {e: {title: E, develops: [c], source: strategy §1}}", "an outcome"),
        ("evidence: {e: {title: E, requires: {level: c}, source: strategy §1}}", "a level"),
        ("levels: [{id: l, title: L, requires: {outcome: c}, source: strategy §1}]", "an outcome"),
        ("levels: [{id: l, title: L, requires: {standard: c}, source: strategy §1}]", "a standard"),
        ("levels: [{id: l, title: L, requires: {member: c}, source: strategy §1}]", "a group"),
        ("levels: [{id: l, title: L, requires: {evidence: c}, source: strategy §1}]", "a piece of evidence"),
        ("levels: [{id: l, title: L, requires: {experience: 1 year, in: c}, source: strategy §1}]", "a fact"),
        ("levels: [{id: l, title: L, requires: {judged: able, fact: c}, source: strategy §1}]", "a fact"),
        ("levels: [{id: l, title: L, requires: {completed: {level: c}}, source: strategy §1}]", "a level"),
        ("levels: [{id: l, title: L, requires: {completed: {develops: c}}, source: strategy §1}]", "an outcome"),
        ("levels: [{id: l, title: L, requires: {any: [{all: [{member: c}]}]}, source: strategy §1}]", "a group"),
        ("levels: [{id: l, title: L, requires: {at_least: 1, of: [{member: c}]}, source: strategy §1}]", "a group"),
        ("standards: {s: {title: S, for: [c], source: strategy §1}}", "a group"),
        ("standards: {s: {title: S, for: [{group: c}], source: strategy §1}}", "a group"),
        (
            "standards: {s: {title: S, require: unstated, due: {within: 1 day, of: {evidence: c}}}}",
            "a piece of evidence",
        ),
        ("standards: {s: {title: S, require: unstated, before: {evidence: c}}}", "a piece of evidence"),
        ("standards: {s: {title: S, require: unstated, when: {member: c}}}", "a group"),
        ("standards: {s: {title: S, require: unstated, unless: {member: c}}}", "a group"),
        ("standards: {s: {title: S, require: unstated, ideally: {member: c}}}", "a group"),
    ],
)
def test_an_item_of_the_wrong_kind_is_pointed_at_wherever_it_stands(place: str, belongs: str) -> None:
    ((rule, at, message),) = told(f"courses: {{c: {{title: C, source: strategy §1}}}}\n{place}\n")
    assert (rule, at) == ("wrong-kind", "c")
    assert message == f"'c' is a course; {belongs} belongs here"


@pytest.mark.parametrize(
    ("place", "belongs"),
    [
        ("courses: {c: {title: C, includes: [g], source: strategy §1}}", "a course"),
        ("courses: {c: {title: C, for: [{group: o}], source: strategy §1}}", "a group"),
        ("courses: {c: {title: C, for: [g, {group: g, when: {member: o}}], source: strategy §1}}", "a group"),
        ("courses: {c: {title: C, develops: [g], source: strategy §1}}", "an outcome"),
        ("courses: {c: {title: C, level: g, source: strategy §1}}", "a level"),
        ("standards: {s: {title: S, subject: course, for: [g], source: strategy §1}}", "a course"),
        ("standards: {s: {title: S, subject: course, for: {level: g}, source: strategy §1}}", "a level"),
        ("standards: {s: {title: S, require: unstated, due: {within: 1 day, of: g}}}", "a course or a fact"),
        ("standards: {s: {title: S, require: unstated, due: {within: 1 day, of: [g]}}}", "a course"),
        ("standards: {s: {title: S, require: unstated, after: [g]}}", "a course"),
        ("standards: {s: {title: S, require: {hours: 1, of: g}}}", "a course"),
        ("standards: {s: {title: S, require: {completed: {tag: t}, every: 1 year, refreshed_by: [g]}}}", "a course"),
    ],
)
def test_a_group_or_an_outcome_can_not_stand_for_another_kind(place: str, belongs: str) -> None:
    head = "groups: {g: {title: G, source: strategy §1}}\noutcomes: {o: {statement: O, source: strategy §1}}\n"
    ((rule, _, message),) = told(f"{head}{place}\n")
    assert rule == "wrong-kind"
    assert message.endswith(f"; {belongs} belongs here")


def test_the_words_of_the_format_are_no_ids() -> None:
    assert not told(
        """
courses:
  c: {title: C, level: unstated, develops: unstated, for: everyone, requires: {completed: [unstated]}}
standards:
  s: {title: S, for: everyone, require: {completed: c}, due: {within: 1 day, of: joining}}
  t: {title: T, for: unstated, require: {completed: c}, due: {within: 1 day, of: unstated}}
  u: {title: U, subject: course, for: unstated}
"""
    )


def test_an_item_of_an_unknown_framework_and_one_that_a_known_framework_lacks_are_told_apart() -> None:
    (one, two) = in_framework("courses: {c: {title: C, aligned: {close: ['kirkless:group-1', 'kirklees:group-99']}}}\n")
    assert (one.rule, one.fix) == (faults.UNKNOWN_FRAMEWORK, "did you mean 'kirklees'?")
    assert two.rule is faults.UNKNOWN_REFERENCE
    assert two.message == "kirklees has no item 'group-99'"


def test_a_framework_that_extends_an_unknown_one_says_so() -> None:
    (fault,) = in_framework("extends: zzz\n")
    assert (fault.rule, fault.fix) == (
        faults.UNKNOWN_FRAMEWORK,
        "give its file in the same run, or put it into the same folder",
    )


def test_the_same_id_in_other_frameworks_is_named_if_it_is_of_the_kind_asked_for() -> None:
    lookup = {
        "one": Declared({"x-ray": Kind.COURSE}, {}),
        "two": Declared({"x-ray": Kind.COURSE}, {}),
        "three": Declared({"x-ray": Kind.GROUP}, {}),
    }
    text, _ = snippets.document("courses: {c: {title: C, requires: {completed: x-ray}}}\n")
    (fault,) = references.faults_of_framework(parsed(text), lookup.get, lookup)
    assert fault.rule is faults.KNOWN_ELSEWHERE
    assert fault.message == "example has no course 'x-ray'; one and two have one"
    assert fault.fix == "write 'one:x-ray' if that one is meant, else declare 'x-ray' here"


def test_a_duplicate_names_the_first_place_and_appointed_can_only_be_a_fact() -> None:
    (fault,) = in_framework("groups: {a: {title: A}}\ncourses: {a: {title: A}}\n")
    assert fault.message == "the id 'a' is taken already, by an item of groups"
    assert [related.message for related in fault.related] == ["first used here"]
    (fault,) = in_framework("levels: [{id: a, title: A}, {id: a, title: B}]\n")
    assert fault.rule is faults.DUPLICATE_ID
    assert not in_framework("facts: {appointed: {title: Appointed, type: date}}\n")
    (fault,) = in_framework("courses: {appointed: {title: A}}\n")
    assert fault.rule is faults.RESERVED_ID


# --- circles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("snippet", "way"),
    [
        ("groups: {a: {title: A, part_of: b}, b: {title: B, part_of: a}}", "a is part of b is part of a"),
        ("groups: {a: {title: A, extends: [a]}}", "a extends a"),
        ("groups: {a: {title: A, when: {member: a}}}", "a rests on a"),
        (
            "groups: {a: {title: A, when: {any: [{fact: f}, {member: b}]}}, b: {title: B, when: {member: a}}}",
            "a rests on b rests on a",
        ),
        (
            "standards: {a: {title: A, require: {standard: b}}, b: {title: B, require: {standard: a}}}",
            "a rests on b rests on a",
        ),
        (
            "outcomes: {o: {statement: O}}\nevidence: {e: {title: E, develops: [o], requires: {outcome: o}}}",
            "o rests on e rests on o",
        ),
        (
            "levels: [{id: l, title: L, requires: {evidence: e}}]\nevidence: {e: {title: E, requires: {level: l}}}",
            "l rests on e rests on l",
        ),
    ],
)
def test_a_circle_is_told_with_the_whole_way_round(snippet: str, way: str) -> None:
    text = f"{snippet}\nfacts: {{f: {{title: F}}}}\n"
    messages = [message for rule, _, message in told(text) if rule.startswith("cycle")]
    assert f"this goes round in a circle: {way}" in messages


def test_two_ways_to_one_definition_are_no_circle_nor_are_prerequisites_of_courses() -> None:
    assert not told(
        """
levels:
  - {id: a, title: A, requires: {all: [{level: b}, {level: c}]}}
  - {id: b, title: B, requires: {level: d}}
  - {id: c, title: C, requires: {level: d}}
  - {id: d, title: D, requires: {completed: {level: a}}}
courses:
  x: {title: X, level: a, requires: {completed: y}}
  y: {title: Y, level: a, requires: {any: [{completed: x}, {level: a}]}}
standards:
  s: {title: S, require: {level: a}, when: {standard: t}}
  t: {title: T, require: {level: a}, unless: {standard: s}}
"""
    )


# --- records and mappings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "rule", "at"),
    [
        ("facts: {lead-rolle: yes}", faults.UNKNOWN_REFERENCE, "lead-rolle"),
        ("groups: [{group: group-99}]", faults.UNKNOWN_REFERENCE, "group-99"),
        ("groups: [{group: 'kirklees:group-1'}]", faults.OWN_FRAMEWORK_NAMED, "'kirklees:group-1'"),
        ("groups: [{group: 'zzz:group-1'}]", faults.UNKNOWN_FRAMEWORK, "'zzz:group-1'"),
        ("facts: {'zzz:lead': yes}", faults.UNKNOWN_FRAMEWORK, "'zzz:lead'"),
        ("events: [{completed: group-1, date: 2011-04-01}]", faults.WRONG_KIND, "group-1"),
        ("events: [{evidence: group-1, date: 2011-04-01}]", faults.WRONG_KIND, "group-1"),
        ("events: [{outcome: group-1, date: 2011-04-01}]", faults.WRONG_KIND, "group-1"),
        ("events: [{standard: group-1, date: 2011-04-01}]", faults.WRONG_KIND, "group-1"),
    ],
)
def test_a_records_ids_are_those_of_its_framework(row: str, rule: Rule, at: str) -> None:
    text = f"{RECORD}{row}\n"
    (fault,) = found(text)
    assert (fault.rule, token(text, fault)) == (rule, at)


def test_the_item_of_a_record_is_a_course() -> None:
    text = f"{RECORD}item: group-1\n".replace("practitioner", "course")
    (fault,) = found(text)
    assert (fault.rule, token(text, fault)) == (faults.WRONG_KIND, "group-1")


def test_an_event_in_a_course_of_another_framework_is_fine() -> None:
    assert not found(f"{RECORD}events: [{{completed: 'solihull:module-1', date: 2011-04-01}}]\n")


def test_a_record_of_an_unknown_framework_has_that_fault_alone() -> None:
    (fault,) = found(RECORD.replace("kirklees", "kirkless") + "groups: [{group: group-99}]\n")
    assert (fault.rule, fault.fix) == (faults.UNKNOWN_FRAMEWORK, "did you mean 'kirklees'?")


FACTS = """
facts:
  lead: {title: Leads}
  started: {title: Started, type: date}
  contract: {title: Contract, type: one-of, values: [full-time, part-time]}
  open: {title: Open, type: one-of}
"""


@pytest.mark.parametrize(
    ("stated", "at", "message", "fix"),
    [
        ("lead: 3", "3", "'lead' is a yes-no fact, and '3' is not", "write yes or no"),
        (
            "started: yes",
            "yes",
            "'started' is a date, and 'yes' is not",
            "write a day as YYYY-MM-DD, for instance 2010-09-01",
        ),
        ("started: 3", "3", "'started' is a date, and '3' is not", None),
        ("appointed: [{value: soon}]", "soon", "'appointed' is a date, and 'soon' is not", None),
        (
            "contract: [{value: part-time, to: 2011-04-01}, {value: fulltime}]",
            "fulltime",
            "'contract' is one of full-time and part-time, and 'fulltime' is not",
            "did you mean 'full-time'?",
        ),
        (
            "open: x",
            "x",
            "'open' is one of a list without values, and 'x' is not",
            "declare its `values` in the framework",
        ),
        ("lead: yes", None, None, None),
        ("lead: false", None, None, None),
        ("started: 2011-02-28", None, None, None),
        ("contract: part-time", None, None, None),
    ],
)
def test_a_value_must_be_one_that_its_fact_can_take(
    stated: str, at: str | None, message: str | None, fix: str | None
) -> None:
    document, _ = documents.parse(snippets.document(FACTS)[0], file="example.yaml")
    assert document is not None
    assert isinstance(document.value, dict)
    shelf = Shelf({"example": references.declared_in(document.value)}, None)
    text = RECORD.replace("kirklees", "example") + f"facts: {{{stated}}}\n"
    faults_found = list(references.faults_of_record(parsed(text), shelf.declared, shelf.neighbours()))
    if message is None:
        assert not faults_found
        return
    (fault,) = faults_found
    assert (fault.rule, fault.message) == (faults.VALUE_OF_ANOTHER_TYPE, message)
    assert token(text, fault) == at
    assert fix is None or fault.fix == fix


def test_both_ends_of_a_mapping_are_looked_up_each_in_its_framework() -> None:
    row = "  - {subject: %s, relation: exact, object: %s, confidence: 1, relation_confidence: 1}\n"
    good = row % ("'kirklees:group-1'", "['durham:group-1', 'durham:group-2']")
    assert not found(f"{MAPPING}correspondences:\n{good}")
    bad = row % ("'kirklees:group-99'", "['durham:group-1', 'durham:group-98']")
    text = f"{MAPPING}correspondences:\n{bad}"
    assert [(fault.rule, token(text, fault)) for fault in found(text)] == [
        (faults.UNKNOWN_REFERENCE, "'kirklees:group-99'"),
        (faults.UNKNOWN_REFERENCE, "'durham:group-98'"),
    ]
    text = MAPPING.replace("object: durham", "object: durhamm") + f"correspondences:\n{good}"
    (fault,) = found(text)
    assert (fault.rule, token(text, fault)) == (faults.UNKNOWN_FRAMEWORK, "durhamm")


# --- random documents ------------------------------------------------------------------------------------


@st.composite
def pairs(draw: Draw) -> tuple[Framework, Record]:
    framework = draw(frameworks())
    return framework, draw(records(framework))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pairs())
def test_a_framework_declares_the_same_as_a_document_and_as_a_value(pair: tuple[Framework, Record]) -> None:
    framework, _ = pair
    read = references.declared_in(notation.framework_data(framework))
    given_ = references.declared_by(framework)
    assert read.kinds == given_.kinds
    assert read.facts == given_.facts
    assert all(read.kinds[fact] is Kind.FACT for fact in read.facts)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frameworks(), st.data())
def test_an_id_that_is_taken_away_is_missed_wherever_it_was_named(framework: Framework, data: st.DataObject) -> None:
    """A fact that is only named is no fault here, so facts are left in."""
    items = [item for item in framework if item.id not in framework.items or not hasattr(item, "type")]
    gone = data.draw(st.sampled_from([item.id for item in items]))
    value = notation.framework_data(framework)
    for section, held in value.items():
        if isinstance(held, dict):
            value[section] = {key: item for key, item in held.items() if key != gone}
        elif section == "levels" and isinstance(held, list):
            value[section] = [item for item in held if isinstance(item, dict) and item["id"] != gone]
    named = [mention for mention in references.mentions.of_framework(value) if mention.reference == gone]
    missed = references.faults_of_framework(from_value(value), lambda _: None, ())
    assert len([fault for fault in missed if f"'{gone}'" in fault.message]) == len(named)


# --- scenarios -------------------------------------------------------------------------------------------

SCENARIO = "format: scenario/1\nid: s-1\nframework: kirklees\non: 2012-05-01\n"


def test_a_scenario_names_standards_and_its_record_what_the_framework_has() -> None:
    text = (
        f"{SCENARIO}record:\n"
        "  facts: {appointed: soon}\n"
        "  groups: [{group: group-9}]\n"
        "  events: [{completed: awarenes, date: 2012-01-01}]\n"
        "expect: {refresh-awarenes: met}\n"
    )
    assert [(fault.rule.name, token(text, fault)) for fault in sorted(found(text), key=lambda fault: fault.order)] == [
        ("value-of-another-type", "soon"),
        ("unknown-reference", "group-9"),
        ("unknown-reference", "awarenes"),
        ("unknown-reference", "refresh-awarenes"),
    ]


def test_a_scenario_whose_record_is_a_file_is_checked_for_its_standards() -> None:
    record = "record: kirklees-exempt-midwife\n"
    assert not found(f"{SCENARIO}{record}expect: {{refresh-awareness: met}}\n")
    assert [fault.rule.name for fault in found(f"{SCENARIO}{record}expect: {{awareness: met}}\n")] == ["wrong-kind"]


def test_a_scenario_of_an_unknown_framework_is_told_once() -> None:
    text = f"{SCENARIO}record: {{}}\nexpect: {{a: met}}\n".replace("kirklees", "kirkless")
    assert [fault.fix for fault in found(text)] == ["did you mean 'kirklees'?"]


def test_every_day_of_a_scenario_is_looked_through() -> None:
    text = (
        "format: scenario/1\nid: s-1\nframework: kirklees\nrecord: {}\ndays:\n"
        "  - {on: 2012-05-01, expect: {refresh-awareness: met}}\n"
        "  - {on: 2012-05-02, expect: {refresh-awarenes: met}}\n"
    )
    assert [(fault.rule.name, token(text, fault)) for fault in found(text)] == [
        ("unknown-reference", "refresh-awarenes")
    ]


def test_a_record_that_is_not_there_is_told_with_the_nearest() -> None:
    (fault,) = found(f"{SCENARIO}record: kirklees-exempt-midwive\nexpect: {{refresh-awareness: met}}\n")
    assert (fault.rule.name, fault.fix) == ("unknown-record", "did you mean 'kirklees-exempt-midwife'?")
