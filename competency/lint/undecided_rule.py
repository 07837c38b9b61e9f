"""
Whether a rule is as strict as the inherited one that it replaces could not be decided.

## Why it matters

A county that builds on a national framework wants to know that none of its rules is weaker. Here that is neither shown
by how the two are written nor refuted by an example: a person has to look at them.

## Fails

```yaml
extends: kirklees
standards:
  refresh-working-together:  # <- here
    require: {completed: working-together, every: unstated}
    source: strategy §1
```

## Passes

```yaml
extends: kirklees
standards:
  refresh-working-together:
    require: {completed: working-together, every: 2 years}
    source: strategy §1
```

## Fix

Read both rules side by side. If the new one is written in the shape of the inherited one, with only what is stricter
changed, it can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.draft import Draft

RULE = Rule("CF134", "undecided-rule", Severity.NOTE, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """The replaced standards of which neither is known: that they are as strict, or that they are not."""
    open_ = [(each, each.doubt) for each in draft.replacements if each.doubt is not None]
    for number, (replacement, doubt) in enumerate(open_, 1):
        yield Diagnostic(
            RULE,
            draft.name(replacement.new),
            f"{draft.named(replacement.new)} can't be compared with the rule it replaces ({number} of {len(open_)} "
            f"such): {doubt}",
            "compare the two by hand, or write the new one in the shape of the other",
            tuple(Related(place, "the rule it replaces") for place in draft.replaced(replacement.new)),
        )
