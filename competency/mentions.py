"""Every place of a document where the id of an item stands, with its path and the kinds that may stand there.

The walk is over the document's values, not the model's, since findings need the path of the very token.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import evolve, frozen

from competency.diagnostics import PATH
from competency.model import EventKind, Kind
from competency.requirements import head_of
from competency.values import Value

_GROUP: Final = frozenset({Kind.GROUP})
_LEVEL: Final = frozenset({Kind.LEVEL})
_COURSE: Final = frozenset({Kind.COURSE})
_OUTCOME: Final = frozenset({Kind.OUTCOME})
_EVIDENCE: Final = frozenset({Kind.EVIDENCE})
_FACT: Final = frozenset({Kind.FACT})
_STANDARD: Final = frozenset({Kind.STANDARD})
_START: Final = frozenset({Kind.FACT, Kind.COURSE})
_ANY: Final = frozenset({Kind.LEVEL, Kind.GROUP, Kind.OUTCOME, Kind.COURSE, Kind.EVIDENCE, Kind.FACT, Kind.STANDARD})

_SIMPLE_HEADS: Final = {
    "evidence": _EVIDENCE,
    "fact": _FACT,
    "member": _GROUP,
    "level": _LEVEL,
    "outcome": _OUTCOME,
    "standard": _STANDARD,
}
_QUERY_KEYS: Final = {"level": _LEVEL, "develops": _OUTCOME}
_MENTIONING: Final = frozenset(
    {
        *("requires", "when", "require", "unless", "ideally", "before", "after", "due", "for"),
        *("extends", "part_of", "level", "levels", "develops", "includes", "grants"),
    }
)
"""The keys of items under which ids can stand; most keys of a large catalogue are others."""
_WORDS: Final = frozenset({"unstated", "everyone"})


@frozen
class Mention:
    """An id at a place. `owner` is the path of the item it stands in, `key` the key of that item it stands under.

    `selects` says that it narrows a SELECTOR ('courses at this level'), which rests on no definition.
    """

    path: PATH
    reference: str
    kinds: frozenset[Kind]
    owner: PATH
    key: str
    selects: bool = False


def of_framework(value: Value) -> Iterator[Mention]:
    """The mentions of a schema-valid framework document, in the order of the file's sections."""
    if not isinstance(value, dict):
        return
    yield from _aligned(value.get("aligned"), ("aligned",), ())
    for section in ("levels", "facts", "groups", "outcomes", "evidence", "courses", "standards"):
        for path, item in items(value, section):
            yield from _of_item(section, item, path)


def items(value: Value, section: str) -> Iterator[tuple[PATH, dict[str, Value]]]:
    """The items of a section with their paths: a list by index, a mapping by id."""
    held = value.get(section) if isinstance(value, dict) else None
    rows: Iterable[tuple[str | int, Value]] = (
        enumerate(held) if isinstance(held, list) else held.items() if isinstance(held, dict) else ()
    )
    for key, item in rows:
        if isinstance(item, dict):
            yield (section, key), item


def _of_item(section: str, item: dict[str, Value], path: PATH) -> Iterator[Mention]:
    yield from _aligned(item.get("aligned"), (*path, "aligned"), path)
    for key, value in item.items():
        if key not in _MENTIONING:
            continue
        if (section, key, item.get("subject")) == ("standards", "for", "course"):
            yield from _selector(value, (*path, key), path, key)
        else:
            yield from _of_key(section, key, value, path)


def _of_key(section: str, key: str, value: Value, owner: PATH) -> Iterator[Mention]:
    path = (*owner, key)
    match section, key:
        case ("levels" | "evidence" | "courses", "requires") | ("groups", "when"):
            yield from of_requirement(value, path, owner, key)
        case "standards", "require" | "when" | "unless" | "ideally":
            yield from of_requirement(value, path, owner, key)
        case "groups", "extends" | "part_of":
            yield from _ids(value, path, _GROUP, owner, key)
        case ("groups", "levels") | ("outcomes" | "courses", "level"):
            yield from _ids(value, path, _LEVEL, owner, key)
        case "outcomes", "part_of":
            yield from _ids(value, path, _OUTCOME, owner, key)
        case "evidence" | "courses", "develops":
            yield from _ids(value, path, _OUTCOME, owner, key)
        case "courses", "includes":
            yield from _ids(value, path, _COURSE, owner, key)
        case "courses", "grants":
            yield from _ids(value, path, _EVIDENCE, owner, key)
        case "courses" | "standards", "for":
            yield from _audience(value, path, owner, key)
        case "standards", "before" | "after":
            yield from _trigger(value, path, owner, key)
        case "standards", "due" if isinstance(value, dict):
            yield from _start(value.get("of"), (*path, "of"), owner, key)


def _aligned(value: Value, path: PATH, owner: PATH) -> Iterator[Mention]:
    if isinstance(value, dict):
        for relation, targets in value.items():
            yield from _ids(targets, (*path, relation), _ANY, owner, "aligned")


def _ids(
    value: Value, path: PATH, kinds: frozenset[Kind], owner: PATH, key: str, *, selects: bool = False
) -> Iterator[Mention]:
    if isinstance(value, str):
        if value not in _WORDS:
            yield Mention(path, value, kinds, owner, key, selects)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _ids(item, (*path, index), kinds, owner, key, selects=selects)


def _audience(value: Value, path: PATH, owner: PATH, key: str) -> Iterator[Mention]:
    if isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _audience(entry, (*path, index), owner, key)
    elif isinstance(value, dict):
        yield from _ids(value.get("group"), (*path, "group"), _GROUP, owner, key)
        yield from of_requirement(value.get("when"), (*path, "when"), owner, key)
    else:
        yield from _ids(value, path, _GROUP, owner, key)


def _start(value: Value, path: PATH, owner: PATH, key: str) -> Iterator[Mention]:
    if isinstance(value, str):
        if value not in ("joining", "unstated"):
            yield Mention(path, value, _START, owner, key)
    else:
        yield from _trigger(value, path, owner, key)


def _trigger(value: Value, path: PATH, owner: PATH, key: str) -> Iterator[Mention]:
    if isinstance(value, dict) and "evidence" in value:
        yield from _ids(value["evidence"], (*path, "evidence"), _EVIDENCE, owner, key)
    else:
        yield from _selector(value, path, owner, key)


def _selector(value: Value, path: PATH, owner: PATH, key: str) -> Iterator[Mention]:
    if isinstance(value, list):
        for index, choice in enumerate(value):
            yield from _selector(choice, (*path, index), owner, key)
    elif isinstance(value, dict):
        for name, kinds in _QUERY_KEYS.items():
            yield from _ids(value.get(name), (*path, name), kinds, owner, key, selects=True)
    else:
        yield from _ids(value, path, _COURSE, owner, key, selects=True)


def of_requirement(value: Value, path: PATH, owner: PATH, key: str) -> Iterator[Mention]:
    """The mentions inside one requirement."""
    if not isinstance(value, dict):
        return
    head = head_of(value)
    match head:
        case "completed":
            yield from _selector(value["completed"], (*path, "completed"), owner, key)
        case "hours":
            yield from _selector(value.get("of"), (*path, "of"), owner, key)
        case "experience":
            yield from _ids(value.get("in"), (*path, "in"), _FACT, owner, key)
        case "judged":
            yield from _ids(value.get("fact"), (*path, "fact"), _FACT, owner, key)
        case "all" | "any" | "at_least":
            inside = "of" if head == "at_least" else head
            parts = value.get(inside)
            for index, part in enumerate(parts if isinstance(parts, list) else ()):
                yield from of_requirement(part, (*path, inside, index), owner, key)
        case _:
            yield from _ids(value[head], (*path, head), _SIMPLE_HEADS[head], owner, key)
    yield from _selector(value.get("refreshed_by"), (*path, "refreshed_by"), owner, key)


def facts_stated(value: Value) -> Iterator[tuple[PATH, str, Value]]:
    """Every value that a schema-valid record document states for a fact: its path, the fact's id, the value."""
    facts = value.get("facts") if isinstance(value, dict) else None
    for fact, values in facts.items() if isinstance(facts, dict) else ():
        if not isinstance(values, list):
            yield ("facts", fact), fact, values
        for index, row in enumerate(values if isinstance(values, list) else ()):
            if isinstance(row, dict):
                yield ("facts", fact, index, "value"), fact, row["value"]


def of_record(value: Value) -> Iterator[Mention]:
    """The mentions of a schema-valid record document: facts, groups and events, all of the record's framework."""
    if not isinstance(value, dict):
        return
    facts = value.get("facts")
    for fact in facts if isinstance(facts, dict) else ():
        yield Mention(("facts", fact), fact, _FACT, ("facts", fact), "facts")
    for path, row in items(value, "groups"):
        yield from _ids(row.get("group"), (*path, "group"), _GROUP, path, "group")
    yield from _ids(value.get("item"), ("item",), _COURSE, (), "item")
    kinds = {
        EventKind.COMPLETED: _COURSE,
        EventKind.EVIDENCE: _EVIDENCE,
        EventKind.OUTCOME: _OUTCOME,
        EventKind.STANDARD: _STANDARD,
    }
    for path, row in items(value, "events"):
        for kind in EventKind:
            yield from _ids(row.get(kind.value), (*path, kind.value), kinds[kind], path, "events")
        yield from _ids(row.get("about"), (*path, "about"), _COURSE, path, "events")


def of_scenario(value: Value) -> Iterator[Mention]:
    """The mentions of a schema-valid scenario document: those of its record, if written there, and the standards."""
    if not isinstance(value, dict):
        return
    for mention in of_record(value["record"]):
        yield evolve(mention, path=("record", *mention.path), owner=("record", *mention.owner))
    for path, _, expected in expectations(value):
        for standard in expected:
            place = (*path, standard)
            yield Mention(place, standard, _STANDARD, place, "expect")


def expectations(value: dict[str, Value]) -> Iterator[tuple[PATH, dict[str, Value], dict[str, Value]]]:
    """Each `expect` of a schema-valid scenario document: its path, what holds it (the whole, or a day), and itself."""
    for path, holder in (((), value), *items(value, "days")):
        expected = holder.get("expect")
        if isinstance(expected, dict):
            yield (*path, "expect"), holder, expected
