"""Every rule of sense on records keeps its page's word: what fails there is found, at the marked place; what passes
is not."""

from __future__ import annotations

import re

import pytest
import snippets

from competency import catalogue, lint, loading, notation, references
from competency.diagnostics import Diagnostic, Severity
from competency.document import parse
from competency.lint import records
from competency.lint.records import Check
from competency.loading import LoadedRecord, Shelf
from competency.schema import faults_of_shape

CHECKS = pytest.mark.parametrize("check", records.checks(), ids=lambda check: check.rule.name)
KIRKLEES = "format: record/1\nid: p-0001\nframework: kirklees\nsubject: practitioner\n"
SOLIHULL = "format: record/1\nid: p-0001\nframework: solihull\nsubject: practitioner\n"


def loaded(text: str, file: str = "p-0001.yaml") -> LoadedRecord:
    """The record of a text that has no fault of shape or reference, under the bundled framework that it names."""
    document, faults = parse(text, file=file)
    assert faults == ()
    assert document is not None
    shelf = Shelf({}, None)
    assert not list(faults_of_shape(document, expected="record/1"))
    assert not list(references.faults_of_record(document, shelf.declared, shelf.neighbours()))
    record = notation.record(document.value)
    return LoadedRecord(document, record, loading.load(record.framework))


def found_by(check: Check, *texts: str) -> list[Diagnostic]:
    """What one rule finds in the last of the records of one run."""
    run = [loaded(text, f"{number}.yaml") for number, text in enumerate(texts)]
    *_, last = records.drafts(run)
    return list(check.findings(last))


def told(text: str, *names: str) -> list[tuple[str, str, int, str]]:
    """Each finding of a record: its rule, the text it points at, its line, its message; only of the rules named."""
    lines = text.split("\n")
    return [
        (
            finding.rule.name,
            lines[finding.span.line - 1][finding.span.column - 1 : finding.span.end_column - 1],
            finding.span.line,
            finding.message,
        )
        for finding in records.examined([loaded(text)])
        if not names or finding.rule.name in names
    ]


def lines_of(text: str, name: str) -> list[int]:
    return [line for rule, _, line, _ in told(text) if rule == name]


# --- pages -----------------------------------------------------------------------------------------------


@CHECKS
def test_a_page_has_a_summary_and_its_four_sections_in_order(check: Check) -> None:
    assert check.rule.summary.endswith((".", ":")), "the page begins with what the rule finds, as a sentence"
    assert list(snippets.sections(check.rule.page)) == ["Why it matters", "Fails", "Passes", "Fix"]


@CHECKS
def test_what_the_page_says_fails_is_found_at_the_marked_place(check: Check) -> None:
    """Several snippets are the records of one run; the last of them is at fault."""
    texts = list(snippets.snippets(check.rule.page, "Fails"))
    found = found_by(check, *texts)
    assert {finding.rule for finding in found} == {check.rule}
    assert tuple(finding.span.line for finding in found) == snippets.marked_lines(texts[-1])
    lines = texts[-1].split("\n")
    for finding in found:
        span = finding.span
        assert (span.line, span.column) < (span.end_line, span.end_column), "the span is not empty"
        assert span.end_line <= len(lines)
        assert span.end_column - 1 <= len(lines[span.end_line - 1])
        assert finding.fix
        assert finding.message[-1] not in ".!", "a message is no sentence with a full stop"


@CHECKS
def test_what_the_page_says_passes_is_not_found_and_has_no_other_warning(check: Check) -> None:
    texts = list(snippets.snippets(check.rule.page, "Passes"))
    assert found_by(check, *texts) == []
    warned = [finding for finding in records.examined([loaded(texts[-1])]) if finding.severity is not Severity.NOTE]
    assert warned == [], "the repair of one fault is not advertised with another"


def test_rules_come_in_the_order_of_their_files_and_have_codes_and_names_of_their_own() -> None:
    rules = [check.rule for check in records.checks()]
    others = [check.rule for check in lint.checks()]
    assert [rule.name for rule in rules] == sorted(rule.name for rule in rules), "a rule's file bears its name"
    assert len({rule.code for rule in (*rules, *others)}) == len(rules) + len(others)
    assert len({rule.name for rule in (*rules, *others)}) == len(rules) + len(others)
    for rule in rules:
        assert re.fullmatch(r"CF4\d\d", rule.code)
        assert rule.severity is not Severity.ERROR, "a record that can be computed with is not refused"
        assert catalogue.find(rule.code) == rule


def test_the_bundled_records_are_free_of_warnings() -> None:
    examined = loading.examine(list(loading.bundled_records().values()))
    assert len(examined.records) == len(loading.bundled_records())
    found = (*examined.findings, *records.examined(examined.records))
    assert [str(finding) for finding in found if finding.severity is not Severity.NOTE] == []
