"""
A rule asks nothing that another one does not ask already: whoever meets that one meets it too.

## Why it matters

Both are the same to a person, and when one of them is changed later, the other goes on unseen. Often the two were
meant to differ in something that is not written: another audience, a shorter time.

## Fails

```yaml
groups:
  staff: {title: All staff, source: strategy §1}
courses:
  awareness: {title: Awareness, source: strategy §1}
standards:
  refresh-awareness:
    title: Awareness is refreshed every three years
    require: {completed: awareness, every: 3 years}
    source: strategy §2
  take-awareness:  # <- here
    title: Staff take the awareness course
    for: [staff]
    require: {completed: awareness}
    source: strategy §3
```

## Passes

```yaml
groups:
  staff: {title: All staff, source: strategy §1}
courses:
  awareness: {title: Awareness, source: strategy §1}
standards:
  refresh-awareness:
    title: Awareness is refreshed every three years
    for: [staff]
    require: {completed: awareness, every: 3 years}
    due: unstated
    source: strategy §2
  take-awareness:
    title: Staff take the awareness course
    for: [staff]
    require: {completed: awareness}
    due: {within: 6 months, of: appointed}
    source: strategy §3
```

## Fix

Nothing needs to be mended where the document says both. Else take the weaker one out, or write how it differs.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.implication import Implication
from competency.lint._speaks import spoken_of
from competency.lint.draft import Draft
from competency.model import Framework, Standard
from competency.requirements import UNSTATED, StandardMet, walk

RULE = Rule("CF135", "implied-rule", Severity.NOTE, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """The standards that another one is shown to be as strict as; of two that say the same, the later one.

    Only rules that speak of the same things are compared; one that asks for other standards by name says so itself.
    """
    framework = draft.framework
    implication = Implication(framework, framework)
    rules = [rule for rule in framework.standards if rule.require is not None]
    sharing: dict[str, set[int]] = {}
    speaking: dict[str | None, set[int]] = {}
    spoken = [spoken_of(framework, rule.require) for rule in rules]
    for index, words in enumerate(spoken):
        for word in words:
            sharing.setdefault(word, set()).add(index)
        for group in _spoken_to(framework, rules[index]):
            speaking.setdefault(group, set()).add(index)
    for index, rule in enumerate(rules):
        meant = next((entry.group for entry in rule.audience if isinstance(entry.group, str)), None)
        wide = speaking.get(None, set()) | speaking.get(meant, set())
        near = sorted({other for word in spoken[index] for other in sharing[word] & wide} - {index})
        strict = (rules[other] for other in near if _makes_idle(implication, rules[other], rule, other < index))
        stricter = next(strict, None)
        if stricter is not None:
            yield Diagnostic(
                RULE,
                draft.name(rule),
                f"{draft.named(rule)} asks nothing that {draft.named(stricter)} does not ask of the same people",
                "leave it where the document says both; else take it out, or write how it differs",
                (Related(draft.name(stricter), "the rule that asks for as much"),),
            )


def _spoken_to(framework: Framework, rule: Standard) -> set[str | None]:
    """The groups whose members the rule reaches; None: everybody."""
    if not rule.audience:
        return {None}
    groups = (entry.group for entry in rule.audience if isinstance(entry.group, str))
    return {each for group in groups for each in framework.reaching(group)}


def _makes_idle(implication: Implication, stricter: Standard, rule: Standard, stands_first: bool) -> bool:
    """Whether who meets the one meets the other; of two that ask for the same, the first makes the second idle."""
    if StandardMet(rule.id) in walk(stricter.require or UNSTATED) or implication.doubt(stricter, rule) is not None:
        return False
    return stands_first or implication.doubt(rule, stricter) is not None
