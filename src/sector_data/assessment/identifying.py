"""The identifying power of columns and of their small combinations.

What lives here: distinctness and separation (Motwani and Xu, *Efficient Algorithms for Masking and
Finding Quasi-Identifiers*, 2007; ARX shows the same figures), the share of subjects that are alone,
the smallest unique combinations, and the quasi-identifiers that follow. What does not: what a
column is (:mod:`sector_data.detect.columns`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import Integers, codes_of, group_keys
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.identifying import ColumnsPower, IdentifyingPower

MANY = 0.05
"""Share of the subjects that a combination leaves alone from which its columns are
quasi-identifiers."""
LARGEST = 3
"""Columns in a combination: what somebody can be expected to know of somebody else at once."""
SUBJECTS = 100_000
"""Subjects on which combinations are counted; more are sampled."""
COLUMNS = 14
"""Columns that are combined: 469 combinations of up to three."""
SHOWN = 12
"""Combinations that a result keeps."""


@dataclass(frozen=True, slots=True)
class _Set:
    """A combination: its columns, by number, and its groups of subjects."""

    members: tuple[int, ...]
    sizes: Integers

    @property
    def subjects(self) -> int:
        return int(self.sizes.sum())

    @property
    def alone(self) -> float:
        return float((self.sizes == 1).sum() / max(self.subjects, 1))

    def power(self, names: Sequence[str]) -> ColumnsPower:
        n = self.subjects
        pairs = n * (n - 1)
        together = int((self.sizes * (self.sizes - 1)).sum())
        return ColumnsPower(
            columns=tuple(names[member] for member in self.members),
            distinct=len(self.sizes),
            distinctness=len(self.sizes) / n if n else 0.0,
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
        The table; a subject with several rows counts with the first of them.
    columns
        Columns to look at: those that somebody may know, without direct identifiers and texts.
    subjects
        Subject of each row, shape (rows,); rows count when it is not given.
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
    rows = _first_rows(subjects, table.rows)
    coded = [codes_of(table.column(column).take(pa.array(rows))) for column in columns]
    alone = [_counted((number,), *code) for number, code in enumerate(coded)]
    order = sorted(range(len(columns)), key=lambda i: (-len(alone[i].sizes), columns[i]))
    varied = [i for i in order if len(alone[i].sizes) > 1]
    combined = varied[:COLUMNS]
    chosen, sampled = _sample(len(rows))
    sets = list(_combinations([coded[i][0][chosen] for i in combined], largest))
    names = [columns[i] for i in combined]
    unique = [s for s in sets if s.subjects > 1 and len(s.sizes) == s.subjects]
    dangerous = _smallest([s for s in sets if s.alone >= MANY])
    return IdentifyingPower(
        table=table.name,
        subjects=len(rows),
        counted_by_subject=subjects is not None,
        sampled=sampled,
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


def _first_rows(subjects: pa.Array | pa.ChunkedArray | None, rows: int) -> Integers:
    if subjects is None:
        return np.arange(rows, dtype=np.int64)
    codes, _ = codes_of(subjects)
    return np.sort(np.unique(codes, return_index=True)[1]).astype(np.int64)


def _sample(subjects: int) -> tuple[Integers, int | None]:
    """Choose the subjects that combinations are counted on, the same ones each time."""
    if subjects <= SUBJECTS:
        return np.arange(subjects, dtype=np.int64), None
    chosen = np.random.default_rng(0).choice(subjects, SUBJECTS, replace=False)
    return np.sort(chosen).astype(np.int64), SUBJECTS


def _counted(members: tuple[int, ...], groups: Integers, count: int) -> _Set:
    sizes = np.bincount(groups, minlength=count)
    return _Set(members, sizes[sizes > 0].astype(np.int64))


def _combinations(codes: Sequence[Integers], largest: int) -> Iterator[_Set]:
    """Yield all combinations of up to ``largest`` columns, and none above a unique one.

    What is unique stays unique with more columns, so that nothing is learnt there.
    """

    def grow(members: tuple[int, ...], groups: Integers, count: int) -> Iterator[_Set]:
        counted = _counted(members, groups, count)
        yield counted
        if len(members) == largest or len(counted.sizes) == len(groups):
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
