"""Why there is no plan: the rules that close every way, told from what asks down to what is closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf

from attrs import field, frozen

from competency import ids
from competency import requirements as dsl
from competency.model import (
    AnyItem,
    Course,
    Framework,
)
from competency.periods import FOREVER
from competency.planning import Aim, Item, Obligation, Option, Planner, Wait
from competency.requirements import (
    Completed,
    Requirement,
    Unstated,
)
from competency.search import day_of, day_of_all


@frozen
class Conflict:
    """One of the rules or facts that together leave no plan."""

    rule: str
    source: tuple[str, ...]
    message: str


@frozen
class Blame:
    """Which rules leave no way to fulfil a requirement, told from what asks down to what is closed."""

    framework: Framework
    planner: Planner
    days: Mapping[Item, int]
    """What can be had at all."""
    weights: dict[Item, float] = field(factory=dict)
    """How many rules close an item that can't be had."""

    def conflicts(self, requirement: Requirement, asked: tuple[str, ...], aim: Aim | None) -> tuple[Conflict, ...]:
        """The rules that close every way to a goal, none where there is a way."""
        obligation = self.planner.obligation(requirement, aim, asked)
        self._weigh(obligation)
        return tuple(dict.fromkeys(self._told(requirement, obligation, set())))

    def _weigh(self, goal: Obligation) -> None:
        """Counts the rules that close each item, the fewest where several do; in circles they stay countless."""
        closed: dict[Item, list[tuple[Requirement, Obligation]]] = {}
        todo = [goal]
        while todo:
            asking = todo.pop()
            for option in self._closed_options(asking):
                if isinstance(option, Item) and option not in closed:
                    closed[option] = self._closed_entries(option)
                    todo.extend(entry for _, entry in closed[option])
                elif not isinstance(option, Item | Wait):
                    todo.append(self.planner.obligation(option, asking.owner, asking.asked))
        changed = True
        while changed:
            changed = False
            for item, entries in closed.items():
                weight = min((self._weight(*entry) for entry in entries), default=1)
                if weight < self.weights.get(item, inf):
                    self.weights[item] = weight
                    changed = True

    def _closed_entries(self, item: Item) -> list[tuple[Requirement, Obligation]]:
        entries = [(entry, self.planner.obligation(entry, item, rules)) for entry, rules in self.planner.entry(item)]
        return [(requirement, entry) for requirement, entry in entries if self._is_closed(entry)]

    def _weight(self, requirement: Requirement, obligation: Obligation) -> float:
        ways = self._ruled_out(obligation)
        told = 1 + len(self._shut(requirement)) if all(isinstance(way, Item) for way in ways) else 0
        return told + sum(self._option_weight(way, obligation) for way in ways)

    def _option_weight(self, option: Option, asking: Obligation) -> float:
        if isinstance(option, Item):
            return self.weights.get(option, inf)
        if isinstance(option, Wait):
            return 0
        return self._weight(option, self.planner.obligation(option, asking.owner, asking.asked))

    def _is_closed(self, obligation: Obligation) -> bool:
        return day_of_all(self.planner, obligation, self.days) == FOREVER

    def _closed_options(self, obligation: Obligation) -> list[Option]:
        return [
            option for option in obligation.options if day_of(self.planner, option, obligation, self.days) == FOREVER
        ]

    def _ruled_out(self, obligation: Obligation) -> list[Option]:
        """As many options as have to be closed for too few to be left, those that the fewest rules close."""
        needed = len(obligation.options) - obligation.number + 1
        return sorted(self._closed_options(obligation), key=lambda option: self._option_weight(option, obligation))[
            : max(needed, 0)
        ]

    def _told(self, requirement: Requirement, obligation: Obligation, seen: set[Item]) -> Iterable[Conflict]:
        """What a closed obligation asks for, then why each way is closed; what was told is not told again."""
        if not self._is_closed(obligation):
            return
        ways = self._ruled_out(obligation)
        if all(isinstance(way, Item) for way in ways):
            rule = self.framework.items[obligation.asked[-1]]
            yield self._conflict(rule, self._wish(requirement, rule, bool(ways)))
            yield from self._shut(requirement)
        for way in ways:
            if isinstance(way, Item) and way not in seen:
                seen.add(way)
                entries = self._closed_entries(way)
                if entries:
                    yield from self._told(*min(entries, key=lambda entry: self._weight(*entry)), seen)
            elif not isinstance(way, Item | Wait):
                yield from self._told(way, self.planner.obligation(way, obligation.owner, obligation.asked), seen)

    def _shut(self, requirement: Requirement) -> tuple[Conflict, ...]:
        """The courses that would do, but are not open to this person from the day on."""
        if not isinstance(requirement, Completed):
            return ()
        completing = self.framework.completing(self.framework.selected(requirement.selector))
        shut = [course for course in self.framework.courses if course.id in completing]
        return tuple(
            self._conflict(course, self._closed(course))
            for course in shut
            if not self.planner.window(Item(course=course.id))
        )

    def _closed(self, course: Course) -> str:
        """Why the course is not open: whom it is for, or when it is on offer."""
        meant = self.planner.evaluator.audience(course.audience).sure
        if any(end > self.planner.on for _, end in meant):
            return f"'{course.title}' is not on offer from this day on"
        groups = [entry.group for entry in course.audience if isinstance(entry.group, str)]
        if not groups:
            return f"the document does not say whom '{course.title}' is for"
        return f"'{course.title}' is for {dsl.joined(groups, 'and')}, and the record puts this person in none of these"

    def _wish(self, requirement: Requirement, rule: AnyItem, led_on: bool) -> str:
        """What the rule asks for, and that nothing brings it about unless the next conflicts say why not."""
        wish = dsl.phrase(requirement, self.framework.title_of)
        if isinstance(requirement, Unstated):
            return f"'{rule.title}' rests on something that the document does not state"
        said = f"'{rule.title}' asks to {wish}"
        if led_on or self._shut(requirement):
            return said
        return f"{said}, and no course or evidence brings that about"

    def _conflict(self, rule: AnyItem, message: str) -> Conflict:
        return Conflict(ids.qualified(self.framework.id, rule.id), rule.source, message)
