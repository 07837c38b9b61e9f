"""Random frameworks, requirements and records that are valid by construction: every reference resolves.

Ids are short and numbered, so that a shrunk example reads like a document. Definitions never run in a circle: what
an item's definition rests on stands earlier, as `Names.before` says. Days are drawn around other days (the same, one
off, a period later and one off that), because uniform days miss every boundary.

What is drawn inside a strategy comes from functions that take `draw`, and these draw from a few cached strategies
only: to make a strategy anew for every choice costs more than all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import cycle
from typing import TypedDict, TypeVar

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from competency.model import (
    APPOINTED,
    Alignment,
    Audience,
    Course,
    Deadline,
    Event,
    EventKind,
    Evidence,
    Fact,
    FactType,
    Framework,
    Group,
    Kind,
    Level,
    Membership,
    Mode,
    Outcome,
    Precedence,
    Record,
    Relation,
    Response,
    Source,
    Standard,
    Stated,
    Strength,
    Subject,
    Timing,
    Trigger,
)
from competency.periods import Cycle, Period
from competency.requirements import (
    UNSTATED,
    AllOf,
    AnyOf,
    AtLeast,
    Choice,
    Completed,
    Counting,
    Evidenced,
    Experience,
    FactHolds,
    Hours,
    Judged,
    LevelAttained,
    Member,
    OutcomeAchieved,
    Query,
    Requirement,
    Selector,
    StandardMet,
    Unstated,
)

T = TypeVar("T")

FIRST_DAY = date(2011, 4, 1)
"""The day around which all others are drawn; a leap day is not far off."""
TAGS = ("multi-agency", "refresher")
PROVIDERS = ("board", "single-agency")
MODES = ("e-learning", "face-to-face")
PEOPLE = ("m-1", "m-2")
PERIODS = (Period(days=1), Period(days=28), Period(months=1), Period(months=6), Period(months=12), Period(months=36))
VALUES = ("full-time", "part-time")


# --- small things ----------------------------------------------------------------------------------------

Draw = st.DrawFn

titles: SearchStrategy[str] = st.one_of(
    st.sampled_from(
        ["Working Together", "Manager's approval", 'Level "2" <b>&</b>', "Éva — Ünïcode 安全", "a|b[c]{d};#"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
)
"""Any text that a title may be, and the characters that output formats stumble over."""


@cache
def _numbers(least: int, most: int) -> SearchStrategy[int]:
    return st.integers(least, most)


def pick(draw: Draw, options: Sequence[T]) -> T:
    """One of the options; shrinks to the first."""
    return options[draw(_numbers(0, len(options) - 1))]


def chance(draw: Draw, one_in: int = 2) -> bool:
    """True about once in so many; shrinks to False."""
    return draw(_numbers(0, one_in - 1)) == one_in - 1


def some_of(draw: Draw, options: Sequence[T], most: int = 2, *, least: int = 0) -> tuple[T, ...]:
    """A few different ones of the options, in any order; fewer than `least` only where there are fewer."""
    left = list(options)
    number = draw(_numbers(min(least, len(left)), min(most, len(left))))
    return tuple(left.pop(draw(_numbers(0, len(left) - 1))) for _ in range(number))


def few(draw: Draw, drawn: Callable[[], T], most: int = 2, *, least: int = 0) -> tuple[T, ...]:
    """A few of what the function draws, no two alike."""
    return tuple(dict.fromkeys(drawn() for _ in range(draw(_numbers(least, most)))))


def or_unstated(draw: Draw, value: T) -> T | Unstated:
    """The value, or now and then the word `unstated`."""
    return UNSTATED if chance(draw, 5) else value


def stated_some(draw: Draw, options: Sequence[str], *, least: int = 0) -> tuple[str | Unstated, ...]:
    """A few of the options, `unstated` among them now and then."""
    return some_of(draw, (*options, UNSTATED), least=least) if chance(draw, 4) else some_of(draw, options, least=least)


def a_period(draw: Draw) -> Period | Unstated:
    """A period of the format, or `unstated`."""
    return or_unstated(draw, pick(draw, PERIODS))


def a_day(draw: Draw, around: Sequence[date] = (FIRST_DAY,)) -> date:
    """A day at, next to, or a period before or after one of the given days, or next to that."""
    day = pick(draw, around)
    step = pick(draw, (None, *PERIODS))
    if step is not None:
        day = day - timedelta(days=step.longest_days) if chance(draw) else step.after(day)
    return day + timedelta(days=pick(draw, (0, 0, -1, 1)))


def a_span(draw: Draw) -> tuple[date | Unstated | None, date | Unstated | None]:
    """A `from` and a `to`, either of which may be left out or unstated; never the wrong way round."""
    if not chance(draw):
        return None, None
    start, end = sorted((a_day(draw), a_day(draw)))
    return pick(draw, (None, start, start, UNSTATED)), pick(draw, (None, end, end, UNSTATED))


@st.composite
def days(draw: Draw, around: Sequence[date] = (FIRST_DAY,)) -> date:
    """A day at, next to, or a period before or after one of the given days, or next to that."""
    return a_day(draw, around)


# --- names -----------------------------------------------------------------------------------------------


@frozen
class Names:
    """The ids that a random framework will hold, and the types of its facts."""

    levels: tuple[str, ...] = ()
    facts: tuple[tuple[str, FactType], ...] = ()
    groups: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()

    def facts_of(self, *types: FactType) -> tuple[str, ...]:
        """The facts of these types."""
        return tuple(fact for fact, kind in self.facts if kind in types)

    def before(self, kind: Kind, index: int) -> Names:
        """What the definition of the index-th item of a kind may rest on: an order without circles.

        Facts and courses rest on nothing; then evidence, outcomes (which rest on evidence), groups, levels and
        standards, each on all of the former and on the earlier of its own.
        """
        none: tuple[str, ...] = ()
        match kind:
            case Kind.EVIDENCE:
                return evolve(
                    self, evidence=self.evidence[:index], outcomes=none, groups=none, levels=none, standards=none
                )
            case Kind.GROUP:
                return evolve(self, groups=self.groups[:index], levels=none, standards=none)
            case Kind.LEVEL:
                return evolve(self, levels=self.levels[:index], standards=none)
            case Kind.STANDARD:
                return evolve(self, standards=self.standards[:index])
            case _:
                return self


def some_names(draw: Draw, most: int = 3) -> Names:
    """At most so many ids of each kind; at least one course and one standard, and `appointed` always."""

    def numbered(word: str, least: int = 0) -> tuple[str, ...]:
        return tuple(f"{word}-{number}" for number in range(1, draw(_numbers(least, most)) + 1))

    types = (FactType.YES_NO, FactType.ONE_OF, FactType.DATE)
    return Names(
        levels=numbered("level"),
        facts=((APPOINTED.id, FactType.DATE), *zip(numbered("fact"), cycle(types), strict=False)),
        groups=numbered("group"),
        outcomes=numbered("outcome"),
        evidence=numbered("evidence"),
        courses=numbered("course", 1),
        standards=numbered("standard", 1),
    )


# --- requirements ----------------------------------------------------------------------------------------


def a_query(draw: Draw, names: Names) -> Query:
    """A query with at least one key; what it asks for exists, though no course need match."""
    keys = {"tag": TAGS, "provider": PROVIDERS, "level": names.levels, "develops": names.outcomes}
    given = some_of(draw, [key for key, values in keys.items() if values], least=1)
    return Query(**{key: or_unstated(draw, pick(draw, keys[key])) for key in given})


def a_choice(draw: Draw, names: Names) -> Choice:
    """A course, or a query."""
    return a_query(draw, names) if chance(draw, 3) else pick(draw, names.courses)


def a_selector(draw: Draw, names: Names) -> Selector:
    """One or two choices, `unstated` among them now and then."""
    return few(draw, lambda: or_unstated(draw, a_choice(draw, names)), least=1)


def a_counting(draw: Draw, names: Names, form: str) -> Counting:
    """Options that the form may have and that go together; most often none."""
    if not chance(draw):
        return Counting()
    recurrence = pick(draw, ("none", "every", "every", "each"))
    number = 1 if form == "hours" else pick(draw, (1, 1, 2, 3))
    starts, ends = a_span(draw)
    return Counting(
        times=number,
        inside=a_period(draw) if number > 1 and chance(draw) else None,
        every=a_period(draw) if recurrence == "every" else None,
        each=or_unstated(draw, pick(draw, tuple(Cycle))) if recurrence == "each" else None,
        refreshed_by=few(draw, lambda: a_choice(draw, names)) if recurrence == "every" and form != "hours" else (),
        mode=stated_some(draw, MODES) if chance(draw) else (),
        starts=starts,
        ends=ends,
        different_people=form == "evidence" and number > 1 and chance(draw),
    )


def a_leaf(draw: Draw, names: Names) -> Requirement:
    """A requirement without parts, of any form for which there is something to name."""
    dated, judged = names.facts_of(FactType.DATE), names.facts_of(FactType.YES_NO)
    nameable = {
        "completed": names.courses,
        "evidence": names.evidence,
        "hours": names.courses,
        "fact": names.facts,
        "experience": dated,
        "judged": judged,
        "member": names.groups,
        "level": names.levels,
        "outcome": names.outcomes,
        "standard": names.standards,
        "unstated": ("unstated",),
    }
    form = pick(draw, ("completed", *(form for form, some in nameable.items() if some)))
    match form:
        case "completed":
            return Completed(a_selector(draw, names), a_counting(draw, names, form))
        case "evidence":
            return Evidenced(pick(draw, names.evidence), a_counting(draw, names, form))
        case "hours":
            return Hours(pick(draw, (1, 3, 6, 1.5)), a_selector(draw, names), a_counting(draw, names, form))
        case "fact":
            fact, kind = pick(draw, names.facts)
            values = {FactType.YES_NO: ("yes", "no"), FactType.ONE_OF: VALUES, FactType.DATE: ()}[kind]
            return FactHolds(fact, some_of(draw, values))
        case "experience":
            return Experience(a_period(draw), pick(draw, dated))
        case "judged":
            return Judged(draw(titles), pick(draw, judged))
        case "member":
            return Member(pick(draw, names.groups))
        case "level":
            return LevelAttained(pick(draw, names.levels))
        case "outcome":
            return OutcomeAchieved(pick(draw, names.outcomes))
        case "standard":
            return StandardMet(pick(draw, names.standards))
        case _:
            return UNSTATED


def a_requirement(draw: Draw, names: Names, depth: int = 2) -> Requirement:
    """Any requirement over these names, at most so deep."""
    if depth == 0 or not chance(draw, 3):
        return a_leaf(draw, names)
    parts = tuple(a_requirement(draw, names, depth - 1) for _ in range(draw(_numbers(1, 3))))
    match pick(draw, ("all", "any", "at_least")):
        case "all":
            return AllOf(parts)
        case "any":
            return AnyOf(parts)
        case _:
            return AtLeast(draw(_numbers(1, len(parts))), parts)


def perhaps(draw: Draw, names: Names, depth: int = 1) -> Requirement | None:
    """A requirement, or more often none."""
    return a_requirement(draw, names, depth) if chance(draw, 3) else None


@st.composite
def requirements(draw: Draw, names: Names, depth: int = 2) -> Requirement:
    """Any requirement over these names, at most so deep."""
    return a_requirement(draw, names, depth)


# --- frameworks ------------------------------------------------------------------------------------------


class _Common(TypedDict):
    title: str
    description: str | None
    source: tuple[str, ...]
    note: str | None
    tags: tuple[str, ...]
    aligned: tuple[Alignment, ...]
    reading: str | None


def _common(draw: Draw, aligned: Sequence[str]) -> _Common:
    """What all items share. Relations stand in their own order, as in the normal form."""
    related = some_of(draw, tuple(Relation)) if aligned else ()
    return {
        "title": draw(titles),
        "description": draw(titles) if chance(draw, 5) else None,
        "source": pick(draw, (("strategy §1",), ("strategy §1", "strategy §2, table, row 3"), ())),
        "note": draw(titles) if chance(draw, 5) else None,
        "tags": some_of(draw, TAGS),
        "aligned": tuple(Alignment(relation, pick(draw, aligned)) for relation in Relation if relation in related),
        "reading": draw(titles) if chance(draw, 5) else None,
    }


def an_audience(draw: Draw, names: Names) -> tuple[Audience, ...]:
    """Whom a standard or a course is for; empty means everyone."""
    groups = stated_some(draw, names.groups) if names.groups else ()
    return tuple(Audience(group, perhaps(draw, names)) for group in groups)


def a_mode(draw: Draw) -> Mode:
    """A mode, by name alone or with who offers it and when."""
    mode = or_unstated(draw, pick(draw, MODES))
    if not chance(draw, 3):
        return Mode(mode)
    return Mode(mode, or_unstated(draw, pick(draw, PROVIDERS)) if chance(draw) else None, *a_span(draw))


def a_trigger(draw: Draw, names: Names) -> Trigger:
    """A trigger; never the bare word `unstated`, which would read as something else under `due`."""
    if names.evidence and chance(draw, 3):
        return Trigger(evidence=pick(draw, names.evidence))
    return Trigger(few(draw, lambda: a_choice(draw, names), least=1))


def a_timing(draw: Draw, names: Names) -> Timing:
    """At most one timing."""
    match pick(draw, ("none", "due", "before", "after", "unstated")):
        case "due":
            fact = or_unstated(draw, pick(draw, ("joining", *names.facts_of(FactType.DATE))))
            return Deadline(a_period(draw), a_trigger(draw, names) if chance(draw, 3) else fact)
        case "before":
            return Precedence(a_trigger(draw, names))
        case "after":
            within = a_period(draw) if chance(draw) else None
            return Response(a_trigger(draw, names), within, a_period(draw) if chance(draw) else None)
        case "unstated":
            return UNSTATED
        case _:
            return None


def a_standard(draw: Draw, names: Names, index: int, aligned: Sequence[str] = ()) -> Standard:
    """The index-th standard: one in four is attested, half of these again and again."""
    known = names.before(Kind.STANDARD, index)
    subject = pick(draw, (*[Subject.PRACTITIONER] * 6, *Subject))
    about_courses = subject is Subject.COURSE
    require = None if chance(draw, 4) else a_requirement(draw, known)
    starts, ends = a_span(draw)
    return Standard(
        id=names.standards[index],
        **_common(draw, aligned),
        audience=() if about_courses else an_audience(draw, known),
        selector=a_selector(draw, names) if about_courses and chance(draw) else (),
        subject=subject,
        strength=pick(draw, tuple(Strength)),
        starts=starts,
        ends=ends,
        when=perhaps(draw, known),
        unless=perhaps(draw, known),
        ideally=perhaps(draw, known),
        require=require,
        every=a_period(draw) if require is None and chance(draw) else None,
        timing=None if require is None else a_timing(draw, known),
    )


def a_course(draw: Draw, names: Names, index: int, aligned: Sequence[str] = ()) -> Course:
    """The index-th course; it includes only later ones, so that none includes itself."""
    starts, ends = a_span(draw)
    return Course(
        id=names.courses[index],
        **_common(draw, aligned),
        levels=stated_some(draw, names.levels),
        modes=few(draw, lambda: a_mode(draw)),
        provider=or_unstated(draw, pick(draw, PROVIDERS)) if chance(draw) else None,
        minutes=or_unstated(draw, pick(draw, (30, 180))) if chance(draw) else None,
        audience=an_audience(draw, names),
        develops=stated_some(draw, names.outcomes),
        requires=perhaps(draw, names, 2),
        includes=some_of(draw, names.courses[index + 1 :]),
        grants=some_of(draw, names.evidence),
        starts=starts,
        ends=ends,
    )


def _fact(draw: Draw, identifier: str, kind: FactType, aligned: Sequence[str]) -> Fact:
    values = VALUES if kind is FactType.ONE_OF else ()
    return Fact(id=identifier, **_common(draw, aligned), type=kind, values=values)


def _group(draw: Draw, names: Names, index: int, aligned: Sequence[str]) -> Group:
    later = names.groups[index + 1 :]
    return Group(
        id=names.groups[index],
        **_common(draw, aligned),
        extends=some_of(draw, later),
        part_of=pick(draw, later) if later and chance(draw) else None,
        levels=stated_some(draw, names.levels),
        examples=few(draw, lambda: draw(titles)),
        when=perhaps(draw, names.before(Kind.GROUP, index)),
    )


def _outcome(draw: Draw, names: Names, index: int, aligned: Sequence[str]) -> Outcome:
    common = _common(draw, aligned)
    earlier = names.outcomes[:index]
    return Outcome(
        id=names.outcomes[index],
        **common,
        statement=pick(draw, (common["title"], "Recognises signs of abuse")),
        level=or_unstated(draw, pick(draw, names.levels)) if names.levels and chance(draw) else None,
        part_of=pick(draw, earlier) if earlier and chance(draw) else None,
    )


def _evidence(draw: Draw, names: Names, index: int, aligned: Sequence[str]) -> Evidence:
    return Evidence(
        id=names.evidence[index],
        **_common(draw, aligned),
        per_course=chance(draw),
        develops=some_of(draw, names.outcomes),
        requires=perhaps(draw, names.before(Kind.EVIDENCE, index)),
    )


def _level(draw: Draw, names: Names, index: int, aligned: Sequence[str]) -> Level:
    requires = perhaps(draw, names.before(Kind.LEVEL, index), 2)
    return Level(id=names.levels[index], **_common(draw, aligned), requires=requires)


@st.composite
def frameworks(draw: Draw, identifier: str = "small", *, others: Sequence[Framework] = (), most: int = 3) -> Framework:
    """A framework with at most so many items of a kind; items may be aligned with those of the others."""
    known = some_names(draw, most)
    aligned = [f"{other.id}:{item.id}" for other in others for item in other]
    starts, ends = a_span(draw)
    facts = tuple(_fact(draw, fact, kind, aligned) for fact, kind in known.facts)
    return Framework(
        id=identifier,
        publisher="Example Safeguarding Children Board",
        language="en-GB",
        sources=(Source(id="strategy", title=draw(titles), published="2011-04"),),
        **_common(draw, aligned),
        starts=starts,
        ends=ends,
        notice=pick(draw, PERIODS),
        levels=tuple(_level(draw, known, index, aligned) for index in range(len(known.levels))),
        facts=facts[1:] if chance(draw) else facts,
        groups=tuple(_group(draw, known, index, aligned) for index in range(len(known.groups))),
        outcomes=tuple(_outcome(draw, known, index, aligned) for index in range(len(known.outcomes))),
        evidence=tuple(_evidence(draw, known, index, aligned) for index in range(len(known.evidence))),
        courses=tuple(a_course(draw, known, index, aligned) for index in range(len(known.courses))),
        standards=tuple(a_standard(draw, known, index, aligned) for index in range(len(known.standards))),
    )


# --- records ---------------------------------------------------------------------------------------------


def _stay(draw: Draw) -> tuple[date | None, date | None]:
    first, last = sorted((a_day(draw), a_day(draw)))
    return pick(draw, (None, first)), pick(draw, (None, last))


def _stated(draw: Draw, fact: Fact) -> Stated:
    match fact.type:
        case FactType.DATE:
            value = str(a_day(draw))
        case FactType.ONE_OF:
            value = pick(draw, fact.values)
        case _:
            value = pick(draw, ("yes", "no"))
    return Stated(fact.id, value, *_stay(draw))


def _event(draw: Draw, framework: Framework, kind: EventKind, index: int, around: Sequence[date]) -> Event:
    pools = {
        EventKind.COMPLETED: framework.courses,
        EventKind.EVIDENCE: framework.evidence,
        EventKind.OUTCOME: framework.outcomes,
        EventKind.STANDARD: framework.standards,
    }
    course = kind is EventKind.COMPLETED
    evidence = kind is EventKind.EVIDENCE
    return Event(
        kind=kind,
        item=pick(draw, pools[kind]).id,
        on=a_day(draw, around),
        mode=pick(draw, (None, *MODES)) if course else None,
        minutes=pick(draw, (None, 30, 60, 180)) if course else None,
        about=pick(draw, (None, *(each.id for each in framework.courses))) if evidence else None,
        by=pick(draw, (None, *PEOPLE)) if evidence else None,
        index=index,
    )


@st.composite
def records(draw: Draw, framework: Framework, *, most_events: int = 6) -> Record:
    """A record under the framework. Each event's day lies around an earlier event's."""
    around = [FIRST_DAY]
    kinds = [EventKind.COMPLETED] * 4
    kinds += [EventKind.EVIDENCE] * 2 if framework.evidence else []
    kinds += [EventKind.OUTCOME] if framework.outcomes else []
    kinds += [EventKind.STANDARD] if framework.standards else []
    events: list[Event] = []
    for index in range(draw(_numbers(0, most_events))):
        events.append(_event(draw, framework, pick(draw, kinds), index, around))
        around.append(events[-1].on)
    facts = {fact.id: fact for fact in (APPOINTED, *framework.facts)}
    groups = [group.id for group in framework.groups]
    return Record(
        id="p-0001",
        framework=framework.id,
        subjects=(Subject.PRACTITIONER,),
        facts=tuple(_stated(draw, fact) for fact in some_of(draw, tuple(facts.values()), 3)),
        memberships=tuple(Membership(group, *_stay(draw)) for group in some_of(draw, groups)),
        events=tuple(events),
    )
