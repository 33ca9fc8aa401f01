"""Metrics of a workload: the target or the queries that a release is made for.

What lives here: what is left to know of a target, and of the columns that queries look at. What
does not: models trained on a finished release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Flags, Integers, group_keys, pack
from sector_data.anonymise.dimensions import Dimension
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.metrics.metric import ClassCosts, Metric, NodeClasses, times_log
from sector_data.errors import InputError


def target_key(column: str) -> str:
    """Return the name under which a target is counted among the sensitive columns.

    By rows, not by distinct subjects: merging classes then loses no count, and what is left to know
    of the target never falls.
    """
    return f"target {column}"


class _TargetEntropy(ClassCosts):
    def __init__(self, column: str, base: NodeClasses) -> None:
        self._column = target_key(column)
        self._whole = self._left(base.statistics.histogram(self._column).whole().counts, 1)

    @staticmethod
    def _left(counts: Integers, classes: int, owners: Integers | None = None) -> float:
        numbers = counts.astype(np.float64)
        of_class = np.bincount(
            np.zeros(len(counts), np.int64) if owners is None else owners, numbers, classes
        )
        return times_log(of_class.astype(np.float64)) - times_log(numbers)

    def cost(self, classes: NodeClasses, kept: Flags) -> float:
        histogram = classes.statistics.histogram(self._column)
        if not kept.all():
            # Suppressed rows tell nothing apart: they are one class.
            groups = np.cumsum(kept) - 1
            groups[~kept] = int(kept.sum())
            histogram = histogram.merged(groups, int(kept.sum()) + 1)
        left = self._left(histogram.counts, histogram.classes, histogram.owners)
        return left / self._whole if self._whole > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Target(Metric):
    """What the quasi-identifiers no longer tell of a target column, in [0, 1].

    The conditional entropy of the target given the released combination over the entropy of the
    target, both from the frequencies (plug-in): 0 when combinations determine it, 1 when they tell
    nothing (Fung, Wang, Yu 2005, "Top-down specialization for information and privacy
    preservation", ICDE; Iyengar 2002, KDD, sec. 3.2 counts misclassified rows). Suppressed rows are
    one combination, rows without a target are left out.

    Attributes
    ----------
    column
        Name of the target, given among the sensitive columns and a column of the same table.
    """

    column: str
    name = "target"

    def costs(
        self,
        dimensions: Sequence[Dimension],
        base: NodeClasses,
        weights: Sequence[float],
    ) -> ClassCosts:
        """Prepare the metric for a table."""
        return _TargetEntropy(self.column, base)


class _QueryEntropy(ClassCosts):
    def __init__(self, sets: Sequence[tuple[int, ...]], sizes: Sequence[Sequence[int]]) -> None:
        self._sets = sets
        self._sizes = sizes
        self._known: list[float] = []

    def learn(self, base: NodeClasses) -> None:
        """Remember how well values are known at the finest levels."""
        self._known = [times_log(self._counts(which, base)[0]) for which in self._sets]

    def _counts(self, which: Sequence[int], classes: NodeClasses) -> tuple[Floats, Integers]:
        """Return the rows of each combination of labels, and that of each class."""
        columns = ((classes.codes[d], max(self._sizes[d][classes.node[d]], 1)) for d in which)
        groups, count = group_keys(*pack(columns, len(classes.rows)))
        return np.bincount(groups, classes.rows, count).astype(np.float64), groups

    def cost(self, classes: NodeClasses, kept: Flags) -> float:
        """Return the mean part of the bits that is lost."""
        total = float(classes.rows.sum())
        lost = []
        for which, known in zip(self._sets, self._known, strict=True):
            counts, groups = self._counts(which, classes)
            gone = float(classes.rows[~kept] @ np.log2(total / counts[groups[~kept]]))
            room = times_log(np.array([total])) - known
            lost.append((times_log(counts) - known + gone) / room if room > 0 else 0.0)
        return max(float(np.mean(lost)), 0.0) if lost else 0.0


@dataclass(frozen=True, slots=True)
class Queries(Metric):
    """What is lost of the joint distributions that queries look at, in [0, 1].

    For each set of columns, ``sum(log2(n(labels) / n(values)))`` over the rows, the bits that are
    missing to tell the values from their labels, where a suppressed row's label is everything; over
    what is missing when all is suppressed, so over the entropy of the values; and the mean over the
    sets. The joint form of non-uniform entropy (Gionis, Tassa 2009), by the frequencies at the
    finest levels that are allowed. Workload-aware as in LeFevre, DeWitt, Ramakrishnan 2008, ACM
    TODS 33(3).

    Attributes
    ----------
    sets
        Names of quasi-identifiers that are looked at together.
    """

    sets: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    """All quasi-identifiers, in the order of the dimensions."""
    name = "queries"

    def costs(
        self,
        dimensions: Sequence[Dimension],
        base: NodeClasses,
        weights: Sequence[float],
    ) -> ClassCosts:
        """Prepare the metric for a table."""
        unknown = sorted({c for columns in self.sets for c in columns} - set(self.names))
        if unknown:
            raise InputError(
                f"Queries name {', '.join(unknown)}, which no search can generalise.",
                "Name quasi-identifiers.",
            )
        costs = _QueryEntropy(
            [tuple(self.names.index(c) for c in columns) for columns in self.sets],
            [[d.size(p) for p in range(len(d.levels))] for d in dimensions],
        )
        costs.learn(base)
        return costs
