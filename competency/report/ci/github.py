"""Workflow commands of GitHub Actions: each finding becomes an annotation at its line.

Source: GitHub Docs, "Workflow commands for GitHub Actions", setting a debug, notice, warning or error message. GitHub
shows ten annotations of each kind for a step; the log holds all of them.
"""

from __future__ import annotations

from typing import Final

from competency.diagnostics import Diagnostic, Severity
from competency.report import findings
from competency.report.told import Told

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(told: Told) -> str:
    """One command a finding, then the line that counts."""
    rows = [_command(finding, told) for finding in told.findings]
    rows.append(findings.summary(len(told.files), len(told.skipped), told.findings))
    return "".join(f"{row}\n" for row in rows)


def _command(finding: Diagnostic, told: Told) -> str:
    span = finding.span
    where = {"file": told.path(span.file), "line": str(span.line), "endLine": str(span.end_line)}
    if span.end_line == span.line:  # GitHub refuses columns of what ends on another line
        where |= {"col": str(span.column), "endColumn": str(span.end_column)}
    where["title"] = f"{finding.rule.code} {finding.rule.name}"
    properties = ",".join(f"{key}={_property(value)}" for key, value in where.items())
    others = "".join(
        f"\n{told.path(one.span.file)}:{one.span.line}:{one.span.column}: {one.message}" for one in finding.related
    )
    message = f"{finding.message}{others}\nfix: {finding.fix}"
    return f"::{_COMMANDS[finding.severity]} {properties}::{_text(message)}"


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
