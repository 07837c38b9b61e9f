"""A CASE package of 20,000 items, out and in again, as whole processes of the command line.

    python benchmarks/bench_case.py [ITEMS]

The framework is generated (fixed seed): outcomes in a tree, a course for every ten of them, prerequisites. It is
exported from YAML, imported again to YAML, and imported a second time as a package of somebody else's would be, that
is without our extensions. Out and in together must take under 10 seconds, and each process under 1 GB; the exit code
is 1 where one of the two is not so, or where what comes back is not what went out. Seconds are those of the
processor, since those of the clock tell how busy the machine is too; both are shown.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import generated

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from competency.loading import load

ROOT = Path(__file__).resolve().parents[1]
ITEMS = 20_000
MOST_SECONDS = 10.0
MOST_MEGABYTES = 1_000


def measured(*arguments: str) -> tuple[float, float, float]:
    """The seconds by the clock, those of the processor, and the most megabytes of one process, which must succeed."""
    start = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen([sys.executable, "-m", "competency", *arguments], env=environment, stderr=told)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        duration = time.perf_counter() - start
        if process.returncode:
            told.seek(0)
            raise SystemExit(f"{arguments[:3]} ended with {process.returncode}:\n{told.read(2000).decode()}")
    return duration, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def foreign(text: str) -> str:
    """The package as somebody else's: without what only a reader of our extensions knows."""
    package = json.loads(text)
    for key in ("CFItems", "CFAssociations"):
        for held in package[key]:
            held.pop("extensions", None)
    package["CFDocument"].pop("extensions")
    return json.dumps({"CFPackage": package}, indent=2)


def main() -> int:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else ITEMS
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source, package, back = home / "large.yaml", home / "large.json", home / "back" / "large.yaml"
        back.parent.mkdir()
        source.write_text(generated.framework("large", outcomes=wanted * 10 // 11 + 1), encoding="utf-8")
        rows = {"out": measured("export", str(source), "--to", "case", "--on", "2026-01-01", "--output", str(package))}
        rows["in"] = measured("import", str(package), "--from", "case", "--output", str(back))
        one, two = load(source), load(back)
        failed |= one != two
        others = home / "others.json"
        others.write_text(foreign(package.read_text(encoding="utf-8")), encoding="utf-8")
        rows["in, without our extensions"] = measured(
            "import", str(others), "--from", "case", "--output", str(home / "others.yaml")
        )
        size = package.stat().st_size / 1e6
        print(f"{sum(1 for _ in one):,} items, {size:.1f} MB; comes back the same: {one == two}")
    print(f"{'':28} {'clock':>7} {'processor':>10} {'memory':>9}")
    for name, (seconds, busy, megabytes) in rows.items():
        print(f"{name:28} {seconds:5.1f} s {busy:8.1f} s {megabytes:6.0f} MB")
        failed |= megabytes > MOST_MEGABYTES
    total = rows["out"][1] + rows["in"][1]
    print(f"{'out and in':28} {'':7} {total:8.1f} s of {MOST_SECONDS:.0f}")
    return int(failed or total > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
