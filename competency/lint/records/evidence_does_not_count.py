"""
A piece of evidence doesn't count: what the evidence requires did not hold on its day.

## Why it matters

Evidence with `requires` counts only if that held when it was given. This piece stands in the record and helps nobody,
also later, when what was missing has been done. What is only not known is not found here.

## Fails

```yaml
courses:
  leading: {title: Leading a team, source: strategy §1}
evidence:
  licence: {title: Licence to lead, requires: {completed: leading}, source: strategy §2}
```

```yaml
format: record/1
id: p-0001
framework: example
subject: practitioner
events:
  - {evidence: licence, date: 2010-10-04}  # <- here
  - {completed: leading, date: 2010-11-08}
```

## Passes

```yaml
courses:
  leading: {title: Leading a team, source: strategy §1}
evidence:
  licence: {title: Licence to lead, requires: {completed: leading}, source: strategy §2}
```

```yaml
format: record/1
id: p-0001
framework: example
subject: practitioner
events:
  - {completed: leading, date: 2010-10-04}
  - {evidence: licence, date: 2010-11-08}
```

## Fix

Correct the dates, add what is missing, or have the evidence given again.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.records.draft import RecordDraft
from competency.model import EventKind
from competency.requirements import phrase

RULE = Rule("CF414", "evidence-does-not-count", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each piece of evidence whose own `requires` surely did not hold on its day."""
    for event in draft.events(EventKind.EVIDENCE):
        evidence = draft.framework.evidence_of(event.item)
        if evidence is None or evidence.requires is None:
            continue
        evaluator = draft.evaluator if event.about is None else draft.evaluator.regarding(event.about)
        if event.on.toordinal() not in evaluator.held(evidence.requires).possible:
            yield Diagnostic(
                RULE,
                draft.of(event),
                f"{draft.told(event)} doesn't count, since what it requires did not hold on that day. One must first "
                f"{phrase(evidence.requires, draft.framework.title_of)}",
                "correct the dates, add what is missing, or have the evidence given again",
            )
