"""Records as Open Badges 3.0 credentials, and back: a badge for every course completed and outcome achieved.

See `docs/formats/openbadges.md`. What is written is unsigned, and says so: a credential is worth what its signature
is worth, and keys are the business of whoever issues it. What is read is not verified either, neither its proof nor
whether it was revoked, since both would mean to ask the network.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from competency.diagnostics import PATH, Span
from competency.errors import CannotRead, InvalidOption, UnknownItem
from competency.ids import nearest
from competency.interop import _json_rows
from competency.interop._identity import identifier, uri
from competency.interop._recorded import HASHED, Event, Known, Persons, aliases, day_of, record, zone_of
from competency.interop.losses import Fate, Loss, Losses
from competency.model import Course, EventKind, Framework, Outcome, Record, Standard, Subject
from competency.model import Event as Recorded
from competency.periods import Cycle, Period
from competency.requirements import Completed, Counting, LevelAttained, Requirement, Selector, StandardMet, walk
from competency.standing import Status
from competency.values import Value
from competency.verdicts import check

FORMAT: Final = "openbadges"
TITLE: Final = "Open Badges 3.0 credentials (1EdTech)"
SUFFIX: Final = ".json"
BINARY: Final = False
LOSES: Final[tuple[str, ...]] = (
    "out: a signature; the groups and facts of the person; evidence, modes, minutes and notes",
    "out: all rules but the day until which a completion counts, which is that of the shortest rule that asks for it",
    "in: whether the credential is genuine, and whether it was revoked",
    "in: images, criteria, results, and until when it is valid, since how long a completion counts is a rule here",
)

__all__ = ["BINARY", "FORMAT", "LOSES", "SUFFIX", "TITLE", "dump_record", "read_records"]

CONTEXTS: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
_UNSIGNED: Final = "This credential is unsigned: it has no proof, and is not to be relied on until its issuer signs it."
_TYPES: Final = frozenset(("OpenBadgeCredential", "AchievementCredential"))


# --- out ---------------------------------------------------------------------------------------------------


def dump_record(
    framework: Framework,
    record: Record,
    /,
    *,
    on: date | None = None,
    item: str = "",
    issuer: str = "",
    subject: str = "",
    base: str = "",
) -> tuple[str, Losses]:
    """A credential for the record's completions and outcomes: one alone, or a presentation of several.

    `on` is the day asked about: later events are not seen, and the standards that apply then say how long a completion
    counts; without it, the day of the last event. `item` is the only item that credentials are for. `issuer` and
    `subject` are URIs of who issues them and of the person; without them, URNs made of the publisher's name and the
    record's id. `base` is the address under which the framework is served as a CASE package, as in that format.

    Raises:
        UnknownItem: there is no such item.
        InvalidOption: `issuer`, `subject` or `base` is no URI.
    """
    writing = _Writing(framework, record, on, issuer, subject, base)
    if item and not isinstance(framework.items.get(item), Course | Outcome):
        known = [one.id for one in framework if isinstance(one, Course | Outcome)]
        raise UnknownItem(item, framework.id, ("course", "outcome"), nearest(item, known))
    credentials: list[Value] = []
    losses: list[Loss] = []
    kept = 0
    for event in record.events:
        if item and event.item != item:
            continue
        name = f"event {event.index}, {event.item}"
        if on is not None and event.on > on:
            losses.append(Loss(name, Fate.DROPPED, f"it is later than {on}"))
        elif event.kind not in (EventKind.COMPLETED, EventKind.OUTCOME) or event.item not in framework.items:
            losses.append(Loss(name, Fate.DROPPED, "a badge is for a course or an outcome of the framework"))
        else:
            credentials.append(writing.credential(event))
            left = [key for key in ("mode", "minutes", "by", "about", "note") if getattr(event, key) is not None]
            losses += [Loss(name, Fate.APPROXIMATED, f"{', '.join(left)}: left out")] if left else []
            kept += not left
    if not item:
        losses += [
            Loss(row.group, Fate.DROPPED, "membership of a group is no achievement") for row in record.memberships
        ]
        losses += [Loss(row.fact, Fate.DROPPED, "a fact is no achievement") for row in record.facts]
    if credentials:
        losses.append(Loss(record.id, Fate.APPROXIMATED, "credentials are unsigned, which each of them says"))
    whole: Value = credentials[0] if len(credentials) == 1 else _presentation(credentials)
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n", Losses(kept, tuple(losses))


def _presentation(credentials: list[Value]) -> Value:
    return {"@context": [CONTEXTS[0]], "type": ["VerifiablePresentation"], "verifiableCredential": credentials}


class _Writing:
    def __init__(
        self, framework: Framework, record: Record, on: date | None, issuer: str, subject: str, base: str
    ) -> None:
        for option, given in (("issuer", issuer), ("subject", subject), ("base", base)):
            if given and ":" not in given:
                raise InvalidOption(FORMAT, option, f"{given!r} is no URI; write https://…, urn:… or did:…")
        self._framework = framework
        self._record = record
        self._issuer = issuer or f"urn:uuid:{identifier('publisher', framework.publisher)}"
        self._subject = subject or f"urn:uuid:{identifier('record', framework.id, record.id)}"
        self._base = base.rstrip("/")
        days = [event.on for event in record.events]
        day = on or max(days, default=date.min)
        self._standards = tuple(_applying(framework, record, day))

    def credential(self, event: Recorded) -> Value:
        """The credential for an event of a course or an outcome."""
        item = self._framework.items[event.item]
        said = item.description or (item.statement if isinstance(item, Outcome) else item.title)
        name = identifier("credential", self._framework.id, self._record.id, event.item, event.on.isoformat())
        until = _until(self._framework, self._standards, event, self._record.events)
        alignments: list[Value] = [self._alignment(target) for target in self._targets(item)]
        achievement: dict[str, Value] = {
            "id": uri(self._framework.id, item.id),
            "type": ["Achievement"],
            "achievementType": "Course" if isinstance(item, Course) else "Competency",
            "name": item.title,
            "description": said,
            "criteria": {"narrative": self._criteria(item)},
            "creator": self._profile(),
            "alignment": alignments,
        }
        if item.tags:
            achievement["tag"] = list(item.tags)
        return {
            "@context": list(CONTEXTS),
            "id": f"urn:uuid:{name}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": item.title,
            "description": _UNSIGNED,
            "issuer": self._profile(),
            "validFrom": f"{event.on}T00:00:00Z",
            **({} if until is None else {"validUntil": f"{until}T00:00:00Z"}),
            "credentialSubject": {"id": self._subject, "type": ["AchievementSubject"], "achievement": achievement},
        }

    def _profile(self) -> dict[str, Value]:
        return {"id": self._issuer, "type": ["Profile"], "name": self._framework.publisher}

    def _criteria(self, item: Course | Outcome | object) -> str:
        what = "Completed the course" if isinstance(item, Course) else "Was assessed to have achieved the outcome"
        return f"{what}, as recorded under {self._framework.title} ({self._framework.publisher})."

    def _targets(self, item: object) -> Iterator[Course | Outcome]:
        """The item, and the outcomes that a course develops."""
        if isinstance(item, Course | Outcome):
            yield item
        for outcome in item.develops if isinstance(item, Course) else ():
            found = self._framework.items.get(outcome) if isinstance(outcome, str) else None
            if isinstance(found, Outcome):
                yield found

    def _alignment(self, target: Course | Outcome) -> Value:
        own = uri(self._framework.id, target.id)
        told = {"targetDescription": target.statement} if isinstance(target, Outcome) else {}
        return {
            "type": ["Alignment"],
            "targetType": "CFItem",
            "targetName": target.title,
            **told,
            "targetCode": target.id,
            "targetFramework": self._framework.title,
            "targetUrl": f"{self._base}/CFItems/{identifier(self._framework.id, target.id)}" if self._base else own,
        }


def _applying(framework: Framework, record: Record, day: date) -> Iterator[Standard]:
    """The standards that apply to the person of a record on a day."""
    if not {Subject.PRACTITIONER, Subject.TRAINER} & set(record.subjects):
        return
    for verdict in check(framework, record, on=day):
        standard = framework.standard(verdict.standard.rpartition(":")[2])
        if standard is not None and verdict.status is not Status.NOT_APPLICABLE:
            yield standard


def _until(
    framework: Framework, standards: Iterable[Standard], event: Recorded, events: Iterable[Recorded]
) -> date | None:
    """The first day on which a completion counts no more for one of the standards; None where it always does."""
    if event.kind is not EventKind.COMPLETED:
        return None
    ends = [
        end
        for standard in standards
        for counting, selector in _countings(framework, standard.require, frozenset())
        if (end := _end(framework, counting, selector, event, events)) is not None
    ]
    return min(ends, default=None)


def _countings(
    framework: Framework, requirement: Requirement | None, seen: frozenset[str]
) -> Iterator[tuple[Counting, Selector]]:
    """How completions count in a requirement, and in the definitions of what it names."""
    for part in () if requirement is None else walk(requirement):
        if isinstance(part, Completed):
            yield part.counting, part.selector
        elif isinstance(part, LevelAttained) and part.level not in seen:
            level = framework.level(part.level)
            yield from _countings(framework, level.requires if level else None, seen | {part.level})
        elif isinstance(part, StandardMet) and part.standard not in seen:
            named = framework.standard(part.standard)
            yield from _countings(framework, named.require if named else None, seen | {part.standard})


def _end(
    framework: Framework, counting: Counting, selector: Selector, event: Recorded, events: Iterable[Recorded]
) -> date | None:
    """The first day on which a completion counts no more, by one way of counting; None where it does not end one."""
    if not _is_hit(framework, counting, selector, event):
        renewing = event.item in framework.selection(counting.refreshed_by).sure
        begun = any(one.on <= event.on and _is_hit(framework, counting, selector, one) for one in events)
        if not (renewing and begun):
            return None
    if isinstance(counting.every, Period):
        return counting.every.after(event.on)
    if isinstance(counting.each, Cycle):
        return date.fromordinal(counting.each.end_of_next(event.on.toordinal()))
    return None


def _is_hit(framework: Framework, counting: Counting, selector: Selector, event: Recorded) -> bool:
    """Whether an event is a completion that surely counts by itself."""
    mode = event.mode or framework.usually(event.item)[0]
    starts, ends = counting.starts, counting.ends
    return (
        event.kind is EventKind.COMPLETED
        and event.item in framework.selection(selector).sure
        and (not counting.mode or mode in counting.mode)
        and not (isinstance(starts, date) and event.on < starts)
        and not (isinstance(ends, date) and event.on > ends)
    )


# --- in ----------------------------------------------------------------------------------------------------


def read_records(
    path: str | os.PathLike[str],
    framework: Framework,
    *,
    items: str = "",
    ids: str = HASHED,
    zone: str = "",
) -> tuple[tuple[dict[str, Value], ...], Losses]:
    """The records that credentials of a file state, one a person, in the order of the file.

    The file holds a credential, a list of them, a presentation of several, or one a line. A credential is for the item
    of the framework that its achievement is, or else for those that it is aligned to. `items` is a table (CSV) of what
    others call an item and its id here; `ids` is how persons are called: `hashed`, or `account` for the end of their
    URI; `zone` is the time zone whose days count.

    Raises:
        UnreadableFile: the file can't be read.
        CannotRead: it holds no such credentials, or is beyond the limits.
        DocumentFaults: it is not UTF-8.
        InvalidOption: an option has a value that it can't take.
    """
    known = Known(framework, aliases(FORMAT, items, framework))
    persons = Persons(FORMAT, ids)
    days = zone_of(FORMAT, zone)
    found: dict[str, list[tuple[dict[str, Value], Span]]] = {}
    losses: list[Loss] = []
    kept = 0
    for number, row in enumerate(_json_rows.rows(path, under="verifiableCredential"), 1):
        credential = row.value
        name = str(credential.get("id") or f"credential {number}")
        _refuse_other(os.fspath(path), row)
        person = _person(credential, persons)
        events = _events(credential, framework, known)
        day = day_of(credential.get("validFrom") or credential.get("issuanceDate"), days)
        if person is None or day is None or not events:
            why = (
                "it is for nobody that can be told from others"
                if person is None
                else "it has no day from which it is valid"
                if day is None
                else "its achievement, and what that is aligned to, is no item of the framework; name it in a table "
                "(items=FILE)"
            )
            losses.append(Loss(name, Fate.DROPPED, why, row.span))
            continue
        left = [f"{key}: {why}" for key, why in _UNREAD.items() if key in credential]
        losses += [Loss(name, Fate.APPROXIMATED, why, row.span) for why in left]
        kept += not left
        rows = found.setdefault(person, [])
        for event in events:
            told: dict[str, Value] = {event.key: event.item, "date": day.isoformat()}
            if told not in [one for one, _ in rows]:
                rows.append((told, row.span))
    places: dict[PATH, Span] = {}
    records: list[dict[str, Value]] = []
    for index, (person, rows) in enumerate(found.items()):
        rows.sort(key=lambda one: str(one[0]["date"]))
        places |= {(index, "events", place): span for place, (_, span) in enumerate(rows)}
        records.append(record(person, framework, (event for event, _ in rows)))
    return tuple(records), Losses(kept, tuple(losses), places)


_UNREAD: Final[Mapping[str, str]] = {
    "validUntil": "until when a completion counts, the framework says",
    "expirationDate": "until when a completion counts, the framework says",
    "proof": "it is not verified",
    "credentialStatus": "whether it was revoked is not asked",
    "evidence": "left out",
}


def _refuse_other(file: str, row: _json_rows.Row) -> None:
    """Does nothing for an Open Badges credential of version 3.

    Raises:
        CannotRead: it is something else.
    """
    types = _texts(row.value.get("type"))
    if _TYPES & set(types):
        return
    if {"Assertion", "BadgeClass"} & set(types):
        cause = "this is a badge of Open Badges 2.0, which is not read"
    else:
        cause = f"this is no Open Badges credential: its type is {', '.join(types) or 'not told'}"
    raise CannotRead(file, cause, "export the badge as an Open Badges 3.0 credential (JSON)", row.span)


def _texts(value: Value) -> list[str]:
    return [entry for entry in (value if isinstance(value, list) else [value]) if isinstance(entry, str)]


def _person(credential: Mapping[str, Value], persons: Persons) -> str | None:
    subject = _mapping(credential.get("credentialSubject"))
    held = subject.get("id")
    if isinstance(held, str) and held:
        return persons.record_of(held, held.rstrip("/#").replace("#", "/").replace(":", "/").rpartition("/")[2])
    for entry in _mappings(subject.get("identifier")):
        told = entry.get("identityHash")
        if isinstance(told, str) and told:
            return persons.record_of(str(entry.get("identityType")), told)
    return None


def _events(credential: Mapping[str, Value], framework: Framework, known: Known) -> list[Event]:
    """What a credential is for: the item that its achievement is, else all that it is aligned to."""
    achievement = _mapping(_mapping(credential.get("credentialSubject")).get("achievement"))
    own = known.by_iri(achievement.get("id"))
    if own is not None:
        return [own]
    found: list[Event] = []
    for alignment in _mappings(achievement.get("alignment")):
        item = known.by_iri(alignment.get("targetUrl"))
        if item is None and alignment.get("targetFramework") in (framework.title, framework.id):
            item = known.by_iri(alignment.get("targetCode")) or known.by_title(alignment.get("targetName"))
        if item is not None and item not in found:
            found.append(item)
    named = known.by_title(achievement.get("name"))
    return found or ([named] if named is not None else [])


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


def _mappings(value: Value) -> list[Mapping[str, Value]]:
    return [_mapping(entry) for entry in (value if isinstance(value, list) else [value])]
