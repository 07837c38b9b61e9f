"""A record taken from one framework to another: what counts, what is lost, what a person must decide, what is next.

The receiving board's rules are judged by its own evaluator, from the day of arrival on. Recognition rules (an age
limit, a signature) are rules like others, so they apply by themselves to what is carried over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Literal

from attrs import evolve, frozen

from competency import correspondences, ids
from competency.answers import Pathway, pathway
from competency.carrying import LEAST, carried, identity, is_sure
from competency.correspondences import Correspondence, Correspondences
from competency.equivalence import curation, map_frameworks
from competency.errors import CorrespondencesOfOthers, NoPerson, RecordOfAnotherFramework, UnfitValue, UnknownItem
from competency.evaluation import Evaluator
from competency.explanation import Explanation
from competency.history import History
from competency.model import (
    APPOINTED,
    Framework,
    Group,
    Level,
    Membership,
    Precedence,
    Record,
    Relation,
    Response,
    Stated,
    Strength,
    Subject,
)
from competency.references import misfit_of
from competency.relaxation import Conflict
from competency.requirements import LevelAttained, fact_value, joined
from competency.standing import Reason, Status
from competency.verdicts import Verdict, check
from competency.worth import Carried, Counted, Kept, Lost, Undecided

_PEOPLE: Final = frozenset({Subject.PRACTITIONER, Subject.TRAINER})
_SAME_PEOPLE: Final = (Relation.EXACT, Relation.CLOSE)
_SHOWN: Final = 3  # candidates named in one sentence
_BY_EVENT: Final = (Precedence, Response)
_ASKS_NOTHING: Final = frozenset({Status.NOT_APPLICABLE, Status.EXEMPT})
_MET: Final = frozenset({Status.MET, Status.DUE_SOON})


@frozen
class Joined:
    """A group of the new board that the person belongs to, from the day of arrival on, and why."""

    group: str
    starts: date
    because: tuple[Explanation, ...] = ()


@frozen(kw_only=True)
class Standing:
    """A level attained under the old board, and how things stand there with one that corresponds to it.

    `as_`, `relation` and `confidence` are None where nothing corresponds; `attained` is None where the new board's rule
    leaves it open, or there is none.
    """

    item: str
    as_: str | None = None
    relation: Relation | None = None
    confidence: float | None = None
    attained: bool | None = None
    because: tuple[Explanation, ...] = ()


@frozen
class Lapsed:
    """A standard of the old board that the record once met and no longer does."""

    standard: str
    since: date | None


@frozen(kw_only=True)
class Basis:
    """What the correspondences rest on: mapping documents by id, and how many of the rows that count were decided."""

    curated: tuple[str, ...] = ()
    decided: int = 0
    computed: int = 0
    least: float = LEAST


@frozen(kw_only=True)
class Transfer:
    """What carries over. `from_` is the framework that is left (`from` is a word of the language), `to` the new one.

    Every event of the record up to the day is in exactly one of `counts`, `lost` and `undecided`; those after it are
    `later`, by index. `record` is the record as the new board would begin it: events in `standards` and `pathway` are
    indexes into that one, those in `counts`, `lost` and `undecided` into the record that was given.
    """

    from_: str
    to: str
    on: date
    counts: tuple[Counted, ...]
    lost: tuple[Lost, ...]
    undecided: tuple[Undecided, ...]
    pathway: Pathway
    record: Record
    reachable: Pathway | None = None
    """Where not all standards there can be reached: the plan for those that can."""
    unreachable: tuple[Conflict, ...] = ()
    """The rules that stand in the way, of the pathway and of what was tried after it."""
    appointed: date
    groups: tuple[Joined, ...] = ()
    levels: tuple[Standing, ...] = ()
    lapsed: tuple[Lapsed, ...] = ()
    later: tuple[int, ...] = ()
    standards: tuple[Verdict, ...] = ()
    basis: Basis
    notes: tuple[str, ...] = ()


def transfer(
    framework: Framework,
    other: Framework,
    record: Record,
    *,
    on: date,
    goal: str | Iterable[str] | None = None,
    groups: str | Iterable[str] | None = None,
    appointed: date | None = None,
    facts: Mapping[str, str] | None = None,
    mapping: Correspondences | None = None,
    curated: Iterable[correspondences.Mapping] | Literal["bundled"] = "bundled",
    least: float = LEAST,
) -> Transfer:
    """What a record under `framework` is worth under `other`, and the pathway for the rest.

    `appointed` is the day of arrival, that of the answer if left out: from it on the rules there bind, and the person
    belongs to the groups there. `groups` states these; without it they are the ones that the groups here lie within.
    `facts` are what is true of the person there, by id; those of the old board are its own and stay behind.
    `goal` is as of `pathway`. The correspondences are those given, else computed with the decisions of `curated`:
    mapping documents, or the bundled one of the pair. `least` is how sure a relation must be to count by itself.

    Raises:
        RecordOfAnotherFramework: the record names another framework than `framework`.
        NoPerson: the record is of a course, an agency, a setting or a board.
        UnknownItem: `groups` names no group of `other`, `facts` no fact, or `goal` nothing of it.
        UnfitValue: a fact can't take the value that `facts` gives it.
        CorrespondencesOfOthers: `mapping` is between other frameworks.
    """
    if record.framework != framework.id:
        raise RecordOfAnotherFramework(record.id, record.framework, framework.id)
    if not _PEOPLE & set(record.subjects):
        raise NoPerson(record.id, tuple(record.subjects))
    documents = _documents(framework, other, curated)
    rows = _correspondences(framework, other, mapping, documents)
    arrival = appointed or on
    day = max(on, arrival)
    moved = framework.id != other.id
    seen = tuple(event for event in record.events if event.on <= on)
    what = carried(framework, other, seen, rows, least=least)
    stated_groups = (groups,) if isinstance(groups, str) else groups
    belongs, open_groups, lost_groups = _groups(framework, other, record, on, arrival, stated_groups, rows, least)
    if moved:
        stated = _facts(other, arrival, facts or {})
        memberships = tuple(Membership(ids.parts(row.group)[1], row.starts) for row in belongs)
    else:
        stated, memberships = record.facts, record.memberships
    there = evolve(
        record,
        framework=other.id,
        note=f"Begun with what carries over from {framework.id} on {on}" if moved else record.note,
        facts=stated,
        memberships=memberships,
        events=what.events,
    )
    binding = _binding_from(other, arrival) if moved else other
    standards = check(binding, there, on=day)
    plan = pathway(binding, there, goal=goal, on=day)
    owed = () if goal is not None else tuple(row.standard for row in standards if _is_owed(binding, row))
    reachable, conflicts = _reachable(binding, there, plan, owed, day)
    return Transfer(
        from_=framework.id,
        to=other.id,
        on=on,
        counts=_with_keeps(what, standards),
        lost=(*what.lost, *lost_groups),
        undecided=(*open_groups, *what.undecided),
        pathway=plan,
        record=there,
        reachable=reachable,
        unreachable=conflicts,
        appointed=arrival,
        groups=belongs,
        levels=_levels(framework, binding, record, there, (on, day), rows),
        lapsed=tuple(
            Lapsed(verdict.standard, verdict.since)
            for verdict in check(framework, record, on=on)
            if verdict.reason is Reason.LAPSED
        ),
        later=tuple(event.index for event in record.events if event.on > on),
        standards=standards,
        basis=Basis(
            curated=tuple(document.id for document in documents) if mapping is None else (),
            decided=sum(1 for row in what.counts if row.decision is not None),
            computed=sum(1 for row in what.counts if row.decision is None),
            least=least,
        ),
        notes=_notes(other, belongs, rows.warnings),
    )


# --- correspondences -------------------------------------------------------------------------------------


def _documents(
    framework: Framework, other: Framework, curated: Iterable[correspondences.Mapping] | Literal["bundled"]
) -> tuple[correspondences.Mapping, ...]:
    """The mapping documents whose decisions count."""
    return tuple(curated) if not isinstance(curated, str) else curation.read((curation.BUNDLED,), (framework, other))


def _correspondences(
    framework: Framework,
    other: Framework,
    given: Correspondences | None,
    documents: tuple[correspondences.Mapping, ...],
) -> Correspondences:
    ends = (framework.id, other.id)
    if given is None:
        if framework.id == other.id:
            return identity(framework, other)
        return map_frameworks(framework, other, curated=documents)
    if (given.subject, given.object) == ends:
        return given
    if (given.object, given.subject) == ends:
        rows = tuple(row.inverse for row in given.correspondences)
        return Correspondences(*ends, rows, tuple(one.inverse for one in given.together), given.warnings)
    raise CorrespondencesOfOthers((given.subject, given.object), ends)


# --- groups and levels -----------------------------------------------------------------------------------


def _groups(
    framework: Framework,
    other: Framework,
    record: Record,
    on: date,
    arrival: date,
    stated: Iterable[str] | None,
    mapping: Correspondences,
    least: float,
) -> tuple[tuple[Joined, ...], tuple[Undecided, ...], tuple[Lost, ...]]:
    """The groups there, those here that a person has to find a place for there, and those that nothing is like."""
    if stated is not None:
        return tuple(_stated(other, name, arrival) for name in dict.fromkeys(stated)), (), ()
    found: dict[str, list[Explanation]] = {}
    questions: list[Undecided] = []
    strange: list[Lost] = []
    for name in _last_groups(record, on):
        own = ids.qualified(framework.id, name)
        title = framework.title_of(name)
        rows = [row for row in mapping.correspondences if row.subject == own and _is_group(other, row.object)]
        rows = [row for row in rows if row.relation is not Relation.NONE]
        sure = [row for row in rows if is_sure(row, least)]
        same = [row for row in sure if row.relation in _SAME_PEOPLE]
        inside = [row for row in sure if row.relation is Relation.BROAD]
        for row in same or inside:
            there = other.title_of(ids.parts(row.object)[1])
            claim = f"{title} ({own}) is {'the same people as' if same else 'within'} {there}"
            found.setdefault(row.object, []).append(Explanation(claim, own, because=row.because))
        if same or inside:
            continue
        told = [f"'{other.title_of(ids.parts(row.object)[1])}' ({row.relation})" for row in rows]
        if told:
            why = f"a group here; there it may be {joined(told[:_SHOWN], 'or')}"
            questions.append(Undecided(item=own, why=why, candidates=tuple(row.object for row in rows)))
        else:
            strange.append(Lost(item=own, why="a group here; no group there is known to correspond to it"))
    return (
        tuple(Joined(group, arrival, tuple(why)) for group, why in sorted(found.items())),
        tuple(questions),
        tuple(strange),
    )


def _stated(other: Framework, name: str, arrival: date) -> Joined:
    framework, item = ids.parts(name)
    if framework not in (None, other.id) or other.group(item) is None:
        raise UnknownItem(name, other.id, ("group",), ids.nearest(item, [group.id for group in other.groups]))
    return Joined(ids.qualified(other.id, item), arrival, (Explanation("as stated by the one who asks"),))


def _facts(other: Framework, arrival: date, facts: Mapping[str, str]) -> tuple[Stated, ...]:
    """What is true of the person there; the day of appointment is that of arrival unless it is stated."""
    for name, value in facts.items():
        fact = other.fact(name)
        if fact is None:
            raise UnknownItem(name, other.id, ("fact",), ids.nearest(name, [fact.id for fact in other.facts]))
        misfit = misfit_of(fact, fact_value(value))
        if misfit is not None:
            raise UnfitValue(*misfit)
    told = {APPOINTED.id: arrival.isoformat(), **{name: fact_value(value) for name, value in facts.items()}}
    return tuple(Stated(fact, value) for fact, value in told.items())


def _is_group(other: Framework, qualified: str) -> bool:
    return isinstance(other.items.get(ids.parts(qualified)[1]), Group)


def _last_groups(record: Record, on: date) -> tuple[str, ...]:
    """The groups here that the person belongs to on the day; of one who has left already, those of the last day."""
    begun = [row for row in record.memberships if row.starts is None or row.starts <= on]
    current = [row for row in begun if row.ends is None or row.ends >= on]
    last = max((row.ends for row in begun if row.ends is not None), default=None)
    return tuple(dict.fromkeys(row.group for row in current or begun if current or row.ends == last))


def _levels(
    framework: Framework,
    other: Framework,
    record: Record,
    there: Record,
    days: tuple[date, date],
    mapping: Correspondences,
) -> tuple[Standing, ...]:
    """Each level attained here with what corresponds to it there, and whether that is attained by what is carried."""
    here_day, there_day = (day.toordinal() for day in days)
    here = Evaluator(History(framework, record, here_day))
    judge = Evaluator(History(other, there, there_day))
    found: list[Standing] = []
    for level in framework.levels:
        if here_day not in here.held(LevelAttained(level.id)).sure:
            continue
        own = ids.qualified(framework.id, level.id)
        rows = [row for row in mapping.correspondences if row.subject == own and row.relation is not Relation.NONE]
        rows = [row for row in rows if isinstance(other.items.get(ids.parts(row.object)[1]), Level)]
        found += [_standing(row, judge, there_day) for row in rows] or [Standing(item=own)]
    return tuple(found)


def _standing(row: Correspondence, judge: Evaluator, day: int) -> Standing:
    held = judge.held(LevelAttained(ids.parts(row.object)[1]))
    return Standing(
        item=row.subject,
        as_=row.object,
        relation=row.relation,
        confidence=row.confidence,
        attained=None if held.only_possible(day) else day in held.sure,
        because=row.because,
    )


# --- the new board's rules ---------------------------------------------------------------------------------


def _binding_from(other: Framework, arrival: date) -> Framework:
    """The framework as it binds someone who arrives: no rule before that day.

    Else a rule of order would find fault with what was done elsewhere, and a questionnaire would be owed on it.
    """
    return evolve(
        other,
        standards=tuple(
            evolve(standard, starts=arrival)
            if standard.starts is None or (isinstance(standard.starts, date) and standard.starts < arrival)
            else standard
            for standard in other.standards
        ),
    )


def _reachable(
    other: Framework, record: Record, plan: Pathway, goals: tuple[str, ...], day: date
) -> tuple[Pathway | None, tuple[Conflict, ...]]:
    """The plan for what is left when the goals that stand in the way are set aside, and what stood in the way.

    None where the plan is feasible as it is, or nothing is left.
    """
    conflicts = list(plan.conflict)
    if plan.feasible:
        return None, ()
    while not plan.feasible:
        rules = {conflict.rule for conflict in plan.conflict}
        left = tuple(goal for goal in goals if goal not in rules)
        if not left or len(left) == len(goals):
            return None, tuple(conflicts)
        goals = left
        plan = pathway(other, record, goal=[ids.parts(goal)[1] for goal in goals], on=day)
        conflicts += plan.conflict
    return plan, tuple(dict.fromkeys(conflicts))


def _is_owed(other: Framework, verdict: Verdict) -> bool:
    """Whether a standard asks for something by itself: not only for order, or for an answer to events."""
    standard = other.standard(ids.parts(verdict.standard)[1])
    asks = standard is not None and standard.require is not None and not isinstance(standard.timing, _BY_EVENT)
    return asks and verdict.strength is Strength.MUST and verdict.status not in _ASKS_NOTHING


def _with_keeps(what: Carried, standards: Iterable[Verdict]) -> tuple[Counted, ...]:
    """The rows that count, each with the standards that rest on it."""
    kept: dict[tuple[str, str], list[Kept]] = {}
    for verdict in standards:
        if verdict.status in _ASKS_NOTHING:
            continue
        until = verdict.due if verdict.status in _MET else None
        used = {index for reason in verdict.because for _, claim in reason.walk() for index in claim.events}
        for origin in sorted({what.origins[index] for index in used}):
            kept.setdefault(origin, []).append(Kept(verdict.standard, verdict.status, verdict.reason, until))
    return tuple(
        evolve(row, keeps=tuple(kept.get(((row.together or (row.item,))[0], row.as_), ()))) for row in what.counts
    )


def _notes(other: Framework, belongs: tuple[Joined, ...], stale: tuple[str, ...]) -> tuple[str, ...]:
    """What the reader has to know first: what was not looked at, and which decisions no longer stand."""
    notes = list(stale)
    if other.groups and not belongs:
        notes.append(
            f"No group of {other.publisher} is known for this person, so only its rules for everyone are looked at; "
            "state the groups to have the others too"
        )
    return tuple(notes)
