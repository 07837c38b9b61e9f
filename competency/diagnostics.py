"""Faults as values: where, what, and what to do about it.

A fault found in a document is never raised on its own; it is a :class:`Diagnostic`, collected with all
others, and worded where it is found. How it is shown (text, JSON, …) is the business of `competency.report`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from attrs import field, frozen

PATH = tuple[str | int, ...]
"""A place inside a document's value: keys of mappings and indexes of lists, outermost first."""


class Severity(StrEnum):
    """How much a finding weighs. Shape and reference are errors; sense is a warning; `unstated` is a note."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITIES: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@frozen(order=True)
class Span:
    """A stretch of text in one file.

    Lines and columns count from 1, in characters; `end_column` is the column after the last character. In a workbook
    these are row and column, and `cell` says both as people there do: `courses!B7`.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: str | None = field(default=None, order=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.cell is None else f"{self.file}: {self.cell}"


@frozen
class Rule:
    """One kind of fault: a code that is stable for ever, a name that reads well, and its page.

    The page is Markdown with the sections *Why it matters*, *Fails*, *Passes* and *Fix*; the snippets of
    *Fails* and *Passes* are run as tests.
    """

    code: str
    name: str
    severity: Severity
    page: str = field(repr=False)

    @property
    def summary(self) -> str:
        """The first paragraph of the page: what the rule finds, in one sentence."""
        return " ".join(self.page.strip().split("\n\n")[0].split())


@frozen
class Related:
    """A second place that a reader of the finding wants to see, and what is there."""

    span: Span
    message: str


@frozen
class Diagnostic:
    """One finding: a rule that was broken, where, said in the document's own words, with its repair."""

    rule: Rule
    span: Span
    message: str
    fix: str
    related: tuple[Related, ...] = ()
    severity: Severity = field(kw_only=True)

    @severity.default
    def _severity_of_the_rule(self) -> Severity:
        return self.rule.severity

    @property
    def order(self) -> tuple[Span, str, str]:
        """The key by which findings are sorted: file, place, code, message."""
        return (self.span, self.rule.code, self.message)

    def __str__(self) -> str:
        return f"{self.span}: {self.rule.code} {self.rule.name}: {self.message}"


def in_order(diagnostics: list[Diagnostic] | tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The findings sorted by file, line, column and code, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda diagnostic: diagnostic.order))


def has_errors(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic]) -> bool:
    """Whether one of the findings is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
