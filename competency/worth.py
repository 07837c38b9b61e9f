"""What the items of a record are worth under another framework: rows that count, are lost, or wait for a person."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from competency.correspondences import Decision
from competency.explanation import Explanation
from competency.model import Event, Relation
from competency.standing import Reason, Status


@frozen(kw_only=True)
class Counted:
    """An item of the record that counts there as `as_`. `relation` and `confidence` are those of the correspondence.

    `events` are indexes into the record's events as written, `days` the days from which on it counts there. An outcome
    that no event names, but that items of the record achieve, has these in `through` and no events of its own.
    `together` names all items that only together count so. `keeps` is what rests on it there.
    """

    item: str
    as_: str
    relation: Relation
    confidence: float
    because: tuple[Explanation, ...] = ()
    relation_confidence: float
    decision: Decision | None = None
    together: tuple[str, ...] = ()
    events: tuple[int, ...] = ()
    days: tuple[date, ...] = ()
    through: tuple[str, ...] = ()
    keeps: tuple[Kept, ...] = ()

    @property
    def until(self) -> date | None:
        """The first day on which something met there, that rests on it, is overdue; None where all stays met."""
        return min((kept.until for kept in self.keeps if kept.until is not None), default=None)


@frozen
class Kept:
    """A standard there that rests on something carried over; where it is met, `until` is when it will be overdue."""

    standard: str
    status: Status
    reason: Reason | None = None
    until: date | None = None


@frozen(kw_only=True)
class Lost:
    """An item of the record that counts for nothing there, and what comes nearest of all that it was compared with."""

    item: str
    why: str
    nearest: str | None = None
    events: tuple[int, ...] = ()
    days: tuple[date, ...] = ()


@frozen(kw_only=True)
class Undecided:
    """What a person has to decide. `candidates` are what it may count as, `missing` what is not known to be covered."""

    item: str
    why: str
    candidates: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    events: tuple[int, ...] = ()
    days: tuple[date, ...] = ()


@frozen(kw_only=True)
class Carried:
    """All that a record holds, sorted by what it is worth, and the events that it makes there."""

    counts: tuple[Counted, ...]
    lost: tuple[Lost, ...]
    undecided: tuple[Undecided, ...]
    events: tuple[Event, ...]
    """In order of their days; `index` is the place in this tuple."""
    origins: tuple[tuple[str, str], ...]
    """For each event, the item here and what it counts as."""
