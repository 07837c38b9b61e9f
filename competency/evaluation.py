"""What a requirement means: the set of days on which it holds, surely and possibly, with the proof of it.

`all` is intersection, `any` union, `at_least n` n-fold cover. Each answer keeps what it was computed from, so that
the reason on any one day is read off, never worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Final, TypeAlias

from attrs import evolve, field, frozen

from competency import requirements as dsl
from competency.explanation import Explanation
from competency.history import (
    NOT_AT_ALL,
    SURELY,
    UNKNOWN,
    Doubt,
    Held,
    History,
    Hit,
    counted,
    earliest_first,
    in_mode,
    surely,
)
from competency.model import Audience, EventKind, Standard, Trigger
from competency.periods import ALWAYS, EVER, FOREVER, NEVER, Cycle, Days, Period, covered
from competency.requirements import (
    UNSTATED,
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

_SILENT: Final = UNSTATED.value
"""The word where an id is expected: the document does not say which."""

_Context: TypeAlias = tuple[str | Unstated | None, bool, int, int]
"""What an answer depends on, within one history: what is asked about, and which events count."""


@frozen
class Answer:
    """When a requirement holds, and what that rests on: the hits that count and the answers of its parts."""

    requirement: Requirement
    held: Held
    hits: tuple[Hit, ...] = ()
    parts: tuple[Answer, ...] = ()
    considered: tuple[Hit, ...] = ()
    """Hits of the right item, whether they count or not."""

    @property
    def ignored(self) -> tuple[Hit, ...]:
        """Hits of the right item that don't count, for their mode or their day."""
        counting = {hit.events for hit in self.hits}
        return tuple(hit for hit in self.considered if hit.events not in counting)

    def leaves(self) -> Iterator[Answer]:
        """The answers that rest on the record itself: this one, or those of its parts."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def walk(self) -> Iterator[Answer]:
        """This answer and every one inside it."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def rests_on_cycles(self) -> bool:
        """Whether something that counts does so by cycles of `each`."""
        for part in self.parts:
            if part.rests_on_cycles():
                return True
        rule = self.requirement
        return bool(self.hits) and isinstance(rule, Completed | Evidenced | Hours) and rule.counting.each is not None


@frozen
class Evaluator:
    """Answers requirements on one history.

    `about` is the course that evidence `per: course` has to be about; `UNSTATED` where there is one, and it is not
    known which. With `own_cycle`, under `each` a completion counts in its own cycle only: a requirement that holds,
    but not so, rests on the cycle before. Only what was done on the days from `opened` to `closed` counts.
    """

    history: History
    about: str | Unstated | None = None
    own_cycle: bool = False
    opened: int = EVER
    closed: int = FOREVER
    _shared: dict[_Context, dict[Requirement, Answer]] = field(factory=dict, repr=False, eq=False)
    _answers: dict[Requirement, Answer] = field(init=False, repr=False, eq=False)

    _reached: dict[str, Held] = field(factory=dict, init=False, repr=False, eq=False)

    @_answers.default
    def _answers_in_this_context(self) -> dict[Requirement, Answer]:
        return self._shared.setdefault((self.about, self.own_cycle, self.opened, self.closed), {})

    def regarding(self, course: str | Unstated | None) -> Evaluator:
        """The same evaluator for a rule on one course: evidence `per: course` counts for that course only."""
        return evolve(self, about=course)

    @property
    def in_own_cycle(self) -> Evaluator:
        """The same evaluator where under `each` nothing counts beyond its own cycle."""
        return evolve(self, own_cycle=True)

    def since(self, day: int) -> Evaluator:
        """The same evaluator where only what was done from that day on counts."""
        return evolve(self, opened=day)

    def until(self, day: int) -> Evaluator:
        """The same evaluator where only what was done up to that day counts."""
        return Evaluator(self.history, self.about, self.own_cycle, self.opened, day, self._shared)

    def answer(self, requirement: Requirement) -> Answer:
        """When a requirement holds, with its proof."""
        found = self._answers.get(requirement)
        if found is None:
            found = self._answers[requirement] = self._answer(requirement)
        return found

    def held(self, requirement: Requirement) -> Held:
        """When a requirement holds."""
        return self.answer(requirement).held

    def _answer(self, requirement: Requirement) -> Answer:
        match requirement:
            case Completed(selector, counting):
                return self._counted(requirement, self._hits(selector), counting)
            case AllOf(parts):
                return self._combined(requirement, parts, lambda days: _intersection(days))
            case AnyOf(parts):
                return self._combined(requirement, parts, lambda days: covered(days, 1))
            case AtLeast(number, parts):
                return self._combined(requirement, parts, lambda days: covered(days, number))
            case Evidenced(evidence, counting):
                return self._counted(requirement, self.pieces(evidence), counting)
            case Hours(hours, of, counting):
                return self._hours(requirement, hours, counting, self._hits(of))
            case Experience(period, fact):
                return Answer(requirement, self._experience(period, fact))
            case FactHolds(fact, values):
                return Answer(requirement, self._fact(fact, values))
            case Judged(_, fact):
                return Answer(requirement, self._fact(fact, ("yes",)))
            case Member(UNSTATED.value):
                return Answer(requirement, UNKNOWN)
            case Member(group):
                answers = tuple(self.answer(rule) for rule in self.history.framework.rules_joining(group))
                return Answer(requirement, self.membership(group), parts=answers)
            case LevelAttained(level):
                found = self.history.framework.level(level)
                return self._defined(requirement, found.requires if found else None)
            case OutcomeAchieved(outcome):
                return self._outcome(requirement, outcome)
            case StandardMet(standard):
                return self._standard(requirement, self.history.framework.standard(standard))
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
        return self._attested(standard)

    def attestation(self, standard: Standard) -> Answer:
        """When an attested standard holds: from each event that attests it on, for its period where it has one."""
        return self.answer(StandardMet(standard.id))

    def _attested(self, standard: Standard) -> Answer:
        hits = self._in_window(self.history.attested(EventKind.STANDARD, standard.id))
        return self._counted(StandardMet(standard.id), hits, Counting(every=standard.every))

    def _outcome(self, requirement: Requirement, outcome: str) -> Answer:
        framework = self.history.framework
        unsure = any(isinstance(item, Unstated) for course in framework.courses for item in course.develops)
        selector = (dsl.Query(develops=outcome),) if unsure else framework.courses_that_develop(outcome)
        assessed = self._in_window(self.history.attested(EventKind.OUTCOME, outcome))
        hits = [*self._hits(selector), *assessed]
        for evidence in framework.evidence:
            if outcome in evidence.develops:
                hits.extend(self.pieces(evidence.id))
            elif _SILENT in evidence.develops:
                hits.extend(evolve(piece, sure=False) for piece in self.pieces(evidence.id))
        answer = self._counted(requirement, earliest_first(hits), Counting())
        known = framework.outcome(outcome) is not None
        return answer if known else evolve(answer, held=answer.held | UNKNOWN)

    # --- what was done -----------------------------------------------------------------------------------

    def _in_window(self, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        if self.opened == EVER and self.closed == FOREVER:
            return hits
        return tuple(hit for hit in hits if self.opened <= hit.day <= self.closed)

    def _hits(self, selector: dsl.Selector) -> tuple[Hit, ...]:
        return self._in_window(self.history.hits(selector))

    def events(self, trigger: Trigger) -> tuple[Hit, ...]:
        """What starts or bounds an obligation: completions of the selected courses, or pieces of the evidence."""
        return self._hits(trigger.selector) if trigger.evidence is None else self.pieces(trigger.evidence)

    def pieces(self, identifier: str) -> tuple[Hit, ...]:
        """The evidence that counts: of this course where one is asked about, and valid by its own `requires`.

        What the evidence requires is judged on the whole record up to its day, however late counting began. Where the
        document doesn't say which evidence, each piece of any counts possibly.
        """
        if identifier == _SILENT:
            every = (piece for evidence in self.history.framework.evidence for piece in self.pieces(evidence.id))
            return earliest_first(evolve(piece, sure=False) for piece in every)
        evidence = self.history.framework.evidence_of(identifier)
        pieces = []
        for piece in self._in_window(self.history.pieces(identifier)):
            about = piece.about
            if self.about is not None and evidence is not None and evidence.per_course and about != self.about:
                if about is not None and self.about is not UNSTATED:
                    continue
                piece = evolve(piece, sure=False)
            if evidence is not None and evidence.requires is not None:
                course = about or self.about or (UNSTATED if evidence.per_course else None)
                then = evolve(self, about=course, own_cycle=False, opened=EVER)
                valid = then.held(evidence.requires)
                if piece.day not in valid.possible:
                    continue
                piece = piece if piece.day in valid.sure else evolve(piece, sure=False)
            pieces.append(piece)
        return tuple(pieces)

    # --- counting ----------------------------------------------------------------------------------------

    def _counted(self, requirement: Requirement, hits: tuple[Hit, ...], counting: Counting) -> Answer:
        heads = counted(hits, counting)
        if not heads:
            return Answer(requirement, NOT_AT_ALL, considered=hits)
        refreshers = self._hits(counting.refreshed_by) if counting.refreshed_by else ()
        possibly = _renewed(heads, refreshers, sure=False)
        if _is_plain(possibly, counting):
            held = surely(_standing(possibly, counting, self._stands(counting, sure=True)))
            return Answer(requirement, held, hits=possibly, considered=hits)
        sure = _standing(_renewed(heads, refreshers, sure=True), counting, self._stands(counting, sure=True))
        possible = _standing(possibly, counting, self._stands(counting, sure=False))
        return Answer(requirement, Held(sure, sure | possible), hits=possibly, considered=hits)

    def _stands(self, counting: Counting, *, sure: bool) -> Stands:
        """How long, surely or possibly, what was done on a day counts."""
        return Stands(counting, sure, self.own_cycle)

    def _hours(self, requirement: Requirement, hours: float, counting: Counting, hits: tuple[Hit, ...]) -> Answer:
        kept = counted(hits, counting)
        needed = round(hours * 60)
        surely, possibly = self._stands(counting, sure=True), self._stands(counting, sure=False)
        sure = _heavy([(surely.span(hit.day), hit.minutes) for hit in kept if hit.sure], needed)
        possible = _heavy(
            [(possibly.span(hit.day), needed if hit.open_minutes else hit.minutes) for hit in kept], needed
        )
        return Answer(requirement, Held(sure, sure | possible), hits=kept, considered=hits)

    # --- facts and groups ----------------------------------------------------------------------------------

    def _fact(self, fact: str, wanted: tuple[str, ...]) -> Held:
        sure, silent = NEVER, ALWAYS
        declared = self.history.framework.fact(fact)
        accepted = wanted or (("yes",) if declared is None or declared.type == "yes-no" else ())
        for value, days in self.history.values(fact):
            if _SILENT not in accepted or value in accepted:
                silent = silent - days
            if not accepted or value in accepted:
                sure = sure | days
        return Held(sure, sure | silent)

    def _experience(self, period: Period | Unstated, fact: str) -> Held:
        sure, possible, silent = NEVER, NEVER, ALWAYS
        for start, days in self.history.dates(fact):
            silent = silent - days
            if isinstance(period, Unstated):
                possible = possible | (days & Days(((start, FOREVER),)))
            else:
                sure = sure | (days & Days.of([(period.after_ordinal(start), FOREVER)]))
        return Held(sure, sure | possible | silent)

    def membership(self, group: str) -> Held:
        """The days on which the subject belongs to the group, or to a part of it: by record or by the group's rule."""
        return self._among(group, self.history.joined, self.history.framework.rules_joining)

    def reached(self, group: str) -> Held:
        """The days on which the standards for a group reach the subject: as its member, or through what extends it."""
        found = self._reached.get(group)
        if found is None:
            found = self._among(group, self.history.reached, self.history.framework.rules_reaching)
            self._reached[group] = found
        return found

    def _among(self, group: str, recorded: Mapping[str, Days], rules: Callable[[str], tuple[Requirement, ...]]) -> Held:
        """The days of a membership; possibly it is one, where the document doesn't say to what a group belongs."""
        held = surely(recorded[group]) if group in recorded else NOT_AT_ALL
        for rule in rules(group):
            held = held | self.held(rule)
        if _SILENT in recorded or rules(_SILENT):
            perhaps = [recorded.get(_SILENT, NEVER), *(self.held(rule).possible for rule in rules(_SILENT))]
            held = Held(held.sure, covered([held.possible, *perhaps], 1))
        return held

    def audience(self, entries: tuple[Audience, ...]) -> Held:
        """The days on which the subject is meant: a member of a group listed, or of one that extends it."""
        if not entries:
            return SURELY
        held, within_reach = NOT_AT_ALL, self.history.within_reach
        for entry in entries:
            if entry.group not in within_reach and entry.group is not UNSTATED and _SILENT not in within_reach:
                continue
            meant = UNKNOWN if isinstance(entry.group, Unstated) else self.reached(entry.group)
            held = held | (meant if entry.when is None or not meant.possible else meant & self.held(entry.when))
        return held


def _is_plain(hits: tuple[Hit, ...], counting: Counting) -> bool:
    """Whether nothing is left open, by the record or by the rule, so that what is possible is sure."""
    return (
        UNSTATED not in (counting.every, counting.each, counting.inside)
        and not counting.different_people
        and all(hit.sure for hit in hits)
    )


def _intersection(sets: list[Days]) -> Days:
    held = ALWAYS
    for days in sets:
        held = held & days
    return held


def _renewed(heads: tuple[Hit, ...], refreshers: tuple[Hit, ...], *, sure: bool) -> tuple[Hit, ...]:
    """The heads and, from the first of them on, the refreshers; a completion that is both counts once."""
    if not sure and not refreshers:
        return heads
    kept = [head for head in heads if head.sure or not sure]
    if not kept or not refreshers:
        return tuple(kept)
    first = min(head.day for head in kept)
    seen = {(hit.item, hit.day, hit.events) for hit in kept}
    kept += [
        hit
        for hit in refreshers
        if hit.day >= first and (hit.sure or not sure) and (hit.item, hit.day, hit.events) not in seen
    ]
    return earliest_first(kept)


@frozen
class Stands:
    """For how long a completion counts: the shortest time that it may be (`sure`), or the longest."""

    counting: Counting
    sure: bool
    own_cycle: bool

    def span(self, day: int) -> tuple[int, int]:
        """The interval in which what was done on that day counts."""
        every, each = self.counting.every, self.counting.each
        if isinstance(every, Period):
            return (day, every.after_ordinal(day))
        if isinstance(each, Cycle):
            return (day, each.end(day) if self.own_cycle else each.end_of_next(day))
        unstated = isinstance(every, Unstated) or isinstance(each, Unstated)
        return (day, day + 1 if self.sure and unstated else FOREVER)


_ONE_DAY: Final = Period(days=1)
"""What no period is shorter than, also one that is not stated."""


def _standing(hits: tuple[Hit, ...], counting: Counting, stands: Stands) -> Days:
    """The days on which as many of the hits stand as `times` asks for, within `inside` of each other."""
    if hits and counting.is_once_for_ever:
        return Days(((hits[0].day, FOREVER),))
    inside = counting.inside
    if isinstance(inside, Unstated):
        inside = _ONE_DAY if stands.sure else None
    if inside is None:
        return _enough(hits, counting, stands)
    held = NEVER
    for first in hits:
        close = inside.after_ordinal(first.day)
        near = tuple(hit for hit in hits if first.day <= hit.day < close)
        held = held | _enough(near, counting, stands)
    return held


def _enough(hits: tuple[Hit, ...], counting: Counting, stands: Stands) -> Days:
    spans = [stands.span(hit.day) for hit in hits]
    if not counting.different_people:
        return Days.of(spans) if counting.times == 1 else covered([Days.of([span]) for span in spans], counting.times)
    people: dict[str | int, Days] = {}
    for index, (hit, span) in enumerate(zip(hits, spans, strict=True)):
        if hit.by is not None or not stands.sure:
            person = index if hit.by is None else hit.by
            people[person] = people.get(person, NEVER) | Days.of([span])
    return covered(people.values(), counting.times)


def _heavy(weighted: list[tuple[tuple[int, int], int]], needed: int) -> Days:
    """The days on which the weights of the intervals that contain them reach `needed`."""
    steps: dict[int, int] = {}
    for (start, end), weight in weighted:
        steps[start] = steps.get(start, 0) + weight
        steps[end] = steps.get(end, 0) - weight
    days = sorted(steps)
    total, held = 0, []
    for at, following in pairwise([*days, FOREVER]):
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
    holds = "met" if day in answer.held.sure else "unknown" if day in answer.held.possible else "not met"
    parts = tuple(explained(part, day, history) for part in answer.parts)
    claim = f"{holds}: {dsl.phrase(requirement, titles)}{_told(answer, day, history)}"
    return Explanation(claim, events=events, because=parts)


def in_another_mode(answer: Answer, hit: Hit) -> bool:
    """Whether it is for its mode that something done doesn't count."""
    match answer.requirement:
        case Completed(_, counting) | Evidenced(_, counting) | Hours(_, _, counting):
            return in_mode(hit, counting) is Doubt.NO
        case _:
            return False


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
        last = wrong[-1]
        why = (
            dsl.joined(tuple(sorted(last.modes)), "and")
            if in_another_mode(answer, last)
            else "not on a day that counts"
        )
        return f" — not counted: {titles(last.item)} on {in_words(date.fromordinal(last.day))}, {why}"
    if isinstance(answer.requirement, FactHolds | Judged | Experience) and not history.values(answer.requirement.fact):
        return " — the record does not say"
    return ""
