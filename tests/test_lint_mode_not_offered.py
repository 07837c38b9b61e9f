"""A mode is missing only where nobody could have the course in it."""

from __future__ import annotations

import pytest
import snippets
from test_lint import draft_of

from competency.lint.mode_not_offered import check

SNIPPET = """
courses:
  one: {{title: One, modes: {modes}}}
  free: {{title: Free}}
  whole: {{title: Whole, includes: {includes}, modes: [face-to-face]}}
standards:
  in-person: {{title: In person, require: {{completed: {selector}, mode: [face-to-face]}}}}
"""


@pytest.mark.parametrize(
    ("modes", "includes", "selector", "findings"),
    [
        ("[e-learning]", "[free]", "one", 1),
        ("[e-learning]", "[one]", "one", 0),
        ("[e-learning, unstated]", "[free]", "one", 0),
        ("[e-learning]", "[free]", "[one, free]", 0),
        ("[e-learning]", "[free]", "[one, unstated]", 0),
        ("[e-learning]", "[free]", "[one, 'kirklees:awareness']", 0),
    ],
)
def test_a_mode_is_missed_only_where_no_course_may_have_it(
    modes: str, includes: str, selector: str, findings: int
) -> None:
    text, _ = snippets.document(SNIPPET.format(modes=modes, includes=includes, selector=selector))
    assert len(list(check(draft_of(text)))) == findings
