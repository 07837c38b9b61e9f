"""Workbooks: what goes out comes back, what a coordinator types is understood, and faults have their sheet and cell."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competency import cli
from competency.bundled import bundled
from competency.errors import CannotRead, DocumentFaults, NotInstalled
from competency.interop import _limits, gate, xlsx
from competency.interop._xlsx_cells import LONGEST, Written, cell_of, value_of
from competency.interop._xlsx_columns import FRAMEWORK, SHEETS, columns
from competency.interop.losses import Fate
from competency.loading import bundled_files, load
from competency.model import Framework
from competency.notation import framework as framework_of
from competency.notation import framework_data
from competency.schema import faults_of_shape
from tests.strategies import frameworks

openpyxl = pytest.importorskip("openpyxl")
CALENDAR_MAC_1904 = pytest.importorskip("openpyxl.utils.datetime").CALENDAR_MAC_1904

DOCUMENTS = Path(__file__).parent / "documents"

Book = Any  # openpyxl's workbook, whose cells take whatever a person could type
Edit = Callable[[Book], object]


def written(framework: Framework, folder: Path) -> Path:
    path = folder / f"{framework.id}.xlsx"
    path.write_bytes(xlsx.dump(framework)[0])
    return path


def edited(folder: Path, edit: Edit, framework: str | Path = DOCUMENTS / "example.yaml") -> Path:
    """The workbook of a framework after someone has worked on it."""
    path = written(load(framework), folder)
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def column(book: Book, sheet: str, key: str) -> int:
    return next(int(cell.column) for cell in book[sheet][1] if cell.value == key)


def row_of(book: Book, sheet: str, item: str) -> int:
    return next(int(row[0].row) for row in book[sheet].iter_rows() if row[0].value == item)


def put(book: Book, sheet: str, item: str, key: str, value: object) -> str:
    """Types a value into a cell; where that is."""
    cell = book[sheet].cell(row_of(book, sheet, item), column(book, sheet, key))
    cell.value = value
    return f"{sheet}!{cell.coordinate}"


def faults(path: Path) -> list[tuple[str | None, str, str]]:
    """The cell, the rule and the fix of everything that is wrong with a workbook."""

    def passed() -> Framework:
        value, losses = xlsx.read(path)
        return gate.framework(value, losses, file=path)

    with pytest.raises(DocumentFaults) as raised:
        passed()
    return [(fault.span.cell, fault.rule.name, fault.fix) for fault in raised.value.diagnostics]


# --- whole -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*bundled_files(), DOCUMENTS / "example.yaml"], ids=lambda name: Path(name).stem)
def test_a_real_framework_comes_back_whole_with_its_rules(name: str | Path, tmp_path: Path) -> None:
    framework = load(name)
    content, out = xlsx.dump(framework)
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    value, back = xlsx.read(path)
    assert value == framework_data(framework)
    assert gate.framework(value, back, file=path) == framework
    assert (out.losses, back.losses) == ((), ())
    assert out.kept == back.kept == len(list(framework))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(framework=frameworks())
def test_every_framework_comes_back_whole(framework: Framework, tmp_path: Path) -> None:
    value, losses = xlsx.read(written(framework, tmp_path))
    assert value == framework_data(framework)
    assert framework_of(value) == framework
    assert losses.losses == ()


def test_the_same_framework_gives_the_same_bytes() -> None:
    framework = load("kirklees")
    first, second = (xlsx.dump(framework, on=on)[0] for on in (None, date(2012, 5, 1)))
    assert first == second


def test_keys_stand_in_the_order_of_the_format(tmp_path: Path) -> None:
    value, _ = xlsx.read(written(load("kirklees"), tmp_path))
    sections = [key for key in value if key in SHEETS]
    assert sections == [sheet for sheet in SHEETS if sheet in sections]
    assert next(iter(value)) == "format"


def test_every_key_of_the_format_has_its_column_and_its_sheet_is_named_as_its_section() -> None:
    import json

    schema = json.loads(bundled("schema", "framework.schema.json").read_text(encoding="utf-8"))
    sheets = {name: {column.key for column in columns(name)} for name in SHEETS}
    for section, kind in zip(
        SHEETS[1:], "source level fact group outcome evidence course standard".split(), strict=True
    ):
        assert sheets[section] >= set(schema["$defs"][kind]["properties"]), section
    assert sheets[FRAMEWORK] >= set(schema["properties"]) - set(SHEETS) - {"valid"}
    assert sheets[FRAMEWORK] >= {"valid.from", "valid.to"}


TRICKY = [
    "=1+1",
    "json: 1",
    "json:",
    "_x000D_",
    " a",
    "a ",
    "a\nb",
    "a\r\nb",
    "- a",
    "[a",
    "{a: b",
    "a: b",
    "true",
    "12",
]
TRICKY += [
    "unstated",
    "everyone",
    "",
    " ",
    "\t",
    "a,b",
    "2011-04-01",
    "1900-01-01",
    "9999-12-31",
    "\x00",
    "\ud800",
    "'",
]
texts = st.text(max_size=30) | st.sampled_from(TRICKY)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | texts,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(texts, inside, max_size=3),
    max_leaves=6,
)


@given(value=values.filter(lambda value: value is not None), way=st.sampled_from(list(Written)))
def test_a_cell_says_the_value_that_it_was_written_for(value: Any, way: Written) -> None:
    assert value_of(cell_of(value, way), way).value == value


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts.filter(lambda text: text != "" and "\ud800" not in text))
def test_a_text_comes_back_whatever_stands_in_it(text: str, tmp_path: Path) -> None:
    framework = evolve(load(DOCUMENTS / "example.yaml"), title=text, tags=(text, "second"))
    value, _ = xlsx.read(written(framework, tmp_path))
    assert (value["title"], value["tags"]) == (text, [text, "second"])


def test_a_framework_built_on_another_is_written_whole_and_told(tmp_path: Path) -> None:
    (tmp_path / "core.yaml").write_text(
        "format: framework/1\nid: core\ntitle: Core\npublisher: Nation\nlanguage: en\nsources: {}\n"
        "courses:\n  awareness: {title: Awareness}\n",
        encoding="utf-8",
    )
    (tmp_path / "local.yaml").write_text(
        "format: framework/1\nid: local\ntitle: Local\npublisher: Board\nlanguage: en\nsources: {}\nextends: core\n",
        encoding="utf-8",
    )
    content, losses = xlsx.dump(load(tmp_path / "local.yaml"))
    (tmp_path / "local.xlsx").write_bytes(content)
    value, _ = xlsx.read(tmp_path / "local.xlsx")
    assert value["courses"] == {"awareness": {"title": "Awareness"}}
    assert [str(loss) for loss in losses.losses] == [
        "local: approximated: it builds on core, and all items of that are written as its own"
    ]


def test_a_workbook_may_build_on_another_framework(tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        for name in SHEETS[1:]:
            book[name].delete_rows(2, 100)
        book[FRAMEWORK].cell(row_of(book, FRAMEWORK, "extends"), 2).value = "kirklees"
        sheet = book["courses"]
        sheet.cell(1, len(sheet[1]) + 1).value = "without"
        sheet.append(["neglect", "Neglect, a day"])
        put(book, "courses", "neglect", "without", "modes, tags")

    path = edited(tmp_path, edit)
    value, losses = xlsx.read(path)
    assert value["courses"] == {"neglect": {"title": "Neglect, a day", "without": ["modes", "tags"]}}
    framework = gate.framework(value, losses, file=path)
    course = framework.course("neglect")
    assert course is not None
    assert (course.title, course.modes, course.levels) == ("Neglect, a day", (), ("level-3",))


def test_a_text_longer_than_a_cell_is_cut_and_told(tmp_path: Path) -> None:
    example = load(DOCUMENTS / "example.yaml")
    course = evolve(example.courses[0], note="x" * (LONGEST + 1), tags=("y" * LONGEST, "z"))
    content, losses = xlsx.dump(evolve(example, courses=(course, *example.courses[1:])))
    (tmp_path / "long.xlsx").write_bytes(content)
    value, _ = xlsx.read(tmp_path / "long.xlsx")
    held = cast("dict[str, dict[str, str]]", value["courses"])[course.id]
    assert (len(held["note"]), "tags" in held) == (LONGEST, False)
    assert [(loss.item, loss.fate) for loss in losses.losses] == [
        (course.id, Fate.APPROXIMATED),
        (course.id, Fate.DROPPED),
    ]
    assert losses.kept == len(list(example)) - 1


# --- what a coordinator sees and types ---------------------------------------------------------------------


def test_what_someone_types_becomes_the_framework(tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        put(book, "courses", "neglect", "title", "Neglect, a day")
        put(book, "courses", "neglect", "minutes", 360.0)
        put(book, "courses", "neglect", "level", "level-2, level-3")
        put(book, "courses", "neglect", "modes", "e-learning\n{mode: face-to-face, provider: board}")
        put(book, "courses", "neglect", "for", "group-3\n{group: group-5, when: {fact: advises-group-3}}")
        put(book, "courses", "neglect", "requires", "all:\n- completed: awareness\n- evidence: manager-approval\n")
        put(book, "courses", "neglect", "from", date(2012, 5, 1))
        put(book, "courses", "neglect", "to", "2013-05-01 ")
        sheet = book["courses"]
        sheet.append(["new-course", "A new one"])
        sheet.append([None] * 5)
        sheet.append(["newer-course", "Another"])

    value, _ = xlsx.read(edited(tmp_path, edit))
    courses = cast("dict[str, Any]", value["courses"])
    assert courses["neglect"] == {
        "title": "Neglect, a day",
        "level": ["level-2", "level-3"],
        "modes": ["e-learning", {"mode": "face-to-face", "provider": "board"}],
        "minutes": 360,
        "for": ["group-3", {"group": "group-5", "when": {"fact": "advises-group-3"}}],
        "requires": {"all": [{"completed": "awareness"}, {"evidence": "manager-approval"}]},
        "from": "2012-05-01",
        "to": "2013-05-01",
        "source": "strategy §7a",
        "tags": ["multi-agency"],
    }
    assert courses["new-course"] == {"title": "A new one"}
    assert list(courses)[-1] == "newer-course"


@pytest.mark.parametrize(
    ("typed", "way", "meant"),
    [
        ("completed: awareness", Written.STRUCTURE, {"completed": "awareness"}),
        ("{completed: awareness}", Written.STRUCTURE, {"completed": "awareness"}),
        ("{completed: awareness,\n every: 3 years}", Written.STRUCTURE, {"completed": "awareness", "every": "3 years"}),
        ("completed:\n  - a\n  - {level: b}", Written.STRUCTURE, {"completed": ["a", {"level": "b"}]}),
        ("unstated", Written.STRUCTURE, "unstated"),
        ("awareness\nneglect", Written.STRUCTURE, ["awareness", "neglect"]),
        ("- awareness\n- {level: level-3}", Written.STRUCTURE, ["awareness", {"level": "level-3"}]),
        ("[awareness, neglect]", Written.STRUCTURE, ["awareness", "neglect"]),
        ("everyone", Written.ENTRIES, "everyone"),
        ("group-1", Written.ENTRIES, ["group-1"]),
        ("{group: group-1, when: {fact: x}}", Written.ENTRIES, [{"group": "group-1", "when": {"fact": "x"}}]),
        ("a, b,\nc", Written.IDS, ["a", "b", "c"]),
        ("a", Written.IDS, ["a"]),
        ("unstated", Written.IDS, "unstated"),
        ("a", Written.ID_OR_IDS, "a"),
        ("midwife, school nurse\n\n GP ", Written.TEXTS, ["midwife, school nurse", "GP"]),
        ("180", Written.NUMBER, 180),
        (180.0, Written.NUMBER, 180),
        ("unstated", Written.NUMBER, "unstated"),
        (2010, Written.TEXT, "2010"),
        (3, Written.WORD, "3"),
        (True, Written.TEXTS, ["true"]),
        ("line one\r\nline two", Written.TEXT, "line one\nline two"),
        ("line one_x000D_\nline two", Written.TEXT, "line one\nline two"),
        (date(2012, 5, 1), Written.DAY, "2012-05-01"),
        (datetime.fromisoformat("2012-05-01T09:30"), Written.DAY, "2012-05-01 09:30"),
        ('json: ["a\\nb"]', Written.TEXTS, ["a\nb"]),
        ("   ", Written.TEXT, None),
        (None, Written.STRUCTURE, None),
    ],
)
def test_what_is_typed_is_understood(typed: Any, way: Written, meant: object) -> None:
    assert value_of(typed, way).value == meant


def test_a_month_that_a_spreadsheet_made_a_date_of_is_still_a_month() -> None:
    assert value_of(date(2011, 4, 1), Written.MONTH, "mmm-yy").value == "2011-04"
    assert value_of(date(2011, 4, 1), Written.MONTH, "dd/mm/yyyy").value == "2011-04-01"


@pytest.mark.parametrize("since_1904", [False, True])
def test_a_day_that_has_lost_its_form_is_still_the_day(since_1904: bool, tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        if since_1904:
            book.epoch = CALENDAR_MAC_1904
        put(book, "courses", "neglect", "from", 39568 if since_1904 else 41030)
        cell = book["courses"].cell(row_of(book, "courses", "neglect"), column(book, "courses", "from"))
        cell.number_format = "General"

    value, _ = xlsx.read(edited(tmp_path, edit))
    assert cast("dict[str, Any]", value["courses"])["neglect"]["from"] == "2012-05-01"


@pytest.mark.parametrize("typed", [2012, 3_000_000, 0])
def test_a_number_that_is_no_day_is_a_fault(typed: int, tmp_path: Path) -> None:
    found = faults(edited(tmp_path, lambda book: put(book, "courses", "neglect", "from", typed)))
    assert [rule for _, rule, _ in found] == ["malformed-date"]


@pytest.mark.parametrize(
    "typed",
    [time(9, 30), "json: [1", "json: " + "[" * 200, "{a: b", "- a\n b: c", 'a: "', "a: *b"],
    ids=["time", "no JSON", "too deep", "open brace", "no list", "open quote", "alias"],
)
def test_what_can_not_be_read_is_a_fault_with_a_fix(typed: Any) -> None:
    read = value_of(typed, Written.STRUCTURE)
    assert read.value is None
    assert read.fault
    assert read.fix


def test_headings_tell_what_they_mean_and_closed_words_are_offered(tmp_path: Path) -> None:
    book: Book = openpyxl.load_workbook(written(load("kirklees"), tmp_path))
    assert book.sheetnames == ["read me", *SHEETS]
    for name in SHEETS[1:]:
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == [
            one.key for one in columns(name) if one.key not in ("renames", "without")
        ]
        assert all(cell.comment and cell.comment.text for cell in sheet[1])
        assert sheet.freeze_panes == "B2"
    offered = {offer.formula1 for offer in book["standards"].data_validations.dataValidation}
    assert '"must,should,may"' in offered
    assert '"practitioner,trainer,course,agency,setting,board"' in offered
    suggestion = book["outcomes"].data_validations.dataValidation[0]
    assert (suggestion.formula1, suggestion.showErrorMessage) == ("=levels!$A$2:$A$501", False)


def test_another_program_reads_the_same_texts(tmp_path: Path) -> None:
    calamine = pytest.importorskip("python_calamine")
    framework = load("kirklees")
    path = written(framework, tmp_path)
    sheet = calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("courses")
    head, *rows = sheet.to_python()
    assert head[:2] == ["id", "title"]
    assert [row[:2] for row in rows] == [[course.id, course.title] for course in framework.courses]
    ruled = {row[0] for row in rows if row[head.index("requires")]}
    assert ruled == {course.id for course in framework.courses if course.requires is not None}


def test_the_small_workbook_made_by_hand_is_read() -> None:
    path = DOCUMENTS / "by-hand.xlsx"
    value, losses = xlsx.read(path)
    framework = gate.framework(value, losses, file=path)
    assert [course.id for course in framework.courses] == ["awareness", "refresher"]
    assert framework.sources[0].published == "2011-04"
    assert framework.standards[0].require is not None
    assert [str(loss.fate) for loss in losses.losses] == ["dropped", "dropped"]
    assert framework == load(framework_data(framework))


# --- faults have their sheet and their cell ----------------------------------------------------------------


def unknown_form(book: Book) -> str:
    return put(book, "courses", "working-together", "requires", "completd: awareness")  # <- here


def unknown_option(book: Book) -> str:
    return put(
        book,
        "standards",
        "refresh-working-together",
        "require",
        "completed: working-together\nevery: 3 years\nrefreshd_by: neglect",  # <- here
    )


def malformed_period(book: Book) -> str:
    put(
        book,
        "standards",
        "refresh-working-together",
        "require",
        "completed: working-together\nevery: 3 yrs",  # <- here
    )
    return f"{_cell(book, 'standards', 'refresh-working-together', 'require')}, line 2"


def broken_yaml(book: Book) -> str:
    put(
        book,
        "standards",
        "refresh-working-together",
        "require",
        "completed: [working-together\nevery: 3 years",  # <- here
    )
    return f"{_cell(book, 'standards', 'refresh-working-together', 'require')}, line 2"


def _cell(book: Book, sheet: str, item: str, key: str) -> str:
    cell = book[sheet].cell(row_of(book, sheet, item), column(book, sheet, key))
    return f"{sheet}!{cell.coordinate}"


def unknown_reference(book: Book) -> str:
    return put(book, "courses", "neglect", "level", "levl-3")  # <- here


def wrong_kind(book: Book) -> str:
    return put(book, "courses", "neglect", "level", "group-3")  # <- here


def words_for_a_number(book: Book) -> str:
    return put(book, "courses", "neglect", "minutes", "half a day")  # <- here


def unknown_word(book: Book) -> str:
    return put(book, "standards", "aims-are-explicit", "subject", "corse")  # <- here


def no_such_day(book: Book) -> str:
    return put(book, "courses", "neglect", "from", "2011-02-30")  # <- here


def formula(book: Book) -> str:
    return put(book, "courses", "neglect", "minutes", "=3*60")  # <- here


def error_value(book: Book) -> str:
    return put(book, "courses", "neglect", "title", "#REF!")  # <- here


def malformed_id(book: Book) -> str:
    return put(book, "courses", "neglect", "id", "Neglect course")  # <- here


def id_twice(book: Book) -> str:
    return put(book, "courses", "neglect", "id", "awareness")  # <- here


def row_without_id(book: Book) -> str:
    book["courses"].append([None, "Nameless"])  # <- here
    return f"courses!B{book['courses'].max_row}"


def missing_title(book: Book) -> str:
    put(book, "courses", "neglect", "title", None)
    return f"courses!A{row_of(book, 'courses', 'neglect')}"


def unknown_heading(book: Book) -> str:
    cell = book["courses"].cell(1, column(book, "courses", "requires"))
    cell.value = "requries"  # <- here
    return f"courses!{cell.coordinate}"


def heading_twice(book: Book) -> str:
    cell = book["courses"].cell(1, column(book, "courses", "provider"))
    cell.value = "title"  # <- here
    return f"courses!{cell.coordinate}"


def value_without_heading(book: Book) -> str:
    last = len(book["courses"][1])
    book["courses"].cell(2, last + 2).value = "a remark"  # <- here
    return f"courses!{book['courses'].cell(2, last + 2).coordinate}"


def unknown_sheet(book: Book) -> str:
    book.create_sheet("corses")["B3"] = "x"  # <- here
    return "corses!B3"


def sheet_twice(book: Book) -> str:
    book.create_sheet("Courses ")["A1"] = "id"  # <- here
    return "Courses !A1"


def missing_publisher(book: Book) -> str:
    sheet = book[FRAMEWORK]
    sheet.cell(row_of(book, FRAMEWORK, "publisher"), 2).value = None
    return "framework!B1"  # beside the first key: a missing one has no place of its own


def value_without_key(book: Book) -> str:
    book[FRAMEWORK].append([None, "x"])  # <- here
    return f"framework!B{book[FRAMEWORK].max_row}"


@pytest.mark.parametrize(
    ("plant", "rule", "fix"),
    [
        (unknown_form, "unknown-key", "'completed'"),
        (unknown_option, "unknown-key", "'refreshed_by'"),
        (malformed_period, "malformed-period", "3 years"),
        (broken_yaml, "wrong-type", "bracket"),
        (unknown_reference, "unknown-reference", "'level-3'"),
        (wrong_kind, "wrong-kind", ""),
        (words_for_a_number, "wrong-type", "minutes: 180"),
        (unknown_word, "unknown-word", "'course'"),
        (no_such_day, "no-such-day", ""),
        (formula, "wrong-type", "paste values only"),
        (error_value, "wrong-type", "paste values only"),
        (malformed_id, "malformed-id", ""),
        (id_twice, "duplicate-key", "another id"),
        (row_without_id, "missing-key", "column 'id'"),
        (missing_title, "missing-key", "title"),
        (unknown_heading, "unknown-key", "'requires'"),
        (heading_twice, "duplicate-key", "delete one"),
        (value_without_heading, "unknown-key", "row 1"),
        (unknown_sheet, "unknown-key", "'courses'"),
        (sheet_twice, "duplicate-key", "one of the two"),
        (missing_publisher, "missing-key", "publisher"),
        (value_without_key, "missing-key", "column A"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_planted_fault_is_told_with_its_cell_and_its_fix(
    plant: Callable[[Book], str], rule: str, fix: str, tmp_path: Path
) -> None:
    where: list[str] = []
    found = faults(edited(tmp_path, lambda book: where.append(plant(book))))
    assert len(where) == 1
    told = [said for cell, name, said in found if name == rule and (cell or "").startswith(where[0])]
    assert told, found
    assert fix in told[0]


def test_all_faults_of_a_workbook_are_told_together(tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        formula(book)
        unknown_word(book)
        unknown_sheet(book)

    assert len(faults(edited(tmp_path, edit))) == 3


def test_columns_and_sheets_of_remarks_are_not_read_and_told(tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        sheet = book["courses"]
        last = len(sheet[1]) + 1
        sheet.cell(1, last).value, sheet.cell(2, last).value = "# our remarks", "=1+1"
        book.create_sheet("# todo")["A1"] = "ask the board"
        book.create_sheet("empty")
        book[FRAMEWORK].cell(row_of(book, FRAMEWORK, "title"), 3).value = "check"

    value, losses = xlsx.read(edited(tmp_path, edit))
    assert value == framework_data(load(DOCUMENTS / "example.yaml"))
    assert [(loss.item, loss.fate) for loss in losses.losses] == [
        ("title", Fate.DROPPED),
        ("courses, # our remarks", Fate.DROPPED),
        ("sheet # todo", Fate.DROPPED),
    ]


def test_capitals_in_headings_and_names_of_sheets_do_not_count(tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        book["courses"].title = "for a moment"  # the library sees a name taken by itself
        book["for a moment"].title = "Courses"
        book["Courses"]["B1"].value = " Title "

    value, _ = xlsx.read(edited(tmp_path, edit))
    assert value == framework_data(load(DOCUMENTS / "example.yaml"))


def test_the_id_can_be_given(tmp_path: Path) -> None:
    value, _ = xlsx.read(written(load("kirklees"), tmp_path), framework_id="our_board")
    assert value["id"] == "our_board"


# --- formulas, and files that are to do harm ---------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")']
)
def test_a_text_is_never_written_as_a_formula(text: str, tmp_path: Path) -> None:
    framework = evolve(load(DOCUMENTS / "example.yaml"), description=text)
    path = written(framework, tmp_path)
    value, _ = xlsx.read(path)
    assert value["description"] == text
    book: Book = openpyxl.load_workbook(path)
    cell = book[FRAMEWORK].cell(row_of(book, FRAMEWORK, "description"), 2)
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert cell.quotePrefix or text.startswith("\t")
    with zipfile.ZipFile(path) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets" in name)


def repacked(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as given:
        held = {name: given.read(name) for name in given.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in held.items():
            made.writestr(name, change(name, content))
    return path


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'  # <- here


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["xl/worksheets/sheet2.xml", "xl/media/picture.png"])
def test_entities_are_refused_before_they_unfold(name: str, encoding: str, tmp_path: Path) -> None:
    path = repacked(written(load("kirklees"), tmp_path), lambda _, content: content)
    with zipfile.ZipFile(path, "a") as book:
        if name in book.namelist():
            name = "xl/worksheets/sheet99.xml"
        book.writestr(name, f" {LAUGHS}<x>&b;</x>".encode(encoding))
    with pytest.raises(CannotRead, match=r"declares a document type|another encoding"):
        xlsx.read(path)


def test_a_picture_in_a_workbook_does_no_harm(tmp_path: Path) -> None:
    path = written(load("kirklees"), tmp_path)
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/media/image1.emf", b"\x01\x00\x00\x00" * 40)
    assert xlsx.read(path)[1].losses == ()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = written(load("kirklees"), tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet99.xml", b" " * 50_000_000)  # <- here
    with pytest.raises(CannotRead, match="zip bomb"):
        xlsx.read(path)


def test_a_file_beyond_the_size_that_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(load("kirklees"), tmp_path)
    monkeypatch.setattr(_limits, "MOST_UNPACKED", 1_000)
    with pytest.raises(CannotRead, match="unpacks to"):
        xlsx.read(path)


def test_more_rows_than_are_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(load("kirklees"), tmp_path)
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 5)
    with pytest.raises(CannotRead, match="more than 5 filled rows"):
        xlsx.read(path)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "no zip archive"),
        (b"id;title\n", "no zip archive"),
        (b"PK\x03\x04" + b"\x00" * 50, "no zip archive"),
    ],
    ids=["empty", "CSV", "torn"],
)
def test_what_is_no_workbook_is_refused_with_a_fix(content: bytes, cause: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(CannotRead, match=cause):
        xlsx.read(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("hello.txt", "hello")
    with pytest.raises(CannotRead, match="no workbook that can be read"):
        xlsx.read(path)


def test_a_workbook_of_something_else_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "book.xlsx")
    with pytest.raises(CannotRead, match="no sheet 'framework'"):
        xlsx.read(tmp_path / "book.xlsx")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.integers(0, 30), at=st.floats(0, 1), junk=st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_refused_or_read_and_never_a_surprise(
    part: int, at: float, junk: bytes, tmp_path: Path
) -> None:
    names: list[str] = []

    def change(name: str, content: bytes) -> bytes:
        names.append(name)
        if len(names) - 1 != part:
            return content
        place = int(at * len(content))
        return content[:place] + junk + content[place + len(junk) :]

    path = repacked(written(load(DOCUMENTS / "example.yaml"), tmp_path), change)
    try:
        value, losses = xlsx.read(path)
        gate.framework(value, losses, file=path)
    except (CannotRead, DocumentFaults):
        pass


def test_a_sheet_that_lies_about_its_size_is_read(tmp_path: Path) -> None:
    path = repacked(
        written(load(DOCUMENTS / "example.yaml"), tmp_path),
        lambda _, content: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', content),
    )
    value, _ = xlsx.read(path)
    assert value == framework_data(load(DOCUMENTS / "example.yaml"))


def test_without_the_library_the_way_to_get_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = written(load("kirklees"), tmp_path)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for attempt in (lambda: xlsx.dump(load("kirklees")), lambda: xlsx.read(path)):
        with pytest.raises(NotInstalled, match=r"pip install 'competency\[xlsx\]'"):
            attempt()


# --- the commands ------------------------------------------------------------------------------------------


def test_a_workbook_goes_out_and_comes_back_as_yaml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, back = tmp_path / "kirklees.xlsx", tmp_path / "kirklees.yaml"
    assert cli.main(["export", "kirklees", "--to", "xlsx", "--output", str(book)]) == 0
    assert cli.main(["import", str(book), "--from", "xlsx", "--output", str(back)]) == 0
    assert capsys.readouterr().err.count("94 kept") == 2
    assert load(back) == load("kirklees")
    assert faults_of_shape(_document(back)) == ()


def _document(path: Path) -> Any:
    from competency import document

    return document.read(path)[0]


def test_a_fault_is_told_with_its_cell_and_no_line_of_the_archive(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = edited(tmp_path, unknown_form)
    assert cli.main(["import", str(path), "--from", "xlsx"]) == 2
    told = capsys.readouterr().err
    assert ": courses!" in told
    assert "did you mean 'completed'?" in told
    assert "PK" not in told
