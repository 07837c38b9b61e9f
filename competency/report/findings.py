"""The findings of `validate`: as text with the line shown and the culprit underlined, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypedDict

from competency.diagnostics import Diagnostic, Severity, Span

SHOWN: Final = 50
"""Findings told in full; of the rest only the number."""

WIDTH: Final = 120
"""Characters of a line that are shown."""

Line = Callable[[Span], str]
"""The line of a file on which a span begins."""


class FindingData(TypedDict):
    """One finding, as `validate --format json` gives it."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    rule: str
    severity: str
    message: str
    fix: str


class ValidationData(TypedDict):
    """What `validate --format json` gives; the first five are counts."""

    files: int
    skipped: int
    errors: int
    warnings: int
    notes: int
    findings: list[FindingData]


def as_text(findings: Iterable[Diagnostic], line: Line) -> str:
    """The findings for a person: place, rule and message, the line with its culprit underlined, and the fix."""
    told = list(findings)
    blocks = [_block(diagnostic, line) for diagnostic in told[:SHOWN]]
    if len(told) > SHOWN:
        blocks.append(f"… and {len(told) - SHOWN} more findings; --format json lists all of them")
    return "\n\n".join(blocks)


def _block(diagnostic: Diagnostic, line: Line) -> str:
    rows = [f"{diagnostic} [{diagnostic.severity}]"]
    rows += _underlined(diagnostic.span, line(diagnostic.span), "^")
    for related in diagnostic.related:
        rows.append(f"  {related.span}: {related.message}")
        rows += _underlined(related.span, line(related.span), "-")
    rows.append(f"  fix: {diagnostic.fix}")
    return "\n".join(rows)


def _underlined(span: Span, text: str, mark: str) -> list[str]:
    """The line, clipped to 120 characters around the culprit, and a row of `~~~^` below it."""
    if not text.strip():
        return []
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(text.rstrip())
    first = max(0, min(start - WIDTH // 3, len(text) - WIDTH)) if len(text) > WIDTH else 0
    shown = text[first : first + WIDTH].replace("\t", " ")
    left = "…" if first else ""
    right = "…" if first + WIDTH < len(text) else ""
    width = max(1, min(end, first + WIDTH) - start)
    gutter = f"{span.line:>6} | "
    pad = " " * (len(gutter) - 2) + "| " + " " * (len(left) + start - first)
    return [f"{gutter}{left}{shown}{right}".rstrip(), f"{pad}{'~' * (width - 1)}{mark}"]


def summary(files: int, skipped: int, findings: Iterable[Diagnostic]) -> str:
    """One line that counts: files, errors, warnings, notes."""
    told = list(findings)
    counts = [
        _counted(files, "file"),
        *(_counted(number(told, severity), str(severity)) for severity in Severity),
    ]
    aside = f" ({_counted(skipped, 'other file')} skipped)" if skipped else ""
    return f"{', '.join(counts)}{aside}"


def _counted(amount: int, thing: str) -> str:
    return f"{amount} {thing}" if amount == 1 else f"{amount} {thing}s"


def number(findings: Iterable[Diagnostic], severity: Severity) -> int:
    """How many of the findings have a severity."""
    return sum(1 for diagnostic in findings if diagnostic.severity is severity)


def as_data(files: int, skipped: int, findings: Iterable[Diagnostic]) -> ValidationData:
    """The findings for a program."""
    told = list(findings)
    return {
        "files": files,
        "skipped": skipped,
        "errors": number(told, Severity.ERROR),
        "warnings": number(told, Severity.WARNING),
        "notes": number(told, Severity.NOTE),
        "findings": [_finding(diagnostic) for diagnostic in told],
    }


def _finding(diagnostic: Diagnostic) -> FindingData:
    span = diagnostic.span
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "code": diagnostic.rule.code,
        "rule": diagnostic.rule.name,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "fix": diagnostic.fix,
    }
