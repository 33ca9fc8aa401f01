"""Compiled and interpreted loops of keyed tokens give the same bytes."""

from __future__ import annotations

import hmac
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.kernels import tokens
from sector_data.kernels.library import library
from sector_data.kernels.tokens import fast_digests, hmac_digests, spell

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"


def both(compute: Callable[[], object], patch: pytest.MonkeyPatch) -> tuple[object, object]:
    first = compute()
    with patch.context() as inner:
        inner.setattr(tokens, "library", lambda: None)
        second = compute()
    return first, second


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=100), st.lists(st.binary(max_size=150), max_size=8))
def test_digests_are_those_of_hmac_either_way(key: bytes, messages: list[bytes]) -> None:
    offsets = np.cumsum([0, *map(len, messages)], dtype=np.int32)
    data = np.frombuffer(b"".join(messages), np.uint8)
    expected = b"".join(hmac.digest(key, message, "sha256") for message in messages)
    with pytest.MonkeyPatch.context() as patch:
        for made in both(lambda: hmac_digests(key, offsets, data).tobytes(), patch):
            assert made == expected


@settings(deadline=None, max_examples=60)
@given(
    st.binary(max_size=160),
    st.integers(2, 64),
    st.integers(1, 64),
    st.sampled_from([b"", b"P-", b"patient_"]),
)
def test_spelling_is_the_same_either_way(raw: bytes, size: int, length: int, prefix: bytes) -> None:
    digests = np.frombuffer(raw[: len(raw) // 32 * 32], np.uint8).reshape(-1, 32)
    alphabet = CHARACTERS[:size].encode()
    with pytest.MonkeyPatch.context() as patch:
        one, other = both(lambda: spell(digests, alphabet, length, prefix).tolist(), patch)
    assert one == other


def test_no_loop_is_compiled_where_the_hash_gives_something_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tokens._functions.cache_clear()
    monkeypatch.setattr("hmac.digest", lambda *_: bytes(32))
    assert not fast_digests()
    monkeypatch.undo()
    tokens._functions.cache_clear()


@pytest.mark.skipif(library() is None, reason="the kernels are not compiled here")
def test_a_hash_that_fails_leaves_the_work_to_hashlib(monkeypatch: pytest.MonkeyPatch) -> None:
    # Any function that does not return 1 stands for a failure of OpenSSL.
    import ctypes

    refuse = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(lambda _: 0)
    address = ctypes.cast(refuse, ctypes.c_void_p).value
    monkeypatch.setattr(tokens, "_functions", lambda: (address, address, address))
    made = hmac_digests(b"k", np.array([0, 3], np.int32), np.frombuffer(b"abc", np.uint8))
    assert made.tobytes() == hmac.digest(b"k", b"abc", "sha256")
