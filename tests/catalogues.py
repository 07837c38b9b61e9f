"""Generated course catalogues for questions about plans: real in their build, invented in their words.

The same on every run: courses on a ladder of levels with prerequisites (AND, OR, m of n), outcomes, evidence, and a
standard named `goal`. Nothing in them is impossible.
"""

from __future__ import annotations

import random
from datetime import date

from competency.model import (
    Course,
    Event,
    EventKind,
    Evidence,
    Framework,
    Level,
    Mode,
    Outcome,
    Record,
    Source,
    Standard,
    Subject,
)
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Evidenced,
    LevelAttained,
    OutcomeAchieved,
    Query,
    Requirement,
)

LADDER = ("level-1", "level-2", "level-3", "level-4")
STRATEGY = ("strategy",)
_DONE = date(2012, 1, 9)


def catalogue(count: int, seed: int) -> Framework:
    """A framework of so many courses; each asks only for courses before it, so that all can be had."""
    draw = random.Random(f"{count}/{seed}")
    courses: list[Course] = []
    rungs = [count * step // len(LADDER) for step in range(len(LADDER) + 1)]
    outcomes = [f"outcome-{number}" for number in range(max(4, count // 6))]
    for number in range(count):
        rung = next(at for at in range(len(LADDER)) if number < rungs[at + 1])
        below = [course.id for course in courses if course.levels[0] != LADDER[rung]] or []
        courses.append(
            Course(
                id=f"course-{number}",
                title=f"Course {number}",
                source=STRATEGY,
                levels=(LADDER[rung],),
                modes=tuple(Mode(mode) for mode in draw.sample(("e-learning", "face-to-face"), draw.choice((1, 2)))),
                provider=draw.choice(("board", "single-agency")),
                minutes=draw.choice((60, 90, 120, 180, 360)),
                develops=tuple(draw.sample(outcomes, draw.choice((0, 1, 2)))),
                requires=_prerequisite(draw, below[-min(len(below), 40) :]) if below and draw.random() < 0.75 else None,
            )
        )
    developed = [outcome for outcome in outcomes if any(outcome in course.develops for course in courses)]
    levels = tuple(
        Level(
            id=level,
            title=level,
            source=STRATEGY,
            requires=_level(draw, level, [c for c in courses if level in c.levels]),
        )
        for level in LADDER
    )
    return Framework(
        id="catalogue",
        title="Catalogue",
        publisher="Example Board",
        language="en-GB",
        sources=(Source(id="strategy", title="Strategy"),),
        levels=levels,
        outcomes=tuple(Outcome(id=each, title=each, source=STRATEGY, statement=each) for each in outcomes),
        evidence=(Evidence(id="approval", title="Approval", source=STRATEGY, per_course=True),),
        courses=tuple(courses),
        standards=(
            Standard(id="goal", title="The goal", source=STRATEGY, require=_goal(draw, courses, developed, count)),
        ),
    )


def _prerequisite(draw: random.Random, below: list[str]) -> Requirement:
    """A course, one of several, two of several, several of them, or one of them with a manager's approval."""
    one, *more = [Completed((each,)) for each in draw.sample(below, min(len(below), draw.choice((2, 3, 4))))]
    match draw.randrange(6):
        case 0:
            return one
        case 1 | 2:
            return AnyOf((one, *more)) if more else one
        case 3:
            return AtLeast(2, (one, *more)) if len(more) > 1 else one
        case 4:
            return AllOf((one, AnyOf(tuple(more)))) if len(more) > 1 else one
        case _:
            return AllOf((AnyOf((one, *more)), Evidenced("approval"))) if more else one


def _level(draw: random.Random, level: str, courses: list[Course]) -> Requirement:
    named = [Completed((course.id,)) for course in draw.sample(courses, min(len(courses), 5))]
    return AllOf((Completed((Query(level=level),)), AtLeast(2, tuple(named)))) if len(named) > 1 else named[0]


def _goal(draw: random.Random, courses: list[Course], outcomes: list[str], count: int) -> Requirement:
    """A level near the top, some outcomes, and one of several courses of the uppermost rung."""
    upper = [course.id for course in courses if course.levels[0] in LADDER[2:]]
    several = Completed(tuple(draw.sample(upper, min(4, len(upper)))))
    wanted = draw.sample(outcomes, min(len(outcomes), 2 + count // 150))
    return AllOf((LevelAttained("level-3"), several, *(OutcomeAchieved(each) for each in wanted)))


def person(framework: Framework, seed: int) -> Record:
    """Somebody who has done a little of it."""
    draw = random.Random(f"person/{seed}")
    done = draw.sample(framework.courses, max(1, len(framework.courses) // 15))
    return Record(
        id=f"p-{seed}",
        framework=framework.id,
        subjects=(Subject.PRACTITIONER,),
        events=tuple(
            Event(EventKind.COMPLETED, course.id, _DONE, mode=None, index=index) for index, course in enumerate(done)
        ),
    )
