"""Evidence on combinations of columns, and on events, that single subjects out.

What lives here: figures of special uniques (SUDA), of rare combinations by their columns, and of
unicity, without a value of any. What does not: the measurements
(:mod:`sector_data.assessment.disclosure`) and risks by equivalence classes
(:mod:`sector_data.spec.evidence.disclosure`).
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.evidence.disclosure import WhyNot
from sector_data.spec.model import Model


class ColumnContribution(Model):
    """How much of the special uniques is due to one column."""

    column: str
    share: float
    """Part of the sum of all scores that comes from minimal uniques with the column."""
    smallest: int | None
    """Columns in the smallest minimal unique that it is in; None where it is in none."""


class RareCombination(Model):
    """Columns whose values single subjects out, while no part of them does."""

    columns: tuple[str, ...]
    subjects: int
    """Subjects with a minimal sample unique in exactly these columns."""
    share: float
    """The same over all subjects."""


class SpecialUniques(Model):
    """Minimal sample uniques of a table and their scores (SUDA).

    Elliot, Manning & Ford 2002, "A computational algorithm for handling the special uniques
    problem", Int. J. Uncertainty, Fuzziness and Knowledge-Based Systems 10(5); DIS scores as in
    Elliot, Manning, Mayes, Gurd & Bane 2005, "SUDA: a program for detecting special uniques".
    """

    table: str
    rows: int
    subjects: int
    columns: tuple[str, ...]
    largest: int
    """Most columns that were looked at in a combination."""
    scoring: Literal["factorial", "share"]
    fraction: float
    """Sampling fraction that the DIS scores take."""
    special: int
    """Subjects with at least one minimal sample unique."""
    minimal_uniques: int
    highest_score: float | None
    highest_dis: float | None
    """Largest estimated probability that a match on a minimal unique is right."""
    expected: float | None
    """Sum of the DIS scores over subjects."""
    match: float | None
    """The DIS of the whole table: probability that a unique match is right."""
    contributions: tuple[ColumnContribution, ...]
    combinations: tuple[RareCombination, ...]
    """Those of most subjects, the first first."""
    why_not: WhyNot | None = None


class UnicityPoint(Model):
    """Share of subjects who are unique given a number of known events."""

    known: int
    """Different events that are known of a subject, drawn at random."""
    eligible: int
    """Subjects with as many different events."""
    drawn: int
    """Subjects that were looked at; all are compared with."""
    share: float | None
    low: float | None
    high: float | None
    """95 % interval (Wilson) of the share among the eligible."""
    why_not: WhyNot | None = None


class Unicity(Model):
    """Longitudinal uniqueness of a table of events.

    de Montjoye, Hidalgo, Verleysen & Blondel 2013, "Unique in the crowd: the privacy bounds of
    human mobility", Scientific Reports 3:1376.
    """

    table: str
    rows: int
    subjects: int
    columns: tuple[str, ...]
    """What makes two events the same for somebody who knows of one."""
    kinds: int
    """Different events."""
    median_events: float | None
    """Different events of a subject."""
    points: tuple[UnicityPoint, ...]
    why_not: WhyNot | None = None
