"""Competency frameworks as data: checked, computed with, explained.

>>> from datetime import date
>>> import competency
>>> framework = competency.load("kirklees")
>>> record = competency.load_record("kirklees-lapsed-paediatrician")
>>> plan = competency.pathway(framework, record, goal="level-3", on=date(2012, 5, 1))
>>> plan.feasible, plan.cost.courses
(True, 1)

The names are looked up when they are first used, so that `import competency` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from competency.answers import Pathway, pathway
    from competency.cohorts import pathways
    from competency.correspondences import Correspondences
    from competency.equivalence import map_frameworks
    from competency.errors import CompetencyError, DocumentFaults
    from competency.explanation import Explanation
    from competency.loading import load, load_record
    from competency.model import Framework, Record
    from competency.sentences import sentences
    from competency.standing import Status
    from competency.transfers import transfer
    from competency.typed_graph import graph
    from competency.verdicts import Verdict, check, timeline

__version__ = "0.1.0"

_HOMES = {
    "CompetencyError": "errors",
    "Correspondences": "correspondences",
    "DocumentFaults": "errors",
    "Explanation": "explanation",
    "Framework": "model",
    "Pathway": "answers",
    "Record": "model",
    "Status": "standing",
    "Verdict": "verdicts",
    "check": "verdicts",
    "timeline": "verdicts",
    "graph": "typed_graph",
    "load": "loading",
    "load_record": "loading",
    "map_frameworks": "equivalence",
    "pathway": "answers",
    "pathways": "cohorts",
    "sentences": "sentences",
    "transfer": "transfers",
}

__all__ = [
    "CompetencyError",
    "Correspondences",
    "DocumentFaults",
    "Explanation",
    "Framework",
    "Pathway",
    "Record",
    "Status",
    "Verdict",
    "check",
    "graph",
    "load",
    "load_record",
    "map_frameworks",
    "pathway",
    "pathways",
    "sentences",
    "timeline",
    "transfer",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'competency' has no attribute {name!r}")
    found: object = getattr(import_module(f"competency.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
