"""One table of a framework as CSV, for a spreadsheet: who needs what, unless another table is asked for."""

from __future__ import annotations

import io
from csv import writer
from typing import Final

from competency import ids
from competency.errors import InvalidOption
from competency.interop._limits import harmless
from competency.interop._tables import MAKERS, lost
from competency.interop.losses import Losses
from competency.model import Framework

FORMAT: Final = "csv"
TITLE: Final = "CSV table (who needs what; or levels, groups, courses, outcomes, evidence, rules)"
SUFFIX: Final = ".csv"
BINARY: Final = False
LOSES: Final[tuple[str, ...]] = (
    "all but the one table",
    "requirements as data: they stand as sentences, which can't be read back",
)


def dump(framework: Framework, *, table: str = "needs") -> tuple[str, Losses]:
    """The table of that name, with what of the framework it leaves out. No cell can be taken for a formula.

    Raises:
        InvalidOption: there is no table of that name.
    """
    if table not in MAKERS:
        near = ids.nearest(table, MAKERS)
        meant = f"did you mean {near!r}?" if near else f"known are {', '.join(MAKERS)}"
        raise InvalidOption(FORMAT, "table", f"there is no table {table!r}; {meant}")
    made = MAKERS[table](framework)
    out = io.StringIO()
    rows = [made.head, *made.rows, *((note,) for note in made.notes)]
    writer(out, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    losses = tuple(lost(framework, ("levels", "courses", "groups", "rules") if table == "needs" else (table,)))
    return out.getvalue(), Losses(sum(1 for _ in framework) - len(losses), losses)
