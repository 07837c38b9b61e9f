"""Faults of building on another framework, with their pages."""

from __future__ import annotations

from typing import Final

from competency.diagnostics import Rule, Severity

CYCLE_OF_FRAMEWORKS: Final = Rule(
    "CF315",
    "cycle-of-frameworks",
    Severity.ERROR,
    """
Frameworks extend each other in a circle, or one extends itself.

## Why it matters

A framework takes over all items of the one that it extends. In a circle nothing is ever written down first.

## Fails

```yaml
extends: example  # <- here
```

## Passes

```yaml
extends: working_together_2010
```

## Fix

Take the `extends` out of the framework that the others build on.
""",
)

REPLACED_BY_ANOTHER_KIND: Final = Rule(
    "CF316",
    "replaced-by-another-kind",
    Severity.ERROR,
    """
An item has the id of an inherited item of another kind.

## Why it matters

An id that is written again changes the inherited item. A course can't become a group; most often the item was
put into the wrong section, or the id was not known to be taken.

## Fails

```yaml
extends: working_together_2010
courses:
  group-3: {title: Working Together, source: strategy §1}  # <- here
```

## Passes

```yaml
extends: working_together_2010
courses:
  working-together: {title: Working Together, source: strategy §1}
```

## Fix

Give a new item an id of its own; write a changed item in the section that it is inherited in.
""",
)

REPLACES_NOTHING: Final = Rule(
    "CF317",
    "replaces-nothing",
    Severity.ERROR,
    """
An item is written as a change to an inherited one (without `title`, or with `renames` or `without`), and there is none.

## Why it matters

A slip in the id would turn the change into a new item, and the inherited rule would go on as it was.

## Fails

```yaml
extends: working_together_2010
groups:
  group3: {examples: [paediatrician]}  # <- here
```

## Passes

```yaml
extends: working_together_2010
groups:
  group-3: {examples: [paediatrician]}
```

## Fix

Correct the id to the one suggested. If the item is new, give it a `title` (an outcome its `statement`) and take
`renames` and `without` out.
""",
)

LADDER_OUT_OF_ORDER: Final = Rule(
    "CF318",
    "ladder-out-of-order",
    Severity.ERROR,
    """
Inherited levels are written in another order than the one they have.

## Why it matters

New levels find their place between the inherited ones that are written around them. The ladder that is built on keeps
its order: what is lower there is lower here.

## Fails

```yaml
extends: kirklees
levels:
  - {id: level-3}
  - {id: level-2}  # <- here
```

## Passes

```yaml
extends: kirklees
levels:
  - {id: level-2}
  - {id: level-2-refreshed, title: Level 2 refreshed, source: strategy §1}
  - {id: level-3}
```

## Fix

Write inherited levels in their own order, or leave out those that you don't need as a mark for a new one.
""",
)

RULES: Final = (
    CYCLE_OF_FRAMEWORKS,
    REPLACED_BY_ANOTHER_KIND,
    REPLACES_NOTHING,
    LADDER_OUT_OF_ORDER,
)
