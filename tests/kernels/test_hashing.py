"""Stretches of bytes are hashed as the reference implementation of SipHash hashes them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.kernels.hashing import hash_stretches, hash_stretches_in_numpy

Hashing = Callable[..., tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]]

VECTORS = [
    "a3817f04ba25a8e66df67214c7550293",
    "da87c1d86b99af44347659119b22fc45",
    "8177228da4a45dc7fca38bdef60affe4",
    "9c70b60c5267a94e5f33b6b02985ed51",
]
"""Of 0, 1, 2 and 3 bytes 00 01 02 …: ``vectors_sip128`` of the reference implementation."""


@pytest.mark.parametrize("hashing", [hash_stretches, hash_stretches_in_numpy])
def test_the_reference_gives_the_same(hashing: Hashing) -> None:
    count = len(VECTORS)
    high, low = hashing(
        np.arange(count, dtype=np.uint8), np.zeros(count, np.int64), np.arange(count)
    )
    spelt = [(a.tobytes() + b.tobytes()).hex() for a, b in zip(high, low, strict=True)]
    assert spelt == VECTORS


@given(st.lists(st.binary(max_size=40)))
def test_both_give_the_same(stretches: list[bytes]) -> None:
    data = np.frombuffer(b"".join(stretches), np.uint8)
    ends = np.cumsum([0, *map(len, stretches)])
    compiled = hash_stretches(data, ends[:-1], ends[1:])
    plain = hash_stretches_in_numpy(data, ends[:-1], ends[1:])
    for one, other in zip(compiled, plain, strict=True):
        assert np.array_equal(one, other)
    assert len(set(zip(*map(list, compiled), strict=True))) == len(set(stretches))
