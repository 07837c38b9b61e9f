"""What would change a verdict: no smaller set of additions does, as trying them all shows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Final

import pytest
from attrs import evolve
from differential import Case, Drawn

from competency.model import Event, EventKind
from competency.standing import Status
from competency.verdicts import Verdict, check

pytestmark = pytest.mark.no_cover  # thousands of cases: what they run is covered elsewhere, and faster without

MODES: Final = (None, "e-learning", "face-to-face")
SHARDS: Final = 8
CASES: Final = 20
"""Cases of each shard; each standard of them is tried with every pair of additions."""


def additions(case: Case) -> list[Event]:
    """All that may be added on the day: every course on offer and every piece of evidence, in every mode."""
    framework, on = case.framework, case.on
    offered = [course for course in framework.courses if course.on_offer(on)]
    found = [Event(EventKind.COMPLETED, course.id, on, mode=mode) for course in offered for mode in MODES]
    for evidence in framework.evidence:
        about = [None, *(course.id for course in framework.courses)] if evidence.per_course else [None]
        found += [Event(EventKind.EVIDENCE, evidence.id, on, mode=mode, about=each) for each in about for mode in MODES]
    return found


def with_more(case: Case, verdict: Verdict, more: tuple[Event, ...]) -> Status:
    """The status of the same standard with more in the record; evidence each by a person of its own."""
    known = 1 + max((event.index for event in case.record.events), default=0)
    signed = tuple(
        evolve(event, by=f"new {index}" if event.kind is EventKind.EVIDENCE else None, index=known + index)
        for index, event in enumerate(more)
    )
    record = evolve(case.record, events=(*case.record.events, *signed))
    verdicts = check(case.framework, record, on=case.on)
    return next(each for each in verdicts if each.standard == verdict.standard).status


def wanted_of(verdict: Verdict) -> Iterator[set[Status]]:
    if verdict.status in (Status.DUE, Status.OVERDUE, Status.BREACHED, Status.UNKNOWN):
        yield {Status.MET, Status.DUE_SOON}
        yield {Status.EXEMPT}
    elif verdict.status is Status.DUE_SOON:
        yield {Status.MET}


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_smaller_set_of_additions_changes_the_verdict(shard: int) -> None:
    tried = 0
    for seed in range(shard * CASES, (shard + 1) * CASES):
        case = Drawn(seed).case()
        possible = additions(case)
        for verdict in check(case.framework, case.record, on=case.on):
            for wanted in wanted_of(verdict):
                sizes = (
                    size
                    for size in (1, 2)
                    for more in combinations_with_replacement(possible, size)
                    if with_more(case, verdict, more) in wanted
                )
                found = [len(flip.add) for flip in verdict.flips if flip.makes in wanted]
                least = min(found, default=None)
                assert next(sizes, None) == (least if least is not None and least < 3 else None), (seed, verdict)
                assert len(set(found)) <= 1, (seed, verdict)
                tried += 1
    assert tried > CASES // 2
