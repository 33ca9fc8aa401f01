"""Equivalence classes: which rows share a combination of quasi-identifiers, and how many subjects.

What lives here: coding values as integers, packing codes into keys, grouping keys, and the counts
that k-anonymity and distinct l-diversity are read from. What does not: the search for a
generalisation (:mod:`sector_data.anonymise.search`) and risk figures
(:mod:`sector_data.assessment.risk`).

A missing quasi-identifier is a value of its own: rows without a ZIP code share a class with rows
without a ZIP code and with nobody else. A missing subject is one unknown subject, however many rows
have it: the cautious reading. A missing sensitive value is no value: a class whose sensitive
values are all missing has a diversity of 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies.hierarchy import canonical_text
from sector_data.errors import InputError
from sector_data.sources.numbering import coded, encoded, places_in
from sector_data.sources.tables import one_array

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

KEY_LIMIT = 2**62
"""Keys are packed anew before they would pass this bound, so that int64 never overflows."""

_MULTIPLIER = np.array([0x9E3779B97F4A7C15], dtype=np.uint64)
"""2^64 over the golden ratio, odd (Knuth, The Art of Computer Programming, vol. 3, sec. 6.4)."""

_DIRECT_CELLS = 1 << 16
_CELLS_PER_KEY = 16


@dataclass(frozen=True, slots=True)
class SensitiveColumn:
    """Values that a class must hold several of.

    Attributes
    ----------
    values
        One for each row of the protected table, or, with `subjects`, for each row of another one.
    subjects
        Subject of each value, when the values stand in another table: a class then holds the
        values of its subjects.
    """

    values: pa.Array | pa.ChunkedArray
    subjects: pa.Array | None = None


def codes_of(values: pa.Array | pa.ChunkedArray) -> tuple[Integers, int]:
    """Code values as integers from 0; missing values get a code of their own.

    Returns
    -------
    codes, size
        Code of each row, and how many codes there are.
    """
    if pa.types.is_null(values.type):
        return np.zeros(len(values), dtype=np.int64), 1
    found, size = coded(values)
    codes = found.astype(np.int64)
    absent = codes < 0
    if not absent.any():
        return codes, max(size, 1)
    codes[absent] = size
    return codes, size + 1


def cells_of(keys: Integers, space: int) -> tuple[Integers, int]:
    """Give each distinct key a cell of its own.

    Parameters
    ----------
    keys
        Shape (n,), each in ``[0, space)``.
    space
        Bound of the keys.

    Returns
    -------
    cells, count
        Cell of each key, and a bound of the cells that is at most a small multiple of n; many
        cells may be empty. The keys themselves, when their space is small enough.
    """
    if addressable(space, len(keys)):
        return keys, space
    # Hashing in rounds: in each, every cell takes one key, and keys that find another one in
    # their cell go on to the next round, with cells and a multiplier of its own.
    cells = np.empty(len(keys), dtype=np.int64)
    left = np.arange(len(keys))
    offset = 0
    multiplier = _MULTIPLIER
    while len(left):
        bits = max(len(left) - 1, 1).bit_length() + 2
        mine = keys[left]
        cell = ((mine.view(np.uint64) * multiplier) >> np.uint64(64 - bits)).view(np.int64)
        tenant = np.empty(1 << bits, dtype=np.int64)
        tenant[cell] = mine
        home = tenant[cell] == mine
        cells[left] = cell + offset
        left = left[~home]
        offset += 1 << bits
        multiplier = multiplier * _MULTIPLIER
    return cells, offset


def addressable(space: int, length: int) -> bool:
    """Say whether an array with a cell for each possible key is cheaper than hashing the keys."""
    return space <= max(_DIRECT_CELLS, _CELLS_PER_KEY * length)


def group_keys(keys: Integers, space: int) -> tuple[Integers, int]:
    """Give each distinct key a number, from 0 without gaps.

    Parameters
    ----------
    keys
        Shape (n,), each in ``[0, space)``.
    space
        Bound of the keys.

    Returns
    -------
    groups, count
        Group of each key, in no order that means anything, and how many there are.
    """
    cells, space = cells_of(keys, space)
    seen = np.zeros(space, dtype=np.bool_)
    seen[cells] = True
    taken = np.flatnonzero(seen)
    numbers = np.empty(space, dtype=np.int64)
    numbers[taken] = np.arange(len(taken))
    return numbers[cells], len(taken)


def pack(columns: Iterable[tuple[Integers, int]], length: int) -> tuple[Integers, int]:
    """Pack several coded columns into one key a row: equal keys, equal combinations.

    Parameters
    ----------
    columns
        Codes of each column, shape (length,), with the number of codes.
    length
        Number of rows.

    Returns
    -------
    keys, space
        Mixed-radix keys and their bound, below 2^62. Keys order combinations like tuples of codes.
    """
    keys = np.zeros(length, dtype=np.int64)
    space = 1
    for codes, size in columns:
        if space * size >= KEY_LIMIT:
            keys, space = group_keys(keys, space)
        keys = keys * size + codes
        space = max(space, 1) * size
    return keys, space


def distinct_pairs(
    owners: Integers, members: Integers, sizes: tuple[int, int]
) -> tuple[Integers, Integers]:
    """Return the distinct pairs of owner and member, in order; `sizes` bound the two codes."""
    space = sizes[0] * sizes[1]
    keys = owners * sizes[1] + members
    if addressable(space, len(keys)):
        seen = np.zeros(space, dtype=np.bool_)
        seen[keys] = True
        unique = np.flatnonzero(seen)
    else:
        # Not numpy.unique: its hash table takes seconds for a million keys in arithmetic patterns.
        ordered = np.sort(keys)
        unique = ordered[np.diff(ordered, prepend=-1) != 0]
    return unique // sizes[1], unique % sizes[1]


def sensitive_pairs(
    sensitive: SensitiveColumn, groups: Integers, subjects: pa.Array | None
) -> tuple[Integers, Integers, int]:
    """Return which sensitive values are met in which group of rows.

    Parameters
    ----------
    sensitive
        The column, of the table itself or tied to it by subject.
    groups
        Group of each row of the table.
    subjects
        Subject of each row of the table.

    Returns
    -------
    owners, members, size
        Group and value code of each pair (pairs may repeat), and the number of value codes.

    Raises
    ------
    InputError
        If values of another table come without subjects on this side, or the lengths differ.
    """
    if sensitive.subjects is None:
        if len(sensitive.values) != len(groups):
            raise InputError(
                f"A sensitive column has {len(sensitive.values):,} values for {len(groups):,} rows."
            )
        codes, size = codes_of(sensitive.values)
        there = np.asarray(pc.is_valid(sensitive.values))
        return groups[there], codes[there], size
    if subjects is None:
        raise InputError(
            "A sensitive column of another table needs the subject of each row of this one.",
            "Name the subject and the references that lead to it.",
        )
    here, there_ = _same_type(one_array(subjects), one_array(sensitive.subjects))
    value_codes, size = codes_of(sensitive.values)
    valid = pc.and_(there_.is_valid(), one_array(pc.is_valid(sensitive.values)))
    known = encoded(here).dictionary
    places = places_in(there_, known)
    linked = pc.and_(valid, places.is_valid()).to_numpy(zero_copy_only=False)
    of_value, values = distinct_pairs(
        pc.fill_null(places, 0).to_numpy()[linked].astype(np.int64),
        value_codes[linked],
        (max(len(known), 1), size),
    )
    row_place = places_in(here, known)
    row_linked = row_place.is_valid().to_numpy(zero_copy_only=False)
    of_group, subject = distinct_pairs(
        groups[row_linked],
        row_place.drop_null().to_numpy().astype(np.int64),
        (int(groups.max(initial=0)) + 1, max(len(known), 1)),
    )
    # Join the two sorted lists of pairs on the subject.
    first = np.searchsorted(of_value, subject, side="left")
    many = np.searchsorted(of_value, subject, side="right") - first
    owners = np.repeat(of_group, many)
    offsets = np.arange(len(owners)) - np.repeat(np.cumsum(many) - many, many)
    return owners, values[np.repeat(first, many) + offsets], size


def _same_type(left: pa.Array, right: pa.Array) -> tuple[pa.Array, pa.Array]:
    if left.type.equals(right.type):
        return left, right
    return canonical_text(left), canonical_text(right)


@dataclass(frozen=True, slots=True)
class EquivalenceClasses:
    """The classes of a table.

    Attributes
    ----------
    of_row
        Class of each row, from 0; shape (rows,).
    rows
        Rows of each class; shape (classes,).
    subjects
        Distinct subjects of each class; shape (classes,). Equal to `rows` when every row is a
        subject of its own.
    subject_of_row
        Subject code of each row; None when every row is a subject of its own.
    """

    of_row: Integers
    rows: Integers
    subjects: Integers
    subject_of_row: Integers | None
    subject_values: pa.Array | None

    @classmethod
    def of(
        cls,
        columns: Sequence[pa.Array | pa.ChunkedArray],
        rows: int,
        *,
        subjects: pa.Array | pa.ChunkedArray | None = None,
    ) -> EquivalenceClasses:
        """Group the rows of a table by its quasi-identifiers.

        Parameters
        ----------
        columns
            The quasi-identifiers, each of length `rows`; without any, all rows are one class.
        rows
            Length of the table.
        subjects
            Subject of each row; every row is one when they are not given.
        """
        keys, space = pack(map(codes_of, columns), rows)
        of_row, count = group_keys(keys, space)
        per_class = np.bincount(of_row, minlength=count).astype(np.int64)
        if subjects is None:
            return cls(of_row, per_class, per_class, None, None)
        codes, size = codes_of(subjects)
        owners, _ = distinct_pairs(of_row, codes, (max(count, 1), size))
        distinct = np.bincount(owners, minlength=count).astype(np.int64)
        return cls(of_row, per_class, distinct, codes, one_array(subjects))

    @property
    def count(self) -> int:
        """Number of classes."""
        return len(self.rows)

    def diversity(self, sensitive: SensitiveColumn) -> Integers:
        """Return the distinct present sensitive values of each class; shape (classes,).

        Distinct l-diversity (Machanavajjhala et al. 2007, "l-diversity: Privacy beyond
        k-anonymity", ACM TKDD 1(1), sec. 4) is the least of them.
        """
        owners, members, size = sensitive_pairs(sensitive, self.of_row, self.subject_values)
        unique, _ = distinct_pairs(owners, members, (max(self.count, 1), size))
        return np.bincount(unique, minlength=self.count).astype(np.int64)

    def smallest_of_subject(self) -> Integers:
        """Return the size, in subjects, of the smallest class that each subject has a row in.

        Shape (distinct subjects,): whoever looks for a subject looks where it is rarest.
        """
        sizes = self.subjects[self.of_row]
        if self.subject_of_row is None:
            return sizes
        smallest = np.full(int(self.subject_of_row.max(initial=-1)) + 1, np.iinfo(np.int64).max)
        np.minimum.at(smallest, self.subject_of_row, sizes)
        return smallest[np.bincount(self.subject_of_row, minlength=len(smallest)) > 0]
