"""`competency new --repository`: a repository that passes its own checks, and the checks that it comes with."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from competency import repository
from competency.cli import main
from competency.report import ci

ROOT: Final = Path(__file__).parents[1]
CHECKER: Final = Path(sys.executable).with_name("check-jsonschema")
PRE_COMMIT: Final = Path(sys.executable).with_name("pre-commit")
COMPETENCY: Final = f'#!/bin/sh\nexec {sys.executable} -m competency "$@"\n'


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new repository, which is the current folder."""
    monkeypatch.chdir(tmp_path)
    assert main(["new", "--repository", "our-board"]) == 0
    assert "made for the framework our_board" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path / "our-board")
    return tmp_path / "our-board"


def checked(schema: str, file: Path) -> None:
    """The file is sound by a schema that check-jsonschema brings along."""
    if not CHECKER.exists():
        pytest.skip("check-jsonschema is not installed")
    more = ["--data-transform", "gitlab-ci"] if schema.endswith("gitlab-ci") else []
    command = [str(CHECKER), "--builtin-schema", schema, *more, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def precommitted(command: str, file: Path) -> None:
    if not PRE_COMMIT.exists():
        pytest.skip("pre-commit is not installed")
    done = subprocess.run([str(PRE_COMMIT), command, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


# --- the repository --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("board")
def test_a_new_repository_passes_its_own_checks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--strict", "frameworks", "records", "scenarios"]) == 0
    assert "4 files, 0 errors, 0 warnings, 0 notes\n" in capsys.readouterr().out
    assert main(["test", "."]) == 0
    assert "2 scenarios: 2 passed" in capsys.readouterr().out


def test_every_command_of_its_readme_runs(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"^```\n(.*?)^```", (board / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    commands = [line.split()[1:] for block in blocks for line in block.splitlines()]
    assert len(commands) == 7
    for command in commands:
        assert main(command) == 0, command
        assert "Traceback" not in capsys.readouterr().err


def test_every_file_that_its_readme_names_exists(board: Path) -> None:
    named = re.findall(r"`([\w./-]+/[\w./-]*|\.[\w.-]+)`", (board / "README.md").read_text(encoding="utf-8"))
    assert len(named) > 5
    assert [name for name in named if not (board / name).exists()] == []


def test_every_document_of_it_names_its_schema_in_the_first_line(board: Path) -> None:
    documents = sorted(
        file for file in board.rglob("*.yaml") if file.parent.name in ("frameworks", "records", "scenarios")
    )
    assert len(documents) == 4
    for file in documents:
        text = file.read_text(encoding="utf-8")
        line = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert line is not None, file
        schema = json.loads((file.parent / line[1]).read_bytes())
        assert schema["properties"]["format"]["const"] == yaml.safe_load(text)["format"]


def test_its_schemas_are_those_of_this_version(board: Path) -> None:
    for file in (ROOT / "schema").glob("*.json"):
        assert (board / "schema" / file.name).read_bytes() == file.read_bytes()


def test_a_fault_in_it_is_found_by_its_own_checks(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = board / "frameworks" / "our_board.yaml"
    text = file.read_text(encoding="utf-8").replace("every: 3 years", "every: 2 years")
    file.write_text(text, encoding="utf-8")
    assert main(["test", "."]) == 1
    file.write_text(text.replace("level: level-2, source", "level: level-9, source"), encoding="utf-8")
    assert main(["validate", "frameworks", "records", "scenarios"]) == 1
    capsys.readouterr()


def test_the_checks_of_github_gitlab_and_pre_commit_are_sound(board: Path) -> None:
    checked("vendor.github-workflows", board / ".github" / "workflows" / "competency.yml")
    checked("vendor.gitlab-ci", board / ".gitlab-ci.yml")
    precommitted("validate-config", board / ".pre-commit-config.yaml")


def test_its_workflow_gives_the_action_only_inputs_that_it_has(board: Path) -> None:
    workflow = yaml.safe_load((board / ".github" / "workflows" / "competency.yml").read_text(encoding="utf-8"))
    step = workflow["jobs"]["validate"]["steps"][1]
    assert set(step["with"]) <= set(action()["inputs"])


def test_its_hooks_are_those_of_this_project(board: Path) -> None:
    config = yaml.safe_load((board / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in config["repos"][0]["hooks"]] == [hook["id"] for hook in offered]


def test_the_script_of_gitlab_runs_and_writes_both_reports(board: Path, tmp_path: Path) -> None:
    job = yaml.safe_load((board / ".gitlab-ci.yml").read_text(encoding="utf-8"))["validate"]
    script = "\n".join(["set -eo pipefail", *(line for line in job["script"] if not line.startswith("pip "))])
    assert run(script, board, tmp_path).returncode == 0
    reports = job["artifacts"]["reports"]
    assert json.loads((board / reports["codequality"]).read_bytes()) == []
    assert "<testsuites" in (board / reports["junit"]).read_text(encoding="utf-8")
    broken(board)
    assert run(script, board, tmp_path).returncode == 2  # of the scenarios, which can't be run
    assert [one["check_name"] for one in json.loads((board / reports["codequality"]).read_bytes())] == [
        "unknown-reference",
        "unsound-framework",
    ]
    assert 'failures="1"' in (board / reports["junit"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("file", [".github/workflows/competency.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml"])
def test_the_page_on_checks_shows_what_is_written(file: str) -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert f"```yaml\n{dict(repository.contents('our_board'))[file].decode()}```" in page


def test_the_page_on_checks_has_a_row_for_every_input_of_the_action_and_every_format() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for word in (*action()["inputs"], "text", "json", *ci.formats()):
        assert f"\n| `{word}` | " in page


def test_the_problem_matcher_on_the_page_on_editors_reads_what_validate_prints(
    board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    _, tasks = (json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL))
    pattern = tasks["tasks"][0]["problemMatcher"]["pattern"]
    broken(board)
    main(["validate", "frameworks"])
    found = [match for line in capsys.readouterr().out.splitlines() if (match := re.match(pattern["regexp"], line))]
    assert [(match[pattern["file"]], match[pattern["code"]], match[pattern["severity"]]) for match in found] == [
        ("frameworks/our_board.yaml", "CF301", "error")
    ]


# --- where it is made ------------------------------------------------------------------------------------


def test_a_folder_that_holds_something_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["new", "--repository", "ours"]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [file.name for file in (tmp_path / "ours").iterdir()] == ["mine.txt"]


def test_a_clone_that_is_empty_so_far_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    assert main(["new", "our_board", "--repository", "."]) == 0
    assert {file.name for file in tmp_path.iterdir()} == {
        *(path.split("/")[0] for path, _ in repository.contents("our_board")),
        ".git",
    }


@pytest.mark.parametrize("arguments", [["Our Board"], ["kirklees"], []])
def test_what_can_be_no_id_makes_no_folder(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", *arguments, "--repository", "kirklees"]) == 2
    assert "id of a" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    for folder in ("file", "file/ours"):
        assert main(["new", "our_board", "--repository", folder]) == 2
        assert "file" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_new_without_an_id_or_a_repository_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["new"])
    assert "name the id" in capsys.readouterr().err


@pytest.mark.parametrize(("folder", "line"), [(".", "schema/"), ("frameworks", "../schema/"), ("frameworks/old", None)])
def test_a_new_file_names_the_schema_that_lies_near(
    folder: str, line: str | None, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (board / folder).mkdir(exist_ok=True)
    monkeypatch.chdir(board / folder)
    assert main(["new", "another"]) == 0
    text = (board / folder / "another.yaml").read_text(encoding="utf-8")
    assert text.startswith("# An example" if line is None else f"# yaml-language-server: $schema={line}framework.")


# --- the action and the hooks of this project -------------------------------------------------------------


def action() -> Any:
    return yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def steps() -> list[Any]:
    return list(action()["runs"]["steps"])


def run(script: str, folder: Path, bin_: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a script in bash, with `competency` on its path, as the machines of GitHub and GitLab would."""
    shim = bin_ / "bin" / "competency"
    shim.parent.mkdir(exist_ok=True)
    shim.write_text(COMPETENCY, encoding="utf-8")
    shim.chmod(0o755)
    path = f"{shim.parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def acted(board: Path, bin_: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Runs the step of the action that validates, with these inputs and the others as they are if left out."""
    (step,) = (step for step in steps() if step.get("name") == "Validate")
    values = {name: str(one.get("default", "")) for name, one in action()["inputs"].items()} | inputs
    environment = {name: values[text.split(".")[1].rstrip(" }")] for name, text in step["env"].items()}
    return run(step["run"], board, bin_, GITHUB_WORKSPACE=str(board), **environment)


def broken(board: Path) -> None:
    file = board / "frameworks" / "our_board.yaml"
    text = file.read_text(encoding="utf-8").replace("{completed: awareness, every", "{completed: awarenes, every")
    file.write_text(text, encoding="utf-8")


def test_the_action_is_sound() -> None:
    checked("vendor.github-actions", ROOT / "action.yml")


def test_the_hooks_are_sound() -> None:
    precommitted("validate-manifest", ROOT / ".pre-commit-hooks.yaml")


def test_no_input_of_the_action_is_put_into_the_text_of_a_script() -> None:
    for step in steps():
        assert "${{" not in step.get("run", "")


def test_the_action_passes_a_sound_repository_and_marks_the_line_of_a_fault(board: Path, tmp_path: Path) -> None:
    assert acted(board, tmp_path).returncode == 0
    broken(board)
    done = acted(board, tmp_path, paths="frameworks records scenarios")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=frameworks/our_board.yaml,line=")


def test_the_action_writes_sarif_and_fails_all_the_same(board: Path, tmp_path: Path) -> None:
    broken(board)
    done = acted(board, tmp_path, sarif="found.sarif", paths="frameworks\nrecords\n")
    assert done.returncode == 1
    assert "::error" in done.stdout
    results = json.loads((board / "found.sarif").read_bytes())["runs"][0]["results"]
    assert [result["level"] for result in results] == ["error", "note"]


def test_the_action_heeds_strict_and_a_baseline(board: Path, tmp_path: Path) -> None:
    file = board / "frameworks" / "our_board.yaml"
    text = file.read_text(encoding="utf-8").replace("    develops: [work-with-others]\n", "")
    file.write_text(text, encoding="utf-8")
    assert acted(board, tmp_path).returncode == 0
    assert acted(board, tmp_path, strict="true").returncode == 1
    assert main(["validate", ".", "--write-baseline", "baseline.json"]) == 0
    assert acted(board, tmp_path, strict="true", baseline="baseline.json").returncode == 0


def test_the_action_fails_where_there_is_nothing_to_look_at(board: Path, tmp_path: Path) -> None:
    assert acted(board, tmp_path, paths="gone").returncode == 2
    assert acted(board, tmp_path, paths="gone", sarif="found.sarif").returncode == 2


def test_an_input_of_the_action_is_a_path_and_never_run(board: Path, tmp_path: Path) -> None:
    for paths in ("$(touch pwned)", "frameworks; touch pwned", "`touch pwned`", "--write-baseline=pwned", "*"):
        done = acted(board, tmp_path, paths=paths)
        assert done.returncode == 2, paths
        assert not (board / "pwned").exists()
