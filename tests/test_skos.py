"""SKOS: what is exported keeps the conditions of the standard; schemes of others are read as far as they can be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import frameworks

from competency.errors import CannotRead, InvalidOption, NotInstalled
from competency.interop import gate, skos
from competency.interop.losses import Losses
from competency.loading import bundled_files, load
from competency.model import Framework
from competency.requirements import UNSTATED

rdflib = pytest.importorskip("rdflib", reason="rdflib is an optional install")

SHAPES = Path(skos.__file__).with_name("_skos_shapes.ttl")
SAMPLE = Path(__file__).resolve().parents[2] / "shared" / "samples" / "skos" / "waarde_en_besluit_types.ttl"
DAY = date(2012, 5, 1)
HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix x: <https://example.org/s/> .
x:s a skos:ConceptScheme ; skos:prefLabel "Coaching"@en ; dcterms:publisher "A club"@en .
"""


def violations(text: str) -> str:
    """What our shapes have against a graph; empty where it keeps them."""
    pyshacl = pytest.importorskip("pyshacl")
    data = rdflib.Graph().parse(data=text, format="turtle")
    keeps, _, told = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(SHAPES))
    return "" if keeps else str(told)


def came_in(text: str, folder: Path, *, ending: str = ".ttl", **options: str) -> tuple[Framework, Losses]:
    file = folder / f"scheme{ending}"
    file.write_text(text, encoding="utf-8")
    value, losses = skos.read(file, **options)
    return gate.framework(value, losses, file=file), losses


# --- out ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("framework", bundled_files())
def test_bundled_frameworks_keep_the_shapes(framework: str) -> None:
    assert violations(skos.dump(load(framework), on=DAY)[0]) == ""


@given(frameworks(others=(load("durham"),)))
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_framework_keeps_the_shapes(framework: Framework) -> None:
    assert violations(skos.dump(framework)[0]) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        'x:a a skos:Concept ; skos:inScheme x:s ; skos:notation "a" .',  # no label
        'x:a a skos:Concept ; skos:inScheme x:s ; skos:notation "a" ; skos:prefLabel "A"@en, "B"@en .',  # two
        'x:a a skos:Concept ; skos:inScheme x:s ; skos:prefLabel "A"@en .',  # no notation
        'x:a a skos:Concept, skos:Collection ; skos:inScheme x:s ; skos:notation "a" ; skos:prefLabel "A"@en .',
        'x:a a skos:Concept ; skos:inScheme x:s ; skos:notation "a" ; skos:prefLabel "A"@en ;'
        " skos:exactMatch x:b ; skos:broadMatch x:b .",
        "x:c a skos:OrderedCollection .",
    ],
)
def test_the_shapes_refuse_what_is_wrong(wrong: str) -> None:
    assert violations(HEAD) == ""
    assert violations(HEAD + wrong) != ""


@pytest.mark.parametrize("syntax", ["turtle", "xml", "json-ld", "nt"])
def test_every_syntax_says_the_same_and_the_same_bytes_each_time(syntax: str) -> None:
    from rdflib.compare import isomorphic

    text, _ = skos.dump(load("kirklees"), on=DAY, syntax=syntax)
    assert text == skos.dump(load("kirklees"), on=DAY, syntax=syntax)[0]
    other = rdflib.Graph().parse(data=text, format=syntax)
    turtle = rdflib.Graph().parse(data=skos.dump(load("kirklees"), on=DAY)[0], format="turtle")
    assert isomorphic(other, turtle)


def test_an_exact_match_stands_alone() -> None:
    value = {
        "format": "framework/1",
        "id": "example",
        "title": "Example",
        "publisher": "Board",
        "language": "en-GB",
        "sources": {"strategy": {"title": "Strategy"}},
        "groups": {
            "g": {
                "title": "G",
                "source": "strategy",
                "aligned": {"exact": "durham:group-1", "related": "durham:group-1"},  # <- here
            }
        },
    }
    framework = load(value)  # type: ignore[arg-type]
    text, losses = skos.dump(framework)
    assert violations(text) == ""
    assert [loss.why for loss in losses.losses] == [
        "related durham:group-1: SKOS allows no other match beside an exact one"
    ]


def test_an_unknown_syntax_is_refused() -> None:
    with pytest.raises(InvalidOption, match="none of turtle"):
        skos.dump(load("kirklees"), syntax="n3")


def test_a_missing_library_is_told_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("competency.interop._skos_reading.find_spec", lambda _: None)
    with pytest.raises(NotInstalled, match=r"pip install 'competency\[rdf\]'"):
        skos.dump(load("kirklees"))


# --- out and in --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".ttl", ".rdf", ".jsonld", ".nt"])
def test_items_structure_and_matches_come_back(ending: str, tmp_path: Path) -> None:
    one = load("kirklees")
    syntax = {".ttl": "turtle", ".rdf": "xml", ".jsonld": "json-ld", ".nt": "nt"}[ending]
    two, losses = came_in(skos.dump(one, on=DAY, syntax=syntax)[0], tmp_path, ending=ending)
    assert (two.id, two.title, two.publisher, two.language) == (one.id, one.title, one.publisher, one.language)
    assert (two.starts, two.ends) == (one.starts, one.ends)
    assert [level.id for level in two.levels] == [level.id for level in one.levels]
    assert {item.id: item.title for item in two} == {item.id: item.title for item in one}
    for group in one.groups:
        assert two.group(group.id).aligned == group.aligned  # type: ignore[union-attr]
    for course in one.courses:
        assert set(two.course(course.id).levels) == set(course.levels) - {UNSTATED}  # type: ignore[union-attr]
    assert any("a sentence is no rule" in loss.why for loss in losses.losses)


@given(frameworks())
@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
def test_any_framework_comes_back_with_its_items_in_their_structure(tmp_path: Path, framework: Framework) -> None:
    two, _ = came_in(skos.dump(framework)[0], tmp_path)
    assert sorted(item.id for item in two) == sorted(item.id for item in framework)
    assert [level.id for level in two.levels] == [level.id for level in framework.levels]
    parts = {outcome.id: outcome.part_of for outcome in framework.outcomes}
    assert {outcome.id: outcome.part_of for outcome in two.outcomes} == parts


# --- schemes of others -------------------------------------------------------------------------------------


def test_a_scheme_of_others_is_read_as_far_as_it_can_be(tmp_path: Path) -> None:
    text = (
        HEAD
        + """
    x:2 a skos:Concept ; skos:inScheme x:s ; skos:notation "10" ; skos:prefLabel "Listens"@en, "Hört zu"@de ;
        skos:altLabel "Hears"@en ; skos:broader x:1 ; skos:related x:3 .
    x:1 a skos:Concept ; skos:inScheme x:s ; skos:notation "9" ; skos:prefLabel "Speaks"@en ;
        skos:definition "Speaks with children"@en ; skos:exactMatch <https://elsewhere.example.org/1> .
    x:3 a skos:Concept ; skos:inScheme x:s .
    x:c a skos:Collection ; skos:prefLabel "Talk"@en ; skos:member x:1 .
    """
    )
    framework, losses = came_in(text, tmp_path)
    assert (framework.id, framework.publisher, framework.language) == ("coaching", "A club", "en")
    assert [(one.id, one.title, one.statement, one.part_of) for one in framework.outcomes] == [
        ("9", "Speaks", "Speaks with children", None),
        ("10", "Listens", "Listens", "9"),
    ]
    assert framework.outcomes[0].tags == ("Talk",)
    assert framework.outcomes[1].note == "Also: Hears"
    assert [str(loss) for loss in losses.losses] == [
        "3: dropped: https://example.org/s/3 has no skos:prefLabel",
        "9: dropped: no place for its exact match https://elsewhere.example.org/1",
        "10: approximated: other labels and examples are in its note",
        "10: dropped: no place for its related 3",
    ]


def test_another_language_is_read_when_asked_for(tmp_path: Path) -> None:
    text = HEAD + 'x:1 a skos:Concept ; skos:inScheme x:s ; skos:prefLabel "Listens"@en, "Hört zu"@de .'
    framework, _ = came_in(text, tmp_path, language="de")
    assert framework.outcomes[0].statement == "Hört zu"


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the real scheme is not here")
def test_a_real_file_of_two_schemes_is_read_one_by_one() -> None:
    value, losses = skos.read(SAMPLE)
    first = gate.framework(value, losses, file=SAMPLE)
    other = next(loss.item for loss in losses.losses if "another scheme" in loss.why)
    value, losses = skos.read(SAMPLE, scheme=other)
    second = gate.framework(value, losses, file=SAMPLE)
    assert len(first.outcomes) + len(second.outcomes) == 41


# --- what is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "text", "said"),
    [
        (".ttl", "this is no turtle", "no RDF"),
        (".ttl", "", "no skos:ConceptScheme"),
        (".csv", "", "rename it"),
        (".rdf", "<rdf", "no RDF"),
        (".rdf", '<!DOCTYPE x [<!ENTITY a "b">]><x/>', "document type"),
        (".jsonld", '{"@context": "https://example.org/context"}', "would have to be fetched"),
        (".jsonld", '{"x": [{"@context": [{"@import": "https://example.org/c"}]}]}', "would have to be fetched"),
        (".jsonld", "{", "no JSON"),
        (".nt", "<a> <b> .", "no RDF"),
    ],
)
def test_what_is_no_scheme_or_would_fetch_is_refused(ending: str, text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=said):
        came_in(text, tmp_path, ending=ending)


def test_a_scheme_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match=r"the file has https://example\.org/s/s"):
        came_in(HEAD, tmp_path, scheme="https://example.org/other")
