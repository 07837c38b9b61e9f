"""What a requirement means: the set of days on which it holds, surely and possibly, with the proof of it.

`all` is intersection, `any` union, `at_least n` n-fold cover. Each answer keeps what it was computed from, so that
the reason on any one day is read off, never worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from attrs import evolve, field, frozen

from competency import requirements as dsl
from competency.explanation import Explanation
from competency.history import NOT_AT_ALL, SURELY, UNKNOWN, Held, History, Hit, counted, surely
from competency.model import Audience, EventKind, Standard
from competency.periods import ALWAYS, FOREVER, NEVER, Cycle, Days, Period, covered
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
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
    Requirement,
    StandardMet,
    Unstated,
    in_words,
)


@frozen
class Answer:
    """When a requirement holds, and what that rests on: the hits that count and the answers of its parts."""

    requirement: Requirement
    held: Held
    hits: tuple[Hit, ...] = ()
    parts: tuple[Answer, ...] = ()
    ignored: tuple[Hit, ...] = ()
    """Hits of the right item that don't count, for their mode or their day."""


@frozen
class Evaluator:
    """Answers requirements on one history. `about` is the course that evidence `per: course` has to be about."""

    history: History
    about: str | None = None
    _answers: dict[tuple[Requirement, str | None], Answer] = field(factory=dict, repr=False, eq=False)

    def regarding(self, course: str) -> Evaluator:
        """The same evaluator for a rule on one course: evidence `per: course` counts for that course only."""
        return evolve(self, about=course)

    def answer(self, requirement: Requirement) -> Answer:
        """When a requirement holds, with its proof."""
        key = (requirement, self.about)
        if key not in self._answers:
            self._answers[key] = self._answer(requirement)
        return self._answers[key]

    def held(self, requirement: Requirement) -> Held:
        """When a requirement holds."""
        return self.answer(requirement).held

    def _answer(self, requirement: Requirement) -> Answer:
        match requirement:
            case Completed(selector, counting):
                return self._counted(requirement, self.history.hits(selector), counting)
            case Evidenced(evidence, counting):
                return self._counted(requirement, self._pieces(evidence), counting)
            case Hours(hours, of, counting):
                return self._hours(requirement, hours, counting, self.history.hits(of))
            case Experience(period, fact):
                return Answer(requirement, self._experience(period, fact))
            case FactHolds(fact, values):
                return Answer(requirement, self._fact(fact, values))
            case Judged(_, fact):
                return Answer(requirement, self._fact(fact, ("yes",)))
            case Member(group):
                return Answer(requirement, self.membership(group))
            case LevelAttained(level):
                found = self.history.framework.level(level)
                return self._defined(requirement, found.requires if found else None)
            case OutcomeAchieved(outcome):
                return self._outcome(requirement, outcome)
            case StandardMet(standard):
                return self._standard(requirement, self.history.framework.standard(standard))
            case AllOf(parts):
                return self._combined(requirement, parts, lambda days: _intersection(days))
            case AnyOf(parts):
                return self._combined(requirement, parts, lambda days: covered(days, 1))
            case AtLeast(number, parts):
                return self._combined(requirement, parts, lambda days: covered(days, number))
            case Unstated():
                return Answer(requirement, UNKNOWN)

    def _combined(
        self, requirement: Requirement, parts: Iterable[Requirement], cover: Callable[[list[Days]], Days]
    ) -> Answer:
        answers = tuple(self.answer(part) for part in parts)
        held = Held(
            cover([answer.held.sure for answer in answers]), cover([answer.held.possible for answer in answers])
        )
        return Answer(requirement, held, parts=answers)

    def _defined(self, requirement: Requirement, definition: Requirement | None) -> Answer:
        if definition is None:
            return Answer(requirement, UNKNOWN)
        inner = self.answer(definition)
        return Answer(requirement, inner.held, parts=(inner,))

    def _standard(self, requirement: Requirement, standard: Standard | None) -> Answer:
        if standard is None:
            return Answer(requirement, UNKNOWN)
        if standard.require is not None:
            return self._defined(requirement, standard.require)
        return evolve(self.attestation(standard), requirement=requirement)

    def attestation(self, standard: Standard) -> Answer:
        """When an attested standard holds: from each event that attests it on, for its period where it has one."""
        hits = self.history.attested(EventKind.STANDARD, standard.id)
        return self._counted(StandardMet(standard.id), hits, Counting(every=standard.every))

    def _outcome(self, requirement: Requirement, outcome: str) -> Answer:
        framework = self.history.framework
        unsure = any(isinstance(item, Unstated) for course in framework.courses for item in course.develops)
        selected = self.history.hits((dsl.Query(develops=outcome),)) if unsure else self._developing(outcome)
        hits = [*selected, *self.history.attested(EventKind.OUTCOME, outcome)]
        for evidence in framework.evidence:
            if outcome in evidence.develops:
                hits.extend(self._pieces(evidence.id))
        return self._counted(requirement, tuple(sorted(hits, key=lambda hit: (hit.day, hit.events))), Counting())

    def _developing(self, outcome: str) -> tuple[Hit, ...]:
        return self.history.hits(self.history.framework.courses_that_develop(outcome))

    def _pieces(self, identifier: str) -> tuple[Hit, ...]:
        """The evidence that counts: of this course where one is asked about, and valid by its own `requires`."""
        evidence = self.history.framework.evidence_of(identifier)
        pieces = []
        for piece in self.history.pieces(identifier):
            about = piece.about
            if self.about is not None and evidence is not None and evidence.per_course and about != self.about:
                if about is not None:
                    continue
                piece = evolve(piece, sure=False)
            if evidence is not None and evidence.requires is not None:
                valid = self.regarding(about).held(evidence.requires) if about else self.held(evidence.requires)
                if piece.day not in valid.possible:
                    continue
                piece = piece if piece.day in valid.sure else evolve(piece, sure=False)
            pieces.append(piece)
        return tuple(pieces)

    # --- counting ----------------------------------------------------------------------------------------

    def _counted(self, requirement: Requirement, hits: tuple[Hit, ...], counting: Counting) -> Answer:
        heads = counted(hits, counting)
        ignored = tuple(hit for hit in hits if all(hit.events != head.events for head in heads))
        refreshers = self.history.hits(counting.refreshed_by) if counting.refreshed_by else ()
        sure = _standing(_renewed(heads, refreshers, sure=True), counting, sure=True)
        possible = _standing(_renewed(heads, refreshers, sure=False), counting, sure=False)
        counting_hits = _renewed(heads, refreshers, sure=False)
        return Answer(requirement, Held(sure, sure | possible), hits=counting_hits, ignored=ignored)

    def _hours(self, requirement: Requirement, hours: float, counting: Counting, hits: tuple[Hit, ...]) -> Answer:
        kept = counted(hits, counting)
        needed = round(hours * 60)
        sure = _heavy(
            [(interval, hit.minutes or 0) for hit in kept if hit.sure for interval in [_span(hit.day, counting, True)]],
            needed,
        )
        possible = _heavy(
            [
                (interval, needed if hit.minutes is None else hit.minutes)
                for hit in kept
                for interval in [_span(hit.day, counting, False)]
            ],
            needed,
        )
        return Answer(requirement, Held(sure, sure | possible), hits=kept)

    # --- facts and groups ----------------------------------------------------------------------------------

    def _fact(self, fact: str, wanted: tuple[str, ...]) -> Held:
        sure, silent = NEVER, ALWAYS
        declared = self.history.framework.fact(fact)
        accepted = wanted or (("yes",) if declared is None or declared.type == "yes-no" else ())
        for value, days in self.history.values(fact):
            silent = silent - days
            if not accepted or value in accepted:
                sure = sure | days
        return Held(sure, sure | silent)

    def _experience(self, period: Period | Unstated, fact: str) -> Held:
        sure, possible, silent = NEVER, NEVER, ALWAYS
        for value, days in self.history.values(fact):
            silent = silent - days
            start = parse_date(value).toordinal()
            if isinstance(period, Unstated):
                possible = possible | (days & Days(((start, FOREVER),)))
            else:
                sure = sure | (days & Days.of([(period.after_ordinal(start), FOREVER)]))
        return Held(sure, sure | possible | silent)

    def membership(self, group: str) -> Held:
        """The days on which the subject belongs to the group, or to a part of it: by record or by the group's rule."""
        framework = self.history.framework
        held = NOT_AT_ALL
        for part in framework.groups:
            if group in framework.wholes_of(part.id):
                held = held | surely(self.history.memberships.get(part.id, NEVER))
                if part.when is not None:
                    held = held | self.held(part.when)
        return held

    def audience(self, entries: tuple[Audience, ...]) -> Held:
        """The days on which the subject is meant: a member of a group listed, or of one that extends it."""
        if not entries:
            return SURELY
        held = NOT_AT_ALL
        for entry in entries:
            meant = UNKNOWN if isinstance(entry.group, Unstated) else self._reached(entry.group)
            held = held | (meant if entry.when is None else meant & self.held(entry.when))
        return held

    def _reached(self, group: str) -> Held:
        framework = self.history.framework
        held = NOT_AT_ALL
        for member in framework.groups:
            if group in framework.reached_by(member.id):
                held = held | self.membership(member.id)
        return held


def _intersection(sets: list[Days]) -> Days:
    held = ALWAYS
    for days in sets:
        held = held & days
    return held


def _renewed(heads: tuple[Hit, ...], refreshers: tuple[Hit, ...], *, sure: bool) -> tuple[Hit, ...]:
    """The heads and, from the first of them on, the refreshers; a completion that is both counts once."""
    kept = [head for head in heads if head.sure or not sure]
    if not kept:
        return ()
    first = min(head.day for head in kept)
    seen = {(hit.item, hit.day, hit.events) for hit in kept}
    kept += [
        hit
        for hit in refreshers
        if hit.day >= first and (hit.sure or not sure) and (hit.item, hit.day, hit.events) not in seen
    ]
    return tuple(sorted(kept, key=lambda hit: (hit.day, hit.events)))


def _span(day: int, counting: Counting, sure: bool) -> tuple[int, int]:
    """The interval for which a completion on that day counts."""
    if isinstance(counting.every, Period):
        return (day, counting.every.after_ordinal(day))
    if isinstance(counting.each, Cycle):
        return (day, counting.each.end_of_next(day))
    unstated = isinstance(counting.every, Unstated) or isinstance(counting.each, Unstated)
    return (day, day + 1 if sure and unstated else FOREVER)


def _standing(hits: tuple[Hit, ...], counting: Counting, *, sure: bool) -> Days:
    """The days on which as many of the hits stand as `times` asks for, within `inside` of each other."""
    if counting.inside is None:
        return _enough(hits, counting, sure=sure)
    if isinstance(counting.inside, Unstated):
        return NEVER if sure and counting.times > 1 else _enough(hits, counting, sure=sure)
    held = NEVER
    for first in hits:
        close = counting.inside.after_ordinal(first.day)
        near = tuple(hit for hit in hits if first.day <= hit.day < close)
        held = held | _enough(near, counting, sure=sure)
    return held


def _enough(hits: tuple[Hit, ...], counting: Counting, *, sure: bool) -> Days:
    spans = [(hit, Days.of([_span(hit.day, counting, sure)])) for hit in hits]
    if not counting.different_people:
        return covered((days for _, days in spans), counting.times)
    people: dict[str, Days] = {}
    for hit, days in spans:
        person = hit.by if hit.by is not None else "" if sure else f"?{hit.events}"
        if person:
            people[person] = people.get(person, NEVER) | days
    return covered(people.values(), counting.times)


def _heavy(weighted: list[tuple[tuple[int, int], int]], needed: int) -> Days:
    """The days on which the weights of the intervals that contain them reach `needed`."""
    if needed <= 0:
        return ALWAYS
    steps: dict[int, int] = {}
    for (start, end), weight in weighted:
        steps[start] = steps.get(start, 0) + weight
        steps[end] = steps.get(end, 0) - weight
    days = sorted(steps)
    total, held = 0, []
    for at, following in zip(days, [*days[1:], FOREVER], strict=True):
        total += steps[at]
        if total >= needed:
            held.append((at, following))
    return Days.of(held)


# --- why, on one day -------------------------------------------------------------------------------------


def explained(answer: Answer, day: int, history: History) -> Explanation:
    """Why the requirement holds, doesn't hold, or is unknown on that day, down to the events."""
    titles = history.framework.title_of
    requirement = answer.requirement
    events = tuple(sorted({index for hit in answer.hits if hit.day <= day for index in hit.events}))
    holds = "yes" if day in answer.held.sure else "unknown" if day in answer.held.possible else "no"
    parts = tuple(explained(part, day, history) for part in answer.parts)
    claim = f"{holds}: {dsl.phrase(requirement, titles)}{_told(answer, day, history)}"
    return Explanation(claim, events=events, because=parts)


def _told(answer: Answer, day: int, history: History) -> str:
    """What the record says to it: the last completion that counts, or one that doesn't and why."""
    titles = history.framework.title_of
    counting = [hit for hit in answer.hits if hit.day <= day]
    if counting:
        last = counting[-1]
        said = f" — last on {in_words(date.fromordinal(last.day))}, {titles(last.item)}"
        if len(counting) > 1:
            said = f"{said}; {len(counting)} in all"
        return said if last.sure else f"{said}, as far as the record says"
    wrong = [hit for hit in answer.ignored if hit.day <= day]
    if wrong:
        modes = dsl.joined(tuple(sorted(wrong[-1].modes)), "and") if wrong[-1].modes else "an open mode"
        return f" — not counted: {titles(wrong[-1].item)} on {in_words(date.fromordinal(wrong[-1].day))}, {modes}"
    if isinstance(answer.requirement, FactHolds | Judged | Experience) and not history.values(answer.requirement.fact):
        return " — the record does not say"
    return ""
