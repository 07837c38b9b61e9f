"""Records from what learning systems log: statements of xAPI (also known as Tin Can), and of its profile cmi5.

See `docs/formats/xapi.md`. A statement says who did what with which activity. Those that say that someone completed,
passed or satisfied something which is an item of the framework become events; every other one is told with its
reason. Statements that a later one voids are not read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from attrs import frozen

from competency.diagnostics import PATH, Span
from competency.errors import InvalidOption
from competency.interop import _json_rows
from competency.interop._recorded import HASHED, Event, Known, Persons, aliases, day_of, record, zone_of
from competency.interop.losses import Fate, Loss, Losses
from competency.model import Framework
from competency.values import Value

FORMAT: Final = "xapi"
TITLE: Final = "Statements of xAPI and cmi5"
SUFFIX: Final = ".json"
BINARY: Final = False
LOSES: Final[tuple[str, ...]] = (
    "scores, answers, attachments and extensions",
    "who says so (authority, instructor, platform), and how the person is called",
    "the time of day, and seconds of a duration",
    "groups and facts of a person, which no statement states: who reads the records adds them",
)

__all__ = ["BINARY", "FORMAT", "LOSES", "SUFFIX", "TITLE", "read_records"]

_VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"
_VERBS: Final[Mapping[str, str]] = {
    "attended": "http://adlnet.gov/expapi/verbs/attended",
    "completed": "http://adlnet.gov/expapi/verbs/completed",
    "mastered": "http://adlnet.gov/expapi/verbs/mastered",
    "passed": "http://adlnet.gov/expapi/verbs/passed",
    "satisfied": "https://w3id.org/xapi/adl/verbs/satisfied",
    "waived": "https://w3id.org/xapi/adl/verbs/waived",
}
_CMI5: Final = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
_NUMBER: Final = r"(\d{1,9}(?:\.\d{1,9})?)"
_DURATION: Final = re.compile(f"P(?=.)(?:{_NUMBER}D)?(?:T(?=.)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?")
_SECONDS: Final = (86_400, 3_600, 60, 1)


class _Refused(Exception):
    """A statement is not an event of a record, for a reason."""


@frozen
class _Done:
    """What a statement says: of whom, which event, and what of it is not as it was stated."""

    person: str
    event: dict[str, Value]
    approximated: tuple[str, ...]


def read_records(
    path: str | os.PathLike[str],
    framework: Framework,
    *,
    verbs: str = "completed,passed,satisfied",
    items: str = "",
    ids: str = HASHED,
    zone: str = "",
    mode: str = "",
) -> tuple[tuple[dict[str, Value], ...], Losses]:
    """The records that statements of a file state, one a person, in the order of the file.

    The file holds a statement, a list of them, an object with such a list under `statements`, or one a line. `verbs`
    are those that say that something is done, by their names or IRIs. `items` is a table (CSV) of what the system calls
    an item and its id here. `ids` is how persons are called: `hashed`, or `account` for the name of their account.
    `zone` is the time zone whose days count; without it, the one in which each statement is written. `mode` is the mode
    in which all of this was taught.

    Raises:
        UnreadableFile: the file can't be read.
        CannotRead: it holds no such statements, or is beyond the limits.
        DocumentFaults: it is not UTF-8.
        InvalidOption: an option has a value that it can't take.
    """
    reading = _Reading(
        known=Known(framework, aliases(FORMAT, items, framework)),
        persons=Persons(FORMAT, ids),
        verbs=frozenset(_verb(name.strip()) for name in verbs.split(",")),
        mode=mode,
        zone=zone,
    )
    statements = _json_rows.rows(path, under="statements")
    voided = [
        _mapping(statement.value.get("object")).get("id")
        for statement in statements
        if _mapping(statement.value.get("verb")).get("id") == _VOIDED
    ]
    voids = frozenset(name for name in voided if isinstance(name, str))
    found: dict[str, list[tuple[dict[str, Value], Span]]] = {}
    losses: list[Loss] = []
    kept = 0
    for number, statement in enumerate(statements, 1):
        name = str(statement.value.get("id") or f"statement {number}")
        try:
            if name in voids:
                raise _Refused("a later statement voids it")
            done = reading.done(statement.value)
        except _Refused as why:
            losses.append(Loss(name, Fate.DROPPED, str(why), statement.span))
            continue
        losses += [Loss(name, Fate.APPROXIMATED, why, statement.span) for why in done.approximated]
        rows = found.setdefault(done.person, [])
        same = next((row for row, _ in rows if _is_same(row, done.event)), None)
        if same is None:
            rows.append((done.event, statement.span))
        else:  # a course of cmi5 is completed and passed, by two statements, and often satisfied by a third
            _join(same, done.event)
        kept += not done.approximated
    places: dict[PATH, Span] = {}
    records: list[dict[str, Value]] = []
    for index, (person, rows) in enumerate(found.items()):
        rows.sort(key=lambda row: str(row[0]["date"]))
        places |= {(index, "events", place): span for place, (_, span) in enumerate(rows)}
        records.append(record(person, framework, (event for event, _ in rows)))
    return tuple(records), Losses(kept, tuple(losses), places)


def _verb(name: str) -> str:
    if name in _VERBS:
        return _VERBS[name]
    if "://" not in name:
        raise InvalidOption(FORMAT, "verbs", f"{name!r} is none of {', '.join(_VERBS)}, nor the IRI of a verb")
    return name


def _is_same(one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    """Whether two events are one completion: of one item on one day."""
    return all(one.get(key) == other.get(key) for key in ("completed", "outcome", "evidence", "date"))


def _join(one: dict[str, Value], other: Mapping[str, Value]) -> None:
    here, there = one.get("minutes"), other.get("minutes")
    if isinstance(there, int) and not (isinstance(here, int) and here >= there):
        one["minutes"] = there


class _Reading:
    def __init__(self, *, known: Known, persons: Persons, verbs: frozenset[str], mode: str, zone: str) -> None:
        self._known = known
        self._persons = persons
        self._verbs = verbs
        self._mode = mode
        self._zone = zone_of(FORMAT, zone)

    def done(self, statement: Mapping[str, Value]) -> _Done:
        """What a statement says that someone has done.

        Raises:
            _Refused: it says nothing of the kind.
        """
        verb = _mapping(statement.get("verb")).get("id")
        if verb == _VOIDED:
            raise _Refused("it voids another statement")
        if not isinstance(verb, str) or verb not in self._verbs:
            raise _Refused(f"its verb {verb} does not say that something was completed")
        result = _mapping(statement.get("result"))
        for key in ("completion", "success"):
            if result.get(key) is False:
                raise _Refused(f"its result says '{key}: false'")
        person = self._person(_mapping(statement.get("actor")))
        item = self._item(statement)
        moment = statement.get("timestamp") or statement.get("stored")
        day = day_of(moment, self._zone)
        if day is None:
            raise _Refused("it has no timestamp" if moment is None else f"its timestamp {moment!r} is no moment")
        event: dict[str, Value] = {item.key: item.item, "date": day.isoformat()}
        if self._mode:
            event["mode"] = self._mode
        approximated = list(self._time(event, result.get("duration")))
        return _Done(person, event, tuple(approximated))

    @staticmethod
    def _time(event: dict[str, Value], duration: Value) -> Iterator[str]:
        if duration is None:
            return
        read = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
        if read is None:
            yield f"its duration {duration!r} is none that can be counted, and is left out"
            return
        seconds = sum(
            (Decimal(part or 0) * unit for part, unit in zip(read.groups(), _SECONDS, strict=True)), Decimal()
        )
        minutes = int(seconds / 60 + Decimal("0.5"))
        if not minutes or minutes >= 10**9:
            yield f"its duration {duration} is no minute that counts, and is left out"
            return
        event["minutes"] = minutes
        if seconds != 60 * minutes:
            yield f"its duration {duration} is rounded to {minutes} minutes"

    def _person(self, actor: Mapping[str, Value]) -> str:
        if actor.get("objectType", "Agent") != "Agent":
            raise _Refused("its actor is a group, not a person")
        account = _mapping(actor.get("account"))
        page, name = account.get("homePage"), account.get("name")
        if isinstance(page, str) and isinstance(name, str) and name:
            return self._persons.record_of("account", page, name)
        for key in ("mbox", "mbox_sha1sum", "openid"):
            held = actor.get(key)
            if isinstance(held, str) and held:
                return self._persons.record_of(key, held)
        raise _Refused("its actor has nothing that tells one person from another")

    def _item(self, statement: Mapping[str, Value]) -> Event:
        activity = _mapping(statement.get("object"))
        if activity.get("objectType", "Activity") != "Activity":
            raise _Refused("its object is no activity")
        context = _mapping(_mapping(statement.get("context")).get("contextActivities"))
        published = [activity]
        if _CMI5 in [entry.get("id") for entry in _entries(context.get("category"))]:
            # the id of the object is the system's own; the one that the author gave stands among `grouping`
            published += _entries(context.get("grouping"))
        for named in published:
            found = self._known.by_iri(named.get("id"))
            if found is not None:
                return found
        for title in _mapping(_mapping(activity.get("definition")).get("name")).values():
            found = self._known.by_title(title)
            if found is not None:
                return found
        raise _Refused(
            f"its activity {activity.get('id')} is no item of the framework; name it in a table (items=FILE)"
        )


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


def _entries(value: Value) -> list[Mapping[str, Value]]:
    """The activities of a context: a list of them, or, in statements of old, one alone."""
    return [_mapping(entry) for entry in (value if isinstance(value, list) else [value])]
