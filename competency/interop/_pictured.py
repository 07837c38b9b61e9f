"""What pictures of a framework leave out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from competency.interop.losses import Fate, Loss
from competency.model import Course, Framework, Group, Level, Standard, Subject

LOST: Final[tuple[str, ...]] = (
    "requirements, but for what courses they come down to and how often",
    "standards that are for no people, and conditions: a star tells that there is one",
    "outcomes (their number is told), evidence, facts, alignments within the framework, notes, sources and tags",
)


def lost(framework: Framework) -> Iterator[Loss]:
    """The items that a picture does not show, and those that it only tells of."""
    for item in framework:
        match item:
            case Level() | Group() | Course():
                pass
            case Standard(subject=Subject.PRACTITIONER | Subject.TRAINER):
                yield Loss(
                    item.id, Fate.APPROXIMATED, "courses tell who is asked, and how often; not by when or unless"
                )
            case Standard():
                yield Loss(item.id, Fate.DROPPED, f"pictures show what people need, not what a {item.subject} does")
            case _:
                yield Loss(item.id, Fate.DROPPED, "pictures show levels, groups and courses")
