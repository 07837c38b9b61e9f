"""Correspondences of two frameworks derived through others, by the chaining rules of SSSOM.

`chained` joins rows end to end: what mapping documents state and what SSSOM files bring, where all that is known of an
item is its id. The atlas does the same for what frameworks declare in themselves, and more: it knows the groups that a
level is for and the parts of a whole, so it can compare unions, which a chain of single rows can't. Of single pivot
items both say the same, since both read a relation as one of sets: `broad` lies within, `related` overlaps, `none` is
disjoint. (`tests/test_chains.py` holds the two together.)

The rules (SSSOM, chaining rules; the last two follow from the same reading and are not in that list):

- transitivity: exact, broad and narrow pass themselves on; so does close, once, and beyond that it is related;
- role chains over exact: exact then r, or r then exact, is r; over close likewise, as often as close passes itself on;
- inversion: a row may be read from its other end; broad and narrow change places;
- generalisation: exact is close, and exact, close, broad and narrow are all related; never the other way;
- overlap: what includes a part of something overlaps with it: narrow then broad, narrow then related;
- exclusion: what lies within something that does not correspond does not either: broad then none.

All else is undetermined and gives no row.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Final

from attrs import evolve, field, frozen

from competency.correspondences import Correspondence, Decision
from competency.correspondences import Mapping as MappingDocument
from competency.equivalence.extents import STEP
from competency.explanation import Explanation
from competency.model import Relation

DEPTH: Final = 3
"""How many rows a chain joins at most, unless asked otherwise: two boards by way of two editions of a reference."""

SURE: Final = 0.99
"""How sure a person's decision is, where the row doesn't say."""

_OPEN: Final = 0.1  # of a pair that nothing is known of: few of all pairs correspond
_MOST_CLOSE: Final = 2

_EXACT, _CLOSE, _BROAD, _NARROW, _RELATED, _NONE = Relation
_RANK: Final = {relation: rank for rank, relation in enumerate(Relation)}
_SAYS: Final[Mapping[Relation, str]] = {
    _EXACT: "is the same as",
    _CLOSE: "is close to",
    _BROAD: "lies within",
    _NARROW: "includes",
    _RELATED: "overlaps with",
    _NONE: "does not correspond to",
}


class Rule(StrEnum):
    """A chaining rule, as an explanation names it."""

    TRANSITIVITY = "transitivity"
    ROLE_CHAIN = "role chain"
    INVERSION = "inversion"
    GENERALISATION = "generalisation"
    OVERLAP = "overlap"
    EXCLUSION = "exclusion"
    BLOCKED = "blocked"


_DERIVES: Final[Mapping[tuple[Relation, Relation], tuple[Relation, Rule]]] = {
    (_EXACT, _EXACT): (_EXACT, Rule.TRANSITIVITY),
    (_BROAD, _BROAD): (_BROAD, Rule.TRANSITIVITY),
    (_NARROW, _NARROW): (_NARROW, Rule.TRANSITIVITY),
    **{(_EXACT, other): (other, Rule.ROLE_CHAIN) for other in (_BROAD, _NARROW, _RELATED, _NONE)},
    **{(other, _EXACT): (other, Rule.ROLE_CHAIN) for other in (_BROAD, _NARROW, _RELATED, _NONE)},
    (_NARROW, _BROAD): (_RELATED, Rule.OVERLAP),
    (_NARROW, _RELATED): (_RELATED, Rule.OVERLAP),
    (_RELATED, _BROAD): (_RELATED, Rule.OVERLAP),
    (_BROAD, _NONE): (_NONE, Rule.EXCLUSION),
    (_NONE, _NARROW): (_NONE, Rule.EXCLUSION),
}
"""Two steps as one; close counts as exact here, and how often it occurs is looked at when the chain is whole."""

GENERAL: Final[Mapping[Relation, tuple[Relation, ...]]] = {
    _EXACT: (_CLOSE, _RELATED),
    _CLOSE: (_RELATED,),
    _BROAD: (_RELATED,),
    _NARROW: (_RELATED,),
    _RELATED: (),
    _NONE: (),
}
"""What else is true where a relation is, the next weaker first."""


def composed(steps: Iterable[Relation]) -> Relation | None:
    """What the relations of a chain, in order, make of its two ends; None where that is undetermined.

    How the steps are bracketed makes no difference, and the inverse of a chain is the chain of its inverses.

    >>> str(composed([Relation.BROAD, Relation.CLOSE, Relation.BROAD])), composed([Relation.BROAD, Relation.NARROW])
    ('broad', None)

    Raises:
        ValueError: there are no steps.
    """
    chain = list(steps)
    if not chain:
        raise ValueError("a chain has one step at least")
    base: Relation | None = _base(chain[0])
    for relation in chain[1:]:
        base = _DERIVES.get((base, _base(relation)), (None, None))[0] if base is not None else None
    return None if base is None else _whole(base, chain.count(_CLOSE))


def _base(relation: Relation) -> Relation:
    return _EXACT if relation is _CLOSE else relation


def _whole(base: Relation, closes: int) -> Relation | None:
    """The relation of a whole chain, with as many steps that are only close."""
    if closes > _MOST_CLOSE:
        return None if base is _NONE else _RELATED
    return _CLOSE if base is _EXACT and closes else base


def generalised(row: Correspondence, relation: Relation) -> Correspondence:
    """The same row with a weaker relation that is true wherever the row's own is, no more certain than the row.

    Raises:
        ValueError: `relation` doesn't follow from the row's own.
    """
    if relation is row.relation:
        return row
    if relation not in GENERAL[row.relation]:
        raise ValueError(f"{relation} doesn't follow from {row.relation}")
    claim = f"{row.subject} {_SAYS[relation]} {row.object}, since it {_SAYS[row.relation]} it"
    return evolve(row, relation=relation, because=(Explanation(claim, Rule.GENERALISATION, because=row.because),))


def decided_rows(document: MappingDocument) -> tuple[Correspondence, ...]:
    """The rows of a mapping document that a person has decided, one item to a side, as links for a chain.

    A rejected row is `none`, and blocks. What is only proposed is left out, and so are rows of several items that
    correspond only together: of one of them alone they say nothing that can be passed on.
    """
    rows = []
    for row in document.rows:
        if row.decision not in (Decision.ACCEPTED, Decision.REJECTED) or len(row.subject) != 1 or len(row.object) != 1:
            continue
        rejected = row.decision is Decision.REJECTED
        relation = _NONE if rejected else row.relation
        sure = SURE if rejected or row.relation_confidence is None else row.relation_confidence
        likely = 1 - sure if relation is _NONE else SURE if row.confidence is None else row.confidence
        who = f" by {row.by}" if row.by else ""
        claim = f"{document.id}: {row.subject[0]} {_SAYS[row.relation]} {row.object[0]}, {row.decision}{who}"
        reasons = tuple(Explanation(reason) for reason in row.reasons)
        rows.append(
            Correspondence(
                subject=row.subject[0],
                relation=relation,
                object=row.object[0],
                confidence=round(likely, 3),
                relation_confidence=round(sure, 3),
                decision=row.decision,
                because=(Explanation(claim, "curated", row.source, because=reasons),),
            )
        )
    return tuple(rows)


@frozen
class _Link:
    """A row, read from one of its ends; `step` is what it tells in the explanation of a chain."""

    other: str
    row: Correspondence
    relation: Relation
    base: Relation
    step: Explanation
    turned: bool

    @classmethod
    def of(cls, row: Correspondence, *, turned: bool) -> _Link:
        here, there = (row.object, row.subject) if turned else (row.subject, row.object)
        relation = row.relation.inverse if turned else row.relation
        sources = tuple(dict.fromkeys(source for reason in row.because for source in reason.source))
        rule = Rule.INVERSION if turned else None
        step = Explanation(f"{here} {_SAYS[relation]} {there}", rule, sources, because=row.because)
        return cls(there, row, relation, _base(relation), step, turned)


@frozen
class _Chain:
    """Links joined end to end, as far as they reach, with the rules that joined them.

    `gap`: after how many steps the link that is `none` comes; `blocked`: the first two items on it that are known not
    to correspond, so that nothing may be derived through them; `product`: of the steps' relation confidence and
    confidence.
    """

    items: tuple[str, ...]
    links: tuple[_Link, ...]
    base: Relation
    closes: int
    product: tuple[float, float] = (1.0, 1.0)
    rules: tuple[Rule, ...] = ()
    gap: int | None = None
    blocked: tuple[str, str] | None = None

    @property
    def relation(self) -> Relation | None:
        return _whole(self.base, self.closes)

    @property
    def strength(self) -> tuple[float, float]:
        """Relation confidence and confidence: the product of the steps', times 0.95 for each if there are several."""
        discount = STEP ** len(self.links) if len(self.links) > 1 else 1.0
        sure, likely = self.product[0] * discount, self.product[1] * discount
        if self.base is _NONE:
            return sure, (1 - sure) / 2  # fading evidence against a match leaves an open question
        return min(sure, likely), likely

    @property
    def order(self) -> tuple[float, float, int, int, tuple[str, ...]]:
        """The lesser is the better one."""
        sure, likely = self.strength
        relation = self.relation
        rank = len(_RANK) if relation is None else _RANK[relation]
        return -round(sure, 9), -round(likely, 9), rank, len(self.links), self.items


@frozen
class Chains:
    """Rows between any frameworks, ready to be joined. `chained` is the same for one pair of frameworks."""

    _links: Mapping[tuple[str, str], Mapping[str, tuple[_Link, ...]]]
    _apart: Mapping[str, frozenset[str]]
    """By item, those that it is known not to correspond to."""
    _refused: Mapping[tuple[str, str], Correspondence]
    _near: Mapping[str, frozenset[str]]
    _away: dict[str, Mapping[str, int]] = field(factory=dict, eq=False, repr=False)

    @classmethod
    def of(cls, rows: Iterable[Correspondence]) -> Chains:
        """Rows in any order and direction; those within one framework, or with no confidence, say nothing here."""
        links: dict[tuple[str, str], dict[str, list[_Link]]] = defaultdict(lambda: defaultdict(list))
        apart: dict[str, set[str]] = defaultdict(set)
        refused: dict[tuple[str, str], Correspondence] = {}
        for row in rows:
            one, two = _framework(row.subject), _framework(row.object)
            rejected = row.decision is Decision.REJECTED
            if one == two or (not row.relation_confidence and not rejected):
                continue
            if rejected or row.relation is _NONE:
                apart[row.subject].add(row.object)
                apart[row.object].add(row.subject)
                _refuse(refused, row if row.relation is _NONE else _rejected(row))
            if not rejected:
                links[one, two][row.subject].append(_Link.of(row, turned=False))
                links[two, one][row.object].append(_Link.of(row, turned=True))
        near: dict[str, set[str]] = defaultdict(set)
        for one, two in links:
            near[one].add(two)
        return cls(
            {pair: {item: tuple(found) for item, found in there.items()} for pair, there in links.items()},
            {item: frozenset(others) for item, others in apart.items()},
            refused,
            {name: frozenset(others) for name, others in near.items()},
        )

    def between(self, subject: str, object: str, *, depth: int = DEPTH) -> tuple[Correspondence, ...]:
        """The rows of a pair of frameworks, given by their ids: see `chained`.

        Raises:
            ValueError: the two are the same, or the depth is less than one.
        """
        if subject == object:
            raise ValueError(f"{subject!r} is chained with itself")
        if depth < 1:
            raise ValueError(f"a chain has one step at least, not {depth}")
        turned = subject > object  # one direction is computed and the other read off it, so that they agree
        first, last = (object, subject) if turned else (subject, object)
        found: dict[tuple[str, str], list[_Chain]] = defaultdict(list)
        for route in self._routes(first, last, depth):
            for chain in self._along(route):
                found[chain.items[0], chain.items[-1]].append(chain)
        pairs = {pair for pair in self._refused if (_framework(pair[0]), _framework(pair[1])) == (first, last)}
        rows = [row for pair in found.keys() | pairs if (row := self._row(pair, found.get(pair, []))) is not None]
        if turned:
            rows = [row.inverse for row in rows]
        rows.sort(key=lambda row: (row.subject, row.relation is _NONE, -row.confidence, row.object))
        return tuple(rows)

    def _routes(self, first: str, last: str, depth: int) -> list[tuple[str, ...]]:
        """The ways from framework to framework, none of them twice on a way; the shortest first."""
        away = self._distances(last)
        routes: list[tuple[str, ...]] = []

        def walk(route: tuple[str, ...]) -> None:
            near = self._near.get(route[-1], frozenset())
            if last in near:
                routes.append((*route, last))
            if len(route) < depth:
                for other in near:
                    if other != last and other not in route and len(route) + away.get(other, depth) <= depth:
                        walk((*route, other))

        walk((first,))
        return sorted(routes, key=lambda route: (len(route), route))

    def _distances(self, last: str) -> Mapping[str, int]:
        """Of every framework that is connected with one, by how many rows at least."""
        if last not in self._away:
            away = {last: 0}
            todo = deque([last])
            while todo:
                at = todo.popleft()
                for other in self._near.get(at, ()):
                    if other not in away:
                        away[other] = away[at] + 1
                        todo.append(other)
            self._away[last] = away
        return self._away[last]

    def _along(self, route: tuple[str, ...]) -> Iterator[_Chain]:
        """The strongest chains along a way, one of each kind for each pair of items."""
        steps = [self._links[pair] for pair in pairwise(route)]
        for start in steps[0]:
            held = [_Chain((start,), (), _EXACT, 0)]
            for step in steps:
                best: dict[tuple[object, ...], _Chain] = {}
                for chain in held:
                    for link in step.get(chain.items[-1], ()):
                        longer = self._joined(chain, link)
                        if longer is None:
                            continue
                        kind = self._kind(longer)
                        if kind not in best or longer.order < best[kind].order:
                            best[kind] = longer
                held = list(best.values())
            yield from held

    def _joined(self, chain: _Chain, link: _Link) -> _Chain | None:
        derived = _DERIVES.get((chain.base, link.base)) if chain.links else (link.base, None)
        if derived is None:
            return None
        base, rule = derived
        closes = chain.closes + (link.relation is _CLOSE)
        if _whole(base, closes) is None:
            return None
        gap = len(chain.links) if link.relation is _NONE else chain.gap
        blocked = chain.blocked
        apart = self._apart.get(link.other)
        if apart is not None and blocked is None and link.relation is not _NONE:
            # what lies on either side of a `none` is apart anyway
            behind = chain.items if gap is None else chain.items[gap + 1 :]
            blocked = next(((item, link.other) for item in behind if item in apart), None)
        rules = chain.rules if rule is None else (*chain.rules, rule)
        product = (chain.product[0] * link.row.relation_confidence, chain.product[1] * link.row.confidence)
        return _Chain((*chain.items, link.other), (*chain.links, link), base, closes, product, rules, gap, blocked)

    def _kind(self, chain: _Chain) -> tuple[object, ...]:
        """Of chains that are alike in this, what continues the stronger is the stronger, and blocked like the other."""
        wary = () if chain.blocked else tuple(item for item in chain.items[1:-1] if item in self._apart)
        return chain.items[-1], chain.base, chain.closes, chain.gap, chain.blocked is not None, wary

    def _row(self, pair: tuple[str, str], chains: list[_Chain]) -> Correspondence | None:
        if len(chains) > 1:
            chains = sorted(chains, key=lambda chain: chain.order)
        free = [chain for chain in chains if chain.blocked is None]
        stopped = [chain for chain in chains if chain.blocked is not None]
        refused = self._refused.get(pair)
        if refused is not None:
            against = [chain for chain in (*free, *stopped) if chain.base is not _NONE and len(chain.links) > 1][:1]
            notes = [Explanation(f"Otherwise it would be {_told(chain)}", Rule.BLOCKED) for chain in against]
            return evolve(refused, because=(*refused.because, *notes))
        stated = [chain for chain in free if len(chain.links) == 1]
        if stated:
            link = stated[0].links[0]
            return link.row.inverse if link.turned else link.row
        notes = [Explanation(_why_blocked(chain), Rule.BLOCKED) for chain in stopped[:1]]
        if free:
            return _derived(free, notes)
        return Correspondence(
            subject=pair[0],
            relation=_NONE,
            object=pair[1],
            confidence=_OPEN,
            relation_confidence=0.0,
            because=tuple(notes),
        )


def _framework(item: str) -> str:
    return item.partition(":")[0]


def _rejected(row: Correspondence) -> Correspondence:
    claim = f"{row.subject} {_SAYS[row.relation]} {row.object}: rejected"
    return evolve(
        row,
        relation=_NONE,
        confidence=round(1 - SURE, 3),
        relation_confidence=SURE,
        because=(Explanation(claim, because=row.because),),
    )


def _refuse(refused: dict[tuple[str, str], Correspondence], row: Correspondence) -> None:
    """Keeps the surest of the rows against a pair, from either end."""
    old = refused.get((row.subject, row.object))
    if old is None or row.relation_confidence > old.relation_confidence:
        refused[row.subject, row.object] = row
        refused[row.object, row.subject] = row.inverse


def _told(chain: _Chain) -> str:
    return f"{chain.relation} through {', '.join(chain.items[1:-1])}"


def _why_blocked(chain: _Chain) -> str:
    assert chain.blocked is not None
    one, two = chain.blocked
    return f"That it is {_told(chain)} is not derived, since {one} and {two} are known not to correspond"


def _derived(chains: list[_Chain], notes: list[Explanation]) -> Correspondence:
    """The row of the strongest chain, with what speaks against it."""
    best, *rest = chains
    relation = best.relation
    assert relation is not None
    sure, likely = best.strength
    contrary = next((chain for chain in rest if _contradict(relation, chain.relation)), None)
    if contrary is not None:
        notes = [Explanation(f"Otherwise it would be {_told(contrary)}; the stronger chain counts"), *notes]
    steps = tuple(link.step for link in best.links)
    sources = tuple(dict.fromkeys(source for step in steps for source in step.source))
    rules: list[Rule] = list(best.rules)
    if best.closes > _MOST_CLOSE and best.base is not _RELATED:
        rules.append(Rule.GENERALISATION)
        notes = [Explanation("What is close to something close is no longer close the next time"), *notes]
    claim = f"{best.items[0]} {_SAYS[relation]} {best.items[-1]} through {', '.join(best.items[1:-1])}"
    headline = Explanation(claim, ", ".join(dict.fromkeys(rules)), tuple(dict.fromkeys(sources)), because=tuple(steps))
    return Correspondence(
        subject=best.items[0],
        relation=relation,
        object=best.items[-1],
        confidence=round(likely, 3),
        relation_confidence=round(sure, 3),
        because=(headline, *notes),
    )


def _contradict(one: Relation, other: Relation | None) -> bool:
    if _NONE in (one, other):
        return one is not other
    return {one, other} == {_BROAD, _NARROW}


def chained(
    rows: Iterable[Correspondence], *, subject: str, object: str, depth: int = DEPTH
) -> tuple[Correspondence, ...]:
    """The correspondences of two frameworks, by their ids, that rows between any frameworks state or imply.

    A row of the pair itself stands as it is given. Else the strongest chain of at most `depth` rows counts, each read
    from either end, through no framework twice. Both confidences are the product of those of its rows, times 0.95 for
    each: never more than the weakest has. The explanation has the path, a claim for each row, and the rules.

    Two items that a row calls `none`, or that a person rejected, are kept apart: no chain through both derives
    anything but `none`. A pair that would have a row but for that has one that says so: `none`, with no
    confidence in that relation. Every `none` row of the input counts, so give only those that somebody stands by.

    `chained(rows, subject=b, object=a)` is the inverse of `chained(rows, subject=a, object=b)`.

    Raises:
        ValueError: the two are the same, or the depth is less than one.
    """
    return Chains.of(rows).between(subject, object, depth=depth)
