"""A mapping under examination: the rows, the document that they were read from, and the frameworks that it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from attrs import frozen

from competency import correspondences, ids
from competency.correspondences import Decided, Decision
from competency.diagnostics import Span
from competency.document import Document
from competency.model import Framework, Kind, Relation, kind_of

SAME: Final = frozenset({Relation.EXACT, Relation.CLOSE})

Pair = tuple[tuple[str, ...], tuple[str, ...]]


@frozen
class Row:
    """A row with its place in the document, from 0."""

    index: int
    decided: Decided

    @property
    def pair(self) -> Pair:
        """Both sides, each in alphabetical order, the side that comes first in the alphabet first."""
        one, two = sorted((tuple(sorted(self.decided.subject)), tuple(sorted(self.decided.object))))
        return one, two

    @property
    def relation(self) -> Relation:
        """What the row says of the pair as `pair` orders it: `none` where it was rejected."""
        if self.decided.decision is Decision.REJECTED:
            return Relation.NONE
        turned = self.pair[0] != tuple(sorted(self.decided.subject))
        return self.decided.relation.inverse if turned else self.decided.relation

    @property
    def is_decided(self) -> bool:
        """Whether a person has accepted or rejected it."""
        return self.decided.decision in (Decision.ACCEPTED, Decision.REJECTED)

    @property
    def single(self) -> tuple[str, str] | None:
        """The two items; None where a side has several, which correspond together only."""
        sides = self.decided.subject, self.decided.object
        return (sides[0][0], sides[1][0]) if len(sides[0]) == len(sides[1]) == 1 else None

    @property
    def told(self) -> str:
        """How a message names the pair."""
        one, two = (" with ".join(side) for side in (self.decided.subject, self.decided.object))
        return f"{one} and {two}"

    @property
    def claim(self) -> str:
        """How a message names what the row says."""
        rejected = "rejected " if self.decided.decision is Decision.REJECTED else ""
        return f"{rejected}'{self.decided.relation}'"


@frozen
class MappingDraft:
    """What a rule of sense looks at. The document is free of faults of text, shape and reference.

    A framework is None where it has faults of its own; of its items nothing is known then.
    """

    document: Document
    mapping: correspondences.Mapping
    subject: Framework | None
    object: Framework | None

    def span(self, row: Row, key: str = "relation") -> Span:
        """The text of one of a row's values; of the row itself where it has no such key."""
        return self.document.span(("correspondences", row.index, key))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows, in the order of the file."""
        return tuple(Row(index, decided) for index, decided in enumerate(self.mapping.rows))

    @cached_property
    def by_pair(self) -> Mapping[Pair, tuple[Row, ...]]:
        """The rows by what they relate, whichever side is written first."""
        found: dict[Pair, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.pair, []).append(row)
        return {pair: tuple(rows) for pair, rows in found.items()}

    def equals(self) -> Iterator[tuple[Row, str, str]]:
        """The rows by which two single items are `exact` or `close`, with the item of the subject's framework first."""
        for row in self.rows:
            if row.single is not None and row.relation in SAME:
                one, two = row.single
                yield (row, two, one) if self.framework(one) == self.mapping.object else (row, one, two)

    def framework(self, name: str) -> str:
        """The framework that an item belongs to, by its id."""
        return name.partition(":")[0]

    @cached_property
    def frameworks(self) -> Mapping[str, Framework]:
        """The frameworks that could be loaded, by id."""
        return {one.id: one for one in (self.subject, self.object) if one is not None}

    @cached_property
    def _kinds(self) -> Mapping[str, Kind]:
        return {
            ids.qualified(name, identifier): kind_of(item)
            for name, framework in self.frameworks.items()
            for identifier, item in framework.items.items()
        }

    @cached_property
    def headings(self) -> Mapping[str, int]:
        """The outcomes that only hold others together, by qualified id, with the number of those directly under them.

        No course and no evidence develops a heading by itself.
        """
        found: dict[str, int] = {}
        for name, framework in self.frameworks.items():
            parts = Counter(outcome.part_of for outcome in framework.outcomes if outcome.part_of is not None)
            developed = {
                *(outcome for course in framework.courses for outcome in course.develops),
                *(outcome for evidence in framework.evidence for outcome in evidence.develops),
            }
            found |= {ids.qualified(name, one): count for one, count in parts.items() if one not in developed}
        return found

    @cached_property
    def rungs(self) -> Mapping[str, int]:
        """The place of each level on its ladder, by qualified id."""
        return {
            ids.qualified(name, level.id): rung
            for name, framework in self.frameworks.items()
            for rung, level in enumerate(framework.levels)
        }

    def kind(self, name: str) -> Kind | None:
        """What an item is; None where its framework could not be loaded."""
        return self._kinds.get(name)
