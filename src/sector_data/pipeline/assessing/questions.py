"""What somebody wants to know of a table that no pipeline describes.

What lives here: the question. What does not: the answers
(:mod:`sector_data.pipeline.assessing.tables`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from sector_data.anonymise.measures import Missing
    from sector_data.spec.gate_profiles import GateProfileName


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to know of a table.

    Attributes
    ----------
    quasi_identifiers, sensitive
        What an intruder knows, and what it should not learn.
    subject, weights, household
        Columns that stand for the person, for the people of the population that a row is drawn
        for, and for the household.
    k
        Also count who is in a smaller class.
    missing
        What a missing quasi-identifier is.
    population
        People of the population.
    threshold
        Risk above which somebody is at risk; the measurements' own when it is not given.
    events
        Columns that tell events apart, for how many known ones single a subject out.
    cells, total
        Columns that span a table which is to be published, and the column whose sums it holds;
        counts of subjects without one.
    target
        Column that users will predict.
    same_rows
        Whether the rows of the table are those of its source, in the same order; otherwise they are
        taken for synthetic.
    profile
        Gate profile that a synthetic table is put to.
    seed
        Of every random choice.
    """

    quasi_identifiers: Sequence[str]
    sensitive: Sequence[str] = ()
    subject: str | None = None
    k: int | None = None
    missing: Missing = "own-value"
    population: int | None = None
    weights: str | None = None
    household: str | None = None
    threshold: float | None = None
    events: Sequence[str] = ()
    cells: Sequence[str] = ()
    total: str | None = None
    target: str | None = None
    same_rows: bool = False
    profile: GateProfileName | None = None
    seed: int = 0


class More(TypedDict, total=False):
    """What :func:`assess` takes beside the quasi-identifiers; see :class:`Question`."""

    sensitive: Sequence[str]
    subject: str | None
    k: int | None
    missing: Missing
    population: int | None
    weights: str | None
    household: str | None
    threshold: float | None
    events: Sequence[str]
    cells: Sequence[str]
    total: str | None
    target: str | None
    same_rows: bool
    profile: GateProfileName | None
    seed: int
