"""t-closeness: the sensitive values of a class are distributed nearly as in the whole table.

What lives here: the model and its three distances. What does not: where the whole table's
distribution comes from (:mod:`sector_data.anonymise.models.building`).

The distance is the earth mover's, scaled to [0, 1] (Li, Li, Venkatasubramanian 2007, "t-closeness:
Privacy beyond k-anonymity and l-diversity", ICDE, sec. 4). All three are computed from the cells
that are there, without a dense matrix of classes and values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.histograms import Histogram
from sector_data.anonymise.models.diversity import worst
from sector_data.anonymise.models.model import SensitiveModel, at_most, figure, require
from sector_data.anonymise.statistics import ClassStatistics

Distance = Literal["equal", "ordered", "hierarchical"]


def equal_distance(histogram: Histogram, whole: Floats) -> Floats:
    """Return the distance of each class where all values are equally far from one another.

    It is the total variation: the sum of what exceeds the whole's share. Shape (classes,); 0 for a
    class without values.
    """
    return histogram.sums(np.maximum(histogram.shares - whole[histogram.values], 0.0))


def ordered_distance(histogram: Histogram, whole: Floats, ranks: Integers) -> Floats:
    """Return the distance of each class where values i and j are ``|i - j| / (m - 1)`` apart.

    With cumulative distributions Q of the class and P of the whole over the m values in order it is
    the sum of ``|Q_i - P_i|`` for i < m, over m - 1. Between two values of a class Q stands still
    while P rises, so each such stretch has one place where the sign turns, and prefix sums of P
    give both of its parts.

    Parameters
    ----------
    whole
        Share of each value code; shape (size,).
    ranks
        Place of each value code in the order, from 0; shape (size,).
    """
    m = histogram.size
    if m < 2:
        return np.zeros(histogram.classes)
    place = ranks[histogram.values]
    order = np.lexsort((place, histogram.owners))
    place, shares = place[order], histogram.shares[order]
    by_rank = np.empty(m)
    by_rank[ranks] = whole
    cumulative = np.cumsum(by_rank)
    prefix = np.concatenate(([0.0], np.cumsum(cumulative)))

    running = np.cumsum(shares)
    starts = histogram.offsets[:-1]
    before = np.concatenate(([0.0], running))[starts]
    level = np.minimum(running - before[histogram.owners], 1.0)
    # The stretch that each cell opens ends before the next cell of its class, or before the last
    # value, where both distributions are 1.
    end = np.empty_like(place)
    end[:-1] = place[1:]
    last = histogram.offsets[1:][histogram.diversity > 0] - 1
    end[last] = m - 1
    turn = np.clip(np.searchsorted(cumulative, level, side="right"), place, np.maximum(end, place))
    under = level * (turn - place) - (prefix[turn] - prefix[place])
    over = (prefix[end] - prefix[turn]) - level * (end - turn)
    work = np.where(end > place, under + over, 0.0)
    result = histogram.sums(work)
    # And the stretch before the first cell, where the class has nothing yet.
    there = histogram.diversity > 0
    result[there] += prefix[place[starts[there]]]
    return np.clip(result / (m - 1), 0.0, 1.0)


def hierarchical_distance(
    histogram: Histogram, whole: Floats, groups: Sequence[Integers]
) -> Floats:
    """Return the distance of each class where values are as far apart as their first common level.

    Two values that meet at level h of a hierarchy of height H are ``h / H`` apart. On such a tree
    the earth mover's distance is the mean of the total variations at the levels 0 to H - 1, since
    each edge carries what its subtree has too much or too little (Li et al., sec. 4.3, sum the
    same over the inner nodes).

    Parameters
    ----------
    groups
        Group of each value code at the levels 1 to H - 1, each coarser than the one before; all
        values meet at level H.
    """
    total = equal_distance(histogram, whole)
    for of_value in groups:
        size = int(of_value.max(initial=0)) + 1
        shares = np.bincount(of_value, whole, size)
        keys = histogram.owners * size + of_value[histogram.values]
        # Cells of one class lie together; within it equal groups must be brought together.
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        if not len(first):
            continue
        joined = np.add.reduceat(histogram.shares[order], first)
        excess = np.maximum(joined - shares[keys[first] % size], 0.0)
        total = total + np.bincount(keys[first] // size, excess, histogram.classes)
    return np.asarray(total / (len(groups) + 1), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class TCloseness(SensitiveModel):
    """t-closeness: no class is further than t from the whole table.

    Mergeable, since the earth mover's distance from a fixed distribution is convex: a mixture is at
    most as far as the furthest of its parts (Li et al. 2007, generalisation property). Not
    monotone. A class without values tells nothing about them: its distance is 0.

    Attributes
    ----------
    column
        Sensitive column.
    t
        Largest distance, in [0, 1].
    whole
        Share of each value code in the whole table; shape (size,).
    distance
        Which distance of values.
    ranks
        Of the ordered distance: place of each value code in the order; shape (size,).
    groups
        Of the hierarchical distance: group of each value code at each level between the values
        and the top; shape (size,) each.
    """

    t: float
    whole: Floats
    distance: Distance = "equal"
    ranks: Integers | None = None
    groups: tuple[Integers, ...] = ()
    name = "t-closeness"
    better = "lower"
    mergeable = True

    def __post_init__(self) -> None:
        require(0 <= self.t <= 1, "t of t-closeness must lie from 0 to 1.", "Such as 0.2.")
        require(
            self.distance != "ordered" or self.ranks is not None,
            f"The values of {self.column} have no order.",
            "Name the order, or take the equal distance.",
        )

    @property
    def asked(self) -> str:
        return f"at most {figure(self.t)}"

    @property
    def measured(self) -> str:
        return f"largest {self.distance} distance of {self.column}"

    def distances(self, statistics: ClassStatistics) -> Floats:
        """Return the distance of each class from the whole table; shape (classes,)."""
        histogram = statistics.histogram(self.column)
        match self.distance:
            case "equal":
                return equal_distance(histogram, self.whole)
            case "ordered":
                assert self.ranks is not None
                return ordered_distance(histogram, self.whole, self.ranks)
            case "hierarchical":
                return hierarchical_distance(histogram, self.whole, self.groups)

    def met(self, statistics: ClassStatistics) -> Flags:
        return at_most(self.distances(statistics), self.t)

    def achieved(self, statistics: ClassStatistics) -> float | None:
        return worst(self.distances(statistics), statistics, largest=True)
