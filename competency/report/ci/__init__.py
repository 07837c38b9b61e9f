"""The findings of `validate` for the machines that run checks: one file a format.

Each module of this folder has `render(told)`, which gives the whole output as text. A format is added by adding a
file; its name is the word after `--format`. Paths are written from the top folder on, with `/`, as such machines want
them. Every format tells all findings.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

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


class _Module(Protocol):
    render: Callable[[Told], str]


def formats() -> tuple[str, ...]:
    """The words for these formats, in alphabetical order.

    >>> formats()
    ('github', 'gitlab', 'junit', 'sarif')
    """
    return tuple(sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py")))


def render(form: str, told: Told) -> str:
    """The whole output in one of the `formats`, as text that ends with a line break."""
    return cast(_Module, import_module(f"{__name__}.{form}")).render(told)
