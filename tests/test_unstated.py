"""Where a document is silent: every place of the schema in which `unstated` may stand, and what is then answered.

Each text has `unstated` in the places that it is listed under, and adds to the framework below; where it writes a
`require` or other keys of a standard, these make the standard `rule`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from worked_days import added, mapping, record, rows_are

SCHEMA: Final = json.loads((Path(__file__).parents[1] / "schema" / "framework.schema.json").read_text(encoding="utf-8"))

BASE: Final = """
format: framework/1
id: example
title: Example strategy
publisher: Example Board
language: en-GB
sources: {strategy: {title: Example strategy}}
levels: [{id: level-1, title: Level 1}]
facts:
  lead: {title: Leads}
  contract: {title: Contract, type: one-of, values: [full-time, part-time, bank]}
  started: {title: Started, type: date}
groups: {staff: {title: Staff}, others: {title: Others}}
outcomes: {recognise: {statement: Recognises}}
evidence: {visit: {title: Visit}}
courses: {one: {title: One}, two: {title: Two}}
"""

CASES: Final = {
    # --- selectors and what they select ---
    "requirement-completed.completed requirement-hours.of": """
standards:
  taken: {title: Taken, require: {completed: unstated}}
  hours: {title: Hours, require: {hours: 1, of: unstated}}
---
events: [{completed: one, date: 2011-03-01, minutes: 60}]
---
2011-02-28 | overdue never-done | overdue never-done
2011-03-01 | unknown unstated   | unknown unstated
""",
    "requirement-completed.completed[] requirement-hours.of[]": """
standards:
  taken: {title: Taken, require: {completed: [unstated, two]}}
  hours: {title: Hours, require: {hours: 1, of: [two, unstated]}}
---
events: [{completed: one, date: 2011-03-01, minutes: 60}, {completed: two, date: 2011-04-01, minutes: 60}]
---
2011-02-28 | overdue never-done | overdue never-done
2011-03-01 | unknown unstated   | unknown unstated
2011-04-01 | met                | met
""",
    "requirement-completed.refreshed_by requirement-evidence.refreshed_by": """
standards:
  kept: {title: Kept, require: {completed: one, every: 1 year, refreshed_by: unstated}}
  seen: {title: Seen, require: {evidence: visit, every: 1 year, refreshed_by: unstated}}
---
events:
  - {completed: two, date: 2010-12-01}
  - {completed: one, date: 2011-01-01}
  - {evidence: visit, date: 2011-01-01}
  - {completed: two, date: 2011-06-01}
---
2010-12-31 | overdue never-done | overdue never-done
2011-01-01 | met                | met
2011-12-31 | due-soon           | due-soon
2012-01-01 | unknown unstated   | unknown unstated
2012-06-01 | overdue lapsed     | overdue lapsed
""",
    "requirement-completed.refreshed_by[] requirement-evidence.refreshed_by[]": """
standards:
  kept: {title: Kept, require: {completed: one, every: 1 year, refreshed_by: [one, unstated]}}
  seen: {title: Seen, require: {evidence: visit, every: 1 year, refreshed_by: [one, unstated]}}
---
events:
  - {completed: one, date: 2011-01-01}
  - {evidence: visit, date: 2011-01-01}
  - {completed: two, date: 2011-06-01}
  - {completed: one, date: 2012-04-01}
---
2011-12-31 | due-soon         | due-soon
2012-01-01 | unknown unstated | unknown unstated
2012-04-01 | met              | met
""",
    "choice.level choice.develops choice.provider choice.tag": """
courses: {one: {title: One, tags: [core]}}
standards:
  of-a-level: {title: Level, require: {completed: [{level: unstated, tag: core}]}}
  developing: {title: Developing, require: {completed: [{develops: unstated, tag: core}]}}
  provided: {title: Provided, require: {completed: [{provider: unstated, tag: core}]}}
  tagged: {title: Tagged, require: {completed: [{tag: unstated}]}}
---
events: [{completed: two, date: 2011-02-01}, {completed: one, date: 2011-03-01}]
---
2011-01-31 | overdue never-done | overdue never-done | overdue never-done | overdue never-done
2011-02-01 | overdue never-done | overdue never-done | overdue never-done | unknown unstated
2011-03-01 | unknown unstated   | unknown unstated   | unknown unstated   | unknown unstated
""",
    "selector.level selector.develops selector.provider selector.tag": """
courses: {one: {title: One, tags: [core]}}
standards:
  of-a-level: {title: Level, require: {completed: {level: unstated, tag: core}}}
  developing: {title: Developing, require: {completed: {develops: unstated, tag: core}}}
  provided: {title: Provided, require: {completed: {provider: unstated, tag: core}}}
  tagged: {title: Tagged, require: {completed: {tag: unstated}}}
---
events: [{completed: two, date: 2011-02-01}, {completed: one, date: 2011-03-01}]
---
2011-01-31 | overdue never-done | overdue never-done | overdue never-done | overdue never-done
2011-02-01 | overdue never-done | overdue never-done | overdue never-done | unknown unstated
2011-03-01 | unknown unstated   | unknown unstated   | unknown unstated   | unknown unstated
""",
    "trigger.level trigger.develops trigger.provider trigger.tag": """
courses: {one: {title: One, tags: [core]}}
standards:
  of-a-level: {title: Level, before: {level: unstated, tag: core}, require: {evidence: visit}}
  developing: {title: Developing, before: {develops: unstated, tag: core}, require: {evidence: visit}}
  provided: {title: Provided, after: {provider: unstated, tag: core}, within: 1 day, require: {evidence: visit}}
  tagged: {title: Tagged, after: {tag: unstated}, within: 1 day, require: {evidence: visit}}
---
events:
  - {completed: two, date: 2011-02-01}
  - {completed: one, date: 2011-03-01}
  - {evidence: visit, date: 2011-04-01}
---
2011-01-31 | not-applicable   | not-applicable   | not-applicable   | not-applicable
2011-02-01 | not-applicable   | not-applicable   | not-applicable   | unknown unstated
2011-03-01 | unknown unstated | unknown unstated | unknown unstated | unknown unstated
2011-04-01 | met not-in-order | met not-in-order | met late         | met late
""",
    "course.level course.level[] course.provider mode.provider course.develops course.develops[]": """
courses:
  a-level: {title: Level, level: unstated}
  levels: {title: Levels, level: [level-1, unstated]}
  provider: {title: Provider, provider: unstated}
  mode-provider: {title: Of a mode, modes: [{mode: e-learning, provider: unstated}]}
  developing: {title: Developing, develops: unstated}
  develops: {title: Develops, develops: [unstated]}
levels: [{id: level-2, title: Level 2}]
standards:
  of-level-2: {title: Level 2, require: {completed: {level: level-2}, times: 2}}
  of-level-1: {title: Level 1, require: {completed: {level: level-1}}}
  by-board: {title: Board, require: {completed: {provider: board}, times: 2}}
  achieved: {title: Achieved, require: {outcome: recognise}}
---
events:
  - {completed: a-level, date: 2011-01-10}
  - {completed: levels, date: 2011-02-01}
  - {completed: provider, date: 2011-03-01}
  - {completed: mode-provider, date: 2011-04-01}
  - {completed: developing, date: 2011-05-01}
  - {completed: develops, date: 2011-06-01}
  - {outcome: recognise, date: 2011-07-01}
---
2011-01-09 | overdue never-done | overdue never-done | overdue never-done | overdue never-done
2011-01-10 | overdue too-few    | unknown unstated   | overdue never-done | overdue never-done
2011-02-01 | unknown unstated   | met                | overdue never-done | overdue never-done
2011-03-01 | unknown unstated   | met                | overdue too-few    | overdue never-done
2011-04-01 | unknown unstated   | met                | unknown unstated   | overdue never-done
2011-05-01 | unknown unstated   | met                | unknown unstated   | unknown unstated
2011-07-01 | unknown unstated   | met                | unknown unstated   | met
""",
    # --- how long, how close, which ---
    "requirement-completed.every requirement-evidence.every requirement-hours.every": """
standards:
  taken: {title: Taken, require: {completed: one, every: unstated}}
  seen: {title: Seen, require: {evidence: visit, every: unstated}}
  hours: {title: Hours, require: {hours: 1, of: one, every: unstated}}
---
events: [{completed: one, date: 2011-03-01, minutes: 60}, {evidence: visit, date: 2011-03-01}]
---
2011-02-28 | overdue never-done | overdue never-done | overdue never-done
2011-03-01 | due-soon           | due-soon           | due-soon
2011-03-02 | unknown unstated   | unknown unstated   | unknown unstated
2031-03-02 | unknown unstated   | unknown unstated   | unknown unstated
""",
    "requirement-completed.each requirement-evidence.each requirement-hours.each": """
standards:
  taken: {title: Taken, require: {completed: one, each: unstated}}
  seen: {title: Seen, require: {evidence: visit, each: unstated}}
  hours: {title: Hours, require: {hours: 1, of: one, each: unstated}}
---
events: [{completed: one, date: 2011-03-01, minutes: 60}, {evidence: visit, date: 2011-03-01}]
---
2011-02-28 | overdue never-done | overdue never-done | overdue never-done
2011-03-01 | due-soon           | due-soon           | due-soon
2011-03-02 | unknown unstated   | unknown unstated   | unknown unstated
""",
    "requirement-completed.inside requirement-evidence.inside": """
standards:
  taken: {title: Taken, require: {completed: [one, two], times: 2, inside: unstated}}
  seen: {title: Seen, require: {evidence: visit, times: 2, inside: unstated}}
---
events:
  - {completed: one, date: 2011-03-01}
  - {evidence: visit, date: 2011-03-01, by: m-1}
  - {completed: two, date: 2011-03-02}
  - {evidence: visit, date: 2011-03-02, by: m-1}
  - {completed: one, date: 2011-03-02}
  - {evidence: visit, date: 2011-04-01, by: m-1}
  - {evidence: visit, date: 2011-04-01, by: m-2}
---
2011-03-01 | overdue too-few  | overdue too-few
2011-03-02 | met              | unknown unstated
2011-04-01 | met              | met
""",
    "requirement-completed.mode requirement-evidence.mode requirement-hours.mode": """
standards:
  taken: {title: Taken, require: {completed: one, mode: unstated}}
  seen: {title: Seen, require: {evidence: visit, mode: unstated}}
  hours: {title: Hours, require: {hours: 1, of: one, mode: unstated}}
---
events:
  - {completed: one, date: 2011-03-01, mode: e-learning, minutes: 60}
  - {evidence: visit, date: 2011-03-01, mode: by-telephone}
---
2011-02-28 | overdue never-done | overdue never-done | overdue never-done
2011-03-01 | unknown unstated   | unknown unstated   | unknown unstated
""",
    "requirement-completed.mode[] requirement-evidence.mode[] requirement-hours.mode[]": """
standards:
  taken: {title: Taken, require: {completed: one, mode: [face-to-face, unstated]}}
  seen: {title: Seen, require: {evidence: visit, mode: [face-to-face, unstated]}}
  hours: {title: Hours, require: {hours: 1, of: one, mode: [face-to-face, unstated]}}
---
events:
  - {completed: one, date: 2011-03-01, mode: e-learning, minutes: 60}
  - {evidence: visit, date: 2011-03-01, mode: by-telephone}
  - {completed: one, date: 2011-04-01, mode: face-to-face, minutes: 60}
  - {evidence: visit, date: 2011-04-01, mode: face-to-face}
---
2011-02-28 | overdue never-done | overdue never-done | overdue never-done
2011-03-01 | unknown unstated   | unknown unstated   | unknown unstated
2011-04-01 | met                | met                | met
""",
    "requirement-completed.from requirement-evidence.from requirement-hours.from": """
standards:
  taken: {title: Taken, require: {completed: one, from: unstated, to: 2011-03-31}}
  seen: {title: Seen, require: {evidence: visit, from: unstated, to: 2011-03-31}}
  hours: {title: Hours, require: {hours: 1, of: two, from: unstated, to: 2011-03-31}}
---
events:
  - {completed: one, date: 2011-03-31}
  - {evidence: visit, date: 2011-03-31}
  - {completed: two, date: 2011-04-01, minutes: 60}
---
2011-03-30 | overdue never-done | overdue never-done | overdue never-done
2011-03-31 | unknown unstated   | unknown unstated   | overdue never-done
2011-04-01 | unknown unstated   | unknown unstated   | overdue never-done
""",
    "requirement-completed.to requirement-evidence.to requirement-hours.to": """
standards:
  taken: {title: Taken, require: {completed: one, from: 2011-03-01, to: unstated}}
  seen: {title: Seen, require: {evidence: visit, from: 2011-03-01, to: unstated}}
  hours: {title: Hours, require: {hours: 1, of: two, from: 2011-03-01, to: unstated}}
---
events:
  - {completed: two, date: 2011-02-28, minutes: 60}
  - {completed: one, date: 2011-03-01}
  - {evidence: visit, date: 2011-03-01}
---
2011-02-28 | overdue never-done | overdue never-done | overdue never-done
2011-03-01 | unknown unstated   | unknown unstated   | overdue never-done
""",
    # --- the other forms ---
    "requirement-experience.experience requirement-experience.in": """
standards:
  long-enough: {title: Long enough, require: {experience: unstated, in: started}}
  since-then: {title: Since then, require: {experience: 1 year, in: unstated}}
---
facts: {started: 2011-03-01}
---
2011-02-28 | overdue never-done | unknown missing-fact
2011-03-01 | unknown unstated   | unknown missing-fact
""",
    "requirement-judged.fact requirement-fact.fact": """
standards:
  is-so: {title: Is so, require: {fact: unstated}}
  judged-so: {title: Judged so, require: {judged: is so, fact: unstated}}
  either: {title: Either, require: {any: [{fact: unstated}, {completed: one}]}}
---
events: [{completed: one, date: 2011-03-01}]
---
2011-02-28 | unknown missing-fact | unknown judged | unknown missing-fact
2011-03-01 | unknown missing-fact | unknown judged | met
""",
    "requirement-fact.is requirement-fact.is[]": """
standards:
  one-value: {title: One, require: {fact: contract, is: unstated}}
  several: {title: Several, require: {fact: contract, is: [full-time, unstated]}}
---
facts: {contract: [{value: bank, to: 2011-02-28}, {value: full-time, from: 2011-03-01}]}
---
2011-02-28 | unknown unstated | unknown unstated
2011-03-01 | unknown unstated | met
""",
    "requirement-member.member": """
require: {member: unstated}
---
groups: [{group: staff, from: 2011-03-01}]
---
2011-02-28 | unknown unstated
2011-03-01 | unknown unstated
""",
    "requirement-level.level requirement-outcome.outcome requirement-standard.standard": """
standards:
  level: {title: Level, require: {level: unstated}}
  outcome: {title: Outcome, require: {outcome: unstated}}
  standard: {title: Standard, require: {standard: unstated}}
---
---
2011-03-01 | unknown unstated | unknown unstated | unknown unstated
""",
    "requirement-evidence.evidence": """
require: {evidence: unstated, every: 1 year}
---
events: [{evidence: visit, date: 2011-03-01}]
---
2011-02-28 | overdue never-done
2011-03-01 | unknown unstated
2012-03-01 | overdue too-few
""",
    "requirement-all.all[] requirement-any.any[] requirement-at_least.of[] standard.require": """
standards:
  all: {title: All, require: {all: [{completed: one}, unstated]}}
  any: {title: Any, require: {any: [{completed: one}, unstated]}}
  two-of-three: {title: Two, require: {at_least: 2, of: [{completed: one}, {completed: two}, unstated]}}
  silent: {title: Silent, require: unstated}
---
events: [{completed: one, date: 2011-03-01}, {completed: two, date: 2011-04-01}]
---
day        | all                | any              | two-of-three       | silent
2011-02-28 | overdue never-done | unknown unstated | overdue never-done | unknown unstated
2011-03-01 | unknown unstated   | met              | unknown unstated   | unknown unstated
2011-04-01 | unknown unstated   | met              | met                | unknown unstated
""",
    # --- items ---
    "level.requires": """
levels: [{id: silent, title: Silent, requires: unstated}]
require: {level: silent}
---
---
2011-03-01 | unknown unstated
""",
    "group.when": """
groups: {silent: {title: Silent, when: unstated}}
for: [silent]
require: {completed: one}
---
groups: [{group: silent, from: 2011-03-01}]
---
2011-02-28 | unknown unstated
2011-03-01 | overdue never-done
""",
    "group.part_of": """
groups: {part: {title: Part, part_of: unstated}}
standards:
  for-staff: {title: Staff, for: [staff], require: {completed: one}}
  is-member: {title: Member, require: {member: staff}}
---
groups: [{group: part, from: 2011-03-01}]
---
2011-02-28 | not-applicable   | overdue never-done
2011-03-01 | unknown unstated | unknown unstated
""",
    "group.extends": """
groups: {wider: {title: Wider, extends: unstated}}
for: [staff]
require: {completed: one}
---
groups: [{group: wider, from: 2011-03-01}]
---
2011-02-28 | not-applicable
2011-03-01 | unknown unstated
""",
    "group.extends[]": """
groups: {wider: {title: Wider, extends: [others, unstated]}}
standards:
  for-staff: {title: Staff, for: [staff], require: {completed: one}}
  for-others: {title: Others, for: [others], require: {completed: one}}
---
groups: [{group: wider, from: 2011-03-01}]
---
2011-02-28 | not-applicable   | not-applicable
2011-03-01 | unknown unstated | overdue never-done
""",
    "evidence.develops[]": """
evidence: {portfolio: {title: Portfolio, develops: [unstated]}}
require: {outcome: recognise}
---
events: [{evidence: portfolio, date: 2011-03-01}]
---
2011-02-28 | overdue never-done
2011-03-01 | unknown unstated
""",
    "evidence.requires": """
evidence: {portfolio: {title: Portfolio, requires: unstated}}
require: {evidence: portfolio}
---
events: [{evidence: portfolio, date: 2011-03-01}]
---
2011-02-28 | overdue never-done
2011-03-01 | unknown unstated
""",
    "course.includes[]": """
courses: {whole: {title: Whole, includes: [one, unstated]}}
standards:
  one-taken: {title: One, require: {completed: one}}
  two-taken: {title: Two, require: {completed: two}}
---
events: [{completed: whole, date: 2011-03-01}]
---
2011-02-28 | overdue never-done | overdue never-done
2011-03-01 | met                | unknown unstated
""",
    "course.grants[]": """
courses: {whole: {title: Whole, grants: [unstated]}}
require: {evidence: visit}
---
events: [{completed: whole, date: 2011-03-01}]
---
2011-02-28 | overdue never-done
2011-03-01 | unknown unstated
""",
    "course.modes course.modes[] mode.mode course.minutes": """
courses:
  silent: {title: Silent, modes: unstated, minutes: unstated}
  listed: {title: Listed, modes: [unstated]}
  named: {title: Named, modes: [{mode: unstated}]}
standards:
  silent-mode: {title: Silent, require: {completed: silent, mode: face-to-face}}
  listed-mode: {title: Listed, require: {completed: listed, mode: face-to-face}}
  named-mode: {title: Named, require: {completed: named, mode: face-to-face}}
  minutes: {title: Minutes, require: {hours: 1, of: silent}}
---
events:
  - {completed: silent, date: 2011-03-01}
  - {completed: listed, date: 2011-03-01}
  - {completed: named, date: 2011-03-01}
---
2011-02-28 | overdue never-done   | overdue never-done   | overdue never-done   | overdue never-done
2011-03-01 | unknown missing-fact | unknown missing-fact | unknown missing-fact | unknown missing-fact
""",
    # --- standards ---
    "standard.for audience-entry.group audience-entry.when": """
standards:
  anybody: {title: Anybody, for: unstated, require: {completed: one}}
  somebody: {title: Somebody, for: [{group: unstated, when: {fact: lead}}], require: {completed: one}}
  sometimes: {title: Sometimes, for: [{group: staff, when: unstated}], require: {completed: one}}
---
facts: {lead: [{value: no, to: 2011-01-31}, {value: yes, from: 2011-02-01}]}
groups: [{group: staff, from: 2011-03-01}]
events: [{completed: one, date: 2011-04-01}]
---
2011-01-31 | unknown unstated | not-applicable   | not-applicable
2011-02-01 | unknown unstated | unknown unstated | not-applicable
2011-03-01 | unknown unstated | unknown unstated | unknown unstated
2011-04-01 | met              | met              | met
""",
    "standard.for[]": """
for: [staff, unstated]
require: {completed: one}
---
groups: [{group: staff, from: 2011-03-01}]
---
2011-02-28 | unknown unstated
2011-03-01 | overdue never-done
""",
    "standard.from": """
from: unstated
to: 2011-03-31
require: {completed: one}
---
---
2011-03-31 | unknown unstated
2011-04-01 | not-applicable
""",
    "standard.to": """
from: 2011-03-01
to: unstated
require: {completed: one}
---
---
2011-02-28 | not-applicable
2011-03-01 | unknown unstated
""",
    "standard.when standard.unless": """
standards:
  when: {title: When, when: unstated, require: {completed: one}}
  unless: {title: Unless, unless: unstated, require: {completed: one}}
---
events: [{completed: one, date: 2011-03-01}]
---
2011-02-28 | unknown unstated | unknown unstated
2011-03-01 | met              | met
""",
    "standard.every": """
every: unstated
---
events: [{standard: rule, date: 2011-03-01}]
---
2011-02-28 | overdue never-done
2011-03-01 | due-soon
2011-03-02 | unknown unstated
""",
    "standard.due": """
require: {completed: one, every: 1 year}
due: unstated
---
events: [{completed: one, date: 2011-03-01}]
---
2011-02-28 | due never-done
2011-03-01 | met
2012-03-01 | overdue lapsed
""",
    "due.within due.of": """
standards:
  within: {title: Within, require: {completed: one}, due: {within: unstated, of: started}}
  of-fact: {title: Of, require: {completed: one}, due: {within: 1 month, of: unstated}}
  triggered: {title: Trigger, require: {completed: one}, due: {within: unstated, of: two}}
---
facts: {started: 2011-01-01}
events: [{completed: two, date: 2011-02-01}, {completed: one, date: 2011-03-01}]
---
2010-12-31 | unknown unstated | unknown unstated | due never-done
2011-02-01 | unknown unstated | unknown unstated | unknown unstated
2011-03-01 | met              | met              | met
""",
    "due.of[]": """
require: {completed: one}
due: {within: 1 month, of: [unstated]}
---
events: [{completed: two, date: 2011-01-01}]
---
2010-12-31 | due never-done
2011-01-31 | due never-done
2011-02-01 | unknown unstated
""",
    "standard.before standard.before[] standard.after standard.after[]": """
standards:
  before-any: {title: Before any, before: unstated, require: {evidence: visit}}
  before-some: {title: Before some, before: [two, unstated], require: {evidence: visit}}
  after-any: {title: After any, after: unstated, within: 1 day, require: {evidence: visit}}
  after-some: {title: After some, after: [two, unstated], within: 1 day, require: {evidence: visit}}
---
events:
  - {completed: one, date: 2011-03-01}
  - {completed: two, date: 2011-03-02}
  - {evidence: visit, date: 2011-04-01}
---
2011-02-28 | not-applicable   | not-applicable      | not-applicable   | not-applicable
2011-03-01 | unknown unstated | unknown unstated    | unknown unstated | unknown unstated
2011-03-02 | unknown unstated | breached never-done | unknown unstated | unknown unstated
2011-03-03 | unknown unstated | breached never-done | unknown unstated | overdue never-done
2011-04-01 | met not-in-order | met not-in-order    | met late         | met late
""",
    "trigger.evidence": """
standards:
  before-it: {title: Before, before: {evidence: unstated}, require: {completed: one}}
  after-it: {title: After, after: {evidence: unstated}, require: {completed: one}}
  due-of-it: {title: Due, due: {within: 1 day, of: {evidence: unstated}}, require: {completed: one}}
---
events: [{evidence: visit, date: 2011-03-01}]
---
2011-02-28 | not-applicable   | not-applicable   | due never-done
2011-03-01 | unknown unstated | unknown unstated | due never-done
2011-03-02 | unknown unstated | unknown unstated | unknown unstated
""",
    "standard.opens standard.within": """
standards:
  opening: {title: Opening, after: one, opens: unstated, within: 1 month, require: {evidence: visit}}
  ending: {title: Ending, after: one, within: unstated, require: {evidence: visit}}
---
events: [{completed: one, date: 2011-03-01}, {evidence: visit, date: 2011-03-10}]
---
2011-02-28 | not-applicable   | not-applicable
2011-03-01 | due never-done   | unknown unstated
2011-03-10 | unknown unstated | met
2011-04-01 | unknown unstated | met
""",
    "standard.ideally": """
ideally: unstated
require: {completed: one}
---
events: [{completed: one, date: 2011-03-01}]
---
2011-02-28 | overdue never-done
2011-03-01 | met
""",
    "course.for course.for[] course.requires course.from course.to mode.from mode.to": """
courses:
  silent:
    title: Silent
    for: unstated
    requires: unstated
    from: unstated
    to: unstated
    modes: [{mode: e-learning, from: unstated, to: unstated}]
  listed: {title: Listed, for: [unstated]}
require: {completed: [silent, listed], times: 2, mode: [e-learning]}
---
events: [{completed: silent, date: 2011-03-01}, {completed: listed, date: 2011-03-02, mode: e-learning}]
---
2011-03-01 | overdue too-few
2011-03-02 | met
""",
    "group.levels group.levels[] outcome.level": """
groups: {silent: {title: Silent, levels: unstated}, listed: {title: Listed, levels: [unstated]}}
outcomes: {described: {statement: Described, level: unstated}}
for: [silent, listed]
require: {outcome: described}
---
groups: [{group: silent}]
events: [{outcome: described, date: 2011-03-01}]
---
2011-02-28 | overdue never-done
2011-03-01 | met
""",
    "outcome.part_of": """
outcomes: {part: {statement: Part, part_of: unstated}}
require: {outcome: recognise}
---
events: [{outcome: part, date: 2011-03-01}]
---
2011-02-28 | overdue never-done
2011-03-01 | overdue never-done
""",
    "valid.from valid.to": """
valid: {from: unstated, to: unstated}
require: {completed: one}
---
events: [{completed: one, date: 2011-03-01}]
---
2011-02-28 | overdue never-done
2011-03-01 | met
""",
}

NAMES: Final = {"framework.id", "framework.extends", "framework.language", "level.id", "source.published"}
"""Places where the word is no silence of a rule: the ids of documents and items, a language, a day of print."""
WORDS: Final = {
    *("choice.provider", "choice.tag", "selector.provider", "selector.tag", "trigger.provider", "trigger.tag"),
    *(
        "course.provider",
        "course.modes[]",
        "mode.mode",
        "mode.provider",
        "requirement-fact.is",
        "requirement-fact.is[]",
    ),
    *(f"requirement-{head}.mode{rest}" for head in ("completed", "evidence", "hours") for rest in ("", "[]")),
}
"""Places that hold any text, and are silent with this one."""


def admitting() -> Iterator[str]:
    """The places of the schema that take the word `unstated` and not just any text."""
    for name, definition in (("framework", SCHEMA), ("valid", SCHEMA["properties"]["valid"]), *SCHEMA["$defs"].items()):
        if name == "requirement-without-head":  # holds the keys of all forms, to name a misspelt head
            continue
        branches = (definition, definition.get("then", {}), definition.get("else", {}))
        for key, schema in [pair for branch in branches for pair in branch.get("properties", {}).items()]:
            if admits(schema):
                yield f"{name}.{key}"
            items = resolved(schema).get("items")
            if isinstance(items, dict) and admits(items):
                yield f"{name}.{key}[]"


def resolved(schema: dict[str, object]) -> dict[str, object]:
    while "$ref" in schema:
        schema = SCHEMA["$defs"][str(schema["$ref"]).removeprefix("#/$defs/")]
    return schema


def admits(schema: dict[str, object]) -> bool:
    whole = resolved(schema)
    then = whole.get("then")
    enumerated = whole.get("enum")
    said = [whole.get("const"), *([then.get("const")] if isinstance(then, dict) else [])]
    said += enumerated if isinstance(enumerated, list) else []
    return "unstated" in said or ("pattern" in whole and bool(re.search(str(whole["pattern"]), "unstated")))


def test_every_place_where_the_schema_takes_unstated_has_its_days() -> None:
    listed = [place for places in CASES for place in places.split()]
    assert len(listed) == len(set(listed))
    assert set(listed) - WORDS == {place for place in admitting() if not place.endswith(".renames")} - NAMES - WORDS
    assert set(listed) >= WORDS


@pytest.mark.parametrize("places", CASES)
def test_where_the_document_is_silent_nothing_is_decided_by_it(places: str) -> None:
    additions, history, table = re.split(r"^---\n", CASES[places], flags=re.MULTILINE)
    rules = added(mapping(BASE), mapping(additions))
    rows_are(rules, record(history, rules), table)


def test_every_text_has_the_word_in_it() -> None:
    for places, text in CASES.items():
        assert text.count("unstated") >= text.count("unknown unstated") + 1, places
