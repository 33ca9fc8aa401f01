"""Distinct combinations in an order of their own, and the costs of emptying their cells.

What lives here: what both ways of suppressing cells work on. What does not: the ways
(:mod:`sector_data.anonymise.cells.suppression`, :mod:`sector_data.anonymise.cells.categories`).

Codes follow the order of the values and combinations that of the codes, so that neither the order
of rows nor that of columns changes what is chosen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import group_keys, pack
from sector_data.anonymise.hierarchies.hierarchy import canonical_text
from sector_data.anonymise.wildcards import coded_combinations, subjects_of_combinations
from sector_data.errors import InputError
from sector_data.kernels.cells import MOST_COLUMNS, Choices, Combinations
from sector_data.sources.tables import one_array

Integers = npt.NDArray[np.int64]
Sets = npt.NDArray[np.int32]

DROPPED = -1
"""In the place of a set of columns: the rows of the combination are left out."""


@dataclass(frozen=True, slots=True)
class CellTable:
    """The distinct combinations of some columns, and what emptying their cells costs.

    Attributes
    ----------
    names
        The columns, in the order in which they are to be spared when costs are equal.
    combinations
        Codes, subjects and rows.
    sizes
        Largest code of each column.
    of_row
        Shape (rows,): the combination of each row.
    choices
        The sets of columns, cheapest first.
    """

    names: tuple[str, ...]
    combinations: Combinations
    sizes: tuple[int, ...]
    of_row: Integers
    choices: Choices

    def released(self, emptied: Sets) -> tuple[Integers, Integers]:
        """Return the codes as they will be released, and the group of equal ones of each.

        Emptied cells have code 0, as missing ones; the groups tell them apart.
        """
        hidden = emptied[:, None] >> np.arange(len(self.names)) & 1 == 1
        codes = self.combinations.codes.T.astype(np.int64)
        marked = np.where(hidden, np.array(self.sizes) + 1, codes)
        keys, space = pack(
            ((marked[:, c], size + 2) for c, size in enumerate(self.sizes)), len(codes)
        )
        return np.where(hidden, 0, codes), group_keys(keys, space)[0]


def cell_table(
    columns: Mapping[str, pa.Array | pa.ChunkedArray],
    subjects: pa.Array | pa.ChunkedArray | None,
    *,
    importance: Sequence[str] | None,
    weights: Mapping[str, float] | None,
    limits: Mapping[str, int] | None,
) -> CellTable:
    """Bring columns into the form that cells are chosen in; see :func:`suppress_cells`."""
    if len(columns) > MOST_COLUMNS:
        raise InputError(
            f"Cells are suppressed in at most {MOST_COLUMNS} quasi-identifiers; "
            f"here are {len(columns)}.",
            "Generalise or drop some of them first.",
        )
    _check_names(columns, importance, weights, limits)
    sizes = {name: len(one_array(values).unique()) for name, values in columns.items()}
    names = tuple(importance or sorted(columns, key=lambda name: (sizes[name], name)))
    coded = coded_combinations({name: columns[name] for name in names})
    codes = np.stack(
        [
            _in_order(one_array(columns[name]), coded.codes[:, place])
            for place, name in enumerate(names)
        ],
        axis=1,
    )
    order = np.lexsort(codes.T[::-1])
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    of_row = place[coded.of_row]
    rows = np.bincount(of_row, minlength=len(order)).astype(np.int64)
    people = None
    counts = rows
    if subjects is not None:
        people = subjects_of_combinations(one_array(subjects), of_row, len(order))
        counts = np.diff(people[0]).astype(np.int64)
        if len(people[1]) == people[2]:
            people = None  # nobody has several combinations: sums are exact
    return CellTable(
        names,
        Combinations(np.ascontiguousarray(codes[order].T, dtype=np.int32), counts, rows, people),
        coded.sizes,
        of_row,
        _choices(names, weights or {}, limits or {}, helpful=importance is None),
    )


def _check_names(
    columns: Mapping[str, object],
    importance: Sequence[str] | None,
    weights: Mapping[str, float] | None,
    limits: Mapping[str, int] | None,
) -> None:
    if importance is not None and sorted(importance) != sorted(columns):
        raise InputError(
            "The order of importance does not name each quasi-identifier once.",
            "Name them all, the one to be spared most first.",
        )
    for what, named in (("weight", weights or {}), ("limit", limits or {})):
        if unknown := sorted(named.keys() - columns.keys()):
            raise InputError(f"A {what} is given for no quasi-identifier: {', '.join(unknown)}.")
        if odd := sorted(n for n, v in named.items() if not (math.isfinite(v) and v >= 0)):
            raise InputError(f"The {what} of {', '.join(odd)} is below zero or no number.")
    if free := sorted(n for n, v in (weights or {}).items() if v == 0):
        raise InputError(
            f"The weight of {', '.join(free)} is zero: all its cells could be emptied for nothing.",
            "Give a weight above zero, or drop the column.",
        )


def _in_order(values: pa.Array, codes: Integers) -> Integers:
    """Return codes that follow the order of the values as text, not that of their rows."""
    if pa.types.is_null(values.type):
        return codes
    texts = canonical_text(values.dictionary_encode().dictionary)
    ranks = np.empty(len(texts) + 1, dtype=np.int64)
    ranks[0] = 0
    ranks[1 + pc.sort_indices(texts).to_numpy()] = np.arange(1, len(texts) + 1)
    return ranks[codes]


def _choices(
    names: Sequence[str],
    weights: Mapping[str, float],
    limits: Mapping[str, int],
    *,
    helpful: bool,
) -> Choices:
    sets = np.arange(1 << len(names))
    members = sets[:, None] >> np.arange(len(names)) & 1
    cost = members @ np.array([float(weights.get(name, 1.0)) for name in names])
    sparing = members @ (1 << np.arange(len(names))[::-1])
    cost = np.round(cost, 9)  # 0.1 + 0.2 costs as much as 0.3
    order = np.lexsort((sparing, cost))
    _, ranks = np.unique(cost[order], return_inverse=True)
    return Choices(
        sets[order].astype(np.int32),
        ranks.reshape(-1).astype(np.int64),
        np.array([int(limits.get(name, -1)) for name in names], dtype=np.int64),
        helpful,
    )
