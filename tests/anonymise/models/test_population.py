"""Models of a population: counted, and estimated."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.anonymise.models import DeltaPresence, EstimatedKMap, KAnonymity, KMap, kept_by_all
from sector_data.anonymise.models.population import Estimate, sample_size_for
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.errors import InputError


def counted(subjects: list[int], population: list[int]) -> ClassStatistics:
    rows = np.array(subjects, dtype=np.int64)
    return ClassStatistics(rows, rows, population=np.array(population, dtype=np.int64))


pairs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30)), min_size=1, max_size=8)


@given(pairs, st.integers(1, 12))
def test_k_map_counts_people_of_the_population(classes: list[tuple[int, int]], k: int) -> None:
    statistics = counted([s for s, _ in classes], [p for _, p in classes])
    released = [p for s, p in classes if s]
    model = KMap(k)
    assert model.met(statistics).tolist() == [p >= k for _, p in classes]
    assert model.achieved(statistics) == (min(released) if released else None)
    assert model.satisfied(statistics) == (bool(released) and min(released) >= k)


@given(pairs, st.sampled_from([0.0, 0.1, 0.25]), st.sampled_from([0.25, 0.5, 1.0]))
def test_presence_lies_within_its_bounds(
    classes: list[tuple[int, int]], least: float, most: float
) -> None:
    statistics = counted([s for s, _ in classes], [p for _, p in classes])
    met = DeltaPresence(most, least).met(statistics)
    if least and any(s == 0 < p for s, p in classes):
        assert not met.any()
        return
    for accepted, (subjects, people) in zip(met, classes, strict=True):
        chance = min(1.0, subjects / people) if people else 1.0
        assert accepted == (subjects == 0 or least <= chance <= most)


def test_a_class_of_the_population_alone_does_not_fail_other_models() -> None:
    statistics = counted([5, 0], [9, 4])
    assert kept_by_all([KAnonymity(3), DeltaPresence(0.6)], statistics).tolist() == [True, True]
    assert not kept_by_all([KAnonymity(3), DeltaPresence(0.6, 0.1)], statistics).any()


def tail(n: int, mean: float, *, truncated: bool) -> float:
    """Return P(X >= n) of a Poisson, or of one without 0, summed term by term."""
    below = sum(
        math.exp(-mean) * mean**i / math.factorial(i) for i in range(1 if truncated else 0, n)
    )
    return 1 - below / ((1 - math.exp(-mean)) if truncated else 1)


@given(
    st.integers(1, 40),
    st.sampled_from([0.001, 0.01, 0.1, 0.5, 1.0]),
    st.sampled_from(["poisson", "zero-truncated-poisson"]),
    st.sampled_from([0.01, 0.05, 0.2]),
)
def test_the_sample_size_is_the_least_that_would_be_improbable(
    k: int, fraction: float, estimate: Estimate, significance: float
) -> None:
    found = sample_size_for(k, fraction, estimate=estimate, significance=significance)
    truncated = estimate == "zero-truncated-poisson"
    assert 1 <= found <= k
    if found < k:
        assert tail(found, k * fraction, truncated=truncated) <= significance + 1e-12
    if found > (2 if truncated else 1):
        assert tail(found - 1, k * fraction, truncated=truncated) > significance - 1e-12


def test_a_larger_population_asks_for_less_of_the_sample() -> None:
    sizes = [
        sample_size_for(20, fraction, estimate="zero-truncated-poisson")
        for fraction in (1.0, 0.5, 0.1, 0.01, 0.0001)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 2  # nobody alone in a class counts as safe, however large the population
    assert EstimatedKMap(20, 0.0001).met(counted([1, 2], [0, 0])).tolist() == [False, True]


def test_counts_that_are_missing_are_no_success() -> None:
    rows = np.ones(1, dtype=np.int64)
    with pytest.raises(InputError, match="needs counts of the population"):
        KMap(2).met(ClassStatistics(rows, rows))
    with pytest.raises(InputError, match="sampling fraction"):
        EstimatedKMap(2, 1.5)
