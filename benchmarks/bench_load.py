"""Loading YAML with places, side by side with PyYAML's fastest loader, which keeps none.

    python benchmarks/bench_load.py

Both read the same generated frameworks (fixed seed) in one process; the runs are interleaved, so that a busy machine
slows both. Shown are medians, and how many times faster `competency.document.parse` is. The loader must be at least
2 times faster at 80 KB and 4 times at 5 MB; the exit code is 1 where it is not.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from competency.document import parse

CASES = ((80_000, 2.0, 40), (5_000_000, 4.0, 5))
"""Size in characters, the ratio to reach, and the number of runs."""

WORDS = tuple(
    dict.fromkeys(
        re.findall(
            "[a-z]+",
            "recognises signs of abuse and neglect in children or young people, explains to parents and carers when "
            "and how a referral is made, records what was said, shares information with other agencies",
        )
    )
)


def framework(size: int, seed: int = 20110401) -> str:
    """The text of a framework of about that many characters: a few levels and groups, courses, many outcomes."""
    draw = random.Random(seed)

    def sentence(shortest: int, longest: int) -> str:
        return " ".join(draw.choices(WORDS, k=draw.randint(shortest, longest))).capitalize()

    lines = [
        "format: framework/1",
        "id: generated",
        "title: A generated strategy",
        "publisher: Nobody",
        "language: en-GB",
        "valid: {from: 2011-04-01, to: 2014-03-31}        # three years",
        "sources:",
        "  strategy: {title: A generated strategy, published: 2011-04}",
        "",
        "levels:",
        *(f"  - {{id: level-{n}, title: Level {n}, source: strategy §{n}}}" for n in range(1, 5)),
        "",
        "courses:",
    ]
    length = 0
    number = 0
    while length < size * 0.3:
        number += 1
        item = [
            f"  course-{number}:",
            f"    title: {sentence(2, 5)}",
            f"    level: level-{draw.randint(1, 4)}",
            "    modes: [e-learning, face-to-face]",
            f"    minutes: {draw.choice((90, 180, 360))}",
            f"    requires: {{all: [{{completed: course-{draw.randint(1, number)}}}, {{evidence: approval}}]}}",
            f"    source: strategy §7a, table, row {number}" if draw.random() < 0.5 else "    source: 'strategy §7, a'",
        ]
        lines += item
        length += sum(map(len, item))
    lines += ["", "outcomes:"]
    length = sum(map(len, lines)) + len(lines)
    number = 0
    while length < size:
        number += 1
        item = [
            f"  outcome-{number}:",
            f"    statement: {sentence(6, 16)}",
            f"    level: level-{draw.randint(1, 4)}",
            f"    source: strategy §5, {number}",
        ]
        if draw.random() < 0.2:
            item += ["    note: >-", f"      {sentence(10, 14)}", f"      {sentence(4, 10)}.   "]
        if number > 10 and draw.random() < 0.5:
            item.append(f"    part_of: outcome-{draw.randint(1, number - 1)}")
        lines += item
        length += sum(map(len, item)) + len(item)
    return "\n".join(lines) + "\n"


def seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def main() -> int:
    print(f"{'characters':>12} {'CSafeLoader':>12} {'parse':>10} {'ratio':>6} {'wanted':>6} {'held':>8}")
    slow = False
    for size, wanted, runs in CASES:
        text = framework(size)
        tasks = (
            lambda text=text: yaml.load(text, Loader=yaml.CSafeLoader),
            lambda text=text: parse(text, file="generated.yaml"),
        )
        taken: tuple[list[float], list[float]] = ([], [])
        for run in range(runs + 1):
            for task, times in zip(tasks, taken, strict=True):
                duration = seconds(task)
                if run:  # the first run warms up
                    times.append(duration)
        theirs, ours = map(statistics.median, taken)
        tracemalloc.start()
        kept = parse(text, file="generated.yaml")
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert kept[0] is not None, kept[1]
        slow |= theirs / ours < wanted
        print(
            f"{len(text):12,} {theirs * 1000:9.1f} ms {ours * 1000:7.1f} ms {theirs / ours:5.1f}x {wanted:5.1f}x"
            f" {held / 1e6:5.1f} MB"
        )
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
