"""The compiled sums over matches agree with those of numpy, also when keys need several words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.kernels import wildcards as module
from sector_data.kernels.library import library
from sector_data.kernels.wildcards import packed, wildcard_subjects, wildcard_sums


def with_numpy(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function as if nothing were compiled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "library", lambda: None)
        return function(*arguments)


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, list[int]]:
    """Draw distinct combinations of codes; the fields are wide enough for several words."""
    columns = draw(st.integers(1, 5))
    size = draw(st.sampled_from([2, 3, 2**30]))
    row = st.lists(st.sampled_from([0, 0, 1, 2, size]), min_size=columns, max_size=columns)
    rows = draw(st.lists(row, min_size=1, max_size=30, unique_by=tuple))
    return np.array(rows, dtype=np.int64), [size] * columns


@pytest.mark.skipif(library() is None, reason="nothing is compiled here")
@settings(deadline=None, max_examples=100)
@given(tables(), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_both_sum_and_count_alike(
    table: tuple[np.ndarray, list[int]], measures: int, seed: int
) -> None:
    combinations, order = packed(*table)
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 1000, (len(order), measures)).astype(np.float64)
    for ours, twins in zip(
        wildcard_sums(combinations, values),
        with_numpy(wildcard_sums, combinations, values),
        strict=True,
    ):
        np.testing.assert_array_equal(ours, twins)
    lengths = rng.integers(0, 4, len(order))
    offsets = np.append(0, np.cumsum(lengths)).astype(np.int64)
    subjects = rng.integers(0, 5, offsets[-1]).astype(np.int64)
    for mine, theirs in zip(
        wildcard_subjects(combinations, offsets, subjects, 5),
        with_numpy(wildcard_subjects, combinations, offsets, subjects, 5),
        strict=True,
    ):
        np.testing.assert_array_equal(mine, theirs)


@settings(deadline=None, max_examples=50)
@given(tables())
def test_combinations_are_sorted_by_what_is_missing(table: tuple[np.ndarray, list[int]]) -> None:
    combinations, order = packed(*table)
    gaps = [tuple(row == 0) for row in table[0][order]]
    starts = combinations.offsets[:-1]
    assert len({gaps[start] for start in starts}) == len(starts) == len(set(gaps))
    assert sorted(order) == list(range(len(table[0])))
    whole = [i for i, start in enumerate(starts) if not any(gaps[start])]
    assert combinations.complete == (whole[0] if whole else -1)
