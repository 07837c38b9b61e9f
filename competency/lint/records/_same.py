"""Events that together are one, and what each of them says of it."""

from __future__ import annotations

from competency.lint.records.draft import RecordDraft
from competency.model import Event, EventKind


def grouped(draft: RecordDraft) -> tuple[tuple[Event, ...], ...]:
    """The events that together are one: of one course and day; evidence also of one `about` and `by`.

    An assessment and an attestation is one with another by the same person on that day.
    """
    found: dict[tuple[str | None, ...], list[Event]] = {}
    for event in draft.record.events:
        more: tuple[str | None, ...] = ()
        if event.kind is EventKind.EVIDENCE:
            more = (event.about, event.by)
        elif event.kind is not EventKind.COMPLETED:
            more = (event.by,)
        found.setdefault((event.kind.value, event.item, event.on.isoformat(), *more), []).append(event)
    return tuple(tuple(same) for same in found.values())


def said(draft: RecordDraft, event: Event) -> tuple[str | None, int | None]:
    """The mode and the minutes of an event: what it leaves out is its course's, where that has exactly one."""
    course = draft.framework.course(event.item)
    mode, minutes = event.mode, event.minutes
    if course is not None and event.kind is EventKind.COMPLETED:
        only = course.modes[0].mode if len(course.modes) == 1 else None
        mode = mode or (only if isinstance(only, str) else None)
        minutes = minutes if minutes is not None or not isinstance(course.minutes, int) else course.minutes
    return mode, minutes
