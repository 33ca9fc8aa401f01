"""Which tables of the source at hand an earlier plan was made for.

What lives here: matching tables by name and columns, and the earlier plan cut to them. What does
not: what is counted then (:mod:`sector_data.pipeline.ledger.crossings`).
"""

from __future__ import annotations

from collections.abc import Mapping

from sector_data.pipeline.planning.quasi import counted
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import Plan, TablePlan


def mapped_tables(plan: Plan, tables: Mapping[str, Table]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the table of the source for each table of an earlier plan.

    A table of the same name is it when it has the columns that the plan groups by and follows;
    otherwise the only one that has all columns of the plan.

    Parameters
    ----------
    plan
        The earlier plan.
    tables
        The source at hand.

    Returns
    -------
    mapping, reasons
        Earlier name to name at hand; for the others, a clause that says why there is none.
    """
    mapping: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for old in plan.tables:
        needed = _needed(plan.pipeline, old)
        if old.table in tables and needed <= set(tables[old.table].columns):
            mapping[old.table] = old.table
            continue
        every = {column.column for column in old.columns}
        fitting = [name for name, table in tables.items() if every <= set(table.columns)]
        if len(fitting) == 1:
            mapping[old.table] = fitting[0]
        elif old.table in tables:
            lacking = sorted(needed - set(tables[old.table].columns))
            reasons[old.table] = f"the source at hand lacks {', '.join(lacking)}"
        else:
            reasons[old.table] = f"the source at hand has no table {old.table}"
    for table in plan.tables:
        joined = table.protection.joined if table.protection else ()
        if table.table in mapping and {split_path(j)[0] for j in joined} - mapping.keys():
            del mapping[table.table]
            reasons[table.table] = "its groups need tables that the source at hand lacks"
    return mapping, reasons


def _needed(pipeline: Pipeline, table: TablePlan) -> set[str]:
    """Return the columns that a table's groups, and its way to the subject, are made of."""
    ways = [*pipeline.references, *pipeline.references.values()]
    if pipeline.subject is not None:
        ways.append(pipeline.subject)
    led = {column for name, column in map(split_path, ways) if name == table.table}
    return led | {column.column for column in counted(table.columns)}


def restricted(plan: Plan, tables: Mapping[str, str]) -> Plan:
    """Return a plan without the tables that are not among `tables`, and without ways to them."""
    pipeline = plan.pipeline
    subject = pipeline.subject
    if subject is not None and split_path(subject)[0] not in tables:
        subject = None
    cut = pipeline.model_copy(
        update={
            "source": {n: s for n, s in pipeline.source.items() if n in tables},
            "references": {
                child: parent
                for child, parent in pipeline.references.items()
                if {split_path(child)[0], split_path(parent)[0]} <= tables.keys()
            },
            "subject": subject,
        }
    )
    parts = tuple(t for t in plan.tables if t.table in tables)
    return plan.model_copy(update={"pipeline": cut, "tables": parts})
