"""
The record of a course doesn't say which course, or another record has an `item`.

## Why it matters

A standard on courses may be for some of them only. Without `item` nobody can say whether it is for this one. In the
record of a person `item` has no effect.

## Fails

```yaml
format: record/1
id: c-0001
framework: kirklees
subject: course  # <- here
```

## Passes

```yaml
format: record/1
id: c-0001
framework: kirklees
subject: course
item: awareness
```

## Fix

Add `item:` with the id of the course; in the record of a person delete it.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.records.draft import RecordDraft
from competency.model import Subject

RULE = Rule("CF417", "course-record-without-item", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for a record of a course without `item`, or with `item` for what is no course."""
    of_course = Subject.COURSE in draft.record.subjects
    if of_course and draft.record.item is None:
        yield Diagnostic(
            RULE,
            draft.span(("subject",)),
            "this is the record of a course, and 'item' doesn't say of which",
            "add 'item:' with the id of the course",
        )
    if not of_course and draft.record.item is not None:
        yield Diagnostic(
            RULE,
            draft.span(("item",)),
            f"'item' names {draft.named(draft.record.item)}, but this is no record of a course",
            "delete it, or write 'subject: course'",
        )
