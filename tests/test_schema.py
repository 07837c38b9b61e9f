"""Faults of shape: each is found, at its token, in words; valid documents pass without jsonschema being imported."""

from __future__ import annotations

import pytest
import snippets

from competency import document as documents
from competency.diagnostics import Diagnostic, Rule
from competency.faults import shape
from competency.schema import faults_of_shape


def faults(text: str, expected: str | None = None) -> tuple[Diagnostic, ...]:
    document, found = documents.parse(text, file="test.yaml")
    assert document is not None, found
    assert not found
    return faults_of_shape(document, expected=expected)


def expected_format(rule: Rule) -> str | None:
    return "framework/1" if rule is shape.OTHER_FORMAT else None


@pytest.mark.parametrize("rule", shape.RULES, ids=lambda rule: rule.name)
class TestPages:
    def test_what_fails_on_a_page_is_found_on_its_line_and_nothing_else(self, rule: Rule) -> None:
        for snippet in snippets.snippets(rule.page, "Fails"):
            text, _ = snippets.document(snippet)
            found = faults(text, expected_format(rule))
            assert [(fault.rule, fault.span.line) for fault in found] == [
                (rule, line) for line in snippets.marked_lines(text)
            ]

    def test_what_passes_on_a_page_has_no_fault(self, rule: Rule) -> None:
        for snippet in snippets.snippets(rule.page, "Passes"):
            text, _ = snippets.document(snippet)
            assert faults(text, expected_format(rule)) == ()
