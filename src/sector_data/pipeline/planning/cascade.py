"""What the loss of rows in one table means for the tables that refer to it.

What lives here: the order in which tables are protected, the rows that must go with their parents,
and the references that must be emptied. What does not: why a row was lost in the first place.

The rules: a row goes when the row that leads to its subject is gone or was never there; any other
reference that leads nowhere is emptied. So a release never holds an orphan.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.pipeline.subjects import as_text, subject_paths
from sector_data.sources.numbering import are_in
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import Pipeline, split_path

Mask = npt.NDArray[np.bool_]


def protection_order(pipeline: Pipeline) -> list[str]:
    """Return the tables so that each comes after those its path to the subject leads through."""
    depth = {name: len(path) if path else 0 for name, path in subject_paths(pipeline).items()}
    subject_table = split_path(pipeline.subject)[0] if pipeline.subject else None
    return sorted(pipeline.source, key=lambda t: (depth[t] == 0, t != subject_table, depth[t]))


def _found(child: pa.Array | pa.ChunkedArray, parent_keys: pa.Array | pa.ChunkedArray) -> Mask:
    hits = are_in(child, parent_keys)
    return np.asarray(hits.to_numpy(zero_copy_only=False), dtype=np.bool_)


def rows_with_parents(
    table: Table, tables: Mapping[str, Table], kept: Mapping[str, Mask], pipeline: Pipeline
) -> Mask:
    """Return which rows of a table still have the row that leads to their subject.

    Parameters
    ----------
    kept
        Rows kept so far, for each table that was already protected.
    """
    mask: Mask = np.ones(table.rows, dtype=np.bool_)
    path = subject_paths(pipeline)[table.name]
    if path is None:
        return mask
    values = as_text(table.column(split_path(path[0])[1]))
    if path[0] not in pipeline.references:
        # The subject's own table: a row without a subject cannot be protected.
        return np.asarray(pc.is_valid(values).to_numpy(zero_copy_only=False), dtype=np.bool_)
    parent, key = split_path(pipeline.references[path[0]])
    return _found(values, _kept_keys(tables[parent], key, kept.get(parent)))


def _kept_keys(table: Table, key: str, kept: Mask | None) -> pa.Array | pa.ChunkedArray:
    keys = as_text(table.column(key))
    return keys if kept is None else keys.filter(pa.array(kept))


def dangling_references(
    table: Table, tables: Mapping[str, Table], kept: Mapping[str, Mask], pipeline: Pipeline
) -> dict[str, Mask]:
    """Return, for each reference that is not on the table's way to its subject, where it leads
    nowhere; only columns with such rows are named."""
    path = subject_paths(pipeline)[table.name]
    result: dict[str, Mask] = {}
    for child, target in pipeline.references.items():
        child_table, column = split_path(child)
        if child_table != table.name or (path is not None and child == path[0]):
            continue
        parent, key = split_path(target)
        values = as_text(table.column(column))
        valid = np.asarray(pc.is_valid(values).to_numpy(zero_copy_only=False), dtype=np.bool_)
        lost = valid & ~_found(values, _kept_keys(tables[parent], key, kept.get(parent)))
        if lost.any():
            result[column] = lost
    return result
