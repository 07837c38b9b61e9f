"""Mapping onto headings: what only holds others together is no equal of a single outcome."""

from __future__ import annotations

import pytest

from competency import loading, notation
from competency.document import parse
from competency.lint.mappings import equal_to_heading
from competency.lint.mappings.draft import MappingDraft
from competency.model import Framework

HEAD = """\
format: framework/1
id: {name}
title: A catalogue
publisher: A board
language: en-GB
sources: {{catalogue: {{title: A catalogue}}}}
outcomes:
  talking: {{statement: Communicates}}
  listens: {{statement: Listens to children, part_of: talking}}
  reports: {{statement: Writes reports, part_of: talking}}
  thinking: {{statement: Judges}}
  weighs: {{statement: Weighs risks, part_of: thinking}}
"""
TAUGHT = "courses: {speaking: {title: Speaking, develops: [talking]}}\n"
NOTED = "evidence: {portfolio: {title: Portfolio, develops: [talking]}}\n"


def framework(name: str, more: str = "") -> Framework:
    document, faults = parse(HEAD.format(name=name) + more, file=f"{name}.yaml")
    assert document is not None
    assert faults == ()
    assert isinstance(document.value, dict)
    return loading.load(document.value)


def told(row: str, more: str = "") -> list[tuple[str, str]]:
    """Message and fix of what is found in a mapping of this one row; `more` is in the framework `here` too."""
    text = f"format: mapping/1\nid: here-there\nsubject: here\nobject: there\ncorrespondences:\n  - {row}\n"
    document, _ = parse(text, file="here-there.yaml")
    assert document is not None
    draft = MappingDraft(document, notation.mapping(document.value), framework("here", more), framework("there"))
    found = list(equal_to_heading.check(draft))
    assert all(
        text.splitlines()[one.span.line - 1][one.span.column - 1 :].startswith(("exact", "close")) for one in found
    )
    return [(one.message, one.fix) for one in found]


@pytest.mark.parametrize("relation", ["exact", "close"])
def test_an_outcome_is_no_equal_of_a_heading(relation: str) -> None:
    assert told(f"{{subject: 'here:listens', relation: {relation}, object: 'there:talking'}}") == [
        (
            "there:talking is a heading with 2 outcomes under it, here:listens is a single outcome",
            "map one of the outcomes under there:talking, or write 'relation: broad'",
        )
    ]


def test_the_other_side_may_be_the_heading_and_the_sides_may_be_exchanged() -> None:
    assert told("{subject: 'here:talking', relation: exact, object: 'there:listens'}")[0][1].endswith("narrow'")
    assert told("{subject: 'there:talking', relation: exact, object: 'here:listens'}")[0][1].endswith("narrow'")


@pytest.mark.parametrize("relation", ["broad", "narrow", "related", "none"])
def test_other_relations_onto_a_heading_are_well(relation: str) -> None:
    assert told(f"{{subject: 'here:listens', relation: {relation}, object: 'there:talking'}}") == []


def test_two_headings_may_be_equals_and_two_outcomes_too() -> None:
    assert told("{subject: 'here:talking', relation: exact, object: 'there:thinking'}") == []
    assert told("{subject: 'here:listens', relation: exact, object: 'there:weighs'}") == []


@pytest.mark.parametrize("more", [TAUGHT, NOTED])
def test_what_a_course_or_evidence_develops_is_more_than_a_heading(more: str) -> None:
    assert told("{subject: 'here:talking', relation: exact, object: 'there:listens'}", more) == []


def test_a_rejected_row_claims_no_equality() -> None:
    decision = "decision: rejected, by: m-7, date: 2024-01-01"
    assert told(f"{{subject: 'here:listens', relation: exact, object: 'there:talking', {decision}}}") == []
