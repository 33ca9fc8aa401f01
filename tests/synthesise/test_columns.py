"""Columns go to engines as codes and units, and come back as they were."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.synthesise.columns import Category, Constant, Continuum, Grid, encode


def _columns(
    values: st.SearchStrategy[Any], arrow_type: pa.DataType
) -> st.SearchStrategy[pa.Array]:
    few = st.lists(st.none() | values, max_size=5)
    many = st.lists(st.none() | values, min_size=25, max_size=40)
    return (few | many).map(lambda v: pa.array(v, arrow_type))


COLUMNS = st.one_of(
    _columns(st.text(max_size=3), pa.string()),
    _columns(st.booleans(), pa.bool_()),
    _columns(st.integers(-(2**63), 2**63 - 1) | st.integers(-99, 99), pa.int64()),
    _columns(st.floats(allow_nan=False, allow_infinity=False), pa.float64()),
    _columns(st.integers(-999, 999).map(lambda n: n / 4), pa.float64()),
    _columns(st.dates(), pa.date32()),
    _columns(st.datetimes(), pa.timestamp("us")),
    _columns(st.datetimes(), pa.timestamp("us", "Europe/Berlin")),
)


def round_trip(values: pa.Array) -> pa.Array:
    column = encode(values)
    match column:
        case Constant():
            return column.decode(len(values))
        case Category():
            return column.decode(column.codes)
        case _:
            return column.decode(column.units)


@settings(deadline=None, max_examples=100)
@given(COLUMNS)
def test_what_goes_to_an_engine_comes_back(values: pa.Array) -> None:
    result = round_trip(values)
    assert result.type == values.type
    column = encode(values)
    if isinstance(column, Constant | Category):
        assert result.equals(values)
        return
    for before, after in zip(values.to_pylist(), result.to_pylist(), strict=True):
        assert (before is None) == (after is None)
    # A unit is a float64: it tells 2**53 points apart.
    if isinstance(column, Grid) and column.highest - column.lowest < 2**51:
        assert result.equals(values)
    if isinstance(column, Continuum):
        span = column.highest / 2 - column.lowest / 2
        for before, after in zip(values.to_pylist(), result.to_pylist(), strict=True):
            if before is not None:
                assert abs(before / 2 - after / 2) <= span * 1e-12


@settings(deadline=None, max_examples=100)
@given(COLUMNS, st.lists(st.floats(-2, 3) | st.just(math.nan), max_size=10))
def test_nothing_leaves_the_bounds_or_the_categories(values: pa.Array, units: list[float]) -> None:
    column = encode(values)
    present = [v for v in values.to_pylist() if v is not None]
    match column:
        case Constant():
            assert set(column.decode(3).to_pylist()) <= set(present or [None])
        case Category():
            assert set(column.values.to_pylist()) == set(values.to_pylist())
        case _:
            for made in column.decode(np.array(units, dtype=np.float64)).to_pylist():
                assert made is None or min(present) <= made <= max(present)


@settings(deadline=None, max_examples=100)
@given(COLUMNS)
def test_an_engine_sees_codes_and_units_only(values: pa.Array) -> None:
    match encode(values):
        case Category(codes=codes):
            assert codes.min() >= 0
            assert codes.max() < len(set(values.to_pylist()))
        case Grid(units=units) | Continuum(units=units):
            assert ((units >= 0) & (units <= 1) | np.isnan(units)).all()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pa.array([], pa.string()), Constant),
        (pa.array([None, None], pa.int64()), Constant),
        (pa.array(["a", "a"]), Constant),
        (pa.array([0.0, -0.0]), Constant),
        (pa.array(["a", None]), Category),
        (pa.array([0, 1]), Category),
        (pa.array([math.nan, 1.0]), Category),
        (pa.array([math.inf, math.nan]), Constant),
        (pa.array(range(20)), Category),
        (pa.array(range(21)), Grid),
        (pa.array([n / 8 for n in range(21)]), Grid),
        (pa.array([math.sqrt(n) for n in range(21)]), Continuum),
        (pa.array([float(10**n) for n in range(300)]), Continuum),
        (pa.array([date(1800 + n, 1, 1) for n in range(21)]), Grid),
    ],
    ids=str,
)
def test_kinds_of_columns(values: pa.Array, kind: type) -> None:
    assert type(encode(values)) is kind


@pytest.mark.parametrize(
    ("values", "unit", "expected"),
    [
        (pa.array([n * 10 for n in range(30)]), 0.5, 140),
        (pa.array([n * 10 + 3 for n in range(30)]), 0.49, 143),
        (pa.array([n / 4 for n in range(30)]), 0.3, 2.25),
        (pa.array([n / 10 for n in range(31)]), 0.11, 0.3),
        (
            pa.array([datetime(2020, 1, 1, n % 24, 30) for n in range(24)]),
            0.49,
            datetime(2020, 1, 1, 11, 30),
        ),
        (pa.array([date(1850, 1, 1 + n) for n in range(31)]), 0.5, date(1850, 1, 16)),
    ],
    ids=lambda x: str(getattr(x, "type", x)),
)
def test_the_resolution_is_kept(values: pa.Array, unit: float, expected: Any) -> None:
    column = encode(values)
    assert isinstance(column, Grid)
    assert column.decode(np.array([unit])).to_pylist() == [expected]


def test_categories_are_sorted_and_null_is_last() -> None:
    column = encode(pa.array(["b", None, "a", "b"]))
    assert isinstance(column, Category)
    assert column.values.to_pylist() == ["a", "b", None]
    assert column.codes.tolist() == [1, 2, 0, 1]
