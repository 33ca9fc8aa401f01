"""Tables of classes: distinct combinations with their counts, and how they roll up.

What lives here: the sufficient statistic of the search and its two operations, rolling up to a
coarser node and finding what a node suppresses. What does not: the order in which nodes are looked
at (:mod:`sector_data.anonymise.search`).

The table of distinct combinations with the number of their rows says all there is to know for
k-anonymity and for loss. Models that count distinct things (subjects with several rows, sensitive
values) need pairs of class and thing as well, but only of classes that do not have enough yet: a
class that has enough keeps enough, whatever it is merged with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import (
    Flags,
    Integers,
    cells_of,
    distinct_pairs,
    group_keys,
    pack,
)
from sector_data.anonymise.dimensions import Dimension
from sector_data.anonymise.hierarchies.hierarchy import Floats

Node = tuple[int, ...]
"""A position for each dimension."""


@dataclass(frozen=True, slots=True)
class Members:
    """Distinct things that each class must hold so many of.

    Attributes
    ----------
    threshold
        How many.
    met
        Whether a class has enough; shape (classes,).
    owners, things
        Pairs of class and thing, each once, of the classes that have not.
    kinds
        Number of codes of things.
    """

    threshold: int
    met: Flags
    owners: Integers
    things: Integers
    kinds: int

    @classmethod
    def of(
        cls, threshold: int, owners: Integers, things: Integers, sizes: tuple[int, int]
    ) -> Members:
        """Count things in classes; pairs may repeat, `sizes` bound classes and kinds."""
        owners, things = distinct_pairs(owners, things, (max(sizes[0], 1), max(sizes[1], 1)))
        met = np.bincount(owners, minlength=sizes[0]) >= threshold
        open_ = ~met[owners]
        return cls(threshold, met, owners[open_], things[open_], max(sizes[1], 1))

    def merged(self, groups: Integers, count: int) -> Members:
        """Return the members after classes were merged into groups."""
        met = np.zeros(count, dtype=np.bool_)
        met[groups[self.met]] = True
        owners = groups[self.owners]
        open_ = ~met[owners]
        owners, things = distinct_pairs(
            owners[open_], self.things[open_], (max(count, 1), self.kinds)
        )
        met |= np.bincount(owners, minlength=count) >= self.threshold
        open_ = ~met[owners]
        return Members(self.threshold, met, owners[open_], things[open_], self.kinds)


@dataclass(frozen=True, slots=True)
class ClassTable:
    """The classes of a node.

    Attributes
    ----------
    node
        Where in the lattice the table stands.
    codes
        Group of each class in each dimension; arrays of shape (classes,).
    rows
        Rows of each class, as floats that are whole: what `numpy.bincount` sums without a copy.
    k
        Rows that a class needs; 0 when `members` count subjects instead.
    members
        What else a class needs.
    """

    node: Node
    codes: tuple[Integers, ...]
    rows: Floats
    k: int
    members: tuple[Members, ...]

    @property
    def classes(self) -> int:
        """Number of classes."""
        return len(self.rows)


def base_table(
    dimensions: Sequence[Dimension], codes: Sequence[Integers], rows: int
) -> tuple[tuple[Integers, ...], Floats, Integers]:
    """Collapse rows to distinct combinations at the first position of each dimension.

    Returns
    -------
    codes, counts, of_row
        Group of each combination in each dimension, its rows, and the combination of each row.
    """
    keys, space = pack(
        ((c, max(d.size(0), 1)) for d, c in zip(dimensions, codes, strict=True)), rows
    )
    of_row, count = group_keys(keys, space)
    first = np.zeros(count, dtype=np.int64)
    first[of_row] = np.arange(rows)
    return (
        tuple(c[first] for c in codes),
        np.bincount(of_row, minlength=count).astype(np.float64),
        of_row,
    )


def _keys(table: ClassTable, node: Node, dimensions: Sequence[Dimension]) -> tuple[Integers, int]:
    columns = (
        (d.step(here, there)[c], max(d.size(there), 1))
        for d, c, here, there in zip(dimensions, table.codes, table.node, node, strict=True)
    )
    return pack(columns, table.classes)


def roll_up(table: ClassTable, node: Node, dimensions: Sequence[Dimension]) -> ClassTable:
    """Return the classes of a coarser node."""
    groups, count = group_keys(*_keys(table, node, dimensions))
    first = np.zeros(count, dtype=np.int64)
    first[groups] = np.arange(len(groups))
    return ClassTable(
        node,
        tuple(
            d.step(here, there)[c[first]]
            for d, c, here, there in zip(dimensions, table.codes, table.node, node, strict=True)
        ),
        np.asarray(np.bincount(groups, table.rows, count), dtype=np.float64),
        table.k,
        tuple(m.merged(groups, count) for m in table.members),
    )


def suppressed_at(table: ClassTable, node: Node, dimensions: Sequence[Dimension]) -> Flags:
    """Return which classes of a table lie in a class of a coarser node that must be suppressed.

    Shape (classes of the table,).
    """
    keys, space = _keys(table, node, dimensions)
    groups, count = group_keys(keys, space) if table.members else cells_of(keys, space)
    short = np.bincount(groups, table.rows, count) < table.k
    for members in table.members:
        short |= ~members.merged(groups, count).met
    return short[groups]
