"""Minimal sample uniques of combinations of codes, compiled or in numpy.

What lives here: the search. What does not: scores and subjects in words
(:mod:`sector_data.assessment.disclosure.special_uniques`).
"""

from __future__ import annotations

import ctypes
from itertools import chain
from itertools import combinations as combinations_of

import numpy as np
import numpy.typing as npt

from sector_data.kernels.grouping import number_keys
from sector_data.kernels.library import address, library

Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Sets = npt.NDArray[np.uint32]
"""Sets of columns as bits: column c is 2 ** c."""

MOST_COLUMNS = 24


def minimal_uniques(codes: Codes, owners: Integers, largest: int) -> tuple[Codes, Sets]:
    """Find the minimal sets of columns in which combinations belong to one subject.

    A missing value is in no set: who has it cannot be found by it, and does not hide others.

    Parameters
    ----------
    codes
        Shape (columns, combinations), distinct combinations; 0 where the value is missing.
    owners
        Shape (combinations,): code of the subject who alone has the combination; -1 for several.
    largest
        Most columns in a set, at least 1.

    Returns
    -------
    combinations, sets
        One pair for each minimal unique, rising; shape (minimal uniques,).

    Raises
    ------
    MemoryError
        If there is no room for what is found.
    """
    codes = np.ascontiguousarray(codes, dtype=np.int32)
    owners = np.ascontiguousarray(owners, dtype=np.int64)
    loaded = library()
    if loaded is None:
        return _in_order(*_in_numpy(codes, owners, largest))
    columns, count = codes.shape
    number = ctypes.c_int64()
    loaded.special_uniques_find.restype = ctypes.c_void_p
    found = loaded.special_uniques_find(
        *map(ctypes.c_int64, (columns, count, int(codes.max(initial=0)), min(largest, columns))),
        address(codes),
        address(owners),
        ctypes.byref(number),
    )
    if not found:
        raise MemoryError
    combinations = np.empty(number.value, dtype=np.int32)
    sets = np.empty(number.value, dtype=np.uint32)
    loaded.special_uniques_take(ctypes.c_void_p(found), address(combinations), address(sets))
    return _in_order(combinations, sets)


def _in_order(combinations: Codes, sets: Sets) -> tuple[Codes, Sets]:
    order = np.argsort(combinations.astype(np.int64) << 32 | sets, kind="stable")
    return combinations[order], sets[order]


def _in_numpy(codes: Codes, owners: Integers, largest: int) -> tuple[Codes, Sets]:
    """Look at one set of columns after another, smaller ones before those that hold them."""
    columns, count = codes.shape
    unique: dict[int, npt.NDArray[np.bool_]] = {}
    combinations, sets = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.uint32)]
    for members in chain.from_iterable(
        combinations_of(range(columns), size) for size in range(1, min(largest, columns) + 1)
    ):
        chosen = sum(1 << member for member in members)
        there = np.flatnonzero((codes[list(members)] != 0).all(axis=0))
        alone = np.zeros(count, dtype=np.bool_)
        if len(there):
            alone[there] = _owned(codes[list(members)][:, there], owners[there])
        unique[chosen] = alone
        minimal = alone.copy()
        for member in members:
            minimal &= ~unique.get(chosen ^ 1 << member, np.False_)
        found = np.flatnonzero(minimal).astype(np.int32)
        combinations.append(found)
        sets.append(np.full(len(found), chosen, dtype=np.uint32))
    return np.concatenate(combinations), np.concatenate(sets)


def _owned(codes: Codes, owners: Integers) -> npt.NDArray[np.bool_]:
    """Return whether each combination's group has one owner."""
    groups = np.zeros(codes.shape[1], dtype=np.int64)
    for column in codes:
        groups, _ = number_keys(groups * (int(column.max()) + 1) + column)
    count = int(groups.max()) + 1
    least = np.full(count, np.iinfo(np.int64).max)
    most = np.full(count, -1)
    np.minimum.at(least, groups, owners)
    np.maximum.at(most, groups, owners)
    return np.asarray(((least == most) & (least >= 0))[groups], dtype=np.bool_)
