"""The frame of all formats: discovery, options, limits, names, places, the gate, and the two commands."""

from __future__ import annotations

import importlib.util
import json
import re
import socket
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency import document, ids, interop, notation
from competency.cli import main
from competency.diagnostics import Span
from competency.errors import (
    CannotRead,
    CompetencyError,
    DocumentFaults,
    InvalidOption,
    NotInstalled,
    UnknownFormat,
    UnreadableFile,
)
from competency.interop import _identity, _limits, gate, output
from competency.interop.losses import Losses
from competency.loading import load, load_record
from competency.model import Framework
from competency.values import Value

DOCS = Path(__file__).parent.parent / "docs"

texts = st.one_of(
    st.text(max_size=30),
    st.text(st.sampled_from("ab :#-'\"\n\t,[]{}&*!|>%@`=~?."), max_size=12),
    st.sampled_from(
        ["no", "Null", "1e3", "2011-04-01", "a: b", "a #b", "- x", "x:", "", " ", "~", "0x1f", ".inf", "=1"]
    ),
    st.lists(st.text(st.sampled_from("abcdefgh,.:#'"), min_size=1, max_size=12), min_size=15, max_size=60).map(
        " ".join
    ),
)
keys = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
values: st.SearchStrategy[Value] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.floats(-1e6, 1e6), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)


# --- discovery -------------------------------------------------------------------------------------------


def test_every_format_is_found_by_its_file_and_says_what_it_loses() -> None:
    for name, form in interop.formats().items():
        assert name == form.name == name.lower()
        assert form.functions, name
        assert all(isinstance(line, str) and line for line in form.loses), name
        assert form.title, name
        assert form.suffix.startswith("."), name
    assert list(interop.formats()) == sorted(interop.formats(), key=lambda name: name.replace("-", "_"))


def test_overview_says_what_the_formats_say_and_leads_to_their_pages() -> None:
    spec = importlib.util.spec_from_file_location("build_formats", DOCS / "build_formats.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    overview = (DOCS / "formats" / "README.md").read_text(encoding="utf-8")
    assert overview == script.page(), "run python docs/build_formats.py, and read what has changed"
    for target in re.findall(r"\]\((\S+\.md)\)", overview):
        assert (DOCS / "formats" / target).is_file(), target


def test_unknown_format_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownFormat, match="did you mean 'moodle'"):
        interop.exporter("moodel")


@pytest.mark.parametrize("name", ["losses", "gate", "sssom", "_limits", "../cli", ""])
def test_files_that_are_no_formats_are_refused(name: str) -> None:
    with pytest.raises(UnknownFormat):
        interop.importer(name)


def test_unknown_option_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidOption, match="did you mean 'scale'"):
        interop.exporter("moodle").dump(load("kirklees"), options={"scales": "a,b"})


# --- names -----------------------------------------------------------------------------------------------


def test_names_never_change() -> None:
    assert _identity.identifier("kirklees", "level-1") == "4d2c50cb-5d2f-5279-84f2-08db6cfb065d"


@given(st.lists(st.text(max_size=5), max_size=3), st.lists(st.text(max_size=5), max_size=3))
def test_different_parts_have_different_identifiers(one: list[str], two: list[str]) -> None:
    assert (_identity.identifier(*one) == _identity.identifier(*two)) == (one == two)


@given(st.lists(st.text(max_size=80), max_size=20))
def test_made_ids_are_ids_and_each_its_own(wishes: list[str]) -> None:
    names = _identity.Names()
    made = [names.of(wish) for wish in wishes]
    assert len(set(made)) == len(made)
    assert all(ids.ITEM_ID.match(name) and len(name) < document.LONGEST_KEY for name in made)


def test_our_uris_are_read_back() -> None:
    assert _identity.named(_identity.uri("durham", "kirklees:level-1")) == ("kirklees", "level-1")
    assert _identity.named(_identity.uri("durham")) == ("durham", None)


@pytest.mark.parametrize(
    "uri",
    ["https://example.org/1", "urn:competency:framework:", "urn:competency:framework:Ä", f"{_identity.uri('a')}:B c"],
)
def test_other_uris_are_not_ours(uri: str) -> None:
    assert _identity.named(uri) is None


# --- limits ----------------------------------------------------------------------------------------------


def test_file_beyond_the_size_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    file.write_bytes(b"x" * 101)
    with pytest.raises(CannotRead, match=r"large\.csv: it has more than the 100 bytes"):
        _limits.text(file, most=100)


def test_missing_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        _limits.content(tmp_path / "missing")


def test_json_that_nests_too_deep_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text('{"a{":\n' + "[" * 5000 + "]" * 5000 + "}", encoding="utf-8")
    with pytest.raises(CannotRead, match=r"deep\.json:2:100: it nests more than 100 levels"):
        _limits.json_value(file)


@pytest.mark.parametrize("text", ["{", '{"a": NaN}', '{"a": Infinity}', "[1,]", "1" * 5000])
def test_what_is_no_json_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CannotRead, match="no JSON"):
        _limits.json_value(file)


def test_brackets_inside_strings_do_not_nest(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"a": "[" * 500 + '\\"'}), encoding="utf-8")
    assert _limits.json_value(file) == {"a": "[" * 500 + '\\"'}


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    with pytest.raises(CannotRead, match="as a zip bomb does"):
        _limits.archive(file)


def test_archive_with_too_many_parts_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "many.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(_limits.MOST_PARTS + 1):
            archive.writestr(str(number), b"")
    with pytest.raises(CannotRead, match="parts"):
        _limits.archive(file)


def test_encrypted_archive_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", b"a")
    content = bytearray(file.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag of encryption in the directory of the archive
    file.write_bytes(content)
    with pytest.raises(CannotRead, match="encrypted"):
        _limits.archive(file)


def test_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_limits, "MOST_UNPACKED", 100)
    file = tmp_path / "a.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", b"a" * 60)
        archive.writestr("b", b"b" * 60)
    with pytest.raises(CannotRead, match="unpacks to 120 bytes"):
        _limits.archive(file)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(CannotRead, match="no zip archive"):
        _limits.archive(file)


@pytest.mark.parametrize(
    "text",
    [b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>', "<a/>".encode("utf-16")],
)
def test_xml_that_could_fetch_or_unfold_is_refused(text: bytes) -> None:
    with pytest.raises(CannotRead):
        _limits.refuse_document_type("a.xml", text)


@given(st.one_of(st.text(), st.text(st.sampled_from("'=+-@ \t\ra"), max_size=6)))
def test_cells_are_no_formulas_and_come_back(text: str) -> None:
    cell = _limits.harmless(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert _limits.harmed(cell) == text


# --- the text of documents -------------------------------------------------------------------------------


@given(st.dictionaries(keys, values, max_size=5))
def test_yaml_that_is_written_is_read_back(value: dict[str, Value]) -> None:
    value = {"format": "framework/1", **value}
    text = output.yaml_text(value, kind="framework")
    made, _ = document.parse(text, file="a.yaml")
    expected = next(gate.faults_of_text(document.from_value(value)), None)
    assert made is not None
    if expected is None:
        assert made.value == value, text


@pytest.mark.parametrize("identifier", ["kirklees", "durham", "working_together_2010"])
def test_bundled_frameworks_are_written_so_that_they_are_read_back(identifier: str) -> None:
    value = notation.framework_data(load(identifier))
    made, faults = document.parse(output.yaml_text(value, kind="framework"), file="a.yaml")
    assert made is not None
    assert not faults
    assert made.value == value


# --- the gate --------------------------------------------------------------------------------------------

SMALL: dict[str, Value] = {
    "format": "framework/1",
    "id": "small",
    "title": "Small",
    "publisher": "Board",
    "language": "en",
    "sources": {},
    "outcomes": {"a": {"statement": "Knows signs"}},
}


def test_fault_of_what_was_read_has_its_place_in_the_foreign_file() -> None:
    value: dict[str, Value] = {**SMALL, "outcomes": {"a": {"statement": "Knows signs", "part_of": "b"}}}
    place = Span("book.xlsx", 7, 3, 7, 4, cell="outcomes!C7")
    with pytest.raises(DocumentFaults) as found:
        gate.framework(value, Losses(1, places={("outcomes", "a", "part_of"): place}), file="book.xlsx")
    assert str(found.value).startswith("book.xlsx: outcomes!C7: CF")


def test_place_of_what_holds_the_culprit_stands_in() -> None:
    value: dict[str, Value] = {**SMALL, "outcomes": {"a": {"statment": "Knows signs"}}}
    place = Span("a.csv", 7, 3, 7, 4)
    with pytest.raises(DocumentFaults) as found:
        gate.framework(value, Losses(1, places={("outcomes", "a"): place}), file="a.csv")
    assert {diagnostic.span for diagnostic in found.value.diagnostics} == {place}


@pytest.mark.parametrize(
    ("wrong", "code"), [("a\x00b", "CF003"), ("a" * 100_001, "CF015"), (10**18, "CF016"), (float("nan"), "CF017")]
)
def test_what_a_document_cannot_hold_is_refused(wrong: Value, code: str) -> None:
    with pytest.raises(DocumentFaults) as found:
        gate.framework({**SMALL, "title": wrong}, Losses(1), file="a.json")
    assert code in {diagnostic.rule.code for diagnostic in found.value.diagnostics}


def test_key_that_is_too_long_is_refused() -> None:
    with pytest.raises(DocumentFaults) as found:
        gate.framework({**SMALL, "k" * 300: 1}, Losses(1), file="a.json")
    assert "CF014" in {diagnostic.rule.code for diagnostic in found.value.diagnostics}


def test_spans_with_and_without_cells_are_in_order() -> None:
    one, two = Span("a", 1, 1, 1, 2), Span("a", 1, 1, 1, 2, cell="a!A1")
    assert not one < two
    assert not two < one


# --- what holds of every format --------------------------------------------------------------------------


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the network is asked")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


def dumped(name: str, framework: Framework) -> tuple[str | bytes, Losses]:
    try:
        return interop.exporter(name).dump(framework)
    except NotInstalled as error:
        pytest.skip(str(error))


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", [name for name, form in interop.formats().items() if "dump" in form.functions])
@pytest.mark.parametrize("board", ["kirklees", "durham"])
def test_same_framework_gives_the_same_bytes_and_every_item_is_accounted_for(name: str, board: str) -> None:
    framework = load(board)
    content, losses = dumped(name, framework)
    assert (content, losses) == dumped(name, framework)
    assert isinstance(content, bytes) == interop.exporter(name).binary
    assert content
    told = {loss.item for loss in losses.losses}
    known = {item.id for item in framework} | {f"{board}:{item.id}" for item in framework}
    assert losses.kept <= sum(1 for _ in framework) + 1
    assert losses.kept + len(told & known) >= sum(1 for _ in framework), (
        "what is neither kept nor told is lost silently"
    )


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    "name", [name for name, form in interop.formats().items() if {"dump", "read"} <= form.functions.keys()]
)
def test_own_export_is_read_from_that_file_alone_and_passes_the_gate(name: str, tmp_path: Path) -> None:
    form = interop.importer(name)
    content, _ = dumped(name, load("kirklees"))
    file = tmp_path / f"kirklees{form.suffix}"
    output.write(content, file)
    value, losses = form.read(file)
    assert (value, losses) == form.read(file)
    assert gate.framework(value, losses, file=file).title == load("kirklees").title
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


READERS = [name for name, form in interop.formats().items() if {"read", "read_records"} & form.functions.keys()]


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xfe\x00",
        b"{",
        b"[]",
        b"null",
        b'{"@context": "file:///etc/passwd"}',
        b"PK\x03\x04",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b"[" * 100_000,
        b'"' * 1001,
        b",\n" * 1000,
    ],
    ids=range(12),
)
def test_what_is_not_of_the_format_is_refused_with_its_name(name: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / f"wrong{interop.importer(name).suffix}"
    file.write_bytes(content)
    refused = refusal(name, file)
    if refused is None:
        assert "read" not in interop.importer(name).functions, "a framework was made of nothing"
    else:
        assert isinstance(refused, CannotRead | DocumentFaults | UnreadableFile)
        assert "wrong" in str(refused)


def refusal(name: str, path: str | Path) -> CompetencyError | None:
    """Why a file is refused; None where it is read, as no record at all."""
    form = interop.importer(name)
    options = {"course": "awareness"} if name == "moodle-completion" else {}
    framework = load("kirklees")
    try:
        if "read" in form.functions:
            value, losses = form.read(path)
            gate.framework(value, losses, file=path)
        else:
            values, losses = form.read_records(path, framework, options=options)
            gate.records(values, losses, framework=framework, file=path)
            assert not values
    except NotInstalled as error:
        pytest.skip(str(error))
    except CompetencyError as error:
        return error
    return None


@pytest.mark.parametrize("name", READERS)
def test_folder_and_missing_file_are_refused(name: str, tmp_path: Path) -> None:
    suffix = interop.importer(name).suffix
    (tmp_path / f"folder{suffix}").mkdir()
    for path in (tmp_path / f"folder{suffix}", tmp_path / f"missing{suffix}", f"a\x00b{suffix}"):
        assert isinstance(refusal(name, path), UnreadableFile), path


def test_record_cannot_name_a_file_elsewhere() -> None:
    value: dict[str, Value] = {"format": "record/1", "id": "../x", "framework": "kirklees", "subject": "practitioner"}
    with pytest.raises(DocumentFaults):
        gate.records([value], Losses(1), framework=load("kirklees"), file="a.csv")


# --- the commands ----------------------------------------------------------------------------------------


def test_export_tells_what_is_lost_and_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "kirklees", "--to", "moodle"]) == 0
    first = capsys.readouterr()
    assert first.err.splitlines()[-1].startswith("competency: ")
    assert "dropped" in first.err
    assert main(["export", "kirklees", "--to", "moodle"]) == 0
    assert capsys.readouterr().out == first.out


def test_output_is_written_whole_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "missing" / "a.csv"
    assert main(["export", "kirklees", "--to", "moodle", "--output", str(target)]) == 2
    assert not list(tmp_path.iterdir())
    assert str(target) in capsys.readouterr().err
    target = tmp_path / "a.csv"
    assert main(["export", "kirklees", "--to", "moodle", "--output", str(target)]) == 0
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_import_that_fails_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "a.csv", tmp_path / "a.yaml"
    source.write_text("a,b\n", encoding="utf-8")
    assert main(["import", str(source), "--from", "moodle", "--output", str(target)]) == 2
    assert not target.exists()
    assert "a.csv" in capsys.readouterr().err


def test_import_gives_a_document_that_validates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "a.csv", tmp_path / "kirklees_back.yaml"
    assert main(["export", "kirklees", "--to", "moodle", "--output", str(source)]) == 0
    arguments = ["import", str(source), "--from", "moodle", "--id", "kirklees_back", "--output", str(target)]
    assert main(arguments) == 0
    assert main(["validate", str(target)]) == 0
    assert target.read_text(encoding="utf-8").startswith("format: framework/1")
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "framework.schema.json").touch()
    assert main(arguments) == 0
    modeline, _, _ = target.read_text(encoding="utf-8").partition("\n")
    assert modeline == "# yaml-language-server: $schema=schema/framework.schema.json"
    capsys.readouterr()


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "a.csv", "--from", "moodle", "--framework", "kirklees"],
        ["import", "a.csv", "--from", "moodle-completion"],
        ["import", "a.csv", "--from", "moodle-completion", "--framework", "kirklees", "--id", "x"],
        ["export", "kirklees", "--to", "moodle", "--record", "kirklees-lapsed-paediatrician"],
        ["export", "kirklees", "--to", "moodle", "--option", "scale"],
    ],
)
def test_what_does_not_fit_together_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def test_records_of_one_file_go_into_a_folder(tmp_path: Path) -> None:
    kept = {"b.yaml": "b", "a.yaml": "a"}
    output.write_all(kept, tmp_path / "records")
    assert {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "records").iterdir()} == kept


def test_folder_that_cannot_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").mkdir()
    with pytest.raises(UnreadableFile):
        output.write_all({"a.yaml": "a", "b.yaml/c.yaml": "c", "d/e.yaml": "e"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["b.yaml"]
    assert not list((tmp_path / "b.yaml").iterdir())
    with pytest.raises(UnreadableFile, match="is a folder"):
        output.write_all({"a.yaml": "a", "b.yaml": "b"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["b.yaml"]


def test_record_that_was_read_passes_the_gate_with_its_place() -> None:
    framework = load("kirklees")
    sound = notation.record_data(load_record("kirklees-lapsed-paediatrician"))
    gate.records([sound], Losses(1), framework=framework, file="a.csv")
    place = Span("a.csv", 9, 2, 9, 5)
    wrong: dict[str, Value] = {**sound, "events": [{"completed": "no-such-course", "date": "2012-01-01"}]}
    with pytest.raises(DocumentFaults) as found:
        gate.records([sound, wrong], Losses(2, places={(1, "events", 0): place}), framework=framework, file="a.csv")
    assert [diagnostic.span for diagnostic in found.value.diagnostics] == [place]
