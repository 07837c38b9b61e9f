"""Writes tests/golden/: what `explain` says of every bundled framework, one line an item, and a training passport.

python tests/build_goldens.py

Read what has changed against the documents before you commit it: a sentence here is what a reader takes for the rule.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from competency import ids
from competency.correspondences import Correspondences
from competency.equivalence.curation import BUNDLED, Curation, read
from competency.loading import bundled_files, load, load_record
from competency.report import passport
from competency.sentences import sentences
from competency.transfers import transfer

GOLDEN: Final = Path(__file__).parent / "golden"
PASSPORT: Final = GOLDEN / "passport-kirklees-adviser-moving.txt"


def path_of(framework: str) -> Path:
    return GOLDEN / f"explain-{framework}.txt"


def explained(framework: str) -> str:
    """Each item that has a rule, a tab, and its sentence."""
    return "".join(f"{ids.parts(said.id)[1]}\t{said.sentence}\n" for said in sentences(load(framework)))


def transferred() -> str:
    """The passport of one person by the bundled decisions alone, so that no change of what is computed shows here."""
    one, two, record = load("kirklees"), load("bedfordshire"), load_record("kirklees-adviser-moving")
    decisions = Curation.of(read((BUNDLED,), (one, two)), one, two)
    mapping = Correspondences(one.id, two.id, decisions.settle(()))
    found = transfer(one, two, record, on=date(2012, 9, 3), mapping=mapping)
    return passport.as_text(passport.passport(one, two, record, found))


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for identifier in bundled_files():
        path_of(identifier).write_text(explained(identifier), encoding="utf-8", newline="\n")
    PASSPORT.write_text(transferred(), encoding="utf-8", newline="\n")
