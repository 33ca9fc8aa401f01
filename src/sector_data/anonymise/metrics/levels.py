"""Metrics that look at one quasi-identifier after the other: loss, entropy, precision.

What lives here: metrics with level costs. What does not: metrics of classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.dimensions import Dimension
from sector_data.anonymise.loss import loss_of_product
from sector_data.anonymise.metrics.metric import LevelCosts, Metric, NodeClasses


def _shares(weights: Sequence[float]) -> tuple[float, ...]:
    """Return weights of mean 1."""
    total = sum(weights)
    return tuple(w * len(weights) / total for w in weights) if total else tuple(weights)


@dataclass(frozen=True, slots=True)
class Loss(Metric):
    """Loss: the share of each domain that labels cover, in [0, 1].

    ``prod(1 + v_d) ** (1 / D) - 1``, where v_d is the mean loss of quasi-identifier d over all rows
    and a suppressed row has lost everything (Iyengar 2002, KDD, sec. 3; ARX 3.9.2, MetricMDNMLoss
    with its defaults). Weights are exponents.
    """

    name = "loss"
    weighted = True

    def costs(
        self, dimensions: Sequence[Dimension], base: NodeClasses, weights: Sequence[float]
    ) -> LevelCosts:
        """Prepare the metric for a table."""
        total = max(float(base.rows.sum()), 1.0)
        return LevelCosts(
            tuple(d.mean_loss for d in dimensions),
            tuple(tuple((1 - loss) / total for loss in d.losses) for d in dimensions),
            _shares(weights),
            "product",
        )

    def reported(self, cost: float, dimensions: int, rows: int) -> float:
        """Return the figure that people read."""
        return loss_of_product(cost, dimensions)


@dataclass(frozen=True, slots=True)
class NonUniformEntropy(Metric):
    """Non-uniform entropy, in bits over all rows.

    For each quasi-identifier, ``-sum(log2(n(value) / n(label)))`` over the rows: the bits that are
    missing to tell the value from its label, by the values' frequencies (Gionis, Tassa 2009, "k-
    anonymization with minimal loss of information", IEEE TKDE 21(2); ARX 3.9.2,
    MetricMDNUNMEntropy). S suppressed rows add ``S log2 S - sum(c log2 c)`` over the counts c of
    their labels. Weights are factors.
    """

    name = "entropy"
    weighted = True

    def costs(
        self,
        dimensions: Sequence[Dimension],
        base: NodeClasses,
        weights: Sequence[float],
    ) -> LevelCosts:
        """Prepare the metric for a table."""
        floors = []
        for dimension in dimensions:
            there = dimension.counts > 0
            counts = dimension.counts[there]
            bits = []
            for position, groups in enumerate(dimension.groups):
                of_group = np.bincount(groups, dimension.counts, dimension.size(position))
                bits.append(float(counts @ np.log2(of_group[groups][there] / counts)))
            floors.append(np.array(bits))
        return LevelCosts(tuple(floors), None, _shares(weights), "sum")


@dataclass(frozen=True, slots=True)
class Precision(Metric):
    """Precision lost: the mean height of cells in their hierarchies, in [0, 1].

    A cell at level h of a hierarchy with levels 0 to H loses ``h / H``, a suppressed one 1 (Sweeney
    2002, "Achieving k-anonymity privacy protection using generalization and suppression", IJUFKS
    10(5), sec. 5, as 1 - Prec; ARX 3.9.2, MetricMDNMPrecision). Weights are factors of the mean.
    """

    name = "precision"
    weighted = True

    def costs(
        self, dimensions: Sequence[Dimension], base: NodeClasses, weights: Sequence[float]
    ) -> LevelCosts:
        """Prepare the metric for a table."""
        total = max(float(base.rows.sum()), 1.0)
        heights = [np.array(d.levels) / max(d.height, 1) for d in dimensions]
        return LevelCosts(
            tuple(heights),
            tuple(
                tuple(np.full(d.size(p), (1 - height[p]) / total) for p in range(len(d.levels)))
                for d, height in zip(dimensions, heights, strict=True)
            ),
            _shares(weights),
            "sum",
        )

    def reported(self, cost: float, dimensions: int, rows: int) -> float:
        """Return the figure that people read."""
        return cost / max(dimensions, 1)
