"""A record under examination: the model, the document that it was read from, and the framework that it names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Final

from attrs import frozen

from competency import mentions
from competency import requirements as dsl
from competency.diagnostics import PATH, Span
from competency.document import Document
from competency.evaluation import Evaluator
from competency.history import History
from competency.mentions import Mention
from competency.model import APPOINTED, Event, EventKind, Framework, Record
from competency.periods import is_date, parse_date
from competency.requirements import Requirement, in_words


@frozen
class Row:
    """One row of what has days: a membership, or a value of a fact; `subject` is the group or the fact."""

    path: PATH
    subject: str
    said: str
    value: str
    starts: date | None
    ends: date | None

    @property
    def first(self) -> date:
        """The first day on which it holds; the first of all days where none is given."""
        return self.starts or date.min

    @property
    def last(self) -> date:
        """The last day on which it holds; the last of all days where none is given."""
        return self.ends or date.max


_WORDS: Final = {
    EventKind.COMPLETED: "completion",
    EventKind.EVIDENCE: "piece of evidence",
    EventKind.OUTCOME: "assessment",
    EventKind.STANDARD: "attestation",
}


@frozen
class RecordDraft:
    """What a rule of sense looks at. The document is free of faults of text, shape and reference.

    `namesake` is the id of an earlier record of this run that has the same id under the same framework, if any.
    """

    document: Document
    record: Record
    framework: Framework
    namesake: Span | None = None

    def span(self, path: PATH) -> Span:
        """The text of the value at a path."""
        return self.document.span(path)

    def key(self, path: PATH) -> Span:
        """The text of the key that leads to a path."""
        return self.document.key_span(path)

    def of(self, event: Event, key: str | None = None) -> Span:
        """The text of one of an event's values; without a key, of what happened: the id of the course or evidence."""
        return self.span(("events", event.index, event.kind.value if key is None else key))

    def named(self, identifier: str) -> str:
        """How a message names an item: its id and, where it differs, its title."""
        title = self.framework.title_of(identifier)
        return f"'{identifier}'" if title.lower() == identifier else f"'{identifier}' ({title})"

    def told(self, event: Event) -> str:
        """How a message names an event: the item and the day."""
        return f"'{event.item}' on {in_words(event.on)}"

    def what(self, event: Event) -> str:
        """What an event is, in a word or two."""
        return _WORDS[event.kind]

    def events(self, *kinds: EventKind) -> Iterator[Event]:
        """The events of these kinds, in the order of the file."""
        return (event for event in self.record.events if event.kind in kinds)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every place where an item is named."""
        return tuple(mentions.of_record(self.document.value))

    @cached_property
    def memberships(self) -> tuple[Row, ...]:
        """The rows of `groups`, in order."""
        return tuple(
            Row(("groups", index), row.group, f"the membership of '{row.group}'", row.group, row.starts, row.ends)
            for index, row in enumerate(self.record.memberships)
        )

    @cached_property
    def stated(self) -> tuple[Row, ...]:
        """The values of facts, in order; a value that stands alone holds always."""
        places = [path for path, _, _ in mentions.facts_stated(self.document.value)]
        return tuple(
            Row(
                path[:3],
                row.fact,
                f"the value '{row.value}' of '{row.fact}'",
                row.value,
                row.starts,
                row.ends,
            )
            for path, row in zip(places, self.record.facts, strict=True)
        )

    @cached_property
    def appointed(self) -> tuple[date, Span] | None:
        """The first date of appointment that the record states, with its place."""
        stated = [row for row in self.stated if row.subject == APPOINTED.id and is_date(row.value)]
        if not stated:
            return None
        first = min(stated, key=lambda row: parse_date(row.value))
        return parse_date(first.value), self.value_of(first)

    def value_of(self, row: Row) -> Span:
        """The text of what a row states: the group, or the value of the fact."""
        if row.path[0] == "groups":
            return self.span((*row.path, "group"))
        return self.span((*row.path, "value") if len(row.path) == 3 else row.path)

    @cached_property
    def evaluator(self) -> Evaluator:
        """What answers requirements on the record with all its events."""
        last = max((event.on for event in self.record.events), default=date.min)
        return Evaluator(History(self.framework, self.record, last.toordinal()))

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """Every requirement of the framework, at any depth."""
        return tuple(part for whole in _requirements(self.framework) for part in dsl.walk(whole))


def _requirements(framework: Framework) -> Iterator[Requirement]:
    wholes: list[Requirement | None] = [level.requires for level in framework.levels]
    wholes += [evidence.requires for evidence in framework.evidence]
    wholes += [group.when for group in framework.groups]
    for course in framework.courses:
        wholes += [course.requires, *(entry.when for entry in course.audience)]
    for rule in framework.standards:
        wholes += [rule.require, rule.when, rule.unless, rule.ideally, *(entry.when for entry in rule.audience)]
    yield from (requirement for requirement in wholes if requirement is not None)
