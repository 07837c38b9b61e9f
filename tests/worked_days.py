"""Worked days: a text with rules, a record, and what is answered on which days.

A text has three parts, with a line `---` between them: what the framework says, what the record says, and the days,
each with its answers: a status and the reason where one is told. Of several standards there is one column each, in the
order of the file, or as a first row `day | id | …` names them.
"""

from __future__ import annotations

import re
from datetime import date

from snippets import document

import competency
from competency.document import parse
from competency.model import SECTIONS, Framework, Record
from competency.values import Value
from competency.verdicts import Verdict, check


def mapping(text: str) -> dict[str, Value]:
    """The mapping that a piece of YAML holds; nothing is an empty one."""
    if not text.strip():
        return {}
    read, faults = parse(text, file="case.yaml")
    assert read is not None, faults
    assert isinstance(read.value, dict)
    return read.value


def framework(text: str) -> Framework:
    return competency.load(mapping(document(text)[0]))


def record(text: str, rules: Framework) -> Record:
    head: dict[str, Value] = {"format": "record/1", "id": "p-1", "framework": rules.id, "subject": "practitioner"}
    return competency.load_record({**head, **mapping(text)}, rules)


def added(base: dict[str, Value], additions: dict[str, Value]) -> Framework:
    """The framework with what is added to it: sections are joined, other keys are those of the standard `rule`."""
    whole, rule = dict(base), dict[str, Value]()
    for key, value in additions.items():
        here = whole.get(key, {})
        if key == "levels" and isinstance(value, list) and isinstance(here, list):
            whole[key] = [*here, *value]
        elif key in SECTIONS and isinstance(value, dict) and isinstance(here, dict):
            whole[key] = {**here, **value}
        elif key in ("notice", "valid"):
            whole[key] = value
        else:
            rule[key] = value
    standards = whole.get("standards", {})
    if rule and isinstance(standards, dict):
        whole["standards"] = {"rule": {"title": "Rule", **rule}, **standards}
    return competency.load(whole)


def told(verdict: Verdict) -> str:
    return f"{verdict.status} {verdict.reason}" if verdict.reason else str(verdict.status)


def holds(text: str) -> None:
    """Every row of the text is what `check` answers on its day."""
    rules_text, record_text, table = re.split(r"^---\n", text, flags=re.MULTILINE)
    rules = framework(rules_text)
    rows_are(rules, record(record_text, rules), table)


def rows_are(rules: Framework, history: Record, table: str) -> None:
    """Every row of the table is what `check` answers on its day."""
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    standards = rows.pop(0)[1:] if rows[0][0] == "day" else [standard.id for standard in rules.standards]
    for day, *expected in rows:
        verdicts = check(rules, history, on=date.fromisoformat(day))
        answers = {verdict.standard.split(":")[1]: told(verdict) for verdict in verdicts}
        assert [answers[standard] for standard in standards] == expected, day
