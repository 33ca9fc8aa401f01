"""Shapes and dependences of columns."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.assessment import associations
from sector_data.assessment.associations import (
    Coded,
    code_together,
    cramers_v,
    pair_likeness,
    shape_likeness,
)

_cells = st.lists(st.none() | st.sampled_from(["a", "b", "", "😀"]), max_size=20)


@given(_cells, _cells)
@settings(deadline=None)
def test_a_column_is_like_itself_and_shapes_are_shares(
    first: list[str | None], second: list[str | None]
) -> None:
    one, two = pa.array(first, pa.string()), pa.array(second, pa.string())
    assert shape_likeness(code_together(one, one)) == 1
    likeness = shape_likeness(code_together(one, two))
    assert likeness == pytest.approx(shape_likeness(code_together(two, one)))
    assert 0 <= likeness <= 1
    if first and second:
        shares = [
            abs(first.count(value) / len(first) - second.count(value) / len(second))
            for value in {*first, *second}
        ]
        assert likeness == pytest.approx(1 - sum(shares) / 2)


def test_no_rows_are_like_no_rows_only() -> None:
    none, some = pa.nulls(0, pa.string()), pa.array(["a"])
    assert shape_likeness(code_together(none, none)) == 1
    assert shape_likeness(code_together(some, none)) == 0


def test_numbers_and_dates_are_cut_into_tenths() -> None:
    numbers = pa.array([*range(1000), None], pa.int64())
    shifted = pa.array([x + 0.25 for x in range(1000)])
    assert code_together(numbers.cast(pa.float64()), shifted).size <= 12
    assert shape_likeness(code_together(numbers.cast(pa.float64()), shifted)) > 0.99
    days = pa.array([date(1850, 1, 1) + timedelta(d) for d in range(100)])
    coded = code_together(days, days.slice(0, 50))
    assert coded.size <= 12
    assert shape_likeness(coded) == pytest.approx(0.5, abs=0.02)
    instants = days.cast(pa.timestamp("us"))
    assert code_together(instants, instants).size == coded.size
    assert code_together(pa.array([1, 2, 2]), pa.array([2, 1])).size == 2


def test_labels_compare_across_types() -> None:
    coded = code_together(pa.array([1, 2, None]), pa.array(["1", "2", None]))
    assert coded.before.tolist() == coded.after.tolist()


def test_odd_numbers_are_coded() -> None:
    values = pa.array([float("nan"), float("inf"), None, *map(float, range(30))])
    coded = code_together(values, pa.chunked_array([values]))
    assert coded.before.tolist() == coded.after.tolist()
    assert coded.before.max() < coded.size


def _plain_v(first: list[int], second: list[int]) -> float:
    """Cramér's V with Bergsma's correction, by the textbook over the full table of cells."""
    n = len(first)
    kinds, others = sorted(set(first)), sorted(set(second))
    pairs = list(zip(first, second, strict=True))
    chi2 = sum(
        (pairs.count((a, b)) - first.count(a) * second.count(b) / n) ** 2
        / (first.count(a) * second.count(b) / n)
        for a in kinds
        for b in others
    )
    r, c = len(kinds), len(others)
    phi2 = max(0.0, chi2 / n - (r - 1) * (c - 1) / (n - 1))
    r_, c_ = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    room = min(r_, c_) - 1
    return float(min((phi2 / room) ** 0.5, 1.0)) if room > 1e-9 else 0.0


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=5, max_size=40))
def test_v_is_that_of_the_textbook(cells: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in cells], [b for _, b in cells]
    v = cramers_v(np.array(first), np.array(second), (5, 4))
    varied = len(set(first)) > 1 and len(set(second)) > 1
    # The root of what is nearly nothing magnifies the last digits.
    assert v == pytest.approx(_plain_v(first, second) if varied else 0.0, abs=1e-6)
    # Names of categories and their number do not matter.
    far = cramers_v(np.array(first) * 10**6, np.array(second) * 10**6, (5 * 10**6, 4 * 10**6))
    assert far == pytest.approx(v, abs=1e-6)


def test_v_of_a_copy_is_one_and_of_noise_nearly_none() -> None:
    generator = np.random.default_rng(3)
    noise, other = generator.integers(0, 40, (2, 2000))
    assert cramers_v(noise, noise, (40, 40)) == pytest.approx(1.0)
    assert cramers_v(noise, other, (40, 40)) < 0.05
    assert cramers_v(np.arange(50), np.arange(50), (50, 50)) == 0.0
    assert cramers_v(np.array([0]), np.array([0]), (1, 1)) == 0.0


def test_a_broken_dependence_shows() -> None:
    generator = np.random.default_rng(4)
    codes = generator.integers(0, 4, 1000)
    torn = generator.permutation(codes)
    same = [Coded(codes, codes, 4), Coded(codes, codes, 4)]
    assert pair_likeness(same) == 1.0
    broken = [Coded(codes, codes, 4), Coded(codes, torn, 4)]
    assert pair_likeness(broken) == pytest.approx(0.0, abs=0.1)
    constant = np.zeros(1000, dtype=np.int64)
    assert pair_likeness([*same[:1], Coded(constant, constant, 1)]) is None
    assert pair_likeness([Coded(codes, codes[:0], 4)] * 2) is None


def test_wide_tables_are_compared_on_the_same_three_hundred_pairs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    generator = np.random.default_rng(5)
    columns = [Coded(c, c[:20], 3) for c in generator.integers(0, 3, (40, 30))]
    seen: list[tuple[int, int]] = []

    def count(first: np.ndarray, second: np.ndarray, sizes: tuple[int, int]) -> float:
        seen.append((int(first[0]), int(second[0])))
        return 0.0

    monkeypatch.setattr(associations, "cramers_v", count)
    pair_likeness(columns)
    assert len(seen) == 2 * associations.MOST_PAIRS
    first = list(seen)
    seen.clear()
    pair_likeness(columns)
    assert seen == first
