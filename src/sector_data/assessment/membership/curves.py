"""What an ordering of members and others is worth: areas and rates, with intervals.

What lives here: the area under the curve with its variance, and the rate of members at a rate of
others. What does not: how people are ordered (:mod:`sector_data.assessment.membership.orderings`).
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from sector_data.assessment.attacks.intervals import rate

Floats = npt.NDArray[np.float64]


def area(members: Floats, others: Floats, *, confidence: float) -> tuple[float, float, float]:
    """Return the area under the ROC curve and its interval.

    The area is the Mann-Whitney statistic, ties counting half; its variance that of DeLong, DeLong
    & Clarke-Pearson (1988, Biometrics 44(3)) with midranks (Sun & Xu 2014, IEEE Signal Processing
    Letters 21(11)). An area of 0 or 1 has no variance there, and takes Wilson's limit. A single
    member or other tells nothing.
    """
    n, m = len(members), len(others)
    together = _midranks(np.concatenate([members, others]))
    of_members = (together[:n] - _midranks(members)) / m
    of_others = 1 - (together[n:] - _midranks(others)) / n
    value = float(of_members.mean())
    if min(n, m) < 2:
        return value, 0.0, 1.0
    if not 0 < value < 1:
        edge = rate(min(n, m) * round(value), min(n, m), confidence=confidence)
        return value, edge.lower, edge.upper
    spread = of_members.var(ddof=1) / n + of_others.var(ddof=1) / m
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * float(np.sqrt(spread))
    return value, max(value - reach, 0.0), min(value + reach, 1.0)


def caught_at(members: Floats, others: Floats, mistaken: float) -> float:
    """Return the share of members that are ordered before all but a share `mistaken` of others.

    Between two places of the curve, as among ties, the share is that of a toss (Fawcett 2006,
    Pattern Recognition Letters 27(8)).
    """
    places = np.unique(np.concatenate([members, others]))[::-1]

    def before(scores: Floats) -> Floats:
        upto = np.searchsorted(np.sort(scores), places, side="left")
        return np.concatenate([[0.0], 1 - upto / len(scores)])

    return float(np.interp(mistaken, before(others), before(members)))


def _midranks(scores: Floats) -> Floats:
    ordered = np.sort(scores)
    below = np.searchsorted(ordered, scores, side="left")
    upto = np.searchsorted(ordered, scores, side="right")
    return np.asarray((below + upto + 1) / 2, dtype=np.float64)
