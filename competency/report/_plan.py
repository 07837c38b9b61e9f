"""What the pictures of a plan show: what is done, next and later, what rests on what, and what it leads to.

One drawing for all formats: columns of cards from left to right, each later than the one before, and arrows from what
comes first. Of a goal without a plan, the columns hold the rules in the way instead, from what asks to what is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum, auto
from itertools import pairwise
from typing import Final

from attrs import frozen

from competency import ids
from competency.answers import Pathway
from competency.explanation import Explanation
from competency.model import AnyItem, Course, Evidence, Framework, Group, Level, Outcome, Precedence, Record, Standard
from competency.requirements import (
    Completed,
    Evidenced,
    LevelAttained,
    OutcomeAchieved,
    Requirement,
    StandardMet,
    in_words,
    joined,
    walk,
)
from competency.steps import Cost, Step


class Stage(StrEnum):
    """How far a card is: the word stands on it, so that nobody has to tell it by its colour."""

    DONE = auto()
    NEXT = auto()
    LATER = auto()
    GOAL = auto()
    REACHED = auto()
    """what comes of the plan though nobody asked for it"""
    CLOSED = "in the way"
    WAY_OUT = "way out"
    """a change that would give a plan"""


@frozen
class PlanCard:
    """One thing done, to do or to reach, or a rule in the way. `key` is its short name, unique in the picture.

    `first` is the evidence to obtain before it. `on` is the day of a step and `by` its last day in time; what is done
    counts `until` a day.
    """

    key: str
    titles: tuple[str, ...]
    stage: Stage
    lines: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    on: date | None = None
    by: date | None = None
    until: date | None = None
    evidence: bool = False
    hover: str = ""

    @property
    def title(self) -> str:
        """All that it is, as one text."""
        return "; ".join(self.titles)

    @property
    def deadline(self) -> str | None:
        """The last day in time in words, and whether it has gone by."""
        return None if self.by is None else f"{'late: was due' if self.late else 'due'} by {in_words(self.by)}"

    @property
    def late(self) -> bool:
        """Whether the last day in time goes by before the step."""
        return self.by is not None and self.on is not None and self.by < self.on


@frozen
class PlanColumn:
    """Cards that stand together, with what is said of all of them, such as what has to be waited for."""

    title: str
    lines: tuple[str, ...]
    cards: tuple[PlanCard, ...]


@frozen
class PlanPicture:
    """A plan, or why there is none; `links` go from what comes first to what rests on it, by the keys of the cards.

    The plan goes from the day `on` to the day `end`, that of its last step or the one up to which rules are kept; each
    of the `waits` goes from one day to another.
    """

    on: date
    end: date
    waits: tuple[tuple[date, date], ...]
    title: str
    lines: tuple[str, ...]
    columns: tuple[PlanColumn, ...]
    links: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    def held_apart(self) -> Iterator[tuple[str, str]]:
        """Unseen links that keep each card right of the column before, where no link of its own does."""
        for before, column in pairwise(self.columns):
            earlier = {card.key for card in before.cards}
            for card in column.cards:
                if not any(target == card.key and source in earlier for source, target in self.links):
                    yield before.cards[0].key, card.key

    @property
    def cards(self) -> tuple[PlanCard, ...]:
        """All cards, from left to right and from top to bottom."""
        return tuple(card for column in self.columns for card in column.cards)

    def sources(self, key: str) -> tuple[PlanCard, ...]:
        """What leads to a card."""
        first = {source for source, target in self.links if target == key}
        return tuple(card for card in self.cards if card.key in first)

    def targets(self, key: str) -> tuple[PlanCard, ...]:
        """What a card leads to."""
        after = {target for source, target in self.links if source == key}
        return tuple(card for card in self.cards if card.key in after)


MANY: Final = 6
"""Of a longer list, a picture shows so many and counts the others."""

_NAMED: Final = 3
"""Of more goals, the heading names so many."""


def counted(amount: int, thing: str) -> str:
    """How many there are of a thing.

    >>> counted(1, "course"), counted(2, "course")
    ('1 course', '2 courses')
    """
    return f"{amount} {thing}" if amount == 1 else f"{amount} {thing}s"


def shortened(texts: Iterable[str]) -> tuple[str, ...]:
    """The first of many texts, and how many more there are.

    >>> shortened("abcdefgh")
    ('a', 'b', 'c', 'd', 'e', 'f', 'and 2 more')
    """
    told = tuple(texts)
    return told if len(told) <= MANY + 1 else (*told[:MANY], f"and {len(told) - MANY} more")


def pictured(framework: Framework, record: Record, found: Pathway) -> PlanPicture:
    """The picture of the best plan for the person of the record, or of what leaves none."""
    view = _View(framework, found)
    goals = [view.title(item) for item in found.goal]
    if len(goals) > _NAMED + 1:
        goals[_NAMED:] = [counted(len(goals) - _NAMED, "further goal")]
    goal = joined(goals, "and") if goals else "all standards that bind"
    columns, links = view.plan() if found.feasible else view.conflict()
    waits = ((step.on, step.wait_until) for step in found.steps if step.wait_until is not None and _waits(step))
    return PlanPicture(
        on=found.on,
        end=found.until or found.on + timedelta(days=found.cost.days),
        waits=tuple(waits),
        title=f"{record.id}: {goal}",
        lines=(f"{framework.title} ({framework.publisher}), from {in_words(found.on)}", *view.summary()),
        columns=columns,
        links=links,
        notes=tuple(view.notes()),
    )


def _waits(step: Step) -> bool:
    return step.course is None and step.evidence is None


class _View:
    """The answer with the framework at hand."""

    def __init__(self, framework: Framework, found: Pathway) -> None:
        self._framework = framework
        self._found = found
        self._steps = [step for step in found.steps if not _waits(step)]

    def title(self, qualified: str) -> str:
        """The title of an item of the framework; what is no item of it stays as it is."""
        item = self._item(qualified)
        return qualified if item is None else item.title

    def _item(self, qualified: str) -> AnyItem | None:
        own, _, item = qualified.rpartition(":")
        return self._framework.items.get(item) if own == self._framework.id else None

    def summary(self) -> Iterator[str]:
        """What the plan costs and how good it is, or that there is none."""
        found = self._found
        if found.assumed:
            yield "assumed: the document has no rule for this level; one course of it is taken to reach it"
        if not found.feasible:
            yield "There is no plan: these rules stand in the way"
        elif not found.steps:
            yield "Nothing to do: the goal is met already"
        else:
            proof = "the best there is" if found.optimal else f"at most {found.gap or 0:.0%} from the best"
            yield f"{_counted(found.cost)}; {proof}"

    def notes(self) -> Iterator[str]:
        """What can be booked but is not needed, and what is not drawn."""
        taken = {step.course for step in self._steps} | {row.item for row in self._found.unneeded}
        spare = [self.title(course) for course in self._found.ready if course not in taken]
        if spare:
            needless = ", but is not needed for this" if self._found.feasible else ""
            yield f"Can be booked now{needless}: {', '.join(shortened(spare))}"
        unneeded = [self.title(row.item) for row in self._found.unneeded]
        if unneeded:
            yield f"Not needed, though one might think so: {', '.join(shortened(unneeded))}"
        others = [_counted(other.cost) for other in self._found.alternatives]
        if others:
            yield f"Not drawn: {counted(len(others), 'alternative')} ({'; '.join(shortened(others))})"

    # --- a plan ------------------------------------------------------------------------------------------

    def plan(self) -> tuple[tuple[PlanColumn, ...], tuple[tuple[str, str], ...]]:
        """What is done, the steps column by column, and what they lead to; with the arrows between them."""
        rests = self._rests()
        hosts = self._hosts(rests)
        between = sorted(
            {
                (hosts.get(source, source), target)
                for target, sources in rests.items()
                for source in sources
                if target not in hosts and hosts.get(source) != target
            }
            | {(source, hosts[target]) for target, sources in rests.items() if target in hosts for source in sources}
        )
        places = self._places(between, hosts)
        aims, to_aims = self._aims(between, hosts)
        done, from_done = self._done(hosts)
        columns = [
            *([PlanColumn("Done", (), done)] if done else []),
            *self._columns(places, hosts, between),
            *([PlanColumn("What this leads to", tuple(self._at_the_end()), aims)] if aims else []),
        ]
        links = [*from_done, *((_key(source), _key(target)) for source, target in between), *to_aims]
        return tuple(columns), tuple(links)

    def _rests(self) -> Mapping[int, tuple[int, ...]]:
        """For each step, by its place, the steps before it that it rests on."""
        return {
            place: tuple(
                earlier
                for earlier, before in enumerate(self._steps[:place])
                if (step.course or step.evidence) in before.unlocks
            )
            for place, step in enumerate(self._steps)
        }

    def _hosts(self, rests: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
        """Evidence that is obtained for a single course, on its own day, stands on the card of that course."""
        hosts = {}
        for place, step in enumerate(self._steps):
            resting = [after for after, sources in rests.items() if place in sources]
            if step.evidence and len(resting) == 1 and self._steps[resting[0]].course:
                course = self._steps[resting[0]]
                rest = {course.course, *course.unlocks}
                if course.on == step.on and step.by in (None, course.by) and rest.issuperset(self._reached(step)):
                    hosts[place] = resting[0]
        return hosts

    def _places(self, between: Iterable[tuple[int, int]], hosts: Mapping[int, int]) -> dict[int, tuple[date, int]]:
        """The day of each step that has a card, and how many steps of that day come before it in a row."""
        places: dict[int, tuple[date, int]] = {}
        for place, step in enumerate(self._steps):
            if place not in hosts:
                before = [places[source] for source, target in between if target == place and source in places]
                depth = max((depth + 1 for day, depth in before if day == step.on), default=0)
                places[place] = (step.on, depth)
        return places

    def _columns(
        self, places: Mapping[int, tuple[date, int]], hosts: Mapping[int, int], between: Iterable[tuple[int, int]]
    ) -> Iterator[PlanColumn]:
        for day, depth in sorted(set(places.values())):
            now = day == self._found.on
            if now:
                title = "After that" if depth else "Next"
                lines = [f"from {in_words(day)}"] if not depth else []
            else:
                title = "After that" if depth else f"From {in_words(day)}"
                lines = list(self._waits(day)) if not depth else []
            cards = tuple(
                self._card(place, self._stage(place, between), hosts)
                for place in places
                if places[place] == (day, depth)
            )
            yield PlanColumn(title, tuple(lines), cards)

    def _stage(self, place: int, between: Iterable[tuple[int, int]]) -> Stage:
        """Next is what rests on no step before it and can be had on the first day, or booked for a session."""
        step = self._steps[place]
        at_once = step.on == self._found.on or step.place is not None
        return Stage.NEXT if at_once and all(target != place for _, target in between) else Stage.LATER

    def _waits(self, day: date) -> Iterator[str]:
        for step in self._found.steps:
            if step.wait_until == day and _waits(step):
                yield from (f"wait: {reason.claim}" for reason in step.because)

    def _card(self, place: int, stage: Stage, hosts: Mapping[int, int]) -> PlanCard:
        step = self._steps[place]
        lines = []
        if step.about:
            lines.append(f"for {self.title(step.about)}")
        if step.mode:
            lines.append(step.mode)
        if step.place is not None:
            lines.append(f"session of {in_words(step.on)}{f', {step.place}' if step.place else ''}")
        if (step.course or step.evidence) in self._found.goal:
            lines.append("the goal itself")
        first = [self.title(self._steps[held].evidence or "") for held, host in hosts.items() if host == place]
        return PlanCard(
            key=_key(place),
            titles=(self.title(step.course or step.evidence or ""),),
            stage=stage,
            lines=tuple(lines),
            first=tuple(dict.fromkeys(first)),
            on=step.on,
            by=step.by,
            evidence=step.evidence is not None,
            hover="\n".join((step.course or step.evidence or "", *_reasons(step))),
        )

    # --- what it leads to --------------------------------------------------------------------------------

    def _aims(
        self, between: Iterable[tuple[int, int]], hosts: Mapping[int, int]
    ) -> tuple[tuple[PlanCard, ...], list[tuple[str, str]]]:
        """The levels, standards and outcomes that the steps reach, those that the same steps reach on one card.

        An arrow goes from the last of the steps that lead to something, not from all that these rest on.
        """
        planned = {step.course or step.evidence for step in self._steps}
        reached: dict[str, set[int]] = {}
        for place, step in enumerate(self._steps):
            for item in self._reached(step):
                if item not in planned:
                    reached.setdefault(item, set()).add(hosts.get(place, place))
        after = _reachable(between)
        together: dict[tuple[int, ...], list[str]] = {}
        for item, places in reached.items():
            last = tuple(sorted(place for place in places if not after.get(place, set()) & places))
            together.setdefault(last, []).append(item)
        cards, links = [], []
        for number, (last, items) in enumerate(sorted(together.items()), start=1):
            key = f"g{number}"
            asked = any(self._is_goal(item) for item in items)
            stage = Stage.GOAL if asked else Stage.REACHED
            titles = shortened([self.title(item) for item in items])
            lines = () if asked else ("on the way",)
            cards.append(PlanCard(key, titles, stage, lines, hover="\n".join(items)))
            links += [(_key(place), key) for place in last]
        return tuple(cards), links

    def _reached(self, step: Step) -> tuple[str, ...]:
        """What rests on a step, without the rules of order that it keeps to, unless that is all there is."""
        told = tuple(
            unlocked for unlocked in step.unlocks if unlocked in self._found.goal or not self._orders(unlocked)
        )
        return told or step.unlocks

    def _orders(self, unlocked: str) -> bool:
        item = self._item(unlocked)
        return isinstance(item, Standard) and isinstance(item.timing, Precedence)

    def _is_goal(self, item: str) -> bool:
        """Whether it was asked for by name, or is a standard where those of a group or all that bind were."""
        goals = self._found.goal
        every = not goals or any(isinstance(self._item(goal), Group) for goal in goals)
        return item in goals or (every and isinstance(self._item(item), Standard))

    def _at_the_end(self) -> Iterator[str]:
        last = self._found.on + timedelta(days=self._found.cost.days)
        until = self._found.until
        yield f"on {in_words(last)} at the earliest" if until is None else f"kept up to {in_words(until)}"
        if not any(step.on == last for step in self._steps):
            yield from self._waits(last)

    # --- what is done ------------------------------------------------------------------------------------

    def _done(self, hosts: Mapping[int, int]) -> tuple[tuple[PlanCard, ...], list[tuple[str, str]]]:
        """The courses and evidence that count already, with what rests on them, and all else that is met."""
        cards: list[PlanCard] = []
        links: list[tuple[str, str]] = []
        others: dict[str, list[str]] = {}
        for row in self._found.already:
            item = self._item(row.item)
            until = () if row.until is None else (f"counts until {in_words(row.until)}",)
            if isinstance(item, Course | Evidence):
                key = f"d{len(cards) + 1}"
                cards.append(
                    PlanCard(
                        key,
                        (item.title,),
                        Stage.DONE,
                        until,
                        until=row.until,
                        evidence=isinstance(item, Evidence),
                        hover=row.item,
                    )
                )
                resting = {
                    hosts.get(place, place) for place, step in enumerate(self._steps) if self._needs(step, item.id)
                }
                links += [(key, _key(place)) for place in sorted(resting)]
            else:
                kind = type(item).__name__.lower() if isinstance(item, Level | Standard | Outcome) else "other"
                others.setdefault(kind, []).append(", ".join((self.title(row.item), *until)))
        for kind, told in others.items():
            key = f"d{len(cards) + 1}"
            cards.append(
                PlanCard(key, (f"{counted(len(told), kind)} met",), Stage.DONE, shortened(f"- {each}" for each in told))
            )
        return tuple(cards), links

    def _needs(self, step: Step, done: str) -> bool:
        """Whether what a step asks for at its booking is fulfilled by something done, named there or selected."""
        item = self._item(step.course or step.evidence or "")
        requires = item.requires if isinstance(item, Course | Evidence) else None
        return requires is not None and done in self._named(requires)

    def _named(self, requirement: Requirement) -> frozenset[str]:
        """The ids of the items that a requirement names or selects."""
        found: set[str] = set()
        for part in walk(requirement):
            match part:
                case Completed(selector):
                    found |= self._framework.completing(self._framework.selected(selector))
                case Evidenced(identifier) | LevelAttained(identifier) | OutcomeAchieved(identifier):
                    found.add(identifier)
                case StandardMet(identifier):
                    found.add(identifier)
        return frozenset(found)

    # --- no plan -----------------------------------------------------------------------------------------

    def conflict(self) -> tuple[tuple[PlanColumn, ...], tuple[tuple[str, str], ...]]:
        """The rules in the way, each on one card, right of the one that asks for it."""
        said: dict[str, dict[str, None]] = {}
        for row in self._found.conflict:
            sources = (f"source: {source}" for source in row.source)
            said.setdefault(row.rule, {}).update(dict.fromkeys((row.message, *sources)))
        rules = list(said)
        asked = [
            (place, after)
            for place, rule in enumerate(rules)
            for after in range(place + 1, len(rules))
            if ids.parts(rules[after])[1] in self._asks_for(rule)
        ]
        depth = [0] * len(rules)
        for place, after in asked:
            depth[after] = max(depth[after], depth[place] + 1)
        cards = [
            PlanCard(f"r{place + 1}", (self.title(rule),), Stage.CLOSED, tuple(lines), hover=rule)
            for place, (rule, lines) in enumerate(said.items())
        ]
        columns = tuple(
            PlanColumn(
                "What it asks for" if column else "Can't be kept",
                (),
                tuple(card for card, place in zip(cards, depth, strict=True) if place == column),
            )
            for column in range(max(depth, default=-1) + 1)
        )
        links = tuple((cards[place].key, cards[after].key) for place, after in asked)
        return (*columns, *self._ways_out()), links

    def _ways_out(self) -> Iterator[PlanColumn]:
        """What would give a plan, each way on one card with what the plan would then cost."""
        cards = tuple(
            PlanCard(
                f"w{number}",
                shortened(change.message for change in way.changes),
                Stage.WAY_OUT,
                (f"then {_counted(way.cost)}",),
                hover="\n".join(change.rule for change in way.changes),
            )
            for number, way in enumerate(self._found.relaxations, start=1)
        )
        if cards:
            yield PlanColumn("There would be a plan if", ("any one of these",) if len(cards) > 1 else (), cards)

    def _asks_for(self, rule: str) -> frozenset[str]:
        item = self._item(rule)
        if isinstance(item, Outcome):
            developing: tuple[Course | Evidence, ...] = (*self._framework.courses, *self._framework.evidence)
            return frozenset(other.id for other in developing if item.id in other.develops)
        requirement = None
        if isinstance(item, Standard):
            requirement = item.require
        elif isinstance(item, Level | Course | Evidence):
            requirement = item.requires
        return frozenset() if requirement is None else self._named(requirement)


def said(card: PlanCard) -> Iterator[str]:
    """The paragraphs of a card where it is told in words: the stage with the title, then all else."""
    yield f"{card.stage.upper()}{' (evidence)' if card.evidence else ''}: {card.titles[0]}"
    yield from card.titles[1:]
    yield from card.lines
    yield from (f"first: {evidence}" for evidence in card.first)
    if card.deadline:
        yield card.deadline


def _key(place: int) -> str:
    return f"s{place + 1}"


def _counted(cost: Cost) -> str:
    minutes = f", {cost.minutes} minutes as far as stated" if cost.minutes else ""
    return f"{counted(cost.courses, 'course')}{minutes}, {counted(cost.days, 'day')}"


def _reasons(step: Step) -> Iterator[str]:
    """Why a step is taken, what asks for it first, with the sources; and what happens without it."""
    for reason in step.because:
        yield from (_sourced(claim) for _, claim in reason.walk())
    if step.otherwise:
        yield f"otherwise {step.otherwise}"


def _sourced(claim: Explanation) -> str:
    return f"{claim.claim} ({'; '.join(claim.source)})" if claim.source else claim.claim


def _reachable(links: Iterable[tuple[int, int]]) -> Mapping[int, set[int]]:
    """For each step, all that rest on it, at once or over others. Links go to later steps only."""
    found: dict[int, set[int]] = {}
    for source, target in sorted(links, reverse=True):
        found.setdefault(source, set()).update({target}, found.get(target, set()))
    return found
