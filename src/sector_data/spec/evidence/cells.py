"""Evidence on tables of counts and sums: which cells tell too much of those in them.

What lives here: figures by rule, without a value of any column. What does not: the rules
(:mod:`sector_data.assessment.disclosure.cells`).
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.evidence.disclosure import WhyNot
from sector_data.spec.model import Model


class CellRule(Model):
    """Cells that break one rule."""

    rule: Literal["minimum-frequency", "dominance", "p-percent"]
    parameters: tuple[float, ...]
    """Least contributors; n and the share k; the share p."""
    cells: int | None
    subjects: int | None
    """Contributors to them."""
    why_not: WhyNot | None = None


class CellFigures(Model):
    """What a table of counts, or of sums of one column, would tell.

    Hundepool et al. 2012, *Statistical Disclosure Control*, Wiley, ch. 4 and 5 (the handbook of the
    ESSnet): rules for sensitive cells, and secondary disclosure through totals.
    """

    table: str
    by: tuple[str, ...]
    """Columns that span the table."""
    value: str | None
    """The column that is summed; None for counts."""
    cells: int
    """Cells with a contributor; those without are not counted."""
    subjects: int
    """Distinct contributors."""
    rules: tuple[CellRule, ...]
    sensitive: int
    """Cells that break any rule, which would be suppressed first."""
    recoverable: int
    """Of these, the cells that then follow from the totals by subtraction."""
    pairs: int
    """Lines in which two suppressed cells are left, whose sum follows from the total: whoever
    contributes to one of them can work out the other."""
    concentrated: int
    """Lines with several cells whose subjects all stand in one: whoever is known to be in the line
    is known to be in the cell."""
    why_not: WhyNot | None = None


class DifferencingFigures(Model):
    """What the difference of two tables of counts of overlapping populations tells."""

    by: tuple[str, ...]
    minimum: int
    """Least subjects that a difference must have."""
    only_first: int
    """Subjects of the first population who are not in the second."""
    only_second: int
    cells: int
    """Cells with a subject of either population."""
    exposed: int
    """Cells from one count to the other of which fewer subjects than the minimum were added, or
    left, and nobody else: the difference is a table of these few."""
    exposed_subjects: int
    uncertain: int
    """Cells with so few on one side, whom others on the other side hide."""
    why_not: WhyNot | None = None
