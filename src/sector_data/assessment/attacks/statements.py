"""Statements about rows, ``30 <= age <= 40 and sex = f``, and the rows that they are true of.

What lives here: statements and their quick evaluation. What does not: which statements are made
(:mod:`sector_data.assessment.attacks.singling_out`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sector_data.assessment.attacks.columns import Codes, Column, Floats
from sector_data.assessment.attacks.scene import Integers


@dataclass(frozen=True, slots=True)
class Term:
    """A column's value lies between two bounds, both included; equal ones for a category."""

    column: str
    low: float
    high: float


Statement = tuple[Term, ...]


class Lookup:
    """Rows of one table, ready for statements.

    Parameters
    ----------
    values
        Of each column: shape (rows,), or (rows, labels) where any label may fit.
    """

    def __init__(self, values: Mapping[str, Floats | Codes]) -> None:
        self._values = dict(values)
        self._sorted: dict[str, tuple[Floats | Codes, Integers]] = {}

    @classmethod
    def of(cls, columns: Sequence[Column], side: str, rows: Integers) -> Lookup:
        """Return the lookup of some rows of the release, the members or the control group."""
        return cls(
            {
                column.name: (column.release if side == "release" else column.people(side))[rows]
                for column in columns
            }
        )

    def rows(self, statement: Statement) -> Integers:
        """Return the rows that a statement is true of, in order; one term at least."""
        stretches = [(self._stretch(term), term) for term in statement]
        (first, _), *others = sorted(stretches, key=lambda found: len(found[0]))
        found = np.unique(first)
        for _, term in others:
            found = self.among(found, term)
        return found

    def among(self, rows: Integers, term: Term) -> Integers:
        """Return those of some rows that a term is true of."""
        values = self._values[term.column][rows]
        true = (values >= term.low) & (values <= term.high)
        return rows[true.any(axis=1) if true.ndim == 2 else true]

    def _stretch(self, term: Term) -> Integers:
        """Return the rows that a term is true of, in the order of their values."""
        if term.column not in self._sorted:
            values = self._values[term.column]
            labels = values.shape[1] if values.ndim == 2 else 1
            flat = values.ravel()
            order = np.argsort(flat, kind="stable")
            self._sorted[term.column] = flat[order], order // labels
        ordered, rows = self._sorted[term.column]
        start = np.searchsorted(ordered, term.low, side="left")
        return rows[start : np.searchsorted(ordered, term.high, side="right")]
