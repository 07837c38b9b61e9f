"""Sessions of courses: `course,date,place,mode,free_places` of a CSV file -> on which days each course can be had.

A course that the calendar names can be had on the days of its sessions with a free place only, in their modes. The
calendar says nothing of a course that it doesn't name: that one can be had on any day, as without a calendar.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from attrs import field, frozen

from competency import delimited
from competency.delimited import Cell
from competency.diagnostics import Diagnostic, Related, Rule, Span, in_order
from competency.document import content_of, decode
from competency.errors import DocumentFaults
from competency.faults import sessions as faults
from competency.ids import nearest, parts
from competency.model import Course, Framework
from competency.periods import is_date, parse_date

REQUIRED: Final = ("course", "date")
COLUMNS: Final = (*REQUIRED, "place", "mode", "free_places")

_MOST_DIGITS: Final = 9


@frozen(kw_only=True)
class Session:
    """One session of a course, on the line of its file. `mode` '' is not stated; `free` None: not known, taken as some.

    `course` is the id without the framework's.
    """

    course: str
    day: int
    """The day, as an ordinal."""
    place: str = ""
    mode: str = ""
    free: int | None = None
    line: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it has a place, as far as is known."""
        return self.free is None or self.free > 0


@frozen
class Calendar:
    """The sessions of a file, in its order."""

    file: str
    sessions: tuple[Session, ...] = field(repr=False)

    @cached_property
    def _by_course(self) -> Mapping[str, tuple[Session, ...]]:
        rows: dict[str, list[Session]] = {}
        for session in self.sessions:
            rows.setdefault(session.course, []).append(session)
        return {course: tuple(sorted(found, key=lambda row: (row.day, row.line))) for course, found in rows.items()}

    def binds(self, course: str) -> bool:
        """Whether the calendar says when this course can be had: it has a row, also one that is full."""
        return course in self._by_course

    def of(self, course: str, mode: str = "") -> tuple[Session, ...]:
        """The sessions with a place of a course, in a mode ('': in any), earliest first, on one day as in the file.

        >>> calendar = Calendar("", (Session(course="neglect", day=9, free=0), Session(course="neglect", day=5)))
        >>> [session.day for session in calendar.of("neglect")]
        [5]
        """
        return tuple(row for row in self._by_course.get(course, ()) if row.is_open and mode in ("", row.mode))

    def on(self, course: str, mode: str, day: int) -> Session | None:
        """The session of a course on a day, the first in the file; None where the calendar names none."""
        return next((row for row in self.of(course, mode) if row.day == day), None)

    def without(self, course: str) -> Calendar:
        """The calendar as if it did not name the course."""
        return Calendar(self.file, tuple(row for row in self.sessions if row.course != course))


def load_sessions(source: str | os.PathLike[str], framework: Framework) -> Calendar:
    """The sessions that a CSV file names, of courses of the framework.

    The first line names the columns, in any order: `course` and `date`, and where known `place`, `mode` and
    `free_places`. Fields are separated by commas; one with a comma, a quote or a line break in it stands in double
    quotes. A session without a mode is in the course's only one, where it has exactly one.

    Raises:
        DocumentFaults: the file has faults; all of them are in it, with line and column.
        UnreadableFile: the file can't be opened or read.
    """
    file = os.fspath(source)
    content = content_of(source)
    calendar, found = read_sessions(content, framework, file=file)
    if found:
        raise DocumentFaults(found)
    return calendar


def read_sessions(content: bytes, framework: Framework, *, file: str) -> tuple[Calendar, tuple[Diagnostic, ...]]:
    """The sessions that the bytes of a CSV file name, as far as they are sound, and all faults, in order."""
    text, found = decode(content, file=file)
    if text is None:
        return Calendar(file, ()), found
    reading = _Reading(file, framework, list(found))
    sessions = reading.sessions(text)
    return Calendar(file, sessions), in_order(reading.found)


@frozen
class _Reading:
    """One file being read: what was found wrong so far."""

    file: str
    framework: Framework
    found: list[Diagnostic]

    def sessions(self, text: str) -> tuple[Session, ...]:
        rows = [row for row in self._rows(text) if any(cell.text for cell in row)]
        if any(diagnostic.rule is faults.OPEN_QUOTE for diagnostic in self.found):
            return ()
        header = rows[0] if rows else []
        columns = self._columns(header)
        if columns is None:
            return ()
        if len(rows) == 1:
            self._fault(
                faults.NO_SESSIONS, header[0].span, "the calendar holds no session", "write one row for each session"
            )
        return tuple(self._unlike_each_other([row for row in rows[1:] if self._fits(row, header)], columns))

    # --- text to fields ------------------------------------------------------------------------------------

    def _rows(self, text: str) -> Iterator[list[Cell]]:
        """The rows of comma-separated fields; a quoted field may run over several lines."""
        for row in delimited.rows(text, file=self.file):
            for cell in row:
                if not cell.sound:
                    self._fault(
                        faults.OPEN_QUOTE,
                        cell.span,
                        "the double quote that begins this field is not closed, or text follows the one that closes it",
                        'close it with "; a quote inside the field is written twice',
                    )
            yield row

    # --- fields to sessions --------------------------------------------------------------------------------

    def _columns(self, header: list[Cell]) -> Mapping[str, int] | None:
        """Where each column stands; None where they can't be told."""
        names = [re.sub(r"[ _-]+", "_", cell.text.lower()) for cell in header]
        before = len(self.found)
        if not header:
            place = Span(self.file, 1, 1, 1, 1)
            self._fault(faults.NO_SESSIONS, place, "the file is empty", f"begin it with the line {','.join(COLUMNS)}")
            return None
        for index, (cell, name) in enumerate(zip(header, names, strict=True)):
            if name not in COLUMNS:
                meant = nearest(name, COLUMNS)
                fix = f"write {meant!r}" if meant else f"the columns are {', '.join(COLUMNS)}; delete the others"
                if ";" in cell.text or "\t" in cell.text:
                    fix = "separate the columns by commas"
                self._fault(faults.COLUMNS, cell.span, f"no column is called {cell.text!r}", fix)
            elif name in names[:index]:
                self._fault(faults.COLUMNS, cell.span, f"the column {name!r} stands here twice", "delete one of them")
        for name in REQUIRED:
            if name not in names:
                self._fault(
                    faults.COLUMNS, header[0].span, f"the column {name!r} is missing", f"add {name!r} to this line"
                )
        return None if len(self.found) > before else {name: index for index, name in enumerate(names)}

    def _fits(self, row: list[Cell], header: list[Cell]) -> bool:
        if len(row) == len(header):
            return True
        self._fault(
            faults.FIELDS,
            row[min(len(header), len(row) - 1)].span,
            f"the row has {len(row)} fields, but there are {len(header)} columns",
            'put a field with a comma in it into double quotes: "Town Hall, Huddersfield"',
        )
        return False

    def _unlike_each_other(self, rows: list[list[Cell]], columns: Mapping[str, int]) -> Iterator[Session]:
        seen: dict[tuple[str, int, str, str], Span] = {}
        for row in rows:
            session = self._session(row, columns)
            if session is None:
                continue
            key = (session.course, session.day, session.place.casefold(), session.mode)
            if key in seen:
                self._fault(
                    faults.SAME_SESSION,
                    row[columns["course"]].span,
                    f"this session of {session.course!r} stands in the file already",
                    "delete one of the two rows",
                    Related(seen[key], "the same course, day, place and mode"),
                )
            else:
                seen[key] = row[columns["course"]].span
                yield session

    def _session(self, row: list[Cell], columns: Mapping[str, int]) -> Session | None:
        def cell(name: str) -> Cell | None:
            return row[columns[name]] if name in columns else None

        course = self._course(row[columns["course"]])
        date = row[columns["date"]]
        if not is_date(date.text):
            what = f"{date.text!r} is no day of the calendar" if date.text else "the date is missing"
            self._fault(faults.DATE, date.span, what, "write it as YYYY-MM-DD, for instance 2012-05-14")
        mode = self._mode(course, cell("mode")) if course is not None else None
        free, known = self._free(cell("free_places"))
        if course is None or mode is None or not known or not is_date(date.text):
            return None
        place = cell("place")
        return Session(
            course=course.id,
            day=parse_date(date.text).toordinal(),
            place=place.text if place is not None else "",
            mode=mode,
            free=free,
            line=date.span.line,
        )

    def _course(self, cell: Cell) -> Course | None:
        framework, identifier = parts(cell.text)
        course = self.framework.course(identifier) if framework in (None, self.framework.id) else None
        if course is None:
            meant = nearest(identifier, [course.id for course in self.framework.courses])
            self._fault(
                faults.UNKNOWN_COURSE,
                cell.span,
                f"{self.framework.id} has no course {cell.text!r}" if cell.text else "the course is missing",
                f"write {meant!r}" if meant else "write the id of a course of the framework",
            )
        return course

    def _mode(self, course: Course, cell: Cell | None) -> str | None:
        """The mode of a session, '' where it is not stated; None where the course doesn't have it."""
        listed = [mode.mode for mode in course.modes if isinstance(mode.mode, str)]
        if cell is None or not cell.text:
            return listed[0] if len(listed) == len(course.modes) == 1 else ""
        if not course.modes or len(listed) < len(course.modes) or cell.text in listed:
            return cell.text
        meant = nearest(cell.text, listed)
        self._fault(
            faults.UNKNOWN_MODE,
            cell.span,
            f"{course.id!r} is not on offer as {cell.text!r}",
            f"write {meant!r}" if meant else f"write one of {', '.join(listed)}, or leave it empty",
        )
        return None

    def _free(self, cell: Cell | None) -> tuple[int | None, bool]:
        """The free places, None where they are not stated; and whether what stands there can be read."""
        if cell is None or not cell.text:
            return None, True
        if cell.text.isascii() and cell.text.isdecimal() and len(cell.text) <= _MOST_DIGITS:
            return int(cell.text), True
        self._fault(
            faults.FREE_PLACES,
            cell.span,
            f"{cell.text!r} is no number of free places",
            "write a whole number from 0, or leave it empty where it is not known",
        )
        return None, False

    def _fault(self, rule: Rule, span: Span, message: str, fix: str, *related: Related) -> None:
        self.found.append(Diagnostic(rule, span, message, fix, related))
