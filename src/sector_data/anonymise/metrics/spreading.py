"""Metrics of what combinations cover: ambiguity, Kullback-Leibler divergence.

What lives here: metrics that count the combinations of values that a class could stand for. What
does not: metrics of the sizes of classes alone.

The domain of a quasi-identifier is here the values that the data have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Flags
from sector_data.anonymise.dimensions import Dimension
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.metrics.metric import ClassCosts, Metric, NodeClasses, times_log


class _Spread(ClassCosts):
    """Logarithms (base 2) of the combinations that a class covers, and that there are at all."""

    def __init__(self, dimensions: Sequence[Dimension]) -> None:
        self._bits = [
            [np.log2(np.bincount(groups, minlength=d.size(p))) for p, groups in enumerate(d.groups)]
            if len(d.groups[0])
            else [np.zeros(d.size(p)) for p in range(len(d.groups))]
            for d in dimensions
        ]
        self._all = float(sum(np.log2(max(len(d.groups[0]), 1)) for d in dimensions))

    def covered(self, classes: NodeClasses, kept: Flags) -> Floats:
        bits = np.zeros(len(classes.rows))
        for by_position, position, codes in zip(
            self._bits, classes.node, classes.codes, strict=True
        ):
            bits += by_position[position][codes]
        bits[~kept] = self._all
        return bits


class _Ambiguity(_Spread):
    def cost(self, classes: NodeClasses, kept: Flags) -> float:
        return float(classes.rows @ np.exp2(self.covered(classes, kept)))


@dataclass(frozen=True, slots=True)
class Ambiguity(Metric):
    """Ambiguity: the combinations of values that a released row could have been, on average.

    Goldberger, Tassa 2010, "Efficient anonymizations with enhanced utility", Transactions on Data
    Privacy 3, sec. 3 (AM). A suppressed row could have been any. Weights do not apply.
    """

    name = "ambiguity"

    def costs(
        self,
        dimensions: Sequence[Dimension],
        base: NodeClasses,
        weights: Sequence[float],
    ) -> ClassCosts:
        """Prepare the metric for a table."""
        return _Ambiguity(dimensions)

    def reported(self, cost: float, dimensions: int, rows: int) -> float:
        """Return the figure that people read."""
        return cost / max(rows, 1)


class _Divergence(_Spread):
    def __init__(self, dimensions: Sequence[Dimension], base: NodeClasses) -> None:
        super().__init__(dimensions)
        self._total = max(float(base.rows.sum()), 1.0)
        self._known = times_log(base.rows)

    def cost(self, classes: NodeClasses, kept: Flags) -> float:
        bits = float(classes.rows @ self.covered(classes, kept))
        merged = np.append(classes.rows[kept], classes.rows[~kept].sum())
        return max((self._known - times_log(merged) + bits) / self._total, 0.0)


@dataclass(frozen=True, slots=True)
class KullbackLeibler(Metric):
    """Kullback-Leibler divergence of what a reader can reconstruct from the data, in bits a row.

    The reader spreads the rows of a class evenly over the combinations that its labels cover, and
    suppressed rows over all (Kifer, Gehrke 2006, "Injecting utility into anonymized datasets",
    SIGMOD; Machanavajjhala et al. 2007, ACM TKDD 1(1), sec. 6.2). Weights do not apply.
    """

    name = "kl-divergence"

    def costs(
        self,
        dimensions: Sequence[Dimension],
        base: NodeClasses,
        weights: Sequence[float],
    ) -> ClassCosts:
        """Prepare the metric for a table."""
        return _Divergence(dimensions, base)
