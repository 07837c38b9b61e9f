"""The random documents of the other tests are valid, so that what fails there is never the document."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import frameworks, records

from competency import notation, references
from competency.document import from_value
from competency.model import Framework, Record

SCHEMA = Path(__file__).parents[1] / "schema" / "framework.schema.json"
IS_VALID = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8"))).is_valid


@settings(max_examples=100, deadline=None)
@given(frameworks().flatmap(lambda one: st.tuples(st.just(one), frameworks("other", others=[one]))))
def test_random_framework_satisfies_the_schema_and_reads_back(two: tuple[Framework, Framework]) -> None:
    for each in two:
        data = notation.framework_data(each)
        assert IS_VALID(data)
        assert notation.framework(data) == each


@settings(max_examples=100, deadline=None)
@given(frameworks())
def test_random_framework_has_no_fault_of_reference(small: Framework) -> None:
    document = from_value(notation.framework_data(small))
    assert not list(references.faults_of_framework(document, lambda _: None, ()))


@settings(max_examples=100, deadline=None)
@given(frameworks().flatmap(lambda one: st.tuples(st.just(one), records(one))))
def test_random_record_mentions_only_what_the_framework_has(pair: tuple[Framework, Record]) -> None:
    framework, record = pair
    mentioned = {event.item for event in record.events} | {event.about for event in record.events if event.about}
    mentioned |= {stated.fact for stated in record.facts} | {row.group for row in record.memberships}
    assert mentioned <= framework.items.keys()
    assert [event.index for event in record.events] == list(range(len(record.events)))
