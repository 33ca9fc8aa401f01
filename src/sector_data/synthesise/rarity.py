"""Rare categories and extreme numbers, taken out before anything is learnt.

What lives here: the change of one column. What does not: what is rare in a release, which attacks
on it measure (:mod:`sector_data.assessment`).

An engine that has met a category once can only repeat it, and the largest income is somebody's. So
a category that fewer subjects hold than asked becomes another one, drawn as the others are spread;
numbers and dates beyond the last that so many subjects reach become that one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.synthesise.columns import Category, Column, Constant, Continuum, Grid, encode


@dataclass(frozen=True, slots=True)
class Guarded:
    """A column as it may be learnt; None where nothing of it may be."""

    column: Column | None
    changed: int
    """Rows whose value is another one now."""


def guard(
    values: pa.Array,
    fewest: int,
    seed: int,
    *,
    subjects: npt.NDArray[np.int64] | None = None,
    categorical: bool = False,
) -> Guarded:
    """Encode a column without its rare categories and extremes.

    Parameters
    ----------
    values
        The column.
    fewest
        Subjects that must hold a category or reach an extreme.
    seed
        For the categories in place of rare ones.
    subjects
        The number of each row's subject; rows are subjects when it is not given.
    categorical
        Whether its values are codes, whatever their type.

    Returns
    -------
    Guarded
        Without a column when no category is held by so many.
    """
    column = encode(values, categorical=categorical)
    if fewest <= 1 or isinstance(column, Constant):
        return Guarded(column, 0)
    if isinstance(column, Category):
        return _guard_categories(column, fewest, seed, subjects)
    return _guard_extremes(column, fewest, subjects)


def _holders(
    codes: npt.NDArray[np.int64], count: int, subjects: npt.NDArray[np.int64] | None
) -> npt.NDArray[np.int64]:
    """Return how many subjects hold each code."""
    if subjects is None:
        return np.bincount(codes, minlength=count)
    pairs = np.unique(np.stack([codes, subjects]), axis=1)
    return np.bincount(pairs[0], minlength=count)


def _guard_categories(
    column: Category, fewest: int, seed: int, subjects: npt.NDArray[np.int64] | None
) -> Guarded:
    count = len(column.values)
    frequent = _holders(column.codes, count, subjects) >= fewest
    rare_rows = ~frequent[column.codes]
    changed = int(rare_rows.sum())
    if not changed:
        return Guarded(column, 0)
    kept = np.flatnonzero(frequent)
    if not len(kept):
        return Guarded(None, changed)
    shares = np.bincount(column.codes, minlength=count)[kept].astype(np.float64)
    codes = column.codes.copy()
    codes[rare_rows] = np.random.default_rng([seed, 2]).choice(
        kept, size=changed, p=shares / shares.sum()
    )
    values = column.values.take(pa.array(kept))
    if len(kept) == 1:
        return Guarded(Constant(values[0]), changed)
    return Guarded(Category(values, np.searchsorted(kept, codes)), changed)


def _guard_extremes(
    column: Grid | Continuum, fewest: int, subjects: npt.NDArray[np.int64] | None
) -> Guarded:
    units = column.units
    present = np.flatnonzero(~np.isnan(units))
    order = present[np.argsort(units[present], kind="stable")]
    lowest = _reached(units, order, fewest, subjects)
    highest = _reached(units, order[::-1], fewest, subjects)
    if lowest is None or highest is None or lowest >= highest:
        return Guarded(None, len(present))
    outside = int(((units < lowest) | (units > highest)).sum())
    if not outside:
        return Guarded(column, 0)
    return Guarded(encode(column.decode(np.clip(units, lowest, highest))), outside)


def _reached(
    units: npt.NDArray[np.float64],
    order: npt.NDArray[np.int64],
    fewest: int,
    subjects: npt.NDArray[np.int64] | None,
) -> float | None:
    """Return the first unit, from an end, that so many subjects reach; None if fewer there are."""
    if subjects is None:
        return float(units[order[fewest - 1]]) if len(order) >= fewest else None
    _, first = np.unique(subjects[order], return_index=True)
    return float(units[order[np.sort(first)[fewest - 1]]]) if len(first) >= fewest else None
