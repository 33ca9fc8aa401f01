"""The records nearest to others, by columns of numbers and of categories.

What lives here: the search, compiled and in numpy. What does not: how columns become numbers and
categories (:mod:`sector_data.assessment.attacks.neighbours`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sector_data.kernels.library import address, library

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

MOST_COLUMNS = 10_000
"""More are left to numpy: a column's share of a sum of 16 bits would be too coarse."""

_CELLS = 1 << 22
"""Pairs of records whose distances numpy holds at once."""


def nearest_records(
    queries: tuple[Floats, Codes],
    records: tuple[Floats, Codes],
    widths: Sequence[int],
    losses: Sequence[Floats | None],
    *,
    wanted: int,
    omit: Integers | None = None,
) -> tuple[Floats, Integers]:
    """Find the nearest records of each query.

    The distance is the sum over columns of what two records differ by. Numbers differ by their
    difference, at most 1; a missing number (NaN) by 1 from any other and by 0 from another missing
    one. Categories differ by 1; where they agree, by the loss of the category.

    Parameters
    ----------
    queries
        Numbers, shape (queries, numbers), and categories, shape (queries, sum of widths): labels of
        which any may agree, -1 for none.
    records
        Numbers, shape (records, numbers), and categories, shape (records, kinds), from 0.
    widths
        Labels that a query has for each kind.
    losses
        For each kind what an agreement in each category costs, from 0 to 1; None for nothing.
    wanted
        Number of neighbours, at least 1.
    omit
        For each query a record that is passed over; -1 for none.

    Returns
    -------
    distances, indices
        Shape (queries, wanted) each, nearest first; of equal distances the smaller index first.
        Infinity and -1 where there are not so many records.
    """
    numbers, labels = np.ascontiguousarray(queries[0]), np.ascontiguousarray(queries[1])
    values, classes = np.ascontiguousarray(records[0]), np.ascontiguousarray(records[1])
    loaded = library()
    columns = values.shape[1] + classes.shape[1]
    if loaded is None or not hasattr(loaded, "nearest_records") or columns > MOST_COLUMNS:
        return _in_numpy((numbers, labels), (values, classes), widths, losses, wanted, omit)
    sizes = [0 if loss is None else len(loss) for loss in losses]
    ends = np.cumsum([0, *sizes], dtype=np.int64)
    # Held until the kernel is done: it is told where they lie, and keeps nothing alive.
    held = (
        numbers,
        labels,
        values,
        classes,
        _middles(values),
        np.array(widths, dtype=np.int64),
        np.cumsum([0, *widths], dtype=np.int64),
        np.concatenate([np.zeros(0), *(loss for loss in losses if loss is not None)]),
        np.where(np.array(sizes, dtype=np.int64) > 0, ends[:-1], -1),
        None if omit is None else np.ascontiguousarray(omit, dtype=np.int64),
    )
    nearest = np.empty((len(numbers), wanted), dtype=np.int64)
    distances = np.empty((len(numbers), wanted))
    loaded.nearest_records.restype = ctypes.c_int64
    failed = loaded.nearest_records(
        *map(ctypes.c_int64, (len(numbers), len(values), values.shape[1], classes.shape[1])),
        *map(address, held),
        ctypes.c_int64(wanted),
        address(nearest),
        address(distances),
    )
    if failed:
        raise MemoryError
    return distances, nearest


def _middles(values: Floats) -> Floats:
    """Return a number in the midst of each column; finite whatever the column holds."""
    middles = np.zeros(values.shape[1])
    for place, column in enumerate(values.T):
        known = column[np.isfinite(column)]
        if len(known):
            middles[place] = np.partition(known, len(known) // 2)[len(known) // 2]
    return middles


def _in_numpy(
    queries: tuple[Floats, Codes],
    records: tuple[Floats, Codes],
    widths: Sequence[int],
    losses: Sequence[Floats | None],
    wanted: int,
    omit: Integers | None,
) -> tuple[Floats, Integers]:
    (numbers, labels), (values, classes) = queries, records
    count = len(values)
    distances = np.full((len(numbers), wanted), np.inf)
    nearest = np.full((len(numbers), wanted), -1, dtype=np.int64)
    step = max(1, _CELLS // max(count, 1))
    for start in range(0, len(numbers), step):
        part = slice(start, start + step)
        apart = np.zeros((len(numbers[part]), count))
        for mine, theirs in zip(numbers[part].T, values.T, strict=True):
            apart += _number_apart(mine[:, None], theirs)
        place = 0
        for theirs, width, loss in zip(classes.T, widths, losses, strict=True):
            met = np.zeros(apart.shape, dtype=np.bool_)
            for mine in labels[part, place : place + width].T:
                met |= mine[:, None] == theirs
            apart += np.where(met, 0.0 if loss is None else loss[theirs], 1.0)
            place += width
        if omit is not None:
            omitted = np.flatnonzero(omit[part] >= 0)
            apart[omitted, omit[part][omitted]] = np.inf
        found = np.argsort(apart, axis=1, kind="stable")[:, :wanted]
        far = np.take_along_axis(apart, found, axis=1)
        distances[part, : found.shape[1]] = far
        nearest[part, : found.shape[1]] = np.where(np.isinf(far), -1, found)
    return distances, nearest


def _number_apart(one: Floats, other: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        apart = np.minimum(np.abs(one - other), 1.0)
    same = (one == other) | (np.isnan(one) & np.isnan(other))
    filled: Floats = np.where(same, 0.0, np.where(np.isnan(apart), 1.0, apart))
    return filled
