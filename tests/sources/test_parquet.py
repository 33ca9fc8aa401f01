"""Parquet files are read in pieces, and nothing depends on where the pieces end."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.errors import SourceError
from sector_data.sources.arrow_types import normalise_table
from sector_data.sources.parquet import read_parquet
from tests.sources.strategies import KINDS, NAMES, ODD_TEXTS

DIGITS = st.integers(-(10**19), 10**19)
OTHERS: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "category": (pa.dictionary(pa.int32(), pa.string()), st.sampled_from(["a", "b", "é\n"])),
    "decimal": (pa.decimal128(38, 2), DIGITS.map(lambda n: Decimal(n).scaleb(-2))),
    "small decimal": (pa.decimal128(9, 2), st.decimals(-99, 99, places=2)),
    "whole decimal": (pa.decimal128(38, 0), DIGITS.map(Decimal)),
    "unsigned": (pa.uint64(), st.integers(2**63 - 2, 2**63 + 1)),
    "category of unsigned": (pa.dictionary(pa.int8(), pa.uint64()), st.sampled_from([1, 2**63])),
    "short": (pa.int16(), st.integers(-9, 9)),
    "single": (pa.float32(), st.floats(width=32)),
    "large text": (pa.large_string(), ODD_TEXTS),
    "finer": (pa.timestamp("ns"), st.datetimes(dt.datetime(1700, 1, 1), dt.datetime(2200, 1, 1))),
    "zoned": (pa.timestamp("ms", "UTC"), st.datetimes().map(lambda d: d.replace(microsecond=0))),
    "clock": (pa.time64("us"), st.times()),
    "span": (pa.duration("s"), st.integers(-9, 9)),
    "nothing": (pa.null(), st.none()),
    # What no table holds:
    "date": (pa.date32(), st.integers(-719_165, -719_160)),
    "text": (pa.string(), st.sampled_from(["a", "b", "\0"])),
    "bytes": (pa.binary(), st.binary()),
    "list": (pa.list_(pa.int64()), st.lists(st.integers(0, 9))),
}


@st.composite
def columns(draw: st.DrawFn) -> pa.Table:
    """Draw a table of all types that Parquet has, some of them faulty."""
    rows = draw(st.integers(0, 9))
    kinds = {**{name: kind[:2] for name, kind in KINDS.items()}, **OTHERS}
    names = draw(st.lists(NAMES | st.sampled_from(["a", "a.b", "."]), max_size=3, unique=True))
    drawn = []
    for _ in names:
        kind, values = kinds[draw(st.sampled_from(sorted(kinds)))]
        drawn.append(
            pa.array(draw(st.lists(st.none() | values, min_size=rows, max_size=rows)), kind)
        )
    return pa.table(drawn, names=names)


def outcome(read: Any) -> Any:
    """Return a table, or the message of the error."""
    try:
        return read()
    except SourceError as error:
        return error.message


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=columns(),
    group=st.integers(1, 10),
    rows=st.integers(1, 4),
    piece=st.sampled_from([1, 40, 1 << 24]),
    large=st.sampled_from([-1, 1 << 28]),
    side_by_side=st.sampled_from([1, 2, 128]),
)
def test_pieces_are_what_the_whole_file_is(
    data: pa.Table,
    group: int,
    rows: int,
    piece: int,
    large: int,
    side_by_side: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(data, path, row_group_size=group)
    monkeypatch.setattr("sector_data.sources.parquet._ROWS", rows)
    monkeypatch.setattr("sector_data.sources.parquet._PIECE", piece)
    monkeypatch.setattr("sector_data.sources.parquet._COLUMNS", side_by_side)
    monkeypatch.setattr("sector_data.sources.spilling.LARGE", large)
    found = outcome(lambda: read_parquet([path]))
    if not data.num_columns:
        assert found == "t.parquet: there are no columns."
    elif not data.num_rows:
        assert found == "t.parquet: the file has a header but no rows."
    else:
        whole = outcome(lambda: normalise_table(pq.ParquetFile(path).read(), "t.parquet"))
        if isinstance(whole, str):
            # Of several faults, the one that comes first is told.
            assert found in faults(path)
        else:
            assert found.schema == whole.schema
            assert found.equals(whole)


def faults(path: Path) -> list[str]:
    """Return what is wrong with each column of a file, by itself."""
    data = pq.ParquetFile(path).read()
    each = [
        outcome(lambda n=name: normalise_table(data.select([n]), path.name))
        for name in data.column_names
    ]
    return [fault for fault in each if isinstance(fault, str)]


@pytest.mark.parametrize("group", [2_000, 20_000])
def test_no_group_of_rows_is_in_memory_as_a_whole(
    group: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor are the texts of a dictionary, each of which many rows name."""
    monkeypatch.setattr("sector_data.sources.shares.LARGE", 1)
    monkeypatch.setattr("sector_data.sources.spilling.LARGE", 1 << 20)
    monkeypatch.setattr("sector_data.sources.parquet._PIECE", 1 << 20)
    monkeypatch.setattr("sector_data.sources.parquet._ROWS", 256)
    texts = pa.array([str(number) * 500 for number in range(100, 300)])
    path = tmp_path / "t.parquet"
    numbers = pa.array(range(20_000))
    named = texts.take(pa.array([number % 200 for number in range(20_000)]))
    pq.write_table(pa.table({"text": named, "number": numbers}), path, row_group_size=group)
    del named
    before = pa.total_allocated_bytes()
    allocated = []
    found = read_parquet([path], lambda _: allocated.append(pa.total_allocated_bytes() - before))
    assert found.nbytes > 30_000_000
    assert 0 < max(allocated) < 10_000_000
