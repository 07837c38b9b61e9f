"""
Somebody belongs to a group before the day of the appointment.

## Why it matters

From the first day of a membership on the standards of the group apply. If it begins before the person does, what is
counted from joining is overdue too early. It may be right, for instance with an earlier post.

## Fails

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
facts: {appointed: 2010-09-01}
groups:
  - {group: group-3, from: 2009-09-01}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
facts: {appointed: 2010-09-01}
groups:
  - {group: group-3, from: 2010-09-01}
```

## Fix

Correct `from`, or the date of the appointment.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.records.draft import RecordDraft
from competency.requirements import in_words

RULE = Rule("CF419", "member-before-appointment", Severity.NOTE, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each membership that begins before the first date of appointment."""
    if draft.appointed is None:
        return
    appointed, place = draft.appointed
    for row in draft.memberships:
        if row.starts is not None and row.starts < appointed:
            yield Diagnostic(
                RULE,
                draft.span((*row.path, "from")),
                f"{row.said} begins on {in_words(row.starts)}, before the appointment on {in_words(appointed)}",
                "correct one of the two dates, if it is not an earlier post",
                (Related(place, "appointed on this day"),),
            )
