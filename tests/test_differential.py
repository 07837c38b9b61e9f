"""The library's verdicts are those of the reference on random cases; and the cases try all that the format can say."""

from __future__ import annotations

from collections import Counter

import pytest
from attrs import evolve
from differential import Drawn, first_disagreement, occurrences, record_data, shrunk, told

from competency import notation
from competency.requirements import (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Evidenced,
    Experience,
    FactHolds,
    Hours,
    Judged,
    LevelAttained,
    Member,
    OutcomeAchieved,
    StandardMet,
    Unstated,
)
from competency.standing import Reason, Status

pytestmark = pytest.mark.no_cover  # thousands of cases: what they run is covered elsewhere, and faster without

SHARD = 1000
FORMS = (
    AllOf,
    AnyOf,
    AtLeast,
    Completed,
    Evidenced,
    Experience,
    FactHolds,
    Hours,
    Judged,
    LevelAttained,
    Member,
    OutcomeAchieved,
    StandardMet,
    Unstated,
)
OPTIONS = ("times", "inside", "every", "each", "refreshed_by", "mode", "starts", "ends", "different_people")
TIMINGS = ("NoneType", "Unstated", "Deadline", "Precedence", "Response")


@pytest.mark.parametrize("shard", range(20))
def test_verdicts_are_those_of_the_reference(shard: int) -> None:
    found = first_disagreement(range(shard * SHARD, (shard + 1) * SHARD))
    if found is not None:
        pytest.fail(told(shrunk(Drawn(found).case())))


def test_the_cases_try_every_form_option_timing_status_and_reason_often() -> None:
    found: Counter[str] = Counter()
    for number in range(3000):
        found.update(occurrences(Drawn(number).case()))
    names = [*(form.__name__ for form in FORMS), *OPTIONS, *TIMINGS, "since", "until", "due", "short", "long", "cycle"]
    names += [f"status {status}" for status in Status] + [f"reason {reason}" for reason in Reason]
    rare = {name: found[name] for name in names if found[name] < 30}
    assert not rare, rare


def test_a_case_is_told_as_documents_that_say_the_same() -> None:
    for number in range(200):
        case = Drawn(number).case()
        framework = notation.framework(notation.framework_data(case.framework))
        record = notation.record(record_data(case.record))
        again = evolve(case, framework=framework, record=record)
        assert occurrences(again) == occurrences(case), number
        assert sorted(record.facts, key=str) == sorted(case.record.facts, key=str)
        assert (record.memberships, record.events) == (case.record.memberships, case.record.events)
        assert told(case).count("---") == 2
