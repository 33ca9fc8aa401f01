"""Labels of intervals are read as numbers, codes are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import build
from sector_data.assessment.usefulness.labels import numbers_of_labels
from sector_data.spec.hierarchies import AgeHierarchy, DateHierarchy, NumberHierarchy

HERE = Path()


@pytest.mark.parametrize(
    ("labels", "numbers"),
    [
        (["[30, 40)", "[40, 50]", "*", ">= 90", "< 10"], [35, 45, np.nan, 90, 10]),
        (["[-1.5, 0.5)", "7"], [-0.5, 7]),
        (["30-34", "35", "90+"], [32, 35, 90]),
        (["12345", "02139"], None),
        (["2020", "2021"], None),
        (["[30, 40)", "unknown"], None),
        (["555-1234", "617-9999"], None),
        (["40-30"], None),
        (["*"], None),
        ([], None),
    ],
)
def test_labels(labels: list[str], numbers: list[float] | None) -> None:
    read = numbers_of_labels(pa.array(labels, pa.string()))
    if numbers is None:
        assert read is None
    else:
        np.testing.assert_array_equal(read, numbers)


@given(
    st.lists(st.dates(date(1900, 1, 1), date(2099, 12, 31)), min_size=2, unique=True),
    st.sampled_from(["day", "week", "month", "quarter", "decade"]),
)
def test_periods_stand_in_the_order_of_their_dates(days: list[date], unit: str) -> None:
    column = pa.array(sorted(days), pa.date32())
    hierarchy = build(
        DateHierarchy.model_validate({"kind": "date", "levels": [unit]}), column, base=HERE
    )
    labels = hierarchy.generalise(column, 1)
    numbers = numbers_of_labels(labels.unique())
    assert numbers is not None
    place = dict(zip(labels.unique().to_pylist(), numbers, strict=True))
    assert list(place.values()) == sorted(place.values())
    # A day is no farther from the middle of its period than the period is long.
    lengths = {"day": 3, "week": 9, "month": 32, "quarter": 95, "decade": 1830}
    first = date(1, 1, 1).toordinal()
    for day, label in zip(sorted(days), labels.to_pylist(), strict=True):
        assert abs(day.toordinal() - first + 365.2425 - place[label]) <= lengths[unit]


@given(st.lists(st.integers(0, 110), min_size=1, unique=True), st.sampled_from([2, 5, 10]))
def test_what_hierarchies_of_numbers_write_is_read(ages: list[int], width: int) -> None:
    column = pa.array(ages)
    for spec in (NumberHierarchy(widths=(float(width),)), AgeHierarchy(widths=(width,))):
        labels = build(spec, column, base=HERE).generalise(column, 1)
        numbers = numbers_of_labels(labels)
        assert numbers is not None
        for age, number, label in zip(ages, numbers, labels.to_pylist(), strict=True):
            if not label.endswith("+"):
                assert abs(age - number) <= width / 2
