"""Digests of what an item says, by which a decision about it is seen to be older than its text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

from competency.model import Course, Framework, Group, Level, Outcome

_LENGTH: Final = 16  # of 64 hexadecimal digits: enough to see a change, short enough to read in a diff


def digest(framework: Framework, item: str) -> str:
    """`sha256:` and sixteen hexadecimal digits of the words by which a reader judges the item.

    These are its title, description, statement, examples and reading; of a level also the titles and statements of the
    groups, courses and outcomes that belong to it, of a course the statements of its outcomes, of a group the titles of
    its parts. Neither ids nor sources count, nor the order of keys, nor white space.

    >>> from competency.loading import load
    >>> digest(load("kirklees"), "level-3") == digest(load("kirklees"), "kirklees:level-3")
    True

    Raises:
        KeyError: the framework has no such item.
    """
    told = framework.items[item.removeprefix(f"{framework.id}:")]
    own = [told.title, told.description or "", told.reading or ""]
    own += [told.statement] if isinstance(told, Outcome) else []
    listed = [list(told.examples) if isinstance(told, Group) else [], list(_members(framework, told.id))]
    return _of([[_plain(words) for words in own], *(sorted(map(_plain, words)) for words in listed)])


def digest_of_side(framework: Framework, side: Iterable[str]) -> str:
    """The digest of one side of a row: of its item, or of all the items that only together correspond.

    Raises:
        KeyError: the framework has no such item.
    """
    digests = sorted(digest(framework, item) for item in side)
    return digests[0] if len(digests) == 1 else _of(digests)


def _of(words: object) -> str:
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{sha256(text.encode('utf-8')).hexdigest()[:_LENGTH]}"


def _plain(words: str) -> str:
    return " ".join(words.split())


def _members(framework: Framework, identifier: str) -> Iterator[str]:
    match framework.items[identifier]:
        case Level():
            yield from (group.title for group in framework.groups if identifier in group.levels)
            yield from (course.title for course in framework.courses if identifier in course.levels)
            yield from (outcome.statement for outcome in framework.outcomes if outcome.level == identifier)
        case Course(develops=develops):
            outcomes = (framework.outcome(name) for name in develops if isinstance(name, str))
            yield from (outcome.statement for outcome in outcomes if outcome is not None)
        case Group():
            parts = (framework.group(name) for name in framework.parts_of(identifier) if name != identifier)
            yield from (part.title for part in parts if part is not None)
