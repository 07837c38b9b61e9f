"""
A record names an item of another framework that no rule of its own framework mentions.

## Why it matters

A record is under one framework, and what was done at another board counts there only where a rule says so. This row
counts for nothing.

## Fails

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
events:
  - {completed: 'solihull:foundation', date: 2021-01-18}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
events:
  - {completed: awareness, date: 2021-01-18, mode: in-house}
```

## Fix

Keep what was done at another board in a record under that board's framework, and ask `competency transfer` what of it
counts here.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency import ids, mentions, notation
from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.records.draft import RecordDraft

RULE = Rule("CF416", "item-of-another-framework", Severity.WARNING, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each item of another framework that nothing here asks for."""
    foreign = [mention for mention in draft.mentions if ids.parts(mention.reference)[0] is not None]
    if not foreign:
        return
    asked = {
        mention.reference
        for mention in mentions.of_framework(notation.framework_data(draft.framework))
        if mention.key != "aligned"
    }
    for mention in foreign:
        framework, item = ids.parts(mention.reference)
        if mention.reference not in asked:
            span = draft.key(mention.path) if mention.key == "facts" else draft.span(mention.path)
            yield Diagnostic(
                RULE,
                span,
                f"no rule of {draft.framework.id} mentions '{item}' of {framework}, so this counts for nothing",
                f"keep it in a record under {framework}; 'competency transfer' says what of that counts here",
            )
