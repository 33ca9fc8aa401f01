"""Files with the same columns become one table; others are told apart."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sector_data.errors import SourceError
from sector_data.sources.parquet import read_parquet


def stacked(folder: Path, *parts: dict[str, object]) -> pa.Table:
    paths = [folder / f"{place}.parquet" for place in range(len(parts))]
    for path, part in zip(paths, parts, strict=True):
        pq.write_table(pa.table(part), path)
    return read_parquet(paths)


def test_order_of_columns_is_the_first_files(tmp_path: Path) -> None:
    data = stacked(tmp_path, {"b": [1], "a": ["x"]}, {"a": ["y"], "b": [2]})
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
        ([Decimal("1.50")], [Decimal("2.25")], [1.5, 2.25]),
        ([Decimal("1.50")], [Decimal("12345678901234.56")], ["1.5", "12345678901234.56"]),
        ([Decimal(7)], [Decimal("0.5")], [7.0, 0.5]),
        (pa.array([2**63], pa.uint64()), pa.array([7], pa.uint64()), [str(2**63), "7"]),
        (pa.array([2**63], pa.uint64()), pa.nulls(1, pa.uint64()), [str(2**63), None]),
    ],
)
@pytest.mark.parametrize("rows", [1 << 12, 1])
def test_types_are_reconciled(
    first: object,
    second: object,
    values: list[object],
    rows: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever the pieces that the files are read in."""
    monkeypatch.setattr("sector_data.sources.parquet._ROWS", rows)
    monkeypatch.setattr("sector_data.sources.parquet._PIECE_ROWS", rows)
    assert stacked(tmp_path, {"a": first}, {"a": second}).column("a").to_pylist() == values


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (["a", "b"], ["a"], "1.parquet: the columns are not those of 0.parquet: it lacks 'b'"),
        (["a"], ["a", "b"], "it has 'b' besides"),
        (["a", "c"], ["a", "b"], "it lacks 'c' and has 'b' besides"),
        (list("abcdefgh"), ["a"], "it lacks 'b', 'c', 'd', 'e', 'f' and 2 more"),
    ],
)
def test_columns_that_differ_are_named(
    first: list[str], second: list[str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=message):
        stacked(tmp_path, {name: [1] for name in first}, {name: [1] for name in second})
