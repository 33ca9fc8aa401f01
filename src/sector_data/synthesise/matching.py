"""Rows of a pool that fit given columns best.

What lives here: nearest rows. What does not: engines; this is for those that cannot draw columns
given others (:class:`sector_data.synthesise.protocol.Engine`, `conditional`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sector_data.synthesise.columns import Category, Learnable

_AXES = 8
"""Principal axes of the given columns that decide; a tree of more is no faster than no tree."""
_CANDIDATES = 10
"""Nearest rows of which one serves, so that no row of the pool serves all alike."""
_AS_NEAR = 0.1
"""How much farther than the nearest they may be, in ranges of a column; other categories are."""
_NOISE = 0.01
"""Width of a random axis beside them: of rows that are equally near each is as likely."""
_CATEGORIES = 50
"""Most frequent categories of a column that count as different from the others."""

Floats = npt.NDArray[np.float64]


def match(
    columns: Mapping[str, Learnable],
    pool: Mapping[str, npt.NDArray[Any]],
    wanted: Mapping[str, npt.NDArray[Any]],
    seed: int,
) -> npt.NDArray[np.int64]:
    """Choose one of the nearest rows of a pool for each wanted row.

    A row of the pool serves once while others that are near are free: few rows that served again
    and again would make their values frequent, and those of the others would be lost.

    Parameters
    ----------
    columns
        What codes and units mean.
    pool
        Codes and units of the rows to choose from; at least one row.
    wanted
        The same columns of the rows to serve, or some of these columns.
    seed
        Decides between rows that are equally near, and between those that want the same one.

    Returns
    -------
    Array
        For each wanted row a place in the pool.
    """
    from scipy.spatial import cKDTree

    count = len(next(iter(pool.values())))
    served = len(next(iter(wanted.values())))
    both = np.hstack(
        [_coordinates(columns[name], np.concatenate([pool[name], wanted[name]])) for name in wanted]
    )
    both -= both[:count].mean(axis=0)
    _, axes = np.linalg.eigh(both[:count].T @ both[:count])
    rng = np.random.default_rng([seed, 3])
    noise = rng.random((len(both), 1)) * _NOISE
    points = np.hstack([both @ axes[:, -_AXES:], noise])
    near = min(_CANDIDATES, count)
    far, places = cKDTree(points[:count]).query(points[count:], k=near)
    far, places = far.reshape(served, near), places.reshape(served, near)
    near_enough = far <= far[:, :1] + _AS_NEAR
    return _served(np.where(near_enough, places, places[:, :1]), count, rng)


def _served(
    candidates: npt.NDArray[np.int64], count: int, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Return one of the candidates of each row, none twice unless all of a row's are taken."""
    served, near = candidates.shape
    chosen: npt.NDArray[np.int64] = candidates[np.arange(served), rng.integers(0, near, served)]
    free = np.ones(count, np.bool_)
    waiting = rng.permutation(served)
    for rank in range(near):
        places, first = np.unique(candidates[waiting, rank], return_index=True)
        first = first[free[places]]
        taken = waiting[first]
        chosen[taken] = candidates[taken, rank]
        free[chosen[taken]] = False
        waiting = np.delete(waiting, first)
    return chosen


def _coordinates(column: Learnable, values: npt.NDArray[Any]) -> Floats:
    """Return indicators of categories, or units with one for missing ones."""
    if isinstance(column, Category):
        frequent = np.argsort(-np.bincount(column.codes), kind="stable")[:_CATEGORIES]
        indicators: Floats = (values[:, None] == frequent).astype(np.float64)
        return indicators
    units = values.astype(np.float64)
    missing = np.isnan(units)
    return np.stack([np.where(missing, 0.5, units), missing], axis=1).astype(np.float64)
