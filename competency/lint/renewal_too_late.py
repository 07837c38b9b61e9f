"""
What has to be renewed can't be renewed in time: everything that renews it comes later, or closes for good before.

## Why it matters

However careful people are, they lapse, some of them for ever.

## Fails

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
  refresher: {title: Refresher, requires: {experience: 5 years, in: appointed}, source: strategy §2}
standards:
  refresh-awareness:
    title: Awareness is refreshed
    require: {completed: awareness, every: 3 years, refreshed_by: [refresher]}  # <- here
    source: strategy §3
```

## Passes

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
  refresher: {title: Refresher, requires: {experience: 2 years, in: appointed}, source: strategy §2}
standards:
  refresh-awareness:
    title: Awareness is refreshed
    require: {completed: awareness, every: 3 years, refreshed_by: [refresher]}
    source: strategy §3
```

## Fix

Let something renew it that can be had in time, lengthen `every`, or let the standard end (`to`) with its last course.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint._reach import in_force, windows
from competency.lint.draft import Asked, Draft
from competency.periods import FOREVER, Period
from competency.requirements import Completed, Counting, in_words

RULE = Rule("CF105", "renewal-too-late", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Renewals in what standards require; one that is reachable for the quickest, and open, is in time."""
    for asked in draft.requirements:
        requirement = asked.requirement
        if asked.key == "require" and isinstance(requirement, Completed):
            every = requirement.counting.every
            if isinstance(every, Period):
                finding = _too_slow(draft, asked, requirement, every) or _closed(draft, asked, requirement, every)
                if finding is not None:
                    yield finding


def _too_slow(draft: Draft, asked: Asked, requirement: Completed, every: Period) -> Diagnostic | None:
    """Where the document names what renews, and all of it takes longer to get into than the first renewal allows."""
    attainable = draft.attainable
    renewing = draft.framework.selected(requirement.counting.refreshed_by, possibly=True)
    waits = [attainable.courses.get(course, FOREVER) for course in renewing if draft.framework.course(course)]
    if not waits or len(waits) < len(renewing):
        return None
    soonest = min(waits)
    first = attainable.wait(requirement)
    if FOREVER in (soonest, first) or soonest <= first + every.longest_days:
        return None
    return Diagnostic(
        RULE,
        draft.span((*asked.path, "refreshed_by")),
        f"{draft.named(asked.owner)} is renewed every {every}, but what renews it can be had only {soonest} days on",
        "name something that can be had sooner, shorten what it requires, or lengthen 'every'",
    )


def _closed(draft: Draft, asked: Asked, requirement: Completed, every: Period) -> Diagnostic | None:
    """Where everything that renews closes for good, and the standard goes on after all have lapsed."""
    framework = draft.framework
    counting = requirement.counting
    unbound = Counting(mode=counting.mode)
    selected = [(course, counting) for course in framework.selected(requirement.selector, possibly=True)]
    selected += [(course, unbound) for course in framework.selected(counting.refreshed_by, possibly=True)]
    last = 0
    for identifier, bounds in selected:
        course = framework.course(identifier)
        if course is None:
            return None
        last = max([last, *(end for _, end in windows(course, bounds))])
    standard = framework.standard(asked.owner)
    if not last or last >= FOREVER or standard is None:
        return None
    starts, ends = in_force(framework, standard)
    lapsed = every.after_ordinal(last)
    if last < starts or lapsed >= ends:
        return None
    return Diagnostic(
        RULE,
        draft.span((*asked.path, "every")),
        f"{draft.named(asked.owner)} asks for a renewal every {every}, but nothing renews it after "
        f"{in_words(date.fromordinal(last))}",
        "name a course under 'refreshed_by' that stays open, or let the standard end with 'to'",
    )
