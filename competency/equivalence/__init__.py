"""What an item of one framework is worth in another, from what the documents themselves declare.

Evidence is of three sorts: an alignment between the two frameworks; alignments of both with a third one, the pivot,
such as a national reference; and, inside a framework, the groups that a level is named for and the whole that a
group is part of. Each item is read as a set of pivot items (its extent: which it holds wholly, partly, perhaps), and
two extents are compared: equal, one within the other, overlapping, or disjoint, which is evidence against a match.
Nothing is compared by its words, and names and numbers of levels count for nothing.
"""

from competency.equivalence.chains import chained
from competency.equivalence.mapping import UNKNOWN, map_frameworks, references, why

__all__ = ["UNKNOWN", "chained", "map_frameworks", "references", "why"]
