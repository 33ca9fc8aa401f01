"""Other shares of a column's values than were learnt: a rare class balanced, a scenario filled.

What lives here: weights of the protected rows under which the values have the shares asked for.
What does not: engines.

Several columns are raked (iterative proportional fitting, Deming and Stephan 1940), so that what
was not asked for stays as it belongs together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sector_data.errors import InputError
from sector_data.spec.pipeline import split_path
from sector_data.synthesise.columns import Category, Learnable, rows_of
from sector_data.synthesise.protocol import Drawn

_ROUNDS = 100
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Weighed:
    """Rows that were drawn by their weights."""

    _columns: Mapping[str, Learnable]
    _asked: tuple[str, ...]
    _weights: npt.NDArray[np.float64]
    _seed: int

    def given(self, rows: int) -> Drawn:
        """Return the columns asked for, for so many new rows."""
        chosen = self._draw(rows)
        return {name: _values(self._columns[name])[chosen] for name in self._asked}

    def columns(self) -> dict[str, Learnable]:
        """Return all columns of as many rows, drawn by their weights, to learn from."""
        chosen = self._draw(len(self._weights))
        return {name: rows_of(column, chosen) for name, column in self._columns.items()}

    def _draw(self, rows: int) -> npt.NDArray[np.int64]:
        rng = np.random.default_rng([self._seed, 5])
        # Evenly spaced in the cumulated weights: the shares are met to the row.
        ends = np.cumsum(self._weights)
        points = (np.arange(rows) + rng.random()) / rows * ends[-1]
        chosen = np.searchsorted(ends, points, side="right")
        return rng.permutation(np.minimum(chosen, len(ends) - 1))


def weigh(
    table: str,
    columns: Mapping[str, Learnable],
    shares: Mapping[str, Mapping[str, float]],
    seed: int,
) -> Weighed | None:
    """Weigh the rows of a table; None when no share of one of its columns is asked for.

    Raises
    ------
    InputError
        If a column is not one of categories, a value is not among them, or the shares contradict
        each other.
    """
    asked = {
        split_path(path)[1]: values
        for path, values in shares.items()
        if split_path(path)[0] == table
    }
    if not asked:
        return None
    targets = {name: _targets(table, name, columns.get(name), asked[name]) for name in asked}
    codes = {name: _values(columns[name]) for name in asked}
    weights = np.full(len(next(iter(codes.values()))), 1.0)
    for _ in range(_ROUNDS):
        before = weights
        for name, target in targets.items():
            now = np.bincount(codes[name], weights, minlength=len(target)) / weights.sum()
            factor = np.divide(target, now, out=np.zeros_like(target), where=now > 0)
            weights = weights * factor[codes[name]]
        if not weights.sum() > 0:
            break
        weights = weights / weights.mean()
        if np.abs(weights - before).max() < _CLOSE:
            break
    if not weights.sum() > 0:
        raise InputError(
            f"No row of {table} has what synthesise.shares asks for together.",
            "Ask for shares of values that occur together.",
        )
    return Weighed(columns, tuple(asked), weights, seed)


def _targets(
    table: str, name: str, column: Learnable | None, asked: Mapping[str, float]
) -> npt.NDArray[np.float64]:
    if not isinstance(column, Category):
        raise InputError(
            f"synthesise.shares, or --where, names {table}.{name}, which is not learnt as "
            "categories.",
            "Name a column of text, truth values or few numbers, that no other one determines and "
            "that is in no combination.",
        )
    spelt = [_spelt(value.as_py()) for value in column.values]
    unknown = len([value for value in asked if value not in spelt])
    if unknown:
        raise InputError(
            f"{unknown} of the values that synthesise.shares, or --where, gives {table}.{name} are "
            "not among those that are learnt.",
            "Spell them as in the protected table; rare ones are not learnt.",
        )
    learnt = np.bincount(column.codes, minlength=len(spelt)) / len(column.codes)
    fixed = np.array([value in asked for value in spelt])
    target = np.array([asked.get(value, 0.0) for value in spelt])
    rest = 1.0 - target.sum()
    if learnt[~fixed].sum() > 0:
        target[~fixed] = learnt[~fixed] / learnt[~fixed].sum() * rest
    return np.asarray(target / target.sum(), dtype=np.float64)


def _spelt(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values(column: Learnable) -> npt.NDArray[np.int64]:
    assert isinstance(column, Category)
    return column.codes
