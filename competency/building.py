"""A framework that builds on another, made whole: what it says itself, and all that it leaves as it was.

The framework named by `extends` is its *foundation*. All items of the foundation are items here too. An item that
is written here under the id of one of the foundation (or names it with `renames`) takes that one's place: the keys
that it gives replace the foundation's, those under `without` are taken out, all others are inherited. What names a
renamed item names it by its new id. A foundation that builds on a third is made whole first.

Merging is done on values, so that the whole is a document like any other: it is checked for shape and reference,
and each place of it knows the document that it was taken from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final, TypeAlias

from attrs import evolve, frozen

from competency import ids, mentions
from competency.diagnostics import PATH, Diagnostic, Related, Span
from competency.document import Document
from competency.faults import building as faults
from competency.faults.reference import DUPLICATE_ID, UNKNOWN_FRAMEWORK, UNKNOWN_REFERENCE
from competency.model import SECTIONS, Kind
from competency.phrases import choice
from competency.schema import faults_of_shape
from competency.values import Value

Data: TypeAlias = dict[str, Value]

Found: TypeAlias = Callable[[str], Document | None]
"""The document of another framework, free of faults of shape, by its id; None where there is none."""

INHERITED_KEYS: Final = ("notice",)
"""What a framework says of itself and hands on: the rest (title, validity, remarks, …) is its own."""

_BUILDING_KEYS: Final = ("renames", "without")
_EXCLUDED: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("due", "before", "after"), ("due", "before", "after", "opens", "within")),
    "require": ("every",),
    "every": ("require",),
}
"""Keys that take others of the foundation's item out, because one standard has only one of them."""


@frozen
class Whole:
    """A framework's document with all that it inherits, and the faults that come of building.

    `foundation` is the framework that it builds on, itself made whole; None where it builds on none, or can't.
    `ground` is the foundation's value with the ids that its items have here. `inherited` has, for each item that the
    foundation has too, the item's id there. Where there are faults, `document` is the framework as it was written.
    """

    document: Document
    written: Document
    foundation: Whole | None = None
    ground: Mapping[str, Value] = {}
    inherited: Mapping[str, str] = {}
    faults: tuple[Diagnostic, ...] = ()

    @property
    def id(self) -> str:
        """The framework's id."""
        return str(_data(self.document.value)["id"])

    @property
    def chain(self) -> tuple[str, ...]:
        """The ids of all frameworks that it builds on, the nearest first."""
        return () if self.foundation is None else (self.foundation.id, *self.foundation.chain)

    def relocated(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The findings on the whole, each at a place of the file that was written.

        A finding in an inherited part is told at `extends`; where it really stands comes as a second place.
        """
        for finding in found:
            if finding.span.file == self.written.file or self.foundation is None:
                yield finding
                continue
            place = Related(finding.span, f"inherited from {self.foundation.id}, where this stands")
            span = self.written.span(("extends",))
            yield evolve(finding, span=span, related=(place, *finding.related))


def whole(document: Document, find: Found, neighbours: Iterable[str], *, above: tuple[str, ...] = ()) -> Whole:
    """A framework, free of faults of shape, with all that it inherits.

    `find` gives the documents of other frameworks, `neighbours` the ids to suggest; `above` are those that build on
    this one.

    Law: one without `extends` is its own whole; building on a whole is the same as building on its parts one by one.
    """
    value = _data(document.value)
    name = value.get("extends")
    if not isinstance(name, str):
        stray = tuple(_nothing_to_build_on(document, {}, None))
        return Whole(document, document, faults=stray)
    way = (*above, str(value["id"]))
    if name in way:
        return Whole(document, document, faults=(_circle(document, (*way[way.index(name) :], name)),))
    other = find(name)
    if other is None:
        return Whole(document, document, faults=(unknown(document, name, neighbours),))
    foundation = whole(other, find, neighbours, above=way)
    if foundation.faults:
        return Whole(document, document, foundation=None, faults=(_unsound(document, name, foundation),))
    return _built(document, foundation)


def _built(document: Document, foundation: Whole) -> Whole:
    ground = _data(foundation.document.value)
    renaming = _Renaming.of(document, ground)
    wrong = [*renaming.faults, *_twice(document), *_of_other_kind(document, ground, renaming)]
    wrong += [*_out_of_order(document, renaming), *_under_old_names(document, renaming, foundation.id)]
    wrong += _nothing_to_build_on(document, renaming.inherited(_kinds(document.value)), foundation)
    if wrong:
        return Whole(document, document, foundation, faults=tuple(wrong))
    sources, locators = _sources(
        _data(_data(document.value).get("sources")), _data(ground.get("sources")), foundation.id
    )
    grounded = _with_new_names(ground, renaming.new, locators)
    merged, origin = _merged(document, foundation, renaming, grounded)
    merged["sources"] = sources
    composed = document.composed(merged, origin)
    whole = Whole(composed, document, foundation, grounded, renaming.inherited(_kinds(merged)))
    misshapen = tuple(whole.relocated(faults_of_shape(composed, expected="framework/1")))
    return evolve(whole, document=document, faults=misshapen) if misshapen else whole


def _data(value: Value) -> Data:
    return value if isinstance(value, dict) else {}


def _kinds(value: Value) -> dict[str, Kind]:
    """The items that a value declares, with their kinds; of two with one id, the first."""
    declared: dict[str, Kind] = {}
    for section, kind in SECTIONS.items():
        for path, item in mentions.items(value, section):
            declared.setdefault(_id(path, item), kind)
    return declared


def _id(path: PATH, item: Data) -> str:
    return str(item["id"]) if path[0] == "levels" else str(path[1])


def _rows(value: Value, section: str) -> dict[str, tuple[PATH, Data]]:
    """The items of a section by id, each with its place; of two with one id, the first."""
    rows: dict[str, tuple[PATH, Data]] = {}
    for path, item in mentions.items(value, section):
        rows.setdefault(_id(path, item), (path, item))
    return rows


# --- new names -------------------------------------------------------------------------------------------


@frozen
class _Renaming:
    """Which items of the foundation are known by another id here: new ids by old ones."""

    new: Mapping[str, str]
    kinds: Mapping[str, Kind]
    faults: tuple[Diagnostic, ...]

    @staticmethod
    def of(document: Document, ground: Data) -> _Renaming:
        kinds = _kinds(ground)
        new: dict[str, str] = {}
        wrong: list[Diagnostic] = []
        places: dict[str, PATH] = {}
        for section, kind in SECTIONS.items():
            for path, item in mentions.items(document.value, section):
                old = item.get("renames")
                if not isinstance(old, str):
                    continue
                place = (*path, "renames")
                if kinds.get(old) is not kind:
                    wrong.append(_no_such(document, place, old, kind, kinds, _name(ground)))
                elif old in new:
                    wrong.append(_renamed_twice(document, place, old, places[old]))
                else:
                    new[old], places[old] = _id(path, item), place
        taken = [old for old, identifier in new.items() if identifier in kinds and identifier not in new]
        wrong += [_taken(document, places[old], old, new[old], _name(ground)) for old in taken if new[old] != old]
        return _Renaming(new, kinds, tuple(wrong))

    def of_item(self, old: str) -> str:
        """The id under which an item of the foundation is known here."""
        return self.new.get(old, old)

    def inherited(self, own: Mapping[str, Kind]) -> dict[str, str]:
        """For each of these items that the foundation has too, its id there."""
        there = {self.of_item(old): old for old in self.kinds}
        return {identifier: there[identifier] for identifier in own if identifier in there}


def _name(value: Data) -> str:
    return str(value["id"])


# --- merging ---------------------------------------------------------------------------------------------

_Origin: TypeAlias = Callable[[PATH], tuple[Document, PATH]]


@frozen
class _Row:
    """One item of the whole: its value, and where it stands in the document and in the foundation; None: nowhere."""

    value: Data
    own: PATH | None
    ground: PATH | None
    replaced: frozenset[str] = frozenset()
    """The keys that are not the foundation's."""


def _merged(document: Document, foundation: Whole, renaming: _Renaming, grounded: Data) -> tuple[Data, _Origin]:
    value, ground = _data(document.value), _data(foundation.document.value)
    rows = {section: _section(section, value, grounded, renaming) for section in SECTIONS}
    merged = {key: item for key, item in value.items() if key not in SECTIONS and key not in ("extends", "sources")}
    merged.update({key: ground[key] for key in INHERITED_KEYS if key in ground and key not in value})
    for section, held in rows.items():
        if held:
            merged[section] = (
                [row.value for row in held.values()]
                if section == "levels"
                else {identifier: row.value for identifier, row in held.items()}
            )
    places: dict[tuple[str, str | int], _Row] = {}
    for section, held in rows.items():
        for index, (identifier, row) in enumerate(held.items()):
            places[section, index if section == "levels" else identifier] = row
    return merged, partial(_origin_of, document, foundation.document, places)


def _origin_of(
    document: Document, foundation: Document, places: Mapping[tuple[str, str | int], _Row], path: PATH
) -> tuple[Document, PATH]:
    """Where a place of the whole was taken from: the document as written, or its foundation."""
    row = places.get((str(path[0]), path[1])) if len(path) > 1 else None
    if row is None:
        own = not path or path[0] in _data(document.value) or path[0] not in _data(foundation.value)
        return (document, path) if own else (foundation, path)
    if row.own is None:
        assert row.ground is not None
        return foundation, (*row.ground, *path[2:])
    if row.ground is None or len(path) == 2 or path[2] in row.replaced or path[2] not in row.value:
        return document, (*row.own, *path[2:])
    return foundation, (*row.ground, *path[2:])


def _section(section: str, value: Data, ground: Data, renaming: _Renaming) -> dict[str, _Row]:
    """The items of a section of the whole, in their order.

    `ground` has the new names already; its places are still those of the foundation, since its order is kept.
    """
    there, here = _rows(ground, section), _rows(value, section)
    rows: dict[str, _Row] = {}
    for identifier in _order(list(there), list(here), ladder=section == "levels"):
        old, new = there.get(identifier), here.get(identifier)
        if new is None:
            assert old is not None
            rows[identifier] = _Row(old[1], None, _former(old[0], identifier, renaming))
        elif old is None:
            rows[identifier] = _Row(_plain(new[1]), new[0], None)
        else:
            given = {key: held for key, held in new[1].items() if key not in _BUILDING_KEYS}
            gone = {str(key) for key in _listed(new[1].get("without"))} - given.keys()
            gone |= {out for key in given if section == "standards" for out in _EXCLUDED.get(key, ())} - given.keys()
            kept = {key: held for key, held in old[1].items() if key not in gone}
            ground_place = _former(old[0], identifier, renaming)
            rows[identifier] = _Row({**kept, **given}, new[0], ground_place, frozenset(given))
    return rows


def _former(path: PATH, identifier: str, renaming: _Renaming) -> PATH:
    """The place in the foundation of an item that is known by `identifier` here."""
    if path[0] == "levels":
        return path
    return (path[0], next((old for old, new in renaming.new.items() if new == identifier), identifier))


def _plain(item: Data) -> Data:
    return {key: held for key, held in item.items() if key not in _BUILDING_KEYS}


def _listed(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _order(there: list[str], here: list[str], *, ladder: bool) -> list[str]:
    """The foundation's items in its order, and the others: at the end, or, on a ladder, where they are written.

    A new level stands just above the inherited one that is written before it, else just below the one written
    after it; where no inherited level is written at all, above them all.

    >>> _order(["novice", "expert"], ["novice", "advanced"], ladder=True)
    ['novice', 'advanced', 'expert']
    >>> _order(["novice", "expert"], ["induction", "novice"], ladder=True)
    ['induction', 'novice', 'expert']
    """
    known = set(there)
    anchors = [identifier for identifier in here if identifier in known]
    if not ladder or not anchors:
        return [*there, *(identifier for identifier in here if identifier not in known)]
    above: dict[str | None, list[str]] = {}
    last: str | None = None
    for identifier in here:
        if identifier in known:
            last = identifier
        else:
            above.setdefault(last, []).append(identifier)
    order: list[str] = []
    for identifier in there:
        order += above.get(None, []) if identifier == anchors[0] else []
        order += [identifier, *above.get(identifier, [])]
    return order


def _sources(own: Data, ground: Data, foundation: str) -> tuple[Data, dict[str, str]]:
    """The sources of both, and new keys for those of the foundation whose key means another document here.

    >>> _sources({"strategy": {"title": "Ours"}}, {"strategy": {"title": "Theirs"}}, "national_core")
    ({'strategy': {'title': 'Ours'}, 'national-core-strategy': {'title': 'Theirs'}}, \
{'strategy': 'national-core-strategy'})
    """
    sources = dict(own)
    locators: dict[str, str] = {}
    for key, source in ground.items():
        if own.get(key, source) == source:
            sources[key] = source
            continue
        new = f"{foundation.replace('_', '-')}-{key}"
        while new in own or new in ground:
            new = f"{new}-2"
        sources[new], locators[key] = source, new
    return sources, locators


def _with_new_names(ground: Data, new: Mapping[str, str], locators: Mapping[str, str]) -> Data:
    """The foundation's items under their new ids, with all that names them, and with the new keys of their sources."""
    if not new and not locators:
        return ground
    named = (mention for mention in mentions.of_framework(ground) if mention.reference in new)
    texts = {mention.path: new[mention.reference] for mention in named}
    renamed: Data = {key: held for key, held in ground.items() if key not in SECTIONS}
    for section in SECTIONS:
        for path, item in mentions.items(ground, section):
            identifier = _id(path, item)
            row = _data(_replaced(item, path, texts))
            if "source" in row:
                row = {**row, "source": _relocated_source(row["source"], locators)}
            if section == "levels":
                held = renamed.setdefault(section, [])
                assert isinstance(held, list)
                held.append({**row, "id": new.get(identifier, identifier)})
            else:
                mapping = renamed.setdefault(section, {})
                assert isinstance(mapping, dict)
                mapping[new.get(identifier, identifier)] = row
    return renamed


def _replaced(value: Value, path: PATH, texts: Mapping[PATH, str]) -> Value:
    """The value with other texts at some places, made anew where it holds such a place."""
    if isinstance(value, dict):
        return {key: _replaced(held, (*path, key), texts) for key, held in value.items()}
    if isinstance(value, list):
        return [_replaced(held, (*path, index), texts) for index, held in enumerate(value)]
    return texts.get(path, value)


def _relocated_source(source: Value, locators: Mapping[str, str]) -> Value:
    if isinstance(source, list):
        return [_relocated_source(locator, locators) for locator in source]
    word, blank, place = str(source).partition(" ")
    return f"{locators.get(word, word)}{blank}{place}"


# --- faults ----------------------------------------------------------------------------------------------


def unknown(document: Document, name: str, neighbours: Iterable[str]) -> Diagnostic:
    """The framework to build on is nowhere to be found."""
    meant = ids.nearest(name, neighbours)
    return Diagnostic(
        UNKNOWN_FRAMEWORK,
        document.span(("extends",)),
        f"no framework '{name}' is among the documents of this run, in the same folder or bundled",
        f"did you mean '{meant}'?" if meant else "give its file in the same run, or put it into the same folder",
    )


def _unsound(document: Document, name: str, foundation: Whole) -> Diagnostic:
    first = foundation.faults[0]
    return Diagnostic(
        UNKNOWN_FRAMEWORK,
        document.span(("extends",)),
        f"nothing can build on '{name}', which has faults of its own",
        f"mend {foundation.written.file} first",
        (Related(first.span, f"the first of them: {first.message}"),),
    )


def _circle(document: Document, way: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(
        faults.CYCLE_OF_FRAMEWORKS,
        document.span(("extends",)),
        f"this goes round in a circle: {' extends '.join(way)}",
        "take one `extends` out",
    )


def _no_such(document: Document, place: PATH, old: str, kind: Kind, kinds: Mapping[str, Kind], name: str) -> Diagnostic:
    fitting = sorted(identifier for identifier, other in kinds.items() if other is kind)
    message = f"{name} has no {kind} '{old}' to rename"
    if old in kinds:
        message = f"{message}: that is a {kinds[old]}"
    return Diagnostic(
        faults.REPLACES_NOTHING,
        document.span(place),
        message,
        choice(old, fitting) if fitting else "take `renames` out: the item is new",
    )


def _renamed_twice(document: Document, place: PATH, old: str, first: PATH) -> Diagnostic:
    return Diagnostic(
        DUPLICATE_ID,
        document.span(place),
        f"'{old}' is renamed already",
        "one item has one name: keep one of the two, and let the other be a new item",
        (Related(document.span(first), "first renamed here"),),
    )


def _taken(document: Document, place: PATH, old: str, new: str, name: str) -> Diagnostic:
    return Diagnostic(
        DUPLICATE_ID,
        document.span(place),
        f"'{old}' can't be renamed to '{new}': {name} has an item of that id",
        f"choose another id, or rename that '{new}' too",
    )


def _twice(document: Document) -> Iterator[Diagnostic]:
    """Levels that are written twice; of what stands in a mapping, that is a fault of text."""
    first: dict[str, PATH] = {}
    for path, item in mentions.items(document.value, "levels"):
        identifier = _id(path, item)
        if identifier in first:
            yield Diagnostic(
                DUPLICATE_ID,
                _place_of_id(document, path),
                f"the level '{identifier}' is written twice",
                "put all that is changed of it into one place, or give the new level another id",
                (Related(_place_of_id(document, first[identifier]), "first written here"),),
            )
        first.setdefault(identifier, path)


def _under_old_names(document: Document, renaming: _Renaming, name: str) -> Iterator[Diagnostic]:
    """Items that are named here by the id that they no longer have."""
    gone = renaming.new.keys() - _kinds(document.value).keys()
    for mention in mentions.of_framework(document.value):
        if mention.reference in gone:
            yield Diagnostic(
                UNKNOWN_REFERENCE,
                document.span(mention.path),
                f"'{mention.reference}' of {name} is renamed here",
                f"write '{renaming.new[mention.reference]}'",
            )


def _of_other_kind(document: Document, ground: Data, renaming: _Renaming) -> Iterator[Diagnostic]:
    """Items written under an id that an item of another kind has by inheritance."""
    there = {renaming.of_item(old): kind for old, kind in renaming.kinds.items()}
    for section, kind in SECTIONS.items():
        for path, item in mentions.items(document.value, section):
            identifier = _id(path, item)
            if there.get(identifier, kind) is not kind:
                yield Diagnostic(
                    faults.REPLACED_BY_ANOTHER_KIND,
                    _place_of_id(document, path),
                    f"'{identifier}' is a {there[identifier]} of {_name(ground)}, and a {kind} here",
                    f"give the {kind} another id; to change the {there[identifier]}, write it in its own section",
                )


def _out_of_order(document: Document, renaming: _Renaming) -> Iterator[Diagnostic]:
    """The inherited levels that are written below one that they stand above of."""
    rank = {
        renaming.of_item(old): index
        for index, old in enumerate(old for old, kind in renaming.kinds.items() if kind is Kind.LEVEL)
    }
    before: tuple[str, PATH] | None = None
    for path, item in mentions.items(document.value, "levels"):
        identifier = _id(path, item)
        if identifier not in rank:
            continue
        if before is not None and rank[identifier] < rank[before[0]]:
            yield Diagnostic(
                faults.LADDER_OUT_OF_ORDER,
                _place_of_id(document, path),
                f"'{identifier}' is inherited as a lower level than '{before[0]}', and is written after it",
                "write inherited levels in the order that they have; new ones may stand among them",
                (Related(_place_of_id(document, before[1]), f"'{before[0]}' is written here"),),
            )
        else:
            before = identifier, path


def _nothing_to_build_on(
    document: Document, inherited: Mapping[str, str], foundation: Whole | None
) -> Iterator[Diagnostic]:
    """Items that are written as if there were one to change, where there is none: mostly a slip in the id."""
    ground = _kinds(foundation.document.value) if foundation is not None else {}
    for section, kind in SECTIONS.items():
        needed = "statement" if section == "outcomes" else "title"
        for path, item in mentions.items(document.value, section):
            identifier = _id(path, item)
            if identifier in inherited:
                continue
            strange = next((key for key in _BUILDING_KEYS if key in item), None)
            if foundation is None:
                if strange is not None:
                    yield Diagnostic(
                        faults.REPLACES_NOTHING,
                        document.key_span((*path, strange)),
                        f"'{identifier}' has '{strange}', but this framework extends no other",
                        f"take `{strange}` out, or write `extends` with the framework that is built on",
                    )
                continue
            if "renames" in item or (needed in item and strange is None):
                continue
            meant = ids.nearest(identifier, [other for other, other_kind in ground.items() if other_kind is kind])
            lacks = f"it has no '{needed}'" if strange is None else f"it has '{strange}'"
            yield Diagnostic(
                faults.REPLACES_NOTHING,
                _place_of_id(document, path),
                f"{foundation.id} has no {kind} '{identifier}' to change, and as a new one {lacks}",
                f"did you mean '{meant}'?" if meant else f"add '{needed}', or correct the id",
            )


def _place_of_id(document: Document, path: PATH) -> Span:
    return document.span((*path, "id")) if path[0] == "levels" else document.key_span(path)
