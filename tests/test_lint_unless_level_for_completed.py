"""When a level in an exemption is meant, and when it hardly can be."""

from __future__ import annotations

import pytest
import snippets
from test_lint import draft_of

from competency.lint.unless_level_for_completed import check

SNIPPET = """
levels:
  - {{id: level-3, title: Level 3{attained}}}
courses:
  awareness: {{title: Awareness}}
  neglect: {{title: Neglect, level: level-3}}
standards:
  refresh: {{title: Refreshed, require: {{completed: awareness{again}}}, unless: {{level: level-3}}}}
"""


@pytest.mark.parametrize(
    ("attained", "again", "findings"),
    [
        (", requires: {completed: neglect}", ", every: 3 years", 1),
        (", requires: {completed: neglect}", ", each: calendar-year", 1),
        (", requires: {completed: neglect, every: 3 years}", ", every: 3 years", 0),
        (", requires: {completed: neglect}", "", 0),
        ("", "", 1),
    ],
)
def test_a_level_that_never_lapses_ends_what_recurs(attained: str, again: str, findings: int) -> None:
    text, _ = snippets.document(SNIPPET.format(attained=attained, again=again))
    assert len(list(check(draft_of(text)))) == findings
