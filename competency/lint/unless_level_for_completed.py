"""
A standard exempts whoever has attained a level, where a course of that level was probably meant.

It is a finding where the standard asks for something again and again, though the level, once attained, stays; and
where the level doesn't say how it is attained, so that nobody is exempt for certain.

## Why it matters

'Unless they have done a Level 3 course in the meantime' is about a course, which lapses like any other. `level` is
about the level: who attained it ten years ago is exempt for ever.

## Fails

```yaml
levels:
  - {id: level-3, title: Level 3, requires: {completed: {level: level-3}}, source: strategy §1}
courses:
  awareness: {title: Awareness, source: strategy §2}
  neglect: {title: Neglect, level: level-3, source: strategy §2}
standards:
  refresh:
    title: Awareness is refreshed unless a Level 3 course was taken meanwhile
    require: {completed: awareness, every: 3 years}
    unless: {level: level-3}  # <- here
    source: strategy §3
```

## Passes

```yaml
levels:
  - {id: level-3, title: Level 3, requires: {completed: {level: level-3}}, source: strategy §1}
courses:
  awareness: {title: Awareness, source: strategy §2}
  neglect: {title: Neglect, level: level-3, source: strategy §2}
standards:
  refresh:
    title: Awareness is refreshed unless a Level 3 course was taken meanwhile
    require: {completed: awareness, every: 3 years}
    unless: {completed: {level: level-3}, every: 3 years}
    source: strategy §3
```

## Fix

Write `completed: {level: …}` with the standard's own `every`; keep `level` only where the level itself exempts.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.draft import Draft
from competency.model import Framework, Standard
from competency.requirements import (
    Completed,
    Counting,
    Evidenced,
    Hours,
    LevelAttained,
    Query,
    Requirement,
    StandardMet,
    plain,
    walk,
)

RULE = Rule("CF121", "unless-level-for-completed", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each such level in an `unless`, where the framework has courses at the level."""
    framework = draft.framework
    for asked in draft.requirements:
        if asked.key != "unless" or not isinstance(asked.requirement, LevelAttained):
            continue
        level, standard = framework.level(asked.requirement.level), framework.standard(asked.owner)
        if level is None or standard is None or not framework.selected((Query(level=level.id),)):
            continue
        again = _recurrence(framework, standard)
        if level.requires is None:
            why = "which doesn't say how it is attained, so nobody is exempt for certain"
        elif again and not _lapses(framework, level.requires, set()):
            why = "which never lapses, though the standard asks again and again"
        else:
            continue
        options = f", {again}" if again else ""
        yield Diagnostic(
            RULE,
            draft.span((*asked.path, "level")),
            f"the standard {draft.named(standard)} exempts whoever has attained {draft.named(level)}, {why}",
            f"if a course of that level is meant, write {{completed: {{level: {level.id}}}{options}}}",
            (Related(draft.name(level), "the level is declared here"),),
        )


def _recurrence(framework: Framework, standard: Standard) -> str:
    """The option by which the standard asks again and again, as the format writes it; empty where it does not."""
    if standard.every is not None:
        return f"every: {plain(standard.every)}"
    for counting in _countings(framework, standard.require, set()):
        if counting.every is not None:
            return f"every: {plain(counting.every)}"
        if counting.each is not None:
            return f"each: {plain(counting.each)}"
    return ""


def _lapses(framework: Framework, requirement: Requirement, seen: set[str]) -> bool:
    countings = _countings(framework, requirement, seen)
    return any(counting.every is not None or counting.each is not None for counting in countings)


def _countings(framework: Framework, requirement: Requirement | None, seen: set[str]) -> Iterator[Counting]:
    """The options of everything that the requirement counts, through the levels and standards that it rests on."""
    for part in walk(requirement) if requirement is not None else ():
        match part:
            case Completed(_, counting) | Evidenced(_, counting) | Hours(_, _, counting):
                yield counting
            case LevelAttained(identifier) if identifier not in seen:
                seen.add(identifier)
                level = framework.level(identifier)
                yield from _countings(framework, level.requires if level else None, seen)
            case StandardMet(identifier) if identifier not in seen:
                seen.add(identifier)
                standard = framework.standard(identifier)
                yield from _countings(framework, standard.require if standard else None, seen)
            case _:
                continue
