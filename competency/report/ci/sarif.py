"""SARIF 2.1.0, which GitHub code scanning, Azure DevOps and editors read (OASIS standard of 27 March 2020).

Paths are relative to `%SRCROOT%`, which is wherever the reader's checkout is; columns count characters. Each rule that
was broken comes with its page. `partialFingerprints` let a reader follow a finding while lines move.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Final, NotRequired, TypedDict
from urllib.parse import quote

from competency import __version__
from competency.diagnostics import Diagnostic, Rule, Severity, Span
from competency.report.told import Told

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_ROOT: Final = "%SRCROOT%"


class _Text(TypedDict):
    text: str
    markdown: NotRequired[str]


class _Uri(TypedDict):
    uri: str
    uriBaseId: NotRequired[str]


class _Region(TypedDict):
    startLine: int
    startColumn: int
    endLine: int
    endColumn: int


class _Physical(TypedDict):
    artifactLocation: _Uri
    region: _Region


class _Location(TypedDict):
    id: NotRequired[int]
    physicalLocation: _Physical
    message: NotRequired[_Text]


class _Level(TypedDict):
    level: str


class _Rule(TypedDict):
    id: str
    name: str
    shortDescription: _Text
    fullDescription: _Text
    help: _Text
    defaultConfiguration: _Level


class _Result(TypedDict):
    ruleId: str
    ruleIndex: int
    level: str
    message: _Text
    locations: list[_Location]
    relatedLocations: NotRequired[list[_Location]]
    partialFingerprints: dict[str, str]


def render(told: Told) -> str:
    """The log of one run, with every finding."""
    rules = tuple(sorted({finding.rule for finding in told.findings}, key=lambda rule: rule.code))
    index = {rule: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "competency",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top folder of what was checked"}}},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": _uri(told.path(file)), "mimeType": "application/yaml"} for file in told.files],
        "results": [_result(finding, mark, index[finding.rule], told) for finding, mark in told.marked],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule) -> _Rule:
    page = rule.page.strip()
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.name},
        "fullDescription": {"text": rule.summary},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Diagnostic, fingerprint: str, index: int, told: Told) -> _Result:
    result: _Result = {
        "ruleId": finding.rule.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}\nfix: {finding.fix}"},
        "locations": [{"physicalLocation": _physical(finding.span, told)}],
        "partialFingerprints": {"competency/v1": fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(one.span, told), "message": {"text": one.message}}
            for number, one in enumerate(finding.related, start=1)
        ]
    return result


def _physical(span: Span, told: Told) -> _Physical:
    return {
        "artifactLocation": _uri(told.path(span.file)),
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        },
    }


def _uri(path: str) -> _Uri:
    """A relative path from the root on; one of another place as a `file:` URI."""
    if PurePosixPath(path).is_absolute() or (path[:1].isalpha() and path[1:3] in (":/", ":\\")):
        return {"uri": f"file:///{quote(path.lstrip('/'))}"}
    return {"uri": quote(path), "uriBaseId": _ROOT}
