"""The words of CASE that writing and reading share, and the names by which our kinds are known in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from competency.model import Kind, Relation

OWN: Final = "competency"
"""The key of `extensions` under which ours stand: what the standard has no place for."""

TYPE_URIS: Final = "urn:competency:kind:"

TYPES: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.LEVEL: ("Level", "A rung of the framework's ladder"),
    Kind.FACT: ("Fact", "Something that is recorded of a person and that rules ask about"),
    Kind.GROUP: ("Target group", "People for whom the same training is meant"),
    Kind.OUTCOME: ("Outcome", "What a person can do"),
    Kind.EVIDENCE: ("Evidence", "Something that is recorded and is no course"),
    Kind.COURSE: ("Course", "A course, or another event that is attended"),
    Kind.STANDARD: ("Training standard", "A rule that says who needs what, by when, and how often"),
}
"""Our kinds as CFItemTypes: title and description."""

KINDS_BY_TYPE: Final[Mapping[str, Kind]] = {
    **{title.lower(): kind for kind, (title, _) in TYPES.items() if kind is not Kind.FACT},
    "levels": Kind.LEVEL,
    "proficiency level": Kind.LEVEL,
    "skill level": Kind.LEVEL,
    "progress level": Kind.LEVEL,
    "audience": Kind.GROUP,
    "target audience": Kind.GROUP,
    "job role": Kind.GROUP,
    "occupation": Kind.GROUP,
    "training course": Kind.COURSE,
    "learning activity": Kind.COURSE,
}
"""What the CFItemTypes of others are with us; all others are outcomes ('Standard' too: in schools that is one)."""

CHILD: Final = "isChildOf"
PRECEDES: Final = "precedes"
SKILL_LEVEL: Final = "hasSkillLevel"
RELATED: Final = "isRelatedTo"
EXACT: Final = "exactMatchOf"
NO_MATCH: Final = "ext:noMatch"

ALIGNMENTS: Final[Mapping[Relation, str]] = {
    Relation.EXACT: EXACT,
    Relation.CLOSE: RELATED,
    Relation.BROAD: RELATED,
    Relation.NARROW: RELATED,
    Relation.RELATED: RELATED,
    Relation.NONE: NO_MATCH,
}

IN_WORDS: Final[Mapping[str, str]] = {"description": "", "reading": "Reading: ", "note": "Note: "}
"""Keys of ours that `notes` holds in words, and how each begins."""


def fingerprint(notes: str) -> str:
    """By which a reader sees whether `notes` is as it was written."""
    return hashlib.sha256(notes.encode()).hexdigest()[:16]
