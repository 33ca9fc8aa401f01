"""Keys are told from other columns, whatever fits into memory."""

from __future__ import annotations

from unittest import mock

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.release.key_columns import all_among, all_differ
from sector_data.sources import arrays

texts = st.lists(st.text("ab1", max_size=3), max_size=12)
columns = st.tuples(texts, texts, st.just(pa.string())) | st.tuples(
    st.lists(st.integers(-3, 12)), st.lists(st.integers(-3, 12)), st.just(pa.int64())
)


@pytest.mark.parametrize("held", [2, 1 << 19])
@settings(max_examples=60, deadline=None)
@given(columns)
def test_keys_are_what_sets_say(
    held: int, drawn: tuple[list[object], list[object], pa.DataType]
) -> None:
    values, others, kind = drawn
    one = pa.chunked_array([values[:2], values[2:]], kind)
    other = pa.chunked_array([[None, *others]], kind)
    with mock.patch.multiple(arrays, HELD=held, IN_MEMORY=held):
        assert all_differ(one) == (len(set(values)) == len(values))
        assert all_among(one, other) == (set(values) <= set(others))
        assert all_among(one, one)
