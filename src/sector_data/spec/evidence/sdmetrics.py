"""Evidence of SDMetrics' reports on a synthetic table, beside the same of people it never saw.

What lives here: the document. What does not: making it
(:mod:`sector_data.assessment.usefulness.sdmetrics_reports`).
"""

from __future__ import annotations

from sector_data.spec.model import Model


class SdmetricsScores(Model):
    """What the reports say of one table beside the source; shares from 0 to 1."""

    quality: float
    """Mean of the next two; of columns alone where there are no pairs."""
    column_shapes: float
    """Mean likeness of each column's distribution."""
    pair_trends: float | None
    """Mean likeness of how pairs of columns go together; None for a single column."""
    validity: float
    """Values within the categories and bounds of the source."""


class SdmetricsReports(Model):
    """Quality and diagnostic report of SDMetrics (MIT) for one table."""

    version: str
    rows: int
    """Rows of either table that were compared, drawn by person."""
    release: SdmetricsScores
    ceiling: SdmetricsScores | None
    """The same for people who were set aside, since real rows do not score 1 either; None without
    them."""
    columns: dict[str, float]
    """Column to the likeness of its distribution; of a wide table those that were compared."""
