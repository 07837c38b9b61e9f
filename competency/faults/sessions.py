"""Faults of a calendar of sessions (`--sessions FILE`), with their pages.

The examples are whole files; they name the courses of the example framework.
"""

from __future__ import annotations

from typing import Final

from competency.diagnostics import Rule, Severity

COLUMNS: Final = Rule(
    "CF501",
    "sessions-columns",
    Severity.ERROR,
    """
The first line of a calendar does not name its columns as it should.

## Why it matters

Columns are found by their names, in any order: `course` and `date`, and where known `place`, `mode` and `free_places`.
A column under another name would be left out without a word.

## Fails

```csv
course,day,place
awareness,2012-05-14,Huddersfield
```

## Passes

```csv
course,date,place
awareness,2012-05-14,Huddersfield
```

## Fix

Write the names into the first line, separated by commas, each once.
""",
)

FIELDS: Final = Rule(
    "CF502",
    "sessions-fields",
    Severity.ERROR,
    """
A row of a calendar has more or fewer fields than there are columns.

## Why it matters

A comma too many or too few moves the rest of the row into other columns. Often it stands in a place that needs quotes.

## Fails

```csv
course,date,place
awareness,2012-05-14,Town Hall, Huddersfield
```

## Passes

```csv
course,date,place
awareness,2012-05-14,"Town Hall, Huddersfield"
```

## Fix

Put a field with a comma in it into double quotes; write two commas where a field is empty.
""",
)

UNKNOWN_COURSE: Final = Rule(
    "CF503",
    "sessions-unknown-course",
    Severity.ERROR,
    """
A session is of a course that the framework doesn't have.

## Why it matters

No plan could ever use it, and the course that was meant would seem to have no session.

## Fails

```csv
course,date
awarenes,2012-05-14
```

## Passes

```csv
course,date
awareness,2012-05-14
```

## Fix

Write the id of a course of the framework; `competency show REF` lists them.
""",
)

DATE: Final = Rule(
    "CF504",
    "sessions-date",
    Severity.ERROR,
    """
The date of a session is no day of the calendar in the form YYYY-MM-DD.

## Why it matters

03/04/2012 is a day in March to some and in April to others; 2011-02-29 never came.

## Fails

```csv
course,date
awareness,14/05/2012
```

## Passes

```csv
course,date
awareness,2012-05-14
```

## Fix

Write the year, the month and the day: 2012-05-14. A spreadsheet can show a whole column of dates so.
""",
)

FREE_PLACES: Final = Rule(
    "CF505",
    "sessions-free-places",
    Severity.ERROR,
    """
The number of free places is no whole number from 0.

## Why it matters

A session without a free place is left out of plans, so the number has to be one. Left empty it is not known, and the
session is taken to have places.

## Fails

```csv
course,date,free_places
awareness,2012-05-14,-2
```

## Passes

```csv
course,date,free_places
awareness,2012-05-14,0
```

## Fix

Write 0 for a session that is full (also one that is overbooked), or leave the field empty.
""",
)

UNKNOWN_MODE: Final = Rule(
    "CF506",
    "sessions-unknown-mode",
    Severity.ERROR,
    """
A session is in a mode that its course doesn't have.

## Why it matters

A rule that asks for a mode would not count it, and a word with a slip in it is another mode.

## Fails

```csv
course,date,mode
awareness,2012-05-14,elearning
```

## Passes

```csv
course,date,mode
awareness,2012-05-14,e-learning
```

## Fix

Write one of the modes that the framework lists for the course, add the mode there, or leave the field empty.
""",
)

SAME_SESSION: Final = Rule(
    "CF507",
    "sessions-twice",
    Severity.ERROR,
    """
The same session stands in a calendar twice: the same course, day, place and mode.

## Why it matters

Where the numbers of free places differ, nobody knows which is right.

## Fails

```csv
course,date,free_places
awareness,2012-05-14,3
awareness,2012-05-14,0
```

## Passes

```csv
course,date,free_places
awareness,2012-05-14,3
```

## Fix

Delete one of the two rows.
""",
)

NO_SESSIONS: Final = Rule(
    "CF508",
    "sessions-none",
    Severity.ERROR,
    """
A calendar holds no session.

## Why it matters

Most often the export went wrong. A plan without a calendar would look like one that follows it.

## Fails

```csv
course,date,place
```

## Passes

```csv
course,date,place
awareness,2012-05-14,Huddersfield
```

## Fix

Write the sessions below the line of names, or leave `--sessions` out.
""",
)

OPEN_QUOTE: Final = Rule(
    "CF509",
    "sessions-quote",
    Severity.ERROR,
    """
A double quote opens a field and is not closed, or text follows the one that closes it.

## Why it matters

All rows down to the next quote would be one field, and their sessions gone.

## Fails

```csv
course,date,place
awareness,2012-05-14,"Town Hall
neglect,2012-05-15,Huddersfield
```

## Passes

```csv
course,date,place
awareness,2012-05-14,"Town Hall"
neglect,2012-05-15,Huddersfield
```

## Fix

Close the quote; write a quote inside a quoted field twice.
""",
)

RULES: Final = (
    COLUMNS,
    FIELDS,
    UNKNOWN_COURSE,
    DATE,
    FREE_PLACES,
    UNKNOWN_MODE,
    SAME_SESSION,
    NO_SESSIONS,
    OPEN_QUOTE,
)
