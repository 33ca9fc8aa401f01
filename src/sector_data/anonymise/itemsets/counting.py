"""How many subjects share any few items.

What lives here: the items of each subject, and the support of their combinations. What does not:
what is done about rare ones (:mod:`sector_data.anonymise.itemsets.reaching`).

k^m-anonymity (Terrovitis, Mamoulis, Kalnis 2008, "Privacy-preserving anonymization of set-valued
data", PVLDB 1(1)): whoever knows up to m items of a subject finds at least k subjects with them.
Combinations that nobody has tell nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Integers, codes_of, distinct_pairs
from sector_data.anonymise.hierarchies.hierarchy import canonical_text
from sector_data.anonymise.histograms import numbered
from sector_data.errors import InputError
from sector_data.sources.tables import one_array

MOST_COMBINATIONS = 50_000_000
"""Combinations of one size that are counted at once: 24 bytes each."""


@dataclass(frozen=True, eq=False)
class ItemTable:
    """The items of each subject.

    Attributes
    ----------
    offsets
        Subject s has the items ``offsets[s]`` to ``offsets[s + 1]``; shape (subjects + 1,).
    items
        Codes of items, rising within a subject, each once; shape (occurrences,).
    domain
        The items in the order of their codes; texts, none missing.
    """

    offsets: Integers
    items: Integers
    domain: pa.Array

    @classmethod
    def of(
        cls,
        values: pa.Array | pa.ChunkedArray,
        *,
        subjects: pa.Array | pa.ChunkedArray | None = None,
        separator: str = ";",
    ) -> ItemTable:
        """Read a set-valued column.

        Parameters
        ----------
        values
            Lists, or texts with a separator between items; blanks around an item do not count, and
            neither do empty items. A missing value is no item.
        subjects
            Subject of each row, who has the items of all of its rows; every row is one when they
            are not given.
        separator
            What stands between the items of a text.

        Raises
        ------
        InputError
            If there is not one subject for each row.
        """
        flat = one_array(values)
        rows, items = occurrences_of(flat, separator)
        codes, people = (np.arange(len(flat)), len(flat))
        if subjects is not None:
            if len(subjects) != len(flat):
                raise InputError("There is not one subject for each row.")
            codes, people = codes_of(subjects)
        domain = items.unique()
        domain = domain.take(pc.sort_indices(domain))
        place = pc.index_in(items, domain).to_numpy(zero_copy_only=False).astype(np.int64)
        return cls.from_pairs(codes[rows], place, people, domain)

    @classmethod
    def from_pairs(
        cls, subjects: Integers, items: Integers, people: int, domain: pa.Array
    ) -> ItemTable:
        """Gather pairs of subject and item, which may repeat."""
        owner, item = distinct_pairs(subjects, items, (max(people, 1), max(len(domain), 1)))
        offsets = np.zeros(people + 1, dtype=np.int64)
        np.cumsum(np.bincount(owner, minlength=people), out=offsets[1:])
        return cls(offsets, item, domain)

    @property
    def owners(self) -> Integers:
        """Subject of each occurrence."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))


def occurrences_of(values: pa.Array, separator: str) -> tuple[Integers, pa.Array]:
    """Return the row and the text of each item of a set-valued column, in the order of the rows."""
    if pa.types.is_null(values.type):
        return np.zeros(0, dtype=np.int64), pa.array([], pa.string())
    lists = values
    if not (pa.types.is_list(values.type) or pa.types.is_large_list(values.type)):
        lists = pc.split_pattern(canonical_text(values), separator)
    rows = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    items = pc.utf8_trim_whitespace(canonical_text(pc.list_flatten(lists)))
    there = pc.fill_null(pc.not_equal(items, ""), False)
    return rows[there.to_numpy(zero_copy_only=False)], items.filter(there)


@dataclass(frozen=True, eq=False)
class Itemsets:
    """The combinations of one size that somebody has.

    Attributes
    ----------
    members
        Codes of the items of each, rising; shape (combinations, size).
    supports
        Subjects who have all of them; shape (combinations,).
    """

    members: Integers
    supports: Integers


def itemsets(table: ItemTable, largest: int) -> Iterator[Itemsets]:
    """Yield the combinations of 1, 2, ... items that somebody has, with their support.

    Parameters
    ----------
    largest
        Size at which to stop.

    Raises
    ------
    InputError
        If there are more than `MOST_COMBINATIONS` of one size.
    """
    size = max(len(table.domain), 1)
    ends = table.offsets[1:][table.owners]
    last = np.arange(len(table.items))
    keys = table.items
    members = np.zeros((1, 0), dtype=np.int64)
    for width in range(1, largest + 1):
        if not len(keys):
            return
        distinct, number = numbered(keys, len(members) * size)
        members = np.column_stack([members[distinct // size], distinct % size])
        yield Itemsets(members, np.bincount(number, minlength=len(distinct)).astype(np.int64))
        if width == largest:
            return
        # Every combination that a subject has is extended by each of its later items.
        many = ends[last] - last - 1
        total = int(many.sum())
        if total > MOST_COMBINATIONS:
            raise InputError(
                f"Subjects have {total:,} combinations of {width + 1} items, more than can be "
                "counted.",
                "Lower m, or drop frequent or rare items first.",
            )
        within = np.arange(total) - np.repeat(np.cumsum(many) - many, many)
        last = np.repeat(last + 1, many) + within
        keys = np.repeat(number, many) * size + table.items[last]


def smallest_support(table: ItemTable, m: int) -> int | None:
    """Return the fewest subjects who share up to m items that anybody has; None without items.

    The table is k^m-anonymous for every k up to it.
    """
    return min((int(sets.supports.min()) for sets in itemsets(table, m)), default=None)
