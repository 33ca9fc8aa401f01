"""Optimal local suppression: as few cells as possible are emptied, the least important first.

What lives here: the function, and what it gives. What does not: how cells are chosen
(:mod:`sector_data.anonymise.cells.wildcards`, :mod:`sector_data.anonymise.cells.categories`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.cells.categories import choose_for_categories
from sector_data.anonymise.cells.table import DROPPED, CellTable, Sets, cell_table
from sector_data.anonymise.cells.wildcards import choose_for_wildcards
from sector_data.anonymise.wildcards import wildcard_frequencies
from sector_data.errors import InputError
from sector_data.sources.tables import one_array

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CellStage:
    """Combinations that lose the same cells.

    Attributes
    ----------
    emptied
        The columns whose cells they lose; none for those that are released whole.
    rows
        One row for each combination that is released so, with its other values.
    """

    emptied: tuple[str, ...]
    rows: Integers


@dataclass(frozen=True, slots=True)
class CellSuppression:
    """A table after local suppression.

    Attributes
    ----------
    columns
        The quasi-identifiers with gaps in the place of suppressed cells, all rows, in their types.
    keep
        Shape (rows,): whether a row can be released; those that no allowed choice of cells
        protects cannot.
    cells
        Cells suppressed in the rows that are kept, by column; gaps of the source do not count.
    smallest
        The smallest number of subjects that a kept row matches, a gap matching anything.
    smallest_category
        The smallest number of subjects that share a combination, a gap being a category of its
        own: what a reader finds who filters on gaps. None of both without kept rows.
    below_as_category
        Kept rows whose combination, gaps included, fewer than k subjects share.
    stages
        The same as a rule: a row belongs to the first stage among whose combinations its own is,
        once the stage's columns are emptied; rows of none are left out. Cheapest stage first.
    """

    columns: dict[str, pa.Array]
    keep: Flags
    cells: dict[str, int]
    smallest: int | None
    smallest_category: int | None
    below_as_category: int
    stages: tuple[CellStage, ...]

    @property
    def total(self) -> int:
        """All suppressed cells."""
        return sum(self.cells.values())


def suppress_cells(
    columns: Mapping[str, pa.Array | pa.ChunkedArray],
    k: int,
    *,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    gaps: Literal["wildcard", "own-category"] = "wildcard",
    importance: Sequence[str] | None = None,
    weights: Mapping[str, float] | None = None,
    limits: Mapping[str, int] | None = None,
) -> CellSuppression:
    """Empty as few cells as possible so that k subjects match each row.

    Parameters
    ----------
    columns
        The quasi-identifiers, sixteen at most.
    k
        Subjects that each row must match, its own included.
    subjects
        Subject of each row; rows are subjects when it is not given.
    gaps
        What a gap is to the reader: ``wildcard``, where it matches anything (mu-Argus, sdcMicro),
        or ``own-category``, where rows must share their gaps as well. The second is the stronger
        protection and costs more cells. Gaps of the source are treated alike.
    importance
        All columns, the one to be spared most first: among choices of equal cost the less important
        columns lose their cells. By default columns with fewer values are more important, and
        among equal costs that choice is taken which helps others most.
    weights
        What a cell of a column costs, 1 by default; the sum over all cells is what is kept small.
    limits
        How many cells of a column may be emptied at most.

    Returns
    -------
    CellSuppression
        The result, the same whatever the order of rows and columns.

    Raises
    ------
    InputError
        If there are too many columns, fewer than k subjects, or weights, limits and importance do
        not fit the columns.

    Notes
    -----
    Finding the fewest cells is NP-hard (Meyerson & Williams 2004, "On the complexity of optimal
    k-anonymity", PODS), so this is a greedy choice that is then bettered. The aim and the order of
    importance are those of sdcMicro's ``localSuppression`` (Templ, Kowarik & Meindl 2015,
    J. Stat. Softw. 67(4), sec. 4.2); it takes the matches into account that emptied cells give to
    others, and so needs fewer cells.
    """
    if k < 1:
        raise InputError("k is the size of a group.", "Give a whole number from 1.")
    if not columns:
        raise InputError("There is no quasi-identifier to protect.", "Name at least one column.")
    arrays = {name: one_array(values) for name, values in columns.items()}
    table = cell_table(arrays, subjects, importance=importance, weights=weights, limits=limits)
    rows = len(table.of_row)
    people = rows if subjects is None else len(one_array(subjects).unique())
    if rows and people < k:
        raise InputError(
            f"k is {k}, and there are {people} subjects.", f"Ask for k of {people} or less."
        )
    choose = choose_for_wildcards if gaps == "wildcard" else choose_for_categories
    emptied = choose(table, k) if rows else np.zeros(0, dtype=np.int32)
    return _result(arrays, subjects, k, table, emptied)


def _result(
    arrays: Mapping[str, pa.Array],
    subjects: pa.Array | pa.ChunkedArray | None,
    k: int,
    table: CellTable,
    emptied: Sets,
) -> CellSuppression:
    of_row = emptied[table.of_row]
    keep = of_row != DROPPED
    released, cells = {}, {}
    for name, values in arrays.items():
        hidden = of_row >> table.names.index(name) & 1 == 1
        lost = hidden & values.is_valid().to_numpy(zero_copy_only=False)
        released[name] = pc.if_else(pa.array(~hidden), values, pa.scalar(None, values.type))
        cells[name] = int(np.count_nonzero(lost & keep))
    smallest = category = None
    below = 0
    if keep.any():
        chosen = pa.array(np.flatnonzero(keep))
        found = wildcard_frequencies(
            {name: values.take(chosen) for name, values in released.items()},
            subjects=None if subjects is None else one_array(subjects).take(chosen),
        )
        smallest, category = int(found.sample.min()), int(found.own_category.min())
        below = found.below_as_category(k)
    return CellSuppression(
        released, keep, cells, smallest, category, below, _stages(table, emptied)
    )


def _stages(table: CellTable, emptied: Sets) -> tuple[CellStage, ...]:
    some_row = np.zeros(len(emptied), dtype=np.int64)
    some_row[table.of_row[::-1]] = np.arange(len(table.of_row))[::-1]
    _, groups = table.released(emptied)
    stages = []
    for chosen in table.choices.sets[np.isin(table.choices.sets, emptied)]:
        members = np.flatnonzero(emptied == chosen)
        _, first = np.unique(groups[members], return_index=True)
        names = tuple(n for place, n in enumerate(table.names) if chosen >> place & 1)
        stages.append(CellStage(names, some_row[members[np.sort(first)]]))
    return tuple(stages)
