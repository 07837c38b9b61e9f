"""`competency crosswalk`: every two of many frameworks, written as they are found."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve

from competency.cli import main
from competency.correspondences import Correspondences, Residue
from competency.equivalence import map_frameworks
from competency.equivalence.mapping import map_every, references_of
from competency.interop import sssom
from competency.loading import load
from competency.model import Framework, Relation
from competency.report import crosswalk

ROOT = Path(__file__).parents[1]
BOARDS = ("durham", "kirklees", "solihull")

LITTLE = """\
format: framework/1
id: {id}
title: A little board
publisher: A board that does not exist
language: en-GB
sources: {{paper: {{title: A paper, published: 2011}}}}
outcomes:
  referral: {{statement: Makes a referral to social care about a child at risk, source: paper 1}}
  records: {{statement: Keeps clear records of what a child has said, source: paper 2}}
"""


def little(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / f"{name}.yaml").write_text(LITTLE.format(id=name), encoding="utf-8")
    return folder


def corresponding(found: Correspondences) -> Correspondences:
    rows = tuple(row for row in found.correspondences if row.relation is not Relation.NONE)
    return Correspondences(found.subject, found.object, rows, found.together)


def boards() -> tuple[Framework, ...]:
    return tuple(map(load, BOARDS))


def test_many_at_once_are_what_two_at_a_time_are() -> None:
    one, two, three = boards()
    expected = [corresponding(map_frameworks(a, b, pivots=())) for a, b in ((one, two), (one, three), (two, three))]
    assert list(map_every(boards())) == expected


def test_without_reasons_the_same_pairs_correspond_in_the_same_way() -> None:
    for bare, whole in zip(map_every(boards(), reasons=False), map_every(boards()), strict=True):
        figures = [evolve(row, because=(), residue=Residue()) for row in whole.correspondences]
        assert list(bare.correspondences) == figures
        assert not bare.together


def test_many_at_once_are_what_two_at_a_time_are_through_pivots() -> None:
    pivots = references_of(boards())
    one, two, three = boards()
    expected = [corresponding(map_frameworks(a, b, pivots=pivots)) for a, b in ((one, two), (one, three), (two, three))]
    assert list(map_every(boards(), pivots=pivots)) == expected


def test_a_pivot_may_be_one_of_the_frameworks() -> None:
    national = load("working_together_2010")
    found = {(pair.subject, pair.object): pair for pair in map_every((*boards()[:2], national), pivots=(national,))}
    assert found["durham", "kirklees"] == corresponding(map_frameworks(*boards()[:2], pivots=(national,)))
    assert found["kirklees", "working_together_2010"] == corresponding(map_frameworks(boards()[1], national, pivots=()))


def test_the_order_of_the_frameworks_counts_for_nothing() -> None:
    assert list(map_every(boards()[::-1])) == list(map_every(boards()))


def test_progress_is_told_after_each_pair() -> None:
    told: list[tuple[int, int]] = []
    list(map_every(boards(), progress=lambda done, total: told.append((done, total))))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_two_different_frameworks_of_one_id_are_refused(tmp_path: Path) -> None:
    folder = little(tmp_path, "one")
    other = load(folder / "one.yaml")
    (folder / "one.yaml").write_text(LITTLE.format(id="one").replace("clear records", "notes"), encoding="utf-8")
    with pytest.raises(ValueError, match="'one'"):
        list(map_every((other, load(folder / "one.yaml"))))


def test_json_has_for_each_two_what_map_gives(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crosswalk", *BOARDS, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["frameworks"], told["complete"]) == ([*BOARDS], True)
    assert [(pair["subject"], pair["object"]) for pair in told["pairs"]] == [
        ("durham", "kirklees"),
        ("durham", "solihull"),
        ("kirklees", "solihull"),
    ]
    for pair in told["pairs"]:
        assert main(["map", pair["subject"], pair["object"], "--all", "--format", "json"]) == 0
        rows = json.loads(capsys.readouterr().out)["correspondences"]
        assert pair["correspondences"] == [row for row in rows if row["relation"] != "none"]


def test_a_table_has_a_line_for_each_correspondence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crosswalk", *BOARDS[:2], "--pivots"]) == 0
    legend, empty, *lines = capsys.readouterr().out.splitlines()
    [found] = map_every(boards()[:2])
    assert legend.startswith("Read 'x broad y'")
    assert empty == ""
    assert [line.split(" (")[0] for line in lines] == [
        f"{row.subject} {row.relation} {row.object}" for row in found.correspondences
    ]


def test_sssom_is_one_sheet_that_reads_back_pair_by_pair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crosswalk", *BOARDS, "--format", "sssom"]) == 0
    sheet = tmp_path / "boards.sssom.tsv"
    sheet.write_text(capsys.readouterr().out, encoding="utf-8")
    read, _ = sssom.read_each(sheet, frameworks=boards())
    assert [
        {(row.subject[0], row.relation, row.object[0], row.relation_confidence) for row in mapping.rows}
        for mapping in read
    ] == [
        {(row.subject, row.relation, row.object, row.relation_confidence) for row in found.correspondences}
        for found in map_every(boards(), pivots=references_of(boards()))
    ]


def test_pivots_are_the_national_ones_unless_told_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for pivots in ([], ["--pivots", "working_together_2006", "working_together_2010"], ["--pivots"]):
        assert main(["crosswalk", "durham", "kirklees", *pivots]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1] != told[2]


def test_a_folder_stands_for_the_frameworks_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = little(tmp_path, "one", "two")
    (folder / "person.yaml").write_text(
        "format: record/1\nid: person\nframework: one\nsubject: practitioner\n", encoding="utf-8"
    )
    assert main(["crosswalk", str(folder)]) == 0
    assert "one:referral exact two:referral" in capsys.readouterr().out


def test_two_documents_with_one_id_are_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = little(tmp_path, "one", "two")
    (folder / "again.yaml").write_text(LITTLE.format(id="one"), encoding="utf-8")
    assert main(["crosswalk", str(folder)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "again.yaml" in told.err
    assert "one.yaml" in told.err


@pytest.mark.parametrize(("paths", "said"), [(["kirklees"], "one framework"), (["nowhere"], "nowhere")])
def test_less_than_two_frameworks_are_refused(paths: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crosswalk", *paths]) == 2
    assert said in capsys.readouterr().err


def test_a_document_with_faults_ends_it_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = little(tmp_path, "one", "two")
    (folder / "two.yaml").write_text(LITTLE.format(id="two") + "levles: []\n", encoding="utf-8")  # <- here
    assert main(["crosswalk", str(folder)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "two.yaml:10:1" in told.err


@pytest.mark.parametrize("form", ["table", "json", "sssom"])
def test_several_processes_write_what_one_writes(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crosswalk, "_WORTH_IT", 0)
    monkeypatch.setattr(crosswalk, "_LOT", 4)
    folder = little(tmp_path, *(f"board_{number:03}" for number in range(5)))
    told = []
    for jobs in ("1", "2"):
        assert main(["crosswalk", str(folder), "--format", form, "--jobs", jobs]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]


def started(folder: Path, errors: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "competency", "crosswalk", str(folder), "--format", "json", "--pivots"],
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        bufsize=1,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )


def test_interrupted_it_ends_after_the_pair_in_hand(tmp_path: Path) -> None:
    folder = little(tmp_path, *(f"board_{number:03}" for number in range(80)))  # 3,160 pairs take some seconds
    process = started(folder, subprocess.PIPE)
    assert process.stdout is not None
    head = process.stdout.readline() + process.stdout.readline() + process.stdout.readline()
    process.send_signal(signal.SIGINT)
    told = json.loads(head + process.stdout.read())
    errors = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert errors == ""
    assert told["complete"] is False
    assert 0 < len(told["pairs"]) < 3160


def test_a_bar_is_drawn_on_a_terminal_only(tmp_path: Path) -> None:
    folder = little(tmp_path, "one", "two")
    terminal, end = pty.openpty()
    process = started(folder, end)
    out, _ = process.communicate(timeout=60)
    os.close(end)
    drawn = os.read(terminal, 65536).decode()
    os.close(terminal)
    assert "pairs of frameworks" in drawn
    assert json.loads(out)["complete"] is True
    assert "pairs of frameworks" not in out


def test_without_reasons_figures_are_the_same_where_none_is_calibrated_too() -> None:
    kitchens = [
        load(
            {
                "format": "framework/1",
                "id": name,
                "title": name,
                "publisher": "Kitchens",
                "language": "en-GB",
                "sources": {"book": {"title": "Book"}},
                "outcomes": {
                    f"o-{number}": {"statement": statement, "source": "book 1"}
                    for number, statement in enumerate(statements)
                },
            }
        )
        for name, statements in (
            ("chain_a", ["Washes hands", "Cools soup quickly", "Keeps raw and cooked food apart", "Labels allergens"]),
            (
                "chain_b",
                ["Washes both hands", "Chills soup fast", "Keeps raw food apart from cooked", "Labels allergens"],
            ),
        )
    ]
    [bare], [whole] = (list(map_every(kitchens, reasons=reasons)) for reasons in (False, True))
    assert bare.correspondences
    assert not any(row.calibrated for row in bare.correspondences)
    assert [(row.confidence, row.relation_confidence) for row in bare.correspondences] == [
        (row.confidence, row.relation_confidence) for row in whole.correspondences
    ]
