"""What a requirement asks for by name: the part of a rule that formats without rules can tell."""

from __future__ import annotations

from collections.abc import Iterator

from competency.requirements import (
    Completed,
    Evidenced,
    Hours,
    LevelAttained,
    OutcomeAchieved,
    Requirement,
    walk,
)


def asked(requirement: Requirement | None) -> Iterator[str]:
    """The courses, evidence, levels and outcomes that a requirement names, in whatever part of it."""
    for part in () if requirement is None else walk(requirement):
        match part:
            case Completed(selector=choices) | Hours(of=choices):
                yield from (choice for choice in choices if isinstance(choice, str))
            case Evidenced(evidence=item) | LevelAttained(level=item) | OutcomeAchieved(outcome=item):
                yield item
            case _:
                pass
