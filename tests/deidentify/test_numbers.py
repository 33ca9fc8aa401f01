"""Rounding and top and bottom coding against exact arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.transforms import transform
from sector_data.spec.transforms.values import Round, TopBottom
from tests.deidentify.strategies import FLOATS, INTEGERS

MOST = 2**63 - 1


def rounded(values: list[float | None], to: float, arrow_type: pa.DataType) -> pa.Array:
    return transform(pa.array(values, arrow_type), Round(to=to))


@settings(deadline=None)
@given(st.lists(INTEGERS, max_size=8), st.integers(1, 10**6) | st.integers(2**60, 2**62))
def test_integers_round_to_the_even_multiple_exactly(numbers: list[int], to: int) -> None:
    to = int(float(to))  # the specification holds a float
    result = rounded([*numbers], to, pa.int64())
    assert result.type == pa.int64()
    outermost = MOST // to
    expected = [max(-outermost, min(outermost, round(Fraction(n, to)))) * to for n in numbers]
    assert result.to_pylist() == expected


@settings(deadline=None)
@given(st.integers(-(10**6), 10**6), st.sampled_from([0.01, 0.05, 0.1, 0.25, 2.5, 10.0, 1000.0]))
def test_decimals_round_as_they_are_written(hundredths: int, to: float) -> None:
    value = float(Fraction(hundredths, 100))
    step = Fraction(repr(to))
    expected = float(round(Fraction(hundredths, 100) / step) * step)
    assert rounded([value], to, pa.float64()).to_pylist() == [expected]


@settings(deadline=None)
@given(FLOATS, st.floats(min_value=0, exclude_min=True, allow_infinity=False))
def test_floats_move_by_half_a_step_at_most_whatever_the_step(value: float, to: float) -> None:
    (result,) = rounded([value], to, pa.float64()).to_pylist()
    if math.isfinite(value):
        assert abs(result - value) <= to / 2 * (1 + 1e-9) + abs(value) * 1e-12
    else:
        assert repr(result) == repr(value)


@pytest.mark.parametrize(
    ("values", "to", "expected"),
    [
        ([4, 5, 15, 25, -5, -15, None], 10, [0, 0, 20, 20, 0, -20, None]),
        ([MOST, -MOST - 1], 10, [MOST // 10 * 10, -(MOST // 10) * 10]),
        ([7, None], 2.5, [7.5, None]),
        ([], 10, []),
        ([None], 10, [None]),
    ],
)
def test_rounding_of_integers_by_example(
    values: list[int | None], to: float, expected: list[float | None]
) -> None:
    result = rounded([*values], to, pa.int64())
    assert result.to_pylist() == expected
    assert result.type == (pa.int64() if to == 10 else pa.float64())


def test_tidy_decimals() -> None:
    assert rounded([0.31, 0.15, -0.04], 0.1, pa.float64()).to_pylist() == [0.3, 0.2, 0.0]


@settings(deadline=None)
@given(st.lists(INTEGERS, max_size=8), INTEGERS, INTEGERS)
def test_nothing_lies_beyond_the_bounds_and_the_rest_is_untouched(
    numbers: list[int], one: int, other: int
) -> None:
    bottom, top = sorted((float(one), float(other)))
    result = transform(pa.array(numbers, pa.int64()), TopBottom(top=top, bottom=bottom))
    expected = [min(max(n, bottom), top) for n in numbers]
    assert result.to_pylist() == pytest.approx(expected)
    if abs(one) < 2**53 and abs(other) < 2**53:
        assert result.type == pa.int64()
        assert result.to_pylist() == expected


@pytest.mark.parametrize(
    ("values", "spec", "expected"),
    [
        ([89, 90, 104, None], TopBottom(top=90), [89, 90, 90, None]),
        ([-3, 0], TopBottom(bottom=0), [0, 0]),
        ([-3, MOST], TopBottom(bottom=0), [0, MOST]),
        ([1, 2], TopBottom(top=1.5), [1.0, 1.5]),
        ([1.0, math.inf, -math.inf], TopBottom(top=9, bottom=0), [1.0, 9.0, 0.0]),
        ([1, 2], TopBottom(top=1e300), [1.0, 2.0]),
    ],
)
def test_top_and_bottom_by_example(
    values: list[float | None], spec: TopBottom, expected: list[float | None]
) -> None:
    result = transform(pa.array(values), spec).to_pylist()
    assert result == expected
    assert [type(value) for value in result] == [type(value) for value in expected]


def test_not_a_number_stays() -> None:
    values = pa.array([math.nan])
    assert math.isnan(transform(values, TopBottom(top=1)).to_pylist()[0])
