"""Findings for the machines that run checks: each format is taken by its own checker, and tells every finding."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Final
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.cli import main
from competency.diagnostics import Diagnostic, Related, Rule, Severity, Span
from competency.report import ci
from competency.report.told import Told

SAMPLES: Final = Path(__file__).parents[2] / "shared" / "samples" / "ci"
FRAMEWORK: Final = """\
format: framework/1
id: our_board
title: A strategy
publisher: A board
language: en-GB
sources: {strategy: {title: A strategy}}
courses:
  awareness: {title: Awareness, source: strategy §1, requires: {completed: awarenes}}  # <- here
"""
WARNED: Final = FRAMEWORK.replace("awarenes}", "first}") + "  first: {title: First, requires: {completed: awareness}}\n"

RULES: Final = [
    Rule(f"CF90{number}", name, severity, f"\nWhat {name} finds, in one sentence.\n\n## Why it matters\n\nIt does.\n")
    for number, (name, severity) in enumerate(
        (("first-rule", Severity.ERROR), ("second-rule", Severity.WARNING), ("third-rule", Severity.NOTE))
    )
]


def sarif_schema() -> object:
    file = SAMPLES / "sarif-2.1.0-rtm.5.schema.json"
    if not file.exists():
        pytest.skip(f"{file.name} is not here; it is no part of this project")
    return json.loads(file.read_bytes())


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\"), min_size=1, max_size=12
).filter(lambda name: name.strip(". ") != "")


@st.composite
def spans(draw: st.DrawFn) -> Span:
    line, column = draw(st.integers(1, 99)), draw(st.integers(1, 99))
    end = draw(st.sampled_from([0, 0, 3]))
    file = "/top/" + "/".join(draw(st.lists(NAMES, min_size=1, max_size=2)))
    return Span(file, line, column, line + end, draw(st.integers(1 if end else column, 120)))


@st.composite
def told(draw: st.DrawFn) -> Told:
    findings = draw(
        st.lists(
            st.builds(
                Diagnostic,
                st.sampled_from(RULES),
                spans(),
                TEXTS,
                TEXTS,
                st.lists(st.builds(Related, spans(), TEXTS), max_size=2).map(tuple),
            ),
            max_size=5,
        )
    )
    files = dict.fromkeys([*(one.span.file for one in findings), "/top/sound.yaml"])
    return Told(tuple(files), (), tuple(findings), Path("/top"), draw(st.booleans()))


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one framework in it that has one error, and that is the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "our_board.yaml").write_text(FRAMEWORK, encoding="utf-8")
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int) -> str:
    assert main(["validate", *arguments]) == code
    out, err = capsys.readouterr()
    assert err == ""
    return out


# --- GitHub ----------------------------------------------------------------------------------------------


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands of a log, read as GitHub's runner reads them (`ActionCommand.TryParseV2`)."""
    found = []
    for line in text.split("\n"):
        if not line.startswith("::"):
            continue
        head, _, data = line[2:].partition("::")
        name, _, properties = head.partition(" ")
        pairs = [pair.split("=", 1) for pair in properties.split(",")]
        found.append((name, {key: _unescaped(value, "%3A:", "%2C,") for key, value in pairs}, _unescaped(data)))
    return found


def _unescaped(text: str, *more: str) -> str:
    for escape in ("%0D\r", "%0A\n", *more, "%25%"):
        text = text.replace(escape[:3], escape[3:])
    return text


@given(told())
def test_github_reads_every_finding_back_with_its_place(told: Told) -> None:
    text = ci.render("github", told)
    read = commands(text)
    assert len(text.split("\n")) == len(told.findings) + 2
    for (name, where, data), finding in zip(read, told.findings, strict=True):
        span = finding.span
        assert name == {"error": "error", "warning": "warning", "note": "notice"}[finding.severity]
        assert where["file"] == told.path(span.file)
        assert (where["line"], where["endLine"]) == (str(span.line), str(span.end_line))
        assert ("col" in where) == ("endColumn" in where) == (span.line == span.end_line)
        assert where["title"] == f"{finding.rule.code} {finding.rule.name}"
        assert data.startswith(finding.message)
        assert data.endswith(f"\nfix: {finding.fix}")


def test_github_gets_paths_from_the_current_folder_on(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, str(board / "frameworks"), "--format", "github", code=1)
    assert out == (
        "::error file=frameworks/our_board.yaml,line=8,endLine=8,col=76,endColumn=84,"
        "title=CF301 unknown-reference::our_board has no course 'awarenes'%0Afix: did you mean 'awareness'?\n"
        "1 file, 1 error, 0 warnings, 0 notes\n"
    )


def test_root_says_where_paths_begin(
    board: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(board / "frameworks")
    for root, path in ((board, "frameworks/our_board.yaml"), (board / "frameworks", "our_board.yaml")):
        out = printed(capsys, ".", "--format", "github", "--root", str(root), code=1)
        assert f"file={path}," in out
    (board / "elsewhere").mkdir()
    out = printed(capsys, ".", "--format", "github", "--root", str(board / "elsewhere"), code=1)
    assert f"file={(board / 'frameworks' / 'our_board.yaml').as_posix()}," in out


# --- GitLab ----------------------------------------------------------------------------------------------

CODE_QUALITY: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "positions"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": r"^\./"}},
                    "positions": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"required": ["line"], "properties": {"line": {"minimum": 1}}}},
                    },
                },
            },
        },
    },
}
"""What GitLab's documentation asks of a Code Quality report."""


@given(told())
def test_gitlab_gets_what_it_asks_for_with_a_fingerprint_for_each_finding(told: Told) -> None:
    issues = json.loads(ci.render("gitlab", told))
    assert list(jsonschema.Draft202012Validator(CODE_QUALITY).iter_errors(issues)) == []
    assert [issue["location"]["path"] for issue in issues] == [told.path(one.span.file) for one in told.findings]
    assert len({issue["fingerprint"] for issue in issues}) == len(told.findings)


def test_our_schema_of_code_quality_takes_what_ruff_writes() -> None:
    file = SAMPLES / "ruff-output.gitlab.json"
    if not file.exists():
        pytest.skip(f"{file.name} is not here; it is no part of this project")
    schema = json.loads(json.dumps(CODE_QUALITY).replace("{32}", "{16}"))
    jsonschema.validate(json.loads(file.read_bytes()), schema)


def test_gitlab_gets_an_empty_list_where_nothing_is_found(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = board / "frameworks" / "our_board.yaml"
    file.write_text(FRAMEWORK.replace(", source: strategy §1, requires: {completed: awarenes}", ""), encoding="utf-8")
    out = printed(capsys, "frameworks", "--format", "gitlab", "--strict", code=1)
    assert [issue["severity"] for issue in json.loads(out)] == ["minor"]
    file.write_text(FRAMEWORK.split("courses:")[0], encoding="utf-8")
    assert json.loads(printed(capsys, "frameworks", "--format", "gitlab", code=0)) == []


# --- SARIF -----------------------------------------------------------------------------------------------


@given(told())
def test_sarif_is_valid_and_holds_every_finding(told: Told) -> None:
    log = json.loads(ci.render("sarif", told))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result, finding in zip(run["results"], told.findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule.code
        assert result["level"] == finding.severity
        place = result["locations"][0]["physicalLocation"]
        assert unquote(place["artifactLocation"]["uri"]) == told.path(finding.span.file)
        assert not place["artifactLocation"]["uri"].startswith("/")
        assert place["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        assert place["region"]["endLine"] == finding.span.end_line
        assert len(result.get("relatedLocations", ())) == len(finding.related)


@pytest.mark.usefixtures("board")
def test_sarif_is_valid_by_the_schema_of_the_standard(capsys: pytest.CaptureFixture[str]) -> None:
    # The schema holds a regular expression that no draft allows, so check-jsonschema refuses it.
    validator = jsonschema.Draft7Validator(sarif_schema())  # type: ignore[arg-type]
    log = json.loads(printed(capsys, "frameworks", "--format", "sarif", code=1))
    assert list(validator.iter_errors(log)) == []
    log["runs"][0]["results"][0]["level"] = "grave"
    assert list(validator.iter_errors(log)) != []


@settings(max_examples=20)  # the schema is large, and so is the time that it takes
@given(told())
def test_sarif_of_any_findings_is_valid_by_the_schema_of_the_standard(told: Told) -> None:
    validator = jsonschema.Draft7Validator(sarif_schema())  # type: ignore[arg-type]
    assert list(validator.iter_errors(json.loads(ci.render("sarif", told)))) == []


def test_sarif_of_a_file_elsewhere_has_its_whole_uri(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (board / "other").mkdir()
    log = json.loads(printed(capsys, "frameworks", "--format", "sarif", "--root", "other", code=1))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": (board / "frameworks" / "our_board.yaml").as_uri()}


def test_sarif_tools_read_it(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("sarif", reason="sarif-tools is not installed")
    (board / "found.sarif").write_text(printed(capsys, "frameworks", "--format", "sarif", code=1), encoding="utf-8")
    command = [sys.executable, "-m", "sarif", "codeclimate", "found.sarif", "-o", "found.json"]
    done = subprocess.run(command, cwd=board, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (issue,) = json.loads((board / "found.json").read_bytes())
    assert issue["location"] == {"path": "frameworks/our_board.yaml", "lines": {"begin": 8}}
    assert issue["check_name"] == "CF301"


# --- JUnit -----------------------------------------------------------------------------------------------


@given(told())
def test_junit_counts_what_fails_and_tells_the_rest(told: Told) -> None:
    root = ElementTree.fromstring(ci.render("junit", told))
    suites = root.findall("testsuite")
    assert len(suites) == len(told.files)
    failing = sum(1 for finding in told.findings if told.fails(finding))
    assert len(root.findall(".//failure")) == failing == sum(int(suite.get("failures", "")) for suite in suites)
    assert len(root.findall(".//system-out")) == len(told.findings) - failing
    for suite in suites:
        assert len(suite.findall("testcase")) == int(suite.get("tests", ""))


@settings(max_examples=30)
@given(told())
def test_junit_is_valid_by_the_schema_of_jenkins(told: Told) -> None:
    xmlschema = pytest.importorskip("xmlschema", reason="xmlschema is not installed")
    file = SAMPLES / "junit-10.xsd"
    if not file.exists():
        pytest.skip(f"{file.name} is not here; it is no part of this project")
    xmlschema.XMLSchema(str(file)).validate(ci.render("junit", told))


def test_junitparser_reads_it(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    junitparser = pytest.importorskip("junitparser", reason="junitparser is not installed")
    (board / "frameworks" / "warned.yaml").write_text(WARNED.replace("our_board", "warned"), encoding="utf-8")
    for strict, failures in (((), 1), (("--strict",), 3)):
        text = printed(capsys, "frameworks", "--format", "junit", *strict, code=1)
        read = junitparser.JUnitXml.fromstring(text.encode())
        suites = {suite.name: suite for suite in read}
        assert set(suites) == {"frameworks/our_board.yaml", "frameworks/warned.yaml"}
        (case,) = suites["frameworks/our_board.yaml"]
        assert case.name == "CF301 unknown-reference at 8:76"
        assert case.result[0].message == "our_board has no course 'awarenes'"
        assert sum(suite.failures for suite in read) >= failures


def test_junit_holds_no_character_that_xml_forbids() -> None:
    finding = Diagnostic(RULES[0], Span("/top/a\x01.yaml", 1, 1, 1, 1), "\x00\x0b\ufffe\ud800 a", "b")
    text = ci.render("junit", Told((finding.span.file,), (), (finding,), Path("/top")))
    assert "\\u{0}\\u{b}\\u{fffe}\\u{d800} a" in text
    assert "a\\u{1}.yaml" in text
    ElementTree.fromstring(text)


# --- all -------------------------------------------------------------------------------------------------


@given(told())
def test_the_same_findings_are_the_same_bytes_in_every_format(told: Told) -> None:
    for form in ci.formats():
        assert ci.render(form, told) == ci.render(form, evolve(told))
        assert ci.render(form, told).endswith("\n")


@given(told())
def test_every_finding_is_told_in_every_format(told: Told) -> None:
    for form in ci.formats():
        text = ci.render(form, told)
        assert all(re.search(rf"{one.rule.code}\b", text) for one in told.findings)


@pytest.mark.parametrize("form", ci.formats())
def test_what_cannot_be_looked_at_prints_nothing(form: str, board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(board / "gone.yaml"), "--format", form]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "gone.yaml" in err
