"""Hashes of many texts.

What lives here: SipHash-2-4 with 128 bits (Aumasson and Bernstein, *SipHash: a fast short-input
PRF*, 2012), compiled or in numpy. What does not: digests for pseudonyms, which are keyed with a
secret (:mod:`sector_data.kernels.tokens`). The key here is public unless the caller has another:
equal texts are to be found, and chance collisions of 128 bits do not happen.
"""

from __future__ import annotations

import ctypes

import numpy as np
import numpy.typing as npt

from sector_data.kernels.library import address, library

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

KEY = bytes(range(16))
"""That of the reference implementation's test vectors."""
_START = np.frombuffer(b"uespemosmodnarodarenegylsetybdet", "<u8")
"""The four words from which SipHash begins: ``somepseudorandomlygeneratedbytes``."""
_WORD = 8


def hash_stretches(
    data: Bytes, starts: Places, ends: Places, *, key: bytes = KEY
) -> tuple[Words, Words]:
    """Hash stretches of bytes.

    Parameters
    ----------
    data
        Bytes.
    starts, ends
        Shape (n,): stretch i is ``data[starts[i]:ends[i]]``.
    key
        16 bytes; a public one unless another is given.

    Returns
    -------
    high, low
        The first and last eight bytes of each hash, as numbers with the lowest byte first.
    """
    kernels = library()
    if kernels is None or not hasattr(kernels, "siphash_many"):
        return hash_stretches_in_numpy(data, starts, ends, key=key)
    high, low = np.empty(len(starts), np.uint64), np.empty(len(starts), np.uint64)
    kernels.siphash_many.restype = None
    kernels.siphash_many(
        address(np.ascontiguousarray(data, np.uint8)),
        address(np.ascontiguousarray(starts, np.int64)),
        address(np.ascontiguousarray(ends, np.int64)),
        ctypes.c_int64(len(starts)),
        *(ctypes.c_uint64(int(word)) for word in np.frombuffer(key, "<u8")),
        address(high),
        address(low),
    )
    return high, low


def hash_stretches_in_numpy(
    data: Bytes, starts: Places, ends: Places, *, key: bytes = KEY
) -> tuple[Words, Words]:
    """Do what :func:`hash_stretches` does, without a compiled library."""
    lengths = ends - starts
    order = np.argsort(lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    padded = np.concatenate([data, np.zeros(_WORD, np.uint8)])
    state = np.repeat((_START ^ np.tile(np.frombuffer(key, "<u8"), 2))[:, None], len(starts), 1)
    state[1] ^= np.uint64(0xEE)
    blocks = lengths // _WORD
    for block in range(int(blocks.max(initial=-1)) + 1):
        first = int(np.searchsorted(blocks, block))
        at = starts[first:] + _WORD * block
        words = padded[at[:, None] + np.arange(_WORD)].view("<u8")[:, 0]
        ending = blocks[first:] == block
        kept = (lengths[first:] % _WORD).astype(np.uint64) * np.uint64(8)
        mask = (np.uint64(1) << kept) - np.uint64(1)
        size = lengths[first:].astype(np.uint64) << np.uint64(56)
        words = np.where(ending, words & mask | size, words)
        active = state[:, first:].copy()
        active[3] ^= words
        _mix(active, 2)
        active[0] ^= words
        state[:, first:] = active
    state[2] ^= np.uint64(0xEE)
    _mix(state, 4)
    high, low = np.empty(len(starts), np.uint64), np.empty(len(starts), np.uint64)
    high[order] = np.bitwise_xor.reduce(state)
    state[1] ^= np.uint64(0xDD)
    _mix(state, 4)
    low[order] = np.bitwise_xor.reduce(state)
    return high, low


def _mix(state: Words, rounds: int) -> None:
    a, b, c, d = state
    for _ in range(rounds):
        a += b
        b[:] = _rotated(b, 13) ^ a
        a[:] = _rotated(a, 32)
        c += d
        d[:] = _rotated(d, 16) ^ c
        a += d
        d[:] = _rotated(d, 21) ^ a
        c += b
        b[:] = _rotated(b, 17) ^ c
        c[:] = _rotated(c, 32)


def _rotated(words: Words, bits: int) -> Words:
    return words << np.uint64(bits) | words >> np.uint64(64 - bits)
