"""`competency.pathways`: the pathways of 20,000 practitioners of Kirklees, each distinct state solved once.

    python benchmarks/bench_cohorts.py [--people N] [--goal ID]

Two sets of invented people (fixed seed), all standards for practitioners as the goal, one day:

- *at random*: those of `bench_check.py`, with 20 events each of any courses on any days. Hardly two are alike, so this
  is about the worst case.
- *by the book*: people of one group who took what it asks for, most of it, and renewed it, mostly in time.

They pass in portions, as a generator would give them. Timed are, for each portion:

- *statuses*: what is asked of each person by when, what holds until when (`Cohort.person`);
- *plans, first time*: `Cohort.pathway`, which solves what was not met before, and tells the rest;
- *plans, known*: the same once more, when nothing is left to solve: finding the plan and putting each person's days in;
- *end to end*: the first two, which is what `pathways` costs;
- *one by one*: `competency.pathway` for some of them, whose answers must be the same.

Wanted are 20,000 persons a second where statuses and plans are known; the exit code is 1 where that is not reached, or
where answers differ. Shown are medians over the portions, in processor time of this one process, since what else the
machine does should not count.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import TypeVar, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench_check import practitioners

import competency
from competency.answers import wishes_of
from competency.cohorts import Cohort, Person
from competency.model import Event, EventKind, Framework, Membership, Record, Stated, Subject
from competency.states import Dateless

T = TypeVar("T")

SEED = 20110401
ON = date(2012, 9, 1)
PEOPLE, PORTION, ALONE = 20_000, 500, 10
"""How many there are, how many pass at a time, and how many of each portion are asked one by one too."""
WANTED_A_SECOND = 20_000
MICRO = 1e6


def by_the_book(framework: Framework, count: int) -> Iterator[Record]:
    """Invented persons of one group each, who took most of what it asks for and renewed it, mostly in time."""
    draw = random.Random(SEED)
    needed = {
        "group-1": ("awareness", "own-policies"),
        "group-2": ("awareness", "own-policies", "working-together"),
        "group-3": ("awareness", "own-policies", "working-together", "conferences-and-core-groups", "neglect"),
        "group-4": ("awareness", "working-together", "domestic-violence", "role-training"),
        "group-6": ("awareness", "managing-allegations", "specialist-training", "management-review-briefings"),
    }
    for number in range(count):
        group = draw.choice(tuple(needed))
        joined = date(2005, 4, 1) + timedelta(days=draw.randrange(7 * 365))
        events: list[Event] = []
        for course in needed[group]:
            on = joined + timedelta(days=draw.randrange(300))
            while draw.random() < 0.9 and on < ON:
                events.append(Event(EventKind.COMPLETED, course, on, index=len(events)))
                on += timedelta(days=draw.choice((900, 1000, 1090, 1095, 1200)))
        yield Record(
            id=f"p-{number:05}",
            framework=framework.id,
            subjects=(Subject.PRACTITIONER,),
            facts=(Stated("appointed", joined.isoformat()),),
            memberships=(Membership(group, joined),),
            events=tuple(events),
        )


def portions(records: Iterator[Record]) -> Iterator[list[Record]]:
    """The records, so many at a time."""
    while portion := list(islice(records, PORTION)):
        yield portion


def timed(task: Callable[[Record], T] | Callable[[Person], T], them: Sequence[object]) -> tuple[float, list[T]]:
    """The seconds that a task takes for each of them, and what comes of it."""
    asked = cast("Callable[[object], T]", task)
    start = time.process_time()
    found = [asked(each) for each in them]
    return (time.process_time() - start) / len(them), found


def measured(framework: Framework, name: str, records: Iterator[Record], goal: str | None) -> tuple[float, int]:
    """Prints how long a person takes; gives how many a second where all is known, and how many answers differ."""
    cohort = Cohort(framework, wishes_of(framework, goal), ON)
    taken: dict[str, list[float]] = {
        row: [] for row in ("statuses", "plans, first time", "plans, known", "end to end", "one by one")
    }
    count = differing = dateless = 0
    for portion in portions(records):
        statuses, people = timed(cohort.person, portion)
        first, answers = timed(cohort.pathway, people)
        known, _ = timed(cohort.pathway, people)
        alone, own = timed(lambda record: competency.pathway(framework, record, goal=goal, on=ON), portion[:ALONE])
        for row, seconds in zip(taken, (statuses, first, known, statuses + first, alone), strict=True):
            taken[row].append(seconds)
        differing += sum(shared != answer for shared, answer in zip(answers, own, strict=False))
        dateless += sum(isinstance(person.state, Dateless) for person in people)
        count += len(portion)
    print(f"\n{name}: {count:,} persons, {cohort.solved:,} states solved, {dateless / count:.0%} without dates")
    print(f"{getrusage(RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most\n")
    print(f"{'':<20} {'µs a person':>12} {'persons a second':>17} {'as fast as one by one':>22}")
    medians = {row: statistics.median(seconds) for row, seconds in taken.items()}
    for row, median in medians.items():
        print(f"{row:<20} {median * MICRO:12,.0f} {1 / median:17,.0f} {medians['one by one'] / median:21,.1f}x")
    return 1 / medians["plans, known"], differing


def main() -> int:
    parser = argparse.ArgumentParser(description="How fast the pathways of many people are.")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--goal", default=None, help="without one, all that the standards ask")
    options = parser.parse_args()
    framework = competency.load("kirklees")
    reached = []
    differing = 0
    for name, records in (
        ("at random", iter(practitioners(framework, options.people))),
        ("by the book", by_the_book(framework, options.people)),
    ):
        a_second, wrong = measured(framework, name, records, options.goal)
        reached.append(a_second)
        differing += wrong
    print(f"\nwanted: {WANTED_A_SECOND:,} persons a second; reached: {min(reached) / WANTED_A_SECOND:.2f} of it")
    print(f"{differing} answers that differ from those that each person gets alone")
    return int(bool(differing) or min(reached) < WANTED_A_SECOND)


if __name__ == "__main__":
    sys.exit(main())
