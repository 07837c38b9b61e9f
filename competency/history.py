"""A record as it is seen on a day: completions, evidence, memberships and facts, ready for set algebra.

Events later than the day asked about are not seen; facts and memberships that begin later are. Equal rows are one
completion. What the record leaves open (a missing mode, `about` or `by`) counts possibly, never surely.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import IntFlag
from functools import cached_property
from operator import attrgetter

from attrs import evolve, frozen

from competency.model import Event, EventKind, Framework, Record
from competency.periods import ALWAYS, EVER, FOREVER, NEVER, Days, is_date, parse_date
from competency.requirements import UNSTATED, Counting, Selector, Unstated


@frozen
class Held:
    """The days on which something surely holds, and those on which it possibly does; the first lie in the second."""

    sure: Days
    possible: Days

    def __and__(self, other: Held) -> Held:
        if self is SURELY:
            return other
        if other is SURELY:
            return self
        sure = self.sure & other.sure
        is_plain = self.sure is self.possible and other.sure is other.possible
        return Held(sure, sure if is_plain else self.possible & other.possible)

    def __or__(self, other: Held) -> Held:
        if self is NOT_AT_ALL:
            return other
        if other is NOT_AT_ALL:
            return self
        sure = self.sure | other.sure
        is_plain = self.sure is self.possible and other.sure is other.possible
        return Held(sure, sure if is_plain else self.possible | other.possible)

    def only_possible(self, day: int) -> bool:
        """Whether it is unknown on that day."""
        return day in self.possible and day not in self.sure


SURELY = Held(ALWAYS, ALWAYS)
NOT_AT_ALL = Held(NEVER, NEVER)
UNKNOWN = Held(NEVER, ALWAYS)


def surely(days: Days) -> Held:
    """Exactly these days, without doubt."""
    return Held(days, days)


@frozen
class Hit:
    """One completion or piece of evidence that counts, on its day; `sure` unless the record leaves something open.

    `open_mode`: a row leaves the mode open, so it may have been in any other too. `minutes` is the least that it took;
    `open_minutes`: a row doesn't say how long it took, and the course doesn't either.
    """

    item: str
    day: int
    sure: bool
    events: tuple[int, ...]
    modes: frozenset[str] = frozenset()
    open_mode: bool = False
    minutes: int = 0
    open_minutes: bool = False
    by: str | None = None
    about: str | None = None


@frozen
class History:
    """A record under its framework, with the events up to and including the day `seen` (an ordinal)."""

    framework: Framework
    record: Record
    seen: int

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events that are seen, earliest first; on one day in the order of the file."""
        seen = [event for event in self.record.events if event.on.toordinal() <= self.seen]
        return tuple(sorted(seen, key=_BY_DAY))

    @cached_property
    def _rows(self) -> dict[str, dict[str, list[Event]]]:
        """The events that are seen, by kind and by what they are about; of each the earliest first."""
        rows: dict[str, dict[str, list[Event]]] = {kind: {} for kind in _KINDS}
        for event in self.events:
            rows[event.kind].setdefault(event.item, []).append(event)
        return rows

    # --- completions -----------------------------------------------------------------------------------

    @cached_property
    def taken(self) -> frozenset[str]:
        """The ids of the courses that were completed."""
        return frozenset(self._rows[EventKind.COMPLETED])

    @cached_property
    def completions(self) -> tuple[Hit, ...]:
        """Every completion by the course that was taken, one for each course and day; earliest first."""
        return earliest_first(hit for course in self.taken for hit in self._completions_of(course))

    @cached_property
    def _completed(self) -> dict[str, tuple[Hit, ...]]:
        return {}

    def _completions_of(self, course: str) -> tuple[Hit, ...]:
        found = self._completed.get(course)
        if found is None:
            days: dict[date, list[Event]] = {}
            for event in self._rows[EventKind.COMPLETED][course]:
                days.setdefault(event.on, []).append(event)
            found = tuple([self._completion(course, events) for events in days.values()])
            self._completed[course] = found
        return found

    def _completion(self, course: str, events: list[Event]) -> Hit:
        """The one completion that rows of the same course and day are."""
        only, usual = self.framework.usually(course)
        first = events[0]
        day = first.on.toordinal()
        if len(events) == 1:
            mode = only if first.mode is None else first.mode
            taken = usual if first.minutes is None else first.minutes
            named = frozenset([mode]) if isinstance(mode, str) else frozenset[str]()
            return Hit(course, day, True, (first.index,), named, not named, taken or 0, taken is None)
        modes = [only if event.mode is None else event.mode for event in events]
        minutes = [usual if event.minutes is None else event.minutes for event in events]
        named = _named(modes)
        return Hit(
            course,
            day,
            True,
            tuple([event.index for event in events]),
            named,
            len(named) < len(modes) and not all(isinstance(mode, str) for mode in modes),
            max([known for known in minutes if known is not None], default=0),
            None in minutes,
        )

    def hits(self, selector: Selector) -> tuple[Hit, ...]:
        """The completions that a SELECTOR selects, earliest first, each once."""
        selection = self.framework.selection(selector)
        chosen = self.taken if selection.anything else self.taken & selection.possible
        found: list[Hit] = []
        for course in chosen:
            hits = self._completions_of(course)
            found.extend(hits if course in selection.sure else (_doubted(hit) for hit in hits))
        return tuple(found) if len(chosen) < 2 else earliest_first(found)

    # --- evidence --------------------------------------------------------------------------------------

    def pieces(self, identifier: str) -> tuple[Hit, ...]:
        """Every piece of this evidence: recorded ones, and those that a completed course grants; earliest first.

        Rows with the same day, `about` and `by` are one piece.
        """
        evidence = self.framework.evidence_of(identifier)
        rows: dict[tuple[int, str | None, str | None], list[Hit]] = {}
        for event in self._rows[EventKind.EVIDENCE].get(identifier, ()):
            day = event.on.toordinal()
            row = Hit(identifier, day, True, (event.index,), modes=_named([event.mode]), open_mode=event.mode is None)
            rows.setdefault((day, event.about, event.by), []).append(row)
        surely_granting, silent = (self.framework.granting(each) for each in (identifier, UNSTATED.value))
        for course in (*surely_granting, *silent):
            about = course if evidence is not None and evidence.per_course else None
            for hit in self.hits((course,)):
                granted = hit if course in surely_granting else _doubted(hit)
                rows.setdefault((hit.day, about, None), []).append(granted)
        pieces = (
            Hit(
                identifier,
                day,
                any(row.sure for row in same),
                tuple(sorted({index for row in same for index in row.events})),
                modes=frozenset(mode for row in same for mode in row.modes),
                open_mode=any(row.open_mode for row in same),
                by=by,
                about=about,
            )
            for (day, about, by), same in rows.items()
        )
        return earliest_first(pieces)

    def attested(self, kind: EventKind, identifier: str) -> tuple[Hit, ...]:
        """The days on which an outcome was assessed directly, or a standard attested; earliest first."""
        return tuple(
            Hit(identifier, event.on.toordinal(), True, (event.index,))
            for event in self._rows[kind].get(identifier, ())
        )

    # --- memberships and facts -------------------------------------------------------------------------

    @cached_property
    def memberships(self) -> dict[str, Days]:
        """The days on which the record itself puts its subject into each group."""
        return self._memberships_by(lambda group: (group,))

    @cached_property
    def reached(self) -> dict[str, Days]:
        """The days on which membership by record puts the subject under the standards for each group."""
        return self._memberships_by(self.framework.reached_by)

    @cached_property
    def within_reach(self) -> frozenset[str]:
        """The groups whose standards may reach the subject, by record or by a rule."""
        return frozenset([*self.reached, *self.framework.reached_by_rule])

    @cached_property
    def concerning(self) -> frozenset[str]:
        """The standards, by id, whose audience the subject may be among on some day."""
        standards = self.framework.standards_for
        if UNSTATED.value in self.within_reach:
            return frozenset().union(*standards.values())
        return standards[None].union(*[standards[group] for group in self.within_reach if group in standards])

    @cached_property
    def joined(self) -> dict[str, Days]:
        """The days on which membership by record makes the subject a member of each group, or of a part of it."""
        return self._memberships_by(self.framework.wholes_of)

    def _memberships_by(self, groups: Callable[[str], Iterable[str]]) -> dict[str, Days]:
        rows: dict[str, list[tuple[int, int]]] = {}
        for row in self.record.memberships:
            days = bounds(row.starts, row.ends)
            for group in groups(row.group):
                rows.setdefault(group, []).append(days)
        return {group: Days.of(intervals) for group, intervals in rows.items()}

    def values(self, fact: str) -> tuple[tuple[str, Days], ...]:
        """The values that the record states for a fact, each with its days; where rows overlap, the last one wins."""
        return self._stated.get(fact, ())

    @cached_property
    def _stated(self) -> dict[str, tuple[tuple[str, Days], ...]]:
        stated: dict[str, list[tuple[str, Days]]] = {}
        taken: dict[str, Days] = {}
        for row in reversed(self.record.facts):
            days = Days.of([bounds(row.starts, row.ends)])
            later = taken.get(row.fact, NEVER)
            stated.setdefault(row.fact, []).append((row.value, days - later if later else days))
            taken[row.fact] = later | days
        return {fact: tuple(reversed(rows)) for fact, rows in stated.items()}

    def dates(self, fact: str) -> tuple[tuple[int, Days], ...]:
        """The same of a fact that states a day, each as an ordinal; a value that is no day is left out."""
        return tuple((parse_date(value).toordinal(), days) for value, days in self.values(fact) if is_date(value))


def bounds(starts: date | None, ends: date | None) -> tuple[int, int]:
    """The half-open interval of the days from `starts` to `ends`, both included; None means without bound."""
    return (
        EVER if starts is None else starts.toordinal(),
        FOREVER if ends is None else min(ends.toordinal() + 1, FOREVER),
    )


def earliest_first(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Hits in the order of their days, on one day of the record."""
    return tuple(sorted(hits, key=lambda hit: (hit.day, hit.events)))


_KINDS = tuple(EventKind)
_BY_DAY = attrgetter("on", "index")


def _named(modes: Iterable[str | Unstated | None]) -> frozenset[str]:
    return frozenset([mode for mode in modes if isinstance(mode, str)])


def _doubted(hit: Hit) -> Hit:
    return evolve(hit, sure=False)


def counted(hits: Iterable[Hit], counting: Counting) -> tuple[Hit, ...]:
    """The hits that fall on days, and happened in modes, that count; what is left open counts possibly."""
    if not counting.mode and counting.starts is None and counting.ends is None:
        return tuple(hits)
    kept = []
    for hit in hits:
        verdict = _in_time(hit, counting) & in_mode(hit, counting)
        if verdict is not Doubt.NO:
            kept.append(hit if verdict is Doubt.YES else _doubted(hit))
    return tuple(kept)


class Doubt(IntFlag):
    """Kleene's three values, so that `&` is their conjunction."""

    NO = 0
    PERHAPS = 1
    YES = 3


def in_mode(hit: Hit, counting: Counting) -> Doubt:
    """Whether it happened in a mode that counts."""
    if not counting.mode or hit.modes & _named(counting.mode):
        return Doubt.YES
    return Doubt.PERHAPS if hit.open_mode or UNSTATED in counting.mode else Doubt.NO


def _in_time(hit: Hit, counting: Counting) -> Doubt:
    if isinstance(counting.starts, date) and hit.day < counting.starts.toordinal():
        return Doubt.NO
    if isinstance(counting.ends, date) and hit.day > counting.ends.toordinal():
        return Doubt.NO
    return Doubt.PERHAPS if UNSTATED in (counting.starts, counting.ends) else Doubt.YES
