"""Rules compared with each other: what is implied, what contradicts, and what replaces an inherited rule."""

from __future__ import annotations

import pytest

from competency import lint
from competency.diagnostics import Diagnostic
from competency.document import Document, parse
from competency.lint import contradicting_rules, implied_rule, stricter_rule, undecided_rule, weaker_rule
from competency.lint.draft import Draft
from competency.loading import Shelf, bundled_files, made_whole, opened

HEAD = """\
format: framework/1
id: example
title: Example
publisher: Board
language: en-GB
sources: {s: {title: S}}
"""
ITEMS = """\
groups: {staff: {title: Staff}, heads: {title: Heads, extends: [staff]}}
evidence: {card: {title: Card}}
courses:
  a: {title: A}
  b: {title: B}
  c: {title: C, requires: {completed: a}}
  d: {title: D}
"""


def document(text: str) -> Document:
    found, faults = parse(text, file="example.yaml" if "id: example" in text else "core.yaml")
    assert found is not None
    assert not faults
    return found


def drafted(text: str, core: str | None = None) -> Draft:
    written = {} if core is None else {"core": document(core)}
    loaded, found = made_whole(document(text), Shelf({}, None, written=written))
    assert not found
    assert loaded is not None
    return Draft.of(loaded)


def standards(*rules: str) -> Draft:
    """Standards by the names r1, r2 and so on, over a few courses."""
    lines = "".join(f"  r{number}: {{title: R{number}, {rule}}}\n" for number, rule in enumerate(rules, 1))
    return drafted(f"{HEAD}{ITEMS}standards:\n{lines}")


def at(draft: Draft, found: Diagnostic) -> str:
    """The id of the standard on whose line a finding is."""
    return draft.document.line(found.span.line).strip().split(":")[0]


# --- contradictions --------------------------------------------------------------------------------------

AGE = "{experience: 2 years, in: appointed}"


@pytest.mark.parametrize(
    "rules",
    [
        ("require: {completed: a}, before: b", "require: {completed: b}, before: a"),
        ("require: {completed: c}, before: a",),  # the course itself asks for a first
        (
            "require: {completed: a}, before: b",
            "require: {all: [{completed: b}, {evidence: card}]}, before: d",
            "require: {completed: d}, before: a",
        ),
        (f"require: {AGE}, before: a", "require: {completed: a}, due: {within: 6 months, of: appointed}"),
        (f"require: {AGE}, before: a", "require: {completed: c}, due: {within: 6 months, of: joining}"),
        (
            "require: {completed: b, from: 2012-06-01}, before: a",
            "require: {completed: a, to: 2012-03-31}",
        ),
        ("for: [staff], require: {completed: a}, before: b", "for: [heads], require: {completed: b}, before: a"),
    ],
)
def test_rules_that_nobody_can_keep_together_are_found_once(rules: tuple[str, ...]) -> None:
    draft = standards(*rules)
    [found] = contradicting_rules.check(draft)
    assert at(draft, found) == f"r{len(rules)}"
    assert len(found.related) == len(rules) - 1


@pytest.mark.parametrize(
    "rules",
    [
        ("require: {completed: a}, before: b", "require: {completed: a}, before: c"),
        ("require: {completed: a}, before: a",),  # it is done on the day itself
        ("require: {completed: [a, d]}, before: b", "require: {completed: b}, before: a"),
        ("require: {completed: a}, before: b", "require: {completed: b}, before: a, unless: {evidence: card}"),
        ("require: {completed: a}, before: b", "require: {completed: b}, before: a, strength: should"),
        ("for: [heads], require: {completed: a}, before: b", "for: [staff], require: {completed: b}, before: c"),
        (f"require: {AGE}, before: a", "require: {completed: a}, due: {within: 3 years, of: appointed}"),
        (f"require: {AGE}, before: a", "require: {completed: a}"),
        (
            "require: {completed: b, from: 2012-03-01}, before: a",
            "require: {completed: a, to: 2012-03-31}",
        ),
        ("require: {completed: a}, after: b, within: 1 month", "require: {completed: b}, after: a, within: 1 month"),
    ],
)
def test_rules_that_leave_a_way_are_no_contradiction(rules: tuple[str, ...]) -> None:
    assert list(contradicting_rules.check(standards(*rules))) == []


def test_a_rule_that_falls_to_a_contradiction_of_others_is_not_told_too() -> None:
    draft = standards(
        "require: {completed: a}, before: b", "require: {completed: b}, before: a", "require: {completed: b}"
    )
    assert [at(draft, found) for found in contradicting_rules.check(draft)] == ["r2"]


# --- implications ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "idle"),
    [
        (("require: {completed: a}", "require: {completed: a, every: 1 year}"), ["r1"]),
        (("require: {completed: a}", "require: {completed: a}"), ["r2"]),
        (("for: [heads], require: {completed: a}", "for: [staff], require: {completed: a}"), ["r1"]),
        (("for: [staff], require: {completed: a}", "for: [heads], require: {completed: a}"), ["r2"]),
        (("require: {completed: a}", "require: {all: [{completed: a}, {completed: b}]}, strength: should"), []),
        (("require: {completed: a}, strength: may", "require: {completed: a}"), ["r1"]),
        (("require: {completed: a}", "require: {completed: a}, due: {within: 1 year, of: appointed}"), ["r2"]),
        (("require: {completed: a}", "require: {completed: b}"), []),
        (("require: {completed: a}", "require: {all: [{standard: r1}, {completed: b}]}"), []),
        (("require: {completed: a}, subject: trainer", "require: {completed: a}"), []),
        (("every: 1 year", "every: 2 years"), []),
        (("require: unstated", "require: unstated"), []),
    ],
)
def test_a_rule_that_asks_nothing_more_than_another_is_named(rules: tuple[str, ...], idle: list[str]) -> None:
    draft = standards(*rules)
    assert [at(draft, found) for found in implied_rule.check(draft)] == idle


def test_the_boards_contradict_themselves_nowhere_and_say_one_thing_twice() -> None:
    """North Lincolnshire measures two of its trainers' criteria in the same way; the table prints both."""
    drafts = [Draft.of(opened(name)) for name in bundled_files()]
    assert not [found for draft in drafts for found in contradicting_rules.check(draft)]
    idle = [found.message.split("'")[1] for draft in drafts for found in implied_rule.check(draft)]
    assert idle == ["trainer-adult-learning-measured"]


# --- rules in the place of others ------------------------------------------------------------------------

CORE = f"""{HEAD.replace("example", "core")}{ITEMS}
standards:
  yearly: {{title: Yearly, for: [staff], require: {{completed: a, every: 1 year}}}}
  once: {{title: Once, for: [staff], require: {{completed: b}}}}
"""
COUNTY = f"{HEAD}extends: core\n"


def test_each_replaced_rule_has_one_finding_that_points_at_both() -> None:
    draft = drafted(
        f"{COUNTY}standards:\n"
        "  yearly: {require: {completed: a, every: 2 years}}\n"
        "  once: {require: {all: [{completed: b}, {completed: a}]}}\n",
        CORE,
    )
    [weaker] = weaker_rule.check(draft)
    [stronger] = stricter_rule.check(draft)
    assert list(undecided_rule.check(draft)) == []
    assert (at(draft, weaker), at(draft, stronger)) == ("yearly", "once")
    assert weaker.message == (
        "'yearly' is weaker than the rule it replaces: someone in Staff, who has completed A on 10 January 2012, meets "
        "this rule on 10 January 2013, and is overdue by the one it replaces"
    )
    assert [related.span.file for related in weaker.related] == ["core.yaml"]


@pytest.mark.parametrize(
    "change", ["title: Each year", "source: s §9", "note: N", "ideally: {completed: b}", "title: Each year, note: N"]
)
def test_a_rule_of_which_only_the_words_are_new_is_not_replaced(change: str) -> None:
    draft = drafted(f"{COUNTY}standards: {{yearly: {{{change}}}}}\n", CORE)
    assert draft.replacements == ()


def test_a_renamed_rule_is_compared_under_its_new_name_and_with_renamed_courses() -> None:
    renamed = (
        "courses: {first: {renames: a}}\nstandards:\n  each-year: {renames: yearly, require: {completed: first%s}}\n"
    )
    [weaker] = weaker_rule.check(drafted(COUNTY + renamed % "", CORE))
    assert weaker.message.startswith("'each-year' (Yearly) is weaker")
    assert list(stricter_rule.check(drafted(COUNTY + renamed % ", every: 6 months", CORE)))


def test_a_definition_that_is_changed_makes_the_rules_that_rest_on_it_weaker() -> None:
    core = CORE.replace("require: {completed: b}", "require: {level: l}").replace(
        "groups:", "levels: [{id: l, title: L, requires: {completed: b}}]\ngroups:"
    )
    text = f"{COUNTY}levels: [{{id: l, requires: {{completed: [a, b]}}}}]\n"
    draft = drafted(text, core)
    [weaker] = weaker_rule.check(draft)
    assert "is inherited as it reads, but weaker here, through what it rests on" in weaker.message
    [told] = [found for found in lint.examined(draft) if found.rule is weaker_rule.RULE]
    assert (told.span.file, told.span.line) == ("example.yaml", 7)
    assert [related.span.file for related in told.related] == ["core.yaml"]


def test_what_is_undecided_is_counted() -> None:
    draft = drafted(
        f"{COUNTY}standards:\n  yearly: {{require: unstated}}\n"
        "  once: {require: {any: [unstated, {completed: b}]}}\n",
        CORE,
    )
    assert ["1 of 2" in found.message or "2 of 2" in found.message for found in undecided_rule.check(draft)] == [
        True
    ] * 2


def test_a_comment_allows_a_rule_to_be_weaker() -> None:
    text = (
        f"{COUNTY}standards:\n"
        "  # competency: allow weaker-rule: agreed with the region until 2014\n"
        "  yearly: {require: {completed: a, every: 2 years}}\n"
    )
    assert not [found for found in lint.examined(drafted(text, CORE)) if found.rule is weaker_rule.RULE]


def test_what_a_rule_replaces_in_a_chain_is_the_nearest() -> None:
    middle = (
        HEAD.replace("example", "middle")
        + "extends: core\nstandards: {yearly: {require: {completed: a, every: 6 months}}}\n"
    )
    top = f"{HEAD}extends: middle\nstandards: {{yearly: {{require: {{completed: a, every: 9 months}}}}}}\n"
    written = {"core": document(CORE), "middle": document(middle)}
    loaded, _ = made_whole(document(top), Shelf({}, None, written=written))
    assert loaded is not None
    [weaker] = weaker_rule.check(Draft.of(loaded))
    assert "10 July 2012" in weaker.message
