"""Whether the declared rules hold in the rows that go out, counted anew.

What lives here: dependencies, combinations, orderings, keys and references of released synthetic
tables, by what was declared and the rows alone. What does not: keeping them
(:mod:`sector_data.synthesise`), whose own count is not believed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import codes_of, group_keys, pack
from sector_data.sources.numbering import are_in
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import Pipeline, split_path

Flags = npt.NDArray[np.bool_]
Tables = Mapping[str, Table]


def broken_rows(
    table: str, released: Tables, pipeline: Pipeline, *, learnt: Tables | None = None
) -> int | None:
    """Count the released rows of a table that break a declared rule.

    Parameters
    ----------
    table
        Its name.
    released
        All released tables.
    pipeline
        Declares keys, references and the rules of `synthesise`.
    learnt
        The rows that were learnt from. Without them, as in an audit, a dependency is counted within
        the release, and combinations are not counted.

    Returns
    -------
    int or None
        None where nothing is declared about the released columns of the table.
    """
    flags = list(_rules(table, released, pipeline, learnt))
    return int(np.any(flags, axis=0).sum()) if flags else None


def _rules(
    table: str, released: Tables, pipeline: Pipeline, learnt: Tables | None
) -> Iterator[Flags]:
    """Yield for each rule which rows break it."""
    rows = released[table]
    source = None if learnt is None else learnt[table]

    def here(*paths: str) -> list[str] | None:
        """Return the columns of paths, or None where one is not in the released table."""
        split = [split_path(path) for path in paths]
        inside = all(home == table and column in rows.columns for home, column in split)
        return [column for _, column in split] if inside else None

    referred = {split_path(parent) for parent in pipeline.references.values()}
    keys = {pipeline.keys.get(table), *(column for home, column in referred if home == table)}
    for key in rows.columns:
        if key in keys:
            yield _repeated(rows.column(key))
    for child, parent in pipeline.references.items():
        above, column = split_path(parent)
        if (own := here(child)) and above in released and column in released[above].columns:
            yield _lost(rows.column(own[0]), released[above].column(column))
    spec = pipeline.synthesise
    if spec is None:
        return
    for dependent in spec.dependencies:
        if columns := here(*spec.determinants(dependent), dependent):
            yield _undetermined(rows, columns) if source is None else _unseen(rows, source, columns)
    for group in spec.combinations:
        if source is not None and (columns := here(*group)):
            yield _unseen(rows, source, columns)
    for group in spec.orderings:
        if columns := here(*group):
            yield _falling(rows, columns)


def _repeated(values: pa.ChunkedArray) -> Flags:
    """Return which values of a key were met before, or are missing."""
    codes, _ = codes_of(values)
    first = np.zeros(len(codes), dtype=np.bool_)
    first[np.unique(codes, return_index=True)[1]] = True
    return ~first | np.asarray(values.is_null().to_numpy(), dtype=np.bool_)


def _lost(values: pa.ChunkedArray, referred: pa.ChunkedArray) -> Flags:
    lost = pc.and_(values.is_valid(), pc.invert(are_in(values, referred)))
    return np.asarray(lost.to_numpy(), dtype=np.bool_)


def _undetermined(rows: Table, columns: Sequence[str]) -> Flags:
    """Return the rows whose last column has several values beside those of the others."""
    *owners, _ = columns
    of_owner, owning = _codes([rows], owners)
    together, _ = _codes([rows], columns)
    pairs = np.unique(np.stack([of_owner[0], together[0]]), axis=1)[0]
    several: Flags = np.bincount(pairs, minlength=owning) > 1
    return several[of_owner[0]]


def _unseen(rows: Table, learnt: Table, columns: Sequence[str]) -> Flags:
    """Return the rows whose values are beside each other in no row that was learnt from."""
    (made, known), count = _codes([rows, learnt], columns)
    there = np.zeros(count, dtype=np.bool_)
    there[known] = True
    return ~there[made]


def _codes(
    tables: Sequence[Table], columns: Sequence[str]
) -> tuple[list[npt.NDArray[np.int64]], int]:
    """Return a number for each distinct row of some columns, the same in all tables."""
    together = [
        pa.chunked_array([c for t in tables for c in t.column(name).chunks]) for name in columns
    ]
    total = sum(table.rows for table in tables)
    codes, count = group_keys(*pack(map(codes_of, together), total))
    return np.split(codes, np.cumsum([table.rows for table in tables])[:-1]), count


def _falling(rows: Table, columns: Sequence[str]) -> Flags:
    """Return the rows in which a value is smaller than one to its left; missing ones do not
    count."""
    broken = np.zeros(rows.rows, dtype=np.bool_)
    for place, low in enumerate(columns):
        for high in columns[place + 1 :]:
            smaller = pc.fill_null(pc.greater(rows.column(low), rows.column(high)), False)
            broken |= np.asarray(smaller.to_numpy(), dtype=np.bool_)
    return broken
