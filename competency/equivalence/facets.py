"""Who an item is for and what it is about, by the words of a document of facets: each hit is kept, with its quote.

The words are data of a field (`frameworks/facets/`), and a user can bring others; without any, nothing is told here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from attrs import field, frozen

from competency import references
from competency.bundled import bundled
from competency.diagnostics import in_order
from competency.equivalence.texts import Synonyms
from competency.errors import DocumentFaults, UnknownReference, UnreadableFile
from competency.loading import opened_document
from competency.values import Value

OUTRIGHT: Final = 1.0
HINTED: Final = 0.35
AS_ROLE: Final = 0.45
"""How much a phrase tells that says a point outright, that hints at it, and an example of a role."""

EXAMPLES: Final = "examples"
"""The part of an item that lists roles."""

_GAP: Final = r"(?:\W+[\w'’/-]+){0,4}?\W+"


@frozen
class Point:
    """A point of a facet, and the patterns of the phrases that tell it."""

    id: str
    title: str
    facet: str
    about: str
    """`audience`, `topic` or `theme`."""
    covers: tuple[str, ...]
    """Points that an item at this one is at too, where no other is told; empty for all but such as 'everyone'."""
    rung: int | None
    """Its place on the facet's scale, from 0; None where the facet is no scale."""
    says: tuple[str, ...]
    hints: tuple[str, ...]
    roles: tuple[str, ...]


@frozen
class Hit:
    """A phrase found in an item: the words as they stand there, where, and how much they tell."""

    point: str
    quote: str
    item: str
    part: str
    weight: float
    is_role: bool = False


@frozen
class Phrase:
    """A phrase in small letters, looked for in texts. Most texts lack one of its words, which is quicker to see."""

    written: str
    _words: tuple[str, ...] = field(init=False, repr=False, eq=False)

    @_words.default
    def _parts_of_words(self) -> tuple[str, ...]:
        parts = re.split(r"[…*\s]+", self.written)
        return tuple(sorted(filter(None, parts), key=lambda part: (-len(part), part)))

    @property
    def has_gap(self) -> bool:
        """Whether other words may stand between its own."""
        return "…" in self.written

    def found_in(self, text: str) -> Iterable[re.Match[str]]:
        """Each place in a text in small letters."""
        for word in self._words:
            if word not in text:
                return ()
        return _pattern(self.written).finditer(text)


@frozen
class Facets:
    """The points of a field with the words that tell them; `version` names the state of the words in answers."""

    id: str
    title: str
    language: str
    version: str
    points: tuple[Point, ...]
    synonyms: Synonyms
    by_id: Mapping[str, Point] = field(init=False, repr=False, eq=False)
    _covered: frozenset[str] = field(init=False, repr=False, eq=False)
    _phrases: tuple[tuple[Phrase, str, float], ...] = field(init=False, repr=False, eq=False)
    _roles: tuple[tuple[Phrase, str], ...] = field(init=False, repr=False, eq=False)

    @by_id.default
    def _each_by_its_id(self) -> Mapping[str, Point]:
        return {point.id: point for point in self.points}

    @_covered.default
    def _all_that_is_covered(self) -> frozenset[str]:
        return frozenset(other for point in self.points for other in point.covers)

    @_phrases.default
    def _phrases_of_each(self) -> tuple[tuple[Phrase, str, float], ...]:
        return tuple(
            (Phrase(self.synonyms.replaced(phrase.casefold())), point.id, weight)
            for point in self.points
            for phrases, weight in ((point.says, OUTRIGHT), (point.hints, HINTED))
            for phrase in phrases
        )

    @_roles.default
    def _roles_of_each(self) -> tuple[tuple[Phrase, str], ...]:
        return tuple((Phrase(role.casefold()), point.id) for point in self.points for role in point.roles)

    def is_circumstance(self, point: str) -> bool:
        """Whether a point tells how people stand, on a scale or as 'everyone' does, and no particular duty."""
        return self.by_id[point].rung is not None or point in self._covered

    def hits(self, text: str, item: str, part: str) -> Iterator[Hit]:
        """What a text tells: of the hits for a point the strongest, the first of equals.

        A phrase inside a longer one that tells another point tells nothing itself: 'NHS board member' is no 'board
        member', nor is 'intense but irregular contact' regular. Of two about the same words, that without a gap does.
        """
        written = text.casefold()
        told = self.synonyms.replaced(written)
        found = [
            (match.span(), phrase.has_gap, point, weight)
            for phrase, point, weight in self._phrases
            for match in phrase.found_in(told)
        ]
        best: dict[str, Hit] = {}
        for span, gap, point, weight in found:
            within = any(
                point != other
                and start <= span[0]
                and span[1] <= end
                and (end - start, not loose) > (span[1] - span[0], not gap)
                for (start, end), loose, other, _ in found
            )
            if not within and (point not in best or best[point].weight < weight):
                best[point] = Hit(point, self.synonyms.original(written, *span).strip(), item, part, weight)
        yield from best.values()

    def of_roles(self, examples: Iterable[str], item: str, part: str) -> Iterator[Hit]:
        """What roles tell: each example, or role named in a text, the point that knows it by the longest phrase."""
        for example in examples:
            told = example.casefold()
            found = [(match.span(), point) for phrase, point in self._roles for match in phrase.found_in(told)]
            longest = [
                (span, point)
                for span, point in found
                if not any(a <= span[0] and span[1] <= b and b - a > span[1] - span[0] for (a, b), _ in found)
            ]
            for span, point in dict(longest).items() if part != EXAMPLES else longest[:1]:
                yield Hit(point, example if part == EXAMPLES else told[slice(*span)], item, part, AS_ROLE, is_role=True)


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str]:
    """A phrase as a pattern on small letters: `…` is a gap of up to four words, `*` any ending of a word."""
    gaps = [
        r"\W+".join(re.escape(word).replace(r"\*", r"[\w'’]*") for word in part.split())
        for part in phrase.casefold().split("…")
    ]
    end = "" if phrase.endswith("*") else r"(?:e?s)?\b"
    return re.compile(rf"\b{_GAP.join(gaps)}{end}")


def load_facets(source: Path) -> Facets:
    """The facets of a file.

    Raises:
        UnknownReference: there is no such file.
        UnreadableFile: it is a folder.
        DocumentFaults: there are faults of text, shape or reference; all are named.
    """
    if source.is_dir():
        raise UnreadableFile(str(source), "is a folder; name a file of facets")
    if not source.is_file():
        raise UnknownReference(str(source), None)
    document = opened_document(source, expected="facets/1")
    found = tuple(references.faults_of_facets(document))
    if found:
        raise DocumentFaults(in_order(found))
    return facets(document.value)


@cache
def bundled_facets() -> Facets:
    """The facets of safeguarding that come with the library."""
    return load_facets(bundled("frameworks", "facets") / "safeguarding.yaml")


def facets(value: Value) -> Facets:
    """The facets that a document without faults states."""
    assert isinstance(value, dict)
    rows = value["facets"]
    assert isinstance(rows, list)
    return Facets(
        id=str(value["id"]),
        title=str(value["title"]),
        language=str(value["language"]),
        version=str(value["version"]),
        points=tuple(point for row in rows for point in _points(row)),
        synonyms=Synonyms(tuple(_phrases(row) for row in _rows(value.get("synonyms")))),
    )


def _points(facet: Value) -> Iterator[Point]:
    assert isinstance(facet, dict)
    for rung, point in enumerate(_rows(facet["points"])):
        assert isinstance(point, dict)
        yield Point(
            id=str(point["id"]),
            title=str(point["title"]),
            facet=str(facet["id"]),
            about=str(facet["about"]),
            covers=_phrases(point.get("covers")),
            rung=rung if facet.get("scale") else None,
            says=_phrases(point.get("says")),
            hints=_phrases(point.get("hints")),
            roles=_phrases(point.get("roles")),
        )


def _rows(value: Value) -> Sequence[Value]:
    return value if isinstance(value, list) else ()


def _phrases(value: Value) -> tuple[str, ...]:
    return tuple(str(phrase) for phrase in _rows(value))


def together(weights: Iterable[float]) -> float:
    """How much several hits tell together: each leaves open only a share of what the others left open."""
    open_ = 1.0
    for weight in weights:
        open_ *= 1 - min(weight, 0.999)
    return 1 - open_
