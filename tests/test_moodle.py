"""Moodle: competency frameworks by its importer's rules, there and back; completion reports as records."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import moodle_importer
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import frameworks

from competency import notation
from competency.errors import CannotRead, DocumentFaults, InvalidOption
from competency.interop import _moodle_html, gate, moodle, moodle_completion
from competency.interop.losses import Fate, Losses
from competency.loading import load
from competency.model import Course, Evidence, Framework, Level, Outcome
from competency.values import Value

SAMPLE = Path(__file__).parent.parent.parent / "shared" / "samples" / "moodle" / "lpimportcsv-example.csv"
BOARDS = ("bedfordshire", "durham", "kirklees", "north_lincs", "solihull", "working_together_2010")
HEAD = ",".join(f"column {number}" for number in range(14))
TOP = ',FW,Framework,,1,"No,Yes","[{""scaleid"":""1""}]",,,,,,1,"competency,competency"'


def row(parent: str, name: str, short: str, description: str = "", related: str = "") -> str:
    out = io.StringIO()
    cells = [parent, name, short, description, "1", "", "", "", "0", "null", related, "7", "", ""]
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def read(tmp_path: Path, *rows: str, **options: str) -> tuple[dict[str, Value], Losses]:
    file = tmp_path / "a.csv"
    file.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    value, losses = moodle.read(file, **options)
    gate.framework(value, losses, file=file)
    return value, losses


def told(losses: Losses, fate: Fate) -> list[str]:
    return [str(loss).rpartition("/")[2] for loss in losses.of(fate)]


# --- out -------------------------------------------------------------------------------------------------


def assert_moodle_takes_all(framework: Framework) -> None:
    text, losses = moodle.dump(framework)
    top, dropped = moodle_importer.imported(text)
    assert dropped == 0
    assert top.id_number == framework.id
    found = {one.id_number: one for one in moodle_importer.every(top)}
    rows = {cells[1]: cells for cells in csv.reader(io.StringIO(text))}
    assert len(found) == len(rows) - 2  # less the head and the framework
    for name, one in found.items():
        assert (one.short_name, one.description) == (rows[name][2], rows[name][3]), "Moodle changes nothing"
        assert {related.replace("%2C", ",") for related in one.related} <= found.keys()
    kinds = (Level, Outcome, Evidence, Course)
    items = [item for item in framework if isinstance(item, kinds)]
    sections = len({type(item) for item in items})
    assert len(found) == len(items) + sections
    assert {loss.item for loss in losses.of(Fate.DROPPED)} == {
        item.id for item in framework if not isinstance(item, kinds)
    }
    assert losses.kept + len({loss.item for loss in losses.losses} - {framework.id}) == sum(1 for _ in framework)


@pytest.mark.parametrize("board", BOARDS)
def test_moodle_takes_every_row_of_a_board_as_it_is(board: str) -> None:
    assert_moodle_takes_all(load(board))


@settings(max_examples=60)
@given(frameworks())
def test_moodle_takes_every_row_as_it_is(framework: Framework) -> None:
    assert_moodle_takes_all(framework)


@given(frameworks())
@settings(max_examples=30)
def test_no_cell_is_a_formula_and_the_same_framework_gives_the_same_bytes(framework: Framework) -> None:
    text, _ = moodle.dump(framework)
    assert text == moodle.dump(framework)[0]
    assert not any(cell.startswith(tuple("=+-@\t\r")) for cells in csv.reader(io.StringIO(text)) for cell in cells)


@pytest.mark.parametrize(
    "written",
    [
        row("", "a", "x" * 101),
        row("", "a", "Signs of <b>abuse</b>"),
        row("", "a", "0"),
        row("", "0", "Signs"),
        row("gone", "a", "Signs"),
        row("", "a", 'Says \\"no"'),
        row("", "a", "Ends, in \\", "and, goes on"),
        row("", "10", "Ten") + "\n" + row("1e1", "b", "Below ten, though its parent is 1e1"),
    ],
)
def test_independent_reader_sees_what_moodle_would_change(written: str) -> None:
    text = "\n".join([HEAD, TOP, written]) + "\n"
    top, dropped = moodle_importer.imported(text)
    found = [(one.parent, one.id_number, one.short_name) for one in moodle_importer.every(top)]
    meant = [tuple(cells[:3]) for cells in csv.reader(io.StringIO(written))]
    nested = any(one.children for one in top.children)
    assert dropped or found != meant or nested


def test_titles_that_moodle_would_change_are_changed_here_and_told() -> None:
    titles = ["0", "<b>Signs</b>", "x" * 150, r"ends in \\", "=1+1", "  blanks  "]
    outcomes = tuple(Outcome(id=f"o-{number}", title=title, statement=title) for number, title in enumerate(titles))
    framework = evolve(load("kirklees"), levels=(), outcomes=outcomes, evidence=(), courses=(), standards=())
    assert_moodle_takes_all(framework)
    text, losses = moodle.dump(framework)
    assert {loss.item for loss in losses.of(Fate.APPROXIMATED)} >= {"o-0", "o-1", "o-2", "o-3", "o-5"}
    file = io.StringIO(text)
    assert "'=1+1" in [cells[2] for cells in csv.reader(file)]


def test_ids_that_php_takes_for_numbers_are_qualified(tmp_path: Path) -> None:
    outcomes = tuple(Outcome(id=name, title="Knows", statement="Knows") for name in ("0", "10", "1e1", "a" * 120))
    framework = evolve(load("kirklees"), levels=(), outcomes=outcomes, evidence=(), courses=(), standards=())
    assert_moodle_takes_all(framework)
    file = tmp_path / "a.csv"
    file.write_text(moodle.dump(framework)[0], encoding="utf-8")
    outcomes_back = moodle.read(file)[0]["outcomes"]
    assert isinstance(outcomes_back, dict)
    assert list(outcomes_back)[:3] == ["0", "10", "1e1"]


def test_scale_needs_two_values() -> None:
    with pytest.raises(InvalidOption, match="scale"):
        moodle.dump(load("kirklees"), scale="Competent")
    assert '"a,b,c"' in moodle.dump(load("kirklees"), scale="a, b, c")[0]


# --- there and back --------------------------------------------------------------------------------------

HELD = {
    "levels": ("title", "description", "source", "note", "reading"),
    "outcomes": ("title", "statement", "description", "source", "note", "reading", "level", "part_of"),
    "evidence": ("title", "description", "source", "note", "reading", "develops"),
    "courses": ("title", "description", "source", "note", "reading", "level", "develops"),
}


def what_moodle_holds(framework: Framework) -> dict[str, dict[str, dict[str, object]]]:
    found: dict[str, dict[str, dict[str, object]]] = {section: {} for section in HELD}
    for section, items in (
        ("levels", framework.levels),
        ("outcomes", framework.outcomes),
        ("evidence", framework.evidence),
        ("courses", framework.courses),
    ):
        for item in items:
            data = notation.item_data(item)
            kept: dict[str, object] = {key: data[key] for key in HELD[section] if key in data}
            for key in ("level", "develops"):
                if key in kept:
                    held = kept[key]
                    kept[key] = {name for name in (held if isinstance(held, list) else [held]) if name != "unstated"}
            found[section][item.id] = {key: value for key, value in kept.items() if value != set()}
    return found


@pytest.mark.parametrize("board", BOARDS)
def test_what_moodle_holds_of_a_board_comes_back(board: str, tmp_path: Path) -> None:
    framework = load(board)
    file = tmp_path / "a.csv"
    file.write_text(moodle.dump(framework)[0], encoding="utf-8")
    value, losses = moodle.read(file)
    back = gate.framework(value, losses, file=file)
    assert what_moodle_holds(back) == what_moodle_holds(framework)
    for key in ("id", "title", "publisher", "language", "description", "note", "reading"):
        assert getattr(back, key) == getattr(framework, key)


@settings(max_examples=60)
@given(frameworks())
def test_what_moodle_holds_comes_back(tmp_path_factory: pytest.TempPathFactory, framework: Framework) -> None:
    file = tmp_path_factory.mktemp("moodle") / "a.csv"
    file.write_bytes(moodle.dump(framework)[0].encode("utf-8"))
    value, losses = moodle.read(file)
    back = gate.framework(value, losses, file=file)
    assert what_moodle_holds(back) == what_moodle_holds(framework)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.sampled_from(["note", "statement"]))
def test_descriptions_come_back(text: str, name: str) -> None:
    assert _moodle_html.read(_moodle_html.paragraphs([(name, text)])) == ((name, text),)


# --- in --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of Moodle's own tests is not at hand")
def test_moodles_own_sample_is_read_whole() -> None:
    value, losses = moodle.read(SAMPLE, levels="levels", publisher="OECD", language="en")
    framework = gate.framework(value, losses, file=SAMPLE)
    assert [level.id for level in framework.levels] == [f"level-{number}" for number in range(1, 6)]
    assert len(framework.outcomes) == 58
    assert sum(outcome.level is not None for outcome in framework.outcomes) > 30
    assert {loss.item for loss in losses.losses} == {"OECD-CORE", "levels"}
    again = moodle.dump(framework)[0]
    assert moodle_importer.imported(again)[1] == 0


def test_columns_are_known_by_their_order_whatever_they_are_called(tmp_path: Path) -> None:
    value, _ = read(tmp_path, TOP, row("", "a", "Knows signs"), row("a", "b", "Knows neglect"))
    assert value["outcomes"] == {
        "a": {"statement": "Knows signs", "source": "moodle a"},
        "b": {"statement": "Knows neglect", "part_of": "a", "source": "moodle b"},
    }


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_seen(tmp_path: Path, separator: str) -> None:
    file = tmp_path / "a.csv"
    cells = [["x"] * 14, ["", "FW", "Framework", *[""] * 9, "1", ""], ["", "a", "Knows, well", *[""] * 11]]
    file.write_text("\r\n".join(separator.join(line) for line in cells), encoding="utf-8-sig")
    assert moodle.read(file)[0]["outcomes"] == {"a": {"statement": "Knows, well", "source": "moodle a"}}


def test_rows_that_moodle_never_makes_are_dropped_and_told_with_their_place(tmp_path: Path) -> None:
    value, losses = read(
        tmp_path,
        TOP,
        row("", "a", "Knows signs"),
        row("gone", "b", "Has no parent"),  # <- here
        row("b", "c", "Nor has this"),  # <- here
        row("", "", "Has no ID number"),  # <- here
        row("", "d", ""),  # <- here
        row("f", "e", "Goes round"),  # <- here
        row("e", "f", "And round"),  # <- here
        row("", "a", "Knows signs, again"),
    )
    assert isinstance(value["outcomes"], dict)
    assert list(value["outcomes"]) == ["a"]
    assert told(losses, Fate.DROPPED)[:7] == [
        "a.csv:6:2: Has no ID number: dropped: a row without an ID number or a short name is passed over",
        "a.csv:7:2: d: dropped: a row without an ID number or a short name is passed over",
        "a.csv:3:2: a: dropped: the last row of an ID number counts",
        "a.csv:4:6: b: dropped: no row has the ID number 'gone' of its parent, so Moodle never makes it",
        "a.csv:5:3: c: dropped: no row has the ID number 'gone' of its parent, so Moodle never makes it",
        "a.csv:8:3: e: dropped: it stands in a circle of parents, so Moodle never makes it",
        "a.csv:9:3: f: dropped: it stands in a circle of parents, so Moodle never makes it",
    ]


def test_file_without_a_framework_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="13th column"):
        read(tmp_path, row("", "a", "Knows signs"))


def test_file_of_other_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CannotRead, match="its rows have 2 columns"):
        moodle.read(file)


def test_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"caf\xe9,b\n")
    with pytest.raises(DocumentFaults, match="CF001"):
        moodle.read(file)


def test_level_of_an_unknown_id_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="no row has the ID number 'x'"):
        read(tmp_path, TOP, row("", "a", "Knows signs"), levels="x")


def test_depth_that_is_called_level_gives_the_levels(tmp_path: Path) -> None:
    top = TOP.replace("competency,competency", "level,outcome")
    value, _ = read(tmp_path, top, row("", "L1", "Level 1"), row("L1", "a", "Knows signs"))
    assert value["levels"] == [{"id": "l1", "title": "Level 1", "source": "moodle L1"}]
    assert value["outcomes"] == {"a": {"statement": "Knows signs", "level": "l1", "source": "moodle a"}}


def test_cross_references_mean_what_their_ends_say_and_others_are_told(tmp_path: Path) -> None:
    value, losses = read(
        tmp_path,
        TOP,
        row("", "levels", "Levels"),
        row("levels", "L1", "Level 1", related="a,b"),
        row("", "a", "Knows signs", related="b,x%2Cy,gone"),
        row("", "b", "Knows neglect", related="a"),
        row("", "x,y", "Knows more"),
        levels="levels",
    )
    outcomes = value["outcomes"]
    assert isinstance(outcomes, dict)
    assert [name for name, item in outcomes.items() if isinstance(item, dict) and item.get("level") == "l1"] == [
        "a",
        "b",
    ]
    assert "x-y" in outcomes
    assert [text.partition(": ")[2] for text in told(losses, Fate.DROPPED)[:3]] == [
        "a: dropped: a cross-reference to b says neither what it means nor in which direction",
        "a: dropped: a cross-reference to x,y says neither what it means nor in which direction",
        "a: dropped: no row has the ID number 'gone' that it is cross-referenced to",
    ]


def test_descriptions_are_read_as_text_and_nothing_in_them_runs(tmp_path: Path) -> None:
    html = "<p>Signs <b>of</b>&nbsp;abuse<script>alert(1)</script></p><ul><li>One</li></ul><img src=http://x.invalid/a>"
    value, _ = read(tmp_path, TOP, row("", "a", "Knows", html))
    assert value["outcomes"] == {
        "a": {"statement": "Knows", "description": "Signs of\u00a0abuse\nOne", "source": "moodle a"}
    }


@pytest.mark.parametrize(
    "part", ["<!--", "<![", "<!", "<a ", "</", "<?", "&", "<a b=", "<script>", "<p class='", "<p><"]
)
def test_description_that_never_closes_is_read_in_time(part: str) -> None:
    _moodle_html.read(part * (200_000 // len(part)))


@given(st.text(st.sampled_from("<>!-/&;#pab1'\"= []"), max_size=40))
def test_any_description_is_read(text: str) -> None:
    assert all(block for _, block in _moodle_html.read(text))


def test_statement_that_was_cut_off_goes_on_in_the_description(tmp_path: Path) -> None:
    whole = "Fosters two-way trust in dealing with contacts " * 3
    value, _ = read(tmp_path, TOP, row("", "a", whole[:97] + "...", f"<p>{whole}</p>"))
    outcomes = value["outcomes"]
    assert isinstance(outcomes, dict)
    assert isinstance(outcomes["a"], dict)
    assert outcomes["a"]["statement"] == whole.strip()


def test_rules_and_scales_of_competencies_are_told(tmp_path: Path) -> None:
    cells = ["", "a", "Knows", "", "1", "No,Yes", "[]", "core_competency\\competency_rule_all", "1", "null", *[""] * 4]
    _, losses = read(tmp_path, TOP, ",".join(f'"{cell}"' for cell in cells))
    assert [loss.why for loss in losses.losses if loss.item == "a"] == [
        "its completion rule has no place",
        "its rating scale has no place",
    ]


def test_fault_of_the_document_has_its_place_in_the_csv(tmp_path: Path) -> None:
    with pytest.raises(DocumentFaults, match=r"a\.csv:3:4: CF003"):
        read(tmp_path, TOP, row("", "a", "Knows\x01signs"))  # <- here


# --- completion reports ----------------------------------------------------------------------------------

REPORT = """\
ID,Name,Email address,Quiz,Quiz - Completion date,Self completion,Course complete
17,Alex Example,alex@example.org,Completed (achieved pass grade),"5/02/12, 10:00",,"6/02/12, 09:30"
18,Sam Example,sam@example.org,Not completed,,,
"""


def report(tmp_path: Path, text: str, **options: str) -> tuple[tuple[dict[str, Value], ...], Losses]:
    file = tmp_path / "report.csv"
    file.write_text(text, encoding="utf-8")
    framework = load("kirklees")
    records, losses = moodle_completion.read_records(file, framework, **options)
    gate.records(records, losses, framework=framework, file=file)
    return records, losses


def test_completions_become_records_without_names(tmp_path: Path) -> None:
    records, losses = report(tmp_path, REPORT, course="awareness")
    assert records == (
        {
            "format": "record/1",
            "id": "moodle-17",
            "framework": "kirklees",
            "subject": "practitioner",
            "events": [{"completed": "awareness", "date": "2012-02-06"}],
        },
        {"format": "record/1", "id": "moodle-18", "framework": "kirklees", "subject": "practitioner"},
    )
    assert "Alex" not in str(records)
    assert [loss.item for loss in losses.losses] == [
        "column Name",
        "column Email address",
        "column Quiz",
        "column Quiz - Completion date",
        "column Self completion",
        "days",
    ]


def test_columns_that_are_named_count_too(tmp_path: Path) -> None:
    records, _ = report(
        tmp_path, REPORT, course="awareness", also="Quiz=working-together", identity="Email address", names="yes"
    )
    assert records[0]["id"] == "alex-example-org"
    assert records[0]["title"] == "Alex Example"
    assert records[0]["events"] == [
        {"completed": "working-together", "date": "2012-02-05"},
        {"completed": "awareness", "date": "2012-02-06"},
    ]


@pytest.mark.parametrize(
    ("written", "options"),
    [
        ("6/02/12, 09:30", {}),
        ("2012-02-06", {}),
        ("02/06/12, 09:30", {"date_format": "%m/%d/%y, %H:%M"}),
        ("Monday, 6 February 2012, 9:30 AM", {"date_format": "%A, %d %B %Y, %I:%M %p"}),
        ("6 février 2012, 09:30", {"date_format": "%d %B %Y, %H:%M", "months": "janvier,février,mars"}),
    ],
)
def test_days_are_read_in_the_form_of_the_site(tmp_path: Path, written: str, options: dict[str, str]) -> None:
    records, _ = report(tmp_path, f'ID,Name,Course complete\n1,A,"{written}"\n', course="awareness", **options)
    assert records[0]["events"] == [{"completed": "awareness", "date": date(2012, 2, 6).isoformat()}]


def test_day_that_cannot_be_read_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"report\.csv:2:5: '6 février 2012' is no day"):
        report(tmp_path, "ID,Name,Course complete\n1,A,6 février 2012\n", course="awareness")


def test_days_that_could_be_the_other_way_round_are_told_once(tmp_path: Path) -> None:
    rows = "".join(f'{number},A,"{number}/02/12, 09:30"\n' for number in range(1, 4))
    _, losses = report(tmp_path, f"ID,Name,Course complete\n{rows}", course="awareness")
    assert sum("other way round" in loss.why for loss in losses.losses) == 1
    _, losses = report(tmp_path, f'ID,Name,Course complete\n{rows}4,A,"13/02/12, 09:30"\n', course="awareness")
    assert not any("other way round" in loss.why for loss in losses.losses)


def test_excel_compatible_download_is_read(tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_bytes("ID\tName\tCourse complete\n1\tÉva\t2012-02-06\n".encode("utf-16"))
    records, _ = moodle_completion.read_records(file, load("kirklees"), course="awareness", names="yes")
    assert records[0]["title"] == "Éva"


def test_row_of_another_length_is_dropped_and_told(tmp_path: Path) -> None:
    records, losses = report(tmp_path, "ID,Name,Course complete\n1,A\n2,B,2012-02-06\n", course="awareness")
    assert len(records) == 1
    assert any("the row has 2 columns" in loss.why for loss in losses.of(Fate.DROPPED))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "name the course"),
        ({"course": "awarenes"}, "did you mean 'awareness'"),
        ({"course": "awareness", "also": "Quiz"}, "no COLUMN=ID"),
        ({"course": "awareness", "also": "Quizz=neglect"}, "'Quiz'"),
        ({"course": "awareness", "identity": "Email"}, "no column is called"),
        ({"course": "awareness", "names": "maybe"}, "yes or no"),
    ],
)
def test_wrong_options_are_refused(tmp_path: Path, options: dict[str, str], told: str) -> None:
    with pytest.raises(InvalidOption, match=told):
        report(tmp_path, REPORT, **options)


def test_what_is_no_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="no completion report"):
        report(tmp_path, "a,b\n", course="awareness")
