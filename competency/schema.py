"""Whether a document has the shape of its format, and what exactly is wrong where it has not.

Two validators, one verdict: jsonschema-rs says in a fraction of a millisecond whether a document is valid, and most
are. Only for one that is not, jsonschema is imported; it says which keyword of which subschema failed, and
`competency.wording` says it in the words of the document. (`docs/decisions/two-validators.md`)

What a schema can't say is checked here too: that a date is a day of the calendar.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import jsonschema_rs

from competency import ids
from competency.bundled import bundled
from competency.diagnostics import PATH, Diagnostic, in_order
from competency.document import Document
from competency.faults import shape as faults
from competency.phrases import choice, shown
from competency.values import Value

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

    from competency.wording import Mismatch

FORMATS: Final = ("framework/1", "record/1", "mapping/1", "scenario/1", "facets/1")

Schema: TypeAlias = dict[str, Value]

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_DATED_KEYS: Final = frozenset({"from", "to", "date", "on", "due", "since", "until", "published", "value", "is"})
_RECORDED_FACTS: Final = frozenset({("facts",), ("record", "facts")})


def faults_of_shape(document: Document, *, expected: str | None = None) -> tuple[Diagnostic, ...]:
    """Every fault of shape, in order: a document without any has none of its schema's errors, and real dates only.

    `expected` is the only format that is welcome here; None: any of the five.

    >>> from competency.document import from_value
    >>> [str(fault) for fault in faults_of_shape(from_value({"format": "framework/2"}))]
    ["<document>:1:1: CF202 unknown-format: there is no format 'framework/2'"]
    """
    value = document.value
    form = value.get("format") if isinstance(value, dict) else None
    unusable = _faults_of_format(document, expected)
    if unusable or not isinstance(value, dict) or not isinstance(form, str):
        return unusable
    sound = _is_plain(value) and _validator(form).is_valid(value)
    impossible = tuple(_impossible_days(value))
    return () if sound and not impossible else _worded(document, value, form, impossible, sound=sound)


def _worded(
    document: Document, value: Schema, form: str, impossible: Iterable[PATH], *, sound: bool
) -> tuple[Diagnostic, ...]:
    """The faults of a document that is known to have some, in words."""
    from competency import wording  # like jsonschema, needed only now

    worded: tuple[Diagnostic, ...] = ()
    if not sound:
        if foreign := tuple(_foreign(value)):
            return in_order([wording.foreign_value(document, *found) for found in foreign])
        paths = [tuple(error.instance_path) for error in _validator(form).iter_errors(value)]
        worded = tuple(wording.diagnostics(document, _mismatches(form, without_sound_items(value, paths))))
        worded = worded or tuple(wording.shapeless(document, path) for path in paths)
    spoken = {diagnostic.span for diagnostic in worded}
    days = (wording.no_such_day(document, path) for path in impossible)
    return in_order([*worded, *(diagnostic for diagnostic in days if diagnostic.span not in spoken)])


# --- the format ------------------------------------------------------------------------------------------


def _faults_of_format(document: Document, expected: str | None) -> tuple[Diagnostic, ...]:
    """At most one fault: there is no format, none of that name, or another than the one expected."""
    value = document.value
    if not isinstance(value, dict) or "format" not in value:
        first = next(iter(value), None) if isinstance(value, dict) else None
        span = document.span(()) if first is None else document.key_span((first,))
        meant = expected or _guessed(value)
        slip = ids.nearest("format", value) if isinstance(value, dict) else None
        if slip is not None and isinstance(value, dict) and value[slip] in FORMATS:
            span, meant = document.key_span((slip,)), cast(str, value[slip])
        message = "the document doesn't say which format it has"
        return (Diagnostic(faults.MISSING_FORMAT, span, message, f"write 'format: {meant}' as its first line"),)
    form = value["format"]
    if form not in FORMATS:
        message = f"there is no format {shown(form)}"
        return (Diagnostic(faults.UNKNOWN_FORMAT, document.span(("format",)), message, choice(form, FORMATS)),)
    if expected is not None and form != expected:
        message = f"this is a document of format '{form}', where '{expected}' is asked for"
        fix = f"name a file of format '{expected}'"
        return (Diagnostic(faults.OTHER_FORMAT, document.span(("format",)), message, fix),)
    return ()


def _guessed(value: Value) -> str:
    """The format that a document without one probably has, by the keys that only this format has."""
    keys = set(value) if isinstance(value, dict) else set()
    marks = {
        "scenario/1": {"expect", "days"},
        "mapping/1": {"correspondences", "object"},
        "record/1": {"events", "framework"},
        "facets/1": {"facets", "synonyms"},
    }
    return next((form for form, own in marks.items() if own & keys), "framework/1")


# --- validity --------------------------------------------------------------------------------------------


@cache
def _schema(form: str) -> Schema:
    name = form.partition("/")[0]
    return cast(Schema, json.loads(bundled("schema", f"{name}.schema.json").read_text(encoding="utf-8")))


@cache
def _validator(form: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_schema(form))


def without_sound_items(value: Schema, paths: Iterable[PATH]) -> Schema:
    """The document without the items that no path leads to, so that the slow validator has only the others to read.

    Law: what the schema rejects in it is what it rejects in the whole; items don't look at each other. One item of
    each section stays, since a section may have to have one.
    """
    faulty = {path[:2] for path in paths}
    kept: Schema = {}
    for section, rows in value.items():
        if isinstance(rows, dict) and (section,) not in faulty:
            first = next(iter(rows), None)
            rows = {key: item for key, item in rows.items() if key == first or (section, key) in faulty}
        kept[section] = rows
    return kept


_PLAIN: Final = frozenset({int, bool, type(None)})


def _is_plain(value: Schema) -> bool:
    """Whether a value is made of JSON's types only; a quick look, since all that comes from a text is."""
    texts: list[object] = []
    stack: list[dict[object, object] | list[object]] = [cast("dict[object, object]", value)]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            texts.extend(item)
            children: Iterable[object] = item.values()
        else:
            children = item
        for child in children:
            kind = type(child)
            if kind is str:
                texts.append(child)
            elif kind is dict or kind is list:
                stack.append(cast("list[object]", child))
            elif kind not in _PLAIN and not (kind is float and math.isfinite(cast(float, child))):
                return False
    try:
        return _is_writable("".join(cast("list[str]", texts)))
    except TypeError:  # a key that is no text
        return False


def _foreign(value: object) -> Iterator[tuple[PATH, object, bool]]:
    """What a document given as a dict holds, but no text could: the place, the Python object, and whether as a key."""
    stack: list[tuple[PATH, object]] = [((), value)]
    while stack:
        path, item = stack.pop()
        if isinstance(item, dict):
            yield from ((path, key, True) for key in item if not (isinstance(key, str) and _is_writable(key)))
            stack.extend(((*path, key), child) for key, child in item.items() if isinstance(key, str))
        elif isinstance(item, list):
            stack.extend(((*path, index), child) for index, child in enumerate(item))
        elif not _is_scalar(item):
            yield path, item, False


def _is_scalar(item: object) -> bool:
    if isinstance(item, str):
        return _is_writable(item)
    return item is None or isinstance(item, bool | int) or (isinstance(item, float) and math.isfinite(item))


def _is_writable(text: str) -> bool:
    """Whether a text can stand in a file: it has no half of a character (a lone surrogate)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


# --- what failed -----------------------------------------------------------------------------------------


@cache
def _explainer(form: str) -> Validator:
    """jsonschema's validator, with `$` at the end of a pattern meaning the end, as in every schema but Python's."""
    import jsonschema  # 70 ms, and needed only for a document that is known to be invalid

    def pattern(_: Validator, pattern: str, instance: Value, __: Schema) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not re.search(pattern.removesuffix("$") + r"\Z", instance):
            yield jsonschema.ValidationError(f"does not match {pattern}")

    extended: type[Validator] = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
        jsonschema.Draft202012Validator, {"pattern": pattern}
    )
    return extended(_schema(form))


def _mismatches(form: str, value: Schema) -> Iterator[Mismatch]:
    from competency.wording import Mismatch

    schema = _schema(form)
    for error in _explainer(form).iter_errors(value):
        path = tuple(error.absolute_path)
        steps = tuple(error.absolute_schema_path)
        own = error.schema if isinstance(error.schema, dict) else {}
        yield Mismatch(
            path=path,
            keyword=str(error.validator) if error.validator is not None else "false",
            expected=cast(Value, error.validator_value),
            value=cast(Value, error.instance),
            schema=own,
            property=_property(schema, steps, path),
            names="propertyNames" in steps,
            beside=_beside(steps),
        )


def _beside(steps: tuple[str | int, ...]) -> str | None:
    """The key whose presence called for the subschema that failed."""
    called = [steps[index + 1] for index, step in enumerate(steps[:-1]) if step == "dependentSchemas"]
    return str(called[-1]) if called else None


def _property(schema: Schema, steps: tuple[str | int, ...], path: PATH) -> Mapping[str, Value]:
    """The subschema that describes the key at the end of the path, with its examples; empty for an id or an index."""
    node: Value = schema
    found: Mapping[str, Value] = {}
    for before, step in zip((None, *steps), steps, strict=False):
        while isinstance(node, dict) and step not in node and isinstance(node.get("$ref"), str):
            node = _definition(schema, str(node["$ref"]))
        node = node[step] if isinstance(node, list) and isinstance(step, int) else cast(Schema, node)[str(step)]
        if before == "properties" and (step,) == path[-1:] and isinstance(node, dict) and "examples" in node:
            found = node
    return found


def _definition(schema: Schema, reference: str) -> Value:
    return cast(Schema, schema["$defs"])[reference.removeprefix("#/$defs/")]


# --- the calendar ----------------------------------------------------------------------------------------


def is_day(text: str) -> bool:
    """Whether a text that is written as a date names a day of the calendar."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _impossible_days(value: Value) -> Iterator[PATH]:
    """The places of dates that no calendar has. Dates stand under few keys, and never among the outcomes."""
    stack: list[tuple[PATH, bool, Value]] = [((), False, value)]
    while stack:
        path, dated, item = stack.pop()
        if isinstance(item, dict):
            facts = path in _RECORDED_FACTS
            for key, child in item.items():
                if isinstance(child, dict | list):
                    if path or key != "outcomes":  # a catalogue's 20,000 are not worth the walk
                        stack.append(((*path, key), key in _DATED_KEYS, child))
                elif (facts or key in _DATED_KEYS) and _is_impossible(child):
                    yield (*path, key)
        elif isinstance(item, list):
            for index, child in enumerate(item):
                if isinstance(child, dict | list):
                    stack.append(((*path, index), dated, child))
                elif dated and _is_impossible(child):
                    yield (*path, index)


def _is_impossible(value: Value) -> bool:
    return isinstance(value, str) and bool(_DAY.match(value)) and not is_day(value)
