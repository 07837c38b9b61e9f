"""Answers for a person at a terminal: tables and indented reasons (the only rich import)."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from attrs import evolve
from rich.console import Console
from rich.table import Table
from rich.text import Text

from competency import program
from competency.report.timeline import drawn
from competency.requirements import in_words
from competency.standing import Status

if TYPE_CHECKING:  # one answer is shown at a time, and what makes the others need not be there for it
    from competency.answers import Pathway, Step
    from competency.correspondences import Correspondences
    from competency.explanation import Explanation
    from competency.flips import Addition
    from competency.loading import Loaded
    from competency.model import Framework, Record
    from competency.report.plan_timeline import Line as PlanLine
    from competency.scenarios import Parts, Result
    from competency.sentences import Sentence
    from competency.verdicts import Verdict

PIPED_WIDTH = 110
"""Columns where the output is no terminal, so that a file looks the same everywhere."""

_STYLES = {
    Status.MET: "green",
    Status.DUE_SOON: "yellow",
    Status.DUE: "yellow",
    Status.OVERDUE: "red",
    Status.BREACHED: "red",
    Status.EXEMPT: "green",
    Status.NOT_APPLICABLE: "dim",
    Status.UNKNOWN: "magenta",
}


def console() -> Console:
    """Where answers go: the terminal as it is, or a file of fixed width and without colours."""
    width = None if sys.stdout.isatty() else PIPED_WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _sources(source: Iterable[str]) -> str:
    return "; ".join(source) or "no source"


def _title(framework: Framework, qualified: str) -> str:
    own, _, item = qualified.rpartition(":")
    return framework.title_of(item) if own == framework.id else qualified


def listing(frameworks: Iterable[Loaded], out: Console) -> None:
    """The bundled frameworks, one a line."""
    table = _table("id", "levels", "groups", "outcomes", "courses", "standards", "title")
    for loaded in frameworks:
        held = loaded.framework
        counts = (held.levels, held.groups, held.outcomes, held.courses, held.standards)
        table.add_row(held.id, *(str(len(count)) for count in counts), f"{held.publisher}: {held.title}")
    out.print(table)


# --- check -----------------------------------------------------------------------------------------------


def verdicts(framework: Framework, record: Record, on: date, found: Iterable[Verdict], out: Console) -> None:
    """Each standard that applies with its status and reasons; those that don't apply are only counted."""
    told = list(found)
    out.print(f"{record.id} under {framework.title} ({framework.publisher}) on {in_words(on)}")
    outside = _outside(framework, on)
    if outside:
        out.print(outside, style="yellow")
    applying = [verdict for verdict in told if verdict.status is not Status.NOT_APPLICABLE]
    for verdict in applying:
        out.print()
        _verdict(verdict, out)
    if not told:
        out.print("\nThe framework has no standard for this kind of subject.")
    aside = len(told) - len(applying)
    if aside:
        verb = "does" if aside == 1 else "do"
        out.print(f"\n{_counted(aside, 'other standard')} of the framework {verb} not apply on this day.")


def _outside(framework: Framework, on: date) -> str | None:
    starts, ends = framework.starts, framework.ends
    early = isinstance(starts, date) and on < starts
    late = isinstance(ends, date) and on > ends
    return "note: the day lies outside the framework's own validity" if early or late else None


def _added(addition: Addition) -> str:
    """An addition in a few words."""
    about = f" about {addition.about}" if addition.about else ""
    mode = f" ({addition.mode})" if addition.mode else ""
    return f"{addition.completed or addition.evidence}{about}{mode}"


def timeline(
    framework: Framework, record: Record, since: date, until: date, found: Iterable[Verdict], out: Console
) -> None:
    """How each standard stands over a period: a bar for each, and every change with its day."""
    out.print(f"{record.id} under {framework.title} ({framework.publisher})")
    for outside in dict.fromkeys(_outside(framework, day) for day in (since, until)):
        if outside:
            out.print(outside, style="yellow")
    for line in drawn(found, since=since, until=until, width=out.width):
        pieces = ((piece.text, _STYLES[piece.status] if piece.status else "") for piece in line)
        out.print(Text.assemble(*pieces), soft_wrap=True)


def _verdict(verdict: Verdict, out: Console) -> None:
    status = Text(f"{verdict.status.upper():<10}", style=_STYLES[verdict.status])
    out.print(status, Text(f"{verdict.title} [{verdict.standard}, {verdict.strength}]"))
    dates = [
        f"{word} {in_words(day)}"
        for word, day in (("since", verdict.since), ("due before", verdict.due), ("stays so until", verdict.until))
        if day is not None and not (word == "due before" and verdict.status is Status.OVERDUE)
    ]
    if verdict.reason is not None:
        dates.insert(0, verdict.reason.replace("-", " "))
    if dates:
        out.print(f"  {', '.join(dates)}")
    _reasons(verdict.because, out)
    for made, ways in groupby(verdict.flips, key=lambda flip: flip.makes):
        told = [" and ".join(_added(addition) for addition in way.add) for way in ways]
        shown = ", ".join(told[:5]) + (f" or {len(told) - 5} more" if len(told) > 5 else "")
        _hanging(f"would be {made} with {'any one of: ' if len(told) > 1 else ''}{shown}", 2, out)
    if verdict.reading:
        _hanging(f"reading: {verdict.reading}", 2, out)
    _hanging(f"source: {_sources(verdict.source)}", 2, out, "dim")


def _reasons(explanations: Iterable[Explanation], out: Console, indent: int = 2) -> None:
    for explanation in explanations:
        for depth, claim in explanation.walk():
            _hanging(f"- {claim.claim}", indent + 2 * depth, out)


def _hanging(text: str, indent: int, out: Console, style: str = "") -> None:
    """A text whose further lines stand below its first one."""
    margin = " " * indent
    lines = textwrap.wrap(text, max(out.width - indent, 40), break_long_words=False, break_on_hyphens=False)
    for line in lines:
        out.print(Text(f"{margin}{line}", style=style), soft_wrap=True)


# --- pathway ---------------------------------------------------------------------------------------------


def pathway(framework: Framework, record: Record, found: Pathway, out: Console) -> None:
    """The plan step by step with what asks for each, or the rules that leave none."""
    goal = ", ".join(_title(framework, item) for item in found.goal) or "all standards that bind"
    until = f" to {in_words(found.until)}" if found.until is not None else ""
    out.print(f"{record.id} under {framework.title} ({framework.publisher}): {goal}, from {in_words(found.on)}{until}")
    if found.assumed:
        out.print("assumed: the document has no rule for this level; one course of it is taken to reach it")
    out.print()
    if not found.feasible:
        out.print("There is no plan. These rules stand in the way:", style="red")
        for conflict in found.conflict:
            _hanging(f"- {conflict.message} [{conflict.rule}]", 2, out)
            _hanging(f"source: {_sources(conflict.source)}", 4, out, "dim")
        _relaxations(found, out)
    elif not found.steps:
        met = "the goal is met already" if found.until is None else "nothing runs out up to that day"
        out.print(f"Nothing to do: {met}.", style="green")
    else:
        _plan(framework, found, out)
    _already(framework, found, out)
    for number, other in enumerate(found.alternatives, start=2):
        out.print(f"\nAlternative {number}")
        _plan(framework, other, out)


def _plan(framework: Framework, found: Pathway, out: Console) -> None:
    proof = "the best there is" if found.optimal else f"at most {found.gap or 0:.0%} from the best"
    cost = found.cost
    minutes = f", {cost.minutes} minutes as far as stated" if cost.minutes else ""
    out.print(f"{_counted(cost.courses, 'course')}{minutes}, {_counted(cost.days, 'day')}; {proof}", style="bold")
    if not found.optimal and found.until is None and not program.available():
        out.print(f"HiGHS may find and prove the best: {program.INSTALL}", style="dim")
    for number, step in enumerate(found.steps, start=1):
        out.print(f"{number}. {_step_title(framework, step, dated=found.until is not None)}")
        _reasons(step.because, out, indent=3)
        for source in dict.fromkeys(reason.source for reason in step.because if reason.source):
            _hanging(f"source: {_sources(source)}", 5, out, "dim")
        if step.otherwise is not None:
            _hanging(f"otherwise: {step.otherwise}", 5, out)


def _relaxations(found: Pathway, out: Console) -> None:
    """What would give a plan, each change with what that plan costs."""
    if found.relaxations:
        out.print("\nThere would be a plan if")
    for relaxation in found.relaxations:
        changes = ", and ".join(change.message for change in relaxation.changes)
        cost = f"{_counted(relaxation.cost.courses, 'course')}, {_counted(relaxation.cost.days, 'day')}"
        _hanging(f"- {changes} ({cost})", 2, out)


def _counted(amount: int, thing: str) -> str:
    return f"{amount} {thing}" if amount == 1 else f"{amount} {thing}s"


def _step_title(framework: Framework, step: Step, *, dated: bool) -> str:
    """The step in a line, with its day where it is a session's or no waits tell it."""
    if step.wait_until is not None:
        return f"wait until {in_words(step.wait_until)}"
    item = step.course or step.evidence or ""
    title = f"{_title(framework, item)} [{item}]"
    about = f" for {_title(framework, step.about)}" if step.about else ""
    mode = f", {step.mode}" if step.mode else ""
    late = " (late)" if step.by is not None and step.by < step.on else ""
    by = f", by {in_words(step.by)}{late}" if step.by is not None else ""
    day = f", {in_words(step.on)}" if dated or step.place is not None else ""
    session = f"{day}, {step.place}" if step.place else day
    return f"{title}{about}{mode}{session}{by}"


def _already(framework: Framework, found: Pathway, out: Console) -> None:
    if found.already:
        out.print("\nAlready met")
        for row in found.already:
            until = f", until {in_words(row.until)}" if row.until is not None else ""
            _hanging(f"- {_title(framework, row.item)}{until}", 2, out)
    if found.unneeded:
        out.print("\nNot needed")
        for spared in found.unneeded:
            _hanging(f"- {_title(framework, spared.item)}: {spared.why}", 2, out)
    if found.ready:
        out.print("\nCan be booked now")
        _hanging(", ".join(_title(framework, item) for item in found.ready), 2, out)


_STAGES = {
    "done": "dim",
    "next": "bold green",
    "goal": "cyan",
    "reached": "cyan",
    "in the way": "red",
    "way out": "yellow",
}


def staged(lines: Iterable[PlanLine], out: Console) -> None:
    """A drawn plan, each stage in its colour."""
    for line in lines:
        out.print(Text.assemble(*((piece.text, _STAGES.get(piece.stage or "", "")) for piece in line)), soft_wrap=True)


# --- test ------------------------------------------------------------------------------------------------


def scenarios(results: Sequence[Result], out: Console) -> None:
    """Each expectation that failed, with its place, what came instead and why; then one line that counts."""
    for result in results:
        if not result.passed:
            _failure(result, out)
            out.print()
    told, failed = (
        len({result.span.file for result in results}),
        len({result.span.file for result in results if not result.passed}),
    )
    counts = f"{told - failed} passed, {failed} failed ({_counted(len(results), 'expectation')})"
    out.print(Text(f"{_counted(told, 'scenario')}: {counts}", style="red" if failed else "green"))


def _failure(result: Result, out: Console) -> None:
    scenario = result.scenario
    out.print(Text(f"{result.span}: {scenario.title or scenario.id}", style="bold"), soft_wrap=True)
    _hanging(f"{result.standard} on {in_words(result.on)}", 2, out)
    _hanging(f"expected: {_told_parts(result.expected, result.expected)}", 2, out)
    got = "no verdict" if result.got is None else _told_parts(result.got, result.expected)
    _hanging(f"got:      {got}", 2, out, "red")
    _reasons(result.because, out)
    if result.reading:
        _hanging(f"reading: {result.reading}", 2, out)
    if result.why:
        _hanging(f"the scenario says why: {result.why}", 2, out)
    if scenario.clauses:
        _hanging(f"clause: {', '.join(scenario.clauses)}", 2, out, "dim")


def _told_parts(parts: Parts, named: Iterable[str]) -> str:
    """The named parts of a verdict in words: 'overdue, reason lapsed, due 15 January 2014, no until'."""
    told = []
    for name in named:
        part = parts[name]
        if part is None:
            told.append(f"no {name}")
        elif name == "ideally":
            told.append("ideally too" if part else "not ideally")
        elif name in ("status", "reason"):
            told.append(str(part) if name == "status" else f"reason {part}")
        else:
            told.append(f"{name} {in_words(date.fromisoformat(str(part)))}")
    return ", ".join(told)


# --- map, explain ----------------------------------------------------------------------------------------


def mapping(found: Correspondences, out: Console, *, whole: bool = False) -> None:
    """The correspondences, each followed by its reason and, where the `whole` proof is wanted, what that rests on."""
    told = found.correspondences
    out.print(f"{found.subject} and {found.object}: {_counted(len(told), 'correspondence')}")
    calibrated = bool(told) and all(row.calibrated or row.decision for row in told)
    worth = "measured on other pairs of this field" if calibrated else "not calibrated: unlikely, open or likely"
    legend = f"Read 'x broad y' as: y is the broader one. In brackets: that they correspond, that so; {worth}."
    _hanging(legend, 0, out, "dim")
    out.print()
    for row in told:
        decided = f", {row.decision}" if row.decision else ""
        figures = f"({row.confidence:.2f}, {row.relation_confidence:.2f}{decided})"
        out.print(f"{row.subject} {row.relation} {row.object}  {figures}")
        _reasons(row.because if whole else [evolve(row.because[0], because=())], out)
        for side, missing in ((row.subject, row.residue.subject), (row.object, row.residue.object)):
            if missing:
                shown = ", ".join(missing[:6]) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
                _hanging(f"of {side} not wholly covered: {shown}", 2, out)
    if found.together and not whole:
        out.print("\nOnly together:")
        for joint in found.together:
            _reasons([evolve(reason, because=()) for reason in joint.because[:1]], out)


def explained(sentences: Iterable[Sentence], out: Console) -> None:
    """One sentence a rule, with its reading and source."""
    for said in sentences:
        out.print(Text(said.id, style="bold"))
        _hanging(f"{said.sentence}", 2, out)
        if said.reading:
            _hanging(f"reading: {said.reading}", 2, out)
        _hanging(f"source: {_sources(said.source)}", 2, out, "dim")
