"""PRAM: categories change as often as said, and their distribution stays in expectation."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.perturbation import invariant, post_randomise
from sector_data.errors import InputError
from tests.deidentify.strategies import ANY_COLUMNS, SECRET


def within(found: Any, trials: int, probability: float) -> bool:
    """Tell whether a count lies within five standard deviations of a binomial's mean."""
    spread = math.sqrt(trials * probability * (1 - probability))
    return bool(abs(found - trials * probability) <= 5 * spread + 1)


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.8, 1.0])
def test_values_change_as_often_as_said(keep: float) -> None:
    before = np.repeat(["a", "b", "c"], [14_000, 5_000, 1_000])
    after = post_randomise(pa.array(before), keep, SECRET).to_numpy(zero_copy_only=False)
    for old in "abc":
        for new, frequency in zip("abc", (0.7, 0.25, 0.05), strict=True):
            expected = keep * (old == new) + (1 - keep) * frequency
            mine = before == old
            assert within(np.count_nonzero(after[mine] == new), mine.sum(), expected)


def test_a_matrix_is_followed() -> None:
    matrix = [[0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.2, 0.3, 0.5]]
    before = np.repeat(["a", "b", "c"], 4_000)
    after = post_randomise(pa.array(before), matrix, SECRET).to_numpy(zero_copy_only=False)
    for old, row in zip("abc", matrix, strict=True):
        for new, probability in zip("abc", row, strict=True):
            count = np.count_nonzero(after[before == old] == new)
            assert within(count, 4_000, probability)
            assert (count == 0) == (probability == 0)


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_the_invariant_matrix_leaves_frequencies_alone(size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.random((size, size)) * (rng.random((size, size)) < 0.7) + np.eye(size) * 0.01
    matrix /= matrix.sum(axis=1, keepdims=True)
    counts = rng.integers(0, 5, size) + (np.arange(size) == 0)
    found = invariant(matrix, counts)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_allclose(counts @ found, counts, atol=1e-9)
    assert (found >= 0).all()


@settings(deadline=None, max_examples=120)
@given(ANY_COLUMNS, st.floats(0, 1))
def test_types_gaps_and_categories_stay(values: pa.Array, keep: float) -> None:
    found = post_randomise(values, keep, SECRET)
    assert found.type == values.type
    assert found.is_valid().equals(values.is_valid())
    assert set(map(repr, found.to_pylist())) <= set(map(repr, values.to_pylist()))
    again = post_randomise(values, keep, SECRET)
    assert repr(again.to_pylist()) == repr(found.to_pylist())


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 4)), min_size=1, max_size=40),
    st.randoms(use_true_random=False),
)
def test_rows_of_a_subject_change_alike_in_any_order(
    rows: list[tuple[str, int]], rng: random.Random
) -> None:
    def run(of: list[tuple[str, int]]) -> list[Any]:
        people = pa.array([p for _, p in of])
        result = post_randomise(pa.array([v for v, _ in of]), 0.4, SECRET, subjects=people)
        return list(result.to_pylist())

    found = dict(zip(rows, run(rows), strict=True))
    order = rng.sample(rows, len(rows))
    assert [found[row] for row in order] == run(order)


def test_strata_keep_their_categories() -> None:
    values, strata = ["a", "b", "c", "d"] * 50, ["x", "x", "y", None] * 50
    found = post_randomise(pa.array(values), 0.0, SECRET, strata=pa.array(strata)).to_pylist()
    assert {(s, v) for s, v in zip(strata, found, strict=True)} == {
        ("x", "a"), ("x", "b"), ("y", "c"), (None, "d")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("keep", "message"),
    [
        (1.1, "out of range"),
        (math.nan, "out of range"),
        ([[1.0]], "not one of 2 rows"),
        ([[0.5, 0.4], [0, 1]], "add up to 1"),
        ([[1.5, -0.5], [0, 1]], "add up to 1"),
    ],
)
def test_mistaken_probabilities_are_refused(keep: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        post_randomise(pa.array(["a", "b"]), keep, SECRET)


def test_other_mistakes_are_told() -> None:
    with pytest.raises(InputError, match="at least 16 bytes"):
        post_randomise(pa.array(["a"]), 0.5, b"short")
    with pytest.raises(InputError, match="one stratum"):
        post_randomise(pa.array(["a"]), 0.5, SECRET, strata=pa.array(["x", "y"]))
    with pytest.raises(InputError, match="one subject"):
        post_randomise(pa.array(["a"]), 0.5, SECRET, subjects=pa.array(["x", "y"]))
