"""Tables of classes: distinct combinations with their counts, and how they roll up.

What lives here: the sufficient statistic of the search, made from rows and rolled up to coarser
nodes. What does not: which classes may be released (:mod:`sector_data.anonymise.search.looking`).

The distinct combinations with the counts of :class:`ClassStatistics` say all there is to know for
every privacy model and metric: statistics of merged classes follow from those of their parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from sector_data.anonymise.classes import KEY_LIMIT, Integers, group_keys, pack
from sector_data.anonymise.dimensions import Dimension
from sector_data.anonymise.metrics.metric import NodeClasses
from sector_data.kernels.grouping import number_keys

Node = tuple[int, ...]
"""A position for each dimension."""


def combinations(
    dimensions: Sequence[Dimension], codes: Sequence[Integers], rows: int
) -> tuple[tuple[Integers, ...], Integers]:
    """Collapse rows to distinct combinations at the first position of each dimension.

    Returns
    -------
    codes, of_row
        Group of each combination in each dimension, and the combination of each row. Combinations
        are numbered as they order, whatever the order of the rows.
    """
    sizes = [max(d.size(0), 1) for d in dimensions]
    keys, _ = pack(zip(codes, sizes, strict=True), rows)
    of_row, first = number_keys(keys)
    if dimensions:
        # Keys order combinations as their codes do, unless they had to be packed anew.
        packed = prod(sizes) < KEY_LIMIT
        order = np.argsort(keys[first]) if packed else np.lexsort([c[first] for c in codes[::-1]])
        place = np.empty(len(first), dtype=np.int64)
        place[order] = np.arange(len(first))
        first, of_row = first[order], place[of_row]
    return tuple(c[first] for c in codes), of_row


def group(table: NodeClasses, node: Node, dimensions: Sequence[Dimension]) -> tuple[Integers, int]:
    """Return the class at a coarser node of each class of a table, and how many there are."""
    columns = (
        (d.step(here, there)[c], max(d.size(there), 1))
        for d, c, here, there in zip(dimensions, table.codes, table.node, node, strict=True)
    )
    return group_keys(*pack(columns, len(table.rows)))


def merge(
    table: NodeClasses, node: Node, dimensions: Sequence[Dimension], groups: Integers, count: int
) -> NodeClasses:
    """Return the classes of a coarser node, numbered as `groups` says."""
    first = np.zeros(count, dtype=np.int64)
    first[groups] = np.arange(len(groups))
    return NodeClasses(
        node,
        tuple(
            d.step(here, there)[c[first]]
            for d, c, here, there in zip(dimensions, table.codes, table.node, node, strict=True)
        ),
        np.asarray(np.bincount(groups, table.rows, count), dtype=np.float64),
        table.statistics.merged(groups, count),
    )


def roll_up(table: NodeClasses, node: Node, dimensions: Sequence[Dimension]) -> NodeClasses:
    """Return the classes of a coarser node."""
    return merge(table, node, dimensions, *group(table, node, dimensions))
