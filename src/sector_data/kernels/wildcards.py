"""Sums over matching combinations, where a missing value matches anything.

What lives here: the packing of combinations into words with a field for each column, and the two
counts over matches, compiled and in numpy. What does not: what is counted, and for whom
(:mod:`sector_data.anonymise.wildcards`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sector_data.kernels.library import address, library

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]

_WORD = 64


@dataclass(frozen=True, slots=True)
class Combinations:
    """Distinct combinations of codes, sorted by which of their values are missing.

    Attributes
    ----------
    keys
        Shape (combinations, words): the codes, each in a field of its column; 0 where missing.
    offsets
        Shape (patterns + 1,): where the combinations of each pattern of missing values begin.
    present
        Shape (patterns, words): ones in the fields of the values that are there.
    complete
        The pattern without missing values; -1 when every combination lacks some.
    """

    keys: Words
    offsets: Integers
    present: Words
    complete: int


def packed(codes: Integers, sizes: Sequence[int]) -> tuple[Combinations, Integers]:
    """Pack combinations and sort them by their pattern of missing values.

    Parameters
    ----------
    codes
        Shape (combinations, columns), all different; 0 where the value is missing.
    sizes
        Largest code of each column.

    Returns
    -------
    combinations, order
        The packed combinations, and which row of `codes` each of them is.
    """
    count = len(codes)
    fields = _fields(sizes)
    words = 1 + max((word for word, _, _ in fields), default=0)
    keys = np.zeros((count, words), dtype=np.uint64)
    present = np.zeros((count, words), dtype=np.uint64)
    for column, (word, shift, bits) in enumerate(fields):
        there = codes[:, column] > 0
        keys[:, word] |= codes[:, column].astype(np.uint64) << np.uint64(shift)
        ones = np.uint64(((1 << bits) - 1) << shift)
        present[:, word] |= np.where(there, ones, np.uint64(0))
    order = np.lexsort((*keys.T, *present.T))
    keys, present = keys[order], present[order]
    first = np.ones(count, dtype=np.bool_)
    first[1:] = (present[1:] != present[:-1]).any(axis=1)
    starts = np.flatnonzero(first)
    offsets = np.append(starts, count).astype(np.int64)
    everywhere = np.flatnonzero((codes[order[starts]] > 0).all(axis=1))
    complete = int(everywhere[0]) if len(everywhere) else -1
    table = Combinations(keys, offsets, np.ascontiguousarray(present[starts]), complete)
    return table, order.astype(np.int64)


def _fields(sizes: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return word, shift and bits of each column's field."""
    fields: list[tuple[int, int, int]] = []
    word = shift = 0
    for size in sizes:
        bits = max(int(size).bit_length(), 1)
        if shift + bits > _WORD:
            word, shift = word + 1, 0
        fields.append((word, shift, bits))
        shift += bits
    return fields


def wildcard_sums(table: Combinations, values: Floats) -> tuple[Floats, Floats]:
    """Sum measures over the combinations that match each combination.

    Parameters
    ----------
    table
        The combinations.
    values
        Shape (combinations, measures).

    Returns
    -------
    full, partial
        Shape (combinations, measures): over the combination itself and its matches without missing
        values, and over its matches with some. A combination without any value has all in `full`.
    """
    full, partial = np.zeros(values.shape), np.zeros(values.shape)
    loaded = library()
    if loaded is not None:
        rows, words = table.keys.shape
        values = np.ascontiguousarray(values, dtype=np.float64)
        loaded.wildcard_sums.restype = ctypes.c_int64
        failed = loaded.wildcard_sums(
            *(ctypes.c_int64(size) for size in (rows, words, len(table.present))),
            *map(address, (table.keys, table.offsets, table.present)),
            ctypes.c_int64(table.complete),
            ctypes.c_int64(values.shape[1]),
            *map(address, (values, full, partial)),
        )
        if failed:
            raise MemoryError
        return full, partial
    for pattern in range(len(table.present)):
        mine = slice(table.offsets[pattern], table.offsets[pattern + 1])
        sides = _sides(table, pattern)
        for entries, wanted, count in _joined(table, pattern):
            for measure in range(values.shape[1]):
                column = values[:, measure]
                for side, result in enumerate((full, partial)):
                    sums = np.bincount(entries, column * (sides == side), minlength=count)
                    result[mine, measure] += sums[wanted]
    return full, partial


def wildcard_subjects(
    table: Combinations, of_combination: Integers, subjects: Integers, count: int
) -> tuple[Integers, Integers]:
    """Count distinct subjects over the combinations that match each combination.

    Parameters
    ----------
    table
        The combinations.
    of_combination
        Shape (combinations + 1,): where the subjects of each combination begin.
    subjects
        Codes of the subjects, from 0.
    count
        How many subjects there are.

    Returns
    -------
    full, partial
        Shape (combinations,): subjects of the matches that count in full, as in
        :func:`wildcard_sums`, and subjects of the other matches only.
    """
    rows, words = table.keys.shape
    full, partial = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    loaded = library()
    if loaded is not None:
        loaded.wildcard_subjects.restype = ctypes.c_int64
        failed = loaded.wildcard_subjects(
            *(ctypes.c_int64(size) for size in (rows, words, len(table.present))),
            *map(address, (table.keys, table.offsets, table.present)),
            ctypes.c_int64(table.complete),
            *map(address, (of_combination, subjects)),
            ctypes.c_int64(count),
            *map(address, (full, partial)),
        )
        if failed:
            raise MemoryError
        return full, partial
    for pattern in range(len(table.present)):
        first, last = table.offsets[pattern], table.offsets[pattern + 1]
        sides = _sides(table, pattern)
        pairs = [_pairs(entries, wanted) for entries, wanted, _ in _joined(table, pattern)]
        asked = np.concatenate([asking for asking, _ in pairs])
        found = np.concatenate([other for _, other in pairs])
        which, people = _ranges(of_combination[found], of_combination[found + 1])
        seen = asked[which] * count + subjects[people]
        strong = np.unique(seen[sides[found][which] == 0])
        weak = np.setdiff1d(seen, strong)
        full[first:last] = np.bincount(strong // max(count, 1), minlength=last - first)
        partial[first:last] = np.bincount(weak // max(count, 1), minlength=last - first)
    return full, partial


def _sides(table: Combinations, pattern: int) -> Integers:
    """Return for each combination whether a match with it counts in full (0) or in part (1)."""
    sides = np.ones(len(table.keys), dtype=np.int64)
    strong = {table.complete, pattern} if table.present[pattern].any() else None
    for other in range(len(table.present)):
        if strong is None or other in strong:
            sides[table.offsets[other] : table.offsets[other + 1]] = 0
    return sides


def _joined(table: Combinations, pattern: int) -> list[tuple[Integers, Integers, int]]:
    """Group all combinations by the fields that they share with a pattern.

    Each item has the group of each combination, the group of each of the pattern's, and how many
    groups there are. The combinations that share other fields are in the last group, where nobody
    looks.
    """
    mine = table.keys[table.offsets[pattern] : table.offsets[pattern + 1]]
    lengths = np.diff(table.offsets)
    shared = table.present & table.present[pattern]
    joins, join = np.unique(shared, axis=0, return_inverse=True)
    of_row = np.repeat(join.reshape(-1), lengths)
    result = []
    for number, fields in enumerate(joins):
        there = np.flatnonzero(of_row == number)
        both = np.concatenate([table.keys[there], mine]) & fields
        groups = np.zeros(len(both), dtype=np.int64)
        for word in both.T:
            _, codes = np.unique(word, return_inverse=True)
            _, groups = np.unique(groups * len(both) + codes.reshape(-1), return_inverse=True)
            groups = groups.reshape(-1)
        count = int(groups.max(initial=-1)) + 2
        entries = np.full(len(table.keys), count - 1, dtype=np.int64)
        entries[there] = groups[: len(there)]
        result.append((entries, groups[len(there) :], count))
    return result


def _pairs(entries: Integers, wanted: Integers) -> tuple[Integers, Integers]:
    """Return every pair of one who asks and a combination in the group that it asks for."""
    order = np.argsort(entries, kind="stable")
    ordered = entries[order]
    first = np.searchsorted(ordered, wanted, side="left")
    asking, places = _ranges(first, np.searchsorted(ordered, wanted, side="right"))
    return asking, order[places]


def _ranges(first: Integers, last: Integers) -> tuple[Integers, Integers]:
    """Return the numbers of several ranges one after the other, and whose each is."""
    lengths = last - first
    owners = np.repeat(np.arange(len(lengths)), lengths)
    within = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return owners, first[owners] + within
