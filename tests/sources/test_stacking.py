"""Files with the same columns become one table; others are told apart."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from sector_data.errors import SourceError
from sector_data.sources.stacking import stack


def stacked(*parts: dict[str, object]) -> pa.Table:
    return stack([(Path(f"{i}.parquet"), pa.table(part)) for i, part in enumerate(parts)])


def test_order_of_columns_is_the_first_files() -> None:
    data = stacked({"b": [1], "a": ["x"]}, {"a": ["y"], "b": [2]})
    assert data.column_names == ["b", "a"]
    assert data.to_pydict() == {"b": [1, 2], "a": ["x", "y"]}


@pytest.mark.parametrize(
    ("first", "second", "values"),
    [
        ([1], [0.5, None], [1.0, 0.5, None]),
        ([2**53 + 1], [0.5], [str(2**53 + 1), "0.5"]),
        ([1.0], ["x"], ["1.0", "x"]),
        ([True], [1], ["true", "1"]),
        ([dt.date(1, 2, 3)], ["x"], ["0001-02-03", "x"]),
        ([dt.date(2020, 1, 1)], [dt.datetime(2020, 1, 1)], ["2020-01-01", "2020-01-01T00:00:00"]),
        ([1], pa.nulls(2, pa.string()), [1, None, None]),
        (pa.nulls(1, pa.string()), [0.5], [None, 0.5]),
        (pa.nulls(1, pa.string()), pa.nulls(1, pa.int64()), [None, None]),
        (pa.nulls(1, pa.int64()), [None, 0.5], [None, None, 0.5]),
    ],
)
def test_types_are_reconciled(first: object, second: object, values: list[object]) -> None:
    assert stacked({"a": first}, {"a": second}).column("a").to_pylist() == values


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (["a", "b"], ["a"], "1.parquet: the columns are not those of 0.parquet: it lacks 'b'"),
        (["a"], ["a", "b"], "it has 'b' besides"),
        (["a", "c"], ["a", "b"], "it lacks 'c' and has 'b' besides"),
        (list("abcdefgh"), ["a"], "it lacks 'b', 'c', 'd', 'e', 'f' and 2 more"),
    ],
)
def test_columns_that_differ_are_named(first: list[str], second: list[str], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        stacked({name: [1] for name in first}, {name: [1] for name in second})
