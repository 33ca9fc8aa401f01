"""Columns of tables are read whole for the leak search, whatever file they lie in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sector_data.release.leaks.columns import ColumnKind, SearchTable, read_csv, read_parquet
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv

COLUMNS: dict[str, Any] = {
    "text": ["a", None, "", "a"],
    "int": pa.array([1, 2, None, 2]),
    "float": pa.array([1.0, 2.5, None, 2.5]),
    "bool": [True, False, None, True],
    "date": pa.array([dt.date(1890, 1, 1), None, None, None]),
    "time": pa.array([dt.datetime(2020, 1, 1, 1), None, None, None], pa.timestamp("us")),
    "null": pa.array([None] * 4, pa.string()),
}


def counts(table: SearchTable | None) -> dict[str, dict[str, int]]:
    assert table is not None
    rows: dict[str, dict[str, int]] = {name: {} for name in table.names}
    for portion in table.portions():
        column = rows[table.names[portion.column]]
        for value, count in zip(portion.values.to_pylist(), portion.rows.tolist(), strict=True):
            assert count or value not in column
            column[value] = column.get(value, 0) + count
    return rows


def kinds(table: SearchTable | None) -> dict[str, ColumnKind]:
    assert table is not None
    return dict(zip(table.names, table.kinds, strict=True))


def test_both_kinds_of_file_give_distinct_values_with_their_rows(tmp_path: Path) -> None:
    data = pa.table(COLUMNS)
    write_csv(Table("t", data), tmp_path / "t.csv")
    pq.write_table(data, tmp_path / "t.parquet")
    csv, parquet = read_csv(tmp_path / "t.csv"), read_parquet(tmp_path / "t.parquet")
    assert counts(parquet)["text"] == counts(csv)["text"] == {"a": 2}
    assert counts(parquet)["int"] == counts(csv)["int"] == {"1": 1, "2": 2}
    assert counts(parquet)["float"] == {"1": 1, "2.5": 2}
    assert counts(csv)["float"] == {"1.0": 1, "2.5": 2}
    assert counts(parquet)["date"] == counts(csv)["date"] == {"1890-01-01": 1}
    assert counts(parquet)["null"] == counts(csv)["null"] == {}
    for table in (csv, parquet):
        assert kinds(table)["int"] is ColumnKind.NUMERIC
        assert kinds(table)["float"] is ColumnKind.NUMERIC
        assert kinds(table)["date"] is ColumnKind.TEMPORAL
        assert kinds(table)["time"] is ColumnKind.TEMPORAL
        assert kinds(table)["text"] is ColumnKind.TEXT
        assert table is not None
        assert set(data.column_names) <= set(table.around)


def test_dictionary_entries_of_no_row_are_read(tmp_path: Path) -> None:
    values = pa.DictionaryArray.from_arrays(pa.array([0, 0]), pa.array(["a", "filtered out"]))
    pq.write_table(pa.table({"x": values}), tmp_path / "t.parquet", store_schema=False)
    assert counts(read_parquet(tmp_path / "t.parquet"))["x"] == {"a": 2, "filtered out": 0}


def test_entries_that_only_another_row_group_uses_are_no_more_than_its_rows(
    tmp_path: Path,
) -> None:
    words = pa.array(["first", "second", "filtered out"])
    values = pa.DictionaryArray.from_arrays(pa.array([1, 1, 0, 0]), words)
    table = pa.table({"x": values})
    pq.write_table(table, tmp_path / "t.parquet", store_schema=False, row_group_size=2)
    found = counts(read_parquet(tmp_path / "t.parquet"))["x"]
    assert found == {"first": 2, "second": 2, "filtered out": 0}


def test_a_field_may_be_long(tmp_path: Path) -> None:
    long = "z" * (5 << 20)
    (tmp_path / "t.csv").write_text(f"x,y\n1,{long}\n")
    assert counts(read_csv(tmp_path / "t.csv")) == {"x": {"1": 1}, "y": {long: 1}}


def test_many_row_groups_are_one_column(tmp_path: Path) -> None:
    data = pa.table({"x": [f"v{i % 7}" for i in range(1000)]})
    pq.write_table(data, tmp_path / "t.parquet", row_group_size=100)
    assert sum(counts(read_parquet(tmp_path / "t.parquet"))["x"].values()) == 1000


def test_bounds_that_no_value_repeats_are_read(tmp_path: Path) -> None:
    long = "z" * 5000
    pq.write_table(pa.table({"x": [long, "a"]}), tmp_path / "t.parquet")
    values = counts(read_parquet(tmp_path / "t.parquet"))["x"]
    assert values[long] == 1
    assert all(long.startswith(value) or value == "a" for value in values)


def test_metadata_is_read(tmp_path: Path) -> None:
    field = pa.field("x", pa.string(), metadata={"fk": "fv"})
    schema = pa.schema([field], metadata={"sk": "sv"})
    pq.write_table(pa.table({"x": ["a"]}, schema=schema), tmp_path / "t.parquet")
    table = read_parquet(tmp_path / "t.parquet")
    assert table is not None
    assert {"fk", "fv", "sk", "sv", "x"} <= set(table.around)


def test_texts_of_csv_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('a,a,c d\n007,"x\ny",NA\n,"",null\n', "utf-8")
    table = read_csv(tmp_path / "t.csv")
    assert table is not None
    assert [portion.values.to_pylist() for portion in table.portions()] == [
        ["007"],
        ["x\ny"],
        ["NA", "null"],
    ]


@pytest.mark.parametrize("content", [b"", b"a,b\n1\n", b"\xff\xfe\n", b"a\n\xff\n"])
def test_what_is_no_table_is_left_to_be_read_as_a_document(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    (tmp_path / "t.parquet").write_bytes(content)
    assert read_csv(tmp_path / "t.csv") is None
    assert read_parquet(tmp_path / "t.parquet") is None


def test_a_header_alone_is_a_table(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n")
    table = read_csv(tmp_path / "t.csv")
    assert table is not None
    assert table.around == ("a", "b")


def test_types_that_no_table_of_ours_has_are_spelt_out(tmp_path: Path) -> None:
    data = pa.table(
        {
            "list": [["Zbrkwx"], None],
            "struct": [{"a": "Qvltt"}, None],
            "bytes": [b"\xff Mnpqr", b"plain"],
            "decimal": pa.array([None, None], pa.decimal128(10, 2)),
            "empty": pa.nulls(2),
        }
    )
    pq.write_table(data, tmp_path / "t.parquet")
    found = counts(read_parquet(tmp_path / "t.parquet"))
    assert "Zbrkwx" in str(found["list"])
    assert "Qvltt" in str(found["struct"])
    assert "Mnpqr" in str(found["bytes"])
    assert found["decimal"] == {}
    assert found["empty"] == {}
