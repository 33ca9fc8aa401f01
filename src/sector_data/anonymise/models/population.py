"""Models of the population behind the data: k-map and delta-presence.

What lives here: models that count people of a population who share a class's combination, and the
estimate of such counts from the data alone. What does not: coding a population table
(:mod:`sector_data.anonymise.models.building`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, expm1, lgamma, log
from typing import Literal

import numpy as np

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.models.diversity import worst
from sector_data.anonymise.models.model import PrivacyModel, at_least, at_most, figure, require
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.errors import InputError

Estimate = Literal["poisson", "zero-truncated-poisson"]

_MOST = 10_000_000
"""Sample sizes beyond it are not looked for: k is then the answer."""


def sample_size_for(
    k: int, fraction: float, *, estimate: Estimate, significance: float = 0.05
) -> int:
    """Return the subjects that a class of the sample needs so that its population class has k.

    The hypothesis "the population class has fewer than k people" is rejected when so many in the
    sample would be improbable: at the border of k people their number is Poisson with mean
    ``k * fraction``, or that without 0, since a class of the data is not empty. The answer is the
    least n for which ``P(X >= n) <= significance``, but never more than k: k people in the sample
    are k in the population.

    Parameters
    ----------
    k
        People that the population class must have.
    fraction
        Part of the population that is in the sample, in (0, 1].
    estimate
        ``poisson`` (Pannekoek 1999, Statistica Neerlandica 53(1)) or ``zero-truncated-poisson``: D3
        and D4 of El Emam and Dankar 2008, "Protecting privacy using k-anonymity", JAMIA 15(5).
        ARX 3.9.2 does the same, but asks for one subject more with ``poisson``.
    significance
        Probability of accepting a class that the hypothesis holds for, in (0, 1).
    """
    mean = k * fraction
    truncated = estimate == "zero-truncated-poisson"
    scale = -expm1(-mean) if truncated else 1.0
    cumulative = 0.0
    for n in range(1 if truncated else 0, min(k, _MOST) + 1):
        cumulative += exp(n * log(mean) - mean - lgamma(n + 1)) / scale
        if cumulative >= 1 - significance:
            return min(n + 1, k)
    return k


def _counts(statistics: ClassStatistics, model: str) -> Integers:
    if statistics.population is None:
        raise InputError(
            f"{model} needs counts of the population, and none were given.",
            "Name a population table.",
        )
    return statistics.population


@dataclass(frozen=True, slots=True)
class KMap(PrivacyModel):
    """k-map: the combination of every class is shared by at least k people of the population.

    Sweeney 2001, *Computational disclosure control*, MIT. Monotone: a merged class has the people
    of all of its parts.

    Attributes
    ----------
    k
        Least number of people, at least 1.
    """

    k: int
    name = "k-map"
    better = "higher"
    monotone = True
    mergeable = True

    def __post_init__(self) -> None:
        require(self.k >= 1, "k of k-map must be at least 1.", "Such as 5.")

    @property
    def asked(self) -> str:
        return f"at least {self.k}"

    @property
    def measured(self) -> str:
        return "smallest class of the population"

    def met(self, statistics: ClassStatistics) -> Flags:
        result: Flags = _counts(statistics, "k-map") >= self.k
        return result

    def achieved(self, statistics: ClassStatistics) -> float | None:
        counts = _counts(statistics, "k-map").astype(np.float64)
        return worst(counts, statistics, largest=False)


@dataclass(frozen=True, slots=True)
class EstimatedKMap(PrivacyModel):
    """k-map where only the size of the population is known.

    It is k-anonymity with the sample size of :func:`sample_size_for`; monotone as that is.

    Attributes
    ----------
    k
        Least number of people of the population, at least 1.
    fraction
        Part of the population that is in the data, in (0, 1].
    estimate, significance
        See :func:`sample_size_for`.
    """

    k: int
    fraction: float
    estimate: Estimate = "zero-truncated-poisson"
    significance: float = 0.05
    name = "k-map"
    better = "higher"
    monotone = True
    mergeable = True

    def __post_init__(self) -> None:
        require(self.k >= 1, "k of k-map must be at least 1.", "Such as 5.")
        require(
            0 < self.fraction <= 1,
            "The data must be a part of the population: the sampling fraction lies in (0, 1].",
            "Name a population that is at least as large as the data.",
        )
        require(0 < self.significance < 1, "The significance must lie between 0 and 1.", "0.05.")

    @property
    def least(self) -> int:
        """Subjects that a class needs."""
        return sample_size_for(
            self.k, self.fraction, estimate=self.estimate, significance=self.significance
        )

    @property
    def asked(self) -> str:
        return f"at least {self.least}, for an estimated {self.k} in the population,"

    @property
    def measured(self) -> str:
        return "smallest class"

    def met(self, statistics: ClassStatistics) -> Flags:
        result: Flags = statistics.subjects >= self.least
        return result

    def achieved(self, statistics: ClassStatistics) -> float | None:
        return worst(statistics.subjects.astype(np.float64), statistics, largest=False)


def presence(statistics: ClassStatistics) -> Floats:
    """Return the probability that somebody of the population with a class's combination is in it.

    Shape (classes,). 1 where the data have more subjects than the population has people: the
    cautious reading of tables that do not fit; and where neither has any, 0.
    """
    counts = _counts(statistics, "delta-presence")
    ratio = np.where(statistics.subjects > 0, 1.0, 0.0)
    np.divide(statistics.subjects, counts, out=ratio, where=counts > 0)
    return np.minimum(ratio, 1.0)


@dataclass(frozen=True, slots=True)
class DeltaPresence(PrivacyModel):
    """delta-presence: nobody can tell well whether somebody is in the data.

    Nergiz, Atzori and Clifton 2007, "Hiding the presence of individuals from shared databases",
    SIGMOD. The table is the research subset; the population table holds everybody who could be in
    it. The part of the people with a class's combination who are in the data lies from `minimum` to
    `maximum`. With a minimum, a combination that only the population has tells who is *not* in
    the data, and no suppression mends that: no class is then accepted. So its scope is the table.
    Neither monotone nor, for the same reason, mergeable in the sense of single classes.

    Attributes
    ----------
    maximum
        Largest probability, in (0, 1].
    minimum
        Least probability, in [0, maximum].
    """

    maximum: float
    minimum: float = 0.0
    name = "delta-presence"
    better = "lower"
    scope = "table"

    def __post_init__(self) -> None:
        require(
            0 <= self.minimum <= self.maximum and 0 < self.maximum <= 1,
            "The bounds of delta-presence must lie in 0 <= minimum <= maximum <= 1.",
            "Such as minimum 0 and maximum 0.5.",
        )

    @property
    def asked(self) -> str:
        return f"from {figure(self.minimum)} to {figure(self.maximum)}"

    @property
    def measured(self) -> str:
        return "largest probability of presence"

    def met(self, statistics: ClassStatistics) -> Flags:
        probability = presence(statistics)
        lacking = (statistics.subjects == 0) & (_counts(statistics, self.name) > 0)
        if self.minimum > 0 and lacking.any():
            return np.zeros(statistics.classes, dtype=np.bool_)
        within: Flags = at_most(probability, self.maximum) & at_least(probability, self.minimum)
        within |= statistics.rows == 0
        return within

    def achieved(self, statistics: ClassStatistics) -> float | None:
        return worst(presence(statistics), statistics, largest=True)
