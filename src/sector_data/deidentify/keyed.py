"""HMAC-SHA-256 over many short messages with one key.

What lives here: the keyed hash of RFC 2104 for columns. What does not: its inner loop
(:mod:`sector_data.kernels.tokens`), keys (:mod:`sector_data.deidentify.keyring`) and what is made
of the digests.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.errors import InputError
from sector_data.kernels.tokens import hmac_digests

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

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes | None) -> None:
        if secret is None or len(secret) < SHORTEST_SECRET:
            raise InputError(
                f"A keyed transform needs a secret of at least {SHORTEST_SECRET} bytes "
                "(NIST SP 800-131A rev. 2).",
                "Make a key with `sector-data keys new NAME` and name it as release.key.",
            )
        self._secret = secret

    def digests(self, messages: Sequence[bytes]) -> list[bytes]:
        """Return the 32-byte HMAC of each message."""
        matrix = self.of_texts(pa.array(messages, pa.binary()))
        return [row.tobytes() for row in matrix]

    def of_texts(self, texts: pa.Array) -> npt.NDArray[np.uint8]:
        """Return the HMAC of each text in UTF-8, ``(n, 32)``; a null counts as an empty text.

        Parameters
        ----------
        texts
            ``string`` or ``binary``.
        """
        _, positions, values = texts.buffers()
        if len(texts) == 0 or positions is None:
            return np.empty((0, 32), np.uint8)
        offsets = np.frombuffer(positions, np.int32)[texts.offset : texts.offset + len(texts) + 1]
        if texts.null_count:
            # What lies below a null is not defined.
            return self.of_texts(texts.fill_null(b"" if pa.types.is_binary(texts.type) else ""))
        data = np.frombuffer(values, np.uint8) if values is not None else np.empty(0, np.uint8)
        return hmac_digests(self._secret, offsets, data)

    def __repr__(self) -> str:
        return "<KeyedHash>"
