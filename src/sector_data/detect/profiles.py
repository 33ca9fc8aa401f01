"""Aggregates of one column: what the classifier may look at.

What lives here: counting, and a sample of distinct values that stays in memory. What does not:
conclusions (:mod:`sector_data.detect.columns`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.kernels.grouping import number_keys
from sector_data.sources.numbering import numbered, rows_at
from sector_data.sources.tables import Table
from sector_data.spec.words import DataType

Codes = npt.NDArray[np.int32]

SAMPLE = 10_000
"""Distinct values that are looked at. A share measured on so many has a 95 % interval of one
percentage point at most."""

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class ColumnProfile:
    """Counts of a column and a sample of its distinct values.

    Attributes
    ----------
    rows, missing, distinct
        Rows, rows without a value, and different values.
    sample
        At most ``SAMPLE`` distinct non-blank values as stripped texts, evenly spread over the order
        of first appearance: the same for the same data.
    smallest, largest
        Extremes of a numeric or date column (dates in years with a fraction), else None.
    subjects, subject_values
        Different subjects with a value here, and different (subject, value) pairs; None when no
        subject is known.
    blank
        Rows that hold nothing but white space.
    """

    table: str
    column: str
    data_type: DataType
    rows: int
    missing: int
    distinct: int
    sample: tuple[str, ...] = field(repr=False)
    smallest: float | None = field(default=None, repr=False)
    largest: float | None = field(default=None, repr=False)
    subjects: int | None = None
    subject_values: int | None = None
    blank: int = 0

    @property
    def filled(self) -> int:
        """Rows that hold a value."""
        return self.rows - self.missing - self.blank

    @property
    def unique(self) -> bool:
        """Whether every row with a value has one of its own."""
        return self.filled > 0 and self.distinct == self.filled

    @property
    def uniqueness(self) -> float:
        """Distinct values per row with a value."""
        return self.distinct / self.filled if self.filled else 0.0

    @property
    def constant(self) -> bool:
        """Whether there is one single value in several rows."""
        return self.distinct == 1 and self.filled > 1

    @property
    def one_to_one(self) -> bool:
        """Whether each subject has exactly one value here, and no two subjects share one."""
        return (
            self.subjects is not None
            and self.subjects > 1
            and self.subjects == self.subject_values == self.distinct
        )

    @property
    def is_text(self) -> bool:
        """Whether the column holds texts."""
        return self.data_type is DataType.STRING

    @cached_property
    def mean_length(self) -> float:
        """Mean number of characters of a sampled value."""
        return sum(map(len, self.sample)) / len(self.sample) if self.sample else 0.0

    @cached_property
    def mean_words(self) -> float:
        """Mean number of words, counted as runs of letters, of a sampled value.

        Scripts without blanks count one word for two characters, their usual length in Japanese.
        """
        if not self.sample:
            return 0.0
        spaced = sum(len(_WORD.findall(v)) for v in self.sample)
        dense = sum(sum("\u3040" <= c <= "\u9fff" for c in v) for v in self.sample) / 2
        return max(spaced, dense) / len(self.sample)

    @cached_property
    def numeric_share(self) -> float:
        """Share of sampled values that are whole or decimal numbers."""
        return self.share(re.compile(r"[+-]?\d+(?:[.,]\d+)?"))

    def share(self, shape: re.Pattern[str]) -> float:
        """Return the share of sampled values that a pattern matches from end to end."""
        if not self.sample:
            return 0.0
        return sum(1 for v in self.sample if shape.fullmatch(v)) / len(self.sample)

    def thinned(self, most: int) -> tuple[str, ...]:
        """Return at most ``most`` sampled values, evenly spread."""
        return tuple(_spread(self.sample, most))


def _spread(values: tuple[str, ...] | list[str], most: int) -> list[str]:
    if len(values) <= most:
        return list(values)
    return [values[i * len(values) // most] for i in range(most)]


def _years(column: pa.ChunkedArray, *, largest: bool) -> float | None:
    days = pc.cast(pc.cast(column, pa.timestamp("us")), pa.int64())
    extreme = (pc.max if largest else pc.min)(days).as_py()
    return None if extreme is None else 1970 + extreme / (365.25 * 24 * 3600 * 1e6)


def _pairs(codes: Codes, subjects: Codes) -> tuple[int, int]:
    """Count subjects with a value, and different (subject, value) pairs; -1 is none."""
    both = (codes >= 0) & (subjects >= 0)
    left, right = subjects[both].astype(np.int64), codes[both]
    if not len(left):
        return 0, 0
    there = np.zeros(int(left.max()) + 1, dtype=np.bool_)
    there[left] = True
    left *= int(right.max()) + 1
    left += right
    return int(there.sum()), len(number_keys(left)[1])


def profile_column(table: Table, column: str, *, subjects: Codes | None = None) -> ColumnProfile:
    """Count a column and sample its distinct values.

    Parameters
    ----------
    table, column
        What to profile.
    subjects
        Code of the subject of each row, -1 where it has none, when subjects are known.

    Returns
    -------
    ColumnProfile
        Aggregates only, but for the sample, which never leaves memory.
    """
    codes, distinct = numbered(table.column(column))
    data_type = table.data_type(column)
    places = np.arange(len(distinct))
    blank = 0
    if data_type is DataType.STRING:
        empty = pc.or_(pc.equal(pc.binary_length(distinct), 0), pc.utf8_is_space(distinct))
        if pc.any(empty).as_py():
            is_empty = empty.to_numpy()
            is_blank = np.isin(codes, np.flatnonzero(is_empty))
            blank = int(is_blank.sum())
            codes = np.where(is_blank, np.int32(-1), codes)
            places = np.flatnonzero(~is_empty)
    step = max(1, -(-len(places) // SAMPLE))
    sample = tuple(_text(v) for v in rows_at(distinct, places[::step]).to_pylist())
    smallest = largest = None
    if data_type in {DataType.INTEGER, DataType.NUMBER} and len(distinct):
        extremes = pc.min_max(distinct).as_py()
        smallest, largest = float(extremes["min"]), float(extremes["max"])
    elif data_type in {DataType.DATE, DataType.DATETIME} and len(distinct):
        smallest = _years(distinct, largest=False)
        largest = _years(distinct, largest=True)
    counted = (None, None) if subjects is None else _pairs(codes, subjects)
    return ColumnProfile(
        table=table.name,
        column=column,
        data_type=data_type,
        rows=table.rows,
        missing=table.column(column).null_count,
        distinct=len(places),
        sample=sample,
        smallest=smallest,
        largest=largest,
        subjects=counted[0],
        subject_values=counted[1],
        blank=blank,
    )


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
