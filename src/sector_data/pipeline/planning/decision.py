"""What is decided of one column.

What lives here: the decision as a record. What does not: how it is made
(:mod:`sector_data.pipeline.planning.deciding`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sector_data.spec.hierarchies import HierarchySpec
from sector_data.spec.plan import ColumnPlan


@dataclass(frozen=True, slots=True)
class Decision:
    """A column's plan, and how far the search may go with it.

    Attributes
    ----------
    plan
        Role, transform and reason.
    hierarchy
        In which a quasi-identifier is raised, after its transform if that is another one.
    fixed
        Whether the pipeline file names a transform other than ``generalise`` and no hierarchy: the
        search then leaves the column as the steward wants it.
    """

    plan: ColumnPlan
    hierarchy: HierarchySpec | None
    fixed: bool
