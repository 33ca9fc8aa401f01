"""Metrics of the sizes of classes: average class size, discernibility.

What lives here: metrics that know nothing but how many rows share a combination. What does not:
metrics that ask what the labels cover (:mod:`sector_data.anonymise.metrics.spreading`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sector_data.anonymise.classes import Flags
from sector_data.anonymise.dimensions import Dimension
from sector_data.anonymise.metrics.metric import ClassCosts, Metric, NodeClasses


class _AverageSize(ClassCosts):
    compiled = "average-class"

    def cost(self, classes: NodeClasses, kept: Flags) -> float:
        # Suppressed rows, all alike, are one more class.
        # (Combinations that only a population has are no classes of the table.)
        there = classes.rows > 0
        groups = int((kept & there).sum()) + int((~kept & there).any())
        return float(classes.rows.sum()) / groups if groups else 0.0


@dataclass(frozen=True, slots=True)
class AverageClassSize(Metric):
    """Average class size, in rows; suppressed rows are one class.

    C_avg of LeFevre, DeWitt, Ramakrishnan 2006, "Mondrian multidimensional k-anonymity", ICDE, sec.
    2.3, without its division by k (ARX 3.9.2, MetricSDAECS). Weights do not apply.
    """

    name = "class-size"

    def costs(
        self,
        dimensions: Sequence[Dimension],
        base: NodeClasses,
        weights: Sequence[float],
    ) -> ClassCosts:
        """Prepare the metric for a table."""
        return _AverageSize()


class _Squares(ClassCosts):
    compiled = "discernibility"

    def cost(self, classes: NodeClasses, kept: Flags) -> float:
        rows = classes.rows
        return float((rows[kept] ** 2).sum() + rows.sum() * rows[~kept].sum())


@dataclass(frozen=True, slots=True)
class Discernibility(Metric):
    """Discernibility: for each row the rows that it cannot be told from, summed.

    A suppressed row cannot be told from any (Bayardo, Agrawal 2005, "Data privacy through optimal
    k-anonymization", ICDE, sec. 2.2). Weights do not apply.
    """

    name = "discernibility"

    def costs(
        self,
        dimensions: Sequence[Dimension],
        base: NodeClasses,
        weights: Sequence[float],
    ) -> ClassCosts:
        """Prepare the metric for a table."""
        return _Squares()
