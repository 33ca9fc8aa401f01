"""Arrow's types are mapped without losing anything, or refused by name of column."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.errors import SourceError
from sector_data.sources.arrow_types import normalise_column, normalise_table


def normalise(values: object, kind: pa.DataType | None = None) -> pa.ChunkedArray:
    return normalise_column(pa.chunked_array([pa.array(values, kind)]), "t: column 'c'")


MOMENT = dt.datetime(1850, 3, 4, 5, 6, 7, 8000)


@pytest.mark.parametrize(
    ("source", "kind", "expected", "values"),
    [
        (["a", None], pa.large_string(), pa.string(), ["a", None]),
        (["a", None], pa.string_view(), pa.string(), ["a", None]),
        (["a", None, "a"], pa.dictionary(pa.int8(), pa.string()), pa.string(), ["a", None, "a"]),
        ([1, None, 1], pa.dictionary(pa.int8(), pa.int32()), pa.int64(), [1, None, 1]),
        ([None, None], pa.null(), pa.string(), [None, None]),
        ([], pa.null(), pa.string(), []),
        ([True, None], pa.bool_(), pa.bool_(), [True, None]),
        ([-128, None], pa.int8(), pa.int64(), [-128, None]),
        ([2**63 - 1], pa.uint64(), pa.int64(), [2**63 - 1]),
        ([2**63, None], pa.uint64(), pa.string(), ["9223372036854775808", None]),
        ([0.5, None], pa.float32(), pa.float64(), [0.5, None]),
        ([float("nan"), 0.5], pa.float64(), pa.float64(), [None, 0.5]),
        ([Decimal("1.50"), None], pa.decimal128(38, 18), pa.float64(), [1.5, None]),
        ([Decimal("-1E-9")], pa.decimal128(10, 9), pa.float64(), [-1e-09]),
        ([None], pa.decimal128(10, 2), pa.float64(), [None]),
        ([Decimal("1234567890123.45")], pa.decimal128(20, 2), pa.float64(), [1234567890123.45]),
        ([Decimal("12345678901234.56")], pa.decimal128(20, 2), pa.string(), ["12345678901234.56"]),
        ([Decimal(7)], pa.decimal128(10, 0), pa.int64(), [7]),
        ([Decimal(10**20)], pa.decimal256(40, 0), pa.string(), [str(10**20)]),
        ([dt.date(1, 1, 1)], pa.date64(), pa.date32(), [dt.date(1, 1, 1)]),
        ([MOMENT], pa.timestamp("ns"), pa.timestamp("us"), [MOMENT]),
        (
            [MOMENT],
            pa.timestamp("ms", "UTC"),
            pa.timestamp("us", "UTC"),
            [MOMENT.replace(tzinfo=dt.UTC)],
        ),
        ([1], pa.timestamp("ns"), pa.timestamp("us"), [dt.datetime(1970, 1, 1)]),
        ([dt.time(1, 2, 3)], pa.time64("us"), pa.string(), ["01:02:03.000000"]),
        ([90, None], pa.duration("s"), pa.string(), ["90 s", None]),
    ],
)
def test_types(
    source: list[object], kind: pa.DataType, expected: pa.DataType, values: list[object]
) -> None:
    column = normalise(source, kind)
    assert column.type == expected
    assert column.to_pylist() == values


def test_run_end_encoded() -> None:
    runs = pa.RunEndEncodedArray.from_arrays([2, 3], pa.array(["a", "b"]))
    assert normalise_column(pa.chunked_array([runs]), "c").to_pylist() == ["a", "a", "b"]


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        ([["x"]], None, r"column 'c' is nested \(list\)"),
        ([{"x": 1}], None, r"column 'c' is nested \(struct\)"),
        ([[("x", 1)]], pa.map_(pa.string(), pa.int64()), r"column 'c' is nested \(map\)"),
        ([b"x"], None, "column 'c' has the type binary"),
        ([b"x" * 16], pa.uuid(), "column 'c' has the type fixed_size_binary"),
        (["x\0"], None, "column 'c' holds NUL"),
        ([-719_163], pa.date32(), "column 'c' holds dates outside the years"),
        ([2_932_897], pa.date32(), "column 'c' holds dates outside the years"),
        ([2**62], pa.timestamp("s"), "column 'c' holds dates outside the years"),
        ([2**61], pa.timestamp("us"), "column 'c' holds dates outside the years"),
    ],
)
def test_columns_that_no_table_holds(
    source: list[object], kind: pa.DataType | None, message: str
) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        normalise(source, kind)
    assert caught.value.fix


@settings(deadline=None)
@given(st.lists(st.decimals(-(10**9), 10**9, places=6) | st.none(), min_size=1))
def test_decimals_keep_every_digit(values: list[Decimal | None]) -> None:
    column = normalise(values, pa.decimal128(38, 6))
    again = [None if value is None else Decimal(str(value)) for value in column.to_pylist()]
    assert again == values


def test_metadata_is_left_behind() -> None:
    data = pa.table({"a b": [1]}).replace_schema_metadata({"pandas": "x"})
    plain = normalise_table(data, "t")
    assert plain.schema.metadata is None
    assert plain.to_pydict() == {"a b": [1]}
    assert data.schema.metadata == {b"pandas": b"x"}
