"""
A `source` begins with a word that is no key of `sources`.

## Why it matters

A locator is worth something only if the reader knows in which document to look.

## Fails

```yaml
courses:
  awareness: {title: Awareness, source: stratgey §1}  # <- here
```

## Passes

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
```

## Fix

Begin with a key of `sources`, then a space, then the place; or declare the document under `sources`.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency import ids
from competency.diagnostics import PATH, Diagnostic, Rule, Severity
from competency.lint._places import entry
from competency.lint.draft import Draft
from competency.requirements import joined

RULE = Rule("CF112", "unresolvable-source", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """The locators, of the framework itself and of every item, whose first word no source has as its key."""
    framework = draft.framework
    known = [source.id for source in framework.sources]
    for index, locator in enumerate(framework.source):
        if _first_word(locator) not in known:
            yield _finding(draft, ("source",), index, locator, known)
    for item in framework:
        for index, locator in enumerate(item.source):
            if _first_word(locator) not in known:
                yield _finding(draft, draft.path(item, "source"), index, locator, known)


def _first_word(locator: str) -> str:
    words = locator.split(maxsplit=1)
    return words[0] if words else ""


def _finding(draft: Draft, path: PATH, index: int, locator: str, known: list[str]) -> Diagnostic:
    word = _first_word(locator)
    meant = ids.nearest(word, known)
    keys = joined([f"'{key}'" for key in known], "or")
    return Diagnostic(
        RULE,
        draft.span(entry(draft, path, index)),
        f"'{word}' is no key of 'sources'",
        f"did you mean '{meant}'?" if meant else f"begin with {keys}, or declare the document under 'sources'",
    )
