"""The reasons of a row in words: what decides, the quotes behind it, the closest statements, and what would change it.

An explanation's rule says which sort of evidence it is: the id of an item that declares something, or one of the words
`facets`, `texts`, `coverage`, `runner-up` and `without`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from competency.equivalence.atlas import SAYS
from competency.equivalence.audiences import Meeting, meeting
from competency.equivalence.facets import Facets
from competency.equivalence.judgement import DECLARED, FACETS, Judgement
from competency.equivalence.profiles import AUDIENCE, Profile
from competency.equivalence.signals import Signals
from competency.explanation import Explanation
from competency.model import AnyItem, Outcome, Relation
from competency.requirements import joined

COVERAGE, RUNNER_UP, WITHOUT, TEXTS = "coverage", "runner-up", "without", "texts"

_PAIRS: Final = 3
"""How many pairs of statements a reason quotes."""

_QUOTES: Final = 3
_ALIKE: Final = 0.15  # below this likeness a pair of statements is no reason


@frozen(eq=False)
class Wording:
    """What reasons say of the items of a framework, each worded once. `facets` None: no words of a field are known."""

    profile: Profile
    facets: Facets | None
    named: tuple[str, ...] = field(init=False, repr=False)
    quoted: tuple[str, ...] = field(init=False, repr=False)
    sources: tuple[tuple[str, ...], ...] = field(init=False, repr=False)
    words: tuple[frozenset[str], ...] = field(init=False, repr=False)
    members: tuple[NDArray[np.intp], ...] = field(init=False, repr=False)
    _audiences: dict[int, Explanation] = field(factory=dict, init=False, repr=False)

    @named.default
    def _name_of_each(self) -> tuple[str, ...]:
        return tuple(f"{item.title} ({name})" for name, item in zip(self.profile.ids, self.profile.items, strict=True))

    @quoted.default
    def _quote_of_each(self) -> tuple[str, ...]:
        return tuple(
            f"{_quoted(item)} ({name})" for name, item in zip(self.profile.ids, self.profile.items, strict=True)
        )

    @sources.default
    def _sources_of_each(self) -> tuple[tuple[str, ...], ...]:
        name = self.profile.framework.id
        return tuple(tuple(f"{name} {source}" for source in item.source) for item in self.profile.items)

    @words.default
    def _words_of_each(self) -> tuple[frozenset[str], ...]:
        return tuple(map(frozenset, self.profile.texts.words))

    @members.default
    def _members_of_each(self) -> tuple[NDArray[np.intp], ...]:
        return tuple(np.array(row, dtype=np.intp) for row in self.profile.members)

    def audience(self, at: int, facets: Facets) -> Explanation:
        """Whom an item is for, in the words of the facets, with the quotes that say so."""
        if at not in self._audiences:
            self._audiences[at] = _told(self, at, facets)
        return self._audiences[at]


def grounds(
    left: Wording,
    right: Wording,
    found: Signals,
    pair: tuple[int, int],
    judgement: Judgement,
    rivals: Sequence[tuple[str, Judgement]],
) -> tuple[Explanation, ...]:
    """The reasons of one row, what decides first."""
    one, other = pair
    facets = left.facets
    claim = f"{left.named[one]} {SAYS[judgement.relation]} {right.named[other]}"
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
        told = left.audience(one, facets), right.audience(other, facets)
        first = Explanation(
            f"{claim}: {told[0].claim}; {told[1].claim}",
            FACETS,
            left.sources[one] + right.sources[other],
            because=told,
        )
        rest.extend(_but_for(left, right, pair, judgement.meeting, facets))
        if judgement.finding is not None:
            rest.append(Explanation(f"The documents leave it open: {judgement.finding.basis}", judgement.finding.rule))
    else:
        alike = float(found.alike[pair])
        words = sorted(left.words[one] & right.words[other])
        shared = (
            f"they share {joined([repr(word) for word in words[:6]], 'and')}" if words else "they share no telling word"
        )
        first = Explanation(
            f"{claim}: as texts they are alike to {alike:.2f}; {shared}",
            TEXTS,
            left.sources[one] + right.sources[other],
        )
    rest.extend(Explanation(note, COVERAGE) for note in judgement.notes)
    rest.extend(_statements(left, right, found, pair))
    rest.extend(_before(left, right, found, pair))
    if judgement.without is not None and judgement.without.relation is not judgement.relation:
        rest.append(Explanation(f"Without what is declared it would be {judgement.without.relation}", WITHOUT))
    if rivals:
        name, rival = rivals[0]
        gap = judgement.raw - rival.raw
        worth = "is likelier" if gap < 0 else "is about as likely" if gap < 0.5 else "comes next"
        rest.append(Explanation(f"{name} {worth}, as {rival.relation}", RUNNER_UP))
    return (first, *rest)


def _but_for(
    left: Wording, right: Wording, pair: tuple[int, int], told: Meeting, facets: Facets
) -> Iterator[Explanation]:
    """What would be said without the point that the two share most, or the one that tells them apart most."""
    one, other = left.profile.audiences[pair[0]], right.profile.audiences[pair[1]]
    points = sorted(one.points.keys() | other.points.keys())
    weights = {point: (one.points.get(point, 0.0), other.points.get(point, 0.0)) for point in points}
    apart = told.relation is Relation.NONE
    weigh = (lambda pair: max(pair) - min(pair)) if apart else min
    decisive = max(points, key=lambda point: weigh(weights[point]))
    changed = meeting(one.without(decisive), other.without(decisive))
    said = Relation.NONE if changed is None else changed.relation
    if said is not told.relation:
        title = facets.by_id[decisive].title
        yield Explanation(f"If nothing were said of {title}, the audiences alone would say {said}", WITHOUT)


def _before(left: Wording, right: Wording, found: Signals, pair: tuple[int, int]) -> Iterator[Explanation]:
    """What has to come before two courses, where that is alike."""
    alike = float(found.before[pair])
    if alike >= _ALIKE:
        names = [
            joined([side.profile.ids[at] for at in side.profile.before[place]], "and")
            for side, place in zip((left, right), pair, strict=True)
        ]
        yield Explanation(f"What comes before is alike to {alike:.2f}: {names[0]}; {names[1]}", COVERAGE)


def _told(wording: Wording, at: int, facets: Facets) -> Explanation:
    profile = wording.profile
    points = sorted(profile.audiences[at].points.items(), key=lambda row: (-row[1], row[0]))
    titles = [facets.by_id[point].title for point, weight in points if weight >= 0.5]
    quotes = tuple(_quotes(wording, at, [point for point, _ in points], facets))
    return Explanation(f"{profile.ids[at]} is for {joined(titles, 'and')}", FACETS, because=quotes)


def _quotes(wording: Wording, at: int, points: Sequence[str], facets: Facets) -> Iterator[Explanation]:
    profile = wording.profile
    hits = [hit for hit in profile.hits[at] if facets.by_id[hit.point].about == AUDIENCE and hit.point in points]
    for hit in sorted(hits, key=lambda hit: (-hit.weight, hit.item, hit.point))[:_QUOTES]:
        yield Explanation(
            f"'{hit.quote}' in the {hit.part} of {hit.item} says: {facets.by_id[hit.point].title}",
            FACETS,
            wording.sources[profile.place[hit.item]],
        )


def _statements(left: Wording, right: Wording, found: Signals, pair: tuple[int, int]) -> Iterator[Explanation]:
    """The most alike statements of what the two are made of."""
    one, other = left.members[pair[0]], right.members[pair[1]]
    if not len(one) or not len(other):
        return
    likeness = found.alike[one[:, None], other].ravel()
    likely = np.flatnonzero(likeness >= _ALIKE)
    for flat in likely[np.argsort(-likeness[likely], kind="stable")[:_PAIRS]].tolist():
        row, column = divmod(flat, len(other))
        x, y = int(one[row]), int(other[column])
        yield Explanation(
            f"{left.quoted[x]} is like {right.quoted[y]}, {likeness[flat]:.2f}",
            TEXTS,
            left.sources[x] + right.sources[y],
        )


def _quoted(item: AnyItem) -> str:
    return f"“{item.statement if isinstance(item, Outcome) else item.title}”"
