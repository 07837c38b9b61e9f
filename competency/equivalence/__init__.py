"""What an item of one framework is worth in another: how two frameworks correspond, how surely, and why.

Evidence is taken in an order. What documents declare, about each other or about a third framework (the pivot),
decides: each item is read as a set of pivot items (its extent), and two extents are compared. Where documents are
silent, whom two items are for decides, as sets of points that the words of a field tell (facets); for outcomes and
courses, what they say and what they are made of. Contradictions are then taken out, people's decisions put in, and
each row has the reasons that it was computed from. Names and numbers of levels count for nothing, and the place on a
ladder only between equals.

What scores are worth as probabilities is measured apart (`calibration`), and so is how good all this is (`scoring`).
"""

from competency.equivalence.chains import chained
from competency.equivalence.mapping import UNKNOWN, map_every, map_frameworks, references, why

__all__ = ["UNKNOWN", "chained", "map_every", "map_frameworks", "references", "why"]
