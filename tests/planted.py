"""Faults to plant in the evaluator, each a small change of its text that a tired hand might make.

`python tests/planted.py N…` says for each of these (or for all) at which random case it is found.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from attrs import frozen

TESTS: Final = Path(__file__).parent
PACKAGE: Final = TESTS.parent / "competency"
CASES: Final = 4000
"""Within so many random cases every fault must be found."""

HUNT: Final = """
import sys
from differential import first_disagreement
print(first_disagreement(range(int(sys.argv[1]), int(sys.argv[2]))))
"""


@frozen
class Fault:
    """In a module of the package, `new` stands instead of `old`, which occurs there exactly once."""

    module: str
    old: str
    new: str
    what: str
    start: int = 0
    """The random case with which the search begins: not long before the first that finds the fault."""

    def source(self) -> str:
        """The module's text with the fault in it.

        Raises:
            ValueError: the text has changed, so that it is no longer clear where the fault goes.
        """
        text = (PACKAGE / f"{self.module}.py").read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.module}: {text.count(self.old)} times {self.old!r}; choose the text anew")
        return text.replace(self.old, self.new)


FAULTS: Final = (
    # --- calendar
    Fault(
        "periods",
        "of_month = min(of_month,",
        "of_month = max(of_month - 3,",
        "a month too short is overflown",
        start=400,
    ),
    Fault("periods", "return min(day + self.days, FOREVER)", "return min(day + self.days - 1, FOREVER)", "a day less"),
    Fault(
        "periods", "Cycle.FINANCIAL_YEAR: 4", "Cycle.FINANCIAL_YEAR: 5", "the financial year begins in May", start=750
    ),
    Fault(
        "periods",
        "if day.month >= self.first_month",
        "if day.month > self.first_month",
        "the cycle of its first month",
        start=200,
    ),
    Fault(
        "periods",
        "Period(months=24)",
        "Period(months=12)",
        "a completion counts until the end of its own cycle only",
    ),
    Fault(
        "periods",
        "if before < times <= depth:",
        "if before <= times <= depth:",
        "n-fold cover begins too late",
        start=400,
    ),
    Fault("periods", "elif depth < times <= before:", "elif depth < times < before:", "n-fold cover doesn't end"),
    # --- what was done
    Fault(
        "history", "if event.on.toordinal() <= self.seen]", "if event.on.toordinal() < self.seen]", "today isn't seen"
    ),
    Fault(
        "history",
        "days.setdefault(event.on, [])",
        "days.setdefault((event.on, event.index), [])",
        "equal rows are two",
    ),
    Fault(
        "history",
        "(day, event.about, event.by), []).append(row)",
        "(day, event.about, None), []).append(row)",
        "two people",
        start=1050,
    ),
    Fault(
        "history",
        "max([known for known in minutes",
        "min([known for known in minutes",
        "the smaller minutes",
        start=700,
    ),
    Fault(
        "history",
        "for row in reversed(self.record.facts)",
        "for row in self.record.facts",
        "the first value wins",
    ),
    Fault(
        "history",
        "else min(ends.toordinal() + 1, FOREVER)",
        "else min(ends.toordinal(), FOREVER)",
        "`to` isn't included",
    ),
    Fault(
        "history",
        "hit.day > counting.ends.toordinal()",
        "hit.day >= counting.ends.toordinal()",
        "`to` of a route",
        start=400,
    ),
    Fault(
        "history",
        "hit.day < counting.starts.toordinal()",
        "hit.day <= counting.starts.toordinal()",
        "`from` of a route",
    ),
    Fault(
        "history", "Doubt.PERHAPS if hit.open_mode or", "Doubt.YES if hit.open_mode or", "an open mode counts surely"
    ),
    Fault(
        "history",
        "about = course if evidence is not None",
        "about = None if evidence is not None",
        "what a course grants is about no course",
        start=250,
    ),
    # --- requirements
    Fault(
        "evaluation",
        "if hit.day >= first and (hit.sure",
        "if hit.day > first and (hit.sure",
        "a refresher of the same day",
        start=1050,
    ),
    Fault(
        "evaluation",
        "first = min(head.day for head in kept)",
        "first = max(head.day for head in kept)",
        "wrong anchor",
        start=700,
    ),
    Fault(
        "evaluation",
        "first.day <= hit.day < close",
        "first.day <= hit.day <= close",
        "`inside` is a day longer",
        start=150,
    ),
    Fault(
        "evaluation",
        "return (day, day + 1 if self.sure and unstated",
        "return (day, day if self.sure and unstated",
        "own day",
    ),
    Fault(
        "evaluation",
        "each.end(day) if self.own_cycle",
        "each.end_of_next(day) if self.own_cycle",
        "own cycle",
        start=150,
    ),
    Fault("evaluation", "if total >= needed:", "if total > needed:", "hours reached exactly"),
    Fault(
        "evaluation",
        "needed if hit.open_minutes else hit.minutes",
        "hit.minutes",
        "minutes that nobody knows are none",
        start=150,
    ),
    Fault(
        "evaluation",
        "person = index if hit.by is None",
        "person = '' if hit.by is None",
        "the unsigned are one person",
        start=150,
    ),
    Fault(
        "evaluation", "if self.opened <= hit.day <= self.closed)", "if self.opened < hit.day <= self.closed)", "opens"
    ),
    Fault(
        "evaluation",
        "about=course, own_cycle=False, opened=EVER)",
        "about=course)",
        "requires",
        start=1500,
    ),
    Fault("evaluation", "return evolve(self, about=course)", "return self", "that course"),
    Fault(
        "evaluation",
        "if piece.day not in valid.possible:",
        "if not valid.possible:",
        "evidence is valid on its own day",
        start=150,
    ),
    Fault(
        "evaluation", "lambda days: covered(days, number)", "lambda days: covered(days, number + 1)", "one more of them"
    ),
    Fault(
        "evaluation", "meant & self.held(entry.when))", "meant | self.held(entry.when))", "`when` widens an audience"
    ),
    # --- standards
    Fault(
        "standing",
        "event.sure and event.day in self.applies.sure",
        "event.sure",
        "an event before it surely applied",
        start=1050,
    ),
    Fault(
        "standing",
        "if hit.day in self.applies.possible)\n        return tuple",
        ")\n        return tuple",
        "other events",
    ),
    Fault("standing", "self.perhaps >= self.limit", "self.perhaps > self.limit", "late by a day", start=500),
    Fault("standing", "return day + 1\n", "return day\n", "in order on the day itself"),
    Fault("standing", "regarding.since(opened) if", "regarding if", "`opens` is ignored"),
    Fault(
        "standing",
        "    Status.BREACHED,\n    Status.OVERDUE,\n    Status.UNKNOWN,\n",
        "    Status.BREACHED,\n    Status.UNKNOWN,\n    Status.OVERDUE,\n",
        "the worst",
    ),
    Fault(
        "standing", "Status.DUE if day < obligation.limit", "Status.DUE if day <= obligation.limit", "due a day longer"
    ),
    Fault(
        "standing",
        "else regarding.held(unless),",
        "else self.evaluator.held(unless),",
        "`unless` of another course",
        start=300,
    ),
    Fault(
        "standing", "if start is None else (start, start)", "if start is None else (start + 1, start + 1)", "joining"
    ),
    Fault("standing", "min(sure, default=FOREVER))", "max(sure, default=FOREVER))", "the last event of a trigger"),
    Fault(
        "standing",
        "if day in held.sure:\n            return self._met",
        "if day in held.sure and day not in self.exempt.sure:\n            return self._met",
        "`unless` first",
    ),
    Fault(
        "standing", "return Status.DUE if day < earliest", "return Status.DUE if day <= earliest", "overdue a day later"
    ),
    Fault("standing", "and ends <= self._history", "and ends < self._history", "notice is a day shorter"),
    Fault("standing", "ending or unsettled else", "ending else", "the cycle before is enough", start=150),
    Fault("standing", "return first is not None and first < day", "return first is not None and first > day", "lapsed"),
    Fault(
        "standing",
        "if turn > day and self.status(turn) is not status",
        "if turn > day + 1 and self.status(turn) is not status",
        "until",
    ),
    Fault(
        "standing",
        "then = self._with_renewals_until(day)\n        return then._met",
        "then = self\n        return then._met",
        "hindsight",
    ),
)


def found_at(fault: Fault, folder: Path) -> int | None:
    """The number of the first random case on which a copy of the package with the fault answers wrongly.

    Raises:
        RuntimeError: the copy fails, which is no answer.
    """
    copy = folder / "competency"
    shutil.copytree(PACKAGE, copy)
    module = copy / f"{fault.module}.py"
    module.write_text(fault.source(), encoding="utf-8")
    paths = os.pathsep.join([str(folder), str(TESTS)])
    run = subprocess.run(
        [sys.executable, "-c", HUNT, str(fault.start), str(fault.start + CASES)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(run.stderr)
    return None if run.stdout.strip() == "None" else int(run.stdout)


if __name__ == "__main__":
    for number in map(int, sys.argv[1:] or range(len(FAULTS))):
        with tempfile.TemporaryDirectory() as place:
            print(number, FAULTS[number].what, found_at(FAULTS[number], Path(place)), flush=True)
