"""The words of SSSOM that writing and reading share, and the names by which ours are known in it."""

from __future__ import annotations

from typing import Final

from competency.model import Relation

ITEMS: Final = "urn:competency:framework:"
SETS: Final = "urn:competency:mapping:"
PREFIX: Final = "competency"
BUILT_IN: Final = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
}
NO_TERM: Final = "sssom:NoTermFound"
SLOTS: Final = (
    "subject_id subject_label subject_category predicate_id predicate_modifier object_id object_label object_category "
    "mapping_justification author_label mapping_cardinality mapping_date confidence other comment"
).split()
PREDICATES: Final = {
    Relation.EXACT: "skos:exactMatch",
    Relation.CLOSE: "skos:closeMatch",
    Relation.BROAD: "skos:broadMatch",
    Relation.NARROW: "skos:narrowMatch",
    Relation.RELATED: "skos:relatedMatch",
    Relation.NONE: "skos:relatedMatch",
}
BY_HAND: Final = "semapv:ManualMappingCuration"
