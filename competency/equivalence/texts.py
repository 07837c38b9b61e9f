"""How alike texts are: TF-IDF over stemmed words, pairs of words and pieces of words, by cosine.

Digits, and the names of levels that go with them ('Level 3', 'Group B', 'Module 5a'), count for nothing. How much a
word tells is measured on the two frameworks that are compared: what most items of one say tells little.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count, pairwise
from math import log
from typing import Final, TypeAlias

import numpy as np
import snowballstemmer
from attrs import field, frozen
from numpy.typing import NDArray
from scipy import sparse

Matrix: TypeAlias = NDArray[np.float32]
"""A number for each item of the one framework (rows) and each of the other (columns)."""

_NUMBERED: Final = re.compile(
    r"\b(?:level|group|stage|module|tier|band|grade|step|phase|part|column|row)s?\s+"
    r"(?:[0-9]+[a-z]?|[a-h]|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_HUMPS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_STOP: Final = frozenset(
    "a an and any are as at be been being by can do does for from has have how in into is it its may of on or other "
    "such than that the their them these they this those through to was were what when where which who whom whose will "
    "with within".split()
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_DOUBLED: Final = re.compile(r"(.)\1")
_PIECES: Final = (3, 4, 5)
_COMMON: Final = 0.6
"""Where a framework says a word in more of its items than this, it is boilerplate and counts for nothing."""
_FEW: Final = 10
"""Below so many items nothing is called boilerplate."""

_ALPHABETS: Final[Mapping[str, str]] = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "sv": "swedish",
}


SORTS: Final[Mapping[str, float]] = {"words": 0.3, "pairs of words": 0.3, "pieces of words": 0.3, "the whole": 0.1}
"""The sorts of features, and how much each counts. The whole text is one feature, small words included: it tells
'has author' from 'author', and nothing else does."""


@lru_cache(maxsize=16)
def _stemmer(language: str) -> snowballstemmer.basestemmer.BaseStemmer | None:
    name = _ALPHABETS.get(language.partition("-")[0].lower())
    return snowballstemmer.stemmer(name) if name else None


@lru_cache(maxsize=65536)
def stemmed(word: str, language: str) -> str:
    """A word without its ending; as it is where no stemmer knows the language."""
    stemmer = _stemmer(language)
    stem = word if stemmer is None else str(stemmer.stemWord(word))
    return _DOUBLED.sub(r"\1", stem.replace("z", "s"))


def plain(text: str) -> str:
    """A text in small letters, with the parts of compound names set apart and without numbered levels."""
    return _NUMBERED.sub(" ", _HUMPS.sub(" ", text).casefold())


def words(text: str, language: str, synonyms: Synonyms | None = None) -> list[str]:
    """The words that tell, stemmed and in order.

    >>> words("Working Together, Level 3", "en-GB")
    ['work', 'togeth']
    """
    told = plain(text)
    if synonyms is not None:
        told = synonyms.replaced(told)
    return [stemmed(word, language) for word in _WORD.findall(told) if word not in _STOP]


def as_written(text: str, language: str, synonyms: Synonyms | None = None) -> dict[str, str]:
    """What the text itself writes for each of its `words`, where it does so first: a word, or a whole synonym.

    >>> as_written("Working Together, Level 3", "en-GB")
    {'work': 'Working', 'togeth': 'Together'}
    """
    found: dict[str, str] = {}
    for told, original in synonyms.pieces(plain(text)) if synonyms else [(plain(text), None)]:
        for word in _WORD.findall(told):
            if word not in _STOP:
                found.setdefault(stemmed(word, language), original or word)
    small = text.casefold()
    if len(small) != len(text):  # small letters of another length: places in them are not those in the text
        return found
    return {stem: text[at : at + len(word)] if (at := small.find(word)) >= 0 else word for stem, word in found.items()}


@frozen
class Synonyms:
    """Words and phrases that mean the same in a field: each is read as the first of its row."""

    rows: tuple[tuple[str, ...], ...]
    _first: dict[str, str] = field(init=False, repr=False, eq=False)
    _pattern: re.Pattern[str] | None = field(init=False, repr=False, eq=False)

    @_first.default
    def _first_of_each(self) -> dict[str, str]:
        # the first stands for itself, lest a shorter one of its row be found inside it
        return {other.casefold(): row[0].casefold() for row in self.rows for other in row}

    @_pattern.default
    def _any_of_them(self) -> re.Pattern[str] | None:
        longest_first = sorted(self._first, key=lambda phrase: (-len(phrase), phrase))
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b") if longest_first else None

    def replaced(self, text: str) -> str:
        """A text in small letters with the first of each row in place of the others."""
        return text if self._pattern is None else self._pattern.sub(lambda hit: self._first[hit.group()], text)

    def pieces(self, text: str) -> Iterator[tuple[str, str | None]]:
        """A text in small letters in pieces: each as it is read, and a synonym also as it is written."""
        end = 0
        for hit in self._pattern.finditer(text) if self._pattern else ():
            yield text[end : hit.start()], None
            yield self._first[hit.group()], hit.group()
            end = hit.end()
        yield text[end:], None

    def original(self, text: str, start: int, end: int) -> str:
        """The words of a text in small letters that stand from `start` to `end` once its synonyms are replaced."""
        grown = 0  # by how much all that was replaced so far is longer than it was
        first, last = start, end
        for hit in self._pattern.finditer(text) if self._pattern else ():
            begins, more = hit.start() + grown, len(self._first[hit.group()])
            grown += more - len(hit.group())
            if begins + more <= start:
                first = start - grown
            elif begins <= start:
                first = hit.start()
            if begins + more <= end:
                last = end - grown
            elif begins < end:
                last = hit.end()
        return text[first:last]


@lru_cache(maxsize=65536)
def _pieces(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(padded[at : at + size] for size in _PIECES for at in range(len(padded) - size + 1))


class Vocabulary:
    """Numbers for features of each sort, given in the order in which they are first met."""

    def __init__(self) -> None:
        first_free = count()
        self._numbers = [defaultdict[str, int](first_free.__next__) for _ in SORTS]

    def counted(self, sort: int, features: Iterable[str]) -> Mapping[int, int]:
        """How often each feature occurs, by its number."""
        return Counter(map(self._numbers[sort].__getitem__, features))


@frozen(eq=False)
class Texts:
    """The texts of some items as counts of features, in the manner of a sparse matrix.

    Rows are the items in their order: row `n` has the entries from `starts[n]` up to `starts[n + 1]`, each with the
    number of a feature, its sort, and how often it occurs, dampened: the second time that something is said adds less
    than the first. The numbers are those of a vocabulary that all texts compared share.
    """

    words: tuple[tuple[str, ...], ...]
    wholes: tuple[str, ...]
    """Each text in small letters, small words included, without marks."""
    starts: NDArray[np.int32]
    features: NDArray[np.int32]
    slots: NDArray[np.intp]
    """A number for the row and the sort of each entry: so many slots a row as there are sorts."""
    damped: NDArray[np.float32]
    width: int = field(init=False)
    """More than any number of a feature."""

    @width.default
    def _width(self) -> int:
        return int(self.features.max()) + 1 if len(self.features) else 1


@frozen(eq=False)
class Reader:
    """Reads texts into counts that can be compared with each other."""

    synonyms: Synonyms | None = None
    _vocabulary: Vocabulary = field(factory=Vocabulary, repr=False)

    def read(self, texts: Sequence[str], language: str) -> Texts:
        """The texts of the items of one framework, in their order."""
        told = tuple(tuple(words(text, language, self.synonyms)) for text in texts)
        wholes = tuple(" ".join(_LETTERS.findall(plain(text))) for text in texts)
        rows = [self._counted(*row) for row in zip(told, wholes, strict=True)]
        ends = np.cumsum([0, *(sum(map(len, row)) for row in rows)])
        slots = [counts for row in rows for counts in row]
        amount = int(ends[-1])
        return Texts(
            told,
            wholes,
            ends.astype(np.int32),
            np.fromiter((feature for counts in slots for feature in counts), dtype=np.int32, count=amount),
            np.repeat(np.arange(len(slots)), [len(counts) for counts in slots]),
            np.fromiter((1 + log(n) for counts in slots for n in counts.values()), dtype=np.float32, count=amount),
        )

    def _counted(self, told: Sequence[str], whole: str) -> list[Mapping[int, int]]:
        """How often each feature of a text occurs, for each sort."""
        pairs = [*told, *(f"{one} {two}" for one, two in pairwise(told))]
        pieces = [piece for word in told for piece in _pieces(word)]
        sorts = (told, pairs, pieces, (whole,))
        return [self._vocabulary.counted(sort, features) for sort, features in enumerate(sorts)]


def likeness(left: Texts, right: Texts) -> Matrix:
    """How alike each text of the one side is to each of the other, from 0 to 1: the mean over the sorts of features."""
    width = max(left.width, right.width)
    sides = left, right
    said = [np.bincount(side.features, minlength=width) for side in sides]
    amounts = [len(side.words) for side in sides]
    tells = np.log((1 + sum(amounts)) / np.arange(1, 2 + 2 * sum(amounts))) + 1  # by how often a feature is said
    one, two = (_weighted(side, tells, said, amounts, width) for side in sides)
    product: Matrix = (one @ two.T).toarray()
    return product


def _weighted(
    side: Texts,
    tells: NDArray[np.float64],
    said: Sequence[NDArray[np.intp]],
    amounts: Sequence[int],
    width: int,
) -> sparse.csr_array:
    """The rows of one side by how much a feature tells among all of both; each sort of a row has the length it counts.

    `said`: how many items of either side have a feature; `amounts`: how many items there are.
    """
    of = [counts[side.features] for counts in said]
    weight = tells[of[0] + of[1]]
    for counts, amount in zip(of, amounts, strict=True):
        if amount >= _FEW:
            weight[counts > _COMMON * amount] = 0
    data = (side.damped * weight).astype(np.float32)
    length = np.sqrt(np.bincount(side.slots, weights=data * data, minlength=len(SORTS) * len(side.words)))
    data /= np.maximum(length, 1e-9).astype(np.float32)[side.slots]
    data *= np.sqrt([*SORTS.values()]).astype(np.float32)[side.slots % len(SORTS)]
    return sparse.csr_array((data, side.features, side.starts), shape=(len(side.words), width))
