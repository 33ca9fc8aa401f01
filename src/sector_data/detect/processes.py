"""Reading texts in several processes side by side.

What lives here: starting processes, sharing out texts and collecting what was found. What does not:
the search itself (:mod:`sector_data.detect.text`).

The processes are started anew ("spawn"), because a copy of a process with threads may wait for ever
for a lock that nobody holds. For the same reason nothing here waits without an end: a process says
when it is ready, gets the next texts only when it has handed in the last, and its death is seen.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, cast

from sector_data.errors import SectorDataError

if TYPE_CHECKING:
    from sector_data.detect.text import TextDetector
    from sector_data.spec.evidence.findings import Span

FEWEST = 2_000
"""Texts for each process below which starting it (a language model's load) costs more."""
SHARE = 500
"""Texts that a process is given at once."""
START = 300.0
"""Seconds in which the first process must be ready; loading a model takes ten at most."""
LEAVE = 10.0
"""Seconds that a process is given to end by itself."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def worth_it(processes: int, texts: int) -> bool:
    """Tell whether several processes are faster than one."""
    return processes > 1 and texts >= FEWEST * 2


def in_processes(
    detector: TextDetector, pieces: Iterable[Sequence[str]], count: int
) -> Iterator[list[list[Span]]]:
    """Find in texts with several copies of a detector.

    Parameters
    ----------
    detector
        Says how many processes; a copy of it, made here, searches in each.
    pieces
        Distinct texts, some at a time.
    count
        Of the texts of all pieces.

    Yields
    ------
    list of list of Span
        For each text of a piece what one process alone would have found.

    Raises
    ------
    SectorDataError
        If a process dies, for want of memory for instance, or does not start.
    """
    team: list[_Helper] = []
    try:
        with _one_thread_each():
            for _ in range(min(detector.processes, count // FEWEST)):
                team.append(_Helper(detector.alone()))
        for texts in pieces:
            yield _share_out(team, texts)
    except (EOFError, OSError):
        raise SectorDataError(
            "A process that searched texts ended without a word, perhaps for want of memory.",
            "Set `detect: processes:` to a smaller number, or to 1.",
        ) from None
    finally:
        for helper in team:
            helper.end()


def _share_out(team: Sequence[_Helper], texts: Sequence[str]) -> list[list[Span]]:
    """Give each process a share when it has none, until all are done."""
    # Longest first, so that no process is left with the long ones at the end.
    order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i))
    waiting = [order[i : i + SHARE] for i in range(0, len(order), SHARE)][::-1]
    found: dict[int, list[Span]] = {}
    busy: dict[Connection, _Helper] = {}

    def hand(helper: _Helper) -> None:
        if waiting:
            helper.share = waiting.pop()
            helper.line.send([texts[i] for i in helper.share])
            busy[helper.line] = helper

    for helper in team:
        if helper.ready:
            hand(helper)
        else:
            busy[helper.line] = helper
    limit = None if any(helper.ready for helper in team) else START
    while busy:
        # A dead process closes its end of the line, and so is ready too: reading it then raises.
        told = cast("list[Connection]", wait(list(busy), limit))
        if not told:
            raise SectorDataError(
                "No process that shall search texts has started.",
                "Set `detect: processes:` to 1.",
            )
        limit = None
        for line in told:
            helper = busy.pop(line)
            found.update(zip(helper.share, line.recv(), strict=True))
            helper.ready = True
            hand(helper)
    return [found[i] for i in range(len(texts))]


class _Helper:
    """A process that searches texts, and the line to it.

    Parameters
    ----------
    detector
        That it searches with.
    """

    def __init__(self, detector: TextDetector) -> None:
        context = get_context("spawn")
        self.line, far = context.Pipe()
        self.share: Sequence[int] = ()
        """Places of the texts that it has in hand."""
        self.ready = False
        """Whether it has said so: lists and models are loaded."""
        # A daemon ends with the process that started it, whatever becomes of that.
        self._process: BaseProcess = context.Process(
            target=_work, args=(far, detector), daemon=True
        )
        try:
            self._process.start()
        finally:
            far.close()  # ours: so the line ends when the process does

    def end(self) -> None:
        """Let it go; make it go when it does not."""
        self.line.close()
        self._process.join(LEAVE)
        for force in (self._process.terminate, self._process.kill):
            if self._process.is_alive():
                force()
                self._process.join(LEAVE)


def _work(line: Connection, detector: TextDetector) -> None:
    """Answer each list of texts with what was found in it, until the line is closed."""
    detector.find(["x"])  # loads lists and models
    line.send([])
    with suppress(EOFError, ConnectionError):
        while True:
            line.send(detector.find(line.recv()))


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Keep the linear algebra of new processes to one thread: there is one process per core."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
