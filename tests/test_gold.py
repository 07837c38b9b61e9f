"""A gold standard is read with its faults in their places, whatever its columns, ids and words for relations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency import catalogue
from competency.diagnostics import Rule
from competency.equivalence.gold import Counting, Gold, load_gold, read_gold
from competency.errors import DocumentFaults, UnreadableFile
from competency.faults import gold as faults
from competency.loading import load
from competency.model import Framework, Group, Kind, Level, Outcome, Relation, Source

EXACT, CLOSE, BROAD, NARROW, RELATED, NONE = Relation


def framework(identifier: str, *items: Level | Group | Outcome) -> Framework:
    return Framework(
        id=identifier,
        title=identifier,
        publisher="Example Board",
        language="en-GB",
        sources=(Source(id="strategy", title="Strategy"),),
        levels=tuple(item for item in items if isinstance(item, Level)),
        groups=tuple(item for item in items if isinstance(item, Group)),
        outcomes=tuple(item for item in items if isinstance(item, Outcome)),
    )


def outcome(identifier: str) -> Outcome:
    return Outcome(id=identifier, title=identifier, statement=identifier)


LEFT = framework("left", Level(id="l1", title="L1"), Level(id="l2", title="L2"), outcome("id-am-1"))
RIGHT = framework("right_2", Level(id="r1", title="R1"), Group(id="g1", title="G1"), outcome("pr-ac-01"))


def read(text: str | bytes) -> tuple[Gold, list[tuple[str, int, int]]]:
    """The gold of a text, and its faults: code, line, column."""
    content = text.encode() if isinstance(text, str) else text
    gold, found = read_gold(content, LEFT, RIGHT, file="gold.tsv")
    return gold, [(each.rule.code, each.span.line, each.span.column) for each in found]


def told(gold: Gold) -> list[tuple[str, Relation, str]]:
    return [(row.subject, row.relation, row.object) for row in gold.rows]


def one(relation: str) -> Relation:
    gold, found = read(f"left\trelation\tright\nleft:l1\t{relation}\tright_2:r1\n")
    assert not found
    return gold.rows[0].relation


# --- reading ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", ["\t", ","])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_columns_stand_in_any_order_and_further_ones_are_notes(separator: str, mark: str, end: str) -> None:
    lines = [["reason", "Right", "relation", "left"], ["equal titles", "right_2:r1", "close", "left:l1"]]
    gold, found = read(mark + end.join(separator.join(line) for line in lines) + end)
    assert not found
    assert told(gold) == [("left:l1", CLOSE, "right_2:r1")]
    assert gold.rows[0].notes == {"reason": "equal titles"}
    assert gold.rows[0].line == 2


def test_quotes_are_characters_between_tabs_and_quotes_between_commas() -> None:
    gold, found = read('left\trelation\tright\treason\nleft:l1\tclose\tright_2:r1\t"in contact", B says\n')
    assert not found
    assert gold.rows[0].notes == {"reason": '"in contact", B says'}
    gold, found = read('left,relation,right,reason\nleft:l1,close,right_2:r1,"in contact, B says"\n')
    assert not found
    assert gold.rows[0].notes == {"reason": "in contact, B says"}


def test_a_row_may_end_before_the_columns_of_its_notes() -> None:
    gold, found = read("left\trelation\tright\treason\nleft:l1\tclose\tright_2:r1\n\n\t\t\n")
    assert not found
    assert told(gold) == [("left:l1", CLOSE, "right_2:r1")]


def test_rows_of_other_frameworks_are_left_out_and_counted() -> None:
    gold, found = read(
        "left,relation,right\nleft:l1,close,other:x\nleft:l1,close,left:l2\nleft:l1,close,right_2:r1\nl1,close,r1\n"
    )
    assert not found
    assert told(gold) == [("left:l1", CLOSE, "right_2:r1")]
    assert gold.left_out == 3


def test_a_row_written_the_other_way_round_is_inverted() -> None:
    gold, found = read("left,relation,right\nright_2:r1,broad,left:l1\nright_2:g1,none,left:l2\n")
    assert not found
    assert told(gold) == [("left:l1", NARROW, "right_2:r1"), ("left:l2", NONE, "right_2:g1")]
    assert gold.inverted == 2


def test_an_id_of_another_alphabet_is_read_in_ours() -> None:
    gold, found = read("left,relation,right\nleft:ID.AM-1,related,Right-2:pr.ac_01\n")
    assert not found
    assert told(gold) == [("left:id-am-1", RELATED, "right_2:pr-ac-01")]


@pytest.mark.parametrize(
    ("word", "relation"),
    [
        *((relation.value, relation) for relation in Relation),
        ("skos:exactMatch", EXACT),
        ("skos:closeMatch", CLOSE),
        ("skos:broadMatch", BROAD),
        ("skos:narrowMatch", NARROW),
        ("skos:relatedMatch", RELATED),
        ("http://www.w3.org/2004/02/skos/core#broadMatch", BROAD),
        ("owl:equivalentClass", EXACT),
        ("rdfs:subClassOf", BROAD),
        ("sssom:NoTermFound", NONE),
        ("=", EXACT),
        ("<", BROAD),
        (">", NARROW),
        ("Broad", BROAD),
    ],
)
def test_relations_are_read_in_our_words_and_those_of_skos_owl_and_oaei(word: str, relation: Relation) -> None:
    assert one(word) is relation


# --- what kind of gold it is -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("relations", "is_open", "is_typed", "counting"),
    [
        ((CLOSE, NONE), True, True, Counting.ANY),
        ((EXACT, CLOSE), False, True, Counting.SAME),
        ((EXACT, BROAD), False, True, Counting.ANY),
        ((RELATED, RELATED), False, False, Counting.ANY),
        ((RELATED, NONE), True, False, Counting.ANY),
        ((NONE, NONE), True, False, Counting.ANY),
        ((EXACT, NONE), True, True, Counting.ANY),
    ],
)
def test_rows_of_none_open_a_gold_and_only_exact_and_close_in_a_closed_one_count_alone(
    relations: tuple[Relation, Relation], is_open: bool, is_typed: bool, counting: Counting
) -> None:
    first, second = relations
    gold, found = read(f"left,relation,right\nleft:l1,{first},right_2:r1\nleft:l2,{second},right_2:g1\n")
    assert not found
    assert (gold.is_open, gold.is_typed, gold.counting) == (is_open, is_typed, counting)


def test_a_gold_asks_about_pairs_of_the_kinds_of_its_rows_only() -> None:
    gold, _ = read("left,relation,right\nleft:l1,close,right_2:g1\n")
    assert gold.kinds["left:l1"] is Kind.LEVEL
    assert gold.asks("left:l2", "right_2:g1")
    assert not gold.asks("left:l1", "right_2:r1")
    assert not gold.asks("left:nothing", "right_2:g1")


# --- faults ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("CF701", 1, 1)] * 3),
        ("links\trelation\tright\nleft:l1\tclose\tright_2:r1\n", [("CF701", 1, 1)]),
        ("left\tleft\trelation\tright\n", [("CF701", 1, 6)]),
        ("left,relation,right\nleft:l1,close\n", [("CF702", 2, 9)]),
        ("left,relation,right\nleft:l1,close,right_2:r1,x\n", [("CF702", 2, 26)]),
        ('left,relation,right,why\nleft:l1,close,right_2:r1,"x\n', [("CF703", 2, 26)]),
        ("left,relation,right\nleft:l3,close,right_2:r1\n", [("CF704", 2, 1)]),
        ("left,relation,right\nleft:l1,close,right_2:\n", [("CF704", 2, 15)]),
        ("left,relation,right\nleft:l1,same,right_2:r1\n", [("CF705", 2, 9)]),
        ("left,relation,right\nleft:l1,,right_2:r1\n", [("CF705", 2, 9)]),
        ("left,relation,right\nleft:l1,none,right_2:r1\nright_2:r1,close,left:l1\n", [("CF706", 3, 1)]),
        ("left,relation,right\nleft:l1,close,right_2:r1\nleft:l1,close,right_2:r1\n", [("CF707", 3, 1)]),
        ("left,relation,right\nleft:l1,close,right_2:r1\nleft:l1,broad,right_2:r1\n", [("CF707", 3, 1)]),
        ("left,relation,right\nleft:l1,close,right:r1\n", [("CF708", 1, 1)]),
        ("left,relation,right\n", [("CF708", 1, 1)]),
    ],
)
def test_each_fault_is_found_at_its_place(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert read(text)[1] == expected


def test_of_rows_of_one_pair_the_first_counts_and_the_other_is_named_with_its_place() -> None:
    text = "left,relation,right\nleft:l1,close,right_2:r1\nleft:l1,broad,right_2:r1\n"
    gold, found = read_gold(text.encode(), LEFT, RIGHT, file="gold.csv")
    assert told(gold) == [("left:l1", CLOSE, "right_2:r1")]
    assert gold.repeated == 1
    assert found[0].related[0].span.line == 2
    assert "close, which counts" in found[0].message


def test_the_nearest_id_relation_and_framework_are_suggested() -> None:
    text = "left,relation,right\nleft:id-am-2,relatd,right_2:r1\n"
    assert [fault.fix for fault in read_gold(text.encode(), LEFT, RIGHT, file="")[1]] == [
        "write 'left:id-am-1'",
        "write 'related'",
    ]
    text = "left,relation,right\nleft:l1,close,right:r1\n"
    assert read_gold(text.encode(), LEFT, RIGHT, file="")[1][0].fix.startswith("the file writes 'right'; ")
    text = "left,relation,rigth\n"
    assert read_gold(text.encode(), LEFT, RIGHT, file="")[1][0].fix == "rename 'rigth' to 'right'"


def test_a_file_in_another_encoding_is_refused_as_any_document() -> None:
    gold, found = read(b"left,relation,right\nleft:l1,close,right_2:r\xe9\n")
    assert not gold.rows
    assert found == [("CF001", 2, 24)]


@pytest.mark.parametrize("rule", faults.RULES, ids=lambda rule: rule.name)
def test_the_pages_of_the_rules_are_true(rule: Rule) -> None:
    fails, passes = re.findall(r"```csv\n(.*?)```", rule.page, re.DOTALL)
    boards = load("kirklees"), load("durham")
    assert {fault.rule for fault in read_gold(fails.encode(), *boards, file="gold.csv")[1]} == {rule}
    assert not read_gold(passes.encode(), *boards, file="gold.csv")[1]
    assert catalogue.find(rule.code) == rule


def test_a_file_with_faults_is_refused_and_warnings_are_given_beside_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "gold.csv"
    file.write_text("left,relation,right\nleft:l1,close,right_2:r9\n")
    with pytest.raises(DocumentFaults, match=r"gold\.csv:2:15: CF704"):
        load_gold(file, LEFT, RIGHT)
    with pytest.raises(UnreadableFile):
        load_gold(tmp_path / "none.csv", LEFT, RIGHT)
    with pytest.raises(UnreadableFile):
        load_gold("\0", LEFT, RIGHT)
    file.write_text("left,relation,right\n" + 2 * "left:l1,close,right_2:r1\n")
    gold, odd = load_gold(file, LEFT, RIGHT)
    assert len(gold.rows) == 1
    assert [fault.rule for fault in odd] == [faults.REPEATED]


@given(st.text(alphabet='left:1right_2,close\t"\r\n', max_size=80), st.sampled_from([",", "\t"]))
def test_whatever_follows_the_columns_is_read_or_told_inside_the_file(body: str, separator: str) -> None:
    text = separator.join(["left", "relation", "right"]) + "\n" + body
    lines = re.split("\r\n|\r|\n", text)
    for _, line, column in read(text)[1]:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
