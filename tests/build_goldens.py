"""Writes tests/golden/: what `explain` says of every bundled framework, one line an item.

python tests/build_goldens.py

Read what has changed against the documents before you commit it: a sentence here is what a reader takes for the rule.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from competency import ids
from competency.loading import bundled_files, load
from competency.sentences import sentences

GOLDEN: Final = Path(__file__).parent / "golden"


def path_of(framework: str) -> Path:
    return GOLDEN / f"explain-{framework}.txt"


def explained(framework: str) -> str:
    """Each item that has a rule, a tab, and its sentence."""
    return "".join(f"{ids.parts(said.id)[1]}\t{said.sentence}\n" for said in sentences(load(framework)))


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for identifier in bundled_files():
        path_of(identifier).write_text(explained(identifier), encoding="utf-8", newline="\n")
