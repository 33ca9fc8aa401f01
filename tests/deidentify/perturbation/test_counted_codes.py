"""Beyond a bound by count lie enough subjects, and no tighter bound has them."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.perturbation import counted_bounds
from sector_data.deidentify.transforms import transform
from sector_data.errors import InputError
from sector_data.spec.transforms.values import TopBottom

ROWS = st.lists(st.tuples(st.none() | st.integers(0, 30), st.integers(0, 12)), max_size=60)


@settings(deadline=None, max_examples=100)
@given(ROWS, st.integers(1, 6), st.booleans())
def test_enough_subjects_have_the_bound_or_more(
    rows: list[tuple[int | None, int]], count: int, floats: bool
) -> None:
    kind = pa.float64() if floats else pa.int64()
    values = pa.array([v for v, _ in rows], kind)
    people = pa.array([p for _, p in rows], pa.int64())
    there = [(v, p) for v, p in rows if v is not None]

    def reached(bound: float) -> int:
        return len({p for v, p in there if v >= bound})

    if there and reached(-math.inf) < count:
        with pytest.raises(InputError, match="Fewer than"):
            counted_bounds(values, count, ends="top", subjects=people)
        return
    bottom, top = counted_bounds(values, count, ends="top", subjects=people)
    assert bottom is None
    if top is None:
        assert not there
        return
    assert reached(top) >= count
    assert all(reached(v) < count for v, _ in there if v > top)
    negated = pa.array([None if v is None else -v for v, _ in rows], kind)
    lowest, highest = counted_bounds(negated, count, ends="bottom", subjects=people)
    assert highest is None
    assert lowest == -top


@settings(deadline=None, max_examples=80)
@given(st.lists(st.floats(allow_infinity=False) | st.none(), min_size=6, max_size=40))
def test_enough_rows_have_each_bound_afterwards(numbers: list[float | None]) -> None:
    values = pa.array(numbers, pa.float64())
    present = sorted(v for v in numbers if v is not None and not math.isnan(v))
    if not 0 < len(present) < 4:
        coded = transform(values, TopBottom(count=2))
        assert coded.is_valid().equals(values.is_valid())
        found = [v for v in coded.to_pylist() if v is not None and not math.isnan(v)]
        if found:
            assert found.count(max(found)) >= 2
            assert found.count(min(found)) >= 2
            assert (min(found), max(found)) == (present[1], present[-2])


def test_both_ends() -> None:
    assert counted_bounds(pa.array(range(10)), 3) == (2, 7)
    assert counted_bounds(pa.array([1.0, math.nan, 2.0, None]), 1) == (1.0, 2.0)
    assert counted_bounds(pa.array([math.nan, None]), 1) == (None, None)


def test_bounds_that_would_cross_are_refused() -> None:
    with pytest.raises(InputError, match="cross"):
        counted_bounds(pa.array(range(5)), 4)


def test_mistakes_are_told() -> None:
    with pytest.raises(InputError, match="of type string"):
        counted_bounds(pa.array(["a"]), 1)
    with pytest.raises(InputError, match="below 1"):
        counted_bounds(pa.array([1]), 0)
    with pytest.raises(InputError, match="one subject"):
        counted_bounds(pa.array([1]), 1, subjects=pa.array([1, 2]))
