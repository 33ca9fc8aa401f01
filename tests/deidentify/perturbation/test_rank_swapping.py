"""Rank swapping: the same values, none moved further than asked for."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.perturbation import rank_swap
from sector_data.errors import InputError
from tests.deidentify.strategies import DATE_COLUMNS, NUMBER_COLUMNS, SECRET


@settings(deadline=None, max_examples=100)
@given(st.integers(2, 300), st.floats(0.001, 1), st.integers(0, 2**32 - 1))
def test_no_rank_moves_further_than_asked_for(count: int, share: float, seed: int) -> None:
    values = np.random.default_rng(seed).permutation(count)
    found = rank_swap(pa.array(values), share, SECRET).to_numpy()
    assert sorted(found) == list(range(count))
    assert np.abs(found - values).max() <= max(share * count, 1)
    # Pairs change places: whoever has my value gave me theirs.
    assert (found[np.argsort(values)[found]] == values).all()


@settings(deadline=None, max_examples=100)
@given(NUMBER_COLUMNS | DATE_COLUMNS, st.floats(0.01, 1))
def test_the_values_stay_and_gaps_where_they_are(values: pa.Array, share: float) -> None:
    found = rank_swap(values, share, SECRET)
    assert found.type == values.type
    assert sorted(map(repr, found.to_pylist())) == sorted(map(repr, values.to_pylist()))
    assert found.is_valid().equals(values.is_valid())
    assert found.equals(rank_swap(values, share, SECRET)) or "nan" in repr(found.to_pylist())


def test_five_per_cent_is_no_shuffling() -> None:
    # sdcMicro's rankSwap documents P as a percentage and reads a share: P = 5 shuffles everything.
    values = np.arange(10_000)
    found = rank_swap(pa.array(values), 0.05, SECRET).to_numpy()
    assert np.corrcoef(values, found)[0, 1] > 0.99
    assert np.abs(values - found).mean() == pytest.approx(0.025 * 10_000, rel=0.05)
    assert np.count_nonzero(values == found) <= 2


def test_another_key_swaps_others() -> None:
    values = pa.array(range(100))
    assert rank_swap(values, 0.1, SECRET) != rank_swap(values, 0.1, bytes(32))


@pytest.mark.parametrize("share", [0.0, -0.1, 1.01, 5.0, float("nan")])
def test_what_is_no_share_is_refused(share: float) -> None:
    with pytest.raises(InputError, match="a share above 0"):
        rank_swap(pa.array([1, 2]), share, SECRET)


def test_other_mistakes_are_told() -> None:
    with pytest.raises(InputError, match="of type string"):
        rank_swap(pa.array(["a"]), 0.1, SECRET)
    with pytest.raises(InputError, match="at least 16 bytes"):
        rank_swap(pa.array([1]), 0.1, None)


def test_small_and_typed_columns() -> None:
    assert rank_swap(pa.array([], pa.int64()), 0.5, SECRET).to_pylist() == []
    assert rank_swap(pa.array([7]), 0.5, SECRET).to_pylist() == [7]
    days = pa.array([date(2020, 1, 1), None, date(2021, 1, 1)])
    assert rank_swap(days, 1.0, SECRET).to_pylist() == [date(2021, 1, 1), None, date(2020, 1, 1)]
