"""Exceptions for callers: one class a cause, each with the fields that a program needs."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from competency.diagnostics import Diagnostic, Span


class CompetencyError(Exception):
    """Whatever this library raises on purpose."""


@frozen(str=False)
class DocumentFaults(CompetencyError):
    """A document has faults of shape or reference; all of them are in `diagnostics`, in order."""

    diagnostics: tuple[Diagnostic, ...]

    def __str__(self) -> str:
        shown = "\n".join(f"{diagnostic}\n  fix: {diagnostic.fix}" for diagnostic in self.diagnostics[:50])
        hidden = len(self.diagnostics) - 50
        return shown + (f"\n… and {hidden} more" if hidden > 0 else "")


@frozen(str=False)
class UnknownReference(CompetencyError):
    """No document of that name: neither a bundled id nor a file."""

    reference: str
    nearest: str | None = None
    known: tuple[str, ...] = ()

    def __str__(self) -> str:
        meant = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        known = f" (bundled: {', '.join(self.known)})" if self.known and not self.nearest else ""
        return f"{self.reference!r} is neither a bundled id nor a file{meant}{known}"


@frozen(str=False)
class UnreadableFile(CompetencyError):
    """A file is named that can't be opened or read."""

    file: str
    cause: str

    def __str__(self) -> str:
        return f"{self.file}: {self.cause}"


@frozen(str=False)
class UnknownItem(CompetencyError):
    """A framework has no item of that id (of the kinds asked for)."""

    item: str
    framework: str
    kinds: tuple[str, ...]
    nearest: str | None = None

    def __str__(self) -> str:
        meant = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return f"{self.framework} has no {' or '.join(self.kinds)} {self.item!r}{meant}"


@frozen(str=False)
class UnfitValue(CompetencyError, ValueError):
    """A fact is given a value that it can't take by its type."""

    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.message}; {self.fix}"


@frozen(str=False)
class InvalidPeriod(CompetencyError, ValueError):
    """A text is not a period such as `3 years`, `6 months`, `4 weeks`, `10 days` or `P3Y`."""

    text: str

    def __str__(self) -> str:
        return f"{self.text!r} is not a period; write '3 years', '6 months', '4 weeks', '10 days' or ISO 8601 'P3Y'"


@frozen(str=False)
class InvalidDate(CompetencyError, ValueError):
    """A text is not a day of the calendar in the form YYYY-MM-DD."""

    text: str

    def __str__(self) -> str:
        return f"{self.text!r} is not a day of the calendar; write it as YYYY-MM-DD, for instance 2012-05-01"


@frozen(str=False)
class RecordOfAnotherFramework(CompetencyError):
    """A record is checked against a framework that it is not about; `place` is where it names its own, if known."""

    record: str
    framework: str
    given: str
    place: str | None = None

    def __str__(self) -> str:
        where = "" if self.place is None else f"{self.place}: "
        return (
            f"{where}the record {self.record!r} is about the framework {self.framework!r}, not {self.given!r}; "
            f"check it against {self.framework!r}, or write a record that names {self.given!r}"
        )


@frozen(str=False)
class EmptyPeriod(CompetencyError, ValueError):
    """A period ends before it begins."""

    since: date
    until: date

    def __str__(self) -> str:
        return f"the period ends on {self.until}, before it begins on {self.since}; exchange the two days"


@frozen(str=False)
class UnknownOrder(CompetencyError, ValueError):
    """Plans are to be ranked by something that is no cost of theirs."""

    given: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        return f"plans can't be ranked by {self.given!r}; name each of {', '.join(self.known)} at most once"


@frozen(str=False)
class HorizonOfGoals(CompetencyError, ValueError):
    """All standards are to be kept up to a day, and goals are named that are no groups."""

    goals: tuple[str, ...]

    def __str__(self) -> str:
        named = ", ".join(repr(goal) for goal in self.goals)
        return f"up to a day all standards are kept, so {named} can't be the goal; name a group that is joined, or none"


@frozen(str=False)
class InvalidId(CompetencyError, ValueError):
    """A text is no id of a framework."""

    text: str
    suggestion: str

    def __str__(self) -> str:
        meant = f", for instance {self.suggestion!r}" if self.suggestion else ""
        return f"{self.text!r} is no id of a framework: lower-case letters, digits and underscores{meant}"


@frozen(str=False)
class BundledId(CompetencyError):
    """A new framework is to have the id of a bundled one, which the commands would take for it."""

    framework: str

    def __str__(self) -> str:
        return f"{self.framework!r} is the id of a bundled framework; choose another one"


@frozen(str=False)
class FileExists(CompetencyError):
    """A file is to be written where there is one already."""

    file: str

    def __str__(self) -> str:
        return f"{self.file} exists already and is left as it is; choose another id, or move the file away"


@frozen(str=False)
class FolderNotEmpty(CompetencyError):
    """A repository is to be made in a folder that holds something already."""

    folder: str

    def __str__(self) -> str:
        return f"{self.folder} is not empty and is left as it is; name a folder that is new or empty"


@frozen(str=False)
class UnknownRule(CompetencyError):
    """No rule has that code or name."""

    rule: str
    nearest: str | None = None

    def __str__(self) -> str:
        meant = f"did you mean {self.nearest!r}?" if self.nearest else "'competency rules' lists them all"
        return f"there is no rule {self.rule!r}; {meant}"


@frozen(str=False)
class SameFramework(CompetencyError):
    """A framework is to be mapped to itself."""

    framework: str

    def __str__(self) -> str:
        return f"both frameworks are {self.framework!r}; name two different ones"


@frozen(str=False)
class TooFewFrameworks(CompetencyError):
    """Every two frameworks are to be mapped where there are not two."""

    paths: tuple[str, ...]
    found: int

    def __str__(self) -> str:
        what = "one framework" if self.found else "no framework"
        return f"there is {what} in {', '.join(self.paths)}; it takes two to be mapped"


@frozen(str=False)
class FrameworkTwice(CompetencyError):
    """Two documents are to be mapped that have the same id, so that their items can't be told apart."""

    id: str
    files: tuple[str, ...]

    def __str__(self) -> str:
        return f"these are all framework {self.id!r}: {', '.join(self.files)}; name one of them, or give them other ids"


@frozen(str=False)
class CorrespondencesOfOthers(CompetencyError, ValueError):
    """Correspondences are given that are between other frameworks than those asked about."""

    given: tuple[str, str]
    asked: tuple[str, str]

    def __str__(self) -> str:
        given, asked = (" and ".join(pair) for pair in (self.given, self.asked))
        return f"the correspondences are between {given}; give those between {asked}, or none"


@frozen(str=False)
class NoPerson(CompetencyError, ValueError):
    """A record is to be taken to another board that is not a person's."""

    record: str
    subjects: tuple[str, ...]

    def __str__(self) -> str:
        whose = " and ".join(self.subjects)
        return f"the record {self.record!r} is about a {whose}; only practitioners and trainers move to another board"


@frozen(str=False)
class NoDocuments(CompetencyError):
    """Folders are to be validated that hold no document."""

    paths: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"no document in {', '.join(self.paths)}: no *.yaml or *.yml file there has a top-level 'format:'; "
            "check the path"
        )


@frozen(str=False)
class UnreadableBaseline(CompetencyError):
    """A file of known findings is named that is none."""

    file: str
    cause: str

    def __str__(self) -> str:
        return f"{self.file} is no baseline: {self.cause}; write one with --write-baseline"


@frozen(str=False)
class NoScenarios(CompetencyError):
    """Scenarios are to be run where there are none."""

    paths: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"no scenario in {', '.join(self.paths)}: no *.yaml or *.yml file there has 'format: scenario/1'; "
            "check the path"
        )


@frozen(str=False)
class MappingOfOtherFrameworks(CompetencyError):
    """A file is to take decisions about two frameworks and is a mapping of others."""

    file: str
    held: tuple[str, str]
    given: tuple[str, str]

    def __str__(self) -> str:
        return (
            f"{self.file} is a mapping of {self.held[0]!r} and {self.held[1]!r}, not of {self.given[0]!r} and "
            f"{self.given[1]!r}, and is left as it is; name another file"
        )


@frozen(str=False)
class CannotRead(CompetencyError):
    """A foreign file is not what its format asks for, or larger than is read; `place` is where, if known."""

    file: str
    cause: str
    fix: str
    place: Span | None = None

    def __str__(self) -> str:
        return f"{self.place or self.file}: {self.cause}; fix: {self.fix}"


@frozen(str=False)
class CannotExport(CompetencyError):
    """What a format is to be told can't be written in it."""

    format: str
    cause: str

    def __str__(self) -> str:
        return f"{self.format}: {self.cause}"


@frozen(str=False)
class NotInstalled(CompetencyError, ImportError):
    """A library is needed that comes with an optional part of this one."""

    library: str
    extra: str

    def __str__(self) -> str:
        return f"this needs {self.library}, which is not installed; run: pip install 'competency[{self.extra}]'"


@frozen(str=False)
class UnknownFormat(CompetencyError, ValueError):
    """No foreign format has that name, or it can't be used in that direction."""

    format: str
    known: tuple[str, ...]
    nearest: str | None = None

    def __str__(self) -> str:
        meant = f"did you mean {self.nearest!r}?" if self.nearest else f"known are {', '.join(self.known)}"
        return f"there is no format {self.format!r} for this; {meant}"


@frozen(str=False)
class InvalidOption(CompetencyError, ValueError):
    """A format is given an option that it doesn't have, or a value that the option can't take."""

    format: str
    option: str
    cause: str

    def __str__(self) -> str:
        return f"{self.format}: option {self.option!r}: {self.cause}"
