"""What was measured of any table, without a pipeline.

What lives here: the document of ``sector-data assess``. What does not: the measurements of a
release (:class:`sector_data.spec.evidence.release.Assessment`).
"""

from __future__ import annotations

from sector_data.spec.evidence.exploration import Exploration
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.release import RiskFigures


class Assessed(RiskFigures):
    """The risk of a table, and all else that was measured of it."""

    made_with: str
    """``sector-data 0.1.0``."""
    measured: TableMeasurements
    left_out: tuple[str, ...] = ()
    """Columns that the table spells otherwise than its source, so that they were not compared."""
    exploration: Exploration | None = None
    """What other settings of the pipeline that made the table would cost; None without it."""
    rows_of_nobody: int = 0
    """Rows without a subject, which count as one subject together."""
