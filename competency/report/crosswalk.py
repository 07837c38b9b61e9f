"""The correspondences of every two of many frameworks, written as they are found.

What is written stands by itself at any time: interrupted, the writing ends after the two frameworks in hand.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Final, TextIO

from attrs import frozen
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from competency.correspondences import Correspondences
from competency.report import structured


@frozen
class Form:
    """How to write them: what comes first, what between two, what last, and what stands for two frameworks."""

    head: str
    between: str
    tail: str
    piece: Callable[[Correspondences], str]
    stopped: str
    """What comes last where not all were done."""


def as_lines(found: Correspondences) -> str:
    """A line for each correspondence."""
    return "".join(
        f"{row.subject} {row.relation} {row.object} ({row.confidence:.2f}, {row.relation_confidence:.2f})\n"
        for row in found.correspondences
    )


LINES: Final = Form(
    head="Read 'x broad y' as: y is the broader one. In brackets: that they correspond, that so.\n\n",
    between="",
    tail="",
    piece=as_lines,
    stopped="",
)


def as_json(frameworks: Sequence[str]) -> Form:
    """One JSON document with a line for each two frameworks, as `map --format json` gives them.

    `complete` is last, and false where not all were done.
    """
    return Form(
        head=f'{{"frameworks": {json.dumps(list(frameworks))},\n"pairs": [\n',
        between=",\n",
        tail='\n],\n"complete": true}\n',
        piece=lambda found: json.dumps(structured.map_data(found), ensure_ascii=False),
        stopped='\n],\n"complete": false}\n',
    )


def write(found: Iterable[Correspondences], form: Form, out: TextIO) -> bool:
    """Writes what is found, piece by piece, and says whether that was all; Ctrl-C ends it after the piece in hand."""
    with _interrupted() as is_stopped:
        out.write(form.head)
        for number, pair in enumerate(found):
            out.write((form.between if number else "") + form.piece(pair))
            if is_stopped():
                out.write(form.stopped)
                out.flush()
                return False
        out.write(form.tail)
    return True


@contextmanager
def _interrupted() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed since, which ends nothing by itself meanwhile."""
    pressed: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        pressed.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr of how many pairs of how many are done; none where that is no terminal."""
    columns = (TextColumn("pairs of frameworks"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,  # where it is on while results are written
        redirect_stderr=False,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
