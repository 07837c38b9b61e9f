"""
An event says something that counts for nothing: a course that it is `about`, a mode, or minutes.

## Why it matters

`about` counts for evidence that the framework declares `per: course`, `minutes` for completed courses, `mode` for these
and for evidence. Elsewhere nothing reads it, and whoever wrote it believes that something does.

## Fails

```yaml
format: record/1
id: p-0001
framework: solihull
subject: practitioner
events:
  - {completed: foundation, date: 2021-01-18, about: module-7}  # <- here
  - {evidence: pre-learning, date: 2021-02-22, about: module-7, minutes: 30}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: solihull
subject: practitioner
events:
  - {completed: foundation, date: 2021-01-18}
  - {evidence: pre-learning, date: 2021-02-22, about: module-7}
```

## Fix

Delete it, or write it as a `note`. Where evidence is given course by course, say `per: course` in the framework.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.records.draft import RecordDraft
from competency.model import Event, EventKind

RULE = Rule("CF410", "detail-without-effect", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each key of an event that nothing reads."""
    for event in draft.record.events:
        for key, value in (("about", event.about), ("mode", event.mode), ("minutes", event.minutes)):
            if value is not None and not _counts(draft, event, key):
                yield Diagnostic(
                    RULE,
                    draft.of(event, key),
                    f"'{key}' of {draft.told(event)} has no effect: {_why(draft, event, key)}",
                    f"delete it, or write it as a note{_other(event, key)}",
                )


def _counts(draft: RecordDraft, event: Event, key: str) -> bool:
    if key == "about":
        evidence = draft.framework.evidence_of(event.item) if event.kind is EventKind.EVIDENCE else None
        # what evidence of another framework is can't be seen from here
        return event.kind is EventKind.EVIDENCE and (evidence is None or evidence.per_course)
    return event.kind is EventKind.COMPLETED or (key == "mode" and event.kind is EventKind.EVIDENCE)


def _why(draft: RecordDraft, event: Event, key: str) -> str:
    if key == "about" and event.kind is EventKind.EVIDENCE:
        return f"{draft.named(event.item)} is not given course by course"
    counted = {"about": "evidence is about a course", "mode": "courses and evidence have a mode"}
    return f"only {counted.get(key, 'the minutes of courses count')}"


def _other(event: Event, key: str) -> str:
    return "; or declare the evidence 'per: course'" if key == "about" and event.kind is EventKind.EVIDENCE else ""
