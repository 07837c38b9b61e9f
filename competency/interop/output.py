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

_PLAIN: Final = re.compile(
    r"[A-Za-z\u00c0-\u024f][^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff:#\"'\[\]{},&*!|>%@`]*"
)
"""Begins with a letter, and holds nothing that YAML could read as its own. Where it is a word, see `_WORDS`."""

_DATE: Final = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_WORDS: Final = frozenset("null true false yes no on off y n".split())
_SAFE_KEY: Final = re.compile(r"[a-z][a-z0-9_-]*")


def yaml_text(value: Mapping[str, Value], *, kind: str) -> str:
    """A document as YAML text in block style, keys in their order; reading it gives the value back.

    The first line names the schema for editors; `kind` is framework, record, mapping or scenario. It is ten times as
    fast as PyYAML's writer in Python, which a package of 20,000 items needs.

    >>> print(yaml_text({"format": "framework/1", "valid": {"from": "2011-04-01"}}, kind="framework"), end="")
    # yaml-language-server: $schema=../schema/framework.schema.json
    format: framework/1
    valid:
      from: 2011-04-01
    """
    modeline = f"# yaml-language-server: $schema=../schema/{kind}.schema.json"
    return "\n".join([modeline, *_entries(value, ""), ""])


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
            yield f"{indent}{name}: {_scalar(held)}"


def _items(values: list[Value], indent: str) -> Iterator[str]:
    for held in values:
        if (isinstance(held, dict) and held) or (isinstance(held, list) and held):
            inner = indent + "  "
            first, *rest = _entries(held, inner) if isinstance(held, dict) else _items(held, inner)
            yield f"{indent}- {first[len(inner) :]}"
            yield from rest
        else:
            yield f"{indent}- {_scalar(held)}"


def _scalar(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return repr(value) if "e" not in repr(value) or "." in repr(value) else repr(value).replace("e", ".0e")
        case str():
            plain = _DATE.fullmatch(value) or (
                _PLAIN.fullmatch(value) and value[-1] != " " and value.lower() not in _WORDS
            )
            return value if plain else _quoted(value)
        case dict():
            return "{}"
        case list():
            return "[]"


def _quoted(value: str) -> str:
    """The text in double quotes, with what editors can't show as an escape that JSON and YAML share."""
    written = json.dumps(value, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


_UNSEEN: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


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
        for path, part in parts.items():
            part.replace(path)
    except OSError as error:
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise UnreadableFile(str(folder), error.strerror or str(error)) from error
