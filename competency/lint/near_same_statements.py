"""
Outcomes whose statements say nearly the same.

Compared are the telling words: without capitals, order, articles and the like, and without their endings. A single
word more, or another one, is passed over only in a long statement, and never a number or a 'not'.

## Why it matters

Whoever learns the one has not achieved the other, so people are sent to learn twice what they know; and two boards'
lists can't be matched where one list doesn't match itself.

## Fails

```yaml
outcomes:
  recognise-abuse: {statement: Recognises the signs of abuse and neglect, source: strategy §1}
  signs-of-abuse: {statement: Recognise signs of neglect and abuse, source: strategy §2}  # <- here
```

## Passes

```yaml
outcomes:
  recognise-abuse: {statement: Recognises the signs of abuse and neglect, source: strategy §1}
  report-abuse: {statement: Reports the signs of abuse and neglect, source: strategy §2}
```

## Fix

Keep one outcome and let the courses of both develop it, or say in the statements how they differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, reduce
from operator import xor
from typing import Final

from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.lint.draft import Draft
from competency.model import Outcome

RULE = Rule("CF114", "near-same-statements", Severity.WARNING, __doc__ or "")

LONG: Final = 9
"""So many telling words shared let one more pass; twice as many let one word be another: nine tenths in both cases."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ENDING = re.compile(r"(?:ings?|ed|es|s|e)\Z")
_EMPTY: Final = frozenset(
    "a an the of to in on at by for from with and or as is are be can able this that these those it its "
    "their they them who which when where any all".split()
)
_TELLING: Final = frozenset("no not never none nor neither without unless except cannot".split())
_SHOWN: Final = 5


def check(draft: Draft) -> Iterator[Diagnostic]:
    """One finding for each cluster, at its second outcome; the others are related."""
    english = draft.framework.language.lower().startswith("en")
    wordings: dict[frozenset[str], list[int]] = {}
    outcomes = draft.framework.outcomes
    for index, outcome in enumerate(outcomes):
        words = telling_words(outcome.statement, english=english)
        if words:
            wordings.setdefault(words, []).append(index)
    for cluster in _clusters(wordings):
        yield _finding(draft, [outcomes[index] for index in cluster])


def telling_words(statement: str, *, english: bool) -> frozenset[str]:
    """What a statement is compared by: its words, in English without the empty ones and without endings."""
    words = _WORD.findall(statement.casefold())
    return frozenset(_stem(word) for word in words if word not in _EMPTY) if english else frozenset(words)


@cache
def _stem(word: str) -> str:
    word = re.sub(r"['’]s?\Z", "", word).replace("isation", "ization").replace("is", "iz")
    bare = _ENDING.sub("", word) if len(word) > 4 else word
    bare = f"{bare[:-1]}y" if bare.endswith("i") else bare
    return bare[:-1] if len(bare) > 4 and bare[-1] == bare[-2] else bare


def _clusters(wordings: dict[frozenset[str], list[int]]) -> Iterator[list[int]]:
    """The indexes of outcomes that say nearly the same, each cluster and all of them in file order."""
    leader = {words: words for words in wordings}

    def found(words: frozenset[str]) -> frozenset[str]:
        while leader[words] is not words:
            leader[words] = words = leader[leader[words]]
        return words

    for one, other in _neighbours(wordings):
        leader[found(other)] = found(one)
    clusters: dict[frozenset[str], list[int]] = {}
    for words, indexes in wordings.items():
        clusters.setdefault(found(words), []).extend(indexes)
    yield from sorted(sorted(indexes) for indexes in clusters.values() if len(indexes) > 1)


def _neighbours(wordings: Iterable[frozenset[str]]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Pairs of long wordings that differ in a single word.

    Each is looked up by what is left of it without one word, so the time grows with the words, not with the pairs.
    A wording's key is the exclusive or of its words' hashes, so a word is taken out by one operation; that two
    wordings with one key really are alike is looked at.
    """
    full: dict[int, frozenset[str]] = {}
    for words in wordings:
        if len(words) >= LONG:
            full.setdefault(reduce(xor, map(hash, words)), words)
    lacking: dict[int, frozenset[str]] = {}
    for key, words in full.items():
        if len(words) == LONG:
            continue
        longer = len(words) > 2 * LONG
        for word in words:
            rest = key ^ hash(word)
            shorter = full.get(rest)
            if shorter is not None and _passed_over(words ^ shorter):
                yield words, shorter
            if longer:
                other = lacking.setdefault(rest, words)
                if other is not words and _passed_over(words ^ other):
                    yield other, words


def _passed_over(differing: frozenset[str]) -> bool:
    """Whether two wordings that differ in these words may still be nearly the same."""
    return len(differing) <= 2 and not any(
        word in _TELLING or any(letter.isdigit() for letter in word) for word in differing
    )


def _finding(draft: Draft, cluster: list[Outcome]) -> Diagnostic:
    first, second, *others = cluster
    more = f", and so do {len(others)} more" if len(others) > 1 else f", and so does '{others[0].id}'" if others else ""
    return Diagnostic(
        RULE,
        draft.span(draft.path(second, "statement")),
        f"the outcome '{second.id}' says nearly the same as '{first.id}'{more}: {second.statement.rstrip('.!')}",
        f"keep one of them, or say in the statements how '{second.id}' differs from '{first.id}'",
        tuple(
            Related(draft.span(draft.path(other, "statement")), f"the statement of '{other.id}'")
            for other in (first, *others[:_SHOWN])
        ),
    )
