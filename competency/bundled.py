"""Where the files live that come with the library: frameworks, schemas, scenarios."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    """The folder that holds `frameworks` and `schema`: inside the package once built, else beside it (a checkout)."""
    package = Path(__file__).resolve().parent
    built_in = package / "_bundled"
    return built_in if built_in.is_dir() else package.parent


def bundled(*parts: str) -> Path:
    """The path of a file or folder that comes with the library.

    >>> bundled("schema", "framework.schema.json").is_file()
    True
    """
    return _root().joinpath(*parts)
