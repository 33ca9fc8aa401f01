"""Histograms of a sensitive column: how many subjects of each class have which value.

What lives here: the histograms of all classes as flat arrays, merging classes, and choosing some.
What does not: how they are counted from a table (:mod:`sector_data.anonymise.statistics`) and what
is required of them (:mod:`sector_data.anonymise.models`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sector_data.anonymise.classes import Flags, Integers, addressable, distinct_pairs
from sector_data.anonymise.hierarchies.hierarchy import Floats


def numbered(keys: Integers, space: int) -> tuple[Integers, Integers]:
    """Give distinct keys numbers in rising order.

    Parameters
    ----------
    keys
        Shape (n,), each in ``[0, space)``.
    space
        Bound of the keys.

    Returns
    -------
    distinct, number
        The distinct keys, rising, and for each key its place among them; shape (n,).
    """
    if addressable(space, len(keys)):
        seen = np.zeros(space, dtype=np.bool_)
        seen[keys] = True
        distinct = np.flatnonzero(seen)
        places = np.empty(space, dtype=np.int64)
        places[distinct] = np.arange(len(distinct))
        return distinct, places[keys]
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.diff(ordered, prepend=-1) != 0
    number = np.empty(len(keys), dtype=np.int64)
    number[order] = np.cumsum(first) - 1
    return ordered[first], number


@dataclass(frozen=True, slots=True)
class Bearers:
    """Who has which value, needed where a subject can stand in several classes.

    Attributes
    ----------
    cells
        Cell of the histogram (place in its `values`) of each pair; shape (pairs,).
    subjects
        Subject of each pair, each pair once; shape (pairs,).
    size
        Number of subject codes.
    """

    cells: Integers
    subjects: Integers
    size: int


@dataclass(frozen=True, eq=False)
class Histogram:
    """The histograms of all classes, one after the other (compressed sparse rows).

    Only values that a class has are there. Missing values are not: they are no value. A subject who
    has a value several times in a class counts once; one who has several values counts for each.

    Attributes
    ----------
    offsets
        Class c has the cells ``offsets[c]`` to ``offsets[c + 1]``; shape (classes + 1,).
    values
        Code of each cell's value, rising within a class; shape (cells,).
    counts
        Distinct subjects of the class with that value, at least 1; shape (cells,).
    holders
        Distinct subjects of each class who have any value; shape (classes,).
    size
        Number of value codes: the distinct values of the whole column.
    bearers
        None when no subject can stand in two classes: counts of merged classes are then sums.
    """

    offsets: Integers
    values: Integers
    counts: Integers
    holders: Integers
    size: int
    bearers: Bearers | None = None

    @classmethod
    def of(
        cls,
        owners: Integers,
        values: Integers,
        subjects: Integers | None,
        *,
        classes: int,
        size: int,
        people: int = 0,
    ) -> Histogram:
        """Count occurrences of values.

        Parameters
        ----------
        owners, values, subjects
            Class, value and subject of each occurrence; they may repeat. Without subjects every
            occurrence is somebody else's.
        classes, size, people
            Bounds of the three codes.
        """
        keys, cells = numbered(owners * max(size, 1) + values, max(classes, 1) * max(size, 1))
        if subjects is None:
            counts = np.bincount(cells, minlength=len(keys)).astype(np.int64)
            holders = np.bincount(owners, minlength=classes).astype(np.int64)
            return cls._of_cells(keys, counts, holders, classes, size, None)
        cells, subjects = distinct_pairs(cells, subjects, (max(len(keys), 1), max(people, 1)))
        bearers = Bearers(cells, subjects, people)
        counts = np.bincount(cells, minlength=len(keys)).astype(np.int64)
        holding, _ = distinct_pairs(
            keys[cells] // max(size, 1), subjects, (max(classes, 1), max(people, 1))
        )
        holders = np.bincount(holding, minlength=classes).astype(np.int64)
        return cls._of_cells(keys, counts, holders, classes, size, bearers)

    @classmethod
    def _of_cells(
        cls,
        keys: Integers,
        counts: Integers,
        holders: Integers,
        classes: int,
        size: int,
        bearers: Bearers | None,
    ) -> Histogram:
        owners = keys // max(size, 1)
        offsets = np.zeros(classes + 1, dtype=np.int64)
        np.cumsum(np.bincount(owners, minlength=classes), out=offsets[1:])
        return cls(offsets, keys % max(size, 1), counts, holders, size, bearers)

    @property
    def classes(self) -> int:
        """Number of classes."""
        return len(self.offsets) - 1

    @cached_property
    def diversity(self) -> Integers:
        """Distinct values of each class; shape (classes,)."""
        return np.diff(self.offsets)

    @cached_property
    def owners(self) -> Integers:
        """Class of each cell; shape (cells,)."""
        return np.repeat(np.arange(self.classes), self.diversity)

    @cached_property
    def totals(self) -> Integers:
        """Sum of the counts of each class; above `holders` where subjects have several values."""
        return self.sums(self.counts).astype(np.int64)

    @cached_property
    def shares(self) -> Floats:
        """Part of each cell in its class, so that those of a class sum to 1; shape (cells,)."""
        return np.asarray(self.counts / self.totals[self.owners], dtype=np.float64)

    @cached_property
    def beliefs(self) -> Floats:
        """Part of a class's holders who have the cell's value: what a reader infers of a member.

        Shape (cells,). The same as `shares` where everybody has one value.
        """
        return np.asarray(self.counts / self.holders[self.owners], dtype=np.float64)

    def sums(self, weights: Integers | Floats) -> Floats:
        """Sum numbers of the cells over each class; shape (classes,)."""
        summed = np.bincount(self.owners, weights, self.classes)
        return np.asarray(summed, dtype=np.float64)

    def most(self, numbers: Floats, empty: float) -> Floats:
        """Return the largest of the cells' numbers in each class, `empty` in a class with none."""
        result = np.full(self.classes, empty, dtype=np.float64)
        there = self.diversity > 0
        if there.any():
            result[there] = np.maximum.reduceat(numbers, self.offsets[:-1][there])
        return result

    def merged(self, groups: Integers, count: int) -> Histogram:
        """Return the histograms after classes were merged.

        Parameters
        ----------
        groups
            New class of each class; shape (classes,).
        count
            Number of new classes.
        """
        owners = groups[self.owners]
        if self.bearers is not None:
            cells = self.bearers.cells
            return Histogram.of(
                owners[cells],
                self.values[cells],
                self.bearers.subjects,
                classes=count,
                size=self.size,
                people=self.bearers.size,
            )
        keys, cells = numbered(
            owners * max(self.size, 1) + self.values, max(count, 1) * max(self.size, 1)
        )
        counts = np.bincount(cells, self.counts, len(keys)).astype(np.int64)
        holders = np.bincount(groups, self.holders, count).astype(np.int64)
        return self._of_cells(keys, counts, holders, count, self.size, None)

    def only(self, kept: Flags) -> Histogram:
        """Return the histograms of some classes, numbered anew in the same order."""
        cells = kept[self.owners]
        offsets = np.zeros(int(np.count_nonzero(kept)) + 1, dtype=np.int64)
        np.cumsum(self.diversity[kept], out=offsets[1:])
        bearers = self.bearers
        if bearers is not None:
            there = cells[bearers.cells]
            places = np.cumsum(cells) - 1
            bearers = Bearers(places[bearers.cells[there]], bearers.subjects[there], bearers.size)
        return Histogram(
            offsets, self.values[cells], self.counts[cells], self.holders[kept], self.size, bearers
        )

    def whole(self) -> Histogram:
        """Return the histogram of all classes together, as that of one class."""
        return self.merged(np.zeros(self.classes, dtype=np.int64), 1)

    def spread(self, numbers: Floats) -> Floats:
        """Return the cells' numbers of one class over all value codes, 0 where it has none.

        Shape (size,). Meant for the histogram of the whole table: see :meth:`whole`.
        """
        result = np.zeros(self.size, dtype=np.float64)
        result[self.values] = numbers
        return result
