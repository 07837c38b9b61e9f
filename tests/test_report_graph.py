"""The graph as text: whole and back again, and as pictures that a person can read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import check
from strategies import frameworks, titles

from competency import notation
from competency.document import parse
from competency.model import Course, Framework
from competency.report import _drawing, dot, graphml, mermaid, node_link, svg
from competency.report._picture import Picture, pictures, printable
from competency.requirements import Completed
from competency.typed_graph import Graph, Node, assembled, graph
from competency.values import Value

HEAD = "format: framework/1\nid: small\ntitle: Small\npublisher: Board\nlanguage: en-GB\nsources: {s: {title: S}}\n"
ROOT = Path(__file__).parents[1]
FRAMEWORKS = sorted([*ROOT.glob("frameworks/*.yaml"), *ROOT.glob("frameworks/national/*.yaml")])


def framework(text: str, head: str = HEAD) -> Framework:
    read, findings = parse(head + text, file="small.yaml")
    assert read is not None, findings
    return notation.framework(read.value)


def pictured(text: str) -> Picture:
    (picture,) = pictures(graph(framework(text)))
    return picture


def said(picture: Picture, course: str) -> list[str]:
    """What a course's card says, its demands as `words: groups`."""
    (card,) = (card for column in picture.columns for card in column.cards if card.name == course)
    return [
        *card.lines,
        *(f"{each.words}: {' '.join(asked.label for asked in each.asked)}" for each in card.demands),
    ]


@pytest.fixture(params=FRAMEWORKS, ids=lambda path: path.stem)
def bundled(request: pytest.FixtureRequest) -> Framework:
    return framework(request.param.read_text(encoding="utf-8"), head="")


# --- whole, and back -------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(frameworks().flatmap(lambda one: st.tuples(st.just(one), frameworks("other", others=[one]))))
def test_graph_survives_the_trip_through_json_and_graphml(two: tuple[Framework, Framework]) -> None:
    for woven in (graph(*two), graph(two[1])):
        back = node_link.from_node_link(json.loads(node_link.render(woven)))
        assert nx.utils.graphs_equal(woven, back)
        assert list(woven.edges(keys=True, data=True)) == list(back.edges(keys=True, data=True))
        back = graphml.parsed(graphml.render(woven))
        assert nx.utils.graphs_equal(woven, back)
        assert list(woven.edges(keys=True, data=True)) == list(back.edges(keys=True, data=True))


def test_frameworks_survive_the_trip_through_json_and_graphml(bundled: Framework) -> None:
    woven = graph(bundled)
    assert nx.utils.graphs_equal(woven, node_link.from_node_link(json.loads(node_link.render(woven))))
    assert nx.utils.graphs_equal(woven, graphml.parsed(graphml.render(woven)))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(values)
def test_any_value_of_json_survives_as_an_attribute(value: Value) -> None:
    woven = assembled({"of the graph": value}, [Node("n", {"of a node": value}), Node("m", {"of a node": 1})], [])
    back = graphml.parsed(graphml.render(woven))
    assert back.graph == woven.graph
    assert back.nodes["n"] == woven.nodes["n"]
    assert type(back.nodes["n"]["of a node"]) is type(value)


@pytest.fixture
def small() -> Graph:
    return graph(
        framework(
            "outcomes: {o: {statement: Recognises signs of abuse, tags: [skill]}}\n"
            "courses: {c: {title: 'Éva & <b>', minutes: 90, develops: [o]}}\n"
            "standards: {s: {title: S, require: {hours: 1.5, of: c}}}\n"
        )
    )


def test_networkx_reads_the_json(small: Graph) -> None:
    assert nx.utils.graphs_equal(small, nx.node_link_graph(json.loads(node_link.render(small)), edges="edges"))


def test_networkx_reads_the_graphml_with_lists_as_json_text(small: Graph) -> None:
    back = cast(Graph, nx.parse_graphml(graphml.render(small), force_multigraph=True))
    assert set(small.edges(keys=True, data="kind")) == set(back.edges(keys=True, data="kind"))
    assert back.nodes["small:c"]["title"] == "Éva & <b>"
    assert back.nodes["small:c"]["minutes"] == 90
    assert back.nodes["small:s/require"]["hours"] == 1.5
    assert back.nodes["small:o"]["tags"] == '["skill"]'


def test_ids_of_graphml_are_unique(small: Graph) -> None:
    found = [
        element.attrib["id"] for element in ElementTree.fromstring(graphml.render(small)).iter() if element.get("id")
    ]
    assert len(found) == len(set(found))


def test_json_that_is_no_graph_is_refused() -> None:
    with pytest.raises(KeyError):
        node_link.from_node_link({"nodes": []})


# --- what a picture says ---------------------------------------------------------------------------------

NEEDS = """
levels: [{id: l-1, title: Level 1}, {id: l-2, title: Level 2, requires: {all: [{level: l-1}, {completed: b}]}}]
facts: {lead: {title: Leads}}
outcomes: {o: {statement: Does, level: l-1}, p: {statement: Can, level: l-2}, q: {statement: Will, level: l-2}}
groups:
  staff: {title: Staff, levels: [l-1, l-2]}
  leads: {title: Leads, extends: [staff]}
  juniors: {title: Juniors, part_of: staff}
courses:
  a: {title: A, level: l-1, modes: [e-learning]}
  b: {title: B, level: [l-1, l-2], requires: {completed: a}}
  c: {title: C, requires: {any: [{completed: a}, {completed: b}]}, includes: [a]}
  d: {title: D}
standards:
"""


def test_course_names_the_groups_that_are_asked_and_those_that_extend_them() -> None:
    assert said(pictured(NEEDS + "  s: {title: S, for: [staff], require: {completed: d}}"), "d") == [
        "must: staff leads"
    ]


def test_standard_for_no_group_asks_everyone() -> None:
    assert said(pictured(NEEDS + "  s: {title: S, require: {completed: d}}"), "d") == ["must: everyone"]


def test_standard_for_trainers_asks_every_trainer() -> None:
    assert said(pictured(NEEDS + "  s: {title: S, subject: trainer, require: {completed: d}}"), "d") == [
        "must: every trainer"
    ]


def test_standard_for_an_unstated_audience_says_so() -> None:
    assert said(pictured(NEEDS + "  s: {title: S, for: unstated, require: {completed: d}}"), "d") == ["must: unstated"]


@pytest.mark.parametrize(
    "condition",
    [
        "for: [{group: leads, when: {fact: lead}}]",
        "for: [leads], when: {fact: lead}",
        "for: [leads], unless: {fact: lead}",
    ],
)
def test_demand_that_hangs_on_a_condition_has_a_star_that_is_explained(condition: str) -> None:
    picture = pictured(NEEDS + f"  s: {{title: S, {condition}, require: {{completed: d}}}}")
    assert said(picture, "d") == ["must: leads*"]
    assert any(note.startswith("*") for note in picture.notes)


def test_group_that_is_asked_twice_has_no_star_if_one_standard_has_no_condition() -> None:
    picture = pictured(
        NEEDS
        + "  s: {title: S, for: [leads], when: {fact: lead}, require: {completed: d}}\n"
        + "  t: {title: T, for: [staff], require: {completed: d}}\n"
    )
    assert said(picture, "d") == ["must: staff leads"]
    (card,) = (card for column in picture.columns for card in column.cards if card.name == "d")
    assert card.demands[0].asked[1].standards == ("S", "T")
    assert not picture.notes


@pytest.mark.parametrize(
    ("require", "words"),
    [
        ("{completed: d, every: 3 years}", "must, every 3 years"),
        ("{completed: d, every: 1 year}", "must, every year"),
        ("{completed: d, every: unstated}", "must, again and again"),
        ("{completed: d, each: financial-year}", "must, each financial year"),
        ("{completed: d, times: 2}", "must, 2 times"),
        ("{hours: 3, of: d}", "must, 3 hours"),
        ("{completed: [d, a]}", "must, one of several"),
        ("{any: [{completed: d}, {fact: lead}]}", "must, one of several"),
        ("{at_least: 1, of: [{completed: d}, {completed: a}]}", "must, one of several"),
        ("{at_least: 2, of: [{completed: d}, {completed: a}]}", "must"),
        ("{all: [{completed: d}, {fact: lead}]}", "must"),
        ("{standard: other}", "must"),
    ],
)
def test_demand_says_how_often_and_whether_there_is_a_choice(require: str, words: str) -> None:
    picture = pictured(
        NEEDS
        + f"  s: {{title: S, for: [leads], require: {require}}}\n"
        + "  other: {title: O, subject: agency, require: {completed: d}}\n"
    )
    assert said(picture, "d") == [f"{words}: leads"]


def test_stronger_demands_come_first() -> None:
    picture = pictured(
        NEEDS
        + "  s: {title: S, strength: may, for: [leads], require: {completed: d}}\n"
        + "  t: {title: T, for: [juniors], require: {completed: d}}\n"
    )
    assert said(picture, "d") == ["must: juniors", "may: leads"]


def test_choice_among_many_is_told_once_and_silent_standards_are_counted() -> None:
    courses = "".join(f"  c-{number}: {{title: C{number}, tags: [t]}}\n" for number in range(6))
    picture = pictured(
        f"groups: {{g: {{title: G}}}}\ncourses:\n{courses}standards:\n"
        "  s: {title: Takes part, strength: should, for: [g], require: {completed: {tag: t}}}\n"
        "  t: {title: Knows the rules}\n"
    )
    assert picture.wide == ("should, any of 6 courses: Takes part (g)",)
    assert picture.notes == ("Left out: 1 standard that names no course and no level",)
    assert said(picture, "c-0") == []


def test_card_says_what_comes_before_and_what_it_leads_to() -> None:
    picture = pictured(NEEDS + "  s: {title: S, require: {completed: d}, before: a}")
    assert said(picture, "a") == ["e-learning", "after D"]
    assert said(picture, "b") == ["also at Level 2", "after A", "needed for Level 2"]
    assert said(picture, "c") == ["after one of A or B", "includes A"]
    assert [(arrow.source, arrow.target, arrow.choice) for arrow in picture.arrows] == [
        ("small:a", "small:b", False),
        ("small:a", "small:c", True),
        ("small:b", "small:c", True),
        ("small:d", "small:a", False),
    ]


def test_only_way_that_is_not_the_only_one_is_told_as_such() -> None:
    picture = pictured(
        "facts: {able: {title: Able}}\nlevels: [{id: l, title: L, requires: {completed: [a, b]}}]\n"
        "courses: {a: {title: A}, b: {title: B, requires: {any: [{completed: a}, {fact: able}]}}}\n"
        "standards: {s: {title: S, require: {completed: a}, before: {evidence: e}}}\nevidence: {e: {title: E}}\n"
    )
    assert said(picture, "b") == ["after A, or otherwise", "one way to reach L"]


def test_levels_are_columns_lowest_first_and_the_rest_stands_last() -> None:
    picture = pictured(NEEDS + "  s: {title: S, for: [leads], require: {level: l-2}}")
    assert [(column.title, column.lines, [card.name for card in column.cards]) for column in picture.columns] == [
        ("Level 1", ("1 outcome",), ["a", "b"]),
        ("Level 2", ("after Level 1", "2 outcomes"), []),
        ("No level stated", (), ["d", "c"]),
    ]
    assert [demand.words for demand in picture.columns[1].demands] == ["must"]


def test_without_levels_columns_follow_what_comes_first() -> None:
    picture = pictured(
        "courses:\n  late: {title: Late, requires: {completed: early}}\n  early: {title: Early}\n"
        "  round: {title: Round, requires: {completed: about}}\n  about: {title: About, requires: {completed: round}}\n"
    )
    assert [(column.title, [card.name for card in column.cards]) for column in picture.columns] == [
        ("Nothing first", ["early"]),
        ("Step 2", ["late"]),
        ("Step 3", ["round"]),
        ("Step 4", ["about"]),
    ]


def test_group_says_whose_standards_it_has_too() -> None:
    groups = {group.name: group.lines for group in pictured(NEEDS + "  s: {title: S}").groups}
    assert groups == {
        "staff": ("Level 1 and Level 2",),
        "leads": ("also all that staff is asked for",),
        "juniors": ("part of staff",),
    }


def test_long_chain_of_prerequisites_is_no_trouble() -> None:
    courses = tuple(
        Course(id=f"c-{n}", title=f"C{n}", requires=Completed((f"c-{n - 1}",)) if n else None) for n in range(1500)
    )
    (picture,) = pictures(
        graph(Framework(id="small", title="S", publisher="P", language="en", sources=(), courses=courses))
    )
    assert len(picture.columns) == 1500


# --- pictures as text ------------------------------------------------------------------------------------

drawn = frameworks().flatmap(lambda one: st.tuples(st.just(one), frameworks("other", others=[one])))


@settings(max_examples=40, deadline=None)
@given(drawn)
def test_pictures_are_the_same_every_time(two: tuple[Framework, Framework]) -> None:
    for report in (svg, dot, mermaid):
        assert report.render(graph(*two)) == report.render(graph(*two))


def test_every_course_and_group_is_in_every_picture(bundled: Framework) -> None:
    woven = graph(bundled)
    shown = re.sub(r"\s+", " ", "".join(ElementTree.fromstring(svg.render(woven)).itertext()))
    for item in (*bundled.courses, *bundled.groups):
        assert f"{item.title} ({bundled.id}:{item.id})" in shown
        assert f'"{bundled.id}:{item.id}" [' in dot.render(woven)
    text = mermaid.render(woven)
    assert len(re.findall(r"^ +c\d+\[", text, re.MULTILINE)) == len(bundled.courses)
    assert len(re.findall(r"^ +g\d+\[", text, re.MULTILINE)) == len(bundled.groups)


@given(st.text())
def test_mermaid_label_holds_nothing_that_ends_it_or_that_markdown_reads(text: str) -> None:
    inside = mermaid.label(["", text])[1:-1]
    assert not re.search(r'["`*_~\[\]{}|\\<>&]', inside)
    assert re.sub(r"#(\d+);", lambda entity: chr(int(entity[1])), inside).replace("\u2216", "\\") == (
        printable(text) or " "
    )


@given(st.text())
def test_dot_label_is_markup_that_says_the_text(text: str) -> None:
    markup = ElementTree.fromstring(f"<label>{dot.label([text])[1:-1]}</label>")
    assert re.sub(r"\s", "", "".join(markup.itertext())) == re.sub(r"\s", "", printable(text))


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_draws_the_dot_text_without_a_complaint(bundled: Framework) -> None:
    done = subprocess.run(
        ["dot", "-Tsvg"], input=dot.render(graph(bundled)), capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""


def test_mermaid_is_balanced_and_names_only_what_it_declares(bundled: Framework) -> None:
    lines = [line.strip() for line in mermaid.render(graph(bundled)).splitlines()]
    assert sum(line.startswith("subgraph ") for line in lines) == lines.count("end")
    declared = {found[1] for line in lines if (found := re.match(r"(?:subgraph )?(\w+) ?\[", line))}
    for line in lines:
        if link := re.fullmatch(r"(\w+) (?:-->|-\.->|~~~) (\w+)", line):
            assert {link[1], link[2]} <= declared


def test_alignments_between_given_frameworks_are_drawn() -> None:
    one = framework("groups: {g: {title: G, aligned: {broad: [other:h]}}}\n")
    other = framework("groups: {h: {title: H}}\n", HEAD.replace("id: small", "id: other"))
    assert "g1 -. broad .- g2" in mermaid.render(graph(one, other))
    assert '"small:g" -> "other:h" [style=dotted, dir=none, constraint=false, label="broad"];' in dot.render(
        graph(one, other)
    )
    assert "broad" not in mermaid.render(graph(one))


def test_quotes_and_backslashes_of_dot_ids_are_escaped() -> None:
    assert dot.quoted('a"b\\c&d') == '"a\\"b\\\\c&amp;d"'


# --- the SVG's layout ------------------------------------------------------------------------------------


def laid_out(woven: Graph) -> Iterator[_drawing.Layout]:
    for picture in pictures(woven):
        yield svg.layout(picture)


def test_boxes_of_the_frameworks_do_not_overlap_and_texts_fit(bundled: Framework) -> None:
    for place in laid_out(graph(bundled)):
        check(place)


@settings(max_examples=40, deadline=None)
@given(frameworks(most=5))
def test_boxes_do_not_overlap_texts_fit_and_no_arrow_crosses_a_box(small: Framework) -> None:
    for place in laid_out(graph(small)):
        check(place)


def test_long_column_goes_on_in_a_further_one() -> None:
    courses = "".join(f"  c-{number}: {{title: Course {number}}}\n" for number in range(60))
    (place,) = laid_out(graph(framework(f"courses:\n{courses}")))
    check(place)
    assert len({box.x for box in place.boxes}) > 1
    assert place.height < 1500


def test_name_that_is_too_long_for_its_frame_ends_in_an_ellipsis() -> None:
    name = "x" * 80
    (place,) = laid_out(
        graph(
            framework(
                f"groups: {{{name}: {{title: G}}}}\ncourses: {{c: {{title: C}}}}\n"
                f"standards: {{s: {{title: S, for: [{name}], require: {{completed: c}}}}}}\n"
            )
        )
    )
    (pill,) = (pill for box in place.boxes for pill in box.boxes)
    assert pill.labels[0].text.endswith("…")
    assert name in pill.hover


@given(titles, st.sampled_from([60.0, 120.0, 240.0]))
def test_wrapped_lines_fit_and_say_the_same(text: str, width: float) -> None:
    lines = _drawing.wrapped(text, 12, width, bold=True)
    assert all(_drawing.text_width(line, 12, bold=True) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(printable(text).split())


def test_svg_is_well_formed_and_tells_its_content_in_words() -> None:
    root = ElementTree.fromstring(
        svg.render(graph(framework(NEEDS + "  s: {title: 'S <&> \"', for: [staff], require: {completed: d}}")))
    )
    names = {"s": "http://www.w3.org/2000/svg"}
    assert root.get("role") == "img"
    labelled = cast(str, root.get("aria-labelledby")).split()
    assert [cast(str, element.get("id")) for element in (root[0], root[1])] == labelled
    assert root.findtext("s:title", namespaces=names) == "Small"
    assert "D: must: staff, leads." in cast(str, root.findtext("s:desc", namespaces=names))
    assert "prefers-color-scheme:dark" in cast(str, root.findtext("s:style", namespaces=names))
    hovers = [title.text for title in root.iterfind(".//s:g/s:title", names)]
    assert 'staff: must; S <&> "' in hovers
    assert "A comes before C (one of several ways)" in hovers


@settings(max_examples=30, deadline=None)
@given(frameworks())
def test_svg_of_any_titles_is_well_formed(small: Framework) -> None:
    assert ElementTree.fromstring(svg.render(graph(small))).get("role") == "img"


def test_prerequisite_in_a_framework_that_is_not_given_is_told_without_an_arrow() -> None:
    text = "courses: {a: {title: '', level: l, requires: {level: other:l}}}\nlevels: [{id: l, title: ''}]\n"
    picture = pictured(text)
    assert said(picture, "a") == ["after other:l"]
    place = svg.layout(picture)
    assert not place.lines
    check(place)
    assert "-->" not in mermaid.render(graph(framework(text)))
    assert 'class="line"' not in svg.render(graph(framework(text)))


def test_framework_without_items_is_a_title() -> None:
    bare = graph(framework(""))
    assert "<b>Small: Board</b>" in mermaid.render(bare)
    assert "<b>Small</b>" in dot.render(bare)
    (place,) = laid_out(bare)
    assert [label.text for label in place.labels] == ["Small", "Board"]


def test_graph_without_a_framework_is_an_empty_picture() -> None:
    empty = assembled({}, [], [])
    assert ElementTree.fromstring(svg.render(empty)).get("width") == "0"
    assert mermaid.render(empty).splitlines()[1] == "flowchart LR"
    assert dot.render(empty).endswith("}\n")
