"""What the difference of two tables of counts tells of the few by whom they differ.

What lives here: differencing of two overlapping populations. What does not: rules for the cells of
one table (:mod:`sector_data.assessment.disclosure.cells`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Integers, codes_of, distinct_pairs, group_keys, pack
from sector_data.assessment.disclosure.cells import MINIMUM
from sector_data.assessment.disclosure.matches import checked_array, joined
from sector_data.assessment.risk import require_columns
from sector_data.errors import InputError
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.cells import DifferencingFigures
from sector_data.spec.evidence.disclosure import WhyNot


def measure_differencing(
    first: Table,
    second: Table,
    by: Sequence[str],
    *,
    first_subjects: pa.Array | pa.ChunkedArray,
    second_subjects: pa.Array | pa.ChunkedArray,
    minimum: int = MINIMUM,
) -> DifferencingFigures:
    """Measure what subtracting two tables of counts tells.

    Two tables that are safe each can differ by few subjects: those of an age from 20 to 64 and from
    18 to 64, or of two quarters (Hundepool et al. 2012, *Statistical Disclosure Control*, Wiley,
    ch. 5).

    Parameters
    ----------
    first, second
        The microdata of two overlapping populations.
    by
        Columns that span both tables, spelt the same way.
    first_subjects, second_subjects
        Subject of each row of each; rows without a subject are left out.
    minimum
        Subjects that a difference must have.

    Raises
    ------
    InputError
        If a column is missing, lengths differ, or the minimum is below 1.
    """
    for table in (first, second):
        require_columns(table, by)
    if not by:
        raise InputError("A table of cells needs a column that spans it.", "Name at least one.")
    if minimum < 1:
        raise InputError("The minimum frequency is at least 1.", "Such as 10.")
    sides = [
        (table, checked_array(subjects, table.rows, "subjects"))
        for table, subjects in ((first, first_subjects), (second, second_subjects))
    ]
    subjects = joined(*(subjects for _, subjects in sides))
    known = subjects.is_valid()
    rows = pc.sum(known).as_py() or 0
    columns = [
        joined(*(one_array(table.column(name)) for table, _ in sides)).filter(known) for name in by
    ]
    cell, cells = group_keys(*pack(map(codes_of, columns), rows))
    who, people = codes_of(subjects.filter(known))
    in_first = (np.arange(len(subjects)) < first.rows)[known.to_numpy(zero_copy_only=False)]
    bounds = (max(cells, 1), people)
    alone = []
    outside = []
    for side in (in_first, ~in_first):
        here = _keys(cell[side], who[side], bounds)
        there = _keys(cell[~side], who[~side], bounds)
        only = np.setdiff1d(here, there, assume_unique=True) // people
        alone.append(np.bincount(only, minlength=cells))
        outside.append(len(np.setdiff1d(who[side], who[~side])))
    added, gone = alone
    few = (added + gone > 0) & (np.minimum(added, gone) == 0) & (added + gone < minimum)
    hidden = (np.minimum(added, gone) > 0) & (np.minimum(added, gone) < minimum)
    return DifferencingFigures(
        by=tuple(by),
        minimum=minimum,
        only_first=outside[0],
        only_second=outside[1],
        cells=cells,
        exposed=int(few.sum()),
        exposed_subjects=int((added + gone)[few].sum()),
        uncertain=int(hidden.sum()),
        why_not=None if rows else WhyNot.of("no-rows"),
    )


def _keys(cells: Integers, subjects: Integers, bounds: tuple[int, int]) -> Integers:
    owners, members = distinct_pairs(cells, subjects, bounds)
    return owners * bounds[1] + members
