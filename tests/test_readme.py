"""README.md and docs/: what they print is what comes out, what they name exists, every key has its line."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import competency
from competency import model, verdicts
from competency.catalogue import rules
from competency.cli import main
from competency.requirements import HEADS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGES = [
    README,
    *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted(DOCS.rglob("*.md")),
]
FORMATS = ("framework", "record", "mapping", "scenario", "facets")

RUN = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/competency demo"
TEST = "python3 -m venv .venv && .venv/bin/pip install '.[test]' && .venv/bin/python -m pytest -n 2"

HINT = "run python docs/build_rules.py and python docs/build_examples.py, and read what has changed"


def script(name: str) -> ModuleType:
    """A script of docs/, as a module."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(page: str, kind: str) -> list[str]:
    """The bodies of a page's fenced blocks of one kind, in order; kind '' is a block without one."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [body for found, body in fenced if found == kind]


# --- what is printed is what comes out ------------------------------------------------------------------------


@pytest.mark.parametrize("page", script("build_examples").PAGES, ids=lambda path: path.name)
def test_what_a_page_prints_below_a_command_is_what_the_command_prints(page: Path) -> None:
    assert text(page) == script("build_examples").refreshed(text(page)), HINT


def test_the_picture_is_what_its_command_prints() -> None:
    examples = script("build_examples")
    for path, command in examples.PICTURES.items():
        assert text(path) == examples.printed(command), HINT


def test_the_page_of_rules_is_made_of_the_rules() -> None:
    assert text(DOCS / "rules.md") == script("build_rules").page(), HINT


def test_the_python_of_the_readme_prints_what_stands_below_it() -> None:
    [snippet], [below] = blocks(text(README), "python"), blocks(text(README), "text")
    assert len([line for line in snippet.splitlines() if line]) == 5
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(snippet, str(README), "exec"), {})
    assert out.getvalue() == below


@pytest.mark.parametrize("name", ["deciding", "sssom", "transfer"])
def test_a_command_that_a_page_shows_without_its_output_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [line for block in blocks(text(DOCS / f"{name}.md"), "") for line in block.splitlines()]
    assert lines
    for line in lines:
        command, _, file = line.partition(" > ")
        program, *arguments = shlex.split(command)
        assert program == "competency"
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            assert main(arguments) == 0, line
        assert out.getvalue()
        if file:
            Path(file).write_text(out.getvalue(), encoding="utf-8")


@pytest.mark.parametrize("name", ["mapping", "transfer"])
def test_the_python_of_a_page_runs(name: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        for snippet in blocks(text(DOCS / f"{name}.md"), "python"):
            exec(compile(snippet, name, "exec"), {})


def test_a_change_of_a_file_on_a_page_must_fit_the_file() -> None:
    page = "<!-- file: a.yaml -->\n```yaml\nid: a\n```\n\n<!-- file: a.yaml -->\n```diff\n-id: b\n+id: c\n```\n"
    with pytest.raises(ValueError, match="stand 0 times in a"):
        script("build_examples").refreshed(page)


def test_an_output_with_parts_left_out_goes_on_where_the_next_shown_line_does() -> None:
    page = "```console\n$ competency rules CF301\nCF301\n[…]\n## Fix\n\nCorrect\n```\n"
    fresh = script("build_examples").refreshed(page)
    told = script("build_examples").printed("competency rules CF301").splitlines()
    assert fresh.splitlines() == ["```console", "$ competency rules CF301", told[0], "[…]", *told[-3:], "```"]


def test_a_part_that_is_no_longer_printed_can_not_be_shown() -> None:
    page = "```console\n$ competency rules CF301\nCF301\n[…]\n## Nowhere to be found\n```\n"
    with pytest.raises(ValueError, match="no line of the output begins like '## Nowhere"):
        script("build_examples").refreshed(page)


# --- the two commands of a newcomer ---------------------------------------------------------------------------


def test_the_readme_has_the_two_commands_that_set_up_and_run() -> None:
    [run, test] = blocks(text(README), "")
    assert run == f"{RUN}\n"
    assert test == f"{TEST}\n"
    assert f"<!-- test command -->\n```\n{test}" in text(README)


def test_the_readme_says_that_the_bundled_documents_are_no_guidance() -> None:
    [box] = re.findall(r"^> \[!IMPORTANT\]\n((?:^> .*\n)+)", text(README), re.MULTILINE)
    assert "historic examples, not current guidance" in box


# --- what is named exists -------------------------------------------------------------------------------------


def anchors(page: str) -> set[str]:
    """The anchors that a renderer of Markdown makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(path: Path) -> Iterator[tuple[Path, str]]:
    """Where a page's links into this repository lead: a file or folder, and an anchor or nothing."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text(path)):
        if not target.startswith(("http://", "https://")):
            name, _, anchor = target.partition("#")
            yield (path.parent / name).resolve() if name else path, anchor


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, anchor in links(page):
        assert target.exists(), f"{page.name} links to {target}"
        assert not anchor or anchor in anchors(text(target)), f"{page.name} links to #{anchor} of {target.name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_code_of_a_rule_on_a_page_is_one(page: Path) -> None:
    assert set(re.findall(r"\bCF\d{3}\b", text(page))) <= {rule.code for rule in rules()}


def test_every_name_of_the_package_on_the_first_page_is_one() -> None:
    assert set(re.findall(r"\bcompetency\.([a-z_]+)\b(?!/)", text(README))) <= {*competency.__all__}


# --- every key and every word has its line ----------------------------------------------------------------------


def keys(schema: object) -> Iterator[str]:
    """Every key that a schema knows, wherever it stands."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from schema["properties"]
        for value in schema.values():
            yield from keys(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from keys(value)


@pytest.mark.parametrize("name", FORMATS)
def test_the_page_of_the_format_names_every_key(name: str) -> None:
    page = text(DOCS / "format.md")
    code = " ".join([*re.findall(r"`([^`\n]+)`", page), *blocks(page, "yaml")])
    schema = json.loads(text(ROOT / "schema" / f"{name}.schema.json"))
    assert set(keys(schema)) <= set(re.findall(r"[a-z_]+", code))


def test_the_page_of_the_format_has_a_line_for_every_form_of_requirement() -> None:
    [table] = re.findall(r"^\| form \|.*?\n\n", text(DOCS / "format.md"), re.MULTILINE | re.DOTALL)
    assert {*HEADS} <= set(re.findall(r"`([a-z_]+):", table))


def test_the_glossary_has_every_kind_of_item_every_status_and_every_reason() -> None:
    page = text(DOCS / "concepts.md")
    words = {*re.findall(r"^\| \*\*([a-z ]+)\*\*", page, re.MULTILINE), *re.findall(r"`([a-z-]+)`", page)}
    named = (*model.Kind, *verdicts.Status, *verdicts.Reason, *model.Relation)
    assert {str(word) for word in named} <= words | {"broad"}


def test_the_notice_names_every_framework_with_its_title() -> None:
    notice = text(ROOT / "NOTICE")
    for path in sorted((ROOT / "frameworks").glob("*.yaml")):
        framework = competency.load(path)
        assert f"frameworks/{path.name}" in notice
        assert " ".join(framework.sources[0].title.replace("–", "-").split()) in " ".join(notice.split())
