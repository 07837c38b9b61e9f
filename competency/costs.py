"""What plans are ranked by: an order of courses, minutes, days and wishes, each more important than all after it.

A wish is `mode=e-learning` or `provider=board`: its cost is the number of courses that are not so.
"""

from __future__ import annotations

from attrs import field, frozen

from competency.model import Course
from competency.planning import Item, Plan, Planner
from competency.problem import Problem, bits

DAYS = "days"
COUNTED = ("courses", "minutes", DAYS)
"""What every plan costs, in the order that holds where nothing else is asked for."""
WISHES = ("mode", "provider")
"""What may be wished for, each with a value: `mode=e-learning`."""


def is_wish(name: str) -> bool:
    """Whether the name in an order is a wish with its value.

    >>> is_wish("mode=e-learning"), is_wish("mode"), is_wish("days")
    (True, False, False)
    """
    kind, equals, value = name.partition("=")
    return bool(equals and value) and kind in WISHES


def cost_of(planner: Planner, item: Item, name: str) -> int:
    """What one item adds to a cost other than days."""
    if not item.course:
        return 0
    if name == "courses":
        return 1
    if name == "minutes":
        return planner.minutes(item)
    kind, _, value = name.partition("=")
    course = planner.framework.course(item.course)
    return int(item.mode != value if kind == "mode" else course is None or not provided(course, item.mode, value))


def provided(course: Course, mode: str, provider: str) -> bool:
    """Whether the course in this mode is surely this provider's; a mode's own provider goes before the course's."""
    rows = [row for row in course.modes if mode in ("", row.mode)]
    return all((row.provider or course.provider) == provider for row in rows) if rows else course.provider == provider


@frozen
class Costs:
    """The costs of a problem's items as two whole numbers: one of all that ranks before the days, one of the rest.

    Within a number each cost is worth more than all after it together, so that sums compare as the order says.
    """

    order: tuple[str, ...]
    on: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    first: tuple[int, ...]
    """For each node what it costs of all that ranks before the days; of everything where nothing has to wait."""
    second: tuple[int, ...]
    """And of what ranks after them."""
    _radix: dict[str, int]
    _known: dict[int, int] = field(factory=dict, repr=False)

    def weight(self, nodes: int) -> int:
        """What nodes cost of all that ranks before the days."""
        if nodes not in self._known:
            self._known[nodes] = sum(self.first[node] for node in bits(nodes))
        return self._known[nodes]

    def ranked(self, first: int, day: int, second: int) -> tuple[int, ...]:
        """The costs in the order asked for, of the two numbers and the last day."""
        found = {DAYS: day - self.on}
        for names, number in ((self.before, first), (self.after, second)):
            for name in names:
                found[name], number = divmod(number, self._radix[name])
        return tuple(found[name] for name in self.order)


def ranked(planner: Planner, plan: Plan, order: tuple[str, ...]) -> tuple[int, ...]:
    """What a plan costs, in an order."""
    return tuple(
        plan.last_day - planner.on if name == DAYS else sum(cost_of(planner, item, name) for item in plan.items)
        for name in order
    )


def paid(problem: Problem, chosen: int, day: int, order: tuple[str, ...]) -> tuple[int, ...]:
    """What a set of items costs that reaches the goals on a day, in an order."""
    items = [item for node in bits(chosen) if (item := problem.items[node]) is not None]
    each = {name: sum(cost_of(problem.planner, item, name) for item in items) for name in order if name != DAYS}
    return tuple(day - problem.planner.on if name == DAYS else each[name] for name in order)


def costs(problem: Problem, order: tuple[str, ...]) -> Costs:
    """The costs of a problem's items in an order."""
    at = order.index(DAYS) if DAYS in order else len(order)
    before, after = (order[:at], order[at + 1 :])
    if problem.timeless:
        before, after = (*before, *after), ()
    each = {name: [_of(problem, item, name) for item in problem.items] for name in (*before, *after)}
    radix: dict[str, int] = {}
    numbers = []
    for names in (before, after):
        worth = 1
        for name in reversed(names):
            radix[name] = worth
            worth *= 1 + sum(each[name])
        numbers.append(
            tuple(sum(each[name][node] * radix[name] for name in names) for node in range(len(problem.items)))
        )
    return Costs(order, problem.planner.on, before, after, numbers[0], numbers[1], radix)


def _of(problem: Problem, item: Item | None, name: str) -> int:
    return 0 if item is None else cost_of(problem.planner, item, name)
