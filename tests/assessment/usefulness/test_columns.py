"""Single columns: the figures that scipy and SDMetrics compute too, and the detail kept."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sector_data.assessment.usefulness import measure_usefulness
from sector_data.assessment.usefulness.columns import (
    detail_kept,
    kolmogorov_smirnov,
    quantile_shifts,
)
from sector_data.sources.tables import Table
from tests.assessment.usefulness.people import banded, people, take

NUMBERS = st.lists(st.integers(-5, 5).map(float), min_size=3, max_size=60)


@given(NUMBERS, NUMBERS)
def test_kolmogorov_smirnov_is_that_of_scipy(first: list[float], second: list[float]) -> None:
    ours = kolmogorov_smirnov(np.sort(first), np.sort(second))
    assert ours == pytest.approx(stats.ks_2samp(first, second, method="asymp").statistic)


def test_without_a_number_on_one_side_nothing_is_in_common() -> None:
    none, some = np.empty(0), np.array([1.0])
    assert kolmogorov_smirnov(none, none) == 0
    assert kolmogorov_smirnov(none, some) == kolmogorov_smirnov(some, none) == 1


def test_whole_tables_are_compared_as_sdmetrics_does() -> None:
    metrics = pytest.importorskip("sdmetrics.single_column")
    source, release = people(900, seed=1), people(700, seed=2)
    figures = measure_usefulness(source, release, splits=1)
    one, two = source.data.to_pandas(), release.data.to_pandas()
    measured = {column.column: column for column in figures.columns}
    for name in ("age", "cost", "days"):
        theirs = metrics.KSComplement.compute(one[name], two[name])
        assert measured[name].kolmogorov_smirnov == pytest.approx(1 - theirs)
    for name in ("sex", "ward"):
        theirs = metrics.TVComplement.compute(one[name], two[name])
        ours = measured[name].total_variation
        assert ours is not None
        if name == "sex":
            assert ours == pytest.approx(1 - theirs)
        # SDMetrics leaves missing values out; a gap is a category here.
        one_gap, two_gap = one[name].isna().mean(), two[name].isna().mean()
        assert abs(ours - (1 - theirs)) <= abs(one_gap - two_gap) + max(one_gap, two_gap)
        assert (measured[name].missing_source, measured[name].missing_release) == (one_gap, two_gap)


@given(st.integers(1, 50), st.floats(-0.5, 0.5))
def test_quantiles_move_as_the_column_does(scale: int, move: float) -> None:
    numbers = np.arange(1001.0) * scale
    shifts = quantile_shifts(numbers, numbers + move * scale * 980)
    assert [s.at for s in shifts] == [0.05, 0.25, 0.5, 0.75, 0.95]
    assert [s.shift for s in shifts] == pytest.approx([move] * 5, abs=0.0051)


def test_quantiles_need_a_range() -> None:
    flat = np.ones(5)
    assert quantile_shifts(flat, flat) == quantile_shifts(np.empty(0), flat) == ()


def test_detail_of_bands_is_told_beside_an_equal_distribution() -> None:
    original = people(2_000)
    spelt = banded(original)
    figures = measure_usefulness(spelt, take(spelt, np.arange(1_900)), original=original, splits=2)
    columns = {column.column: column for column in figures.columns}
    age, ward = columns["age"], columns["ward"]
    assert age.kind == "number"
    assert age.verdict == "safe to use"
    assert age.detail is not None
    # Ages are even: ln 8 of ln 72, and all of the variance but that within ten years.
    assert age.detail.information == pytest.approx(np.log(8) / np.log(72), abs=0.03)
    assert age.detail.variance == pytest.approx(1 - 10**2 / 72**2, abs=0.01)
    assert age.detail.labels == 8
    assert ward.detail is not None
    assert (ward.detail.information, ward.detail.variance) == (0, None)
    assert (ward.verdict, ward.reasons) == ("do not use", ("no-detail",))
    assert columns["sex"].detail is None


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab")), min_size=1))
def test_detail_is_a_share(rows: list[tuple[int, str]]) -> None:
    values, labels = (pa.array(side) for side in zip(*rows, strict=True))
    kept = detail_kept(values, labels, 2)
    assert 0 <= kept.information <= 1
    assert kept.variance is not None
    assert 0 <= kept.variance <= 1
    same = detail_kept(values, values.cast(pa.string()), 4)
    assert same.information == pytest.approx(1)
    assert same.variance == pytest.approx(1)


def test_gaps_count() -> None:
    source = people(1_000)
    hidden = pa.array([None] * 500 + source.column("days").to_pylist()[500:], pa.int64())
    data = source.data.set_column(4, "days", hidden)
    figures = measure_usefulness(source, Table("people", data), columns=["days", "sex"], splits=2)
    days = figures.columns[0]
    assert days.missing_release == 0.5
    assert days.kolmogorov_smirnov is not None
    assert days.kolmogorov_smirnov < 0.1
    assert days.distance is not None
    assert days.distance.value == 0.5
    assert days.verdict == "do not use"
