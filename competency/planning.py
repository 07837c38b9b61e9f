"""What a plan is made of, and the questions that the search asks about a framework and a person.

An obligation says 'choose so many of these options, for this owner'. An option is an item to get (a course or a
piece of evidence), a requirement to fulfil, or a day to wait for. The search itself is `search`'s; it asks through a
:class:`Planner` what holds already, what may be booked and when, and what each thing needs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import combinations, islice
from typing import Final, TypeAlias

from attrs import evolve, field, frozen

from competency import requirements as dsl
from competency.evaluation import Evaluator
from competency.history import Held, bounds
from competency.model import Course, Event, EventKind, Framework, Precedence, Standard, Trigger
from competency.periods import ALWAYS, EVER, FOREVER, NEVER, Days, covered
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Counting,
    Evidenced,
    Hours,
    LevelAttained,
    OutcomeAchieved,
    Requirement,
    StandardMet,
    Unstated,
)
from competency.sessions import Calendar
from competency.standing import standing_of


@frozen(order=True, cache_hash=True)
class Item:
    """A course to take, in a mode where it matters, or a piece of evidence to obtain; `turn` counts repetitions."""

    course: str = ""
    evidence: str = ""
    about: str = ""
    mode: str = ""
    turn: int = 1

    @property
    def id(self) -> str:
        """The id of the course or of the evidence."""
        return self.course or self.evidence

    @property
    def regards(self) -> str:
        """The course that evidence `per: course` has to be about to count for this item."""
        return self.course or self.about

    def done_on(self, day: int, index: int) -> Event:
        """The event that a record will hold once the item is had, as its row `index`."""
        kind = EventKind.COMPLETED if self.course else EventKind.EVIDENCE
        on, mode = date.fromordinal(day), self.mode or None
        return Event(kind, self.id, on, mode=mode, about=self.about or None, index=index)


@frozen(cache_hash=True)
class Aim:
    """Whose a goal is that one event set, of a standard with `before` or `after`.

    The goal is judged for the course that the event is about, and only what is done from `opened` on counts.
    """

    regards: str | Unstated | None = None
    opened: int = EVER


@frozen
class Wait:
    """A day, as an ordinal, before which it can't go on."""

    day: int


_FEW: Final = 4
"""So many choices of a day before a rule is in force are all tried together."""


@frozen
class Together:
    """Items that are an option only all together."""

    items: tuple[Item, ...]


UNTOLD = Together(())
"""Stands for options that are too many to be looked at: what is found without them is not proved best."""

SETS = 300
"""How many sets of courses are looked at that fill a number of hours, smallest first."""

Option: TypeAlias = Item | Wait | Together | Requirement
Owner: TypeAlias = Item | Aim | None
Goals: TypeAlias = tuple[tuple[Requirement, tuple[str, ...], Aim | None], ...]
"""What is to be reached: each a requirement, the rules that ask for it, and the event that set it, if one did."""


@frozen
class Obligation:
    """Choose `number` of the options for `owner` (None or an aim: the goal itself).

    `asked` are the rules that lead here.
    """

    number: int
    options: tuple[Option, ...]
    owner: Owner
    asked: tuple[str, ...]


@frozen
class Plan:
    """Items in an order in which they can be got, each with its day (an ordinal), what it rests on, and who asks."""

    items: tuple[Item, ...]
    days: Mapping[Item, int]
    supports: frozenset[tuple[Item, Item]]
    """Pairs (owner, item): the owner rests on the item."""
    asked: Mapping[Item, tuple[tuple[str, ...], ...]]
    courses: int
    minutes: int
    last_day: int
    least: tuple[int, ...]
    """What every plan costs at least, in the order asked for: its own cost, where it was found without a cut."""


@frozen
class Planner:
    """One person's situation on a day: what holds already, what may be booked, and what each thing needs."""

    framework: Framework
    evaluator: Evaluator
    on: int
    precedences: tuple[Standard, ...] = ()
    """The `before` standards of strength must that may apply to the person."""
    until: int | None = None
    """The day on which what holds already is needed, where that is not `on` itself: what lapses before is missing."""
    calendar: Calendar | None = None
    """The sessions on whose days the courses that it names can be had; None: any course on any day."""
    wishes: tuple[str, ...] = ()
    """What is wished for, as `mode=e-learning` or `provider=board`: modes that fit are told apart from others."""
    escaping: frozenset[tuple[str, str]] = frozenset()
    """`before` rules with items that are to be had on days on which that rule is not in force."""
    _windows: dict[Item, Days] = field(factory=dict, repr=False, eq=False)

    # --- what a course needs -----------------------------------------------------------------------------

    def window(self, item: Item) -> Days:
        """The days from `on` on which the item may be had at all: on offer, in its mode, for this audience."""
        ahead = Days(((self._first_day(item), FOREVER),))
        for rule, escaping in self.escaping:
            ahead = ahead - self.in_force[rule] if escaping == item.id else ahead
        course = self.framework.course(item.course) if item.course else None
        if course is None:
            return ahead
        offered = ahead & _offered(course.starts, course.ends)
        if course.modes:
            modes = [mode for mode in course.modes if item.mode in ("", mode.mode)]
            each = [_offered(mode.starts, mode.ends) & self._sessions(course, mode.mode, item) for mode in modes]
            offered = offered & covered(each, 1)
        else:
            offered = offered & self._sessions(course, item.mode, item)
        return offered & self.evaluator.audience(course.audience).sure

    def _sessions(self, course: Course, mode: str | Unstated, item: Item) -> Days:
        """The days of the calendar's sessions in a mode; of those without one too, where the item asks for none."""
        if self.calendar is None or not self.calendar.binds(course.id):
            return ALWAYS
        rows = self.calendar.of(course.id)
        whichever = not mode or isinstance(mode, Unstated)
        fitting = [row for row in rows if row.mode == mode or (not item.mode and (whichever or not row.mode))]
        return Days.of([(row.day, row.day + 1) for row in fitting])

    def _first_day(self, item: Item) -> int:
        """`on`, or the day after where the same counts on that day already: twice on one day is one completion.

        In another mode it is still something more: together they are one completion, in each of their modes.
        """
        if item.evidence:
            done = (self.evaluator.regarding(item.regards) if item.regards else self.evaluator).pieces(item.evidence)
        else:
            done = tuple(hit for hit in self.evaluator.history.completions if hit.item == item.course)
        alike = (hit for hit in done if hit.day == self.on and (not item.mode or item.mode in hit.modes))
        return self.on + 1 if any(item.about in ("", hit.about) for hit in alike) else self.on

    def soonest(self, item: Item, day: int) -> int:
        """The first day from `day` on which the item may be had; `FOREVER` where there is none."""
        if item not in self._windows:
            self._windows[item] = self.window(item)
        return next((max(start, day) for start, end in self._windows[item] if end > day), FOREVER)

    def place(self, item: Item) -> tuple[int, int]:
        """Where the item stands in the framework: by its lowest level, then in file order; evidence first."""
        course = self.framework.course(item.course) if item.course else None
        if course is None:
            return (-1, 0)
        rungs = [index for index, level in enumerate(self.framework.levels) if level.id in course.levels]
        return (min(rungs, default=len(self.framework.levels)), self.framework.courses.index(course))

    def entry(self, item: Item) -> tuple[tuple[Requirement, tuple[str, ...]], ...]:
        """What must hold before the item can be had, each with the rule that says so."""
        if item.evidence:
            evidence = self.framework.evidence_of(item.evidence)
            asked = () if evidence is None or evidence.requires is None else ((evidence.requires, (evidence.id,)),)
            return (*asked, *self._preceding(item))
        course = self.framework.course(item.course)
        needed = () if course is None or course.requires is None else ((course.requires, (course.id,)),)
        return (*needed, *self._preceding(item))

    def _preceding(self, item: Item) -> tuple[tuple[Requirement, tuple[str, ...]], ...]:
        return tuple(
            (standard.require, (standard.id,))
            for standard in self.precedences
            if standard.require is not None
            and isinstance(standard.timing, Precedence)
            and (standard.id, item.id) not in self.escaping
            and self._triggers(standard.timing.trigger, item)
        )

    @cached_property
    def in_force(self) -> Mapping[str, Days]:
        """The days from `on` on which each of the `before` standards surely applies, and this person is not exempt."""
        ahead = Days(((self.on, FOREVER),))
        found: dict[str, Days] = {}
        for standard in self.precedences:
            exempt = NEVER if standard.unless is None else self.evaluator.held(standard.unless).sure
            found[standard.id] = (ahead & standing_of(standard, self.evaluator).applies.sure) - exempt
        return found

    def may_be_had(self, judge: Evaluator, item: Item, day: int) -> bool:
        """Whether an item may be had on a day by what the evaluator sees; each `before` rule on its own days only."""
        about = judge.regarding(item.regards or None)
        return all(
            day in about.held(requirement).sure
            for requirement, rules in self.entry(item)
            if rules[-1] == item.id or day in self.in_force[rules[-1]]
        )

    @property
    def variants(self) -> tuple[Planner, ...]:
        """This planner once for each choice of items to be had on days on which a `before` rule is not in force.

        For few such choices, which is the usual case, these are all; else all items or none.
        """
        every = tuple(self._escapes())
        sizes = range(len(every) + 1) if len(every) <= _FEW else (0, len(every))
        chosen = [frozenset(pairs) for size in sizes for pairs in combinations(every, size)]
        return tuple(evolve(self, escaping=pairs, windows={}) if pairs else self for pairs in chosen)

    def _escapes(self) -> Iterator[tuple[str, str]]:
        """Rules and items that can be had on a day on which the rule is not in force, though it is on others."""
        courses = (Item(course=course.id) for course in self.framework.courses)
        items = (*courses, *(Item(evidence=evidence.id) for evidence in self.framework.evidence))
        for standard in self.precedences:
            free = Days(((self.on, FOREVER),)) - self.in_force[standard.id]
            if free and isinstance(standard.timing, Precedence):
                for item in items:
                    if self._triggers(standard.timing.trigger, item) and self.window(item) & free:
                        yield standard.id, item.id

    def _triggers(self, trigger: Trigger, item: Item) -> bool:
        if item.evidence:
            return trigger.evidence == item.evidence
        selected = self.framework.selected(trigger.selector)
        return item.course in self.framework.completing(selected)

    def minutes(self, item: Item) -> int:
        """How long the item takes; 0 where the document does not say."""
        course = self.framework.course(item.course) if item.course else None
        return course.minutes if course is not None and isinstance(course.minutes, int) else 0

    def without(self, plan: Plan, idle: Item) -> Plan:
        """The plan without one of its items."""
        items = tuple(item for item in plan.items if item != idle)
        return evolve(
            plan,
            items=items,
            supports=frozenset((owner, item) for owner, item in plan.supports if idle not in (owner, item)),
            courses=sum(1 for item in items if item.course),
            minutes=sum(self.minutes(item) for item in items),
        )

    def delayed(self, plan: Plan) -> Plan:
        """The same items, each as late as the last day, its window and what rests on it allow."""
        days = dict(plan.days)
        for item in reversed(plan.items):
            resting = [days[owner] for owner, held in plan.supports if held == item]
            turns = [days[other] - 1 for other in plan.items if other == evolve(item, turn=item.turn + 1)]
            latest = min([plan.last_day, *resting, *turns])
            days[item] = max(min(latest, end - 1) for start, end in self.window(item) if start <= latest)
        return evolve(plan, items=tuple(sorted(plan.items, key=lambda item: days[item])), days=days)

    # --- from requirements to obligations ----------------------------------------------------------------

    def held(self, requirement: Requirement, owner: Owner) -> Held:
        """When a requirement holds by the record alone; evidence per course counts for the owner only."""
        return self._judge(owner).held(requirement)

    def _judge(self, owner: Owner) -> Evaluator:
        """The evaluator that sees what counts for the owner."""
        if isinstance(owner, Aim):
            return self.evaluator.regarding(owner.regards).since(owner.opened)
        return self.evaluator.regarding(owner.regards) if owner is not None and owner.regards else self.evaluator

    def holds(self, requirement: Requirement, owner: Owner) -> bool:
        """Whether it holds already, on the day on which it is needed."""
        return (self.on if self.until is None else self.until) in self.held(requirement, owner).sure

    def obligation(self, requirement: Requirement, owner: Owner, asked: tuple[str, ...]) -> Obligation:
        """The choice that a requirement leaves, as things are; nothing to choose where it holds already."""
        if self.holds(requirement, owner):
            return Obligation(0, (), owner, asked)
        number, options = self._options(requirement, owner)
        later = self._later(requirement, owner)
        if later is not None and number == 1 and not isinstance(requirement, AllOf):
            options = (*options, Wait(later))
        if isinstance(requirement, LevelAttained | StandardMet):
            definition = requirement.level if isinstance(requirement, LevelAttained) else requirement.standard
            asked = asked if asked[-1] == definition else (*asked, definition)
        return Obligation(number, options, owner, asked)

    def _later(self, requirement: Requirement, owner: Owner) -> int | None:
        """The first later day from which it holds by itself."""
        after = self.on if self.until is None else self.until
        return next((start for start, _ in self.held(requirement, owner).sure if start > after), None)

    def _options(self, requirement: Requirement, owner: Owner) -> tuple[int, tuple[Option, ...]]:
        framework = self.framework
        match requirement:
            case Completed(selector, counting):
                return self._completions(requirement, selector, counting, owner)
            case Hours():
                return self._hours(requirement, owner)
            case Evidenced(evidence, counting):
                return self._pieces(requirement, evidence, counting, owner)
            case OutcomeAchieved(outcome):
                courses = self._available(framework.courses_that_develop(outcome), Counting())
                pieces = [self._piece(item.id, owner) for item in framework.evidence if outcome in item.develops]
                return 1, (*courses, *pieces)
            case LevelAttained(level):
                found = framework.level(level)
                return (1, (found.requires,)) if found is not None and found.requires is not None else (1, ())
            case StandardMet(identifier):
                standard = framework.standard(identifier)
                return (1, (standard.require,)) if standard is not None and standard.require is not None else (1, ())
            case AllOf(parts):
                missing = self._missing(parts, owner)
                return len(missing), missing
            case AnyOf(parts):
                return 1, parts
            case AtLeast(number, parts):
                missing = self._missing(parts, owner)
                return number - len(parts) + len(missing), missing
            case _:
                return 1, ()

    def _missing(self, parts: tuple[Requirement, ...], owner: Owner) -> tuple[Requirement, ...]:
        return tuple(part for part in parts if not self.holds(part, owner))

    def _completions(
        self, requirement: Completed, selector: dsl.Selector, counting: Counting, owner: Owner
    ) -> tuple[int, tuple[Option, ...]]:
        """As many completions as are missing, of the selected courses, or of refreshers once one was completed."""
        missing = self._lacking(requirement, counting, owner)
        items = self._available(self.framework.selected(selector), counting)
        begun = any(hit.sure for hit in self._judge(owner).answer(requirement).hits)
        if missing > 1 and not begun and counting.refreshed_by and not counting.mode:
            # Refreshers count as soon as the plan has brought the first of several completions.
            first = evolve(requirement, counting=evolve(counting, times=1))
            ahead = evolve(counting, refreshed_by=(), starts=date.fromordinal(self.on))
            return 1, (AllOf((first, Completed((*selector, *counting.refreshed_by), ahead))),)
        if begun and counting.refreshed_by:
            renewing = self._available(self.framework.selected(counting.refreshed_by), Counting())
            items = (*renewing, *(item for item in items if item not in renewing))
        repeated = [evolve(item, turn=turn) for turn in range(2, missing + 1) for item in items]
        if isinstance(owner, Item) and owner.turn > missing and counting.every is not None:
            # What a repetition rests on may have lapsed since the first time: then it is taken again with it.
            repeated += [evolve(item, turn=owner.turn) for item in items]
        # With a mode the refreshers that count after a first completion of the plan are not looked for.
        unlooked = missing > 1 and not begun and bool(counting.refreshed_by) and bool(counting.mode)
        return missing, (*items, *repeated, *([UNTOLD] if unlooked else []))

    def _pieces(
        self, requirement: Evidenced, evidence: str, counting: Counting, owner: Owner
    ) -> tuple[int, tuple[Option, ...]]:
        missing = self._lacking(requirement, counting, owner)
        piece = self._piece(evidence, owner)
        about = [piece] if piece.about else [evolve(piece, about=course) for course in self._abouts(evidence)]
        return missing, tuple(evolve(one, turn=turn) for turn in range(1, missing + 1) for one in about)

    def _abouts(self, evidence: str) -> tuple[str, ...]:
        """The courses that evidence asked for without one may be about, where that matters; else none in particular.

        It matters where it requires other evidence about the same course: then one that such evidence is there for, or
        that grants it, or else any one; the first stands for all of these.
        """
        known = self.framework.evidence_of(evidence)
        if known is None or not known.per_course or known.requires is None:
            return ("",)
        inner = [part.evidence for part in dsl.walk(known.requires) if isinstance(part, Evidenced)]
        asked = [other for name in inner if (other := self.framework.evidence_of(name)) and other.per_course]
        if not asked:
            return ("",)
        there = {hit.about for other in asked for hit in self.evaluator.history.pieces(other.id)}
        granting = {course for other in asked for course in self.framework.granting(other.id)}
        courses = [course.id for course in self.framework.courses]
        return tuple(course for course in courses if course in there | granting or course == courses[0]) or ("",)

    def _piece(self, evidence: str, owner: Owner) -> Item:
        known = self.framework.evidence_of(evidence)
        about = owner.regards if owner is not None and known is not None and known.per_course else ""
        return Item(evidence=evidence, about=about if isinstance(about, str) else "")

    def _lacking(self, requirement: Completed | Evidenced, counting: Counting, owner: Owner) -> int:
        """How many more are needed: all of them, less as many as stand already."""
        fewer = (
            number
            for number in range(counting.times - 1, 0, -1)
            if self.holds(evolve(requirement, counting=evolve(counting, times=number)), owner)
        )
        return counting.times - next(fewer, 0)

    def _hours(self, requirement: Hours, owner: Owner) -> tuple[int, tuple[Option, ...]]:
        """The sets of courses that are long enough for what is missing, and of which none could be left out."""
        items = self._available(self.framework.selected(requirement.of), requirement.counting)
        minutes = range(1, round(requirement.hours * 60) + 1)
        standing = bisect_left(
            minutes, True, key=lambda each: not self.holds(evolve(requirement, hours=each / 60), owner)
        )
        lasting = {item: self.minutes(item) for item in items if self.minutes(item)}
        found = list(islice(_long_enough(lasting, len(minutes) - standing), SETS + 1))
        options = tuple(each.items[0] if len(each.items) == 1 else each for each in found[:SETS])
        return 1, (*options, *([UNTOLD] if len(found) > SETS else []))

    def _available(self, courses: tuple[str, ...], counting: Counting) -> tuple[Item, ...]:
        """What can be booked at some time and completes one of these courses, in each mode that makes a difference."""
        completing = self.framework.completing(courses)
        offered = [course for course in self.framework.courses if course.id in completing]
        items = (Item(course=course.id, mode=mode) for course in offered for mode in self._modes(course, counting))
        return tuple(item for item in items if self.soonest(item, self.on) < FOREVER)

    def _modes(self, course: Course, counting: Counting) -> list[str]:
        """The modes to choose from, '' for any: those that count, or where any counts, those asked for elsewhere."""
        offered = [mode.mode for mode in course.modes if isinstance(mode.mode, str)]
        if counting.mode:
            wanted = [mode for mode in counting.mode if isinstance(mode, str)]
            return [mode for mode in wanted if not course.modes or mode in offered]
        if len(course.modes) == 1 and offered:
            return offered
        asked = [mode for mode in self.modes_asked if not course.modes or mode in offered]
        return list(dict.fromkeys(("", *asked, *self._wished(course))))

    def _wished(self, course: Course) -> list[str]:
        """The modes of the course that fit a wish."""
        wishes = [wish.partition("=") for wish in self.wishes]
        modes = [value for kind, _, value in wishes if kind == "mode" and not course.modes]
        providers = {value for kind, _, value in wishes if kind == "provider"}
        return modes + [
            row.mode
            for row in course.modes
            if isinstance(row.mode, str)
            and (("mode", "=", row.mode) in wishes or row.provider in providers or course.provider in providers)
        ]

    @cached_property
    def modes_asked(self) -> tuple[str, ...]:
        """The modes that some requirement of the framework asks for, by name."""
        framework = self.framework
        levels = [level.requires for level in framework.levels]
        entries = [course.requires for course in framework.courses]
        entries += [evidence.requires for evidence in framework.evidence]
        required = [standard.require for standard in framework.standards]
        parts = [part for asked in (*levels, *entries, *required) if asked is not None for part in dsl.walk(asked)]
        counted = [part.counting.mode for part in parts if isinstance(part, Completed | Hours)]
        return tuple(sorted({mode for modes in counted for mode in modes if isinstance(mode, str)}))


def _long_enough(minutes: Mapping[Item, int], needed: int) -> Iterator[Together]:
    """Sets of items that last so long together, each without any to spare, smallest first; one mode of a course each.

    A course may be taken again, on another day.
    """
    longest = sorted(minutes, key=lambda item: -minutes[item])
    turns = -(-needed // minutes[longest[-1]]) if longest else 0

    def filled(size: int, start: int, taken: tuple[Item, ...], lacking: int) -> Iterator[Together]:
        if lacking <= 0:
            if size == 0:
                yield Together(taken)
            return
        for index in range(start, len(longest)):
            item = longest[index]
            if size * minutes[item] < lacking:
                return
            before = [each for each in taken if each.course == item.course]
            if not any(each.mode != item.mode for each in before):
                again = evolve(item, turn=len(before) + 1)
                yield from filled(size - 1, index, (*taken, again), lacking - minutes[item])

    for size in range(1, turns + 1):
        yield from filled(size, 0, (), needed)


def _offered(starts: date | Unstated | None, ends: date | Unstated | None) -> Days:
    """The days on which something is surely on offer; an unstated bound leaves no day sure."""
    if isinstance(starts, Unstated) or isinstance(ends, Unstated):
        return NEVER
    return Days.of([bounds(starts, ends)])
