"""What writing and reading of Moodle's competency frameworks share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from competency.model import Course, Evidence, Level, Outcome

FORMAT: Final = "moodle"

COLUMNS: Final = (
    "Parent ID number",
    "ID number",
    "Short name",
    "Description",
    "Description format",
    "Scale values",
    "Scale configuration",
    "Rule type (optional)",
    "Rule outcome (optional)",
    "Rule config (optional)",
    "Cross-referenced competency ID numbers",
    "Exported ID (optional)",
    "Is framework",
    "Taxonomy",
)
"""The columns in the order by which the importer knows them; their names differ between versions and languages."""

LONGEST: Final = 100
"""Characters to which the importer shortens ID numbers and short names."""

SECTIONS: Final[Mapping[str, type]] = {
    "levels": Level,
    "outcomes": Outcome,
    "evidence": Evidence,
    "courses": Course,
}
"""The rows at the top of our own tree, and the items below them: their ID number is `FRAMEWORK:SECTION`."""
