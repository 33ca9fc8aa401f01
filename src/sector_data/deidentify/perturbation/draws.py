"""Random numbers that only the key can repeat.

What lives here: uniform and normal numbers for rows or subjects. What does not: what is done with
them.

The streams are Philox counters (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3",
SC'11), read raw, since numpy promises raw streams to stay the same from version to version and
promises no such thing of its distributions; and HMAC-SHA-256 of the subject.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.distinct import plain_array
from sector_data.deidentify.keyed import KeyedHash
from sector_data.sources.numbering import encoded

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]

_PER_DIGEST = 4
"""64-bit words in a SHA-256 digest."""


class Draws:
    """A source of random numbers.

    Parameters
    ----------
    secret
        16 bytes or more.
    purpose
        Names what is drawn for: other purposes give other numbers.

    Raises
    ------
    InputError
        If there is no secret or it is too short.
    """

    def __init__(self, secret: bytes | None, purpose: str) -> None:
        label = f"sector-data/perturbation/1/{purpose}".encode()
        self._key = KeyedHash(secret).digests([label])[0]

    def of_rows(self, count: int) -> Floats:
        """Return uniform numbers in [0, 1), one for each row, in the order of rows."""
        # The key has 256 bits; Philox takes 128 of them as key and as many as its counter.
        seed = np.frombuffer(hashlib.sha256(self._key).digest(), dtype="<u8")
        stream = np.random.Philox(key=seed[:2], counter=np.append(seed[2:], [0, 0]))
        return _uniform(np.asarray(stream.random_raw(count), dtype=np.uint64))

    def of_subjects(self, subjects: pa.Array | pa.ChunkedArray, *, streams: int = 1) -> Floats:
        """Return uniform numbers in [0, 1) that depend on the key and a row's subject only.

        Parameters
        ----------
        subjects
            Subject of each row; rows without one are one unknown subject.
        streams
            How many independent numbers each subject gets.

        Returns
        -------
        Floats
            Shape (rows, streams).
        """
        owners = encoded(canonical_text(plain_array(subjects)))
        texts = [b"", *(b"=" + text.encode() for text in owners.dictionary.to_pylist())]
        places = owners.indices.fill_null(-1).to_numpy().astype(np.int64) + 1
        hashed = KeyedHash(self._key)
        columns = []
        for block in range(-(-streams // _PER_DIGEST)):
            head = block.to_bytes(4, "big")
            digests = b"".join(hashed.digests([head + text for text in texts]))
            columns.append(np.frombuffer(digests, dtype="<u8").reshape(-1, _PER_DIGEST))
        words = np.concatenate(columns, axis=1)[:, :streams].astype(np.uint64)
        drawn: Floats = _uniform(words)[places]
        return drawn

    def normals(self, count: int, subjects: pa.Array | pa.ChunkedArray | None) -> Floats:
        """Return standard normal numbers, one for each row (Box & Muller 1958).

        Parameters
        ----------
        count
            Number of rows.
        subjects
            Subject of each row, to key the draws by; rows follow each other when not given.
        """
        pairs = (
            self.of_rows(2 * count).reshape(-1, 2)
            if subjects is None
            else self.of_subjects(subjects, streams=2)
        )
        # 1 - u lies in (0, 1], where the logarithm is finite.
        length = np.sqrt(-2.0 * np.log1p(-pairs[:, 0]))
        normal: Floats = length * np.cos(2.0 * np.pi * pairs[:, 1])
        return normal


def _uniform(words: Words) -> Floats:
    """Return 53 bits of each word as a number in [0, 1)."""
    numbers: Floats = (words >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return numbers
