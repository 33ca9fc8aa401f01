"""Keyed tokens that stand for identifiers.

What lives here: the token of a value, and the check that no two values share one. What does not:
the key of the pseudonymisation domain (:mod:`sector_data.deidentify.keyring`), and random codes
(:mod:`sector_data.deidentify.surrogates`).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.distinct import map_distinct
from sector_data.deidentify.keyed import KeyedHash
from sector_data.errors import InputError
from sector_data.kernels.tokens import spell
from sector_data.sources.numbering import distinct_count
from sector_data.spec.transforms.identifiers import (
    Pseudonym,
    Surrogate,
    characters_of,
    length_for,
    token_bits,
)

_BLOCK = 1 << 17
"""Values hashed at a time: 4 MB of digests."""

UNLIKELY = 1e-6
"""Chance of a collision among a column's pseudonyms that is let pass when a plan is made; when it
is carried out, a collision is found and refused."""


def pseudonymise(values: pa.Array, spec: Pseudonym, secret: bytes | None) -> pa.Array:
    """Replace each value by its keyed token.

    The token is the prefix and the first bits of HMAC-SHA-256(secret, canonical text) in the
    alphabet; see :func:`sector_data.kernels.tokens.spell`. It depends on nothing else, so that
    equal values have equal tokens wherever the same secret is used (ENISA, *Pseudonymisation
    techniques and best practices*, 2019: message authentication code, deterministic policy).

    Parameters
    ----------
    values
        A plain array of any type.
    spec
        Length, alphabet and prefix; its domain is in the secret already.
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
    return map_distinct(values, lambda distinct: _of_distinct(distinct, spec, keyed))


def _of_distinct(distinct: pa.Array, spec: Pseudonym, keyed: KeyedHash) -> pa.Array:
    texts = canonical_text(distinct)
    if pa.types.is_integer(distinct.type) or texts is distinct:
        return _tokens(texts, spec, keyed)
    # Two values may have one canonical text, and NaN has none.
    return map_distinct(texts, lambda different: _tokens(different, spec, keyed))


def _tokens(texts: pa.Array, spec: Pseudonym, keyed: KeyedHash) -> pa.Array:
    alphabet = characters_of(spec.alphabet).encode()
    prefix = spec.prefix.encode()
    width = len(prefix) + spec.length
    characters = np.empty((len(texts), width), np.uint8)
    heads = np.empty(len(texts), np.uint64)
    for start in range(0, len(texts), _BLOCK):
        digests = keyed.of_texts(texts.slice(start, _BLOCK))
        end = start + len(digests)
        characters[start:end] = spell(digests, alphabet, spec.length, prefix)
        heads[start:end] = digests[:, :8].copy().view(">u8")[:, 0]
    tokens = _strings(characters)
    if not _surely_different(heads, spec) and distinct_count(tokens) < len(tokens):
        raise InputError(
            f"Two values of the column got the same pseudonym of {spec.length} characters.",
            f"Raise the pseudonym's length above {spec.length}.",
        )
    return tokens


def _surely_different(heads: npt.NDArray[np.uint64], spec: Pseudonym) -> bool:
    """Tell from the first 64 bits of the digests that no two tokens are equal.

    False says nothing: another alphabet's tokens, and heads that are equal, must be compared.
    """
    size = len(characters_of(spec.alphabet))
    if size & (size - 1):
        return False
    bits = min(64, spec.length * (size.bit_length() - 1))
    ordered = np.sort(heads >> np.uint64(64 - bits))
    return not bool(np.any(ordered[1:] == ordered[:-1]))


def _strings(characters: npt.NDArray[np.uint8]) -> pa.Array:
    """Return rows of ASCII characters as texts, without copying them."""
    count, width = characters.shape
    if count * width >= 2**31:
        fixed = pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(width), count, [None, pa.py_buffer(characters)]
        )
        return fixed.cast(pa.large_binary()).cast(pa.large_string())
    offsets = np.arange(0, (count + 1) * width, max(width, 1), dtype=np.int32)[: count + 1]
    return pa.StringArray.from_buffers(
        count, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(characters))
    )


def collision_chance(distinct: int, alphabet: str, length: int) -> float:
    """Return the chance that some two of so many tokens are equal (birthday bound).

    Parameters
    ----------
    distinct
        Different values in the domain.
    alphabet, length
        Of the tokens.
    """
    pairs: float = distinct * (distinct - 1) / 2
    said: float = 2.0 ** -min(token_bits(alphabet, length), 256.0)
    return min(1.0, pairs * said)


def check_room(distinct: int, spec: Pseudonym | Surrogate) -> None:
    """Insist that tokens are long enough for so many values, before any is made.

    A keyed token must not meet another (birthday bound); a random code is drawn again when it does,
    but a tenth of all codes must not be used up, or a guess would often be somebody's.

    Raises
    ------
    InputError
        With the length or the alphabet that would do.
    """
    if distinct < 2:
        return
    if isinstance(spec, Surrogate):
        if distinct * 10 <= 2 ** token_bits(spec.alphabet, spec.length):
            return
        bits = math.log2(distinct * 10)
    else:
        if collision_chance(distinct, spec.alphabet, spec.length) <= UNLIKELY:
            return
        bits = math.log2(distinct * (distinct - 1) / 2 / UNLIKELY)
    raise InputError(
        f"{spec.length} characters of {len(characters_of(spec.alphabet))} are too few for "
        f"{distinct:,} different values: two would share a {spec.kind}, or a guess would be one.",
        f"Make the length {length_for(spec.alphabet, bits)} or more, or choose a larger alphabet.",
    )
