"""What a prerequisite can't do without, and what it leaves open."""

from __future__ import annotations

import pytest
import snippets
from test_lint import draft_of

from competency.lint.ladder_contradicted import check

SNIPPET = """
levels:
  - {{id: level-1, title: Level 1}}
  - {{id: level-2, title: Level 2}}
courses:
  awareness: {{title: Awareness, level: {level}, requires: {requires}}}
  induction: {{title: Induction}}
  working-together: {{title: Working Together, level: level-2}}
  open: {{title: Open, level: unstated}}
"""


@pytest.mark.parametrize(
    ("level", "requires", "findings"),
    [
        ("level-1", "{level: level-2}", 1),
        ("level-1", "{completed: {level: level-2}}", 0),  # a course whose level is unstated may be of it, or lower
        ("level-1", "{all: [{completed: induction}, {completed: working-together}]}", 1),
        ("level-1", "{any: [{completed: induction}, {completed: working-together}]}", 0),
        ("level-1", "{any: [{level: level-2}, {completed: working-together}]}", 1),
        ("level-1", "{completed: [working-together, unstated]}", 0),
        ("[level-1, level-2]", "{level: level-2}", 0),
        ("unstated", "{level: level-2}", 0),
        ("level-2", "{completed: working-together}", 0),
    ],
)
def test_only_what_surely_leads_up_contradicts_the_ladder(level: str, requires: str, findings: int) -> None:
    text, _ = snippets.document(SNIPPET.format(level=level, requires=requires))
    assert len(list(check(draft_of(text)))) == findings
