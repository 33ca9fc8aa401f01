"""Columns numbered by sorting are numbered as Arrow's tables of hashes would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from unittest import mock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.errors import InputError
from sector_data.sources import numbering
from sector_data.sources.numbering import (
    are_in,
    distinct_count,
    encoded,
    numbered,
    numbers_remembered,
    places_in,
)
from sector_data.sources.tables import one_array

KINDS: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): st.text("ab\0é", max_size=3) | st.text(max_size=20),
    pa.int64(): st.integers(-3, 3) | st.integers(-(2**63), 2**63 - 1),
    pa.float64(): st.sampled_from([0.5, float("nan"), float("inf"), -1e300]),
    pa.date32(): st.dates(date(1, 1, 1)),
    pa.timestamp("us"): st.datetimes(datetime(1900, 1, 1)),
}


@pytest.fixture
def sorting(monkeypatch: pytest.MonkeyPatch) -> Iterator[mock.MagicMock]:
    monkeypatch.setattr(numbering, "MANY_ROWS", 64)
    monkeypatch.setattr(numbering, "_FEW_VALUES", 0)
    monkeypatch.setattr(numbering, "_PIECE", 7)
    with mock.patch.object(numbering, "_numbered", wraps=numbering._numbered) as found:
        yield found
    assert found.called


@st.composite
def columns(draw: st.DrawFn, kind: pa.DataType, least: int = 64) -> pa.ChunkedArray:
    """Make a column of one chunk or several, sliced and with missing values."""
    some = draw(st.lists(st.none() | KINDS[kind], min_size=1, max_size=20))
    rows = draw(st.lists(st.sampled_from(some), min_size=least, max_size=90))
    cut, skipped = draw(st.integers(0, len(rows))), draw(st.integers(0, 3))
    chunks = [pa.array([None] * skipped + part, kind) for part in (rows[:cut], rows[cut:])]
    return pa.chunked_array([chunk.slice(skipped) for chunk in chunks], kind)


def with_some(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Add values, since one that has none has few: Arrow would number it."""
    zeros = pa.array([0] * 64, pa.int32() if column.type == pa.date32() else pa.int64())
    return pa.chunked_array([*column.chunks, zeros.cast(column.type)], column.type)


@pytest.mark.usefixtures("sorting")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(list(KINDS)), data=st.data())
def test_numbers_are_those_of_arrow(kind: pa.DataType, data: st.DataObject) -> None:
    """In the order of first appearance, missing values without one."""
    column = with_some(data.draw(columns(kind)))
    arrows = column.combine_chunks().dictionary_encode()
    ours = encoded(column)
    assert ours.indices.equals(arrows.indices)
    assert ours.dictionary.to_string() == arrows.dictionary.to_string()
    ours.validate(full=True)
    codes, distinct = numbered(column)
    assert codes.tolist() == arrows.indices.fill_null(-1).to_pylist()
    assert one_array(distinct).to_string() == arrows.dictionary.to_string()
    assert distinct_count(column) == len(arrows.dictionary)
    assert distinct_count(column.combine_chunks()) == len(arrows.dictionary)


@pytest.mark.usefixtures("sorting")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(list(KINDS)), data=st.data())
def test_places_are_those_of_arrow(kind: pa.DataType, data: st.DataObject) -> None:
    known = with_some(data.draw(columns(kind)))
    column = data.draw(columns(kind, least=0))
    whole = known.combine_chunks()
    ours = places_in(column, known)
    ours.validate(full=True)
    theirs = pc.index_in(column.combine_chunks(), value_set=whole, skip_nulls=True)
    assert ours.equals(theirs)
    present = pc.is_in(column.combine_chunks(), value_set=whole, skip_nulls=True)
    assert are_in(column, known).equals(present)


@pytest.mark.usefixtures("sorting")
def test_halves_of_keys_that_are_equal_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first 64 bits of two texts may be the same by chance."""

    def keys(data: Any, starts: Any, ends: Any, *, key: bytes) -> tuple[Any, Any]:
        texts = [bytes(data[a:b]) for a, b in zip(starts, ends, strict=True)]
        low = np.array([int(text or b"0") for text in texts], np.uint64)
        return low % 3, low

    monkeypatch.setattr(numbering, "hash_stretches", keys)
    column = pa.array([str(number % 29) for number in range(100)])
    assert encoded(column).equals(column.dictionary_encode())


def test_a_column_is_numbered_once_while_remembered(sorting: mock.MagicMock) -> None:
    """Also when it comes as another object; two others make it forgotten."""
    first, second, third = (
        pa.chunked_array([[f"{n}{m}" for m in range(100)]]) for n in ("a", "b", "c")
    )
    with numbers_remembered():
        encoded(first)
        assert distinct_count(first.chunk(0)) == 100
        assert sorting.call_count == 1
        for column in (second, third):
            encoded(column)
        encoded(first)
        assert sorting.call_count == 4


def test_few_values_are_left_to_arrow(
    monkeypatch: pytest.MonkeyPatch, sorting: mock.MagicMock
) -> None:
    """Sorting would be slower, and memory is no question."""
    monkeypatch.setattr(numbering, "_FEW_VALUES", 3)
    distinct_count(pa.array(["a", "b", None] * 50))
    assert sorting.call_count == 0
    distinct_count(pa.array([str(n) for n in range(150)]))
    assert sorting.call_count == 1


def test_long_texts_are_sorted_however_few_they_are(
    monkeypatch: pytest.MonkeyPatch, sorting: mock.MagicMock
) -> None:
    """A table of hashes would hold them all once more."""
    monkeypatch.setattr(numbering, "MANY_BYTES", 4000)
    texts = pa.array([f"{n} {'x' * 90}" for n in range(50)])
    assert encoded(texts).equals(texts.dictionary_encode())
    assert sorting.call_count == 1


def test_more_distinct_texts_than_one_array_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """They come in several, or are told."""
    monkeypatch.setattr(numbering, "MANY_ROWS", 64)
    monkeypatch.setattr(numbering, "_FEW_VALUES", 0)
    texts = pa.chunked_array([[f"{n % 90}{c * 20}" for n in range(100)] for c in "abc"])
    arrows = texts.combine_chunks().dictionary_encode()
    for name, size in (("tables.MOST_TEXT", 3000), ("spilling.LARGE", 0), ("spilling._ROWS", 9)):
        monkeypatch.setattr(f"sector_data.sources.{name}", size)
    codes, distinct = numbered(texts)
    assert distinct.num_chunks > 1
    assert distinct.to_pylist() == arrows.dictionary.to_pylist()
    assert codes.tolist() == arrows.indices.to_pylist()
    with pytest.raises(InputError, match="more than 2 GiB of text"):
        encoded(texts)


@pytest.mark.parametrize("kind", [*KINDS, pa.bool_()])
def test_no_row_has_no_number(kind: pa.DataType) -> None:
    for column in (pa.chunked_array([], kind), pa.array([], kind)):
        assert encoded(column).type == pa.dictionary(pa.int32(), kind)
        assert distinct_count(column) == 0
        assert places_in(column, column).equals(pa.array([], pa.int32()))


def test_a_column_of_no_type_has_no_value() -> None:
    found = encoded(pa.nulls(3))
    assert found.indices.to_pylist() == [None] * 3
    assert len(found.dictionary) == 0
