"""Which columns are taken apart: as the pipeline file says, or because they hold JSON.

What lives here: that decision. What does not: the parts and what happens to them
(:mod:`sector_data.pipeline.planning.nested`).
"""

from __future__ import annotations

import pyarrow as pa

from sector_data.deidentify.nested import document
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.pipeline import ColumnSpec
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.transforms.values import Nested
from sector_data.spec.words import Role

CELLS = 100
"""Cells that must be JSON objects or lists for a column to be taken apart unasked."""


def nested_plan(
    finding: ColumnFinding, said: ColumnSpec, values: pa.ChunkedArray
) -> ColumnPlan | None:
    """Return the plan of a column that is taken apart, its parts not yet decided; None for others.

    Parameters
    ----------
    finding
        What was found of the column.
    said
        What the pipeline file says of it; a role or another transform leaves it whole.
    values
        Of the column.
    """
    if said.transform is None and said.role is None:
        if not pa.types.is_string(values.type):
            return None
        some = values.drop_null().slice(0, CELLS).to_pylist()
        if not some or any(document(text) is None for text in some):
            return None
        reason = "its values are JSON"
    elif isinstance(said.transform, Nested):
        reason = "the pipeline file says so"
    else:
        return None
    return ColumnPlan(
        column=finding.column,
        finding=finding,
        role=said.role or Role.FREE_TEXT,
        transform=Nested(),
        reason=reason,
    )
