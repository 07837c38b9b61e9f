"""
A course was completed in a mode that the framework doesn't list for it.

## Why it matters

Where a rule asks for a mode, only completions in that very mode count, and 'elearning' is another word than
'e-learning'. The person stays overdue for a course that was taken.

## Fails

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
events:
  - {completed: awareness, date: 2010-10-04, mode: elearning}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
events:
  - {completed: awareness, date: 2010-10-04, mode: e-learning}
```

## Fix

Write the mode as the framework does. If the course was really on offer in another mode, add it to the course's
`modes` in the framework.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency import ids
from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.records.draft import RecordDraft
from competency.model import Course, EventKind
from competency.phrases import listing, shown

RULE = Rule("CF403", "mode-not-listed", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each completion in a mode that its course surely doesn't have."""
    for event in draft.events(EventKind.COMPLETED):
        course = draft.framework.course(event.item)
        if event.mode is None or course is None:
            continue
        listed = _listed(course)
        if listed and event.mode not in listed:
            meant = ids.nearest(event.mode.lower(), listed)
            yield Diagnostic(
                RULE,
                draft.of(event, "mode"),
                f"{draft.named(event.item)} is not on offer in the mode '{event.mode}', "
                f"only in {listing([shown(mode) for mode in listed], 'or')}",
                f"did you mean '{meant}'?"
                if meant
                else "write one of these modes, or add this one to the course in the framework",
            )


def _listed(course: Course) -> tuple[str, ...]:
    """The modes that the framework lists; none where every mode may be meant."""
    modes = [row.mode for row in course.modes]
    return tuple(dict.fromkeys(str(mode) for mode in modes)) if all(isinstance(mode, str) for mode in modes) else ()
