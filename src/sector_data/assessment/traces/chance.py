"""What chance alone would show, exactly, and the rule of three standard deviations.

What lives here: upper tails of three distributions and the lower one of chi-square. What does not:
intervals of risks (:mod:`sector_data.assessment.attacks.intervals`).
"""

from __future__ import annotations

THREE_DEVIATIONS = 0.00135
"""Upper tail of the normal distribution beyond three standard deviations: what is rarer than that
by chance is found. Where several columns are searched, they share it (Bonferroni)."""


def hypergeometric_tail(found: int, drawn: int, marked: int, total: int) -> float:
    """Return the chance that at least so many of the drawn are marked.

    Of `total` subjects `marked` are met in the release, and `drawn` are the source's: Fisher's
    exact test (1922, *Journal of the Royal Statistical Society* 85(1)), one-sided.
    """
    from scipy.stats import hypergeom

    return float(hypergeom.sf(found - 1, total, marked, drawn))


def binomial_tail(found: int, trials: int, chance: float) -> float:
    """Return the chance of at least so many successes."""
    from scipy.special import bdtrc

    return float(bdtrc(found - 1, trials, chance)) if found > 0 else 1.0


def poisson_tail(found: int, mean: float) -> float:
    """Return the chance of at least so many events, of which `mean` are expected."""
    from scipy.special import pdtrc

    return float(pdtrc(found - 1, mean)) if found > 0 else 1.0


def normal_tail(deviations: float) -> float:
    """Return the chance of a normal variable beyond so many standard deviations, above."""
    from scipy.special import ndtr

    return float(ndtr(-deviations))


def chi_square_below(value: float, freedom: int) -> float:
    """Return the chance that chi-square is at most `value`."""
    from scipy.special import chdtr

    return float(chdtr(freedom, value))
