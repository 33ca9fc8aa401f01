"""What CSV and Parquet files hold, byte for byte."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sector_data.errors import TargetError
from sector_data.sources import writing
from sector_data.sources.tables import Table
from sector_data.sources.writing import (
    write_csv,
    write_file_atomically,
    write_parquet,
    write_text,
)


def written(tmp_path: Path, **columns: object) -> str:
    path = tmp_path / "t.csv"
    write_csv(Table("t", pa.table(columns)), path)
    return path.read_bytes().decode()


def test_every_type(tmp_path: Path) -> None:
    moment = dt.datetime(1850, 1, 2, 3, 4, 5)
    assert written(
        tmp_path,
        s=["x", "", None],
        i=[-1, None, 2**63 - 1],
        f=[1.0, -0.0, None],
        g=[1e16, 1e-7, float("inf")],
        b=[True, False, None],
        d=[dt.date(1, 1, 1), None, dt.date(9999, 12, 31)],
        t=pa.array([moment, moment.replace(microsecond=120), None], pa.timestamp("us")),
        u=pa.array([moment, None, moment], pa.timestamp("us", "UTC")),
        z=pa.array([moment, None, moment], pa.timestamp("us", "-09:30")),
    ) == (
        "s,i,f,g,b,d,t,u,z\n"
        "x,-1,1.0,1e+16,true,0001-01-01,1850-01-02T03:04:05,"
        "1850-01-02T03:04:05Z,1850-01-01T17:34:05-09:30\n"
        '"",,-0.0,1e-7,false,,1850-01-02T03:04:05.00012,,\n'
        ",9223372036854775807,,INF,,9999-12-31,,1850-01-02T03:04:05Z,1850-01-01T17:34:05-09:30\n"
    )


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("plain text", "plain text"),
        ("007", "007"),
        ("=1+1", "=1+1"),
        ("a,b", '"a,b"'),
        ('say "no"', '"say ""no"""'),
        ("two\nlines", '"two\nlines"'),
        ("\r", '"\r"'),
        ("a;b", '"a;b"'),
        ("\ufeffx", '"\ufeffx"'),
        ("😀", "😀"),
        (" ", " "),
    ],
)
def test_quotes_stand_where_they_are_needed(tmp_path: Path, text: str, field: str) -> None:
    assert written(tmp_path, **{text: [text]}) == f"{field}\n{field}\n"


def test_pieces_equal_the_bytes_of_the_file_in_every_script(tmp_path: Path) -> None:
    table = Table("t", pa.table({"氏名": ["髙橋", "Zoë", "x"], "n": [1, None, 3]}))
    write_csv(table, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open("rb") as stream:
        assert all(part == stream.read(len(part)) for part in writing.csv_parts(table))
        assert stream.read() == b""


def test_no_rows(tmp_path: Path) -> None:
    assert written(tmp_path, a=pa.array([], pa.string()), b=pa.array([], pa.int64())) == "a,b\n"
    path = tmp_path / "t.parquet"
    write_parquet(Table("t", pa.table({"a": pa.array([], pa.date32())})), path)
    assert pq.read_table(path).schema == pa.schema([pa.field("a", pa.date32())])


def test_other_readers_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    texts = ['say "no"', "a,b", "two\nlines", "日本"]
    write_csv(Table("t", pa.table({"s": texts, "n": [1.5, None, 0.1, 1e300]})), path)
    frame = pd.read_csv(path)
    assert frame["s"].tolist() == texts
    assert frame["n"].dropna().tolist() == [1.5, 0.1, 1e300]


def test_long_texts_are_written_in_small_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["x" * 1000, "y" * 3000, "z"]
    whole = written(tmp_path, s=texts)
    monkeypatch.setattr(writing, "_PIECE_BYTES", 10)
    assert written(tmp_path, s=texts) == whole


def test_parquet_is_plain(tmp_path: Path) -> None:
    frame_metadata = {"pandas": '{"index_columns": []}'}
    data = pa.table({"a": ["x"] * 3}).replace_schema_metadata(frame_metadata)
    path = tmp_path / "t.parquet"
    write_parquet(Table("t", data), path)
    file = pq.ParquetFile(path)
    assert file.schema_arrow.metadata is None
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_failed_writing_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table("t", pa.table({"a": [1]}))

    def interrupt(*_: object) -> bytes:
        raise KeyboardInterrupt

    for write, name in ((write_csv, "t.csv"), (write_parquet, "t.parquet")):
        write(table, tmp_path / name)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr(writing, "csv_lines", interrupt)
    monkeypatch.setattr(pq.ParquetWriter, "write_table", interrupt)
    for write, name in ((write_csv, "t.csv"), (write_parquet, "t.parquet")):
        with pytest.raises(KeyboardInterrupt):
            write(Table("t", pa.table({"a": [2]})), tmp_path / name)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_texts_and_bytes(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "é\r\n日\n")
    assert (tmp_path / "a.txt").read_bytes() == "é\r\n日\n".encode()
    write_file_atomically(tmp_path / "key", b"\0\xff", mode=0o600)
    assert (tmp_path / "key").read_bytes() == b"\0\xff"
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "key"]


def test_directory_in_the_way(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="in the way"):
        write_csv(Table("t", pa.table({"a": [1]})), tmp_path)


def test_groups_of_rows_are_halved_where_one_array_cannot_hold_their_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_GROUP_TEXT", 100)
    texts = ["x"] * 90 + ["y" * 30] * 10
    write_parquet(Table("t", pa.table({"s": texts, "n": range(100)})), tmp_path / "t.parquet")
    file = pq.ParquetFile(tmp_path / "t.parquet")
    groups = [file.read_row_group(group).column("s") for group in range(file.num_row_groups)]
    assert len(groups) > 2
    assert all(sum(map(len, group.to_pylist())) <= 100 for group in groups)
    assert [text for group in groups for text in group.to_pylist()] == texts
