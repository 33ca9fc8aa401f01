"""Reading texts in several processes side by side.

What lives here: sharing out texts and collecting what was found. What does not: the search itself
(:mod:`sector_data.detect.text`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING

from sector_data.errors import SectorDataError

if TYPE_CHECKING:
    from sector_data.detect.text import TextDetector
    from sector_data.spec.findings import Span

FEWEST = 2_000
"""Texts for each process below which starting it (a language model's load) costs more."""
SHARE = 500
"""Texts that a process is given at once."""
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def worth_it(processes: int, texts: int) -> bool:
    """Tell whether several processes are faster than one."""
    return processes > 1 and texts >= FEWEST * 2


def in_processes(detector: TextDetector, texts: Sequence[str]) -> list[list[Span]]:
    """Find in texts with several copies of a detector.

    Parameters
    ----------
    detector
        Says how many processes; a copy of it, made here, searches in each.
    texts
        Distinct texts.

    Returns
    -------
    list of list of Span
        For each text what one process alone would have found.

    Raises
    ------
    SectorDataError
        If a process dies, for want of memory for instance.
    """
    processes = min(detector.processes, len(texts) // FEWEST)
    # Longest first, so that no process is left with the long ones at the end.
    order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i))
    shares = [order[i : i + SHARE] for i in range(0, len(order), SHARE)]
    found: dict[int, list[Span]] = {}
    try:
        with (
            _one_thread_each(),
            ProcessPoolExecutor(
                processes, get_context("spawn"), initializer=_begin, initargs=(detector.alone(),)
            ) as pool,
        ):
            results = pool.map(_search, [[texts[i] for i in share] for share in shares])
            for share, spans in zip(shares, results, strict=True):
                found.update(zip(share, spans, strict=True))
    except BrokenProcessPool:
        raise SectorDataError(
            "A process that searched texts ended without a word, perhaps for want of memory.",
            "Set `detect: processes:` to a smaller number, or to 1.",
        ) from None
    return [found[i] for i in range(len(texts))]


_detectors: list[TextDetector] = []
"""The detector of this process, when it is one that was started here."""


def _begin(detector: TextDetector) -> None:
    _detectors[:] = [detector]


def _search(texts: list[str]) -> list[list[Span]]:
    return _detectors[0].find(texts)


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
