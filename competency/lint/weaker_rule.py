"""
A rule that stands in the place of an inherited one is weaker: it lets somebody off whom the other does not.

## Why it matters

Who builds on another framework says that its rules hold here too. Where one is replaced by a weaker one, people who
meet the rule here don't meet the one that the whole region was promised. The example in the finding has been evaluated
under both rules.

## Fails

```yaml
extends: kirklees
standards:
  refresh-working-together:  # <- here
    require: {completed: working-together, every: 5 years}
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

Tighten the rule until the example no longer holds. Where the milder rule is meant, say why in a comment above it:
`# competency: allow CF132: reason`.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.draft import Draft

RULE = Rule("CF132", "weaker-rule", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """The replaced standards for which there is a history that only the new one is content with."""
    for replacement in draft.replacements:
        example = replacement.example(draft.framework)
        if example is None:
            continue
        rule = draft.named(replacement.new)
        weaker = f"{rule} is weaker than the rule it replaces"
        moved = f"{rule} is inherited as it reads, but weaker here, through what it rests on"
        yield Diagnostic(
            RULE,
            draft.name(replacement.new),
            f"{weaker if replacement.rewritten else moved}: {example}",
            "tighten it, or say in an allowance why it is meant to be milder",
            tuple(Related(place, "the rule it replaces") for place in draft.replaced(replacement.new)),
        )
