"""A folder for a board that keeps its framework as a repository: with worked examples, checks and schemas.

Law: it passes all of its own checks as it is written, `validate --strict` and `test`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from competency import __version__, ids, template
from competency.bundled import bundled
from competency.errors import FolderNotEmpty, UnreadableFile

_README: Final = """\
# {id}

What this board's training strategy asks of whom, as one document that is checked and computed with by `competency`.

| file | holds |
| --- | --- |
| `frameworks/{id}.yaml` | the strategy: levels, groups, outcomes, courses, standards. Now an example to write over |
| `records/example-person.yaml` | an invented person. Keep the records of real people elsewhere |
| `scenarios/` | worked examples: a person, a day, and how the standards stand then. They are run as tests |
| `schema/` | what editors complete and check by; each YAML file names its schema in the first line |
| `.github/workflows/competency.yml`, `.gitlab-ci.yml` | the same checks on every change; keep the one that you use |
| `.pre-commit-config.yaml` | the same checks before every commit, with [pre-commit](https://pre-commit.com) |

## Check it

```
competency validate --strict frameworks records scenarios
competency test .
```

`competency validate` tells every fault with its line and a fix. What can't be mended at once can be made known:

```
competency validate frameworks records scenarios --write-baseline baseline.json
competency validate --strict frameworks records scenarios --baseline baseline.json
```

## Ask it

```
competency explain frameworks/{id}.yaml
competency check frameworks/{id}.yaml records/example-person.yaml
competency pathway frameworks/{id}.yaml records/example-person.yaml --goal level-2
```

In VS Code the extension "YAML" of Red Hat (proposed when you open this folder) completes keys and marks faults.
"""

_RECORD: Final = """\
# yaml-language-server: $schema=../schema/record.schema.json
# An invented person. Check it with: competency check frameworks/{id}.yaml records/example-person.yaml
format: record/1
id: example-person
framework: {id}
subject: practitioner
facts: {{appointed: 2024-09-02}}
groups:
  - {{group: group-2, from: 2024-09-02}}
events:
  - {{completed: awareness, date: 2024-11-14, mode: e-learning, minutes: 120}}
  - {{completed: working-together, date: 2025-03-20, mode: face-to-face, minutes: 360}}
"""

_IN_TIME: Final = """\
# yaml-language-server: $schema=../schema/scenario.schema.json
format: scenario/1
id: awareness-in-time
title: Awareness is due for six months and lasts three years
framework: {id}
source: strategy §5
record:
  facts: {{appointed: 2024-09-02}}
  groups: [{{group: group-1, from: 2024-09-02}}]
  events: [{{completed: awareness, date: 2025-02-10}}]
days:
  - on: 2025-02-09
    expect: {{awareness-in-time: {{status: due, reason: never-done, due: 2025-03-02}}}}
    why: Six months from 2 September 2024 end on 1 March 2025
  - on: 2025-02-10
    expect: {{awareness-in-time: met}}
  - on: 2028-02-10
    expect: {{awareness-in-time: {{status: overdue, reason: lapsed, due: 2028-02-10}}}}
    why: Three years after the course it is time again
"""

_EVERYONE: Final = """\
# yaml-language-server: $schema=../schema/scenario.schema.json
format: scenario/1
id: example-person-stands-well
title: Whoever works with children needs both courses
framework: {id}
source: strategy §2; strategy §5
record: example-person
days:
  - on: 2025-03-19
    expect: {{awareness-in-time: met, working-together-in-time: due}}
  - on: 2025-03-20
    expect: {{working-together-in-time: met}}
    why: Group 2 extends group 1, so what is asked of group 1 is asked of this person too
"""

_GITHUB: Final = """\
name: competency
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  validate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: OWNER/competency@v{version} # OWNER: where the copy of competency is that you use
        with:
          paths: frameworks records scenarios
          scenarios: .
          strict: "true"
"""

_GITLAB: Final = """\
validate:
  image: python:3.12-slim
  script:
    # OWNER: where the copy of competency is that you use
    - pip install --quiet "https://github.com/OWNER/competency/archive/refs/tags/v{version}.tar.gz"
    - code=0
    - competency validate --strict frameworks records scenarios || code=$?
    - competency validate --strict --format gitlab frameworks records scenarios > competency.json || code=$?
    - competency validate --strict --format junit frameworks records scenarios > competency.xml || code=$?
    - competency test . || code=$?
    - exit $code
  artifacts:
    when: always
    reports:
      codequality: competency.json
      junit: competency.xml
"""

_PRE_COMMIT: Final = """\
repos:
  - repo: https://github.com/OWNER/competency # OWNER: where the copy of competency is that you use
    rev: v{version}
    hooks:
      - id: competency-validate
        args: [--strict, frameworks, records, scenarios]
      - id: competency-test
"""

_EXTENSIONS: Final = """\
{{
  "recommendations": ["redhat.vscode-yaml"]
}}
"""

_FILES: Final[Mapping[str, str]] = {
    ".github/workflows/competency.yml": _GITHUB,
    ".gitlab-ci.yml": _GITLAB,
    ".pre-commit-config.yaml": _PRE_COMMIT,
    ".vscode/extensions.json": _EXTENSIONS,
    "README.md": _README,
    "records/example-person.yaml": _RECORD,
    "scenarios/awareness-in-time.yaml": _IN_TIME,
    "scenarios/example-person-stands-well.yaml": _EVERYONE,
}


def contents(identifier: str) -> Iterator[tuple[str, bytes]]:
    """Each file of the repository of a framework: its path, with `/`, and what it holds."""
    modeline = "# yaml-language-server: $schema=../schema/framework.schema.json\n"
    yield f"frameworks/{identifier}.yaml", (modeline + template.text(identifier)).encode()
    for path, text in _FILES.items():
        yield path, text.format(id=identifier, version=__version__).encode()
    for file in sorted(bundled("schema").glob("*.schema.json")):
        yield f"schema/{file.name}", file.read_bytes()


def write(folder: Path, identifier: str | None = None) -> str:
    """The id of the framework for which a repository is made in a folder, that is new or holds at most `.git`.

    The id is made of the folder's name if none is given. All is written, or nothing.

    Raises:
        InvalidId: the id is no framework id.
        BundledId: a bundled framework has this id.
        FolderNotEmpty: there is something in the folder; it stays as it is.
        UnreadableFile: the folder can't be written to.
    """
    name = identifier or ids.slug(Path(os.path.abspath(folder)).name).replace("-", "_")
    template.check_id(name)
    try:
        if folder.exists() and (not folder.is_dir() or any(file.name != ".git" for file in folder.iterdir())):
            raise FolderNotEmpty(str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        _fill(folder, name)
    except OSError as error:
        raise UnreadableFile(str(folder), error.strerror or str(error)) from error
    return name


def _fill(folder: Path, identifier: str) -> None:
    """Writes all to a folder within, which only then gives up what it holds."""
    with tempfile.TemporaryDirectory(prefix=".competency-", dir=folder) as made:
        for path, content in contents(identifier):
            file = Path(made, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        for entry in sorted(Path(made).iterdir()):
            entry.rename(folder / entry.name)
