"""Faults of shape in the words of the document: from which keyword of a schema failed, to what to write instead.

A schema knows keys and types. A reader knows standards, courses and events; so what fails inside a requirement, a
standard or an event is looked at again here, by the rules of the standards DSL, and said as that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Final, TypeAlias

from attrs import frozen

from competency import ids, meant
from competency.diagnostics import PATH, Diagnostic, Related, Rule, Span
from competency.document import Document, Value
from competency.faults import shape as faults
from competency.requirements import HEADS

JSON: TypeAlias = Mapping[str, Value]


@frozen
class Mismatch:
    """One keyword of a schema that a value of the document fails.

    `keyword` is `false` where the key must not be there at all. `property` is the subschema of the nearest key that
    the schema describes, for its examples. `names`: it is the key itself that is wrong, not what it holds. `beside`
    is the key whose presence called for the rule.
    """

    path: PATH
    keyword: str
    expected: Value
    value: Value
    schema: JSON
    property: JSON
    names: bool
    beside: str | None


# --- requirements, standards and events: their grammar ---------------------------------------------------

_COUNTING: Final = ("times", "inside", "every", "each", "refreshed_by", "mode", "from", "to")
OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "completed": _COUNTING,
    "evidence": (*_COUNTING, "different"),
    "hours": ("of", "every", "each", "mode", "from", "to"),
    "experience": ("in",),
    "judged": ("fact",),
    "fact": ("is",),
    "at_least": ("of",),
}
"""The options of each head; heads that are not here have none."""
_NEEDED: Final = {"hours": "of", "experience": "in", "judged": "fact", "at_least": "of"}
_ALL_OPTIONS: Final = frozenset(option for options in OPTIONS.values() for option in options)
_EVENTS: Final = ("completed", "evidence", "outcome", "standard")
_TIMINGS: Final = ("due", "before", "after")

_REQUIRING_SECTIONS: Final = frozenset({"levels", "groups", "evidence", "courses", "standards"})
_REQUIRING_KEYS: Final = frozenset({"requires", "require", "when", "unless", "ideally"})
_KINDS: Final = {
    "levels": "level",
    "facts": "fact",
    "groups": "group",
    "outcomes": "outcome",
    "evidence": "evidence",
    "courses": "course",
    "standards": "standard",
    "sources": "source",
}
_ROWS: Final = {"events": "event", "correspondences": "correspondence", "groups": "membership", "levels": "level"}
_FORM_FOR: Final = {
    "levels": "level",
    "facts": "fact",
    "groups": "member",
    "outcomes": "outcome",
    "evidence": "evidence",
    "courses": "completed",
    "standards": "standard",
}

_TYPES: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}


# --- words -----------------------------------------------------------------------------------------------


def shown(value: object) -> str:
    """A value as a message quotes it: a text in quotes and cut short, a list or mapping by what it is.

    >>> shown("shuold"), shown(None), shown(True), shown(["a"])
    ("'shuold'", 'nothing', 'true', 'a list')
    """
    if isinstance(value, str):
        line = " ".join(value.split()) if value.strip() else value
        return "an empty text" if not value else f"'{line[:40]}…'" if len(line) > 40 else f"'{line}'"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return _type_of(value)


def listing(words: Iterable[str], joint: str) -> str:
    """Words in a row: `listing(["must", "should", "may"], "or")` is `must, should or may`."""
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last


def choice(word: object, words: Iterable[str]) -> str:
    """A fix for a word that is none of these: the nearest, or all of them.

    >>> choice("shuold", ["must", "should"]), choice("7", ["must", "should"])
    ("did you mean 'should'?", 'write must or should')
    """
    words = list(words)
    near = _nearest(word, words)
    return f"did you mean '{near}'?" if near else f"write {listing(words, 'or')}"


def _nearest(word: object, words: Iterable[str]) -> str | None:
    return ids.nearest(word.lower(), words) if isinstance(word, str) else None


def _type_of(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the word {json.dumps(value)}"
    if isinstance(value, int | float):
        return "a number"
    return "text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"


def written(value: Value) -> str | None:
    """A value in YAML's flow style, for a fix; None where it is too long for one.

    >>> written({"within": "6 months", "of": ["a", "b"]}), written("a: b")
    ('{within: 6 months, of: [a, b]}', '"a: b"')
    """
    text = _flow(value)
    return text if len(text) <= 80 else None


_PLAIN = re.compile(r"(?![-?!&*|>%@`\"'#~\s])(?!.*(?:: | #|[,\[\]{}\n]))[^:]*(?:(?<!^):[^: ][^:]*)*(?<!\s)\Z")


def _flow(value: Value) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(child) for child in value) + "]"
    if isinstance(value, str) and _PLAIN.match(value) and not re.match(r"[0-9.+]*\Z|(true|false|null)\Z", value, re.I):
        return value
    return json.dumps(value, ensure_ascii=False)


def at(document: Document, path: PATH) -> Value:
    """The value at a path that exists."""
    value = document.value
    for step in path:
        value = value[step]  # type: ignore[index]  # the path exists
    return value


def name(document: Document, path: PATH) -> str:
    """What stands at a path, as a reader would call it: 'minutes' of course 'awareness', 'to' of 'valid'."""
    owner, used = _owner(document, path)
    rest = path[used:]
    words: list[str] = []
    while rest and len(words) < 2:
        last, rest = rest[-1], rest[:-1]
        words.append(f"'{last}'" if isinstance(last, str) else f"entry {last + 1}")
    return " of ".join(words if used == 0 and words else [*words, owner])


def _owner(document: Document, path: PATH) -> tuple[str, int]:
    """The item or row that a path leads into, and how many steps lead to it."""
    form = str(document.value.get("format", "")).partition("/")[0] if isinstance(document.value, dict) else ""
    inline = 1 if form == "scenario" and path[:1] == ("record",) else 0
    if len(path) < inline + 2:
        return f"the {form or 'document'}", 0
    section, step = path[inline], path[inline + 1]
    if isinstance(step, int):
        if section not in _ROWS:
            return f"the {form}", 0
        row = at(document, path[: inline + 2])
        identifier = row.get("id") if isinstance(row, dict) and section == "levels" else None
        return f"{_ROWS[str(section)]} {step + 1 if identifier is None else shown(identifier)}", inline + 2
    if section == "expect":
        return f"what is expected of '{step}'", 2
    if section in _KINDS and (form == "framework" or section == "facts"):
        return f"{_KINDS[str(section)]} '{step}'", inline + 2
    return f"the {form}", 0


def _place(document: Document, path: PATH) -> Span:
    """One token to point at for a value that may be long: its key, or the first key inside it."""
    span = document.span(path)
    if span.line == span.end_line:
        return span
    if path and isinstance(path[-1], str):
        return document.key_span(path)
    return _opening(document, path)


def _opening(document: Document, path: PATH) -> Span:
    """The key that leads to a mapping; of one in a list, and of the whole document, its first key."""
    value = at(document, path)
    if path and isinstance(path[-1], str):
        return document.key_span(path)
    if isinstance(value, dict) and value:
        return document.key_span((*path, next(iter(value))))
    return document.span(path)


# --- all faults of a document ----------------------------------------------------------------------------


def diagnostics(document: Document, mismatches: Iterable[Mismatch]) -> Iterator[Diagnostic]:
    """The mismatches in words, one diagnostic a fault, in no particular order."""
    seen: set[tuple[Rule, Span, str]] = set()
    regarded: set[PATH] = set()
    for mismatch in mismatches:
        for diagnostic in _worded(document, mismatch, regarded):
            if (mark := (diagnostic.rule, diagnostic.span, diagnostic.message)) not in seen:
                seen.add(mark)
                yield diagnostic


def _worded(document: Document, mismatch: Mismatch, regarded: set[PATH]) -> Iterator[Diagnostic]:
    """What one mismatch is about; a requirement or an event as a whole is looked at once."""
    place, about_keys = _mapping_at_fault(mismatch)
    if about_keys and is_requirement(document, place):
        if place not in regarded:
            regarded.add(place)
            yield from _requirement(document, place)
        return
    if mismatch.keyword == "const" and isinstance(mismatch.value, str) and is_requirement(document, mismatch.path):
        yield _bare_word(document, mismatch.path, mismatch.value)
    elif mismatch.keyword == "type" and isinstance(mismatch.value, list) and is_requirement(document, mismatch.path):
        yield _bare_list(document, mismatch.path, mismatch.value)
    elif mismatch.keyword in ("anyOf", "false", "not") and is_event(place):
        yield from _event(document, place)
    elif mismatch.keyword in ("false", "not"):
        yield _clash(document, mismatch)
    else:
        yield from _BY_KEYWORD.get(mismatch.keyword, _without_words)(document, mismatch)


def _mapping_at_fault(mismatch: Mismatch) -> tuple[PATH, bool]:
    """The mapping that has the wrong keys, and whether that is what is wrong."""
    if mismatch.keyword in ("false", "not"):
        return mismatch.path[:-1], True
    about_keys = mismatch.keyword in ("additionalProperties", "required", "anyOf", "dependentRequired")
    return mismatch.path, about_keys and not mismatch.names


def is_requirement(document: Document, path: PATH) -> bool:
    """Whether a requirement stands at the path, directly or as a part of others."""
    while len(path) > 2 and isinstance(path[-1], int) and path[-2] in ("all", "any", "of"):
        outer = at(document, path[:-2])
        if path[-2] == "of" and not (isinstance(outer, dict) and "at_least" in outer):
            return False
        path = path[:-2]
    return len(path) > 2 and path[0] in _REQUIRING_SECTIONS and path[-1] in _REQUIRING_KEYS


def is_event(path: PATH) -> bool:
    """Whether an event of a record stands at the path."""
    return path[-2:-1] == ("events",) and isinstance(path[-1], int)


# --- requirements ----------------------------------------------------------------------------------------


def _requirement(document: Document, path: PATH) -> Iterator[Diagnostic]:
    """What is wrong with the keys of one requirement."""
    value = at(document, path)
    assert isinstance(value, dict)
    heads = [key for key in value if key in HEADS and not (key == "fact" and "judged" in value)]
    allowed = {option for head in heads for option in OPTIONS.get(head, ())}
    owner = name(document, path)
    if not heads:
        yield from _headless(document, path, value, owner)
        return
    for head in heads[1:]:
        yield Diagnostic(
            faults.TWO_HEADS,
            document.key_span((*path, head)),
            f"{owner} has two heads, '{heads[0]}' and '{head}'",
            f"write {{all: [{{{heads[0]}: …}}, {{{head}: …}}]}} if both are asked for, 'any' if one is enough",
            (Related(document.key_span((*path, heads[0])), "the first head"),),
        )
    for key in value:
        if key in heads or key in allowed:
            continue
        if key in _ALL_OPTIONS:
            owners = [head for head in HEADS if key in OPTIONS.get(head, ())]
            fix = f"remove it; '{key}' belongs to {listing(owners, 'and')}"
            message = f"'{key}' is no option of '{heads[0]}'"
            yield Diagnostic(faults.FOREIGN_OPTION, document.key_span((*path, key)), message, fix)
        else:
            yield _unknown_key(document, (*path, key), f"'{heads[0]}'", "option", allowed - set(value))
    if {"every", "each"} <= set(value) & allowed:
        second = [key for key in value if key in ("every", "each")][1]
        yield Diagnostic(
            faults.EVERY_WITH_EACH,
            document.key_span((*path, second)),
            f"{owner} has both 'every' and 'each'",
            "keep 'every' to count from the day of the training, 'each' to count by the calendar",
        )
    if "refreshed_by" in allowed & set(value) and not {"every", "each"} & set(value):
        yield _lonely(document, (*path, "refreshed_by"), "every")
    if len(heads) == 1 and (needed := _NEEDED.get(heads[0])) and needed not in value:
        yield Diagnostic(
            faults.MISSING_KEY,
            document.key_span((*path, heads[0])),
            f"'{heads[0]}' lacks its '{needed}'",
            f"add '{needed}: {_NEEDED_EXAMPLES[heads[0]]}'",
        )


_NEEDED_EXAMPLES: Final = {
    "hours": "COURSE",
    "experience": "FACT",
    "judged": "FACT",
    "at_least": "[REQUIREMENT, …]",
}


def _headless(document: Document, path: PATH, value: Mapping[str, Value], owner: str) -> Iterator[Diagnostic]:
    unknown = [key for key in value if key not in _ALL_OPTIONS]
    for key in unknown:
        yield _unknown_key(document, (*path, key), owner, "form", HEADS)
    if not unknown:
        span = document.key_span((*path, next(iter(value)))) if value else document.span(path)
        beside = f"; {listing(list(value), 'and')} only {'adds' if len(value) == 1 else 'add'} to it" if value else ""
        fix = f"add what is asked for: one of {', '.join(HEADS)}"
        yield Diagnostic(faults.NO_HEAD, span, f"{owner} doesn't say what is required{beside}", fix)


def _bare_word(document: Document, path: PATH, word: str) -> Diagnostic:
    """A requirement that is a text: most often the id of what is to be completed."""
    span = _place(document, path)
    form = _form_for(document, word)
    if form is None and _nearest(word, ["unstated"]):
        message = f"{name(document, path)} is {shown(word)}"
        return Diagnostic(faults.UNKNOWN_WORD, span, message, "did you mean 'unstated'?")
    example = f"{{{form}: {word}}}" if form else "{completed: COURSE}"
    return Diagnostic(
        faults.NO_HEAD,
        span,
        f"{name(document, path)} is only {shown(word)}; that doesn't say what is to be done",
        f"write {example}" + ("" if form else ", or 'unstated' if the document is silent"),
    )


def _form_for(document: Document, identifier: str) -> str | None:
    """The head under which the framework's item of that id can stand."""
    for section, head in _FORM_FOR.items():
        items = document.value.get(section) if isinstance(document.value, dict) else None
        known = [row.get("id") for row in items if isinstance(row, dict)] if isinstance(items, list) else items
        if isinstance(known, list | dict) and identifier in known:
            return head
    return None


def _bare_list(document: Document, path: PATH, parts: list[Value]) -> Diagnostic:
    joined = ", ".join("…" if not isinstance(part, str) else f"{{completed: {part}}}" for part in parts[:2]) or "…"
    return Diagnostic(
        faults.NO_HEAD,
        _place(document, path),
        f"{name(document, path)} is a list; that doesn't say whether all or any of it is required",
        f"write {{all: [{joined}]}} if all are asked for, {{any: [{joined}]}} if one is enough",
    )


# --- events, standards -----------------------------------------------------------------------------------


def _event(document: Document, path: PATH) -> Iterator[Diagnostic]:
    value = at(document, path)
    assert isinstance(value, dict)
    heads = [key for key in value if key in _EVENTS]
    owner = name(document, path)
    if not heads:
        fix = f"add what happened: {listing(_EVENTS, 'or')}"
        yield Diagnostic(faults.NO_HEAD, _opening(document, path), f"{owner} doesn't say what happened", fix)
    for head in heads[1:]:
        yield Diagnostic(
            faults.TWO_HEADS,
            document.key_span((*path, head)),
            f"{owner} is two things at once, '{heads[0]}' and '{head}'",
            "write two events, each with the date",
            (Related(document.key_span((*path, heads[0])), "the first"),),
        )


def _clash(document: Document, mismatch: Mismatch) -> Diagnostic:
    """A key that must not stand beside another: in a standard, a fact, a trigger."""
    path, key = mismatch.path, mismatch.path[-1]
    value = at(document, path[:-1])
    assert isinstance(value, dict)
    owner = name(document, path[:-1])
    if key in _TIMINGS:
        first, second = [timing for timing in value if timing in _TIMINGS][:2]
        return Diagnostic(
            faults.TWO_TIMINGS,
            document.key_span((*path[:-1], second)),
            f"{owner} has two timings, '{first}' and '{second}'",
            "write two standards with the same 'require', or keep one timing",
            (Related(document.key_span((*path[:-1], first)), "the first timing"),),
        )
    if key == "every" and mismatch.beside == "require":
        period = written(value["every"])
        return Diagnostic(
            faults.EVERY_BESIDE_REQUIRE,
            document.key_span(path),
            f"'every' of {owner} stands beside its 'require'",
            f"move it into the requirement that is to be repeated: 'require: {{completed: …, every: {period}}}'",
            (Related(document.key_span((*path[:-1], "require")), "the requirement"),),
        )
    other = mismatch.beside or "type"
    against = f"'{other}'" if mismatch.beside else f"'type: {value.get('type', 'yes-no')}'"
    return Diagnostic(
        faults.CLASHING_KEYS,
        document.key_span(path),
        f"'{key}' of {owner} can't stand beside {against}",
        f"remove '{key}', or write 'type: one-of'" if other == "type" else f"keep '{key}' or '{other}', not both",
    )


def _lonely(document: Document, path: PATH, partner: str) -> Diagnostic:
    owner = name(document, path[:-1])
    value = at(document, path[:-1])
    into_due = partner == "after" and isinstance(value, dict) and "due" in value
    return Diagnostic(
        faults.LONELY_KEY,
        document.key_span(path),
        f"'{path[-1]}' of {owner} means something only beside '{partner}'",
        "move it into 'due', or write 'after' instead of 'due'" if into_due else f"add '{partner}', or remove it",
    )


# --- keyword by keyword ----------------------------------------------------------------------------------


def _unknown_key(document: Document, path: PATH, owner: str, what: str, known: Iterable[str]) -> Diagnostic:
    known = sorted(known)
    near = _nearest(path[-1], known)
    rest = f"; known are {listing(known, 'and')}" if known else ""
    fix = f"did you mean '{near}'?" if near else f"remove it{rest}"
    return Diagnostic(faults.UNKNOWN_KEY, document.key_span(path), f"{owner} has no {what} {shown(path[-1])}", fix)


def _unknown_keys(document: Document, mismatch: Mismatch) -> Iterator[Diagnostic]:
    known = _mapping(mismatch.schema.get("properties"))
    value = _mapping(mismatch.value)
    owner = name(document, mismatch.path)
    for key in value:
        if key not in known:
            yield _unknown_key(document, (*mismatch.path, key), owner, "key", set(known) - set(value))


def _missing_keys(document: Document, mismatch: Mismatch) -> Iterator[Diagnostic]:
    value = _mapping(mismatch.value)
    described = _mapping(mismatch.schema.get("properties"))
    for key in _texts(mismatch.expected):
        if key not in value:
            example = _example(_mapping(described.get(key)))
            yield Diagnostic(
                faults.MISSING_KEY,
                _opening(document, mismatch.path),
                f"{name(document, mismatch.path)} has no '{key}'",
                f"add it, for instance '{key}: {example}'" if example else f"add '{key}: …'",
            )


def _missing_partners(document: Document, mismatch: Mismatch) -> Iterator[Diagnostic]:
    value = _mapping(mismatch.value)
    for key, partners in _mapping(mismatch.expected).items():
        for partner in _texts(partners):
            if key in value and partner not in value:
                yield _lonely(document, (*mismatch.path, key), partner)


def _wrong_type(document: Document, mismatch: Mismatch) -> Iterator[Diagnostic]:
    types = [mismatch.expected] if isinstance(mismatch.expected, str) else _texts(mismatch.expected)
    wanted = listing([_TYPES[kind] for kind in types], "or")
    yield Diagnostic(
        faults.WRONG_TYPE,
        _place(document, mismatch.path),
        f"{name(document, mismatch.path)} is {_type_of(mismatch.value)}, where {wanted} belongs",
        _fix_of_type(mismatch, types),
    )


def _fix_of_type(mismatch: Mismatch, types: list[str]) -> str:
    value = mismatch.value
    text = written(value)
    if value is None:
        return "write a value, or remove the key"
    if "string" in types and isinstance(value, bool | int | float):
        return f"put it in quotes: '{text}'"
    if isinstance(value, str) and {"integer", "number"} & set(types) and re.match(r"-?[0-9]+(\.[0-9]+)?\Z", value):
        return f"write the number without quotes: {value}"
    if "array" in types and not isinstance(value, dict | list) and text:
        return f"write it as a list: [{text}]"
    if isinstance(value, list) and len(value) == 1 and (only := written(value[0])):
        return f"write the one value without brackets or dash: {only}"
    key = mismatch.path[-1] if mismatch.path else None
    example = _example(mismatch.property) if isinstance(key, str) else None
    return f"write {listing([_TYPES[kind] for kind in types], 'or')}" + (
        f", for instance '{key}: {example}'" if example else ""
    )


def _wrong_word(document: Document, mismatch: Mismatch) -> Iterator[Diagnostic]:
    words = mismatch.expected if isinstance(mismatch.expected, list) else [mismatch.expected]
    texts = [word for word in words if isinstance(word, str)]
    fix = choice(mismatch.value, texts)
    if mismatch.names:
        path = (*mismatch.path, str(mismatch.value))
        yield _unknown_key(document, path, name(document, mismatch.path), "key", texts)
        return
    if texts == ["unstated"] and isinstance(mismatch.value, str) and not _nearest(mismatch.value, texts):
        kinds = _texts(mismatch.property.get("type")) or [*_types_of_example(mismatch.property)]
        example = _example(mismatch.property)
        if "array" in kinds:
            fix = f"write it as a list: [{_flow(mismatch.value)}]"
        elif example:
            fix = f"write '{mismatch.path[-1]}: {example}', or 'unstated' if the document is silent"
    only = "as a bare word only " if texts == ["unstated"] else ""
    yield Diagnostic(
        faults.UNKNOWN_WORD,
        _place(document, mismatch.path),
        f"{name(document, mismatch.path)} is {shown(mismatch.value)}; {only}it can be {listing(texts, 'or')}",
        fix,
    )


def _types_of_example(described: JSON) -> Iterator[str]:
    examples = described.get("examples")
    for example in examples if isinstance(examples, list) else []:
        if isinstance(example, list):
            yield "array"


def _out_of_range(document: Document, mismatch: Mismatch) -> Iterator[Diagnostic]:
    bound = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "more than",
        "exclusiveMaximum": "less than",
    }[mismatch.keyword]
    yield Diagnostic(
        faults.OUT_OF_RANGE,
        document.span(mismatch.path),
        f"{name(document, mismatch.path)} is {shown(mismatch.value)}",
        f"write a number that is {bound} {shown(mismatch.expected)}",
    )


def _empty(document: Document, mismatch: Mismatch) -> Iterator[Diagnostic]:
    example = _example(mismatch.property)
    key = mismatch.path[-1] if mismatch.path else None
    filled = f", for instance '{key}: {example}'" if example and isinstance(key, str) else ""
    yield Diagnostic(
        faults.EMPTY,
        _place(document, mismatch.path),
        f"{name(document, mismatch.path)} is empty",
        f"fill it in{filled}, or remove it",
    )


def _without_words(document: Document, mismatch: Mismatch) -> Iterator[Diagnostic]:
    """For a keyword that no schema of ours uses (a test says so)."""
    yield shapeless(document, mismatch.path)


def shapeless(document: Document, path: PATH) -> Diagnostic:
    """The fault of a value of which nothing more is known."""
    message = f"{name(document, path)} doesn't have the shape that the format asks for here"
    return Diagnostic(faults.WRONG_TYPE, _place(document, path), message, "compare it with the format's schema")


def no_such_day(document: Document, path: PATH) -> Diagnostic:
    """The fault of a text that is written as a date, but is no day of the calendar."""
    text = at(document, path)
    assert isinstance(text, str)
    last = meant.last_of_month(text)
    return Diagnostic(
        faults.NO_SUCH_DAY,
        document.span(path),
        f"{name(document, path)} is '{text}', a day that no calendar has",
        f"write a day that exists; that month ends on {last}" if last else "write a day that exists",
    )


def foreign_value(document: Document, path: PATH, found: object) -> Diagnostic:
    """The fault of something that a program put into a document and that no text could have put there."""
    kind = type(found).__name__
    message = f"{name(document, path)} holds a Python object of type '{kind}', which no document can hold"
    return Diagnostic(faults.WRONG_TYPE, document.span(path), message, "give it as text, number, list or mapping")


# --- patterns --------------------------------------------------------------------------------------------


@cache
def _kind_of_pattern(pattern: str) -> str:
    """What a pattern is for, found by trying it, so that it may be written in any way."""

    def takes(text: str) -> bool:
        return re.search(pattern, text) is not None

    if takes("3 years"):
        return "period"
    if takes("2011-04-01") and not takes("strategy"):
        return "published" if takes("2011-04") else "date"
    if takes("a:b-c"):
        return "reference" if takes("b-c") else "qualified"
    if takes("b-c") and not takes("B"):
        return "id"
    return "framework" if takes("b_c") and not takes("B") else "text"


@frozen
class _Form:
    """How texts of one kind are written: what a wrong one is not, its repair, and the fix where none is known."""

    rule: Rule
    lack: str
    repaired: Callable[[str], str | None]
    otherwise: str


_DATE: Final = _Form(
    faults.MALFORMED_DATE, "which is no date", meant.day, "write it as YYYY-MM-DD, for instance '2011-04-01'"
)
_FORMS: Final[Mapping[str, _Form]] = {
    "date": _DATE,
    "published": _DATE,
    "period": _Form(
        faults.MALFORMED_PERIOD,
        "which is no period",
        meant.period,
        "write it as '3 years', '6 months', '4 weeks', '10 days' or 'P3Y'",
    ),
    "id": _Form(
        faults.MALFORMED_ID,
        "which is no id",
        meant.identifier,
        "ids have lower-case letters, digits and hyphens, and begin with a letter or digit",
    ),
    "framework": _Form(
        faults.MALFORMED_ID,
        "which is no framework's id",
        lambda text: meant.identifier(text, "_"),
        "a framework's id has lower-case letters, digits and underscores, and begins with a letter or digit",
    ),
    "reference": _Form(
        faults.MALFORMED_ID,
        "which is no id",
        meant.reference,
        "ids have lower-case letters, digits and hyphens; one of another framework is 'framework:id'",
    ),
    "qualified": _Form(
        faults.MALFORMED_ID,
        "which doesn't name an item of another framework",
        lambda text: meant.reference(text) if ":" in text else f"FRAMEWORK:{meant.identifier(text) or 'ID'}",
        "write it as 'framework:id', for instance 'working_together_2010:group-3'",
    ),
}


def _wrong_pattern(document: Document, mismatch: Mismatch) -> Iterator[Diagnostic]:
    text = str(mismatch.value)
    where = name(document, mismatch.path)
    span = _place(document, mismatch.path)
    if mismatch.names:
        where, span = f"a key of {where}", document.key_span((*mismatch.path, text))
    form = _FORMS.get(_kind_of_pattern(str(mismatch.expected)))
    if form is None:
        example = _example(mismatch.property) or ""
        yield Diagnostic(faults.MALFORMED_TEXT, span, f"{where} is {shown(text)}", f"write it like '{example}'")
    elif form is _DATE and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        yield no_such_day(document, mismatch.path)
    else:
        near = form.repaired(text)
        fix = f"write '{near}'" if near else form.otherwise
        yield Diagnostic(form.rule, span, f"{where} is {shown(text)}, {form.lack}", fix)


_BY_KEYWORD: Final[Mapping[str, Callable[[Document, Mismatch], Iterator[Diagnostic]]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "dependentRequired": _missing_partners,
    "type": _wrong_type,
    "enum": _wrong_word,
    "const": _wrong_word,
    "pattern": _wrong_pattern,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
    "exclusiveMinimum": _out_of_range,
    "exclusiveMaximum": _out_of_range,
    "minLength": _empty,
    "minItems": _empty,
    "minProperties": _empty,
}


# --- values of a schema ----------------------------------------------------------------------------------


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


def _texts(value: Value) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _example(described: JSON) -> str | None:
    """The first example of a subschema that fits into a line."""
    examples = described.get("examples")
    short = (written(example) for example in examples) if isinstance(examples, list) else iter(())
    return next((example for example in short if example), None)
