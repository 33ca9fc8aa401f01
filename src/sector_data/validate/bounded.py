"""Regular expressions of a stranger, searched for in a process that is stopped when they hang.

What lives here: starting it, its time and its end. What does not: what it does
(:mod:`sector_data.validate.bounded_process`).

A pattern of ten characters can take longer than the universe is old on a text of a hundred
(Cox, *Regular Expression Matching Can Be Simple And Fast*, 2007). Engines that cannot hang know
neither look-ahead nor Unicode's letters as Python does, and would find other values than the
publisher's run did.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_PROCESS = Path(__file__).with_name("bounded_process.py")


class BoundedSearch:
    """A search for patterns that takes no more than some time, for all of them together.

    Parameters
    ----------
    seconds
        How long; ordinary patterns take milliseconds.
    """

    def __init__(self, seconds: float = 120.0) -> None:
        self._left = seconds

    def __call__(self, pattern: str, texts: Sequence[str]) -> Sequence[bool]:
        """Tell in which texts a pattern is found.

        Raises
        ------
        TimeoutError
            If the time is used up; then for every later pattern too.
        ValueError
            If the pattern is none.
        """
        began = time.monotonic()
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-S", str(_PROCESS)],
                input=json.dumps([pattern, list(texts)]).encode(),
                capture_output=True,
                timeout=max(self._left, 0.0),
                check=False,
            )
        except subprocess.TimeoutExpired:
            self._left = 0.0
            raise TimeoutError("the patterns take too long") from None
        self._left -= time.monotonic() - began
        if done.returncode:
            raise ValueError("the pattern cannot be searched for")
        return [byte == ord("1") for byte in done.stdout]
