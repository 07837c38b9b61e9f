"""What the rules about circles, offers, groups and deadlines leave alone: each a document that is in order."""

from __future__ import annotations

import pytest
import snippets

from competency import lint, notation
from competency.document import parse
from competency.lint.draft import Draft

QUIET = {"CF101", "CF102", "CF103", "CF104", "CF105", "CF106", "CF107", "CF109", "CF110"}


def codes(snippet: str) -> list[str]:
    document, faults = parse(snippets.document(snippet)[0], file="example.yaml")
    assert faults == ()
    assert document is not None
    found = lint.findings(Draft(document, notation.framework(document.value)))
    return sorted(finding.rule.code for finding in found if finding.rule.code in QUIET)


@pytest.mark.parametrize(
    "snippet",
    [
        pytest.param(
            "courses:\n"
            "  a: {title: A, requires: {any: [{completed: b}, {fact: known}]}}\n"
            "  b: {title: B, requires: {completed: a}}\n"
            "facts: {known: {title: Known}}\n",
            id="a circle with a way in",
        ),
        pytest.param(
            "courses:\n"
            "  a: {title: A, requires: {completed: b}}\n"
            "  b: {title: B, requires: {completed: a}}\n"
            "  whole: {title: Whole, includes: [a]}\n",
            id="a circle that a larger course opens",
        ),
        pytest.param(
            "outcomes: {o: {statement: Knows}}\ncourses:\n  a: {title: A, requires: {outcome: o}, develops: [o]}\n",
            id="a prerequisite that may be assessed directly",
        ),
        pytest.param(
            "courses: {a: {title: A}}\nstandards:\n  s: {title: S, require: {completed: unstated}}\n",
            id="a course that is not named",
        ),
        pytest.param(
            "groups: {g: {title: G}, h: {title: H, extends: [g]}}\n"
            "courses: {a: {title: A, for: [g]}}\n"
            "standards:\n  s: {title: S, for: [h], require: {completed: a}}\n",
            id="a course for the group that is extended",
        ),
        pytest.param(
            "groups: {g: {title: G}, h: {title: H}}\n"
            "courses: {a: {title: A, for: [h]}, b: {title: B, for: [h], includes: [a]}}\n"
            "standards:\n"
            "  s: {title: S, for: [g, h], when: {completed: a}, require: {completed: a, every: 3 years}}\n",
            id="a standard that never applies to the group",
        ),
        pytest.param(
            "facts: {qualified: {title: Qualified, type: date}}\n"
            "courses: {a: {title: A, requires: {experience: 2 years, in: qualified}}}\n"
            "standards:\n"
            "  s: {title: S, require: {completed: a}, due: {within: 6 months, of: appointed}}\n",
            id="experience that began before the deadline's own clock",
        ),
        pytest.param(
            "courses: {a: {title: A, to: 2012-01-01}}\n"
            "standards:\n"
            "  s: {title: S, to: 2012-12-31, require: {completed: a, every: 3 years}}\n",
            id="a course that closes shortly before its standard ends",
        ),
        pytest.param(
            "outcomes: {whole: {statement: Knows all}, part: {statement: Knows some, part_of: whole}}\n"
            "courses: {a: {title: A, develops: [part]}}\n",
            id="a whole whose part is developed",
        ),
    ],
)
def test_what_is_in_order_is_left_alone(snippet: str) -> None:
    assert codes(snippet) == []


@pytest.mark.parametrize(
    ("snippet", "expected"),
    [
        ("courses: {a: {title: A, requires: {completed: a}}}\n", ["CF104"]),
        (
            "courses:\n"
            "  a: {title: A, requires: {completed: b}}\n"
            "  b: {title: B, requires: {completed: a}}\n"
            "  c: {title: C, requires: {completed: a}}\n"
            "standards: {s: {title: S, require: {completed: c}}}\n",
            ["CF104"],  # what is shut only behind the circle is no fault of its own
        ),
        (
            "courses: {a: {title: A, to: 2010-01-01}}\n"
            "standards: {s: {title: S, from: 2011-01-01, require: {completed: a}}}\n",
            ["CF102"],
        ),
        (
            "courses: {a: {title: A, to: 2012-01-01}}\n"
            "standards: {s: {title: S, require: {completed: a, every: 3 years}}}\n",
            ["CF105"],
        ),
        (
            "courses: {a: {title: A}, b: {title: B}}\n"
            "standards: {s: {title: S, require: {completed: a}, after: b, opens: 4 months, within: 3 months}}\n",
            ["CF106"],
        ),
        (
            "groups: {g: {title: G}, h: {title: H, extends: [g]}, k: {title: K}}\n"
            "courses: {a: {title: A, for: [k]}}\n"
            "standards: {s: {title: S, for: [g], require: {completed: a}}}\n",
            ["CF103"],  # one finding for g and h
        ),
    ],
)
def test_a_fault_is_found_once(snippet: str, expected: list[str]) -> None:
    assert codes(snippet) == expected
