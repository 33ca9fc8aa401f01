"""Which sensitive columns the classes of a table must be diverse in.

What lives here: tying a sensitive column of one table to the subjects of another. What does not:
counting values (:mod:`sector_data.anonymise.classes`).

A sensitive column binds the table that it stands in and the table of the subject: whoever
recognises a class of patients learns what their encounters tell.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.hierarchies import build
from sector_data.deidentify.transforms import transform
from sector_data.pipeline.keying import longitudes_of
from sector_data.pipeline.planning.cascade import Mask
from sector_data.pipeline.planning.joining import Planned
from sector_data.sources.spilling import piecewise
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.privacy import sensitive_paths
from sector_data.spec.transforms.perturbation import Perturbation
from sector_data.spec.transforms.values import (
    Drop,
    Generalise,
    JoinRare,
    RedactText,
    ShareItems,
    TopBottom,
)

_OTHER_ROWS = Perturbation | ShareItems | JoinRare
"""Transforms that look at other rows, so that no value alone tells what becomes of it."""


def sensitive_columns(
    table: str,
    kept: Mask,
    tables: Mapping[str, Table],
    subjects: Mapping[str, pa.Array | None],
    pipeline: Pipeline,
) -> dict[str, SensitiveColumn]:
    """Return the sensitive columns that bind a table, by their path.

    Parameters
    ----------
    table
        The table whose classes are meant.
    kept
        Its rows that are still there; columns of the table itself are cut to them.
    tables, subjects
        All tables and the subject of each of their rows.
    """
    result: dict[str, SensitiveColumn] = {}
    subject_table = split_path(pipeline.subject)[0] if pipeline.subject else None
    for path in sensitive_paths(pipeline.privacy):
        home, column = split_path(path)
        if home not in tables or column not in tables[home].columns:
            continue
        values = tables[home].column(column)
        of_home = subjects.get(home)
        if home == table:
            result[path] = SensitiveColumn(values.filter(pa.array(kept)))
        elif table == subject_table and of_home is not None:
            result[path] = SensitiveColumn(values, subjects=of_home)
    return result


def sensitive_of(
    table: str,
    tables: Mapping[str, Table],
    subjects: Mapping[str, pa.Array | None],
    pipeline: Pipeline,
) -> dict[str, SensitiveColumn]:
    """Return the sensitive columns that bind a whole table, as in :func:`sensitive_columns`."""
    every: Mask = np.ones(tables[table].rows, dtype=np.bool_)
    return sensitive_columns(table, every, tables, subjects, pipeline)


def with_released_values(
    tables: Mapping[str, Table], columns: Planned, pipeline: Pipeline
) -> dict[str, Table]:
    """Return tables with their sensitive columns as the release will show them.

    Two charges that are rounded to the same hundred tell the same, so they count as one value.
    What only the key decides, and what is left out altogether, stays as it is: the models then hold
    for the values themselves.
    """
    result = dict(tables)
    for path in sensitive_paths(pipeline.privacy):
        home, name = split_path(path)
        for column in columns.get(home, ()):
            if column.column == name and home in result:
                data = result[home].data
                shown = _as_released(result[home], column, pipeline)
                place = data.column_names.index(name)
                result[home] = Table(home, data.set_column(place, name, shown))
    return result


def _as_released(
    table: Table, column: ColumnPlan, pipeline: Pipeline
) -> pa.Array | pa.ChunkedArray:
    values, spec = table.column(column.column), column.transform
    if isinstance(spec, Generalise):
        if spec.level is None or spec.hierarchy is None:
            return values
        values = table.array(column.column)
        return build(spec.hierarchy, values, base=pipeline.base).generalise(values, spec.level)
    if spec.keyed or isinstance(spec, _OTHER_ROWS | Drop | RedactText):
        return values
    if isinstance(spec, TopBottom) and spec.count is not None:
        return values
    return piecewise(
        lambda piece, beside: transform(piece, spec, longitudes=beside),
        values,
        longitudes_of(table, spec),
    )
