"""
The document is silent here: an item has the word `unstated` in it.

## Why it matters

`unstated` is an honest answer, and the right one where the document says nothing. But whatever rests on it can only be
answered 'unknown', so whoever keeps the document may want to know where it is silent. This is a note, no fault.

## Fails

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
standards:
  refresh:
    title: Awareness is refreshed
    require: {completed: awareness, every: unstated}  # <- here
    source: strategy §2
```

## Passes

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
standards:
  refresh:
    title: Awareness is refreshed
    require: {completed: awareness, every: 3 years}
    source: strategy §2
```

## Fix

Nothing, where the document really is silent. Where it speaks, or its publisher can be asked, write what holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from competency import mentions
from competency.diagnostics import PATH, Diagnostic, Rule, Severity
from competency.lint.draft import Draft
from competency.model import SECTIONS
from competency.requirements import joined
from competency.values import Value

RULE = Rule("CF117", "unstated", Severity.NOTE, __doc__ or "")

_FREE_TEXT: Final = frozenset(
    {"id", "title", "statement", "description", "source", "note", "reading", "tags", "examples", "aligned"}
    | {"judged", "is", "values"}
)


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One note for each item in which the document is silent, at the first such place, naming them all."""
    value = draft.document.value
    if isinstance(value, dict):
        yield from _note(draft, ("valid",), value.get("valid"), "the framework's validity")
    for section, kind in SECTIONS.items():
        for path, item in mentions.items(value, section):
            identifier = str(item["id"]) if section == "levels" else str(path[1])
            yield from _note(draft, path, item, f"the {kind} {draft.named(identifier)}")


def _note(draft: Draft, path: PATH, value: Value, what: str) -> Iterator[Diagnostic]:
    places = list(_silent(value, path))
    if places:
        names = tuple(dict.fromkeys(_called(place[len(path) :]) for place in places))
        yield Diagnostic(
            RULE,
            draft.span(places[0]),
            f"the document is silent on {joined(names, 'and')} of {what}; what rests on it is answered 'unknown'",
            "nothing to mend where the document really is silent; where it speaks, write what it says",
        )


def _silent(value: Value, path: PATH) -> Iterator[PATH]:
    if value == "unstated":
        yield path
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _silent(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _FREE_TEXT:
                yield from _silent(item, (*path, key))


def _called(steps: PATH) -> str:
    """The keys that lead to a place, as a reader of the file sees them; the place in a list is left out."""
    return "'" + ": ".join(step for step in steps if isinstance(step, str)) + "'"
