"""The gate for what comes from a foreign file: what a file written by hand has to pass, with places in the other."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from math import isfinite
from pathlib import Path

from competency import document as documents
from competency import references
from competency.diagnostics import PATH, Diagnostic, in_order
from competency.document import Document
from competency.errors import DocumentFaults
from competency.faults import text as faults
from competency.interop.losses import Losses
from competency.loading import Shelf, made_whole
from competency.model import Framework
from competency.schema import faults_of_shape
from competency.values import Value


def framework(value: dict[str, Value], losses: Losses, *, file: str | os.PathLike[str]) -> Framework:
    """The framework that was read from a foreign file.

    Raises:
        DocumentFaults: it has faults of text, shape or reference; all are named, each with its place in that file.
    """
    document = documents.from_value(value, file=os.fspath(file), places=losses.places)
    faults_here = (*faults_of_text(document), *faults_of_shape(document, expected="framework/1"))
    if faults_here:
        raise DocumentFaults(in_order(faults_here))
    loaded, found = made_whole(document, Shelf({}, Path(file).parent))
    if loaded is None:
        raise DocumentFaults(in_order(found))
    return loaded.framework


def records(
    values: Iterable[dict[str, Value]], losses: Losses, *, framework: Framework, file: str | os.PathLike[str]
) -> None:
    """Lets records pass that were read from a foreign file; places of the one at index i begin with i.

    Raises:
        DocumentFaults: one has faults of text, shape or reference; all are named, each with its place in that file.
    """
    shelf = Shelf({framework.id: references.declared_by(framework)}, Path(file).parent)
    found: list[Diagnostic] = []
    for index, value in enumerate(values):
        places = {path[1:]: span for path, span in losses.places.items() if path[:1] == (index,)}
        document = documents.from_value(value, file=os.fspath(file), places=places)
        faults_here = [*faults_of_text(document), *faults_of_shape(document, expected="record/1")]
        found += faults_here or references.faults_of_record(document, shelf.declared, shelf.neighbours())
    if found:
        raise DocumentFaults(in_order(found))


def faults_of_text(document: Document) -> Iterator[Diagnostic]:
    """What the values of a document can't hold if its text is to be read again."""
    todo: list[tuple[PATH, Value]] = [((), document.value)]
    while todo:
        path, value = todo.pop()
        match value:
            case dict():
                for key in value:
                    if len(key) > documents.LONGEST_KEY:
                        said = f"this key has {len(key):,} characters; the longest allowed has {documents.LONGEST_KEY}"
                        yield Diagnostic(faults.KEY_TOO_LONG, document.span((*path, key)), said, "shorten it")
                todo += [((*path, key), held) for key, held in value.items()]
            case list():
                todo += [((*path, index), held) for index, held in enumerate(value)]
            case str():
                yield from _faults_of_string(document, path, value)
            case float() if not isfinite(value):
                said = f"{value} is no number that can be computed with"
                yield Diagnostic(faults.NOT_A_FINITE_NUMBER, document.span(path), said, "write a number")
            case bool():
                pass
            case int() if abs(value) >= 10**documents.MOST_DIGITS:
                said = f"this number has more than {documents.MOST_DIGITS} digits"
                yield Diagnostic(faults.NUMBER_TOO_LONG, document.span(path), said, "shorten it")


def _faults_of_string(document: Document, path: PATH, value: str) -> Iterator[Diagnostic]:
    if len(value) > documents.LONGEST_TEXT:
        said = f"this text has {len(value):,} characters; the longest allowed has {documents.LONGEST_TEXT:,}"
        yield Diagnostic(faults.TEXT_TOO_LONG, document.span(path), said, "shorten it")
    found = documents.NOT_A_CHARACTER.search(value)
    if found:
        said = f"the character U+{ord(found[0]):04X} can't stand in a document"
        yield Diagnostic(faults.CONTROL_CHARACTER, document.span(path), said, "delete it")
