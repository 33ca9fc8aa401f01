"""DataFrames and tables hold the same, and neither changes the other."""

from __future__ import annotations

import datetime as dt
import enum
import traceback
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, settings

from sector_data.errors import SourceError
from sector_data.sources.frames import from_pandas, to_pandas
from sector_data.sources.tables import Table
from tests.sources.strategies import tables

SECRET = "Zaphod-4242-Beeblebrox"


@settings(deadline=None, max_examples=100)
@given(tables(min_rows=0))
@example(Table("t", pa.table({"d": pa.nulls(2, pa.date32()), "n": pa.nulls(2, pa.float64())})))
@example(Table("t", pa.table({"t": pa.array([0, None], pa.timestamp("us", "Europe/Berlin"))})))
def test_to_pandas_and_back_is_the_same_table(table: Table) -> None:
    assert from_pandas(table.name, table.to_pandas()).data.equals(table.data)


def test_types_of_the_frame() -> None:
    data = pa.table(
        {
            "s": pa.array(["x", None]),
            "i": pa.array([1, None]),
            "f": pa.array([0.5, None]),
            "b": pa.array([True, None]),
            "d": pa.array([dt.date(1, 1, 1), dt.date(9999, 12, 31)]),
            "t": pa.array([dt.datetime(1, 1, 1), None], pa.timestamp("us")),
            "z": pa.array([dt.datetime(2020, 1, 1), None], pa.timestamp("us", "UTC")),
        }
    )
    frame = to_pandas(data)
    assert frame.dtypes.astype(str).to_dict() == {
        "s": "string",
        "i": "Int64",
        "f": "float64",
        "b": "boolean",
        "d": "datetime64[s]",
        "t": "datetime64[us]",
        "z": "datetime64[us, UTC]",
    }
    assert frame["d"].dt.year.tolist() == [1, 9999]
    assert frame["i"].isna().tolist() == [False, True]


class Ward(enum.Enum):
    NORTH = 1


MIDNIGHT = dt.datetime(2020, 1, 1)
NOON = dt.datetime(2020, 1, 1, 12)
BERLIN = pd.Timestamp("2020-01-01 12:00", tz="Europe/Berlin")

SERIES: dict[str, tuple[Any, pa.DataType, list[object]]] = {
    "texts": (["a", None], pa.string(), ["a", None]),
    "texts and NaN": (["a", np.nan], pa.string(), ["a", None]),
    "nothing": (pd.Series([None, np.nan], dtype=object), pa.string(), [None, None]),
    "objects, whole": (pd.Series([1, None], dtype=object), pa.int64(), [1, None]),
    "objects, too large": (pd.Series([2**70, 1], dtype=object), pa.string(), [str(2**70), "1"]),
    "objects, numbers": (pd.Series([1, 0.5], dtype=object), pa.float64(), [1.0, 0.5]),
    "objects, inexact": (pd.Series([2**60 + 1, 0.5]).astype(object), pa.float64(), [2.0**60, 0.5]),
    "objects, booleans": ([True, None], pa.bool_(), [True, None]),
    "objects, dates": ([dt.date(1, 1, 1), None], pa.date32(), [dt.date(1, 1, 1), None]),
    "objects, datetimes": (
        pd.Series([dt.datetime(1, 1, 1), None], dtype=object),
        pa.timestamp("us"),
        [dt.datetime(1, 1, 1), None],
    ),
    "objects, zoned": (
        pd.Series([NOON.replace(tzinfo=dt.UTC), None], dtype=object),
        pa.timestamp("us", "UTC"),
        [NOON.replace(tzinfo=dt.UTC), None],
    ),
    "objects, zoned and not": (
        pd.Series([NOON.replace(tzinfo=dt.UTC), NOON], dtype=object),
        pa.string(),
        ["2020-01-01 12:00:00+00:00", "2020-01-01 12:00:00"],
    ),
    "objects, dates and datetimes": (
        pd.Series([NOON.date(), NOON], dtype=object),
        pa.string(),
        ["2020-01-01", "2020-01-01 12:00:00"],
    ),
    "objects, datetimes and dates": (
        pd.Series([NOON, NOON.date()], dtype=object),
        pa.string(),
        ["2020-01-01 12:00:00", "2020-01-01"],
    ),
    "objects, decimals": ([Decimal("1.50"), None], pa.float64(), [1.5, None]),
    "objects, times": ([dt.time(1, 2), None], pa.string(), ["01:02:00", None]),
    "objects, mixed": ([1, "a", None, 2.5, True], pa.string(), ["1", "a", None, "2.5", "True"]),
    "objects, enum": ([Ward.NORTH], pa.string(), ["Ward.NORTH"]),
    "booleans": ([True, False], pa.bool_(), [True, False]),
    "nullable booleans": (pd.array([True, None], "boolean"), pa.bool_(), [True, None]),
    "bytes-wide integers": (np.array([1, 2], "uint8"), pa.int64(), [1, 2]),
    "unsigned": (np.array([2**63], "uint64"), pa.string(), [str(2**63)]),
    "nullable integers": (pd.array([1, None], "Int8"), pa.int64(), [1, None]),
    "numbers": ([0.5, np.nan], pa.float64(), [0.5, None]),
    "nullable numbers": (pd.array([0.5, None], "Float32"), pa.float64(), [0.5, None]),
    "arrow numbers": (pd.array([0.5, None], "float[pyarrow]"), pa.float64(), [0.5, None]),
    "sparse": (pd.arrays.SparseArray([0, 0, 1]), pa.int64(), [0, 0, 1]),
    "string": (pd.array(["a", None], "string"), pa.string(), ["a", None]),
    "categories": (pd.Categorical(["b", None, "a"]), pa.string(), ["b", None, "a"]),
    "categories, whole": (pd.Categorical([3, 1, None, 3]), pa.int64(), [3, 1, None, 3]),
    "no categories": (pd.Categorical([None], categories=["a"]), pa.string(), [None]),
    "datetimes": (
        pd.Series([pd.Timestamp(MIDNIGHT), pd.NaT]),
        pa.timestamp("us"),
        [MIDNIGHT, None],
    ),
    "seconds": (np.array([NOON], "M8[s]"), pa.timestamp("us"), [NOON]),
    "days": (np.array([MIDNIGHT], "M8[s]"), pa.date32(), [MIDNIGHT.date()]),
    "nanoseconds": (
        pd.to_datetime([1001]),
        pa.timestamp("us"),
        [dt.datetime(1970, 1, 1, 0, 0, 0, 1)],
    ),
    "zoned": (pd.Series([BERLIN]), pa.timestamp("us", "Europe/Berlin"), [BERLIN]),
    "zoned by the second": (
        pd.Series([NOON]).dt.tz_localize(dt.timezone(dt.timedelta(seconds=61))),
        pa.timestamp("us", "UTC"),
        [(NOON - dt.timedelta(seconds=61)).replace(tzinfo=dt.UTC)],
    ),
    "spans": (pd.to_timedelta(["1 day", None]), pa.string(), ["1 days 00:00:00", None]),
    "periods": (pd.period_range("2020-01", periods=1, freq="M"), pa.string(), ["2020-01"]),
    "intervals": (pd.interval_range(0, 1), pa.string(), ["(0, 1]"]),
    "complex": (np.array([1 + 2j]), pa.string(), ["(1+2j)"]),
    "no rows": (pd.Series([], dtype=object), pa.string(), []),
    "emoji": (["😀\n"], pa.string(), ["😀\n"]),
}


@pytest.mark.parametrize("name", SERIES)
def test_columns(name: str) -> None:
    values, kind, expected = SERIES[name]
    column = from_pandas("t", pd.DataFrame({"c d": values})).column("c d")
    assert column.type == kind
    assert column.to_pylist() == expected


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([b"x", None], "column 'c' holds bytes"),
        ([[SECRET]], r"column 'c' is nested \(list\)"),
        ([{SECRET: 1}], r"column 'c' is nested \(dict\)"),
        ([np.array([1])], r"column 'c' is nested \(ndarray\)"),
        ([SECRET + "\ud800"], "characters that UTF-8 cannot hold"),
        ([SECRET + "\0"], "holds NUL"),
        ([1, SECRET + "\ud800"], "characters that UTF-8 cannot hold"),
        (
            pd.array([SECRET + "\ud800"], pd.StringDtype("python")),
            "characters that UTF-8 cannot hold",
        ),
        (np.array([0.5], np.longdouble), "has the type float128"),
        (pd.Categorical([SECRET + "\0"]), "holds NUL"),
        (pd.Series([[SECRET]], dtype=pd.ArrowDtype(pa.list_(pa.string()))), "is nested"),
    ],
)
def test_columns_that_no_table_holds(values: Any, message: str) -> None:
    frame = pd.DataFrame({"c": pd.Series(values)})
    with pytest.raises(SourceError, match=message) as caught:
        from_pandas("t", frame)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert caught.value.fix


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a", 1], r"name of column 2 is not text \(int\)"),
        ([("a", "b"), "c"], r"name of column 1 is not text \(tuple\)"),
        (["a", "a"], r"'a' \(columns 1, 2\)"),
        (["a", " "], "column 2 of 2 has no name"),
    ],
)
def test_names_that_no_table_has(names: list[object], message: str) -> None:
    frame = pd.DataFrame([[1, 2]])
    frame.columns = pd.Index(names, dtype=object)
    with pytest.raises(SourceError, match=message):
        from_pandas("t", frame)


def test_a_frame_without_columns() -> None:
    with pytest.raises(SourceError, match="no columns"):
        from_pandas("t", pd.DataFrame(index=[1]))


def test_neither_changes_the_other() -> None:
    frame = pd.DataFrame({"n": [1.0, 2.0], "i": [1, 2], "s": ["x", "y"]}, index=[5, 5])
    before = frame.copy(deep=True)
    table = from_pandas("t", frame)
    pd.testing.assert_frame_equal(frame, before)
    values = table.data.to_pydict()
    frame.loc[:, "n"] = -1.0
    frame["i"].to_numpy()[:] = -1
    back = table.to_pandas()
    back.loc[0, "n"] = -1.0
    back.loc[0, "i"] = -1
    back.loc[0, "s"] = "changed"
    assert table.data.to_pydict() == values
