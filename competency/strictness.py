"""Whether a rule that stands in the place of another is as strict: shown, refuted by an example, or left open.

That a rule is as strict is shown by how both are written (`implication`). That it is not is shown by a history on
which both are evaluated: the new rule is content, the old one is not (`counterexamples`).
"""

from __future__ import annotations

from datetime import date
from typing import Final, TypeAlias

from attrs import evolve, frozen

from competency.counterexamples import HISTORIES, Weaker, counterexample, is_less
from competency.english import in_words, joined, named
from competency.implication import Implication
from competency.model import (
    Event,
    EventKind,
    Framework,
    Standard,
)
from competency.periods import is_date, parse_date
from competency.standing import Status


@frozen
class Stronger:
    """On no day of any history is the new rule content where the old one is not: it is stronger, or the same."""


@frozen
class Undecided:
    """Neither was found: why it is not shown to be as strict."""

    why: str


Judgement: TypeAlias = Stronger | Weaker | Undecided

ALL_HISTORIES: Final = 20_000
"""How many are tried for all rules of a framework together."""


def compare(
    new: Standard, old: Standard, framework: Framework, former: Framework | None = None, *, histories: int = HISTORIES
) -> Judgement:
    """How strict a standard is beside the one that it replaces.

    `former` is the framework of the old one (the same as the new one's if left out), under the ids that the items
    have in the new one. At most so many `histories` are tried.

    Law: what is `Stronger` has no history that makes it `Weaker`; a `Weaker` one is refuted by `check` itself.
    """
    former = _with(framework if former is None else former, old)
    framework = _with(framework, new)
    why = Implication(framework, former).doubt(new, old)
    if why is None:
        return Stronger()
    return counterexample(new, old, framework, former, histories) or Undecided(why)


@frozen
class Replacement:
    """A rule in the place of another: written anew, or the same words whose meaning has changed with a definition."""

    new: Standard
    old: Standard
    judgement: Judgement
    rewritten: bool
    """Whether the rule itself reads otherwise; else it is a definition under it that does."""

    @property
    def is_shown(self) -> bool:
        """Whether the new rule is shown to be as strict."""
        return isinstance(self.judgement, Stronger)

    @property
    def doubt(self) -> str | None:
        """Why it is not known which is stricter; None where it is."""
        return self.judgement.why if isinstance(self.judgement, Undecided) else None

    def example(self, framework: Framework) -> str | None:
        """Whom the new rule lets off, in one sentence; None where there is no such example."""
        return told(self.judgement, framework) if isinstance(self.judgement, Weaker) else None


def replacements(framework: Framework, former: Framework) -> tuple[Replacement, ...]:
    """How strict each standard is that is another than in the framework built on; in the order of the file.

    `former` is that framework, under the ids that its items have in this one. What reads as it did is told only
    where it is not as strict any more.
    """
    pairs = [(new, old) for new in framework.standards if (old := former.standard(new.id)) is not None]
    asked = Implication(framework, former)
    itself = Implication(framework, framework)
    written = [(new, old) for new, old in pairs if _rule(new) != _rule(old)]
    moved = [
        (new, old)
        for new, old in pairs
        if _rule(new) == _rule(old) and asked.doubt(new, old) is not None and itself.doubt(new, new) is None
    ]
    share = min(HISTORIES, ALL_HISTORIES // max(1, len(written) + len(moved)))
    judged = {
        new.id: Replacement(new, old, compare(new, old, framework, former, histories=share), _rule(new) != _rule(old))
        for new, old in (*written, *moved)
    }
    return tuple(judged[new.id] for new, _ in pairs if new.id in judged)


def _rule(standard: Standard) -> Standard:
    """What the standard says as a rule, without its words and where they stand."""
    return evolve(
        standard, title="", description=None, source=(), note=None, tags=(), aligned=(), reading=None, ideally=None
    )


def told(found: Weaker, framework: Framework) -> str:
    """The example in one sentence, without the stop.

    Law: it names every event, group and fact of the record, and the day.
    """
    titles = framework.title_of
    record = found.record
    someone = "someone" if record.item is None else f"the course {named(titles(record.item))}"
    groups = tuple(f"{named(titles(row.group))}{_since(row.starts)}" for row in record.memberships)
    facts = tuple(f"{named(titles(row.fact))}: {_value(row.value)}" for row in record.facts)
    events = tuple(_event_told(event, framework) for event in record.events)
    parts = [
        someone,
        f" in {joined(groups, 'and')}" if groups else "",
        f" with {joined(facts, 'and')}" if facts else "",
        f", who has {joined(events, 'and')}," if events else "",
        f" {_NEW[found.new]} on {in_words(found.on)}, and {_OLD[found.old]} by the one it replaces"
        if is_less(found.new, found.old)
        else f" {_OLD[found.old]} by both rules on {in_words(found.on)}, of which this one binds less strongly",
    ]
    return "".join(parts)


_NEW: Final = {
    **dict.fromkeys((Status.MET, Status.DUE_SOON), "meets this rule"),
    Status.EXEMPT: "is exempt from this rule",
    Status.NOT_APPLICABLE: "is not meant by this rule",
    Status.DUE: "still has time by this rule",
}
_OLD: Final = {Status.DUE: "owes something", Status.OVERDUE: "is overdue", Status.BREACHED: "has broken the order"}


def _value(value: str) -> str:
    return in_words(parse_date(value)) if is_date(value) else value


def _since(day: date | None) -> str:
    return "" if day is None else f" since {in_words(day)}"


def _event_told(event: Event, framework: Framework) -> str:
    title = named(framework.title_of(event.item))
    did = {
        EventKind.COMPLETED: "completed",
        EventKind.EVIDENCE: "obtained",
        EventKind.OUTCOME: "been assessed in",
        EventKind.STANDARD: "had an attestation of",
    }[event.kind]
    details = [
        f" about {named(framework.title_of(event.about))}" if event.about else "",
        f" by {event.mode}" if event.mode else "",
        f" for {event.minutes} minutes" if event.minutes else "",
        f" from {event.by}" if event.by else "",
    ]
    return f"{did} {title}{''.join(details)} on {in_words(event.on)}"


def _with(framework: Framework, standard: Standard) -> Framework:
    """The framework with that standard under its id, whatever it has there."""
    if framework.standard(standard.id) == standard:
        return framework
    others = tuple(other for other in framework.standards if other.id != standard.id)
    return evolve(framework, standards=(*others, standard))
