"""Statements of xAPI and cmi5 as records: who did what on which day, and why a statement is no event."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency import cli
from competency.errors import CannotRead, DocumentFaults, InvalidOption
from competency.interop import gate, xapi
from competency.interop._recorded import day_of, zone_of
from competency.interop.losses import Fate, Losses
from competency.loading import load, load_record

DOCUMENTS = Path(__file__).parent / "documents"
STATEMENTS = DOCUMENTS / "statements.xapi.json"
SAMPLES = Path(__file__).parents[2] / "shared" / "samples" / "xapi-cmi5"
EXAMPLE = load(DOCUMENTS / "example.yaml")
ADL = "http://adlnet.gov/expapi/verbs/"

Statement = dict[str, Any]


def statement(**changed: Any) -> Statement:
    """A statement that becomes an event; what is changed to None is left out."""
    whole: Statement = {
        "id": "s-1",
        "actor": {"account": {"homePage": "https://lms.example.org", "name": "E-1042"}},
        "verb": {"id": f"{ADL}completed"},
        "object": {"id": "https://lms.example.org/courses/awareness"},
        "timestamp": "2011-05-02T10:00:00Z",
    } | changed
    return {key: value for key, value in whole.items() if value is not None}


def read(folder: Path, *statements: Statement, **options: str) -> tuple[tuple[dict[str, Any], ...], Losses]:
    path = folder / "statements.json"
    path.write_text(json.dumps(list(statements)), encoding="utf-8")
    return xapi.read_records(path, EXAMPLE, **options)


def events(folder: Path, *statements: Statement, **options: str) -> list[Statement]:
    records, losses = read(folder, *statements, **options)
    gate.records(records, losses, framework=EXAMPLE, file=folder / "statements.json")
    return [cast(Statement, event) for record in records for event in record["events"]]


# --- what becomes an event -----------------------------------------------------------------------------------


def test_a_log_becomes_a_record_for_each_person() -> None:
    records, losses = xapi.read_records(STATEMENTS, EXAMPLE)
    gate.records(records, losses, framework=EXAMPLE, file=STATEMENTS)
    first, second = (load_record(record, EXAMPLE) for record in records)
    assert [(str(event.kind), event.item, event.on, event.minutes) for event in first.events] == [
        ("completed", "awareness", date(2011, 5, 2), 65),
        ("completed", "working-together", date(2011, 6, 30), None),
    ]
    assert [(str(event.kind), event.item, event.on) for event in second.events] == [
        ("outcome", "recognise-abuse", date(2011, 7, 1)),
        ("completed", "neglect", date(2011, 8, 1)),
    ]
    assert losses.kept == 4
    assert [(loss.item[-2:], str(loss.fate)) for loss in losses.losses] == [
        ("01", "dropped"),
        ("02", "approximated"),
        ("07", "dropped"),
        ("08", "dropped"),
        ("09", "dropped"),
        ("10", "dropped"),
        ("11", "dropped"),
    ]


def test_every_statement_is_kept_approximated_or_dropped() -> None:
    _, losses = xapi.read_records(STATEMENTS, EXAMPLE)
    assert losses.kept + len(losses.losses) == len(json.loads(STATEMENTS.read_text(encoding="utf-8"))["statements"])


def test_a_real_statement_of_cmi5_is_read(tmp_path: Path) -> None:
    sample = SAMPLES / "05-completed_statement.json"
    if not sample.is_file():
        pytest.skip("the real sample is not beside the project")
    _, losses = xapi.read_records(sample, EXAMPLE)
    assert "name it in a table" in losses.losses[0].why
    table = tmp_path / "items.csv"
    table.write_text("http://course-repository.example.edu/identifiers/courses/02baafcf/aus/4c07,awareness\n", "utf-8")
    records, losses = xapi.read_records(sample, EXAMPLE, items=str(table))
    assert records[0]["events"] == [{"completed": "awareness", "date": "2016-06-09"}]
    assert [loss.fate for loss in losses.losses] == [Fate.APPROXIMATED]  # 19.93 seconds


def test_statements_are_those_of_the_standard_by_another_reader_of_it() -> None:
    tincan = pytest.importorskip("tincan")
    for one in json.loads(STATEMENTS.read_text(encoding="utf-8"))["statements"]:
        assert tincan.Statement.from_json(json.dumps(one)).id is not None


@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: json.dumps(rows),
        lambda rows: json.dumps({"more": "", "statements": rows}),
        lambda rows: "\n".join(json.dumps(row) for row in rows),
        lambda rows: "\ufeff" + json.dumps(rows, indent=2),
    ],
    ids=["list", "result", "lines", "mark"],
)
def test_a_list_an_object_with_one_and_one_a_line_say_the_same(wrap: Any, tmp_path: Path) -> None:
    rows = [statement(), statement(id="s-2", timestamp="2012-01-01T00:00:00Z")]
    path = tmp_path / "statements.json"
    path.write_text(wrap(rows), encoding="utf-8")
    records, losses = xapi.read_records(path, EXAMPLE)
    assert [event["date"] for event in cast(Any, records[0]["events"])] == ["2011-05-02", "2012-01-01"]
    assert losses.kept == 2


def test_one_statement_alone_is_read(tmp_path: Path) -> None:
    path = tmp_path / "statements.json"
    path.write_text(json.dumps(statement()), encoding="utf-8")
    assert len(xapi.read_records(path, EXAMPLE)[0]) == 1


def test_completed_and_passed_on_one_day_are_one_completion_with_the_longer_time(tmp_path: Path) -> None:
    rows = [
        statement(result={"duration": "PT20M"}),
        statement(id="s-2", verb={"id": f"{ADL}passed"}, result={"duration": "PT30M"}),
        statement(id="s-3", verb={"id": f"{ADL}passed"}),
    ]
    assert events(tmp_path, *rows) == [{"completed": "awareness", "date": "2011-05-02", "minutes": 30}]


@pytest.mark.parametrize(
    ("duration", "minutes"),
    [
        ("PT90M", 90),
        ("PT1H30M", 90),
        ("P1DT1H", 1500),
        ("PT29S", None),
        ("PT30S", 1),
        ("PT5400.00S", 90),
        ("PT0S", None),
        ("1 hour", None),
        ("P", None),
        ("PT", None),
        (90, None),
        ("P1Y", None),
    ],
)
def test_a_duration_is_minutes_and_rounding_is_told(duration: Any, minutes: int | None, tmp_path: Path) -> None:
    row = statement(result={"duration": duration})
    assert events(tmp_path, row)[0].get("minutes") == minutes
    whole = duration in ("PT90M", "PT1H30M", "P1DT1H", "PT5400.00S")
    assert bool(read(tmp_path, row)[1].losses) is not whole


def test_the_mode_in_which_all_was_taught_can_be_told(tmp_path: Path) -> None:
    assert events(tmp_path, statement(), mode="e-learning")[0]["mode"] == "e-learning"


def test_events_stand_in_the_order_of_their_days(tmp_path: Path) -> None:
    rows = [statement(id=f"s-{month}", timestamp=f"2011-{month:02}-01T00:00:00Z") for month in (9, 3, 6)]
    assert [event["date"] for event in events(tmp_path, *rows)] == ["2011-03-01", "2011-06-01", "2011-09-01"]


# --- which item ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "activity",
    [
        {"id": "urn:competency:framework:example:awareness"},
        {"id": "https://lms.example.org/x#awareness"},
        {"id": "https://lms.example.org/courses/Awareness/"},
        {"id": "https://board.example.org/ims/case/v1p1/CFItems/UUID"},
        {"id": "https://lms.example.org/9", "definition": {"name": {"en": "AWARENESS of child  abuse and neglect"}}},
    ],
    ids=["our URI", "fragment", "last part", "CASE", "title"],
)
def test_an_item_is_known_by(activity: Statement, tmp_path: Path) -> None:
    from competency.interop._identity import identifier

    named = activity | {"id": activity["id"].replace("UUID", identifier("example", "awareness"))}
    assert events(tmp_path, statement(object=named)) == [{"completed": "awareness", "date": "2011-05-02"}]


@pytest.mark.parametrize(
    "activity",
    [
        {"id": "urn:competency:framework:other:awareness"},
        {"id": "https://lms.example.org/courses/level-1"},
        {"id": "https://lms.example.org/view.php?id=awareness"},
        {"id": 7},
        {},
    ],
    ids=["another framework's", "a level", "a question", "a number", "none"],
)
def test_what_is_no_item_that_can_be_done_is_dropped(activity: Statement, tmp_path: Path) -> None:
    records, losses = read(tmp_path, statement(object=activity))
    assert records == ()
    assert "no item of the framework" in losses.losses[0].why


def test_what_the_author_of_a_course_calls_it_counts_only_under_cmi5(tmp_path: Path) -> None:
    context = {"contextActivities": {"grouping": [{"id": "https://publisher.example.org/awareness"}]}}
    row = statement(object={"id": "https://lms.example.org/1"}, context=context)
    assert events(tmp_path, row) == []
    category = {"id": "https://w3id.org/xapi/cmi5/context/categories/cmi5"}
    context["contextActivities"]["category"] = [category]
    assert events(tmp_path, row)[0]["completed"] == "awareness"
    cast(Any, context["contextActivities"])["category"] = category  # statements of old have one alone
    assert events(tmp_path, row)[0]["completed"] == "awareness"


def test_a_table_says_what_the_system_calls_an_item(tmp_path: Path) -> None:
    table = tmp_path / "items.csv"
    table.write_text(
        'https://lms.example.org/view.php?id=7,neglect\n"Signs, and what to do",recognise-abuse\n', "utf-8"
    )
    rows = [
        statement(object={"id": "https://lms.example.org/view.php?id=7"}),
        statement(id="s-2", object={"id": "https://x", "definition": {"name": {"en": "Signs, and what to do"}}}),
    ]
    assert [next(iter(event)) for event in events(tmp_path, *rows, items=str(table))] == ["completed", "outcome"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            "https://x,awarenes\n",
            r"items.csv:1:11: example has no course, outcome or evidence 'awarenes'; did you mean 'awareness'",
        ),  # <- here
        ("https://x,level-1\n", r"items.csv:1:11"),
        ("https://x\n", r"items.csv:1:1: a row has two fields"),
    ],
)
def test_a_fault_of_the_table_is_told_with_its_place(table: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(InvalidOption, match=told):
        read(tmp_path, statement(), items=str(path))


# --- who -----------------------------------------------------------------------------------------------------


def test_a_person_is_a_pseudonym_unless_their_account_is_asked_for(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, statement())
    assert record["id"].startswith("p-")
    assert "1042" not in record["id"]
    (record,), _ = read(tmp_path, statement(), ids="account")
    assert record["id"] == "e-1042"


def test_the_same_person_has_one_record_and_another_another(tmp_path: Path) -> None:
    elsewhere = {"account": {"homePage": "https://other.example.org", "name": "E-1042"}}
    rows = [statement(), statement(id="s-2", timestamp="2012-01-01T00:00:00Z"), statement(id="s-3", actor=elsewhere)]
    for ids in ("hashed", "account"):
        records, _ = read(tmp_path, *rows, ids=ids)
        assert [len(record["events"]) for record in records] == [2, 1]


@pytest.mark.parametrize(
    "actor",
    [
        {"mbox": "mailto:ann@example.org"},
        {"mbox_sha1sum": "ebd31e95054c018b10727ccffd2ef2ec3a016ee9"},
        {"openid": "https://ann"},
    ],
)
def test_a_person_may_be_told_by_address_hash_or_openid(actor: Statement, tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, statement(actor=actor))
    assert "ann" not in record["id"]


# --- when ----------------------------------------------------------------------------------------------------


def test_the_day_is_the_one_in_which_the_statement_is_written_or_that_of_the_zone(tmp_path: Path) -> None:
    row = statement(timestamp="2011-06-30T23:30:00Z")
    assert events(tmp_path, row)[0]["date"] == "2011-06-30"
    assert events(tmp_path, row, zone="Europe/London")[0]["date"] == "2011-07-01"  # summer time


def test_when_it_was_stored_counts_where_nothing_says_when_it_happened(tmp_path: Path) -> None:
    row = statement(timestamp=None, stored="2011-05-03T00:00:00Z")
    assert events(tmp_path, row)[0]["date"] == "2011-05-03"


@given(moment=st.text(max_size=30) | st.integers() | st.none())
def test_what_is_no_moment_has_no_day(moment: Any) -> None:
    found = day_of(moment, zone_of("xapi", "Europe/London"))
    assert found is None or isinstance(moment, str)


@given(moment=st.datetimes(timezones=st.timezones()))
def test_a_moment_has_its_own_day(moment: Any) -> None:
    assert day_of(moment.isoformat(), None) == moment.date()


# --- what does not become an event ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"verb": {"id": f"{ADL}failed"}}, "does not say that something was completed"),
        ({"verb": {"id": "https://w3id.org/xapi/adl/verbs/waived"}}, "does not say that something was completed"),
        ({"verb": None}, "does not say that something was completed"),
        ({"verb": "completed"}, "does not say that something was completed"),
        ({"result": {"completion": False}}, "'completion: false'"),
        ({"result": {"success": False}}, "'success: false'"),
        ({"actor": {"objectType": "Group", "mbox": "mailto:a@b"}}, "a group"),
        ({"actor": {"name": "Ann"}}, "nothing that tells one person from another"),
        ({"actor": None}, "nothing that tells one person from another"),
        ({"object": {"objectType": "Agent", "mbox": "mailto:a@b"}}, "no activity"),
        ({"object": {"objectType": "SubStatement"}}, "no activity"),
        ({"timestamp": None}, "no timestamp"),
        ({"timestamp": "yesterday"}, "'yesterday' is no moment"),
        ({"timestamp": "2011-02-30T00:00:00Z"}, "is no moment"),
    ],
)
def test_a_statement_is_dropped_with_its_reason_and_place(changed: Statement, why: str, tmp_path: Path) -> None:
    records, losses = read(tmp_path, statement(**changed))
    assert records == ()
    (loss,) = losses.losses
    assert (loss.item, loss.fate) == ("s-1", Fate.DROPPED)
    assert why in loss.why
    assert loss.span is not None
    assert (loss.span.line, loss.span.column) == (1, 2)


def test_a_voided_statement_does_not_count_wherever_it_stands(tmp_path: Path) -> None:
    void = statement(id="s-2", verb={"id": f"{ADL}voided"}, object={"objectType": "StatementRef", "id": "s-1"})
    for rows in ([statement(), void], [void, statement()]):
        records, losses = read(tmp_path, *rows)
        assert records == ()
        assert sorted(loss.why for loss in losses.losses) == [
            "a later statement voids it",
            "it voids another statement",
        ]


def test_which_verbs_count_can_be_told(tmp_path: Path) -> None:
    row = statement(verb={"id": "https://w3id.org/xapi/adl/verbs/waived"})
    assert len(events(tmp_path, row, verbs="completed,waived")) == 1
    assert events(tmp_path, statement(), verbs="https://example.org/verbs/done") == []


@pytest.mark.parametrize(
    ("option", "value"),
    [("verbs", "finished"), ("ids", "names"), ("zone", "Mars/Olympus"), ("zone", "../../etc/passwd")],
)
def test_an_option_that_says_nothing_is_refused(option: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match=option):
        read(tmp_path, statement(), **{option: value})


# --- files that are no statements, or are to do harm -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "cause"),
    [
        ("", "1:1", "it is empty"),
        ("[", "1:2", "no JSON"),
        ('[{"a": 1}\n{"b": 2}]', "2:1", "',' or ']'"),
        ('{"a": 1}\n7', "2:1", "an object is expected"),
        ("[1]", "1:2", "an object is expected"),
        ('[{"a": NaN}]', "1:2", "no JSON"),
        ("[] []", "1:4", "something follows"),
        ('{"statements": [{"a": 1},\n 2]}', "2:2", "an object is expected"),
        ("[" * 200, "1:101", "nests more than"),
    ],
)
def test_what_is_no_list_of_statements_is_refused_with_its_place(
    text: str, place: str, cause: str, tmp_path: Path
) -> None:
    path = tmp_path / "statements.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotRead, match=cause) as raised:
        xapi.read_records(path, EXAMPLE)
    assert str(raised.value.place) == f"{path}:{place}"


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "statements.json"
    path.write_bytes(json.dumps(statement()).encode("utf-16"))
    with pytest.raises(DocumentFaults):
        xapi.read_records(path, EXAMPLE)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inside: (
            st.lists(inside, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    "id actor account verb object result duration context definition name timestamp".split()
                ),
                inside,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_a_statement_holds_it_is_dropped_and_never_a_surprise(held: Any) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        rows = [{**statement(), key: held} for key in ("actor", "verb", "object", "result", "context", "timestamp")]
        records, losses = read(Path(folder), *rows)
        assert losses.kept + len(losses.losses) >= len(rows)
        assert len(records) <= len(rows)


def test_records_come_in_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["import", str(STATEMENTS), "--from", "xapi", "--framework", str(DOCUMENTS / "example.yaml")]
    assert cli.main([*arguments, "--option", "ids=account", "--output", str(tmp_path)]) == 0
    told = capsys.readouterr().err
    assert "4 kept, 1 approximated, 6 dropped" in told
    assert "statements.xapi.json:" in told
    assert [len(load_record(file, EXAMPLE).events) for file in sorted(tmp_path.glob("*.yaml"))] == [2, 2]
