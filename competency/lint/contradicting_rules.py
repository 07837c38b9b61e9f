"""
Rules contradict each other: nobody whom they bind can keep them all.

## Why it matters

People will be overdue by one rule or in breach of another, whatever they do. Each of the rules looks reasonable alone;
it is only together that they leave no way: the order that one asks for is the reverse of another's, or something must
come first that takes longer than the deadline.

## Fails

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
  working-together: {title: Working Together, source: strategy §1}
standards:
  awareness-first:
    title: Awareness comes before Working Together
    require: {completed: awareness}
    before: working-together
    source: strategy §2
  working-together-first:
    title: Working Together comes before Awareness
    require: {completed: working-together}
    before: awareness  # <- here
    source: strategy §3
```

## Passes

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
  working-together: {title: Working Together, source: strategy §1}
standards:
  awareness-first:
    title: Awareness comes before Working Together
    require: {completed: awareness}
    before: working-together
    source: strategy §2
  take-working-together:
    title: Working Together is taken in the first year
    require: {completed: working-together}
    due: {within: 1 year, of: appointed}
    source: strategy §3
```

## Fix

Take one of the rules out, let one say whom it exempts, or lengthen the deadline. (Doing everything on one and the same
day keeps rules on the order of things; no plan proposes it.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property, partial
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias

from attrs import evolve, field, frozen

from competency import attainability
from competency.attainability import Attainable
from competency.diagnostics import Diagnostic, Related, Rule, Severity
from competency.implication import Implication, unfolded
from competency.lint._clocks import counting_only, only
from competency.lint._speaks import spoken_of
from competency.lint.draft import Draft
from competency.model import APPOINTED, Course, Deadline, Framework, Precedence, Response, Standard, Strength, Subject
from competency.periods import FOREVER, Period
from competency.requirements import (
    UNSTATED,
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Counting,
    Evidenced,
    Experience,
    Hours,
    Requirement,
    Selector,
    parts_of,
    walk,
)

RULE = Rule("CF136", "contradicting-rules", Severity.WARNING, __doc__ or "")

Orders: TypeAlias = tuple[Standard, ...]
"""Standards on what must come before what."""
Conflict: TypeAlias = Callable[[Orders], bool]
"""Whether some orders are in conflict."""


def check(draft: Draft) -> Iterator[Diagnostic]:
    """Rules that ask for an order that nobody can keep, alone or together with what another one asks for in time.

    Only what binds is looked at, and only together with rules that surely bind the same people, without exemption.
    """
    framework = draft.framework
    orders = tuple(rule for rule in framework.standards if _binds(rule) and isinstance(rule.timing, Precedence))
    if not orders:
        return
    ways = _Ways(framework, draft.attainable, orders)
    implication = Implication(framework, framework)
    told: set[frozenset[str]] = set()
    for rule in orders:
        together = tuple(other for other in orders if other is rule or implication.applies(rule, other))
        conflict = ways.least(together, partial(ways.bars, rule))
        ids = frozenset(other.id for other in conflict)
        if conflict and ids not in told:
            told.add(ids)
            yield _finding(draft, conflict)
    for rule in framework.standards:
        if not _binds(rule) or isinstance(rule.timing, Precedence | Response):
            continue
        together = tuple(other for other in orders if implication.applies(rule, other))
        conflict = ways.least(together, partial(ways.prevents, rule))
        if conflict and frozenset(other.id for other in conflict) not in told:
            yield _finding(draft, (*conflict, rule))


def _binds(rule: Standard) -> bool:
    about_people = rule.subject in (Subject.PRACTITIONER, Subject.TRAINER)
    return about_people and rule.strength is Strength.MUST and rule.require is not None and rule.unless is None


def _finding(draft: Draft, conflict: Orders) -> Diagnostic:
    """One finding on rules that can't be kept together, at the one that stands last."""
    order = [rule.id for rule in draft.framework.standards]
    *others, last = sorted(conflict, key=lambda rule: order.index(rule.id))
    key = "before" if isinstance(last.timing, Precedence) else "due" if isinstance(last.timing, Deadline) else "require"
    with_others = " and ".join(draft.named(other) for other in others)
    return Diagnostic(
        RULE,
        draft.span(draft.path(last, key)),
        f"{draft.named(last)} can't be kept together with {with_others}: the order that is asked for leaves no way"
        if others
        else f"{draft.named(last)} can't be kept: what must come first rests on what it must come before",
        "take one of them out, say who is exempt, or allow more time",
        tuple(Related(draft.name(other), "it contradicts this rule") for other in others),
    )


@frozen
class _Ways:
    """What can still be reached when the order is kept that some standards ask for."""

    framework: Framework
    freely: Attainable
    orders: Orders
    _kept: dict[tuple[frozenset[str], str | None], Attainable] = field(factory=dict, init=False)

    @cached_property
    def is_circular(self) -> bool:
        """Whether what must come first leads back to itself somewhere; if not, the order of things is no trouble."""
        asked = [(item.id, item.requires) for item in self.framework.courses]
        asked += [(item.id, item.requires) for item in self.framework.evidence]
        first = {identifier: set(spoken_of(self.framework, requirement)) for identifier, requirement in asked}
        for rule in self.orders:
            assert isinstance(rule.timing, Precedence)
            needed = spoken_of(self.framework, rule.require)
            for course in self.framework.selection(rule.timing.trigger.selector).sure:
                first.setdefault(course, set()).update(needed)
        order = TopologicalSorter({course: needed - {course} for course, needed in first.items()})
        try:
            order.prepare()
        except CycleError:
            return True
        return False

    @cached_property
    def takes_time(self) -> bool:
        """Whether anything takes time at all: experience, or more than one completion."""
        framework = self.framework
        asked: list[Requirement | None] = [rule.require for rule in framework.standards]
        asked += [course.requires for course in framework.courses]
        asked += [piece.requires for piece in framework.evidence]
        asked += [level.requires for level in framework.levels]
        parts = (part for requirement in asked if requirement is not None for part in walk(requirement))
        return any(
            isinstance(part, Experience) or (isinstance(part, Completed | Evidenced) and part.counting.times > 1)
            for part in parts
        )

    def least(self, orders: Orders, is_conflict: Conflict) -> Orders:
        """A smallest part of the orders that is in conflict; none where all of them together aren't."""
        if not is_conflict(orders):
            return ()
        for rule in orders:
            fewer = tuple(other for other in orders if other is not rule)
            if is_conflict(fewer):
                return self.least(fewer, is_conflict)
        return orders

    def bars(self, rule: Standard, orders: Orders) -> bool:
        """Whether the orders bar every course that one of them, `rule`, speaks of; without them one can be had."""
        if rule not in orders or not self.is_circular:
            return False
        assert isinstance(rule.timing, Precedence)
        courses = self.framework.selection(rule.timing.trigger.selector).sure
        open_ = [course for course in courses if self.freely.courses.get(course, FOREVER) < FOREVER]
        kept = self._keeping(orders, None)
        return bool(open_) and all(kept.courses.get(course, FOREVER) == FOREVER for course in open_)

    def prevents(self, rule: Standard, orders: Orders) -> bool:
        """Whether with the orders kept the rule can't be met at all, or not in its time; without them it can."""
        asked = rule.require or UNSTATED
        if not orders or self.freely.wait(asked) == FOREVER:
            return False
        if _closes_too_early(self.framework, asked, orders):
            return True
        if self.is_circular and self._keeping(orders, None).wait(asked) == FOREVER:
            return True
        match rule.timing:
            case Deadline(Period() as within, str(start)) if self.takes_time:
                fact = APPOINTED.id if start == "joining" else start
                asked = only(asked, fact)
                soonest, in_order = (self._keeping(some, fact).wait(asked) for some in ((), orders))
                return soonest <= within.longest_days < in_order
            case _:
                return False

    def _keeping(self, orders: Orders, fact: str | None) -> Attainable:
        key = (frozenset(rule.id for rule in orders), fact)
        if key not in self._kept:
            framework = _with_order(self.framework, orders)
            self._kept[key] = attainability.of(framework if fact is None else counting_only(framework, fact))
        return self._kept[key]


def _with_order(framework: Framework, orders: Orders) -> Framework:
    """The framework where each course asks beforehand for what the orders want to come before it."""
    before: dict[str, list[Requirement]] = {}
    for rule in orders:
        assert isinstance(rule.timing, Precedence)
        for course in sorted(framework.selection(rule.timing.trigger.selector).sure):
            before.setdefault(course, []).append(_apart_from(framework, rule.require or UNSTATED, course))
    return evolve(framework, courses=tuple(_asking(course, before.get(course.id, ())) for course in framework.courses))


def _asking(course: Course, more: Sequence[Requirement]) -> Course:
    asked = [*([] if course.requires is None else [course.requires]), *more]
    return evolve(course, requires=AllOf(tuple(asked))) if more else course


def _apart_from(framework: Framework, requirement: Requirement, course: str) -> Requirement:
    """What must come before a course, less what the course itself does on its day."""
    requirement = unfolded(requirement, framework)
    match requirement:
        case Completed(selector, _) | Hours(_, selector, _) if course in framework.selection(selector).possible:
            return AllOf(())
        case Evidenced(evidence) if any(
            evidence in other.grants and course in framework.completing((other.id,)) for other in framework.courses
        ):
            return AllOf(())
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return evolve(requirement, parts=tuple(_apart_from(framework, part, course) for part in parts))
        case _:
            return requirement


# --- days that exclude each other ------------------------------------------------------------------------


def _closes_too_early(framework: Framework, asked: Requirement, orders: Orders) -> bool:
    """Whether a course counts only until a day before the first on which what must come before it counts."""
    for part in _needed(framework, asked):
        if not isinstance(part, Completed) or not isinstance(part.counting.ends, date):
            continue
        courses = {course.id for course in _counting(framework, part.selector)}
        for rule in orders:
            assert isinstance(rule.timing, Precedence)
            bound = courses <= framework.selection(rule.timing.trigger.selector).sure
            opens = [_opens(framework, first) for first in _needed(framework, rule.require or UNSTATED)]
            if courses and bound and any(first is not None and first > part.counting.ends for first in opens):
                return True
    return False


def _needed(framework: Framework, requirement: Requirement) -> Iterator[Requirement]:
    """The parts of a requirement that must each hold."""
    requirement = unfolded(requirement, framework)
    if isinstance(requirement, AllOf):
        for part in parts_of(requirement):
            yield from _needed(framework, part)
    else:
        yield requirement


def _opens(framework: Framework, requirement: Requirement) -> date | None:
    """The first day on which it can be done, where there is one: by its own `from`, or when its courses begin."""
    if not isinstance(requirement, Completed):
        return None
    counting: Counting = requirement.counting
    if isinstance(counting.starts, date):
        return counting.starts
    return _first_offered(framework, requirement.selector)


def _first_offered(framework: Framework, selector: Selector) -> date | None:
    days = [course.starts for course in _counting(framework, selector)]
    known = [day for day in days if isinstance(day, date)]
    return min(known, default=None) if len(known) == len(days) else None


def _counting(framework: Framework, selector: Selector) -> list[Course]:
    """The courses whose completion counts, or may."""
    found = framework.selection(selector).possible
    return [course for course in framework.courses if course.id in found]
