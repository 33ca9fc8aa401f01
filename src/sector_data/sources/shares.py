"""How much of a long piece of work is done.

What lives here: telling it in whole per cent. What does not: showing it
(:mod:`sector_data.cli.progress`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import TypeVar

Tell = Callable[[str], None]
"""Called with a phrase: ``"verifying digests"``, or with a share: ``"verifying digests: 40 %"``."""

Part = TypeVar("Part")

LARGE = 1 << 26
"""Work of which shares are told at all: 64 MB."""


class Share:
    """Tells, at each whole per cent of large work, how much of it is done.

    Threads may share it: one at a time tells.

    Parameters
    ----------
    phrase
        What is being done.
    total
        Size of all of the work, such as bytes.
    tell
        Called with phrase and per cent; nobody is told when it is not given.
    """

    def __init__(self, phrase: str, total: int, tell: Tell | None) -> None:
        self._phrase = phrase
        self._total = total
        self._tell = tell if total >= LARGE else None
        self._done = 0
        self._lock = Lock()

    def add(self, size: int) -> None:
        """Count a part that is done."""
        if self._tell is None:
            return
        with self._lock:
            before, self._done = self._done, self._done + size
            percent = min(100 * self._done // self._total, 100)
            if percent > 100 * before // self._total:
                self._tell(f"{self._phrase}: {percent} %")

    def of(self, parts: Iterable[Part], size: Callable[[Part], int]) -> Iterator[Part]:
        """Yield parts of the work, and count each once it is done.

        Parameters
        ----------
        parts
            Taken one at a time.
        size
            Of a part, in what the total is told in.
        """
        for part in parts:
            yield part
            self.add(size(part))


class Attempts:
    """A part of the work that may be begun anew: what counts is how far any attempt came.

    Parameters
    ----------
    share
        Of the whole work.
    """

    def __init__(self, share: Share) -> None:
        self._share = share
        self._furthest = 0

    def reach(self, place: int) -> None:
        """Count what lies before a place of the part, where no attempt has come before."""
        if place > self._furthest:
            self._share.add(place - self._furthest)
            self._furthest = place
