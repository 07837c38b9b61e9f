"""The words of messages: what a fix tells the reader to write is read back by YAML as what was meant."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from competency import document as documents
from competency.phrases import flow, listing, shown, type_of, written
from competency.values import Value

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).filter(lambda text: text != "<<")
VALUES: st.SearchStrategy[Value] = st.recursive(
    TEXTS | st.booleans() | st.integers(-(10**9), 10**9) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(VALUES)
@example("null")
@example("~")
@example("0x1F")
@example("1e5")
@example(".inf")
@example("a: b")
@example("a:b")
@example("a #b")
@example("- x")
@example("2011-04-01")
@example("yes")
@example("a\nb")
def test_what_is_written_in_flow_style_is_read_back_the_same(value: Value) -> None:
    document, found = documents.parse(f"value: {flow(value)}\n", file="test.yaml")
    assert not found
    assert document is not None
    assert document.value == {"value": value}


def test_ids_dates_and_periods_are_written_without_quotes() -> None:
    assert flow({"within": "6 months", "from": "2011-04-01", "of": ["a-b", "c:d"]}) == (
        "{within: 6 months, from: 2011-04-01, of: [a-b, c:d]}"
    )


def test_what_is_too_long_for_a_line_is_not_written() -> None:
    assert written(["working-together"] * 9) is None


def test_values_are_named_without_words_of_python() -> None:
    assert [type_of(value) for value in (None, True, 1, 1.5, "a", [], {})] == [
        "nothing",
        "the word true",
        "a number",
        "a number",
        "text",
        "a list",
        "a mapping",
    ]
    assert [shown(value) for value in (None, False, 1.5, "", {})] == [
        "nothing",
        "false",
        "1.5",
        "an empty text",
        "a mapping",
    ]


def test_a_long_or_broken_text_is_shown_in_one_short_line() -> None:
    assert shown("one\n  two") == "'one two'"
    assert shown("x" * 50) == f"'{'x' * 40}…'"


def test_words_are_listed_as_in_speech() -> None:
    assert [listing(words, "or") for words in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a or b", "a, b or c"]
