"""Quasi-identifiers as the search sees them: groups of codes at each level, and what they lose.

What lives here: the encoding of one column over the levels of its hierarchy. What does not: classes
of several columns (:mod:`sector_data.anonymise.tables`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Integers, codes_of
from sector_data.anonymise.hierarchies import Hierarchy, canonical_text
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.errors import InputError
from sector_data.sources.tables import one_array


@dataclass(frozen=True, slots=True)
class Dimension:
    """One quasi-identifier: its levels, from fine to coarse, as groups of its distinct values.

    Positions count the levels that the search may choose; `levels` says which of the hierarchy's
    they are. A level that joins no values that the one below keeps apart is left out: it would
    lose detail and protect nobody.

    Attributes
    ----------
    levels
        Level in the hierarchy of each position.
    choices
        How many levels were allowed before those that join nothing were left out.
    groups
        Group of each distinct value, for each position; shape (values,).
    labels
        Label of each group, for each position; missing for the group of missing values.
    losses
        Loss of each group, for each position, in [0, 1].
    mean_loss
        Mean loss over the rows of the table, for each position.
    counts
        Rows of each distinct value; shape (values,).
    height
        Top level of the hierarchy.
    """

    levels: tuple[int, ...]
    choices: int
    groups: tuple[Integers, ...]
    labels: tuple[pa.Array, ...]
    losses: tuple[Floats, ...]
    mean_loss: Floats
    counts: Floats
    height: int
    _steps: dict[tuple[int, int], Integers] = field(default_factory=dict)

    def size(self, position: int) -> int:
        """Return the number of groups at a position."""
        return len(self.labels[position])

    def step(self, lower: int, upper: int) -> Integers:
        """Return, for each group at one position, its group at a coarser one."""
        known = self._steps.get((lower, upper))
        if known is None:
            known = np.empty(self.size(lower), dtype=np.int64)
            known[self.groups[lower]] = self.groups[upper]
            self._steps[lower, upper] = known
        return known


def encode(
    values: pa.Array | pa.ChunkedArray,
    hierarchy: Hierarchy,
    allowed: Sequence[int],
    *,
    rows: int | None = None,
) -> tuple[Dimension, Integers]:
    """Encode a column for the search.

    Parameters
    ----------
    values
        One for each row.
    hierarchy
        Built for them.
    allowed
        Levels that may be chosen, rising; not empty.
    rows
        How many of the values are the table's, which come first; the others, of a population, are
        encoded and lose nothing. All when it is not given.

    Returns
    -------
    dimension, codes
        The dimension, and the group of each row at its first position.
    """
    flat = one_array(values)
    codes, _ = codes_of(flat)
    distinct = _distinct(flat)
    # Codes follow the text of the values, so that nothing depends on the order of the rows.
    order = pc.sort_indices(canonical_text(distinct))  # missing values last
    distinct = distinct.take(order)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    own = codes[:rows]
    counts = np.bincount(rank[own], minlength=len(order)) if len(codes) else np.zeros(0)
    total = max(len(own), 1)

    levels: list[int] = []
    groups: list[Integers] = []
    labels: list[pa.Array] = []
    losses: list[Floats] = []
    mean: list[float] = []
    for level in allowed:
        names = canonical_text(hierarchy.generalise(distinct, level))
        of_value, size = codes_of(names)
        size = size if len(names) else 0
        if labels and size == len(labels[-1]):
            continue
        group_labels, group_losses = _by_group(
            names, hierarchy.loss(distinct, level), of_value, size
        )
        levels.append(level)
        groups.append(of_value)
        labels.append(group_labels)
        losses.append(group_losses)
        mean.append(float(group_losses[of_value] @ counts) / total)
    dimension = Dimension(
        tuple(levels),
        len(allowed),
        tuple(groups),
        tuple(labels),
        tuple(losses),
        np.array(mean),
        counts.astype(np.float64),
        hierarchy.levels - 1,
    )
    return dimension, groups[0][rank[codes]]


def _distinct(values: pa.Array) -> pa.Array:
    """Return the distinct values in the order of their codes: missing ones last."""
    if pa.types.is_null(values.type):
        return values[:1]
    known = values.dictionary_encode().dictionary
    if not values.null_count:
        return known
    return pa.concat_arrays([known, pa.nulls(1, values.type)])


def _by_group(
    names: pa.Array, loss: Floats, of_value: Integers, size: int
) -> tuple[pa.Array, Floats]:
    first = np.zeros(size, dtype=np.int64)
    first[of_value[::-1]] = np.arange(len(of_value))[::-1]
    return names.take(pa.array(first)), loss[first]


def allowed_levels(
    column: str, hierarchy: Hierarchy, *, lowest: int = 0, fixed: int | None = None
) -> range:
    """Return the levels that may be chosen for a column.

    Raises
    ------
    InputError
        If the hierarchy has no such level, or the fixed level lies below the lowest.
    """
    top = hierarchy.levels - 1
    for level in (lowest, lowest if fixed is None else fixed):
        if not 0 <= level <= top:
            raise InputError(
                f"There is no level {level} in the hierarchy of {column}.",
                f"Choose a level from 0 (the value itself) to {top} (*).",
            )
    if fixed is None:
        return range(lowest, top + 1)
    if fixed < lowest:
        raise InputError(
            f"Level {fixed} is asked for {column}, but nothing below level {lowest} is allowed.",
            f"Choose level {lowest} or a higher one.",
        )
    return range(fixed, fixed + 1)
