"""Every rule of sense on records keeps its page's word: what fails there is found, at the marked place; what passes
is not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import snippets

from competency import catalogue, lint, loading, notation, references
from competency.cli import main
from competency.diagnostics import Diagnostic, Severity
from competency.document import parse
from competency.faults import record as record_faults
from competency.lint import records
from competency.lint.records import Check
from competency.loading import LoadedRecord, Shelf
from competency.schema import faults_of_shape

CHECKS = pytest.mark.parametrize("check", records.checks(), ids=lambda check: check.rule.name)
KIRKLEES = "format: record/1\nid: p-0001\nframework: kirklees\nsubject: practitioner\n"
SOLIHULL = "format: record/1\nid: p-0001\nframework: solihull\nsubject: practitioner\n"


def loaded(*texts: str) -> list[LoadedRecord]:
    """The records among texts that have no fault of shape or reference, under the frameworks among them or bundled.

    A text without `format:` is a part of the framework `example`.
    """
    documents = []
    for number, text in enumerate(texts):
        document, faults = parse(snippets.document(text)[0], file=f"{number}.yaml")
        assert faults == ()
        assert document is not None
        assert not list(faults_of_shape(document))
        documents.append(document)
    written = [document for document in documents if "framework" not in document.value]  # type: ignore[operator]
    given = {framework.id: framework for framework in (notation.framework(document.value) for document in written)}
    shelf = Shelf({name: references.declared_by(framework) for name, framework in given.items()}, None)
    run = []
    for document in documents:
        if document not in written:
            assert not list(references.faults_of_record(document, shelf.declared, shelf.neighbours()))
            record = notation.record(document.value)
            run.append(LoadedRecord(document, record, given.get(record.framework) or loading.load(record.framework)))
    return run


def found_by(check: Check, *texts: str) -> list[Diagnostic]:
    """What one rule finds in the last of the records of one run."""
    *_, last = records.drafts(loaded(*texts))
    return list(check.findings(last))


def told(*texts: str) -> list[tuple[str, str, int, str]]:
    """Each finding of the records of one run: its rule, the text that it points at, its line, its message."""
    lines = texts[-1].split("\n")
    return [
        (
            finding.rule.name,
            lines[finding.span.line - 1][finding.span.column - 1 : finding.span.end_column - 1],
            finding.span.line,
            finding.message,
        )
        for finding in records.examined(loaded(*texts))
    ]


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
    warned = [finding for finding in records.examined(loaded(*texts)) if finding.severity is not Severity.NOTE]
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


# --- what happened, and when -----------------------------------------------------------------------------


def test_the_day_of_appointment_is_not_before_it_and_the_first_appointment_is_meant() -> None:
    assert told(
        KIRKLEES + "facts:\n"
        "  appointed: [{value: 2012-03-01, from: 2012-03-01}, {value: 2008-03-01, to: 2010-08-31}]\n"
        "events:\n"
        "  - {completed: awareness, date: 2008-03-01}\n"
        "  - {completed: awareness, date: 2011-05-01}\n"
        "  - {evidence: pilot-evaluation, about: awareness, date: 2008-02-29}\n"  # <- here
    ) == [
        (
            "event-before-appointment",
            "2008-02-29",
            10,
            "'pilot-evaluation' on 29 February 2008 is earlier than the appointment on 1 March 2008",
        )
    ]


def test_an_event_is_never_too_late() -> None:
    assert told(KIRKLEES + "events: [{completed: awareness, date: 9999-12-31}]\n") == []


COURSES = """\
courses:
  dated: {title: Dated, from: 2010-01-01, to: 2011-12-31, source: strategy §1}
  open: {title: Open, from: unstated, modes: [e-learning, unstated], source: strategy §1}
  shared:
    title: Shared
    modes: [{mode: virtual, to: 2010-12-31}, {mode: virtual, from: 2012-01-01}, {mode: hall, from: unstated}]
    source: strategy §1
evidence:
  form: {title: Form, per: course, source: strategy §1}
  pass: {title: Pass, source: strategy §1}
"""
EXAMPLE = "format: record/1\nid: p-0001\nframework: example\nsubject: practitioner\n"


def names(rows: str, framework: str = COURSES) -> list[tuple[str, str]]:
    """Name and token of each finding of a record under the framework."""
    return [(rule, token) for rule, token, _, _ in told(framework, EXAMPLE + rows)]


@pytest.mark.parametrize(
    ("event", "tokens"),
    [
        ("completed: dated, date: 2009-12-31", ["2009-12-31"]),
        ("completed: dated, date: 2010-01-01", []),
        ("completed: dated, date: 2011-12-31", []),
        ("completed: dated, date: 2012-01-01", ["2012-01-01"]),
        ("completed: open, date: 1990-01-01, mode: letter", []),
        ("completed: shared, date: 2011-06-01, mode: virtual", ["2011-06-01"]),
        ("completed: shared, date: 2012-01-01, mode: virtual", []),
        ("completed: shared, date: 1990-01-01, mode: hall", []),
        ("completed: shared, date: 2011-06-01", []),
    ],
)
def test_a_course_is_missed_only_on_days_on_which_it_surely_was_not_on_offer(event: str, tokens: list[str]) -> None:
    assert names(f"events: [{{{event}}}]\n") == [("course-not-on-offer", token) for token in tokens]


@pytest.mark.parametrize(
    ("mode", "fix"),
    [
        ("elearning", "did you mean 'e-learning'?"),
        ("E-Learning", "did you mean 'e-learning'?"),
        ("by letter", "write one of these modes, or add this one to the course in the framework"),
    ],
)
def test_the_nearest_mode_is_suggested(mode: str, fix: str) -> None:
    text = KIRKLEES + f"events: [{{completed: awareness, date: 2011-05-01, mode: {mode}}}]\n"
    [finding] = records.examined(loaded(text))
    assert finding.rule.name == "mode-not-listed"
    assert finding.fix == fix


# --- rows that share days --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "messages"),
    [
        ("[{group: group-3, to: 2010-05-31}, {group: group-3, from: 2010-06-01}]", []),
        ("[{group: group-3, to: 2010-05-31}, {group: group-4, from: 2010-01-01}]", []),
        ("[{group: group-3, to: 2010-05-31}, {group: group-3, from: 2010-05-31}]", ["on 31 May 2010"]),
        ("[{group: group-3}, {group: group-3}]", ["always"]),
        ("[{group: group-3, from: 2010-05-31}, {group: group-3}]", ["from 31 May 2010 on"]),
        ("[{group: group-3, to: 2010-05-31}, {group: group-3}]", ["until 31 May 2010"]),
        (
            "[{group: group-3, to: 2010-05-31}, {group: group-3, from: 2010-04-30}, {group: group-3}]",
            ["from 30 April 2010 to 31 May 2010", "until 31 May 2010"],
        ),
    ],
)
def test_memberships_of_one_group_overlap_where_they_share_a_day(rows: str, messages: list[str]) -> None:
    found = [(rule, message.rpartition("twice ")[2]) for rule, _, _, message in told(KIRKLEES + f"groups: {rows}\n")]
    assert found == [("overlapping-memberships", message) for message in messages]


def test_a_row_that_has_no_days_overlaps_nothing() -> None:
    text = KIRKLEES + (
        "groups:\n"
        "  - {group: group-3, from: 2010-06-01, to: 2010-05-31}\n"  # <- here
        "  - {group: group-3}\n"
        "facts:\n"
        "  advises-group-3:\n"
        "    - {value: yes, from: 2010-06-02, to: 2010-06-01}\n"  # <- here
        "    - {value: no, from: 2010-06-01, to: 2010-06-01}\n"
    )
    assert [(rule, token, line) for rule, token, line, _ in told(text)] == [
        ("row-ends-before-it-begins", "2010-05-31", 6),
        ("row-ends-before-it-begins", "2010-06-01", 10),
    ]


def test_of_overlapping_values_the_one_that_wins_is_told() -> None:
    text = KIRKLEES + (
        "facts:\n"
        "  advises-group-3:\n"
        "    - {value: yes, from: 2010-06-01}\n"
        "    - {value: no, from: 2012-01-01}\n"  # <- here
        "  advises-group-4: [{value: yes}, {value: yes}]\n"  # <- here
    )
    assert [(line, token, message.partition(")")[2]) for _, token, line, message in told(text)] == [
        (8, "no", " is both 'yes' and 'no' from 1 January 2012 on; this row wins, 'no'"),
        (9, "yes", " is given twice always"),
    ]


# --- rows that are one -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ("completed: dated", "completed: dated", "same-row-twice"),
        ("completed: dated, note: a", "completed: dated, by: m-1", "same-row-twice"),
        ("completed: dated, minutes: 60", "completed: dated, minutes: 90", "rows-of-one-day-differ"),
        ("completed: dated, minutes: 60", "completed: dated", "rows-of-one-day-differ"),
        ("completed: dated, mode: a", "completed: dated, mode: b", "rows-of-one-day-differ"),
        ("completed: dated", "completed: open", None),
        ("evidence: form, about: dated", "evidence: form, about: dated", "same-row-twice"),
        ("evidence: form, about: dated", "evidence: form, about: open", None),
        ("evidence: pass, by: m-1", "evidence: pass, by: m-2", None),
        ("evidence: pass, mode: a", "evidence: pass, mode: b", "rows-of-one-day-differ"),
    ],
)
def test_rows_of_one_day_are_the_same_differ_or_are_two(first: str, second: str, rule: str | None) -> None:
    rows = f"events: [{{{first}, date: 2010-10-04}}, {{{second}, date: 2010-10-04}}]\n"
    assert [name for name, _ in names(rows)] == ([] if rule is None else [rule])


def test_equal_rows_are_counted_and_each_of_them_is_named() -> None:
    text = KIRKLEES + "events:\n" + "  - {completed: neglect, date: 2010-10-04}\n" * 3
    found = [found for found in told(text) if found[0] == "same-row-twice"]
    assert [line for _, _, line, _ in found] == [7, 8]
    assert {message for *_, message in found} == {
        "'neglect' on 4 October 2010 stands here again; 3 rows are one completion"
    }


def test_what_the_course_says_itself_is_no_difference() -> None:
    course = "courses:\n  one: {title: One, modes: [hall], minutes: 60, source: strategy §1}\n"
    rows = "events: [{completed: one, date: 2010-10-04}, {completed: one, date: 2010-10-04, mode: hall, minutes: 60}]\n"
    assert [name for name, _ in names(rows, course)] == ["same-row-twice"]


# --- what counts for nothing, or only possibly -----------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "token"),
    [
        ("completed: dated, about: open", "open"),
        ("evidence: pass, about: open", "open"),
        ("evidence: form, about: open", None),
        ("evidence: pass, mode: virtual", None),
        ("evidence: pass, minutes: 5", "5"),
        ("completed: dated, minutes: 5, mode: hall, by: m-1", None),
    ],
)
def test_a_detail_that_nothing_reads_is_named(event: str, token: str | None) -> None:
    rows = f"events: [{{{event}, date: 2010-10-04}}]\n"
    assert names(rows) == ([] if token is None else [("detail-without-effect", token)])


def test_the_next_course_that_was_completed_is_the_example_for_what_evidence_is_about() -> None:
    rows = "events:\n  - {evidence: form, date: 2010-10-04}\n  - {completed: dated, date: 2010-10-05}\n"
    [finding] = records.examined(loaded(COURSES, EXAMPLE + rows))
    assert finding.fix == "add the course, for instance 'about: dated'"


REQUIRING = """\
facts:
  agreed: {title: Agreed, source: strategy §1}
groups:
  staff: {title: Staff, source: strategy §1}
  leads: {title: Leads, extends: [staff], source: strategy §1}
courses:
  first: {title: First, source: strategy §1}
  second:
    title: Second
    requires: {all: [{completed: first}, {all: [{fact: agreed}, {evidence: form}]}]}
    source: strategy §1
  third: {title: Third, for: [staff], source: strategy §1}
evidence:
  form: {title: Form, per: course, source: strategy §1}
  card: {title: Card, per: course, requires: {evidence: form}, source: strategy §1}
"""


def test_of_what_a_course_requires_only_what_was_missing_is_told() -> None:
    rows = (
        "events:\n"
        "  - {evidence: form, about: first, date: 2010-10-01}\n"
        "  - {completed: first, date: 2010-10-02}\n"
        "  - {completed: second, date: 2010-10-02}\n"  # <- here
    )
    [(rule, token, line, message)] = told(REQUIRING, EXAMPLE + rows)
    assert (rule, token, line) == ("prerequisites-not-held", "second", 8)
    assert "Form" in message
    assert "First" not in message
    assert "Agreed" not in message, "what the record does not say is not missing"


def test_what_is_only_not_known_to_have_held_is_not_found() -> None:
    rows = (
        "events:\n"
        "  - {completed: first, date: 2010-10-02}\n"
        "  - {evidence: form, date: 2010-10-02}\n"
        "  - {completed: second, date: 2010-10-02}\n"
    )
    assert [name for name, _ in names(rows, REQUIRING)] == ["evidence-about-no-course"]


@pytest.mark.parametrize(
    ("group", "found"),
    [("staff, from: 2010-01-01", False), ("leads", False), ("staff, to: 2010-10-03", True)],
)
def test_members_of_groups_that_extend_one_may_attend_its_courses(group: str, found: bool) -> None:
    rows = f"groups: [{{group: {group}}}]\nevents: [{{completed: third, date: 2010-10-04}}]\n"
    assert names(rows, REQUIRING) == ([("outside-audience", "third")] if found else [])


@pytest.mark.parametrize(("about", "found"), [("first", False), ("third", True)])
def test_what_evidence_requires_is_about_the_same_course(about: str, found: bool) -> None:
    rows = (
        "events:\n"
        "  - {evidence: form, about: first, date: 2010-10-04}\n"
        f"  - {{evidence: card, about: {about}, date: 2010-10-04}}\n"
    )
    assert names(rows, REQUIRING) == ([("evidence-does-not-count", "card")] if found else [])


def test_a_standard_on_courses_is_attested_in_the_record_of_a_course() -> None:
    framework = (
        "standards:\n"
        "  aims: {title: Aims are explicit, subject: course, source: strategy §1}\n"
        "  plans: {title: Plans are made, subject: board, source: strategy §1}\n"
        "  whole: {title: Whole, require: {standard: plans}, source: strategy §1}\n"
    )
    rows = "events: [{standard: aims, date: 2010-10-04}, {standard: plans, date: 2010-10-04}]\n"
    assert names(rows, framework) == [("attestation-without-effect", "aims")], "a rule here reads the other"
    course = EXAMPLE.replace("practitioner", "course") + rows
    assert [rule for rule, *_ in told(framework, course)] == ["course-record-without-item"]


def test_an_item_that_no_course_can_have_is_named() -> None:
    assert [(rule, token) for rule, token, *_ in told(KIRKLEES + "item: awareness\n")] == [
        ("course-record-without-item", "awareness")
    ]


def test_an_item_of_another_framework_counts_where_a_rule_mentions_it() -> None:
    framework = "levels: [{id: one, title: One, requires: {completed: 'kirklees:neglect'}, source: strategy §1}]\n"
    rows = (
        "events:\n"
        "  - {completed: 'kirklees:neglect', date: 2010-10-04}\n"
        "  - {completed: 'kirklees:awareness', date: 2010-10-04}\n"  # <- here
        "  - {standard: 'kirklees:take-awareness', date: 2010-10-04}\n"  # <- here
        "facts: {'kirklees:advises-group-3': yes}\n"  # <- here
    )
    assert names(rows, framework) == [
        ("item-of-another-framework", "'kirklees:awareness'"),
        ("item-of-another-framework", "'kirklees:take-awareness'"),
        ("item-of-another-framework", "'kirklees:advises-group-3'"),
    ]


def test_one_person_may_have_one_id_under_two_frameworks() -> None:
    assert [finding.rule.name for finding in records.examined(loaded(KIRKLEES, SOLIHULL, KIRKLEES, KIRKLEES))] == [
        "duplicate-record-id",
        "duplicate-record-id",
    ]


@pytest.mark.parametrize("named", [True, False])
def test_a_record_whose_framework_has_faults_is_named_as_not_looked_at(named: bool, tmp_path: Path) -> None:
    page = record_faults.UNSOUND_FRAMEWORK.page
    for heading in ("Fails", "Passes"):
        framework, record = snippets.snippets(page, heading)
        (tmp_path / "example.yaml").write_text(snippets.document(framework)[0], encoding="utf-8")
        (tmp_path / "p-0001.yaml").write_text(record, encoding="utf-8")
        examined = loading.examine([tmp_path if named else tmp_path / "p-0001.yaml"])
        found = [(finding.rule.name, finding.span.line) for finding in records.examined(examined.records)]
        marked = snippets.marked_lines(record)
        assert found == [("unsound-framework", line) for line in marked]
        assert len(marked) == (1 if heading == "Fails" else 0)


# --- allowances ------------------------------------------------------------------------------------------


def test_a_comment_allows_a_finding_in_a_record_as_in_a_framework() -> None:
    text = KIRKLEES + (
        "facts:\n"
        "  appointed: 2010-09-01\n"
        "  advises-group-3:\n"
        "    - {value: no}\n"
        "    # competency: allow overlapping-fact-values: agreed with the line manager\n"
        "    - {value: yes}\n"
        "events:\n"
        "  - {completed: awareness, date: 2010-08-01}  # competency: allow CF401: with the earlier employer\n"
        "  # competency: allow event-before-appointment: with the earlier employer\n"
        "  - completed: own-policies\n"
        "    date: 2010-08-02\n"
        "  - {completed: awareness, date: 2010-08-03}\n"  # <- here
    )
    assert [(rule, line) for rule, _, line, _ in told(text)] == [("event-before-appointment", 16)]


def test_an_allowance_that_nothing_needs_is_reported_whatever_rule_it_names() -> None:
    text = KIRKLEES + (
        "# competency: allow CF401: all of it\n"
        "events:\n"
        "  - {completed: awareness, date: 2010-08-01}  # competency: allow CF111: no source is kept\n"
        "  - {completed: awareness, date: 2010-09-01}  # competency: allow CF401\n"
        "  - {completed: awareness, date: 2010-10-01}  # competency: allow CF301: unknown\n"
    )
    assert [(rule, line) for rule, _, line, _ in told(text)] == [
        ("unused-allowance", 5),
        ("unused-allowance", 7),
        ("bad-allowance", 8),
        ("bad-allowance", 9),
    ]


# --- the command line ------------------------------------------------------------------------------------


FAULTY = KIRKLEES + (
    "facts: {appointed: 2010-09-01}\n"
    "groups: [{group: group-3, from: 2010-01-01}]\n"
    "events:\n"
    "  - {completed: awareness, date: 2009-10-04, mode: elearning}\n"  # <- here
)


@pytest.fixture
def faulty(tmp_path: Path) -> str:
    path = tmp_path / "p-0001.yaml"
    path.write_text(FAULTY, encoding="utf-8")
    return str(path)


def test_validate_reports_records_like_frameworks(faulty: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", faulty]) == 0
    assert main(["validate", faulty, "--strict"]) == 1
    out = capsys.readouterr().out
    assert f"{faulty}:8:34: CF401 event-before-appointment: " in out
    assert f"{faulty}:8:52: CF403 mode-not-listed: " in out
    assert "1 file, 0 errors, 2 warnings, 1 note" in out


@pytest.mark.parametrize("command", ["check", "pathway"])
def test_an_answer_tells_the_warnings_on_stderr_and_is_the_same(
    command: str, faulty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "kirklees", faulty, "--on", "2011-05-01", "--format", "json"]) == 0
    told_of = capsys.readouterr()
    json.loads(told_of.out)
    assert "CF401 event-before-appointment" in told_of.err
    assert "CF403 mode-not-listed" in told_of.err
    assert "CF419" not in told_of.err, "notes are for validate"


def test_a_sound_record_has_nothing_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "kirklees", "kirklees-new-librarian", "--on", "2012-05-01"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", ["check", "pathway"])
def test_a_record_of_another_framework_is_refused_at_the_place_where_it_names_its_own(
    command: str, faulty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "durham", faulty]) == 2
    told_of = capsys.readouterr()
    assert told_of.out == ""
    assert f"{faulty}:3:12: the record 'p-0001' is about the framework 'kirklees', not 'durham'" in told_of.err
    assert "CF4" not in told_of.err
