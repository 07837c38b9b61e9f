"""Text to values and places: what is read, where it is said to be, and which texts are refused."""

from __future__ import annotations

import ast
import gc
import re
import time
from pathlib import Path
from typing import cast

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.diagnostics import PATH, Diagnostic, Rule, Span
from competency.document import (
    FAST_PARSER,
    LONGEST_TEXT,
    PURE_PARSER,
    Comment,
    Document,
    Parser,
    decode,
    from_value,
    parse,
    read,
)
from competency.errors import UnreadableFile
from competency.faults import text as faults
from competency.values import Value

PARSERS = pytest.mark.parametrize("parser", [FAST_PARSER, PURE_PARSER], ids=["fast", "pure"])


def read_well(text: str) -> Document:
    document, found = parse(text, file="a.yaml")
    assert found == ()
    assert document is not None
    return document


def faults_of(text: str, parser: Parser = FAST_PARSER) -> list[tuple[str, str]]:
    """Rule and place of each fault."""
    return [
        (fault.rule.name, str(fault.span).removeprefix("a.yaml:"))
        for fault in parse(text, file="a.yaml", parser=parser)[1]
    ]


def only_fault(text: str) -> Diagnostic:
    [fault] = parse(text, file="a.yaml")[1]
    return fault


def shown(document: Document, span: Span) -> str:
    """The text that a span points at; its lines joined by a newline."""
    lines = [document.line(number) for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def paths(value: Value, path: PATH = ()) -> list[PATH]:
    found = [path]
    if isinstance(value, dict):
        for key, item in value.items():
            found += paths(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += paths(item, (*path, index))
    return found


# What is read


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((word, None) for word in ("", "~", "null", "Null", "NULL")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *(
            (word, word)
            for word in ("no", "on", "yes", "Off", "n", "nULL", "tRue", "1:30", "2011-04-01", "0b1", "1_000")
        ),
        *((word, word) for word in ("-a", "+", ".", "0x", "0o8", "1.2.3", "e5", "--1", "0xG", "<<", "=")),
        *(("012", 12), ("+12", 12), ("-0", 0), ("0o17", 15), ("0xfF", 255), ("999999999999999999", 10**18 - 1)),
        *((("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("-1e3", -1000.0), ("+.5E-1", 0.05))),
        *((("'1'", "1"), ('"null"', "null"), ('""', ""), ("'it''s'", "it's"), ('"\\u00e9"', "é"))),
    ],
)
def test_plain_values_are_those_of_yaml_1_2_core(written: str, value: Value) -> None:
    read_value = cast("dict[str, Value]", read_well(f"key: {written}\n").value)["key"]
    assert (read_value, type(read_value)) == (value, type(value))


CORE_NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
"""PyYAML, which is of YAML 1.1, leaves some of these unquoted though they are text to it: `08`, `1e5`, `+.5`, `0o7`."""

shown_characters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff")
texts = st.text(shown_characters, max_size=20).filter(lambda text: not CORE_NUMBER.fullmatch(text))
traps = st.sampled_from(["no", "1:30", "2011-04-01", "a # b", "a: b", "1_000", "null", "<<", "  x ", "a\nb\n", "12"])
numbers = st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
plain_values: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | numbers | texts | traps,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab 'é😀#:-~1", max_size=6), inner, max_size=4),
    max_leaves=20,
)
documents = st.dictionaries(st.text("abc-é", min_size=1, max_size=5), plain_values, min_size=1, max_size=5)


@given(documents, st.sampled_from([None, False, True]), st.booleans())
def test_what_is_dumped_is_read_back(value: dict[str, Value], flow: bool | None, wide: bool) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=wide, sort_keys=False)
    document, found = parse(text, file="a.yaml")
    assert found == ()
    assert document is not None
    assert repr(document.value) == repr(value)  # of the same types, too
    for path in paths(document.value):
        span = document.span(path)
        assert 1 <= span.line <= span.end_line <= len(document.lines)
        assert 1 <= span.column <= len(document.line(span.line)) + 1
        assert 1 <= span.end_column <= len(document.line(span.end_line)) + 1


line_ends = st.sampled_from(["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
rows_of_text = st.tuples(st.text("abé😀", min_size=1, max_size=6), st.text("xyz é😀'#", max_size=9), line_ends)


@given(st.lists(rows_of_text, max_size=8, unique_by=lambda row: row[0]))
def test_the_text_under_a_plain_span_is_the_text(rows: list[tuple[str, str, str]]) -> None:
    rows = [(key, "v" + re.sub("[ #']+", " ", value).strip(), end) for key, value, end in rows]
    document, found = parse("".join(f"{key}: {value}{end}" for key, value, end in rows) or "a: b", file="a.yaml")
    assert found == ()
    assert document is not None
    for line, (key, value, _) in enumerate(rows, 1):
        assert (document.span((key,)).line, shown(document, document.span((key,)))) == (line, value)
        assert shown(document, document.key_span((key,))) == key


TEXT = """\
format: framework/1   # first
levels:
  - {id: level-1, title: 'It''s # no comment'}
  - id: level-2
    title: >-   # folded
      Level
      # two

    # alone
    description:
groups: &all
  one: &one {title: One,#close
    empty: [ # in brackets
    ]}
  two: *one
"quoted": "a
  b"   # last
"""


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("format",), "framework/1", "format"),
        (("levels", 0), "{id: level-1, title: 'It''s # no comment'}", "{id: level-1, title: 'It''s # no comment'}"),
        (("levels", 0, "title"), "'It''s # no comment'", "title"),
        (("levels", 1, "title"), ">-   # folded\n      Level\n      # two", "title"),
        (("levels", 1, "description"), "", "description"),
        (("groups", "one"), "{title: One,#close\n    empty: [ # in brackets\n    ]}", "one"),
        (("groups", "two"), "*one", "two"),
        (("groups", "two", "title"), "One", "title"),
        (("quoted",), '"a\n  b"', '"quoted"'),
        # what is not there: the key, or the opening, of what should have held it
        (("levels", 0, "source"), "{", "{"),
        (("levels", 1, "source"), "id", "id"),
        (("levels", 7), "levels", "levels"),
        (("groups", "one", "title", "deeper"), "title", "title"),
        (("groups", "three", "title"), "groups", "groups"),
        (("missing",), "format", "format"),
    ],
)
def test_places(path: PATH, value: str, key: str) -> None:
    document = read_well(TEXT)
    assert (shown(document, document.span(path)), shown(document, document.key_span(path))) == (value, key)


def test_a_missing_item_of_a_nested_list_is_pointed_at_its_dash() -> None:
    document = read_well("a:\n  - - x\n    - y\n")
    assert str(document.span(("a", 0, 9))) == "a.yaml:2:5"
    assert str(document.span(("a", 0, 1, "b"))) == "a.yaml:3:7"


def test_comments_are_what_stands_outside_texts() -> None:
    assert read_well(TEXT).comments == (
        Comment(1, 23, "# first", alone=False),
        Comment(5, 17, "# folded", alone=False),
        Comment(9, 5, "# alone", alone=True),
        Comment(12, 25, "#close", alone=False),
        Comment(13, 14, "# in brackets", alone=False),
        Comment(17, 8, "# last", alone=False),
    )


def test_a_document_made_of_a_value_has_one_place() -> None:
    document = from_value({"a": [1]})
    here = Span("<document>", 1, 1, 1, 1)
    assert (document.value, document.span(("a", 0)), document.key_span(("b",))) == ({"a": [1]}, here, here)
    assert (document.comments, document.lines, document.line(1)) == ((), ("",), "")


@pytest.mark.parametrize("number", [0, -1, 3])
def test_there_are_no_lines_beyond_the_text(number: int) -> None:
    with pytest.raises(IndexError):
        read_well("a: b\n").line(number)


# Which texts are refused


def snippet(page: str, heading: str) -> bytes:
    found = re.search(rf"## {heading}\n\n```(yaml|python)\n(.*?)\n```", page, re.DOTALL)
    assert found is not None
    return found[2].encode() if found[1] == "yaml" else written_in_python(ast.parse(found[2], mode="eval").body)


def written_in_python(tree: ast.expr) -> bytes:
    """A literal of bytes, or a sum or repetition of such."""
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add):
        return written_in_python(tree.left) + written_in_python(tree.right)
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult):
        return cast(int, ast.literal_eval(tree.left)) * written_in_python(tree.right)
    return cast(bytes, ast.literal_eval(tree))


def read_bytes(content: bytes) -> tuple[Diagnostic, ...]:
    text, found = decode(content, file="a.yaml")
    return found if text is None else found + parse(text, file="a.yaml")[1]


@pytest.mark.parametrize("rule", faults.RULES, ids=lambda rule: rule.name)
def test_a_page_fails_and_passes_as_it_says(rule: Rule) -> None:
    assert re.findall("^## (.*)$", rule.page, re.MULTILINE) == ["Why it matters", "Fails", "Passes", "Fix"]
    content = snippet(rule.page, "Fails")
    [fault] = read_bytes(content)
    assert fault.rule is rule
    marked = [number for number, line in enumerate(content.split(b"\n"), 1) if b"# <- here" in line]
    assert marked in ([], [fault.span.line])
    assert read_bytes(snippet(rule.page, "Passes")) == ()


def test_codes_are_unique_and_in_order() -> None:
    assert [rule.code for rule in faults.RULES] == [f"CF{number:03}" for number in range(1, len(faults.RULES) + 1)]


@PARSERS
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\nb: *x\n", [("duplicate-key", "2:1"), ("unknown-alias", "3:4")]),
        (
            "<<: {a: 1}\n1: 2\nnull: x\n? [a]\n: 1\n",
            [("merge-key", "1:1"), ("key-not-text", "2:1"), ("key-not-text", "3:1"), ("key-not-text", "4:3")],
        ),
        ("?\n: 1\n", [("key-not-text", "1:2")]),
        ("? {a: b}\n: {c: d}\n", [("key-not-text", "1:3")]),
        ("&k a: 1\nb: &v [1]\n*k : 2\n*v : 3\n", [("duplicate-key", "3:1"), ("key-not-text", "4:1")]),
        ("a: !x b\nc: ! 1\n!!str d: !!map {}\n", [("tag", "1:4"), ("tag", "2:4"), ("tag", "3:1"), ("tag", "3:10")]),
        ("# c\n%YAML 1.1\n---\na: 1\n---\nb: 1\n", [("tag", "2:1"), ("several-documents", "5:1")]),
        ("%FOO x\n---\na: 1\n", [("tag", "1:1")]),
        ("a: !e!x y\n", [("tag", "1:4")]),
        (
            "a: 12345678901234567890\nb: .NaN\nc: -1e999\n",
            [("number-too-long", "1:4"), ("not-a-finite-number", "2:4"), ("not-a-finite-number", "3:4")],
        ),
        (f"a: 0.{'1' * 40}\n", [("number-too-long", "1:4")]),
        (f"a: {'9' * 5000}\n", [("number-too-long", "1:4")]),
        (
            "a: \x00\ud800\nb: 1\nb: 2\n",
            [("control-character", "1:4"), ("control-character", "1:5"), ("duplicate-key", "3:1")],
        ),
        ("a\x00: [\n", [("control-character", "1:2")]),
        ("\ufeffa: \ufeffb\n", [("byte-order-mark", "1:1"), ("control-character", "1:4")]),
        ('a: "\\x1b[31m"\n', [("control-character", "1:4")]),
        ("", [("empty-document", "1:1")]),
        ("---\n", [("empty-document", "1:1")]),
        ("~\n", [("not-a-mapping", "1:1")]),
        ("[a]\n", [("not-a-mapping", "1:1")]),
        ("text\n", [("not-a-mapping", "1:1")]),
        ("*x : 1\n", [("unknown-alias", "1:1")]),
        ("a: 1\na: 2\nb: 'x\n", [("duplicate-key", "2:1"), ("syntax", "3:4")]),
        ("a: 1\na: 2\nb: " + "[" * 200, [("duplicate-key", "2:1"), ("too-deep", "3:103")]),
        ("a: &x [*x]\n", [("alias-inside-itself", "1:8")]),
        ("a:\n  b: 1\n\tc: 2\n", [("tab", "3:1")]),
        (f"a: {'[' * 5000}", [("too-deep", "1:103")]),
        (f"{'{a: ' * 5000}", [("too-deep", "1:401")]),
        (f"a: b\nc: {'x' * (LONGEST_TEXT + 1)}\n", [("text-too-long", "2:4")]),
    ],
)
def test_all_faults_of_a_text_are_found_in_one_run(parser: Parser, text: str, expected: list[tuple[str, str]]) -> None:
    assert faults_of(text, parser) == expected


@PARSERS
@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: [b\nc: d\n", "2:2", "opened in line 1"),
        ("a: {b: c\nd: e\n", "2:2", "mapping in { }"),
        ("a: 'b\nc: d\n", "1:4", "never closed"),
        ("a: 'b\n--- c'\n", "1:4", "never closed"),
        ("a: 'it's'\n", "1:8", "something follows it"),
        ('a: "\\q"\n', None, "backslash"),
        ('a: "\\U00110000"\n', None, "backslash"),
        ('a: "\\ud800"\n', None, "backslash"),
        ("a: *\n", "1:4", "'*' at the beginning"),
        ("a: @b\n", "1:4", "can't begin with '@'"),
        ("a: b: c\n", "1:5", "a colon stands here"),
        ("a: b\nkey\nc: d\n", "2:1", "no key and colon"),
        ("a: - b\n", "1:4", "list can't begin"),
        ("a: ? b\n", "1:4", "'?'"),
        ("a: }\n", "1:4", "a value should stand before"),
        ("- a\nb: c\n", "2:1", "among the items of a list"),
        ("a:\n    b: c\n  d: e\n", "3:3", "not indented"),
        ("  a: b\nc: d\n", "2:1", "has ended before this line"),
        ("a: |x\n  b\n", "1:5", "the line must end"),
        (": b\n", "1:1", "no key before"),
        ("a: &b &c d\n", "1:7", ""),
    ],
)
def test_broken_syntax_is_said_in_plain_words(parser: Parser, text: str, place: str | None, words: str) -> None:
    document, [fault] = parse(text, file="a.yaml", parser=parser)
    assert document is None
    assert fault.rule is faults.SYNTAX
    assert words in fault.message
    assert place is None or str(fault.span) == f"a.yaml:{place}"
    assert "expected" not in fault.message or words == ""


def test_a_key_used_twice_names_the_first() -> None:
    fault = only_fault("a: {b: 1, c: 2, b: 3, b&: 4}\n")
    assert (str(fault.span), str(fault.related[0].span), fault.related[0].message) == (
        "a.yaml:1:17",
        "a.yaml:1:5",
        "first used here",
    )


def test_of_a_key_used_twice_the_first_counts_and_places_are_right() -> None:
    document, _ = parse("a: 1\na: {x: 1}\n<<: {y: 2}\nb: 2\n", file="a.yaml")
    assert document is not None
    assert (document.value, str(document.span(("b",)))) == ({"a": 1, "b": 2}, "a.yaml:4:4")


def test_many_tabs_are_counted_in_one_finding() -> None:
    assert "2 lines" in only_fault("a:\n\tb: 1\n\tc: 2\n").message


def test_a_binary_file_gives_a_bounded_number_of_findings() -> None:
    _, found = parse("a: " + "\x01" * 5000, file="a.yaml")
    assert len(found) == 20
    assert "4,980 more" in found[-1].message


@PARSERS
def test_a_billion_laughs_is_refused_at_once(parser: Parser) -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 300))]
    start = time.process_time()
    assert [name for name, _ in faults_of("\n".join(lines), parser)] == ["alias-expansion"]
    assert time.process_time() - start < 2


def test_a_near_alias_is_suggested() -> None:
    assert "'*common'" in only_fault("a: &common x\nb: *comon\n").fix


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (b"a: b\nc: \xe9t\xe9\n", "2:4", "byte 8 of the file (0xE9, in Windows-1252 'é')"),
        (b"\xef\xbb\xbfa\xc3\xa9\x81", "1:3", "byte 6 of the file (0x81)"),
        ("a: b".encode("utf-16"), "1:1", "UTF-16"),
    ],
)
def test_the_first_byte_that_is_not_utf8_is_named(content: bytes, place: str, words: str) -> None:
    text, [fault] = decode(content, file="a.yaml")
    assert (text, fault.rule, str(fault.span)) == (None, faults.NOT_UTF8, f"a.yaml:{place}")
    assert words in fault.message


def test_a_byte_order_mark_does_not_move_columns(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\na: 2\n")
    document, found = read(tmp_path / "a.yaml")
    assert document is not None
    assert [(fault.rule.name, fault.span.line, fault.span.column) for fault in found] == [
        ("byte-order-mark", 1, 1),
        ("duplicate-key", 2, 1),
    ]


def test_bytes_of_another_encoding_give_no_document(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: \xff\n")
    document, [fault] = read(tmp_path / "a.yaml")
    assert (document, fault.rule) == (None, faults.NOT_UTF8)


@pytest.mark.parametrize("name", ["missing.yaml", ".", "a\x00b"])
def test_a_file_that_cannot_be_read_is_an_exception(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFile):
        read(tmp_path / name)


def test_the_garbage_collector_is_left_as_it_was() -> None:
    gc.disable()
    try:
        parse("a: [", file="a.yaml")
        assert not gc.isenabled()
    finally:
        gc.enable()
    parse("a: [", file="a.yaml")
    assert gc.isenabled()


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_no_text_raises_and_every_span_is_inside_it(data: st.DataObject) -> None:
    signs = [*"-:{}[]*'\"\\\n\r\t#|>%@a,\x00\ufeff\u2028😀\ud800", "- ", ": ", "  ", "? ", "&a ", "*a", "!t "]
    fragments = st.sampled_from([*signs, "---\n", "b: c\n", "<<: ", "1e9", "\\uD800", "\\U00110000"])
    text = TEXT
    for _ in range(data.draw(st.integers(1, 4))):
        at, cut = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 5))
        text = text[:at] + "".join(data.draw(st.lists(fragments, max_size=4))) + text[at + cut :]
    for parser in (FAST_PARSER, PURE_PARSER):
        document, found = parse(text, file="a.yaml", parser=parser)
        assert document is not None or found
        lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", text.removeprefix("\ufeff"))
        for fault in found:
            for span in (fault.span, *(related.span for related in fault.related)):
                assert 1 <= span.column <= len(lines[span.line - 1]) + 1
                assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1
                assert (span.line, span.column) <= (span.end_line, span.end_column)
        if document is not None:
            assert document.comments is not None
            for path in paths(document.value)[:50]:
                document.span(path), document.key_span(path)


@given(st.binary(max_size=60))
def test_no_bytes_raise(content: bytes) -> None:
    assert isinstance(read_bytes(content), tuple)
