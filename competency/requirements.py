"""The standards DSL: requirements over ids; parsed from data, printed back, and read out in plain English.

A requirement is data, not text to parse: a mapping with one head key (`completed`, `all`, `member`, …) or the
word `unstated`. `parse` takes a value that the schema accepts; `printed` gives the value back in its normal
form, and `parse(printed(requirement)) == requirement`. What a requirement means on a day is `evaluation`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Final, TypeAlias, TypeVar, cast

from attrs import frozen

from competency.periods import Cycle, Period, parse_date, parse_period
from competency.values import Value

T = TypeVar("T")


class Unstated(Enum):
    """The document is silent. As a requirement: never surely met, always possibly."""

    UNSTATED = "unstated"

    def __repr__(self) -> str:
        return "UNSTATED"


UNSTATED: Final = Unstated.UNSTATED


@frozen
class Query:
    """Courses by what they are: all keys that are given must hold. `level` is exactly that level."""

    level: str | Unstated | None = None
    develops: str | Unstated | None = None
    provider: str | Unstated | None = None
    tag: str | Unstated | None = None

    @property
    def keys(self) -> tuple[tuple[str, str | Unstated], ...]:
        """The keys that are given, with their values, in the order level, develops, provider, tag."""
        given = (
            ("level", self.level),
            ("develops", self.develops),
            ("provider", self.provider),
            ("tag", self.tag),
        )
        return tuple((key, value) for key, value in given if value is not None)


Choice: TypeAlias = str | Query | Unstated
Selector: TypeAlias = tuple[Choice, ...]
"""Any one of these courses; a single one is a tuple of one."""


@frozen(kw_only=True)
class Counting:
    """Which completions count, how many are asked for, and for how long each stands.

    `mode` empty means any mode; `starts` and `ends` bind the hits of the head, not `refreshed_by`.
    """

    times: int = 1
    inside: Period | Unstated | None = None
    every: Period | Unstated | None = None
    each: Cycle | Unstated | None = None
    refreshed_by: Selector = ()
    mode: tuple[str | Unstated, ...] = ()
    starts: date | Unstated | None = None
    ends: date | Unstated | None = None
    different_people: bool = False


ONCE: Final = Counting()


@frozen
class Completed:
    """Has completed one of the selected courses."""

    selector: Selector
    counting: Counting = ONCE


@frozen
class Evidenced:
    """Holds a piece of evidence, under the same options as a completion."""

    evidence: str
    counting: Counting = ONCE


@frozen
class Hours:
    """Has so many hours of the selected courses among those that still count."""

    hours: int | float
    of: Selector
    counting: Counting = ONCE


@frozen
class Experience:
    """So much time has passed since a dated fact."""

    period: Period | Unstated
    fact: str


@frozen
class FactHolds:
    """The record states the fact; with `values`, as one of these; without, as yes (or with any value)."""

    fact: str
    values: tuple[str, ...] = ()


@frozen
class Member:
    """Belongs to the group, or to a part of it, on that day."""

    group: str


@frozen
class LevelAttained:
    """Has attained the level, by the level's own `requires`."""

    level: str


@frozen
class OutcomeAchieved:
    """Has achieved the outcome: by a course or evidence that develops it, or by direct assessment."""

    outcome: str


@frozen
class StandardMet:
    """What the standard requires holds, whoever the standard is for."""

    standard: str


@frozen
class AllOf:
    """Every part holds."""

    parts: tuple[Requirement, ...]


@frozen
class AnyOf:
    """One of the parts holds."""

    parts: tuple[Requirement, ...]


@frozen
class AtLeast:
    """So many of the parts hold."""

    number: int
    parts: tuple[Requirement, ...]


@frozen
class Judged:
    """A person decides, and the record keeps the decision as a yes/no fact."""

    question: str
    fact: str


Requirement: TypeAlias = (
    Completed
    | Evidenced
    | Hours
    | Experience
    | FactHolds
    | Member
    | LevelAttained
    | OutcomeAchieved
    | StandardMet
    | AllOf
    | AnyOf
    | AtLeast
    | Judged
    | Unstated
)

HEADS: Final = (
    "completed",
    "evidence",
    "hours",
    "experience",
    "judged",
    "fact",
    "member",
    "level",
    "outcome",
    "standard",
    "all",
    "any",
    "at_least",
)
"""The head keys; `judged` stands before `fact`, which is its option."""


# --- from data -------------------------------------------------------------------------------------------


def head_of(data: Mapping[str, Value]) -> str:
    """The head key of a requirement's mapping: the one that says which form it is.

    >>> head_of({"judged": "is confident", "fact": "confident"})
    'judged'
    """
    return next(head for head in HEADS if head in data)


def parse(value: Value) -> Requirement:
    """The requirement that a schema-valid value states.

    >>> parse({"completed": "awareness", "every": "3 years"})
    Completed(selector=('awareness',), counting=Counting(times=1, inside=None, every=Period(months=36, days=0), \
each=None, refreshed_by=(), mode=(), starts=None, ends=None, different_people=False))
    """
    if not isinstance(value, dict):
        return UNSTATED
    match head_of(value):
        case "completed":
            return Completed(parse_selector(value["completed"]), _counting(value))
        case "evidence":
            return Evidenced(text(value["evidence"]), _counting(value))
        case "hours":
            return Hours(cast(float, value["hours"]), parse_selector(value["of"]), _counting(value))
        case "experience":
            return Experience(period(value["experience"]), text(value["in"]))
        case "judged":
            return Judged(text(value["judged"]), text(value["fact"]))
        case "fact":
            return FactHolds(text(value["fact"]), tuple(fact_value(item) for item in listed(value.get("is"))))
        case "member":
            return Member(text(value["member"]))
        case "level":
            return LevelAttained(text(value["level"]))
        case "outcome":
            return OutcomeAchieved(text(value["outcome"]))
        case "standard":
            return StandardMet(text(value["standard"]))
        case "all":
            return AllOf(tuple(parse(part) for part in listed(value["all"])))
        case "any":
            return AnyOf(tuple(parse(part) for part in listed(value["any"])))
        case _:
            return AtLeast(cast(int, value["at_least"]), tuple(parse(part) for part in listed(value["of"])))


def parse_selector(value: Value) -> Selector:
    """The courses that a SELECTOR selects: an id, a query, the word `unstated`, or a list of these."""
    return tuple(_choice(item) for item in listed(value))


def _choice(value: Value) -> Choice:
    if isinstance(value, dict):
        return Query(**{key: stated(text(item)) for key, item in value.items()})
    return stated(text(value))


def _counting(data: Mapping[str, Value]) -> Counting:
    each = data.get("each")
    return Counting(
        times=cast(int, data.get("times", 1)),
        inside=optional(period, data.get("inside")),
        every=optional(period, data.get("every")),
        each=None if each is None else UNSTATED if each == "unstated" else Cycle(text(each)),
        refreshed_by=parse_selector(data.get("refreshed_by")),
        mode=tuple(stated(text(item)) for item in listed(data.get("mode"))),
        starts=optional(day, data.get("from")),
        ends=optional(day, data.get("to")),
        different_people="different" in data,
    )


def text(value: Value) -> str:
    """A value that the schema says is text."""
    return cast(str, value)


def listed(value: Value) -> list[Value]:
    """A list as it is, a single value as a list of one, nothing as an empty list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def stated(word: str) -> str | Unstated:
    """The word itself, but `UNSTATED` for the word `unstated`."""
    return UNSTATED if word == "unstated" else word


def period(value: Value) -> Period | Unstated:
    """A period as the format writes it."""
    return UNSTATED if value == "unstated" else parse_period(text(value))


def day(value: Value) -> date | Unstated:
    """A day as the format writes it."""
    return UNSTATED if value == "unstated" else parse_date(text(value))


def fact_value(value: Value) -> str:
    """The value of a fact as one text: yes and true are `yes`, no and false are `no`."""
    if value is True or value == "true":
        return "yes"
    if value is False or value == "false":
        return "no"
    return str(value)


def optional(read: Callable[[Value], T], value: Value) -> T | None:
    """What `read` makes of the value; None where there is none."""
    return None if value is None else read(value)


# --- back to data ----------------------------------------------------------------------------------------


def printed(requirement: Requirement) -> Value:
    """The requirement as the format writes it, in its normal form.

    >>> printed(parse({"any": [{"completed": ["neglect"]}, "unstated"]}))
    {'any': [{'completed': 'neglect'}, 'unstated']}
    """
    match requirement:
        case Completed(selector, counting):
            return {"completed": printed_selector(selector), **_printed_counting(counting)}
        case Evidenced(evidence, counting):
            return {"evidence": evidence, **_printed_counting(counting)}
        case Hours(hours, of, counting):
            return {"hours": hours, "of": printed_selector(of), **_printed_counting(counting)}
        case Experience(length, fact):
            return {"experience": plain(length), "in": fact}
        case FactHolds(fact, values):
            return {"fact": fact} if not values else {"fact": fact, "is": unlisted(list(values))}
        case Member(group):
            return {"member": group}
        case LevelAttained(level):
            return {"level": level}
        case OutcomeAchieved(outcome):
            return {"outcome": outcome}
        case StandardMet(standard):
            return {"standard": standard}
        case AllOf(parts):
            return {"all": [printed(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [printed(part) for part in parts]}
        case AtLeast(number, parts):
            return {"at_least": number, "of": [printed(part) for part in parts]}
        case Judged(question, fact):
            return {"judged": question, "fact": fact}
        case Unstated():
            return "unstated"


def printed_selector(selector: Selector) -> Value:
    """A SELECTOR as the format writes it: one choice bare, several as a list."""
    choices: list[Value] = [
        {key: plain(value) for key, value in choice.keys} if isinstance(choice, Query) else plain(choice)
        for choice in selector
    ]
    return unlisted(choices)


def _printed_counting(counting: Counting) -> dict[str, Value]:
    options: dict[str, Value] = {
        "times": counting.times if counting.times != 1 else None,
        "inside": plain(counting.inside),
        "every": plain(counting.every),
        "each": plain(counting.each),
        "refreshed_by": [printed_selector((choice,)) for choice in counting.refreshed_by] or None,
        "mode": [plain(mode) for mode in counting.mode] or None,
        "from": plain(counting.starts),
        "to": plain(counting.ends),
        "different": "by" if counting.different_people else None,
    }
    return {key: value for key, value in options.items() if value is not None}


def plain(value: Period | Cycle | date | Unstated | str | None) -> Value:
    """A parsed scalar as the text that the format writes; None stays None."""
    return None if value is None else value.value if isinstance(value, Unstated) else str(value)


def unlisted(values: list[Value]) -> Value:
    """A list of one as its only value; any other list as it is."""
    return values[0] if len(values) == 1 else values


# --- walking ---------------------------------------------------------------------------------------------


def parts_of(requirement: Requirement) -> tuple[Requirement, ...]:
    """The requirements directly inside this one."""
    return requirement.parts if isinstance(requirement, AllOf | AnyOf | AtLeast) else ()


def walk(requirement: Requirement) -> Iterator[Requirement]:
    """This requirement and every one inside it, in reading order."""
    yield requirement
    for part in parts_of(requirement):
        yield from walk(part)


# --- plain English ---------------------------------------------------------------------------------------

Titles: TypeAlias = Callable[[str], str]
"""The title of an item, by its id; an id without a title reads as itself."""


def by_id(identifier: str) -> str:
    """Titles where none are known: each id stands for itself."""
    return identifier


def phrase(requirement: Requirement, titles: Titles = by_id) -> str:
    """The requirement as a verb phrase that follows 'must' as well as 'while they'.

    >>> phrase(parse({"completed": ["a", "b"], "every": "3 years"}))
    'have completed any one of a or b in the last 3 years'
    """
    match requirement:
        case Completed(selector, counting):
            return f"have completed {selection(selector, titles)}{_counted(counting, titles)}"
        case Evidenced(evidence, counting):
            return f"hold {titles(evidence)}{_counted(counting, titles)}"
        case Hours(hours, of, counting):
            amount = f"{hours:g} hour" if hours == 1 else f"{hours:g} hours"
            return f"have at least {amount} of {selection(of, titles)}{_counted(counting, titles)}"
        case Experience(length, fact):
            return f"have at least {_length(length)} behind them since: {titles(fact)}"
        case FactHolds(fact, ()):
            return f"have on record: {titles(fact)}"
        case FactHolds(fact, ("yes",)):
            return f"have on record: {titles(fact)}"
        case FactHolds(fact, ("no",)):
            return f"have on record that this is not so: {titles(fact)}"
        case FactHolds(fact, values):
            return f"have on record as {titles(fact)}: {joined(values, 'or')}"
        case Member(group):
            return f"belong to {titles(group)}"
        case LevelAttained(level):
            return f"have attained {titles(level)}"
        case OutcomeAchieved(outcome):
            return f"have achieved the outcome '{titles(outcome)}'"
        case StandardMet(standard):
            return f"meet the standard '{titles(standard)}'"
        case AllOf(parts):
            return _combined("all of these", parts, "and", titles)
        case AnyOf(parts):
            return _combined("any one of these", parts, "or", titles)
        case AtLeast(number, parts):
            return _enumerated(f"at least {number} of these {len(parts)}", parts, titles)
        case Judged(question, fact):
            return f"have a person's judgement, recorded as '{titles(fact)}', that this is so: {question}"
        case Unstated():
            return "do what the document does not state"


def selection(selector: Selector, titles: Titles = by_id) -> str:
    """The selected courses in words, 'any one of' before a list.

    >>> selection(("a", Query(level="level-3")))
    'any one of a or any course at level-3'
    """
    choices = tuple(_chosen(choice, titles) for choice in selector)
    return choices[0] if len(choices) == 1 else f"any one of {joined(choices, 'or')}"


def _chosen(choice: Choice, titles: Titles) -> str:
    if isinstance(choice, Unstated):
        return "a course that the document does not name"
    if isinstance(choice, str):
        return titles(choice)
    words = {
        "level": "at {}",
        "develops": "that develops '{}'",
        "provider": "provided by {}",
        "tag": "tagged {}",
    }
    said = []
    for key, value in choice.keys:
        if isinstance(value, Unstated):
            said.append(f"of a {key} that the document does not name")
        else:
            said.append(words[key].format(titles(value) if key in ("level", "develops") else value))
    return f"any course {' '.join(said)}"


def _counted(counting: Counting, titles: Titles) -> str:
    said = []
    if counting.times > 1:
        said.append(f" at least {counting.times} times")
    if counting.mode:
        modes = joined(tuple("in a mode that is not stated" if m is UNSTATED else str(m) for m in counting.mode), "or")
        said.append(f" by {modes}")
    if counting.different_people:
        said.append(" from different people")
    if counting.inside is not None:
        said.append(f" within {_length(counting.inside)} from the first to the last")
    if counting.every is not None:
        said.append(
            " again and again, at an interval that the document does not state"
            if isinstance(counting.every, Unstated)
            else f" in the last {_last(counting.every)}"
        )
    if counting.each is not None:
        cycle = "cycle that is not stated" if isinstance(counting.each, Unstated) else counting.each.replace("-", " ")
        said.append(f" in each {cycle}")
    if counting.starts is not None:
        said.append(f" on or after {_day(counting.starts)}")
    if counting.ends is not None:
        said.append(f" on or before {_day(counting.ends)}")
    if counting.refreshed_by:
        said.append(f" (once completed, {selection(counting.refreshed_by, titles)} renews it)")
    return "".join(said)


def _last(length: Period) -> str:
    words = str(length)
    return words.removeprefix("1 ")


def _length(length: Period | Unstated) -> str:
    return "a time that the document does not state" if isinstance(length, Unstated) else str(length)


def _day(when: date | Unstated) -> str:
    return "a day that the document does not state" if isinstance(when, Unstated) else in_words(when)


_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def in_words(when: date) -> str:
    """A day as a reader of English writes it.

    >>> in_words(date(2012, 5, 1))
    '1 May 2012'
    """
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def _combined(head: str, parts: Sequence[Requirement], last: str, titles: Titles) -> str:
    if len(parts) == 1:
        return phrase(parts[0], titles)
    simple = all(not parts_of(part) for part in parts)
    if len(parts) == 2 and simple:
        both = "both" if last == "and" else "either"
        return f"{both} {phrase(parts[0], titles)} {last} {phrase(parts[1], titles)}"
    return _enumerated(head, parts, titles)


def _enumerated(head: str, parts: Sequence[Requirement], titles: Titles) -> str:
    said = "; ".join(f"({chr(97 + index % 26)}) {phrase(part, titles)}" for index, part in enumerate(parts))
    simple = all(not parts_of(part) for part in parts)
    return f"do {head}: {said}" if simple else f"do {head}: [{said}]"


def joined(words: Sequence[str], last: str) -> str:
    """Words as an English list: commas, and `last` before the last one.

    >>> joined(("a", "b", "c"), "or")
    'a, b or c'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
