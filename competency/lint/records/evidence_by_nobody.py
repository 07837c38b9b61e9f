"""
Evidence that a rule asks for from different persons doesn't say who gave it.

## Why it matters

A rule with `different: by` counts persons. A piece of evidence without `by` may come from one of those who have given
it already, so it counts possibly, and the rule is answered 'unknown'.

## Fails

```yaml
levels:
  - id: level-2
    title: Level 2
    requires: {evidence: observation, times: 2, different: by}
    source: strategy §1
evidence:
  observation: {title: Observed at work, source: strategy §2}
```

```yaml
format: record/1
id: p-0001
framework: example
subject: practitioner
events:
  - {evidence: observation, date: 2010-10-04, by: m-7}
  - {evidence: observation, date: 2010-11-08}  # <- here
```

## Passes

```yaml
levels:
  - id: level-2
    title: Level 2
    requires: {evidence: observation, times: 2, different: by}
    source: strategy §1
evidence:
  observation: {title: Observed at work, source: strategy §2}
```

```yaml
format: record/1
id: p-0001
framework: example
subject: practitioner
events:
  - {evidence: observation, date: 2010-10-04, by: m-7}
  - {evidence: observation, date: 2010-11-08, by: m-9}
```

## Fix

Add `by:` with any word that stands for one person; a real name is not needed.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.records.draft import RecordDraft
from competency.model import EventKind
from competency.requirements import Evidenced

RULE = Rule("CF411", "evidence-by-nobody", Severity.NOTE, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each piece of evidence without `by` that some rule counts by persons."""
    by_persons = {
        asked.evidence
        for asked in draft.requirements
        if isinstance(asked, Evidenced) and asked.counting.different_people
    }
    for event in draft.events(EventKind.EVIDENCE):
        if event.by is None and event.item in by_persons:
            yield Diagnostic(
                RULE,
                draft.of(event),
                f"{draft.named(event.item)} counts by different persons, and this doesn't say who gave it",
                "add 'by:' with a word that stands for the person, for instance 'by: m-7'",
            )
