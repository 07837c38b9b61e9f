"""How items of two frameworks correspond: what is computed, and what a mapping document states and a person decided."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import evolve, frozen

from competency.explanation import Explanation
from competency.model import Relation


class Decision(StrEnum):
    """What a person has said about a correspondence."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@frozen
class Residue:
    """What of either side the other one lacks, as qualified ids."""

    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()

    @property
    def turned(self) -> Residue:
        """The same read from the other side."""
        return Residue(self.object, self.subject)


@frozen(kw_only=True)
class Correspondence:
    """How an item of one framework relates to one of another.

    `confidence` is the probability that the two correspond at all, `relation_confidence` that this relation is
    the right one; `calibrated` says whether these were measured on the domain.
    """

    subject: str
    relation: Relation
    object: str
    confidence: float
    relation_confidence: float
    calibrated: bool = False
    decision: Decision | None = None
    because: tuple[Explanation, ...] = ()
    residue: Residue = Residue()

    @property
    def inverse(self) -> Correspondence:
        """The same correspondence read from the other side."""
        return Correspondence(
            subject=self.object,
            relation=self.relation.inverse,
            object=self.subject,
            confidence=self.confidence,
            relation_confidence=self.relation_confidence,
            calibrated=self.calibrated,
            decision=self.decision,
            because=self.because,
            residue=self.residue.turned,
        )


@frozen(kw_only=True)
class Together:
    """Items of which several only together correspond to one of the other side.

    `relation` reads as in `Correspondence`; `residue` is what is still missing, as qualified ids.
    """

    subject: tuple[str, ...]
    relation: Relation
    object: tuple[str, ...]
    decision: Decision | None = None
    because: tuple[Explanation, ...] = ()
    residue: Residue = Residue()

    @property
    def inverse(self) -> Together:
        """The same read from the other side."""
        return evolve(
            self,
            subject=self.object,
            relation=self.relation.inverse,
            object=self.subject,
            residue=self.residue.turned,
        )


@frozen
class Correspondences:
    """All correspondences found between two frameworks, `none` included, most certain first within an item."""

    subject: str
    object: str
    correspondences: tuple[Correspondence, ...] = ()
    together: tuple[Together, ...] = ()
    warnings: tuple[str, ...] = ()
    """Decisions that no longer stand, and why little can be found, one sentence each."""


@frozen(kw_only=True)
class Decided:
    """A row of a mapping document. Each side holds qualified ids: one as a rule, several that only together correspond.

    Without a `decision` nothing is decided, as under `proposed`. `on` is the day of the decision, the digests are those
    of both texts as they stood on it. `confidence` is that the two correspond at all; None where it is not stated.
    """

    subject: tuple[str, ...]
    relation: Relation
    object: tuple[str, ...]
    confidence: float | None = None
    relation_confidence: float | None = None
    reasons: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    decision: Decision | None = None
    by: str | None = None
    on: date | None = None
    digest_subject: str | None = None
    digest_object: str | None = None
    note: str | None = None

    @property
    def inverse(self) -> Decided:
        """The same row read from the other side."""
        return evolve(
            self,
            subject=self.object,
            relation=self.relation.inverse,
            object=self.subject,
            digest_subject=self.digest_object,
            digest_object=self.digest_subject,
        )


@frozen(kw_only=True)
class Mapping:
    """A mapping document: rows between the items of two frameworks."""

    id: str
    subject: str
    object: str
    title: str | None = None
    description: str | None = None
    note: str | None = None
    rows: tuple[Decided, ...] = ()

    @property
    def inverse(self) -> Mapping:
        """The same document read from the other side."""
        rows = tuple(row.inverse for row in self.rows)
        return evolve(self, subject=self.object, object=self.subject, rows=rows)
