"""Comments that allow a finding of sense: `# competency: allow RULE: reason`.

At the end of a line such a comment silences the findings of that rule on its line; alone on a line, those of the next
item, or, inside an item, of the item's next field. It gives its reason, and is reported once nothing needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

from competency import ids, mentions
from competency.diagnostics import Diagnostic, Rule, Severity, Span
from competency.document import Comment, Document
from competency.faults import allowance as faults
from competency.model import SECTIONS

_ROWS: Final = ("events", "correspondences")
"""The sections of records and mappings whose rows are items to a comment, beside those that a framework has too."""

_ADDRESSED: Final = re.compile(r"#+\s*competency:", re.IGNORECASE)
_ALLOW: Final = re.compile(
    r"#+\s*competency:\s*allow\s+(?P<rule>[^\s:]+)\s*(?::\s*(?P<reason>.*?))?\s*\Z", re.IGNORECASE
)


@frozen
class Allowance:
    """One rule that is allowed on some lines, the first and the last of them included."""

    rule: Rule
    reason: str
    first: int
    last: int
    span: Span

    def covers(self, finding: Diagnostic) -> bool:
        """Whether the finding is of this rule, and begins on one of these lines."""
        return finding.rule == self.rule and self.first <= finding.span.line <= self.last


def settled(document: Document, findings: Iterable[Diagnostic], rules: Iterable[Rule]) -> tuple[Diagnostic, ...]:
    """The findings that no comment of the document allows, and the faults of those comments.

    `rules` are all rules of sense; an error can't be allowed.
    """
    found = tuple(findings)
    if not any("competency:" in line.lower() for line in document.lines):
        return found  # a scan for comments takes time, and most documents have no such one
    allowances, bad = _read(document, tuple(rules))
    left = [finding for finding in found if not any(allowance.covers(finding) for allowance in allowances)]
    unused = [
        Diagnostic(
            faults.UNUSED_ALLOWANCE,
            allowance.span,
            f"nothing here is found by {allowance.rule.code} {allowance.rule.name}",
            "delete the comment, or move it to the line or the item that it is about",
        )
        for allowance in allowances
        if not any(allowance.covers(finding) for finding in found)
    ]
    return (*left, *bad, *unused)


def _read(document: Document, rules: tuple[Rule, ...]) -> tuple[list[Allowance], list[Diagnostic]]:
    allowances: list[Allowance] = []
    bad: list[Diagnostic] = []
    blocks: list[tuple[int, int]] | None = None
    for comment in document.comments:
        if not _ADDRESSED.match(comment.text):
            continue
        span = _span(document, comment)
        read = _ALLOW.match(comment.text)
        reason = (read["reason"] or "") if read else ""
        rule = _rule(read["rule"], rules) if read else None
        if read is None:
            message, fix = "this comment allows nothing", "write '# competency: allow RULE: reason'"
        elif rule is None:
            meant = ids.nearest(read["rule"], [name for one in rules for name in (one.code, one.name)])
            message = f"'{read['rule']}' is no rule of sense"
            fix = (
                f"did you mean '{meant}'?"
                if meant
                else "name a rule of 'competency rules' that gives a warning or note"
            )
        elif rule.severity is Severity.ERROR:
            message, fix = f"{rule.code} {rule.name} is an error and can't be allowed", "mend what it finds"
        elif not reason:
            message, fix = "this allowance gives no reason", f"write '# competency: allow {read['rule']}: reason'"
        else:
            if blocks is None:
                blocks = sorted(_blocks(document), key=lambda block: (block[0], -block[1]))
            after = next((block for block in blocks if block[0] > comment.line), (comment.line, comment.line))
            first, last = after if comment.alone else (comment.line, comment.line)
            allowances.append(Allowance(rule, reason, first, last, span))
            continue
        bad.append(Diagnostic(faults.BAD_ALLOWANCE, span, message, fix))
    return allowances, bad


def _rule(word: str, rules: tuple[Rule, ...]) -> Rule | None:
    return next((rule for rule in rules if word.lower() in (rule.code.lower(), rule.name)), None)


def _span(document: Document, comment: Comment) -> Span:
    end = comment.column + len(comment.text.rstrip())
    return Span(document.file, comment.line, comment.column, comment.line, end)


def _blocks(document: Document) -> Iterator[tuple[int, int]]:
    """First and last line of each thing that a comment above it may be about.

    A section is only the line of its key, so that a comment above it does not silence all its items.
    """
    value = document.value
    sections = (*SECTIONS, *_ROWS)
    for key in value if isinstance(value, dict) else ():
        start = document.key_span((key,)).line
        yield start, start if key in sections else max(start, document.span((key,)).end_line)
    yield from _values_of_facts(document)
    for section in sections:
        for path, item in mentions.items(value, section):
            whole = document.span(path)
            start = whole.line if isinstance(path[1], int) else document.key_span(path).line
            yield start, max(start, whole.end_line)
            for field in item:
                place = (*path, field)
                yield document.key_span(place).line, max(document.key_span(place).line, document.span(place).end_line)


def _values_of_facts(document: Document) -> Iterator[tuple[int, int]]:
    """The same of the facts of a record: each fact, and each row of its values."""
    facts = document.value.get("facts") if isinstance(document.value, dict) else None
    for fact, stated in facts.items() if isinstance(facts, dict) else ():
        if isinstance(stated, dict):
            continue  # a framework declares it: an item like others
        start = document.key_span(("facts", fact)).line
        yield start, max(start, document.span(("facts", fact)).end_line)
        for index in range(len(stated) if isinstance(stated, list) else 0):
            row = document.span(("facts", fact, index))
            yield row.line, row.end_line
