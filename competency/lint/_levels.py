"""What belongs to a level: shared by the rules about levels."""

from __future__ import annotations

from competency.model import Framework
from competency.requirements import Unstated


def at_levels(framework: Framework) -> frozenset[str]:
    """The levels that a course, an outcome or a group names as its own."""
    named = {level for course in framework.courses for level in course.levels}
    named |= {level for group in framework.groups for level in group.levels}
    named |= {outcome.level for outcome in framework.outcomes if outcome.level is not None}
    return frozenset(level for level in named if not isinstance(level, Unstated))
