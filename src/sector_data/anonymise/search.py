"""The search for the generalisation that loses least among those that protect enough.

What lives here: the exact search through the lattice, and a greedy one for lattices too large for
it. What does not: what a node suppresses (:mod:`sector_data.anonymise.tables`) and what that costs
(:mod:`sector_data.anonymise.loss`).

The exact search rests on three facts.

1. What generalisation costs depends on the levels alone, so a lower bound of every node's loss is
   known before the data are looked at.
2. k-anonymity and distinct l-diversity of classes are monotone under full-domain generalisation:
   classes only merge as levels rise, and a merged class has at least the subjects and values of
   its parts. So a node that suppresses too many rows rules out all finer ones, and what a node
   suppresses, every finer one suppresses too, which raises their bounds. (Average risk, entropy
   l-diversity and t-closeness are not all monotone once rows are suppressed; they must not be
   added here without dropping this pruning.)
3. A node can be looked at from the classes of any finer node. Candidates are therefore split
   recursively by dimension, coarse half first, and each half is looked at from the classes of its
   meet, the finest node that lies below them all.

Of nodes with equal loss the one that suppresses fewer rows is chosen, then the one with the lower
sum of levels, then the one whose levels come first in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Integers
from sector_data.anonymise.dimensions import Dimension
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.lattice import Lattice
from sector_data.anonymise.loss import factors_at
from sector_data.anonymise.tables import ClassTable, Node, roll_up, suppressed_at

MOST_NODES = 2_000_000
"""Lattices up to this size are searched exactly."""

_TIE = 1e-12
"""Relative difference below which two losses are equal; float sums differ in their last digits."""

_WORTH_A_TABLE = 6
"""Candidates from which on a table of their own is cheaper than looking from a larger one."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best node that was found.

    Attributes
    ----------
    node
        Position in each dimension.
    product
        ``prod(1 + v_d)`` of its loss.
    suppressed
        Rows that it suppresses.
    checked
        Nodes that were looked at.
    optimal
        Whether no node loses less.
    """

    node: Node
    product: float
    suppressed: int
    checked: int
    optimal: bool


@dataclass(frozen=True, slots=True)
class _Look:
    """What was seen at one node."""

    suppressed: int
    allowed: bool
    factors: list[Floats]
    """Of an allowed node only."""


class Search:
    """A search through the generalisations of one table.

    Parameters
    ----------
    dimensions
        The quasi-identifiers.
    base
        The classes of the finest node that is allowed.
    allowance
        Rows that may be suppressed.
    """

    def __init__(self, dimensions: Sequence[Dimension], base: ClassTable, allowance: int) -> None:
        self._dimensions = dimensions
        self._base = base
        self._allowance = allowance
        self._total = max(float(base.rows.sum()), 1.0)
        self._shape = tuple(len(d.levels) for d in dimensions)
        self._checked = 0
        self._best: Found | None = None

    @property
    def nodes(self) -> int:
        """Nodes that differ in their classes."""
        return int(np.prod(self._shape, dtype=object)) if self._shape else 1

    @property
    def top(self) -> Node:
        """The coarsest node: it suppresses least."""
        return tuple(length - 1 for length in self._shape)

    def run(self, most_nodes: int = MOST_NODES) -> Found | None:
        """Return the best node, or None when no node stays within the allowance.

        Parameters
        ----------
        most_nodes
            Size from which on the search is greedy and the result not known to be optimal.
        """
        exact = self.nodes <= most_nodes
        found = self._run_exactly() if exact else self._run_greedily()
        if found is None:
            return None
        return Found(found.node, found.product, found.suppressed, self._checked, exact)

    def _look(self, node: Node, table: ClassTable) -> _Look:
        """Look at a node and remember it when it is the best so far."""
        self._checked += 1
        short = suppressed_at(table, node, self._dimensions)
        suppressed = int(table.rows[short].sum())
        if suppressed > self._allowance:
            return _Look(suppressed, False, [])
        factors = factors_at(table, node, short, self._dimensions, self._total)
        product = float(np.prod([factor[-1] for factor in factors]))
        candidate = Found(node, product, suppressed, 0, False)
        if self._best is None or self._rank(candidate) < self._rank(self._best):
            self._best = candidate
        return _Look(suppressed, True, factors)

    def _rank(self, found: Found) -> tuple[int, int, int, tuple[int, ...]]:
        """Return what nodes are compared by; equal losses compare equal (see `_TIE`)."""
        if self._best is None or abs(found.product - self._best.product) <= _TIE * found.product:
            order = 0
        else:
            order = -1 if found.product < self._best.product else 1
        levels = self._levels(found.node)
        return order, found.suppressed, sum(levels), levels

    def _levels(self, node: Node) -> tuple[int, ...]:
        return tuple(d.levels[p] for d, p in zip(self._dimensions, node, strict=True))

    @property
    def _bar(self) -> float:
        """Bound up to which a node can still be the best, or as good."""
        return np.inf if self._best is None else self._best.product * (1 + _TIE)

    # The exact search.

    def _run_exactly(self) -> Found | None:
        lattice = Lattice([1 + d.mean_loss for d in self._dimensions])
        if not self._learn(lattice, self.top, self._base):
            return None
        self._bisect_path(lattice)
        self._descend(lattice, lattice.open_nodes(self._bar), self._base)
        return self._best

    def _learn(self, lattice: Lattice, node: Node, table: ClassTable) -> bool:
        """Look at a node, tell the lattice, and return whether it stays within the allowance."""
        look = self._look(node, table)
        if not look.allowed:
            lattice.close_below(node)
            return False
        if look.suppressed:
            lattice.raise_below(node, look.factors)
        lattice.close(node)
        return True

    def _bisect_path(self, lattice: Lattice) -> None:
        """Find a first solution: where a path of cheapest steps enters the allowed nodes."""
        path = self._cheapest_path()
        low, high = -1, len(path) - 1  # path[high] is allowed, path[low] is not
        while high - low > 1:
            middle = (low + high) // 2
            if self._learn(lattice, path[middle], self._base):
                high = middle
            else:
                low = middle

    def _cheapest_path(self) -> list[Node]:
        """Return the path from the finest to the coarsest node whose every step costs least."""
        node = [0] * len(self._shape)
        path = [tuple(node)]
        while tuple(node) != self.top:
            steps = [
                ((1 + d.mean_loss[p + 1]) / (1 + d.mean_loss[p]), i)
                for i, (d, p) in enumerate(zip(self._dimensions, node, strict=True))
                if p + 1 < len(d.levels)
            ]
            node[min(steps)[1]] += 1
            path.append(tuple(node))
        return path

    def _descend(self, lattice: Lattice, candidates: Integers, table: ClassTable) -> None:
        """Look at all candidates that stay open, coarse ones first.

        Parameters
        ----------
        candidates
            Flat numbers of nodes, all at least as coarse as the table's.
        """
        candidates = lattice.open_nodes(self._bar, candidates)
        if not len(candidates):
            return
        positions = lattice.positions[candidates]
        meet = tuple(int(p) for p in positions.min(axis=0))
        join = tuple(int(p) for p in positions.max(axis=0))
        if len(candidates) == 1:
            self._learn(lattice, meet, table)
            return
        if meet != table.node and len(candidates) >= _WORTH_A_TABLE:
            table = roll_up(table, meet, self._dimensions)
        split = max(range(len(meet)), key=lambda d: join[d] - meet[d])
        middle = (meet[split] + join[split] + 1) // 2
        coarse = positions[:, split] >= middle
        # No node of the fine half lies above one of the coarse half, so what is learnt in the
        # coarse half comes in time for the fine one.
        self._descend(lattice, candidates[coarse], table)
        self._descend(lattice, candidates[~coarse], table)

    # The greedy search.

    def _run_greedily(self) -> Found | None:
        """Climb until the allowance is kept, then move by single steps while the loss falls."""
        if not self._look(self.top, self._base).allowed:
            return None
        node, table = self._base.node, self._base
        left = self._look(node, table).suppressed
        while left > self._allowance:
            node, left = self._best_step(node, left, table)
            table = roll_up(table, node, self._dimensions)
        start = None
        while self._best is not start:
            start = self._best
            for neighbour in self._neighbours(start.node if start else node):
                self._look(neighbour, self._base)
        return self._best

    def _best_step(self, node: Node, left: int, table: ClassTable) -> tuple[Node, int]:
        """Return the next coarser node that spares most rows for what it costs, and what it
        suppresses."""
        steps = []
        for d, dimension in enumerate(self._dimensions):
            if node[d] + 1 < len(dimension.levels):
                coarser = (*node[:d], node[d] + 1, *node[d + 1 :])
                suppressed = self._look(coarser, table).suppressed
                before, after = dimension.mean_loss[node[d] : node[d] + 2]
                cost = float(np.log1p(after) - np.log1p(before))
                steps.append(
                    ((left - suppressed) / max(cost, _TIE), -cost, -d, coarser, suppressed)
                )
        *_, coarser, suppressed = max(steps)
        return coarser, suppressed

    def _neighbours(self, node: Node) -> list[Node]:
        return [
            (*node[:d], position, *node[d + 1 :])
            for d, length in enumerate(self._shape)
            for position in (node[d] - 1, node[d] + 1)
            if 0 <= position < length
        ]
