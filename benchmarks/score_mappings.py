"""How good `map` is on gold standards: each pair of frameworks that a file is about, and all of them together.

    python benchmarks/score_mappings.py [--frameworks FOLDER] [--json] GOLD…

GOLD is a TSV or CSV file with the columns left, relation and right, of any number of pairs of frameworks; these are
bundled, or lie in FOLDER as NAME.yaml. No curated mapping is used.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from competency import delimited
from competency.equivalence import map_frameworks
from competency.equivalence.gold import load_gold
from competency.equivalence.scoring import Scores, scored, scored_together
from competency.loading import load
from competency.model import Framework
from competency.report.scores import as_data, as_text


def pairs_of(gold: Path) -> Iterator[tuple[str, str]]:
    """The frameworks that the rows of a file relate, in the order and direction in which they first appear."""
    text = gold.read_text("utf-8-sig")
    separator = delimited.TAB if "\t" in text.partition("\n")[0] else delimited.COMMA
    header, *rows = delimited.rows(text, file=str(gold), separator=separator)
    names = [cell.text.lower() for cell in header]
    seen: set[frozenset[str]] = set()
    for row in rows:
        left, right = (row[names.index(side)].text.partition(":")[0] for side in ("left", "right"))
        if left != right and frozenset((left, right)) not in seen:
            seen.add(frozenset((left, right)))
            yield left, right


def framework(name: str, folder: Path | None) -> Framework:
    """The framework of that name, in the folder or bundled."""
    file = folder / f"{name}.yaml" if folder is not None else None
    return load(file if file is not None and file.is_file() else name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--frameworks", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for file in options.gold:
        measured = []
        for names in pairs_of(file):
            subject, object_ = (framework(name, options.frameworks) for name in names)
            measured.append((map_frameworks(subject, object_), load_gold(file, subject, object_)[0]))
        every: list[Scores] = [scored(*each) for each in measured]
        if len(measured) > 1:
            every.append(scored_together(measured))
        for scores in every:
            print(json.dumps(as_data(scores, str(file))) if options.json else f"{as_text(scores, str(file))}\n")


if __name__ == "__main__":
    main()
