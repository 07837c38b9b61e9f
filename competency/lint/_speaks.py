"""What a requirement speaks of, definitions included: only rules that share something of it bear on each other."""

from __future__ import annotations

from competency import requirements as dsl
from competency.model import Framework
from competency.requirements import Requirement


def spoken_of(framework: Framework, requirement: Requirement | None) -> frozenset[str]:
    """The ids of the courses, evidence, facts, groups, outcomes and open levels that a requirement speaks of."""
    found: set[str] = set()
    if requirement is not None:
        _collect(framework, requirement, found, set())
    return frozenset(found)


def _collect(framework: Framework, requirement: Requirement, found: set[str], seen: set[Requirement]) -> None:
    if requirement in seen:
        return
    seen.add(requirement)
    match requirement:
        case dsl.Completed(selector, _) | dsl.Hours(_, selector, _):
            found |= framework.selection(selector).sure
        case dsl.Evidenced(identifier):
            found.add(identifier)
        case dsl.OutcomeAchieved(outcome):
            found |= {outcome, *framework.completing(framework.courses_that_develop(outcome))}
            found |= {piece.id for piece in framework.evidence if outcome in piece.develops}
        case dsl.Experience(_, fact) | dsl.FactHolds(fact) | dsl.Judged(_, fact):
            found.add(fact)
        case dsl.Member(group):
            found.update(framework.parts_of(group))
        case dsl.LevelAttained(identifier):
            level = framework.level(identifier)
            _define(framework, identifier, level.requires if level else None, found, seen)
        case dsl.StandardMet(identifier):
            rule = framework.standard(identifier)
            _define(framework, identifier, rule.require if rule else None, found, seen)
        case _:
            for part in dsl.parts_of(requirement):
                _collect(framework, part, found, seen)


def _define(
    framework: Framework, identifier: str, definition: Requirement | None, found: set[str], seen: set[Requirement]
) -> None:
    if definition is None:
        found.add(identifier)
    else:
        _collect(framework, definition, found, seen)
