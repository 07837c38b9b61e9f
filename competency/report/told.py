"""What one run of `validate` has to tell the machines that run checks (`competency.report.ci`)."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from attrs import frozen

from competency.baseline import fingerprints, place
from competency.diagnostics import Diagnostic, Severity


@frozen
class Told:
    """What one run of `validate` has to tell: the files that it looked at, and what it found there, in order.

    `root` is the folder from which on paths are written; `strict` is whether warnings fail too.
    """

    files: tuple[str, ...]
    skipped: tuple[str, ...]
    findings: tuple[Diagnostic, ...]
    root: Path
    strict: bool = False

    def path(self, file: str) -> str:
        """The path of a file as it is written: from the root on, or whole where it lies elsewhere."""
        return place(file, self.root)

    def fails(self, finding: Diagnostic) -> bool:
        """Whether a finding makes the check fail."""
        return finding.severity is Severity.ERROR or (self.strict and finding.severity is Severity.WARNING)

    @cached_property
    def marked(self) -> tuple[tuple[Diagnostic, str], ...]:
        """Each finding with its fingerprint, which stays the same while lines are added elsewhere."""
        return tuple(zip(self.findings, fingerprints(self.findings, self.root), strict=True))
