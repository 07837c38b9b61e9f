"""Baselines: what a repository starts with is known, what is new is told, whatever moves about it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency import baseline
from competency.baseline import Baseline
from competency.cli import main
from competency.diagnostics import Diagnostic, Rule, Severity, Span
from competency.errors import UnreadableBaseline, UnreadableFile

RULES: Final = [Rule(f"CF90{number}", f"rule-{number}", Severity.ERROR, "What it finds.") for number in range(2)]
ROOT: Final = Path("/top")

findings = st.lists(
    st.builds(
        lambda rule, file, line, message: Diagnostic(rule, Span(file, line, 1, line, 2), message, "mend it"),
        st.sampled_from(RULES),
        st.sampled_from(["/top/a.yaml", "/top/b/a.yaml", "/else/a.yaml"]),
        st.integers(1, 50),
        st.one_of(st.sampled_from(["one", "two"]), st.text(st.characters(exclude_categories=["Cs"]), max_size=9)),
    ),
    max_size=8,
)

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


def later(finding: Diagnostic) -> Diagnostic:
    """The same finding seven lines further down."""
    span = finding.span
    moved = Span(span.file, span.line + 7, span.column, span.end_line + 7, span.end_column)
    return Diagnostic(finding.rule, moved, finding.message, finding.fix)


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one framework in it that has one error, and that is the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "our_board.yaml").write_text(FRAMEWORK, encoding="utf-8")
    return tmp_path


# --- laws ------------------------------------------------------------------------------------------------


@given(findings)
def test_what_a_baseline_was_written_from_is_known_also_where_lines_moved(found: list[Diagnostic]) -> None:
    known = Baseline.of(found, ROOT)
    assert known.new(found) == ()
    assert known.new([later(one) for one in found]) == ()
    assert known.gone(found, ["/top/a.yaml", "/top/b/a.yaml", "/else/a.yaml"]) == 0


@given(findings, findings)
def test_what_is_new_is_what_there_was_not_and_as_often(before: list[Diagnostic], more: list[Diagnostic]) -> None:
    known = Baseline.of(before, ROOT)
    count = Counter(baseline.Known.of(one, ROOT) for one in more)
    new = Counter(baseline.Known.of(one, ROOT) for one in known.new(more))
    assert new == count - Counter(known.counts)
    assert len(known.new([*before, *more])) == len(more)


@given(findings)
def test_written_and_read_a_baseline_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, found: list[Diagnostic]
) -> None:
    file = tmp_path_factory.mktemp("known") / "baseline.json"
    written = Baseline.of(found, file.parent)
    file.write_text(str(written), encoding="utf-8")
    assert baseline.read(file) == Baseline(file.parent, Counter(written.counts))
    assert str(baseline.read(file)) == str(written) == str(Baseline.of(list(reversed(found)), file.parent))


@given(findings)
def test_fingerprints_are_each_findings_own_and_stay_where_lines_move(found: list[Diagnostic]) -> None:
    words = baseline.fingerprints(found, ROOT)
    assert len(set(words)) == len(found)
    assert baseline.fingerprints([later(one) for one in found], ROOT) == words


def test_a_fingerprint_goes_by_the_path_from_the_top_folder_on() -> None:
    one, two = (
        baseline.fingerprints([Diagnostic(RULES[0], Span(f"{top}/a.yaml", 1, 1, 1, 2), "one", "")], Path(top))
        for top in ("/here", "/there")
    )
    assert one == two


def test_what_a_run_did_not_look_at_is_not_gone() -> None:
    found = [Diagnostic(RULES[0], Span(f"/top/{name}.yaml", 1, 1, 1, 2), "one", "") for name in "ab"]
    known = Baseline.of(found, ROOT)
    assert known.gone([], ["/top/a.yaml"]) == 1
    assert known.gone([], ["/top/c.yaml"]) == 0
    assert known.gone(found[:1], ["/top/a.yaml", "/top/b.yaml"]) == 1


# --- files that are none ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "not JSON"),
        ("\xff\xfe", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", 'no \'"format"'),
        ('{"format": "baseline/2", "findings": []}', 'no \'"format"'),
        ('{"format": "baseline/1"}', 'no \'"format"'),
        ('{"format": "baseline/1", "findings": [1]}', "finding 1 is not"),
        ('{"format": "baseline/1", "findings": [{"file": "a", "code": "b", "message": "c"}]}', "finding 1 is not"),
        ('{"format": "baseline/1", "findings": [{"file": "a", "code": "b", "message": "c", "count": 0}]}', "finding 1"),
        (
            '{"format": "baseline/1", "findings": [{"file": "a", "code": "b", "message": "c", "count": true}]}',
            "finding 1",
        ),
        ('{"format": "baseline/1", "findings": [{"file": 1, "code": "b", "message": "c", "count": 1}]}', "finding 1"),
    ],
)
def test_what_is_no_baseline_is_refused_and_says_why(text: str, cause: str, tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(UnreadableBaseline, match="write one with --write-baseline") as told:
        baseline.read(file)
    assert cause in str(told.value)


def test_a_baseline_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        baseline.read(tmp_path / "gone.json")


# --- on the command line ---------------------------------------------------------------------------------


def test_a_repository_with_faults_begins_green_and_fails_for_new_ones(
    board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "frameworks"]) == 1
    assert main(["validate", "frameworks", "--write-baseline", "baseline.json"]) == 0
    assert main(["validate", "frameworks", "--strict", "--baseline", "baseline.json"]) == 0
    capsys.readouterr()

    file = board / "frameworks" / "our_board.yaml"
    text = (
        "# a line more\n"
        + FRAMEWORK
        + "  neglect: {title: Neglect, source: strategy §1, requires: {completed: awarness}}\n"
    )
    file.write_text(text, encoding="utf-8")
    assert main(["validate", "frameworks", "--baseline", "baseline.json", "--format", "json"]) == 1
    out, err = capsys.readouterr()
    assert [one["message"] for one in json.loads(out)["findings"]] == ["our_board has no course 'awarness'"]
    assert err == "competency: 1 finding is known in baseline.json\n"


def test_what_is_mended_is_told_so_that_the_baseline_may_shrink(
    board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "frameworks", "--write-baseline", "baseline.json"]) == 0
    file = board / "frameworks" / "our_board.yaml"
    file.write_text(FRAMEWORK.replace(", requires: {completed: awarenes}", ""), encoding="utf-8")
    capsys.readouterr()
    assert main(["validate", "frameworks", "--baseline", "baseline.json"]) == 0
    assert capsys.readouterr().err == (
        "competency: 0 findings are known in baseline.json; 1 more is mended: write it anew with --write-baseline\n"
    )


def test_a_baseline_knows_its_findings_from_whichever_folder_it_is_run(
    board: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "frameworks", "--write-baseline", "baseline.json"]) == 0
    monkeypatch.chdir(board / "frameworks")
    assert main(["validate", "our_board.yaml", "--baseline", "../baseline.json"]) == 0
    assert main(["validate", str(board), "--baseline", str(board / "baseline.json")]) == 0
    assert str(board) not in (board / "baseline.json").read_text(encoding="utf-8")
    capsys.readouterr()


@pytest.mark.parametrize("form", ["github", "gitlab", "junit", "sarif", "text"])
def test_known_findings_are_left_out_of_every_format(
    form: str, board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "frameworks", "--write-baseline", "baseline.json"]) == 0
    capsys.readouterr()
    assert main(["validate", "frameworks", "--baseline", "baseline.json", "--format", form]) == 0
    assert "awarenes" not in capsys.readouterr().out
    assert (board / "baseline.json").exists()


def test_a_baseline_that_cannot_be_written_leaves_no_part_of_itself(
    board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "frameworks", "--write-baseline", "gone/baseline.json"]) == 2
    assert "gone/baseline.json" in capsys.readouterr().err
    assert [file.name for file in board.iterdir()] == ["frameworks"]
