"""Which columns of which tables are learnt, made anew as keys, or left out.

What lives here: the decisions, from the plan alone. What does not: making anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.codes import is_code
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import ColumnPlan, Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.transforms.values import (
    FormatPreserving,
    Pseudonym,
    RedactText,
    Surrogate,
    TransformSpec,
)
from sector_data.spec.words import Role


@dataclass(frozen=True, slots=True)
class TableLayout:
    """What becomes of the columns of one synthetic table, in column order."""

    keys: tuple[str, ...]
    learnt: tuple[str, ...]
    coded: frozenset[str]
    """Columns of integers that are codes by what is declared of them, or what they mean."""
    left_out: dict[str, str]
    """Column to the reason."""
    transforms: dict[str, TransformSpec]


@dataclass(frozen=True, slots=True)
class Layout:
    """What becomes of the tables to synthesise.

    Attributes
    ----------
    tables
        Those to synthesise, in order.
    references
        Referring to referred column, as ``table.column``, where both are released.
    identifying
        Columns whose values must be unique: primary keys, and what is referred to.
    """

    tables: dict[str, TableLayout]
    references: dict[str, str]
    identifying: frozenset[str]


def lay_out(tables: Mapping[str, Table], plan: Plan, spec: SynthesisSpec) -> Layout:
    """Decide what becomes of every column.

    Raises
    ------
    InputError
        If a table to synthesise is unknown, nothing of it would be left, or a table that keeps
        its rows refers to one that does not.
    """
    chosen = [name for name in tables if spec.tables is None or name in spec.tables]
    unknown = sorted(set(spec.tables or ()) - tables.keys())
    if unknown:
        raise InputError(
            f"There is no table {', '.join(unknown)} to synthesise.",
            f"The tables are {', '.join(tables)}.",
        )
    released = {f"{name}.{column}" for name, table in tables.items() for column in table.columns}
    declared = plan.pipeline.references
    references = {c: p for c, p in declared.items() if c in released and p in released}
    for child, parent in sorted(references.items()):
        if split_path(parent)[0] in chosen and split_path(child)[0] not in chosen:
            raise InputError(
                f"{child} refers to {parent}, whose rows are synthetic; its own are not.",
                f"Add {split_path(child)[0]} to synthesise.tables.",
            )
    primary = {f"{name}.{column}" for name, column in plan.pipeline.keys.items()}
    identifying = frozenset((primary & released) | set(references.values()))
    plans = {p.table: {c.column: c for c in p.columns} for p in plan.tables}
    return Layout(
        {
            name: _lay_out_table(
                tables[name], plans[name], identifying | references.keys(), plan.pipeline
            )
            for name in chosen
        },
        references,
        identifying,
    )


def _lay_out_table(
    table: Table,
    plans: Mapping[str, ColumnPlan],
    keys: frozenset[str],
    pipeline: Pipeline,
) -> TableLayout:
    left_out: dict[str, str] = {}
    for column in table.columns:
        path = f"{table.name}.{column}"
        reason = (
            None if path in keys else _reason_against(plans[column], path in pipeline.references)
        )
        if reason is not None:
            left_out[column] = reason
    if len(left_out) == len(table.columns):
        raise InputError(
            f"No column of {table.name} can be synthesised.",
            "Name the other tables in synthesise.tables.",
        )
    own_keys = tuple(c for c in table.columns if f"{table.name}.{c}" in keys)
    return TableLayout(
        own_keys,
        tuple(c for c in table.columns if c not in left_out and c not in own_keys),
        frozenset(
            name
            for name in table.columns
            if pa.types.is_integer(table.data.schema.field(name).type)
            and is_code(table.name, plans[name], pipeline)
        ),
        left_out,
        {column: plans[column].transform for column in own_keys},
    )


def _reason_against(plan: ColumnPlan, refers: bool) -> str | None:
    if refers:
        return "it refers to a column that is not released"
    if isinstance(plan.transform, RedactText) or plan.role is Role.FREE_TEXT:
        return "free text is not learnt"
    if isinstance(plan.transform, Pseudonym | Surrogate | FormatPreserving) or plan.role.protected:
        return "it identifies those who were learnt from"
    return None
