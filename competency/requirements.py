"""The standards DSL: requirements over ids; parsed from data, printed back, and read out in plain English.

A requirement is data, not text to parse: a mapping with one head key (`completed`, `all`, `member`, …) or the
word `unstated`. `parse` takes a value that the schema accepts; `printed` gives the value back in its normal
form, and `parse(printed(requirement)) == requirement`. What a requirement means on a day is `evaluation`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Final, TypeAlias, TypeVar, cast

from attrs import frozen

from competency import english
from competency.english import flows, lettered, named, quoted
from competency.english import in_words as in_words
from competency.english import joined as joined
from competency.periods import Cycle, Period, parse_date, parse_period
from competency.values import Value

T = TypeVar("T")


class Unstated(Enum):
    """The document is silent. As a requirement: never surely met, always possibly."""

    UNSTATED = "unstated"

    def __repr__(self) -> str:
        return "UNSTATED"


UNSTATED: Final = Unstated.UNSTATED


@frozen(cache_hash=True)
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


@frozen(kw_only=True, cache_hash=True)
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

    @property
    def is_once_for_ever(self) -> bool:
        """Whether one that counts is enough, from its day on without end."""
        lasts = self.every is None and self.each is None
        return lasts and self.times == 1 and self.inside is None and not self.different_people


ONCE: Final = Counting()


@frozen(cache_hash=True)
class Completed:
    """Has completed one of the selected courses."""

    selector: Selector
    counting: Counting = ONCE


@frozen(cache_hash=True)
class Evidenced:
    """Holds a piece of evidence, under the same options as a completion."""

    evidence: str
    counting: Counting = ONCE


@frozen(cache_hash=True)
class Hours:
    """Has so many hours of the selected courses among those that still count."""

    hours: int | float
    of: Selector
    counting: Counting = ONCE


@frozen(cache_hash=True)
class Experience:
    """So much time has passed since a dated fact."""

    period: Period | Unstated
    fact: str


@frozen(cache_hash=True)
class FactHolds:
    """The record states the fact; with `values`, as one of these; without, as yes (or with any value)."""

    fact: str
    values: tuple[str, ...] = ()


@frozen(cache_hash=True)
class Member:
    """Belongs to the group, or to a part of it, on that day."""

    group: str


@frozen(cache_hash=True)
class LevelAttained:
    """Has attained the level, by the level's own `requires`."""

    level: str


@frozen(cache_hash=True)
class OutcomeAchieved:
    """Has achieved the outcome: by a course or evidence that develops it, or by direct assessment."""

    outcome: str


@frozen(cache_hash=True)
class StandardMet:
    """What the standard requires holds, whoever the standard is for."""

    standard: str


@frozen(cache_hash=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Requirement, ...]


@frozen(cache_hash=True)
class AnyOf:
    """One of the parts holds."""

    parts: tuple[Requirement, ...]


@frozen(cache_hash=True)
class AtLeast:
    """So many of the parts hold."""

    number: int
    parts: tuple[Requirement, ...]


@frozen(cache_hash=True)
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


def phrase(
    requirement: Requirement,
    titles: Titles = by_id,
    *,
    singular: bool = False,
    closed: bool = False,
    that_course: Container[str] = (),
) -> str:
    """The requirement as a verb phrase that follows 'must' as well as 'while they'; with `singular`, 'while it'.

    Different requirements read differently: whatever is no name stands in quotation marks, parts that can't be joined
    by a plain 'and' or 'or' are lettered, and lists within lists stand in brackets; with `closed` the outermost does
    too, as more follows. Evidence among `that_course` has to be about the course that the sentence speaks of.

    >>> phrase(parse({"completed": ["a", "b"], "every": "3 years"}))
    'have completed any one of a or b in the last 3 years'
    >>> phrase(parse({"any": [{"completed": "a"}, {"all": [{"member": "g"}, {"level": "l"}]}, {"evidence": "e"}]}))
    'meet any one of these conditions: (a) have completed a; (b) both belong to g and have attained l; (c) have \
evidence of e'
    """
    return _Teller(titles, singular, that_course).said(requirement, 0, closed)


def selection(selector: Selector, titles: Titles = by_id, *, every: bool = False) -> str:
    """The selected courses in words, 'any one of' before a list; with `every`, all of them: 'each of'.

    >>> selection(("a", Query(level="level-3")))
    'any one of a or any course at level-3'
    >>> selection(("a", Query(level="level-3")), every=True)
    'each of a and every course at level-3'
    """
    choices = tuple(_chosen(choice, titles, "every" if every else "any") for choice in selector)
    if len(choices) == 1:
        return choices[0]
    return f"each of {joined(choices, 'and')}" if every else f"any one of {joined(choices, 'or')}"


def name_of(identifier: str, nameless: str, titles: Titles) -> str:
    """The title of an item as a name; where the document does not name it (`unstated`), what it is.

    >>> name_of("unstated", "a group", by_id)
    'a group that the document does not name'
    """
    return f"{nameless} {_NAMELESS}" if identifier == UNSTATED.value else named(titles(identifier))


def length_in_words(length: Period | Unstated) -> str:
    """A period in words, or that the document does not state it."""
    return f"a time {_SILENT}" if isinstance(length, Unstated) else english.length(length)


def day_in_words(when: date | Unstated) -> str:
    """A day in words, or that the document does not state it."""
    return f"a day {_SILENT}" if isinstance(when, Unstated) else in_words(when)


_SILENT: Final = "that the document does not state"
_NAMELESS: Final = "that the document does not name"
_THIRD_PERSON: Final = {"have": "has", "belong": "belongs", "meet": "meets", "do": "does"}
_OF_A_QUERY: Final = {
    "level": ("at {}", f"at a level {_NAMELESS}"),
    "tag": ("tagged {}", f"tagged in a way {_SILENT}"),
    "provider": ("provided by {}", f"provided by a body {_NAMELESS}"),
    "develops": ("that develops the outcome {}", f"that develops an outcome {_NAMELESS}"),
}
_CYCLES: Final = {
    Cycle.CALENDAR_YEAR: "each calendar year",
    Cycle.FINANCIAL_YEAR: "each financial year (from 1 April)",
    Cycle.ACADEMIC_YEAR: "each academic year (from 1 September)",
}


def _chosen(choice: Choice, titles: Titles, which: str) -> str:
    if isinstance(choice, Unstated):
        return f"a course {_NAMELESS}"
    if isinstance(choice, str):
        return named(titles(choice))
    keys = dict(choice.keys)
    said = []
    for key, (words, silent) in _OF_A_QUERY.items():
        if key in keys:
            value = keys[key]
            said.append(silent if isinstance(value, Unstated) else words.format(_of_key(key, value, titles)))
    return f"{which} course {' '.join(said)}"


def _of_key(key: str, value: str, titles: Titles) -> str:
    match key:
        case "develops":
            return quoted(titles(value))
        case "level":
            return named(titles(value))
        case _:
            return named(value)


@frozen
class _Leaf:
    """A requirement without parts: `have` + ` completed` + ` ` + `Neglect` + ` in the last year`.

    `plural` names several such things in a list; leaves of one kind without a `tail` may share their verb.
    """

    verb: str
    lead: str
    thing: str
    tail: str = ""
    plural: str = ""
    article: str = ""

    @property
    def words(self) -> str:
        """All but the verb."""
        return f"{self.lead} {self.article}{self.thing}{self.tail}".strip()

    @property
    def kind(self) -> tuple[str, str, str]:
        """What leaves have in common that may share their verb."""
        return self.verb, self.lead, self.plural

    @property
    def shares(self) -> bool:
        """Whether the thing can stand in a list without its verb."""
        return bool(self.plural) and not self.tail and flows(self.thing)


@frozen
class _Teller:
    """How requirements are told: what items are called, of one or of many, and which evidence is for that course."""

    titles: Titles
    singular: bool
    that_course: Container[str]

    def said(self, requirement: Requirement, depth: int, closed: bool) -> str:
        match requirement:
            case AllOf((part,)) | AnyOf((part,)) | AtLeast(1, (part,)):
                return self.said(part, depth, closed)
            case AllOf(parts):
                return self.combined(parts, "both", "and", "all", depth, closed)
            case AnyOf(parts):
                return self.combined(parts, "either", "or", "any one", depth, closed)
            case AtLeast(number, parts):
                return self.combined(parts, "", "", f"at least {number}", depth, closed)
            case _:
                leaf = self.leaf(requirement)
                return f"{self.verb(leaf.verb)} {leaf.words}"

    def verb(self, verb: str) -> str:
        return _THIRD_PERSON[verb] if self.singular else verb

    def combined(self, parts: tuple[Requirement, ...], two: str, last: str, many: str, depth: int, closed: bool) -> str:
        """Parts under one head: two plain ones in a line, else a list; what all have in common is said once."""
        pair = bool(two) and len(parts) == 2
        leaves = tuple(self.leaf(part) for part in parts if not parts_of(part))
        kinds = {leaf.kind for leaf in leaves}
        if len(leaves) == len(parts) and len(kinds) == 1 and all(leaf.shares for leaf in leaves):
            verb, lead, plural = kinds.pop()
            start = f"{self.verb(verb)} {lead}".strip()
            if pair:
                return f"{start} {two} {joined(tuple(f'{leaf.article}{leaf.thing}' for leaf in leaves), last)}"
            things = tuple(leaf.thing for leaf in leaves)
        else:
            start, plural = self.verb("meet"), "conditions"
            things = tuple(self.said(part, depth + 1, True) for part in parts)
            if pair and all(map(flows, things)):
                return f"{two} {joined(things, last)}"
        head = two if pair else many
        listed = lettered(things, depth)
        number = "" if two else f"{len(parts)} "
        return f"{start} {head} of these {number}{plural}: {f'[{listed}]' if closed else listed}"

    def leaf(self, requirement: Requirement) -> _Leaf:
        match requirement:
            case Completed(selector, counting):
                tail = self.counted(counting, altogether=selector)
                return _Leaf("have", "completed", selection(selector, self.titles), tail, "courses")
            case Evidenced(evidence, counting):
                about = " for the course in question" if evidence in self.that_course else ""
                thing = self.name(evidence, "a thing") + about
                return _Leaf("have", "evidence of", thing, self.counted(counting), "things")
            case Hours(hours, of, counting):
                amount = f"{hours:g} hour" if hours == 1 else f"{hours:g} hours"
                lead = f"at least {amount}{_altogether(of)} of"
                return _Leaf("have", lead, selection(of, self.titles), self.counted(counting))
            case Experience(period, fact):
                amount = f"experience of a length {_SILENT}"
                if isinstance(period, Period):
                    amount = f"at least {english.length(period)} of experience"
                return _Leaf("have", f"{amount} since", self.quote(fact))
            case FactHolds(fact, () | ("yes",)):
                return _Leaf("have", "on record", self.quote(fact), plural="statements")
            case FactHolds(fact, ("no",)):
                return _Leaf("have", "on record that", self.quote(fact), " is not so")
            case FactHolds(fact, values):
                said = tuple(f"a value {_SILENT}" if value == UNSTATED.value else quoted(value) for value in values)
                return _Leaf("have", joined(said, "or"), f"on record as {self.quote(fact)}")
            case Judged(question, fact):
                kept = "" if quoted(question) == self.quote(fact) else f" (kept on record as {self.quote(fact)})"
                return _Leaf("have", "this judged to be so:", quoted(question), kept)
            case Member(group):
                return _Leaf("belong", "to", self.name(group, "a group"), plural="groups")
            case LevelAttained(level):
                return _Leaf("have", "attained", self.name(level, "a level"), plural="levels")
            case OutcomeAchieved(outcome):
                return _Leaf("have", "achieved", self.quote(outcome), plural="outcomes", article="the outcome ")
            case StandardMet(standard):
                return _Leaf("meet", "", self.quote(standard), plural="standards", article="the standard ")
            case _:
                return _Leaf("do", "something", _SILENT)

    def name(self, identifier: str, nameless: str) -> str:
        return name_of(identifier, nameless, self.titles)

    def quote(self, identifier: str) -> str:
        return quoted(self.titles(identifier))

    def counted(self, counting: Counting, altogether: Selector = ()) -> str:
        """Which completions count, how many, and how recent."""
        said = []
        if counting.mode:
            modes = tuple(f"a mode {_SILENT}" if isinstance(m, Unstated) else f"{named(m)} mode" for m in counting.mode)
            said.append(f" in {joined(modes, 'or')}")
        if counting.times > 1:
            said.append(f" at least {counting.times} times{_altogether(altogether)}")
        if counting.different_people:
            said.append(" by different people")
        if counting.inside is not None:
            said.append(f" within a span of {length_in_words(counting.inside)}")
        if isinstance(counting.every, Unstated):
            said.append(f" at intervals {_SILENT}")
        elif counting.every is not None:
            said.append(f" in the last {english.each(counting.every)}")
        if isinstance(counting.each, Unstated):
            said.append(f" in each cycle of a kind {_SILENT}")
        elif counting.each is not None:
            said.append(f" in {_CYCLES[counting.each]}")
        if counting.starts is not None:
            said.append(f" on or after {day_in_words(counting.starts)}")
        if counting.ends is not None:
            said.append(f"{' and' if counting.starts is not None else ''} on or before {day_in_words(counting.ends)}")
        if counting.refreshed_by:
            said.append(f" (after the first time, {selection(counting.refreshed_by, self.titles)} renews it too)")
        return "".join(said)


def _altogether(selector: Selector) -> str:
    """Said of a number that several courses may add up to."""
    one = not selector or (len(selector) == 1 and isinstance(selector[0], str))
    return "" if one else " altogether"
