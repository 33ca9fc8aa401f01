"""Models of diverse sensitive values: l-diversity in three forms, p-sensitivity, (alpha, k).

What lives here: models that look at the histogram of each class alone. What does not: models that
compare it with the whole table's (:mod:`sector_data.anonymise.models.closeness`,
:mod:`sector_data.anonymise.models.likeness`).

Missing values are no values: a class of which nothing is known has a diversity of 0, and no value
that is too frequent. The l-diversities are those of Machanavajjhala et al. 2007, "l-diversity:
Privacy beyond k-anonymity", ACM TKDD 1(1), sec. 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Flags
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.histograms import Histogram
from sector_data.anonymise.models.model import (
    SensitiveModel,
    at_least,
    at_most,
    below,
    figure,
    require,
)
from sector_data.anonymise.statistics import ClassStatistics


def worst(
    numbers: Floats, statistics: ClassStatistics, *, largest: bool, among: Flags | None = None
) -> float | None:
    """Return the largest or smallest number among the classes that have rows; None without any."""
    there = statistics.rows > 0
    if not there.any():
        return None
    chosen = numbers[there if among is None else there & among]
    if not len(chosen):
        return 0.0
    return float(chosen.max() if largest else chosen.min())


@dataclass(frozen=True, slots=True)
class DistinctDiversity(SensitiveModel):
    """Distinct l-diversity: every class has at least l different values.

    Monotone: a merged class has all values of each of its parts.

    Attributes
    ----------
    column
        Sensitive column.
    l
        Least number of distinct present values, at least 1.
    """

    l: int  # noqa: E741
    name = "l-diversity"
    better = "higher"
    monotone = True
    mergeable = True

    def __post_init__(self) -> None:
        require(self.l >= 1, "l of l-diversity must be at least 1.", "Such as 3.")

    @property
    def asked(self) -> str:
        return f"at least {self.l}"

    @property
    def measured(self) -> str:
        return f"smallest diversity of {self.column}"

    def met(self, statistics: ClassStatistics) -> Flags:
        result: Flags = statistics.histogram(self.column).diversity >= self.l
        return result

    def achieved(self, statistics: ClassStatistics) -> float | None:
        diversity = statistics.histogram(self.column).diversity.astype(np.float64)
        return worst(diversity, statistics, largest=False)


def effective_values(histogram: Histogram) -> Floats:
    """Return exp(entropy) of each class: as many equally frequent values would be as diverse.

    Natural logarithms, over the shares of the values; 0 for a class without values.
    """
    counts = histogram.counts.astype(np.float64)
    totals = np.maximum(histogram.totals, 1).astype(np.float64)
    entropy = np.log(totals) - histogram.sums(counts * np.log(counts)) / totals
    return np.where(histogram.diversity > 0, np.exp(np.maximum(entropy, 0.0)), 0.0)


@dataclass(frozen=True, slots=True)
class EntropyDiversity(SensitiveModel):
    """Entropy l-diversity: the Shannon entropy of every class is at least log l.

    Mergeable, since entropy is concave: that of a mixture is at least the least of its parts'. Not
    monotone: a diverse class merged with one of a single value can fall below l.

    Attributes
    ----------
    column
        Sensitive column.
    l
        Least exp(entropy), at least 1; need not be whole.
    """

    l: float  # noqa: E741
    name = "entropy-l-diversity"
    better = "higher"
    mergeable = True

    def __post_init__(self) -> None:
        require(self.l >= 1, "l of entropy l-diversity must be at least 1.", "Such as 2.5.")

    @property
    def asked(self) -> str:
        return f"at least {figure(self.l)}"

    @property
    def measured(self) -> str:
        return f"smallest effective number of values of {self.column}"

    def met(self, statistics: ClassStatistics) -> Flags:
        return at_least(effective_values(statistics.histogram(self.column)), self.l)

    def achieved(self, statistics: ClassStatistics) -> float | None:
        values = effective_values(statistics.histogram(self.column))
        return worst(values, statistics, largest=False)


def recursive_ratio(histogram: Histogram, l: int) -> Floats:  # noqa: E741
    """Return r1 / (r_l + ... + r_m) of each class, values in order of falling frequency r.

    Infinite for a class with fewer than l values.
    """
    order = np.lexsort((-histogram.counts, histogram.owners))
    owners = histogram.owners[order]
    rank = np.arange(len(order)) - histogram.offsets[:-1][owners]
    counts = histogram.counts[order].astype(np.float64)
    tail = np.bincount(owners, np.where(rank >= l - 1, counts, 0.0), histogram.classes)
    first = histogram.most(histogram.counts.astype(np.float64), 0.0)
    ratio = np.full(histogram.classes, np.inf)
    np.divide(first, tail, out=ratio, where=tail > 0)
    return ratio


@dataclass(frozen=True, slots=True)
class RecursiveDiversity(SensitiveModel):
    """Recursive (c, l)-diversity: r1 < c (r_l + ... + r_m) in every class.

    r1 is the number of subjects with the most frequent value, r2 with the next, and so on.
    Mergeable (the paper's lemma): of merged classes r1 is at most the sum of the parts' r1, and
    the sum of the l - 1 largest at most the sum of theirs, so that the tail is at least the sum of
    the tails. Not monotone.

    Attributes
    ----------
    column
        Sensitive column.
    c
        Factor, above 0.
    l
        Rank from which on values count as the tail, at least 1.
    """

    c: float
    l: int  # noqa: E741
    name = "recursive-l-diversity"
    better = "lower"
    mergeable = True

    def __post_init__(self) -> None:
        require(self.c > 0, "c of recursive (c, l)-diversity must be above 0.", "Such as 4.")
        require(self.l >= 1, "l of recursive (c, l)-diversity must be at least 1.", "Such as 3.")

    @property
    def asked(self) -> str:
        return f"less than {figure(self.c)}"

    @property
    def measured(self) -> str:
        return f"largest ratio of the first value to those from rank {self.l} on of {self.column}:"

    def met(self, statistics: ClassStatistics) -> Flags:
        return below(recursive_ratio(statistics.histogram(self.column), self.l), self.c)

    def achieved(self, statistics: ClassStatistics) -> float | None:
        ratio = recursive_ratio(statistics.histogram(self.column), self.l)
        return worst(ratio, statistics, largest=True)


@dataclass(frozen=True, slots=True)
class Sensitivity(SensitiveModel):
    """p-sensitive k-anonymity: at least k subjects and p different values in every class.

    Truta and Vinay 2006, "Privacy protection: p-sensitive k-anonymity property", ICDE Workshops.
    Monotone, since both of its halves are.

    Attributes
    ----------
    column
        Sensitive column.
    p
        Least number of distinct values, from 1 to k.
    k
        Least number of distinct subjects.
    """

    p: int
    k: int
    name = "p-sensitivity"
    better = "higher"
    monotone = True
    mergeable = True

    def __post_init__(self) -> None:
        require(
            1 <= self.p <= self.k,
            f"p of p-sensitive k-anonymity must lie from 1 to k, which is {self.k}.",
            "Lower p, or raise k: a class of k subjects has at most k values.",
        )

    @property
    def asked(self) -> str:
        return f"at least {self.p} in classes of at least {self.k}"

    @property
    def measured(self) -> str:
        return f"smallest diversity of {self.column}"

    def met(self, statistics: ClassStatistics) -> Flags:
        diverse = statistics.histogram(self.column).diversity >= self.p
        result: Flags = diverse & (statistics.subjects >= self.k)
        return result

    def achieved(self, statistics: ClassStatistics) -> float | None:
        diversity = statistics.histogram(self.column).diversity.astype(np.float64)
        return worst(diversity, statistics, largest=False)


@dataclass(frozen=True, slots=True)
class AlphaK(SensitiveModel):
    """(alpha, k)-anonymity: at least k subjects, and no value with more than a share alpha of them.

    Wong et al. 2006, "(alpha, k)-anonymity: an enhanced k-anonymity model for privacy preserving
    data publishing", KDD. The share is that of the subjects of whom a value is known. Mergeable:
    the share in a mixture is at most the largest in its parts. Not monotone.

    Attributes
    ----------
    column
        Sensitive column.
    alpha
        Largest share, in (0, 1].
    k
        Least number of distinct subjects, at least 1.
    """

    alpha: float
    k: int
    name = "alpha-k-anonymity"
    better = "lower"
    mergeable = True

    def __post_init__(self) -> None:
        require(0 < self.alpha <= 1, "alpha must lie above 0, up to 1.", "Such as 0.5.")
        require(self.k >= 1, "k of (alpha, k)-anonymity must be at least 1.", "Such as 11.")

    @property
    def asked(self) -> str:
        return f"at most {figure(self.alpha)} in classes of at least {self.k}"

    @property
    def measured(self) -> str:
        return f"largest share of one value of {self.column}"

    def met(self, statistics: ClassStatistics) -> Flags:
        histogram = statistics.histogram(self.column)
        rare = at_most(histogram.most(histogram.beliefs, 0.0), self.alpha)
        result: Flags = rare & (statistics.subjects >= self.k)
        return result

    def achieved(self, statistics: ClassStatistics) -> float | None:
        histogram = statistics.histogram(self.column)
        return worst(histogram.most(histogram.beliefs, 0.0), statistics, largest=True)
