"""Parquet files that stand for more than fits anywhere, and those that are no tables of a release.

Each bomb is read in a process that may take 1.5 GB and a minute, by the reader that `load` and
`audit` share.
"""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sector_data as sd
from sector_data.errors import BundleError
from sector_data.release.released_tables import read_released
from sector_data.sources.parquet_pages import DamagedPageError, decompressed_size
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet
from tests.cli.running import sector_data
from tests.trust.bundles import sign_anew

ROOM = 3 << 29
"""Address space that reading a bomb may take, the program's own included."""


def put(folder: Path, data: pa.Table, csv: bytes = b"a\nx\n", **options: Any) -> None:
    """Write a table and a CSV file of a bundle."""
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/t.csv").write_bytes(csv)
    pq.write_table(data, folder / "data/t.parquet", **options)


def many_rows(folder: Path) -> None:
    """A hundred million times the same number: run lengths, 13 KB."""
    schema = pa.schema([("a", pa.int64())])
    piece = pa.table({"a": np.zeros(1 << 20, np.int64)}, schema=schema)
    put(folder, piece.slice(0, 1))
    with pq.ParquetWriter(folder / "data/t.parquet", schema, compression="zstd") as writer:
        for _ in range(100):
            writer.write_table(piece)


def many_columns(folder: Path) -> None:
    """Twenty thousand columns of which the CSV file knows one."""
    put(folder, pa.table({f"c{number}": [1] for number in range(20_000)}))


def a_page_of_zeros(folder: Path) -> None:
    """A text of 200 MB in a page of a few KB; the CSV file beside is small."""
    text = pa.array(["0" * (200 << 20)], pa.string())
    put(
        folder,
        pa.table({"a": text}),
        compression="zstd",
        use_dictionary=False,
        write_statistics=False,
    )


def a_long_text_in_every_row(folder: Path) -> None:
    """A text of 1 MB that stands once in a dictionary; a million rows name it: 1 TB."""
    words = pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(1_000_000, np.int32)), pa.array(["x" * (1 << 20)], pa.string())
    )
    put(
        folder,
        pa.table({"a": words}),
        csv=b"a\n" + b"x\n" * 2_000_000,
        compression="zstd",
        dictionary_pagesize_limit=1 << 30,
        store_schema=False,
    )


@pytest.mark.parametrize(
    "bomb",
    [many_rows, many_columns, a_page_of_zeros, a_long_text_in_every_row],
    ids=lambda f: f.__name__,
)
def test_a_bomb_does_not_go_off(bomb: Callable[[Path], None], tmp_path: Path) -> None:
    bomb(tmp_path)
    size = (tmp_path / "data/t.parquet").stat().st_size
    program = (
        "import sys, pathlib\n"
        "from sector_data.errors import BundleError\n"
        "from sector_data.release.released_tables import read_released\n"
        "try:\n"
        "    read_released(pathlib.Path(sys.argv[1]), 't')\n"
        "except BundleError as error:\n"
        "    print(error.message)\n"
    )

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))

    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path],
        preexec_fn=limited,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.stdout.startswith("data/t.parquet cannot be read: "), (done, size)


def test_a_footer_of_nothing_but_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sector_data.release.released_tables.MOST_COLUMNS", 500)
    schema = pa.schema([("a", pa.int64())])
    put(tmp_path, pa.table({"a": [1]}), csv=b"a\n" + b"1\n" * 2000)
    with pq.ParquetWriter(tmp_path / "data/t.parquet", schema) as writer:
        for _ in range(501):
            writer.write_table(pa.table({"a": [1]}, schema=schema))
    with pytest.raises(BundleError, match="damaged"):
        read_released(tmp_path, "t")


def test_a_footer_that_lies_about_the_size_of_pages_is_not_believed(tmp_path: Path) -> None:
    """The footer says that a page is small; its own header tells what Arrow would make room for."""
    text = pa.array(["0" * (8 << 20)], pa.string())
    put(tmp_path, pa.table({"a": text}), compression="zstd", use_dictionary=False)
    path = tmp_path / "data/t.parquet"
    metadata = pq.read_metadata(path)
    told = metadata.row_group(0).column(0).total_uncompressed_size
    content = path.read_bytes()
    footer = content.index(b"schema", metadata.row_group(0).column(0).total_compressed_size)
    lie = _zigzag(100, len(_zigzag(told)))
    path.write_bytes(content[:footer] + content[footer:].replace(_zigzag(told), lie))
    assert pq.read_metadata(path).row_group(0).column(0).total_uncompressed_size < 200
    assert pq.read_table(path).nbytes > 8 << 20

    with pytest.raises(BundleError, match="stands for much more"):
        read_released(tmp_path, "t")


def _zigzag(number: int, length: int = 0) -> bytes:
    """Spell a number as Thrift's compact protocol does, in at least so many bytes."""
    number <<= 1
    found = bytearray()
    while number > 127 or len(found) + 1 < length:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


@pytest.mark.parametrize(
    "data",
    [
        pa.table({"a": [[1, 2]]}),
        pa.table({"a": [{"b": 1}]}),
        pa.table({"a": [b"\xff"]}),
        pa.table({"a": pa.array([1], pa.int32())}),
        pa.table({"a": pa.array(["x"]).dictionary_encode()}),
        pa.table({"a": pa.array(["x\0y"])}),
        pa.table({"a": pa.array([1], pa.timestamp("ns"))}),
        pa.table({"": ["x"]}),
        pa.table({"a": pa.array([], pa.string())}),
        pa.Table.from_arrays([pa.array(["x"]), pa.array(["y"])], names=["a", "a"]),
    ],
    ids=[
        *(
            "lists",
            "structures",
            "bytes",
            "another integer",
            "a dictionary",
            "a NUL",
            "nanoseconds",
        ),
        *("no name", "no row", "a name twice"),
    ],
)
def test_what_no_release_holds_is_refused(data: pa.Table, tmp_path: Path) -> None:
    put(tmp_path, data, csv=b"x" * 1000)
    with pytest.raises(BundleError, match=r"data/t\.parquet cannot be read"):
        read_released(tmp_path, "t")


MIXED = pa.table(
    {
        "text": ["x", None, "", "é😀"] * 5000,
        "many": [f"text {number}" for number in range(20_000)],
        "number": pa.array(range(20_000)),
        "share": [0.5, None] * 10_000,
        "truth": [True, None] * 10_000,
        "day": pa.array([0, None] * 10_000, pa.date32()),
        "moment": pa.array([0, None] * 10_000, pa.timestamp("us", "UTC")),
        "nothing": pa.nulls(20_000, pa.string()),
    }
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    write_csv(Table("t", MIXED), tmp_path / "data/t.csv")
    write_parquet(Table("t", MIXED), tmp_path / "data/t.parquet")
    found = read_released(tmp_path, "t").data
    assert found.equals(MIXED)
    assert found.schema.equals(MIXED.schema)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_anywhere_is_an_error_of_the_bundle(data: st.DataObject, tmp_path: Path) -> None:
    """Bytes changed in pages, headers and footer: refused or read, never another fault."""
    (tmp_path / "data").mkdir(exist_ok=True)
    small = Table("t", MIXED.slice(0, 200))
    write_csv(small, tmp_path / "data/t.csv")
    path = tmp_path / "data/t.parquet"
    write_parquet(small, path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([0, 0, 0, 1, 9, len(content) // 2]))
    path.write_bytes(bytes(content[: len(content) - cut]))
    try:
        read_released(tmp_path, "t")
    except BundleError as error:
        assert "data/t.parquet" in error.message  # noqa: PT017 - either outcome is right


@given(content=st.binary(max_size=300))
def test_page_headers_of_nonsense_end(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pages")
    put(folder, pa.table({"a": ["x" * 100]}), csv=b"x" * 500, use_dictionary=False)
    metadata = pq.read_metadata(folder / "data/t.parquet")
    chunk = metadata.row_group(0).column(0)
    whole = (folder / "data/t.parquet").read_bytes()
    start, length = chunk.data_page_offset, chunk.total_compressed_size
    (folder / "x").write_bytes(whole[:start] + content.ljust(length, b"\xff")[:length])
    with (folder / "x").open("rb") as stream, contextlib.suppress(DamagedPageError):
        decompressed_size(stream, metadata, 1 << 40)


def test_another_table_under_the_forgers_own_signature(bundle: Path) -> None:
    """Audited: a bomb that is signed is one claim that does not hold, and a table less."""
    data = pa.table({"age": np.zeros(5_000_000, np.int64)})
    pq.write_table(data, bundle / "data/people.parquet")
    sign_anew(bundle)
    done = sector_data("audit", bundle)

    assert done.code == 1
    assert "stands for much more than the CSV file" in " ".join(done.out.split())
    with pytest.raises(BundleError, match="stands for much more"):
        sd.load(bundle)["people"]
