"""Numbering distinct keys.

What lives here: keys to numbers from 0 without gaps, compiled or in numpy. What does not: how
columns become keys (:mod:`sector_data.anonymise.classes`).
"""

from __future__ import annotations

import ctypes

import numpy as np
import numpy.typing as npt

from sector_data.kernels.library import address, library

Integers = npt.NDArray[np.int64]

_MOST_KEYS = 1 << 31
"""Of more, the compiled kernel cannot write the numbers."""


def number_keys(keys: Integers) -> tuple[Integers, Integers]:
    """Give distinct keys numbers in the order in which they first appear.

    Parameters
    ----------
    keys
        Shape (n,).

    Returns
    -------
    groups, first
        Number of each key, shape (n,), and where each number first appears, shape (distinct,).
    """
    kernels = library()
    if kernels is None or len(keys) >= _MOST_KEYS:
        return number_keys_in_numpy(keys)
    keys = np.ascontiguousarray(keys, dtype=np.int64)
    groups = np.empty(len(keys), dtype=np.int64)
    first = np.empty(len(keys), dtype=np.int64)
    kernels.group_words.restype = ctypes.c_int64
    bits = max(4, (2 * len(keys) - 1).bit_length())
    slots = np.zeros(1 << bits, dtype=np.uint32)
    count = kernels.group_words(
        address(keys),
        ctypes.c_int64(len(keys)),
        address(groups),
        address(first),
        address(slots),
        ctypes.c_int64(bits),
    )
    return groups, first[:count].copy()


def number_keys_in_numpy(keys: Integers) -> tuple[Integers, Integers]:
    """Do what :func:`number_keys` does, without a compiled library."""
    order = np.argsort(keys, kind="stable")
    new = np.ones(len(keys), dtype=np.bool_)
    new[1:] = np.diff(keys[order]) != 0
    by_key = np.cumsum(new) - 1
    first_by_key = order[new]
    appearance = np.argsort(first_by_key, kind="stable")
    place = np.empty(len(appearance), dtype=np.int64)
    place[appearance] = np.arange(len(appearance))
    groups = np.empty(len(keys), dtype=np.int64)
    groups[order] = place[by_key]
    return groups, first_by_key[appearance]
