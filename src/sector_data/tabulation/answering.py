"""Tables of noisy figures, each with how far it may be off.

What lives here: rows turned into codes, and answers into tables. What does not: noise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.tabulation import FigureSpec
from sector_data.synthesise.domain import Categories, Intervals, PublicColumn
from sector_data.synthesise.engines.opendp_marginals import ENVIRONMENT
from sector_data.tabulation import accuracy
from sector_data.tabulation.asking import (
    ALL,
    SCRIPT,
    STEPS,
    Asked,
    half_of,
    noise_of,
    present,
)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answered:
    """A tabulation that has been paid for.

    Attributes
    ----------
    tables
        Name of a figure to its table.
    rho, epsilon
        What was spent, by OpenDP's accountant.
    noise
        Standard deviation of the noise of each figure's counts.
    """

    tables: dict[str, pa.Table]
    rho: float
    epsilon: float
    noise: dict[str, float]


def answer(asked: Asked, table: Table, rows: npt.NDArray[np.int64]) -> Answered:
    """Count with noise.

    Parameters
    ----------
    asked
        What is counted.
    table
        The data.
    rows
        Those that count, no subject with more than it may have.

    Raises
    ------
    MissingExtraError
        If OpenDP is not installed.
    """
    codes: dict[str, Any] = {ALL: np.zeros(len(rows), np.int64)}
    sums: dict[str, Any] = {}
    for path, column in asked.columns.items():
        values = table.array(split_path(path)[1]).take(pa.array(rows))
        found = column.encode(values)
        codes[path] = np.where(found < 0, column.size, found)
        if isinstance(column, Intervals):
            sums[path] = _steps(values, column)
            codes[present(path)] = (found >= 0).astype(np.int64)
    made, record = ENVIRONMENT.run(SCRIPT, asked.settings(), {"learnt": asked.named(codes, sums)})
    answers = [np.array(each) for each in made.column("answer").to_pylist()]
    tables, noise = {}, {}
    for place, figure in enumerate(asked.spec.figures):
        own = [a for q, a in zip(asked.questions, answers, strict=True) if q.figure == place]
        counts, total = noise_of(asked, place, record["noise"])
        noise[figure.name] = counts
        tables[figure.name] = _table(asked, figure, own, counts, total)
    return Answered(tables, record["rho"], record["epsilon"], noise)


def _steps(values: pa.Array, column: Intervals) -> npt.NDArray[np.int64]:
    """Return numbers as steps from the middle of their bounds; 0 for missing ones."""
    low, high = column.edges[0], column.edges[-1]
    numbers = np.nan_to_num(
        values.cast(pa.float64()).to_numpy(zero_copy_only=False), nan=(low + high) / 2
    )
    steps: npt.NDArray[np.int64] = np.rint(
        (np.clip(numbers, low, high) - (low + high) / 2) / ((high - low) / 2) * STEPS
    ).astype(np.int64)
    return steps


def _table(
    asked: Asked, figure: FigureSpec, answers: Sequence[Floats], counts: float, sums: float
) -> pa.Table:
    if figure.measure == "mean":
        return _means(asked, figure, answers[0], answers[1], counts, sums)
    if figure.measure == "quantiles":
        return _quantiles(asked, figure, answers[0], counts)
    paths = figure.by if figure.column is None else (figure.column,)
    # A count cannot be below 0: to say 0 there comes nearer to the truth.
    told = np.maximum(np.rint(answers[0]), 0).astype(np.int64)
    within = np.full(len(told), round(accuracy.of_count(counts), 1))
    return pa.table({**_labels(asked, paths), "count": told, "plus_minus": within})


def _means(
    asked: Asked, figure: FigureSpec, totals: Floats, rows: Floats, counts: float, sums: float
) -> pa.Table:
    assert figure.column is not None  # the model insists
    column, half = asked.columns[figure.column], half_of(asked, figure.column)
    assert isinstance(column, Intervals)  # as was asked
    middle = float(column.edges[0]) + half
    # The last of each pair of cells is that of the numbers that are there.
    total, there = totals.reshape(-1, 2)[:, 1] * half / STEPS, rows.reshape(-1, 2)[:, 1]
    means: list[float | None] = []
    bounds: list[float | None] = []
    for each, count in zip(total, there, strict=True):
        offset = float(np.clip(each / count, -half, half)) if count > 0 else 0.0
        within = accuracy.of_mean(sums, counts, float(count), half=half, offset=offset)
        means.append(None if within is None else middle + offset)
        bounds.append(within)
    table = pa.table(
        {
            **_labels(asked, figure.by),
            "mean": pa.array(means, pa.float64()),
            "plus_minus": pa.array(bounds, pa.float64()),
        }
    )
    # The last cell is that of missing values: without a mean its line in the CSV file is blank.
    blank = len(table) > 1 and not any(column[-1].is_valid for column in table.columns)
    return table.slice(0, len(table) - 1) if blank else table


def _quantiles(asked: Asked, figure: FigureSpec, answer: Floats, counts: float) -> pa.Table:
    column = asked.columns[figure.column or ""]
    assert isinstance(column, Intervals)  # as was asked
    # Noisy counts can be negative; sums from the left must not fall.
    up_to = np.maximum.accumulate(np.maximum(np.cumsum(answer[:-1]), 0))
    levels = np.array(figure.at)
    place = np.searchsorted(up_to, levels * max(up_to[-1], 1e-9))
    place = np.minimum(place, column.size - 1)
    return pa.table(
        {
            "quantile": levels,
            "from": column.edges[place],
            "to": column.edges[place + 1],
            "rank_plus_minus": [
                round(accuracy.of_rank(counts, column.size, level), 1) for level in figure.at
            ],
        }
    )


def _labels(asked: Asked, paths: Sequence[str]) -> Mapping[str, pa.Array]:
    """Return the columns that tell the cells of a table apart; missing values come last."""
    if not paths:
        return {}
    columns = [asked.columns[path] for path in paths]
    grid = np.indices([column.size + 1 for column in columns]).reshape(len(columns), -1)
    labels: dict[str, pa.Array] = {}
    for path, column, codes in zip(paths, columns, grid, strict=True):
        labels |= _label(split_path(path)[1], column, codes)
    return labels


def _label(name: str, column: PublicColumn, codes: npt.NDArray[np.int64]) -> dict[str, pa.Array]:
    missing = codes == column.size
    if isinstance(column, Categories):
        values = pa.array(column.values).take(pa.array(np.where(missing, 0, codes)))
        return {name: pa.array(values.to_pylist(), pa.string(), mask=missing)}
    inside = np.where(missing, 0, codes)
    return {
        f"{name}_from": pa.array(column.edges[inside], mask=missing),
        f"{name}_to": pa.array(column.edges[inside + 1], mask=missing),
    }
