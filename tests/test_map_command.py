"""`competency map` and `transfer` as those meet them who don't know how they work, wrong input included."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from competency import cli, load, load_record, map_frameworks, transfer
from competency.equivalence import why
from competency.errors import UnfitValue
from competency.model import Framework
from competency.values import Value


def framework(name: str, language: str = "en-GB", **rest: Value) -> Framework:
    head = {"format": "framework/1", "id": name, "title": name.title(), "publisher": "P", "language": language}
    return load({**head, "sources": {"s": {"title": "S"}}, **rest})


def courses(**titles: str) -> dict[str, Value]:
    return {name: {"title": title, "source": "s"} for name, title in titles.items()}


# --- reasons quote the documents -------------------------------------------------------------------------


def test_words_that_two_texts_share_are_told_as_each_document_writes_them() -> None:
    one = framework("north", "de", courses=courses(k="Häusliche Gewalt und ihre Auswirkung auf Kinder"))
    other = framework("south", "de", courses=courses(k="Auswirkungen häuslicher Gewalt auf Kinder"))
    claim = why(map_frameworks(one, other), "k", "k").because[0].claim
    assert claim.endswith(
        "they share 'Häusliche'/'häuslicher', 'Gewalt', 'Auswirkung'/'Auswirkungen', 'auf' and 'Kinder'"
    )


def test_two_words_for_the_same_are_both_quoted_and_so_is_what_two_courses_are_about() -> None:
    row = why(map_frameworks(load("kirklees"), load("bedfordshire")), "domestic-violence", "domestic-abuse")
    first = row.because[0]
    assert "'Domestic Abuse'/'Domestic Violence'; both are about domestic abuse" in first.claim
    assert [quote.claim for quote in first.because] == [
        "'domestic abuse' in the title of bedfordshire:domestic-abuse says: domestic abuse",
        "'domestic violence' in the title of kirklees:domestic-violence says: domestic abuse",
    ]


def test_each_audience_that_an_item_is_said_to_be_for_is_quoted_from_its_own_document() -> None:
    row = why(map_frameworks(load("north_lincs"), load("solihull")), "advanced-beginner", "early-helpers")
    for told in row.because[0].because:
        name, _, audiences = told.claim.partition(" is for ")
        assert all(source.startswith(name.partition(":")[0]) for source in told.source)
        quoted = [quote.claim.rpartition(" says: ")[2] for quote in told.because]
        assert quoted
        assert all(point in audiences for point in quoted)


def test_who_is_for_everyone_is_quoted_and_the_same_words_are_quoted_once() -> None:
    practitioners = "multi-agency-practitioners"
    row = why(map_frameworks(load("kirklees"), load("solihull")), "group-1", practitioners)
    quotes = [quote.claim for told in row.because[0].because for quote in told.because if practitioners in quote.claim]
    assert quotes == [f"'all practitioners' in the title of solihull:{practitioners} says: everyone, whatever they do"]


def test_a_title_of_any_length_leaves_a_reason_readable() -> None:
    one, other = framework("one", courses=courses(a="Neglect " * 2000)), framework("two", courses=courses(b="Neglect"))
    (row,) = map_frameworks(one, other).correspondences
    assert len(row.because[0].claim) < 500
    assert "Neglect… (one:a)" in row.because[0].claim


# --- one question at a time ------------------------------------------------------------------------------


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a refused command says on stderr; it says nothing on stdout."""
    try:
        code = cli.main(arguments)
    except SystemExit as left:
        code = int(str(left.code))
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    return err


BOARDS = ("map", "kirklees", "bedfordshire")


@pytest.mark.parametrize(
    "questions",
    [
        ("--report", "--review", "q.yaml"),
        ("--why", "level-1", "group-a", "--evaluate", "gold.tsv"),
        ("--evaluate", "gold.tsv", "--review", "q.yaml"),
    ],
)
def test_of_two_questions_none_is_passed_over_in_silence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, questions: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "each ask something else; leave all but one of them out" in refused(capsys, *BOARDS, *questions)
    assert not list(tmp_path.iterdir())


def test_a_review_is_not_written_under_a_name_that_would_be_read_as_a_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert "name a file that ends in .yaml" in refused(capsys, *BOARDS, "--review", str(tmp_path / "q.tsv"))
    assert not list(tmp_path.iterdir())


def test_a_review_answers_in_json_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "q.yaml"
    assert cli.main([*BOARDS, "--review", str(file), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(file)
    assert told["waiting"] > 0
    assert told["kept"] == 0


@pytest.mark.parametrize(
    ("ids", "fix"),
    [
        (("group-a", "level-4"), "--why names an item of kirklees first, then one of bedfordshire"),
        (("bedfordshire:group-a", "kirklees:level-1"), "--why names an item of kirklees first"),
        (("level-9", "group-a"), "kirklees has no level or group or outcome or course 'level-9'; did you mean"),
        (("level-1", "kirklees:group-1"), "bedfordshire has no level or group or outcome or course 'kirklees:group-1'"),
        (("refresh-working-together", "group-a"), "kirklees has no level or group or outcome or course"),
    ],
)
def test_why_is_asked_of_an_item_of_either_side_that_is_compared(
    capsys: pytest.CaptureFixture[str], ids: tuple[str, str], fix: str
) -> None:
    assert fix in refused(capsys, *BOARDS, "--why", *ids)


@pytest.mark.parametrize(
    ("file", "cause"), [("nothing.yaml", "(bundled: none, safeguarding)"), (".", "is a folder; name a file of facets")]
)
def test_facets_that_can_not_be_read_are_named(capsys: pytest.CaptureFixture[str], file: str, cause: str) -> None:
    assert cause in refused(capsys, *BOARDS, "--facets", file)


def test_the_usual_facets_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    answers = []
    for given in ([], ["--facets", "safeguarding"]):
        assert cli.main([*BOARDS, *given]) == 0
        answers.append(capsys.readouterr().out)
    assert answers[0] == answers[1]


# --- why little is found ---------------------------------------------------------------------------------


def test_a_framework_without_anything_to_compare_is_told() -> None:
    found = map_frameworks(framework("bare"), framework("other", courses=courses(a="Neglect")))
    assert found.correspondences == ()
    assert found.warnings == ("bare has no level, group, outcome or course, so nothing can correspond to it",)


def test_two_languages_are_told_and_two_regions_of_one_are_not() -> None:
    german = framework("north", "de", courses=courses(k="Vernachlässigung"))
    english, american = (framework(tag.lower()[3:], tag, courses=courses(k="Neglect")) for tag in ("en-GB", "en-US"))
    assert [text[:16] for text in map_frameworks(german, english).warnings] == ["north is in 'de'"]
    assert map_frameworks(english, american).warnings == ()


# --- decisions -------------------------------------------------------------------------------------------


def decisions(folder: Path, *rows: str) -> str:
    """A mapping document of Kirklees and Durham with these rows."""
    head = "format: mapping/1\nid: trial\nsubject: kirklees\nobject: durham\n"
    file = folder / "trial.yaml"
    file.write_text(f"{head}correspondences: [{', '.join(rows)}]\n", encoding="utf-8")
    return str(file)


def told_of(capsys: pytest.CaptureFixture[str], file: str) -> list[str]:
    assert cli.main(["map", "kirklees", "durham", "--curated", file]) == 0
    return capsys.readouterr().err.splitlines()


def test_two_decisions_that_contradict_each_other_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    exact, none = (
        f"{{subject: kirklees:group-1, relation: {relation}, object: durham:group-1, decision: accepted}}"
        for relation in ("exact", "none")
    )
    assert told_of(capsys, decisions(tmp_path, exact, none)) == [
        "competency: mapping 'trial' has exact accepted for durham:group-1 and kirklees:group-1, "
        "and then none accepted; the later row counts"
    ]
    better = exact.replace("exact", "close")
    assert told_of(capsys, decisions(tmp_path, exact.replace("accepted", "rejected"), better)) == []
    assert told_of(capsys, decisions(tmp_path, exact, exact)) == []


def test_decisions_of_which_many_are_stale_are_counted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [
        f"{{subject: kirklees:group-{group}, relation: close, object: durham:group-{group}, decision: accepted, "
        "digest: {subject: 'sha256:0000000000000000'}}"
        for group in range(1, 9)
    ]
    told = told_of(capsys, decisions(tmp_path, *rows))
    assert len(told) == 4
    assert told[-1] == "competency: mapping 'trial': 5 more decisions are stale; 'competency validate' shows them"


def test_a_mapping_without_a_row_decides_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert told_of(capsys, decisions(tmp_path)) == [
        "competency: mapping 'trial' has no row that can be used, and decides nothing here"
    ]


# --- transfer --------------------------------------------------------------------------------------------


MOVE = ("transfer", "kirklees", "bedfordshire", "kirklees-adviser-moving", "--on", "2012-05-01")


def test_a_fact_takes_only_a_value_of_its_type(capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, *MOVE, "--fact", "appointed=yes")
    assert "'appointed' is a date, and 'yes' is not; write a day as YYYY-MM-DD" in told
    with pytest.raises(UnfitValue):
        transfer(
            load("kirklees"),
            load("bedfordshire"),
            load_record("kirklees-adviser-moving"),
            on=date(2012, 5, 1),
            facts={"outside-agency-scope": "perhaps"},
        )


def test_transfer_reads_decisions_from_a_table_as_map_does(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main([*BOARDS, "--curated", "bundled", "--format", "sssom"]) == 0
    table = tmp_path / "decided.sssom.tsv"
    table.write_text(capsys.readouterr().out, encoding="utf-8")
    assert cli.main([*MOVE, "--curated", str(table)]) == 0
    assert "Awareness of Child Abuse and Neglect: counts as Level One training" in capsys.readouterr().out


# --- from Python -----------------------------------------------------------------------------------------


def test_an_unknown_sort_of_evidence_is_not_left_out_in_silence() -> None:
    with pytest.raises(ValueError, match="'text' is no sort of evidence; there are declared, facets, texts"):
        map_frameworks(framework("one"), framework("two"), without=["text"])


def test_a_single_group_may_be_given_as_it_is() -> None:
    kirklees, durham, record = load("kirklees"), load("durham"), load_record("kirklees-adviser-moving")
    one, listed = (transfer(kirklees, durham, record, on=date(2012, 5, 1), groups=g) for g in ("group-5", ["group-5"]))
    assert one == listed
    assert [group.group for group in one.groups] == ["durham:group-5"]
