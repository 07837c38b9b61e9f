"""Keeping somebody compliant up to a day: the fewest courses, each as late as it is in time.

What runs out first decides: of the standards that bind, the first day is found on which one is overdue, and each way
to prevent that is tried in turn. A way is put as late as it is in time, since what is done later lasts longer and
nothing before that day needs it. Two courses of action that leave the same standing are one, and one that leaves less
for more is dropped. The cheapest is gone on with, so the first that reaches the last day is the best.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import count, islice
from typing import Final, TypeAlias

from attrs import evolve, field, frozen

from competency import requirements as dsl
from competency.evaluation import Answer, Evaluator
from competency.goals import Goal
from competency.history import History
from competency.model import Deadline, Event, Framework, Precedence, Record, Response, Standard, Strength, Subject
from competency.periods import EVER, FOREVER, Days, Period
from competency.planning import Item, Plan, Planner
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Counting,
    Evidenced,
    Hours,
    LevelAttained,
    Member,
    OutcomeAchieved,
    Requirement,
    StandardMet,
    Unstated,
)
from competency.search import plans
from competency.standing import Standing, Status, standing_of

LIMIT: Final = 2_000
"""States looked at before the search settles for a schedule that is not proved best."""

BEAM: Final = 20
"""States kept from then on."""

_WAYS: Final = 200
"""Ways to prevent one lapse that are looked at; where there are more, nothing is proved."""

_ORDER: Final = ("courses", "minutes", "days")

_Cost: TypeAlias = tuple[int, ...]


@frozen
class Lapse:
    """A standard with the first day on which it is overdue, an ordinal, unless something is done before."""

    standard: str
    day: int


@frozen
class Schedule:
    """What to do and when, and for each thing the lapses that it alone prevents."""

    plan: Plan
    lapses: Mapping[Item, tuple[Lapse, ...]]
    late: int
    """Days on which some standard is overdue although nothing better can be done, added up over the standards."""
    optimal: bool
    gap: float


@frozen
class Unkept:
    """That a standard can't be kept by anything done up to the last day."""

    lapse: Lapse


@frozen
class _Duty:
    """What has to hold: a standard on each day on which it binds, or what one event asks, once, by a day."""

    id: str
    requirement: Requirement
    goal: Goal | None = None


@frozen
class _Booking:
    """One thing on its day, with what it rests on, of the way that it belongs to."""

    item: Item
    day: int
    asked: tuple[tuple[str, ...], ...]
    rests_on: tuple[int, ...] = ()
    """Places of other bookings in the same state."""


@frozen
class _State:
    bookings: tuple[_Booking, ...] = ()
    late: int = 0
    excused: tuple[tuple[int, int, int], ...] = ()
    """Lapses that nothing prevents: the duty, by its place, the day on which it lapses, and the one that mends it."""


@frozen
class _Seen:
    """A state with what it leaves: the first lapse, what the future rests on, and what it costs with the least rest."""

    state: _State
    evaluator: Evaluator
    first: tuple[int, int] | None
    """The duty that lapses first, by its place, and the day."""
    standing: tuple[tuple[bool, Days | frozenset[tuple[object, ...]]], ...]
    fixed: tuple[object, ...]
    cost: _Cost
    bound: _Cost


@frozen
class Horizon:
    """The question: a person's situation on the first day, what single events still ask, and the last day, included."""

    planner: Planner
    goals: tuple[Goal, ...]
    until: int
    order: tuple[str, ...]
    _notes: dict[str, bool] = field(factory=dict, init=False, repr=False, eq=False)

    @property
    def framework(self) -> Framework:
        """The framework whose standards are kept."""
        return self.planner.framework

    @property
    def _record(self) -> Record:
        return self.planner.evaluator.history.record

    def schedule(self) -> Schedule | Unkept:
        """The best schedule, or a lapse that nothing prevents or mends."""
        start = self._seen(_State())
        heap: list[tuple[_Cost, int, int, _Seen]] = [(start.bound, 0, 0, start)]
        known: dict[tuple[object, ...], list[_Seen]] = {}
        number, looked, floor = count(1), 0, None
        unkept: Lapse | None = None
        proved = self._is_plain(start)
        while heap:
            bound, _, _, seen = heapq.heappop(heap)
            if seen.first is None:
                return self._told(seen, start, proved and floor is None, start.bound if floor is None else floor)
            looked += 1
            if looked == LIMIT:
                floor = bound
            if floor is not None and len(heap) > BEAM:
                heap[:] = heapq.nsmallest(BEAM // 2, heap)
            ways = [self._seen(way) for way in self._ways(seen)]
            proved = proved and not self._notes.get("cut", False)
            if not ways:
                duty, day = seen.first
                unkept = unkept or Lapse(self._duties[duty].id, day)
            for way in ways:
                others = known.setdefault(way.fixed, [])
                if any(_is_no_worse(other, way) for other in others):
                    continue
                others[:] = [other for other in others if not _is_no_worse(way, other)]
                others.append(way)
                until = -(way.first[1] if way.first is not None else FOREVER)
                heapq.heappush(heap, (way.bound, until, next(number), way))
        return Unkept(unkept if unkept is not None else Lapse("", self.until))

    # --- what has to hold ----------------------------------------------------------------------------------

    @cached_property
    def _duties(self) -> tuple[_Duty, ...]:
        standing = tuple(
            _Duty(standard.id, StandardMet(standard.id)) for standard in self.framework.standards if _is_kept(standard)
        )
        single = tuple(_Duty(goal.item, goal.requirement, goal) for goal in self.goals if goal.aim is not None)
        return (*standing, *single)

    def _seen(self, state: _State) -> _Seen:
        evaluator = self._evaluator(state)
        lapses = self._lapses(evaluator, state)
        first = min(lapses, key=lambda lapse: (lapse[1], lapse[0]), default=None)
        courses = sum(1 for booking in state.bookings if booking.item.course)
        minutes = sum(self.planner.minutes(booking.item) for booking in state.bookings)
        more = max((self._least_after(evaluator, *lapse) for lapse in lapses), default=0)
        standing, fixed = self._standing(evaluator)
        return _Seen(
            state,
            evaluator,
            first,
            standing,
            (*fixed, state.excused),
            self._cost(state.late, courses, minutes),
            self._cost(state.late, courses + more, minutes),
        )

    def _cost(self, late: int, courses: int, minutes: int) -> _Cost:
        amounts = {"courses": courses, "minutes": minutes}
        return (late, *(amounts[name] for name in self.order if name in amounts))

    def _evaluator(self, state: _State) -> Evaluator:
        done = sorted(state.bookings, key=lambda booking: booking.day)
        record = self._record
        start = len(record.events)
        events = (booking.item.done_on(booking.day, start + place) for place, booking in enumerate(done))
        whole = evolve(record, events=(*record.events, *events))
        return Evaluator(History(self.framework, whole, self.until))

    def _lapses(self, evaluator: Evaluator, state: _State) -> list[tuple[int, int]]:
        """The first day on which each duty is overdue, for those that are within the horizon."""
        found: list[tuple[int, int]] = []
        for place, duty in enumerate(self._duties):
            excused = [(lapse, mended) for other, lapse, mended in state.excused if other == place]
            if duty.goal is not None:
                day = self._goal_lapse(evaluator, duty.goal, excused)
            else:
                day = self._lapse(evaluator, duty, excused, {booking.day for booking in state.bookings})
            if day is not None and day <= self.until:
                found.append((place, day))
        return found

    def _lapse(
        self, evaluator: Evaluator, duty: _Duty, excused: list[tuple[int, int]], booked: Iterable[int]
    ) -> int | None:
        """The first day on which a standard is overdue by what was done before, or still on the day that mends it."""
        standard = self.framework.standard(duty.id)
        if standard is None:
            return None
        standing = standing_of(standard, evaluator)
        if not standing.applies.sure:
            return None
        helpful = {hit.day for leaf in standing.answer.leaves() for hit in leaf.hits}.intersection(booked)
        turns = {self.planner.on, *standing.turns, *helpful, *(mended for _, mended in excused)}
        for day in sorted(turns):
            if not self.planner.on <= day <= self.until:
                continue
            overdue = standing.status(day) is Status.OVERDUE
            if overdue or (day in helpful and self._was_overdue(standard, evaluator, day)):
                last = -1 if overdue else 0
                if not any(lapse <= day <= mended + last for lapse, mended in excused):
                    return day
        return None

    @staticmethod
    def _was_overdue(standard: Standard, evaluator: Evaluator, day: int) -> bool:
        """Whether it is overdue on a day before anything is done on it."""
        return standing_of(standard, evaluator.until(day - 1)).status(day) is Status.OVERDUE

    def _goal_lapse(self, evaluator: Evaluator, goal: Goal, excused: list[tuple[int, int]]) -> int | None:
        """The first day on which what one event asks is overdue, or was to be mended, and it is not reached."""
        on = self.planner.on
        last = EVER if goal.by is None else goal.by.toordinal()
        mended = max((day for _, day in excused), default=None)
        if mended is not None:
            return None if goal.reached(evaluator, mended) else mended
        return None if goal.reached(evaluator, max(last, on)) else max(last + 1, on)

    def _least_after(self, evaluator: Evaluator, place: int, day: int) -> int:
        """How many more courses a duty alone takes from its first lapse on, at least."""
        duty = self._duties[place]
        standard = self.framework.standard(duty.id)
        if standard is None or duty.goal is not None or not _takes_courses(duty.requirement, self.framework):
            return 0
        lasts = _lasts(duty.requirement, self.framework)
        if lasts is None or standard.unless is not None or isinstance(standard.timing, Deadline):
            return 1
        applies = standing_of(standard, evaluator).applies.sure
        number = 0
        while day <= self.until:
            number += 1
            day = applies.first_from(max(lasts.after_ordinal(day), day + 1))
        return number

    # --- ways to prevent a lapse ---------------------------------------------------------------------------

    def _ways(self, seen: _Seen) -> list[_State]:
        """The states in which the first lapse is prevented; where nothing is in time, those in which it is mended."""
        assert seen.first is not None
        place, day = seen.first
        duty = self._duties[place]
        if day > self.planner.on:
            planner = evolve(self.planner, evaluator=seen.evaluator.until(day - 1), until=day, windows={})
            plans_in_time = self._plans(planner, duty)
            ways = (islice(self._placed(seen, planner, plan, day - 1, place, day), 1) for plan in plans_in_time)
            in_time = [way for found in ways for way in found]
            if in_time:
                return in_time
        mended = self._mended_by_itself(seen, place, day)
        if mended and mended[0].excused[-1][2] == day:
            return mended
        planner = evolve(self.planner, evaluator=seen.evaluator, until=day, windows={})
        for plan in self._plans(planner, duty):
            days = (last for last in self._days_from(planner, plan, day))
            mended.extend(
                islice((way for last in days for way in self._placed(seen, planner, plan, last, place, day)), 1)
            )
        return [*mended, *self._mended_with_more(seen, planner, place, day, mended)]

    def _plans(self, planner: Planner, duty: _Duty) -> list[Plan]:
        """The ways to fulfil a duty, cheapest first; where there are too many, that is noted."""
        goal = (duty.requirement, (duty.id,), duty.goal.aim if duty.goal else None)
        found = list(islice(plans(planner, (goal,), _ORDER), _WAYS + 1))
        if len(found) > _WAYS:
            self._notes["cut"] = True
        return [plan for plan in found if plan.items]

    def _mended_with_more(
        self, seen: _Seen, planner: Planner, place: int, day: int, mended: list[_State]
    ) -> Iterator[_State]:
        """The states in which a lapse is mended sooner than in others, with what lapses until then taken again."""
        duty = self._duties[place]
        soonest = min((way.excused[-1][2] for way in mended), default=self.until + 1)
        for last in self._starts:
            if day < last < soonest:
                then = evolve(planner, until=last, windows={})
                found = self._plans(then, duty)
                ways = [way for plan in found for way in islice(self._placed(seen, then, plan, last, place, day), 1)]
                if ways:
                    yield from ways
                    return

    @cached_property
    def _starts(self) -> list[int]:
        """The days on which a course can be had that could not be had on the day before."""
        windows = (self.planner.window(Item(course=course.id)) for course in self.framework.courses)
        return sorted({start for window in windows for start, _ in window})

    def _days_from(self, planner: Planner, plan: Plan, day: int) -> list[int]:
        """The days from a day on, on which the last thing of a plan may be had: the first, and those of sessions."""
        windows = [planner.window(item) for item in plan.items]
        first = max([day, *(plan.days[item] for item in plan.items)])
        starts = {start for window in windows for start, _ in window if start >= day}
        return sorted(last for last in {first, *starts} if last <= self.until)

    def _mended_by_itself(self, seen: _Seen, place: int, day: int) -> list[_State]:
        """The state in which a standard is mended by what is planned already, on that day or later; none without."""
        standard = self.framework.standard(self._duties[place].id)
        if self._duties[place].goal is not None or standard is None:
            return []
        standing = standing_of(standard, seen.evaluator)
        days = sorted({booking.day for booking in seen.state.bookings if booking.day >= day})
        last = next((other for other in days if standing.status(other) is not Status.OVERDUE), None)
        if last is None:
            return []
        late, excused = last - day + 1, (*seen.state.excused, (place, day, last))
        return [evolve(seen.state, late=seen.state.late + late, excused=excused)]

    def _placed(self, seen: _Seen, planner: Planner, plan: Plan, last: int, place: int, lapse: int) -> Iterator[_State]:
        """The state with a plan added, as late as a day allows, else as early as can be; only where it stands."""
        late = last - lapse + 1 if last >= lapse else 0
        for days in (self._latest(seen.state, planner, plan, last), self._earliest(plan, last)):
            if days is None:
                continue
            state = _with(seen.state, plan, days)
            excused = ((place, lapse, last),) if late else ()
            state = evolve(state, late=state.late + late, excused=(*state.excused, *excused))
            evaluator = self._evaluator(state)
            again = dict(self._lapses(evaluator, state))
            if again.get(place, FOREVER) > max(last, lapse) and self._is_bookable(evaluator, plan, days):
                yield state

    def _latest(self, state: _State, planner: Planner, plan: Plan, last: int) -> Mapping[Item, int] | None:
        """Each thing as late as a day, its window and what rests on it allow; None where one has no such day."""
        taken = {(booking.item.id, booking.item.about, booking.day) for booking in state.bookings}
        days: dict[Item, int] = {}
        for item in reversed(plan.items):
            resting = [days[owner] for owner, held in plan.supports if held == item]
            turns = [days[other] - 1 for other in plan.items if other == evolve(item, turn=item.turn + 1)]
            day = self._last_day(planner, item, min([last, *resting, *turns]))
            while day is not None and (item.id, item.about, day) in taken:
                day = self._last_day(planner, item, day - 1)
            if day is None:
                return None
            days[item] = day
        return days

    def _last_day(self, planner: Planner, item: Item, latest: int) -> int | None:
        standing = planner.window(item)
        for requirement, _ in planner.entry(item):
            if planner.holds(requirement, item) or latest in planner.held(requirement, item).sure:
                standing = standing & planner.held(requirement, item).sure
        return max((min(latest, end - 1) for start, end in standing if start <= latest), default=None)

    @staticmethod
    def _earliest(plan: Plan, last: int) -> Mapping[Item, int] | None:
        days = {item: plan.days[item] for item in plan.items}
        return days if all(day <= last for day in days.values()) else None

    def _is_bookable(self, evaluator: Evaluator, plan: Plan, days: Mapping[Item, int]) -> bool:
        """Whether what each thing requires holds on its day, by what was done before it."""
        events = evaluator.history.record.events
        for item in plan.items:
            required = self.planner.entry(item)
            if not required:
                continue
            day = days[item]
            before = _before(events, item, day)
            judge = Evaluator(History(self.framework, evolve(self._record, events=before), day), item.regards or None)
            if any(day not in judge.held(requirement).sure for requirement, _ in required):
                return False
        return True

    # --- what a state leaves -------------------------------------------------------------------------------

    @cached_property
    def _asked(self) -> tuple[tuple[Requirement, str | None], ...]:
        """Every requirement that the duties may come to rest on, with the course that it is judged for."""
        return _reached(self.framework, self.planner, [duty.requirement for duty in self._duties])

    def _standing(
        self, evaluator: Evaluator
    ) -> tuple[tuple[tuple[bool, Days | frozenset[tuple[object, ...]]], ...], tuple[object, ...]]:
        """What more can only help, and what must be the same for two states to be compared."""
        more: list[tuple[bool, Days | frozenset[tuple[object, ...]]]] = []
        for requirement, about in self._asked:
            judge = evaluator.regarding(about) if about else evaluator
            more.extend(_left(leaf) for leaf in judge.answer(requirement).leaves())
        for duty in self._duties:
            if duty.goal is not None and duty.goal.aim is not None:
                aim = duty.goal.aim
                answer = evaluator.regarding(aim.regards).since(aim.opened).answer(duty.requirement)
                more.extend(_left(leaf) for leaf in answer.leaves())
        fixed: list[object] = []
        for duty in self._duties:
            standard = self.framework.standard(duty.id)
            if duty.goal is None and standard is not None:
                fixed.append(_meant(standing_of(standard, evaluator)))
        return tuple(more), tuple(fixed)

    def _is_plain(self, start: _Seen) -> bool:
        """Whether to do something later is never worse, and all ways are looked at, so that the best is proved.

        It is not, where hours or days close to each other are asked for, where what must come before a course lapses,
        where a standard may be escaped by doing something, or applies for a while because of it.
        """
        concerned: list[Requirement] = []
        for duty in self._duties:
            standard = self.framework.standard(duty.id)
            if standard is None or not standing_of(standard, start.evaluator).applies.possible:
                continue
            concerned.append(duty.requirement)
            rules = [standard.when, *(entry.when for entry in standard.audience)]
            lapsing = [rule for rule in rules if rule is not None and _may_lapse(rule, self.framework)]
            if lapsing or (standard.unless is not None and _names_courses(standard.unless, self.framework)):
                return False
        reached = _reached(self.framework, self.planner, concerned)
        counted = [rule for rule, _ in reached if isinstance(rule, Completed | Evidenced | Hours)]
        if any(isinstance(rule, Hours) or _is_close(rule.counting) for rule in counted):
            return False
        return not any(_may_lapse(rule, self.framework) for rule in self._entries(dict(reached)))

    def _entries(self, reached: Mapping[Requirement, str | None]) -> Iterator[Requirement]:
        """What must hold before the things that the duties may come to rest on can be had."""
        items = [Item(course=course.id) for course in self.framework.courses]
        items += [Item(evidence=evidence.id) for evidence in self.framework.evidence]
        for item in items:
            yield from (rule for rule, _ in self.planner.entry(item) if rule in reached)

    # --- telling -------------------------------------------------------------------------------------------

    def _told(self, seen: _Seen, start: _Seen, proved: bool, floor: _Cost) -> Schedule:
        """The schedule of a state that reaches the last day, without what turns out idle."""
        state = self._lean(seen.state)
        bookings = sorted(enumerate(state.bookings), key=lambda entry: (entry[1].day, entry[0]))
        named: dict[int, Item] = {}
        for place, booking in bookings:
            item = evolve(booking.item, turn=1)
            while item in named.values():
                item = evolve(item, turn=item.turn + 1)
            named[place] = item
        days = {named[place]: booking.day for place, booking in bookings}
        courses = sum(1 for item in days if item.course)
        minutes = sum(self.planner.minutes(item) for item in days)
        cost = self._cost(state.late, courses, minutes)
        plan = Plan(
            items=tuple(named[place] for place, _ in bookings),
            days=days,
            supports=frozenset((named[place], named[held]) for place, each in bookings for held in each.rests_on),
            asked={named[place]: booking.asked for place, booking in bookings},
            courses=courses,
            minutes=minutes,
            last_day=max(days.values(), default=self.planner.on),
            least=(),
        )
        optimal = proved and (not state.late or not self._counts_several)
        least = cost if optimal else floor if floor[0] == cost[0] else start.bound
        gap = max(cost[1] - least[1], 0) / max(cost[1], 1)
        return Schedule(
            plan, {named[place]: self._prevented(state, place) for place, _ in bookings}, state.late, optimal, gap
        )

    @property
    def _counts_several(self) -> bool:
        """Whether several completions are asked for at once: what is late is then mended in steps, in more ways."""
        rules = (rule for rule, _ in self._asked if isinstance(rule, Completed | Evidenced))
        return any(rule.counting.times > 1 for rule in rules)

    def _prevented(self, state: _State, place: int) -> tuple[Lapse, ...]:
        """What lapses, and when first, if one thing alone is left out."""
        rest = evolve(state, bookings=tuple(each for other, each in enumerate(state.bookings) if other != place))
        evaluator = self._evaluator(rest)
        mended = {(duty, day): lapse for duty, lapse, day in reversed(state.excused)}
        told = sorted((mended.get((duty, day), day), duty) for duty, day in self._lapses(evaluator, rest))
        return tuple(Lapse(self._duties[duty].id, day) for day, duty in told)

    def _lean(self, state: _State) -> _State:
        """The state without what turns out idle."""
        for place in range(len(state.bookings)):
            if not self._prevented(state, place) and not any(place in other.rests_on for other in state.bookings):
                left = [each for other, each in enumerate(state.bookings) if other != place]
                moved = [evolve(each, rests_on=tuple(held - (held > place) for held in each.rests_on)) for each in left]
                return self._lean(evolve(state, bookings=tuple(moved)))
        return state


def _with(state: _State, plan: Plan, days: Mapping[Item, int]) -> _State:
    places = {item: len(state.bookings) + index for index, item in enumerate(plan.items)}
    added = tuple(
        _Booking(
            item,
            days[item],
            tuple(plan.asked.get(item, ())),
            tuple(sorted(places[held] for owner, held in plan.supports if owner == item)),
        )
        for item in plan.items
    )
    return evolve(state, bookings=(*state.bookings, *added))


def _before(events: tuple[Event, ...], item: Item, day: int) -> tuple[Event, ...]:
    """What was done before an item that is had on a day; on that day, what stands before it."""
    at = max(
        (
            place
            for place, event in enumerate(events)
            if event.item == item.id and event.on.toordinal() == day and event.about in (None, item.about)
        ),
        default=len(events),
    )
    return tuple(
        event
        for place, event in enumerate(events)
        if event.on.toordinal() < day or (event.on.toordinal() == day and place < at)
    )


def _is_kept(standard: Standard) -> bool:
    """Whether a standard is kept day by day: of strength must, for persons, asking for something, bound to no event."""
    return (
        standard.strength is Strength.MUST
        and standard.subject is Subject.PRACTITIONER
        and standard.require is not None
        and not isinstance(standard.timing, Precedence | Response)
    )


def _is_no_worse(one: _Seen, other: _Seen) -> bool:
    """Whether the first costs no more and leaves no less."""
    if one.cost > other.cost or any(mine > theirs for mine, theirs in zip(one.cost, other.cost, strict=True)):
        return False
    if len(one.standing) != len(other.standing):
        return False
    return all(_covers(mine, theirs) for (_, mine), (_, theirs) in zip(one.standing, other.standing, strict=True))


def _covers(mine: Days | frozenset[tuple[object, ...]], theirs: Days | frozenset[tuple[object, ...]]) -> bool:
    if isinstance(mine, Days) and isinstance(theirs, Days):
        return not theirs - mine
    return isinstance(mine, frozenset) and isinstance(theirs, frozenset) and theirs <= mine


def _left(leaf: Answer) -> tuple[bool, Days | frozenset[tuple[object, ...]]]:
    """What one rule on the record leaves: the days on which it holds, or where these don't tell all, what was done."""
    if isinstance(leaf.requirement, Completed | Evidenced | Hours) and not _is_simple(leaf.requirement):
        return False, frozenset((hit.item, hit.day, hit.sure, hit.about) for hit in leaf.hits)
    return True, leaf.held.sure


def _is_simple(rule: Completed | Evidenced | Hours) -> bool:
    """Whether the days on which a rule holds tell all that the future needs."""
    return not isinstance(rule, Hours) and rule.counting.times == 1 and not _is_close(rule.counting)


def _is_close(counting: Counting) -> bool:
    """Whether it matters how what is counted lies to each other, or by whom it was."""
    return counting.inside is not None or counting.different_people


def _meant(standing: Standing) -> tuple[object, ...]:
    """When a standard applies, and what its deadline counts from."""
    timing = standing.standard.timing
    days: tuple[object, ...] = (standing.applies.sure, standing.applies.possible)
    if isinstance(timing, Deadline) and not isinstance(timing.of, str | Unstated):
        return (*days, tuple(hit.day for hit in standing.evaluator.events(timing.of)))
    if isinstance(timing, Unstated):
        return (*days, standing.answer.held.sure.first)
    return days


def _definition(requirement: Requirement, framework: Framework) -> tuple[Requirement, ...]:
    match requirement:
        case LevelAttained(identifier):
            level = framework.level(identifier)
            return (level.requires,) if level is not None and level.requires is not None else ()
        case StandardMet(identifier):
            standard = framework.standard(identifier)
            return (standard.require,) if standard is not None and standard.require is not None else ()
        case _:
            return dsl.parts_of(requirement)


def _lasts(requirement: Requirement, framework: Framework) -> Period | None:
    """The longest that one completion can keep it met; None where that is for ever, or not known."""
    match requirement:
        case Completed(_, counting):
            return counting.every if isinstance(counting.every, Period) and counting.each is None else None
        case AllOf(parts):
            known = [period for part in parts if (period := _lasts(part, framework)) is not None]
            return min(known, key=lambda period: period.longest_days, default=None)
        case AnyOf(parts) | AtLeast(_, parts):
            each = [_lasts(part, framework) for part in parts]
            lasting = [period for period in each if period is not None]
            return max(lasting, key=lambda period: period.longest_days) if len(lasting) == len(each) else None
        case LevelAttained() | StandardMet():
            return next((_lasts(part, framework) for part in _definition(requirement, framework)), None)
        case _:
            return None


def _takes_courses(requirement: Requirement, framework: Framework) -> bool:
    """Whether each part of it takes a course, so that nothing else brings it about where it does not hold."""
    match requirement:
        case Completed() | Hours():
            return True
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return all(_takes_courses(part, framework) for part in parts)
        case LevelAttained() | StandardMet():
            parts = _definition(requirement, framework)
            return bool(parts) and all(_takes_courses(part, framework) for part in parts)
        case _:
            return False


def _names_courses(requirement: Requirement, framework: Framework) -> bool:
    """Whether what is done may decide it, and not facts and time alone."""
    if isinstance(requirement, Completed | Hours | Evidenced | OutcomeAchieved | Member):
        return True
    return any(_names_courses(part, framework) for part in _definition(requirement, framework))


def _may_lapse(requirement: Requirement, framework: Framework) -> bool:
    """Whether it may hold for a while because of something that was done."""
    if isinstance(requirement, Completed | Hours | Evidenced):
        return requirement.counting.every is not None or requirement.counting.each is not None
    if isinstance(requirement, Member):
        return True
    return any(_may_lapse(part, framework) for part in _definition(requirement, framework))


def _reached(
    framework: Framework, planner: Planner, start: Iterable[Requirement]
) -> tuple[tuple[Requirement, str | None], ...]:
    """The requirements that some may come to rest on, through what the courses that they name require."""
    found: dict[tuple[Requirement, str | None], None] = {}
    todo: list[tuple[Requirement, str | None]] = [(requirement, None) for requirement in start]
    while todo:
        entry = todo.pop()
        if entry in found:
            continue
        found[entry] = None
        requirement, about = entry
        todo.extend((part, about) for part in _definition(requirement, framework))
        courses: tuple[str, ...] = ()
        if isinstance(requirement, Completed):
            courses = (
                *framework.selected(requirement.selector),
                *framework.selected(requirement.counting.refreshed_by),
            )
        elif isinstance(requirement, Hours):
            courses = framework.selected(requirement.of)
        elif isinstance(requirement, OutcomeAchieved):
            courses = framework.courses_that_develop(requirement.outcome)
        items = [Item(course=course) for course in sorted(framework.completing(courses))]
        if isinstance(requirement, Evidenced):
            items.append(Item(evidence=requirement.evidence, about=about or ""))
        todo.extend((rule, item.regards or None) for item in items for rule, _ in planner.entry(item))
    return tuple(found)
