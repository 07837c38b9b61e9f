"""Writes frameworks/calibration/safeguarding.json: what raw scores are worth, by the bundled curated mappings.

    python docs/build_calibration.py

To be run after every change of the engine, of the bundled frameworks or of their curated mappings; a test says when.
The mappings only label what the engine says without them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from competency import ids
from competency.equivalence.atlas import KINDS
from competency.equivalence.calibration import Calibration, Domain, Label, as_data, labelled
from competency.equivalence.mapping import raw_rows
from competency.loading import bundled_mappings, load, load_mapping
from competency.model import kind_of

FILE: Final = Path(__file__).parent.parent / "frameworks" / "calibration" / "safeguarding.json"

DOMAIN: Final = Domain(
    "safeguarding",
    (
        *("abus*", "carer", "carers", "child*", "famil*", "neglect*", "parent*", "safeguard*", "vulnerab*", "welfare"),
        *("lscb*", "lscp*", "young"),
    ),
    0.2,
)
"""Of the items of each bundled board a third and more speak of these words, of frameworks of other fields (security
controls, conferences) 7 in 100 at most."""

METHOD: Final = (
    "Isotonic regression through the centres of its steps, logistic below 60 labels; for a pair of frameworks without "
    "the labels of that pair. A pair that no reader has named, though one of its items, is none and weighs a tenth"
)
SOURCE: Final = "the bundled curated mappings, read by hand from the documents"


def calibration() -> Calibration:
    """The calibration by the bundled curated mappings as they are now."""
    labels: list[Label] = []
    days: list[str] = []
    for name in bundled_mappings():
        mapping = load_mapping(name)
        subject, object_ = load(mapping.subject), load(mapping.object)
        kinds = {
            ids.qualified(framework.id, item.id): kind_of(item)
            for framework in (subject, object_)
            for item in framework
            if kind_of(item) in KINDS
        }
        labels += labelled(raw_rows(subject, object_), mapping, kinds)
        days += [row.on.isoformat() for row in mapping.rows if row.on is not None]
    return Calibration(DOMAIN, METHOD, SOURCE, max(days), tuple(labels))


def written(known: Calibration) -> str:
    """The document as text, a label a line."""
    data = as_data(known)
    rows = data.pop("labels")
    assert isinstance(rows, list)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    head = json.dumps(data, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{head},\n "labels": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(written(calibration()), encoding="utf-8")
