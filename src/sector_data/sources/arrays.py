"""Arrays larger than memory: numpy arrays in temporary files that are mapped into it.

What lives here: arrays that grow piece by piece, arrays that are filled in place, and the sorting
of more records than memory holds. What does not: tables (:mod:`sector_data.sources.spilling`, whose
files are of the same kind: without a name, readable by their owner only).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from sector_data.sources.spilling import told_when_full

IN_MEMORY = 1 << 22
"""Bytes up to which an array is kept in memory: 4 MB."""

HELD = 1 << 19
"""Records that are sorted in memory at a time."""

Words = npt.NDArray[np.uint64]
Value = TypeVar("Value", bound=np.generic)


def zeros(length: int, kind: type[Value]) -> npt.NDArray[Value]:
    """Return an array of zeros, in a file when it is large.

    Raises
    ------
    TargetError
        If there is no room for temporary files.
    """
    size = length * np.dtype(kind).itemsize
    if size <= IN_MEMORY:
        return np.zeros(length, kind)
    with told_when_full(), tempfile.TemporaryFile(prefix="sector-data-") as file:
        file.truncate(size)
        return np.memmap(file, kind, "r+", shape=(length,))


class GrowingArray(Generic[Value]):
    """An array that is written piece by piece, into a file when it gets large.

    Parameters
    ----------
    kind
        Type of its values.
    """

    def __init__(self, kind: type[Value]) -> None:
        self._kind = kind
        self._kept: list[npt.NDArray[Value]] = []
        self._file: IO[bytes] | None = None
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, values: npt.NDArray[Value]) -> None:
        """Add values at the end.

        Raises
        ------
        TargetError
            If there is no room for temporary files.
        """
        self._kept.append(np.ascontiguousarray(values, self._kind))
        self._length += len(values)
        if self._file is not None or self._length * np.dtype(self._kind).itemsize > IN_MEMORY:
            self._write()

    def _write(self) -> None:
        with told_when_full():
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="sector-data-")  # noqa: SIM115
            for values in self._kept:
                self._file.write(values.data)
        self._kept = []

    def whole(self) -> npt.NDArray[Value]:
        """Return all values; nothing is added afterwards."""
        if self._file is None:
            return np.concatenate([np.zeros(0, self._kind), *self._kept])
        with told_when_full(), self._file as file:
            file.flush()
            return np.memmap(file, self._kind, "r", shape=(self._length,))


class Records(NamedTuple):
    """Many records: a key of 128 bits with a number; arrays of shape (n,)."""

    high: Words
    low: Words
    tag: Words

    def at(self, places: npt.NDArray[np.int64] | npt.NDArray[np.bool_] | slice) -> Records:
        """Return some of the records."""
        return Records(self.high[places], self.low[places], self.tag[places])

    def firsts(self) -> npt.NDArray[np.bool_]:
        """Whether each of sorted records is the first with its key."""
        first = np.ones(len(self.high), np.bool_)
        first[1:] = (self.high[1:] != self.high[:-1]) | (self.low[1:] != self.low[:-1])
        return first


def each_once(records: Records) -> Records:
    """Leave out repetitions of sorted records."""
    new = records.firsts()
    new[1:] |= records.tag[1:] != records.tag[:-1]
    return records.at(new)


def least_tag(records: Records) -> Records:
    """Leave the record with the least tag of each key of sorted records."""
    return records.at(records.firsts())


def sum_of_tags(records: Records) -> Records:
    """Leave a record for each key of sorted records, with the sum of its tags."""
    if not len(records.high):
        return records
    first = np.flatnonzero(records.firsts())
    return Records(records.high[first], records.low[first], np.add.reduceat(records.tag, first))


class SortedRecords:
    """Records that come in any order and are given back sorted, with bounded memory.

    Runs of :data:`HELD` records are sorted and written to a file; keys are evenly distributed
    hashes, so that a range of them is about as many records of each run, and the ranges are sorted
    again one after the other.

    Parameters
    ----------
    merge
        What becomes of sorted records with the same key: :func:`each_once`, :func:`least_tag` or
        :func:`sum_of_tags`.
    """

    def __init__(self, merge: Callable[[Records], Records]) -> None:
        self._merge = merge
        self._kept: list[Records] = []
        self._held = 0
        self._ends = [0]
        self._columns = tuple(GrowingArray(np.uint64) for _ in Records._fields)

    def add(self, records: Records) -> None:
        """Take more records.

        Raises
        ------
        TargetError
            If there is no room for temporary files.
        """
        self._kept.append(records)
        self._held += len(records.high)
        if self._held < HELD:
            return
        run = self._sorted(self._kept)
        self._kept, self._held = [run], len(run.high)
        if self._held > HELD // 2:
            for column, values in zip(self._columns, run, strict=True):
                column.append(values)
            self._ends.append(len(self._columns[0]))
            self._kept, self._held = [], 0

    def pieces(self) -> Iterator[Records]:
        """Yield all records, sorted and merged; those with one key are in the same piece."""
        last = self._sorted(self._kept)
        if len(self._ends) == 1:
            yield last
            return
        written = Records(*(column.whole() for column in self._columns))
        runs = [written.at(slice(*ends)) for ends in zip(self._ends, self._ends[1:], strict=False)]
        runs.append(last)
        ranges = -(-(self._ends[-1] + self._held) // HELD)
        # The first key of each range; the last range has no end.
        bounds = np.array([(i << 64) // ranges for i in range(1, ranges)], np.uint64)
        cuts = [[0, *np.searchsorted(run.high, bounds).tolist(), len(run.high)] for run in runs]
        for number in range(ranges):
            yield self._sorted(
                [
                    run.at(slice(cut[number], cut[number + 1]))
                    for run, cut in zip(runs, cuts, strict=True)
                ]
            )

    def _sorted(self, parts: list[Records]) -> Records:
        nothing = np.zeros(0, np.uint64)
        joined = Records(*map(np.concatenate, zip((nothing,) * 3, *parts, strict=True)))
        joined = joined.at(np.argsort(joined.high))
        if (joined.high[1:] == joined.high[:-1]).any():
            joined = joined.at(np.lexsort((joined.tag, joined.low, joined.high)))
        return self._merge(joined)
