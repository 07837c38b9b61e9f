"""
A course was completed by somebody whom it is not for.

## Why it matters

The completion counts. But `for` names the groups that may attend, and on that day the record puts the person into none
of them. Usually a membership is missing, and then the standards of that group are not asked of the person either.

## Fails

```yaml
format: record/1
id: p-0001
framework: solihull
subject: practitioner
groups:
  - {group: early-helpers, from: 2018-09-01}
events:
  - {completed: foundation, date: 2021-01-18}
  - {evidence: manager-approval, date: 2021-02-22, about: module-2}
  - {completed: module-2, date: 2021-03-16}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: solihull
subject: practitioner
groups:
  - {group: early-helpers, from: 2018-09-01}
  - {group: referrers, from: 2018-09-01}
events:
  - {completed: foundation, date: 2021-01-18}
  - {evidence: manager-approval, date: 2021-02-22, about: module-2}
  - {completed: module-2, date: 2021-03-16}
```

## Fix

Add the membership, or correct its days; if the person attended as a guest, nothing is to mend.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.records.draft import RecordDraft
from competency.model import EventKind
from competency.phrases import listing
from competency.requirements import UNSTATED, in_words

RULE = Rule("CF413", "outside-audience", Severity.NOTE, __doc__ or "")


def check(draft: RecordDraft) -> Iterator[Diagnostic]:
    """One finding for each completion by somebody who on that day surely was in none of the course's groups."""
    for event in draft.events(EventKind.COMPLETED):
        course = draft.framework.course(event.item)
        if course is None or not course.audience:
            continue
        if event.on.toordinal() not in draft.evaluator.audience(course.audience).possible:
            groups = [draft.named(str(entry.group)) for entry in course.audience if entry.group is not UNSTATED]
            told = groups if len(groups) <= 3 else [*groups[:3], f"{len(groups) - 3} more"]
            yield Diagnostic(
                RULE,
                draft.of(event),
                f"{draft.named(event.item)} is for {listing(told, 'and')}; "
                f"on {in_words(event.on)} the record has none of them",
                "add the membership if it is missing; the completion counts all the same",
            )
