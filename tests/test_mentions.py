"""Mentions: every id of a document is found once, at the path where it stands."""

from __future__ import annotations

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from strategies import frameworks

from competency import mentions, notation
from competency.diagnostics import PATH
from competency.model import SECTIONS, Framework, Kind
from competency.values import Value

QUIET = [HealthCheck.too_slow]


def at(value: Value, path: PATH) -> Value:
    for step in path:
        value = value[step]  # type: ignore[index]
    return value


@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(frameworks())
def test_every_mention_stands_at_its_path_and_names_an_item_of_its_kinds(framework: Framework) -> None:
    data = notation.framework_data(framework)
    kinds = {identifier: mentions.Kind(_kind(framework, identifier)) for identifier in framework.items}
    found = list(mentions.of_framework(data))
    assert len({mention.path for mention in found}) == len(found)
    for mention in found:
        assert at(data, mention.path) == mention.reference
        assert mention.path[: len(mention.owner)] == mention.owner
        assert mention.path[len(mention.owner)] == mention.key
        assert kinds[mention.reference] in mention.kinds


def _kind(framework: Framework, identifier: str) -> Kind:
    if identifier == "appointed":
        return Kind.FACT
    section = next(name for name in SECTIONS if identifier in {item.id for item in getattr(framework, name)})
    return SECTIONS[section]


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(frameworks())
def test_no_id_of_an_item_stands_anywhere_without_being_mentioned(framework: Framework) -> None:
    """Items get ids that no other text contains; then the texts that equal an id are the mentions."""
    data = notation.framework_data(evolve(framework, notice=framework.notice))
    mentioned = {mention.path for mention in mentions.of_framework(data)}
    ids = set(framework.items) | {"appointed"}
    free_text = {"title", "description", "note", "reading", "statement", "examples", "tags", "judged", "id"}
    standing = {path for path, text in _texts(data, ()) if text in ids and not free_text & set(map(str, path))}
    assert standing == mentioned


def _texts(value: Value, path: PATH) -> list[tuple[PATH, str]]:
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in _texts(item, (*path, key))]
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in _texts(item, (*path, index))]
    return []


def test_a_record_mentions_facts_by_key_and_all_else_by_value() -> None:
    data: Value = {
        "facts": {"lead": True, "started": [{"value": "2011-04-01"}]},
        "item": "awareness",
        "groups": [{"group": "g"}],
        "events": [{"completed": "c", "date": "2011-04-01"}, {"evidence": "e", "about": "c", "date": "2011-04-01"}],
    }
    assert [(mention.path, mention.reference) for mention in mentions.of_record(data)] == [
        (("facts", "lead"), "lead"),
        (("facts", "started"), "started"),
        (("groups", 0, "group"), "g"),
        (("item",), "awareness"),
        (("events", 0, "completed"), "c"),
        (("events", 1, "evidence"), "e"),
        (("events", 1, "about"), "c"),
    ]
    assert list(mentions.facts_stated(data)) == [
        (("facts", "lead"), "lead", True),
        (("facts", "started", 0, "value"), "started", "2011-04-01"),
    ]


def test_what_is_no_mapping_mentions_nothing() -> None:
    assert not list(mentions.of_framework([]))
    assert not list(mentions.of_record("x"))
    assert not list(mentions.facts_stated(None))
    assert not list(mentions.items({"levels": "x"}, "levels"))


def test_a_selector_narrows_and_does_not_define() -> None:
    data: Value = {
        "levels": [{"id": "l", "title": "L", "requires": {"all": [{"completed": {"level": "m"}}, {"level": "m"}]}}]
    }
    assert [(mention.reference, mention.selects) for mention in mentions.of_framework(data)] == [
        ("m", True),
        ("m", False),
    ]
