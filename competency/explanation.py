"""The proof tree behind every 'why': a claim, what it rests on, and where that is written."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen


@frozen
class Explanation:
    """One claim in a sentence, the rule and source that it comes from, and the claims it rests on.

    `events` are indexes into the record's events as written, from 0: the events that the claim itself uses.
    """

    claim: str
    rule: str | None = None
    source: tuple[str, ...] = ()
    events: tuple[int, ...] = ()
    because: tuple[Explanation, ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Explanation]]:
        """This claim and all that it rests on, each with its depth, in reading order."""
        yield depth, self
        for reason in self.because:
            yield from reason.walk(depth + 1)
