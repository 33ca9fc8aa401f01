"""Tables of figures under a differential privacy guarantee, as a pipeline file asks for them.

What lives here: which figures of which table, under which promise, and what is told of them before
and after. What does not: how they are counted (:mod:`sector_data.tabulation`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sector_data.spec.model import ColumnPath, Model
from sector_data.spec.synthesis import IntervalSpec

FigureKind = Literal["count", "mean", "quantiles", "histogram"]
Level = Annotated[float, Field(gt=0, lt=1)]


class FigureSpec(Model):
    """One figure, or one table of figures."""

    measure: FigureKind
    """`count` of rows, `mean` or `quantiles` of a number, `histogram` of a column."""
    column: ColumnPath | None = None
    """What it is of; a count needs none."""
    by: tuple[ColumnPath, ...] = ()
    """Columns by whose values rows are told apart: none, one, or two for a two-way table."""
    at: tuple[Level, ...] = (0.25, 0.5, 0.75)
    """Quantiles, as shares of the rows that lie below."""
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    """Share of the budget beside those of the other figures."""

    @model_validator(mode="after")
    def _fits(self) -> FigureSpec:
        if (self.measure == "count") != (self.column is None):
            raise ValueError("a count is of no column, everything else is of one")
        if len(self.by) > 2 or len({*self.by, self.column}) < len(self.by) + 1:
            raise ValueError("'by' names at most two columns, each once, and not the figure's own")
        if self.measure in ("quantiles", "histogram") and self.by:
            raise ValueError("quantiles and histograms are of all rows; use 'count' with 'by'")
        return self

    @property
    def name(self) -> str:
        """Name of its table: ``mean_age_by_ward``."""
        words = [self.measure, *([_plain(self.column)] if self.column else [])]
        return "_".join([*words, *(["by", *map(_plain, self.by)] if self.by else [])])


def _plain(path: str) -> str:
    column = path.partition(".")[2].lower()
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in column)


class TabulateSpec(Model):
    """Counts, means, quantiles and histograms of one table under differential privacy."""

    table: str
    """Table that is counted."""
    epsilon: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    """Largest privacy loss of all figures together; below 1 is strong, above 10 says little."""
    delta: Annotated[float, Field(gt=0, lt=1)] = 1e-9
    """Probability that the loss is larger; well below one over the number of subjects."""
    unit: Literal["subject", "row"] = "subject"
    """Whose privacy is protected; `row` where each row is somebody else's."""
    contributions: Annotated[int, Field(ge=1)] = 1
    """Largest number of rows of a subject; further ones are not counted."""
    rows: Annotated[int, Field(ge=1)] | None = None
    """About how many rows there are, as everybody may know: with it the accuracy of means is
    foretold. Nothing of the data is used for it."""
    domain: dict[ColumnPath, tuple[str, ...] | IntervalSpec] = {}
    """What everybody may know of each column that a figure names: its categories, or its bounds.
    Nothing of it may come from the data."""
    figures: Annotated[tuple[FigureSpec, ...], Field(min_length=1)]
    """What is asked for."""


class FigureAccuracy(Model):
    """How far a figure may be off, known before anything is spent."""

    figure: str
    """Name of its table."""
    cells: int
    """How many figures it holds."""
    what: Literal["rows", "mean", "rank"]
    """What the next is of: numbers of rows, the mean itself, or the rank of a quantile in rows."""
    plus_minus: float | None
    """Each is within this of the truth in 95 % of cases. None for means where nobody said about how
    many rows there are."""
    noise: float
    """Standard deviation of the noise of each count."""


class TabulationForecast(Model):
    """What a tabulation would spend, and how accurate it would be. No row was looked at."""

    table: str
    epsilon: float
    delta: float
    rho: float
    unit: str
    contributions: int
    figures: tuple[FigureAccuracy, ...]
    warnings: tuple[str, ...] = ()
