"""Correspondences as SSSOM, the Simple Standard for Sharing Ontological Mappings (TSV and JSON), and back.

See `docs/sssom.md` for what goes where. In short: one row for a correspondence; `confidence` is our confidence in the
relation; `none` is `skos:relatedMatch` with the modifier `Not`, since whatever corresponds at all is related at least;
what SSSOM has no slot for stands in `other`, so that a mapping document comes back as it was.

Cells are written as they are, also those that begin with `=`, `+`, `-` or `@`, which a spreadsheet may take for a
formula: SSSOM has no way to mark them, and a changed label would be a false one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from urllib.parse import quote

from attrs import frozen

from competency import __version__, ids
from competency.correspondences import Correspondence, Correspondences, Decided, Decision
from competency.correspondences import Mapping as MappingDocument
from competency.equivalence import UNKNOWN
from competency.equivalence.chains import Rule
from competency.interop._sssom_reading import read, read_each
from competency.interop._sssom_terms import BY_HAND, ITEMS, NO_TERM, PREDICATES, PREFIX, SETS, SLOTS
from competency.interop._sssom_text import as_json, body, head, table
from competency.interop.losses import Fate, Loss, Losses
from competency.model import Course, Framework, Group, Level, Outcome, Relation, kind_of
from competency.values import Value

FORMAT: Final = "sssom"
LOSES: Final = (
    "all of a framework but its ids and titles",
    "the claims that a reason rests on",
    "that several items correspond only together: each gets a row of its own, which says less",
)
UNSPECIFIED_LICENSE: Final = "https://w3id.org/sssom/license/unspecified"

__all__ = ["FORMAT", "LOSES", "dump", "dump_json", "head_of_every", "justification", "lines_of", "read", "read_each"]

_EXACT, _CLOSE, _BROAD, _NARROW, _RELATED, _NONE = Relation
_COMPUTED: Final = tuple(slot for slot in SLOTS if slot not in ("author_label", "mapping_date"))
"""The slots that a row may have which nobody has decided."""

_NOT: Final = "Not"
_CHAINED: Final = "semapv:MappingChaining"
_SEVERAL: Final = "semapv:CompositeMatching"
_UNSPECIFIED: Final = "semapv:UnspecifiedMatching"
_JUSTIFICATIONS: Final = {
    "declared": BY_HAND,  # a person wrote it into the framework's document
    "curated": BY_HAND,
    "facets": "semapv:SemanticSimilarityThresholdMatching",
    "texts": "semapv:LexicalSimilarityThresholdMatching",
    "coverage": "semapv:StructuralMatching",
    "position": "semapv:StructuralMatching",
}
_CHAINING: Final = frozenset(str(rule) for rule in Rule)

_ESCAPED: Final = re.compile(r"[%|\t\r\n]|^\s|\s$")


@frozen
class _Row:
    """A row to be written, with how it came about and what only `other` has a place for."""

    decided: Decided
    justification: str
    more: tuple[tuple[str, str], ...] = ()


def dump(
    found: Correspondences | MappingDocument,
    subject: Framework,
    object: Framework,
    *,
    on: date | None = None,
    unmatched: bool = False,
    license: str = UNSPECIFIED_LICENSE,
) -> tuple[str, Losses]:
    """Correspondences, or a mapping document, as SSSOM/TSV, with what of it the format has no place for.

    `on` is the day of the mapping, unless some rows have days of their own; None leaves it out. With `unmatched`, every
    item that corresponds to none of the other framework has a row with `sssom:NoTermFound`, for what was computed only:
    a mapping document does not say that it is complete. Rows keep their order.

    >>> from competency.equivalence import map_frameworks
    >>> from competency.loading import load
    >>> one, two = load("kirklees"), load("durham")
    >>> text, losses = dump(map_frameworks(one, two), one, two)
    >>> text.splitlines()[0]
    '#curie_map:'
    """
    metadata, rows, losses = _sheet(found, subject, object, on=on, unmatched=unmatched, license=license)
    return table(metadata, SLOTS, rows), losses


def dump_json(
    found: Correspondences | MappingDocument,
    subject: Framework,
    object: Framework,
    *,
    on: date | None = None,
    unmatched: bool = False,
    license: str = UNSPECIFIED_LICENSE,
) -> tuple[str, Losses]:
    """The same as `dump`, as the JSON that `sssom` of PyPI writes and reads."""
    metadata, rows, losses = _sheet(found, subject, object, on=on, unmatched=unmatched, license=license)
    context = metadata.pop("curie_map")
    mappings: list[Value] = [*rows]
    document: dict[str, Value] = {**metadata, "mappings": mappings, "@type": "MappingSet", "@context": context}
    return as_json(document), losses


def head_of_every(frameworks: Iterable[Framework], *, license: str = UNSPECIFIED_LICENSE) -> str:
    """The head of one SSSOM/TSV of the correspondences of many frameworks; the lines of `lines_of` go below it."""
    known = sorted(framework.id for framework in frameworks)
    metadata: dict[str, Value] = {
        "curie_map": {PREFIX: ITEMS, **{name: f"{ITEMS}{name}:" for name in known}},
        "mapping_set_id": f"{SETS}crosswalk",
        "mapping_set_title": f"How the items of {len(known)} frameworks correspond",
        "license": license,
        "mapping_tool": "competency",
        "mapping_tool_version": __version__,
    }
    return head(metadata, _COMPUTED)


def lines_of(found: Correspondences, frameworks: Mapping[str, Framework]) -> str:
    """The correspondences of two frameworks as lines below `head_of_every`.

    What corresponds only together has no place there and is left out.
    """
    records: list[dict[str, Value]] = []
    for index, row in enumerate(found.correspondences):
        records += _records(_row_of(row), index, frameworks)
    _count(records)
    return body(_COMPUTED, records)


def _sheet(
    found: Correspondences | MappingDocument,
    subject: Framework,
    object: Framework,
    *,
    on: date | None,
    unmatched: bool,
    license: str,
) -> tuple[dict[str, Value], list[dict[str, Value]], Losses]:
    if isinstance(found, MappingDocument):
        rows = [_Row(row, BY_HAND if _is_decided(row) else _UNSPECIFIED) for row in found.rows]
        name, title, description, note = found.id, found.title, found.description, found.note
    else:
        rows = [_row_of(row) for row in found.correspondences]
        name, note = ids.slug(f"{found.subject} {found.object}"), None
        title = f"{subject.title} ({subject.publisher}) and {object.title} ({object.publisher})"
        description = f"How items of {subject.id} correspond to items of {object.id}"
    frameworks = {framework.id: framework for framework in (subject, object)}
    records: list[dict[str, Value]] = []
    losses: list[Loss] = []
    for index, row in enumerate(rows):
        records += _records(row, index, frameworks)
        losses += _lost(row.decided)
    if unmatched and isinstance(found, Correspondences):
        records += _no_terms(found, subject, object)
    _count(records)
    metadata: dict[str, Value] = {
        "curie_map": {
            PREFIX: ITEMS,
            **{framework: f"{ITEMS}{framework}:" for framework in sorted(frameworks)},
        },
        "mapping_set_id": SETS + name,
        "mapping_set_title": title,
        "mapping_set_description": description,
        "license": license,
        "subject_source": f"{PREFIX}:{found.subject}",
        "object_source": f"{PREFIX}:{found.object}",
        "mapping_tool": "competency",
        "mapping_tool_version": __version__,
        "mapping_date": None if any("mapping_date" in record for record in records) else _day(on),
        "comment": note,
    }
    kept = len(rows) - len({loss.item for loss in losses})
    if isinstance(found, Correspondences):
        losses += [
            Loss(_pair(row.subject, row.relation, row.object), Fate.DROPPED, "SSSOM relates single items only")
            for row in found.together
        ]
    return {slot: value for slot, value in metadata.items() if value is not None}, records, Losses(kept, tuple(losses))


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _is_decided(row: Decided) -> bool:
    return row.decision in (Decision.ACCEPTED, Decision.REJECTED)


def _row_of(row: Correspondence) -> _Row:
    # a match that a person rejected is, of a correspondence, a `none` that holds
    decision = Decision.ACCEPTED if row.decision is Decision.REJECTED else row.decision
    decided = Decided(
        subject=(row.subject,),
        relation=row.relation,
        object=(row.object,),
        confidence=row.confidence,
        relation_confidence=row.relation_confidence,
        reasons=tuple(reason.claim for reason in row.because),
        source=tuple(dict.fromkeys(source for reason in row.because for source in reason.source)),
        decision=decision,
    )
    more = [("calibrated", str(row.calibrated).lower())]
    more += [("lacks", item) for item in row.residue.subject] + [("exceeds", item) for item in row.residue.object]
    return _Row(decided, BY_HAND if _is_decided(decided) else justification(row), tuple(more))


def justification(row: Correspondence) -> str:
    """How a correspondence came about, in the words of the semantic mapping vocabulary (semapv)."""
    kinds = set()
    for reason in row.because:
        rule = reason.rule or ""
        if rule in _JUSTIFICATIONS:
            kinds.add(_JUSTIFICATIONS[rule])
        elif set(rule.split(", ")) & _CHAINING or len(reason.because) > 1:
            kinds.add(_CHAINED)  # several steps, or several lines of a proof from what documents declare
        elif ":" in rule:
            kinds.add(_JUSTIFICATIONS["declared"])
    return next(iter(kinds)) if len(kinds) == 1 else _SEVERAL if kinds else _UNSPECIFIED


def _records(row: _Row, index: int, frameworks: Mapping[str, Framework]) -> Iterator[dict[str, Value]]:
    decided = row.decided
    joint = len(decided.subject) > 1 or len(decided.object) > 1
    if joint and decided.decision is Decision.REJECTED:
        return  # of each alone it says nothing
    relation, negated = _stated(decided)
    if joint:
        relation = _of_each(decided)
    # a negated `skos:relatedMatch` would be read as `none`
    told = joint or relation is not decided.relation or (negated and relation is _RELATED)
    reasons = decided.reasons
    other = [
        *([("row", str(index))] if joint else ()),
        *([("relation", str(decided.relation))] if told else ()),
        *([("decision", str(decided.decision))] if decided.decision else ()),
        *([("by", decided.by)] if decided.by and "|" in decided.by else ()),
        *([("confidence", _number(decided.confidence))] if decided.confidence is not None else ()),
        *row.more,
        *([("reason", reason) for reason in reasons] if not _is_plain(reasons) else ()),
        *(("source", source) for source in decided.source),
        *([("digest_subject", decided.digest_subject)] if decided.digest_subject else ()),
        *([("digest_object", decided.digest_object)] if decided.digest_object else ()),
        *([("note", decided.note)] if decided.note else ()),
    ]
    rest: dict[str, Value] = {
        "mapping_justification": row.justification,
        "author_label": [decided.by.replace("|", "/")] if decided.by else None,
        "mapping_date": _day(decided.on),
        "confidence": decided.relation_confidence,
        "other": "|".join(f"{PREFIX}.{key}={_escaped(value)}" for key, value in other) or None,
        "comment": reasons[0] if _is_plain(reasons) and reasons else _sentences(reasons) or None,
    }
    for one in decided.subject:
        for two in decided.object:
            record: dict[str, Value] = {
                **_side("subject", one, frameworks),
                "predicate_id": PREDICATES[relation],
                "predicate_modifier": _NOT if negated else None,
                **_side("object", two, frameworks),
                **rest,
            }
            yield {slot: value for slot, value in record.items() if value is not None}


def _is_plain(reasons: Sequence[str]) -> bool:
    """Whether the slot `comment` holds the reasons as they are: one at most, and nothing to be lost at its ends."""
    return not reasons or (len(reasons) == 1 and reasons[0] != "" and reasons[0] == reasons[0].strip())


def _sentences(reasons: Sequence[str]) -> str:
    return " ".join(f"{said}{'' if said[-1] in '.?!' else '.'}" for reason in reasons if (said := reason.strip()))


def _stated(row: Decided) -> tuple[Relation, bool]:
    """The relation whose predicate is written, and whether it is negated: what a person rejected does not hold."""
    if row.decision is Decision.REJECTED:
        return (_RELATED, False) if row.relation is _NONE else (row.relation, True)
    return row.relation, row.relation is _NONE


def _of_each(row: Decided) -> Relation:
    """What is true of each single item where several correspond together: a part lies within what the whole is in."""
    if row.relation is _NONE:
        return _NONE
    if len(row.object) == 1 and row.relation in (_EXACT, _CLOSE, _BROAD):
        return _BROAD
    if len(row.subject) == 1 and row.relation in (_EXACT, _CLOSE, _NARROW):
        return _NARROW
    return _RELATED


def _pair(subject: Sequence[str], relation: Relation, object: Sequence[str]) -> str:
    return f"{' + '.join(subject)} {relation} {' + '.join(object)}"


def _lost(row: Decided) -> Iterator[Loss]:
    item = _pair(row.subject, row.relation, row.object)
    joint = len(row.subject) > 1 or len(row.object) > 1
    if joint and row.decision is Decision.REJECTED:
        yield Loss(item, Fate.DROPPED, "that they don't correspond together says nothing of each alone")
    elif joint:
        yield Loss(item, Fate.APPROXIMATED, "each of them has a row of its own, with what is true of it alone")
    elif row.decision is Decision.REJECTED and row.relation is _NONE:
        yield Loss(item, Fate.APPROXIMATED, "that they don't correspond is rejected, so they are written as related")


def _side(side: str, item: str, frameworks: Mapping[str, Framework]) -> dict[str, Value]:
    framework, _, name = item.partition(":")
    found = frameworks[framework].items.get(name) if framework in frameworks else None
    if found is None:
        return {f"{side}_id": item}
    return {f"{side}_id": item, f"{side}_label": found.title, f"{side}_category": str(kind_of(found))}


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _escaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: quote(found[0], safe=""), value)


def _no_terms(found: Correspondences, subject: Framework, object: Framework) -> Iterator[dict[str, Value]]:
    """A row for every item that corresponds to nothing; the surer, the less likely its likeliest counterpart is."""
    likely: dict[str, float] = {}
    matched: set[str] = set()
    for row in found.correspondences:
        for end in (row.subject, row.object):
            likely[end] = max(likely.get(end, 0.0), row.confidence)
            if row.relation is not _NONE:
                matched.add(end)
    frameworks = {framework.id: framework for framework in (subject, object)}
    for framework, here, there in ((subject, "subject", "object"), (object, "object", "subject")):
        for item in framework:
            name = ids.qualified(framework.id, item.id)
            if not isinstance(item, Level | Group | Outcome | Course) or name in matched:
                continue
            record: dict[str, Value] = {
                "subject_id": NO_TERM,
                **_side(here, name, frameworks),
                "predicate_id": PREDICATES[_EXACT],
                f"{there}_id": NO_TERM,
                "mapping_justification": _SEVERAL,
                "confidence": round(1 - likely.get(name, UNKNOWN), 3),
                "comment": f"Nothing in {object.id if framework is subject else subject.id} was found to correspond",
            }
            yield record


def _count(records: Sequence[dict[str, Value]]) -> None:
    """Fills in the cardinality of every row within the whole set, as the standard counts it."""
    objects: dict[Value, set[Value]] = {}
    subjects: dict[Value, set[Value]] = {}
    for record in records:
        one, two = str(record["subject_id"]), str(record["object_id"])
        if NO_TERM not in (one, two):
            objects.setdefault(one, set()).add(two)
            subjects.setdefault(two, set()).add(one)
    for record in records:
        one, two = str(record["subject_id"]), str(record["object_id"])
        if NO_TERM in (one, two):
            record["mapping_cardinality"] = "1:0" if two == NO_TERM else "0:1"
        else:
            left = "n" if len(subjects[two]) > 1 else "1"
            record["mapping_cardinality"] = f"{left}:{'n' if len(objects[one]) > 1 else '1'}"
