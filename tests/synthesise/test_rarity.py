"""What few hold is not learnt."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.synthesise.columns import Category, Constant, Continuum, Grid
from sector_data.synthesise.rarity import guard


@settings(deadline=None)
@given(st.lists(st.none() | st.sampled_from("abcdef"), min_size=1, max_size=60), st.integers(2, 6))
def test_every_category_that_is_learnt_was_held_by_enough(
    values: list[str | None], fewest: int
) -> None:
    found = guard(pa.array(values, pa.string()), fewest, 0)
    counts = {value: values.count(value) for value in values}
    if found.column is None:
        assert max(counts.values()) < fewest
        return
    if isinstance(found.column, Constant):
        return
    assert isinstance(found.column, Category)
    kept = found.column.values.to_pylist()
    assert all(counts[value] >= fewest for value in kept)
    assert found.changed == sum(n for value, n in counts.items() if value not in kept)
    decoded = found.column.decode(found.column.codes).to_pylist()
    assert all(after == before for before, after in zip(values, decoded, strict=True)
               if before in kept)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=40, max_size=80, unique=True), st.integers(2, 6))
def test_every_bound_is_reached_by_enough(values: list[int], fewest: int) -> None:
    found = guard(pa.array(values), fewest, 0)
    assert isinstance(found.column, Grid)
    ranked = sorted(values)
    assert (found.column.lowest, found.column.highest) == (ranked[fewest - 1], ranked[-fewest])
    assert found.changed == 2 * (fewest - 1)


def test_subjects_count_not_rows() -> None:
    subjects = np.repeat(np.arange(10), 10)
    values = ["common"] * 90 + ["one person's"] * 10
    found = guard(pa.array(values), 5, 0, subjects=subjects)
    assert isinstance(found.column, Constant)
    assert found.changed == 10
    numbers = [float(n) / 7 for n in range(90)] + [1e6] * 10
    bounded = guard(pa.array(numbers), 3, 0, subjects=subjects)
    assert isinstance(bounded.column, Grid | Continuum)
    assert bounded.column.decode(np.array([1.0])).to_pylist()[0] < 90 / 7


@pytest.mark.parametrize(
    "values",
    [list(range(100, 104)), [f"code {n}" for n in range(300)], [n * 1.7 for n in range(30)]],
)
def test_a_column_that_nobody_shares_is_not_learnt(values: list[Any]) -> None:
    assert guard(pa.array(values), 50, 0).column is None


def test_what_is_constant_or_not_guarded_stays_as_it_is() -> None:
    assert guard(pa.array(["x"]), 5, 0).changed == 0
    found = guard(pa.array(["x", "y"]), 1, 0)
    assert isinstance(found.column, Category)
    assert found.changed == 0
