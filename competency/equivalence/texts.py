"""How alike texts are: TF-IDF over stemmed words, pairs of words and pieces of words, by cosine.

Digits, and the names of levels that go with them ('Level 3', 'Group B', 'Module 5a'), count for nothing. How much a
word tells is measured on the two frameworks that are compared: what most items of one say tells little.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt
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
    """Numbers for features, given in the order in which they are first met."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._number)

    def counted(self, features: Iterable[str]) -> dict[int, int]:
        """How often each feature occurs, by its number."""
        number = self._number
        return Counter(number.setdefault(feature, len(number)) for feature in features)


@frozen(eq=False)
class Texts:
    """The texts of some items as counts of features, one matrix for each sort of `SORTS`.

    Rows are the items in their order. The columns are numbered by vocabularies that are shared by all texts compared.
    """

    words: tuple[tuple[str, ...], ...]
    wholes: tuple[str, ...]
    """Each text in small letters, small words included, without marks."""
    blocks: tuple[sparse.csr_array, ...]


@frozen(eq=False)
class Reader:
    """Reads texts into counts that can be compared with each other."""

    synonyms: Synonyms | None = None
    _vocabularies: tuple[Vocabulary, ...] = field(factory=lambda: tuple(Vocabulary() for _ in SORTS), repr=False)

    def read(self, texts: Sequence[str], language: str) -> Texts:
        """The texts of the items of one framework, in their order."""
        told = tuple(tuple(words(text, language, self.synonyms)) for text in texts)
        pairs = ([*row, *(f"{one} {two}" for one, two in pairwise(row))] for row in told)
        pieces = ([piece for word in row for piece in _pieces(word)] for row in told)
        wholes = tuple(" ".join(_LETTERS.findall(plain(text))) for text in texts)
        features = (told, pairs, pieces, ([whole] for whole in wholes))
        return Texts(
            told,
            wholes,
            tuple(
                _counts([vocabulary.counted(row) for row in rows])
                for vocabulary, rows in zip(self._vocabularies, features, strict=True)
            ),
        )


def _counts(rows: Sequence[Mapping[int, int]]) -> sparse.csr_array:
    """Dampened counts: the second time that something is said adds less than the first."""
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.fromiter((column for row in rows for column in row), dtype=np.int32, count=int(ends[-1]))
    damped = np.fromiter((1 + log(n) for row in rows for n in row.values()), dtype=np.float32, count=int(ends[-1]))
    width = int(columns.max()) + 1 if len(columns) else 1
    return sparse.csr_array((damped, columns, ends.astype(np.int32)), shape=(len(rows), width))


def likeness(left: Texts, right: Texts) -> Matrix:
    """How alike each text of the one side is to each of the other, from 0 to 1: the mean over the sorts of features."""
    weights = SORTS.values()
    sides = [
        tuple(side * np.float32(sqrt(weight)) for side in _weighted(*blocks))
        for weight, *blocks in zip(weights, left.blocks, right.blocks, strict=True)
    ]
    one, two = (sparse.hstack([side[at] for side in sides], format="csr") for at in (0, 1))
    product: Matrix = (one @ two.T).toarray()
    return product


def _weighted(left: sparse.csr_array, right: sparse.csr_array) -> tuple[sparse.csr_array, sparse.csr_array]:
    """The rows of both, each of length one, weighted by how much a feature tells among all of them."""
    width = max(left.shape[1], right.shape[1])
    said = [np.bincount(side.indices, minlength=width) for side in (left, right)]
    amount = left.shape[0] + right.shape[0]
    tells = np.log((1 + amount) / (1 + said[0] + said[1])) + 1
    for side, counts in zip((left, right), said, strict=True):
        if side.shape[0] >= _FEW:
            tells[counts > _COMMON * side.shape[0]] = 0
    return _unit(left, tells, width), _unit(right, tells, width)


def _unit(side: sparse.csr_array, tells: NDArray[np.float64], width: int) -> sparse.csr_array:
    data = (side.data * tells[side.indices]).astype(np.float32)
    rows = np.repeat(np.arange(side.shape[0]), np.diff(side.indptr))
    length = np.sqrt(np.bincount(rows, weights=data * data, minlength=side.shape[0]))
    data /= np.maximum(length, 1e-9).astype(np.float32)[rows]
    return sparse.csr_array((data, side.indices, side.indptr), shape=(side.shape[0], width))
