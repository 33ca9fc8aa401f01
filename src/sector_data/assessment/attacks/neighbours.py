"""The nearest records of a table, over columns of numbers and of categories alike.

What lives here: records as arrays with common codes, and the search for neighbours among them. What
does not: the search itself (:mod:`sector_data.kernels.nearest`), and what neighbours tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sector_data.assessment.attacks.columns import Codes, Column, Floats
from sector_data.assessment.attacks.scene import Scene, Side
from sector_data.kernels.nearest import nearest_records

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Records:
    """Rows that distances are measured between.

    Attributes
    ----------
    numbers
        Shape (rows, columns of numbers), divided by the columns' scales; NaN for missing values.
    labels
        Shape (rows, labels of all columns of categories).
    widths
        Labels that each column of categories has: one in a release, for people as many as a value
        may be released as.
    losses
        For each column of categories what an agreement in each category leaves open; None for
        nothing.
    """

    numbers: Floats
    labels: Codes
    widths: tuple[int, ...]
    losses: tuple[Floats | None, ...]

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def columns(self) -> int:
        """Number of columns that distances are made of."""
        return int(self.numbers.shape[1]) + len(self.widths)

    def take(self, rows: Integers) -> Records:
        """Return some of the rows, in the order given."""
        return replace(self, numbers=self.numbers[rows], labels=self.labels[rows])


def records_of(
    scene: Scene,
    side: Side | str,
    names: Sequence[str] | None = None,
    rows: Integers | None = None,
) -> Records:
    """Return rows of the release (``release``), the members or the control group.

    Parameters
    ----------
    scene
        The tables with their common codes.
    side
        ``release``, ``members`` or ``control``.
    names
        Columns that count; all of the release unless given.
    rows
        Rows in the order wanted; all unless given.
    """
    columns = scene.columns(names)
    ordered = [column for column in columns if column.ordered]
    kinds = [column for column in columns if not column.ordered]
    values = {column.name: _values(column, side) for column in columns}
    length = len(next(iter(values.values()))) if values else 0
    if rows is not None:
        values = {name: of_column[rows] for name, of_column in values.items()}
        length = len(rows)
    numbers = np.empty((length, len(ordered)))
    for place, column in enumerate(ordered):
        numbers[:, place] = values[column.name] / column.scale
    # The release has one label in each row, people have as many as may be theirs.
    labels = [np.atleast_2d(values[column.name].T).T for column in kinds]
    return Records(
        numbers,
        np.hstack([np.empty((length, 0), dtype=np.int32), *labels], dtype=np.int32),
        tuple(of_column.shape[1] for of_column in labels),
        tuple(column.losses if column.losses.any() else None for column in kinds),
    )


def _values(column: Column, side: str) -> Floats | Codes:
    return column.release if side == "release" else column.people(side)


def nearest(
    queries: Records,
    records: Records,
    *,
    neighbours: int = 1,
    exclude: Integers | None = None,
) -> tuple[Floats, Integers]:
    """Find the nearest records of each query by Gower's distance.

    The distance is the mean over columns of what two records differ by: numbers by their difference
    over the column's scale, at most 1; categories by 1, or where they agree by the loss of the
    label; a missing value by 1 from any that is there (Gower 1971, Biometrics 27(4)).

    Parameters
    ----------
    queries
        Rows that neighbours are wanted of.
    records
        Rows to search, of the same columns, one label for each column of categories: a release, or
        people without spellings.
    neighbours
        How many are wanted of each query.
    exclude
        For each query a record that is passed over, such as itself; -1 for none.

    Returns
    -------
    distances, indices
        Shape (queries, neighbours) each, nearest first; of equally near records the smaller index
        first. Infinity and -1 where there are not so many records.

    Raises
    ------
    ValueError
        If the columns differ, or records have several labels.
    """
    if records.numbers.shape[1] != queries.numbers.shape[1] or len(records.widths) != len(
        queries.widths
    ):
        raise ValueError("queries and records have different columns")
    if any(width != 1 for width in records.widths):
        raise ValueError("records that are searched have one label in each column")
    distances, indices = nearest_records(
        (queries.numbers, queries.labels),
        (records.numbers, records.labels),
        queries.widths,
        records.losses,
        wanted=neighbours,
        omit=exclude,
    )
    return distances / max(records.columns, 1), indices
