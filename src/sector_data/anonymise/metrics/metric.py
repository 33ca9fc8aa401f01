"""What the search needs to know of a metric.

What lives here: the two kinds of costs, and the base class of metrics. What does not: single
metrics, which live in the modules beside this one.

*Level costs* have a part for each quasi-identifier that is known from its level alone, and another
that suppressed rows add. So a lower bound of every node is known before the data are looked at.
*Class costs* are read from the classes of a node. They never fall when classes merge, so the cost
of a node's classes, none of them suppressed, bounds that of every coarser node.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.dimensions import Dimension
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.statistics import ClassStatistics

Aggregate = Literal["product", "sum", "average-class", "discernibility"]


def times_log(counts: Floats) -> float:
    """Return the sum of ``n log2 n``."""
    there = counts[counts > 0]
    return float((there * np.log2(there)).sum())


@dataclass(frozen=True, slots=True)
class LevelCosts:
    """Costs by level, and by suppressed row.

    Attributes
    ----------
    floors
        For each dimension, what each position costs when nothing is suppressed.
    gains
        For each dimension and position, what one row of each group costs more when it is
        suppressed. None when suppressed rows cost the entropy of their groups instead: S rows with
        counts c cost ``S log2 S - sum(c log2 c)``.
    weights
        Exponents of the product ``prod((1 + v_d) ** w_d)``, or factors of the sum.
    aggregate
        How the dimensions' terms v are joined: ``product`` or ``sum``.
    """

    floors: tuple[Floats, ...]
    gains: tuple[tuple[Floats, ...], ...] | None
    weights: tuple[float, ...]
    aggregate: Aggregate

    def factors(self, dimension: int, terms: Floats) -> Floats:
        """Return what is multiplied, or added, for some terms of a dimension."""
        weight = self.weights[dimension]
        if self.aggregate == "sum":
            return np.asarray(weight * terms, dtype=np.float64)
        return np.asarray((1 + terms) ** weight, dtype=np.float64)

    def joined(self, terms: Sequence[float]) -> float:
        """Return the cost of one term for each dimension."""
        factors = [float(self.factors(d, np.array(t))) for d, t in enumerate(terms)]
        return float(sum(factors) if self.aggregate == "sum" else np.prod(factors))

    def suppression(self, dimension: int, position: int, rows: Floats) -> float:
        """Return what suppressed rows add to a dimension; `rows` counts them by group."""
        if self.gains is not None:
            return float(rows @ self.gains[dimension][position])
        return max(times_log(np.array([rows.sum()])) - times_log(rows), 0.0)

    def cheapest(self, dimension: int, position: int, marginal: Floats, rows: float) -> float:
        """Return the least that so many suppressed rows add, whichever they are.

        `marginal` counts all rows by group.
        """
        if self.gains is None or rows <= 0:
            return 0.0
        gains = self.gains[dimension][position]
        order = np.argsort(gains, kind="stable")
        ends = np.minimum(np.cumsum(marginal[order]), rows)
        return float(np.diff(ends, prepend=0.0) @ gains[order])


@dataclass(frozen=True, slots=True)
class NodeClasses:
    """The classes of a node.

    Attributes
    ----------
    node
        Position in each dimension.
    codes
        Group of each class in each dimension; shape (classes,) each.
    rows
        Rows of each class; shape (classes,).
    statistics
        Of the same classes.
    """

    node: tuple[int, ...]
    codes: tuple[Integers, ...]
    rows: Floats
    statistics: ClassStatistics


class ClassCosts(ABC):
    """Costs that are read from the classes of a node."""

    compiled: ClassVar[Aggregate | None] = None
    """What the compiled search calls it, when it knows it."""

    @abstractmethod
    def cost(self, classes: NodeClasses, kept: Flags) -> float:
        """Return the cost of a node when only some classes are kept.

        Never lower than when all are kept, and then never lower than that of a finer node.
        """


Costs = LevelCosts | ClassCosts


class Metric(ABC):
    """A metric: what is minimised.

    Attributes
    ----------
    name
        As the field calls it, such as ``loss``.
    weighted
        Whether weights of columns mean something to it.
    """

    name: ClassVar[str]
    weighted: ClassVar[bool] = False

    @abstractmethod
    def costs(
        self, dimensions: Sequence[Dimension], base: NodeClasses, weights: Sequence[float]
    ) -> Costs:
        """Prepare the metric for a table.

        Parameters
        ----------
        dimensions
            The quasi-identifiers.
        base
            The classes of the finest node that is allowed.
        weights
            Of each dimension, 1 unless asked otherwise.
        """

    def reported(self, cost: float, dimensions: int, rows: int) -> float:
        """Return the figure that people read for the cost that the search compares."""
        return cost
