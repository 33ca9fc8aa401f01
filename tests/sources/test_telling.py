"""Whoever reads a large source is told how much is done: rising, to the end, stage by stage."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sector_data.sources.digests import file_digest
from sector_data.sources.reading import read_table
from sector_data.sources.shares import Attempts, Share
from sector_data.spec.pipeline import SourceSpec

ROWS = 3000
DAYS = [f"{day % 12 + 1}/{day % 12 + 1}/2020" for day in range(ROWS)]
CODES = [*map(str, range(1, ROWS)), "one"]
NAMES = [*(sha256(b"%d" % row).hexdigest() for row in range(ROWS - 2)), "long " * 1000, "Zoë"]


def shares_of(told: list[str]) -> dict[str, list[int]]:
    """Return the per cents that were told of each stage, in order."""
    shares: dict[str, list[int]] = {}
    for phrase in told:
        stage, _, share = phrase.removesuffix(" %").rpartition(": ")
        shares.setdefault(stage, []).append(int(share))
    return shares


@pytest.fixture(autouse=True)
def _all_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in {
        "shares.LARGE": 1,
        "spilling.LARGE": 0,
        "inference._PIECE": 100,
        "encodings._CHUNK": 1000,
        "opening._BUFFER": 1000,
        "digests._CHUNK": 1000,
        "delimited._BLOCK": 1000,
        "parquet._ROWS": 100,
        "parquet._PIECE_ROWS": 100,
    }.items():
        monkeypatch.setattr(f"sector_data.sources.{name}", size)


def write_csv(path: Path) -> None:
    """Write what has to be tried several times: encoding, block size, types."""
    rows = zip(DAYS, CODES, NAMES, strict=True)
    content = ("day,code,name\n" + "".join(f"{','.join(row)}\n" for row in rows)).encode("cp1252")
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


OF_CSV = {"finding the encoding of", "checking the quotation marks of", "reading"}


@pytest.mark.parametrize("name", ["people.csv", "people.csv.gz"])
def test_stages_of_delimited_text(name: str, tmp_path: Path) -> None:
    write_csv(tmp_path / name)
    told: list[str] = []
    table = read_table("people", SourceSpec(path=name), tmp_path, told.append)
    assert table.data.schema.types == [pa.date32(), pa.string(), pa.string()]
    shares = shares_of(told)
    assert shares.keys() == {f"{stage} {name}" for stage in {*OF_CSV, "finding the types of"}}
    for stage, each in shares.items():
        assert each == sorted(set(each)), stage
        assert each[-1] == 100, stage
        assert len(each) > 1, stage


def test_stages_of_several_files(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        write_csv(tmp_path / name)
    told: list[str] = []
    table = read_table("people", SourceSpec(path="*.csv"), tmp_path, told.append)
    assert table.rows == 2 * ROWS
    files = {f"{stage} {name}" for stage in OF_CSV for name in ("one.csv", "two.csv")}
    assert shares_of(told).keys() == {*files, "finding the types of people"}


@pytest.mark.parametrize("group", [70, ROWS])
def test_stages_of_parquet(group: int, tmp_path: Path) -> None:
    data = pa.table({"name": NAMES, "code": pa.array(range(ROWS), pa.uint64())})
    pq.write_table(data, tmp_path / "people.parquet", row_group_size=group)
    told: list[str] = []
    read_table("people", SourceSpec(path="people.parquet"), tmp_path, told.append)
    shares = shares_of(told)
    assert list(shares) == ["finding the types of people.parquet", "reading people.parquet"]
    for each in shares.values():
        assert each == sorted(set(each))
        assert each[-1] == 100
        assert len(each) > 10


def test_digests(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 100_000)
    told: list[str] = []
    file_digest(tmp_path / "file", told.append)
    assert shares_of(told) == {"taking the digest of file": [*range(1, 101)]}


def test_threads_that_begin_anew_tell_no_more_than_all() -> None:
    told: list[str] = []
    share = Share("working", 8 * 1000, told.append)

    def work(_: int) -> None:
        attempts = Attempts(share)
        for end in (300, 900, 1000):
            for place in range(end + 1):
                attempts.reach(place)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert shares_of(told) == {"working": [*range(1, 101)]}
