"""Noise is as large as said, keeps what it promises, and moves the rows of a subject alike."""

from __future__ import annotations

import math
import random
from datetime import date
from typing import Literal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.perturbation import add_noise
from sector_data.errors import InputError
from tests.deidentify.strategies import DATE_COLUMNS, INTEGER_COLUMNS, SECRET, column

Kind = Literal["additive", "correlated", "multiplicative"]
KINDS: list[Kind] = ["additive", "correlated", "multiplicative"]
ROWS = 40_000
FLOAT_COLUMNS = column(st.floats(-1e140, 1e140) | st.just(math.nan), pa.float64())


def skewed() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    first = rng.gamma(2, 100, ROWS)
    return first, 0.5 * first + rng.normal(0, 60, ROWS)


def test_additive_noise_has_its_share_of_the_deviation() -> None:
    before, other = skewed()
    found = add_noise({"a": pa.array(before), "b": pa.array(other)}, 0.2, "additive", SECRET)
    noise = found["a"].to_numpy() - before
    assert noise.std() == pytest.approx(0.2 * before.std(), rel=0.03)
    assert abs(noise.mean()) < 0.02 * before.std()
    assert abs(np.corrcoef(noise, before)[0, 1]) < 0.03
    assert abs(np.corrcoef(noise, found["b"].to_numpy() - other)[0, 1]) < 0.03


def test_correlated_noise_keeps_means_and_covariances() -> None:
    before = np.stack(skewed())
    columns = {"a": pa.array(before[0]), "b": pa.array(before[1])}
    found = add_noise(columns, 0.5, "correlated", SECRET)
    after = np.stack([found["a"].to_numpy(), found["b"].to_numpy()])
    np.testing.assert_allclose(np.cov(after), np.cov(before), rtol=0.04)
    np.testing.assert_allclose(after.mean(axis=1), before.mean(axis=1), rtol=0.02)
    assert np.corrcoef(after[0], before[0])[0, 1] == pytest.approx(1 / math.sqrt(1.25), abs=0.02)


def test_collinear_columns_do_not_fail() -> None:
    before = np.arange(1000.0)
    columns = {"a": pa.array(before), "b": pa.array(2 * before), "c": pa.array(np.ones(1000))}
    found = add_noise(columns, 0.1, "correlated", SECRET)
    np.testing.assert_allclose(found["b"].to_numpy(), 2 * found["a"].to_numpy(), rtol=1e-6)
    np.testing.assert_allclose(found["c"].to_numpy(), 1)


def test_factors_have_mean_one_and_keep_zeros_and_signs() -> None:
    before = np.append(skewed()[0], [0.0, -5.0])
    found = add_noise({"a": pa.array(before)}, 0.3, "multiplicative", SECRET)["a"].to_numpy()
    factors = found[:-2] / before[:-2]
    assert factors.mean() == pytest.approx(1, abs=0.01)
    assert np.log(factors).std() == pytest.approx(0.3, rel=0.03)
    assert found[-2] == 0
    assert found[-1] < 0


@settings(deadline=None, max_examples=120)
@given(
    INTEGER_COLUMNS | FLOAT_COLUMNS | DATE_COLUMNS, st.sampled_from(KINDS[:2]), st.floats(0.001, 3)
)
def test_types_and_gaps_stay(values: pa.Array, kind: Kind, scale: float) -> None:
    found = add_noise({"a": values}, scale, kind, SECRET)["a"]
    assert found.type == values.type
    assert found.is_valid().equals(values.is_valid())
    again = add_noise({"a": values}, scale, kind, SECRET)["a"]
    assert repr(again.to_pylist()) == repr(found.to_pylist())


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=30),
    st.sampled_from(KINDS),
    st.randoms(use_true_random=False),
)
def test_rows_of_a_subject_move_alike_in_any_order(
    rows: list[tuple[int, int]], kind: Kind, rng: random.Random
) -> None:
    def run(of: list[tuple[int, int]]) -> list[float]:
        people = pa.array([p for _, p in of])
        columns = {"a": pa.array([float(v) for v, _ in of])}
        found = add_noise(columns, 0.5, kind, SECRET, subjects=people)["a"]
        return list(found.to_pylist())

    found = dict(zip(rows, run(rows), strict=True))
    np.testing.assert_allclose(run(rows), [found[row] for row in rows])
    order = rng.sample(rows, len(rows))
    np.testing.assert_allclose(run(order), [found[row] for row in order], atol=1e-9)


def test_columns_and_keys_have_noise_of_their_own() -> None:
    values = pa.array([1.0, 2.0, 3.0])
    both = add_noise({"a": values, "b": values}, 0.1, "additive", SECRET)
    assert both["a"] != both["b"]
    assert both["a"] != add_noise({"a": values}, 0.1, "additive", bytes(32))["a"]


def test_mistakes_are_told() -> None:
    with pytest.raises(InputError, match="not above 0"):
        add_noise({"a": pa.array([1.0])}, 0.0, "additive", SECRET)
    with pytest.raises(InputError, match="of type string"):
        add_noise({"a": pa.array(["x"])}, 0.1, "additive", SECRET)
    with pytest.raises(InputError, match="suits no date"):
        add_noise({"a": pa.array([date(2020, 1, 1)])}, 0.1, "multiplicative", SECRET)
    with pytest.raises(InputError, match="beyond 1e"):
        add_noise({"a": pa.array([1e200, 1.0])}, 0.1, "additive", SECRET)
    with pytest.raises(InputError, match="at least 16 bytes"):
        add_noise({"a": pa.array([1.0])}, 0.1, "additive", None)
