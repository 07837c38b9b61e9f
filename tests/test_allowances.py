"""Comments that allow a finding: where they reach, what they must say, and when they are reported themselves."""

from __future__ import annotations

import pytest
import snippets

from competency import catalogue, lint, notation
from competency.diagnostics import Diagnostic, Rule
from competency.document import parse
from competency.faults import allowance
from competency.lint.draft import Draft


def examined(snippet: str) -> tuple[Diagnostic, ...]:
    document, faults = parse(snippets.document(snippet)[0], file="example.yaml")
    assert faults == ()
    assert document is not None
    return lint.examined(Draft(document, notation.framework(document.value)))


def places(snippet: str) -> list[tuple[str, int]]:
    """Name and line, counted in the snippet, of each finding."""
    moved = snippets.document(snippet)[1]
    return [(finding.rule.name, finding.span.line - moved) for finding in examined(snippet)]


@pytest.mark.parametrize("rule", allowance.RULES, ids=lambda rule: rule.name)
def test_the_pages_keep_their_word(rule: Rule) -> None:
    [fails] = snippets.snippets(rule.page, "Fails")
    text, moved = snippets.document(fails)
    found = [line + moved for name, line in places(fails) if name == rule.name]
    assert tuple(found) == snippets.marked_lines(text)
    [passes] = snippets.snippets(rule.page, "Passes")
    assert places(passes) == []


def test_a_comment_at_the_end_of_a_line_silences_that_line_only() -> None:
    assert places(
        "courses:\n"
        "  a: {title: First}  # competency: allow CF111: agreed by word of mouth\n"
        "  b: {title: Second}\n"  # <- here
    ) == [("missing-source", 3)]


def test_a_comment_alone_silences_the_next_item_and_no_further() -> None:
    assert places(
        "courses:\n"
        "  # competency: allow missing-source: agreed by word of mouth\n"
        "\n"
        "  # a remark\n"
        "  a:\n"
        "    title: First\n"
        "  b: {title: Second}\n"  # <- here
    ) == [("missing-source", 7)]


def test_a_comment_above_an_item_reaches_all_its_lines() -> None:
    assert (
        places(
            "courses:\n"
            "  # competency: allow unresolvable-source: the book is out of print\n"
            "  a:\n"
            "    title: First\n"
            "    source: book p. 3\n"
        )
        == []
    )


def test_a_comment_above_a_level_in_a_list_reaches_it() -> None:
    assert (
        places(
            "levels:\n"
            "  # competency: allow missing-source: agreed by word of mouth\n"
            "  - id: level-1\n"
            "    title: Level 1\n"
            "    requires: {fact: portfolio}\n"
            "facts:\n"
            "  portfolio: {title: Keeps a portfolio, source: strategy §1}\n"
        )
        == []
    )


def test_a_comment_inside_an_item_is_about_its_next_field() -> None:
    assert (
        places(
            "courses:\n"
            "  a:\n"
            "    title: First\n"
            "    # competency: allow unresolvable-source: the book is out of print\n"
            "    source:\n"
            "      - book p. 3\n"
        )
        == []
    )


def test_a_comment_above_a_section_does_not_silence_its_items() -> None:
    assert places(
        "# competency: allow missing-source: all of it\n"  # <- here
        "courses:\n"
        "  a: {title: First}\n"  # <- here
    ) == [("unused-allowance", 1), ("missing-source", 3)]


def test_an_allowance_is_for_its_own_rule_only() -> None:
    found = places("courses:\n  a: {title: First}  # competency: allow CF107: taught elsewhere\n")
    assert sorted(found) == [("missing-source", 2), ("unused-allowance", 2)]


@pytest.mark.parametrize(
    ("comment", "message", "fix"),
    [
        ("allow CF111", "no reason", "allow CF111: reason"),
        ("allow CF111:", "no reason", "allow CF111: reason"),
        ("allow missing-sorce: why", "no rule of sense", "did you mean 'missing-source'?"),
        ("allow zzzzzz: why", "no rule of sense", "competency rules"),
        ("allow CF104: why", "an error", "mend"),
        ("allow CF301: why", "no rule of sense", ""),
        ("alow CF111: why", "allows nothing", "allow RULE: reason"),
        ("allow", "allows nothing", "allow RULE: reason"),
    ],
)
def test_an_allowance_that_says_too_little_has_no_effect_and_is_reported(comment: str, message: str, fix: str) -> None:
    found = examined(f"courses:\n  a: {{title: First}}  # competency: {comment}\n")
    [bad] = [finding for finding in found if finding.rule == allowance.BAD_ALLOWANCE]
    assert message in bad.message
    assert fix in bad.fix
    assert "missing-source" in {finding.rule.name for finding in found}


def test_a_hash_inside_a_text_allows_nothing() -> None:
    assert places("courses:\n  a: {title: 'First # competency: allow CF111: quoted'}\n") == [("missing-source", 2)]


def test_findings_come_in_the_order_of_the_file() -> None:
    found = examined("courses:\n  a: {title: First}  # competency: allow CF107: no\n  b: {title: Second}\n")
    assert list(found) == sorted(found, key=lambda finding: finding.order)


def test_every_rule_has_a_code_and_a_name_of_its_own_and_is_found_by_either() -> None:
    rules = catalogue.rules()
    assert [rule.code for rule in rules] == sorted({rule.code for rule in rules})
    assert len({rule.name for rule in rules}) == len(rules)
    for rule in rules:
        assert catalogue.find(rule.code.lower()) == catalogue.find(rule.name.upper()) == rule
    assert catalogue.find("no-such-rule-at-all") is None
