"""How strongly two columns depend on each other.

What lives here: coding columns as categories, and Cramér's V of pairs of them. What does not: the
comparison of two tables (:mod:`sector_data.assessment.utility`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import Integers, addressable, codes_of
from sector_data.anonymise.hierarchies import canonical_text
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.sources.shares import Share
from sector_data.sources.tables import chunks_of, one_array

BINS = 10
"""Numbers and dates with more distinct values than twice this are cut at their deciles."""

MOST_PAIRS = 300
"""Pairs of a table that are compared; of more, as many are taken at even steps through the list
of pairs in column order, so that every column takes part and the choice never changes."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of two tables as categories that mean the same in both.

    Attributes
    ----------
    before, after
        Category of each row; missing values are a category of their own.
    size
        Number of categories.
    """

    before: Integers
    after: Integers
    size: int


def code_together(before: pa.Array | pa.ChunkedArray, after: pa.Array | pa.ChunkedArray) -> Coded:
    """Code a column of two tables with common categories.

    Numbers, dates and instants with more than twenty distinct values before are cut into tenths
    of equally many values before; others stand as they are.
    """
    if before.type.equals(after.type) and _is_ordered(before):
        first, second = one_array(before), one_array(after)
        if (edges := _deciles(first)) is not None:
            size = len(edges) + 2
            return Coded(_binned(first, edges), _binned(second, edges), size)
    # Chunks stay as they are: two columns of texts may be more than one array holds.
    texts = [canonical_text(part) for values in (before, after) for part in chunks_of(values)]
    # A missing value is a category of its own.
    codes, size = codes_of(pa.chunked_array(texts, pa.string()))
    return Coded(codes[: len(before)], codes[len(before) :], size)


def _is_ordered(values: pa.Array) -> bool:
    kind = values.type
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_date(kind)
        or pa.types.is_timestamp(kind)
    )


def _as_numbers(values: pa.Array) -> Floats:
    if pa.types.is_date(values.type):
        values = values.cast(pa.int32())
    elif pa.types.is_timestamp(values.type):
        values = values.cast(pa.int64())
    return np.asarray(
        values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=np.float64
    )


def _deciles(values: pa.Array) -> Floats | None:
    """Return inner bin edges, or None when the values are better taken one by one."""
    if not _is_ordered(values):
        return None
    numbers = _as_numbers(values)
    numbers = np.sort(numbers[np.isfinite(numbers)])
    if np.count_nonzero(np.diff(numbers)) + 1 <= 2 * BINS:
        return None
    quantiles = np.quantile(numbers, np.arange(1, BINS) / BINS, method="inverted_cdf")
    edges: Floats = np.unique(quantiles)
    return edges


def _binned(values: pa.Array, edges: Floats) -> Integers:
    numbers = _as_numbers(values)
    bins = np.searchsorted(edges, numbers, side="left")
    return np.where(np.isnan(numbers), len(edges) + 1, bins).astype(np.int64)


def shape_likeness(column: Coded) -> float:
    """Return 1 - total variation distance of a column's two distributions, in [0, 1].

    Total variation distance is half the sum of absolute differences of the categories' shares. A
    table without rows has no distribution; two such are alike, one such and another are not.
    """
    if not len(column.before) or not len(column.after):
        return float(len(column.before) == len(column.after))
    before = np.bincount(column.before, minlength=column.size) / len(column.before)
    after = np.bincount(column.after, minlength=column.size) / len(column.after)
    return float(1 - np.abs(before - after).sum() / 2)


def cramers_v(first: Integers, second: Integers, sizes: tuple[int, int]) -> float:
    """Return Cramér's V of two coded columns, corrected for bias, in [0, 1].

    V is sqrt(phi^2 / min(r - 1, c - 1)) (Cramér 1946, *Mathematical Methods of Statistics*,
    sec. 21.9). Of independent columns with many categories it is far above 0 by chance alone, so
    the correction of Bergsma (2013, "A bias-correction for Cramér's V and Tschuprow's T", Journal
    of the Korean Statistical Society 42) is applied. 0 when a column has a single category or
    there are fewer than two rows.

    Parameters
    ----------
    first, second
        Categories of each row; shape (rows,).
    sizes
        Number of categories of each.
    """
    n = len(first)
    rows = np.bincount(first, minlength=sizes[0])
    columns = np.bincount(second, minlength=sizes[1])
    r, c = int(np.count_nonzero(rows)), int(np.count_nonzero(columns))
    if n < 2 or r < 2 or c < 2:
        return 0.0
    cells = first * sizes[1] + second
    if addressable(sizes[0] * sizes[1], n):
        counts = np.bincount(cells)
        taken = np.flatnonzero(counts)
        counts = counts[taken]
    else:
        taken, counts = np.unique(cells, return_counts=True)
    expected = rows[taken // sizes[1]] * columns[taken % sizes[1]].astype(np.float64)
    phi2 = float((counts.astype(np.float64) ** 2 / expected).sum() - 1)
    phi2 = max(0.0, phi2 - (r - 1) * (c - 1) / (n - 1))
    room = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    return float(min(np.sqrt(phi2 / room), 1.0)) if room > 0 else 0.0


def pair_likeness(
    columns: Sequence[Coded], share: Share | None = None, size: int = 0
) -> float | None:
    """Return how alike the pairwise dependence of columns is before and after, in [0, 1].

    1 - mean absolute difference of Cramér's V over pairs of columns. Columns that are constant
    before take no part: nothing can depend on them. At most 300 pairs are compared (see
    :data:`MOST_PAIRS`). None when no pair is left or a table has no row.

    Parameters
    ----------
    columns
        Of the two tables.
    share, size
        What is told how much is done, and how much all pairs together are of it.
    """
    varied = [c for c in columns if len(c.after) and np.any(c.before != c.before[:1])]
    pairs = list(combinations(varied, 2))
    if not pairs:
        return None
    if len(pairs) > MOST_PAIRS:
        chosen = np.linspace(0, len(pairs) - 1, MOST_PAIRS).round().astype(int)
        pairs = [pairs[i] for i in chosen]
    differences = [
        abs(
            cramers_v(a.before, b.before, (a.size, b.size))
            - cramers_v(a.after, b.after, (a.size, b.size))
        )
        for a, b in (share.of(pairs, lambda _: size // len(pairs)) if share else pairs)
    ]
    return float(1 - np.mean(differences))
