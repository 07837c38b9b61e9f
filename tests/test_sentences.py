"""Every rule reads back as one sentence that says all of it, and says it in one way only.

What the bundled frameworks say is kept in tests/golden/; `python tests/build_goldens.py` writes it anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from attrs import evolve
from build_goldens import GOLDEN, explained, path_of
from hypothesis import HealthCheck, given, settings
from strategies import frameworks
from test_traceability import Clause, clauses, rows, tokens

import competency
from competency.english import in_words, joined, length, quoted
from competency.loading import bundled_files
from competency.model import (
    Audience,
    Course,
    Deadline,
    Evidence,
    Framework,
    Group,
    Level,
    Precedence,
    Response,
    Source,
    Standard,
    Strength,
    Subject,
    Timing,
    Trigger,
)
from competency.periods import Period, parse_period
from competency.requirements import (
    UNSTATED,
    AllOf,
    Completed,
    Counting,
    Evidenced,
    FactHolds,
    LevelAttained,
    Member,
    Query,
    Requirement,
    Unstated,
)
from competency.sentences import sentences, standard_sentence

HINT: Final = "run python tests/build_goldens.py, and read what has changed against the documents"

HEAD: Final = """
format: framework/1
id: example
title: Example strategy
publisher: Example Board
language: en-GB
sources: {strategy: {title: Example strategy}}
levels:
  - {id: level-2, title: Level 2}
facts:
  advises: {title: Advises staff of group 3}
  hired: {title: First day in post, type: date}
groups:
  group-3: {title: Group 3}
  group-4: {title: 'Group 4: enquiries, complex cases', extends: [group-3]}
  group-5: {title: Group 5}
  leads: {title: Leads, part_of: group-5}
outcomes:
  see: {statement: 'Recognises abuse, and acts'}
evidence:
  approval: {title: Manager's approval, per: course}
  licence: {title: Licence}
  visit: {title: Visit to a family}
courses:
  awareness: {title: Awareness}
  neglect: {title: Neglect and abuse, level: level-2}
  refresher: {title: Refresher, level: level-2, tags: [multi-agency]}
standards:
  rule: {title: The rule, """


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            "{for: [group-3], require: {completed: [awareness, neglect], every: 3 years, refreshed_by: refresher}}",
            "Members of Group 3 (and so of “Group 4: enquiries, complex cases”) must have completed any one of "
            "Awareness or “Neglect and abuse” in the last 3 years (after the first time, Refresher renews it too).",
        ),
        (
            "{for: [group-5, {group: group-4, when: {fact: advises}}], require: {completed: awareness}}",
            "Members of Group 5, or of “Group 4: enquiries, complex cases” who have on record “Advises staff of group "
            "3”, must have completed Awareness.",
        ),
        (
            "{for: [{group: group-5, when: {fact: advises}}], strength: should, require: {level: level-2}}",
            "Members of Group 5 who have on record “Advises staff of group 3” should have attained Level 2.",
        ),
        (
            "{for: [unstated], strength: may, require: {hours: 3, of: {tag: multi-agency}, every: 1 year}}",
            "Members of a group that the document does not name may, as they see fit, have at least 3 hours altogether "
            "of any course tagged multi-agency in the last year.",
        ),
        (
            "{require: {completed: awareness}, due: {within: 6 months, of: hired}}",
            "Everyone must have completed Awareness within 6 months of their “First day in post”.",
        ),
        (
            "{require: {completed: awareness, every: 1 year}, due: {within: 1 year, of: joining}}",
            "Everyone must have completed Awareness in the last year, within 1 year of the first day on which this "
            "applies to them.",
        ),
        (
            "{require: {outcome: see}, due: {within: unstated, of: awareness}}",
            "Everyone must have achieved the outcome “Recognises abuse, and acts” within a time that the document does "
            "not state of the first time they complete Awareness.",
        ),
        (
            "{require: {evidence: approval}, before: {level: level-2}}",
            "Everyone must have evidence of “Manager's approval” for the course in question before they complete any "
            "course at Level 2.",
        ),
        (
            "{require: {evidence: approval}, before: {evidence: visit}}",
            "Everyone must have evidence of “Manager's approval” before they gain evidence of “Visit to a family”.",
        ),
        (
            "{require: {evidence: visit, times: 4, inside: 4 weeks}, after: {evidence: licence}, within: 4 weeks,"
            " ideally: {evidence: visit, times: 6}}",
            "Everyone must have evidence of “Visit to a family” at least 4 times within a span of 4 weeks, within 4 "
            "weeks after each time they gain evidence of Licence; ideally they have evidence of “Visit to a family” at "
            "least 6 times.",
        ),
        (
            "{require: {completed: refresher}, after: awareness, opens: 3 months, within: 4 months}",
            "Everyone must have completed Refresher between 3 months and 4 months after each time they complete "
            "Awareness.",
        ),
        (
            "{require: {completed: refresher}, after: awareness, opens: 3 months, within: unstated}",
            "Everyone must have completed Refresher within a time that the document does not state but not sooner than "
            "3 months after each time they complete Awareness.",
        ),
        (
            "{require: {completed: refresher}, after: awareness, opens: 3 months}",
            "Everyone must have completed Refresher not sooner than 3 months after each time they complete Awareness.",
        ),
        (
            "{require: {all: [{completed: awareness}, {evidence: licence}, {fact: advises}]}, due: unstated,"
            " unless: {fact: advises, is: no}}",
            "Everyone must, by a day that the document does not state, meet all of these conditions: [(a) have "
            "completed Awareness; (b) have evidence of Licence; (c) have on record “Advises staff of group 3”], unless "
            "they have on record that “Advises staff of group 3” is not so.",
        ),
        (
            "{from: 2011-04-01, to: 2012-03-31, when: {completed: awareness}, require: {completed: refresher}}",
            "From 1 April 2011 to 31 March 2012, once they have completed Awareness, everyone must have completed "
            "Refresher.",
        ),
        (
            "{to: 2012-03-31, when: {member: leads}, require: unstated}",
            "Until 31 March 2012, while they belong to Leads, everyone must meet “The rule” in a way that the document "
            "does not state.",
        ),
        (
            "{subject: course, for: {level: level-2}, unless: {fact: advises}}",
            "Every course at Level 2 must have this attested: “The rule”, unless it has on record “Advises staff of "
            "group 3”.",
        ),
        (
            "{subject: course, for: [awareness, {tag: multi-agency}], every: 2 years}",
            "Each of Awareness and every course tagged multi-agency must have this attested every 2 years: “The rule”.",
        ),
        (
            "{subject: course, description: On paper; read by a person, every: unstated}",
            "Courses must have this attested at intervals that the document does not state: “The rule” (“On paper; "
            "read by a person”).",
        ),
        (
            "{subject: trainer, for: [group-5], when: {evidence: licence}, require: {all: [{evidence: licence},"
            " {evidence: visit}]}}",
            "Once they have evidence of Licence, trainers belonging to Group 5 must have evidence of both Licence and "
            "“Visit to a family”.",
        ),
        (
            "{subject: agency, for: [{group: group-5, when: {fact: advises}}], strength: should}",
            "Agencies belonging to Group 5 that have on record “Advises staff of group 3” should have this attested: "
            "“The rule”.",
        ),
        (
            "{subject: board, strength: may, unless: {level: level-2}, ideally: {evidence: licence}}",
            "The board may, as it sees fit, have this attested: “The rule”, unless it has attained Level 2; ideally it "
            "has evidence of Licence.",
        ),
        (
            "{subject: board, after: {tag: multi-agency}, within: 1 month}",
            "The board must have this attested: “The rule”, within 1 month after each time it completes any course "
            "tagged multi-agency.",
        ),
        (
            "{subject: setting, require: {judged: Is safe, fact: advises}}",
            "Settings must have this judged to be so: “Is safe” (kept on record as “Advises staff of group 3”).",
        ),
    ],
)
def test_a_standard_reads_as_one_sentence(rule: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(f"{HEAD}{rule.removeprefix('{')}\n", encoding="utf-8")
    framework = competency.load(path)
    assert [said.sentence for said in sentences(framework, framework.standards)] == [sentence]
    assert standard_sentence(framework, framework.standards[0]) == sentence


def test_other_items_with_a_rule_read_as_sentences() -> None:
    """Levels, groups that inherit, are parts or have a condition, evidence, and courses that not everyone may book."""
    document = yaml.safe_load(f"{HEAD}}}")
    document["levels"].append({"id": "level-3", "title": "Level 3", "requires": {"completed": "neglect"}})
    document["groups"]["leads"]["when"] = {"fact": "advises"}
    document["evidence"]["licence"]["requires"] = {"completed": "neglect"}
    document["courses"]["awareness"] |= {"for": ["group-3"], "requires": {"evidence": "approval"}}
    document["courses"]["neglect"] |= {"requires": {"completed": "awareness"}}
    document["courses"]["refresher"] |= {"for": ["leads"]}
    framework = competency.load(document)
    assert [f"{said.id.split(':')[1]} | {said.sentence}" for said in sentences(framework)] == [
        "level-2 | The document does not state how Level 2 is attained.",
        "level-3 | To attain Level 3, people must have completed “Neglect and abuse”.",
        "group-4 | Whatever applies to members of Group 3 applies to members of “Group 4: enquiries, complex cases” "
        "too.",
        "leads | Members of Leads are members of Group 5 too.",
        "leads | People belong to Leads while they have on record “Advises staff of group 3”.",
        "licence | Licence counts only if, on its day, people have completed “Neglect and abuse”.",
        "awareness | Only members of Group 3 (and so of “Group 4: enquiries, complex cases”) may book Awareness, "
        "and to do so they must have evidence of “Manager's approval” for the course in question.",
        "neglect | To book “Neglect and abuse”, people must have completed Awareness.",
        "refresher | Only members of Leads may book Refresher.",
        "rule | Everyone must have this attested: “The rule”.",
    ]
