"""Plans as pictures: what is done, next and later, what rests on what, what is said, and that it can be drawn."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import check
from strategies import titles

from competency import load, load_record, notation
from competency.answers import Pathway, pathway
from competency.cli import main
from competency.document import parse
from competency.explanation import Explanation
from competency.model import Course, Evidence, Framework, Level, Record, Standard, Subject
from competency.relaxation import Relaxation
from competency.report import plan_dot, plan_mermaid, plan_svg, plan_timeline
from competency.report._plan import PlanCard, PlanPicture, Stage, pictured
from competency.steps import Already, Cost, Step
from competency.values import Value

HEAD = "format: framework/1\nid: small\ntitle: Small\npublisher: Board\nlanguage: en-GB\nsources: {s: {title: S}}\n"
ON = date(2012, 5, 1)
FORMATS = (plan_svg, plan_dot, plan_mermaid)


def framework(text: str) -> Framework:
    read, findings = parse(HEAD + text, file="small.yaml")
    assert read is not None, findings
    return notation.framework(read.value)


def record(text: str = "", own: Framework | None = None) -> Record:
    head = "format: record/1\nid: p\nframework: small\nsubject: practitioner\n"
    read, findings = parse(head + text, file="p.yaml")
    assert read is not None, findings
    assert isinstance(read.value, dict)
    return load_record(read.value, own)


def planned(own: Framework, events: str = "", goal: str | list[str] | None = None, *, alternatives: int = 0) -> Pathway:
    return pathway(own, record(events, own), goal=goal, on=ON, alternatives=alternatives)


def drawn(own: Framework, events: str = "", goal: str | list[str] | None = None) -> PlanPicture:
    return pictured(own, record(events, own), planned(own, events, goal))


def card(picture: PlanPicture, title: str) -> PlanCard:
    (found,) = (card for card in picture.cards if title in card.titles)
    return found


def links(picture: PlanPicture) -> set[tuple[str, str]]:
    titles = {card.key: card.title for card in picture.cards}
    return {(titles[source], titles[target]) for source, target in picture.links}


LADDER = """
levels: [{id: l-1, title: Level 1, requires: {completed: a}}, {id: l-2, title: Level 2, requires: {completed: c}}]
evidence: {approval: {title: Approval, per: course}, portfolio: {title: Portfolio, requires: {completed: b}}}
courses:
  a: {title: A}
  b: {title: B, requires: {all: [{level: l-1}, {evidence: approval}]}}
  c: {title: C, modes: [e-learning], requires: {all: [{completed: b}, {evidence: approval}]}}
  d: {title: D, from: 2012-06-10}
standards:
"""


# --- what a picture says ---------------------------------------------------------------------------------


def test_next_is_what_rests_on_nothing_and_later_what_rests_on_a_step() -> None:
    picture = drawn(framework(LADDER + "  s: {title: S}"), goal="l-2")
    assert [(column.title, [(card.title, card.stage) for card in column.cards]) for column in picture.columns] == [
        ("Next", [("A", Stage.NEXT)]),
        ("After that", [("B", Stage.LATER)]),
        ("After that", [("C", Stage.LATER)]),
        ("What this leads to", [("Level 1", Stage.REACHED), ("Level 2", Stage.GOAL)]),
    ]


def test_what_was_completed_is_done_with_an_arrow_to_what_rests_on_it() -> None:
    picture = drawn(framework(LADDER + "  s: {title: S}"), "events: [{completed: b, date: 2012-01-01}]", "c")
    assert picture.columns[0].title == "Done"
    assert card(picture, "B").stage is Stage.DONE
    assert ("B", "C") in links(picture)


def test_what_lapses_says_until_when_it_counts() -> None:
    own = framework(LADDER + "  s: {title: S, require: {completed: a, every: 1 year}}\n")
    picture = drawn(own, "events: [{completed: a, date: 2012-01-01}]")
    assert card(picture, "A").lines == ("counts until 1 January 2013",)
    assert picture.lines[-1] == "Nothing to do: the goal is met already"


def test_evidence_for_one_course_stands_on_its_card_and_other_evidence_by_itself() -> None:
    picture = drawn(framework(LADDER + "  s: {title: S, require: {evidence: portfolio}}\n"))
    assert card(picture, "B").first == ("Approval",)
    assert card(picture, "Portfolio").evidence
    assert {("B", "Portfolio"), ("Portfolio", "S")} <= links(picture)


def test_arrow_to_a_goal_comes_from_the_last_steps_only() -> None:
    picture = drawn(framework(LADDER + "  s: {title: S}"), goal="l-2")
    assert links(picture) == {("A", "B"), ("B", "C"), ("A", "Level 1"), ("C", "Level 2")}


def test_what_the_same_steps_reach_stands_on_one_card() -> None:
    own = framework(LADDER + "  s: {title: S, require: {completed: a}}\n  t: {title: T, require: {completed: a}}\n")
    assert card(drawn(own), "S").titles == ("S", "T")


def test_deadline_is_marked_and_so_is_one_that_has_gone_by() -> None:
    standards = (
        "  s: {title: S, require: {completed: a}, due: {within: 1 month, of: appointed}}\n"
        "  t: {title: T, require: {completed: d}, due: {within: 1 month, of: appointed}}\n"
    )
    picture = drawn(framework(LADDER + standards), "facts: {appointed: 2012-04-20}")
    assert card(picture, "A").deadline == "due by 19 May 2012"
    assert card(picture, "D").deadline == "late: was due by 19 May 2012"


def test_wait_is_told_over_the_column_that_it_leads_to() -> None:
    picture = drawn(framework(LADDER + "  s: {title: S}"), goal=["a", "d"])
    (column,) = (column for column in picture.columns if column.title == "From 10 June 2012")
    assert column.lines == ("wait: D can't be had before 10 June 2012",)
    assert card(picture, "D").stage is Stage.LATER
    assert picture.waits == ((ON, date(2012, 6, 10)),)


def test_session_that_can_be_booked_is_next_and_is_named() -> None:
    own = framework("courses: {a: {title: A}}")
    step = Step(course="small:a", on=date(2012, 6, 3), place="Leeds")
    picture = pictured(own, record("", own), plan_of(own, [step], days=33))
    assert card(picture, "A").stage is Stage.NEXT
    assert card(picture, "A").lines == ("session of 3 June 2012, Leeds",)


def test_rule_of_order_is_no_aim_of_the_step_that_keeps_it() -> None:
    own = framework(LADDER + "  s: {title: Approved, require: {evidence: approval}, before: a}\n")
    picture = drawn(own, goal="a")
    assert card(picture, "A").first == ("Approval",)
    assert [column.title for column in picture.columns] == ["Next"]


def test_rules_in_the_way_stand_right_of_those_that_ask_for_them() -> None:
    own = framework(
        "levels: [{id: l, title: Level, requires: {completed: x}}]\ngroups: {g: {title: G}}\n"
        "courses: {x: {title: X, for: [g]}}\n"
    )
    picture = drawn(own, goal="l")
    assert picture.lines[-1] == "There is no plan: these rules stand in the way"
    assert [card.stage for card in picture.cards][:2] == [Stage.CLOSED, Stage.CLOSED]
    assert links(picture) == {("Level", "X")}
    assert [card.title for card in picture.columns[1].cards] == ["X"]


def test_plan_that_keeps_rules_up_to_a_day_says_so_and_takes_a_course_again() -> None:
    own = framework("courses: {a: {title: A}}\nstandards: {s: {title: S, require: {completed: a, every: 1 year}}}\n")
    until = date(2013, 12, 31)
    picture = pictured(own, record("", own), pathway(own, record("", own), on=ON, until=until))
    assert [card.title for card in picture.cards] == ["A", "A", "S"]
    assert picture.columns[-1].lines == ("kept up to 31 December 2013",)
    assert picture.end == until
    assert links(picture) == {("A", "S")}


def test_what_would_give_a_plan_stands_last_with_its_cost() -> None:
    own = framework("groups: {g: {title: G}}\ncourses: {x: {title: X, for: [g]}}\n")
    found = planned(own, goal="x")
    change = evolve(found.conflict[0], message="X is for everyone")
    ways = (Relaxation((change,), Cost(1, 0, 0)), Relaxation((change, change), Cost(2, 30, 9)))
    picture = pictured(own, record("", own), evolve(found, relaxations=ways))
    assert picture.columns[-1].title == "There would be a plan if"
    assert [(card.titles, card.lines) for card in picture.columns[-1].cards] == [
        (("X is for everyone",), ("then 1 course, 0 days",)),
        (("X is for everyone", "X is for everyone"), ("then 2 courses, 30 minutes as far as stated, 9 days",)),
    ]
    check(plan_svg.layout(picture))


def test_goal_that_is_named_beside_a_group_is_a_goal() -> None:
    own = framework(
        "levels: [{id: l, title: L, requires: {completed: a}}]\ngroups: {g: {title: G}}\n"
        "courses: {a: {title: A}, b: {title: B}}\nstandards: {s: {title: S, for: [g], require: {completed: b}}}\n"
    )
    picture = drawn(own, goal=["g", "l"])
    assert [card(picture, title).stage for title in "LS"] == [Stage.GOAL, Stage.GOAL]


def test_rule_that_is_in_the_way_of_several_goals_stands_on_one_card() -> None:
    own = framework("groups: {g: {title: G}}\ncourses: {x: {title: X, for: [g]}}\n")
    found = planned(own, goal="x")
    others = tuple(evolve(row, message="B") for row in found.conflict)
    once, twice = (
        [card for card in pictured(own, record("", own), each).cards if card.stage is Stage.CLOSED]
        for each in (found, evolve(found, conflict=(*found.conflict, *others)))
    )
    assert [card.title for card in twice] == [card.title for card in once]
    assert all("B" in card.lines for card in twice)


def test_what_is_not_drawn_is_told() -> None:
    own = framework(
        "levels: [{id: l, title: L, requires: {completed: [x, y]}}]\ncourses: {x: {title: X}, y: {title: Y}}"
    )
    found = planned(own, goal="l", alternatives=1)
    notes = pictured(own, record("", own), found).notes
    assert any("Not drawn: 1 alternative (1 course, 0 days)" in note for note in notes)


def test_of_many_goals_the_heading_names_some() -> None:
    courses = "courses: {" + ", ".join(f"c-{n}: {{title: C{n}}}" for n in range(6)) + "}"
    picture = drawn(framework(courses), goal=[f"c-{n}" for n in range(6)])
    assert picture.title == "p: C0, C1, C2 and 3 further goals"


# --- pictures of any plan --------------------------------------------------------------------------------


def plan_of(own: Framework, steps: list[Step], days: int) -> Pathway:
    """A plan as given, so that pictures are tried on more than what the boards need."""
    return Pathway(
        framework=own.id,
        goal=(),
        on=ON,
        feasible=True,
        optimal=True,
        gap=0,
        assumed=False,
        cost=Cost(len(steps), 0, days),
        steps=tuple(steps),
    )


@st.composite
def plans(draw: st.DrawFn) -> tuple[Framework, Record, Pathway]:
    """A framework with any titles, and a plan of it whose steps unlock any later steps and any standards."""
    amount = draw(st.integers(0, 9))
    courses = tuple(Course(id=f"c-{n}", title=draw(titles)) for n in range(amount))
    evidence = (Evidence(id="e", title=draw(titles)),)
    levels = (Level(id="l", title=draw(titles)),)
    standards = tuple(Standard(id=f"s-{n}", title=draw(titles)) for n in range(3))
    own = Framework(
        id="small",
        title=draw(titles),
        publisher=draw(titles),
        language="en",
        sources=(),
        courses=courses,
        evidence=evidence,
        levels=levels,
        standards=standards,
    )
    ends = ["small:l", *(f"small:{standard.id}" for standard in standards)]
    steps: list[Step] = []
    day = 0
    for number in range(amount):
        later = [f"small:c-{n}" for n in range(number + 1, amount)]
        unlocks = tuple(draw(st.lists(st.sampled_from([*later, *ends]), max_size=3, unique=True)))
        late = draw(st.integers(0, 9))
        if late > 7:
            until = ON + timedelta(days=day + late)
            steps.append(Step(on=ON + timedelta(days=day), wait_until=until, because=(Explanation(draw(titles)),)))
            day += late
        if late == 1 and later:
            steps.append(
                Step(evidence="small:e", about=later[0], on=ON + timedelta(days=day), unlocks=(later[0], *unlocks[:1]))
            )
        by = draw(st.none() | st.integers(-400, 400))
        steps.append(
            Step(
                course=f"small:c-{number}",
                mode=draw(st.none() | titles),
                on=ON + timedelta(days=day),
                by=None if by is None else ON + timedelta(days=by),
                unlocks=unlocks,
                because=(Explanation(draw(titles)),),
            )
        )
    found = plan_of(own, steps, day)
    if draw(st.booleans()):
        already = (Already("small:l", ON + timedelta(days=9)), Already("small:e", ON + timedelta(days=1)))
        return own, subject(own), evolve(found, already=already)
    return own, subject(own), found


def subject(own: Framework) -> Record:
    return Record(id="p", framework=own.id, subjects=(Subject.PRACTITIONER,))


@settings(max_examples=40, deadline=None)
@given(plans())
def test_no_box_overlaps_texts_fit_and_no_arrow_crosses_a_box(plan: tuple[Framework, Record, Pathway]) -> None:
    check(plan_svg.layout(pictured(*plan)))


@settings(max_examples=40, deadline=None)
@given(plans())
def test_the_same_plan_gives_the_same_picture(plan: tuple[Framework, Record, Pathway]) -> None:
    for report in FORMATS:
        assert report.render(*plan) == report.render(*plan)
    assert plan_timeline.drawn(*plan, width=80) == plan_timeline.drawn(*plan, width=80)


@settings(max_examples=40, deadline=None)
@given(plans())
def test_arrows_go_to_later_columns_and_every_step_is_told(plan: tuple[Framework, Record, Pathway]) -> None:
    picture = pictured(*plan)
    column = {card.key: place for place, held in enumerate(picture.columns) for card in held.cards}
    assert all(column[source] < column[target] for source, target in picture.links)
    assert len(column) == len(picture.cards)
    told = sum(card.on is not None for card in picture.cards) + sum(len(card.first) for card in picture.cards)
    assert told == sum(step.wait_until is None for step in plan[2].steps)
    assert all(source != target for source, target in picture.held_apart())


@settings(max_examples=40, deadline=None)
@given(plans())
def test_svg_is_well_formed_and_tells_each_card_in_words(plan: tuple[Framework, Record, Pathway]) -> None:
    picture = pictured(*plan)
    root = ElementTree.fromstring(plan_svg.render(*plan))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title desc"
    described = root.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert all(f"{card.stage.capitalize()}: " in described for card in picture.cards)
    words = "".join("".join(root.itertext()).split())
    assert all(card.deadline is None or "".join(card.deadline.split()) in words for card in picture.cards)


@settings(max_examples=40, deadline=None)
@given(plans())
def test_mermaid_is_balanced_and_names_only_what_it_declares(plan: tuple[Framework, Record, Pathway]) -> None:
    lines = [line.strip() for line in plan_mermaid.render(*plan).splitlines()]
    assert sum(line.startswith("subgraph ") for line in lines) == lines.count("end")
    quoted = r'"[^"`*_~\[\]{}|\\]*"'
    shapes = "|".join(rf"{opening}{quoted}{closing}" for opening, closing in _OPENINGS)
    node = re.compile(rf"(\w+)(?:{shapes}):::(\w+)")
    declared = {found[1] for line in lines if (found := node.fullmatch(line))}
    assert {card.key for card in pictured(*plan).cards} <= declared
    for line in lines[2:]:
        link = re.fullmatch(r"(\w+) (?:-->|~~~) (\w+)", line)
        assert link is None or {link[1], link[2]} <= declared
        known = re.match(r"subgraph \w+ \[\"|end$|direction TB$|class \w|classDef \w", line)
        assert link or known or node.fullmatch(line), line


_OPENINGS = ((r"\(\[", r"\]\)"), (r"\[\[", r"\]\]"), (r"\[", r"\]"), (r"\(", r"\)"), (r"\{\{", r"\}\}"))


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@settings(max_examples=10, deadline=None)
@given(plans())
def test_graphviz_draws_any_plan_without_a_complaint(plan: tuple[Framework, Record, Pathway]) -> None:
    done = subprocess.run(
        ["dot", "-Tsvg"], input=plan_dot.render(*plan), capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    assert done.stdout.count('class="node"') == len(pictured(*plan).cards)


@settings(max_examples=40, deadline=None)
@given(plans(), st.integers(40, 120))
def test_no_line_of_the_timeline_is_wider_than_asked(plan: tuple[Framework, Record, Pathway], width: int) -> None:
    for line in plan_timeline.drawn(*plan, width=width):
        text = "".join(piece.text for piece in line)
        assert len(text) <= width or " " not in text.strip().lstrip("=>o*+ "), text
        assert "\n" not in text


# --- the timeline ----------------------------------------------------------------------------------------


def text(own: Framework, events: str, goal: str | list[str] | None, width: int = 60) -> list[str]:
    lines = plan_timeline.drawn(own, record(events, own), planned(own, events, goal), width=width)
    return ["".join(piece.text for piece in line) for line in lines]


def test_bars_show_waits_steps_and_deadlines_on_their_days() -> None:
    own = framework(
        "courses: {a: {title: A}, d: {title: D, from: 2012-05-11}}\nstandards:\n"
        "  s: {title: S, require: {completed: a}, due: {within: 1 month, of: appointed}}\n"
        "  t: {title: T, require: {completed: d}}\n"
    )
    lines = text(own, "facts: {appointed: 2012-04-22}", None, width=40)
    start = next(number for number, line in enumerate(lines) if line.startswith("wait"))
    assert lines[start : start + 3] == [
        "wait ~~~~~~~~~~",
        "A    >...................!",
        "D              o",
    ]


def test_late_step_is_marked_as_such_in_its_bar() -> None:
    own = framework(
        "courses: {d: {title: D, from: 2012-05-03}}\nstandards:\n"
        "  t: {title: T, require: {completed: d}, due: {within: 1 month, of: appointed}}\n"
    )
    lines = text(own, "facts: {appointed: 2012-03-22}", None, width=40)
    assert "D                    XXXXXXXX" in lines
    assert any(line.startswith("~ wait, X late") for line in lines)


def test_several_signs_of_a_day_are_told() -> None:
    lines = text(framework("courses: {d: {title: D, from: 2012-05-03}}"), "", "d", width=40)
    assert "~ wait, o later; 8 signs stand for a day" in lines


def test_plan_of_one_day_has_no_bars() -> None:
    assert not any("|" in line or "a sign stands for" in line for line in text(framework(LADDER), "", "a"))


def test_timeline_says_what_comes_before_and_what_it_leads_to() -> None:
    lines = text(framework(LADDER), "", "l-2")
    at = lines.index("  o B")
    assert lines[at : at + 4] == ["  o B", "      first: Approval", "      after: A", "      leads to: C"]


def test_conflict_reads_from_what_asks_to_what_is_closed() -> None:
    own = framework(
        "levels: [{id: l, title: Level, requires: {completed: x}}]\ngroups: {g: {title: G}}\n"
        "courses: {x: {title: X, for: [g]}}\n"
    )
    lines = text(own, "", "l")
    assert lines.index("  X Level") < lines.index("  X X")
    assert "      asked for by: Level" in lines


# --- the boards, and the command -------------------------------------------------------------------------


def newcomer(identifier: str) -> Record:
    """Somebody new in every group of a board."""
    own = load(identifier)
    groups: list[Value] = [{"group": group.id, "from": "2012-05-01"} for group in own.groups if group.when is None]
    return load_record(
        {
            "format": "record/1",
            "id": "newcomer",
            "framework": identifier,
            "subject": "practitioner",
            "facts": {"appointed": "2012-05-01"},
            "groups": groups,
        }
    )


@pytest.mark.parametrize("identifier", ["bedfordshire", "durham", "kirklees", "north_lincs", "solihull"])
def test_newcomer_in_every_group_of_a_board_has_a_picture(identifier: str) -> None:
    own, person = load(identifier), newcomer(identifier)
    found = pathway(own, person, on=ON)
    picture = pictured(own, person, found)
    check(plan_svg.layout(picture))
    assert bool(picture.cards) == bool(found.steps or found.conflict or found.already)
    for report in FORMATS:
        assert report.render(own, person, found)


ARGUMENTS = ["pathway", "kirklees", "kirklees-lapsed-paediatrician", "--on", "2012-05-01"]


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("svg", "<svg "),
        ("dot", "digraph plan {"),
        ("mermaid", "%%{init:"),
        ("timeline", "kirklees-lapsed-paediatrician: all standards that bind"),
    ],
)
def test_command_draws_the_plan(form: str, beginning: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ARGUMENTS, "--as", form]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(beginning)
    assert "Working Together refresher course" in re.sub(r"<br>|</text>\s*<text[^>]*>", " ", out)
    assert err == ""


def test_picture_as_json_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as usage:
        main([*ARGUMENTS, "--as", "svg", "--format", "json"])
    assert usage.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "leave one of them out" in err
