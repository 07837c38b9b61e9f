"""What a translation into or out of a foreign format keeps, approximates and drops."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from competency.diagnostics import PATH, Span


class Fate(StrEnum):
    """What becomes of something that does not go over as it is."""

    APPROXIMATED = "approximated"
    DROPPED = "dropped"


@frozen
class Loss:
    """One thing that does not go over as it is: of which item or row, why, and where it stands if it was read."""

    item: str
    fate: Fate
    why: str
    span: Span | None = None

    def __str__(self) -> str:
        where = "" if self.span is None else f"{self.span}: "
        return f"{where}{self.item}: {self.fate}: {self.why}"


@frozen
class Losses:
    """How many rows went over whole, and what of the others did not, in the order of the file.

    Of what was read, `places` says where in the foreign file the value at a path comes from, as far as that is known;
    a path that is missing has the place of the nearest that holds it.
    """

    kept: int
    losses: tuple[Loss, ...] = ()
    places: Mapping[PATH, Span] = field(factory=dict, eq=False, repr=False)

    def of(self, fate: Fate) -> tuple[Loss, ...]:
        """Those with one fate."""
        return tuple(loss for loss in self.losses if loss.fate is fate)

    def __str__(self) -> str:
        counts = [f"{len(self.of(fate))} {fate}" for fate in Fate if self.of(fate)]
        return ", ".join([f"{self.kept} kept", *counts])
