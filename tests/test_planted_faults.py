"""Each fault planted in the evaluator is found by the random cases that compare it with the reference."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import FAULTS, Fault, found_at

pytestmark = pytest.mark.no_cover  # thousands of cases: what they run is covered elsewhere, and faster without


def test_there_are_many_and_no_two_alike() -> None:
    assert len({fault.source() for fault in FAULTS}) == len(FAULTS) >= 30


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.module}: {fault.what}")
def test_a_planted_fault_is_found(fault: Fault, tmp_path: Path) -> None:
    assert found_at(fault, tmp_path) is not None, fault.what
