"""Writes editors/schemastore/ from schema/: what the catalogue of schemas at schemastore.org is to take.

python docs/build_schemastore.py

Editors know draft 07 of JSON Schema best, so the catalogue asks for it, and wants one address for each schema. What
these schemas say is what ours say: `tests/test_schemastore.py` compares the answers of both on thousands of documents.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeAlias

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "editors" / "schemastore"
ADDRESS: Final = "https://www.schemastore.org/{name}.json"
DRAFT: Final = "http://json-schema.org/draft-07/schema#"

KINDS: Final = {
    "framework": ("frameworks", "A competency framework: levels, groups, outcomes, courses and standards"),
    "record": ("records", "A person's training, under a competency framework"),
    "mapping": ("mappings", "Correspondences between two competency frameworks"),
    "scenario": ("scenarios", "A worked example of a competency framework"),
}
"""For each kind of document the folder that it lies in, and what the catalogue says of it."""

Schema: TypeAlias = "str | int | float | bool | list[Schema] | dict[str, Schema] | None"


def name(kind: str) -> str:
    """The name of a kind of document in the catalogue."""
    return f"competency-{kind}"


def downgraded(schema: Schema) -> Schema:
    """The same schema in the words of draft 07.

    There a `$ref` silences what stands beside it, definitions have another key, and what a key depends on has one key
    for both its kinds.
    """
    if isinstance(schema, list):
        return [downgraded(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Schema] = {}
    for key, value in schema.items():
        if key == "$defs":
            found["definitions"] = {one: downgraded(part) for one, part in _mapping(value).items()}
        elif key in ("properties", "patternProperties"):
            found[key] = {one: downgraded(part) for one, part in _mapping(value).items()}
        elif key in ("dependentSchemas", "dependentRequired"):
            held = _mapping(found.setdefault("dependencies", {}))
            for one, part in _mapping(value).items():
                if one in held:
                    raise ValueError(f"{one!r} has both a schema and keys that it depends on")
                found["dependencies"] = {**_mapping(found["dependencies"]), one: downgraded(part)}
        elif key == "$ref":
            reference = {"$ref": str(value).replace("#/$defs/", "#/definitions/")}
            if len(schema) == 1:
                return dict(reference)
            if "allOf" in schema:
                raise ValueError("a reference stands beside 'allOf'")
            found["allOf"] = [dict(reference)]
        elif key in ("const", "enum", "examples", "default"):
            found[key] = value
        else:
            found[key] = downgraded(value)
    return found


def _mapping(value: Schema) -> Mapping[str, Schema]:
    assert isinstance(value, dict)
    return value


def schema(kind: str) -> dict[str, Schema]:
    """The schema of a kind of document as the catalogue is to have it."""
    ours = json.loads((ROOT / "schema" / f"{kind}.schema.json").read_bytes())
    found = downgraded(ours)
    assert isinstance(found, dict)
    return {"$schema": DRAFT, "$id": ADDRESS.format(name=name(kind)), **{k: v for k, v in found.items() if k[0] != "$"}}


def catalogue() -> list[Schema]:
    """The entries for `src/api/json/catalog.json`."""
    return [
        {
            "name": f"competency {kind}",
            "description": description,
            "fileMatch": [f"**/competency/{folder}/**/*.{ending}" for ending in ("yaml", "yml")],
            "url": ADDRESS.format(name=name(kind)),
        }
        for kind, (folder, description) in KINDS.items()
    ]


def files() -> dict[Path, str]:
    """Each file that is built, with its text."""
    built: dict[Path, Schema] = {FOLDER / "catalog.json": {"schemas": catalogue()}}
    built |= {FOLDER / "src" / "schemas" / "json" / f"{name(kind)}.json": schema(kind) for kind in KINDS}
    return {path: json.dumps(content, ensure_ascii=False, indent=2) + "\n" for path, content in built.items()}


def main() -> None:
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
