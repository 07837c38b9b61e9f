"""Where the parts of a value stand that may be written bare or as a list: shared by several rules."""

from __future__ import annotations

from competency.diagnostics import PATH
from competency.lint.draft import Draft
from competency.values import Value


def value_at(draft: Draft, path: PATH) -> Value:
    """The document's value at a path; None where nothing is there."""
    value = draft.document.value
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def entry(draft: Draft, path: PATH, index: int) -> PATH:
    """The place of one entry of what may be a list, or a single entry without one."""
    return (*path, index) if isinstance(value_at(draft, path), list) else path
