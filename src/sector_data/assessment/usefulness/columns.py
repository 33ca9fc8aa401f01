"""Single columns: distributions, quantiles, missing values, and the detail that is left.

What lives here: the figures of each column. What does not: the words for them
(:mod:`sector_data.assessment.usefulness.verdicts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import Integers, codes_of
from sector_data.anonymise.hierarchies.hierarchy import Floats, canonical_text
from sector_data.assessment.usefulness.coding import Sample, numbers_of
from sector_data.assessment.usefulness.trials import Trials
from sector_data.assessment.usefulness.verdicts import column_verdict, not_measured
from sector_data.sources.tables import one_array
from sector_data.spec.evidence.usefulness import (
    ColumnUsefulness,
    DetailKept,
    QuantileShift,
    Yardstick,
)

Kind = Literal["number", "category"]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_RANGE = (0.01, 0.99)


@dataclass(frozen=True, slots=True)
class Distribution:
    """The distribution of a column in one sample.

    Attributes
    ----------
    shares
        Of each code, the missing value first; shape (size,).
    known
        Numbers without the missing ones, ascending; empty for categories.
    """

    shares: Floats
    known: Floats


def distribution(sample: Sample, name: str, size: int) -> Distribution:
    """Return the distribution of a column."""
    shares = np.bincount(sample.codes[name], minlength=size) / max(sample.rows, 1)
    numbers = sample.numbers.get(name, np.empty(0))
    return Distribution(shares, np.sort(numbers[~np.isnan(numbers)]))


def total_variation(first: Distribution, second: Distribution) -> float:
    """Return the total variation distance, half the sum of absolute differences of shares."""
    return float(np.abs(first.shares - second.shares).sum() / 2)


def kolmogorov_smirnov(first: Floats, second: Floats) -> float:
    """Return the two-sample Kolmogorov-Smirnov statistic, in [0, 1].

    The largest vertical distance of the empirical distribution functions (Smirnov 1939). Of two
    empty samples 0, of one empty sample and another 1.

    Parameters
    ----------
    first, second
        Ascending; shapes (n,) and (m,).
    """
    if not len(first) or not len(second):
        return float(len(first) != len(second))
    both = np.concatenate([first, second])
    below = np.searchsorted(first, both, side="right") / len(first)
    above = np.searchsorted(second, both, side="right") / len(second)
    return float(np.abs(below - above).max())


def number_distance(first: Distribution, second: Distribution) -> float:
    """Return the larger of Kolmogorov-Smirnov and the difference of missing shares."""
    gap = abs(float(first.shares[0] - second.shares[0]))
    return max(kolmogorov_smirnov(first.known, second.known), gap)


def quantile_shifts(source: Floats, release: Floats) -> tuple[QuantileShift, ...]:
    """Return how far quantiles moved, as shares of the source's range from 1 % to 99 %.

    In hundredths, so that no quantile of the source can be worked out from the release. None are
    returned where a sample is empty or the range is 0.
    """
    if not len(source) or not len(release):
        return ()
    low, high = np.quantile(source, _RANGE)
    if not high > low:
        return ()
    moved = np.quantile(release, QUANTILES) - np.quantile(source, QUANTILES)
    return tuple(
        QuantileShift(at=at, shift=round(float(shift), 2))
        for at, shift in zip(QUANTILES, moved / (high - low), strict=True)
    )


def measure_column(trials: Trials, name: str, detail: DetailKept | None) -> ColumnUsefulness:
    """Measure one column."""
    coding = trials.codings[name]
    described = trials.describe(lambda sample: distribution(sample, name, coding.size))
    source, release = described.source, described.release
    missing = {
        "missing_source": float(source.shares[0]),
        "missing_release": float(release.shares[0]),
    }
    kind: Kind = "number" if coding.ordered else "category"
    if source.shares[0] == 1:
        why = not_measured("no-values")
        return ColumnUsefulness(
            column=name,
            kind=kind,
            **missing,
            detail=detail,
            verdict="cannot tell",
            reasons=("not-measured",),
            why_not=why,
        )
    compare = number_distance if coding.ordered else total_variation
    distance: Yardstick = described.yardstick(compare, useless=1.0)
    verdict, reasons = column_verdict(distance, detail)
    return ColumnUsefulness(
        column=name,
        kind=kind,
        **missing,
        kolmogorov_smirnov=kolmogorov_smirnov(source.known, release.known)
        if coding.ordered
        else None,
        total_variation=total_variation(source, release),
        distance=distance,
        quantiles=quantile_shifts(source.known, release.known),
        detail=detail,
        verdict=verdict,
        reasons=reasons,
    )


def detail_kept(
    original: pa.Array | pa.ChunkedArray, spelt: pa.Array | pa.ChunkedArray, labels: int
) -> DetailKept:
    """Tell what the labels of a column keep of its values.

    Parameters
    ----------
    original, spelt
        The column before and after generalisation, row by row; shape (rows,).
    labels
        Distinct labels in the release.

    Returns
    -------
    DetailKept
        ``information`` is I(value; label) / H(value): how much of the entropy of the values
        their labels tell (Shannon 1948; for labels that are functions of the value the
        non-uniform entropy of Gionis and Tassa 2009 comes down to it). ``variance`` is the
        correlation ratio squared of the numbers within labels, in a column of numbers or dates.
        Both are 1 for a column that has a single value.
    """
    values, _ = codes_of(canonical_text(one_array(original)))
    names, known = codes_of(canonical_text(one_array(spelt)))
    whole = _entropy(values)
    shared = whole + _entropy(names) - _entropy(values * known + names)
    return DetailKept(
        information=float(np.clip(shared / whole, 0, 1)) if whole > 0 else 1.0,
        variance=_variance_kept(one_array(original), names),
        labels=labels,
    )


def _entropy(codes: Integers) -> float:
    counts = np.unique(codes, return_counts=True)[1] / max(len(codes), 1)
    return float(-(counts * np.log(counts)).sum())


def _variance_kept(original: pa.Array, names: Integers) -> float | None:
    numbers = numbers_of(original)
    if numbers is None:
        return None
    known = ~np.isnan(numbers)
    numbers, names = numbers[known], names[known]
    if not len(numbers) or np.ptp(numbers) == 0:
        return 1.0
    centred = numbers - numbers.mean()
    counts = np.bincount(names)
    sums = np.bincount(names, weights=centred)
    between = (sums[counts > 0] ** 2 / counts[counts > 0]).sum()
    return float(np.clip(between / (centred**2).sum(), 0, 1))
