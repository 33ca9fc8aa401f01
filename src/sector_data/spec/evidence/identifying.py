"""How well columns, alone and together, tell one subject from another.

What lives here: the result documents. What does not: the counting
(:mod:`sector_data.assessment.identifying`).
"""

from __future__ import annotations

from sector_data.spec.model import Model


class ColumnsPower(Model):
    """What knowing some columns of somebody tells."""

    columns: tuple[str, ...]
    distinct: int
    """Different combinations of their values."""
    distinctness: float
    """Different combinations for each that a subject has, 0 to 1."""
    separation: float
    """Share of all pairs of combinations of different subjects that are not the same."""
    alone: float
    """Share of the subjects with a combination that nobody else has."""


class IdentifyingPower(Model):
    """The identifying power of the columns of one table and of their small combinations."""

    table: str
    subjects: int
    """Subjects that were counted; rows, where no column stands for the subject."""
    counted_by_subject: bool
    sampled: int | None = None
    """Subjects that combinations were counted on, when those were too many for all."""
    largest: int
    """Most columns in a combination."""
    single: tuple[ColumnsPower, ...]
    """Each column alone, the strongest first."""
    combinations: tuple[ColumnsPower, ...]
    """Combinations that set more subjects apart than each of their parts, the strongest first."""
    unique: tuple[tuple[str, ...], ...]
    """Smallest combinations under which every subject is alone."""
    quasi_identifiers: tuple[str, ...]
    """Columns of the smallest combinations that leave many subjects alone."""
    left_out: tuple[str, ...] = ()
    """Columns that were not combined, because more would take too long."""
