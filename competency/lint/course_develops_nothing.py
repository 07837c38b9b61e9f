"""
A course develops no outcome, while the framework's other courses do.

## Why it matters

What a course is worth elsewhere is judged by its outcomes. One without any can't be compared, counts for nothing
after a move, and is in no plan that aims at an outcome.

## Fails

```yaml
outcomes:
  recognise: {statement: Recognises signs of abuse, source: strategy §1}
courses:
  awareness: {title: Awareness, develops: [recognise], source: strategy §2}
  neglect: {title: Neglect, source: strategy §2}  # <- here
```

## Passes

```yaml
outcomes:
  recognise: {statement: Recognises signs of abuse, source: strategy §1}
  recognise-neglect: {statement: Recognises neglect, source: strategy §1}
courses:
  awareness: {title: Awareness, develops: [recognise], source: strategy §2}
  neglect: {title: Neglect, develops: [recognise-neglect], source: strategy §2}
```

## Fix

Write the outcomes under `develops`, or `develops: unstated` where the document is silent. Nothing is found where
fewer than half of the other courses develop outcomes: there the document doesn't work that way.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.draft import Draft
from competency.requirements import Completed, Hours

RULE = Rule("CF108", "course-develops-nothing", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Courses without `develops`. One that includes others does what they do, and one that renews repeats."""
    courses = draft.framework.courses
    idle = [course for course in courses if not course.develops]
    developing = len(courses) - len(idle)
    if not developing or 2 * developing < len(courses) - 1:
        return
    renewing = {
        choice
        for asked in draft.requirements
        if isinstance(asked.requirement, Completed | Hours)
        for choice in asked.requirement.counting.refreshed_by
    }
    for course in idle:
        if not course.includes and course.id not in renewing:
            yield Diagnostic(
                RULE,
                draft.name(course),
                f"the course {draft.named(course)} develops nothing; {developing} of {len(courses)} courses do",
                "write the outcomes that it develops under 'develops' ('develops: unstated' if the document is silent)",
            )
