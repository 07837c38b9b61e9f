"""Worked examples as tests: a record, a day, and how the standards are expected to stand.

A scenario is read from a document of the format `scenario/1`, run by `check`, and answers with a result for each
expectation; what differs is a value, worded by `competency.report`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from attrs import field, frozen

from competency import ids, loading, mentions, notation
from competency.diagnostics import PATH, Span, has_errors
from competency.document import Document
from competency.errors import DocumentFaults, NoScenarios
from competency.explanation import Explanation
from competency.model import Framework, Record
from competency.periods import parse_date
from competency.requirements import joined, listed, text
from competency.values import Value
from competency.verdicts import Verdict, check

if TYPE_CHECKING:
    from competency.loading import LoadedScenario, Location

PARTS: Final = ("status", "reason", "due", "since", "until", "ideally")
"""The parts of a verdict that an expectation can speak of, in the order in which they are told."""

Parts = Mapping[str, str | bool | None]
"""Parts of a verdict as the format writes them: words, days, and `ideally`; None where the verdict has none."""


@frozen
class Expectation:
    """How one standard is expected to stand: only the `parts` that are written are compared.

    `path` leads to the expectation in its document.
    """

    standard: str
    parts: Parts
    path: PATH = field(repr=False)


@frozen
class Day:
    """A day asked about, what is expected then, and why."""

    on: date
    expected: tuple[Expectation, ...]
    why: str | None = None


@frozen(kw_only=True)
class Scenario:
    """One worked example: a record under a framework, on one or more days, in the order of the document."""

    id: str
    document: Document = field(repr=False)
    framework: Framework = field(repr=False)
    record: Record
    days: tuple[Day, ...]
    title: str | None = None
    clauses: tuple[str, ...] = ()
    source: tuple[str, ...] = ()


@frozen(kw_only=True)
class Result:
    """How one expectation of a scenario came out.

    `got` has every part of the verdict; it is None where the standard is not about this kind of subject, so that
    there is no verdict. `differing` are the expected parts that came out otherwise; none of them: it passed. `span`
    is the first of these in the document, else the expectation itself.
    """

    scenario: Scenario = field(repr=False)
    span: Span
    on: date
    standard: str
    expected: Parts
    got: Parts | None
    differing: tuple[str, ...]
    why: str | None
    because: tuple[Explanation, ...]
    reading: str | None

    @property
    def passed(self) -> bool:
        """Whether the standard stands as expected."""
        return not self.differing


# --- reading ---------------------------------------------------------------------------------------------


def load(paths: Iterable[Location] = ()) -> tuple[Scenario, ...]:
    """The scenarios in the paths, in the order of their files; of no paths, all that come with the library.

    A path is a file, a folder, the id of a bundled framework (all its scenarios) or that of a bundled scenario. What
    a scenario names is looked up among the documents of the same run, then in its folder, then among the bundled.

    Raises:
        UnknownReference: a path names nothing.
        UnreadableFile: a file can't be read.
        DocumentFaults: a document has faults of text, shape or reference; those of all documents are named.
        NoScenarios: there is no scenario in the paths.
    """
    asked = tuple(paths)
    examined = loading.examine(_places(asked))
    if has_errors(examined.findings):
        raise DocumentFaults(examined.findings)
    if not examined.scenarios:
        raise NoScenarios(tuple(str(path) for path in asked))
    return tuple(_scenario(loaded) for loaded in examined.scenarios)


def _places(paths: tuple[Location, ...]) -> Iterator[Location]:
    """The files and folders that are meant: the id of a bundled framework stands for its scenarios."""
    bundled = loading.bundled_scenarios()
    for path in paths:
        if str(path) in loading.bundled_files():
            yield from (file for file in bundled.values() if file.parent.name == str(path))
        else:
            yield bundled.get(str(path), path)
    if not paths:
        yield from bundled.values()


def _scenario(loaded: LoadedScenario) -> Scenario:
    """The scenario that a sound document states.

    Raises:
        DocumentFaults: its framework, which is not of this run, has faults.
    """
    data = cast("dict[str, Value]", loaded.document.value)
    identifier, title = text(data["id"]), data.get("title")
    framework = loaded.framework
    if framework is None:
        framework = loading.load(Path(loaded.document.file).with_name(f"{data['framework']}.yaml"))
    return Scenario(
        id=identifier,
        document=loaded.document,
        framework=framework,
        record=notation.record(_record_data(data) if loaded.record is None else loaded.record.value),
        days=tuple(_days(data)),
        title=None if title is None else text(title),
        clauses=tuple(text(clause) for clause in listed(data.get("clause"))),
        source=tuple(text(source) for source in listed(data.get("source"))),
    )


def _record_data(data: dict[str, Value]) -> dict[str, Value]:
    """The record that is written in a scenario, as a document of its own: a practitioner's unless it says otherwise."""
    body = cast("dict[str, Value]", data["record"])
    return {"id": data["id"], "framework": data["framework"], "subject": "practitioner", **body}


def _days(data: dict[str, Value]) -> Iterator[Day]:
    for path, holder, expected in mentions.expectations(data):
        why = holder.get("why", data.get("why"))
        yield Day(
            parse_date(text(holder["on"])),
            tuple(Expectation(standard, _parts(value), (*path, standard)) for standard, value in expected.items()),
            None if why is None else text(why),
        )


def _parts(value: Value) -> Parts:
    parts = cast("Parts", {"status": value} if isinstance(value, str) else value)
    return {name: parts[name] for name in PARTS if name in parts}


# --- running ---------------------------------------------------------------------------------------------


def run(scenarios: Iterable[Scenario]) -> Iterator[Result]:
    """How each expectation came out, in the order of the scenarios, of their days and of what is expected.

    Law: a result passes exactly if every part that is expected equals that of the verdict of `check` on that day.
    """
    for scenario in scenarios:
        for day in scenario.days:
            verdicts = {found.standard: found for found in check(scenario.framework, scenario.record, on=day.on)}
            for expectation in day.expected:
                standard = ids.qualified(scenario.framework.id, expectation.standard)
                yield _result(scenario, day, standard, expectation, verdicts.get(standard))


def _result(scenario: Scenario, day: Day, standard: str, expectation: Expectation, verdict: Verdict | None) -> Result:
    got = None if verdict is None else _parts_of(verdict)
    expected = expectation.parts
    differing = tuple(part for part in expected if got is None or expected[part] != got[part])
    return Result(
        scenario=scenario,
        span=_span(scenario.document, expectation.path, differing),
        on=day.on,
        standard=standard,
        expected=expected,
        got=got,
        differing=differing,
        why=day.why,
        because=_other_subject(scenario, expectation.standard) if verdict is None else verdict.because,
        reading=None if verdict is None else verdict.reading,
    )


def _parts_of(verdict: Verdict) -> Parts:
    return {
        "status": verdict.status.value,
        "reason": None if verdict.reason is None else verdict.reason.value,
        "due": _written(verdict.due),
        "since": _written(verdict.since),
        "until": _written(verdict.until),
        "ideally": verdict.ideally,
    }


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _span(document: Document, path: PATH, differing: tuple[str, ...]) -> Span:
    """Where the first part that differs is written; where none does, the standard that is expected."""
    if not differing:
        return document.key_span(path)
    whole = document.span((*path, differing[0]))
    return document.span(path) if whole == document.key_span(path) else whole


def _other_subject(scenario: Scenario, standard: str) -> tuple[Explanation, ...]:
    """Why there is no verdict on a standard: it is about another kind of subject than the record."""
    rule = scenario.framework.standard(standard)
    about = "" if rule is None else rule.subject.value
    subjects = joined([subject.value for subject in scenario.record.subjects], "and")
    return (Explanation(f"the standard is about a {about}, and the record is of a {subjects}: it has no verdict"),)


def failing(results: Iterable[Result]) -> tuple[str, ...]:
    """The files of the scenarios of which an expectation failed, each once, in order."""
    return tuple(dict.fromkeys(result.span.file for result in results if not result.passed))
