"""CASE packages: ours are valid by the official schemas and read back whole; those of others as far as they can be."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from strategies import frameworks

from competency import notation
from competency.errors import CannotRead, DocumentFaults, InvalidOption, UnreadableFile
from competency.interop import case, gate
from competency.interop.losses import Fate, Losses
from competency.loading import bundled_files, load
from competency.model import Framework
from competency.values import Value

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples" / "case"
FOREIGN = Path(__file__).parent / "documents" / "foreign.case.json"
DAY = date(2012, 5, 1)

needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the official schemas and real packages are not here")


def faults(schema: str, text: str) -> list[str]:
    """What the official schema of a version has against a package."""
    held = json.loads((SAMPLES / schema).read_text(encoding="utf-8"))
    if "swagger" in held:
        held = {"$ref": "#/definitions/CFPackage.Type", "definitions": held["definitions"]}
    validator = jsonschema.validators.validator_for(held, jsonschema.Draft7Validator)
    checker = validator.FORMAT_CHECKER
    found = validator(held, format_checker=checker).iter_errors(json.loads(text))
    return [f"{list(error.absolute_path)}: {error.message}" for error in found]


def came_back(text: str, folder: Path, *, framework_id: str | None = None) -> tuple[Framework, Losses]:
    file = folder / "package.json"
    file.write_text(text, encoding="utf-8")
    value, losses = case.read(file, framework_id=framework_id)
    return gate.framework(value, losses, file=file), losses


def edited(text: str, edit: Callable[[Any], None]) -> str:
    package = json.loads(text)
    edit(package)
    return json.dumps(package)


def item(package: Any, code: str) -> Any:
    return next(one for one in package["CFItems"] if one["humanCodingScheme"] == code)


def told(losses: Losses, name: str) -> list[str]:
    return [f"{loss.fate}: {loss.why}" for loss in losses.losses if loss.item == name]


# --- out ---------------------------------------------------------------------------------------------------


@needs_samples
@pytest.mark.parametrize("framework", bundled_files())
def test_bundled_frameworks_are_valid_by_the_official_schemas(framework: str) -> None:
    newer, _ = case.dump(load(framework), on=DAY)
    older, _ = case.dump(load(framework), on=DAY, version="1.0")
    assert faults("case-v1p1-cfpackage-schema.official.json", newer) == []
    assert faults("case-v1p0-cfpackage-schema.opensalt.json", older) == []
    assert faults("case-v1p0-swagger.json", older) == []


@needs_samples
@given(frameworks())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_framework_is_valid_by_the_official_schemas(framework: Framework) -> None:
    assert faults("case-v1p1-cfpackage-schema.official.json", case.dump(framework)[0]) == []
    for schema in ("case-v1p0-cfpackage-schema.opensalt.json", "case-v1p0-swagger.json"):
        assert faults(schema, case.dump(framework, version="1.0", base="https://example.org/v1p0/")[0]) == []


@needs_samples
def test_the_schemas_refuse_what_is_wrong() -> None:
    text, _ = case.dump(load("kirklees"), on=DAY)
    broken = edited(text, lambda package: package["CFItems"][0].pop("fullStatement"))
    assert faults("case-v1p1-cfpackage-schema.official.json", broken) != []
    assert faults("case-v1p0-swagger.json", text) != [], "1.0 has no extensions"


@given(frameworks())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_the_same_framework_gives_the_same_bytes(framework: Framework) -> None:
    assert case.dump(framework, on=DAY) == case.dump(evolve(framework), on=DAY)


@given(frameworks())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_no_two_things_have_one_identifier(framework: Framework) -> None:
    package = json.loads(case.dump(framework)[0])
    for held in (package["CFItems"], package["CFAssociations"]):
        named = [one["identifier"] for one in held]
        assert len(named) == len(set(named))


def test_an_item_has_the_identifier_by_which_other_packages_align_with_it() -> None:
    there = item(json.loads(case.dump(load("working_together_2010"), on=DAY)[0]), "group-3")
    here = json.loads(case.dump(load("kirklees"), on=DAY)[0])
    ends = [
        association["destinationNodeURI"]["identifier"]
        for association in here["CFAssociations"]
        if association["associationType"] == "exactMatchOf"
    ]
    assert there["identifier"] in ends


def test_what_comes_first_precedes() -> None:
    package = json.loads(case.dump(load("kirklees"), on=DAY)[0])
    ends = [
        (association["originNodeURI"]["title"], association["destinationNodeURI"]["title"])
        for association in package["CFAssociations"]
        if association["associationType"] == "precedes"
    ]
    assert ("Level 1", "Level 2") in ends


def test_notes_tell_a_rule_in_words_to_those_who_read_no_extensions() -> None:
    package = json.loads(case.dump(load("kirklees"), on=DAY, version="1.0")[0])
    notes = item(package, "level-1")["notes"]
    assert "To attain Level 1, people must" in notes
    assert "Source: strategy §7" in notes


def test_an_address_replaces_the_names_that_lead_nowhere() -> None:
    package = json.loads(case.dump(load("kirklees"), on=DAY, base="https://example.org/ims/case/v1p1/")[0])
    first = package["CFItems"][0]
    assert first["uri"] == f"https://example.org/ims/case/v1p1/CFItems/{first['identifier']}"


@pytest.mark.parametrize(("option", "value"), [("version", "1.2"), ("base", "ftp://example.org")])
def test_an_option_that_makes_no_sense_is_refused(option: str, value: str) -> None:
    with pytest.raises(InvalidOption, match=value.replace(".", r"\.")):
        case.dump(load("kirklees"), on=DAY, **{option: value})


def test_a_missing_day_is_told() -> None:
    text, losses = case.dump(load("kirklees"))
    assert json.loads(text)["CFDocument"]["lastChangeDateTime"] == "2011-04-01T00:00:00Z"
    assert told(losses, "kirklees") == [
        "approximated: no day was given for the last change, which CASE asks for; 2011-04-01 is stated"
    ]


def test_what_1_0_has_no_place_for_is_told_item_by_item() -> None:
    _, losses = case.dump(load("kirklees"), on=DAY, version="1.0")
    assert told(losses, "awareness") == [
        "approximated: told in words only: description, source, note",
        "dropped: CASE 1.0 has no place for: modes",
    ]


# --- out and in --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("framework", bundled_files())
def test_bundled_frameworks_come_back_whole(framework: str, tmp_path: Path) -> None:
    one = load(framework)
    text, losses = case.dump(one, on=DAY)
    two, lost = came_back(text, tmp_path)
    assert two == one
    assert losses.losses == lost.losses == ()
    assert losses.kept == lost.kept == sum(1 for _ in one)


@given(frameworks())
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
def test_any_framework_comes_back_whole(tmp_path: Path, framework: Framework) -> None:
    file = tmp_path / "package.json"
    file.write_text(case.dump(framework, on=DAY)[0], encoding="utf-8")
    value, losses = case.read(file)
    assert notation.framework(value) == notation.framework(notation.framework_data(framework))
    assert losses.losses == ()


@given(frameworks())
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
def test_1_0_comes_back_with_the_same_items_and_structure(tmp_path: Path, framework: Framework) -> None:
    file = tmp_path / "package.json"
    file.write_text(case.dump(framework, on=DAY, version="1.0")[0], encoding="utf-8")
    value, losses = case.read(file)
    two = gate.framework(value, losses, file=file)
    assert two.id == framework.id
    for section in ("levels", "facts", "groups", "outcomes", "evidence", "courses", "standards"):
        ours, theirs = getattr(framework, section), getattr(two, section)
        assert [one.id for one in theirs] == [one.id for one in ours]
    assert [one.part_of for one in two.outcomes] == [one.part_of for one in framework.outcomes]


def test_what_was_edited_elsewhere_counts(tmp_path: Path) -> None:
    def edit(package: Any) -> None:
        item(package, "level-2")["fullStatement"] = "Level two"
        item(package, "level-2")["notes"] = "Ask the Board"
        item(package, "awareness")["statusStartDate"] = "2011-09-01"
        item(package, "own-role")["conceptKeywords"] = ["aim"]
        package["CFDocument"]["notes"] = "Imported"

    two, losses = came_back(edited(case.dump(load("kirklees"), on=DAY)[0], edit), tmp_path)
    assert (two.levels[1].title, two.levels[1].note) == ("Level two", "Ask the Board")
    assert two.levels[1].requires == load("kirklees").levels[1].requires
    assert two.course("awareness").starts == date(2011, 9, 1)  # type: ignore[union-attr]
    assert two.outcome("own-role").tags == ("aim",)  # type: ignore[union-attr]
    assert two.note == "Imported"
    assert told(losses, "level-2") == [
        "approximated: notes was changed since it was exported; it is the note now, and what it was made of stays"
    ]


def test_what_was_added_elsewhere_is_read_as_a_package_of_others_is(tmp_path: Path) -> None:
    def edit(package: Any) -> None:
        added = {"identifier": "0d4c7a52-8b07-4b0e-9c11-6b7d3a3a9a01", "fullStatement": "Listens", "uri": "urn:x"}
        package["CFItems"].append(added)
        package["CFAssociations"].append(
            {
                "associationType": "isChildOf",
                "originNodeURI": added,
                "destinationNodeURI": item(package, "own-role"),
            }
        )

    two, losses = came_back(edited(case.dump(load("kirklees"), on=DAY)[0], edit), tmp_path)
    added = two.outcome("listens")
    assert added is not None
    assert (added.part_of, added.source) == ("own-role", ("case 0d4c7a52-8b07-4b0e-9c11-6b7d3a3a9a01",))
    assert losses.losses == ()


def test_what_was_taken_out_elsewhere_is_told(tmp_path: Path) -> None:
    def edit(package: Any) -> None:
        package["CFAssociations"] = [one for one in package["CFAssociations"] if one["associationType"] != "precedes"]

    two, losses = came_back(edited(case.dump(load("kirklees"), on=DAY)[0], edit), tmp_path)
    assert two == load("kirklees")
    assert len(told(losses, "kirklees")) == 1
    assert "associations were taken out" in told(losses, "kirklees")[0]


def test_levels_stand_in_the_order_of_their_sequence_numbers(tmp_path: Path) -> None:
    def edit(package: Any) -> None:
        package["CFItems"].reverse()

    two, _ = came_back(edited(case.dump(load("kirklees"), on=DAY)[0], edit), tmp_path)
    assert [level.id for level in two.levels] == ["level-1", "level-2", "level-3", "level-4"]


# --- packages of others ------------------------------------------------------------------------------------


def test_a_package_of_others_is_read_as_far_as_it_can_be() -> None:
    value, losses = case.read(FOREIGN)
    framework = gate.framework(value, losses, file=FOREIGN)
    assert (framework.id, framework.language) == ("safeguarding_in_sport_what_coaches_can_do", "en")
    assert framework.starts == date(2012, 4, 1)
    assert [level.title for level in framework.levels] == ["Helper", "Lead coach"]
    part = framework.outcome("a-1")
    assert part is not None
    assert (part.part_of, part.level, part.tags) == ("a", "l1", ("signs",))
    assert part.source == ("case A.1, 0d4c7a52-8b07-4b0e-9c11-6b7d3a3a9a22",)
    assert part.note == 'For instance on the "inner" arm'
    whole = framework.outcome("a")
    assert whole is not None
    assert (whole.title, whole.tags) == ("Safe training", ("Cluster", "education level 06"))
    assert value["courses"] == {
        "first-steps": {
            "title": "First steps",
            "source": "case 0d4c7a52-8b07-4b0e-9c11-6b7d3a3a9a31",
            "from": "2012-04-01",
        },
        "next-steps": {
            "title": "Next steps",
            "source": "case 0d4c7a52-8b07-4b0e-9c11-6b7d3a3a9a32",
            "level": ["l2"],
            "requires": {"completed": "first-steps"},
        },
    }
    assert framework.sources[0].url == "https://example.org/coaches.pdf"


def test_what_of_a_package_has_no_place_is_told_with_where_it_stands() -> None:
    _, losses = case.read(FOREIGN)
    assert [(loss.span.line, loss.item, loss.fate) for loss in losses.losses if loss.span] == [
        (32, "a", Fate.APPROXIMATED),  # CFItemType and education level are tags
        (45, "a-1", Fate.DROPPED),  # list enumeration
        (71, "0d4c7a52-8b07-4b0e-9c11-6b7d3a3a9a41", Fate.DROPPED),  # no statement
        (85, "a", Fate.DROPPED),  # a match outside the package
        (86, "isRelatedTo of a", Fate.DROPPED),  # no origin in the package
        (87, "0d4c7a52-8b07-4b0e-9c11-6b7d3a3a9b09", Fate.DROPPED),  # no ends
    ]
    assert losses.kept == 4


def test_each_item_knows_its_place_in_the_file() -> None:
    _, losses = case.read(FOREIGN)
    assert losses.places["levels", 0].line == 24, "Helper stands first on the ladder, and second in the file"
    assert losses.places["outcomes", "a-1"].line == 45


def test_a_fault_of_what_comes_out_is_told_at_its_place_in_the_package(tmp_path: Path) -> None:
    def edit(package: Any) -> None:
        item(package, "awareness")["extensions"]["competency"]["level"] = "level-9"  # <- here

    text = edited(case.dump(load("kirklees"), on=DAY)[0], edit)
    spread = json.dumps(json.loads(text), indent=1)
    with pytest.raises(DocumentFaults, match="level-9") as raised:
        came_back(spread, tmp_path)
    (fault,) = raised.value.diagnostics
    lines = spread.splitlines()
    assert lines[fault.span.line - 1].strip() == "{"
    assert any('"humanCodingScheme": "awareness"' in line for line in lines[fault.span.line : fault.span.end_line])


def test_precedence_of_levels_in_a_circle_is_told_and_left_out(tmp_path: Path) -> None:
    def edit(package: Any) -> None:
        whole = package["CFPackage"]
        circle = dict(next(one for one in whole["CFAssociations"] if one["identifier"].endswith("b04")))
        circle["originNodeURI"], circle["destinationNodeURI"] = circle["destinationNodeURI"], circle["originNodeURI"]
        whole["CFAssociations"].append(circle)

    two, losses = came_back(edited(FOREIGN.read_text(encoding="utf-8"), edit), tmp_path)
    assert [level.id for level in two.levels] == ["l2", "l1"]
    assert any("runs in a circle" in loss.why for loss in losses.losses)


@pytest.mark.parametrize("framework", ["kirklees", "durham"])
def test_no_part_of_a_package_is_needed_to_read_the_rest(framework: str, tmp_path: Path) -> None:
    """Planted: each value in turn is null, a number, or a list, and nothing but a told fault comes of it."""
    package = json.loads(case.dump(load(framework), on=DAY)[0])
    package["CFItems"], package["CFAssociations"] = package["CFItems"][::9], package["CFAssociations"][::30]
    file = tmp_path / "package.json"

    def planted(holder: Any, key: Any) -> None:
        held = holder[key]
        wrongs: tuple[Value, ...] = (None, 7, ["x", None], {"title": []})
        for wrong in wrongs:
            holder[key] = wrong
            file.write_text(json.dumps(package), encoding="utf-8")
            try:
                value, losses = case.read(file)
                gate.framework(value, losses, file=file)
            except (CannotRead, DocumentFaults):
                pass
        holder[key] = held

    for key in package:
        planted(package, key)
    for holder in (package["CFDocument"], package["CFItems"][0], package["CFAssociations"][0]):
        for key in tuple(holder):
            planted(holder, key)
    planted(package["CFItems"], 0)
    planted(package["CFAssociations"], 0)


@needs_samples
@pytest.mark.parametrize(
    ("sample", "items"), [("opensalt-sample-cfpackage-v1p0.json", 16), ("opensalt-ordering-cfpackage-v1p0.json", 28)]
)
def test_real_packages_are_read_and_can_be_exported_again(sample: str, items: int, tmp_path: Path) -> None:
    value, losses = case.read(SAMPLES / sample)
    one = gate.framework(value, losses, file=SAMPLES / sample)
    assert len(one.outcomes) == items
    text, _ = case.dump(one, on=DAY)
    assert faults("case-v1p1-cfpackage-schema.official.json", text) == []
    assert came_back(text, tmp_path)[0] == one


# --- what is no package ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON object"),
        ("[]", "no JSON object"),
        ("{}", "no CFDocument"),
        ('{"CFDocument": 1}', "no CFDocument"),
        ('{"CFDocument": {}', "package.json:1:18: it is no JSON"),
        ('{"CFDocument": {}} {}', "something stands after the end"),
        ('{"CFDocument": {}, "CFItems": [1 2]}', "package.json:1:34: it is no JSON: ',' is expected"),
        ('{"CFDocument": {}, "CFItems": [NaN]}', "NaN is no number"),
        ('{"CFDocument": {}, 3: 4}', "a key of an object is text"),
        ('{"CFDocument": {"x": ' + "[" * 200 + "]" * 200 + "}}", "nests more than 100 levels"),
        ('{"CFItems": [' + "[" * 100_000 + "]" * 100_000 + "]}", "nests more than 100 levels"),
    ],
)
def test_what_is_no_package_is_refused_in_words(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "package.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CannotRead) as raised:
        case.read(file)
    assert said in str(raised.value)


def test_a_file_that_is_missing_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        case.read(tmp_path / "missing.json")
    (tmp_path / "latin.json").write_bytes(b'{"CFDocument": {"title": "Caf\xe9"}}')
    with pytest.raises(DocumentFaults, match="UTF-8"):
        case.read(tmp_path / "latin.json")


def test_brackets_in_strings_do_not_nest(tmp_path: Path) -> None:
    text = json.dumps({"CFDocument": {"title": "[" * 300 + '"' + "{" * 300, "creator": "x", "language": "en"}})
    framework, _ = came_back(text, tmp_path, framework_id="brackets")
    assert framework.title.startswith("[[[")
