"""
A standard is in force only on days on which its framework is not valid.

A standard that begins earlier, or runs on longer, but is in force at some time within the validity is no finding.

## Why it matters

On a day outside `valid` every answer carries a note that the framework doesn't claim that day; this standard can bind
nobody on any other. Mostly a year is mistyped, or the framework's `valid` was not moved on with a new edition.

## Fails

```yaml
valid: {from: 2011-04-01, to: 2014-03-31}
standards:
  aims:
    title: Training has explicit aims
    subject: course
    from: 2015-04-01  # <- here
    source: strategy §1
```

## Passes

```yaml
valid: {from: 2011-04-01, to: 2014-03-31}
standards:
  aims:
    title: Training has explicit aims
    subject: course
    from: 2012-04-01
    source: strategy §1
```

## Fix

Correct the standard's day, or the framework's `valid`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.draft import Draft

RULE = Rule("CF126", "standard-outside-validity", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each standard that is over before the framework begins, or begins after it is over."""
    framework = draft.framework
    for standard in framework.standards:
        starts, ends = standard.starts, standard.ends
        if isinstance(starts, date) and isinstance(framework.ends, date) and starts > framework.ends:
            key, bound, said = "from", "to", f"begins on {starts}, after the framework's last day, {framework.ends}"
        elif isinstance(ends, date) and isinstance(framework.starts, date) and ends < framework.starts:
            key, bound, said = "to", "from", f"ends on {ends}, before the framework's first day, {framework.starts}"
        else:
            continue
        yield Diagnostic(
            RULE,
            draft.span(draft.path(standard, key)),
            f"the standard {draft.named(standard)} {said}",
            f"correct the standard's '{key}', or the framework's 'valid: {bound}'",
            (Related(draft.span(("valid", bound)), "the framework's validity"),),
        )
