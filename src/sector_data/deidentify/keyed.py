"""HMAC-SHA-256 over many short messages with one key.

What lives here: the keyed hash of RFC 2104 with both pads absorbed once, so that a message costs
two copies of a hash state. What does not: keys (:mod:`sector_data.deidentify.keyring`) and what
is made of the digests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sector_data.errors import InputError

_BLOCK = 64
"""Bytes of a SHA-256 block (FIPS 180-4)."""
_INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))

SHORTEST_SECRET = 16
"""Bytes; NIST SP 800-131A rev. 2 allows no HMAC key below 112 bits."""


class KeyedHash:
    """HMAC-SHA-256 with a fixed key.

    Parameters
    ----------
    secret
        The key; at least 16 bytes.

    Raises
    ------
    InputError
        If there is no secret or it is too short.
    """

    __slots__ = ("_inner", "_outer")

    def __init__(self, secret: bytes | None) -> None:
        if secret is None or len(secret) < SHORTEST_SECRET:
            raise InputError(
                f"A keyed transform needs a secret of at least {SHORTEST_SECRET} bytes.",
                "Make a key with `sector-data keys new NAME` and name it as release.key.",
            )
        key = secret if len(secret) <= _BLOCK else hashlib.sha256(secret).digest()
        block = key.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(block.translate(_INNER_PAD))
        self._outer = hashlib.sha256(block.translate(_OUTER_PAD))

    def digests(self, messages: Iterable[bytes]) -> list[bytes]:
        """Return the 32-byte HMAC of each message."""
        copy_inner, copy_outer = self._inner.copy, self._outer.copy
        digests = []
        for message in messages:
            inner = copy_inner()
            inner.update(message)
            outer = copy_outer()
            outer.update(inner.digest())
            digests.append(outer.digest())
        return digests
