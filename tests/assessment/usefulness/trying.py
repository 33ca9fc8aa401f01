"""The trials that a measurement makes, without the figures that a test does not look at."""

from __future__ import annotations

from sector_data.assessment.usefulness.declared import Declared
from sector_data.assessment.usefulness.preparing import (
    Side,
    compare_columns,
    trials_of,
    varied_columns,
)
from sector_data.assessment.usefulness.threads import one_thread
from sector_data.assessment.usefulness.trials import Trials
from sector_data.sources.tables import Table
from sector_data.spec.evidence.usefulness import UsefulnessFigures
from sector_data.spec.usefulness_tasks import UsefulnessTasks


def trials(
    source: Table,
    release: Table,
    tasks: UsefulnessTasks | None = None,
    *,
    held_out: Table | None = None,
    splits: int = 2,
) -> Trials:
    """Cut two tables into halves."""
    tables = [source, release, *([held_out] if held_out else [])]
    sides = [Side(table, None) for table in tables]
    assert compare_columns(source.columns, sides) == {}
    counts = tasks.counts if tasks else ()
    return trials_of(sides, counts, rows=50_000, splits=splits, seed=0)


def declared(
    source: Table, release: Table, tasks: UsefulnessTasks, *, held_out: Table | None = None
) -> UsefulnessFigures:
    """Measure declared tasks only."""
    made = trials(source, release, tasks, held_out=held_out)
    figures = UsefulnessFigures(
        table=release.name,
        rows_source=source.rows,
        rows_release=release.rows,
        compared_source=made.source.rows,
        compared_release=made.release.rows,
        splits=2,
        seed=0,
    )
    with one_thread():
        measured = Declared(made, varied_columns(made), {}).measure(tasks)
    return figures.model_copy(update=measured)
