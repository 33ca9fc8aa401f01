"""SDV's Gaussian copula as an engine.

What lives here: columns as uniform scores, the copula of these, and the way back. What does not:
other engines of SDV.

A Gaussian copula keeps each column's distribution and how strongly pairs of columns rise and fall
together (Patki, Wedge, Veeramachaneni, *The Synthetic Data Vault*, 2016). It keeps no rule between
columns and no dependence of three: made for samples and tests, not for analysis.

SDV's fits of parametric distributions take nearly all of its time and lose the columns' shapes. So
each column is put to it as its empirical distribution function, drawn evenly within ties (the
distributional transform, Rüschendorf, J. Stat. Plan. Inference 139, 2009), and comes back by its
quantiles. Categories have no order of their own; they get the one in which the table's categories
belong together most (the first axis of a multiple correspondence analysis, Greenacre 2017).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sector_data.errors import SectorDataError
from sector_data.synthesise.columns import Category, Learnable
from sector_data.synthesise.engines import sdv_frames
from sector_data.synthesise.protocol import Drawn, Task

Floats = npt.NDArray[np.float64]

_KNOTS = 1001
"""Points of a quantile function: an interval of it holds a thousandth of the rows."""
_AXIS_ROWS = 20_000
_AXIS_CATEGORIES = 200
"""Rows, and categories of a column, that decide the order of categories."""


class GaussianCopula:
    """The engine ``gaussian-copula``.

    Raises
    ------
    MissingExtraError
        If SDV is not installed.
    """

    name: ClassVar[str] = "gaussian-copula"
    licence: ClassVar[str] = sdv_frames.LICENCE
    notice: ClassVar[str] = sdv_frames.NOTICE
    limits: ClassVar[tuple[str, ...]] = (
        "Each column's distribution and the rank correlation of pairs of columns are kept; rules "
        "between columns that are not declared, and dependences of three or more columns, are not.",
    )
    conditional: ClassVar[bool] = False

    def __init__(self) -> None:
        sdv_frames.insist_on_sdv("sdv.single_table")

    def versions(self) -> dict[str, str]:
        """Return the versions of the libraries that decide the result."""
        return sdv_frames.versions("copulas", "scipy")

    def make(self, task: Task) -> Drawn:
        """Learn the columns and draw rows; see :class:`sector_data.synthesise.protocol.Engine`.

        Deterministic for the same input, seed and versions.
        """
        import pandas as pd
        from sdv.single_table import GaussianCopulaSynthesizer

        rng = np.random.default_rng([task.seed, 1])
        names = sdv_frames.names_of(task.columns)
        scores = _scores_of(task.columns)
        frame = pd.DataFrame({names[c]: s.spread(rng) for c, s in scores.items()})
        synthesizer = GaussianCopulaSynthesizer(
            sdv_frames.metadata_of({name: {"sdtype": "numerical"} for name in frame.columns}),
            enforce_rounding=False,
            enforce_min_max_values=False,
            default_distribution="uniform",
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            synthesizer.fit({sdv_frames.TABLE: frame})
            # SDV has no public way to seed; without it every release would draw the same numbers.
            synthesizer._set_random_state(task.seed)
            made = synthesizer.sample(num_rows=task.rows)[sdv_frames.TABLE]
        if len(made) != task.rows:
            raise SectorDataError(f"SDV made {len(made)} rows instead of {task.rows}.")
        return {c: s.back(made[names[c]].to_numpy(np.float64)) for c, s in scores.items()}


@dataclass(frozen=True, slots=True)
class _CategoryScores:
    """A column of categories as intervals of [0, 1], as wide as their shares."""

    codes: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    """Codes in the order of the intervals."""
    ends: Floats
    """Where each interval ends; the last one at 1."""

    def spread(self, rng: np.random.Generator) -> Floats:
        place = np.argsort(self.order)[self.codes]
        begins = np.concatenate([[0.0], self.ends[:-1]])
        scores: Floats = begins[place] + rng.random(len(place)) * (self.ends - begins)[place]
        return scores

    def back(self, scores: Floats) -> npt.NDArray[np.int64]:
        place = np.searchsorted(self.ends[:-1], scores, side="right")
        return self.order[place]


@dataclass(frozen=True, slots=True)
class _QuantityScores:
    """A column of quantities as ranks; missing ones lie below all others."""

    units: Floats
    missing: float
    """Their share."""
    knots: Floats
    """Quantiles of those that are there."""

    def spread(self, rng: np.random.Generator) -> Floats:
        present = ~np.isnan(self.units)
        scores = rng.random(len(self.units)) * self.missing
        ties = rng.random(int(present.sum()))
        order = np.lexsort((ties, self.units[present]))
        ranks = np.empty(len(order))
        ranks[order] = (np.arange(len(order)) + 0.5) / len(order)
        scores[present] = self.missing + (1 - self.missing) * ranks
        return scores

    def back(self, scores: Floats) -> Floats:
        inner = (scores - self.missing) / (1 - self.missing)
        units = np.interp(np.clip(inner, 0, 1), np.linspace(0, 1, len(self.knots)), self.knots)
        found: Floats = np.where(scores < self.missing, np.nan, units)
        return found


def _scores_of(columns: Mapping[str, Learnable]) -> dict[str, _CategoryScores | _QuantityScores]:
    axis = _first_axis(columns)
    scores: dict[str, _CategoryScores | _QuantityScores] = {}
    for name, column in columns.items():
        if isinstance(column, Category):
            shares = np.bincount(column.codes, minlength=len(column.values)) / len(column.codes)
            order = np.argsort(axis[name], kind="stable")
            ends = np.cumsum(shares[order])
            scores[name] = _CategoryScores(column.codes, order, ends / ends[-1])
        else:
            present = np.sort(column.units[~np.isnan(column.units)])
            # Values, not means of neighbours: between 0 and 1 there may be nothing.
            knots = np.quantile(present, np.linspace(0, 1, _KNOTS), method="nearest")
            scores[name] = _QuantityScores(
                column.units, 1 - len(present) / len(column.units), knots
            )
    return scores


def _first_axis(columns: Mapping[str, Learnable]) -> dict[str, Floats]:
    """Return a coordinate for each category of each column of categories.

    Quantities take part as ranks. Columns of very many categories keep their own order.
    """
    blocks: list[Floats] = []
    spans: dict[str, slice] = {}
    width = 0
    for name, column in columns.items():
        block = _block(column)
        if block is None:
            continue
        spans[name] = slice(width, width + block.shape[1])
        width += block.shape[1]
        blocks.append(block)
    axis: dict[str, Floats] = {
        name: np.arange(len(column.values), dtype=np.float64)
        for name, column in columns.items()
        if isinstance(column, Category)
    }
    if len(blocks) < 2:
        return axis
    table = np.hstack(blocks)
    _, vectors = np.linalg.eigh(table.T @ table)
    first = vectors[:, -1]
    first = first * np.sign(first[np.argmax(np.abs(first))])
    for name, span in spans.items():
        column = columns[name]
        if isinstance(column, Category):
            seen = np.bincount(column.codes[:_AXIS_ROWS], minlength=len(column.values))
            axis[name] = first[span] / np.sqrt(np.maximum(seen, 1))
    return axis


def _block(column: Learnable) -> Floats | None:
    """Return centred and weighed indicators of categories, or centred ranks of quantities."""
    if isinstance(column, Category):
        if len(column.values) > _AXIS_CATEGORIES:
            return None
        codes = column.codes[:_AXIS_ROWS]
        table = np.zeros((len(codes), len(column.values)))
        table[np.arange(len(codes)), codes] = 1
        shares = table.mean(axis=0)
        weighed: Floats = (table - shares) / np.sqrt(np.maximum(shares, 1 / len(codes)))
        return weighed
    units = np.nan_to_num(column.units[:_AXIS_ROWS])
    ranks: Floats = np.argsort(np.argsort(units)) / len(units) - 0.5
    return ranks[:, None] * math.sqrt(12)
