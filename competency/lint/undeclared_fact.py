"""
A rule looks at a fact that the framework doesn't declare.

`appointed` is built in and needs no declaration.

## Why it matters

An undeclared fact is taken to be a yes-no fact, so the rule works; but nobody who keeps records learns what the fact
means, and a slip in its id makes a rule that is 'unknown' for everybody.

## Fails

```yaml
groups:
  managers: {title: Managers, when: {fact: leads-a-team}, source: strategy §1}  # <- here
```

## Passes

```yaml
facts:
  leads-a-team: {title: Leads a team}
groups:
  managers: {title: Managers, when: {fact: leads-a-team}, source: strategy §1}
```

## Fix

Declare the fact under `facts` with a title and, unless it is a yes-no fact, its type; or correct the id.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency import ids
from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.draft import Draft
from competency.mentions import Mention
from competency.model import Fact, Kind

RULE = Rule("CF120", "undeclared-fact", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each undeclared fact, where it is named first; the other places are related."""
    items = draft.framework.items
    named: dict[str, list[Mention]] = {}
    for mention in draft.mentions:
        if mention.kinds == {Kind.FACT} and ":" not in mention.reference and mention.reference not in items:
            named.setdefault(mention.reference, []).append(mention)
    declared = [item.id for item in items.values() if isinstance(item, Fact)]
    for fact, (first, *others) in named.items():
        meant = ids.nearest(fact, declared)
        yield Diagnostic(
            RULE,
            draft.span(first.path),
            f"the fact '{fact}' is not declared, so it is taken to be a yes-no fact of which nobody knows the meaning",
            f"did you mean '{meant}'?" if meant else f"declare it: facts: {{{fact}: {{title: …, type: yes-no}}}}",
            tuple(Related(draft.span(other.path), "named here too") for other in others[:5]),
        )
