"""Models of what a class tells beyond the whole table: beta-likeness and delta-disclosure.

What lives here: models that bound, value by value, how a reader's belief about a member of a class
differs from the belief about anybody. What does not: distances of whole distributions
(:mod:`sector_data.anonymise.models.closeness`).

The belief in a value is the part of the subjects with any known value who have it. A class without
known values tells nothing and changes no belief.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Flags
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.models.diversity import worst
from sector_data.anonymise.models.model import SensitiveModel, at_most, below, figure, require
from sector_data.anonymise.statistics import ClassStatistics


@dataclass(frozen=True, eq=False)
class BetaLikeness(SensitiveModel):
    """Basic and enhanced beta-likeness: no belief rises by much more than its share.

    Cao and Karras 2012, "Publishing microdata with a robust privacy guarantee", PVLDB 5(11). With
    p the belief in a value in the whole table and q in a class, the gain ``(q - p) / p`` of every
    value must be at most beta (basic), or at most ``min(beta, -ln p)`` (enhanced), which holds
    frequent values tighter. Mergeable: both are upper bounds of q, and the q of a mixture is at
    most the largest of its parts'. Not monotone.

    Attributes
    ----------
    beta
        Largest gain, above 0.
    whole
        Belief in each value code in the whole table; shape (size,).
    enhanced
        Which of the two.
    """

    beta: float
    whole: Floats
    enhanced: bool = True
    name = "beta-likeness"
    better = "lower"
    mergeable = True

    def __post_init__(self) -> None:
        require(self.beta > 0, "beta of beta-likeness must be above 0.", "Such as 1.")

    @property
    def asked(self) -> str:
        return f"at most {figure(self.beta)}"

    @property
    def measured(self) -> str:
        kind = "enhanced" if self.enhanced else "basic"
        return f"largest {kind} gain of belief in a value of {self.column}:"

    def gains(self, statistics: ClassStatistics) -> Floats:
        """Return the largest gain of each class; shape (classes,).

        Of the enhanced model it is infinite where a gain is above ``-ln p``: no beta allows it.
        """
        histogram = statistics.histogram(self.column)
        expected = self.whole[histogram.values]
        gain = np.full(len(expected), np.inf)
        np.divide(histogram.beliefs - expected, expected, out=gain, where=expected > 0)
        if self.enhanced:
            cap = np.full(len(expected), np.inf)
            np.log(expected, out=cap, where=expected > 0)
            gain = np.where(at_most(gain + cap, 0.0) & np.isfinite(gain), gain, np.inf)
        return np.maximum(histogram.most(gain, 0.0), 0.0)

    def met(self, statistics: ClassStatistics) -> Flags:
        return at_most(self.gains(statistics), self.beta)

    def achieved(self, statistics: ClassStatistics) -> float | None:
        return worst(self.gains(statistics), statistics, largest=True)


@dataclass(frozen=True, eq=False)
class DeltaDisclosure(SensitiveModel):
    """delta-disclosure privacy: no belief changes by more than a factor, up or down.

    Brickell and Shmatikov 2008, "The cost of privacy: destruction of data-mining utility in
    anonymized data publishing", KDD: ``|ln(q / p)| < delta`` for every value of the column, so that
    a value that a class lacks is a disclosure, too. ARX and pycanon pass over values that a class
    lacks; `present_only` does the same. (ARX takes logarithms to base 2: its delta is ours divided
    by ln 2.) The definition is an interval of each q and would be mergeable; with `present_only`
    it is not, and no pruning is worth a flag that depends on a parameter. Not monotone.

    Attributes
    ----------
    delta
        Bound of the change, natural logarithm, above 0; must not be reached.
    whole
        Belief in each value code in the whole table; shape (size,).
    present_only
        Whether values that a class lacks are passed over.
    """

    delta: float
    whole: Floats
    present_only: bool = False
    name = "delta-disclosure"
    better = "lower"

    def __post_init__(self) -> None:
        require(self.delta > 0, "delta of delta-disclosure must be above 0.", "Such as 1.5.")

    @property
    def asked(self) -> str:
        return f"less than {figure(self.delta)}"

    @property
    def measured(self) -> str:
        which = " that a class has" if self.present_only else ""
        return f"largest change of belief in a value{which} of {self.column}:"

    def changes(self, statistics: ClassStatistics) -> Floats:
        """Return the largest ``|ln(q / p)|`` of each class; shape (classes,)."""
        histogram = statistics.histogram(self.column)
        expected = self.whole[histogram.values]
        ratio = np.full(len(expected), np.inf)
        np.divide(histogram.beliefs, expected, out=ratio, where=expected > 0)
        result = histogram.most(np.abs(np.log(ratio)), 0.0)
        if not self.present_only:
            # A value of the whole table that a class lacks: ln 0.
            lacking = histogram.diversity < np.count_nonzero(self.whole)
            result = np.where(lacking & (histogram.diversity > 0), np.inf, result)
        return result

    def met(self, statistics: ClassStatistics) -> Flags:
        return below(self.changes(statistics), self.delta)

    def achieved(self, statistics: ClassStatistics) -> float | None:
        return worst(self.changes(statistics), statistics, largest=True)
