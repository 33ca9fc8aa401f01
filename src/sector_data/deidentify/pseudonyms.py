"""Keyed tokens that stand for identifiers.

What lives here: the token of a value, and the check that no two values share one. What does not:
the key of the pseudonymisation domain (:mod:`sector_data.deidentify.keyring`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.distinct import map_distinct
from sector_data.deidentify.keyed import KeyedHash
from sector_data.errors import InputError
from sector_data.spec.transforms import Pseudonym

ALPHABET = b"0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o, u, so tokens can be read aloud and typed."""

_BLOCK = 1 << 16
"""Digests turned into characters at a time: 17 MB of bits."""


def pseudonymise(values: pa.Array, spec: Pseudonym, secret: bytes | None) -> pa.Array:
    """Replace each value by its keyed token.

    The token is the prefix and the first ``5 × length`` bits of HMAC-SHA-256(secret, canonical
    text), in Crockford base 32. It depends on nothing else, so that equal values have equal
    tokens wherever the same secret is used (ENISA, *Pseudonymisation techniques and best
    practices*, 2019: message authentication code, deterministic policy).

    Parameters
    ----------
    values
        A plain array of any type.
    spec
        Length and prefix; its domain is in the secret already.
    secret
        The key of the domain, 16 bytes or more.

    Returns
    -------
    Array
        ``string``; null where the value is null or NaN.

    Raises
    ------
    InputError
        If the secret is missing or short, or two values of the column get the same token.
    """
    keyed = KeyedHash(secret)

    def tokens(distinct: pa.Array) -> pa.Array:
        return map_distinct(canonical_text(distinct), lambda texts: _tokens(texts, spec, keyed))

    return map_distinct(values, tokens)


def _tokens(texts: pa.Array, spec: Pseudonym, keyed: KeyedHash) -> pa.Array:
    digests = keyed.digests(texts.cast(pa.binary()).to_pylist())
    tokens = _render(digests, spec.length, spec.prefix.encode())
    if pc.count_distinct(tokens).as_py() < len(tokens):
        raise InputError(
            f"Two values of the column got the same pseudonym of {spec.length} characters.",
            f"Raise the pseudonym's length above {spec.length} (at most 52).",
        )
    return tokens


def _render(digests: list[bytes], length: int, prefix: bytes) -> pa.Array:
    """Spell the first bits of each digest as `length` characters behind the prefix."""
    width = len(prefix) + length
    characters = np.empty((len(digests), width), dtype=np.uint8)
    characters[:, : len(prefix)] = np.frombuffer(prefix, dtype=np.uint8)
    alphabet = np.frombuffer(ALPHABET, dtype=np.uint8)
    place_values = np.array([16, 8, 4, 2, 1], dtype=np.uint8)
    for start in range(0, len(digests), _BLOCK):
        block = digests[start : start + _BLOCK]
        bits = np.unpackbits(
            np.frombuffer(b"".join(block), dtype=np.uint8).reshape(len(block), 32), axis=1
        )
        # 52 characters want 260 bits of 256: the last character carries one bit.
        padded = np.zeros((len(block), 5 * length), dtype=np.uint8)
        padded[:, :256] = bits[:, : 5 * length]
        digits = padded.reshape(len(block), length, 5) @ place_values
        characters[start : start + len(block), len(prefix) :] = alphabet[digits]
    fixed = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(width), len(digests), [None, pa.py_buffer(characters.tobytes())]
    )
    return fixed.cast(pa.binary()).cast(pa.string())
