"""
A piece of evidence that nothing asks for, and that develops nothing.

That a course grants it is not a use: the question is who ever looks at it.

## Why it matters

People are made to collect a paper that changes no answer; or the rule that should ask for it was forgotten.

## Fails

```yaml
evidence:
  approval: {title: Manager's approval, source: strategy §1}  # <- here
courses:
  neglect: {title: Neglect, source: strategy §2}
```

## Passes

```yaml
evidence:
  approval: {title: Manager's approval, source: strategy §1}
courses:
  neglect: {title: Neglect, requires: {evidence: approval}, source: strategy §2}
```

## Fix

Ask for it where the document does (`{evidence: ID}` in a requirement, or as a trigger), say what it `develops`, or
take it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.draft import Draft

RULE = Rule("CF118", "unused-evidence", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each piece of evidence without a use."""
    used = {mention.reference for mention in draft.mentions if mention.key not in ("aligned", "grants")}
    grants = {mention.reference: mention for mention in draft.mentions if mention.key == "grants"}
    for evidence in draft.framework.evidence:
        if evidence.id not in used and not evidence.develops:
            grant = grants.get(evidence.id)
            yield Diagnostic(
                RULE,
                draft.name(evidence),
                f"no requirement asks for the evidence {draft.named(evidence)}, and it develops no outcome",
                f"ask for it with {{evidence: {evidence.id}}} where the document does, or take it out",
                (Related(draft.span(grant.path), f"'{grant.owner[1]}' grants it"),) if grant else (),
            )
