"""The correspondences of every two of many frameworks, written as they are found.

What is written stands by itself at any time: interrupted, the writing ends after the two frameworks in hand.
"""

from __future__ import annotations

import json
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from itertools import combinations, islice
from multiprocessing import get_context
from types import FrameType
from typing import Final, TextIO

from attrs import frozen
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from competency.correspondences import Correspondences
from competency.equivalence.mapping import map_every
from competency.model import Framework
from competency.report import structured

_WORTH_IT: Final = 500
"""From so many pairs on it pays to start other processes."""

_LOT: Final = 60
"""How many pairs a process is given at a time."""


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


def as_object(found: Correspondences) -> str:
    """A JSON object."""
    return json.dumps(structured.map_data(found), ensure_ascii=False)


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
        piece=as_object,
        stopped='\n],\n"complete": false}\n',
    )


@frozen
class Work:
    """What is to be mapped, and how what is found is worded; it goes to other processes as it is."""

    frameworks: tuple[Framework, ...]
    pivots: tuple[Framework, ...]
    piece: Callable[[Correspondences], str]
    reasons: bool
    """Whether the pieces tell why; without that it takes half the time."""

    def pieces(self, among: Sequence[tuple[str, str]]) -> list[str]:
        """The pieces of some pairs of frameworks, in their order."""
        found = map_every(self.frameworks, pivots=self.pivots, among=among, reasons=self.reasons)
        return [self.piece(one) for one in found]


def pieces(work: Work, *, jobs: int, told: Callable[[int, int], None]) -> Generator[str, None, None]:
    """The pieces of every two frameworks, in the order of their ids, by so many processes where that is worth it.

    `told` hears how many of how many are done.
    """
    pairs = [*combinations(sorted(framework.id for framework in work.frameworks), 2)]
    if jobs < 2 or len(pairs) < _WORTH_IT:
        found = map_every(work.frameworks, pivots=work.pivots, among=pairs, reasons=work.reasons, progress=told)
        yield from map(work.piece, found)
        return
    lots = iter([pairs[at : at + _LOT] for at in range(0, len(pairs), _LOT)])
    context = get_context("spawn")  # the bar has a thread of its own, with which a process can't safely be forked
    done = 0
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_ready, initargs=(work,)) as pool:
        waiting = deque(pool.submit(_lot, lot) for lot in islice(lots, 2 * jobs))
        try:
            while waiting:
                ready = waiting.popleft().result()
                waiting.extend(pool.submit(_lot, lot) for lot in islice(lots, 1))
                for piece in ready:
                    done += 1
                    yield piece
                told(done, len(pairs))
        finally:
            pool.shutdown(cancel_futures=True)


_given: list[Work] = []
"""In a process of the pool: what it was started with."""


def _ready(work: Work) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the one that writes decides what it means
    _given.append(work)


def _lot(among: Sequence[tuple[str, str]]) -> list[str]:
    return _given[0].pieces(among)


def write(pieces: Generator[str, None, None], form: Form, out: TextIO) -> bool:
    """Writes piece by piece, and says whether that was all; Ctrl-C ends it after the piece in hand."""
    with _interrupted() as is_stopped, closing(pieces):
        out.write(form.head)
        for number, piece in enumerate(pieces):
            out.write((form.between if number else "") + piece)
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
