"""SSSOM out and in: what each slot holds, what is lost and told, and that the standard's own checker accepts it."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.correspondences import Correspondence, Correspondences, Decided, Decision, Mapping, Residue, Together
from competency.equivalence import map_frameworks
from competency.equivalence.chains import chained
from competency.errors import DocumentFaults, UnreadableFile
from competency.explanation import Explanation
from competency.interop import sssom
from competency.interop.losses import Fate, Loss, Losses
from competency.loading import load
from competency.model import Course, Framework, Level, Outcome, Relation, Source

EXACT, CLOSE, BROAD, NARROW, RELATED, NONE = Relation
DAY = date(2012, 5, 1)
PAIRS = (("kirklees", "bedfordshire"), ("solihull", "durham"))
FOREIGN = Path(__file__).parent / "documents" / "foreign.sssom.tsv"
SAMPLES = Path(__file__).parents[2] / "shared" / "samples" / "sssom"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of other projects are not here")
needs_sssom = pytest.mark.skipif(
    importlib.util.find_spec("sssom") is None, reason="sssom, the standard's own tool, is not installed"
)


def framework(name: str, *titles: str) -> Framework:
    return Framework(
        id=name,
        title=name.title(),
        publisher="Example Board",
        language="en-GB",
        sources=(Source(id="s", title="S"),),
        levels=(Level(id="level-1", title="Level 1"),),
        outcomes=(Outcome(id="o", title="Sees it", statement="Sees it when it is there"),),
        courses=tuple(Course(id=f"c{number}", title=title) for number, title in enumerate(titles, start=1)),
    )


ONE, TWO = framework("one", "Neglect", "Abuse"), framework("two", "Neglect and abuse", "Law")


def row(
    subject: str, relation: Relation, object: str, *because: Explanation, decision: Decision | None = None
) -> Correspondence:
    return Correspondence(
        subject=f"one:{subject}",
        relation=relation,
        object=f"two:{object}",
        confidence=0.9,
        relation_confidence=0.75,
        decision=decision,
        because=because,
    )


def records(text: str) -> list[dict[str, str]]:
    """The rows of a table, each by slot; none of these cells has a tab or a line break in it."""
    names, *lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [dict(zip(names, line, strict=True)) for line in lines]


def dumped(*rows: Correspondence, unmatched: bool = False) -> list[dict[str, str]]:
    return records(sssom.dump(Correspondences("one", "two", rows), ONE, TWO, unmatched=unmatched)[0])


def table(*lines: str) -> str:
    return "\n".join(line.replace(" | ", "\t") for line in lines) + "\n"


def reread(tmp_path: Path, text: str, **more: tuple[Framework, ...]) -> tuple[Mapping, Losses]:
    file = tmp_path / "set.sssom.tsv"
    file.write_text(text, encoding="utf-8")
    return sssom.read(file, **more)


# --- what each slot holds --------------------------------------------------------------------------------


def test_a_correspondence_is_a_row_with_labels_kinds_and_the_confidence_in_its_relation() -> None:
    found = Correspondences("one", "two", (row("c1", BROAD, "c1", Explanation("Said so", "declared", ("s §1",))),))
    text, losses = sssom.dump(found, ONE, TWO, on=DAY)
    assert text.replace("\t", " | ") == (
        "#curie_map:\n"
        '#  competency: "urn:competency:framework:"\n'
        '#  one: "urn:competency:framework:one:"\n'
        '#  two: "urn:competency:framework:two:"\n'
        '#mapping_set_id: "urn:competency:mapping:one-two"\n'
        '#mapping_set_title: "One (Example Board) and Two (Example Board)"\n'
        '#mapping_set_description: "How items of one correspond to items of two"\n'
        '#license: "https://w3id.org/sssom/license/unspecified"\n'
        '#subject_source: "competency:one"\n'
        '#object_source: "competency:two"\n'
        '#mapping_tool: "competency"\n'
        '#mapping_tool_version: "0.1.0"\n'
        '#mapping_date: "2012-05-01"\n'
        "subject_id | subject_label | subject_category | predicate_id | object_id | object_label | object_category | "
        "mapping_justification | mapping_cardinality | confidence | other | comment\n"
        "one:c1 | Neglect | course | skos:broadMatch | two:c1 | Neglect and abuse | course | "
        "semapv:ManualMappingCuration | 1:1 | 0.75 | "
        "competency.confidence=0.9|competency.calibrated=false|competency.source=s §1 | Said so\n"
    )
    assert str(losses) == "1 kept"


def test_without_a_day_the_file_has_none() -> None:
    assert "mapping_date" not in sssom.dump(Correspondences("one", "two"), ONE, TWO)[0]


@pytest.mark.parametrize("relation", list(Relation))
def test_none_is_the_weakest_match_negated_and_all_else_its_skos_match(relation: Relation) -> None:
    (found,) = dumped(row("c1", relation, "c1"))
    expected = ("skos:relatedMatch", "Not") if relation is NONE else (f"skos:{relation}Match", None)
    assert (found["predicate_id"], found.get("predicate_modifier")) == expected


@pytest.mark.parametrize(
    ("because", "expected"),
    [
        ((), "UnspecifiedMatching"),
        ((Explanation("x", "declared"),), "ManualMappingCuration"),
        ((Explanation("x", "p:g", because=(Explanation("y", "one:c1"),)),), "ManualMappingCuration"),
        ((Explanation("x", "p:g", because=(Explanation("y"), Explanation("z"))),), "MappingChaining"),
        ((Explanation("x", None, because=(Explanation("y"), Explanation("z"))),), "MappingChaining"),
        ((Explanation("x", "transitivity, role chain"),), "MappingChaining"),
        ((Explanation("x", "texts"),), "LexicalSimilarityThresholdMatching"),
        ((Explanation("x", "facets"), Explanation("note")), "SemanticSimilarityThresholdMatching"),
        ((Explanation("x", "coverage"), Explanation("y", "position")), "StructuralMatching"),
        ((Explanation("x", "texts"), Explanation("y", "facets")), "CompositeMatching"),
    ],
)
def test_the_justification_is_read_off_the_reasons(because: tuple[Explanation, ...], expected: str) -> None:
    assert dumped(row("c1", CLOSE, "c1", *because))[0]["mapping_justification"] == f"semapv:{expected}"


def test_a_derived_row_is_justified_by_chaining() -> None:
    links = [row("c1", EXACT, "c1"), evolve(row("c1", EXACT, "c1"), subject="two:c1", object="three:c1")]
    (found,) = chained(links, subject="one", object="three")
    assert sssom.justification(found) == "semapv:MappingChaining"


@pytest.mark.parametrize("decision", [Decision.ACCEPTED, Decision.REJECTED])
def test_what_a_person_decided_is_curated_by_hand(decision: Decision) -> None:
    relation = NONE if decision is Decision.REJECTED else CLOSE
    (found,) = dumped(row("c1", relation, "c1", Explanation("x", "texts"), decision=decision))
    assert found["mapping_justification"] == "semapv:ManualMappingCuration"


def test_an_item_that_neither_framework_has_goes_out_without_a_label() -> None:
    (found,) = dumped(row("gone", CLOSE, "c1"))
    assert (found["subject_id"], found["object_label"]) == ("one:gone", "Neglect and abuse")
    assert "subject_label" not in found


def test_cardinality_counts_the_other_ends_in_the_whole_set() -> None:
    found = dumped(row("c1", BROAD, "c1"), row("c2", BROAD, "c1"), row("o", CLOSE, "o"), row("o", RELATED, "c1"))
    assert [one["mapping_cardinality"] for one in found] == ["n:1", "n:1", "1:n", "n:n"]


def test_what_corresponds_to_nothing_has_a_row_without_a_counterpart_on_either_side() -> None:
    rows = (row("c1", CLOSE, "c1"), evolve(row("c2", NONE, "c2"), confidence=0.2))
    found = {(one["subject_id"], one["object_id"]): one for one in dumped(*rows, unmatched=True)}
    assert len(found) == 2 + 3 + 3
    lonely = found["one:c2", "sssom:NoTermFound"]
    assert (lonely["mapping_cardinality"], lonely["confidence"]) == ("1:0", "0.8")
    lonely = found["sssom:NoTermFound", "two:o"]
    assert (lonely["mapping_cardinality"], lonely["confidence"], lonely["object_label"]) == ("0:1", "0.9", "Sees it")
    assert found["one:c1", "two:c1"]["mapping_cardinality"] == "1:1"


def test_without_asking_only_pairs_have_rows() -> None:
    assert len(dumped(row("c1", CLOSE, "c1"))) == 1


def test_a_label_that_looks_like_a_formula_is_not_altered() -> None:
    other = framework("one", "=1+1", "@SUM")
    text, _ = sssom.dump(Correspondences("one", "two", (row("c1", CLOSE, "c1"), row("c2", CLOSE, "c1"))), other, TWO)
    assert [one["subject_label"] for one in records(text)] == ["=1+1", "@SUM"]


def test_tabs_quotes_and_line_breaks_in_a_cell_are_quoted(tmp_path: Path) -> None:
    said = 'A "tab"\there\nand more'
    text, _ = sssom.dump(Correspondences("one", "two", (row("c1", CLOSE, "c1", Explanation(said)),)), ONE, TWO)
    assert text.endswith('"A ""tab""\there\nand more"\n')
    assert reread(tmp_path, text)[0].rows[0].reasons == (said,)


def test_what_is_computed_only_is_told_as_lost_when_it_is_read_again(tmp_path: Path) -> None:
    found = evolve(row("c1", CLOSE, "c1"), residue=Residue(("one:o",), ("two:o", "two:c2")))
    text, _ = sssom.dump(Correspondences("one", "two", (found,)), ONE, TWO)
    _, losses = reread(tmp_path, text)
    assert [(loss.item, loss.fate) for loss in losses.losses] == [
        ("competency.calibrated", Fate.DROPPED),
        ("competency.lacks", Fate.DROPPED),
        ("competency.exceeds", Fate.DROPPED),
    ]


def test_several_reasons_are_sentences_of_the_comment(tmp_path: Path) -> None:
    found = row("c1", CLOSE, "c1", Explanation("Both are on neglect"), Explanation("Is it so?"), Explanation(" "))
    text, _ = sssom.dump(Correspondences("one", "two", (found,)), ONE, TWO)
    assert records(text)[0]["comment"] == "Both are on neglect. Is it so?"
    assert reread(tmp_path, text)[0].rows[0].reasons == ("Both are on neglect", "Is it so?", " ")


def test_what_is_found_to_cover_an_item_together_has_no_row_and_is_told() -> None:
    together = Together(subject=("one:c1", "one:c2"), relation=NARROW, object=("two:c1",))
    text, losses = sssom.dump(Correspondences("one", "two", (row("c1", CLOSE, "c1"),), (together,)), ONE, TWO)
    assert len(records(text)) == 1
    assert [str(loss) for loss in losses.losses] == [
        "one:c1 + one:c2 narrow two:c1: dropped: SSSOM relates single items only"
    ]
    assert losses.kept == 1


# --- mapping documents -----------------------------------------------------------------------------------


def document(*rows: Decided) -> Mapping:
    return Mapping(id="one-two", subject="one", object="two", title="One: and two", note="#1", rows=rows)


def decided(subject: str, relation: Relation, object: str, decision: Decision | None = None) -> Decided:
    return Decided(
        subject=tuple(f"one:{item}" for item in subject.split()),
        relation=relation,
        object=tuple(f"two:{item}" for item in object.split()),
        relation_confidence=0.8,
        decision=decision,
    )


def test_a_decision_names_its_author_and_day() -> None:
    by_hand = evolve(decided("c1", CLOSE, "c1", Decision.ACCEPTED), by="M. Jones", on=date(2011, 2, 3))
    text, _ = sssom.dump(document(by_hand, decided("c2", CLOSE, "c2")), ONE, TWO, on=DAY)
    first, second = records(text)
    assert (first["author_label"], first["mapping_date"], first["mapping_justification"]) == (
        "M. Jones",
        "2011-02-03",
        "semapv:ManualMappingCuration",
    )
    assert (second["mapping_date"], second["mapping_justification"]) == ("", "semapv:UnspecifiedMatching")
    assert "#mapping_date" not in text  # the day of the whole set would be taken for that of every row


def test_a_rejected_relation_is_negated_as_it_is() -> None:
    (found,) = records(sssom.dump(document(decided("c1", EXACT, "c1", Decision.REJECTED)), ONE, TWO)[0])
    assert (found["predicate_id"], found["predicate_modifier"]) == ("skos:exactMatch", "Not")


def test_a_rejected_none_is_related_and_told() -> None:
    text, losses = sssom.dump(document(decided("c1", NONE, "c1", Decision.REJECTED)), ONE, TWO)
    assert "Not" not in text
    assert [loss.fate for loss in losses.losses] == [Fate.APPROXIMATED]


@pytest.mark.parametrize(
    ("together", "alone"),
    [
        (("c1 c2", EXACT, "c1"), "broad"),
        (("c1 c2", BROAD, "c1"), "broad"),
        (("c1 c2", NARROW, "c1"), "related"),
        (("c1", CLOSE, "c1 c2"), "narrow"),
        (("c1", BROAD, "c1 c2"), "related"),
        (("c1 c2", EXACT, "c1 c2"), "related"),
    ],
)
def test_items_that_correspond_together_have_rows_of_what_is_true_of_each(
    together: tuple[str, Relation, str], alone: str, tmp_path: Path
) -> None:
    whole = document(decided(*together), decided("o", EXACT, "o"))
    text, losses = sssom.dump(whole, ONE, TWO)
    assert {one["predicate_id"] for one in records(text)[:-1]} == {f"skos:{alone}Match"}
    assert (losses.kept, len(losses.of(Fate.APPROXIMATED))) == (1, 1)
    assert reread(tmp_path, text)[0] == whole


def test_that_none_of_several_corresponds_holds_for_each() -> None:
    found = records(sssom.dump(document(decided("c1 c2", NONE, "c1", Decision.ACCEPTED)), ONE, TWO)[0])
    assert [(one["predicate_id"], one["predicate_modifier"]) for one in found] == [("skos:relatedMatch", "Not")] * 2


def test_that_several_do_not_correspond_together_says_nothing_of_each() -> None:
    text, losses = sssom.dump(document(decided("c1 c2", EXACT, "c1", Decision.REJECTED)), ONE, TWO)
    assert records(text) == []
    assert [loss.fate for loss in losses.losses] == [Fate.DROPPED]


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('"|%\t\n\r=;#'), min_size=1)
optional_texts = st.none() | texts
# a name, a title or a note is one line, without blanks at its ends
names = texts.map(lambda text: " ".join(text.split())).filter(bool)
fractions = st.none() | st.integers(0, 1000).map(lambda value: value / 1000)


@st.composite
def documents(draw: st.DrawFn) -> Mapping:
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(["c1", "c2", "o", "c1 c2"]), st.sampled_from(["c1", "level-1", "c1 c2"])),
            unique=True,
            max_size=5,
        )
    )
    rows = []
    for subject, object in pairs:
        decision = draw(st.sampled_from([None, *Decision]))
        joint = " " in subject + object
        row = decided(subject, draw(st.sampled_from(list(Relation))), object, decision)
        row = evolve(
            row,
            decision=None if joint and decision is Decision.REJECTED else decision,
            confidence=draw(fractions),
            relation_confidence=draw(fractions),
            reasons=tuple(draw(st.lists(texts, max_size=3))),
            source=tuple(draw(st.lists(texts, max_size=2))),
            by=draw(st.none() | names),
            digest_subject=draw(optional_texts),
            digest_object=draw(optional_texts),
            note=draw(optional_texts),
        )
        rows.append(evolve(row, on=draw(st.none() | st.dates()) if row.decision else None))
    title, description, note = (draw(st.none() | names) for _ in range(3))
    return Mapping(
        id="one-two", subject="one", object="two", title=title, description=description, note=note, rows=tuple(rows)
    )


@settings(max_examples=150, deadline=None)
@given(documents(), st.booleans())
def test_a_mapping_document_comes_back_whole(
    tmp_path_factory: pytest.TempPathFactory, given_one: Mapping, as_json: bool
) -> None:
    dump = sssom.dump_json if as_json else sssom.dump
    file = tmp_path_factory.getbasetemp() / "set.sssom"
    file.write_text(dump(given_one, ONE, TWO, on=DAY)[0], encoding="utf-8", newline="")
    again, losses = sssom.read(file, frameworks=(ONE, TWO))
    assert again.rows == given_one.rows
    assert not given_one.rows or again == given_one
    assert losses.losses == ()


def test_rows_of_computed_correspondences_come_back_as_proposals_nobody_has_decided(tmp_path: Path) -> None:
    one, two = load("kirklees"), load("durham")
    found = map_frameworks(one, two)
    again, _ = reread(tmp_path, sssom.dump(found, one, two, on=DAY)[0], frameworks=(one, two))
    assert [(row.subject, row.relation, row.object) for row in again.rows] == [
        ((row.subject,), row.relation, (row.object,)) for row in found.correspondences
    ]
    for before, after in zip(found.correspondences, again.rows, strict=True):
        assert (after.confidence, after.relation_confidence) == (before.confidence, before.relation_confidence)
        assert after.reasons == tuple(reason.claim for reason in before.because)
        assert after.decision is before.decision


# --- foreign files ---------------------------------------------------------------------------------------


def test_a_foreign_file_is_read_as_far_as_it_can_be_and_the_rest_is_told_with_its_place() -> None:
    found, losses = sssom.read(FOREIGN, frameworks=(load("kirklees"), load("solihull")))
    assert (found.id, found.title, found.subject, found.object) == (
        "two-boards",
        "Two boards: compared by hand",
        "kirklees",
        "solihull",
    )
    day = date(2012, 5, 1)
    assert [(row.subject[0], row.relation, row.object[0], row.decision, row.on) for row in found.rows] == [
        ("kirklees:awareness", CLOSE, "solihull:foundation", Decision.ACCEPTED, day),
        ("kirklees:neglect", EXACT, "solihull:module-1", None, None),
        ("kirklees:neglect", EXACT, "solihull:module-7", Decision.REJECTED, day),
        ("kirklees:awareness", NONE, "solihull:module-5", None, None),
        ("kirklees:level-2", NARROW, "solihull:module-2", Decision.ACCEPTED, day),
    ]
    assert found.rows[0].by == "orcid:0000-0000-0000-0001"
    assert found.rows[0].reasons == ('Both are "the first" course',)
    told = [str(loss).removeprefix(f"{FOREIGN}:") for loss in losses.losses]
    assert [line.partition(": dropped")[0].partition(": approximated")[0] for line in told] == [
        "2:42: header",
        "1:1: creator_id",
        "10:111: match_string",
        "12:14: owl:equivalentClass",
        "14:16: skos:exactMatch",
        "15:1: kir:working-togehter",
        "16:23: rdf:type",
        "17:40: durham:group-1",
        "18:1: kir:level-1",
        "19:102: often",
        "20:49: Lexical",
        "21:2: no one",
    ]
    assert "kirklees has no item 'working-togehter'; did you mean kirklees:working-together?" in told[5]
    assert str(losses) == "2 kept, 3 approximated, 9 dropped"


def test_without_frameworks_foreign_ids_are_kept_as_they_are(tmp_path: Path) -> None:
    found, losses = reread(
        tmp_path,
        table(
            "#curie_map:",
            "#  HP: http://purl.obolibrary.org/obo/HP_",
            "subject_id | predicate_id | object_id | mapping_justification",
            "HP:0009124 | skos:exactMatch | mp:0000003 | semapv:ManualMappingCuration",
            "HP:0009124 | skos:exactMatch | MP:0000003 | semapv:ManualMappingCuration",  # <- here
        ),
    )
    assert [row.object for row in found.rows] == [("mp:0000003",)]
    assert [str(loss).partition(".tsv:")[2] for loss in losses.losses] == [
        "5:28: MP:0000003: dropped: the file does not say what the prefix 'MP' stands for"
    ]


def test_a_file_between_several_frameworks_gives_a_document_for_each_pair(tmp_path: Path) -> None:
    text = table(
        "subject_id | predicate_id | object_id | mapping_justification",
        "a:x | skos:broadMatch | b:y | semapv:LexicalMatching",
        "b:z | skos:broadMatch | a:x | semapv:LexicalMatching",
        "a:x | skos:exactMatch | c:x | semapv:LexicalMatching",
    )
    file = tmp_path / "three.sssom.tsv"
    file.write_text(text, encoding="utf-8")
    found, losses = sssom.read_each(file)
    assert [(one.id, one.subject, one.object, len(one.rows)) for one in found] == [
        ("three-a-b", "a", "b", 2),
        ("three-a-c", "a", "c", 1),
    ]
    assert found[0].rows[1].relation is NARROW
    assert losses.kept == 3
    best, losses = sssom.read(file)
    assert (best, losses.kept) == (found[0], 2)
    assert [str(loss) for loss in losses.losses] == ["1 rows: dropped: they are between a and c"]


def test_commas_do_where_there_are_no_tabs(tmp_path: Path) -> None:
    found, _ = reread(
        tmp_path,
        "subject_id,predicate_id,object_id,mapping_justification,comment\r\n"
        'one:c1,skos:closeMatch,two:c1,semapv:LexicalMatching,"Said, and so"\r\n'
        "\r\n",
    )
    assert [(row.relation, row.reasons) for row in found.rows] == [(CLOSE, ("Said, and so",))]


def test_what_stands_in_no_column_and_foreign_notes_are_told(tmp_path: Path) -> None:
    _, losses = reread(
        tmp_path,
        table(
            "subject_id | predicate_id | object_id | mapping_justification | other",
            "one:c1 | skos:closeMatch | two:c1 | semapv:LexicalMatching | colour=red | more",  # <- here
        ),
    )
    assert [str(loss).partition(".tsv:")[2] for loss in losses.losses] == [
        "2:65: 'more': dropped: it stands in no column",
        "2:54: colour=red: dropped: a mapping document has no place for it",
    ]


def test_a_header_that_is_no_yaml_at_all_is_told(tmp_path: Path) -> None:
    found, losses = reread(
        tmp_path,
        table(
            "# One and two",  # <- here
            "#license: x",
            "subject_id | predicate_id | object_id",
            "one:c1 | skos:closeMatch | two:c1",
        ),
    )
    assert len(found.rows) == 1
    assert [(loss.item, loss.why, loss.span.line) for loss in losses.losses if loss.span] == [
        ("header", "it is not YAML", 2)
    ]


def test_a_day_that_is_none_is_told(tmp_path: Path) -> None:
    found, losses = reread(
        tmp_path,
        table(
            "subject_id | predicate_id | object_id | mapping_justification | mapping_date",
            "one:c1 | skos:closeMatch | two:c1 | semapv:ManualMappingCuration | 1 May 2012",  # <- here
        ),
    )
    assert found.rows[0].on is None
    assert [loss.item for loss in losses.losses] == ["1 May 2012"]


def test_a_file_whose_rows_are_all_lost_is_a_document_without_rows(tmp_path: Path) -> None:
    found, losses = reread(
        tmp_path,
        table(
            "#mapping_set_id: [https://example.org/mine/]",  # a list of one, as some write it
            "subject_id | predicate_id | object_id",
            "one:c1 | skos:closeMatch | sssom:NoTermFound",
        ),
    )
    assert (found.rows, losses.kept, len(losses.losses)) == ((), 0, 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("subject_id\tobject_id\n", "no column predicate_id"),
        ("", "no column subject_id and no column predicate_id and no column object_id"),
        ('{"mappings": 1}', "no list of mappings"),
        ('{"mappings": [}', "is not JSON: line 1, column 15"),
        (
            "subject_id\tpredicate_id\tobject_id\tmapping_justification\na:x\tskos:exactMatch\tb:x\tLexical\n",
            "line 2: 'Lexical' is no justification",
        ),
    ],
)
def test_what_is_not_sssom_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        reread(tmp_path, text)


def test_a_file_that_is_missing_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        sssom.read(tmp_path / "missing.sssom.tsv")
    (tmp_path / "bad.sssom.tsv").write_bytes(b"subject_id\xff\n")
    with pytest.raises(DocumentFaults):
        sssom.read(tmp_path / "bad.sssom.tsv")


def test_json_that_is_no_yaml_is_read_without_places(tmp_path: Path) -> None:
    row = {"subject_id": "one:c1", "predicate_id": "skos:closeMatch", "object_id": "two:c1", "comment": "\U0001f600"}
    text = json.dumps({"mappings": [row], "curie_map": {"one": "urn:x"}})  # the picture as two surrogates
    found, _ = reread(tmp_path, text)
    assert found.rows[0].reasons == ("\U0001f600",)


def test_a_loss_prints_with_its_place_if_it_has_one() -> None:
    assert str(Loss("x", Fate.DROPPED, "it is lost")) == "x: dropped: it is lost"


# --- the standard's own checker --------------------------------------------------------------------------

_CHECK = """
import sys
from sssom.cli import main
from sssom.parsers import parse_sssom_json, parse_sssom_table

for file in sys.argv[1:]:
    if file.endswith(".json"):
        from_json, from_table = parse_sssom_json(file), parse_sssom_table(file[:-5] + ".tsv")
        print(file, len(from_json.df), len(from_table.df))
    else:
        main(["validate", file], standalone_mode=False)
        print(file, "valid")
"""


@needs_sssom
def test_sssom_validates_and_parses_what_is_written(tmp_path: Path) -> None:
    hard = evolve(
        decided("c1", CLOSE, "c1", Decision.ACCEPTED),
        reasons=('It says "so"\tand\nso', "50 % | more"),
        by="M. Jones | A. Smith",
        on=DAY,
        note="Größe: 1",
    )
    whole = document(hard, decided("c1 c2", EXACT, "level-1"), decided("o", NONE, "o", Decision.ACCEPTED))
    written: list[tuple[Correspondences | Mapping, Framework, Framework]] = [(whole, ONE, TWO)]
    for one, two in (map(load, pair) for pair in PAIRS):
        found = map_frameworks(one, two)
        written.append((evolve(found, correspondences=found.correspondences[:100]), one, two))
    files, expected = [], []
    for each, one, two in written:
        file = tmp_path / f"{one.id}-{two.id}.sssom.tsv"
        file.write_text(sssom.dump(each, one, two, on=DAY, unmatched=True)[0], encoding="utf-8")
        text, _ = sssom.dump_json(each, one, two, on=DAY, unmatched=True)
        file.with_suffix(".json").write_text(text, encoding="utf-8")
        count = len(json.loads(text)["mappings"])
        files += [str(file), str(file.with_suffix(".json"))]
        expected += [f"{file} valid", f"{file.with_suffix('.json')} {count} {count}"]
    ran = subprocess.run([sys.executable, "-c", _CHECK, *files], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == expected
    assert "not well-formed" not in ran.stderr


@needs_samples
def test_the_json_has_the_shape_of_the_standards_schema() -> None:
    schema = json.loads((SAMPLES / "sssom_schema.schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft201909Validator({"$ref": "#/$defs/MappingSet", "$defs": schema["$defs"]})
    one, two = load("kirklees"), load("bedfordshire")
    text, _ = sssom.dump_json(map_frameworks(one, two), one, two, on=DAY, unmatched=True)
    value = {key: inside for key, inside in json.loads(text).items() if not key.startswith("@")}  # JSON-LD's own keys
    assert [error.message for error in checker.iter_errors(value)] == []
    assert list(checker.iter_errors({**value, "colour": "red"}))  # it does look


@needs_samples
def test_files_of_the_standard_are_read_and_its_bad_example_is_refused() -> None:
    foods, losses = sssom.read(SAMPLES / "foodie-inc.sssom.tsv")
    assert [row.relation for row in foods.rows] == [EXACT, EXACT, EXACT, BROAD]
    assert losses.kept == 4
    assert [loss.span.line for loss in losses.losses if loss.span and loss.item == "KF_FOOD:F004"] == [28]
    terms, losses = sssom.read(SAMPLES / "no_term_found.sssom.tsv")
    assert (terms.subject, terms.object, len(terms.rows), losses.kept) == ("HP", "MP", 1, 1)
    with pytest.raises(UnreadableFile, match="line 15: 'Lexical' is no justification"):
        sssom.read(SAMPLES / "invalid-bad_basic.sssom.tsv")
