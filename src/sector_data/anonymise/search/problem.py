"""What is searched for, and what is found.

What lives here: the problem and the result, and the order of results. What does not: any search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.dimensions import Dimension
from sector_data.anonymise.metrics.metric import Costs, NodeClasses
from sector_data.anonymise.models.model import PrivacyModel
from sector_data.anonymise.tables import Node

TIE = 1e-12
"""Relative difference below which two costs are equal; float sums differ in their last digits."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A table to generalise.

    Attributes
    ----------
    dimensions
        The quasi-identifiers.
    base
        The classes of the finest node that is allowed: distinct combinations in their order.
    models
        What classes, and the table, must satisfy.
    costs
        What is minimised.
    allowance
        Rows that may be suppressed.
    """

    dimensions: Sequence[Dimension]
    base: NodeClasses
    models: Sequence[PrivacyModel]
    costs: Costs
    allowance: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Positions of each dimension."""
        return tuple(len(d.levels) for d in self.dimensions)

    @property
    def nodes(self) -> int:
        """Nodes that differ in their classes."""
        return int(np.prod(self.shape, dtype=object)) if self.shape else 1

    @property
    def top(self) -> Node:
        """The coarsest node."""
        return tuple(length - 1 for length in self.shape)

    def levels(self, node: Node) -> tuple[int, ...]:
        """Return the hierarchies' levels at a node."""
        return tuple(d.levels[p] for d, p in zip(self.dimensions, node, strict=True))


@dataclass(frozen=True, slots=True)
class Found:
    """The best node that was found.

    Attributes
    ----------
    node
        Position in each dimension.
    cost
        As the metric's costs have it.
    suppressed
        Rows that it suppresses.
    checked
        Nodes that were looked at.
    bound
        No node costs less than this.
    """

    node: Node
    cost: float
    suppressed: int
    checked: int
    bound: float

    @property
    def optimal(self) -> bool:
        """Whether no node costs less."""
        return self.bound >= self.cost - TIE * abs(self.cost)


def better(problem: Problem, cost: float, suppressed: int, node: Node, than: Found | None) -> bool:
    """Say whether a node is better than the best so far."""
    if than is None:
        return True
    if abs(cost - than.cost) > TIE * abs(cost):
        return cost < than.cost
    mine, theirs = problem.levels(node), problem.levels(than.node)
    return (suppressed, sum(mine), mine) < (than.suppressed, sum(theirs), theirs)


def bar_of(best: Found | None) -> float:
    """Return the bound up to which a node can still be the best, or as good."""
    return np.inf if best is None else best.cost + TIE * abs(best.cost)
