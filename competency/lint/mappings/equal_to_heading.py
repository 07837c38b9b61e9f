"""
An outcome is `exact` or `close` to a heading of the other side.

## Why it matters

A heading is an outcome that others are part of, and that no course and no evidence develops by itself: it is structure.
Achieving one outcome is not achieving all that stands under a heading, and what maps onto the heading maps onto
nothing that a person can do.

## Fails

```yaml
outcomes:
  communication: {statement: Communicates well, source: strategy §5}
  knows-duty: {statement: Knows the legal duty to protect children, part_of: communication, source: strategy §5}
  reports: {statement: Writes clear reports, part_of: communication, source: strategy §5}
```

```yaml
format: mapping/1
id: example-bedfordshire
subject: example
object: bedfordshire
correspondences:
  - {subject: 'example:communication', relation: close, object: 'bedfordshire:l1-duty'}  # <- here
```

## Passes

```yaml
outcomes:
  communication: {statement: Communicates well, source: strategy §5}
  knows-duty: {statement: Knows the legal duty to protect children, part_of: communication, source: strategy §5}
  reports: {statement: Writes clear reports, part_of: communication, source: strategy §5}
```

```yaml
format: mapping/1
id: example-bedfordshire
subject: example
object: bedfordshire
correspondences:
  - {subject: 'example:knows-duty', relation: close, object: 'bedfordshire:l1-duty'}
```

## Fix

Map the outcome that is meant, of those under the heading; or write `broad` or `narrow`, by which the heading is more
than the outcome. Two headings may be equals.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.mappings.draft import MappingDraft
from competency.model import Kind

RULE = Rule("CF610", "equal-to-heading", Severity.WARNING, __doc__ or "")


def check(draft: MappingDraft) -> Iterator[Diagnostic]:
    """One finding for each row by which a heading and an outcome that is none are exact or close."""
    for row, one, two in draft.equals():
        if draft.kind(one) is not Kind.OUTCOME or draft.kind(two) is not Kind.OUTCOME:
            continue
        headings = [name for name in (one, two) if name in draft.headings]
        if len(headings) == 1:
            heading = headings[0]
            other = two if heading == one else one
            relation = "broad" if heading == row.decided.object[0] else "narrow"
            yield Diagnostic(
                RULE,
                draft.span(row),
                f"{heading} is a heading with {draft.headings[heading]} outcomes under it, {other} is a single outcome",
                f"map one of the outcomes under {heading}, or write 'relation: {relation}'",
            )
