"""The smallest conflict among parts is the smallest of all, and each correction is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import combinations
from random import Random

import pytest
from test_pathways import PERSON, framework

from competency.conflicts import Trials
from competency.loading import load_record
from competency.relaxation import Bound, Part, Situation
from competency.steps import Cost

COURSES = ("a", "b", "c", "d", "e")


def a_situation() -> Situation:
    courses = "\n".join(f"  {course}: {{title: {course}, source: strategy}}" for course in COURSES)
    known = framework(f"courses:\n{courses}")
    return Situation(known, load_record({**PERSON}, known), (), date(2012, 2, 1))


def trials(conflicts: list[frozenset[Part]]) -> Trials:
    """Parts of which each of these sets leaves no plan."""
    parts: tuple[Part, ...] = tuple(Bound(course) for course in COURSES)
    return Trials(a_situation(), parts, lambda _: None, known=_Known(parts, conflicts))


class _Known(dict[frozenset[Part], Cost | None]):
    """Whether there is a plan without some parts, for every set of them."""

    def __init__(self, parts: tuple[Part, ...], conflicts: list[frozenset[Part]]) -> None:
        for size in range(len(parts) + 1):
            for gone in combinations(parts, size):
                kept = frozenset(parts) - frozenset(gone)
                self[frozenset(gone)] = None if any(each <= kept for each in conflicts) else Cost(0, 0, 0)


@pytest.mark.parametrize("seed", range(200))
def test_the_conflict_is_the_smallest_and_each_correction_gives_a_plan(seed: int) -> None:
    draw = Random(seed)
    parts = [Bound(course) for course in COURSES]
    conflicts: list[frozenset[Part]] = [
        frozenset(draw.sample(parts, draw.randint(1, 4))) for _ in range(draw.randint(1, 4))
    ]
    asked = trials(conflicts)
    why = asked.why()
    assert why is not None
    assert why.smallest
    assert frozenset(why.conflict) in conflicts
    assert len(why.conflict) == min(len(each) for each in conflicts)
    leaves_a_plan: Callable[[set[Part]], bool] = lambda gone: all(each & gone for each in conflicts)  # noqa: E731
    for correction in why.corrections:
        assert leaves_a_plan(set(correction))
        assert not any(leaves_a_plan(set(correction) - {part}) for part in correction)


def test_without_a_plan_even_where_all_is_gone_there_is_no_conflict_to_name() -> None:
    assert trials([frozenset()]).why() is None
