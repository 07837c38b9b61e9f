"""How long `competency validate` takes for a region: 200 frameworks with 70,000 items and 76,000 rows of mappings.

python benchmarks/bench_lint.py [FRAMEWORKS]

Everything is generated, the same on every run. Into the mappings faults are planted: ends that no framework has, pairs
that are said to be two things at once, and outcomes that are mapped onto headings as their equals. Each planted fault
must be found, and nothing else. Wanted are less than 60 s of work, for one process that starts afresh (on a machine
that has nothing else to do that is the time it takes); the exit code is 1 where that is not reached, and where the
findings are others than those planted.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import generated

ROOT: Final = Path(__file__).resolve().parents[1]
FRAMEWORKS: Final = 200
OUTCOMES: Final = 280
HEADINGS: Final = 28  # one for ten outcomes; no course develops them
ROWS: Final = 380
EQUALS: Final = 250  # rows by which two outcomes are exact or close; the others are related
WANTED: Final = 60.0

DANGLING: Final = 50
"""In every mapping so many rows with an end that does not exist; in each tenth mapping, which has no other faults."""
CONTRADICTIONS: Final = 4
ONTO_HEADINGS: Final = 3


def framework(identifier: str) -> str:
    """A generated framework, with headings over its outcomes."""
    text = generated.framework(identifier, outcomes=OUTCOMES)
    lines = []
    for number in range(1, HEADINGS + 1):
        lines += [f"  heading-{number}: {{statement: {number}. Area {number} of {identifier}, source: strategy §5}}"]
    above, below = text.split("\noutcomes:\n")
    rows = []
    for row in below.split("\n"):
        rows.append(row)
        outcome = _number(rows[-3]) if row.startswith("    level: ") else None
        if outcome is not None and outcome % 10 == 1:
            rows.append(f"    part_of: heading-{1 + (outcome - 1) // 10}")
    return "\n".join([above, "", "outcomes:", *lines, *rows])


def _number(row: str) -> int | None:
    return int(row.strip(" :").removeprefix("outcome-")) if row.startswith("  outcome-") else None


def mapping(number: int, frameworks: int, planted: Counter[str]) -> str:
    """A mapping of one framework and the next, whose faults are counted in `planted`, by rule."""
    draw = random.Random(f"{generated.SEED} mapping {number}")
    one, two = f"board_{number:03}", f"board_{(number + 1) % frameworks:03}"
    rows = list(_sound(draw, one, two))
    if number % 10 == 0:
        for row in draw.sample(range(len(rows)), DANGLING):
            subject, relation, _ = rows[row]
            rows[row] = (subject, relation, f"{two}:outcome-{OUTCOMES + 1 + row}")
        planted["unknown-reference"] += DANGLING
    else:
        equals = draw.sample([row for row in rows if row[1] != "related"], CONTRADICTIONS)
        places = draw.sample(range(EQUALS, ROWS), CONTRADICTIONS + ONTO_HEADINGS)
        for place, (subject, _, object_) in zip(places, equals, strict=False):
            rows[place] = (subject, "related", object_)
        planted["contradictory-rows"] += CONTRADICTIONS
        for heading, place in enumerate(places[CONTRADICTIONS:], start=1):
            rows[place] = (f"{one}:outcome-{EQUALS + heading}", "close", f"{two}:heading-{heading}")
        planted["equal-to-heading"] += ONTO_HEADINGS
    lines = [
        "format: mapping/1",
        f"id: map-{number:03}",
        f"subject: {one}",
        f"object: {two}",
        "correspondences:",
        *(
            f"  - {{subject: '{subject}', relation: {relation}, object: '{object_}', confidence: 0.8}}"
            for subject, relation, object_ in rows
        ),
    ]
    return "\n".join(lines) + "\n"


def _sound(draw: random.Random, one: str, two: str) -> Iterator[tuple[str, str, str]]:
    """Rows without a fault: each of the first 250 outcomes has one equal there, and some are related to others."""
    there = draw.sample(range(1, OUTCOMES + 1), EQUALS)
    for number, other in enumerate(there, start=1):
        yield f"{one}:outcome-{number}", draw.choice(("exact", "close")), f"{two}:outcome-{other}"
    for number in range(1, ROWS - EQUALS + 1):
        yield f"{one}:outcome-{number}", "related", f"{two}:outcome-{there[number]}"


def main() -> int:
    frameworks = int(sys.argv[1]) if len(sys.argv) > 1 else FRAMEWORKS
    planted: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(frameworks):
            identifier = f"board_{number:03}"
            (folder / f"{identifier}.yaml").write_text(framework(identifier), encoding="utf-8")
            (folder / f"map-{number:03}.yaml").write_text(mapping(number, frameworks, planted), encoding="utf-8")
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "competency", "validate", "--format", "json", str(folder)]
        start = time.perf_counter()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr[-2000:])
    report = json.loads(done.stdout)
    found = Counter(finding["rule"] for finding in report["findings"])
    items = frameworks * (OUTCOMES + HEADINGS + OUTCOMES // 10 + 4 + 2 + 8 + 1 + 9)
    print(f"{frameworks} frameworks, {items:,} items, {frameworks * ROWS:,} rows of mappings")
    work, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"{seconds:.1f} s ({work:.1f} s of work), {megabytes:.0f} MB; wanted are {WANTED:.0f} s")
    for rule in sorted({*planted, *found}):
        print(f"{rule:<20} planted {planted[rule]:>4}, found {found[rule]:>4}")
    return int(work > WANTED or found != planted)


if __name__ == "__main__":
    sys.exit(main())
