"""One value has one canonical text, whatever the type of its column."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.deidentify.canonical import canonical_text


def text_of(value: Any, arrow_type: pa.DataType) -> str | None:
    result: str | None = canonical_text(pa.array([value], arrow_type)).to_pylist()[0]
    return result


@given(st.integers(-(2**53) + 1, 2**53 - 1))
def test_an_integer_reads_the_same_as_number_text_and_floating_point(number: int) -> None:
    spelt = text_of(number, pa.int64())
    assert spelt == text_of(str(number), pa.string()) == text_of(float(number), pa.float64())


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_fraction_reads_as_python_writes_it(number: float) -> None:
    spelt = text_of(number, pa.float64())
    assert spelt is not None
    assert float(spelt) == number


@given(st.dates())
def test_a_date_reads_the_same_as_date_midnight_and_text(day: date) -> None:
    midnight = datetime(day.year, day.month, day.day)
    assert text_of(day, pa.date32()) == text_of(midnight, pa.timestamp("us")) == day.isoformat()


@given(st.datetimes())
def test_a_timestamp_reads_as_iso_8601(moment: datetime) -> None:
    spelt = text_of(moment, pa.timestamp("us"))
    assert spelt == (moment.isoformat().removesuffix("T00:00:00"))


@pytest.mark.parametrize(
    ("value", "arrow_type", "expected"),
    [
        ("e\u0301", pa.string(), "\u00e9"),
        (" 42", pa.string(), " 42"),
        ("", pa.string(), ""),
        (-0.0, pa.float64(), "0"),
        (2.0**53, pa.float64(), "9007199254740992.0"),
        (float("nan"), pa.float64(), None),
        (float("-inf"), pa.float64(), "-inf"),
        (True, pa.bool_(), "true"),
        (None, pa.int64(), None),
        (
            datetime(1899, 12, 31, 23, 59, 59, 120000, UTC),
            pa.timestamp("us", "Asia/Tokyo"),
            "1899-12-31T23:59:59.120000Z",
        ),
        (datetime(2020, 1, 1, tzinfo=UTC), pa.timestamp("us", "UTC"), "2020-01-01T00:00:00Z"),
    ],
    ids=repr,
)
def test_canonical_texts_of_odd_values(
    value: Any, arrow_type: pa.DataType, expected: str | None
) -> None:
    assert text_of(value, arrow_type) == expected
