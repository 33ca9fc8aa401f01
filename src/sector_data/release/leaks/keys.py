"""Keys of spellings: which sequences of tokens there are, in arrays that need not fit into memory.

What lives here: the 128-bit key of a sequence, and tables of sorted keys with a number for each.
What does not: tokens (:mod:`sector_data.release.leaks.tokens`), and what a number stands for
(:mod:`sector_data.release.leaks.index`).

A key is two polynomial hashes of 64 bits, of the two halves of the tokens' hashes. No text is kept:
two spellings of 10^8 and 10^11 tokens of files have the same key by chance with a probability below
10^-19.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.release.leaks.tokens import hash_texts
from sector_data.sources.arrays import GrowingArray, Records, SortedRecords

Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

_FACTORS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03))
"""Odd multipliers of the polynomial hashes (2^64 divided by the golden ratio and by the plastic
number's square: Roberts, *The unreasonable effectiveness of quasirandom sequences*, 2018)."""


def sequence_keys(high: Words, low: Words, starts: Places, length: int) -> tuple[Words, Words]:
    """Return the keys of all sequences of one length.

    Parameters
    ----------
    high, low
        Halves of the tokens' hashes, shape (n,).
    starts
        Where each sequence begins.
    length
        Tokens of each sequence, at least 1. (The key of a number is the hash of its digits.)
    """
    keys = []
    for codes, factor in zip((high, low), _FACTORS, strict=True):
        value = np.full(len(starts), length, np.uint64)
        for offset in range(length):
            value = value * factor + codes[starts + offset]
        keys.append(value)
    return keys[0], keys[1]


class Sightings:
    """Which tokens may occur in a secret: a filter that lets few others through (Bloom, 1970).

    Parameters
    ----------
    expected
        About how many tokens there will be; only how many others pass depends on it.
    """

    def __init__(self, expected: int) -> None:
        bits = min(max((16 * expected).bit_length(), 16), 29)
        self._shift = np.uint64(64 - bits)
        self._bytes = np.zeros(1 << (bits - 3), np.uint8)

    def add(self, high: Words) -> None:
        """Remember tokens by the first half of their hash."""
        place = high >> self._shift
        np.bitwise_or.at(self._bytes, place >> np.uint64(3), _BITS[place & np.uint64(7)])

    def seen(self, high: Words) -> npt.NDArray[np.bool_]:
        """Whether each token may have been added; false is certain."""
        place = high >> self._shift
        found: npt.NDArray[np.bool_] = (
            self._bytes[place >> np.uint64(3)] & _BITS[place & np.uint64(7)]
        ) > 0
        return found


_BITS = np.left_shift(1, np.arange(8)).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Distinct keys in rising order, with a number for each.

    Attributes
    ----------
    high, low
        The keys.
    codes
        A small number for each.
    """

    high: Words
    low: Words
    codes: npt.NDArray[np.uint32]

    def positions(self, high: Words, low: Words) -> Places:
        """Return where each of some keys stands, -1 where it does not."""
        found = np.full(len(high), -1, np.int64)
        pending = np.arange(len(high))
        place = np.searchsorted(self.high, high)
        while len(pending):
            inside = place < len(self.high)
            pending, place = pending[inside], place[inside]
            alike = self.high[place] == high[pending]
            pending, place = pending[alike], place[alike]
            hit = self.low[place] == low[pending]
            found[pending[hit]] = place[hit]
            # Two keys with the same first half stand one behind the other.
            pending, place = pending[~hit], place[~hit] + 1
        return found

    def positions_of(self, texts: pa.Array) -> Places:
        """Return where the hash of each text stands, -1 where it does not."""
        return self.positions(*hash_texts(texts))


def key_table(records: SortedRecords, code: Callable[[int, int], int]) -> KeyTable:
    """Bring records into a table.

    Parameters
    ----------
    records
        Keys with their tags, each pair once.
    code
        Called with a number (0 at first) and a tag: the number for a key that has all tags that
        stand behind the number, and this one.
    """
    high, low = GrowingArray(np.uint64), GrowingArray(np.uint64)
    codes = GrowingArray(np.uint32)
    for piece in records.pieces():
        first = piece.firsts()
        high.append(piece.high[first])
        low.append(piece.low[first])
        codes.append(_folded(piece, first, code))
    return KeyTable(high.whole(), low.whole(), codes.whole())


def _folded(
    piece: Records, first: npt.NDArray[np.bool_], code: Callable[[int, int], int]
) -> npt.NDArray[np.uint32]:
    """Return the number of each key, taking the tags of all keys one after the other."""
    starts = np.flatnonzero(first)
    key = np.cumsum(first) - 1
    rank = np.arange(len(key)) - starts[key]
    codes = np.zeros(len(starts), np.int64)
    tags, tag = np.unique(piece.tag, return_inverse=True)
    for turn in range(int(rank.max(initial=-1)) + 1):
        at = np.flatnonzero(rank == turn)
        pairs, pair = np.unique(codes[key[at]] * len(tags) + tag[at], return_inverse=True)
        folded = [code(p // len(tags), int(tags[p % len(tags)])) for p in pairs.tolist()]
        codes[key[at]] = np.array(folded, np.int64)[pair]
    return codes.astype(np.uint32)


def spelling_keys(
    spellings: Sequence[tuple[str, ...]], numbers: npt.NDArray[np.bool_]
) -> tuple[Words, Words, Words]:
    """Return the keys of spellings, and the first half of the hash of each of their tokens.

    Parameters
    ----------
    spellings
        Tokens of each.
    numbers
        Whether each is a number: met by its digits wherever they stand, and by no token.

    Returns
    -------
    high, low, tokens
        Shapes (spellings,) twice, and (tokens of spellings that are no number,).
    """
    lengths = np.fromiter(map(len, spellings), np.int64, len(spellings))
    starts = np.cumsum(lengths) - lengths
    texts = pa.array([token for spelling in spellings for token in spelling], pa.string())
    token_high, token_low = hash_texts(texts)
    high, low = token_high[starts], token_low[starts]
    for length in np.unique(lengths[~numbers]).tolist():
        at = np.flatnonzero((lengths == length) & ~numbers)
        high[at], low[at] = sequence_keys(token_high, token_low, starts[at], length)
    return high, low, token_high[np.repeat(~numbers, lengths)]
