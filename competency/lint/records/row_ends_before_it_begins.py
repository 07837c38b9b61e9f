"""
A membership or a value of a fact ends before it begins: `to` is earlier than `from`.

## Why it matters

`to` is the last day on which the row holds. One that ends before it begins never holds: the person is a member on no
day, and no standard of the group applies. Most often the two days were swapped, or a year was mistyped.

## Fails

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
groups:
  - {group: group-3, from: 2010-09-01, to: 2009-08-31}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
groups:
  - {group: group-3, from: 2009-09-01, to: 2010-08-31}
```

## Fix

Swap the two days or correct the year; if it held on one day only, write that day in both.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.records.draft import RecordDraft
from competency.requirements import in_words

RULE = Rule("CF406", "row-ends-before-it-begins", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each row whose last day is before its first."""
    for row in (*draft.memberships, *draft.stated):
        if row.starts is not None and row.ends is not None and row.ends < row.starts:
            yield Diagnostic(
                RULE,
                draft.span((*row.path, "to")),
                f"{row.said} ends on {in_words(row.ends)}, before it begins on {in_words(row.starts)}",
                f"swap the two (from: {row.ends}, to: {row.starts}), or correct the year",
                (Related(draft.span((*row.path, "from")), "it begins here"),),
            )
