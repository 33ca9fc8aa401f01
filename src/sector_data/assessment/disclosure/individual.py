"""Individual risk of a sample: the expected inverse of the size of a population class.

What lives here: the risk of each row from its sample and population frequency, and the risk of
households. What does not: the frequencies (:mod:`sector_data.anonymise.classes`,
:mod:`sector_data.anonymise.wildcards`) and sums over a table
(:mod:`sector_data.assessment.disclosure.measuring`).

Of a class with f subjects in the sample, the people F in the population are taken as negative
binomial, F - f failures before f successes of probability p, the sampling fraction of the class.
The risk is the mean of 1 / F: ``p^f / f * 2F1(f, f; f + 1; 1 - p)`` (Benedetti & Franconi 1998,
"Statistical and technological solutions for controlled data dissemination"; Franconi & Polettini
2004, "Individual risk estimation in mu-Argus: a review", PSD, LNCS 3050). By Euler's
transformation it is ``p / f * G`` with ``G = 2F1(1, 1; f + 1; 1 - p)``, whose terms are all
positive.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from sector_data.anonymise.classes import Integers, pack
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.errors import InputError
from sector_data.kernels.grouping import number_keys

Method = Literal["exact", "approximate"]

_SERIES_FROM = 40
"""Frequencies from which the series of G ends within its terms, whatever p is."""
_TERMS = 80
_WHOLE = 1e-7
"""Nearer to a whole number than this, a frequency between 1 and 2 is taken as whole: the formula
for others subtracts two numbers that grow beyond any bound there."""


def individual_risk(sample: Floats, population: Floats, *, method: Method = "exact") -> Floats:
    """Estimate the risk of each row.

    Parameters
    ----------
    sample
        Shape (rows,): matches of each row in the sample, at least 1; fractions are welcome, which
        partial matches make.
    population
        Shape (rows,): estimated matches in the population, the sum of sampling weights. Where it
        is below the sample's, the sample's counts.
    method
        ``approximate`` is what mu-Argus and sdcMicro take for more than two matches:
        ``p / (f - (1 - p))``, above the exact value by up to a few percent at f = 3.

    Returns
    -------
    Floats
        Shape (rows,), each in (0, 1].

    Raises
    ------
    InputError
        If shapes differ or a frequency is below 1.

    Notes
    -----
    sdcMicro 5.8 branches on f = 1, f = 2 and f > 2, so that a row with 1 < f < 2 gets a risk of 0,
    the least of all; here the risk is continuous in f. The approximation, too: between 1 and 2 it
    is exact.
    """
    f = np.asarray(sample, dtype=np.float64)
    if f.shape != np.shape(population):
        raise InputError("There is not one population frequency for each sample frequency.")
    if not (f >= 1).all():
        raise InputError("A sample frequency is below 1: a row matches at least itself.")
    p = np.minimum(f / np.maximum(population, f), 1.0)
    if method == "approximate":
        risk = np.asarray(p / (f - (1 - p)), dtype=np.float64)
        few = f <= 2
        risk[few] = p[few] / f[few] * _mean_inverse(f[few], p[few])
        return risk
    return np.asarray(p / f * _mean_inverse(f, p), dtype=np.float64)


def _mean_inverse(f: Floats, p: Floats) -> Floats:
    """Return G = 2F1(1, 1; f + 1; 1 - p)."""
    # Many rows share a class, and many classes a size: each pair is worked out once.
    pairs = pack([(number_keys(x.view(np.int64))[0], len(x)) for x in (f, p)], len(f))[0]
    place, first = number_keys(pairs)
    f, p = f[first], p[first]
    series = (p >= 0.5) | (f >= _SERIES_FROM)
    result = np.empty(len(f))
    result[series] = _by_series(f[series] + 1, 1 - p[series])
    result[~series] = _by_recursion(f[~series], p[~series])
    return result[place]


def _by_series(c: Floats, x: Floats) -> Floats:
    """Return 2F1(1, 1; c; x), summed until nothing is added."""
    total, term = np.ones_like(c), np.ones_like(c)
    for n in range(_TERMS):
        term = term * x * (n + 1) / (c + n)
        total += term
    return total


def _by_recursion(f: Floats, p: Floats) -> Floats:
    """Return G, upwards in f by ``G(f) = f / (q (f - 1)) (1 - p G(f - 1))``, for p below 1/2.

    Errors shrink by p / q at each step.
    """
    q = 1 - p
    at = 1 + (f - np.floor(f))
    whole = (np.abs(at - 1) < _WHOLE) | (np.abs(at - 2) < _WHOLE)
    at[whole] = 1 + np.rint(at[whole] - 1)
    at[at == 2] = 1
    value = np.log(1 / p) / q
    # Between whole numbers the value at q near 1 comes from p near 0 (Abramowitz & Stegun 15.3.6).
    b, pb, qb = at[~whole], p[~whole], q[~whole]
    # Exact differences: the sine of a rounded multiple of pi would spoil what is subtracted.
    sine = -np.sin(np.pi * np.where(b < 1.5, b - 1, 2 - b))
    value[~whole] = b / (b - 1) * _by_series(2 - b, pb) + (
        b * np.pi / sine * pb ** (b - 1) * qb**-b
    )
    while (rising := at + 0.5 < f).any():
        at[rising] += 1
        a = at[rising]
        value[rising] = a / (q[rising] * (a - 1)) * (1 - p[rising] * value[rising])
    return value


def household_risk(risks: Floats, households: Integers, count: int) -> Floats:
    """Return the risk that any member of a household is recognised.

    Whoever recognises one member knows the others. Members are taken as independent, so that it is
    ``1 - product(1 - risk)``, which Boole's formula in mu-Argus and sdcMicro expands to; there, it
    takes 2^members steps and ends at 256 members.

    Parameters
    ----------
    risks
        Shape (members,): risk of each.
    households
        Shape (members,): household of each, from 0.
    count
        Number of households.

    Returns
    -------
    Floats
        Shape (count,).
    """
    with np.errstate(divide="ignore"):
        spared = np.bincount(households, np.log1p(-risks), minlength=count)
    return np.asarray(-np.expm1(spared), dtype=np.float64)
