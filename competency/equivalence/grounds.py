"""The reasons of a row in words: what decides, the quotes behind it, the closest statements, and what would change it.

An explanation's rule says which sort of evidence it is: the id of an item that declares something, or one of the words
`facets`, `texts`, `coverage`, `position`, `runner-up` and `without`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from competency.equivalence.atlas import SAYS
from competency.equivalence.facets import Facets, Hit
from competency.equivalence.judgement import DECLARED, FACETS, Judgement
from competency.equivalence.profiles import AUDIENCE, Profile
from competency.equivalence.signals import Signals
from competency.explanation import Explanation
from competency.model import AnyItem, Outcome
from competency.requirements import joined

COVERAGE, POSITION, RUNNER_UP, WITHOUT, TEXTS = "coverage", "position", "runner-up", "without", "texts"

_PAIRS: Final = 3
"""How many pairs of statements a reason quotes."""

_QUOTES: Final = 3
_ALIKE: Final = 0.15  # below this likeness a pair of statements is no reason


def grounds(
    left: Profile,
    right: Profile,
    found: Signals,
    facets: Facets | None,
    pair: tuple[int, int],
    judgement: Judgement,
    rivals: Sequence[tuple[str, Judgement]],
) -> tuple[Explanation, ...]:
    """The reasons of one row, what decides first."""
    one, other = pair
    named = [f"{side.items[at].title} ({side.ids[at]})" for side, at in ((left, one), (right, other))]
    claim = f"{named[0]} {SAYS[judgement.relation]} {named[1]}"
    rest: list[Explanation] = []
    if judgement.by == DECLARED:
        finding = judgement.finding
        assert finding is not None
        steps = tuple(Explanation(step.claim, step.rule, step.source) for step in finding.steps)
        sources = tuple(dict.fromkeys(source for step in finding.steps for source in step.source))
        basis = f": {finding.basis}" if finding.basis else ""
        first = Explanation(f"{claim}{basis}", finding.rule, sources, because=steps)
        rest.extend(Explanation(note) for note in finding.notes)
    elif judgement.meeting is not None and facets is not None:
        told = tuple(_told(side, at, facets) for side, at in ((left, one), (right, other)))
        first = Explanation(
            f"{claim}: {told[0].claim}; {told[1].claim}",
            FACETS,
            _sources(left, one) + _sources(right, other),
            because=told,
        )
        if judgement.finding is not None:
            rest.append(Explanation(f"The documents leave it open: {judgement.finding.basis}", judgement.finding.rule))
    else:
        alike = float(found.alike[pair])
        words = sorted(set(left.texts.words[one]) & set(right.texts.words[other]))
        shared = (
            f"they share {joined([repr(word) for word in words[:6]], 'and')}" if words else "they share no telling word"
        )
        first = Explanation(
            f"{claim}: as texts they are alike to {alike:.2f}; {shared}",
            TEXTS,
            _sources(left, one) + _sources(right, other),
        )
    rest.extend(Explanation(note, COVERAGE) for note in judgement.notes)
    rest.extend(_statements(left, right, found, pair))
    if judgement.without is not None and judgement.without.relation is not judgement.relation:
        rest.append(Explanation(f"Without what is declared it would be {judgement.without.relation}", WITHOUT))
    if rivals:
        name, rival = rivals[0]
        gap = judgement.raw - rival.raw
        worth = "is likelier" if gap < 0 else "is about as likely" if gap < 0.5 else "comes next"
        rest.append(Explanation(f"{name} {worth}, as {rival.relation}", RUNNER_UP))
    return (first, *rest)


def _told(profile: Profile, at: int, facets: Facets) -> Explanation:
    """Whom an item is for, in the words of the facets, with the quotes that say so."""
    points = sorted(profile.audiences[at].points.items(), key=lambda row: (-row[1], row[0]))
    titles = [facets.by_id[point].title for point, weight in points if weight >= 0.5]
    quotes = tuple(_quotes(profile, at, [point for point, _ in points], facets))
    return Explanation(f"{profile.ids[at]} is for {joined(titles, 'and')}", FACETS, because=quotes)


def _quotes(profile: Profile, at: int, points: Sequence[str], facets: Facets) -> Iterator[Explanation]:
    hits = [hit for hit in profile.hits[at] if facets.by_id[hit.point].about == AUDIENCE and hit.point in points]
    for hit in sorted(hits, key=lambda hit: (-hit.weight, hit.item, hit.point))[:_QUOTES]:
        yield Explanation(
            f"'{hit.quote}' in the {hit.part} of {hit.item} says: {facets.by_id[hit.point].title}",
            FACETS,
            _source_of(profile, hit),
        )


def _source_of(profile: Profile, hit: Hit) -> tuple[str, ...]:
    return _sources(profile, profile.place[hit.item])


def _sources(profile: Profile, at: int) -> tuple[str, ...]:
    return tuple(f"{profile.framework.id} {source}" for source in profile.items[at].source)


def _statements(left: Profile, right: Profile, found: Signals, pair: tuple[int, int]) -> Iterator[Explanation]:
    """The most alike statements of what the two are made of."""
    one, other = left.members[pair[0]], right.members[pair[1]]
    if not one or not other:
        return
    block = found.alike[np.ix_(one, other)]
    for flat in np.argsort(-block, axis=None, kind="stable")[:_PAIRS].tolist():
        row, column = divmod(flat, block.shape[1])
        if block[row, column] >= _ALIKE:
            yield Explanation(
                f"{_quoted(left.items[one[row]])} ({left.ids[one[row]]}) is like "
                f"{_quoted(right.items[other[column]])} ({right.ids[other[column]]}), {block[row, column]:.2f}",
                TEXTS,
                _sources(left, one[row]) + _sources(right, other[column]),
            )


def _quoted(item: AnyItem) -> str:
    return f"“{item.statement if isinstance(item, Outcome) else item.title}”"
