"""The findings of `validate` for the machines that run checks: one file a format.

Each module of this folder has `render(told)`, which gives the whole output as text. A format is added by adding a
file; its name is the word after `--format`. Paths are written from the top folder on, with `/`, as such machines want
them. Every format tells all findings.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from competency.report.told import Told  # every command asks for the names of the formats, few for more


class _Module(Protocol):
    render: Callable[[Told], str]


def formats() -> tuple[str, ...]:
    """The words for these formats, in alphabetical order.

    >>> formats()
    ('github', 'gitlab', 'junit', 'sarif')
    """
    return tuple(sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py")))


def render(form: str, told: Told) -> str:
    """The whole output in one of the `formats`, as text that ends with a line break."""
    return cast(_Module, import_module(f"{__name__}.{form}")).render(told)
