"""The conductor: from paths and ids to frameworks, records and findings.

Text, shape and reference are checked here, in this order, each by its own module; a document that has faults of
one goes no further. Rules of sense come later (`competency.lint`). This is the only module below the command line
that looks into folders.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

from attrs import evolve, field, frozen

from competency import building, correspondences, ids, notation, references
from competency import document as documents
from competency.building import Whole
from competency.bundled import bundled
from competency.diagnostics import Diagnostic, has_errors, in_order
from competency.document import Document
from competency.errors import DocumentFaults, UnknownReference, UnreadableFile
from competency.model import Framework, Record
from competency.references import Declared
from competency.schema import faults_of_shape
from competency.values import Value

Location: TypeAlias = "str | os.PathLike[str]"


@frozen
class Loaded:
    """A framework together with the document that it was read from.

    `whole` has what it inherits too; None for one that extends no other.
    """

    document: Document
    framework: Framework
    whole: Whole | None = None


@frozen
class LoadedRecord:
    """A record together with the document that it was read from, and the framework that it names.

    `framework` is None where that one has faults of its own, so that nothing can be computed with it.
    """

    document: Document
    record: Record
    framework: Framework | None


@frozen
class LoadedScenario:
    """The document of a scenario with the one of the record that it names (None: the record is written inside).

    `framework` is None where that one has faults of its own, so that nothing can be computed with it.
    """

    document: Document
    record: Document | None
    framework: Framework | None


@frozen
class LoadedMapping:
    """A mapping together with the document that it was read from, and the two frameworks that it names.

    One of these is None where it has faults of its own, so that nothing can be computed with it.
    """

    document: Document
    mapping: correspondences.Mapping
    subject: Framework | None
    object: Framework | None


@frozen
class Examination:
    """What one run found in all the files it was given, up to faults of reference.

    `skipped` are the files of folders that are no documents of ours. `frameworks`, `records`, `scenarios` and
    `mappings` hold those without an error.
    """

    files: tuple[str, ...]
    skipped: tuple[str, ...]
    findings: tuple[Diagnostic, ...]
    frameworks: tuple[Loaded, ...]
    documents: tuple[Document, ...]
    records: tuple[LoadedRecord, ...] = ()
    scenarios: tuple[LoadedScenario, ...] = ()
    mappings: tuple[LoadedMapping, ...] = ()


# --- bundled documents -----------------------------------------------------------------------------------


@cache
def bundled_files() -> Mapping[str, Path]:
    """The framework files that come with the library, by id, in alphabetical order."""
    folder = bundled("frameworks")
    files = [*folder.glob("*.yaml"), *(folder / "national").glob("*.yaml")]
    return {file.stem: file for file in sorted(files, key=lambda file: file.stem)}


@cache
def bundled_records() -> Mapping[str, Path]:
    """The example records that come with the library, by id, in alphabetical order."""
    return {file.stem: file for file in sorted(bundled("frameworks", "records").glob("*.yaml"))}


@cache
def bundled_scenarios() -> Mapping[str, Path]:
    """The scenarios that come with the library, by id; a folder for each framework, in alphabetical order."""
    return {file.stem: file for file in sorted(bundled("frameworks", "scenarios").glob("*/*.yaml"))}


@cache
def bundled_mappings() -> Mapping[str, Path]:
    """The curated mappings that come with the library, by id, in alphabetical order."""
    return {file.stem: file for file in sorted(bundled("frameworks", "mappings").glob("*.yaml"))}


def _found(reference: Location, known: Mapping[str, Path]) -> Path:
    """The file that a reference names: a bundled id first, then a path.

    Raises:
        UnknownReference: it is neither.
    """
    name = os.fspath(reference)
    if name in known:
        return known[name]
    path = Path(name)
    if path.exists():
        return path
    looks_like_path = os.sep in name or name.endswith((".yaml", ".yml"))
    raise UnknownReference(name, ids.nearest(name, known), () if looks_like_path else tuple(known))


# --- a single document -----------------------------------------------------------------------------------


def _sound(document: Document, *, expected: str) -> Document:
    """The document itself, once it is known to have the shape of its format.

    Raises:
        DocumentFaults: it has faults of shape, or is a document of another format.
    """
    findings = faults_of_shape(document, expected=expected)
    if findings:
        raise DocumentFaults(in_order(findings))
    return document


def opened_document(path: Path, *, expected: str) -> Document:
    """The document of a file, free of faults of text and shape.

    Raises:
        UnreadableFile: the file can't be read.
        DocumentFaults: there are faults of text or shape, or it is a document of another format.
    """
    if path.is_dir():
        raise UnreadableFile(str(path), "is a folder; name a file, or a bundled id")
    document, findings = documents.read(path)
    if document is None or has_errors(findings):
        raise DocumentFaults(in_order(findings))
    return _sound(document, expected=expected)


def opened(source: Location | Mapping[str, Value]) -> Loaded:
    """A framework with its document: of a bundled id, a path, or the document as a dict.

    Raises:
        UnknownReference: neither a bundled id nor a file.
        UnreadableFile: the file can't be read.
        DocumentFaults: there are faults of text, shape or reference; all are named.
    """
    if isinstance(source, Mapping):
        document = _sound(documents.from_value(dict(source)), expected="framework/1")
        folder = None
    else:
        path = _found(source, bundled_files())
        document = opened_document(path, expected="framework/1")
        folder = path.parent
    loaded, findings = made_whole(document, Shelf({}, folder))
    if loaded is None:
        raise DocumentFaults(in_order(findings))
    return loaded


def made_whole(document: Document, shelf: Shelf) -> tuple[Loaded | None, tuple[Diagnostic, ...]]:
    """A framework, free of faults of shape, with all that it inherits; or None and the faults found in that."""
    whole = shelf.whole(document)
    faults = whole.faults or tuple(
        whole.relocated(references.faults_of_framework(whole.document, shelf.declared, shelf.neighbours()))
    )
    return (None if faults else Loaded(document, model(whole), whole if whole.foundation else None)), faults


def model(whole: Whole) -> Framework:
    """The framework that a whole document states, with where its items come from."""
    framework = notation.framework(whole.document.value)
    if whole.foundation is None:
        return framework
    name = whole.foundation.id
    inherited = {item: ids.qualified(name, there) for item, there in whole.inherited.items()}
    return evolve(framework, built_on=whole.chain, inherited=inherited)


def load(source: Location | Mapping[str, Value]) -> Framework:
    """The framework of a bundled id, a path, or a document given as a dict.

    Faults of sense don't stop it; `competency validate` reports them.

    >>> load("kirklees").publisher
    'Kirklees Safeguarding Children Board'

    Raises:
        UnknownReference: neither a bundled id nor a file.
        UnreadableFile: the file can't be read.
        DocumentFaults: there are faults of text, shape or reference; all are named.
    """
    return opened(source).framework


def load_record(source: Location | Mapping[str, Value], framework: Framework | None = None) -> Record:
    """The record of a bundled example's id, a path, or a document given as a dict.

    Its ids are looked up in `framework` where that is the one it names, else in the framework of that id.
    Faults of sense don't stop it; `competency validate` reports them.

    Raises:
        UnknownReference: neither a bundled example nor a file.
        UnreadableFile: the file can't be read.
        DocumentFaults: there are faults of text, shape or reference; all are named.
    """
    document, _ = _record_document(source, framework)
    return notation.record(document.value)


def opened_record(source: Location | Mapping[str, Value], framework: Framework | None = None) -> LoadedRecord:
    """The same record with its document, and with its framework: `framework` where that is the one it names.

    Raises:
        UnknownReference: neither a bundled example nor a file.
        UnreadableFile: the file can't be read.
        DocumentFaults: there are faults of text, shape or reference; all are named.
    """
    document, shelf = _record_document(source, framework)
    record = notation.record(document.value)
    named = framework is not None and framework.id == record.framework
    return LoadedRecord(document, record, framework if named else shelf.framework(record.framework))


def _record_document(source: Location | Mapping[str, Value], framework: Framework | None) -> tuple[Document, Shelf]:
    """A record's document, free of faults, and where its framework was looked up."""
    if isinstance(source, Mapping):
        document = _sound(documents.from_value(dict(source)), expected="record/1")
        folder = None
    else:
        path = _found(source, bundled_records())
        document = opened_document(path, expected="record/1")
        folder = path.parent
    given = {} if framework is None else {framework.id: references.declared_by(framework)}
    shelf = Shelf(given, folder)
    findings = tuple(references.faults_of_record(document, shelf.declared, shelf.neighbours()))
    if findings:
        raise DocumentFaults(in_order(findings))
    return document, shelf


def load_mapping(
    source: Location | Mapping[str, Value], frameworks: Iterable[Framework] = ()
) -> correspondences.Mapping:
    """The mapping of a bundled id, a path, or a document given as a dict.

    Its ids are looked up in those of `frameworks` that it names, else in the frameworks of those ids. Faults of sense
    don't stop it; `competency validate` reports them.

    Raises:
        UnknownReference: neither a bundled mapping nor a file.
        UnreadableFile: the file can't be read.
        DocumentFaults: there are faults of text, shape or reference; all are named.
    """
    document, _ = _mapping_document(source, frameworks)
    return notation.mapping(document.value)


def opened_mapping(source: Location | Mapping[str, Value], frameworks: Iterable[Framework] = ()) -> LoadedMapping:
    """The same mapping with its document and with the two frameworks that it names.

    Raises:
        UnknownReference: neither a bundled mapping nor a file.
        UnreadableFile: the file can't be read.
        DocumentFaults: there are faults of text, shape or reference; all are named.
    """
    models = {framework.id: framework for framework in frameworks}
    document, shelf = _mapping_document(source, models.values())
    mapping = notation.mapping(document.value)
    subject, other = (models.get(name) or shelf.framework(name) for name in (mapping.subject, mapping.object))
    return LoadedMapping(document, mapping, subject, other)


def _mapping_document(
    source: Location | Mapping[str, Value], frameworks: Iterable[Framework]
) -> tuple[Document, Shelf]:
    """A mapping's document, free of faults, and where its frameworks were looked up."""
    if isinstance(source, Mapping):
        document = _sound(documents.from_value(dict(source)), expected="mapping/1")
        folder = None
    else:
        path = _found(source, bundled_mappings())
        document = opened_document(path, expected="mapping/1")
        folder = path.parent
    shelf = Shelf({framework.id: references.declared_by(framework) for framework in frameworks}, folder)
    findings = tuple(references.faults_of_mapping(document, shelf.declared, shelf.neighbours()))
    if findings:
        raise DocumentFaults(in_order(findings))
    return document, shelf


# --- where other frameworks are found ---------------------------------------------------------------------


@frozen
class Shelf:
    """Frameworks by id, for looking up references: those given, then the same folder, then the bundled.

    Only what it declares is looked at; a file that can't be read, or has another shape, is no framework here.
    """

    given: Mapping[str, Declared]
    folder: Path | None
    written: Mapping[str, Document] = field(factory=dict, kw_only=True)
    """The frameworks of this run, as they are written."""
    _seen: dict[str, Declared | None] = field(factory=dict, repr=False)
    _models: dict[str, Framework | None] = field(factory=dict, repr=False)
    _documents: dict[str, Document | None] = field(factory=dict, repr=False)

    def declared(self, framework: str) -> Declared | None:
        """What a framework declares; None where there is no such framework."""
        if framework in self.given:
            return self.given[framework]
        if framework not in self._seen:
            self._seen[framework] = self._declared_on_disk(framework)
        return self._seen[framework]

    def framework(self, framework: str) -> Framework | None:
        """The framework itself, of the same folder or bundled; None where there is none, or one with faults."""
        if framework not in self._models:
            document = self._on_disk(framework)
            loaded = None if document is None else made_whole(document, self)[0]
            self._models[framework] = None if loaded is None else loaded.framework
        return self._models[framework]

    def whole(self, document: Document) -> Whole:
        """A framework's document with all that it inherits from those found here."""
        return building.whole(document, self._found, self.neighbours())

    def _found(self, framework: str) -> Document | None:
        return self.written[framework] if framework in self.written else self._on_disk(framework)

    def _declared_on_disk(self, framework: str) -> Declared | None:
        document = self._on_disk(framework)
        return None if document is None else self.declared_by(document)

    def declared_by(self, document: Document) -> Declared:
        """What the document of a framework declares, with what it inherits."""
        value = self.whole(document).document.value
        assert isinstance(value, dict)
        return references.declared_in(value)

    def _on_disk(self, framework: str) -> Document | None:
        if framework not in self._documents:
            self._documents[framework] = self._read(framework)
        return self._documents[framework]

    def _read(self, framework: str) -> Document | None:
        for path in self._candidates(framework):
            document, findings = documents.read(path)
            if document is None or has_errors(findings) or not isinstance(document.value, dict):
                continue
            if document.value.get("id") == framework and not faults_of_shape(document, expected="framework/1"):
                return document
        return None

    def _candidates(self, framework: str) -> Iterator[Path]:
        if not ids.FRAMEWORK_ID.match(framework):
            return
        for name in (f"{framework}.yaml", f"{framework}.yml"):
            if self.folder is not None and (self.folder / name).is_file():
                yield self.folder / name
        if framework in bundled_files():
            yield bundled_files()[framework]

    def neighbours(self) -> tuple[str, ...]:
        """The ids of the frameworks that can be looked up, in alphabetical order."""
        return tuple(sorted({*self.given, *self.written, *bundled_files()}))


# --- many documents at once --------------------------------------------------------------------------------


def examine(paths: Iterable[Location]) -> Examination:
    """Reads every document of the paths, and reports all faults of text, shape and reference.

    A folder stands for its `*.yaml` and `*.yml`, at any depth, that have a top-level `format:`; the others are
    skipped. A file that is named must be a document.

    Raises:
        UnknownReference: a path names nothing.
        UnreadableFile: a file can't be read.
    """
    findings: list[Diagnostic] = []
    files: list[str] = []
    skipped: list[str] = []
    sound: list[tuple[Path, Document]] = []
    for path, named in _files(paths):
        document, faults = documents.read(path)
        if not named and not _is_ours(path, document):
            skipped.append(str(path))
            continue
        files.append(str(path))
        shape = () if document is None else faults_of_shape(document)
        findings.extend((*faults, *shape))
        if document is not None and not has_errors((*faults, *shape)):
            sound.append((path, document))
    frameworks, records, scenarios, mappings, reference = _referenced(sound)
    return Examination(
        files=tuple(files),
        skipped=tuple(skipped),
        findings=in_order([*findings, *reference]),
        frameworks=frameworks,
        documents=tuple(document for _, document in sound),
        records=records,
        scenarios=scenarios,
        mappings=mappings,
    )


def _files(paths: Iterable[Location]) -> Iterator[tuple[Path, bool]]:
    """Each file once, with whether it was named itself; those of a folder in alphabetical order."""
    seen: set[Path] = set()
    for location in paths:
        path = Path(_found(location, {**bundled_mappings(), **bundled_files()}))
        if path.is_dir():
            inside = [file for pattern in ("*.yaml", "*.yml") for file in path.rglob(pattern) if file.is_file()]
            rows = [(file, False) for file in sorted(inside)]
        else:
            rows = [(path, True)]
        for file, named in rows:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file, named


def _is_ours(path: Path, document: Document | None) -> bool:
    """Whether a file of a folder means to be a document: it has a top-level `format:`, readable or not."""
    if document is not None:
        return isinstance(document.value, dict) and "format" in document.value
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    return any(line.startswith(b"format:") for line in content.splitlines())


def _referenced(
    sound: list[tuple[Path, Document]],
) -> tuple[
    tuple[Loaded, ...],
    tuple[LoadedRecord, ...],
    tuple[LoadedScenario, ...],
    tuple[LoadedMapping, ...],
    list[Diagnostic],
]:
    frameworks = {
        str(document.value["id"]): (path, document)
        for path, document in sound
        if isinstance(document.value, dict) and _is(document, "framework/1")
    }
    run = {identifier: document for identifier, (_, document) in frameworks.items()}
    given = {
        identifier: Shelf({}, path.parent, written=run).declared_by(document)
        for identifier, (path, document) in frameworks.items()
    }
    shelves: dict[Path, Shelf] = {}
    loaded: list[Loaded] = []
    records: list[tuple[Document, Shelf]] = []
    scenarios: list[tuple[Document, Document | None, Shelf]] = []
    mappings: list[tuple[Document, Shelf]] = []
    written = _records_by_id(document for _, document in sound)
    findings: list[Diagnostic] = []
    for path, document in sound:
        shelf = shelves.setdefault(path.parent, Shelf(given, path.parent, written=run))
        if _is(document, "framework/1"):
            sound_one, told = made_whole(document, shelf)
            faults = list(told)
            if sound_one is not None:
                loaded.append(sound_one)
        elif _is(document, "record/1"):
            faults = list(references.faults_of_record(document, shelf.declared, shelf.neighbours()))
            if not faults:
                records.append((document, shelf))
        elif _is(document, "mapping/1"):
            faults = list(references.faults_of_mapping(document, shelf.declared, shelf.neighbours()))
            if not faults:
                mappings.append((document, shelf))
        elif _is(document, "facets/1"):
            faults = list(references.faults_of_facets(document))
        else:
            record, faults = _record_named(document, shelf, written)
            faults.extend(references.faults_of_scenario(document, shelf.declared, shelf.neighbours()))
            if not faults:
                scenarios.append((document, record, shelf))
        findings.extend(faults)
    tried = tuple(_scenarios(scenarios, given, loaded))
    both = tuple(_mappings(mappings, given, loaded))
    return tuple(loaded), tuple(_with_framework(records, given, loaded)), tried, both, findings


def _records_by_id(run: Iterable[Document]) -> Mapping[str, Document]:
    return {
        str(document.value["id"]): document
        for document in run
        if isinstance(document.value, dict) and _is(document, "record/1")
    }


def _record_named(
    document: Document, shelf: Shelf, written: Mapping[str, Document]
) -> tuple[Document | None, list[Diagnostic]]:
    """The document of the record that a scenario names, with its faults; None where it is written in the scenario.

    It is looked for among the records `written` in this run, by id, then as a file, by path, then among the bundled.
    """
    reference = document.value["record"] if isinstance(document.value, dict) else None
    if not isinstance(reference, str):
        return None, []
    record = written.get(reference)
    file = _record_file(reference, shelf.folder) if record is None else None
    if file is not None:
        record, findings = documents.read(file)
        faults = [*findings, *(() if record is None else faults_of_shape(record, expected="record/1"))]
        if record is not None and not faults:
            beside = Shelf(shelf.given, file.parent)
            faults.extend(references.faults_of_record(record, beside.declared, beside.neighbours()))
        if faults:
            return None, faults
    return record, list(references.faults_of_named_record(document, record, [*written, *bundled_records()]))


def _record_file(reference: str, folder: Path | None) -> Path | None:
    """The file of a record: a path from the folder, or the id of a bundled example; None where there is none."""
    path = Path(folder or "", reference)
    return path if path.is_file() else bundled_records().get(reference)


def _scenarios(
    rows: list[tuple[Document, Document | None, Shelf]], given: Mapping[str, Declared], loaded: list[Loaded]
) -> Iterator[LoadedScenario]:
    models = {one.framework.id: one.framework for one in loaded}
    for document, record, shelf in rows:
        assert isinstance(document.value, dict)
        known = str(document.value["framework"])
        yield LoadedScenario(document, record, models.get(known) if known in given else shelf.framework(known))


def _with_framework(
    records: list[tuple[Document, Shelf]], given: Mapping[str, Declared], loaded: list[Loaded]
) -> Iterator[LoadedRecord]:
    """Each record with its framework: of this run if it is among its documents, else from where it is found."""
    models = {one.framework.id: one.framework for one in loaded}
    for document, shelf in records:
        record = notation.record(document.value)
        known = record.framework
        yield LoadedRecord(document, record, models.get(known) if known in given else shelf.framework(known))


def _mappings(
    rows: list[tuple[Document, Shelf]], given: Mapping[str, Declared], loaded: list[Loaded]
) -> Iterator[LoadedMapping]:
    """Each mapping with its frameworks; one of this run that has faults is None."""
    models = {one.framework.id: one.framework for one in loaded}
    for document, shelf in rows:
        mapping = notation.mapping(document.value)
        subject, other = (
            models.get(name) if name in given else shelf.framework(name) for name in (mapping.subject, mapping.object)
        )
        yield LoadedMapping(document, mapping, subject, other)


def _is(document: Document, form: str) -> bool:
    return isinstance(document.value, dict) and document.value["format"] == form
