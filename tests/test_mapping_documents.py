"""Mapping documents as values: read, written back, looked up, and found in a run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency import notation
from competency.correspondences import Decided, Decision, Mapping
from competency.document import from_value, parse, written
from competency.errors import DocumentFaults, UnknownReference
from competency.loading import bundled_mappings, examine, load, load_mapping, opened_mapping
from competency.model import Relation
from competency.schema import faults_of_shape
from competency.values import Value

TEXT = """\
format: mapping/1
id: regional
subject: kirklees
object: durham
title: Kirklees and Durham
correspondences:
  - subject: kirklees:level-3
    relation: narrow
    object: [durham:group-3, durham:group-4]
    confidence: 0.9
    relation_confidence: 0.8
    reasons: [Both groups are named for it]
    source: strategy §7
    decision: accepted
    by: regional-lead
    date: 2012-05-01
    digest: {subject: 'sha256:00', object: 'sha256:01'}
    note: Agreed at the meeting
  - {subject: kirklees:level-1, relation: none, object: durham:group-8}
"""

words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=12)
sides = st.lists(st.from_regex(r"[a-z]{1,4}:[a-z]{1,4}", fullmatch=True), min_size=1, max_size=3).map(tuple)
shares = st.none() | st.floats(0, 1).map(lambda share: round(share, 3))
rows = st.builds(
    Decided,
    subject=sides,
    relation=st.sampled_from(Relation),
    object=sides,
    confidence=shares,
    relation_confidence=shares,
    reasons=st.lists(words, max_size=2).map(tuple),
    source=st.lists(words, max_size=2).map(tuple),
    decision=st.none() | st.sampled_from(Decision),
    by=st.none() | words,
    on=st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    digest_subject=st.none() | words,
    digest_object=st.none() | words,
    note=st.none() | words,
)
mappings = st.builds(
    Mapping,
    id=st.from_regex(r"[a-z]{1,6}", fullmatch=True),
    subject=st.just("a"),
    object=st.just("b"),
    title=st.none() | words,
    description=st.none() | words,
    note=st.none() | words,
    rows=st.lists(rows, max_size=4).map(tuple),
)


def value_of(text: str) -> dict[str, Value]:
    document, faults = parse(text, file="mapping.yaml")
    assert document is not None
    assert not faults
    assert isinstance(document.value, dict)
    return document.value


def test_a_document_is_read_row_by_row_with_all_that_it_says() -> None:
    mapping = notation.mapping(value_of(TEXT))
    assert (mapping.id, mapping.subject, mapping.object, mapping.title) == (
        "regional",
        "kirklees",
        "durham",
        "Kirklees and Durham",
    )
    assert mapping.rows == (
        Decided(
            subject=("kirklees:level-3",),
            relation=Relation.NARROW,
            object=("durham:group-3", "durham:group-4"),
            confidence=0.9,
            relation_confidence=0.8,
            reasons=("Both groups are named for it",),
            source=("strategy §7",),
            decision=Decision.ACCEPTED,
            by="regional-lead",
            on=date(2012, 5, 1),
            digest_subject="sha256:00",
            digest_object="sha256:01",
            note="Agreed at the meeting",
        ),
        Decided(subject=("kirklees:level-1",), relation=Relation.NONE, object=("durham:group-8",)),
    )


@settings(max_examples=60, deadline=None)
@given(mappings)
def test_print_then_parse_is_the_identity(mapping: Mapping) -> None:
    assert notation.mapping(value_of(written(notation.mapping_data(mapping)))) == mapping


@settings(max_examples=60, deadline=None)
@given(mappings)
def test_what_is_printed_has_the_shape_of_the_format(mapping: Mapping) -> None:
    assert not list(faults_of_shape(from_value(notation.mapping_data(mapping)), expected="mapping/1"))


@settings(max_examples=60, deadline=None)
@given(mappings)
def test_the_inverse_of_the_inverse_is_the_mapping_itself(mapping: Mapping) -> None:
    assert mapping.inverse.inverse == mapping


def test_a_mapping_is_loaded_from_a_path_or_a_dict_with_its_frameworks(tmp_path: Path) -> None:
    file = tmp_path / "regional.yaml"
    file.write_text(TEXT, encoding="utf-8")
    loaded = opened_mapping(file)
    assert loaded.mapping == load_mapping(value_of(TEXT))
    assert (loaded.subject, loaded.object) == (load("kirklees"), load("durham"))


def test_a_framework_that_is_given_is_the_one_looked_up() -> None:
    data = notation.framework_data(load("durham"))
    other = load({**data, "id": "elsewhere"})
    text = TEXT.replace("durham:", "elsewhere:").replace("object: durham", "object: elsewhere")
    with pytest.raises(DocumentFaults, match="CF304"):
        load_mapping(value_of(text))
    assert opened_mapping(value_of(text), [other]).object is other


def test_a_dangling_end_is_a_fault_of_reference() -> None:
    with pytest.raises(DocumentFaults, match="did you mean 'level-3'"):
        load_mapping(value_of(TEXT.replace("kirklees:level-3", "kirklees:levle-3")))


def test_an_unknown_mapping_is_named() -> None:
    with pytest.raises(UnknownReference, match="nowhere"):
        load_mapping("nowhere")


def test_a_run_holds_the_mappings_without_faults_each_with_its_frameworks(tmp_path: Path) -> None:
    (tmp_path / "regional.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(TEXT.replace("kirklees:level-3", "kirklees:x"), encoding="utf-8")
    [loaded] = examine([tmp_path]).mappings
    assert loaded.mapping.id == "regional"
    assert loaded.subject is not None
    assert loaded.subject.id == "kirklees"


def test_a_bundled_mapping_is_validated_by_its_id() -> None:
    for name, path in bundled_mappings().items():
        assert examine([name]).files == (str(path),)


def test_every_bundled_mapping_loads_and_bears_the_name_of_its_file() -> None:
    for name, path in bundled_mappings().items():
        assert path.stem == name == load_mapping(name).id
