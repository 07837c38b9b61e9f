"""`competency validate`, rules of sense included, beside check-jsonschema with the same schema: whole processes.

    python benchmarks/bench_validate.py [FILES…]

Both read the same generated frameworks of 80 KB (fixed seed): one file, and 150 files in one call; numbers of files
may be given instead. The runs are interleaved, so that a busy machine slows both; shown are medians, and how many
times faster `competency validate` is. Wanted are 6 times for one file and 8 times for 150; the exit code is 1 where
that is not reached. check-jsonschema does less: it knows no places, no references and no rules of sense.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import generated

ROOT = Path(__file__).resolve().parents[1]
OUTCOMES = 270  # 80 KB
CASES = {1: (6.0, 15), 150: (8.0, 3)}
"""For each number of files the ratio to reach, and the number of runs."""


def milliseconds(command: list[str], environment: dict[str, str]) -> float:
    """The time of one process; it must find the files to be valid."""
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    duration = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{command[:4]} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return duration * 1000


def main() -> int:
    peer = Path(sys.executable).with_name("check-jsonschema")
    if not peer.exists():
        raise SystemExit("check-jsonschema is not installed beside this Python: pip install '.[dev]'")
    cases = [int(argument) for argument in sys.argv[1:]] or list(CASES)
    slow = False
    with tempfile.TemporaryDirectory() as folder:
        # Both as they are once installed: compiled, whatever this environment says about bytecode.
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}
        paths = []
        for number in range(max(cases)):
            path = Path(folder) / f"board_{number}.yaml"
            path.write_text(generated.framework(f"board_{number}", outcomes=OUTCOMES), encoding="utf-8")
            paths.append(str(path))
        print(f"{'files':>6} {'KB each':>8} {'check-jsonschema':>17} {'competency':>13} {'ratio':>7} {'wanted':>7}")
        for count in cases:
            wanted, runs = CASES.get(count, (6.0, 5))
            commands = (
                [str(peer), "--schemafile", str(ROOT / "schema" / "framework.schema.json"), *paths[:count]],
                [sys.executable, "-m", "competency", "validate", *paths[:count]],
            )
            for command in commands:
                milliseconds([*command[: len(command) - count], paths[0]], environment)  # compiles, fills caches
            taken: tuple[list[float], list[float]] = ([], [])
            for _ in range(runs):
                for command, times in zip(commands, taken, strict=True):
                    times.append(milliseconds(command, environment))
            theirs, ours = map(statistics.median, taken)
            slow |= theirs / ours < wanted
            size = Path(paths[0]).stat().st_size / 1000
            print(f"{count:6} {size:8.0f} {theirs:14.0f} ms {ours:10.0f} ms {theirs / ours:6.1f}x {wanted:6.1f}x")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
