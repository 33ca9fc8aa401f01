"""Columns as uniform scores, and the way back: what a Gaussian copula wants to see.

What lives here: the scores. What does not: the engines that learn them.

SDV's fits of parametric distributions take nearly all of its time and lose the columns' shapes. So
each column is put to it as its empirical distribution function, drawn evenly within ties (the
distributional transform, Rüschendorf, J. Stat. Plan. Inference 139, 2009), and comes back by its
quantiles. Categories have no order of their own; they get the one in which the table's categories
belong together most (the first axis of a multiple correspondence analysis, Greenacre 2017).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sector_data.synthesise.columns import Category, Learnable

Floats = npt.NDArray[np.float64]

_KNOTS = 1001
"""Points of a quantile function: an interval of it holds a thousandth of the rows."""
_AXIS_ROWS = 20_000
_AXIS_CATEGORIES = 200
"""Rows, and categories of a column, that decide the order of categories."""


@dataclass(frozen=True, slots=True)
class CategoryScores:
    """A column of categories as intervals of [0, 1], as wide as their shares."""

    order: npt.NDArray[np.int64]
    """Codes in the order of the intervals."""
    ends: Floats
    """Where each interval ends; the last one at 1."""

    def spread(self, codes: npt.NDArray[Any], rng: np.random.Generator) -> Floats:
        """Return a score within the interval of each code."""
        place = np.argsort(self.order)[codes]
        begins = np.concatenate([[0.0], self.ends[:-1]])
        scores: Floats = begins[place] + rng.random(len(place)) * (self.ends - begins)[place]
        return scores

    def middle(self, codes: npt.NDArray[Any]) -> Floats:
        """Return the middle of the interval of each code."""
        begins = np.concatenate([[0.0], self.ends[:-1]])
        middles: Floats = ((begins + self.ends) / 2)[np.argsort(self.order)[codes]]
        return middles

    def back(self, scores: Floats) -> npt.NDArray[np.int64]:
        """Return the code of each score."""
        place = np.searchsorted(self.ends[:-1], scores, side="right")
        return self.order[place]


@dataclass(frozen=True, slots=True)
class QuantityScores:
    """A column of quantities as ranks; missing ones lie below all others."""

    missing: float
    """Their share."""
    knots: Floats
    """Quantiles of those that are there."""

    def spread(self, units: npt.NDArray[Any], rng: np.random.Generator) -> Floats:
        """Return the rank of each unit, as a score."""
        present = ~np.isnan(units)
        scores = rng.random(len(units)) * self.missing
        ties = rng.random(int(present.sum()))
        order = np.lexsort((ties, units[present]))
        ranks = np.empty(len(order))
        ranks[order] = (np.arange(len(order)) + 0.5) / len(order)
        scores[present] = self.missing + (1 - self.missing) * ranks
        return scores

    def back(self, scores: Floats) -> Floats:
        """Return the unit of each score."""
        inner = (scores - self.missing) / (1 - self.missing)
        units = np.interp(np.clip(inner, 0, 1), np.linspace(0, 1, len(self.knots)), self.knots)
        found: Floats = np.where(scores < self.missing, np.nan, units)
        return found


Scores = CategoryScores | QuantityScores


def scores_of(columns: Mapping[str, Learnable]) -> dict[str, Scores]:
    """Return the scores of columns, the order of their categories chosen together."""
    axis = _first_axis(columns)
    scores: dict[str, Scores] = {}
    for name, column in columns.items():
        if isinstance(column, Category):
            shares = np.bincount(column.codes, minlength=len(column.values)) / len(column.codes)
            order = np.argsort(axis[name], kind="stable")
            ends = np.cumsum(shares[order])
            scores[name] = CategoryScores(order, ends / ends[-1])
        else:
            present = np.sort(column.units[~np.isnan(column.units)])
            # Values, not means of neighbours: between 0 and 1 there may be nothing.
            knots = np.quantile(present, np.linspace(0, 1, _KNOTS), method="nearest")
            scores[name] = QuantityScores(1 - len(present) / len(column.units), knots)
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
    if len(blocks) < 2 or not axis:
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


def spread(
    columns: Mapping[str, Learnable], scores: Mapping[str, Scores], rng: np.random.Generator
) -> dict[str, Floats]:
    """Return the scores of the rows of columns."""
    return {
        name: scores[name].spread(c.codes if isinstance(c, Category) else c.units, rng)
        for name, c in columns.items()
    }
