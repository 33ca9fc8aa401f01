"""The loss of a release: what generalisation and suppression take away, in one number.

What lives here: the metric that the search minimises. What does not: the loss of a label, which is
its hierarchy's (:mod:`sector_data.anonymise.hierarchies.hierarchy`).

For each quasi-identifier d, ``v_d`` is the mean loss over all rows, where a suppressed row has lost
everything (1). They are aggregated by a geometric mean that a zero does not swallow::

    loss = (prod_d (1 + v_d)) ** (1 / D) - 1        in [0, 1]

as ARX's *loss* metric with its default settings does (ARX 3.9.2, MetricMDNMLoss, gs-factor 0.5,
geometric mean), after Iyengar (2002). The search compares products and takes the root at the end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sector_data.anonymise.classes import Flags
from sector_data.anonymise.dimensions import Dimension
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.tables import ClassTable, Node


def loss_of_product(product: float, dimensions: int) -> float:
    """Return the loss that a product of factors stands for; 0 without any dimension."""
    if not dimensions:
        return 0.0
    return float(min(max(product ** (1 / dimensions) - 1, 0.0), 1.0))


def factors_at(
    table: ClassTable,
    node: Node,
    suppressed: Flags,
    dimensions: Sequence[Dimension],
    total: float,
) -> list[Floats]:
    """Return, for each dimension, the factors ``1 + v`` at the positions up to a node's.

    The last of each is the node's own and exact. The others are lower bounds for the nodes below:
    what a node suppresses, every finer one suppresses too. Positions below the table's use the
    table's groups, which lose at least as much as finer ones, so the bound stays one.

    Parameters
    ----------
    table
        The table that the node was looked at from.
    suppressed
        Its classes that the node suppresses; shape (classes,).
    total
        Rows in all.
    """
    factors = []
    rows = table.rows[suppressed]
    for d, dimension in enumerate(dimensions):
        here, there = table.node[d], node[d]
        factor = 1 + dimension.mean_loss[: there + 1]
        if len(rows):
            weights = np.bincount(table.codes[d][suppressed], rows, dimension.size(here))
            extra = np.empty(there + 1)
            for position in range(here, there + 1):
                kept = 1 - dimension.losses[position][dimension.step(here, position)]
                extra[position] = (weights @ kept) / total
            extra[:here] = extra[here]
            factor = factor + extra
        factors.append(factor)
    return factors
