"""Faults of text, with their pages: a file that is not plain YAML.

What can't be shown in Markdown (a byte, a character that nobody sees) is shown as a Python literal of the file's bytes.
"""

from __future__ import annotations

from typing import Final

from competency.diagnostics import Rule, Severity

NOT_UTF8: Final = Rule(
    "CF001",
    "not-utf8",
    Severity.ERROR,
    r"""
A file is not encoded in UTF-8.

## Why it matters

The bytes of another encoding read as other letters, or as none: a name would silently be a different name.

## Fails

```python
b"title: Caf\xe9\n"
```

## Passes

```python
b"title: Caf\xc3\xa9\n"
```

## Fix

Save the file as UTF-8; most editors offer it under 'Save as'.
""",
)

BYTE_ORDER_MARK: Final = Rule(
    "CF002",
    "byte-order-mark",
    Severity.ERROR,
    r"""
A file begins with a byte order mark.

## Why it matters

UTF-8 needs no such mark. It can't be seen, and some programs read it as part of the first key.

## Fails

```python
b"\xef\xbb\xbftitle: Training strategy\n"
```

## Passes

```python
b"title: Training strategy\n"
```

## Fix

Save the file as 'UTF-8', not as 'UTF-8 with BOM'.
""",
)

CONTROL_CHARACTER: Final = Rule(
    "CF003",
    "control-character",
    Severity.ERROR,
    r"""
A text contains a character that can't be seen or printed.

## Why it matters

Such characters come with text copied from word processors and scans. Nobody sees them, ids that contain one match
nothing, and terminals and other programs act on them.

## Fails

```python
b"title: Training\x0bstrategy\n"
```

## Passes

```python
b"title: Training strategy\n"
```

## Fix

Delete the character together with the text around it, and type that again.
""",
)

TAB: Final = Rule(
    "CF004",
    "tab",
    Severity.ERROR,
    r"""
A tab stands where YAML allows only spaces.

## Why it matters

Indentation says what belongs to what, and editors disagree on how wide a tab is.

## Fails

```python
b"levels:\n\t- {id: level-1, title: Level 1}\n"
```

## Passes

```python
b"levels:\n  - {id: level-1, title: Level 1}\n"
```

## Fix

Replace each tab with spaces; editors can do it for the whole file, and be told to insert spaces from then on.
""",
)

SYNTAX: Final = Rule(
    "CF005",
    "syntax",
    Severity.ERROR,
    """
A text is not YAML.

## Why it matters

Nothing after the place can be relied on, so the rest of the file is not read.

## Fails

```yaml
title: Working Together: a refresher  # <- here
```

## Passes

```yaml
title: "Working Together: a refresher"
```

## Fix

Follow the hint of the message. Often a text with a colon, a bracket or a quotation mark in it needs quotes, or a line
is not indented like its neighbours.
""",
)

SEVERAL_DOCUMENTS: Final = Rule(
    "CF006",
    "several-documents",
    Severity.ERROR,
    """
A file holds more than one document.

## Why it matters

Each finding names a file, and a framework is looked up by the name of its file: one file, one document.

## Fails

```yaml
title: Level 1
---  # <- here
title: Level 2
```

## Passes

```yaml
---
title: Level 1
```

## Fix

Put each document into a file of its own, or delete the `---`.
""",
)

DUPLICATE_KEY: Final = Rule(
    "CF007",
    "duplicate-key",
    Severity.ERROR,
    """
A mapping uses the same key twice.

## Why it matters

Most programs keep the last one without a word. A course or a rule would be gone, and nobody would know.

## Fails

```yaml
courses:
  awareness: {title: Awareness}
  neglect: {title: Neglect}
  awareness: {title: Awareness for managers}  # <- here
```

## Passes

```yaml
courses:
  awareness: {title: Awareness}
  neglect: {title: Neglect}
  awareness-managers: {title: Awareness for managers}
```

## Fix

Delete one of the two, or give one of them another name.
""",
)

MERGE_KEY: Final = Rule(
    "CF008",
    "merge-key",
    Severity.ERROR,
    """
The key `<<` is used to merge another mapping into this one.

## Why it matters

Merging was dropped from YAML 1.2, and programs that read it differ. Who reads the file should see what an item says.

## Fails

```yaml
courses:
  awareness: &common {level: level-1}
  neglect:
    <<: *common  # <- here
    title: Neglect
```

## Passes

```yaml
courses:
  awareness: {level: level-1}
  neglect:
    level: level-1
    title: Neglect
```

## Fix

Write the keys out. To say that one group has the standards of another, use `extends`.
""",
)

TAG: Final = Rule(
    "CF009",
    "tag",
    Severity.ERROR,
    """
A value has a tag (`!name`), or the file a directive (`%YAML`, `%TAG`).

## Why it matters

Tags ask a program to build something other than text, numbers, lists and mappings. Documents hold only those.

## Fails

```yaml
title: !!str 2011  # <- here
```

## Passes

```yaml
title: "2011"
```

## Fix

Delete the tag or the line. To keep a value as text, put it into quotes.
""",
)

TOO_DEEP: Final = Rule(
    "CF010",
    "too-deep",
    Severity.ERROR,
    """
Lists and mappings are nested more than 100 levels deep.

## Why it matters

No strategy nests like this. A bracket is missing, or a program wrote the file.

## Fails

```python
b"levels: " + 100 * b"[" + 100 * b"]"
```

## Passes

```python
b"levels: " + 99 * b"[" + 99 * b"]"
```

## Fix

Close the brackets that are open, or give nested items ids and refer to them.
""",
)

ALIAS_EXPANSION: Final = Rule(
    "CF011",
    "alias-expansion",
    Severity.ERROR,
    """
Aliases repeat more than 1,000 keys and values.

## Why it matters

A short file can stand for millions of values through aliases of aliases. That would exhaust every program
that reads it.

## Fails

```yaml
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]  # <- here
```

## Passes

```yaml
a: &a [x, x, x, x, x, x, x, x, x, x]
b: [*a, *a, *a, *a, *a, *a, *a, *a, *a]
```

## Fix

Write values out, or refer to items by id.
""",
)

ALIAS_INSIDE_ITSELF: Final = Rule(
    "CF012",
    "alias-inside-itself",
    Severity.ERROR,
    """
An alias stands inside the value that it repeats.

## Why it matters

Such a value has no end and can't be written out.

## Fails

```yaml
groups:
  managers: &managers
    title: Managers
    extends: [*managers]  # <- here
```

## Passes

```yaml
groups:
  everyone: {title: Everyone}
  managers:
    title: Managers
    extends: [everyone]
```

## Fix

Refer to the item by its id instead.
""",
)

UNKNOWN_ALIAS: Final = Rule(
    "CF013",
    "unknown-alias",
    Severity.ERROR,
    """
An alias names a value that nothing above is named.

## Why it matters

`*name` repeats the value marked `&name`. Without one there is nothing to repeat; often the text was not meant as an
alias at all.

## Fails

```yaml
courses:
  awareness: {title: *Awareness}  # <- here
```

## Passes

```yaml
courses:
  awareness: {title: "*Awareness"}
```

## Fix

Correct the name, write the value out, or put a text that begins with `*` into quotes.
""",
)

KEY_TOO_LONG: Final = Rule(
    "CF014",
    "key-too-long",
    Severity.ERROR,
    """
A key has more than 256 characters.

## Why it matters

Keys are names. One this long is a paragraph that came before a colon.

## Fails

```python
257 * b"a" + b": Awareness"
```

## Passes

```python
256 * b"a" + b": Awareness"
```

## Fix

Use a short key and move the text into the value, for instance as `title` or `description`.
""",
)

TEXT_TOO_LONG: Final = Rule(
    "CF015",
    "text-too-long",
    Severity.ERROR,
    """
A text has more than 100,000 characters.

## Why it matters

The longest paragraphs of published strategies have some 5,000. A quotation mark that is never closed swallows the rest
of a file, and a text this long belongs into its source.

## Fails

```python
b"description: " + 100_001 * b"x"
```

## Passes

```python
b"description: " + 100_000 * b"x"
```

## Fix

Look for a missing quotation mark; else shorten the text, or refer to the source.
""",
)

NUMBER_TOO_LONG: Final = Rule(
    "CF016",
    "number-too-long",
    Severity.ERROR,
    """
A number has more digits than programs can hold.

## Why it matters

Programs that read it would round it, each in its own way. A number this long is a name.

## Fails

```yaml
course:
  number: 1234567890123456789  # <- here
```

## Passes

```yaml
course:
  number: "1234567890123456789"
```

## Fix

Put it into quotes if it is a reference number; else shorten it.
""",
)

NOT_A_FINITE_NUMBER: Final = Rule(
    "CF017",
    "not-a-finite-number",
    Severity.ERROR,
    """
A value is infinity or 'not a number'.

## Why it matters

Neither can be counted with, nor written as JSON.

## Fails

```yaml
minutes: .inf  # <- here
```

## Passes

```yaml
minutes: 180
```

## Fix

Write a number, or leave the key out where there is none.
""",
)

KEY_NOT_TEXT: Final = Rule(
    "CF018",
    "key-not-text",
    Severity.ERROR,
    """
A key is a number, a yes/no, nothing, a list or a mapping, and not text.

## Why it matters

`1` and `"1"` are two different keys to YAML, and one key to JSON and to people. `{{name}}` of a template is a mapping
as a key.

## Fails

```yaml
levels:
  1: Level 1  # <- here
```

## Passes

```yaml
levels:
  "1": Level 1
```

## Fix

Put the key into quotes, or better, use an id such as `level-1`.
""",
)

EMPTY_DOCUMENT: Final = Rule(
    "CF019",
    "empty-document",
    Severity.ERROR,
    """
A file has no content.

## Why it matters

An empty file is most often one that was not saved, or lost its content on the way.

## Fails

```yaml
# to be written
```

## Passes

```yaml
# to be written
title: Training strategy
```

## Fix

Write the document; `competency new` makes a first draft.
""",
)

NOT_A_MAPPING: Final = Rule(
    "CF020",
    "not-a-mapping",
    Severity.ERROR,
    """
A document is a list or a single value, not a mapping.

## Why it matters

Every document says by its keys what it is: `format`, `id`, `title`.

## Fails

```yaml
- format: framework/1  # <- here
- title: Training strategy
```

## Passes

```yaml
format: framework/1
title: Training strategy
```

## Fix

Start the file with keys, each followed by a colon.
""",
)

RULES: Final = (
    NOT_UTF8,
    BYTE_ORDER_MARK,
    CONTROL_CHARACTER,
    TAB,
    SYNTAX,
    SEVERAL_DOCUMENTS,
    DUPLICATE_KEY,
    MERGE_KEY,
    TAG,
    TOO_DEEP,
    ALIAS_EXPANSION,
    ALIAS_INSIDE_ITSELF,
    UNKNOWN_ALIAS,
    KEY_TOO_LONG,
    TEXT_TOO_LONG,
    NUMBER_TOO_LONG,
    NOT_A_FINITE_NUMBER,
    KEY_NOT_TEXT,
    EMPTY_DOCUMENT,
    NOT_A_MAPPING,
)
