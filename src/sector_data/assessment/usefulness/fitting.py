"""Linear, logistic and Cox regression with standard errors.

What lives here: estimation by least squares and maximum likelihood. What does not: what is fitted
to what (:mod:`sector_data.assessment.usefulness.regressions`, ``propensity``, ``survival``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats

_MOST_STEPS = 60
_HALVINGS = 30
_CLOSE = 1e-9
_SURE = 30.0
"""Log-odds beyond which float64 no longer tells a probability from 1."""
_DEPENDENT = 1e-9
"""Share of a term's variance beside the terms before it from which it counts as none."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Estimates of a model.

    Attributes
    ----------
    coefficients, errors
        Of each term, the intercept not among them, with its standard error; NaN of a term that
        the others determine. Shape (terms,).
    fitted
        Fitted value or probability of each row; of a Cox regression its linear predictor.
    parameters
        Parameters estimated, the intercept included.
    converged
        Whether the maximum was found.
    """

    coefficients: Floats
    errors: Floats
    fitted: Floats
    parameters: int
    converged: bool


def estimable(matrix: Floats) -> Integers:
    """Return the columns of a matrix that are no linear combination of those before them.

    By Cholesky's sweep of the Gram matrix, where a pivot that vanishes is passed over.
    """
    norms = np.sqrt((matrix**2).sum(axis=0))
    gram = matrix.T @ matrix
    size = gram.shape[0]
    factor = np.zeros((size, size))
    kept: list[int] = []
    for place in range(size):
        row = factor[place, kept]
        left = gram[place, place] - row @ row
        if left <= _DEPENDENT * gram[place, place] or norms[place] == 0:
            continue
        root = np.sqrt(left)
        factor[place:, place] = (gram[place:, place] - factor[place:, kept] @ row) / root
        kept.append(place)
    return np.array(kept, dtype=np.int64)


def linear_regression(matrix: Floats, outcome: Floats) -> Fit:
    """Fit by ordinary least squares with an intercept.

    Parameters
    ----------
    matrix, outcome
        Shapes (rows, terms) and (rows,).
    """
    if not len(outcome):
        return _nothing(matrix)
    whole = _with_intercept(matrix)
    kept = estimable(whole)
    x = whole[:, kept]
    solution: Floats = np.linalg.lstsq(x, outcome, rcond=None)[0].astype(np.float64)
    fitted = x @ solution
    freedom = len(outcome) - len(kept)
    if freedom <= 0:
        return _fit(kept, solution, np.full(len(kept), np.nan), fitted, whole.shape[1], False)
    variance = float(((outcome - fitted) ** 2).sum()) / freedom
    errors = np.sqrt(variance * np.diag(np.linalg.pinv(x.T @ x)))
    return _fit(kept, solution, errors, fitted, whole.shape[1], True)


def logistic_regression(matrix: Floats, outcome: Flags, *, ridge: float = 0.0) -> Fit:
    """Fit by maximum likelihood with an intercept (Newton's method).

    Parameters
    ----------
    matrix, outcome
        Shapes (rows, terms) and (rows,).
    ridge
        Weight of half the squared coefficients, against separation.
    """
    if not len(outcome):
        return _nothing(matrix)
    whole = _with_intercept(matrix)
    kept = estimable(whole)
    x, y = whole[:, kept], outcome.astype(np.float64)
    weights = np.full(len(kept), ridge)
    weights[0] = 0.0

    def likelihood(b: Floats) -> tuple[float, Floats, Floats]:
        eta = x @ b
        p = _probability(eta)
        value = float((y * eta - np.logaddexp(0, eta)).sum() - (weights * b**2).sum() / 2)
        curvature = (x * (p * (1 - p))[:, None]).T @ x + np.diag(weights)
        return value, x.T @ (y - p) - weights * b, curvature

    b, curvature, converged = _newton(likelihood, np.zeros(len(kept)))
    errors = np.sqrt(np.clip(np.diag(np.linalg.pinv(curvature)), 0, None))
    # Where terms separate the classes there is no maximum, only ever surer predictions.
    converged &= bool(ridge or np.abs(x @ b).max(initial=0.0) < _SURE)
    return _fit(kept, b, errors, _probability(x @ b), whole.shape[1], converged)


def cox_regression(matrix: Floats, durations: Floats, events: Flags) -> Fit:
    """Fit proportional hazards by partial likelihood, ties by Efron's method.

    Cox (1972), "Regression models and life-tables", JRSS B 34; Efron (1977), "The efficiency of
    Cox's likelihood function for censored data", JASA 72.

    Parameters
    ----------
    matrix, durations, events
        Shapes (rows, terms), (rows,) and (rows,).
    """
    if not events.any():
        return _nothing(matrix)
    kept = estimable(matrix - matrix.mean(axis=0))
    order = np.argsort(-durations, kind="stable")
    x = (matrix - matrix.mean(axis=0))[order][:, kept]
    times, met = durations[order], events[order]
    # Rows at risk at a time are those before the end of its run of equal times.
    last = np.flatnonzero(np.diff(times, append=-np.inf))
    run = np.repeat(np.arange(len(last)), np.diff(last, prepend=-1))
    deaths = np.bincount(run[met], minlength=len(last))
    at = run[met]
    before = np.cumsum(deaths) - deaths
    tied = (np.arange(len(at)) - before[at]) / np.maximum(deaths[at], 1)

    def likelihood(b: Floats) -> tuple[float, Floats, Floats]:
        eta = x @ b
        risk = np.exp(eta - eta.max())
        products = [risk, risk[:, None] * x, risk[:, None, None] * x[:, :, None] * x[:, None, :]]
        zeroth, first, second = (_tied(p, last, met, at, tied) for p in products)
        mean = first / zeroth[:, None]
        value = float(eta[met].sum() - (np.log(zeroth) + eta.max()).sum())
        gradient = x[met].sum(axis=0) - mean.sum(axis=0)
        curvature = (second / zeroth[:, None, None]).sum(axis=0) - mean.T @ mean
        return value, gradient, curvature

    b, curvature, converged = _newton(likelihood, np.zeros(len(kept)))
    errors = np.sqrt(np.clip(np.diag(np.linalg.pinv(curvature)), 0, None))
    coefficients, wide = np.full((2, matrix.shape[1]), np.nan)
    coefficients[kept], wide[kept] = b, errors
    fitted = (matrix - matrix.mean(axis=0))[:, kept] @ b
    return Fit(coefficients, wide, fitted, len(kept), converged)


def _tied(products: Floats, last: Integers, met: Flags, at: Integers, tied: Floats) -> Floats:
    """Sum products over the rows at risk at each event, less Efron's share of the tied events."""
    at_risk = np.cumsum(products, axis=0)[last]
    ties = np.zeros_like(at_risk)
    starts = np.flatnonzero(np.diff(at, prepend=-1))
    ties[at[starts]] = np.add.reduceat(products[met], starts, axis=0)
    share = tied.reshape(-1, *([1] * (products.ndim - 1)))
    summed: Floats = at_risk[at] - share * ties[at]
    return summed


def _newton(
    likelihood: Callable[[Floats], tuple[float, Floats, Floats]], start: Floats
) -> tuple[Floats, Floats, bool]:
    """Climb a concave likelihood; return the maximum, its curvature, and whether it was met."""
    b = start
    value, gradient, curvature = likelihood(b)
    for _ in range(_MOST_STEPS):
        step: Floats = np.linalg.lstsq(curvature, gradient, rcond=None)[0].astype(np.float64)
        if abs(gradient @ step) < _CLOSE:
            return b, curvature, True
        for _ in range(_HALVINGS):
            higher, slope, bend = likelihood(b + step)
            if higher >= value - _CLOSE * abs(value):
                break
            step = step / 2
        else:
            return b, curvature, False
        b, value, gradient, curvature = b + step, higher, slope, bend
    return b, curvature, False


def _probability(eta: Floats) -> Floats:
    probability: Floats = np.exp(-np.logaddexp(0, -eta))
    return probability


def _with_intercept(matrix: Floats) -> Floats:
    return np.column_stack([np.ones(len(matrix)), matrix])


def _nothing(matrix: Floats) -> Fit:
    coefficients, errors = np.full((2, matrix.shape[1]), np.nan)
    return Fit(coefficients, errors, np.full(len(matrix), np.nan), 0, False)


def _fit(
    kept: Integers, solution: Floats, errors: Floats, fitted: Floats, size: int, converged: bool
) -> Fit:
    coefficients, wide = np.full((2, size), np.nan)
    coefficients[kept], wide[kept] = solution, errors
    return Fit(coefficients[1:], wide[1:], fitted, len(kept), converged)
