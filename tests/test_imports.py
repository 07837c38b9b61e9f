"""What is imported, by whom and when: third parties where they belong, and only by the commands that need them.

Start-up is held by the names of modules, not by milliseconds, which differ from machine to machine.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import competency

PACKAGE: Final = Path(competency.__file__).parent
EXAMPLE: Final = Path(__file__).parent / "documents" / "example.yaml"
MAPPING: Final = PACKAGE.parent / "frameworks" / "mappings" / "kirklees-durham.yaml"

HOMES: Final = {
    "yaml": {"document"},
    "jsonschema": {"schema"},
    "jsonschema_rs": {"schema"},
    "networkx": {"typed_graph"},
    "rich": {"report.crosswalk", "report.terminal"},
    "openpyxl": {"interop.xlsx"},
    "rdflib": {"interop._skos_reading", "interop.skos"},
    "highspy": {"program"},
    "numpy": {
        f"equivalence.{name}"
        for name in ("calibration", "grounds", "judgement", "profiles", "scoring", "signals", "texts")
    },
    "scipy": {"equivalence.texts"},
    "snowballstemmer": {"equivalence.texts"},
}
SLOW: Final = {"highspy", "jsonschema", "networkx", "numpy", "scipy", "rich", "hypothesis", "pytest", "_pytest"}
"""What nobody should wait for who doesn't use it: 50 ms and more each."""

_RUN: Final = """
import contextlib, io, json, sys
from competency.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    assert main(sys.argv[1:]) == 0
print(json.dumps(sorted(sys.modules)))
"""


def modules_after(code: str, *arguments: str) -> set[str]:
    """The modules that a new Python holds once it has run the code, which prints them."""
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PACKAGE.parent)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def imported(node: ast.AST) -> Iterator[str]:
    """The modules that a piece of code imports when it runs, not those it imports for its types only."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module is not None:
            yield child.module
        yield from imported(child)


def test_each_third_party_is_imported_where_it_belongs_and_nowhere_else() -> None:
    found: dict[str, set[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(file.relative_to(PACKAGE).with_suffix("").parts)
        for module in imported(ast.parse(file.read_text(encoding="utf-8"))):
            top = module.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in ("competency", "attrs"):
                found.setdefault(top, set()).add(name)
    assert found == HOMES


def test_importing_the_library_imports_no_third_party() -> None:
    assert not modules_after("import json, sys, competency; print(json.dumps(sorted(sys.modules)))") & {"attrs", *HOMES}


@pytest.mark.parametrize(
    ("command", "allowed"),
    [
        ("--version", "attrs"),
        ("--help", "attrs"),
        ("validate FILE", "attrs yaml jsonschema_rs"),
        ("validate FILE --format json", "attrs yaml jsonschema_rs"),
        ("rules", "attrs yaml jsonschema_rs"),
        ("show kirklees", "attrs yaml jsonschema_rs"),
        ("list", "attrs yaml jsonschema_rs rich"),
        ("explain kirklees", "attrs yaml jsonschema_rs rich"),
        ("check kirklees kirklees-new-librarian", "attrs yaml jsonschema_rs rich"),
        ("check kirklees kirklees-new-librarian --format json", "attrs yaml jsonschema_rs"),
        ("pathway kirklees kirklees-new-librarian", "attrs yaml jsonschema_rs rich"),
        ("map kirklees durham", "attrs yaml jsonschema_rs rich numpy scipy snowballstemmer"),
        ("map kirklees durham --format json", "attrs yaml jsonschema_rs numpy scipy snowballstemmer"),
        ("validate kirklees MAPPING", "attrs yaml jsonschema_rs"),
        ("graph kirklees", "attrs yaml jsonschema_rs networkx numpy"),  # networkx takes numpy where it is installed
    ],
)
def test_a_command_imports_no_more_than_it_needs(command: str, allowed: str) -> None:
    files = {"FILE": str(EXAMPLE), "MAPPING": str(MAPPING)}
    arguments = [files.get(word, word) for word in command.split()]
    assert not modules_after(_RUN, *arguments) & ({"attrs", *HOMES, *SLOW} - set(allowed.split()))


def test_validating_imports_nothing_that_only_other_commands_need() -> None:
    held = modules_after(_RUN, "validate", str(EXAMPLE))
    others = ("evaluation", "answers", "planning", "verdicts", "equivalence", "typed_graph", "report.terminal", "demo")
    assert not held & {f"competency.{name}" for name in others}


def test_words_for_what_is_wrong_are_imported_only_when_something_is() -> None:
    assert not modules_after(_RUN, "validate", str(EXAMPLE)) & {"jsonschema", "competency.wording"}
