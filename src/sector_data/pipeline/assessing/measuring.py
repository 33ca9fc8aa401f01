"""Risk before and after, utility, gates: measured on what will be released.

What lives here: which tables are compared with which. What does not: the figures
(:mod:`sector_data.assessment`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sector_data.assessment.risk import measure_risk
from sector_data.assessment.utility import measure_utility
from sector_data.pipeline.applying import Applied
from sector_data.pipeline.planning.coded_columns import codes_as_texts
from sector_data.pipeline.planning.elapsed import on_own_clock
from sector_data.pipeline.planning.joining import joined_columns
from sector_data.pipeline.planning.longitudinal import World, figures_of
from sector_data.pipeline.planning.quasi import counted, quasi_values
from sector_data.pipeline.planning.sensitive import sensitive_of
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.subjects import subjects_of_rows
from sector_data.sources.numbering import distinct_count
from sector_data.sources.shares import Share
from sector_data.sources.tables import Table
from sector_data.spec.evidence.events import EventFigures
from sector_data.spec.evidence.release import RiskFigures, UtilityFigures
from sector_data.spec.plan import Plan, TablePlan
from sector_data.spec.transforms.values import INCOMPARABLE


@dataclass(frozen=True, slots=True)
class Measured:
    """Risk and utility of a release, before its gates are put to them."""

    before: tuple[RiskFigures, ...]
    after: tuple[RiskFigures, ...]
    events_before: EventFigures | None
    events_after: EventFigures | None
    utility: tuple[UtilityFigures, ...]


def released_risk(
    plan: Plan, tables: Mapping[str, Table], subjects: Mapping[str, pa.Array | None]
) -> tuple[RiskFigures, ...]:
    """Return the risk of every table that has quasi-identifiers.

    Parameters
    ----------
    plan
        Tells the quasi-identifiers, k and the sensitive columns.
    tables, subjects
        Released tables and the subject of each row; rows are counted where there is none.
    """
    figures: list[RiskFigures] = []
    for table in plan.tables:
        names = [c.column for c in counted(table.columns)]
        if not names or table.table not in tables:
            continue
        seen = tables[table.table]
        joined = joined_columns(
            table.protection.joined if table.protection else (), seen.name, tables, plan.pipeline
        )
        for name, values in (joined or {}).items():
            seen = Table(seen.name, seen.data.append_column(name, values))
        figures.append(
            measure_risk(
                seen,
                [*names, *(joined or {})],
                subjects=subjects.get(table.table),
                sensitive=sensitive_of(table.table, tables, subjects, plan.pipeline),
                k=table.protection.k if table.protection else None,
            )
        )
    return tuple(figures)


def released_events(
    plan: Plan, tables: Mapping[str, Table], subjects: Mapping[str, pa.Array | None]
) -> EventFigures | None:
    """Return what numbers and events of subjects tell; None where no table has events.

    Parameters
    ----------
    tables, subjects
        Released tables and the subject of each row, or the source's with times on the subject's own
        clock.
    """
    if plan.longitudinal is None or any(t.table not in tables for t in plan.tables):
        return None
    world = World(
        plan.pipeline,
        tables,
        subjects,
        {t.table: t.columns for t in plan.tables},
        {},
        {name: np.ones(table.rows, dtype=np.bool_) for name, table in tables.items()},
    )
    return figures_of(world, plan.longitudinal.subject_columns)


def measure(
    plan: Plan,
    source: Mapping[str, Table],
    applied: Applied,
    released: Mapping[str, Table],
    announce: Announce = silent,
) -> Measured:
    """Measure a release against its source.

    Risk is that of the protected rows: synthetic rows are learnt from them and belong to nobody.
    Utility is that of the tables as they are released.
    """
    subjects = subjects_of_rows(source, plan.pipeline)
    source = on_own_clock(source, subjects, plan.pipeline)
    size = sum(int(table.data.nbytes) for table in source.values())
    # Events and classes are counted on both sides, and each takes about as long.
    share = Share("counting equivalence classes", 4 * size, announce)
    sides = ((source, subjects), (applied.tables, applied.subjects))
    events = [released_events(plan, *side) for side in share.of(sides, lambda _: size)]
    risk = [released_risk(plan, *side) for side in share.of(sides, lambda _: size)]
    return Measured(
        events_before=events[0],
        events_after=events[1],
        before=risk[0],
        after=risk[1],
        utility=tuple(
            measure_utility(
                _before_generalisation(source[table.table], table),
                codes_as_texts(released[table.table], table, plan.pipeline),
                comparable=codes_as_texts(applied.comparable[table.table], table, plan.pipeline),
                columns=comparable_columns(table),
                subjects_before=_subjects(source[table.table], subjects[table.table]),
                subjects_after=_subjects(
                    applied.tables[table.table], applied.subjects[table.table]
                ),
                protection=table.protection,
                base=plan.pipeline.base,
                tell=announce,
            )
            for table in plan.tables
        ),
    )


def comparable_columns(table: TablePlan) -> list[str]:
    """Return the released columns whose values mean the same before and after suppression."""
    return [c.column for c in table.columns if not isinstance(c.transform, INCOMPARABLE)]


def _before_generalisation(table: Table, plan: TablePlan) -> Table:
    """Return the source with its quasi-identifiers as the hierarchies meet them."""
    data = table.data
    for name, values in quasi_values(table, plan.columns).items():
        data = data.set_column(data.column_names.index(name), name, values)
    return Table(table.name, data)


def _subjects(table: Table, subjects: pa.Array | None) -> int:
    return table.rows if subjects is None else distinct_count(subjects)
