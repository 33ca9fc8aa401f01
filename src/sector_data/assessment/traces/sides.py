"""A release beside the people that it was made from and people that it never saw.

What lives here: coding columns of all three so that equal values have equal codes, and whose a
value is. What does not: what is looked for in them (the other modules of this room).

The comparison that everything here rests on needs no control of equal size. Source and control are
laid together, and a value or record is looked at when one subject of both together has it. Which
of the two a subject belongs to is then a coin's toss for whatever the release shows, unless the
release was made from one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Flags, Integers, codes_of
from sector_data.anonymise.hierarchies import canonical_text
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.traces import Made
from sector_data.spec.transforms.values import TransformSpec

Hashes = npt.NDArray[np.uint64]

MISSING = -1
"""Code of a missing value."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of all tables with common codes, :data:`MISSING` where there is no value.

    Attributes
    ----------
    release
        Shape (rows of the release,).
    people
        The source's rows, then the control's; shape (rows,).
    size
        Number of codes.
    """

    release: Integers
    people: Integers
    size: int

    @property
    def released(self) -> Flags:
        """Which codes the release has; shape (size,)."""
        there = np.zeros(self.size, dtype=np.bool_)
        there[self.release[self.release != MISSING]] = True
        return there


@dataclass(frozen=True, slots=True)
class Sides:
    """The tables of a search.

    Attributes
    ----------
    release, source, others
        Released rows, the rows that they were made from, and rows of other people.
    owners
        Subject of each row of the source and then of the control, from 0 in that order.
    subjects, other_subjects
        How many there are.
    made
        How the release was made.
    transforms
        What the plan says of each released column, where there is a plan.
    """

    release: Table
    source: Table
    others: Table | None
    owners: Integers
    subjects: int
    other_subjects: int
    made: Made
    transforms: Mapping[str, TransformSpec] = field(default_factory=dict)
    _coded: dict[str, Coded] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        release: Table,
        source: Table,
        others: Table | None,
        *,
        subjects: pa.Array | pa.ChunkedArray | None,
        other_subjects: pa.Array | pa.ChunkedArray | None,
        made: Made,
        transforms: Mapping[str, TransformSpec],
    ) -> Sides:
        """Lay the tables side by side; rows are subjects where none are given."""
        first, many = _owners(subjects, source.rows)
        more, others_many = _owners(other_subjects, others.rows if others else 0)
        return cls(
            release,
            source,
            others,
            np.concatenate([first, more + many]),
            many,
            others_many,
            made,
            transforms,
        )

    @property
    def columns(self) -> list[str]:
        """Columns that release and source both have, in the order of the release."""
        theirs = set(self.source.columns)
        return [name for name in self.release.columns if name in theirs]

    def people(self, column: str) -> pa.Array:
        """Return the values of the source, then those of the control."""
        values = one_array(self.source.column(column))
        if self.others is None or column not in self.others.columns:
            missing = pa.nulls(self.others.rows if self.others else 0, values.type)
            return pa.concat_arrays([values, missing])
        return pa.concat_arrays(alike([values, one_array(self.others.column(column))]))

    def coded(self, column: str) -> Coded:
        """Return a column with common codes."""
        if column not in self._coded:
            self._coded[column] = code(one_array(self.release.column(column)), self.people(column))
        return self._coded[column]

    def compared(self, apart: Collection[str] = ()) -> dict[str, Coded]:
        """Return the columns that records can be compared by: those of which the release has a
        value of the source, as it has none of names that were replaced."""
        found = {}
        for name in self.columns:
            if name in apart:
                continue
            column = self.coded(name)
            source = column.people[: self.source.rows]
            if column.released[source[source != MISSING]].any():
                found[name] = column
        return found


def code(release: pa.Array, people: pa.Array) -> Coded:
    """Code values of two arrays with common codes."""
    both = pa.concat_arrays(alike([release, people]))
    if pa.types.is_floating(both.type):
        both = pc.if_else(pc.is_nan(both), None, both)
    encoded = both.dictionary_encode()
    codes = pc.fill_null(encoded.indices, MISSING).to_numpy().astype(np.int64)
    return Coded(codes[: len(release)], codes[len(release) :], max(len(encoded.dictionary), 1))


def alike(arrays: list[pa.Array]) -> list[pa.Array]:
    """Return arrays of one type: numbers as they compare, others as they are spelt."""
    if len({str(values.type) for values in arrays}) == 1:
        return arrays
    if all(pa.types.is_integer(v.type) or pa.types.is_floating(v.type) for v in arrays):
        return [values.cast(pa.float64(), safe=False) for values in arrays]
    return [canonical_text(values) for values in arrays]


def sole_owners(codes: Integers, owners: Integers, size: int) -> Integers:
    """Return the subject that alone has each code; shape (size,), -1 where none or several do."""
    there = codes != MISSING
    held, by = codes[there], owners[there]
    sole = np.full(size, -1, dtype=np.int64)
    sole[held] = by
    shared = held[sole[held] != by]
    sole[shared] = -1
    return sole


def record_hashes(columns: list[Coded]) -> tuple[Hashes, Hashes, list[tuple[Hashes, Hashes]]]:
    """Hash records so that one column can be taken out again.

    A record's hash is the sum of a random number for each of its values, modulo 2^64: two different
    records of a million meet with a chance of 3e-8.

    Returns
    -------
    release, people, parts
        Hash of each row, and what each column adds to it.
    """
    rng = np.random.default_rng(20240611)
    parts: list[tuple[Hashes, Hashes]] = []
    for column in columns:
        # One number more, for missing values: code -1 is the last of them.
        drawn = rng.integers(0, 2**64, size=column.size + 1, dtype=np.uint64)
        parts.append((drawn[column.release], drawn[column.people]))
    release = np.add.reduce([part[0] for part in parts], dtype=np.uint64)
    people = np.add.reduce([part[1] for part in parts], dtype=np.uint64)
    return release, people, parts


def _owners(subjects: pa.Array | pa.ChunkedArray | None, rows: int) -> tuple[Integers, int]:
    if subjects is None:
        return np.arange(rows, dtype=np.int64), rows
    codes, _ = codes_of(subjects)
    _, owners = np.unique(codes, return_inverse=True)
    return owners.astype(np.int64), int(owners.max(initial=-1)) + 1
