"""Writes what the commands in README.md and docs/tutorial.md print, and the pictures that they show.

    python docs/build_examples.py

In a block marked `console`, each line that begins with `$ ` is run, all blocks of a page in one fresh folder, and what it
prints stands below it. A line `[…]` leaves out the middle: as many lines as stand before and after it are kept. A block
of another kind that follows `<!-- file: NAME -->` is written into that folder under the name before going on.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from competency.cli import main

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = (ROOT / "README.md", ROOT / "docs" / "tutorial.md")
PICTURES: Final = {ROOT / "docs" / "pictures" / "kirklees.svg": "graph kirklees --as svg"}

CUT: Final = "[…]"
_BLOCK: Final = re.compile(
    r"(?:^<!-- file: (?P<name>\S+) -->\n)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)


def printed(command: str) -> str:
    """What a command line of `competency` prints, errors included; an exit code other than 0 is told in a last line."""
    program, *arguments = shlex.split(command)
    if program != "competency":
        raise ValueError(f"only competency is run here, not {program!r}")
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code = main(arguments)
        except SystemExit as usage:
            code = int(usage.code or 0)
    told = "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())
    return told + (f"(exit code {code})\n" if code else "")


def refreshed(page: str) -> str:
    """The page with the output of every command as it is now."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            return _BLOCK.sub(_as_it_is_now, page)
        finally:
            os.chdir(before)


def _as_it_is_now(block: re.Match[str]) -> str:
    if block["name"]:
        Path(block["name"]).write_text(block["body"], encoding="utf-8")
    if block["kind"] != "console":
        return block[0]
    body = "".join(f"$ {command}\n{_cut(printed(command), shown)}" for command, shown in _commands(block["body"]))
    return f"```console\n{body}```"


def _commands(body: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a block with the lines that are shown below it."""
    for piece in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, *shown = piece.splitlines()
        yield command, shown


def _cut(told: str, shown: list[str]) -> str:
    """The output, with its middle left out if that was so before."""
    if CUT not in shown:
        return told
    at = shown.index(CUT)
    lines, tail = told.splitlines(), len(shown) - at - 1
    return "".join(f"{line}\n" for line in [*lines[:at], CUT, *(lines[-tail:] if tail else [])])


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
    for path, command in PICTURES.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(printed(command), encoding="utf-8")
