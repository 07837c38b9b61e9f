"""The requirement language as data: print then parse is the identity, whatever the order of keys; and plain English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import permutations, product
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import Draw, requirements, some_names

from competency import requirements as dsl
from competency.english import each
from competency.periods import Cycle, Period, parse_period
from competency.requirements import (
    UNSTATED,
    AllOf,
    AnyOf,
    AtLeast,
    Choice,
    Completed,
    Counting,
    Evidenced,
    FactHolds,
    Hours,
    Judged,
    OutcomeAchieved,
    Query,
    Requirement,
    Selector,
    Unstated,
    in_words,
    joined,
    parse,
    parts_of,
    phrase,
    printed,
    selection,
    walk,
)
from competency.values import Value


@st.composite
def any_requirement(draw: Draw) -> Requirement:
    return draw(requirements(some_names(draw), 3))


def turned(value: Value) -> Value:
    """The same value with the keys of every mapping in the other order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_requirement())
def test_print_then_parse_is_the_identity_in_any_order_of_keys(requirement: Requirement) -> None:
    data = printed(requirement)
    assert parse(data) == parse(turned(data)) == requirement
    assert printed(parse(data)) == data


def scalars(value: Value, key: str = "") -> Iterator[tuple[str, Value]]:
    """Every text and number inside, with the nearest key above it."""
    match value:
        case dict():
            for name, inside in value.items():
                yield from scalars(inside, name)
        case list():
            for inside in value:
                yield from scalars(inside, key)
        case _:
            yield key, value


def told(key: str, value: Value) -> str:
    """How a scalar that stands at the key has to occur in a sentence."""
    match key, value:
        case ("every" | "inside" | "experience", str()) if value != "unstated":
            return each(parse_period(value))
        case ("from" | "to", str()) if value != "unstated":
            return in_words(date.fromisoformat(value))
        case ("each", str()):
            return value.replace("-", " ").replace("unstated", "does not state")
        case ("is", "yes") | ("different", _):
            return ""
        case ("is", "no"):
            return "is not so"
        case ("judged", str()):
            return " ".join(value.split()).translate(str.maketrans("“”", "‘’"))
        case _, "unstated":
            return "that the document does not "
        case _:
            return str(value)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_requirement())
def test_a_phrase_names_every_item_period_number_day_and_mode_that_occurs(requirement: Requirement) -> None:
    said = phrase(requirement)
    assert "\n" not in said
    yes_and_no = (part for part in walk(requirement) if isinstance(part, FactHolds) and len(part.values) == 2)
    assume(not any(yes_and_no))
    for part in walk(requirement):
        inner = printed(part) if not parts_of(part) else None
        missing = [(key, value) for key, value in scalars(inner) if inner and told(key, value) not in said]
        assert missing == []
        if isinstance(part, AtLeast) and (part.number, len(part.parts)) != (1, 1):
            assert f"at least {part.number} of these {len(part.parts)} " in said


def plainest(requirement: Requirement) -> Requirement:
    """The requirement as its sentence tells it: one part stands for itself, a fact is so or is not."""
    match requirement:
        case AllOf((part,)) | AnyOf((part,)) | AtLeast(1, (part,)):
            return plainest(part)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return evolve(requirement, parts=tuple(map(plainest, parts)))
        case FactHolds(fact, ("yes",)):
            return FactHolds(fact)
        case Hours(hours, of, counting):
            return Hours(float(hours), of, counting)
        case _:
            return requirement


def told_apart(requirements: Iterable[Requirement]) -> int:
    """How many different requirements there are, having checked that no two of them share a sentence."""
    seen: dict[str, Requirement] = {}
    for requirement in requirements:
        same = seen.setdefault(phrase(requirement), plainest(requirement))
        assert same == plainest(requirement), phrase(requirement)
    return len(seen)


Read = str | tuple[str, tuple["Read", ...]]
"""A sentence as a reader takes it: a bare demand as it is, a list as its head and its entries."""

STARTS: Final = {
    "meet": ("conditions", ""),
    "have completed": ("courses", ""),
    "have evidence of": ("things", ""),
    "have attained": ("levels", ""),
    "have on record": ("statements", ""),
    "have achieved": ("outcomes", "the outcome "),
    "meet ": ("standards", "the standard "),
    "belong to": ("groups", ""),
}
"""How a list may start, and what its entries are called and stand for."""

LISTED: Final = re.compile(r"(both|either|all|any one|at least \d+) of these (?:(\d+) )?(\w+): (.*)")
WHOLE: Final = {"both": "all", "either": "any one"}


def split(said: str, at: str) -> list[str]:
    """The pieces between a separator that stands outside all quotation marks and brackets."""
    pieces, depth, start = [], 0, 0
    for index, sign in enumerate(said):
        depth += (sign in "“[(") - (sign in "”])")
        if depth == 0 and said.startswith(at, index):
            pieces.append(said[start:index])
            start = index + len(at)
    return [*pieces, said[start:]]


def read(said: str) -> Read:
    """What a reader who knows nothing but the words makes of a phrase."""
    for start, (plural, article) in STARTS.items():
        rest = said.removeprefix(f"{start.strip()} ")
        listed = LISTED.match(rest) if rest != said else None
        if listed and listed[3] == plural:
            entries = split(listed[4].removeprefix("[").removesuffix("]"), "; ")
            assert [entry[0] for entry in entries] == ["("] * len(entries)
            assert listed[2] in (None, str(len(entries)))
            words = [entry.partition(") ")[2] for entry in entries]
            whole = tuple(
                read(word) if plural == "conditions" else f"{start.strip()} {article}{word}" for word in words
            )
            return WHOLE.get(listed[1], listed[1]), whole
    for two, last in (("both", "and"), ("either", "or")):
        start, found, rest = said.partition(f"{two} ")
        if found and (not start or start.strip() in STARTS):
            first, second = split(rest, f" {last} ")
            return WHOLE[two], (read(f"{start}{first}"), read(f"{start}{second}"))
    return said


def meant(requirement: Requirement) -> Read:
    """What the requirement says, in the same shape."""
    match requirement:
        case AllOf(parts):
            return "all", tuple(map(meant, parts))
        case AnyOf(parts):
            return "any one", tuple(map(meant, parts))
        case AtLeast(number, parts):
            return f"at least {number}", tuple(map(meant, parts))
        case _:
            return phrase(requirement)


@pytest.mark.no_cover
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_requirement())
def test_a_reader_recovers_what_is_joined_with_what(requirement: Requirement) -> None:
    """From the words alone: which parts stand under which head, in every nesting."""
    assert read(phrase(requirement)) == meant(plainest(requirement))


LEAVES: Final[tuple[Requirement, ...]] = (
    Completed(("a",)),
    Completed(("b",)),
    Completed(("a", "b")),
    Completed(("a",), Counting(every=Period(months=12), refreshed_by=("b",))),
    Evidenced("e"),
    OutcomeAchieved("o"),
    Judged("f", "f"),
    UNSTATED,
)


def joins(parts: Sequence[Requirement], number: int) -> list[Requirement]:
    """All ways to join so many of the parts, in any order."""
    joined_parts = list(product(parts, repeat=number))
    some = [AtLeast(least, chosen) for chosen in joined_parts for least in (1, 2)]
    return [*map(AllOf, joined_parts), *map(AnyOf, joined_parts), *some]


@pytest.mark.no_cover
def test_no_two_structures_share_a_sentence() -> None:
    """Whatever joins are nested in whatever way, the sentence tells which: tried for all small ones."""
    pairs, triples = joins(LEAVES, 2), joins(LEAVES[:4], 3)
    flat = [*LEAVES, *pairs, *triples]
    nested = [*joins((*LEAVES[::3], *pairs[::12]), 2), *joins((*LEAVES[::4], *pairs[::60], *triples[::80]), 3)]
    deep = joins((LEAVES[0], *nested[:: len(nested) // 40]), 2)
    assert told_apart([*flat, *nested, *deep]) > 10_000


def test_no_two_sets_of_options_share_a_sentence() -> None:
    """Whatever options a form has, the sentence tells which: tried for all together."""
    period: tuple[Period | Unstated | None, ...] = (None, Period(days=28), Period(months=12), UNSTATED)
    days: tuple[date | Unstated | None, ...] = (None, date(2012, 1, 1), UNSTATED)
    recurrence: list[dict[str, Any]] = [
        *({"every": every} for every in period),
        *({"each": each} for each in (*Cycle, UNSTATED)),
        {"every": Period(months=12), "refreshed_by": ("a",)},
        {"every": Period(months=12), "refreshed_by": ("a", Query(tag="t"))},
    ]
    modes: tuple[tuple[str | Unstated, ...], ...] = ((), ("x",), ("x", UNSTATED))
    countings = [
        Counting(times=times, inside=inside, mode=mode, starts=starts, ends=ends, different_people=different, **again)
        for times, inside, mode, starts, ends, different, again in product(
            (1, 2), period, modes, days, days, (False, True), recurrence
        )
    ]
    assert told_apart(Completed(("a",), counting) for counting in countings) == len(countings)
    assert told_apart(Evidenced("a", counting) for counting in countings) == len(countings)


def test_no_two_selectors_share_a_sentence() -> None:
    """Whatever courses are selected, the sentence tells which, and of hours and completions how many."""
    words: tuple[str | Unstated | None, ...] = (None, "x", UNSTATED)
    queries = [Query(*keys) for keys in product(words, repeat=4) if any(keys)]
    choices: list[Choice] = ["a", "b", UNSTATED, *queries]
    selectors = [*((choice,) for choice in choices), *permutations(choices[:12], 2), *permutations(choices[:5], 3)]
    asked: list[Callable[[Selector], Requirement]] = [
        Completed,
        *(partial(Hours, hours) for hours in (1, 1.5, 12)),
        twice,
    ]
    assert told_apart(ask(selector) for ask in asked for selector in selectors) == len(asked) * len(selectors)


def twice(selector: Selector) -> Requirement:
    return Completed(selector, Counting(times=2))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(any_requirement(), min_size=2, max_size=12))
def test_no_two_random_requirements_share_a_sentence(some: list[Requirement]) -> None:
    assert told_apart(some)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_requirement())
def test_a_walk_visits_each_part_once_in_reading_order(requirement: Requirement) -> None:
    visited = list(walk(requirement))
    assert visited[0] is requirement
    inner = [part for each in dsl.parts_of(requirement) for part in walk(each)]
    assert visited[1:] == inner


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        ({"completed": ["a"]}, {"completed": "a"}),
        ({"completed": "a", "times": 1}, {"completed": "a"}),
        ({"completed": "a", "every": "P3Y"}, {"completed": "a", "every": "3 years"}),
        (
            {"completed": "a", "every": "1 year", "refreshed_by": "b"},
            {"completed": "a", "every": "1 year", "refreshed_by": ["b"]},
        ),
        ({"completed": "a", "mode": "x"}, {"completed": "a", "mode": ["x"]}),
        ({"fact": "f", "is": True}, {"fact": "f", "is": "yes"}),
        ({"fact": "f", "is": ["false", "maybe", 3]}, {"fact": "f", "is": ["no", "maybe", "3"]}),
        ({"evidence": "e", "times": 2, "different": "by"}, {"evidence": "e", "times": 2, "different": "by"}),
        ({"fact": "f", "judged": "is able"}, {"judged": "is able", "fact": "f"}),
        ("unstated", "unstated"),
    ],
)
def test_what_is_written_in_several_ways_has_one_normal_form(value: Value, normal: Value) -> None:
    assert printed(parse(value)) == normal


def test_unstated_may_stand_for_a_course_a_key_a_period_a_day_a_mode_and_a_cycle() -> None:
    value: Value = {
        "completed": ["unstated", {"level": "unstated"}],
        "inside": "unstated",
        "times": 2,
        "each": "unstated",
        "mode": ["unstated"],
        "from": "unstated",
        "to": "2012-01-01",
    }
    requirement = parse(value)
    assert isinstance(requirement, Completed)
    assert requirement.selector == (UNSTATED, Query(level=UNSTATED))
    assert (requirement.counting.each, requirement.counting.inside) == (UNSTATED, UNSTATED)
    assert requirement.counting.ends == date(2012, 1, 1)
    assert repr(UNSTATED) == "UNSTATED"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"completed": "a"}, "have completed a"),
        ({"completed": ["a", "b", {"tag": "t"}]}, "have completed any one of a, b or any course tagged t"),
        ({"completed": "a", "every": "1 year"}, "have completed a in the last year"),
        ({"completed": "a", "every": "P1M10D"}, "have completed a in the last 1 month and 10 days"),
        (
            {"completed": "a", "times": 2, "inside": "4 weeks"},
            "have completed a at least 2 times within a span of 4 weeks",
        ),
        (
            {"completed": ["a", "b"], "times": 3, "each": "calendar-year"},
            "have completed any one of a or b at least 3 times altogether in each calendar year",
        ),
        (
            {"completed": "a", "each": "financial-year"},
            "have completed a in each financial year (from 1 April)",
        ),
        (
            {"completed": "a", "each": "unstated"},
            "have completed a in each cycle of a kind that the document does not state",
        ),
        (
            {"completed": "a", "mode": ["face-to-face", "unstated"]},
            "have completed a in face-to-face mode or a mode that the document does not state",
        ),
        ({"completed": "a", "from": "2011-04-01"}, "have completed a on or after 1 April 2011"),
        (
            {"completed": "a", "from": "2011-04-01", "to": "unstated"},
            "have completed a on or after 1 April 2011 and on or before a day that the document does not state",
        ),
        (
            {"completed": "a", "every": "unstated"},
            "have completed a at intervals that the document does not state",
        ),
        (
            {"completed": "a", "every": "3 years", "refreshed_by": ["b", {"level": "l"}]},
            "have completed a in the last 3 years "
            "(after the first time, any one of b or any course at l renews it too)",
        ),
        ({"evidence": "e"}, "have evidence of e"),
        ({"evidence": "e", "times": 2, "different": "by"}, "have evidence of e at least 2 times by different people"),
        ({"hours": 1, "of": "a"}, "have at least 1 hour of a"),
        (
            {"hours": 12, "of": {"tag": "t"}, "every": "3 years", "mode": "face-to-face"},
            "have at least 12 hours altogether of any course tagged t in face-to-face mode in the last 3 years",
        ),
        (
            {"hours": 1.5, "of": "unstated"},
            "have at least 1.5 hours altogether of a course that the document does not name",
        ),
        ({"experience": "2 years", "in": "f"}, "have at least 2 years of experience since “f”"),
        (
            {"experience": "unstated", "in": "f"},
            "have experience of a length that the document does not state since “f”",
        ),
        ({"fact": "f"}, "have on record “f”"),
        ({"fact": "f", "is": "yes"}, "have on record “f”"),
        ({"fact": "f", "is": "no"}, "have on record that “f” is not so"),
        ({"fact": "f", "is": ["x", "y"]}, "have “x” or “y” on record as “f”"),
        ({"evidence": "unstated"}, "have evidence of a thing that the document does not name"),
        ({"member": "unstated"}, "belong to a group that the document does not name"),
        (
            {"fact": "f", "is": ["x", "unstated"]},
            "have “x” or a value that the document does not state on record as “f”",
        ),
        ({"member": "g"}, "belong to g"),
        ({"level": "l"}, "have attained l"),
        ({"outcome": "o"}, "have achieved the outcome “o”"),
        ({"standard": "s"}, "meet the standard “s”"),
        ({"judged": "is able", "fact": "f"}, "have this judged to be so: “is able” (kept on record as “f”)"),
        ({"judged": "f", "fact": "f"}, "have this judged to be so: “f”"),
        ("unstated", "do something that the document does not state"),
        ({"all": [{"member": "g"}]}, "belong to g"),
        ({"all": [{"member": "g"}, {"level": "l"}]}, "both belong to g and have attained l"),
        ({"any": [{"member": "g"}, {"level": "l"}]}, "either belong to g or have attained l"),
        ({"all": [{"completed": "a"}, {"completed": "b"}]}, "have completed both a and b"),
        ({"any": [{"outcome": "o"}, {"outcome": "p"}]}, "have achieved either the outcome “o” or the outcome “p”"),
        (
            {"all": [{"outcome": "o"}, {"outcome": "p"}, {"outcome": "q"}]},
            "have achieved all of these outcomes: (a) “o”; (b) “p”; (c) “q”",
        ),
        (
            {"all": [{"completed": ["a", "b"]}, {"completed": "c"}]},
            "meet both of these conditions: (a) have completed any one of a or b; (b) have completed c",
        ),
        (
            {
                "any": [
                    {"member": "g"},
                    {"all": [{"level": "l"}, {"any": [{"completed": "a"}, {"evidence": "e"}, "unstated"]}]},
                ]
            },
            "meet either of these conditions: (a) belong to g; (b) meet both of these conditions: "
            "[(i) have attained l; (ii) meet any one of these conditions: [(A) have completed a; "
            "(B) have evidence of e; (C) do something that the document does not state]]",
        ),
        (
            {"at_least": 1, "of": [{"member": "g"}, {"level": "l"}]},
            "meet at least 1 of these 2 conditions: (a) belong to g; (b) have attained l",
        ),
        (
            {"at_least": 2, "of": [{"evidence": "e"}, {"evidence": "f"}, {"evidence": "g"}]},
            "have evidence of at least 2 of these 3 things: (a) e; (b) f; (c) g",
        ),
        (
            {"completed": {"level": "l", "develops": "o", "provider": "unstated", "tag": "t"}},
            "have completed any course at l tagged t provided by a body that the document does not name "
            "that develops the outcome “o”",
        ),
    ],
)
def test_a_requirement_reads_as_plain_english(value: Value, said: str) -> None:
    assert phrase(parse(value)) == said


def test_a_phrase_can_be_about_one_and_leave_room_for_more() -> None:
    requirement = parse({"all": [{"member": "g"}, {"level": "l"}, {"any": [{"completed": "a"}, {"completed": "b"}]}]})
    assert phrase(requirement, singular=True, closed=True) == (
        "meets all of these conditions: [(a) belongs to g; (b) has attained l; (c) has completed either a or b]"
    )
    assert phrase(parse({"evidence": "e"}), that_course={"e"}) == "have evidence of e for the course in question"


def test_a_sentence_names_items_by_title() -> None:
    assert (
        phrase(parse({"completed": ["a", {"level": "l"}]}), str.upper)
        == "have completed any one of A or any course at L"
    )
    assert selection(("a",), str.upper) == "A"


def test_small_words() -> None:
    assert joined(("a",), "and") == "a"
    assert joined(("a", "b"), "and") == "a and b"
    assert in_words(date(2012, 12, 31)) == "31 December 2012"
    assert parse({"all": []}) == AllOf(())
