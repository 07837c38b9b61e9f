"""Where results of a translation go: documents as YAML text, and files that are written whole or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from competency.errors import UnreadableFile
from competency.values import Value

_UNSEEN: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""Characters that are written as escapes: editors do not show them, or YAML reads them as line breaks or not at all."""

_PLAIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f](?:[^:#\n]|:(?=[^\s,\[\]{}])|(?<=\S)#)*")
"""Begins with a letter, and holds nothing that YAML could read as its own. Where it is a word, see `_WORDS`."""

_FOLDED: Final = re.compile(r"\S+(?: \S+)*")
_KEPT: Final = re.compile(r"\S.*(?:\n+\S.*)*")
_LINE: Final = 100
"""Characters of a text that stand on one line."""

_DATE: Final = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_WORDS: Final = frozenset("null true false yes no on off y n".split())
_SAFE_KEY: Final = re.compile(r"[a-z][a-z0-9_-]*")


def yaml_text(value: Mapping[str, Value], *, kind: str, folder: Path | None = None) -> str:
    """A document as YAML text in block style, keys in their order; reading it gives the value back.

    The first line names the schema for editors, where that lies in `folder` or beside it; without a folder, where this
    project has it. `kind` is framework, record, mapping or scenario. It is ten times as fast as PyYAML's writer in
    Python, which a package of 20,000 items needs.

    >>> print(yaml_text({"format": "framework/1", "valid": {"from": "2011-04-01"}}, kind="framework"), end="")
    # yaml-language-server: $schema=../schema/framework.schema.json
    format: framework/1
    valid:
      from: 2011-04-01
    """
    schemas = [f"{place}/{kind}.schema.json" for place in ("schema", "../schema")]
    near = schemas[1:] if folder is None else [path for path in schemas if (folder / path).is_file()][:1]
    modelines = [f"# yaml-language-server: $schema={path}" for path in near]
    return "\n".join([*modelines, *_entries(value, ""), ""])


def _entries(value: Mapping[str, Value], indent: str) -> Iterator[str]:
    for key, held in value.items():
        name = key if _SAFE_KEY.fullmatch(key) and key not in _WORDS else _quoted(key)
        if isinstance(held, dict) and held:
            yield f"{indent}{name}:"
            yield from _entries(held, indent + "  ")
        elif isinstance(held, list) and held:
            yield f"{indent}{name}:"
            yield from _items(held, indent + "  ")
        else:
            yield from _scalar(held, f"{indent}{name}: ", indent + "  ")


def _items(values: list[Value], indent: str) -> Iterator[str]:
    for held in values:
        if (isinstance(held, dict) and held) or (isinstance(held, list) and held):
            inner = indent + "  "
            first, *rest = _entries(held, inner) if isinstance(held, dict) else _items(held, inner)
            yield f"{indent}- {first[len(inner) :]}"
            yield from rest
        else:
            yield from _scalar(held, f"{indent}- ", indent + "  ")


def _scalar(value: Value, lead: str, indent: str) -> Iterator[str]:
    """A value behind what leads to it; a long text as a block of lines below it."""
    if isinstance(value, str) and (len(value) > _LINE or "\n" in value) and not _UNSEEN.search(value):
        if _FOLDED.fullmatch(value):
            yield f"{lead}>-"
            yield from (f"{indent}{line}" for line in _folded(value))
            return
        if "\n" in value and _KEPT.fullmatch(value):
            yield f"{lead}|-"
            yield from (f"{indent}{line}".rstrip(" ") if not line else f"{indent}{line}" for line in value.split("\n"))
            return
    yield lead + _on_one_line(value)


def _folded(text: str) -> Iterator[str]:
    """The words of a text in lines of some hundred characters, without any other white space."""
    line: list[str] = []
    length = 0
    for word in text.split(" "):
        if line and length + len(word) >= _LINE:
            yield " ".join(line)
            line, length = [], 0
        line.append(word)
        length += len(word) + 1
    yield " ".join(line)


def _on_one_line(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return repr(value)
        case str():
            return value if _is_plain(value) else _quoted(value)
        case dict():
            return "{}"
        case list():
            return "[]"


def _is_plain(text: str) -> bool:
    if _DATE.fullmatch(text):
        return True
    plain = _PLAIN.fullmatch(text) and not text[-1].isspace() and not _UNSEEN.search(text)
    return bool(plain) and text.lower() not in _WORDS


def _quoted(text: str) -> str:
    """The text in double quotes, with escapes that JSON and YAML share."""
    written = json.dumps(text, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def write(content: str | bytes, path: Path) -> None:
    """Writes a file: it has either what it had before or all of the new, never a part.

    Raises:
        UnreadableFile: it can't be written; nothing is changed.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UnreadableFile(str(path), error.strerror or str(error)) from error


def write_all(contents: Mapping[str, str], folder: Path) -> None:
    """Writes files into a folder, which is made where there is none: all of them or none.

    Raises:
        UnreadableFile: one of them can't be written; files that were there before are as they were.
    """
    parts = {folder / name: folder / f".{name}.{os.getpid()}.part" for name in contents}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part, content in zip(parts.values(), contents.values(), strict=True):
            part.write_bytes(content.encode("utf-8"))
        for path in parts:
            if path.is_dir():  # the one thing that replacing fails for once the parts are written
                raise IsADirectoryError(None, "is a folder", path.name)
        for path, part in parts.items():
            part.replace(path)
    except OSError as error:
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise UnreadableFile(str(folder), error.strerror or str(error)) from error
