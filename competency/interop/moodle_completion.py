"""The course completion report of Moodle (`report/completion`, 'Download in spreadsheet format') as records.

The report is of one course of Moodle. Its columns are the user's id and name, the identity fields that the site shows,
columns for each criterion, and last the day on which the course was completed; days are written in the site's language
and form. Names of columns are in that language too, so only their order is relied on.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from attrs import define, field, frozen

from competency import delimited, ids
from competency.delimited import Cell
from competency.diagnostics import PATH, Span
from competency.errors import CannotRead, InvalidOption
from competency.interop import _limits
from competency.interop._identity import Names
from competency.interop.losses import Fate, Loss, Losses
from competency.model import Course, Evidence, Framework, Outcome
from competency.values import Value

FORMAT: Final = "moodle-completion"
TITLE: Final = "Moodle course completion report (CSV)"
SUFFIX: Final = ".csv"
BINARY: Final = False
LOSES: Final[tuple[str, ...]] = (
    "names of people, unless asked for, and identity fields but the one that makes their ids",
    "the time of day",
    "states of activities, and days of criteria that no option names",
)

_DAY_FIRST: Final = "%d/%m/%y, %H:%M"
"""How Moodle writes a day with its time in English (`strftimedatetimeshort`)."""

_ISO: Final = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")
_ENGLISH: Final = "January February March April May June July August September October November December".split()
_KINDS: Final[Mapping[type, str]] = {Course: "completed", Evidence: "evidence", Outcome: "outcome"}
_YES: Final = ("yes", "no")


@frozen
class _Days:
    """How days are read."""

    form: str | None
    months: tuple[str, ...]

    def read(self, text: str) -> date | None:
        """The day that a text of the report tells; None where it tells none."""
        said = " ".join(text.split())
        # the longer names first: 'juin' stands in 'juin.', and 'mai' in no other, but 'mar' in 'mars'
        for own, english in sorted(zip(self.months, _ENGLISH, strict=False), key=lambda pair: -len(pair[0])):
            if own.lower() in said.lower():
                at = said.lower().index(own.lower())
                said = said[:at] + english + said[at + len(own) :]
                break
        for form in (self.form,) if self.form else (_DAY_FIRST, "%d/%m/%Y, %H:%M", *_ISO):
            try:
                return datetime.strptime(said, form).date()  # noqa: DTZ007 - the day as it is shown to the site
            except ValueError:
                continue
        return None


@define
class _Reading:
    days: _Days
    items: Mapping[int, str]
    kinds: Mapping[str, str]
    losses: list[Loss] = field(factory=list)
    places: dict[PATH, Span] = field(factory=dict)
    ambiguous: Span | None = None
    seen_after_12: bool = False


def read_records(
    path: str | os.PathLike[str],
    framework: Framework,
    *,
    course: str | None = None,
    also: str | None = None,
    identity: str | None = None,
    names: str = "no",
    date_format: str | None = None,
    months: str | None = None,
) -> tuple[tuple[dict[str, Value], ...], Losses]:
    """A record for each person of the report, in its order, with what of the report has no place there.

    `course` is our id of the course that the report is of. `also` names columns whose day counts for something else:
    `Quiz=neglect,Approval=manager-approval`. `identity` is the column that ids of records are made of, the user's id
    if left out; `names` is yes where names of people are to be kept. `date_format` is the form of days as in
    `strptime`, `months` are the names of months that it meets, January first.

    Raises:
        UnreadableFile: the file can't be opened or read.
        CannotRead: it is no such report, or a day in it can't be read.
        DocumentFaults: it is neither UTF-8 nor marked UTF-16.
        InvalidOption: an option names no item or no column.
    """
    file = os.fspath(path)
    head, *rows = _rows(file)
    columns = [cell.text for cell in head]
    kinds = {item.id: _KINDS[type(item)] for item in framework if type(item) in _KINDS}
    items = {len(columns) - 1: _item("course", course, kinds, framework), **_also(also, columns, kinds, framework)}
    if names not in _YES:
        raise InvalidOption(FORMAT, "names", "write yes or no")
    named = 0 if identity is None else _column("identity", identity, columns)
    reading = _Reading(_Days(date_format, tuple(months.split(",")) if months else ()), items, kinds)
    _tell_columns(reading, head, named, names == "yes")
    made: list[dict[str, Value]] = []
    taken = Names(())
    for row in rows:
        if len(row) != len(columns):
            why = f"the row has {len(row)} columns, the head of the report {len(columns)}"
            reading.losses.append(Loss(row[0].text, Fate.DROPPED, why, row[0].span))
            continue
        wish = f"moodle-{row[0].text}" if identity is None else row[named].text
        value: dict[str, Value] = {
            "format": "record/1",
            "id": taken.of(wish, f"moodle-{row[0].text}"),
            "framework": framework.id,
            "subject": "practitioner",
            **({"title": row[1].text} if names == "yes" and row[1].text else {}),
        }
        reading.places[(len(made),)] = row[0].span
        events = _events(reading, row, file, len(made))
        made.append({**value, "events": [*events]} if events else value)
    if reading.ambiguous is not None and date_format is None and not reading.seen_after_12:
        why = "the day is read first, the month second; all days could be the other way round (option date_format)"
        reading.losses.append(Loss("days", Fate.APPROXIMATED, why, reading.ambiguous))
    return tuple(made), Losses(len(made), tuple(reading.losses), reading.places)


def _rows(file: str) -> list[list[Cell]]:
    content = _limits.content(file)
    if content[:2] == b"\xff\xfe":  # 'Download in Excel-compatible format': UTF-16 with tabs
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise CannotRead(file, f"it is no sound UTF-16: {error.reason}", "download it as CSV") from error
    else:
        text = _limits.text(file)
    head, _, _ = text.partition("\n")
    separator = max((delimited.COMMA, delimited.SEMICOLON, delimited.TAB), key=head.count)
    rows = [row for row in delimited.rows(text, file=file, separator=separator) if any(cell.text for cell in row)]
    if not rows or len(rows[0]) < 3:
        raise CannotRead(
            file,
            "it is no completion report: that has the columns id, name, others for criteria, and 'Course complete'",
            "download it from 'Reports, Course completion' of the course",
        )
    return rows


def _item(option: str, name: str | None, kinds: Mapping[str, str], framework: Framework) -> str:
    if name is None:
        raise InvalidOption(FORMAT, option, "name the course of the framework that the report is of")
    if name not in kinds or (option == "course" and kinds[name] != "completed"):
        near = ids.nearest(name, kinds)
        meant = f"; did you mean {near!r}?" if near else ""
        raise InvalidOption(FORMAT, option, f"{framework.id} has no such {option} as {name!r}{meant}")
    return name


def _also(also: str | None, columns: Sequence[str], kinds: Mapping[str, str], framework: Framework) -> dict[int, str]:
    found: dict[int, str] = {}
    for pair in also.split(",") if also else ():
        column, sign, item = pair.rpartition("=")
        if not sign:
            raise InvalidOption(FORMAT, "also", f"{pair!r} is no COLUMN=ID")
        at = _column("also", column.strip(), columns)
        # an activity has two columns: its state under its name, and the day behind it
        day = at + 1 if at + 1 < len(columns) - 1 and columns[at + 1].startswith(f"{columns[at]} - ") else at
        found[day] = _item("also", item.strip(), kinds, framework)
    return found


def _column(option: str, name: str, columns: Sequence[str]) -> int:
    if name not in columns:
        near = ids.nearest(name, columns)
        raise InvalidOption(FORMAT, option, f"no column is called {name!r}" + (f"; {near!r}?" if near else ""))
    return columns.index(name)


def _tell_columns(reading: _Reading, head: Sequence[Cell], named: int, names: bool) -> None:
    used = {0, named, *reading.items, *([1] if names else [])}
    states = {at - 1 for at in reading.items if head[at].text.startswith(f"{head[at - 1].text} - ")}
    for at, cell in enumerate(head):
        if at not in used | states:
            why = "names of people are left out (option names)" if at == 1 else "no option names it"
            reading.losses.append(Loss(f"column {cell.text}", Fate.DROPPED, why, cell.span))


def _events(reading: _Reading, row: Sequence[Cell], file: str, index: int) -> list[dict[str, Value]]:
    found: list[tuple[date, int, str, Span]] = []
    for at, item in reading.items.items():
        cell = row[at]
        if not cell.text:
            continue
        on = reading.days.read(cell.text)
        if on is None:
            raise CannotRead(
                file,
                f"{cell.text!r} is no day in the form that is asked for",
                "say how days are written: --option date_format='%d %B %Y, %H:%M', and months=… in other languages",
                cell.span,
            )
        if reading.days.form is None and "/" in cell.text:
            reading.ambiguous = reading.ambiguous or cell.span
            reading.seen_after_12 = reading.seen_after_12 or on.day > 12
        found.append((on, at, item, cell.span))
    events: list[dict[str, Value]] = []
    for on, _, item, span in sorted(found, key=lambda one: one[:2]):
        reading.places[(index, "events", len(events))] = span
        events.append({reading.kinds[item]: item, "date": on.isoformat()})
    return events
