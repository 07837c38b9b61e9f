"""
A framework's file is not named after its id.

## Why it matters

Other frameworks and records find this one by its id, as a file of that name in the same folder. Under another name it
is found only in a run that names the file itself.

## Fails

```yaml
format: framework/1
id: our_strategy_of_2012  # <- here
title: Our strategy
publisher: Our Board
language: en-GB
sources: {strategy: {title: Our strategy}}
```

## Passes

```yaml
format: framework/1
id: example
title: Our strategy
publisher: Our Board
language: en-GB
sources: {strategy: {title: Our strategy}}
```

(in a file `example.yaml`)

## Fix

Rename the file to its framework's id and `.yaml`, or give the framework the file's name as its id.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from competency.diagnostics import Diagnostic, Rule, Severity
from competency.lint.draft import Draft

RULE = Rule("CF124", "file-name", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding where the file's stem differs from the id; none for a document that comes from no file."""
    file = PurePath(draft.document.file)
    if file.suffix in (".yaml", ".yml") and file.stem != draft.framework.id:
        yield Diagnostic(
            RULE,
            draft.span(("id",)),
            f"the framework '{draft.framework.id}' stands in the file '{file.name}', where nobody looks for that id",
            f"rename the file to '{draft.framework.id}{file.suffix}', or the id to that of the file",
        )
