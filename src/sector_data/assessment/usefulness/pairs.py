"""Pairs of columns: how strongly they depend on each other, and their two-way tables.

What lives here: correlation, Cramér's V, correlation ratio, mutual information and the distance of
two-way tables. What does not: the words for them
(:mod:`sector_data.assessment.usefulness.verdicts`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from sector_data.anonymise.classes import Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.assessment.associations import MOST_PAIRS, cramers_v
from sector_data.assessment.usefulness.coding import Sample
from sector_data.assessment.usefulness.trials import Trials
from sector_data.assessment.usefulness.verdicts import pair_verdict
from sector_data.spec.evidence.usefulness import PairUsefulness

MOST_CATEGORIES = 30
"""Categories that measures of dependence tell apart; the rarer ones are one."""
ROWS_OF_A_CELL = 40
"""Mean rows of a cell that two-way tables are made coarse for."""

Measure = Literal["correlation", "cramers-v", "correlation-ratio"]


@dataclass(frozen=True, slots=True)
class _Pair:
    strength: float | None
    information: float
    shares: Floats


def correlation(first: Floats, second: Floats) -> float | None:
    """Return Pearson's r over rows that have both numbers; None where one does not vary."""
    known = ~(np.isnan(first) | np.isnan(second))
    a, b = first[known], second[known]
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    # On their own scales, so that no square is too large or too small for a float64.
    a, b = (a - a.mean()) / np.ptp(a), (b - b.mean()) / np.ptp(b)
    return float(np.clip((a @ b) / np.sqrt((a @ a) * (b @ b)), -1, 1))


def correlation_ratio(categories: Integers, numbers: Floats) -> float | None:
    """Return how much of a number's variance lies between categories, as a root, in [0, 1].

    eta = sqrt(between / total) (Pearson 1905), corrected for the bias of many categories by
    Kelley's epsilon squared, 1 - (1 - eta^2) (n - 1) / (n - k) (Kelley 1935, "An unbiased
    correlation ratio measure", PNAS 21). None where the number or the category does not vary.

    Parameters
    ----------
    categories
        Code of each row; shape (rows,).
    numbers
        NaN where missing, and then left out; shape (rows,).
    """
    known = ~np.isnan(numbers)
    codes, values = categories[known], numbers[known]
    n = len(values)
    counts = np.bincount(codes)
    k = int(np.count_nonzero(counts))
    if k < 2 or n <= k or np.ptp(values) == 0:
        return None
    centred = (values - values.mean()) / np.ptp(values)
    taken = counts > 0
    sums = np.bincount(codes, weights=centred)[taken]
    eta2 = float((sums**2 / counts[taken]).sum() / (centred**2).sum())
    return float(np.sqrt(np.clip(1 - (1 - eta2) * (n - 1) / (n - k), 0, 1)))


def mutual_information(counts: Floats) -> float:
    """Return the mutual information of a two-way table over the mean of the two entropies.

    In [0, 1]; 0 where a margin does not vary (Strehl and Ghosh 2002, with the arithmetic mean, as
    scikit-learn's ``normalized_mutual_info_score`` has it).

    Parameters
    ----------
    counts
        Shape (r, c).
    """
    total = counts.sum()
    if not total:
        return 0.0
    shares = counts / total
    margins = _entropy(shares.sum(axis=1)), _entropy(shares.sum(axis=0))
    if min(margins) == 0:
        return 0.0
    shared = sum(margins) - _entropy(shares.ravel())
    return float(np.clip(2 * shared / sum(margins), 0, 1))


def _entropy(shares: Floats) -> float:
    taken = shares[shares > 0]
    return float(-(taken * np.log(taken)).sum())


def chosen_pairs(names: list[str]) -> list[tuple[str, str]]:
    """Return the pairs that are compared: all, or 300 at even steps through their sorted list."""
    pairs = list(combinations(sorted(names), 2))
    if len(pairs) <= MOST_PAIRS:
        return pairs
    return [pairs[i] for i in np.linspace(0, len(pairs) - 1, MOST_PAIRS).round().astype(int)]


def measure_pair(trials: Trials, first: str, second: str) -> PairUsefulness:
    """Measure one pair of columns that both vary in the source."""
    measure, describe = _describer(trials, first, second)
    described = trials.describe(describe)
    strength = described.yardstick(lambda a, b: abs((a.strength or 0) - (b.strength or 0)))
    joint = described.yardstick(lambda a, b: float(np.abs(a.shares - b.shares).sum() / 2))
    verdict, reasons = pair_verdict(strength, joint)
    return PairUsefulness(
        first=first,
        second=second,
        measure=measure,
        source=described.source.strength,
        release=described.release.strength,
        mutual_information_source=described.source.information,
        mutual_information_release=described.release.information,
        strength=strength,
        joint=joint,
        verdict=verdict,
        reasons=reasons,
    )


def _describer(
    trials: Trials, first: str, second: str
) -> tuple[Measure, Callable[[Sample], _Pair]]:
    one, two = trials.codings[first], trials.codings[second]
    bins = int(np.clip(np.sqrt(trials.split_rows / ROWS_OF_A_CELL), 2, 10))
    measure: Measure = "correlation-ratio"
    if one.ordered == two.ordered:
        measure = "correlation" if one.ordered else "cramers-v"

    def describe(sample: Sample) -> _Pair:
        fine_one, size_one = one.coarse(sample.codes[first], MOST_CATEGORIES)
        fine_two, size_two = two.coarse(sample.codes[second], MOST_CATEGORIES)
        strength: float | None
        match measure:
            case "correlation":
                strength = correlation(sample.numbers[first], sample.numbers[second])
            case "cramers-v":
                varied = np.ptp(fine_one) > 0 and np.ptp(fine_two) > 0
                strength = cramers_v(fine_one, fine_two, (size_one, size_two)) if varied else None
            case _:
                codes, numbers = (
                    (fine_two, sample.numbers[first])
                    if one.ordered
                    else (fine_one, sample.numbers[second])
                )
                strength = correlation_ratio(codes, numbers)
        return _Pair(
            strength,
            mutual_information(_table(fine_one, fine_two, size_one, size_two)),
            _shares(
                *one.coarse(sample.codes[first], bins), *two.coarse(sample.codes[second], bins)
            ),
        )

    return measure, describe


def _table(one: Integers, two: Integers, size_one: int, size_two: int) -> Floats:
    cells = np.bincount(one * size_two + two, minlength=size_one * size_two)
    return cells.reshape(size_one, size_two).astype(np.float64)


def _shares(one: Integers, size_one: int, two: Integers, size_two: int) -> Floats:
    return _table(one, two, size_one, size_two) / max(len(one), 1)
