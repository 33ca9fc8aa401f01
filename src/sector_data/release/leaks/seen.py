"""Texts that have been searched in vain.

What lives here: remembering them in bounded memory, so that a text that many portions of a table
hold, or both of its files, is searched once as a rule. What does not: the search
(:mod:`sector_data.release.leaks.index`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

_SLOTS = 1 << 20
"""Texts that are remembered at most: 16 bytes each."""


class SearchedInVain:
    """Hashes of texts; what is added later takes the place of what stands in the same slot."""

    def __init__(self) -> None:
        self._high = np.zeros(_SLOTS, np.uint64)
        self._low = np.zeros(_SLOTS, np.uint64)

    def add(self, high: Words, low: Words) -> None:
        """Remember texts by the halves of their hashes."""
        slots = low % np.uint64(_SLOTS)
        self._high[slots] = high
        self._low[slots] = low

    def hold(self, high: Words, low: Words) -> npt.NDArray[np.bool_]:
        """Return whether each text is remembered; one that was added may be forgotten."""
        slots = low % np.uint64(_SLOTS)
        held: npt.NDArray[np.bool_] = (self._high[slots] == high) & (self._low[slots] == low)
        return held
