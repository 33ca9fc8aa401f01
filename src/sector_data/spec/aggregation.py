"""A table of the release that adds others up: which cells it has, and which of them are shown.

What lives here: the section ``aggregate`` of a source, and what was counted while it was made. What
does not: adding up and hiding (:mod:`sector_data.anonymise.aggregates`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sector_data.spec.model import ColumnPath, Model, Share
from sector_data.spec.privacy import Part

Positive = Annotated[int, Field(ge=1)]
AggregateName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,63}$")]
"""A column of the table that is made."""


class AggregatedBy(Part):
    """A column whose values span the cells."""

    bare = "column"

    column: ColumnPath
    """Of the table that is added up, or of one that its rows lead to."""
    to: Literal["hour", "day", "month", "year"] | None = None
    """What a time is cut to."""


class AggregateSpec(Model):
    """Adds up the rows of a table by cells, and hides the cells that tell of few subjects."""

    tables: Annotated[dict[str, str], Field(min_length=1)]
    """Tables that are read and not released: name to path."""
    subject: ColumnPath
    """The column whose values stand for those who are protected."""
    references: dict[ColumnPath, ColumnPath] = {}
    """Foreign keys among these tables: referring column to the column it refers to."""
    of: str
    """The table whose rows are added up."""
    by: Annotated[dict[AggregateName, AggregatedBy], Field(min_length=1)]
    """Columns that are made, and which values span the cells; a missing value is one of its own."""
    sums: dict[AggregateName, ColumnPath] = {}
    """Columns that are made, and which numbers are added up in them."""
    count: AggregateName = "subjects"
    """Column that is made of the number of subjects in each cell."""
    at_least: Positive = 15
    """Subjects that a cell must have to be shown (minimum frequency)."""
    share: Annotated[float, Field(gt=0, le=1)] = 0.15
    """Largest part of a cell's sum that one subject may have (dominance)."""


class AggregateFigures(Model):
    """What was shown and hidden of an aggregate table.

    Rules and secondary suppression: Hundepool et al. 2012, *Statistical Disclosure Control*, Wiley,
    ch. 4.
    """

    table: str
    subjects: int
    """Distinct subjects in all cells, the hidden ones included."""
    cells: int
    """Cells with at least one subject."""
    shown: int
    """Cells whose figures are released."""
    primary: int | None = None
    """Cells that are hidden because they break a rule; None in plans of earlier versions."""
    secondary: int | None = None
    """Further cells that are hidden so that totals do not tell of those."""
    at_least: int
    """The least subjects that were asked for."""
    share: Share
    """The largest part that was allowed."""
    fewest: int | None
    """Subjects of the smallest cell that is shown; None where none is."""
    largest_share: float | None
    """Largest part that one subject has of a sum that is shown; None where nothing is summed."""
    sums_shown: dict[str, Share]
    """Part of each column's whole sum that is in the cells shown."""
