"""Documents and values: a framework printed reads back as itself; each way of writing has one meaning."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import frameworks

from competency import notation
from competency.model import (
    Audience,
    Deadline,
    EventKind,
    FactType,
    Framework,
    Mode,
    Precedence,
    Response,
    Stated,
    Subject,
    Trigger,
)
from competency.periods import Period
from competency.requirements import UNSTATED, FactHolds, Query
from competency.values import Value

HEAD: dict[str, Value] = {
    "format": "framework/1",
    "id": "example",
    "title": "Example",
    "publisher": "Board",
    "language": "en-GB",
    "sources": {"strategy": {"title": "Strategy", "published": 2011}},
}
RECORD: dict[str, Value] = {"format": "record/1", "id": "p", "framework": "example", "subject": "practitioner"}


def turned(value: Value) -> Value:
    """The same value with the keys inside every item in the other order; items keep their order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frameworks())
def test_a_printed_framework_reads_back_and_prints_the_same(framework: Framework) -> None:
    data = notation.framework_data(framework)
    assert notation.framework(data) == framework
    assert notation.framework_data(notation.framework(data)) == data


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frameworks())
def test_the_order_of_keys_is_irrelevant_to_each_item(framework: Framework) -> None:
    again = notation.framework(turned(notation.framework_data(framework)))
    for identifier, item in framework.items.items():
        other = again.items[identifier]
        assert notation.item_data(other) == notation.item_data(item) or set(item.aligned) == set(other.aligned)


def test_a_year_of_publication_is_text() -> None:
    (source,) = notation.framework(HEAD).sources
    assert source.published == "2011"


def test_one_and_a_list_of_one_are_the_same() -> None:
    one = notation.framework({**HEAD, "courses": {"a": {"title": "A", "level": "l", "source": "s §1", "for": ["g"]}}})
    many = notation.framework(
        {**HEAD, "courses": {"a": {"title": "A", "level": ["l"], "source": ["s §1"], "for": ["g"]}}}
    )
    assert one == many


def standard(data: dict[str, Value], **more: Value) -> tuple[Framework, notation.Standard]:
    framework = notation.framework({**HEAD, **more, "standards": {"s": {"title": "S", **data}}})
    return framework, framework.standards[0]


@pytest.mark.parametrize(
    ("data", "timing"),
    [
        ({}, None),
        ({"due": "unstated"}, UNSTATED),
        ({"due": {"within": "6 months", "of": "appointed"}}, Deadline(Period(months=6), "appointed")),
        ({"due": {"within": "6 months", "of": "joining"}}, Deadline(Period(months=6), "joining")),
        ({"due": {"within": "unstated", "of": "unstated"}}, Deadline(UNSTATED, UNSTATED)),
        ({"due": {"within": "1 day", "of": "started"}}, Deadline(Period(days=1), "started")),
        ({"due": {"within": "1 day", "of": "a-course"}}, Deadline(Period(days=1), Trigger(("a-course",)))),
        ({"due": {"within": "1 day", "of": {"tag": "t"}}}, Deadline(Period(days=1), Trigger((Query(tag="t"),)))),
        ({"due": {"within": "1 day", "of": {"evidence": "e"}}}, Deadline(Period(days=1), Trigger(evidence="e"))),
        ({"before": ["a", "b"]}, Precedence(Trigger(("a", "b")))),
        ({"after": "a"}, Response(Trigger(("a",)))),
        (
            {"after": "a", "within": "4 months", "opens": "unstated"},
            Response(Trigger(("a",)), Period(months=4), UNSTATED),
        ),
    ],
)
def test_a_standard_has_at_most_one_timing(data: dict[str, Value], timing: object) -> None:
    facts: Value = {"started": {"title": "Started", "type": "date"}}
    framework, read = standard(data, facts=facts)
    assert read.timing == timing
    assert notation.framework(notation.framework_data(framework)) == framework


@pytest.mark.parametrize(
    ("written", "audience"),
    [
        ("everyone", ()),
        (None, ()),
        ("unstated", (Audience(UNSTATED),)),
        (["g", {"group": "h", "when": {"fact": "f"}}], (Audience("g"), Audience("h", FactHolds("f")))),
    ],
)
def test_an_audience_is_a_list_of_groups_everyone_or_unstated(written: Value, audience: tuple[Audience, ...]) -> None:
    framework, read = standard({} if written is None else {"for": written})
    assert read.audience == audience
    assert notation.framework(notation.framework_data(framework)) == framework


def test_a_standard_about_courses_is_for_a_selector() -> None:
    framework, read = standard({"subject": "course", "for": [{"level": "l"}, "a"]})
    assert (read.subject, read.selector, read.audience) == (Subject.COURSE, (Query(level="l"), "a"), ())
    assert notation.framework(notation.framework_data(framework)) == framework
    _, read = standard({"subject": "course", "for": "everyone"})
    assert read.selector == ()


def test_a_mode_is_a_word_or_says_who_offers_it_and_when() -> None:
    modes: Value = ["e-learning", "unstated", {"mode": "workshop", "provider": "board", "from": "2011-04-01"}]
    framework = notation.framework({**HEAD, "courses": {"a": {"title": "A", "modes": modes, "minutes": "unstated"}}})
    (course,) = framework.courses
    assert course.modes == (Mode("e-learning"), Mode(UNSTATED), Mode("workshop", "board", date(2011, 4, 1)))
    assert course.minutes is UNSTATED
    assert notation.framework(notation.framework_data(framework)) == framework


def test_an_outcomes_title_is_its_statement_where_it_has_none() -> None:
    outcomes: Value = {"a": {"statement": "Can do"}, "b": {"statement": "Can do", "title": "Doing"}}
    framework = notation.framework({**HEAD, "outcomes": outcomes})
    assert [outcome.title for outcome in framework.outcomes] == ["Can do", "Doing"]
    assert notation.framework_data(framework)["outcomes"] == {
        "a": {"statement": "Can do"},
        "b": {"title": "Doing", "statement": "Can do"},
    }


def test_a_record_states_values_memberships_and_events_with_their_places() -> None:
    record = notation.record(
        {
            **RECORD,
            "subject": ["practitioner", "trainer"],
            "facts": {"lead": True, "started": [{"value": "2011-04-01", "from": "2011-04-01"}], "number": 3},
            "groups": [{"group": "g", "to": "2012-01-01"}],
            "events": [
                {"completed": "a", "date": "2011-04-02", "mode": "x", "minutes": 30},
                {"evidence": "e", "date": "2011-04-01", "about": "a", "by": "m-1", "note": "N"},
                {"outcome": "o", "date": "2011-04-01"},
                {"standard": "s", "date": "2011-04-01"},
            ],
        }
    )
    assert record.subjects == (Subject.PRACTITIONER, Subject.TRAINER)
    assert record.facts == (
        Stated("lead", "yes"),
        Stated("started", "2011-04-01", date(2011, 4, 1)),
        Stated("number", "3"),
    )
    assert (record.memberships[0].group, record.memberships[0].ends) == ("g", date(2012, 1, 1))
    assert [(event.index, event.kind) for event in record.events] == list(enumerate(EventKind))
    assert (record.events[1].about, record.events[1].by, record.events[1].note) == ("a", "m-1", "N")


def test_facts_may_be_yes_no_a_date_or_one_of() -> None:
    facts: Value = {"a": {"title": "A"}, "b": {"title": "B", "type": "one-of", "values": ["x", 3]}}
    read = notation.framework({**HEAD, "facts": facts}).facts
    assert [(fact.type, fact.values) for fact in read] == [(FactType.YES_NO, ()), (FactType.ONE_OF, ("x", "3"))]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frameworks())
def test_an_item_is_shown_in_its_section_as_the_format_writes_it(framework: Framework) -> None:
    data = notation.framework_data(framework)
    for item in framework:
        ((section, held),) = notation.shown(item).items()
        whole = data[section]
        if isinstance(held, list) and isinstance(whole, list):
            assert held[0] in whole
        else:
            assert isinstance(held, dict)
            assert isinstance(whole, dict)
            assert held[item.id] == whole[item.id]
