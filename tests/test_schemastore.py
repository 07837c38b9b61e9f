"""What is given to the catalogue of schemas says what our schemas say, and its own tests come out as they should."""

from __future__ import annotations

import copy
import importlib.util
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import jsonschema_rs
import pytest
from jsonschema import Draft7Validator

from competency.document import parse

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "editors" / "schemastore"
KINDS: Final = ("framework", "record", "mapping", "scenario")
TESTS: Final = sorted((FOLDER / "src").glob("*test/*/*.yaml"))
DOCUMENTS: Final = sorted(
    file
    for folder in ("frameworks", "tests/documents", "editors")
    for file in (ROOT / folder).rglob("*.yaml")
    if re.search(r"^format: ", file.read_text(encoding="utf-8"), re.MULTILINE)
)


def read(text: str) -> Any:
    document, _ = parse(text, file="test.yaml")
    assert document is not None
    return document.value


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_schemastore", ROOT / "docs" / "build_schemastore.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


OURS: Final = {
    kind: jsonschema_rs.Draft202012Validator(json.loads((ROOT / "schema" / f"{kind}.schema.json").read_bytes()))
    for kind in KINDS
}
THEIRS: Final = {
    kind: jsonschema_rs.Draft7Validator(
        json.loads((FOLDER / "src" / "schemas" / "json" / f"competency-{kind}.json").read_bytes())
    )
    for kind in KINDS
}


def kind_of(file: Path) -> str:
    return file.parent.name.removeprefix("competency-")


def test_what_is_given_is_what_is_built() -> None:
    for path, text in script().files().items():
        assert path.read_text(encoding="utf-8") == text, "run python docs/build_schemastore.py"


@pytest.mark.parametrize("kind", KINDS)
def test_each_schema_is_one_of_draft_07_at_its_own_address(kind: str) -> None:
    text = (FOLDER / "src" / "schemas" / "json" / f"competency-{kind}.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert not re.search(r'"(\$defs|dependentSchemas|dependentRequired|unevaluated\w+|prefixItems)":|#/\$defs', text)
    (entry,) = (
        entry
        for entry in json.loads((FOLDER / "catalog.json").read_bytes())["schemas"]
        if entry["url"] == schema["$id"]
    )
    assert entry["name"] == f"competency {kind}"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stands_beside_a_reference_which_draft_07_would_not_read(kind: str) -> None:
    def references(value: object) -> Iterator[dict[str, object]]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value
            for part in value.values():
                yield from references(part)
        elif isinstance(value, list):
            for part in value:
                yield from references(part)

    schema = json.loads((FOLDER / "src" / "schemas" / "json" / f"competency-{kind}.json").read_bytes())
    assert [one for one in references(schema) if len(one) > 1] == []


@pytest.mark.parametrize("file", TESTS, ids=lambda file: "/".join(file.parts[-3:]))
def test_positive_tests_are_valid_and_negative_ones_are_not(file: Path) -> None:
    value = read(file.read_text(encoding="utf-8"))
    expected = file.parts[-3] == "test"
    assert THEIRS[kind_of(file)].is_valid(value) is expected
    assert OURS[kind_of(file)].is_valid(value) is expected


@pytest.mark.parametrize("kind", KINDS)
def test_each_schema_has_positive_and_negative_tests(kind: str) -> None:
    for folder in ("test", "negative_test"):
        assert list((FOLDER / "src" / folder / f"competency-{kind}").glob("*.yaml"))


def test_each_negative_test_has_the_one_mistake_that_its_name_says() -> None:
    for file in TESTS:
        if file.parts[-3] == "negative_test":
            schema = json.loads((ROOT / "schema" / f"{kind_of(file)}.schema.json").read_bytes())
            errors = list(jsonschema_rs.Draft202012Validator(schema).iter_errors(read(file.read_text("utf-8"))))
            assert len(errors) == 1, file


# --- two schemas, one verdict ----------------------------------------------------------------------------


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(part, (*path, key))


def hurt(value: Any, draw: random.Random) -> Any:
    """The document with one thing in it taken away, renamed, doubled or replaced."""
    hurt = copy.deepcopy(value)
    *above, last = draw.choice(list(places(hurt)))
    holder = hurt
    for step in above:
        holder = holder[step]
    match draw.randrange(5):
        case 0:
            del holder[last]
        case 1 if isinstance(holder, dict):
            holder[draw.choice(["every", "each", "due", "require", "title", "completed", "within", "x"])] = holder.pop(
                last
            )
        case 2 if isinstance(holder, dict):
            key = draw.choice(["evidence", "level", "every", "each", "within", "opens", "after", "mode", "on", "note"])
            holder[key] = draw.choice(
                ["3 years", "level-1", "calendar-year", "unstated", 3, {"completed": "awareness"}]
            )
        case 3:
            holder[last] = draw.choice(["unstated", "3 years", "2024-01-01", -1, 2.5, True, None, [], {}, ["a"], "A b"])
        case _:
            holder[last] = [holder[last]]
    return hurt


@pytest.mark.parametrize("kind", KINDS)
def test_both_schemas_agree_on_every_document_and_on_what_is_hurt_in_it(kind: str) -> None:
    draw = random.Random(f"schemastore {kind}")
    whole = [value for value in (read(file.read_text("utf-8")) for file in DOCUMENTS) if value["format"] == f"{kind}/1"]
    assert len(whole) > 5
    small = [value for value in whole if len(json.dumps(value)) < 8000] or whole
    refused = 0
    for value in [*whole, *(hurt(draw.choice(small), draw) for _ in range(1500))]:
        valid = OURS[kind].is_valid(value)
        assert THEIRS[kind].is_valid(value) is valid, json.dumps(value)[:2000]
        refused += not valid
    assert 300 < refused < 1500


# --- editors find them -----------------------------------------------------------------------------------


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_document_names_its_schema_in_the_first_line(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    line = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert line is not None
    schema = json.loads((file.parent / line[1]).read_bytes())
    form = re.search(r"^format: (\S+)$", text, re.MULTILINE)
    assert form is not None
    assert schema["properties"]["format"]["const"] == form[1]


@pytest.mark.parametrize("kind", [*KINDS, "facets"])
def test_each_schema_has_a_name_of_its_own_that_stays(kind: str) -> None:
    schema = json.loads((ROOT / "schema" / f"{kind}.schema.json").read_bytes())
    assert schema["$id"] == f"urn:competency:{kind}:1"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
