"""A Code Quality report of GitLab: a JSON list that a merge request shows beside the changed lines.

Source: GitLab Docs, "Code Quality", implement a custom tool: description, check_name, fingerprint, severity,
location.path, and location.positions (as ruff writes them).
"""

from __future__ import annotations

import json
from typing import Final, TypedDict

from competency.diagnostics import Diagnostic, Severity
from competency.report.told import Told

_SEVERITIES: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


class _Position(TypedDict):
    line: int
    column: int


class _Positions(TypedDict):
    begin: _Position
    end: _Position


class _Location(TypedDict):
    path: str
    positions: _Positions


class _Issue(TypedDict):
    description: str
    check_name: str
    fingerprint: str
    severity: str
    location: _Location


def render(told: Told) -> str:
    """The list of findings; `[]` where there is none."""
    issues = [_issue(finding, fingerprint, told) for finding, fingerprint in told.marked]
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


def _issue(finding: Diagnostic, fingerprint: str, told: Told) -> _Issue:
    span = finding.span
    return {
        "description": f"{finding.rule.code} {finding.rule.name}: {finding.message}; fix: {finding.fix}",
        "check_name": finding.rule.name,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": told.path(span.file),
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
        },
    }
