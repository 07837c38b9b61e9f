"""
A list of requirements says the same thing twice, or asks for more parts than it has.

## Why it matters

In `all` and `any` the second one changes nothing, and something else was probably meant. In `at_least` it counts
twice, so one course does for two. And 'at least three of these two' can never be met.

## Fails

```yaml
courses:
  neglect: {title: Neglect, source: strategy §1}
  fostering: {title: Fostering, source: strategy §1}
standards:
  themed:
    title: Two themed courses are taken
    require:
      at_least: 2
      of:
        - {completed: neglect}
        - {completed: fostering}
        - {completed: neglect}  # <- here
    source: strategy §2
```

## Passes

```yaml
courses:
  neglect: {title: Neglect, source: strategy §1}
  fostering: {title: Fostering, source: strategy §1}
standards:
  themed:
    title: Two themed courses are taken
    require:
      at_least: 2
      of:
        - {completed: neglect}
        - {completed: fostering}
    source: strategy §2
```

## Fix

Take the second one out, or write what was meant (for the same course twice: `times: 2`); let `at_least` be no more
than the number of parts.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.draft import Asked, Draft
from competency.requirements import AllOf, AtLeast, Requirement, Unstated, parts_of, phrase

RULE = Rule("CF129", "duplicate-alternative", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each part that stands in its list already, and for each number greater than the list is long.

    `unstated` may stand in a list as often as it likes: each time it is something else that the document leaves open.
    """
    for asked in draft.requirements:
        if isinstance(asked.requirement, AtLeast) and asked.requirement.number > len(asked.requirement.parts):
            number, parts = asked.requirement.number, len(asked.requirement.parts)
            yield Diagnostic(
                RULE,
                draft.span((*asked.path, "at_least")),
                f"at least {number} of {parts} can never be met",
                f"write at_least: {parts}, or add what is missing to the list",
            )
        yield from _repeated(draft, asked)


def _repeated(draft: Draft, asked: Asked) -> Iterator[Diagnostic]:
    requirement = asked.requirement
    inside = "all" if isinstance(requirement, AllOf) else "of" if isinstance(requirement, AtLeast) else "any"
    first: dict[Requirement, int] = {}
    for index, part in enumerate(parts_of(requirement)):
        if first.setdefault(part, index) != index and not isinstance(part, Unstated):
            does = "counts twice" if isinstance(requirement, AtLeast) else "changes nothing"
            yield Diagnostic(
                RULE,
                draft.span((*asked.path, inside, index)),
                f"this stands in the list already and {does}: {phrase(part, draft.framework.title_of)}",
                "take it out, or write what was meant in its place",
                (Related(draft.span((*asked.path, inside, first[part])), "it stands here first"),),
            )
