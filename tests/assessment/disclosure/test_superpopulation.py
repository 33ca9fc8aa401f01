"""Estimates of population uniques beside simulated populations, their equations, and ARX."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sector_data.anonymise.classes import EquivalenceClasses
from sector_data.assessment.disclosure.population_uniques import population_uniques
from sector_data.assessment.disclosure.superpopulation import (
    ClassSizes,
    fit_pitman,
    pitman_uniques,
    slide_negative_binomial_uniques,
    zayatz_uniques,
)
from sector_data.errors import InputError
from tests.anonymise import arx

SIZES = st.lists(st.integers(1, 40), min_size=2, max_size=60)
SKEWED = st.builds(
    lambda ones, twos, others: [1] * ones + [2] * twos + others,
    st.integers(10, 60),
    st.integers(1, 9),
    st.lists(st.integers(3, 40), min_size=1, max_size=8),
)


def sizes_of(classes: list[int]) -> ClassSizes:
    return ClassSizes.of(np.array(classes, dtype=np.int64))


def likelihood(classes: list[int], theta: float, alpha: float) -> float:
    """Return the logarithm of Pitman's sampling formula, up to a constant, term by term."""
    n, u = sum(classes), len(classes)
    result = sum(math.log(theta + i * alpha) for i in range(1, u))
    result -= sum(math.log(theta + i) for i in range(1, n))
    return result + sum(math.log(j - alpha) for size in classes for j in range(1, size))


@given(SKEWED)
def test_pitmans_parameters_have_the_largest_likelihood(classes: list[int]) -> None:
    fitted = fit_pitman(sizes_of(classes))
    assume(fitted is not None and fitted[0] < 1e6)
    assert fitted is not None
    theta, alpha = fitted
    best = likelihood(classes, theta, alpha)
    for factor in (0.99, 1.01):
        for shift in (-0.01, 0, 0.01):
            near = (theta + alpha) * factor - alpha, min(max(alpha + shift, 1e-9), 1 - 1e-9)
            if near[0] > -near[1]:
                assert likelihood(classes, *near) <= best + 1e-9


@given(SIZES, st.integers(1, 30))
def test_zayatz_is_the_conditional_probability(classes: list[int], factor: int) -> None:
    n = sum(classes)
    population = n * factor
    counted = Counter(classes)
    chance = {
        size: size * math.comb(population - size, n - 1) / math.comb(population, n)
        for size in counted
    }
    if not counted[1]:
        assert zayatz_uniques(sizes_of(classes), population) == 0
        return
    truly = counted[1] * (n / population) / sum(counted[s] * chance[s] for s in counted)
    found = zayatz_uniques(sizes_of(classes), population)
    assert found == pytest.approx(counted[1] * truly * population / n, rel=1e-9)


@pytest.mark.parametrize(
    ("shape", "probability", "fraction"),
    [(0.5, 0.05, 0.2), (0.2, 0.01, 0.3), (5, 0.8, 0.5)],
)
def test_populations_of_the_model_have_the_uniques_it_says(
    shape: float, probability: float, fraction: float
) -> None:
    rng = np.random.default_rng(5)
    people = 1 + rng.negative_binomial(shape, probability, 40_000)
    sample = ClassSizes.of(rng.binomial(people, fraction))
    found = slide_negative_binomial_uniques(sample, round(sample.subjects / fraction))
    assert found == pytest.approx((people == 1).sum(), rel=0.1)
    # The expected number of pairs in the sample: the model divides by a power, ARX 3.9 multiplies.
    missed = (1 - fraction) * (1 - probability)
    power = (1 - missed) ** (shape + 2)
    pairs = 40_000 * shape * probability**shape * fraction**2 * (1 - probability) / 2
    pairs *= 2 - (1 - shape) * missed
    assert sample.with_size(2) == pytest.approx(pairs / power, rel=0.06)
    assert sample.with_size(2) > 1.5 * pairs * power


def test_populations_of_pitmans_model_have_the_uniques_it_says() -> None:
    # A Chinese restaurant with two parameters (Pitman 2006, sec. 3.2), of which a sample is drawn.
    theta, alpha, population = 50.0, 0.6, 20_000
    rng = np.random.default_rng(2)
    tables: list[int] = []
    of_person: list[int] = []
    for seated in range(population):
        if rng.random() * (seated + theta) < theta + alpha * len(tables):
            of_person.append(len(tables))
            tables.append(1)
        else:
            while True:  # a table with probability (size - alpha) / (seated - alpha tables)
                at = of_person[int(rng.integers(seated))]
                if rng.random() < 1 - alpha / tables[at]:
                    break
            of_person.append(at)
            tables[at] += 1
    drawn = rng.choice(np.array(of_person), 2_000, replace=False)
    sample = ClassSizes.of(np.bincount(drawn))
    found = pitman_uniques(sample, population)
    assert found == pytest.approx(tables.count(1), rel=0.15)


def test_the_interval_is_as_wide_as_estimates_scatter() -> None:
    # Populations by the sticks of Pitman and Yor (1997), and a sample of each.
    rng = np.random.default_rng(1)
    errors, widths = [], []
    for seed in range(40):
        breaks = rng.beta(1 - 0.5, 50 + 0.5 * np.arange(1, 50_001))
        shares = breaks * np.exp(np.concatenate([[0], np.cumsum(np.log1p(-breaks))[:-1]]))
        people = rng.multinomial(30_000, [*shares, max(1 - shares.sum(), 0)])
        people = np.append(people[:-1][people[:-1] > 0], np.ones(people[-1], dtype=np.int64))
        drawn = ClassSizes.of(rng.multivariate_hypergeometric(people, 2_400))
        found = population_uniques(drawn, 30_000, seed=seed).dankar
        assert found.share is not None
        assert found.low is not None
        assert found.high is not None
        errors.append(found.share - float((people == 1).sum() / 30_000))
        widths.append((found.high - found.low) / 2)
    assert np.mean(np.abs(np.array(errors)) <= widths) >= 0.8
    assert np.mean(widths) == pytest.approx(2.262 * np.std(errors), rel=0.4)


def adult() -> ClassSizes:
    if not arx.ARX.is_dir():
        pytest.skip("the data of ARX are not beside this repository")
    table = arx.table("adult")
    columns = [table[name].combine_chunks() for name in table.column_names]
    return ClassSizes.of(EquivalenceClasses.of(columns, table.num_rows).subjects)


def test_estimates_on_adult_are_those_of_arx() -> None:
    # Recorded in ARX 3.9's own tests of risk metrics, which compare four digits.
    sizes = adult()
    n = sizes.subjects
    assert sizes.classes / n == pytest.approx(0.6465751607983555, abs=1e-15)
    assert sizes.with_size(1) / n == pytest.approx(0.5142895033485844, abs=1e-15)
    tenth = population_uniques(sizes, n * 10)
    assert tenth.chosen == "pitman"
    assert tenth.dankar.share == pytest.approx(0.27684993883653597, abs=1e-9)
    assert tenth.zayatz.share == pytest.approx(0.3207402393466189, abs=1e-9)
    hundredth = population_uniques(sizes, n * 100)
    assert hundredth.dankar.share == pytest.approx(0.1446083531167384, abs=1e-9)
    fifth = population_uniques(sizes, n * 5)
    assert fifth.zayatz.share == pytest.approx(0.3577099234829125, abs=1e-9)
    # There, ARX's slide negative binomial model finds no solution, and Zayatz's stands in.
    assert fifth.chosen == "slide-negative-binomial"
    assert fifth.dankar.share is not None
    assert fifth.dankar.share < 0.3577
    whole = population_uniques(sizes, n)
    assert (whole.chosen, whole.dankar.share) == ("counted", sizes.with_size(1) / n)


@given(SIZES.filter(lambda sizes: sum(sizes) >= 100), st.integers(1, 1000))
def test_every_estimate_is_a_share_or_says_why_not(classes: list[int], factor: int) -> None:
    sizes = sizes_of(classes)
    found = population_uniques(sizes, sizes.subjects * factor)
    for one in (found.pitman, found.slide_negative_binomial, found.zayatz, found.dankar):
        assert (one.share is None) == (one.why_not is not None)
        assert one.share is None or 0 <= one.share <= 1
    assert found.dankar.share is not None or found.chosen is None


def test_what_cannot_be_estimated_says_so() -> None:
    few = population_uniques(sizes_of([1, 2, 3]), 1000)
    assert few.dankar.why_not is not None
    assert few.dankar.why_not.reason == "few-subjects"
    nobody = population_uniques(sizes_of([]), 1000)
    assert nobody.dankar.why_not is not None
    assert nobody.dankar.why_not.reason == "no-rows"
    # All alone: Pitman's theta would be infinite. ARX then answers with Zayatz's model, too.
    alone = population_uniques(sizes_of([1] * 200), 20_000)
    assert alone.chosen == "zayatz"
    assert alone.dankar.share == pytest.approx(1)
    assert alone.pitman.why_not is not None
    assert alone.pitman.why_not.reason == "no-convergence"
    # No sample unique, no population unique: a count, and no estimate.
    shared = population_uniques(sizes_of([2] * 200), 20_000)
    assert (shared.chosen, shared.dankar.share) == ("counted", 0)


def test_a_population_smaller_than_the_data_is_refused() -> None:
    with pytest.raises(InputError, match="population has 5 people, and the data have 6"):
        population_uniques(sizes_of([1, 2, 3]), 5)


def test_estimates_do_not_depend_on_the_order_of_rows() -> None:
    rng = np.random.default_rng(1)
    values = pa.array(rng.geometric(0.01, 3000))
    shuffled = values.take(pa.array(rng.permutation(3000)))
    one, other = (
        population_uniques(ClassSizes.of(EquivalenceClasses.of([v], 3000).subjects), 20_000)
        for v in (values, shuffled)
    )
    assert one == other


def test_classes_of_millions_are_no_trouble() -> None:
    found = population_uniques(sizes_of([1] * 100 + [2] * 10 + [5_000_000]), 15_000_000)
    assert found.dankar.share is not None
    assert 0 < found.dankar.share < 1e-3
