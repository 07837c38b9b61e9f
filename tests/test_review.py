"""The queue of decisions: the most valuable first, nothing of a person's lost, never half-written."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from competency.correspondences import Correspondence, Correspondences, Decided, Decision, Mapping
from competency.digests import digest
from competency.document import written
from competency.equivalence import map_frameworks, review
from competency.equivalence.curation import Curation
from competency.errors import DocumentFaults, MappingOfOtherFrameworks, UnreadableFile
from competency.explanation import Explanation
from competency.loading import bundled_mappings, examine, load, load_mapping, opened_mapping
from competency.model import Framework, Relation
from competency.notation import mapping_data

KIRKLEES, DURHAM = load("kirklees"), load("durham")
FOUND = map_frameworks(KIRKLEES, DURHAM)


def computed(one: str, relation: Relation, two: str, sure: float, *why: str) -> Correspondence:
    because = tuple(Explanation(claim) for claim in why) or (Explanation("it was computed"),)
    return Correspondence(
        subject=f"kirklees:{one}",
        relation=relation,
        object=f"durham:{two}",
        confidence=sure,
        relation_confidence=sure,
        because=because,
    )


def found(*rows: Correspondence) -> Correspondences:
    return Correspondences("kirklees", "durham", rows)


def order(*rows: Correspondence) -> list[tuple[str, str]]:
    queue = review.queue(found(*rows), KIRKLEES, DURHAM)
    return [(row.subject[0].partition(":")[2], row.object[0].partition(":")[2]) for row in queue.rows]


# --- what comes first ------------------------------------------------------------------------------------


def test_the_less_sure_comes_first() -> None:
    sure, open_ = (computed("group-1", Relation.CLOSE, name, p) for name, p in (("group-1", 0.95), ("group-2", 0.5)))
    assert order(sure, open_) == [("group-1", "group-2"), ("group-1", "group-1")]


def test_groups_come_before_courses_and_these_before_outcomes() -> None:
    outcomes = KIRKLEES.outcomes[0].id, DURHAM.outcomes[0].id
    courses = KIRKLEES.courses[0].id, DURHAM.courses[0].id
    pairs = [outcomes, courses, ("group-1", "group-1")]
    assert order(*(computed(one, Relation.CLOSE, two, 0.5) for one, two in pairs)) == pairs[::-1]


def test_the_more_rests_on_a_pair_the_earlier_it_comes() -> None:
    rests = "kirklees:group-1 is the same as durham:group-1, as a document says"
    alike = [computed(name, Relation.CLOSE, name, 0.5) for name in ("group-7", "group-8")]
    first, second = order(*alike)
    claim = rests.replace("group-1", second[0])
    leaning = [computed(course.id, Relation.CLOSE, second[1], 0.99, claim) for course in KIRKLEES.courses]
    assert order(*alike, *leaning)[:2] == [second, first]


def test_decided_rows_and_pairs_that_hardly_match_are_not_asked_about() -> None:
    decided = evolve(computed("group-1", Relation.CLOSE, "group-1", 0.5), decision=Decision.ACCEPTED)
    hardly = computed("group-2", Relation.NONE, "group-2", 0.05)
    doubtful = computed("group-3", Relation.NONE, "group-3", 0.4)
    lapsed = evolve(hardly, object="durham:group-4", decision=Decision.PROPOSED)
    assert set(order(decided, hardly, doubtful, lapsed)) == {("group-3", "group-3"), ("group-2", "group-4")}


def test_a_row_has_reasons_its_runner_up_and_the_digests_of_both_texts() -> None:
    best = computed("group-1", Relation.CLOSE, "group-1", 0.8, "both are for everybody")
    queue = review.queue(found(best, computed("group-1", Relation.RELATED, "group-2", 0.9)), KIRKLEES, DURHAM)
    [row] = [row for row in queue.rows if row.object == ("durham:group-1",)]
    assert row.reasons == ("both are for everybody", "Runner-up: related durham:group-2, 0.90")
    assert (row.digest_subject, row.digest_object) == (digest(KIRKLEES, "group-1"), digest(DURHAM, "group-1"))
    assert row.decision is Decision.PROPOSED


def test_the_queue_is_the_same_whatever_the_order_of_the_rows() -> None:
    turned = evolve(FOUND, correspondences=FOUND.correspondences[::-1])
    assert review.queue(FOUND, KIRKLEES, DURHAM) == review.queue(turned, KIRKLEES, DURHAM)


# --- the file --------------------------------------------------------------------------------------------


def text_after_review(file: Path, subject: Framework = KIRKLEES, object: Framework = DURHAM) -> str:
    rows = FOUND if subject is KIRKLEES else map_frameworks(subject, object)
    review.write(rows, subject, object, file)
    return file.read_text(encoding="utf-8")


def test_a_new_file_is_a_mapping_without_faults_that_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "queue.yaml"
    done = review.write(FOUND, KIRKLEES, DURHAM, file)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# What to decide, the most valuable decision first")
    assert "competency map kirklees durham --curated" in text
    assert examine([file]).findings == ()
    assert load_mapping(file) == review.queue(FOUND, KIRKLEES, DURHAM)
    assert (done.waiting, done.kept) == (len(load_mapping(file).rows), 0)
    assert list(tmp_path.iterdir()) == [file]


def test_reviewing_twice_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "queue.yaml"
    assert text_after_review(file) == text_after_review(file)


def test_what_a_person_has_written_stays_to_the_letter(tmp_path: Path) -> None:
    file = tmp_path / "queue.yaml"
    text = text_after_review(file)
    head, *rows = text.split("  - subject:")
    rows[1] = rows[1].replace("decision: proposed", 'decision:   "accepted"   # after a long talk\n    by: lead')
    rows[2] = rows[2].replace("decision: proposed", "decision: proposed\n    note: ask Jo")
    rows[3] = rows[3].rstrip("\n") + "\n  # the next one is hard\n"
    file.write_text("  - subject:".join([head, *rows]), encoding="utf-8")
    before = load_mapping(file)
    done = review.write(FOUND, KIRKLEES, DURHAM, file)
    after = file.read_text(encoding="utf-8")
    assert done.kept == 3
    assert after.startswith(head)
    assert f"  - subject:{rows[1]}  - subject:{rows[2]}  # the next one is hard\n  - subject:{rows[4]}" in after
    assert {row.subject + row.object for row in load_mapping(file).rows} == {
        row.subject + row.object for row in before.rows
    }
    assert text_after_review(file) == after


def test_a_relation_that_a_person_has_corrected_stays_though_not_decided_yet(tmp_path: Path) -> None:
    file = tmp_path / "queue.yaml"
    row = review.queue(FOUND, KIRKLEES, DURHAM).rows[0]
    other = Relation.RELATED if row.relation is not Relation.RELATED else Relation.CLOSE
    mine = evolve(row, relation=other)
    file.write_text(written(mapping_data(Mapping(id="m", subject="kirklees", object="durham", rows=(mine,)))))
    text_after_review(file)
    assert mine in load_mapping(file).rows
    assert row not in load_mapping(file).rows


@pytest.mark.parametrize(
    "rows",
    [
        "correspondences: [{subject: 'kirklees:level-1', relation: close, object: 'durham:group-1', note: mine}]\n",
        "correspondences: []\nnote: mine\n",
        "note: mine\n",
    ],
)
def test_rows_that_do_not_stand_on_lines_of_their_own_are_kept_by_what_they_say(rows: str, tmp_path: Path) -> None:
    file = tmp_path / "queue.yaml"
    file.write_text(f"format: mapping/1\nid: m\nsubject: kirklees\nobject: durham\n{rows}", encoding="utf-8")
    kept = load_mapping(file)
    text_after_review(file)
    after = load_mapping(file)
    assert set(kept.rows) <= set(after.rows)
    assert evolve(after, rows=()) == evolve(kept, rows=())
    assert len(after.rows) > 10


def test_a_mapping_of_b_and_a_takes_the_queue_of_a_and_b_by_inversion(tmp_path: Path) -> None:
    file = tmp_path / "queue.yaml"
    file.write_text("format: mapping/1\nid: m\nsubject: durham\nobject: kirklees\n", encoding="utf-8")
    text_after_review(file)
    assert load_mapping(file).inverse.rows == review.queue(FOUND, KIRKLEES, DURHAM).rows


def test_a_file_with_faults_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "queue.yaml"
    text = "format: mapping/1\nid: m\nsubject: kirklees\nobject: durham\ncorrespondences: [{subject: x}]\n"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentFaults):
        review.write(FOUND, KIRKLEES, DURHAM, file)
    assert file.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [file]


def test_a_mapping_of_other_frameworks_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "queue.yaml"
    text = "format: mapping/1\nid: m\nsubject: kirklees\nobject: solihull\n"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MappingOfOtherFrameworks, match="'kirklees' and 'solihull', not of 'kirklees' and 'durham'"):
        review.write(FOUND, KIRKLEES, DURHAM, file)
    assert file.read_text(encoding="utf-8") == text


def test_a_file_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        review.write(FOUND, KIRKLEES, DURHAM, tmp_path / "nowhere" / "queue.yaml")


def test_what_is_decided_in_the_queue_wins_and_is_not_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "queue.yaml"
    text = text_after_review(file).replace("decision: proposed", "decision: rejected", 1)
    file.write_text(text, encoding="utf-8")
    mapping = load_mapping(file)
    [decided] = [row for row in mapping.rows if row.decision is Decision.REJECTED]
    rows = Curation.of([mapping], KIRKLEES, DURHAM).settle(FOUND.correspondences)
    [row] = [row for row in rows if (row.subject, row.object) == (decided.subject[0], decided.object[0])]
    assert (row.relation, row.decision) == (Relation.NONE, Decision.REJECTED)
    asked = review.queue(evolve(FOUND, correspondences=rows), KIRKLEES, DURHAM)
    assert (row.subject, row.object) not in {(one.subject[0], one.object[0]) for one in asked.rows}


# --- digests ---------------------------------------------------------------------------------------------

UNSIGNED = """\
# a comment
format: mapping/1
id: kirklees-durham
subject: kirklees
object: durham
correspondences:
  # the first
  - {subject: 'kirklees:level-1', relation: close, object: 'durham:group-1'}  # in a line
  - {subject: 'kirklees:level-2', relation: none,
     object: ['durham:group-1', 'durham:group-2'],}
  - subject: kirklees:level-3
    relation: close
    object: durham:group-3   # beside

  - {subject: 'kirklees:level-4', relation: none, object: 'durham:group-1', digest: {subject: old}}
note: the end
"""


def test_digests_are_filled_in_where_there_are_none_and_nothing_else_changes(tmp_path: Path) -> None:
    file = tmp_path / "kirklees-durham.yaml"
    file.write_text(UNSIGNED, encoding="utf-8")
    text = review.signed(opened_mapping(file))
    file.write_text(text, encoding="utf-8")
    before = UNSIGNED.split("\n")
    after = text.split("\n")
    added = [line for line in after if "digest: {subject: 'sha256:" in line]
    assert len(added) == 3
    unchanged = [line for line in after if line not in added]
    assert unchanged[:7] == before[:7]
    assert unchanged[-6:] == before[-6:]
    one, two, three, four = load_mapping(file).rows
    assert (one.digest_subject, one.digest_object) == (digest(KIRKLEES, "level-1"), digest(DURHAM, "group-1"))
    assert isinstance(two, Decided)
    assert two.digest_object is not None
    assert (three.digest_object, four.digest_subject) == (digest(DURHAM, "group-3"), "old")
    assert review.signed(opened_mapping(file)) == text


def test_digests_are_made_anew_for_who_has_read_all_rows_again(tmp_path: Path) -> None:
    file = tmp_path / "kirklees-durham.yaml"
    block = "  - subject: kirklees:level-1\n    relation: none\n    object: durham:group-2\n"
    old = block + "    digest:\n      subject: old\n      object: old\n    note: mine\n"
    file.write_text(UNSIGNED.replace("note: the end\n", old), encoding="utf-8")
    file.write_text(review.signed_anew(opened_mapping(file)), encoding="utf-8")
    rows = load_mapping(file).rows
    assert [row.digest_subject for row in rows] == [digest(KIRKLEES, f"level-{number}") for number in (1, 2, 3, 4, 1)]
    assert rows[4].note == "mine"


def test_every_row_of_the_bundled_mappings_has_the_digests_of_both_texts() -> None:
    """`python docs/build_digests.py` fills them in; a changed text is found by CF606, see `test_lint_mappings`."""
    for name in bundled_mappings():
        assert all(row.digest_subject and row.digest_object for row in load_mapping(name).rows), name
