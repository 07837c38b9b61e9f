"""Every rule of sense on mappings keeps its page's word: what fails there is found, at the marked place; what passes
is not."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import snippets
from attrs import evolve

from competency import catalogue, lint, loading, notation, references
from competency.cli import main
from competency.correspondences import Decided, Mapping
from competency.diagnostics import Diagnostic, Severity
from competency.document import from_value, parse, written
from competency.faults import mapping as mapping_faults
from competency.lint import mappings, records
from competency.lint.mappings import Check
from competency.lint.mappings.draft import MappingDraft
from competency.loading import LoadedMapping, Shelf, bundled_mappings, examine
from competency.model import Framework, Group, Relation, Source
from competency.schema import faults_of_shape

CHECKS = pytest.mark.parametrize("check", mappings.checks(), ids=lambda check: check.rule.name)
HEAD = "format: mapping/1\nid: kirklees-durham\nsubject: kirklees\nobject: durham\ncorrespondences:\n"


def loaded(*texts: str) -> LoadedMapping:
    """The mapping of the last text, free of faults of shape and reference; the others are frameworks of the run."""
    documents = []
    for number, text in enumerate(texts):
        document, faults = parse(snippets.document(text)[0], file=f"{number}.yaml")
        assert faults == ()
        assert document is not None
        assert not list(faults_of_shape(document))
        documents.append(document)
    *others, last = documents
    given = {one.id: one for one in (notation.framework(document.value) for document in others)}
    shelf = Shelf({name: references.declared_by(framework) for name, framework in given.items()}, None)
    assert not list(references.faults_of_mapping(last, shelf.declared, shelf.neighbours()))
    mapping = notation.mapping(last.value)
    ends = [given.get(name) or loading.load(name) for name in (mapping.subject, mapping.object)]
    return LoadedMapping(last, mapping, *ends)


def found_by(check: Check, *texts: str) -> list[Diagnostic]:
    one = loaded(*texts)
    return list(check.findings(MappingDraft(one.document, one.mapping, one.subject, one.object)))


def told(*rows: str) -> list[tuple[str, str, str]]:
    """Each finding of a mapping of these rows: its rule, the text that it points at, its message."""
    text = HEAD + "".join(f"  - {row}\n" for row in rows)
    lines = text.split("\n")
    return [
        (
            finding.rule.name,
            lines[finding.span.line - 1][finding.span.column - 1 : finding.span.end_column - 1],
            finding.message,
        )
        for finding in mappings.examined([loaded(text)])
    ]


def row(one: str, relation: str, two: str, more: str = "") -> str:
    sides = [f"'kirklees:{one}'", f"'durham:{two}'"]
    return f"{{subject: {sides[0]}, relation: {relation}, object: {sides[1]}{more}}}"


DECIDED = ", reasons: [R], by: lead, date: 2012-05-01"


# --- pages -----------------------------------------------------------------------------------------------


@CHECKS
def test_a_page_has_a_summary_and_its_four_sections_in_order(check: Check) -> None:
    assert check.rule.summary.endswith((".", ":")), "the page begins with what the rule finds, as a sentence"
    assert list(snippets.sections(check.rule.page)) == ["Why it matters", "Fails", "Passes", "Fix"]


@CHECKS
def test_what_the_page_says_fails_is_found_at_the_marked_place(check: Check) -> None:
    """Of several snippets the last is the mapping at fault, the others are frameworks of the run."""
    texts = list(snippets.snippets(check.rule.page, "Fails"))
    found = found_by(check, *texts)
    assert {finding.rule for finding in found} == {check.rule}
    assert tuple(finding.span.line for finding in found) == snippets.marked_lines(texts[-1])
    lines = texts[-1].split("\n")
    for finding in found:
        span = finding.span
        assert (span.line, span.column) < (span.end_line, span.end_column), "the span is not empty"
        assert span.end_column - 1 <= len(lines[span.end_line - 1])
        assert finding.fix
        assert finding.message[-1] not in ".!", "a message is no sentence with a full stop"


@CHECKS
def test_what_the_page_says_passes_is_not_found_and_has_no_other_finding(check: Check) -> None:
    texts = list(snippets.snippets(check.rule.page, "Passes"))
    assert mappings.examined([loaded(*texts)]) == (), "the repair of one fault is not advertised with another"


def test_rules_come_in_the_order_of_their_files_and_have_codes_and_names_of_their_own() -> None:
    rules = [check.rule for check in mappings.checks()]
    others = [check.rule for module in (lint, records) for check in module.checks()]
    assert [rule.name for rule in rules] == sorted(rule.name for rule in rules), "a rule's file bears its name"
    assert len({rule.code for rule in (*rules, *others)}) == len(rules) + len(others)
    assert len({rule.name for rule in (*rules, *others)}) == len(rules) + len(others)
    for rule in rules:
        assert re.fullmatch(r"CF6\d\d", rule.code)
        assert rule.severity is not Severity.ERROR, "a mapping that can be used is not refused"
        assert catalogue.find(rule.code) == rule


def test_the_bundled_mappings_are_free_of_warnings() -> None:
    examined = examine(list(bundled_mappings().values()))
    assert len(examined.mappings) == len(bundled_mappings())
    found = [*examined.findings, *mappings.examined(examined.mappings)]
    assert [str(finding) for finding in found if finding.severity is not Severity.NOTE] == []


# --- rules one by one ------------------------------------------------------------------------------------


def test_accepted_and_rejected_contradict_each_other() -> None:
    pair = ("level-1", "close", "group-1")
    assert told(
        row(*pair, f", decision: accepted{DECIDED}"),
        row(*pair, f", decision: rejected{DECIDED}"),
    ) == [
        (
            "contradictory-rows",
            "close",
            "kirklees:level-1 and durham:group-1 are rejected 'close' here, and 'close' in an earlier row",
        )
    ]


def test_the_same_row_read_from_the_other_side_is_the_same_and_its_relation_turned() -> None:
    back = "{subject: 'durham:group-1', relation: %s, object: 'kirklees:level-1'}"
    one = row("level-1", "broad", "group-1")
    assert [name for name, *_ in told(one, back % "narrow")] == ["side-of-another-framework", "same-pair-twice"]
    assert [name for name, *_ in told(one, back % "broad")] == ["side-of-another-framework", "contradictory-rows"]


def test_a_list_is_another_side_than_one_of_its_items_and_its_order_is_irrelevant() -> None:
    one = "{subject: 'kirklees:level-1', relation: narrow, object: ['durham:group-1', 'durham:group-2']}"
    two = "{subject: 'kirklees:level-1', relation: narrow, object: ['durham:group-2', 'durham:group-1']}"
    assert told(row("level-1", "broad", "group-1"), one) == []
    assert [name for name, *_ in told(one, two)] == ["same-pair-twice"]


def test_an_equal_of_each_kind_and_a_rejected_one_are_no_second_equal() -> None:
    assert told(row("level-1", "close", "group-1"), row("level-1", "close", "staff-induction")) == []
    rejected = row("level-1", "close", "group-2", f", decision: rejected{DECIDED}")
    assert told(row("level-1", "close", "group-1"), rejected) == []


def test_a_second_equal_of_the_other_side_is_found_too() -> None:
    [(name, *_)] = told(row("group-1", "close", "group-1"), row("group-2", "close", "group-1"))
    assert name == "second-equal"


def test_equals_that_keep_the_order_of_both_ladders_do_not_cross() -> None:
    pairs = "{subject: 'kirklees:%s', relation: exact, object: 'bedfordshire:%s'}"
    head = HEAD.replace("durham", "bedfordshire")
    text = head + "".join(f"  - {pairs % (f'level-{one}', f'level-{one}')}\n" for one in (1, 2, 3))
    assert mappings.examined([loaded(text)]) == ()
    crossed = head + "".join(f"  - {pairs % (f'level-{a}', f'level-{b}')}\n" for a, b in ((1, 3), (2, 1), (3, 2)))
    found = mappings.examined([loaded(crossed)])
    assert [(finding.rule.name, finding.span.line) for finding in found] == [("equals-cross", 7), ("equals-cross", 8)]


def test_a_row_about_a_third_framework_is_named() -> None:
    [(name, at, message)] = told("{subject: 'kirklees:level-1', relation: close, object: 'solihull:foundation'}")
    assert (name, at) == ("side-of-another-framework", "'solihull:foundation'")
    assert message == "solihull is not the object of this mapping, durham is"


def test_a_comment_allows_a_finding_at_one_place(tmp_path: Path) -> None:
    file = tmp_path / "kirklees-durham.yaml"
    twice = row("level-1", "close", "group-1")
    file.write_text(f"{HEAD}  - {twice}\n  # competency: allow CF601: for the example\n  - {twice}\n", encoding="utf-8")
    assert mappings.examined(examine([file]).mappings) == ()


def test_validate_reports_what_the_rules_find(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kirklees-durham.yaml"
    twice = row("level-1", "close", "group-1")
    file.write_text(f"{HEAD}  - {twice}\n  - {twice}\n", encoding="utf-8")
    assert main(["validate", str(file), "--strict"]) == 1
    assert "CF601" in capsys.readouterr().out


def test_a_mapping_of_a_framework_with_faults_is_only_looked_at_in_part(tmp_path: Path) -> None:
    [framework, text] = snippets.snippets(mapping_faults.UNSOUND_END.page, "Fails")
    (tmp_path / "example.yaml").write_text(snippets.document(framework)[0], encoding="utf-8")
    file = tmp_path / "example-durham.yaml"
    file.write_text(text, encoding="utf-8")
    [finding] = mappings.examined(examine([tmp_path]).mappings)
    assert (finding.rule, finding.span.line) == (mapping_faults.UNSOUND_END, *snippets.marked_lines(text))
    [framework, text] = snippets.snippets(mapping_faults.UNSOUND_END.page, "Passes")
    (tmp_path / "example.yaml").write_text(snippets.document(framework)[0], encoding="utf-8")
    assert mappings.examined(examine([tmp_path]).mappings) == ()


# --- speed -----------------------------------------------------------------------------------------------


def national(name: str, count: int) -> Framework:
    groups = tuple(Group(id=f"g{number}", title=f"G{number}", source=("s",)) for number in range(count))
    return Framework(
        id=name, title=name, publisher="P", language="en-GB", sources=(Source(id="s", title="S"),), groups=groups
    )


def test_tens_of_thousands_of_rows_take_seconds() -> None:
    count = 20_000
    one, two = national("a", count), national("b", count)
    rows = tuple(
        Decided(subject=(f"a:g{number}",), relation=relation, object=(f"b:g{number}",), digest_object="sha256:0")
        for number in range(count)
        for relation in (Relation.EXACT, Relation.BROAD)
    )
    mapping = Mapping(id="a-b", subject="a", object="b", rows=rows)
    document = from_value(notation.mapping_data(mapping))
    start = time.process_time()
    found = mappings.examined([LoadedMapping(document, mapping, one, two)])
    assert time.process_time() - start < 20, "seconds; a slow machine has plenty"
    assert {finding.rule.name for finding in found} == {"contradictory-rows", "stale-decision"}


def test_what_is_computed_has_no_finding_of_its_own(tmp_path: Path) -> None:
    from competency.equivalence import map_frameworks
    from competency.equivalence.curation import proposed

    one, two = loading.load("kirklees"), loading.load("durham")
    drawn = proposed(map_frameworks(one, two), one, two)
    file = tmp_path / "kirklees-durham.yaml"
    file.write_text(written(notation.mapping_data(evolve(drawn, note="n"))), encoding="utf-8")
    examined = examine([file])
    assert examined.findings == ()
    assert [str(finding) for finding in mappings.examined(examined.mappings)] == []
