"""A JUnit report, in the shape that pytest gives it: a suite a file, a test case a finding.

A file without findings is one case that passes. What fails the check (errors; with `--strict` warnings) is a failure;
other findings are cases that pass and tell it as their output. Checked against the schema of Jenkins' xUnit plug-in.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree

from competency.diagnostics import Diagnostic
from competency.report.told import Told

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold (XML 1.0, production 2, Char)."""


def render(told: Told) -> str:
    """The report; it holds no time, so that the same findings are the same bytes."""
    found: dict[str, list[Diagnostic]] = {file: [] for file in told.files}
    for finding in told.findings:
        found.setdefault(finding.span.file, []).append(finding)
    root = ElementTree.Element("testsuites", name="competency validate")
    for file, findings in found.items():
        root.append(_suite(_legal(told.path(file)), findings, told))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _suite(path: str, findings: list[Diagnostic], told: Told) -> ElementTree.Element:
    failures = sum(1 for finding in findings if told.fails(finding))
    suite = ElementTree.Element(
        "testsuite",
        name=path,
        errors="0",
        failures=str(failures),
        skipped="0",
        tests=str(len(findings) or 1),
        time="0.000",
    )
    if not findings:
        ElementTree.SubElement(suite, "testcase", classname=path, name="no findings", time="0.000")
    for finding in findings:
        span, rule = finding.span, finding.rule
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=path,
            name=_legal(f"{rule.code} {rule.name} at {span.line}:{span.column}"),
            time="0.000",
        )
        others = "".join(
            f"{told.path(one.span.file)}:{one.span.line}:{one.span.column}: {one.message}\n" for one in finding.related
        )
        text = _legal(
            f"{path}:{span.line}:{span.column}: {rule.code} {rule.name}: {finding.message}\n{others}fix: {finding.fix}"
        )
        if told.fails(finding):
            failure = ElementTree.SubElement(
                case, "failure", type=str(finding.severity), message=_legal(finding.message)
            )
            failure.text = text
        else:
            ElementTree.SubElement(case, "system-out").text = f"{finding.severity}: {text}"
    return suite


def _legal(text: str) -> str:
    return _NOT_XML.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", text)
