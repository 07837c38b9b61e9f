"""A framework file to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from competency import ids
from competency.errors import BundledId, FileExists, InvalidId, UnreadableFile
from competency.loading import bundled_files

_TEXT: Final = """\
# An example to write over. Check it with: competency validate {id}.yaml
format: framework/1
id: {id}
title: Learning and Development Strategy
publisher: Our Safeguarding Board
language: en-GB
sources:
  strategy: {{title: Learning and Development Strategy, published: unstated}}

levels:                                          # a ladder, lowest first
  - {{id: level-1, title: Level 1, requires: {{completed: awareness}}, source: strategy §1}}
  - id: level-2
    title: Level 2
    requires: {{all: [{{level: level-1}}, {{completed: working-together}}]}}
    source: strategy §1

groups:                                          # who: the target audiences
  group-1: {{title: Staff who may meet children, examples: [librarian, receptionist], source: strategy §2}}
  group-2: {{title: Staff who work with children, extends: [group-1], source: strategy §2}}

outcomes:                                        # what a person can then do
  recognise-abuse: {{statement: Recognises signs of abuse and neglect, level: level-1, source: strategy §3}}
  work-with-others: {{statement: Works with other agencies to protect a child, level: level-2, source: strategy §3}}

courses:
  awareness:
    title: Awareness of Abuse and Neglect
    level: level-1
    modes: [e-learning, face-to-face]
    minutes: 120
    develops: [recognise-abuse]
    source: strategy §4
  working-together:
    title: Working Together
    level: level-2
    modes: [face-to-face]
    minutes: 360
    for: [group-2]
    requires: {{completed: awareness}}
    develops: [work-with-others]
    source: strategy §4

standards:                                       # the rules
  awareness-in-time:
    title: Awareness within six months of appointment, again every three years
    for: [group-1]
    require: {{completed: awareness, every: 3 years}}
    due: {{within: 6 months, of: appointed}}
    source: strategy §5
  working-together-in-time:
    title: Working Together within a year of joining the group
    for: [group-2]
    require: {{completed: working-together}}
    due: {{within: 1 year, of: joining}}
    source: strategy §5
"""


def text(identifier: str) -> str:
    """A small framework that has no findings, with the given id."""
    return _TEXT.format(id=identifier)


def check_id(identifier: str) -> None:
    """Whether a new framework may have this id: returns if so.

    Raises:
        InvalidId: the id is no framework id.
        BundledId: a bundled framework has this id.
    """
    if not ids.FRAMEWORK_ID.match(identifier):
        raise InvalidId(identifier, ids.slug(identifier).replace("-", "_"))
    if identifier in bundled_files():
        raise BundledId(identifier)


def _modeline(folder: Path) -> str:
    """The line by which editors find the schema, where one lies in this folder or the one above; else nothing."""
    for place in ("schema", "../schema"):
        path = f"{place}/framework.schema.json"
        if (folder / path).is_file():
            return f"# yaml-language-server: $schema={path}\n"
    return ""


def write(identifier: str, folder: Path) -> Path:
    """The path of a new file ID.yaml in the folder, that holds `text`, and names its schema if that lies near.

    Raises:
        InvalidId: the id is no framework id.
        BundledId: a bundled framework has this id.
        FileExists: there is such a file; it stays as it is.
        UnreadableFile: the folder can't be written to.
    """
    check_id(identifier)
    path = folder / f"{identifier}.yaml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_modeline(folder) + text(identifier))
    except FileExistsError:
        raise FileExists(path.name) from None
    except OSError as error:
        raise UnreadableFile(str(path), error.strerror or str(error)) from error
    return path
