"""Framework x many records x goal -> pathways: each distinct state is solved once.

What is shared is the plan; the days in an answer (by when, until when) are each person's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from attrs import evolve, field, frozen

from competency import ids
from competency.answers import ORDER, Answer, Pathway, answer_of, order_of, wishes_of
from competency.goals import Wish
from competency.model import Framework, Record
from competency.planning import Plan
from competency.reasons import Spared
from competency.states import Dateless, State, States, as_read
from competency.steps import Already, Stake, Step, Unneeded


def pathways(
    framework: Framework,
    records: Iterable[Record],
    *,
    goal: str | Iterable[str] | None = None,
    on: date,
    by: Iterable[str] = ORDER,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[tuple[str, Pathway]]:
    """The pathway of each record, with the record's id, in the order of the records; each is what `pathway` answers.

    The records are taken one by one as the answers are asked for, so that a generator will do; what is kept in
    memory grows with the distinct states, not with the records. After each answer `progress` hears how many
    records were answered and how many states were solved.

    Raises:
        RecordOfAnotherFramework: when its turn comes, a record names another framework than this one.
        InvalidDate: what follows `=` in a goal is no day.
        UnknownItem: a goal is no level, course, outcome, evidence, group or standard of the framework.
        UnknownOrder: `by` names something other than what `pathway` knows, or one of them twice.
    """
    cohort = Cohort(framework, wishes_of(framework, goal), on, order_of(tuple(by)))
    return _answers(cohort, records, progress)


def _answers(
    cohort: Cohort, records: Iterable[Record], progress: Callable[[int, int], None] | None
) -> Iterator[tuple[str, Pathway]]:
    for number, record in enumerate(records, 1):
        found = cohort.pathway(cohort.person(record))
        if progress is not None:
            progress(number, cohort.solved)
        yield record.id, found


@frozen
class Person:
    """How one person stands: the state, which may be others' too, and what is the person's own."""

    state: State
    answer: Answer
    already: tuple[Already, ...]


@frozen
class Dated:
    """That there is a plan, but one in which days matter after all, so that it is told of nobody else."""


@frozen
class Shared:
    """A plan of one person for the day itself, ready to be told of others in the same state."""

    pathway: Pathway
    last_days: tuple[date | None, ...]
    """The last day in time of each goal."""
    serving: tuple[tuple[int, ...], ...]
    """For each step the places of the goals that it serves."""
    places: Mapping[str, int]
    """The place of each goal, by the qualified id of its item."""
    spared: tuple[tuple[Spared, Unneeded | None], ...]
    """The courses that are not needed, told already where no day is."""

    @classmethod
    def of(cls, answer: Answer, plan: Plan, order: tuple[str, ...]) -> Shared | Dated:
        """The plan with all that has to be known to tell it of others."""
        goals = answer.goals
        places = {ids.qualified(answer.framework.id, goal.item): place for place, goal in enumerate(goals)}
        if plan.last_day > answer.planner.on or len(places) < len(goals):
            return Dated()
        serving = [answer.reasons.serving(plan, item) for item in plan.items]
        return cls(
            answer.feasible(plan, order),
            tuple(goal.by for goal in goals),
            tuple(tuple(goals.index(goal) for goal in served) for served in serving),
            places,
            tuple(
                (spared, answer.reasons.told(spared) if spared.renews is None else None)
                for spared in answer.reasons.spared(plan)
            ),
        )

    def told(self, person: Person) -> Pathway:
        """The answer with the person's own days."""
        last_days = tuple([goal.by for goal in person.answer.goals])
        return evolve(
            self.pathway,
            steps=self.pathway.steps if last_days == self.last_days else self._steps(last_days),
            already=person.already,
            unneeded=self._unneeded(person),
        )

    def _steps(self, last_days: tuple[date | None, ...]) -> tuple[Step, ...]:
        steps = []
        for step, served in zip(self.pathway.steps, self.serving, strict=True):
            by = min([day for place in served if (day := last_days[place]) is not None], default=None)
            stakes = [self._stake(stake, last_days) for stake in step.at_stake]
            steps.append(evolve(step, by=by, at_stake=tuple(stakes)))
        return tuple(steps)

    def _stake(self, stake: Stake, last_days: tuple[date | None, ...]) -> Stake:
        return stake if stake.by is None else Stake(stake.item, stake.claim, last_days[self.places[stake.item]])

    def _unneeded(self, person: Person) -> tuple[Unneeded, ...]:
        met = {row.item.partition(":")[2] for row in person.already}
        reasons = person.answer.reasons
        return tuple([told or reasons.told(spared) for spared, told in self.spared if spared.course not in met])


@frozen
class Cohort:
    """One question asked of many persons under one framework, and what was found for those before.

    >>> from competency.loading import load, load_record
    >>> framework, record = load("kirklees"), load_record("kirklees-lapsed-paediatrician")
    >>> cohort = Cohort(framework, wishes_of(framework, "level-3"), date(2012, 5, 1))
    >>> cohort.pathway(cohort.person(record)).cost.courses, cohort.solved
    (1, 1)
    """

    framework: Framework
    wishes: tuple[Wish, ...]
    on: date
    order: tuple[str, ...] = ORDER
    _states: States = field(init=False, repr=False)
    _shared: dict[State, Shared] = field(factory=dict, init=False, repr=False)
    _unshared: dict[State, Dated | None] = field(factory=dict, init=False, repr=False)
    """The states without dates whose plan is nobody else's, or for which there is none."""
    _whole: dict[State, Pathway] = field(factory=dict, init=False, repr=False)

    @_states.default
    def _states_on_the_day(self) -> States:
        return States(self.framework, self.on)

    @property
    def solved(self) -> int:
        """How many states were solved so far."""
        return len(self._shared) + len(self._whole)

    def person(self, record: Record) -> Person:
        """How the person of a record stands.

        Raises:
            RecordOfAnotherFramework: the record names another framework than this one.
        """
        answer = answer_of(self.framework, record, self.wishes, self.on)
        return Person(self._states.of(answer.asked, answer.planner), answer, answer.reasons.already())

    def pathway(self, person: Person) -> Pathway:
        """What `pathway` answers for the person, worked out once for all whose state is the same."""
        state, answer = person.state, person.answer
        if isinstance(state, Dateless):
            shared = self._shared.get(state) or self._found(state, answer)
            if isinstance(shared, Shared):
                return shared.told(person)
            if shared is None:
                state = self._states.without_plan(state, answer.asked, answer.planner)
            else:
                state = as_read(answer.record)
        if state not in self._whole:
            self._whole[state] = self._answered(answer)
        found = self._whole[state]
        return found if found.already == person.already else evolve(found, already=person.already)

    def _found(self, state: Dateless, answer: Answer) -> Shared | Dated | None:
        if state not in self._unshared:
            plan = self._plan(answer)
            shared = None if plan is None else Shared.of(answer, plan, self.order)
            if isinstance(shared, Shared):
                self._shared[state] = shared
                return shared
            self._unshared[state] = shared
        return self._unshared[state]

    def _plan(self, answer: Answer) -> Plan | None:
        return next(iter(answer.sound(self.order)), None)

    def _answered(self, answer: Answer) -> Pathway:
        plan = self._plan(answer)
        return answer.infeasible() if plan is None else answer.feasible(plan, self.order)
