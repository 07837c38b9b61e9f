"""The reasons of a row in words: what decides, the quotes behind it, the closest statements, and what would change it.

An explanation's rule says which sort of evidence it is: the id of an item that declares something, or one of the words
`facets`, `texts`, `coverage`, `runner-up` and `without`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from competency.equivalence.atlas import SAYS
from competency.equivalence.audiences import Meeting, meeting
from competency.equivalence.facets import Facets, Hit
from competency.equivalence.judgement import DECLARED, FACETS, Judgement
from competency.equivalence.profiles import Profile
from competency.equivalence.signals import Signals
from competency.equivalence.texts import as_written
from competency.explanation import Explanation
from competency.model import AnyItem, Kind, Outcome, Relation
from competency.requirements import joined

COVERAGE, RUNNER_UP, WITHOUT, TEXTS = "coverage", "runner-up", "without", "texts"

_PAIRS: Final = 3
"""How many pairs of statements a reason quotes."""

_QUOTES: Final = 3
_WORDS: Final = 6
_SUBJECTS: Final = 2
_LONGEST: Final = 200  # characters of a title
_AS_LIKELY: Final = 0.01  # within this, two confidences are the same
_ALIKE: Final = 0.15  # below this likeness a pair of statements is no reason


@frozen
class Rival:
    """The likeliest other pair of either item: which, how it relates, and by how much it is surer (or less sure)."""

    pair: str
    relation: Relation
    ahead: float


@frozen(eq=False)
class Wording:
    """What reasons say of the items of a framework, each worded once. `facets` None: no words of a field are known."""

    profile: Profile
    facets: Facets | None
    named: tuple[str, ...] = field(init=False, repr=False)
    quoted: tuple[str, ...] = field(init=False, repr=False)
    sources: tuple[tuple[str, ...], ...] = field(init=False, repr=False)
    members: tuple[NDArray[np.intp], ...] = field(init=False, repr=False)
    _audiences: dict[int, Explanation] = field(factory=dict, init=False, repr=False)
    _quotes: dict[tuple[int, str], Explanation] = field(factory=dict, init=False, repr=False)
    _written: dict[int, Mapping[str, str]] = field(factory=dict, init=False, repr=False)

    @named.default
    def _name_of_each(self) -> tuple[str, ...]:
        titles = (shortened(item.title) for item in self.profile.items)
        return tuple(f"{title} ({name})" for name, title in zip(self.profile.ids, titles, strict=True))

    @quoted.default
    def _quote_of_each(self) -> tuple[str, ...]:
        return tuple(
            f"{_quoted(item)} ({name})" for name, item in zip(self.profile.ids, self.profile.items, strict=True)
        )

    @sources.default
    def _sources_of_each(self) -> tuple[tuple[str, ...], ...]:
        name = self.profile.framework.id
        return tuple(tuple(f"{name} {source}" for source in item.source) for item in self.profile.items)

    @members.default
    def _members_of_each(self) -> tuple[NDArray[np.intp], ...]:
        return tuple(np.array(row, dtype=np.intp) for row in self.profile.members)

    def quote(self, at: int, point: str, facets: Facets) -> Explanation:
        """What of an item says a point, in its most telling words."""
        if (at, point) not in self._quotes:
            self._quotes[at, point] = next(_quotes(self, at, [point], facets))
        return self._quotes[at, point]

    def audience(self, at: int, facets: Facets) -> Explanation:
        """Whom an item is for, in the words of the facets, with the quotes that say so."""
        if at not in self._audiences:
            self._audiences[at] = _told(self, at, facets)
        return self._audiences[at]

    def written(self, at: int) -> Mapping[str, str]:
        """The words of an item as its document writes them, by what they are compared as, in their order."""
        if at not in self._written:
            synonyms = None if self.facets is None else self.facets.synonyms
            text = self.profile.written[at]
            self._written[at] = as_written(text, self.profile.framework.language, synonyms)
        return self._written[at]


def grounds(
    left: Wording,
    right: Wording,
    found: Signals,
    pair: tuple[int, int],
    judgement: Judgement,
    rival: Rival | None,
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
        subjects = tuple(_subjects(left, right, pair))
        about = f"; both are about {joined([title for title, _ in subjects], 'and')}" if subjects else ""
        first = Explanation(
            f"{claim}: as texts they are alike to {float(found.alike[pair]):.2f}; {_shared(left, right, pair)}{about}",
            TEXTS,
            left.sources[one] + right.sources[other],
            because=tuple(quote for _, quotes in subjects for quote in quotes),
        )
    rest.extend(Explanation(note, COVERAGE) for note in judgement.notes)
    rest.extend(_statements(left, right, found, pair))
    rest.extend(_before(left, right, found, pair))
    if judgement.without is not None and judgement.without.relation is not judgement.relation:
        rest.append(Explanation(f"Without what is declared it would be {judgement.without.relation}", WITHOUT))
    if rival is not None:
        worth = (
            "is likelier" if rival.ahead > _AS_LIKELY else "is as likely" if rival.ahead > -_AS_LIKELY else "comes next"
        )
        rest.append(Explanation(f"{rival.pair} {worth}, as {rival.relation}", RUNNER_UP))
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


def _shared(left: Wording, right: Wording, pair: tuple[int, int]) -> str:
    """The words that both texts say, each as it stands in its own document."""
    one, other = left.written(pair[0]), right.written(pair[1])
    both = dict.fromkeys((one[stem], other[stem]) for stem in one if stem in other)
    said = [f"'{x}'" if x.casefold() == y.casefold() else f"'{x}'/'{y}'" for x, y in both]
    return f"they share {joined(said[:_WORDS], 'and')}" if said else "they share no telling word"


def _subjects(
    left: Wording, right: Wording, pair: tuple[int, int]
) -> Iterator[tuple[str, tuple[Explanation, Explanation]]]:
    """What two courses are both about, the most telling first, with a quote from either side."""
    facets, sides = left.facets, tuple(zip((left, right), pair, strict=True))
    if facets is None or any(wording.profile.kinds[at] is not Kind.COURSE for wording, at in sides):
        return
    told = [{**wording.profile.topics[at], **wording.profile.themes[at]} for wording, at in sides]
    both = {point: min(told[0][point], told[1][point]) for point in told[0] if point in told[1]}
    for point in sorted(both, key=lambda point: (-both[point], point))[:_SUBJECTS]:
        quotes = [wording.quote(at, point, facets) for wording, at in sides]
        yield facets.by_id[point].title, (quotes[0], quotes[1])


def _told(wording: Wording, at: int, facets: Facets) -> Explanation:
    profile = wording.profile
    points = sorted(profile.audiences[at].points.items(), key=lambda row: (-row[1], row[0]))
    clear = [point for point, weight in points if weight >= 0.5] or [points[0][0]]
    titles = [facets.by_id[point].title for point in clear]
    quotes = tuple(_quotes(wording, at, clear, facets))
    return Explanation(f"{profile.ids[at]} is for {joined(titles, 'and')}", FACETS, wording.sources[at], because=quotes)


def _quotes(wording: Wording, at: int, points: Sequence[str], facets: Facets) -> Iterator[Explanation]:
    """What says each of the points, or one that covers it, its most telling quote first; more while there are few."""
    profile = wording.profile
    hits: dict[tuple[str, str], Hit] = {}  # the same words of an item are quoted once
    for hit in sorted(profile.hits[at], key=lambda hit: (-hit.weight, hit.item, hit.point)):
        if not {hit.point, *facets.by_id[hit.point].covers}.isdisjoint(points):
            hits.setdefault((hit.item, hit.quote.casefold()), hit)
    best: dict[str, Hit] = {}
    for hit in hits.values():
        for point in (hit.point, *facets.by_id[hit.point].covers):
            best.setdefault(point, hit)
    chosen = dict.fromkeys(best[point] for point in points if point in best)
    further = [hit for hit in hits.values() if hit not in chosen]
    chosen |= dict.fromkeys(further[: max(_QUOTES - len(chosen), 0)])
    for hit in chosen:
        place = profile.place[hit.item]
        item = profile.items[place]
        is_statement = isinstance(item, Outcome) and hit.part == "title" and item.title == item.statement
        part = "statement" if is_statement else hit.part
        yield Explanation(
            f"'{hit.quote}' in the {part} of {hit.item} says: {facets.by_id[hit.point].title}",
            FACETS,
            wording.sources[place],
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
    return f"“{shortened(item.statement if isinstance(item, Outcome) else item.title)}”"


def shortened(text: str) -> str:
    """The beginning of a text that is too long for a sentence about it."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rpartition(' ')[0] or text[: _LONGEST - 1]}…"
