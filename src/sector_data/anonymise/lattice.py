"""The lattice of generalisations: a lower bound of the cost for each node that is still open.

What lives here: the bounds and the closing of nodes. What does not: any look at the data.

Bounds are products or sums over the attributes, as the metric joins them
(:mod:`sector_data.anonymise.metrics.metric`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sector_data.anonymise.classes import Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.tables import Node


class Lattice:
    """All nodes with a lower bound of their cost; a closed node's bound is infinite.

    Parameters
    ----------
    factors
        For each dimension what each of its positions costs at least.
    sums
        Whether costs are sums over the dimensions instead of products.

    Attributes
    ----------
    positions
        Positions of each node, in the order of flat node numbers; shape (nodes, dimensions).
    """

    def __init__(self, factors: Sequence[Floats], *, sums: bool = False) -> None:
        self._join = np.add if sums else np.multiply
        self._neutral = 0.0 if sums else 1.0
        # Axes of length 1 are left out: numpy allows only so many.
        self._free = [d for d, factor in enumerate(factors) if len(factor) > 1]
        self._bounds = self._joined(factors)
        self._flat = self._bounds.reshape(-1)
        self.positions: npt.NDArray[np.int16] = np.zeros(
            (self._flat.size, len(factors)), dtype=np.int16
        )
        grid = np.indices(self._bounds.shape, dtype=np.int16)
        for axis, d in enumerate(self._free):
            self.positions[:, d] = grid[axis].reshape(-1)

    def _joined(self, factors: Sequence[Floats]) -> Floats:
        result: Floats = np.full((), self._neutral)
        free = set(self._free)
        for d, factor in enumerate(factors):
            result = (
                self._join.outer(result, factor) if d in free else self._join(result, factor[0])
            )
        # Without a free axis too, an array: its parts must be views that can be written to.
        return np.atleast_1d(result)

    def _below(self, node: Node) -> Floats:
        """Return a view of the bounds of a node and of all that are nowhere coarser."""
        return self._bounds[tuple(slice(0, node[d] + 1) for d in self._free)]

    def bound(self, node: Node) -> float:
        """Return the bound of a node."""
        return float(self._bounds[tuple(node[d] for d in self._free)].min())

    def open_nodes(self, bar: float, among: Integers | None = None) -> Integers:
        """Return the flat numbers of nodes whose bound is at most the bar, in rising order."""
        if among is None:
            among = np.arange(self._flat.size)
        bounds = self._flat[among]
        return among[(bounds <= bar) & (bounds < np.inf)]

    def close(self, node: Node) -> None:
        """Close one node."""
        self._bounds[tuple(node[d] for d in self._free)] = np.inf

    def close_below(self, node: Node) -> None:
        """Close a node and all that are at most as coarse in every dimension."""
        self._below(node)[...] = np.inf

    def raise_below(self, node: Node, factors: Sequence[Floats]) -> None:
        """Raise the bounds of a node and all below it to what new factors give.

        Parameters
        ----------
        factors
            For each dimension, the least factor at the positions from 0 to the node's.
        """
        part = self._below(node)
        np.maximum(part, self._joined(factors), out=part)

    def raise_above(self, node: Node, bound: float) -> None:
        """Raise the bounds of a node and all that are nowhere finer."""
        part = self._bounds[tuple(slice(node[d], None) for d in self._free)]
        np.maximum(part, bound, out=part)
