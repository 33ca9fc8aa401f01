"""The exact search in numpy: every model, every metric, lattices that fit in memory.

What lives here: the order in which nodes are looked at. What does not: the look itself
(:mod:`sector_data.anonymise.search.looking`), and why it is exact, which the package says.
"""

from __future__ import annotations

import numpy as np

from sector_data.anonymise.classes import Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.lattice import Lattice
from sector_data.anonymise.metrics.metric import LevelCosts, NodeClasses
from sector_data.anonymise.search.looking import look_at
from sector_data.anonymise.search.problem import Found, Problem, bar_of, better
from sector_data.anonymise.tables import Node, roll_up

_WORTH_A_TABLE = 6
"""Candidates from which on a table of their own is cheaper than looking from a larger one."""

_WORTH_A_LOOK = 4
"""Candidates from which on a look amid them pays, where coarser nodes can be ruled out too."""


def climbs_of(problem: Problem) -> list[Floats]:
    """Return costs of positions by which cheap steps are told from dear ones."""
    if isinstance(problem.costs, LevelCosts):
        costs = problem.costs
        if costs.aggregate == "sum":
            return [costs.weights[d] * floor for d, floor in enumerate(costs.floors)]
        return [costs.weights[d] * np.log1p(floor) for d, floor in enumerate(costs.floors)]
    return [
        -np.log(np.array([max(d.size(p), 1) for p in range(len(d.levels))], dtype=np.float64))
        for d in problem.dimensions
    ]


def cheapest_path(problem: Problem) -> list[Node]:
    """Return the path from the finest to the coarsest node whose every step costs least."""
    climbs = climbs_of(problem)
    node = [0] * len(problem.shape)
    path = [tuple(node)]
    while tuple(node) != problem.top:
        steps = [
            (float(climb[p + 1] - climb[p]), d)
            for d, (climb, p) in enumerate(zip(climbs, node, strict=True))
            if p + 1 < len(climb)
        ]
        node[min(steps)[1]] += 1
        path.append(tuple(node))
    return path


class ExactSearch:
    """An exact search; `run` returns the best node, or None when no node is allowed."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._costs = problem.costs
        self._checked = 0
        self._best: Found | None = None

    def run(self) -> Found | None:
        """Search the whole lattice."""
        lattice = self._lattice()
        base = self._problem.base
        self._learn(lattice, self._problem.top, base)
        self._bisect_path(lattice)
        self._descend(lattice, lattice.open_nodes(bar_of(self._best)), base)
        best = self._best
        if best is None:
            return None
        return Found(best.node, best.cost, best.suppressed, self._checked, best.cost)

    def _lattice(self) -> Lattice:
        costs = self._costs
        if isinstance(costs, LevelCosts):
            factors = [costs.factors(d, floor) for d, floor in enumerate(costs.floors)]
            return Lattice(factors, sums=costs.aggregate == "sum")
        return Lattice([np.zeros(length) for length in self._problem.shape], sums=True)

    def _learn(self, lattice: Lattice, node: Node, table: NodeClasses) -> bool:
        """Look at a node, tell the lattice, and return whether it stays within the allowance."""
        self._checked += 1
        look = look_at(self._problem, table, node)
        if look.allowed and better(self._problem, look.cost, look.suppressed, node, self._best):
            self._best = Found(node, look.cost, look.suppressed, 0, -np.inf)
        if look.dead:
            lattice.close_below(node)
        elif look.extra is not None and isinstance(self._costs, LevelCosts):
            costs = self._costs
            lattice.raise_below(
                node,
                [
                    costs.factors(d, costs.floors[d][: len(extra)] + extra)
                    for d, extra in enumerate(look.extra)
                ],
            )
        if look.least > -np.inf:
            lattice.raise_above(node, look.least)
        lattice.close(node)
        return look.allowed

    def _bisect_path(self, lattice: Lattice) -> None:
        """Find a first solution: where a path of cheapest steps enters the allowed nodes."""
        path = cheapest_path(self._problem)
        table = self._problem.base
        low, high = -1, len(path) - 1
        while high - low > 1:
            middle = (low + high) // 2
            if self._learn(lattice, path[middle], table):
                high = middle
            else:
                low = middle
                table = roll_up(table, path[middle], self._problem.dimensions)

    def _descend(self, lattice: Lattice, candidates: Integers, table: NodeClasses) -> None:
        """Look at all candidates that stay open, coarse ones first.

        Parameters
        ----------
        candidates
            Flat numbers of nodes, all at least as coarse as the table's.
        """
        candidates = lattice.open_nodes(bar_of(self._best), candidates)
        if not len(candidates):
            return
        positions = lattice.positions[candidates]
        meet = tuple(int(p) for p in positions.min(axis=0))
        join = tuple(int(p) for p in positions.max(axis=0))
        if len(candidates) == 1:
            self._learn(lattice, meet, table)
            return
        if meet != table.node and len(candidates) >= _WORTH_A_TABLE:
            table = roll_up(table, meet, self._problem.dimensions)
        if not isinstance(self._costs, LevelCosts) and len(candidates) >= _WORTH_A_LOOK:
            # A node amid the others rules out finer ones when it fails, and coarser ones when not.
            amid = tuple((a + b) // 2 for a, b in zip(meet, join, strict=True))
            if lattice.bound(amid) <= bar_of(self._best):
                self._learn(lattice, amid, table)
        split = max(range(len(meet)), key=lambda d: join[d] - meet[d])
        middle = (meet[split] + join[split] + 1) // 2
        coarse = positions[:, split] >= middle
        # No node of the fine half lies above one of the coarse half, so what is learnt in the
        # coarse half comes in time for the fine one.
        self._descend(lattice, candidates[coarse], table)
        self._descend(lattice, candidates[~coarse], table)
