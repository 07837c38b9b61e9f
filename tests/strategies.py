"""Random frameworks, requirements and records that are valid by construction: every reference resolves.

Ids are short and numbered, so that a shrunk example reads like a document. Definitions never run in a circle: what
an item's definition rests on stands earlier in `Names.rests_on`. Days are drawn around other days (the same, one
off, a period later and one off that), because uniform days miss every boundary.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
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

titles: SearchStrategy[str] = st.one_of(
    st.sampled_from(
        ["Working Together", "Manager's approval", 'Level "2" <b>&</b>', "Éva — Ünïcode 安全", "a|b[c]{d};#"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
)
"""Any text that a title may be, and the characters that output formats stumble over."""

periods: SearchStrategy[Period] = st.sampled_from(PERIODS)


@st.composite
def days(draw: st.DrawFn, around: Sequence[date] = (FIRST_DAY,)) -> date:
    """A day at, next to, or a period before or after one of the given days, or next to that."""
    day = draw(st.sampled_from(list(around)))
    step = draw(st.sampled_from((None, *PERIODS)))
    if step is not None:
        day = step.after(day) if draw(st.booleans()) else day - timedelta(days=step.longest_days)
    return day + timedelta(days=draw(st.sampled_from((0, 0, -1, 1))))


def or_unstated(strategy: SearchStrategy[T]) -> SearchStrategy[T | Unstated]:
    """What the strategy draws, or the word `unstated`; shrinks to the former."""
    return st.one_of(strategy, strategy, strategy, st.just(UNSTATED))


def few(strategy: SearchStrategy[T], most: int = 2, *, least: int = 0) -> SearchStrategy[tuple[T, ...]]:
    """A short tuple of what the strategy draws, no two alike."""
    return st.lists(strategy, min_size=least, max_size=most, unique=True).map(tuple)


def some_of(names: Sequence[str], most: int = 2, *, least: int = 0) -> SearchStrategy[tuple[str, ...]]:
    """A few of the names; the empty tuple where there are none."""
    return few(st.sampled_from(list(names)), most, least=min(least, len(names))) if names else st.just(())


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


@st.composite
def names(draw: st.DrawFn, most: int = 3) -> Names:
    """At most so many ids of each kind; at least one course, and `appointed` always."""

    def numbered(word: str, least: int = 0) -> tuple[str, ...]:
        return tuple(f"{word}-{number}" for number in range(1, draw(st.integers(least, most)) + 1))

    return Names(
        levels=numbered("level"),
        facts=((APPOINTED.id, FactType.DATE), *((fact, draw(st.sampled_from(FactType))) for fact in numbered("fact"))),
        groups=numbered("group"),
        outcomes=numbered("outcome"),
        evidence=numbered("evidence"),
        courses=numbered("course", 1),
        standards=numbered("standard", 1),
    )


# --- requirements ----------------------------------------------------------------------------------------


@st.composite
def queries(draw: st.DrawFn, names: Names) -> Query:
    """A query with at least one key; what it asks for exists, though no course need match."""
    keys = {
        "level": list(names.levels),
        "develops": list(names.outcomes),
        "provider": list(PROVIDERS),
        "tag": list(TAGS),
    }
    given = draw(st.lists(st.sampled_from([key for key in keys if keys[key]]), min_size=1, max_size=2, unique=True))
    return Query(**{key: draw(or_unstated(st.sampled_from(keys[key]))) for key in given})


def choices(names: Names) -> SearchStrategy[Choice]:
    """A course, or a query."""
    return st.one_of(st.sampled_from(names.courses), queries(names))


def selectors(names: Names) -> SearchStrategy[Selector]:
    """One or two choices, `unstated` among them now and then."""
    return few(or_unstated(choices(names)), least=1)


@st.composite
def spans(draw: st.DrawFn) -> tuple[date | Unstated | None, date | Unstated | None]:
    """A `from` and a `to`, either of which may be left out or unstated; never the wrong way round."""
    start, end = sorted((draw(days()), draw(days())))
    given: list[date | Unstated | None] = [
        draw(st.sampled_from((None, None, day, day, UNSTATED))) for day in (start, end)
    ]
    return given[0], given[1]


@st.composite
def countings(
    draw: st.DrawFn, names: Names, *, times: bool = True, people: bool = False, refreshed: bool = True
) -> Counting:
    """Options of a requirement that go together; most often none."""
    if draw(st.booleans()):
        return Counting()
    every = draw(st.none() | or_unstated(periods))
    each = draw(st.none() | or_unstated(st.sampled_from(Cycle))) if every is None else None
    number = draw(st.sampled_from((1, 1, 2, 3))) if times else 1
    starts, ends = draw(st.one_of(st.just((None, None)), spans()))
    return Counting(
        times=number,
        inside=draw(st.none() | or_unstated(periods)) if number > 1 else None,
        every=every,
        each=each,
        refreshed_by=draw(few(choices(names))) if refreshed and every is not None else (),
        mode=draw(few(or_unstated(st.sampled_from(MODES)))),
        starts=starts,
        ends=ends,
        different_people=people and number > 1 and draw(st.booleans()),
    )


@st.composite
def hours(draw: st.DrawFn, names: Names) -> Hours:
    """So many hours of some courses, whole or half."""
    options = draw(countings(names, times=False, refreshed=False))
    return Hours(draw(st.sampled_from((1, 3, 6, 1.5))), draw(selectors(names)), options)


@st.composite
def facts_held(draw: st.DrawFn, names: Names) -> FactHolds:
    """A fact, with values only where its type has them."""
    fact, kind = draw(st.sampled_from(names.facts))
    values = {FactType.YES_NO: ("yes", "no"), FactType.ONE_OF: VALUES, FactType.DATE: ()}[kind]
    return FactHolds(fact, draw(some_of(values)))


def leaves(names: Names) -> SearchStrategy[Requirement]:
    """A requirement without parts, of any form for which there is something to name."""
    dated, judged = names.facts_of(FactType.DATE), names.facts_of(FactType.YES_NO)
    forms: list[SearchStrategy[Requirement]] = [
        st.builds(Completed, selectors(names), countings(names)),
        hours(names),
        st.just(UNSTATED),
    ]
    if names.facts:
        forms.append(facts_held(names))
    if dated:
        forms.append(st.builds(Experience, or_unstated(periods), st.sampled_from(dated)))
    if judged:
        forms.append(st.builds(Judged, titles, st.sampled_from(judged)))
    if names.evidence:
        forms.append(st.builds(Evidenced, st.sampled_from(names.evidence), countings(names, people=True)))
    if names.groups:
        forms.append(st.builds(Member, st.sampled_from(names.groups)))
    if names.levels:
        forms.append(st.builds(LevelAttained, st.sampled_from(names.levels)))
    if names.outcomes:
        forms.append(st.builds(OutcomeAchieved, st.sampled_from(names.outcomes)))
    if names.standards:
        forms.append(st.builds(StandardMet, st.sampled_from(names.standards)))
    return st.one_of(forms)


@st.composite
def _at_least(draw: st.DrawFn, inner: SearchStrategy[Requirement]) -> AtLeast:
    parts = tuple(draw(st.lists(inner, min_size=1, max_size=3)))
    return AtLeast(draw(st.integers(1, len(parts))), parts)


def _combined(inner: SearchStrategy[Requirement]) -> SearchStrategy[Requirement]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(AllOf, parts), st.builds(AnyOf, parts), _at_least(inner))


def requirements(names: Names, *, most_leaves: int = 4) -> SearchStrategy[Requirement]:
    """Any requirement over these names, with at most so many leaves."""
    return st.recursive(leaves(names), _combined, max_leaves=most_leaves)


# --- frameworks ------------------------------------------------------------------------------------------


class _Common(TypedDict):
    title: str
    description: str | None
    source: tuple[str, ...]
    note: str | None
    tags: tuple[str, ...]
    aligned: tuple[Alignment, ...]
    reading: str | None


@st.composite
def _common(draw: st.DrawFn, aligned: Sequence[str]) -> _Common:
    """The keyword arguments that all items share. Relations stand in their own order, as in the normal form."""
    related = draw(few(st.sampled_from(Relation))) if aligned else ()
    alignments = tuple(
        Alignment(relation, draw(st.sampled_from(list(aligned)))) for relation in Relation if relation in related
    )
    return {
        "title": draw(titles),
        "description": draw(st.none() | titles),
        "source": draw(st.sampled_from((("strategy §1",), ("strategy §1", "strategy §2, table, row 3"), ()))),
        "note": draw(st.none() | titles),
        "tags": draw(some_of(TAGS)),
        "aligned": alignments,
        "reading": draw(st.none() | titles),
    }


@st.composite
def audiences(draw: st.DrawFn, names: Names) -> tuple[Audience, ...]:
    """Whom a standard or a course is for; empty means everyone."""
    if not names.groups:
        return ()
    groups = draw(few(or_unstated(st.sampled_from(names.groups))))
    return tuple(Audience(group, draw(st.none() | requirements(names, most_leaves=2))) for group in groups)


@st.composite
def _modes(draw: st.DrawFn) -> Mode:
    if draw(st.booleans()):
        return Mode(draw(or_unstated(st.sampled_from(MODES))))
    starts, ends = draw(spans())
    provider = draw(st.none() | or_unstated(st.sampled_from(PROVIDERS)))
    return Mode(draw(or_unstated(st.sampled_from(MODES))), provider, starts, ends)


def triggers(names: Names) -> SearchStrategy[Trigger]:
    """A trigger; never the bare word `unstated`, which would read as something else under `due`."""
    selected = st.builds(Trigger, few(choices(names), least=1))
    if not names.evidence:
        return selected
    return st.one_of(selected, st.builds(lambda evidence: Trigger(evidence=evidence), st.sampled_from(names.evidence)))


@st.composite
def timings(draw: st.DrawFn, names: Names) -> Timing:
    """At most one timing."""
    within = or_unstated(periods)
    start: SearchStrategy[str | Trigger | Unstated] = st.one_of(
        or_unstated(st.sampled_from(("joining", *names.facts_of(FactType.DATE)))), triggers(names)
    )
    timing: Timing = draw(
        st.one_of(
            st.none(),
            st.just(UNSTATED),
            st.builds(Deadline, within, start),
            st.builds(Precedence, triggers(names)),
            st.builds(Response, triggers(names), st.none() | within, st.none() | within),
        )
    )
    return timing


@st.composite
def standards(draw: st.DrawFn, names: Names, index: int, aligned: Sequence[str] = ()) -> Standard:
    """The index-th standard: one in four is attested, and one in four of those again and again."""
    known = names.before(Kind.STANDARD, index)
    subject = draw(st.sampled_from((*[Subject.PRACTITIONER] * 4, *Subject)))
    optional = st.none() | requirements(known, most_leaves=2)
    require = draw(st.none() | st.one_of([requirements(known)] * 3))
    starts, ends = draw(st.one_of(st.just((None, None)), spans()))
    return Standard(
        id=names.standards[index],
        **draw(_common(aligned)),
        audience=() if subject is Subject.COURSE else draw(audiences(known)),
        selector=draw(st.just(()) | selectors(names)) if subject is Subject.COURSE else (),
        subject=subject,
        strength=draw(st.sampled_from(Strength)),
        starts=starts,
        ends=ends,
        when=draw(optional),
        unless=draw(optional),
        ideally=draw(optional),
        require=require,
        every=draw(st.none() | or_unstated(periods)) if require is None else None,
        timing=draw(timings(known)) if require is not None else None,
    )


@st.composite
def courses(draw: st.DrawFn, names: Names, index: int, aligned: Sequence[str] = ()) -> Course:
    """The index-th course; it includes only later ones, so that none includes itself."""
    starts, ends = draw(st.one_of(st.just((None, None)), spans()))
    return Course(
        id=names.courses[index],
        **draw(_common(aligned)),
        levels=draw(few(or_unstated(st.sampled_from(names.levels)))) if names.levels else (),
        modes=draw(few(_modes())),
        provider=draw(st.none() | or_unstated(st.sampled_from(PROVIDERS))),
        minutes=draw(st.none() | or_unstated(st.sampled_from((30, 180)))),
        audience=draw(audiences(names)),
        develops=draw(few(or_unstated(st.sampled_from(names.outcomes)))) if names.outcomes else (),
        requires=draw(st.none() | requirements(names)),
        includes=draw(some_of(names.courses[index + 1 :])),
        grants=draw(some_of(names.evidence)),
        starts=starts,
        ends=ends,
    )


@st.composite
def _fact(draw: st.DrawFn, identifier: str, kind: FactType, aligned: Sequence[str]) -> Fact:
    values = VALUES if kind is FactType.ONE_OF else ()
    return Fact(id=identifier, **draw(_common(aligned)), type=kind, values=values)


@st.composite
def _group(draw: st.DrawFn, names: Names, index: int, aligned: Sequence[str]) -> Group:
    later = names.groups[index + 1 :]
    return Group(
        id=names.groups[index],
        **draw(_common(aligned)),
        extends=draw(some_of(later)),
        part_of=draw(st.none() | st.sampled_from(later)) if later else None,
        levels=draw(few(or_unstated(st.sampled_from(names.levels)))) if names.levels else (),
        examples=draw(few(titles)),
        when=draw(st.none() | requirements(names.before(Kind.GROUP, index), most_leaves=2)),
    )


@st.composite
def _outcome(draw: st.DrawFn, names: Names, index: int, aligned: Sequence[str]) -> Outcome:
    common = draw(_common(aligned))
    earlier = names.outcomes[:index]
    return Outcome(
        id=names.outcomes[index],
        **common,
        statement=draw(st.sampled_from((common["title"], "Recognises signs of abuse"))),
        level=draw(st.none() | or_unstated(st.sampled_from(names.levels))) if names.levels else None,
        part_of=draw(st.none() | st.sampled_from(earlier)) if earlier else None,
    )


@st.composite
def _evidence(draw: st.DrawFn, names: Names, index: int, aligned: Sequence[str]) -> Evidence:
    return Evidence(
        id=names.evidence[index],
        **draw(_common(aligned)),
        per_course=draw(st.booleans()),
        develops=draw(some_of(names.outcomes)),
        requires=draw(st.none() | requirements(names.before(Kind.EVIDENCE, index), most_leaves=2)),
    )


@st.composite
def _level(draw: st.DrawFn, names: Names, index: int, aligned: Sequence[str]) -> Level:
    requires = draw(st.none() | requirements(names.before(Kind.LEVEL, index)))
    return Level(id=names.levels[index], **draw(_common(aligned)), requires=requires)


@st.composite
def frameworks(
    draw: st.DrawFn, identifier: str = "small", *, others: Sequence[Framework] = (), most: int = 3
) -> Framework:
    """A framework with at most so many items of a kind; items may be aligned with those of the others."""
    known = draw(names(most))
    aligned = [f"{other.id}:{item.id}" for other in others for item in other]
    starts, ends = draw(st.one_of(st.just((None, None)), spans()))
    facts = tuple(draw(_fact(fact, kind, aligned)) for fact, kind in known.facts)
    head = draw(_common(aligned))
    return Framework(
        id=identifier,
        publisher="Example Safeguarding Children Board",
        language="en-GB",
        sources=(Source(id="strategy", title=draw(titles), published="2011-04"),),
        **head,
        starts=starts,
        ends=ends,
        notice=draw(periods),
        levels=tuple(draw(_level(known, index, aligned)) for index in range(len(known.levels))),
        facts=facts if draw(st.booleans()) else facts[1:],
        groups=tuple(draw(_group(known, index, aligned)) for index in range(len(known.groups))),
        outcomes=tuple(draw(_outcome(known, index, aligned)) for index in range(len(known.outcomes))),
        evidence=tuple(draw(_evidence(known, index, aligned)) for index in range(len(known.evidence))),
        courses=tuple(draw(courses(known, index, aligned)) for index in range(len(known.courses))),
        standards=tuple(draw(standards(known, index, aligned)) for index in range(len(known.standards))),
    )


# --- records ---------------------------------------------------------------------------------------------


@st.composite
def _stated(draw: st.DrawFn, fact: Fact) -> Stated:
    values = {
        FactType.YES_NO: st.sampled_from(("yes", "no")),
        FactType.DATE: days().map(str),
        FactType.ONE_OF: st.sampled_from(fact.values or VALUES),
    }
    starts, ends = draw(_stays())
    return Stated(fact.id, draw(values[fact.type]), starts, ends)


@st.composite
def _stays(draw: st.DrawFn) -> tuple[date | None, date | None]:
    first, last = sorted((draw(days()), draw(days())))
    return draw(st.sampled_from((None, first))), draw(st.sampled_from((None, last)))


@st.composite
def _event(draw: st.DrawFn, framework: Framework, kind: EventKind, index: int, around: Sequence[date]) -> Event:
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
        item=draw(st.sampled_from([item.id for item in pools[kind]])),
        on=draw(days(around)),
        mode=draw(st.none() | st.sampled_from(MODES)) if course else None,
        minutes=draw(st.none() | st.sampled_from((30, 60, 180))) if course else None,
        about=draw(st.none() | st.sampled_from([each.id for each in framework.courses])) if evidence else None,
        by=draw(st.none() | st.sampled_from(PEOPLE)) if evidence else None,
        index=index,
    )


@st.composite
def records(draw: st.DrawFn, framework: Framework, *, most_events: int = 6) -> Record:
    """A record under the framework. Each event's day lies around an earlier event's."""
    around = [FIRST_DAY]
    kinds = [EventKind.COMPLETED] * 4
    kinds += [EventKind.EVIDENCE] * 2 if framework.evidence else []
    kinds += [EventKind.OUTCOME] if framework.outcomes else []
    kinds += [EventKind.STANDARD] if framework.standards else []
    events: list[Event] = []
    for index in range(draw(st.integers(0, most_events))):
        events.append(draw(_event(framework, draw(st.sampled_from(kinds)), index, tuple(around))))
        around.append(events[-1].on)
    facts = draw(few(st.sampled_from((*framework.facts, APPOINTED)), 3))
    groups = [group.id for group in framework.groups]
    return Record(
        id="p-0001",
        framework=framework.id,
        subjects=(Subject.PRACTITIONER,),
        facts=tuple(draw(_stated(fact)) for fact in facts),
        memberships=tuple(Membership(group, *draw(_stays())) for group in draw(some_of(groups))),
        events=tuple(events),
    )
