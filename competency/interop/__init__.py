"""One file per foreign format, with FORMAT, `dump` or `read` or both, and LOSES: what the format has no place for.

Both directions tell with their result what of the given document is kept, approximated and dropped: see `losses`.

A format of frameworks has also TITLE, SUFFIX and BINARY, and some of

- `dump(framework, *, on=None, …) -> (text or bytes, Losses)`;
- `dump_record(framework, record, *, on=None, …) -> (text or bytes, Losses)`;
- `read(path, *, framework_id=None, …) -> (the value of a framework document, Losses)`;
- `read_records(path, framework, *, …) -> (the values of record documents, Losses)`.

A format that tells no day leaves `on` out. What else these take are options: by name, of text, and with a default. A
value that was read goes through the gate of a file written by hand (`gate`). A format is added by adding a file, which
is named as the format is; what begins with `_` is part of others.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Final, Protocol, TypeAlias, cast

from attrs import field, frozen

from competency import ids
from competency.errors import InvalidOption, UnknownFormat
from competency.interop.losses import Losses
from competency.model import Framework, Record
from competency.values import Value

_FOLDER: Final = Path(__file__).parent
_STEM: Final = re.compile("[a-z][a-z0-9_]*")
FUNCTIONS: Final = ("dump", "dump_record", "read", "read_records")
_NO_OPTIONS: Final = frozenset(("on", "framework_id"))
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


_Written: TypeAlias = tuple[str | bytes, Losses]


class _Function(Protocol):
    """A function of a format; which arguments it takes is asked of it."""

    __name__: str

    def __call__(self, *given: object, **options: object) -> object: ...


@frozen
class Format:
    """A foreign format, with what it can do."""

    name: str
    title: str
    suffix: str
    binary: bool
    loses: tuple[str, ...]
    functions: Mapping[str, _Function] = field(eq=False, repr=False)

    @classmethod
    def of(cls, module: ModuleType) -> Format:
        """The format that a module is about."""
        functions = {name: cast(_Function, getattr(module, name)) for name in FUNCTIONS if hasattr(module, name)}
        return cls(module.FORMAT, module.TITLE, module.SUFFIX, module.BINARY, module.LOSES, functions)

    def dump(self, framework: Framework, *, on: date | None = None, options: Mapping[str, str] = _NONE) -> _Written:
        """A framework in this format, with what of it is lost.

        Raises:
            InvalidOption: the format has no such option, or not with that value.
            CannotExport: it can't hold such a framework.
            NotInstalled: it needs a library that is not there.
        """
        return cast(_Written, self._called("dump", (framework,), {"on": on}, options))

    def dump_record(
        self, framework: Framework, record: Record, *, on: date | None = None, options: Mapping[str, str] = _NONE
    ) -> _Written:
        """A record under a framework in this format, with what of it is lost.

        Raises: as `dump`.
        """
        return cast(_Written, self._called("dump_record", (framework, record), {"on": on}, options))

    def read(
        self, path: str | os.PathLike[str], *, framework_id: str | None = None, options: Mapping[str, str] = _NONE
    ) -> tuple[dict[str, Value], Losses]:
        """The value of a framework document that a file in this format states, with what of the file is lost.

        Raises:
            UnreadableFile: the file can't be opened or read.
            CannotRead: it is not of this format, or too large.
            DocumentFaults: it has faults, each with its place.
            InvalidOption: the format has no such option, or not with that value.
            NotInstalled: it needs a library that is not there.
        """
        made = self._called("read", (path,), {"framework_id": framework_id}, options)
        return cast("tuple[dict[str, Value], Losses]", made)

    def read_records(
        self, path: str | os.PathLike[str], framework: Framework, *, options: Mapping[str, str] = _NONE
    ) -> tuple[tuple[dict[str, Value], ...], Losses]:
        """The values of record documents that a file in this format states, with what of the file is lost.

        Raises: as `read`.
        """
        made = self._called("read_records", (path, framework), {}, options)
        return cast("tuple[tuple[dict[str, Value], ...], Losses]", made)

    def options(self, function: str) -> Mapping[str, str]:
        """The options that one of its functions takes, with their defaults as text ('' for None)."""
        parameters = inspect.signature(self.functions[function]).parameters.values()
        return {
            one.name: "" if one.default is None else str(one.default)
            for one in parameters
            if one.kind is inspect.Parameter.KEYWORD_ONLY and one.name not in _NO_OPTIONS
        }

    def _called(
        self, function: str, given: tuple[object, ...], told: Mapping[str, object], options: Mapping[str, str]
    ) -> object:
        known = self.options(function)
        for option in options:
            if option not in known:
                near = ids.nearest(option, known)
                meant = f"did you mean {near!r}?" if near else f"known are {', '.join(known) or 'none'}"
                raise InvalidOption(self.name, option, f"there is none of that name; {meant}")
        called = self.functions[function]
        taken = inspect.signature(called).parameters
        return called(*given, **{name: value for name, value in told.items() if name in taken}, **options)


@cache
def formats() -> Mapping[str, Format]:
    """All formats of frameworks and records, by name, in the order of their files.

    >>> formats()["moodle"].suffix
    '.csv'
    """
    found = [_format(file.stem) for file in sorted(_FOLDER.glob("[a-z]*.py"))]
    return {one.name: one for one in found if one is not None}


@cache
def _format(stem: str) -> Format | None:
    """The format of a file, which is named as the format is; None where it is about none of frameworks and records."""
    module = import_module(f"{__name__}.{stem}")
    return Format.of(module) if hasattr(module, "TITLE") else None


def exporter(name: str) -> Format:
    """The format of that name, which can be written.

    Raises:
        UnknownFormat: there is none.
    """
    return _named(name, {"dump", "dump_record"})


def importer(name: str) -> Format:
    """The format of that name, which can be read.

    Raises:
        UnknownFormat: there is none.
    """
    return _named(name, {"read", "read_records"})


def _named(name: str, wanted: set[str]) -> Format:
    stem = name.replace("-", "_")
    # the others are not imported: one may need more than is there, and all take their time
    found = _format(stem) if _STEM.fullmatch(stem) and (_FOLDER / f"{stem}.py").is_file() else None
    if found is None or found.name != name or not wanted & found.functions.keys():
        known = [one.name for one in formats().values() if wanted & one.functions.keys()]
        raise UnknownFormat(name, tuple(known), ids.nearest(name, known))
    return found
