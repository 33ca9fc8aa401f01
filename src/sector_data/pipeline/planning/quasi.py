"""Which quasi-identifiers enter the equivalence classes, and with which values.

What lives here: the rule that planning and applying share. What does not: the classes.

A quasi-identifier counts as it will be released before generalisation: truncated, rounded, to
three digits. Pseudonyms and shifted dates do not count: their values mean nothing to whoever lacks
the key. Dropped columns are not there to count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from sector_data.deidentify.perturbation import perturb
from sector_data.deidentify.transforms import transform
from sector_data.pipeline.keying import longitudes_of
from sector_data.pipeline.planning.cascade import Mask
from sector_data.sources.tables import Table
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.transforms.perturbation import Microaggregate
from sector_data.spec.transforms.values import UNCOUNTED, Generalise
from sector_data.spec.words import Role


def counted(columns: Sequence[ColumnPlan]) -> list[ColumnPlan]:
    """Return the quasi-identifiers that make equivalence classes."""
    return [
        c
        for c in columns
        if c.role is Role.QUASI_IDENTIFIER and not isinstance(c.transform, UNCOUNTED)
    ]


def quasi_values(table: Table, columns: Sequence[ColumnPlan]) -> dict[str, pa.Array]:
    """Return the values that enter the classes, by column, each of the table's length."""
    result: dict[str, pa.Array] = {}
    for column in counted(columns):
        values = table.array(column.column)
        match column.transform:
            case Generalise():
                result[column.column] = values
            case Microaggregate() as spec:
                # In groups of rows: the classes are counted by subject afterwards.
                result[column.column] = perturb(column.column, spec, table.array)
            case spec:
                result[column.column] = transform(
                    values, spec, longitudes=longitudes_of(table, spec)
                )
    return result


def complete_rows(values: Mapping[str, pa.Array], rows: int) -> Mask:
    """Return which rows have a value in every quasi-identifier; shape (rows,)."""
    there: Mask = np.ones(rows, dtype=np.bool_)
    for column in values.values():
        there &= column.is_valid().to_numpy(zero_copy_only=False)
    return there
