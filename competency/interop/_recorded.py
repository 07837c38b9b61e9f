"""What records of other systems have in common: whom they are of, which item they name, and on which day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import frozen

from competency import ids
from competency.delimited import rows
from competency.errors import InvalidOption
from competency.interop import _limits
from competency.interop._identity import identifier, named
from competency.model import AnyItem, EventKind, Framework, Kind, kind_of
from competency.values import Value

HASHED: Final = "hashed"
ACCOUNT: Final = "account"

_EVENTS: Final[Mapping[Kind, EventKind]] = {
    Kind.COURSE: EventKind.COMPLETED,
    Kind.OUTCOME: EventKind.OUTCOME,
    Kind.EVIDENCE: EventKind.EVIDENCE,
}
"""What of a framework a foreign record can be about, and the event that it is then."""

_DIGITS: Final = 16
"""Hexadecimal digits of a pseudonym: among 20,000 persons two share one once in a hundred billion."""


@frozen
class Event:
    """What an event of a record says of an item: the key and the id."""

    key: str
    item: str


class Known:
    """The items of a framework, found by how other systems name them.

    In this order: what the file of `aliases` says; our own URI; the identifier that CASE exports give; the id itself,
    as an IRI ends with it; the title, where only one item has it.
    """

    def __init__(self, framework: Framework, aliases: Mapping[str, str]) -> None:
        self._framework = framework.id
        self._aliases = aliases
        self._events = {item.id: Event(str(_EVENTS[kind_of(item)]), item.id) for item in framework if _counts(item)}
        self._identifiers = {identifier(framework.id, item): item for item in self._events}
        titles: dict[str, list[str]] = {}
        for item in framework:
            if item.id in self._events:
                titles.setdefault(_folded(item.title), []).append(item.id)
        self._titles = {title: items[0] for title, items in titles.items() if len(items) == 1}

    def by_iri(self, iri: Value) -> Event | None:
        """The item that an IRI names, or None."""
        if not isinstance(iri, str):
            return None
        if iri in self._aliases:
            return self._events[self._aliases[iri]]
        own = named(iri)
        if own is not None:
            return self._events.get(own[1] or "") if own[0] == self._framework else None
        last = iri.rstrip("/#").replace("#", "/").replace(":", "/").rpartition("/")[2].lower()
        return self._events.get(self._identifiers.get(last, last))

    def by_title(self, title: Value) -> Event | None:
        """The item that has a title, whatever its capitals and blanks, or None."""
        if not isinstance(title, str):
            return None
        if title in self._aliases:
            return self._events[self._aliases[title]]
        return self._events.get(self._titles.get(_folded(title), ""))


def _counts(item: AnyItem) -> bool:
    return kind_of(item) in _EVENTS


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def aliases(format: str, file: str, framework: Framework) -> Mapping[str, str]:
    """The items that a table names by what another system calls them: an IRI or a title, then our id, a row each.

    Raises:
        UnreadableFile, CannotRead, DocumentFaults: the file can't be read.
        InvalidOption: a row has no two fields, or no item of the framework that a record can be about.
    """
    if not file:
        return {}
    known = [item.id for item in framework if _counts(item)]
    found: dict[str, str] = {}
    for row in rows(_limits.text(file), file=file):
        if len(row) != 2:
            raise InvalidOption(format, "items", f"{row[0].span}: a row has two fields, their name and our id")
        theirs, ours = row[0].text, row[1].text
        if ours not in known:
            near = ids.nearest(ours, known)
            meant = f"; did you mean {near!r}?" if near else ""
            raise InvalidOption(
                format, "items", f"{row[1].span}: {framework.id} has no course, outcome or evidence {ours!r}{meant}"
            )
        found[theirs] = ours
    return found


class Persons:
    """Ids of records for persons, the same for the same person: a pseudonym, or what their system calls them.

    A pseudonym is made of what tells the person apart, by a hash: it hides a name from a reader, and not from someone
    who has a list of all names to try.
    """

    def __init__(self, format: str, way: str) -> None:
        if way not in (HASHED, ACCOUNT):
            raise InvalidOption(format, "ids", f"{way!r} is neither '{HASHED}' nor '{ACCOUNT}'")
        self._way = way
        self._whose: dict[str, tuple[str, ...]] = {}

    def record_of(self, *parts: str) -> str:
        """The id of the record of the person whom the parts name; the last part is the shortest name."""
        name = ids.slug(parts[-1]) if self._way == ACCOUNT else ""
        if not name or self._whose.setdefault(name, parts) != parts:
            name = f"p-{identifier('person', *parts).replace('-', '')[:_DIGITS]}"
        return name


def zone_of(format: str, name: str) -> ZoneInfo | None:
    """The time zone of that name, in which days begin and end; None for no name.

    Raises:
        InvalidOption: there is none.
    """
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidOption(format, "zone", f"{name!r} is no time zone; write one such as Europe/London") from error


def day_of(moment: Value, zone: ZoneInfo | None) -> date | None:
    """The day on which a moment of ISO 8601 lies: in the zone, or as it is written; None for what is no moment.

    >>> day_of("2012-06-30T23:30:00Z", None), day_of("2012-06-30T23:30:00Z", ZoneInfo("Europe/London"))
    (datetime.date(2012, 6, 30), datetime.date(2012, 7, 1))
    """
    if not isinstance(moment, str):
        return None
    try:
        found = datetime.fromisoformat(moment)
        return (found if zone is None or found.tzinfo is None else found.astimezone(zone)).date()
    except (ValueError, OverflowError):
        return None


def record(identifier: str, framework: Framework, events: Iterable[dict[str, Value]]) -> dict[str, Value]:
    """The document of a practitioner's record."""
    rows: list[Value] = [*events]
    return {
        "format": "record/1",
        "id": identifier,
        "framework": framework.id,
        "subject": "practitioner",
        "events": rows,
    }


__all__ = ["ACCOUNT", "HASHED", "Event", "Known", "Persons", "aliases", "day_of", "record", "zone_of"]
