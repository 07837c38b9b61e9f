"""What holds of every drawn layout: nothing overlaps, every text fits its box, and no arrow crosses one."""

from __future__ import annotations

from itertools import combinations, pairwise

from competency.report._drawing import Box, Label, Layout


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def within(inner: Box, outer: Box) -> bool:
    across = outer.x <= inner.x and inner.right <= outer.right
    return across and outer.y <= inner.y and inner.bottom <= outer.bottom


def extent(label: Label) -> Box:
    """The space that a line of text takes from the height of its capitals to its baseline."""
    return Box("", label.x, label.y - 0.7 * label.size, label.width, 0.7 * label.size, "")


def check(place: Layout) -> None:
    """Asserts the law of this module for one layout."""
    paper = Box("", 0, 0, place.width, place.height, "")
    for one, other in combinations((*place.boxes, *map(extent, place.labels)), 2):
        assert not overlap(one, other), (one, other)
    for box in (*place.boxes, *map(extent, place.labels)):
        assert within(box, paper), box
        for one, other in combinations((*box.boxes, *map(extent, box.labels)), 2):
            assert not overlap(one, other), (one, other)
        for inner in (*box.boxes, *map(extent, box.labels)):
            assert within(inner, box), inner
        for pill in box.boxes:
            assert all(within(extent(label), pill) for label in pill.labels), pill
    for line in place.lines:
        for (x, y), (to_x, to_y) in pairwise(line.points):
            way = Box("", min(x, to_x), min(y, to_y), abs(to_x - x), abs(to_y - y), "")
            assert not any(overlap(way, box) for box in place.boxes), line.hover
