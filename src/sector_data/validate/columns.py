"""Which columns and rows of a plan reach the release.

What lives here: dropped columns, synthetic tables and what these leave out. What does not: what is
expected of the columns (:mod:`sector_data.validate.promises`).
"""

from __future__ import annotations

from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ColumnPlan, Plan, TablePlan
from sector_data.spec.transforms.values import (
    Drop,
    FormatPreserving,
    Nested,
    Pseudonym,
    RedactText,
    Surrogate,
)
from sector_data.spec.words import Role


def is_synthetic(table: str, pipeline: Pipeline) -> bool:
    """Whether a table's rows are replaced by synthetic ones, not only some of their columns."""
    spec = pipeline.synthesise
    if spec is None or spec.columns is not None:
        return False
    return spec.tables is None or table in spec.tables


def kept_paths(plan: Plan) -> frozenset[str]:
    """Return the columns that are not dropped, as ``table.column``."""
    return frozenset(
        f"{table.table}.{column.column}"
        for table in plan.tables
        for column in table.columns
        if not isinstance(column.transform, Drop)
    )


def references(plan: Plan) -> dict[str, str]:
    """Return the references of which neither end is dropped."""
    kept = kept_paths(plan)
    declared = plan.pipeline.references
    return {child: parent for child, parent in declared.items() if {child, parent} <= kept}


def released_columns(table: TablePlan, plan: Plan) -> list[ColumnPlan]:
    """Return the columns of a released table, in order.

    Synthetic rows have no free text but from templates, and no identifiers but those that link
    tables, or rows that follow each other.
    """
    kept = [c for c in table.columns if not isinstance(c.transform, Drop)]
    spec = plan.pipeline.synthesise
    if spec is None or not is_synthetic(table.table, plan.pipeline):
        return kept
    ends = references(plan)
    keys = {f"{name}.{column}" for name, column in plan.pipeline.keys.items()}
    sequences = {f"{name}.{sequence.key}" for name, sequence in spec.sequences.items()}
    links = {*keys, *ends, *ends.values(), *sequences, *spec.texts}
    return [
        column
        for column in kept
        if (path := f"{table.table}.{column.column}") in links
        or not (path in plan.pipeline.references or _is_nobodys(column))
    ]


def _is_nobodys(column: ColumnPlan) -> bool:
    """Whether values of a column make no sense in a row that stands for nobody."""
    return (
        isinstance(column.transform, Pseudonym | Surrogate | FormatPreserving | RedactText | Nested)
        or column.role.protected
        or column.role is Role.FREE_TEXT
    )
