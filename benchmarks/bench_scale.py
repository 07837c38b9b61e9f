"""A framework of 20,000 outcomes and 2,000 courses is read, checked by every rule and made into a graph.

    python benchmarks/bench_scale.py [OUTCOMES]

Each run is a process of its own, so that the memory shown is the peak of all it did, and the time is all of it, from
the start of Python to its end. Medians of three runs. It must take under 5 seconds and 600 MB; the exit code is 1
where it does not.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import generated

SECONDS, MEGABYTES, RUNS = 5.0, 600.0, 3

WORKER = """
import json, sys, time
start = time.perf_counter()
from competency import lint, loading, typed_graph
from competency.lint.draft import Draft
clock = [time.perf_counter()]
examination = loading.examine([sys.argv[1]])
assert not examination.findings, examination.findings[:5]
clock.append(time.perf_counter())
(loaded,) = examination.frameworks
findings = lint.findings(Draft(loaded.document, loaded.framework))
clock.append(time.perf_counter())
graph = typed_graph.graph(loaded.framework)
clock.append(time.perf_counter())
took = [after - before for before, after in zip([start, *clock], clock)]
print(json.dumps({"took": took, "nodes": len(graph), "edges": graph.size(), "findings": len(findings)}))
"""
STEPS = ("imports", "text, shape, reference", "sense", "graph")


def run(path: Path) -> tuple[float, float, dict[str, object]]:
    """The seconds and the peak memory in MB of one process, and what it says of itself."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path)], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"the run failed with {process.returncode}")
    return seconds, usage.ru_maxrss / 1000, json.loads(said)


def main() -> int:
    outcomes = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "generated.yaml"
        path.write_text(generated.framework("generated", outcomes=outcomes), encoding="utf-8")
        size = path.stat().st_size / 1e6
        runs = [run(path) for _ in range(RUNS)]
    said = runs[-1][2]
    print(f"{outcomes:,} outcomes, {size:.1f} MB: {said['nodes']:,} nodes, {said['edges']:,} edges, ", end="")
    print(f"{said['findings']} findings")
    for index, step in enumerate(STEPS):
        print(f"  {step:<24} {statistics.median(took[2]['took'][index] for took in runs):6.2f} s")
    seconds, memory = statistics.median(took[0] for took in runs), statistics.median(took[1] for took in runs)
    print(f"  {'the whole process':<24} {seconds:6.2f} s   wanted: under {SECONDS:.0f} s, {SECONDS / seconds:.1f}x")
    print(f"  {'peak memory':<24} {memory:6.0f} MB  wanted: under {MEGABYTES:.0f} MB, {MEGABYTES / memory:.1f}x")
    return int(seconds >= SECONDS or memory >= MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
