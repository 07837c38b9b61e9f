"""
A query that selects no course of the framework.

## Why it matters

'A course at level 3' that matches nothing can't be completed, so the rule can't be met. Mostly the tag or the provider
is spelt in another way than at the courses, or the courses don't bear their level yet.

## Fails

```yaml
courses:
  neglect: {title: Neglect, tags: [multi-agency], source: strategy §1}
standards:
  themed: {title: A themed course is taken, require: {completed: {tag: multiagency}}, source: strategy §2}  # <- here
```

## Passes

```yaml
courses:
  neglect: {title: Neglect, tags: [multi-agency], source: strategy §1}
standards:
  themed: {title: A themed course is taken, require: {completed: {tag: multi-agency}}, source: strategy §2}
```

## Fix

Correct the query, or give the courses that are meant the level, tag, provider or outcome it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator

from competency import ids, mentions
from competency.diagnostics import PATH, Diagnostic, Rule, Severity
from competency.lint._places import value_at
from competency.lint.draft import Draft
from competency.requirements import UNSTATED, Completed, Hours, Query, Unstated, joined, listed, parse_selector
from competency.values import Value

RULE = Rule("CF125", "unreachable-query", Severity.WARNING, __doc__ or "")


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each query that no course may match; one with `unstated` in it may match any."""
    for path, query in _queries(draft):
        open_ended = any(isinstance(value, Unstated) for _, value in query.keys)
        if not open_ended and not draft.framework.selected((query,), possibly=True):
            asked = joined([f"{key}: {value}" for key, value in query.keys], "and")
            yield Diagnostic(
                RULE, draft.span(path), f"no course of {draft.framework.id} has {asked}", _repair(draft, query)
            )


def _repair(draft: Draft, query: Query) -> str:
    courses = draft.framework.courses
    bears: dict[str, set[str]] = {
        "level": {str(level) for course in courses for level in course.levels if level is not UNSTATED},
        "develops": {str(outcome) for course in courses for outcome in course.develops if outcome is not UNSTATED},
        "provider": {
            str(provider)
            for course in courses
            for provider in (course.provider, *(mode.provider for mode in course.modes))
            if isinstance(provider, str)
        },
        "tag": {tag for course in courses for tag in course.tags},
    }
    for key, value in query.keys:
        if value not in bears[key]:
            meant = ids.nearest(str(value), bears[key])
            return f"did you mean {key}: {meant}?" if meant else f"give {key}: {value} to the courses that are meant"
    return "no single course has all of these; leave one out, or complete what is said of a course"


def _queries(draft: Draft) -> Iterator[tuple[PATH, Query]]:
    for asked in draft.requirements:
        held = value_at(draft, asked.path)
        if isinstance(held, dict):
            if isinstance(asked.requirement, Completed):
                yield from _in_selector(held["completed"], (*asked.path, "completed"))
                yield from _in_selector(held.get("refreshed_by"), (*asked.path, "refreshed_by"))
            elif isinstance(asked.requirement, Hours):
                yield from _in_selector(held["of"], (*asked.path, "of"))
    for path, standard in mentions.items(draft.document.value, "standards"):
        due = standard.get("due")
        places: list[tuple[PATH, Value]] = [((*path, key), standard.get(key)) for key in ("for", "before", "after")]
        places += [((*path, "due", "of"), due.get("of"))] if isinstance(due, dict) else []
        for place, value in places:
            yield from _in_selector(value, place)


def _in_selector(value: Value, path: PATH) -> Iterator[tuple[PATH, Query]]:
    """The queries of a SELECTOR; evidence as a trigger and `{group, when}` are none."""
    for index, choice in enumerate(listed(value)):
        if isinstance(choice, dict) and not {"evidence", "group"} & choice.keys():
            (query,) = parse_selector(choice)
            if isinstance(query, Query):
                yield (*path, index) if isinstance(value, list) else path, query
