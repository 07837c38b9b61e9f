"""
An item doesn't say where in the document it comes from.

## Why it matters

Every verdict and every plan names the clause that asks for it. Without a source nobody can look up whether a rule
was read rightly, and a rule without a clause will be disputed.

## Fails

```yaml
courses:
  awareness: {title: Awareness}  # <- here
```

## Passes

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
```

## Fix

Add `source:` with a key of `sources` and a place in it, for instance `strategy §7a, row 3`. Where more than twenty
items of a section have none at all, one finding stands for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.draft import Draft
from competency.model import APPOINTED, SECTIONS, Item

RULE = Rule("CF111", "missing-source", Severity.WARNING, __doc__ or "")

_TOO_MANY: Final = 20
"""Up to so many items of a section are named one by one where the whole section lacks sources."""


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Items without `source`; the fact `appointed` is the format's own and needs none."""
    framework = draft.framework
    key = framework.sources[0].id if framework.sources else "strategy"
    sections: dict[str, tuple[Item, ...]] = {
        "levels": framework.levels,
        "facts": tuple(fact for fact in framework.facts if fact.id != APPOINTED.id),
        "groups": framework.groups,
        "outcomes": framework.outcomes,
        "evidence": framework.evidence,
        "courses": framework.courses,
        "standards": framework.standards,
    }
    for section, items in sections.items():
        without = [item for item in items if not item.source]
        if len(without) == len(items) > _TOO_MANY:
            yield Diagnostic(
                RULE,
                draft.key((section,)),
                f"none of the {len(items)} {section} says where it comes from",
                f"add 'source:' to each, with a key of 'sources' and a place in it, for instance '{key} §1'",
            )
            continue
        for item in without:
            yield Diagnostic(
                RULE,
                draft.name(item),
                f"the {SECTIONS[section]} {draft.named(item)} doesn't say where it comes from",
                f"add 'source:' with a key of 'sources' and a place in it, for instance '{key} §1'",
            )
