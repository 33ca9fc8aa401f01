"""How far noisy figures may be off, told from the noise alone.

What lives here: bounds that hold in 95 % of cases, whatever the data are. What does not: the noise.

Discrete Gaussian noise has no heavier tails than Gaussian noise of the same scale (Canonne, Kamath,
Steinke, *The Discrete Gaussian for Differential Privacy*, NeurIPS 2020); half a row is added for
its steps. Bounds on several parts hold together by Bonferroni.
"""

from __future__ import annotations

import math
from statistics import NormalDist

MISSED = 0.05
"""Share of cases in which a figure may be further off than it says."""


def of_count(noise: float, *, among: int = 1) -> float:
    """Return how far a count may be off, in rows.

    Parameters
    ----------
    noise
        Standard deviation.
    among
        Over so many bounds that hold together.
    """
    return NormalDist().inv_cdf(1 - MISSED / 2 / among) * noise + 0.5


def of_mean(
    sums: float, counts: float, rows: float, *, half: float, offset: float | None = None
) -> float | None:
    """Return how far a mean may be off; None where so few rows tell nothing.

    ``|T/N - T'/N'| ≤ (|T - T'| + |T'/N'| |N' - N|) / N``, where T is the sum of differences to the
    middle of the bounds.

    Parameters
    ----------
    sums, counts
        Standard deviation of the noise of the sum, in units of the column, and of the count.
    rows
        How many there are, nearly.
    half
        Half the distance of the bounds.
    offset
        Noisy distance of the mean from their middle; the worst case when it is not known yet.
    """
    within = of_count(counts, among=2)
    if rows <= within:
        return None
    far = half if offset is None else min(abs(offset), half)
    z = NormalDist().inv_cdf(1 - MISSED / 4)
    bound = (z * sums + far * within) / (rows - within)
    return bound if bound < half else None


def of_rank(noise: float, cells: int, level: float) -> float:
    """Return how far the rank of a quantile may be off, in rows, beyond its own interval.

    The noise of the counts on either side adds up; it holds for all intervals together, since noise
    also decides which of them it is.
    """
    return of_count(noise * math.sqrt(cells) * max(level, 1 - level), among=cells)
