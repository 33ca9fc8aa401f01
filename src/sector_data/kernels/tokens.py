"""Keyed digests of many messages, and their spelling in an alphabet.

What lives here: the two inner loops of pseudonyms, compiled where that is possible, and their twins
in Python and numpy, which give the same bytes. What does not: SHA-256, which is OpenSSL's in both
cases, and what tokens are for (:mod:`sector_data.deidentify`).
"""

from __future__ import annotations

import ctypes
import hashlib
import hmac
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sector_data.kernels.library import address, library

DIGEST = 32
"""Bytes of a SHA-256 digest."""
BLOCK = 64
"""Bytes of a SHA-256 block (FIPS 180-4)."""
_INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))

Bytes = npt.NDArray[np.uint8]


def hmac_digests(key: bytes, offsets: npt.NDArray[np.int32], data: Bytes) -> Bytes:
    """Return HMAC-SHA-256 (RFC 2104) of many messages with one key.

    Parameters
    ----------
    key
        Of any length.
    offsets
        ``(n + 1,)``; message i is ``data[offsets[i]:offsets[i + 1]]``.
    data
        Bytes of all messages, as long as the last offset or longer.

    Returns
    -------
    array
        ``(n, 32)``, uint8.
    """
    block = (key if len(key) <= BLOCK else hashlib.sha256(key).digest()).ljust(BLOCK, b"\0")
    compiled = _compiled(block, offsets, data)
    if compiled is not None:
        return compiled
    whole = memoryview(data.tobytes())
    bounds = offsets.tolist()
    messages = [whole[start:end] for start, end in pairwise(bounds)]
    return np.frombuffer(b"".join(_hashed(block, messages)), np.uint8).reshape(-1, DIGEST)


def _hashed(block: bytes, messages: Sequence[memoryview]) -> list[bytes]:
    """Return the digests, from hash states that have both pads absorbed."""
    copy_inner = hashlib.sha256(block.translate(_INNER_PAD)).copy
    copy_outer = hashlib.sha256(block.translate(_OUTER_PAD)).copy
    digests = []
    for message in messages:
        inner = copy_inner()
        inner.update(message)
        outer = copy_outer()
        outer.update(inner.digest())
        digests.append(outer.digest())
    return digests


def _compiled(block: bytes, offsets: npt.NDArray[np.int32], data: Bytes) -> Bytes | None:
    functions = _functions()
    if functions is None:
        return None
    return _run(functions, block, offsets, data)


def _run(
    functions: tuple[int, int, int], block: bytes, offsets: npt.NDArray[np.int32], data: Bytes
) -> Bytes | None:
    loaded = library()
    if loaded is None or not hasattr(loaded, "hmac_sha256_many"):
        return None
    count = len(offsets) - 1
    digests = np.empty((count, DIGEST), np.uint8)
    start, update, final = (ctypes.c_void_p(function) for function in functions)
    loaded.hmac_sha256_many.restype = ctypes.c_int64
    failed = loaded.hmac_sha256_many(
        start,
        update,
        final,
        ctypes.c_char_p(block),
        address(np.ascontiguousarray(offsets, np.int32)),
        address(np.ascontiguousarray(data)),
        ctypes.c_int64(count),
        address(digests),
    )
    return None if failed else digests


@cache
def _functions() -> tuple[int, int, int] | None:
    """Return where OpenSSL's SHA-256 lies, the one that Python's own hashlib uses.

    None when Python is built with another or holds it hidden, when the kernels are not compiled, or
    when what comes out is not what Python's :mod:`hmac` says: hashlib then does the work.
    """
    try:
        import _hashlib

        openssl = ctypes.CDLL(_hashlib.__file__)
        found = [
            ctypes.cast(getattr(openssl, name), ctypes.c_void_p).value
            for name in ("SHA256_Init", "SHA256_Update", "SHA256_Final")
        ]
    except (ImportError, OSError, AttributeError, TypeError):
        return None
    start, update, final = found
    if start is None or update is None or final is None:
        return None
    functions = (start, update, final)
    messages = [b"", b"abc", bytes(range(55)), bytes(56), bytes(200)]
    ends = np.cumsum([0, *map(len, messages)], dtype=np.int32)
    key = bytes(range(32)).ljust(BLOCK, b"\0")
    got = _run(functions, key, ends, np.frombuffer(b"".join(messages), np.uint8))
    expected = b"".join(hmac.digest(key[:32], message, "sha256") for message in messages)
    return functions if got is not None and got.tobytes() == expected else None


def fast_digests() -> bool:
    """Tell whether digests are made by the compiled loop."""
    return library() is not None and _functions() is not None


def spell(digests: Bytes, alphabet: bytes, length: int, prefix: bytes = b"") -> Bytes:
    """Spell each digest as a prefix and `length` characters.

    An alphabet of 2, 4, … 64 characters takes the first bits of the digest, 1, 2, … 6 to a
    character. Any other takes the last digits of the digest, read as a number of 256 bits, to the
    base of the alphabet's size: where the token says 64 bits less than the digest, characters
    deviate from uniform by less than 2**-64.

    Parameters
    ----------
    digests
        ``(n, 32)``, uint8.
    alphabet
        2 to 64 different characters, one byte each.
    length
        Characters of a token.
    prefix
        Stands before each.

    Returns
    -------
    array
        ``(n, len(prefix) + length)``, uint8.
    """
    count, width, base = len(digests), len(prefix) + length, len(alphabet)
    tokens = np.empty((count, width), np.uint8)
    tokens[:, : len(prefix)] = np.frombuffer(prefix, np.uint8)
    bits = base.bit_length() - 1 if base & (base - 1) == 0 else 0
    loaded = library()
    if loaded is not None and hasattr(loaded, "spell_bits"):
        kernel = loaded.spell_bits if bits else loaded.spell_digits
        kernel.restype = None
        kernel(
            address(np.ascontiguousarray(digests)),
            ctypes.c_int64(count),
            ctypes.c_char_p(alphabet),
            ctypes.c_int64(bits or base),
            ctypes.c_int64(length),
            ctypes.c_int64(width),
            address(tokens),
        )
    elif bits:
        tokens[:, len(prefix) :] = _spell_bits(digests, alphabet, bits, length)
    else:
        tokens[:, len(prefix) :] = _spell_digits(digests, alphabet, length)
    return tokens


def _spell_bits(digests: Bytes, alphabet: bytes, bits: int, length: int) -> Bytes:
    values = np.unpackbits(digests, axis=1)
    # 52 characters of base 32 want 260 bits of 256: the last one carries one bit.
    padded = np.zeros((len(digests), bits * length), np.uint8)
    padded[:, : 8 * DIGEST] = values[:, : bits * length]
    places = np.array([1 << place for place in reversed(range(bits))], np.uint8)
    digits = padded.reshape(len(digests), length, bits) @ places
    result: Bytes = np.frombuffer(alphabet, np.uint8)[digits]
    return result


def _spell_digits(digests: Bytes, alphabet: bytes, length: int) -> Bytes:
    limbs = digests.reshape(-1).view(">u4").reshape(len(digests), 8).astype(np.uint64).T.copy()
    base = np.uint64(len(alphabet))
    digits = np.empty((length, len(digests)), np.uint64)
    for place in reversed(range(length)):
        rest = np.zeros(len(digests), np.uint64)
        for limb in limbs:
            whole = (rest << np.uint64(32)) | limb
            limb[:] = whole // base
            rest = whole % base
        digits[place] = rest
    result: Bytes = np.frombuffer(alphabet, np.uint8)[digits.T.astype(np.int64)]
    return result
