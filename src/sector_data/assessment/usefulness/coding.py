"""Columns of several tables in one coding, and the rows of a table in it.

What lives here: which columns can be compared, numbers and categories that mean the same in all
tables. What does not: the choice of rows (:mod:`sector_data.assessment.usefulness.marks`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats, canonical_text
from sector_data.assessment.usefulness.labels import numbers_of_labels
from sector_data.assessment.usefulness.marks import Marks
from sector_data.sources.tables import one_array

BINS = 10
"""Numbers with more than twice as many distinct values are cut at the source's deciles."""


@dataclass(frozen=True, slots=True)
class Coding:
    """What the codes of a column mean in all tables.

    Attributes
    ----------
    ordered
        Whether the column has numbers as well: numbers, dates, instants and labels of intervals.
    size
        Number of codes. 0 is a missing value; from 1 on bins in ascending order, or categories,
        the commonest of the source first.
    labels
        Category of each code from 1 on; empty for bins.
    """

    ordered: bool
    size: int
    labels: tuple[str, ...]

    def coarse(self, codes: Integers, most: int) -> tuple[Integers, int]:
        """Merge codes until there are at most `most` beside the missing value: neighbours of bins,
        the rarest of categories.

        Returns
        -------
        codes, size
        """
        present = self.size - 1
        if present <= most:
            return codes, self.size
        merged = (codes - 1) * most // present + 1 if self.ordered else np.minimum(codes, most)
        return np.where(codes > 0, merged, 0), most + 1


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows in a common coding.

    Attributes
    ----------
    codes
        Column to the code of each row; shape (rows,).
    numbers
        Ordered column to the number of each row, NaN where it is missing; shape (rows,).
    met
        Name of a declared count to whether each row meets its conditions; shape (rows,).
    subjects
        Number of the subject of each row.
    marks
        Mark of the subject of each row.
    """

    codes: Mapping[str, Integers]
    numbers: Mapping[str, Floats]
    met: Mapping[str, Flags]
    subjects: Integers
    marks: Marks

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.subjects)

    def take(self, rows: Integers | slice) -> Sample:
        """Return some rows."""
        return Sample(
            {name: codes[rows] for name, codes in self.codes.items()},
            {name: numbers[rows] for name, numbers in self.numbers.items()},
            {name: met[rows] for name, met in self.met.items()},
            self.subjects[rows],
            self.marks[rows],
        )


def numbers_of(values: pa.Array) -> Floats | None:
    """Return numbers, dates as days and instants as microseconds, NaN where missing or infinite;
    None of other columns."""
    kind = values.type
    if pa.types.is_date(kind):
        values = values.cast(pa.int32())
    elif pa.types.is_timestamp(kind):
        values = values.cast(pa.int64())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return None
    numbers = values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    # An infinite reading has no place on a scale; it counts as missing.
    return np.where(np.isfinite(numbers), numbers, np.nan)


@dataclass(frozen=True, slots=True)
class Part:
    """A column of one table."""

    codes: Integers
    numbers: Floats | None


def code_column(sides: Sequence[pa.Array | pa.ChunkedArray]) -> tuple[Coding, list[Part]]:
    """Code a column of several tables of one type; the first is the source.

    Returns
    -------
    coding, parts
        Codes, and numbers of an ordered column, for each table.
    """
    flat = [one_array(side) for side in sides]
    lengths = np.cumsum([len(side) for side in flat])[:-1]
    both = pa.concat_arrays(flat)
    numbers = numbers_of(both)
    texts = canonical_text(both).dictionary_encode()
    if numbers is None and pa.types.is_string(both.type):
        read = numbers_of_labels(texts.dictionary)
        if read is not None:
            known = pc.fill_null(texts.indices, len(read)).to_numpy()
            numbers = np.append(read, np.nan)[known]
    if numbers is not None:
        first = numbers[: len(flat[0])]
        edges = _edges(first)
        # Beyond the last distinct value of the source there is one bin more.
        codes = np.where(np.isnan(numbers), 0, np.searchsorted(edges, numbers, side="left") + 1)
        coding = Coding(True, len(edges) + 2, ())
        pieces = zip(np.split(codes, lengths), np.split(numbers, lengths), strict=True)
        return coding, [Part(c.astype(np.int64), n) for c, n in pieces]
    codes, labels = _by_frequency(texts, len(flat[0]))
    coding = Coding(False, len(labels) + 1, labels)
    return coding, [Part(piece, None) for piece in np.split(codes, lengths)]


def sample_of(
    columns: Mapping[str, Part], met: Mapping[str, Flags], subjects: Integers, marks: Marks
) -> Sample:
    """Put the coded columns of one table together, in the order of their names."""
    parts = {name: columns[name] for name in sorted(columns)}
    return Sample(
        {name: part.codes for name, part in parts.items()},
        {name: part.numbers for name, part in parts.items() if part.numbers is not None},
        met,
        subjects,
        marks,
    )


def _edges(numbers: Floats) -> Floats:
    """Return upper edges of all bins but the last: few distinct values each have a bin."""
    known = np.sort(numbers[~np.isnan(numbers)])
    distinct = known[np.flatnonzero(np.diff(known, prepend=np.nan) != 0)]
    if len(distinct) <= 2 * BINS:
        return distinct
    cuts = np.quantile(known, np.arange(1, BINS) / BINS, method="inverted_cdf")
    edges: Floats = np.unique(cuts)
    return edges


def _by_frequency(texts: pa.DictionaryArray, first: int) -> tuple[Integers, tuple[str, ...]]:
    labels = texts.dictionary.to_numpy(zero_copy_only=False).astype(object)
    codes = pc.fill_null(texts.indices, len(labels)).to_numpy().astype(np.int64)
    counts = np.bincount(codes[:first], minlength=len(labels) + 1)[: len(labels)]
    alphabetical = np.argsort(labels, kind="stable")
    order = alphabetical[np.argsort(-counts[alphabetical], kind="stable")]
    place = np.empty(len(labels) + 1, dtype=np.int64)
    place[order] = np.arange(1, len(labels) + 1)
    place[len(labels)] = 0
    return place[codes], tuple(labels[order].tolist())
