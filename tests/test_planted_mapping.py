"""Each fault planted in the mapping engine is found by a test of it, which passes without the fault."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from planted_mapping import FAULTS

pytestmark = pytest.mark.no_cover  # they run the tests of the engine once more, in processes of their own

TESTS = Path(__file__).parent


@cache
def answers() -> dict[int, str]:
    """What is said of each fault; one process asks for all of them, so that what they need is imported once."""
    paths = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    run = subprocess.run(
        [sys.executable, str(TESTS / "planted_mapping.py")],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    return {int(line.split()[0]): line.partition(" ")[2] for line in run.stdout.splitlines()}


def test_there_are_many_and_no_two_alike() -> None:
    assert len({fault.source() for fault in FAULTS}) == len(FAULTS) >= 25


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each fault is tried in a forked process")
@pytest.mark.parametrize("number", range(len(FAULTS)), ids=lambda at: f"{FAULTS[at].module}: {FAULTS[at].what}")
def test_a_planted_fault_is_found(number: int) -> None:
    assert answers()[number] == f"found {FAULTS[number].what}"
