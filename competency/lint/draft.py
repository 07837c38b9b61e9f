"""A framework under examination: the model, the document that it was read from, and what both are good for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

from attrs import frozen

from competency import attainability, ids, mentions, notation
from competency.attainability import Attainable
from competency.building import Whole
from competency.diagnostics import PATH, Span
from competency.document import Document
from competency.loading import Loaded, model
from competency.mentions import Mention
from competency.model import Framework, Item
from competency.requirements import AllOf, AtLeast, Requirement, listed, parse, parts_of
from competency.values import Value

if TYPE_CHECKING:
    from competency.strictness import Replacement


@frozen
class Asked:
    """A requirement at a place. `owner` is the id of the item it stands in, `key` the item's key it stands under."""

    path: PATH
    owner: str
    key: str
    requirement: Requirement


@frozen
class Draft:
    """What a rule of sense looks at. The document is free of faults of text, shape and reference.

    Where the framework extends another, both are the whole, with all that is inherited; `whole` knows what was
    written here, and what it was built on.
    """

    document: Document
    framework: Framework
    whole: Whole | None = None

    @staticmethod
    def of(loaded: Loaded) -> Draft:
        """The draft of a framework that was loaded."""
        whole = loaded.whole
        return Draft(loaded.document if whole is None else whole.document, loaded.framework, whole)

    @property
    def written(self) -> Document:
        """The document as it was written, without what is inherited."""
        return self.document if self.whole is None else self.whole.written

    @cached_property
    def foundation(self) -> Draft | None:
        """The framework that this one builds on, itself made whole; None where there is none."""
        if self.whole is None or self.whole.foundation is None:
            return None
        foundation = self.whole.foundation
        return Draft(foundation.document, model(foundation), foundation if foundation.foundation else None)

    @cached_property
    def replacements(self) -> tuple[Replacement, ...]:
        """Each rule that stands in the place of an inherited one, and how strict it is beside that."""
        if self.whole is None or self.whole.foundation is None:
            return ()
        from competency import strictness  # it evaluates rules, and most frameworks build on no other

        return strictness.replacements(self.framework, notation.framework(dict(self.whole.ground)))

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every place where an item is named, in the order of the sections."""
        return tuple(mentions.of_framework(self.document.value))

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """The ids that are named anywhere, `aligned` left aside."""
        return frozenset(mention.reference for mention in self.mentions if mention.key != "aligned")

    @cached_property
    def attainable(self) -> Attainable:
        """What somebody can reach at all, under the kindest reading of all that is unstated."""
        return attainability.of(self.framework)

    def replaced(self, item: Item) -> tuple[Span, ...]:
        """Where the inherited item stands that this one is written in the place of: the text of its id."""
        there = self.framework.inherited.get(item.id)
        if self.foundation is None or there is None or self.name(item).file != self.written.file:
            return ()
        return (self.foundation.name(ids.parts(there)[1]),)

    @cached_property
    def _places(self) -> dict[str, PATH]:
        places: dict[str, PATH] = {}
        for section in ("levels", "facts", "groups", "outcomes", "evidence", "courses", "standards"):
            for path, item in mentions.items(self.document.value, section):
                places[str(item["id"]) if section == "levels" else str(path[1])] = path
        return places

    def path(self, item: Item | str, *keys: str | int) -> PATH:
        """Where an item stands in the document, or a field of it."""
        identifier = item if isinstance(item, str) else item.id
        return (*self._places[identifier], *keys)

    def span(self, path: PATH) -> Span:
        """The text of the value at a path."""
        return self.document.span(path)

    def name(self, item: Item | str) -> Span:
        """The text of an item's id: the key of a mapping, the `id` of a level."""
        path = self.path(item)
        return self.document.span((*path, "id")) if path[0] == "levels" else self.document.key_span(path)

    def key(self, path: PATH) -> Span:
        """The text of the key that leads to a path."""
        return self.document.key_span(path)

    def named(self, item: Item | str) -> str:
        """How a message names an item: its id and, where it differs, its title."""
        found = self.framework.items[item] if isinstance(item, str) else item
        return f"'{found.id}'" if found.title.lower() == found.id else f"'{found.id}' ({found.title})"

    @cached_property
    def requirements(self) -> tuple[Asked, ...]:
        """Every requirement at any depth with its place, by section; an outer one before its parts."""
        return tuple(self._requirements())

    def _requirements(self) -> Iterator[Asked]:
        for section, keys in _REQUIREMENTS.items():
            for place, item in mentions.items(self.document.value, section):
                owner = str(item["id"]) if section == "levels" else str(place[1])
                for key in keys:
                    if key in item:
                        yield from _asked(parse(item[key]), (*place, key), owner, key)
                for path, condition in _conditions(item.get("for"), (*place, "for")):
                    yield from _asked(parse(condition), path, owner, "for")


_REQUIREMENTS: Final = {
    "levels": ("requires",),
    "groups": ("when",),
    "evidence": ("requires",),
    "courses": ("requires",),
    "standards": ("require", "when", "unless", "ideally"),
}


def _asked(requirement: Requirement, path: PATH, owner: str, key: str) -> Iterator[Asked]:
    yield Asked(path, owner, key, requirement)
    inside = "all" if isinstance(requirement, AllOf) else "of" if isinstance(requirement, AtLeast) else "any"
    for index, part in enumerate(parts_of(requirement)):
        yield from _asked(part, (*path, inside, index), owner, key)


def _conditions(audience: Value, path: PATH) -> Iterator[tuple[PATH, Value]]:
    """The `when` of each `{group, when}`, in a list or alone."""
    for index, entry in enumerate(listed(audience)):
        if isinstance(entry, dict) and "when" in entry:
            yield (*path, index, "when") if isinstance(audience, list) else (*path, "when"), entry["when"]
