"""Answers as JSON values: every key is always there, what is absent is null."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from competency import notation
from competency.answers import Pathway, Step
from competency.correspondences import Correspondence, Correspondences, Together
from competency.diagnostics import Rule
from competency.explanation import Explanation
from competency.flips import Addition
from competency.loading import Loaded
from competency.model import Framework, Record
from competency.relaxation import Conflict
from competency.scenarios import Result, failing
from competency.sentences import Sentence
from competency.steps import Cost
from competency.values import Value
from competency.verdicts import Run, Verdict

if TYPE_CHECKING:  # a check or a plan need not know what a transfer is made of
    from competency.transfers import Transfer
    from competency.worth import Counted, Lost, Undecided

Data = dict[str, Value]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _because(explanations: Iterable[Explanation]) -> list[Value]:
    """The proof, flattened in reading order; each claim with its rule and source, or those of the claim above it."""
    rows: list[Value] = []
    for explanation in explanations:
        rule, source = explanation.rule, explanation.source
        for _, claim in explanation.walk():
            rows.append(
                {
                    "claim": claim.claim,
                    "rule": claim.rule or rule,
                    "source": list(claim.source or source),
                    "events": list(claim.events),
                }
            )
    return rows


def check_data(framework: Framework, record: Record, on: date, verdicts: Iterable[Verdict]) -> Data:
    """What `check --format json` gives."""
    return {
        "framework": framework.id,
        "subject": record.id,
        "on": on.isoformat(),
        "standards": [_verdict(verdict) for verdict in verdicts],
    }


def _verdict(verdict: Verdict) -> Data:
    return {
        "id": verdict.standard,
        "status": verdict.status.value,
        "reason": verdict.reason.value if verdict.reason else None,
        "strength": verdict.strength.value,
        "due": _day(verdict.due),
        "since": _day(verdict.since),
        "until": _day(verdict.until),
        "ideally": verdict.ideally,
        "source": list(verdict.source),
        "reading": verdict.reading,
        "because": _because(verdict.because),
        "flips": [
            {"add": [_addition(addition) for addition in flip.add], "makes": flip.makes.value} for flip in verdict.flips
        ],
        "timeline": None if verdict.timeline is None else [_run(run) for run in verdict.timeline],
    }


def _run(run: Run) -> Data:
    return {"from": run.first.isoformat(), "to": run.last.isoformat(), "status": run.status.value}


def _addition(addition: Addition) -> Data:
    return {
        "completed": addition.completed,
        "evidence": addition.evidence,
        "about": addition.about,
        "mode": addition.mode,
        "before": _day(addition.before),
    }


def pathway_data(pathway: Pathway) -> Data:
    """What `pathway --format json` gives."""
    return {
        "framework": pathway.framework,
        "goal": list(pathway.goal),
        "on": pathway.on.isoformat(),
        "feasible": pathway.feasible,
        "optimal": pathway.optimal,
        "gap": pathway.gap,
        "assumed": pathway.assumed,
        "cost": _cost(pathway.cost),
        "steps": [_step(step) for step in pathway.steps],
        "ready": list(pathway.ready),
        "already": [{"item": already.item, "until": _day(already.until)} for already in pathway.already],
        "conflict": [_conflict(conflict) for conflict in pathway.conflict],
        "alternatives": [pathway_data(other) for other in pathway.alternatives],
        "unneeded": [{"item": spared.item, "why": spared.why} for spared in pathway.unneeded],
        "relaxations": [
            {
                "changes": [_conflict(change) for change in relaxation.changes],
                "cost": _cost(relaxation.cost),
            }
            for relaxation in pathway.relaxations
        ],
        "until": _day(pathway.until),
    }


def _cost(cost: Cost) -> Data:
    return {"courses": cost.courses, "minutes": cost.minutes, "days": cost.days}


def _conflict(row: Conflict) -> Data:
    return {"rule": row.rule, "source": list(row.source), "message": row.message}


def _step(step: Step) -> Data:
    return {
        "course": step.course,
        "evidence": step.evidence,
        "about": step.about,
        "mode": step.mode,
        "on": step.on.isoformat(),
        "wait_until": _day(step.wait_until),
        "by": _day(step.by),
        "because": _because(step.because),
        "unlocks": list(step.unlocks),
        "place": step.place or None,
        "otherwise": step.otherwise,
    }


def map_data(found: Correspondences) -> Data:
    """What `map --format json` gives; `together` are items that only jointly correspond to one of the other side."""
    return {
        "subject": found.subject,
        "object": found.object,
        "correspondences": [_correspondence(row) for row in found.correspondences],
        "together": [_together(row) for row in found.together],
    }


def _together(row: Together) -> Data:
    return {
        "subject": list(row.subject),
        "relation": row.relation.value,
        "object": list(row.object),
        "decision": row.decision.value if row.decision else None,
        "because": _because(row.because),
        "residue": {"subject": list(row.residue.subject), "object": list(row.residue.object)},
    }


def _correspondence(row: Correspondence) -> Data:
    return {
        "subject": row.subject,
        "relation": row.relation.value,
        "object": row.object,
        "confidence": row.confidence,
        "relation_confidence": row.relation_confidence,
        "calibrated": row.calibrated,
        "decision": row.decision.value if row.decision else None,
        "because": _because(row.because),
        "residue": {"subject": list(row.residue.subject), "object": list(row.residue.object)},
    }


def transfer_data(found: Transfer) -> Data:
    """What `transfer --format json` gives.

    Events in `counts`, `lost` and `undecided` are indexes into the record that was given, those in `pathway`,
    `reachable` and `standards` into `record`, with which the person begins at the new board.
    """
    return {
        "from": found.from_,
        "to": found.to,
        "on": found.on.isoformat(),
        "counts": [_counted(row) for row in found.counts],
        "lost": [{"item": row.item, "why": row.why, "nearest": row.nearest, **_seen(row)} for row in found.lost],
        "undecided": [
            {
                "item": row.item,
                "why": row.why,
                "candidates": list(row.candidates),
                "missing": list(row.missing),
                **_seen(row),
            }
            for row in found.undecided
        ],
        "pathway": pathway_data(found.pathway),
        "reachable": None if found.reachable is None else pathway_data(found.reachable),
        "unreachable": [_conflict(conflict) for conflict in found.unreachable],
        "appointed": found.appointed.isoformat(),
        "groups": [
            {"group": row.group, "from": row.starts.isoformat(), "because": _because(row.because)}
            for row in found.groups
        ],
        "levels": [
            {
                "item": row.item,
                "as": row.as_,
                "relation": None if row.relation is None else row.relation.value,
                "confidence": row.confidence,
                "attained": row.attained,
                "because": _because(row.because),
            }
            for row in found.levels
        ],
        "lapsed": [{"standard": row.standard, "since": _day(row.since)} for row in found.lapsed],
        "later": list(found.later),
        "standards": [_verdict(verdict) for verdict in found.standards],
        "record": notation.record_data(found.record),
        "basis": {
            "curated": list(found.basis.curated),
            "decided": found.basis.decided,
            "computed": found.basis.computed,
            "least": found.basis.least,
        },
        "notes": list(found.notes),
    }


def _counted(row: Counted) -> Data:
    return {
        "item": row.item,
        "as": row.as_,
        "relation": row.relation.value,
        "confidence": row.confidence,
        "because": _because(row.because),
        "relation_confidence": row.relation_confidence,
        "decision": row.decision.value if row.decision else None,
        "together": list(row.together),
        **_seen(row),
        "until": _day(row.until),
        "through": list(row.through),
        "keeps": [
            {
                "standard": kept.standard,
                "status": kept.status.value,
                "reason": kept.reason.value if kept.reason else None,
                "until": _day(kept.until),
            }
            for kept in row.keeps
        ],
    }


def _seen(row: Counted | Lost | Undecided) -> Data:
    return {"events": list(row.events), "days": [day.isoformat() for day in row.days]}


def test_data(results: Sequence[Result]) -> Data:
    """What `test --format json` gives; the first four are counts, of scenarios but for the files.

    `expected` has the parts that are compared, and no others: null says that the verdict is to have none.
    """
    told, failed = {result.span.file: result for result in results}, failing(results)
    return {
        "files": len(told),
        "scenarios": len(told),
        "passed": len(told) - len(failed),
        "failed": len(failed),
        "results": [_result(result) for result in results],
    }


def _result(result: Result) -> Data:
    return {
        "file": result.span.file,
        "line": result.span.line,
        "column": result.span.column,
        "id": result.scenario.id,
        "title": result.scenario.title,
        "clauses": list(result.scenario.clauses),
        "framework": result.scenario.framework.id,
        "on": result.on.isoformat(),
        "standard": result.standard,
        "expected": dict(result.expected),
        "got": None if result.got is None else dict(result.got),
        "why": result.why,
        "because": _because(result.because),
        "passed": result.passed,
    }


def list_data(frameworks: Iterable[Loaded]) -> list[Value]:
    """What `list --format json` gives: the bundled frameworks and what each holds."""
    return [
        {
            "id": loaded.framework.id,
            "title": loaded.framework.title,
            "publisher": loaded.framework.publisher,
            "file": loaded.document.file,
            "levels": len(loaded.framework.levels),
            "groups": len(loaded.framework.groups),
            "outcomes": len(loaded.framework.outcomes),
            "courses": len(loaded.framework.courses),
            "standards": len(loaded.framework.standards),
        }
        for loaded in frameworks
    ]


def rules_data(rules: Iterable[Rule]) -> list[Value]:
    """What `rules --format json` gives: each rule with its page."""
    return [
        {
            "code": rule.code,
            "rule": rule.name,
            "severity": rule.severity.value,
            "summary": rule.summary,
            "page": rule.page.strip(),
        }
        for rule in rules
    ]


def explain_data(sentences: Iterable[Sentence]) -> list[Value]:
    """What `explain --format json` gives: one sentence a rule."""
    return [
        {"id": said.id, "sentence": said.sentence, "source": list(said.source), "reading": said.reading}
        for said in sentences
    ]
