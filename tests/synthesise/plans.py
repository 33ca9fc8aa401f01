"""Plans for tests, made from tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ColumnPlan, Plan, TablePlan
from sector_data.spec.transforms.values import Keep, TransformSpec
from sector_data.spec.words import Role


def table(name: str, columns: Mapping[str, pa.Array | list[object]]) -> Table:
    """Return a table of columns."""
    return Table(name, pa.table(dict(columns)))


def plan_of(
    tables: Mapping[str, Table],
    *,
    keys: Mapping[str, str] | None = None,
    references: Mapping[str, str] | None = None,
    transforms: Mapping[str, TransformSpec] | None = None,
    roles: Mapping[str, Role] | None = None,
    entities: Mapping[str, str] | None = None,
) -> Plan:
    """Return a plan that keeps everything, except for what is said."""
    pipeline = Pipeline.model_validate(
        {
            "release": {"name": "test"},
            "source": {name: {"path": f"{name}.csv"} for name in tables},
            "keys": dict(keys or {}),
            "references": dict(references or {}),
        }
    )
    return Plan(
        made_with="test",
        made_on=date(2026, 11, 2),
        pipeline=pipeline,
        sources=(),
        tables=tuple(
            TablePlan(
                table=name,
                rows=each.rows,
                subjects=None,
                subject_path=None,
                columns=tuple(
                    _column(each, column, (transforms or {}), (roles or {}), (entities or {}))
                    for column in each.columns
                ),
                protection=None,
                before=None,
                after=None,
            )
            for name, each in tables.items()
        ),
    )


def _column(
    each: Table,
    column: str,
    transforms: Mapping[str, TransformSpec],
    roles: Mapping[str, Role],
    entities: Mapping[str, str],
) -> ColumnPlan:
    path = f"{each.name}.{column}"
    role = roles.get(path, Role.INSENSITIVE)
    finding = ColumnFinding(
        table=each.name,
        column=column,
        data_type=each.data_type(column),
        rows=each.rows,
        missing=0,
        distinct=0,
        entity=entities.get(path),
        role=role,
    )
    return ColumnPlan(
        column=column,
        finding=finding,
        role=role,
        transform=transforms.get(path, Keep()),
        reason="test",
    )
