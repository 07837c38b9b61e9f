"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from competency.cli import main

CHECK = ["check", "kirklees", "kirklees-lapsed-paediatrician", "--on", "2012-05-01"]
PATHWAY = ["pathway", "kirklees", "kirklees-lapsed-paediatrician", "--on", "2012-05-01"]


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What a command prints on stdout, once its exit code is as expected and stderr is empty."""
    assert main(arguments) == code
    out, err = capsys.readouterr()
    assert err == ""
    return out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that is refused prints on stderr; nothing is on stdout, and the exit code is 2."""
    code: object
    try:
        code = main(arguments)
    except SystemExit as usage:
        code = usage.code
    assert code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new board's file, as `competency new` writes it, in the current folder."""
    monkeypatch.chdir(tmp_path)
    told(capsys, "new", "our_board")
    return tmp_path / "our_board.yaml"


# --- documents -------------------------------------------------------------------------------------------


def test_list_names_every_bundled_framework(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(told(capsys, "list", "--format", "json"))
    assert [row["id"] for row in rows] == [
        "bedfordshire",
        "durham",
        "kirklees",
        "north_lincs",
        "solihull",
        "working_together_2006",
        "working_together_2010",
    ]
    assert {"levels": 4, "groups": 8}.items() <= rows[2].items()
    text = told(capsys, "list")
    assert all(row["id"] in text for row in rows)


def test_a_new_board_has_no_findings(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "1 file, 0 errors, 0 warnings, 0 notes" in told(capsys, "validate", str(board), "--strict")


def test_new_leaves_an_existing_file_as_it_is(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    board.write_text("mine", encoding="utf-8")
    assert "exists already" in refused(capsys, "new", "our_board")
    assert board.read_text(encoding="utf-8") == "mine"


def test_new_refuses_what_is_no_id_and_suggests_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "'our_board'" in refused(capsys, "new", "Our Board")
    assert list(tmp_path.iterdir()) == []


def test_new_in_a_folder_that_is_gone_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.setattr(Path, "cwd", lambda: folder)
    folder.rmdir()
    assert "No such file" in refused(capsys, "new", "our_board")


def test_validate_shows_the_line_with_its_culprit_underlined_and_a_fix(
    board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = board.read_text(encoding="utf-8").replace("{completed: awareness, every", "{completed: awarenes, every")
    board.write_text(text, encoding="utf-8")
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "awarenes," in row)
    column = text.splitlines()[line - 1].index("awarenes,") + 1
    out = told(capsys, "validate", str(board), code=1)
    assert f"{board}:{line}:{column}: CF301 unknown-reference: our_board has no course 'awarenes' [error]" in out
    assert "~~~~~~~^" in out
    assert "fix: did you mean 'awareness'?" in out
    assert "1 file, 1 error" in out


def test_validate_as_json_counts_and_lists(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = board.read_text(encoding="utf-8").replace("level: level-1\n    modes", "lvel: level-1\n    modes")
    board.write_text(text, encoding="utf-8")
    found = json.loads(told(capsys, "validate", str(board.parent), "--format", "json", code=1))
    assert list(found) == ["files", "skipped", "errors", "warnings", "notes", "findings"]
    assert (found["files"], found["skipped"], found["errors"]) == (1, 0, 1)
    assert list(found["findings"][0]) == [
        "file",
        "line",
        "column",
        "end_line",
        "end_column",
        "code",
        "rule",
        "severity",
        "message",
        "fix",
    ]


def test_a_folder_skips_what_is_no_document_and_a_named_file_must_be_one(
    board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = board.with_name("other.yml")
    other.write_text("a: 1\n", encoding="utf-8")
    assert "(1 other file skipped)" in told(capsys, "validate", str(board.parent))
    assert "format" in told(capsys, "validate", str(other), code=1)


def test_a_warning_fails_only_when_strict(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = board.read_text(encoding="utf-8").replace("    develops: [work-with-others]\n", "")
    board.write_text(text, encoding="utf-8")
    assert "0 errors" in told(capsys, "validate", str(board))
    told(capsys, "validate", str(board), "--strict", code=1)


def test_at_most_fifty_findings_are_told_then_counted(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"  c-{number}: {{title: Course {number}, nonsense: 1}}\n" for number in range(60))
    board.write_text(board.read_text(encoding="utf-8") + f"x: 1\ncourses_: \n{rows}", encoding="utf-8")
    text = (
        board.read_text(encoding="utf-8")
        .replace("x: 1\ncourses_: \n", "")
        .replace("standards:", "facts_: {}\nstandards:")
    )
    head, _, tail = text.partition("\nstandards:")
    board.write_text(head.replace("\ncourses:\n", f"\ncourses:\n{rows}") + "\n", encoding="utf-8")
    assert tail
    out = told(capsys, "validate", str(board), code=1)
    assert out.count("fix: ") == 50
    assert "more findings" in out


def test_a_long_line_is_clipped_around_the_culprit(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = "x" * 300
    text = board.read_text(encoding="utf-8").replace(
        "recognise-abuse: {statement: Recognises",
        f"recognise-abuse: {{note: {long}, nonsense: 1, statement: Recognises",
    )
    board.write_text(text, encoding="utf-8")
    out = told(capsys, "validate", str(board), code=1)
    shown = next(row for row in out.splitlines() if "nonsense: 1" in row and "|" in row)
    below = out.splitlines()[out.splitlines().index(shown) + 1]
    assert len(shown) <= 9 + 122
    assert shown[below.index("~") : below.index("^") + 1] == "nonsense"


def test_rules_lists_every_rule_and_shows_one(capsys: pytest.CaptureFixture[str]) -> None:
    listed = told(capsys, "rules")
    assert "CF104 error   prerequisite-cycle" in listed
    page = told(capsys, "rules", "CF104")
    assert page.startswith("CF104 prerequisite-cycle (error)")
    assert all(heading in page for heading in ("## Why it matters", "## Fails", "## Passes", "## Fix"))
    assert json.loads(told(capsys, "rules", "prerequisite-cycle", "--format", "json"))[0]["code"] == "CF104"
    assert "did you mean 'prerequisite-cycle'?" in refused(capsys, "rules", "prerequisite-cycel")


def test_show_gives_the_format_itself(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(told(capsys, "show", "kirklees", "--format", "json"))
    assert data["format"] == "framework/1"
    assert "id: level-3" in told(capsys, "show", "kirklees", "level-3")
    assert "awareness:" in told(capsys, "show", "kirklees", "kirklees:awareness")
    assert "did you mean 'level-3'" in refused(capsys, "show", "kirklees", "levl-3")


def test_what_show_prints_validates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "kirklees.yaml"
    copy.write_text(told(capsys, "show", "kirklees"), encoding="utf-8")
    assert "0 errors" in told(capsys, "validate", str(copy))


def test_explain_gives_one_sentence_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "explain", "kirklees", "level-1")
    assert "To attain Level 1, people must have completed “Awareness of Child Abuse and Neglect”." in text
    rows = json.loads(told(capsys, "explain", "kirklees", "--format", "json"))
    assert all(row["sentence"].endswith(".") for row in rows)
    assert "No rule is written" in told(capsys, "explain", "kirklees", "advises-group-3")


@pytest.mark.parametrize(
    ("form", "start"),
    [("mermaid", "%%{init"), ("dot", "digraph"), ("graphml", "<?xml"), ("json", "{"), ("svg", "<svg")],
)
def test_graph_in_each_form(form: str, start: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "graph", "kirklees", "--as", form).startswith(start)


# --- answers ---------------------------------------------------------------------------------------------


def test_check_answers_for_the_day_with_reason_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, *CHECK)
    assert "on 1 May 2012" in text
    assert "OVERDUE    Working Together is refreshed every three years" in text
    assert "lapsed, since 12 February 2011" in text
    assert all(row == row.rstrip() for row in text.splitlines() if row.startswith("  "))


def test_check_as_json_has_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(told(capsys, *CHECK, "--format", "json"))
    assert list(data) == ["framework", "subject", "on", "standards"]
    keys = "id status reason strength due since until ideally source reading because flips timeline".split()
    assert all(list(row) == keys for row in data["standards"])
    row = next(row for row in data["standards"] if row["id"] == "kirklees:refresh-working-together")
    assert (row["status"], row["reason"], row["due"], row["since"]) == (
        "overdue",
        "lapsed",
        "2011-02-12",
        "2011-02-12",
    )
    assert row["flips"][0]["makes"] == "met"


def test_check_strict_fails_for_an_overdue_must_standard(capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, *CHECK, "--strict", code=1)
    told(capsys, "check", "kirklees", "kirklees-exempt-midwife", "--on", "2012-05-01", "--strict")


PERIOD = ["check", "kirklees", "kirklees-lapsed-paediatrician", "--since", "2010-11-11", "--until", "2011-02-12"]


def test_check_over_a_period_tells_every_change_and_the_runs_fill_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert "due soon from 12 November 2010, overdue from 12 February 2011" in " ".join(told(capsys, *PERIOD).split())
    data = json.loads(told(capsys, *PERIOD, "--format", "json"))
    assert data["on"] == "2011-02-12"
    for standard in data["standards"]:
        runs = standard["timeline"]
        assert (runs[0]["from"], runs[-1]["to"]) == ("2010-11-11", "2011-02-12")
        assert runs[-1]["status"] == standard["status"]
        for run, following in pairwise(runs):
            assert date.fromisoformat(following["from"]) - date.fromisoformat(run["to"]) == timedelta(days=1)
            assert run["status"] != following["status"]
    refresh = next(row for row in data["standards"] if row["id"] == "kirklees:refresh-working-together")
    assert [run["status"] for run in refresh["timeline"]] == ["met", "due-soon", "overdue"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "2011-01-01"], "--since and --until go together"),
        (["--until", "2011-01-01"], "--since and --until go together"),
        (["--since", "2011-01-01", "--until", "2011-02-01", "--on", "2011-01-01"], "leave one of them out"),
        (["--since", "2011-02-01", "--until", "2011-01-01"], "before it begins on 2011-02-01"),
        (["--since", "2011-02-30", "--until", "2011-03-01"], "2011-02-30"),
    ],
)
def test_half_a_period_or_one_turned_round_is_refused(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refused(capsys, "check", "kirklees", "kirklees-lapsed-paediatrician", *arguments)


def test_check_says_when_the_day_is_outside_the_validity(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "check", "kirklees", "kirklees-new-librarian", "--on", "2031-01-01")
    assert "outside the framework's own validity" in text


def test_check_without_a_day_is_about_today(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(told(capsys, "check", "kirklees", "kirklees-new-librarian", "--format", "json"))
    assert data["on"] == date.today().isoformat()  # noqa: DTZ011


def test_pathway_gives_courses_in_order_with_the_clause_that_asks(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, *PATHWAY, "--goal", "level-3")
    assert "1 course, 0 days; the best there is" in text
    assert "source: strategy §7" in text
    data = json.loads(told(capsys, *PATHWAY, "--goal", "level-3", "--format", "json", "--alternatives", "2"))
    keys = "framework goal on feasible optimal gap assumed cost steps ready already conflict alternatives".split()
    assert list(data)[: len(keys)] == keys
    assert data["goal"] == ["kirklees:level-3"]
    assert len(data["alternatives"]) == 2
    step = "course evidence about mode on wait_until by because unlocks".split()
    assert list(data["steps"][0])[: len(step)] == step
    assert data["steps"][0]["otherwise"] == "Level 3 is not reached"
    assert {row["item"] for row in data["unneeded"]} > {"kirklees:working-together-refresher"}
    assert "Alternative 2" in told(capsys, *PATHWAY, "--goal", "level-3", "--alternatives", "1")


def test_pathway_without_a_plan_names_the_rules_in_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["pathway", "kirklees", "kirklees-new-librarian", "--on", "2012-05-01", "--goal", "level-3"]
    assert "There is no plan." in told(capsys, *arguments)
    told(capsys, *arguments, "--strict", code=1)


def test_pathway_to_what_is_met_already_has_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["pathway", "kirklees", "kirklees-exempt-midwife", "--on", "2012-05-01", "--goal", "level-2"]
    assert "Nothing to do" in told(capsys, *arguments)


def test_map_gives_reasons_and_hides_none_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    shown = json.loads(told(capsys, "map", "kirklees", "durham", "--format", "json"))["correspondences"]
    everything = json.loads(told(capsys, "map", "kirklees", "durham", "--all", "--format", "json"))["correspondences"]
    assert shown == [row for row in everything if row["relation"] != "none"]
    assert len(everything) > len(shown) > 0
    assert all(row["because"] for row in shown)
    assert "kirklees:group-3 exact durham:group-3" in told(capsys, "map", "kirklees", "durham")
    why = told(capsys, "map", "kirklees", "durham", "--why", "group-1", "group-8")
    assert "kirklees:group-1 none durham:group-8" in why


# --- wrong input -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "kirkless", "x"], "did you mean 'kirklees'?"),
        (["check", "kirklees", "kirklees-new-librarien"], "did you mean 'kirklees-new-librarian'?"),
        (["check", "durham", "kirklees-new-librarian"], "is about the framework 'kirklees', not 'durham'"),
        ([*CHECK[:3], "--on", "2011-02-30"], "is not a day of the calendar"),
        ([*PATHWAY, "--goal", "levl-3"], "did you mean 'level-3'?"),
        ([*PATHWAY, "--by", "money"], "can't be ranked by 'money'"),
        ([*PATHWAY, "--alternatives", "-1"], "is no number from 0 to 100"),
        (["validate", "no/such/file.yaml"], "is neither a bundled id nor a file"),
        (["graph", "."], "is a folder"),
        (["frobnicate"], "invalid choice"),
        ([], "usage:"),
    ],
)
def test_wrong_input_is_refused_with_a_way_out(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refused(capsys, *arguments)


def test_a_document_with_faults_is_refused_by_every_other_command(
    board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    board.write_text(board.read_text(encoding="utf-8").replace("publisher:", "publsher:"), encoding="utf-8")
    err = refused(capsys, "show", str(board))
    assert "CF2" in err
    assert "fix:" in err


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"format: framework/1\n\tid: x\n", b"[" * 500, b"format: framework/1\nid: [\n"]
)
def test_unreadable_documents_have_a_place_and_a_fix(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "broken.yaml"
    file.write_bytes(content)
    out = told(capsys, "validate", str(file), code=1)
    assert f"{file}:" in out
    assert "fix:" in out
    assert "fix:" in refused(capsys, "explain", str(file))


def test_demo_runs_the_main_job(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "demo")
    assert "0 errors" in text
    assert "OVERDUE" in text
    assert "the best there is" in text
    assert "kirklees:level-3" in text
