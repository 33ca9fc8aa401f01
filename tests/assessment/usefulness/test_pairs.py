"""Pairs: the measures of dependence that numpy, scipy and scikit-learn compute too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import normalized_mutual_info_score

from sector_data.assessment.usefulness import measure_usefulness
from sector_data.assessment.usefulness.pairs import (
    chosen_pairs,
    correlation,
    correlation_ratio,
    mutual_information,
)
from tests.assessment.usefulness.people import people, shuffled

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=80)


@given(PAIRS)
def test_correlation_is_pearsons(pairs: list[tuple[int, int]]) -> None:
    first, second = np.array(pairs, dtype=np.float64).T
    ours = correlation(first, second)
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        assert ours is None
    else:
        assert ours == pytest.approx(stats.pearsonr(first, second).statistic)
        assert correlation(first * 1e200, second) == pytest.approx(ours)
    gap = np.append(first, [np.nan, 1.0]), np.append(second, [1.0, np.nan])
    assert correlation(*gap) == ours


@given(PAIRS)
def test_mutual_information_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    first, second = np.array(pairs).T
    counts = np.zeros((5, 5))
    np.add.at(counts, (first, second), 1)
    ours = mutual_information(counts)
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        assert ours == 0
    else:
        assert ours == pytest.approx(normalized_mutual_info_score(first, second), abs=1e-9)


@given(PAIRS)
def test_correlation_ratio_follows_from_the_f_statistic(pairs: list[tuple[int, int]]) -> None:
    codes, whole = np.array(pairs).T
    numbers = whole.astype(np.float64)
    ours = correlation_ratio(codes, numbers)
    groups = [numbers[codes == code] for code in np.unique(codes)]
    n, k = len(codes), len(groups)
    if k < 2 or n <= k or np.ptp(numbers) == 0:
        assert ours is None
        return
    within = sum(((group - group.mean()) ** 2).sum() for group in groups)
    assert ours is not None
    if within > 1e-9:
        f = stats.f_oneway(*groups).statistic
        # epsilon^2 in terms of F (Kelley 1935): (k - 1)(F - 1) over (k - 1) F + n - k.
        kelley = (k - 1) * (f - 1) / ((k - 1) * f + n - k)
        assert ours**2 == pytest.approx(max(kelley, 0), abs=1e-9)
    else:
        assert ours == pytest.approx(1)


def test_bias_of_many_categories_is_taken_off() -> None:
    draw = np.random.default_rng(3)
    found = [
        correlation_ratio(draw.integers(0, 50, 400), draw.normal(size=400)) or 0 for _ in range(60)
    ]
    # Uncorrected it would be sqrt(49 / 399) = 0.35 each time.
    assert np.mean(np.square(found)) < 0.02


def test_pairs_are_chosen_evenly_and_in_the_order_of_names() -> None:
    names = [f"c{number:02}" for number in range(40)]
    chosen = chosen_pairs(names[::-1])
    assert len(chosen) == 300
    assert chosen == sorted(chosen)
    assert {name for pair in chosen for name in pair} == set(names)
    assert chosen_pairs(["b", "a", "c"]) == [("a", "b"), ("a", "c"), ("b", "c")]


def test_only_the_pairs_that_were_torn_apart_are_not_to_be_used() -> None:
    source = people(3_000)
    figures = measure_usefulness(source, shuffled(source, ["cost"]), splits=2)
    pairs = {frozenset((p.first, p.second)): p for p in figures.pairs}
    torn = pairs[frozenset(("cost", "ill"))]
    assert torn.source is not None
    assert torn.source > 0.8
    assert torn.verdict == "do not use"
    assert "dependence-differs-much" in torn.reasons
    assert torn.joint is not None
    assert torn.joint.score is not None
    assert torn.joint.score < 0.05
    for pair, measured in pairs.items():
        if "cost" not in pair:
            assert measured.verdict == "safe to use", pair
    measures = {p.measure for p in figures.pairs}
    assert measures == {"correlation", "cramers-v", "correlation-ratio"}
