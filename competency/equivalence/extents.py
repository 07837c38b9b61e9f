"""An item as a set of items of another framework, and the steps by which documents say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from math import prod
from typing import Final

from attrs import field, frozen

STEP: Final = 0.95
"""What each step of a chain leaves of the confidence."""


@frozen
class Step:
    """One thing that a document says about two items; `rule` is the item that says it."""

    claim: str
    rule: str
    source: tuple[str, ...]
    confidence: float
    relation_confidence: float
    approximate: bool = False
    crosses: bool = False


class Share(IntEnum):
    """How much of a pivot item an item holds: it may meet it, does meet it, holds all of it."""

    PERHAPS = 1
    PART = 2
    WHOLE = 3


@frozen
class Holding:
    """A pivot item in an extent. `core`: the item *is* this one; `fringe`: it touches this one beside its core."""

    share: Share
    steps: tuple[Step, ...] = ()
    core: bool = False
    fringe: bool = False

    @property
    def order(self) -> tuple[bool, bool, int, float, tuple[str, ...]]:
        """The greater says more, or says it more surely."""
        claims = tuple(step.claim for step in self.steps)
        return self.core, not self.fringe, self.share, strength(self.steps)[0], claims


@frozen
class Extent:
    """An item as a set of items of one framework.

    `complete`: the item holds nothing beyond these; `apart`: what it is declared to have nothing to do with.
    """

    holdings: Mapping[str, Holding]
    complete: bool
    apart: Mapping[str, tuple[Step, ...]] = field(factory=dict)

    @property
    def proper(self) -> dict[str, Holding]:
        """The holdings without the fringe."""
        return {atom: holding for atom, holding in self.holdings.items() if not holding.fringe}


def strength(steps: Sequence[Step]) -> tuple[float, float]:
    """Confidence and relation confidence of a chain: the product of its steps, times 0.95 for each if chained."""
    chained = STEP ** len(steps) if len(steps) > 1 else 1.0
    return (
        prod(step.confidence for step in steps) * chained,
        prod(step.relation_confidence for step in steps) * chained,
    )


def _better(old: Holding | None, new: Holding) -> Holding:
    return new if old is None or new.order > old.order else old


def carried(first: Extent, onward_of: Callable[[str], Extent | None]) -> Extent | None:
    """An extent over one framework as an extent over another, given those of its members; None where there is none.

    What is wholly held is held as its members are; of what is partly held it is unknown which members are met,
    unless there is only one to meet.
    """
    holdings: dict[str, Holding] = {}
    apart: dict[str, tuple[Step, ...]] = {}
    complete = first.complete
    sole = first.complete and len(first.proper) == 1
    for middle, held in sorted(first.holdings.items()):
        onward = onward_of(middle)
        if onward is None:
            complete = complete and held.fringe
            continue
        complete = complete and (onward.complete or held.fringe)
        inside = onward.complete and len(onward.proper) == 1
        for atom, further in onward.holdings.items():
            if held.share is Share.WHOLE:
                share = further.share
            elif held.share is Share.PART and inside and not further.fringe:
                share = Share.PART
            else:
                share = Share.PERHAPS
            carried = Holding(
                share,
                held.steps + further.steps,
                core=held.core and further.core,
                fringe=held.fringe or further.fringe,
            )
            holdings[atom] = _better(holdings.get(atom), carried)
        if sole and not held.fringe:
            apart.update({atom: held.steps + steps for atom, steps in onward.apart.items()})
    for middle, steps in sorted(first.apart.items()):
        beyond = onward_of(middle)
        if beyond is not None:
            whole = {atom: held.steps for atom, held in beyond.holdings.items() if held.share is Share.WHOLE}
            apart.update({atom: steps + more for atom, more in whole.items() if atom not in apart})
    return Extent(holdings, complete, apart) if holdings or apart else None


def described(name: str, extent: Extent) -> str:
    """An extent as a sentence: `kirklees:level-3 covers part of working_together_2010:group-3, …:group-4`."""
    if list(extent.holdings) == [name]:
        return f"{name} is itself"
    words = {Share.WHOLE: "", Share.PART: "part of ", Share.PERHAPS: "perhaps some of "}
    core = [atom for atom, held in sorted(extent.holdings.items()) if held.core]
    rest = [f"{words[held.share]}{atom}" for atom, held in sorted(extent.holdings.items()) if not held.core]
    says = [f"stands for {' and '.join(core)}"] if core else []
    if rest:
        says.append(f"{'also touches' if core else 'covers'} {', '.join(rest)}")
    apart = [] if says else [f"is set apart from {', '.join(sorted(extent.apart))}"]
    return f"{name} {' and '.join(says + apart)}{'' if extent.complete or apart else ' and perhaps more'}"
