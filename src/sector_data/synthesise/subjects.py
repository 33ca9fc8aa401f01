"""Whose rows are whose in protected tables.

What lives here: following references from a table to its subjects. What does not: how the plan
found the way (:mod:`sector_data.pipeline.subjects`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import Plan


def subjects_of(
    table: str, tables: Mapping[str, Table], plan: Plan
) -> npt.NDArray[np.int64] | None:
    """Return the number of each row's subject; None where the way to it is not released.

    Rows whose subject is not known are subjects of their own.
    """
    path = next((t.subject_path for t in plan.tables if t.table == table), None)
    if not path or any(not _is_there(step, tables) for step in path):
        return None
    first = split_path(path[0])
    values = tables[first[0]].column(first[1]).combine_chunks()
    for step in path[1:]:
        name, column = split_path(step)
        key = plan.pipeline.references.get(_path_before(path, step))
        if key is None or not _is_there(key, tables):
            return None
        places = pc.index_in(values, tables[name].column(split_path(key)[1]).combine_chunks())
        values = tables[name].column(column).combine_chunks().take(places)
    codes = pc.dictionary_encode(values).indices.to_numpy(zero_copy_only=False).astype(np.float64)
    unknown = np.isnan(codes)
    codes[unknown] = len(codes) + np.arange(int(unknown.sum()))
    numbers: npt.NDArray[np.int64] = codes.astype(np.int64)
    return numbers


def _path_before(path: tuple[str, ...], step: str) -> str:
    return path[path.index(step) - 1]


def _is_there(path: str, tables: Mapping[str, Table]) -> bool:
    name, column = split_path(path)
    return name in tables and column in tables[name].columns
