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

from attrs import evolve, frozen

from competency import meant
from competency.diagnostics import PATH, Diagnostic, Related, Rule, Span
from competency.document import Document
from competency.faults import shape as faults
from competency.phrases import at, choice, flow, listing, name, nearest, opening, shown, token, type_of, written
from competency.requirements import HEADS
from competency.values import Value

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
    span = token(document, path)
    form = _form_for(document, word)
    if form is None and nearest(word, ["unstated"]):
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
    forms = [flow({_form_for(document, part) or "completed": part}) for part in parts if isinstance(part, str)]
    joined = f"[{', '.join(forms)}]" if 0 < len(forms) == len(parts) <= 3 else "[…]"
    return Diagnostic(
        faults.NO_HEAD,
        token(document, path),
        f"{name(document, path)} is a list; that doesn't say whether all or any of it is required",
        f"write {{all: {joined}}} if all are asked for, {{any: {joined}}} if one is enough",
    )


# --- events, standards -----------------------------------------------------------------------------------


def _event(document: Document, path: PATH) -> Iterator[Diagnostic]:
    value = at(document, path)
    assert isinstance(value, dict)
    heads = [key for key in value if key in _EVENTS]
    owner = name(document, path)
    if not heads:
        fix = f"add what happened: {listing(_EVENTS, 'or')}"
        yield Diagnostic(faults.NO_HEAD, opening(document, path), f"{owner} doesn't say what happened", fix)
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
        period = meant.period(str(value["every"])) or written(value["every"])
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
    near = nearest(path[-1], known)
    rest = f"; possible here: {', '.join(known)}" if known else ""
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
                opening(document, mismatch.path),
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
    value, pattern = mismatch.value, mismatch.schema.get("pattern")
    if isinstance(value, int | float) and isinstance(pattern, str) and not re.search(pattern, json.dumps(value)):
        yield from _wrong_pattern(document, evolve(mismatch, expected=pattern, value=json.dumps(value)))
        return
    if _only_unstated(mismatch.schema):  # the only text that may stand here
        words = ["'unstated'" if kind == "string" else _TYPES[kind] for kind in types]
        types = [kind for kind in types if kind != "string"]
    else:
        words = [_TYPES[kind] for kind in types]
    yield Diagnostic(
        faults.WRONG_TYPE,
        token(document, mismatch.path),
        f"{name(document, mismatch.path)} {_is(value)}, where {listing(words, 'or')} belongs",
        _fix_of_type(mismatch, types, is_event(mismatch.path)),
    )


def _only_unstated(schema: JSON) -> bool:
    return _mapping(schema.get("then")).get("const") == "unstated"


def _is(value: Value) -> str:
    return "has no value" if value is None else f"is {type_of(value)}"


def _fix_of_type(mismatch: Mismatch, types: list[str], event: bool) -> str:
    value = mismatch.value
    text = written(value)
    needed = _needed(mismatch.schema)
    if value is None:
        return "write a value, or remove the key"
    if "string" in types and isinstance(value, bool | int | float):
        return f"put it in quotes: {flow(str(text))}"
    if "array" in types and not isinstance(value, dict | list) and text:
        return f"write it as a list: [{text}]"
    if "object" in types and isinstance(value, str) and len(needed) == 1 and not event:
        return f"write {{{needed[0]}: {text}}}"
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) and "string" in types:
        return f"write the one value without brackets or dash: {flow(value[0])}"
    wanted = listing([_TYPES[kind] for kind in types], "or")
    return _with_example(f"write {wanted}", mismatch)


def _needed(schema: JSON) -> list[str]:
    """The keys that a mapping must have; of an item also its name, which the schema asks for elsewhere."""
    keys = _mapping(schema.get("properties"))
    names = [key for key in ("statement", "title") if key in keys][:1] if "renames" in keys else []
    return [*_texts(schema.get("required")), *names]


def _with_example(fix: str, mismatch: Mismatch) -> str:
    key = mismatch.path[-1] if mismatch.path else None
    example = _example(mismatch.property)
    return f"{fix}, for instance '{key}: {example}'" if example and isinstance(key, str) else fix


def _wrong_word(document: Document, mismatch: Mismatch) -> Iterator[Diagnostic]:
    words = _texts(mismatch.expected) if isinstance(mismatch.expected, list) else [str(mismatch.expected)]
    value = mismatch.value
    if words == ["unstated"] and isinstance(value, str) and not nearest(value, words):
        yield _text_for_other(document, mismatch, value)
        return
    yield Diagnostic(
        faults.UNKNOWN_WORD,
        token(document, mismatch.path),
        f"{name(document, mismatch.path)} is {shown(value)}; it can be {listing(words, 'or')}",
        choice(value, words),
    )


def _text_for_other(document: Document, mismatch: Mismatch, text: str) -> Diagnostic:
    """A text where something else belongs, and no other word than `unstated`: a list of modes, a number of minutes."""
    examples = mismatch.property.get("examples")
    others = [example for example in examples if not isinstance(example, str)] if isinstance(examples, list) else []
    other = next(iter(others), None)
    wanted = f"{type_of(other)} or " if other is not None else ""
    if isinstance(other, list):
        fix = f"write it as a list: [{flow(text)}]"
    elif isinstance(other, int) and text.isdecimal():
        fix = f"write the number without quotes: {text}"
    else:
        fix = _with_example("write 'unstated' if the document is silent", mismatch)
        fix = fix.replace("silent, for instance", "silent, else for instance")
    message = f"{name(document, mismatch.path)} is {shown(text)}, where {wanted}'unstated' belongs"
    return Diagnostic(faults.WRONG_TYPE, token(document, mismatch.path), message, fix)


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
    message = f"{name(document, mismatch.path)} is empty"
    yield Diagnostic(faults.EMPTY, token(document, mismatch.path), message, _with_example("fill it in", mismatch))


def _without_words(document: Document, mismatch: Mismatch) -> Iterator[Diagnostic]:
    """For a keyword that no schema of ours uses (a test says so)."""
    yield shapeless(document, mismatch.path)


def shapeless(document: Document, path: PATH) -> Diagnostic:
    """The fault of a value of which nothing more is known."""
    message = f"{name(document, path)} doesn't have the shape that the format asks for here"
    return Diagnostic(faults.WRONG_TYPE, token(document, path), message, "compare it with the format's schema")


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


def foreign_value(document: Document, path: PATH, found: object, key: bool) -> Diagnostic:
    """The fault of something that a program put into a document, as a value or a key, and that no text can hold."""
    if isinstance(found, str):
        what = "a text with half a character"
    elif isinstance(found, float):
        what = "a number without an end"
    else:
        what = f"an object of Python's type '{type(found).__name__}'"
    having = "has a key that is" if key else "is"
    message = f"{name(document, path)} {having} {what}, which no document can hold"
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
    "published": _Form(
        faults.MALFORMED_DATE,
        "which is no date",
        lambda text: meant.day(text) or meant.month(text),
        "write it as YYYY, YYYY-MM or YYYY-MM-DD",
    ),
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
    span = token(document, mismatch.path)
    if mismatch.names:
        where, span = f"a key of {where}", document.key_span((*mismatch.path, text))
    form = _FORMS.get(_kind_of_pattern(str(mismatch.expected)))
    if form is None:
        example = _example(mismatch.property) or ""
        yield Diagnostic(faults.MALFORMED_TEXT, span, f"{where} is {shown(text)}", f"write it like '{example}'")
    elif form.rule is faults.MALFORMED_DATE and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
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


WORDED: Final = frozenset(_BY_KEYWORD)
"""The keywords of JSON Schema that there are words for; others have them only in requirements, events and standards."""


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
