"""Columns that grow in files are the columns that were put there, in one piece."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.sources.growing import GrowingColumn, can_grow

KINDS: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): st.text(),
    pa.bool_(): st.booleans(),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.float64(): st.floats(allow_nan=False),
    pa.date32(): st.dates(date(1, 1, 1)),
    pa.timestamp("us"): st.datetimes(datetime(1, 1, 1)),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(list(KINDS)), most=st.sampled_from([9, 2**31 - 1]), data=st.data())
def test_what_was_added_comes_back(
    kind: pa.DataType, most: int, data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slices too, whose buffers begin before them."""
    monkeypatch.setattr("sector_data.sources.tables.MOST_TEXT", most)
    values = st.lists(st.none() | KINDS[kind], max_size=20)
    added = [
        pa.array(some, kind).slice(skipped)
        for some, skipped in data.draw(st.lists(st.tuples(values, st.integers(0, 9)), max_size=4))
    ]
    column = GrowingColumn(kind)
    for piece in added:
        column.add(pa.chunked_array([piece], kind))
    found = column.finished()
    found.validate(full=True)
    whole = pa.chunked_array(added, kind)
    assert found.equals(whole)
    assert found.null_count == whole.null_count
    if most > 9:
        assert found.num_chunks == 1


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="descriptors cannot be counted here")
def test_columns_that_are_whole_hold_no_file_open() -> None:
    """Else a table of many columns would need more files than a process may have."""
    before = len([*Path("/dev/fd").iterdir()])
    columns = []
    for number in range(50):
        column = GrowingColumn(pa.int64())
        column.add(pa.chunked_array([[number, None]]))
        columns.append(column.finished())
    assert len([*Path("/dev/fd").iterdir()]) == before
    assert [column.to_pylist() for column in columns] == [[n, None] for n in range(50)]


def test_columns_can_be_mapped_without_a_folder_of_descriptors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(_: str) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(pa, "memory_map", missing)
    column = GrowingColumn(pa.string())
    column.add(pa.chunked_array([["a", None]]))
    assert column.finished().to_pylist() == ["a", None]


def test_columns_of_dictionaries_and_lists_cannot() -> None:
    """Their buffers are others."""
    assert all(map(can_grow, KINDS))
    assert not can_grow(pa.dictionary(pa.int32(), pa.string()))
    assert not can_grow(pa.list_(pa.int64()))
    assert not can_grow(pa.null())
