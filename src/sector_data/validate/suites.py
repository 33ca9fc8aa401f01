"""Suites of expectations made from a plan and the shape of the released tables.

What lives here: promises of whole tables, and the order of a suite. What does not: promises of
single columns (:mod:`sector_data.validate.promises`), what the steward adds
(:mod:`sector_data.validate.stewards`), the check itself (:mod:`sector_data.validate.running`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil

from sector_data.sources.tables import Table
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import Plan, TablePlan
from sector_data.validate.columns import (
    is_synthetic,
    kept_paths,
    references,
    released_columns,
)
from sector_data.validate.documents import (
    ExpectationDocument,
    Suites,
    suites_from_json,
    suites_to_json,
)
from sector_data.validate.promises import PlannedColumn, column_expectations
from sector_data.validate.stewards import steward_expectations

__all__ = [
    "ExpectationDocument",
    "Suites",
    "build_suites",
    "suites_from_json",
    "suites_to_json",
]


def build_suites(
    plan: Plan, tables: Mapping[str, Table]
) -> dict[str, tuple[ExpectationDocument, ...]]:
    """Return what each released table must satisfy.

    Parameters
    ----------
    plan
        Says what must come out.
    tables
        The released tables. Only their numbers of rows are used, as the denominator of null
        shares; no expectation is learnt from a value.

    Returns
    -------
    dict
        Expectations by table, in the plan's order of tables; table-wide ones first, then column
        by column, then the steward's own.

    Raises
    ------
    SpecificationError
        If the steward's own expectations name what does not exist.
    PlanError
        If the plan's categories do not fit their columns.
    """
    own = steward_expectations(plan)
    return {
        table.table: (
            *_table_expectations(table, plan),
            *_columns_of(table, plan, tables),
            *_references_of(table, plan),
            *own.get(table.table, ()),
        )
        for table in plan.tables
    }


def _table_expectations(table: TablePlan, plan: Plan) -> list[ExpectationDocument]:
    names = [c.column for c in released_columns(table, plan)]
    found = [
        ExpectationDocument(
            expectation="expect_table_columns_to_match_ordered_list",
            arguments={"column_list": names},
            reason="These columns and no other are released; dropped ones must be absent.",
        ),
        _row_count(table, plan),
    ]
    protection = table.protection
    if protection is None or not protection.generalisations:
        return found
    if is_synthetic(table.table, plan.pipeline):
        return found  # the rows are nobody's: their classes say nothing of subjects
    subject = _subject_chain(table, plan)
    counted = "rows: the release does not say whose they are" if subject is None else "subjects"
    found.append(
        ExpectationDocument(
            expectation="expect_table_to_be_k_anonymous",
            arguments={
                "columns": [part.column for _, part in protection.own],
                "k": protection.k,
                "subject": subject or [],
            },
            reason=f"The privacy model of the plan, counted in {counted}.",
        )
    )
    return found


def _row_count(table: TablePlan, plan: Plan) -> ExpectationDocument:
    exact, most, reason = _expected_rows(table, plan)
    if exact:
        return ExpectationDocument(
            expectation="expect_table_row_count_to_equal", arguments={"value": most}, reason=reason
        )
    return ExpectationDocument(
        expectation="expect_table_row_count_to_be_between",
        arguments={"min_value": min(1, most), "max_value": most},
        reason=reason,
    )


def _expected_rows(table: TablePlan, plan: Plan) -> tuple[bool, int, str]:
    """Return whether the number of released rows is known, that number or its bound, and why."""
    pipeline = plan.pipeline
    spec = pipeline.synthesise
    exact, most, reason = _protected_rows(table, pipeline)
    if spec is None or not is_synthetic(table.table, pipeline):
        return exact, most, reason
    # Rows that belong to others are drawn for these: there may be fewer.
    free = table.table not in spec.sequences and not any(
        child.startswith(f"{table.table}.") for child in pipeline.references
    )
    if table.table in spec.rows:
        return free, spec.rows[table.table], "The pipeline file asks for so many rows."
    if not free and spec.rows:
        rows = {part.table: part.rows for part in plan.tables}
        # Where those above are more, so may these be.
        most = ceil(most * max(1.0, *(n / max(rows[t], 1) for t, n in spec.rows.items())))
    return exact and free, most, "As many synthetic rows as were learnt from."


def _protected_rows(table: TablePlan, pipeline: Pipeline) -> tuple[bool, int, str]:
    if _events_may_go(table, pipeline):
        return False, table.rows, "The key decides which events of a subject stay; none is added."
    if table.after is not None:
        return True, table.after.rows, "The plan counted the rows that it lets out."
    suppressed = 0 if table.protection is None else table.protection.suppressed_rows
    path = table.subject_path
    if path and path[0] in pipeline.references:
        reason = "Rows go with the subject they belong to; none is added."
        return False, table.rows - suppressed, reason
    missing = {f"{table.table}.{c.column}": c.finding.missing for c in table.columns}
    nobodys = missing.get(path[0], 0) if path else 0
    reason = "All rows of the source but the suppressed ones and those without a subject."
    return True, table.rows - suppressed - nobodys, reason


def _events_may_go(table: TablePlan, pipeline: Pipeline) -> bool:
    """Return whether events of a subject are left out of a table, beyond its classes."""
    path = table.subject_path
    if not pipeline.privacy.longitudinal.settles or not path:
        return False
    return path[0] in pipeline.references or table.subjects != table.rows


def _subject_chain(table: TablePlan, plan: Plan) -> list[str] | None:
    """Return the released columns that lead from a row to its subject.

    Alternately a reference and the key it refers to, the subject last:
    ``notes.encounter_id, encounters.encounter_id, encounters.patient_id``. None when the release
    does not hold one of them.
    """
    path = table.subject_path
    if not path:
        return None
    chain = [path[0]]
    for reference, step in pairwise(path):
        chain += [plan.pipeline.references[reference], step]
    synthetic = {split_path(c)[0] for c in chain if is_synthetic(split_path(c)[0], plan.pipeline)}
    return chain if kept_paths(plan).issuperset(chain) and not synthetic else None


def _columns_of(
    table: TablePlan, plan: Plan, tables: Mapping[str, Table]
) -> list[ExpectationDocument]:
    pipeline = plan.pipeline
    levels: dict[str, int] = {}
    labels: dict[str, Sequence[str | None]] = {}
    if table.protection is not None:
        for place, generalisation in table.protection.own:
            levels[generalisation.column] = generalisation.coarsest
            labels[generalisation.column] = [c[place] for c in table.protection.kept_classes]
    leading = table.subject_path[0] if table.subject_path else None
    released = tables.get(table.table)
    found: list[ExpectationDocument] = []
    for column in released_columns(table, plan):
        path = f"{table.table}.{column.column}"
        planned = PlannedColumn(
            table=table.table,
            plan=column,
            level=levels.get(column.column),
            labels=labels.get(column.column),
            released_rows=table.rows if released is None else released.rows,
            is_key=pipeline.keys.get(table.table) == column.column,
            leads_to_subject=path == leading,
            may_be_emptied=path in pipeline.references,
            synthetic=is_synthetic(table.table, pipeline),
        )
        found += column_expectations(planned)
    return found


def _references_of(table: TablePlan, plan: Plan) -> list[ExpectationDocument]:
    found: list[ExpectationDocument] = []
    for child, parent in references(plan).items():
        name, column = split_path(child)
        if name != table.table:
            continue
        found.append(
            ExpectationDocument(
                expectation="expect_column_values_to_refer_to",
                column=column,
                arguments={"reference": parent},
                reason="The pipeline file declares the reference; a release holds no orphan.",
            )
        )
    return found
