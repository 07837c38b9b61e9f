"""Faults of reference, with their pages: an id that names nothing, the wrong thing, or leads in a circle."""

from __future__ import annotations

from typing import Final

from competency.diagnostics import Rule, Severity

UNKNOWN_REFERENCE: Final = Rule(
    "CF301",
    "unknown-reference",
    Severity.ERROR,
    """
An id names an item that the framework does not declare.

## Why it matters

A rule about an item that is not there can never be met, and nobody would notice: the person would simply stay
overdue. Most often it is a slip of the pen.

## Fails

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
  neglect: {title: Neglect, requires: {completed: awarenes}, source: strategy §2}  # <- here
```

## Passes

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
  neglect: {title: Neglect, requires: {completed: awareness}, source: strategy §2}
```

## Fix

Correct the id to the one suggested, or declare the item.
""",
)

KNOWN_ELSEWHERE: Final = Rule(
    "CF302",
    "known-elsewhere",
    Severity.ERROR,
    """
An id is not declared in this framework, but another framework has it.

## Why it matters

Ids are local: `working-together` of one board is another course than that of the next. A reference into another
framework says so, as `framework:id`.

## Fails

```yaml
courses:
  neglect: {title: Neglect, requires: {completed: module-6d}, source: strategy §2}  # <- here
```

## Passes

```yaml
courses:
  neglect: {title: Neglect, requires: {completed: 'solihull:module-6d'}, source: strategy §2}
```

## Fix

Write `framework:id` if the other framework's item is meant; otherwise declare the item here.
""",
)

WRONG_KIND: Final = Rule(
    "CF303",
    "wrong-kind",
    Severity.ERROR,
    """
An id names an item of a kind that can't stand in this place.

## Why it matters

`completed` asks for a course, `member` for a group, `evidence` for a piece of evidence. With an item of another
kind the sentence has no meaning.

## Fails

```yaml
levels:
  - {id: level-1, title: Level 1, requires: {completed: approval}, source: strategy §1}  # <- here
evidence:
  approval: {title: Approval, source: strategy §2}
```

## Passes

```yaml
levels:
  - {id: level-1, title: Level 1, requires: {evidence: approval}, source: strategy §1}
evidence:
  approval: {title: Approval, source: strategy §2}
```

## Fix

Name an item of the right kind, or use the form that belongs to the item's kind.
""",
)

UNKNOWN_FRAMEWORK: Final = Rule(
    "CF304",
    "unknown-framework",
    Severity.ERROR,
    """
A reference names a framework that is not among the documents of this run, in the same folder or bundled.

## Why it matters

What an alignment with an unknown framework is worth can't be computed, and a record of an unknown framework can't
be checked at all.

## Fails

```yaml
groups:
  group-1:
    title: Group 1
    aligned: {exact: ['working_together_2099:group-1']}  # <- here
    source: strategy §1
```

## Passes

```yaml
groups:
  group-1:
    title: Group 1
    aligned: {exact: ['working_together_2010:group-1']}
    source: strategy §1
```

## Fix

Correct the framework's id, name its file in the same run, or put the file into the same folder.
""",
)

OWN_FRAMEWORK_NAMED: Final = Rule(
    "CF305",
    "own-framework-named",
    Severity.ERROR,
    """
A reference names its own framework, where the bare id belongs.

## Why it matters

One item has one name within its framework, so that two rules about it are seen to be about the same thing.

## Fails

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
  neglect: {title: Neglect, requires: {completed: 'example:awareness'}, source: strategy §2}  # <- here
```

## Passes

```yaml
courses:
  awareness: {title: Awareness, source: strategy §1}
  neglect: {title: Neglect, requires: {completed: awareness}, source: strategy §2}
```

## Fix

Leave the framework's id and the colon out.
""",
)

DUPLICATE_ID: Final = Rule(
    "CF306",
    "duplicate-id",
    Severity.ERROR,
    """
Two items of a framework have the same id.

## Why it matters

Ids are unique within a framework, whatever their kind, so that a record, a plan or another framework can name an
item with one word.

## Fails

```yaml
levels:
  - {id: induction, title: Induction, source: strategy §1}
courses:
  induction: {title: Induction course, source: strategy §2}  # <- here
```

## Passes

```yaml
levels:
  - {id: induction, title: Induction, source: strategy §1}
courses:
  induction-course: {title: Induction course, source: strategy §2}
```

## Fix

Rename one of the two, and the references to it.
""",
)

RESERVED_ID: Final = Rule(
    "CF307",
    "reserved-id",
    Severity.ERROR,
    """
An item has a word of the format as its id: `unstated`, `everyone`, `joining`, or `appointed` where it is no fact.

## Why it matters

In the places where ids stand these words have a meaning of their own, so the item could never be named.

## Fails

```yaml
groups:
  everyone: {title: All staff, source: strategy §1}  # <- here
```

## Passes

```yaml
groups:
  all-staff: {title: All staff, source: strategy §1}
```

## Fix

Give the item another id. To address everybody, leave `for` out or write `for: everyone`.
""",
)

CYCLE_OF_EXTENDS: Final = Rule(
    "CF308",
    "cycle-of-extends",
    Severity.ERROR,
    """
Groups extend each other in a circle.

## Why it matters

`extends` hands all standards of one group to another. In a circle all groups would be the same group.

## Fails

```yaml
groups:
  group-1: {title: Group 1, extends: [group-2], source: strategy §1}
  group-2: {title: Group 2, extends: [group-1], source: strategy §1}  # <- here
```

## Passes

```yaml
groups:
  group-1: {title: Group 1, source: strategy §1}
  group-2: {title: Group 2, extends: [group-1], source: strategy §1}
```

## Fix

Take out the `extends` that points the wrong way; if both groups have the same standards, list both under `for`.
""",
)

CYCLE_OF_PARTS: Final = Rule(
    "CF309",
    "cycle-of-parts",
    Severity.ERROR,
    """
Groups or outcomes are parts of each other in a circle.

## Why it matters

A part is smaller than its whole; a circle has neither.

## Fails

```yaml
outcomes:
  recognise: {statement: Recognises signs of abuse, part_of: respond, source: strategy §1}
  respond: {statement: Responds to a disclosure, part_of: recognise, source: strategy §1}  # <- here
```

## Passes

```yaml
outcomes:
  recognise: {statement: Recognises signs of abuse, source: strategy §1}
  respond: {statement: Responds to a disclosure, part_of: recognise, source: strategy §1}
```

## Fix

Take one `part_of` out.
""",
)

CYCLE_OF_INCLUDES: Final = Rule(
    "CF310",
    "cycle-of-includes",
    Severity.ERROR,
    """
Courses include each other in a circle.

## Why it matters

`includes` says that completing one course completes another. In a circle the courses would be one and the same.

## Fails

```yaml
courses:
  full: {title: Full course, includes: [short], source: strategy §1}
  short: {title: Short course, includes: [full], source: strategy §1}  # <- here
```

## Passes

```yaml
courses:
  full: {title: Full course, includes: [short], source: strategy §1}
  short: {title: Short course, source: strategy §1}
```

## Fix

Keep the `includes` of the larger course only.
""",
)

CYCLE_OF_DEFINITIONS: Final = Rule(
    "CF311",
    "cycle-of-definitions",
    Severity.ERROR,
    """
A level, standard, outcome, group or piece of evidence is defined by itself, directly or through others.

## Why it matters

Whether it holds could never be answered. (Prerequisites of courses may go round in a circle: a person may enter
it somewhere. Definitions may not.)

## Fails

```yaml
levels:
  - {id: level-1, title: Level 1, requires: {level: level-2}, source: strategy §1}
  - {id: level-2, title: Level 2, requires: {level: level-1}, source: strategy §1}  # <- here
```

## Passes

```yaml
levels:
  - {id: level-1, title: Level 1, requires: {completed: awareness}, source: strategy §1}
  - {id: level-2, title: Level 2, requires: {level: level-1}, source: strategy §1}
courses:
  awareness: {title: Awareness, source: strategy §1}
```

## Fix

Say what one of them rests on besides the others: a course, evidence or a fact.
""",
)

VALUE_OF_ANOTHER_TYPE: Final = Rule(
    "CF312",
    "value-of-another-type",
    Severity.ERROR,
    """
A record states a value that its fact can't take.

## Why it matters

A deadline counts from a date, and a rule asks for one of the values that the framework lists. From 'last autumn' no
day can be counted, and a value that no rule knows is the same as none.

## Fails

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
facts: {appointed: autumn 2010}  # <- here
```

## Passes

```yaml
format: record/1
id: p-0001
framework: kirklees
subject: practitioner
facts: {appointed: 2010-09-01}
```

## Fix

Write a date as YYYY-MM-DD, a yes-no fact as yes or no, any other as one of the values in the fact's declaration.
""",
)

UNKNOWN_RECORD: Final = Rule(
    "CF313",
    "unknown-record",
    Severity.ERROR,
    """
A scenario names a record that is not there.

## Why it matters

Without the record nothing can be tried, and the example would be passed over in silence.

## Fails

```yaml
format: scenario/1
id: refresher-lapsed
framework: kirklees
record: kirklees-lapsed-pediatrician  # <- here
on: 2012-05-01
expect: {refresh-working-together: overdue}
```

## Passes

```yaml
format: scenario/1
id: refresher-lapsed
framework: kirklees
record: kirklees-lapsed-paediatrician
on: 2012-05-01
expect: {refresh-working-together: overdue}
```

## Fix

Write the path of the record from the scenario's own folder, the id of a record of the same run or of a bundled example,
or the record itself.
""",
)

RECORD_OF_ANOTHER_FRAMEWORK: Final = Rule(
    "CF314",
    "record-of-another-framework",
    Severity.ERROR,
    """
A scenario is about one framework, and the record that it names about another.

## Why it matters

A record's ids are those of its own framework; under another one the same id may stand for something else.

## Fails

```yaml
format: scenario/1
id: refresher-lapsed
framework: kirklees
record: durham-overdue-nurse  # <- here
on: 2012-05-01
expect: {refresh-working-together: overdue}
```

## Passes

```yaml
format: scenario/1
id: refresher-lapsed
framework: durham
record: durham-overdue-nurse
on: 2013-06-14
expect: {refresh-every-three-years: overdue}
```

## Fix

Name a record of the scenario's framework, or correct the scenario's `framework`.
""",
)

RULES: Final = (
    UNKNOWN_REFERENCE,
    KNOWN_ELSEWHERE,
    WRONG_KIND,
    UNKNOWN_FRAMEWORK,
    OWN_FRAMEWORK_NAMED,
    DUPLICATE_ID,
    RESERVED_ID,
    CYCLE_OF_EXTENDS,
    CYCLE_OF_PARTS,
    CYCLE_OF_INCLUDES,
    CYCLE_OF_DEFINITIONS,
    VALUE_OF_ANOTHER_TYPE,
    UNKNOWN_RECORD,
    RECORD_OF_ANOTHER_FRAMEWORK,
)
