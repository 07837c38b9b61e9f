"""CTDL-ASN: what is exported has no error by the registry's rules, and is RDF that says what the framework says."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import frameworks

from competency.interop import ctdl
from competency.loading import bundled_files, load
from competency.model import Framework

CHECKER = shutil.which("ctdl-validate", path=str(Path(sys.executable).parent)) or shutil.which("ctdl-validate")
SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples" / "ctdl-asn"
DAY = date(2012, 5, 1)

needs_checker = pytest.mark.skipif(CHECKER is None, reason="ctdl-validate is not installed (it asks for Python 3.12)")


def errors(text: str, folder: Path) -> list[Any]:
    """What the registry's rules have against a graph; whether a CTID is in the registry nobody can tell offline."""
    file = folder / "graph.jsonld"
    file.write_text(text, encoding="utf-8")
    assert CHECKER is not None
    done = subprocess.run([CHECKER, "--format", "json", str(file)], capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["findings"]
    return [one for one in found if one["severity"] in ("ERROR", "WARNING")]


def nodes(framework: Framework) -> dict[str, Any]:
    graph = json.loads(ctdl.dump(framework)[0])["@graph"]
    return {node["@id"].rpartition(":")[2]: node for node in graph}


@needs_checker
@pytest.mark.parametrize("framework", bundled_files())
def test_bundled_frameworks_have_no_error_by_the_rules_of_the_registry(framework: str, tmp_path: Path) -> None:
    assert errors(ctdl.dump(load(framework), on=DAY)[0], tmp_path) == []


@needs_checker
@given(frameworks())
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
def test_any_framework_has_no_error_by_the_rules_of_the_registry(tmp_path: Path, framework: Framework) -> None:
    assert errors(ctdl.dump(framework)[0], tmp_path) == []


@needs_checker
def test_the_checker_refuses_what_is_wrong(tmp_path: Path) -> None:
    text, _ = ctdl.dump(load("kirklees"))
    broken = text.replace('"ceterms:ctid": "ce-', '"ceterms:ctid": "')
    assert errors(broken, tmp_path) != []


@needs_checker
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the published files are not here")
def test_the_checker_judges_published_files_as_it_did(tmp_path: Path) -> None:
    text = (SAMPLES / "dqp.jsonld").read_text(encoding="utf-8")
    assert errors(text, tmp_path) == []


@pytest.mark.parametrize("framework", bundled_files())
def test_a_graph_is_read_as_rdf_without_fetching_anything(framework: str) -> None:
    rdflib = pytest.importorskip("rdflib")
    text, _ = ctdl.dump(load(framework), on=DAY)
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=text, format="json-ld")
    asn = rdflib.Namespace("https://purl.org/ctdlasn/terms/")
    found = set(graph.subjects(rdflib.RDF.type, asn.Competency))
    assert len(found) == len(load(framework).outcomes)


@given(frameworks())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_identifier_of_a_graph_is_used_once_and_every_reference_within_it_leads_somewhere(
    framework: Framework,
) -> None:
    graph = json.loads(ctdl.dump(framework)[0])["@graph"]
    named = [node["@id"] for node in graph]
    assert len(named) == len(set(named))
    assert len({node["ceterms:ctid"] for node in graph}) == len(graph)
    for node in graph:
        for key in ("ceasn:hasChild", "ceasn:isChildOf", "ceterms:teaches", "skos:broader", "ceterms:precedes"):
            for reference in node.get(key, []):
                assert reference["@id"] in named


def test_a_standard_that_is_renewed_has_a_renewal_frequency() -> None:
    framework = load("kirklees")
    renewed = [node for node in nodes(framework).values() if "ceterms:renewalFrequency" in node]
    assert renewed
    assert {node["@type"] for node in renewed} == {"ceterms:CertificateOfCompletion"}
    assert {node["ceterms:renewalFrequency"] for node in renewed} <= {"P1Y", "P2Y", "P3Y", "P5Y"}
    assert all(node["ceterms:renewal"] for node in renewed)


def test_what_a_course_requires_is_a_condition_with_its_alternatives() -> None:
    framework = load(
        {
            "format": "framework/1",
            "id": "example",
            "title": "Example",
            "publisher": "Board",
            "language": "en-GB",
            "sources": {"strategy": {"title": "Strategy"}},
            "courses": {
                "one": {"title": "One"},
                "two": {"title": "Two"},
                "three": {"title": "Three"},
                "four": {
                    "title": "Four",
                    "requires": {
                        "all": [{"completed": "one"}, {"any": [{"completed": "two"}, {"completed": "three"}]}]
                    },
                },
            },
        }
    )
    (condition,) = nodes(framework)["four"]["ceterms:requires"]
    assert condition["ceterms:targetLearningOpportunity"] == [{"@id": "urn:competency:framework:example:one"}]
    alternatives = condition["ceterms:alternativeCondition"]
    assert [one["ceterms:targetLearningOpportunity"][0]["@id"][-3:] for one in alternatives] == ["two", "ree"]
    assert "people must" in condition["ceterms:description"]["en"]


def test_what_has_no_term_is_told_item_by_item() -> None:
    _, losses = ctdl.dump(load("kirklees"))
    told = {loss.item: str(loss) for loss in losses.losses}
    assert told["advises-group-3"] == "advises-group-3: dropped: CTDL has no class for it"
    assert losses.kept > 0


def test_the_same_framework_gives_the_same_bytes() -> None:
    assert ctdl.dump(load("durham"), on=DAY) == ctdl.dump(load("durham"), on=DAY)
