"""
The text of an item has changed since the row was decided.

## Why it matters

A decision was made on a text. Once the text says something else the decision may still be right, but nobody has looked;
so `map` and `transfer` only count it as proposed, and say so.

## Fails

```yaml
format: framework/1
id: example
title: Example strategy
publisher: Example Board
language: en-GB
sources: {strategy: {title: Example strategy}}
groups:
  carers: {title: Foster carers, source: strategy §1}
```

```yaml
format: mapping/1
id: example-durham
subject: example
object: durham
correspondences:
  - subject: example:carers
    relation: close
    object: durham:group-1
    reasons: [Both care for children every day]
    decision: accepted
    by: regional-lead
    date: 2012-05-01
    digest: {subject: 'sha256:0000000000000000'}  # <- here
```

## Passes

```yaml
format: framework/1
id: example
title: Example strategy
publisher: Example Board
language: en-GB
sources: {strategy: {title: Example strategy}}
groups:
  carers: {title: Foster carers, source: strategy §1}
```

```yaml
format: mapping/1
id: example-durham
subject: example
object: durham
correspondences:
  - subject: example:carers
    relation: close
    object: durham:group-1
    reasons: [Both care for children every day]
    decision: accepted
    by: regional-lead
    date: 2012-05-01
    digest: {subject: 'sha256:078f37291551a8cf'}
```

## Fix

Read both texts again. If the decision still holds, correct `date` and the digest, which the finding names; else decide
anew: `competency map A B --review FILE` fills digests in.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.digests import digest_of_side
from competency.lint.mappings.draft import MappingDraft

RULE = Rule("CF606", "stale-decision", Severity.WARNING, __doc__ or "")


def check(draft: MappingDraft) -> Iterator[Diagnostic]:
    """One finding for each side of a row whose digest is not that of its text."""
    known: dict[tuple[str, ...], str] = {}
    for row in draft.rows:
        decided = row.decided
        for key, side, then in (
            ("subject", decided.subject, decided.digest_subject),
            ("object", decided.object, decided.digest_object),
        ):
            framework = draft.frameworks.get(draft.framework(side[0]))
            if then is None or framework is None or any(draft.kind(item) is None for item in side):
                continue
            if side not in known:
                known[side] = digest_of_side(framework, side)
            if known[side] != then:
                yield Diagnostic(
                    RULE,
                    draft.document.span(("correspondences", row.index, "digest", key)),
                    f"the text of {' with '.join(side)} is no longer the one that was {decided.decision or 'proposed'}",
                    f"read it again; if the row still holds, write '{known[side]}'",
                )
