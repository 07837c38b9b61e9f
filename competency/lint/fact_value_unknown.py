"""
A rule asks a fact for a value that it can't take.

## Why it matters

No record can state the value, so this part of the rule never holds. A yes-no fact is `yes` or `no`; a one-of fact has
the values that its declaration lists; a date fact has days.

## Fails

```yaml
facts:
  contract: {title: Contract, type: one-of, values: [full-time, part-time]}
groups:
  part-timers: {title: Part-timers, when: {fact: contract, is: parttime}, source: strategy §1}  # <- here
```

## Passes

```yaml
facts:
  contract: {title: Contract, type: one-of, values: [full-time, part-time]}
groups:
  part-timers: {title: Part-timers, when: {fact: contract, is: part-time}, source: strategy §1}
```

## Fix

Use one of the fact's values, or add the value to its declaration.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency import ids
from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.errors import InvalidDate
from competency.lint._places import entry
from competency.lint.draft import Draft
from competency.model import Fact, FactType
from competency.periods import parse_date
from competency.requirements import FactHolds, joined

RULE = Rule("CF128", "fact-value-unknown", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each value after `is` that a declared fact doesn't have."""
    for asked in draft.requirements:
        if not isinstance(asked.requirement, FactHolds):
            continue
        fact = draft.framework.fact(asked.requirement.fact)
        for index, value in enumerate(asked.requirement.values):
            if fact is not None and not _takes(fact, value):
                yield _finding(draft, entry(draft, (*asked.path, "is"), index), fact, value)


def _takes(fact: Fact, value: str) -> bool:
    if fact.type is not FactType.DATE:
        return value in _values(fact)
    try:
        parse_date(value)
    except InvalidDate:
        return False
    return True


def _values(fact: Fact) -> tuple[str, ...]:
    return ("yes", "no") if fact.type is FactType.YES_NO else fact.values


def _finding(draft: Draft, path: tuple[str | int, ...], fact: Fact, value: str) -> Diagnostic:
    values = _values(fact)
    meant = ids.nearest(value, values)
    takes = "a day, such as 2011-04-01" if fact.type is FactType.DATE else joined(values, "or") if values else "nothing"
    return Diagnostic(
        RULE,
        draft.span(path),
        f"the fact {draft.named(fact)} can't be '{value}'; it is {takes}",
        f"did you mean '{meant}'?" if meant else f"use a value that '{fact.id}' can take, or change its declaration",
        (Related(draft.name(fact), "the fact is declared here"),) if fact in draft.framework.facts else (),
    )
