"""Plans are proved: on small frameworks, with levels, evidence, time and lapses, all other ways are tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

import pytest
from brute_force import TooManyStates, disagreements, in_full
from plan_cases import Case, case

from competency import answers, planning, search
from competency.answers import Answer
from competency.model import Framework
from competency.periods import ALWAYS, FOREVER
from competency.planning import Item, Plan, Planner
from competency.reasons import Reasons

pytestmark = pytest.mark.no_cover  # thousands of cases: what they run is covered elsewhere, and faster without

SHARDS, EACH = 25, 84
"""Seeds are tried in shards, so that several processes share them."""

NOT_YET: Final = {
    501: "a conflict of days on which two courses are on offer does not name the courses",
    1445: "a conflict names too few rules where what was done lapses before the rest can be done",
    1985: "a conflict names too few rules where what was done lapses before the rest can be done",
}
"""Seeds for which the answer is known to be wrong, and why."""


def told(asked: Case) -> list[str]:
    """What is wrong with a case; nothing where it is too large to try everything."""
    try:
        return disagreements(asked)
    except TooManyStates:
        return []


@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_pathway_says_what_trying_everything_says(shard: int) -> None:
    """Whether there is a plan, its least cost, that its steps reach the goal and none is idle, and what is ready.

    The alternatives are different and in the order of their cost; a conflict is as small as can be.
    """
    seeds = (seed for seed in range(shard * EACH, (shard + 1) * EACH) if seed not in NOT_YET)
    faulty = [seed for seed in seeds if told(case(seed))]
    assert not faulty, f"seeds {faulty}\n{in_full(case(faulty[0]))}"


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.xfail(reason=why, strict=False)) for seed, why in NOT_YET.items()]
)
def test_what_is_known_to_be_wrong(seed: int) -> None:
    assert not told(case(seed))


# --- planted faults ----------------------------------------------------------------------------------------


def all_but_the_first(*arguments: object, **named: object) -> Iterator[Plan]:
    search: Callable[..., Iterator[Plan]] = PLANS
    return islice(search(*arguments, **named), 1, None)


def all_courses(reasons: Reasons) -> tuple[str, ...]:
    return tuple(f"small:{course.id}" for course in reasons.framework.courses)


PLANS = search.plans
WINDOW = Planner.window

FAULTS: Final[dict[str, tuple[object, str, object]]] = {
    "a course may be taken on days on which it is not on offer": (planning, "_offered", lambda *_: ALWAYS),
    "what must hold before a step is forgotten": (Planner, "entry", lambda *_: ()),
    "rules on what comes before are forgotten": (Planner, "_triggers", lambda *_: False),
    "one completion is enough where several are asked for": (Planner, "_lacking", lambda *_: 1),
    "nothing is waited for": (Planner, "_later", lambda *_: None),
    "a course takes no time": (Planner, "minutes", lambda *_: 0),
    "every mode is as good as another": (Planner, "_modes", lambda *_: [""]),
    "steps that are idle stay in the plan": (Answer, "_lean", lambda _, plan: plan),
    "a plan is not replayed": (Answer, "_stands", lambda *_: True),
    "the best plan is passed over": (answers, "plans", all_but_the_first),
    "what holds on any day holds today": (
        Planner,
        "holds",
        lambda self, rule, owner: bool(self.held(rule, owner).sure),
    ),
    "a course completes only itself": (Framework, "completing", lambda _, courses: frozenset(courses)),
    "evidence about one course counts for all": (Item, "regards", ""),
    "a course that opens later is closed for ever": (
        Planner,
        "soonest",
        lambda self, item, day: day if day in WINDOW(self, item) else FOREVER,
    ),
    "every course is ready": (Reasons, "ready", all_courses),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*FAULTS[fault])
    assert any(told(case(seed)) for seed in range(SHARDS * EACH) if seed not in NOT_YET), f"nobody notices that {fault}"
