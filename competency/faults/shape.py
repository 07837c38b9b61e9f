"""Faults of shape, with their pages: what a document says in a way that its format doesn't know."""

from __future__ import annotations

from typing import Final

from competency.diagnostics import Rule, Severity

MISSING_FORMAT: Final = Rule(
    "CF201",
    "missing-format",
    Severity.ERROR,
    """
A document doesn't say which format it has.

## Why it matters

Frameworks, records, mappings, scenarios and facets have different keys. Without a `format` nothing else in the file
can be checked.

## Fails

```yaml
form: record/1  # <- here
id: p-0001
framework: example
subject: practitioner
events: []
```

## Passes

```yaml
format: record/1
id: p-0001
framework: example
subject: practitioner
events: []
```

## Fix

Write `format: framework/1`, `record/1`, `mapping/1`, `scenario/1` or `facets/1` as the first line of the file.
""",
)

UNKNOWN_FORMAT: Final = Rule(
    "CF202",
    "unknown-format",
    Severity.ERROR,
    """
The `format` of a document is none that this version can read.

## Why it matters

The number after the slash tells versions of a format apart. A document of another version might mean something else
by the same keys, so it is not guessed at.

## Fails

```yaml
format: record/2  # <- here
id: p-0001
framework: example
subject: practitioner
```

## Passes

```yaml
format: record/1
id: p-0001
framework: example
subject: practitioner
```

## Fix

Write `framework/1`, `record/1`, `mapping/1`, `scenario/1` or `facets/1`; for a newer format, install a newer version.
""",
)

OTHER_FORMAT: Final = Rule(
    "CF203",
    "other-format",
    Severity.ERROR,
    """
A document has another format than the one that is asked for here.

## Why it matters

A record can't be read as a framework, nor a framework as a record. Most often two file names were swapped.

## Fails

```yaml
format: record/1  # <- here
id: p-0001
framework: example
subject: practitioner
```

## Passes

```yaml
format: framework/1
id: example
title: Example
publisher: Example Board
language: en-GB
sources: {strategy: {title: Example}}
```

## Fix

Name the file that was meant.
""",
)

UNKNOWN_KEY: Final = Rule(
    "CF204",
    "unknown-key",
    Severity.ERROR,
    """
A mapping has a key that the format doesn't know in this place.

## Why it matters

A key that nobody reads is a rule that nobody keeps: with `requries` the prerequisite would silently be gone.

## Fails

```yaml
courses:
  awareness:
    title: Awareness
    minuts: 180  # <- here
```

## Passes

```yaml
courses:
  awareness:
    title: Awareness
    minutes: 180
```

## Fix

Correct the key to the one suggested, or remove it. Free remarks go under `note` or into a YAML comment.
""",
)

MISSING_KEY: Final = Rule(
    "CF205",
    "missing-key",
    Severity.ERROR,
    """
A mapping lacks a key that it can't do without.

## Why it matters

An item without a title can't be shown to anyone; an event without a date can't be placed in time.

## Fails

```yaml
courses:
  awareness:  # <- here
    level: level-1
```

## Passes

```yaml
courses:
  awareness:
    title: Awareness
    level: level-1
```

## Fix

Add the key, with its value.
""",
)

WRONG_TYPE: Final = Rule(
    "CF206",
    "wrong-type",
    Severity.ERROR,
    """
A value is of another type than its key takes: text for a number, one value for a list, or nothing at all.

## Why it matters

Quotes, a missing dash or a missing colon change what YAML reads. `minutes: '180'` is a text that can't be added up.

## Fails

```yaml
courses:
  awareness:
    title: Awareness
    tags: multi-agency  # <- here
```

## Passes

```yaml
courses:
  awareness:
    title: Awareness
    tags: [multi-agency]
```

## Fix

Write the value as the message says. A list is `[one, two]`, or one entry a line, each behind a dash.
""",
)

UNKNOWN_WORD: Final = Rule(
    "CF207",
    "unknown-word",
    Severity.ERROR,
    """
A value is none of the words that its key takes.

## Why it matters

Words such as `must` and `should` are computed with. A word that is not known would have no effect.

## Fails

```yaml
standards:
  refresh:
    title: Training is refreshed
    strength: shuold  # <- here
```

## Passes

```yaml
standards:
  refresh:
    title: Training is refreshed
    strength: should
```

## Fix

Write one of the words that the message lists.
""",
)

MALFORMED_ID: Final = Rule(
    "CF208",
    "malformed-id",
    Severity.ERROR,
    """
An id, or a reference to one, has characters that ids don't have.

## Why it matters

Ids stand in commands, links and other files. They have lower-case letters, digits and hyphens only (a framework's:
underscores), and begin with a letter or digit. A reference into another framework is `framework:id`.

## Fails

```yaml
courses:
  Working Together:  # <- here
    title: Working Together
```

## Passes

```yaml
courses:
  working-together:
    title: Working Together
```

## Fix

Write the id that is suggested, and correct the references to it. The title may have any characters.
""",
)

MALFORMED_DATE: Final = Rule(
    "CF209",
    "malformed-date",
    Severity.ERROR,
    """
A date is not written as YYYY-MM-DD.

## Why it matters

`04/05/2011` is in April to some readers and in May to others. ISO 8601 has one reading.

## Fails

```yaml
valid: {from: 2011-04-01, to: 31 March 2014}  # <- here
```

## Passes

```yaml
valid: {from: 2011-04-01, to: 2014-03-31}
```

## Fix

Write year, month and day, with four, two and two digits: `2014-03-31`.
""",
)

NO_SUCH_DAY: Final = Rule(
    "CF210",
    "no-such-day",
    Severity.ERROR,
    """
A date is written as dates are, but the calendar has no such day.

## Why it matters

Nothing can be due on the 30th of February. It is a slip of the pen, and only its writer knows which day was meant.

## Fails

```yaml
valid: {from: 2011-04-01, to: 2014-02-30}  # <- here
```

## Passes

```yaml
valid: {from: 2011-04-01, to: 2014-02-28}
```

## Fix

Write a day that exists.
""",
)

MALFORMED_PERIOD: Final = Rule(
    "CF211",
    "malformed-period",
    Severity.ERROR,
    """
A period of time is not written as a number and a unit.

## Why it matters

Whether training is current is computed from its period. `3y` or `three years` can be read by people, but also
mistyped without anyone noticing.

## Fails

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {completed: awareness, every: three years}  # <- here
```

## Passes

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {completed: awareness, every: 3 years}
```

## Fix

Write `3 years`, `6 months`, `4 weeks`, `10 days`, or ISO 8601: `P3Y`, `P1Y6M`. If the document is silent, write
`unstated`.
""",
)

MALFORMED_TEXT: Final = Rule(
    "CF212",
    "malformed-text",
    Severity.ERROR,
    """
A text doesn't have the form that its key asks for.

## Why it matters

Some texts are read by programs too, such as the tag of a language.

## Fails

```yaml
format: framework/1
id: example
title: Example
publisher: Example Board
language: British English  # <- here
sources: {strategy: {title: Example}}
```

## Passes

```yaml
format: framework/1
id: example
title: Example
publisher: Example Board
language: en-GB
sources: {strategy: {title: Example}}
```

## Fix

Write the text in the form that the message shows.
""",
)

OUT_OF_RANGE: Final = Rule(
    "CF213",
    "out-of-range",
    Severity.ERROR,
    """
A number is smaller or larger than makes sense.

## Why it matters

A course of no minutes, or a standard that asks for none of its parts, is most likely a slip.

## Fails

```yaml
courses:
  awareness:
    title: Awareness
    minutes: 0  # <- here
```

## Passes

```yaml
courses:
  awareness:
    title: Awareness
    minutes: 180
```

## Fix

Write a number within the bounds, or leave the key out.
""",
)

EMPTY: Final = Rule(
    "CF214",
    "empty",
    Severity.ERROR,
    """
A text, list or mapping that must say something is empty.

## Why it matters

An empty list under `any` could never be satisfied, and one under `all` always is. Neither is meant by leaving it empty.

## Fails

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {any: []}  # <- here
```

## Passes

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {any: [{completed: awareness}, {completed: neglect}]}
```

## Fix

Fill it in, or remove the key. Where the document is silent, write `unstated`.
""",
)

NO_HEAD: Final = Rule(
    "CF215",
    "no-head",
    Severity.ERROR,
    """
A requirement or an event doesn't say of which form it is.

## Why it matters

The head key (`completed`, `fact`, `all`, …) says what is asked for, or what happened; all other keys only add to it.

## Fails

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {every: 3 years}  # <- here
```

## Passes

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {completed: awareness, every: 3 years}
```

## Fix

Add the head key. For a bare id write what is to be done with it: `{completed: awareness}`. Several are joined by
`all` or `any`.
""",
)

TWO_HEADS: Final = Rule(
    "CF216",
    "two-heads",
    Severity.ERROR,
    """
A requirement or an event has two head keys.

## Why it matters

With two heads it can't be known whether both are asked for or either. An event is one thing that happened.

## Fails

```yaml
standards:
  refresh:
    title: Training is refreshed
    require:
      completed: awareness
      evidence: approval  # <- here
```

## Passes

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {all: [{completed: awareness}, {evidence: approval}]}
```

## Fix

Join requirements with `all` or `any`; write two events for two things that happened.
""",
)

FOREIGN_OPTION: Final = Rule(
    "CF217",
    "foreign-option",
    Severity.ERROR,
    """
A requirement has an option that belongs to requirements of another form.

## Why it matters

An option that its form doesn't read would have no effect: a `level` is attained or not, it has no `every`.

## Fails

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {level: level-1, every: 3 years}  # <- here
```

## Passes

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {completed: {level: level-1}, every: 3 years}
```

## Fix

Remove the option, or use the form that it belongs to.
""",
)

EVERY_WITH_EACH: Final = Rule(
    "CF218",
    "every-with-each",
    Severity.ERROR,
    """
A requirement has both `every` and `each`.

## Why it matters

`every: 3 years` counts from the day of the training, `each: calendar-year` by the calendar. They give different days.

## Fails

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {completed: awareness, every: 1 year, each: calendar-year}  # <- here
```

## Passes

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {completed: awareness, each: calendar-year}
```

## Fix

Keep the one that the document means. If both are asked for, write two requirements under `all`.
""",
)

LONELY_KEY: Final = Rule(
    "CF219",
    "lonely-key",
    Severity.ERROR,
    """
A key means something only beside another key, which is not there.

## Why it matters

`refreshed_by` says what restarts the period of `every`; `opens` and `within` count from the event of `after`. Alone
they have no effect.

## Fails

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {completed: awareness, refreshed_by: [refresher]}  # <- here
```

## Passes

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {completed: awareness, every: 3 years, refreshed_by: [refresher]}
```

## Fix

Add the other key, or remove this one.
""",
)

TWO_TIMINGS: Final = Rule(
    "CF220",
    "two-timings",
    Severity.ERROR,
    """
A standard has two of `due`, `before` and `after`.

## Why it matters

Each says in its own way by when the standard is to be met. With two, a day may be in time by one and late by the
other.

## Fails

```yaml
standards:
  induction:
    title: Induction comes first
    require: {completed: awareness}
    due: {within: 6 months, of: appointed}
    before: neglect  # <- here
```

## Passes

```yaml
standards:
  induction:
    title: Induction within six months
    require: {completed: awareness}
    due: {within: 6 months, of: appointed}
  induction-first:
    title: Induction comes first
    require: {completed: awareness}
    before: neglect
```

## Fix

Write two standards with the same `require`, or keep one timing.
""",
)

EVERY_BESIDE_REQUIRE: Final = Rule(
    "CF221",
    "every-beside-require",
    Severity.ERROR,
    """
A standard has `every` beside `require` instead of inside it.

## Why it matters

Beside a `require` it would not be clear which of several courses is to be taken again. A standard's own `every` is
for attested standards, which have no `require`.

## Fails

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {completed: awareness}
    every: 3 years  # <- here
```

## Passes

```yaml
standards:
  refresh:
    title: Training is refreshed
    require: {completed: awareness, every: 3 years}
```

## Fix

Move `every` into the requirement that it belongs to.
""",
)

CLASHING_KEYS: Final = Rule(
    "CF222",
    "clashing-keys",
    Severity.ERROR,
    """
Two keys stand together that exclude each other.

## Why it matters

Each of them decides what the mapping means; with both there are two readings. `values`, for instance, are the answers
to a `one-of` fact: a yes-no fact has its own.

## Fails

```yaml
facts:
  advises:
    title: Advises staff
    type: yes-no
    values: [often, never]  # <- here
```

## Passes

```yaml
facts:
  advises:
    title: Advises staff
    type: one-of
    values: [often, never]
```

## Fix

Keep the one that is meant.
""",
)

RULES: Final = (
    MISSING_FORMAT,
    UNKNOWN_FORMAT,
    OTHER_FORMAT,
    UNKNOWN_KEY,
    MISSING_KEY,
    WRONG_TYPE,
    UNKNOWN_WORD,
    MALFORMED_ID,
    MALFORMED_DATE,
    NO_SUCH_DAY,
    MALFORMED_PERIOD,
    MALFORMED_TEXT,
    OUT_OF_RANGE,
    EMPTY,
    NO_HEAD,
    TWO_HEADS,
    FOREIGN_OPTION,
    EVERY_WITH_EACH,
    LONELY_KEY,
    TWO_TIMINGS,
    EVERY_BESIDE_REQUIRE,
    CLASHING_KEYS,
)
