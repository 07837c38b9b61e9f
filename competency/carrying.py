"""What each event of a record is worth under another framework: it counts, is lost, or is for a person to decide.

The rules, with their reasons, are written down in docs/transfer.md. An item counts as another where that one lies
wholly inside it: `exact`, `close`, `narrow`. What is only a part (`broad`) counts together with the other parts, or
not at all. Nothing counts that is less sure than `LEAST`, and nothing earlier than on its own day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import evolve, field, frozen

from competency import ids, mentions, notation
from competency.correspondences import Correspondence, Correspondences, Decision, Together
from competency.english import joined
from competency.explanation import Explanation
from competency.model import (
    AnyItem,
    Course,
    Event,
    EventKind,
    Evidence,
    Framework,
    Kind,
    Level,
    Outcome,
    Relation,
    kind_of,
)
from competency.worth import Carried, Counted, Lost, Undecided

LEAST: Final = 0.6
"""How sure a relation must be to count by itself. Above one half, since the two mistakes weigh differently: one who is
wrongly let off meets children untrained, one who is wrongly asked again loses a day, and a person looks at it first."""

COUNTS: Final = frozenset({Relation.EXACT, Relation.CLOSE, Relation.NARROW})
"""The relations under which the other item lies inside this one, so that who has this has that."""

_DECIDED: Final = 0.99  # how sure a joint decision is that doesn't say it
_CONTAINED: Final = 2
"""So many courses there may lie inside one here; of more, it is the name of a sort of training."""
_SHOWN: Final = 3  # candidates named in one sentence; all of them are in `candidates`
_KIND_OF_EVENT: Final[Mapping[Kind, EventKind]] = {
    Kind.COURSE: EventKind.COMPLETED,
    Kind.EVIDENCE: EventKind.EVIDENCE,
    Kind.OUTCOME: EventKind.OUTCOME,
    Kind.STANDARD: EventKind.STANDARD,
}
_BECOMES: Final[Mapping[Kind, frozenset[Kind]]] = {
    Kind.COURSE: frozenset({Kind.COURSE, Kind.EVIDENCE, Kind.OUTCOME}),
    Kind.EVIDENCE: frozenset({Kind.COURSE, Kind.EVIDENCE, Kind.OUTCOME}),
    Kind.OUTCOME: frozenset({Kind.OUTCOME}),  # what a person can do is no proof of a course attended
    Kind.STANDARD: frozenset({Kind.STANDARD}),
}
_NEARNESS: Final = (Relation.EXACT, Relation.CLOSE, Relation.NARROW, Relation.BROAD, Relation.RELATED)
_SAYS: Final[Mapping[Relation, str]] = {
    Relation.EXACT: "the same",
    Relation.CLOSE: "much the same",
    Relation.NARROW: "covered by it",
    Relation.BROAD: "wider than it",
    Relation.RELATED: "overlapping with it",
}


def identity(framework: Framework, other: Framework) -> Correspondences:
    """Each item as the one of the same id and kind, for two editions of one framework, or for one and itself."""
    return Correspondences(
        framework.id,
        other.id,
        tuple(
            Correspondence(
                subject=ids.qualified(framework.id, item.id),
                relation=Relation.EXACT,
                object=ids.qualified(other.id, item.id),
                confidence=1.0,
                relation_confidence=1.0,
                because=(Explanation(f"{item.title} is the same item of the same framework", source=item.source),),
            )
            for item in framework
            if item.id in other.items and kind_of(other.items[item.id]) is kind_of(item)
        ),
    )


def carried(
    framework: Framework,
    other: Framework,
    events: Iterable[Event],
    mapping: Correspondences,
    *,
    least: float = LEAST,
) -> Carried:
    """What these events, of a record under `framework`, are worth under `other`.

    Each event is in exactly one of `counts` (perhaps as several things), `lost` and `undecided`. More events never make
    fewer things count.
    """
    return _Scales(framework, other, mapping, least).weighed(tuple(events))


@frozen
class _Scales:
    """Two frameworks, how their items correspond, and how sure that has to be."""

    framework: Framework
    other: Framework
    mapping: Correspondences
    least: float
    _rows: Mapping[str, tuple[Correspondence, ...]] = field(init=False)
    _asked: frozenset[str] = field(init=False)
    _joints: tuple[_Joint, ...] = field(init=False)

    @_rows.default
    def _by_subject(self) -> Mapping[str, tuple[Correspondence, ...]]:
        rows: dict[str, list[Correspondence]] = defaultdict(list)
        for row in self.mapping.correspondences:
            rows[row.subject].append(row)
        return {subject: tuple(sorted(some, key=_likeliest)) for subject, some in rows.items()}

    @_asked.default
    def _named_there(self) -> frozenset[str]:
        """The items of other frameworks that rules over there name themselves."""
        return frozenset(
            mention.reference
            for mention in mentions.of_framework(notation.framework_data(self.other))
            if mention.key != "aligned" and ":" in mention.reference
        )

    # --- items ---------------------------------------------------------------------------------------------

    def here(self, qualified: str) -> AnyItem | None:
        """The item of that id, if it is of this framework."""
        framework, item = ids.parts(qualified)
        return self.framework.items.get(item) if framework == self.framework.id else None

    def there(self, qualified: str) -> AnyItem | None:
        """The item of that id, if it is of the other framework."""
        framework, item = ids.parts(qualified)
        return self.other.items.get(item) if framework == self.other.id else None

    def title(self, qualified: str) -> str:
        """What a reader calls an item of either framework."""
        item = self.there(qualified) or self.here(qualified)
        return item.title if item else qualified

    def counting(self, item: str, kind: Kind) -> tuple[Correspondence, ...]:
        """The rows by which an item counts there by itself, the surest first; own rows before those of its parts."""
        if item in self._asked or self.there(item) is not None:
            return (_named(item, self.other),)
        found = [row for row in self._rows.get(item, ()) if self._counts(row, kind)]
        for part, chain in self._parts(item):
            for row in self._rows.get(part, ()):
                if self._counts(row, kind) and not self._comes_with(row.object, [each.object for each in found]):
                    because = (*chain, *row.because)
                    found.append(evolve(row, subject=item, relation=Relation.NARROW, because=because))
        return tuple(found)

    def _counts(self, row: Correspondence, kind: Kind) -> bool:
        if row.relation not in COUNTS or not is_sure(row, self.least):
            return False
        return self._may_become(kind, row.object) and row not in self._sorts_of(row.subject)

    def _sorts_of(self, item: str) -> tuple[Correspondence, ...]:
        """The narrower courses there of a course that is wider than many: its sorts then, of which it was one."""
        narrower = [row for row in self._rows.get(item, ()) if row.relation is Relation.NARROW]
        courses = tuple(row for row in narrower if isinstance(self.there(row.object), Course))
        return courses if len(courses) > _CONTAINED else ()

    def _parts(self, item: str) -> Iterator[tuple[str, tuple[Explanation, ...]]]:
        """The courses that a course includes, directly or not, each with why."""
        course, seen = self.here(item), {item}
        todo: list[tuple[AnyItem | None, tuple[Explanation, ...]]] = [(course, ())]
        while todo:
            at, chain = todo.pop(0)
            for name in at.includes if isinstance(at, Course) else ():
                part = ids.qualified(self.framework.id, name)
                if part not in seen and at is not None:
                    seen.add(part)
                    step = Explanation(f"{at.title} includes {self.title(part)}", item, at.source)
                    yield part, (*chain, step)
                    todo.append((self.here(part), (*chain, step)))

    def _comes_with(self, target: str, already: Iterable[str]) -> bool:
        """Whether a completion over there of one of these is one of the target too."""
        wholes = self.other.completing([ids.parts(target)[1]])
        return any(ids.parts(each)[1] in wholes for each in already)

    # --- weighing ------------------------------------------------------------------------------------------

    def weighed(self, events: tuple[Event, ...]) -> Carried:
        """Every event by what it is worth."""
        lots = _lots(events, self.framework)
        counts: list[Counted] = []
        undecided: list[Undecided] = []
        lost: list[Lost] = []
        made: list[tuple[Event, str, str]] = []
        jointly = self._jointly(lots)
        for lot in lots:
            rows = self.counting(lot.item, lot.kind)
            abouts = self._abouts(lot)
            together = jointly.get(lot.item, ()) if lot.kind is Kind.COURSE else ()
            if rows and abouts:
                for row in rows:
                    counts.append(self._counted(lot, row))
                    made += [(event, lot.item, row.object) for event in self._made(lot, row, len(rows), abouts)]
            if together:
                counts += [row for row, _ in together]
                made += [(event, row.item, row.as_) for row, joint in together for event in joint]
            if not together and not (rows and abouts):
                doubt = self._undecided(lot, rows)
                if doubt is None:
                    lost.append(self._lost(lot))
                else:
                    undecided.append(doubt)
        for achieved, outcomes in self._achieved(lots):
            counts.append(achieved)
            made += [(event, achieved.item, achieved.as_) for event in outcomes]
        made.sort(key=lambda entry: (entry[0].on, entry[0].index, entry[2]))
        return Carried(
            counts=tuple(counts),
            lost=_merged(lost),
            undecided=tuple(undecided),
            events=tuple(evolve(event, index=index) for index, (event, _, _) in enumerate(made)),
            origins=tuple((item, target) for _, item, target in made),
        )

    def _abouts(self, lot: _Lot) -> tuple[str | None, ...]:
        """What it is about there: each course that the course here counts as; none where that one counts as nothing."""
        if lot.about is None:
            return (None,)
        rows = self.counting(lot.about, Kind.COURSE)
        return tuple(ids.parts(row.object)[1] for row in rows if isinstance(self.there(row.object), Course))

    def _made(self, lot: _Lot, row: Correspondence, shares: int, abouts: Sequence[str | None]) -> Iterator[Event]:
        """The events there: on the same days, in the same modes; the minutes are shared out, being spent once."""
        target = self.there(row.object)
        kind = _KIND_OF_EVENT[kind_of(target) if target is not None else lot.kind]
        name = row.object if target is None else target.id
        for event in lot.events:
            mode, minutes = self._taken(event)
            share = None if minutes is None else minutes // shares or None
            for about in abouts:
                note = event.note if row.subject == row.object else f"taken as {self.title(row.subject)}"
                yield Event(kind, name, event.on, mode, share, about, event.by, note, event.index)

    def _taken(self, event: Event) -> tuple[str | None, int | None]:
        """The mode and minutes of an event: what the record leaves out is what the course here takes."""
        if event.kind is not EventKind.COMPLETED:
            return event.mode, event.minutes
        mode, minutes = self.framework.usually(event.item)
        usual = mode if isinstance(mode, str) else None
        return event.mode or usual, minutes if event.minutes is None else event.minutes

    def _counted(self, lot: _Lot, row: Correspondence) -> Counted:
        claim = f"{self.title(lot.item)} counts as {self.title(row.object)}, which is {_SAYS[row.relation]}"
        return Counted(
            item=lot.item,
            as_=row.object,
            relation=row.relation,
            confidence=row.confidence,
            relation_confidence=row.relation_confidence,
            decision=row.decision,
            because=(Explanation(claim, row.subject, events=lot.indexes, because=(*row.because, *self._ends(row))),),
            events=lot.indexes,
            days=lot.days,
        )

    def _ends(self, row: Correspondence) -> Iterator[Explanation]:
        """Where each of the two items is written."""
        for name, item in ((row.subject, self.here(row.subject)), (row.object, self.there(row.object))):
            if item is not None and item.source:
                yield Explanation(f"{item.title} ({name}) is written there", name, item.source)

    # --- several parts together ------------------------------------------------------------------------------

    def _jointly(self, lots: Sequence[_Lot]) -> dict[str, tuple[tuple[Counted, tuple[Event, ...]], ...]]:
        """What several courses of the record count as only together, by course."""
        held = {lot.item: lot for lot in lots if lot.kind is Kind.COURSE}
        found: dict[str, list[tuple[Counted, tuple[Event, ...]]]] = defaultdict(list)
        for joint in self._joints:
            parts = [held[name] for name in joint.lacking if name in held]
            days = _joint_days(parts, joint.lacking)
            if not days:
                continue
            told = joined([self.title(lot.item) for lot in parts], "and")
            claim = f"{told} together cover {self.title(joint.target)}; it counts from the day that makes it whole"
            for lot in parts:
                events = tuple(
                    Event(EventKind.COMPLETED, ids.parts(joint.target)[1], day, note=f"taken as {told}")
                    for day in (days if lot is parts[0] else ())  # the completion is one, whatever its parts
                )
                row = Counted(
                    item=lot.item,
                    as_=joint.target,
                    relation=joint.relation,
                    confidence=joint.confidence,
                    relation_confidence=joint.relation_confidence,
                    decision=joint.decision,
                    together=tuple(part.item for part in parts),
                    because=(Explanation(claim, lot.item, events=lot.indexes, because=joint.because),),
                    events=lot.indexes,
                    days=days,
                )
                found[lot.item].append((row, events))
        return {item: tuple(rows) for item, rows in found.items()}

    @_joints.default
    def _known_joints(self) -> tuple[_Joint, ...]:
        """The courses there that several here cover together: those stated, then those read off what is missing."""
        stated = [joint for one in self.mapping.together if (joint := self._stated_joint(one)) is not None]
        known = {joint.target for joint in stated}
        parts: dict[str, list[Correspondence]] = defaultdict(list)
        for row in sorted(self.mapping.correspondences, key=lambda row: (row.object, _likeliest(row), row.subject)):
            if row.object not in known and self._brings_something(row):
                parts[row.object].append(row)
        return (*stated, *(_Joint.of(target, rows) for target, rows in parts.items()))

    def _stated_joint(self, one: Together) -> _Joint | None:
        """A statement that several courses together hold one course there; None where it says something else."""
        target = one.object[0]
        courses = [self.here(name) for name in one.subject] + [self.there(name) for name in one.object]
        whole = one.relation in COUNTS and not one.residue.object and len(one.object) == 1 and len(one.subject) > 1
        if not whole or not all(isinstance(course, Course) for course in courses):
            return None
        own = [row for name in one.subject for row in self._rows.get(name, ()) if row.object == target]
        decided = one.decision is Decision.ACCEPTED
        sure = _DECIDED if decided else min((row.confidence for row in own), default=0.0)
        if not decided and (len(own) < len(one.subject) or sure < self.least):
            return None
        names = frozenset(one.subject)
        lacking = {name: names - {name} for name in one.subject}
        return _Joint(target, lacking, one.relation, sure, sure, one.decision, one.because)

    def _brings_something(self, row: Correspondence) -> bool:
        """Whether an item is known to cover some of a course there, and known not to cover all."""
        course = self.there(row.object)
        if row.relation is not Relation.BROAD or not isinstance(course, Course) or not is_sure(row, self.least):
            return False
        wanted = {ids.qualified(self.other.id, name) for name in course.develops if isinstance(name, str)}
        return bool(row.residue.object) and bool(wanted - set(row.residue.object))

    # --- outcomes --------------------------------------------------------------------------------------------

    def _achieved(self, lots: Sequence[_Lot]) -> Iterator[tuple[Counted, tuple[Event, ...]]]:
        """The outcomes that courses and evidence of the record develop, where what these count as does not."""
        reached: dict[str, dict[int, tuple[Event, _Lot]]] = {}
        for lot in lots:
            there = self._developed_there(lot)
            for outcome in self._developed_here(lot):
                for row in self.counting(outcome, Kind.OUTCOME):
                    if ids.parts(row.object)[1] not in there:
                        reached.setdefault(outcome, {}).update({event.index: (event, lot) for event in lot.events})
        for outcome, sources in reached.items():
            events = [sources[index][0] for index in sorted(sources)]
            lot = _Lot(outcome, Kind.OUTCOME, None, tuple(events))
            through = tuple(dict.fromkeys(sources[index][1].item for index in sorted(sources)))
            told = joined([self.title(item) for item in through], "and")
            for row in self.counting(outcome, Kind.OUTCOME):
                chain = Explanation(f"{told}: develops {self.title(outcome)}", outcome, events=lot.indexes)
                counted = self._counted(lot, evolve(row, because=(chain, *row.because)))
                made = tuple(
                    Event(
                        EventKind.OUTCOME,
                        ids.parts(row.object)[1],
                        event.on,
                        note=f"achieved through {self.title(sources[event.index][1].item)}",
                        index=event.index,
                    )
                    for event in events
                )
                yield evolve(counted, events=(), through=through), made

    def _developed_here(self, lot: _Lot) -> tuple[str, ...]:
        """The outcomes that an item of the record achieves by itself."""
        names = [lot.item, *(part for part, _ in self._parts(lot.item))]
        items = [self.here(name) for name in names]
        developed = (outcome for item in items for outcome in _develops(item))
        return tuple(dict.fromkeys(ids.qualified(self.framework.id, outcome) for outcome in developed))

    def _developed_there(self, lot: _Lot) -> frozenset[str]:
        """The outcomes that come there with what the item counts as."""
        targets = [ids.parts(row.object)[1] for row in self.counting(lot.item, lot.kind)]
        return frozenset(
            outcome.id
            for outcome in self.other.outcomes
            if set(targets) & self.other.completing(self.other.courses_that_develop(outcome.id))
            or any(outcome.id in _develops(self.other.items.get(target)) for target in targets)
        )

    # --- what does not count -----------------------------------------------------------------------------------

    def _undecided(self, lot: _Lot, counting: Sequence[Correspondence]) -> Undecided | None:
        """The question to a person; None where there is nothing to decide."""
        if counting:  # what it is about counts as nothing there
            why = f"it is about {self.title(lot.about or '')}, for which no course there counts by itself"
            return self._question(lot, why, counting)
        rows = [row for row in self._rows.get(lot.item, ()) if row.relation is not Relation.NONE]
        rows.sort(key=lambda row: _NEARNESS.index(row.relation))
        sorts = self._sorts_of(lot.item)
        if sorts:
            named = _some([self.title(row.object) for row in sorts])
            why = f"it is wider than {len(sorts)} courses there, and the record doesn't say which it was: {named}"
            return self._question(lot, why, rows)
        if rows:
            return self._question(lot, self._doubts(lot, rows), rows)
        levels = self._levels(lot)
        if levels:
            level = self.title(levels[0].object)
            own = self.title(levels[0].subject)
            why = f"no course there corresponds, but it is of the level '{own}', which lies within '{level}'"
            return self._question(lot, why, levels)
        return None

    def _doubts(self, lot: _Lot, rows: Sequence[Correspondence]) -> str:
        """Why the candidates don't count by themselves: those of a kind that it may become, then the others."""
        possible = [row for row in rows if self._may_become(lot.kind, row.object)]
        others = [f"the {self._kind_there(row)} '{self.title(row.object)}' ({row.relation})" for row in rows]
        others = [told for told, row in zip(others, rows, strict=True) if row not in possible]
        told = [self._doubt(row) for row in possible[:_SHOWN]]
        if others:
            shown = joined(others[:_SHOWN], "and")
            told.append(f"it is like {shown}, which only the rules there give")
        hidden = len(rows) - len(possible[:_SHOWN]) - len(others[:_SHOWN])
        return "; ".join(told) + (f"; and {hidden} more" if hidden else "")

    def _may_become(self, kind: Kind, target: str) -> bool:
        item = self.there(target)
        return item is not None and kind_of(item) in _BECOMES[kind]

    def _kind_there(self, row: Correspondence) -> str:
        item = self.there(row.object)
        return "item" if item is None else kind_of(item).value

    def _doubt(self, row: Correspondence) -> str:
        """Why one candidate does not count by itself."""
        title = self.title(row.object)
        sure = f"{row.relation_confidence:.0%}"
        if row.relation is Relation.BROAD:
            lacking = [self.title(name) for name in row.residue.object]
            of_them = f", of which it is not known to cover {_some(lacking)}" if lacking else ""
            return f"it lies within '{title}', which is wider{of_them}"
        if row.relation is Relation.RELATED:
            return f"it overlaps with '{title}', and neither covers the other"
        return f"it may count as '{title}' ({row.relation}), but that is only {sure} sure"

    def _question(self, lot: _Lot, why: str, rows: Sequence[Correspondence]) -> Undecided:
        missing = dict.fromkeys(name for row in rows if row.relation is Relation.BROAD for name in row.residue.object)
        return Undecided(
            item=lot.item,
            why=why,
            candidates=tuple(dict.fromkeys(row.object for row in rows)),
            missing=tuple(missing),
            events=lot.indexes,
            days=lot.days,
        )

    def _levels(self, lot: _Lot) -> list[Correspondence]:
        """The levels there that hold all of a level of the course."""
        course = self.here(lot.item)
        levels = course.levels if isinstance(course, Course) else ()
        return [
            row
            for level in levels
            if isinstance(level, str)
            for row in self._rows.get(ids.qualified(self.framework.id, level), ())
            if row.relation in (Relation.EXACT, Relation.CLOSE, Relation.BROAD)
            and is_sure(row, self.least)
            and isinstance(self.there(row.object), Level)
        ]

    def _lost(self, lot: _Lot) -> Lost:
        refused = [row for row in self._rows.get(lot.item, ()) if row.relation is Relation.NONE]
        refused.sort(key=lambda row: (row.decision is None, -row.confidence, row.object))
        nearest = refused[0].object if refused else None
        why = self._why_lost(lot, refused)
        return Lost(item=lot.item, why=why, nearest=nearest, events=lot.indexes, days=lot.days)

    def _why_lost(self, lot: _Lot, refused: Sequence[Correspondence]) -> str:
        decided = [row for row in refused if row.decision is not None]
        if lot.kind is Kind.STANDARD:
            return "it attests a rule of the board that is left; the new board has rules of its own to attest"
        if lot.kind is Kind.EVIDENCE and not refused:
            return "it is evidence under the rules of the board that is left; nothing there asks for it"
        for row in decided[:1]:
            return f"'{self.title(row.object)}' there is another thing{_reason(row)}"
        return "nothing there is known to correspond to it"


@frozen
class _Joint:
    """A course there that several items here cover together; `lacking` says of each what it leaves to the others."""

    target: str
    lacking: Mapping[str, frozenset[str]]
    relation: Relation
    confidence: float
    relation_confidence: float
    decision: Decision | None
    because: tuple[Explanation, ...]

    @classmethod
    def of(cls, target: str, rows: Sequence[Correspondence]) -> _Joint:
        """The parts of one course, as sure as the least sure of them."""
        return cls(
            target,
            {row.subject: frozenset(row.residue.object) for row in rows},
            Relation.BROAD,
            min(row.confidence for row in rows),
            min(row.relation_confidence for row in rows),
            None,
            tuple(reason for row in rows for reason in row.because),
        )


@frozen
class _Lot:
    """The events of one item (and, for evidence, about one course)."""

    item: str
    kind: Kind
    about: str | None
    events: tuple[Event, ...]

    @property
    def indexes(self) -> tuple[int, ...]:
        return tuple(event.index for event in self.events)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(event.on for event in self.events)


def _lots(events: Iterable[Event], framework: Framework) -> tuple[_Lot, ...]:
    """The events by what they name, in the order of the record."""
    kinds = {kind: name for name, kind in _KIND_OF_EVENT.items()}
    lots: dict[tuple[str, Kind, str | None], list[Event]] = {}
    for event in events:
        about = None if event.about is None else ids.qualified(framework.id, event.about)
        lots.setdefault((ids.qualified(framework.id, event.item), kinds[event.kind], about), []).append(event)
    return tuple(_Lot(*key, tuple(some)) for key, some in lots.items())


def is_sure(row: Correspondence, least: float) -> bool:
    """Whether a relation, computed or decided, is sure enough to act on it without asking."""
    return min(row.confidence, row.relation_confidence) >= least


def _merged(lost: Iterable[Lost]) -> tuple[Lost, ...]:
    """One row for each item that is lost for one reason, such as evidence about several courses."""
    rows: dict[tuple[str, str], Lost] = {}
    for row in lost:
        before = rows.get((row.item, row.why))
        rows[row.item, row.why] = (
            row if before is None else evolve(before, events=before.events + row.events, days=before.days + row.days)
        )
    return tuple(rows.values())


def _likeliest(row: Correspondence) -> tuple[bool, float, float, str]:
    return row.decision is not Decision.ACCEPTED, -row.relation_confidence, -row.confidence, row.object


def _reason(row: Correspondence) -> str:
    """Why two items are not the same, as the person says who decided so."""
    said = [reason.claim for claim in row.because[:1] for reason in claim.because]
    return f": {said[0]}" if said else ""


def _named(item: str, other: Framework) -> Correspondence:
    """An item that the rules over there name themselves."""
    return Correspondence(
        subject=item,
        relation=Relation.EXACT,
        object=item,
        confidence=1.0,
        relation_confidence=1.0,
        because=(Explanation(f"the rules of {other.publisher} name it themselves", item),),
    )


def _develops(item: AnyItem | None) -> tuple[str, ...]:
    """The outcomes that a course, or evidence that counts whatever else holds, surely develops."""
    if isinstance(item, Course) or (isinstance(item, Evidence) and item.requires is None):
        return tuple(outcome for outcome in item.develops if isinstance(outcome, str))
    return (item.id,) if isinstance(item, Outcome) else ()


def _joint_days(lots: Sequence[_Lot], lacking: Mapping[str, frozenset[str]]) -> tuple[date, ...]:
    """The days on which what had been taken, since the last such day, lacked nothing any more."""
    days: list[date] = []
    left: frozenset[str] | None = None
    for day, _, item in sorted((event.on, event.index, lot.item) for lot in lots for event in lot.events):
        left = lacking[item] if left is None else left & lacking[item]
        if not left:
            days.append(day)
            left = None
    return tuple(days)


def _some(names: Sequence[str]) -> str:
    """The first few of a list, and how many more there are."""
    shown = [f"'{name}'" for name in names[:_SHOWN]]
    return ", ".join(shown) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
