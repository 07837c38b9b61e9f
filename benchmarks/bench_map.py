"""`map` and `crosswalk`: a pair of boards, all ten, a national set, and two long lists of statements.

    python benchmarks/bench_map.py [--part boards|national|pivots|long]

Each part runs in a process of its own, so that its peak of memory is its own; imports are timed apart. The parts:

- *boards*: the five bundled boards, all ten pairs by `map_frameworks`, with the national references; wanted: 2 s.
- *national*: 150 invented boards of 60 statements, four levels, eight groups and twelve courses each (fixed seed, see
  `generated.boards`), all 11,175 pairs by `map_every`, reasons included; wanted: 60 s and 1 GB.
- *pivots*: the same with Working Together 2010, which half of the boards are aligned with; 30 boards, 435 pairs.
- *long*: two frameworks of 2,000 statements each, by `map_frameworks`; wanted: 20 s and 1 GB.

Beside them stand peers that give a cosine of TF-IDF over words for each pair of statements and nothing else: no
relation, no confidence, no reason. One is what anyone would write first in plain Python, on a part of the data; one is
scikit-learn's, where that is installed. Ratios are of the time for a pair of statements. Nothing fails on a time.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

BOARDS = ("bedfordshire", "durham", "kirklees", "north_lincs", "solihull")
NATIONAL, STATEMENTS, ALIGNED, LONG, FEW = 150, 60, 30, 2000, 300
"""Boards and statements of the national set, boards of the part with pivots, statements of a long list and of as much
of it as the plain peer gets."""

Figures = dict[str, float]


def timed(task: Callable[[], object]) -> float:
    """The seconds that a task takes, by the clock on the wall."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def imported() -> float:
    """The seconds that the imports take."""

    def task() -> None:
        import competency.equivalence.mapping
        import competency.loading  # noqa: F401

    return timed(task)


def boards() -> Figures:
    """All ten pairs of the bundled boards: the first time, and once more."""
    importing = imported()
    from competency.equivalence.mapping import map_frameworks, usual
    from competency.loading import load

    read: list[object] = []
    loading = timed(lambda: read.extend(map(load, BOARDS)))
    frameworks = [load(name) for name in BOARDS]
    facets = timed(usual)

    def all_ten() -> None:
        for one, other in combinations(frameworks, 2):
            map_frameworks(one, other)

    first = timed(lambda: map_frameworks(*frameworks[:2]))
    rest = timed(all_ten)
    return {
        "imports": importing,
        "loading five boards": loading,
        "facets and calibration": facets,
        "first pair": first,
        "all ten pairs": rest,
        "in all": importing + loading + facets + first + rest,
        "pairs": 10,
    }


def national() -> Figures:
    """All pairs of the national set."""
    return _many(NATIONAL, ())


def pivots() -> Figures:
    """All pairs of a smaller set, through a national reference."""
    return _many(ALIGNED, ("working_together_2010",))


def _many(amount: int, through: Sequence[str]) -> Figures:
    importing = imported()
    import generated
    import yaml

    from competency.equivalence.mapping import map_every
    from competency.loading import load

    start = time.perf_counter()
    frameworks = [load(yaml.safe_load(text)) for text in generated.boards(amount, statements=STATEMENTS)]
    loading = time.perf_counter() - start
    start = time.perf_counter()
    pairs = rows = 0
    for found in map_every(frameworks, pivots=tuple(map(load, through))):
        pairs += 1
        rows += len(found.correspondences)
    taken = time.perf_counter() - start
    return {
        "imports": importing,
        "loading": loading,
        "all pairs": taken,
        "pairs": pairs,
        "rows": rows,
        "a pair of statements, in µs": taken / pairs / STATEMENTS**2 * 1e6,
    }


def statements(amount: int) -> tuple[list[str], list[str]]:
    """The statements of two invented boards that draw on one stock."""
    import generated
    import yaml

    texts = [yaml.safe_load(text) for text in generated.boards(2, statements=amount)]
    one, other = ([outcome["statement"] for outcome in text["outcomes"].values()] for text in texts)
    return one, other


def long() -> Figures:
    """Two frameworks of many statements."""
    importing = imported()
    import generated
    import yaml

    from competency.equivalence.mapping import map_frameworks
    from competency.loading import load

    start = time.perf_counter()
    one, other = (load(yaml.safe_load(text)) for text in generated.boards(2, statements=LONG))
    loading = time.perf_counter() - start
    start = time.perf_counter()
    found = map_frameworks(one, other, pivots=())
    taken = time.perf_counter() - start
    return {
        "imports": importing,
        "loading": loading,
        "mapping": taken,
        "rows": len(found.correspondences),
        "a pair of statements, in µs": taken / LONG**2 * 1e6,
    }


def plain() -> Figures:
    """The peer in plain Python."""
    left, right = (texts[:FEW] for texts in statements(LONG))
    taken = timed(lambda: _cosines(left, right))
    return {"statements each": FEW, "cosines": taken, "a pair of statements, in µs": taken / FEW**2 * 1e6}


def _cosines(left: Sequence[str], right: Sequence[str]) -> list[list[float]]:
    told = [[text.lower().split() for text in side] for side in (left, right)]
    documents = Counter(word for side in told for words in side for word in set(words))
    amount = len(left) + len(right)

    def vector(words: Sequence[str]) -> dict[str, float]:
        weights = {word: n * math.log((1 + amount) / (1 + documents[word])) for word, n in Counter(words).items()}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}

    one, other = ([vector(words) for words in side] for side in told)
    return [[sum(weight * y.get(word, 0.0) for word, weight in x.items()) for y in other] for x in one]


def scikit() -> Figures:
    """The peer that is scikit-learn's; empty where it is not installed."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError:
        return {}
    left, right = statements(LONG)

    def cosines() -> None:
        vectors = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)).fit_transform([*left, *right])
        (vectors[:LONG] @ vectors[LONG:].T).toarray()

    taken = timed(cosines)
    return {"statements each": LONG, "cosines": taken, "a pair of statements, in µs": taken / LONG**2 * 1e6}


PARTS: dict[str, Callable[[], Figures]] = {
    "boards": boards,
    "national": national,
    "pivots": pivots,
    "long": long,
    "plain": plain,
    "scikit": scikit,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="How fast frameworks are mapped.")
    parser.add_argument("--part", choices=PARTS, help="only this one, in this process, as JSON")
    options = parser.parse_args()
    if options.part:
        figures = PARTS[options.part]()
        peak = (getrusage(RUSAGE_SELF).ru_maxrss + getrusage(RUSAGE_CHILDREN).ru_maxrss) / 1024
        print(json.dumps({**figures, "peak, in MB": peak} if figures else {}))
        return 0
    found: dict[str, Figures] = {}
    for name in PARTS:
        run = subprocess.run([sys.executable, __file__, "--part", name], check=True, capture_output=True, text=True)
        found[name] = json.loads(run.stdout)
        print(f"\n{name}" + ("" if found[name] else ": not installed, left out"))
        for figure, value in found[name].items():
            print(f"  {figure:<28} {value:12,.0f}" if value >= 100 else f"  {figure:<28} {value:12.3f}", flush=True)
    each = "a pair of statements, in µs"
    print("\nfor a pair of statements:")
    for peer in ("plain", "scikit"):
        for name in ("national", "long"):
            if found[peer]:
                print(f"  {name} takes {found[name][each] / found[peer][each]:.2f} times as long as {peer}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
