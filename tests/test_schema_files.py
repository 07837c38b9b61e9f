"""The five JSON Schemas: they describe themselves, they are closed, and one mistake is one error at the culprit."""

from __future__ import annotations

import copy
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import jsonschema_rs
import pytest
import yaml
from jsonschema import Draft202012Validator

from competency import correspondences, model, periods, verdicts
from competency.errors import InvalidPeriod
from competency.requirements import HEADS

ROOT = Path(__file__).parents[1]
FORMATS = ("framework", "record", "mapping", "scenario", "facets")
Value: TypeAlias = Any
Place: TypeAlias = tuple[str | int, ...]


class _Loader(yaml.CSafeLoader):
    """YAML 1.2: dates are the strings that they are in the file, and only true and false are booleans."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), ["t", "f"])


def read(text: str) -> Value:
    return yaml.load(text, _Loader)


SCHEMAS = {name: json.loads((ROOT / "schema" / f"{name}.schema.json").read_text("utf-8")) for name in FORMATS}
VALIDATORS = {name: Draft202012Validator(schema) for name, schema in SCHEMAS.items()}
FAST = {name: jsonschema_rs.Draft202012Validator(schema) for name, schema in SCHEMAS.items()}

MAPPING = """
format: mapping/1
id: example-kirklees
subject: example
object: kirklees
correspondences:
  - subject: example:level-2
    relation: close
    object: [kirklees:level-2, kirklees:level-3]
    confidence: 0.8
    relation_confidence: 0.5
    reasons: [Both are reached by one course on working together]
    decision: accepted
    by: regional-lead
    date: 2012-05-01
    digest: {subject: 'sha256:9f86d081', object: 'sha256:60303ae2'}
"""
SCENARIO = """
format: scenario/1
id: lapsed-after-three-years
title: Working Together lapses after three years
framework: example
why: The last completion was more than three years ago
on: 2014-05-01
record:
  facts: {appointed: 2010-09-01}
  groups: [{group: group-3, from: 2010-09-01}]
  events: [{completed: working-together, date: 2011-01-15}]
expect:
  refresh-working-together: {status: overdue, reason: lapsed, due: 2014-01-15, until: null}
  aims-are-explicit: not-applicable
"""
FACETS = """
format: facets/1
id: safeguarding
title: Who safeguarding training is for
language: en-GB
version: '1'
published: 2012-05-01
synonyms:
  - [domestic abuse, domestic violence]
facets:
  - id: contact
    title: Contact with children
    about: audience
    scale: true
    points:
      - {id: occasional, title: occasional contact, says: [occasional … contact], roles: [librarian]}
      - {id: regular, title: regular contact, says: [regular … contact], hints: [recognise … signs]}
  - id: responsibility
    title: Responsibility
    about: audience
    points:
      - {id: everyone, title: everyone, covers: [occasional, regular], says: [all staff]}
"""
DOCUMENTS = {
    "framework": read((ROOT / "tests" / "documents" / "example.yaml").read_text("utf-8")),
    "record": read((ROOT / "tests" / "documents" / "p-0001.yaml").read_text("utf-8")),
    "mapping": read(MAPPING),
    "scenario": read(SCENARIO),
    "facets": read(FACETS),
}


def errors(name: str, document: Value) -> list[tuple[Place, str]]:
    """Where the errors are and which keyword found them."""
    return [(tuple(error.absolute_path), str(error.validator)) for error in VALIDATORS[name].iter_errors(document)]


def changed(name: str, place: Place, text: str) -> Value:
    """The valid document of that format with the value at `place` set, or added."""
    document = copy.deepcopy(DOCUMENTS[name])
    at = document
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = read(text)
    return document


# --- what a schema says about itself ---------------------------------------------------------------------


def subschemas(schema: Value) -> Iterator[dict[str, Value]]:
    """Every mapping in a schema, its examples left aside."""
    if isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key != "examples":
                yield from subschemas(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from subschemas(value)


def described(schema: Value) -> Iterator[tuple[str, dict[str, Value]]]:
    """Every property, wherever it is said, with its name."""
    for node in subschemas(schema):
        properties = node.get("properties")
        if isinstance(properties, dict):
            yield from properties.items()


@pytest.mark.parametrize("name", FORMATS)
def test_schema_is_valid_and_names_itself(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:competency:{name}:1"
    assert schema["properties"]["format"]["const"] == f"{name}/1"


@pytest.mark.parametrize("name", FORMATS)
def test_schema_needs_no_other_file_and_holds_nothing_unused(name: str) -> None:
    targets = {node["$ref"] for node in subschemas(SCHEMAS[name]) if isinstance(node.get("$ref"), str)}
    assert targets == {f"#/$defs/{definition}" for definition in SCHEMAS[name]["$defs"]}


@pytest.mark.parametrize("name", FORMATS)
def test_every_property_has_title_description_and_examples(name: str) -> None:
    lacking = [
        (key, schema)
        for key, schema in described(SCHEMAS[name])
        if not (schema.get("title") and schema.get("description") and ("examples" in schema))
        or bool(schema["examples"]) == ("not" in schema)  # what may never stand has a reason, and no example
    ]
    assert not lacking


@pytest.mark.parametrize("name", FORMATS)
def test_every_example_is_valid(name: str) -> None:
    wrong = [
        (node.get("title"), example)
        for node in subschemas(SCHEMAS[name])
        if isinstance(node.get("examples"), list)
        for example in node["examples"]
        if not Draft202012Validator({**node, "$defs": SCHEMAS[name]["$defs"]}).is_valid(example)
    ]
    assert not wrong


@pytest.mark.parametrize("name", FORMATS)
def test_patterns_use_only_what_every_engine_has(name: str) -> None:
    patterns = {node["pattern"] for node in subschemas(SCHEMAS[name]) if isinstance(node.get("pattern"), str)}
    assert all(pattern.startswith("^") and pattern.endswith("$") for pattern in patterns)
    assert not [pattern for pattern in patterns if "(?" in pattern or "\\" in pattern]


def words(name: str, *path: str) -> set[str | None]:
    schema = SCHEMAS[name]["$defs"]
    for key in path:
        schema = schema[key]
    return set(schema)


def test_words_are_those_of_the_model() -> None:
    standard = ("standard", "properties")
    assert words("framework", *standard, "subject", "enum") == set(model.Subject)
    assert words("framework", *standard, "strength", "enum") == set(model.Strength)
    assert words("framework", "fact", "properties", "type", "enum") == set(model.FactType)
    assert words("framework", "aligned", "properties") == set(model.Relation)
    assert words("framework", "requirement-hours", "properties", "each", "enum") == {*periods.Cycle, "unstated"}
    assert words("record", "subject", "enum") == set(model.Subject)
    assert words("mapping", "correspondence", "properties", "relation", "enum") == set(model.Relation)
    assert words("mapping", "correspondence", "properties", "decision", "enum") == set(correspondences.Decision)
    assert words("scenario", "status", "enum") == set(verdicts.Status)
    assert words("scenario", "expectation", "properties", "reason", "enum") <= {*verdicts.Reason, None}
    assert {name.removeprefix("requirement-") for name in SCHEMAS["framework"]["$defs"]} >= set(HEADS)


@pytest.mark.parametrize("text", ["3 years", "1 year", "6 months", "4 weeks", "10 days", "P3Y", "P1Y6M", "P4W", "P10D"])
def test_a_period_is_one_for_schema_and_parser(text: str) -> None:
    assert not errors("framework", changed("framework", ("notice",), text))
    assert periods.parse_period(text)


@pytest.mark.parametrize("text", ["0 years", "3 yrs", "3years", "three years", "P", "P0D", "PT8H", "P1M1Y", "-1 year"])
def test_what_is_no_period_is_none_for_schema_and_parser(text: str) -> None:
    assert errors("framework", changed("framework", ("notice",), text)) == [(("notice",), "pattern")]
    with pytest.raises(InvalidPeriod):
        periods.parse_period(text)


# --- what is valid ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_example_documents_are_valid(name: str) -> None:
    assert not errors(name, DOCUMENTS[name])
    assert FAST[name].is_valid(DOCUMENTS[name])


REQUIREMENTS = """
- unstated
- completed: working-together
- completed: example:working-together
- completed: {level: level-2, develops: recognise-abuse, provider: single-agency, tag: multi-agency}
- completed: {level: unstated}
- completed: [awareness, {tag: multi-agency}, unstated]
- {completed: awareness, times: 2, inside: 4 weeks, mode: [face-to-face, unstated], from: 2011-04-01, to: unstated}
- {completed: awareness, every: 3 years, refreshed_by: [neglect, {level: level-3}]}
- {completed: awareness, every: unstated, refreshed_by: neglect}
- {completed: awareness, each: calendar-year}
- {completed: awareness, each: unstated, mode: unstated}
- {evidence: manager-approval, times: 2, different: by, every: P3Y, mode: e-learning}
- {hours: 3, of: {tag: multi-agency}, every: 1 year}
- {hours: 1.5, of: awareness, each: financial-year, mode: [face-to-face]}
- {experience: 2 years, in: appointed}
- {experience: unstated, in: appointed}
- fact: advises-group-3
- {fact: advises-group-3, is: no}
- {fact: advises-group-3, is: true}
- {fact: contract, is: [full-time, part-time]}
- member: kirklees:group-3
- level: level-1
- outcome: recognise-abuse
- standard: refresh-working-together
- all: [{completed: awareness}, {any: [{level: level-1}, unstated]}]
- any: [{at_least: 2, of: [{completed: a}, {completed: b}, {completed: c}]}]
- {judged: is confident to lead, fact: confident-to-lead}
"""


@pytest.mark.parametrize("requirement", read(REQUIREMENTS), ids=str)
def test_every_form_of_the_language_is_valid(requirement: Value) -> None:
    document = changed("framework", ("standards", "aims-are-explicit", "when"), json.dumps(requirement))
    assert not errors("framework", document)
    assert FAST["framework"].is_valid(document)


STANDARDS = """
- {title: T, for: everyone}
- {title: T, for: unstated, due: unstated}
- {title: T, for: group-3, due: {within: unstated, of: joining}}
- {title: T, for: [group-3, unstated, {group: group-5, when: {fact: lead}}], due: {within: 6 months, of: appointed}}
- {title: T, due: {within: 6 months, of: {evidence: letter}}}
- {title: T, due: {within: 6 months, of: {level: level-2}}}
- {title: T, require: {completed: a}, before: [a, {tag: multi-agency}]}
- {title: T, require: {completed: a}, after: {evidence: letter}, opens: 3 months, within: 4 months}
- {title: T, require: {completed: a}, after: a, within: unstated}
- {title: T, subject: board, every: 1 year, strength: may, from: 2011-04-01, to: unstated}
- {title: T, subject: course, for: {level: level-3}}
- {title: T, subject: course, for: [neglect, {provider: single-agency}]}
- {title: T, when: {member: group-3}, unless: unstated, ideally: {hours: 6, of: {tag: t}, each: academic-year}}
"""


@pytest.mark.parametrize("standard", read(STANDARDS), ids=str)
def test_every_shape_of_a_standard_is_valid(standard: Value) -> None:
    assert not errors("framework", changed("framework", ("standards", "new"), json.dumps(standard)))


ITEMS = """
- [courses, {title: T, level: [level-1, level-2], modes: unstated, provider: unstated, minutes: unstated}]
- [courses, {title: T, level: unstated, develops: [recognise-abuse, unstated], includes: [awareness], grants: [card]}]
- [courses, {title: T, modes: [unstated, {mode: e-learning, provider: board, from: 2011-04-01, to: unstated}]}]
- [courses, {title: T, for: [group-3, {group: group-5, when: {fact: lead}}], requires: unstated, minutes: 90}]
- [courses, {title: T, source: [strategy §1, strategy §2], aligned: {narrow: [kirklees:a]}, reading: R, note: N}]
- [groups, {title: T, levels: unstated, part_of: group-3, extends: [kirklees:group-3], when: {member: group-4}}]
- [evidence, {title: T, per: course, develops: [recognise-abuse], requires: {completed: awareness}}]
- [facts, {title: T, type: one-of, values: [full-time, part-time]}]
- [outcomes, {statement: S, title: T, level: unstated, part_of: recognise-abuse, tags: [skill]}]
- [sources, {title: T, published: 2011}]
- [sources, {title: T, published: 2011-04-01, publisher: P, url: 'https://example.org/a.pdf', note: N}]
"""


@pytest.mark.parametrize(("section", "item"), read(ITEMS), ids=str)
def test_every_shape_of_an_item_is_valid(section: str, item: Value) -> None:
    assert not errors("framework", changed("framework", (section, "new"), json.dumps(item)))


EVENTS = """
- {completed: awareness, date: 2010-10-04, mode: e-learning, minutes: 0}
- {evidence: manager-approval, date: 2010-10-04, about: working-together, by: m-7, note: N}
- {outcome: recognise-abuse, date: 2010-10-04, by: assessor}
- {standard: example:aims-are-explicit, date: 2010-10-04}
"""


@pytest.mark.parametrize("event", read(EVENTS), ids=str)
def test_every_kind_of_event_is_valid(event: Value) -> None:
    assert not errors("record", changed("record", ("events", 0), json.dumps(event)))


def test_a_fact_has_one_value_or_dated_ones() -> None:
    facts = "{lead: true, a: no, b: 2010-09-01, c: [{value: full-time, from: 2010-09-01}, {value: part-time}]}"
    assert not errors("record", changed("record", ("facts",), facts))


def test_a_scenario_may_name_its_record() -> None:
    assert not errors("scenario", changed("scenario", ("record",), "../records/p-0001.yaml"))


# --- one mistake, one error, at the culprit --------------------------------------------------------------

REFRESH = ("standards", "refresh-working-together")
REQUIRE = (*REFRESH, "require")

MISTAKES = [
    # framework
    ("framework", ("levls",), "[]", (), "additionalProperties"),
    ("framework", ("title",), "2011", ("title",), "type"),
    ("framework", ("format",), "framework/2", ("format",), "const"),
    ("framework", ("id",), "my-board", ("id",), "pattern"),
    ("framework", ("valid", "from"), "1.4.2011", ("valid", "from"), "pattern"),
    ("framework", ("valid", "from"), "2011-13-01", ("valid", "from"), "pattern"),
    ("framework", ("levels", 0), "{title: Level 1}", ("levels", 0), "required"),
    ("framework", ("courses", "neglect"), "{}", ("courses", "neglect"), "required"),
    ("framework", ("courses", "Bad Id"), "{title: T}", ("courses",), "pattern"),
    ("framework", ("courses", "neglect"), "null", ("courses", "neglect"), "type"),
    ("framework", ("courses", "neglect", "minutes"), "long", ("courses", "neglect", "minutes"), "const"),
    ("framework", ("courses", "neglect", "minutes"), "0", ("courses", "neglect", "minutes"), "minimum"),
    ("framework", ("courses", "neglect", "modes"), "e-learning", ("courses", "neglect", "modes"), "const"),
    (
        "framework",
        ("courses", "neglect", "modes"),
        "[{mode: e-learning, price: 3}]",
        ("courses", "neglect", "modes", 0),
        "additionalProperties",
    ),
    (
        "framework",
        ("courses", "neglect", "aligned"),
        "{exact: [level-1]}",
        ("courses", "neglect", "aligned", "exact", 0),
        "pattern",
    ),
    ("framework", ("facts", "appointed", "type"), "text", ("facts", "appointed", "type"), "enum"),
    ("framework", ("facts", "appointed", "type"), "one-of", ("facts", "appointed"), "required"),
    ("framework", ("facts", "appointed", "values"), "[a, b]", ("facts", "appointed", "values"), "not"),
    ("framework", ("outcomes", "new"), "{title: T}", ("outcomes", "new"), "required"),
    # standards
    ("framework", (*REFRESH, "strength"), "shall", (*REFRESH, "strength"), "enum"),
    ("framework", (*REFRESH, "for"), "3", (*REFRESH, "for"), "type"),
    ("framework", (*REFRESH, "for"), "{level: level-1}", (*REFRESH, "for"), "type"),
    ("framework", (*REFRESH, "for"), "[{when: {fact: lead}}]", (*REFRESH, "for", 0), "required"),
    ("framework", (*REFRESH, "every"), "1 year", (*REFRESH, "every"), "not"),
    ("framework", (*REFRESH, "before"), "neglect", (*REFRESH, "before"), "not"),
    ("framework", (*REFRESH, "within"), "1 year", REFRESH, "dependentRequired"),
    ("framework", (*REFRESH, "due"), "{within: 1 year}", (*REFRESH, "due"), "required"),
    ("framework", (*REFRESH, "due"), "soon", (*REFRESH, "due"), "const"),
    (
        "framework",
        (*REFRESH, "due"),
        "{within: 1 year, of: {evidence: e, tag: t}}",
        (*REFRESH, "due", "of", "tag"),
        "not",
    ),
    (
        "framework",
        ("standards", "aims-are-explicit", "for"),
        "[{group: group-3}]",
        ("standards", "aims-are-explicit", "for", 0),
        "additionalProperties",
    ),
    # requirements
    ("framework", REQUIRE, "awareness", REQUIRE, "const"),
    ("framework", REQUIRE, "[{completed: awareness}]", REQUIRE, "type"),
    ("framework", REQUIRE, "{}", REQUIRE, "anyOf"),
    ("framework", REQUIRE, "{every: 3 years}", REQUIRE, "anyOf"),
    ("framework", REQUIRE, "{complete: awareness, every: 3 years}", REQUIRE, "additionalProperties"),
    ("framework", REQUIRE, "{completed: awareness, evry: 3 years}", REQUIRE, "additionalProperties"),
    ("framework", REQUIRE, "{completed: awareness, different: by}", REQUIRE, "additionalProperties"),
    ("framework", REQUIRE, "{completed: awareness, every: 3 yrs}", (*REQUIRE, "every"), "pattern"),
    (
        "framework",
        REQUIRE,
        "{completed: awareness, every: 3 years, each: calendar-year}",
        (*REQUIRE, "each"),
        "not",
    ),
    ("framework", REQUIRE, "{completed: awareness, each: month}", (*REQUIRE, "each"), "enum"),
    ("framework", REQUIRE, "{completed: awareness, refreshed_by: neglect}", REQUIRE, "required"),
    ("framework", REQUIRE, "{completed: awareness, times: 0}", (*REQUIRE, "times"), "minimum"),
    ("framework", REQUIRE, "{completed: [awareness, [neglect]]}", (*REQUIRE, "completed", 1), "type"),
    ("framework", REQUIRE, "{completed: {levl: level-1}}", (*REQUIRE, "completed"), "additionalProperties"),
    ("framework", REQUIRE, "{evidence: e, different: about}", (*REQUIRE, "different"), "const"),
    ("framework", REQUIRE, "{hours: 3}", REQUIRE, "required"),
    ("framework", REQUIRE, "{hours: 3 hours, of: awareness}", (*REQUIRE, "hours"), "type"),
    ("framework", REQUIRE, "{experience: 2 years}", REQUIRE, "required"),
    ("framework", REQUIRE, "{judged: is confident}", REQUIRE, "required"),
    ("framework", REQUIRE, "{member: group-3, is: yes}", REQUIRE, "additionalProperties"),
    ("framework", REQUIRE, "{at_least: 2, of: [awareness]}", (*REQUIRE, "of", 0), "const"),
    ("framework", REQUIRE, "{all: []}", (*REQUIRE, "all"), "minItems"),
    (
        "framework",
        REQUIRE,
        "{all: [{any: [{completed: awareness, member: group-3}]}]}",
        (*REQUIRE, "all", 0, "any", 0),
        "additionalProperties",
    ),
    (
        "framework",
        REQUIRE,
        "{all: [unstated, {any: [{completed: A B}]}]}",
        (*REQUIRE, "all", 1, "any", 0, "completed"),
        "pattern",
    ),
    # records
    ("record", ("name",), "Alex", (), "additionalProperties"),
    ("record", ("subject",), "person", ("subject",), "enum"),
    ("record", ("groups", 0), "group-3", ("groups", 0), "type"),
    ("record", ("facts", "lead"), "[{from: 2010-09-01}]", ("facts", "lead", 0), "required"),
    ("record", ("facts", "lead"), "null", ("facts", "lead"), "type"),
    ("record", ("events", 0), "{completed: awareness}", ("events", 0), "required"),
    ("record", ("events", 0), "{completed: awareness, date: 4 October}", ("events", 0, "date"), "pattern"),
    ("record", ("events", 0), "{completed: awareness, date: unstated}", ("events", 0, "date"), "pattern"),
    ("record", ("events", 0), "{date: 2010-10-04}", ("events", 0), "anyOf"),
    ("record", ("events", 0), "{complete: awareness, date: 2010-10-04}", ("events", 0), "additionalProperties"),
    ("record", ("events", 0), "awareness", ("events", 0), "type"),
    ("record", ("events", 0, "minutes"), "-1", ("events", 0, "minutes"), "minimum"),
    # mappings
    ("mapping", ("correspondences", 0, "relation"), "same", ("correspondences", 0, "relation"), "enum"),
    ("mapping", ("correspondences", 0, "confidence"), "80", ("correspondences", 0, "confidence"), "maximum"),
    ("mapping", ("correspondences", 0, "subject"), "level-2", ("correspondences", 0, "subject"), "pattern"),
    ("mapping", ("correspondences", 0, "why"), "text", ("correspondences", 0), "additionalProperties"),
    # scenarios
    ("scenario", ("on",), "today", ("on",), "pattern"),
    ("scenario", ("record",), "[a]", ("record",), "type"),
    ("scenario", ("record", "id"), "p-0001", ("record",), "additionalProperties"),
    ("scenario", ("expect", "aims-are-explicit"), "late", ("expect", "aims-are-explicit"), "enum"),
    ("scenario", ("expect", "aims-are-explicit"), "{reason: late}", ("expect", "aims-are-explicit"), "required"),
    ("scenario", ("expect",), "{}", ("expect",), "minProperties"),
]


@pytest.mark.parametrize(("name", "at", "text", "culprit", "keyword"), MISTAKES)
def test_one_mistake_is_one_error_at_the_culprit(name: str, at: Place, text: str, culprit: Place, keyword: str) -> None:
    assert errors(name, changed(name, at, text)) == [(culprit, keyword)]


@pytest.mark.parametrize(("name", "at", "text", "culprit", "keyword"), MISTAKES)
def test_both_validators_find_the_same(name: str, at: Place, text: str, culprit: Place, keyword: str) -> None:
    document = changed(name, at, text)
    found = [tuple(error.instance_path) for error in FAST[name].iter_errors(document)]
    assert found == [culprit], keyword


@pytest.mark.parametrize("name", FORMATS)
def test_each_required_key_is_missed_by_name(name: str) -> None:
    for key in SCHEMAS[name]["required"]:
        document = {other: value for other, value in DOCUMENTS[name].items() if other != key}
        (error,) = VALIDATORS[name].iter_errors(document)
        assert (tuple(error.absolute_path), error.message) == ((), f"'{key}' is a required property")


def mappings(value: Value, place: Place = ()) -> Iterator[tuple[Place, dict[str, Value]]]:
    """Every mapping in a document, with its path."""
    if isinstance(value, dict):
        if value:
            yield place, value
        for key, item in value.items():
            yield from mappings(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from mappings(item, (*place, index))


@pytest.mark.parametrize("name", FORMATS)
def test_no_mapping_takes_a_key_that_it_does_not_know(name: str) -> None:
    for place, mapping in mappings(DOCUMENTS[name]):
        # where ids are the keys the value is a valid one, so that the key alone is wrong
        value = json.dumps(next(iter(mapping.values())))
        found = errors(name, changed(name, (*place, "no_such_key"), value))
        assert [where for where, _ in found] == [place]


FORM = {next(iter(form)): form for form in read(REQUIREMENTS) if isinstance(form, dict)}
FORM["at_least"] = {"at_least": 2, "of": ["unstated", "unstated"]}


@pytest.mark.parametrize(
    ("first", "second"),
    [pair for pair in itertools.combinations(HEADS, 2) if pair != ("judged", "fact")],  # there `fact` is an option
)
def test_two_heads_are_one_error(first: str, second: str) -> None:
    requirement = {**FORM[first], second: FORM[second][second]}
    ((place, keyword),) = errors("framework", changed("framework", REQUIRE, json.dumps(requirement)))
    assert (place, keyword) == (REQUIRE, "additionalProperties")


KINDS = ("completed", "evidence", "outcome", "standard")


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(KINDS, 2)))
def test_an_event_says_one_thing(first: str, second: str) -> None:
    event = {first: "a", second: "b", "date": "2010-10-04"}
    assert errors("record", changed("record", ("events", 0), json.dumps(event))) == [(("events", 0, second), "not")]


COUNTING = {"times", "inside", "every", "refreshed_by", "each", "mode", "from", "to"}
OPTIONS = {
    "completed": COUNTING,
    "evidence": COUNTING | {"different"},
    "hours": {"of", "every", "each", "mode", "from", "to"},
    "experience": {"in"},
    "judged": {"fact"},
    "fact": {"is"},
    "at_least": {"of"},
}


@pytest.mark.parametrize("head", HEADS)
def test_a_form_takes_its_own_options_only(head: str) -> None:
    form = SCHEMAS["framework"]["$defs"][f"requirement-{head}"]
    assert set(form["properties"]) == {head} | OPTIONS.get(head, set())
    assert form["additionalProperties"] is False
