"""
A stretch of time ends before it begins: `from` is later than `to`.

## Why it matters

`to` is the last day on which something holds. A course, a mode or a route that ends before it begins is never on
offer, a standard is never in force, and nobody is told: everything simply stays silent. Most often the two days were
swapped, or a year was mistyped.

## Fails

```yaml
courses:
  neglect: {title: Neglect, from: 2013-04-01, to: 2012-03-31, source: strategy §1}  # <- here
```

## Passes

```yaml
courses:
  neglect: {title: Neglect, from: 2012-04-01, to: 2013-03-31, source: strategy §1}
```

## Fix

Swap the two days or correct the year; if it holds on one day only, write that day in both.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency import mentions
from competency.diagnostics import PATH, Diagnostic, Related, Rule, Severity
from competency.lint._places import value_at
from competency.lint.draft import Draft
from competency.periods import parse_date
from competency.requirements import UNSTATED, Completed, Evidenced, Hours, day
from competency.values import Value

RULE = Rule("CF115", "from-after-to", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each `to` that lies before the `from` beside it."""
    for path, held, what in _stretches(draft):
        start, end = held.get("from"), held.get("to")
        if start is None or end is None or UNSTATED in (day(start), day(end)):
            continue
        if parse_date(str(start)) > parse_date(str(end)):
            yield Diagnostic(
                RULE,
                draft.span((*path, "to")),
                f"{what} ends on {end}, before it begins on {start}",
                f"swap the two (from: {end}, to: {start}), or correct the year",
                (Related(draft.span((*path, "from")), "it begins here"),),
            )


def _stretches(draft: Draft) -> Iterator[tuple[PATH, dict[str, Value], str]]:
    """Every mapping that may hold `from` and `to`, with its place and what it is called."""
    value = draft.document.value
    valid = value.get("valid") if isinstance(value, dict) else None
    if isinstance(valid, dict):
        yield ("valid",), valid, "the framework's validity"
    for path, course in mentions.items(value, "courses"):
        yield path, course, f"the course {draft.named(str(path[1]))}"
        modes = course.get("modes")
        for index, mode in enumerate(modes if isinstance(modes, list) else ()):
            if isinstance(mode, dict):
                yield (*path, "modes", index), mode, f"the mode '{mode['mode']}' of '{path[1]}'"
    for path, standard in mentions.items(value, "standards"):
        yield path, standard, f"the standard {draft.named(str(path[1]))}"
    for asked in draft.requirements:
        if isinstance(asked.requirement, Completed | Evidenced | Hours):
            held = value_at(draft, asked.path)
            if isinstance(held, dict):
                yield asked.path, held, f"what '{asked.owner}' counts here"
