"""Columns without rows: the same names as reading gives, and nothing behind the header is read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

from sector_data.errors import SourceError
from sector_data.sources.headings import read_heading
from sector_data.sources.reading import read_table
from sector_data.spec.pipeline import SourceSpec
from sector_data.spec.words import DataType


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.csv", b"id,name\n1,a\n2,b\n"),
        ("marks.csv", '\ufeffid;"na;me"\n1;"a;b"\n2;c\n'.encode()),
        ("tabs.tsv", b"id\tname, first\n1\ta\n"),
        ("bars.csv", b"\nid|name\n1|a\n"),
        ("french.csv", "id;prénom\n1;Zoé\n".encode("latin-1")),
        ("japanese.csv", "番号,氏名\n1,山田\n".encode("shift_jis")),
    ],
)
def test_headers_are_those_that_reading_gives(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    spec = SourceSpec(path=name)
    heading = read_heading("t", spec, tmp_path)
    assert heading.table.columns == read_table("t", spec, tmp_path).columns
    assert heading.table.rows == 0
    assert (heading.typed, heading.rows) == (False, None)


def test_compressed_files_and_patterns(tmp_path: Path) -> None:
    for part in "ab":
        (tmp_path / f"{part}.csv.gz").write_bytes(gzip.compress(b"id,name\n1,x\n"))
    heading = read_heading("t", SourceSpec(path="*.csv.gz"), tmp_path)
    assert heading.table.columns == ["id", "name"]


def test_what_stands_behind_the_header_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "broken.csv").write_bytes(b'id,name\n1,"never closed\n\xff\xfe\x00')
    assert read_heading("t", SourceSpec(path="broken.csv"), tmp_path).table.columns == [
        "id",
        "name",
    ]


def test_parquet_tells_types_and_rows(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["a", "b"], "day": pd.to_datetime(["2024-01-01"] * 2), "n": [1, 2]})
    for part in "ab":
        frame.to_parquet(tmp_path / f"{part}.parquet")
    heading = read_heading("t", SourceSpec(path="*.parquet"), tmp_path)
    assert (heading.typed, heading.rows, heading.table.rows) == (True, 4, 0)
    assert [heading.table.data_type(c) for c in heading.table.columns] == [
        DataType.STRING,
        DataType.DATETIME,
        DataType.INTEGER,
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.csv", None, "no"),
        ("empty.csv", b"", "empty"),
        ("twice.csv", b"id,id\n1,2\n", "id"),
        ("false.parquet", b"id,name\n", "not Parquet"),
    ],
)
def test_files_without_columns_are_refused(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=said):
        read_heading("t", SourceSpec(path=name), tmp_path)
