"""How long something takes at least from the day of one dated fact: shared by the rules about deadlines."""

from __future__ import annotations

from attrs import evolve

from competency.model import Framework
from competency.requirements import AllOf, AnyOf, AtLeast, Experience, Requirement


def counting_only(framework: Framework, fact: str) -> Framework:
    """The framework where experience takes time only if it is reckoned from that fact."""
    return evolve(
        framework,
        courses=tuple(evolve(item, requires=_if_any(item.requires, fact)) for item in framework.courses),
        evidence=tuple(evolve(item, requires=_if_any(item.requires, fact)) for item in framework.evidence),
        levels=tuple(evolve(item, requires=_if_any(item.requires, fact)) for item in framework.levels),
        standards=tuple(evolve(item, require=_if_any(item.require, fact)) for item in framework.standards),
    )


def _if_any(requirement: Requirement | None, fact: str) -> Requirement | None:
    return None if requirement is None else only(requirement, fact)


def only(requirement: Requirement, fact: str) -> Requirement:
    """The requirement where only that fact's clock takes time."""
    match requirement:
        case Experience(_, since) if since != fact:
            return AllOf(())
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return evolve(requirement, parts=tuple(only(part, fact) for part in parts))
        case _:
            return requirement
