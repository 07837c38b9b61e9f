"""The main job on the five real boards: consistency, one practitioner's next courses, a level's worth elsewhere."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from attrs import evolve

from competency import lint
from competency.answers import pathway
from competency.diagnostics import Diagnostic, in_order
from competency.equivalence import map_frameworks
from competency.lint.draft import Draft
from competency.loading import bundled_files, examine, load, load_record
from competency.model import Relation
from competency.report import findings, terminal
from competency.standing import Status
from competency.verdicts import check

if TYPE_CHECKING:
    from rich.console import Console

BOARD: Final = "kirklees"
PRACTITIONER: Final = "kirklees-lapsed-paediatrician"
GOAL: Final = "level-3"
ELSEWHERE: Final = "bedfordshire"
ON: Final = date(2012, 5, 1)


def run() -> int:
    """Shows the demonstration and gives the exit code: 1 if a bundled framework has an error."""
    out = terminal.console()
    _heading("1. Are the bundled frameworks consistent?   competency validate …", out)
    errors = _validated(out)
    framework, record = load(BOARD), load_record(PRACTITIONER)
    _heading(f"2. How does one practitioner stand?   competency check {BOARD} {PRACTITIONER} --on {ON}", out)
    out.print(record.note or "")
    out.print()
    asking = (Status.OVERDUE, Status.DUE, Status.DUE_SOON)
    found = [verdict for verdict in check(framework, record, on=ON) if verdict.status in asking]
    terminal.verdicts(framework, record, ON, found, out)
    _heading(f"3. What next?   competency pathway {BOARD} {PRACTITIONER} --goal {GOAL} --on {ON}", out)
    terminal.pathway(framework, record, pathway(framework, record, goal=GOAL, on=ON), out)
    _heading(f"4. What is a level here worth elsewhere?   competency map {BOARD} {ELSEWHERE}", out)
    mapping = map_frameworks(framework, load(ELSEWHERE))
    of_goal = [
        row for row in mapping.correspondences if row.relation is not Relation.NONE and row.subject == f"{BOARD}:{GOAL}"
    ]
    terminal.mapping(evolve(mapping, correspondences=tuple(of_goal), together=()), out)
    return 1 if errors else 0


def _heading(title: str, out: Console) -> None:
    out.print()
    out.rule(title, align="left")


def _validated(out: Console) -> int:
    examined = examine(bundled_files().values())
    sense: list[Diagnostic] = []
    for loaded in examined.frameworks:
        sense.extend(lint.examined(Draft.of(loaded)))
    found = in_order([*examined.findings, *sense])
    for loaded in examined.frameworks:
        held = loaded.framework
        own = [diagnostic for diagnostic in found if diagnostic.span.file == loaded.document.file]
        counts = f"{len(held.courses)} courses, {len(held.outcomes)} outcomes, {len(held.standards)} standards"
        out.print(f"{held.id:<24}{counts}; {findings.summary(1, 0, own).removeprefix('1 file, ')}")
    return sum(1 for diagnostic in found if diagnostic.severity == "error")
