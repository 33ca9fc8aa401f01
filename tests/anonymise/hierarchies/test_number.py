"""Intervals of numbers."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import build
from sector_data.anonymise.hierarchies.number import decimal_text, widths_of_range
from sector_data.errors import InputError, SpecificationError
from sector_data.spec.hierarchies import NumberHierarchy

HERE = Path()


def labels(spec: NumberHierarchy, values: pa.Array, level: int) -> list[str | None]:
    result: list[str | None] = build(spec, values, base=HERE).generalise(values, level).to_pylist()
    return result


def test_edges_are_decimal_not_binary() -> None:
    values = pa.array([0.1, 0.3, 0.7, 0.30000000000000004, -0.1, 1e-9, None])
    spec = NumberHierarchy(widths=(0.1, 0.5))
    assert labels(spec, values, 1) == [
        "[0.1, 0.2)",
        "[0.3, 0.4)",
        "[0.7, 0.8)",
        "[0.3, 0.4)",
        "[-0.1, 0)",
        "[0, 0.1)",
        None,
    ]
    assert labels(spec, values, 2)[:5] == [
        "[0, 0.5)",
        "[0, 0.5)",
        "[0.5, 1)",
        "[0, 0.5)",
        "[-0.5, 0)",
    ]


@settings(deadline=None, max_examples=100)
@given(
    st.integers(-(10**6), 10**6),
    st.sampled_from([0.1, 0.05, 0.25, 1e-5, 2.0, 50.0]),
    st.sampled_from([0.0, 0.05, -7.0]),
)
def test_an_edge_opens_its_interval(index: int, width: float, origin: float) -> None:
    start = Fraction(repr(origin)) + index * Fraction(repr(width))
    end = start + Fraction(repr(width))
    spec = NumberHierarchy(widths=(width,), origin=origin)
    expected = [f"[{decimal_text(start)}, {decimal_text(end)})"]
    assert labels(spec, pa.array([float(start)]), 1) == expected
    assert labels(spec, pa.array([float((start + end) / 2)]), 1) == expected


def test_values_without_a_place() -> None:
    values = pa.array([1e300, float("inf"), float("nan"), 5.0, None])
    assert labels(NumberHierarchy(widths=(10.0,)), values, 1) == ["*", "*", "*", "[0, 10)", None]
    whole = pa.array([2**63 - 1, -(2**63), 5])
    assert labels(NumberHierarchy(widths=(10.0,)), whole, 1) == ["*", "*", "[0, 10)"]
    texts = pa.array(["5", "1e1", "five", ""])
    assert labels(NumberHierarchy(widths=(10.0,)), texts, 1) == ["[0, 10)", "[10, 20)", "*", "*"]


def test_loss_counts_integers_and_measures_real_numbers() -> None:
    whole = pa.array([0, 5, 99])
    hierarchy = build(NumberHierarchy(widths=(10.0,)), whole, base=HERE)
    assert hierarchy.loss(whole, 1) == pytest.approx([9 / 99] * 3)
    real = pa.array([0.0, 5.0, 100.0])
    hierarchy = build(NumberHierarchy(widths=(10.0,)), real, base=HERE)
    assert hierarchy.loss(real, 1) == pytest.approx([0.1, 0.1, 0.0])


def test_widths_from_the_data_are_fixed_in_the_specification() -> None:
    spec = build(NumberHierarchy(), pa.array([0, 17, 100]), base=HERE).spec
    assert isinstance(spec, NumberHierarchy)
    assert spec.widths == (5.0, 10.0, 50.0)
    spec = build(NumberHierarchy(), pa.array([0.0, 1e300, 0.08]), base=HERE).spec
    assert isinstance(spec, NumberHierarchy)
    assert spec.widths is not None
    assert max(spec.widths) < 1


@settings(deadline=None, max_examples=100)
@given(st.floats(1e-12, 1e12), st.booleans())
def test_chosen_widths_nest_below_half_the_range(extent: float, whole: bool) -> None:
    widths = widths_of_range(extent, whole=whole)
    assert len(widths) <= 4
    assert whole or len(widths) == 4
    assert all(width <= extent / 2 for width in widths)
    for finer, coarser in pairwise(Fraction(repr(width)) for width in widths):
        assert coarser / finer in {2, 5}


def test_a_column_of_one_value_has_no_intervals() -> None:
    hierarchy = build(NumberHierarchy(), pa.array([7, 7, None]), base=HERE)
    assert hierarchy.levels == 2


@pytest.mark.parametrize("widths", [(10.0, 15.0), (10.0, 5.0), (0.1, 0.25)])
def test_widths_must_nest(widths: tuple[float, ...]) -> None:
    with pytest.raises(SpecificationError, match=r"hierarchy\.widths"):
        build(NumberHierarchy(widths=widths), pa.array([1]), base=HERE)


def test_booleans_are_no_numbers() -> None:
    with pytest.raises(InputError, match="needs numbers"):
        build(NumberHierarchy(), pa.array([True]), base=HERE)


def test_decimal_texts() -> None:
    assert [decimal_text(Fraction(t)) for t in ("0.00001", "-1.50", "1e20", "0")] == [
        "0.00001",
        "-1.5",
        "100000000000000000000",
        "0",
    ]
