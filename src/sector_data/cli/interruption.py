"""Ctrl-C and other requests to stop, at any moment.

What lives here: turning signals into one ``KeyboardInterrupt``, on which everything that was begun
is taken away. What does not: the taking away (:mod:`sector_data.sources.targets`).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

PATIENCE = 5.0
"""Seconds in which a second request is passed over: it would break off the cleaning-up."""

AGAIN = 0.05
"""Seconds after which a request is repeated that came amid a destructor and was lost in it."""

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class Interruption:
    """Whether somebody asked to stop, and by which signal."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self._since = 0.0
        self._again: threading.Timer | None = None

    @property
    def exit_code(self) -> int:
        """128 and the signal's number, as shells report it: 130 for Ctrl-C."""
        return 128 + (self.signal or signal.SIGINT)

    def take(self, number: int, _frame: FrameType | None) -> None:
        """Stop the work, unless a request to stop has only just come."""
        now = time.monotonic()
        if self.signal is not None and now - self._since < PATIENCE:
            return
        self.signal, self._since = number, now
        raise KeyboardInterrupt

    def repeat(self) -> None:
        """Ask again in a moment."""
        number, self.signal = self.signal or signal.SIGINT, None
        self._again = threading.Timer(AGAIN, os.kill, (os.getpid(), number))
        self._again.daemon = True
        self._again.start()

    def end(self) -> None:
        """Ask no more."""
        if self._again is not None:
            self._again.cancel()
            self._again.join()


@contextmanager
def interruptible(*, ending: bool = False) -> Iterator[Interruption]:
    """Take requests to stop while something runs; those that the caller ignores stay ignored.

    Parameters
    ----------
    ending
        Whether the process ends afterwards: once it was asked to stop, Python's own last steps are
        not to be disturbed either.
    """
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption  # signals are the main thread's business
        return
    hook = sys.unraisablehook

    def raised_amid_a_destructor(unraisable: UnraisableHookArgs) -> None:
        if isinstance(unraisable.exc_value, KeyboardInterrupt):
            interruption.repeat()
        else:
            hook(unraisable)

    before = {number: signal.getsignal(number) for number in SIGNALS}
    taken = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    for number in taken:
        signal.signal(number, interruption.take)
    sys.unraisablehook = raised_amid_a_destructor
    try:
        yield interruption
    finally:
        interruption.end()
        sys.unraisablehook = hook
        stopped = ending and interruption.signal is not None
        for number in taken:
            after = signal.SIG_IGN if stopped else before[number] or signal.SIG_DFL
            signal.signal(number, after)
