"""What a person had best decide next, as a mapping document to edit, and digests for documents that have none.

Rows that somebody has decided on, or written anything into, stay as they are, with the comments above and beside them.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import log2
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from competency import correspondences, ids, mentions, notation
from competency.correspondences import Correspondence, Correspondences, Decided, Decision
from competency.diagnostics import Span
from competency.digests import digest_of_side
from competency.document import parse, written
from competency.equivalence.curation import proposed
from competency.errors import MappingOfOtherFrameworks, UnreadableFile
from competency.loading import LoadedMapping, opened_mapping
from competency.model import Framework, Group, Kind, Relation, kind_of

HEAD: Final = """\
# What to decide, the most valuable decision first: how unsure the answer is, times how much rests on it.
# For each row correct `relation`, set `decision` to accepted or rejected, and add `by` and `date`; the rest can wait.
# Then: competency map {subject} {object} --curated THIS-FILE
# `--review` on this file again keeps each row that has a decision, a comment, or anything else of yours in it.
"""

WORTH_ASKING: Final = 0.15
"""Of pairs that are probably no match only those are asked about that are at least so likely to be one."""

_WEIGHT: Final = {Kind.LEVEL: 4.0, Kind.GROUP: 4.0, Kind.COURSE: 2.0, Kind.OUTCOME: 1.0}
"""How much more rests on a level or a group, for whom everything else is, than on a single outcome. Set by hand."""

_ID: Final = re.compile(r"[a-z0-9][a-z0-9_]*:[a-z0-9][a-z0-9-]*")


@frozen
class Review:
    """What was written: how many rows wait for a decision, and how many were there already and stayed."""

    file: str
    waiting: int
    kept: int


# --- what to ask first -----------------------------------------------------------------------------------


def queue(found: Correspondences, subject: Framework, object: Framework) -> correspondences.Mapping:
    """The undecided rows, the most valuable decision first.

    The value is the uncertainty (the entropy of both confidences) times what rests on the two items: the groups,
    courses, standards and so on that name them, and the pairs that are derived from this one; levels and groups weigh
    more than courses, and these more than outcomes. Rows of equal value come in the order of their ids.
    """
    resting = _resting(subject) + _resting(object)
    derived = _derived(found)
    kinds = {ids.qualified(one.id, item.id): kind_of(item) for one in (subject, object) for item in one}
    rivals: dict[tuple[str, Kind], list[Correspondence]] = defaultdict(list)
    for row in found.correspondences:
        if row.relation is not Relation.NONE:
            rivals[row.subject, kinds[row.object]].append(row)

    def value(row: Correspondence) -> float:
        weight = max(_WEIGHT[kinds[row.subject]], _WEIGHT[kinds[row.object]])
        rests = resting[row.subject] + resting[row.object] + derived[row.subject, row.object]
        return round(uncertainty(row) * weight * (1 + log2(1 + rests)), 6)

    asked = sorted(
        (row for row in found.correspondences if _is_open(row)),
        key=lambda row: (-value(row), row.subject, row.object),
    )
    drawn = proposed(evolve(found, correspondences=tuple(asked)), subject, object)
    rows = (
        evolve(decided, reasons=(*decided.reasons, *_runner_up(row, rivals[row.subject, kinds[row.object]])))
        for row, decided in zip(asked, drawn.rows, strict=True)
    )
    return evolve(drawn, rows=tuple(rows))


def uncertainty(row: Correspondence) -> float:
    """How much an answer about the pair would tell, in bits: whether they correspond, and, if so, how."""
    relation = 0.0 if row.relation is Relation.NONE else _entropy(row.relation_confidence)
    return _entropy(row.confidence) + relation


def _entropy(chance: float) -> float:
    return -sum(part * log2(part) for part in (chance, 1 - chance) if part > 0)


def _is_open(row: Correspondence) -> bool:
    if row.decision in (Decision.ACCEPTED, Decision.REJECTED):
        return False
    lapsed = row.decision is Decision.PROPOSED
    return lapsed or row.relation is not Relation.NONE or row.confidence >= WORTH_ASKING


def _runner_up(row: Correspondence, rivals: Sequence[Correspondence]) -> Iterator[str]:
    """The next best row of the same item and kind, unless the reasons name it already."""
    others = [other for other in rivals if other.object != row.object]
    if others and not any("runner-up" in because.claim.lower() for because in row.because):
        best = min(others, key=lambda other: (-other.confidence, -other.relation_confidence, other.object))
        yield f"Runner-up: {best.relation} {best.object}, {best.confidence:.2f}"


def _resting(framework: Framework) -> Counter[str]:
    """By qualified id, how many items of the framework name the item, or name a group that is for it."""
    direct: dict[str, set[str]] = defaultdict(set)
    for mention in mentions.of_framework(notation.framework_data(framework)):
        if ":" not in mention.reference and len(mention.owner) == 2:
            section, place = mention.owner
            owner = framework.levels[place].id if section == "levels" and isinstance(place, int) else str(place)
            direct[mention.reference].add(owner)
    resting: Counter[str] = Counter()
    for name, owners in direct.items():
        people = (owner for owner in owners if isinstance(framework.items.get(owner), Group))
        resting[ids.qualified(framework.id, name)] = len(owners.union(*(direct.get(group, ()) for group in people)))
    return resting


def _derived(found: Correspondences) -> Counter[tuple[str, str]]:
    """By pair, how many other rows rest on a claim about it."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in found.correspondences:
        used = {
            pair
            for because in row.because
            for _, claim in because.walk()
            if (pair := _pair(claim.claim, found)) is not None and pair != (row.subject, row.object)
        }
        counts.update(used)
    return counts


def _pair(claim: str, found: Correspondences) -> tuple[str, str] | None:
    """The pair that a claim is about, if it is about just one of these two frameworks."""
    named = dict.fromkeys(_ID.findall(claim))
    sides = [[name for name in named if name.partition(":")[0] == side] for side in (found.subject, found.object)]
    return (sides[0][0], sides[1][0]) if len(sides[0]) == len(sides[1]) == 1 and len(named) == 2 else None


# --- the file --------------------------------------------------------------------------------------------


def write(found: Correspondences, subject: Framework, object: Framework, file: str | os.PathLike[str]) -> Review:
    """Writes the queue into a file, and keeps what people have written there already.

    Raises:
        UnreadableFile: the file can't be read or written.
        DocumentFaults: there is such a file, and it has faults; it stays as it is.
        MappingOfOtherFrameworks: it is a mapping of other frameworks; it stays as it is.
    """
    path = Path(file).resolve()
    asked = queue(found, subject, object)
    if not path.exists():
        text = HEAD.format(subject=subject.id, object=object.id) + written(notation.mapping_data(asked))
        _replace(path, text)
        return Review(os.fspath(file), len(asked.rows), 0)
    loaded = opened_mapping(path, (subject, object))
    own = (loaded.mapping.subject, loaded.mapping.object)
    if {*own} != {subject.id, object.id}:
        raise MappingOfOtherFrameworks(os.fspath(file), own, (subject.id, object.id))
    asked = asked if own == (subject.id, object.id) else asked.inverse
    kept = _kept(loaded, asked)
    held = {_ends(loaded.mapping.rows[index]) for index in kept}
    fresh = tuple(row for row in asked.rows if _ends(row) not in held)
    _replace(path, _merged(loaded, fresh, kept))
    return Review(os.fspath(file), len(fresh), len(kept))


def _ends(row: Decided) -> frozenset[tuple[str, ...]]:
    return frozenset({tuple(sorted(row.subject)), tuple(sorted(row.object))})


def _kept(loaded: LoadedMapping, asked: correspondences.Mapping) -> tuple[int, ...]:
    """The rows that a person has decided or written into; the others are as they were proposed."""
    relations = {_ends(row): row.relation for row in asked.rows}
    commented = {comment.line for comment in loaded.document.comments}
    return tuple(
        index
        for index, (row, lines) in enumerate(zip(loaded.mapping.rows, _stretches(loaded), strict=True))
        if row.decision is not Decision.PROPOSED
        or any((row.note, row.by, row.on, len(row.subject) > 1, len(row.object) > 1))
        or relations.get(_ends(row), row.relation) is not row.relation
        or not commented.isdisjoint(lines)
    )


def _stretches(loaded: LoadedMapping) -> list[range]:
    """The lines of each row, from 1, with the comments right above it; those above the first belong to the head."""
    document, count = loaded.document, len(loaded.mapping.rows)
    spans = [document.span(("correspondences", index)) for index in range(count)]
    alone = {comment.line for comment in document.comments if comment.alone}
    found: list[range] = []
    for index, span in enumerate(spans):
        first = span.line
        while index and first - 1 in alone and first - 1 > spans[index - 1].end_line:
            first -= 1
        found.append(range(first, span.end_line + 1))
    return found


def _merged(loaded: LoadedMapping, fresh: Sequence[Decided], kept: Sequence[int]) -> str:
    """The document's text with its undecided rows exchanged for the fresh ones.

    Where the rows don't stand on lines of their own, the text is written anew, without its comments.
    """
    mapping = evolve(loaded.mapping, rows=(*fresh, *(loaded.mapping.rows[index] for index in kept)))
    text = _spliced(loaded, fresh, kept)
    if text is not None:
        document, faults = parse(text, file=loaded.document.file)
        if document is not None and not faults and notation.mapping(document.value) == mapping:
            return text
    return written(notation.mapping_data(mapping))


def _spliced(loaded: LoadedMapping, fresh: Sequence[Decided], kept: Sequence[int]) -> str | None:
    stretches, lines = _stretches(loaded), loaded.document.lines
    if not stretches or any(one[-1] >= two[0] for one, two in pairwise(stretches)):
        return None
    column = lines[loaded.document.span(("correspondences", 0)).line - 1].find("-")
    new = [f"{' ' * column}{line[2:]}" for row in fresh for line in _row_text(row)]
    old = [lines[number - 1] for index in kept for number in stretches[index]]
    head, tail = lines[: stretches[0][0] - 1], lines[stretches[-1][-1] :]
    return "\n".join([*head, *new, *old, *tail]) if new or old else None


def _row_text(row: Decided) -> list[str]:
    return written({"correspondences": [notation.decided_data(row)]}).rstrip("\n").split("\n")[1:]


def _replace(path: Path, text: str) -> None:
    """The file has either its old text or the new one, never a part."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UnreadableFile(str(path), error.strerror or str(error)) from error


# --- digests ---------------------------------------------------------------------------------------------


def signed(loaded: LoadedMapping) -> str:
    """The document's text with a digest for each row that has none; all else, comments included, stays as it is.

    Rows about items that can't be looked up are left alone.
    """
    return _signed(loaded, [index for index, has_digest in enumerate(_have_digest(loaded)) if not has_digest])


def signed_anew(loaded: LoadedMapping) -> str:
    """The same, with the digests of today's texts for all rows: for who has read every stale row again."""
    return _signed(loaded, range(len(loaded.mapping.rows)))


def _have_digest(loaded: LoadedMapping) -> list[bool]:
    return ["digest" in row for _, row in mentions.items(loaded.document.value, "correspondences")]


def _signed(loaded: LoadedMapping, indexes: Sequence[int]) -> str:
    document = loaded.document
    lines = list(document.lines)
    frameworks = {one.id: one for one in (loaded.subject, loaded.object) if one is not None}
    have_digest = _have_digest(loaded)
    for index in reversed(indexes):  # from below, so that places above stay where they are
        digests = _digests(loaded.mapping.rows[index], frameworks)
        if digests is None:
            continue
        path = ("correspondences", index, "digest")
        if have_digest[index]:
            _exchange(lines, document.key_span(path), document.span(path), digests)
        else:
            _insert(lines, document.span(path[:2]), digests)
    return "\n".join(lines)


def _digests(row: Decided, frameworks: Mapping[str, Framework]) -> str | None:
    sides = []
    for side in (row.subject, row.object):
        framework = frameworks.get(side[0].partition(":")[0])
        if framework is None:
            return None
        sides.append(digest_of_side(framework, side))
    return f"digest: {{subject: '{sides[0]}', object: '{sides[1]}'}}"


def _insert(lines: list[str], row: Span, digests: str) -> None:
    margin = " " * (row.column - 1)
    last = lines[row.end_line - 1]
    if last[row.end_column - 2] == "}" and lines[row.line - 1][row.column - 1] == "{":
        head, rest = last[: row.end_column - 2].rstrip(), last[row.end_column - 2 :]
        lines[row.end_line - 1 : row.end_line] = [f"{head.rstrip(',')},", f"{margin} {digests}{rest}"]
    else:
        lines.insert(row.end_line, f"{margin}{digests}")


def _exchange(lines: list[str], key: Span, value: Span, digests: str) -> None:
    head, rest = lines[key.line - 1][: key.column - 1], lines[value.end_line - 1][value.end_column - 1 :]
    lines[key.line - 1 : value.end_line] = [f"{head}{digests}{rest}"]
