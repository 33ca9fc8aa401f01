"""Cells to empty for a reader to whom a gap is a category of its own.

What lives here: the greedy choice of groups that lose the same cells and are then the same. What
does not: the choice where a gap matches anything (:mod:`sector_data.anonymise.cells.wildcards`).
"""

from __future__ import annotations

import numpy as np

from sector_data.anonymise.cells.table import DROPPED, CellTable, Sets
from sector_data.kernels.cells import Combinations


def choose_for_categories(table: CellTable, k: int) -> Sets:
    """Choose cells so that every released combination, gaps included, has k subjects.

    The sets of columns are tried from the cheapest on. Of the combinations that are still waiting,
    those which k subjects share when the set is emptied are released without it. What is left in
    the end is dropped; whoever could have joined them is released with more already.

    Returns
    -------
    Sets
        Shape (combinations,); :data:`DROPPED` for those that cannot be released.
    """
    data = table.combinations
    used = np.zeros(len(data.codes), dtype=np.int64)
    emptied = np.full(len(data.rows), DROPPED, dtype=np.int32)
    columns = np.arange(len(data.codes))
    for chosen in table.choices.sets:
        waiting = np.flatnonzero(emptied == DROPPED)
        if not len(waiting):
            break
        _, groups = table.released(np.full(len(emptied), chosen, dtype=np.int32))
        _, of_waiting = np.unique(groups[waiting], return_inverse=True)
        of_waiting = of_waiting.reshape(-1)
        enough = _subjects(data, waiting, of_waiting) >= k
        if not enough.any():
            continue
        rows = np.bincount(of_waiting, data.rows[waiting]).astype(np.int64) * enough
        for column in columns[chosen >> columns & 1 == 1]:
            limit = table.choices.limits[column]
            if limit >= 0:
                enough &= used[column] + np.cumsum(rows) <= limit
        released = waiting[enough[of_waiting]]
        emptied[released] = chosen
        used += data.rows[released].sum() * (chosen >> columns & 1)
    return emptied


def _subjects(
    data: Combinations, places: np.ndarray[tuple[int], np.dtype[np.int64]], groups: np.ndarray
) -> np.ndarray:
    """Return the distinct subjects of each group of combinations."""
    count = int(groups.max(initial=-1)) + 1
    if data.people is None:
        return np.bincount(groups, data.subjects[places], minlength=count)
    offsets, people, number = data.people
    lengths = np.diff(offsets)[places]
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    members = people[np.repeat(offsets[:-1][places], lengths) + within]
    pairs = np.unique(np.repeat(groups, lengths) * number + members)
    return np.bincount(pairs // number, minlength=count)
