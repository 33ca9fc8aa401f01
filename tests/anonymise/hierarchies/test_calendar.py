"""Dates and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import build
from sector_data.errors import InputError, SpecificationError
from sector_data.spec.hierarchies import DateHierarchy

HERE = Path()
Unit = Literal["day", "week", "month", "quarter", "year", "decade"]


def expected(day: date, unit: Unit) -> str:
    year, week, _ = day.isocalendar()
    return {
        "day": day.isoformat(),
        "week": f"{year:04d}-W{week:02d}",
        "month": f"{day.year:04d}-{day.month:02d}",
        "quarter": f"{day.year:04d}-Q{(day.month + 2) // 3}",
        "year": f"{day.year:04d}",
        "decade": f"{day.year // 10:03d}0s",
    }[unit]


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.dates(date(1, 1, 8), date(9998, 12, 31)), min_size=1, max_size=10),
    st.sampled_from(["day", "week", "month", "quarter", "year", "decade"]),
)
def test_labels_are_those_of_the_calendar(days: list[date], unit: Unit) -> None:
    wanted = [expected(day, unit) for day in days]
    spec = DateHierarchy(levels=(unit,))
    instants = [datetime(d.year, d.month, d.day, 23, 59, tzinfo=UTC) for d in days]
    for values in (
        pa.array(days),
        pa.array([d.isoformat() for d in days]),
        pa.array(instants, pa.timestamp("us", "UTC")),
    ):
        assert build(spec, values, base=HERE).generalise(values, 1).to_pylist() == wanted


def test_texts_that_are_no_dates_have_no_place() -> None:
    values = pa.array(["2020-02-30", "yesterday", "", "2020", "2020-01-15T08:30:00", None])
    hierarchy = build(DateHierarchy(), values, base=HERE)
    months = hierarchy.generalise(values, 2).to_pylist()
    assert months == ["*", "*", "*", "*", "2020-01", None]
    assert hierarchy.loss(values, 2).tolist()[:2] == [1.0, 1.0]


def test_loss_is_the_part_of_the_range() -> None:
    year = pa.array([date(2021, 1, 1), date(2021, 12, 31)])
    hierarchy = build(DateHierarchy(levels=("month", "year")), year, base=HERE)
    assert hierarchy.loss(year, 1).tolist() == [30 / 364, 30 / 364]
    assert hierarchy.loss(year, 2).tolist() == [1.0, 1.0]
    instants = year.cast(pa.timestamp("us"))
    hierarchy = build(DateHierarchy(levels=("day",)), instants, base=HERE)
    assert 0 < hierarchy.loss(instants, 1)[0] < 1 / 364


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        (("month", "day"), "Try day, month"),
        (("day", "day"), "Try day"),
        (("week", "month"), "does not lie within one month"),
        (("day", "week", "year"), "does not lie within one month"),
    ],
)
def test_levels_must_nest(levels: tuple[Unit, ...], message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        build(DateHierarchy(levels=levels), pa.array([date(2020, 1, 1)]), base=HERE)


def test_numbers_are_no_dates() -> None:
    with pytest.raises(InputError, match="needs dates"):
        build(DateHierarchy(), pa.array([20200115]), base=HERE)
