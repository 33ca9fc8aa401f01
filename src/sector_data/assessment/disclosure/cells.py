"""Rules for the cells of tables of counts and sums, and what totals give away.

What lives here: minimum frequency, dominance, the p % rule, and secondary disclosure through
totals. What does not: differences of two tables
(:mod:`sector_data.assessment.disclosure.differencing`) and risks of microdata
(:mod:`sector_data.assessment.disclosure.measuring`).

The rules are those of Hundepool, Domingo-Ferrer, Franconi, Giessing, Schulte Nordholt, Spicer and
de Wolf 2012, *Statistical Disclosure Control*, Wiley, ch. 4 (magnitude tables) and 5 (frequency
tables), which grew out of the ESSnet's handbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import (
    Flags,
    Integers,
    codes_of,
    group_keys,
    pack,
)
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.assessment.disclosure.matches import People, optional_array
from sector_data.assessment.risk import require_columns
from sector_data.errors import InputError
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.cells import CellFigures, CellRule
from sector_data.spec.evidence.disclosure import WhyNot

MINIMUM = 10
DOMINANCE = (2, 0.9)
P = 0.1
"""The defaults of ACRO, which checks outputs of secure research environments in the UK."""


def measure_cells(
    table: Table,
    by: Sequence[str],
    *,
    value: str | None = None,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    minimum: int = MINIMUM,
    dominance: tuple[int, float] = DOMINANCE,
    p: float = P,
) -> CellFigures:
    """Measure which cells of an aggregate table tell too much.

    Parameters
    ----------
    table
        The microdata behind the table.
    by
        Columns that span the cells; a missing value is a category of its own. All totals over one
        column at a time are taken to be published.
    value
        Column of numbers whose sum is published; counts of subjects without it.
    subjects
        Subject of each row, whose values add up to one contribution; every row is one without it.
    minimum
        Least contributors of a cell (minimum frequency rule).
    dominance
        n and k: the n largest contributors must not have more than the share k of the total.
    p
        Nobody may be able to estimate another's contribution to within p of it: total less the two
        largest must be at least p of the largest (p % rule).

    Returns
    -------
    CellFigures
        Negative contributions count by their size. A row without a value does not contribute.

    Raises
    ------
    InputError
        If a column is missing or no number, or a parameter means nothing.
    """
    _check(table, by, value, minimum, dominance, p)
    flat = optional_array(subjects, table.rows, "subjects")
    amounts = None
    if value is not None:
        column = one_array(table.column(value))
        there = column.is_valid()
        table = Table(table.name, table.data.filter(there))
        flat = None if flat is None else flat.filter(there)
        amounts = column.filter(there).cast(pa.float64()).to_numpy()
        if not np.isfinite(amounts).all():
            raise InputError(
                f"The column {value} has a number that is not finite.",
                "Correct it, or leave its row out.",
            )
    people = People.of(flat, table.rows)
    grid = _Grid.of(table, by)
    given = _Contributions.of(grid.of_row, people, amounts, len(grid.codes))
    broken = {
        "minimum-frequency": given.people < minimum,
        "dominance": None
        if value is None
        else given.largest(dominance[0]) > dominance[1] * given.totals,
        "p-percent": None
        if value is None
        else given.totals - given.largest(2) < p * given.largest(1),
    }
    sensitive = np.zeros(len(grid.codes), dtype=np.bool_)
    for cells in broken.values():
        if cells is not None:
            sensitive |= cells
    left = grid.peeled(sensitive)
    parameters = {"minimum-frequency": (minimum,), "dominance": dominance, "p-percent": (p,)}
    return CellFigures(
        table=table.name,
        by=tuple(by),
        value=value,
        cells=len(grid.codes),
        subjects=people.count,
        rules=tuple(
            CellRule.model_validate(
                {
                    "rule": rule,
                    "parameters": parameters[rule],
                    "cells": None if cells is None else int(cells.sum()),
                    "subjects": None if cells is None else given.subjects_of(cells),
                    "why_not": None if cells is not None else WhyNot.of("counts-only"),
                }
            )
            for rule, cells in broken.items()
        ),
        sensitive=int(sensitive.sum()),
        recoverable=int((sensitive & ~left).sum()),
        pairs=sum(int(np.count_nonzero(many == 2)) for many in grid.per_line(left)),
        concentrated=grid.concentrated(),
        why_not=None if table.rows else WhyNot.of("no-rows"),
    )


@dataclass(frozen=True, eq=False)
class _Grid:
    """The cells that somebody contributes to.

    Attributes
    ----------
    codes
        Shape (cells, columns): where each cell lies.
    sizes
        Number of codes of each column.
    of_row
        Shape (rows,): the cell of each row.
    """

    codes: Integers
    sizes: tuple[int, ...]
    of_row: Integers

    @classmethod
    def of(cls, table: Table, by: Sequence[str]) -> _Grid:
        coded = [codes_of(table.column(name)) for name in by]
        of_row, count = group_keys(*pack(coded, table.rows))
        example = np.zeros(count, dtype=np.int64)
        example[of_row] = np.arange(table.rows)
        codes = np.stack([codes[example] for codes, _ in coded], axis=1)
        return cls(codes, tuple(size for _, size in coded), of_row)

    def lines(self) -> list[Integers]:
        """Return, for each column, the line of each cell: the cells that differ in it alone."""
        found = []
        for left_out in range(len(self.sizes)):
            others = [
                (self.codes[:, place], size)
                for place, size in enumerate(self.sizes)
                if place != left_out
            ]
            found.append(group_keys(*pack(others, len(self.codes)))[0])
        return found

    def per_line(self, cells: Flags) -> list[Integers]:
        """Count some cells in each line, column by column."""
        return [np.bincount(line, cells).astype(np.int64) for line in self.lines()]

    def peeled(self, suppressed: Flags) -> Flags:
        """Return which of some suppressed cells cannot be worked out from totals.

        A line with one of them gives it away: total less the others. Once known, it helps other
        lines.
        """
        left = suppressed.copy()
        lines = self.lines()
        while True:
            known = np.zeros(len(left), dtype=np.bool_)
            for line in lines:
                known |= left & (np.bincount(line, left)[line] == 1)
            if not known.any():
                return left
            left &= ~known

    def concentrated(self) -> int:
        """Count lines of several categories with one cell that is not empty."""
        everywhere = np.ones(len(self.codes), dtype=np.bool_)
        return sum(
            int(np.count_nonzero(many == 1))
            for many, size in zip(self.per_line(everywhere), self.sizes, strict=True)
            if size > 1
        )


@dataclass(frozen=True, eq=False)
class _Contributions:
    """What each subject contributes to each cell, the largest of a cell first.

    Attributes
    ----------
    cells, subjects, amounts
        Cell, subject and size of each contribution; shape (contributions,).
    starts, people
        Where those of a cell begin, and how many there are; shape (cells,).
    """

    cells: Integers
    subjects: Integers
    amounts: Floats
    starts: Integers
    people: Integers

    @classmethod
    def of(
        cls, of_row: Integers, people: People, amounts: Floats | None, cells: int
    ) -> _Contributions:
        groups, count = group_keys(
            *pack([(of_row, max(cells, 1)), (people.of_row, people.count)], len(of_row))
        )
        example = np.zeros(count, dtype=np.int64)
        example[groups] = np.arange(len(of_row))
        sums = np.ones(count) if amounts is None else np.abs(np.bincount(groups, amounts, count))
        cell = of_row[example]
        order = np.lexsort((-sums, cell))
        many = np.bincount(cell, minlength=cells).astype(np.int64)
        return cls(
            cell[order],
            people.of_row[example][order],
            sums[order],
            np.cumsum(many) - many,
            many,
        )

    @property
    def totals(self) -> Floats:
        """Sum of the contributions of each cell."""
        return np.bincount(self.cells, self.amounts, len(self.people)).astype(np.float64)

    def largest(self, n: int) -> Floats:
        """Return the sum of the n largest contributions of each cell."""
        rank = np.arange(len(self.cells)) - self.starts[self.cells]
        first = rank < n
        return np.bincount(self.cells[first], self.amounts[first], len(self.people)).astype(
            np.float64
        )

    def subjects_of(self, cells: Flags) -> int:
        """Count the distinct contributors to some cells."""
        return len(np.unique(self.subjects[cells[self.cells]]))


def _check(
    table: Table,
    by: Sequence[str],
    value: str | None,
    minimum: int,
    dominance: tuple[int, float],
    p: float,
) -> None:
    require_columns(table, [*by, *([] if value is None else [value])])
    if not by:
        raise InputError("A table of cells needs a column that spans it.", "Name at least one.")
    if value is not None:
        kind = table.column(value).type
        if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
            raise InputError(
                f"The column {value} holds no numbers.",
                "Name one that can be summed; its decimals stand behind a point, not a comma.",
            )
    if minimum < 1:
        raise InputError("The minimum frequency is at least 1.", "Such as 10.")
    if dominance[0] < 1 or not 0 < dominance[1] <= 1:
        raise InputError("Dominance is a number of contributors and a share.", "Such as 2 and 0.9.")
    if not 0 < p <= 1:
        raise InputError("p of the p % rule is a share above 0.", "Such as 0.1.")
