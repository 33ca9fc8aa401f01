"""Evidence on sequences: how many rows belong together, and what one tells of the next.

What lives here: the figures of a synthetic table beside those of the protected one. What does not:
the measurements (:mod:`sector_data.synthesise.series`).
"""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import Field

from sector_data.spec.model import Model

T = TypeVar("T")

LENGTHS = (0.1, 0.5, 0.9)
"""Quantiles of the number of rows that belong together."""
LAGS = (1, 2, 3)
"""Places between a value and the one that it is compared with."""


class Both(Model, Generic[T]):
    """A figure of the protected rows, which were learnt from, and of those that were made."""

    learnt: T
    made: T


class SequenceFigures(Model):
    """Sequences of a table: the rows of a parent, in their order."""

    lengths: Both[tuple[float, ...]] = Field(alias="lengths-at-10-50-90-percent-and-mean")
    """Quantiles and mean of the rows of a parent; parents without rows count. Empty without
    parents."""
    distance: float
    """Total variation distance of the distributions of that number, from 0 to 1."""
    autocorrelation: dict[str, Both[tuple[float | None, ...]]] = Field(
        alias="autocorrelation-at-lag-1-2-3"
    )
    """Numeric column to its autocorrelation at each lag; None where it is not defined."""
    repeats: dict[str, Both[float | None]] = Field(alias="share-that-repeats-the-value-before")
    """Categorical column to the share of rows that repeat the value before."""
