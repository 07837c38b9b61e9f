"""The names under which our items are known in other formats: the same item has the same ones for ever.

A URI is a URN of the framework's id and the item's; a UUID is made of that URI alone (version 5 of RFC 9562, by its
SHA-1), so that two exports on two machines agree, and one of next year with both.
"""

from __future__ import annotations

from typing import Final
from uuid import NAMESPACE_URL, uuid5

from competency import ids
from competency.interop._sssom_terms import ITEMS

NAMESPACE: Final = uuid5(NAMESPACE_URL, ITEMS)
"""Under which all our UUIDs are made. Never to be changed: every identifier that others have stored would be."""


def uri(framework: str, item: str | None = None) -> str:
    """The URI of a framework, or of an item of it; a qualified id is that of another framework.

    >>> uri("kirklees"), uri("kirklees", "level-1")
    ('urn:competency:framework:kirklees', 'urn:competency:framework:kirklees:level-1')
    """
    return ITEMS + (framework if item is None else ids.qualified(framework, item))


def identifier(*parts: str) -> str:
    """The UUID of what the parts name, a framework and an item of it, or an edge and its ends, as text.

    The parts are told apart: no two lists of parts have one UUID.

    >>> identifier("kirklees", "level-1")
    '4d2c50cb-5d2f-5279-84f2-08db6cfb065d'
    """
    return str(uuid5(NAMESPACE, "".join(f"{len(part)}:{part}" for part in parts)))


def named(uri: str) -> tuple[str, str | None] | None:
    """The framework and the item that one of our own URIs names; None for any other URI.

    >>> named("urn:competency:framework:kirklees:level-1"), named("https://example.org/1")
    (('kirklees', 'level-1'), None)
    """
    if not uri.startswith(ITEMS):
        return None
    framework, _, item = uri.removeprefix(ITEMS).partition(":")
    if not ids.FRAMEWORK_ID.match(framework) or (item and not ids.ITEM_ID.match(item)):
        return None
    return framework, item or None


class Names:
    """Ids of our format for things that have other names or none: kebab-case, each once, in the order asked for.

    >>> names = Names()
    >>> names.of("Working Together (2010)"), names.of("Working together, 2010"), names.of("安全")
    ('working-together-2010', 'working-together-2010-2', 'item')
    """

    def __init__(self, taken: tuple[str, ...] = ("appointed", "everyone", "joining", "unstated")) -> None:
        self._taken = set(taken)

    def of(self, *wishes: str | None, otherwise: str = "item") -> str:
        """An id made of the first of the wishes that holds a letter or digit; numbered where it is taken."""
        wish = next((slug for text in wishes if text and (slug := _slug(text))), otherwise)
        name, number = wish, 1
        while name in self._taken:
            number += 1
            name = f"{wish}-{number}"
        self._taken.add(name)
        return name


def framework_id(*wishes: str | None, otherwise: str = "imported") -> str:
    """The id of a framework made of the first of the wishes that holds a letter or digit.

    >>> framework_id(None, "Data Science: a Framework")
    'data_science_a_framework'
    """
    return next((slug.replace("-", "_") for text in wishes if text and (slug := _slug(text))), otherwise)


_LONGEST: Final = 60
"""Characters of an id that is made of a title."""


def _slug(text: str) -> str:
    slug = ids.slug(text)
    return slug if len(slug) <= _LONGEST else slug[:_LONGEST].rpartition("-")[0] or slug[:_LONGEST]
