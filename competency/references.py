"""Faults of reference: an id that names nothing, or the wrong thing, and definitions that run in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import frozen

from competency import ids, mentions, notation
from competency import requirements as dsl
from competency.diagnostics import PATH, Diagnostic, Related, Rule, Span
from competency.document import Document
from competency.faults import reference as faults
from competency.mentions import Mention
from competency.model import APPOINTED, SECTIONS, Fact, FactType, Framework, Kind, kind_of
from competency.periods import is_date
from competency.phrases import choice, listing, shown
from competency.requirements import joined
from competency.values import Value


@frozen
class Declared:
    """What a framework declares, as far as references to it go: its items with their kinds, and its facts."""

    kinds: Mapping[str, Kind]
    facts: Mapping[str, Fact]


Lookup = Callable[[str], Declared | None]
"""What another framework declares, by the framework's id; None where there is no such framework."""

RESERVED = frozenset({"unstated", "everyone", "joining"})


def kinds(value: Value) -> dict[str, Kind]:
    """The items that a framework document declares, with their kinds; of two with one id, the first."""
    declared: dict[str, Kind] = {}
    for section, kind in SECTIONS.items():
        for path, item in mentions.items(value, section):
            declared.setdefault(_id(path, item), kind)
    return declared


def declared_in(value: Mapping[str, Value]) -> Declared:
    """What a schema-valid framework document declares; the fact `appointed` is declared everywhere.

    A fact that it only names is known too, without a type: that it is not declared is a fault of sense.
    """
    facts = {fact.id: fact for fact in (APPOINTED, *notation.facts_of(value))}
    named = {mention.reference: Kind.FACT for mention in mentions.of_framework(dict(value)) if _is_own_fact(mention)}
    return Declared(named | {APPOINTED.id: Kind.FACT} | kinds(dict(value)), facts)


def declared_by(framework: Framework) -> Declared:
    """The same of a framework that is a model already."""
    facts = {fact.id: fact for fact in (APPOINTED, *framework.facts)}
    named = {fact: Kind.FACT for requirement in _requirements(framework) for fact in _facts_of(requirement)}
    return Declared(named | {identifier: kind_of(item) for identifier, item in framework.items.items()}, facts)


def _requirements(framework: Framework) -> Iterator[dsl.Requirement]:
    asked: list[dsl.Requirement | None] = [level.requires for level in framework.levels]
    asked += [evidence.requires for evidence in framework.evidence]
    asked += [group.when for group in framework.groups]
    for course in framework.courses:
        asked += [course.requires, *(entry.when for entry in course.audience)]
    for rule in framework.standards:
        asked += [rule.require, rule.when, rule.unless, rule.ideally, *(entry.when for entry in rule.audience)]
    yield from (requirement for requirement in asked if requirement is not None)


def _facts_of(requirement: dsl.Requirement) -> Iterator[str]:
    for part in dsl.walk(requirement):
        if isinstance(part, dsl.FactHolds | dsl.Judged | dsl.Experience) and ids.parts(part.fact)[0] is None:
            yield part.fact


def _is_own_fact(mention: Mention) -> bool:
    """Whether nothing but a fact of the framework itself can be meant."""
    return mention.kinds == {Kind.FACT} and ids.parts(mention.reference)[0] is None


def _id(path: PATH, item: dict[str, Value]) -> str:
    return str(item["id"]) if path[0] == "levels" else str(path[1])


def faults_of_framework(document: Document, lookup: Lookup, neighbours: Iterable[str]) -> Iterator[Diagnostic]:
    """All faults of reference of one framework document.

    `lookup` finds other frameworks; `neighbours` are the ids of those in which an unknown id is searched for,
    so that the finding can say 'known in kirklees'.
    """
    value = document.value
    own = str(value["id"]) if isinstance(value, dict) else ""
    yield from _duplicates(document)
    known = {APPOINTED.id: Kind.FACT} | kinds(value)
    found = list(mentions.of_framework(value))
    for mention in found:
        if known.get(mention.reference) in mention.kinds:
            continue  # nearly all; looking at each closely, with its place, takes half of validating a large catalogue
        if mention.reference in known or not _is_own_fact(mention):
            yield from _faults_of_mention(document, mention, own, known, lookup, neighbours)
    extends = value.get("extends") if isinstance(value, dict) else None
    if isinstance(extends, str) and lookup(extends) is None:
        yield _unknown_framework(document, ("extends",), extends, neighbours)
    yield from _cycles(document, found, known)


def faults_of_record(document: Document, lookup: Lookup, neighbours: Iterable[str]) -> Iterator[Diagnostic]:
    """All faults of reference of one record document."""
    stated = mentions.facts_stated(document.value)
    yield from _faults_under_framework(document, mentions.of_record(document.value), stated, lookup, neighbours)


def faults_of_scenario(document: Document, lookup: Lookup, neighbours: Iterable[str]) -> Iterator[Diagnostic]:
    """All faults of reference of one scenario document, the record that is written in it included."""
    record = document.value["record"] if isinstance(document.value, dict) else None
    stated = ((("record", *path), fact, value) for path, fact, value in mentions.facts_stated(record))
    yield from _faults_under_framework(document, mentions.of_scenario(document.value), stated, lookup, neighbours)


def faults_of_named_record(document: Document, record: Document | None, known: Iterable[str]) -> Iterator[Diagnostic]:
    """The fault of a scenario's `record` that is no record of its framework, once it is looked up: at most one.

    `known` are the ids of the records that can be named.
    """
    value = document.value
    reference = value["record"] if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(reference, str):
        return
    span = document.span(("record",))
    if record is None:
        meant = ids.nearest(reference, known)
        yield Diagnostic(
            faults.UNKNOWN_RECORD,
            span,
            f"no record '{reference}' is among the documents of this run, at that path or bundled",
            f"did you mean '{meant}'?" if meant else "write its path from this folder, or the record itself",
        )
    elif isinstance(record.value, dict) and record.value["framework"] != value["framework"]:
        yield Diagnostic(
            faults.RECORD_OF_ANOTHER_FRAMEWORK,
            span,
            f"the record '{record.value['id']}' is about the framework '{record.value['framework']}', "
            f"not '{value['framework']}'",
            f"name a record of '{value['framework']}', or write 'framework: {record.value['framework']}'",
            (Related(record.span(("framework",)), "named here"),),
        )


def _faults_under_framework(
    document: Document,
    found: Iterable[Mention],
    stated: Iterable[tuple[PATH, str, Value]],
    lookup: Lookup,
    neighbours: Iterable[str],
) -> Iterator[Diagnostic]:
    """The faults of a document that names its framework: of the ids in it, and of the values of its facts."""
    own = str(document.value["framework"]) if isinstance(document.value, dict) else ""
    known = lookup(own)
    if known is None:
        yield _unknown_framework(document, ("framework",), own, neighbours)
        return
    for mention in found:
        yield from _faults_of_mention(document, mention, own, known.kinds, lookup, neighbours)
    for path, fact, value in stated:
        framework, item = ids.parts(fact)
        elsewhere = known if framework is None else lookup(framework)
        if elsewhere is not None and item in elsewhere.facts:
            yield from _faults_of_value(document, path, elsewhere.facts[item], dsl.fact_value(value))


def _faults_of_value(document: Document, path: PATH, fact: Fact, value: str) -> Iterator[Diagnostic]:
    misfit = misfit_of(fact, value)
    if misfit is not None:
        yield Diagnostic(faults.VALUE_OF_ANOTHER_TYPE, document.span(path), *misfit)


def misfit_of(fact: Fact, value: str) -> tuple[str, str] | None:
    """Why a fact can't take a value, by its type, and what mends that; None where it can."""
    match fact.type:
        case FactType.DATE if not is_date(value):
            means = "a date"
            fix = "write a day as YYYY-MM-DD, for instance 2010-09-01"
        case FactType.YES_NO if value not in ("yes", "no"):
            means = "a yes-no fact"
            fix = "write yes or no"
        case FactType.ONE_OF if value not in fact.values:
            means = f"one of {listing(fact.values, 'and')}" if fact.values else "one of a list without values"
            fix = choice(value, fact.values) if fact.values else "declare its `values` in the framework"
        case _:
            return None
    return f"'{fact.id}' is {means}, and {shown(value)} is not", fix


def faults_of_mapping(document: Document, lookup: Lookup, neighbours: Iterable[str]) -> Iterator[Diagnostic]:
    """All faults of reference of one mapping document: both frameworks, and both ends of every row."""
    value = document.value
    assert isinstance(value, dict)
    sides = {}
    for side in ("subject", "object"):
        sides[side] = str(value[side])
        if lookup(sides[side]) is None:
            yield _unknown_framework(document, (side,), sides[side], neighbours)
    for path, row in mentions.items(value, "correspondences"):
        for side, framework in sides.items():
            known = lookup(framework)
            if known is None:
                continue
            ends = row[side]
            for index, end in enumerate(ends if isinstance(ends, list) else [ends]):
                place = (*path, side, index) if isinstance(ends, list) else (*path, side)
                mention = Mention(place, str(end), frozenset(set(Kind)), path, side)
                kinds = known.kinds
                yield from _faults_of_mention(document, mention, framework, kinds, lookup, neighbours, bare=False)


def faults_of_facets(document: Document) -> Iterator[Diagnostic]:
    """All faults of reference of one document of facets: two facets or points of one id, a point that covers none."""
    facets = list(mentions.items(document.value, "facets"))
    points = [((*path, *place), point) for path, facet in facets for place, point in mentions.items(facet, "points")]
    for rows in (facets, points):
        first: dict[str, PATH] = {}
        for path, row in rows:
            identifier, place = str(row["id"]), (*path, "id")
            if identifier in first:
                yield Diagnostic(
                    faults.DUPLICATE_ID,
                    document.span(place),
                    f"the id '{identifier}' is taken already",
                    "ids are unique among all facets, and among all their points: rename one of the two",
                    (Related(document.span(first[identifier]), "first used here"),),
                )
            else:
                first[identifier] = place
    known = [str(point["id"]) for _, point in points]
    for path, point in points:
        covered = point.get("covers")
        for at, name in enumerate(covered if isinstance(covered, list) else ()):
            if name not in known:
                meant = ids.nearest(str(name), known)
                yield Diagnostic(
                    faults.UNKNOWN_REFERENCE,
                    document.span((*path, "covers", at)),
                    f"no facet has a point '{name}'",
                    f"did you mean '{meant}'?" if meant else f"add a point '{name}', or correct the id",
                )


def _duplicates(document: Document) -> Iterator[Diagnostic]:
    first: dict[str, PATH] = {}
    for section in SECTIONS:
        for path, item in mentions.items(document.value, section):
            identifier = _id(path, item)
            place = (*path, "id") if section == "levels" else path
            if identifier in RESERVED or (identifier == APPOINTED.id and section != "facts"):
                yield Diagnostic(
                    faults.RESERVED_ID,
                    _place_of_id(document, place),
                    f"'{identifier}' is a word of the format and can't be an item's id",
                    f"give the item another id, for instance '{identifier}-item'",
                )
            elif identifier in first:
                earlier = first[identifier]
                yield Diagnostic(
                    faults.DUPLICATE_ID,
                    _place_of_id(document, place),
                    f"the id '{identifier}' is taken already, by an item of {earlier[0]}",
                    "ids are unique within a framework, whatever their kind: rename one of the two",
                    (Related(_place_of_id(document, earlier), "first used here"),),
                )
            else:
                first[identifier] = place


def _place_of_id(document: Document, path: PATH) -> Span:
    return document.span(path) if path[0] == "levels" else document.key_span(path)


def _faults_of_mention(
    document: Document,
    mention: Mention,
    own: str,
    kinds: Mapping[str, Kind],
    lookup: Lookup,
    neighbours: Iterable[str],
    *,
    bare: bool = True,
) -> Iterator[Diagnostic]:
    framework, item = ids.parts(mention.reference)
    span = document.key_span(mention.path) if mention.owner == mention.path else document.span(mention.path)
    if framework == own and bare:
        yield Diagnostic(
            faults.OWN_FRAMEWORK_NAMED,
            span,
            f"'{mention.reference}' names its own framework",
            f"within {own}, write '{item}'",
        )
        return
    known = kinds if framework in (None, own) else _kinds_in(lookup(framework or ""))
    if known is None:
        yield _unknown_framework(document, mention.path, framework or "", neighbours, span)
    elif item not in known:
        yield _unknown(span, mention, item, known, own, lookup, neighbours)
    elif known[item] not in mention.kinds:
        yield _wrong_kind(span, mention, known[item], known)


def _kinds_in(found: Declared | None) -> Mapping[str, Kind] | None:
    return None if found is None else found.kinds


def _unknown_framework(
    document: Document, path: PATH, framework: str, neighbours: Iterable[str], span: Span | None = None
) -> Diagnostic:
    meant = ids.nearest(framework, neighbours)
    return Diagnostic(
        faults.UNKNOWN_FRAMEWORK,
        span or document.span(path),
        f"no framework '{framework}' is among the documents of this run, in the same folder or bundled",
        f"did you mean '{meant}'?" if meant else "give its file in the same run, or put it into the same folder",
    )


def _unknown(
    span: Span,
    mention: Mention,
    item: str,
    known: Mapping[str, Kind],
    own: str,
    lookup: Lookup,
    neighbours: Iterable[str],
) -> Diagnostic:
    wanted = _words(mention.kinds)
    framework = ids.parts(mention.reference)[0] or own
    others = {other: _kinds_in(lookup(other)) or {} for other in sorted(set(neighbours) - {framework})}
    elsewhere = [other for other, held in others.items() if held.get(item) in mention.kinds]
    fitting = sorted(identifier for identifier, kind in known.items() if kind in mention.kinds)
    meant = ids.nearest(item, fitting)
    if elsewhere and not meant:
        has = "has" if len(elsewhere) == 1 else "have"
        return Diagnostic(
            faults.KNOWN_ELSEWHERE,
            span,
            f"{framework} has no {wanted} '{item}'; {joined(elsewhere, 'and')} {has} one",
            f"write '{elsewhere[0]}:{item}' if that one is meant, else declare '{item}' here",
        )
    return Diagnostic(
        faults.UNKNOWN_REFERENCE,
        span,
        f"{framework} has no {wanted} '{item}'",
        f"did you mean '{meant}'?" if meant else f"declare '{item}' in the framework, or correct the id",
    )


def _wrong_kind(span: Span, mention: Mention, kind: Kind, known: Mapping[str, Kind]) -> Diagnostic:
    fitting = sorted(identifier for identifier, other in known.items() if other in mention.kinds)
    meant = ids.nearest(mention.reference, fitting)
    return Diagnostic(
        faults.WRONG_KIND,
        span,
        f"'{mention.reference}' is {_article(kind)} {kind}; {_words(mention.kinds, article=True)} belongs here",
        f"did you mean '{meant}'?"
        if meant
        else f"name {_words(mention.kinds, article=True)}, or use the form for {kind}",
    )


def _words(wanted: frozenset[Kind], *, article: bool = False) -> str:
    if len(wanted) > 3:
        return "an item" if article else "item"
    words = [f"{_article(kind)} {kind}" if article else str(kind) for kind in Kind if kind in wanted]
    return joined(words, "or")


def _article(kind: Kind) -> str:
    return "an" if kind is Kind.OUTCOME else "a piece of" if kind is Kind.EVIDENCE else "a"


# --- circles ---------------------------------------------------------------------------------------------

_DEFINITIONS = {
    Kind.LEVEL: "requires",
    Kind.STANDARD: "require",
    Kind.GROUP: "when",
    Kind.EVIDENCE: "requires",
}


def _cycles(document: Document, found: list[Mention], declared: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    for key, rule, means in (
        ("extends", faults.CYCLE_OF_EXTENDS, "extends"),
        ("part_of", faults.CYCLE_OF_PARTS, "is part of"),
        ("includes", faults.CYCLE_OF_INCLUDES, "includes"),
    ):
        yield from _circles(document, [mention for mention in found if mention.key == key], rule, means)
    yield from _circles(document, _definitions(document, found, declared), faults.CYCLE_OF_DEFINITIONS, "rests on")


def _definitions(document: Document, found: list[Mention], declared: Mapping[str, Kind]) -> list[Mention]:
    """The mentions by which one item's meaning rests on another's.

    An outcome rests on the evidence that develops it, and belonging to a group on belonging to its parts; these
    two are turned round, since the document writes them at the other end.
    """
    resting = []
    for mention in found:
        kind = declared.get(_owner_id(document, mention))
        if kind in _DEFINITIONS and mention.key == _DEFINITIONS[kind]:
            if not mention.selects and Kind.FACT not in mention.kinds:
                resting.append(mention)
        elif (kind is Kind.EVIDENCE and mention.key == "develops") or (kind is Kind.GROUP and mention.key == "part_of"):
            resting.append(mention)
    return resting


def _owner_id(document: Document, mention: Mention) -> str:
    if len(mention.owner) < 2:
        return ""
    section, key = mention.owner[:2]
    if section == "levels" and isinstance(document.value, dict):
        levels = document.value["levels"]
        level = levels[key] if isinstance(levels, list) and isinstance(key, int) else None
        return str(level["id"]) if isinstance(level, dict) else ""
    return str(key)


def _circles(document: Document, edges: list[Mention], rule: Rule, means: str) -> Iterator[Diagnostic]:
    """One finding for each circle, at the mention that closes it, naming the whole way round."""
    onward: dict[str, list[tuple[str, Mention]]] = {}
    for mention in edges:
        source, target = _owner_id(document, mention), mention.reference
        if rule is faults.CYCLE_OF_DEFINITIONS and mention.key in ("develops", "part_of"):
            source, target = target, source
        onward.setdefault(source, []).append((target, mention))
    done: set[str] = set()
    for start in onward:
        trail: list[str] = []
        steps: list[Iterator[tuple[str, Mention]]] = []
        if start not in done:
            trail.append(start)
            steps.append(iter(onward[start]))
        while steps:
            step = next(steps[-1], None)
            if step is None:
                steps.pop()
                done.add(trail.pop())
                continue
            target, mention = step
            if target in trail:
                way = [*trail[trail.index(target) :], target]
                yield Diagnostic(
                    rule,
                    document.span(mention.path),
                    f"this goes round in a circle: {f' {means} '.join(way)}",
                    "take one of these references out",
                )
            elif target not in done and target in onward:
                trail.append(target)
                steps.append(iter(onward[target]))
