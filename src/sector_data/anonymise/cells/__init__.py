"""Local suppression: single cells are emptied, so that no row stands out.

What lives here: the choice of cells where a gap matches anything, the choice where a gap is a
category of its own, and what both give. What does not: frequencies
(:mod:`sector_data.anonymise.wildcards`) and the suppression of whole rows
(:mod:`sector_data.anonymise.search`).
"""

from sector_data.anonymise.cells.planning import plan_cell_suppression
from sector_data.anonymise.cells.suppression import CellStage, CellSuppression, suppress_cells

__all__ = ["CellStage", "CellSuppression", "plan_cell_suppression", "suppress_cells"]
