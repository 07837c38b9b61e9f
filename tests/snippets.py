"""The snippets of rule pages, made into whole documents.

A snippet without a top-level `format:` (or `id:`) is a part of a framework; the head that every framework has is left
out of it and added here. A comment `# <- here` marks the line at fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

HEAD: Final = {
    "format": "framework/1",
    "id": "example",
    "title": "Example strategy",
    "publisher": "Example Board",
    "language": "en-GB",
    "sources": "{strategy: {title: Example strategy}}",
}
HERE: Final = "# <- here"

_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def document(snippet: str) -> tuple[str, int]:
    """The text of a whole document, and by how many lines the snippet's own lines have moved down.

    Keys of the head that the snippet writes itself are left out of the head.
    """
    if re.search(r"^(format|id):", snippet, re.MULTILINE):
        return snippet, 0
    lines = [f"{key}: {value}" for key, value in HEAD.items() if not re.search(rf"^{key}:", snippet, re.MULTILINE)]
    return "\n".join([*lines, snippet]), len(lines)


def sections(page: str) -> dict[str, str]:
    """The text under each `##` heading of a rule's page."""
    _, *pieces = _SECTION.split(page)
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


def snippets(page: str, heading: str) -> Iterator[str]:
    """The YAML snippets under one heading of a rule's page, usually `Fails` or `Passes`."""
    for found in _BLOCK.finditer(sections(page)[heading]):
        yield found[1]


def marked_lines(text: str) -> tuple[int, ...]:
    """The numbers, from 1, of the lines that bear the mark `# <- here`."""
    return tuple(number for number, line in enumerate(text.split("\n"), 1) if HERE in line)
