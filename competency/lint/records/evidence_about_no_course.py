"""
Evidence that is given course by course doesn't say which course it is about.

## Why it matters

The framework declares the evidence `per: course`: an approval of one course approves no other. Without `about` it may
be about any course, so it counts possibly and never surely, and what rests on it is answered 'unknown'.

## Fails

```yaml
format: record/1
id: p-0001
framework: solihull
subject: practitioner
events:
  - {completed: foundation, date: 2021-01-18}
  - {evidence: manager-approval, date: 2021-02-22}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: solihull
subject: practitioner
events:
  - {completed: foundation, date: 2021-01-18}
  - {evidence: manager-approval, date: 2021-02-22, about: module-7}
```

## Fix

Add `about:` with the course.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.records.draft import RecordDraft
from competency.model import EventKind

RULE = Rule("CF409", "evidence-about-no-course", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each piece of evidence `per: course` without `about`."""
    for event in draft.events(EventKind.EVIDENCE):
        evidence = draft.framework.evidence_of(event.item)
        if evidence is not None and evidence.per_course and event.about is None:
            later = (other.item for other in draft.events(EventKind.COMPLETED) if other.on >= event.on)
            example = next(later, "COURSE")
            yield Diagnostic(
                RULE,
                draft.of(event),
                f"{draft.named(event.item)} is given course by course, and this doesn't say for which",
                f"add the course, for instance 'about: {example}'",
            )
