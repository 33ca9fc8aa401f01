"""How alike the sequences of two tables are: their lengths, and what a value tells of the next.

What lives here: figures of the rows of parents. What does not: putting rows right
(:mod:`sector_data.synthesise.structure`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.tables import Table
from sector_data.synthesise.lengths import Places, places_within

_QUANTILES = (0.1, 0.5, 0.9)
LAGS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class SeriesFigures:
    """Sequences of a table as learnt from and as made.

    Attributes
    ----------
    lengths
        Quantiles (10, 50 and 90 %) and mean of the rows of a parent, learnt and made; parents
        without rows count.
    autocorrelation
        Numeric column to its autocorrelation at lag 1, 2 and 3, learnt and made; None where it is
        not defined.
    kept
        Categorical column to the share of rows that repeat the value before, learnt and made.
    """

    lengths: dict[str, list[float]]
    autocorrelation: dict[str, dict[str, list[float | None]]]
    kept: dict[str, dict[str, float | None]]

    def as_record(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {
            "lengths-at-10-50-90-percent-and-mean": self.lengths,
            "autocorrelation-at-lag-1-2-3": self.autocorrelation,
            "share-that-repeats-the-value-before": self.kept,
        }


def compare_series(
    learnt: Table,
    made: Table,
    columns: Sequence[str],
    owners: tuple[Places, Places],
    parents: tuple[int, int],
) -> SeriesFigures:
    """Compare the sequences of two tables.

    Parameters
    ----------
    learnt, made
        The protected table and the synthetic one.
    columns
        Those of both to compare.
    owners
        For each row the place of its parent, -1 where it has none; rows of a parent follow each
        other as they stand. Of `learnt`, of `made`.
    parents
        How many parents there are.
    """
    both = (learnt, made)
    series: dict[str, dict[str, list[float | None]]] = {}
    kept: dict[str, dict[str, float | None]] = {}
    pairs = [{lag: _pairs(own, lag) for lag in LAGS} for own in owners]
    for column in columns:
        arrays = [table.column(column).combine_chunks() for table in both]
        if _is_number(arrays[0].type):
            found = [
                [autocorrelation(_numbers(values), own[lag]) for lag in LAGS]
                for values, own in zip(arrays, pairs, strict=True)
            ]
            series[column] = dict(zip(("learnt", "made"), found, strict=True))
        elif not pa.types.is_temporal(arrays[0].type):
            shares = [_repeats(a, own[1]) for a, own in zip(arrays, pairs, strict=True)]
            kept[column] = dict(zip(("learnt", "made"), shares, strict=True))
    spread = [_spread(own, count) for own, count in zip(owners, parents, strict=True)]
    return SeriesFigures(dict(zip(("learnt", "made"), spread, strict=True)), series, kept)


def autocorrelation(values: npt.NDArray[np.float64], pairs: tuple[Places, Places]) -> float | None:
    """Return Pearson's correlation of values with those before them, over all sequences together.

    Parameters
    ----------
    values
        NaN where there is none.
    pairs
        Places of the earlier and of the later value.

    Returns
    -------
    float or None
        None for fewer than three pairs, or where one side does not vary.
    """
    before, after = values[pairs[0]], values[pairs[1]]
    there = ~(np.isnan(before) | np.isnan(after))
    before, after = before[there], after[there]
    if len(before) < 3 or not before.std() or not after.std():
        return None
    return round(float(np.corrcoef(before, after)[0, 1]), 4)


def _pairs(owners: Places, lag: int) -> tuple[Places, Places]:
    rows = np.flatnonzero(owners >= 0)
    order = rows[np.argsort(owners[rows], kind="stable")]
    later = np.flatnonzero(places_within(owners[order]) >= lag)
    return order[later - lag], order[later]


def _spread(owners: Places, parents: int) -> list[float]:
    counts = np.bincount(owners[owners >= 0], minlength=parents)
    if not len(counts):
        return []
    return [*(float(q) for q in np.quantile(counts, _QUANTILES)), round(float(counts.mean()), 4)]


def _repeats(values: pa.Array, pairs: tuple[Places, Places]) -> float | None:
    if not len(pairs[0]):
        return None
    codes = pc.fill_null(pc.dictionary_encode(values).indices, -1).to_numpy()
    return round(float((codes[pairs[0]] == codes[pairs[1]]).mean()), 4)


def _is_number(arrow_type: pa.DataType) -> bool:
    return bool(pa.types.is_integer(arrow_type) or pa.types.is_floating(arrow_type))


def _numbers(values: pa.Array) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = pc.fill_null(values.cast(pa.float64()), np.nan).to_numpy()
    return found
