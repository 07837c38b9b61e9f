"""Writes what the commands on the PAGES print, README.md among them, and the pictures that they show.

    python docs/build_examples.py

In a block marked `console`, each line that begins with `$ ` is run, all blocks of a page in one fresh folder; what it
prints stands below it. A line `[…]` leaves out lines, up to the next that begins with the same three words as the line
shown after it; from there as many are shown as before. A block that follows `<!-- file: NAME -->` is written into that
folder under the name before going on; a `diff` block is applied to that file instead.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import competency

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = (
    ROOT / "README.md",
    ROOT / "docs" / "tutorial.md",
    ROOT / "docs" / "scenarios.md",
    ROOT / "docs" / "building-on.md",
    ROOT / "docs" / "pathways.md",
    ROOT / "docs" / "mapping.md",
    ROOT / "docs" / "ci.md",
)
PICTURES: Final = {
    ROOT / "docs" / "pictures" / "kirklees.svg": "competency graph kirklees --as svg",
    ROOT
    / "docs"
    / "pictures"
    / "solihull-plan.svg": "competency pathway solihull solihull-lead-practitioner --on 2021-03-01"
    " --goal module-1 --goal module-2 --goal module-3 --as svg",
}

CUT: Final = "[…]"
_BLOCK: Final = re.compile(
    r"(?:^<!-- file: (?P<name>\S+) -->\n)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)


def printed(command: str) -> str:
    """What a command line of `competency` prints in the current folder, errors included."""
    program, *arguments = shlex.split(command)
    if program != "competency":
        raise ValueError(f"only competency is run here, not {program!r}")
    run = subprocess.run(
        [sys.executable, "-m", "competency", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(competency.__file__).parent.parent), "PYTHONUTF8": "1"},
    )
    return "".join(line.rstrip() + "\n" for line in run.stdout.splitlines())


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
        _write(Path(block["name"]), block["kind"], block["body"])
    if block["kind"] != "console":
        return block[0]
    body = "".join(f"$ {command}\n{_cut(printed(command), shown)}" for command, shown in _commands(block["body"]))
    return f"```console\n{body}```"


def _write(path: Path, kind: str, body: str) -> None:
    if kind == "diff":
        lines = body.splitlines()
        old, new = ("".join(f"{line[1:]}\n" for line in lines if line[0] in signs) for signs in (" -", " +"))
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"the lines to change stand {text.count(old)} times in {path}:\n{old}")
        body = text.replace(old, new)
    path.write_text(body, encoding="utf-8")


def _commands(body: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a block with the lines that are shown below it."""
    for piece in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, *shown = piece.splitlines()
        yield command, shown


def _cut(told: str, shown: list[str]) -> str:
    """The output, with what was left out before left out again; all of it if nothing was."""
    if CUT not in shown:
        return told
    lines = told.splitlines()
    kept: list[str] = []
    at = 0
    for row, line in enumerate(shown):
        if line == CUT:
            kept.append(CUT)
        else:
            if row and shown[row - 1] == CUT:
                at = _resumed(lines, at, line)
            kept.extend(lines[at : at + 1])
            at += 1
    return "".join(f"{line}\n" for line in kept)


def _resumed(lines: list[str], at: int, anchor: str) -> int:
    """Where the output goes on: at the next line whose first three words are those of the line shown there."""
    words = anchor.split()[:3]
    for index in range(at, len(lines)):
        if lines[index].split()[:3] == words:
            return index
    raise ValueError(f"no line of the output begins like {anchor!r}")


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
    for path, command in PICTURES.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(printed(command), encoding="utf-8")
