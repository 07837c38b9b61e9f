"""Faults of a gold standard (`map --evaluate FILE`), with their pages.

The examples are whole files; they name items of the frameworks `kirklees` and `durham`.
"""

from __future__ import annotations

from typing import Final

from competency.diagnostics import Rule, Severity

COLUMNS: Final = Rule(
    "CF701",
    "gold-columns",
    Severity.ERROR,
    """
The first line of a gold standard does not name its columns as it should.

## Why it matters

Columns are found by their names, in any order: `left`, `relation` and `right`. All others are kept as notes.

## Fails

```csv
kirklees:level-3,narrow,durham:group-4
```

## Passes

```csv
left,relation,right
kirklees:level-3,narrow,durham:group-4
```

## Fix

Write the names into the first line, separated by tabs or by commas, each once.
""",
)

FIELDS: Final = Rule(
    "CF702",
    "gold-fields",
    Severity.ERROR,
    """
A row of a gold standard has more fields than there are columns, or fewer than the three that are needed.

## Why it matters

A comma too many moves the rest of the row into other columns. Often it stands in a reason that needs quotes.

## Fails

```csv
left,relation,right,reason
kirklees:level-3,narrow,durham:group-4,enquiries, complex cases
```

## Passes

```csv
left,relation,right,reason
kirklees:level-3,narrow,durham:group-4,"enquiries, complex cases"
```

## Fix

Put a field with a comma in it into double quotes, or separate the columns by tabs.
""",
)

QUOTE: Final = Rule(
    "CF703",
    "gold-quote",
    Severity.ERROR,
    """
A double quote opens a field and is not closed, or text follows the one that closes it.

## Why it matters

All rows down to the next quote would be one field, and none of them would be judged.

## Fails

```csv
left,relation,right,reason
kirklees:level-3,narrow,durham:group-4,"enquiries
```

## Passes

```csv
left,relation,right,reason
kirklees:level-3,narrow,durham:group-4,"enquiries"
```

## Fix

Close the quote; write a quote inside a quoted field twice.
""",
)

UNKNOWN_ITEM: Final = Rule(
    "CF704",
    "gold-unknown-item",
    Severity.ERROR,
    """
A row of a gold standard names an item that its framework doesn't have.

## Why it matters

A match that can't be found would count against the engine, though only the id is wrong. Ids of other alphabets are
read as ours where they can be: `csf:ID.AM-1` is `csf:id-am-1`.

## Fails

```csv
left,relation,right
kirklees:level-9,narrow,durham:group-4
```

## Passes

```csv
left,relation,right
kirklees:level-3,narrow,durham:group-4
```

## Fix

Write the id of a level, a group, an outcome or a course of the framework.
""",
)

UNKNOWN_RELATION: Final = Rule(
    "CF705",
    "gold-unknown-relation",
    Severity.ERROR,
    """
A row of a gold standard has a relation that is none of those known.

## Why it matters

The relations are `exact`, `close`, `broad`, `narrow`, `related` and `none`; `skos:broadMatch` and the like are read as
these, and so are `=`, `<` (the right one is broader) and `>`.

## Fails

```csv
left,relation,right
kirklees:level-3,includes,durham:group-4
```

## Passes

```csv
left,relation,right
kirklees:level-3,narrow,durham:group-4
```

## Fix

Write one of the six words. `a broad b` says that b is the broader one.
""",
)

CONTRADICTION: Final = Rule(
    "CF706",
    "gold-contradiction",
    Severity.ERROR,
    """
Two rows of a gold standard say of one pair that it corresponds, and that it doesn't.

## Why it matters

Whatever is found, one of the two rows is wrong; which one the file has to say.

## Fails

```csv
left,relation,right
kirklees:level-3,narrow,durham:group-4
durham:group-4,none,kirklees:level-3
```

## Passes

```csv
left,relation,right
kirklees:level-3,narrow,durham:group-4
```

## Fix

Delete one of the two rows.
""",
)

REPEATED: Final = Rule(
    "CF707",
    "gold-repeated",
    Severity.WARNING,
    """
A gold standard judges the same pair twice; the first row counts.

## Why it matters

A pair that counts twice weighs twice. Where the two rows give different relations, only one of them can be met.

## Fails

```csv
left,relation,right
kirklees:level-3,narrow,durham:group-4
kirklees:level-3,related,durham:group-4
```

## Passes

```csv
left,relation,right
kirklees:level-3,narrow,durham:group-4
```

## Fix

Delete one of the two rows.
""",
)

NO_ROWS: Final = Rule(
    "CF708",
    "gold-none",
    Severity.ERROR,
    """
A gold standard holds no row of the two frameworks that are compared.

## Why it matters

Without one nothing can be measured. Ids are qualified, such as `kirklees:level-3`; rows of other frameworks are left
out.

## Fails

```csv
left,relation,right
kirklees:level-3,narrow,bedfordshire:group-c
```

## Passes

```csv
left,relation,right
kirklees:level-3,narrow,durham:group-4
```

## Fix

Compare the two frameworks that the file is about, or correct the ids of the frameworks in it.
""",
)

RULES: Final = (
    COLUMNS,
    FIELDS,
    QUOTE,
    UNKNOWN_ITEM,
    UNKNOWN_RELATION,
    CONTRADICTION,
    REPEATED,
    NO_ROWS,
)
