"""Measurements of one table beyond its equivalence classes: risk, attacks, traces, use.

What lives here: the document that holds them together. What does not: the figures, each in a
module of its own.
"""

from __future__ import annotations

from sector_data.spec.evidence.attacks import AttackFigures
from sector_data.spec.evidence.cells import CellFigures, DifferencingFigures
from sector_data.spec.evidence.disclosure import DisclosureFigures
from sector_data.spec.evidence.distributions import Distribution
from sector_data.spec.evidence.gates import TableGate
from sector_data.spec.evidence.membership import ClosestRecords, MembershipFigures
from sector_data.spec.evidence.sdmetrics import SdmetricsReports
from sector_data.spec.evidence.selftest import SelfTest
from sector_data.spec.evidence.traces import TraceFigures
from sector_data.spec.evidence.uniqueness import SpecialUniques, Unicity
from sector_data.spec.evidence.usefulness import UsefulnessFigures
from sector_data.spec.model import Model


class TableMeasurements(Model):
    """What was measured on one table; None is what nobody asked for, or what it has nothing of."""

    table: str
    before: DisclosureFigures | None = None
    """Who could be recognised in the source."""
    after: DisclosureFigures | None = None
    """Who could be recognised in the release."""
    special_uniques: SpecialUniques | None = None
    """In the release."""
    unicity: Unicity | None = None
    """In the release."""
    cells: CellFigures | None = None
    """A table of counts or sums that would be published."""
    differencing: DifferencingFigures | None = None
    """That table beside the same of an overlapping population."""
    attacks: AttackFigures | None = None
    membership: MembershipFigures | None = None
    closest_records: ClosestRecords | None = None
    """For information only."""
    self_test: SelfTest | None = None
    """Whether the measures see leaks that are known, in the table's own data."""
    traces: TraceFigures | None = None
    gate: TableGate | None = None
    """The verdict of a gate profile; None where rows are not synthetic."""
    usefulness: UsefulnessFigures | None = None
    sdmetrics: SdmetricsReports | None = None
    """Of synthetic rows, where SDMetrics is installed."""
    distributions: tuple[Distribution, ...] = ()
