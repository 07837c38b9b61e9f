"""Ids: `item` within a framework, `framework:item` from outside it, and the nearest match for a typing slip."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

ITEM_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
FRAMEWORK_ID: Final = re.compile(r"[a-z0-9][a-z0-9_]*\Z")


def qualified(framework: str, item: str) -> str:
    """The id of an item as other frameworks write it; one that is qualified already stays as it is.

    >>> qualified("kirklees", "group-3"), qualified("durham", "kirklees:group-3")
    ('kirklees:group-3', 'kirklees:group-3')
    """
    return item if ":" in item else f"{framework}:{item}"


def parts(reference: str) -> tuple[str | None, str]:
    """The framework (None where it is left out) and the item of a reference.

    >>> parts("kirklees:group-3"), parts("group-3")
    (('kirklees', 'group-3'), (None, 'group-3'))
    """
    framework, colon, item = reference.partition(":")
    return (framework, item) if colon else (None, reference)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None where nothing is near.

    >>> nearest("workin-together", ["working-together", "neglect"])
    'working-together'
    """
    import difflib  # a slip is rare; a start-up is not

    found = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return found[0] if found else None


def slug(title: str) -> str:
    """A kebab-case id made of a title.

    >>> slug("Working Together (2010)")
    'working-together-2010'
    """
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
