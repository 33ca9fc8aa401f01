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
from sector_data.pipeline.cascade import Mask
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.privacy import sensitive_paths


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
        values = tables[home].column(column).combine_chunks()
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


def diversity_of(sensitive: Mapping[str, SensitiveColumn], pipeline: Pipeline) -> dict[str, int]:
    """Return the distinct values that the columns that bind must have in each class."""
    asked = {path: pipeline.privacy.l_diversity.get(path) for path in sensitive}
    return {p: spec.distinct for p, spec in asked.items() if spec and spec.distinct is not None}
