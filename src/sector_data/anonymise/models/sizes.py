"""Models of the size of classes: k-anonymity and re-identification risk.

What lives here: models that look at nothing but the subjects of each class. What does not: classes
of a population (:mod:`sector_data.anonymise.models.population`).

The risk of a subject is one over the subjects of its class: the probability that whoever knows the
quasi-identifiers of somebody in the data names the right record (prosecutor scenario; El Emam,
*Guide to the De-Identification of Personal Health Information*, 2013, ch. 16).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

import numpy as np

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.models.model import PrivacyModel, figure, require
from sector_data.anonymise.statistics import ClassStatistics


def smallest_class(risk: float) -> int:
    """Return the subjects that a class needs for a risk of at most so much.

    In exact arithmetic: 0.09 asks for 12, since 1/11 is more than 0.09.

    >>> smallest_class(0.09), smallest_class(0.2), smallest_class(1)
    (12, 5, 1)
    """
    return ceil(1 / Fraction(Decimal(repr(float(risk)))))


def _present(statistics: ClassStatistics) -> Integers:
    """Return the subjects of the classes that have rows."""
    return statistics.subjects[statistics.rows > 0]


@dataclass(frozen=True, slots=True)
class KAnonymity(PrivacyModel):
    """k-anonymity: every class has at least k subjects.

    Sweeney 2002, "k-anonymity: a model for protecting privacy", IJUFKS 10(5). Monotone: a merged
    class has at least the subjects of each of its parts.

    Attributes
    ----------
    k
        Least number of distinct subjects, at least 1.
    """

    k: int
    name = "k-anonymity"
    better = "higher"
    monotone = True
    mergeable = True

    def __post_init__(self) -> None:
        require(self.k >= 1, "k of k-anonymity must be at least 1.", "Such as 11.")

    @property
    def asked(self) -> str:
        return f"at least {self.k}"

    @property
    def measured(self) -> str:
        return "smallest class"

    def met(self, statistics: ClassStatistics) -> Flags:
        result: Flags = statistics.subjects >= self.k
        return result

    def achieved(self, statistics: ClassStatistics) -> float | None:
        subjects = _present(statistics)
        return float(subjects.min()) if len(subjects) else None


@dataclass(frozen=True, slots=True)
class MaximumRisk(PrivacyModel):
    """Strict re-identification risk: nobody's is above a threshold.

    The same as k-anonymity with ``k = ceil(1 / risk)``, in exact arithmetic; monotone as that is.

    Attributes
    ----------
    risk
        Largest risk, in (0, 1].
    """

    risk: float
    name = "maximum-risk"
    better = "lower"
    monotone = True
    mergeable = True

    def __post_init__(self) -> None:
        require(0 < self.risk <= 1, "The largest risk must lie above 0, up to 1.", "Such as 0.09.")

    @property
    def asked(self) -> str:
        return f"at most {figure(self.risk)}"

    @property
    def measured(self) -> str:
        return "largest risk"

    def met(self, statistics: ClassStatistics) -> Flags:
        result: Flags = statistics.subjects >= smallest_class(self.risk)
        return result

    def achieved(self, statistics: ClassStatistics) -> float | None:
        subjects = _present(statistics)
        return 1 / float(subjects.min()) if len(subjects) else None


def _smallest_first(statistics: ClassStatistics) -> Integers:
    return np.argsort(statistics.subjects, kind="stable")


@dataclass(frozen=True, slots=True)
class AverageRisk(PrivacyModel):
    """Average re-identification risk: the mean over the subjects of all classes.

    It is the number of classes over the sum of their subjects (marketer risk, as in ARX's
    AverageReidentificationRisk). A subject who stands in several classes counts in each. Giving up
    the smallest class lowers it most, and never raises it: nobody's risk is higher than theirs.
    Neither monotone nor mergeable, since it is no matter of single classes.

    Attributes
    ----------
    risk
        Largest average, in (0, 1].
    """

    risk: float
    name = "average-risk"
    better = "lower"
    scope = "table"

    def __post_init__(self) -> None:
        require(
            0 < self.risk <= 1,
            "The largest average risk must lie above 0, up to 1.",
            "Such as 0.05.",
        )

    @property
    def asked(self) -> str:
        return f"at most {figure(self.risk)}"

    @property
    def measured(self) -> str:
        return "average risk"

    def met(self, statistics: ClassStatistics) -> Flags:
        order = _smallest_first(statistics)
        order = order[statistics.subjects[order] > 0]
        # Subjects and classes that are left when the first i are given up.
        subjects = np.cumsum(statistics.subjects[order][::-1])[::-1]
        classes = np.arange(len(order), 0, -1)
        risk = Fraction(Decimal(repr(float(self.risk))))
        # classes / subjects <= risk, in whole numbers while they fit.
        enough = classes * float(risk.denominator) <= subjects * float(risk.numerator)
        kept = np.ones(statistics.classes, dtype=np.bool_)
        kept[order[: int(np.argmax(enough)) if enough.any() else len(order)]] = False
        return kept

    def achieved(self, statistics: ClassStatistics) -> float | None:
        subjects = _present(statistics)
        return len(subjects) / float(subjects.sum()) if len(subjects) else None


@dataclass(frozen=True, slots=True)
class RecordsAtRisk(PrivacyModel):
    """Records at risk: few subjects have a risk above a threshold.

    As ARX's AverageReidentificationRisk with its "records at risk" (El Emam 2013, ch. 16). The
    smallest classes are given up first, so those that are at risk. Neither monotone nor mergeable,
    since it is no matter of single classes.

    Attributes
    ----------
    risk
        A subject above this risk is at risk; in (0, 1].
    share
        Largest share of subjects at risk, in [0, 1]. A subject who stands in several classes counts
        in each.
    """

    risk: float
    share: float
    name = "records-at-risk"
    better = "lower"
    scope = "table"

    def __post_init__(self) -> None:
        require(0 < self.risk <= 1, "The risk must lie above 0, up to 1.", "Such as 0.2.")
        require(0 <= self.share <= 1, "The share at risk must lie from 0 to 1.", "Such as 0.05.")

    @property
    def asked(self) -> str:
        return f"at most {figure(self.share)}"

    @property
    def measured(self) -> str:
        return f"share of subjects with a risk above {figure(self.risk)}:"

    def met(self, statistics: ClassStatistics) -> Flags:
        order = _smallest_first(statistics)
        order = order[statistics.subjects[order] > 0]
        sizes = statistics.subjects[order]
        exposed = np.where(sizes < smallest_class(self.risk), sizes, 0)
        left = np.cumsum(sizes[::-1])[::-1]
        at_risk = np.cumsum(exposed[::-1])[::-1]
        enough = at_risk <= left * self.share * (1 + 1e-12)
        kept = np.ones(statistics.classes, dtype=np.bool_)
        kept[order[: int(np.argmax(enough)) if enough.any() else len(order)]] = False
        return kept

    def achieved(self, statistics: ClassStatistics) -> float | None:
        subjects = _present(statistics)
        if not len(subjects):
            return None
        exposed = subjects[subjects < smallest_class(self.risk)].sum()
        return float(exposed / subjects.sum())
