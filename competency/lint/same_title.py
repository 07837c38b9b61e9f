"""
Two items of the same kind bear the same title.

Outcomes are looked at only where a title is printed, and only within the same whole and level: the same name on
several rungs is how lists of outcomes are made.

## Why it matters

Every answer names items by their titles: 'take Neglect next' says nothing if two courses are called so. Most often one
of them was copied and its title left as it was, or the document means one item and the file has it twice.

## Fails

```yaml
courses:
  neglect: {title: Neglect, minutes: 180, source: strategy §1}
  neglect-refresher: {title: Neglect, minutes: 90, source: strategy §2}  # <- here
```

## Passes

```yaml
courses:
  neglect: {title: Neglect, minutes: 180, source: strategy §1}
  neglect-refresher: {title: Neglect refresher, minutes: 90, source: strategy §2}
```

## Fix

Keep one of the two, or add to the title what tells them apart: the half-day, the refresher, the agency.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.draft import Draft
from competency.model import AnyItem, Outcome, kind_of

RULE = Rule("CF113", "same-title", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each item whose title an earlier item of its kind has; capitals and spaces don't count."""
    first: dict[Hashable, AnyItem] = {}
    for item in draft.framework:
        if isinstance(item, Outcome) and item.title == item.statement:
            continue
        whole = (item.part_of, item.level) if isinstance(item, Outcome) else None
        earlier = first.setdefault((kind_of(item), whole, " ".join(item.title.casefold().split())), item)
        if earlier is not item:
            yield Diagnostic(
                RULE,
                draft.span(draft.path(item, "title")),
                f"the {kind_of(item)} '{item.id}' has the same title as '{earlier.id}': {item.title}",
                f"add to the title what tells '{item.id}' from '{earlier.id}', or keep one of the two",
                (Related(draft.span(draft.path(earlier, "title")), f"the title of '{earlier.id}'"),),
            )
