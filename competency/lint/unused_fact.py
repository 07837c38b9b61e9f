"""
A fact that no rule looks at.

`appointed` is built in and may be declared without being used.

## Why it matters

Somebody has to keep the fact in every record, and no answer changes with it; or a rule that should depend on it
applies to everybody instead.

## Fails

```yaml
facts:
  leads-a-team: {title: Leads a team}  # <- here
groups:
  managers: {title: Managers, source: strategy §1}
```

## Passes

```yaml
facts:
  leads-a-team: {title: Leads a team}
groups:
  managers: {title: Managers, when: {fact: leads-a-team}, source: strategy §1}
```

## Fix

Name the fact in the `when`, `unless` or `require` that depends on it, or take it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.draft import Draft
from competency.model import APPOINTED

RULE = Rule("CF119", "unused-fact", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each declared fact that nothing names."""
    for fact in draft.framework.facts:
        if fact.id not in draft.mentioned and fact.id != APPOINTED.id:
            yield Diagnostic(
                RULE,
                draft.name(fact),
                f"no rule looks at the fact {draft.named(fact)}",
                f"name it with {{fact: {fact.id}}} where the document depends on it, or take it out",
            )
