"""Loading: what a name stands for, where other frameworks are found, and that all faults of a run are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from competency import notation
from competency.bundled import bundled
from competency.errors import (
    DocumentFaults,
    InvalidDate,
    InvalidPeriod,
    RecordOfAnotherFramework,
    UnknownItem,
    UnknownReference,
    UnreadableFile,
)
from competency.loading import (
    Shelf,
    bundled_files,
    bundled_records,
    examine,
    load,
    load_record,
    opened,
)
from competency.values import Value

FRAMEWORK = """\
format: framework/1
id: example
title: Example
publisher: Board
language: en-GB
sources: {strategy: {title: Strategy}}
facts: {started: {title: Started, type: date}}
courses: {awareness: {title: Awareness}}
"""
RECORD = """\
format: record/1
id: p-0001
framework: example
subject: practitioner
events: [{completed: awareness, date: 2011-04-01}]
"""
DATA: dict[str, Value] = {
    "format": "framework/1",
    "id": "example",
    "title": "Example",
    "publisher": "Board",
    "language": "en-GB",
    "sources": {"strategy": {"title": "Strategy"}},
    "courses": {"awareness": {"title": "Awareness"}},
}
PERSON: dict[str, Value] = {"format": "record/1", "id": "p", "framework": "example", "subject": "practitioner"}


def written(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


# --- one document ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("identifier", bundled_files())
def test_every_bundled_framework_loads_by_its_id_and_reads_back(identifier: str) -> None:
    framework = load(identifier)
    assert framework.id == identifier
    assert load(notation.framework_data(framework)) == framework


@pytest.mark.parametrize("identifier", bundled_records())
def test_every_bundled_record_loads_by_its_id(identifier: str) -> None:
    record = load_record(identifier)
    assert load_record(record.id if record.id in bundled_records() else identifier, load(record.framework)) == record


def test_a_path_a_bundled_id_and_a_dict_are_the_same_framework(tmp_path: Path) -> None:
    written(tmp_path, example=FRAMEWORK)
    one = load(tmp_path / "example.yaml")
    assert one == load(str(tmp_path / "example.yaml")) == opened(tmp_path / "example.yaml").framework
    assert load(DATA).courses == one.courses


def test_a_name_that_is_nothing_names_the_nearest_and_all_that_is_bundled() -> None:
    with pytest.raises(UnknownReference) as caught:
        load("kirkless")
    assert caught.value.nearest == "kirklees"
    assert "did you mean 'kirklees'?" in str(caught.value)
    with pytest.raises(UnknownReference, match=r"(?i)bundled: .*durham, kirklees") as caught:
        load("zzz")
    assert caught.value.nearest is None


def test_a_path_that_is_nothing_does_not_list_what_is_bundled(tmp_path: Path) -> None:
    with pytest.raises(UnknownReference) as caught:
        load(tmp_path / "nothing.yaml")
    assert caught.value.known == ()
    assert str(caught.value).endswith("is neither a bundled id nor a file")


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is a folder"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("format: [", "CF0"),
        (FRAMEWORK + "groupz: {}\n", "CF2"),
        (FRAMEWORK + "levels: [{id: l, title: L, requires: {completed: awarenes}}]\n", "CF3"),
        (RECORD, "CF2"),
    ],
)
def test_all_faults_of_a_document_are_raised_together(tmp_path: Path, text: str, rule: str) -> None:
    path = written(tmp_path, example=text) / "example.yaml"
    with pytest.raises(DocumentFaults) as caught:
        load(path)
    assert all(fault.rule.code.startswith(rule) for fault in caught.value.diagnostics)
    assert "fix: " in str(caught.value)


def test_faults_of_a_dict_are_raised_too() -> None:
    with pytest.raises(DocumentFaults):
        load({**DATA, "groupz": {}})
    with pytest.raises(DocumentFaults):
        load({**DATA, "levels": [{"id": "l", "title": "L", "requires": {"member": "x"}}]})
    with pytest.raises(DocumentFaults):
        load_record({**PERSON, "groups": [{"group": "x"}]}, load(DATA))


def test_a_message_shows_the_first_fifty_faults_and_counts_the_rest() -> None:
    courses: Value = {f"c{index}": {"title": "C", "includes": [f"z{index}"]} for index in range(60)}
    with pytest.raises(DocumentFaults) as caught:
        load({**DATA, "courses": courses})
    assert len(caught.value.diagnostics) == 60
    assert str(caught.value).endswith("… and 10 more")


# --- where other frameworks are found --------------------------------------------------------------------


def test_a_records_framework_is_the_one_given_then_one_in_its_folder_then_a_bundled_one(tmp_path: Path) -> None:
    written(tmp_path, p=RECORD)
    with pytest.raises(DocumentFaults, match="no framework 'example'"):
        load_record(tmp_path / "p.yaml")
    assert load_record(tmp_path / "p.yaml", load(DATA)).framework == "example"
    written(tmp_path, example=FRAMEWORK)
    assert load_record(tmp_path / "p.yaml").framework == "example"
    assert load_record({**PERSON, "framework": "kirklees"}).framework == "kirklees"


@pytest.mark.parametrize("name", ["example.yaml", "example.yml"])
def test_both_endings_are_looked_for_in_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FRAMEWORK, encoding="utf-8")
    found = Shelf({}, tmp_path).declared("example")
    assert found is not None
    assert set(found.kinds) == {"appointed", "started", "awareness"}
    assert set(found.facts) == {"appointed", "started"}


@pytest.mark.parametrize(
    "text",
    ["a: [", "just text", FRAMEWORK.replace("id: example", "id: other"), FRAMEWORK + "courzes: {}\n", RECORD],
)
def test_a_file_that_is_no_sound_framework_of_that_id_is_none(tmp_path: Path, text: str) -> None:
    shelf = Shelf({}, written(tmp_path, example=text))
    assert shelf.declared("example") is None
    assert shelf.declared("../example") is None


def test_what_is_bundled_is_found_from_anywhere_and_looked_at_once() -> None:
    shelf = Shelf({}, None)
    assert shelf.declared("kirklees") is shelf.declared("kirklees") is not None
    assert shelf.neighbours() == tuple(sorted(bundled_files()))


def test_bundled_files_lie_beside_the_package() -> None:
    assert bundled("frameworks").is_dir()
    assert list(bundled_files()) == sorted(bundled_files())


# --- many documents --------------------------------------------------------------------------------------


def test_a_folder_stands_for_its_documents_and_the_rest_is_skipped(tmp_path: Path) -> None:
    written(tmp_path, example=FRAMEWORK, other="a: b\n", broken="a: [\n", listed="- a\n")
    (tmp_path / "deep").mkdir()
    written(tmp_path / "deep", p=RECORD, torn="format: record/1\nid: [\n")
    (tmp_path / "readme.md").write_text("format: no", encoding="utf-8")
    found = examine([tmp_path])
    names = [Path(file).name for file in found.files]
    assert names == ["p.yaml", "torn.yaml", "example.yaml"]
    assert [Path(file).name for file in found.skipped] == ["broken.yaml", "listed.yaml", "other.yaml"]
    assert [Path(finding.span.file).name for finding in found.findings] == ["torn.yaml"]
    assert [loaded.framework.id for loaded in found.frameworks] == ["example"]
    assert len(found.documents) == 2


def test_a_file_that_is_named_must_be_a_document(tmp_path: Path) -> None:
    written(tmp_path, other="a: b\n", broken="a: [\n")
    found = examine([tmp_path / "other.yaml", tmp_path / "broken.yaml"])
    assert not found.skipped
    assert {Path(finding.span.file).name for finding in found.findings} == {"other.yaml", "broken.yaml"}


def test_documents_of_one_run_know_each_other_and_are_read_once(tmp_path: Path) -> None:
    for folder, text in (("one", FRAMEWORK), ("two", RECORD)):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, document=text)
    alone = examine([tmp_path / "two"])
    assert [finding.rule.name for finding in alone.findings] == ["unknown-framework"]
    together = examine([tmp_path, tmp_path / "two", tmp_path / "two" / "document.yaml"])
    assert not together.findings
    assert len(together.files) == 2


def test_every_kind_of_document_is_looked_through_for_faults_of_reference(tmp_path: Path) -> None:
    written(
        tmp_path,
        example=FRAMEWORK + "levels: [{id: l, title: L, requires: {completed: zzz}}]\n",
        p=RECORD.replace("completed: awareness", "completed: zzz"),
        m="format: mapping/1\nid: m\nsubject: zzz\nobject: kirklees\n",
        s="format: scenario/1\nid: s\nframework: example\non: 2011-04-01\nrecord: {}\nexpect: {}\n",
    )
    found = examine([tmp_path])
    places = [(Path(finding.span.file).name, finding.rule.name) for finding in found.findings]
    assert ("example.yaml", "unknown-reference") in places
    assert ("p.yaml", "unknown-reference") in places
    assert ("m.yaml", "unknown-framework") in places
    assert not found.frameworks


def test_a_path_that_names_nothing_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(UnknownReference):
        examine([tmp_path / "nothing"])


def test_each_exception_says_what_is_wrong_and_what_to_do() -> None:
    assert str(InvalidPeriod("soon")).startswith("'soon' is not a period; write")
    assert str(InvalidDate("soon")).startswith("'soon' is not a day of the calendar; write")
    assert str(UnreadableFile("a.yaml", "no permission")) == "a.yaml: no permission"
    assert "check it against 'a'" in str(RecordOfAnotherFramework("p", "a", "b"))
    assert str(UnknownItem("x", "a", ("level", "course"))) == "a has no level or course 'x'"
    assert str(UnknownItem("x", "a", ("level",), "y")) == "a has no level 'x'; did you mean 'y'?"
