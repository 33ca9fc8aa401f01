"""Sources are found and read, and what is wrong is said without a value."""

from __future__ import annotations

import errno
import gzip
import os
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sector_data.errors import SourceError
from sector_data.sources.reading import read_file, read_table, source_files
from sector_data.spec.pipeline import SourceSpec
from sector_data.spec.words import DataType

SECRET = "Zaphod-4242-Beeblebrox"


def spec(path: str, **settings: object) -> SourceSpec:
    return SourceSpec.model_validate({"path": path, **settings})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "patients.csv").write_text("id,zip\n1,01103\n2,20001\n")
    for part, rows in (("b", "3,x\n"), ("a", "1,x\n2,y\n"), ("c", "4.5,z\n")):
        (tmp_path / "data" / f"stays-{part}.csv").write_text(f"n,s\n{rows}")
    return tmp_path


def test_one_file(folder: Path) -> None:
    table = read_table("patients", spec("data/patients.csv"), folder)
    assert table.name == "patients"
    assert table.data.to_pydict() == {"id": [1, 2], "zip": ["01103", "20001"]}
    assert table.data_type("zip") == DataType.STRING


def test_absolute_path(folder: Path) -> None:
    path = folder / "data" / "patients.csv"
    assert source_files(spec(str(path)), Path("elsewhere")) == [path]
    assert len(source_files(spec(str(folder / "data" / "stays-?.csv")), Path("elsewhere"))) == 3


def test_files_of_a_pattern_come_in_order_and_are_typed_together(folder: Path) -> None:
    stays = spec("data/stays-*.csv")
    assert [path.name[6] for path in source_files(stays, folder)] == ["a", "b", "c"]
    table = read_table("stays", stays, folder)
    assert table.data.to_pydict() == {"n": [1.0, 2.0, 3.0, 4.5], "s": ["x", "y", "x", "z"]}


def test_leading_zeros_in_one_file_keep_the_texts_of_all(folder: Path) -> None:
    (folder / "data" / "stays-d.csv").write_text("n,s\n01,x\n")
    column = read_table("stays", spec("data/stays-?.csv"), folder).column("n")
    assert column.to_pylist() == ["1", "2", "3", "4.5", "01"]


def test_brackets_and_names_that_are_patterns(folder: Path) -> None:
    for name in ("a[1].csv", "a1.csv", "b*.csv", "bc.csv", ".hidden.csv"):
        (folder / name).write_text("x\n1\n")
    assert source_files(spec("a[1].csv"), folder) == [folder / "a[1].csv"]
    assert source_files(spec("a[?].csv"), folder) == [folder / "a[1].csv"]
    assert source_files(spec("b*.csv"), folder) == [folder / "b*.csv"]
    assert folder / ".hidden.csv" not in source_files(spec("*.csv"), folder)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("patients.csv", "patients"), ("patients.v2.csv.gz", "patients"), (".hidden.tsv", "hidden")],
)
def test_names_of_tables(tmp_path: Path, name: str, expected: str) -> None:
    content = b"a\tb\n1\t2\n"
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    assert read_file(tmp_path / name).name == expected
    assert read_file(tmp_path / name, name="other").name == "other"


def test_named_format_and_layout(tmp_path: Path) -> None:
    (tmp_path / "export.dat").write_bytes("n~s\n1~é\n-~x\n".encode("cp1252"))
    settings = spec("ignored", format="csv", delimiter="~", encoding="cp1252", missing=("-",))
    table = read_file(tmp_path / "export.dat", spec=settings)
    assert table.data.to_pydict() == {"n": [1, None], "s": ["é", "x"]}
    pq.write_table(table.data, tmp_path / "parquet.dat")
    assert read_file(tmp_path / "parquet.dat", spec=spec("x", format="parquet")).data == table.data


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be a user who is subject to permissions."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_file_without_permission(folder: Path) -> None:
    path = folder / "data" / "patients.csv"
    path.chmod(0)
    with unprivileged(), pytest.raises(SourceError, match="may not read") as caught:
        read_file(path)
    assert "chmod" in (caught.value.fix or "")


def test_folder_without_permission(folder: Path) -> None:
    (folder / "data").chmod(0)
    try:
        with unprivileged():
            with pytest.raises(SourceError, match="may not read"):
                read_table("t", spec("data/patients.csv"), folder)
            with pytest.raises(SourceError, match="no file matches"):
                read_table("t", spec("data/*.csv"), folder)
    finally:
        (folder / "data").chmod(0o755)


def test_disk_that_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    pq.write_table(pa.table({"a": [1]}), folder / "t.parquet")
    monkeypatch.setattr(pq, "ParquetFile", fail)
    with pytest.raises(SourceError, match=os.strerror(errno.EIO)):
        read_file(folder / "t.parquet")


def test_special_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(SourceError, match="not a regular file"):
        read_file(tmp_path / "pipe.csv")


@pytest.mark.parametrize(
    ("path", "message", "fix"),
    [
        ("data/patient.csv", "no such file", r"Did you mean patients\.csv\?"),
        ("data/zzz.parquet", "no such file", "Check the path"),
        ("dat/patients.csv", "no folder", "Check the path"),
        ("data", "is a directory", r"data/\*\.csv"),
        ("data/stay-*.csv", "no file matches", "stays-"),
        ("data/*.xyzw", "no file matches", "folder"),
        ("nowhere/*.csv", "no file matches", "folders"),
        ("*/none.csv", "no file matches", "folders"),
        ("empty/*.csv", "folder is empty", "path"),
    ],
)
def test_paths_that_lead_nowhere(folder: Path, path: str, message: str, fix: str) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(SourceError, match=message) as caught:
        read_table("t", spec(path), folder)
    assert re.search(fix, caught.value.fix or "")


def test_unknown_ending(tmp_path: Path) -> None:
    (tmp_path / "people.dat").write_bytes(b"a,b\n1,2\n")
    with pytest.raises(SourceError, match="ending does not tell its format") as caught:
        read_file(tmp_path / "people.dat")
    assert "format:" in (caught.value.fix or "")


@pytest.mark.parametrize("name", ["people.xlsx", "PEOPLE.XLS", "people.ods", "people.csv"])
@pytest.mark.parametrize("content", [b"PK\x03\x04\x14\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"])
def test_workbooks_whatever_their_name(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    for settings in (None, SourceSpec(path=name, format="csv")):
        with pytest.raises(SourceError, match="workbook") as caught:
            read_file(tmp_path / name, spec=settings)
        assert "Save it as CSV (UTF-8)" in (caught.value.fix or "")


def test_text_that_is_called_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "people.xlsx").write_bytes(b"a,b\n1,2\n")
    with pytest.raises(SourceError, match="workbook"):
        read_file(tmp_path / "people.xlsx")
    told = SourceSpec(path="people.xlsx", format="csv")
    assert read_file(tmp_path / "people.xlsx", spec=told).rows == 1


def test_pattern_over_formats(folder: Path) -> None:
    pq.write_table(pa.table({"n": [1], "s": ["x"]}), folder / "data" / "stays-a.parquet")
    with pytest.raises(SourceError, match="different formats"):
        read_table("stays", spec("data/stays-*"), folder)


Damage = Callable[[Path], Path]


def csv_of(content: str | bytes) -> Damage:
    def write(folder: Path) -> Path:
        path = folder / "people.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def parquet_of(data: pa.Table, damage: Callable[[bytes], bytes] = bytes) -> Damage:
    def write(folder: Path) -> Path:
        path = folder / "people.parquet"
        pq.write_table(data, path)
        path.write_bytes(damage(path.read_bytes()))
        return path

    return write


def gzip_of(content: bytes) -> Damage:
    def write(folder: Path) -> Path:
        path = folder / "people.csv.gz"
        path.write_bytes(gzip.compress(content)[:-12])
        return path

    return write


def invalid_text() -> pa.Table:
    texts = pa.array([SECRET.encode() + b"\xff"], pa.binary())
    return pa.table({"a": pa.Array.from_buffers(pa.string(), 1, texts.buffers())})


PLAIN = pa.table({"a": [SECRET] * 500})
BAD: dict[str, Damage] = {
    "ragged": csv_of(f"a,b\n1,2\n{SECRET},{SECRET},3\n"),
    "short": csv_of(f"a,b\n1,2\n{SECRET}\n"),
    "open quote": csv_of(f'a,b\n1,"{SECRET}\n'),
    "text behind quote": csv_of(f'a,b\n1,"{SECRET}"{SECRET}\n'),
    "undecodable": csv_of(f"a,b\n1,{SECRET}".encode() + b"\x81 \n"),
    "utf-16 cut": csv_of(f"a,b\n1,{SECRET}\n".encode("utf-16")[:-1]),
    "nul": csv_of(f"a,b\n{SECRET},\0\n"),
    "no rows": csv_of("a,b\n"),
    "empty": csv_of(""),
    "gzip cut off": gzip_of(f"a,b\n1,{SECRET}\n".encode()),
    "not gzip": lambda folder: csv_of(SECRET)(folder).rename(folder / "people.csv.gz"),
    "not parquet": lambda folder: csv_of(f"a\n{SECRET}\n")(folder).rename(folder / "p.parquet"),
    "parquet cut off": parquet_of(PLAIN, lambda content: content[:-20]),
    "parquet pages damaged": parquet_of(
        PLAIN, lambda content: content[:8] + b"\xff" * 20 + content[28:]
    ),
    "parquet without rows": parquet_of(PLAIN.slice(0, 0)),
    "parquet not UTF-8": parquet_of(invalid_text()),
    "parquet NUL": parquet_of(pa.table({"a": [f"{SECRET}\0"]})),
    "parquet binary": parquet_of(pa.table({"a": [SECRET.encode()]})),
    "parquet list": parquet_of(pa.table({"a": [[SECRET]]})),
    "parquet struct": parquet_of(pa.table({"a": [{"b": SECRET}]})),
    "parquet duplicate": parquet_of(pa.table([[SECRET], [SECRET]], names=["a", "a"])),
    "parquet blank": parquet_of(pa.table([[SECRET], [SECRET]], names=["a", " "])),
    "parquet date": parquet_of(pa.table({"a": pa.array([10**7], pa.date32())})),
    "parquet no columns": parquet_of(pa.table({})),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_say_what_is_wrong_and_no_value(tmp_path: Path, name: str) -> None:
    path = BAD[name](tmp_path)
    with pytest.raises(SourceError) as caught:
        read_file(path)
    assert path.name in caught.value.message
    assert caught.value.fix
    shown = "".join(traceback.format_exception(caught.value))
    assert SECRET not in shown
    assert SECRET not in repr(caught.value)


def test_the_source_is_not_touched(folder: Path) -> None:
    path = folder / "data" / "patients.csv"
    before = (path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir()))
    read_file(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir())) == before
