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
_CANDIDATES = 5
"""Nearest rows of which one is drawn, so that no row of the pool serves all alike."""
_CATEGORIES = 50
"""Most frequent categories of a column that count as different from the others."""

Floats = npt.NDArray[np.float64]


def match(
    columns: Mapping[str, Learnable],
    pool: Mapping[str, npt.NDArray[Any]],
    wanted: Mapping[str, npt.NDArray[Any]],
    seed: int,
) -> npt.NDArray[np.int64]:
    """Draw one of the nearest rows of a pool for each wanted row.

    Parameters
    ----------
    columns
        What codes and units mean.
    pool
        Codes and units of the rows to choose from; at least one row.
    wanted
        The same columns of the rows to serve, or some of these columns.
    seed
        For the draw.

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
    points = both @ axes[:, -_AXES:]
    near = min(_CANDIDATES, count)
    _, places = cKDTree(points[:count]).query(points[count:], k=near)
    places = places.reshape(served, near)
    chosen = np.random.default_rng([seed, 3]).integers(0, near, served)
    found: npt.NDArray[np.int64] = places[np.arange(served), chosen]
    return found


def _coordinates(column: Learnable, values: npt.NDArray[Any]) -> Floats:
    """Return indicators of categories, or units with one for missing ones."""
    if isinstance(column, Category):
        frequent = np.argsort(-np.bincount(column.codes), kind="stable")[:_CATEGORIES]
        indicators: Floats = (values[:, None] == frequent).astype(np.float64)
        return indicators
    units = values.astype(np.float64)
    missing = np.isnan(units)
    return np.stack([np.where(missing, 0.5, units), missing], axis=1).astype(np.float64)
