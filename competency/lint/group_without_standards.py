"""
A group that no standard is for, directly or through a group that it extends or is part of, and that nothing uses.

## Why it matters

Its members are asked for nothing, so all of them look fully trained. Most often a standard's `for` names another
group by mistake.

## Fails

```yaml
groups:
  group-1: {title: Group 1, source: strategy §1}
  group-2: {title: Group 2, source: strategy §1}  # <- here
courses:
  awareness: {title: Awareness, source: strategy §2}
standards:
  take-awareness: {title: Awareness is taken, for: [group-1], require: {completed: awareness}, source: strategy §3}
```

## Passes

```yaml
groups:
  group-1: {title: Group 1, source: strategy §1}
  group-2: {title: Group 2, extends: [group-1], source: strategy §1}
courses:
  awareness: {title: Awareness, source: strategy §2}
standards:
  take-awareness: {title: Awareness is taken, for: [group-1], require: {completed: awareness}, source: strategy §3}
```

## Fix

Name the group under `for` of the standards that are for it, or let it extend the group whose standards it has. A
framework without any standard for groups only describes them, and nothing is found there.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.draft import Draft
from competency.requirements import Member, Unstated

RULE = Rule("CF109", "group-without-standards", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Groups that no standard names; one that stands in a course's `for` or under `member` has its use.

    A standard for everyone reaches every group and so says nothing about this one. A whole has the standards of its
    parts.
    """
    framework = draft.framework
    audiences = [entry.group for standard in framework.standards for entry in standard.audience]
    if not audiences or any(isinstance(group, Unstated) for group in audiences):
        return
    used = {group for group in audiences if isinstance(group, str)}
    used |= {str(entry.group) for course in framework.courses for entry in course.audience}
    used |= {asked.requirement.group for asked in draft.requirements if isinstance(asked.requirement, Member)}
    wholes = {whole for group in framework.groups if group.id in used for whole in framework.wholes_of(group.id)}
    for group in framework.groups:
        if group.id not in wholes and not used & framework.reached_by(group.id):
            yield Diagnostic(
                RULE,
                draft.name(group),
                f"no standard is for the group {draft.named(group)}, and no course or other group needs it",
                f"write '{group.id}' under 'for' of the standards that are for it, or let it extend another group",
            )
