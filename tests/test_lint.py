"""Every rule of sense keeps its page's word: what fails there is found, at the marked place; what passes is not."""

from __future__ import annotations

import re

import pytest
import snippets

from competency import lint
from competency.diagnostics import Diagnostic, Severity
from competency.document import parse
from competency.lint import Check
from competency.lint.draft import Draft
from competency.loading import Shelf, made_whole
from competency.schema import faults_of_shape

CHECKS = pytest.mark.parametrize("check", lint.checks(), ids=lambda check: check.rule.name)
HEADINGS = ["Why it matters", "Fails", "Passes", "Fix"]


def draft_of(text: str) -> Draft:
    document, faults = parse(text, file="example.yaml")
    assert faults == ()
    assert document is not None
    assert not list(faults_of_shape(document, expected="framework/1"))
    loaded, found = made_whole(document, Shelf({}, None))
    assert found == ()
    assert loaded is not None
    return Draft.of(loaded)


def found_by(check: Check, text: str) -> list[Diagnostic]:
    return list(check.findings(draft_of(text)))


@CHECKS
def test_a_page_has_a_summary_and_its_four_sections_in_order(check: Check) -> None:
    assert check.rule.summary.endswith((".", ":")), "the page begins with what the rule finds, as a sentence"
    assert list(snippets.sections(check.rule.page)) == HEADINGS
    for heading in ("Fails", "Passes"):
        assert len(list(snippets.snippets(check.rule.page, heading))) == 1


@CHECKS
def test_what_the_page_says_fails_is_found_at_the_marked_place(check: Check) -> None:
    [snippet] = snippets.snippets(check.rule.page, "Fails")
    text, _ = snippets.document(snippet)
    found = found_by(check, text)
    assert {finding.rule for finding in found} == {check.rule}
    assert tuple(finding.span.line for finding in found) == snippets.marked_lines(text)


@CHECKS
def test_a_finding_points_inside_its_file_and_says_what_to_do(check: Check) -> None:
    [snippet] = snippets.snippets(check.rule.page, "Fails")
    text, _ = snippets.document(snippet)
    lines = text.split("\n")
    for finding in found_by(check, text):
        span = finding.span
        assert span.file == "example.yaml"
        assert (span.line, span.column) < (span.end_line, span.end_column), "the span is not empty"
        assert span.end_line <= len(lines)
        assert span.column <= len(lines[span.line - 1])
        assert finding.message
        assert finding.fix
        assert finding.message[-1] not in ".!", "a message is no sentence with a full stop"


@CHECKS
def test_what_the_page_says_passes_is_not_found(check: Check) -> None:
    [snippet] = snippets.snippets(check.rule.page, "Passes")
    text, _ = snippets.document(snippet)
    assert found_by(check, text) == []


@CHECKS
def test_what_the_page_says_passes_is_free_of_warnings_by_any_other_rule_of_its_kind(check: Check) -> None:
    """The repair of one fault is not advertised with an error."""
    [snippet] = snippets.snippets(check.rule.page, "Passes")
    text, _ = snippets.document(snippet)
    errors = [finding for finding in lint.findings(draft_of(text)) if finding.severity is Severity.ERROR]
    assert errors == []


def test_rules_come_in_the_order_of_their_files_and_have_codes_and_names_of_their_own() -> None:
    rules = [check.rule for check in lint.checks()]
    assert len({rule.code for rule in rules}) == len(rules)
    assert len({rule.name for rule in rules}) == len(rules)
    assert [rule.name for rule in rules] == sorted(rule.name for rule in rules), "a rule's file bears its name"
    for rule in rules:
        assert re.fullmatch(r"CF1\d\d", rule.code)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)


def test_there_are_at_least_twenty_rules_of_sense() -> None:
    assert len(lint.checks()) >= 20
