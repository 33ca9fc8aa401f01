"""Tables that a reader of the release can join by subject, and the columns that come together so.

What lives here: following the released references from a table to its subject, and fetching the
quasi-identifiers met on the way. What does not: who each row is about
(:mod:`sector_data.pipeline.subjects`), nor what is made of the joined classes.

Where a reference on the way is dropped, nobody can join, and a table stands by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from sector_data.kernels.grouping import number_keys
from sector_data.pipeline.subjects import as_text, subject_paths
from sector_data.sources.numbering import encoded, places_in
from sector_data.sources.tables import Table, one_array
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.transforms.values import Drop

Planned = Mapping[str, Sequence[ColumnPlan]]


def subject_table(pipeline: Pipeline) -> str | None:
    """Return the table that the subject stands in."""
    return split_path(pipeline.subject)[0] if pipeline.subject else None


def can_be_joined(table: str, columns: Planned, pipeline: Pipeline) -> bool:
    """Return whether the columns that lead from a table to the subject are all released."""
    path = subject_paths(pipeline)[table]
    if path is None or pipeline.subject is None:
        return False
    ends = [pipeline.references[step] for step in path if step in pipeline.references]
    dropped = {
        f"{name}.{column.column}"
        for name, planned in columns.items()
        for column in planned
        if isinstance(column.transform, Drop)
    }
    return not dropped & {*path, *ends, pipeline.subject}


def tables_above(table: str, pipeline: Pipeline) -> list[str]:
    """Return the tables that a row leads to on its way to the subject, the nearest first."""
    return [parent for _, parent, _ in _steps(table, pipeline)]


def parent_of(table: str, pipeline: Pipeline) -> str | None:
    """Return the table that rows hang on; None for the subject's own, and without a subject."""
    above = tables_above(table, pipeline)
    return above[0] if above else None


def _steps(table: str, pipeline: Pipeline) -> list[tuple[str, str, str]]:
    """Return the joins from a table to the subject's: referring column, table, its key."""
    steps: list[tuple[str, str, str]] = []
    path = subject_paths(pipeline)[table]
    for step in path or ():
        target = pipeline.references.get(step)
        if target is None:
            break
        parent, key = split_path(target)
        steps.append((split_path(step)[1], parent, key))
    return steps


def rows_above(
    table: str, tables: Mapping[str, Table], pipeline: Pipeline
) -> dict[str, pa.Array] | None:
    """Return which row of each table above a row leads to; null where to none.

    Parameters
    ----------
    tables
        Source or release, with the columns that lead from one to the other.

    Returns
    -------
    dict
        Table above to row numbers of the table's length; the first row where a key repeats. None
        when a table or column on the way is not there.
    """
    found: dict[str, pa.Array] = {}
    here: pa.Array | None = None
    current = table
    for column, parent, key in _steps(table, pipeline):
        below, above = tables.get(current), tables.get(parent)
        if below is None or above is None:
            return None
        if column not in below.columns or key not in above.columns:
            return None
        leads = places_in(as_text(below.column(column)), as_text(above.column(key)))
        leads = leads.cast(pa.int64())
        here = leads if here is None else leads.take(here)
        found[parent] = here
        current = parent
    return found


def joined_columns(
    names: Sequence[str],
    table: str,
    tables: Mapping[str, Table],
    pipeline: Pipeline,
    values: Mapping[str, Mapping[str, pa.Array | pa.ChunkedArray]] | None = None,
) -> dict[str, pa.Array] | None:
    """Return columns of tables above, one value for each row of a table.

    Parameters
    ----------
    names
        ``table.column`` of the tables above.
    tables
        Tells which row leads to which.
    values
        Columns to take in place of those of `tables`, such as generalised ones.

    Returns
    -------
    dict
        By the same names; None when the tables cannot be joined.
    """
    if not names:
        return {}
    rows = rows_above(table, tables, pipeline)
    if rows is None:
        return None
    result: dict[str, pa.Array] = {}
    for name in names:
        home, column = split_path(name)
        if home not in rows:
            return None
        if values is not None and column in values.get(home, {}):
            whole = values[home][column]
        elif column in tables[home].columns:
            whole = tables[home].column(column)
        else:
            return None
        result[name] = one_array(whole).take(rows[home])
    return result


def constant_columns(
    owners: pa.Array, columns: Mapping[str, pa.Array | pa.ChunkedArray]
) -> list[str]:
    """Return the columns that have one value for each owner, in their order.

    Parameters
    ----------
    owners
        Subject of each row; rows without one are passed over.
    columns
        Of the same length.
    """
    there = owners.is_valid().to_numpy(zero_copy_only=False)
    coded = encoded(owners)
    people = len(coded.dictionary)
    known = coded.indices.to_numpy(zero_copy_only=False)[there].astype(np.int64)
    names = []
    for name, values in columns.items():
        found = encoded(values)
        # A missing value is one of its own.
        size = len(found.dictionary) + 1
        codes = found.indices.fill_null(size - 1).to_numpy()[there]
        if len(number_keys(known * size + codes)[1]) == people:
            names.append(name)
    return names
