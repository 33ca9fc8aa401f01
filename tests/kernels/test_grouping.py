"""Numbering keys: compiled, in numpy, and by a dictionary."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sector_data.kernels.grouping import number_keys, number_keys_in_numpy

KEYS = st.lists(st.integers(0, 5) | st.integers(-(2**63), 2**63 - 1), max_size=60)


@given(KEYS)
def test_keys_are_numbered_as_they_appear(keys: list[int]) -> None:
    seen: dict[int, int] = {}
    expected = [seen.setdefault(key, len(seen)) for key in keys]
    for function in (number_keys, number_keys_in_numpy):
        groups, first = function(np.array(keys, dtype=np.int64))
        assert groups.tolist() == expected
        assert [keys[i] for i in first] == list(seen)


def test_many_keys_in_arithmetic_patterns() -> None:
    keys = (np.arange(200_000, dtype=np.int64) * 4096) % (1 << 40)
    groups, first = number_keys(np.concatenate([keys, keys[::-1]]))
    assert len(first) == 200_000
    assert np.array_equal(groups[:200_000], groups[:199_999:-1])
