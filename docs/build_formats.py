"""Writes docs/formats/README.md from what the formats say of themselves.

python docs/build_formats.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from competency.interop import Format, formats

FOLDER: Final = Path(__file__).parent / "formats"
PAGE: Final = FOLDER / "README.md"

PAGES: Final = {"moodle-completion": "moodle", "markdown": "tables", "csv": "tables"} | dict.fromkeys(
    ("graphml", "node-link", "cytoscape", "dot", "mermaid"), "graphs"
)
"""The page of a format that has none of its own name."""

HEAD: Final = """\
<!-- Written by docs/build_formats.py from the formats themselves; change those. -->
# Formats of others

```
competency export REF --to FORMAT [--record RECORD] [--output FILE] [--on DATE] [--option KEY=VALUE]…
competency import FILE --from FORMAT [--framework REF] [--id ID] [--output FILE] [--option KEY=VALUE]…
```

`export` prints a framework in another format, or a record under it. `import` prints a framework as YAML; with
`--framework` it reads records under that framework, which go into the folder that `--output` names. A file is written
whole or not at all.

Both tell on stderr what is lost: for each item that does not go over whole, whether it is approximated or dropped, and
why; then the counts. What is imported passes the same gate as a file written by hand, and its faults are told with
their place in the foreign file.

The same input gives the same bytes. Where a format asks for UUIDs they are made of our ids alone (version 5), so that
they never change; where it asks for URIs they are `urn:competency:framework:FRAMEWORK:ITEM`.

Readers never use the network, unfold no entities, and open no file but the one that is given. They refuse files of more
than 200 MB, JSON that nests more than a hundred levels deep, archives that unpack to more than 400 MB or two hundred
times their size, and XML with a document type. Cells of CSV and of workbooks that we write are never formulas.

Mappings between frameworks have a format of their own, SSSOM: see [sssom.md](../sssom.md).

"""


def page() -> str:
    """The text of the page."""
    rows = ["| format | out | in | what it is |", "| --- | --- | --- | --- |"]
    rows += [_row(form) for form in formats().values()]
    lost = ["## What each has no place for", ""]
    for form in formats().values():
        lost += [f"`{form.name}`", "", *(f"- {line}" for line in form.loses), ""]
    return HEAD + "\n".join([*rows, "", "## Options", "", *_options(), *lost]).rstrip() + "\n"


def _row(form: Format) -> str:
    def does(frameworks: str, records: str) -> str:
        found = [("frameworks", frameworks), ("records", records)]
        return ", ".join(word for word, function in found if function in form.functions)

    target = PAGES.get(form.name, form.name)
    out, read = does("dump", "dump_record"), does("read", "read_records")
    return f"| [`{form.name}`]({target}.md) | {out} | {read} | {form.title} |"


def _options() -> list[str]:
    rows = ["| format | option | if left out |", "| --- | --- | --- |"]
    for form in formats().values():
        known: dict[str, str] = {}
        for function in form.functions:
            known |= form.options(function)
        rows += [f"| `{form.name}` | `{name}` | {f'`{value}`' if value else ''} |" for name, value in known.items()]
    return [*rows, ""]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
