"""Findings that a repository starts with: known ones, so that a check can be about what is new.

A finding is known by its file, its rule and its message, not by its line, so that it stays known while the text above
it grows. Two findings that are alike in all three are counted.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Final

from attrs import field, frozen

from competency.diagnostics import Diagnostic
from competency.document import content_of
from competency.errors import UnreadableBaseline

FORMAT: Final = "baseline/1"


def place(file: str, root: Path) -> str:
    """The path of a file from a folder on, with `/`; the whole path where the file is not inside.

    >>> place("/boards/frameworks/ours.yaml", Path("/boards")), place("/elsewhere.yaml", Path("/boards"))
    ('frameworks/ours.yaml', '/elsewhere.yaml')
    """
    path, top = (PurePath(os.path.abspath(one)) for one in (file, root))
    return (path.relative_to(top) if path.is_relative_to(top) else path).as_posix()


@frozen(order=True)
class Known:
    """What a finding is recognised by; `file` is the path from the baseline's folder on."""

    file: str
    code: str
    message: str

    @staticmethod
    def of(finding: Diagnostic, root: Path) -> Known:
        """What a finding is recognised by in a baseline of that folder."""
        return Known(place(finding.span.file, root), finding.rule.code, finding.message)


def fingerprints(findings: Iterable[Diagnostic], root: Path) -> tuple[str, ...]:
    """For each finding a word that is its own, and stays the same when lines are added elsewhere in its file."""
    seen: Counter[Known] = Counter()
    words = []
    for finding in findings:
        known = Known.of(finding, root)
        seen[known] += 1
        text = "\0".join((known.file, known.code, known.message, str(seen[known])))
        words.append(sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return tuple(words)


@frozen
class Baseline:
    """How often each finding was there when the baseline was written; `root` is the folder of its file."""

    root: Path
    counts: Mapping[Known, int] = field(repr=False)

    @staticmethod
    def of(findings: Iterable[Diagnostic], root: Path) -> Baseline:
        """The baseline by which all these findings are known."""
        return Baseline(root, Counter(Known.of(finding, root) for finding in findings))

    def new(self, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The findings that are not known, in their order; of those that are alike, the last ones."""
        left = Counter(self.counts)
        found = []
        for finding in findings:
            known = Known.of(finding, self.root)
            if left[known] > 0:
                left[known] -= 1
            else:
                found.append(finding)
        return tuple(found)

    def gone(self, findings: Iterable[Diagnostic], files: Iterable[str]) -> int:
        """How many known findings of these files are there no longer, so that the baseline may shrink.

        What a run did not look at is not gone.
        """
        examined = {place(file, self.root) for file in files}
        left = Counter(self.counts) - Counter(Known.of(finding, self.root) for finding in findings)
        return sum(count for known, count in left.items() if known.file in examined)

    def __str__(self) -> str:
        rows = [
            json.dumps(
                {"file": known.file, "code": known.code, "message": known.message, "count": count}, ensure_ascii=False
            )
            for known, count in sorted(self.counts.items())
        ]
        listed = ",\n".join(f"    {row}" for row in rows)
        inside = f"[\n{listed}\n  ]" if rows else "[]"
        return f'{{\n  "format": "{FORMAT}",\n  "findings": {inside}\n}}\n'


def read(file: Path) -> Baseline:
    """The baseline of a file.

    Raises:
        UnreadableFile: the file can't be read.
        UnreadableBaseline: it is no baseline.
    """
    written = content_of(file)
    try:
        content = json.loads(written)
    except (ValueError, RecursionError):
        raise UnreadableBaseline(str(file), "it is not JSON") from None
    if (
        not isinstance(content, dict)
        or content.get("format") != FORMAT
        or not isinstance(content.get("findings"), list)
    ):
        raise UnreadableBaseline(str(file), f'there is no \'"format": "{FORMAT}"\' with a list of findings')
    counts: Counter[Known] = Counter()
    for number, row in enumerate(content["findings"], start=1):
        if not isinstance(row, dict) or not _is_row(row):
            raise UnreadableBaseline(str(file), f"finding {number} is not written as file, code, message and count")
        counts[Known(row["file"], row["code"], row["message"])] += row["count"]
    return Baseline(file.parent, counts)


def _is_row(row: dict[str, object]) -> bool:
    count = row.get("count")
    words = (row.get("file"), row.get("code"), row.get("message"))
    return all(isinstance(word, str) for word in words) and type(count) is int and count > 0
