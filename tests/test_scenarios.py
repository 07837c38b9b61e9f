"""Worked examples as tests: how they are read, run and reported, and that those which come with the library pass.

The expectations of the bundled scenarios were read from the clauses that they name; a change of a board or of the
evaluation shows here in the words in which a training officer would ask.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

import pytest
from attrs import evolve
from test_cli import refused, told

from competency import loading, notation, scenarios
from competency.bundled import bundled as bundled_path
from competency.diagnostics import Severity
from competency.errors import DocumentFaults, NoScenarios, UnknownReference
from competency.loading import bundled_scenarios, examine
from competency.model import Framework, Standard
from competency.periods import Period, parse_period
from competency.scenarios import Result, Scenario
from competency.values import Value

BOARDS: Final = ("bedfordshire", "durham", "kirklees", "north_lincs", "solihull")
CLAUSES: Final = Path(__file__).parent / "clauses.tsv"

HEAD: Final = "format: scenario/1\nid: lapse\nframework: kirklees\n"
LAPSE: Final = f"""{HEAD}title: Awareness lapses after three years
clause: KI-refresher-03
why: Three years have gone by since it was taken
record:
  groups: [{{group: group-3, from: 2008-01-01}}]
  events: [{{completed: awareness, date: 2009-05-11}}]
"""
SMALL: Final = """format: framework/1
id: small
title: Small strategy
publisher: Small Board
language: en-GB
sources: {strategy: {title: Small strategy}}
courses: {awareness: {title: Awareness, source: strategy §1}}
standards:
  taken: {title: Awareness is taken, require: {completed: awareness}, source: strategy §1}
  aims: {title: Training has aims, subject: course, source: strategy §2}
"""


def file(folder: Path, text: str, name: str = "lapse.yaml") -> str:
    """A file with that text in the folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def results(folder: Path, text: str) -> list[Result]:
    """How the expectations of one scenario come out."""
    return list(scenarios.run(scenarios.load([file(folder, text)])))


# --- the bundled scenarios -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundled() -> tuple[Scenario, ...]:
    return scenarios.load()


def test_every_bundled_scenario_passes(bundled: tuple[Scenario, ...]) -> None:
    failed = [
        f"{result.span}: {result.standard} on {result.on}: {dict(result.expected)}, got {result.got}"
        for result in scenarios.run(bundled)
        if not result.passed
    ]
    assert not failed


def test_every_board_has_ten_scenarios_and_all_have_sixty(bundled: tuple[Scenario, ...]) -> None:
    counts = Counter(scenario.framework.id for scenario in bundled)
    assert set(counts) == set(BOARDS)
    assert min(counts.values()) >= 10
    assert len(bundled) >= 60


def test_every_bundled_scenario_names_clauses_that_exist_of_its_own_board(bundled: tuple[Scenario, ...]) -> None:
    rows = CLAUSES.read_text(encoding="utf-8").splitlines()[1:]
    known = {row.split("\t")[0] for row in rows}
    initials = dict(zip(BOARDS, ("BD", "DU", "KI", "NL", "SO"), strict=True))
    for scenario in bundled:
        assert scenario.clauses, scenario.id
        assert set(scenario.clauses) <= known, scenario.id
        assert {clause[:2] for clause in scenario.clauses} == {initials[scenario.framework.id]}, scenario.id


def test_every_bundled_scenario_says_what_it_shows_and_why(bundled: tuple[Scenario, ...]) -> None:
    for scenario in bundled:
        assert scenario.title, scenario.id
        assert len(scenario.title) <= 100, scenario.id
        assert all(day.why for day in scenario.days), scenario.id
    titles = Counter(scenario.title for scenario in bundled)
    assert not [title for title, number in titles.items() if number > 1]


def test_a_bundled_scenario_lies_in_the_folder_of_its_framework_under_its_own_id(bundled: tuple[Scenario, ...]) -> None:
    places = {identifier: path.parent.name for identifier, path in bundled_scenarios().items()}
    assert {scenario.id: scenario.framework.id for scenario in bundled} == places


def test_the_bundled_scenarios_have_no_findings() -> None:
    found = examine([bundled_path("frameworks", "scenarios")])
    assert not [finding for finding in found.findings if finding.severity is not Severity.NOTE]


def test_a_bundled_id_stands_for_the_scenarios_of_that_framework(bundled: tuple[Scenario, ...]) -> None:
    chosen = [scenario.id for scenario in scenarios.load(["kirklees"])]
    assert chosen == [scenario.id for scenario in bundled if scenario.framework.id == "kirklees"]
    assert [scenario.id for scenario in scenarios.load([bundled[0].id])] == [bundled[0].id]


# --- the bundled scenarios notice a change of the rules ----------------------------------------------------


PERIODS: Final = {"every", "within", "opens", "inside", "experience"}


def with_another_period(value: Value, key: str = "") -> Iterator[Value]:
    """The value with one of the periods in it a day longer, or a day or a little more shorter: each in turn."""
    if isinstance(value, dict):
        for name, held in value.items():
            yield from ({**value, name: other} for other in with_another_period(held, name))
    elif isinstance(value, list):
        for index, held in enumerate(value):
            yield from ([*value[:index], other, *value[index + 1 :]] for other in with_another_period(held))
    elif key in PERIODS and isinstance(value, str) and value != "unstated":
        period = parse_period(value)
        yield str(Period(period.months, period.days + 1))
        if period.days != 1:
            yield str(Period(period.months, period.days - 1) if period.days else Period(period.months - 1, 27))


def with_another_part(standard: Standard) -> Iterator[Standard]:
    """The standard with an exemption, a condition, its timing, a first or last day or one of its groups taken away."""
    without = (
        evolve(standard, unless=None),
        evolve(standard, when=None),
        evolve(standard, timing=None),
        evolve(standard, starts=None),
        evolve(standard, ends=None),
    )
    yield from (other for other in without if other != standard)
    for index, entry in enumerate(standard.audience):
        rest = (*standard.audience[:index], *standard.audience[index + 1 :])
        if rest:
            yield evolve(standard, audience=rest)
        if entry.when is not None:
            yield evolve(standard, audience=(*rest, evolve(entry, when=None)))


def changes(framework: Framework, index: int) -> Iterator[Framework]:
    """The framework with each small change of one of its standards in turn."""
    standard = framework.standards[index]
    data = notation.framework_data(framework)
    rules = cast("dict[str, Value]", data["standards"])
    for other in with_another_period(rules[standard.id]):
        yield notation.framework({**data, "standards": {**rules, standard.id: other}})
    for part in with_another_part(standard):
        yield evolve(framework, standards=(*framework.standards[:index], part, *framework.standards[index + 1 :]))


def about(standard: str, bundled: tuple[Scenario, ...], framework: str) -> Iterator[Scenario]:
    """The scenarios of a framework, with what they expect of one standard only."""
    for scenario in bundled:
        days = [
            evolve(day, expected=tuple(row for row in day.expected if row.standard == standard))
            for day in scenario.days
        ]
        kept = tuple(day for day in days if day.expected)
        if scenario.framework.id == framework and kept:
            yield evolve(scenario, days=kept)


@pytest.mark.parametrize("board", BOARDS)
def test_every_change_of_a_period_condition_or_audience_fails_a_scenario(
    board: str, bundled: tuple[Scenario, ...]
) -> None:
    framework = loading.load(board)
    unnoticed: list[str] = []
    tried = 0
    for index, standard in enumerate(framework.standards):
        held = list(about(standard.id, bundled, board))
        for number, changed in enumerate(changes(framework, index)):
            tried += 1
            if all(result.passed for result in scenarios.run(evolve(one, framework=changed) for one in held)):
                unnoticed.append(f"{standard.id}, change {number}")
    assert not unnoticed
    assert tried >= 15


# --- what a scenario says --------------------------------------------------------------------------------


def test_each_day_is_judged_by_itself(tmp_path: Path) -> None:
    text = f"""{LAPSE}days:
  - {{on: 2012-05-10, expect: {{refresh-awareness: due-soon}}, why: The last day}}
  - {{on: 2012-05-11, expect: {{refresh-awareness: {{status: overdue, reason: lapsed, since: 2012-05-11}}}}}}
"""
    found = results(tmp_path, text)
    assert [(str(one.on), one.passed) for one in found] == [("2012-05-10", True), ("2012-05-11", True)]
    assert [one.why for one in found] == ["The last day", "Three years have gone by since it was taken"]


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("reason", "never-done"),
        ("due", "2012-05-12"),
        ("since", "2012-05-10"),
        ("until", "2012-06-01"),
        ("due", "null"),
    ],
)
def test_a_part_that_differs_fails_at_its_own_place(tmp_path: Path, part: str, wrong: str) -> None:
    text = f"{LAPSE}on: 2012-06-01\nexpect:\n  refresh-awareness:\n    status: overdue\n    {part}: {wrong}\n"
    (found,) = results(tmp_path, text)
    assert found.differing == (part,)
    assert (found.span.line, found.span.column) == (14, 7 + len(part))
    lines = text.splitlines()
    assert lines[found.span.line - 1][found.span.column - 1 :] == wrong


def test_a_part_that_is_left_out_is_not_compared(tmp_path: Path) -> None:
    (found,) = results(tmp_path, f"{LAPSE}on: 2012-06-01\nexpect: {{refresh-awareness: overdue}}\n")
    assert found.passed
    assert found.expected == {"status": "overdue"}
    assert found.got is not None
    assert found.got["due"] == "2012-05-11"


def test_null_expects_that_there_is_none(tmp_path: Path) -> None:
    text = f"{LAPSE}on: 2012-06-01\nexpect: {{refresh-awareness: {{status: overdue, until: null}}}}\n"
    assert results(tmp_path, text)[0].passed


def test_what_is_ideally_done_can_be_expected(tmp_path: Path) -> None:
    text = (
        "format: scenario/1\nid: lapse\nframework: solihull\non: 2022-03-08\nrecord:\n"
        "  groups: [{group: regular-partners}]\n"
        "  events: [{completed: module-2, minutes: 180, date: 2022-03-08}]\n"
        "expect: {hours-each-year: {status: met, ideally: false}}\n"
    )
    assert results(tmp_path, text)[0].passed
    (found,) = results(tmp_path, text.replace("ideally: false", "ideally: true"))
    assert found.differing == ("ideally",)


def test_the_record_may_be_a_path_an_id_of_the_run_or_a_bundled_example(tmp_path: Path) -> None:
    record = "format: record/1\nid: p-1\nframework: kirklees\nsubject: practitioner\ngroups: [{group: group-1}]\n"
    (tmp_path / "people").mkdir()
    other = file(tmp_path / "people", record, "someone.yaml")
    rest = "on: 2012-05-01\nexpect: {take-awareness: due}\n"
    assert results(tmp_path, f"{HEAD}record: people/someone.yaml\n{rest}")[0].passed
    (found,) = scenarios.run(scenarios.load([file(tmp_path, f"{HEAD}record: p-1\n{rest}"), other]))
    assert found.passed
    (found,) = results(tmp_path, f"{HEAD}record: kirklees-new-librarian\n{rest}")
    assert found.scenario.record.id == "kirklees-new-librarian"


def test_the_framework_may_be_of_the_run_or_of_the_same_folder(tmp_path: Path) -> None:
    text = f"{HEAD}record: {{}}\non: 2012-05-01\nexpect: {{taken: overdue}}\n".replace("kirklees", "small")
    (tmp_path / "scenarios").mkdir()
    file(tmp_path, SMALL, "small.yaml")
    inside = file(tmp_path / "scenarios", text)
    assert all(one.passed for one in scenarios.run(scenarios.load([tmp_path])))
    with pytest.raises(DocumentFaults, match="unknown-framework"):
        scenarios.load([inside])
    assert results(tmp_path, text)[0].passed


def test_a_standard_on_another_subject_has_no_verdict(tmp_path: Path) -> None:
    file(tmp_path, SMALL, "small.yaml")
    text = f"{HEAD}record: {{}}\non: 2012-05-01\nexpect: {{aims: met}}\n".replace("kirklees", "small")
    (found,) = results(tmp_path, text)
    assert not found.passed
    assert found.got is None
    assert found.because[0].claim == (
        "the standard is about a course, and the record is of a practitioner: it has no verdict"
    )


# --- a failing scenario, told ----------------------------------------------------------------------------

PLANTED: Final = f"""{LAPSE}days:
  - {{on: 2012-05-10, expect: {{refresh-awareness: due-soon}}}}
  - on: 2012-05-11
    expect:
      refresh-awareness: {{status: met, due: 2012-05-12, until: null}}  # <- here
"""


def test_a_failing_expectation_is_told_with_place_expected_got_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, PLANTED)
    text = told(capsys, "test", path, code=1)
    assert text.splitlines()[:4] == [
        f"{path}:14:35: Awareness lapses after three years",
        "  kirklees:refresh-awareness on 11 May 2012",
        "  expected: met, due 12 May 2012, no until",
        "  got:      overdue, due 11 May 2012, no until",
    ]
    assert "last on 11 May 2009" in text
    assert "the scenario says why: Three years have gone by since it was taken" in text
    assert "clause: KI-refresher-03" in text
    assert text.splitlines()[-1] == "1 scenario: 0 passed, 1 failed (2 expectations)"


def test_json_has_every_result_with_what_was_expected_and_got(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, PLANTED)
    data = json.loads(told(capsys, "test", path, "--format", "json", code=1))
    assert {key: data[key] for key in ("files", "scenarios", "passed", "failed")} == {
        "files": 1,
        "scenarios": 1,
        "passed": 0,
        "failed": 1,
    }
    first, second = data["results"]
    assert first["passed"]
    assert not second["passed"]
    place = (second["file"], second["line"], second["column"], second["id"], second["framework"], second["on"])
    assert place == (path, 14, 35, "lapse", "kirklees", "2012-05-11")
    assert second["standard"] == "kirklees:refresh-awareness"
    assert second["expected"] == {"status": "met", "due": "2012-05-12", "until": None}
    assert second["got"] == {
        "status": "overdue",
        "reason": "lapsed",
        "due": "2012-05-11",
        "since": "2012-05-11",
        "until": None,
        "ideally": None,
    }
    assert second["because"][0].keys() == {"claim", "rule", "source", "events"}


def test_passing_scenarios_are_counted(capsys: pytest.CaptureFixture[str], bundled: tuple[Scenario, ...]) -> None:
    assert told(capsys, "test").startswith(f"{len(bundled)} scenarios: {len(bundled)} passed, 0 failed")
    number = sum(scenario.framework.id == "durham" for scenario in bundled)
    data = json.loads(told(capsys, "test", "durham", "--format", "json"))
    assert (data["scenarios"], data["passed"], data["failed"]) == (number, number, 0)


# --- bad input -------------------------------------------------------------------------------------------

ASKED: Final = "on: 2012-05-01\nexpect: {take-awareness: due}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{HEAD}record: {{}}\n{ASKED}".replace("take-awareness", "take-awarenes"), "did you mean 'take-awareness'?"),
        (f"{HEAD}record: durham-overdue-nurse\n{ASKED}", "CF314 record-of-another-framework"),
        (f"{HEAD}record: nobody.yaml\n{ASKED}", "CF313 unknown-record"),
        (f"{HEAD}record: {{}}\n{ASKED}".replace("kirklees", "kirkless"), "did you mean 'kirklees'?"),
        (f"{HEAD}record: {{}}\n{ASKED}".replace("due", "do"), "'do'"),
        (f"{HEAD}record: {{}}\non: 2012-05-01\n", "'expect'"),
        (f"{HEAD}record: {{}}\n{ASKED}days: [{{on: 2012-05-01, expect: {{take-awareness: due}}}}]\n", "not both"),
        (f"{HEAD}record: {{}}\ndays: [{{on: 2012-05-01, expect: {{take-awareness: do}}}}]\n", "'take-awareness'"),
        (f"{HEAD}record: {{}}\ndays: [{{on: 2012-02-30, expect: {{take-awareness: due}}}}]\n", "2012-02-30"),
        (f"{HEAD}record: {{events: [{{completed: awarenes, date: 2012-05-01}}]}}\n{ASKED}", "'awareness'?"),
        (f"{HEAD}record: [\n", "CF0"),
    ],
)
def test_a_faulty_scenario_is_refused_with_its_place_and_fix(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    path = file(tmp_path, text)
    err = refused(capsys, "test", path)
    assert err.startswith(f"{path}:")
    assert says in err
    assert "fix:" in err


def test_a_named_record_with_faults_is_told_with_its_own_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = file(tmp_path, "format: record/1\nid: p-1\nframework: kirklees\nsubject: pupil\n", "p-1.yaml")
    err = refused(capsys, "test", file(tmp_path, f"{HEAD}record: p-1.yaml\n{ASKED}"))
    assert err.startswith(f"{record}:4:10:")
    record = file(tmp_path, "format: record/1\nid: p\nframework: kirklees\nsubject: trainer\nitem: zzz\n", "p-1.yaml")
    assert f"{record}:5:7: CF301" in refused(capsys, "test", str(tmp_path / "lapse.yaml"))


def test_a_framework_with_faults_is_told_with_its_own_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faulty = SMALL.replace("completed: awareness}", "completed: zzz}")
    other = file(tmp_path, faulty, "small.yaml")
    text = f"{HEAD}record: {{}}\non: 2012-05-01\nexpect: {{taken: overdue}}\n".replace("kirklees", "small")
    assert refused(capsys, "test", file(tmp_path, text)).startswith(f"{other}:9:")


def test_where_there_is_no_scenario_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no scenario in" in refused(capsys, "test", str(tmp_path))
    small = file(tmp_path, SMALL, "small.yaml")
    assert "format: scenario/1" in refused(capsys, "test", small)
    assert "no scenario in working_together_2006" in refused(capsys, "test", "working_together_2006")
    with pytest.raises(NoScenarios):
        scenarios.load([tmp_path])


def test_a_path_that_names_nothing_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "neither a bundled id nor a file" in refused(capsys, "test", "kirkles")
    with pytest.raises(UnknownReference):
        scenarios.load(["nothing.yaml"])
