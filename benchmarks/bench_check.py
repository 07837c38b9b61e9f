"""`competency.check` on the practitioners of Kirklees, beside a function written by hand, and OpenFisca-core.

    python benchmarks/bench_check.py [--openfisca PYTHON] [--rounds N]

OpenFisca-core may stand in a virtual environment of its own; without it its rows are left out, with a word:

    python -m venv /tmp/openfisca && /tmp/openfisca/bin/pip install openfisca-core==46.0.1
    python benchmarks/bench_check.py --openfisca /tmp/openfisca/bin/python

**In one process.** Invented practitioners (fixed seed) of all eight groups with 20 events each, all 23 standards for
practitioners, one day. All contenders take the same persons in the same round, so that a busy machine slows all;
every round brings new persons, so that nothing is answered from memory; shown are medians over the rounds. Before
anything is timed, all must agree on all persons: on the status of every standard, and where given on the day due.

**As a whole process.** `competency check kirklees RECORD --on DATE`, from the start of Python to its end, beside
Python doing nothing and Python importing two libraries.

Wanted are 5,000 persons a second and 250 ms; the exit code is 1 where that is not reached, or where answers differ.

What each answer contains, so that the ratios are read rightly:

- `competency.check` reads the rules from the document. A verdict has its status at once; its reason, since when, until
  when and the day due are worked out when they are read (second row), and so are `because` (the proof with the events
  used) and `flips` (the smallest additions that would change it, each tried by evaluating it; third row).
- By hand (`kirklees_by_hand.py`): 23 rules of one board in 250 lines, nothing but the status, or that and the day due;
  no reason, no since and until, no proof. It knows only what Kirklees uses of the DSL.
- OpenFisca (`kirklees_in_openfisca.py`): status only, of all persons at once, on one day. It has no events: the first
  and last day of each course as of that day are prepared for it, a cost that is shown apart, and that belongs to it
  whenever another day is asked about. It has no since, until or day due either; those would be questions about other
  days, each an evaluation more.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from attrs import evolve

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import kirklees_by_hand

import competency
from competency.model import Event, EventKind, Framework, Membership, Record, Stated, Subject

ROOT = Path(__file__).resolve().parents[1]
SEED = 20110401
ON = date(2012, 10, 1)
WANTED_A_SECOND, WANTED_MILLISECONDS = 5_000, 250
PERSONS, EXPLAINED, ROUNDS, PROCESSES = 100, 10, 15, 15
"""Persons a round, of whom so many are explained too; rounds; processes."""
VECTORS = (1, 1_000, 20_000)
"""For how many persons at once OpenFisca is asked."""
MICRO = 1e6


# --- practitioners ---------------------------------------------------------------------------------------


def practitioners(framework: Framework, count: int) -> list[Record]:
    """Invented persons: of all groups, with 20 events each around the strategy's years; the same on every run."""
    draw = random.Random(SEED)
    return [_practitioner(f"p-{number:05}", framework, draw) for number in range(count)]


def _practitioner(identifier: str, framework: Framework, draw: random.Random) -> Record:
    courses = [course.id for course in framework.courses]
    likely = ["awareness", "own-policies", "working-together", "working-together-refresher", "neglect"]
    events: list[Event] = []
    for index in range(20):
        on = _drawn_day(draw, [event.on for event in events])
        if draw.random() < 0.06:
            events.append(Event(EventKind.OUTCOME, draw.choice(("own-role", "others-roles")), on, index=index))
        else:
            course = draw.choice(likely if draw.random() < 0.4 else courses)
            events.append(
                Event(EventKind.COMPLETED, course, on, mode=_drawn_mode(framework, course, draw), index=index)
            )
    facts = [Stated("appointed", date(2008, 1, 1).isoformat())]
    facts += [
        Stated(fact, draw.choice(("yes", "no")))
        for fact in ("advises-group-3", "advises-group-4", "relevant-courses-taken")
        if draw.random() < 0.7
    ]
    return Record(
        id=identifier,
        framework=framework.id,
        subjects=(Subject.PRACTITIONER,),
        facts=tuple(facts),
        memberships=_drawn_memberships(framework, draw),
        events=tuple(events),
    )


def _drawn_day(draw: random.Random, known: Sequence[date]) -> date:
    """A day of the strategy's years; often so near to a renewal of what came before that a day decides."""
    if known and draw.random() < 0.3:
        start = draw.choice(known)
        return start.replace(day=min(start.day, 28), year=start.year + draw.choice((1, 3))) + timedelta(
            days=draw.choice((-1, 0, 1))
        )
    return date(2007, 4, 1) + timedelta(days=draw.randrange(7 * 365))


def _drawn_mode(framework: Framework, course: str, draw: random.Random) -> str | None:
    found = framework.course(course)
    modes = [mode.mode for mode in found.modes if isinstance(mode.mode, str)] if found else []
    return draw.choice([None, *modes])


def _drawn_memberships(framework: Framework, draw: random.Random) -> tuple[Membership, ...]:
    rows = []
    starts = date(2007, 4, 1) + timedelta(days=draw.randrange(5 * 365))
    for group in draw.sample([group.id for group in framework.groups], draw.choice((1, 1, 1, 2, 3))):
        ends = starts + timedelta(days=draw.randrange(200, 2000)) if draw.random() < 0.4 else None
        rows.append(Membership(group, None if draw.random() < 0.1 else starts, ends))
        if ends is not None:
            starts = ends + timedelta(days=draw.choice((1, 1, 2, 90)))
    return tuple(rows)


def written(record: Record) -> str:
    """The record as a file."""
    lines = ["format: record/1", f"id: {record.id}", f"framework: {record.framework}", "subject: practitioner"]
    lines += ["facts:", *(f"  {fact.fact}: {fact.value}" for fact in record.facts), "groups:"]
    for row in record.memberships:
        bounds = [f"{word}: {day}" for word, day in (("from", row.starts), ("to", row.ends)) if day is not None]
        lines.append(f"  - {{{', '.join([f'group: {row.group}', *bounds])}}}")
    lines.append("events:")
    for event in record.events:
        mode = f", mode: {event.mode}" if event.mode else ""
        lines.append(f"  - {{{event.kind}: {event.item}, date: {event.on}{mode}}}")
    return "\n".join(lines) + "\n"


def plain(record: Record) -> dict[str, object]:
    """The record for a process that doesn't know this project."""

    def name(identifier: str) -> str:
        return identifier.replace("-", "_")

    return {
        "facts": {name(fact.fact): fact.value == "yes" for fact in record.facts if fact.fact != "appointed"},
        "groups": [
            (name(row.group), (row.starts or date.min).toordinal(), (row.ends or date.max).toordinal())
            for row in record.memberships
        ],
        "events": [(str(event.kind), name(event.item), event.on.toordinal()) for event in record.events],
    }


# --- contenders ------------------------------------------------------------------------------------------


def statuses(framework: Framework, records: Sequence[Record]) -> None:
    """Each verdict's status is read, as for a list of who is overdue."""
    for record in records:
        for verdict in competency.check(framework, record, on=ON):
            _ = verdict.status


def checked(framework: Framework, records: Sequence[Record]) -> None:
    """Each verdict's status, reason and days are read."""
    for record in records:
        for verdict in competency.check(framework, record, on=ON):
            _ = (verdict.status, verdict.reason, verdict.due, verdict.since, verdict.until)


def explained(framework: Framework, records: Sequence[Record]) -> None:
    """Each verdict's proof and additions are read as well."""
    for record in records:
        for verdict in competency.check(framework, record, on=ON):
            _ = (verdict.status, verdict.reason, verdict.due, verdict.since, verdict.until)
            _ = (verdict.because, verdict.flips)


def by_hand(records: Sequence[Record]) -> None:
    """Statuses only."""
    for record in records:
        kirklees_by_hand.statuses(record, ON)


def by_hand_with_dues(records: Sequence[Record]) -> None:
    """Statuses and days due."""
    for record in records:
        kirklees_by_hand.statuses_and_dues(record, ON)


class OpenFisca:
    """A process with OpenFisca-core that holds the persons and evaluates as many as it is asked for."""

    def __init__(self, python: str, records: Sequence[Record]) -> None:
        self._process = subprocess.Popen(
            [python, str(Path(__file__).with_name("kirklees_in_openfisca.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        told = self._asked({"people": [plain(record) for record in records], "on": ON.isoformat()})
        self.statuses: dict[str, list[str]] = told["statuses"]

    def _asked(self, question: dict[str, object]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"the process with OpenFisca ended with {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def seconds(self, count: int) -> tuple[float, float]:
        """Of evaluating so many persons, and of preparing the arrays for them."""
        told = self._asked({"count": count})
        return told["evaluation"], told["arrays"]

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate()


def has_openfisca(python: str) -> bool:
    """Whether that Python can import it."""
    return subprocess.run([python, "-c", "import openfisca_core"], capture_output=True, check=False).returncode == 0


# --- agreement -------------------------------------------------------------------------------------------


def disagreements(framework: Framework, records: Sequence[Record], openfisca: OpenFisca | None) -> list[str]:
    """Where the contenders answer differently: on the day that is timed, and of some persons on days that decide."""
    found = []
    for number, record in enumerate(records):
        days = [ON]
        if number % 50 == 0:
            days += [event.on + timedelta(days=shift) for event in record.events for shift in (0, 1004, 1096)]
        for on in days:
            ours = {
                verdict.standard.partition(":")[2]: (str(verdict.status), verdict.due)
                for verdict in competency.check(framework, record, on=on)
            }
            theirs = kirklees_by_hand.statuses_and_dues(record, on)
            assert {key: status for key, (status, _) in theirs.items()} == kirklees_by_hand.statuses(record, on)
            for standard in {**ours, **theirs}:
                if ours.get(standard) != theirs.get(standard):
                    found.append(
                        f"{record.id} {standard} on {on}: check {_said(ours.get(standard))}, "
                        f"by hand {_said(theirs.get(standard))}"
                    )
                vector = openfisca and on == ON and openfisca.statuses[standard][number]
                if vector and vector != ours[standard][0]:
                    found.append(f"{record.id} {standard} on {on}: check {_said(ours[standard])}, OpenFisca {vector}")
    return found


def _said(answer: tuple[str, date | None] | None) -> str:
    return "nothing" if answer is None else f"{answer[0]}, due {answer[1]}"


# --- timing ----------------------------------------------------------------------------------------------


def seconds(task: Callable[[Sequence[Record]], None], records: Sequence[Record]) -> float:
    """The time of a task a person, on records that nobody has looked at before."""
    fresh = [evolve(record) for record in records]
    start = time.perf_counter()
    task(fresh)
    return (time.perf_counter() - start) / len(fresh)


def in_one_process(framework: Framework, records: Sequence[Record], rounds: int, openfisca: OpenFisca | None) -> float:
    """Prints how long a person takes; gives the persons a second of `competency.check`."""
    tasks: dict[str, tuple[Callable[[Sequence[Record]], None], int]] = {
        "check: status": (lambda them: statuses(framework, them), PERSONS),
        "check: reason, since, until, due read too": (lambda them: checked(framework, them), PERSONS),
        "check: because and flips read too": (lambda them: explained(framework, them), EXPLAINED),
        "by hand: status": (by_hand, PERSONS),
        "by hand: status and due": (by_hand_with_dues, PERSONS),
    }
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        persons = records[number * PERSONS : (number + 1) * PERSONS]
        for name, (task, size) in tasks.items():
            duration = seconds(task, persons[:size])
            if number:  # the first round warms up
                taken[name].append(duration)
        for count in VECTORS if openfisca else ():
            evaluation, arrays = openfisca.seconds(count) if openfisca else (0.0, 0.0)
            if number:
                what = f"OpenFisca, {count:,} at once: status"
                taken.setdefault(what, []).append(evaluation / count)
                taken.setdefault(f"{what}, events read too", []).append((evaluation + arrays) / count)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    ours = medians["check: status"]
    print(f"{'':<52} {'µs a person':>12} {'persons a second':>17} {'as fast as check':>17}")
    for name, median in medians.items():
        print(f"{name:<52} {median * MICRO:12,.1f} {1 / median:17,.0f} {ours / median:16,.2f}x")
    return 1 / ours


def as_processes(record: Record, runs: int) -> float:
    """Prints how long whole processes take; gives the milliseconds of `competency check`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{record.id}.yaml"
        path.write_text(written(record), encoding="utf-8")
        # As it is once installed: compiled, whatever this environment says about bytecode.
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}
        check = [sys.executable, "-m", "competency", "check", "kirklees", str(path), "--on", ON.isoformat()]
        commands = {
            "competency check": check,
            "competency check --format json": [*check, "--format", "json"],
            "python -c 'pass'": [sys.executable, "-c", "pass"],
            "python -c 'import yaml, jsonschema'": [sys.executable, "-c", "import yaml, jsonschema"],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(runs + 1):
            for name, command in commands.items():
                start = time.perf_counter()
                done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
                duration = (time.perf_counter() - start) * 1000
                if done.returncode:
                    raise SystemExit(f"{name} ended with {done.returncode}:\n{done.stderr[-2000:]}")
                if number:  # the first run compiles and fills caches
                    taken[name].append(duration)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    ours = medians["competency check"]
    print(f"{'':<52} {'ms':>12} {'as fast as check':>35}")
    for name, median in medians.items():
        print(f"{name:<52} {median:12,.0f} {ours / median:34,.2f}x")
    return ours


def main() -> int:
    parser = argparse.ArgumentParser(description="How fast `competency.check` is, and beside what.")
    parser.add_argument("--openfisca", default=sys.executable, metavar="PYTHON", help="a Python with openfisca-core")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    framework = competency.load("kirklees")
    records = practitioners(framework, (options.rounds + 1) * PERSONS)
    openfisca = OpenFisca(options.openfisca, records) if has_openfisca(options.openfisca) else None
    if openfisca is None:
        print(f"left out: {options.openfisca} has no openfisca-core; the head of this file says how to get it\n")
    differing = disagreements(framework, records, openfisca)
    for line in differing[:10]:
        print(line)
    print(f"{len(records):,} persons, 23 standards, {len(differing)} answers that differ\n")
    a_second = in_one_process(framework, records, options.rounds, openfisca)
    if openfisca is not None:
        openfisca.close()
    print(f"wanted: {WANTED_A_SECOND:,} persons a second; reached: {a_second / WANTED_A_SECOND:.2f} of it\n")
    milliseconds = as_processes(records[0], PROCESSES)
    print(f"wanted: under {WANTED_MILLISECONDS} ms; reached: {WANTED_MILLISECONDS / milliseconds:.2f} times that fast")
    return int(bool(differing) or a_second < WANTED_A_SECOND or milliseconds >= WANTED_MILLISECONDS)


if __name__ == "__main__":
    sys.exit(main())
