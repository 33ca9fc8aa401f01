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
        # A single label is a value like any other.
        self._values = {
            name: of_column[:, 0] if of_column.ndim == 2 and of_column.shape[1] == 1 else of_column
            for name, of_column in values.items()
        }
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
        """Return the rows that a statement is true of, in any order; one term at least."""
        bounds = [self._bounds(term) for term in statement]
        by_size = sorted(range(len(bounds)), key=lambda place: bounds[place][1] - bounds[place][0])
        first, *others = by_size
        start, end = bounds[first]
        found = self._sorted[statement[first].column][1][start:end]
        if self._values[statement[first].column].ndim == 2:
            found = np.unique(found)
        for place in others:
            if not len(found):
                break
            term = statement[place]
            values = self._values[term.column][found]
            true = (values >= term.low) & (values <= term.high)
            found = found[true.any(axis=1) if true.ndim == 2 else true]
        return found

    def _bounds(self, term: Term) -> tuple[int, int]:
        """Return from where to where the term is true among the rows in the order of values."""
        if term.column not in self._sorted:
            values = self._values[term.column]
            labels = values.shape[1] if values.ndim == 2 else 1
            flat = values.ravel()
            order = np.argsort(flat, kind="stable")
            self._sorted[term.column] = flat[order], order // labels
        ordered, _ = self._sorted[term.column]
        return (
            int(np.searchsorted(ordered, term.low, side="left")),
            int(np.searchsorted(ordered, term.high, side="right")),
        )
