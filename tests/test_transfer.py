"""Transfer: what a record is worth at another board. The rules and their reasons are in docs/transfer.md."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Final

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import competency
from competency import cli, ids, notation
from competency.answers import pathway
from competency.correspondences import Correspondence, Correspondences, Decided, Decision, Mapping, Residue, Together
from competency.equivalence import curation
from competency.errors import CorrespondencesOfOthers, NoPerson, RecordOfAnotherFramework, UnknownItem
from competency.explanation import Explanation
from competency.loading import bundled_records, load, load_record
from competency.model import EventKind, Framework, Record, Relation
from competency.report.passport import as_text, passport
from competency.report.passport_html import render
from competency.standing import Status
from competency.transfers import Transfer, transfer
from competency.values import Value

BOARDS: Final = ("bedfordshire", "durham", "kirklees", "north_lincs", "solihull")
ON: Final = date(2012, 5, 1)
HINT: Final = "run python tests/build_goldens.py, and read what has changed"


@cache
def board(name: str) -> Framework:
    return load(name)


@cache
def person(name: str) -> Record:
    return load_record(name)


@cache
def between(one: str, two: str) -> Correspondences | None:
    """The correspondences with the bundled decisions; None for a board and itself."""
    if one == two:
        return None
    documents = curation.read((curation.BUNDLED,), (board(one), board(two)))
    return competency.map_frameworks(board(one), board(two), curated=documents)


def last_day(record: Record) -> date:
    """A month after all that the record says has begun."""
    days = [event.on for event in record.events] + [row.starts for row in record.memberships if row.starts]
    return max(days) + timedelta(days=30)


def moved(name: str, to: str, record: Record | None = None, on: date | None = None) -> Transfer:
    given_record = person(name) if record is None else record
    home = given_record.framework
    day = last_day(person(name)) if on is None else on
    return transfer(board(home), board(to), given_record, on=day, mapping=between(home, to))


MOVES: Final = [(name, to) for name in bundled_records() for to in BOARDS]
AWAY: Final = [(name, to) for name, to in MOVES if person(name).framework != to]


# --- laws on the bundled people ---------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "to"), MOVES)
def test_each_event_is_counted_or_lost_or_undecided_and_never_two_of_them(name: str, to: str) -> None:
    record = person(name)
    on = sorted(event.on for event in record.events)[len(record.events) // 2] if record.events else ON
    found = moved(name, to, on=on)
    parts = [{index for row in part for index in row.events} for part in (found.counts, found.lost, found.undecided)]
    told = Counter(index for part in parts for index in part)
    assert told == Counter(event.index for event in record.events if event.on <= on)
    assert found.later == tuple(event.index for event in record.events if event.on > on)


@pytest.mark.parametrize("name", bundled_records())
def test_from_a_board_to_itself_everything_counts_as_what_it_is(name: str) -> None:
    record, on = person(name), last_day(person(name))
    found = moved(name, record.framework)
    assert not found.lost
    assert not found.undecided
    assert all(row.as_ == row.item and row.relation is Relation.EXACT for row in found.counts)
    assert {index for row in found.counts for index in row.events} == {event.index for event in record.events}
    framework = board(record.framework)
    assert found.pathway == pathway(framework, record, on=on)
    assert found.standards == competency.check(framework, record, on=on)


@pytest.mark.parametrize(("name", "to"), AWAY)
def test_nothing_counts_earlier_than_on_its_own_day(name: str, to: str) -> None:
    found = moved(name, to)
    days = {event.index: event.on for event in person(name).events}
    for row in found.counts:
        assert all(days[index] in row.days for index in row.events) or row.together
    assert {event.on for event in found.record.events} <= set(days.values())


@pytest.mark.parametrize(("name", "to"), AWAY)
def test_with_the_record_the_pathway_is_never_longer_than_without(name: str, to: str) -> None:
    found = moved(name, to)
    nothing = moved(name, to, evolve(person(name), events=()))
    assert found.pathway.cost.courses <= nothing.pathway.cost.courses or not nothing.pathway.feasible
    assert found.pathway.feasible >= nothing.pathway.feasible


@given(st.sampled_from([move for move in AWAY if person(move[0]).events]), st.data())
@settings(max_examples=60)
def test_more_evidence_never_makes_fewer_things_count(move: tuple[str, str], data: st.DataObject) -> None:
    name, to = move
    events = person(name).events
    chosen = data.draw(st.sets(st.sampled_from(events)))
    less = evolve(person(name), events=tuple(event for event in events if event in chosen))
    some, all_ = (moved(name, to, record, last_day(person(name))) for record in (less, person(name)))
    assert {(row.item, row.as_) for row in some.counts} <= {(row.item, row.as_) for row in all_.counts}


# --- small boards ------------------------------------------------------------------------------------------


def framework(identifier: str, **sections: Value) -> Framework:
    given_sections: dict[str, Value] = dict(sections)
    return load(
        {
            "format": "framework/1",
            "id": identifier,
            "title": f"Strategy of {identifier}",
            "publisher": f"Board of {identifier}",
            "language": "en-GB",
            "sources": {"s": {"title": "Strategy"}},
            **given_sections,
        }
    )


def courses(*names: str) -> Value:
    return {name: {"title": name.title(), "source": "s"} for name in names}


def record(*events: Value, groups: Iterable[Value] = (), **more: Value) -> Record:
    given_more: dict[str, Value] = dict(more)
    return notation.record(
        {
            "format": "record/1",
            "id": "p-1",
            "framework": "old",
            "subject": "practitioner",
            "groups": list(groups),
            "events": list(events),
            **given_more,
        }
    )


def took(course: str, day: str = "2011-03-02", **more: Value) -> Value:
    given_more: dict[str, Value] = dict(more)
    return {"completed": course, "date": day, **given_more}


def row(
    subject: str,
    relation: str,
    object: str,
    sure: float = 0.9,
    missing: Iterable[str] = (),
    decision: Decision | None = None,
) -> Correspondence:
    return Correspondence(
        subject=f"old:{subject}",
        relation=Relation(relation),
        object=f"new:{object}",
        confidence=sure,
        relation_confidence=sure,
        decision=decision,
        because=(Explanation(f"{subject} and {object}"),),
        residue=Residue(object=tuple(f"new:{name}" for name in missing)),
    )


def rows(*found: Correspondence) -> Correspondences:
    return Correspondences("old", "new", found)


OLD: Final = framework("old", courses=courses("one", "two", "three"))
NEW: Final = framework("new", courses=courses("a", "b", "c"))


def pairs(found: Transfer) -> set[tuple[str, str]]:
    return {(ids.parts(row.item)[1], ids.parts(row.as_)[1]) for row in found.counts}


@pytest.mark.parametrize("relation", ["exact", "close", "narrow"])
def test_what_holds_all_of_the_other_item_counts_as_it(relation: str) -> None:
    found = transfer(OLD, NEW, record(took("one")), on=ON, mapping=rows(row("one", relation, "a")))
    assert pairs(found) == {("one", "a")}
    assert [(event.item, event.on) for event in found.record.events] == [("a", date(2011, 3, 2))]


def test_a_part_alone_is_a_question_that_says_what_is_missing() -> None:
    new = framework(
        "new", outcomes={"o": {"statement": "Sees signs"}}, courses={"a": {"title": "A", "develops": ["o"]}}
    )
    mapping = rows(row("one", "broad", "a", missing=["o"]))
    found = transfer(OLD, new, record(took("one")), on=ON, mapping=mapping)
    assert not found.counts
    (question,) = found.undecided
    assert question.candidates == ("new:a",)
    assert question.missing == ("new:o",)
    assert "Sees signs" in question.why


IN_PARTS: Final = framework(
    "new",
    outcomes={"x": {"statement": "Does x"}, "y": {"statement": "Does y"}},
    courses={"a": {"title": "A", "develops": ["x", "y"]}},
)


def test_parts_that_lack_nothing_together_count_from_the_day_of_the_last() -> None:
    mapping = rows(
        row("one", "broad", "a", sure=0.9, missing=["x"]),
        row("two", "broad", "a", sure=0.7, missing=["y"]),
        row("three", "broad", "a", sure=0.65, missing=["x", "y"]),  # <- brings nothing
    )
    events = record(took("one", "2010-01-01"), took("two", "2011-01-01"), took("three", "2012-01-01"))
    found = transfer(OLD, IN_PARTS, events, on=ON, mapping=mapping)
    assert pairs(found) == {("one", "a"), ("two", "a")}
    assert [row.item for row in found.undecided] == ["old:three"]
    assert {row.confidence for row in found.counts} == {0.7}
    assert [(event.item, event.on) for event in found.record.events] == [("a", date(2011, 1, 1))]


@pytest.mark.parametrize(
    ("relation", "decision", "missing", "counts"),
    [
        ("narrow", Decision.ACCEPTED, (), True),
        ("narrow", None, (), False),  # <- nothing is known of the parts themselves
        ("narrow", Decision.ACCEPTED, ("new:x",), False),
        ("broad", Decision.ACCEPTED, (), False),
    ],
)
def test_what_together_holds_all_of_a_course_counts_as_it(
    relation: str, decision: Decision | None, missing: tuple[str, ...], counts: bool
) -> None:
    joint = Together(
        subject=("old:one", "old:two"),
        relation=Relation(relation),
        object=("new:a",),
        decision=decision,
        residue=Residue(object=missing),
    )
    mapping = evolve(rows(), together=(joint,))
    both = record(took("one", "2010-01-01"), took("two", "2011-01-01"), took("one", "2012-01-01"))
    found = transfer(OLD, IN_PARTS, both, on=ON, mapping=mapping)
    assert pairs(found) == ({("one", "a"), ("two", "a")} if counts else set())
    assert [event.on.year for event in found.record.events] == ([2011] if counts else [])
    assert not transfer(OLD, IN_PARTS, record(took("one")), on=ON, mapping=mapping).counts


def test_parts_of_which_nothing_is_known_to_be_missing_do_not_make_a_whole() -> None:
    mapping = rows(row("one", "broad", "a"), row("two", "broad", "a"))
    found = transfer(OLD, NEW, record(took("one"), took("two")), on=ON, mapping=mapping)
    assert not found.counts
    assert len(found.undecided) == 2


def test_what_only_overlaps_is_a_question_and_what_does_not_correspond_is_lost() -> None:
    mapping = rows(row("one", "related", "a"), row("two", "none", "a", sure=0.1))
    found = transfer(OLD, NEW, record(took("one"), took("two"), took("three")), on=ON, mapping=mapping)
    assert [row.item for row in found.undecided] == ["old:one"]
    assert [(row.item, row.why) for row in found.lost] == [
        ("old:two", "nothing there is known to correspond to it"),
        ("old:three", "nothing there is known to correspond to it"),
    ]
    assert [row.nearest for row in found.lost] == ["new:a", None]


def test_what_is_not_sure_enough_is_a_question_also_where_it_was_decided() -> None:
    for decision in (None, Decision.ACCEPTED):
        mapping = rows(row("one", "close", "a", sure=0.59, decision=decision))  # <- just too little
        found = transfer(OLD, NEW, record(took("one")), on=ON, mapping=mapping)
        assert [row.candidates for row in found.undecided] == [("new:a",)]
        assert transfer(OLD, NEW, record(took("one")), on=ON, mapping=mapping, least=0.5).counts


def test_several_completions_of_one_course_stay_several() -> None:
    mapping = rows(row("one", "close", "a"), row("two", "narrow", "a"))
    events = record(took("one", "2010-01-01"), took("two", "2011-01-01"), took("one", "2012-01-01"))
    found = transfer(OLD, NEW, events, on=ON, mapping=mapping)
    assert [event.on.year for event in found.record.events] == [2010, 2011, 2012]
    assert found.counts[0].events == (0, 2)


def test_mode_and_minutes_are_kept_and_what_the_record_leaves_out_is_what_the_course_took() -> None:
    old = framework("old", courses={"one": {"title": "One", "modes": ["in-house"], "minutes": 120}})
    new = framework("new", courses={"a": {"title": "A", "modes": ["e-learning"], "minutes": 30}})
    events = record(took("one"), took("one", "2011-05-01", mode="webinar", minutes=45, by="m-1"))
    found = transfer(old, new, events, on=ON, mapping=rows(row("one", "close", "a")))
    assert [(event.mode, event.minutes, event.by) for event in found.record.events] == [
        ("in-house", 120, None),
        ("webinar", 45, "m-1"),
    ]


def test_the_time_of_a_course_that_counts_as_two_is_spent_once() -> None:
    mapping = rows(row("one", "narrow", "a"), row("one", "narrow", "b"))
    found = transfer(OLD, NEW, record(took("one", minutes=90)), on=ON, mapping=mapping)
    assert pairs(found) == {("one", "a"), ("one", "b")}
    assert [event.minutes for event in found.record.events] == [45, 45]


def test_a_course_that_is_wider_than_many_is_the_name_of_a_sort_and_a_question() -> None:
    new = framework("new", courses=courses("a", "b", "c"))
    mapping = rows(*(row("one", "narrow", name) for name in ("a", "b", "c")))  # <- two would lie inside it
    found = transfer(OLD, new, record(took("one")), on=ON, mapping=mapping)
    assert not found.counts
    (question,) = found.undecided
    assert question.candidates == ("new:a", "new:b", "new:c")
    assert "wider than 3 courses there" in question.why


def test_a_course_counts_as_what_the_courses_that_it_includes_count_as() -> None:
    old = framework("old", courses={"one": {"title": "One", "includes": ["two"]}, "two": {"title": "Two"}})
    found = transfer(old, NEW, record(took("one")), on=ON, mapping=rows(row("two", "exact", "a")))
    assert [(row.item, row.as_, row.relation) for row in found.counts] == [("old:one", "new:a", Relation.NARROW)]


def test_an_item_that_the_new_rules_name_themselves_counts_as_it_is() -> None:
    new = framework("new", standards={"s": {"title": "S", "require": {"completed": "kirklees:awareness"}}})
    own = evolve(person("kirklees-lapsed-paediatrician"), memberships=())
    found = transfer(board("kirklees"), new, own, on=ON, mapping=Correspondences("kirklees", "new"))
    assert [row.as_ for row in found.counts] == ["kirklees:awareness"]
    assert [verdict.status for verdict in found.standards] == [Status.MET]


def test_an_outcome_that_a_course_achieved_counts_where_the_course_does_not() -> None:
    old = framework(
        "old",
        outcomes={"sees": {"statement": "Sees signs"}},
        courses={"one": {"title": "One", "develops": ["sees"]}},
    )
    new = framework("new", outcomes={"notices": {"statement": "Notices signs"}}, courses=courses("a"))
    found = transfer(old, new, record(took("one")), on=ON, mapping=rows(row("sees", "exact", "notices")))
    (counted,) = found.counts
    assert (counted.item, counted.as_, counted.through, counted.events) == ("old:sees", "new:notices", ("old:one",), ())
    assert [row.item for row in found.lost] == ["old:one"]
    assert [(event.kind, event.on) for event in found.record.events] == [(EventKind.OUTCOME, date(2011, 3, 2))]


def test_an_outcome_is_no_proof_of_a_course_attended() -> None:
    old = framework("old", outcomes={"sees": {"statement": "Sees signs"}})
    events = record({"outcome": "sees", "date": "2011-03-02"})
    found = transfer(old, NEW, events, on=ON, mapping=rows(row("sees", "close", "a")))
    assert not found.counts
    assert [row.candidates for row in found.undecided] == [("new:a",)]


def test_a_course_that_is_like_a_level_is_a_question() -> None:
    new = framework(
        "new", levels=[{"id": "l", "title": "Level L", "requires": {"completed": "a"}}], courses=courses("a")
    )
    found = transfer(OLD, new, record(took("one")), on=ON, mapping=rows(row("one", "close", "l")))
    (question,) = found.undecided
    assert question.why == "it is like the level 'Level L' (close), which only the rules there give"


def test_a_course_whose_level_alone_corresponds_is_a_question() -> None:
    old = framework("old", levels=[{"id": "k", "title": "Level K"}], courses={"one": {"title": "One", "level": "k"}})
    new = framework("new", levels=[{"id": "l", "title": "Level L"}], courses=courses("a"))
    found = transfer(old, new, record(took("one")), on=ON, mapping=rows(row("k", "close", "l")))
    assert [row.why for row in found.undecided] == [
        "no course there corresponds, but it is of the level 'Level K', which lies within 'Level L'"
    ]


def test_a_signature_of_the_new_board_is_never_invented() -> None:
    old = framework(
        "old",
        evidence={"approval": {"title": "Approval", "per": "course"}},
        courses={"one": {"title": "One", "requires": {"evidence": "approval"}}},
    )
    new = framework(
        "new",
        evidence={"approval": {"title": "Approval", "per": "course"}},
        courses={"a": {"title": "A", "requires": {"evidence": "approval"}}},
        standards={"signed": {"title": "Signed", "require": {"evidence": "approval"}}},
    )
    events = record({"evidence": "approval", "about": "one", "date": "2011-03-01", "by": "m-1"}, took("one"))
    found = transfer(old, new, events, on=ON, mapping=rows(row("one", "exact", "a")))
    assert [row.item for row in found.lost] == ["old:approval"]
    assert [event.item for event in found.record.events] == ["a"]
    assert [verdict.status for verdict in found.standards] == [Status.OVERDUE]


def test_evidence_that_corresponds_is_about_what_its_course_counts_as() -> None:
    sections: dict[str, Value] = {"evidence": {"form": {"title": "Form", "per": "course"}}}
    old = framework("old", courses=courses("one", "two"), **sections)
    new = framework("new", courses=courses("a"), **sections)
    events = record(
        {"evidence": "form", "about": "one", "date": "2011-03-01"},
        {"evidence": "form", "about": "two", "date": "2011-03-01"},  # <- a course that counts as nothing
    )
    found = transfer(old, new, events, on=ON, mapping=rows(row("one", "exact", "a"), row("form", "exact", "form")))
    assert [(event.item, event.about) for event in found.record.events] == [("form", "a")]
    assert [row.events for row in found.undecided] == [(1,)]


def test_an_age_limit_of_the_new_board_applies_by_itself() -> None:
    new = framework(
        "new",
        courses=courses("a"),
        standards={"fresh": {"title": "Fresh", "require": {"completed": "a", "every": "3 years"}, "due": "unstated"}},
    )
    mapping = rows(row("one", "close", "a"))
    for day, status in (("2009-05-02", Status.MET), ("2009-05-01", Status.OVERDUE)):  # <- three years to the day
        found = transfer(OLD, new, record(took("one", day)), on=ON, mapping=mapping)
        kept = found.counts[0].keeps[0]
        assert kept.standard == "new:fresh"
        assert (kept.status in (Status.MET, Status.DUE_SOON)) == (status is Status.MET)
        assert found.counts[0].until == (date(2012, 5, 2) if status is Status.MET else None)
        assert [step.course for step in found.pathway.steps] == ([] if status is Status.MET else ["new:a"])


def test_rules_of_order_find_no_fault_with_what_was_done_elsewhere() -> None:
    new = framework(
        "new",
        courses=courses("a", "b"),
        evidence={"form": {"title": "Form"}},
        standards={
            "order": {"title": "Order", "require": {"completed": "a"}, "before": "b"},
            "form-after": {"title": "Form", "require": {"evidence": "form"}, "after": "b", "within": "1 month"},
        },
    )
    found = transfer(OLD, new, record(took("one")), on=ON, mapping=rows(row("one", "exact", "b")))
    assert {verdict.status for verdict in found.standards} == {Status.NOT_APPLICABLE}


def test_deadlines_of_the_new_board_run_from_the_day_of_arrival() -> None:
    new = framework(
        "new",
        courses=courses("a"),
        standards={
            "induction": {
                "title": "Induction",
                "require": {"completed": "a"},
                "due": {"within": "6 months", "of": "appointed"},
            }
        },
    )
    own = record(facts={"appointed": "2001-01-01"})
    found = transfer(OLD, new, own, on=ON, mapping=rows(), appointed=date(2012, 4, 1))
    assert [(verdict.status, verdict.due) for verdict in found.standards] == [(Status.DUE, date(2012, 10, 1))]
    assert transfer(OLD, new, own, on=ON, mapping=rows()).standards[0].due == date(2012, 11, 1)


def test_facts_of_the_old_board_stay_behind_and_those_of_the_new_one_are_stated() -> None:
    sections: dict[str, Value] = {"facts": {"leads": {"title": "Leads"}}}
    old = framework("old", **sections)
    new = framework(
        "new",
        courses=courses("a"),
        standards={"s": {"title": "S", "when": {"fact": "leads"}, "require": {"completed": "a"}}},
        **sections,
    )
    own = record(facts={"leads": True})
    assert [verdict.status for verdict in transfer(old, new, own, on=ON, mapping=rows()).standards] == [Status.UNKNOWN]
    found = transfer(old, new, own, on=ON, mapping=rows(), facts={"leads": "no"})
    assert [verdict.status for verdict in found.standards] == [Status.NOT_APPLICABLE]
    with pytest.raises(UnknownItem):
        transfer(old, new, own, on=ON, mapping=rows(), facts={"lead": "no"})  # <- no such fact


# --- groups and levels -------------------------------------------------------------------------------------


def groups(*names: str) -> Value:
    return {name: {"title": name.title()} for name in names}


@pytest.mark.parametrize(
    ("relation", "belongs"),
    [("exact", True), ("close", True), ("broad", True), ("narrow", False), ("related", False)],
)
def test_one_belongs_to_a_group_that_holds_all_of_the_old_one(relation: str, belongs: bool) -> None:
    old, new = framework("old", groups=groups("g")), framework("new", groups=groups("h"))
    own = record(groups=[{"group": "g", "from": "2010-01-01"}])
    found = transfer(old, new, own, on=ON, mapping=rows(row("g", relation, "h")))
    assert [(row.group, row.starts) for row in found.groups] == ([("new:h", ON)] if belongs else [])
    assert [row.item for row in found.undecided] == ([] if belongs else ["old:g"])
    assert bool(found.notes) != belongs


def test_stated_groups_settle_the_question() -> None:
    old, new = framework("old", groups=groups("g")), framework("new", groups=groups("h", "i"))
    own = record(groups=[{"group": "g", "from": "2010-01-01"}])
    found = transfer(old, new, own, on=ON, mapping=rows(row("g", "exact", "h")), groups=["i"])
    assert [row.group for row in found.groups] == ["new:i"]
    assert not found.undecided
    with pytest.raises(UnknownItem):
        transfer(old, new, own, on=ON, mapping=rows(), groups=["g"])  # <- a group of the old board


def test_one_who_has_left_already_is_taken_for_what_they_were_last() -> None:
    old, new = framework("old", groups=groups("g", "f")), framework("new", groups=groups("h"))
    own = record(
        groups=[
            {"group": "f", "from": "2008-01-01", "to": "2009-12-31"},
            {"group": "g", "from": "2010-01-01", "to": "2012-04-30"},
        ]
    )
    found = transfer(old, new, own, on=ON, mapping=rows(row("g", "exact", "h")))
    assert [row.group for row in found.groups] == ["new:h"]
    assert not found.lost


def test_a_level_attained_is_told_and_counts_only_by_the_rules_there() -> None:
    found = moved("kirklees-section-47-worker", "bedfordshire")
    told = {(row.item, row.as_): row.attained for row in found.levels}
    assert told["kirklees:level-2", "bedfordshire:level-2"] is True
    assert told["kirklees:level-3", "bedfordshire:level-3"] is False
    assert not any(ids.parts(row.as_)[1].startswith("level-3") for row in found.counts)


def test_what_had_lapsed_at_the_old_board_is_told() -> None:
    found = moved("kirklees-lapsed-paediatrician", "bedfordshire", on=ON)
    assert [(row.standard, row.since) for row in found.lapsed] == [
        ("kirklees:refresh-working-together", date(2011, 2, 12))
    ]


# --- mappings, errors ----------------------------------------------------------------------------------------


def test_bundled_decisions_count_unless_they_are_left_out() -> None:
    one, two, own = board("kirklees"), board("bedfordshire"), person("kirklees-exempt-midwife")
    found = transfer(one, two, own, on=ON)
    assert found.basis.curated == ("kirklees-bedfordshire",)
    assert found.basis.decided > 0
    assert transfer(one, two, own, on=ON, curated=()).basis.decided == 0


def test_a_decision_is_the_reason_that_is_given() -> None:
    decided = Decided(
        subject=("old:one",),
        relation=Relation.CLOSE,
        object=("new:a",),
        reasons=("Both are the first training",),
        decision=Decision.ACCEPTED,
        by="me",
    )
    mapping = Mapping(id="mine", subject="old", object="new", rows=(decided,))
    found = transfer(OLD, NEW, record(took("one")), on=ON, curated=[mapping])
    claims = [reason.claim for because in found.counts[0].because for _, reason in because.walk()]
    assert any("as me decided" in claim for claim in claims)
    assert "Both are the first training" in claims


def test_a_mapping_counts_in_both_directions_and_one_of_others_is_refused() -> None:
    mapping = rows(row("one", "broad", "a"))
    back = Correspondences("new", "old", tuple(row.inverse for row in mapping.correspondences))
    assert transfer(OLD, NEW, record(took("one")), on=ON, mapping=back).undecided
    with pytest.raises(CorrespondencesOfOthers):
        transfer(OLD, NEW, record(), on=ON, mapping=Correspondences("old", "other"))


def test_a_record_of_another_board_or_of_no_person_is_refused() -> None:
    with pytest.raises(RecordOfAnotherFramework):
        transfer(NEW, OLD, record(), on=ON, mapping=rows())
    with pytest.raises(NoPerson):
        transfer(OLD, NEW, record(subject="agency"), on=ON, mapping=rows())


def test_rules_in_the_way_are_set_aside_for_a_plan_of_the_rest() -> None:
    found = moved("kirklees-adviser-moving", "bedfordshire")
    assert not found.pathway.feasible
    assert "bedfordshire:role-of-group-c" in {conflict.rule for conflict in found.unreachable}
    assert found.reachable is not None
    assert found.reachable.feasible


# --- the page ------------------------------------------------------------------------------------------------


def test_the_passport_reads_as_before() -> None:
    from build_goldens import PASSPORT, transferred

    assert transferred() == PASSPORT.read_text(encoding="utf-8"), HINT


@pytest.mark.parametrize(("name", "to"), AWAY)
def test_the_page_loads_nothing_and_holds_every_part(name: str, to: str) -> None:
    found = moved(name, to)
    page = passport(board(person(name).framework), board(to), person(name), found)
    html = render(page)
    assert not any(word in html for word in ("http", "<script", "src=", "url(", "@import"))
    for part in ("What counts", "What needs a decision", "What does not count", "Next steps", "Receiving manager"):
        assert part in html
    assert max(map(len, as_text(page).splitlines())) <= 100


def test_every_text_on_the_page_is_escaped() -> None:
    own = evolve(record(took("one")), title="<b>Kim & Co</b>")
    found = transfer(OLD, NEW, own, on=ON, mapping=rows(row("one", "exact", "a")))
    html = render(passport(OLD, NEW, own, found))
    assert "&lt;b&gt;Kim &amp; Co&lt;/b&gt;" in html
    assert "<b>" not in html


# --- the command line ----------------------------------------------------------------------------------------

COMMAND: Final = ["transfer", "kirklees", "bedfordshire", "kirklees-exempt-midwife", "--on", "2012-05-01"]


def test_json_has_the_keys_of_the_contract_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*COMMAND, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told)[:7] == ["from", "to", "on", "counts", "lost", "undecided", "pathway"]
    assert list(told["counts"][0])[:5] == ["item", "as", "relation", "confidence", "because"]
    assert list(told["lost"][0] if told["lost"] else told["undecided"][0])[:2] == ["item", "why"]
    assert told["pathway"]["framework"] == "bedfordshire"
    again = notation.record(told["record"])
    assert [event.item for event in again.events] == [row["completed"] for row in told["record"]["events"]]


def test_the_begun_record_is_valid_at_the_new_board() -> None:
    found = moved("solihull-lead-practitioner", "bedfordshire")
    data = notation.record_data(found.record)
    assert load_record(data, board("bedfordshire")) == found.record


@pytest.mark.parametrize("name", bundled_records())
def test_a_printed_record_reads_back_as_itself(name: str) -> None:
    assert notation.record(notation.record_data(person(name))) == person(name)


def test_the_page_is_written_and_goals_groups_and_days_are_taken(capsys: pytest.CaptureFixture[str]) -> None:
    more = ["--goal", "level-2", "--group", "group-b", "--appointed", "2012-06-01", "--curated", "none"]
    assert cli.main([*COMMAND, *more, "--format", "html"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("<!DOCTYPE html>")
    assert "arrival on 1 June 2012" in page
    assert "none by decision" in page


def test_a_decision_on_a_text_that_has_changed_is_told_and_decides_nothing() -> None:
    decided = Decided(
        subject=("old:one",),
        relation=Relation.CLOSE,
        object=("new:a",),
        decision=Decision.ACCEPTED,
        digest_subject="sha256:0000000000000000",  # <- of another text
    )
    mapping = Mapping(id="mine", subject="old", object="new", rows=(decided,))
    found = transfer(OLD, NEW, record(took("one")), on=ON, curated=[mapping])
    assert not found.basis.decided
    assert any("is stale" in note for note in found.notes)


def test_a_fact_without_a_value_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([*COMMAND, "--fact", "appointed"])
    assert "--fact wants ID=VALUE" in capsys.readouterr().err


def test_none_beside_another_mapping_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([*COMMAND, "--curated", "none", "--curated", "bundled"])
    assert "--curated none stands alone" in capsys.readouterr().err
