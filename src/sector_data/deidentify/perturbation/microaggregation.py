"""Microaggregation: values replaced by the average of a small group of records that lie close.

What lives here: how columns become points, and what the groups' members get. What does not: the
grouping (:mod:`sector_data.kernels.microaggregation`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.distinct import plain_array
from sector_data.deidentify.perturbation.columns import as_numbers, is_ordered, like
from sector_data.errors import InputError
from sector_data.kernels.microaggregation import mdav_groups

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def microaggregate(
    columns: Mapping[str, pa.Array | pa.ChunkedArray],
    k: int,
    *,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    released: Sequence[str] | None = None,
) -> dict[str, pa.Array]:
    """Replace values by the average of groups of k similar records (MDAV).

    Parameters
    ----------
    columns
        The columns that tell how similar records are: numbers, dates and timestamps by their
        distance, all others by whether they are equal.
    k
        Smallest size of a group, in subjects; at least 2.
    subjects
        Subject of each row. Where some have several rows, the mean of a subject's rows (the most
        frequent category) is what is grouped, and all its rows get the group's value. Rows are
        subjects when it is not given.
    released
        Which of the columns to return; all when not given.

    Returns
    -------
    dict
        Means of the group for numbers (``float64``) and dates (rounded, in their type), its most
        frequent category for others, the first in order of several. All members of a group have
        the same values, so that on these columns alone each is one of k or more. Missing values,
        NaN and infinities become or stay null; records that lack the same columns are grouped by
        the others, and where fewer than k lack the same, all their values become null.

    Raises
    ------
    InputError
        If k is below 2, there is no column, or the lengths differ.

    Notes
    -----
    Domingo-Ferrer & Mateo-Sanz (2002), "Practical data-oriented microaggregation for statistical
    disclosure control", IEEE TKDE 14(1); MDAV-generic of Domingo-Ferrer & Torra (2005), "Ordinal,
    continuous and heterogeneous k-anonymity through microaggregation", Data Min. Knowl. Disc.
    11(2). Numbers are divided by their standard deviation; with categories among them, by their
    range, so that a category that differs counts as much as the whole range of a number (Gower
    1971, "A general coefficient of similarity and some of its properties", Biometrics 27(4), with
    squares). Records that are equal in all columns are told apart by the order of rows; nothing
    else depends on it.
    """
    if k < 2:
        raise InputError(
            "A group of microaggregation has at least 2 members.", "Common is 3 to 10."
        )
    if not columns:
        raise InputError("There is no column to aggregate.", "Name at least one.")
    plain = {name: plain_array(columns[name]) for name in sorted(columns)}
    rows = len(next(iter(plain.values())))
    if any(len(values) != rows for values in plain.values()):
        raise InputError("The columns differ in length.", "Take them from one table.")
    parts = {name: _Part.of(values) for name, values in plain.items()}
    units, count = _units(subjects, rows)
    records = {name: part.of_units(units, count) for name, part in parts.items()}
    groups = _groups(records, count, k)
    return {
        name: parts[name].averaged(records[name], groups, units, plain[name])
        for name in (released if released is not None else columns)
    }


@dataclass(frozen=True, slots=True)
class _Part:
    """A column, or the records made of it.

    Attributes
    ----------
    numbers
        Values, or the codes of categories.
    there
        Which of them are there.
    categories
        In the order of their codes; None for numbers.
    """

    numbers: Floats
    there: Flags
    categories: pa.Array | None

    @classmethod
    def of(cls, values: pa.Array) -> _Part:
        if is_ordered(values.type):
            return cls(*as_numbers(values), None)
        encoded = values.dictionary_encode()
        order = pc.sort_indices(canonical_text(encoded.dictionary)).to_numpy()
        ranks = np.empty(len(order), dtype=np.int64)
        ranks[order] = np.arange(len(order))
        there = encoded.indices.is_valid().to_numpy(zero_copy_only=False)
        codes = np.zeros(len(values), dtype=np.int64)
        codes[there] = ranks[encoded.indices.drop_null().to_numpy()]
        return cls(codes.astype(np.float64), there, encoded.dictionary.take(pa.array(order)))

    def of_units(self, units: Integers | None, count: int) -> _Part:
        """Return one record for each subject: the mean or most frequent of what is there."""
        if units is None:
            return self
        numbers, there = self._average(units, self.there, count)
        return _Part(numbers, there, self.categories)

    def _average(self, groups: Integers, there: Flags, count: int) -> tuple[Floats, Flags]:
        of = groups[there]
        members = np.bincount(of, minlength=count)
        if self.categories is None:
            # Around the middle of all: sums of large numbers would lose their last digits.
            middle = float(self.numbers[there].mean()) if len(of) else 0.0
            sums = np.bincount(of, self.numbers[there] - middle, minlength=count)
            return middle + sums / np.maximum(members, 1), members > 0
        size = max(len(self.categories), 1)
        pairs, tally = np.unique(
            of * size + self.numbers[there].astype(np.int64), return_counts=True
        )
        # Most frequent first, then the first in order; the first of each group is taken.
        order = np.lexsort((pairs, -tally, pairs // size))
        owners, first = np.unique(pairs[order] // size, return_index=True)
        modes = np.zeros(count)
        modes[owners] = pairs[order][first] % size
        return modes, members > 0

    def averaged(
        self, record: _Part, groups: Integers, units: Integers | None, values: pa.Array
    ) -> pa.Array:
        """Return the column with the average of each row's group."""
        grouped = groups >= 0
        count = int(groups.max(initial=-1)) + 1
        inside = grouped & record.there
        averages, _ = record._average(np.where(grouped, groups, 0), inside, max(count, 1))
        of_record = np.where(inside, averages[np.where(grouped, groups, 0)], 0.0)
        of_row = of_record if units is None else of_record[units]
        there = (inside if units is None else inside[units]) & self.there
        if self.categories is not None:
            return self.categories.take(pa.array(of_row.astype(np.int64), mask=~there))
        if pa.types.is_integer(values.type) or pa.types.is_floating(values.type):
            return pa.array(of_row, pa.float64(), mask=~there)
        return pc.if_else(
            pa.array(there), like(of_row, there, values), pa.scalar(None, values.type)
        )


def _units(subjects: pa.Array | pa.ChunkedArray | None, rows: int) -> tuple[Integers | None, int]:
    """Return the subject of each row, and how many there are; None when rows are subjects."""
    if subjects is None:
        return None, rows
    texts = canonical_text(plain_array(subjects))
    if len(texts) != rows:
        raise InputError("There is not one subject for each row.")
    encoded = texts.dictionary_encode()
    codes = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy().astype(np.int64)
    count = int(codes.max(initial=-1)) + 1
    return (None, rows) if count == rows else (codes, count)


def _groups(records: Mapping[str, _Part], count: int, k: int) -> Integers:
    """Return the group of each record, -1 for those that cannot be in one."""
    result = np.full(count, -1, dtype=np.int64)
    gaps = np.stack([~part.there for part in records.values()], axis=1)
    patterns, pattern = np.unique(gaps, axis=0, return_inverse=True)
    pattern = pattern.reshape(-1)
    made = 0
    for number, missing in enumerate(patterns):
        members = np.flatnonzero(pattern == number)
        if len(members) < k or missing.all():
            continue
        present = [part for part, gap in zip(records.values(), missing, strict=True) if not gap]
        groups = _grouped(present, members, k)
        result[members] = groups + made
        made += int(groups.max()) + 1
    return result


def _grouped(parts: Sequence[_Part], members: Integers, k: int) -> Integers:
    mixed = any(part.categories is not None for part in parts)
    points = [
        _scaled(part.numbers[members], by_range=mixed) for part in parts if part.categories is None
    ]
    kinds = [part.numbers[members] for part in parts if part.categories is not None]
    width = len(members)
    matrix = np.stack(points, axis=1) if points else np.zeros((width, 0))
    classes = np.stack(kinds, axis=1) if kinds else np.zeros((width, 0))
    # An order of their own, so that ties are not decided by the order of rows.
    order = np.lexsort((*classes.T, *matrix.T)) if points or kinds else np.arange(width)
    groups = np.empty(width, dtype=np.int64)
    groups[order] = mdav_groups(
        matrix[order], classes[order].astype(np.int32), np.ones(len(kinds)), k
    )
    return groups


def _scaled(numbers: Floats, *, by_range: bool) -> Floats:
    centred = numbers - numbers.mean()
    size = float(np.ptp(centred)) if by_range else float(centred.std())
    scaled: Floats = centred / size if size > 0 else centred * 0.0
    return scaled
