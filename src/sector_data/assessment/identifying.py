"""The identifying power of columns and of their small combinations.

What lives here: distinctness and separation (Motwani and Xu, *Efficient Algorithms for Masking and
Finding Quasi-Identifiers*, 2007; ARX shows the same figures), the share of subjects that are alone,
the smallest unique combinations, and the quasi-identifiers that follow. What does not: what a
column is (:mod:`sector_data.detect.columns`).

What is counted are *known facts*: a subject and a combination of values that one of its rows has.
In a table with one row for each subject these are the rows. In a table of visits a subject has as
many facts as it has different combinations, and is alone when nobody else has one of them: whoever
knows a single visit of somebody knows a fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import Integers, codes_of, group_keys
from sector_data.errors import InputError
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.identifying import ColumnsPower, IdentifyingPower

MANY = 0.05
"""Share of the subjects that a combination leaves alone from which its columns are
quasi-identifiers."""
LARGEST = 3
"""Columns in a combination: what somebody can be expected to know of somebody else at once."""
SUBJECTS = 100_000
"""Rows on which combinations are counted; of more, some subjects are drawn with all their rows."""
COLUMNS = 14
"""Columns that are combined: 469 combinations of up to three."""
SHOWN = 12
"""Combinations that a result keeps."""


@dataclass(frozen=True, slots=True)
class _Owners:
    """The subject of each row, as integers from 0; None where each row is its own."""

    codes: Integers | None
    count: int

    def of(self, rows: Integers) -> _Owners:
        """Return the subjects of some rows, numbered anew."""
        if self.codes is None:
            return _Owners(None, len(rows))
        codes, count = group_keys(self.codes[rows], max(self.count, 1))
        return _Owners(codes, count)


@dataclass(frozen=True, slots=True)
class _Set:
    """A combination: its columns, by number, and how many subjects have each of its values."""

    members: tuple[int, ...]
    sizes: Integers
    subjects: int
    alone: float
    """Share of the subjects with a combination that nobody else has."""
    own: int = 0
    """Pairs of facts of one and the same subject."""

    @property
    def unique(self) -> bool:
        return bool((self.sizes == 1).all())

    def power(self, names: Sequence[str]) -> ColumnsPower:
        facts = int(self.sizes.sum())
        pairs = facts * (facts - 1) - self.own
        together = int((self.sizes * (self.sizes - 1)).sum())
        return ColumnsPower(
            columns=tuple(names[member] for member in self.members),
            distinct=len(self.sizes),
            distinctness=len(self.sizes) / facts if facts else 0.0,
            separation=1 - together / pairs if pairs else 0.0,
            alone=self.alone,
        )


def identifying_power(
    table: Table,
    columns: Sequence[str],
    *,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    largest: int = LARGEST,
) -> IdentifyingPower:
    """Count how well columns tell subjects apart.

    Parameters
    ----------
    table
        The table; a subject may have several rows.
    columns
        Columns to look at: those that somebody may know, without direct identifiers and texts.
    subjects
        Subject of each row, shape (rows,); rows without one are left out. Rows count when it is
        not given.
    largest
        Most columns in a combination.

    Returns
    -------
    IdentifyingPower
        Counts only. A missing value is a value of its own.

    Raises
    ------
    InputError
        If a column is not in the table.
    """
    if missing := [column for column in columns if column not in table.columns]:
        raise InputError(
            f"Table {table.name!r} has no column {missing[0]!r}.",
            f"Its columns are {', '.join(table.columns)}.",
        )
    rows, owners = _owned(subjects, table.rows)
    coded = [codes_of(table.column(column).take(pa.array(rows))) for column in columns]
    alone = [_counted((number,), *code, owners) for number, code in enumerate(coded)]
    order = sorted(range(len(columns)), key=lambda i: (-len(alone[i].sizes), columns[i]))
    varied = [i for i in order if len(alone[i].sizes) > 1]
    combined = varied[:COLUMNS]
    chosen = _sample(owners, len(rows))
    some = owners.of(chosen)
    sets = list(_combinations([coded[i][0][chosen] for i in combined], largest, some))
    names = [columns[i] for i in combined]
    unique = [s for s in sets if s.subjects > 1 and s.unique]
    dangerous = _smallest([s for s in sets if s.alone >= MANY])
    return IdentifyingPower(
        table=table.name,
        subjects=owners.count,
        counted_by_subject=subjects is not None,
        sampled=some.count if len(chosen) < len(rows) else None,
        largest=largest,
        single=tuple(alone[i].power(columns) for i in order),
        combinations=tuple(
            s.power(names) for s in _strongest([s for s in sets if len(s.members) > 1])
        ),
        unique=tuple(tuple(names[m] for m in s.members) for s in _smallest(unique)),
        quasi_identifiers=tuple(
            sorted({names[m] for s in dangerous for m in s.members}, key=list(columns).index)
        ),
        left_out=tuple(columns[i] for i in varied[COLUMNS:]),
    )


def _owned(subjects: pa.Array | pa.ChunkedArray | None, rows: int) -> tuple[Integers, _Owners]:
    """Return the rows that have a subject, and whose they are."""
    if subjects is None:
        return np.arange(rows, dtype=np.int64), _Owners(None, rows)
    known = np.flatnonzero(one_array(subjects).is_valid().to_numpy(zero_copy_only=False))
    codes, space = codes_of(subjects)
    if not len(known):
        return known.astype(np.int64), _Owners(None, 0)
    owners, count = group_keys(codes[known], space)
    return known.astype(np.int64), _Owners(owners if count < len(known) else None, count)


def _sample(owners: _Owners, rows: int) -> Integers:
    """Choose the rows that combinations are counted on, the same ones each time."""
    if rows <= SUBJECTS:
        return np.arange(rows, dtype=np.int64)
    most = max(1, owners.count * SUBJECTS // rows)
    drawn = np.random.default_rng(0).choice(owners.count, most, replace=False)
    if owners.codes is None:
        return np.sort(drawn).astype(np.int64)
    return np.flatnonzero(np.isin(owners.codes, drawn)).astype(np.int64)


def _counted(members: tuple[int, ...], groups: Integers, count: int, owners: _Owners) -> _Set:
    """Count the subjects of each group of rows."""
    if owners.codes is None:
        sizes = np.bincount(groups, minlength=count)
        sizes = sizes[sizes > 0].astype(np.int64)
        return _Set(members, sizes, owners.count, float((sizes == 1).sum() / max(owners.count, 1)))
    facts = np.unique(groups * owners.count + owners.codes)
    group, owner = np.divmod(facts, owners.count)
    sizes = np.bincount(group, minlength=count)
    known = np.unique(owner[sizes[group] == 1])
    each = np.bincount(owner, minlength=owners.count).astype(np.int64)
    return _Set(
        members,
        sizes[sizes > 0].astype(np.int64),
        owners.count,
        len(known) / owners.count,
        int((each * (each - 1)).sum()),
    )


def _combinations(codes: Sequence[Integers], largest: int, owners: _Owners) -> Iterator[_Set]:
    """Yield all combinations of up to ``largest`` columns, and none above a unique one.

    What is unique stays unique with more columns, so that nothing is learnt there.
    """

    def grow(members: tuple[int, ...], groups: Integers, count: int) -> Iterator[_Set]:
        counted = _counted(members, groups, count, owners)
        yield counted
        if len(members) == largest or counted.unique:
            return
        for added in range(members[-1] + 1, len(codes)):
            size = int(codes[added].max(initial=0)) + 1
            joined, number = group_keys(groups * size + codes[added], count * size)
            yield from grow((*members, added), joined, number)

    for number, code in enumerate(codes):
        groups, count = group_keys(code, int(code.max(initial=0)) + 1)
        yield from grow((number,), groups, count)


def _smallest(sets: Sequence[_Set]) -> list[_Set]:
    """Return the sets that hold no other of them, the smallest first."""
    kept: list[_Set] = []
    for candidate in sorted(sets, key=lambda s: (len(s.members), -s.alone, s.members)):
        if not any(set(other.members) <= set(candidate.members) for other in kept):
            kept.append(candidate)
    return kept


def _strongest(sets: Sequence[_Set]) -> list[_Set]:
    return sorted(sets, key=lambda s: (-s.alone, len(s.members), -len(s.sizes), s.members))[:SHOWN]
