"""
An outcome that no course and no evidence develops.

## Why it matters

The document promises that people will be able to do this, and nothing on offer teaches it.

## Fails

```yaml
outcomes:
  recognise: {statement: Recognises signs of abuse, source: strategy §1}
  share: {statement: Shares concerns with the right people, source: strategy §1}  # <- here
courses:
  awareness: {title: Awareness, develops: [recognise], source: strategy §2}
```

## Passes

```yaml
outcomes:
  recognise: {statement: Recognises signs of abuse, source: strategy §1}
  share: {statement: Shares concerns with the right people, source: strategy §1}
courses:
  awareness: {title: Awareness, develops: [recognise, share], source: strategy §2}
```

## Fix

Name the outcome under `develops` of the courses (or the evidence) that develop it. An outcome that a requirement names
(`outcome:`) is taken to be assessed directly. Where no course develops anything, one finding stands for all.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.draft import Draft
from competency.model import Framework
from competency.requirements import OutcomeAchieved, Unstated

RULE = Rule("CF107", "outcome-undeveloped", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Outcomes that are developed neither themselves nor as a part or a whole of another.

    A framework without courses is a catalogue and offers nothing; a course whose `develops` is `unstated` may
    develop any of them.
    """
    framework = draft.framework
    if not framework.courses or any(
        isinstance(name, Unstated) for course in framework.courses for name in course.develops
    ):
        return
    assessed = {
        asked.requirement.outcome for asked in draft.requirements if isinstance(asked.requirement, OutcomeAchieved)
    }
    developed = _developed(framework)
    accounted_for = developed | assessed
    left = [outcome for outcome in framework.outcomes if outcome.id not in accounted_for]
    if developed:
        for outcome in left:
            yield Diagnostic(
                RULE,
                draft.name(outcome),
                f"no course develops the outcome {draft.named(outcome)}",
                f"write '{outcome.id}' under 'develops' of the courses or the evidence that develop it",
            )
    elif left:
        yield Diagnostic(
            RULE,
            draft.key(("outcomes",)),
            f"no course develops any outcome: {len(left)} of {len(framework.outcomes)} are neither taught nor assessed",
            "write under 'develops' of each course what it develops ('develops: unstated' if nothing says so)",
        )


def _developed(framework: Framework) -> frozenset[str]:
    """The outcomes that something develops, with all that they are part of and all their parts."""
    named = {name for course in framework.courses for name in course.develops if isinstance(name, str)}
    named |= {name for evidence in framework.evidence for name in evidence.develops}
    wholes = {outcome.id: outcome.part_of for outcome in framework.outcomes}
    covered: dict[str, bool] = {}

    def is_covered(outcome: str) -> bool:
        trail = []
        at: str | None = outcome
        while at is not None and at not in covered and at not in named:
            trail.append(at)
            at = wholes.get(at)
        answer = at is not None and (at in named or covered[at])
        covered.update((step, answer) for step in trail)
        return answer

    reached = {outcome for outcome in wholes if is_covered(outcome)}
    for outcome in named:
        at = wholes.get(outcome)
        while at is not None and at not in reached:
            reached.add(at)
            at = wholes.get(at)
    return frozenset(reached | named)
