"""Models of how many people of a population are unique, fitted to the class sizes of a sample.

What lives here: the three estimators, each from class sizes alone. What does not: which of them is
taken when (:mod:`sector_data.assessment.disclosure.population_uniques`).

They are the ones that ARX computes. On Adult, Pitman's and Zayatz's agree with what the tests of
ARX 3.9 record, to all digits that those compare. Departures are told where they are made: the slide
negative binomial model's equations, and Pitman's model where alpha is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp, isfinite, lgamma, log, log1p, sqrt

import numpy as np

from sector_data.anonymise.classes import Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.spec.evidence.disclosure import Reason

Estimate = float | Reason
"""Unique people of the population, or why there is no estimate."""

_STEPS = 200
_LARGE = 10.0
"""From here on the asymptotic series of digamma is exact to the last digits."""
_BOUNDARY = 1e-6
"""An alpha of Pitman's model nearer to 0 or 1 than this lies on the border."""


@dataclass(frozen=True, slots=True)
class ClassSizes:
    """How many classes there are of each size.

    Attributes
    ----------
    sizes, counts
        Sizes in rising order, at least 1, and the classes of each; shape (distinct sizes,).
    """

    sizes: Integers
    counts: Integers

    @classmethod
    def of(cls, subjects: Integers) -> ClassSizes:
        """Count the sizes; `subjects` has those of each class."""
        sizes, counts = np.unique(subjects[subjects > 0], return_counts=True)
        return cls(sizes.astype(np.int64), counts.astype(np.int64))

    @property
    def classes(self) -> int:
        """Number of classes."""
        return int(self.counts.sum())

    @property
    def subjects(self) -> int:
        """Number of subjects."""
        return int((self.sizes * self.counts).sum())

    def with_size(self, size: int) -> int:
        """Return the number of classes of one size."""
        return int(self.counts[self.sizes == size].sum())


def pitman_uniques(sample: ClassSizes, population: int) -> Estimate:
    """Estimate the uniques by Pitman's model.

    Pitman's sampling formula, fitted by maximum likelihood; the uniques of a population of N are
    ``Gamma(theta + 1) / Gamma(theta + alpha) N^alpha`` (Hoshino 2001, "Applying Pitman's sampling
    formula to microdata disclosure risk assessment", J. Official Statistics 17(4)), the limit for
    N far above theta. Meant for small sampling fractions. It has no solution where all subjects or
    none are unique. Where the likelihood is largest at alpha = 0, that is Ewens' formula, which ARX
    gives no answer for.

    Parameters
    ----------
    sample
        Class sizes of the data.
    population
        People of the population.
    """
    fitted = fit_pitman(sample)
    if fitted is None:
        return "no-convergence"
    theta, alpha = fitted
    logarithm = lgamma(theta + 1) - lgamma(theta + alpha) + alpha * log(population)
    return exp(logarithm) if logarithm <= log(population) else "out-of-range"


def fit_pitman(sample: ClassSizes) -> tuple[float, float] | None:
    """Return theta and alpha of largest likelihood; None when there is no largest.

    The derivative by theta falls through 0 once for each alpha, and so does that of the profile
    likelihood by alpha: both are bracketed and halved, which needs no starting value and cannot
    diverge as Newton's method does.
    """
    n, u = sample.subjects, sample.classes
    if n == u or not sample.with_size(1):
        return None

    def by_theta(theta: float, alpha: float) -> float:
        return _inverse_sum(u, theta, alpha) - _digamma_rise(1 + theta, n - 1)

    def best_theta(alpha: float) -> float:
        # theta > -alpha, on a scale that reaches from just above it to far beyond n.
        return exp(_root(lambda x: by_theta(exp(x) - alpha, alpha), -30.0, 60.0)) - alpha

    def by_alpha(alpha: float) -> float:
        theta = best_theta(alpha)
        within = _digammas(sample.sizes - alpha) - _digamma(1 - alpha)
        return (u - 1 - theta * _inverse_sum(u, theta, alpha)) / alpha - float(
            (sample.counts * within).sum()
        )

    alpha = _root(by_alpha, _BOUNDARY, 1 - _BOUNDARY)
    if alpha == _BOUNDARY:
        return best_theta(0.0), 0.0
    return (best_theta(alpha), alpha) if alpha < 1 - _BOUNDARY else None


def _inverse_sum(u: int, theta: float, alpha: float) -> float:
    """Return the sum of 1 / (theta + i alpha) for i from 1 to u - 1."""
    if not alpha:
        return (u - 1) / theta
    return _digamma_rise(1 + theta / alpha, u - 1) / alpha


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function falls through 0, by Ridders' method; an end when it does not.

    Ridders 1979, IEEE Trans. Circuits and Systems 26(11): the bracket at least halves at each step.
    """
    above, below = function(low), function(high)
    if above <= 0 or below >= 0:
        return low if above <= 0 else high
    found = low
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if not (value := function(middle)):
            return middle
        before, found = found, middle + (middle - low) * value / sqrt(value**2 - above * below)
        if abs(found - before) <= 1e-14 * (1 + abs(found)) or not (at := function(found)):
            break
        for place, height in sorted([(middle, value), (found, at)]):
            if height > 0 and place > low:
                low, above = place, height
            elif height <= 0 and place < high:
                high, below = place, height
    return found


def _digamma(x: float) -> float:
    """Return the derivative of the logarithm of the gamma function at x > 0."""
    result = 0.0
    while x < _LARGE:
        result -= 1 / x
        x += 1
    return result + log(x) - _digamma_tail(x)


def _digamma_rise(x: float, by: float) -> float:
    """Return digamma(x + by) - digamma(x), exact to the last digits for huge x, too."""
    if x < _LARGE:
        return _digamma(x + by) - _digamma(x)
    return log1p(by / x) - _digamma_tail(x + by) + _digamma_tail(x)


def _digamma_tail(x: float) -> float:
    """Return log(x) - digamma(x) (Abramowitz & Stegun 6.3.18)."""
    y = 1 / (x * x)
    return 0.5 / x + y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y * (1 / 132)))))


def _digammas(values: Iterable[float]) -> Floats:
    return np.array([_digamma(float(value)) for value in values])


def zayatz_uniques(sample: ClassSizes, population: int) -> Estimate:
    """Estimate the uniques by Zayatz's equivalence class model.

    Zayatz 1991, "Estimation of the number of unique population elements using a sample", ASA Survey
    Research Methods. The class sizes of the population are taken to be spread as those of the
    sample; the chance that one subject of a class of size i is drawn is hypergeometric. Always has
    a solution; it overestimates for small sampling fractions. (ARX does the same with 32-bit
    numbers and says itself that larger populations overflow.)

    Parameters
    ----------
    sample, population
        As for :func:`pitman_uniques`.
    """
    n = sample.subjects
    uniques = sample.with_size(1)
    if not uniques:
        return 0.0
    chances = [_one_of(int(size), n, population) for size in sample.sizes]
    truly = uniques * (n / population) / float((sample.counts * np.array(chances)).sum())
    return uniques * truly * population / n


def _one_of(size: int, drawn: int, population: int) -> float:
    """Return the hypergeometric probability to draw exactly one of `size`."""
    rest = population - size
    if drawn - 1 > rest:
        return 0.0
    return exp(log(size) + _log_choose(rest, drawn - 1) - _log_choose(population, drawn))


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def slide_negative_binomial_uniques(sample: ClassSizes, population: int) -> Estimate:
    """Estimate the uniques by the slide negative binomial model (SNB).

    Chen and Keller-McNulty 1998, "Estimation of identification disclosure risk in microdata", J.
    Official Statistics 14(1). A class of the population has 1 + X people, X negative binomial with
    shape a and probability b; the K classes are estimated after Shlosser (Haas and Stokes 1998,
    "Estimating the number of classes in a finite population", JASA 93(444), D_Sh3); a and b follow
    from the expected numbers of classes with one and with two subjects in the sample; the uniques
    are ``K b^a``. Meant for large sampling fractions. It has no solution where no class has two
    subjects, and where no a and b give the two numbers.

    ARX 3.9 multiplies the second equation by a power that the model divides by, and subtracts 1
    inside a sum of Shlosser's outside its factor: for populations that the model itself makes, its
    solution is not the one they were made from, and often there is none. Both are as published
    here.

    Parameters
    ----------
    sample, population
        As for :func:`pitman_uniques`.
    """
    fraction = sample.subjects / population
    ones, twos = sample.with_size(1), sample.with_size(2)
    if not (ones and twos) or fraction >= 1:
        return "no-convergence"
    classes = _shlosser(sample, fraction)
    if not isfinite(classes):
        return "no-convergence"
    solution = _solve_slide(classes, fraction, ones, twos)
    if solution is None:
        return "no-convergence"
    shape, probability = solution
    uniques = classes * probability**shape
    return uniques if uniques <= population else "out-of-range"


def _shlosser(sample: ClassSizes, q: float) -> float:
    """Return the estimated number of classes in the population."""
    i, many = sample.sizes.astype(np.float64), sample.counts.astype(np.float64)
    missed = np.exp(i * log1p(-q))
    upper = (i * q**2 * np.exp((i - 1) * log1p(-(q**2))) * many).sum()
    lower = ((np.exp(i * log1p(-(q**2))) - missed) * many).sum()
    hidden = (missed * many).sum() / (i * q * np.exp((i - 1) * log1p(-q)) * many).sum()
    return float(sample.classes + sample.with_size(1) * upper / lower * hidden**2)


def _expected(classes: float, fraction: float, shape: Floats, probability: Floats) -> Floats:
    """Return the logarithms of the expected classes with one and with two subjects in the sample.

    A class is drawn from with its sure person, or not; the others are negative binomial again after
    a part of them is drawn, with the probability of none below.
    """
    missed = (1 - fraction) * (1 - probability)
    none = shape * (np.log(probability) - np.log1p(-missed)) + np.log(classes * fraction)
    one = np.log1p(shape * missed / (1 - missed))
    two = np.log(shape * fraction * (1 - probability) / 2) - 2 * np.log1p(-missed)
    return np.stack([none + one, none + two + np.log(2 - (1 - shape) * missed)])


def _solve_slide(
    classes: float, fraction: float, ones: int, twos: int
) -> tuple[float, float] | None:
    """Return shape and probability; None when there are none.

    Newton's method on logarithms, from the nearest point of a grid that spans all shapes from a
    thousandth to a thousand; every step must come nearer.
    """
    wanted = np.log([ones, twos])
    border = np.array([[12.0], [20.0]])

    def misfit(x: Floats) -> Floats:
        shape, odds = np.exp(np.clip(x, -border, border))
        found = _expected(classes, fraction, shape, odds / (1 + odds))
        return np.asarray((found.T - wanted).T, dtype=np.float64)

    grid = np.stack(np.meshgrid(np.linspace(-7, 7, 57), np.linspace(-12, 12, 97)))
    points = grid.reshape(2, -1)
    nearest = int(np.argmin(np.abs(misfit(points)).max(axis=0)))
    x = points[:, nearest : nearest + 1]
    around = np.concatenate([np.eye(2), -np.eye(2)], axis=1) * 1e-6
    for _ in range(_STEPS):
        here = misfit(x)
        distance = float(np.abs(here).max())
        if distance < 1e-10:
            return float(np.exp(x[0, 0])), float(1 / (1 + np.exp(-x[1, 0])))
        beside = misfit(x + around)
        slope = (beside[:, :2] - beside[:, 2:]) / 2e-6
        if abs(float(np.linalg.det(slope))) < 1e-12:
            return None
        steps = x - np.linalg.solve(slope, here) * 0.5 ** np.arange(12)
        distances = np.abs(misfit(steps)).max(axis=0)
        best = int(np.argmin(distances))
        if not distances[best] < distance:
            return None
        x = steps[:, best : best + 1]
    return None
