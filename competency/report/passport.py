"""The training passport: what carries over to another board, on one page that both managers can read and sign.

What is on the page is put together here, once, for all its outputs; this module also prints it as plain text.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from attrs import frozen

from competency import ids
from competency.answers import Pathway, Step
from competency.correspondences import Decision
from competency.model import Framework, Kind, Record, kind_of
from competency.requirements import in_words, joined
from competency.standing import Reason, Status
from competency.transfers import Transfer
from competency.worth import Counted

WIDTH: Final = 100
"""Columns of the text, for a page that is printed upright."""

_MOST: Final = {"counts": 14, "questions": 8, "lost": 8, "steps": 8, "open": 8}
"""Rows of each part that a page has room for; what is left out is counted."""

_OPEN: Final[tuple[Status, ...]] = (Status.OVERDUE, Status.BREACHED, Status.DUE, Status.UNKNOWN)
_SIGNED: Final = ("Practitioner", "Receiving manager")
_CAVEAT: Final = (
    "The bundled strategies are historic documents and the bundled people are invented; before you rely on this page, "
    "check it against the rules now in force."
)


@frozen
class Credit:
    """A line of what counts."""

    item: str
    counts_as: str
    taken: str
    until: str
    why: str


@frozen
class Point:
    """Something to decide, something that does not count, or something to do: a line with what is said of it."""

    item: str
    taken: str
    said: str


@frozen
class Part:
    """A part of the page: its rows, and how many more there is no room for."""

    rows: tuple[Point, ...]
    more: int = 0


@frozen(kw_only=True)
class Passport:
    """All that is on the page, in words."""

    person: str
    title: str
    leaves: str
    joins: str
    on: str
    groups: str
    levels: str
    counts: tuple[Credit, ...]
    more_counts: int
    questions: Part
    lost: Part
    open: Part
    steps: Part
    plan: str
    warnings: tuple[str, ...]
    origin: str
    signed: tuple[str, ...] = _SIGNED
    caveat: str = _CAVEAT


def passport(framework: Framework, other: Framework, record: Record, found: Transfer) -> Passport:
    """The page about one transfer from `framework` to `other`."""
    return _Writer(framework, other, record, found).page()


def as_text(page: Passport, width: int = WIDTH) -> str:
    """The page as plain text, as wide as given."""
    return "\n".join(_lines(page, width)) + "\n"


@frozen
class _Writer:
    """One transfer with all that its ids stand for."""

    framework: Framework
    other: Framework
    record: Record
    found: Transfer

    def page(self) -> Passport:
        found = self.found
        credits = [self._credit(row) for row in found.counts]
        lost: dict[str, list[tuple[str, tuple[date, ...]]]] = {}
        for row in found.lost:
            lost.setdefault(row.why, []).append((self._title(row.item), row.days))
        return Passport(
            person=self.record.id,
            title=self.record.title or "",
            leaves=self._board(self.framework),
            joins=self._board(self.other),
            on=self._when(),
            groups=joined([self._title(row.group) for row in found.groups], "and") if found.groups else "none stated",
            levels=self._levels(),
            counts=tuple(credits[: _MOST["counts"]]),
            more_counts=max(len(credits) - _MOST["counts"], 0),
            questions=_part(
                "questions", [Point(self._title(row.item), _days(row.days), row.why) for row in found.undecided]
            ),
            lost=_part("lost", [_lost(why, items) for why, items in lost.items()]),
            open=_part("open", list(self._open())),
            steps=_part("steps", list(self._steps(self._plan()))),
            plan=self._plan_told(),
            warnings=(*found.notes, *self._lapsed()),
            origin=self._origin(),
        )

    def _board(self, framework: Framework) -> str:
        return f"{framework.publisher}, {framework.title}"

    def _when(self) -> str:
        on = in_words(self.found.on)
        if self.found.appointed == self.found.on:
            return f"{on}, the day of arrival"
        return f"{on}; arrival on {in_words(self.found.appointed)}"

    def _levels(self) -> str:
        """The levels attained here, and those that what counts attains there."""
        here = dict.fromkeys(self._title(row.item) for row in self.found.levels)
        there = dict.fromkeys(self._title(row.as_) for row in self.found.levels if row.as_ and row.attained)
        if not here:
            return "none on record"
        by_rules = f"; by the rules there: {joined(list(there), 'and')}" if there else "; none by the rules there"
        return joined(list(here), "and") + by_rules

    def _title(self, qualified: str) -> str:
        framework, item = ids.parts(qualified)
        own = self.other if framework == self.other.id else self.framework
        return own.title_of(item) if framework in (None, own.id) else qualified

    def _credit(self, row: Counted) -> Credit:
        together = [self._title(name) for name in row.together if name != row.item]
        with_others = f" together with {joined(together, 'and')}" if together else ""
        target = self.other.items.get(ids.parts(row.as_)[1])
        kind = "" if target is None or kind_of(target) is Kind.COURSE else f" ({kind_of(target)})"
        how = "decided" if row.decision is Decision.ACCEPTED else "computed"
        return Credit(
            item=self._title(row.item) + with_others,
            counts_as=self._title(row.as_) + kind,
            taken=_days(row.days),
            until=_until(row),
            why=f"{row.relation}, {how}, {row.relation_confidence:.0%} sure",
        )

    def _open(self) -> Iterator[Point]:
        """The rules there that are not met on arrival, the pressing ones first."""
        verdicts = [verdict for verdict in self.found.standards if verdict.status in _OPEN]
        for verdict in sorted(verdicts, key=lambda verdict: _OPEN.index(verdict.status)):
            reason = f" ({str(verdict.reason).replace('-', ' ')})" if verdict.reason is not None else ""
            by = f", due before {in_words(verdict.due)}" if verdict.due is not None else ""
            said = f"{verdict.status}{reason}{by if verdict.status is Status.DUE else ''}"
            yield Point(verdict.title, "", said.replace("-", " "))

    def _plan(self) -> Pathway:
        return self.found.reachable or self.found.pathway

    def _steps(self, plan: Pathway) -> Iterator[Point]:
        for step in plan.steps:
            yield Point(self._step(step), "" if step.by is None else f"by {in_words(step.by)}", _asking(step))

    def _step(self, step: Step) -> str:
        if step.wait_until is not None:
            return f"wait until {in_words(step.wait_until)}"
        about = f" for {self._title(step.about)}" if step.about else ""
        mode = f", {step.mode}" if step.mode else ""
        return f"{self._title(step.course or step.evidence or '')}{about}{mode}"

    def _plan_told(self) -> str:
        plan = self._plan()
        goals = (
            joined([self._title(goal) for goal in self.found.pathway.goal], "and") if self.found.pathway.goal else ""
        )
        towards = f" for {goals}" if goals else ""
        if not self.found.pathway.feasible:
            way = [f"'{self._title(rule)}'" for rule in dict.fromkeys(row.rule for row in self.found.unreachable)]
            told = f"No plan meets everything{towards}; in the way: {joined(way, 'and')}." if way else "No plan."
            return f"{told} For the rest:" if self.found.reachable is not None else told
        if not plan.steps:
            return f"Nothing more to book{towards}: what binds and can be planned is met."
        return f"{_counted(plan.cost.courses, 'course')}{towards}, in this order:"

    def _lapsed(self) -> Iterator[str]:
        names = [f"'{self._title(row.standard)}'" for row in self.found.lapsed]
        if names:
            yield (
                f"Lapsed by the rules of the old board: {joined(names, 'and')}. The days on which courses were taken "
                "are kept, and the intervals of the new board decide."
            )
        if self.found.later:
            yield f"{_counted(len(self.found.later), 'event')} of the record after this day not looked at."

    def _origin(self) -> str:
        basis = self.found.basis
        documents = f" of {joined(basis.curated, 'and')}" if basis.curated else ""
        decided = f"{basis.decided} by decisions{documents}" if basis.decided else "none by decision"
        computed = f"{basis.computed} by correspondences that were computed" if basis.computed else "none computed"
        command = f"competency transfer {self.found.from_} {self.found.to} {self.record.id} --on {self.found.on}"
        return (
            f"Derived from the record {self.record.id} and both boards' documents. Of what counts, {decided} and "
            f"{computed}; nothing counts that is less than {basis.least:.0%} sure. Every line with its reasons: "
            f"{command} --format json"
        )


def _part(name: str, rows: Sequence[Point]) -> Part:
    return Part(tuple(rows[: _MOST[name]]), max(len(rows) - _MOST[name], 0))


def _lost(why: str, items: Sequence[tuple[str, tuple[date, ...]]]) -> Point:
    """Items that are lost for the same reason, on one line."""
    titles = [f"{title} ({len(days)} times)" if len(days) > 1 else title for title, days in items]
    return Point(joined(titles, "and"), _days(items[0][1]) if len(items) == 1 else "", why)


def _days(days: Iterable[date]) -> str:
    """The last day, and how many there were before it."""
    told = sorted(set(days))
    if not told:
        return ""
    before = f" and {_counted(len(told) - 1, 'time')} before" if len(told) > 1 else ""
    return f"{in_words(told[-1])}{before}"


def _until(row: Counted) -> str:
    """How long it is good for there: by the rules that rest on it, or why none is met by it."""
    if row.until is not None:
        return in_words(row.until)
    if any(kept.status in (Status.MET, Status.DUE_SOON) for kept in row.keeps):
        return "no end set"
    if any(kept.reason is Reason.LAPSED for kept in row.keeps):
        return "has lapsed there"
    return "not enough alone" if row.keeps else "not asked for now"


def _asking(step: Step) -> str:
    """Why the step is needed, in one line."""
    asking = [reason.claim.partition(" asks for ")[0] for reason in step.because if " asks for " in reason.claim]
    return f"for {asking[0].removeprefix('the standard ')}" if asking else ""


def _counted(amount: int, thing: str) -> str:
    return f"{amount} {thing}" if amount == 1 else f"{amount} {thing}s"


# --- plain text ------------------------------------------------------------------------------------------


def _lines(page: Passport, width: int) -> Iterator[str]:
    yield "TRAINING PASSPORT"
    yield "=" * width
    named = f"{page.person} ({page.title})" if page.title else page.person
    for label, value in (
        ("Person", named),
        ("Leaves", page.leaves),
        ("Joins", page.joins),
        ("Day", page.on),
        ("Groups there", page.groups),
        ("Levels", page.levels),
    ):
        yield from _hanging(f"{label:<14}{value}", width, 14)
    for warning in page.warnings:
        yield from _hanging(f"! {warning}", width, 2)
    yield ""
    yield "WHAT COUNTS"
    for row in page.counts:
        yield from _hanging(f"- {row.item}: counts as {row.counts_as}", width, 2)
        yield from _hanging(f"  taken {row.taken}; good there until: {row.until}; {row.why}", width, 4)
    yield from _rest(page.counts, page.more_counts, "Nothing counts by itself.")
    yield ""
    yield "WHAT NEEDS A DECISION (tick)"
    for point in page.questions.rows:
        taken = f", {point.taken}" if point.taken else ""
        yield from _hanging(f"[ ] yes [ ] no  {point.item}{taken}: {point.said}", width, 16)
    yield from _rest(page.questions.rows, page.questions.more, "Nothing.")
    yield ""
    yield "WHAT DOES NOT COUNT"
    yield from _points(page.lost, width, "Nothing is lost.")
    yield ""
    yield "NOT MET THERE ON ARRIVAL"
    yield from _points(page.open, width, "All that binds is met.")
    yield ""
    yield "NEXT STEPS"
    yield from _hanging(page.plan, width, 0)
    for number, point in enumerate(page.steps.rows, start=1):
        yield from _hanging(f"{number}. {point.item}{f', {point.taken}' if point.taken else ''}", width, 3)
        if point.said:
            yield from _hanging(f"   {point.said}", width, 3)
    yield from _rest(page.steps.rows, page.steps.more, "")
    yield ""
    for name in page.signed:
        yield ""
        yield f"{name:<20}{'_' * 44}  Date {'_' * 16}"
    yield ""
    yield from _hanging(page.origin, width, 0)
    yield from _hanging(page.caveat, width, 0)


def _points(part: Part, width: int, nothing: str) -> Iterator[str]:
    for point in part.rows:
        taken = f", {point.taken}" if point.taken else ""
        yield from _hanging(f"- {point.item}{taken}: {point.said}", width, 2)
    yield from _rest(part.rows, part.more, nothing)


def _rest(rows: Sequence[object], more: int, nothing: str) -> Iterator[str]:
    if more:
        yield f"  … and {more} more"
    elif not rows and nothing:
        yield nothing


def _hanging(text: str, width: int, indent: int) -> list[str]:
    """A text whose further lines stand below its first one."""
    margin = " " * indent
    return textwrap.wrap(
        text, width, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )
