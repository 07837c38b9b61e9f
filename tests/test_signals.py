"""What texts and structure say about every pair of items: against an obvious slow computation."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from mapping_cases import course, drawn_frameworks, framework, group, level, outcome

from competency.equivalence.profiles import Profile, profile
from competency.equivalence.signals import (
    COVERED_FROM,
    ENCODED,
    HUB,
    OF_HEADING,
    OF_MEMBERS,
    OF_WHOLE,
    Signals,
    signals,
)
from competency.equivalence.texts import Reader, likeness
from competency.model import Framework

Table = list[list[float]]


def read(one: Framework, other: Framework) -> tuple[Profile, Profile]:
    reader = Reader()
    return profile(one, reader, None), profile(other, reader, None)


def found(one: Framework, other: Framework) -> Signals:
    return signals(*read(one, other))


def mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def covering(alike: Table, members: Sequence[int], others: Sequence[int]) -> float:
    """The mean over the members of the best likeness to one of the others."""
    return mean([max(alike[one][other] for other in others) for one in members])


def slow_context(left: Profile, right: Profile, alike: Table) -> Table:
    turned = [list(column) for column in zip(*alike, strict=True)]
    context = [list(row) for row in alike]
    for one in range(len(left.ids)):
        for other in range(len(right.ids)):
            mine, theirs = left.members[one], right.members[other]
            wholes = int(left.parent[one]), int(right.parent[other])
            if bool(mine) is bool(theirs):
                context[one][other] += OF_HEADING
            if min(wholes) >= 0:
                context[one][other] += OF_WHOLE * alike[wholes[0]][wholes[1]]
            if mine and theirs:
                both_ways = covering(alike, mine, theirs) + covering(turned, theirs, mine)
                context[one][other] += OF_MEMBERS / 2 * both_ways
    return context


def slow_standing_out(left: Profile, right: Profile, context: Table) -> Table:
    out = [list(row) for row in context]
    for one, kind in enumerate(left.kinds):
        for other, its_kind in enumerate(right.kinds):
            if kind is its_kind:
                of_row = [context[one][at] for at, each in enumerate(right.kinds) if each is kind]
                of_column = [context[at][other] for at, each in enumerate(left.kinds) if each is kind]
                best = [mean(sorted(numbers)[-5:]) for numbers in (of_row, of_column)]
                out[one][other] = context[one][other] - HUB * sum(best)
    return out


def slow_covers(alike: Table, left: Profile, right: Profile) -> Table:
    like = [[float(value >= COVERED_FROM) for value in row] for row in alike]
    return [
        [covering(like, mine, theirs) if mine and theirs else float("nan") for theirs in right.members]
        for mine in left.members
    ]


@settings(max_examples=60)
@given(drawn_frameworks("a"), drawn_frameworks("b"))
def test_signals_are_those_of_an_obvious_slow_computation(one: Framework, other: Framework) -> None:
    left, right = read(one, other)
    fast = signals(left, right)
    alike = likeness(left.texts, right.texts)
    np.testing.assert_allclose(fast.alike, alike, atol=1e-6)
    table: Table = fast.alike.tolist()
    turned = [list(column) for column in zip(*table, strict=True)]
    context = slow_context(left, right, table)
    np.testing.assert_allclose(fast.context, context, atol=1e-5)
    np.testing.assert_allclose(fast.stands_out, slow_standing_out(left, right, context), atol=1e-5)
    np.testing.assert_allclose(fast.covers, slow_covers(table, left, right), atol=1e-5)
    np.testing.assert_allclose(fast.covered.T, slow_covers(turned, right, left), atol=1e-5)
    before = [
        [(covering(table, x, y) + covering(turned, y, x)) / 2 if x and y else 0.0 for y in right.before]
        for x in left.before
    ]
    np.testing.assert_allclose(fast.before, before, atol=1e-5)


@settings(max_examples=40)
@given(drawn_frameworks("a"), drawn_frameworks("b"))
def test_signals_from_the_other_side_are_turned(one: Framework, other: Framework) -> None:
    left, right = read(one, other)
    there, back = signals(left, right), signals(right, left)
    for mine, theirs in (
        (there.alike, back.alike),
        (there.context, back.context),
        (there.stands_out, back.stands_out),
        (there.covers, back.covered),
        (there.before, back.before),
    ):
        np.testing.assert_allclose(mine, theirs.T, atol=1e-5)


# --- coverage --------------------------------------------------------------------------------------------


def taught(identifier: str, *statements: str) -> Framework:
    outcomes = [outcome(f"o{at}", statement) for at, statement in enumerate(statements)]
    return framework(identifier, *outcomes, course("c", "Course", develops=tuple(one.id for one in outcomes)))


def test_what_lies_in_more_is_covered_and_does_not_cover() -> None:
    one = taught("a", "Recognises signs of abuse", "Makes referrals")
    other = taught("b", "Recognises signs of abuse", "Makes referrals", "Chairs conferences", "Writes court reports")
    left, right = read(one, other)
    both = signals(left, right)
    pair = left.place["a:c"], right.place["b:c"]
    assert float(both.covers[pair]) == 1.0
    assert float(both.covered[pair]) == 0.5


def test_of_what_is_made_of_nothing_no_coverage_is_known() -> None:
    one, other = taught("a", "Makes referrals"), framework("b", course("c", "Course"))
    left, right = read(one, other)
    both = signals(left, right)
    assert isnan(both.covers[left.place["a:c"], 0])
    assert isnan(both.covered[left.place["a:c"], 0])


def test_alike_wholes_and_alike_members_speak_for_a_pair() -> None:
    def board(identifier: str, title: str) -> Framework:
        return framework(identifier, level("l", title), outcome("o", "Listens", at="l"))

    near, far = found(board("a", "Foundation"), board("b", "Foundation")), found(board("a", "X"), board("b", "Leading"))
    left, _ = read(board("a", "Foundation"), board("b", "Foundation"))
    at = left.place["a:o"]
    assert near.context[at, at] > far.context[at, at]
    assert near.context[left.place["a:l"], left.place["a:l"]] > near.alike[left.place["a:l"], left.place["a:l"]]


def test_what_is_like_many_stands_out_less_than_what_is_like_one() -> None:
    one = framework("a", outcome("one", "Chairs conferences"), outcome("other", "Recognises abuse"))
    many = [outcome(f"o{at}", "Recognises abuse") for at in range(5)]
    both = found(one, framework("b", outcome("z", "Chairs conferences"), *many))
    left, right = read(one, framework("b", outcome("z", "Chairs conferences"), *many))
    particular = both.stands_out[left.place["a:one"], right.place["b:z"]]
    common = both.stands_out[left.place["a:other"], right.place["b:o0"]]
    assert particular > common


# --- an embedding that a user brings ----------------------------------------------------------------------


def by_length(texts: Sequence[str]) -> np.ndarray:
    """A foolish embedding: how long a text is, and how often it says e."""
    return np.array([[len(text), 10 * text.count("e")] for text in texts], dtype=np.float32)


def test_an_embedding_counts_for_its_share_and_only_where_it_is_given() -> None:
    one = framework("a", group("x", "Predominantly with children"), group("y", "Police"))
    other = framework("b", group("z", "Members of the board of directors"), group("w", "Staff"))
    left, right = read(one, other)
    plainly, with_it = signals(left, right), signals(left, right, by_length)
    assert not np.allclose(plainly.alike, with_it.alike)
    added = with_it.alike - (1 - ENCODED) * plainly.alike
    assert float(added.min()) >= -1e-6
    assert float(added.max()) <= ENCODED + 1e-6


def test_what_an_embedding_says_of_all_texts_alike_counts_for_nothing() -> None:
    one, other = framework("a", group("x", "Police"), group("y", "Staff")), framework("b", group("z", "Police"))
    left, right = read(one, other)
    plainly = signals(left, right)
    same = signals(left, right, lambda texts: np.ones((len(texts), 3), dtype=np.float32))
    np.testing.assert_allclose(same.alike, (1 - ENCODED) * plainly.alike, atol=1e-6)


def test_frameworks_without_items_are_no_error() -> None:
    assert found(framework("a"), framework("b", group("x", "Police"))).alike.shape == (0, 1)


@pytest.mark.parametrize("amount", [1, 4, 5, 6, 9])
def test_one_of_any_number_may_stand_out(amount: int) -> None:
    one = framework("a", *(outcome(f"o{at}", f"Statement {chr(97 + at) * 4}") for at in range(amount)))
    both = found(one, framework("b", *one.outcomes))
    assert all(both.stands_out[at, at] == pytest.approx(both.stands_out[at].max(), abs=1e-5) for at in range(amount))
