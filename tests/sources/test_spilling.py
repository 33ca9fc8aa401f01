"""Tables in mapped files are the tables that were put there."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.errors import InputError, TargetError
from sector_data.sources.spilling import LARGE, gathered, piecewise, settled, taken
from sector_data.sources.tables import is_long

ROWS = st.lists(st.tuples(st.none() | st.text(), st.none() | st.integers(-(2**63), 2**63 - 1)))
SCHEMA = pa.schema([pa.field("text", pa.string()), pa.field("number", pa.int64())])


def table(rows: list[tuple[str | None, int | None]]) -> pa.Table:
    return pa.table({"text": [r[0] for r in rows], "number": [r[1] for r in rows]}, schema=SCHEMA)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(ROWS, max_size=5), large=st.sampled_from([-1, 30, LARGE]))
def test_pieces_come_back_as_one_table(
    pieces: list[list[tuple[str | None, int | None]]],
    large: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sector_data.sources.spilling.LARGE", large)
    found = gathered(map(table, pieces), SCHEMA)
    assert found.equals(table([row for piece in pieces for row in piece]))
    assert found.schema == SCHEMA


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, large=st.sampled_from([-1, LARGE]), data=st.data())
def test_rows_are_taken_in_the_order_asked_for(
    rows: list[tuple[str | None, int | None]],
    large: int,
    data: st.DataObject,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sector_data.sources.spilling.LARGE", large)
    monkeypatch.setattr("sector_data.sources.spilling._ROWS", 2)
    monkeypatch.setattr("sector_data.sources.spilling._GROUP", 3)
    order = data.draw(st.lists(st.sampled_from(range(len(rows)))) if rows else st.just([]))
    found = taken(table(rows), np.array(order, dtype=np.int64))
    assert found.equals(table([rows[place] for place in order]))


def test_what_is_large_takes_no_memory_and_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("sector_data.sources.spilling.LARGE", 1 << 20)
    piece = pa.table({"text": ["x" * 100] * 1000, "number": range(1000)}, schema=SCHEMA)
    before = pa.total_allocated_bytes()
    found = gathered((piece for _ in range(500)), SCHEMA)
    assert found.nbytes > 50_000_000
    assert pa.total_allocated_bytes() - before < 5_000_000
    assert found.num_rows == 500_000
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    monkeypatch.setattr("sector_data.sources.spilling.LARGE", 0)
    with pytest.raises(TargetError, match="no room for temporary files"):
        gathered([table([("x", 1)])], SCHEMA)


def plus(texts: pa.Array, more: pa.Array | None, numbers: pa.Array) -> pa.Array:
    joined = pc.binary_join_element_wise(texts, numbers.cast(pa.string()), "")
    return joined if more is None else pc.binary_join_element_wise(joined, more, "")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.none() | st.text(max_size=5), st.none() | st.integers(0, 9))),
    beside=st.booleans(),
    most=st.sampled_from([20, 2**31 - 1]),
)
def test_functions_of_rows_see_pieces_where_one_array_is_too_small(
    rows: list[tuple[str | None, int | None]],
    beside: bool,
    most: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = table(rows)
    texts, numbers = data.column("text"), data.column("number")
    more = texts if beside else None
    whole = piecewise(plus, texts, more, numbers)
    for name, size in (("spilling._ROWS", 2), ("spilling.LARGE", 0), ("tables.MOST_TEXT", most)):
        monkeypatch.setattr(f"sector_data.sources.{name}", size)
    made = piecewise(plus, texts, more, numbers)
    assert isinstance(made, pa.ChunkedArray) == (64 * len(rows) > most)
    assert made.to_pylist() == whole.to_pylist()
    if is_long(texts):
        with pytest.raises(InputError, match="more than 2 GiB of text"):
            settled(texts)
