"""
A rule that stands in the place of an inherited one is stronger, or equal.

## Why it matters

It is what a framework that builds on another is meant to do. The note says that it has been shown, not only assumed:
there is no history on which this rule is content and the inherited one is not.

## Fails

```yaml
extends: kirklees
standards:
  refresh-working-together:  # <- here
    require: {completed: working-together, every: 2 years}
    source: strategy §1
```

## Passes

```yaml
extends: kirklees
standards:
  refresh-working-together:
    title: Working Together is refreshed, as the board has it
    source: strategy §1
```

## Fix

Nothing is to be mended.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.draft import Draft

RULE = Rule("CF133", "stricter-rule", Severity.NOTE, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """The replaced standards that are shown to let nobody off whom the inherited ones don't."""
    for replacement in draft.replacements:
        if replacement.is_shown:
            yield Diagnostic(
                RULE,
                draft.name(replacement.new),
                f"{draft.named(replacement.new)} is stronger than the rule it replaces, or equal",
                "nothing to mend",
                tuple(Related(place, "the rule it replaces") for place in draft.replaced(replacement.new)),
            )
