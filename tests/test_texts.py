"""How alike texts are: against an obvious slow computation, and what may never count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.equivalence.texts import SORTS, Reader, Synonyms, as_written, likeness, plain, words

ENGLISH = "en-GB"


def alike(left: list[str], right: list[str], synonyms: Synonyms | None = None) -> np.ndarray:
    reader = Reader(synonyms)
    return likeness(reader.read(left, ENGLISH), reader.read(right, ENGLISH))


# --- what counts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Level {}", "LEVEL {}", "Group {}", "Stage {}", "Module {}", "tier {}", "Step {}", "part {}"]
)
@pytest.mark.parametrize("numbers", [("3", "5"), ("1", "2b"), ("A", "c"), ("two", "three"), ("II", "iv"), ("10", "9")])
def test_names_and_numbers_of_levels_count_for_nothing(name: str, numbers: tuple[str, str]) -> None:
    one, two = (plain(f"{name.format(number)}: Keeping children safe") for number in numbers)
    assert one == two
    assert words(one, ENGLISH) == words("Keeping children safe", ENGLISH)


@pytest.mark.parametrize("text", ["2011", "3 years", "1a", "7.2.9", "24/7"])
def test_digits_count_for_nothing(text: str) -> None:
    assert words(f"Training {text}", ENGLISH) == words(
        "Training " + " ".join(filter(str.isalpha, text.split())), ENGLISH
    )


def test_a_level_is_a_word_where_no_number_goes_with_it() -> None:
    assert words("Level of risk", ENGLISH) == ["level", "risk"]
    assert words("Group work", ENGLISH) == ["group", "work"]


def test_the_parts_of_compound_names_are_words() -> None:
    assert words("hasFirstName", ENGLISH) == words("has first_name", ENGLISH) == words("Has First Name", ENGLISH)
    assert words("XMLFile", ENGLISH) == words("xml file", ENGLISH)


def test_endings_and_small_words_count_for_nothing() -> None:
    assert (
        words("The assessing of risks", ENGLISH) == words("assesses risk", ENGLISH) == words("assess a risk", ENGLISH)
    )
    assert words("to be with them", ENGLISH) == []


def test_a_language_without_stemmer_is_read_as_it_stands() -> None:
    assert words("arbeitende Kinder", "xx") == ["arbeitende", "kinder"]
    assert words("arbeitende Kinder", "de-AT") == words("arbeitende Kinder", "de") != ["arbeitende", "kinder"]


def test_words_are_given_back_as_they_are_written() -> None:
    assert as_written("Recognises the SIGNS of Abuse", ENGLISH)["abus"] == "Abuse"
    assert set(as_written("Recognises the SIGNS of Abuse", ENGLISH).values()) == {"Recognises", "SIGNS", "Abuse"}


def test_where_small_letters_have_another_length_words_are_given_in_small_letters() -> None:
    assert set(as_written("Große Straße", "xx").values()) == {"grosse", "strasse"}


# --- synonyms --------------------------------------------------------------------------------------------

SAME = Synonyms((("case review", "serious case review", "scr"), ("baths", "pool", "swimming pool")))


def test_synonyms_are_read_as_the_first_of_their_row() -> None:
    assert SAME.replaced("an scr at the pool") == "an case review at the baths"
    assert SAME.replaced("serious case review") == SAME.replaced("case review") == "case review"
    assert SAME.replaced("whirlpools, scrs") == "whirlpools, scrs"


def test_the_first_of_a_row_stays_as_it_is_though_it_holds_another() -> None:
    inside = Synonyms((("serious case review", "case review"),))
    assert inside.replaced("a serious case review") == "a serious case review"
    assert inside.replaced("a case review") == "a serious case review"


def test_synonyms_are_alike_as_the_same_word_is() -> None:
    assert alike(["Learning from an SCR"], ["Learning from an SCR"])[0, 0] == pytest.approx(1)
    with_them = alike(["Learning from an SCR"], ["Learning from a case review"], SAME)[0, 0]
    assert with_them > 0.85 > alike(["Learning from an SCR"], ["Learning from a case review"])[0, 0]


PHRASES = ("scr", "serious case review", "case review", "pool", "swimming pool", "baths", "x", "of the")


@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=7), st.data())
def test_what_stood_where_a_synonym_is_read_is_found_again(said: list[str], drawn: st.DataObject) -> None:
    text = " ".join(said)
    read = SAME.replaced(text)
    assert SAME.original(text, 0, len(read)) == text
    at = drawn.draw(st.integers(0, len(said) - 1))
    before, here = (SAME.replaced(" ".join(part)) for part in (said[:at], said[at : at + 1]))
    rest = SAME.replaced(" ".join(said[at + 1 :]))
    if " ".join(part for part in (before, here, rest) if part) == read:  # no phrase runs over into the next
        start = len(before) + bool(before)
        assert SAME.original(text, start, start + len(here)) == said[at]


# --- against an obvious slow computation -----------------------------------------------------------------


def slow_features(text: str) -> dict[str, list[str]]:
    told = words(text, ENGLISH)
    return {
        "words": told,
        "pairs of words": told + [f"{told[at]} {told[at + 1]}" for at in range(len(told) - 1)],
        "pieces of words": [
            f" {word} "[at : at + size] for word in told for size in (3, 4, 5) for at in range(len(word) + 3 - size)
        ],
        "the whole": ["".join(letter if letter.isalpha() else " " for letter in plain(text))],
    }


def slow_vectors(
    left: list[list[str]], right: list[list[str]]
) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    def said(side: Iterable[list[str]]) -> Counter[str]:
        return Counter(feature for row in side for feature in set(row))

    amount, in_left, in_right = len(left) + len(right), said(left), said(right)

    def tells(feature: str) -> float:
        for side, count in ((left, in_left[feature]), (right, in_right[feature])):
            if len(side) >= 10 and count > 0.6 * len(side):
                return 0.0
        return log((1 + amount) / (1 + in_left[feature] + in_right[feature])) + 1

    def vector(row: list[str]) -> dict[str, float]:
        return {feature: (1 + log(times)) * tells(feature) for feature, times in Counter(row).items()}

    return [vector(row) for row in left], [vector(row) for row in right]


def cosine(one: dict[str, float], two: dict[str, float]) -> float:
    lengths = [sqrt(sum(weight * weight for weight in each.values())) for each in (one, two)]
    if not all(lengths):
        return 0.0
    return sum(weight * two.get(feature, 0.0) for feature, weight in one.items()) / lengths[0] / lengths[1]


def slow_likeness(left: list[str], right: list[str]) -> list[list[float]]:
    total = [[0.0 for _ in right] for _ in left]
    for sort, weight in SORTS.items():
        sides = slow_vectors(*([slow_features(text)[sort] for text in side] for side in (left, right)))
        for row, one in enumerate(sides[0]):
            for column, two in enumerate(sides[1]):
                total[row][column] += weight * cosine(one, two)
    return total


SOME_WORDS = ("child", "children", "safe", "safety", "abuse", "refer", "referral", "neglect", "the", "of", "risk")
texts = st.lists(st.lists(st.sampled_from(SOME_WORDS), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=13)


@settings(max_examples=60)
@given(texts, texts)
def test_likeness_is_that_of_an_obvious_slow_computation(left: list[str], right: list[str]) -> None:
    np.testing.assert_allclose(alike(left, right), slow_likeness(left, right), atol=2e-5)


@settings(max_examples=40)
@given(texts, texts)
def test_likeness_is_symmetric_and_between_nothing_and_one(left: list[str], right: list[str]) -> None:
    there = alike(left, right)
    np.testing.assert_allclose(there, alike(right, left).T, atol=1e-6)
    assert float(there.min()) >= 0
    assert float(there.max()) <= 1 + 1e-5


@settings(max_examples=40)
@given(texts, texts, st.data())
def test_the_order_of_the_texts_makes_no_difference(left: list[str], right: list[str], drawn: st.DataObject) -> None:
    order = drawn.draw(st.permutations(range(len(left))))
    np.testing.assert_allclose(alike(left, right)[order], alike([left[at] for at in order], right), atol=1e-6)


@given(st.lists(st.sampled_from(SOME_WORDS), min_size=1, max_size=6).map(" ".join))
def test_a_text_is_as_like_as_can_be_to_itself(text: str) -> None:
    found = float(alike([text], [text])[0, 0])
    assert found == pytest.approx(1 if words(text, ENGLISH) else SORTS["the whole"], abs=1e-5)


def test_texts_without_a_letter_are_like_nothing() -> None:
    assert not alike(["1.2", "---"], ["Abuse", "Risk"]).any()


def test_what_a_framework_says_everywhere_counts_for_nothing() -> None:
    subjects = ("neglect", "court", "drugs", "referral", "law", "risk", "listening", "records", "school", "babies")
    said_everywhere = [f"safeguarding {subject}" for subject in subjects]
    found = alike(said_everywhere, ["safeguarding"])
    assert float(found.max()) < 0.05
    assert float(alike(said_everywhere[:9], ["safeguarding"]).min()) > 0.1  # of so few nothing is boilerplate


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    found = alike(["grown abuse", "grown child", "grown stuff"], ["grown trees", "abuse trees"])
    assert found[0, 1] > found[0, 0] + 0.05


def test_a_whole_that_is_the_same_is_more_alike_than_one_with_a_small_word_more() -> None:
    found = alike(["author", "has author"], ["author", "has author"])
    assert found[0, 0] > found[0, 1]
    assert found[1, 1] > found[1, 0]
