"""
A time is counted from a fact that is no date.

## Why it matters

'Within six months of' and 'two years since' need a day to count from. A yes-no fact has none, so the deadline is
never known and the standard stays 'unknown' for everybody.

## Fails

```yaml
facts:
  in-post: {title: Is in post, type: yes-no}
courses:
  awareness: {title: Awareness, source: strategy §1}
standards:
  soon:
    title: Awareness is taken soon
    require: {completed: awareness}
    due: {within: 6 months, of: in-post}  # <- here
    source: strategy §2
```

## Passes

```yaml
facts:
  in-post: {title: In post since, type: date}
courses:
  awareness: {title: Awareness, source: strategy §1}
standards:
  soon:
    title: Awareness is taken soon
    require: {completed: awareness}
    due: {within: 6 months, of: in-post}
    source: strategy §2
```

## Fix

Declare the fact with `type: date`, or count from another: `appointed`, `joining`, a course or a piece of evidence.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import PATH, Diagnostic, Related, Rule, Severity
from competency.lint.draft import Draft
from competency.model import Deadline, FactType
from competency.requirements import Experience

RULE = Rule("CF127", "deadline-on-undated-fact", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each `of` of a deadline and each `in` of an experience that names a fact without days."""
    for path, identifier in _starts(draft):
        fact = draft.framework.fact(identifier)
        if fact is not None and fact.type is not FactType.DATE:
            yield Diagnostic(
                RULE,
                draft.span(path),
                f"time is counted from the fact {draft.named(fact)}, which is {fact.type} and has no day",
                f"declare '{fact.id}' with type: date, or count from a dated fact such as 'appointed'",
                (Related(draft.name(fact), "the fact is declared here"),),
            )


def _starts(draft: Draft) -> Iterator[tuple[PATH, str]]:
    for asked in draft.requirements:
        if isinstance(asked.requirement, Experience):
            yield (*asked.path, "in"), asked.requirement.fact
    for standard in draft.framework.standards:
        if isinstance(standard.timing, Deadline) and isinstance(standard.timing.of, str):
            yield draft.path(standard, "due", "of"), standard.timing.of
