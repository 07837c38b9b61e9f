"""What an answer on a pathway is made of: costs, steps with their reasons, what is met, what is not needed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from competency.explanation import Explanation
from competency.requirements import in_words, joined
from competency.standing import Status


@frozen
class Cost:
    """What a plan takes: courses, their minutes as far as stated, and days from the day asked about to the last."""

    courses: int
    minutes: int
    days: int

    def ranked(self, order: Iterable[str]) -> tuple[int, ...]:
        """The three in the order of their weight.

        >>> Cost(courses=2, minutes=90, days=30).ranked(["days", "courses", "minutes"])
        (30, 2, 90)
        """
        every = {"courses": self.courses, "minutes": self.minutes, "days": self.days}
        return tuple(every[name] for name in order)


@frozen
class Stake:
    """What is lost where a step of a plan is left out: a thing that can't be had, or a goal that is not reached.

    `claim` says it without a day. `by` is the last day in time of a standard that is not overdue yet.
    """

    item: str
    claim: str
    by: date | None = None

    @property
    def told(self) -> str:
        """The claim with the day from which it is so.

        >>> Stake("example:goal", "'Second is taken' is overdue", date(2012, 5, 2)).told
        "'Second is taken' is overdue from 3 May 2012"
        """
        if self.by is None:
            return self.claim
        return f"{self.claim} from {in_words(date.fromordinal(self.by.toordinal() + 1))}"


@frozen(kw_only=True)
class Step:
    """One thing to do on a day: take a course, obtain evidence, or (with neither) wait until `wait_until`.

    `by` is the last day in time for the standard that asks for it; `unlocks` are the courses, levels and goals
    that rest on it; `at_stake` is what is lost if it alone is left out of the plan.
    """

    course: str | None = None
    evidence: str | None = None
    about: str | None = None
    mode: str | None = None
    on: date
    wait_until: date | None = None
    by: date | None = None
    because: tuple[Explanation, ...] = ()
    unlocks: tuple[str, ...] = ()
    place: str | None = None
    """Where the session is that the step names: '' where its calendar doesn't say, None without a session."""
    at_stake: tuple[Stake, ...] = ()

    @property
    def otherwise(self) -> str | None:
        """What happens if the step alone is left out, in words; None for a wait."""
        return joined(tuple(stake.told for stake in self.at_stake), "and") if self.at_stake else None


@frozen
class Already:
    """Something that is met as things are, and the first day on which it no longer is (None: it stays)."""

    item: str
    until: date | None = None


@frozen
class Unneeded:
    """A course that one might think needed, and why it is not.

    `until` is there where it is not needed yet: the first day on which what it renews no longer holds.
    """

    item: str
    reason: str
    until: date | None = None

    @property
    def why(self) -> str:
        """The reason with the day up to which it is good.

        >>> Unneeded("example:refresher", "'First is refreshed' is met without it", date(2012, 5, 3)).why
        "'First is refreshed' is met without it until 3 May 2012"
        """
        return self.reason if self.until is None else f"{self.reason} until {in_words(self.until)}"


def late(status: Status) -> str:
    """How a standard whose day is past goes on: overdue, or broken where the order was."""
    return "stays broken" if status is Status.BREACHED else "stays overdue"
