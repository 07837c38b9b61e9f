"""What counts as nearly the same, and what does not."""

from __future__ import annotations

import pytest
import snippets
from test_lint import draft_of

from competency.diagnostics import Diagnostic
from competency.lint.near_same_statements import check


def found(*statements: str, language: str = "en-GB") -> list[Diagnostic]:
    rows = "\n".join(f'  o-{number}: {{statement: "{text}"}}' for number, text in enumerate(statements, 1))
    text, _ = snippets.document(f"language: {language}\noutcomes:\n{rows}\n")
    return list(check(draft_of(text)))


LONG = "Explains to colleagues how local agencies share records about children, parents, carers, neighbours and schools"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Recognises signs of abuse", "Can recognise the signs of abuse."),
        ("Knows agency policies", "Know the agency's policy"),
        ("Organises meetings", "Organizes a meeting"),
        (LONG, f"{LONG} locally"),
        (LONG, f"{LONG} elsewhere"),
    ],
)
def test_case_order_endings_and_one_word_more_among_many_make_no_difference(one: str, other: str) -> None:
    assert len(found(one, other)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Recognises signs of physical abuse", "Recognises signs of emotional abuse"),
        ("Knows local procedures", "Knows local procedures for disabled children"),
        (f"{LONG} at stage 1", f"{LONG} at stage 2"),
        (LONG, f"{LONG} without delay"),
        (LONG, LONG.replace("parents", "partners")),
    ],
)
def test_what_paraphrases_do_not_share_keeps_them_apart(one: str, other: str) -> None:
    assert found(one, other) == []


def test_a_cluster_is_one_finding_at_its_second_outcome_with_the_others_beside_it() -> None:
    [finding] = found("Reports abuse", "Plans a visit", "Report the abuse", "Reporting abuse")
    assert finding.span.line == 10
    assert [related.span.line for related in finding.related] == [8, 11]


def test_endings_of_other_languages_are_left_alone() -> None:
    assert found("Erkennt Zeichen", "Erkenn Zeich", language="de") == []
    assert len(found("Erkennt Zeichen", "zeichen erkennt", language="de")) == 1
