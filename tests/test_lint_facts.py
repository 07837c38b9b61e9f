"""Facts: what is named but not declared, what is declared but not named, and what values they take."""

from __future__ import annotations

import pytest
import snippets
from test_lint import draft_of

from competency import references
from competency.document import parse
from competency.lint.fact_value_unknown import check as unknown_values
from competency.lint.undeclared_fact import check as undeclared
from competency.lint.unused_fact import check as unused
from competency.notation import framework

NAMED = """
groups:
  leaders: {title: Leaders, when: {fact: leads}}
standards:
  aims: {title: A, when: {any: [{fact: leads}, {judged: is ready, fact: ready}, {experience: 1 year, in: appointed}]}}
"""


def test_an_undeclared_fact_is_one_warning_where_it_is_named_first() -> None:
    text, _ = snippets.document(NAMED)
    found = list(undeclared(draft_of(text)))
    assert [(finding.span.line, len(finding.related)) for finding in found] == [(9, 1), (11, 0)]


def test_a_slip_in_a_fact_suggests_the_one_that_is_declared() -> None:
    text, _ = snippets.document(NAMED + "facts:\n  lead: {title: Leads}\n  ready: {title: Ready}\n")
    [finding] = undeclared(draft_of(text))
    assert finding.fix == "did you mean 'lead'?"


@pytest.mark.parametrize(("fact", "faults"), [("leads", 0), ("ready", 0), ("knows", 1)])
def test_a_record_may_state_a_fact_that_its_framework_only_names(fact: str, faults: int) -> None:
    text, _ = snippets.document(NAMED)
    draft = draft_of(text)
    record, _ = parse(
        f"format: record/1\nid: p-1\nframework: example\nsubject: practitioner\nfacts: {{{fact}: yes}}\n", file="p.yaml"
    )
    assert record is not None
    assert isinstance(draft.document.value, dict)
    for known in (
        references.declared_in(draft.document.value),
        references.declared_by(framework(draft.document.value)),
    ):
        assert len(list(references.faults_of_record(record, lambda _, known=known: known, ()))) == faults  # type: ignore[misc]


def test_appointed_is_built_in_and_needs_neither_declaration_nor_use() -> None:
    text, _ = snippets.document("facts:\n  appointed: {title: Date of appointment, type: date}\n")
    assert list(unused(draft_of(text))) == []


@pytest.mark.parametrize(
    ("declared", "wanted", "findings"),
    [
        ("{title: F}", "true", 0),
        ("{title: F}", "maybe", 1),
        ("{title: F, type: date}", "2011-04-01", 0),
        ("{title: F, type: date}", "soon", 1),
        ("{title: F, type: one-of, values: [full, part]}", "[full, half]", 1),
    ],
)
def test_a_fact_takes_the_values_of_its_type(declared: str, wanted: str, findings: int) -> None:
    text, _ = snippets.document(
        f"facts:\n  f: {declared}\ngroups:\n  g: {{title: G, when: {{fact: f, is: {wanted}}}}}\n"
    )
    assert len(list(unknown_values(draft_of(text)))) == findings
