"""What is written and read again is the same table."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.sources.reading import read_file
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet
from tests.sources.strategies import tables

same_folder = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@same_folder
@given(table=tables())
def test_csv_gives_the_same_table(tmp_path: Path, table: Table) -> None:
    path = tmp_path / "drawn.csv"
    write_csv(table, path)
    assert read_file(path).data.equals(table.data)


@same_folder
@given(table=tables())
def test_parquet_gives_the_same_table(tmp_path: Path, table: Table) -> None:
    path = tmp_path / "drawn.parquet"
    write_parquet(table, path)
    assert read_file(path).data.equals(table.data)


@same_folder
@given(table=tables(), size=st.integers(1, 3))
def test_chunks_do_not_reach_the_files(tmp_path: Path, table: Table, size: int) -> None:
    pieces = pa.Table.from_batches(
        table.data.to_batches(max_chunksize=size)
    ).replace_schema_metadata({"pandas": "not for others"})
    for write, ending in ((write_csv, "csv"), (write_parquet, "parquet")):
        whole, cut = tmp_path / f"whole.{ending}", tmp_path / f"cut.{ending}"
        write(table, whole)
        write(Table("drawn", pieces), cut)
        assert whole.read_bytes() == cut.read_bytes()


@same_folder
@given(table=tables())
def test_released_values_keep_their_meaning_a_second_time(tmp_path: Path, table: Table) -> None:
    """Whatever a foreign writer makes of a file, writing what was read is stable."""
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    write_csv(table, first)
    write_csv(read_file(first), second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (["12", "13"], pa.string(), [12, 13]),
        ([10**15, 1], pa.int64(), ["1000000000000000", "1"]),
        ([None, None], pa.float64(), [None, None]),
        ([float("inf"), None], pa.float64(), ["INF", None]),
        ([float("nan"), 1.5], pa.float64(), [None, 1.5]),
    ],
    ids=["texts that look like numbers", "long integers", "no values", "only infinity", "NaN"],
)
def test_documented_exceptions(
    tmp_path: Path, values: list[object], kind: pa.DataType, expected: list[object]
) -> None:
    path = tmp_path / "t.csv"
    write_csv(Table("t", pa.table({"c": pa.array(values, kind), "d": ["x", "y"]})), path)
    assert read_file(path).column("c").to_pylist() == expected


def test_named_zone_comes_back_as_instants(tmp_path: Path) -> None:
    moments = [dt.datetime(2020, 1, 1, 12), dt.datetime(2020, 7, 1, 12), dt.datetime(1850, 1, 1)]
    zoned = pa.array(moments, pa.timestamp("us", "Europe/Berlin"))
    path = tmp_path / "t.csv"
    write_csv(Table("t", pa.table({"t": zoned})), path)
    assert path.read_text().split() == [
        "t",
        "2020-01-01T13:00:00+01:00",
        "2020-07-01T14:00:00+02:00",
        "1850-01-01T00:00:00Z",
    ]
    assert read_file(path).column("t").combine_chunks() == zoned.cast(pa.timestamp("us", "UTC"))


def test_compressed_file_reads_like_the_plain_one(tmp_path: Path) -> None:
    plain, packed = tmp_path / "t.csv", tmp_path / "t.csv.gz"
    write_csv(Table("t", pa.table({"a": [1, 2], "b": ["x", None]})), plain)
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_file(packed).name == "t"
    assert read_file(packed).data.equals(read_file(plain).data)


def test_more_rows_than_a_piece(tmp_path: Path) -> None:
    rows = 150_000
    data = pa.table({"n": range(rows), "s": [f"row {row}" for row in range(rows)]})
    for write, ending in ((write_csv, "csv"), (write_parquet, "parquet")):
        path = tmp_path / f"t.{ending}"
        write(Table("t", data), path)
        assert read_file(path).data.equals(data)
