"""What the pipeline file says a release is for, as the tasks of one table.

What lives here: which declarations belong to which table. What does not: carrying the tasks out
(:mod:`sector_data.assessment.usefulness`).

A task belongs to the lowest of its tables: where rows are visits, columns of the patient stand
beside those of the visit. Tasks whose tables do not hang on one another belong to none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sector_data.pipeline.planning.joining import tables_above
from sector_data.spec.assessing import Condition as Said
from sector_data.spec.model import ColumnPath
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.usefulness_tasks import (
    Condition,
    CountQuery,
    RegressionTask,
    SurvivalTask,
    UsefulnessTasks,
)


def tasks_of(table: str, pipeline: Pipeline) -> UsefulnessTasks:
    """Return the tasks that are carried out on a table, with the names that its columns have there:
    its own by their name alone, those of tables above as ``table.column``."""
    assess = pipeline.assessed
    workload = pipeline.privacy.workload
    target = assess.target or (workload.target if workload else None)

    def here(*paths: ColumnPath | None) -> bool:
        return _home([path for path in paths if path is not None], pipeline) == table

    def name(path: ColumnPath) -> str:
        home, column = split_path(path)
        return column if home == table else path

    survival = assess.survival
    return UsefulnessTasks(
        targets=(name(target),) if target and here(target) else (),
        subgroups=tuple((name(path),) for path in assess.subgroups if here(path)),
        counts=tuple(
            CountQuery(
                name=query,
                where=tuple(_condition(name(path), said) for path, said in conditions.items()),
            )
            for query, conditions in assess.queries.items()
            if here(*conditions)
        ),
        survival=(
            SurvivalTask(
                duration=name(survival.duration),
                event=name(survival.event),
                group=name(survival.group) if survival.group else None,
            ),
        )
        if survival and here(survival.duration, survival.event, survival.group)
        else (),
        regressions=tuple(
            RegressionTask(
                outcome=name(task.outcome), predictors=tuple(name(p) for p in task.predictors)
            )
            for task in assess.regressions
            if here(task.outcome, *task.predictors)
        ),
    )


def columns_from_above(table: str, pipeline: Pipeline) -> tuple[ColumnPath, ...]:
    """Return the columns of tables above that tasks of a table use, as ``table.column``; where it
    has a target, what is known of people helps to predict it."""
    tasks = tasks_of(table, pipeline)
    above = set(tables_above(table, pipeline))
    named = [*sorted(tasks.columns), *(pipeline.assessed.known if tasks.targets else ())]
    return tuple(
        dict.fromkeys(path for path in named if "." in path and split_path(path)[0] in above)
    )


def _home(paths: Iterable[ColumnPath], pipeline: Pipeline) -> str | None:
    """Return the table whose rows have all of the columns, its own and those above."""
    tables = list(dict.fromkeys(split_path(path)[0] for path in paths))
    return next(_lowest(tables, pipeline), None)


def _lowest(tables: list[str], pipeline: Pipeline) -> Iterator[str]:
    for table in tables:
        if set(tables) <= {table, *tables_above(table, pipeline)}:
            yield table


def _condition(column: str, said: Said) -> Condition:
    if isinstance(said, tuple):
        low, high = said
        return Condition(column=column, at_least=low, below=high)
    return Condition(column=column, values=(said,))
