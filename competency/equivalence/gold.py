"""A gold standard: what is known to be true of two frameworks, `left`, `relation` and `right` of a delimited file.

A gold is *open* where it has rows of relation `none`: it judges the pairs that it lists and says nothing of others.
Without any it is *closed*: it lists all pairs that correspond, and every other pair of its kinds is `none`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Final

from attrs import field, frozen

from competency import delimited, ids
from competency.delimited import Cell
from competency.diagnostics import Diagnostic, Related, Rule, Span, has_errors, in_order
from competency.document import content_of, decode
from competency.equivalence.atlas import KINDS, SAME
from competency.errors import DocumentFaults
from competency.faults import gold as faults
from competency.faults import text as text_faults
from competency.model import Framework, Kind, Relation, kind_of

LEFT, RIGHT, RELATION = "left", "right", "relation"
NEEDED: Final = (LEFT, RELATION, RIGHT)

_WORDS: Final[Mapping[str, Relation]] = {
    **{relation.value: relation for relation in Relation},
    **{f"{relation.value}match": relation for relation in Relation if relation is not Relation.NONE},
    "=": Relation.EXACT,
    "<": Relation.BROAD,
    ">": Relation.NARROW,
    "equivalentclass": Relation.EXACT,
    "equivalentproperty": Relation.EXACT,
    "sameas": Relation.EXACT,
    "subclassof": Relation.BROAD,
    "subpropertyof": Relation.BROAD,
    "notermfound": Relation.NONE,
}
"""Our words, the predicates of SKOS, OWL and RDF Schema without their prefixes, in lower case, and the signs of OAEI,
where `<` says that the right one subsumes the left one."""


class Counting(StrEnum):
    """Which predicted relations count as a match, by the relations that the gold knows."""

    ANY = "any"
    SAME = "same"
    """The gold is closed and holds only `exact` and `close`: it lists what is the same, not all that corresponds."""


@frozen
class Judged:
    """A pair whose relation is known."""

    subject: str
    relation: Relation
    object: str
    notes: Mapping[str, str] = field(factory=dict, eq=False)
    """What stands in the further columns, by their names."""
    line: int = field(default=0, eq=False)


@frozen
class Gold:
    """What is known of two frameworks, one row a pair, in the order of the file.

    `kinds` has the kind of every item of the two, by qualified id.
    """

    subject: str
    object: str
    rows: tuple[Judged, ...]
    kinds: Mapping[str, Kind] = field(repr=False)
    file: str = ""
    left_out: int = 0
    """Rows of other frameworks."""
    inverted: int = 0
    """Rows that were written the other way round."""
    repeated: int = 0
    """Rows of pairs that an earlier row judges."""

    @cached_property
    def is_open(self) -> bool:
        """Whether only the listed pairs are judged."""
        return any(row.relation is Relation.NONE for row in self.rows)

    @cached_property
    def is_typed(self) -> bool:
        """Whether it tells relations apart, and does not call every match `related`."""
        return any(row.relation not in (Relation.RELATED, Relation.NONE) for row in self.rows)

    @cached_property
    def counting(self) -> Counting:
        """Which predictions count as a match."""
        only_same = not self.is_open and all(row.relation in SAME for row in self.rows)
        return Counting.SAME if only_same else Counting.ANY

    @cached_property
    def _asked(self) -> frozenset[tuple[Kind, Kind]]:
        return frozenset((self.kinds[row.subject], self.kinds[row.object]) for row in self.rows)

    def asks(self, subject: str, object: str) -> bool:
        """Whether the gold judges some pair of these kinds; of others it says nothing, even where it is closed."""
        pair = (self.kinds.get(subject), self.kinds.get(object))
        return None not in pair and pair in self._asked


def load_gold(source: str | os.PathLike[str], subject: Framework, object: Framework) -> tuple[Gold, list[Diagnostic]]:
    """The gold standard of a TSV or CSV file for two frameworks, and what is odd in it (warnings).

    The first line names the columns, in any order: `left`, `relation` and `right`; others are kept as notes. Fields are
    separated by tabs if that line has one, else by commas.

    Raises:
        DocumentFaults: the file has faults; all of them are in it, with line and column.
        UnreadableFile: the file can't be opened or read.
    """
    file = os.fspath(source)
    content = content_of(source)
    gold, found = read_gold(content, subject, object, file=file)
    if has_errors(found):
        raise DocumentFaults(found)
    return gold, list(found)


def read_gold(
    content: bytes, subject: Framework, object: Framework, *, file: str
) -> tuple[Gold, tuple[Diagnostic, ...]]:
    """The gold standard that the bytes of a file hold, as far as it is sound, and all faults, in order."""
    text, odd = decode(content, file=file)
    found = [fault for fault in odd if fault.rule is not text_faults.BYTE_ORDER_MARK]
    reading = _Reading(file, (subject, object), found)
    rows = list(reading.rows(text)) if text is not None else []
    left_out, inverted, repeated = (reading.counts[name] for name in ("left_out", "inverted", "repeated"))
    gold = Gold(subject.id, object.id, tuple(rows), reading.kinds, file, left_out, inverted, repeated)
    return gold, in_order(found)


_Row = tuple[Judged, Span]


@frozen
class _Reading:
    """One file being read: what was found wrong so far, and what was counted."""

    file: str
    frameworks: tuple[Framework, Framework]
    found: list[Diagnostic]
    counts: dict[str, int] = field(factory=lambda: {"left_out": 0, "inverted": 0, "repeated": 0})

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        return {
            ids.qualified(framework.id, item.id): kind_of(item)
            for framework in self.frameworks
            for item in framework
            if kind_of(item) in KINDS
        }

    def rows(self, text: str) -> Iterator[Judged]:
        first = re.match(r"[\r\n]*([^\r\n]*)", text)
        separator = delimited.TAB if first is not None and "\t" in first[1] else delimited.COMMA
        lines = [row for row in delimited.rows(text, file=self.file, separator=separator) if _says_something(row)]
        if self._badly_quoted(lines):
            return
        names = self._names(lines[0] if lines else [])
        if names is None:
            return
        before = len(self.found)
        judged = [row for line in lines[1:] if (row := self._judged(line, names)) is not None]
        yield from self._unlike_each_other(judged)
        if not judged and len(self.found) == before:
            self._no_rows(lines)

    def _badly_quoted(self, lines: list[list[Cell]]) -> bool:
        broken = [cell for line in lines for cell in line if not cell.sound]
        for cell in broken:
            self._fault(
                faults.QUOTE,
                cell.span,
                "the double quote that begins this field is not closed, or text follows the one that closes it",
                'close it with "; a quote inside the field is written twice',
            )
        return bool(broken)

    def _names(self, header: list[Cell]) -> Sequence[str] | None:
        """The name of each column; None where the three that are needed can't be told."""
        names = [cell.text.lower() for cell in header]
        place = header[0].span if header else Span(self.file, 1, 1, 1, 1)
        missing = [name for name in NEEDED if name not in names]
        for name in missing:
            meant = ids.nearest(name, [each for each in names if each not in NEEDED])
            fix = f"rename {meant!r} to {name!r}" if meant else f"begin the file with the line {','.join(NEEDED)}"
            self._fault(faults.COLUMNS, place, f"the column {name!r} is missing", fix)
        twice = [index for index, name in enumerate(names) if name in NEEDED and name in names[:index]]
        for index in twice:
            what = f"the column {names[index]!r} stands here twice"
            self._fault(faults.COLUMNS, header[index].span, what, "delete one of them")
        return None if missing or twice else names

    def _judged(self, line: list[Cell], names: Sequence[str]) -> _Row | None:
        """The row of a line; None where it is about other frameworks, or has a fault."""
        at = [names.index(name) for name in NEEDED]
        if len(line) > len(names) or len(line) <= max(at):
            place = line[min(len(names), len(line) - 1)].span
            what = f"the row has {len(line)} fields, but there are {len(names)} columns"
            self._fault(faults.FIELDS, place, what, "put a field with a comma in it into double quotes")
            return None
        left, relation, right = (line[index] for index in at)
        owners = [self._framework(cell) for cell in (left, right)]
        if None in owners or owners[0] == owners[1]:
            self.counts["left_out"] += 1
            return None
        items = [self._item(cell) for cell in (left, right)]
        meant = self._relation(relation)
        if items[0] is None or items[1] is None or meant is None:
            return None
        notes = {name: cell.text for name, cell in zip(names, line, strict=False) if name not in NEEDED and cell.text}
        if owners[0] == self.frameworks[0].id:
            return Judged(items[0], meant, items[1], notes, left.span.line), left.span
        self.counts["inverted"] += 1
        return Judged(items[1], meant.inverse, items[0], notes, left.span.line), left.span

    def _framework(self, cell: Cell) -> str | None:
        """Which of the two frameworks an id names, however it is cased; None for another one, or none."""
        name = ids.parts(cell.text)[0]
        written = re.sub(r"[^a-z0-9]", "_", (name or "").lower())
        return next((framework.id for framework in self.frameworks if framework.id in (name, written)), None)

    def _item(self, cell: Cell) -> str | None:
        """The qualified id of the item, read in our alphabet where it is of another one."""
        owner = self._framework(cell)
        assert owner is not None
        item = cell.text.partition(":")[2].strip()
        for name in (item, re.sub(r"[^a-z0-9]", "-", item.lower()), ids.slug(item)):
            if ids.qualified(owner, name) in self.kinds:
                return ids.qualified(owner, name)
        near = ids.nearest(
            ids.slug(item), [name.partition(":")[2] for name in self.kinds if name.startswith(f"{owner}:")]
        )
        self._fault(
            faults.UNKNOWN_ITEM,
            cell.span,
            f"{owner} has no level, group, outcome or course {item!r}",
            f"write {ids.qualified(owner, near)!r}" if near else f"write the id of an item of {owner}",
        )
        return None

    def _relation(self, cell: Cell) -> Relation | None:
        word = cell.text.lower()
        meant = _WORDS.get(word) or _WORDS.get(re.split(r"[:/#]", word)[-1])
        if meant is None:
            words = [relation.value for relation in Relation]
            near = ids.nearest(word, words)
            what = f"{cell.text!r} is no relation" if cell.text else "the relation is missing"
            self._fault(
                faults.UNKNOWN_RELATION,
                cell.span,
                what,
                f"write {near!r}" if near else f"write one of {', '.join(words)}",
            )
        return meant

    def _unlike_each_other(self, rows: list[_Row]) -> Iterator[Judged]:
        """The rows, of those of one pair the first."""
        seen: dict[tuple[str, str], _Row] = {}
        for row, place in rows:
            earlier, where = seen.setdefault((row.subject, row.object), (row, place))
            if earlier is row:
                yield row
                continue
            self.counts["repeated"] += 1
            related = Related(where, f"{row.subject} {earlier.relation} {row.object}")
            if (earlier.relation is Relation.NONE) != (row.relation is Relation.NONE):
                what = f"{row.subject} {row.relation} {row.object} contradicts line {where.line}, {earlier.relation}"
                self._fault(faults.CONTRADICTION, place, what, "delete one of the two rows", related)
            else:
                told = "the same" if earlier.relation is row.relation else f"as {earlier.relation}, which counts"
                what = f"{row.subject} {row.relation} {row.object} is judged in line {where.line} already, {told}"
                self._fault(faults.REPEATED, place, what, "delete one of the two rows", related)

    def _no_rows(self, lines: list[list[Cell]]) -> None:
        """That nothing is about the two frameworks, and which one was probably meant."""
        subject, object = (framework.id for framework in self.frameworks)
        named = {name for line in lines[1:] for cell in line if (name := ids.parts(cell.text)[0])}
        near = next(
            (found for each in (subject, object) if each not in named and (found := ids.nearest(each, named))), ""
        )
        fix = f"the file writes {near!r}; " if near else ""
        self._fault(
            faults.NO_ROWS,
            lines[0][0].span,
            f"no row is about {subject} and {object}",
            f"{fix}write ids as {subject}:ITEM and {object}:ITEM, or compare other frameworks",
        )

    def _fault(self, rule: Rule, span: Span, message: str, fix: str, *related: Related) -> None:
        self.found.append(Diagnostic(rule, span, message, fix, related))


def _says_something(row: list[Cell]) -> bool:
    return any(cell.text for cell in row)
