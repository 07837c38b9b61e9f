"""
A standard is attested that is no matter of attesting: its `require` decides, or it is about something else.

## Why it matters

An event `standard:` attests a standard without `require`. One with `require` is met by what it requires and by nothing
else, and a standard on courses or boards is not one of this record's. Nothing reads the row, and the person stays
overdue although somebody signed.

## Fails

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
events:
  - {standard: take-awareness, date: 2010-10-04, by: m-7}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
events:
  - {completed: awareness, date: 2010-10-04, mode: in-house}
```

## Fix

Record what was done: the course, the evidence, the outcome. A standard about another subject is attested in the record
of that subject.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.records.draft import RecordDraft
from competency.model import EventKind
from competency.requirements import StandardMet, joined

RULE = Rule("CF415", "attestation-without-effect", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each attested standard that nothing reads."""
    named = {asked.standard for asked in draft.requirements if isinstance(asked, StandardMet)}
    for event in draft.events(EventKind.STANDARD):
        standard = draft.framework.standard(event.item)
        if standard is None:
            continue
        if standard.require is not None:
            why = "what it requires decides, not a signature"
            fix = "record what was done: the course, the evidence or the outcome"
        elif standard.subject not in draft.record.subjects and standard.id not in named:
            own = joined([f"'{subject}'" for subject in draft.record.subjects], "and")
            why = f"its subject is '{standard.subject}', and that of this record is {own}"
            fix = f"attest it in a record with 'subject: {standard.subject}'"
        else:
            continue
        yield Diagnostic(RULE, draft.of(event), f"{draft.named(event.item)} can't be attested here: {why}", fix)
